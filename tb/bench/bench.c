/* bench: how fast the simulator is, from one run on one machine.
 *
 * Every measurement is a process of its own (this program again, with --one), since SystemC elaborates once a process
 * and no run may find another's caches warm. One repetition does each measurement once, so that a slow spell of the
 * machine touches all of them. Times are the process's CPU time from the first instant to the closed session: other
 * work on the machine weighs less on it than on wall time, which the JSON has too.
 * Left out: `pentium`. */
#include "check.h"
#include "sc_shim.h"
#include "session.h"
#include "sweep.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { MAX_RUNS = 101, TEXT = 1024 };

typedef enum unit { PER_BCLK, PER_INSN, PER_TRIP, PER_EDGE, PER_RUN, PER_TWIN_EDGE } unit_t;
static const char *const unit_names[] = {"BCLK", "guest instruction", "SMI round trip", "block edge",
                                         "run of a sweep", "compared edge of a twin"};

typedef struct probe {
    const char *name, *what, *program;
    unit_t unit;
    soc_mode_t mode;
    ps_t length, quick; /* guest time; the quick mode's. PER_EDGE: edges. PER_RUN: shifts to either side of 0 */
    bool systemc, twins, fst, bare;
    const char *part; /* NULL: the program's own */
    unsigned cpus;    /* 0: the program's own */
} probe_t;

#define MS UINT64_C(1000000000)
#define CYCLES "mixed", PER_BCLK, MODE_CYCLE, 8 * MS, 2 * MS

#define MIPS_MP "mips_mp", PER_INSN, MODE_FAST, 8 * MS, 2 * MS, .systemc = true, .twins = true
#define MP_CYCLES "mips_mp", PER_TWIN_EDGE, MODE_CYCLE, MS / 2, MS / 8, .systemc = true, .twins = true
#define CACHED MODE_CYCLE, 4 * MS, MS, .systemc = true, .twins = true
#define CACHED_SHORT MODE_CYCLE, MS, MS / 4, .systemc = true, .twins = true
#define OFF_CYCLES "caches_off", PER_BCLK, CACHED
#define ON_CYCLES "caches_on", PER_BCLK, CACHED
#define OFF_INSNS "caches_off", PER_INSN, CACHED
#define ON_INSNS "caches_on", PER_INSN, CACHED
#define OFF_CYCLES_SHORT "caches_off", PER_BCLK, CACHED_SHORT
#define ON_CYCLES_SHORT "caches_on", PER_BCLK, CACHED_SHORT
#define OFF_INSNS_SHORT "caches_off", PER_INSN, CACHED_SHORT
#define ON_INSNS_SHORT "caches_on", PER_INSN, CACHED_SHORT
#define PARKED .part = "core2", .systemc = true, .twins = true

/* The order is that of one repetition: what is divided stands close together. */
static const probe_t probes[] = {
    {"bare", "bare Verilated blocks, the same inputs replayed", CYCLES, .bare = true},
    {"dry", "cycle mode, twins compared, SystemC kernel", CYCLES, .systemc = true, .twins = true},
    {"fst", "cycle mode, twins compared, FST, SystemC kernel", CYCLES, .systemc = true, .twins = true, .fst = true},
    {"dry_loop", "cycle mode, twins compared, plain loop", CYCLES, .twins = true},
    {"fst_loop", "cycle mode, twins compared, FST, plain loop", CYCLES, .twins = true, .fst = true},
    {"alone", "cycle mode, no twins, SystemC kernel", CYCLES, .systemc = true},
    {"alone_loop", "cycle mode, no twins, plain loop", CYCLES, .systemc = false},
    {"mips", "fast mode, loads, stores and calls", "mips", PER_INSN, MODE_FAST, 400 * MS, 100 * MS, .systemc = true,
     .twins = true},
    {"storm_fast", "fast mode, SMIs back to back", "smi_storm", PER_TRIP, MODE_FAST, 40 * MS, 8 * MS, .systemc = true,
     .twins = true},
    {"storm_auto", "auto mode, SMIs back to back", "smi_storm", PER_TRIP, MODE_AUTO, 40 * MS, 8 * MS, .systemc = true,
     .twins = true},
    {"fast_1", "fast mode, 1 CPU of core2, loads, stores and calls", MIPS_MP, .cpus = 1},
    {"fast_2", "the same, 2 CPUs", MIPS_MP, .cpus = 2},
    {"fast_4", "the same, 4 CPUs", MIPS_MP, .cpus = 4},
    {"fast_8", "the same, 8 CPUs", MIPS_MP, .cpus = 8},
    {"fast_16", "the same, 16 CPUs", MIPS_MP, .cpus = 16},
    {"fast_64", "the same, 64 CPUs", MIPS_MP, .cpus = 64},
    {"parked_1", "fast mode, CPU 0 of core2 alone", "mips", PER_INSN, MODE_FAST, 40 * MS, 10 * MS, .cpus = 1, PARKED},
    {"parked_16", "the same beside 15 CPUs that wait", "mips", PER_INSN, MODE_FAST, 40 * MS, 10 * MS, .cpus = 16, PARKED},
    {"parked_64", "the same beside 63 CPUs that wait", "mips", PER_INSN, MODE_FAST, 40 * MS, 10 * MS, .cpus = 64, PARKED},
    {"cycle_1", "cycle mode, 1 CPU of core2, twins compared", MP_CYCLES, .cpus = 1},
    {"cycle_2", "the same, 2 CPUs", MP_CYCLES, .cpus = 2},
    {"cycle_4", "the same, 4 CPUs", MP_CYCLES, .cpus = 4},
    {"cycle_8", "the same, 8 CPUs", MP_CYCLES, .cpus = 8},
    {"cycle_16", "the same, 16 CPUs", MP_CYCLES, .cpus = 16},
    {"cycle_64", "the same, 64 CPUs", MP_CYCLES, .cpus = 64},
    {"off_p6", "cycle mode, caches off, twins compared", OFF_CYCLES, .part = "p6"},
    {"on_p6", "the same, caches on", ON_CYCLES, .part = "p6"},
    {"off_p6_insn", "cycle mode, caches off, a guest instruction", OFF_INSNS, .part = "p6"},
    {"on_p6_insn", "the same, caches on", ON_INSNS, .part = "p6"},
    {"off_core2", "cycle mode, caches off, core2", OFF_CYCLES_SHORT, .part = "core2"},
    {"on_core2", "the same, caches on", ON_CYCLES_SHORT, .part = "core2"},
    {"off_core2_insn", "cycle mode, caches off, core2, a guest instruction", OFF_INSNS_SHORT, .part = "core2"},
    {"on_core2_insn", "the same, caches on", ON_INSNS_SHORT, .part = "core2"},
    {"check", "check smi_ctl, C beside our RTL on random input", "smi_ctl", PER_EDGE, .length = 6000000, .quick = 1000000},
    {"sweep", "sweep of four CPUs, cycle mode, twins compared", "smi_four_cpus", PER_RUN, MODE_CYCLE, 20, 2, .systemc = true,
     .twins = true},
};
enum { PROBES = sizeof probes / sizeof probes[0] };

/* A goal is a ratio of two measurements' times, or (no `below`) a speed per second. */
typedef struct goal {
    const char *name, *what, *above, *below;
    bool at_least; /* else at most */
    double want;   /* 0: no goal, for information */
} goal_t;
static const goal_t goals[] = {
    {"dry_to_bare", "dry : bare blocks, SystemC kernel", "dry", "bare", false, 4},
    {"dry_to_bare_loop", "dry : bare blocks, plain loop", "dry_loop", "bare", false, 0},
    {"fst_to_dry", "FST : dry, SystemC kernel", "fst", "dry", false, 6},
    {"fst_to_dry_loop", "FST : dry, plain loop", "fst_loop", "dry_loop", false, 0},
    {"twins_cost", "dry : no twins, SystemC kernel", "dry", "alone", false, 0},
    {"kernel_cost", "SystemC kernel : plain loop, dry", "dry", "dry_loop", false, 0},
    {"fast_speed", "fast mode, guest instructions/s", "mips", NULL, true, 40e6},
    {"fast_2_to_1", "2 CPUs : 1 CPU, time of a guest instruction, fast mode", "fast_2", "fast_1", false, 0},
    {"fast_4_to_1", "4 : 1", "fast_4", "fast_1", false, 0},
    {"fast_8_to_1", "8 : 1", "fast_8", "fast_1", false, 0},
    {"fast_16_to_1", "16 : 1 (in proportion: the host's instructions each guest instruction takes stay the same)", "fast_16",
     "fast_1", false, 1.3},
    {"fast_64_to_1", "64 : 1", "fast_64", "fast_1", false, 0},
    {"parked_16_to_1", "15 waiting CPUs beside one that runs : none", "parked_16", "parked_1", false, 1.05},
    {"parked_64_to_1", "63 waiting CPUs : none", "parked_64", "parked_1", false, 0},
    {"cycle_4_to_1", "4 CPUs : 1 CPU, time of a compared twin edge, cycle mode", "cycle_4", "cycle_1", false, 1.3},
    {"cycle_16_to_1", "16 : 1", "cycle_16", "cycle_1", false, 0},
    {"cycle_64_to_1", "64 : 1", "cycle_64", "cycle_1", false, 0},
    {"caches_bclk_p6", "caches on : off, time of a BCLK, cycle mode, p6", "on_p6", "off_p6", false, 2},
    {"caches_insn_p6", "caches on : off, time of a guest instruction, p6", "on_p6_insn", "off_p6_insn", false, 1},
    {"caches_bclk_core2", "caches on : off, time of a BCLK, core2", "on_core2", "off_core2", false, 2},
    {"caches_insn_core2", "caches on : off, time of a guest instruction, core2", "on_core2_insn", "off_core2_insn", false, 1},
    {"sweep_speed", "sweep of four CPUs, runs/s of one core", "sweep", NULL, true, 0.342}, /* 41 on two in a minute */
    {"check_speed", "check smi_ctl, compared edges/s", "check", NULL, true, 3e6},
};
enum { GOALS = sizeof goals / sizeof goals[0] };

/* What one measurement found. */
typedef struct sample {
    uint64_t count; /* of the probe's unit */
    double cpu, wall; /* seconds */
    uint64_t wires; /* compared */
    uint64_t dump;  /* bytes of FST */
} sample_t;

typedef struct options {
    const char *self, *json, *markdown, *tools; /* tools: versions to be written down, "A; B" */
    unsigned runs;
    bool quick;
} options_t;

static int find_probe(const char *name)
{
    for (int i = 0; i < PROBES; i++)
        if (strcmp(probes[i].name, name) == 0)
            return i;
    return -1;
}

static double seconds(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool complain(const char *what, const char *why)
{
    fprintf(stderr, "smmscope_bench: %s: %s\n", what, why);
    return false;
}

/* --- one measurement, in a process of its own --------------------------------------------------------------------- */

static void run_to_end(session_t *x, bool systemc)
{
    if (systemc) {
        sc_shim_run(x);
        return;
    }
    for (;;) {
        ps_t t = session_next(x);
        if (t == PS_NEVER || !session_instant(x, t))
            break;
    }
}

static uint64_t count_events(session_t *x, ev_id_t id)
{
    const ev_log_t *log = soc_events(x->soc);
    uint64_t n = 0;
    for (size_t i = 0; i < log->count; i++)
        n += log->list[i].id == id;
    return n;
}

static uint64_t twin_edges(session_t *x)
{
    unsigned rows;
    const score_row_t *row = score_rows(x->score, &rows);
    uint64_t n = 0;
    for (unsigned i = 0; i < rows; i++)
        n += row[i].edges;
    return n;
}

static uint64_t count_of(session_t *x, unit_t unit)
{
    switch (unit) {
    case PER_BCLK: return x->scenario->watchdog / soc_clock(x->soc, BCLK)->period;
    case PER_INSN: return soc_stats(x->soc).insns;
    case PER_TRIP: return count_events(x, EV_SMM_EXIT);
    case PER_TWIN_EDGE: return twin_edges(x);
    case PER_EDGE:
    case PER_RUN: break; /* see measure_check */
    }
    return 0;
}

/* A speed counts only when what ran was right, to the end. */
static bool sound(session_t *x, const probe_t *p, sample_t *s)
{
    unsigned rows, rules;
    const score_row_t *row = score_rows(x->score, &rows);
    const rule_info_t *rule = rules_list(x->rules, &rules);
    if (x->error[0])
        return complain(p->name, x->error);
    if (x->interrupted || !x->stopped[0])
        return complain(p->name, "ended before its time");
    if (checks_failed(x->checks))
        return complain(p->name, "a check of the program failed");
    for (unsigned i = 0; i < rules; i++)
        if (rule[i].failed)
            return complain(rule[i].name, rule[i].first);
    for (unsigned i = 0; i < rows; i++) {
        s->wires += row[i].wires;
        if (row[i].mismatches)
            return complain(p->name, row[i].first);
    }
    if (p->twins != (s->wires > 0))
        return complain(p->name, p->twins ? "no wire was compared" : "twins ran");
    return s->count > 0 || complain(p->name, "nothing to count");
}

static bool measure_session(session_t *x, const probe_t *p, sample_t *s)
{
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
    run_to_end(x, p->systemc);
    session_close(x); /* a dump is not written before */
    s->cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    s->wall = seconds(CLOCK_MONOTONIC) - wall;
    s->count = count_of(x, p->unit);
    return sound(x, p, s);
}

/* Inputs of the twins, edge by edge in the order of the scoreboard: a head and, behind it, the block's `in`. */
typedef struct head {
    uint32_t row, rst_n;
} head_t;
typedef struct tape {
    unsigned char *bytes;
    size_t size, room;
} tape_t;

static size_t tape_step(const block_t *b)
{
    return sizeof(head_t) + (b->in_size + 7) / 8 * 8;
}

static bool tape_add(tape_t *t, unsigned row, const soc_inst_t *inst)
{
    size_t step = tape_step(inst->block);
    if (t->room - t->size < step) {
        size_t room = t->room ? 2 * t->room : 1 << 24;
        unsigned char *p = realloc(t->bytes, room);
        if (!p)
            return complain("bare", "no memory for the inputs");
        t->bytes = p;
        t->room = room;
    }
    head_t h = {row, inst->rst_n};
    memcpy(t->bytes + t->size, &h, sizeof h);
    memcpy(t->bytes + t->size + sizeof h, inst->in, inst->block->in_size);
    t->size += step;
    return true;
}

static bool record(session_t *x, tape_t *t)
{
    unsigned rows;
    const score_row_t *row = score_rows(x->score, &rows);
    for (;;) {
        ps_t end = x->scenario->watchdog, now = soc_next(x->soc, end);
        if (now >= end)
            return t->size > 0 || complain("bare", "there are no twins");
        soc_tick(x->soc, now, end);
        for (unsigned i = 0; i < rows; i++)
            if (row[i].inst->ticked && row[i].twin && !tape_add(t, i, row[i].inst))
                return false;
        soc_settle(x->soc);
    }
}

static void replay(const tape_t *t, const score_row_t *row, void *const *model)
{
    head_t h;
    for (size_t at = 0; at < t->size; at += tape_step(row[h.row].inst->block)) {
        memcpy(&h, t->bytes + at, sizeof h);
        const twin_if_t *twin = row[h.row].twin;
        twin->set(model[h.row], t->bytes + at + sizeof h, h.rst_n);
        twin->eval(model[h.row], true);
        twin->eval(model[h.row], false);
    }
}

static bool measure_bare(session_t *x, const probe_t *p, sample_t *s)
{
    unsigned rows;
    const score_row_t *row = score_rows(x->score, &rows);
    tape_t tape = {0};
    void **model = calloc(rows + 1, sizeof *model);
    bool good = model && record(x, &tape);
    for (unsigned i = 0; good && i < rows; i++)
        model[i] = row[i].twin ? row[i].twin->create(0) : NULL;
    if (good) {
        double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
        replay(&tape, row, model);
        s->cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        s->wall = seconds(CLOCK_MONOTONIC) - wall;
        s->count = count_of(x, p->unit);
    }
    for (unsigned i = 0; good && i < rows; i++)
        if (model[i])
            row[i].twin->destroy(model[i]);
    free(model);
    free(tape.bytes);
    return good;
}

/* `smmscope check` of a block, here `program`, without its report. */
static bool measure_check(const probe_t *p, bool quick, sample_t *s)
{
    char err[TEXT];
    rtl_check_t c;
    const check_options_t o = {.block = p->program, .edges = quick ? p->quick : p->length, .seed = 1};
    if (!check_open(&c, &o, err, sizeof err))
        return complain(p->name, err);
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
    check_run(&c);
    s->cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    s->wall = seconds(CLOCK_MONOTONIC) - wall;
    s->count = c.edges;
    s->wires = c.compared;
    bool good = check_passed(&c) || complain(p->name, "the check failed");
    check_close(&c);
    return good;
}

static bool make_dump(char *path, size_t size)
{
    const char *folder = getenv("TMPDIR");
    snprintf(path, size, "%s/smmscope-bench-XXXXXX", folder && *folder ? folder : "/tmp");
    int fd = mkstemp(path);
    if (fd < 0)
        return complain(path, strerror(errno));
    close(fd);
    return true;
}

static void run_shim(session_t *x)
{
    sc_shim_run(x);
}

static bool no_view(session_t *x, const char *dump, ps_t parting, char *err, unsigned err_size)
{
    (void)x;
    (void)dump;
    (void)parting;
    (void)err;
    (void)err_size;
    return true;
}

static bool never(void)
{
    return false;
}

/* All processors run; the time is what they used together. */
static bool measure_sweep(const probe_t *p, bool quick, sample_t *s)
{
    char err[TEXT];
    scenario_t scenario;
    sweep_t w;
    struct rusage used;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int64_t shifts = (int64_t)(quick ? p->quick : p->length);
    sweep_options_t o = {.event = "one", .from = -shifts, .to = shifts, .step = 1, .unit = BCLK, .out = "/tmp",
                         .jobs = cores > 0 ? (unsigned)cores : 1, .session = {.mode = p->mode, .twins = p->twins},
                         .run = run_shim, .view = no_view, .interrupted = never};
    if (!scenario_load(&scenario, p->program, NULL, err, sizeof err))
        return complain(p->name, err);
    if (!sweep_open(&w, &scenario, &o, err, sizeof err))
        return complain(p->name, err);
    double from = seconds(CLOCK_MONOTONIC);
    bool good = sweep_run(&w, err, sizeof err) || complain(p->name, err);
    s->wall = seconds(CLOCK_MONOTONIC) - from;
    if (good && !sweep_passed(&w))
        good = complain(p->name, "the runs do not all pass with one outcome");
    getrusage(RUSAGE_CHILDREN, &used);
    s->cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
             1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    s->count = w.count;
    sweep_free(&w);
    scenario_free(&scenario);
    return good;
}

static void on_interrupt(int sig)
{
    (void)sig;
    session_interrupt();
}

static bool measure(const probe_t *p, bool quick, sample_t *s)
{
    char err[TEXT], path[TEXT], dump[TEXT] = "";
    scenario_t scenario;
    session_t x;
    struct stat st;
    session_options_t o = {.mode = p->mode, .twins = p->twins};
    if (p->unit == PER_EDGE)
        return measure_check(p, quick, s);
    if (p->unit == PER_RUN)
        return measure_sweep(p, quick, s);
    snprintf(path, sizeof path, SMMSCOPE_SOURCE_DIR "/tb/bench/%s.asm", p->program);
    scenario_options_t with = {.part = p->part, .cpus = p->cpus};
    if (!scenario_load(&scenario, path, &with, err, sizeof err))
        return complain(p->name, err);
    scenario.watchdog = quick ? p->quick : p->length;
    if (p->fst && !make_dump(dump, sizeof dump))
        return false;
    o.wave = dump[0] ? dump : NULL;
    signal(SIGINT, on_interrupt); /* so that the dump goes away */
    signal(SIGTERM, on_interrupt);
    bool open = session_open(&x, &scenario, &o, err, sizeof err);
    bool good = open ? p->bare ? measure_bare(&x, p, s) : measure_session(&x, p, s) : complain(p->name, err);
    if (dump[0] && stat(dump, &st) == 0)
        s->dump = (uint64_t)st.st_size;
    if (dump[0])
        unlink(dump);
    if (open)
        session_free(&x);
    scenario_free(&scenario);
    return good;
}

static int measure_here(const char *name, bool quick)
{
    int i = find_probe(name);
    sample_t s = {0};
    if (i < 0) {
        complain(name, "no such measurement");
        return 2;
    }
    if (!measure(&probes[i], quick, &s))
        return 1;
    printf("sample %" PRIu64 " %.9f %.9f %" PRIu64 " %" PRIu64 "\n", s.count, s.cpu, s.wall, s.wires, s.dump);
    return 0;
}

/* --- all measurements --------------------------------------------------------------------------------------------- */

static bool read_sample(int fd, sample_t *s)
{
    char line[TEXT];
    bool found = false;
    FILE *f = fdopen(fd, "r");
    while (f && fgets(line, sizeof line, f))
        found |= sscanf(line, "sample %" SCNu64 " %lf %lf %" SCNu64 " %" SCNu64, &s->count, &s->cpu, &s->wall,
                        &s->wires, &s->dump) == 5;
    if (f)
        fclose(f);
    return found;
}

static bool measure_apart(const options_t *o, const probe_t *p, sample_t *s)
{
    char *argv[] = {(char *)(uintptr_t)o->self, "--one", (char *)(uintptr_t)p->name, o->quick ? "--quick" : NULL, NULL};
    int to_us[2], status;
    pid_t child;
    posix_spawn_file_actions_t actions;
    if (pipe(to_us) != 0)
        return complain(p->name, strerror(errno));
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to_us[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, to_us[0]);
    int failed = posix_spawnp(&child, o->self, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(to_us[1]);
    if (failed) {
        close(to_us[0]);
        return complain(o->self, strerror(failed));
    }
    bool found = read_sample(to_us[0], s);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return (found && WIFEXITED(status) && WEXITSTATUS(status) == 0) || complain(p->name, "the measurement failed");
}

typedef struct figures {
    sample_t sample[PROBES][MAX_RUNS];
    unsigned runs;
} figures_t;

static bool measure_all(const options_t *o, figures_t *f)
{
    bool show = isatty(STDERR_FILENO);
    for (f->runs = 0; f->runs < o->runs; f->runs++)
        for (unsigned i = 0; i < PROBES; i++) {
            if (show)
                fprintf(stderr, "\r\033[Krun %u of %u: %s", f->runs + 1, o->runs, probes[i].name);
            if (!measure_apart(o, &probes[i], &f->sample[i][f->runs]))
                return false;
        }
    if (show)
        fputs("\r\033[K", stderr);
    return true;
}

/* --- statistics --------------------------------------------------------------------------------------------------- */

typedef struct two {
    double min, median;
} two_t;

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static two_t summary(const double *v, unsigned n)
{
    double s[MAX_RUNS];
    memcpy(s, v, n * sizeof *v);
    qsort(s, n, sizeof *s, by_size);
    return (two_t){s[0], n % 2 ? s[n / 2] : (s[n / 2 - 1] + s[n / 2]) / 2};
}

static double nanoseconds(const sample_t *s)
{
    return 1e9 * s->cpu / (double)s->count;
}

static two_t time_each(const figures_t *f, int probe)
{
    double v[MAX_RUNS];
    for (unsigned k = 0; k < f->runs; k++)
        v[k] = nanoseconds(&f->sample[probe][k]);
    return summary(v, f->runs);
}

/* Of a ratio: the quotient of the two minima, and the median of the repetitions' quotients. Of a speed: the best, and
 * that of the median time. */
static two_t goal_value(const figures_t *f, const goal_t *g)
{
    int a = find_probe(g->above), b = g->below ? find_probe(g->below) : a;
    double v[MAX_RUNS];
    two_t ta = time_each(f, a), tb = time_each(f, b);
    if (!g->below)
        return (two_t){1e9 / ta.min, 1e9 / ta.median};
    for (unsigned k = 0; k < f->runs; k++)
        v[k] = nanoseconds(&f->sample[a][k]) / nanoseconds(&f->sample[b][k]);
    return (two_t){ta.min / tb.min, summary(v, f->runs).median};
}

/* The median decides. */
static bool goal_met(const goal_t *g, two_t value)
{
    return g->at_least ? value.median >= g->want : value.median <= g->want;
}

/* --- what is printed ---------------------------------------------------------------------------------------------- */

/* Three digits, as people read them: 1.23 M. */
static const char *short_number(double v, char text[24])
{
    const char *unit = v >= 1e6 ? " M" : v >= 1e4 ? " k" : "";
    double n = v >= 1e6 ? v / 1e6 : v >= 1e4 ? v / 1e3 : v;
    snprintf(text, 24, "%.*f%s", n >= 99.95 ? 0 : n >= 9.995 ? 1 : 2, n, unit);
    return text;
}

static void cpu_name(char *text, size_t size)
{
    char line[TEXT];
    FILE *f = fopen("/proc/cpuinfo", "r");
    snprintf(text, size, "unknown CPU");
    while (f && fgets(line, sizeof line, f)) {
        const char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) != 0 || !colon)
            continue;
        line[strcspn(line, "\n")] = 0;
        snprintf(text, size, "%s", colon + 1 + strspn(colon + 1, " "));
        break;
    }
    if (f)
        fclose(f);
}

static const char *compiler(void)
{
#ifdef __clang__
    return __VERSION__; /* begins with its name */
#else
    return "gcc " __VERSION__;
#endif
}

static void host_line(const options_t *o, const figures_t *f, char *text, size_t size)
{
    char cpu[256], day[32] = "";
    time_t now = time(NULL);
    struct tm tm;
    cpu_name(cpu, sizeof cpu);
    if (gmtime_r(&now, &tm))
        strftime(day, sizeof day, "%Y-%m-%d", &tm);
    snprintf(text, size, "%s: %s, %ld CPUs; %s%s%s; %u repetition%s%s", day, cpu, sysconf(_SC_NPROCESSORS_ONLN),
             compiler(), o->tools ? "; " : "", o->tools ? o->tools : "", f->runs, f->runs == 1 ? "" : "s",
             o->quick ? ", quick" : "");
}

/* The same two tables for a terminal and for the documentation. */
typedef struct layout {
    const char *row, *rule;
} layout_t;
static const layout_t plain = {"%-52s %12s %12s %12s  %s\n", ""};
static const layout_t markdown = {"| %s | %s | %s | %s | %s |\n", "| --- | ---: | ---: | ---: | --- |\n"};

static void print_times(const figures_t *f, const layout_t *t, FILE *out)
{
    char a[24], b[24], c[24];
    fprintf(out, t->row, "measured", "min ns", "median ns", "per second", "of");
    fputs(t->rule, out);
    for (int i = 0; i < PROBES; i++) {
        two_t v = time_each(f, i);
        fprintf(out, t->row, probes[i].what, short_number(v.min, a), short_number(v.median, b),
                short_number(1e9 / v.median, c), unit_names[probes[i].unit]);
    }
}

static void print_goals(const figures_t *f, const layout_t *t, FILE *out)
{
    char a[24], b[24], c[24], d[24];
    fprintf(out, t->row, "ratio or speed", "of minima", "median", "goal", "met");
    fputs(t->rule, out);
    for (int i = 0; i < GOALS; i++) {
        const goal_t *g = &goals[i];
        two_t v = goal_value(f, g);
        snprintf(d, sizeof d, "%s %s", g->at_least ? ">=" : "<=", short_number(g->want, c));
        fprintf(out, t->row, g->what, short_number(v.min, a), short_number(v.median, b), g->want > 0 ? d : "-",
                g->want > 0 ? goal_met(g, v) ? "yes" : "NO" : "-");
    }
}

static void print_missed(const figures_t *f, FILE *out)
{
    unsigned set = 0, missed = 0;
    for (int i = 0; i < GOALS; i++)
        set += goals[i].want > 0;
    fprintf(out, "Goals missed: ");
    for (int i = 0; i < GOALS; i++)
        if (goals[i].want > 0 && !goal_met(&goals[i], goal_value(f, &goals[i])))
            fprintf(out, "%s%s", missed++ ? "; " : "", goals[i].what);
    fprintf(out, missed ? " (%u of %u).\n" : "none (%u of %u).\n", missed, set);
}

static void print_all(const options_t *o, const figures_t *f, const layout_t *t, FILE *out)
{
    char line[TEXT];
    host_line(o, f, line, sizeof line);
    fprintf(out, "%s\n\n", line);
    print_times(f, t, out);
    fputc('\n', out);
    print_goals(f, t, out);
    fputc('\n', out);
    print_missed(f, out);
}

/* --- JSON --------------------------------------------------------------------------------------------------------- */

static double rounded(double v)
{
    char text[32];
    snprintf(text, sizeof text, "%.6g", v);
    return strtod(text, NULL);
}

static void json_figure(const figures_t *f, int i, cJSON *list)
{
    const probe_t *p = &probes[i];
    two_t v = time_each(f, i);
    cJSON *o = cJSON_CreateObject(), *samples = cJSON_CreateArray(), *walls = cJSON_CreateArray();
    cJSON_AddItemToArray(list, o);
    cJSON_AddStringToObject(o, "name", p->name);
    cJSON_AddStringToObject(o, "what", p->what);
    cJSON_AddStringToObject(o, "program", p->program);
    cJSON_AddStringToObject(o, "mode", soc_mode_names[p->mode]);
    if (p->cpus)
        cJSON_AddNumberToObject(o, "cpus", p->cpus);
    cJSON_AddStringToObject(o, "of", unit_names[p->unit]);
    cJSON_AddNumberToObject(o, "count", (double)f->sample[i][0].count);
    cJSON_AddNumberToObject(o, "wires_compared", (double)f->sample[i][0].wires);
    if (p->fst)
        cJSON_AddNumberToObject(o, "fst_bytes", (double)f->sample[i][0].dump);
    cJSON_AddStringToObject(o, "unit", "ns");
    cJSON_AddNumberToObject(o, "min", rounded(v.min));
    cJSON_AddNumberToObject(o, "median", rounded(v.median));
    cJSON_AddNumberToObject(o, "per_second_best", rounded(1e9 / v.min));
    cJSON_AddNumberToObject(o, "per_second_median", rounded(1e9 / v.median));
    cJSON_AddItemToObject(o, "samples", samples);
    cJSON_AddItemToObject(o, "wall_samples", walls);
    for (unsigned k = 0; k < f->runs; k++) {
        const sample_t *s = &f->sample[i][k];
        cJSON_AddItemToArray(samples, cJSON_CreateNumber(rounded(nanoseconds(s))));
        cJSON_AddItemToArray(walls, cJSON_CreateNumber(rounded(1e9 * s->wall / (double)s->count)));
    }
}

static void json_goal(const figures_t *f, const goal_t *g, cJSON *list)
{
    two_t v = goal_value(f, g);
    cJSON *o = cJSON_CreateObject();
    cJSON_AddItemToArray(list, o);
    cJSON_AddStringToObject(o, "name", g->name);
    cJSON_AddStringToObject(o, "what", g->what);
    cJSON_AddStringToObject(o, "unit", g->below ? "times" : "per second");
    cJSON_AddNumberToObject(o, g->below ? "of_minima" : "best", rounded(v.min));
    cJSON_AddNumberToObject(o, "median", rounded(v.median));
    if (g->want > 0) {
        cJSON_AddStringToObject(o, "goal_is", g->at_least ? "at least" : "at most");
        cJSON_AddNumberToObject(o, "goal", g->want);
        cJSON_AddBoolToObject(o, "met", goal_met(g, v));
    }
}

static bool write_json(const options_t *o, const figures_t *f)
{
    char line[TEXT], cpu[256];
    cJSON *root = cJSON_CreateObject(), *figures = cJSON_CreateArray(), *ratios = cJSON_CreateArray();
    host_line(o, f, line, sizeof line);
    cpu_name(cpu, sizeof cpu);
    cJSON_AddStringToObject(root, "run", line);
    cJSON_AddStringToObject(root, "cpu", cpu);
    cJSON_AddNumberToObject(root, "cpus", (double)sysconf(_SC_NPROCESSORS_ONLN));
    cJSON_AddStringToObject(root, "compiler", compiler());
    if (o->tools)
        cJSON_AddStringToObject(root, "tools", o->tools);
    cJSON_AddNumberToObject(root, "runs", f->runs);
    cJSON_AddBoolToObject(root, "quick", o->quick);
    cJSON_AddItemToObject(root, "figures", figures);
    cJSON_AddItemToObject(root, "goals", ratios);
    for (int i = 0; i < PROBES; i++)
        json_figure(f, i, figures);
    for (int i = 0; i < GOALS; i++)
        json_goal(f, &goals[i], ratios);
    char *text = cJSON_Print(root);
    cJSON_Delete(root);
    FILE *out = text ? fopen(o->json, "w") : NULL;
    bool ok = out && fprintf(out, "%s\n", text) > 0;
    if (out)
        ok &= fclose(out) == 0;
    free(text);
    return ok || complain(o->json, strerror(errno));
}

static bool write_markdown(const options_t *o, const figures_t *f)
{
    FILE *out = fopen(o->markdown, "w");
    if (out)
        print_all(o, f, &markdown, out);
    return (out && fclose(out) == 0) || complain(o->markdown, strerror(errno));
}

/* --- command line ------------------------------------------------------------------------------------------------- */

static const char usage[] =
    "usage: smmscope_bench [--runs N] [--quick] [--json FILE] [--markdown FILE] [--tools TEXT]\n"
    "       smmscope_bench --one MEASUREMENT [--quick]\n";

static int run_all(const options_t *o)
{
    static figures_t f; /* large */
    if (!measure_all(o, &f))
        return 1;
    print_all(o, &f, &plain, stdout);
    bool ok = (!o->json || write_json(o, &f)) && (!o->markdown || write_markdown(o, &f));
    return ok && fflush(stdout) == 0 ? 0 : 2;
}

int main(int argc, char *argv[])
{
    options_t o = {.self = argv[0], .runs = 0};
    const char *one = NULL;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        const char **to = strcmp(argv[i], "--json") == 0       ? &o.json
                          : strcmp(argv[i], "--markdown") == 0 ? &o.markdown
                          : strcmp(argv[i], "--tools") == 0    ? &o.tools
                          : strcmp(argv[i], "--one") == 0      ? &one
                                                               : NULL;
        if (strcmp(argv[i], "--quick") == 0) {
            o.quick = true;
        } else if (to && value) {
            *to = value;
            i++;
        } else if (strcmp(argv[i], "--runs") == 0 && value && atoi(value) >= 1 && atoi(value) <= MAX_RUNS) {
            o.runs = (unsigned)atoi(value);
            i++;
        } else {
            fputs(usage, stderr);
            return 2;
        }
    }
    if (one)
        return measure_here(one, o.quick);
    if (!o.runs)
        o.runs = o.quick ? 1 : 7;
    return run_all(&o);
}
