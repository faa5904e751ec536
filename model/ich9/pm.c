#include "ich9/pm.h"

#include "ich9/ich9_regs.h"

SIG_TABLE(pm_in, PM_IN)
SIG_TABLE(pm_out, PM_OUT)

/* 279.365 ns and a PCICLK of 30 ns (chipset facts 2.8, 5.1): 6,000 counts in 55,873 edges, exactly. */
enum { TMR_COUNTS = 6000, TMR_EDGES = 55873 };
/* After this many edges the timer is 0 again at an edge, with every slow: tmr_base can move on before `now` wraps. */
#define TMR_REBASE ((uint64_t)TMR_EDGES << 24)

/* PM1_STS.PRBTNOR is a row of wells_regs. */
#define PM(off) "PMBASE+" off
const reg_row_t pm_regs[] = {
    {"PM1_STS", "TMROF", PM("00h"), PM_D_PM1, 0, 1, 0, REG_W1C, 0, "chipset 2.1"},
    {"PM1_STS", "BM", PM("00h"), PM_D_PM1, 4, 1, 0, REG_W1C, 0, "chipset 2.1"},
    {"PM1_STS", "GBL", PM("00h"), PM_D_PM1, 5, 1, 0, REG_W1C, 0, "chipset 2.1"},
    {"PM1_STS", "PWRBTN", PM("00h"), PM_D_PM1, 8, 1, 0, REG_W1C, 0, "chipset 2.1"},
    {"PM1_STS", "RTC", PM("00h"), PM_D_PM1, 10, 1, 0, REG_W1C, 0, "chipset 2.1"},
    {"PM1_STS", "PCIEXPWAK", PM("00h"), PM_D_PM1, 14, 1, 0, REG_W1C, 0, "chipset 2.1"},
    {"PM1_STS", "WAK", PM("00h"), PM_D_PM1, 15, 1, 0, REG_W1C, 0, "chipset 2.1"},
    {"PM1_EN", "TMROF_EN", PM("02h"), PM_D_PM1, 16, 1, 0, REG_RW, 0, "chipset 2.1"},
    {"PM1_EN", "GBL_EN", PM("02h"), PM_D_PM1, 21, 1, 0, REG_RW, 0, "chipset 2.1"},
    {"PM1_EN", "PWRBTN_EN", PM("02h"), PM_D_PM1, 24, 1, 0, REG_RW, 0, "chipset 2.1"},
    {"PM1_EN", "RTC_EN", PM("02h"), PM_D_PM1, 26, 1, 0, REG_RW, 0, "chipset 2.1"},
    {"PM1_EN", "PCIEXPWAK_DIS", PM("02h"), PM_D_PM1, 30, 1, 0, REG_RW, 0, "chipset 2.1"},
    {"PM1_CNT", "SCI_EN", PM("04h"), PM_D_CNT, 0, 1, 0, REG_RW, 0, "chipset 2.1"},
    {"PM1_CNT", "BM_RLD", PM("04h"), PM_D_CNT, 1, 1, 0, REG_RW, 0, "chipset 2.1"},
    {"PM1_CNT", "GBL_RLS", PM("04h"), PM_D_CNT, 2, 1, 0, REG_WO, 0, "chipset 2.1"},
    {"PM1_CNT", "SLP_TYP", PM("04h"), PM_D_CNT, 10, 3, 0, REG_RW, 0, "chipset 2.1"},
    {"PM1_CNT", "SLP_EN", PM("04h"), PM_D_CNT, 13, 1, 0, REG_WO, 0, "chipset 2.1"},
    {"PM1_TMR", "TMR_VAL", PM("08h"), PM_D_TMR, 0, 24, 0, REG_LIVE, 0, "chipset 2.1"},
    {"PROC_CNT", "THTL_DTY", PM("10h"), PM_D_PROC, 1, 3, 0, REG_RW, 0, "chipset 2.1"},
    {"PROC_CNT", "THTL_EN", PM("10h"), PM_D_PROC, 4, 1, 0, REG_RW, 0, "chipset 2.1"},
    {"PROC_CNT", "THRM_DTY", PM("10h"), PM_D_PROC, 5, 3, 0, REG_RW, 0, "chipset 2.1"},
    {"PROC_CNT", "FORCE_THTL", PM("10h"), PM_D_PROC, 8, 1, 0, REG_RW, 0, "chipset 2.1"},
    {"PROC_CNT", "THTL_STS", PM("10h"), PM_D_PROC, 17, 1, 0, REG_RO, 0, "chipset 2.1"},
    {"GPE0_STS", "THRM", PM("20h"), PM_D_STS, 0, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "HOT_PLUG", PM("20h"), PM_D_STS, 1, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "SWGPE", PM("20h"), PM_D_STS, 2, 1, 0, REG_W1C, 0, "chipset 2.2, 2.5"},
    {"GPE0_STS", "USB1", PM("20h"), PM_D_STS, 3, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "USB2", PM("20h"), PM_D_STS, 4, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "USB5", PM("20h"), PM_D_STS, 5, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "TCOSCI", PM("20h"), PM_D_STS, 6, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "SMB_WAK", PM("20h"), PM_D_STS, 7, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "RI", PM("20h"), PM_D_STS, 8, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "PCI_EXP", PM("20h"), PM_D_STS, 9, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "BATLOW", PM("20h"), PM_D_STS, 10, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "PME", PM("20h"), PM_D_STS, 11, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "USB3", PM("20h"), PM_D_STS, 12, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "PME_B0", PM("20h"), PM_D_STS, 13, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "USB4", PM("20h"), PM_D_STS, 14, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_STS", "GPI", PM("20h"), PM_D_STS, 16, 16, 0, REG_W1C, 0, "chipset 2.2, 1.7"},
    {"GPE0_STS", "USB6", PM("24h"), PM_D_STS_HI, 0, 1, 0, REG_W1C, 0, "chipset 2.2"},
    {"GPE0_EN", "THRM_EN", PM("28h"), PM_D_EN, 0, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "HOT_PLUG_EN", PM("28h"), PM_D_EN, 1, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "SWGPE_EN", PM("28h"), PM_D_EN, 2, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "USB1_EN", PM("28h"), PM_D_EN, 3, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "USB2_EN", PM("28h"), PM_D_EN, 4, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "USB5_EN", PM("28h"), PM_D_EN, 5, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "TCOSCI_EN", PM("28h"), PM_D_EN, 6, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "RI_EN", PM("28h"), PM_D_EN, 8, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "PCI_EXP_EN", PM("28h"), PM_D_EN, 9, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "BATLOW_EN", PM("28h"), PM_D_EN, 10, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "PME_EN", PM("28h"), PM_D_EN, 11, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "USB3_EN", PM("28h"), PM_D_EN, 12, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "PME_B0_EN", PM("28h"), PM_D_EN, 13, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "USB4_EN", PM("28h"), PM_D_EN, 14, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"GPE0_EN", "GPI_EN", PM("28h"), PM_D_EN, 16, 16, 0, REG_RW, 0, "chipset 2.2, 1.7"},
    {"GPE0_EN", "USB6_EN", PM("2Ch"), PM_D_EN_HI, 0, 1, 0, REG_RW, 0, "chipset 2.2"},
    {"UPRWC", "WR_EN_SMI_EN", PM("3Ch"), PM_D_UPRWC, 0, 1, 0, REG_RW, 0, "chipset 2.5"},
    {"UPRWC", "WR_EN", PM("3Ch"), PM_D_UPRWC, 1, 1, 0, REG_RW, 0, "chipset 2.5"},
    {"UPRWC", "WR_EN_SMI_STS", PM("3Ch"), PM_D_UPRWC, 8, 1, 0, REG_W1C, 0, "chipset 2.5"},
    {"GPE_CNTL", "THRM_POL", PM("42h"), PM_D_GPE_CNTL, 16, 1, 0, REG_RW, 0, "chipset 2.5"},
    {"GPE_CNTL", "SWGPE_CTRL", PM("42h"), PM_D_GPE_CNTL, 17, 1, 0, REG_RW, 0, "chipset 2.5"},
    {"DEVACT_STS", "D0_TRP", PM("44h"), PM_D_DEVACT, 0, 1, 0, REG_W1C, 0, "chipset 2.5"},
    {"DEVACT_STS", "PIRQAE", PM("44h"), PM_D_DEVACT, 6, 1, 0, REG_W1C, 0, "chipset 2.5"},
    {"DEVACT_STS", "PIRQBF", PM("44h"), PM_D_DEVACT, 7, 1, 0, REG_W1C, 0, "chipset 2.5"},
    {"DEVACT_STS", "PIRQCG", PM("44h"), PM_D_DEVACT, 8, 1, 0, REG_W1C, 0, "chipset 2.5"},
    {"DEVACT_STS", "PIRQDH", PM("44h"), PM_D_DEVACT, 9, 1, 0, REG_W1C, 0, "chipset 2.5"},
    {"DEVACT_STS", "KBC", PM("44h"), PM_D_DEVACT, 12, 1, 0, REG_W1C, 0, "chipset 2.5"},
    {0}};

static const uint8_t dword_off[PM_DWORDS] = {
    [PM_D_PM1] = PM_PM1_STS_EN, [PM_D_CNT] = PM_PM1_CNT,           [PM_D_TMR] = PM_PM1_TMR,
    [PM_D_PROC] = PM_PROC_CNT,  [PM_D_STS] = PM_GPE0_STS,          [PM_D_STS_HI] = PM_GPE0_STS_HI,
    [PM_D_EN] = PM_GPE0_EN,     [PM_D_EN_HI] = PM_GPE0_EN_HI,      [PM_D_UPRWC] = PM_UPRWC,
    [PM_D_GPE_CNTL] = PM_GPE_CNTL, [PM_D_DEVACT] = PM_DEVACT_STS};

enum { SWGPE_CTRL = 1 << 17, PM1_EVENTS = PM1_WAK | PM1_PCIEXPWAK | PM1_RTC | PM1_PWRBTN | PM1_BM,
       PM1_DUAL = PM1_RTC | PM1_PWRBTN | PM1_TMROF, /* SMI or SCI, by SCI_EN */
       GPE0_LOW = 0xffff7fff, GPE0_GPI_SHIFT = 16, DEVACT_KBC = 1 << 12, DEVACT_PIRQ_SHIFT = 6 };

/* --- the PM timer --- */

/* Counts in `edges` edges; no product here reaches 2^64 for edges below 2^40 and slow below 2^16. */
static uint64_t counts(uint64_t edges, uint32_t slow)
{
    uint64_t per = (uint64_t)TMR_COUNTS * (slow ? slow : 1);
    return edges / TMR_EDGES * per + edges % TMR_EDGES * per / TMR_EDGES;
}

/* The least number of edges that makes `n` counts. */
static uint64_t edges_of(uint64_t n, uint32_t slow)
{
    uint64_t per = (uint64_t)TMR_COUNTS * (slow ? slow : 1);
    return n / per * TMR_EDGES + (n % per * TMR_EDGES + per - 1) / per;
}

uint32_t pm_timer(uint64_t now, uint64_t base, uint32_t slow)
{
    return (uint32_t)counts((now - base) & NOW_MASK, slow) & 0xffffff;
}

static void timer_step(pm_t *s, const pm_in_t *in)
{
    if (s->first)
        s->tmr_base = in->now;
    s->first = false;
    uint64_t edges = (in->now - s->tmr_base) & NOW_MASK;
    if (edges == 0)
        return;
    if (counts(edges, in->slow) >> 23 != counts(edges - 1, in->slow) >> 23)
        s->regs[PM_D_PM1] |= PM1_TMROF;
    if (edges == TMR_REBASE)
        s->tmr_base = in->now;
}

uint64_t pm_wait(const pm_t *s, const pm_in_t *in)
{
    uint64_t edges = (in->now - s->tmr_base) & NOW_MASK;
    if (s->regs[PM_D_PM1] & PM1_TMROF)
        return TMR_REBASE - edges;
    return edges_of(((counts(edges, in->slow) >> 23) + 1) << 23, in->slow) - edges;
}

/* --- registers --- */

static void show(const pm_t *s, pm_out_t *out)
{
    uint32_t sts = s->regs[PM_D_PM1] & 0xffff, en = s->regs[PM_D_PM1] >> 16;
    uint64_t gpe_sts = s->regs[PM_D_STS] | (uint64_t)s->regs[PM_D_STS_HI] << 32;
    uint64_t gpe_en = s->regs[PM_D_EN] | (uint64_t)s->regs[PM_D_EN_HI] << 32;
    uint64_t gpis = UINT64_C(0xffff) << GPE0_GPI_SHIFT;
    bool sci_en = s->regs[PM_D_CNT] & PM1_SCI_EN;

    out->pm1 = !sci_en && (sts & en & PM1_DUAL);
    out->gpe0 = !sci_en && (gpe_sts & gpe_en & ~gpis);
    out->sci = (sts & en & PM1_GBL) ||
               (sci_en && ((sts & en & PM1_DUAL) || (sts & PM1_PRBTNOR) || (gpe_sts & gpe_en)));
    out->uprwc_smi = s->regs[PM_D_UPRWC] & UPRWC_WR_EN_SMI_STS;
    out->gbl_rls = s->gbl_rls;
    out->slp_en = s->slp_en;
    out->sleeping = s->sleeping;
    out->slp_typ = s->slp_typ;
    out->tmr_base = s->tmr_base;
    out->pm1_sts = (uint16_t)sts;
    out->pm1_en = (uint16_t)en;
    out->pm1_cnt = s->regs[PM_D_CNT];
    out->proc_cnt = s->regs[PM_D_PROC];
    out->gpe0_sts = gpe_sts;
    out->gpe0_en = gpe_en;
    out->uprwc = (uint16_t)s->regs[PM_D_UPRWC];
    out->gpe_cntl = (uint8_t)(s->regs[PM_D_GPE_CNTL] >> 16);
    out->devact_sts = (uint16_t)s->regs[PM_D_DEVACT];
}

void pm_reset(pm_t *s, pm_out_t *out)
{
    *s = (pm_t){.first = true};
    for (unsigned i = 0; i < PM_DWORDS; i++)
        s->regs[i] = reg_reset(pm_regs, i);
    show(s, out);
}

static void write_step(pm_t *s, const pm_in_t *in)
{
    uint32_t uprwc = s->regs[PM_D_UPRWC]; /* before the write */
    for (unsigned i = 0; i < PM_DWORDS; i++)
        if (in->wr_en && in->off == dword_off[i])
            s->regs[i] = reg_write(pm_regs, i, s->regs[i], in->wdata, in->be, 0);

    uint32_t cnt = in->wr_en && in->off == PM_PM1_CNT ? in->wdata & reg_lanes(in->be) : 0;
    s->gbl_rls = cnt & PM1_GBL_RLS;
    s->slp_en = cnt & PM1_SLP_EN;
    if ((uprwc & UPRWC_WR_EN_SMI_EN) && (s->regs[PM_D_UPRWC] & ~uprwc & UPRWC_WR_EN))
        s->regs[PM_D_UPRWC] |= UPRWC_WR_EN_SMI_STS;
}

/* SLP_EN starts the sleep, or an SMI in its place (chipset facts 2.1, 2.6 row 2). */
static void sleep_step(pm_t *s, const pm_in_t *in)
{
    uint8_t typ = s->regs[PM_D_CNT] >> 10 & 7;
    if (in->pm1_ev & PM1_WAK) {
        s->sleeping = false;
        s->slp_typ = 0;
    } else if (s->slp_en && !in->slp_smi_en && typ) {
        s->sleeping = true;
        s->slp_typ = typ;
    }
}

static void pm1_step(pm_t *s, const pm_in_t *in)
{
    uint32_t *pm1 = &s->regs[PM_D_PM1];
    *pm1 = in->prbtnor ? *pm1 | PM1_PRBTNOR : *pm1 & ~(uint32_t)PM1_PRBTNOR;
    if (in->prbtnor && !s->prbtnor)
        *pm1 &= ~(uint32_t)PM1_PWRBTN;
    s->prbtnor = in->prbtnor;
    *pm1 |= in->pm1_ev & (uint32_t)PM1_EVENTS;
    if (in->bios_rls)
        *pm1 |= PM1_GBL;
}

static void level_step(pm_t *s, const pm_in_t *in)
{
    uint32_t gpe = (uint32_t)in->gpe | (uint32_t)in->gpi_sci << GPE0_GPI_SHIFT;
    if (in->tcosci)
        gpe |= GPE0_TCOSCI;
    if (s->regs[PM_D_GPE_CNTL] & SWGPE_CTRL)
        gpe |= GPE0_SWGPE;
    s->regs[PM_D_STS] |= gpe & (uint32_t)GPE0_LOW;
    s->regs[PM_D_STS_HI] |= in->gpe >> 32 & 1;
    s->regs[PM_D_DEVACT] |= ((in->pirq | in->pirq >> 4) & 15u) << DEVACT_PIRQ_SHIFT;
    if (in->kbc_hit)
        s->regs[PM_D_DEVACT] |= DEVACT_KBC;
}

void pm_tick(pm_t *s, const pm_in_t *in, pm_out_t *out)
{
    write_step(s, in);
    sleep_step(s, in);
    pm1_step(s, in);
    level_step(s, in);
    timer_step(s, in);
    show(s, out);
}

BLOCK_TIMED(pm, PCICLK, false, "PM1, GPE0, PM timer, UPRWC, DEVACT_STS -> SCI, and SMI while SCI_EN is 0")
