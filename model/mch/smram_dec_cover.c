#include "bus.h"
#include "mch/smram_dec.h"

/* The rows of the decode: where an access falls. */
enum { ROW_DRAM, ROW_VIDEO, ROW_DMI, ROW_C, ROW_H, ROW_T };
static const char *const rows[] = {"DRAM", "A0000_no_range", "DMI", "C", "H", "T", NULL};
static const char *const fetches[] = {"data", "code", NULL};

static unsigned row_of(const smram_dec_out_t *out)
{
    switch ((enum smram_range)out->range) {
    case RANGE_C: return ROW_C;
    case RANGE_H: return ROW_H;
    case RANGE_T: return ROW_T;
    case RANGE_NONE: break;
    }
    return out->target == TGT_DRAM ? ROW_DRAM : out->target == TGT_VIDEO ? ROW_VIDEO : ROW_DMI;
}

static void decode(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    if (in->req)
        COVER(b, row_of(e->out), in->initiator, in->smm, in->fetch);
}

static const char *const ranges[] = {"C", "H", "T", NULL};

static bool cpu_in_range(const cover_edge_t *e)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *out = e->out;
    return in->req && in->initiator == INIT_CPU && out->range != RANGE_NONE;
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
    if (in->req && out->range != RANGE_NONE && (in->wb || in->write))
        COVER(b, out->range - 1U, in->initiator, !in->wb ? 0 : in->write ? 1 : 2, in->smm);
}

static const char *const range_or_none[] = {"none", "C", "H", "T", NULL};

static void target(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_out_t *out = e->out;
    if (out->rsp)
        COVER(b, out->range, out->target);
}
static const cover_never_t target_never[] = {
    {{RANGE_NONE, TGT_INVALID}, "only HSEG and TSEG refuse"},
    {{RANGE_NONE, TGT_C0000}, "only accesses of graphics to a range go to C0000h"},
    {{RANGE_C, TGT_DMI}, "a range that is on is never forwarded"},
    {{RANGE_C, TGT_INVALID}, "closed C goes to video"},
    {{RANGE_H, TGT_DMI}, "a range that is on is never forwarded"},
    {{RANGE_H, TGT_VIDEO}, "closed HSEG is refused"},
    {{RANGE_T, TGT_DMI}, "a range that is on is never forwarded"},
    {{RANGE_T, TGT_VIDEO}, "closed TSEG is refused"},
    {{0}, NULL}};

/* The borders of each range, and of low DRAM. */
enum { REGION_C, REGION_H, REGION_T1, REGION_T2, REGION_T8, REGION_TOLUD };
static const char *const regions[] = {"C", "H", "T_1MB", "T_2MB", "T_8MB", "TOLUD", NULL};
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
    border_of(b, REGION_TOLUD, in->addr, (uint64_t)(was->tolud >> 4) << 20, 0);
    if (!(was->smram & G_SMRAME))
        return;
    if (was->esmramc & H_SMRAME)
        border_of(b, REGION_H, in->addr, 0xfeda0000, 0x20000);
    else
        border_of(b, REGION_C, in->addr, 0xa0000, 0x20000);
    if ((was->esmramc & T_EN) && size < 3)
        border_of(b, REGION_T1 + size, in->addr, was->tsegmb, (uint64_t[]){1, 2, 8}[size] << 20);
}
static const cover_never_t border_never[] = {
    {{REGION_TOLUD, LAST}, "TOLUD is one border: below it and first above it"},
    {{REGION_TOLUD, ABOVE}, "TOLUD is one border: below it and first above it"},
    {{0}, NULL}};

static bool in_tseg(const smram_dec_out_t *r, uint64_t addr)
{
    static const uint64_t mb[4] = {1, 2, 8, 8}; /* of the reserved size: where the largest would be */
    return (r->smram & G_SMRAME) && (r->esmramc & T_EN) && addr >= r->tsegmb &&
           addr - r->tsegmb < mb[(r->esmramc & TSEG_SZ) >> 1] << 20;
}

/* TSEG over another range, over what is beyond low DRAM, and of the reserved size. */
enum { OVER_C, OVER_H, OVER_DRAM, OVER_HIGH };
static const char *const overs[] = {"C", "H", "DRAM", "above_TOLUD", NULL};
static const char *const sizes[] = {"1MB", "2MB", "8MB", "reserved", NULL};

static void tseg(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    const smram_dec_out_t *was = e->was;
    uint64_t a = in->addr;
    bool h = was->esmramc & H_SMRAME;
    if (!in->req || !in_tseg(was, a))
        return;
    COVER(b, !h && a >= 0xa0000 && a <= 0xbffff               ? OVER_C
             : h && a >= 0xfeda0000 && a <= 0xfedbffff        ? OVER_H
             : a < (uint64_t)(was->tolud >> 4) << 20          ? OVER_DRAM
                                                              : OVER_HIGH,
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

/* What D_LCK freezes and what not, each with the strap that decides. */
enum { DWORD_9C, DWORD_AC, DWORD_B0 };
typedef struct field {
    uint8_t dword;
    uint32_t mask;
    enum { NO_STRAP, LCK_G, LCK_MAP } strap;
    bool strapped; /* the row counts with this value of the strap */
} field_t;
static const field_t fields[] = {
    {DWORD_9C, D_OPEN << 8, NO_STRAP, false},   {DWORD_9C, D_CLS << 8, NO_STRAP, false},
    {DWORD_9C, G_SMRAME << 8, LCK_G, false},    {DWORD_9C, G_SMRAME << 8, LCK_G, true},
    {DWORD_9C, H_SMRAME << 16, NO_STRAP, false}, {DWORD_9C, TSEG_SZ << 16, NO_STRAP, false},
    {DWORD_9C, T_EN << 16, NO_STRAP, false},    {DWORD_AC, 0xfff00000, LCK_MAP, false},
    {DWORD_AC, 0xfff00000, LCK_MAP, true},      {DWORD_B0, 0xfff0, LCK_MAP, false},
    {DWORD_B0, 0xfff0, LCK_MAP, true},
};
enum { FIELDS = sizeof fields / sizeof fields[0], F_MAP = 7 /* first that is not in the dword of D_LCK */ };
static const char *const field_names[] = {"D_OPEN", "D_CLS", "G_SMRAME", "G_SMRAME_lck_g", "H_SMRAME", "TSEG_SZ",
                                          "T_EN", "TSEGMB", "TSEGMB_lck_map", "TOLUD", "TOLUD_lck_map", NULL}; /* as above */

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
    uint32_t lanes = byte_mask(in->cfg_be);
    uint32_t regs[] = {(uint32_t)was->smram << 8 | (uint32_t)was->esmramc << 16, was->tsegmb, was->tolud};
    unsigned dword = in->cfg_off == 0x9c ? DWORD_9C : in->cfg_off == 0xac ? DWORD_AC : DWORD_B0;
    bool locking = in->cfg_off == 0x9c && (in->cfg_wdata & lanes & (uint32_t)D_LCK << 8);
    if (!in->cfg_wr || (in->cfg_off != 0x9c && in->cfg_off != 0xac && in->cfg_off != 0xb0))
        return;
    for (unsigned i = 0; i < FIELDS; i++) {
        const field_t *f = &fields[i];
        bool strap = f->strap == LCK_G ? in->lck_g : f->strap == LCK_MAP ? in->lck_map : f->strapped;
        if (f->dword == dword && (lanes & f->mask) == f->mask && strap == f->strapped)
            COVER(b, i, was->smram & D_LCK ? LOCKED : locking ? LOCKING : UNLOCKED,
                  ((in->cfg_wdata ^ regs[dword]) & f->mask) != 0);
    }
}
static const cover_never_t lock_never[] = {
    {{F_MAP, LOCKING, COVER_ANY}, "D_LCK is in another dword"},
    {{F_MAP + 1, LOCKING, COVER_ANY}, "D_LCK is in another dword"},
    {{F_MAP + 2, LOCKING, COVER_ANY}, "D_LCK is in another dword"},
    {{F_MAP + 3, LOCKING, COVER_ANY}, "D_LCK is in another dword"},
    {{0}, NULL}};

static const char *const dwords[] = {"9Ch", "ACh", "B0h", "other", NULL};

/* A write of the registers, alone and in the clock of an access, which still sees the old values. */
static void write_and_access(const cover_edge_t *e, cover_bins_t *b)
{
    const smram_dec_in_t *in = e->in;
    if (in->cfg_wr)
        COVER(b, in->cfg_off == 0x9c ? 0 : in->cfg_off == 0xac ? 1 : in->cfg_off == 0xb0 ? 2 : 3, in->req);
}

const cover_group_t smram_dec_cover[] = {
    {"decode", "each row of the decode, initiator, in SMM or not, data or code", "chipset facts 7.4", COVER_HERE,
     {{"row", rows}, {"initiator", bus_initiator_names}, {"smm", cover_0_1}, {"kind", fetches}}, decode, NULL},
    {"open", "a CPU at each range: in SMM, D_OPEN, D_CLS, data or code, scope of D_CLS", "chipset facts 7.4, 10 row 14",
     COVER_HERE,
     {{"range", ranges}, {"smm", cover_0_1}, {"D_OPEN", cover_0_1}, {"D_CLS", cover_0_1}, {"kind", fetches},
      {"cls_all", cover_0_1}}, open, NULL},
    {"write_back", "writes, write-backs and reads marked so, of each initiator at each range", "chipset facts 7.4",
     COVER_HERE, {{"range", ranges}, {"initiator", bus_initiator_names}, {"what", wb_kinds}, {"smm", cover_0_1}}, write_back, NULL},
    {"target", "each answer of each range", "chipset facts 7.4", COVER_HERE,
     {{"range", range_or_none}, {"target", smram_target_names}}, target, target_never},
    {"border", "the bytes on both sides of each border", "chipset facts 7.3, 7.4", COVER_HERE,
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
    {0}};
