/* The chip configuration registers against their header: which accesses an I/O trap takes, what it latches, locks. */
#include "rig.h"

#include "ich9/rcba.h"

static uint64_t judged, trapped;

static int setup(void **state)
{
    return rig_setup(state, &rcba_block);
}

static rcba_in_t *in_of(rig_t *p)
{
    return (rcba_in_t *)p->in;
}

static const rcba_out_t *out_of(rig_t *p)
{
    return (const rcba_out_t *)p->out;
}

static void start(rig_t *p)
{
    *in_of(p) = (rcba_in_t){0};
    rig_reset(p);
}

static void put(rig_t *p, unsigned off, uint8_t be, uint32_t data)
{
    in_of(p)->wr_en = true;
    in_of(p)->off = (uint16_t)off;
    in_of(p)->be = be;
    in_of(p)->wdata = data;
    rig_tick(p);
    in_of(p)->wr_en = false;
}

static void put_iotr(rig_t *p, unsigned n, uint64_t value)
{
    put(p, RCBA_IOTR0 + 8 * n, 15, (uint32_t)value);
    put(p, RCBA_IOTR0 + 8 * n + 4, 15, (uint32_t)(value >> 32));
}

/* One I/O access; the answer: bits of the traps that it hit. TRSR is cleared first. */
static unsigned access_io(rig_t *p, unsigned port, uint8_t be, bool write, uint32_t data)
{
    put(p, RCBA_TRSR, 15, 0xffffffff);
    assert_int_equal(out_of(p)->trsr, 0);
    rcba_in_t *in = in_of(p);
    in->io_seen = true;
    in->io_addr = (uint16_t)port;
    in->io_be = be;
    in->io_write = write;
    in->io_data = data;
    rig_tick(p);
    in->io_seen = false;
    judged++;
    trapped += out_of(p)->trsr != 0;
    assert_int_equal(out_of(p)->hit, out_of(p)->trsr != 0);
    assert_int_equal(out_of(p)->trap, out_of(p)->trsr != 0);
    return out_of(p)->trsr;
}

/* A value of IOTRn, from its fields. */
static uint64_t iotr(unsigned trse, unsigned ioad, unsigned adma, unsigned tbe, unsigned bem, unsigned rwio,
                     unsigned rwm)
{
    return trse | ioad | (uint64_t)adma << 18 | (uint64_t)tbe << 32 | (uint64_t)bem << 36 | (uint64_t)rwio << 48 |
           (uint64_t)rwm << 49;
}

static uint64_t iotr_out(rig_t *p, unsigned n)
{
    const rcba_out_t *o = out_of(p);
    return n == 0 ? o->iotr0 : n == 1 ? o->iotr1 : n == 2 ? o->iotr2 : o->iotr3;
}

static uint32_t shown(rig_t *p, unsigned off)
{
    const rcba_out_t *o = out_of(p);
    if (off >= RCBA_IOTR0 && off < RCBA_IOTR0 + 32)
        return (uint32_t)(iotr_out(p, (off - RCBA_IOTR0) / 8) >> (off & 4 ? 32 : 0));
    return off == RCBA_TRSR   ? o->trsr
           : off == RCBA_TCTL ? o->tctl
           : off == RCBA_GCS  ? o->gcs
           : off == RCBA_BUC  ? o->buc
           : off == RCBA_OIC  ? (uint32_t)o->oic << 24
                              : 0;
}

static uint32_t lanes_of(uint8_t be)
{
    return (be & 1 ? 0xffU : 0) | (be & 2 ? 0xff00U : 0) | (be & 4 ? 0xff0000U : 0) | (be & 8 ? 0xff000000U : 0);
}

static void reset_is_all_zero(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (int used = 0; used < 2; used++) {
        start(p);
        const rcba_out_t *o = out_of(p);
        assert_false(o->trap || o->hit || o->no_reboot || o->top_swap);
        assert_false(o->trsr || o->trcr || o->twdr || o->tctl || o->gcs || o->buc || o->oic);
        for (unsigned n = 0; n < RCBA_TRAPS; n++) {
            assert_true(iotr_out(p, n) == 0);
            put_iotr(p, n, ~UINT64_C(0));
        }
        put(p, RCBA_BUC, 15, 0xffffffff);
        put(p, RCBA_GCS, 15, 0xffffffff);
        put(p, RCBA_TCTL, 15, 0xffffffff);
        assert_int_equal(access_io(p, 0x80, 15, true, 0x12345678), 0);
        put_iotr(p, 0, iotr(1, 0x80, 0x3f, 15, 15, 1, 1));
        assert_int_equal(access_io(p, 0x80, 15, true, 0x12345678), 1);
    }
}

static void writes_honour_lanes_and_offsets(void **state)
{
    rig_t *p = (rig_t *)*state;
    static const struct {
        unsigned off;
        uint32_t rw;
    } regs[] = {{RCBA_IOTR0, 0xfcfffd},      {RCBA_IOTR0 + 4, 0x300ff},  {RCBA_IOTR0 + 8, 0xfcfffd},
                {RCBA_IOTR0 + 12, 0x300ff},  {RCBA_IOTR0 + 16, 0xfcfffd}, {RCBA_IOTR0 + 20, 0x300ff},
                {RCBA_IOTR0 + 24, 0xfcfffd}, {RCBA_IOTR0 + 28, 0x300ff},  {RCBA_TCTL, 0x87},
                {RCBA_GCS, 0x20},            {RCBA_BUC, 1},              {RCBA_OIC, 0x03000000}};
    enum { REGS = sizeof regs / sizeof regs[0] };
    for (unsigned i = 0; i < REGS; i++)
        for (uint8_t be = 0; be < 16; be++) {
            start(p);
            put(p, regs[i].off, be, ~UINT32_C(1) | (regs[i].off != RCBA_GCS)); /* not BILD */
            for (unsigned k = 0; k < REGS; k++)
                assert_int_equal(shown(p, regs[k].off), k == i ? regs[i].rw & lanes_of(be) : 0);
            put(p, regs[i].off, 15, regs[i].rw);
            put(p, regs[i].off, be, 0);
            assert_int_equal(shown(p, regs[i].off), regs[i].rw & ~lanes_of(be));
            judged++;
        }
    start(p);
    for (unsigned off = 0; off < 0x4000; off++) {
        bool known = off == RCBA_TRSR;
        for (unsigned i = 0; i < REGS; i++)
            known |= regs[i].off == off;
        if (known)
            continue;
        put(p, off, 15, 0xffffffff);
        for (unsigned i = 0; i < REGS; i++)
            assert_int_equal(shown(p, regs[i].off), 0);
        assert_false(out_of(p)->trsr || out_of(p)->trcr || out_of(p)->twdr);
    }
}

static void the_value_of_the_facts_is_0800h_to_080fh(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (int any = 0; any < 2; any++)
        for (unsigned n = 0; n < RCBA_TRAPS; n++) {
            start(p);
            in_of(p)->any_lane = any;
            put_iotr(p, n, UINT64_C(0x000200f0000c0801));
            for (unsigned port = 0x7f0; port < 0x820; port += 4)
                for (uint8_t be = 1; be < 16; be++)
                    for (int write = 0; write < 2; write++)
                        assert_int_equal(access_io(p, port, be, write, 0), port >= 0x800 && port < 0x810 ? 1u << n : 0);
            assert_int_equal(access_io(p, 0x1800, 1, true, 0), 0);
        }
}

/* A rule of its own for the address, one bit at a time: bits 15:2 must agree, of 7:2 only those whose ADMA bit is 0. */
static void addresses_match_bit_by_bit(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p);
    for (unsigned adma = 0; adma < 64; adma++) {
        put_iotr(p, 2, iotr(1, 0xa594, adma, 0, 15, 0, 1));
        for (unsigned bit = 0; bit < 16; bit++) {
            bool ignored = bit < 2 || (bit < 8 && (adma >> (bit - 2) & 1));
            assert_int_equal(access_io(p, 0xa594u ^ 1u << bit, 15, true, 0), ignored ? 4 : 0);
        }
        assert_int_equal(access_io(p, 0xa594, 15, true, 0), 4);
        assert_int_equal(access_io(p, 0xa594u ^ adma << 2, 15, false, 0), 4);
    }
    put_iotr(p, 2, iotr(0, 0xa594, 0, 0, 15, 0, 1));
    assert_int_equal(access_io(p, 0xa594, 15, true, 0), 0); /* TRSE 0 */
    put_iotr(p, 2, iotr(1, 0xa594, 0, 0, 15, 0, 1));
    in_of(p)->io_addr = 0xa594;
    in_of(p)->io_be = 15;
    rig_tick(p);
    assert_false(out_of(p)->hit); /* no access */
}

static void lanes_match_in_both_readings(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p);
    for (int any = 0; any < 2; any++)
        for (unsigned tbe = 0; tbe < 16; tbe++)
            for (unsigned bem = 0; bem < 16; bem++) {
                in_of(p)->any_lane = any;
                put_iotr(p, 1, iotr(1, 0x60, 0, tbe, bem, 0, 1));
                for (uint8_t be = 1; be < 16; be++) {
                    bool all = true, one = false;
                    for (unsigned lane = 0; lane < 4; lane++) {
                        bool l = be >> lane & 1, t = tbe >> lane & 1, m = bem >> lane & 1;
                        all = all && (m || l == t);
                        one = one || (l && (m || t));
                    }
                    assert_int_equal(access_io(p, 0x60, be, true, 0), (any ? one : all) ? 2 : 0);
                }
            }
}

static void directions_match(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p);
    for (unsigned rwio = 0; rwio < 2; rwio++)
        for (unsigned rwm = 0; rwm < 2; rwm++)
            for (int write = 0; write < 2; write++) {
                put_iotr(p, 3, iotr(1, 0x60, 0, 1, 0, rwio, rwm));
                assert_int_equal(access_io(p, 0x60, 1, write, 0), rwm || rwio != (unsigned)write ? 8 : 0);
            }
}

static void each_trap_has_its_bit_and_several_may_hit(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned set = 0; set < 16; set++) {
        start(p);
        for (unsigned n = 0; n < RCBA_TRAPS; n++)
            put_iotr(p, n, iotr(set >> n & 1, 0x3f8, 0, 0, 15, 0, 1));
        assert_int_equal(access_io(p, 0x3f8, 1, true, 0), set);
        for (unsigned n = 0; n < RCBA_TRAPS; n++) { /* write 1 clears, each alone, in lane 0 */
            put(p, RCBA_TRSR, 14, 0xffffffff);
            unsigned left = set >> n << n;
            assert_int_equal(out_of(p)->trsr, left);
            put(p, RCBA_TRSR, 1, 1u << n);
            assert_int_equal(out_of(p)->trsr, left & ~(1u << n));
            assert_int_equal(out_of(p)->trap, (left & ~(1u << n)) != 0);
            assert_false(out_of(p)->hit);
        }
    }
}

static void the_first_hit_is_kept_until_it_is_cleared(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p);
    put_iotr(p, 0, iotr(1, 0x800, 0x3f, 0, 15, 0, 1));
    for (uint8_t be = 1; be < 16; be++) {
        assert_int_equal(access_io(p, 0x844, be, true, 0x11223344), 1);
        assert_int_equal(out_of(p)->trcr, 0x844 | (uint32_t)be << 16);
        assert_int_equal(out_of(p)->twdr, 0x11223344 & lanes_of(be));
        assert_int_equal(access_io(p, 0x848, be, false, 0x55667788), 1);
        assert_int_equal(out_of(p)->trcr, 0x1000848 | (uint32_t)be << 16);
        assert_int_equal(out_of(p)->twdr, 0);
    }
    rcba_in_t *in = in_of(p);
    assert_int_equal(access_io(p, 0x810, 1, true, 0xaa), 1);
    in->io_seen = true;
    in->io_addr = 0x820;
    in->io_data = 0xbb;
    rig_tick(p); /* a second hit, TRSR still set */
    assert_true(out_of(p)->hit);
    assert_int_equal(out_of(p)->trcr, 0x10810);
    assert_int_equal(out_of(p)->twdr, 0xaa);
    put(p, RCBA_TRSR, 1, 1); /* a hit in the clock of the clear: set wins, and it is the one that is latched */
    assert_int_equal(out_of(p)->trsr, 1);
    assert_int_equal(out_of(p)->trcr, 0x10820);
    assert_int_equal(out_of(p)->twdr, 0xbb);
    in->io_addr = 0x900; /* no hit leaves all alone */
    rig_tick(p);
    assert_false(out_of(p)->hit);
    assert_int_equal(out_of(p)->trcr, 0x10820);
}

/* A write of IOTRn acts from the next edge on. */
static void a_trap_is_armed_one_edge_later(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p);
    put_iotr(p, 0, iotr(0, 0x80, 0, 0, 15, 0, 1));
    in_of(p)->io_seen = true;
    in_of(p)->io_addr = 0x80;
    in_of(p)->io_be = 1;
    put(p, RCBA_IOTR0, 15, 0x81);
    assert_false(out_of(p)->hit);
    put(p, RCBA_IOTR0, 15, 0x80);
    assert_true(out_of(p)->hit);
    rig_tick(p);
    assert_false(out_of(p)->hit);
}

static void bild_freezes_top_swap_until_reset(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (uint32_t ts = 0; ts < 2; ts++) {
        start(p);
        put(p, RCBA_BUC, 1, 1);
        assert_true(out_of(p)->top_swap);
        put(p, RCBA_BUC, 1, ts);
        put(p, RCBA_GCS, 14, GCS_BILD);
        assert_int_equal(out_of(p)->gcs, 0);
        put(p, RCBA_GCS, 1, GCS_BILD);
        put(p, RCBA_GCS, 15, 0);
        assert_int_equal(out_of(p)->gcs, GCS_BILD);
        put(p, RCBA_BUC, 15, !ts);
        assert_int_equal(out_of(p)->top_swap, ts);
        assert_int_equal(out_of(p)->buc, ts);
        put(p, RCBA_GCS, 1, GCS_NO_REBOOT); /* not frozen */
        assert_int_equal(out_of(p)->gcs, GCS_BILD | GCS_NO_REBOOT);
        assert_true(out_of(p)->no_reboot);
    }
}

static void the_strap_forces_no_reboot(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p);
    in_of(p)->no_reboot_strap = true;
    rig_tick(p);
    assert_true(out_of(p)->no_reboot && out_of(p)->gcs == GCS_NO_REBOOT);
    put(p, RCBA_GCS, 15, 0);
    assert_true(out_of(p)->no_reboot && out_of(p)->gcs == GCS_NO_REBOOT);
    in_of(p)->no_reboot_strap = false;
    rig_tick(p);
    assert_true(!out_of(p)->no_reboot && out_of(p)->gcs == 0);
    put(p, RCBA_GCS, 15, GCS_NO_REBOOT);
    assert_true(out_of(p)->no_reboot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(reset_is_all_zero),
        RIG_TEST(writes_honour_lanes_and_offsets),
        RIG_TEST(the_value_of_the_facts_is_0800h_to_080fh),
        RIG_TEST(addresses_match_bit_by_bit),
        RIG_TEST(lanes_match_in_both_readings),
        RIG_TEST(directions_match),
        RIG_TEST(each_trap_has_its_bit_and_several_may_hit),
        RIG_TEST(the_first_hit_is_kept_until_it_is_cleared),
        RIG_TEST(a_trap_is_armed_one_edge_later),
        RIG_TEST(bild_freezes_top_swap_until_reset),
        RIG_TEST(the_strap_forces_no_reboot),
    };
    int failed = cmocka_run_group_tests_name("rcba", tests, NULL, NULL);
    printf("rcba: %llu accesses and writes judged, %llu trapped, %llu edges\n", (unsigned long long)judged,
           (unsigned long long)trapped, (unsigned long long)rig_edges);
    return failed || !judged || !trapped;
}
