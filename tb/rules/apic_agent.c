/* Rules about apic_agent. They listen to the two wires, and know of its APIC what it is asked and told. */
#include "block_rules.h"

#include "apic/apic_agent.h"

#include <inttypes.h>

enum { LOWEST = 1, READ = 3, INIT = 5, SIPI = 6 };
enum { SEND_SUM = 1, RECEIVE_SUM = 2, SEND_ACCEPT = 4, RECEIVE_ACCEPT = 8 };

/* Whose word a bus cycle is; each has its rule. */
typedef enum turn { SILENCE, START, ARBITRATION, BODY, STATUS_0, STATUS_1, CONTEST, DATA } turn_t;

struct past {
    bool off, fresh;    /* fresh: no message since reset */
    bool sends;         /* has started the message, and not lost */
    bool part;          /* takes part in the contest, or answers the read */
    bool sum_bad, contest;
    unsigned last;      /* number of the message's last cycle, 0: not known yet */
    unsigned next;      /* bus cycle that follows this edge, 0: idle */
    unsigned seen[40];  /* the message on the wires, by cycle, logical */
    unsigned mine[40];  /* what it had to drive in it */
    /* what it has to show after this edge */
    turn_t turn;
    unsigned drive;
    bool query, decided; /* decided: this edge ends a status that says what becomes of the message */
    uint8_t arb_id, tx_done, rx_seq, err;
    bool tx_ok, rr_valid;
    uint32_t rr_rdata;
};

static const apic_agent_in_t *in(const look_t *l) { return l->in; }
static const apic_agent_out_t *out(const look_t *l) { return l->out; }
static const apic_agent_out_t *was(const look_t *l) { return l->was; }
static struct past *past(const look_t *l) { return l->past; }

static bool is_eoi(const struct past *p)
{
    return p->seen[1] == 3;
}

/* Delivery mode on the wires; 8: none, an EOI. */
static unsigned mode_of(const struct past *p)
{
    return is_eoi(p) ? 8 : (p->seen[6] & 1) << 2 | p->seen[7];
}

static uint32_t bits(const unsigned *pairs, unsigned first, unsigned count)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < count; i++)
        v = v << 2 | pairs[first + i];
    return v;
}

/* Interconnect facts 1.6: all carries but the last come back. */
static unsigned sum_of(const unsigned *pairs, unsigned first, unsigned last)
{
    unsigned s = 0;
    for (unsigned i = first; i < last; i++) {
        s += pairs[i];
        s = s > 3 ? s - 3 : s;
    }
    return (s + pairs[last]) & 3;
}

static unsigned bit_at(uint32_t v, unsigned n)
{
    return (v >> n & 1) << 1;
}

/* Cycle `c` of the message its APIC has given it, tables 1.2 and 1.3, checksum included. */
static unsigned body_at(const struct past *p, const apic_agent_in_t *i, unsigned c)
{
    bool eoi = is_eoi(p);
    uint32_t all = eoi ? i->tx_vector
                       : (uint32_t)i->tx_dm << 21 | (uint32_t)i->tx_mode << 18 | (uint32_t)i->tx_level << 17 |
                             (uint32_t)i->tx_trig << 16 | (uint32_t)i->tx_vector << 8 | i->tx_dest;
    unsigned end = eoi ? 9 : 16;
    return c > end ? sum_of(p->mine, 6, end) : all >> 2 * (end - c) & 3;
}

/* --- what must be driven and shown, from the edge that ends cycle k ---------------------------------------------- */

static void at_idle(struct past *p, const look_t *l, unsigned bus)
{
    const apic_agent_in_t *i = in(l);
    p->next = 0;
    p->last = 0;
    p->sends = p->part = p->contest = p->sum_bad = p->query = false;
    if (p->fresh)
        p->arb_id = i->id;
    if (bus == 0 && i->tx_seq != was(l)->tx_done) {
        p->next = 1;
        p->drive = i->tx_eoi ? 3 : 1;
        p->turn = START;
        p->sends = true;
        p->fresh = false;
    } else if (bus & 1) {
        p->next = 2;
        p->seen[1] = bus;
        p->fresh = false;
    }
}

static void at_arbitration(struct past *p, const look_t *l, unsigned k)
{
    if (k == 1)
        p->seen[1] = p->seen[1] & 2 ? 3 : 1;
    if ((p->seen[k] ^ p->mine[k]) & 2)
        p->sends = false;
    p->turn = k < 5 ? ARBITRATION : BODY;
    if (p->sends)
        p->drive = k < 5 ? bit_at(was(l)->arb_id, 4 - k) : body_at(p, in(l), 6);
}

static void at_body(struct past *p, const look_t *l, unsigned k)
{
    unsigned end = is_eoi(p) ? 9 : 16;
    p->turn = BODY;
    if (p->sends)
        p->drive = body_at(p, in(l), k + 1);
    if (k == end)
        p->query = true;
}

/* The verdict about its own message. */
static void end_own(struct past *p, const apic_agent_in_t *i, bool accepted)
{
    bool once = !i->tx_eoi && (i->tx_mode == READ || (i->tx_mode == SIPI && !i->sipi_retry));
    if (!p->sends || !(accepted || once))
        return;
    p->tx_done = i->tx_seq;
    p->tx_ok = accepted;
    if (!accepted && i->tx_mode == READ)
        p->rr_valid = false;
}

enum outcome { ACCEPTED, BY_FOCUS, RETRY, GOES_ON, ACCEPT_ERROR, SUM_ERROR };

/* Table 1.6, without the last status of a contest. */
static enum outcome outcome_of(unsigned mode, unsigned aa, unsigned a1a1)
{
    static const enum outcome good[2][4] = {{ACCEPT_ERROR, ACCEPT_ERROR, ACCEPTED, RETRY},
                                            {ACCEPT_ERROR, ACCEPT_ERROR, RETRY, GOES_ON}};
    if (mode == LOWEST && aa == 2)
        return BY_FOCUS;
    if (aa)
        return aa == 3 ? SUM_ERROR : ACCEPT_ERROR;
    if (mode == READ && a1a1 == 2)
        return GOES_ON;
    return good[mode == LOWEST][a1a1];
}

/* The edge that ends cycle 13 of an EOI, 20 of others. */
static void at_status_1(struct past *p, const look_t *l, unsigned k)
{
    const apic_agent_in_t *i = in(l);
    unsigned mode = mode_of(p), aa = p->seen[k - 1], a1a1 = p->seen[k];
    enum outcome o = outcome_of(mode, aa, a1a1);
    bool updates = o == BY_FOCUS || (aa == 0 && a1a1 >= 2);
    bool reload = o == ACCEPTED && mode == INIT && p->seen[8] == 1;
    unsigned won = (p->seen[2] & 2) * 4 + (p->seen[3] & 2) * 2 + (p->seen[4] & 2) + (p->seen[5] & 2) / 2;
    p->decided = true;
    if (reload)
        p->arb_id = i->id;
    else if (updates)
        p->arb_id = (p->sends ? 0u : was(l)->arb_id == 15 ? won + 1 : was(l)->arb_id + 1u) & 15;
    if (o == ACCEPTED && p->mine[k] == 2)
        p->rx_seq++;
    if (o != GOES_ON)
        end_own(p, i, o == ACCEPTED || o == BY_FOCUS);
    if (o == SUM_ERROR && p->sends)
        p->err |= SEND_SUM;
    if (o == ACCEPT_ERROR)
        p->err |= p->sends ? SEND_ACCEPT : RECEIVE_ACCEPT;
    if (p->sum_bad && !p->sends)
        p->err |= RECEIVE_SUM;

    bool longer = mode == LOWEST && (o == GOES_ON || (aa == 0 && i->lp_by_aa) || (aa == 2 && i->focus_34));
    p->last = mode == 8 ? 14 : longer ? 34 : o == GOES_ON ? 39 : 21;
    p->contest = mode == LOWEST && o == GOES_ON;
    p->part = o == GOES_ON && p->mine[k] == (p->contest ? 3u : 2u);
    p->turn = o != GOES_ON ? SILENCE : p->contest ? CONTEST : DATA;
    if (p->part)
        p->drive = p->contest ? bit_at(~(uint32_t)i->prio, 7) : i->rr_data >> 30;
}

static void at_status(struct past *p, const look_t *l, unsigned k)
{
    const apic_agent_in_t *i = in(l);
    unsigned end = is_eoi(p) ? 9 : 16, mode = mode_of(p), n = k - end;
    if (n == 1) {
        p->sum_bad = p->seen[k] != sum_of(p->seen, 6, end);
    } else if (n == 2) {
        p->turn = STATUS_0;
        p->drive = p->sum_bad ? 3 : mode == LOWEST && i->match && i->accept && i->focus ? 2 : 0;
    } else if (n == 3) {
        p->turn = STATUS_1;
        if (mode == LOWEST && p->seen[k] == 2 && p->mine[k] == 2)
            p->rx_seq++;
        if (p->seen[k] == 0 && i->match && (mode != READ || i->remote_read))
            p->drive = mode == LOWEST ? 2u + i->accept : 3u - i->accept;
    } else {
        at_status_1(p, l, k);
    }
}

static void at_contest(struct past *p, const look_t *l, unsigned k)
{
    const apic_agent_in_t *i = in(l);
    if (k == 33) {
        bool taken = p->seen[k] == 2;
        p->decided = true;
        if (taken && p->mine[k] == 2)
            p->rx_seq++;
        end_own(p, i, taken);
        if (!taken)
            p->err = p->sends ? SEND_ACCEPT : RECEIVE_ACCEPT;
        return;
    }
    p->turn = CONTEST;
    p->part = p->part && !((p->seen[k] ^ p->mine[k]) & 2);
    if (p->part)
        p->drive = k < 28   ? bit_at(~(uint32_t)i->prio, 27 - k)
                   : k < 32 ? bit_at(was(l)->arb_id, 31 - k)
                            : 3u - i->accept;
}

static void at_data(struct past *p, const look_t *l, unsigned k)
{
    const apic_agent_in_t *i = in(l);
    p->turn = k < 38 ? DATA : SILENCE;
    if (k < 38 && p->part)
        p->drive = k < 36 ? i->rr_data >> 2 * (35 - k) & 3 : k == 36 ? (i->rr_ok ? 0 : 3) : sum_of(p->mine, 21, 36);
    if (k < 38 || !p->sends)
        return;
    bool good = sum_of(p->seen, 21, 36) == p->seen[38];
    p->decided = true;
    end_own(p, i, true);
    p->rr_rdata = bits(p->seen, 21, 16);
    p->rr_valid = good && p->seen[37] == 0;
    p->err = good ? 0 : RECEIVE_SUM;
}

static bool follow(look_t *l)
{
    struct past *p = past(l);
    unsigned k = p->next, bus = ~in(l)->picd & 3u, drove = p->drive;
    bool was_off = p->off;
    p->drive = 0;
    p->turn = SILENCE;
    p->err = 0;
    p->decided = false;
    p->arb_id = was(l)->arb_id;
    p->tx_done = was(l)->tx_done;
    p->tx_ok = was(l)->tx_ok;
    p->rx_seq = was(l)->rx_seq;
    p->rr_rdata = was(l)->rr_rdata;
    p->rr_valid = was(l)->rr_valid;
    if (!in(l)->en || p->off) {
        p->off = true;
        p->next = 0;
        p->query = false;
        return !was_off;
    }
    if (k == p->last) {
        at_idle(p, l, bus);
        return k || p->next || p->arb_id != was(l)->arb_id;
    }
    p->seen[k] = bus;
    p->mine[k] = drove;
    p->next = k + 1;
    unsigned end = k <= 5 || is_eoi(p) ? 9 : 16;
    if (k <= 5)
        at_arbitration(p, l, k);
    else if (k <= end)
        at_body(p, l, k);
    else if (p->last == 0)
        at_status(p, l, k);
    else if (p->contest)
        at_contest(p, l, k);
    else if (p->last == 39)
        at_data(p, l, k);
    return true;
}

/* --- the rules --------------------------------------------------------------------------------------------------- */

static answer_t drives(look_t *l, turn_t turn)
{
    const struct past *p = past(l);
    if (p->turn != turn || p->off)
        return NOT_ARMED;
    if (out(l)->oe != p->drive)
        return broken(l, "bus cycle %u: it drives %u%u, want %u%u", p->next, out(l)->oe >> 1, out(l)->oe & 1u,
                      p->drive >> 1, p->drive & 1);
    return turn != SILENCE || p->next ? HOLDS : NOT_ARMED;
}

static answer_t silence(look_t *l) { return drives(l, SILENCE); }
static answer_t starts(look_t *l) { return drives(l, START); }
static answer_t arbitrates(look_t *l) { return drives(l, ARBITRATION); }
static answer_t sends(look_t *l) { return drives(l, BODY); }
static answer_t status_0(look_t *l) { return drives(l, STATUS_0); }
static answer_t status_1(look_t *l) { return drives(l, STATUS_1); }
static answer_t contest(look_t *l) { return drives(l, CONTEST); }
static answer_t data(look_t *l) { return drives(l, DATA); }

static answer_t off(look_t *l)
{
    const apic_agent_out_t *o = out(l);
    if (!past(l)->off)
        return must(l, o->state != AGENT_OFF, "OFF while EN was never 0");
    return must(l, o->state == AGENT_OFF && !o->oe && !o->cycle && !o->rx_query && !o->err, "it is not off");
}

static answer_t in_step(look_t *l)
{
    const struct past *p = past(l);
    unsigned state = p->next == 0 ? AGENT_IDLE : p->next <= 5 ? AGENT_ARB : p->sends ? AGENT_SEND : AGENT_FOLLOW;
    if (p->off)
        return NOT_ARMED;
    if (out(l)->cycle != p->next)
        return broken(l, "cycle is %u, the wires are in %u", out(l)->cycle, p->next);
    if (out(l)->state != state)
        return broken(l, "state is %u in cycle %u, want %u", out(l)->state, p->next, state);
    return p->next ? HOLDS : NOT_ARMED;
}

static answer_t query(look_t *l)
{
    const struct past *p = past(l);
    const apic_agent_out_t *o = out(l);
    bool eoi = is_eoi(p);
    if (o->rx_query != p->query)
        return broken(l, "rx_query is %u in cycle %u", o->rx_query, p->next);
    if (!p->query)
        return NOT_ARMED;
    if (o->rx_own != p->sends || o->rx_eoi != eoi)
        return broken(l, "rx_own %u, rx_eoi %u", o->rx_own, o->rx_eoi);
    uint32_t vector = bits(p->seen, eoi ? 6 : 9, 4), dest = eoi ? 0 : bits(p->seen, 13, 4);
    if (o->rx_vector != vector || o->rx_dest != dest)
        return broken(l, "vector %02Xh to %02Xh, on the wires %02" PRIX32 "h to %02" PRIX32 "h", o->rx_vector,
                      o->rx_dest, vector, dest);
    uint32_t control = eoi ? 0 : bits(p->seen, 6, 3);
    uint32_t shown = (uint32_t)o->rx_dm << 5 | (uint32_t)o->rx_mode << 2 | (uint32_t)o->rx_level << 1 | o->rx_trig;
    return must(l, shown == control, "rx_dm, rx_mode, rx_level, rx_trig are not cycles 6 to 8");
}

static answer_t arb_id(look_t *l)
{
    const struct past *p = past(l);
    if (out(l)->arb_id != p->arb_id)
        return broken(l, "ArbID is %u, want %u, after cycle %u", out(l)->arb_id, p->arb_id, p->next ? p->next - 1 : 0);
    return p->decided ? HOLDS : NOT_ARMED;
}

static answer_t done(look_t *l)
{
    const struct past *p = past(l);
    if (out(l)->tx_done != p->tx_done)
        return broken(l, "tx_done is %02Xh, want %02Xh", out(l)->tx_done, p->tx_done);
    if (out(l)->tx_ok != p->tx_ok)
        return broken(l, "tx_ok is %u", out(l)->tx_ok);
    return p->decided && p->sends ? HOLDS : NOT_ARMED;
}

static answer_t delivers(look_t *l)
{
    const struct past *p = past(l);
    if (out(l)->rx_seq != p->rx_seq)
        return broken(l, "rx_seq is %02Xh, want %02Xh", out(l)->rx_seq, p->rx_seq);
    return p->decided || p->rx_seq != was(l)->rx_seq ? HOLDS : NOT_ARMED;
}

static answer_t errors(look_t *l)
{
    const struct past *p = past(l);
    if (out(l)->err != p->err)
        return broken(l, "err is %Xh, want %Xh, after cycle %u", out(l)->err, p->err, p->next ? p->next - 1 : 0);
    return p->decided ? HOLDS : NOT_ARMED;
}

static answer_t read_data(look_t *l)
{
    const struct past *p = past(l);
    if (out(l)->rr_rdata != p->rr_rdata)
        return broken(l, "rr_rdata is %08" PRIX32 "h, want %08" PRIX32 "h", out(l)->rr_rdata, p->rr_rdata);
    if (out(l)->rr_valid != p->rr_valid)
        return broken(l, "rr_valid is %u", out(l)->rr_valid);
    return p->decided && p->last == 39 && p->sends ? HOLDS : NOT_ARMED;
}

static answer_t reset_values(look_t *l)
{
    const apic_agent_out_t *o = out(l);
    return must(l, !o->oe && !o->cycle && o->state == AGENT_IDLE && !o->rx_query && !o->err, "not idle in reset");
}

static const block_rule_t rules[] = {
    {IN_RESET, "agent_reset", "in reset it pulls no wire and follows no message", "interconnect facts 1.1",
     reset_values},
    {RUNNING, "agent_off", "with EN 0 it is off, pulls nothing and stays so until reset",
     "SDM 10.4.3 (interconnect facts 1.1)", off},
    {RUNNING, "agent_in_step",
     "it counts the cycles of each message on the wires, and its length is that of its status",
     "SDM tables 10-1 to 10-4 (interconnect facts 1.2 to 1.6)", in_step},
    {RUNNING, "agent_starts", "a message starts on an idle bus with Bit0, an EOI with both",
     "interconnect facts 1.1", starts},
    {RUNNING, "agent_arbitrates",
     "it drives its ArbID on Bit1, highest bit first, until it sees a bit that it does not drive",
     "SDM 10.10 (interconnect facts 1.1)", arbitrates},
    {RUNNING, "agent_sends", "the sender drives the fields of its message and their checksum, and nobody else drives",
     "SDM tables 10-1, 10-2 (interconnect facts 1.2, 1.3, 1.6)", sends},
    {RUNNING, "agent_silent", "in the postamble, the idle cycle and cycles of no use it drives nothing",
     "SDM tables 10-1 to 10-3 (interconnect facts 1.2 to 1.4)", silence},
    {RUNNING, "agent_status_0", "status 0 is 11 with another checksum, 10 as focus processor, else 00",
     "SDM 10.13.2 (interconnect facts 1.3, 1.6)", status_0},
    {RUNNING, "agent_status_1", "status 1 is driven by who the message is for, as it has a slot or not",
     "SDM table 10-4 (interconnect facts 1.6)", status_1},
    {RUNNING, "agent_contest",
     "who takes part in lowest priority drives its inverted priority, then its ArbID, until it is out",
     "SDM 10.13.2.2 (interconnect facts 1.4)", contest},
    {RUNNING, "agent_read_answer", "the addressed APIC drives data, status and checksum of a remote read",
     "ICH4 table 5-24 (interconnect facts 1.5)", data},
    {RUNNING, "agent_query",
     "a message is shown with the fields that were on the wires, from its destination to its end",
     "interconnect facts 1.2, 1.3", query},
    {RUNNING, "agent_arb_id",
     "ArbID rotates or is loaded after the messages, and at the cycle, that the status table says",
     "SDM 10.10, 10.13.2.3 (interconnect facts 1.1, 1.6)", arb_id},
    {RUNNING, "agent_done", "a message is done when its status says accepted; Start-Up and remote read also when not",
     "SDM table 10-4, 10.6.1 (interconnect facts 1.6)", done},
    {RUNNING, "agent_delivers", "a message is delivered once, where it was accepted, when the status says accepted",
     "SDM table 10-4 (interconnect facts 1.6)", delivers},
    {RUNNING, "agent_errors", "checksum and accept errors are told for one clock, to the sender as send errors",
     "SDM 10.5.3 (interconnect facts 1.8)", errors},
    {RUNNING, "agent_read_data", "a remote read gives the data of the wires, valid when status and checksum are good",
     "ICH4 table 5-24 (interconnect facts 1.5)", read_data},
    {IN_RESET, NULL, NULL, NULL, NULL}};

static void forget(void *p)
{
    *(struct past *)p = (struct past){.fresh = true};
}

const block_rules_t apic_agent_rules = {&apic_agent_block, rules, sizeof(struct past), forget, follow, NULL};
