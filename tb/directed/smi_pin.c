/* The SMI# pin against its header, the C block and rtl/smi_pin.v side by side. */
#include "directed.h"

#include "cpu/smi_pin.h"

static smi_pin_in_t *in_of(pair_t *p)
{
    return (smi_pin_in_t *)p->in;
}

static const smi_pin_out_t *out_of(pair_t *p)
{
    return (const smi_pin_out_t *)p->out;
}

/* n edges with the pin at this level. */
static void pin(pair_t *p, bool smi_n, unsigned n)
{
    in_of(p)->smi_n = smi_n;
    pair_ticks(p, n);
}

static void take(pair_t *p)
{
    in_of(p)->take = !in_of(p)->take;
    pair_tick(p);
}

/* An SMI message of the local APIC: msg for one BCLK. */
static void message(pair_t *p)
{
    in_of(p)->msg = true;
    pair_tick(p);
    in_of(p)->msg = false;
}

static void reset_with(pair_t *p, bool smi_n, unsigned rearm)
{
    in_of(p)->smi_n = smi_n;
    in_of(p)->msg = false;
    in_of(p)->take = false;
    in_of(p)->rearm_clks = (uint8_t)rearm;
    pair_reset_edge(p);
}

/* Out of reset with the pin high for long, then low until the latch has seen it. */
static void start_pending(pair_t *p, unsigned rearm)
{
    reset_with(p, true, rearm);
    pin(p, true, 20);
    pin(p, false, 3);
    expect_true(p, out_of(p)->pending);
}

static void reset_shows_a_high_pin_not_armed_and_nothing_pending(pair_t *p)
{
    expect_true(p, out_of(p)->sync_n);
    expect_false(p, out_of(p)->armed);
    expect_false(p, out_of(p)->pending);
}

static void sync_n_follows_the_pin_two_edges_later(pair_t *p)
{
    static const bool wave[] = {1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 0, 1};
    reset_with(p, true, 4);
    for (size_t i = 0; i < sizeof wave / sizeof *wave; i++) {
        pin(p, wave[i], 1);
        expect_eq(p, out_of(p)->sync_n, i < 1 ? 1 : wave[i - 1]);
    }
}

static void pending_rises_one_edge_after_sync_n_falls(pair_t *p)
{
    reset_with(p, true, 4);
    pin(p, true, 10);
    pin(p, false, 1);
    expect_true(p, out_of(p)->sync_n);
    expect_false(p, out_of(p)->pending);
    pin(p, false, 1);
    expect_false(p, out_of(p)->sync_n);
    expect_false(p, out_of(p)->pending);
    pin(p, false, 1);
    expect_true(p, out_of(p)->pending);
}

static void a_low_of_one_clock_is_enough(pair_t *p)
{
    reset_with(p, true, 4);
    pin(p, true, 10);
    pin(p, false, 1);
    pin(p, true, 5);
    expect_true(p, out_of(p)->pending);
}

static void a_pin_held_low_is_one_smi(pair_t *p)
{
    start_pending(p, 4);
    take(p);
    expect_false(p, out_of(p)->pending);
    for (int i = 0; i < 50; i++) {
        pin(p, false, 1);
        expect_false(p, out_of(p)->pending);
    }
}

static void a_second_fall_while_one_waits_is_not_kept(pair_t *p)
{
    start_pending(p, 4);
    pin(p, true, 10);
    pin(p, false, 5);
    expect_true(p, out_of(p)->pending);
    take(p);
    expect_false(p, out_of(p)->pending);
    pin(p, false, 10);
    expect_false(p, out_of(p)->pending);
}

static void either_toggle_direction_takes(pair_t *p)
{
    reset_with(p, true, 4);
    for (int i = 0; i < 4; i++) {
        pin(p, true, 10);
        pin(p, false, 3);
        expect_true(p, out_of(p)->pending);
        take(p);
        expect_false(p, out_of(p)->pending);
    }
}

static void a_take_held_at_its_level_takes_only_once(pair_t *p)
{
    start_pending(p, 1);
    take(p);
    pin(p, true, 5);
    pin(p, false, 3);
    expect_true(p, out_of(p)->pending);
    pin(p, false, 10);
    expect_true(p, out_of(p)->pending);
}

static void take_with_nothing_pending_does_not_eat_the_next_smi(pair_t *p)
{
    reset_with(p, true, 4);
    pin(p, true, 10);
    take(p);
    expect_false(p, out_of(p)->pending);
    pin(p, false, 3);
    expect_true(p, out_of(p)->pending);
}

/* The second fall is detected on edge 3 of the low: a take before or on it leaves the latch set, one after clears. */
static void a_fall_wins_over_a_take_in_the_same_clock(pair_t *p)
{
    for (int when = 1; when <= 5; when++) {
        start_pending(p, 4);
        pin(p, true, 10);
        for (int edge = 1; edge <= 5; edge++) {
            in_of(p)->smi_n = false;
            if (edge == when)
                in_of(p)->take = !in_of(p)->take;
            pair_tick(p);
            expect_eq(p, out_of(p)->pending, edge < when || (edge >= 3 && when <= 3));
        }
    }
}

static void a_fall_counts_only_after_rearm_clks_high(pair_t *p)
{
    for (unsigned rearm = 0; rearm <= 15; rearm++) {
        unsigned need = rearm ? rearm : 1;
        for (unsigned high = 1; high <= 17; high++) {
            start_pending(p, rearm);
            take(p);
            pin(p, false, 5);
            pin(p, true, high);
            pin(p, false, 6);
            expect_eq(p, out_of(p)->pending, high >= need);
        }
    }
}

static void highs_broken_by_a_low_do_not_add_up(pair_t *p)
{
    start_pending(p, 4);
    take(p);
    pin(p, false, 5);
    for (int i = 0; i < 6; i++) {
        pin(p, true, 3);
        pin(p, false, 1);
        expect_false(p, out_of(p)->armed);
        expect_false(p, out_of(p)->pending);
    }
    pin(p, false, 5);
    expect_false(p, out_of(p)->pending);
}

static void armed_shows_the_first_clock_in_which_a_fall_counts(pair_t *p)
{
    for (unsigned rearm = 0; rearm <= 15; rearm++) {
        unsigned need = rearm ? rearm : 1;
        reset_with(p, false, rearm);
        pin(p, false, 5);
        for (unsigned edge = 1; edge <= 20; edge++) {
            pin(p, true, 1);
            expect_eq(p, out_of(p)->armed, edge >= need + 2); /* two flip-flops before the count */
        }
        pin(p, true, 40);
        expect_true(p, out_of(p)->armed);
        pin(p, false, 2);
        expect_true(p, out_of(p)->armed); /* the fall is counted on the next edge */
        pin(p, false, 1);
        expect_false(p, out_of(p)->armed);
    }
}

static void a_pin_low_since_reset_is_not_a_fall(pair_t *p)
{
    for (unsigned rearm = 0; rearm <= 15; rearm++) {
        reset_with(p, false, rearm);
        for (int i = 0; i < 25; i++) {
            pin(p, false, 1);
            expect_false(p, out_of(p)->pending);
            expect_false(p, out_of(p)->armed && i >= 2);
        }
        pin(p, true, 20);
        pin(p, false, 3);
        expect_true(p, out_of(p)->pending);
    }
}

static void reset_forgets_the_latch_and_the_high_time(pair_t *p)
{
    start_pending(p, 4);
    pair_reset_edge(p);
    expect_false(p, out_of(p)->pending);
    expect_true(p, out_of(p)->sync_n);
    expect_false(p, out_of(p)->armed);

    reset_with(p, true, 8);
    pin(p, true, 20);
    pair_reset_edge(p);
    expect_false(p, out_of(p)->armed);
    pin(p, true, 5); /* two more from the flip-flops' reset value: seven */
    pin(p, false, 6);
    expect_false(p, out_of(p)->pending);
}

static void reset_hits_a_fall_inside_the_synchroniser(pair_t *p)
{
    reset_with(p, true, 4);
    pin(p, true, 20);
    pin(p, false, 1);
    pair_reset_edge(p);
    expect_false(p, out_of(p)->pending);
    pin(p, false, 10);
    expect_false(p, out_of(p)->pending);
}

static void a_take_level_of_one_through_reset_is_harmless(pair_t *p)
{
    reset_with(p, true, 1);
    in_of(p)->take = true;
    pin(p, true, 10);
    pin(p, false, 3);
    expect_true(p, out_of(p)->pending);
    take(p);
    expect_false(p, out_of(p)->pending);
}

static void a_message_is_latched_at_the_edge_that_samples_it(pair_t *p)
{
    reset_with(p, true, 4);
    pin(p, true, 10);
    expect_false(p, out_of(p)->pending);
    message(p);
    expect_true(p, out_of(p)->pending);
    expect_true(p, out_of(p)->sync_n);
    expect_true(p, out_of(p)->armed);
    pin(p, true, 20);
    expect_true(p, out_of(p)->pending);
    take(p);
    expect_false(p, out_of(p)->pending);
    pin(p, true, 20);
    expect_false(p, out_of(p)->pending);
}

static void a_message_needs_no_armed_pin(pair_t *p)
{
    for (unsigned rearm = 0; rearm <= 15; rearm++) {
        reset_with(p, false, rearm); /* low since reset */
        message(p);
        expect_true(p, out_of(p)->pending);
        take(p);
        pin(p, false, 20);
        expect_false(p, out_of(p)->armed);
        message(p);
        expect_true(p, out_of(p)->pending);
        take(p);
        pin(p, true, 2); /* at the second flip-flop, and not yet counted */
        expect_false(p, out_of(p)->armed && rearm > 1);
        message(p);
        expect_true(p, out_of(p)->pending);
        take(p);
        expect_false(p, out_of(p)->pending);
    }
}

static void a_message_while_the_pin_is_held_low_is_one_more_smi(pair_t *p)
{
    start_pending(p, 4);
    take(p);
    pin(p, false, 10);
    for (int i = 0; i < 4; i++) {
        message(p);
        expect_true(p, out_of(p)->pending);
        take(p);
        expect_false(p, out_of(p)->pending);
        pin(p, false, 10);
        expect_false(p, out_of(p)->pending);
    }
}

static void a_message_leaves_the_pin_alone(pair_t *p)
{
    for (int when = 0; when <= 8; when++) {
        reset_with(p, false, 4);
        pin(p, false, 5);
        for (int edge = 0; edge < 9; edge++) { /* high for five, low for four */
            in_of(p)->smi_n = edge < 5;
            in_of(p)->msg = edge == when;
            pair_tick(p);
            in_of(p)->msg = false;
            expect_eq(p, out_of(p)->sync_n, edge >= 1 && edge < 6);
            expect_eq(p, out_of(p)->armed, edge >= 5 && edge < 7);
            expect_eq(p, out_of(p)->pending, edge >= when || edge >= 7);
        }
    }
}

static void a_message_wins_over_a_take_in_the_same_clock(pair_t *p)
{
    start_pending(p, 4);
    pin(p, false, 10);
    for (int i = 0; i < 4; i++) { /* take goes up, and down */
        in_of(p)->take = !in_of(p)->take;
        message(p);
        expect_true(p, out_of(p)->pending);
        pin(p, false, 10);
        expect_true(p, out_of(p)->pending);
    }
    take(p);
    expect_false(p, out_of(p)->pending);
}

static void a_message_one_clock_from_a_take_is_before_or_after_it(pair_t *p)
{
    start_pending(p, 4);
    message(p);
    take(p);
    expect_false(p, out_of(p)->pending); /* it found the latch set */
    message(p);
    expect_true(p, out_of(p)->pending); /* it is a new one */
    pin(p, false, 10);
    expect_true(p, out_of(p)->pending);
}

/* In SMM the core takes nothing: what comes stays in the latch, and all of it is one SMI. */
static void messages_and_falls_in_smm_are_one_smi(pair_t *p)
{
    for (int pattern = 1; pattern < 8; pattern++) {
        start_pending(p, 4);
        take(p); /* into SMM */
        if (pattern & 1)
            message(p);
        pin(p, true, 10);
        if (pattern & 2)
            pin(p, false, 10);
        if (pattern & 4)
            message(p);
        pin(p, true, 10);
        expect_true(p, out_of(p)->pending);
        take(p);
        expect_false(p, out_of(p)->pending);
        pin(p, true, 20);
        expect_false(p, out_of(p)->pending);
    }
}

static void a_message_and_a_fall_in_one_clock_are_one_smi(pair_t *p)
{
    reset_with(p, true, 4);
    pin(p, true, 10);
    pin(p, false, 2);
    expect_false(p, out_of(p)->pending);
    message(p); /* the fall is counted at this edge */
    expect_true(p, out_of(p)->pending);
    take(p);
    expect_false(p, out_of(p)->pending);
    pin(p, false, 10);
    expect_false(p, out_of(p)->pending);
}

static void msg_held_holds_the_latch_set(pair_t *p)
{
    reset_with(p, true, 4);
    pin(p, true, 10);
    in_of(p)->msg = true;
    for (int i = 0; i < 6; i++) {
        pair_tick(p);
        expect_true(p, out_of(p)->pending);
        take(p); /* wins nothing against the message that still stands */
        expect_true(p, out_of(p)->pending);
    }
    in_of(p)->msg = false;
    pair_ticks(p, 5);
    expect_true(p, out_of(p)->pending);
    take(p);
    expect_false(p, out_of(p)->pending);
}

static void a_message_in_reset_is_not_kept(pair_t *p)
{
    reset_with(p, true, 4);
    in_of(p)->msg = true;
    pair_reset_edge(p);
    expect_false(p, out_of(p)->pending);
    in_of(p)->msg = false;
    pin(p, true, 10);
    expect_false(p, out_of(p)->pending);
    message(p);
    pair_reset_edge(p); /* forgets one that waits */
    expect_false(p, out_of(p)->pending);
    message(p); /* and hears one at its first edge */
    expect_true(p, out_of(p)->pending);
}

static void random_pins_and_takes_agree(pair_t *p)
{
    static const uint8_t rearms[] = {0, 1, 2, 3, 4, 4, 5, 14, 15};
    unsigned left = 0, smis = 0, messages = 0;
    bool was = false;
    for (int i = 0; i < 300000; i++) {
        if (pair_one_in(p, 400)) {
            in_of(p)->rearm_clks = rearms[pair_below(p, sizeof rearms)];
            in_of(p)->smi_n = pair_one_in(p, 2);
            pair_reset_edge(p);
        }
        if (left == 0) {
            in_of(p)->smi_n = !in_of(p)->smi_n;
            left = pair_one_in(p, 3) ? pair_below(p, 20) : pair_below(p, 4);
        } else {
            left--;
        }
        if (pair_one_in(p, out_of(p)->pending ? 4 : 12))
            in_of(p)->take = !in_of(p)->take;
        in_of(p)->msg = pair_one_in(p, in_of(p)->msg ? 2 : 16);
        messages += in_of(p)->msg;
        pair_tick(p);
        smis += out_of(p)->pending && !was;
        was = out_of(p)->pending;
    }
    expect_true(p, smis > 1000 && messages > 1000);
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(reset_shows_a_high_pin_not_armed_and_nothing_pending, "CPU facts 1.2",
        "in reset the synchronised pin is high, no fall counts yet, no SMI waits"),
    DIRECTED_TEST(sync_n_follows_the_pin_two_edges_later, "CPU facts 1.2",
        "the synchronised pin is SMI# through two flip-flops"),
    DIRECTED_TEST(pending_rises_one_edge_after_sync_n_falls, "CPU facts 1.2; model/cpu/smi_pin.h",
        "the latch is set one BCLK after the synchronised pin falls"),
    DIRECTED_TEST(a_low_of_one_clock_is_enough, "CPU facts 1.2",
        "SMI# low for one BCLK sets the latch"),
    DIRECTED_TEST(a_pin_held_low_is_one_smi, "CPU facts 1.2",
        "SMI# acts on its edge: held low it is one SMI"),
    DIRECTED_TEST(a_second_fall_while_one_waits_is_not_kept, "CPU facts 1.5",
        "exactly one SMI is kept: a second fall before the take is lost"),
    DIRECTED_TEST(either_toggle_direction_takes, "model/cpu/smi_pin.h",
        "each change of take, up or down, clears the latch"),
    DIRECTED_TEST(a_take_held_at_its_level_takes_only_once, "model/cpu/smi_pin.h",
        "take at rest at 1 does not clear the next SMI"),
    DIRECTED_TEST(take_with_nothing_pending_does_not_eat_the_next_smi, "CPU facts 1.5",
        "a take with an empty latch is not remembered against the next SMI"),
    DIRECTED_TEST(a_fall_wins_over_a_take_in_the_same_clock, "CPU facts 1.5; model/cpu/smi_pin.h",
        "a fall detected in the clock of the take leaves the latch set"),
    DIRECTED_TEST(a_fall_counts_only_after_rearm_clks_high, "CPU facts 1.2 (smi_rearm_clks)",
        "a fall counts after rearm_clks BCLKs high, for each value of the strap; 0 acts as 1"),
    DIRECTED_TEST(highs_broken_by_a_low_do_not_add_up, "CPU facts 1.2 (smi_rearm_clks)",
        "the BCLKs high must be in a row: a low starts the count again"),
    DIRECTED_TEST(armed_shows_the_first_clock_in_which_a_fall_counts, "CPU facts 1.2 (smi_rearm_clks)",
        "armed rises when SMI# was high long enough and falls with the fall that counts"),
    DIRECTED_TEST(a_pin_low_since_reset_is_not_a_fall, "CPU facts 1.2; model/cpu/smi_pin.h",
        "SMI# low since reset sets no SMI until it has been high"),
    DIRECTED_TEST(reset_forgets_the_latch_and_the_high_time, "CPU facts 1.2; model/cpu/smi_pin.h",
        "reset clears the latch and the count of BCLKs high"),
    DIRECTED_TEST(reset_hits_a_fall_inside_the_synchroniser, "CPU facts 1.2; model/cpu/smi_pin.h",
        "a fall still in the flip-flops when reset comes is gone"),
    DIRECTED_TEST(a_take_level_of_one_through_reset_is_harmless, "model/cpu/smi_pin.h",
        "take at 1 when reset ends clears nothing later"),
    DIRECTED_TEST(a_message_is_latched_at_the_edge_that_samples_it, "interconnect facts 1.11; model/cpu/smi_pin.h",
        "an SMI message sets the latch at the edge that samples msg, and it stays set until a take"),
    DIRECTED_TEST(a_message_needs_no_armed_pin, "interconnect facts 1.11; model/cpu/smi_pin.h",
        "a message counts with SMI# low since reset, low for long, or high too short for a fall, with each strap"),
    DIRECTED_TEST(a_message_while_the_pin_is_held_low_is_one_more_smi, "interconnect facts 1.11; model/cpu/smi_pin.h",
        "with SMI# held low and its SMI taken, each message is an SMI of its own, and the pin none"),
    DIRECTED_TEST(a_message_leaves_the_pin_alone, "model/cpu/smi_pin.h",
        "a message at any clock of a high and a fall changes neither the synchroniser nor the re-arm count"),
    DIRECTED_TEST(a_message_wins_over_a_take_in_the_same_clock, "CPU facts 1.5; model/cpu/smi_pin.h",
        "a message sampled in the clock of the take, of either direction, leaves the latch set"),
    DIRECTED_TEST(a_message_one_clock_from_a_take_is_before_or_after_it, "CPU facts 1.5; model/cpu/smi_pin.h",
        "a message the clock before a take goes with it, one the clock after is a new SMI"),
    DIRECTED_TEST(messages_and_falls_in_smm_are_one_smi, "CPU facts 1.5",
        "messages and falls between two takes, in any order, are one SMI"),
    DIRECTED_TEST(a_message_and_a_fall_in_one_clock_are_one_smi, "CPU facts 1.5; model/cpu/smi_pin.h",
        "a message in the clock that counts a fall adds nothing"),
    DIRECTED_TEST(msg_held_holds_the_latch_set, "model/cpu/smi_pin.h",
        "msg is a level at each edge: while it stands no take empties the latch, afterwards one does"),
    DIRECTED_TEST(a_message_in_reset_is_not_kept, "model/cpu/smi_pin.h",
        "msg in reset sets nothing, reset clears a latched message, the first edge after it hears one"),
    RANDOM_TEST(random_pins_and_takes_agree, "random pins, messages, takes and resets, each strap"),
    DIRECTED_END,
};

const directed_t directed_smi_pin = {&smi_pin_block, tests};
