/* SMI_EN, SMI_STS, EOS and SMI# against the header, the C block and rtl/smi_ctl.v side by side. */
#include "directed.h"

#include "ich9/smi_ctl.h"

enum { ON = GBL_SMI_EN | APMC_EN };

static smi_ctl_in_t *in_of(pair_t *p)
{
    return (smi_ctl_in_t *)p->in;
}

static const smi_ctl_out_t *out_of(pair_t *p)
{
    return (const smi_ctl_out_t *)p->out;
}

/* One edge with the writes set up in p->in; the writes end with it, straps and levels stay. */
static void tick(pair_t *p)
{
    pair_tick(p);
    in_of(p)->wr_en = false;
    in_of(p)->apm_wr = false;
    in_of(p)->lock_set = false;
    in_of(p)->sw_set = false;
    in_of(p)->per_set = false;
}

static void put_reg(pair_t *p, bool addr, unsigned be, uint32_t data)
{
    in_of(p)->wr_en = true;
    in_of(p)->addr = addr;
    in_of(p)->be = (uint8_t)be;
    in_of(p)->wdata = data;
}

static void put_apm(pair_t *p, bool addr, unsigned data)
{
    in_of(p)->apm_wr = true;
    in_of(p)->apm_addr = addr;
    in_of(p)->apm_data = (uint8_t)data;
}

static void write_en(pair_t *p, uint32_t data)
{
    put_reg(p, 0, 15, data);
    tick(p);
}

static void write_sts(pair_t *p, uint32_t data)
{
    put_reg(p, 1, 15, data);
    tick(p);
}

static void write_apm_cnt(pair_t *p, unsigned data)
{
    put_apm(p, 0, data);
    tick(p);
}

static void start(pair_t *p, uint32_t en)
{
    *in_of(p) = (smi_ctl_in_t){0};
    pair_reset_edge(p);
    if (en)
        write_en(p, en);
}

/* Out of reset, an APM write has pulled SMI# and its cause still stands. */
static void start_low(pair_t *p)
{
    start(p, ON | EOS);
    write_apm_cnt(p, 0x11);
    tick(p);
    expect_eq(p, out_of(p)->state, SMI_LOW);
}

/* SMI# was just released, no cause stands; no edge of the gap is spent yet. */
static void start_gap(pair_t *p)
{
    start_low(p);
    write_sts(p, APM_STS_BIT);
    write_en(p, ON | EOS);
    expect_eq(p, out_of(p)->state, SMI_GAP);
}

static void every_register_has_its_reset_value(pair_t *p)
{
    expect_true(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_en, 0);
    expect_eq(p, out_of(p)->smi_sts, 0);
    expect_eq(p, out_of(p)->apm_cnt, 0);
    expect_eq(p, out_of(p)->apm_sts, 0);
    expect_false(p, out_of(p)->smi_lock);
    expect_eq(p, out_of(p)->state, SMI_HIGH);
}

static void smi_en_keeps_its_built_bits_and_no_other(pair_t *p)
{
    for (unsigned i = 0; i < 32; i++) {
        uint32_t bit = UINT32_C(1) << i;
        start(p, 0);
        write_en(p, bit);
        expect_eq(p, out_of(p)->smi_en, bit & (SMI_EN_RW | EOS));
        write_en(p, 0);
        expect_eq(p, out_of(p)->smi_en, bit & EOS); /* EOS is not cleared by writing 0 */
    }
}

static void smi_en_writes_honour_byte_lanes(pair_t *p)
{
    for (unsigned be = 0; be < 16; be++) {
        uint32_t lanes = (be & 1 ? 0xffU : 0) | (be & 2 ? 0xff00U : 0) | (be & 4 ? 0xff0000U : 0);
        start(p, 0);
        put_reg(p, 0, be, 0xffffffff);
        tick(p);
        expect_eq(p, out_of(p)->smi_en, lanes & (SMI_EN_RW | EOS));
        write_en(p, 0xffffffff);
        put_reg(p, 0, be, 0);
        tick(p);
        expect_eq(p, out_of(p)->smi_en, (~lanes & SMI_EN_RW) | EOS);
    }
}

static void a_status_write_does_not_reach_smi_en(pair_t *p)
{
    start(p, ON);
    write_sts(p, 0xffffffff);
    expect_eq(p, out_of(p)->smi_en, ON);
    expect_eq(p, out_of(p)->smi_sts, 0);
    write_sts(p, 0);
    expect_eq(p, out_of(p)->smi_en, ON);
}

static void b2h_stores_and_sets_its_status(pair_t *p)
{
    start(p, 0);
    write_apm_cnt(p, 0xa5);
    expect_eq(p, out_of(p)->apm_cnt, 0xa5);
    expect_eq(p, out_of(p)->apm_sts, 0);
    expect_eq(p, out_of(p)->smi_sts, APM_STS_BIT);
    write_sts(p, APM_STS_BIT);
    expect_eq(p, out_of(p)->apm_cnt, 0xa5);
}

static void b3h_is_a_plain_scratch_byte(pair_t *p)
{
    start(p, ON | EOS);
    put_apm(p, 1, 0x5a);
    tick(p);
    expect_eq(p, out_of(p)->apm_sts, 0x5a);
    expect_eq(p, out_of(p)->apm_cnt, 0);
    expect_eq(p, out_of(p)->smi_sts, 0);
    for (int i = 0; i < 5; i++) {
        tick(p);
        expect_true(p, out_of(p)->smi_n);
    }
}

static void apm_sts_is_cleared_by_writing_one_in_its_byte(pair_t *p)
{
    start(p, 0);
    write_apm_cnt(p, 1);
    write_sts(p, 0);
    expect_eq(p, out_of(p)->smi_sts, APM_STS_BIT);
    write_sts(p, ~(uint32_t)APM_STS_BIT);
    expect_eq(p, out_of(p)->smi_sts, APM_STS_BIT);
    put_reg(p, 1, 14, 0xffffffff);
    tick(p);
    expect_eq(p, out_of(p)->smi_sts, APM_STS_BIT);
    write_en(p, APM_STS_BIT); /* the same bit in SMI_EN is another one */
    expect_eq(p, out_of(p)->smi_sts, APM_STS_BIT);
    put_reg(p, 1, 1, APM_STS_BIT);
    tick(p);
    expect_eq(p, out_of(p)->smi_sts, 0);
    write_sts(p, APM_STS_BIT); /* writing 1 never sets */
    expect_eq(p, out_of(p)->smi_sts, 0);
}

static void a_set_wins_over_a_clear_in_the_same_clock(pair_t *p)
{
    for (int was = 0; was < 2; was++) {
        start(p, 0);
        if (was)
            write_apm_cnt(p, 1);
        put_reg(p, 1, 15, APM_STS_BIT);
        put_apm(p, 0, 2);
        tick(p);
        expect_eq(p, out_of(p)->smi_sts, APM_STS_BIT);
    }
}

static void a_b3h_write_does_not_save_apm_sts_from_a_clear(pair_t *p)
{
    start(p, 0);
    write_apm_cnt(p, 1);
    put_reg(p, 1, 15, APM_STS_BIT);
    put_apm(p, 1, 2);
    tick(p);
    expect_eq(p, out_of(p)->smi_sts, 0);
}

static void with_sts_needs_en_the_enable_before_the_write_decides(pair_t *p)
{
    start(p, 0);
    in_of(p)->sts_needs_en = true;
    write_apm_cnt(p, 0x33);
    expect_eq(p, out_of(p)->smi_sts, 0);
    expect_eq(p, out_of(p)->apm_cnt, 0x33);
    put_reg(p, 0, 15, ON); /* enabled in the same clock: too late */
    put_apm(p, 0, 0x34);
    tick(p);
    expect_eq(p, out_of(p)->smi_sts, 0);
    put_reg(p, 0, 15, 0); /* disabled in the same clock: too late as well */
    put_apm(p, 0, 0x35);
    tick(p);
    expect_eq(p, out_of(p)->smi_sts, APM_STS_BIT);
    put_reg(p, 1, 15, APM_STS_BIT); /* a set that does not happen cannot win */
    put_apm(p, 0, 0x36);
    tick(p);
    expect_eq(p, out_of(p)->smi_sts, 0);
}

static void clearing_the_enable_leaves_the_status(pair_t *p)
{
    for (int strap = 0; strap < 2; strap++) {
        start(p, APMC_EN);
        in_of(p)->sts_needs_en = strap != 0;
        write_apm_cnt(p, 1);
        write_en(p, 0);
        expect_eq(p, out_of(p)->smi_sts, APM_STS_BIT);
    }
}

/* The two timers' bits: their pulse, enable and status. */
static const struct timer_bits {
    bool periodic;
    uint32_t en, sts;
} timer_bits[] = {{false, SWSMI_TMR_EN, SWSMI_TMR_STS_BIT}, {true, PERIODIC_EN, PERIODIC_STS_BIT}};

static void put_expiry(pair_t *p, const struct timer_bits *t)
{
    if (t->periodic)
        in_of(p)->per_set = true;
    else
        in_of(p)->sw_set = true;
}

static void expire(pair_t *p, const struct timer_bits *t)
{
    put_expiry(p, t);
    tick(p);
}

static void an_expiry_sets_its_status_while_its_enable_stands(pair_t *p)
{
    for (size_t i = 0; i < 2; i++) {
        const struct timer_bits *t = &timer_bits[i];
        start(p, t->en);
        tick(p);
        expect_eq(p, out_of(p)->smi_sts, 0);
        expire(p, t);
        expect_eq(p, out_of(p)->smi_sts, t->sts);
        start(p, SMI_EN_RW & ~t->en);
        expire(p, t);
        expect_eq(p, out_of(p)->smi_sts, 0);
        put_reg(p, 0, 15, t->en); /* enabled in the same clock: too late */
        expire(p, t);
        expect_eq(p, out_of(p)->smi_sts, 0);
        put_reg(p, 0, 15, 0); /* disabled in the same clock: too late as well */
        expire(p, t);
        expect_eq(p, out_of(p)->smi_sts, t->sts);
        write_en(p, t->en); /* and the enable does not clear what stands */
        expect_eq(p, out_of(p)->smi_sts, t->sts);
    }
}

static void a_timer_status_is_cleared_by_writing_one_in_its_byte(pair_t *p)
{
    for (size_t i = 0; i < 2; i++) {
        const struct timer_bits *t = &timer_bits[i];
        unsigned lane = t->periodic ? 2 : 1;
        start(p, t->en);
        write_sts(p, t->sts); /* writing 1 never sets */
        expect_eq(p, out_of(p)->smi_sts, 0);
        expire(p, t);
        write_sts(p, 0);
        write_sts(p, ~t->sts);
        put_reg(p, 1, 15 & ~lane, 0xffffffff);
        tick(p);
        write_en(p, t->sts); /* the same bit in SMI_EN is another one */
        expect_eq(p, out_of(p)->smi_sts, t->sts);
        put_reg(p, 1, lane, t->sts);
        tick(p);
        expect_eq(p, out_of(p)->smi_sts, 0);
        for (int was = 0; was < 2; was++) { /* a set in the same clock wins */
            if (was)
                expire(p, t);
            put_reg(p, 1, 15, t->sts);
            expire(p, t);
            expect_eq(p, out_of(p)->smi_sts, t->sts);
            write_sts(p, t->sts);
        }
        write_en(p, 0);
        put_reg(p, 1, 15, t->sts); /* a set that does not happen cannot win */
        expire(p, t);
        expect_eq(p, out_of(p)->smi_sts, 0);
    }
}

static void a_timer_pulls_smi_with_its_enable_and_the_global_one(pair_t *p)
{
    for (size_t i = 0; i < 2; i++) {
        const struct timer_bits *t = &timer_bits[i];
        start(p, GBL_SMI_EN | t->en | EOS);
        expire(p, t);
        expect_true(p, out_of(p)->smi_n);
        tick(p);
        expect_false(p, out_of(p)->smi_n);
        expect_eq(p, out_of(p)->smi_en, GBL_SMI_EN | t->en);
        start(p, t->en | EOS);
        expire(p, t);
        pair_ticks(p, 5);
        expect_true(p, out_of(p)->smi_n);
        write_en(p, GBL_SMI_EN | (SMI_EN_RW & ~t->en)); /* a status that stands needs its own enable */
        pair_ticks(p, 5);
        expect_true(p, out_of(p)->smi_n);
        write_en(p, GBL_SMI_EN | t->en);
        tick(p);
        expect_false(p, out_of(p)->smi_n);
    }
}

static void gpi_sts_shows_the_level_of_the_last_edge(pair_t *p)
{
    start(p, 0);
    in_of(p)->gpi_sts = true;
    tick(p);
    expect_eq(p, out_of(p)->smi_sts, GPI_STS_BIT);
    write_sts(p, 0xffffffff);
    expect_eq(p, out_of(p)->smi_sts, GPI_STS_BIT);
    in_of(p)->gpi_sts = false;
    tick(p);
    expect_eq(p, out_of(p)->smi_sts, 0);
}

static void an_apm_write_pulls_smi_and_clears_eos_one_edge_later(pair_t *p)
{
    start(p, ON | EOS);
    write_apm_cnt(p, 1);
    expect_true(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_en, ON | EOS);
    tick(p);
    expect_false(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_en, ON);
    expect_eq(p, out_of(p)->state, SMI_LOW);
}

static void a_gpi_level_of_one_clock_pulls_smi(pair_t *p)
{
    start(p, GBL_SMI_EN | EOS); /* needs no enable of its own here */
    in_of(p)->gpi_sts = true;
    tick(p);
    in_of(p)->gpi_sts = false;
    expect_true(p, out_of(p)->smi_n);
    tick(p);
    expect_false(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_sts, 0);
}

static void a_request_needs_its_enable_and_the_global_one(pair_t *p)
{
    static const uint32_t ens[] = {0, GBL_SMI_EN, APMC_EN, ON};
    for (size_t i = 0; i < 4; i++) {
        start(p, ens[i] | EOS);
        write_apm_cnt(p, 1);
        tick(p);
        expect_eq(p, out_of(p)->smi_n, ens[i] != ON);
        expect_eq(p, out_of(p)->smi_en, ens[i] == ON ? ON : (ens[i] | EOS));
        start(p, ens[i] | EOS);
        in_of(p)->gpi_sts = true;
        pair_ticks(p, 2);
        expect_eq(p, out_of(p)->smi_n, (ens[i] & GBL_SMI_EN) == 0);
    }
}

static void an_enable_written_later_lets_a_waiting_status_through(pair_t *p)
{
    start(p, GBL_SMI_EN | EOS);
    write_apm_cnt(p, 1);
    pair_ticks(p, 10);
    expect_true(p, out_of(p)->smi_n);
    write_en(p, ON);
    expect_true(p, out_of(p)->smi_n); /* the registers before the edge decide */
    tick(p);
    expect_false(p, out_of(p)->smi_n);
}

static void a_cause_cleared_or_disabled_on_the_edge_of_the_pull_is_too_late(pair_t *p)
{
    start(p, ON | EOS);
    write_apm_cnt(p, 1);
    write_sts(p, APM_STS_BIT);
    expect_false(p, out_of(p)->smi_n);
    start(p, ON | EOS);
    write_apm_cnt(p, 1);
    write_en(p, 0);
    expect_false(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_en, 0);
}

static void without_eos_a_request_waits(pair_t *p)
{
    start(p, ON);
    write_apm_cnt(p, 1);
    pair_ticks(p, 20);
    expect_true(p, out_of(p)->smi_n);
    write_en(p, ON | EOS);
    expect_true(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_en, ON | EOS);
    tick(p);
    expect_false(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_en, ON);
}

static void with_first_smi_the_first_one_needs_no_eos(pair_t *p)
{
    start(p, 0);
    in_of(p)->first_smi = true;
    write_en(p, ON);
    write_apm_cnt(p, 1);
    tick(p);
    expect_false(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_en, ON);
}

static void eos_is_zero_while_reset_is_held_and_then_by_strap(pair_t *p)
{
    for (int strap = 0; strap < 2; strap++) {
        *in_of(p) = (smi_ctl_in_t){.eos_reset = strap != 0};
        for (int i = 0; i < 3; i++) {
            pair_reset_edge(p);
            expect_eq(p, out_of(p)->smi_en, 0);
        }
        for (int i = 0; i < 3; i++) {
            tick(p);
            expect_eq(p, out_of(p)->smi_en, strap ? EOS : 0);
            expect_eq(p, out_of(p)->state, SMI_HIGH);
        }
        write_en(p, APMC_EN); /* a 0 does not clear it */
        expect_eq(p, out_of(p)->smi_en, APMC_EN | (strap ? EOS : 0U));
    }
}

static void the_strap_of_eos_is_looked_at_on_the_first_edge_alone(pair_t *p)
{
    start(p, 0);
    tick(p);
    in_of(p)->eos_reset = true;
    pair_ticks(p, 5);
    expect_eq(p, out_of(p)->smi_en, 0);
    pair_reset_edge(p);
    put_reg(p, 0, 15, ON); /* a write on that very edge */
    tick(p);
    expect_eq(p, out_of(p)->smi_en, ON | EOS);
    in_of(p)->eos_reset = false;
    pair_ticks(p, 5);
    expect_eq(p, out_of(p)->smi_en, ON | EOS);
}

static void with_eos_reset_one_smi_needs_no_write_and_the_next_does(pair_t *p)
{
    for (int first = 0; first < 2; first++) {
        *in_of(p) = (smi_ctl_in_t){.eos_reset = true, .first_smi = first != 0};
        pair_reset_edge(p);
        write_en(p, ON);
        write_apm_cnt(p, 1);
        tick(p);
        expect_eq(p, out_of(p)->state, SMI_LOW);
        expect_eq(p, out_of(p)->smi_en, ON); /* and it does not come back by itself */
        write_sts(p, APM_STS_BIT);
        pair_ticks(p, 20);
        expect_false(p, out_of(p)->smi_n);
        expect_eq(p, out_of(p)->smi_en, ON);
    }
}

static void after_the_first_smi_eos_is_needed_again(pair_t *p)
{
    start(p, 0);
    in_of(p)->first_smi = true;
    write_en(p, ON);
    write_apm_cnt(p, 1);
    tick(p);
    write_sts(p, APM_STS_BIT);
    write_en(p, ON | EOS);
    pair_ticks(p, EOS_GAP_PCICLK);
    expect_eq(p, out_of(p)->state, SMI_HIGH);
    expect_eq(p, out_of(p)->smi_en, ON | EOS);
    write_apm_cnt(p, 2);
    tick(p);
    expect_false(p, out_of(p)->smi_n);
    pair_ticks(p, 50);
    expect_false(p, out_of(p)->smi_n);
}

static void a_write_without_eos_does_not_end_the_state_after_reset(pair_t *p)
{
    start(p, 0);
    in_of(p)->first_smi = true;
    write_en(p, ON); /* writes EOS = 0: not an EOS write */
    put_reg(p, 0, 14, 0xffffffff & ~(uint32_t)0xff); /* nor is EOS in a lane that is off */
    tick(p);
    write_apm_cnt(p, 1);
    tick(p);
    expect_false(p, out_of(p)->smi_n);
}

static void an_eos_write_in_the_clock_of_the_pull_loses(pair_t *p)
{
    for (int first = 0; first < 2; first++) {
        start(p, 0);
        in_of(p)->first_smi = first != 0;
        write_en(p, first ? ON : (ON | EOS));
        write_apm_cnt(p, 1);
        write_en(p, ON | EOS);
        expect_eq(p, out_of(p)->state, SMI_LOW);
        expect_eq(p, out_of(p)->smi_en, ON);
        pair_ticks(p, 20);
        expect_false(p, out_of(p)->smi_n);
    }
}

static void smi_stays_low_until_eos_even_when_the_cause_is_cleared(pair_t *p)
{
    start_low(p);
    write_sts(p, APM_STS_BIT);
    pair_ticks(p, 10);
    expect_false(p, out_of(p)->smi_n);
    write_en(p, APMC_EN); /* not GBL_SMI_EN = 0 either */
    pair_ticks(p, 10);
    expect_false(p, out_of(p)->smi_n);
    write_en(p, ON); /* nor EOS = 0 */
    put_reg(p, 0, 14, 0xffffffff); /* nor EOS in a lane that is off */
    tick(p);
    put_reg(p, 1, 15, EOS); /* nor the same bit of SMI_STS */
    tick(p);
    expect_false(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_en & EOS, 0);
    write_en(p, ON | EOS);
    expect_true(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_en, ON | EOS);
    expect_eq(p, out_of(p)->state, SMI_GAP);
}

static void new_causes_while_low_only_set_status(pair_t *p)
{
    start_low(p);
    write_sts(p, APM_STS_BIT);
    write_apm_cnt(p, 7);
    expect_eq(p, out_of(p)->smi_sts, APM_STS_BIT);
    expect_eq(p, out_of(p)->apm_cnt, 7);
    expect_eq(p, out_of(p)->state, SMI_LOW);
}

static void the_gap_is_four_edges_when_a_cause_still_stands(pair_t *p)
{
    start_low(p);
    write_en(p, ON | EOS);
    for (int i = 1; i <= EOS_GAP_PCICLK; i++) {
        expect_true(p, out_of(p)->smi_n);
        expect_eq(p, out_of(p)->state, SMI_GAP);
        expect_eq(p, out_of(p)->smi_en, ON | EOS);
        tick(p);
    }
    expect_false(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_en, ON); /* software reads EOS back as 0 */
}

static void the_gap_is_four_edges_when_nothing_waits(pair_t *p)
{
    start_gap(p);
    pair_ticks(p, EOS_GAP_PCICLK - 1);
    expect_eq(p, out_of(p)->state, SMI_GAP);
    tick(p);
    expect_eq(p, out_of(p)->state, SMI_HIGH);
    expect_true(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_en, ON | EOS);
}

/* The write is sampled on gap edge `at`; the status stands one edge later, so the pull is never before edge 4 and
 * after it comes two edges behind the write. */
static void a_cause_inside_the_gap_waits_for_its_end(pair_t *p)
{
    for (int at = 1; at <= 7; at++) {
        int pull = at < EOS_GAP_PCICLK ? EOS_GAP_PCICLK : at + 1;
        start_gap(p);
        for (int edge = 1; edge <= 9; edge++) {
            if (edge == at)
                put_apm(p, 0, 1);
            tick(p);
            expect_eq(p, out_of(p)->smi_n, edge < pull);
        }
    }
}

static void a_cause_cleared_inside_the_gap_does_not_pull_again(pair_t *p)
{
    for (int at = 1; at <= EOS_GAP_PCICLK; at++) {
        start_low(p);
        write_en(p, ON | EOS);
        for (int edge = 1; edge <= 8; edge++) {
            if (edge == at)
                put_reg(p, 1, 15, APM_STS_BIT);
            tick(p);
        }
        expect_eq(p, out_of(p)->smi_n, at < EOS_GAP_PCICLK); /* cleared on the last edge: too late */
    }
}

static void eos_writes_inside_the_gap_do_not_stretch_it(pair_t *p)
{
    start_gap(p);
    for (int i = 1; i <= EOS_GAP_PCICLK; i++)
        write_en(p, ON | EOS);
    expect_eq(p, out_of(p)->state, SMI_HIGH);
    expect_eq(p, out_of(p)->smi_en, ON | EOS);
    write_en(p, ON | EOS);
    expect_eq(p, out_of(p)->state, SMI_HIGH);
}

static void writing_eos_zero_inside_the_gap_does_not_clear_it(pair_t *p)
{
    start_gap(p);
    write_en(p, ON);
    expect_eq(p, out_of(p)->smi_en, ON | EOS);
}

static void an_eos_write_in_the_last_clock_of_the_gap_loses(pair_t *p)
{
    start_low(p);
    write_en(p, ON | EOS);
    pair_ticks(p, EOS_GAP_PCICLK - 1);
    write_en(p, ON | EOS);
    expect_eq(p, out_of(p)->state, SMI_LOW);
    expect_eq(p, out_of(p)->smi_en, ON);
}

static void gbl_smi_en_cleared_inside_the_gap_ends_in_high(pair_t *p)
{
    start_low(p);
    write_en(p, ON | EOS);
    write_en(p, APMC_EN);
    pair_ticks(p, 10);
    expect_true(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_sts, APM_STS_BIT);
    write_en(p, ON);
    tick(p);
    expect_false(p, out_of(p)->smi_n);
}

static void smi_lock_freezes_gbl_smi_en_alone(pair_t *p)
{
    for (uint32_t gbl = 0; gbl < 2; gbl++) {
        start(p, gbl);
        in_of(p)->lock_set = true;
        tick(p);
        expect_true(p, out_of(p)->smi_lock);
        expect_eq(p, out_of(p)->smi_en, gbl);
        write_en(p, (SMI_EN_RW & ~(uint32_t)GBL_SMI_EN) | (gbl ^ 1));
        expect_eq(p, out_of(p)->smi_en, (SMI_EN_RW & ~(uint32_t)GBL_SMI_EN) | gbl);
        write_en(p, gbl ^ 1);
        expect_eq(p, out_of(p)->smi_en, gbl);
        expect_true(p, out_of(p)->smi_lock);
    }
}

static void a_write_in_the_clock_of_the_lock_still_lands(pair_t *p)
{
    for (uint32_t gbl = 0; gbl < 2; gbl++) {
        start(p, gbl ^ 1);
        in_of(p)->lock_set = true;
        write_en(p, gbl);
        expect_eq(p, out_of(p)->smi_en, gbl);
        write_en(p, gbl ^ 1); /* the next one does not */
        expect_eq(p, out_of(p)->smi_en, gbl);
    }
}

static void a_locked_chip_still_runs_the_eos_protocol(pair_t *p)
{
    start(p, ON | EOS);
    in_of(p)->lock_set = true;
    tick(p);
    write_apm_cnt(p, 1);
    tick(p);
    expect_false(p, out_of(p)->smi_n);
    write_sts(p, APM_STS_BIT);
    write_en(p, APMC_EN | EOS);
    expect_true(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_en, ON | EOS);
}

static void reset_lifts_smi_at_once_in_every_state(pair_t *p)
{
    for (int where = 0; where < 5; where++) {
        if (where == 0)
            start_low(p);
        else
            start_gap(p);
        pair_ticks(p, (unsigned)where);
        in_of(p)->lock_set = true;
        put_apm(p, 1, 0xff);
        tick(p);
        pair_reset_edge(p);
        every_register_has_its_reset_value(p);
        pair_ticks(p, 10);
        every_register_has_its_reset_value(p);
        write_en(p, ON);
        write_apm_cnt(p, 1);
        pair_ticks(p, 5);
        expect_true(p, out_of(p)->smi_n); /* EOS went with the reset */
        in_of(p)->first_smi = true;
        tick(p);
        expect_false(p, out_of(p)->smi_n); /* and this is the first SMI again */
    }
}

static void writes_during_reset_are_lost(pair_t *p)
{
    put_reg(p, 0, 15, 0xffffffff);
    put_apm(p, 0, 0xff);
    in_of(p)->lock_set = true;
    in_of(p)->gpi_sts = true;
    pair_reset_edge(p);
    every_register_has_its_reset_value(p);
}

static void random_writes_agree(pair_t *p)
{
    static const uint32_t ens[] = {ON, ON | EOS, ON | EOS, ON | EOS, EOS, APMC_EN | EOS, GBL_SMI_EN | EOS, 0, GBL_SMI_EN,
                                   GBL_SMI_EN | SWSMI_TMR_EN | EOS, GBL_SMI_EN | PERIODIC_EN | EOS, SMI_EN_RW | EOS};
    static const uint32_t stss[] = {APM_STS_BIT, APM_STS_BIT, 0, 0xffffffff, 0xffffffdf, GPI_STS_BIT,
                                    SWSMI_TMR_STS_BIT, PERIODIC_STS_BIT};
    unsigned smis = 0;
    bool was = true;
    start(p, 0);
    for (int i = 0; i < 400000; i++) {
        smi_ctl_in_t *in = in_of(p);
        if (pair_one_in(p, 250)) {
            in->sts_needs_en = pair_one_in(p, 2);
            in->first_smi = pair_one_in(p, 2);
            in->eos_reset = pair_one_in(p, 2);
            pair_reset_edge(p);
        }
        unsigned be = pair_one_in(p, 4) ? pair_below(p, 16) : 15;
        if (pair_one_in(p, 3)) {
            uint32_t en = ens[pair_below(p, sizeof ens / sizeof *ens)];
            put_reg(p, 0, be, pair_one_in(p, 8) ? pair_rand(p) : en);
        } else if (pair_one_in(p, 3)) {
            put_reg(p, 1, be, stss[pair_below(p, sizeof stss / sizeof *stss)]);
        }
        if (pair_one_in(p, 3)) {
            bool b3h = pair_one_in(p, 4);
            put_apm(p, b3h, pair_below(p, 256));
        }
        in->lock_set = pair_one_in(p, 150);
        in->sw_set = pair_one_in(p, 25);
        in->per_set = pair_one_in(p, 25);
        in->gpi_sts = in->gpi_sts ? !pair_one_in(p, 3) : pair_one_in(p, 20);
        tick(p);
        smis += was && !out_of(p)->smi_n;
        was = out_of(p)->smi_n;
    }
    expect_true(p, smis > 1000);
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(every_register_has_its_reset_value, "chipset facts 2.3, 2.4, 3.1",
        "in reset SMI# is high, SMI_EN, SMI_STS, B2h and B3h are 0, SMI_LOCK is open"),
    DIRECTED_TEST(smi_en_keeps_its_built_bits_and_no_other, "chipset facts 2.3",
        "each bit of SMI_EN alone: built bits are read/write, EOS is set by 1 and kept by 0, all others read 0"),
    DIRECTED_TEST(smi_en_writes_honour_byte_lanes, "chipset facts 2.3, section 10 row 28",
        "a write of SMI_EN changes the bytes whose lane is on and no other"),
    DIRECTED_TEST(a_status_write_does_not_reach_smi_en, "chipset facts 2.3, 2.4",
        "a write of SMI_STS leaves SMI_EN as it is, and all ones set no status"),
    DIRECTED_TEST(b2h_stores_and_sets_its_status, "chipset facts 3.1",
        "a write of B2h stores the byte and sets APM_STS; clearing APM_STS keeps the byte"),
    DIRECTED_TEST(b3h_is_a_plain_scratch_byte, "chipset facts 3.1",
        "a write of B3h stores the byte, sets no status and pulls no SMI#"),
    DIRECTED_TEST(apm_sts_is_cleared_by_writing_one_in_its_byte, "chipset facts 2.4",
        "APM_STS is cleared by a 1 in its own bit, byte lane and register only; a 1 never sets it"),
    DIRECTED_TEST(a_set_wins_over_a_clear_in_the_same_clock, "chipset facts 2.7 E6a",
        "a clear of APM_STS in the clock of a B2h write loses"),
    DIRECTED_TEST(a_b3h_write_does_not_save_apm_sts_from_a_clear, "chipset facts 2.4, 3.1",
        "a clear of APM_STS in the clock of a B3h write clears: B3h is no cause"),
    DIRECTED_TEST(with_sts_needs_en_the_enable_before_the_write_decides, "chipset facts 3.1 (apm_sts_needs_en)",
        "with the strap, B2h sets APM_STS only if APMC_EN stood before this clock's write of SMI_EN"),
    DIRECTED_TEST(clearing_the_enable_leaves_the_status, "chipset facts 2.4",
        "clearing APMC_EN leaves APM_STS set"),
    DIRECTED_TEST(an_expiry_sets_its_status_while_its_enable_stands, "chipset facts 2.6 rows 5 and 6",
        "a timer's expiry sets its status if its enable stood before this clock's write of SMI_EN"),
    DIRECTED_TEST(a_timer_status_is_cleared_by_writing_one_in_its_byte, "chipset facts 2.4, 2.7 E6a",
        "SWSMI_TMR_STS and PERIODIC_STS: a 1 in the bit and lane clears, an expiry in the same clock wins if enabled"),
    DIRECTED_TEST(a_timer_pulls_smi_with_its_enable_and_the_global_one, "chipset facts 2.4, 2.6 rows 5 and 6",
        "a timer status pulls SMI# only with its own enable and GBL_SMI_EN, also when they come later"),
    DIRECTED_TEST(gpi_sts_shows_the_level_of_the_last_edge, "chipset facts 2.4",
        "GPI_STS follows its level; writing 1 does not clear it"),
    DIRECTED_TEST(an_apm_write_pulls_smi_and_clears_eos_one_edge_later, "chipset facts 2.7 E1",
        "SMI# falls, and EOS with it, one PCICLK after APM_STS is set"),
    DIRECTED_TEST(a_gpi_level_of_one_clock_pulls_smi, "chipset facts 2.4, 2.7 E1",
        "GPI_STS of one clock pulls SMI#; it has no enable in SMI_EN"),
    DIRECTED_TEST(a_request_needs_its_enable_and_the_global_one, "chipset facts 2.6",
        "SMI# falls with GBL_SMI_EN and the status' own enable, not with one of them; EOS stays while it does not"),
    DIRECTED_TEST(an_enable_written_later_lets_a_waiting_status_through, "chipset facts 2.6",
        "a status waits for its enable; SMI# falls one clock after the enable is written"),
    DIRECTED_TEST(a_cause_cleared_or_disabled_on_the_edge_of_the_pull_is_too_late, "chipset facts 2.6, 2.7 E1",
        "registers before the edge make the request: clearing status or enable on that edge does not stop it"),
    DIRECTED_TEST(without_eos_a_request_waits, "chipset facts 2.7 E1",
        "without EOS a request does not pull SMI#; setting EOS lets it through"),
    DIRECTED_TEST(with_first_smi_the_first_one_needs_no_eos, "chipset facts 2.7 E6 (first_smi_without_eos)",
        "with the strap, the first SMI after reset needs no EOS"),
    DIRECTED_TEST(eos_is_zero_while_reset_is_held_and_then_by_strap, "chipset facts 2.3 (smi_en_eos_reset)",
        "EOS reads 0 in reset; the first clock after it sets EOS if the strap says so, and a written 0 keeps it"),
    DIRECTED_TEST(the_strap_of_eos_is_looked_at_on_the_first_edge_alone, "chipset facts 2.3 (smi_en_eos_reset)",
        "the strap of EOS acts on the first clock after reset only, beside a write of SMI_EN"),
    DIRECTED_TEST(with_eos_reset_one_smi_needs_no_write_and_the_next_does,
        "chipset facts 2.3, 2.7 E2 (smi_en_eos_reset)",
        "EOS out of reset is used up by the first SMI; SMI# then stays low until software sets EOS"),
    DIRECTED_TEST(after_the_first_smi_eos_is_needed_again, "chipset facts 2.7 E6, E2 (first_smi_without_eos)",
        "the exception for the first SMI holds once; the second stays low until EOS"),
    DIRECTED_TEST(a_write_without_eos_does_not_end_the_state_after_reset,
        "chipset facts 2.7 E6 (first_smi_without_eos)",
        "writing EOS as 0, or in a lane that is off, does not use up the first SMI's exception"),
    DIRECTED_TEST(an_eos_write_in_the_clock_of_the_pull_loses, "chipset facts 2.7 E1",
        "EOS set in the clock in which SMI# falls is cleared: the pull wins"),
    DIRECTED_TEST(smi_stays_low_until_eos_even_when_the_cause_is_cleared, "chipset facts 2.7 E2",
        "only EOS = 1 ends SMI# low: no cleared cause, GBL_SMI_EN = 0, EOS = 0, lane off, or bit 1 of SMI_STS"),
    DIRECTED_TEST(new_causes_while_low_only_set_status, "chipset facts 2.7 E2",
        "a cause while SMI# is low sets its status and nothing else"),
    DIRECTED_TEST(the_gap_is_four_edges_when_a_cause_still_stands, "chipset facts 2.7 E3, E4",
        "with a cause standing SMI# is high for 4 PCICLK after EOS, then falls again and EOS reads 0"),
    DIRECTED_TEST(the_gap_is_four_edges_when_nothing_waits, "chipset facts 2.7 E3",
        "with no cause the 4 PCICLK of the gap pass, SMI# stays high and EOS stays 1"),
    DIRECTED_TEST(a_cause_inside_the_gap_waits_for_its_end, "chipset facts 2.7 E3",
        "a B2h write in any clock of the gap pulls SMI# after its 4 PCICLK, not before"),
    DIRECTED_TEST(a_cause_cleared_inside_the_gap_does_not_pull_again, "chipset facts 2.7 E4",
        "a cause cleared before the last clock of the gap does not pull SMI# again; cleared in it, it does"),
    DIRECTED_TEST(eos_writes_inside_the_gap_do_not_stretch_it, "chipset facts 2.7 E3",
        "setting EOS again inside the gap does not restart its 4 PCICLK"),
    DIRECTED_TEST(writing_eos_zero_inside_the_gap_does_not_clear_it, "chipset facts 2.3",
        "software cannot clear EOS by writing 0 in the gap"),
    DIRECTED_TEST(an_eos_write_in_the_last_clock_of_the_gap_loses, "chipset facts 2.7 E1, E4",
        "EOS set in the clock in which the gap ends with a pull is cleared: the pull wins"),
    DIRECTED_TEST(gbl_smi_en_cleared_inside_the_gap_ends_in_high, "chipset facts 2.6, 2.7 E4",
        "GBL_SMI_EN cleared in the gap keeps SMI# high after it; set again, the standing cause pulls"),
    DIRECTED_TEST(smi_lock_freezes_gbl_smi_en_alone, "chipset facts 1.5",
        "SMI_LOCK freezes GBL_SMI_EN at 0 or 1; every other bit of SMI_EN is still writable"),
    DIRECTED_TEST(a_write_in_the_clock_of_the_lock_still_lands, "chipset facts 1.5; model/ich9/smi_ctl.h",
        "a write of GBL_SMI_EN in the clock that sets SMI_LOCK lands; the next one does not"),
    DIRECTED_TEST(a_locked_chip_still_runs_the_eos_protocol, "chipset facts 1.5, 2.7",
        "with SMI_LOCK set SMI# falls, and EOS releases it, as before"),
    DIRECTED_TEST(reset_lifts_smi_at_once_in_every_state, "chipset facts 1.5, 2.3, 2.4",
        "reset in LOW, in each clock of the gap and in HIGH lifts SMI# and every register at once, SMI_LOCK too"),
    DIRECTED_TEST(writes_during_reset_are_lost, "chipset facts 2.3, 2.4, 3.1",
        "register writes, the lock and a GPI level while reset is held change nothing"),
    RANDOM_TEST(random_writes_agree, "random writes, expiries, levels and resets"),
    DIRECTED_END,
};

const directed_t directed_smi_ctl = {&smi_ctl_block, tests};
