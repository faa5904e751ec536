/* bus_rig: the memory sides of one to four processors (core's wires, cache, bus unit, snoop unit) on one bus with the
 * host bridge and memory, for unit tests. A BCLK: rig_wire, the bus and snoop units in any order, rig_tick_bridge,
 * rig_wire; between BCLKs the test drives each cpu_t. What the bridge sends to the ICH9 is acknowledged at once.
 * Left out: cores, second-level caches (a test may add them), smm_track (a test sets mch_in.txn_smm), messages, the
 * ICH9. */
#ifndef TB_UNIT_BUS_RIG_H
#define TB_UNIT_BUS_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cpu/biu.h"
#include "cpu/line.h"
#include "cpu/part.h"
#include "cpu/snoop.h"
#include "mch/mch.h"

enum { RIG_CPUS = 4, RIG_RAM = 1 << 20, RIG_CORE_CLKS = 3 /* a BCLK */ };

typedef struct rig_cpu {
    cpu_t c;
    cpu_in_t in;
    cpu_out_t out;
    cache_t cache;
    biu_t biu;
    biu_in_t biu_in;
    biu_out_t biu_out;
    snoop_t snoop;
    snoop_in_t snoop_in;
    snoop_out_t snoop_out;
    biu_wiring_t biu_wiring;
    snoop_wiring_t snoop_wiring;
} rig_cpu_t;

/* Must stay where rig_open found it: its parts point at each other. */
typedef struct rig {
    rig_cpu_t cpu[RIG_CPUS];
    unsigned cpus;
    const part_t *part;
    params_t params;
    mch_t mch;
    mch_in_t mch_in; /* holds what the bus carries, but for the next two */
    mch_out_t mch_out;
    bool dbsy_n, hit_n;
    uint64_t breq;
    smram_dec_t dec;
    smram_dec_in_t dec_in;
    smram_dec_out_t dec_out;
    ram_t ram;
    mch_wiring_t mch_wiring;
} rig_t;

static uint64_t rig_bclks; /* of all tests of the program */

/* Below `below`; the same numbers in every run. */
static inline unsigned rig_draw(uint64_t *rng, unsigned below)
{
    *rng = *rng * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((*rng >> 33) % below);
}

static void rig_before_request(void *self, unsigned cpu, const bus_txn_t *t)
{
    (void)self;
    (void)cpu;
    (void)t;
}

static inline void rig_open_cpu(rig_t *r, unsigned n)
{
    rig_cpu_t *p = &r->cpu[n];
    p->c.id = n;
    p->c.part = r->part;
    p->c.params = &r->params;
    p->c.port.before_request = rig_before_request;
    p->c.ram = &r->ram;
    p->c.in = &p->in;
    p->c.out = &p->out;
    p->c.cache = &p->cache;
    cache_reset(&p->cache, r->part->caches);
    biu_reset(&p->biu, &p->biu_out);
    snoop_reset(&p->snoop, &p->snoop_out);
    p->biu_wiring.buf = &p->cache.buf;
    p->snoop_wiring.cache = &p->cache;
    p->biu_in.by_txn = r->part->by_txn;
    p->biu_in.request_clks = (uint8_t)r->params.request_clks;
    p->biu_in.trdy = p->snoop_in.trdy = r->params.trdy_clks != 0;
    p->biu_in.agent_id = p->snoop_in.agent_id = (uint8_t)n;
    p->biu_in.line_qwords = p->snoop_in.line_qwords = r->part->caches.line / 8;
    p->snoop_in.snoop_clks = (uint8_t)r->params.snoop_clks;
}

/* Into an *r that is all 0: out of reset, with the part's timing, neither parked nor with open pages. */
static inline void rig_open(rig_t *r, const char *part, unsigned cpus)
{
    r->part = part_find(part);
    r->params = part_params(r->part);
    r->cpus = cpus;
    assert_true(ram_open(&r->ram, RIG_RAM));
    r->mch_wiring.ram = &r->ram;
    mch_reset(&r->mch, &r->mch_out);
    smram_dec_reset(&r->dec, &r->dec_out);
    r->mch_in.by_txn = r->part->by_txn;
    r->mch_in.smi_n = true;
    r->mch_in.closed_read = 0xff;
    r->mch_in.snoop_clks = (uint8_t)r->params.snoop_clks;
    r->mch_in.response_clks = (uint8_t)r->params.response_clks;
    r->mch_in.trdy_clks = (uint8_t)r->params.trdy_clks;
    r->mch_in.dram_clks = (uint8_t)r->params.dram_clks;
    r->mch_in.line_qwords = r->part->caches.line / 8;
    r->mch_in.ken_dram = 1;
    r->mch_in.write_back = true;
    r->dec_in.cls_all = true;
    for (unsigned n = 0; n < cpus; n++)
        rig_open_cpu(r, n);
}

static inline void rig_close(rig_t *r)
{
    ram_close(&r->ram);
}

static inline void rig_wire_cpu(rig_t *r, rig_cpu_t *p)
{
    const mch_in_t *i = &r->mch_in;
    const mch_out_t *o = &r->mch_out;
    biu_in_t *b = &p->biu_in;
    b->breq = r->breq;
    b->ads_n = i->ads_n;
    b->req_a = i->req_a;
    b->bus_lock_n = i->lock_n;
    b->bpri_n = o->bpri_n;
    b->trdy_n = o->trdy_n;
    b->brdy_n = o->brdy_n;
    b->ken_n = o->ken_n;
    b->wb_wt = o->wb_wt;
    b->rs = o->rs;
    b->d = i->d;
    b->drdy_n = i->drdy_n;
    b->dbsy_n = r->dbsy_n;
    b->hit_n = r->hit_n;
    b->hitm_n = i->hitm_n;
    b->req_seq = p->out.req_seq;
    b->req_space = p->out.req_space;
    b->req_write = p->out.req_write;
    b->req_fetch = p->out.req_fetch;
    b->req_lock = p->out.req_lock;
    b->req_addr = p->out.req_addr;
    b->req_size = p->out.req_size;
    b->req_data = p->out.req_data;
    b->req_line = p->out.req_line;
    b->req_own = p->out.req_own;
    b->req_type = p->out.req_type;
    b->smmem_drive_n = !p->in.in_smm;
    p->snoop_in.ads_n = i->ads_n;
    p->snoop_in.reqb_n = i->reqb_n;
    p->snoop_in.agent = i->agent;
    p->snoop_in.req_a = i->req_a;
    p->snoop_in.a = i->a;
    p->snoop_in.trdy_n = o->trdy_n;
    p->snoop_in.snp_n = o->snp_n;
    p->snoop_in.snp_inv = o->snp_inv;
    p->snoop_in.snp_a = o->snp_a;
    p->in.ack_seq = p->biu_out.ack_seq;
    p->in.rdata = p->biu_out.rdata;
    p->in.shared = p->biu_out.shared;
    p->in.ken_n = p->biu_out.ken_n;
    p->in.wb_wt = p->biu_out.wb_wt;
    p->in.apic_ack = p->out.apic_seq;
    p->in.in_smm = p->out.want_smm;
}

/* Resolves the wires; fails when two drive ADS# or data. */
static inline void rig_wire(rig_t *r)
{
    mch_in_t *i = &r->mch_in;
    const mch_out_t *o = &r->mch_out;
    const biu_out_t *driver = &r->cpu[o->owner < r->cpus ? o->owner : 0].biu_out;
    unsigned drivers = 0, data = !o->drdy_n;
    r->breq = 0;
    r->dbsy_n = o->dbsy_n;
    r->hit_n = true;
    i->ads_n = i->reqb_n = i->lock_n = i->hitm_n = true;
    i->drdy_n = o->drdy_n;
    i->d = o->d_o;
    for (unsigned n = 0; n < r->cpus; n++) {
        const biu_out_t *b = &r->cpu[n].biu_out;
        const snoop_out_t *s = &r->cpu[n].snoop_out;
        r->breq |= (uint64_t)!b->breq_n << n;
        i->reqb_n &= b->reqb_n;
        i->lock_n &= b->lock_n;
        i->drdy_n &= b->drdy_n && s->drdy_n;
        r->dbsy_n &= b->dbsy_n && s->dbsy_n;
        i->hitm_n &= s->hitm_n;
        r->hit_n &= s->hit_n;
        i->d |= b->d_o | s->d_o;
        drivers += !b->ads_n;
        data += (unsigned)!b->drdy_n + !s->drdy_n;
        if (!b->ads_n || !b->reqb_n)
            driver = b;
    }
    assert_true(drivers <= 1 && data <= 1);
    i->ads_n = drivers == 0;
    i->agent = driver->agent;
    i->req_a = driver->req_a;
    i->req_b = driver->req_b;
    i->a = driver->a;
    i->be = driver->be;
    i->den_n = driver->den_n;
    i->smiact_n = !i->txn_smm; /* as the processor drives it, and smm_track sees it */
    i->dec_rsp = r->dec_out.rsp;
    i->dec_target = r->dec_out.target;
    i->dec_maddr = r->dec_out.maddr;
    i->dec_range = r->dec_out.range;
    i->dmi_ack = o->dmi_seq;
    r->dec_in.req = o->dec_req;
    r->dec_in.initiator = o->dec_initiator;
    r->dec_in.addr = o->dec_addr;
    r->dec_in.write = o->dec_write;
    r->dec_in.fetch = o->dec_fetch;
    r->dec_in.wb = o->dec_wb;
    r->dec_in.smm = o->dec_smm;
    for (unsigned n = 0; n < r->cpus; n++)
        rig_wire_cpu(r, &r->cpu[n]);
}

static inline void rig_tick_biu(rig_cpu_t *p)
{
    biu_tick(&p->biu, &p->biu_in, &p->biu_out, &p->biu_wiring);
}

static inline void rig_tick_snoop(rig_cpu_t *p)
{
    snoop_tick(&p->snoop, &p->snoop_in, &p->snoop_out, &p->snoop_wiring);
}

/* The bridge and smram_dec, the last of a BCLK. */
static inline void rig_tick_bridge(rig_t *r)
{
    mch_tick(&r->mch, &r->mch_in, &r->mch_out, &r->mch_wiring);
    smram_dec_tick(&r->dec, &r->dec_in, &r->dec_out);
    rig_bclks++;
}

#endif
