/* SMIACT# and SMI-acknowledge signalling against the header, the C block and rtl/smiact.v side by side. */
#include "directed.h"

#include "cpu/smiact.h"

static smiact_in_t *in_of(pair_t *p)
{
    return (smiact_in_t *)p->in;
}

static const smiact_out_t *out_of(pair_t *p)
{
    return (const smiact_out_t *)p->out;
}

static void start(pair_t *p, bool by_txn, unsigned clk)
{
    *in_of(p) = (smiact_in_t){.bus_idle = true,
                              .by_txn = by_txn,
                              .entry_smmem = true,
                              .clk_a = (uint8_t)clk,
                              .clk_b = (uint8_t)clk,
                              .clk_f = (uint8_t)clk,
                              .clk_g = (uint8_t)clk};
    pair_reset_edge(p);
}

/* Edges until the state is left; the block is in `which` now. */
static unsigned edges_in(pair_t *p, unsigned which)
{
    unsigned n = 0;
    expect_eq(p, out_of(p)->state, which);
    while (out_of(p)->state == which && n < 1000) {
        pair_tick(p);
        n++;
    }
    return n;
}

/* Ticks with ack_done in every acknowledge until the block is in `which`. */
static void go_to(pair_t *p, unsigned which)
{
    for (int i = 0; i < 5000 && out_of(p)->state != which; i++) {
        if (out_of(p)->state == SMIACT_OUTSIDE)
            in_of(p)->want_smm = true;
        if (out_of(p)->state == SMIACT_INSIDE)
            in_of(p)->want_smm = false;
        in_of(p)->ack_done = out_of(p)->ack_req;
        pair_tick(p);
        in_of(p)->ack_done = false;
    }
    expect_eq(p, out_of(p)->state, which);
}

static void reset_leaves_every_sign_high(pair_t *p)
{
    expect_true(p, out_of(p)->smiact_n);
    expect_true(p, out_of(p)->smmem_n);
    expect_false(p, out_of(p)->ack_req);
    expect_false(p, out_of(p)->in_smm);
    expect_eq(p, out_of(p)->state, SMIACT_OUTSIDE);
}

static void nothing_happens_until_smm_is_wanted(pair_t *p)
{
    start(p, false, 1);
    pair_ticks(p, 20);
    expect_eq(p, out_of(p)->state, SMIACT_OUTSIDE);
    in_of(p)->want_smm = true;
    pair_tick(p);
    expect_eq(p, out_of(p)->state, SMIACT_ENTER_WAIT);
    expect_true(p, out_of(p)->smiact_n);
}

static void every_phase_lasts_its_strap_and_zero_acts_as_one(pair_t *p)
{
    static const uint8_t straps[] = {0, 1, 2, 3, 20, 127, 128, 254, 255};
    for (size_t i = 0; i < sizeof straps; i++) {
        unsigned want = straps[i] ? straps[i] : 1;
        start(p, false, straps[i]);
        go_to(p, SMIACT_ENTER_WAIT);
        expect_eq(p, edges_in(p, SMIACT_ENTER_WAIT), want);
        expect_eq(p, edges_in(p, SMIACT_ENTER_GAP), want);
        go_to(p, SMIACT_LEAVE_WAIT);
        expect_eq(p, edges_in(p, SMIACT_LEAVE_WAIT), want);
        expect_eq(p, edges_in(p, SMIACT_LEAVE_GAP), want);
        expect_eq(p, out_of(p)->state, SMIACT_OUTSIDE);
    }
}

static void each_phase_reads_its_own_strap(pair_t *p)
{
    start(p, false, 0);
    in_of(p)->clk_a = 3;
    in_of(p)->clk_b = 5;
    in_of(p)->clk_f = 7;
    in_of(p)->clk_g = 11;
    go_to(p, SMIACT_ENTER_WAIT);
    expect_eq(p, edges_in(p, SMIACT_ENTER_WAIT), 3);
    expect_eq(p, edges_in(p, SMIACT_ENTER_GAP), 5);
    go_to(p, SMIACT_LEAVE_WAIT);
    expect_eq(p, edges_in(p, SMIACT_LEAVE_WAIT), 7);
    expect_eq(p, edges_in(p, SMIACT_LEAVE_GAP), 11);
}

static void the_pin_falls_after_the_wait_and_rises_after_the_exit_wait(pair_t *p)
{
    static const bool low[] = {[SMIACT_ENTER_GAP] = 1, [SMIACT_INSIDE] = 1, [SMIACT_LEAVE_WAIT] = 1, [SMIACT_LEAVE_GAP] = 0};
    start(p, false, 3);
    for (int i = 0; i < 60; i++) {
        in_of(p)->want_smm = i < 30;
        pair_tick(p);
        expect_eq(p, out_of(p)->smiact_n, !low[out_of(p)->state]);
        expect_true(p, out_of(p)->smmem_n);
        expect_false(p, out_of(p)->ack_req);
    }
}

static void in_smm_is_set_from_inside_to_the_end_of_the_exit_gap(pair_t *p)
{
    for (int by_txn = 0; by_txn < 2; by_txn++) {
        start(p, by_txn != 0, 4);
        for (unsigned s = SMIACT_ENTER_WAIT; s <= SMIACT_LEAVE_GAP; s++) {
            if (!by_txn && (s == SMIACT_ENTER_ACK || s == SMIACT_LEAVE_ACK))
                continue;
            go_to(p, s);
            expect_eq(p, out_of(p)->in_smm, s >= SMIACT_INSIDE);
        }
        go_to(p, SMIACT_OUTSIDE);
        expect_false(p, out_of(p)->in_smm);
    }
}

static void a_wait_counts_idle_clocks_and_starts_again_when_busy(pair_t *p)
{
    static const unsigned waits[] = {SMIACT_ENTER_WAIT, SMIACT_LEAVE_WAIT};
    for (size_t w = 0; w < 2; w++) {
        start(p, false, 4);
        go_to(p, waits[w]);
        in_of(p)->bus_idle = false;
        pair_ticks(p, 300);
        expect_eq(p, out_of(p)->state, waits[w]);
        for (unsigned idle = 1; idle <= 3; idle++) {
            in_of(p)->bus_idle = true;
            pair_ticks(p, idle); /* always one short */
            in_of(p)->bus_idle = false;
            pair_tick(p);
            expect_eq(p, out_of(p)->state, waits[w]);
        }
        in_of(p)->bus_idle = true;
        expect_eq(p, edges_in(p, waits[w]), 4);
    }
}

static void a_wait_of_zero_still_needs_one_idle_clock(pair_t *p)
{
    start(p, false, 0);
    go_to(p, SMIACT_ENTER_WAIT);
    in_of(p)->bus_idle = false;
    pair_ticks(p, 10);
    expect_eq(p, out_of(p)->state, SMIACT_ENTER_WAIT);
    in_of(p)->bus_idle = true;
    pair_tick(p);
    expect_eq(p, out_of(p)->state, SMIACT_ENTER_GAP);
}

static void a_gap_counts_busy_clocks_too(pair_t *p)
{
    start(p, false, 6);
    go_to(p, SMIACT_ENTER_GAP);
    in_of(p)->bus_idle = false;
    expect_eq(p, edges_in(p, SMIACT_ENTER_GAP), 6);
    in_of(p)->bus_idle = true;
    go_to(p, SMIACT_LEAVE_GAP);
    in_of(p)->bus_idle = false;
    expect_eq(p, edges_in(p, SMIACT_LEAVE_GAP), 6);
}

static void the_acknowledge_is_asked_for_until_it_is_out(pair_t *p)
{
    for (unsigned wait = 1; wait <= 40; wait += 13) {
        start(p, true, 2);
        for (unsigned leave = 0; leave < 2; leave++) {
            unsigned ack = leave ? SMIACT_LEAVE_ACK : SMIACT_ENTER_ACK;
            go_to(p, ack);
            for (unsigned i = 1; i < wait; i++) {
                expect_true(p, out_of(p)->ack_req);
                in_of(p)->bus_idle = (i & 1) != 0; /* not looked at here */
                pair_tick(p);
                expect_eq(p, out_of(p)->state, ack);
            }
            in_of(p)->bus_idle = true;
            in_of(p)->ack_done = true;
            pair_tick(p);
            in_of(p)->ack_done = false;
            expect_false(p, out_of(p)->ack_req);
            expect_eq(p, out_of(p)->state, leave ? SMIACT_LEAVE_GAP : SMIACT_ENTER_GAP);
        }
    }
}

static void ack_done_means_nothing_outside_the_acknowledge(pair_t *p)
{
    start(p, true, 5);
    in_of(p)->ack_done = true;
    pair_ticks(p, 5);
    expect_eq(p, out_of(p)->state, SMIACT_OUTSIDE);
    in_of(p)->want_smm = true;
    pair_tick(p);
    expect_eq(p, edges_in(p, SMIACT_ENTER_WAIT), 5);
    expect_eq(p, edges_in(p, SMIACT_ENTER_ACK), 1);
    expect_eq(p, edges_in(p, SMIACT_ENTER_GAP), 5);
    pair_ticks(p, 5);
    expect_eq(p, out_of(p)->state, SMIACT_INSIDE);
}

static void smmem_is_low_in_the_entry_acknowledge_and_all_of_smm(pair_t *p)
{
    start(p, true, 3);
    for (unsigned s = SMIACT_ENTER_WAIT; s <= SMIACT_LEAVE_WAIT; s++) {
        go_to(p, s);
        expect_eq(p, out_of(p)->smmem_n, s == SMIACT_ENTER_WAIT);
        expect_true(p, out_of(p)->smiact_n);
    }
}

static void smmem_in_the_entry_acknowledge_is_a_strap(pair_t *p)
{
    for (int low = 0; low < 2; low++) {
        start(p, true, 3);
        in_of(p)->entry_smmem = low != 0;
        go_to(p, SMIACT_ENTER_ACK);
        for (int i = 0; i < 4; i++) {
            expect_eq(p, out_of(p)->smmem_n, !low);
            expect_true(p, out_of(p)->ack_req);
            pair_tick(p);
        }
        in_of(p)->ack_done = true;
        pair_tick(p);
        in_of(p)->ack_done = false;
        expect_eq(p, out_of(p)->state, SMIACT_ENTER_GAP); /* low from the end of the acknowledge at the latest */
        expect_false(p, out_of(p)->smmem_n);
        for (unsigned s = SMIACT_INSIDE; s <= SMIACT_LEAVE_WAIT; s++) {
            go_to(p, s);
            expect_false(p, out_of(p)->smmem_n);
            expect_true(p, out_of(p)->smiact_n);
        }
        go_to(p, SMIACT_LEAVE_ACK); /* the strap is about entry alone */
        expect_true(p, out_of(p)->smmem_n);
    }
}

static void the_smmem_straps_mean_nothing_to_the_pin(pair_t *p)
{
    for (int straps = 0; straps < 4; straps++) {
        start(p, false, 2);
        in_of(p)->entry_smmem = straps & 1;
        in_of(p)->exit_smmem = straps & 2;
        for (int i = 0; i < 30; i++) {
            in_of(p)->want_smm = i < 15;
            pair_tick(p);
            expect_true(p, out_of(p)->smmem_n);
        }
        expect_eq(p, out_of(p)->state, SMIACT_OUTSIDE);
    }
}

static void smmem_in_the_exit_acknowledge_is_a_strap(pair_t *p)
{
    for (int low = 0; low < 2; low++) {
        start(p, true, 3);
        in_of(p)->exit_smmem = low != 0;
        go_to(p, SMIACT_LEAVE_ACK);
        for (int i = 0; i < 4; i++) {
            expect_eq(p, out_of(p)->smmem_n, !low);
            pair_tick(p);
        }
        go_to(p, SMIACT_LEAVE_GAP);
        expect_true(p, out_of(p)->smmem_n);
        expect_true(p, out_of(p)->smiact_n);
    }
}

static void want_smm_is_looked_at_only_outside_and_inside(pair_t *p)
{
    start(p, false, 4);
    in_of(p)->want_smm = true;
    pair_tick(p);
    in_of(p)->want_smm = false; /* withdrawn at once: the entry is completed, then left */
    pair_ticks(p, 4);
    expect_eq(p, out_of(p)->state, SMIACT_ENTER_GAP);
    pair_ticks(p, 4);
    expect_eq(p, out_of(p)->state, SMIACT_INSIDE);
    expect_true(p, out_of(p)->in_smm);
    pair_tick(p);
    expect_eq(p, out_of(p)->state, SMIACT_LEAVE_WAIT);
    in_of(p)->want_smm = true; /* wanted again at once: the exit is completed, then entered */
    pair_ticks(p, 8);
    expect_eq(p, out_of(p)->state, SMIACT_OUTSIDE);
    expect_false(p, out_of(p)->in_smm);
    pair_tick(p);
    expect_eq(p, out_of(p)->state, SMIACT_ENTER_WAIT);

    start(p, true, 1);
    go_to(p, SMIACT_ENTER_ACK);
    in_of(p)->want_smm = false;
    pair_ticks(p, 5);
    expect_eq(p, out_of(p)->state, SMIACT_ENTER_ACK);
    go_to(p, SMIACT_LEAVE_ACK);
    in_of(p)->want_smm = true;
    pair_ticks(p, 5);
    expect_eq(p, out_of(p)->state, SMIACT_LEAVE_ACK);
}

static void reset_in_any_state_leaves_smm(pair_t *p)
{
    for (int by_txn = 0; by_txn < 2; by_txn++) {
        for (unsigned s = SMIACT_ENTER_WAIT; s <= SMIACT_LEAVE_GAP; s++) {
            if (!by_txn && (s == SMIACT_ENTER_ACK || s == SMIACT_LEAVE_ACK))
                continue;
            start(p, by_txn != 0, 5);
            go_to(p, s);
            pair_ticks(p, 2); /* two clocks counted */
            pair_reset_edge(p);
            reset_leaves_every_sign_high(p);
            in_of(p)->want_smm = false;
            pair_tick(p);
            go_to(p, SMIACT_ENTER_WAIT);
            expect_eq(p, edges_in(p, SMIACT_ENTER_WAIT), 5); /* and counts from 0 */
        }
    }
}

static uint8_t random_clocks(pair_t *p)
{
    return (uint8_t)(pair_one_in(p, 40) ? pair_below(p, 256) : pair_below(p, 6));
}

static void random_entries_and_exits_agree(pair_t *p)
{
    unsigned entries = 0;
    bool was = false;
    for (int i = 0; i < 400000; i++) {
        smiact_in_t *in = in_of(p);
        if (i == 0 || pair_one_in(p, 300)) {
            in->by_txn = pair_one_in(p, 2);
            in->entry_smmem = pair_one_in(p, 2);
            in->exit_smmem = pair_one_in(p, 2);
            in->clk_a = random_clocks(p);
            in->clk_b = random_clocks(p);
            in->clk_f = random_clocks(p);
            in->clk_g = random_clocks(p);
            pair_reset_edge(p);
        }
        if (pair_one_in(p, 6))
            in->want_smm = !in->want_smm;
        in->bus_idle = !pair_one_in(p, 5);
        in->ack_done = pair_one_in(p, 4);
        pair_tick(p);
        entries += out_of(p)->in_smm && !was;
        was = out_of(p)->in_smm;
    }
    expect_true(p, entries > 1000);
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(reset_leaves_every_sign_high, "CPU facts 6.1, 6.2",
        "in reset SMIACT# and SMMEM# are high, no acknowledge is asked for, the CPU is outside SMM"),
    DIRECTED_TEST(nothing_happens_until_smm_is_wanted, "CPU facts 6.1",
        "no sign moves until the core wants SMM; then phase A begins"),
    DIRECTED_TEST(every_phase_lasts_its_strap_and_zero_acts_as_one, "CPU facts 7.1",
        "phases A, B, F and G last as many BCLKs as their straps say, 0 to 255; 0 acts as 1"),
    DIRECTED_TEST(each_phase_reads_its_own_strap, "CPU facts 7.1",
        "phases A, B, F and G each take their own strap"),
    DIRECTED_TEST(the_pin_falls_after_the_wait_and_rises_after_the_exit_wait, "CPU facts 6.1, 7.1",
        "SMIACT# is low from the end of phase A to the end of phase F; SMMEM# and the acknowledge stay away"),
    DIRECTED_TEST(in_smm_is_set_from_inside_to_the_end_of_the_exit_gap, "CPU facts 7.1",
        "the hand-over is told to the core from the end of phase B to the end of phase G"),
    DIRECTED_TEST(a_wait_counts_idle_clocks_and_starts_again_when_busy, "CPU facts 6.1, 7.1",
        "phases A and F count idle BCLKs in a row: a busy one starts them again"),
    DIRECTED_TEST(a_wait_of_zero_still_needs_one_idle_clock, "CPU facts 6.1, 7.1",
        "a phase A of 0 still waits for one idle BCLK"),
    DIRECTED_TEST(a_gap_counts_busy_clocks_too, "CPU facts 7.1",
        "phases B and G count every BCLK, busy or idle"),
    DIRECTED_TEST(the_acknowledge_is_asked_for_until_it_is_out, "CPU facts 6.2",
        "the SMI acknowledge is asked for until it is out, on entry and on exit, busy or idle"),
    DIRECTED_TEST(ack_done_means_nothing_outside_the_acknowledge, "CPU facts 6.2; model/cpu/smiact.h",
        "ack_done is looked at only while an acknowledge is asked for"),
    DIRECTED_TEST(smmem_is_low_in_the_entry_acknowledge_and_all_of_smm, "CPU facts 6.2",
        "SMMEM# is low from the entry acknowledge to the end of phase F; SMIACT# stays high"),
    DIRECTED_TEST(smmem_in_the_entry_acknowledge_is_a_strap, "interconnect facts 3.3 (entry_ack_smmem)",
        "SMMEM# in the entry acknowledge is low by its strap, and low after it in any case"),
    DIRECTED_TEST(the_smmem_straps_mean_nothing_to_the_pin, "CPU facts 6.1",
        "with SMIACT# by pin, SMMEM# stays high whatever its straps say"),
    DIRECTED_TEST(smmem_in_the_exit_acknowledge_is_a_strap, "interconnect facts 3.3 (exit_ack_smmem)",
        "SMMEM# in the exit acknowledge is low by its strap, and high after it in any case"),
    DIRECTED_TEST(want_smm_is_looked_at_only_outside_and_inside, "model/cpu/smiact.h",
        "an entry or exit once begun is completed, whatever the core wants meanwhile"),
    DIRECTED_TEST(reset_in_any_state_leaves_smm, "CPU facts 6; interconnect facts 2.1",
        "reset in any phase lifts every sign at once, and the next entry counts from 0"),
    RANDOM_TEST(random_entries_and_exits_agree, "random entries, exits, busy clocks, straps and resets"),
    DIRECTED_END,
};

const directed_t directed_smiact = {&smiact_block, tests};
