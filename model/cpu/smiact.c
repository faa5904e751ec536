#include "cpu/smiact.h"

SIG_TABLE(smiact_in, SMIACT_IN)
SIG_TABLE(smiact_out, SMIACT_OUT)

const char *const smiact_state_names[] = {"OUTSIDE", "ENTER_WAIT", "ENTER_ACK", "ENTER_GAP", "INSIDE",
                                          "LEAVE_WAIT", "LEAVE_ACK", "LEAVE_GAP", NULL};

static void show(const smiact_t *s, smiact_out_t *out)
{
    out->smiact_n = s->smiact_n;
    out->smmem_n = s->smmem_n;
    out->ack_req = s->state == SMIACT_ENTER_ACK || s->state == SMIACT_LEAVE_ACK;
    out->in_smm = s->in_smm;
    out->state = s->state;
}

static void go(smiact_t *s, enum smiact_state state)
{
    s->state = (uint8_t)state;
    s->count = 0;
}

/* Counts one clock; true when `clks` of them have been spent in this state. */
static bool spent(smiact_t *s, uint8_t clks)
{
    s->count++;
    return s->count >= clks;
}

void smiact_reset(smiact_t *s, smiact_out_t *out)
{
    *s = (smiact_t){.smiact_n = true, .smmem_n = true};
    show(s, out);
}

void smiact_tick(smiact_t *s, const smiact_in_t *in, smiact_out_t *out)
{
    switch ((enum smiact_state)s->state) {
    case SMIACT_OUTSIDE: {
        if (in->want_smm)
            go(s, SMIACT_ENTER_WAIT);
        break;
    }
    case SMIACT_ENTER_WAIT: {
        if (!in->bus_idle) {
            s->count = 0;
        } else if (spent(s, in->clk_a)) {
            s->smiact_n = in->by_txn;
            s->smmem_n = !(in->by_txn && in->entry_smmem);
            go(s, in->by_txn ? SMIACT_ENTER_ACK : SMIACT_ENTER_GAP);
        }
        break;
    }
    case SMIACT_ENTER_ACK: {
        if (in->ack_done) {
            s->smmem_n = false;
            go(s, SMIACT_ENTER_GAP);
        }
        break;
    }
    case SMIACT_ENTER_GAP: {
        if (spent(s, in->clk_b)) {
            s->in_smm = true;
            go(s, SMIACT_INSIDE);
        }
        break;
    }
    case SMIACT_INSIDE: {
        if (!in->want_smm)
            go(s, SMIACT_LEAVE_WAIT);
        break;
    }
    case SMIACT_LEAVE_WAIT: {
        if (!in->bus_idle) {
            s->count = 0;
        } else if (spent(s, in->clk_f)) {
            s->smiact_n = true;
            s->smmem_n = !(in->by_txn && in->exit_smmem);
            go(s, in->by_txn ? SMIACT_LEAVE_ACK : SMIACT_LEAVE_GAP);
        }
        break;
    }
    case SMIACT_LEAVE_ACK: {
        if (in->ack_done) {
            s->smmem_n = true;
            go(s, SMIACT_LEAVE_GAP);
        }
        break;
    }
    case SMIACT_LEAVE_GAP: {
        if (spent(s, in->clk_g)) {
            s->in_smm = false;
            go(s, SMIACT_OUTSIDE);
        }
        break;
    }
    }
    show(s, out);
}

BLOCK(smiact, BCLK, true, "SMIACT# pin, or SMI-acknowledge transactions and SMMEM#, with the phases of entry and exit")
