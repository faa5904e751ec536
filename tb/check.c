#include "check.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "report.h"

enum { PROBES = 4000 }; /* edges after a wrong wire on which combinational outputs are looked for */

static void *alloc(size_t size)
{
    void *p = calloc(1, size);
    if (!p)
        abort();
    return p;
}

static bool ignored(const check_options_t *o, const char *wire)
{
    for (unsigned i = 0; i < o->ignore_count; i++)
        if (strcmp(o->ignore[i], wire) == 0)
            return true;
    return false;
}

static bool find_table(rtl_check_t *c, const check_options_t *o, char *err, unsigned err_size)
{
    *c = (rtl_check_t){.options = *o, .table = stim_find(o->block)};
    if (!c->table) {
        snprintf(err, err_size, "check: no such block '%s', expected one with a twin (smmscope list blocks)", o->block);
        return false;
    }
    for (unsigned i = 0; i < o->ignore_count; i++)
        if (!sig_find(c->table->block->out_sigs, o->ignore[i])) {
            snprintf(err, err_size, "--ignore %s: block %s has no such output", o->ignore[i], o->block);
            return false;
        }
    return true;
}

bool check_open_twin(rtl_check_t *c, const check_options_t *options, const twin_if_t *twin, char *err, unsigned err_size)
{
    if (!find_table(c, options, err, err_size))
        return false;
    const sig_t *out = c->table->block->out_sigs;
    c->twin = twin;
    while (out[c->wire_count].name)
        c->wire_count++;
    c->wires = alloc(c->wire_count * sizeof *c->wires);
    for (unsigned i = 0; i < c->wire_count; i++)
        c->wires[i] = (check_wire_t){.sig = &out[i], .ignored = ignored(options, out[i].name)};
    return true;
}

bool check_open(rtl_check_t *c, const check_options_t *options, char *err, unsigned err_size)
{
    twin_lint_t lint = {0};
    char cache[512];
    if (!find_table(c, options, err, err_size))
        return false;
    twin_cache(cache, sizeof cache);
    char why[2200];
    const twin_if_t *twin = options->rtl ? twin_load(options->block, options->rtl, cache, &lint, why, sizeof why)
                                         : twin_builtin(options->block);
    if (!twin && options->rtl)
        snprintf(err, err_size, "--rtl %s: %s", options->rtl, why);
    if (!twin && !options->rtl)
        snprintf(err, err_size, "this build has no RTL of its own for %s, give --rtl FILE", options->block);
    if (!twin || !check_open_twin(c, options, twin, err, err_size))
        return false;
    c->lint = lint;
    return true;
}

void check_close(rtl_check_t *c)
{
    free(c->wires);
    c->wires = NULL;
}

/* --- reset with unknown initial values --------------------------------------------------------------------------- */

/* The same inputs to models whose registers started with other bits: a wire that differs depends on a register
 * that reset does not set. */
static void look_for_unknown(rtl_check_t *c)
{
    const block_t *b = c->table->block;
    void *model[CHECK_UNKNOWN_SEEDS], *out[CHECK_UNKNOWN_SEEDS], *in = alloc(b->in_size);
    stim_t stim;
    bool rst_n;
    stim_open(&stim, c->table, c->options.seed);
    for (unsigned k = 0; k < CHECK_UNKNOWN_SEEDS; k++) {
        model[k] = c->twin->create(k + 1);
        out[k] = alloc(b->out_size);
    }
    for (unsigned edge = 0; edge < CHECK_UNKNOWN_EDGES; edge++) {
        stim_next(&stim, in, &rst_n);
        for (unsigned k = 0; k < CHECK_UNKNOWN_SEEDS; k++) {
            c->twin->set(model[k], in, rst_n);
            c->twin->eval(model[k], true);
            c->twin->get(model[k], out[k]);
            c->twin->eval(model[k], false);
        }
        for (unsigned i = 0; i < c->wire_count; i++) {
            const sig_t *w = c->wires[i].sig;
            const sig_t *when = w->judge == SIG_WHEN ? sig_find(b->out_sigs, w->when) : NULL;
            for (unsigned k = 1; k < CHECK_UNKNOWN_SEEDS; k++)
                if (sig_get(out[k], w) != sig_get(out[0], w) && (!when || sig_get(out[0], when)))
                    c->wires[i].unknown = true;
        }
    }
    for (unsigned k = 0; k < CHECK_UNKNOWN_SEEDS; k++) {
        c->twin->destroy(model[k]);
        free(out[k]);
    }
    free(in);
}

/* --- random inputs ----------------------------------------------------------------------------------------------- */

typedef struct sides {
    void *state, *in, *out, *before; /* of the C block; before: the RTL's outputs of the last edge */
    void *model, *rtl_out;
    history_t history;
} sides_t;

static void open_sides(sides_t *x, const rtl_check_t *c)
{
    const block_t *b = c->table->block;
    *x = (sides_t){.state = alloc(b->state_size), .in = alloc(b->in_size), .out = alloc(b->out_size),
                   .before = alloc(b->out_size), .rtl_out = alloc(b->out_size), .model = c->twin->create(0)};
    history_open(&x->history, b);
}

static void close_sides(sides_t *x, const rtl_check_t *c)
{
    c->twin->destroy(x->model);
    history_close(&x->history);
    free(x->state);
    free(x->in);
    free(x->out);
    free(x->before);
    free(x->rtl_out);
}

static void note_wrong(rtl_check_t *c, const sides_t *x, const check_wire_t *w, const char *moment)
{
    int n = snprintf(c->first, sizeof c->first, "%s edge %llu (%s): %s.%s is %llXh in RTL, %llXh in C; last inputs, newest first:",
                     domain_names[c->table->block->domain], (unsigned long long)c->edges, moment, c->table->block->name,
                     w->sig->name, (unsigned long long)sig_get(x->rtl_out, w->sig), (unsigned long long)sig_get(x->out, w->sig));
    c->wrong = w->sig;
    c->wrong_edge = c->edges;
    if (n > 0 && (size_t)n < sizeof c->first)
        history_text(&x->history, c->first + n, sizeof c->first - (size_t)n);
}

static void compare(rtl_check_t *c, const sides_t *x, bool rst_n, const char *moment)
{
    c->twin->get(x->model, x->rtl_out);
    for (unsigned i = 0; i < c->wire_count; i++) {
        check_wire_t *w = &c->wires[i];
        if (w->ignored)
            continue;
        verdict_t v = judge_wire(&w->judge, c->table->block->out_sigs, w->sig, x->out, x->rtl_out, rst_n, c->edges);
        w->open += v == JUDGE_OPEN;
        w->compared += v != JUDGE_OPEN;
        c->compared += v != JUDGE_OPEN;
        if (v == JUDGE_DIFFERS && !c->wrong)
            note_wrong(c, x, w, moment);
    }
}

/* New inputs are on the pins, the clock is still low: no output may change. */
static void look_for_combinational(rtl_check_t *c, const sides_t *x)
{
    c->twin->eval(x->model, false);
    c->twin->get(x->model, x->before);
    for (unsigned i = 0; i < c->wire_count; i++)
        if (sig_get(x->before, c->wires[i].sig) != sig_get(x->rtl_out, c->wires[i].sig))
            c->wires[i].combinational = true;
}

static void one_edge(rtl_check_t *c, sides_t *x)
{
    const block_t *b = c->table->block;
    bool rst_n;
    stim_next(&c->stim, x->in, &rst_n);
    history_put(&x->history, x->in, rst_n);
    c->edges++;
    c->twin->set(x->model, x->in, rst_n);
    if (rst_n) {
        b->tick(x->state, x->in, x->out, NULL);
        look_for_combinational(c, x);
    } else {
        c->resets++;
        b->reset(x->state, x->out);
        c->twin->eval(x->model, false);
        compare(c, x, false, "in reset, no clock yet"); /* reset is asynchronous */
    }
    c->twin->eval(x->model, true);
    compare(c, x, rst_n, rst_n ? "running" : "clock in reset");
    c->twin->eval(x->model, false);
}

/* An edge on which only combinational outputs are looked for. */
static void probe(rtl_check_t *c, sides_t *x)
{
    bool rst_n;
    stim_next(&c->stim, x->in, &rst_n);
    c->twin->get(x->model, x->rtl_out);
    c->twin->set(x->model, x->in, rst_n);
    if (rst_n)
        look_for_combinational(c, x);
    c->twin->eval(x->model, true);
    c->twin->eval(x->model, false);
}

void check_run(rtl_check_t *c)
{
    sides_t x;
    look_for_unknown(c);
    if (!c->options.random_only)
        check_run_directed(c);
    stim_open(&c->stim, c->table, c->options.seed);
    open_sides(&x, c);
    while (c->edges < c->options.edges && !c->wrong && !c->directed.failed && !c->interrupted) {
        one_edge(c, &x);
        if (c->options.progress && c->edges % 4096 == 0)
            c->interrupted = !c->options.progress(c->edges, c->options.edges);
    }
    /* What differs may be a combinational output, which a few more inputs show. */
    for (unsigned i = 0; c->wrong && i < PROBES; i++)
        probe(c, &x);
    close_sides(&x, c);
}

static bool at_fault(const check_wire_t *w)
{
    return !w->ignored && (w->combinational || w->unknown);
}

/* Something in each phase that was asked for. */
static bool check_compared(const rtl_check_t *c)
{
    return (c->options.random_only || c->directed.compared > 0) && (c->directed.failed || c->compared > 0);
}

bool check_passed(const rtl_check_t *c)
{
    for (unsigned i = 0; i < c->wire_count; i++)
        if (at_fault(&c->wires[i]))
            return false;
    return !c->wrong && !c->directed.failed && !c->interrupted && check_compared(c);
}

/* --- what it says ------------------------------------------------------------------------------------------------ */

static const char *const judge_names[] = {"in", "exact", "when", "within"};

void check_text(const rtl_check_t *c, FILE *f)
{
    const char *block = c->table->block->name;
    const directed_test_t *failed = c->directed.failed;
    fprintf(f, "%s: %s\n", block, c->options.rtl ? c->options.rtl : "our own RTL");
    check_directed_text(c, f);
    if (!failed)
        fprintf(f, "  %-12s %-8s %12s %12s\n", "wire", "judge", "compared", "not fixed");
    for (unsigned i = 0; i < c->wire_count && !failed; i++) {
        const check_wire_t *w = &c->wires[i];
        fprintf(f, "  %-12s %-8s %12llu %12llu%s\n", w->sig->name, judge_names[w->sig->judge], (unsigned long long)w->compared,
                (unsigned long long)w->open, w->ignored ? "  ignored" : "");
    }
    if (c->lint.count)
        fprintf(f, "Verilator warns %u times:\n", c->lint.count);
    for (unsigned i = 0; i < c->lint.count && i < TWIN_LINT_SHOWN; i++)
        fprintf(f, "  %s\n", c->lint.first[i]);
    for (unsigned i = 0; i < c->wire_count; i++) {
        const check_wire_t *w = &c->wires[i];
        const char *end = w->ignored ? " (ignored)" : "";
        if (w->combinational)
            fprintf(f, "combinational output: %s changes without a rising clock edge%s\n", w->sig->name, end);
        if (w->unknown)
            fprintf(f, "register without reset: %s depends on a value from before reset%s\n", w->sig->name, end);
    }
    if (c->wrong || failed)
        fprintf(f, "%s%s\n", c->wrong ? "wrong wire: " : "", c->first);
    if (c->wrong && !failed)
        fprintf(f, "  the book: %s\n", c->table->source);
    if (!check_compared(c))
        fprintf(f, "nothing was compared\n");
    if (failed) {
        fprintf(f, "FAIL %s (seed %llu): directed test %s after %u that passed; random inputs were not run\n", block,
                (unsigned long long)c->options.seed, failed->name, c->directed.run - 1);
        return;
    }
    fprintf(f, "%s %s (seed %llu): %llu edges, %llu of them in reset; %llu wires compared, %s\n",
            c->interrupted ? "STOPPED" : check_passed(c) ? "PASS" : "FAIL", block, (unsigned long long)c->options.seed,
            (unsigned long long)c->edges, (unsigned long long)c->resets, (unsigned long long)c->compared,
            c->wrong ? "the last one differs" : "0 differ");
}

static cJSON *json(cJSON *item)
{
    if (!item)
        abort();
    return item;
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
        json(cJSON_AddNumberToObject(o, "compared", (double)w->compared));
        json(cJSON_AddNumberToObject(o, "not_fixed", (double)w->open));
        json(cJSON_AddBoolToObject(o, "ignored", w->ignored));
        json(cJSON_AddBoolToObject(o, "combinational", w->combinational));
        json(cJSON_AddBoolToObject(o, "without_reset", w->unknown));
    }
}

bool check_json(const rtl_check_t *c, const char *path, char *err, unsigned err_size)
{
    char seed[24]; /* as text: a number would lose bits above 2^53 */
    cJSON *root = json(cJSON_CreateObject());
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)c->options.seed);
    json(cJSON_AddStringToObject(root, "block", c->table->block->name));
    if (c->options.rtl)
        json(cJSON_AddStringToObject(root, "rtl", c->options.rtl));
    json(cJSON_AddStringToObject(root, "result", c->interrupted ? "interrupted" : check_passed(c) ? "pass" : "fail"));
    json(cJSON_AddStringToObject(root, "seed", seed));
    json(cJSON_AddNumberToObject(root, "edges", (double)c->edges));
    json(cJSON_AddNumberToObject(root, "resets", (double)c->resets));
    json(cJSON_AddNumberToObject(root, "compared", (double)c->compared));
    json(cJSON_AddNumberToObject(root, "warnings", (double)c->lint.count));
    json(cJSON_AddStringToObject(root, "source", c->table->source));
    json_directed(c, root);
    if (c->wrong) {
        json(cJSON_AddStringToObject(root, "wrong_wire", c->wrong->name));
        json(cJSON_AddNumberToObject(root, "wrong_edge", (double)c->wrong_edge));
    }
    if (c->wrong || c->directed.failed)
        json(cJSON_AddStringToObject(root, "first", c->first));
    json_wires(c, root);
    char *text = cJSON_Print(root);
    cJSON_Delete(root);
    bool ok = text && report_write(path, text, err, err_size);
    free(text);
    return ok;
}
