/* The front-side bus of 2 to 64 agents: bus units and message units with the host bridge, smm_track and smram_dec,
 * their wires resolved as model/soc.c does; the cores, local APICs and the ICH9 are played by the test. */
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

typedef struct agent {
    biu_t biu;
    biu_in_t biu_in;
    biu_out_t biu_out;
    fsb_msg_t msg;
    fsb_msg_in_t msg_in;
    fsb_msg_out_t msg_out;
    unsigned id, logical; /* of its local APIC */
    unsigned taken;       /* messages */
} agent_t;

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
    uint8_t dmi_seen;
    unsigned dmi_wait, dmi_count; /* BCLKs the ICH9 takes; accesses it got */
    uint64_t clks;
} fsb_t;

static uint64_t all_clks, messages;

static void wire_agent(fsb_t *f, unsigned n, const biu_out_t *driver)
{
    agent_t *a = &f->a[n];
    a->biu_in.gnt = f->mch_out.gnt >> n & 1;
    a->biu_in.brdy_n = f->mch_out.brdy_n;
    a->biu_in.rs = f->mch_out.rs;
    a->biu_in.d = driver->d_o | f->mch_out.d_o;
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
    const biu_out_t *driver = &f->a[f->mch_out.owner < f->agents ? f->mch_out.owner : 0].biu_out;
    unsigned drivers = 0;
    f->mch_in.breq = 0;
    for (unsigned n = 0; n < f->agents; n++) {
        const biu_out_t *o = &f->a[n].biu_out;
        f->mch_in.breq |= (uint64_t)!o->breq_n << n;
        if (!o->ads_n) {
            drivers++;
            driver = o;
        }
    }
    assert_true(drivers <= 1);
    for (unsigned n = 0; n < f->agents; n++)
        wire_agent(f, n, driver);
    f->track_in.ads_n = f->mch_in.ads_n = drivers == 0;
    f->mch_in.lock_n = driver->lock_n;
    f->track_in.agent = f->mch_in.agent = driver->agent;
    f->track_in.req_a = f->mch_in.req_a = driver->req_a;
    f->track_in.req_b = f->mch_in.req_b = driver->req_b;
    f->track_in.be = f->mch_in.be = driver->be;
    f->track_in.smmem_n = driver->smmem_n;
    f->track_in.smiact_n = true;
    f->mch_in.a = driver->a;
    f->mch_in.d = driver->d_o | f->mch_out.d_o;
    f->mch_in.txn_smm = f->track_out.txn_smm;
    f->mch_in.dec_rsp = f->dec_out.rsp;
    f->mch_in.dec_target = f->dec_out.target;
    f->mch_in.dec_maddr = f->dec_out.maddr;
    f->dec_in.req = f->mch_out.dec_req;
    f->dec_in.initiator = f->mch_out.dec_initiator;
    f->dec_in.addr = f->mch_out.dec_addr;
    f->dec_in.write = f->mch_out.dec_write;
    f->dec_in.fetch = f->mch_out.dec_fetch;
    f->dec_in.wb = f->mch_out.dec_wb;
    f->dec_in.smm = f->mch_out.dec_smm;
}

/* The ICH9: answers after dmi_wait BCLKs; what is read is the address. */
static void play_ich9(fsb_t *f)
{
    if (f->mch_out.dmi_seq == f->mch_in.dmi_ack)
        return;
    f->dmi_seen++;
    if (f->dmi_seen < f->dmi_wait)
        return;
    f->dmi_seen = 0;
    f->dmi_count++;
    f->mch_in.dmi_ack = f->mch_out.dmi_seq;
    f->mch_in.dmi_rdata = f->mch_out.dmi_addr;
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
        biu_tick(&a->biu, &a->biu_in, &a->biu_out);
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

static fsb_t *open_bus(unsigned agents, bool by_txn)
{
    fsb_t *f = calloc(1, sizeof *f);
    assert_non_null(f);
    assert_true(ram_open(&f->ram, PAGE_RAM));
    f->wiring.ram = &f->ram;
    f->agents = agents;
    f->dmi_wait = 6;
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
    f->mch_in.dram_clks = 2;
    f->mch_in.smi_n = true;
    f->track_in.ack_code = SMI_ACK;
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
    fsb_t *f = open_bus(8, true);
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
    fsb_t *f = open_bus(2, true);
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
    fsb_t *f = open_bus(2, true);
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
    fsb_t *f = open_bus(6, true);
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
    fsb_t *f = open_bus(4, true);
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
    fsb_t *f = open_bus(2, false);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ipi_reaches_its_destination), cmocka_unit_test(init_deassert_is_not_sent),
        cmocka_unit_test(an_eoi_reaches_the_io_apic),     cmocka_unit_test(lowest_priority_is_chosen),
        cmocka_unit_test(the_chipset_sends_messages),     cmocka_unit_test(the_pentium_class_has_no_messages),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    printf("fsb: %llu BCLK, %llu messages\n", (unsigned long long)all_clks, (unsigned long long)messages);
    return failed;
}
