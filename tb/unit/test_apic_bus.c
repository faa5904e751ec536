/* Several apic_agents on two wires that anyone can pull: each message cycle by cycle against tables typed from
 * interconnect facts 1.2 to 1.7, what each status does, arbitration, and random traffic that a listener on the wires
 * follows by itself. The same block alone, with its twin: tb/directed/apic_agent.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "apic/apic_agent.h"

enum { AGENTS = 15 };
enum { FIXED, LOWEST, SMI, READ, NMI, INIT, SIPI, EXTINT };
enum { SEND_SUM = 1, SEND_ACCEPT = 4, RECEIVE_ACCEPT = 8 };

static uint64_t cycles, delivered_all, messages_all, compared;

/* An agent and the APIC behind it. */
typedef struct station {
    apic_agent_t s;
    apic_agent_in_t in;
    apic_agent_out_t out;
    uint8_t logical;   /* its logical destination bits */
    bool takes_eoi, full, focus;
    bool takes_all;    /* each message is for it, but an EOI */
    bool not_self;     /* its own messages are not for itself */
    unsigned errs[4];  /* how often each err bit came */
    uint8_t rx_seen;
    unsigned delivered;
} station_t;

typedef struct bus {
    station_t a[AGENTS];
    unsigned n;
    unsigned noise; /* wires that something else pulls in this cycle */
    unsigned value; /* of the cycle that has just ended, logical */
    uint64_t rng;
} bus_t;

static uint32_t rand_of(bus_t *b)
{
    b->rng ^= b->rng >> 12;
    b->rng ^= b->rng << 25;
    b->rng ^= b->rng >> 27;
    return (uint32_t)((b->rng * UINT64_C(0x2545f4914f6cdd1d)) >> 32);
}

static uint32_t below(bus_t *b, uint32_t n)
{
    return rand_of(b) % n;
}

static bool one_in(bus_t *b, uint32_t n)
{
    return below(b, n) == 0;
}

static bool is_for(const station_t *a)
{
    const apic_agent_out_t *o = &a->out;
    if (o->rx_eoi)
        return a->takes_eoi;
    if (o->rx_own && a->not_self)
        return false;
    if (a->takes_all)
        return true;
    if (o->rx_dm)
        return (o->rx_dest & a->logical) != 0;
    return (o->rx_dest & 15) == 15 || (o->rx_dest & 15) == a->in.id;
}

/* The answers of the APIC, wrong until they are due: at the second edge after rx_query has come. */
static void answer(station_t *a)
{
    bool due = a->out.cycle >= (a->out.rx_eoi ? 11 : 18);
    bool asked = a->out.rx_query;
    a->in.match = asked && (is_for(a) == due);
    a->in.accept = !a->full == due;
    a->in.focus = a->focus == due;
}

static void tick(bus_t *b)
{
    unsigned value = b->noise;
    for (unsigned i = 0; i < b->n; i++)
        value |= b->a[i].out.oe;
    b->value = value;
    cycles++;
    for (unsigned i = 0; i < b->n; i++) {
        station_t *a = &b->a[i];
        a->in.picd = ~value & 3;
        answer(a);
        apic_agent_tick(&a->s, &a->in, &a->out);
        for (unsigned e = 0; e < 4; e++)
            a->errs[e] += a->out.err >> e & 1;
        a->delivered += (uint8_t)(a->out.rx_seq - a->rx_seen);
        a->rx_seen = a->out.rx_seq;
    }
}

static void ticks(bus_t *b, unsigned n)
{
    while (n-- > 0)
        tick(b);
}

/* Agents 0 to n - 1, the APIC ID of each its number, logical bit n. */
static void open(bus_t *b, unsigned n)
{
    *b = (bus_t){.n = n, .rng = UINT64_C(0x9e3779b97f4a7c15)};
    for (unsigned i = 0; i < n; i++) {
        station_t *a = &b->a[i];
        a->in = (apic_agent_in_t){.picd = 3, .en = true, .id = i & 15, .remote_read = true};
        a->logical = (uint8_t)(1u << (i & 7));
        apic_agent_reset(&a->s, &a->out);
    }
    ticks(b, 2);
}

typedef struct message {
    bool eoi, dm;
    uint8_t mode;
    bool level, trig;
    uint8_t vector, dest;
} message_t;

static void send(bus_t *b, unsigned from, message_t m)
{
    apic_agent_in_t *in = &b->a[from].in;
    in->tx_eoi = m.eoi;
    in->tx_dm = m.dm;
    in->tx_mode = m.mode & 7;
    in->tx_level = m.level;
    in->tx_trig = m.trig;
    in->tx_vector = m.vector;
    in->tx_dest = m.dest;
    in->tx_seq++;
}

static bool is_done(const bus_t *b, unsigned from)
{
    return b->a[from].out.tx_done == b->a[from].in.tx_seq;
}

/* The bus cycles from here on, a pair Bit1 Bit0 each. */
static void see(bus_t *b, const char *pairs)
{
    for (const char *c = pairs; *c; c++) {
        if (*c == ' ')
            continue;
        unsigned want = (unsigned)((c[0] - '0') << 1 | (c[1] - '0'));
        unsigned at = b->a[0].out.cycle;
        tick(b);
        compared++;
        if (b->value != want)
            fail_msg("bus cycle %u: %u%u, want %u%u, in \"%s\" at %d", at, b->value >> 1, b->value & 1, want >> 1,
                     want & 1, pairs, (int)(c - pairs));
        c++;
    }
}

/* All of them agree that the bus is idle. */
static void all_idle(const bus_t *b)
{
    for (unsigned i = 0; i < b->n; i++) {
        assert_int_equal(b->a[i].out.state, AGENT_IDLE);
        assert_int_equal(b->a[i].out.cycle, 0);
        assert_int_equal(b->a[i].out.oe, 0);
        assert_false(b->a[i].out.rx_query);
    }
}

static void no_errors(const bus_t *b)
{
    for (unsigned i = 0; i < b->n; i++)
        for (unsigned e = 0; e < 4; e++)
            assert_int_equal(b->a[i].errs[e], 0);
}

static void arb_ids(const bus_t *b, const unsigned *want)
{
    for (unsigned i = 0; i < b->n; i++)
        assert_int_equal(b->a[i].out.arb_id, want[i]);
}

static bool arb_ids_distinct(const bus_t *b)
{
    unsigned seen = 0;
    for (unsigned i = 0; i < b->n; i++) {
        if (seen >> b->a[i].out.arb_id & 1)
            return false;
        seen |= 1u << b->a[i].out.arb_id;
    }
    return true;
}

/* --- messages, cycle by cycle ------------------------------------------------------------------------------------ */

static void after_reset_nothing_is_driven(void **state)
{
    (void)state;
    bus_t b;
    open(&b, 2);
    for (int i = 0; i < 100; i++) {
        see(&b, "00");
        all_idle(&b);
    }
    arb_ids(&b, (unsigned[]){0, 1});
    no_errors(&b);
}

static void an_eoi_message_is_that_of_table_1_2(void **state)
{
    (void)state;
    bus_t b;
    open(&b, 7);
    b.a[2].takes_eoi = true;
    send(&b, 5, (message_t){.eoi = true, .vector = 0x61, .mode = 6, .dest = 0xff, .dm = true, .trig = true});
    tick(&b);
    /*      start  5 = 0101     61h          C   post A   A1 */
    see(&b, "11   00 10 00 10   01 10 00 01  00  00   00");
    assert_false(is_done(&b, 5));
    see(&b, "10");
    assert_true(is_done(&b, 5) && b.a[5].out.tx_ok);
    assert_int_equal(b.a[2].delivered, 1);
    assert_true(b.a[2].out.rx_query && b.a[2].out.rx_eoi);
    assert_int_equal(b.a[2].out.rx_vector, 0x61);
    see(&b, "00");
    all_idle(&b);
    arb_ids(&b, (unsigned[]){1, 2, 3, 4, 5, 0, 7 - 0});
    no_errors(&b);
}

static const struct shape {
    message_t m;
    const char *body; /* cycles 6 to 17 */
    unsigned taken_by; /* agents of 0 to 5 */
} shapes[] = {
    {{.mode = FIXED, .level = true, .vector = 0x61, .dest = 3}, "00 00 10  01 10 00 01  00 00 00 11  10", 1 << 3},
    {{.dm = true, .mode = FIXED, .level = true, .trig = true, .vector = 0xff, .dest = 0xff},
     "10 00 11  11 11 11 11  11 11 11 11  01", 0x3f},
    {{.mode = SMI, .level = true, .dest = 3}, "00 10 10  00 00 00 00  00 00 00 11  00", 1 << 3},
    {{.mode = NMI, .level = true, .vector = 0xff, .dest = 2}, "01 00 10  11 11 11 11  00 00 00 10  01", 1 << 2},
    {{.mode = INIT, .level = true, .dest = 0xf}, "01 01 10  00 00 00 00  00 00 11 11  00", 0x3f},
    {{.mode = SIPI, .level = true, .vector = 0x9a, .dest = 2}, "01 10 10  10 01 10 10  00 00 00 10  01", 1 << 2},
    {{.mode = EXTINT, .level = true, .trig = true, .vector = 0x30, .dest = 1},
     "01 11 11  00 11 00 00  00 00 00 01  10", 1 << 1},
    {{.mode = INIT, .trig = true, .dest = 0xf}, "01 01 01  00 00 00 00  00 00 11 11  10", 0x3f},
};

static void a_short_message_is_that_of_table_1_3(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const struct shape *t = &shapes[i];
        bus_t b;
        open(&b, 6);
        send(&b, 4, t->m);
        tick(&b);
        see(&b, "01  00 10 00 00");
        see(&b, t->body);
        for (unsigned a = 0; a < 6; a++) {
            const apic_agent_out_t *o = &b.a[a].out;
            assert_true(o->rx_query && !o->rx_eoi);
            assert_int_equal(o->rx_own, a == 4);
            assert_int_equal(o->rx_dm, t->m.dm);
            assert_int_equal(o->rx_mode, t->m.mode);
            assert_int_equal(o->rx_level, t->m.level);
            assert_int_equal(o->rx_trig, t->m.trig);
            assert_int_equal(o->rx_vector, t->m.vector);
            assert_int_equal(o->rx_dest, t->m.dest);
            assert_int_equal(o->state, a == 4 ? AGENT_SEND : AGENT_FOLLOW);
            compared += 9;
        }
        see(&b, "00  00");
        assert_false(is_done(&b, 4));
        see(&b, "10");
        assert_true(is_done(&b, 4) && b.a[4].out.tx_ok);
        for (unsigned a = 0; a < 6; a++)
            assert_int_equal(b.a[a].delivered, t->taken_by >> a & 1);
        see(&b, "00");
        all_idle(&b);
        if (t->m.mode == INIT && t->m.trig)
            arb_ids(&b, (unsigned[]){0, 1, 2, 3, 4, 5}); /* reloaded */
        else
            arb_ids(&b, (unsigned[]){1, 2, 3, 4, 0, 6});
        no_errors(&b);
        see(&b, "00 00 00");
    }
}

static const message_t lowest = {.dm = true, .mode = LOWEST, .level = true, .vector = 0x92, .dest = 0x0f};
#define LOWEST_BODY "10 01 10  10 01 00 10  00 00 11 11  00"

static void a_focus_processor_ends_a_lowest_priority_message(void **state)
{
    (void)state;
    for (int long_too = 0; long_too < 2; long_too++) {
        bus_t b;
        open(&b, 4);
        for (unsigned i = 0; i < 4; i++)
            b.a[i].in.focus_34 = long_too;
        b.a[2].focus = true;
        send(&b, 1, lowest);
        tick(&b);
        see(&b, "01  00 00 00 10  " LOWEST_BODY "  00  10");
        assert_int_equal(b.a[2].delivered, 1);
        assert_false(is_done(&b, 1));
        see(&b, "00");
        assert_true(is_done(&b, 1) && b.a[1].out.tx_ok);
        arb_ids(&b, (unsigned[]){1, 0, 3, 4});
        see(&b, "00");
        if (long_too) {
            for (unsigned i = 22; i <= 34; i++) {
                assert_int_equal(b.a[1].out.cycle, i);
                see(&b, "00");
            }
        }
        all_idle(&b);
        assert_int_equal(b.a[0].delivered + b.a[1].delivered + b.a[3].delivered, 0);
        no_errors(&b);
    }
}

static void lowest_priority_is_found_as_in_table_1_4(void **state)
{
    (void)state;
    bus_t b;
    open(&b, 4);
    b.a[0].in.prio = 0x5a; /* not: A5h */
    b.a[1].in.prio = 0x40; /* BFh */
    b.a[2].in.prio = 0x40; /* BFh, and the higher ArbID */
    b.a[3].in.prio = 0x00;
    b.a[3].full = true;    /* no slot: drives 10, pulled up to 11, and has no part */
    send(&b, 0, lowest);
    tick(&b);
    see(&b, "01  00 00 00 00  " LOWEST_BODY "  00  00  11");
    arb_ids(&b, (unsigned[]){0, 2, 3, 4}); /* agent 0 has won, at cycle 20 */
    assert_false(is_done(&b, 0));
    /*       BFh                      3 = 0011     A2 */
    see(&b, "10 00 10 10 10 10 10 10  00 00 10 10  10");
    assert_true(is_done(&b, 0) && b.a[0].out.tx_ok);
    assert_int_equal(b.a[2].delivered, 1);
    assert_int_equal(b.a[0].delivered + b.a[1].delivered + b.a[3].delivered, 0);
    see(&b, "00");
    all_idle(&b);
    arb_ids(&b, (unsigned[]){0, 2, 3, 4});
    no_errors(&b);
}

static void every_priority_wins_or_loses_by_its_value(void **state)
{
    (void)state;
    for (unsigned p = 0; p < 256; p++)
        for (unsigned bit = 0; bit < 8; bit++) {
            unsigned q = p ^ 1u << bit;
            bus_t b;
            open(&b, 3);
            b.a[2].logical = 0;
            b.a[0].in.prio = (uint8_t)p;
            b.a[1].in.prio = (uint8_t)q;
            send(&b, 2, lowest);
            ticks(&b, 35);
            assert_true(is_done(&b, 2) && b.a[2].out.tx_ok);
            all_idle(&b);
            assert_int_equal(b.a[0].delivered, p < q);
            assert_int_equal(b.a[1].delivered, q < p);
            no_errors(&b);
        }
}

static void a_winner_without_a_slot_has_the_message_sent_again(void **state)
{
    (void)state;
    for (unsigned edge = 32; edge <= 33; edge++) { /* at which accept goes: 33 is too late to say so */
        bool late = edge == 33;
        bus_t b;
        open(&b, 3);
        b.a[2].in.prio = 0x10;
        b.a[1].in.prio = 0x20;
        b.a[0].logical = 0;
        send(&b, 0, lowest);
        ticks(&b, edge);
        assert_int_equal(b.a[0].out.cycle, edge);
        b.a[2].full = true;
        ticks(&b, 33 - edge);
        see(&b, late ? "10" : "11");
        assert_int_equal(is_done(&b, 0), late);
        assert_int_equal(b.a[0].errs[2], !late);
        assert_int_equal(b.a[1].errs[3], !late);
        assert_int_equal(b.a[2].errs[3], !late);
        arb_ids(&b, (unsigned[]){0, 2, 3}); /* updated at 20, not undone */
        assert_int_equal(b.a[1].delivered, 0);
        assert_int_equal(b.a[2].delivered, late);
        see(&b, late ? "00 00" : "00 01"); /* again, at the next idle */
        ticks(&b, 33);
        assert_true(is_done(&b, 0) && b.a[0].out.tx_ok);
        assert_int_equal(b.a[1].delivered, !late);
        assert_int_equal(b.a[2].delivered, late);
    }
}

static const message_t read_3 = {.mode = READ, .level = true, .vector = 0x30, .dest = 3};
#define READ_BODY "00 11 10  00 11 00 00  00 00 00 11  01"

static void a_remote_read_is_that_of_table_1_5(void **state)
{
    (void)state;
    static const struct {
        uint32_t data;
        const char *bits, *sum;
    } reads[] = {
        {0xdeadbeef, "11 01 11 10 10 10 11 01 10 11 11 10 11 10 11 11", "01"},
        {0x12345678, "00 01 00 10 00 11 01 00 01 01 01 10 01 11 10 00", "11"},
        {0x00000001, "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01", "01"},
    };
    for (int i = 0; i < 3; i++)
        for (int valid = 0; valid < 2; valid++) {
            bus_t b;
            open(&b, 4);
            b.a[3].in.rr_data = reads[i].data;
            b.a[3].in.rr_ok = valid;
            b.a[2].in.rr_data = ~reads[i].data;
            send(&b, 1, read_3);
            tick(&b);
            see(&b, "01  00 00 00 10  " READ_BODY "  00  00  10");
            assert_false(is_done(&b, 1));
            arb_ids(&b, (unsigned[]){1, 0, 3, 4});
            see(&b, reads[i].bits);
            see(&b, valid ? "00" : "11");
            assert_false(is_done(&b, 1));
            see(&b, reads[i].sum);
            assert_true(is_done(&b, 1) && b.a[1].out.tx_ok);
            assert_int_equal(b.a[1].out.rr_rdata, reads[i].data);
            assert_int_equal(b.a[1].out.rr_valid, valid);
            see(&b, "00");
            all_idle(&b);
            for (unsigned a = 0; a < 4; a++) {
                assert_int_equal(b.a[a].delivered, 0);
                if (a != 1)
                    assert_true(b.a[a].out.rr_rdata == 0 && !b.a[a].out.rr_valid);
            }
            no_errors(&b);
        }
}

static void a_remote_read_that_nobody_answers_is_given_up(void **state)
{
    (void)state;
    for (int how = 0; how < 3; how++) { /* nobody has that ID; the part does not answer; no slot */
        bus_t b;
        open(&b, 4);
        b.a[3].in.rr_data = 0xffffffff;
        b.a[3].in.rr_ok = true;
        send(&b, 1, read_3);
        ticks(&b, 40);
        assert_true(b.a[1].out.rr_valid); /* a good one first */
        message_t m = read_3;
        m.dest = how == 0 ? 9 : 3;
        b.a[3].in.remote_read = how != 1;
        b.a[3].full = how == 2;
        send(&b, 1, m);
        ticks(&b, 21);
        assert_int_equal(b.value, how == 2 ? 3 : 0); /* status 1 */
        assert_true(is_done(&b, 1) && !b.a[1].out.tx_ok && !b.a[1].out.rr_valid);
        assert_int_equal(b.a[1].errs[2], how != 2);
        see(&b, "00 00 00 00");
        all_idle(&b);
    }
}

static void bad_data_of_a_remote_read_are_not_valid(void **state)
{
    (void)state;
    for (unsigned at = 21; at <= 38; at++) {
        bus_t b;
        open(&b, 4);
        b.a[3].in.rr_ok = true; /* data 0 */
        send(&b, 1, read_3);
        ticks(&b, at);
        assert_int_equal(b.a[0].out.cycle, at);
        b.noise = 1;
        tick(&b);
        b.noise = 0;
        ticks(&b, 39 - at);
        assert_true(is_done(&b, 1) && b.a[1].out.tx_ok && !b.a[1].out.rr_valid);
        assert_int_equal(b.a[1].errs[1], at != 37);
        assert_int_equal(b.a[0].errs[1] + b.a[2].errs[1] + b.a[3].errs[1], 0);
        all_idle(&b);
    }
}

/* --- status ------------------------------------------------------------------------------------------------------ */

/* Table 1.6, row by row; the status is pulled by the test while the agents drive nothing. X: each pair that is in no
 * other row. upd: ArbID rotates. */
enum result { ACCEPTED, RETRY, ACCEPT_ERROR, CHECKSUM_ERROR };
static const struct status {
    const char *kind, *aa, *a1a1, *a2a2;
    enum result result;
    bool upd;
    unsigned len;
    bool retry;
} statuses[] = {
    {"eoi", "00", "10", "", ACCEPTED, true, 14, false},
    {"eoi", "00", "11", "", RETRY, true, 14, true},
    {"eoi", "00", "00", "", ACCEPT_ERROR, false, 14, true},
    {"eoi", "00", "01", "", ACCEPT_ERROR, false, 14, true},
    {"eoi", "11", "xx", "", CHECKSUM_ERROR, false, 14, true},
    {"eoi", "10", "xx", "", ACCEPT_ERROR, false, 14, true},
    {"eoi", "01", "xx", "", ACCEPT_ERROR, false, 14, true},
    {"short", "00", "10", "", ACCEPTED, true, 21, false},
    {"short", "00", "11", "", RETRY, true, 21, true},
    {"short", "00", "00", "", ACCEPT_ERROR, false, 21, true},
    {"short", "00", "01", "", ACCEPT_ERROR, false, 21, true},
    {"short", "11", "xx", "", CHECKSUM_ERROR, false, 21, true},
    {"short", "10", "xx", "", ACCEPT_ERROR, false, 21, true},
    {"short", "01", "xx", "", ACCEPT_ERROR, false, 21, true},
    {"lowest", "00", "11", "10", ACCEPTED, true, 34, false},
    {"lowest", "00", "11", "11", ACCEPT_ERROR, true, 34, true},
    {"lowest", "00", "11", "00", ACCEPT_ERROR, true, 34, true},
    {"lowest", "00", "11", "01", ACCEPT_ERROR, true, 34, true},
    {"lowest", "00", "10", "", RETRY, true, 34, true},
    {"lowest", "00", "00", "", ACCEPT_ERROR, false, 34, true},
    {"lowest", "00", "01", "", ACCEPT_ERROR, false, 34, true},
    {"lowest", "10", "xx", "", ACCEPTED, true, 34, false},
    {"lowest", "11", "xx", "", CHECKSUM_ERROR, false, 21, true},
    {"lowest", "01", "xx", "", ACCEPT_ERROR, false, 21, true},
};

static void pull(bus_t *b, const char *pair)
{
    b->noise = pair[0] ? (unsigned)((pair[0] - '0') << 1 | (pair[1] - '0')) : 0;
    tick(b);
    b->noise = 0;
}

/* The length of a row by the straps (interconnect facts 1.4, the rows marked D). */
static unsigned length_of(const struct status *t, bool lp_by_aa, bool focus_34)
{
    if (strcmp(t->kind, "lowest") != 0 || t->len == 21)
        return t->len;
    if (strcmp(t->aa, "10") == 0)
        return focus_34 ? 34 : 21;
    return strcmp(t->a1a1, "11") == 0 || lp_by_aa ? 34 : 21;
}

static void status_row(const struct status *t, const char *a1a1, unsigned mode, bool lp_by_aa, bool focus_34)
{
    bool eoi = strcmp(t->kind, "eoi") == 0;
    unsigned status_0 = eoi ? 12 : 19, len = length_of(t, lp_by_aa, focus_34);
    bool gives_up = !eoi && mode == SIPI;
    bus_t b;
    open(&b, 3);
    for (unsigned i = 0; i < 3; i++) {
        b.a[i].in.lp_by_aa = lp_by_aa;
        b.a[i].in.focus_34 = focus_34;
    }
    send(&b, 1, (message_t){.eoi = eoi, .mode = (uint8_t)mode, .level = true, .vector = 0x91, .dest = 9});
    ticks(&b, status_0);
    pull(&b, t->aa);
    pull(&b, a1a1);
    unsigned at = status_0 + 2;
    arb_ids(&b, t->upd ? (unsigned[]){1, 0, 3} : (unsigned[]){0, 1, 2});
    if (t->a2a2[0]) {
        assert_false(is_done(&b, 1));
        no_errors(&b);
        ticks(&b, 33 - 21);
        pull(&b, t->a2a2);
        at = 34;
    }
    assert_int_equal(is_done(&b, 1), !t->retry || gives_up);
    assert_int_equal(b.a[1].out.tx_ok, t->result == ACCEPTED);
    unsigned err = t->result == CHECKSUM_ERROR ? SEND_SUM : t->result == ACCEPT_ERROR ? SEND_ACCEPT : 0;
    assert_int_equal(b.a[1].out.err, err);
    for (unsigned i = 0; i < 3; i += 2)
        assert_int_equal(b.a[i].out.err, t->result == ACCEPT_ERROR ? RECEIVE_ACCEPT : 0);
    for (; at <= len; at++) {
        assert_int_equal(b.a[0].out.cycle, at);
        assert_true(b.a[0].out.rx_query && b.a[1].out.rx_query);
        tick(&b);
        assert_int_equal(b.value, 0);
        assert_int_equal(b.a[0].out.err | b.a[1].out.err | b.a[2].out.err, 0);
    }
    assert_int_equal(b.a[0].out.cycle, 0);
    bool again = t->retry && !gives_up;
    assert_int_equal(b.a[1].out.cycle, again);
    see(&b, again ? (eoi ? "11" : "01") : "00");
    arb_ids(&b, t->upd ? (unsigned[]){1, 0, 3} : (unsigned[]){0, 1, 2});
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(b.a[i].delivered, 0);
    compared += 12;
}

static void each_status_does_what_table_1_6_says(void **state)
{
    (void)state;
    static const uint8_t shorts[] = {FIXED, SMI, NMI, INIT, EXTINT, SIPI};
    static const char *const any[] = {"00", "01", "10", "11"};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        for (int straps = 0; straps < 4; straps++)
            for (int a1 = 0; a1 < 4; a1++) {
                const struct status *t = &statuses[i];
                bool every = t->a1a1[0] == 'x';
                if (!every && a1)
                    continue;
                bool is_short = t->kind[0] == 's';
                unsigned other = t->kind[0] == 'l' ? LOWEST : EXTINT; /* an EOI has no mode */
                for (size_t m = 0; m < (is_short ? sizeof shorts : 1); m++)
                    status_row(t, every ? any[a1] : t->a1a1, is_short ? shorts[m] : other, straps & 1, straps & 2);
            }
}

/* A wire pulled in one cycle that the checksum covers: all see it, all drop the message, it comes again. */
static void a_bad_checksum_has_the_message_sent_again(void **state)
{
    (void)state;
    for (int eoi = 0; eoi < 2; eoi++)
        for (unsigned at = 6; at <= (eoi ? 10u : 17u); at++)
            for (unsigned wires = 1; wires < 4; wires++) {
                bus_t b;
                open(&b, 4);
                b.a[2].takes_eoi = true;
                /* nothing but what must be driven: level, and dest 2 */
                send(&b, 1, (message_t){.eoi = eoi, .dest = 2});
                ticks(&b, at);
                unsigned own = b.a[1].out.oe;
                b.noise = wires;
                tick(&b);
                b.noise = 0;
                assert_int_equal(b.a[0].out.cycle, at + 1);
                bool noticed = (wires | own) != own; /* 11 for 00 shows too: all before it is 00 */
                ticks(&b, (eoi ? 12 : 19) - at);
                assert_int_equal(b.value, noticed ? 3 : 0);
                tick(&b);
                assert_int_equal(is_done(&b, 1), !noticed);
                assert_int_equal(b.a[2].delivered, !noticed);
                assert_int_equal(b.a[1].errs[0], noticed);
                for (unsigned i = 0; i < 4; i++) {
                    assert_int_equal(b.a[i].errs[1], noticed && i != 1);
                    assert_int_equal(b.a[i].errs[2] + b.a[i].errs[3], 0);
                }
                if (noticed) {
                    assert_true(arb_ids_distinct(&b));
                    arb_ids(&b, (unsigned[]){0, 1, 2, 3});
                    see(&b, eoi ? "00 11" : "00 01");
                    ticks(&b, eoi ? 12 : 19);
                    assert_true(is_done(&b, 1) && b.a[1].out.tx_ok);
                    assert_int_equal(b.a[2].delivered, 1);
                    assert_int_equal(b.a[0].delivered + b.a[1].delivered + b.a[3].delivered, 0);
                }
                compared += 10;
            }
}

/* Only one agent sees it: all drop it. */
static void one_receiver_that_disagrees_is_enough(void **state)
{
    (void)state;
    bus_t b;
    open(&b, 4);
    send(&b, 1, (message_t){.mode = SMI, .level = true, .dest = 15});
    ticks(&b, 1 + 17);
    b.a[3].s.sum_bad = true;
    see(&b, "00  11  00  00  01");
    assert_int_equal(b.a[1].errs[0], 1);
    assert_int_equal(b.a[3].errs[1], 1);
    assert_int_equal(b.a[0].errs[1] + b.a[2].errs[1], 0);
    ticks(&b, 19);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(b.a[i].delivered, 1);
}

static void one_without_a_slot_has_it_sent_again_to_all(void **state)
{
    (void)state;
    bus_t b;
    open(&b, 4);
    b.a[0].full = true;
    send(&b, 3, (message_t){.level = true, .vector = 0x44, .dest = 15});
    tick(&b);
    for (int i = 0; i < 50; i++) {
        see(&b, "01");
        ticks(&b, 18);
        see(&b, "11 00");
        for (unsigned a = 0; a < 4; a++)
            assert_int_equal(b.a[a].delivered, 0);
        assert_false(is_done(&b, 3));
        no_errors(&b);
        assert_int_equal(b.a[3].out.arb_id, 0); /* it has won, and is last now */
    }
    b.a[0].full = false;
    ticks(&b, 20);
    assert_true(is_done(&b, 3));
    for (unsigned a = 0; a < 4; a++)
        assert_int_equal(b.a[a].delivered, 1);
}

static void a_start_up_is_sent_once_unless_strapped(void **state)
{
    (void)state;
    for (int strap = 0; strap < 2; strap++) {
        bus_t b;
        open(&b, 2);
        b.a[0].in.sipi_retry = strap;
        send(&b, 0, (message_t){.mode = SIPI, .level = true, .vector = 8, .dest = 7});
        ticks(&b, 21);
        assert_int_equal(is_done(&b, 0), !strap);
        assert_false(b.a[0].out.tx_ok);
        assert_int_equal(b.a[0].errs[2], 1);
        see(&b, strap ? "00 01" : "00 00");
    }
}

/* --- arbitration ------------------------------------------------------------------------------------------------- */

/* Every set of agents starts at the same edge: they send in the order of their ArbIDs as they rotate. */
static void the_highest_arb_id_wins_and_all_rotate(void **state)
{
    (void)state;
    for (unsigned set = 1; set < 64; set++) {
        bus_t b;
        unsigned ids[6] = {0, 1, 2, 3, 4, 5}, left = set;
        open(&b, 6);
        for (unsigned i = 0; i < 6; i++)
            if (set >> i & 1)
                send(&b, i, (message_t){.level = true, .vector = (uint8_t)(0x40 + i), .dest = 15});
        tick(&b);
        while (left) {
            unsigned winner = 6;
            for (unsigned i = 0; i < 6; i++)
                if (left >> i & 1 && (winner == 6 || ids[i] > ids[winner]))
                    winner = i;
            unsigned old = ids[winner];
            ticks(&b, 1);
            for (unsigned bit = 4; bit-- > 0;) {
                tick(&b);
                assert_int_equal(b.value, (old >> bit & 1) << 1);
            }
            for (unsigned i = 0; i < 6; i++)
                assert_int_equal(b.a[i].out.state, i == winner ? AGENT_SEND : AGENT_FOLLOW);
            ticks(&b, 15);
            for (unsigned i = 0; i < 6; i++)
                ids[i] = i == winner ? 0 : ids[i] == 15 ? (old + 1) & 15 : ids[i] + 1;
            arb_ids(&b, ids);
            assert_true(arb_ids_distinct(&b));
            assert_true(is_done(&b, winner));
            left &= ~(1u << winner);
            tick(&b);
            compared += 14;
        }
        all_idle(&b);
        for (unsigned i = 0; i < 6; i++)
            assert_int_equal(b.a[i].delivered, (unsigned)__builtin_popcount(set));
        no_errors(&b);
    }
}

/* Each ArbID against each winner, ArbID 15 too. */
static void rotation_keeps_arb_ids_distinct(void **state)
{
    (void)state;
    for (unsigned low = 0; low < 2; low++)
        for (unsigned winner = 0; winner < AGENTS; winner++) {
            bus_t b;
            open(&b, AGENTS);
            for (unsigned i = 0; i < AGENTS; i++)
                b.a[i].in.id = (i + low) & 15; /* 0 to 14, or 1 to 15; taken over until the first message */
            tick(&b);
            send(&b, winner, (message_t){.dest = 15});
            ticks(&b, 21);
            for (unsigned i = 0; i < AGENTS; i++) {
                unsigned old = i + low;
                assert_int_equal(b.a[i].out.arb_id, i == winner ? 0 : old == 15 ? winner + low + 1 : old + 1);
            }
            assert_true(arb_ids_distinct(&b));
            compared += AGENTS;
        }
}

static void an_eoi_beats_a_normal_message(void **state)
{
    (void)state;
    for (unsigned who = 0; who < 2; who++) {
        bus_t b;
        open(&b, 3);
        b.a[2].takes_eoi = true;
        send(&b, who, (message_t){.eoi = true, .vector = 0xfe});
        send(&b, !who, (message_t){.mode = SMI, .level = true, .dest = 2});
        tick(&b);
        see(&b, who ? "11  00 00 00 10" : "11  00 00 00 00");
        see(&b, "11 11 11 10  01  00  00  10  00");
        assert_true(is_done(&b, who));
        assert_false(is_done(&b, !who));
        see(&b, "01");
        ticks(&b, 19);
        assert_true(is_done(&b, !who));
        assert_int_equal(b.a[2].delivered, 2);
        no_errors(&b);
    }
}

static void two_eois_arbitrate(void **state)
{
    (void)state;
    bus_t b;
    open(&b, 3);
    b.a[0].takes_eoi = true;
    send(&b, 1, (message_t){.eoi = true, .vector = 0x61});
    send(&b, 2, (message_t){.eoi = true, .vector = 0x37});
    tick(&b);
    see(&b, "11  00 00 10 00  00 11 01 11  00  00  00  10  00"); /* agent 2: ArbID 2 */
    see(&b, "11  00 00 10 00  01 10 00 01  00  00  00  10  00"); /* agent 1 has 2 now */
    assert_int_equal(b.a[0].delivered, 2);
}

static void who_comes_an_edge_late_waits(void **state)
{
    (void)state;
    for (unsigned late = 1; late <= 21; late++) {
        bus_t b;
        open(&b, 3);
        send(&b, 0, (message_t){.level = true, .vector = 0x20, .dest = 1});
        ticks(&b, late);
        send(&b, 2, (message_t){.level = true, .vector = 0x21, .dest = 1});
        ticks(&b, 20 - (late - 1));
        assert_int_equal(b.a[1].delivered, 1);
        assert_int_equal(b.a[1].out.rx_vector, 0x20);
        see(&b, "00  01");
        ticks(&b, 19);
        assert_int_equal(b.a[1].delivered, 2);
        assert_int_equal(b.a[1].out.rx_vector, 0x21);
        no_errors(&b);
    }
}

static void bit_1_alone_is_no_start(void **state)
{
    (void)state;
    bus_t b;
    open(&b, 2);
    b.noise = 2;
    send(&b, 0, (message_t){.dest = 1});
    for (int i = 0; i < 20; i++) {
        see(&b, "10");
        all_idle(&b);
    }
    b.noise = 0;
    see(&b, "00 01");
}

/* --- INIT level de-assert, en, reset ----------------------------------------------------------------------------- */

static void init_de_assert_reloads_every_arb_id(void **state)
{
    (void)state;
    bus_t b;
    open(&b, 5);
    for (unsigned i = 0; i < 5; i++) {
        send(&b, i, (message_t){.dest = 15});
        ticks(&b, 22);
    }
    arb_ids(&b, (unsigned[]){4, 3, 2, 1, 0});
    for (unsigned i = 0; i < 5; i++)
        b.a[i].in.id = (uint8_t)(14 - i);
    tick(&b);
    arb_ids(&b, (unsigned[]){4, 3, 2, 1, 0});
    b.a[1].full = true; /* retry first: that one rotates */
    send(&b, 2, (message_t){.mode = INIT, .trig = true, .dest = 15});
    ticks(&b, 21);
    arb_ids(&b, (unsigned[]){5, 4, 0, 2, 1});
    b.a[1].full = false;
    ticks(&b, 20);
    arb_ids(&b, (unsigned[]){5, 4, 0, 2, 1});
    tick(&b);
    arb_ids(&b, (unsigned[]){14, 13, 12, 11, 10});
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(b.a[i].delivered, 6);
}

static void arb_id_is_the_id_until_the_first_message(void **state)
{
    (void)state;
    bus_t b;
    open(&b, 2);
    for (unsigned id = 0; id < 16; id++) {
        b.a[0].in.id = id & 15;
        tick(&b);
        assert_int_equal(b.a[0].out.arb_id, id);
    }
    b.a[0].in.id = 9;
    send(&b, 1, (message_t){.dest = 7});
    tick(&b);
    assert_int_equal(b.a[0].out.arb_id, 9);
    b.a[1].in.id = 3; /* it has started */
    b.a[0].in.id = 4; /* it has not seen that yet */
    tick(&b);
    b.a[0].in.id = 5;
    ticks(&b, 5);
    arb_ids(&b, (unsigned[]){4, 1});
}

static void en_0_is_off_until_reset(void **state)
{
    (void)state;
    for (unsigned at = 0; at <= 40; at++)
        for (unsigned who = 0; who < 2; who++) {
            bus_t b;
            open(&b, 3);
            b.a[0].logical = 0;
            send(&b, 0, lowest);
            ticks(&b, at);
            b.a[who].in.en = false;
            tick(&b);
            apic_agent_out_t was = b.a[who].out;
            assert_int_equal(was.state, AGENT_OFF);
            b.a[who].in.en = at & 1;
            for (int i = 0; i < 60; i++) {
                const apic_agent_out_t *o = &b.a[who].out;
                assert_int_equal(o->oe | o->cycle | o->err | o->rx_query, 0);
                assert_int_equal(o->state, AGENT_OFF);
                assert_int_equal(o->arb_id, was.arb_id);
                assert_int_equal(o->tx_done, was.tx_done);
                assert_int_equal(o->rx_seq, was.rx_seq);
                b.noise = below(&b, 4);
                tick(&b);
            }
            b.noise = 0;
            apic_agent_reset(&b.a[who].s, &b.a[who].out);
            assert_int_equal(b.a[who].out.state, AGENT_IDLE);
            b.a[who].in.en = true;
            b.a[who].in.tx_seq = 0;
            tick(&b);
            assert_int_equal(b.a[who].out.arb_id, b.a[who].in.id);
            compared += 60 * 8;
        }
}

static void reset_ends_a_message_in_any_cycle(void **state)
{
    (void)state;
    for (unsigned at = 1; at <= 40; at++) {
        bus_t b;
        open(&b, 4);
        send(&b, 1, at & 1 ? lowest : read_3);
        ticks(&b, at);
        for (unsigned i = 0; i < 4; i++) {
            apic_agent_reset(&b.a[i].s, &b.a[i].out);
            b.a[i].in.tx_seq = 0;
            b.a[i].rx_seen = 0;
            b.a[i].delivered = 0;
        }
        all_idle(&b);
        see(&b, "00 00");
        arb_ids(&b, (unsigned[]){0, 1, 2, 3});
        send(&b, 3, (message_t){.mode = SMI, .level = true, .dest = 3});
        tick(&b);
        see(&b, "01  00 00 10 10  00 10 10  00 00 00 00  00 00 00 11  00  00  00  10  00"); /* to itself */
        assert_int_equal(b.a[3].delivered, 1);
        all_idle(&b);
    }
}

/* --- random traffic ---------------------------------------------------------------------------------------------- */

/* Follows the wires alone, by the tables of the facts. */
typedef struct listener {
    unsigned pairs[40]; /* of the message so far, from 1 */
    unsigned n;         /* cycles of it, 0: idle */
    unsigned len;       /* 0: not known yet */
    uint64_t ends[4];   /* messages by enum result */
    uint64_t kinds[9];  /* by mode; 8: EOI */
} listener_t;

static unsigned field(const listener_t *l, unsigned first, unsigned count)
{
    unsigned v = 0;
    for (unsigned i = 0; i < count; i++)
        v = v << 2 | l->pairs[first + i];
    return v;
}

/* End-around but for the last addition. */
static unsigned sum_of(const listener_t *l, unsigned first, unsigned last)
{
    unsigned s = 0;
    for (unsigned i = first; i < last; i++) {
        s += l->pairs[i];
        if (s > 3)
            s -= 3;
    }
    return (s + l->pairs[last]) & 3;
}

/* Who must have taken the message that the wires show, a bit each; called at the end of its last status cycle. */
static unsigned takers(bus_t *b, const listener_t *l, enum result *result)
{
    bool eoi = l->pairs[1] == 3;
    unsigned sum = eoi ? 10 : 17, mode = eoi ? 0 : (l->pairs[6] & 1) << 2 | l->pairs[7];
    unsigned dest = eoi ? 0 : field(l, 13, 4), aa = l->pairs[sum + 2], a1a1 = l->pairs[sum + 3];
    unsigned set = 0, fit = 0, focus = 0;
    bool bad = sum_of(l, 6, sum - 1) != l->pairs[sum];
    for (unsigned i = 0; i < b->n; i++) {
        station_t *a = &b->a[i];
        bool own = a->out.state == AGENT_SEND;
        bool physical = (dest & 15) == 15 || (dest & 15) == a->in.id;
        bool mine = eoi                  ? a->takes_eoi
                    : own && a->not_self ? false
                    : a->takes_all       ? true
                    : l->pairs[6] & 2    ? (dest & a->logical) != 0
                                         : physical;
        set |= (unsigned)mine << i;
        fit |= (unsigned)(mine && !a->full) << i;
        focus |= (unsigned)(mine && !a->full && a->focus) << i;
    }
    *result = bad ? CHECKSUM_ERROR : ACCEPT_ERROR;
    assert_int_equal(aa, bad ? 3 : mode == LOWEST && focus ? 2 : 0);
    if (bad)
        return 0;
    if (mode == LOWEST && focus) {
        *result = ACCEPTED;
        return focus;
    }
    if (!set)
        return 0;
    *result = RETRY;
    if (mode != LOWEST) {
        assert_int_equal(a1a1, set == fit ? 2 : 3);
        if (set != fit)
            return 0;
        *result = ACCEPTED;
        return mode == READ ? 0 : set;
    }
    assert_int_equal(a1a1, fit ? 3 : 2);
    if (!fit)
        return 0;
    unsigned best = AGENTS;
    for (unsigned i = 0; i < b->n; i++)
        if (fit >> i & 1 && (best == AGENTS || b->a[i].in.prio < b->a[best].in.prio ||
                             (b->a[i].in.prio == b->a[best].in.prio && b->a[i].out.arb_id > b->a[best].out.arb_id)))
            best = i;
    *result = ACCEPTED;
    return 1u << best;
}

/* After each edge; true at the edge that ends a message's last status cycle. */
static bool listen(listener_t *l, unsigned value)
{
    if (l->n == 0 || l->n == l->len) {
        l->n = value & 1;
        l->len = 0;
        if (l->n)
            l->pairs[1] = value;
        return false;
    }
    l->pairs[++l->n] = value;
    bool eoi = l->pairs[1] == 3;
    unsigned mode = eoi || l->n < 7 ? 0 : (l->pairs[6] & 1) << 2 | l->pairs[7];
    if (eoi) {
        l->len = 14;
        return l->n == 13;
    }
    if (l->n == 20)
        l->len = l->pairs[19] == 0 && mode == LOWEST && value == 3   ? 34
                 : l->pairs[19] == 0 && mode == READ && value == 2 ? 39
                                                                   : 21;
    return l->n == (l->len == 34 ? 33 : l->len == 39 ? 38 : 20);
}

static void traffic(unsigned n, unsigned edges, unsigned noise)
{
    bus_t b;
    listener_t l = {0};
    open(&b, n);
    for (unsigned i = 0; i < n; i++) {
        b.a[i].takes_eoi = i == n - 1;
        b.a[i].in.sipi_retry = true;
        b.a[i].in.rr_ok = true;
    }
    for (unsigned e = 0; e < edges; e++) {
        unsigned before[AGENTS];
        bool quiet = l.n == 0 || l.n == l.len; /* what the APICs have and want changes between messages */
        for (unsigned i = 0; i < n; i++) {
            station_t *a = &b.a[i];
            before[i] = a->delivered;
            if (quiet) {
                a->full = a->full ? one_in(&b, 3) : one_in(&b, 12);
                a->focus = one_in(&b, 8);
                a->in.prio = (uint8_t)(one_in(&b, 3) ? 0x40 : rand_of(&b));
                a->logical = one_in(&b, 4) ? 0 : (uint8_t)rand_of(&b);
                a->takes_all = one_in(&b, 40); /* or a message nobody takes would be sent for ever */
                a->in.rr_data = rand_of(&b);
            }
            if (is_done(&b, i) && one_in(&b, 40)) {
                bool eoi = one_in(&b, 5);
                unsigned mode = below(&b, 8);
                bool trig = mode == INIT ? false : one_in(&b, 2);
                bool all = one_in(&b, 6);
                uint8_t dest = (uint8_t)(all ? 15 : one_in(&b, 30) ? 14 : below(&b, n));
                send(&b, i, (message_t){.eoi = eoi, .dm = one_in(&b, 2), .mode = (uint8_t)mode, .level = one_in(&b, 2),
                                        .trig = trig, .vector = (uint8_t)rand_of(&b), .dest = dest});
                a->not_self = all && one_in(&b, 2);
            }
        }
        bool covered = l.n >= 5 && l.n < (l.pairs[1] == 3 ? 9 : 16);
        b.noise = noise && covered && one_in(&b, noise) ? 1 + below(&b, 3) : 0;
        tick(&b);
        bool ends = listen(&l, b.value);
        unsigned want = 0;
        bool focus_took = l.n == 19 && l.pairs[1] == 1 && l.pairs[19] == 2;
        if (ends || focus_took) {
            enum result result;
            want = takers(&b, &l, &result);
            bool by_focus = l.pairs[1] == 1 && l.pairs[19] == 2;
            if (ends) {
                l.ends[result]++;
                l.kinds[l.pairs[1] == 3 ? 8 : (l.pairs[6] & 1) << 2 | l.pairs[7]]++;
                messages_all++;
                if (by_focus)
                    want = 0; /* an edge ago */
            }
        }
        for (unsigned i = 0; i < n; i++) {
            assert_int_equal(b.a[i].delivered - before[i], want >> i & 1);
            delivered_all += want >> i & 1;
        }
        assert_true(arb_ids_distinct(&b));
    }
    assert_true(l.ends[ACCEPTED] > 20 && l.ends[ACCEPT_ERROR] > 0 && l.ends[RETRY] > 0);
    assert_int_equal(l.ends[CHECKSUM_ERROR] > 0, noise != 0);
    for (unsigned k = 0; k < 9; k++)
        assert_true(l.kinds[k] > 0);
}

static void random_traffic_is_delivered_as_the_wires_say(void **state)
{
    (void)state;
    for (unsigned n = 2; n <= AGENTS; n++) {
        traffic(n, 20000, 0);
        traffic(n, 20000, 60);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(after_reset_nothing_is_driven),
        cmocka_unit_test(an_eoi_message_is_that_of_table_1_2),
        cmocka_unit_test(a_short_message_is_that_of_table_1_3),
        cmocka_unit_test(a_focus_processor_ends_a_lowest_priority_message),
        cmocka_unit_test(lowest_priority_is_found_as_in_table_1_4),
        cmocka_unit_test(every_priority_wins_or_loses_by_its_value),
        cmocka_unit_test(a_winner_without_a_slot_has_the_message_sent_again),
        cmocka_unit_test(a_remote_read_is_that_of_table_1_5),
        cmocka_unit_test(a_remote_read_that_nobody_answers_is_given_up),
        cmocka_unit_test(bad_data_of_a_remote_read_are_not_valid),
        cmocka_unit_test(each_status_does_what_table_1_6_says),
        cmocka_unit_test(a_bad_checksum_has_the_message_sent_again),
        cmocka_unit_test(one_receiver_that_disagrees_is_enough),
        cmocka_unit_test(one_without_a_slot_has_it_sent_again_to_all),
        cmocka_unit_test(a_start_up_is_sent_once_unless_strapped),
        cmocka_unit_test(the_highest_arb_id_wins_and_all_rotate),
        cmocka_unit_test(rotation_keeps_arb_ids_distinct),
        cmocka_unit_test(an_eoi_beats_a_normal_message),
        cmocka_unit_test(two_eois_arbitrate),
        cmocka_unit_test(who_comes_an_edge_late_waits),
        cmocka_unit_test(bit_1_alone_is_no_start),
        cmocka_unit_test(init_de_assert_reloads_every_arb_id),
        cmocka_unit_test(arb_id_is_the_id_until_the_first_message),
        cmocka_unit_test(en_0_is_off_until_reset),
        cmocka_unit_test(reset_ends_a_message_in_any_cycle),
        cmocka_unit_test(random_traffic_is_delivered_as_the_wires_say),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    printf("apic bus: %llu bus cycles, %llu random messages, %llu deliveries, %llu values compared\n",
           (unsigned long long)cycles, (unsigned long long)messages_all, (unsigned long long)delivered_all,
           (unsigned long long)compared);
    return failed || compared == 0 || delivered_all == 0 ? 1 : 0;
}
