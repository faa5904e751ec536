/* The LPC host against its header, the C block and rtl/lpc.v side by side, with a scripted device on LAD[3:0]. */
#include "directed.h"

#include "ich9/lpc.h"

enum { READY = 0x0, SHORT = 0x5, LONG = 0x6, ERROR = 0xa, NONE = 0xf };

static lpc_in_t *in_of(pair_t *p)
{
    return (lpc_in_t *)p->in;
}

static const lpc_out_t *out_of(pair_t *p)
{
    return (const lpc_out_t *)p->out;
}

/* One clock in which LAD is `lad` unless the host drives it, and the edge that ends it. */
static void step(pair_t *p, unsigned lad)
{
    in_of(p)->lad = out_of(p)->lad_oe ? out_of(p)->lad_o : (uint8_t)lad;
    pair_tick(p);
}

static void start(pair_t *p)
{
    *in_of(p) = (lpc_in_t){.lad = NONE};
    pair_reset_edge(p);
}

/* The clock that runs: its state and what the host drives; `lad` -1: nothing. */
static void shows(pair_t *p, enum lpc_state state, int lad)
{
    expect_eq(p, out_of(p)->state, state);
    expect_eq(p, out_of(p)->lframe_n, state != LPC_START && state != LPC_ABORT);
    expect_eq(p, out_of(p)->lad_oe, lad >= 0);
    expect_eq(p, out_of(p)->lad_o, lad >= 0 ? lad : 0xf);
}

static void idles(pair_t *p)
{
    shows(p, LPC_IDLE, -1);
}

/* Asks for a cycle: to the edge that shows START. */
static void ask(pair_t *p, unsigned kind, uint32_t addr, unsigned wdata)
{
    idles(p);
    in_of(p)->req = true;
    in_of(p)->kind = (uint8_t)kind;
    in_of(p)->addr = addr;
    in_of(p)->wdata = (uint8_t)wdata;
    step(p, NONE);
    in_of(p)->req = false;
    expect_false(p, out_of(p)->done || out_of(p)->error || out_of(p)->aborted);
    expect_eq(p, out_of(p)->rdata, 0xff);
}

/* chipset facts 6.1 and 6.2: what a kind looks like, and its clocks without waits. */
static const struct kind {
    unsigned start;
    int type; /* -1: idsel */
    unsigned nibbles;
    bool firmware, write;
    unsigned total;
} kinds[] = {
    {0x0, 0x0, 4, false, false, 13}, {0x0, 0x2, 4, false, true, 13}, {0x0, 0x4, 8, false, false, 17},
    {0x0, 0x6, 8, false, true, 17},  {0xd, -1, 7, true, false, 17},  {0xe, -1, 7, true, true, 17},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* From the edge that shows START to the one that shows SYNC; every nibble is looked at. Clocks it took. */
static unsigned command(pair_t *p, const struct kind *k, uint32_t addr, unsigned wdata, unsigned idsel)
{
    unsigned n = 0;
    shows(p, LPC_START, (int)k->start);
    step(p, NONE), n++;
    shows(p, LPC_TYPE, k->type < 0 ? (int)idsel : k->type);
    step(p, NONE), n++;
    for (unsigned i = k->nibbles; i-- > 0; n++) {
        shows(p, LPC_ADDR, (int)(addr >> 4 * i & 0xf));
        step(p, NONE);
    }
    if (k->firmware) {
        shows(p, LPC_ADDR, 0); /* MSIZE: one byte */
        step(p, NONE), n++;
    }
    for (unsigned i = 0; k->write && i < 2; i++, n++) {
        shows(p, LPC_WDATA, (int)(wdata >> 4 * i & 0xf));
        step(p, NONE);
    }
    shows(p, LPC_TAR, 0xf);
    step(p, NONE), n++;
    shows(p, LPC_TAR, -1);
    step(p, NONE), n++;
    shows(p, LPC_SYNC, -1);
    return n;
}

/* To the clock that shows SYNC, without looking. */
static void to_sync(pair_t *p, unsigned kind)
{
    ask(p, kind, 0x12345678, 0x9a);
    for (unsigned i = 0; out_of(p)->state != LPC_SYNC; i++) {
        expect_true(p, i < 20);
        step(p, NONE);
    }
}

/* From the edge that ended the last SYNC clock to the one that shows done. Clocks it took. */
static unsigned answer(pair_t *p, bool write, unsigned data, bool error)
{
    unsigned n = 0;
    for (unsigned i = 0; !write && i < 2; i++, n++) {
        shows(p, LPC_RDATA, -1);
        step(p, data >> 4 * i & 0xf);
        expect_eq(p, out_of(p)->rdata, i ? data : (data & 0xf) | 0xf0);
    }
    shows(p, LPC_TAR2, -1);
    step(p, NONE), n++; /* the device drives 1111 */
    shows(p, LPC_TAR2, -1);
    expect_false(p, out_of(p)->done);
    step(p, NONE), n++;
    idles(p);
    expect_true(p, out_of(p)->done);
    expect_false(p, out_of(p)->aborted);
    expect_eq(p, out_of(p)->error, error);
    expect_eq(p, out_of(p)->rdata, write ? 0xff : data);
    return n;
}

/* From the edge that enters ABORT to the one that shows done. */
static void aborts(pair_t *p)
{
    for (int i = 0; i < 4; i++) {
        shows(p, LPC_ABORT, i == 3 ? 0xf : -1);
        expect_false(p, out_of(p)->done || out_of(p)->aborted);
        step(p, (unsigned)i); /* what LAD says does not matter any more */
    }
    idles(p);
    expect_true(p, out_of(p)->done && out_of(p)->aborted);
    expect_false(p, out_of(p)->error);
    expect_eq(p, out_of(p)->rdata, 0xff);
    step(p, NONE);
    expect_false(p, out_of(p)->done);
    expect_true(p, out_of(p)->aborted); /* belongs to the last cycle */
}

static void reset_leaves_the_bus_alone(pair_t *p)
{
    start(p);
    idles(p);
    expect_false(p, out_of(p)->done || out_of(p)->error || out_of(p)->aborted);
    expect_eq(p, out_of(p)->rdata, 0xff);
    for (unsigned i = 0; i < 64; i++) {
        step(p, i & 0xf);
        idles(p);
        expect_false(p, out_of(p)->done);
    }
}

static void every_kind_nibble_by_nibble_takes_its_clocks(pair_t *p)
{
    static const uint32_t addrs[] = {0, 0xffffffff, 0x12345678, 0xfedcba98, 0x80000001, 0x000000b2};
    start(p);
    for (unsigned kind = 0; kind < KINDS; kind++)
        for (size_t a = 0; a < sizeof addrs / sizeof *addrs; a++)
            for (unsigned idsel = 0; idsel < 16; idsel += 5) {
                const struct kind *k = &kinds[kind];
                unsigned data = 0x10u * (15 - idsel) + idsel + 3;
                in_of(p)->idsel = (uint8_t)idsel;
                ask(p, kind, addrs[a], data & 0xff);
                unsigned n = command(p, k, addrs[a], data & 0xff, idsel);
                step(p, READY), n++;
                n += answer(p, k->write, data & 0xff, false);
                expect_eq(p, n, k->total);
                step(p, NONE);
                idles(p);
                expect_false(p, out_of(p)->done); /* one clock */
            }
}

static void each_address_bit_goes_to_its_nibble(pair_t *p)
{
    start(p);
    for (unsigned kind = 0; kind < KINDS; kind++)
        for (unsigned bit = 0; bit < 32; bit++) {
            ask(p, kind, UINT32_C(1) << bit, 0);
            command(p, &kinds[kind], UINT32_C(1) << bit, 0, 0);
            step(p, READY);
            answer(p, kinds[kind].write, 0x5a, false);
        }
}

static void every_byte_is_read_and_written(pair_t *p)
{
    start(p);
    for (unsigned data = 0; data < 256; data++)
        for (unsigned write = 0; write < 2; write++) {
            ask(p, LPC_MEM_READ + write, data * 0x01010101u, data);
            command(p, &kinds[LPC_MEM_READ + write], data * 0x01010101u, data, 0);
            step(p, READY);
            answer(p, write, data, false);
        }
}

static void kinds_without_a_name_are_io_reads(pair_t *p)
{
    start(p);
    for (unsigned kind = 6; kind < 8; kind++) {
        ask(p, kind, 0xabcd1234, 0x77);
        command(p, &kinds[LPC_IO_READ], 0xabcd1234, 0x77, 0);
        step(p, READY);
        answer(p, false, 0x42, false);
    }
}

static void what_is_asked_is_taken_once(pair_t *p)
{
    start(p);
    for (unsigned kind = 0; kind < KINDS; kind++) {
        in_of(p)->idsel = 9;
        ask(p, kind, 0x13579bdf, 0x68);
        in_of(p)->req = true; /* asks again all the time, for something else */
        in_of(p)->kind = (uint8_t)(kind ^ 1);
        in_of(p)->addr = 0xeca86420;
        in_of(p)->wdata = 0x97;
        in_of(p)->idsel = 6;
        command(p, &kinds[kind], 0x13579bdf, 0x68, 9);
        step(p, READY);
        answer(p, kinds[kind].write, 0x31, false);
        step(p, NONE); /* IDLE with done; here the other one is taken */
        expect_false(p, out_of(p)->done);
        command(p, &kinds[kind ^ 1], 0xeca86420, 0x97, 6);
        in_of(p)->req = false;
        step(p, READY);
        answer(p, kinds[kind ^ 1].write, 0x32, false);
    }
}

/* Every value of LAD in the first clock of SYNC. */
static void every_sync_value_at_once(pair_t *p)
{
    for (unsigned kind = 0; kind < KINDS; kind++)
        for (unsigned lad = 0; lad < 16; lad++) {
            bool write = kinds[kind].write;
            start(p);
            to_sync(p, kind);
            step(p, lad);
            switch (lad) {
            case READY:
            case ERROR: {
                expect_eq(p, out_of(p)->error, lad == ERROR);
                answer(p, write, 0xc3, lad == ERROR);
                step(p, NONE);
                expect_eq(p, out_of(p)->error, lad == ERROR);
                ask(p, kind, 0, 0); /* and is gone with the next one, which ask() looks at */
                break;
            }
            case SHORT:
            case LONG:
            case NONE: {
                shows(p, LPC_SYNC, -1);
                step(p, READY);
                answer(p, write, 0xc3, false);
                break;
            }
            default: aborts(p);
            }
        }
}

/* And after a wait: then nobody driving is illegal too. */
static void every_sync_value_after_a_wait(pair_t *p)
{
    for (unsigned wait = SHORT; wait <= LONG; wait++)
        for (unsigned waits = 1; waits < 6; waits++)
            for (unsigned lad = 0; lad < 16; lad++) {
                start(p);
                to_sync(p, LPC_IO_READ);
                for (unsigned i = 0; i < waits; i++)
                    step(p, wait);
                shows(p, LPC_SYNC, -1);
                step(p, lad);
                if (lad == READY || lad == ERROR)
                    answer(p, false, 0x99, lad == ERROR);
                else if (lad == SHORT || lad == LONG)
                    shows(p, LPC_SYNC, -1);
                else
                    aborts(p);
            }
}

static void nobody_for_four_clocks_aborts(pair_t *p)
{
    for (unsigned kind = 0; kind < KINDS; kind++)
        for (unsigned late = 0; late <= 4; late++) {
            start(p);
            to_sync(p, kind);
            for (unsigned i = 0; i < late; i++) {
                shows(p, LPC_SYNC, -1);
                step(p, NONE);
            }
            if (late == 4) {
                aborts(p);
            } else {
                shows(p, LPC_SYNC, -1);
                step(p, READY);
                answer(p, kinds[kind].write, 0x77, false);
            }
        }
}

static void a_late_wait_counts_as_an_answer(pair_t *p)
{
    for (unsigned late = 0; late < 4; late++)
        for (unsigned wait = SHORT; wait <= LONG; wait++) {
            start(p);
            to_sync(p, LPC_FW_READ);
            for (unsigned i = 0; i < late; i++)
                step(p, NONE);
            for (unsigned i = 0; i < 10; i++) {
                step(p, wait);
                shows(p, LPC_SYNC, -1);
            }
            step(p, READY);
            answer(p, false, 0x18, false);
        }
}

static void a_device_may_wait_for_long(pair_t *p)
{
    for (unsigned wait = SHORT; wait <= LONG; wait++) {
        start(p);
        to_sync(p, LPC_IO_READ);
        for (unsigned i = 0; i < 1000; i++) {
            step(p, wait);
            shows(p, LPC_SYNC, -1);
        }
        in_of(p)->short_max = 15; /* counted all along */
        step(p, wait);
        if (wait == LONG) {
            step(p, READY);
            answer(p, false, 0x21, false);
        } else {
            aborts(p);
        }
    }
}

static void short_max_bounds_short_waits_in_a_row(pair_t *p)
{
    for (unsigned max = 1; max < 16; max++) {
        start(p);
        in_of(p)->short_max = (uint8_t)max;
        to_sync(p, LPC_MEM_WRITE);
        for (unsigned i = 0; i < max; i++)
            step(p, SHORT);
        shows(p, LPC_SYNC, -1);
        step(p, LONG); /* a long wait in between: counted anew */
        for (unsigned i = 0; i < max; i++)
            step(p, SHORT);
        shows(p, LPC_SYNC, -1);
        step(p, READY);
        answer(p, true, 0, false);

        to_sync(p, LPC_MEM_WRITE); /* the cycle before is not counted */
        for (unsigned i = 0; i < max; i++)
            step(p, SHORT);
        shows(p, LPC_SYNC, -1);
        step(p, SHORT);
        aborts(p);
        for (unsigned i = 0; i < 40; i++)
            step(p, LONG);
        to_sync(p, LPC_MEM_WRITE);
        for (unsigned i = 0; i < 40; i++)
            step(p, LONG); /* no bound on long waits */
        shows(p, LPC_SYNC, -1);
    }
}

static void lad_is_looked_at_in_sync_and_rdata_alone(pair_t *p)
{
    for (unsigned lad = 0; lad < 16; lad++) {
        start(p);
        ask(p, LPC_IO_READ, 0x60, 0);
        for (unsigned i = 0; out_of(p)->state != LPC_SYNC; i++) {
            expect_true(p, i < 20);
            in_of(p)->lad = (uint8_t)lad; /* even while the host drives */
            pair_tick(p);
        }
        step(p, READY);
        step(p, 0x4);
        step(p, 0x3);
        expect_eq(p, out_of(p)->rdata, 0x34);
        step(p, lad);
        step(p, lad);
        idles(p);
        expect_true(p, out_of(p)->done);
        expect_eq(p, out_of(p)->rdata, 0x34);
        expect_false(p, out_of(p)->error || out_of(p)->aborted);
    }
}

static void a_cycle_after_an_abort_is_a_whole_one(pair_t *p)
{
    start(p);
    for (unsigned kind = 0; kind < KINDS; kind++) {
        to_sync(p, LPC_IO_WRITE);
        step(p, 0x3);
        aborts(p);
        ask(p, kind, 0x89abcdef, 0x5c);
        command(p, &kinds[kind], 0x89abcdef, 0x5c, 0);
        step(p, READY);
        answer(p, kinds[kind].write, 0x5d, false);
    }
}

/* Reset in every clock of a cycle with waits, and of one that aborts. */
static void reset_in_mid_flight_leaves_nothing(pair_t *p)
{
    for (unsigned kind = 0; kind < KINDS; kind++)
        for (unsigned ends = 0; ends < 3; ends++)
            for (unsigned at = 1; at < 26; at++) {
                start(p);
                ask(p, kind, 0xfff01234, 0xa5);
                for (unsigned i = 1; i < at; i++) {
                    bool sync = out_of(p)->state == LPC_SYNC, waited = ((const lpc_t *)p->state)->waited;
                    static const uint8_t last[] = {READY, ERROR, 0x1};
                    uint8_t sync_is = !waited && ends < 2 ? (uint8_t)SHORT : last[ends];
                    step(p, sync ? sync_is : 0x3u);
                }
                pair_reset_edge(p);
                reset_leaves_the_bus_alone(p);
                ask(p, kind, 0xfff01234, 0xa5);
                command(p, &kinds[kind], 0xfff01234, 0xa5, 0);
                step(p, READY);
                answer(p, kinds[kind].write, 0x5a, false);
            }
}

/* A device that answers most of the time, and what the host must make of each of its answers. */
static void random_cycles_agree(pair_t *p)
{
    static const uint8_t syncs[] = {READY, READY, READY, SHORT, SHORT, LONG, NONE, NONE, ERROR};
    unsigned done = 0, aborted = 0, errors = 0, reads = 0;
    uint8_t data = 0;
    bool write = false;
    start(p);
    for (int i = 0; i < 400000; i++) {
        lpc_in_t *in = in_of(p);
        if (pair_one_in(p, 3000)) {
            in->short_max = pair_one_in(p, 2) ? 0 : (uint8_t)pair_below(p, 16);
            pair_reset_edge(p);
        }
        in->req = pair_one_in(p, 4);
        in->kind = (uint8_t)(pair_one_in(p, 12) ? pair_below(p, 8) : pair_below(p, KINDS));
        in->addr = pair_rand(p);
        in->wdata = (uint8_t)pair_rand(p);
        in->idsel = (uint8_t)pair_below(p, 16);
        unsigned lad = NONE;
        const lpc_t *s = (const lpc_t *)p->state;
        if (out_of(p)->state == LPC_SYNC)
            lad = pair_one_in(p, 20) ? pair_below(p, 16) : syncs[pair_below(p, sizeof syncs)];
        else if (out_of(p)->state == LPC_RDATA)
            lad = s->clk ? data >> 4 : data & 0xf;
        else if (pair_one_in(p, 10))
            lad = pair_below(p, 16);
        if (out_of(p)->state == LPC_IDLE && in->req) {
            write = in->kind < KINDS && kinds[in->kind].write;
            data = (uint8_t)pair_rand(p);
        }
        step(p, lad);
        if (out_of(p)->done) {
            done++;
            aborted += out_of(p)->aborted;
            errors += out_of(p)->error;
            expect_eq(p, out_of(p)->rdata, write || out_of(p)->aborted ? 0xff : data);
            reads += !write && !out_of(p)->aborted;
        }
    }
    expect_true(p, done > 10000 && aborted > 1000 && errors > 500 && reads > 3000);
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(reset_leaves_the_bus_alone, "chipset facts 6.1, 6.2",
        "reset leaves the bus alone"),
    DIRECTED_TEST(every_kind_nibble_by_nibble_takes_its_clocks, "chipset facts 6.1, 6.2",
        "every kind nibble by nibble takes its clocks"),
    DIRECTED_TEST(each_address_bit_goes_to_its_nibble, "chipset facts 6.1, 6.2",
        "each address bit goes to its nibble"),
    DIRECTED_TEST(every_byte_is_read_and_written, "chipset facts 6.1, 6.2",
        "every byte is read and written"),
    DIRECTED_TEST(kinds_without_a_name_are_io_reads, "chipset facts 6.1, 6.2",
        "kinds without a name are io reads"),
    DIRECTED_TEST(what_is_asked_is_taken_once, "chipset facts 6.1, 6.2",
        "what is asked is taken once"),
    DIRECTED_TEST(every_sync_value_at_once, "chipset facts 6.1, 6.2",
        "every SYNC value at once"),
    DIRECTED_TEST(every_sync_value_after_a_wait, "chipset facts 6.1, 6.2",
        "every SYNC value after a wait"),
    DIRECTED_TEST(nobody_for_four_clocks_aborts, "chipset facts 6.1, 6.2",
        "nobody for four clocks aborts"),
    DIRECTED_TEST(a_late_wait_counts_as_an_answer, "chipset facts 6.1, 6.2",
        "a late wait counts as an answer"),
    DIRECTED_TEST(a_device_may_wait_for_long, "chipset facts 6.1, 6.2",
        "a device may wait for long"),
    DIRECTED_TEST(short_max_bounds_short_waits_in_a_row, "chipset facts 6.1, 6.2",
        "short max bounds short waits in a row"),
    DIRECTED_TEST(lad_is_looked_at_in_sync_and_rdata_alone, "chipset facts 6.1, 6.2",
        "LAD is looked at in SYNC and RDATA alone"),
    DIRECTED_TEST(a_cycle_after_an_abort_is_a_whole_one, "chipset facts 6.1, 6.2",
        "a cycle after an abort is a whole one"),
    DIRECTED_TEST(reset_in_mid_flight_leaves_nothing, "chipset facts 6.1, 6.2",
        "reset in mid flight leaves nothing"),
    RANDOM_TEST(random_cycles_agree, "random cycles agree"),
    DIRECTED_END,
};

const directed_t directed_lpc = {&lpc_block, tests};
