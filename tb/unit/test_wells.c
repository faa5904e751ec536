/* The block that a platform reset does not reset, against its header: each bit, each event, which reset clears what. */
#include "rig.h"

#include "ich9/wells.h"

enum { SECOND_TO = 1 << 17, BOOT = 1 << 18, INTRD_DET = 1 << 16, PRBTNOR = 1 << 11 };
enum { P2_EVENTS = 0x1f, P2_RW = 0xe0, P3_RW = 0xfd, P3_W1C = 0x202 };

static uint64_t judged;

static int setup(void **state)
{
    return rig_setup(state, &wells_block);
}

static wells_in_t *in_of(rig_t *p)
{
    return (wells_in_t *)p->in;
}

static const wells_out_t *out_of(rig_t *p)
{
    return (const wells_out_t *)p->out;
}

/* Power-on, then all resets high. */
static void start(rig_t *p)
{
    *in_of(p) = (wells_in_t){.rsmrst_n = true, .rtcrst_n = true};
    rig_reset(p);
    rig_tick(p);
    in_of(p)->pltrst_n = true;
    rig_tick(p);
}

static void put(rig_t *p, unsigned addr, uint8_t be, uint32_t data)
{
    in_of(p)->wr_en = true;
    in_of(p)->addr = (uint8_t)addr;
    in_of(p)->be = be;
    in_of(p)->wdata = data;
    rig_tick(p);
    in_of(p)->wr_en = false;
}

static void expect(rig_t *p, unsigned pmcon_2, unsigned pmcon_3, unsigned sts, bool prbtnor)
{
    judged += 4;
    assert_int_equal(out_of(p)->gen_pmcon_2, pmcon_2);
    assert_int_equal(out_of(p)->gen_pmcon_3, pmcon_3);
    assert_int_equal(out_of(p)->well_sts, sts);
    assert_int_equal(out_of(p)->prbtnor, prbtnor);
}

/* Every bit that can be 1 is 1: 3FFh in GEN_PMCON_3 less bit 8. */
static void fill(rig_t *p)
{
    wells_in_t *in = in_of(p);
    in->rtcrst_n = in->rsmrst_n = false; /* RTC_PWR_STS, PWR_FLR */
    rig_tick(p);
    in->rtcrst_n = true;
    rig_tick(p);
    in->rsmrst_n = true;
    rig_tick(p);
    in->pltrst_n = false; /* GEN_RST_STS */
    rig_tick(p);
    in->pltrst_n = true;
    in->pmcon2_ev = P2_EVENTS;
    in->second_to = in->intruder = in->prbtnor_ev = true;
    rig_tick(p);
    in->pmcon2_ev = 0;
    in->second_to = in->intruder = in->prbtnor_ev = false;
    put(p, WELLS_A0, 4, P2_RW << 16);
    put(p, WELLS_A4, 1, P3_RW);
    expect(p, 0xff, 0x2ff, 7, true);
}

static void power_on_is_all_zero(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p);
    expect(p, 0, 0, 0, false);
    fill(p);
    rig_reset(p);
    expect(p, 0, 0, 0, false);
    start(p);
    expect(p, 0, 0, 0, false); /* the first end of a platform reset is no general reset */
}

static void writes_honour_lanes_and_rows(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (uint8_t be = 0; be < 16; be++) {
        for (unsigned addr = 0; addr < WELLS_DWORDS; addr++) {
            start(p);
            put(p, addr, be, 0xffffffff);
            expect(p, addr == WELLS_A0 && be & 4 ? P2_RW : 0, addr == WELLS_A4 && be & 1 ? P3_RW : 0, 0, false);
            fill(p);
            put(p, addr, be, 0);
            expect(p, addr == WELLS_A0 && be & 4 ? P2_EVENTS : 0xff,
                   addr == WELLS_A4 && be & 1 ? 0x202 : 0x2ff, 7, true);
        }
        for (unsigned bit = 0; bit < 32; bit++) { /* W1C, and RW bits written beside it */
            bool lane = be >> (bit / 8) & 1;
            uint32_t one = UINT32_C(1) << bit;
            start(p);
            fill(p);
            put(p, WELLS_A0, be, one | P2_RW << 16);
            expect(p, lane ? 0xff & ~(one >> 16 & P2_EVENTS) : 0xff, 0x2ff, 7, true);
            start(p);
            fill(p);
            put(p, WELLS_A4, be, one | P3_RW);
            expect(p, 0xff, lane ? 0x2ff & ~(one & P3_W1C) : 0x2ff, 7, true);
            start(p);
            fill(p);
            put(p, WELLS_PM1, be, one);
            expect(p, 0xff, 0x2ff, 7, !(lane && bit == 11));
            start(p);
            fill(p);
            put(p, WELLS_TCO_STS, be, one);
            /* BOOT waits for SECOND_TO */
            expect(p, 0xff, 0x2ff, lane && bit == 16 ? 6 : lane && bit == 17 ? 5 : 7, true);
        }
    }
}

/* slp_str_lock as it stood one edge before the write freezes SLP_S4_ASE and SLP_S4_MAW, and no other bit. */
static void slp_str_lock_freezes_the_stretch_policy(void **state)
{
    enum { POLICY = 0x38 };
    rig_t *p = (rig_t *)*state;
    for (uint8_t be = 0; be < 16; be++)
        for (unsigned old = 0; old <= POLICY; old += 8) {
            unsigned lane = be & 1 ? 0xff : 0, others = P3_RW & ~POLICY & lane;
            start(p);
            put(p, WELLS_A4, 1, ~old);
            in_of(p)->slp_str_lock = true; /* with the strobe of the write that sets it */
            put(p, WELLS_A4, 15, old);
            expect(p, 0, old, 0, false);
            put(p, WELLS_A4, be, ~old);
            expect(p, 0, old | others, 0, false);
            put(p, WELLS_A0, 4, P2_RW << 16);
            expect(p, P2_RW, old | others, 0, false);
            in_of(p)->slp_str_lock = false;
            rig_tick(p);
            put(p, WELLS_A4, be, ~old);
            expect(p, P2_RW, (old & ~lane) | (~old & P3_RW & lane), 0, false);
        }
    start(p); /* a platform reset takes the lock away, RSMRST# does not; RTCRST# resets locked fields */
    put(p, WELLS_A4, 1, POLICY);
    in_of(p)->slp_str_lock = true;
    in_of(p)->rsmrst_n = false;
    rig_tick(p);
    in_of(p)->rsmrst_n = true;
    put(p, WELLS_A4, 1, PMCON3_PWR_FLR);
    expect(p, 0, POLICY, 0, false);
    in_of(p)->rtcrst_n = false;
    rig_tick(p);
    in_of(p)->rtcrst_n = true;
    put(p, WELLS_A4, 1, POLICY);
    expect(p, 0, 0, 0, false);
    in_of(p)->pltrst_n = in_of(p)->slp_str_lock = false;
    rig_tick(p);
    in_of(p)->pltrst_n = true;
    put(p, WELLS_A4, 3, POLICY | PMCON3_GEN_RST_STS);
    expect(p, 0, POLICY, 0, false);
}

static void boot_is_not_cleared_before_second_to(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p);
    in_of(p)->second_to = true;
    rig_tick(p);
    in_of(p)->second_to = false;
    assert_int_equal(out_of(p)->well_sts, WELL_BOOT | WELL_SECOND_TO);
    put(p, WELLS_TCO_STS, 15, BOOT);
    assert_int_equal(out_of(p)->well_sts, WELL_BOOT | WELL_SECOND_TO);
    put(p, WELLS_TCO_STS, 15, SECOND_TO); /* before */
    assert_int_equal(out_of(p)->well_sts, WELL_BOOT);
    put(p, WELLS_TCO_STS, 15, BOOT);
    assert_int_equal(out_of(p)->well_sts, 0);
    in_of(p)->second_to = true;
    rig_tick(p);
    in_of(p)->second_to = false;
    put(p, WELLS_TCO_STS, 15, BOOT | SECOND_TO); /* with */
    assert_int_equal(out_of(p)->well_sts, 0);
    in_of(p)->second_to = true;
    put(p, WELLS_TCO_STS, 15, BOOT | SECOND_TO); /* set wins */
    assert_int_equal(out_of(p)->well_sts, WELL_BOOT | WELL_SECOND_TO);
}

static void events_set_their_bits_and_win(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned n = 0; n < 5; n++) {
        start(p);
        in_of(p)->pmcon2_ev = (uint8_t)(1u << n);
        rig_tick(p);
        expect(p, 1u << n, 0, 0, false);
        put(p, WELLS_A0, 15, 0x1f0000);
        expect(p, 1u << n, 0, 0, false);
        in_of(p)->pmcon2_ev = 0;
        rig_tick(p);
        expect(p, 1u << n, 0, 0, false);
        put(p, WELLS_A0, 15, 0x1f0000);
        expect(p, 0, 0, 0, false);
    }
    in_of(p)->prbtnor_ev = true; /* sets AFTERG3_EN too */
    put(p, WELLS_PM1, 15, PRBTNOR);
    in_of(p)->prbtnor_ev = false;
    expect(p, 0, PMCON3_AFTERG3_EN, 0, true);
    put(p, WELLS_PM1, 15, PRBTNOR);
    expect(p, 0, PMCON3_AFTERG3_EN, 0, false);
}

/* INTRD_DET: a level; a clear while it stands is kept and acts when it is over. */
static void intruder_holds_and_remembers_a_clear(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p);
    in_of(p)->intruder = true;
    rig_tick(p);
    in_of(p)->intruder = false;
    rig_tick(p);
    assert_int_equal(out_of(p)->well_sts, WELL_INTRD_DET);
    put(p, WELLS_TCO_STS, 15, INTRD_DET);
    assert_int_equal(out_of(p)->well_sts, 0);
    for (int cleared = 0; cleared < 3; cleared++) { /* 2: the lane is off */
        in_of(p)->intruder = true;
        rig_tick(p);
        if (cleared)
            put(p, WELLS_TCO_STS, cleared == 1 ? 4 : 11, INTRD_DET);
        assert_int_equal(out_of(p)->well_sts, WELL_INTRD_DET);
        rig_ticks(p, 3);
        assert_int_equal(out_of(p)->well_sts, WELL_INTRD_DET);
        in_of(p)->intruder = false;
        rig_tick(p);
        assert_int_equal(out_of(p)->well_sts, cleared == 1 ? 0 : WELL_INTRD_DET);
        rig_tick(p);
        assert_int_equal(out_of(p)->well_sts, cleared == 1 ? 0 : WELL_INTRD_DET);
        put(p, WELLS_TCO_STS, 4, INTRD_DET);
    }
    in_of(p)->intruder = true; /* the clear is used up, and RTCRST# drops one */
    rig_tick(p);
    put(p, WELLS_TCO_STS, 4, INTRD_DET);
    in_of(p)->rtcrst_n = false;
    rig_tick(p);
    assert_int_equal(out_of(p)->well_sts, 0);
    in_of(p)->rtcrst_n = true;
    rig_tick(p);
    in_of(p)->intruder = false;
    rig_tick(p);
    assert_int_equal(out_of(p)->well_sts, WELL_INTRD_DET);
}

static void platform_reset_keeps_all_and_is_seen(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p);
    fill(p);
    put(p, WELLS_A4, 2, PMCON3_GEN_RST_STS);
    expect(p, 0xff, 0xff, 7, true);
    in_of(p)->pltrst_n = false;
    for (int i = 0; i < 4; i++) {
        put(p, WELLS_A0, 15, 0xffffffff); /* nobody writes then */
        put(p, WELLS_A4, 15, 0xffffffff);
        put(p, WELLS_TCO_STS, 15, 0xffffffff);
        put(p, WELLS_PM1, 15, 0xffffffff);
        expect(p, 0xff, 0x2ff, 7, true);
    }
    in_of(p)->pltrst_n = true;
    rig_tick(p);
    expect(p, 0xff, 0x2ff, 7, true);
    put(p, WELLS_A4, 2, PMCON3_GEN_RST_STS); /* only the fall sets it */
    expect(p, 0xff, 0xff, 7, true);
    in_of(p)->pltrst_n = false; /* going to sleep is no general reset */
    in_of(p)->sleeping = true;
    rig_tick(p);
    in_of(p)->sleeping = false;
    rig_tick(p);
    expect(p, 0xff, 0xff, 7, true);
    in_of(p)->pltrst_n = true;
    rig_tick(p);
    in_of(p)->pltrst_n = in_of(p)->rsmrst_n = false; /* nor is a power failure */
    rig_tick(p);
    expect(p, 0, 0xff, WELL_INTRD_DET, true);
    in_of(p)->rsmrst_n = true;
    in_of(p)->pltrst_n = false;
    in_of(p)->second_to = true; /* an event in the platform reset counts */
    rig_tick(p);
    expect(p, 0, 0xff, 7, true);
}

static void each_well_has_its_reset(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p);
    fill(p);
    put(p, WELLS_A4, 1, PMCON3_PWR_FLR | P3_RW);
    in_of(p)->rsmrst_n = false;
    rig_tick(p);
    expect(p, 0, 0x2ff, WELL_INTRD_DET, true); /* PWR_FLR again */
    in_of(p)->pmcon2_ev = P2_EVENTS; /* held, against events and writes */
    in_of(p)->second_to = true;
    put(p, WELLS_A0, 15, 0xffffffff);
    expect(p, 0, 0x2ff, WELL_INTRD_DET, true);
    in_of(p)->pmcon2_ev = 0;
    in_of(p)->second_to = false;
    in_of(p)->rsmrst_n = true;
    put(p, WELLS_A4, 1, PMCON3_PWR_FLR | P3_RW);
    expect(p, 0, 0x2fd, WELL_INTRD_DET, true);

    fill(p);
    in_of(p)->rtcrst_n = false;
    rig_tick(p);
    expect(p, 0xff, PMCON3_RTC_PWR_STS, WELL_SECOND_TO | WELL_BOOT, false);
    in_of(p)->intruder = in_of(p)->prbtnor_ev = true;
    put(p, WELLS_A4, 15, 0xffffffff);
    expect(p, 0xff, PMCON3_RTC_PWR_STS, WELL_SECOND_TO | WELL_BOOT, false);
    in_of(p)->intruder = in_of(p)->prbtnor_ev = false;
    in_of(p)->rtcrst_n = true;
    put(p, WELLS_A4, 1, 0); /* writing 0 clears RTC_PWR_STS */
    expect(p, 0xff, 0, WELL_SECOND_TO | WELL_BOOT, false);
}

static void the_block_says_that_it_keeps(void **state)
{
    (void)state;
    assert_true(wells_block.keeps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(power_on_is_all_zero),
        RIG_TEST(writes_honour_lanes_and_rows),
        RIG_TEST(slp_str_lock_freezes_the_stretch_policy),
        RIG_TEST(boot_is_not_cleared_before_second_to),
        RIG_TEST(events_set_their_bits_and_win),
        RIG_TEST(intruder_holds_and_remembers_a_clear),
        RIG_TEST(platform_reset_keeps_all_and_is_seen),
        RIG_TEST(each_well_has_its_reset),
        RIG_TEST(the_block_says_that_it_keeps),
    };
    int failed = cmocka_run_group_tests_name("wells", tests, NULL, NULL);
    printf("wells: %llu registers judged, %llu edges\n", (unsigned long long)judged,
           (unsigned long long)rig_edges);
    return failed || !judged;
}
