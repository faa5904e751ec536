/* The MCH's map registers and its decode against the header, the C block and rtl/smram_dec.v side by side. A test of
 * one row of chipset facts 7.2 to 7.5 carries the row in its name. */
#include "directed.h"

#include "bus.h"
#include "mch/smram_dec.h"

enum {
    OFF_GGC = 0x50, /* the dword; GGC is its upper word */
    OFF_PAM = 0x90,
    OFF_PAM_LAC = 0x94,
    OFF_REMAP = 0x98,
    OFF_SMRAM = 0x9c,
    OFF_TOM_TOUUD = 0xa0,
    OFF_GBSM = 0xa4,
    OFF_BGSM = 0xa8,
    OFF_TSEGMB = 0xac,
    OFF_TOLUD = 0xb0,
    KEEP = C_BASE_SEG
};

/* What an access is; an answer is checked in one line. */
enum { READ = 0, WRITE = 1, FETCH = 2, WB = 4, SMM = 8 };

#define C_FIRST UINT64_C(0x000a0000)
#define C_LAST UINT64_C(0x000bffff)
#define H_FIRST UINT64_C(0xfeda0000)
#define H_LAST UINT64_C(0xfedbffff)
#define TSEG UINT64_C(0x7f800000)
#define MB UINT64_C(0x100000)
#define GB4 UINT64_C(0x100000000)

static smram_dec_in_t *in_of(pair_t *p)
{
    return (smram_dec_in_t *)p->in;
}

static const smram_dec_out_t *out_of(pair_t *p)
{
    return (const smram_dec_out_t *)p->out;
}

/* One edge with what was put into p->in; access and write end with it. */
static void tick(pair_t *p)
{
    pair_tick(p);
    in_of(p)->req = false;
    in_of(p)->cfg_wr = false;
}

static void put_cfg(pair_t *p, unsigned off, unsigned be, uint32_t data)
{
    in_of(p)->cfg_wr = true;
    in_of(p)->cfg_off = (uint8_t)off;
    in_of(p)->cfg_be = (uint8_t)be;
    in_of(p)->cfg_wdata = data;
}

static void cfg(pair_t *p, unsigned off, unsigned be, uint32_t data)
{
    put_cfg(p, off, be, data);
    tick(p);
}

static void write_smram(pair_t *p, unsigned value)
{
    cfg(p, OFF_SMRAM, 2, value << 8);
}

static void write_esmramc(pair_t *p, unsigned value)
{
    cfg(p, OFF_SMRAM, 4, value << 16);
}

static void put_access(pair_t *p, unsigned initiator, uint64_t addr, unsigned how)
{
    in_of(p)->req = true;
    in_of(p)->initiator = (uint8_t)initiator;
    in_of(p)->addr = addr;
    in_of(p)->write = (how & WRITE) != 0;
    in_of(p)->fetch = (how & FETCH) != 0;
    in_of(p)->wb = (how & WB) != 0;
    in_of(p)->smm = (how & SMM) != 0;
}

static void access_by(pair_t *p, unsigned initiator, uint64_t addr, unsigned how)
{
    put_access(p, initiator, addr, how);
    tick(p);
    expect_true(p, out_of(p)->rsp);
}

#define expect_goes(p, initiator, address, how, want_target, want_range, want_maddr) \
    do {                                                                             \
        access_by(p, initiator, address, how);                                       \
        expect_eq(p, out_of(p)->target, want_target);                            \
        expect_eq(p, out_of(p)->range, want_range);                              \
        expect_eq(p, out_of(p)->maddr, want_maddr);                              \
    } while (0)

/* Out of reset with TSEG at 7F800000, TOLUD at 2 GB and these two registers; D_LCK freezes all it may. C0000-FFFFF
 * goes to DMI, no memory is stolen, nothing is above 4 GB. */
static void start(pair_t *p, unsigned smram, unsigned esmramc)
{
    *in_of(p) = (smram_dec_in_t){.lck_g = true, .lck_map = true, .lck_remap = true, .stolen_cpu = true};
    pair_reset_edge(p);
    cfg(p, OFF_TSEGMB, 15, (uint32_t)TSEG);
    cfg(p, OFF_TOLUD, 3, 0x8000);
    write_esmramc(p, esmramc);
    write_smram(p, smram);
}

static bool smerr(pair_t *p)
{
    return (out_of(p)->esmramc & E_SMERR) != 0;
}

static void clear_smerr(pair_t *p)
{
    cfg(p, OFF_SMRAM, 4, (uint32_t)(out_of(p)->esmramc | E_SMERR) << 16);
    expect_false(p, smerr(p));
}

/* The dwords of D0:F0 with registers in them: reset value, writable bits (D_LCK, which acts, and E_SMERR, which
 * cannot be set, aside), and those that D_LCK freezes when all straps say so. */
static const struct dword {
    unsigned off;
    uint32_t reset, writable, frozen;
} dwords[] = {
    {OFF_GGC, 0x00300000, 0x0ff20000, 0x0ff20000},       {OFF_PAM, 0, 0x33333330, 0},
    {OFF_PAM_LAC, 0, 0x81333333, 0},                     {OFF_REMAP, 0x3ff, 0x03ff03ff, 0x03ff03ff},
    {OFF_SMRAM, 0x00380200, 0x00876800, 0x00874800},     {OFF_TOM_TOUUD, 1, 0xffff03ff, 0xffff03ff},
    {OFF_GBSM, 0, 0xfff00000, 0xfff00000},               {OFF_BGSM, 0, 0xfff00000, 0xfff00000},
    {OFF_TSEGMB, 0, 0xfff00000, 0xfff00000},             {OFF_TOLUD, 0x10, 0xfff0, 0xfff0},
};
enum { DWORDS = sizeof dwords / sizeof *dwords };

/* What the outputs show of the dword at `off`. */
static uint32_t shown(pair_t *p, unsigned off)
{
    const smram_dec_out_t *o = out_of(p);
    switch (off) {
    case OFF_GGC: {
        return (uint32_t)o->ggc << 16;
    }
    case OFF_PAM: {
        return (uint32_t)o->pam;
    }
    case OFF_PAM_LAC: {
        return (uint32_t)(o->pam >> 32) | (uint32_t)o->lac << 24;
    }
    case OFF_REMAP: {
        return o->remapbase | (uint32_t)o->remaplimit << 16;
    }
    case OFF_SMRAM: {
        return (uint32_t)o->smram << 8 | (uint32_t)o->esmramc << 16;
    }
    case OFF_TOM_TOUUD: {
        return o->tom | (uint32_t)o->touud << 16;
    }
    case OFF_GBSM: {
        return o->gbsm;
    }
    case OFF_BGSM: {
        return o->bgsm;
    }
    case OFF_TSEGMB: {
        return o->tsegmb;
    }
    default: {
        return o->tolud;
    }
    }
}

static uint32_t lanes_of(unsigned be)
{
    return (be & 1 ? 0xffU : 0) | (be & 2 ? 0xff00U : 0) | (be & 4 ? 0xff0000U : 0) | (be & 8 ? 0xff000000U : 0);
}

/* Every dword is at its reset value but this one. */
static void expect_others_at_reset(pair_t *p, unsigned off)
{
    for (size_t i = 0; i < DWORDS; i++)
        if (dwords[i].off != off)
            expect_eq(p, shown(p, dwords[i].off), dwords[i].reset);
}

static void every_register_has_its_reset_value(pair_t *p)
{
    expect_others_at_reset(p, 0);
    expect_eq(p, out_of(p)->ggc, 0x0030);
    expect_eq(p, out_of(p)->smram, 0x02);
    expect_eq(p, out_of(p)->esmramc, 0x38);
    expect_eq(p, out_of(p)->tolud, 0x0010);
    expect_false(p, out_of(p)->rsp);
}

static void registers_keep_their_writable_bits_and_no_other(pair_t *p)
{
    const uint32_t d_lck = (uint32_t)D_LCK << 8;
    for (size_t n = 0; n < DWORDS; n++) {
        const struct dword *d = &dwords[n];
        for (unsigned i = 0; i < 32; i++) {
            uint32_t bit = UINT32_C(1) << i, sets = d->off == OFF_SMRAM ? d->writable | d_lck : d->writable;
            pair_reset_edge(p);
            cfg(p, d->off, 15, bit);
            expect_eq(p, shown(p, d->off), (d->reset & ~d->writable) | (bit & sets));
            expect_others_at_reset(p, d->off);
        }
        pair_reset_edge(p);
        cfg(p, d->off, 15, d->writable);
        expect_eq(p, shown(p, d->off), d->reset | d->writable);
        cfg(p, d->off, 15, 0);
        expect_eq(p, shown(p, d->off), d->reset & ~d->writable);
    }
}

static void writes_honour_byte_lanes(pair_t *p)
{
    for (size_t n = 0; n < DWORDS; n++) {
        const struct dword *d = &dwords[n];
        for (unsigned be = 0; be < 16; be++) {
            uint32_t taken = d->writable & lanes_of(be);
            pair_reset_edge(p);
            cfg(p, d->off, be, d->writable);
            expect_eq(p, shown(p, d->off), d->reset | taken);
            cfg(p, d->off, 15, d->writable);
            cfg(p, d->off, be, 0);
            expect_eq(p, shown(p, d->off), (d->reset | d->writable) & ~taken);
        }
    }
}

static void only_these_offsets_are_registers(pair_t *p)
{
    for (unsigned off = 0; off < 256; off += 4) {
        const struct dword *d = NULL;
        for (size_t n = 0; n < DWORDS; n++)
            d = dwords[n].off == off ? &dwords[n] : d;
        pair_reset_edge(p);
        cfg(p, off, 15, off == OFF_SMRAM ? ~((uint32_t)D_LCK << 8) : 0xffffffff);
        if (d)
            expect_eq(p, shown(p, off), d->reset | d->writable);
        expect_others_at_reset(p, off);
    }
}

/* chipset facts 7.1 and 7.3: each strap alone decides about its registers. */
static void d_lck_freezes_the_map_by_its_straps(pair_t *p)
{
    for (unsigned straps = 0; straps < 16; straps++) {
        bool locked = straps & 1;
        for (size_t n = 0; n < DWORDS; n++) {
            const struct dword *d = &dwords[n];
            bool by_strap = d->off == OFF_REMAP ? straps & 2 : d->off == OFF_SMRAM || straps & 4;
            uint32_t frozen = locked && by_strap ? d->frozen : 0;
            *in_of(p) = (smram_dec_in_t){.lck_g = straps & 8, .lck_map = straps & 4, .lck_remap = straps & 2};
            if (d->off == OFF_SMRAM && locked)
                frozen = 0x00874000 | (straps & 8 ? 0x800U : 0);
            pair_reset_edge(p);
            write_smram(p, locked ? D_LCK : 0);
            uint32_t before = shown(p, d->off);
            cfg(p, d->off, 15, d->writable);
            expect_eq(p, shown(p, d->off), before | (d->writable & ~frozen));
            cfg(p, d->off, 15, 0);
            expect_eq(p, shown(p, d->off), before & (frozen | ~d->writable));
        }
    }
}

static void d_lck_clears_d_open_in_the_same_write(pair_t *p)
{
    start(p, D_OPEN | G_SMRAME, 0);
    write_smram(p, D_OPEN | D_LCK | G_SMRAME);
    expect_eq(p, out_of(p)->smram, D_LCK | G_SMRAME | KEEP);
    start(p, D_OPEN | G_SMRAME, 0);
    write_smram(p, D_LCK | G_SMRAME);
    expect_eq(p, out_of(p)->smram, D_LCK | G_SMRAME | KEEP);
}

static void the_locking_write_takes_its_other_bits(pair_t *p)
{
    start(p, 0, 0);
    cfg(p, OFF_SMRAM, 6, (uint32_t)(H_SMRAME | 2 << 1 | T_EN) << 16 | (D_LCK | D_CLS | G_SMRAME) << 8);
    expect_eq(p, out_of(p)->smram, D_LCK | D_CLS | G_SMRAME | KEEP);
    expect_eq(p, out_of(p)->esmramc, H_SMRAME | SM_CACHE_L1_L2 | 2 << 1 | T_EN);
}

static void d_lck_freezes_every_bit_but_d_cls_and_e_smerr(pair_t *p)
{
    for (int all = 0; all < 2; all++) {
        unsigned smram = all ? D_LCK | G_SMRAME : D_LCK;
        unsigned esmramc = all ? H_SMRAME | 3 << 1 | T_EN : 0;
        start(p, smram, esmramc);
        write_smram(p, all ? D_OPEN : D_OPEN | G_SMRAME | D_LCK);
        expect_eq(p, out_of(p)->smram, smram | KEEP);
        write_smram(p, 0);
        expect_eq(p, out_of(p)->smram, smram | KEEP);
        write_esmramc(p, all ? 0 : 0xbf);
        expect_eq(p, out_of(p)->esmramc, esmramc | SM_CACHE_L1_L2);
        cfg(p, OFF_TSEGMB, 15, 0x12300000);
        expect_eq(p, out_of(p)->tsegmb, TSEG);
        cfg(p, OFF_TOLUD, 3, 0x4560);
        expect_eq(p, out_of(p)->tolud, 0x8000);
        write_smram(p, 0xff);
        expect_eq(p, out_of(p)->smram, smram | D_CLS | KEEP);
        write_smram(p, 0);
        expect_eq(p, out_of(p)->smram, smram | KEEP);
    }
}

static void what_else_d_lck_freezes_is_two_straps(pair_t *p)
{
    for (unsigned bits = 0; bits < 8; bits++) {
        bool g_frozen = bits & 1, map_frozen = bits & 2;
        unsigned old = bits & 4 ? G_SMRAME : 0U, new = old ^ G_SMRAME;
        start(p, D_LCK | old, H_SMRAME | T_EN);
        in_of(p)->lck_g = g_frozen;
        in_of(p)->lck_map = map_frozen;
        write_smram(p, D_OPEN | D_CLS | new);
        expect_eq(p, out_of(p)->smram, D_LCK | D_CLS | (g_frozen ? old : new) | KEEP);
        write_esmramc(p, 2 << 1);
        expect_eq(p, out_of(p)->esmramc, H_SMRAME | SM_CACHE_L1_L2 | T_EN);
        cfg(p, OFF_TSEGMB, 15, 0x12300000);
        expect_eq(p, out_of(p)->tsegmb, map_frozen ? TSEG : 0x12300000);
        cfg(p, OFF_TSEGMB, 4, 0x45600000);
        expect_eq(p, out_of(p)->tsegmb, map_frozen ? TSEG : 0x12600000);
        cfg(p, OFF_TOLUD, 2, 0x4560);
        expect_eq(p, out_of(p)->tolud, map_frozen ? 0x8000 : 0x4500);
        cfg(p, OFF_TOLUD, 3, 0x4560);
        expect_eq(p, out_of(p)->tolud, map_frozen ? 0x8000 : 0x4560);
    }
}

static void the_locking_write_takes_g_smrame_by_either_strap(pair_t *p)
{
    for (unsigned bits = 0; bits < 4; bits++) {
        unsigned old = bits & 1 ? G_SMRAME : 0U, new = old ^ G_SMRAME;
        start(p, old, 0);
        in_of(p)->lck_g = bits & 2;
        write_smram(p, D_LCK | new);
        expect_eq(p, out_of(p)->smram, D_LCK | new | KEEP);
    }
}

static void reset_alone_unlocks(pair_t *p)
{
    start(p, D_LCK | G_SMRAME, T_EN);
    pair_reset_edge(p);
    every_register_has_its_reset_value(p);
    write_smram(p, D_OPEN | G_SMRAME);
    expect_eq(p, out_of(p)->smram, D_OPEN | G_SMRAME | KEEP);
}

static void reset_drops_an_answer_under_way(pair_t *p)
{
    start(p, G_SMRAME, T_EN);
    access_by(p, INIT_CPU, TSEG, READ);
    put_access(p, INIT_CPU, TSEG, READ);
    pair_reset_edge(p);
    every_register_has_its_reset_value(p);
    in_of(p)->req = false;
    tick(p);
    expect_false(p, out_of(p)->rsp);
}

static void an_answer_comes_one_clock_after_each_request(pair_t *p)
{
    start(p, G_SMRAME, 0);
    expect_false(p, out_of(p)->rsp);
    for (int i = 0; i < 3; i++)
        expect_goes(p, INIT_CPU, 0x1000 + (uint64_t)i, READ, TGT_DRAM, RANGE_NONE, 0x1000 + (uint64_t)i);
    tick(p);
    expect_false(p, out_of(p)->rsp);
    expect_goes(p, INIT_CPU, C_FIRST, READ, TGT_VIDEO, RANGE_C, C_FIRST);
    in_of(p)->addr = H_FIRST;
    pair_ticks(p, 3);
    expect_false(p, out_of(p)->rsp);
    expect_eq(p, out_of(p)->target, TGT_VIDEO); /* kept between answers */
    expect_eq(p, out_of(p)->range, RANGE_C);
    expect_eq(p, out_of(p)->maddr, C_FIRST);
}

static void c_is_a0000_to_bffff(pair_t *p)
{
    start(p, G_SMRAME, 0);
    expect_goes(p, INIT_CPU, C_FIRST - 1, READ | SMM, TGT_DRAM, RANGE_NONE, C_FIRST - 1);
    expect_goes(p, INIT_CPU, C_FIRST, READ | SMM, TGT_DRAM, RANGE_C, C_FIRST);
    expect_goes(p, INIT_CPU, C_FIRST + 0xffff, READ | SMM, TGT_DRAM, RANGE_C, C_FIRST + 0xffff);
    expect_goes(p, INIT_CPU, C_FIRST + 0x10000, READ | SMM, TGT_DRAM, RANGE_C, C_FIRST + 0x10000);
    expect_goes(p, INIT_CPU, C_LAST, READ | SMM, TGT_DRAM, RANGE_C, C_LAST);
    expect_goes(p, INIT_CPU, C_LAST + 1, READ | SMM, TGT_DMI, RANGE_PAM, C_LAST + 1);
    for (unsigned i = 20; i < 36; i++) /* no alias in a higher megabyte */
        expect_goes(p, INIT_CPU, C_FIRST | UINT64_C(1) << i, READ | SMM, i < 31 ? TGT_DRAM : TGT_DMI, RANGE_NONE,
                    C_FIRST | UINT64_C(1) << i);
}

static void h_is_feda0000_to_fedbffff_with_memory_at_a0000(pair_t *p)
{
    start(p, G_SMRAME, H_SMRAME);
    expect_goes(p, INIT_CPU, H_FIRST - 1, READ | SMM, TGT_DMI, RANGE_NONE, H_FIRST - 1);
    expect_goes(p, INIT_CPU, H_FIRST, READ | SMM, TGT_DRAM, RANGE_H, C_FIRST);
    expect_goes(p, INIT_CPU, H_FIRST + 0xffff, READ | SMM, TGT_DRAM, RANGE_H, C_FIRST + 0xffff);
    expect_goes(p, INIT_CPU, H_FIRST + 0x10000, READ | SMM, TGT_DRAM, RANGE_H, C_FIRST + 0x10000);
    expect_goes(p, INIT_CPU, H_LAST, READ | SMM, TGT_DRAM, RANGE_H, C_LAST);
    expect_goes(p, INIT_CPU, H_LAST + 1, READ | SMM, TGT_DMI, RANGE_NONE, H_LAST + 1);
    for (unsigned i = 32; i < 36; i++)
        expect_goes(p, INIT_CPU, H_FIRST | UINT64_C(1) << i, READ | SMM, TGT_DMI, RANGE_NONE,
                    H_FIRST | UINT64_C(1) << i);
}

static void h_smrame_closes_c_and_opens_h(pair_t *p)
{
    start(p, G_SMRAME, H_SMRAME);
    expect_goes(p, INIT_CPU, C_FIRST, READ | SMM, TGT_VIDEO, RANGE_NONE, C_FIRST);
    start(p, G_SMRAME, 0);
    expect_goes(p, INIT_CPU, H_FIRST, READ | SMM, TGT_DMI, RANGE_NONE, H_FIRST);
}

static void t_is_one_two_or_eight_megabytes_above_its_base(pair_t *p)
{
    static const uint64_t sizes[] = {1, 2, 8};
    for (unsigned sz = 0; sz < 3; sz++) {
        uint64_t end = TSEG + sizes[sz] * MB;
        start(p, G_SMRAME, sz << 1 | T_EN);
        expect_goes(p, INIT_CPU, TSEG - 1, READ | SMM, TGT_DRAM, RANGE_NONE, TSEG - 1);
        expect_goes(p, INIT_CPU, TSEG, READ | SMM, TGT_DRAM, RANGE_T, TSEG);
        expect_goes(p, INIT_CPU, TSEG + MB - 1, READ | SMM, TGT_DRAM, RANGE_T, TSEG + MB - 1);
        expect_goes(p, INIT_CPU, end - 1, READ | SMM, TGT_DRAM, RANGE_T, end - 1);
        expect_goes(p, INIT_CPU, end, READ | SMM, end < UINT64_C(0x80000000) ? TGT_DRAM : TGT_DMI, RANGE_NONE, end);
    }
}

static void the_reserved_size_is_no_range(pair_t *p)
{
    start(p, G_SMRAME, 3 << 1 | T_EN);
    for (uint64_t off = 0; off < 17 * MB; off += MB / 2) {
        uint64_t addr = TSEG + off;
        expect_goes(p, INIT_CPU, addr, READ, addr < UINT64_C(0x80000000) ? TGT_DRAM : TGT_DMI, RANGE_NONE, addr);
    }
    expect_false(p, smerr(p));
}

static void t_may_end_above_four_gigabytes(pair_t *p)
{
    start(p, G_SMRAME, 2 << 1 | T_EN);
    cfg(p, OFF_TSEGMB, 15, 0xfff00000);
    expect_goes(p, INIT_CPU, UINT64_C(0xffefffff), READ | SMM, TGT_DMI, RANGE_NONE, UINT64_C(0xffefffff));
    expect_goes(p, INIT_CPU, UINT64_C(0xfff00000), READ | SMM, TGT_DRAM, RANGE_T, UINT64_C(0xfff00000));
    expect_goes(p, INIT_CPU, UINT64_C(0x1006fffff), READ | SMM, TGT_DRAM, RANGE_T, UINT64_C(0x1006fffff));
    expect_goes(p, INIT_CPU, UINT64_C(0x100700000), READ | SMM, TGT_DMI, RANGE_NONE, UINT64_C(0x100700000));
    expect_goes(p, INIT_CPU, 0, READ | SMM, TGT_DRAM, RANGE_NONE, 0); /* no wrap */
}

static void ranges_need_g_smrame(pair_t *p)
{
    for (unsigned h = 0; h < 2; h++) {
        start(p, D_OPEN, (h ? H_SMRAME : 0) | T_EN);
        expect_goes(p, INIT_CPU, C_FIRST, READ | SMM, TGT_VIDEO, RANGE_NONE, C_FIRST);
        expect_goes(p, INIT_CPU, H_FIRST, READ | SMM, TGT_DMI, RANGE_NONE, H_FIRST);
        expect_goes(p, INIT_CPU, TSEG, READ, TGT_DRAM, RANGE_NONE, TSEG);
        expect_goes(p, INIT_IGD, C_FIRST, WRITE, TGT_VIDEO, RANGE_NONE, C_FIRST);
    }
    start(p, G_SMRAME, 0); /* and T needs T_EN */
    expect_goes(p, INIT_CPU, TSEG, READ, TGT_DRAM, RANGE_NONE, TSEG);
}

static void t_wins_where_ranges_overlap(pair_t *p)
{
    start(p, G_SMRAME, T_EN);
    cfg(p, OFF_TSEGMB, 15, 0);
    expect_goes(p, INIT_CPU, C_FIRST, READ | SMM, TGT_DRAM, RANGE_T, C_FIRST);
    expect_goes(p, INIT_CPU, C_FIRST, READ, TGT_INVALID, RANGE_T, C_FIRST);
    expect_true(p, smerr(p));
    expect_goes(p, INIT_CPU, 0, READ | SMM, TGT_DRAM, RANGE_T, 0);
    write_smram(p, G_SMRAME | D_CLS); /* so that D_CLS counts as for T, too */
    expect_goes(p, INIT_CPU, C_FIRST, READ | SMM, TGT_DRAM, RANGE_T, C_FIRST);
    in_of(p)->cls_all = true;
    expect_goes(p, INIT_CPU, C_FIRST, READ | SMM, TGT_INVALID, RANGE_T, C_FIRST);
    start(p, G_SMRAME, H_SMRAME | T_EN);
    cfg(p, OFF_TSEGMB, 15, 0xfed00000);
    expect_goes(p, INIT_CPU, H_FIRST, READ | SMM, TGT_DRAM, RANGE_T, H_FIRST);
    expect_goes(p, INIT_CPU, H_FIRST - 1, READ | SMM, TGT_DRAM, RANGE_T, H_FIRST - 1);
}

/* One address in each of C, H, T. H needs H_SMRAME, which closes C. */
static const struct probe {
    uint64_t addr, maddr;
    unsigned esmramc;
    unsigned range, closed;
} probes[] = {
    {C_FIRST + 0x1234, C_FIRST + 0x1234, 0, RANGE_C, TGT_VIDEO},
    {H_FIRST + 0x12345, C_FIRST + 0x12345, H_SMRAME, RANGE_H, TGT_INVALID},
    {TSEG + 0x1234, TSEG + 0x1234, T_EN, RANGE_T, TGT_INVALID},
};
enum { PROBES = sizeof probes / sizeof *probes };

static void open_and_closed_follow_the_table(pair_t *p)
{
    static const unsigned accesses[] = {READ, WRITE, FETCH};
    for (size_t i = 0; i < PROBES; i++) {
        const struct probe *r = &probes[i];
        for (unsigned bits = 0; bits < 32; bits++) {
            bool open = bits & 1, cls = bits & 2, lck = bits & 4, smm = bits & 8, all = bits & 16;
            for (size_t a = 0; a < 3; a++) {
                bool fetch = accesses[a] == FETCH;
                bool in = smm || (open && !lck);
                bool shut = in && cls && !fetch && (all || r->range == RANGE_C);
                start(p, (open ? D_OPEN : 0U) | (cls ? D_CLS : 0U) | (lck ? D_LCK : 0U) | G_SMRAME, r->esmramc);
                in_of(p)->cls_all = all;
                expect_goes(p, INIT_CPU, r->addr, accesses[a] | (smm ? SMM : 0U),
                            in && !shut ? (unsigned)TGT_DRAM : r->closed, r->range, r->maddr);
                expect_eq(p, smerr(p), !in && r->range != RANGE_C);
            }
        }
    }
}

/* The tables as they are printed, row by row; D_LCK and D_OPEN together cannot be, and D_OPEN with D_CLS is not valid. */
static void row_73_enable_table_row_by_row(pair_t *p)
{
    static const struct {
        const char *row;
        unsigned smram, esmramc;
        bool c, h, t;
    } rows[] = {
        {"G 0", 0, H_SMRAME | T_EN, false, false, false},
        {"G 1, H 0, T 0", G_SMRAME, 0, true, false, false},
        {"G 1, H 0, T 1", G_SMRAME, T_EN, true, false, true},
        {"G 1, H 1, T 0", G_SMRAME, H_SMRAME, false, true, false},
        {"G 1, H 1, T 1", G_SMRAME, H_SMRAME | T_EN, false, true, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        start(p, rows[i].smram, rows[i].esmramc);
        access_by(p, INIT_CPU, C_FIRST, READ | SMM);
        expect_eq(p, out_of(p)->range, rows[i].c ? RANGE_C : RANGE_NONE);
        access_by(p, INIT_CPU, H_FIRST, READ | SMM);
        expect_eq(p, out_of(p)->range, rows[i].h ? RANGE_H : RANGE_NONE);
        access_by(p, INIT_CPU, TSEG, READ | SMM);
        expect_eq(p, out_of(p)->range, rows[i].t ? RANGE_T : RANGE_NONE);
    }
}

static void row_74_open_table_row_by_row(pair_t *p)
{
    static const struct {
        const char *row;
        unsigned smram, how;
        bool code, data;
    } rows[] = {
        {"G 0", 0, SMM, false, false},
        {"G 1, LCK 0, OPEN 0, outside", G_SMRAME, 0, false, false},
        {"the same, D_CLS 1", G_SMRAME | D_CLS, 0, false, false},
        {"G 1, LCK 0, CLS 0, OPEN 0, in SMM", G_SMRAME, SMM, true, true},
        {"G 1, LCK 0, CLS 0, OPEN 1, outside", G_SMRAME | D_OPEN, 0, true, true},
        {"the same in SMM", G_SMRAME | D_OPEN, SMM, true, true},
        {"G 1, LCK 0, CLS 1, OPEN 0, in SMM", G_SMRAME | D_CLS, SMM, true, false},
        {"G 1, LCK 1, outside", G_SMRAME | D_LCK, 0, false, false},
        {"the same, D_CLS 1", G_SMRAME | D_LCK | D_CLS, 0, false, false},
        {"G 1, LCK 1, CLS 0, in SMM", G_SMRAME | D_LCK, SMM, true, true},
        {"G 1, LCK 1, CLS 1, in SMM", G_SMRAME | D_LCK | D_CLS, SMM, true, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        start(p, rows[i].smram, 0);
        access_by(p, INIT_CPU, C_LAST, FETCH | rows[i].how);
        expect_eq(p, out_of(p)->target == TGT_DRAM, rows[i].code);
        access_by(p, INIT_CPU, C_LAST, READ | rows[i].how);
        expect_eq(p, out_of(p)->target == TGT_DRAM, rows[i].data);
        access_by(p, INIT_CPU, C_LAST, WRITE | rows[i].how);
        expect_eq(p, out_of(p)->target == TGT_DRAM, rows[i].data);
    }
}

/* Every bit of the address counts in the compare with REMAPBASE. */
static void row_74_below_the_remap_window_by_one_bit(pair_t *p)
{
    for (unsigned bit = 0; bit < 10; bit++) {
        start(p, 0, 0);
        uint32_t base = UINT32_C(1) << bit | 0x200; /* address 35:26; 200h: 32 GB */
        cfg(p, 0x98, 15, base | UINT32_C(0x3ff) << 16);
        cfg(p, 0xa0, 12, UINT32_C(0xffff) << 16);
        access_by(p, INIT_DMI, (uint64_t)base << 26, READ);
        expect_eq(p, out_of(p)->range, RANGE_REMAP);
        access_by(p, INIT_DMI, ((uint64_t)base << 26) - 1, READ);
        expect_true(p, out_of(p)->range != RANGE_REMAP);
        access_by(p, INIT_DMI, (uint64_t)(base & ~(UINT32_C(1) << bit)) << 26, READ);
        expect_true(p, out_of(p)->range != RANGE_REMAP || bit == 9);
    }
}

static void a_write_back_always_reaches_its_range(pair_t *p)
{
    for (size_t i = 0; i < PROBES; i++) {
        const struct probe *r = &probes[i];
        for (unsigned cls = 0; cls < 2; cls++) {
            start(p, (cls ? D_CLS : 0U) | D_LCK | G_SMRAME, r->esmramc);
            in_of(p)->cls_all = true;
            expect_goes(p, INIT_CPU, r->addr, WRITE | WB, TGT_DRAM, r->range, r->maddr);
            expect_goes(p, INIT_CPU, r->addr, WRITE | WB | SMM, TGT_DRAM, r->range, r->maddr);
            expect_false(p, smerr(p));
            expect_goes(p, INIT_CPU, r->addr, READ | WB, r->closed, r->range, r->maddr); /* a read is no write-back */
        }
    }
}

static void a_write_back_to_no_range_is_an_ordinary_write(pair_t *p)
{
    start(p, 0, T_EN);
    expect_goes(p, INIT_CPU, C_FIRST, WRITE | WB, TGT_VIDEO, RANGE_NONE, C_FIRST);
    expect_goes(p, INIT_CPU, H_FIRST, WRITE | WB, TGT_DMI, RANGE_NONE, H_FIRST);
}

static void other_masters_never_reach_smram(pair_t *p)
{
    static const unsigned masters[] = {INIT_DMI, INIT_PEG};
    for (size_t i = 0; i < PROBES; i++) {
        const struct probe *r = &probes[i];
        for (size_t m = 0; m < 2; m++) {
            for (unsigned how = 0; how < 16; how++) { /* not by any attribute */
                start(p, D_OPEN | G_SMRAME, r->esmramc);
                expect_goes(p, masters[m], r->addr, how, r->closed, r->range, r->maddr);
                expect_false(p, smerr(p));
                write_smram(p, D_LCK | G_SMRAME);
                expect_goes(p, masters[m], r->addr, how, r->closed, r->range, r->maddr);
                expect_false(p, smerr(p));
            }
        }
    }
}

static void graphics_is_sent_to_c0000(pair_t *p)
{
    for (size_t i = 0; i < PROBES; i++) {
        const struct probe *r = &probes[i];
        for (unsigned how = 0; how < 16; how++) {
            start(p, D_OPEN | G_SMRAME, r->esmramc);
            expect_goes(p, INIT_IGD, r->addr, how, TGT_C0000, r->range, 0xc0000 + (r->addr & 0xffff));
            expect_false(p, smerr(p));
        }
    }
    start(p, G_SMRAME, 0);
    expect_goes(p, INIT_IGD, C_LAST, READ, TGT_C0000, RANGE_C, 0xcffff);
    expect_goes(p, INIT_IGD, C_FIRST - 1, READ, TGT_DRAM, RANGE_NONE, C_FIRST - 1);
}

static void a0000_without_a_range_is_video_for_everyone(pair_t *p)
{
    for (unsigned who = INIT_CPU; who <= INIT_IGD; who++) {
        start(p, 0, 0);
        cfg(p, OFF_TOLUD, 3, 0x0010);
        expect_goes(p, who, C_FIRST - 1, READ, TGT_DRAM, RANGE_NONE, C_FIRST - 1);
        expect_goes(p, who, C_FIRST, READ, TGT_VIDEO, RANGE_NONE, C_FIRST);
        expect_goes(p, who, C_LAST, WRITE, TGT_VIDEO, RANGE_NONE, C_LAST);
        expect_goes(p, who, C_LAST + 1, READ, TGT_DMI, RANGE_PAM, C_LAST + 1);
        cfg(p, OFF_TOLUD, 3, 0); /* above TOLUD it is still video */
        expect_goes(p, who, C_FIRST, READ, TGT_VIDEO, RANGE_NONE, C_FIRST);
        expect_goes(p, who, 0, READ, TGT_DMI, RANGE_NONE, 0);
    }
}

static void dram_ends_at_tolud(pair_t *p)
{
    static const uint16_t tops[] = {0x0010, 0x0100, 0x0fff, 0x7ff0, 0x8000, 0xfff0};
    start(p, G_SMRAME, T_EN);
    for (size_t i = 0; i < sizeof tops / sizeof *tops; i++) {
        uint64_t top = (uint64_t)(tops[i] & 0xfff0) << 16;
        cfg(p, OFF_PAM, 1, 0x30);
        cfg(p, OFF_TOLUD, 3, tops[i]);
        if (top < 0xfec00000)
            expect_goes(p, INIT_CPU, top - 1, READ, TGT_DRAM, top == MB ? RANGE_PAM : RANGE_NONE, top - 1);
        expect_goes(p, INIT_CPU, top, READ, TGT_DMI, RANGE_NONE, top);
    }
    expect_goes(p, INIT_CPU, UINT64_C(0x100000000), READ, TGT_DMI, RANGE_NONE, UINT64_C(0x100000000));
    expect_goes(p, INIT_CPU, UINT64_C(0xfffffffff), READ, TGT_DMI, RANGE_NONE, UINT64_C(0xfffffffff));
}

/* Fast mode drops its pointers by this. */
static void every_register_that_decodes_counts_in_the_map(pair_t *p)
{
    smram_dec_out_t before = *out_of(p);
    for (size_t n = 0; n < DWORDS; n++)
        for (unsigned i = 0; i < 32; i++) {
            uint32_t bit = UINT32_C(1) << i & dwords[n].writable;
            bool tom = dwords[n].off == OFF_TOM_TOUUD && i < 16;
            pair_reset_edge(p);
            access_by(p, INIT_CPU, (uint64_t)i << 20, READ); /* an answer is no register */
            expect_true(p, smram_same_map(out_of(p), &before));
            cfg(p, dwords[n].off, 15, dwords[n].reset ^ bit);
            expect_eq(p, smram_same_map(out_of(p), &before), !bit || tom);
        }
}

/* --- chipset facts 7.2: PAM --------------------------------------------------------------------------------------- */

static const struct segment {
    uint64_t first, last;
    unsigned off, shift; /* its two bits */
} segments[] = {
    {0xc0000, 0xc3fff, OFF_PAM, 8},      {0xc4000, 0xc7fff, OFF_PAM, 12},     {0xc8000, 0xcbfff, OFF_PAM, 16},
    {0xcc000, 0xcffff, OFF_PAM, 20},     {0xd0000, 0xd3fff, OFF_PAM, 24},     {0xd4000, 0xd7fff, OFF_PAM, 28},
    {0xd8000, 0xdbfff, OFF_PAM_LAC, 0},  {0xdc000, 0xdffff, OFF_PAM_LAC, 4},  {0xe0000, 0xe3fff, OFF_PAM_LAC, 8},
    {0xe4000, 0xe7fff, OFF_PAM_LAC, 12}, {0xe8000, 0xebfff, OFF_PAM_LAC, 16}, {0xec000, 0xeffff, OFF_PAM_LAC, 20},
    {0xf0000, 0xfffff, OFF_PAM, 4},
};
enum { SEGMENTS = sizeof segments / sizeof *segments };

/* Both ends of the segment and their neighbours: `bits` decide inside, `others` outside. */
static void check_segment(pair_t *p, const struct segment *g, unsigned bits, unsigned others, unsigned who,
                          unsigned how)
{
    unsigned bit = how & WRITE ? PAM_WE : PAM_RE;
    unsigned in = bits & bit ? TGT_DRAM : TGT_DMI, out = others & bit ? TGT_DRAM : TGT_DMI;
    expect_goes(p, who, g->first, how, in, RANGE_PAM, g->first);
    expect_goes(p, who, g->first + 0x2468, how, in, RANGE_PAM, g->first + 0x2468);
    expect_goes(p, who, g->last, how, in, RANGE_PAM, g->last);
    if (g->first == 0xc0000)
        expect_goes(p, who, g->first - 1, how, TGT_VIDEO, RANGE_NONE, g->first - 1);
    else
        expect_goes(p, who, g->first - 1, how, out, RANGE_PAM, g->first - 1);
    if (g->last == 0xfffff)
        expect_goes(p, who, g->last + 1, how, TGT_DRAM, RANGE_NONE, g->last + 1);
    else
        expect_goes(p, who, g->last + 1, how, out, RANGE_PAM, g->last + 1);
}

static void row_72_each_segment_has_its_own_two_bits(pair_t *p)
{
    for (size_t i = 0; i < SEGMENTS; i++) {
        const struct segment *g = &segments[i];
        for (unsigned bits = 0; bits < 4; bits++) { /* 00, 01, 10, 11 */
            start(p, 0, 0);
            cfg(p, g->off, 15, bits << g->shift); /* the other segments of the dword: 00 */
            check_segment(p, g, bits, 0, INIT_CPU, READ);
            check_segment(p, g, bits, 0, INIT_CPU, WRITE);
            cfg(p, OFF_PAM, 15, 0x33333330);
            cfg(p, OFF_PAM_LAC, 7, 0x333333);
            cfg(p, g->off, 15, (0x33333333 & ~(UINT32_C(3) << g->shift) & (g->off == OFF_PAM ? ~0U : 0xffffffU)) |
                                   bits << g->shift);
            check_segment(p, g, bits, 3, INIT_CPU, READ);
            check_segment(p, g, bits, 3, INIT_CPU, WRITE);
        }
    }
}

static void row_72_is_the_same_for_all_initiators_code_data_and_smm(pair_t *p)
{
    for (unsigned bits = 0; bits < 4; bits++)
        for (unsigned who = INIT_CPU; who <= INIT_IGD; who++)
            for (unsigned how = 0; how < 16; how++) {
                start(p, G_SMRAME | D_CLS, T_EN);
                cfg(p, OFF_PAM, 1, bits << 4);
                check_segment(p, &segments[SEGMENTS - 1], bits, 0, who, how);
                expect_false(p, smerr(p));
            }
}

static void row_72_holds_whatever_tolud_is(pair_t *p)
{
    start(p, 0, 0);
    cfg(p, OFF_TOLUD, 3, 0);
    cfg(p, OFF_PAM, 1, PAM_RE << 4);
    expect_goes(p, INIT_CPU, 0xf0000, READ, TGT_DRAM, RANGE_PAM, 0xf0000);
    expect_goes(p, INIT_CPU, 0xf0000, WRITE, TGT_DMI, RANGE_PAM, 0xf0000);
    for (unsigned i = 20; i < 36; i++) /* no alias above 1 MB */
        expect_goes(p, INIT_CPU, UINT64_C(0xf0000) | UINT64_C(1) << i, READ, TGT_DMI, RANGE_NONE,
                    UINT64_C(0xf0000) | UINT64_C(1) << i);
}

/* --- chipset facts 7.4: the other rows ---------------------------------------------------------------------------- */

static void row_74_the_hole_at_15_mb_goes_to_dmi(pair_t *p)
{
    for (unsigned who = INIT_CPU; who <= INIT_IGD; who++)
        for (unsigned how = 0; how < 16; how++) {
            start(p, 0, 0);
            expect_goes(p, who, 0xf00000, how, TGT_DRAM, RANGE_NONE, 0xf00000);
            cfg(p, OFF_PAM_LAC, 8, (uint32_t)LAC_HEN << 24);
            expect_goes(p, who, 0xefffff, how, TGT_DRAM, RANGE_NONE, 0xefffff);
            expect_goes(p, who, 0xf00000, how, TGT_DMI, RANGE_NONE, 0xf00000);
            expect_goes(p, who, 0xffffff, how, TGT_DMI, RANGE_NONE, 0xffffff);
            expect_goes(p, who, 0x1000000, how, TGT_DRAM, RANGE_NONE, 0x1000000);
            expect_goes(p, who, 0x1f00000, how, TGT_DRAM, RANGE_NONE, 0x1f00000);
        }
    start(p, G_SMRAME, T_EN); /* TSEG wins */
    cfg(p, OFF_PAM_LAC, 8, (uint32_t)LAC_HEN << 24);
    cfg(p, OFF_TSEGMB, 15, 0x00f00000);
    expect_goes(p, INIT_CPU, 0xf00000, READ | SMM, TGT_DRAM, RANGE_T, 0xf00000);
}

static void row_74_from_fec00000_to_4_gb_is_dmi_whatever_tolud_is(pair_t *p)
{
    start(p, 0, 0);
    cfg(p, OFF_TOLUD, 3, 0xfff0);
    for (unsigned who = INIT_CPU; who <= INIT_IGD; who++) {
        expect_goes(p, who, 0xfebfffff, READ, TGT_DRAM, RANGE_NONE, 0xfebfffff);
        expect_goes(p, who, 0xfec00000, READ, TGT_DMI, RANGE_NONE, 0xfec00000);
        expect_goes(p, who, 0xfee00000, WRITE, TGT_DMI, RANGE_NONE, 0xfee00000);
        expect_goes(p, who, 0xffefffff, READ, TGT_DMI, RANGE_NONE, 0xffefffff);
        expect_goes(p, who, 0xffffffff, READ, TGT_DMI, RANGE_NONE, 0xffffffff);
    }
}

static void stolen(pair_t *p, unsigned ggc)
{
    start(p, 0, 0);
    cfg(p, OFF_GBSM, 15, 0x7f000000);
    cfg(p, OFF_BGSM, 15, 0x7ef00000);
    cfg(p, OFF_GGC, 12, ggc << 16);
}

static void row_74_stolen_memory_is_of_the_cpu_by_strap_and_of_graphics(pair_t *p)
{
    static const uint64_t in[] = {0x7ef00000, 0x7effffff, 0x7f000000, 0x7fffffff};
    for (unsigned who = INIT_CPU; who <= INIT_IGD; who++)
        for (unsigned how = 0; how < 16; how++)
            for (unsigned strap = 0; strap < 2; strap++) {
                bool may = who == INIT_IGD || (who == INIT_CPU && strap);
                stolen(p, 0x0130);
                in_of(p)->stolen_cpu = strap;
                for (size_t i = 0; i < 4; i++)
                    expect_goes(p, who, in[i], how, may ? TGT_DRAM : TGT_INVALID, RANGE_STOLEN, in[i]);
                expect_goes(p, who, 0x7eefffff, how, TGT_DRAM, RANGE_NONE, 0x7eefffff);
                expect_goes(p, who, 0x80000000, how, TGT_DMI, RANGE_NONE, 0x80000000);
                expect_false(p, smerr(p));
            }
}

static void row_74_stolen_memory_needs_a_size_and_a_base(pair_t *p)
{
    for (unsigned bit = 0; bit < 4; bit++) { /* any bit of GMS or GGMS will do */
        stolen(p, 0x10U << bit);
        expect_goes(p, INIT_DMI, 0x7f000000, READ, TGT_INVALID, RANGE_STOLEN, 0x7f000000);
        expect_goes(p, INIT_DMI, 0x7effffff, READ, TGT_DRAM, RANGE_NONE, 0x7effffff);
        stolen(p, 0x100U << bit);
        expect_goes(p, INIT_DMI, 0x7f000000, READ, TGT_DRAM, RANGE_NONE, 0x7f000000);
        expect_goes(p, INIT_DMI, 0x7effffff, READ, TGT_INVALID, RANGE_STOLEN, 0x7effffff);
        expect_goes(p, INIT_DMI, 0x7eefffff, READ, TGT_DRAM, RANGE_NONE, 0x7eefffff);
    }
    stolen(p, 0x0ff0);
    cfg(p, OFF_GBSM, 15, 0);
    expect_goes(p, INIT_DMI, 0x7f000000, READ, TGT_DRAM, RANGE_NONE, 0x7f000000);
    expect_goes(p, INIT_DMI, 0x7ef00000, READ, TGT_DRAM, RANGE_NONE, 0x7ef00000);
    stolen(p, 0x0ff0);
    cfg(p, OFF_BGSM, 15, 0);
    expect_goes(p, INIT_DMI, 0x7effffff, READ, TGT_DRAM, RANGE_NONE, 0x7effffff);
    expect_goes(p, INIT_DMI, 0x1000, READ, TGT_DRAM, RANGE_NONE, 0x1000);
    expect_goes(p, INIT_DMI, 0x7f000000, READ, TGT_INVALID, RANGE_STOLEN, 0x7f000000);
    cfg(p, OFF_GBSM, 15, 0xf0000000); /* above TOLUD: nothing is stolen */
    expect_goes(p, INIT_DMI, 0xf0000000, READ, TGT_DMI, RANGE_NONE, 0xf0000000);
    expect_goes(p, INIT_DMI, 0x7fffffff, READ, TGT_DRAM, RANGE_NONE, 0x7fffffff);
}

static void row_74_tseg_wins_over_stolen_memory_and_legacy_and_pam_and_hole(pair_t *p)
{
    stolen(p, 0x0130);
    write_esmramc(p, 1 << 1 | T_EN);
    write_smram(p, G_SMRAME);
    cfg(p, OFF_TSEGMB, 15, 0x7ef00000);
    expect_goes(p, INIT_CPU, 0x7ef00000, READ | SMM, TGT_DRAM, RANGE_T, 0x7ef00000);
    expect_goes(p, INIT_CPU, 0x7f0fffff, READ, TGT_INVALID, RANGE_T, 0x7f0fffff);
    expect_goes(p, INIT_CPU, 0x7f100000, READ, TGT_DRAM, RANGE_STOLEN, 0x7f100000);
    expect_goes(p, INIT_IGD, 0x7f0fffff, READ, TGT_C0000, RANGE_T, 0xcffff);
    cfg(p, OFF_TSEGMB, 15, 0);
    expect_goes(p, INIT_CPU, 0xf0000, READ | SMM, TGT_DRAM, RANGE_T, 0xf0000);
}

static void row_74_above_4_gb_dram_ends_at_touud(pair_t *p)
{
    static const uint16_t tops[] = {0x1001, 0x1100, 0x2000, 0xffff};
    for (unsigned who = INIT_CPU; who <= INIT_IGD; who++)
        for (unsigned how = 0; how < 16; how++) {
            start(p, 0, 0);
            expect_goes(p, who, GB4, how, TGT_DMI, RANGE_NONE, GB4);
            cfg(p, OFF_TOM_TOUUD, 12, 0x10000000); /* 4 GB: still nothing above */
            expect_goes(p, who, GB4, how, TGT_DMI, RANGE_NONE, GB4);
            for (size_t i = 0; i < sizeof tops / sizeof *tops; i++) {
                uint64_t top = (uint64_t)tops[i] << 20;
                cfg(p, OFF_TOM_TOUUD, 12, (uint32_t)tops[i] << 16);
                expect_goes(p, who, GB4 - 1, how, TGT_DMI, RANGE_NONE, GB4 - 1);
                expect_goes(p, who, GB4, how, TGT_DRAM, RANGE_NONE, GB4);
                expect_goes(p, who, top - 1, how, TGT_DRAM, RANGE_NONE, top - 1);
                expect_goes(p, who, top, how, TGT_DMI, RANGE_NONE, top);
            }
        }
    cfg(p, OFF_TOM_TOUUD, 12, 0x0fff0000); /* TOUUD says nothing about 2 GB to 4 GB */
    expect_goes(p, INIT_CPU, 0x80000000, READ, TGT_DMI, RANGE_NONE, 0x80000000);
    cfg(p, OFF_TOM_TOUUD, 12, 0x04000000); /* nor about low memory */
    expect_goes(p, INIT_CPU, 0x7fffffff, READ, TGT_DRAM, RANGE_NONE, 0x7fffffff);
    cfg(p, OFF_TOM_TOUUD, 3, 0x3ff); /* and TOM about nothing */
    expect_goes(p, INIT_CPU, GB4, READ, TGT_DMI, RANGE_NONE, GB4);
}

static void window(pair_t *p, unsigned base, unsigned limit, unsigned touud)
{
    start(p, 0, 0);
    cfg(p, OFF_TOM_TOUUD, 12, touud << 16);
    cfg(p, OFF_REMAP, 15, limit << 16 | base);
}

static void row_74_the_remap_window_is_the_dram_at_tolud(pair_t *p)
{
    for (unsigned who = INIT_CPU; who <= INIT_IGD; who++)
        for (unsigned how = 0; how < 16; how++) {
            window(p, 0x41, 0x42, 0x1100);
            expect_goes(p, who, 0x103ffffff, how, TGT_DRAM, RANGE_NONE, 0x103ffffff);
            expect_goes(p, who, 0x104000000, how, TGT_DRAM, RANGE_REMAP, 0x80000000);
            expect_goes(p, who, 0x107ffffff, how, TGT_DRAM, RANGE_REMAP, 0x83ffffff);
            expect_goes(p, who, 0x10bffffff, how, TGT_DRAM, RANGE_REMAP, 0x87ffffff);
            expect_goes(p, who, 0x10c000000, how, TGT_DRAM, RANGE_NONE, 0x10c000000);
            expect_goes(p, who, 0x110000000, how, TGT_DMI, RANGE_NONE, 0x110000000);
        }
    window(p, 0x41, 0x41, 0x1100); /* one block of 64 MB */
    expect_goes(p, INIT_CPU, 0x107ffffff, READ, TGT_DRAM, RANGE_REMAP, 0x83ffffff);
    expect_goes(p, INIT_CPU, 0x108000000, READ, TGT_DRAM, RANGE_NONE, 0x108000000);
    window(p, 0x42, 0x41, 0x1100); /* base above limit: no window */
    for (uint64_t addr = 0x103f00000; addr < 0x10c200000; addr += MB)
        expect_goes(p, INIT_CPU, addr, READ, TGT_DRAM, RANGE_NONE, addr);
}

static void row_74_the_remap_window_needs_touud_and_4_gb(pair_t *p)
{
    window(p, 0x41, 0x42, 0x1060); /* TOUUD inside it */
    expect_goes(p, INIT_CPU, 0x105ffffff, READ, TGT_DRAM, RANGE_REMAP, 0x81ffffff);
    expect_goes(p, INIT_CPU, 0x106000000, READ, TGT_DMI, RANGE_NONE, 0x106000000);
    window(p, 0, 0x3ff, 0xffff); /* everything: only what is above 4 GB moves */
    expect_goes(p, INIT_CPU, 0x7fffffff, READ, TGT_DRAM, RANGE_NONE, 0x7fffffff);
    expect_goes(p, INIT_CPU, 0x80000000, READ, TGT_DMI, RANGE_NONE, 0x80000000);
    expect_goes(p, INIT_CPU, 0xffffffff, READ, TGT_DMI, RANGE_NONE, 0xffffffff);
    expect_goes(p, INIT_CPU, GB4, READ, TGT_DRAM, RANGE_REMAP, GB4 + 0x80000000);
    expect_goes(p, INIT_CPU, 0xf7fffffff, READ, TGT_DRAM, RANGE_REMAP, UINT64_C(0xfffffffff));
    expect_goes(p, INIT_CPU, 0xf80000000, READ, TGT_DRAM, RANGE_REMAP, 0); /* modulo 2^36 */
    cfg(p, OFF_TOLUD, 3, 0x0130);                                          /* TOLUD as it is, not a multiple of 64 MB */
    cfg(p, OFF_REMAP, 3, 0x40);
    expect_goes(p, INIT_CPU, GB4 + 0x123, READ, TGT_DRAM, RANGE_REMAP, 0x01300123);
}

/* chipset facts 7.4: TSEG is compared with the address as it came. */
static void row_74_tseg_is_not_found_through_the_remap_window(pair_t *p)
{
    window(p, 0x40, 0x40, 0x1040);
    write_esmramc(p, T_EN);
    write_smram(p, G_SMRAME);
    cfg(p, OFF_TSEGMB, 15, 0x80000000); /* at TOLUD, where the window leads */
    expect_goes(p, INIT_CPU, GB4, READ, TGT_DRAM, RANGE_REMAP, 0x80000000);
    expect_goes(p, INIT_DMI, GB4, WRITE, TGT_DRAM, RANGE_REMAP, 0x80000000);
    expect_false(p, smerr(p));
    expect_goes(p, INIT_CPU, 0x80000000, READ, TGT_INVALID, RANGE_T, 0x80000000);
    expect_true(p, smerr(p));
    cfg(p, OFF_TSEGMB, 15, 0xfff00000); /* and T above 4 GB wins over the window */
    write_esmramc(p, 2 << 1 | T_EN);
    expect_goes(p, INIT_CPU, GB4, READ | SMM, TGT_DRAM, RANGE_T, GB4);
}

/* --- chipset facts 7.5: who has A0000-BFFFF ----------------------------------------------------------------------- */

static const uint64_t legacy[] = {C_FIRST, 0xaffff, 0xb0000, 0xb7fff, 0xb8000, C_LAST};
static unsigned owner_of(uint64_t addr, bool ivd, bool peg, bool mdap)
{
    if (mdap && addr >= 0xb0000 && addr <= 0xb7fff)
        return TGT_DMI;
    return !ivd ? TGT_VIDEO : peg ? TGT_PEG : TGT_DMI;
}

static void row_75_graphics_then_peg_then_dmi_and_mda(pair_t *p)
{
    for (unsigned bits = 0; bits < 16; bits++) {
        bool ivd = bits & 1, peg = bits & 2, mdap = bits & 4, closed_c = bits & 8;
        start(p, closed_c ? G_SMRAME : 0, 0);
        in_of(p)->peg_vga = peg;
        cfg(p, OFF_GGC, 4, (uint32_t)(0x30 | (ivd ? GGC_IVD : 0)) << 16);
        cfg(p, OFF_PAM_LAC, 8, mdap ? (uint32_t)LAC_MDAP << 24 : 0);
        for (unsigned who = INIT_CPU; who <= INIT_IGD; who++)
            for (size_t i = 0; i < sizeof legacy / sizeof *legacy; i++)
                for (unsigned how = 0; how < 8; how++) {
                    bool wb = who == INIT_CPU && (how & WB) && (how & WRITE);
                    if (closed_c && (who == INIT_IGD || wb))
                        continue; /* 7.4 sends these elsewhere */
                    expect_goes(p, who, legacy[i], how, owner_of(legacy[i], ivd, peg, mdap),
                                closed_c ? RANGE_C : RANGE_NONE, legacy[i]);
                }
        expect_false(p, smerr(p));
    }
}

static void row_75_d_cls_sends_data_of_smm_there_too(pair_t *p)
{
    start(p, G_SMRAME | D_CLS, 0);
    in_of(p)->peg_vga = true;
    cfg(p, OFF_GGC, 4, (uint32_t)GGC_IVD << 16);
    expect_goes(p, INIT_CPU, C_FIRST, READ | SMM, TGT_PEG, RANGE_C, C_FIRST);
    expect_goes(p, INIT_CPU, C_FIRST, FETCH | SMM, TGT_DRAM, RANGE_C, C_FIRST);
}

static void an_access_sees_the_registers_before_a_write_in_its_clock(pair_t *p)
{
    start(p, D_OPEN | G_SMRAME, 0);
    put_cfg(p, OFF_SMRAM, 2, (D_LCK | G_SMRAME) << 8); /* closed and locked: one clock too late */
    expect_goes(p, INIT_CPU, C_FIRST, WRITE, TGT_DRAM, RANGE_C, C_FIRST);
    expect_goes(p, INIT_CPU, C_FIRST, WRITE, TGT_VIDEO, RANGE_C, C_FIRST);

    start(p, G_SMRAME, 0);
    put_cfg(p, OFF_SMRAM, 4, T_EN << 16);
    expect_goes(p, INIT_CPU, TSEG, READ, TGT_DRAM, RANGE_NONE, TSEG);
    expect_false(p, smerr(p));
    expect_goes(p, INIT_CPU, TSEG, READ, TGT_INVALID, RANGE_T, TSEG);
    expect_true(p, smerr(p));

    start(p, G_SMRAME, T_EN);
    put_cfg(p, OFF_TSEGMB, 15, 0x10000000);
    expect_goes(p, INIT_CPU, TSEG, READ, TGT_INVALID, RANGE_T, TSEG);
    expect_goes(p, INIT_CPU, TSEG, READ, TGT_DRAM, RANGE_NONE, TSEG);

    start(p, G_SMRAME, 0);
    put_cfg(p, OFF_TOLUD, 3, 0x0010);
    expect_goes(p, INIT_CPU, MB, READ, TGT_DRAM, RANGE_NONE, MB);
    expect_goes(p, INIT_CPU, MB, READ, TGT_DMI, RANGE_NONE, MB);

    start(p, 0, 0);
    put_cfg(p, OFF_PAM, 1, PAM_RE << 4);
    expect_goes(p, INIT_CPU, 0xf0000, READ, TGT_DMI, RANGE_PAM, 0xf0000);
    expect_goes(p, INIT_CPU, 0xf0000, READ, TGT_DRAM, RANGE_PAM, 0xf0000);

    start(p, 0, 0);
    put_cfg(p, OFF_GGC, 4, (uint32_t)GGC_IVD << 16);
    expect_goes(p, INIT_CPU, C_FIRST, READ, TGT_VIDEO, RANGE_NONE, C_FIRST);
    expect_goes(p, INIT_CPU, C_FIRST, READ, TGT_DMI, RANGE_NONE, C_FIRST);

    window(p, 0x40, 0x40, 0x1040);
    put_cfg(p, OFF_REMAP, 15, 0x0000003ff);
    expect_goes(p, INIT_CPU, GB4, READ, TGT_DRAM, RANGE_REMAP, 0x80000000);
    expect_goes(p, INIT_CPU, GB4, READ, TGT_DRAM, RANGE_NONE, GB4);
}

static void a_register_write_in_the_clock_of_the_lock_is_the_last(pair_t *p)
{
    start(p, 0, 0);
    write_smram(p, D_LCK);
    cfg(p, OFF_SMRAM, 6, (uint32_t)T_EN << 16 | G_SMRAME << 8); /* the very next clock */
    expect_eq(p, out_of(p)->smram, D_LCK | KEEP);
    expect_eq(p, out_of(p)->esmramc, SM_CACHE_L1_L2);
}

static void e_smerr_is_set_in_the_clock_of_the_touch_and_stays(pair_t *p)
{
    start(p, G_SMRAME, T_EN);
    put_access(p, INIT_CPU, TSEG, READ);
    expect_false(p, smerr(p));
    tick(p);
    expect_true(p, smerr(p));
    pair_ticks(p, 10);
    access_by(p, INIT_CPU, TSEG, READ | SMM);
    expect_true(p, smerr(p));
}

static void only_a_request_is_a_touch(pair_t *p)
{
    start(p, G_SMRAME, T_EN);
    put_access(p, INIT_CPU, TSEG, READ);
    in_of(p)->req = false;
    pair_ticks(p, 3);
    expect_false(p, smerr(p));
}

static void e_smerr_is_cleared_by_writing_one_even_when_locked(pair_t *p)
{
    for (unsigned lck = 0; lck < 2; lck++) {
        start(p, (lck ? D_LCK : 0U) | G_SMRAME, T_EN);
        access_by(p, INIT_CPU, TSEG, READ);
        write_esmramc(p, T_EN);
        expect_true(p, smerr(p)); /* writing 0 keeps it */
        cfg(p, OFF_SMRAM, 11, 0xffffefff & ~UINT32_C(0x4000)); /* nor does a write with its lane off */
        expect_true(p, smerr(p));
        cfg(p, OFF_TSEGMB, 4, (uint32_t)E_SMERR << 16); /* nor one to another register */
        expect_true(p, smerr(p));
        write_esmramc(p, E_SMERR | T_EN);
        expect_false(p, smerr(p));
        write_esmramc(p, E_SMERR | T_EN);
        expect_false(p, smerr(p)); /* writing 1 never sets */
    }
}

static void a_touch_wins_over_a_clear_in_the_same_clock(pair_t *p)
{
    for (unsigned was = 0; was < 2; was++) {
        start(p, G_SMRAME, T_EN);
        if (was)
            access_by(p, INIT_CPU, TSEG, READ);
        put_cfg(p, OFF_SMRAM, 4, (E_SMERR | T_EN) << 16);
        access_by(p, INIT_CPU, TSEG, READ);
        expect_true(p, smerr(p));
        clear_smerr(p);
    }
}

static void an_allowed_access_does_not_save_e_smerr_from_a_clear(pair_t *p)
{
    start(p, G_SMRAME, T_EN);
    access_by(p, INIT_CPU, TSEG, READ);
    put_cfg(p, OFF_SMRAM, 4, (E_SMERR | T_EN) << 16);
    access_by(p, INIT_CPU, TSEG, READ | SMM);
    expect_false(p, smerr(p));
}

/* The addresses at which a decode can go wrong. */
static uint64_t random_address(pair_t *p)
{
    static const uint64_t edges[] = {0,       C_FIRST, C_FIRST + 0x10000, 0xb8000,    0xc0000,     MB,
                                     H_FIRST, H_LAST + 1, GB4,            GB4 + MB,   0xf00000,    0x1000000,
                                     0xfec00000, 0x104000000, 0x108000000, 0x110000000};
    uint64_t base = edges[pair_below(p, sizeof edges / sizeof *edges)];
    if (pair_one_in(p, 10))
        return (uint64_t)pair_rand(p) << 4;
    if (pair_one_in(p, 20))
        return base ^ UINT64_C(1) << (20 + pair_below(p, 16)); /* an alias, if a bit is not decoded */
    if (pair_one_in(p, 3))
        base = out_of(p)->tsegmb + (uint64_t)pair_below(p, 10) * MB;
    else if (pair_one_in(p, 6))
        base = (uint64_t)out_of(p)->tolud << 16;
    else if (pair_one_in(p, 6))
        base = (uint64_t)out_of(p)->touud << 20;
    else if (pair_one_in(p, 5))
        base = (uint64_t)(pair_one_in(p, 2) ? out_of(p)->remapbase : out_of(p)->remaplimit + 1U) << 26;
    else if (pair_one_in(p, 4))
        base = pair_one_in(p, 2) ? out_of(p)->gbsm : out_of(p)->bgsm;
    else if (pair_one_in(p, 3))
        base = 0xc0000 + (uint64_t)pair_below(p, 16) * 0x4000;
    switch (pair_below(p, 4)) {
    case 0: {
        return base - 1;
    }
    case 1: {
        return base + 1;
    }
    case 2: {
        return base + pair_below(p, 0x20000);
    }
    default: {
        return base;
    }
    }
}

static void put_random_write(pair_t *p)
{
    static const uint32_t tsegs[] = {0, 0x00100000, 0x7f800000, 0x7f700000, 0xfed00000, 0xfff00000};
    static const uint32_t toluds[] = {0, 0x0010, 0x0020, 0x7f80, 0x8000, 0xfff0};
    uint32_t smram = pair_one_in(p, 4) ? 0 : G_SMRAME;
    smram |= pair_one_in(p, 3) ? D_OPEN : 0;
    smram |= pair_one_in(p, 3) ? D_CLS : 0;
    smram |= pair_one_in(p, 30) ? D_LCK : 0;
    uint32_t esmramc = pair_one_in(p, 4) ? 0 : T_EN;
    esmramc |= pair_one_in(p, 2) ? H_SMRAME : 0;
    esmramc |= pair_one_in(p, 3) ? E_SMERR : 0;
    esmramc |= pair_below(p, 4) << 1;
    unsigned be = pair_one_in(p, 4) ? pair_below(p, 16) : 15;
    switch (pair_below(p, 16)) {
    case 8: {
        put_cfg(p, OFF_GGC, be, pair_rand(p) & 0x01320000);
        break;
    }
    case 9: {
        put_cfg(p, OFF_PAM, be, pair_rand(p));
        break;
    }
    case 10: {
        put_cfg(p, OFF_PAM_LAC, be, pair_rand(p));
        break;
    }
    case 11: {
        put_cfg(p, OFF_REMAP, be, (0x3f + pair_below(p, 5)) << 16 | (0x3f + pair_below(p, 4)));
        break;
    }
    case 12: {
        put_cfg(p, OFF_TOM_TOUUD, be, (0xfff + pair_below(p, 0x110)) << 16);
        break;
    }
    case 13: {
        put_cfg(p, pair_one_in(p, 2) ? OFF_GBSM : OFF_BGSM, be, 0x7e000000 + (pair_below(p, 24) << 20));
        break;
    }
    case 0: {
        put_cfg(p, OFF_TSEGMB, be, tsegs[pair_below(p, sizeof tsegs / sizeof *tsegs)]);
        break;
    }
    case 1: {
        put_cfg(p, OFF_TOLUD, be, toluds[pair_below(p, sizeof toluds / sizeof *toluds)]);
        break;
    }
    case 2: {
        uint32_t data = pair_rand(p);
        if (!pair_one_in(p, 20))
            data &= ~(uint32_t)(D_LCK << 8);
        unsigned off = pair_one_in(p, 2) ? (unsigned)OFF_SMRAM : pair_below(p, 64) * 4;
        put_cfg(p, off, be, data);
        break;
    }
    default: {
        put_cfg(p, OFF_SMRAM, be, esmramc << 16 | smram << 8);
        break;
    }
    }
}

/* The pure decode, asked with the registers of before the edge, must give what the block answers after it. */
static void random_accesses_and_writes_agree(pair_t *p)
{
    unsigned seen[7][6] = {{0}}; /* range, target */
    unsigned errors = 0;
    for (int i = 0; i < 500000; i++) {
        if (pair_one_in(p, 500)) {
            in_of(p)->cls_all = pair_one_in(p, 2);
            in_of(p)->lck_g = pair_one_in(p, 2);
            in_of(p)->lck_map = pair_one_in(p, 2);
            in_of(p)->lck_remap = pair_one_in(p, 2);
            in_of(p)->peg_vga = pair_one_in(p, 2);
            in_of(p)->stolen_cpu = pair_one_in(p, 2);
            pair_reset_edge(p);
        }
        if (pair_one_in(p, 6))
            put_random_write(p);
        if (!pair_one_in(p, 8)) {
            unsigned who = pair_one_in(p, 2) ? (unsigned)INIT_CPU : pair_below(p, 4);
            uint64_t addr = random_address(p) & 0xfffffffff;
            put_access(p, who, addr, pair_below(p, 16));
        }

        smram_dec_in_t in = *in_of(p);
        smram_dec_out_t before = *out_of(p);
        tick(p);
        expect_eq(p, out_of(p)->rsp, in.req);
        if (!in.req)
            continue;
        smram_access_t access = {
            .addr = in.addr, .initiator = in.initiator, .write = in.write, .fetch = in.fetch, .wb = in.wb,
            .smm = in.smm};
        smram_straps_t straps = {.cls_all = in.cls_all, .peg_vga = in.peg_vga, .stolen_cpu = in.stolen_cpu};
        smram_answer_t want = smram_decode(&before, straps, &access);
        expect_eq(p, out_of(p)->target, want.target);
        expect_eq(p, out_of(p)->range, want.range);
        expect_eq(p, out_of(p)->maddr, want.maddr);
        expect_true(p, !want.smerr || smerr(p));
        errors += want.smerr;
        seen[out_of(p)->range][out_of(p)->target]++;
    }
    expect_true(p, errors > 100);
    expect_true(p, seen[RANGE_NONE][TGT_DRAM] && seen[RANGE_NONE][TGT_VIDEO] && seen[RANGE_NONE][TGT_DMI]);
    expect_true(p, seen[RANGE_C][TGT_DRAM] && seen[RANGE_C][TGT_VIDEO] && seen[RANGE_C][TGT_C0000]);
    expect_true(p, seen[RANGE_H][TGT_DRAM] && seen[RANGE_H][TGT_INVALID] && seen[RANGE_H][TGT_C0000]);
    expect_true(p, seen[RANGE_T][TGT_DRAM] && seen[RANGE_T][TGT_INVALID] && seen[RANGE_T][TGT_C0000]);
    expect_true(p, seen[RANGE_NONE][TGT_PEG] && seen[RANGE_C][TGT_PEG] && seen[RANGE_C][TGT_DMI]);
    expect_true(p, seen[RANGE_PAM][TGT_DRAM] && seen[RANGE_PAM][TGT_DMI]);
    expect_true(p, seen[RANGE_STOLEN][TGT_DRAM] && seen[RANGE_STOLEN][TGT_INVALID]);
    expect_true(p, seen[RANGE_REMAP][TGT_DRAM]);
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(every_register_has_its_reset_value, "chipset facts 7.1",
        "in reset every register of the memory map has its reset value, and nothing is answered"),
    DIRECTED_TEST(registers_keep_their_writable_bits_and_no_other, "chipset facts 7.1, 7.2, 7.3",
        "each bit of each map register alone: what is not built reads as in reset, and no other register moves"),
    DIRECTED_TEST(writes_honour_byte_lanes, "chipset facts 7.1",
        "a configuration write changes the bytes whose lane is on and no other"),
    DIRECTED_TEST(only_these_offsets_are_registers, "chipset facts 7.1",
        "a write to an offset of D0:F0 changes its own register, or none"),
    DIRECTED_TEST(d_lck_freezes_the_map_by_its_straps,
        "chipset facts 7.1, 7.3, section 10 row 15 (d_lck_g_smrame, d_lck_map, d_lck_remap)",
        "each strap alone decides which of the map registers D_LCK freezes"),
    DIRECTED_TEST(d_lck_clears_d_open_in_the_same_write, "chipset facts 7.3",
        "the write that sets D_LCK clears D_OPEN, even with D_OPEN = 1 in it"),
    DIRECTED_TEST(the_locking_write_takes_its_other_bits, "chipset facts 7.3; model/mch/smram_dec.h",
        "the write that sets D_LCK still takes its other bits, ESMRAMC's too"),
    DIRECTED_TEST(d_lck_freezes_every_bit_but_d_cls_and_e_smerr, "chipset facts 7.3",
        "under D_LCK all of SMRAM, ESMRAMC, TSEGMB and TOLUD is frozen but D_CLS and E_SMERR"),
    DIRECTED_TEST(what_else_d_lck_freezes_is_two_straps,
        "chipset facts 7.3, section 10 row 15 (d_lck_g_smrame, d_lck_map)",
        "G_SMRAME, and TSEGMB with TOLUD, are frozen by D_LCK as their straps say"),
    DIRECTED_TEST(the_locking_write_takes_g_smrame_by_either_strap, "chipset facts section 10 row 15 (d_lck_g_smrame)",
        "the write that sets D_LCK takes its G_SMRAME, frozen afterwards or not"),
    DIRECTED_TEST(reset_alone_unlocks, "chipset facts 7.3; interconnect facts 3.5",
        "reset clears D_LCK, and D_OPEN can be set again"),
    DIRECTED_TEST(reset_drops_an_answer_under_way, "chipset facts 7.1; model/mch/smram_dec.h",
        "a request in the clock of reset is not answered"),
    DIRECTED_TEST(an_answer_comes_one_clock_after_each_request, "model/mch/smram_dec.h",
        "each request is answered one clock later, requests in clocks running too; no request, no answer"),
    DIRECTED_TEST(c_is_a0000_to_bffff, "chipset facts 7.4",
        "compatible SMRAM is A0000-BFFFF to the byte, with no alias in a higher megabyte"),
    DIRECTED_TEST(h_is_feda0000_to_fedbffff_with_memory_at_a0000, "chipset facts 7.4",
        "HSEG is FEDA0000-FEDBFFFF to the byte, and the DRAM behind it is A0000-BFFFF"),
    DIRECTED_TEST(h_smrame_closes_c_and_opens_h, "chipset facts 7.4",
        "H_SMRAME moves the range from A0000 to FEDA0000: A0000 is video then"),
    DIRECTED_TEST(t_is_one_two_or_eight_megabytes_above_its_base, "chipset facts 7.3, 7.4",
        "TSEG is 1, 2 or 8 MB from TSEGMB up, to the byte"),
    DIRECTED_TEST(the_reserved_size_is_no_range, "chipset facts 7.3",
        "TSEG_SZ 11b is reserved: no TSEG"),
    DIRECTED_TEST(t_may_end_above_four_gigabytes, "chipset facts 7.4; model/mch/smram_dec.h",
        "a TSEG just below 4 GB goes on above it and does not wrap to 0"),
    DIRECTED_TEST(ranges_need_g_smrame, "chipset facts 7.4, section 10 rows 16 and 17",
        "without G_SMRAME there is no C, H or T, and D_OPEN opens nothing; T needs T_EN too"),
    DIRECTED_TEST(t_wins_where_ranges_overlap, "chipset facts 7.4; model/mch/smram_dec.h",
        "where TSEG lies over C or H it is TSEG that answers"),
    DIRECTED_TEST(open_and_closed_follow_the_table, "chipset facts 7.4, section 10 row 14 (d_cls_all)",
        "a CPU's reads, writes and fetches of C, H and T with each D_OPEN, D_CLS, D_LCK, in and out of SMM; E_SMERR"),
    DIRECTED_TEST(a_write_back_always_reaches_its_range, "chipset facts 7.4; interconnect facts 3.5",
        "a CPU's write-back reaches an enabled range in any mode and sets no E_SMERR"),
    DIRECTED_TEST(a_write_back_to_no_range_is_an_ordinary_write, "chipset facts 7.4",
        "a write-back to a range that is off goes where any write goes"),
    DIRECTED_TEST(other_masters_never_reach_smram, "chipset facts 7.4; interconnect facts 3.5",
        "DMI and PCI Express never reach SMRAM, by any attribute, and set no E_SMERR"),
    DIRECTED_TEST(graphics_is_sent_to_c0000, "chipset facts 7.4; interconnect facts 3.5",
        "a graphics access to SMRAM goes to C0000h + its low 16 bits and sets no E_SMERR"),
    DIRECTED_TEST(a0000_without_a_range_is_video_for_everyone, "chipset facts 7.4, 7.5",
        "with SMRAM off A0000-BFFFF is video for every master, also above TOLUD; C0000 is not"),
    DIRECTED_TEST(dram_ends_at_tolud, "chipset facts 7.1, 7.4",
        "DRAM ends at TOLUD to the byte; the rest goes to DMI"),
    DIRECTED_TEST(every_register_that_decodes_counts_in_the_map, "model/mch/smram_dec.h",
        "smram_same_map tells apart each writable bit of the map registers but TOM's, and an answer changes no map"),
    DIRECTED_TEST(row_72_each_segment_has_its_own_two_bits, "chipset facts 7.2",
        "each PAM segment goes to DRAM or DMI by its own read and write bit, to the byte"),
    DIRECTED_TEST(row_72_is_the_same_for_all_initiators_code_data_and_smm, "chipset facts 7.2",
        "PAM applies alike to every master, to code and data, in and out of SMM"),
    DIRECTED_TEST(row_72_holds_whatever_tolud_is, "chipset facts 7.2",
        "PAM decides about C0000-FFFFF whatever TOLUD is, with no alias above 1 MB"),
    DIRECTED_TEST(row_74_the_hole_at_15_mb_goes_to_dmi, "chipset facts 7.1, 7.4",
        "LAC bit 7 sends F00000-FFFFFF to DMI, to the byte; TSEG wins over it"),
    DIRECTED_TEST(row_74_from_fec00000_to_4_gb_is_dmi_whatever_tolud_is, "chipset facts 7.4",
        "FEC00000-FFFFFFFF is DMI even when TOLUD is above it"),
    DIRECTED_TEST(row_74_stolen_memory_is_of_the_cpu_by_strap_and_of_graphics, "chipset facts 7.4 (stolen_cpu)",
        "stolen memory is DRAM to graphics, to a CPU by its strap, and refused to DMI and PCI Express"),
    DIRECTED_TEST(row_74_stolen_memory_needs_a_size_and_a_base, "chipset facts 7.4",
        "memory is stolen only with a size in GMS or GGMS, a base that is not 0, and below TOLUD"),
    DIRECTED_TEST(row_74_tseg_wins_over_stolen_memory_and_legacy_and_pam_and_hole, "chipset facts 7.4",
        "TSEG is decoded before stolen memory, A0000-BFFFF, PAM and the hole"),
    DIRECTED_TEST(row_74_above_4_gb_dram_ends_at_touud, "chipset facts 7.4",
        "above 4 GB DRAM ends at TOUUD to the byte; TOUUD says nothing about lower addresses, and TOM nothing at all"),
    DIRECTED_TEST(row_73_enable_table_row_by_row, "chipset facts 7.4",
        "each row of the enable table: which of C, H and T there is"),
    DIRECTED_TEST(row_74_open_table_row_by_row, "chipset facts 7.4",
        "each row of the table of open and closed: code and data, in SMM and outside"),
    DIRECTED_TEST(row_74_below_the_remap_window_by_one_bit, "chipset facts 7.4",
        "an address that is below REMAPBASE in one bit only is not in the remap window"),
    DIRECTED_TEST(row_74_the_remap_window_is_the_dram_at_tolud, "chipset facts 7.4",
        "the window from REMAPBASE to REMAPLIMIT, in blocks of 64 MB, shows the DRAM at TOLUD"),
    DIRECTED_TEST(row_74_the_remap_window_needs_touud_and_4_gb, "chipset facts 7.4",
        "only the part of the window between 4 GB and TOUUD is moved, by TOLUD as it is written"),
    DIRECTED_TEST(row_74_tseg_is_not_found_through_the_remap_window, "chipset facts 7.4",
        "TSEG is compared with the address as it came: through the window it is plain DRAM and sets no E_SMERR"),
    DIRECTED_TEST(row_75_graphics_then_peg_then_dmi_and_mda, "chipset facts 7.5 (peg_vga)",
        "A0000-BFFFF outside SMRAM goes to DMI for MDA, else to graphics, PCI Express or DMI, for every master"),
    DIRECTED_TEST(row_75_d_cls_sends_data_of_smm_there_too, "chipset facts 7.4, 7.5",
        "data closed by D_CLS goes to the owner of A0000-BFFFF, code to SMRAM"),
    DIRECTED_TEST(an_access_sees_the_registers_before_a_write_in_its_clock, "chipset facts 7.4; model/mch/smram_dec.h",
        "an access is decoded with the registers as they stood before a write in its own clock"),
    DIRECTED_TEST(a_register_write_in_the_clock_of_the_lock_is_the_last, "chipset facts 7.3",
        "the write in the clock after the locking one is already refused"),
    DIRECTED_TEST(e_smerr_is_set_in_the_clock_of_the_touch_and_stays, "chipset facts 7.3",
        "a CPU's touch of closed TSEG sets E_SMERR in its clock, and it stays"),
    DIRECTED_TEST(only_a_request_is_a_touch, "chipset facts 7.3",
        "an address without a request sets no E_SMERR"),
    DIRECTED_TEST(e_smerr_is_cleared_by_writing_one_even_when_locked, "chipset facts 7.3",
        "E_SMERR is cleared by a 1 in its own bit, lane and register, D_LCK or not; a 1 never sets it"),
    DIRECTED_TEST(a_touch_wins_over_a_clear_in_the_same_clock, "chipset facts 7.3; model/mch/smram_dec.h",
        "a clear of E_SMERR in the clock of a closed touch loses"),
    DIRECTED_TEST(an_allowed_access_does_not_save_e_smerr_from_a_clear, "chipset facts 7.3",
        "a clear of E_SMERR in the clock of an allowed access clears"),
    RANDOM_TEST(random_accesses_and_writes_agree,
        "random accesses and register writes; the pure decode function gives the same answers"),
    DIRECTED_END,
};

const directed_t directed_smram_dec = {&smram_dec_block, tests};
