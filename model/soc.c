#include "soc.h"

#include "apic/apic_agent.h"
#include "apic/ioapic.h"
#include "board/flush_dev.h"
#include "board/lpc_dev.h"
#include "board/serirq_dev.h"
#include "cpu/biu.h"
#include "cpu/cache.h"
#include "cpu/exec.h"
#include "cpu/fsb_msg.h"
#include "cpu/lapic.h"
#include "cpu/line.h"
#include "cpu/smi_pin.h"
#include "cpu/smiact.h"
#include "cpu/snoop.h"
#include "ich9/gpio.h"
#include "ich9/ich9.h"
#include "ich9/ich9_regs.h"
#include "ich9/ich9_top.h"
#include "ich9/nmi.h"
#include "ich9/pins.h"
#include "ich9/pm.h"
#include "ich9/rcba.h"
#include "ich9/sources.h"
#include "ich9/wells.h"
#include "mch/mch.h"
#include "mch/mch_regs.h"
#include "mch/smm_track.h"
#include "mch/smram_dec.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

SIG_TABLE(board_out, BOARD_OUT)
SIG_TABLE(bus_wires, BUS_WIRES)
SIG_TABLE(ich9_pins, ICH9_PINS)
SIG_TABLE(apic_bus, APIC_BUS)

const char *const soc_mode_names[] = {"fast", "cycle", "auto", NULL};
const char *const bus_rs_names[] = {"IDLE", "RETRY", "DEFERRED", "RESERVED", "HARD_FAILURE", "NO_DATA", "IMPLICIT_WB",
                                    "DATA", NULL};
const reg_row_t *const soc_reg_tables[] = {smi_ctl_regs, gpio_regs, ich9_regs, pm_regs,   tco_regs,
                                           wells_regs,   rcba_regs, nmi_regs,  smram_dec_regs, lapic_regs, ioapic_regs, NULL};

enum {
    PCICLK_PS = 30000,
    PICCLK_PS = 60000, /* 16.67 MHz (interconnect facts 1.1) */
    RESET_PCICLKS = 8,
    MAX_INSTS = 32 + 7 * SOC_MAX_CPUS,
    CONTROLLER_PCICLKS = 33, /* keyboard and embedded controller take a byte in a microsecond */
    AUTO_LEAD_BCLKS = 16,  /* auto mode is in cycle mode this long before a stimulus */
    AUTO_QUIET_BCLKS = 16, /* and this long after the last sign of an SMI */
    RUN_AHEAD_ONE = 20000, /* core clocks a CPU runs ahead in fast mode while all others wait */
    RUN_AHEAD_MANY = 256,  /* and each of several */
};

#define SWSMI_SHORT_PS UINT64_C(1500000000) /* 1.5 ms (chipset facts 2.8) */
#define SWSMI_LONG_PS UINT64_C(16000000000) /* 16 ms */
#define PERIODIC_PS UINT64_C(8000000000000) /* 8 s */
#define TCO_TICK_PS UINT64_C(600000000000)  /* 0.6 s (chipset facts 4.4) */
#define PWRBTN_PS UINT64_C(4000000000000)   /* 4 s (chipset facts 2.1) */
#define SMBUS_PS UINT64_C(15630000)         /* 64 kHz (chipset facts 2.4 bit 16) */

/* One block's wires and state, by type. */
#define SLOT(NAME)       \
    struct {             \
        NAME##_t s;      \
        NAME##_in_t in;  \
        NAME##_out_t out; \
    } NAME

typedef struct cpu_slot {
    cpu_t *core;
    cpu_in_t in, last_in;
    cpu_out_t out, last_out;
    bool poked;     /* an input changed since its last tick */
    ps_t ready;     /* it has run up to this time */
    SLOT(biu);
    SLOT(snoop);
    SLOT(smi_pin);
    SLOT(smiact);
    SLOT(lapic);
    SLOT(apic_agent); /* parts with the serial APIC bus */
    SLOT(fsb_msg);    /* parts without */
    cache_t *cache;
    cache_array_t *l2; /* what this CPU brings; the other of a pair uses it too */
    biu_wiring_t biu_wiring;
    snoop_wiring_t snoop_wiring;
    char path[16];
} cpu_slot_t;

/* Wires of the last settle, for events. */
typedef struct seen {
    bool smi_n, smi_lock, apm_wr, eos_wr, post_wr, sci, sleeping;
    bool pending[SOC_MAX_CPUS];
    uint8_t smiact_state[SOC_MAX_CPUS];
    uint32_t smi_sts, tco_sts;
    uint16_t alt_gp_smi_sts;
    uint8_t smram, esmramc, mst_ack;
    smram_dec_out_t decode;
    uint64_t in_smm;
    uint64_t signs; /* one bit a CPU: SMIACT# or SMMEM# low */
    uint8_t ipi[SOC_MAX_CPUS], sent[SOC_MAX_CPUS];
    bool smi_msg[SOC_MAX_CPUS], arbitrates[SOC_MAX_CPUS];
} seen_t;

struct soc {
    soc_config_t config;
    domain_clock_t clock[DOMAIN_COUNT];
    ps_t next_edge[DOMAIN_COUNT];
    ps_t edge_at[DOMAIN_COUNT]; /* the last edge run */
    uint64_t cycle[DOMAIN_COUNT];
    bool edge[DOMAIN_COUNT]; /* in the instant at `now` */
    bool blocks_edge;        /* and one of them is an edge of blocks */
    ps_t now, floor;         /* floor: CPUs have run ahead to here, no edge may come earlier */
    bool cycle_now, changed, rtl_any, no_run_ahead;
    bool resetting;     /* the board holds reset by itself, */
    uint64_t reset_end; /* until this PCICLK */
    bool every[DOMAIN_COUNT]; /* no edge of this domain is ever skipped */
    unsigned quiet; /* BCLKs without a sign of an SMI, auto mode */

    cpu_slot_t cpu[SOC_MAX_CPUS];
    SLOT(mch);
    SLOT(smm_track);
    SLOT(smram_dec);
    SLOT(ich9);
    SLOT(gpio);
    SLOT(pm);
    SLOT(wells);
    SLOT(rcba);
    SLOT(nmi);
    SLOT(pins);
    ich9_parts_t parts; /* smi_ctl, smi_timers, tco, serirq, lpc */
    ich9_parts_in_t parts_in;
    smi_ctl_t smi_ctl;
    smi_timers_t smi_timers;
    tco_t tco;
    serirq_t serirq;
    lpc_t lpc;
    SLOT(ich9_top);
    SLOT(ioapic);
    SLOT(apic_agent); /* the I/O APIC's */
    apic_bus_t apic;
    SLOT(flush_dev);
    SLOT(serirq_dev);
    SLOT(lpc_dev);
    mch_wiring_t mch_wiring;
    lpc_dev_wiring_t lpc_dev_wiring;
    board_out_t board;
    bool board_was_reset;
    bus_wires_t bus;
    ich9_pins_t ich9_pins;

    soc_inst_t inst[MAX_INSTS];
    unsigned inst_count, top_inst;
    uint16_t timed[MAX_INSTS]; /* those that have `wait` */
    unsigned timed_count;
    uint16_t by_domain[DOMAIN_COUNT][MAX_INSTS];
    unsigned domain_count[DOMAIN_COUNT];
    uint16_t cpu_order[SOC_MAX_CPUS];
    uint64_t shuffle; /* state of soc_shuffle; 0: off */
    void *copies; /* last_in, last_out, last_state of all instances */

    ram_t ram;
    uint8_t rom[LPC_FLASH_SIZE];
    struct code_cache *code;
    ev_log_t ev;
    seen_t seen;
    soc_stats_t stats;
};

/* --- the netlist -------------------------------------------------------------------------------------------------- */

/* Wires that several agents share: open drain and bus lines, resolved here. */
static void wire_bus(soc_t *s)
{
    bus_wires_t *b = &s->bus;
    const mch_out_t *m = &s->mch.out;
    const biu_out_t *driver = &s->cpu[m->owner < s->config.cpus ? m->owner : 0].biu.out;
    unsigned drivers = !m->ads_n;

    b->breq = 0;
    b->reqb_n = b->lock_n = b->hit_n = b->hitm_n = true;
    b->dbsy_n = m->dbsy_n;
    b->drdy_n = m->drdy_n;
    b->d = m->d_o; /* who does not drive holds 0 here */
    for (unsigned n = 0; n < s->config.cpus; n++) {
        const biu_out_t *o = &s->cpu[n].biu.out;
        b->breq |= (uint64_t)!o->breq_n << n;
        b->reqb_n &= o->reqb_n;
        b->lock_n &= o->lock_n;
        const snoop_out_t *own = &s->cpu[n].snoop.out;
        b->drdy_n &= o->drdy_n && own->drdy_n;
        b->dbsy_n &= o->dbsy_n && own->dbsy_n;
        b->d |= o->d_o | own->d_o;
        b->hit_n &= own->hit_n;
        b->hitm_n &= own->hitm_n;
        drivers += !o->ads_n;
        if (!o->ads_n || !o->reqb_n)
            driver = o;
    }
    b->breq_n = !b->breq;
    b->ads_count = (uint8_t)drivers;
    b->ads_n = drivers == 0;
    b->agent = driver->agent;
    b->req_a = m->ads_n ? driver->req_a : REQ_DEFERRED_REPLY;
    b->req_b = driver->req_b;
    b->a = driver->a;
    b->be = driver->be;
    b->attr = driver->attr;
    b->did = m->ads_n ? driver->did : m->did;
    b->den_n = driver->den_n;
    b->smmem_n = driver->smmem_n;
    b->ken_n = m->ken_n;
    b->wb_wt = m->wb_wt;
    b->flush_n = s->board.flush_n && s->flush_dev.out.flush_n;
    b->bpri_n = m->bpri_n;
    b->defer_n = m->defer_n;
    b->trdy_n = m->trdy_n;
    b->brdy_n = m->brdy_n;
    b->rs = m->rs;
    bool chipset_n = s->config.params.ioapic_82093aa ? s->ioapic.out.smiout_n : s->parts.smi_ctl.smi_n;
    b->smi_n = chipset_n && s->board.ext_smi_n;
    s->flush_dev.in.smi_n = b->smi_n;
    b->smiact_n = s->cpu[driver->agent < s->config.cpus ? driver->agent : 0].smiact.out.smiact_n; /* SDM 34.13 */
}

/* The sign of SMM is out: SMIACT# low, or the SMI acknowledge of entry done. */
static bool smm_sign(const smiact_out_t *o)
{
    return o->state >= SMIACT_ENTER_GAP && o->state <= SMIACT_LEAVE_ACK;
}

static void wire_cpu(soc_t *s, unsigned n)
{
    cpu_slot_t *c = &s->cpu[n];
    const bus_wires_t *b = &s->bus;

    c->in.reset_n = s->board.reset_n;
    c->in.init_n = s->board.init_n && s->ich9_pins.init_n && !c->lapic.out.init;
    c->in.flush_n = b->flush_n;
    c->in.nmi = c->lapic.out.nmi;
    c->in.intr = c->lapic.out.intr;
    c->in.apic_int = s->config.part->apic != LAPIC_NONE;
    c->in.apic_ack = c->lapic.out.ack_seq;
    c->in.apic_rdata = c->lapic.out.rdata;
    c->in.sipi_seq = c->lapic.out.sipi_seq;
    c->in.sipi_vector = c->lapic.out.sipi_vector;
    c->in.boot = c->lapic.out.boot;
    c->in.smi_pending = c->smi_pin.out.pending;
    c->in.smm_sign = smm_sign(&c->smiact.out);
    c->in.in_smm = c->smiact.out.in_smm;
    c->in.ack_seq = c->biu.out.ack_seq;
    c->in.rdata = c->biu.out.rdata;
    c->in.shared = c->biu.out.shared;
    c->in.ken_n = c->biu.out.ken_n;
    c->in.wb_wt = c->biu.out.wb_wt;

    c->biu.in.req_seq = c->out.req_seq;
    c->biu.in.req_space = c->out.req_space;
    c->biu.in.req_write = c->out.req_write;
    c->biu.in.req_fetch = c->out.req_fetch;
    c->biu.in.req_lock = c->out.req_lock;
    c->biu.in.req_addr = c->out.req_addr;
    c->biu.in.req_size = c->out.req_size;
    c->biu.in.req_data = c->out.req_data;
    c->biu.in.req_line = c->out.req_line;
    c->biu.in.req_own = c->out.req_own;
    c->biu.in.req_type = c->out.req_type;
    c->biu.in.ack_req = c->smiact.out.ack_req;
    c->biu.in.smmem_drive_n = c->smiact.out.smmem_n;
    c->biu.in.breq = b->breq;
    c->biu.in.ads_n = b->ads_n;
    c->biu.in.req_a = b->req_a;
    c->biu.in.did = b->did;
    c->biu.in.bus_lock_n = b->lock_n;
    c->biu.in.bpri_n = b->bpri_n;
    c->biu.in.trdy_n = b->trdy_n;
    c->biu.in.brdy_n = b->brdy_n;
    c->biu.in.ken_n = b->ken_n;
    c->biu.in.wb_wt = b->wb_wt;
    c->biu.in.rs = b->rs;
    c->biu.in.d = b->d;
    c->biu.in.drdy_n = b->drdy_n;
    c->biu.in.dbsy_n = b->dbsy_n;
    c->biu.in.hit_n = b->hit_n;
    c->biu.in.hitm_n = b->hitm_n;

    c->snoop.in.ads_n = b->ads_n;
    c->snoop.in.reqb_n = b->reqb_n;
    c->snoop.in.agent = b->agent;
    c->snoop.in.req_a = b->req_a;
    c->snoop.in.a = b->a;
    c->snoop.in.trdy_n = b->trdy_n;
    c->snoop.in.snp_n = s->mch.out.snp_n;
    c->snoop.in.snp_inv = s->mch.out.snp_inv;
    c->snoop.in.snp_a = s->mch.out.snp_a;

    c->smi_pin.in.smi_n = b->smi_n;
    c->smi_pin.in.msg = c->lapic.out.smi;
    c->smi_pin.in.take = c->out.smi_take;

    c->smiact.in.want_smm = c->out.want_smm;
    c->smiact.in.bus_idle = c->biu.out.idle;
    c->smiact.in.ack_done = c->biu.out.ack_done;
}

/* The local APIC and what carries its messages. Both carriers have the same wires to it. */
#define TAKE_TX(to, from)               \
    do {                                \
        (to).tx_seq = (from).tx_seq;    \
        (to).tx_dm = (from).tx_dm;      \
        (to).tx_mode = (from).tx_mode;  \
        (to).tx_level = (from).tx_level; \
        (to).tx_trig = (from).tx_trig;  \
        (to).tx_vector = (from).tx_vector; \
        (to).tx_dest = (from).tx_dest;  \
    } while (0)
#define TAKE_RX(to, from)               \
    do {                                \
        (to).tx_done = (from).tx_done;  \
        (to).tx_ok = (from).tx_ok;      \
        (to).rx_query = (from).rx_query; \
        (to).rx_seq = (from).rx_seq;    \
        (to).rx_own = (from).rx_own;    \
        (to).rx_dm = (from).rx_dm;      \
        (to).rx_mode = (from).rx_mode;  \
        (to).rx_level = (from).rx_level; \
        (to).rx_trig = (from).rx_trig;  \
        (to).rx_vector = (from).rx_vector; \
        (to).rx_dest = (from).rx_dest;  \
    } while (0)

static void wire_serial(const soc_t *s, lapic_in_t *l, apic_agent_in_t *a, const lapic_out_t *lo, const apic_agent_out_t *ao)
{
    TAKE_RX(*l, *ao);
    l->rx_eoi = ao->rx_eoi;
    l->err = ao->err;
    l->rr_rdata = ao->rr_rdata;
    l->rr_valid = ao->rr_valid;
    TAKE_TX(*a, *lo);
    a->tx_eoi = lo->tx_eoi;
    a->picd = s->apic.picd;
    a->id = lo->id & 15;
    a->match = lo->match;
    a->accept = lo->accept;
    a->focus = lo->focus;
    a->prio = lo->apr;
    a->rr_data = lo->rr_data;
    a->rr_ok = lo->rr_ok;
}

static void wire_fsb_msg(const soc_t *s, lapic_in_t *l, fsb_msg_in_t *f, const lapic_out_t *lo, const fsb_msg_out_t *fo)
{
    TAKE_RX(*l, *fo);
    TAKE_TX(*f, *lo);
    f->tx_eoi = lo->tx_eoi;
    f->match = lo->match;
    f->apr = lo->apr;
    f->enabled = lo->enabled;
    f->id = lo->id;
    f->logical = lo->logical;
    f->cluster = lo->cluster;
    f->imsg_seq = s->mch.out.imsg_seq;
    f->imsg_addr = s->mch.out.imsg_addr;
    f->imsg_data = s->mch.out.imsg_data;
    f->imsg_io = s->mch.out.imsg_io;
    f->imsg_agent = s->mch.out.imsg_agent;
    f->imsg_target = s->mch.out.imsg_target;
}

static void wire_lapic(soc_t *s, unsigned n)
{
    cpu_slot_t *c = &s->cpu[n];
    lapic_in_t *l = &c->lapic.in;

    l->req_seq = c->out.apic_seq;
    l->req_op = c->out.apic_op;
    l->req_off = c->out.apic_off;
    l->req_data = c->out.apic_data;
    l->en = c->out.apic_en;
    l->lint0 = (s->board.intr && n == 0) || (s->board.lint0 >> n & 1);
    l->lint1 = s->board.nmi || s->ich9_pins.nmi || (s->board.lint1 >> n & 1);
    l->therm = s->board.therm >> n & 1;
    l->perf = s->board.perf >> n & 1;
    if (s->config.part->serial_apic) {
        c->apic_agent.in.en = c->out.apic_en;
        wire_serial(s, l, &c->apic_agent.in, &c->lapic.out, &c->apic_agent.out);
    } else {
        wire_fsb_msg(s, l, &c->fsb_msg.in, &c->lapic.out, &c->fsb_msg.out);
        c->fsb_msg.in.biu_done = c->biu.out.msg_done;
        c->biu.in.msg_seq = c->fsb_msg.out.biu_seq;
        c->biu.in.msg_kind = c->fsb_msg.out.biu_kind;
        c->biu.in.msg_addr = c->fsb_msg.out.biu_addr;
        c->biu.in.msg_data = c->fsb_msg.out.biu_data;
    }
}

/* The serial APIC bus: open drain, and who says what on it, for people. */
static void wire_apic_bus(soc_t *s)
{
    apic_bus_t *b = &s->apic;
    unsigned driven = s->apic_agent.out.oe;
    const apic_agent_in_t *says = s->apic_agent.out.state == AGENT_SEND ? &s->apic_agent.in : NULL;
    *b = (apic_bus_t){.sender = says ? APIC_SENDER_IO : APIC_SENDER_NONE, .cycle = s->apic_agent.out.cycle};
    for (unsigned n = 0; n < s->config.cpus; n++) {
        const cpu_slot_t *c = &s->cpu[n];
        driven |= c->apic_agent.out.oe;
        if (c->apic_agent.out.cycle == 1) /* the others know one clock later */
            b->cycle = 1;
        if (c->apic_agent.out.rx_query && c->lapic.out.match) /* at most 4 CPUs have this bus */
            b->takers = (uint16_t)(b->takers | 1u << n);
        if (c->apic_agent.out.state == AGENT_SEND) {
            says = &c->apic_agent.in;
            b->sender = (uint8_t)n;
        }
    }
    b->picd = ~driven & 3;
    b->bits = driven & 3;
    if (!says)
        return;
    b->eoi = says->tx_eoi;
    b->mode = says->tx_mode;
    b->dm = says->tx_dm;
    b->level = says->tx_level;
    b->vector = says->tx_vector;
    b->dest = says->tx_dest;
}

static void wire_ioapic(soc_t *s)
{
    ioapic_in_t *i = &s->ioapic.in;
    apic_agent_in_t *a = &s->apic_agent.in;
    const apic_agent_out_t *ao = &s->apic_agent.out;

    i->req_seq = s->ich9.out.ioapic_seq;
    i->req_write = s->ich9.out.ioapic_write;
    i->req_off = s->ich9.out.ioapic_off;
    i->req_data = s->ich9.out.ioapic_data;
    i->pins = s->board.ioapic_pins;
    i->smi_n = s->parts.smi_ctl.smi_n;
    if (s->config.part->serial_apic) {
        i->tx_done = ao->tx_done;
        i->tx_ok = ao->tx_ok;
        i->eoi_seq = ao->rx_seq;
        i->eoi_vector = ao->rx_vector;
        TAKE_TX(*a, s->ioapic.out);
        a->picd = s->apic.picd;
        a->id = s->ioapic.out.id;
        a->match = ao->rx_eoi; /* it takes every EOI, and nothing else */
        a->accept = ao->rx_eoi;
    } else {
        i->tx_done = s->mch.out.io_msg_ack;
        i->tx_ok = true;
        i->eoi_seq = s->mch.out.eoi_seq;
        i->eoi_vector = s->mch.out.eoi_vector;
        s->mch.in.io_msg_seq = s->ioapic.out.tx_seq;
        s->mch.in.io_msg_addr = 0xfee00000 | (uint32_t)s->ioapic.out.tx_dest << 12 | (uint32_t)s->ioapic.out.tx_edid << 4 |
                                (s->ioapic.out.tx_mode == 1 ? 8u : 0) | (s->ioapic.out.tx_dm ? 4u : 0);
        s->mch.in.io_msg_data = (uint16_t)((unsigned)s->ioapic.out.tx_trig << 15 | (unsigned)s->ioapic.out.tx_level << 14 |
                                           (unsigned)s->ioapic.out.tx_dm << 11 | (unsigned)s->ioapic.out.tx_mode << 8 |
                                           s->ioapic.out.tx_vector);
    }
}

static void wire_mch(soc_t *s)
{
    const bus_wires_t *b = &s->bus;
    mch_in_t *m = &s->mch.in;

    m->ads_n = b->ads_n;
    m->reqb_n = b->reqb_n;
    m->lock_n = b->lock_n;
    m->agent = b->agent;
    m->req_a = b->req_a;
    m->req_b = b->req_b;
    m->a = b->a;
    m->be = b->be;
    m->den_n = b->den_n;
    m->drdy_n = b->drdy_n;
    m->d = b->d;
    m->hitm_n = b->hitm_n;
    m->txn_smm = s->smm_track.out.txn_smm;
    m->smiact_n = s->bus.smiact_n;
    m->dec_rsp = s->smram_dec.out.rsp;
    m->dec_target = s->smram_dec.out.target;
    m->dec_maddr = s->smram_dec.out.maddr;
    m->dec_range = s->smram_dec.out.range;
    m->smram = s->smram_dec.out.smram;
    m->esmramc = s->smram_dec.out.esmramc;
    m->tsegmb = s->smram_dec.out.tsegmb;
    m->tolud = s->smram_dec.out.tolud;
    m->pam = s->smram_dec.out.pam;
    m->lac = s->smram_dec.out.lac;
    m->ggc = s->smram_dec.out.ggc;
    m->remapbase = s->smram_dec.out.remapbase;
    m->remaplimit = s->smram_dec.out.remaplimit;
    m->tom = s->smram_dec.out.tom;
    m->touud = s->smram_dec.out.touud;
    m->gbsm = s->smram_dec.out.gbsm;
    m->bgsm = s->smram_dec.out.bgsm;
    m->dmi_ack = s->ich9.out.ack_seq;
    m->dmi_rdata = s->ich9.out.rdata;
    m->dmi_smi = s->ich9.out.raised_smi;
    m->smi_n = b->smi_n;
    m->intr_vector = s->board.intr_vector;
    m->mst_seq = s->board.mst_seq;
    m->mst_initiator = s->board.mst_initiator;
    m->mst_write = s->board.mst_write;
    m->mst_wb = s->board.mst_wb;
    m->mst_addr = s->board.mst_addr;
    m->mst_data = s->board.mst_data;

    s->smm_track.in.ads_n = b->reqb_n; /* SMMEM# shows with the second half of the request */
    s->smm_track.in.agent = b->agent;
    s->smm_track.in.req_a = b->req_a;
    s->smm_track.in.req_b = b->req_b;
    s->smm_track.in.be = b->be;
    s->smm_track.in.smmem_n = b->smmem_n;
    s->smm_track.in.smiact_n = b->smiact_n;

    s->smram_dec.in.req = s->mch.out.dec_req;
    s->smram_dec.in.initiator = s->mch.out.dec_initiator;
    s->smram_dec.in.addr = s->mch.out.dec_addr;
    s->smram_dec.in.write = s->mch.out.dec_write;
    s->smram_dec.in.fetch = s->mch.out.dec_fetch;
    s->smram_dec.in.wb = s->mch.out.dec_wb;
    s->smram_dec.in.smm = s->mch.out.dec_smm;
    s->smram_dec.in.cfg_wr = s->mch.out.cfg_wr;
    s->smram_dec.in.cfg_off = s->mch.out.cfg_off;
    s->smram_dec.in.cfg_be = s->mch.out.cfg_be;
    s->smram_dec.in.cfg_wdata = s->mch.out.cfg_wdata;
}

/* The strobe of the register bus is for this space, and its offset is in first..last. */
static bool strobes(const soc_t *s, enum ich9_space space, unsigned first, unsigned last)
{
    const ich9_out_t *o = &s->ich9.out;
    return o->reg_wr && o->reg_space == space && o->reg_off >= first && o->reg_off <= last;
}

static void wire_bridge(soc_t *s)
{
    ich9_in_t *i = &s->ich9.in;

    i->dmi_seq = s->mch.out.dmi_seq;
    i->dmi_space = s->mch.out.dmi_space;
    i->dmi_write = s->mch.out.dmi_write;
    i->dmi_addr = s->mch.out.dmi_addr;
    i->dmi_size = s->mch.out.dmi_size;
    i->dmi_wdata = s->mch.out.dmi_wdata;
    i->ioapic_ack = s->ioapic.out.ack_seq;
    i->ioapic_rdata = s->ioapic.out.rdata;
    i->oic = s->rcba.out.oic;
    i->lpc_done = s->parts.lpc.done;
    i->lpc_rdata = s->parts.lpc.rdata;
    i->smi_n = s->parts.smi_ctl.smi_n;
    i->smi_en = s->parts.smi_ctl.smi_en;
    i->smi_sts = s->parts.smi_ctl.smi_sts;
    i->apm_cnt = s->parts.smi_ctl.apm_cnt;
    i->apm_sts = s->parts.smi_ctl.apm_sts;
    i->smi_lock = s->parts.smi_ctl.smi_lock;
    i->alt_gp_smi_en = s->gpio.out.alt_gp_smi_en;
    i->alt_gp_smi_sts = s->gpio.out.alt_gp_smi_sts;
    i->gpi_rout = s->gpio.out.gpi_rout;
    i->pm1_sts = s->pm.out.pm1_sts;
    i->pm1_en = s->pm.out.pm1_en;
    i->pm1_cnt = s->pm.out.pm1_cnt;
    i->tmr_base = s->pm.out.tmr_base;
    i->proc_cnt = s->pm.out.proc_cnt;
    i->gpe0_sts = s->pm.out.gpe0_sts;
    i->gpe0_en = s->pm.out.gpe0_en;
    i->uprwc = s->pm.out.uprwc;
    i->gpe_cntl = s->pm.out.gpe_cntl;
    i->devact_sts = s->pm.out.devact_sts;
    i->tco0 = s->parts.tco.regs0;
    i->tco1 = s->parts.tco.regs1;
    i->tco2 = s->parts.tco.regs2;
    i->tco3 = s->parts.tco.regs3;
    i->tco4 = s->parts.tco.regs4;
    i->gen_pmcon_2 = s->wells.out.gen_pmcon_2;
    i->gen_pmcon_3 = s->wells.out.gen_pmcon_3;
    i->trsr = s->rcba.out.trsr;
    i->trcr = s->rcba.out.trcr;
    i->twdr = s->rcba.out.twdr;
    i->iotr0 = s->rcba.out.iotr0;
    i->iotr1 = s->rcba.out.iotr1;
    i->iotr2 = s->rcba.out.iotr2;
    i->iotr3 = s->rcba.out.iotr3;
    i->tctl = s->rcba.out.tctl;
    i->gcs = s->rcba.out.gcs;
    i->buc = s->rcba.out.buc;
    i->port_61 = s->nmi.out.port_61;
    i->port_74 = s->nmi.out.port_74;
    i->pwrbtn_n = s->board.pwrbtn_n;
}

/* All that the SMI path is told; its five parts and the block of all five see the same. */
static void wire_smi_path(soc_t *s)
{
    ich9_top_in_t *i = &s->ich9_top.in;
    const ich9_out_t *o = &s->ich9.out;
    const pins_out_t *pins = &s->pins.out;
    bool uprwc_in_17 = s->config.params.uprwc_sts_bit == 17;

    i->reg_wr = o->reg_wr;
    i->reg_space = o->reg_space;
    i->reg_off = o->reg_off;
    i->wr_be = o->wr_be;
    i->wr_data = o->wr_data;
    i->io_seen = o->io_seen;
    i->io_addr = o->io_addr;
    i->io_be = o->io_be;
    i->gbl_rls = s->pm.out.gbl_rls;
    i->slp_en = s->pm.out.slp_en;
    i->smbus = pins->smbus;
    i->smb_host = s->board.smb_host;
    i->usb1 = s->board.usb1;
    i->usb2 = s->board.usb2 || (s->pm.out.uprwc_smi && uprwc_in_17);
    i->usb2_intel = s->board.usb2_intel || (s->pm.out.uprwc_smi && !uprwc_in_17);
    i->pm1 = s->pm.out.pm1;
    i->gpe0 = s->pm.out.gpe0;
    i->gpi_sts = s->gpio.out.gpi_sts;
    i->devmon = s->board.devmon;
    i->pcie = s->board.pcie && (o->gen_pmcon_1 & 1 << 10); /* BIOS_PCI_EXP_EN */
    i->trap = s->rcba.out.trap;
    i->spi = s->board.spi;
    i->sw_rate = s->wells.out.gen_pmcon_3 >> 6 & 3;
    i->per_sel = o->gen_pmcon_1 & 3;
    i->dmi_smi = pins->dmi_smi;
    i->dmi_sci = pins->dmi_sci;
    i->dmi_serr = pins->dmi_serr;
    i->bioswr = o->bioswr;
    i->newcentury = pins->newcentury;
    i->smlink = pins->smlink;
    i->well_sts = s->wells.out.well_sts;
    i->nmi_src = s->nmi.out.nmi_src;
    i->nmi_off = s->nmi.out.nmi_off;
    i->no_reboot = s->rcba.out.no_reboot;
    i->serirq_cntl = o->serirq_cntl;
    i->sirq_pin = s->ich9_pins.serirq;
    i->lpc_req = o->lpc_req;
    i->lpc_kind = o->lpc_kind;
    i->lpc_addr = o->lpc_addr;
    i->lpc_wdata = o->lpc_wdata;
    i->lpc_lad = s->ich9_pins.lad;
    ich9_parts_wire(i, &s->parts, &s->parts_in);
}

static void wire_wells(soc_t *s)
{
    const ich9_out_t *o = &s->ich9.out;
    wells_in_t *w = &s->wells.in;

    w->pltrst_n = s->board.reset_n;
    w->rsmrst_n = s->board.rsmrst_n;
    w->rtcrst_n = s->board.rtcrst_n;
    w->wr_en = true;
    w->be = o->wr_be;
    w->wdata = o->wr_data;
    w->slp_str_lock = o->gen_pmcon_lock & PMCON_LOCK_SLP_STR;
    if (strobes(s, RS_CFG, 0xa0, 0xa0))
        w->addr = WELLS_A0;
    else if (strobes(s, RS_CFG, 0xa4, 0xa4))
        w->addr = WELLS_A4;
    else if (strobes(s, RS_PM, 0x64, 0x64))
        w->addr = WELLS_TCO_STS;
    else if (strobes(s, RS_PM, 0x00, 0x00))
        w->addr = WELLS_PM1;
    else
        w->wr_en = false;
    w->pmcon2_ev = 0;
    w->second_to = s->parts.tco.second_to;
    w->intruder = !s->board.intruder_n;
    w->prbtnor_ev = s->pins.out.prbtnor;
    w->sleeping = s->pm.out.sleeping;

    s->nmi.in.wr_61 = strobes(s, RS_PORT, 0x61, 0x61);
    s->nmi.in.wr_70 = strobes(s, RS_PORT, 0x70, 0x70);
    s->nmi.in.wdata = (uint8_t)o->wr_data;
    s->nmi.in.serr = s->pins.out.serr || s->pins.out.dmi_serr;
    s->nmi.in.iochk = s->parts.serirq.iochk;
}

static void wire_pm(soc_t *s)
{
    const ich9_out_t *o = &s->ich9.out;
    pm_in_t *p = &s->pm.in;
    rcba_in_t *r = &s->rcba.in;
    bool kbc = (o->io_addr == 0x60 || o->io_addr == 0x64) && (o->io_be & 1);

    p->wr_en = strobes(s, RS_PM, 0x00, 0x5c);
    p->off = o->reg_off & 0x7f;
    p->be = o->wr_be;
    p->wdata = o->wr_data;
    p->pm1_ev = s->pins.out.pm1_ev;
    p->gpe = s->board.gpe;
    p->gpi_sci = s->gpio.out.gpi_sci;
    p->tcosci = s->parts.tco.sci;
    p->bios_rls = s->parts.smi_ctl.bios_rls;
    p->slp_smi_en = s->parts.smi_ctl.smi_en & SLP_SMI_EN;
    p->kbc_hit = o->io_seen && kbc;
    p->pirq = s->board.pirq;
    p->prbtnor = s->wells.out.prbtnor;

    r->wr_en = o->reg_wr && o->reg_space == RS_RCBA;
    r->off = o->reg_off & 0x3fff;
    r->be = o->wr_be;
    r->wdata = o->wr_data;
    r->io_seen = o->io_seen;
    r->io_addr = o->io_addr;
    r->io_be = o->io_be;
    r->io_write = o->io_write;
    r->io_data = o->io_data;

    s->gpio.in.gpi = s->board.gpi;
    s->gpio.in.wr_en = strobes(s, RS_PM, 0x38, 0x38) || strobes(s, RS_CFG, 0xb8, 0xb8);
    s->gpio.in.addr = o->reg_space == RS_CFG;
    s->gpio.in.be = o->wr_be;
    s->gpio.in.wdata = o->wr_data;
}

/* The pins of the ICH9: what comes in from outside, LPC and SERIRQ with the devices on them. */
static void wire_pins(soc_t *s)
{
    pins_in_t *i = &s->pins.in;
    ich9_pins_t *p = &s->ich9_pins;

    i->pm1_ev = s->board.pm1_ev;
    i->newcentury = s->board.newcentury;
    i->smlink = s->board.smlink;
    i->dmi_smi = s->board.dmi_smi;
    i->dmi_sci = s->board.dmi_sci;
    i->dmi_serr = s->board.dmi_serr;
    i->serr = s->board.serr;
    i->pwrbtn_n = s->board.pwrbtn_n;
    i->smbus = s->board.smbus || (!s->board.smbalert_n && !(s->parts.tco.regs2 & TCO2_SMBALERT_DISABLE));

    p->lframe_n = s->parts.lpc.lframe_n;
    p->lad = (s->parts.lpc.lad_oe ? s->parts.lpc.lad_o : 0xf) & (s->lpc_dev.out.lad_oe ? s->lpc_dev.out.lad_o : 0xf);
    p->serirq = (!s->parts.serirq.oe || s->parts.serirq.o) && (!s->serirq_dev.out.oe || s->serirq_dev.out.o);
    p->sci = s->pm.out.sci;
    p->nmi = s->parts.tco.nmi;
    p->init_n = s->ich9.out.init_n;

    s->lpc_dev.in.lframe_n = p->lframe_n;
    s->lpc_dev.in.lad = p->lad;
    s->serirq_dev.in.pin = p->serirq;
    s->serirq_dev.in.lines = s->board.serirq_lines;
}

static void wire_ich9(soc_t *s)
{
    if (s->inst[s->top_inst].rtl_drives)
        ich9_parts_take(&s->parts, &s->ich9_top.out);
    wire_bridge(s);
    wire_pm(s);
    wire_wells(s);
    wire_pins(s);
    wire_smi_path(s);
}

/* Takes every `out` to the `in`s it is wired to. */
static void soc_wire(soc_t *s)
{
    wire_ich9(s);
    wire_apic_bus(s);
    wire_ioapic(s);
    wire_bus(s);
    for (unsigned n = 0; n < s->config.cpus; n++) {
        wire_cpu(s, n);
        wire_lapic(s, n);
    }
    wire_mch(s);
}

/* A slow period in PCICLKs, divided by slow_clocks, rounded up. */
static uint32_t slow_clks(const soc_t *s, ps_t period)
{
    ps_t clk = (ps_t)PCICLK_PS * (s->config.slow_clocks ? s->config.slow_clocks : 1);
    return (uint32_t)((period + clk - 1) / clk);
}

/* On the Pentium the first processor is strapped, from Pentium 4 on found without the serial APIC bus: here CPU 0. */
static bool elects(const soc_t *s)
{
    return s->config.part->apic == LAPIC_P6 && s->config.params.bsp_election && s->config.cpus > 1;
}

static void agent_straps(const params_t *p, apic_agent_in_t *a)
{
    a->focus_34 = p->focus_34;
    a->lp_by_aa = p->lp_by_aa;
    a->sipi_retry = p->sipi_retry;
}

/* Inputs that never change: part and parameters. */
static void soc_straps(soc_t *s)
{
    const params_t *p = &s->config.params;
    bool by_txn = s->config.part->by_txn;

    for (unsigned n = 0; n < s->config.cpus; n++) {
        cpu_slot_t *c = &s->cpu[n];
        c->biu.in.by_txn = by_txn;
        c->biu.in.request_clks = (uint8_t)p->request_clks;
        c->biu.in.park = p->bus_park;
        c->biu.in.post = p->post_writes && !by_txn && !p->trdy_clks && p->request_clks == 1;
        c->biu.in.trdy = p->trdy_clks != 0;
        c->biu.in.agent_id = (uint8_t)n;
        c->biu.in.line_qwords = c->snoop.in.line_qwords = s->config.part->caches.line / 8;
        c->snoop.in.trdy = p->trdy_clks != 0;
        c->snoop.in.snoop_clks = (uint8_t)p->snoop_clks;
        c->snoop.in.agent_id = (uint8_t)n;
        c->snoop.in.pair = s->config.part->caches.l2_shared;
        c->biu.in.ack_code = (uint8_t)p->smi_ack_code;
        c->biu.in.eoi_code = (uint8_t)p->fsb_eoi_code;
        c->biu.in.xtpr_code = (uint8_t)p->fsb_xtpr_code;
        c->lapic.in.kind = s->config.part->apic;
        c->lapic.in.apic_id = (uint8_t)n;
        c->lapic.in.elect = elects(s);
        c->lapic.in.lint_when_off = p->lint_when_off;
        c->lapic.in.init_keeps = p->apic_init_keeps;
        c->lapic.in.self_any = p->self_ipi_any_mode;
        c->apic_agent.in.remote_read = s->config.part->apic == LAPIC_P5;
        agent_straps(p, &c->apic_agent.in);
        c->fsb_msg.in.agent_id = (uint8_t)n;
        c->smi_pin.in.rearm_clks = (uint8_t)p->smi_rearm_clks;
        c->smiact.in.by_txn = by_txn;
        c->smiact.in.entry_smmem = p->entry_ack_smmem;
        c->smiact.in.exit_smmem = p->exit_ack_smmem;
        c->smiact.in.clk_a = (uint8_t)p->smm_clk_a;
        c->smiact.in.clk_b = (uint8_t)p->smm_clk_b;
        c->smiact.in.clk_f = (uint8_t)p->smm_clk_f;
        c->smiact.in.clk_g = (uint8_t)p->smm_clk_g;
    }
    agent_straps(p, &s->apic_agent.in);
    s->apic_agent.in.en = true;
    s->ioapic.in.fsb = !s->config.part->serial_apic;
    s->ioapic.in.aa93 = p->ioapic_82093aa;
    s->mch.in.by_txn = by_txn;
    s->mch.in.sync_smi = p->sync_smi;
    s->mch.in.igd_writes = p->igd_writes;
    s->mch.in.closed_read = (uint8_t)p->closed_read;
    s->mch.in.snoop_clks = (uint8_t)p->snoop_clks;
    s->mch.in.response_clks = (uint8_t)p->response_clks;
    s->mch.in.trdy_clks = (uint8_t)p->trdy_clks;
    s->mch.in.line_qwords = s->config.part->caches.line / 8;
    s->mch.in.defer_dmi = (uint8_t)p->defer_dmi;
    s->mch.in.snoop_masters = (uint8_t)p->snoop_masters;
    s->mch.in.ken_dram = (uint8_t)p->ken_dram;
    s->mch.in.ken_smram = (uint8_t)p->ken_smram;
    s->mch.in.ken_after_flush = p->ken_after_flush;
    s->mch.in.write_back = p->wb_wt;
    s->flush_dev.in.on = p->flush_with_smi;
    s->flush_dev.in.skew = (uint16_t)p->flush_skew;
    s->mch.in.dram_clks = (uint8_t)p->dram_clks;
    s->mch.in.open_page = p->open_page && !by_txn;
    s->mch.in.alone = s->config.cpus == 1;
    s->mch.in.eoi_code = (uint8_t)p->fsb_eoi_code;
    s->mch.in.xtpr_code = (uint8_t)p->fsb_xtpr_code;
    s->smm_track.in.by_txn = by_txn;
    s->smm_track.in.ack_code = (uint8_t)p->smi_ack_code;
    s->smram_dec.in.cls_all = p->d_cls_all;
    s->smram_dec.in.lck_g = p->d_lck_g_smrame;
    s->smram_dec.in.lck_map = p->d_lck_map;
    s->smram_dec.in.lck_remap = p->d_lck_remap;
    s->smram_dec.in.peg_vga = p->peg_vga;
    s->smram_dec.in.stolen_cpu = p->stolen_cpu;
    s->ich9.in.pm_byte_access = p->pm_byte_access;
    s->ich9.in.shutdown_init = (uint8_t)p->shutdown_init;
    s->ich9.in.sync_smi = p->sync_smi;
    s->ich9_top.in.sts_needs_en = p->apm_sts_needs_en;
    s->ich9_top.in.first_smi = p->first_smi_without_eos;
    s->ich9_top.in.eos_reset = p->smi_en_eos_reset;
    s->ich9_top.in.tco_sticky = p->tco_sts_sticky;
    s->ich9_top.in.nmi_bypass = p->nmi2smi_bypass;
    s->ich9_top.in.tick = slow_clks(s, TCO_TICK_PS);
    s->ich9_top.in.tmr_min = (uint16_t)p->tco_tmr_min;
    s->ich9_top.in.run_reset = p->tco_runs_at_reset;
    s->ich9.in.slow = s->pm.in.slow = (uint16_t)(s->config.slow_clocks ? s->config.slow_clocks : 1);
    s->rcba.in.any_lane = p->trap_any_lane;
    s->rcba.in.no_reboot_strap = p->no_reboot_strap;
    s->pins.in.hold = slow_clks(s, PWRBTN_PS);
    s->pins.in.smb_clks = (uint16_t)slow_clks(s, SMBUS_PS);
    s->ich9_top.in.short_max = (uint8_t)p->lpc_short_waits;
    s->lpc_dev.in.waits = (uint8_t)p->lpc_dev_waits;
    s->lpc_dev.in.long_wait = p->lpc_dev_waits > 8;
    s->lpc_dev.in.busy_clks = (uint16_t)p->flash_busy_clks;
    s->lpc_dev.in.take_clks = CONTROLLER_PCICLKS;
    s->ich9_top.in.repeats = p->swsmi_repeats;
    s->ich9_top.in.sw_short = (uint16_t)slow_clks(s, SWSMI_SHORT_PS);
    s->ich9_top.in.sw_long = slow_clks(s, SWSMI_LONG_PS);
    s->ich9_top.in.per_base = slow_clks(s, PERIODIC_PS);
}

/* --- memory as a CPU reaches it in fast mode ---------------------------------------------------------------------- */

static bool sign_of(const soc_t *s, unsigned n)
{
    const smiact_out_t *o = &s->cpu[n].smiact.out;
    return s->config.part->by_txn ? !o->smmem_n : !o->smiact_n;
}

/* The page behind an address as the bus wires would decode it, or NULL when the wires have to be asked. */
static uint8_t *fast_page(void *self, unsigned n, uint32_t addr, bool write, bool fetch)
{
    soc_t *s = self;
    bool smm = s->smm_track.out.in_smm >> n & 1;
    if (s->cycle_now || s->rtl_any || smm != sign_of(s, n)) /* the MCH has yet to see the sign on the wires */
        return NULL;
    if (line_kept_out(s->cpu[n].core, addr))
        return NULL;
    smram_access_t a = {.addr = addr, .initiator = INIT_CPU, .write = write, .fetch = fetch, .smm = smm};
    const smram_dec_in_t *d = &s->smram_dec.in;
    smram_straps_t straps = {.cls_all = d->cls_all, .peg_vga = d->peg_vga, .stolen_cpu = d->stolen_cpu};
    smram_answer_t ans = smram_decode(&s->smram_dec.out, straps, &a);
    uint64_t page = ans.maddr & ~(uint64_t)(RAM_PAGE - 1);
    if (ans.target != TGT_DRAM || page + RAM_PAGE > s->ram.size)
        return NULL;
    return s->ram.bytes + page;
}

static void flush_tlbs(soc_t *s)
{
    for (unsigned n = 0; n < s->config.cpus; n++)
        cpu_flush_tlb(s->cpu[n].core);
}

/* --- auto mode ---------------------------------------------------------------------------------------------------- */

/* Can this access make SMI# fall? Looks at nothing but the access and where the PM block is. */
static bool may_smi(const soc_t *s, const bus_txn_t *t)
{
    uint32_t pm = s->ich9.out.pmbase & 0xff80;
    if (t->space == BUS_MEM)
        return t->write && (s->ich9.out.bios_cntl & 1) && (t->addr >= 0xff400000 || t->addr >> 17 == 0xe0000 >> 17);
    if (t->space != BUS_IO)
        return false;
    if (s->rcba.out.iotr0 & 1 || s->rcba.out.iotr1 & 1 || s->rcba.out.iotr2 & 1 || s->rcba.out.iotr3 & 1)
        return true; /* any access may be trapped */
    if ((s->parts.smi_ctl.smi_en & MCSMI_EN) && t->addr <= 0x66 && t->addr + t->size > 0x62)
        return true;
    if (!t->write)
        return false;
    if (t->addr >= 0xcfc && t->addr <= 0xcff) /* may be GPI_ROUT, BIOS_CNTL */
        return true;
    if (t->addr == 0x61 || t->addr == 0x70) /* may let an NMI through, and NMI2SMI make an SMI of it */
        return true;
    return (t->addr <= 0xb2 && t->addr + t->size > 0xb2) || (pm && t->addr >= pm && t->addr < pm + 0x80);
}

/* Caches are there in cycle mode only: when it ends, dirty lines go to memory without a bus cycle. */
static void empty_cache(soc_t *s, cache_t *k)
{
    k->flush_set = 0;
    const smram_dec_in_t *d = &s->smram_dec.in;
    smram_straps_t straps = {.cls_all = d->cls_all, .peg_vga = d->peg_vga, .stolen_cpu = d->stolen_cpu};
    while (cache_write_back_next(k)) {
        smram_access_t a = {.addr = k->buf.wb_addr, .initiator = INIT_CPU, .write = true, .wb = true};
        smram_answer_t ans = smram_decode(&s->smram_dec.out, straps, &a);
        if (ans.target == TGT_DRAM && ans.maddr + k->shape.line <= s->ram.size)
            for (unsigned i = 0; i < k->shape.line / 8U; i++)
                ram_write(&s->ram, (uint32_t)ans.maddr + 8 * i, 8, k->buf.wb[i]);
    }
    k->buf.wb_valid = false;
}

static void set_cycle(soc_t *s, bool cycle)
{
    if (s->cycle_now == cycle)
        return;
    s->cycle_now = cycle;
    s->quiet = 0;
    s->stats.cycle_switches += cycle;
    for (unsigned n = 0; n < s->config.cpus && !cycle; n++)
        empty_cache(s, s->cpu[n].cache);
    for (unsigned i = 0; i < s->inst_count; i++)
        s->inst[i].due = true;
    flush_tlbs(s);
    ev_add(&s->ev, s->now, EV_FROM_BOARD, EV_MODE, cycle);
}

static void before_request(void *self, unsigned n, const bus_txn_t *t)
{
    soc_t *s = self;
    (void)n;
    if (s->config.mode == MODE_AUTO && may_smi(s, t))
        set_cycle(s, true);
}

/* An SMI message is on its way, or one has just come. */
static bool sends_smi(const cpu_slot_t *c)
{
    const lapic_out_t *o = &c->lapic.out;
    return o->smi || (o->tx_seq != c->lapic.in.tx_done && o->tx_mode == APIC_SMI && !o->tx_eoi);
}

/* A sign of an SMI on the wires: auto mode stays in cycle mode. */
static bool smi_is_near(const soc_t *s)
{
    if (!s->bus.smi_n)
        return true;
    if ((s->board.serirq_lines & 4) && !s->parts.serirq.smi && s->ich9.out.serirq_cntl >> 7) /* its slot is to come */
        return true;
    if (s->pins.in.smbus != s->pins.out.smbus) /* its 64 kHz clock is to come */
        return true;
    for (unsigned n = 0; n < s->config.cpus; n++)
        if (sends_smi(&s->cpu[n]))
            return true;
    for (unsigned n = 0; n < s->config.cpus; n++) {
        const cpu_slot_t *c = &s->cpu[n];
        if (c->out.smm || c->out.want_smm || c->smiact.out.in_smm || (c->smi_pin.out.pending && !c->out.wait_sipi))
            return true;
    }
    return false;
}

static bool bus_is_quiet(const soc_t *s)
{
    for (unsigned n = 0; n < s->config.cpus; n++)
        if (line_busy(s->cpu[n].core) || s->cpu[n].out.req_lock || (!s->cpu[n].biu.out.idle && s->cpu[n].biu.out.ack_seq == s->cpu[n].out.req_seq))
            return false; /* a line, the rest of a locked step, or a posted write is on its way */
    return s->mch.out.state == MCH_IDLE && !s->mch.out.deferred && s->ich9.out.state == ICH9_IDLE && s->parts.lpc.state == LPC_IDLE;
}

/* No store waits in a CPU. While one does, all CPUs stop between two steps. */
static bool stores_are_out(soc_t *s)
{
    bool out = true;
    for (unsigned n = 0; n < s->config.cpus; n++)
        out &= store_buf_empty(s->cpu[n].core);
    return out;
}

static void hold_cpus(soc_t *s, bool hold)
{
    for (unsigned n = 0; n < s->config.cpus; n++)
        store_buf_hold(s->cpu[n].core, hold);
}

static void auto_mode(soc_t *s)
{
    if (s->config.mode != MODE_AUTO || !s->cycle_now || !s->edge[BCLK])
        return;
    s->quiet = smi_is_near(s) ? 0 : s->quiet + 1;
    bool ends = s->quiet >= AUTO_QUIET_BCLKS && s->board.reset_n, out = stores_are_out(s);
    hold_cpus(s, ends && !out);
    if (ends && out && bus_is_quiet(s))
        set_cycle(s, false);
}

/* --- time --------------------------------------------------------------------------------------------------------- */

static bool all_edges(const soc_t *s)
{
    return s->cycle_now || !s->board.reset_n;
}

static bool domain_due(const soc_t *s, domain_t d)
{
    if (all_edges(s) || s->every[d])
        return true;
    for (unsigned i = 0; i < s->domain_count[d]; i++)
        if (s->inst[s->by_domain[d][i]].due)
            return true;
    return false;
}

/* First edge of a domain after both `now` and what the CPUs have already run. */
static ps_t next_edge(const soc_t *s, domain_t d)
{
    ps_t after = s->now > s->floor ? s->now : s->floor;
    return s->next_edge[d] > after ? s->next_edge[d] : clock_next(&s->clock[d], after + 1);
}

static bool cpu_active(const cpu_slot_t *c)
{
    return c->poked || !cpu_idle(c->core);
}

static ps_t next_cpu(const soc_t *s, const cpu_slot_t *c)
{
    ps_t t = c->ready > s->now ? c->ready : s->now + 1;
    return s->next_edge[CORECLK] >= t && s->next_edge[CORECLK] < t + s->clock[CORECLK].period
               ? s->next_edge[CORECLK]
               : clock_next(&s->clock[CORECLK], t);
}

/* Time of the edge at which a timed block has to run although no other input changes; PS_NEVER: none. It stands while
 * edges are skipped: the block's state and in->now are those of its last tick, whose number is i->cycle. */
static ps_t wake(const soc_t *s, const soc_inst_t *i)
{
    const domain_clock_t *c = &s->clock[i->block->domain];
    if (i->due)
        return PS_NEVER; /* it ticks at the next edge anyway; until then its `wait` does not hold (block.h) */
    uint64_t edges = i->block->wait(i->state, i->in);
    return edges ? c->phase + (i->cycle + edges) * c->period : PS_NEVER;
}

static ps_t next_wake(const soc_t *s)
{
    ps_t t = PS_NEVER;
    for (unsigned k = 0; k < s->timed_count; k++) {
        ps_t w = wake(s, &s->inst[s->timed[k]]);
        t = w < t ? w : t;
    }
    return t;
}

static ps_t next_blocks(const soc_t *s)
{
    ps_t t = all_edges(s) ? PS_NEVER : next_wake(s);
    for (domain_t d = BCLK; d < DOMAIN_COUNT; d++)
        if (domain_due(s, d)) {
            ps_t e = next_edge(s, d);
            t = e < t ? e : t;
        }
    return t;
}

/* What auto mode has to be in cycle mode for: a stimulus, or an expiry of a timed block. */
static ps_t foreseen(const soc_t *s, ps_t horizon)
{
    ps_t w = s->config.mode == MODE_AUTO ? next_wake(s) : PS_NEVER;
    return w < horizon ? w : horizon;
}

/* Auto mode turns to cycle mode some clocks before that; until then, that is as far as it may jump. */
static ps_t auto_horizon(soc_t *s, ps_t horizon)
{
    ps_t lead = (ps_t)AUTO_LEAD_BCLKS * s->clock[BCLK].period;
    if (s->config.mode != MODE_AUTO)
        return horizon;
    horizon = foreseen(s, horizon);
    if (horizon == PS_NEVER)
        return horizon;
    if (horizon > s->now + lead)
        return s->cycle_now ? horizon : horizon - lead;
    set_cycle(s, true);
    s->quiet = 0; /* not back to fast before it has come */
    return horizon;
}

ps_t soc_next(soc_t *s, ps_t horizon)
{
    horizon = auto_horizon(s, horizon);
    ps_t t = next_blocks(s);
    for (unsigned n = 0; n < s->config.cpus; n++)
        if (cpu_active(&s->cpu[n])) {
            ps_t e = next_cpu(s, &s->cpu[n]);
            t = e < t ? e : t;
        }
    return t < horizon ? t : horizon;
}

static void find_edges(soc_t *s, ps_t t)
{
    for (domain_t d = CORECLK; d < DOMAIN_COUNT; d++) {
        if (s->next_edge[d] < t)
            s->next_edge[d] = clock_next(&s->clock[d], t);
        s->edge[d] = s->next_edge[d] == t;
        if (s->edge[d]) {
            s->cycle[d] = t == s->edge_at[d] + s->clock[d].period ? s->cycle[d] + 1 : clock_cycle(&s->clock[d], t);
            s->edge_at[d] = t;
            s->next_edge[d] = t + s->clock[d].period;
            s->stats.edges[d]++;
        }
    }
}

/* `now` is set here alone, so that it never makes a block due: last_in is taken after it. */
static void set_now(const soc_inst_t *i, uint64_t cycle)
{
    if (i->block->wait)
        *(uint64_t *)((char *)i->in + i->block->now_at) = cycle & NOW_MASK;
}

/* Cycle mode: due at every edge, nothing to remember. */
static void tick_whole(soc_inst_t *i, uint64_t cycle)
{
    set_now(i, cycle);
    i->ticked = i->rst_n = i->due = true;
    i->cycle = cycle;
    i->block->tick(i->state, i->in, i->out, i->wiring);
}

static void tick_inst(soc_t *s, soc_inst_t *i, uint64_t cycle)
{
    const block_t *b = i->block;
    bool fast = !all_edges(s);
    set_now(i, cycle);
    i->ticked = true;
    i->rst_n = s->board.reset_n || b->keeps;
    i->cycle = cycle;
    if (fast)
        memcpy(i->last_out, i->out, b->out_size);
    if (!i->rst_n) {
        b->reset(i->state, i->out);
        i->due = true;
        return;
    }
    if (fast) {
        memcpy(i->last_in, i->in, b->in_size);
        memcpy(i->last_state, i->state, b->state_size);
    }
    b->tick(i->state, i->in, i->out, i->wiring);
    i->due = !fast || memcmp(i->last_state, i->state, b->state_size) != 0;
}

static void tick_cpu(soc_t *s, cpu_slot_t *c, ps_t t, ps_t limit)
{
    const domain_clock_t *clk = &s->clock[CORECLK];
    if (!s->edge[CORECLK] || c->ready > t || !cpu_active(c))
        return;
    uint64_t budget = all_edges(s) || limit <= t ? 1 : (limit - t) / clk->period;
    c->poked = false;
    uint64_t used = cpu_tick(c->core, s->cycle[CORECLK], t, budget ? budget : 1, !all_edges(s));
    c->ready = t + used * clk->period;
    if (used > 1 && c->ready - clk->period > s->floor)
        s->floor = c->ready - clk->period;
}

/* How far CPUs may run ahead of everything else in fast mode. */
static ps_t run_limit(const soc_t *s, ps_t t, ps_t horizon)
{
    if (all_edges(s))
        return t;
    unsigned active = 0; /* the others wait for a wire, and no wire changes before `blocks` */
    for (unsigned n = 0; n < s->config.cpus; n++)
        active += cpu_active(&s->cpu[n]);
    unsigned clks = s->no_run_ahead ? 1 : active < 2 ? RUN_AHEAD_ONE : RUN_AHEAD_MANY;
    ps_t ahead = clks * (ps_t)s->clock[CORECLK].period;
    ps_t limit = t + ahead, blocks = next_blocks(s);
    limit = blocks < limit ? blocks : limit;
    horizon = foreseen(s, horizon);
    if (s->config.mode == MODE_AUTO && horizon != PS_NEVER) {
        ps_t lead = (ps_t)AUTO_LEAD_BCLKS * s->clock[BCLK].period;
        horizon = horizon > t + lead ? horizon - lead : t;
    }
    return horizon < limit ? horizon : limit;
}

/* Fisher and Yates, xorshift64. */
static void shuffle(uint64_t *x, uint16_t *list, unsigned count)
{
    for (unsigned i = count; i-- > 1;) {
        *x ^= *x << 13;
        *x ^= *x >> 7;
        *x ^= *x << 17;
        unsigned k = (unsigned)(*x % (i + 1));
        uint16_t was = list[i];
        list[i] = list[k];
        list[k] = was;
    }
}

void soc_tick(soc_t *s, ps_t t, ps_t horizon)
{
    s->now = t;
    find_edges(s, t);
    if (s->shuffle) {
        for (domain_t d = CORECLK; d < DOMAIN_COUNT; d++)
            shuffle(&s->shuffle, s->by_domain[d], s->domain_count[d]);
        shuffle(&s->shuffle, s->cpu_order, s->config.cpus);
    }
    bool all = all_edges(s);
    for (unsigned i = 0; i < s->inst_count && s->blocks_edge; i++)
        s->inst[i].ticked = false;
    s->blocks_edge = false;
    for (domain_t d = BCLK; d < DOMAIN_COUNT; d++) {
        if (!s->edge[d])
            continue;
        s->blocks_edge = true;
        for (unsigned i = 0; i < s->domain_count[d]; i++) {
            soc_inst_t *inst = &s->inst[s->by_domain[d][i]];
            if (all && s->board.reset_n)
                tick_whole(inst, s->cycle[d]);
            else if (inst->due || all || s->every[d] || (inst->block->wait && wake(s, inst) <= t))
                tick_inst(s, inst, s->cycle[d]);
        }
    }
    s->stats.decodes += s->smram_dec.in.req && s->edge[BCLK];
    size_t logged = s->ev.count;
    ps_t limit = run_limit(s, t, horizon);
    for (unsigned n = 0; n < s->config.cpus; n++)
        tick_cpu(s, &s->cpu[s->cpu_order[n]], t, limit);
    ev_sort(&s->ev, logged);
}

/* --- events ------------------------------------------------------------------------------------------------------- */

static void log_ich9(soc_t *s)
{
    seen_t *o = &s->seen;
    const smi_ctl_in_t *i = &s->parts_in.smi_ctl;
    const smi_ctl_out_t *c = &s->parts.smi_ctl;
    bool writes_cnt = i->apm_wr && !i->apm_addr;
    bool writes_eos = i->wr_en && !i->addr && (i->be & 1) && (i->wdata & EOS);
    bool writes_post = strobes(s, RS_PORT, 0x80, 0x80);

    if (writes_cnt && !o->apm_wr)
        ev_add(&s->ev, s->now, EV_FROM_ICH9, EV_APM_WRITE, i->apm_data);
    if (writes_post && !o->post_wr)
        ev_add(&s->ev, s->now, EV_FROM_ICH9, EV_POST, s->ich9.out.post);
    if (writes_eos && !o->eos_wr)
        ev_add(&s->ev, s->now, EV_FROM_ICH9, EV_EOS, 0);
    for (const smi_source_t *x = smi_sources; x->row; x++)
        if (x->ev != EV_COUNT && ((c->smi_sts & ~o->smi_sts) >> x->bit & 1))
            ev_add(&s->ev, s->now, EV_FROM_ICH9, x->ev, 0);
    if (s->gpio.out.alt_gp_smi_sts != o->alt_gp_smi_sts)
        ev_add(&s->ev, s->now, EV_FROM_ICH9, EV_GPI, s->gpio.out.alt_gp_smi_sts);
    if (s->parts.tco.regs1 != o->tco_sts)
        ev_add(&s->ev, s->now, EV_FROM_ICH9, EV_TCO, s->parts.tco.regs1);
    if (c->smi_lock && !o->smi_lock)
        ev_add(&s->ev, s->now, EV_FROM_ICH9, EV_SMI_LOCK, 0);
    if (s->ich9_pins.sci != o->sci)
        ev_add(&s->ev, s->now, EV_FROM_ICH9, EV_SCI, s->ich9_pins.sci);
    if (s->pm.out.sleeping && !o->sleeping)
        ev_add(&s->ev, s->now, EV_FROM_ICH9, EV_SLEEP, s->pm.out.slp_typ);
    o->apm_wr = writes_cnt;
    o->eos_wr = writes_eos;
    o->post_wr = writes_post;
    o->smi_sts = c->smi_sts;
    o->alt_gp_smi_sts = s->gpio.out.alt_gp_smi_sts;
    o->tco_sts = s->parts.tco.regs1;
    o->smi_lock = c->smi_lock;
    o->sci = s->ich9_pins.sci;
    o->sleeping = s->pm.out.sleeping;
}

static void log_smram(soc_t *s)
{
    seen_t *o = &s->seen;
    const smram_dec_out_t *d = &s->smram_dec.out;
    uint8_t m = d->smram ^ o->smram, e = d->esmramc ^ o->esmramc;

    if (m & d->smram & D_LCK)
        ev_add(&s->ev, s->now, EV_FROM_MCH, EV_D_LCK, 0);
    if (m & D_OPEN)
        ev_add(&s->ev, s->now, EV_FROM_MCH, EV_D_OPEN, (d->smram & D_OPEN) != 0);
    if (m & D_CLS)
        ev_add(&s->ev, s->now, EV_FROM_MCH, EV_D_CLS, (d->smram & D_CLS) != 0);
    if (e & d->esmramc & E_SMERR)
        ev_add(&s->ev, s->now, EV_FROM_MCH, EV_SMERR, 0);
    if ((m & ~(D_LCK | D_OPEN | D_CLS)) || (e & ~E_SMERR))
        ev_add(&s->ev, s->now, EV_FROM_MCH, EV_SMRAM, (uint64_t)(d->smram | d->esmramc << 8));
    o->smram = d->smram;
    o->esmramc = d->esmramc;
}

/* As in EV_APIC_MSG; mode 8: an EOI. */
static uint64_t message_of(const lapic_out_t *l, bool ok)
{
    return (l->tx_eoi ? 8u : l->tx_mode) | (unsigned)l->tx_vector << 8 | (uint64_t)l->tx_dest << 16 | (uint64_t)!ok << 24;
}

static void log_cpu(soc_t *s, unsigned n)
{
    seen_t *o = &s->seen;
    const cpu_slot_t *c = &s->cpu[n];
    uint8_t state = c->smiact.out.state, was = o->smiact_state[n];

    if (c->smi_pin.out.pending && !o->pending[n])
        ev_add(&s->ev, s->now, n, EV_SMI_LATCHED, 0);
    if (state == SMIACT_ENTER_GAP && was != SMIACT_ENTER_GAP)
        ev_add(&s->ev, s->now, n, EV_SMM_ACK, 0);
    if (state == SMIACT_LEAVE_GAP && was != SMIACT_LEAVE_GAP)
        ev_add(&s->ev, s->now, n, EV_SMM_UNACK, 0);
    bool runs = s->board.reset_n; /* reset makes counters 0, which is no message */
    if (runs && c->lapic.out.tx_seq != o->ipi[n] && !c->lapic.out.tx_eoi)
        ev_add(&s->ev, s->now, n, EV_IPI, c->lapic.out.icr);
    if (o->arbitrates[n] && c->apic_agent.out.state == AGENT_FOLLOW)
        ev_add(&s->ev, s->now, n, EV_APIC_LOST, 0);
    if (runs && c->lapic.in.tx_done != o->sent[n])
        ev_add(&s->ev, s->now, n, EV_APIC_MSG, message_of(&c->lapic.out, c->lapic.in.tx_ok));
    if (s->config.mode == MODE_AUTO && s->board.reset_n && sends_smi(c))
        set_cycle(s, true);
    if (c->lapic.out.smi && !o->smi_msg[n])
        ev_add(&s->ev, s->now, n, EV_SMI_MSG, 0);
    o->ipi[n] = c->lapic.out.tx_seq;
    o->arbitrates[n] = c->apic_agent.s.sending && c->apic_agent.out.state == AGENT_ARB;
    o->sent[n] = c->lapic.in.tx_done;
    o->smi_msg[n] = c->lapic.out.smi;
    o->pending[n] = c->smi_pin.out.pending;
    o->smiact_state[n] = state;
}

static void log_bus(soc_t *s)
{
    seen_t *o = &s->seen;
    const bus_wires_t *b = &s->bus;

    if (b->smi_n != o->smi_n) {
        ev_add(&s->ev, s->now, EV_FROM_BOARD, b->smi_n ? EV_SMI_HIGH : EV_SMI_LOW, 0);
        if (!b->smi_n && s->config.mode == MODE_AUTO && !s->cycle_now && s->board.reset_n) {
            s->stats.unforeseen++;
            ev_add(&s->ev, s->now, EV_FROM_BOARD, EV_UNFORESEEN, 0);
            set_cycle(s, true);
        }
    }
    if (!b->reqb_n && s->edge[BCLK] && b->req_a == REQ_SPECIAL && (b->req_b & 7) == REQB_SPECIAL)
        ev_add(&s->ev, s->now, b->agent, EV_SPECIAL, b->be);
    if (s->mch.out.mst_ack != o->mst_ack && s->board.reset_n)
        ev_add(&s->ev, s->now, EV_FROM_MCH, EV_MASTER, s->mch.out.mst_rdata);
    o->smi_n = b->smi_n;
    o->mst_ack = s->mch.out.mst_ack;
}

/* Drops host pointers when what they stand for may have moved. */
static void watch_decode(soc_t *s)
{
    seen_t *o = &s->seen;
    bool decode_changed = !smram_same_map(&s->smram_dec.out, &o->decode);
    uint64_t signs = 0;
    o->decode = s->smram_dec.out;
    for (unsigned n = 0; n < s->config.cpus; n++)
        signs |= (uint64_t)sign_of(s, n) << n;
    if (decode_changed || s->smm_track.out.in_smm != o->in_smm || signs != o->signs)
        flush_tlbs(s);
    o->in_smm = s->smm_track.out.in_smm;
    o->signs = signs;
}

/* --- settle ------------------------------------------------------------------------------------------------------- */

/* With every edge simulated, wiring anew costs less than finding out whether it is needed. */
static bool outputs_changed(soc_t *s)
{
    bool changed = s->changed || (all_edges(s) && (s->edge[BCLK] || s->edge[PCICLK]));
    s->changed = false;
    for (unsigned i = 0; i < s->inst_count && s->blocks_edge && !changed; i++) {
        const soc_inst_t *inst = &s->inst[i];
        changed = (inst->ticked && memcmp(inst->last_out, inst->out, inst->block->out_size) != 0);
    }
    for (unsigned n = 0; n < s->config.cpus; n++) {
        cpu_slot_t *c = &s->cpu[n];
        size_t wired = offsetof(cpu_out_t, cs);
        if (memcmp(&c->last_out, &c->out, wired) != 0) {
            memcpy(&c->last_out, &c->out, wired);
            changed = true;
        }
    }
    return changed;
}

static void reset_released(soc_t *s)
{
    for (unsigned n = 1; n < s->config.cpus; n++)
        if (s->config.starts[n])
            cpu_start(s->cpu[n].core, s->config.start[n]);
}

static void mark_due(soc_t *s)
{
    for (unsigned n = 0; n < s->config.cpus; n++) {
        cpu_slot_t *c = &s->cpu[n];
        if (memcmp(&c->last_in, &c->in, sizeof c->in) != 0) {
            c->last_in = c->in;
            c->poked = true;
            cpu_pins_changed(c->core);
        }
    }
    if (all_edges(s))
        return;
    for (unsigned i = 0; i < s->inst_count; i++) {
        soc_inst_t *inst = &s->inst[i];
        if (!inst->due)
            inst->due = memcmp(inst->last_in, inst->in, inst->block->in_size) != 0;
    }
}

/* The board holds reset at power-on, and when the ICH9 asks for it. */
static void own_reset(soc_t *s)
{
    if (s->resetting && s->edge[PCICLK] && s->cycle[PCICLK] >= s->reset_end) {
        s->resetting = false;
        s->board.reset_n = true;
        s->changed = true;
    }
    bool by_tco = s->parts.tco.reboot;
    if (s->board.reset_n && (s->ich9.out.plat_reset || by_tco)) {
        ev_add(&s->ev, s->now, EV_FROM_ICH9, EV_PLAT_RESET, by_tco);
        s->resetting = true;
        s->reset_end = s->cycle[PCICLK] + RESET_PCICLKS;
        s->board.reset_n = false;
        s->changed = true;
    }
}

void soc_settle(soc_t *s)
{
    own_reset(s);
    if (s->board.reset_n && s->board_was_reset)
        reset_released(s);
    s->board_was_reset = !s->board.reset_n;
    if (!s->board.reset_n)
        s->board.mst_seq = 0; /* as mch.mst_ack: an access from before the reset is not made again */
    if (outputs_changed(s)) {
        soc_wire(s);
        watch_decode(s);
        log_bus(s);
        log_ich9(s);
        log_smram(s);
        for (unsigned n = 0; n < s->config.cpus; n++)
            log_cpu(s, n);
        mark_due(s);
    }
    auto_mode(s);
}

/* --- building the board ------------------------------------------------------------------------------------------- */

static void add(soc_t *s, const block_t *b, const char *path, void *state, void *in, void *out, void *wiring)
{
    soc_inst_t *i = &s->inst[s->inst_count];
    assert(s->inst_count < MAX_INSTS);
    *i = (soc_inst_t){.block = b, .state = state, .in = in, .out = out, .wiring = wiring, .due = true};
    snprintf(i->path, sizeof i->path, "%s", path);
    s->by_domain[b->domain][s->domain_count[b->domain]++] = (uint16_t)s->inst_count;
    if (b->wait)
        s->timed[s->timed_count++] = (uint16_t)s->inst_count;
    s->inst_count++;
}

#define ADD(slot, NAME, path, wiring) add(s, &NAME##_block, path, &(slot).s, &(slot).in, &(slot).out, wiring)

#define ADD_PART(NAME) add(s, &NAME##_block, "ich9." #NAME, &s->NAME, &s->parts_in.NAME, &s->parts.NAME, NULL)

static void add_blocks(soc_t *s)
{
    char path[32];
    for (unsigned n = 0; n < s->config.cpus; n++) {
        snprintf(path, sizeof path, "cpu%u.smi_pin", n);
        ADD(s->cpu[n].smi_pin, smi_pin, path, NULL);
        snprintf(path, sizeof path, "cpu%u.smiact", n);
        ADD(s->cpu[n].smiact, smiact, path, NULL);
        snprintf(path, sizeof path, "cpu%u.biu", n);
        ADD(s->cpu[n].biu, biu, path, &s->cpu[n].biu_wiring);
        snprintf(path, sizeof path, "cpu%u.snoop", n);
        ADD(s->cpu[n].snoop, snoop, path, &s->cpu[n].snoop_wiring);
        snprintf(path, sizeof path, "cpu%u.lapic", n);
        ADD(s->cpu[n].lapic, lapic, path, NULL); /* of a part without one it is the two pins */
        if (s->config.part->apic == LAPIC_NONE)
            continue;
        if (s->config.part->serial_apic) {
            snprintf(path, sizeof path, "cpu%u.apic_agent", n);
            ADD(s->cpu[n].apic_agent, apic_agent, path, NULL);
        } else {
            snprintf(path, sizeof path, "cpu%u.fsb_msg", n);
            ADD(s->cpu[n].fsb_msg, fsb_msg, path, NULL);
        }
    }
    ADD(s->ioapic, ioapic, "ioapic", NULL);
    if (s->config.part->serial_apic)
        ADD(s->apic_agent, apic_agent, "ioapic.apic_agent", NULL);
    ADD(s->mch, mch, "mch", &s->mch_wiring);
    ADD(s->smm_track, smm_track, "mch.smm_track", NULL);
    ADD(s->smram_dec, smram_dec, "mch.smram_dec", NULL);
    ADD(s->ich9, ich9, "ich9", NULL);
    ADD_PART(smi_ctl);
    ADD_PART(smi_timers);
    ADD(s->gpio, gpio, "ich9.gpio", NULL);
    ADD(s->pm, pm, "ich9.pm", NULL);
    ADD_PART(tco);
    ADD(s->wells, wells, "ich9.wells", NULL);
    ADD(s->rcba, rcba, "ich9.rcba", NULL);
    ADD(s->nmi, nmi, "ich9.nmi", NULL);
    ADD(s->pins, pins, "ich9.in", NULL);
    ADD_PART(serirq);
    ADD_PART(lpc);
    s->top_inst = s->inst_count;
    ADD(s->ich9_top, ich9_top, "ich9_top", NULL);
    ADD(s->flush_dev, flush_dev, "dev.flush", NULL);
    ADD(s->serirq_dev, serirq_dev, "dev.serirq", NULL);
    ADD(s->lpc_dev, lpc_dev, "dev.lpc", &s->lpc_dev_wiring);
}

static bool add_copies(soc_t *s)
{
    size_t size = 0, align = 16;
    for (unsigned i = 0; i < s->inst_count; i++) {
        const block_t *b = s->inst[i].block;
        size += b->in_size + b->out_size + b->state_size + 3 * align;
    }
    char *p = calloc(1, size);
    s->copies = p;
    if (!p)
        return false;
    for (unsigned i = 0; i < s->inst_count; i++) {
        soc_inst_t *x = &s->inst[i];
        void **where[] = {&x->last_in, &x->last_out, &x->last_state};
        size_t sizes[] = {x->block->in_size, x->block->out_size, x->block->state_size};
        for (unsigned k = 0; k < 3; k++) {
            *where[k] = p;
            p += (sizes[k] + align - 1) / align * align;
        }
    }
    return true;
}

/* The boot ROM: a far jump at the reset vector. */
static void fill_rom(soc_t *s)
{
    uint32_t at = s->config.start[0];
    uint16_t seg = at < 0x10000 ? 0 : (uint16_t)(at >> 4), off = at < 0x10000 ? (uint16_t)at : at & 15;
    uint8_t jump[5] = {0xea, (uint8_t)off, (uint8_t)(off >> 8), (uint8_t)seg, (uint8_t)(seg >> 8)};
    memset(s->rom, 0xff, sizeof s->rom);
    memcpy(s->rom + 0xfff0, jump, sizeof jump);
}

/* A level-2 cache of its own, or that of the CPU before. */
static bool add_l2(soc_t *s, unsigned n)
{
    cache_shape_t shape = s->config.part->caches;
    cpu_slot_t *c = &s->cpu[n];
    if (!shape.l2_sets)
        return true;
    if (shape.l2_shared && n % 2) {
        c->cache->l2 = s->cpu[n - 1].cache->l2;
        c->cache->sibling = s->cpu[n - 1].cache;
        s->cpu[n - 1].cache->sibling = c->cache;
        c->snoop_wiring.cache = NULL;
        return true;
    }
    c->l2 = c->cache->l2 = cache_l2_new(shape);
    return c->l2;
}

static bool add_cpus(soc_t *s)
{
    for (unsigned n = 0; n < s->config.cpus; n++) {
        cpu_slot_t *c = &s->cpu[n];
        c->core = calloc(1, sizeof *c->core);
        c->cache = calloc(1, sizeof *c->cache);
        if (!c->core || !c->cache)
            return false;
        c->core->cache = c->snoop_wiring.cache = s->config.part->caches.line ? c->cache : NULL;
        c->biu_wiring.buf = &c->cache->buf;
        if (!add_l2(s, n))
            return false;
        snprintf(c->path, sizeof c->path, "cpu%u", n);
        s->cpu_order[n] = (uint16_t)n;
        c->core->id = n;
        c->core->part = s->config.part;
        c->core->params = &s->config.params;
        c->core->port = (cpu_port_t){.self = s, .page = fast_page, .before_request = before_request};
        c->core->ram = &s->ram;
        c->core->code = s->code;
        c->core->ev = &s->ev;
        c->core->in = &c->in;
        c->core->out = &c->out;
        c->core->clk_period = s->clock[CORECLK].period;
        c->poked = true;
        c->in.elect = elects(s);
        cpu_reset(c->core);
        c->core->in_reset = true;
    }
    return true;
}

static void set_up(soc_t *s)
{
    s->clock[CORECLK].period = s->config.part->core_ps;
    s->clock[BCLK].period = s->config.part->bclk_ps;
    s->clock[PCICLK].period = PCICLK_PS;
    s->clock[PICCLK].period = PICCLK_PS;
    for (domain_t d = CORECLK; d < DOMAIN_COUNT; d++)
        s->next_edge[d] = s->clock[d].phase + s->clock[d].period;
    s->cycle_now = s->config.mode == MODE_CYCLE;
    s->resetting = s->board_was_reset = true;
    s->reset_end = RESET_PCICLKS;
    s->board = (board_out_t){.rsmrst_n = true, .rtcrst_n = true, .init_n = true, .flush_n = true, .ext_smi_n = true,
                             .pwrbtn_n = true, .smbalert_n = true, .intruder_n = true};
    s->mch_wiring.ram = &s->ram;
    s->lpc_dev_wiring.rom = s->rom;
    add_blocks(s);
    fill_rom(s);
}

soc_t *soc_open(const soc_config_t *config, char *err, unsigned err_size)
{
    unsigned most = config->part->max_cpus < SOC_MAX_CPUS ? config->part->max_cpus : SOC_MAX_CPUS;
    if (config->cpus < 1 || config->cpus > most) {
        snprintf(err, err_size, "cpus %u: expected 1 to %u with part %s", config->cpus, most, config->part->name);
        return NULL;
    }
    if (config->ram_bytes < 0x100000 || config->ram_bytes % RAM_PAGE || config->start[0] >= 0x100000) {
        snprintf(err, err_size, "ram %u bytes, cpu0 start %Xh: expected ram of 1M or more in 4K pages, start below 1M",
                 config->ram_bytes, config->start[0]);
        return NULL;
    }
    if (config->slow_clocks > SOC_SLOW_CLOCKS) {
        snprintf(err, err_size, "slow_clocks /%u: expected /1 to /%d", config->slow_clocks, SOC_SLOW_CLOCKS);
        return NULL;
    }
    soc_t *s = calloc(1, sizeof *s);
    if (s) {
        s->config = *config;
        set_up(s);
    }
    if (!s || !ram_open(&s->ram, config->ram_bytes) || !add_copies(s) || !(s->code = code_cache_new(&s->ram)) ||
        !add_cpus(s)) {
        snprintf(err, err_size, "no memory for a machine with %u bytes of RAM", config->ram_bytes);
        if (s)
            soc_close(s);
        return NULL;
    }
    for (unsigned i = 0; i < s->inst_count; i++)
        s->inst[i].block->reset(s->inst[i].state, s->inst[i].out);
    soc_straps(s);
    soc_wire(s);
    s->seen = (seen_t){.smi_n = true, .smram = s->smram_dec.out.smram, .esmramc = s->smram_dec.out.esmramc};
    return s;
}

void soc_close(soc_t *s)
{
    for (unsigned n = 0; n < SOC_MAX_CPUS; n++) {
        free(s->cpu[n].core);
        free(s->cpu[n].cache);
        free(s->cpu[n].l2);
    }
    if (s->code)
        code_cache_free(s->code);
    ram_close(&s->ram);
    ev_free(&s->ev);
    free(s->copies);
    free(s);
}

/* --- what the bench asks ------------------------------------------------------------------------------------------ */

ps_t soc_now(const soc_t *s) { return s->now; }
bool soc_cycle_now(const soc_t *s) { return s->cycle_now; }
cpu_t *soc_cpu(soc_t *s, unsigned n) { return s->cpu[n].core; }
cpu_in_t *soc_cpu_in(soc_t *s, unsigned n) { return &s->cpu[n].in; }
cpu_out_t *soc_cpu_out(soc_t *s, unsigned n) { return &s->cpu[n].out; }
unsigned soc_cpus(const soc_t *s) { return s->config.cpus; }
board_out_t *soc_board(soc_t *s) { return &s->board; }
const bus_wires_t *soc_bus(const soc_t *s) { return &s->bus; }
const ich9_pins_t *soc_pins(const soc_t *s) { return &s->ich9_pins; }
const apic_bus_t *soc_apic(const soc_t *s) { return &s->apic; }
ev_log_t *soc_events(soc_t *s) { return &s->ev; }
ram_t *soc_ram(soc_t *s) { return &s->ram; }
const soc_config_t *soc_config(const soc_t *s) { return &s->config; }
const domain_clock_t *soc_clock(const soc_t *s, domain_t d) { return &s->clock[d]; }

soc_inst_t *soc_insts(soc_t *s, unsigned *count)
{
    *count = s->inst_count;
    return s->inst;
}

void soc_shuffle(soc_t *s, uint64_t seed)
{
    s->shuffle = seed;
}

void soc_rtl_drives(soc_t *s, bool any)
{
    s->rtl_any = any;
    flush_tlbs(s);
}

void soc_every_edge(soc_t *s, domain_t d)
{
    s->every[d] = true;
}

void soc_no_run_ahead(soc_t *s)
{
    s->no_run_ahead = true;
}

void soc_board_changed(soc_t *s, ps_t now)
{
    s->now = now > s->now ? now : s->now;
    s->changed = true;
    for (unsigned i = 0; i < s->inst_count; i++)
        s->inst[i].ticked = false;
    for (domain_t d = CORECLK; d < DOMAIN_COUNT; d++)
        s->edge[d] = false;
    soc_settle(s);
}

soc_stats_t soc_stats(const soc_t *s)
{
    soc_stats_t v = s->stats;
    for (unsigned n = 0; n < s->config.cpus; n++)
        v.insns += s->cpu[n].core->insns;
    return v;
}

void soc_each_group(soc_t *s, void (*f)(void *self, const char *path, const sig_t *sigs, void *base, bool is_input),
                    void *self)
{
    f(self, "board", board_out_sigs, &s->board, false);
    f(self, "bus", bus_wires_sigs, &s->bus, false);
    f(self, "pins", ich9_pins_sigs, &s->ich9_pins, false);
    if (s->config.part->serial_apic)
        f(self, "apic", apic_bus_sigs, &s->apic, false);
    for (unsigned n = 0; n < s->config.cpus; n++) {
        f(self, s->cpu[n].path, cpu_out_sigs, &s->cpu[n].out, false);
        f(self, s->cpu[n].path, cpu_in_sigs, &s->cpu[n].in, true);
    }
    for (unsigned i = 0; i < s->inst_count; i++) {
        f(self, s->inst[i].path, s->inst[i].block->out_sigs, s->inst[i].out, false);
        f(self, s->inst[i].path, s->inst[i].block->in_sigs, s->inst[i].in, true);
    }
}

typedef struct search {
    char path[64];
    const char *wire;
    void *board;
    soc_wire_ref_t exact, below, input;
    unsigned exact_count, below_count, input_count;
} search_t;

static void look(void *self, const char *path, const sig_t *sigs, void *base, bool is_input)
{
    search_t *f = self;
    size_t n = strlen(f->path);
    const sig_t *sig = sig_find(sigs, f->wire);
    if (!sig || strncmp(path, f->path, n) != 0 || (path[n] != 0 && path[n] != '.'))
        return;
    soc_wire_ref_t ref = {.path = path, .sig = sig, .base = base, .is_board = base == f->board};
    if (is_input && path[n] == 0) {
        f->input = ref;
        f->input_count++;
    } else if (!is_input && path[n] == 0) {
        f->exact = ref;
        f->exact_count++;
    } else if (!is_input) {
        f->below = ref;
        f->below_count++;
    }
}

int soc_find_wire(soc_t *s, const char *name, soc_wire_ref_t *ref)
{
    const char *dot = strrchr(name, '.');
    search_t f = {.wire = dot ? dot + 1 : "", .board = &s->board};
    if (!dot || (size_t)(dot - name) >= sizeof f.path)
        return 0;
    memcpy(f.path, name, (size_t)(dot - name));
    soc_each_group(s, look, &f);
    bool below = f.below_count == 1 || (f.below_count && !f.input_count);
    *ref = f.exact_count ? f.exact : below ? f.below : f.input;
    unsigned count = f.exact_count ? f.exact_count : below ? f.below_count : f.input_count;
    return count == 0 ? 0 : count == 1 ? 1 : 2;
}
