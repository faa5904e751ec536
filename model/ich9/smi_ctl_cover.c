#include "ich9/smi_ctl.h"

/* The sources: one more is one more row here and its line in events(). */
typedef struct source {
    const char *name;
    uint32_t sts, en; /* its bits in SMI_STS and SMI_EN; en 0: no enable of its own here */
} source_t;
enum { SOURCES = 4 };
static const source_t sources[SOURCES] = {
    {"APM", APM_STS_BIT, APMC_EN},
    {"SWSMI", SWSMI_TMR_STS_BIT, SWSMI_TMR_EN},
    {"PERIODIC", PERIODIC_STS_BIT, PERIODIC_EN},
    {"GPI", GPI_STS_BIT, 0},
};
static const char *const source_names[] = {"APM", "SWSMI", "PERIODIC", "GPI", NULL}; /* as above */
enum { GPI = 3 };

/* Which status bits an event of this clock asks to set. */
static uint32_t events(const smi_ctl_in_t *in)
{
    return (in->apm_wr && !in->apm_addr ? APM_STS_BIT : 0) | (in->sw_set ? SWSMI_TMR_STS_BIT : 0) |
           (in->per_set ? PERIODIC_STS_BIT : 0) | (in->gpi_sts ? GPI_STS_BIT : 0);
}

/* The sources that ask for SMI# with these registers, GBL_SMI_EN aside, as bits of SMI_STS. */
static uint32_t asking(const smi_ctl_out_t *o)
{
    uint32_t sts = 0;
    for (unsigned i = 0; i < SOURCES; i++)
        if (!sources[i].en || (o->smi_en & sources[i].en))
            sts |= o->smi_sts & sources[i].sts;
    return sts;
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
    uint32_t now = events(in);
    for (unsigned i = 0; i < SOURCES; i++)
        if (now & sources[i].sts)
            COVER(b, i, !sources[i].en || (was->smi_en & sources[i].en), (was->smi_sts & sources[i].sts) != 0);
}
static const cover_never_t cause_never[] = {
    {{GPI, 0, COVER_ANY}, "GPI_STS has no enable bit in SMI_EN; gpio gates it before"}, {{0}, NULL}};

enum { SET_ALONE, CLEAR_ALONE, SET_AND_CLEAR };
static const char *const meetings[] = {"set", "clear", "set_and_clear", NULL};

static void clear(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_in_t *in = e->in;
    const smi_ctl_out_t *was = e->was;
    uint32_t set = events(in), written = ones(in, 1);
    for (unsigned i = 0; i < SOURCES; i++) {
        uint32_t bit = sources[i].sts;
        if ((set | written) & bit)
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
    for (unsigned i = 0; i < SOURCES; i++)
        if (was->smi_sts & sources[i].sts)
            COVER(b, i, sources[i].en && !(was->smi_en & sources[i].en) ? HELD_BY_ENABLE
                        : !(was->smi_en & GBL_SMI_EN)                   ? HELD_BY_GBL
                        : !(was->smi_en & EOS)                          ? HELD_BY_EOS
                                                                        : HELD_BY_NOTHING);
}
static const cover_never_t held_never[] = {
    {{GPI, HELD_BY_ENABLE}, "GPI_STS has no enable bit in SMI_EN; gpio gates it before"}, {{0}, NULL}};

static const char *const companies[] = {"alone", "with_others", NULL}, *const falls_from[] = {"HIGH", "GAP", NULL};

/* Which sources pull SMI#. */
static void falls(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_out_t *was = e->was, *out = e->out;
    uint32_t all = asking(was);
    if (was->state == SMI_LOW || out->state != SMI_LOW)
        return;
    for (unsigned i = 0; i < SOURCES; i++)
        if (all & sources[i].sts)
            COVER(b, i, (all & ~sources[i].sts) != 0, was->state == SMI_GAP);
}

static void request(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_ctl_out_t *was = e->was;
    COVER(b, was->state, (was->smi_en & EOS) != 0, (was->smi_en & GBL_SMI_EN) && asking(was));
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
                                       "SWSMI_TMR_EN", "MCSMI_EN", "TCO_EN", "PERIODIC_EN", "LEGACY_USB2_EN", "INTEL_USB2_EN", NULL};
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

const cover_group_t smi_ctl_cover[] = {
    {"cause", "each source, enabled or not, its status already set or not", "chipset facts 2.4, 2.6", COVER_HERE,
     {{"source", source_names}, {"enable", off_on}, {"status", clear_set}}, cause, cause_never},
    {"clear", "a source's event and the clearing write, alone and in one clock", "chipset facts 2.4, 2.7", COVER_HERE,
     {{"source", source_names}, {"what", meetings}, {"status", clear_set}}, clear, NULL},
    {"held", "what keeps a set status from pulling SMI#", "chipset facts 2.3, 2.7", COVER_HERE,
     {{"source", source_names}, {"by", holds}}, held, held_never},
    {"falls", "which sources pull SMI#, from where", "chipset facts 2.6, 2.7", COVER_HERE,
     {{"source", source_names}, {"company", companies}, {"from", falls_from}}, falls, NULL},
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
    {0}};
