#include "race_free.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PHASES = 10, OPS = 24 /* of each CPU in a phase */, LINES = 10, LINE = 64, STRIDE = 0x40000, CELLS = 2400, COUNTERS = 4,
    CONTROL = 0x3000 /* in the WB region: counters, barrier, SMI count, sums; a line each */,
    BARRIER = COUNTERS, SMI_COUNT, SUM, CONTROLS = SUM + GUEST_MAX_CPUS, LIMIT_BCLKS = 4000000, NOBODY = 0xff,
};
#define STEP UINT32_C(0x6c078965)

typedef struct cell {
    uint32_t addr;
    uint8_t size, writer[PHASES];
} cell_t;

typedef struct machine {
    const race_free_config_t *config;
    soc_t *soc;
    uint64_t rng;
    cell_t cell[CELLS];
    unsigned cells;
    bool started;
} machine_t;

static uint32_t draw(machine_t *m, uint32_t n)
{
    return guest_draw(&m->rng, n);
}

static uint32_t control(unsigned i)
{
    return guest_regions[GUEST_WB].base + CONTROL + i * LINE;
}

/* Lines of each region, most of one set, covered with cells, some of which cross a line. */
static void place(machine_t *m)
{
    unsigned cpus = m->config->guest.cpus;
    for (unsigned r = 0; r < GUEST_REGIONS; r++)
        for (unsigned i = 0; i < LINES; i++) {
            unsigned tags = r == GUEST_WB ? LINES : 4;
            uint32_t base = guest_regions[r].base + i % tags * STRIDE + i / tags * 4 * LINE;
            for (unsigned at = 0; at < 2 * LINE && m->cells < CELLS; m->cells++) {
                cell_t *c = &m->cell[m->cells];
                *c = (cell_t){.addr = base + at, .size = (uint8_t)(1u << draw(m, 3))};
                at += c->size;
                for (unsigned p = 0; p < PHASES; p++) {
                    unsigned w = draw(m, cpus + 1);
                    c->writer[p] = w == cpus ? NOBODY : (uint8_t)w;
                }
            }
        }
}

/* --- code ------------------------------------------------------------------------------------------------------------- */

/* EAX holds the sum over all that was loaded, EBX what was stored last. */
static void emit_op(machine_t *m, guest_code_t *c, unsigned cpu, unsigned phase)
{
    const cell_t *x = &m->cell[draw(m, m->cells)];
    unsigned what = draw(m, 12);
    if (what == 0) {
        guest_mov_imm(c, R_EDX, 1 + draw(m, 9));
        guest_lock_xadd(c, R_EDX, control(draw(m, COUNTERS)));
        return;
    }
    if (what == 1 && draw(m, 8) == 0) {
        guest_wbinvd(c);
        return;
    }
    while (x->writer[phase] != cpu && (x->writer[phase] != NOBODY || what < 6))
        x = &m->cell[draw(m, m->cells)];
    if (what < 6) {
        guest_add_imm(c, R_EBX, STEP);
        if (draw(m, 2))
            guest_add(c, R_EBX, R_EAX);
        guest_store(c, R_EBX, x->addr, x->size);
        return;
    }
    guest_mov_imm(c, R_EDX, 0);
    guest_load(c, R_EDX, x->addr, x->size);
    guest_rol(c, R_EAX, 1);
    guest_add(c, R_EAX, R_EDX);
}

/* Polls until a counter has come to this value. */
static void emit_wait(guest_code_t *c, uint32_t addr, uint32_t value)
{
    uint32_t again = guest_here(c);
    guest_load(c, R_EDX, addr, 4);
    guest_cmp_imm(c, R_EDX, value);
    guest_jb(c, again); /* another CPU may have gone on counting */
}

static void put_program(machine_t *m, unsigned cpu)
{
    static uint8_t text[GUEST_MAIN_SIZE];
    unsigned cpus = m->config->guest.cpus;
    guest_code_t c = {.bytes = text, .at = GUEST_MAIN + cpu * GUEST_MAIN_SIZE, .room = sizeof text};
    guest_mov_imm(&c, R_EAX, 0);
    guest_mov_imm(&c, R_EBX, 0x01000193u * (cpu + 1));
    for (unsigned phase = 0, smis = 0; phase < PHASES; phase++) {
        for (unsigned i = 0; i < OPS; i++)
            emit_op(m, &c, cpu, phase);
        guest_mov_imm(&c, R_EDX, 1);
        guest_lock_xadd(&c, R_EDX, control(BARRIER));
        emit_wait(&c, control(BARRIER), cpus * (phase + 1));
        if (phase % 3 != 1 || m->config->smi_pulses)
            continue;
        smis++;
        if (cpu == 0) {
            guest_mov(&c, R_ESI, R_EAX);
            guest_out(&c, 0xb2, phase, 1);
            guest_mov(&c, R_EAX, R_ESI);
        }
        emit_wait(&c, control(SMI_COUNT), cpus * smis);
    }
    guest_store(&c, R_EAX, control(SUM + cpu), 4);
    guest_wbinvd(&c);
    guest_hlt(&c);
    guest_put(m->soc, &c);
}

/* Pulses of SMI# that nobody has asked for count in SMRAM only. */
static void put_handler(machine_t *m, unsigned cpu)
{
    uint8_t text[256];
    uint32_t smbase = guest_smbase(&m->config->guest, cpu), kept = smbase + GUEST_SMRAM_DATA;
    guest_code_t c = {.bytes = text, .at = smbase + 0x8000, .room = sizeof text, .code16 = true};
    guest_load(&c, R_EBX, kept, 4);
    guest_add_imm(&c, R_EBX, 1);
    guest_store(&c, R_EBX, kept, 4);
    if (!m->config->smi_pulses) {
        if (cpu == 0)
            guest_end_smi(&c);
        guest_mov_imm(&c, R_EDX, 1);
        guest_lock_xadd(&c, R_EDX, control(SMI_COUNT));
    }
    guest_rsm(&c);
    guest_put(m->soc, &c);
}

/* --- a run -------------------------------------------------------------------------------------------------------------- */

static bool all_halted(machine_t *m)
{
    for (unsigned n = 0; n < m->config->guest.cpus; n++)
        if (!soc_cpu(m->soc, n)->a.halted || soc_cpu_out(m->soc, n)->want_smm || soc_cpu_in(m->soc, n)->in_smm)
            return false;
    return soc_board(m->soc)->ext_smi_n;
}

static ps_t instant(machine_t *m, ps_t horizon)
{
    ps_t t = soc_next(m->soc, horizon);
    soc_tick(m->soc, t, horizon);
    soc_settle(m->soc);
    if (!m->started)
        m->started = guest_started(m->soc, &m->config->guest);
    return t;
}

/* Until all have halted; SMI# falls now and then while they run. */
static bool run(machine_t *m)
{
    ps_t bclk = soc_clock(m->soc, BCLK)->period, limit = LIMIT_BCLKS * bclk, change = limit;
    uint64_t rng = m->config->smi_pulses;
    if (rng)
        change = (5000 + guest_draw(&rng, 3000)) * bclk;
    while (!all_halted(m)) {
        ps_t t = instant(m, m->started ? change : bclk + soc_now(m->soc));
        if (t >= limit)
            return false;
        if (t != change)
            continue;
        bool *pin = &soc_board(m->soc)->ext_smi_n;
        *pin = !*pin;
        soc_board_changed(m->soc, t);
        change = t + (*pin ? 600 + guest_draw(&rng, 4000) : 20) * bclk;
    }
    return true;
}

static void keep(machine_t *m, race_free_result_t *r)
{
    const ev_log_t *log = soc_events(m->soc);
    ram_t *ram = soc_ram(m->soc);
    for (unsigned i = 0; i < m->cells; i++)
        r->value[r->values++] = (uint32_t)ram_read(ram, m->cell[i].addr, m->cell[i].size);
    for (unsigned i = 0; i < CONTROLS; i++)
        r->value[r->values++] = (uint32_t)ram_read(ram, control(i), 4);
    for (size_t i = 0; i < log->count; i++) {
        const ev_t *e = &log->list[i];
        if (e->from < GUEST_MAX_CPUS && !ev_is_mark(e->id) && r->events[e->from] < RACE_FREE_EVENTS)
            r->event[e->from][r->events[e->from]++] = (uint8_t)e->id;
    }
    r->switches = soc_stats(m->soc).cycle_switches;
    r->time = soc_now(m->soc);
}

bool race_free_run(const race_free_config_t *c, race_free_result_t *r, char *why, unsigned why_size)
{
    machine_t *m = calloc(1, sizeof *m);
    memset(r, 0, sizeof *r);
    if (!m)
        return false;
    m->config = c;
    m->rng = (c->seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    m->soc = guest_open(&c->guest, why, why_size);
    bool ok = m->soc;
    if (ok) {
        place(m);
        for (unsigned n = 0; n < c->guest.cpus; n++) {
            put_program(m, n);
            put_handler(m, n);
        }
        ok = run(m);
        if (!ok)
            snprintf(why, why_size, "seed %" PRIu64 ": not all CPUs halted in %d BCLK", c->seed, LIMIT_BCLKS);
        keep(m, r);
        soc_close(m->soc);
    }
    free(m);
    return ok;
}

bool race_free_same(const race_free_result_t *a, const race_free_result_t *b, bool events, char *why, unsigned why_size)
{
    for (unsigned i = 0; i < a->values || i < b->values; i++)
        if (i >= a->values || i >= b->values || a->value[i] != b->value[i]) {
            snprintf(why, why_size, "value %u of memory is %" PRIx32 "h and %" PRIx32 "h", i, a->value[i], b->value[i]);
            return false;
        }
    for (unsigned n = 0; n < GUEST_MAX_CPUS && events; n++)
        for (unsigned i = 0; i < a->events[n] || i < b->events[n]; i++)
            if (i >= a->events[n] || i >= b->events[n] || a->event[n][i] != b->event[n][i]) {
                snprintf(why, why_size, "event %u of CPU %u is %s and %s", i, n,
                         i < a->events[n] ? ev_names[a->event[n][i]] : "none",
                         i < b->events[n] ? ev_names[b->event[n][i]] : "none");
                return false;
            }
    return true;
}
