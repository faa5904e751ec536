/* The SW SMI and periodic timers against their header, the C block and rtl/smi_timers.v side by side. Every edge is also
 * held against smi_timers_wait: where it lets fast mode skip, nothing may change. */
#include "pair.h"

#include "ich9/smi_timers.h"

enum { SHORT = 5, LONG = 9, BASE = 7 };

static uint64_t skippable; /* edges that fast mode would skip */

static int setup(void **state)
{
    return pair_setup(state, &smi_timers_block);
}

static smi_timers_in_t *in_of(pair_t *p)
{
    return (smi_timers_in_t *)p->in;
}

static const smi_timers_out_t *out_of(pair_t *p)
{
    return (const smi_timers_out_t *)p->out;
}

/* Out of reset at edge `now`, both timers off. */
static void start(pair_t *p, uint64_t now)
{
    *in_of(p) = (smi_timers_in_t){.now = (now - 1) & NOW_MASK, .sw_short = SHORT, .sw_long = LONG, .per_base = BASE};
    pair_reset_edge(p);
}

/* The next edge. */
static void tick(pair_t *p)
{
    in_of(p)->now = (in_of(p)->now + 1) & NOW_MASK;
    pair_tick(p);
}

static void ticks(pair_t *p, uint64_t n)
{
    while (n-- > 0)
        tick(p);
}

static void sw_enable(pair_t *p, bool en)
{
    in_of(p)->sw_en = en;
    tick(p);
}

static void per_enable(pair_t *p, bool en)
{
    in_of(p)->per_en = en;
    tick(p);
}

/* No pulse for n - 1 edges, and one at the n-th. */
static void expires_at(pair_t *p, bool periodic, uint64_t n)
{
    for (uint64_t i = 1; i <= n; i++) {
        tick(p);
        assert_int_equal(periodic ? out_of(p)->per_set : out_of(p)->sw_set, i == n);
    }
}

static void reset_stops_both(void **state)
{
    pair_t *p = (pair_t *)*state;
    for (int i = 0; i < 3; i++) {
        start(p, 100);
        in_of(p)->sw_en = in_of(p)->per_en = true;
        in_of(p)->per_sel = 3;
        ticks(p, i == 0 ? 1 : i == 1 ? 1 + SHORT : 1 + BASE);
        in_of(p)->sw_en = in_of(p)->per_en = false;
        pair_reset_edge(p);
        assert_false(out_of(p)->sw_set || out_of(p)->per_set || out_of(p)->sw_run || out_of(p)->per_run);
        assert_int_equal(out_of(p)->sw_at, 0);
        assert_int_equal(out_of(p)->per_at, 0);
        for (int k = 0; k < 100; k++) {
            tick(p);
            assert_false(out_of(p)->sw_set || out_of(p)->per_set);
        }
    }
}

static void nothing_runs_without_an_enable(void **state)
{
    pair_t *p = (pair_t *)*state;
    start(p, 0);
    for (int i = 0; i < 200; i++) {
        tick(p);
        assert_false(out_of(p)->sw_run || out_of(p)->per_run || out_of(p)->sw_set || out_of(p)->per_set);
    }
}

static void each_rate_has_its_period(void **state)
{
    pair_t *p = (pair_t *)*state;
    static const uint64_t sw[] = {SHORT, LONG, 2 * LONG, 4 * LONG}, per[] = {8 * BASE, 4 * BASE, 2 * BASE, BASE};
    for (uint8_t r = 0; r < 4; r++) {
        start(p, 1000);
        in_of(p)->sw_rate = r;
        sw_enable(p, true);
        assert_true(out_of(p)->sw_run);
        assert_int_equal(out_of(p)->sw_at, 1000 + sw[r]);
        expires_at(p, false, sw[r]);
        start(p, 1000);
        in_of(p)->per_sel = r;
        per_enable(p, true);
        assert_true(out_of(p)->per_run);
        assert_int_equal(out_of(p)->per_at, 1000 + per[r]);
        expires_at(p, true, per[r]);
    }
}

/* The greatest and the least periods there are, and a start in every phase around the end of the numbers. */
static void periods_are_right_at_the_ends_of_their_ranges(void **state)
{
    pair_t *p = (pair_t *)*state;
    for (uint64_t back = 0; back < 12; back++) {
        start(p, NOW_MASK - back);
        in_of(p)->sw_rate = 1;
        sw_enable(p, true);
        assert_int_equal(out_of(p)->sw_at, (NOW_MASK - back + LONG) & NOW_MASK);
        expires_at(p, false, LONG);
        start(p, NOW_MASK - back);
        in_of(p)->per_sel = 3;
        per_enable(p, true);
        expires_at(p, true, BASE);
        expires_at(p, true, BASE);
    }
    for (uint8_t r = 0; r < 4; r++) {
        start(p, 7);
        in_of(p)->sw_rate = in_of(p)->per_sel = r;
        in_of(p)->sw_short = 0xffff;
        in_of(p)->sw_long = 0xfffff;
        in_of(p)->per_base = 0xfffffff;
        in_of(p)->sw_en = true;
        per_enable(p, true);
        assert_int_equal(out_of(p)->sw_at, 7 + (r ? UINT64_C(0xfffff) << (r - 1) : 0xffff));
        assert_int_equal(out_of(p)->per_at, 7 + (UINT64_C(0xfffffff) << (3 - r)));
    }
    start(p, 7);
    in_of(p)->sw_short = 1;
    sw_enable(p, true);
    expires_at(p, false, 1);
}

static void sw_is_one_shot_until_enabled_anew(void **state)
{
    pair_t *p = (pair_t *)*state;
    start(p, 50);
    sw_enable(p, true);
    expires_at(p, false, SHORT);
    assert_false(out_of(p)->sw_run);
    for (int i = 0; i < 100; i++) {
        tick(p);
        assert_false(out_of(p)->sw_set || out_of(p)->sw_run);
    }
    sw_enable(p, false);
    sw_enable(p, true);
    assert_true(out_of(p)->sw_run);
    expires_at(p, false, SHORT);
}

static void clearing_the_enable_stops_sw_and_the_next_start_is_whole(void **state)
{
    pair_t *p = (pair_t *)*state;
    for (uint64_t ran = 0; ran < SHORT; ran++) { /* the last: cleared at the very edge of expiry */
        start(p, 50);
        sw_enable(p, true);
        ticks(p, ran);
        sw_enable(p, false);
        assert_false(out_of(p)->sw_run || out_of(p)->sw_set);
        for (int i = 0; i < 3 * SHORT; i++) {
            tick(p);
            assert_false(out_of(p)->sw_set);
        }
        sw_enable(p, true);
        expires_at(p, false, SHORT);
        sw_enable(p, false);
        sw_enable(p, true); /* one edge off is enough */
        ticks(p, ran);
        sw_enable(p, false);
        sw_enable(p, true);
        expires_at(p, false, SHORT);
    }
}

static void the_rate_is_latched_at_the_start(void **state)
{
    pair_t *p = (pair_t *)*state;
    for (int repeats = 0; repeats < 2; repeats++) {
        start(p, 50);
        in_of(p)->repeats = repeats != 0;
        in_of(p)->sw_rate = 2;
        sw_enable(p, true);
        in_of(p)->sw_rate = 0;
        expires_at(p, false, 2 * LONG);
        if (repeats)
            expires_at(p, false, 2 * LONG);
        sw_enable(p, false);
        sw_enable(p, true);
        expires_at(p, false, SHORT);
    }
}

static void with_repeats_sw_runs_again_while_enabled(void **state)
{
    pair_t *p = (pair_t *)*state;
    start(p, 50);
    in_of(p)->repeats = true;
    sw_enable(p, true);
    for (int i = 0; i < 5; i++) {
        expires_at(p, false, SHORT);
        assert_true(out_of(p)->sw_run);
    }
    in_of(p)->repeats = false; /* the strap is looked at on expiry */
    expires_at(p, false, SHORT);
    assert_false(out_of(p)->sw_run);
}

static void periodic_runs_again_with_per_sel_of_the_expiry(void **state)
{
    pair_t *p = (pair_t *)*state;
    start(p, 50);
    in_of(p)->per_sel = 3;
    per_enable(p, true);
    expires_at(p, true, BASE);
    expires_at(p, true, BASE);
    ticks(p, 2);
    in_of(p)->per_sel = 1;
    expires_at(p, true, BASE - 2);
    expires_at(p, true, 4 * BASE);
    assert_true(out_of(p)->per_run);
}

static void clearing_the_enable_stops_periodic(void **state)
{
    pair_t *p = (pair_t *)*state;
    for (uint64_t ran = 0; ran < BASE; ran++) {
        start(p, 50);
        in_of(p)->per_sel = 3;
        per_enable(p, true);
        ticks(p, ran);
        per_enable(p, false);
        assert_false(out_of(p)->per_run || out_of(p)->per_set);
        for (int i = 0; i < 3 * BASE; i++) {
            tick(p);
            assert_false(out_of(p)->per_set);
        }
        per_enable(p, true);
        expires_at(p, true, BASE);
    }
}

static void the_timers_do_not_know_of_each_other(void **state)
{
    pair_t *p = (pair_t *)*state;
    start(p, 50);
    in_of(p)->per_sel = 3;
    in_of(p)->per_en = true;
    sw_enable(p, true);
    for (int i = 1; i <= 3 * BASE; i++) {
        tick(p);
        assert_int_equal(out_of(p)->sw_set, i == SHORT);
        assert_int_equal(out_of(p)->per_set, i % BASE == 0);
        if (i == 2 * BASE - 1)
            in_of(p)->sw_en = false;
    }
}

static void wait_is_the_distance_to_the_first_expiry(void **state)
{
    pair_t *p = (pair_t *)*state;
    const smi_timers_t *s = (const smi_timers_t *)p->state;
    start(p, NOW_MASK - 3);
    tick(p);
    assert_int_equal(smi_timers_wait(s, in_of(p)), 0);
    in_of(p)->per_sel = 3;
    per_enable(p, true);
    assert_int_equal(smi_timers_wait(s, in_of(p)), BASE);
    sw_enable(p, true);
    assert_int_equal(smi_timers_wait(s, in_of(p)), SHORT);
    ticks(p, SHORT);
    assert_int_equal(smi_timers_wait(s, in_of(p)), BASE - 1 - SHORT);
    per_enable(p, false);
    assert_int_equal(smi_timers_wait(s, in_of(p)), 0);
}

/* As fast mode judges it: an edge may be skipped when the last tick changed nothing, no input but now changed since, and
 * `wait` reaches beyond it. Then it must change nothing. */
static void random_pins_agree_and_skipped_edges_change_nothing(void **state)
{
    pair_t *p = (pair_t *)*state;
    unsigned sw = 0, per = 0;
    uint64_t wake = 0, number = 0; /* edge numbers that do not wrap */
    bool due = true;
    smi_timers_t before;
    smi_timers_out_t shown;
    start(p, NOW_MASK - 200000);
    for (int i = 0; i < 400000; i++) {
        smi_timers_in_t *in = in_of(p);
        smi_timers_in_t was = *in;
        if (pair_one_in(p, 2000)) {
            pair_reset_edge(p);
            due = true;
        }
        if (pair_one_in(p, 30))
            in->sw_en = !in->sw_en;
        if (pair_one_in(p, 80))
            in->per_en = !in->per_en;
        if (pair_one_in(p, 20))
            in->sw_rate = (uint8_t)pair_below(p, 4);
        if (pair_one_in(p, 20))
            in->per_sel = (uint8_t)pair_below(p, 4);
        if (pair_one_in(p, 500))
            in->repeats = !in->repeats;
        if (pair_one_in(p, 5000)) {
            in->sw_short = (uint16_t)(1 + pair_below(p, 12));
            in->sw_long = 1 + pair_below(p, 12);
            in->per_base = 1 + pair_below(p, 12);
        }
        if (pair_one_in(p, 20000))
            in->now = (UINT64_C(0x100000000) * pair_rand(p) + pair_rand(p)) & NOW_MASK; /* no board does this */
        bool jumped = in->now != was.now;
        due = due || jumped || memcmp(&was, in, sizeof was) != 0;
        before = *(smi_timers_t *)p->state;
        shown = *out_of(p);
        tick(p);
        number++;
        bool change = memcmp(&before, p->state, sizeof before) != 0 || memcmp(&shown, p->out, sizeof shown) != 0;
        if (!due && (wake == 0 || number < wake)) {
            skippable++;
            assert_false(change);
        }
        due = change;
        uint64_t wait = smi_timers_wait((const smi_timers_t *)p->state, in);
        wake = wait ? number + wait : 0;
        sw += out_of(p)->sw_set;
        per += out_of(p)->per_set;
    }
    assert_true(sw > 1000 && per > 1000 && skippable > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAIR_TEST(reset_stops_both),
        PAIR_TEST(nothing_runs_without_an_enable),
        PAIR_TEST(each_rate_has_its_period),
        PAIR_TEST(periods_are_right_at_the_ends_of_their_ranges),
        PAIR_TEST(sw_is_one_shot_until_enabled_anew),
        PAIR_TEST(clearing_the_enable_stops_sw_and_the_next_start_is_whole),
        PAIR_TEST(the_rate_is_latched_at_the_start),
        PAIR_TEST(with_repeats_sw_runs_again_while_enabled),
        PAIR_TEST(periodic_runs_again_with_per_sel_of_the_expiry),
        PAIR_TEST(clearing_the_enable_stops_periodic),
        PAIR_TEST(the_timers_do_not_know_of_each_other),
        PAIR_TEST(wait_is_the_distance_to_the_first_expiry),
        PAIR_TEST(random_pins_agree_and_skipped_edges_change_nothing),
    };
    return pair_finish(cmocka_run_group_tests_name("smi_timers", tests, NULL, NULL));
}
