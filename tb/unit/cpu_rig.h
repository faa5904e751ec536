/* cpu_rig: one CPU on plain RAM for unit tests, with a bus that answers logged steps.
 *
 * Memory is RAM from 0 on; port reads give what `io_read` holds; every I/O and special transaction is written down.
 * Left out: other CPUs, the chipset, time. */
#ifndef TB_CPU_RIG_H
#define TB_CPU_RIG_H

#include "cpu/cpu.h"
#include "cpu/exec.h"
#include "cpu/mem.h"
#include "cpu/part.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RIG_RAM = 0x100000, RIG_CODE = 0x1000, RIG_STACK = 0x8000, RIG_IDT = 0x6000, RIG_GDT = 0x7000, RIG_DATA = 0x9000 };

typedef struct rig {
    ram_t ram;
    params_t params;
    part_t part;
    cpu_in_t in;
    cpu_out_t out;
    ev_log_t ev;
    uint32_t io_read;
    bus_txn_t seen[64]; /* I/O and special transactions */
    unsigned seen_count;
    unsigned locked; /* requests answered with LOCK# */
    uint32_t no_page; /* plain RAM does not answer here */
    cpu_t c;
} rig_t;

static uint8_t *rig_page(void *self, unsigned cpu, uint32_t addr, bool write, bool fetch)
{
    rig_t *r = self;
    (void)cpu;
    (void)write;
    (void)fetch;
    if (addr >= r->ram.size || (r->no_page && addr / RAM_PAGE == r->no_page / RAM_PAGE))
        return NULL;
    return r->ram.bytes + addr / RAM_PAGE * RAM_PAGE;
}

static void rig_before_request(void *self, unsigned cpu, const bus_txn_t *t)
{
    (void)self;
    (void)cpu;
    (void)t;
}

static inline rig_t *rig_new(void)
{
    rig_t *r = calloc(1, sizeof *r);
    assert_non_null(r);
    assert_true(ram_open(&r->ram, RIG_RAM));
    r->part = (part_t){.name = "rig", .vendor = "GenuineIntel", .cpuid_max = 1, .cpuid_sig = 0x633,
                       .cpuid_edx = 1u << 15 | 1u << 8 | 1u << 4, .cr4_valid = 0x7f};
    r->c.part = &r->part;
    r->c.params = &r->params;
    r->c.port = (cpu_port_t){.self = r, .page = rig_page, .before_request = rig_before_request};
    r->c.ram = &r->ram;
    r->c.code = code_cache_new(&r->ram);
    assert_non_null(r->c.code);
    r->c.ev = &r->ev;
    r->c.in = &r->in;
    r->c.out = &r->out;
    r->c.fast = true;
    for (unsigned i = 0; i < TLB_ENTRIES; i++)
        r->c.no_tlb.read[i].tag = r->c.no_tlb.write[i].tag = TLB_EMPTY;
    r->c.tlb = &r->c.own_tlb;
    cpu_flush_tlb(&r->c);
    return r;
}

static inline void rig_free(rig_t *r)
{
    code_cache_free(r->c.code);
    ram_close(&r->ram);
    ev_free(&r->ev);
    free(r);
}

static inline void rig_put(rig_t *r, uint32_t at, const void *bytes, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        ram_write(&r->ram, at + i, 1, ((const uint8_t *)bytes)[i]);
}

#define RIG_BYTES(...) (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})

/* Real mode at 0000:RIG_CODE, all segments at 0, IVT at 0. */
static inline void rig_real(rig_t *r)
{
    cpu_arch_t *a = &r->c.a;
    *a = (cpu_arch_t){.eip = RIG_CODE, .eflags = FL_1, .cr0 = CR0_ET};
    for (unsigned i = 0; i < S_COUNT; i++)
        a->seg[i] = (cpu_seg_t){.attr = 0x93, .limit = 0xffff};
    a->idtr.limit = 0x3ff;
    a->gpr[R_ESP] = RIG_STACK;
}

static inline void rig_desc(rig_t *r, unsigned n, uint32_t base, uint32_t limit20, uint32_t attr)
{
    uint64_t d = (limit20 & 0xffff) | (uint64_t)(base & 0xffffff) << 16 | (uint64_t)(attr & 0xff) << 40 |
                 (uint64_t)(limit20 >> 16 & 15) << 48 | (uint64_t)(attr >> 12 & 15) << 52 |
                 (uint64_t)(base >> 24) << 56;
    ram_write(&r->ram, RIG_GDT + 8 * n, 8, d);
}

/* Protected mode, flat: GDT 8 code32, 10h data32, 18h code16, 20h data16, IDT at RIG_IDT (all gates absent). */
static inline void rig_flat(rig_t *r)
{
    cpu_arch_t *a = &r->c.a;
    rig_real(r);
    a->cr0 |= CR0_PE;
    rig_desc(r, 1, 0, 0xfffff, 0xc09b);
    rig_desc(r, 2, 0, 0xfffff, 0xc093);
    rig_desc(r, 3, 0, 0xffff, 0x009b);
    rig_desc(r, 4, 0, 0xffff, 0x0093);
    a->gdtr = (cpu_table_t){.base = RIG_GDT, .limit = 0xff};
    a->idtr = (cpu_table_t){.base = RIG_IDT, .limit = 0x7ff};
    for (unsigned i = 0; i < S_COUNT; i++)
        a->seg[i] = (cpu_seg_t){.sel = 0x10, .attr = 0xc093, .limit = 0xffffffff};
    a->seg[S_CS] = (cpu_seg_t){.sel = 8, .attr = 0xc09b, .limit = 0xffffffff};
}

/* Answers the request on the wires. */
static inline void rig_answer(rig_t *r)
{
    cpu_out_t *o = &r->out;
    if (r->in.ack_seq == o->req_seq)
        return;
    r->in.ack_seq = o->req_seq;
    r->in.rdata = 0;
    r->locked += o->req_lock;
    if (o->req_space == BUS_MEM) {
        bool inside = o->req_addr + o->req_size <= r->ram.size;
        if (o->req_write && inside)
            ram_write(&r->ram, (uint32_t)o->req_addr, o->req_size, o->req_data);
        else if (inside)
            r->in.rdata = ram_read(&r->ram, (uint32_t)o->req_addr, o->req_size);
        else
            r->in.rdata = UINT64_MAX;
        return;
    }
    assert_true(r->seen_count < 64);
    r->seen[r->seen_count++] = (bus_txn_t){.addr = o->req_addr, .data = o->req_data, .size = o->req_size,
                                           .space = o->req_space, .write = o->req_write, .lock = o->req_lock};
    r->in.rdata = r->io_read;
}

/* Runs `what` as a logged step, replayed after every answer. */
static inline bool rig_logged(rig_t *r, bool (*what)(rig_t *))
{
    cpu_t *c = &r->c;
    bool done;
    c->logged = true;
    c->tlb = &c->no_tlb;
    c->log_count = 0;
    c->saved = c->a;
    c->announced = 0;
    for (;;) {
        c->a = c->saved;
        c->log_pos = 0;
        page_begin(c);
        done = what(r);
        if (done || c->stop.kind != CPU_STOP_WAIT)
            break;
        rig_answer(r);
    }
    page_commit(c);
    c->log_count = 0;
    c->logged = r->out.req_lock = false; /* the end of a step, as in cpu.c */
    c->tlb = &c->own_tlb;
    return done;
}

static inline bool rig_exec(rig_t *r)
{
    return exec_step(&r->c);
}

static inline bool rig_step_logged(rig_t *r)
{
    return rig_logged(r, rig_exec);
}

/* One instruction or iteration; logged when plain steps cannot do it. */
static inline bool rig_step(rig_t *r)
{
    r->c.announced = 0;
    if (exec_step(&r->c))
        return true;
    return r->c.stop.kind == CPU_STOP_NEED_LOG && rig_step_logged(r);
}

static inline void rig_steps(rig_t *r, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        assert_true(rig_step(r));
}

static inline void rig_expect_fault(rig_t *r, unsigned vector)
{
    cpu_arch_t before = r->c.a;
    assert_false(rig_step(r));
    assert_int_equal(r->c.stop.kind, CPU_STOP_FAULT);
    assert_int_equal(r->c.stop.vector, vector);
    before.fetch_base = r->c.a.fetch_base; /* the fetch window may differ */
    before.fetch_count = r->c.a.fetch_count;
    memcpy(before.fetch_bytes, r->c.a.fetch_bytes, sizeof before.fetch_bytes);
    assert_memory_equal(&before, &r->c.a, sizeof before);
}

static inline void rig_expect_fault_err(rig_t *r, unsigned vector, uint32_t err)
{
    rig_expect_fault(r, vector);
    assert_true(r->c.stop.has_err);
    assert_int_equal(r->c.stop.err, err);
}

static inline unsigned rig_events(const rig_t *r, ev_id_t id)
{
    unsigned n = 0;
    for (size_t i = 0; i < r->ev.count; i++)
        n += r->ev.list[i].id == id;
    return n;
}

#endif
