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
    trace_close(&c->moved.trace);
    trace_close(&c->unknown.trace);
    rule_run_close(&c->rule_run);
    free(c->ruled);
    free(c->rules);
    free(c->wires);
    c->rules = NULL;
    c->wires = NULL;
}

/* --- reset with unknown initial values --------------------------------------------------------------------------- */

/* What is known of a finding into words, the inputs as its trace has them. */
static void tell(check_find_t *f, const block_t *b, const char *where, const char *happens)
{
    history_t h;
    bool rst_n;
    history_open(&h, b);
    for (uint64_t e = f->edge > HISTORY_EDGES ? f->edge - HISTORY_EDGES + 1 : 1; e <= f->edge; e++) {
        const void *in = trace_inputs(&f->trace, e, &rst_n);
        history_put(&h, in, rst_n);
    }
    size_t n = (size_t)snprintf(f->text, sizeof f->text, "%s edge %llu of %s: %s.%s %s; last inputs, newest first:",
                                domain_names[b->domain], (unsigned long long)f->edge, where, b->name, f->wire->name, happens);
    if (n < sizeof f->text)
        history_text(&h, f->text + n, sizeof f->text - n);
    history_close(&h);
}

static const char *start_text(unsigned seed, char *text, size_t size)
{
    if (seed > 1)
        snprintf(text, size, "bits of seed %u", seed);
    else
        snprintf(text, size, "all bits %u", seed);
    return text;
}

/* The finding again, with the two models that showed it, for the dump. */
static void show_unknown(rtl_check_t *c)
{
    const block_t *b = c->table->block;
    check_find_t *f = &c->unknown;
    void *model[2], *out[2], *before = alloc(b->out_size), *in = alloc(b->in_size);
    char happens[160], one[24], other[24];
    stim_t stim;
    bool rst_n;
    stim_open(&stim, c->table, c->options.seed);
    trace_open(&f->trace, b, stim_phase_names);
    f->trace.sides = trace_models;
    for (unsigned k = 0; k < 2; k++) {
        model[k] = c->twin->create(f->starts[k]);
        out[k] = alloc(b->out_size);
    }
    for (unsigned edge = 0; edge < f->edge + CHECK_TAIL; edge++) {
        stim_next(&stim, in, &rst_n);
        for (unsigned k = 0; k < 2; k++) {
            c->twin->set(model[k], in, rst_n);
            c->twin->eval(model[k], false);
            c->twin->get(model[k], before);
            c->twin->eval(model[k], true);
            c->twin->get(model[k], out[k]);
        }
        trace_put(&f->trace, in, rst_n, stim.phase, out[0], before, out[1]);
    }
    for (unsigned k = 0; k < 2; k++) {
        c->twin->destroy(model[k]);
        free(out[k]);
    }
    free(before);
    free(in);
    snprintf(happens, sizeof happens, "is %llXh in a, %llXh in b, whose registers started with %s and %s",
             (unsigned long long)f->values[0], (unsigned long long)f->values[1], start_text(f->starts[0], one, sizeof one),
             start_text(f->starts[1], other, sizeof other));
    tell(f, b, "two models of the RTL", happens);
}

static void found_unknown(rtl_check_t *c, check_wire_t *w, unsigned edge, unsigned k, const void *one, const void *other)
{
    w->unknown = true;
    if (!c->unknown.wire && !w->ignored)
        c->unknown = (check_find_t){.wire = w->sig, .edge = edge, .values = {sig_get(one, w->sig), sig_get(other, w->sig)},
                                    .starts = {0, k}};
}

/* The same inputs to models whose registers started with other bits: a wire that differs depends on a register
 * that reset does not set. All 0 and all 1 are among them: so each bit of a register differs somewhere. */
static void look_for_unknown(rtl_check_t *c)
{
    const block_t *b = c->table->block;
    void *model[CHECK_UNKNOWN_SEEDS], *out[CHECK_UNKNOWN_SEEDS], *in = alloc(b->in_size);
    stim_t stim;
    bool rst_n;
    stim_open(&stim, c->table, c->options.seed);
    for (unsigned k = 0; k < CHECK_UNKNOWN_SEEDS; k++) {
        model[k] = c->twin->create(k);
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
                    found_unknown(c, &c->wires[i], edge + 1, k, out[0], out[k]);
        }
    }
    for (unsigned k = 0; k < CHECK_UNKNOWN_SEEDS; k++) {
        c->twin->destroy(model[k]);
        free(out[k]);
    }
    free(in);
    if (c->unknown.wire)
        show_unknown(c);
}

/* --- what every edge ends with ------------------------------------------------------------------------------------ */

/* Keeps the edges around the first combinational output, once those that follow it are there or will not come. */
static void keep_moved(rtl_check_t *c)
{
    check_find_t *f = &c->moved;
    char happens[96];
    if (!f->wire || f->trace.ring)
        return;
    f->trace = trace_copy(&c->trace);
    snprintf(happens, sizeof happens, "goes from %llXh to %llXh with the inputs, before the clock rises",
             (unsigned long long)f->values[0], (unsigned long long)f->values[1]);
    tell(f, c->table->block, f->test ? f->test : "the random inputs", happens);
}

void check_begin(rtl_check_t *c, const char *const *phases)
{
    keep_moved(c);
    const block_rules_t *rules = block_rules_find(c->options.block);
    rule_run_close(&c->rule_run);
    if (rules)
        rule_run_open(&c->rule_run, rules, c->rules, "", NULL);
    trace_restart(&c->trace, phases);
}

/* New inputs are on the pins and the clock falls: no output may change. edge: of the trace; 0: of none. */
static void look_for_combinational(rtl_check_t *c, const void *was, const void *before, uint64_t edge)
{
    if (memcmp(before, was, c->table->block->out_size) == 0)
        return;
    for (unsigned i = 0; i < c->wire_count; i++)
        if (sig_get(before, c->wires[i].sig) != sig_get(was, c->wires[i].sig)) {
            check_wire_t *w = &c->wires[i];
            w->combinational = true;
            if (edge && !c->moved.wire && !w->ignored)
                c->moved = (check_find_t){.wire = w->sig, .edge = edge, .test = c->directed.shown[0],
                                          .values = {sig_get(was, w->sig), sig_get(before, w->sig)}};
        }
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
        look_for_combinational(c, e->rtl_was, e->rtl_before, e->number);
    } else {
        coverage_reset(c->probe, e->out);
    }
    if (c->rule_count)
        ask_rules(c, e);
    trace_put(&c->trace, e->in, e->rst_n, phase, e->out, e->rtl_before, e->rtl_out);
    if (c->moved.wire && c->trace.count == c->moved.edge + CHECK_TAIL)
        keep_moved(c);
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
    c->directed.shown[0] = NULL;
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
            look_for_combinational(c, x.was, x.before, 0);
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
    keep_moved(c);
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

/* The finding that is shown when no wire is wrong and no rule broken, or NULL. */
static const check_find_t *shown_find(const rtl_check_t *c)
{
    if (c->wrong || c->broken)
        return NULL;
    return c->moved.wire ? &c->moved : c->unknown.wire ? &c->unknown : NULL;
}

bool check_has_wave(const rtl_check_t *c)
{
    return c->wrong || c->broken || shown_find(c);
}

const trace_t *check_trace(const rtl_check_t *c)
{
    const check_find_t *f = shown_find(c);
    return f ? &f->trace : &c->trace;
}

/* Where the marker is, and what is written at it. A combinational output has moved when the inputs show. */
static ps_t place(const rtl_check_t *c, char *label, size_t size)
{
    const check_find_t *f = shown_find(c);
    if (f) {
        snprintf(label, size, "%s %s", f->wire->name, f == &c->moved ? "moves" : "differs");
        return f == &c->moved ? (f->edge - 1) * TRACE_PS + TRACE_INPUTS_PS : f->edge * TRACE_PS;
    }
    snprintf(label, size, "%s is %s", c->wrong ? c->wrong->name : c->broken->name, c->wrong ? "wrong" : "broken");
    return (c->wrong ? c->wrong_edge : c->broken->first_time) * TRACE_PS;
}

bool check_wave(rtl_check_t *c, const char *path, const char *view, char *err, unsigned err_size)
{
    const check_find_t *f = shown_find(c);
    const char *const test[] = {f ? f->test : NULL, NULL};
    trace_t trace = *check_trace(c);
    char label[80];
    ps_t at = place(c, label, sizeof label);
    if (test[0])
        trace.phases = test;
    char made[4096]; /* put in place once it is whole: another run may write the same name now */
    snprintf(made, sizeof made, "%s.%ld", path, (long)getpid());
    if (!trace_write(&trace, made, err, err_size))
        return false;
    if (rename(made, path) != 0) {
        snprintf(err, err_size, "%s: %s", path, strerror(errno));
        unlink(made);
        return false;
    }
    return !view || view_write_block(view, path, &trace, f ? f->wire : c->wrong, at, label, err, err_size);
}
