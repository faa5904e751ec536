#include "cpu/smiact.h"

static const char *const families[] = {"pin", "transaction", NULL};

static void inputs(const cover_edge_t *e, cover_bins_t *b)
{
    const smiact_in_t *in = e->in;
    const smiact_out_t *was = e->was;
    COVER(b, was->state, in->want_smm, in->bus_idle, in->ack_done);
}

static void step(const cover_edge_t *e, cover_bins_t *b)
{
    const smiact_in_t *in = e->in;
    const smiact_out_t *was = e->was, *out = e->out;
    COVER(b, was->state, in->by_txn, out->state != was->state);
}
static const cover_never_t step_never[] = {
    {{SMIACT_ENTER_ACK, 0, COVER_ANY}, "the pin family gives its sign without a transaction"},
    {{SMIACT_LEAVE_ACK, 0, COVER_ANY}, "the pin family gives its sign without a transaction"},
    {{0}, NULL}};

static const char *const phases[] = {"A", "B", "F", "G", NULL};
static const char *const clks[] = {"0", "1", "2", "3..15", "16..254", "255", NULL};

static unsigned clks_of(unsigned n)
{
    return n <= 2 ? n : n <= 15 ? 3 : n <= 254 ? 4 : 5;
}

/* The length of a phase, at the edge that ends it. */
static void phase(const cover_edge_t *e, cover_bins_t *b)
{
    const smiact_in_t *in = e->in;
    const smiact_out_t *was = e->was, *out = e->out;
    if (was->state == out->state)
        return;
    switch ((enum smiact_state)was->state) {
    case SMIACT_ENTER_WAIT: COVER(b, 0, clks_of(in->clk_a)); break;
    case SMIACT_ENTER_GAP: COVER(b, 1, clks_of(in->clk_b)); break;
    case SMIACT_LEAVE_WAIT: COVER(b, 2, clks_of(in->clk_f)); break;
    case SMIACT_LEAVE_GAP: COVER(b, 3, clks_of(in->clk_g)); break;
    case SMIACT_OUTSIDE:
    case SMIACT_ENTER_ACK:
    case SMIACT_INSIDE:
    case SMIACT_LEAVE_ACK: break;
    }
}

static const char *const acks[] = {"entry", "exit", NULL};

static void smmem(const cover_edge_t *e, cover_bins_t *b)
{
    const smiact_in_t *in = e->in;
    const smiact_out_t *out = e->out;
    if (out->state == SMIACT_ENTER_ACK)
        COVER(b, 0, in->entry_smmem, out->smmem_n);
    if (out->state == SMIACT_LEAVE_ACK)
        COVER(b, 1, in->exit_smmem, out->smmem_n);
}
static const cover_never_t smmem_never[] = {
    {{COVER_ANY, 0, 0}, "without its strap SMMEM# is high in the acknowledge"},
    {{COVER_ANY, 1, 1}, "with its strap SMMEM# is low in the acknowledge"},
    {{0}, NULL}};

const cover_group_t smiact_cover[] = {
    {"inputs", "each state with each combination of the core's and the bus unit's wires", "model/cpu/smiact.h",
     COVER_HERE,
     {{"state", smiact_state_names}, {"want_smm", cover_0_1}, {"bus_idle", cover_0_1}, {"ack_done", cover_0_1}}, inputs,
     NULL},
    {"step", "each state is kept and left, in both families", "cpu facts 6.1, 6.2", COVER_HERE,
     {{"state", smiact_state_names}, {"family", families}, {"leaves", cover_no_yes}}, step, step_never},
    {"phase", "phases of each length", "cpu facts 7.1", COVER_HERE, {{"phase", phases}, {"clks", clks}}, phase, NULL},
    {"smmem", "SMMEM# in both acknowledges, with each strap", "cpu facts 6.2", COVER_HERE,
     {{"ack", acks}, {"strap", cover_0_1}, {"smmem_n", cover_0_1}}, smmem, smmem_never},
    {0}};
