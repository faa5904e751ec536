/* The TCO block against its header, the C block and rtl/tco.v side by side. Rows 20 to 28 of facts 2.6 and the truth
 * table of facts 4.3 are tested by name. Every edge of the random run is also held against tco_wait: where it lets fast
 * mode skip, nothing may change. */
#include "directed.h"

#include "ich9/ich9_regs.h"
#include "ich9/tco.h"

enum { TICK = 10, TMR = 4, MIN = 4 };
enum { LANE_0 = 1, LANE_1 = 2, LANE_2 = 4, LANE_3 = 8, LANES = 15 };
enum { TMR_SHIFT = 16, LONG_AGO = 1000 };

/* What the header says of each dword: plain bits, write 1 to clear, set until reset, turned over, reset value. */
static const uint32_t plain[TCO_DWORDS] = {0xffff0000, 0, 0x003e0a00, 0x00ffffff, 0x03ff0003};
static const uint32_t w1c[TCO_DWORDS] = {0, 0x0010178e, 0, 0, 0}, w1s[TCO_DWORDS] = {0, 0, 0x1000, 0, 0};
static const uint32_t turns[TCO_DWORDS] = {0, 0, 0x100, 0, 0}, live[TCO_DWORDS] = {0x3ff, 1, 0, 0, 0};
static const uint32_t at_reset[TCO_DWORDS] = {0, 0, 0x00080000, 0, 0x00040003};

/* The same as expect_eq, for rows of a table: `row` says which one does not hold. */
#define expect_of(p, got, want, row) pair_expect(p, got, want, row, __FILE__, __LINE__)

static tco_in_t *in_of(pair_t *p)
{
    return (tco_in_t *)p->in;
}

static const tco_out_t *out_of(pair_t *p)
{
    return (const tco_out_t *)p->out;
}

static uint32_t reg(pair_t *p, unsigned dword)
{
    const tco_out_t *o = out_of(p);
    const uint32_t regs[TCO_DWORDS] = {o->regs0, o->regs1, o->regs2, o->regs3, o->regs4};
    return regs[dword];
}

static uint32_t sts(pair_t *p)
{
    return reg(p, TCO_STS);
}

static uint32_t count(pair_t *p)
{
    return reg(p, TCO_RLD_DAT) & 0x3ff;
}

static uint32_t tmr(pair_t *p)
{
    return reg(p, TCO_TMR_IRQ) >> TMR_SHIFT & 0x3ff;
}

/* Out of reset, the next edge is number `now`. */
static void start(pair_t *p, uint64_t now)
{
    *in_of(p) = (tco_in_t){.now = (now - 1) & NOW_MASK, .tick = TICK, .tmr_min = MIN};
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

static void write_at_next(pair_t *p, unsigned dword, unsigned be, uint32_t data)
{
    tco_in_t *in = in_of(p);
    in->wr_en = true;
    in->addr = (uint8_t)dword;
    in->be = (uint8_t)be;
    in->wdata = data;
}

static void write_reg(pair_t *p, unsigned dword, unsigned be, uint32_t data)
{
    write_at_next(p, dword, be, data);
    tick(p);
    in_of(p)->wr_en = false;
}

static void reload(pair_t *p)
{
    write_reg(p, TCO_RLD_DAT, LANE_0 | LANE_1, 0);
}

static void halt(pair_t *p, bool on)
{
    write_reg(p, TCO_CNT, LANE_1, on ? TCO1_TMR_HLT : 0);
}

/* n - 1 edges at which the count stays, and one at which it becomes `to`. */
static void counts_at(pair_t *p, uint64_t n, uint32_t to)
{
    uint32_t was = count(p);
    for (uint64_t i = 1; i <= n; i++) {
        tick(p);
        expect_eq(p, count(p), i == n ? to : was);
    }
}

/* From a reload, or an expiry, to the next expiry, which is at the last edge of `edges`. */
static void expires_after(pair_t *p, uint64_t edges, bool second)
{
    bool timeout = sts(p) & TCO1_TIMEOUT;
    for (uint64_t i = 1; i <= edges; i++) {
        tick(p);
        expect_eq(p, out_of(p)->second_to, second && i == edges);
        expect_eq(p, out_of(p)->reboot, second && i == edges && !in_of(p)->no_reboot);
        expect_eq(p, (sts(p) & TCO1_TIMEOUT) != 0, timeout || (!second && i == edges));
    }
}

static void clear_timeout(pair_t *p)
{
    in_of(p)->now = (in_of(p)->now - 1) & NOW_MASK; /* costs no edge number: the timer does not see it */
    write_reg(p, TCO_STS, LANE_0, TCO1_TIMEOUT);
    expect_eq(p, sts(p) & TCO1_TIMEOUT, 0);
}

/* --- registers ---------------------------------------------------------------------------------------------------- */

static void nothing_but_reset_values_after_reset(pair_t *p)
{
    for (unsigned d = 0; d < TCO_DWORDS; d++)
        expect_eq(p, reg(p, d), at_reset[d]);
    const tco_out_t *o = out_of(p);
    expect_false(p, o->smi || o->nmi_smi || o->nmi || o->sci || o->tco_int || o->tco_lock);
    expect_false(p, o->second_to || o->reboot || o->run);
    expect_eq(p, o->tick_at, 0);
}

static void reset_gives_the_reset_values(pair_t *p)
{
    start(p, 5);
    nothing_but_reset_values_after_reset(p);
    for (int i = 0; i < 5 * TICK; i++) {
        tick(p);
        nothing_but_reset_values_after_reset(p);
    }
}

/* The table and the header's words say the same of every bit but TCO2_STS 2:0, which are rows of the block wells. */
static void the_table_is_the_headers(pair_t *p)
{
    uint32_t seen[TCO_DWORDS] = {0};
    for (const reg_row_t *r = tco_regs; r->reg; r++) {
        uint32_t m = reg_mask(r);
        expect_true(p, r->dword < TCO_DWORDS);
        expect_eq(p, seen[r->dword] & m, 0);
        seen[r->dword] |= m;
        const uint32_t *want = r->access == REG_RW    ? plain
                               : r->access == REG_W1C ? w1c
                               : r->access == REG_W1S ? w1s
                                                      : live;
        bool nmi_now = strcmp(r->field, "NMI_NOW") == 0;
        expect_of(p, (nmi_now ? turns : want)[r->dword] & m, m, r->field);
        expect_of(p, nmi_now && r->access != REG_LIVE, false, r->field);
        expect_of(p, reg_first_bit(r) > r->shift, false, r->field);
    }
    for (unsigned d = 0; d < TCO_DWORDS; d++) {
        expect_eq(p, seen[d], plain[d] | w1c[d] | w1s[d] | turns[d] | live[d]);
        expect_eq(p, reg_reset(tco_regs, d), at_reset[d]);
    }
}

/* Each row of the table by name: ones, zeros, ones written over each other, with every set of byte lanes. */
static void each_row_takes_what_its_access_says(pair_t *p)
{
    for (const reg_row_t *r = tco_regs; r->reg; r++) {
        uint32_t m = reg_mask(r);
        for (unsigned be = 0; be < 16; be++) {
            uint32_t lanes = m & reg_lanes((uint8_t)be);
            start(p, LONG_AGO);
            in_of(p)->tmr_min = 0;
            uint32_t was = reg(p, r->dword) & m, want = was;
            write_reg(p, r->dword, be, m);
            if (r->access == REG_RW || r->access == REG_W1S || (turns[r->dword] & m))
                want |= lanes;
            if (r->dword == TCO_RLD_DAT && r->access == REG_LIVE && (be & 3))
                want = TMR; /* the write reloads */
            expect_of(p, reg(p, r->dword) & m, want, r->field);
            write_reg(p, r->dword, be, ~m);
            if (r->access == REG_RW)
                want &= ~lanes;
            expect_of(p, reg(p, r->dword) & m, want, r->field);
        }
    }
}

/* Random writes, all lanes, all dwords and those that are not there, against masks. */
static void byte_lanes_are_honoured(pair_t *p)
{
    uint32_t want[TCO_DWORDS];
    for (int i = 0; i < 20000; i++) {
        if (i % 200 == 0) {
            start(p, 5);
            in_of(p)->tmr_min = 0;
            in_of(p)->tick = 0x1ffffff; /* out of the way */
            memcpy(want, at_reset, sizeof want);
        }
        unsigned dword = pair_below(p, 8), be = pair_below(p, 16);
        uint32_t data = pair_one_in(p, 8) ? ~UINT32_C(0) : pair_rand(p), lanes = reg_lanes((uint8_t)be);
        write_reg(p, dword, be, data);
        if (dword < TCO_DWORDS) {
            uint32_t m = plain[dword] & lanes;
            want[dword] = (want[dword] & ~m) | (data & m);
            want[dword] &= ~(w1c[dword] & lanes & data);
            want[dword] |= w1s[dword] & lanes & data;
            want[dword] ^= turns[dword] & lanes & data;
        }
        if (dword == TCO_RLD_DAT && (be & LANE_3))
            want[TCO_STS] |= TCO1_TCO_INT;
        if (dword == TCO_RLD_DAT && (be & LANE_2))
            want[TCO_STS] |= TCO1_SW_TCO_SMI;
        if (dword == TCO_RLD_DAT && (be & 3))
            want[TCO_RLD_DAT] = (want[TCO_RLD_DAT] & ~UINT32_C(0x3ff)) | (want[TCO_TMR_IRQ] >> TMR_SHIFT & 0x3ff);
        for (unsigned d = 0; d < TCO_DWORDS; d++)
            expect_eq(p, reg(p, d), want[d]);
    }
}

static void no_write_without_wr_en(pair_t *p)
{
    start(p, 5);
    for (unsigned d = 0; d < 8; d++) {
        write_at_next(p, d, LANES, ~UINT32_C(0));
        in_of(p)->wr_en = false;
        ticks(p, 2);
        nothing_but_reset_values_after_reset(p);
    }
}

static void tco_lock_stays_until_reset(pair_t *p)
{
    start(p, 5);
    write_reg(p, TCO_CNT, LANE_0 | LANE_2 | LANE_3, ~UINT32_C(0));
    expect_false(p, out_of(p)->tco_lock);
    write_reg(p, TCO_CNT, LANE_1, TCO1_TCO_LOCK);
    expect_true(p, out_of(p)->tco_lock);
    for (unsigned d = 0; d < 8; d++) {
        write_reg(p, d, LANES, 0);
        expect_true(p, out_of(p)->tco_lock);
    }
    pair_reset_edge(p);
    expect_false(p, out_of(p)->tco_lock);
}

static void tco_tmr_below_its_minimum_is_not_taken(pair_t *p)
{
    static const uint16_t least[] = {0, 1, 2, 4, 5, 0x100, 0x1ff, 0x200, 0x3fe, 0x3ff};
    for (size_t i = 0; i < sizeof least / sizeof least[0]; i++) {
        start(p, 5);
        in_of(p)->tmr_min = 0;
        write_reg(p, TCO_TMR_IRQ, LANES, 0x03ff0000);
        in_of(p)->tmr_min = least[i];
        for (uint32_t v = 0; v < 0x400; v += v < 8 || v > 0x1f0 ? 1 : 3) {
            uint32_t was = tmr(p);
            write_reg(p, TCO_TMR_IRQ, LANES, v << TMR_SHIFT | (v & 3));
            expect_eq(p, tmr(p), v < least[i] ? was : v);
            expect_eq(p, reg(p, TCO_TMR_IRQ) & 0xffff, v & 3); /* SW_IRQ_GEN lands all the same */
        }
    }
}

static void tmr_min_looks_at_the_value_merged_from_the_byte_lanes(pair_t *p)
{
    start(p, 5);
    write_reg(p, TCO_TMR_IRQ, LANE_2, 0x00000000); /* 000h */
    expect_eq(p, tmr(p), 4);
    write_reg(p, TCO_TMR_IRQ, LANE_2, 0x00030000);
    expect_eq(p, tmr(p), 4);
    write_reg(p, TCO_TMR_IRQ, LANE_3, 0xfd000000); /* 104h */
    expect_eq(p, tmr(p), 0x104);
    write_reg(p, TCO_TMR_IRQ, LANE_2, 0x03000000); /* 100h: the low byte alone would be too small */
    expect_eq(p, tmr(p), 0x100);
    write_reg(p, TCO_TMR_IRQ, LANE_3, 0x00ff0000); /* 000h: the high byte stays too */
    expect_eq(p, tmr(p), 0x100);
    write_reg(p, TCO_TMR_IRQ, LANE_0 | LANE_3, 0x00ff0002);
    expect_eq(p, reg(p, TCO_TMR_IRQ), 0x01000002);
    write_reg(p, TCO_TMR_IRQ, LANE_2 | LANE_3, 0x02030000);
    expect_eq(p, tmr(p), 0x203);
    in_of(p)->tmr_min = 0x203;
    write_reg(p, TCO_TMR_IRQ, LANE_2, 0x00020000);
    expect_eq(p, tmr(p), 0x203);
    write_reg(p, TCO_TMR_IRQ, LANE_3, 0x03000000);
    expect_eq(p, tmr(p), 0x303);
}

/* --- the timer ---------------------------------------------------------------------------------------------------- */

static void the_timer_is_still_until_a_reload(pair_t *p)
{
    start(p, 5);
    write_reg(p, TCO_RLD_DAT, LANE_2 | LANE_3, ~UINT32_C(0)); /* not TCO_RLD */
    write_reg(p, TCO_TMR_IRQ, LANES, 0x00070000);
    for (int i = 0; i < 20 * TICK; i++) {
        tick(p);
        expect_false(p, out_of(p)->run || out_of(p)->second_to || out_of(p)->reboot || (sts(p) & TCO1_TIMEOUT));
        expect_eq(p, count(p), 0);
    }
}

static void either_byte_of_tco_rld_reloads(pair_t *p)
{
    for (unsigned be = 0; be < 16; be++) {
        start(p, 500);
        write_reg(p, TCO_RLD_DAT, be, be & 1 ? 0 : 0x3ff); /* whatever is written */
        expect_eq(p, out_of(p)->run, (be & 3) != 0);
        expect_eq(p, count(p), be & 3 ? TMR : 0);
        expect_eq(p, out_of(p)->tick_at, be & 3 ? 500 + TICK : 0);
    }
}

/* The watchdog of facts 4.4: first expiry, second expiry, and again. */
static void first_expiry_sets_timeout_second_reboots(pair_t *p)
{
    for (int no_reboot = 0; no_reboot < 2; no_reboot++) {
        start(p, 500);
        in_of(p)->no_reboot = no_reboot != 0;
        reload(p);
        for (int round = 0; round < 3; round++) {
            for (uint32_t c = TMR - 1; c > 0; c--)
                counts_at(p, TICK, c);
            expires_after(p, TICK, false);
            expect_eq(p, count(p), TMR);
            expect_true(p, out_of(p)->smi);
            clear_timeout(p);
            expect_false(p, out_of(p)->smi);
            expires_after(p, TMR * TICK, true);
            expect_eq(p, count(p), TMR);
            expect_true(p, out_of(p)->run);
        }
    }
}

static void timeout_left_standing_does_not_matter_for_the_second(pair_t *p)
{
    start(p, 500);
    reload(p);
    expires_after(p, TMR * TICK, false);
    expires_after(p, TMR * TICK, true);
    expect_true(p, sts(p) & TCO1_TIMEOUT);
    expires_after(p, TMR * TICK, false); /* is set, stays set */
    expires_after(p, TMR * TICK, true);
}

static void a_reload_forgets_the_first_expiry(pair_t *p)
{
    start(p, 500);
    reload(p);
    for (int i = 0; i < 5; i++) {
        expires_after(p, TMR * TICK, false);
        clear_timeout(p);
        ticks(p, (uint64_t)(3 * i));
        reload(p);
        expect_eq(p, count(p), TMR);
    }
    expires_after(p, TMR * TICK, false);
    expires_after(p, TMR * TICK, true);
}

/* A reload at every edge there is between two expiries, that of a tick and those of both expiries with it. */
static void a_reload_wins_over_a_tick_in_the_same_clock(pair_t *p)
{
    for (uint64_t at = 1; at <= 2 * TMR * TICK; at++) {
        start(p, 500);
        reload(p);
        ticks(p, at - 1);
        bool timeout = at > TMR * TICK;
        expect_eq(p, (sts(p) & TCO1_TIMEOUT) != 0, timeout);
        if (timeout)
            clear_timeout(p);
        reload(p);
        expect_eq(p, count(p), TMR);
        expect_eq(p, out_of(p)->tick_at, 500 + at + TICK);
        expect_false(p, (sts(p) & TCO1_TIMEOUT) || out_of(p)->second_to || out_of(p)->reboot);
        expires_after(p, TMR * TICK, false);
        expires_after(p, TMR * TICK, true);
    }
}

/* Halted after `ran` edges for `stopped` edges: the tick under way is lost, the count is not. */
static void a_halt_in_the_middle_of_a_tick_makes_that_tick_whole_again(pair_t *p)
{
    for (uint64_t ran = 1; ran <= 2 * TICK + 1; ran++)
        for (uint64_t stopped = 1; stopped <= TICK + 2; stopped++) {
            start(p, 500);
            reload(p);
            ticks(p, ran - 1);
            halt(p, true); /* edge ran: a tick at this edge is still one */
            uint32_t left = TMR - (uint32_t)(ran / TICK);
            expect_eq(p, count(p), left);
            expect_false(p, out_of(p)->run);
            for (uint64_t i = 1; i < stopped; i++) {
                tick(p);
                expect_false(p, out_of(p)->run);
                expect_eq(p, count(p), left);
            }
            halt(p, false); /* this edge still finds TMR_HLT 1 */
            expect_false(p, out_of(p)->run);
            tick(p);
            expect_true(p, out_of(p)->run);
            expect_eq(p, out_of(p)->tick_at, 500 + ran + stopped + 1 + TICK);
            counts_at(p, TICK, left - 1);
            counts_at(p, TICK, left > 2 ? left - 2 : TMR);
        }
}

static void a_halt_keeps_off_both_expiries(pair_t *p)
{
    for (int second = 0; second < 2; second++)
        for (uint64_t before = 1; before <= 3; before++) {
            start(p, 500);
            reload(p);
            if (second) {
                expires_after(p, TMR * TICK, false);
                clear_timeout(p);
            }
            ticks(p, TMR * TICK - before - 1);
            halt(p, true);
            for (int i = 0; i < 3 * TMR * TICK; i++) {
                tick(p);
                expect_false(p, (sts(p) & TCO1_TIMEOUT) || out_of(p)->second_to || out_of(p)->reboot);
                expect_eq(p, count(p), 1);
            }
            halt(p, false);
            tick(p);
            expires_after(p, TICK, second != 0);
        }
}

static void a_reload_while_halted_starts_at_the_end_of_the_halt(pair_t *p)
{
    for (int started = 0; started < 2; started++)
        for (uint64_t later = 0; later < TICK + 3; later++) {
            start(p, 500);
            if (started) {
                reload(p);
                expires_after(p, TMR * TICK, false);
                clear_timeout(p);
            }
            halt(p, true);
            ticks(p, 2);
            reload(p);
            expect_eq(p, count(p), TMR);
            expect_false(p, out_of(p)->run);
            ticks(p, later);
            expect_eq(p, count(p), TMR);
            halt(p, false);
            tick(p);
            expect_true(p, out_of(p)->run);
            expires_after(p, TMR * TICK, false);
            expires_after(p, TMR * TICK, true);
        }
}

/* The reload in the very clocks around the end of a halt. */
static void a_reload_beside_the_end_of_a_halt(pair_t *p)
{
    start(p, 500);
    reload(p);
    ticks(p, TICK);
    halt(p, true);
    ticks(p, 3);
    halt(p, false);
    reload(p); /* the first edge that finds TMR_HLT 0 */
    expect_true(p, out_of(p)->run);
    expires_after(p, TMR * TICK, false);
    halt(p, true);
    reload(p); /* the first that finds it 1 */
    expect_false(p, out_of(p)->run);
    halt(p, false);
    tick(p);
    clear_timeout(p);
    expires_after(p, TMR * TICK, false);
    expires_after(p, TMR * TICK, true);
}

static void halted_before_it_is_started(pair_t *p)
{
    start(p, 500);
    halt(p, true);
    ticks(p, 5);
    halt(p, false);
    ticks(p, 5);
    expect_false(p, out_of(p)->run);
    expect_eq(p, out_of(p)->tick_at, 0); /* a timer that is not started keeps it */
    reload(p);
    expires_after(p, TMR * TICK, false);
}

static void expiries_take_the_tco_tmr_before_the_write(pair_t *p)
{
    for (int second = 0; second < 2; second++) {
        start(p, 500);
        reload(p);
        write_reg(p, TCO_TMR_IRQ, LANES, 7 << TMR_SHIFT); /* while it runs: from the next expiry on */
        ticks(p, TMR * TICK - 2);
        expect_eq(p, count(p), 1);
        if (second) {
            tick(p);
            expect_eq(p, count(p), 7);
            ticks(p, 7 * TICK - 1);
        }
        write_reg(p, TCO_TMR_IRQ, LANES, 9 << TMR_SHIFT); /* in the clock of the expiry */
        expect_eq(p, out_of(p)->second_to, second);
        expect_eq(p, count(p), 7);
        ticks(p, 7 * TICK);
        expect_eq(p, count(p), 9);
        reload(p);
        expect_eq(p, count(p), 9);
    }
}

/* With a minimum of 0 or 1: each tick is an expiry. With a tick of one clock: each clock. */
static void counts_of_0_and_1_expire_at_once(pair_t *p)
{
    for (uint32_t v = 0; v < 4; v++)
        for (uint32_t clks = 1; clks < 4; clks++) {
            start(p, 500);
            in_of(p)->tmr_min = 0;
            in_of(p)->tick = clks;
            write_reg(p, TCO_TMR_IRQ, LANES, v << TMR_SHIFT);
            reload(p);
            expect_eq(p, count(p), v);
            uint64_t edges = (uint64_t)(v ? v : 1) * clks;
            for (int i = 0; i < 4; i++) {
                expires_after(p, edges, false);
                expect_eq(p, count(p), v);
                expires_after(p, edges, true);
                expect_eq(p, count(p), v);
            }
        }
}

static void the_strap_starts_the_timer_out_of_reset(pair_t *p)
{
    start(p, 500);
    in_of(p)->run_reset = true;
    pair_reset_edge(p);
    nothing_but_reset_values_after_reset(p);
    tick(p);
    expect_true(p, out_of(p)->run);
    expect_eq(p, count(p), TMR);
    expect_eq(p, out_of(p)->tick_at, 500 + TICK);
    expires_after(p, TMR * TICK, false);
    expires_after(p, TMR * TICK, true);
    start(p, 500);
    tick(p);
    in_of(p)->run_reset = true; /* not the first edge */
    ticks(p, 2 * TICK);
    expect_false(p, out_of(p)->run);
    pair_reset_edge(p);
    write_at_next(p, TCO_TMR_IRQ, LANES, 6 << TMR_SHIFT); /* in the same clock */
    tick(p);
    expect_eq(p, count(p), TMR);
    pair_reset_edge(p);
    write_at_next(p, TCO_CNT, LANES, TCO1_TMR_HLT);
    tick(p);
    expect_false(p, out_of(p)->run);
    expect_eq(p, count(p), TMR);
}

/* A start in every phase around the end of the edge numbers, and ticks of the greatest length. */
static void edge_numbers_wrap(pair_t *p)
{
    for (uint64_t back = 0; back <= 2 * TMR * TICK; back++) {
        start(p, NOW_MASK - back);
        reload(p);
        expect_eq(p, out_of(p)->tick_at, (NOW_MASK - back + TICK) & NOW_MASK);
        expires_after(p, TMR * TICK, false);
        expires_after(p, TMR * TICK, true);
    }
    static const uint64_t from[] = {0, 1, NOW_MASK, UINT64_C(0xff00000000), 0xffffffff, 0xfffffff0};
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
        start(p, from[i]);
        in_of(p)->tick = 0x1ffffff;
        reload(p);
        uint64_t at = (from[i] + 0x1ffffff) & NOW_MASK;
        expect_eq(p, out_of(p)->tick_at, at);
        for (unsigned bit = 0; bit < NOW_BITS; bit++) { /* an edge whose number differs in one bit is not the tick */
            in_of(p)->now = (at ^ UINT64_C(1) << bit) - 1;
            tick(p);
            expect_eq(p, count(p), TMR);
        }
        in_of(p)->now = (at - 1) & NOW_MASK;
        tick(p);
        expect_eq(p, count(p), TMR - 1);
        expect_eq(p, out_of(p)->tick_at, (at + 0x1ffffff) & NOW_MASK);
    }
}

/* --- status and SMI ----------------------------------------------------------------------------------------------- */

/* Events that set a sticky bit; the timer's and the two of TCO_DAT are made by hand. */
typedef struct event {
    const char *name;
    uint32_t bit;
    bool smi;
    size_t wire; /* offset of the input; 0: none */
} event_t;
#define EVENT(name, bit, smi, wire) {name, bit, smi, offsetof(tco_in_t, wire)}
static const event_t events[] = {
    EVENT("row 20: the year goes from 99 to 00", TCO1_NEWCENTURY, true, newcentury),
    {"row 21: first expiry of the TCO timer", TCO1_TIMEOUT, true, 0},
    {"row 22: the OS writes TCO_DAT_IN", TCO1_SW_TCO_SMI, true, 0},
    EVENT("row 23: SMI message of the MCH", TCO1_DMISMI, true, dmi_smi),
    EVENT("rows 26, 27: BIOSWE goes to 1, a flash write", TCO1_BIOSWR, true, bioswr),
    EVENT("row 28: SMLINK slave SMI", TCO2_SMLINK_SLV_SMI, true, smlink),
    EVENT("no row: SCI message of the MCH", TCO1_DMISCI, false, dmi_sci),
    EVENT("no row: SERR message of the MCH", TCO1_DMISERR, false, dmi_serr),
    {"no row: firmware writes TCO_DAT_OUT", TCO1_TCO_INT, false, 0},
};
enum { EVENTS = sizeof events / sizeof events[0] };

static void set_wire(pair_t *p, const event_t *e, bool on)
{
    if (e->wire)
        *(bool *)((char *)p->in + e->wire) = on;
}

/* Makes the event happen at the next edge; the timer's takes edges before. */
static void make_event(pair_t *p, const event_t *e)
{
    if (e->bit == TCO1_TIMEOUT) {
        reload(p);
        ticks(p, TMR * TICK - 1);
    } else if (e->bit == TCO1_SW_TCO_SMI || e->bit == TCO1_TCO_INT) {
        write_at_next(p, TCO_RLD_DAT, e->bit == TCO1_TCO_INT ? LANE_3 : LANE_2, 0);
    }
    set_wire(p, e, true);
    expect_eq(p, sts(p), 0);
    expect_false(p, out_of(p)->smi);
    tick(p);
    set_wire(p, e, false);
    in_of(p)->wr_en = false;
}

static void each_event_sets_its_bit_and_no_other(pair_t *p)
{
    for (const event_t *e = events; e < events + EVENTS; e++) {
        start(p, 500);
        make_event(p, e);
        for (int i = 0; i < 5; i++) {
            const tco_out_t *o = out_of(p);
            expect_of(p, sts(p), e->bit, e->name);
            expect_of(p, o->smi, e->smi, e->name);
            expect_of(p, o->sci, e->bit == TCO1_DMISCI, e->name);
            expect_of(p, o->tco_int, e->bit == TCO1_TCO_INT, e->name);
            expect_false(p, o->nmi || o->nmi_smi);
            tick(p);
        }
    }
}

static void writing_1_clears_its_bit_and_no_other(pair_t *p)
{
    for (const event_t *e = events; e < events + EVENTS; e++)
        for (unsigned be = 0; be < 16; be++) {
            uint32_t all = 0;
            start(p, 500);
            for (const event_t *o = events; o < events + EVENTS; o++)
                if (o->wire) {
                    set_wire(p, o, true);
                    all |= o->bit;
                }
            tick(p);
            for (const event_t *o = events; o < events + EVENTS; o++)
                set_wire(p, o, false);
            write_reg(p, TCO_RLD_DAT, LANE_2 | LANE_3, 0x12340000);
            reload(p);
            ticks(p, TMR * TICK);
            all |= TCO1_SW_TCO_SMI | TCO1_TCO_INT | TCO1_TIMEOUT;
            expect_eq(p, sts(p), all);
            write_reg(p, TCO_STS, be, ~e->bit & ~w1c[TCO_STS]); /* bits that are not there */
            expect_eq(p, sts(p), all);
            write_reg(p, TCO_STS, be, 0);
            expect_eq(p, sts(p), all);
            write_reg(p, TCO_STS, be, e->bit);
            all &= ~(e->bit & reg_lanes((uint8_t)be));
            expect_of(p, sts(p), all, e->name);
            write_reg(p, TCO_STS, LANES, all);
            expect_eq(p, sts(p), 0);
            expect_false(p, out_of(p)->smi || out_of(p)->sci || out_of(p)->tco_int);
        }
}

/* TCO_DAT_IN and TCO_DAT_OUT cannot be written in the clock in which TCO1_STS is. */
static void a_set_wins_over_a_clear_in_the_same_clock(pair_t *p)
{
    unsigned tried = 0;
    for (const event_t *e = events; e < events + EVENTS; e++)
        for (int was = 0; was < 2; was++) {
            if (!e->wire && e->bit != TCO1_TIMEOUT)
                continue;
            start(p, 500);
            if (e->wire && was) {
                make_event(p, e);
            } else if (!e->wire) {
                reload(p);
                ticks(p, (was ? 3 : 1) * TMR * TICK - 1); /* the third expiry is a first one again */
            }
            expect_eq(p, sts(p), was ? e->bit : 0);
            write_at_next(p, TCO_STS, LANES, ~UINT32_C(0));
            set_wire(p, e, true);
            tick(p);
            set_wire(p, e, false);
            expect_of(p, sts(p), e->bit, e->name);
            tick(p); /* written once more, now without the event */
            expect_of(p, sts(p), 0, e->name);
            tried++;
        }
    expect_eq(p, tried, 14);
}

static void row_24_nmi_to_smi_by_its_truth_table(pair_t *p)
{
    static const struct { const char *name; bool off, gbl, smi; } rows[] = {
        {"NMI allowed, GBL_SMI_EN 0: no SMI", false, false, false},
        {"NMI allowed, GBL_SMI_EN 1: SMI", false, true, true},
        {"NMI masked, GBL_SMI_EN 0: no SMI", true, false, false},
        {"NMI masked, GBL_SMI_EN 1: no SMI", true, true, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int en = 0; en < 2; en++)
            for (int src = 0; src < 2; src++)
                for (int now = 0; now < 2; now++) {
                    start(p, 500);
                    in_of(p)->nmi_off = rows[i].off;
                    in_of(p)->gbl_en = rows[i].gbl;
                    write_reg(p, TCO_CNT, LANE_1, (en ? TCO1_NMI2SMI_EN : 0U) | (now ? TCO1_NMI_NOW : 0U));
                    in_of(p)->nmi_src = src != 0;
                    tick(p);
                    bool event = src || now, smi = en && event && rows[i].smi;
                    expect_of(p, sts(p), smi ? TCO1_NMI2SMI : 0, rows[i].name);
                    expect_of(p, out_of(p)->nmi_smi, smi, rows[i].name);
                    expect_of(p, out_of(p)->smi, smi, rows[i].name);
                    expect_of(p, out_of(p)->nmi, event && !rows[i].off && !en, rows[i].name);
                    write_reg(p, TCO_STS, LANES, ~UINT32_C(0)); /* live: no write clears it */
                    expect_eq(p, sts(p), smi ? TCO1_NMI2SMI : 0);
                }
}

/* NMI2SMI goes by the registers before a write, nmi by those after it. */
static void nmi_and_nmi2smi_change_at_their_edges(pair_t *p)
{
    start(p, 500);
    in_of(p)->gbl_en = in_of(p)->nmi_src = true;
    tick(p);
    expect_true(p, out_of(p)->nmi && !out_of(p)->nmi_smi);
    write_reg(p, TCO_CNT, LANE_1, TCO1_NMI2SMI_EN);
    expect_false(p, out_of(p)->nmi || out_of(p)->nmi_smi);
    tick(p);
    expect_true(p, !out_of(p)->nmi && out_of(p)->nmi_smi && out_of(p)->smi);
    in_of(p)->gbl_en = false;
    tick(p);
    expect_false(p, out_of(p)->nmi || out_of(p)->nmi_smi || out_of(p)->smi);
    in_of(p)->gbl_en = true;
    tick(p);
    expect_true(p, out_of(p)->nmi_smi);
    write_reg(p, TCO_CNT, LANE_1, 0);
    expect_true(p, out_of(p)->nmi && out_of(p)->nmi_smi);
    tick(p);
    expect_true(p, out_of(p)->nmi && !out_of(p)->nmi_smi);
    in_of(p)->nmi_off = true;
    tick(p);
    expect_false(p, out_of(p)->nmi);
    in_of(p)->nmi_off = in_of(p)->nmi_src = false;
    tick(p);
    expect_false(p, out_of(p)->nmi);
    write_reg(p, TCO_CNT, LANE_1, TCO1_NMI_NOW);
    expect_true(p, out_of(p)->nmi);
    write_reg(p, TCO_CNT, LANE_1, TCO1_NMI_NOW | TCO1_NMI2SMI_EN); /* NMI_NOW was 1, NMI2SMI_EN was 0 */
    expect_false(p, out_of(p)->nmi || out_of(p)->nmi_smi);
    write_reg(p, TCO_CNT, LANE_1, TCO1_NMI_NOW | TCO1_NMI2SMI_EN);
    expect_false(p, out_of(p)->nmi_smi);
    write_reg(p, TCO_CNT, LANE_1, TCO1_NMI_NOW | TCO1_NMI2SMI_EN); /* NMI_NOW was 1 before this write */
    expect_true(p, out_of(p)->nmi_smi);
    tick(p);
    expect_false(p, out_of(p)->nmi_smi);
}

static void nmi_now_is_turned_over_by_writing_1(pair_t *p)
{
    bool want = false;
    start(p, 500);
    for (int i = 0; i < 200; i++) {
        unsigned be = pair_below(p, 16);
        bool one = pair_one_in(p, 2);
        write_reg(p, TCO_CNT, be, one ? TCO1_NMI_NOW : 0);
        want ^= one && (be & LANE_1);
        expect_eq(p, reg(p, TCO_CNT) & 0xffff, want ? TCO1_NMI_NOW : 0);
        expect_eq(p, out_of(p)->nmi, want);
        tick(p);
        expect_eq(p, out_of(p)->nmi, want); /* nothing else clears it */
    }
}

static void row_25_intruder_makes_smi_only_while_intrd_sel_is_10(pair_t *p)
{
    start(p, 500);
    for (uint32_t sel = 0; sel < 4; sel++)
        for (uint8_t well = 0; well < 8; well++) {
            write_reg(p, TCO_CNT, LANE_2, sel << 17);
            in_of(p)->well_sts = well;
            tick(p);
            expect_eq(p, sts(p), (uint32_t)well << 16);
            expect_eq(p, out_of(p)->smi, (well & 1) && sel == 2);
            write_reg(p, TCO_STS, LANES, ~UINT32_C(0)); /* kept elsewhere */
            expect_eq(p, sts(p), (uint32_t)well << 16);
        }
    in_of(p)->well_sts = 1; /* and by INTRD_SEL as it stands after the edge */
    for (uint32_t sel = 0; sel < 4; sel++) {
        write_reg(p, TCO_CNT, LANE_2, sel << 17);
        expect_eq(p, out_of(p)->smi, sel == 2);
    }
}

static void every_source_of_smi_holds_it_alone(pair_t *p)
{
    for (const event_t *e = events; e < events + EVENTS; e++) { /* all of them, then all cleared but one */
        start(p, 500);
        for (const event_t *o = events; o < events + EVENTS; o++)
            set_wire(p, o, true);
        tick(p);
        for (const event_t *o = events; o < events + EVENTS; o++)
            set_wire(p, o, false);
        write_reg(p, TCO_RLD_DAT, LANE_2 | LANE_3, 0);
        reload(p);
        ticks(p, TMR * TICK);
        write_reg(p, TCO_STS, LANES, w1c[TCO_STS] & ~e->bit);
        expect_eq(p, sts(p), e->bit);
        expect_of(p, out_of(p)->smi, e->smi, e->name);
    }
}

/* --- reset in mid-flight, wait, random ---------------------------------------------------------------------------- */

static void reset_ends_whatever_was_under_way(pair_t *p)
{
    for (uint64_t ran = 0; ran < 2 * TMR * TICK + 3; ran++) {
        start(p, 500);
        write_reg(p, TCO_MSG, LANES, ~UINT32_C(0));
        write_reg(p, TCO_TMR_IRQ, LANES, 5 << TMR_SHIFT);
        write_reg(p, TCO_CNT, LANES, ~UINT32_C(0) & ~(uint32_t)TCO1_TMR_HLT);
        write_reg(p, TCO_RLD_DAT, LANES, ~UINT32_C(0));
        in_of(p)->nmi_src = in_of(p)->gbl_en = true;
        in_of(p)->well_sts = 7;
        in_of(p)->dmi_smi = in_of(p)->smlink = true;
        ticks(p, ran);
        if (ran & 1)
            halt(p, true);
        *in_of(p) = (tco_in_t){.now = in_of(p)->now, .tick = TICK, .tmr_min = MIN};
        pair_reset_edge(p);
        nothing_but_reset_values_after_reset(p);
        ticks(p, 2 * TICK);
        nothing_but_reset_values_after_reset(p);
        reload(p); /* no expiry is remembered, no halt */
        expires_after(p, TMR * TICK, false);
    }
}

static void wait_is_the_distance_to_the_tick(pair_t *p)
{
    const tco_t *s = (const tco_t *)p->state;
    start(p, NOW_MASK - 3);
    tick(p);
    expect_eq(p, tco_wait(s, in_of(p)), 0);
    reload(p);
    for (uint64_t left = TICK; left > 0; left--) {
        expect_eq(p, tco_wait(s, in_of(p)), left);
        tick(p);
    }
    expect_eq(p, tco_wait(s, in_of(p)), TICK);
    halt(p, true);
    ticks(p, 2);
    expect_eq(p, tco_wait(s, in_of(p)), 0);
    halt(p, false);
    tick(p);
    expect_eq(p, tco_wait(s, in_of(p)), TICK);
}

static void draw_write(pair_t *p)
{
    static const uint32_t pool[] = {0, ~UINT32_C(0), TCO1_TMR_HLT, TCO1_NMI2SMI_EN, TCO1_NMI_NOW, TCO1_TCO_LOCK,
                                    TCO1_NMI_NOW | TCO1_NMI2SMI_EN, TCO2_INTRD_SMI, 0x00040000, 0x00030000, 0x01000000,
                                    0x00050002, TCO1_TIMEOUT};
    static const uint8_t dwords[] = {0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 4, 4, 5, 6, 7};
    uint32_t data = pair_one_in(p, 3) ? pair_rand(p) : pool[pair_below(p, sizeof pool / sizeof pool[0])];
    unsigned dword = dwords[pair_below(p, sizeof dwords)];
    if (dword == TCO_TMR_IRQ && !pair_one_in(p, 4))
        data = pair_below(p, 8) << TMR_SHIFT; /* short enough to expire */
    bool clears = dword == TCO_STS && pair_one_in(p, 2);
    write_at_next(p, dword, clears ? LANES : pair_below(p, 16), clears ? ~UINT32_C(0) : data);
}

/* As fast mode judges it: an edge may be skipped when the last tick changed nothing, no input but now changed since,
 * and `wait` reaches beyond it. Then it must change nothing. */
static void random_pins_agree_and_skipped_edges_change_nothing(pair_t *p)
{
    uint64_t skippable = 0; /* edges that fast mode would skip */
    unsigned first = 0, second = 0, smi = 0, nmi_smi = 0, halted = 0;
    uint64_t wake = 0, number = 0; /* edge numbers that do not wrap */
    bool due = true;
    tco_t before;
    tco_out_t shown;
    start(p, NOW_MASK - 200000);
    for (int i = 0; i < 400000; i++) {
        tco_in_t *in = in_of(p);
        tco_in_t was = *in;
        bool *const pulses[] = {&in->dmi_smi, &in->dmi_sci, &in->dmi_serr, &in->bioswr, &in->newcentury, &in->smlink};
        bool *const levels[] = {&in->nmi_src, &in->nmi_off, &in->gbl_en, &in->no_reboot};
        bool calm = i / 500 % 2; /* time for the timer */
        if (pair_one_in(p, 3000)) {
            pair_reset_edge(p);
            due = true;
        }
        in->wr_en = false;
        if (pair_one_in(p, calm ? 150 : 4))
            draw_write(p);
        for (size_t k = 0; k < sizeof pulses / sizeof pulses[0]; k++)
            *pulses[k] = pair_one_in(p, calm ? 300 : 12);
        for (size_t k = 0; k < sizeof levels / sizeof levels[0]; k++)
            *levels[k] ^= pair_one_in(p, calm ? 300 : 15);
        if (pair_one_in(p, 40))
            in->well_sts = (uint8_t)pair_below(p, 8);
        if (pair_one_in(p, 5000)) {
            in->tick = 1 + pair_below(p, 12);
            in->tmr_min = (uint16_t)pair_below(p, 6);
            in->run_reset = pair_one_in(p, 2);
        }
        if (pair_one_in(p, 20000))
            in->now = (UINT64_C(0x100000000) * pair_rand(p) + pair_rand(p)) & NOW_MASK; /* no board does this */
        due = due || memcmp(&was, in, sizeof was) != 0;
        before = *(tco_t *)p->state;
        shown = *out_of(p);
        tick(p);
        number++;
        bool change = memcmp(&before, p->state, sizeof before) != 0 || memcmp(&shown, p->out, sizeof shown) != 0;
        if (!due && (wake == 0 || number < wake)) {
            skippable++;
            expect_false(p, change);
        }
        due = change;
        uint64_t wait = tco_wait((const tco_t *)p->state, in);
        wake = wait ? number + wait : 0;
        second += out_of(p)->second_to;
        first += (out_of(p)->regs1 & ~shown.regs1 & TCO1_TIMEOUT) != 0;
        smi += out_of(p)->smi != shown.smi;
        nmi_smi += out_of(p)->nmi_smi != shown.nmi_smi;
        halted += shown.run && !out_of(p)->run;
    }
    expect_true(p, first > 1000 && second > 1000);
    expect_true(p, smi > 1000 && nmi_smi > 1000 && halted > 1000);
    expect_true(p, skippable > 10000);
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(reset_gives_the_reset_values, "chipset facts 4.1",
        "every register has its reset value, every output is quiet, and stays so while nothing happens"),
    DIRECTED_TEST(the_table_is_the_headers, "chipset facts 4.1, 4.2",
        "each bit is what the register table says: plain, cleared by 1, set by 1, live"),
    DIRECTED_TEST(each_row_takes_what_its_access_says, "chipset facts 4.1, 4.2",
        "each register field takes ones and zeros as its access says, through its own byte lanes only"),
    DIRECTED_TEST(byte_lanes_are_honoured, "chipset facts 4.1, 4.2",
        "random writes of all dwords and byte lanes land as the masks of the registers say"),
    DIRECTED_TEST(no_write_without_wr_en, "chipset facts 4.1",
        "address, lanes and data do nothing while wr_en is 0"),
    DIRECTED_TEST(tco_lock_stays_until_reset, "chipset facts 4.2",
        "TCO_LOCK is set by a 1 in its own lane, and only reset clears it"),
    DIRECTED_TEST(tco_tmr_below_its_minimum_is_not_taken, "chipset facts 4.4, section 10 row 24 (tco_tmr_min)",
        "a TCO_TMR below the minimum is not written; SW_IRQ_GEN in the same write is"),
    DIRECTED_TEST(tmr_min_looks_at_the_value_merged_from_the_byte_lanes, "chipset facts 4.4 (tco_tmr_min)",
        "a byte write of TCO_TMR is judged by the value that both bytes would then make"),
    DIRECTED_TEST(the_timer_is_still_until_a_reload, "chipset facts 4.1 (tco_runs_at_reset)",
        "the timer does not run before TCO_RLD is written"),
    DIRECTED_TEST(either_byte_of_tco_rld_reloads, "chipset facts 4.1",
        "a write of either byte of TCO_RLD, whatever the data, loads the count from TCO_TMR and starts the timer"),
    DIRECTED_TEST(first_expiry_sets_timeout_second_reboots, "chipset facts 4.4",
        "the first expiry sets TIMEOUT; the second pulses SECOND_TO, and the reset unless NO_REBOOT; again and again"),
    DIRECTED_TEST(timeout_left_standing_does_not_matter_for_the_second, "chipset facts 4.4",
        "the second expiry comes whether or not TIMEOUT was cleared, and does not set it"),
    DIRECTED_TEST(a_reload_forgets_the_first_expiry, "chipset facts 4.1, 4.4",
        "after a reload the next expiry is a first one"),
    DIRECTED_TEST(a_reload_wins_over_a_tick_in_the_same_clock, "chipset facts 4.4",
        "a reload in the clock of a tick or of an expiry wins: no count, no TIMEOUT, no reset"),
    DIRECTED_TEST(a_halt_in_the_middle_of_a_tick_makes_that_tick_whole_again, "chipset facts 4.1, 4.2",
        "TCO_TMR_HLT keeps the count; after it the tick that was under way begins anew"),
    DIRECTED_TEST(a_halt_keeps_off_both_expiries, "chipset facts 4.2",
        "while TCO_TMR_HLT is 1 neither the first nor the second expiry comes"),
    DIRECTED_TEST(a_reload_while_halted_starts_at_the_end_of_the_halt, "chipset facts 4.1, 4.2",
        "a reload under TCO_TMR_HLT loads the count; its first tick is counted from the end of the halt"),
    DIRECTED_TEST(a_reload_beside_the_end_of_a_halt, "chipset facts 4.1, 4.2",
        "a reload in the first clock with, or without, TCO_TMR_HLT"),
    DIRECTED_TEST(halted_before_it_is_started, "chipset facts 4.1, 4.2",
        "a halt before the first reload leaves no trace"),
    DIRECTED_TEST(expiries_take_the_tco_tmr_before_the_write, "chipset facts 4.1, 4.4",
        "a TCO_TMR written while the timer runs is loaded at the next expiry, in its very clock the old one"),
    DIRECTED_TEST(counts_of_0_and_1_expire_at_once, "chipset facts 4.4",
        "with TCO_TMR 0 or 1 each tick is an expiry"),
    DIRECTED_TEST(the_strap_starts_the_timer_out_of_reset, "chipset facts 4.1 (tco_runs_at_reset)",
        "with the strap the timer starts at the first clock after reset, at no other"),
    DIRECTED_TEST(edge_numbers_wrap, "chipset facts 4.4; model/block.h",
        "ticks come right over the wrap of the edge number, and every bit of it is compared"),
    DIRECTED_TEST(each_event_sets_its_bit_and_no_other, "chipset facts 2.6 rows 20 to 28, 4.2",
        "each event sets its own status bit and makes an SMI, an SCI or neither as its row says"),
    DIRECTED_TEST(writing_1_clears_its_bit_and_no_other, "chipset facts 4.2",
        "each sticky status bit is cleared by a 1 in its own lane; zeros and other bits clear nothing"),
    DIRECTED_TEST(a_set_wins_over_a_clear_in_the_same_clock, "chipset facts 2.7 E6a, 4.2",
        "an event in the clock in which its status bit is cleared leaves it set"),
    DIRECTED_TEST(row_24_nmi_to_smi_by_its_truth_table, "chipset facts 2.6 row 24, 4.3",
        "an NMI becomes an SMI only with NMI2SMI_EN, GBL_SMI_EN and NMIs allowed; each row of the table"),
    DIRECTED_TEST(nmi_and_nmi2smi_change_at_their_edges, "chipset facts 4.3; model/ich9/tco.h",
        "NMI2SMI goes by the enable before a write, the NMI by that after it"),
    DIRECTED_TEST(nmi_now_is_turned_over_by_writing_1, "chipset facts 4.2",
        "writing 1 to NMI_NOW sets it when it is 0 and clears it when it is 1; zeros do nothing"),
    DIRECTED_TEST(row_25_intruder_makes_smi_only_while_intrd_sel_is_10, "chipset facts 2.6 row 25, 4.2",
        "INTRD_DET makes an SMI while INTRD_SEL is 10, with no other value"),
    DIRECTED_TEST(every_source_of_smi_holds_it_alone, "chipset facts 2.6 rows 20 to 28",
        "with all status bits but one cleared the SMI stands if that one makes SMIs"),
    DIRECTED_TEST(reset_ends_whatever_was_under_way, "chipset facts 4.1",
        "reset at any moment of the watchdog, halted or not, leaves nothing behind"),
    DIRECTED_TEST(wait_is_the_distance_to_the_tick, "model/block.h",
        "what fast mode may skip ends at the next tick"),
    RANDOM_TEST(random_pins_agree_and_skipped_edges_change_nothing,
        "random writes, events, straps and resets; edges that fast mode would skip change nothing"),
    DIRECTED_END,
};

const directed_t directed_tco = {&tco_block, tests};
