#include "ich9/wells.h"

#include "ich9/ich9_regs.h"

SIG_TABLE(wells_in, WELLS_IN)
SIG_TABLE(wells_out, WELLS_OUT)

enum { PMCON2_SHIFT = 16, TCO2_SHIFT = 16, INTRD_DET = 1 << 16, SECOND_TO = 1 << 17, BOOT = 1 << 18,
       PRBTNOR = 1 << 11 };
enum { LOCK_SLP_STR = 1 };

#define A2 "D31:F0 A2h", WELLS_A0
#define A4 "D31:F0 A4h", WELLS_A4
#define TCO2 "PMBASE+66h", WELLS_TCO_STS
const reg_row_t wells_regs[] = {
    {"GEN_PMCON_2", "PWROK_FLR", A2, 16, 1, 0, REG_W1C, 0, "chipset 1.6", WELL_RESUME},
    {"GEN_PMCON_2", "CPUPWR_FLR", A2, 17, 1, 0, REG_W1C, 0, "chipset 1.6", WELL_RESUME},
    {"GEN_PMCON_2", "MIN_SLP_S4", A2, 18, 1, 0, REG_W1C, 0, "chipset 1.6", WELL_RESUME},
    {"GEN_PMCON_2", "CTS", A2, 19, 1, 0, REG_W1C, 0, "chipset 1.6", WELL_RESUME},
    {"GEN_PMCON_2", "SRS", A2, 20, 1, 0, REG_W1C, 0, "chipset 1.6", WELL_RESUME},
    {"GEN_PMCON_2", "CPU_PLL_LOCK", A2, 21, 2, 0, REG_RW, 0, "chipset 1.6", WELL_RESUME},
    {"GEN_PMCON_2", "DRAM_INIT", A2, 23, 1, 0, REG_RW, 0, "chipset 1.6", WELL_RESUME},
    {"GEN_PMCON_3", "AFTERG3_EN", A4, 0, 1, 0, REG_RW, 0, "chipset 1.6", WELL_RTC},
    {"GEN_PMCON_3", "PWR_FLR", A4, 1, 1, 0, REG_W1C, 0, "chipset 1.6", WELL_RTC},
    {"GEN_PMCON_3", "RTC_PWR_STS", A4, 2, 1, 0, REG_RW, 0, "chipset 1.6", WELL_RTC},
    {"GEN_PMCON_3", "SLP_S4_ASE", A4, 3, 1, 0, REG_RW, LOCK_SLP_STR, "chipset 1.6", WELL_RTC},
    {"GEN_PMCON_3", "SLP_S4_MAW", A4, 4, 2, 0, REG_RW, LOCK_SLP_STR, "chipset 1.6", WELL_RTC},
    {"GEN_PMCON_3", "SWSMI_RATE_SEL", A4, 6, 2, 0, REG_RW, 0, "chipset 1.6", WELL_RTC},
    {"GEN_PMCON_3", "GEN_RST_STS", A4, 9, 1, 0, REG_W1C, 0, "chipset 1.6", WELL_RTC},
    {"TCO2_STS", "INTRD_DET", TCO2, 16, 1, 0, REG_W1C, 0, "chipset 4.2", WELL_RTC},
    {"TCO2_STS", "SECOND_TO_STS", TCO2, 17, 1, 0, REG_W1C, 0, "chipset 4.2", WELL_RESUME},
    {"TCO2_STS", "BOOT_STS", TCO2, 18, 1, 0, REG_W1C, 0, "chipset 4.2", WELL_RESUME},
    {"PM1_STS", "PRBTNOR", "PMBASE+00h", WELLS_PM1, 11, 1, 0, REG_W1C, 0, "chipset 2.1", WELL_RTC},
    {0}};

static void show(const wells_t *s, wells_out_t *out)
{
    out->gen_pmcon_2 = (uint8_t)(s->regs[WELLS_A0] >> PMCON2_SHIFT);
    out->gen_pmcon_3 = (uint16_t)s->regs[WELLS_A4];
    out->well_sts = (uint8_t)(s->regs[WELLS_TCO_STS] >> TCO2_SHIFT);
    out->prbtnor = s->regs[WELLS_PM1] & PRBTNOR;
}

void wells_reset(wells_t *s, wells_out_t *out)
{
    *s = (wells_t){0};
    for (unsigned i = 0; i < WELLS_DWORDS; i++)
        s->regs[i] = reg_reset(wells_regs, i);
    show(s, out);
}

static void write_step(wells_t *s, const wells_in_t *in)
{
    uint32_t *r = &s->regs[in->addr], old = *r;
    uint32_t locks = s->slp_str_lock ? 1u << (LOCK_SLP_STR - 1) : 0;
    *r = reg_write(wells_regs, in->addr, old, in->wdata, in->be, locks);
    if (in->addr == WELLS_TCO_STS && (*r & SECOND_TO))
        *r |= old & BOOT; /* not cleared before SECOND_TO (chipset facts 4.2) */
}

/* INTRD_DET cannot be cleared while INTRUDER# is active, but the clear is kept until it is not (chipset facts 4.2). */
static void intruder_step(wells_t *s, const wells_in_t *in)
{
    bool clears = in->wr_en && in->pltrst_n && in->addr == WELLS_TCO_STS && (in->wdata & reg_lanes(in->be) & INTRD_DET);
    if (in->intruder) {
        s->regs[WELLS_TCO_STS] |= INTRD_DET;
        s->intrd_clear |= clears;
    } else if (s->intrd_clear) {
        s->regs[WELLS_TCO_STS] &= ~(uint32_t)INTRD_DET;
        s->intrd_clear = false;
    }
}

static void events(wells_t *s, const wells_in_t *in)
{
    s->regs[WELLS_A0] |= (uint32_t)in->pmcon2_ev << PMCON2_SHIFT;
    if (!in->rsmrst_n)
        s->regs[WELLS_A4] |= PMCON3_PWR_FLR;
    if (s->pltrst_n && !in->pltrst_n && in->rsmrst_n && !in->sleeping)
        s->regs[WELLS_A4] |= PMCON3_GEN_RST_STS;
    if (in->second_to)
        s->regs[WELLS_TCO_STS] |= SECOND_TO | BOOT;
    if (in->prbtnor_ev) {
        s->regs[WELLS_PM1] |= PRBTNOR;
        s->regs[WELLS_A4] |= PMCON3_AFTERG3_EN;
    }
    intruder_step(s, in);
}

static void reset_well(wells_t *s, reg_well_t well)
{
    for (unsigned i = 0; i < WELLS_DWORDS; i++)
        s->regs[i] = reg_reset_well(wells_regs, i, s->regs[i], well);
}

void wells_tick(wells_t *s, const wells_in_t *in, wells_out_t *out)
{
    if (in->wr_en && in->pltrst_n)
        write_step(s, in);
    events(s, in);
    s->pltrst_n = in->pltrst_n;
    s->slp_str_lock = in->slp_str_lock;
    if (!in->rsmrst_n)
        reset_well(s, WELL_RESUME);
    if (!in->rtcrst_n) {
        reset_well(s, WELL_RTC);
        s->regs[WELLS_A4] |= PMCON3_RTC_PWR_STS;
        s->intrd_clear = false;
    }
    show(s, out);
}

BLOCK_KEEPS(wells, PCICLK, false, "status that outlives a platform reset: GEN_PMCON_2/3, TCO2_STS, PRBTNOR")
