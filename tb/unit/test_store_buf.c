/* The store buffer and the write-combining buffers of one to four processors on a bus with the bridge: what is answered
 * from them, what empties them, how WC data go out; and short random programs, none of which may end as total store order
 * (SDM vol 3 8.2.2) forbids. The caches beneath, one access at a time, are test_cache's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bus_rig.h"
#include "cpu/mem.h"

/* --- a machine of processors' memory sides, bridge and memory -------------------------------------------------------- */

enum { WB_AT = 0x10000, WC_AT = 0x40000, UC_AT = 0x50000, WT_AT = 0x60000, WP_AT = 0x70000, SMM_AT = 0x38000 };

/* One access, as an instruction makes it. */
enum op_kind { LOAD, STORE, SWAP, FENCE, FETCH, IO_OUT, IO_IN, SPECIAL, INTA, APIC, SMM_IN, SMM_OUT, FLUSH };
typedef struct op {
    uint8_t kind, size;
    uint32_t addr, value;
} op_t;

typedef struct agent {
    rig_cpu_t *cpu;
    const op_t *op; /* program, */
    unsigned ops, pc, wait; /* clocks before the next one */
    uint32_t got[16]; /* what each has loaded */
} agent_t;

/* A write of a CPU on the bus. */
typedef struct seen {
    uint32_t a;
    uint8_t be, type, req_a;
    bool line, lock, smmem;
} seen_t;

typedef struct machine {
    rig_t rig;
    agent_t a[RIG_CPUS];
    uint64_t clk, rng;
    seen_t seen[512];
    unsigned seen_count;
} machine_t;

static uint64_t forwards, drains, programs, runs, relaxed, allowed_sum, idle_clocks, lines_out;

static void range(cpu_t *c, unsigned n, uint32_t base, uint8_t type)
{
    c->a.msr[MSR_MTR + MTR_VARIABLE + 2 * n] = base | type;
    c->a.msr[MSR_MTR + MTR_VARIABLE + 2 * n + 1] = 0xfffff0800u;
}

static machine_t *open_machine(const char *part, unsigned cpus, unsigned depth, uint64_t seed)
{
    machine_t *m = calloc(1, sizeof *m);
    assert_non_null(m);
    rig_open(&m->rig, part, cpus);
    if (depth <= STORES_MAX)
        m->rig.params.store_buffer = depth;
    m->rng = seed;
    for (unsigned n = 0; n < cpus; n++) {
        cpu_t *c = &m->rig.cpu[n].c;
        m->a[n].cpu = &m->rig.cpu[n];
        c->a.msr[MSR_MTR + MTR_DEF_TYPE] = 0x800u | MT_WB;
        range(c, 0, WC_AT, MT_WC);
        range(c, 1, UC_AT, MT_UC);
        range(c, 2, WT_AT, MT_WT);
        range(c, 3, WP_AT, MT_WP);
    }
    return m;
}

static void close_machine(machine_t *m)
{
    rig_close(&m->rig);
    free(m);
}

static void see_write(machine_t *m)
{
    const mch_in_t *i = &m->rig.mch_in;
    const biu_out_t *b = &m->rig.cpu[i->agent].biu_out;
    if (i->reqb_n || (i->req_a != REQ_MEM_WRITE && i->req_a != REQ_MEM_WRITEBACK) || m->seen_count == 512)
        return;
    bool line = (i->req_b & REQB_LEN) != REQB_LEN_8;
    m->seen[m->seen_count++] = (seen_t){.a = (uint32_t)i->a, .be = i->be, .type = b->attr, .req_a = i->req_a,
                                        .line = line, .lock = !i->lock_n, .smmem = !b->smmem_n};
    lines_out += line && i->req_a == REQ_MEM_WRITE;
}

static void bus_clock(machine_t *m)
{
    rig_wire(&m->rig);
    see_write(m);
    for (unsigned n = 0; n < m->rig.cpus; n++) {
        rig_tick_biu(&m->rig.cpu[n]);
        rig_tick_snoop(&m->rig.cpu[n]);
    }
    rig_tick_bridge(&m->rig);
    rig_wire(&m->rig);
}

static bool swap(cpu_t *c, const op_t *o, uint32_t *v)
{
    c->locked = true;
    bool done = mem_lin_load(c, o->addr, o->size, v) && mem_lin_store(c, o->addr, o->size, o->value);
    c->locked = false;
    return done;
}

static bool fetch(cpu_t *c, const op_t *o, uint32_t *v)
{
    if (!mem_fetch(c, o->addr, o->size))
        return false;
    *v = 0;
    memcpy(v, mem_fetched(c, o->addr), o->size);
    return true;
}

static bool do_op(cpu_t *c, const op_t *o, uint32_t *v)
{
    uint8_t vector;
    switch ((enum op_kind)o->kind) {
    case LOAD: return mem_lin_load(c, o->addr, o->size, v);
    case STORE: return mem_lin_store(c, o->addr, o->size, o->value);
    case SWAP: return swap(c, o, v);
    case FENCE: return mem_drain(c);
    case FETCH: return fetch(c, o, v);
    case IO_OUT: return mem_io_out(c, 0x80, 1, 0);
    case IO_IN: return mem_io_in(c, 0x80, 1, v);
    case SPECIAL: return mem_special(c, SPECIAL_HALT);
    case INTA: return mem_inta(c, &vector);
    case APIC: return mem_apic_init(c);
    case SMM_IN: return mem_smm(c, true);
    case SMM_OUT: return mem_smm(c, false);
    case FLUSH: return mem_write_back(c);
    }
    return true;
}

/* One core clock of one processor, as cpu.c does it. */
static void core_clock(machine_t *m, agent_t *a)
{
    cpu_t *c = &a->cpu->c;
    c->clk = m->clk;
    bool moves = store_buf_moves(c);
    if (c->gated && !moves) /* as cpu_idle has it */
        return;
    unsigned stores = c->stores.stores, lines = c->stores.lines, pc = a->pc;
    store_buf_go(c);
    if (a->pc < a->ops && !a->wait) {
        cpu_arch_t saved = c->a;
        c->logged = true;
        c->log_pos = 0;
        c->gated = false;
        uint32_t *v = &a->got[a->pc % 16];
        if (do_op(c, &a->op[a->pc], v)) {
            c->log_count = 0;
            a->cpu->out.req_lock = false;
            a->pc++;
            a->wait = m->rig.cpus > 1 && rig_draw(&m->rng, 3) == 0 ? rig_draw(&m->rng, 12) : 0;
        } else {
            c->a = saved;
        }
        c->logged = false;
    } else if (a->wait) {
        a->wait--;
    }
    bool put = c->stores.put;
    store_buf_next(c);
    if (!moves && !put && pc == a->pc) { /* nobody need have run it */
        assert_true(c->stores.stores == stores && c->stores.lines == lines);
        idle_clocks++;
    }
}

static void clock(machine_t *m)
{
    bus_clock(m);
    for (unsigned k = 0; k < RIG_CORE_CLKS; k++) {
        m->clk++;
        for (unsigned n = 0; n < m->rig.cpus; n++)
            core_clock(m, &m->a[n]);
    }
}

static void start(machine_t *m, unsigned n, const op_t *op, unsigned ops)
{
    agent_t *a = &m->a[n];
    a->op = op;
    a->ops = ops;
    a->pc = 0;
    a->wait = 0;
}

static void finish(machine_t *m)
{
    for (unsigned i = 0;; i++) {
        bool busy = false;
        for (unsigned n = 0; n < m->rig.cpus; n++)
            busy |= m->a[n].pc < m->a[n].ops;
        if (!busy)
            return;
        assert_true(i < 20000);
        clock(m);
    }
}

/* Does accesses one after another on CPU n and gives the last one's value. */
static uint32_t doing(machine_t *m, unsigned n, const op_t *op, unsigned ops)
{
    start(m, n, op, ops);
    finish(m);
    return m->a[n].got[(ops - 1) % 16];
}
#define DO(m, n, ...) doing(m, n, (const op_t[]){__VA_ARGS__}, sizeof((const op_t[]){__VA_ARGS__}) / sizeof(op_t))

/* Goes on for some core clocks, no more than the CPU needs to do one step that waits for nothing. */
static void one_clock(machine_t *m)
{
    m->clk++;
    for (unsigned n = 0; n < m->rig.cpus; n++)
        core_clock(m, &m->a[n]);
}

static uint32_t in_ram(const machine_t *m, uint32_t addr)
{
    return (uint32_t)ram_read(&m->rig.ram, addr, 4);
}

static const char *const all_parts[] = {"pentium", "p6", "core2"};
static const unsigned depths[] = {2, 12, 20}, combining[] = {0, 4, 8};

/* --- the store buffer ------------------------------------------------------------------------------------------------ */

static void a_store_is_done_at_once(void **state)
{
    (void)state;
    for (unsigned p = 0; p < 3; p++) {
        machine_t *m = open_machine(all_parts[p], 1, ~0u, 1);
        agent_t *a = &m->a[0];
        op_t op[24];
        for (unsigned i = 0; i < 24; i++)
            op[i] = (op_t){STORE, 4, WB_AT + i * 64, 0x100 + i};
        start(m, 0, op, 24);
        for (unsigned i = 0; i < depths[p]; i++) { /* no bus clock passes */
            one_clock(m);
            assert_int_equal(a->pc, i + 1);
            assert_int_equal(a->cpu->c.stores.stores, i + 1);
        }
        for (unsigned i = 0; i < 50; i++)
            one_clock(m);
        assert_int_equal(a->pc, depths[p]); /* full: the next one waits */
        assert_true(a->cpu->c.gated);
        finish(m);
        DO(m, 0, {FENCE, 0, 0, 0}, {FLUSH, 0, 0, 0});
        for (unsigned i = 0; i < 24; i++)
            assert_int_equal(in_ram(m, WB_AT + i * 64), 0x100 + i);
        close_machine(m);
    }
}

/* Parameter store_buffer 0: a store is over when it is in the cache or in memory. */
static void without_a_buffer_a_store_waits(void **state)
{
    (void)state;
    machine_t *m = open_machine("p6", 1, 0, 1);
    DO(m, 0, {STORE, 4, WB_AT, 5});
    assert_true(store_buf_empty(&m->rig.cpu[0].c));
    assert_int_equal(cache_find(&m->rig.cpu[0].cache, &m->rig.cpu[0].cache.data, WB_AT, NULL), CACHE_M);
    DO(m, 0, {STORE, 4, WC_AT, 6});
    assert_int_equal(in_ram(m, WC_AT), 6);
    close_machine(m);
}

/* A load in one store is answered in the same clock, without cache or bus; a load beside it goes on its own. */
static void loads_are_answered_from_the_youngest_store(void **state)
{
    (void)state;
    static const struct {
        unsigned at, size;
        uint32_t value;
    } loads[] = {{0, 4, 0xaa334455}, {0, 1, 0x55}, {1, 1, 0x44}, {2, 2, 0xaa33}, {3, 1, 0xaa}, {1, 2, 0x3344}};
    for (unsigned i = 0; i < sizeof loads / sizeof loads[0]; i++) {
        machine_t *m = open_machine("p6", 1, ~0u, i + 1);
        agent_t *a = &m->a[0];
        ram_write(&m->rig.ram, WB_AT, 8, UINT64_C(0x1111111111111111));
        op_t op[] = {{STORE, 4, WB_AT, 0x22222222}, {STORE, 4, WB_AT, 0xaa334455},
                     {LOAD, (uint8_t)loads[i].size, WB_AT + loads[i].at, 0}};
        start(m, 0, op, 3);
        for (unsigned k = 0; k < 3; k++)
            one_clock(m);
        assert_int_equal(a->pc, 3);
        assert_int_equal(a->got[2], loads[i].value);
        assert_int_equal(a->cpu->c.stores.stores, 2);
        forwards++;
        close_machine(m);
    }
}

/* Bytes of two stores, or of a store and memory: the load waits for the cache. */
static void a_load_of_more_than_one_store_waits(void **state)
{
    (void)state;
    static const struct {
        op_t op[3];
        unsigned stores;
        uint32_t value;
    } rows[] = {
        {{{STORE, 1, WB_AT, 0xab}, {LOAD, 4, WB_AT, 0}}, 1, 0x111111ab},
        {{{STORE, 4, WB_AT, 0x22222222}, {STORE, 1, WB_AT + 3, 0xcd}, {LOAD, 4, WB_AT, 0}}, 2, 0xcd222222},
        {{{STORE, 2, WB_AT + 3, 0x3344}, {LOAD, 2, WB_AT + 2, 0}}, 1, 0x4411},
        {{{STORE, 1, WB_AT + 5, 0x66}, {LOAD, 4, WB_AT + 2, 0}}, 1, 0x66111111},
    };
    for (unsigned p = 0; p < 3; p++)
        for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            machine_t *m = open_machine(all_parts[p], 1, ~0u, i + 1);
            agent_t *a = &m->a[0];
            ram_write(&m->rig.ram, WB_AT, 8, UINT64_C(0x1111111111111111));
            start(m, 0, rows[i].op, rows[i].stores + 1);
            for (unsigned k = 0; k < 6; k++)
                one_clock(m);
            assert_int_equal(a->pc, rows[i].stores);
            finish(m);
            assert_int_equal(a->got[rows[i].stores], rows[i].value);
            forwards++;
            close_machine(m);
        }
}

/* The store waits for the bus, a load that hits does not wait for it. */
static void a_load_passes_an_older_store(void **state)
{
    (void)state;
    for (unsigned depth = 0; depth < 3; depth += 2) {
        machine_t *m = open_machine("p6", 1, depth, 1);
        agent_t *a = &m->a[0];
        DO(m, 0, {LOAD, 4, WB_AT, 0});
        uint8_t requests = a->cpu->out.req_seq;
        op_t op[] = {{STORE, 4, WB_AT + 0x1000, 1}, {LOAD, 4, WB_AT, 0}};
        start(m, 0, op, 2);
        for (unsigned k = 0; k < 8; k++)
            one_clock(m);
        assert_int_equal(a->pc, depth ? 2 : 0);
        assert_int_equal(a->cpu->out.req_seq, requests + 1);
        finish(m);
        close_machine(m);
    }
}

/* Pentium: a load that misses passes stores that hit, and no store that has to go to the bus. */
static void on_the_pentiums_bus_nothing_is_passed(void **state)
{
    (void)state;
    for (unsigned hits = 0; hits < 2; hits++) {
        machine_t *m = open_machine("pentium", 1, ~0u, 1);
        agent_t *a = &m->a[0];
        if (hits)
            DO(m, 0, {LOAD, 4, WB_AT, 0});
        op_t op[] = {{STORE, 4, WB_AT, 1}, {LOAD, 4, WB_AT + 0x1000, 0}};
        start(m, 0, op, 2);
        one_clock(m);
        one_clock(m);
        assert_int_equal(a->cpu->c.log_count, hits); /* the load is asked for, or waits */
        assert_int_equal(a->cpu->out.req_write, !hits);
        finish(m);
        close_machine(m);
    }
}

/* Code that is stored to is fetched as it is then, out of the window, the code cache or memory. */
static void code_is_fetched_as_it_was_stored(void **state)
{
    (void)state;
    for (unsigned p = 0; p < 3; p++)
        for (unsigned where = 0; where < 3; where++) {
            static const uint32_t at[] = {WB_AT, WC_AT, WT_AT};
            machine_t *m = open_machine(all_parts[p], 1, ~0u, 1);
            ram_write(&m->rig.ram, at[where], 8, UINT64_C(0x9090909090909090));
            op_t op[] = {{FETCH, 4, at[where], 0}, {STORE, 1, at[where] + 1, 0xcc}, {FETCH, 4, at[where], 0}};
            assert_int_equal(doing(m, 0, op, 3), 0x9090cc90);
            assert_int_equal(m->a[0].got[0], 0x90909090);
            close_machine(m);
        }
}

/* What waits until all stores are out; what does not. */
static void what_empties_the_buffers(void **state)
{
    (void)state;
    static const struct {
        op_t op;
        bool waits;
    } rows[] = {
        {{LOAD, 4, UC_AT, 0}, true},   {{STORE, 4, UC_AT, 9}, true},   {{SWAP, 4, WB_AT + 0x3000, 9}, true},
        {{FENCE, 0, 0, 0}, true},      {{IO_OUT, 0, 0, 0}, true},      {{IO_IN, 0, 0, 0}, true},
        {{SPECIAL, 0, 0, 0}, true},    {{INTA, 0, 0, 0}, true},        {{APIC, 0, 0, 0}, true},
        {{SMM_IN, 0, 0, 0}, true},     {{FLUSH, 0, 0, 0}, true},       {{LOAD, 4, WB_AT + 0x3000, 0}, false},
        {{FETCH, 4, UC_AT, 0}, false}, {{FETCH, 4, WB_AT + 0x3000, 0}, false},
        {{STORE, 4, WB_AT + 0x3000, 9}, false}, {{LOAD, 4, WC_AT + 0x100, 0}, false}, {{LOAD, 4, WT_AT, 0}, false},
    };
    for (unsigned p = 1; p < 3; p++)
        for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            machine_t *m = open_machine(all_parts[p], 1, ~0u, i + 1);
            agent_t *a = &m->a[0];
            op_t op[] = {{STORE, 4, WC_AT, 1}, {STORE, 4, WC_AT + 0x1000, 2}, {STORE, 4, WB_AT, 3}, rows[i].op};
            start(m, 0, op, 4);
            for (unsigned k = 0; a->pc < 4; k++) {
                assert_true(k < 2000);
                clock(m);
                if (a->pc == 3 && rows[i].waits && a->cpu->c.log_count && !a->cpu->c.gated)
                    assert_true(store_buf_empty(&a->cpu->c)); /* the request is made */
            }
            assert_int_equal(store_buf_empty(&a->cpu->c), rows[i].waits);
            if (rows[i].waits) {
                assert_int_equal(in_ram(m, WC_AT), 1);
                assert_int_equal(in_ram(m, WC_AT + 0x1000), 2);
                for (unsigned k = 0; k < m->seen_count; k++)
                    assert_true(!m->seen[k].smmem && (!m->seen[k].lock || m->seen[k].a == op[3].addr));
            } else {
                for (unsigned k = 0; k < 200; k++)
                    clock(m);
                assert_int_equal(a->cpu->c.stores.stores, 0);
                assert_int_equal(a->cpu->c.stores.lines, 2); /* they stay, */
                assert_int_equal(in_ram(m, WC_AT), 0);
            }
            drains++;
            close_machine(m);
        }
}

/* The stores of a handler carry SMMEM#, those of the program before and after do not. */
static void stores_stay_on_their_side_of_smm(void **state)
{
    (void)state;
    for (unsigned p = 1; p < 3; p++)
        for (unsigned where = 0; where < 2; where++) {
            uint32_t at = where ? WC_AT : WT_AT;
            machine_t *m = open_machine(all_parts[p], 1, ~0u, 1);
            DO(m, 0, {STORE, 4, at, 1}, {STORE, 4, at + 8, 2}, {SMM_IN, 0, 0, 0}, {STORE, 4, at + 16, 3},
               {STORE, 4, at + 24, 4}, {SMM_OUT, 0, 0, 0}, {STORE, 4, at, 5}, {FENCE, 0, 0, 0});
            assert_int_equal(m->seen_count, 5);
            for (unsigned i = 0; i < 5; i++) {
                assert_int_equal(m->seen[i].smmem, i == 2 || i == 3);
                assert_int_equal(m->seen[i].type, where ? MT_WC : MT_WT);
            }
            close_machine(m);
        }
}

static void reset_loses_what_waits(void **state)
{
    (void)state;
    machine_t *m = open_machine("p6", 1, ~0u, 1);
    DO(m, 0, {STORE, 4, WT_AT, 1}, {STORE, 4, WC_AT, 1});
    assert_false(store_buf_empty(&m->rig.cpu[0].c));
    store_buf_reset(&m->rig.cpu[0].c);
    assert_true(store_buf_empty(&m->rig.cpu[0].c) && !store_buf_moves(&m->rig.cpu[0].c));
    close_machine(m);
}

/* A CPU that is held lets out all it has and begins nothing; the rig's clock shows only the first half. */
static void a_hold_empties_the_buffers(void **state)
{
    (void)state;
    machine_t *m = open_machine("core2", 1, ~0u, 1);
    agent_t *a = &m->a[0];
    DO(m, 0, {STORE, 4, WT_AT, 1}, {STORE, 4, WC_AT, 2});
    for (unsigned i = 0; i < 100; i++)
        clock(m);
    assert_int_equal(a->cpu->c.stores.lines, 1); /* it would stay for ever */
    store_buf_hold(&a->cpu->c, true);
    assert_true(store_buf_moves(&a->cpu->c));
    for (unsigned i = 0; i < 100; i++)
        clock(m);
    assert_true(store_buf_empty(&a->cpu->c) && !a->cpu->c.stores.flush);
    assert_int_equal(in_ram(m, WC_AT), 2);
    store_buf_hold(&a->cpu->c, false);
    close_machine(m);
}

/* --- write combining ------------------------------------------------------------------------------------------------- */

static void expect_write(const machine_t *m, unsigned i, uint32_t a, uint8_t be, bool line)
{
    assert_true(i < m->seen_count);
    const seen_t *s = &m->seen[i];
    assert_int_equal(s->a, a);
    assert_int_equal(s->be, be);
    assert_int_equal(s->type, MT_WC);
    assert_int_equal(s->req_a, REQ_MEM_WRITE);
    assert_int_equal(s->line, line);
}

/* In any order and size, to the last byte: then it goes at once, as one line. */
static void a_full_line_goes_in_one_burst(void **state)
{
    (void)state;
    for (unsigned p = 1; p < 3; p++)
        for (unsigned size = 1; size <= 4; size *= 2)
            for (unsigned burst = 0; burst < 2; burst++) {
                machine_t *m = open_machine(all_parts[p], 1, ~0u, 1);
                unsigned line = m->rig.part->caches.line, n = line / size;
                op_t op[64];
                if (!burst) {
                    m->rig.params.trdy_clks = 0;
                    m->rig.mch_in.trdy_clks = 0;
                    m->rig.cpu[0].biu_in.trdy = false;
                }
                for (unsigned i = 0; i < n; i++) {
                    unsigned k = (i * 5 + 3) % n;
                    op[i] = (op_t){STORE, (uint8_t)size, WC_AT + k * size, 0x01010101u * (k + 1)};
                }
                doing(m, 0, op, n - 1);
                for (unsigned i = 0; i < 100; i++)
                    clock(m);
                assert_int_equal(m->seen_count, 0);
                assert_int_equal(m->rig.cpu[0].c.stores.lines, 1);
                doing(m, 0, &op[n - 1], 1);
                for (unsigned i = 0; i < 100; i++)
                    clock(m);
                assert_true(store_buf_empty(&m->rig.cpu[0].c));
                assert_int_equal(m->seen_count, burst ? 1 : line / 8);
                for (unsigned i = 0; i < m->seen_count; i++)
                    expect_write(m, i, WC_AT + 8 * i, 0xff, burst);
                for (unsigned i = 0; i < line; i++)
                    assert_int_equal(ram_read(&m->rig.ram, WC_AT + i, 1), (i / size + 1) & 0xff);
                close_machine(m);
            }
}

/* Bytes 0 to 2, 5, 9 and 12 to 16: five writes, none with a gap. */
static void a_line_with_gaps_goes_in_pieces(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {16, 0, 5, 2, 12, 9, 1, 13, 14, 15};
    static const struct {
        unsigned at;
        uint8_t be;
    } want[] = {{0, 0x07}, {5, 0x20}, {9, 0x02}, {12, 0xf0}, {16, 0x01}};
    for (unsigned p = 1; p < 3; p++) {
        machine_t *m = open_machine(all_parts[p], 1, ~0u, 1);
        op_t op[sizeof bytes + 1];
        ram_write(&m->rig.ram, WC_AT, 8, ~UINT64_C(0));
        for (unsigned i = 0; i < sizeof bytes; i++)
            op[i] = (op_t){STORE, 1, WC_AT + bytes[i], 0x40u + bytes[i]};
        op[sizeof bytes] = (op_t){.kind = FENCE};
        doing(m, 0, op, sizeof bytes + 1);
        assert_int_equal(m->seen_count, 5);
        for (unsigned i = 0; i < 5; i++)
            expect_write(m, i, WC_AT + want[i].at, want[i].be, false);
        assert_int_equal(ram_read(&m->rig.ram, WC_AT, 8), UINT64_C(0xffff45ffff424140));
        close_machine(m);
    }
}

/* One more line than there are buffers: the oldest goes, and only it. */
static void the_oldest_line_makes_room(void **state)
{
    (void)state;
    for (unsigned p = 1; p < 3; p++) {
        machine_t *m = open_machine(all_parts[p], 1, ~0u, 1);
        op_t op[10];
        for (unsigned i = 0; i <= combining[p]; i++)
            op[i] = (op_t){STORE, 4, WC_AT + 0x100 * i, i + 1};
        doing(m, 0, op, combining[p]);
        doing(m, 0, &(op_t){STORE, 4, WC_AT + 4, 0x77}, 1); /* combines: it stays the oldest */
        for (unsigned i = 0; i < 50; i++)
            clock(m);
        assert_int_equal(m->seen_count, 0);
        assert_int_equal(m->rig.cpu[0].c.stores.lines, combining[p]);
        doing(m, 0, &op[combining[p]], 1);
        for (unsigned i = 0; i < 50; i++)
            clock(m);
        assert_int_equal(m->seen_count, 1);
        expect_write(m, 0, WC_AT, 0xff, false);
        assert_int_equal(m->rig.cpu[0].c.stores.lines, combining[p]);
        close_machine(m);
    }
}

/* A load, a fetch, or a store of another type that touches a line drives that one out, not the others. */
static void what_touches_a_line_waits_for_it(void **state)
{
    (void)state;
    for (unsigned p = 1; p < 3; p++)
        for (unsigned how = 0; how < 3; how++) {
            machine_t *m = open_machine(all_parts[p], 1, ~0u, 1);
            agent_t *a = &m->a[0];
            ram_write(&m->rig.ram, WC_AT + 0x100, 8, UINT64_C(0x2222222222222222));
            DO(m, 0, {STORE, 4, WC_AT, 1}, {STORE, 2, WC_AT + 0x100, 0x5555}, {STORE, 4, WC_AT + 0x200, 3});
            for (unsigned i = 0; i < 20; i++)
                clock(m);
            assert_int_equal(a->cpu->c.stores.lines, 3);
            if (how == 2) { /* the type has changed behind its back, as a page of another type would show it */
                range(&a->cpu->c, 0, WC_AT, MT_WT);
                DO(m, 0, {STORE, 2, WC_AT + 0x101, 0x6666});
                for (unsigned i = 0; i < 60; i++)
                    clock(m);
                assert_int_equal(in_ram(m, WC_AT + 0x100), 0x22666655);
            } else {
                uint32_t got = DO(m, 0, {how ? FETCH : LOAD, 4, WC_AT + 0x100, 0});
                assert_int_equal(got, 0x22225555);
            }
            assert_int_equal(a->cpu->c.stores.lines, 2);
            expect_write(m, 0, WC_AT + 0x100, 0x03, false);
            DO(m, 0, {LOAD, 4, WC_AT + 0x10, 0}); /* beside what is there: it stays */
            assert_int_equal(a->cpu->c.stores.lines, 2);
            DO(m, 0, {FENCE, 0, 0, 0});
            assert_int_equal(in_ram(m, WC_AT), 1);
            assert_int_equal(in_ram(m, WC_AT + 0x200), 3);
            assert_true(store_buf_empty(&a->cpu->c));
            close_machine(m);
        }
}

/* A full line meets one that another CPU has modified: the owner's line goes to memory first, the new one over it. */
static void a_burst_over_a_modified_line(void **state)
{
    (void)state;
    for (unsigned p = 1; p < 3; p++) {
        machine_t *m = open_machine(all_parts[p], 2, ~0u, 1);
        unsigned line = m->rig.part->caches.line;
        op_t op[32];
        range(&m->rig.cpu[1].c, 0, WC_AT, MT_WB);
        DO(m, 1, {STORE, 4, WC_AT + 8, 0x9999}, {FENCE, 0, 0, 0});
        for (unsigned i = 0; i < line / 4; i++)
            op[i] = (op_t){STORE, 4, WC_AT + 4 * i, i + 1};
        doing(m, 0, op, line / 4);
        DO(m, 0, {FENCE, 0, 0, 0});
        for (unsigned i = 0; i < line / 4; i++)
            assert_int_equal(in_ram(m, WC_AT + 4 * i), i + 1);
        assert_int_equal(cache_find(&m->rig.cpu[1].cache, &m->rig.cpu[1].cache.data, WC_AT, NULL), CACHE_I);
        close_machine(m);
    }
}

/* --- total store order ----------------------------------------------------------------------------------------------- */

/* A small program of several threads, and every way in which it may end: the values of its loads in order, then what is
 * in memory, four bits each. */
enum { THREADS = 4, OPS = 5, LOCS = 3, OUTCOMES = 1 << 14, STATES = 1 << 19 };
typedef struct small_op {
    uint8_t kind, loc, value; /* LOAD, STORE, SWAP, FENCE */
} small_op_t;

typedef struct small {
    small_op_t op[THREADS][OPS];
    uint8_t threads, ops[THREADS], depth; /* depth 0: a store is done when it is in memory */
} small_t;

typedef struct tso {
    uint8_t pc[THREADS], waiting[THREADS]; /* stores that are not in memory, of those before pc */
    uint8_t mem[LOCS];
    uint8_t got[THREADS][OPS];
} tso_t;

typedef struct search {
    const small_t *p;
    uint64_t outcome[OUTCOMES];
    unsigned outcomes, states;
    tso_t state[STATES];
    uint8_t used[STATES];
} search_t;

static uint64_t outcome_of(const small_t *p, const tso_t *s)
{
    uint64_t v = 0;
    for (unsigned t = 0; t < p->threads; t++)
        for (unsigned i = 0; i < p->ops[t]; i++)
            if (p->op[t][i].kind == LOAD || p->op[t][i].kind == SWAP)
                v = v << 4 | s->got[t][i];
    for (unsigned i = 0; i < LOCS; i++)
        v = v << 4 | s->mem[i];
    return v;
}

static bool is_allowed(const search_t *x, uint64_t outcome)
{
    for (unsigned i = 0; i < x->outcomes; i++)
        if (x->outcome[i] == outcome)
            return true;
    return false;
}

/* True when the state is new. */
static bool remember(search_t *x, const tso_t *s)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (unsigned i = 0; i < sizeof *s; i++)
        h = (h ^ ((const uint8_t *)s)[i]) * UINT64_C(1099511628211);
    unsigned at = (unsigned)(h >> 20) % STATES;
    while (x->used[at]) {
        if (memcmp(&x->state[at], s, sizeof *s) == 0)
            return false;
        at = (at + 1) % STATES;
    }
    assert_true(++x->states < STATES * 3 / 4);
    x->used[at] = 1;
    x->state[at] = *s;
    return true;
}

/* The n-th store of a thread before pc, counted back from the youngest (0). */
static const small_op_t *store_before(const small_t *p, const tso_t *s, unsigned t, unsigned n)
{
    for (unsigned i = s->pc[t]; i > 0; i--)
        if (p->op[t][i - 1].kind == STORE && n-- == 0)
            return &p->op[t][i - 1];
    return NULL;
}

static void explore(search_t *x, const tso_t *s);

static void execute(search_t *x, const tso_t *from, unsigned t)
{
    const small_op_t *o = &x->p->op[t][from->pc[t]];
    tso_t s = *from;
    if ((o->kind == SWAP || o->kind == FENCE) && s.waiting[t])
        return;
    if (o->kind == STORE && !x->p->depth)
        s.mem[o->loc] = o->value;
    else if (o->kind == STORE)
        s.waiting[t]++;
    if (o->kind == LOAD) {
        s.got[t][s.pc[t]] = s.mem[o->loc];
        for (unsigned n = s.waiting[t]; n > 0; n--) {
            const small_op_t *w = store_before(x->p, &s, t, n - 1);
            if (w->loc == o->loc)
                s.got[t][s.pc[t]] = w->value;
        }
    }
    if (o->kind == SWAP) {
        s.got[t][s.pc[t]] = s.mem[o->loc];
        s.mem[o->loc] = o->value;
    }
    s.pc[t]++;
    explore(x, &s);
}

static void explore(search_t *x, const tso_t *s)
{
    bool ended = true;
    if (!remember(x, s))
        return;
    for (unsigned t = 0; t < x->p->threads; t++) {
        if (s->waiting[t]) {
            tso_t next = *s;
            const small_op_t *w = store_before(x->p, s, t, --next.waiting[t]);
            next.mem[w->loc] = w->value;
            ended = false;
            explore(x, &next);
        }
        if (s->pc[t] < x->p->ops[t]) {
            ended = false;
            execute(x, s, t);
        }
    }
    uint64_t v = outcome_of(x->p, s);
    if (ended && !is_allowed(x, v)) {
        assert_true(x->outcomes < OUTCOMES);
        x->outcome[x->outcomes++] = v;
    }
}

static void find_outcomes(search_t *x, const small_t *p)
{
    tso_t s = {0};
    memset(x->used, 0, sizeof x->used);
    x->outcomes = x->states = 0;
    x->p = p;
    explore(x, &s);
}

/* Where the locations of a small program are. */
static void place(machine_t *m, uint32_t at[LOCS])
{
    static const uint32_t bases[] = {WB_AT, WB_AT, WB_AT, WB_AT, WB_AT, WT_AT, UC_AT, WP_AT};
    for (unsigned i = 0; i < LOCS; i++)
        at[i] = bases[rig_draw(&m->rng, 8)] + (rig_draw(&m->rng, 3) ? i * 0x1000 : 0) + i * 4;
}

/* Runs it once on the machine. */
static uint64_t run_small(machine_t *m, const small_t *p, const uint32_t at[LOCS])
{
    op_t op[THREADS][OPS + 2];
    tso_t end = {0};
    for (unsigned i = 0; i < LOCS; i++) {
        DO(m, rig_draw(&m->rng, m->rig.cpus), {STORE, 4, at[i], 0}, {FENCE, 0, 0, 0});
        for (unsigned n = 0; n < m->rig.cpus; n++)
            if (rig_draw(&m->rng, 2))
                DO(m, n, {LOAD, 4, at[i], 0});
    }
    for (unsigned t = 0; t < p->threads; t++) {
        for (unsigned i = 0; i < p->ops[t]; i++)
            op[t][i] = (op_t){p->op[t][i].kind, 4, at[p->op[t][i].loc], p->op[t][i].value};
        op[t][p->ops[t]] = (op_t){.kind = FENCE};
        start(m, t, op[t], p->ops[t] + 1u);
        m->a[t].wait = rig_draw(&m->rng, 2) ? rig_draw(&m->rng, 60) : 0;
    }
    finish(m);
    for (unsigned t = 0; t < p->threads; t++)
        for (unsigned i = 0; i < p->ops[t]; i++)
            end.got[t][i] = (uint8_t)m->a[t].got[i];
    for (unsigned i = 0; i < LOCS; i++)
        end.mem[i] = (uint8_t)DO(m, rig_draw(&m->rng, m->rig.cpus), {LOAD, 4, at[i], 0});
    runs++;
    return outcome_of(p, &end);
}

static void make_small(machine_t *m, small_t *p)
{
    uint8_t value = 0;
    *p = (small_t){.threads = (uint8_t)m->rig.cpus, .depth = (uint8_t)m->rig.params.store_buffer};
    for (unsigned t = 0; t < m->rig.cpus; t++) {
        bool two = m->rig.cpus == 2;
        p->ops[t] = (uint8_t)(1 + two + rig_draw(&m->rng, two ? 4 : m->rig.cpus == 3 ? 3 : 2));
        for (unsigned i = 0; i < p->ops[t]; i++) {
            unsigned k = rig_draw(&m->rng, 12);
            uint8_t kind = k < 5 ? LOAD : k < 10 ? STORE : k < 11 ? SWAP : FENCE;
            uint8_t v = kind == STORE || kind == SWAP ? ++value : 0;
            p->op[t][i] = (small_op_t){kind, (uint8_t)rig_draw(&m->rng, LOCS), v};
        }
    }
}

/* As many as there are; `depth` above STORES_MAX: the part's own. */
static void try_programs(search_t *x, search_t *sc, const char *part, unsigned cpus, unsigned depth, unsigned count)
{
    machine_t *m = open_machine(part, cpus, depth, 1000 * cpus + depth);
    m->rig.params.cache_hit_clks = cpus % 3;
    for (unsigned n = 0; n < count; n++) {
        small_t p, strict;
        uint32_t at[LOCS];
        make_small(m, &p);
        find_outcomes(x, &p);
        strict = p;
        strict.depth = 0;
        find_outcomes(sc, &strict);
        place(m, at);
        for (unsigned i = 0; i < 6; i++) {
            uint64_t v = run_small(m, &p, at);
            if (!is_allowed(x, v))
                fail_msg("%s, %u CPUs, store buffer %u, program %u: outcome %" PRIx64 " is none of %u", part, cpus,
                         m->rig.params.store_buffer, n, v, x->outcomes);
            relaxed += !is_allowed(sc, v);
        }
        programs++;
        allowed_sum += x->outcomes;
    }
    close_machine(m);
}

static void no_outcome_that_tso_forbids(void **state)
{
    (void)state;
    search_t *x = malloc(sizeof *x), *sc = malloc(sizeof *sc);
    assert_true(x && sc);
    for (unsigned p = 0; p < 3; p++)
        for (unsigned cpus = 2; cpus <= (p ? 4u : 2u); cpus++)
            try_programs(x, sc, all_parts[p], cpus, ~0u, 400);
    assert_true(relaxed > 50); /* else the buffer had no effect */
    uint64_t before = relaxed;
    try_programs(x, sc, "p6", 2, 0, 100);
    try_programs(x, sc, "core2", 3, 0, 100);
    assert_int_equal(relaxed, before); /* without it nothing is reordered */
    try_programs(x, sc, "p6", 2, 1, 100);
    free(x);
    free(sc);
}

/* The litmus tests by name: how often both loads gave 0 (store buffering), and the forbidden end of message passing. */
static unsigned count_outcome(machine_t *m, const small_t *p, uint64_t outcome, unsigned tries)
{
    static const uint32_t at[LOCS] = {WB_AT, WB_AT + 0x1000, WB_AT + 0x2000};
    unsigned n = 0;
    for (unsigned i = 0; i < tries; i++)
        n += run_small(m, p, at) >> 12 == outcome;
    return n;
}

static void store_buffering_and_message_passing(void **state)
{
    (void)state;
    static const small_t sb = {.op = {{{STORE, 0, 1}, {LOAD, 1, 0}}, {{STORE, 1, 1}, {LOAD, 0, 0}}},
                               .threads = 2, .ops = {2, 2}};
    static const small_t sb_fence = {.op = {{{STORE, 0, 1}, {FENCE, 0, 0}, {LOAD, 1, 0}},
                                            {{STORE, 1, 1}, {FENCE, 0, 0}, {LOAD, 0, 0}}}, .threads = 2, .ops = {3, 3}};
    static const small_t sb_swap = {.op = {{{STORE, 0, 1}, {SWAP, 2, 1}, {LOAD, 1, 0}},
                                           {{STORE, 1, 1}, {SWAP, 2, 2}, {LOAD, 0, 0}}}, .threads = 2, .ops = {3, 3}};
    static const small_t mp = {.op = {{{STORE, 0, 1}, {STORE, 1, 1}}, {{LOAD, 1, 0}, {LOAD, 0, 0}}},
                               .threads = 2, .ops = {2, 2}};
    for (unsigned p = 0; p < 3; p++) {
        machine_t *m = open_machine(all_parts[p], 2, ~0u, p + 1);
        unsigned both_0 = count_outcome(m, &sb, 0x00, 200);
        assert_true(both_0 > 10);
        assert_int_equal(count_outcome(m, &sb_fence, 0x00, 200), 0);
        assert_int_equal(count_outcome(m, &sb_swap, 0x0010, 100) + count_outcome(m, &sb_swap, 0x2000, 100), 0);
        assert_int_equal(count_outcome(m, &mp, 0x10, 300), 0);
        assert_true(count_outcome(m, &mp, 0x11, 100) > 0);
        m->rig.params.store_buffer = 0;
        assert_int_equal(count_outcome(m, &sb, 0x00, 200), 0);
        printf("%s: both loads 0 in %u of 200 runs\n", all_parts[p], both_0);
        close_machine(m);
    }
}

static void the_tests_compared_something(void **state)
{
    (void)state;
    printf("store buffer: %" PRIu64 " loads after stores, %" PRIu64 " ways to empty it; %" PRIu64
           " random programs with %" PRIu64 " allowed outcomes, %" PRIu64 " runs, %" PRIu64 " of them reordered; %" PRIu64 " full lines; %" PRIu64
           " clocks, %" PRIu64 " core clocks without anything to do\n",
           forwards, drains, programs, allowed_sum, runs, relaxed, lines_out, rig_bclks, idle_clocks);
    assert_true(forwards >= 18 && drains >= 34 && programs > 3000 && runs > 18000 && lines_out >= 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_is_done_at_once),
        cmocka_unit_test(without_a_buffer_a_store_waits),
        cmocka_unit_test(loads_are_answered_from_the_youngest_store),
        cmocka_unit_test(a_load_of_more_than_one_store_waits),
        cmocka_unit_test(a_load_passes_an_older_store),
        cmocka_unit_test(on_the_pentiums_bus_nothing_is_passed),
        cmocka_unit_test(code_is_fetched_as_it_was_stored),
        cmocka_unit_test(what_empties_the_buffers),
        cmocka_unit_test(stores_stay_on_their_side_of_smm),
        cmocka_unit_test(reset_loses_what_waits),
        cmocka_unit_test(a_hold_empties_the_buffers),
        cmocka_unit_test(a_full_line_goes_in_one_burst),
        cmocka_unit_test(a_line_with_gaps_goes_in_pieces),
        cmocka_unit_test(the_oldest_line_makes_room),
        cmocka_unit_test(what_touches_a_line_waits_for_it),
        cmocka_unit_test(a_burst_over_a_modified_line),
        cmocka_unit_test(store_buffering_and_message_passing),
        cmocka_unit_test(no_outcome_that_tso_forbids),
        cmocka_unit_test(the_tests_compared_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
