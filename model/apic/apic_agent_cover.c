#include "apic/apic_agent.h"

enum { LOWEST = 1, READ = 3, INIT = 5, SIPI = 6 };

static unsigned bus(const cover_edge_t *e)
{
    return ~((const apic_agent_in_t *)e->in)->picd & 3u;
}

/* The edge that ends this cycle of a short message, or the one of an EOI that answers to it. */
static bool ends(const cover_edge_t *e, unsigned cycle)
{
    const apic_agent_in_t *in = e->in;
    const apic_agent_out_t *was = e->was;
    return in->en && was->rx_query && was->cycle == (was->rx_eoi ? cycle - 7 : cycle);
}

enum { KIND_EOI, KIND_SHORT, KIND_LOWEST, KIND_READ };
static const char *const kinds[] = {"EOI", "SHORT", "LOWEST", "READ", NULL};

/* Once rx_query shows. */
static unsigned kind_of(const cover_edge_t *e)
{
    const apic_agent_out_t *was = e->was;
    return was->rx_eoi              ? KIND_EOI
           : was->rx_mode == LOWEST ? KIND_LOWEST
           : was->rx_mode == READ   ? KIND_READ
                                    : KIND_SHORT;
}

static const char *const roles[] = {"hears", "sends", NULL}, *const pairs[] = {"00", "01", "10", "11", NULL};

/* --- start and arbitration --------------------------------------------------------------------------------------- */

static const char *const starters[] = {"own", "other", NULL}, *const starts_as[] = {"normal", "EOI", NULL};
static const char *const afters[] = {"idle", "message", NULL};

static void start(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_out_t *was = e->was, *out = e->out;
    if (out->cycle == 1)
        COVER(b, 0, out->oe >> 1, was->cycle != 0);
    else if (out->cycle == 2 && was->cycle != 1)
        COVER(b, 1, bus(e) >> 1, was->cycle != 0);
}

static const char *const loses[] = {"1", "2", "3", "4", "5", "never", NULL};

/* memo[0]: it has started and not lost. */
static void lost(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_in_t *in = e->in;
    const apic_agent_out_t *was = e->was, *out = e->out;
    if (was->cycle == 1)
        e->memo[0] = 1;
    if (!in->en || was->cycle == 0 || was->cycle > 5 || !e->memo[0])
        return;
    if ((bus(e) ^ was->oe) & 2) {
        e->memo[0] = 0;
        COVER(b, out->rx_eoi && was->cycle > 1, was->cycle - 1u);
    } else if (was->cycle == 5) {
        COVER(b, out->rx_eoi, 5);
    }
}
static const cover_never_t lost_never[] = {{{1, 0}, "it drives Bit1 itself"}, {{0}, NULL}};

static const char *const nibble[] = {"0", "1", "2", "3", "4", "5", "6", "7",
                                     "8", "9", "A", "B", "C", "D", "E", "F", NULL};

/* memo[0]: status 0. */
static bool at_status(const cover_edge_t *e)
{
    if (ends(e, 19))
        e->memo[0] = bus(e);
    return ends(e, 20);
}

static bool updates(const cover_edge_t *e)
{
    return (e->memo[0] == 0 && bus(e) & 2) || (kind_of(e) == KIND_LOWEST && e->memo[0] == 2);
}

static void rotate(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_out_t *was = e->was;
    if (at_status(e) && updates(e))
        COVER(b, was->rx_own, was->arb_id);
}

static const char *const winners[] = {"0", "1..7", "8..F", NULL};

/* memo[1]: the winner's ArbID. */
static void rotate_15(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_out_t *was = e->was;
    if (was->cycle >= 2 && was->cycle <= 5)
        e->memo[1] = (e->memo[1] << 1 | bus(e) >> 1) & 15;
    if (at_status(e) && updates(e) && was->arb_id == 15 && !was->rx_own)
        COVER(b, e->memo[1] == 0 ? 0 : e->memo[1] < 8 ? 1 : 2);
}

static void init(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_out_t *was = e->was;
    if (at_status(e) && kind_of(e) == KIND_SHORT && was->rx_mode == INIT && e->memo[0] == 0 && bus(e) == 2)
        COVER(b, was->rx_own, was->rx_level, was->rx_trig);
}

/* --- fields ------------------------------------------------------------------------------------------------------ */

static const char *const body_cycles[] = {"6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", NULL};
static const char *const vector_cycles[] = {"6", "7", "8", "9", NULL};

static void body(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_in_t *in = e->in;
    const apic_agent_out_t *was = e->was;
    if (in->en && !was->rx_eoi && was->cycle >= 6 && was->cycle <= 16)
        COVER(b, was->rx_own, was->cycle - 6u, bus(e));
}

static void eoi_body(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_in_t *in = e->in;
    const apic_agent_out_t *was = e->was;
    if (in->en && was->rx_eoi && was->cycle >= 6 && was->cycle <= 9)
        COVER(b, was->rx_own, was->cycle - 6u, bus(e));
}

static const char *const sums[] = {"good", "bad", NULL};

/* memo[1]: the checksum. */
static void sum(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_out_t *out = e->out;
    if (ends(e, 17))
        e->memo[1] = bus(e);
    if (ends(e, 18))
        COVER(b, kind_of(e) == KIND_EOI, e->memo[1], out->oe == 3);
}

static const char *const new_in[] = {"IDLE", "ARB", "SEND", "FOLLOW", "OFF", NULL};

static void new_message(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_in_t *in = e->in, *in_was = e->in_was;
    const apic_agent_out_t *was = e->was;
    if (in->tx_seq != in_was->tx_seq)
        COVER(b, was->state);
}

/* --- status ------------------------------------------------------------------------------------------------------ */

static void answer(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_in_t *in = e->in;
    if (ends(e, 19) && bus(e) == 0)
        COVER(b, kind_of(e), in->match, in->accept, in->remote_read);
}

static void focus(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_in_t *in = e->in;
    const apic_agent_out_t *out = e->out;
    if (ends(e, 18) && kind_of(e) == KIND_LOWEST && out->oe != 3)
        COVER(b, in->match, in->accept, in->focus, out->oe == 2);
}
static const cover_never_t focus_never[] = {
    {{1, 1, 1, 0}, "the focus processor drives 10"},
    {{0, COVER_ANY, COVER_ANY, 1}, "it is not for this APIC"},
    {{COVER_ANY, 0, COVER_ANY, 1}, "it has no slot"},
    {{COVER_ANY, COVER_ANY, 0, 1}, "it is not the focus processor"},
    {{0}, NULL}};

static const char *const statuses[] = {"00-0x", "00-10", "00-11", "01", "10", "11", NULL};

static void status(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_out_t *was = e->was;
    if (at_status(e))
        COVER(b, kind_of(e), was->rx_own, e->memo[0] ? 2 + e->memo[0] : bus(e) & 2 ? bus(e) - 1 : 0);
}

static const char *const failures[] = {"retry", "accept", "checksum", NULL};
static const char *const once[] = {"READ", "STARTUP", "STARTUP_strap", "other", NULL};

/* How its own message failed, by what it does then. */
static void again(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_in_t *in = e->in;
    const apic_agent_out_t *was = e->was;
    if (!at_status(e) || !was->rx_own || (in->tx_mode == LOWEST && e->memo[0] == 2))
        return;
    bool retry = e->memo[0] == 0 && bus(e) == (kind_of(e) == KIND_LOWEST ? 2 : 3);
    if (e->memo[0] == 0 && bus(e) & 2 && !retry)
        return;
    COVER(b,
          in->tx_eoi            ? 3
          : in->tx_mode == READ ? 0
          : in->tx_mode == SIPI ? 1u + in->sipi_retry
                                : 3,
          retry ? 0 : e->memo[0] == 3 ? 2 : 1);
}

static const char *const bits[] = {"send_checksum", "receive_checksum", "send_accept", "receive_accept", NULL};

static void err(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_out_t *out = e->out;
    for (unsigned i = 0; i < 4; i++)
        if (out->err >> i & 1)
            COVER(b, kind_of(e), i);
}

static const char *const lengths[] = {"14", "21", "34", "39", NULL};

static void length(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_in_t *in = e->in;
    const apic_agent_out_t *was = e->was, *out = e->out;
    if (in->en && was->rx_query && !out->rx_query)
        COVER(b, kind_of(e), was->cycle == 14 ? 0 : was->cycle == 21 ? 1 : was->cycle == 34 ? 2 : 3);
}
static const cover_never_t length_never[] = {
    {{KIND_EOI, 1}, "an EOI has 14 cycles"},           {{KIND_EOI, 2}, "an EOI has 14 cycles"},
    {{KIND_EOI, 3}, "an EOI has 14 cycles"},           {{KIND_SHORT, 0}, "a short message has 21 cycles"},
    {{KIND_SHORT, 2}, "a short message has 21 cycles"}, {{KIND_SHORT, 3}, "a short message has 21 cycles"},
    {{KIND_LOWEST, 0}, "21 or 34 cycles"},             {{KIND_LOWEST, 3}, "21 or 34 cycles"},
    {{KIND_READ, 0}, "21 or 39 cycles"},               {{KIND_READ, 2}, "21 or 39 cycles"},
    {{0}, NULL}};

static const char *const lowest_ends[] = {"contest", "AA_00", "focus", "error", NULL};

static void straps(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_in_t *in = e->in;
    if (at_status(e) && kind_of(e) == KIND_LOWEST)
        COVER(b, e->memo[0] == 2 ? 2 : e->memo[0] ? 3 : bus(e) == 3 ? 0 : 1, in->lp_by_aa, in->focus_34);
}

/* --- lowest priority, remote read -------------------------------------------------------------------------------- */

/* memo[1]: it takes part in the contest and is not out. */
static bool contest(const cover_edge_t *e)
{
    const apic_agent_in_t *in = e->in;
    const apic_agent_out_t *was = e->was;
    if (at_status(e))
        e->memo[1] = was->oe == 3;
    return in->en && kind_of(e) == KIND_LOWEST && was->cycle >= 21 && was->rx_query;
}

static const char *const outs[] = {"21", "22", "23", "24", "25", "26",    "27",
                                   "28", "29", "30", "31", "32", "never", NULL};

static void contest_out(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_out_t *was = e->was;
    if (!contest(e) || !e->memo[1] || was->cycle > 32)
        return;
    if ((bus(e) ^ was->oe) & 2) {
        e->memo[1] = 0;
        COVER(b, was->cycle - 21u);
    } else if (was->cycle == 32) {
        COVER(b, 12);
    }
}

enum { NO_PART, OUT, WON };
static const char *const a2a2[] = {"0x", "10", "11", NULL};
static const char *const parts[] = {"none", "out", "won", NULL};

static void last_status(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_in_t *in = e->in;
    const apic_agent_out_t *was = e->was;
    if (at_status(e))
        e->memo[1] = e->memo[0] != 0 || bus(e) != 3 ? 3 : was->oe == 3 ? OUT : NO_PART;
    if (in->en && kind_of(e) == KIND_LOWEST && was->rx_query && was->cycle == 33 && e->memo[1] != 3)
        COVER(b, was->rx_own, was->oe ? WON : e->memo[1], bus(e) & 2 ? bus(e) - 1 : 0);
}
static const cover_never_t last_status_never[] = {{{COVER_ANY, WON, 0}, "the winner drives Bit1"}, {{0}, NULL}};

static const char *const data_status[] = {"00", "11", "other", NULL};

/* memo[1]: cycle 37. */
static void read_got(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_in_t *in = e->in;
    const apic_agent_out_t *was = e->was, *out = e->out;
    if (!in->en || kind_of(e) != KIND_READ || !was->rx_query || !was->rx_own)
        return;
    if (was->cycle == 37)
        e->memo[1] = bus(e);
    if (was->cycle == 38)
        COVER(b, e->memo[1] == 0 ? 0 : e->memo[1] == 3 ? 1 : 2, (out->err & 2) != 0);
}

/* memo[1]: it answers. */
static void read_roles(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_in_t *in = e->in;
    const apic_agent_out_t *was = e->was;
    if (at_status(e))
        e->memo[1] = was->oe == 2;
    if (in->en && kind_of(e) == KIND_READ && was->rx_query && was->cycle == 38)
        COVER(b, was->rx_own, e->memo[1], in->rr_ok);
}

/* --- EN ---------------------------------------------------------------------------------------------------------- */

static const char *const on_states[] = {"IDLE", "ARB", "SEND", "FOLLOW", NULL};

static void off(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_in_t *in = e->in;
    const apic_agent_out_t *was = e->was;
    if (!in->en && was->state != AGENT_OFF)
        COVER(b, was->state);
}

const cover_group_t apic_agent_cover[] = {
    {"start", "who starts a message, on an idle bus and in the last cycle of another", "interconnect facts 1.1",
     COVER_HERE, {{"who", starters}, {"kind", starts_as}, {"after", afters}}, start, NULL},
    {"lost", "the cycle in which it loses arbitration", "interconnect facts 1.1", COVER_HERE,
     {{"kind", starts_as}, {"cycle", loses}}, lost, lost_never},
    {"rotate", "each ArbID rotates", "interconnect facts 1.1", COVER_HERE,
     {{"role", roles}, {"arb_id", nibble}}, rotate, NULL},
    {"rotate_15", "ArbID 15, by the winner's", "interconnect facts 1.1", COVER_HERE, {{"winner", winners}}, rotate_15,
     NULL},
    {"init", "an INIT message accepted; de-assert reloads ArbID", "interconnect facts 1.7", COVER_HERE,
     {{"role", roles}, {"level", cover_0_1}, {"trig", cover_0_1}}, init, NULL},
    {"body", "each pair in each cycle of a short message", "interconnect facts 1.3", COVER_HERE,
     {{"role", roles}, {"cycle", body_cycles}, {"pair", pairs}}, body, NULL},
    {"eoi_body", "each pair of an EOI's vector", "interconnect facts 1.2", COVER_HERE,
     {{"role", roles}, {"cycle", vector_cycles}, {"pair", pairs}}, eoi_body, NULL},
    {"sum", "each checksum, good and bad", "interconnect facts 1.6", COVER_HERE,
     {{"eoi", cover_no_yes}, {"sum", pairs}, {"is", sums}}, sum, NULL},
    {"new_message", "the state in which its APIC has something to send", "model/apic/apic_agent.h", COVER_HERE,
     {{"state", new_in}}, new_message, NULL},
    {"answer", "the APIC's answer in status 1", "interconnect facts 1.6", COVER_HERE,
     {{"kind", kinds}, {"match", cover_0_1}, {"accept", cover_0_1}, {"remote_read", cover_0_1}}, answer, NULL},
    {"focus", "the APIC's answer in status 0 of lowest priority, the checksum good", "interconnect facts 1.3, 1.6",
     COVER_HERE, {{"match", cover_0_1}, {"accept", cover_0_1}, {"focus", cover_0_1}, {"drives_10", cover_no_yes}}, focus,
     focus_never},
    {"status", "each row of the status table", "interconnect facts 1.6", COVER_HERE,
     {{"kind", kinds}, {"role", roles}, {"status", statuses}}, status, NULL},
    {"again", "failures of its own messages, by whether they are sent again", "interconnect facts 1.6", COVER_HERE,
     {{"message", once}, {"fails", failures}}, again, NULL},
    {"err", "each error of each kind of message", "interconnect facts 1.6, 1.8", COVER_HERE,
     {{"kind", kinds}, {"bit", bits}}, err, NULL},
    {"length", "the length of each kind of message", "interconnect facts 1.2 to 1.6", COVER_HERE,
     {{"kind", kinds}, {"cycles", lengths}}, length, length_never},
    {"straps", "ends of lowest priority, by the straps of the disputed lengths", "interconnect facts 1.4", COVER_HERE,
     {{"end", lowest_ends}, {"lp_by_aa", cover_0_1}, {"focus_34", cover_0_1}}, straps, NULL},
    {"contest_out", "the cycle in which it is out of the contest", "interconnect facts 1.4", COVER_HERE,
     {{"cycle", outs}}, contest_out, NULL},
    {"last_status", "the status of a contest", "interconnect facts 1.4, 1.6", COVER_HERE,
     {{"role", roles}, {"part", parts}, {"a2a2", a2a2}}, last_status, last_status_never},
    {"read_got", "status and checksum of the data it has asked for", "interconnect facts 1.5", COVER_HERE,
     {{"status", data_status}, {"sum", sums}}, read_got, NULL},
    {"read_roles", "who it is in a remote read", "interconnect facts 1.5", COVER_HERE,
     {{"role", roles}, {"answers", cover_no_yes}, {"rr_ok", cover_0_1}}, read_roles, NULL},
    {"off", "the state in which EN falls", "interconnect facts 1.1", COVER_HERE, {{"state", on_states}}, off, NULL},
    {0}};
