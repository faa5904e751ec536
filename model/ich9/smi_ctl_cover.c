#include "ich9/smi_ctl.h"

/* The sources with a bit in SMI_STS, one row each: name, its bits in SMI_STS and SMI_EN (0: no enable there), and when
 * an event of this clock asks to set the bit. */
#define SOURCES(X)                                                            \
    X(BIOS, BIOS_STS_BIT, BIOS_EN, in->gbl_rls)                               \
    X(LEGACY_USB, LEGACY_USB_STS_BIT, LEGACY_USB_EN, in->usb1)                \
    X(SLP, SLP_SMI_STS_BIT, SLP_SMI_EN, in->slp_en)                           \
    X(APM, APM_STS_BIT, APMC_EN, in->apm_wr && !in->apm_addr)                 \
    X(SWSMI, SWSMI_TMR_STS_BIT, SWSMI_TMR_EN, in->sw_set)                     \
    X(MCSMI, MCSMI_STS_BIT, MCSMI_EN, in->mc_hit)                             \
    X(TCO, TCO_STS_BIT, TCO_EN, in->tco)                                      \
    X(PERIODIC, PERIODIC_STS_BIT, PERIODIC_EN, in->per_set)                   \
    X(LEGACY_USB2, LEGACY_USB2_STS_BIT, LEGACY_USB2_EN, in->usb2)             \
    X(INTEL_USB2, INTEL_USB2_STS_BIT, INTEL_USB2_EN, in->usb2_intel)          \
    X(PM1, PM1_STS_BIT, 0, in->pm1)                                           \
    X(GPE0, GPE0_STS_BIT, 0, in->gpe0)                                        \
    X(GPI, GPI_STS_BIT, 0, in->gpi_sts)                                       \
    X(DEVMON, DEVMON_STS_BIT, 0, in->devmon)                                  \
    X(SERIRQ, SERIRQ_STS_BIT, 0, in->serirq)                                  \
    X(SMBUS, SMBUS_STS_BIT, 0, in->smbus)                                     \
    X(PCI_EXP, PCI_EXP_STS_BIT, 0, in->pcie)                                  \
    X(MONITOR, MONITOR_STS_BIT, 0, in->trap)                                  \
    X(SPI, SPI_STS_BIT, 0, in->spi)
#define X(name, sts, en, event) #name,
static const char *const source_names[] = {SOURCES(X) NULL};
static const char *const asker_names[] = {SOURCES(X) "SMB_HOST", "NMI2SMI", NULL}; /* two have no bit in SMI_STS */
#undef X
typedef struct source {
    uint32_t sts, en;
} source_t;
#define X(name, sts, en, event) {sts, en},
static const source_t sources[] = {SOURCES(X)};
#undef X
#define X(name, sts, en, event) AT_##name,
enum { SOURCES(X) COUNT, AT_SMB_HOST = COUNT, AT_NMI2SMI, ASKERS }; /* their places */
#undef X

/* Which status bits an event of this clock asks to set. */
static uint32_t events(const smi_ctl_in_t *in)
{
#define X(name, sts, en, event) ((event) ? (uint32_t)(sts) : 0) |
    return SOURCES(X) 0;
#undef X
}

/* Their bits in SMI_STS, all of them and those without an enable. */
#define X(name, sts, en, event) | (uint32_t)(sts)
enum { ALL_STS = 0 SOURCES(X) };
#undef X
#define X(name, sts, en, event) | ((en) ? 0U : (uint32_t)(sts))
enum { FREE_STS = 0 SOURCES(X) };
#undef X

static bool nmi_asks(const cover_edge_t *e)
{
    const smi_ctl_in_t *in = e->in, *in_was = e->in_was;
    return in->nmi_bypass && in_was->nmi_smi;
}

/* Some source asks for SMI# at this edge, GBL_SMI_EN aside. An enable has the number of its status bit. */
static bool any_asks(const cover_edge_t *e)
{
    const smi_ctl_in_t *in_was = e->in_was;
    const smi_ctl_out_t *was = e->was;
    return (was->smi_sts & ALL_STS & (was->smi_en | FREE_STS)) || in_was->smb_host || nmi_asks(e);
}

/* Those that do, as bits of their places. */
static uint32_t asking(const cover_edge_t *e)
{
    const smi_ctl_in_t *in_was = e->in_was;
    const smi_ctl_out_t *was = e->was;
    bool nmi = nmi_asks(e);
    uint32_t asks = (uint32_t)in_was->smb_host << AT_SMB_HOST | (uint32_t)nmi << AT_NMI2SMI;
    for (unsigned i = 0; i < COUNT; i++)
        if ((was->smi_sts & sources[i].sts) && (!sources[i].en || (was->smi_en & sources[i].en)))
            asks |= 1U << i;
    return asks;
}

static uint32_t byte_mask(unsigned be)
{
    return (be & 1 ? 0xffU : 0) | (be & 2 ? 0xff00U : 0) | (be & 4 ? 0xff0000U : 0) | (be & 8 ? 0xff000000U : 0);
}

/* Bits that software writes as 1 in this clock. */
static uint32_t ones(const smi_ctl_in_t *in, bool addr)
{
    return in->wr_en && in->addr == addr ? in->wdata & byte_mask(in->be) : 0;
}

/* Bits that software writes as 0 in this clock. */
static uint32_t zeros(const smi_ctl_in_t *in, bool addr)
{
    return in->wr_en && in->addr == addr ? ~in->wdata & byte_mask(in->be) : 0;
}

static const char *const off_on[] = {"off", "on", NULL}, *const clear_set[] = {"clear", "set", NULL};

static void cause(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in;
    const smi_ctl_out_t *was = e->was;
    uint32_t left = events(in);
    for (unsigned i = 0; left; left &= ~sources[i++].sts)
        if (left & sources[i].sts)
            COVER(b, i, !sources[i].en || (was->smi_en & sources[i].en), (was->smi_sts & sources[i].sts) != 0);
}
#define NO_ENABLE "it has no enable bit in SMI_EN"
static const cover_never_t cause_never[] = {
    {{AT_PM1, 0, COVER_ANY}, NO_ENABLE},
    {{AT_GPE0, 0, COVER_ANY}, NO_ENABLE},
    {{AT_GPI, 0, COVER_ANY}, NO_ENABLE},
    {{AT_DEVMON, 0, COVER_ANY}, NO_ENABLE},
    {{AT_SERIRQ, 0, COVER_ANY}, NO_ENABLE},
    {{AT_SMBUS, 0, COVER_ANY}, NO_ENABLE},
    {{AT_PCI_EXP, 0, COVER_ANY}, NO_ENABLE},
    {{AT_MONITOR, 0, COVER_ANY}, NO_ENABLE},
    {{AT_SPI, 0, COVER_ANY}, NO_ENABLE},
    {{0}, NULL}};

enum { SET_ALONE, CLEAR_ALONE, SET_AND_CLEAR };
static const char *const meetings[] = {"set", "clear", "set_and_clear", NULL};

static void clear(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in;
    const smi_ctl_out_t *was = e->was;
    uint32_t set = events(in), written = ones(in, 1), left = (set | written) & ALL_STS;
    for (unsigned i = 0; left; left &= ~sources[i++].sts) {
        uint32_t bit = sources[i].sts;
        if (left & bit)
            COVER(b, i, !(written & bit) ? SET_ALONE : set & bit ? SET_AND_CLEAR : CLEAR_ALONE,
                  (was->smi_sts & bit) != 0);
    }
}

enum { HELD_BY_ENABLE, HELD_BY_GBL, HELD_BY_EOS, HELD_BY_NOTHING };
static const char *const holds[] = {"enable_off", "GBL_off", "EOS_0", "nothing", NULL};

/* A status bit stands while SMI# is high: what keeps it from an SMI. */
static void held(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_out_t *was = e->was;
    if (was->state != SMI_HIGH)
        return;
    uint32_t left = was->smi_sts & ALL_STS;
    for (unsigned i = 0; left; left &= ~sources[i++].sts)
        if (left & sources[i].sts)
            COVER(b, i, sources[i].en && !(was->smi_en & sources[i].en) ? HELD_BY_ENABLE
                        : !(was->smi_en & GBL_SMI_EN)                   ? HELD_BY_GBL
                        : !(was->smi_en & EOS)                          ? HELD_BY_EOS
                                                                        : HELD_BY_NOTHING);
}
static const cover_never_t held_never[] = {
    {{AT_PM1, HELD_BY_ENABLE}, NO_ENABLE},
    {{AT_GPE0, HELD_BY_ENABLE}, NO_ENABLE},
    {{AT_GPI, HELD_BY_ENABLE}, NO_ENABLE},
    {{AT_DEVMON, HELD_BY_ENABLE}, NO_ENABLE},
    {{AT_SERIRQ, HELD_BY_ENABLE}, NO_ENABLE},
    {{AT_SMBUS, HELD_BY_ENABLE}, NO_ENABLE},
    {{AT_PCI_EXP, HELD_BY_ENABLE}, NO_ENABLE},
    {{AT_MONITOR, HELD_BY_ENABLE}, NO_ENABLE},
    {{AT_SPI, HELD_BY_ENABLE}, NO_ENABLE},
    {{0}, NULL}};

static const char *const companies[] = {"alone", "with_others", NULL}, *const falls_from[] = {"HIGH", "GAP", NULL};

/* Which sources pull SMI#. */
static void falls(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_out_t *was = e->was, *out = e->out;
    if (was->state == SMI_LOW || out->state != SMI_LOW)
        return;
    uint32_t all = asking(e);
    for (unsigned i = 0; i < ASKERS; i++)
        if (all >> i & 1)
            COVER(b, i, (all & ~(1U << i)) != 0, was->state == SMI_GAP);
}

static void request(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_out_t *was = e->was;
    COVER(b, was->state, (was->smi_en & EOS) != 0, (was->smi_en & GBL_SMI_EN) && any_asks(e));
}
static const cover_never_t request_never[] = {
    {{SMI_LOW, 1, COVER_ANY}, "setting EOS ends LOW on the same edge"},
    {{SMI_GAP, 0, COVER_ANY}, "EOS = 1 starts GAP, and only the next SMI# clears it"},
    {{0}, NULL}};

enum { HIGH_HIGH, HIGH_LOW, LOW_LOW, LOW_GAP, GAP_GAP, GAP_HIGH, GAP_LOW };
static const char *const steps[] = {"HIGH-HIGH", "HIGH-LOW", "LOW-LOW", "LOW-GAP", "GAP-GAP", "GAP-HIGH", "GAP-LOW",
                                    NULL};
enum { EOS_NOT_WRITTEN, EOS_WRITTEN_0, EOS_WRITTEN_1 };
static const char *const eos_writes[] = {"none", "0", "1", NULL};

static void pin(const cover_edge_t *e, cover_bins_t *b)
{
    static const unsigned step[3][3] = {[SMI_HIGH] = {[SMI_HIGH] = HIGH_HIGH, [SMI_LOW] = HIGH_LOW},
                                        [SMI_LOW] = {[SMI_LOW] = LOW_LOW, [SMI_GAP] = LOW_GAP},
                                        [SMI_GAP] = {[SMI_GAP] = GAP_GAP, [SMI_HIGH] = GAP_HIGH, [SMI_LOW] = GAP_LOW}};
    const smi_ctl_in_t *in = e->in;
    const smi_ctl_out_t *was = e->was, *out = e->out;
    COVER(b, step[was->state][out->state],
          ones(in, 0) & EOS ? EOS_WRITTEN_1 : zeros(in, 0) & EOS ? EOS_WRITTEN_0 : EOS_NOT_WRITTEN);
}
static const cover_never_t pin_never[] = {
    {{LOW_LOW, EOS_WRITTEN_1}, "setting EOS always ends LOW"},
    {{LOW_GAP, EOS_NOT_WRITTEN}, "only setting EOS ends LOW"},
    {{LOW_GAP, EOS_WRITTEN_0}, "only setting EOS ends LOW"},
    {{0}, NULL}};

/* The first SMI after reset may need no EOS. */
static void first(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in;
    const smi_ctl_out_t *was = e->was, *out = e->out;
    if (was->state != SMI_LOW && out->state == SMI_LOW)
        COVER(b, in->first_smi, (was->smi_en & EOS) != 0);
}
static const cover_never_t first_never[] = {{{0, 0}, "without the strap every SMI needs EOS"}, {{0}, NULL}};

/* EOS at the first edge after reset. */
static void eos_reset(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in;
    const smi_ctl_out_t *was = e->was, *out = e->out;
    if (!(was->smi_en & EOS) && !(ones(in, 0) & EOS))
        COVER(b, in->eos_reset, (out->smi_en & EOS) != 0);
}
static const cover_never_t eos_reset_never[] = {{{0, 1}, "without the strap only a write sets EOS"}, {{0}, NULL}};

enum { UNLOCKED, LOCKS_NOW, LOCKED };
static const char *const locks[] = {"before", "in_the_clock", "after", NULL};

static void lock(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in;
    const smi_ctl_out_t *was = e->was;
    if ((ones(in, 0) | zeros(in, 0)) & GBL_SMI_EN)
        COVER(b, was->smi_lock ? LOCKED : in->lock_set ? LOCKS_NOW : UNLOCKED, (was->smi_en & GBL_SMI_EN) != 0,
              (ones(in, 0) & GBL_SMI_EN) != 0);
}

static const char *const en_names[] = {"GBL_SMI_EN", "BIOS_EN", "LEGACY_USB_EN", "SLP_SMI_EN", "APMC_EN",
                                       "SWSMI_TMR_EN", "MCSMI_EN", "TCO_EN", "PERIODIC_EN", "LEGACY_USB2_EN",
                                       "INTEL_USB2_EN", NULL};
static const uint8_t en_bits[] = {0, 2, 3, 4, 5, 6, 11, 13, 14, 17, 18}; /* as above */

static void enable(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_out_t *was = e->was, *out = e->out;
    uint32_t changed = was->smi_en ^ out->smi_en;
    for (unsigned i = 0; changed && i < sizeof en_bits; i++)
        if (changed >> en_bits[i] & 1)
            COVER(b, i, out->smi_en >> en_bits[i] & 1);
}

static const char *const registers[] = {"SMI_EN", "SMI_STS", NULL}, *const lanes[] = {"0", "1", "2", "3", NULL};

static void lane(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in;
    for (unsigned i = 0; in->wr_en && i < 4; i++)
        COVER(b, in->addr, i, in->be >> i & 1);
}

static const char *const apm_ports[] = {"B2h", "B3h", NULL};

static void apm(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in;
    const smi_ctl_out_t *was = e->was;
    if (in->apm_wr)
        COVER(b, in->apm_addr, in->sts_needs_en, (was->smi_en & APMC_EN) != 0);
}

/* The sources that set their bit only with their enable, in the clock in which the enable is written. */
static const char *const gated_names[] = {"SLP", "APM", "SWSMI", "MCSMI", "PERIODIC", NULL};
static const uint8_t gated[] = {AT_SLP, AT_APM, AT_SWSMI, AT_MCSMI, AT_PERIODIC}; /* as above */
static const char *const turns[] = {"turned_off", "turned_on", NULL};

static void late_enable(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in;
    const smi_ctl_out_t *was = e->was, *out = e->out;
    uint32_t now = events(in);
    for (unsigned i = 0; i < sizeof gated; i++) {
        const source_t *s = &sources[gated[i]];
        if ((now & s->sts) && ((was->smi_en ^ out->smi_en) & s->en))
            COVER(b, i, (out->smi_en & s->en) != 0);
    }
}

static const char *const open_locked[] = {"open", "locked", NULL};

/* TCO_LOCK keeps TCO_EN as it is. */
static void tco_lock(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in;
    const smi_ctl_out_t *was = e->was;
    if ((ones(in, 0) | zeros(in, 0)) & TCO_EN)
        COVER(b, in->tco_lock, (was->smi_en & TCO_EN) != 0, (ones(in, 0) & TCO_EN) != 0);
}

static const char *const stickinesses[] = {"live", "sticky", NULL};

static void tco_sts(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in;
    const smi_ctl_out_t *was = e->was;
    COVER(b, in->tco_sticky, in->tco, (was->smi_sts & TCO_STS_BIT) != 0, (ones(in, 1) & TCO_STS_BIT) != 0);
}

/* BIOS_RLS acts when lane 0 is written. */
static void bios_rls(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in;
    const smi_ctl_out_t *was = e->was;
    if (in->wr_en && !in->addr)
        COVER(b, (in->wdata & BIOS_RLS) != 0, in->be & 1, was->bios_rls);
}

static void smb_host(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in;
    const smi_ctl_out_t *was = e->was;
    COVER(b, in->smb_host, was->state, (was->smi_en & GBL_SMI_EN) != 0);
}

static void nmi_bypass(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in, *in_was = e->in_was;
    const smi_ctl_out_t *was = e->was;
    COVER(b, in->nmi_bypass, in_was->nmi_smi, (was->smi_en & TCO_EN) != 0, (was->smi_sts & TCO_STS_BIT) != 0);
}

const cover_group_t smi_ctl_cover[] = {
    {"cause", "each source, enabled or not, its status already set or not", "chipset facts 2.4, 2.6", COVER_HERE,
     {{"source", source_names}, {"enable", off_on}, {"status", clear_set}}, cause, cause_never},
    {"clear", "a source's event and the clearing write, alone and in one clock", "chipset facts 2.4, 2.7", COVER_HERE,
     {{"source", source_names}, {"what", meetings}, {"status", clear_set}}, clear, NULL},
    {"held", "what keeps a set status from pulling SMI#", "chipset facts 2.3, 2.7", COVER_HERE,
     {{"source", source_names}, {"by", holds}}, held, held_never},
    {"falls", "which sources pull SMI#, from where", "chipset facts 2.6, 2.7", COVER_HERE,
     {{"source", asker_names}, {"company", companies}, {"from", falls_from}}, falls, NULL},
    {"request", "the pin's state, EOS and a request", "chipset facts 2.7", COVER_HERE,
     {{"pin", smi_ctl_state_names}, {"EOS", cover_0_1}, {"request", cover_0_1}}, request, request_never},
    {"pin", "each step of the pin with EOS written as 0, as 1 and not at all", "chipset facts 2.7", COVER_HERE,
     {{"step", steps}, {"EOS_write", eos_writes}}, pin, pin_never},
    {"first", "SMI# falls with and without EOS", "chipset facts 2.7", COVER_HERE,
     {{"strap", cover_0_1}, {"EOS", cover_0_1}}, first, first_never},
    {"eos_reset", "EOS is set by the first edge after reset, or not", "chipset facts 2.3", COVER_HERE,
     {{"strap", cover_0_1}, {"EOS_set", cover_no_yes}}, eos_reset, eos_reset_never},
    {"lock", "writes of GBL_SMI_EN before SMI_LOCK, in its clock and after", "chipset facts 1.5, 2.3", COVER_HERE,
     {{"lock", locks}, {"GBL_SMI_EN", cover_0_1}, {"written", cover_0_1}}, lock, NULL},
    {"enable", "each enable bit rises and falls", "chipset facts 2.3", COVER_HERE,
     {{"bit", en_names}, {"to", cover_0_1}}, enable, NULL},
    {"lane", "writes with and without each byte lane", "chipset facts 2", COVER_HERE,
     {{"register", registers}, {"lane", lanes}, {"written", cover_no_yes}}, lane, NULL},
    {"apm", "writes of the APM ports", "chipset facts 3.1", COVER_HERE,
     {{"port", apm_ports}, {"sts_needs_en", cover_0_1}, {"APMC_EN", cover_0_1}}, apm, NULL},
    {"late_enable", "an event in the clock in which its enable is turned on or off", "chipset facts 2.4", COVER_HERE,
     {{"source", gated_names}, {"enable", turns}}, late_enable, NULL},
    {"tco_lock", "writes of TCO_EN, with TCO_LOCK and without", "chipset facts 2.3, 4.2", COVER_HERE,
     {{"TCO_LOCK", open_locked}, {"TCO_EN", cover_0_1}, {"written", cover_0_1}}, tco_lock, NULL},
    {"tco_sts", "TCO_STS live and sticky: its source, its bit, the clearing write", "chipset facts 2.4", COVER_HERE,
     {{"strap", stickinesses}, {"tco", cover_0_1}, {"TCO_STS", cover_0_1}, {"clear", cover_no_yes}}, tco_sts, NULL},
    {"bios_rls", "writes of SMI_EN with BIOS_RLS as 0 and 1, its lane written or not, twice in a row or not",
     "chipset facts 2.3", COVER_HERE,
     {{"written", cover_0_1}, {"lane", cover_no_yes}, {"again", cover_no_yes}}, bios_rls, NULL},
    {"smb_host", "the SMBus host's request in each state of the pin", "chipset facts 2.6 row 13", COVER_HERE,
     {{"smb_host", cover_0_1}, {"pin", smi_ctl_state_names}, {"GBL_SMI_EN", cover_0_1}}, smb_host, NULL},
    {"nmi_bypass", "NMI2SMI with its way around TCO_EN and without", "chipset facts 2.6 row 24", COVER_HERE,
     {{"strap", cover_0_1}, {"nmi_smi", cover_0_1}, {"TCO_EN", cover_0_1}, {"TCO_STS", cover_0_1}}, nmi_bypass, NULL},
    {0}};
