#include "apic/apic_agent.h"

SIG_TABLE(apic_agent_in, APIC_AGENT_IN)
SIG_TABLE(apic_agent_out, APIC_AGENT_OUT)

const char *const apic_agent_state_names[] = {"IDLE", "ARB", "SEND", "FOLLOW", "OFF", NULL};

/* Bus cycles (interconnect facts 1.2 to 1.5). */
enum {
    START = 1,
    ARB_LAST = 5,
    VECTOR_EOI = 6,
    VECTOR = 9,
    DEST = 13,
    DEST_LAST = 16,
    DATA_LAST = 36,
    DATA_STATUS = 37,
    DATA_SUM = 38,
    TIE = 29,
    TIE_LAST = 32,
    WINNER = 33,
};
enum { LAST_EOI = 14, LAST_SHORT = 21, LAST_LOWEST = 34, LAST_READ = 39 };

/* The part of an EOI message from its checksum on is that of a short one, this many cycles earlier. */
enum { EOI_EARLIER = 7, SUM = 17, POSTAMBLE = 18, STATUS_0 = 19, STATUS_1 = 20 };

/* Delivery modes (interconnect facts 1.7). */
enum { LOWEST = 1, REMOTE_READ = 3, INIT = 5, START_UP = 6 };

/* Pairs Bit1 Bit0. */
enum { NONE = 0, BIT0 = 1, BIT1 = 2, BOTH = 3 };

enum { SEND_CHECKSUM = 1, RECEIVE_CHECKSUM = 2, SEND_ACCEPT = 4, RECEIVE_ACCEPT = 8 };

void apic_agent_reset(apic_agent_t *s, apic_agent_out_t *out)
{
    *s = (apic_agent_t){.fresh = true};
    *out = s->o;
}

static unsigned pair_of(uint32_t value, unsigned pair)
{
    return value >> 2 * pair & 3;
}

static unsigned bit1_of(uint32_t value, unsigned bit)
{
    return value >> bit & 1 ? BIT1 : NONE;
}

static void add(uint8_t *sum, uint8_t *carry, unsigned pair)
{
    unsigned total = *sum + pair + *carry;
    *sum = total & 3;
    *carry = (uint8_t)(total >> 2);
}

static void clear_sums(apic_agent_t *s)
{
    s->sum = s->carry = s->own_sum = s->own_carry = 0;
}

/* What the sender drives in a cycle from 6 on. */
static unsigned field(const apic_agent_out_t *o, const apic_agent_in_t *in, unsigned cycle)
{
    if (o->rx_eoi)
        return pair_of(in->tx_vector, VECTOR_EOI + 3 - cycle);
    switch (cycle) {
    case 6: {
        return (in->tx_dm ? BIT1 : NONE) | in->tx_mode >> 2;
    }
    case 7: {
        return in->tx_mode & 3;
    }
    case 8: {
        return (in->tx_level ? BIT1 : NONE) | in->tx_trig;
    }
    default: {
        return cycle < DEST ? pair_of(in->tx_vector, VECTOR + 3 - cycle) : pair_of(in->tx_dest, DEST + 3 - cycle);
    }
    }
}

static uint8_t put_pair(uint8_t value, unsigned pair, unsigned bits)
{
    return (uint8_t)((value & ~(3u << 2 * pair)) | bits << 2 * pair);
}

static void take_field(apic_agent_out_t *o, unsigned cycle, unsigned bits)
{
    if (o->rx_eoi) {
        o->rx_vector = put_pair(o->rx_vector, VECTOR_EOI + 3 - cycle, bits);
    } else if (cycle == 6) {
        o->rx_dm = bits >> 1;
        o->rx_mode = (uint8_t)((o->rx_mode & 3) | (bits & BIT0) << 2);
    } else if (cycle == 7) {
        o->rx_mode = (uint8_t)((o->rx_mode & 4) | bits);
    } else if (cycle == 8) {
        o->rx_level = bits >> 1;
        o->rx_trig = bits & BIT0;
    } else if (cycle < DEST) {
        o->rx_vector = put_pair(o->rx_vector, VECTOR + 3 - cycle, bits);
    } else {
        o->rx_dest = put_pair(o->rx_dest, DEST + 3 - cycle, bits);
    }
}

static void clear_rx(apic_agent_out_t *o, bool eoi)
{
    o->rx_own = o->rx_dm = o->rx_level = o->rx_trig = false;
    o->rx_mode = o->rx_vector = o->rx_dest = 0;
    o->rx_eoi = eoi;
}

static void idle_edge(apic_agent_t *s, const apic_agent_in_t *in, unsigned bus)
{
    apic_agent_out_t *o = &s->o;
    o->rx_query = false;
    o->cycle = 0;
    s->sending = s->part = s->contest = s->sum_bad = false;
    s->last = 0;
    s->aa = s->arb_won = 0;
    clear_sums(s);
    if (s->fresh)
        o->arb_id = in->id;
    if (bus == NONE && in->tx_seq != o->tx_done) {
        o->cycle = START;
        o->oe = in->tx_eoi ? BOTH : BIT0;
        s->sending = true;
        s->fresh = false;
    } else if (bus & BIT0) {
        o->cycle = START + 1;
        clear_rx(o, bus & BIT1);
        s->fresh = false;
    }
}

static void arbitration_edge(apic_agent_t *s, const apic_agent_in_t *in, unsigned cycle, unsigned bus, unsigned own)
{
    apic_agent_out_t *o = &s->o;
    if ((bus ^ own) & BIT1)
        s->sending = false;
    if (cycle == START)
        clear_rx(o, bus & BIT1);
    else
        s->arb_won = (uint8_t)(((unsigned)s->arb_won << 1 | bus >> 1) & 15);
    if (cycle == ARB_LAST)
        o->rx_own = s->sending;
    if (s->sending)
        o->oe = (uint8_t)(cycle < ARB_LAST ? bit1_of(o->arb_id, ARB_LAST - 1 - cycle) : field(o, in, cycle + 1));
}

/* At `cycle` of a short message, or the one of an EOI that answers to it. */
static void field_edge(apic_agent_t *s, const apic_agent_in_t *in, unsigned cycle, unsigned bus, unsigned own)
{
    apic_agent_out_t *o = &s->o;
    bool last = cycle == (o->rx_eoi ? DEST_LAST - EOI_EARLIER : DEST_LAST);
    take_field(o, cycle, bus);
    add(&s->sum, &s->carry, bus);
    add(&s->own_sum, &s->own_carry, own);
    o->rx_query = last;
    if (s->sending)
        o->oe = (uint8_t)(last ? s->own_sum : field(o, in, cycle + 1));
}

static unsigned answer(const apic_agent_t *s, const apic_agent_in_t *in)
{
    if (s->aa != NONE || !in->match || (s->o.rx_mode == REMOTE_READ && !in->remote_read))
        return NONE;
    return in->accept != (s->o.rx_mode == LOWEST) ? BIT1 : BOTH;
}

static void verdict(apic_agent_t *s, const apic_agent_in_t *in, bool accepted)
{
    apic_agent_out_t *o = &s->o;
    bool given_up = !in->tx_eoi && (in->tx_mode == REMOTE_READ || (in->tx_mode == START_UP && !in->sipi_retry));
    if (!s->sending || (!accepted && !given_up))
        return;
    o->tx_done = in->tx_seq;
    o->tx_ok = accepted;
    if (!accepted && in->tx_mode == REMOTE_READ)
        o->rr_valid = false;
}

static void rotate(apic_agent_t *s)
{
    apic_agent_out_t *o = &s->o;
    unsigned next = s->sending ? 0 : o->arb_id == 15 ? s->arb_won + 1u : o->arb_id + 1u;
    o->arb_id = next & 15;
}

/* Status decode (interconnect facts 1.6). */
static void status_edge(apic_agent_t *s, const apic_agent_in_t *in, unsigned a1a1, unsigned own)
{
    apic_agent_out_t *o = &s->o;
    bool lowest = o->rx_mode == LOWEST;
    bool by_focus = lowest && s->aa == BIT1;
    bool sum_good = s->aa == NONE;
    bool contest = lowest && sum_good && a1a1 == BOTH;
    bool read = o->rx_mode == REMOTE_READ && sum_good && a1a1 == BIT1;
    bool accepted = by_focus || (!lowest && sum_good && a1a1 == BIT1);

    if (accepted && o->rx_mode == INIT && !o->rx_level && o->rx_trig)
        o->arb_id = in->id;
    else if (by_focus || (sum_good && a1a1 & BIT1))
        rotate(s);

    if (accepted && !lowest && !read && own == BIT1)
        o->rx_seq++;
    if (!contest && !read)
        verdict(s, in, accepted);

    if (s->aa == BOTH)
        o->err |= s->sending ? SEND_CHECKSUM : 0;
    else if (!by_focus && !(sum_good && a1a1 & BIT1))
        o->err |= s->sending ? SEND_ACCEPT : RECEIVE_ACCEPT;
    if (s->sum_bad && !s->sending)
        o->err |= RECEIVE_CHECKSUM;

    bool padded = lowest && ((sum_good && in->lp_by_aa) || (by_focus && in->focus_34));
    s->last = o->rx_eoi ? LAST_EOI : read ? LAST_READ : contest || padded ? LAST_LOWEST : LAST_SHORT;
    s->contest = contest;
    s->part = (contest && own == BOTH) || (read && own == BIT1);
    clear_sums(s);
    if (s->part)
        o->oe = (uint8_t)(contest ? bit1_of(~(uint32_t)in->prio, 7) : pair_of(in->rr_data, 15));
}

/* Edges after the destination; cycles as of a short message. */
static void end_edge(apic_agent_t *s, const apic_agent_in_t *in, unsigned cycle, unsigned bus, unsigned own)
{
    apic_agent_out_t *o = &s->o;
    if (cycle == SUM) {
        s->sum_bad = bus != s->sum;
    } else if (cycle == POSTAMBLE) {
        bool takes = o->rx_mode == LOWEST && in->match && in->accept && in->focus;
        o->oe = (uint8_t)(s->sum_bad ? BOTH : takes ? BIT1 : NONE);
    } else if (cycle == STATUS_0) {
        s->aa = (uint8_t)bus;
        if (o->rx_mode == LOWEST && bus == BIT1 && own == BIT1)
            o->rx_seq++;
        o->oe = (uint8_t)answer(s, in);
    } else {
        status_edge(s, in, bus, own);
    }
}

static void contest_edge(apic_agent_t *s, const apic_agent_in_t *in, unsigned cycle, unsigned bus, unsigned own)
{
    apic_agent_out_t *o = &s->o;
    if (cycle == WINNER) {
        verdict(s, in, bus == BIT1);
        if (bus != BIT1)
            o->err |= s->sending ? SEND_ACCEPT : RECEIVE_ACCEPT;
        else if (own == BIT1)
            o->rx_seq++;
        return;
    }
    if ((bus ^ own) & BIT1)
        s->part = false;
    if (!s->part)
        return;
    if (cycle < TIE - 1)
        o->oe = (uint8_t)bit1_of(~(uint32_t)in->prio, TIE - 2 - cycle);
    else if (cycle < TIE_LAST)
        o->oe = (uint8_t)bit1_of(o->arb_id, TIE_LAST - 1 - cycle);
    else
        o->oe = in->accept ? BIT1 : BOTH;
}

static void read_edge(apic_agent_t *s, const apic_agent_in_t *in, unsigned cycle, unsigned bus, unsigned own)
{
    apic_agent_out_t *o = &s->o;
    if (cycle <= DATA_LAST) {
        s->data = s->data << 2 | bus;
        add(&s->sum, &s->carry, bus);
        add(&s->own_sum, &s->own_carry, own);
        if (s->part)
            o->oe = (uint8_t)(cycle < DATA_LAST ? pair_of(in->rr_data, DATA_LAST - 1 - cycle)
                              : in->rr_ok       ? NONE
                                                : BOTH);
    } else if (cycle == DATA_STATUS) {
        s->aa = (uint8_t)bus;
        if (s->part)
            o->oe = s->own_sum;
    } else if (cycle == DATA_SUM) {
        verdict(s, in, true);
        if (s->sending) {
            o->rr_rdata = s->data;
            o->rr_valid = s->aa == NONE && bus == s->sum;
            o->err |= bus != s->sum ? RECEIVE_CHECKSUM : 0;
        }
    }
}

static void bus_edge(apic_agent_t *s, const apic_agent_in_t *in)
{
    apic_agent_out_t *o = &s->o;
    unsigned cycle = o->cycle, bus = ~in->picd & 3u, own = o->oe;
    unsigned as_short = o->rx_eoi && cycle >= SUM - EOI_EARLIER ? cycle + EOI_EARLIER : cycle;
    o->oe = NONE;
    o->err = 0;
    if (cycle == s->last) {
        idle_edge(s, in, bus);
        return;
    }
    o->cycle++;
    if (cycle <= ARB_LAST)
        arbitration_edge(s, in, cycle, bus, own);
    else if (as_short < SUM)
        field_edge(s, in, cycle, bus, own);
    else if (as_short <= STATUS_1)
        end_edge(s, in, as_short, bus, own);
    else if (s->contest)
        contest_edge(s, in, cycle, bus, own);
    else if (s->last == LAST_READ)
        read_edge(s, in, cycle, bus, own);
}

void apic_agent_tick(apic_agent_t *s, const apic_agent_in_t *in, apic_agent_out_t *out)
{
    apic_agent_out_t *o = &s->o;
    if (o->state == AGENT_OFF || !in->en) {
        o->state = AGENT_OFF;
        o->oe = o->cycle = o->err = 0;
        o->rx_query = false;
    } else {
        bus_edge(s, in);
        o->state = o->cycle == 0          ? AGENT_IDLE
                   : o->cycle <= ARB_LAST ? AGENT_ARB
                   : s->sending           ? AGENT_SEND
                                          : AGENT_FOLLOW;
    }
    *out = *o;
}

BLOCK(apic_agent, PICCLK, true, "agent on the serial APIC bus: arbitration, messages, status, retry")
