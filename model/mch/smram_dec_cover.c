#include "bus.h"
#include "mch/smram_dec.h"

/* The rows of the decode, as the block's header has them. */
enum { ROW_T, ROW_C, ROW_H, ROW_LEGACY, ROW_PAM, ROW_HOLE, ROW_FIXED, ROW_STOLEN, ROW_DRAM, ROW_LOW_DMI, ROW_HIGH_DRAM,
       ROW_REMAP, ROW_BEYOND };
static const char *const rows[] = {"T", "C", "H", "legacy", "PAM", "hole", "FEC00000", "stolen", "DRAM", "below_4GB",
                                   "high_DRAM", "remap", "above_TOUUD", NULL};
static const char *const fetches[] = {"data", "code", NULL};

#define FOUR_GB UINT64_C(0x100000000)

static bool within(uint64_t addr, uint64_t first, uint64_t last)
{
    return addr >= first && addr <= last;
}

static uint64_t tolud_of(const smram_dec_out_t *r)
{
    return (uint64_t)(r->tolud >> 4) << 20;
}

static uint64_t touud_of(const smram_dec_out_t *r)
{
    return (uint64_t)r->touud << 20;
}

/* Of an access at this edge. */
static unsigned row_of(const cover_edge_t *e)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *was = e->was, *out = e->out;
    switch ((enum smram_range)out->range) {
    case RANGE_C: return ROW_C;
    case RANGE_H: return ROW_H;
    case RANGE_T: return ROW_T;
    case RANGE_PAM: return ROW_PAM;
    case RANGE_STOLEN: return ROW_STOLEN;
    case RANGE_REMAP: return ROW_REMAP;
    case RANGE_NONE: break;
    }
    if (within(in->addr, 0xa0000, 0xbffff))
        return ROW_LEGACY;
    if ((was->lac & LAC_HEN) && within(in->addr, 0xf00000, 0xffffff))
        return ROW_HOLE;
    if (within(in->addr, 0xfec00000, FOUR_GB - 1))
        return ROW_FIXED;
    if (in->addr < tolud_of(was))
        return ROW_DRAM;
    return in->addr < FOUR_GB ? ROW_LOW_DMI : in->addr < touud_of(was) ? ROW_HIGH_DRAM : ROW_BEYOND;
}

static void decode(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    if (in->req)
        COVER(b, row_of(e), in->initiator, in->smm, in->fetch);
}

static const char *const ranges[] = {"C", "H", "T", NULL}; /* of SMRAM */

static bool in_smram(const smram_dec_out_t *out)
{
    return within(out->range, RANGE_C, RANGE_T);
}

static bool cpu_in_range(const cover_edge_t *e)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *out = e->out;
    return in->req && in->initiator == INIT_CPU && in_smram(out);
}

static void open(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *was = e->was, *out = e->out;
    if (cpu_in_range(e) && !(in->wb && in->write))
        COVER(b, out->range - 1U, in->smm, (was->smram & D_OPEN) != 0, (was->smram & D_CLS) != 0, in->fetch,
              in->cls_all);
}

static const char *const wb_kinds[] = {"write", "write_back", "read_with_wb", NULL};

static void write_back(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *out = e->out;
    if (in->req && in_smram(out) && (in->wb || in->write))
        COVER(b, out->range - 1U, in->initiator, !in->wb ? 0 : in->write ? 1 : 2, in->smm);
}

static void target(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *out = e->out;
    if (in->req)
        COVER(b, row_of(e), out->target);
}
#define NOT_SMRAM "only SMRAM and stolen memory refuse, only SMRAM sends graphics to C0000h"
#define CLOSED_IS_REFUSED "closed H and T are refused"
#define NOT_VIDEO "only A0000-BFFFF has a legacy owner"
#define ALWAYS(row, target_1, target_2, target_3, why)                                                \
    {{row, target_1}, why}, {{row, target_2}, why}, {{row, target_3}, why}, {{row, TGT_VIDEO}, NOT_VIDEO},\
        {{row, TGT_PEG}, NOT_VIDEO}
static const cover_never_t target_never[] = {
    {{ROW_C, TGT_INVALID}, "closed C goes to the legacy owner"},
    {{ROW_H, TGT_DMI}, CLOSED_IS_REFUSED},
    {{ROW_H, TGT_VIDEO}, CLOSED_IS_REFUSED},
    {{ROW_H, TGT_PEG}, CLOSED_IS_REFUSED},
    {{ROW_T, TGT_DMI}, CLOSED_IS_REFUSED},
    {{ROW_T, TGT_VIDEO}, CLOSED_IS_REFUSED},
    {{ROW_T, TGT_PEG}, CLOSED_IS_REFUSED},
    {{ROW_LEGACY, TGT_DRAM}, "only SMRAM has DRAM at A0000-BFFFF"},
    {{ROW_LEGACY, TGT_INVALID}, NOT_SMRAM},
    {{ROW_LEGACY, TGT_C0000}, NOT_SMRAM},
    {{ROW_PAM, TGT_INVALID}, NOT_SMRAM},
    {{ROW_PAM, TGT_C0000}, NOT_SMRAM},
    {{ROW_PAM, TGT_VIDEO}, NOT_VIDEO},
    {{ROW_PAM, TGT_PEG}, NOT_VIDEO},
    ALWAYS(ROW_HOLE, TGT_DRAM, TGT_INVALID, TGT_C0000, "the hole goes to DMI"),
    ALWAYS(ROW_FIXED, TGT_DRAM, TGT_INVALID, TGT_C0000, "it goes to DMI"),
    ALWAYS(ROW_LOW_DMI, TGT_DRAM, TGT_INVALID, TGT_C0000, "it goes to DMI"),
    ALWAYS(ROW_BEYOND, TGT_DRAM, TGT_INVALID, TGT_C0000, "it goes to DMI"),
    ALWAYS(ROW_DRAM, TGT_DMI, TGT_INVALID, TGT_C0000, "it is DRAM"),
    ALWAYS(ROW_HIGH_DRAM, TGT_DMI, TGT_INVALID, TGT_C0000, "it is DRAM"),
    ALWAYS(ROW_REMAP, TGT_DMI, TGT_INVALID, TGT_C0000, "it is DRAM"),
    ALWAYS(ROW_STOLEN, TGT_DMI, TGT_C0000, TGT_C0000, "stolen memory is DRAM or refused"),
    {{0}, NULL}};

/* --- the rest of the map ----------------------------------------------------------------------------------------- */

static const char *const segments[] = {"F0000", "C0000", "C4000", "C8000", "CC000", "D0000", "D4000", "D8000", "DC000",
                                       "E0000", "E4000", "E8000", "EC000", NULL};
static const char *const pam_states[] = {"none", "RE", "WE", "both", NULL};
static const char *const directions[] = {"read", "write", NULL};

static void pam(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *was = e->was, *out = e->out;
    if (!in->req || out->range != RANGE_PAM)
        return;
    unsigned segment = in->addr >= 0xf0000 ? 0 : 1 + (unsigned)(in->addr - 0xc0000) / 0x4000;
    COVER(b, segment, was->pam >> 4 * (segment + 1) & 3, in->write); /* PAM0 high, PAM1 low, PAM1 high ... */
}

static const char *const legacy_ways[] = {"no_range", "closed_C", NULL}, *const halves[] = {"MDA", "other", NULL};

/* Who has A0000-BFFFF where SMRAM does not answer. */
static void legacy(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *was = e->was, *out = e->out;
    unsigned row = row_of(e);
    bool closed = row == ROW_C && out->target != TGT_DRAM && out->target != TGT_C0000;
    if (in->req && (row == ROW_LEGACY || closed))
        COVER(b, closed, !within(in->addr, 0xb0000, 0xb7fff), (was->lac & LAC_MDAP) != 0, (was->ggc & GGC_IVD) != 0,
              in->peg_vga);
}

enum { STOLEN_GRAPHICS, STOLEN_GTT };
static const char *const stolens[] = {"graphics", "GTT", NULL};

static void stolen(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *was = e->was, *out = e->out;
    if (in->req && out->range == RANGE_STOLEN)
        COVER(b, in->addr < was->gbsm ? STOLEN_GTT : STOLEN_GRAPHICS, in->initiator, in->stolen_cpu,
              in->wb && in->write);
}

static const char *const not_stolens[] = {"GMS_0", "GBSM_0", "GGMS_0", "BGSM_0", NULL};

/* Low DRAM that is not stolen because one field is 0. */
static void not_stolen(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *was = e->was;
    bool gms = was->ggc & GGC_GMS, ggms = was->ggc & GGC_GGMS;
    if (!in->req || row_of(e) != ROW_DRAM)
        return;
    const bool by[] = {!gms && was->gbsm && in->addr >= was->gbsm, gms && !was->gbsm,
                       !ggms && was->bgsm && within(in->addr, was->bgsm, (uint64_t)was->gbsm - 1) && was->gbsm,
                       ggms && !was->bgsm && in->addr < was->gbsm};
    for (unsigned i = 0; i < sizeof by / sizeof *by; i++)
        if (by[i])
            COVER(b, i);
}

enum { WINDOW_EMPTY, WINDOW_BELOW, WINDOW_FIRST, WINDOW_INSIDE, WINDOW_LAST, WINDOW_ABOVE };
static const char *const windows[] = {"no_window", "below", "first_64MB", "inside", "last_64MB", "above", NULL};

/* High DRAM beside the remap window. */
static void remap(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *was = e->was;
    unsigned row = row_of(e), at = (unsigned)(in->addr >> 26);
    if (in->req && (row == ROW_HIGH_DRAM || row == ROW_REMAP))
        COVER(b,
              was->remapbase > was->remaplimit ? WINDOW_EMPTY
              : at < was->remapbase            ? WINDOW_BELOW
              : at > was->remaplimit           ? WINDOW_ABOVE
              : at == was->remapbase           ? WINDOW_FIRST
              : at == was->remaplimit          ? WINDOW_LAST
                                               : WINDOW_INSIDE,
              in->initiator, in->write);
}

/* Rows that an earlier one hides. */
enum { PAM_UNDER, HOLE_STOLEN, HOLE_ABOVE, FIXED_DRAM };
static const char *const hides[] = {"PAM_above_TOLUD", "hole_in_stolen", "hole_above_TOLUD", "FEC00000_below_TOLUD",
                                    NULL};

static void hidden(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *was = e->was;
    if (!in->req)
        return;
    unsigned row = row_of(e);
    bool below = in->addr < tolud_of(was);
    if (row == ROW_PAM && !below)
        COVER(b, PAM_UNDER);
    if (row == ROW_HOLE && below && (was->ggc & GGC_GMS) && was->gbsm && in->addr >= was->gbsm)
        COVER(b, HOLE_STOLEN);
    if (row == ROW_HOLE && !below)
        COVER(b, HOLE_ABOVE);
    if (row == ROW_FIXED && below)
        COVER(b, FIXED_DRAM);
}

/* The borders of each range: the bytes on both sides. */
enum { REGION_C, REGION_H, REGION_T1, REGION_T2, REGION_T8, REGION_MDA, REGION_PAM, REGION_HOLE, REGION_FIXED,
       REGION_REMAP, REGION_TOLUD, REGION_TOUUD, REGION_GBSM, REGION_BGSM };
static const char *const regions[] = {"C", "H", "T_1MB", "T_2MB", "T_8MB", "MDA", "PAM", "hole", "FEC00000", "remap",
                                      "TOLUD", "TOUUD", "GBSM", "BGSM", NULL};
enum { BELOW, FIRST, LAST, ABOVE };
static const char *const places[] = {"below", "first", "last", "above", NULL};

static void border_of(cover_bins_t *b, unsigned region, uint64_t addr, uint64_t base, uint64_t size)
{
    if (addr + 1 == base)
        COVER(b, region, BELOW);
    if (addr == base)
        COVER(b, region, FIRST);
    if (size && addr + 1 == base + size)
        COVER(b, region, LAST);
    if (size && addr == base + size)
        COVER(b, region, ABOVE);
}

static void border(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *was = e->was;
    unsigned size = (was->esmramc & TSEG_SZ) >> 1;
    if (!in->req)
        return;
    border_of(b, REGION_TOLUD, in->addr, tolud_of(was), 0);
    border_of(b, REGION_TOUUD, in->addr, touud_of(was), 0);
    border_of(b, REGION_PAM, in->addr, 0xc0000, 0x40000);
    border_of(b, REGION_FIXED, in->addr, 0xfec00000, 0x1400000);
    if (was->lac & LAC_MDAP)
        border_of(b, REGION_MDA, in->addr, 0xb0000, 0x8000);
    if (was->lac & LAC_HEN)
        border_of(b, REGION_HOLE, in->addr, 0xf00000, 0x100000);
    if ((was->ggc & GGC_GMS) && was->gbsm)
        border_of(b, REGION_GBSM, in->addr, was->gbsm, 0);
    if ((was->ggc & GGC_GGMS) && was->bgsm)
        border_of(b, REGION_BGSM, in->addr, was->bgsm, 0);
    if (was->remapbase <= was->remaplimit)
        border_of(b, REGION_REMAP, in->addr, (uint64_t)was->remapbase << 26,
                  (was->remaplimit - was->remapbase + UINT64_C(1)) << 26);
    if (!(was->smram & G_SMRAME))
        return;
    if (was->esmramc & H_SMRAME)
        border_of(b, REGION_H, in->addr, 0xfeda0000, 0x20000);
    else
        border_of(b, REGION_C, in->addr, 0xa0000, 0x20000);
    if ((was->esmramc & T_EN) && size < 3)
        border_of(b, REGION_T1 + size, in->addr, was->tsegmb, (uint64_t[]){1, 2, 8}[size] << 20);
}
#define ONE_BORDER "it is one border: below it and first above it"
static const cover_never_t border_never[] = {
    {{REGION_TOLUD, LAST}, ONE_BORDER}, {{REGION_TOLUD, ABOVE}, ONE_BORDER}, {{REGION_TOUUD, LAST}, ONE_BORDER},
    {{REGION_TOUUD, ABOVE}, ONE_BORDER}, {{REGION_GBSM, LAST}, ONE_BORDER},  {{REGION_GBSM, ABOVE}, ONE_BORDER},
    {{REGION_BGSM, LAST}, ONE_BORDER},   {{REGION_BGSM, ABOVE}, ONE_BORDER}, {{0}, NULL}};

static bool in_tseg(const smram_dec_out_t *r, uint64_t addr)
{
    static const uint64_t mb[4] = {1, 2, 8, 8}; /* of the reserved size: where the largest would be */
    return (r->smram & G_SMRAME) && (r->esmramc & T_EN) && addr >= r->tsegmb &&
           addr - r->tsegmb < mb[(r->esmramc & TSEG_SZ) >> 1] << 20;
}

/* TSEG over what would answer without it, and of the reserved size. */
enum { OVER_A0000, OVER_H, OVER_PAM, OVER_HOLE, OVER_STOLEN, OVER_DRAM, OVER_DMI };
static const char *const overs[] = {"A0000", "H", "PAM", "hole", "stolen", "DRAM", "above_TOLUD", NULL};
static const char *const sizes[] = {"1MB", "2MB", "8MB", "reserved", NULL};

static void tseg(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *was = e->was;
    uint64_t a = in->addr;
    if (!in->req || !in_tseg(was, a) || a >= FOUR_GB)
        return;
    COVER(b, within(a, 0xa0000, 0xbffff)                                              ? OVER_A0000
             : within(a, 0xc0000, 0xfffff)                                            ? OVER_PAM
             : (was->esmramc & H_SMRAME) && within(a, 0xfeda0000, 0xfedbffff)         ? OVER_H
             : (was->lac & LAC_HEN) && within(a, 0xf00000, 0xffffff)                  ? OVER_HOLE
             : a >= tolud_of(was)                                                     ? OVER_DMI
             : (was->ggc & GGC_GMS) && was->gbsm && a >= was->gbsm && a < 0xfec00000  ? OVER_STOLEN
                                                                                      : OVER_DRAM,
          (was->esmramc & TSEG_SZ) >> 1U);
}

/* E_SMERR: a touch that sets it, and a write that clears it. */
static void smerr(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *was = e->was, *out = e->out;
    bool touch = cpu_in_range(e) && out->range != RANGE_C && !in->smm && !(was->smram & D_OPEN) &&
                 !(in->wb && in->write);
    bool clears = in->cfg_wr && in->cfg_off == 0x9c && (in->cfg_be & 4) && (in->cfg_wdata & (uint32_t)E_SMERR << 16);
    COVER(b, touch, clears, (was->esmramc & E_SMERR) != 0);
}

/* The dwords with registers. */
enum { DWORD_50, DWORD_90, DWORD_94, DWORD_98, DWORD_9C, DWORD_A0, DWORD_A4, DWORD_A8, DWORD_AC, DWORD_B0, DWORDS };
static const uint8_t offsets[DWORDS] = {0x50, 0x90, 0x94, 0x98, 0x9c, 0xa0, 0xa4, 0xa8, 0xac, 0xb0};
static const char *const dwords[] = {"50h", "90h", "94h", "98h", "9Ch", "A0h", "A4h", "A8h", "ACh", "B0h", "other",
                                     NULL};

static unsigned dword_of(const smram_dec_in_t *in)
{
    unsigned i = 0;
    while (i < DWORDS && offsets[i] != in->cfg_off)
        i++;
    return i;
}

/* What D_LCK freezes and what not, each with the strap that decides. A row counts with one value of its strap.
 * NEAR: in the dword of D_LCK. */
enum { NO_STRAP, LCK_G, LCK_MAP, LCK_REMAP };
#define NEAR_FIELDS(X)                                                                                \
    X(D_OPEN, DWORD_9C, D_OPEN << 8, NO_STRAP, false)                                                 \
    X(D_CLS, DWORD_9C, D_CLS << 8, NO_STRAP, false)                                                   \
    X(G_SMRAME, DWORD_9C, G_SMRAME << 8, LCK_G, false)                                                \
    X(G_SMRAME_lck_g, DWORD_9C, G_SMRAME << 8, LCK_G, true)                                           \
    X(H_SMRAME, DWORD_9C, H_SMRAME << 16, NO_STRAP, false)                                            \
    X(TSEG_SZ, DWORD_9C, TSEG_SZ << 16, NO_STRAP, false)                                              \
    X(T_EN, DWORD_9C, T_EN << 16, NO_STRAP, false)
#define BOTH(X, name, dword, mask, strap) X(name, dword, mask, strap, false) X(name##_locked, dword, mask, strap, true)
#define FAR_FIELDS(X)                                                                                 \
    X(PAM0_3, DWORD_90, 0x33333330, NO_STRAP, false)                                                  \
    X(PAM4_6, DWORD_94, 0x333333, NO_STRAP, false)                                                    \
    X(LAC, DWORD_94, 0x81000000, NO_STRAP, false)                                                     \
    BOTH(X, GGC, DWORD_50, 0xff20000, LCK_MAP)                                                        \
    BOTH(X, TOM, DWORD_A0, 0x3ff, LCK_MAP)                                                            \
    BOTH(X, TOUUD, DWORD_A0, 0xffff0000, LCK_MAP)                                                     \
    BOTH(X, GBSM, DWORD_A4, 0xfff00000, LCK_MAP)                                                      \
    BOTH(X, BGSM, DWORD_A8, 0xfff00000, LCK_MAP)                                                      \
    BOTH(X, TSEGMB, DWORD_AC, 0xfff00000, LCK_MAP)                                                    \
    BOTH(X, TOLUD, DWORD_B0, 0xfff0, LCK_MAP)                                                         \
    BOTH(X, REMAPBASE, DWORD_98, 0x3ff, LCK_REMAP)                                                    \
    BOTH(X, REMAPLIMIT, DWORD_98, 0x3ff0000, LCK_REMAP)
#define X(name, dword, mask, strap, value) #name,
static const char *const field_names[] = {NEAR_FIELDS(X) FAR_FIELDS(X) NULL};
#undef X
#define X(name, dword, mask, strap, value) AT_##name,
enum { NEAR_FIELDS(X) FAR_FIELDS(X) FIELDS };
#undef X
#define X(name, dword, mask, strap, value) {dword, strap, value, mask},
static const struct {
    uint8_t dword, strap;
    bool strapped;
    uint32_t mask;
} fields[] = {NEAR_FIELDS(X) FAR_FIELDS(X)};
#undef X

enum { UNLOCKED, LOCKING, LOCKED };
static const char *const locks[] = {"before", "with_the_lock", "after", NULL};
static const char *const asks[] = {"same", "other", NULL};

static uint32_t byte_mask(unsigned be)
{
    return (be & 1 ? 0xffU : 0) | (be & 2 ? 0xff00U : 0) | (be & 4 ? 0xff0000U : 0) | (be & 8 ? 0xff000000U : 0);
}

static void lock(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *was = e->was;
    unsigned dword = dword_of(in);
    uint32_t lanes = byte_mask(in->cfg_be);
    uint32_t regs[DWORDS] = {
        [DWORD_50] = (uint32_t)was->ggc << 16,
        [DWORD_90] = (uint32_t)was->pam,
        [DWORD_94] = (uint32_t)(was->pam >> 32) | (uint32_t)was->lac << 24,
        [DWORD_98] = was->remapbase | (uint32_t)was->remaplimit << 16,
        [DWORD_9C] = (uint32_t)was->smram << 8 | (uint32_t)was->esmramc << 16,
        [DWORD_A0] = was->tom | (uint32_t)was->touud << 16,
        [DWORD_A4] = was->gbsm,
        [DWORD_A8] = was->bgsm,
        [DWORD_AC] = was->tsegmb,
        [DWORD_B0] = was->tolud,
    };
    bool straps[] = {[NO_STRAP] = false, [LCK_G] = in->lck_g, [LCK_MAP] = in->lck_map, [LCK_REMAP] = in->lck_remap};
    bool locking = dword == DWORD_9C && (in->cfg_wdata & lanes & (uint32_t)D_LCK << 8);
    if (!in->cfg_wr || dword == DWORDS)
        return;
    for (unsigned i = 0; i < FIELDS; i++)
        if (fields[i].dword == dword && (lanes & fields[i].mask) == fields[i].mask &&
            straps[fields[i].strap] == fields[i].strapped)
            COVER(b, i, was->smram & D_LCK ? LOCKED : locking ? LOCKING : UNLOCKED,
                  ((in->cfg_wdata ^ regs[dword]) & fields[i].mask) != 0);
}
#define X(name, dword, mask, strap, value) {{AT_##name, LOCKING, COVER_ANY}, "D_LCK is in another dword"},
static const cover_never_t lock_never[] = {FAR_FIELDS(X) {{0}, NULL}};
#undef X

/* A write of the registers, alone and in the clock of an access, which still sees the old values. */
static void write_and_access(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    if (in->cfg_wr)
        COVER(b, dword_of(in), in->req);
}

static const char *const lanes_names[] = {"0", "1", "2", "3", NULL};

static void lane(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    for (unsigned i = 0; in->cfg_wr && i < 4; i++)
        COVER(b, dword_of(in), i, in->cfg_be >> i & 1);
}

const cover_group_t smram_dec_cover[] = {
    {"decode", "each row of the decode, initiator, in SMM or not, data or code", "chipset facts 7.4", COVER_HERE,
     {{"row", rows}, {"initiator", bus_initiator_names}, {"smm", cover_0_1}, {"kind", fetches}}, decode, NULL},
    {"open", "a CPU at each range: in SMM, D_OPEN, D_CLS, data or code, scope of D_CLS", "chipset facts 7.4, 10 row 14",
     COVER_HERE,
     {{"range", ranges}, {"smm", cover_0_1}, {"D_OPEN", cover_0_1}, {"D_CLS", cover_0_1}, {"kind", fetches},
      {"cls_all", cover_0_1}}, open, NULL},
    {"write_back", "writes, write-backs and reads marked so, of each initiator at each range", "chipset facts 7.4",
     COVER_HERE, {{"range", ranges}, {"initiator", bus_initiator_names}, {"what", wb_kinds}, {"smm", cover_0_1}},
     write_back, NULL},
    {"target", "each answer of each row", "chipset facts 7.4", COVER_HERE,
     {{"row", rows}, {"target", smram_target_names}}, target, target_never},
    {"pam", "each segment with each state, read and written", "chipset facts 7.2", COVER_HERE,
     {{"segment", segments}, {"state", pam_states}, {"access", directions}}, pam, NULL},
    {"legacy", "who has A0000-BFFFF outside SMRAM", "chipset facts 7.5", COVER_HERE,
     {{"way", legacy_ways}, {"at", halves}, {"MDAP", cover_0_1}, {"IVD", cover_0_1}, {"peg_vga", cover_0_1}},
     legacy, NULL},
    {"stolen", "stolen memory, by initiator", "chipset facts 7.4", COVER_HERE,
     {{"part", stolens}, {"initiator", bus_initiator_names}, {"stolen_cpu", cover_0_1}, {"write_back", cover_no_yes}},
     stolen, NULL},
    {"not_stolen", "low DRAM that is not stolen because one field is 0", "chipset facts 7.4", COVER_HERE,
     {{"because", not_stolens}}, not_stolen, NULL},
    {"remap", "high DRAM around the remap window, by initiator", "chipset facts 7.4", COVER_HERE,
     {{"at", windows}, {"initiator", bus_initiator_names}, {"access", directions}}, remap, NULL},
    {"hidden", "rows over others", "chipset facts 7.4", COVER_HERE, {{"what", hides}}, hidden, NULL},
    {"border", "the bytes on both sides of each border", "chipset facts 7.1 to 7.4", COVER_HERE,
     {{"region", regions}, {"place", places}}, border, border_never},
    {"tseg", "TSEG of each size over what else is there", "chipset facts 7.3, 7.4", COVER_HERE,
     {{"over", overs}, {"size", sizes}}, tseg, NULL},
    {"smerr", "a touch that sets E_SMERR and the clearing write, alone and in one clock", "chipset facts 7.3",
     COVER_HERE,
     {{"touch", cover_no_yes}, {"clear", cover_no_yes}, {"E_SMERR", cover_0_1}}, smerr, NULL},
    {"lock", "each lockable field before D_LCK, in the locking write and after", "chipset facts 7.3, 10 row 15",
     COVER_HERE,
     {{"field", field_names}, {"lock", locks}, {"asks", asks}}, lock, lock_never},
    {"write", "a write of each register, in the clock of an access or not", "model/mch/smram_dec.h", COVER_HERE,
     {{"dword", dwords}, {"access", cover_no_yes}}, write_and_access, NULL},
    {"lane", "writes with and without each byte lane", "chipset facts 7.1", COVER_HERE,
     {{"dword", dwords}, {"lane", lanes_names}, {"written", cover_no_yes}}, lane, NULL},
    {0}};
