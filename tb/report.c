#include "report.h"

#include "rendezvous.h"
#include "timeline.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SMI_ROWS_SHOWN = 32, COLUMNS = 118 };

static const char *const result_names[] = {"pass", "fail", "error", "interrupted"}; /* enum session_result */

/* Who and what */

static const char *who(unsigned from, char text[16])
{
    switch (from) {
    case EV_FROM_BOARD: return "board";
    case EV_FROM_ICH9: return "ich9";
    case EV_FROM_MCH: return "mch";
    default: snprintf(text, 16, "cpu%u", from); return text;
    }
}

void report_event(FILE *f, const ev_t *e)
{
    char text[16];
    fprintf(f, "%14" PRIu64 " %-5s %-14s 0x%" PRIx64 "\n", e->time, who(e->from, text), ev_names[e->id], e->arg);
}

/* SMI timeline */

/* Columns of the table; the marks inside entry and exit show in the table of costs. */
static const struct {
    const char *head;
    uint8_t step;
} columns[] = {{"latched", LATCHED},   {"taken", TAKEN}, {"ack", ACKNOWLEDGED},     {"entered", ENTERED},
               {"fetch", FIRST_FETCH}, {"rsm", RSM_START}, {"unack", UNACKNOWLEDGED}, {"exit", EXITED}};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

/* Tenths of a BCLK from the fall of the pin; from the first step when that is not known. */
static int64_t bclk_tenths(const soc_t *soc, const smi_t *s, unsigned step)
{
    ps_t from = s->pin_low;
    for (unsigned i = 0; i < SMI_STEPS && from == PS_NEVER; i++)
        from = s->step[i];
    return clock_tenths((int64_t)(s->step[step] - from), soc_clock(soc, BCLK)->period);
}

/* What each phase of each SMI cost, and all of it in core clocks too. */
static void print_costs(const session_t *x, const timeline_t *t, FILE *f)
{
    const uint32_t bclk = soc_clock(x->soc, BCLK)->period, core = soc_clock(x->soc, CORECLK)->period;
    fprintf(f, "\nWhat they cost, in BCLKs: A, B, C entry; D handler; E, F, G exit (CPU facts 7.1)\n  %-4s", "cpu");
    for (unsigned k = 0; k < SMI_PHASES; k++)
        fprintf(f, " %7s", smi_phase_names[k]);
    fprintf(f, " %11s\n", "core clocks");
    for (size_t i = 0; i < t->count && i < SMI_ROWS_SHOWN; i++) {
        const smi_t *s = &t->list[i];
        char text[16];
        ps_t ps = 0;
        fprintf(f, "  %-4s", s->cpu == NO_CPU ? "-" : who(s->cpu, text));
        for (unsigned k = 0; k < SMI_PHASES; k++)
            if (smi_phase(s, (enum smi_phase)k, &ps))
                fprintf(f, " %7.1f", (double)clock_tenths((int64_t)ps, bclk) / 10);
            else
                fprintf(f, " %7s", "-");
        if (smi_phase(s, PHASE_WHOLE, &ps))
            fprintf(f, " %11.0f\n", (double)ps / core);
        else
            fprintf(f, " %11s\n", "-");
    }
}

static void print_smis(const session_t *x, FILE *f)
{
    timeline_t t = timeline_make(soc_events(x->soc));
    fprintf(f, "\nSMIs: %zu", t.count);
    if (t.count) {
        fprintf(f, ", times in BCLKs after SMI# low\n  %-4s %-11s %14s", "cpu", "source", "SMI# low ps");
        for (unsigned k = 0; k < COLUMN_COUNT; k++)
            fprintf(f, " %8s", columns[k].head);
    }
    fputc('\n', f);
    for (size_t i = 0; i < t.count && i < SMI_ROWS_SHOWN; i++) {
        const smi_t *s = &t.list[i];
        char text[16];
        fprintf(f, "  %-4s %-11s ", s->cpu == NO_CPU ? "-" : who(s->cpu, text), s->source[0] ? s->source : "-");
        if (s->pin_low == PS_NEVER)
            fprintf(f, "%14s", "-");
        else
            fprintf(f, "%14" PRIu64, s->pin_low);
        for (unsigned k = 0; k < COLUMN_COUNT; k++)
            if (s->step[columns[k].step] == PS_NEVER)
                fprintf(f, " %8s", "-");
            else
                fprintf(f, " %8.1f", (double)bclk_tenths(x->soc, s, columns[k].step) / 10);
        fputc('\n', f);
    }
    if (t.count > SMI_ROWS_SHOWN)
        fprintf(f, "  ... and %zu more\n", t.count - SMI_ROWS_SHOWN);
    if (t.count && x->options.mode != MODE_FAST) /* in fast mode time is not meant */
        print_costs(x, &t, f);
    free(t.list);
}

static void print_rendezvous(const session_t *x, FILE *f)
{
    rendezvous_list_t l = rendezvous_find(soc_events(x->soc), soc_cpus(x->soc));
    rendezvous_text(&l, soc_clock(x->soc, BCLK)->period, f);
    rendezvous_free(&l);
}

/* Twins */

typedef struct twin_sum {
    const char *block;
    unsigned instances;
    uint64_t edges, wires, mismatches;
    bool drives;
} twin_sum_t;

/* One row for each block, its instances added up; to be freed. */
static twin_sum_t *sum_twins(const session_t *x, unsigned *count)
{
    unsigned rows = 0;
    const score_row_t *row = x->score ? score_rows(x->score, &rows) : NULL;
    twin_sum_t *sums = calloc(rows + 1, sizeof *sums);
    if (!sums)
        abort();
    *count = 0;
    for (unsigned i = 0; i < rows && x->options.twins; i++) {
        unsigned k = 0;
        if (!row[i].twin)
            continue;
        while (k < *count && strcmp(sums[k].block, row[i].inst->block->name) != 0)
            k++;
        if (k == *count)
            sums[(*count)++].block = row[i].inst->block->name;
        sums[k].instances++;
        sums[k].edges += row[i].edges;
        sums[k].wires += row[i].wires;
        sums[k].mismatches += row[i].mismatches;
        sums[k].drives |= row[i].drives;
    }
    return sums;
}

/* The mismatch that came first in time, or NULL. */
static const score_row_t *first_mismatch(const session_t *x)
{
    unsigned rows = 0;
    const score_row_t *row = x->score ? score_rows(x->score, &rows) : NULL, *first = NULL;
    for (unsigned i = 0; i < rows; i++)
        if (row[i].mismatches && (!first || row[i].first_time < first->first_time))
            first = &row[i];
    return first;
}

static void print_twins(const session_t *x, FILE *f)
{
    unsigned count;
    twin_sum_t *t = sum_twins(x, &count);
    const score_row_t *first = first_mismatch(x);
    if (count)
        fprintf(f, "\nTwins: C and Verilog at the same edges\n  %-12s %9s %14s %14s %10s\n", "block", "instances", "edges",
                "wires", "mismatches");
    else
        fprintf(f, "\nTwins: none compared\n");
    for (unsigned i = 0; i < count; i++)
        fprintf(f, "  %-12s %9u %14" PRIu64 " %14" PRIu64 " %10" PRIu64 "%s\n", t[i].block, t[i].instances, t[i].edges,
                t[i].wires, t[i].mismatches, t[i].drives ? "  the RTL drives" : "");
    if (first)
        fprintf(f, "  first mismatch, in %s at %" PRIu64 " ps:\n%s\n", first->inst->path, first->first_time, first->first);
    fprintf(f, "  accesses decoded by smram_dec: %" PRIu64 "\n", soc_stats(x->soc).decodes);
    free(t);
}

/* Rules */

typedef struct rule_sum {
    unsigned rules, never_armed, failed;
    uint64_t armed;
} rule_sum_t;

static rule_sum_t sum_rules(const session_t *x)
{
    rule_sum_t s = {0};
    const rule_info_t *r = rules_list(x->rules, &s.rules);
    for (unsigned i = 0; i < s.rules; i++) {
        s.never_armed += r[i].armed == 0;
        s.failed += r[i].failed != 0;
        s.armed += r[i].armed;
    }
    return s;
}

static void print_rules(const session_t *x, FILE *f)
{
    rule_sum_t s = sum_rules(x);
    const rule_info_t *r = rules_list(x->rules, &s.rules);
    fprintf(f, "\nRules: %u, armed %" PRIu64 " times, %u failed, %u never armed\n", s.rules, s.armed, s.failed,
            s.never_armed);
    for (unsigned i = 0; i < s.rules; i++)
        if (r[i].failed)
            fprintf(f, "  FAIL  %s: %s (%s)\n        failed %" PRIu64 " of %" PRIu64 " times, first at %" PRIu64 " ps: %s\n",
                    r[i].name, r[i].says, r[i].source, r[i].failed, r[i].armed, r[i].first_time, r[i].first);
}

/* Checks */

/* What a check found, for people: a wire's or count's value, or the note. */
static void got_text(const session_t *x, const check_t *k, char *text, size_t size)
{
    soc_wire_ref_t ref;
    const char *name = NULL;
    bool valued = k->kind == STEP_UNTIL || k->kind == STEP_EXPECT;
    text[0] = 0;
    if (valued && (k->done || k->kind == STEP_UNTIL)) {
        if (k->what == Q_WIRE && soc_find_wire(x->soc, k->wire, &ref) == 1)
            name = sig_value_name(ref.sig, k->got);
        if (name)
            snprintf(text, size, "got %s", name);
        else
            snprintf(text, size, k->what == Q_EVENT ? "got %" PRIu64 : "got 0x%" PRIx64, k->got);
    } else if (k->kind == STEP_NEVER && k->got) {
        snprintf(text, size, "got %" PRIu64 ", first at %" PRIu64 " ps", k->got, k->when);
    }
    size_t n = strlen(text);
    const char *note = k->note[0] ? k->note : k->done ? "" : "not reached";
    if (note[0])
        snprintf(text + n, size - n, "%s%s", n ? ", " : "", note);
}

static void print_checks(const session_t *x, FILE *f, const char *red, const char *plain)
{
    const scenario_t *s = x->scenario;
    fprintf(f, "\nChecks: %u passed, %u failed\n", checks_passed(x->checks), checks_failed(x->checks));
    for (unsigned i = 0; i < s->check_count; i++) {
        const check_t *k = &s->checks[i];
        char got[320];
        got_text(x, k, got, sizeof got);
        if (k->passed)
            fprintf(f, "  pass  %s  (%s%sat %" PRIu64 " ps)\n", k->text, got, got[0] ? ", " : "", k->when);
        else if (!k->done && x->interrupted)
            fprintf(f, "  -     %s  (not reached)\n", k->text);
        else
            fprintf(f, "  %sFAIL%s  %s:%u: %s  (%s)\n", red, plain, s->path, k->line, k->text, got);
    }
    for (unsigned i = 0; i < s->stimulus_count && !x->interrupted; i++)
        if (!s->stimuli[i].fired)
            fprintf(f, "  %sFAIL%s  %s:%u: stimulus %s never fired\n", red, plain, s->path, s->stimuli[i].line,
                    s->stimuli[i].name);
}

/* The whole */

static const char *stopped(const session_t *x)
{
    if (x->error[0])
        return x->error;
    if (x->stopped[0])
        return x->stopped;
    if (!x->checks)
        return NULL;
    return checks_watchdog(x->checks) ? checks_watchdog(x->checks) : checks_stuck(x->checks);
}

/* In lines of at most COLUMNS, broken at blanks. */
static void print_paragraph(const char *text, FILE *f)
{
    fputc('\n', f);
    while (strlen(text) > COLUMNS) {
        size_t n = COLUMNS;
        while (n > 0 && text[n] != ' ')
            n--;
        if (n == 0)
            break;
        fprintf(f, "%.*s\n", (int)n, text);
        text += n + 1;
    }
    fprintf(f, "%s\n", text);
}

void report_text(const session_t *x, session_result_t result, FILE *f, bool colour)
{
    const char *red = colour ? "\033[31m" : "", *green = colour ? "\033[32m" : "", *plain = colour ? "\033[0m" : "";
    const scenario_t *s = x->scenario;
    static const char *const words[] = {"PASS", "FAIL", "ERROR", "INTERRUPTED"};
    unsigned twins;
    twin_sum_t *t = sum_twins(x, &twins);
    rule_sum_t rules = sum_rules(x);
    uint64_t wires = 0, mismatches = 0;
    for (unsigned i = 0; i < twins; i++) {
        wires += t[i].wires;
        mismatches += t[i].mismatches;
    }
    free(t);

    fprintf(f, "%s: %s\n", s->name, s->sentence);
    print_smis(x, f);
    print_rendezvous(x, f);
    print_twins(x, f);
    print_rules(x, f);
    print_checks(x, f, red, plain);
    if (stopped(x))
        print_paragraph(stopped(x), f);
    fprintf(f, "\n%s%s%s %s (%s, %s, seed %" PRIu64 "): %u of %u checks held; ", result == SESSION_PASS ? green : red,
            words[result], plain, s->name, soc_config(x->soc)->part->name, soc_mode_names[x->options.mode],
            x->options.seed, checks_passed(x->checks), s->check_count);
    fprintf(f, "%" PRIu64 " twin wires compared, %" PRIu64 " differ; rules armed %" PRIu64 " times, %u failed; ", wires,
            mismatches, rules.armed, rules.failed);
    fprintf(f, "%" PRIu64 " instructions in %" PRIu64 " ns\n", soc_stats(x->soc).insns, soc_now(x->soc) / 1000);
}

/* JSON */

static void *json(void *item)
{
    if (!item)
        abort(); /* out of memory */
    return item;
}

static void put_text(cJSON *o, const char *name, const char *value)
{
    json(cJSON_AddStringToObject(o, name, value));
}

static void put_number(cJSON *o, const char *name, double value)
{
    json(cJSON_AddNumberToObject(o, name, value));
}

static void put_bool(cJSON *o, const char *name, bool value)
{
    json(cJSON_AddBoolToObject(o, name, value));
}

static void put_time(cJSON *o, const char *name, ps_t time)
{
    if (time == PS_NEVER)
        json(cJSON_AddNullToObject(o, name));
    else
        put_number(o, name, (double)time);
}

static cJSON *put_object(cJSON *list)
{
    cJSON *o = json(cJSON_CreateObject());
    cJSON_AddItemToArray(list, o);
    return o;
}

static void json_clocks(const session_t *x, cJSON *root)
{
    cJSON *clocks = json(cJSON_AddObjectToObject(root, "clocks"));
    soc_stats_t stats = soc_stats(x->soc);
    for (int d = 0; d < DOMAIN_COUNT; d++) {
        const domain_clock_t *c = soc_clock(x->soc, (domain_t)d);
        cJSON *o = json(cJSON_AddObjectToObject(clocks, domain_names[d]));
        put_number(o, "period_ps", c->period);
        put_number(o, "phase_ps", c->phase);
        put_number(o, "edges", (double)stats.edges[d]);
    }
}

static void json_checks(const session_t *x, cJSON *root)
{
    const scenario_t *s = x->scenario;
    cJSON *list = json(cJSON_AddArrayToObject(root, "checks"));
    for (unsigned i = 0; i < s->check_count; i++) {
        const check_t *k = &s->checks[i];
        cJSON *o = put_object(list);
        char got[320];
        got_text(x, k, got, sizeof got);
        put_number(o, "line", k->line);
        put_text(o, "text", k->text);
        put_bool(o, "passed", k->passed);
        put_text(o, "got", got);
        put_time(o, "time", k->done ? k->when : PS_NEVER);
    }
    for (unsigned i = 0; i < s->stimulus_count; i++) {
        const stimulus_t *st = &s->stimuli[i];
        char text[64];
        if (st->fired)
            continue;
        cJSON *o = put_object(list);
        snprintf(text, sizeof text, "stimulus %s", st->name);
        put_number(o, "line", st->line);
        put_text(o, "text", text);
        put_bool(o, "passed", false);
        put_text(o, "got", "never fired");
        put_time(o, "time", PS_NEVER);
    }
}

/* What each phase took, in clocks of this period; null when one of its ends did not happen. */
static void json_cost(cJSON *smi, const char *name, const smi_t *s, uint32_t period)
{
    cJSON *o = json(cJSON_AddObjectToObject(smi, name));
    for (unsigned k = 0; k < SMI_PHASES; k++) {
        ps_t ps;
        if (smi_phase(s, (enum smi_phase)k, &ps))
            put_number(o, smi_phase_names[k], (double)clock_tenths((int64_t)ps, period) / 10);
        else
            json(cJSON_AddNullToObject(o, smi_phase_names[k]));
    }
}

static void json_smis(const session_t *x, cJSON *root)
{
    timeline_t t = timeline_make(soc_events(x->soc));
    cJSON *list = json(cJSON_AddArrayToObject(root, "smis"));
    for (size_t i = 0; i < t.count; i++) {
        const smi_t *s = &t.list[i];
        cJSON *o = put_object(list);
        if (s->cpu == NO_CPU)
            json(cJSON_AddNullToObject(o, "cpu"));
        else
            put_number(o, "cpu", s->cpu);
        put_text(o, "source", s->source);
        put_time(o, "pin_low", s->pin_low);
        for (unsigned k = 0; k < SMI_STEPS; k++)
            put_time(o, smi_step_names[k], s->step[k]);
        for (unsigned k = ENTERED; k <= EXITED; k += EXITED - ENTERED) {
            const char *name = k == ENTERED ? "entry_bclk" : "exit_bclk";
            if (s->step[k] == PS_NEVER)
                json(cJSON_AddNullToObject(o, name));
            else
                put_number(o, name, (double)bclk_tenths(x->soc, s, k) / 10);
        }
        json_cost(o, "cost_coreclk", s, soc_clock(x->soc, CORECLK)->period);
        json_cost(o, "cost_bclk", s, soc_clock(x->soc, BCLK)->period);
    }
    free(t.list);
}

static void json_rendezvous(const session_t *x, cJSON *root)
{
    rendezvous_list_t l = rendezvous_find(soc_events(x->soc), soc_cpus(x->soc));
    rendezvous_json(&l, root);
    rendezvous_free(&l);
}

static void json_twins(const session_t *x, cJSON *root)
{
    unsigned count;
    twin_sum_t *t = sum_twins(x, &count);
    const score_row_t *first = first_mismatch(x);
    cJSON *list = json(cJSON_AddArrayToObject(root, "twins"));
    for (unsigned i = 0; i < count; i++) {
        cJSON *o = put_object(list);
        put_text(o, "block", t[i].block);
        put_number(o, "instances", t[i].instances);
        put_number(o, "edges", (double)t[i].edges);
        put_number(o, "wires", (double)t[i].wires);
        put_number(o, "mismatches", (double)t[i].mismatches);
        put_bool(o, "drives", t[i].drives);
        if (first && strcmp(first->inst->block->name, t[i].block) == 0)
            put_text(o, "first", first->first);
    }
    free(t);
}

static void json_rules(const session_t *x, cJSON *root)
{
    unsigned count;
    const rule_info_t *r = rules_list(x->rules, &count);
    cJSON *list = json(cJSON_AddArrayToObject(root, "rules"));
    for (unsigned i = 0; i < count; i++) {
        cJSON *o = put_object(list);
        put_text(o, "name", r[i].name);
        put_text(o, "source", r[i].source);
        put_number(o, "armed", (double)r[i].armed);
        put_number(o, "failed", (double)r[i].failed);
        if (r[i].failed)
            put_text(o, "first", r[i].first);
    }
}

static void json_events(const session_t *x, cJSON *root)
{
    const ev_log_t *log = soc_events(x->soc);
    uint64_t counts[EV_COUNT] = {0};
    cJSON *o = json(cJSON_AddObjectToObject(root, "events"));
    for (size_t i = 0; i < log->count; i++)
        counts[log->list[i].id]++;
    for (int i = 0; i < EV_COUNT; i++)
        if (counts[i])
            put_number(o, ev_names[i], (double)counts[i]);
}

/* The text of the report; to be freed. */
static char *make_json(const session_t *x, session_result_t result)
{
    const scenario_t *s = x->scenario;
    cJSON *root = json(cJSON_CreateObject());
    put_text(root, "scenario", s->name);
    put_text(root, "file", s->path);
    put_text(root, "sentence", s->sentence);
    put_text(root, "part", soc_config(x->soc)->part->name);
    put_number(root, "cpus", soc_cpus(x->soc));
    put_text(root, "mode", soc_mode_names[x->options.mode]);
    put_number(root, "seed", (double)x->options.seed);
    put_text(root, "result", result_names[result]);
    if (stopped(x))
        put_text(root, "stopped", stopped(x));
    if (x->checks && checks_ended_by(x->checks))
        put_text(root, "stuck", stuck_names[checks_ended_by(x->checks)]);
    put_time(root, "time", soc_now(x->soc));
    put_number(root, "instructions", (double)soc_stats(x->soc).insns);
    put_number(root, "decodes", (double)soc_stats(x->soc).decodes);
    json_clocks(x, root);
    json_checks(x, root);
    json_smis(x, root);
    json_rendezvous(x, root);
    json_twins(x, root);
    json_rules(x, root);
    json_events(x, root);
    char *text = json(cJSON_Print(root));
    cJSON_Delete(root);
    return text;
}

static bool write_all(FILE *f, const char *text)
{
    bool ok = fputs(text, f) >= 0 && fputc('\n', f) != EOF && fflush(f) == 0;
    int why = errno;
    if (fclose(f) != 0 && ok) {
        ok = false;
        why = errno;
    }
    errno = why;
    return ok;
}

/* A plain file is written beside and renamed, so that a reader never sees half of it. */
static bool write_beside(const char *path, const char *text)
{
    char beside[4096];
    if ((size_t)snprintf(beside, sizeof beside, "%s.XXXXXX", path) >= sizeof beside) {
        errno = ENAMETOOLONG;
        return false;
    }
    int fd = mkstemp(beside);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
    if (!f)
        return false;
    mode_t mask = umask(0);
    umask(mask);
    fchmod(fd, 0666 & ~mask);
    if (write_all(f, text) && rename(beside, path) == 0)
        return true;
    int why = errno;
    unlink(beside);
    errno = why;
    return false;
}

bool report_write(const char *path, const char *text, char *err, unsigned err_size)
{
    struct stat st;
    FILE *f;
    bool ok;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) /* a pipe or /dev/null */
        ok = (f = fopen(path, "w")) != NULL && write_all(f, text);
    else
        ok = write_beside(path, text);
    if (!ok)
        snprintf(err, err_size, "report %s cannot be written: %s", path, strerror(errno));
    return ok;
}

bool report_json(const session_t *x, session_result_t result, const char *path, char *err, unsigned err_size)
{
    char *text = make_json(x, result);
    bool ok = report_write(path, text, err, err_size);
    free(text);
    return ok;
}
