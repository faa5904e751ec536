/* Rules about smiact: the sign of entry and exit of one CPU. */
#include "block_rules.h"

#include "cpu/smiact.h"

#include <inttypes.h>

/* Since reset; BCLK, or NEVER. */
struct past {
    uint64_t idle_since; /* first of the edges in a row that saw the bus idle */
    uint64_t sign_cycle; /* of the last sign: SMIACT# moved, or its acknowledge was out */
    bool asked_in, asked_out; /* want_smm was seen 1, 0 since the last hand-over */
};

static const smiact_in_t *in(const look_t *l) { return l->in; }
static const smiact_out_t *out(const look_t *l) { return l->out; }
static const smiact_out_t *was(const look_t *l) { return l->was; }
static struct past *past(const look_t *l) { return l->past; }

static bool pin_moves(const look_t *l)
{
    return was(l)->smiact_n != out(l)->smiact_n;
}

/* The sign begins at this edge; *entering says which. */
static bool sign_begins(const look_t *l, bool *entering)
{
    *entering = !was(l)->in_smm;
    return pin_moves(l) || (!was(l)->ack_req && out(l)->ack_req);
}

static uint64_t least(uint8_t clocks)
{
    return clocks ? clocks : 1;
}

static answer_t sign_after_idle(look_t *l, bool of_entry, uint8_t clocks)
{
    bool entering;
    if (!sign_begins(l, &entering) || entering != of_entry)
        return NOT_ARMED;
    uint64_t idle = past(l)->idle_since == NEVER ? 0 : l->cycle - past(l)->idle_since + 1;
    return idle >= least(clocks) ? HOLDS : broken(l, "a sign after %" PRIu64 " idle BCLK, want %u", idle, clocks);
}

static answer_t entry_after_idle(look_t *l)
{
    return sign_after_idle(l, true, in(l)->clk_a);
}

static answer_t exit_after_idle(look_t *l)
{
    return sign_after_idle(l, false, in(l)->clk_f);
}

static answer_t gap_after_sign(look_t *l, bool of_entry, uint8_t clocks)
{
    if (was(l)->in_smm == out(l)->in_smm || out(l)->in_smm != of_entry)
        return NOT_ARMED;
    if (past(l)->sign_cycle == NEVER)
        return broken(l, "in_smm goes to %u and there was no sign", out(l)->in_smm);
    uint64_t gap = l->cycle - past(l)->sign_cycle;
    if (gap >= least(clocks))
        return HOLDS;
    return broken(l, "in_smm goes to %u %" PRIu64 " BCLK after the sign, want %u", out(l)->in_smm, gap, clocks);
}

static answer_t gap_after_entry(look_t *l)
{
    return gap_after_sign(l, true, in(l)->clk_b);
}

static answer_t gap_after_exit(look_t *l)
{
    return gap_after_sign(l, false, in(l)->clk_g);
}

static answer_t sign_is_asked(look_t *l)
{
    bool entering;
    if (!sign_begins(l, &entering))
        return NOT_ARMED;
    return must(l, entering ? past(l)->asked_in : past(l)->asked_out,
                entering ? "a sign of entry and want_smm was never 1" : "a sign of exit and want_smm was never 0");
}

static answer_t sign_of_family(look_t *l)
{
    const smiact_out_t *o = out(l);
    if (in(l)->by_txn ? !o->smiact_n : !o->smmem_n || o->ack_req)
        return broken(l, "by_txn %u: SMIACT# %u, SMMEM# %u, ack_req %u", in(l)->by_txn, o->smiact_n, o->smmem_n,
                      o->ack_req);
    return o->state != was(l)->state ? HOLDS : NOT_ARMED;
}

static answer_t sign_level(look_t *l)
{
    bool low = in(l)->by_txn ? !out(l)->smmem_n : !out(l)->smiact_n;
    if (was(l)->in_smm != out(l)->in_smm)
        return must(l, low == out(l)->in_smm,
                    out(l)->in_smm ? "in SMM without its sign" : "out of SMM and its sign stands");
    return NOT_ARMED;
}

static answer_t ack_until_done(look_t *l)
{
    if (!was(l)->ack_req)
        return NOT_ARMED;
    if (out(l)->ack_req != in(l)->ack_done)
        return HOLDS;
    return broken(l, "ack_req is %u after an edge with ack_done %u", out(l)->ack_req, in(l)->ack_done);
}

static answer_t no_sign(look_t *l)
{
    const smiact_out_t *o = out(l);
    if (o->smiact_n && o->smmem_n && !o->in_smm)
        return HOLDS;
    return broken(l, "SMIACT# %u, SMMEM# %u, in_smm %u", o->smiact_n, o->smmem_n, o->in_smm);
}

static const block_rule_t rules[] = {
    {IN_RESET, "smiact_reset",
     "in reset SMIACT# and SMMEM# are high and the CPU is not in SMM",
     "SDM vol 3 table 9-1 (interconnect facts 2.1)", no_sign},
    {RUNNING, "sign_is_asked",
     "a sign of entry or exit comes only when the core asked for it",
     "SDM vol 3 34.3.1, 34.3.2 (CPU facts 6.1, 6.2)", sign_is_asked},
    {RUNNING, "sign_of_family",
     "one family moves SMIACT# only, the other SMMEM# and its acknowledge only",
     "SDM vol 3 34.3.1, 34.13 (CPU facts 6.1, 6.2)", sign_of_family},
    {RUNNING, "sign_level",
     "the core is told that SMM is entered with SMIACT# or SMMEM# low, and that it is left with it high",
     "Am486DE2 data sheet p.24, SDM vol 3 34.3.1 (CPU facts 6.1, 6.2)", sign_level},
    {RUNNING, "ack_until_done",
     "an SMI acknowledge is asked for until it is out, and then no more",
     "SDM vol 3 34.3.1, 34.3.2 (CPU facts 6.2)", ack_until_done},
    {RUNNING, "entry_after_idle",
     "at least clk_a idle BCLK in a row come before the sign of entry",
     "Am486DE2 figure 7 (CPU facts 7.1 phase A)", entry_after_idle},
    {RUNNING, "gap_after_entry",
     "at least clk_b BCLK from the sign of entry to SMM",
     "Am486DE2 figure 7 (CPU facts 7.1 phase B)", gap_after_entry},
    {RUNNING, "exit_after_idle",
     "at least clk_f idle BCLK in a row come before the sign of exit",
     "Am486DE2 figure 7 (CPU facts 7.1 phase F)", exit_after_idle},
    {RUNNING, "gap_after_exit",
     "at least clk_g BCLK from the sign of exit to the end of SMM",
     "Am486DE2 figure 7 (CPU facts 7.1 phase G)", gap_after_exit},
    {IN_RESET, NULL, NULL, NULL, NULL}};

static void forget(void *p)
{
    *(struct past *)p = (struct past){.idle_since = NEVER, .sign_cycle = NEVER};
}

static bool follow(look_t *l)
{
    struct past *p = past(l);
    if (!in(l)->bus_idle)
        p->idle_since = NEVER;
    else if (p->idle_since == NEVER)
        p->idle_since = l->cycle;
    return was(l)->ack_req || !(in(l)->want_smm ? p->asked_in : p->asked_out);
}

static void after(look_t *l)
{
    struct past *p = past(l);
    if (pin_moves(l) || (was(l)->ack_req && !out(l)->ack_req))
        p->sign_cycle = l->cycle;
    if (was(l)->in_smm != out(l)->in_smm) {
        p->asked_in = p->asked_out = false;
        p->sign_cycle = NEVER;
    }
    p->asked_in |= in(l)->want_smm;
    p->asked_out |= !in(l)->want_smm;
}

const block_rules_t smiact_rules = {&smiact_block, rules, sizeof(struct past), forget, follow, after};
