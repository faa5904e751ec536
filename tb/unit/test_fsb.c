/* The front-side bus of 2 to 64 agents: bus units and message units with the host bridge, smm_track and smram_dec,
 * their wires resolved as model/soc.c does; the cores, local APICs and the ICH9 are played by the test. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bus.h"
#include "cpu/biu.h"
#include "cpu/fsb_msg.h"
#include "mch/mch.h"
#include "mch/smm_track.h"
#include "mch/smram_dec.h"
#include "params.h"

enum { MOST = 64, PAGE_RAM = 0x100000, SMI_ACK = 7, EOI = 10, XTPR = 8 };

/* What a core does next, and what it got. */
enum op { LOAD, STORE, ADD /* locked: a load, then a store of one more */, FAR_ADD /* behind the ICH9 */, IN, OUT, IPI };
enum { WORDS = 8, COUNTERS = 4, PORTS = 4, RAM_AT = 0x1000, COUNTER_AT = 0x2000, PORT_AT = 0x100, FAR_AT = 0x400000 };

typedef struct agent {
    line_buf_t buf; /* no access here is a line */
    biu_t biu;
    biu_in_t biu_in;
    biu_out_t biu_out;
    fsb_msg_t msg;
    fsb_msg_in_t msg_in;
    fsb_msg_out_t msg_out;
    unsigned id, logical; /* of its local APIC */
    unsigned taken;       /* messages */
    enum op op;
    bool at_work, second; /* an operation is under way; it is the store of ADD */
    unsigned where, left, pause;
    uint64_t issued;      /* BCLK of its request */
    unsigned retries, passed;
    unsigned dmi_at; /* accesses the ICH9 had got when it was first retried */
    bool seen_asking;
} agent_t;

/* A value of a port, from the clock in which the ICH9 took it. */
typedef struct port_value {
    uint64_t since;
    uint32_t value;
} port_value_t;
enum { PAST = 4096 };

typedef struct fsb {
    unsigned agents;
    agent_t a[MOST];
    mch_t mch;
    mch_in_t mch_in;
    mch_out_t mch_out;
    smm_track_t track;
    smm_track_in_t track_in;
    smm_track_out_t track_out;
    smram_dec_t dec;
    smram_dec_in_t dec_in;
    smram_dec_out_t dec_out;
    ram_t ram;
    mch_wiring_t wiring;
    unsigned dmi_left, dmi_wait, dmi_count; /* BCLKs to its answer; the most it takes; accesses it got */
    uint64_t clks, rng;

    bool drive_n, lock_n; /* ADS# and LOCK# of the bus */
    unsigned on_bus;      /* agent whose transaction waits for its response */
    bool open, in_reply, in_sequence;
    unsigned owner;
    uint32_t word[WORDS], counter[COUNTERS]; /* what memory must hold, by the order of responses */
    uint32_t added[COUNTERS], far[COUNTERS], far_added[COUNTERS]; /* additions done; what the ICH9 holds */
    port_value_t port[PORTS][PAST];
    unsigned port_values[PORTS];
    uint32_t next_value;
    unsigned mst_word, mst_least, mst_far; /* mst_far: reads behind the ICH9 done */
    bool mst_busy;
    struct {
        uint64_t loads, stores, adds, ins, outs, ipis, masters, far_adds, retries, deferred, replies, most_retries,
            most_passed, most_dmi;
    } n;
} fsb_t;

static uint64_t all_clks, messages;

static void wire_agent(fsb_t *f, unsigned n, uint64_t breq, uint64_t d)
{
    agent_t *a = &f->a[n];
    a->biu_in.breq = breq;
    a->biu_in.ads_n = f->mch_in.ads_n;
    a->biu_in.req_a = f->mch_in.req_a;
    a->biu_in.did = f->mch_out.did;
    a->biu_in.bus_lock_n = f->mch_in.lock_n;
    a->biu_in.bpri_n = f->mch_out.bpri_n;
    a->biu_in.trdy_n = f->mch_out.trdy_n;
    a->biu_in.brdy_n = f->mch_out.brdy_n;
    a->biu_in.rs = f->mch_out.rs;
    a->biu_in.d = d;
    a->biu_in.drdy_n = f->mch_in.drdy_n;
    a->biu_in.dbsy_n = f->mch_out.dbsy_n;
    a->biu_in.hit_n = a->biu_in.hitm_n = true;
    a->biu_in.msg_seq = a->msg_out.biu_seq;
    a->biu_in.msg_kind = a->msg_out.biu_kind;
    a->biu_in.msg_addr = a->msg_out.biu_addr;
    a->biu_in.msg_data = a->msg_out.biu_data;
    a->msg_in.biu_done = a->biu_out.msg_done;
    a->msg_in.imsg_seq = f->mch_out.imsg_seq;
    a->msg_in.imsg_addr = f->mch_out.imsg_addr;
    a->msg_in.imsg_data = f->mch_out.imsg_data;
    a->msg_in.imsg_io = f->mch_out.imsg_io;
    a->msg_in.imsg_agent = f->mch_out.imsg_agent;
    a->msg_in.imsg_target = f->mch_out.imsg_target;
}

static void wire(fsb_t *f)
{
    const mch_out_t *m = &f->mch_out;
    const biu_out_t *driver = &f->a[m->owner < f->agents ? m->owner : 0].biu_out;
    unsigned drivers = !m->ads_n;
    uint64_t breq = 0, d = m->d_o;
    mch_in_t *i = &f->mch_in;
    i->reqb_n = i->lock_n = true;
    i->drdy_n = m->drdy_n;
    for (unsigned n = 0; n < f->agents; n++) {
        const biu_out_t *o = &f->a[n].biu_out;
        breq |= (uint64_t)!o->breq_n << n;
        d |= o->d_o;
        i->reqb_n &= o->reqb_n;
        i->lock_n &= o->lock_n;
        i->drdy_n &= o->drdy_n;
        drivers += !o->ads_n;
        if (!o->ads_n || !o->reqb_n)
            driver = o;
    }
    assert_true(drivers <= 1);
    i->ads_n = drivers == 0;
    f->track_in.ads_n = i->reqb_n;
    f->track_in.agent = i->agent = driver->agent;
    f->track_in.req_a = i->req_a = m->ads_n ? driver->req_a : REQ_DEFERRED_REPLY;
    f->track_in.req_b = i->req_b = driver->req_b;
    f->track_in.be = i->be = driver->be;
    f->track_in.smmem_n = driver->smmem_n;
    f->track_in.smiact_n = true;
    i->den_n = driver->den_n;
    i->a = driver->a;
    i->d = d;
    i->hitm_n = true;
    i->txn_smm = f->track_out.txn_smm;
    i->dec_rsp = f->dec_out.rsp;
    i->dec_target = f->dec_out.target;
    i->dec_maddr = f->dec_out.maddr;
    f->dec_in.req = m->dec_req;
    f->dec_in.initiator = m->dec_initiator;
    f->dec_in.addr = m->dec_addr;
    f->dec_in.write = m->dec_write;
    f->dec_in.fetch = m->dec_fetch;
    f->dec_in.wb = m->dec_wb;
    f->dec_in.smm = m->dec_smm;
    for (unsigned n = 0; n < f->agents; n++)
        wire_agent(f, n, breq, d);
}

static unsigned draw(fsb_t *f, unsigned below)
{
    f->rng = f->rng * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((f->rng >> 33) % below);
}

/* The ICH9: takes an access after some BCLKs. Its ports hold what was last written. */
static void play_ich9(fsb_t *f)
{
    const mch_out_t *m = &f->mch_out;
    if (m->dmi_seq == f->mch_in.dmi_ack)
        return;
    if (f->dmi_left > 0) {
        f->dmi_left--;
        return;
    }
    f->dmi_left = draw(f, f->dmi_wait);
    unsigned p = (unsigned)(m->dmi_addr - PORT_AT) / 4 % PORTS;
    f->dmi_count++;
    f->mch_in.dmi_ack = m->dmi_seq;
    f->mch_in.dmi_smi = draw(f, 4) == 0; /* SMI# is low all the time: the answer is held a little */
    if (m->dmi_space == BUS_MEM) {
        uint32_t *far = &f->far[(m->dmi_addr & 0xfff) / 4 % COUNTERS];
        f->mch_in.dmi_rdata = *far;
        if (m->dmi_write)
            *far = (uint32_t)m->dmi_wdata;
        return;
    }
    if (m->dmi_write) {
        assert_true(f->port_values[p] < PAST);
        f->port[p][f->port_values[p]++] = (port_value_t){f->clks, (uint32_t)m->dmi_wdata};
    }
    f->mch_in.dmi_rdata = f->port[p][f->port_values[p] - 1].value;
}

/* A local APIC: answers what is meant for it. */
static void play_apic(agent_t *a)
{
    const fsb_msg_out_t *o = &a->msg_out;
    a->msg_in.id = (uint8_t)a->id;
    a->msg_in.logical = (uint8_t)a->logical;
    a->msg_in.match = o->rx_query && (o->rx_dm ? o->rx_dest & a->logical : o->rx_dest == 0xff || o->rx_dest == a->id);
}

static void clk(fsb_t *f)
{
    for (unsigned n = 0; n < f->agents; n++) {
        agent_t *a = &f->a[n];
        uint8_t was = a->msg_out.rx_seq;
        biu_tick(&a->biu, &a->biu_in, &a->biu_out, &(biu_wiring_t){.buf = &a->buf});
        fsb_msg_tick(&a->msg, &a->msg_in, &a->msg_out);
        a->taken += was != a->msg_out.rx_seq;
        play_apic(a);
    }
    mch_tick(&f->mch, &f->mch_in, &f->mch_out, &f->wiring);
    smm_track_tick(&f->track, &f->track_in, &f->track_out);
    smram_dec_tick(&f->dec, &f->dec_in, &f->dec_out);
    play_ich9(f);
    wire(f);
    f->clks++;
    all_clks++;
}

enum { PENTIUM = 0, P6 = 1, PHASES = 2 /* halves, TRDY#, snoop, response apart */, DEFER = 4 /* one */, DEFER_MANY = 8,
       QUICK = 16 /* parked, open pages, no wait states */, POST = 32 };

static fsb_t *open_bus(unsigned agents, unsigned how)
{
    fsb_t *f = calloc(1, sizeof *f);
    bool by_txn = how & P6;
    assert_non_null(f);
    assert_true(ram_open(&f->ram, PAGE_RAM));
    f->wiring.ram = &f->ram;
    f->agents = agents;
    f->dmi_wait = 12;
    f->rng = agents * 16 + how;
    mch_reset(&f->mch, &f->mch_out);
    smm_track_reset(&f->track, &f->track_out);
    smram_dec_reset(&f->dec, &f->dec_out);
    for (unsigned n = 0; n < agents; n++) {
        agent_t *a = &f->a[n];
        biu_reset(&a->biu, &a->biu_out);
        fsb_msg_reset(&a->msg, &a->msg_out);
        a->id = n;
        a->logical = n < 8 ? 1u << n : 0;
        a->biu_in.by_txn = by_txn;
        a->biu_in.request_clks = how & PHASES ? 2 : 1;
        a->biu_in.trdy = how & PHASES;
        a->biu_in.park = how & QUICK;
        a->biu_in.post = how & POST;
        a->biu_in.agent_id = a->msg_in.agent_id = (uint8_t)n;
        a->biu_in.smmem_drive_n = true;
        a->biu_in.ack_code = SMI_ACK;
        a->biu_in.eoi_code = EOI;
        a->biu_in.xtpr_code = XTPR;
    }
    f->mch_in.by_txn = f->track_in.by_txn = by_txn;
    f->mch_in.eoi_code = EOI;
    f->mch_in.xtpr_code = XTPR;
    f->mch_in.snoop_clks = by_txn ? 4 : 1;
    f->mch_in.response_clks = how & PHASES ? 2 : 0;
    f->mch_in.trdy_clks = how & PHASES ? 3 : 0;
    f->mch_in.defer_dmi = how & DEFER_MANY ? 8 : how & DEFER ? 1 : 0;
    f->mch_in.dram_clks = how & QUICK ? 0 : 2;
    f->mch_in.open_page = how & QUICK;
    f->mch_in.smiact_n = true;
    f->mch_in.sync_smi = true;
    f->track_in.ack_code = SMI_ACK;
    for (unsigned p = 0; p < PORTS; p++)
        f->port_values[p] = 1; /* 0, from the beginning */
    wire(f);
    return f;
}

static void close_bus(fsb_t *f)
{
    ram_close(&f->ram);
    free(f);
}

static void clks(fsb_t *f, unsigned n)
{
    while (n-- > 0)
        clk(f);
}

/* --- messages ---------------------------------------------------------------------------------------------------- */

static void send(fsb_t *f, unsigned n, unsigned mode, bool dm, unsigned dest, unsigned vector)
{
    fsb_msg_in_t *in = &f->a[n].msg_in;
    in->tx_seq++;
    in->tx_eoi = false;
    in->tx_mode = (uint8_t)mode;
    in->tx_level = true;
    in->tx_trig = false;
    in->tx_dm = dm;
    in->tx_dest = (uint8_t)dest;
    in->tx_vector = (uint8_t)vector;
}

/* Runs until the message of agent n is over and all have had time to take it. */
static void finish(fsb_t *f, unsigned n)
{
    unsigned left = 1000;
    for (; f->a[n].msg_out.tx_done != f->a[n].msg_in.tx_seq; left--) {
        assert_true(left > 0);
        clk(f);
    }
    assert_true(f->a[n].msg_out.tx_ok);
    clks(f, 6);
    messages++;
}

static void forget(fsb_t *f)
{
    for (unsigned n = 0; n < f->agents; n++)
        f->a[n].taken = 0;
}

static void expect_taken(const fsb_t *f, uint64_t who)
{
    for (unsigned n = 0; n < f->agents; n++)
        assert_int_equal(f->a[n].taken, who >> n & 1);
}

static void an_ipi_reaches_its_destination(void **state)
{
    (void)state;
    fsb_t *f = open_bus(8, P6);
    ram_write(&f->ram, 0, 4, 0x12345678);
    for (unsigned to = 0; to < 8; to++)
        for (unsigned from = 0; from < 8; from++) {
            unsigned mode = (from + to) % 8 == 1 ? 0 : (from + to) % 8;
            forget(f);
            send(f, from, mode, false, to, 0x30 + from);
            finish(f, from);
            expect_taken(f, UINT64_C(1) << to);
            const fsb_msg_out_t *o = &f->a[to].msg_out;
            assert_int_equal(o->rx_mode, mode);
            assert_int_equal(o->rx_vector, 0x30 + from);
            assert_int_equal(o->rx_dest, to);
            assert_int_equal(o->rx_own, to == from);
            assert_true(o->rx_level && !o->rx_trig && !o->rx_dm && !o->rx_query);
            assert_int_equal(f->mch_out.imsg_addr, FSB_BASE | to << 12);
            assert_int_equal(f->mch_out.imsg_data, 0x4000 | mode << 8 | (0x30 + from));
            assert_int_equal(f->mch_out.imsg_agent, from);
        }
    forget(f);
    send(f, 3, 2, false, 0xff, 0);
    finish(f, 3);
    expect_taken(f, 0xff);
    forget(f);
    send(f, 3, 0, true, 0x52, 0x41);
    finish(f, 3);
    expect_taken(f, 0x52);
    assert_int_equal(f->mch_out.imsg_data, 0x4841);
    assert_int_equal(f->dmi_count, 0);
    assert_int_equal(ram_read(&f->ram, 0, 4), 0x12345678);
    close_bus(f);
}

static void init_deassert_is_not_sent(void **state)
{
    (void)state;
    fsb_t *f = open_bus(2, P6 | PHASES);
    send(f, 0, 5, false, 0xff, 0);
    f->a[0].msg_in.tx_level = false;
    f->a[0].msg_in.tx_trig = true;
    clk(f);
    assert_int_equal(f->a[0].msg_out.tx_done, 1);
    assert_true(f->a[0].msg_out.tx_ok);
    clks(f, 40);
    expect_taken(f, 0);
    close_bus(f);
}

static void an_eoi_reaches_the_io_apic(void **state)
{
    (void)state;
    fsb_t *f = open_bus(2, P6 | PHASES);
    for (unsigned v = 0x10; v < 0x100; v += 7) {
        uint8_t was = f->mch_out.eoi_seq;
        send(f, v & 1, 0, false, 0, v);
        f->a[v & 1].msg_in.tx_eoi = true;
        finish(f, v & 1);
        assert_int_equal(f->mch_out.eoi_seq, (uint8_t)(was + 1));
        assert_int_equal(f->mch_out.eoi_vector, v);
    }
    expect_taken(f, 0);
    close_bus(f);
}

/* Lowest priority: by the classes sent, in turn among equals, not those that are off or not meant. */
static void lowest_priority_is_chosen(void **state)
{
    (void)state;
    fsb_t *f = open_bus(6, P6 | PHASES);
    static const uint8_t apr[6] = {0x50, 0x20, 0x2f, 0x00, 0x20, 0x90};
    for (unsigned n = 0; n < 6; n++) {
        f->a[n].msg_in.apr = apr[n];
        f->a[n].msg_in.enabled = n != 3;
    }
    clks(f, 200);
    static const int want[] = {1, 2, 4, 1, 2, 4, 1};
    for (unsigned k = 0; k < sizeof want / sizeof want[0]; k++) {
        forget(f);
        send(f, 0, 1, false, 0xff, 0x61);
        finish(f, 0);
        expect_taken(f, UINT64_C(1) << want[k]);
        assert_int_equal(f->mch_out.imsg_addr, 0xfeeff008);
    }
    forget(f);
    send(f, 0, 1, true, 0x21, 0x61); /* 0 and 5 */
    finish(f, 0);
    expect_taken(f, 1);
    f->a[0].msg_in.apr = 0xa0;
    clks(f, 60);
    forget(f);
    send(f, 0, 1, true, 0x21, 0x61);
    finish(f, 0);
    expect_taken(f, 1 << 5);
    f->a[5].msg_in.enabled = false;
    clks(f, 60);
    forget(f);
    send(f, 0, 1, true, 0x21, 0x61);
    finish(f, 0);
    expect_taken(f, 1);
    forget(f);
    send(f, 0, 1, true, 0x20, 0x61); /* the only one that is meant is off */
    finish(f, 0);
    expect_taken(f, 0);
    close_bus(f);
}

static void the_chipset_sends_messages(void **state)
{
    (void)state;
    fsb_t *f = open_bus(4, P6);
    f->mch_in.io_msg_addr = FSB_BASE | 2 << 12;
    f->mch_in.io_msg_data = 0xc071;
    for (unsigned k = 0; k < 5; k++) { /* as fast as they are acknowledged */
        forget(f);
        f->mch_in.io_msg_seq++;
        for (unsigned left = 40; f->mch_out.io_msg_ack != f->mch_in.io_msg_seq; left--) {
            assert_true(left > 0);
            clk(f);
        }
        messages++;
        assert_true(f->mch_out.imsg_io);
        expect_taken(f, 1 << 2);
        assert_true(f->a[2].msg_out.rx_trig && f->a[2].msg_out.rx_level && !f->a[2].msg_out.rx_own);
        assert_int_equal(f->a[2].msg_out.rx_vector, 0x71);
    }
    static const struct {
        uint8_t initiator;
        bool wb, write, is_message;
    } masters[] = {{INIT_DMI, false, true, true},
                   {INIT_PEG, false, true, true},
                   {INIT_CPU, true, true, false},
                   {INIT_DMI, false, false, false}};
    for (unsigned k = 0; k < sizeof masters / sizeof masters[0]; k++) {
        forget(f);
        f->mch_in.mst_initiator = masters[k].initiator;
        f->mch_in.mst_wb = masters[k].wb;
        f->mch_in.mst_write = masters[k].write;
        f->mch_in.mst_addr = FSB_BASE | 1 << 12;
        f->mch_in.mst_data = 0x4000 | 0x80;
        f->mch_in.mst_seq++;
        for (unsigned left = 40; f->mch_out.mst_ack != f->mch_in.mst_seq; left--) {
            assert_true(left > 0);
            clk(f);
        }
        messages++;
        expect_taken(f, masters[k].is_message ? 1 << 1 : 0);
    }
    close_bus(f);
}

/* On the Pentium class these special cycle codes mean something else. */
static void the_pentium_class_has_no_messages(void **state)
{
    (void)state;
    fsb_t *f = open_bus(2, PENTIUM);
    agent_t *a = &f->a[0];
    a->biu_in.req_space = BUS_SPECIAL;
    a->biu_in.req_addr = SPECIAL_SYNC; /* byte enable 3: 08h, the code of a task priority update */
    a->biu_in.req_size = 1;
    a->biu_in.req_seq++;
    clks(f, 30);
    assert_int_equal(a->biu_out.ack_seq, a->biu_in.req_seq);
    assert_int_equal(f->mch.xtpr[0], 0);
    assert_int_equal(f->mch_out.eoi_seq, 0);
    close_bus(f);
}

/* --- random traffic ------------------------------------------------------------------------------------------------- */

/* A request of core n to its bus unit. */
static void ask(fsb_t *f, unsigned n, bool io, bool write, uint32_t addr, uint32_t data)
{
    biu_in_t *in = &f->a[n].biu_in;
    in->req_seq++;
    in->req_space = io ? BUS_IO : BUS_MEM;
    in->req_write = write;
    in->req_addr = addr;
    in->req_size = 4;
    in->req_data = data;
    f->a[n].issued = f->clks;
}

static uint32_t counter_at(const agent_t *a)
{
    return (a->op == ADD ? COUNTER_AT : FAR_AT) + 4 * a->where;
}

static void start_op(fsb_t *f, unsigned n)
{
    agent_t *a = &f->a[n];
    static const enum op often[] = {LOAD, LOAD, STORE, STORE, ADD, FAR_ADD, IN, OUT, IPI};
    a->op = often[draw(f, sizeof often / sizeof often[0])];
    a->where = draw(f, a->op == ADD || a->op == FAR_ADD ? COUNTERS : a->op == IN || a->op == OUT ? PORTS : WORDS);
    a->at_work = true;
    a->second = false;
    a->retries = 0;
    a->pause = draw(f, 4) ? 0 : draw(f, 40);
    switch (a->op) {
    case LOAD: ask(f, n, false, false, RAM_AT + 4 * a->where, 0); break;
    case STORE: ask(f, n, false, true, RAM_AT + 4 * a->where, ++f->next_value); break;
    case ADD:
    case FAR_ADD:
        a->biu_in.req_lock = true;
        ask(f, n, false, false, counter_at(a), 0);
        break;
    case IN: ask(f, n, true, false, PORT_AT + 4 * a->where, 0); break;
    case OUT: ask(f, n, true, true, PORT_AT + 4 * a->where, ++f->next_value); break;
    case IPI: {
        a->issued = f->clks;
        a->msg_in.tx_seq++;
        a->msg_in.tx_mode = 0;
        a->msg_in.tx_level = true;
        a->msg_in.tx_dest = (uint8_t)draw(f, f->agents);
        f->n.ipis++;
        break;
    }
    }
}

/* The value was that of the port at some time from the request on. */
static void expect_port(const fsb_t *f, const agent_t *a, uint32_t got)
{
    unsigned k = f->port_values[a->where] - 1;
    while (f->port[a->where][k].value != got) {
        assert_true(f->port[a->where][k].since > a->issued); /* older ones had been overwritten before it asked */
        k--;
    }
}

/* An operation of core n is over: what it read is told by the order of responses on the bus. */
static void end_op(fsb_t *f, unsigned n)
{
    agent_t *a = &f->a[n];
    uint32_t got = (uint32_t)a->biu_out.rdata;
    a->at_work = false;
    switch (a->op) {
    case LOAD: {
        f->n.loads++;
        break; /* checked with its response: later ones may have come since */
    }
    case STORE: {
        f->n.stores++;
        break;
    }
    case ADD:
    case FAR_ADD: {
        if (!a->second) {
            a->at_work = a->second = true;
            ask(f, n, false, true, counter_at(a), got + 1);
            return;
        }
        a->biu_in.req_lock = false;
        if (a->op == ADD)
            f->added[a->where]++;
        else
            f->far_added[a->where]++;
        *(a->op == ADD ? &f->n.adds : &f->n.far_adds) += 1;
        break;
    }
    case IN: {
        expect_port(f, a, got);
        f->n.ins++;
        break;
    }
    case OUT: {
        bool there = false;
        for (unsigned k = f->port_values[a->where]; k-- > 0;)
            there |= f->port[a->where][k].value == (uint32_t)a->biu_in.req_data &&
                     f->port[a->where][k].since >= a->issued;
        assert_true(there);
        f->n.outs++;
        break;
    }
    case IPI: {
        break;
    }
    }
    f->n.most_retries = a->retries > f->n.most_retries ? a->retries : f->n.most_retries;
}

static void play_core(fsb_t *f, unsigned n)
{
    agent_t *a = &f->a[n];
    bool done = a->op == IPI ? a->msg_out.tx_done == a->msg_in.tx_seq : a->biu_out.ack_seq == a->biu_in.req_seq;
    if (a->at_work && done)
        end_op(f, n);
    if (a->at_work || !a->left)
        return;
    if (a->pause)
        a->pause--;
    else if (a->left--)
        start_op(f, n);
}

/* A normal response to agent n: memory as it must be now, and what a read must have got. */
static void see_response(fsb_t *f, unsigned n)
{
    const agent_t *a = &f->a[n];
    const biu_out_t *q = &a->biu_out;
    unsigned lane = (unsigned)(q->a & 7), w = (unsigned)(q->a & 0xfff) / 4;
    if (a->biu.txn != BIU_CORE || q->req_a == REQ_IO_READ || q->req_a == REQ_IO_WRITE || q->a >= FAR_AT)
        return;
    uint32_t *m = q->a >= COUNTER_AT ? &f->counter[w] : &f->word[w];
    if (q->req_a == REQ_MEM_WRITE)
        *m = (uint32_t)(a->biu.data >> (8 * lane)); /* of a posted one the core has moved on */
    else
        assert_int_equal((uint32_t)(f->mch_in.d >> (8 * lane)), *m);
}

/* Looks at the wires of this clock. */
static void watch(fsb_t *f)
{
    const mch_out_t *m = &f->mch_out;
    bool ends = f->mch_in.by_txn ? m->rs != RS_IDLE : !m->brdy_n;
    if (!f->mch_in.ads_n) {
        unsigned n = m->ads_n ? f->mch_in.agent : m->did;
        assert_false(f->open);
        assert_true(m->ads_n || f->mch_in.lock_n);
        assert_true(!f->in_sequence || n == f->on_bus);
        f->open = true;
        f->in_reply = !m->ads_n;
        f->on_bus = n;
        f->n.replies += f->in_reply;
        if (!f->in_reply && n != f->owner) { /* the bus goes on to another: those that asked all the while wait for it */
            for (unsigned k = 0; k < f->agents; k++)
                f->a[k].passed += k != n && f->a[k].seen_asking;
            f->owner = n;
        }
    }
    if (ends) {
        agent_t *a = &f->a[f->on_bus];
        assert_true(f->open);
        f->open = false;
        if (m->rs == RS_RETRY) {
            assert_false(f->in_sequence || f->in_reply);
            if (!a->retries)
                a->dmi_at = f->dmi_count - f->mst_far;
            a->retries++;
            f->n.retries++;
        } else if (m->rs == RS_DEFERRED) {
            assert_true(a->biu_out.lock_n && !f->in_reply);
            f->n.deferred++;
        } else {
            see_response(f, f->on_bus);
            f->in_sequence = !a->biu_out.lock_n;
        }
    }
    if (ends && m->rs != RS_RETRY && f->a[f->on_bus].retries) {
        uint64_t others = f->dmi_count - f->mst_far - f->a[f->on_bus].dmi_at;
        f->n.most_dmi = others > f->n.most_dmi ? others : f->n.most_dmi;
    }
    assert_true(f->mch_in.lock_n || f->open || ends || f->in_sequence); /* LOCK# is let go of when its first is retried */
    f->in_sequence &= !f->mch_in.lock_n;
    for (unsigned n = 0; n < f->agents; n++) {
        agent_t *a = &f->a[n];
        bool asks = !a->biu_out.breq_n;
        if (!asks) {
            f->n.most_passed = a->passed > f->n.most_passed ? a->passed : f->n.most_passed;
            a->passed = 0;
        }
        a->seen_asking = asks;
    }
}

/* Another master writes and reads the words of the cores and reads behind the ICH9, never inside a locked sequence. */
static void play_master(fsb_t *f, bool may_start)
{
    mch_in_t *in = &f->mch_in;
    bool done = f->mch_out.mst_ack == in->mst_seq;
    if (f->mst_busy && done) {
        assert_false(f->in_sequence);
        f->mst_busy = false;
        f->n.masters++;
        f->mst_far += in->mst_addr >= FAR_AT;
        if (in->mst_addr >= FAR_AT) /* a counter, which only grows */
            assert_in_range(f->mch_out.mst_rdata, f->mst_least, f->far[f->mst_word]);
        else if (in->mst_write)
            f->word[f->mst_word] = in->mst_data;
        else
            assert_int_equal(f->mch_out.mst_rdata, f->word[f->mst_word]);
    }
    if (f->mst_busy || !may_start || draw(f, 30))
        return;
    bool far = draw(f, 3) == 0;
    f->mst_word = draw(f, far ? COUNTERS : WORDS);
    f->mst_least = f->far[f->mst_word % COUNTERS];
    in->mst_initiator = INIT_DMI;
    in->mst_write = !far && draw(f, 2);
    in->mst_addr = (far ? FAR_AT : RAM_AT) + 4 * f->mst_word;
    in->mst_data = ++f->next_value;
    in->mst_seq++;
    f->mst_busy = true;
}

static void run_traffic(unsigned agents, unsigned how, unsigned ops)
{
    fsb_t *f = open_bus(agents, how);
    bool left = true;
    for (unsigned n = 0; n < agents; n++)
        f->a[n].left = ops;
    for (uint64_t most = (uint64_t)agents * ops * 400; left; most--) {
        assert_true(most > 0);
        clk(f);
        watch(f);
        play_master(f, left);
        left = f->mst_busy;
        for (unsigned n = 0; n < agents; n++) {
            play_core(f, n);
            left |= f->a[n].at_work || f->a[n].left || !f->a[n].biu_out.idle;
        }
        wire(f);
    }
    clks(f, 10);
    unsigned taken = 0;
    for (unsigned n = 0; n < agents; n++)
        taken += f->a[n].taken;
    assert_int_equal(taken, f->n.ipis);
    for (unsigned k = 0; k < COUNTERS; k++) {
        assert_int_equal(ram_read(&f->ram, COUNTER_AT + 4 * k, 4), f->added[k]);
        assert_int_equal(f->counter[k], f->added[k]);
        assert_int_equal(f->far[k], f->far_added[k]);
    }
    for (unsigned k = 0; k < WORDS; k++)
        assert_int_equal(ram_read(&f->ram, RAM_AT + 4 * k, 4), f->word[k]);
    assert_true(f->n.loads && f->n.stores && f->n.adds && f->n.far_adds);
    assert_true(f->n.ins && f->n.outs && f->n.ipis && f->n.masters);
    assert_true(f->n.most_passed < agents && f->n.most_retries <= agents);
    assert_true(f->n.most_dmi <= 2 * agents + 8); /* each of the others once, maybe a locked pair, and the queue */
    assert_int_equal(f->n.deferred, f->n.replies);
    assert_true(how & (DEFER | DEFER_MANY) ? f->n.deferred && f->n.retries : !f->n.deferred && !f->n.retries);
    const char *deferral = how & DEFER_MANY ? ", defer 8" : how & DEFER ? ", defer 1" : "";
    printf("fsb: %2u agents, %s%s%s%s%s: %" PRIu64 " BCLK, %" PRIu64 " loads, %" PRIu64 " stores, %" PRIu64 " + %" PRIu64
           " locked adds, %" PRIu64 " in, %" PRIu64 " out, %" PRIu64 " IPIs, %" PRIu64 " of masters; ",
           agents, how & P6 ? "p6" : "pentium", how & PHASES ? ", phases" : "", deferral,
           how & QUICK ? ", quick" : "", how & POST ? ", posted" : "", f->clks, f->n.loads,
           f->n.stores, f->n.adds, f->n.far_adds, f->n.ins, f->n.outs, f->n.ipis, f->n.masters);
    printf("%" PRIu64 " deferred, %" PRIu64 " retries; at most %" PRIu64 " others between BREQ# and ADS#, %" PRIu64
           " retries of one, %" PRIu64 " accesses of others at the ICH9 meanwhile\n",
           f->n.deferred, f->n.retries, f->n.most_passed, f->n.most_retries, f->n.most_dmi);
    close_bus(f);
}

static const unsigned ways[] = {P6, P6 | PHASES, P6 | DEFER, P6 | PHASES | DEFER, P6 | PHASES | DEFER_MANY};
enum { WAYS = sizeof ways / sizeof ways[0] };

static void traffic_of_two(void **state)
{
    (void)state;
    run_traffic(2, PENTIUM, 1000);
    run_traffic(2, PENTIUM | QUICK, 1000);
    run_traffic(2, PENTIUM | QUICK | POST, 1000);
    for (unsigned k = 0; k < WAYS; k++)
        run_traffic(2, ways[k], 1000);
}

static void traffic_of_many(void **state)
{
    (void)state;
    static const unsigned agents[] = {3, 4, 8, 16, 64};
    for (unsigned k = 0; k < sizeof agents / sizeof agents[0]; k++)
        for (unsigned w = 0; w < WAYS; w++)
            run_traffic(agents[k], ways[w], 4000 / agents[k]);
    run_traffic(3, PENTIUM | QUICK, 1000);
    run_traffic(8, PENTIUM | QUICK | POST, 500);
}

/* ADS# to ADS# of a core that asks again as soon as it can: from the second access on the page is open. */
static unsigned ads_to_ads(fsb_t *f, bool write)
{
    uint64_t at[2] = {0, 0};
    for (unsigned n = 0, left = 100; n < 8; left--) {
        assert_true(left > 0);
        if (f->a[0].biu_out.ack_seq == f->a[0].biu_in.req_seq)
            ask(f, 0, false, write, RAM_AT, n);
        clk(f);
        if (!f->mch_in.ads_n) {
            at[0] = at[1];
            at[1] = f->clks;
            n++;
        }
    }
    return (unsigned)(at[1] - at[0]);
}

static void a_cycle_takes_what_the_manuals_say(void **state)
{
    (void)state;
    static const struct {
        unsigned how, wait, read, write;
    } cases[] = {{PENTIUM, 2, 11, 11}, /* BREQ# and election, decode, DRAM, response, each in a clock of its own */
                 {PENTIUM | QUICK, 0, 3, 3}, {PENTIUM | QUICK, 2, 5, 5}, {PENTIUM | QUICK | POST, 0, 3, 2},
                 {PENTIUM | QUICK | POST, 1, 4, 3}};
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (unsigned write = 0; write < 2; write++) {
            fsb_t *f = open_bus(1, cases[i].how);
            f->mch_in.dram_clks = (uint8_t)cases[i].wait;
            f->mch_in.alone = true;
            assert_int_equal(ads_to_ads(f, write), write ? cases[i].write : cases[i].read);
            clks(f, 20);
            close_bus(f);
        }
    }
}

/* Others keep the queue of deferred accesses filled; a locked one, which needs it empty, must have its turn. */
static void who_is_retried_is_not_starved(void **state)
{
    (void)state;
    for (unsigned agents = 2; agents <= 16; agents++) {
        fsb_t *f = open_bus(agents, P6 | PHASES | DEFER_MANY);
        f->dmi_wait = 60;
        agent_t *last = &f->a[agents - 1];
        unsigned left = 5000;
        for (bool asked = false; !asked || last->biu_out.ack_seq != last->biu_in.req_seq; left--) {
            assert_true(left > 0);
            clk(f);
            for (unsigned n = 0; n + 1 < agents; n++)
                if (f->a[n].biu_out.ack_seq == f->a[n].biu_in.req_seq)
                    ask(f, n, true, false, PORT_AT, 0);
            if (f->clks == 200) {
                last->biu_in.req_lock = asked = true;
                ask(f, agents - 1, false, false, FAR_AT, 0);
            }
            wire(f);
        }
        close_bus(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ipi_reaches_its_destination), cmocka_unit_test(init_deassert_is_not_sent),
        cmocka_unit_test(an_eoi_reaches_the_io_apic),     cmocka_unit_test(lowest_priority_is_chosen),
        cmocka_unit_test(the_chipset_sends_messages),     cmocka_unit_test(the_pentium_class_has_no_messages),
        cmocka_unit_test(traffic_of_two),                 cmocka_unit_test(traffic_of_many),
        cmocka_unit_test(who_is_retried_is_not_starved),  cmocka_unit_test(a_cycle_takes_what_the_manuals_say),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    printf("fsb: %" PRIu64 " BCLK, %" PRIu64 " messages\n", all_clks, messages);
    return failed;
}
