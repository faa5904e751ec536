#include "ich9/wells.h"

enum { TCO2_SHIFT = 16, PRBTNOR = 1 << 11, LANE_0 = 1, LANE_2 = 4 };

static uint32_t written(const cover_edge_t *e, unsigned dword)
{
    const wells_in_t *in = e->in;
    uint32_t mask = 0;
    for (unsigned i = 0; i < 4; i++)
        mask |= in->be >> i & 1 ? UINT32_C(0xff) << (8 * i) : 0;
    return in->wr_en && in->pltrst_n && in->addr == dword ? in->wdata & mask : 0;
}

/* A register's wires at the places of its dword. */
static uint32_t reg(const wells_out_t *o, unsigned dword)
{
    const uint32_t regs[] = {(uint32_t)o->gen_pmcon_2 << 16, o->gen_pmcon_3, (uint32_t)o->well_sts << TCO2_SHIFT,
                             o->prbtnor ? PRBTNOR : 0};
    return regs[dword];
}

/* Fields that can be 1 in a machine without the pins behind GEN_PMCON_2[4:0]. */
static const char *const fields[] = {"DRAM_INIT", "CPU_PLL_LOCK", "AFTERG3_EN", "PWR_FLR", "RTC_PWR_STS", "SLP_S4_ASE",
                                     "SLP_S4_MAW", "SWSMI_RATE_SEL", "GEN_RST_STS", "INTRD_DET", "SECOND_TO", "BOOT",
                                     "PRBTNOR", NULL};
static const struct {
    uint8_t dword;
    uint32_t mask;
} at[] = {{WELLS_A0, 1 << 23}, {WELLS_A0, 3 << 21}, {WELLS_A4, PMCON3_AFTERG3_EN}, {WELLS_A4, PMCON3_PWR_FLR},
          {WELLS_A4, PMCON3_RTC_PWR_STS}, {WELLS_A4, 1 << 3}, {WELLS_A4, 3 << 4}, {WELLS_A4, 3 << 6},
          {WELLS_A4, PMCON3_GEN_RST_STS}, {WELLS_TCO_STS, 1 << 16}, {WELLS_TCO_STS, 1 << 17}, {WELLS_TCO_STS, 1 << 18},
          {WELLS_PM1, PRBTNOR}};
enum { FIELDS = sizeof at / sizeof *at };

static const char *const resets[] = {"PLTRST", "RSMRST", "RTCRST", NULL};

static void reset(const cover_edge_t *e, cover_bins_t *b)
{
    const wells_in_t *in = e->in, *in_was = e->in_was;
    const bool falls[] = {in_was->pltrst_n && !in->pltrst_n, in_was->rsmrst_n && !in->rsmrst_n,
                          in_was->rtcrst_n && !in->rtcrst_n};
    for (unsigned r = 0; r < 3; r++)
        for (unsigned i = 0; falls[r] && i < FIELDS; i++)
            COVER(b, r, i, (reg(e->was, at[i].dword) & at[i].mask) != 0);
}

static const char *const sticky[] = {"PWR_FLR", "GEN_RST_STS", "INTRD_DET", "SECOND_TO", "BOOT", "PRBTNOR", NULL};
static const uint8_t sticky_at[] = {3, 8, 9, 10, 11, 12}; /* in `at` */

static void clear(const cover_edge_t *e, cover_bins_t *b)
{
    for (unsigned i = 0; i < sizeof sticky_at; i++)
        if (written(e, at[sticky_at[i]].dword) & at[sticky_at[i]].mask)
            COVER(b, i, (reg(e->was, at[sticky_at[i]].dword) & at[sticky_at[i]].mask) != 0);
}

static void boot(const cover_edge_t *e, cover_bins_t *b)
{
    const wells_in_t *in = e->in;
    const wells_out_t *was = e->was;
    if ((was->well_sts & WELL_BOOT) && in->wr_en && in->pltrst_n && in->addr == WELLS_TCO_STS && (in->be & LANE_2))
        COVER(b, (was->well_sts & WELL_SECOND_TO) != 0, in->wdata >> 17 & 1, in->wdata >> 18 & 1);
}

enum { COMES, COMES_AGAIN, CLEAR_ACTIVE, CLEAR_OVER, ENDS, ENDS_CLEARED };
static const char *const moments[] = {"comes", "comes_again", "clear_while_active", "clear_when_over", "ends",
                                      "ends_after_clear", NULL};

/* memo[0]: a clear came while INTRUDER# was active. */
static void intruder(const cover_edge_t *e, cover_bins_t *b)
{
    const wells_in_t *in = e->in, *in_was = e->in_was;
    const wells_out_t *was = e->was;
    bool set = was->well_sts & WELL_INTRD_DET, clears = written(e, WELLS_TCO_STS) & UINT32_C(1) << TCO2_SHIFT;
    if (in->intruder && !in_was->intruder)
        COVER(b, set ? COMES_AGAIN : COMES);
    if (clears && set)
        COVER(b, in->intruder ? CLEAR_ACTIVE : CLEAR_OVER);
    if (!in->intruder && in_was->intruder)
        COVER(b, e->memo[0] ? ENDS_CLEARED : ENDS);
    e->memo[0] = in->intruder && (e->memo[0] || clears);
}

/* GEN_RST_STS tells of a reset that was neither sleep nor power failure. */
static void pltrst(const cover_edge_t *e, cover_bins_t *b)
{
    const wells_in_t *in = e->in, *in_was = e->in_was;
    if (in_was->pltrst_n && !in->pltrst_n)
        COVER(b, in->sleeping, in->rsmrst_n);
}

enum { FREE, LOCKING, LOCKED };
static const char *const lock_moments[] = {"free", "in_the_locking_write", "locked", NULL};
static const char *const policy[] = {"SLP_S4_ASE", "SLP_S4_MAW", NULL};

/* Writes of what SLP_STR_POL_LOCK freezes. */
static void lock(const cover_edge_t *e, cover_bins_t *b)
{
    const wells_in_t *in = e->in, *in_was = e->in_was;
    const wells_out_t *was = e->was;
    static const uint8_t masks[] = {1 << 3, 3 << 4}; /* as in `policy` */
    if (in->wr_en && in->pltrst_n && in->addr == WELLS_A4 && (in->be & LANE_0))
        for (unsigned i = 0; i < 2; i++)
            COVER(b, in_was->slp_str_lock ? (unsigned)LOCKED : in->slp_str_lock ? (unsigned)LOCKING : (unsigned)FREE, i,
                  ((was->gen_pmcon_3 ^ in->wdata) & masks[i]) != 0);
}

const cover_group_t wells_cover[] = {
    {"reset", "each reset, by what each field was before", "chipset facts 1.6, 2.1, 4.2", COVER_HERE,
     {{"reset", resets}, {"field", fields}, {"before", cover_0_1}}, reset, NULL},
    {"clear", "each status is cleared, set or not", "chipset facts 1.6, 4.2", COVER_HERE,
     {{"status", sticky}, {"before", cover_0_1}}, clear, NULL},
    {"boot", "writes of BOOT_STS while it is set, by SECOND_TO_STS before and as written", "chipset facts 4.2",
     COVER_HERE, {{"SECOND_TO", cover_0_1}, {"SECOND_TO_written", cover_0_1}, {"BOOT_written", cover_0_1}}, boot, NULL},
    {"lock", "writes of the SLP_S4# policy before SLP_STR_POL_LOCK, with it and after", "chipset facts 1.6", COVER_HERE,
     {{"moment", lock_moments}, {"field", policy}, {"another_value", cover_no_yes}}, lock, NULL},
    {"intruder", "INTRUDER# comes and goes, with and without a clear of INTRD_DET", "chipset facts 4.2, 2.6 row 25",
     COVER_HERE, {{"moment", moments}}, intruder, NULL},
    {"pltrst", "platform resets, by sleep and RSMRST#", "chipset facts 1.6", COVER_HERE,
     {{"sleeping", cover_no_yes}, {"RSMRST_N", cover_0_1}}, pltrst, NULL},
    {0}};
