/* The SW SMI and periodic timers against their header, the C block and rtl/smi_timers.v side by side. Every edge is also
 * held against smi_timers_wait: where it lets fast mode skip, nothing may change. */
#include "directed.h"

#include "ich9/smi_timers.h"

enum { SHORT = 5, LONG = 9, BASE = 7 };

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
        expect_eq(p, periodic ? out_of(p)->per_set : out_of(p)->sw_set, i == n);
    }
}

static void reset_stops_both(pair_t *p)
{
    for (int i = 0; i < 3; i++) {
        start(p, 100);
        in_of(p)->sw_en = in_of(p)->per_en = true;
        in_of(p)->per_sel = 3;
        ticks(p, i == 0 ? 1 : i == 1 ? 1 + SHORT : 1 + BASE);
        in_of(p)->sw_en = in_of(p)->per_en = false;
        pair_reset_edge(p);
        expect_false(p, out_of(p)->sw_set || out_of(p)->per_set || out_of(p)->sw_run || out_of(p)->per_run);
        expect_eq(p, out_of(p)->sw_at, 0);
        expect_eq(p, out_of(p)->per_at, 0);
        for (int k = 0; k < 100; k++) {
            tick(p);
            expect_false(p, out_of(p)->sw_set || out_of(p)->per_set);
        }
    }
}

static void nothing_runs_without_an_enable(pair_t *p)
{
    start(p, 0);
    for (int i = 0; i < 200; i++) {
        tick(p);
        expect_false(p, out_of(p)->sw_run || out_of(p)->per_run || out_of(p)->sw_set || out_of(p)->per_set);
    }
}

static void each_rate_has_its_period(pair_t *p)
{
    static const uint64_t sw[] = {SHORT, LONG, 2 * LONG, 4 * LONG}, per[] = {8 * BASE, 4 * BASE, 2 * BASE, BASE};
    for (uint8_t r = 0; r < 4; r++) {
        start(p, 1000);
        in_of(p)->sw_rate = r;
        sw_enable(p, true);
        expect_true(p, out_of(p)->sw_run);
        expect_eq(p, out_of(p)->sw_at, 1000 + sw[r]);
        expires_at(p, false, sw[r]);
        start(p, 1000);
        in_of(p)->per_sel = r;
        per_enable(p, true);
        expect_true(p, out_of(p)->per_run);
        expect_eq(p, out_of(p)->per_at, 1000 + per[r]);
        expires_at(p, true, per[r]);
    }
}

/* The greatest and the least periods there are, and a start in every phase around the end of the numbers. */
static void periods_are_right_at_the_ends_of_their_ranges(pair_t *p)
{
    for (uint64_t back = 0; back < 12; back++) {
        start(p, NOW_MASK - back);
        in_of(p)->sw_rate = 1;
        sw_enable(p, true);
        expect_eq(p, out_of(p)->sw_at, (NOW_MASK - back + LONG) & NOW_MASK);
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
        expect_eq(p, out_of(p)->sw_at, 7 + (r ? UINT64_C(0xfffff) << (r - 1) : 0xffff));
        expect_eq(p, out_of(p)->per_at, 7 + (UINT64_C(0xfffffff) << (3 - r)));
    }
    start(p, 7);
    in_of(p)->sw_short = 1;
    sw_enable(p, true);
    expires_at(p, false, 1);
}

static void sw_is_one_shot_until_enabled_anew(pair_t *p)
{
    start(p, 50);
    sw_enable(p, true);
    expires_at(p, false, SHORT);
    expect_false(p, out_of(p)->sw_run);
    for (int i = 0; i < 100; i++) {
        tick(p);
        expect_false(p, out_of(p)->sw_set || out_of(p)->sw_run);
    }
    sw_enable(p, false);
    sw_enable(p, true);
    expect_true(p, out_of(p)->sw_run);
    expires_at(p, false, SHORT);
}

static void clearing_the_enable_stops_sw_and_the_next_start_is_whole(pair_t *p)
{
    for (uint64_t ran = 0; ran < SHORT; ran++) { /* the last: cleared at the very edge of expiry */
        start(p, 50);
        sw_enable(p, true);
        ticks(p, ran);
        sw_enable(p, false);
        expect_false(p, out_of(p)->sw_run || out_of(p)->sw_set);
        for (int i = 0; i < 3 * SHORT; i++) {
            tick(p);
            expect_false(p, out_of(p)->sw_set);
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

static void the_rate_is_latched_at_the_start(pair_t *p)
{
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

static void with_repeats_sw_runs_again_while_enabled(pair_t *p)
{
    start(p, 50);
    in_of(p)->repeats = true;
    sw_enable(p, true);
    for (int i = 0; i < 5; i++) {
        expires_at(p, false, SHORT);
        expect_true(p, out_of(p)->sw_run);
    }
    in_of(p)->repeats = false; /* the strap is looked at on expiry */
    expires_at(p, false, SHORT);
    expect_false(p, out_of(p)->sw_run);
}

static void periodic_runs_again_with_per_sel_of_the_expiry(pair_t *p)
{
    start(p, 50);
    in_of(p)->per_sel = 3;
    per_enable(p, true);
    expires_at(p, true, BASE);
    expires_at(p, true, BASE);
    ticks(p, 2);
    in_of(p)->per_sel = 1;
    expires_at(p, true, BASE - 2);
    expires_at(p, true, 4 * BASE);
    expect_true(p, out_of(p)->per_run);
}

static void clearing_the_enable_stops_periodic(pair_t *p)
{
    for (uint64_t ran = 0; ran < BASE; ran++) {
        start(p, 50);
        in_of(p)->per_sel = 3;
        per_enable(p, true);
        ticks(p, ran);
        per_enable(p, false);
        expect_false(p, out_of(p)->per_run || out_of(p)->per_set);
        for (int i = 0; i < 3 * BASE; i++) {
            tick(p);
            expect_false(p, out_of(p)->per_set);
        }
        per_enable(p, true);
        expires_at(p, true, BASE);
    }
}

static void the_timers_do_not_know_of_each_other(pair_t *p)
{
    start(p, 50);
    in_of(p)->per_sel = 3;
    in_of(p)->per_en = true;
    sw_enable(p, true);
    for (int i = 1; i <= 3 * BASE; i++) {
        tick(p);
        expect_eq(p, out_of(p)->sw_set, i == SHORT);
        expect_eq(p, out_of(p)->per_set, i % BASE == 0);
        if (i == 2 * BASE - 1)
            in_of(p)->sw_en = false;
    }
}

static void wait_is_the_distance_to_the_first_expiry(pair_t *p)
{
    const smi_timers_t *s = (const smi_timers_t *)p->state;
    start(p, NOW_MASK - 3);
    tick(p);
    expect_eq(p, smi_timers_wait(s, in_of(p)), 0);
    in_of(p)->per_sel = 3;
    per_enable(p, true);
    expect_eq(p, smi_timers_wait(s, in_of(p)), BASE);
    sw_enable(p, true);
    expect_eq(p, smi_timers_wait(s, in_of(p)), SHORT);
    ticks(p, SHORT);
    expect_eq(p, smi_timers_wait(s, in_of(p)), BASE - 1 - SHORT);
    per_enable(p, false);
    expect_eq(p, smi_timers_wait(s, in_of(p)), 0);
}

/* As fast mode judges it: an edge may be skipped when the last tick changed nothing, no input but now changed since, and
 * `wait` reaches beyond it. Then it must change nothing. */
static void random_pins_agree_and_skipped_edges_change_nothing(pair_t *p)
{
    unsigned sw = 0, per = 0;
    uint64_t wake = 0, number = 0; /* edge numbers that do not wrap */
    uint64_t skippable = 0;        /* edges that fast mode would skip */
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
            expect_false(p, change);
        }
        due = change;
        uint64_t wait = smi_timers_wait((const smi_timers_t *)p->state, in);
        wake = wait ? number + wait : 0;
        sw += out_of(p)->sw_set;
        per += out_of(p)->per_set;
    }
    expect_true(p, sw > 1000 && per > 1000 && skippable > 10000);
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(reset_stops_both, "chipset facts 2.3, 2.8",
        "reset before, on and after an expiry stops both timers; nothing is set later"),
    DIRECTED_TEST(nothing_runs_without_an_enable, "chipset facts 2.6 rows 5 and 6",
        "without SWSMI_TMR_EN and PERIODIC_EN nothing runs and nothing is set"),
    DIRECTED_TEST(each_rate_has_its_period, "chipset facts 2.8",
        "each SWSMI_RATE_SEL and each PER_SMI_SEL has its period, right to the clock"),
    DIRECTED_TEST(periods_are_right_at_the_ends_of_their_ranges, "chipset facts 2.8; model/block.h",
        "the longest and shortest periods, and those over the wrap of the edge number"),
    DIRECTED_TEST(sw_is_one_shot_until_enabled_anew, "chipset facts 2.8",
        "the SW SMI timer expires once; it runs again after its enable was cleared and set"),
    DIRECTED_TEST(clearing_the_enable_stops_sw_and_the_next_start_is_whole, "chipset facts 2.8",
        "SWSMI_TMR_EN cleared before expiry, or in its very clock, sets nothing; the next run is a whole period"),
    DIRECTED_TEST(the_rate_is_latched_at_the_start, "chipset facts 2.8",
        "a new SWSMI_RATE_SEL is taken when the timer is enabled anew, not while it runs"),
    DIRECTED_TEST(with_repeats_sw_runs_again_while_enabled, "chipset facts 2.8, section 10 row 32 (swsmi_repeats)",
        "with the strap the SW SMI timer runs again after each expiry"),
    DIRECTED_TEST(periodic_runs_again_with_per_sel_of_the_expiry, "chipset facts 2.8",
        "the periodic timer runs again and again; a new PER_SMI_SEL acts at the next expiry"),
    DIRECTED_TEST(clearing_the_enable_stops_periodic, "chipset facts 2.8",
        "PERIODIC_EN cleared before expiry, or in its very clock, sets nothing; the next run is a whole period"),
    DIRECTED_TEST(the_timers_do_not_know_of_each_other, "chipset facts 2.8",
        "both timers run side by side without touching each other"),
    DIRECTED_TEST(wait_is_the_distance_to_the_first_expiry, "model/block.h",
        "what fast mode may skip ends at the first expiry"),
    RANDOM_TEST(random_pins_agree_and_skipped_edges_change_nothing,
        "random enables, rates, straps and resets; edges that fast mode would skip change nothing"),
    DIRECTED_END,
};

const directed_t directed_smi_timers = {&smi_timers_block, tests};
