/* SMIACT# and SMI-acknowledge signalling against the header, the C block and rtl/smiact.v side by side. */
#include "pair.h"

#include "cpu/smiact.h"

static int setup(void **state)
{
    return pair_setup(state, &smiact_block);
}

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
    assert_int_equal(out_of(p)->state, which);
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
    assert_int_equal(out_of(p)->state, which);
}

static void reset_leaves_every_sign_high(void **state)
{
    pair_t *p = (pair_t *)*state;
    assert_true(out_of(p)->smiact_n);
    assert_true(out_of(p)->smmem_n);
    assert_false(out_of(p)->ack_req);
    assert_false(out_of(p)->in_smm);
    assert_int_equal(out_of(p)->state, SMIACT_OUTSIDE);
}

static void nothing_happens_until_smm_is_wanted(void **state)
{
    pair_t *p = (pair_t *)*state;
    start(p, false, 1);
    pair_ticks(p, 20);
    assert_int_equal(out_of(p)->state, SMIACT_OUTSIDE);
    in_of(p)->want_smm = true;
    pair_tick(p);
    assert_int_equal(out_of(p)->state, SMIACT_ENTER_WAIT);
    assert_true(out_of(p)->smiact_n);
}

static void every_phase_lasts_its_strap_and_zero_acts_as_one(void **state)
{
    pair_t *p = (pair_t *)*state;
    static const uint8_t straps[] = {0, 1, 2, 3, 20, 127, 128, 254, 255};
    for (size_t i = 0; i < sizeof straps; i++) {
        unsigned want = straps[i] ? straps[i] : 1;
        start(p, false, straps[i]);
        go_to(p, SMIACT_ENTER_WAIT);
        assert_int_equal(edges_in(p, SMIACT_ENTER_WAIT), want);
        assert_int_equal(edges_in(p, SMIACT_ENTER_GAP), want);
        go_to(p, SMIACT_LEAVE_WAIT);
        assert_int_equal(edges_in(p, SMIACT_LEAVE_WAIT), want);
        assert_int_equal(edges_in(p, SMIACT_LEAVE_GAP), want);
        assert_int_equal(out_of(p)->state, SMIACT_OUTSIDE);
    }
}

static void each_phase_reads_its_own_strap(void **state)
{
    pair_t *p = (pair_t *)*state;
    start(p, false, 0);
    in_of(p)->clk_a = 3;
    in_of(p)->clk_b = 5;
    in_of(p)->clk_f = 7;
    in_of(p)->clk_g = 11;
    go_to(p, SMIACT_ENTER_WAIT);
    assert_int_equal(edges_in(p, SMIACT_ENTER_WAIT), 3);
    assert_int_equal(edges_in(p, SMIACT_ENTER_GAP), 5);
    go_to(p, SMIACT_LEAVE_WAIT);
    assert_int_equal(edges_in(p, SMIACT_LEAVE_WAIT), 7);
    assert_int_equal(edges_in(p, SMIACT_LEAVE_GAP), 11);
}

static void the_pin_falls_after_the_wait_and_rises_after_the_exit_wait(void **state)
{
    pair_t *p = (pair_t *)*state;
    static const bool low[] = {[SMIACT_ENTER_GAP] = 1, [SMIACT_INSIDE] = 1, [SMIACT_LEAVE_WAIT] = 1, [SMIACT_LEAVE_GAP] = 0};
    start(p, false, 3);
    for (int i = 0; i < 60; i++) {
        in_of(p)->want_smm = i < 30;
        pair_tick(p);
        assert_int_equal(out_of(p)->smiact_n, !low[out_of(p)->state]);
        assert_true(out_of(p)->smmem_n);
        assert_false(out_of(p)->ack_req);
    }
}

static void in_smm_is_set_from_inside_to_the_end_of_the_exit_gap(void **state)
{
    pair_t *p = (pair_t *)*state;
    for (int by_txn = 0; by_txn < 2; by_txn++) {
        start(p, by_txn != 0, 4);
        for (unsigned s = SMIACT_ENTER_WAIT; s <= SMIACT_LEAVE_GAP; s++) {
            if (!by_txn && (s == SMIACT_ENTER_ACK || s == SMIACT_LEAVE_ACK))
                continue;
            go_to(p, s);
            assert_int_equal(out_of(p)->in_smm, s >= SMIACT_INSIDE);
        }
        go_to(p, SMIACT_OUTSIDE);
        assert_false(out_of(p)->in_smm);
    }
}

static void a_wait_counts_idle_clocks_and_starts_again_when_busy(void **state)
{
    pair_t *p = (pair_t *)*state;
    static const unsigned waits[] = {SMIACT_ENTER_WAIT, SMIACT_LEAVE_WAIT};
    for (size_t w = 0; w < 2; w++) {
        start(p, false, 4);
        go_to(p, waits[w]);
        in_of(p)->bus_idle = false;
        pair_ticks(p, 300);
        assert_int_equal(out_of(p)->state, waits[w]);
        for (unsigned idle = 1; idle <= 3; idle++) {
            in_of(p)->bus_idle = true;
            pair_ticks(p, idle); /* always one short */
            in_of(p)->bus_idle = false;
            pair_tick(p);
            assert_int_equal(out_of(p)->state, waits[w]);
        }
        in_of(p)->bus_idle = true;
        assert_int_equal(edges_in(p, waits[w]), 4);
    }
}

static void a_wait_of_zero_still_needs_one_idle_clock(void **state)
{
    pair_t *p = (pair_t *)*state;
    start(p, false, 0);
    go_to(p, SMIACT_ENTER_WAIT);
    in_of(p)->bus_idle = false;
    pair_ticks(p, 10);
    assert_int_equal(out_of(p)->state, SMIACT_ENTER_WAIT);
    in_of(p)->bus_idle = true;
    pair_tick(p);
    assert_int_equal(out_of(p)->state, SMIACT_ENTER_GAP);
}

static void a_gap_counts_busy_clocks_too(void **state)
{
    pair_t *p = (pair_t *)*state;
    start(p, false, 6);
    go_to(p, SMIACT_ENTER_GAP);
    in_of(p)->bus_idle = false;
    assert_int_equal(edges_in(p, SMIACT_ENTER_GAP), 6);
    in_of(p)->bus_idle = true;
    go_to(p, SMIACT_LEAVE_GAP);
    in_of(p)->bus_idle = false;
    assert_int_equal(edges_in(p, SMIACT_LEAVE_GAP), 6);
}

static void the_acknowledge_is_asked_for_until_it_is_out(void **state)
{
    pair_t *p = (pair_t *)*state;
    for (unsigned wait = 1; wait <= 40; wait += 13) {
        start(p, true, 2);
        for (unsigned leave = 0; leave < 2; leave++) {
            unsigned ack = leave ? SMIACT_LEAVE_ACK : SMIACT_ENTER_ACK;
            go_to(p, ack);
            for (unsigned i = 1; i < wait; i++) {
                assert_true(out_of(p)->ack_req);
                in_of(p)->bus_idle = (i & 1) != 0; /* not looked at here */
                pair_tick(p);
                assert_int_equal(out_of(p)->state, ack);
            }
            in_of(p)->bus_idle = true;
            in_of(p)->ack_done = true;
            pair_tick(p);
            in_of(p)->ack_done = false;
            assert_false(out_of(p)->ack_req);
            assert_int_equal(out_of(p)->state, leave ? SMIACT_LEAVE_GAP : SMIACT_ENTER_GAP);
        }
    }
}

static void ack_done_means_nothing_outside_the_acknowledge(void **state)
{
    pair_t *p = (pair_t *)*state;
    start(p, true, 5);
    in_of(p)->ack_done = true;
    pair_ticks(p, 5);
    assert_int_equal(out_of(p)->state, SMIACT_OUTSIDE);
    in_of(p)->want_smm = true;
    pair_tick(p);
    assert_int_equal(edges_in(p, SMIACT_ENTER_WAIT), 5);
    assert_int_equal(edges_in(p, SMIACT_ENTER_ACK), 1);
    assert_int_equal(edges_in(p, SMIACT_ENTER_GAP), 5);
    pair_ticks(p, 5);
    assert_int_equal(out_of(p)->state, SMIACT_INSIDE);
}

static void smmem_is_low_in_the_entry_acknowledge_and_all_of_smm(void **state)
{
    pair_t *p = (pair_t *)*state;
    start(p, true, 3);
    for (unsigned s = SMIACT_ENTER_WAIT; s <= SMIACT_LEAVE_WAIT; s++) {
        go_to(p, s);
        assert_int_equal(out_of(p)->smmem_n, s == SMIACT_ENTER_WAIT);
        assert_true(out_of(p)->smiact_n);
    }
}

static void smmem_in_the_entry_acknowledge_is_a_strap(void **state)
{
    pair_t *p = (pair_t *)*state;
    for (int low = 0; low < 2; low++) {
        start(p, true, 3);
        in_of(p)->entry_smmem = low != 0;
        go_to(p, SMIACT_ENTER_ACK);
        for (int i = 0; i < 4; i++) {
            assert_int_equal(out_of(p)->smmem_n, !low);
            assert_true(out_of(p)->ack_req);
            pair_tick(p);
        }
        in_of(p)->ack_done = true;
        pair_tick(p);
        in_of(p)->ack_done = false;
        assert_int_equal(out_of(p)->state, SMIACT_ENTER_GAP); /* low from the end of the acknowledge at the latest */
        assert_false(out_of(p)->smmem_n);
        for (unsigned s = SMIACT_INSIDE; s <= SMIACT_LEAVE_WAIT; s++) {
            go_to(p, s);
            assert_false(out_of(p)->smmem_n);
            assert_true(out_of(p)->smiact_n);
        }
        go_to(p, SMIACT_LEAVE_ACK); /* the strap is about entry alone */
        assert_true(out_of(p)->smmem_n);
    }
}

static void the_smmem_straps_mean_nothing_to_the_pin(void **state)
{
    pair_t *p = (pair_t *)*state;
    for (int straps = 0; straps < 4; straps++) {
        start(p, false, 2);
        in_of(p)->entry_smmem = straps & 1;
        in_of(p)->exit_smmem = straps & 2;
        for (int i = 0; i < 30; i++) {
            in_of(p)->want_smm = i < 15;
            pair_tick(p);
            assert_true(out_of(p)->smmem_n);
        }
        assert_int_equal(out_of(p)->state, SMIACT_OUTSIDE);
    }
}

static void smmem_in_the_exit_acknowledge_is_a_strap(void **state)
{
    pair_t *p = (pair_t *)*state;
    for (int low = 0; low < 2; low++) {
        start(p, true, 3);
        in_of(p)->exit_smmem = low != 0;
        go_to(p, SMIACT_LEAVE_ACK);
        for (int i = 0; i < 4; i++) {
            assert_int_equal(out_of(p)->smmem_n, !low);
            pair_tick(p);
        }
        go_to(p, SMIACT_LEAVE_GAP);
        assert_true(out_of(p)->smmem_n);
        assert_true(out_of(p)->smiact_n);
    }
}

static void want_smm_is_looked_at_only_outside_and_inside(void **state)
{
    pair_t *p = (pair_t *)*state;
    start(p, false, 4);
    in_of(p)->want_smm = true;
    pair_tick(p);
    in_of(p)->want_smm = false; /* withdrawn at once: the entry is completed, then left */
    pair_ticks(p, 4);
    assert_int_equal(out_of(p)->state, SMIACT_ENTER_GAP);
    pair_ticks(p, 4);
    assert_int_equal(out_of(p)->state, SMIACT_INSIDE);
    assert_true(out_of(p)->in_smm);
    pair_tick(p);
    assert_int_equal(out_of(p)->state, SMIACT_LEAVE_WAIT);
    in_of(p)->want_smm = true; /* wanted again at once: the exit is completed, then entered */
    pair_ticks(p, 8);
    assert_int_equal(out_of(p)->state, SMIACT_OUTSIDE);
    assert_false(out_of(p)->in_smm);
    pair_tick(p);
    assert_int_equal(out_of(p)->state, SMIACT_ENTER_WAIT);

    start(p, true, 1);
    go_to(p, SMIACT_ENTER_ACK);
    in_of(p)->want_smm = false;
    pair_ticks(p, 5);
    assert_int_equal(out_of(p)->state, SMIACT_ENTER_ACK);
    go_to(p, SMIACT_LEAVE_ACK);
    in_of(p)->want_smm = true;
    pair_ticks(p, 5);
    assert_int_equal(out_of(p)->state, SMIACT_LEAVE_ACK);
}

static void reset_in_any_state_leaves_smm(void **state)
{
    pair_t *p = (pair_t *)*state;
    for (int by_txn = 0; by_txn < 2; by_txn++) {
        for (unsigned s = SMIACT_ENTER_WAIT; s <= SMIACT_LEAVE_GAP; s++) {
            if (!by_txn && (s == SMIACT_ENTER_ACK || s == SMIACT_LEAVE_ACK))
                continue;
            start(p, by_txn != 0, 5);
            go_to(p, s);
            pair_ticks(p, 2); /* two clocks counted */
            pair_reset_edge(p);
            reset_leaves_every_sign_high(state);
            in_of(p)->want_smm = false;
            pair_tick(p);
            go_to(p, SMIACT_ENTER_WAIT);
            assert_int_equal(edges_in(p, SMIACT_ENTER_WAIT), 5); /* and counts from 0 */
        }
    }
}

static uint8_t random_clocks(pair_t *p)
{
    return (uint8_t)(pair_one_in(p, 40) ? pair_below(p, 256) : pair_below(p, 6));
}

static void random_entries_and_exits_agree(void **state)
{
    pair_t *p = (pair_t *)*state;
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
    assert_true(entries > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAIR_TEST(reset_leaves_every_sign_high),
        PAIR_TEST(nothing_happens_until_smm_is_wanted),
        PAIR_TEST(every_phase_lasts_its_strap_and_zero_acts_as_one),
        PAIR_TEST(each_phase_reads_its_own_strap),
        PAIR_TEST(the_pin_falls_after_the_wait_and_rises_after_the_exit_wait),
        PAIR_TEST(in_smm_is_set_from_inside_to_the_end_of_the_exit_gap),
        PAIR_TEST(a_wait_counts_idle_clocks_and_starts_again_when_busy),
        PAIR_TEST(a_wait_of_zero_still_needs_one_idle_clock),
        PAIR_TEST(a_gap_counts_busy_clocks_too),
        PAIR_TEST(the_acknowledge_is_asked_for_until_it_is_out),
        PAIR_TEST(ack_done_means_nothing_outside_the_acknowledge),
        PAIR_TEST(smmem_is_low_in_the_entry_acknowledge_and_all_of_smm),
        PAIR_TEST(smmem_in_the_entry_acknowledge_is_a_strap),
        PAIR_TEST(the_smmem_straps_mean_nothing_to_the_pin),
        PAIR_TEST(smmem_in_the_exit_acknowledge_is_a_strap),
        PAIR_TEST(want_smm_is_looked_at_only_outside_and_inside),
        PAIR_TEST(reset_in_any_state_leaves_smm),
        PAIR_TEST(random_entries_and_exits_agree),
    };
    return pair_finish(cmocka_run_group_tests_name("smiact", tests, NULL, NULL));
}
