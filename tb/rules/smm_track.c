/* Rules about smm_track: which agent is in SMM, from the wires of a request. */
#include "block_rules.h"

#include "bus.h"
#include "mch/smm_track.h"

#include <inttypes.h>

static const smm_track_in_t *in(const look_t *l) { return l->in; }
static const smm_track_out_t *out(const look_t *l) { return l->out; }
static const smm_track_out_t *was(const look_t *l) { return l->was; }

static uint64_t agent_bit(const look_t *l)
{
    return UINT64_C(1) << (in(l)->agent & 63);
}

static bool is_ack(const look_t *l)
{
    return in(l)->by_txn && in(l)->req_a == REQ_SPECIAL && (in(l)->req_b & 7) == REQB_SPECIAL &&
           in(l)->be == in(l)->ack_code;
}

static answer_t agent_is(look_t *l, bool inside)
{
    if (!(out(l)->in_smm & agent_bit(l)) == !inside)
        return HOLDS;
    return broken(l, "agent %u is tracked as %s SMM", in(l)->agent, inside ? "outside" : "in");
}

static answer_t track_pin(look_t *l)
{
    return !in(l)->by_txn && !in(l)->ads_n ? agent_is(l, !in(l)->smiact_n) : NOT_ARMED;
}

static answer_t track_ack(look_t *l)
{
    return !in(l)->ads_n && is_ack(l) ? agent_is(l, !(was(l)->in_smm & agent_bit(l))) : NOT_ARMED;
}

static answer_t track_others(look_t *l)
{
    uint64_t may = !in(l)->ads_n && (!in(l)->by_txn || is_ack(l)) ? agent_bit(l) : 0;
    if ((was(l)->in_smm ^ out(l)->in_smm) & ~may)
        return broken(l, "in_smm goes from %" PRIX64 "h to %" PRIX64 "h, agent %u, ADS# %u", was(l)->in_smm,
                      out(l)->in_smm, in(l)->agent, in(l)->ads_n);
    return !in(l)->ads_n ? HOLDS : NOT_ARMED;
}

static answer_t track_request(look_t *l)
{
    bool inside = was(l)->in_smm & agent_bit(l);
    bool want = in(l)->by_txn ? inside && !in(l)->smmem_n && !is_ack(l) : !in(l)->smiact_n;
    if (in(l)->ads_n)
        return NOT_ARMED;
    if (out(l)->txn_smm == want)
        return HOLDS;
    return broken(l, "txn_smm is %u in a request of agent %u", out(l)->txn_smm, in(l)->agent);
}

static answer_t nobody_inside(look_t *l)
{
    if (!out(l)->in_smm && !out(l)->txn_smm)
        return HOLDS;
    return broken(l, "in_smm %" PRIX64 "h, txn_smm %u", out(l)->in_smm, out(l)->txn_smm);
}

static const block_rule_t rules[] = {
    {IN_RESET, "smm_track_reset",
     "in reset nobody is in SMM",
     "SDM vol 3 table 9-1 (interconnect facts 2.1)", nobody_inside},
    {RUNNING, "track_pin",
     "pin family: the agent that drives ADS# is in SMM exactly when SMIACT# is low then",
     "SDM vol 3 34.13 (CPU facts 6.1)", track_pin},
    {RUNNING, "track_ack",
     "transaction family: an SMI acknowledge moves its agent into SMM, or out of it",
     "SDM vol 3 34.3.1, 34.3.2 (CPU facts 6.2)", track_ack},
    {RUNNING, "track_others",
     "what one agent does moves no other, and in the transaction family only an acknowledge moves anyone",
     "SDM vol 3 34.3.1, 34.3.2 (CPU facts 6.2)", track_others},
    {RUNNING, "track_request",
     "a request counts as made in SMM by SMIACT#, or by SMMEM# of an agent that is inside; an acknowledge never does",
     "SDM vol 3 34.3.1, 34.13 (CPU facts 6.1, 6.2)", track_request},
    {IN_RESET, NULL, NULL, NULL, NULL}};

static void forget(void *past)
{
    (void)past;
}

static bool follow(look_t *l)
{
    return !in(l)->ads_n;
}

const block_rules_t smm_track_rules = {&smm_track_block, rules, 0, forget, follow, NULL};
