#include "consistency.h"

#include "cpu/mem_type.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    AGENTS = GUEST_MAX_CPUS + 1, MASTER = GUEST_MAX_CPUS,
    COUNTERS = 6,
    DIMS = 2 * AGENTS + COUNTERS, /* what an agent knows: stores, drained WC stores, counts */
    RING = 64,                    /* stores of a cell that are kept */
    COUNTS_KEPT = 4096,
    MAX_CELLS = 4096, MAX_SPOTS = 128, SPOT_MOST = 128 /* bytes: two lines */,
    MAX_OPS = 1024, MAX_PARTS = 8, BODY_OPS = 160,
    SETS = 3, TAGS_HOT = 2, TAGS_FEW = 6, TAGS = 20 /* more than a set of level 2 holds */, STRIDE = 0x40000 /* a multiple of every cache's sets times lines */,
    STUCK_BCLKS = 100000, QUIET_BCLKS = 600,
};

#define CPUID_EDX_CLFSH (UINT32_C(1) << 19) /* CLFLUSH is there; its line may go out at any time */

/* What each next value is above the last: every byte of it changes. */
#define STEP UINT32_C(0x6c078965)
#define SMM_STEP UINT32_C(0x9e3779b1)

const char *const consistency_fault_names[] = {"none", "lost_snoop", "exclusive", "lost_write_back", "no_lock", "no_snoop", NULL};

typedef struct know {
    uint32_t at[DIMS];
} know_t;

typedef struct version {
    uint32_t value; /* of the cell's bytes, the lowest first */
    uint32_t seq;   /* number of the store of its agent */
    know_t known;   /* by that agent, when it stored */
} version_t;

/* Bytes that are stored together and lie in one group of eight. */
typedef struct cell {
    uint32_t addr;
    uint8_t size, writer;
    bool wc;
    uint32_t count; /* of stores; the last RING are in `ring` */
    uint32_t floor[AGENTS]; /* the oldest store that may still be seen */
    version_t ring[RING];
} cell_t;

enum { SHARED = -1 };
enum spot_heat { SPOT_COLD, SPOT_HOT, SPOT_HOTTEST };
typedef struct spot {
    uint32_t base;
    uint16_t cell_of[SPOT_MOST];  /* by byte */
    uint16_t store_of[SPOT_MOST]; /* where the store that writes the byte begins, and its size */
    uint8_t store_size[SPOT_MOST];
    uint8_t store_writer[SPOT_MOST];
    uint8_t heat;
    int8_t owner; /* private to this CPU, or SHARED */
} spot_t;

typedef struct counter {
    uint32_t addr, count;
    struct { uint32_t value; know_t known; } made[COUNTS_KEPT]; /* who added to `value`, by value % COUNTS_KEPT */
} counter_t;

enum op_kind { OP_NONE, OP_LOAD, OP_STORE, OP_XCHG, OP_XADD, OP_COUNT_LOAD, OP_WBINVD };
typedef struct op {
    uint8_t kind, reg, size, count;
    uint32_t addr;
    uint16_t cells[MAX_PARTS]; /* of a store, or the counter */
} op_t;

/* The code of one CPU, of its program or its handler: which operation begins at which byte. */
typedef struct code {
    guest_code_t text;
    uint16_t *op_at; /* op number + 1, by byte */
} code_t;

typedef struct agent {
    know_t known;
    uint32_t stores;
    const op_t *op;  /* CPUs: in hand */
    uint64_t insns;
    bool smm;
    uint32_t gpr[8], smi_gpr[8], smi_next;
    uint32_t next;
    uint32_t spin;   /* where its program waits for the end */
} agent_t;

typedef struct machine {
    const consistency_config_t *config;
    consistency_counts_t *n;
    guest_config_t guest;
    soc_t *soc;
    uint64_t rng;
    cell_t *cells;
    unsigned cell_count;
    spot_t spots[MAX_SPOTS];
    unsigned spot_count, stop_cell, line;
    counter_t counters[COUNTERS];
    op_t ops[2 * GUEST_MAX_CPUS][MAX_OPS];
    unsigned op_count[2 * GUEST_MAX_CPUS];
    code_t code[2 * GUEST_MAX_CPUS]; /* programs, then handlers */
    agent_t a[AGENTS];
    know_t drained;
    soc_wire_ref_t mst_ack, mst_rdata, fault_wire[GUEST_MAX_CPUS];
    bool mst_busy, mst_checks_counter;
    uint32_t mst_cell;
    ps_t smi_until, smi_last, progress;
    bool at_once; /* no store buffer: a store is there for everybody when its instruction is done */
    bool ending, told, started, running;
    size_t events;
    bool wrong;
    char *why;
    unsigned why_size;
} machine_t;

void consistency_name(const consistency_config_t *c, char *text, unsigned size)
{
    snprintf(text, size, "part %s, %u CPUs, seed %" PRIu64 ", rounds %" PRIu32 "%s%s", c->part, c->cpus, c->seed,
             c->rounds, c->fault ? ", fault " : "", c->fault ? consistency_fault_names[c->fault] : "");
}

static void wrong(machine_t *m, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void wrong(machine_t *m, const char *format, ...)
{
    char name[128], what[384];
    va_list args;
    if (m->wrong)
        return;
    m->wrong = true;
    consistency_name(m->config, name, sizeof name);
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    snprintf(m->why, m->why_size, "%s: at %" PRIu64 " ns: %s", name, m->soc ? soc_now(m->soc) / 1000 : 0, what);
}

static uint32_t draw(machine_t *m, uint32_t n)
{
    return guest_draw(&m->rng, n);
}

static const char *agent_name(unsigned a)
{
    static const char *const names[AGENTS] = {"CPU 0", "CPU 1", "CPU 2", "CPU 3", "the master"};
    return names[a];
}

/* --- where data is -------------------------------------------------------------------------------------------------- */

static unsigned new_cell(machine_t *m, uint32_t addr, unsigned size, unsigned writer, bool wc)
{
    cell_t *c = &m->cells[m->cell_count];
    assert(m->cell_count < MAX_CELLS);
    *c = (cell_t){.addr = addr, .size = (uint8_t)size, .writer = (uint8_t)writer, .wc = wc, .count = 1};
    return m->cell_count++;
}

static unsigned draw_writer(machine_t *m)
{
    unsigned writer = draw(m, m->config->cpus + 1);
    return writer == m->config->cpus ? MASTER : writer;
}

/* Covers a spot with stores of random sizes; every second one has one writer, the others one a store. A store across a
 * group of eight bytes is of two cells. */
static void fill_spot(machine_t *m, spot_t *s, bool wc)
{
    unsigned room = 2 * m->line, alone = s->owner != SHARED ? (unsigned)s->owner : draw(m, 2) ? draw_writer(m) : AGENTS;
    for (unsigned at = 0; at < room;) {
        unsigned size = 1u << draw(m, 3), writer = alone < AGENTS ? alone : draw_writer(m);
        size = at + size > room ? 1 : size;
        if (writer == MASTER && (at % 4 || at + 4 > room))
            writer = draw(m, m->config->cpus);
        else if (writer == MASTER)
            size = 4;
        for (unsigned i = 0; i < size; i++) {
            if (i == 0 || (at + i) % 8 == 0) {
                unsigned here = 8 - (at + i) % 8;
                new_cell(m, s->base + at + i, here < size - i ? here : size - i, writer, wc);
            }
            s->cell_of[at + i] = (uint16_t)(m->cell_count - 1);
            s->store_of[at + i] = (uint16_t)at;
            s->store_size[at + i] = (uint8_t)size;
            s->store_writer[at + i] = (uint8_t)writer;
        }
        at += size;
    }
}

static void place_spots(machine_t *m)
{
    bool types = soc_config(m->soc)->part->cpuid_edx & CPUID_MTRR;
    for (unsigned r = 0; r < GUEST_REGIONS; r++) {
        const guest_region_t *g = &guest_regions[r];
        for (unsigned set = 0; set < SETS; set++) {
            unsigned tags = r != GUEST_WB ? TAGS_HOT : set == 0 ? TAGS : TAGS_FEW;
            for (unsigned tag = 0; tag < tags && m->spot_count < MAX_SPOTS; tag++) {
                spot_t *s = &m->spots[m->spot_count++];
                s->base = g->base + tag * STRIDE + 4 * set * m->line;
                s->heat = tag < (r == GUEST_WB ? 2 : 1) && set == 0 ? SPOT_HOTTEST : tag < TAGS_HOT && set < 2 ? SPOT_HOT : SPOT_COLD;
                unsigned owner = (TAGS - 1 - tag) % m->config->cpus;
                s->owner = r == GUEST_WB && tag >= TAGS - 4 ? (int8_t)owner : SHARED;
                fill_spot(m, s, types && g->type == MT_WC);
            }
        }
    }
    m->stop_cell = new_cell(m, guest_regions[GUEST_WB].base + 0x2000, 4, MASTER, false);
}

/* Counters of aligned dwords in three types of memory, and one across two lines. */
static void place_counters(machine_t *m)
{
    static const uint8_t where[COUNTERS] = {GUEST_WB, GUEST_WB, GUEST_WT, GUEST_UC, GUEST_WB, GUEST_WP};
    for (unsigned i = 0; i < COUNTERS; i++) {
        uint32_t base = guest_regions[where[i]].base + 0x3000 + 4 * i * m->line;
        m->counters[i].addr = i == COUNTERS - 2 ? base + m->line - 2 : i == 1 ? base - 4 * m->line + 8 : base;
    }
}

/* One in three accesses is of the hottest spot of some region. */
static const spot_t *draw_spot(machine_t *m, unsigned cpu)
{
    enum spot_heat least = draw(m, 3) == 0 ? SPOT_HOTTEST : draw(m, 3) ? SPOT_HOT : SPOT_COLD;
    for (;;) {
        const spot_t *s = &m->spots[draw(m, m->spot_count)];
        if (s->heat >= least && (s->owner == SHARED || s->owner == (int)cpu))
            return s;
    }
}

/* --- code ------------------------------------------------------------------------------------------------------------- */

static op_t *new_op(machine_t *m, unsigned list, enum op_kind kind, unsigned reg, uint32_t addr, unsigned size)
{
    code_t *c = &m->code[list];
    op_t *o = &m->ops[list][m->op_count[list]];
    c->op_at[c->text.size] = (uint16_t)++m->op_count[list];
    *o = (op_t){.kind = (uint8_t)kind, .reg = (uint8_t)reg, .addr = addr, .size = (uint8_t)size};
    return o;
}

static void add_cells(op_t *o, const spot_t *s)
{
    unsigned from = o->addr - s->base;
    for (unsigned i = 0; i < o->size; i++)
        if (!o->count || o->cells[o->count - 1] != s->cell_of[from + i])
            o->cells[o->count++] = s->cell_of[from + i];
}

/* In the hottest spots the bytes about the border of the two lines. */
static unsigned draw_byte(machine_t *m, const spot_t *s)
{
    return s->heat == SPOT_HOTTEST ? m->line - 8 + draw(m, 16) : draw(m, 2 * m->line);
}

static void emit_load(machine_t *m, unsigned list, const spot_t *s)
{
    code_t *c = &m->code[list];
    unsigned size = 1u << draw(m, 3), from = draw_byte(m, s);
    if (draw(m, 2) || from + size > 2 * m->line)
        from -= from % size;
    op_t *o = new_op(m, list, OP_LOAD, R_EDX, s->base + from, size);
    add_cells(o, s);
    guest_load(&c->text, R_EDX, o->addr, size);
}

/* A store of the next value, which is in EBX, plain or by XCHG. */
static void emit_store(machine_t *m, unsigned list, unsigned cpu, const spot_t *s, uint32_t step)
{
    code_t *c = &m->code[list];
    unsigned at = draw_byte(m, s), tries = 0;
    while (s->store_writer[at] != cpu && tries++ < 2 * m->line)
        at = (at + 1) % (2 * m->line);
    if (s->store_writer[at] != cpu)
        return;
    unsigned size = s->store_size[at];
    uint32_t addr = s->base + s->store_of[at];
    bool exchange = draw(m, 6) == 0;
    guest_add_imm(&c->text, R_EBX, step);
    if (exchange)
        guest_mov(&c->text, R_EDX, R_EBX);
    op_t *o = new_op(m, list, exchange ? OP_XCHG : OP_STORE, exchange ? R_EDX : R_EBX, addr, size);
    add_cells(o, s);
    if (exchange)
        guest_xchg(&c->text, R_EDX, addr, size);
    else
        guest_store(&c->text, R_EBX, addr, size);
}

static void emit_count(machine_t *m, unsigned list, bool add)
{
    code_t *c = &m->code[list];
    unsigned k = draw(m, COUNTERS);
    if (!add && m->counters[k].addr % 4)
        k = 0;
    if (add)
        guest_mov_imm(&c->text, R_EDX, 1);
    op_t *o = new_op(m, list, add ? OP_XADD : OP_COUNT_LOAD, R_EDX, m->counters[k].addr, 4);
    o->cells[0] = (uint16_t)k;
    if (add)
        guest_lock_xadd(&c->text, R_EDX, o->addr);
    else
        guest_load(&c->text, R_EDX, o->addr, 4);
}

/* Two accesses in a row are often of one spot: what the first left in the cache counts for the second. */
static void emit_some(machine_t *m, unsigned list, unsigned cpu, unsigned ops, uint32_t step)
{
    const spot_t *s = draw_spot(m, cpu);
    for (unsigned i = 0; i < ops; i++) {
        unsigned what = draw(m, 100);
        if (draw(m, 2))
            s = draw_spot(m, cpu);
        if (what < 5) {
            emit_count(m, list, true);
        } else if (what < 9) {
            emit_count(m, list, false);
        } else if (what == 9 && draw(m, 2) == 0) {
            new_op(m, list, OP_WBINVD, 0, 0, 0);
            guest_wbinvd(&m->code[list].text);
        } else if (what == 10 && (soc_config(m->soc)->part->cpuid_edx & CPUID_EDX_CLFSH)) {
            guest_clflush(&m->code[list].text, s->base + draw(m, 2 * m->line));
        } else if (what < 45) {
            emit_store(m, list, cpu, s, step);
        } else {
            emit_load(m, list, s);
        }
    }
}

static bool open_code(machine_t *m, unsigned list, uint32_t at, uint32_t room, bool code16)
{
    code_t *c = &m->code[list];
    c->text = (guest_code_t){.bytes = calloc(1, room), .at = at, .room = room, .code16 = code16};
    c->op_at = calloc(room, sizeof *c->op_at);
    return c->text.bytes && c->op_at;
}

/* The body over and over; then it polls the cell that the master writes at the end, writes its caches back and halts. */
static bool write_program(machine_t *m, unsigned cpu)
{
    code_t *c = &m->code[cpu];
    if (!open_code(m, cpu, GUEST_MAIN + cpu * GUEST_MAIN_SIZE, GUEST_MAIN_SIZE, false))
        return false;
    guest_mov_imm(&c->text, R_EBX, 0x01000193u * (cpu + 1));
    guest_mov_imm(&c->text, R_ECX, m->config->rounds);
    uint32_t again = guest_here(&c->text);
    emit_some(m, cpu, cpu, BODY_OPS, STEP);
    guest_dec(&c->text, R_ECX);
    guest_jnz(&c->text, again);
    m->a[cpu].spin = guest_here(&c->text);
    op_t *o = new_op(m, cpu, OP_LOAD, R_EDX, m->cells[m->stop_cell].addr, 4);
    o->cells[o->count++] = (uint16_t)m->stop_cell;
    guest_load(&c->text, R_EDX, o->addr, 4);
    guest_test(&c->text, R_EDX);
    guest_jz(&c->text, m->a[cpu].spin);
    new_op(m, cpu, OP_WBINVD, 0, 0, 0);
    guest_wbinvd(&c->text);
    guest_hlt(&c->text);
    guest_put(m->soc, &c->text);
    return true;
}

/* Goes on with its own values, which are kept in SMRAM: a spot of private cells too. */
static bool write_handler(machine_t *m, unsigned cpu)
{
    unsigned list = GUEST_MAX_CPUS + cpu;
    code_t *c = &m->code[list];
    uint32_t smbase = guest_smbase(&m->guest, cpu), kept = smbase + GUEST_SMRAM_DATA;
    if (!open_code(m, list, smbase + 0x8000, GUEST_HANDLER_SIZE, true))
        return false;
    spot_t *s = &m->spots[m->spot_count++];
    *s = (spot_t){.base = kept + 4 * m->line, .owner = (int8_t)cpu};
    fill_spot(m, s, false);
    unsigned cell = new_cell(m, kept, 4, cpu, false);
    op_t *o = new_op(m, list, OP_LOAD, R_EBX, kept, 4);
    o->cells[o->count++] = (uint16_t)cell;
    guest_load(&c->text, R_EBX, kept, 4);
    emit_some(m, list, cpu, 1 + draw(m, 6), SMM_STEP);
    for (unsigned i = 0; i < 3; i++) {
        emit_store(m, list, cpu, s, SMM_STEP);
        emit_load(m, list, s);
    }
    guest_add_imm(&c->text, R_EBX, SMM_STEP);
    o = new_op(m, list, OP_STORE, R_EBX, kept, 4);
    o->cells[o->count++] = (uint16_t)cell;
    guest_store(&c->text, R_EBX, kept, 4);
    guest_rsm(&c->text);
    guest_put(m->soc, &c->text);
    m->spot_count--; /* nobody else goes there */
    return true;
}

/* --- the reference ---------------------------------------------------------------------------------------------------- */

static void join(know_t *to, const know_t *from)
{
    for (unsigned i = 0; i < DIMS; i++)
        to->at[i] = from->at[i] > to->at[i] ? from->at[i] : to->at[i];
}

static const version_t *version_at(const cell_t *c, uint32_t i)
{
    return &c->ring[i % RING];
}

/* The oldest store of a cell that an agent may see now. */
static uint32_t oldest(const machine_t *m, const cell_t *c, unsigned agent)
{
    uint32_t known = m->a[agent].known.at[c->writer + (c->wc ? AGENTS : 0)], i = c->count - 1;
    uint32_t first = c->count > RING ? c->count - RING : 0;
    if (agent == c->writer) { /* the last one before what it does now */
        while (i > first && version_at(c, i)->seq > m->a[agent].stores)
            i--;
        return i;
    }
    while (i > first && i > c->floor[agent] && version_at(c, i)->seq > known)
        i--;
    return i;
}

/* A load's bytes of one cell, taken together: which store gave them. What it tells goes into `seen`. */
static void judge_cell(machine_t *m, unsigned agent, cell_t *c, uint32_t addr, unsigned size, uint64_t got, know_t *seen)
{
    unsigned from = addr > c->addr ? addr - c->addr : 0, to = addr + size < c->addr + c->size ? addr + size - c->addr : c->size;
    uint64_t mask = ((UINT64_C(1) << (8 * (to - from))) - 1);
    uint64_t value = got >> (8 * (c->addr + from - addr)) & mask;
    uint32_t least = oldest(m, c, agent), i = least;
    m->n->bytes += to - from;
    while (i < c->count && (version_at(c, i)->value >> (8 * from) & mask) != value)
        i++;
    if (i == c->count || (agent == c->writer && version_at(c, i)->seq > m->a[agent].stores)) {
        uint32_t old = c->count > RING ? c->count - RING : 0;
        for (i = old; i < least && (version_at(c, i)->value >> (8 * from) & mask) != value; i++)
            ;
        wrong(m, "%s read %" PRIx64 "h at %" PRIx32 "h, which %s stores: %s; store %" PRIu32 " (%" PRIx64 "h) or later was due",
              agent_name(agent), value, c->addr + from, agent_name(c->writer),
              i < least ? "an old value" : "never stored there", least, version_at(c, least)->value >> (8 * from) & mask);
        return;
    }
    c->floor[agent] = i;
    if (agent == c->writer)
        return;
    if (!c->wc)
        join(seen, &version_at(c, i)->known);
}

static void judge_load(machine_t *m, unsigned agent, const uint16_t *cells, unsigned count, uint32_t addr, unsigned size,
                       uint64_t got)
{
    know_t seen = m->a[agent].known;
    for (unsigned i = 0; i < count; i++)
        judge_cell(m, agent, &m->cells[cells[i]], addr, size, got, &seen);
    m->a[agent].known = seen;
}

/* A counter was read: `added` says that it is one higher now. */
static void judge_count(machine_t *m, unsigned agent, unsigned k, uint32_t value, bool added)
{
    counter_t *c = &m->counters[k];
    know_t *known = &m->a[agent].known;
    uint32_t least = known->at[2 * AGENTS + k];
    m->n->bytes += 4;
    if (value < least || value > c->count + GUEST_MAX_CPUS) {
        wrong(m, "%s read %" PRIu32 " in counter %u, known to be %" PRIu32 " or more, and of %" PRIu32 " counts", agent_name(agent),
              value, k, least, c->count);
        return;
    }
    if (value && c->made[(value - 1) % COUNTS_KEPT].value == value)
        join(known, &c->made[(value - 1) % COUNTS_KEPT].known);
    known->at[2 * AGENTS + k] = value + added;
    if (!added)
        return;
    if (c->made[value % COUNTS_KEPT].value == value + 1)
        wrong(m, "%s is the second to count from %" PRIu32 " in counter %u", agent_name(agent), value, k);
    c->count++;
    c->made[value % COUNTS_KEPT].value = value + 1;
    c->made[value % COUNTS_KEPT].known = *known;
}

/* The store that an agent begins: others may see it from now on. */
static void begin_store(machine_t *m, unsigned agent, const uint16_t *cells, unsigned count, uint32_t value)
{
    agent_t *a = &m->a[agent];
    for (unsigned i = 0, done = 0; i < count; i++) {
        cell_t *c = &m->cells[cells[i]];
        version_t *s = &c->ring[c->count++ % RING];
        *s = (version_t){.value = value >> (8 * done), .seq = a->stores + 1, .known = a->known};
        s->known.at[agent] = a->stores + (count == 1); /* one half of a store does not tell of the other */
        done += c->size;
    }
}

/* All that an agent has stored is there for everybody. */
static void drain(machine_t *m, unsigned agent)
{
    agent_t *a = &m->a[agent];
    a->known.at[agent] = a->known.at[AGENTS + agent] = a->stores;
    m->drained.at[agent] = m->drained.at[AGENTS + agent] = a->stores;
}

static void end_store(machine_t *m, unsigned agent)
{
    agent_t *a = &m->a[agent];
    a->stores++;
    a->known.at[agent] = a->stores;
    if (m->at_once)
        drain(m, agent);
}

/* --- what CPUs do ------------------------------------------------------------------------------------------------------ */

static const op_t *op_at(const machine_t *m, unsigned cpu, bool smm, uint32_t addr)
{
    unsigned list = cpu + (smm ? GUEST_MAX_CPUS : 0);
    const code_t *c = &m->code[list];
    uint32_t into = addr - c->text.at;
    return into < c->text.size && c->op_at[into] ? &m->ops[list][c->op_at[into] - 1] : NULL;
}

static void begin_op(machine_t *m, unsigned cpu)
{
    agent_t *a = &m->a[cpu];
    const cpu_t *core = soc_cpu(m->soc, cpu);
    a->next = core->a.seg[S_CS].base + core->a.eip;
    memcpy(a->gpr, core->a.gpr, sizeof a->gpr);
    join(&a->known, &m->drained);
    a->op = op_at(m, cpu, core->a.smm, a->next);
    if (a->op && (a->op->kind == OP_STORE || a->op->kind == OP_XCHG))
        begin_store(m, cpu, a->op->cells, a->op->count, a->gpr[a->op->reg]);
}

/* An SMI came first. */
static void cancel_op(machine_t *m, unsigned cpu)
{
    const op_t *o = m->a[cpu].op;
    if (o && (o->kind == OP_STORE || o->kind == OP_XCHG))
        for (unsigned i = 0; i < o->count; i++)
            m->cells[o->cells[i]].count--;
    for (unsigned n = 0; n < AGENTS; n++)
        if (n != cpu && m->a[n].known.at[cpu] > m->a[cpu].stores)
            wrong(m, "%s saw a store that %s has not made", agent_name(n), agent_name(cpu));
}

static void end_op(machine_t *m, unsigned cpu)
{
    const op_t *o = m->a[cpu].op;
    uint32_t got = soc_cpu(m->soc, cpu)->a.gpr[o->reg];
    m->n->accesses += o->cells[0] != m->stop_cell || o->kind != OP_LOAD; /* not those that only wait */
    switch ((enum op_kind)o->kind) {
    case OP_NONE: {
        break;
    }
    case OP_LOAD: {
        judge_load(m, cpu, o->cells, o->count, o->addr, o->size, got);
        break;
    }
    case OP_STORE: {
        end_store(m, cpu);
        break;
    }
    case OP_XCHG: {
        judge_load(m, cpu, o->cells, o->count, o->addr, o->size, got);
        end_store(m, cpu);
        drain(m, cpu);
        m->n->locked++;
        break;
    }
    case OP_XADD: {
        drain(m, cpu);
        judge_count(m, cpu, o->cells[0], got, true);
        m->n->locked++;
        break;
    }
    case OP_COUNT_LOAD: {
        judge_count(m, cpu, o->cells[0], got, false);
        break;
    }
    case OP_WBINVD: {
        drain(m, cpu);
        break;
    }
    }
}

static void smi_begins(machine_t *m, unsigned cpu)
{
    agent_t *a = &m->a[cpu];
    cancel_op(m, cpu);
    memcpy(a->smi_gpr, a->gpr, sizeof a->gpr);
    a->smi_next = a->next;
    drain(m, cpu);
    m->n->smis++;
    if (m->told)
        wrong(m, "an SMI after the last one");
}

static void smi_ends(machine_t *m, unsigned cpu)
{
    agent_t *a = &m->a[cpu];
    const cpu_arch_t *r = &soc_cpu(m->soc, cpu)->a;
    drain(m, cpu);
    if (memcmp(a->smi_gpr, r->gpr, sizeof a->smi_gpr) != 0 || a->smi_next != r->seg[S_CS].base + r->eip)
        wrong(m, "CPU %u has other registers after RSM than at the SMI", cpu);
}

static void look_at_cpu(machine_t *m, unsigned cpu)
{
    agent_t *a = &m->a[cpu];
    const cpu_t *core = soc_cpu(m->soc, cpu);
    if (core->insns == a->insns)
        return;
    if (core->insns != a->insns + 1)
        wrong(m, "CPU %u went two steps in a clock", cpu);
    a->insns = core->insns;
    m->progress = soc_now(m->soc);
    if (core->a.smm == a->smm && core->a.seg[S_CS].base + core->a.eip == a->next)
        return; /* FLUSH# was a step */
    if (core->a.smm && !a->smm)
        smi_begins(m, cpu);
    else if (!core->a.smm && a->smm)
        smi_ends(m, cpu);
    else if (a->op)
        end_op(m, cpu);
    a->smm = core->a.smm;
    begin_op(m, cpu);
}

/* --- what the board does ------------------------------------------------------------------------------------------------ */

static void begin_master(machine_t *m, uint32_t addr, bool write, uint32_t value)
{
    board_out_t *b = soc_board(m->soc);
    agent_t *a = &m->a[MASTER];
    uint16_t cell = (uint16_t)m->mst_cell;
    join(&a->known, &m->drained);
    b->mst_seq++;
    b->mst_initiator = INIT_DMI;
    b->mst_write = write;
    b->mst_wb = false;
    b->mst_addr = addr;
    b->mst_data = value;
    if (write)
        begin_store(m, MASTER, &cell, 1, value);
    m->mst_busy = true;
    soc_board_changed(m->soc, soc_now(m->soc));
}

/* A dword: a store to one of its cells, or a load of a counter, or of any dword of a shared spot. */
static void draw_master(machine_t *m)
{
    const spot_t *s = &m->spots[draw(m, m->spot_count)];
    unsigned at = draw(m, 2 * m->line / 4) * 4, tries = 0;
    m->mst_checks_counter = draw(m, 8) == 0;
    if (m->mst_checks_counter) {
        m->mst_cell = 0;
        begin_master(m, m->counters[0].addr, false, 0);
        return;
    }
    if (s->owner != SHARED)
        return;
    bool write = draw(m, 2);
    while (write && s->store_writer[at] != MASTER && tries++ < 2 * m->line / 4)
        at = (at + 4) % (2 * m->line);
    write = write && s->store_writer[at] == MASTER;
    m->mst_cell = s->cell_of[at];
    begin_master(m, s->base + at, write, STEP * (m->a[MASTER].stores + 1));
}

/* The cells of the dword that the master reads. */
static void end_master_read(machine_t *m, uint32_t addr, uint32_t got)
{
    uint16_t cells[MAX_PARTS];
    unsigned count = 0;
    for (unsigned i = m->mst_cell; i < m->cell_count && m->cells[i].addr < addr + 4 && m->cells[i].addr + m->cells[i].size > addr &&
                                   count < MAX_PARTS; i++)
        cells[count++] = (uint16_t)i;
    judge_load(m, MASTER, cells, count, addr, 4, got);
}

static void look_at_master(machine_t *m)
{
    const board_out_t *b = soc_board(m->soc);
    if (!m->mst_busy || sig_get(m->mst_ack.base, m->mst_ack.sig) != b->mst_seq)
        return;
    uint32_t got = (uint32_t)sig_get(m->mst_rdata.base, m->mst_rdata.sig);
    m->mst_busy = false;
    m->n->masters++;
    if (b->mst_write) {
        end_store(m, MASTER);
        drain(m, MASTER);
    } else if (m->mst_checks_counter) {
        judge_count(m, MASTER, 0, got, false);
    } else {
        end_master_read(m, (uint32_t)b->mst_addr, got);
    }
}

static void set_smi(machine_t *m, bool high)
{
    soc_board(m->soc)->ext_smi_n = high;
    m->smi_last = soc_now(m->soc);
    soc_board_changed(m->soc, soc_now(m->soc));
}

/* Every CPU's program waits at its end, and no SMI waits for a CPU (which may be at a flush first). */
static bool all_wait(machine_t *m)
{
    for (unsigned n = 0; n < m->config->cpus; n++)
        if (soc_cpu(m->soc, n)->a.smm || soc_cpu_in(m->soc, n)->smi_pending || soc_cpu_out(m->soc, n)->want_smm || m->a[n].next < m->a[n].spin || m->a[n].next >= m->a[n].spin + 32)
            return false;
    return true;
}

static bool all_halted(machine_t *m)
{
    for (unsigned n = 0; n < m->config->cpus; n++)
        if (!soc_cpu(m->soc, n)->a.halted)
            return false;
    return true;
}

/* Every CPU has come to its program. */
static bool all_run(const machine_t *m)
{
    for (unsigned n = 0; n < m->config->cpus; n++)
        if (m->a[n].next - m->code[n].text.at >= m->code[n].text.size)
            return false;
    return true;
}

/* Once a BCLK. */
static void stimulate(machine_t *m)
{
    ps_t bclk = soc_clock(m->soc, BCLK)->period, now = soc_now(m->soc);
    bool low = !soc_board(m->soc)->ext_smi_n;
    if (!m->ending && all_wait(m))
        m->ending = true;
    if (low && now >= m->smi_until) {
        set_smi(m, true);
    } else if (!low && !m->ending && draw(m, 3000) == 0) {
        m->smi_until = now + (4 + draw(m, 40)) * bclk;
        set_smi(m, false);
    }
    if (!m->mst_busy && !m->ending && draw(m, 60) == 0)
        draw_master(m);
    if (m->ending && !m->told && !low && !m->mst_busy && all_wait(m) && now > m->smi_last + QUIET_BCLKS * bclk) {
        m->told = true;
        m->mst_checks_counter = false;
        m->mst_cell = m->stop_cell;
        begin_master(m, m->cells[m->stop_cell].addr, true, 1);
    }
}

/* --- planted faults ----------------------------------------------------------------------------------------------------- */

/* The input of each CPU's blocks, or (CPU 0's place) of the host bridge, that a fault changes. */
static bool find_fault_wires(machine_t *m)
{
    static const char *const of_cpu[FAULT_COUNT] = {
        [FAULT_LOST_SNOOP] = "snoop.reqb_n", [FAULT_EXCLUSIVE] = "biu.hit_n", [FAULT_NO_LOCK] = "biu.bus_lock_n"};
    const char *wire = of_cpu[m->config->fault];
    bool found = true;
    for (unsigned n = 0; n < m->config->cpus && wire; n++) {
        char name[64];
        snprintf(name, sizeof name, "cpu%u.%s", n, wire);
        found &= soc_find_wire(m->soc, name, &m->fault_wire[n]) == 1;
    }
    if (m->config->fault == FAULT_LOST_WRITE_BACK)
        found = soc_find_wire(m->soc, "mch.be", &m->fault_wire[0]) == 1;
    return found;
}

/* Holds until the board is wired anew; counted when it is a change. */
static void force(machine_t *m, unsigned n, uint64_t value)
{
    const soc_wire_ref_t *w = &m->fault_wire[n];
    m->n->planted += sig_get(w->base, w->sig) != value;
    sig_set(w->base, w->sig, value);
}

/* At each BCLK, on the wires that the blocks see next. */
static void plant(machine_t *m)
{
    const bus_wires_t *b = soc_bus(m->soc);
    enum consistency_fault fault = m->config->fault;
    for (unsigned n = 0; n < m->config->cpus; n++)
        if (fault == FAULT_EXCLUSIVE || fault == FAULT_NO_LOCK ||
            (fault == FAULT_LOST_SNOOP && !b->reqb_n && b->agent != n && draw(m, 8) == 0))
            force(m, n, true);
    if (fault == FAULT_LOST_WRITE_BACK && !b->reqb_n && b->req_a == REQ_MEM_WRITEBACK && draw(m, 8) == 0)
        force(m, 0, 0);
}

/* --- a run -------------------------------------------------------------------------------------------------------------- */

static void look_at_events(machine_t *m)
{
    const ev_log_t *log = soc_events(m->soc);
    for (; m->events < log->count; m->events++) {
        const ev_t *e = &log->list[m->events];
        if (e->id == EV_EXCEPTION || e->id == EV_SHUTDOWN || e->id == EV_UNKNOWN_OPCODE)
            wrong(m, "CPU %u: event %s, %" PRIx64 "h, in or after %" PRIx32 "h", e->from, ev_names[e->id], e->arg,
                  m->a[e->from].next);
    }
}

static void instant(machine_t *m)
{
    ps_t bclk = soc_clock(m->soc, BCLK)->period, t = soc_next(m->soc, PS_NEVER);
    soc_tick(m->soc, t, PS_NEVER);
    soc_settle(m->soc);
    if (m->config->fault && t % bclk == 0)
        plant(m);
    look_at_events(m);
    if (!m->started) {
        m->started = guest_started(m->soc, &m->guest);
        m->progress = t;
        return;
    }
    for (unsigned n = 0; n < m->config->cpus; n++)
        look_at_cpu(m, n);
    look_at_master(m);
    m->running = m->running || all_run(m);
    if (t % bclk == 0) {
        m->n->bclks++;
        if (m->running)
            stimulate(m);
    }
    if (t > m->progress + STUCK_BCLKS * bclk)
        wrong(m, "no CPU goes on");
}

static uint32_t in_memory(machine_t *m, uint32_t addr, unsigned size)
{
    return (uint32_t)ram_read(soc_ram(m->soc), addr, size);
}

static void judge_end(machine_t *m)
{
    for (unsigned i = 0; i < m->cell_count; i++) {
        const cell_t *c = &m->cells[i];
        uint64_t mask = (UINT64_C(1) << (8 * c->size)) - 1;
        uint32_t want = version_at(c, c->count - 1)->value & (uint32_t)mask, got = in_memory(m, c->addr, c->size);
        m->n->end_bytes += c->size;
        if (got != want)
            wrong(m, "at the end memory has %" PRIx32 "h at %" PRIx32 "h, the last store by %s was %" PRIx32 "h", got, c->addr,
                  agent_name(c->writer), want);
    }
    for (unsigned k = 0; k < COUNTERS; k++) {
        uint32_t got = in_memory(m, m->counters[k].addr, 4);
        m->n->end_bytes += 4;
        if (got != m->counters[k].count)
            wrong(m, "at the end counter %u is %" PRIu32 " after %" PRIu32 " counts", k, got, m->counters[k].count);
    }
}

/* What a board or a part may choose and no program sees, in every second machine at random. */
static void draw_choices(machine_t *m)
{
    static const char *const names[] = {"flush_with_smi", "flush_prefetch", "wb_wt", "ken_smram", NULL};
    params_t *p = &m->guest.params;
    if (m->config->seed % 2)
        guest_random_latencies(p, m->config->seed);
    for (unsigned i = 0; names[i]; i++) {
        const param_info_t *info = param_find(names[i]);
        if (info && m->config->seed % 2)
            param_set(p, info, info->least + draw(m, info->most - info->least + 1));
    }
    const param_info_t *buffer = param_find("store_buffer");
    if (buffer && m->config->seed % 4 == 2)
        param_set(p, buffer, 0);
    m->at_once = !buffer || !param_get(p, buffer);
    p->snoop_masters = m->config->fault != FAULT_NO_SNOOP;
}

static bool set_up(machine_t *m)
{
    const consistency_config_t *c = m->config;
    char err[256];
    m->rng = (c->seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    m->guest = (guest_config_t){.part = c->part, .cpus = c->cpus, .mode = MODE_CYCLE, .params = part_params(part_find(c->part)),
                                .tseg = draw(m, 2)};
    draw_choices(m);
    m->cells = calloc(MAX_CELLS, sizeof *m->cells);
    m->soc = guest_open(&m->guest, err, sizeof err);
    if (!m->soc || !m->cells)
        return false;
    m->line = soc_config(m->soc)->part->caches.line;
    if (soc_find_wire(m->soc, "mch.mst_ack", &m->mst_ack) != 1 || soc_find_wire(m->soc, "mch.mst_rdata", &m->mst_rdata) != 1)
        return false;
    if (!find_fault_wires(m))
        return false;
    place_spots(m);
    place_counters(m);
    for (unsigned n = 0; n < c->cpus; n++)
        if (!write_program(m, n) || !write_handler(m, n))
            return false;
    return true;
}

static void close_machine(machine_t *m)
{
    for (unsigned i = 0; i < 2 * GUEST_MAX_CPUS; i++) {
        free(m->code[i].text.bytes);
        free(m->code[i].op_at);
    }
    if (m->soc)
        soc_close(m->soc);
    free(m->cells);
    free(m);
}

bool consistency_run(const consistency_config_t *c, consistency_counts_t *n, char *why, unsigned why_size)
{
    machine_t *m = calloc(1, sizeof *m);
    if (!m)
        return false;
    *m = (machine_t){.config = c, .n = n, .why = why, .why_size = why_size};
    if (!set_up(m))
        wrong(m, "the machine cannot be set up");
    while (!m->wrong && !(m->told && !m->mst_busy && all_halted(m)))
        instant(m);
    if (!m->wrong)
        judge_end(m);
    bool ok = !m->wrong;
    close_machine(m);
    return ok;
}

consistency_config_t consistency_nth(uint64_t seed, uint64_t k, uint32_t rounds)
{
    static const struct { const char *part; unsigned cpus; } of[] = {
        {"p6", 2}, {"core2", 2}, {"pentium", 2}, {"p6", 4}, {"core2", 4}, {"p6", 3}, {"core2", 3}};
    unsigned i = (unsigned)(k % (sizeof of / sizeof of[0]));
    return (consistency_config_t){.part = of[i].part, .cpus = of[i].cpus, .seed = seed + k, .rounds = rounds};
}
