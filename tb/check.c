#include "check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "view.h"

enum {
    PROBES = 4000, /* edges after a failure and its tail on which combinational outputs are looked for */
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
    c->ruled = alloc(c->table->block->out_size);
    c->probe = coverage_attach(c->coverage, IN_CHECK, c->table->block, c->ruled); /* each phase begins with a reset */
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
    rule_run_close(&c->rule_run);
    free(c->ruled);
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

/* --- what every edge ends with ------------------------------------------------------------------------------------ */

void check_begin(rtl_check_t *c, const char *const *phases)
{
    const block_rules_t *rules = block_rules_find(c->options.block);
    rule_run_close(&c->rule_run);
    if (rules)
        rule_run_open(&c->rule_run, rules, c->rules, "", NULL);
    trace_restart(&c->trace, phases);
}

/* New inputs are on the pins and the clock falls: no output may change. */
static void look_for_combinational(rtl_check_t *c, const void *was, const void *before)
{
    if (memcmp(before, was, c->table->block->out_size) == 0)
        return;
    for (unsigned i = 0; i < c->wire_count; i++)
        if (sig_get(before, c->wires[i].sig) != sig_get(was, c->wires[i].sig))
            c->wires[i].combinational = true;
}

static void ask_rules(rtl_check_t *c, const pair_edge_t *e)
{
    memcpy(c->ruled, e->rtl_out, c->table->block->out_size);
    for (unsigned i = 0; c->options.ignore_count && i < c->wire_count; i++)
        if (c->wires[i].ignored)
            sig_set(c->ruled, c->wires[i].sig, sig_get(e->out, c->wires[i].sig));
    rule_run_edge(&c->rule_run, e->in, c->ruled, e->rst_n, e->number);
    for (unsigned i = 0; i < c->rule_count && !c->broken; i++)
        if (c->rules[i].failed)
            c->broken = &c->rules[i];
}

bool check_edge_done(rtl_check_t *c, const pair_edge_t *e, unsigned phase)
{
    if (e->rst_n) {
        coverage_edge(c->probe, e->in, e->out);
        look_for_combinational(c, e->rtl_was, e->rtl_before);
    } else {
        coverage_reset(c->probe, e->out);
    }
    if (c->rule_count)
        ask_rules(c, e);
    trace_put(&c->trace, e->in, e->rst_n, phase, e->out, e->rtl_before, e->rtl_out);
    return !c->broken;
}

/* --- one edge, C beside RTL -------------------------------------------------------------------------------------- */

typedef struct sides {
    void *state, *in, *out; /* of the C block */
    bool rst_n;
    void *model, *was, *before, *rtl_out; /* was: the RTL's outputs after the last edge; before: with the new inputs, the
                                           * clock still low */
    history_t history;
} sides_t;

static void open_sides(sides_t *x, const rtl_check_t *c)
{
    const block_t *b = c->table->block;
    *x = (sides_t){.state = alloc(b->state_size), .in = alloc(b->in_size), .out = alloc(b->out_size), .was = alloc(b->out_size),
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
    free(x->was);
    free(x->before);
    free(x->rtl_out);
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
        if (v == JUDGE_DIFFERS) {
            const difference_t d = {c->table->block->name, c->edges, moment, w->sig, sig_get(x->out, w->sig),
                                    sig_get(x->rtl_out, w->sig)};
            difference_text(&x->history, &d, c->first, sizeof c->first);
            c->wrong = w->sig;
            c->wrong_edge = c->edges;
        }
    }
}

/* x->in and x->rst_n are on the pins, the clock falls. */
static void put_inputs(const rtl_check_t *c, sides_t *x)
{
    memcpy(x->was, x->rtl_out, c->table->block->out_size);
    c->twin->set(x->model, x->in, x->rst_n);
    c->twin->eval(x->model, false);
    c->twin->get(x->model, x->before);
}

/* One rising edge of both sides with x->in and x->rst_n. */
static void one_edge(rtl_check_t *c, sides_t *x, unsigned phase)
{
    const block_t *b = c->table->block;
    history_put(&x->history, x->in, x->rst_n);
    c->edges++;
    put_inputs(c, x);
    if (x->rst_n) {
        b->tick(x->state, x->in, x->out, NULL);
    } else {
        c->resets++;
        b->reset(x->state, x->out);
        memcpy(x->rtl_out, x->before, b->out_size); /* reset is asynchronous */
        compare(c, x, "in reset, no clock yet");
    }
    c->twin->eval(x->model, true);
    c->twin->get(x->model, x->rtl_out);
    compare(c, x, x->rst_n ? "running" : "clock in reset");
    const pair_edge_t e = {c->edges, x->rst_n, x->in, x->out, x->was, x->before, x->rtl_out};
    check_edge_done(c, &e, phase);
}

/* --- random inputs ----------------------------------------------------------------------------------------------- */

static void random_edge(rtl_check_t *c, sides_t *x)
{
    stim_next(&c->stim, x->in, &x->rst_n);
    one_edge(c, x, c->stim.phase);
}

static void run_random(rtl_check_t *c)
{
    sides_t x;
    stim_open(&c->stim, c->table, c->options.seed);
    open_sides(&x, c);
    check_begin(c, stim_phase_names);
    while (c->edges < c->options.edges && !c->wrong && !c->broken && !c->interrupted) {
        random_edge(c, &x);
        if (c->options.progress && c->edges % PROGRESS_EDGES == 0)
            c->interrupted = !c->options.progress(c->edges, c->options.edges) || c->twin->trouble();
    }
    bool found = c->wrong || c->broken;
    for (unsigned i = 0; found && i < (c->broken ? CHECK_TAIL : CHECK_RULE_TAIL); i++)
        random_edge(c, &x);
    share_equal(c);
    close_sides(&x, c);
}

/* What differs may be a combinational output: random edges on which only those are looked for. */
static void probe(rtl_check_t *c)
{
    sides_t x;
    stim_t stim;
    stim_open(&stim, c->table, c->options.seed + 1); /* not what the random phase has put in */
    open_sides(&x, c);
    for (unsigned i = 0; i < PROBES; i++) {
        stim_next(&stim, x.in, &x.rst_n);
        put_inputs(c, &x);
        if (x.rst_n)
            look_for_combinational(c, x.was, x.before);
        c->twin->eval(x.model, true);
        c->twin->get(x.model, x.rtl_out);
    }
    close_sides(&x, c);
}

void check_run(rtl_check_t *c)
{
    look_for_unknown(c);
    if (!c->options.random_only)
        check_run_directed(c);
    if (!c->directed.failed)
        run_random(c);
    if (c->wrong || c->broken)
        probe(c);
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
    return !view || view_write_block(view, path, &c->trace, c->wrong, edge, label, err, err_size);
}
