#include "mch/smram_dec.h"

#include "bus.h"
#include "mch/mch_regs.h"

SIG_TABLE(smram_dec_in, SMRAM_DEC_IN)
SIG_TABLE(smram_dec_out, SMRAM_DEC_OUT)

const char *const smram_target_names[] = {"DRAM", "VIDEO", "DMI", "INVALID", "C0000", "PEG", NULL};
const char *const smram_range_names[] = {"-", "C", "H", "T", "PAM", "STOLEN", "REMAP", NULL};
const char *const bus_initiator_names[] = {"CPU", "DMI", "PEG", "IGD", NULL};

enum { REG_50, REG_90, REG_94, REG_98, REG_9C, REG_A0, REG_A4, REG_A8, REG_AC, REG_B0, REG_COUNT };
static const uint8_t reg_offset[REG_COUNT] = {0x50, 0x90, 0x94, 0x98, 0x9c, 0xa0, 0xa4, 0xa8, 0xac, 0xb0};
/* What freezes a row: D_LCK; D_LCK with the strap lck_g, lck_map, lck_remap. */
enum { LOCK_D_LCK = 1, LOCK_G, LOCK_MAP, LOCK_REMAP };

#define C_FIRST UINT32_C(0xa0000) /* A0000-BFFFF: range C, legacy video */
#define C_LAST UINT32_C(0xbffff)
#define MDA_FIRST UINT32_C(0xb0000)
#define MDA_LAST UINT32_C(0xb7fff)
#define H_FIRST UINT32_C(0xfeda0000)
#define H_LAST UINT32_C(0xfedbffff)
#define PAM_FIRST UINT32_C(0xc0000)
#define PAM_F_SEGMENT UINT32_C(0xf0000)
#define PAM_LAST UINT32_C(0xfffff)
#define HOLE_FIRST UINT32_C(0xf00000)
#define HOLE_LAST UINT32_C(0xffffff)
#define FIXED_FIRST UINT32_C(0xfec00000) /* APICs, H, boot ROM: never DRAM */
#define FOUR_GB UINT64_C(0x100000000)
#define ADDRESS_MASK UINT64_C(0xfffffffff)

#define PAM_ROWS(NAME, WHERE, DWORD, SHIFT, LOW, HIGH)                                     \
    {NAME, LOW, WHERE, DWORD, SHIFT, 2, 0, REG_RW, 0, "chipset 7.1, 7.2"},                 \
    {NAME, HIGH, WHERE, DWORD, (SHIFT) + 4, 2, 0, REG_RW, 0, "chipset 7.1, 7.2"},
#define GG "D0:F0 52h"
#define SM "D0:F0 9Dh"
#define ES "D0:F0 9Eh"
const reg_row_t smram_dec_regs[] = {
    {"GGC", "IVD", GG, REG_50, 17, 1, 0, REG_RW, LOCK_MAP, "chipset 7.1, 7.5"},
    {"GGC", "GMS", GG, REG_50, 20, 4, 3, REG_RW, LOCK_MAP, "chipset 7.1"},
    {"GGC", "GGMS", GG, REG_50, 24, 4, 0, REG_RW, LOCK_MAP, "chipset 7.1"},
    {"PAM0", "F0000-FFFFF", "D0:F0 90h", REG_90, 4, 2, 0, REG_RW, 0, "chipset 7.1, 7.2"},
    PAM_ROWS("PAM1", "D0:F0 91h", REG_90, 8, "C0000-C3FFF", "C4000-C7FFF")
    PAM_ROWS("PAM2", "D0:F0 92h", REG_90, 16, "C8000-CBFFF", "CC000-CFFFF")
    PAM_ROWS("PAM3", "D0:F0 93h", REG_90, 24, "D0000-D3FFF", "D4000-D7FFF")
    PAM_ROWS("PAM4", "D0:F0 94h", REG_94, 0, "D8000-DBFFF", "DC000-DFFFF")
    PAM_ROWS("PAM5", "D0:F0 95h", REG_94, 8, "E0000-E3FFF", "E4000-E7FFF")
    PAM_ROWS("PAM6", "D0:F0 96h", REG_94, 16, "E8000-EBFFF", "EC000-EFFFF")
    {"LAC", "MDAP", "D0:F0 97h", REG_94, 24, 1, 0, REG_RW, 0, "chipset 7.1, 7.5"},
    {"LAC", "15-16 MB hole", "D0:F0 97h", REG_94, 31, 1, 0, REG_RW, 0, "chipset 7.1"},
    {"REMAPBASE", "address 35:26", "D0:F0 98h", REG_98, 0, 10, 0x3ff, REG_RW, LOCK_REMAP, "chipset 7.1, 7.4"},
    {"REMAPLIMIT", "address 35:26", "D0:F0 9Ah", REG_98, 16, 10, 0, REG_RW, LOCK_REMAP, "chipset 7.1, 7.4"},
    {"SMRAM", "C_BASE_SEG", SM, REG_9C, 8, 3, 2, REG_RO, 0, "chipset 7.3"},
    {"SMRAM", "G_SMRAME", SM, REG_9C, 11, 1, 0, REG_RW, LOCK_G, "chipset 7.3, 10 row 15"},
    {"SMRAM", "D_LCK", SM, REG_9C, 12, 1, 0, REG_W1S, 0, "chipset 7.3"},
    {"SMRAM", "D_CLS", SM, REG_9C, 13, 1, 0, REG_RW, 0, "chipset 7.3"},
    {"SMRAM", "D_OPEN", SM, REG_9C, 14, 1, 0, REG_RW, LOCK_D_LCK, "chipset 7.3"},
    {"ESMRAMC", "T_EN", ES, REG_9C, 16, 1, 0, REG_RW, LOCK_D_LCK, "chipset 7.3"},
    {"ESMRAMC", "TSEG_SZ", ES, REG_9C, 17, 2, 0, REG_RW, LOCK_D_LCK, "chipset 7.3"},
    {"ESMRAMC", "SM_CACHE..SM_L2", ES, REG_9C, 19, 3, 7, REG_RO, 0, "chipset 7.3"},
    {"ESMRAMC", "E_SMERR", ES, REG_9C, 22, 1, 0, REG_W1C, 0, "chipset 7.3"},
    {"ESMRAMC", "H_SMRAME", ES, REG_9C, 23, 1, 0, REG_RW, LOCK_D_LCK, "chipset 7.3"},
    {"TOM", "address 35:26", "D0:F0 A0h", REG_A0, 0, 10, 1, REG_RW, LOCK_MAP, "chipset 7.1"},
    {"TOUUD", "address 35:20", "D0:F0 A2h", REG_A0, 16, 16, 0, REG_RW, LOCK_MAP, "chipset 7.1, 7.4"},
    {"GBSM", "graphics base", "D0:F0 A4h", REG_A4, 20, 12, 0, REG_RW, LOCK_MAP, "chipset 7.1, 7.4"},
    {"BGSM", "GTT base", "D0:F0 A8h", REG_A8, 20, 12, 0, REG_RW, LOCK_MAP, "chipset 7.1, 7.4, 10 row 19"},
    {"TSEGMB", "TSEG base", "D0:F0 ACh", REG_AC, 20, 12, 0, REG_RW, LOCK_MAP, "chipset 7.1, 7.3"},
    {"TOLUD", "top of low DRAM", "D0:F0 B0h", REG_B0, 4, 12, 1, REG_RW, LOCK_MAP, "chipset 7.1, 7.3"},
    {0}};

static void show(const smram_dec_t *s, smram_dec_out_t *out)
{
    const uint32_t *r = s->regs;
    out->rsp = s->rsp;
    out->target = s->target;
    out->maddr = s->maddr;
    out->range = s->range;
    out->smram = (uint8_t)(r[REG_9C] >> 8);
    out->esmramc = (uint8_t)(r[REG_9C] >> 16);
    out->tsegmb = r[REG_AC];
    out->tolud = (uint16_t)r[REG_B0];
    out->pam = (uint64_t)(r[REG_94] & 0xffffff) << 32 | r[REG_90];
    out->lac = (uint8_t)(r[REG_94] >> 24);
    out->ggc = (uint16_t)(r[REG_50] >> 16);
    out->remapbase = (uint16_t)r[REG_98];
    out->remaplimit = (uint16_t)(r[REG_98] >> 16);
    out->tom = (uint16_t)r[REG_A0];
    out->touud = (uint16_t)(r[REG_A0] >> 16);
    out->gbsm = r[REG_A4];
    out->bgsm = r[REG_A8];
}

static bool within(uint64_t addr, uint64_t first, uint64_t last)
{
    return addr >= first && addr <= last;
}

/* --- SMRAM -------------------------------------------------------------------------------------------------------- */

static enum smram_range range_of(const smram_dec_out_t *r, uint64_t addr)
{
    static const uint32_t tseg_mb[4] = {1, 2, 8, 0}; /* TSEG_SZ 11b is reserved */
    uint64_t tseg_size = (uint64_t)tseg_mb[(r->esmramc & TSEG_SZ) >> 1] << 20;

    if (!(r->smram & G_SMRAME))
        return RANGE_NONE;
    if ((r->esmramc & T_EN) && addr >= r->tsegmb && addr - r->tsegmb < tseg_size)
        return RANGE_T;
    if (r->esmramc & H_SMRAME)
        return within(addr, H_FIRST, H_LAST) ? RANGE_H : RANGE_NONE;
    return within(addr, C_FIRST, C_LAST) ? RANGE_C : RANGE_NONE;
}

/* Who has A0000-BFFFF where SMRAM does not answer (chipset facts 7.5). */
static enum smram_target legacy_owner(const smram_dec_out_t *r, smram_straps_t straps, uint64_t addr)
{
    if ((r->lac & LAC_MDAP) && within(addr, MDA_FIRST, MDA_LAST))
        return TGT_DMI;
    if (!(r->ggc & GGC_IVD))
        return TGT_VIDEO;
    return straps.peg_vga ? TGT_PEG : TGT_DMI;
}

static smram_answer_t smram_access(const smram_dec_out_t *r, smram_straps_t straps, const smram_access_t *a,
                                   enum smram_range range)
{
    enum smram_target denied = range == RANGE_C ? legacy_owner(r, straps, a->addr) : TGT_INVALID;
    smram_answer_t ans = {.range = (uint8_t)range, .maddr = a->addr, .target = (uint8_t)denied};
    if (range == RANGE_H)
        ans.maddr = a->addr - H_FIRST + C_FIRST;

    if (a->initiator == INIT_IGD) {
        ans.target = TGT_C0000;
        ans.maddr = 0xc0000 + (a->addr & 0xffff);
    } else if (a->initiator == INIT_CPU && a->wb && a->write) {
        ans.target = TGT_DRAM; /* a dirty line may leave the cache after RSM: it must reach its memory */
    } else if (a->initiator == INIT_CPU && (a->smm || (r->smram & D_OPEN))) {
        bool closed_to_data = (r->smram & D_CLS) && !a->fetch && (range == RANGE_C || straps.cls_all);
        if (!closed_to_data)
            ans.target = TGT_DRAM;
    } else if (a->initiator == INIT_CPU) {
        ans.smerr = range != RANGE_C;
    }
    return ans;
}

/* --- everything else ---------------------------------------------------------------------------------------------- */

/* RE and WE of the segment (chipset facts 7.2); addr is in C0000-FFFFF. */
static unsigned pam_of(const smram_dec_out_t *r, uint64_t addr)
{
    unsigned half = addr >= PAM_F_SEGMENT ? 1 : 2 + (unsigned)(addr - PAM_FIRST) / 0x4000; /* nibble, from PAM0 low on */
    return r->pam >> (4 * half) & (PAM_RE | PAM_WE);
}

static uint64_t tolud_of(const smram_dec_out_t *r)
{
    return (uint64_t)(r->tolud >> 4) << 20;
}

static bool is_stolen(const smram_dec_out_t *r, uint64_t addr)
{
    bool graphics = (r->ggc & GGC_GMS) && r->gbsm && addr >= r->gbsm && addr < tolud_of(r);
    bool gtt = (r->ggc & GGC_GGMS) && r->bgsm && addr >= r->bgsm && addr < r->gbsm;
    return graphics || gtt;
}

static smram_answer_t above_4gb(const smram_dec_out_t *r, uint64_t addr)
{
    smram_answer_t ans = {.maddr = addr, .target = TGT_DMI};
    if (addr >= (uint64_t)r->touud << 20)
        return ans;
    ans.target = TGT_DRAM;
    if (within(addr >> 26, r->remapbase, r->remaplimit)) {
        ans.range = RANGE_REMAP;
        ans.maddr = (addr - ((uint64_t)r->remapbase << 26) + tolud_of(r)) & ADDRESS_MASK;
    }
    return ans;
}

/* Rows 4 to 12 of the header. */
static smram_answer_t ordinary(const smram_dec_out_t *r, smram_straps_t straps, const smram_access_t *a)
{
    smram_answer_t ans = {.maddr = a->addr, .target = TGT_DMI};
    if (within(a->addr, C_FIRST, C_LAST)) {
        ans.target = (uint8_t)legacy_owner(r, straps, a->addr);
    } else if (within(a->addr, PAM_FIRST, PAM_LAST)) {
        ans.range = RANGE_PAM;
        if (pam_of(r, a->addr) & (a->write ? PAM_WE : PAM_RE))
            ans.target = TGT_DRAM;
    } else if (within(a->addr, HOLE_FIRST, HOLE_LAST) && (r->lac & LAC_HEN)) {
        ans.target = TGT_DMI;
    } else if (within(a->addr, FIXED_FIRST, FOUR_GB - 1)) {
        ans.target = TGT_DMI;
    } else if (is_stolen(r, a->addr)) {
        bool may = a->initiator == INIT_IGD || (a->initiator == INIT_CPU && straps.stolen_cpu);
        ans.range = RANGE_STOLEN;
        ans.target = may ? TGT_DRAM : TGT_INVALID;
    } else if (a->addr < tolud_of(r)) {
        ans.target = TGT_DRAM;
    } else if (a->addr >= FOUR_GB) {
        ans = above_4gb(r, a->addr);
    }
    return ans;
}

smram_answer_t smram_decode(const smram_dec_out_t *r, smram_straps_t straps, const smram_access_t *a)
{
    enum smram_range range = range_of(r, a->addr);
    return range == RANGE_NONE ? ordinary(r, straps, a) : smram_access(r, straps, a, range);
}

bool smram_same_map(const smram_dec_out_t *a, const smram_dec_out_t *b)
{
    return a->smram == b->smram && a->esmramc == b->esmramc && a->tsegmb == b->tsegmb && a->tolud == b->tolud &&
           a->pam == b->pam && a->lac == b->lac && a->ggc == b->ggc && a->remapbase == b->remapbase &&
           a->remaplimit == b->remaplimit && a->touud == b->touud && a->gbsm == b->gbsm && a->bgsm == b->bgsm;
}

void smram_dec_reset(smram_dec_t *s, smram_dec_out_t *out)
{
    *s = (smram_dec_t){0};
    for (unsigned i = 0; i < REG_COUNT; i++)
        s->regs[i] = reg_reset(smram_dec_regs, i);
    show(s, out);
}

static void write_config(smram_dec_t *s, const smram_dec_in_t *in)
{
    bool locked = s->regs[REG_9C] & (uint32_t)D_LCK << 8;
    uint32_t locks = locked ? 1U << (LOCK_D_LCK - 1) | (uint32_t)in->lck_g << (LOCK_G - 1) |
                                  (uint32_t)in->lck_map << (LOCK_MAP - 1) |
                                  (uint32_t)in->lck_remap << (LOCK_REMAP - 1)
                            : 0;
    unsigned dword = 0;
    while (dword < REG_COUNT && reg_offset[dword] != in->cfg_off)
        dword++;
    if (dword == REG_COUNT)
        return;
    s->regs[dword] = reg_write(smram_dec_regs, dword, s->regs[dword], in->cfg_wdata, in->cfg_be, locks);
    if (s->regs[REG_9C] & (uint32_t)D_LCK << 8)
        s->regs[REG_9C] &= ~((uint32_t)D_OPEN << 8);
}

void smram_dec_tick(smram_dec_t *s, const smram_dec_in_t *in, smram_dec_out_t *out)
{
    smram_answer_t ans = {0};
    if (in->req) {
        smram_dec_out_t regs = {0};
        smram_straps_t straps = {.cls_all = in->cls_all, .peg_vga = in->peg_vga, .stolen_cpu = in->stolen_cpu};
        smram_access_t access = {.addr = in->addr,
                                 .initiator = in->initiator,
                                 .write = in->write,
                                 .fetch = in->fetch,
                                 .wb = in->wb,
                                 .smm = in->smm};
        show(s, &regs);
        ans = smram_decode(&regs, straps, &access);
        s->target = ans.target;
        s->maddr = ans.maddr;
        s->range = ans.range;
    }
    s->rsp = in->req;
    if (in->cfg_wr)
        write_config(s, in);
    if (ans.smerr)
        s->regs[REG_9C] |= (uint32_t)E_SMERR << 16; /* wins over a clear in the same clock */
    show(s, out);
}

BLOCK(smram_dec, BCLK, true, "decode of every memory access; PAM, REMAP, SMRAM, ESMRAMC, TSEGMB, TOLUD, ... and locks")
