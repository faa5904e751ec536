/* The device on SERIRQ against the real host: both in C, joined by one wire with a pull-up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "board/serirq_dev.h"
#include "ich9/serirq.h"

enum { FRAMES_ICH = 4 /* 21 frames */, DEVICES = 2 };
enum { CYCLE = 76 }; /* clocks of a cycle of 21 frames with a start frame of 4, and of what comes before it */

typedef struct rig {
    serirq_t host;
    serirq_in_t host_in;
    serirq_out_t host_out;
    serirq_dev_t dev[DEVICES];
    serirq_dev_in_t dev_in[DEVICES];
    serirq_dev_out_t dev_out[DEVICES];
    bool fights; /* two drive against each other */
    unsigned edges, cycles; /* cycles: START entered */
} rig_t;

static bool drives(bool oe, bool o, bool level)
{
    return oe && o == level;
}

/* The wire as all drive it: low wins, nobody: high. */
static bool wire(rig_t *r)
{
    bool low = drives(r->host_out.oe, r->host_out.o, false), high = drives(r->host_out.oe, r->host_out.o, true);
    for (int i = 0; i < DEVICES; i++) {
        low = low || drives(r->dev_out[i].oe, r->dev_out[i].o, false);
        high = high || drives(r->dev_out[i].oe, r->dev_out[i].o, true);
    }
    r->fights = r->fights || (low && high);
    return !low;
}

static void edge(rig_t *r)
{
    bool pin = wire(r);
    uint8_t before = r->host_out.state;
    r->host_in.pin = pin;
    serirq_tick(&r->host, &r->host_in, &r->host_out);
    for (int i = 0; i < DEVICES; i++) {
        r->dev_in[i].pin = pin;
        serirq_dev_tick(&r->dev[i], &r->dev_in[i], &r->dev_out[i]);
    }
    r->edges++;
    r->cycles += before == SIRQ_IDLE && r->host_out.state == SIRQ_START;
}

static void edges(rig_t *r, unsigned n)
{
    while (n-- > 0)
        edge(r);
}

static void reset_host(rig_t *r)
{
    serirq_reset(&r->host, &r->host_out);
}

static void reset_dev(rig_t *r, int i)
{
    serirq_dev_reset(&r->dev[i], &r->dev_out[i]);
}

static rig_t fresh(bool cont, unsigned start_sel, unsigned frames)
{
    rig_t r = {.host_in = {.en = true, .cont = cont, .start_sel = (uint8_t)start_sel, .frames = (uint8_t)frames}};
    reset_host(&r);
    for (int i = 0; i < DEVICES; i++)
        reset_dev(&r, i);
    return r;
}

/* To the edge after which the host is in `state`. */
static void until(rig_t *r, enum serirq_state state)
{
    for (unsigned i = 0; r->host_out.state != state; i++) {
        assert_true(i < 200);
        edge(r);
    }
}

/* To the end of the cycle that runs or comes next. */
static void cycle(rig_t *r)
{
    until(r, SIRQ_STOP);
    until(r, SIRQ_IDLE);
}

static rig_t fresh_quiet(void)
{
    rig_t r = fresh(true, 0, FRAMES_ICH);
    until(&r, SIRQ_DATA);
    r.host_in.cont = false;
    cycle(&r);
    edge(&r);
    assert_true(r.dev_out[0].quiet && r.dev_out[1].quiet);
    return r;
}

/* What the host shows when the frames of `low` are low (chipset facts 6.3). */
static bool shows(const rig_t *r, uint32_t low)
{
    uint16_t irq = (uint16_t)~(low & 0xfffb);
    return r->host_out.smi == (low >> 2 & 1) && r->host_out.irq == irq && r->host_out.iochk == (low >> 16 & 1) &&
           r->host_out.pirq == (~low >> 17 & 0xf);
}

static void every_line_reaches_its_frame(void **state)
{
    (void)state;
    for (unsigned sel = 0; sel < 4; sel++)
        for (unsigned n = 0; n < 32; n++) {
            rig_t r = fresh(true, sel, 15);
            r.dev_in[0].lines = UINT32_C(1) << n;
            cycle(&r);
            assert_true(shows(&r, r.dev_in[0].lines & 0x1fffff));
            r.dev_in[0].lines = ~r.dev_in[0].lines;
            cycle(&r);
            assert_true(shows(&r, r.dev_in[0].lines & 0x1fffff));
            assert_false(r.fights);
        }
}

static void every_frame_count_is_followed(void **state)
{
    (void)state;
    for (unsigned frames = 0; frames < 16; frames++) {
        uint32_t there = frames < 15 ? (UINT32_C(1) << (17 + frames)) - 1 : UINT32_MAX;
        rig_t r = fresh(true, 0, frames);
        r.dev_in[0].lines = there;
        for (int i = 0; i < 3; i++) {
            cycle(&r);
            assert_true(shows(&r, there & 0x1fffff));
        }
        assert_false(r.fights);
        edge(&r);
        assert_int_equal(r.dev_out[0].state, SDEV_WAIT);
    }
}

static void the_sample_clock_is_the_books(void **state)
{
    (void)state;
    for (unsigned n = 1; n <= 21; n++) {
        rig_t r = fresh(true, 0, FRAMES_ICH);
        r.dev_in[0].lines = UINT32_C(1) << (n - 1);
        until(&r, SIRQ_RECOVER); /* clock 0 */
        for (unsigned clk = 0; clk < 65; clk++, edge(&r)) {
            assert_int_equal(drives(r.dev_out[0].oe, r.dev_out[0].o, false), clk == 3 * n - 1);
            assert_int_equal(drives(r.dev_out[0].oe, r.dev_out[0].o, true), clk == 3 * n);
            assert_int_equal(r.dev_out[0].frame, r.host_out.frame);
        }
    }
}

static void the_mode_is_learnt_from_the_stop_frame(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 6 * 16; i++) {
        bool cont = i % 3 != 2;
        rig_t r = fresh(true, 0, i / 6);
        r.dev_in[0].lines = i % 2 ? 0x1ffff : 0;
        until(&r, SIRQ_DATA);
        r.host_in.cont = cont;
        cycle(&r);
        assert_int_equal(r.dev_out[0].quiet, !cont);
        r.host_in.cont = true; /* begins the next cycle */
        cycle(&r);
        assert_false(r.dev_out[0].quiet);
    }
}

static void it_asks_from_the_second_clock_after_the_recovery_clock_on(void **state)
{
    (void)state;
    rig_t r = fresh_quiet();
    r.dev_in[1].lines = 1u << 20;
    until(&r, SIRQ_STOP);
    r.dev_in[0].lines = 4; /* its frame has gone by */
    until(&r, SIRQ_END_RECOVER);
    for (int clk = 0; clk < 5; clk++) {
        assert_int_equal(r.dev_out[0].oe, clk == 2);
        edge(&r);
    }
    cycle(&r);
    assert_true(r.host_out.smi);
}

static void without_a_stop_frame_it_gives_up_and_waits(void **state)
{
    (void)state;
    rig_t r = fresh_quiet();
    r.dev_in[0].lines = 4;
    until(&r, SIRQ_DATA);
    reset_host(&r);
    r.host_in.en = false;
    edges(&r, 150);
    assert_int_equal(r.dev_out[0].state, SDEV_WAIT);
    assert_false(r.dev_out[0].quiet);
    r.dev_in[0].lines = 0;
    for (int i = 0; i < 50; i++) {
        edge(&r);
        assert_false(r.dev_out[0].oe); /* as in continuous mode */
    }
}

static void in_quiet_mode_a_change_is_told_at_once_and_once(void **state)
{
    (void)state;
    rig_t r = fresh_quiet();
    unsigned before = r.cycles;
    edges(&r, 500);
    assert_int_equal(r.cycles, before);
    for (unsigned n = 0; n < 21; n++)
        for (int on = 1; on >= 0; on--) {
            before = r.cycles;
            r.dev_in[0].lines = on ? UINT32_C(1) << n : 0;
            edges(&r, CYCLE + 2);
            assert_int_equal(r.host_out.state, SIRQ_IDLE);
            assert_true(shows(&r, r.dev_in[0].lines));
            assert_int_equal(r.cycles, before + 1);
            edges(&r, 300);
            assert_int_equal(r.cycles, before + 1);
        }
    assert_false(r.fights);
}

static void a_quiet_start_frame_has_the_hosts_width(void **state)
{
    (void)state;
    static const unsigned widths[] = {4, 6, 8, 4};
    for (unsigned sel = 0; sel < 4; sel++) {
        rig_t r = fresh_quiet();
        r.host_in.start_sel = (uint8_t)sel;
        r.dev_in[0].lines = 4;
        unsigned low = 0;
        for (unsigned i = 0; r.host_out.state != SIRQ_RECOVER; i++) {
            assert_true(i < 20);
            low += !wire(&r);
            edge(&r);
        }
        assert_int_equal(low, widths[sel]);
        cycle(&r);
        assert_true(r.host_out.smi);
    }
}

/* Changes at every clock of a cycle: before its frame it is told in this cycle, after it in one more. */
static void a_change_in_mid_cycle_is_not_lost(void **state)
{
    (void)state;
    for (unsigned at = 0; at < 80; at++) {
        rig_t r = fresh_quiet();
        r.dev_in[1].lines = 1u << 20; /* the other device makes the cycle */
        edges(&r, at);
        r.dev_in[0].lines = 4;
        edges(&r, 2 * CYCLE);
        assert_int_equal(r.host_out.state, SIRQ_IDLE);
        assert_true(shows(&r, 1u << 20 | 4));
        r.dev_in[0].lines = 0;
        edges(&r, 2 * CYCLE);
        assert_true(shows(&r, 1u << 20));
        assert_false(r.fights);
    }
}

static void a_line_without_a_frame_does_not_ask_for_ever(void **state)
{
    (void)state;
    rig_t r = fresh_quiet();
    r.dev_in[0].lines = 1u << 25;
    edges(&r, 3 * CYCLE);
    unsigned before = r.cycles;
    edges(&r, 1000);
    assert_int_equal(r.cycles, before);
}

static void back_to_continuous_without_a_word(void **state)
{
    (void)state;
    rig_t r = fresh_quiet();
    r.host_in.cont = true;
    edge(&r);
    r.dev_in[0].lines = 0x10004;
    cycle(&r);
    assert_false(r.dev_out[0].quiet);
    assert_true(shows(&r, 0x10004));
}

static void a_host_that_is_off_is_asked_once(void **state)
{
    (void)state;
    rig_t r = fresh_quiet();
    unsigned asked = 0;
    r.host_in.en = false;
    for (unsigned i = 0; i < 500; i++) {
        if (i % 50 == 10)
            r.dev_in[0].lines ^= 4;
        edge(&r);
        asked += r.dev_out[0].oe;
    }
    assert_int_equal(asked, 1);
    assert_true(shows(&r, 0));
    r.host_in.en = r.host_in.cont = true; /* comes back as the book says */
    cycle(&r);
    assert_true(shows(&r, r.dev_in[0].lines));
}

static void two_devices_share_the_wire(void **state)
{
    (void)state;
    rig_t r = fresh_quiet();
    r.dev_in[0].lines = 0x00f0f4;
    r.dev_in[1].lines = 0x1f0ff0; /* both ask at the same time, both pull IRQ4 to IRQ7 */
    edges(&r, CYCLE + 2);
    assert_true(shows(&r, 0x1ffff4));
    r.dev_in[1].lines = 0;
    edges(&r, CYCLE + 2);
    assert_true(shows(&r, 0x00f0f4));
    assert_false(r.fights);
}

static void a_reset_device_joins_at_the_next_start_frame(void **state)
{
    (void)state;
    for (unsigned at = 0; at < 80; at++) {
        rig_t r = fresh(true, 0, FRAMES_ICH);
        r.dev_in[0].lines = 0x55555;
        r.dev_in[1].lines = 0x0aaaa;
        edges(&r, 100 + at);
        reset_dev(&r, 0);
        assert_false(r.dev_out[0].oe);
        cycle(&r);
        cycle(&r);
        assert_true(shows(&r, 0x5ffff));
    }
}

static void a_reset_host_is_followed_again(void **state)
{
    (void)state;
    for (int quiet = 0; quiet < 2; quiet++)
        for (unsigned wait = 0; wait < 40; wait += 13) /* clocks until it is enabled again */
            for (unsigned at = 0; at < 80; at++) {
                rig_t r = quiet ? fresh_quiet() : fresh(true, 0, FRAMES_ICH);
                r.dev_in[0].lines = 0x15555;
                edges(&r, 80 + at);
                reset_host(&r);
                r.host_in.en = false;
                edges(&r, wait);
                r.host_in.en = r.host_in.cont = true;
                edges(&r, 3 * CYCLE);
                cycle(&r);
                assert_true(shows(&r, 0x15555));
            }
}

static void a_wire_held_low_does_no_harm(void **state)
{
    (void)state;
    for (unsigned held = 1; held < 30; held++) {
        serirq_dev_t s;
        serirq_dev_out_t out;
        serirq_dev_reset(&s, &out);
        for (unsigned i = 0; i < 200; i++) {
            serirq_dev_tick(&s, &(serirq_dev_in_t){.pin = i < 50 || i >= 50 + held, .lines = 0}, &out);
            assert_false(out.oe);
        }
        assert_int_equal(out.state, SDEV_WAIT); /* no stop frame: gives up */
        assert_false(out.quiet);
    }
}

static void random_lines_arrive(void **state)
{
    (void)state;
    rig_t r = fresh(true, 0, FRAMES_ICH);
    uint64_t rng = 12345;
    unsigned told = 0;
    for (unsigned i = 0; i < 3000; i++) {
        rng = rng * UINT64_C(6364136223846793005) + 1442695040888963407;
        uint32_t x = (uint32_t)(rng >> 33);
        if (x % 5 == 0) { /* modes change in mid cycle, and a cycle is left to say so */
            r.host_in.cont = true;
            until(&r, SIRQ_DATA);
            r.host_in.cont = x & 0x10000;
            cycle(&r);
        }
        r.dev_in[x & 1].lines = (uint32_t)(rng >> 20) & 0x1fffff;
        r.host_in.start_sel = x >> 8 & 3;
        edges(&r, x >> 4 & 0x7f);
        r.dev_in[x >> 1 & 1].lines = (uint32_t)(rng >> 11) & 0x1fffff;
        edges(&r, 3 * (CYCLE + 4));
        assert_true(shows(&r, r.dev_in[0].lines | r.dev_in[1].lines));
        told++;
    }
    assert_false(r.fights);
    assert_int_equal(told, 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_reaches_its_frame),
        cmocka_unit_test(every_frame_count_is_followed),
        cmocka_unit_test(the_sample_clock_is_the_books),
        cmocka_unit_test(the_mode_is_learnt_from_the_stop_frame),
        cmocka_unit_test(it_asks_from_the_second_clock_after_the_recovery_clock_on),
        cmocka_unit_test(without_a_stop_frame_it_gives_up_and_waits),
        cmocka_unit_test(in_quiet_mode_a_change_is_told_at_once_and_once),
        cmocka_unit_test(a_quiet_start_frame_has_the_hosts_width),
        cmocka_unit_test(a_change_in_mid_cycle_is_not_lost),
        cmocka_unit_test(a_line_without_a_frame_does_not_ask_for_ever),
        cmocka_unit_test(back_to_continuous_without_a_word),
        cmocka_unit_test(a_host_that_is_off_is_asked_once),
        cmocka_unit_test(two_devices_share_the_wire),
        cmocka_unit_test(a_reset_device_joins_at_the_next_start_frame),
        cmocka_unit_test(a_reset_host_is_followed_again),
        cmocka_unit_test(a_wire_held_low_does_no_harm),
        cmocka_unit_test(random_lines_arrive),
    };
    return cmocka_run_group_tests_name("serirq_dev", tests, NULL, NULL);
}
