/* mode_test: every scenario in each mode that its `modes` line allows gives the same events in the same order.
 *
 * Compared are lists of events, one for each CPU, one for the messages each CPU sends (a local APIC sends while its CPU
 * goes on), one for the ICH9 and one for the MCH: which event and its argument.
 * Times differ by nature, and so may the order of events of different lists. Twins are not compared here.
 * An EIP may depend on time where something outside the CPU's own program decides when it is interrupted (a stimulus,
 * another CPU, an SMI that is not synchronised, one that waited for EOS and its gap); such a difference is counted and
 * printed as `time`, not as a failure.
 * A scenario whose `modes` line names all three, with a reason, runs in each, but the order of its events is a matter of
 * time (a race that it shows) and not compared; its result is.
 * Left out: what the bus alone decides (lost arbitration, when an SMI message and a task priority update pass; the latch
 * it sets is compared); marks (ev_is_mark), between which a latch comes earlier or later; events of the board (SMI# is judged by what the CPUs and the ICH9 saw of it; EV_MODE and EV_UNFORESEEN
 * belong to auto mode). */
#include "session.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MODES = 3, LIST_ICH9 = 2 * SOC_MAX_CPUS, LIST_MCH, LISTS, SHOWN = 3 };

/* The events of one run. */
typedef struct trail {
    bool ran;
    session_result_t result;
    ev_log_t list[LISTS];
} trail_t;

typedef struct totals {
    unsigned scenarios, runs, exempt, differences, bad_runs;
    uint64_t events, timely; /* events compared; EIPs that differ because they may */
} totals_t;

static const char *list_name(unsigned list, char text[24])
{
    if (list == LIST_ICH9)
        return "ich9";
    if (list == LIST_MCH)
        return "mch";
    snprintf(text, 24, list < SOC_MAX_CPUS ? "cpu%u" : "cpu%u messages", list % SOC_MAX_CPUS);
    return text;
}

/* The list an event belongs to, or LISTS. */
static unsigned list_of(const ev_t *e, const soc_config_t *c)
{
    bool sent = e->id == EV_IPI || e->id == EV_APIC_MSG;
    if (e->id == EV_APIC_LOST || e->id == EV_SMI_MSG || ev_is_mark(e->id) ||
        (e->id == EV_SPECIAL && !c->part->serial_apic && e->arg == c->params.fsb_xtpr_code))
        return LISTS;
    if (e->from < SOC_MAX_CPUS)
        return e->from + (sent ? SOC_MAX_CPUS : 0u);
    if (e->from == EV_FROM_ICH9)
        return LIST_ICH9;
    return e->from == EV_FROM_MCH ? LIST_MCH : LISTS;
}

/* In a trail `from`, which the list tells, says instead whether the SMI in hand came by the gap after EOS. */
static void keep_events(trail_t *t, const ev_log_t *log, const soc_config_t *c)
{
    bool eos_last = false, by_gap[LISTS] = {false};
    for (size_t i = 0; i < log->count; i++) {
        const ev_t *e = &log->list[i];
        unsigned list = list_of(e, c);
        if (list == LISTS)
            continue;
        if (list == LIST_ICH9)
            eos_last = e->id == EV_EOS;
        if (e->id == EV_SMI_LATCHED)
            by_gap[list] = eos_last;
        ev_add(&t->list[list], e->time, by_gap[list], (ev_id_t)e->id, e->arg);
    }
}

static void free_trail(trail_t *t)
{
    for (unsigned i = 0; i < LISTS; i++)
        ev_free(&t->list[i]);
}

/* One run from power-on. False with a line on stdout when it cannot be had. */
static bool run(scenario_t *s, soc_mode_t mode, trail_t *t)
{
    session_t x;
    session_options_t o = {.mode = mode};
    char err[1024];
    if (!session_open(&x, s, &o, err, sizeof err)) {
        printf("%s %s: %s\n", s->name, soc_mode_names[mode], err);
        return false;
    }
    for (;;) {
        ps_t at = session_next(&x);
        if (at == PS_NEVER || !session_instant(&x, at))
            break;
    }
    t->ran = true;
    t->result = session_close(&x);
    keep_events(t, soc_events(x.soc), soc_config(x.soc));
    session_free(&x);
    return true;
}

/* Something else than the CPU's own program says when it is interrupted. So does the gap after EOS. */
static bool is_asynchronous(const scenario_t *s)
{
    return s->stimulus_count || s->config.cpus > 1 || !s->config.params.sync_smi;
}

/* The argument is the EIP at which the CPU was interrupted. */
static bool has_eip(const ev_t *e)
{
    return e->id == EV_SMI_TAKEN || e->id == EV_SMM_EXIT || e->id == EV_NMI;
}

static void print_event(const char *mode, const ev_t *e)
{
    if (e)
        printf("    %-5s %14" PRIu64 " ps %-14s 0x%" PRIx64 "\n", mode, e->time, ev_names[e->id], e->arg);
    else
        printf("    %-5s the list is over\n", mode);
}

/* Compares one list of two runs; says where they differ first. */
static void compare(const scenario_t *s, unsigned list, soc_mode_t am, const ev_log_t *a, soc_mode_t bm, const ev_log_t *b,
                    totals_t *sum)
{
    char text[24];
    size_t i = 0;
    for (; i < a->count && i < b->count; i++) {
        const ev_t *x = &a->list[i], *y = &b->list[i];
        sum->events++;
        if (x->id != y->id)
            break;
        if (x->arg == y->arg)
            continue;
        if (!(is_asynchronous(s) || x->from) || !has_eip(x))
            break;
        sum->timely++;
        printf("  time  %s, %s and %s, %s, event %zu: %s at 0x%" PRIx64 " and 0x%" PRIx64 " (%" PRIu64 " and %" PRIu64
               " ps)\n",
               s->name, soc_mode_names[am], soc_mode_names[bm], list_name(list, text), i, ev_names[x->id], x->arg, y->arg,
               x->time, y->time);
    }
    if (i == a->count && i == b->count)
        return;
    sum->differences++;
    printf("  DIFF  %s, %s and %s, %s, event %zu (of %zu and %zu):\n", s->name, soc_mode_names[am], soc_mode_names[bm],
           list_name(list, text), i, a->count, b->count);
    for (size_t k = i < SHOWN ? 0 : i - SHOWN; k < i; k++)
        print_event("same", &a->list[k]);
    print_event(soc_mode_names[am], i < a->count ? &a->list[i] : NULL);
    print_event(soc_mode_names[bm], i < b->count ? &b->list[i] : NULL);
}

/* Runs a scenario in every mode it allows and compares each run with the first. */
static void test_scenario(const char *name, totals_t *sum)
{
    static const soc_mode_t order[MODES] = {MODE_CYCLE, MODE_AUTO, MODE_FAST};
    scenario_t s;
    trail_t trail[MODES] = {0};
    char err[1024];
    int first = -1;
    unsigned runs = 0;
    if (!scenario_load(&s, name, NULL, err, sizeof err)) {
        printf("%s\n", err);
        sum->bad_runs++;
        return;
    }
    bool race = s.modes == MODES_ALL && s.modes_reason[0];
    if (s.modes != MODES_ALL || race) {
        printf("  exempt  %s: %s\n", s.name, s.modes_reason);
        sum->exempt++;
    }
    for (unsigned i = 0; i < MODES; i++) {
        unsigned m = order[i];
        if (!(s.modes >> m & 1))
            continue;
        if (!run(&s, (soc_mode_t)m, &trail[m])) {
            sum->bad_runs++;
            continue;
        }
        runs++;
        if (first < 0)
            first = (int)m;
        else if (trail[m].result != trail[first].result) {
            printf("  DIFF  %s: result %d in %s, %d in %s\n", s.name, (int)trail[first].result, soc_mode_names[first],
                   (int)trail[m].result, soc_mode_names[m]);
            sum->differences++;
        }
        for (unsigned list = 0; list < LISTS && (int)m != first && !race; list++) {
            const ev_log_t *a = &trail[first].list[list], *b = &trail[m].list[list];
            compare(&s, list, (soc_mode_t)first, a, (soc_mode_t)m, b, sum);
        }
    }
    for (unsigned m = 0; m < MODES; m++)
        free_trail(&trail[m]);
    sum->runs += runs;
    sum->scenarios += runs > 1;
    scenario_free(&s);
}

static int is_asm(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 4 && strcmp(e->d_name + n - 4, ".asm") == 0;
}

int main(int argc, char **argv)
{
    totals_t sum = {0};
    struct dirent **files;
    int count = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 1; i < argc; i++)
        test_scenario(argv[i], &sum);
    if (argc < 2)
        count = scandir(scenario_folder(), &files, is_asm, alphasort);
    if (count < 0)
        perror(scenario_folder());
    for (int i = 0; i < count; i++) {
        files[i]->d_name[strlen(files[i]->d_name) - 4] = 0;
        test_scenario(files[i]->d_name, &sum);
        free(files[i]);
    }
    if (count > 0)
        free(files);
    printf("%u scenarios compared in %u runs, %u exempt from a mode by their own line, %" PRIu64
           " events compared, %" PRIu64 " EIPs differ as they may, %u lists or results differ, %u could not be run\n",
           sum.scenarios, sum.runs, sum.exempt, sum.events, sum.timely, sum.differences, sum.bad_runs);
    return sum.scenarios && sum.events && !sum.differences && !sum.bad_runs ? 0 : 1;
}
