/* One agent of the serial APIC bus against interconnect facts 1.1 to 1.6 and its header, the C block and
 * rtl/apic_agent.v side by side. The test is everybody else on the bus. Pairs are Bit1 Bit0 in logical values; several
 * agents on one bus: tb/unit/test_apic_bus.c. */
#include "directed.h"

#include "apic/apic_agent.h"

enum { FIXED, LOWEST, SMI, READ, NMI, INIT, SIPI, EXTINT };
enum { SEND_SUM = 1, RECEIVE_SUM = 2, SEND_ACCEPT = 4, RECEIVE_ACCEPT = 8 };

static apic_agent_in_t *in_of(pair_t *p)
{
    return (apic_agent_in_t *)p->in;
}

static const apic_agent_out_t *out_of(pair_t *p)
{
    return (const apic_agent_out_t *)p->out;
}

/* The bus cycle that runs, in which others pull these wires, and the edge that ends it. */
static void step(pair_t *p, unsigned others)
{
    in_of(p)->picd = ~(others | out_of(p)->oe) & 3;
    pair_tick(p);
}

static unsigned pair_at(const char *pairs, unsigned k)
{
    for (const char *c = pairs; *c; c++)
        if (*c != ' ' && k-- == 0)
            return (unsigned)((c[0] - '0') << 1 | (c[1] - '0'));
        else if (*c != ' ')
            c++;
    return 0;
}

static unsigned pairs_in(const char *pairs)
{
    unsigned n = 0;
    for (const char *c = pairs; *c; c++)
        n += *c != ' ';
    return n / 2;
}

/* As many bus cycles as pairs: what it must drive in each, and what the others do. */
static void talk(pair_t *p, const char *own, const char *others)
{
    for (unsigned i = 0; i < pairs_in(own); i++) {
        expect_eq(p, out_of(p)->oe, pair_at(own, i));
        step(p, pair_at(others, i));
    }
}

/* It drives nothing while the others do this. */
static void hears(pair_t *p, const char *others)
{
    for (unsigned i = 0; i < pairs_in(others); i++) {
        expect_eq(p, out_of(p)->oe, 0);
        step(p, pair_at(others, i));
    }
}

/* It drives this and nobody else does. */
static void says(pair_t *p, const char *own)
{
    talk(p, own, "");
}

static void steps(pair_t *p, unsigned n)
{
    while (n-- > 0)
        step(p, 0);
}

/* ArbID is id until the first message. */
static void start(pair_t *p, unsigned id)
{
    *in_of(p) = (apic_agent_in_t){.picd = 3, .en = true, .id = id & 15, .remote_read = true};
    pair_reset_edge(p);
    step(p, 0);
}

typedef struct message {
    bool eoi, dm;
    uint8_t mode;
    bool level, trig;
    uint8_t vector, dest;
} message_t;

/* Its APIC has a message; the next edge sees that. */
static void send(pair_t *p, message_t m)
{
    apic_agent_in_t *in = in_of(p);
    in->tx_eoi = m.eoi;
    in->tx_dm = m.dm;
    in->tx_mode = m.mode & 7;
    in->tx_level = m.level;
    in->tx_trig = m.trig;
    in->tx_vector = m.vector;
    in->tx_dest = m.dest;
    in->tx_seq++;
}

static void answers(pair_t *p, bool match, bool accept, bool focus)
{
    in_of(p)->match = match;
    in_of(p)->accept = accept;
    in_of(p)->focus = focus;
}

static void is_idle(pair_t *p)
{
    expect_eq(p, out_of(p)->state, AGENT_IDLE);
    expect_eq(p, out_of(p)->cycle, 0);
    expect_eq(p, out_of(p)->oe, 0);
    expect_false(p, out_of(p)->rx_query);
}

static void is_done(pair_t *p, bool done, bool ok)
{
    expect_eq(p, out_of(p)->tx_done == in_of(p)->tx_seq, done);
    if (done)
        expect_eq(p, out_of(p)->tx_ok, ok);
}

static const message_t fixed = {.level = true, .vector = 0x61, .dest = 3};
static const message_t eoi = {.eoi = true, .vector = 0x61};
static const message_t lowest = {.dm = true, .mode = LOWEST, .level = true, .vector = 0x92, .dest = 0x0f};
static const message_t read_3 = {.mode = READ, .level = true, .vector = 0x30, .dest = 3};
#define FIXED_BODY "00 00 10  01 10 00 01  00 00 00 11  10"
#define EOI_BODY "01 10 00 01  00"
#define LOWEST_BODY "10 01 10  10 01 00 10  00 00 11 11  00"
#define READ_BODY "00 11 10  00 11 00 00  00 00 00 11  01"
#define ARB_6 "00 10 10 00"
#define ARB_9 "10 00 00 10"

static void reset_drives_nothing(pair_t *p)
{
    const apic_agent_out_t *o = out_of(p);
    is_idle(p);
    expect_eq(p, o->arb_id | o->tx_done | o->rx_seq | o->err | o->tx_ok | o->rr_valid, 0);
    expect_eq(p, o->rr_rdata, 0);
    start(p, 6);
    for (int i = 0; i < 50; i++) {
        is_idle(p);
        step(p, 0);
    }
}

/* --- sending ----------------------------------------------------------------------------------------------------- */

static void it_sends_an_eoi_message(pair_t *p)
{
    start(p, 6);
    send(p, eoi);
    in_of(p)->tx_dest = in_of(p)->tx_mode = 6; /* not in it */
    step(p, 0);
    says(p, "11  " ARB_6 "  " EOI_BODY "  00");
    talk(p, "00 00", "00 10");
    is_done(p, true, true);
    expect_eq(p, out_of(p)->arb_id, 0);
    says(p, "00");
    is_idle(p);
}

static const struct shape {
    message_t m;
    const char *body; /* cycles 6 to 17 */
} shapes[] = {
    {{.mode = FIXED, .level = true, .vector = 0x61, .dest = 3}, FIXED_BODY},
    {{.dm = true, .mode = FIXED, .level = true, .trig = true, .vector = 0xff, .dest = 0xff},
     "10 00 11  11 11 11 11  11 11 11 11  01"},
    {{.mode = SMI, .level = true, .dest = 3}, "00 10 10  00 00 00 00  00 00 00 11  00"},
    {{.mode = NMI, .level = true, .vector = 0xff, .dest = 2}, "01 00 10  11 11 11 11  00 00 00 10  01"},
    {{.mode = INIT, .level = true, .dest = 0xf}, "01 01 10  00 00 00 00  00 00 11 11  00"},
    {{.mode = INIT, .trig = true, .dest = 0xf}, "01 01 01  00 00 00 00  00 00 11 11  10"},
    {{.mode = SIPI, .level = true, .vector = 0x9a, .dest = 2}, "01 10 10  10 01 10 10  00 00 00 10  01"},
    {{.mode = EXTINT, .level = true, .trig = true, .vector = 0x30, .dest = 1},
     "01 11 11  00 11 00 00  00 00 00 01  10"},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static void it_sends_short_messages(pair_t *p)
{
    for (int i = 0; i < SHAPES; i++) {
        start(p, 9);
        send(p, shapes[i].m);
        step(p, 0);
        says(p, "01  " ARB_9);
        expect_eq(p, out_of(p)->state, AGENT_SEND);
        says(p, shapes[i].body);
        says(p, "00");
        talk(p, "00 00", "00 10");
        is_done(p, true, true);
        says(p, "00");
        is_idle(p);
    }
}

/* Its checksum is over what it drives, whatever is on the wires. */
static void a_sender_sums_what_it_drives(pair_t *p)
{
    for (unsigned at = 6; at <= 17; at++) {
        start(p, 9);
        send(p, (message_t){.dest = 2});
        step(p, 0);
        says(p, "01  " ARB_9);
        for (unsigned c = 6; c <= 17; c++) {
            expect_eq(p, out_of(p)->oe, c >= 16 ? 2 : 0);
            step(p, c == at ? 1 : 0);
        }
        says(p, "00  11  00"); /* it hears the other sum, too */
        is_done(p, false, false);
        expect_eq(p, out_of(p)->err, SEND_SUM);
        says(p, "00  01");
        expect_eq(p, out_of(p)->err, 0);
    }
}

static void the_sum_takes_carries_back_but_the_last(pair_t *p)
{
    for (unsigned v = 0; v < 256; v++) { /* an EOI has nothing else in it */
        unsigned s = 0, last = v & 3;
        for (unsigned i = 3; i > 0; i--) {
            s += v >> 2 * i & 3;
            s = s > 3 ? s - 3 : s;
        }
        start(p, 9);
        send(p, (message_t){.eoi = true, .vector = (uint8_t)v});
        step(p, 0);
        steps(p, 9);
        expect_eq(p, out_of(p)->cycle, 10);
        expect_eq(p, out_of(p)->oe, (s + last) & 3);
        says(p, (const char *[]){"00", "01", "10", "11"}[(s + last) & 3]);
        says(p, "00  00");
    }
}

static void a_message_waits_for_an_idle_bus(pair_t *p)
{
    for (unsigned late = 1; late <= 21; late++) {
        start(p, 6);
        for (unsigned c = 1; c <= 21; c++) { /* somebody's message to nobody */
            if (c == late)
                send(p, fixed);
            expect_eq(p, out_of(p)->oe, 0);
            expect_eq(p, out_of(p)->cycle, c == 1 ? 0 : c);
            step(p, c == 1);
        }
        expect_eq(p, out_of(p)->oe, 1);
        expect_eq(p, out_of(p)->cycle, 1);
    }
}

static void bit_1_alone_is_no_start(pair_t *p)
{
    start(p, 6);
    send(p, fixed);
    for (int i = 0; i < 30; i++) {
        step(p, 2);
        is_idle(p);
    }
    step(p, 0);
    says(p, "01");
}

/* --- arbitration ------------------------------------------------------------------------------------------------- */

static void it_loses_to_any_higher_arb_id(pair_t *p)
{
    for (unsigned own = 0; own < 16; own++)
        for (unsigned other = 0; other < 16; other++) {
            bool lost = false, he_lost = false;
            start(p, own);
            send(p, fixed);
            step(p, 0);
            talk(p, "01", "01");
            for (unsigned bit = 4; bit-- > 0;) {
                unsigned mine = own >> bit & 1, his = other >> bit & 1;
                expect_eq(p, out_of(p)->oe, lost ? 0 : mine << 1);
                expect_eq(p, out_of(p)->state, AGENT_ARB);
                step(p, he_lost ? 0 : his << 1);
                he_lost = he_lost || (!lost && mine && !his);
                lost = lost || (!he_lost && his && !mine);
            }
            expect_eq(p, lost, other > own);
            expect_eq(p, out_of(p)->state, lost ? AGENT_FOLLOW : AGENT_SEND);
            if (!lost)
                continue;
            expect_false(p, out_of(p)->rx_own);
            hears(p, "00 10 10  00 00 00 00  00 00 00 11  00"); /* an SMI for another */
            hears(p, "00  00  10");
            expect_eq(p, out_of(p)->arb_id, own + 1);
            is_done(p, false, false);
            hears(p, "00");
            says(p, "01"); /* and again */
        }
}

static void an_eoi_beats_a_normal_message(pair_t *p)
{
    start(p, 15);
    send(p, fixed);
    step(p, 0);
    talk(p, "01", "11");
    hears(p, "00 00 00 10"); /* ArbID 1 wins nevertheless */
    expect_eq(p, out_of(p)->state, AGENT_FOLLOW);
    hears(p, EOI_BODY "  00  00");
    expect_true(p, out_of(p)->rx_eoi && !out_of(p)->rx_own);
    hears(p, "10");
    expect_eq(p, out_of(p)->arb_id, 2); /* 15 takes the winner's + 1 */
    hears(p, "00");
    says(p, "01");

    start(p, 1);
    send(p, eoi);
    step(p, 0);
    talk(p, "11", "01");
    says(p, "00 00 00 10  " EOI_BODY);
}

/* --- rotation of ArbID: another's message that is accepted ------------------------------------------------------- */

static void every_arb_id_rotates(pair_t *p)
{
    for (unsigned own = 0; own < 16; own++)
        for (unsigned winner = 0; winner < 16; winner++)
            for (int short_one = 0; short_one < 2; short_one++) {
                start(p, own);
                hears(p, short_one ? "01" : "11");
                for (unsigned bit = 4; bit-- > 0;)
                    step(p, (winner >> bit & 1) << 1);
                hears(p, short_one ? FIXED_BODY "  00 00" : EOI_BODY "  00 00");
                expect_eq(p, out_of(p)->arb_id, own);
                hears(p, "10");
                expect_eq(p, out_of(p)->arb_id, own == 15 ? (winner + 1) & 15 : own + 1);
                hears(p, "00");
                is_idle(p);
            }
}

static void init_de_assert_reloads_arb_id(pair_t *p)
{
    static const struct {
        const char *body;
        const char *status;
        bool reload;
    } rows[] = {
        {"01 01 01  00 00 00 00  00 00 11 11  10", "00 00 10", true},
        {"01 01 01  00 00 00 00  00 00 11 11  10", "00 00 11", false}, /* not accepted */
        {"01 01 10  00 00 00 00  00 00 11 11  00", "00 00 10", false}, /* assert */
        {"01 01 11  00 00 00 00  00 00 11 11  01", "00 00 10", false}, /* assert by level: an INIT */
        {"01 01 00  00 00 00 00  00 00 11 11  01", "00 00 10", false},
        {"01 00 01  00 00 00 00  00 00 11 11  01", "00 00 10", false}, /* NMI */
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        start(p, 4);
        hears(p, "01  10 10 10 00");
        in_of(p)->id = 11;
        hears(p, rows[i].body);
        hears(p, rows[i].status);
        expect_eq(p, out_of(p)->arb_id, rows[i].reload ? 11 : 5);
    }
    start(p, 9);
    send(p, shapes[5].m); /* the sender too */
    step(p, 0);
    says(p, "01  " ARB_9);
    in_of(p)->id = 3;
    steps(p, 14);
    talk(p, "00", "10");
    expect_eq(p, out_of(p)->arb_id, 3);
}

static void arb_id_is_the_id_until_the_first_message(pair_t *p)
{
    start(p, 0);
    for (unsigned id = 0; id < 16; id++) {
        in_of(p)->id = id & 15;
        step(p, id & 2); /* Bit1 alone is no message */
        expect_eq(p, out_of(p)->arb_id, id);
    }
    for (unsigned own = 0; own < 2; own++) {
        start(p, 7);
        in_of(p)->id = 8;
        if (own)
            send(p, fixed);
        step(p, own ? 0 : 1);
        expect_eq(p, out_of(p)->arb_id, 8);
        in_of(p)->id = 9;
        steps(p, 60);
        expect_eq(p, out_of(p)->arb_id, 8);
    }
}

/* --- receiving --------------------------------------------------------------------------------------------------- */

static void it_takes_a_message_that_is_for_it(pair_t *p)
{
    for (int i = 0; i < SHAPES; i++)
        for (int match = 0; match < 2; match++)
            for (int accept = 0; accept < 2; accept++) {
                const message_t *m = &shapes[i].m;
                const apic_agent_out_t *o = out_of(p);
                start(p, 2);
                answers(p, true, true, true); /* too early to count */
                hears(p, "01  " ARB_9);
                for (unsigned c = 6; c <= 16; c++) {
                    expect_false(p, o->rx_query);
                    expect_eq(p, o->state, AGENT_FOLLOW);
                    step(p, pair_at(shapes[i].body, c - 6));
                }
                expect_true(p, o->rx_query && !o->rx_own && !o->rx_eoi);
                expect_eq(p, o->rx_dm, m->dm);
                expect_eq(p, o->rx_mode, m->mode);
                expect_eq(p, o->rx_level, m->level);
                expect_eq(p, o->rx_trig, m->trig);
                expect_eq(p, o->rx_vector, m->vector);
                expect_eq(p, o->rx_dest, m->dest);
                step(p, pair_at(shapes[i].body, 11));
                step(p, 0);
                answers(p, match, accept, true); /* the edge after the postamble has asked for focus only */
                says(p, "00");
                answers(p, !match, !accept, false);
                expect_eq(p, o->rx_seq, 0);
                talk(p, !match ? "00" : accept ? "10" : "11", "10");
                expect_eq(p, o->rx_seq, match && accept);
                expect_true(p, o->rx_query);
                says(p, "00");
                is_idle(p);
            }
}

static void a_message_another_refuses_is_not_delivered(pair_t *p)
{
    start(p, 2);
    answers(p, true, true, false);
    hears(p, "01  " ARB_9 "  " FIXED_BODY "  00  00");
    talk(p, "10", "11");
    expect_eq(p, out_of(p)->rx_seq, 0);
    hears(p, "00");
    hears(p, "01  00 00 00 00  " FIXED_BODY "  00  00");
    talk(p, "10", "10");
    expect_eq(p, out_of(p)->rx_seq, 1);
}

static void it_takes_an_eoi(pair_t *p)
{
    for (int accept = 0; accept < 2; accept++) {
        start(p, 2);
        hears(p, "11  " ARB_9 "  01 10 00");
        expect_false(p, out_of(p)->rx_query);
        hears(p, "01");
        expect_true(p, out_of(p)->rx_query && out_of(p)->rx_eoi);
        expect_eq(p, out_of(p)->rx_vector, 0x61);
        hears(p, "00  00");
        answers(p, true, accept, false);
        hears(p, "00");
        answers(p, false, false, false);
        says(p, accept ? "10" : "11");
        expect_eq(p, out_of(p)->rx_seq, accept);
        says(p, "00");
        is_idle(p);
    }
}

static void a_wrong_sum_is_told_in_status_0(pair_t *p)
{
    for (unsigned sum = 0; sum < 4; sum++) {
        bool bad = sum != 2;
        start(p, 2);
        answers(p, true, true, false);
        hears(p, "01  " ARB_9 "  00 00 10  01 10 00 01  00 00 00 11");
        step(p, sum);
        says(p, "00");
        says(p, bad ? "11" : "00");
        says(p, bad ? "00" : "10");
        expect_eq(p, out_of(p)->err, bad ? RECEIVE_SUM : 0);
        expect_eq(p, out_of(p)->rx_seq, !bad);
        expect_eq(p, out_of(p)->arb_id, bad ? 2 : 3);
        says(p, "00");
        expect_eq(p, out_of(p)->err, 0);
        is_idle(p);
    }
}

static void it_takes_its_own_message_too(pair_t *p)
{
    start(p, 9);
    answers(p, true, true, false);
    send(p, fixed);
    step(p, 0);
    says(p, "01  " ARB_9 "  " FIXED_BODY);
    expect_true(p, out_of(p)->rx_query && out_of(p)->rx_own);
    says(p, "00  00  10");
    is_done(p, true, true);
    expect_eq(p, out_of(p)->rx_seq, 1);
}

/* --- status ------------------------------------------------------------------------------------------------------ */

enum result { ACCEPTED, RETRY, ACCEPT_ERROR, CHECKSUM_ERROR };
typedef struct status {
    enum { EOI_ROW, SHORT_ROW, LOWEST_ROW, READ_ROW } kind;
    unsigned aa, a1a1;
    enum result result;
    bool upd;
    unsigned len; /* without straps; 34: a contest */
} status_t;
#define EACH_A1A1(kind, aa, result, upd, len)                                                \
    {kind, aa, 0, result, upd, len}, {kind, aa, 1, result, upd, len}, {kind, aa, 2, result, upd, len}, \
        {kind, aa, 3, result, upd, len}
/* Table 1.6; the lengths marked D by their straps. */
static const status_t statuses[] = {
    {EOI_ROW, 0, 2, ACCEPTED, true, 14},
    {EOI_ROW, 0, 3, RETRY, true, 14},
    {EOI_ROW, 0, 0, ACCEPT_ERROR, false, 14},
    {EOI_ROW, 0, 1, ACCEPT_ERROR, false, 14},
    EACH_A1A1(EOI_ROW, 3, CHECKSUM_ERROR, false, 14),
    EACH_A1A1(EOI_ROW, 2, ACCEPT_ERROR, false, 14),
    EACH_A1A1(EOI_ROW, 1, ACCEPT_ERROR, false, 14),
    {SHORT_ROW, 0, 2, ACCEPTED, true, 21},
    {SHORT_ROW, 0, 3, RETRY, true, 21},
    {SHORT_ROW, 0, 0, ACCEPT_ERROR, false, 21},
    {SHORT_ROW, 0, 1, ACCEPT_ERROR, false, 21},
    EACH_A1A1(SHORT_ROW, 3, CHECKSUM_ERROR, false, 21),
    EACH_A1A1(SHORT_ROW, 2, ACCEPT_ERROR, false, 21),
    EACH_A1A1(SHORT_ROW, 1, ACCEPT_ERROR, false, 21),
    {LOWEST_ROW, 0, 3, ACCEPTED, true, 34}, /* when cycle 33 says so */
    {LOWEST_ROW, 0, 2, RETRY, true, 21},
    {LOWEST_ROW, 0, 0, ACCEPT_ERROR, false, 21},
    {LOWEST_ROW, 0, 1, ACCEPT_ERROR, false, 21},
    EACH_A1A1(LOWEST_ROW, 2, ACCEPTED, true, 21), /* the focus processor took it */
    EACH_A1A1(LOWEST_ROW, 3, CHECKSUM_ERROR, false, 21),
    EACH_A1A1(LOWEST_ROW, 1, ACCEPT_ERROR, false, 21),
    {READ_ROW, 0, 2, ACCEPTED, true, 39},
    {READ_ROW, 0, 3, RETRY, true, 21},
    {READ_ROW, 0, 0, ACCEPT_ERROR, false, 21},
    {READ_ROW, 0, 1, ACCEPT_ERROR, false, 21},
    EACH_A1A1(READ_ROW, 3, CHECKSUM_ERROR, false, 21),
};
enum { STATUSES = sizeof statuses / sizeof *statuses };

static const struct {
    message_t m;
    const char *start, *body;
} kinds[] = {
    [EOI_ROW] = {{.eoi = true, .vector = 0x61}, "11  ", EOI_BODY},
    [SHORT_ROW] = {{.level = true, .vector = 0x61, .dest = 3}, "01  ", FIXED_BODY},
    [LOWEST_ROW] = {{.dm = true, .mode = LOWEST, .level = true, .vector = 0x92, .dest = 0x0f}, "01  ", LOWEST_BODY},
    [READ_ROW] = {{.mode = READ, .level = true, .vector = 0x30, .dest = 3}, "01  ", READ_BODY},
};

/* Up to the edge that ends the first status cycle, as sender or hearing the message. */
static void to_status_1(pair_t *p, unsigned kind, bool sends, unsigned aa)
{
    start(p, 9);
    if (sends) {
        send(p, kinds[kind].m);
        step(p, 0);
        says(p, kinds[kind].start);
        says(p, ARB_9);
        says(p, kinds[kind].body);
    } else {
        hears(p, kinds[kind].start);
        hears(p, ARB_6);
        hears(p, kinds[kind].body);
    }
    says(p, "00");
    expect_eq(p, out_of(p)->oe, 0);
    step(p, aa);
}

static unsigned err_of(enum result r, bool sends)
{
    return r == ACCEPT_ERROR ? (sends ? SEND_ACCEPT : RECEIVE_ACCEPT) : r == CHECKSUM_ERROR && sends ? SEND_SUM : 0;
}

static void each_status_does_what_the_table_says(pair_t *p)
{
    for (int i = 0; i < STATUSES; i++)
        for (int sends = 0; sends < 2; sends++)
            for (unsigned straps = 0; straps < 4; straps++) {
                const status_t *t = &statuses[i];
                unsigned len = t->len, at = t->kind == EOI_ROW ? 14 : 21;
                bool lp_by_aa = straps & 1, focus_34 = straps & 2;
                to_status_1(p, t->kind, sends, t->aa);
                in_of(p)->lp_by_aa = lp_by_aa;
                in_of(p)->focus_34 = focus_34;
                expect_eq(p, out_of(p)->oe, 0);
                step(p, t->a1a1);
                if (t->kind == LOWEST_ROW && ((t->aa == 0 && lp_by_aa) || (t->aa == 2 && focus_34)))
                    len = 34;
                expect_eq(p, out_of(p)->arb_id, !t->upd ? 9 : sends ? 0 : 10);
                if (t->len <= 21) {
                    expect_eq(p, out_of(p)->err, err_of(t->result, sends));
                    if (sends)
                        is_done(p, t->result == ACCEPTED || t->kind == READ_ROW, t->result == ACCEPTED);
                } else {
                    expect_eq(p, out_of(p)->err, 0);
                    if (sends)
                        is_done(p, false, false);
                }
                for (; at <= len; at++) {
                    expect_eq(p, out_of(p)->cycle, at);
                    expect_true(p, out_of(p)->rx_query);
                    expect_eq(p, out_of(p)->state, sends ? AGENT_SEND : AGENT_FOLLOW);
                    expect_eq(p, out_of(p)->oe, 0);
                    step(p, at == 33 && t->len == 34 ? 2 : 0);
                }
                bool again = sends && t->result != ACCEPTED && t->kind != READ_ROW;
                expect_eq(p, out_of(p)->cycle, again);
                expect_eq(p, out_of(p)->err, 0);
                if (sends && !again)
                    is_done(p, true, t->result == ACCEPTED);
            }
}

static void the_last_status_of_lowest_priority_decides(pair_t *p)
{
    for (unsigned a2 = 0; a2 < 4; a2++)
        for (int sends = 0; sends < 2; sends++) {
            to_status_1(p, LOWEST_ROW, sends, 0);
            step(p, 3);
            steps(p, 12);
            expect_eq(p, out_of(p)->cycle, 33);
            step(p, a2);
            if (sends)
                is_done(p, a2 == 2, true);
            expect_eq(p, out_of(p)->err, a2 == 2 ? 0 : sends ? SEND_ACCEPT : RECEIVE_ACCEPT);
            expect_eq(p, out_of(p)->arb_id, sends ? 0 : 10);
            step(p, 0);
            expect_eq(p, out_of(p)->cycle, sends && a2 != 2);
        }
}

static void a_refused_message_is_sent_until_it_is_taken(pair_t *p)
{
    start(p, 9);
    send(p, fixed);
    step(p, 0);
    says(p, "01  " ARB_9 "  " FIXED_BODY "  00 00");
    talk(p, "00 00", "11 00");
    for (int i = 0; i < 40; i++) { /* it has won, so its ArbID is 0 now */
        says(p, "01  00 00 00 00  " FIXED_BODY "  00 00");
        is_done(p, false, false);
        talk(p, "00 00", "11 00");
        expect_eq(p, out_of(p)->err, 0);
    }
    says(p, "01  00 00 00 00  " FIXED_BODY "  00 00");
    talk(p, "00 00", "10 00");
    is_done(p, true, true);
    is_idle(p);
}

/* Start-Up alone is given up, and only without the strap: for each way to fail. */
static void a_start_up_is_not_sent_again(pair_t *p)
{
    for (unsigned mode = 0; mode < 8; mode++)
        for (int strap = 0; strap < 2; strap++)
            for (unsigned aa = 0; aa < 4; aa++) {
                bool gives_up = mode == READ || (mode == SIPI && !strap);
                if (mode == LOWEST && aa == 2)
                    continue;
                start(p, 9);
                in_of(p)->sipi_retry = strap;
                send(p, (message_t){.mode = (uint8_t)mode, .level = true, .vector = 8, .dest = 2});
                steps(p, 19);
                step(p, aa);
                step(p, 0);
                is_done(p, gives_up, false);
                step(p, 0);
                expect_eq(p, out_of(p)->cycle, !gives_up);
            }
    start(p, 9);
    send(p, (message_t){.eoi = true, .mode = SIPI}); /* an EOI is never given up, whatever the mode wires say */
    steps(p, 15);
    says(p, "11");
}

/* --- lowest priority --------------------------------------------------------------------------------------------- */

static void a_focus_processor_takes_it_at_once(pair_t *p)
{
    for (unsigned k = 0; k < 8; k++) {
        bool match = k & 1, accept = k & 2, focus = k & 4, takes = k == 7;
        start(p, 2);
        hears(p, "01  " ARB_9 "  " LOWEST_BODY);
        answers(p, match, accept, focus);
        says(p, "00");
        expect_eq(p, out_of(p)->oe, takes ? 2 : 0);
        expect_eq(p, out_of(p)->rx_seq, 0);
        step(p, 0);
        expect_eq(p, out_of(p)->rx_seq, takes);
        says(p, takes || !match ? "00" : accept ? "11" : "10");
        expect_eq(p, out_of(p)->rx_seq, takes);
        if (!takes)
            continue;
        expect_eq(p, out_of(p)->arb_id, 3);
        says(p, "00");
        is_idle(p);
    }
    start(p, 2); /* somebody's sum is wrong: nobody takes it */
    answers(p, true, true, true);
    hears(p, "01  " ARB_9 "  " LOWEST_BODY "  00");
    talk(p, "10  00", "11  00");
    expect_eq(p, out_of(p)->rx_seq, 0);
    expect_eq(p, out_of(p)->arb_id, 2);
    start(p, 2); /* a fixed message has no focus */
    answers(p, true, true, true);
    hears(p, "01  " ARB_9 "  " FIXED_BODY "  00  00");
    says(p, "10");
}

/* It takes part, up to cycle 20. */
static void to_contest(pair_t *p, unsigned id, unsigned prio)
{
    start(p, id);
    in_of(p)->prio = (uint8_t)prio;
    answers(p, true, true, false);
    hears(p, "01  " ARB_9 "  " LOWEST_BODY "  00  00");
    talk(p, "11", "11");
}

static void the_lowest_priority_wins(pair_t *p)
{
    static const uint8_t prios[] = {0, 1, 0x10, 0x40, 0x41, 0x7f, 0x80, 0xa5, 0xfe, 0xff};
    for (unsigned i = 0; i < 10; i++)
        for (unsigned j = 0; j < 10; j++)
            for (unsigned other_id = 0; other_id < 16; other_id++) {
                unsigned own = (~prios[i] & 0xffu) << 4 | 8, other = (~prios[j] & 0xffu) << 4 | other_id;
                bool out = false, he_is_out = false;
                to_contest(p, 7, prios[i]); /* ArbID has rotated to 8 */
                for (unsigned bit = 12; bit-- > 0;) {
                    unsigned mine = own >> bit & 1, his = other >> bit & 1;
                    expect_eq(p, out_of(p)->oe, out ? 0 : mine << 1);
                    step(p, he_is_out ? 0 : his << 1);
                    he_is_out = he_is_out || (!out && mine && !his);
                    out = out || (!he_is_out && his && !mine);
                }
                expect_eq(p, out, other > own);
                says(p, out ? "00" : "10");
                expect_eq(p, out_of(p)->rx_seq, !out);
                says(p, "00");
                is_idle(p);
            }
}

static void only_who_takes_part_is_in_the_contest(pair_t *p)
{
    static const struct {
        bool match, accept;
        unsigned own;
    } rows[] = {{false, true, 0}, {false, false, 0}, {true, false, 2}};
    for (int i = 0; i < 3; i++) {
        start(p, 7);
        answers(p, rows[i].match, rows[i].accept, false);
        hears(p, "01  " ARB_9 "  " LOWEST_BODY "  00  00");
        expect_eq(p, out_of(p)->oe, rows[i].own);
        step(p, 3);
        answers(p, true, true, false);
        says(p, "00 00 00 00 00 00 00 00  00 00 00 00");
        talk(p, "00", "10");
        expect_eq(p, out_of(p)->rx_seq, 0);
    }
}

static void a_winner_that_has_lost_its_slot_says_so(pair_t *p)
{
    for (int late = 0; late < 2; late++) {
        to_contest(p, 7, 0);
        says(p, "10 10 10 10 10 10 10 10  10 00 00");
        in_of(p)->accept = late;
        says(p, "00");
        in_of(p)->accept = false; /* too late */
        says(p, late ? "10" : "11");
        expect_eq(p, out_of(p)->rx_seq, late);
        expect_eq(p, out_of(p)->err, late ? 0 : RECEIVE_ACCEPT);
    }
}

static void another_winner_takes_it_alone(pair_t *p)
{
    to_contest(p, 7, 0x80); /* 7Fh against FFh */
    talk(p, "00 00 00 00 00 00 00 00  00 00 00 00  00", "10 10 10 10 10 10 10 10  00 00 00 10  10");
    expect_eq(p, out_of(p)->rx_seq, 0);
    expect_eq(p, out_of(p)->err, 0);
}

/* --- remote read ------------------------------------------------------------------------------------------------- */

#define DEADBEEF "11 01 11 10 10 10 11 01 10 11 11 10 11 10 11 11"

static void a_remote_read_gets_its_data(pair_t *p)
{
    for (unsigned s = 0; s < 4; s++)
        for (unsigned sum = 0; sum < 4; sum++) {
            start(p, 9);
            send(p, read_3);
            step(p, 0);
            says(p, "01  " ARB_9 "  " READ_BODY "  00  00");
            talk(p, "00", "10");
            hears(p, DEADBEEF);
            step(p, s);
            is_done(p, false, false);
            expect_eq(p, out_of(p)->rr_rdata, 0);
            step(p, sum);
            is_done(p, true, true);
            expect_eq(p, out_of(p)->rr_rdata, 0xdeadbeef);
            expect_eq(p, out_of(p)->rr_valid, s == 0 && sum == 1);
            expect_eq(p, out_of(p)->err, sum == 1 ? 0 : RECEIVE_SUM);
            says(p, "00");
            is_idle(p);
            send(p, read_3); /* and once more, that nobody answers */
            steps(p, 21);
            is_done(p, true, false);
            expect_false(p, out_of(p)->rr_valid);
            expect_eq(p, out_of(p)->rr_rdata, 0xdeadbeef);
        }
}

static void it_answers_a_remote_read(pair_t *p)
{
    for (int ok = 0; ok < 2; ok++) {
        start(p, 2);
        in_of(p)->rr_data = 0xdeadbeef;
        in_of(p)->rr_ok = ok;
        answers(p, true, true, true);
        hears(p, "01  " ARB_9 "  " READ_BODY "  00  00");
        says(p, "10");
        says(p, DEADBEEF);
        says(p, ok ? "00  01" : "11  01");
        expect_eq(p, out_of(p)->rx_seq | out_of(p)->rr_rdata | out_of(p)->rr_valid | out_of(p)->err, 0);
        says(p, "00");
        is_idle(p);
    }
}

static void it_does_not_answer_without_the_strap(pair_t *p)
{
    start(p, 2);
    in_of(p)->remote_read = false;
    in_of(p)->rr_data = 0xffffffff;
    answers(p, true, true, true);
    hears(p, "01  " ARB_9 "  " READ_BODY "  00  00");
    hears(p, "10"); /* another does */
    hears(p, DEADBEEF "  00  01");
    expect_eq(p, out_of(p)->cycle, 39);
    expect_eq(p, out_of(p)->rr_rdata | out_of(p)->rr_valid, 0);
    hears(p, "00");
    is_idle(p);
}

static void a_refused_remote_read_is_not_answered(pair_t *p)
{
    start(p, 2);
    in_of(p)->rr_data = 0xffffffff;
    answers(p, true, true, false);
    hears(p, "01  " ARB_9 "  " READ_BODY "  00  00");
    talk(p, "10", "11");
    says(p, "00");
    is_idle(p);
}

/* --- en, reset, tx_seq ------------------------------------------------------------------------------------------- */

static void switched_off_it_is_off_until_reset(pair_t *p)
{
    for (unsigned at = 0; at <= 44; at++) {
        start(p, 7);
        answers(p, true, true, false);
        send(p, at & 1 ? lowest : read_3);
        steps(p, at);
        apic_agent_out_t was = *out_of(p);
        in_of(p)->en = false;
        step(p, 0);
        in_of(p)->en = at & 2;
        for (unsigned i = 0; i < 50; i++) {
            const apic_agent_out_t *o = out_of(p);
            expect_eq(p, o->state, AGENT_OFF);
            expect_eq(p, o->oe | o->cycle | o->rx_query | o->err, 0);
            expect_true(p, o->arb_id == was.arb_id && o->tx_done == was.tx_done && o->rx_seq == was.rx_seq);
            expect_true(p, o->tx_ok == was.tx_ok && o->rr_rdata == was.rr_rdata && o->rr_valid == was.rr_valid);
            step(p, i & 3);
        }
        start(p, 5);
        is_idle(p);
        expect_eq(p, out_of(p)->arb_id, 5);
    }
}

static void off_from_the_start_it_never_learns_its_arb_id(pair_t *p)
{
    *in_of(p) = (apic_agent_in_t){.picd = 3, .id = 9, .tx_seq = 1};
    pair_reset_edge(p);
    is_idle(p);
    step(p, 0);
    expect_eq(p, out_of(p)->state, AGENT_OFF);
    expect_eq(p, out_of(p)->arb_id, 0);
}

static void reset_ends_a_message_in_any_cycle(pair_t *p)
{
    for (unsigned at = 1; at <= 44; at++) {
        start(p, 7);
        answers(p, true, true, false);
        in_of(p)->rr_data = 0x5a5a5a5a;
        send(p, at & 1 ? lowest : read_3);
        steps(p, at);
        in_of(p)->tx_seq = 0;
        pair_reset_edge(p);
        is_idle(p);
        expect_eq(p, out_of(p)->arb_id | out_of(p)->rx_seq | out_of(p)->tx_done, 0);
        step(p, 0);
        answers(p, false, false, false);
        send(p, fixed); /* and begins anew, its sums too */
        step(p, 0);
        says(p, "01  00 10 10 10  " FIXED_BODY "  00 00");
        talk(p, "00 00", "10 00");
        is_done(p, true, true);
        expect_eq(p, out_of(p)->arb_id, 0);
    }
}

static void messages_follow_each_other_without_a_gap(pair_t *p)
{
    start(p, 6);
    send(p, fixed);
    step(p, 0);
    says(p, "01  " ARB_6 "  " FIXED_BODY "  00 00");
    talk(p, "00", "10");
    send(p, eoi); /* in time for the idle cycle */
    says(p, "00");
    says(p, "11  00 00 00 00  " EOI_BODY "  00 00");
    talk(p, "00", "10");
    hears(p, "01"); /* another starts in what should be the idle cycle: it follows */
    expect_eq(p, out_of(p)->cycle, 2);
    expect_false(p, out_of(p)->rx_query);
    hears(p, ARB_9 "  " FIXED_BODY "  00 00 10 00");
    is_idle(p);
}

/* --- any inputs -------------------------------------------------------------------------------------------------- */

/* Also what no bus can do: wires that are not what it drives, fields that do not stand. */
static void any_inputs_agree(pair_t *p)
{
    unsigned done = 0, taken = 0;
    start(p, 7);
    for (int i = 0; i < 400000; i++) {
        apic_agent_in_t *in = in_of(p);
        const apic_agent_out_t *o = out_of(p);
        unsigned mood = (unsigned)i >> 9 & 3;
        unsigned noise = pair_one_in(p, mood == 1 ? 10 : 60) ? pair_rand(p) : 0;
        in->picd = mood == 0 ? pair_rand(p) & 3 : ~(o->oe | noise) & 3;
        in->id = pair_rand(p) & 15;
        if (mood == 0 || o->tx_done == in->tx_seq) {
            in->tx_seq = pair_one_in(p, 20) ? pair_rand(p) & 0xff : in->tx_seq;
            in->tx_eoi = pair_one_in(p, 4);
            in->tx_mode = pair_one_in(p, 2) ? LOWEST : pair_rand(p) & 7;
            in->tx_dm = pair_rand(p) & 1;
            in->tx_level = pair_rand(p) & 1;
            in->tx_trig = pair_rand(p) & 1;
            in->tx_vector = pair_rand(p) & 0xff;
            in->tx_dest = pair_rand(p) & 0xff;
        }
        answers(p, pair_rand(p) & 1, !pair_one_in(p, 4), pair_one_in(p, 3));
        in->prio = pair_rand(p) & 0xff;
        in->rr_data = pair_rand(p);
        in->rr_ok = pair_rand(p) & 1;
        if (pair_one_in(p, 300)) {
            in->remote_read = pair_rand(p) & 1;
            in->focus_34 = pair_rand(p) & 1;
            in->lp_by_aa = pair_rand(p) & 1;
            in->sipi_retry = pair_rand(p) & 1;
        }
        unsigned was_done = o->tx_done, was_seq = o->rx_seq;
        in->en = !pair_one_in(p, 4000);
        if (o->state == AGENT_OFF && pair_one_in(p, 50))
            pair_reset_edge(p);
        else
            pair_tick(p);
        done += o->tx_done != was_done;
        taken += o->rx_seq != was_seq;
    }
    expect_true(p, done > 1000 && taken > 1000);
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(reset_drives_nothing, "interconnect facts 1.1",
                  "after reset no wire is pulled and nothing is under way"),
    DIRECTED_TEST(it_sends_an_eoi_message, "interconnect facts 1.2",
                  "an EOI message is sent cycle by cycle as the table says"),
    DIRECTED_TEST(it_sends_short_messages, "interconnect facts 1.3, 1.7",
                  "each delivery mode is sent cycle by cycle as the table says"),
    DIRECTED_TEST(a_sender_sums_what_it_drives, "interconnect facts 1.6",
                  "a sender's checksum is over what it drives; it hears a damaged message too"),
    DIRECTED_TEST(the_sum_takes_carries_back_but_the_last, "interconnect facts 1.6", "the checksum of each EOI vector"),
    DIRECTED_TEST(a_message_waits_for_an_idle_bus, "interconnect facts 1.1",
                  "a message that comes during another waits for the idle bus"),
    DIRECTED_TEST(bit_1_alone_is_no_start, "interconnect facts 1.1",
                  "only Bit0 starts a message; a bus with Bit1 driven is not idle"),
    DIRECTED_TEST(it_loses_to_any_higher_arb_id, "interconnect facts 1.1",
                  "who sees a bit driven that it does not drive is quiet, follows, and starts again"),
    DIRECTED_TEST(an_eoi_beats_a_normal_message, "interconnect facts 1.1",
                  "an EOI message wins against a normal one of any ArbID"),
    DIRECTED_TEST(every_arb_id_rotates, "interconnect facts 1.1", "each ArbID after each winner, at cycle 13 or 20"),
    DIRECTED_TEST(init_de_assert_reloads_arb_id, "interconnect facts 1.1, 1.7",
                  "INIT level de-assert, and nothing else, loads ArbID from the ID"),
    DIRECTED_TEST(arb_id_is_the_id_until_the_first_message, "interconnect facts 1.1",
                  "ArbID is a copy of the ID until the first message"),
    DIRECTED_TEST(it_takes_a_message_that_is_for_it, "interconnect facts 1.3, 1.6",
                  "a message is shown, answered at its edge and delivered when accepted"),
    DIRECTED_TEST(a_message_another_refuses_is_not_delivered, "interconnect facts 1.6",
                  "with status 11 of another nobody keeps the message"),
    DIRECTED_TEST(it_takes_an_eoi, "interconnect facts 1.2, 1.6", "an EOI message is shown, answered and delivered"),
    DIRECTED_TEST(a_wrong_sum_is_told_in_status_0, "interconnect facts 1.6",
                  "a receiver with another sum drives 11 and drops the message"),
    DIRECTED_TEST(it_takes_its_own_message_too, "interconnect facts 1.3",
                  "a message to itself is answered and delivered"),
    DIRECTED_TEST(each_status_does_what_the_table_says, "interconnect facts 1.6",
                  "result, ArbID, error and length of each status, as sender and not, for the straps"),
    DIRECTED_TEST(the_last_status_of_lowest_priority_decides, "interconnect facts 1.4, 1.6",
                  "10 in cycle 33 is accepted, all else sent again"),
    DIRECTED_TEST(a_refused_message_is_sent_until_it_is_taken, "interconnect facts 1.6", "a retry has no limit"),
    DIRECTED_TEST(a_start_up_is_not_sent_again, "interconnect facts 1.6",
                  "a Start-Up message is given up unless strapped, a remote read always"),
    DIRECTED_TEST(a_focus_processor_takes_it_at_once, "interconnect facts 1.3",
                  "the focus processor drives 10 in cycle 19 and has the message"),
    DIRECTED_TEST(the_lowest_priority_wins, "interconnect facts 1.4",
                  "inverted priority, then ArbID: the highest on the wire wins and delivers"),
    DIRECTED_TEST(only_who_takes_part_is_in_the_contest, "interconnect facts 1.4",
                  "only an APIC with a free slot takes part"),
    DIRECTED_TEST(a_winner_that_has_lost_its_slot_says_so, "interconnect facts 1.4",
                  "a winner without a slot drives 11 in cycle 33 and delivers nothing"),
    DIRECTED_TEST(another_winner_takes_it_alone, "interconnect facts 1.4",
                  "who is out of the contest delivers nothing"),
    DIRECTED_TEST(a_remote_read_gets_its_data, "interconnect facts 1.5",
                  "data, their status and checksum; valid only when both are good"),
    DIRECTED_TEST(it_answers_a_remote_read, "interconnect facts 1.5",
                  "the addressed APIC drives data, status and checksum, and delivers nothing"),
    DIRECTED_TEST(it_does_not_answer_without_the_strap, "interconnect facts 1.5",
                  "a part without remote read follows its 39 cycles and drives nothing"),
    DIRECTED_TEST(a_refused_remote_read_is_not_answered, "interconnect facts 1.5",
                  "with another status than 10 no data follow"),
    DIRECTED_TEST(switched_off_it_is_off_until_reset, "interconnect facts 1.1",
                  "with EN 0 in any cycle it lets go and is back only by reset"),
    DIRECTED_TEST(off_from_the_start_it_never_learns_its_arb_id, "interconnect facts 1.1", "EN 0 at the first edge"),
    DIRECTED_TEST(reset_ends_a_message_in_any_cycle, "interconnect facts 1.1",
                  "reset in each cycle, and a whole message after it"),
    DIRECTED_TEST(messages_follow_each_other_without_a_gap, "interconnect facts 1.2, 1.3",
                  "a start after one idle cycle, and in the idle cycle"),
    RANDOM_TEST(any_inputs_agree, "C block and RTL agree on any inputs, also those no bus has"),
    DIRECTED_END};

const directed_t directed_apic_agent = {&apic_agent_block, tests};
