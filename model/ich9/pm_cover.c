#include "ich9/pm.h"

enum { SCI_EN = PM1_SCI_EN, TMR_TOP = 1 << 22, GPI_SHIFT = 16, SWGPE_CTRL = 1 << 1, LANE_0 = 1, LANE_1 = 2 };

static const char *const off_on[] = {"off", "on", NULL}, *const clear_set[] = {"clear", "set", NULL};

static uint32_t written(const cover_edge_t *e, unsigned off)
{
    const pm_in_t *in = e->in;
    uint32_t mask = 0;
    for (unsigned i = 0; i < 4; i++)
        mask |= in->be >> i & 1 ? UINT32_C(0xff) << (8 * i) : 0;
    return in->wr_en && in->off == off ? in->wdata & mask : 0;
}

static bool writes(const cover_edge_t *e, unsigned off, unsigned lanes)
{
    const pm_in_t *in = e->in;
    return in->wr_en && in->off == off && (in->be & lanes);
}

/* --- PM1 --------------------------------------------------------------------------------------------------------- */

static const char *const pm1_names[] = {"TMROF", "GBL", "PWRBTN", "RTC", "BM", "PCIEXPWAK", "WAK", NULL};
static const uint32_t pm1_bits[] = {PM1_TMROF, PM1_GBL, PM1_PWRBTN, PM1_RTC, PM1_BM, PM1_PCIEXPWAK, PM1_WAK};
enum { AT_BM = 4, AT_PCIEXPWAK, AT_WAK, PM1_EVENTS };
static const uint32_t pm1_enables = PM1_TMROF | PM1_GBL | PM1_PWRBTN | PM1_RTC;

/* Bit 22 of the PM timer falls at this edge. */
static bool timer_falls(const cover_edge_t *e)
{
    const pm_in_t *in = e->in;
    const pm_out_t *out = e->out;
    return in->now != out->tmr_base && (pm_timer(in->now - 1, out->tmr_base, in->slow) & TMR_TOP) &&
           !(pm_timer(in->now, out->tmr_base, in->slow) & TMR_TOP);
}

static void pm1(const cover_edge_t *e, cover_bins_t *b)
{
    const pm_in_t *in = e->in;
    const pm_out_t *was = e->was;
    uint32_t events = (in->pm1_ev & ~(uint32_t)(PM1_TMROF | PM1_GBL)) | (in->bios_rls ? PM1_GBL : 0) |
                      (timer_falls(e) ? PM1_TMROF : 0);
    for (unsigned i = 0; i < PM1_EVENTS; i++)
        if (events & pm1_bits[i])
            COVER(b, i, (was->pm1_en & pm1_enables & pm1_bits[i]) != 0, was->pm1_cnt & SCI_EN,
                  (was->pm1_sts & pm1_bits[i]) != 0);
}
static const cover_never_t pm1_never[] = {
    {{AT_BM, 1, COVER_ANY, COVER_ANY}, "it has no enable"},
    {{AT_PCIEXPWAK, 1, COVER_ANY, COVER_ANY}, "its bit of PM1_EN forbids waking and is no enable"},
    {{AT_WAK, 1, COVER_ANY, COVER_ANY}, "it has no enable"},
    {{0}, NULL}};

static void pm1_clear(const cover_edge_t *e, cover_bins_t *b)
{
    const pm_out_t *was = e->was;
    for (unsigned i = 0; i < PM1_EVENTS; i++)
        if (written(e, PM_PM1_STS_EN) & 0xffff & pm1_bits[i])
            COVER(b, i, (was->pm1_sts & pm1_bits[i]) != 0);
}

static void prbtnor(const cover_edge_t *e, cover_bins_t *b)
{
    const pm_out_t *out = e->out;
    COVER(b, (out->pm1_sts & PM1_PRBTNOR) != 0, out->pm1_cnt & SCI_EN);
}

enum { ASKS_NOTHING, ASKS_PM1, ASKS_GPE0, ASKS_GPI };
static const char *const asking[] = {"nothing", "PM1", "GPE0", "GPE0_GPI", NULL};

/* Writes of PM1_CNT while an event stands: it changes over from SMI to SCI and back. */
static void sci_en(const cover_edge_t *e, cover_bins_t *b)
{
    const pm_in_t *in = e->in;
    const pm_out_t *was = e->was;
    uint64_t gpe = was->gpe0_sts & was->gpe0_en, gpis = UINT64_C(0xffff) << GPI_SHIFT;
    bool pm1_asks = was->pm1_sts & was->pm1_en & (PM1_RTC | PM1_PWRBTN | PM1_TMROF);
    unsigned before = was->pm1_cnt & SCI_EN, after = in->wdata & SCI_EN;
    if (!writes(e, PM_PM1_CNT, LANE_0))
        return;
    if (pm1_asks)
        COVER(b, ASKS_PM1, before, after);
    if (gpe & ~gpis)
        COVER(b, ASKS_GPE0, before, after);
    if (gpe & gpis)
        COVER(b, ASKS_GPI, before, after);
    if (!pm1_asks && !gpe)
        COVER(b, ASKS_NOTHING, before, after);
}

static const char *const typs[] = {"0", "not_0", NULL};

static void sleep(const cover_edge_t *e, cover_bins_t *b)
{
    const pm_in_t *in = e->in;
    if (writes(e, PM_PM1_CNT, LANE_1))
        COVER(b, (in->wdata & PM1_SLP_EN) != 0, in->slp_smi_en, (in->wdata & PM1_SLP_TYP) != 0);
}

/* --- GPE0 -------------------------------------------------------------------------------------------------------- */

/* Bit 15 is reserved. */
static const char *const gpe_names[] = {
    "THRM", "HOT_PLUG", "SWGPE", "USB1", "USB2", "USB5", "TCOSCI", "SMB_WAK", "RI", "PCI_EXP", "BATLOW", "PME", "USB3",
    "PME_B0", "USB4", "GPI0", "GPI1", "GPI2", "GPI3", "GPI4", "GPI5", "GPI6", "GPI7", "GPI8", "GPI9", "GPI10", "GPI11",
    "GPI12", "GPI13", "GPI14", "GPI15", "USB6", NULL};
enum { GPES = 32, AT_SMB_WAK = 7, AT_GPI0 = 15 };

static unsigned gpe_bit(unsigned i)
{
    return i < AT_GPI0 ? i : i + 1;
}

/* What stands behind GPE0_STS. */
static uint64_t levels(const pm_in_t *in, const pm_out_t *o)
{
    return in->gpe | (uint64_t)in->gpi_sci << GPI_SHIFT | (in->tcosci ? GPE0_TCOSCI : 0) |
           (o->gpe_cntl & SWGPE_CTRL ? GPE0_SWGPE : 0);
}

static void gpe0(const cover_edge_t *e, cover_bins_t *b)
{
    const pm_out_t *was = e->was;
    uint64_t rises = levels(e->in, e->out) & ~levels(e->in_was, was);
    for (unsigned i = 0; rises && i < GPES; i++)
        if (rises >> gpe_bit(i) & 1)
            COVER(b, i, was->gpe0_en >> gpe_bit(i) & 1, was->pm1_cnt & SCI_EN, was->gpe0_sts >> gpe_bit(i) & 1);
}
static const cover_never_t gpe0_never[] = {{{AT_SMB_WAK, 1, COVER_ANY, COVER_ANY}, "it has no enable"}, {{0}, NULL}};

static void gpe0_clear(const cover_edge_t *e, cover_bins_t *b)
{
    uint64_t clears = written(e, PM_GPE0_STS) | (uint64_t)written(e, PM_GPE0_STS_HI) << 32;
    for (unsigned i = 0; clears && i < GPES; i++)
        if (clears >> gpe_bit(i) & 1)
            COVER(b, i, levels(e->in, e->out) >> gpe_bit(i) & 1);
}

static const char *const gpe_sources[] = {"wire", "GPI", "TCO", "SWGPE_CTRL", NULL};

/* Which of them makes a level. */
static void gpe0_by(const cover_edge_t *e, cover_bins_t *b)
{
    const pm_in_t *in = e->in;
    const pm_out_t *out = e->out;
    const bool by[] = {in->gpe != 0, in->gpi_sci != 0, in->tcosci, out->gpe_cntl & SWGPE_CTRL};
    for (unsigned i = 0; i < sizeof by / sizeof *by; i++)
        if (by[i])
            COVER(b, i, out->pm1_cnt & SCI_EN);
}

/* --- UPRWC, DEVACT_STS ------------------------------------------------------------------------------------------- */

static void uprwc(const cover_edge_t *e, cover_bins_t *b)
{
    const pm_in_t *in = e->in;
    const pm_out_t *was = e->was;
    if (writes(e, PM_UPRWC, LANE_0))
        COVER(b, (was->uprwc & UPRWC_WR_EN) != 0, was->uprwc & UPRWC_WR_EN_SMI_EN,
              (was->uprwc & UPRWC_WR_EN_SMI_STS) != 0, (in->wdata & UPRWC_WR_EN) != 0, in->wdata & UPRWC_WR_EN_SMI_EN);
}

static const char *const devices[] = {"PIRQA", "PIRQB", "PIRQC", "PIRQD", "PIRQE", "PIRQF", "PIRQG", "PIRQH", "KBC",
                                      NULL};
enum { PIRQS = 8, AT_KBC = 8, DEVACT_PIRQ = 6, DEVACT_KBC = 12 };

static void devact(const cover_edge_t *e, cover_bins_t *b)
{
    const pm_in_t *in = e->in, *in_was = e->in_was;
    const pm_out_t *was = e->was;
    for (unsigned i = 0; i < PIRQS; i++)
        if ((in->pirq & ~in_was->pirq) >> i & 1)
            COVER(b, i, was->devact_sts >> (DEVACT_PIRQ + i % 4) & 1);
    if (in->kbc_hit)
        COVER(b, AT_KBC, was->devact_sts >> DEVACT_KBC & 1);
}

static const char *const pairs[] = {"PIRQAE", "PIRQBF", "PIRQCG", "PIRQDH", NULL};

static void devact_clear(const cover_edge_t *e, cover_bins_t *b)
{
    const pm_in_t *in = e->in;
    for (unsigned i = 0; i < PIRQS / 2; i++)
        if (written(e, PM_DEVACT_STS) >> (DEVACT_PIRQ + i) & 1)
            COVER(b, i, (in->pirq | in->pirq >> 4) >> i & 1);
}

const cover_group_t pm_cover[] = {
    {"pm1", "each event of PM1, enabled or not, as SMI or SCI, its status already set or not",
     "chipset facts 2.1, 2.6 rows 4, 17", COVER_HERE,
     {{"event", pm1_names}, {"enable", off_on}, {"SCI_EN", cover_0_1}, {"status", clear_set}}, pm1, pm1_never},
    {"pm1_clear", "each status of PM1 is cleared, set or not", "chipset facts 2.1", COVER_HERE,
     {{"event", pm1_names}, {"status", clear_set}}, pm1_clear, NULL},
    {"prbtnor", "the power button override with both values of SCI_EN", "chipset facts 2.1", COVER_HERE,
     {{"PRBTNOR", cover_0_1}, {"SCI_EN", cover_0_1}}, prbtnor, NULL},
    {"sci_en", "writes of SCI_EN while an event stands", "chipset facts 2.1, 2.6 row 17", COVER_HERE,
     {{"asks", asking}, {"before", cover_0_1}, {"written", cover_0_1}}, sci_en, NULL},
    {"sleep", "writes of SLP_EN, with SLP_SMI_EN and without, by SLP_TYP", "chipset facts 2.6 row 2", COVER_HERE,
     {{"SLP_EN", cover_0_1}, {"SLP_SMI_EN", cover_0_1}, {"SLP_TYP", typs}}, sleep, NULL},
    {"gpe0", "each level of GPE0 rises, enabled or not, as SMI or SCI, its status already set or not",
     "chipset facts 2.2, 2.6 rows 17, 19b", COVER_HERE,
     {{"event", gpe_names}, {"enable", off_on}, {"SCI_EN", cover_0_1}, {"status", clear_set}}, gpe0, gpe0_never},
    {"gpe0_clear", "each status of GPE0 is cleared while its level stands and when it is over", "chipset facts 2.2",
     COVER_HERE, {{"event", gpe_names}, {"stands", cover_no_yes}}, gpe0_clear, NULL},
    {"gpe0_by", "what makes levels of GPE0, with both values of SCI_EN", "chipset facts 2.2, 2.5", COVER_HERE,
     {{"by", gpe_sources}, {"SCI_EN", cover_0_1}}, gpe0_by, NULL},
    {"uprwc", "writes of UPRWC from each state", "chipset facts 2.5, 2.6 row 19", COVER_HERE,
     {{"WR_EN", cover_0_1}, {"SMI_EN", cover_0_1}, {"status", clear_set}, {"WR_EN_written", cover_0_1},
      {"SMI_EN_written", cover_0_1}}, uprwc, NULL},
    {"devact", "what the device monitor's status shows, already set or not", "chipset facts 2.5", COVER_HERE,
     {{"device", devices}, {"status", clear_set}}, devact, NULL},
    {"devact_clear", "that status is cleared while its wire stands and when it is over", "chipset facts 2.5",
     COVER_HERE, {{"status", pairs}, {"stands", cover_no_yes}}, devact_clear, NULL},
    {0}};
