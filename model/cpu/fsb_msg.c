#include "cpu/fsb_msg.h"

#include "bus.h"

SIG_TABLE(fsb_msg_in, FSB_MSG_IN)
SIG_TABLE(fsb_msg_out, FSB_MSG_OUT)

const char *const fsb_msg_kind_names[] = {"INT", "EOI", "XTPR", NULL};

enum { MODE_LOWEST = 1, MODE_INIT = 5, ANSWER_BCLKS = 3 /* rx_query rises, two BCLKs, the answer is sampled */ };

void fsb_msg_reset(fsb_msg_t *s, fsb_msg_out_t *out)
{
    *s = (fsb_msg_t){0};
    *out = s->o;
}

static void ask_biu(fsb_msg_t *s, enum fsb_msg_kind kind, uint32_t addr, unsigned data)
{
    s->o.biu_seq++;
    s->o.biu_kind = (uint8_t)kind;
    s->o.biu_addr = addr;
    s->o.biu_data = (uint16_t)data;
}

/* The message tx_seq sets out; true when nothing has to (INIT level de-assert). */
static bool send(fsb_msg_t *s, const fsb_msg_in_t *in)
{
    if (in->tx_eoi) {
        ask_biu(s, FSB_MSG_EOI, 0, in->tx_vector);
        return false;
    }
    if (in->tx_mode == MODE_INIT && !in->tx_level && in->tx_trig)
        return true;
    uint32_t addr = FSB_BASE | (uint32_t)in->tx_dest << FSB_DEST_SHIFT;
    addr |= in->tx_mode == MODE_LOWEST ? FSB_HINT : 0u;
    addr |= in->tx_dm ? FSB_LOGICAL : 0u;
    unsigned data = FSB_ASSERT | (in->tx_dm ? FSB_DATA_DM : 0u) | (unsigned)in->tx_mode << FSB_MODE_SHIFT;
    ask_biu(s, FSB_MSG_INT, addr, data | in->tx_vector);
    return false;
}

static uint32_t task_priority(const fsb_msg_in_t *in)
{
    unsigned word = XTPR_ENABLED | (in->cluster ? XTPR_CLUSTER : 0u) | (unsigned)(in->apr >> 4) << XTPR_CLASS_SHIFT |
                    in->logical;
    return in->enabled ? (uint32_t)in->id << 16 | word : 0;
}

static void transmit(fsb_msg_t *s, const fsb_msg_in_t *in)
{
    fsb_msg_out_t *o = &s->o;
    if (in->biu_done != o->biu_seq)
        return;
    bool over = s->tx_seq != o->tx_done; /* the request that has ended was this message */
    if (over) {
        o->tx_done = s->tx_seq;
        o->tx_ok = true;
    } else if (task_priority(in) != s->xtpr) {
        s->xtpr = task_priority(in);
        ask_biu(s, FSB_MSG_XTPR, (s->xtpr >> 16) << FSB_DEST_SHIFT, s->xtpr & 0xffff);
    } else if (in->tx_seq != s->tx_seq) {
        s->tx_seq = in->tx_seq;
        if (send(s, in)) {
            o->tx_done = s->tx_seq;
            o->tx_ok = true;
        }
    }
}

static void receive(fsb_msg_t *s, const fsb_msg_in_t *in)
{
    fsb_msg_out_t *o = &s->o;
    if (in->imsg_seq != s->imsg_seen) {
        s->imsg_seen = in->imsg_seq;
        s->count = 0;
        o->rx_query = true;
        o->rx_own = !in->imsg_io && in->imsg_agent == in->agent_id;
        o->rx_dm = in->imsg_addr & FSB_LOGICAL;
        o->rx_dest = (uint8_t)(in->imsg_addr >> FSB_DEST_SHIFT);
        o->rx_mode = in->imsg_data >> FSB_MODE_SHIFT & 7;
        o->rx_level = in->imsg_data & FSB_ASSERT;
        o->rx_trig = in->imsg_data & FSB_TRIG;
        o->rx_vector = (uint8_t)in->imsg_data;
    } else if (o->rx_query) {
        s->count++;
        if (s->count < ANSWER_BCLKS)
            return;
        bool elsewhere = (in->imsg_addr & FSB_HINT) && in->imsg_target != in->agent_id;
        if (in->match && !elsewhere)
            o->rx_seq++;
        o->rx_query = false;
    }
}

void fsb_msg_tick(fsb_msg_t *s, const fsb_msg_in_t *in, fsb_msg_out_t *out)
{
    transmit(s, in);
    receive(s, in);
    *out = s->o;
}

BLOCK(fsb_msg, BCLK, false, "messages of one local APIC over the front-side bus: IPIs, EOI, task priority")
