/* SMRAM registers and decode against the header, the C block and rtl/smram_dec.v side by side. */
#include "directed.h"

#include "bus.h"
#include "mch/smram_dec.h"

enum { OFF_SMRAM = 0x9c, OFF_TSEGMB = 0xac, OFF_TOLUD = 0xb0, KEEP = C_BASE_SEG };

/* What an access is; an answer is checked in one line. */
enum { READ = 0, WRITE = 1, FETCH = 2, WB = 4, SMM = 8 };

#define C_FIRST UINT64_C(0x000a0000)
#define C_LAST UINT64_C(0x000bffff)
#define H_FIRST UINT64_C(0xfeda0000)
#define H_LAST UINT64_C(0xfedbffff)
#define TSEG UINT64_C(0x7f800000)
#define MB UINT64_C(0x100000)

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

/* Out of reset with TSEG at 7F800000, TOLUD at 2 GB and these two registers; D_LCK freezes all it may. */
static void start(pair_t *p, unsigned smram, unsigned esmramc)
{
    *in_of(p) = (smram_dec_in_t){.lck_g = true, .lck_map = true};
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

static void every_register_has_its_reset_value(pair_t *p)
{
    expect_eq(p, out_of(p)->smram, 0x02);
    expect_eq(p, out_of(p)->esmramc, 0x38);
    expect_eq(p, out_of(p)->tsegmb, 0);
    expect_eq(p, out_of(p)->tolud, 0x0010);
    expect_false(p, out_of(p)->rsp);
}

static void registers_keep_their_writable_bits_and_no_other(pair_t *p)
{
    for (unsigned i = 0; i < 32; i++) {
        uint32_t bit = UINT32_C(1) << i;
        pair_reset_edge(p);
        cfg(p, OFF_SMRAM, 15, bit);
        expect_eq(p, out_of(p)->smram, 0x02 | (bit >> 8 & 0x78));
        expect_eq(p, out_of(p)->esmramc, 0x38 | (bit >> 16 & 0x87));
        pair_reset_edge(p);
        cfg(p, OFF_TSEGMB, 15, bit);
        expect_eq(p, out_of(p)->tsegmb, bit & 0xfff00000);
        cfg(p, OFF_TOLUD, 15, bit);
        expect_eq(p, out_of(p)->tolud, bit & 0xfff0);
    }
    cfg(p, OFF_SMRAM, 15, 0);
    expect_eq(p, out_of(p)->smram, 0x02);
    expect_eq(p, out_of(p)->esmramc, 0x38);
}

static void writes_honour_byte_lanes(pair_t *p)
{
    for (unsigned be = 0; be < 16; be++) {
        pair_reset_edge(p);
        cfg(p, OFF_TSEGMB, be, 0xffffffff);
        expect_eq(p, out_of(p)->tsegmb, (be & 8 ? 0xff000000U : 0) | (be & 4 ? 0xf00000U : 0));
        cfg(p, OFF_TOLUD, be, 0xffffffff);
        expect_eq(p, out_of(p)->tolud, (be & 2 ? 0xff00U : 0) | (be & 1 ? 0xf0U : 0x10U));
        cfg(p, OFF_SMRAM, be, 0x008f6800); /* all but D_LCK */
        expect_eq(p, out_of(p)->smram, be & 2 ? 0x6a : 0x02);
        expect_eq(p, out_of(p)->esmramc, be & 4 ? 0xbf : 0x38);
    }
}

static void only_the_three_offsets_are_registers(pair_t *p)
{
    for (unsigned off = 0; off < 256; off += 4) {
        pair_reset_edge(p);
        cfg(p, off, 15, 0xffffffff);
        expect_eq(p, out_of(p)->smram, off == OFF_SMRAM ? 0x3a : 0x02);
        expect_eq(p, out_of(p)->esmramc, off == OFF_SMRAM ? 0xbf : 0x38);
        expect_eq(p, out_of(p)->tsegmb, off == OFF_TSEGMB ? 0xfff00000 : 0);
        expect_eq(p, out_of(p)->tolud, off == OFF_TOLUD ? 0xfff0 : 0x0010);
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
    expect_goes(p, INIT_CPU, C_LAST + 1, READ | SMM, TGT_DRAM, RANGE_NONE, C_LAST + 1);
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
        expect_goes(p, INIT_CPU, H_FIRST | UINT64_C(1) << i, READ | SMM, TGT_DMI, RANGE_NONE, H_FIRST | UINT64_C(1) << i);
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
        expect_goes(p, who, C_LAST + 1, READ, TGT_DRAM, RANGE_NONE, C_LAST + 1);
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
        cfg(p, OFF_TOLUD, 3, tops[i]);
        expect_goes(p, INIT_CPU, top - 1, READ, TGT_DRAM, RANGE_NONE, top - 1);
        expect_goes(p, INIT_CPU, top, READ, TGT_DMI, RANGE_NONE, top);
    }
    expect_goes(p, INIT_CPU, UINT64_C(0x100000000), READ, TGT_DMI, RANGE_NONE, UINT64_C(0x100000000));
    expect_goes(p, INIT_CPU, UINT64_C(0xfffffffff), READ, TGT_DMI, RANGE_NONE, UINT64_C(0xfffffffff));
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
    static const uint64_t edges[] = {0,      C_FIRST, C_FIRST + 0x10000, C_LAST + 1,           0xc0000,
                                     MB,     H_FIRST, H_LAST + 1,        UINT64_C(0x100000000), UINT64_C(0x100100000)};
    uint64_t base = edges[pair_below(p, sizeof edges / sizeof *edges)];
    if (pair_one_in(p, 10))
        return (uint64_t)pair_rand(p) << 4;
    if (pair_one_in(p, 20))
        return base ^ UINT64_C(1) << (20 + pair_below(p, 16)); /* an alias, if a bit is not decoded */
    if (pair_one_in(p, 2))
        base = out_of(p)->tsegmb + (uint64_t)pair_below(p, 10) * MB;
    else if (pair_one_in(p, 5))
        base = (uint64_t)out_of(p)->tolud << 16;
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
    switch (pair_below(p, 8)) {
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
    unsigned seen[4][5] = {{0}}; /* range, target */
    unsigned errors = 0;
    for (int i = 0; i < 500000; i++) {
        if (pair_one_in(p, 500)) {
            in_of(p)->cls_all = pair_one_in(p, 2);
            in_of(p)->lck_g = pair_one_in(p, 2);
            in_of(p)->lck_map = pair_one_in(p, 2);
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
            .addr = in.addr, .initiator = in.initiator, .write = in.write, .fetch = in.fetch, .wb = in.wb, .smm = in.smm};
        smram_answer_t want = smram_decode(&before, in.cls_all, &access);
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
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(every_register_has_its_reset_value, "chipset facts 7.1",
        "in reset SMRAM is 02h, ESMRAMC 38h, TSEGMB 0, TOLUD 0010h"),
    DIRECTED_TEST(registers_keep_their_writable_bits_and_no_other, "chipset facts 7.1, 7.3",
        "each bit of SMRAM, ESMRAMC, TSEGMB and TOLUD alone: what is not built reads as in reset"),
    DIRECTED_TEST(writes_honour_byte_lanes, "chipset facts 7.1",
        "a configuration write changes the bytes whose lane is on and no other"),
    DIRECTED_TEST(only_the_three_offsets_are_registers, "chipset facts 7.1",
        "a write to any other offset of D0:F0 changes none of the registers"),
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
        "with SMRAM off A0000-BFFFF is video for every master, also above TOLUD"),
    DIRECTED_TEST(dram_ends_at_tolud, "chipset facts 7.1, 7.4",
        "DRAM ends at TOLUD to the byte; the rest goes to DMI"),
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
