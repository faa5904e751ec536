/* check_report: what `smmscope check` prints, and the same as JSON. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "report.h"
#include "sections.h"

static const char *const judge_names[] = {"in", "exact", "when", "within"};

static void rule_counts(const rtl_check_t *c, uint64_t *armed, unsigned *failed, unsigned *never)
{
    *armed = 0;
    *failed = *never = 0;
    for (unsigned i = 0; i < c->rule_count; i++) {
        *armed += c->rules[i].armed;
        *failed += c->rules[i].failed > 0;
        *never += c->rules[i].armed == 0;
    }
}

static void text_rules(const rtl_check_t *c, FILE *f)
{
    uint64_t armed;
    unsigned failed, never;
    rule_counts(c, &armed, &failed, &never);
    fprintf(f, "Rules: %u, armed %llu times, %u broken, %u never armed\n", c->rule_count, (unsigned long long)armed, failed,
            never);
    for (unsigned i = 0; i < c->rule_count; i++)
        if (c->rules[i].failed)
            fprintf(f, "broken rule: %s: %s\n  %s\n  the book: %s\n", c->rules[i].name, c->rules[i].says,
                    c->rules[i].first, c->rules[i].source);
}

static const char *section(const rtl_check_t *c, const sig_t *wire)
{
    const char *s = section_of(c->table->block->name, wire->name);
    return s ? s : c->table->source;
}

static void text_find(const rtl_check_t *c, const check_find_t *find, const check_wire_t *w, FILE *f)
{
    if (find->wire == w->sig)
        fprintf(f, "  %s\n  the book: %s; %s\n", find->text, SECTION_REGISTERED, section(c, w->sig));
}

/* Combinational outputs and registers without reset, but for wires that are ignored. */
static unsigned findings(const rtl_check_t *c)
{
    unsigned n = 0;
    for (unsigned i = 0; i < c->wire_count; i++)
        n += !c->wires[i].ignored && (c->wires[i].combinational || c->wires[i].unknown);
    return n;
}

void check_text(const rtl_check_t *c, const char *wave, FILE *f)
{
    const char *block = c->table->block->name;
    const directed_test_t *failed = c->directed.failed;
    char rtl[1024];
    rtl_text(&c->options.rtl, rtl, sizeof rtl);
    fprintf(f, "%s: %s\n", block, rtl[0] ? rtl : "our own RTL");
    check_directed_text(c, f);
    if (!failed)
        fprintf(f, "  %-12s %-8s %12s %12s\n", "wire", "judge", "compared", "not fixed");
    for (unsigned i = 0; i < c->wire_count && !failed; i++) {
        const check_wire_t *w = &c->wires[i];
        fprintf(f, "  %-12s %-8s %12llu %12llu%s\n", w->sig->name, judge_names[w->sig->judge], (unsigned long long)w->compared,
                (unsigned long long)w->open, w->ignored ? "  ignored" : "");
    }
    if (c->lint.count)
        fprintf(f, "Verilator warns %u times, %u latches, %u loops in logic:\n", c->lint.count, c->lint.latches,
                c->lint.loops);
    for (unsigned i = 0; i < c->lint.shown; i++)
        fprintf(f, "  %s\n", c->lint.first[i]);
    for (unsigned i = 0; i < c->wire_count; i++) {
        const check_wire_t *w = &c->wires[i];
        const char *end = w->ignored ? " (ignored)" : "";
        if (w->combinational) {
            fprintf(f, "combinational output: %s changes without a rising clock edge%s\n", w->sig->name, end);
            text_find(c, &c->moved, w, f);
        }
        if (w->unknown) {
            fprintf(f, "register without reset: %s depends on a value from before reset%s\n", w->sig->name, end);
            text_find(c, &c->unknown, w, f);
        }
    }
    if (c->first[0])
        fprintf(f, "%s%s\n", c->wrong ? "wrong wire: " : "", c->first);
    if (c->wrong && !failed)
        fprintf(f, "  the book: %s\n", section(c, c->wrong));
    text_rules(c, f);
    if (wave)
        fprintf(f, "wave: %s, edges %llu to %llu, %u ns a clock\n", wave,
                (unsigned long long)trace_first(check_trace(c)), (unsigned long long)check_trace(c)->count, (unsigned)(TRACE_PS / 1000));
    if (!check_compared(c))
        fprintf(f, "nothing was compared\n");
    if (failed) {
        fprintf(f, "FAIL %s (seed %llu): directed test %s after %u that passed; random inputs were not run\n", block,
                (unsigned long long)c->options.seed, failed->name, c->directed.run - 1);
        return;
    }
    coverage_short(c->coverage, block, f);
    fprintf(f, "%s %s (seed %llu): %llu edges, %llu of them in reset; %llu wires compared, %s",
            c->interrupted ? "STOPPED" : check_passed(c) ? "PASS" : "FAIL", block, (unsigned long long)c->options.seed,
            (unsigned long long)c->edges, (unsigned long long)c->resets, (unsigned long long)c->compared,
            c->wrong ? "the last one differs" : "0 differ");
    if (findings(c))
        fprintf(f, "; %u combinational or without reset", findings(c));
    fprintf(f, "\n");
}

static cJSON *json(cJSON *item)
{
    if (!item)
        abort();
    return item;
}

static void json_rules(const rtl_check_t *c, cJSON *root)
{
    cJSON *list = json(cJSON_AddArrayToObject(root, "rules"));
    for (unsigned i = 0; i < c->rule_count; i++) {
        const rule_info_t *r = &c->rules[i];
        cJSON *o = json(cJSON_CreateObject());
        cJSON_AddItemToArray(list, o);
        json(cJSON_AddStringToObject(o, "name", r->name));
        json(cJSON_AddStringToObject(o, "says", r->says));
        json(cJSON_AddStringToObject(o, "source", r->source));
        json(cJSON_AddNumberToObject(o, "armed", (double)r->armed));
        json(cJSON_AddNumberToObject(o, "failed", (double)r->failed));
        if (r->failed) {
            json(cJSON_AddStringToObject(o, "first", r->first));
            json(cJSON_AddNumberToObject(o, "edge", (double)r->first_time));
        }
    }
}

static void json_lint(const rtl_check_t *c, cJSON *root)
{
    cJSON *list = json(cJSON_AddArrayToObject(root, "lint"));
    json(cJSON_AddNumberToObject(root, "warnings", (double)c->lint.count));
    json(cJSON_AddNumberToObject(root, "latches", (double)c->lint.latches));
    json(cJSON_AddNumberToObject(root, "loops", (double)c->lint.loops));
    for (unsigned i = 0; i < c->lint.shown; i++)
        cJSON_AddItemToArray(list, json(cJSON_CreateString(c->lint.first[i])));
}

static void json_directed(const rtl_check_t *c, cJSON *root)
{
    const check_directed_t *d = &c->directed;
    cJSON *o = json(cJSON_AddObjectToObject(root, "directed"));
    json(cJSON_AddNumberToObject(o, "tests", d->tests));
    json(cJSON_AddNumberToObject(o, "run", d->run));
    json(cJSON_AddNumberToObject(o, "edges", (double)d->edges));
    json(cJSON_AddNumberToObject(o, "compared", (double)d->compared));
    if (!d->failed)
        return;
    json(cJSON_AddStringToObject(o, "failed", d->failed->name));
    json(cJSON_AddStringToObject(o, "says", d->failed->says));
    json(cJSON_AddStringToObject(o, "section", d->failed->section));
}

static void json_wires(const rtl_check_t *c, cJSON *root)
{
    cJSON *list = json(cJSON_AddArrayToObject(root, "wires"));
    for (unsigned i = 0; i < c->wire_count; i++) {
        const check_wire_t *w = &c->wires[i];
        cJSON *o = json(cJSON_CreateObject());
        cJSON_AddItemToArray(list, o);
        json(cJSON_AddStringToObject(o, "wire", w->sig->name));
        json(cJSON_AddStringToObject(o, "judge", judge_names[w->sig->judge]));
        json(cJSON_AddStringToObject(o, "section", section(c, w->sig)));
        json(cJSON_AddNumberToObject(o, "compared", (double)w->compared));
        json(cJSON_AddNumberToObject(o, "not_fixed", (double)w->open));
        json(cJSON_AddBoolToObject(o, "ignored", w->ignored));
        json(cJSON_AddBoolToObject(o, "combinational", w->combinational));
        json(cJSON_AddBoolToObject(o, "without_reset", w->unknown));
    }
}

static void json_find(const rtl_check_t *c, const check_find_t *find, const char *name, cJSON *root)
{
    char value[24]; /* as text: a number would lose bits above 2^53 */
    if (!find->wire)
        return;
    cJSON *o = json(cJSON_AddObjectToObject(root, name));
    json(cJSON_AddStringToObject(o, "wire", find->wire->name));
    json(cJSON_AddNumberToObject(o, "edge", (double)find->edge));
    if (find->test)
        json(cJSON_AddStringToObject(o, "test", find->test));
    cJSON *values = json(cJSON_AddArrayToObject(o, "values"));
    cJSON *seeds = find->starts[1] ? json(cJSON_AddArrayToObject(o, "start_seeds")) : NULL;
    for (unsigned i = 0; i < 2; i++) {
        snprintf(value, sizeof value, "%llXh", (unsigned long long)find->values[i]);
        cJSON_AddItemToArray(values, json(cJSON_CreateString(value)));
        if (seeds)
            cJSON_AddItemToArray(seeds, json(cJSON_CreateNumber(find->starts[i])));
    }
    json(cJSON_AddStringToObject(o, "rule", SECTION_REGISTERED));
    json(cJSON_AddStringToObject(o, "section", section(c, find->wire)));
    json(cJSON_AddStringToObject(o, "first", find->text));
}

static void json_coverage(const rtl_check_t *c, cJSON *root)
{
    coverage_sum_t s = coverage_sum(c->coverage, c->table->block->name);
    cJSON *o = json(cJSON_AddObjectToObject(root, "coverage"));
    json(cJSON_AddNumberToObject(o, "bins", s.bins));
    json(cJSON_AddNumberToObject(o, "hit", s.hit));
    json(cJSON_AddNumberToObject(o, "explained", s.explained));
    json(cJSON_AddNumberToObject(o, "wrong", s.wrong));
}

bool check_json(const rtl_check_t *c, const char *wave, const char *path, char *err, unsigned err_size)
{
    char seed[24]; /* as text: a number would lose bits above 2^53 */
    cJSON *root = json(cJSON_CreateObject());
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)c->options.seed);
    json(cJSON_AddStringToObject(root, "block", c->table->block->name));
    if (rtl_given(&c->options.rtl)) {
        char rtl[1024];
        rtl_text(&c->options.rtl, rtl, sizeof rtl);
        json(cJSON_AddStringToObject(root, "rtl", rtl));
    }
    json(cJSON_AddStringToObject(root, "result", c->interrupted ? "interrupted" : check_passed(c) ? "pass" : "fail"));
    json(cJSON_AddStringToObject(root, "seed", seed));
    json(cJSON_AddNumberToObject(root, "edges", (double)c->edges));
    json(cJSON_AddNumberToObject(root, "resets", (double)c->resets));
    json(cJSON_AddNumberToObject(root, "compared", (double)c->compared));
    json_lint(c, root);
    json(cJSON_AddStringToObject(root, "source", c->table->source));
    json_directed(c, root);
    json_coverage(c, root);
    if (wave)
        json(cJSON_AddStringToObject(root, "wave", wave));
    if (c->broken)
        json(cJSON_AddStringToObject(root, "broken_rule", c->broken->name));
    if (c->wrong) {
        json(cJSON_AddStringToObject(root, "wrong_wire", c->wrong->name));
        json(cJSON_AddNumberToObject(root, "wrong_edge", (double)c->wrong_edge));
        json(cJSON_AddStringToObject(root, "wrong_section", section(c, c->wrong)));
    }
    json_find(c, &c->moved, "combinational", root);
    json_find(c, &c->unknown, "without_reset", root);
    if (c->first[0])
        json(cJSON_AddStringToObject(root, "first", c->first));
    json_wires(c, root);
    json_rules(c, root);
    char *text = cJSON_Print(root);
    cJSON_Delete(root);
    bool ok = text && report_write(path, text, err, err_size);
    free(text);
    return ok;
}
