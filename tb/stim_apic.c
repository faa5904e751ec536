/* The serial APIC bus around one agent in `smmscope check`: two more agents, somebody who pulls a wire at the wrong
 * time, and an APIC that has messages to send. */
#include "check_stim.h"

#include <assert.h>

#include "apic/apic_agent.h"

enum { OTHER_AGENTS = 2, INIT = 5 };

typedef struct apic_bus {
    apic_agent_t self, other[OTHER_AGENTS]; /* self: the C block on the same inputs */
    apic_agent_in_t in[OTHER_AGENTS];
} apic_bus_t;
static_assert(sizeof(apic_bus_t) <= sizeof(((stim_t *)0)->others), "the agents around apic_agent have no room");

static uint8_t corner(stim_t *s)
{
    unsigned k = stim_below(s, 8);
    return k == 0 ? 0 : k == 1 ? 0xff : (uint8_t)stim_draw(s);
}

/* The APIC behind has a message to send when the last one is done. What it sends stands until then, as it must; now and
 * then it does not. */
static void think(stim_t *s, const apic_agent_t *a, apic_agent_in_t *in, unsigned rest, uint8_t whom)
{
    static const uint8_t modes[] = {0, 1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 4, 5, 5, 6, 7};
    if (stim_one_in(s, a->o.tx_done == in->tx_seq ? rest : 3000)) {
        in->tx_seq = (uint8_t)(stim_one_in(s, 4) ? stim_draw(s) : in->tx_seq + 1u);
        in->tx_eoi = stim_one_in(s, 6);
        in->tx_dm = stim_one_in(s, 3);
        in->tx_mode = modes[stim_below(s, sizeof modes)];
        in->tx_level = in->tx_mode == INIT ? stim_one_in(s, 3) : !stim_one_in(s, 4);
        in->tx_trig = in->tx_mode == INIT ? !stim_one_in(s, 3) : stim_one_in(s, 4);
        in->tx_vector = corner(s);
        in->tx_dest = stim_one_in(s, 3) ? 15 : stim_one_in(s, 2) ? whom : corner(s);
    }
    if (stim_one_in(s, 40))
        in->prio = corner(s);
    if (stim_one_in(s, 40)) {
        in->rr_data = stim_one_in(s, 4) ? 0 : (uint32_t)stim_draw(s);
        in->rr_ok = !stim_one_in(s, 3);
    }
}

static void answer(stim_t *s, apic_agent_in_t *in, const apic_agent_in_t *tested)
{
    if (stim_one_in(s, 12))
        in->match = !stim_one_in(s, 3);
    if (stim_one_in(s, 20))
        in->accept = !stim_one_in(s, 4);
    if (stim_one_in(s, 20))
        in->focus = stim_one_in(s, 6);
    if (stim_one_in(s, 8))
        in->prio = (uint8_t)(tested->prio ^ (stim_one_in(s, 3) ? 1u << stim_below(s, 8) : 0)); /* a tie, or nearly */
}

/* Wires that nobody should pull now: sometimes any, more often behind cycle 20, often in a status cycle. */
static unsigned disturb(stim_t *s, const apic_agent_out_t *o)
{
    unsigned c = o->cycle;
    bool status = o->rx_eoi ? c == 12 || c == 13 : c == 19 || c == 20 || (o->rx_query && (c == 33 || c == 37));
    if (stim_one_in(s, o->rx_query && c > 20 ? 30 : 150) || (status && stim_one_in(s, o->rx_query && c > 20 ? 2 : 3)))
        return stim_below(s, 4);
    return 0;
}

static void restart(stim_t *s, apic_bus_t *b, apic_agent_in_t *in)
{
    apic_agent_out_t out;
    apic_agent_reset(&b->self, &out);
    if (!stim_one_in(s, 4))
        in->tx_seq = 0;
    for (unsigned i = 0; i < OTHER_AGENTS; i++) {
        apic_agent_reset(&b->other[i], &out);
        b->in[i].tx_seq = 0;
        b->in[i].id = (in->id + 1u + 7 * i + stim_below(s, 7)) & 15;
    }
}

void stim_apic_others(stim_t *s, void *tested, bool rst_n)
{
    apic_agent_in_t *in = tested;
    apic_agent_out_t out;
    apic_bus_t *b = (apic_bus_t *)s->others;
    unsigned pulled = disturb(s, &b->self.o) | b->self.o.oe;
    for (unsigned i = 0; i < OTHER_AGENTS; i++)
        pulled |= b->other[i].o.oe;
    in->picd = ~pulled & 3;
    think(s, &b->self, in, b->self.o.cycle ? 30 : 9, b->in[0].id);
    answer(s, in, in);
    in->en = !stim_one_in(s, b->self.o.state == AGENT_IDLE ? 300 : 2500); /* it is off then until reset */
    if (!rst_n) {
        restart(s, b, in);
        return;
    }
    apic_agent_tick(&b->self, in, &out);
    for (unsigned i = 0; i < OTHER_AGENTS; i++) {
        apic_agent_in_t *other = &b->in[i];
        think(s, &b->other[i], other, 70, in->id);
        answer(s, other, in);
        other->picd = in->picd;
        other->en = true;
        other->remote_read = in->remote_read;
        other->focus_34 = in->focus_34;
        other->lp_by_aa = in->lp_by_aa;
        other->sipi_retry = in->sipi_retry;
        apic_agent_tick(&b->other[i], other, &out);
    }
}
