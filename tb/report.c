#include "report.h"

#include "ich9/sources.h"
#include "rendezvous.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SMI_ROWS_SHOWN = 32, COLUMNS = 118 };
/* A source counts as the cause of a fall of SMI# when it came at most this long before. */
#define CAUSE_WINDOW (16 * UINT64_C(30000)) /* 16 PCICLK */

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

/* Steps of one SMI at one CPU, in the order of time. */
enum smi_step { LATCHED, TAKEN, ACKNOWLEDGED, ENTERED, FIRST_FETCH, RSM_START, UNACKNOWLEDGED, EXITED, SMI_STEPS };
static const char *const step_names[SMI_STEPS] = {"latched",     "taken", "acknowledged",   "entered",
                                                  "first_fetch", "rsm",   "unacknowledged", "exit"};
static const char *const step_heads[SMI_STEPS] = {"latched", "taken", "ack", "entered", "fetch", "rsm", "unack", "exit"};
static const uint8_t step_events[SMI_STEPS] = {EV_SMI_LATCHED, EV_SMI_TAKEN, EV_SMM_ACK,   EV_SMM_ENTER,
                                               EV_SMM_FETCH,   EV_RSM,       EV_SMM_UNACK, EV_SMM_EXIT};

enum { NO_CPU = 0xff };
typedef struct smi {
    unsigned cpu; /* NO_CPU: no CPU latched it */
    char source[16];
    ps_t pin_low;
    ps_t step[SMI_STEPS]; /* PS_NEVER: did not happen */
} smi_t;

typedef struct timeline {
    smi_t *list;
    size_t count;
    size_t current[SOC_MAX_CPUS]; /* row the CPU is in, or SIZE_MAX */
    size_t look[SOC_MAX_CPUS];    /* its rows before this one are taken */
    ps_t pin_low;                 /* of the last fall */
    char source[16];
    char cause[16];               /* of the last source event */
    ps_t cause_time, eos_time;
} timeline_t;

static smi_t *add_smi(timeline_t *t, unsigned cpu)
{
    t->list = realloc(t->list, (t->count + 1) * sizeof *t->list);
    if (!t->list)
        abort();
    smi_t *s = &t->list[t->count++];
    *s = (smi_t){.cpu = cpu, .pin_low = t->pin_low};
    memcpy(s->source, t->source, sizeof s->source);
    for (int i = 0; i < SMI_STEPS; i++)
        s->step[i] = PS_NEVER;
    return s;
}

/* SMI# fell: why. After an EOS write the cause may be an old one. */
static void pin_fell(timeline_t *t, ps_t now)
{
    bool fresh = t->cause[0] && now - t->cause_time <= CAUSE_WINDOW;
    bool again = t->cause[0] && t->eos_time != PS_NEVER && now - t->eos_time <= CAUSE_WINDOW;
    t->pin_low = now;
    snprintf(t->source, sizeof t->source, "%s", fresh || again ? t->cause : "pin");
}

static void cpu_step_seen(timeline_t *t, const ev_t *e, unsigned step)
{
    size_t *current = &t->current[e->from];
    if (step == LATCHED) {
        add_smi(t, e->from)->step[LATCHED] = e->time;
        return;
    }
    if (step == TAKEN) {
        size_t i = t->look[e->from];
        while (i < t->count && (t->list[i].cpu != e->from || t->list[i].step[TAKEN] != PS_NEVER))
            i++;
        if (i == t->count)
            add_smi(t, e->from);
        *current = i;
        t->look[e->from] = i + 1;
    }
    if (*current == SIZE_MAX)
        return; /* a sign of SMM without an SMI: nothing to add it to */
    t->list[*current].step[step] = e->time;
    if (step == EXITED)
        *current = SIZE_MAX;
}

/* A fall of SMI# that no CPU latched gets a row of its own; the rows of the last fall are the last rows. */
static void close_fall(timeline_t *t)
{
    bool has_row = t->count && t->list[t->count - 1].pin_low == t->pin_low;
    if (t->pin_low != PS_NEVER && !has_row)
        add_smi(t, NO_CPU);
}

static timeline_t make_timeline(const ev_log_t *log)
{
    timeline_t t = {.pin_low = PS_NEVER, .eos_time = PS_NEVER};
    for (unsigned i = 0; i < SOC_MAX_CPUS; i++)
        t.current[i] = SIZE_MAX;
    for (size_t i = 0; i < log->count; i++) {
        const ev_t *e = &log->list[i];
        if (smi_cause(e, t.cause, sizeof t.cause)) {
            t.cause_time = e->time;
        } else if (e->id == EV_EOS) {
            t.eos_time = e->time;
        } else if (e->id == EV_SMI_LOW) {
            close_fall(&t);
            pin_fell(&t, e->time);
        }
        for (unsigned s = 0; s < SMI_STEPS && e->from < SOC_MAX_CPUS; s++)
            if (e->id == step_events[s])
                cpu_step_seen(&t, e, s);
    }
    close_fall(&t);
    return t;
}

/* Tenths of a BCLK from the fall of the pin; from the first step when that is not known. */
static int64_t bclk_tenths(const soc_t *soc, const smi_t *s, unsigned step)
{
    ps_t from = s->pin_low;
    for (unsigned i = 0; i < SMI_STEPS && from == PS_NEVER; i++)
        from = s->step[i];
    int64_t period = soc_clock(soc, BCLK)->period;
    int64_t ps = (int64_t)(s->step[step] - from);
    return (ps * 10 + (ps < 0 ? -period : period) / 2) / period;
}

static void print_smis(const session_t *x, FILE *f)
{
    timeline_t t = make_timeline(soc_events(x->soc));
    fprintf(f, "\nSMIs: %zu", t.count);
    if (t.count) {
        fprintf(f, ", times in BCLKs after SMI# low\n  %-4s %-11s %14s", "cpu", "source", "SMI# low ps");
        for (unsigned s = 0; s < SMI_STEPS; s++)
            fprintf(f, " %8s", step_heads[s]);
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
        for (unsigned k = 0; k < SMI_STEPS; k++)
            if (s->step[k] == PS_NEVER)
                fprintf(f, " %8s", "-");
            else
                fprintf(f, " %8.1f", (double)bclk_tenths(x->soc, s, k) / 10);
        fputc('\n', f);
    }
    if (t.count > SMI_ROWS_SHOWN)
        fprintf(f, "  ... and %zu more\n", t.count - SMI_ROWS_SHOWN);
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

static void json_smis(const session_t *x, cJSON *root)
{
    timeline_t t = make_timeline(soc_events(x->soc));
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
            put_time(o, step_names[k], s->step[k]);
        for (unsigned k = ENTERED; k <= EXITED; k += EXITED - ENTERED) {
            const char *name = k == ENTERED ? "entry_bclk" : "exit_bclk";
            if (s->step[k] == PS_NEVER)
                json(cJSON_AddNullToObject(o, name));
            else
                put_number(o, name, (double)bclk_tenths(x->soc, s, k) / 10);
        }
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
