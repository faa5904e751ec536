#include "check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "view.h"

enum {
    TAIL = 20,     /* edges that still follow a wrong wire: for rules that wait a few clocks, and for the dump */
    PROBES = 4000, /* edges after them on which combinational outputs are looked for */
};

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
    c->coverage = coverage_open(cover_blocks);
    while (out[c->wire_count].name)
        c->wire_count++;
    c->wires = alloc(c->wire_count * sizeof *c->wires);
    for (unsigned i = 0; i < c->wire_count; i++) {
        c->wires[i] = (check_wire_t){.sig = &out[i], .ignored = ignored(options, out[i].name)};
        c->always += !c->wires[i].ignored && out[i].judge != SIG_WHEN;
    }
    const block_rules_t *rules = block_rules_find(options->block);
    if (rules) {
        c->rule_count = block_rules_count(rules);
        c->rules = alloc(c->rule_count * sizeof *c->rules);
        block_rules_names(rules, c->rules);
    }
    trace_open(&c->trace, c->table->block, stim_phase_names);
    return true;
}

bool check_open(rtl_check_t *c, const check_options_t *options, char *err, unsigned err_size)
{
    twin_lint_t lint = {0};
    char cache[512];
    if (!find_table(c, options, err, err_size))
        return false;
    twin_cache(cache, sizeof cache);
    bool given = rtl_given(&options->rtl);
    const twin_if_t *twin = given ? twin_load(options->block, &options->rtl, cache, &lint, err, err_size)
                                  : twin_builtin(options->block);
    if (!twin && !given)
        snprintf(err, err_size, "this build has no RTL of its own for %s, give --rtl FILE", options->block);
    if (!twin || !check_open_twin(c, options, twin, err, err_size))
        return false;
    c->lint = lint;
    return true;
}

void check_close(rtl_check_t *c)
{
    coverage_free(c->coverage);
    c->coverage = NULL;
    trace_close(&c->trace);
    free(c->rules);
    free(c->wires);
    c->rules = NULL;
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

/* --- one edge, C beside RTL -------------------------------------------------------------------------------------- */

typedef struct sides {
    void *state, *in, *out; /* of the C block */
    bool rst_n;
    void *model, *before, *rtl_out; /* before: the RTL's outputs with the new inputs, the clock still low */
    void *ruled;                    /* what the rules see: the RTL's outputs, but the C block's where a wire is ignored */
    history_t history;
    rule_run_t rules;
} sides_t;

static void open_sides(sides_t *x, const rtl_check_t *c)
{
    const block_t *b = c->table->block;
    const block_rules_t *rules = block_rules_find(b->name);
    *x = (sides_t){.state = alloc(b->state_size), .in = alloc(b->in_size), .out = alloc(b->out_size),
                   .before = alloc(b->out_size), .rtl_out = alloc(b->out_size), .ruled = alloc(b->out_size),
                   .model = c->twin->create(0)};
    history_open(&x->history, b);
    if (rules)
        rule_run_open(&x->rules, rules, c->rules, "", NULL);
}

static void close_sides(sides_t *x, const rtl_check_t *c)
{
    c->twin->destroy(x->model);
    history_close(&x->history);
    rule_run_close(&x->rules);
    free(x->state);
    free(x->in);
    free(x->out);
    free(x->before);
    free(x->rtl_out);
    free(x->ruled);
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

/* Both sides are equal and neither owes the other a change: what `compare` would do, at once. */
static void all_equal(rtl_check_t *c, const sides_t *x)
{
    const sig_t *table = c->table->block->out_sigs;
    c->equal++;
    c->compared += c->always;
    for (unsigned i = 0; i < c->wire_count; i++) {
        check_wire_t *w = &c->wires[i];
        if (w->ignored || w->sig->judge == SIG_EXACT)
            continue;
        if (w->sig->judge == SIG_WITHIN) {
            judge_equal(&w->judge, w->sig, x->out);
        } else {
            verdict_t v = judge_wire(&w->judge, table, w->sig, x->out, x->rtl_out, x->rst_n, c->edges);
            w->open += v == JUDGE_OPEN;
            w->compared += v != JUDGE_OPEN;
            c->compared += v != JUDGE_OPEN;
        }
    }
}

/* The count of the edges at which all was equal goes to each wire. */
static void share_equal(rtl_check_t *c)
{
    for (unsigned i = 0; i < c->wire_count; i++)
        if (!c->wires[i].ignored && c->wires[i].sig->judge != SIG_WHEN)
            c->wires[i].compared += c->equal;
    c->equal = 0;
}

/* Every output, until one is wrong. */
static void compare(rtl_check_t *c, const sides_t *x, const char *moment)
{
    if (c->wrong)
        return;
    if (!c->owed && memcmp(x->out, x->rtl_out, c->table->block->out_size) == 0) {
        all_equal(c, x);
        return;
    }
    c->owed = false;
    for (unsigned i = 0; i < c->wire_count && !c->wrong; i++) {
        check_wire_t *w = &c->wires[i];
        if (w->ignored)
            continue;
        verdict_t v = judge_wire(&w->judge, c->table->block->out_sigs, w->sig, x->out, x->rtl_out, x->rst_n, c->edges);
        w->open += v == JUDGE_OPEN;
        w->compared += v != JUDGE_OPEN;
        c->compared += v != JUDGE_OPEN;
        c->owed = c->owed || judge_owes(&w->judge);
        if (v == JUDGE_DIFFERS)
            note_wrong(c, x, w, moment);
    }
}

/* New inputs are on the pins and the clock falls: no output may change. */
static void look_for_combinational(rtl_check_t *c, const sides_t *x)
{
    c->twin->eval(x->model, false);
    c->twin->get(x->model, x->before);
    if (memcmp(x->before, x->rtl_out, c->table->block->out_size) == 0)
        return;
    for (unsigned i = 0; i < c->wire_count; i++)
        if (sig_get(x->before, c->wires[i].sig) != sig_get(x->rtl_out, c->wires[i].sig))
            c->wires[i].combinational = true;
}

static void ask_rules(rtl_check_t *c, sides_t *x)
{
    memcpy(x->ruled, x->rtl_out, c->table->block->out_size);
    for (unsigned i = 0; c->options.ignore_count && i < c->wire_count; i++)
        if (c->wires[i].ignored)
            sig_set(x->ruled, c->wires[i].sig, sig_get(x->out, c->wires[i].sig));
    rule_run_edge(&x->rules, x->in, x->ruled, x->rst_n, c->edges);
    for (unsigned i = 0; i < c->rule_count && !c->broken; i++)
        if (c->rules[i].failed)
            c->broken = &c->rules[i];
}

/* One rising edge of both sides with x->in and x->rst_n, which are on the pins before the clock falls. */
static void one_edge(rtl_check_t *c, sides_t *x, unsigned phase)
{
    const block_t *b = c->table->block;
    history_put(&x->history, x->in, x->rst_n);
    c->edges++;
    c->twin->set(x->model, x->in, x->rst_n);
    if (x->rst_n) {
        b->tick(x->state, x->in, x->out, NULL);
        coverage_edge(c->probe, x->in, x->out);
        look_for_combinational(c, x);
    } else {
        c->resets++;
        b->reset(x->state, x->out);
        coverage_reset(c->probe, x->out);
        c->twin->eval(x->model, false); /* reset is asynchronous */
        c->twin->get(x->model, x->rtl_out);
        memcpy(x->before, x->rtl_out, b->out_size);
        compare(c, x, "in reset, no clock yet");
    }
    c->twin->eval(x->model, true);
    c->twin->get(x->model, x->rtl_out);
    compare(c, x, x->rst_n ? "running" : "clock in reset");
    if (c->rule_count)
        ask_rules(c, x);
    trace_put(&c->trace, x->in, x->rst_n, phase, x->out, x->before, x->rtl_out);
}

/* --- random inputs ----------------------------------------------------------------------------------------------- */

static void random_edge(rtl_check_t *c, sides_t *x)
{
    stim_next(&c->stim, x->in, &x->rst_n);
    one_edge(c, x, c->stim.phase);
}

/* An edge on which only combinational outputs are looked for. */
static void probe(rtl_check_t *c, sides_t *x)
{
    stim_next(&c->stim, x->in, &x->rst_n);
    c->twin->get(x->model, x->rtl_out);
    c->twin->set(x->model, x->in, x->rst_n);
    if (x->rst_n)
        look_for_combinational(c, x);
    c->twin->eval(x->model, true);
    c->twin->eval(x->model, false);
}

static void run_random(rtl_check_t *c)
{
    sides_t x;
    stim_open(&c->stim, c->table, c->options.seed);
    open_sides(&x, c);
    c->probe = coverage_attach(c->coverage, IN_CHECK, c->table->block, x.out); /* the run begins with a reset */
    while (c->edges < c->options.edges && !c->wrong && !c->broken && !c->interrupted) {
        random_edge(c, &x);
        if (c->options.progress && c->edges % PROGRESS_EDGES == 0)
            c->interrupted = !c->options.progress(c->edges, c->options.edges);
    }
    bool found = c->wrong || c->broken;
    for (unsigned i = 0; found && i < TAIL; i++)
        random_edge(c, &x);
    /* What differs may be a combinational output, which a few more inputs show. */
    for (unsigned i = 0; found && i < PROBES; i++)
        probe(c, &x);
    share_equal(c);
    close_sides(&x, c);
}

void check_run(rtl_check_t *c)
{
    look_for_unknown(c);
    if (!c->options.random_only)
        check_run_directed(c);
    if (!c->directed.failed)
        run_random(c);
}

/* --- what was found ---------------------------------------------------------------------------------------------- */

static bool at_fault(const check_wire_t *w)
{
    return !w->ignored && (w->combinational || w->unknown);
}

/* Something in each phase that was asked for. */
bool check_compared(const rtl_check_t *c)
{
    return (c->options.random_only || c->directed.compared > 0) && (c->directed.failed || c->compared > 0);
}

bool check_passed(const rtl_check_t *c)
{
    for (unsigned i = 0; i < c->wire_count; i++)
        if (at_fault(&c->wires[i]))
            return false;
    return !c->wrong && !c->broken && !c->directed.failed && !c->interrupted && check_compared(c) &&
           coverage_sum(c->coverage, NULL).wrong == 0;
}

bool check_wave(rtl_check_t *c, const char *path, const char *view, char *err, unsigned err_size)
{
    char label[80];
    uint64_t edge = c->wrong ? c->wrong_edge : c->broken->first_time;
    if (c->wrong)
        snprintf(label, sizeof label, "%s is wrong", c->wrong->name);
    else
        snprintf(label, sizeof label, "%s is broken", c->broken->name);
    char made[4096]; /* put in place once it is whole: another run may write the same name now */
    snprintf(made, sizeof made, "%s.%ld", path, (long)getpid());
    if (!trace_write(&c->trace, made, err, err_size))
        return false;
    if (rename(made, path) != 0) {
        snprintf(err, err_size, "%s: %s", path, strerror(errno));
        unlink(made);
        return false;
    }
    return !view || view_write_block(view, path, c->table->block, c->wrong, edge * TRACE_PS, TRACE_PS, label, err, err_size);
}
