/* mutate_run: runs mutants of a block's RTL against the C model, on what `smmscope check` puts in (the directed tests,
 * then random inputs), and says which of them a comparison of every output at every edge kills. scripts/mutate makes the
 * shared object and reads the lines:
 *
 *   6 killed EDGE WIRE TEST      in a directed test; edges are counted from 1
 *   7 killed EDGE WIRE random
 *   8 survived EDGES
 *
 * With `all` at the end (scripts/check-faults) it does not stop at the first that finds a mutant and names them all:
 *
 *   6 directed TEST
 *   6 rule RULE       broken in the directed tests or the random inputs
 *   6 check EDGE WIRE in the random inputs
 *   6 done
 *
 * Mutant 0 is the block as it is. Compared exactly, as our own RTL always is, before and after each rising edge. Inputs
 * change while the clock is high.
 * Left out: a register without reset (which `check` looks for) shows here as a wrong value. */
#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "block_rules.h"
#include "check_stim.h"
#include "directed/directed.h"
#include "twin.h"

typedef struct mutate_run {
    const stim_table_t *table;
    const twin_if_t *twin;
    unsigned *mutant; /* the shared object's: which one is made next */
    uint64_t edges, seed;
    rule_info_t *rules; /* with `all`: of the mutant that runs */
    rule_run_t rule_run;
    void *state, *in, *out, *rtl_out;
} mutate_run_t;

static void *alloc(size_t size)
{
    void *p = calloc(1, size);
    if (!p)
        abort();
    return p;
}

static bool number(const char *text, uint64_t *value)
{
    char *end;
    *value = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end;
}

/* The first output that differs, or NULL. */
static const sig_t *differs(const mutate_run_t *r, void *model)
{
    r->twin->get(model, r->rtl_out);
    for (const sig_t *w = r->table->block->out_sigs; w->name; w++)
        if (sig_get(r->out, w) != sig_get(r->rtl_out, w))
            return w;
    return NULL;
}

/* One edge of both sides; the wire that differs, or NULL. */
static const sig_t *one_edge(const mutate_run_t *r, stim_t *stim, void *model)
{
    const block_t *b = r->table->block;
    bool rst_n;
    stim_next(stim, r->in, &rst_n);
    if (!rst_n)
        b->reset(r->state, r->out); /* at once: reset is asynchronous */
    r->twin->set(model, r->in, rst_n);
    r->twin->eval(model, false); /* the clock falls with the new inputs on the pins: a register on that edge is early */
    const sig_t *wrong = differs(r, model);
    if (rst_n)
        b->tick(r->state, r->in, r->out, NULL);
    r->twin->eval(model, true);
    return wrong ? wrong : differs(r, model);
}

/* True when a directed test kills it. */
static bool directed_kills(const mutate_run_t *r, unsigned mutant)
{
    const rtl_side_t rtl = {.twin = r->twin, .exact = true};
    const directed_t *list = directed_find(r->twin->block);
    for (const directed_test_t *t = list ? list->tests : NULL; t && t->name; t++) {
        directed_result_t result = {.passed = true};
        if (!t->random)
            result = directed_run(list, t, &rtl, NULL);
        if (result.wrong) {
            printf("%u killed %" PRIu64 " %s %s\n", mutant, result.edges, result.wrong->name, t->name);
            return true;
        }
    }
    return false;
}

static void one_mutant(const mutate_run_t *r, unsigned mutant)
{
    const block_t *b = r->table->block;
    const sig_t *wrong = NULL;
    uint64_t edge = 0;
    stim_t stim;
    memset(r->in, 0, b->in_size);
    stim_open(&stim, r->table, r->seed);
    *r->mutant = mutant;
    if (directed_kills(r, mutant))
        return;
    void *model = r->twin->create(0);
    while (edge < r->edges && !wrong) {
        edge++;
        wrong = one_edge(r, &stim, model);
    }
    if (wrong)
        printf("%u killed %" PRIu64 " %s random\n", mutant, edge, wrong->name);
    else
        printf("%u survived %" PRIu64 "\n", mutant, edge);
    fflush(stdout);
    r->twin->destroy(model);
}

enum { TAIL = 20 }; /* edges after the first difference at which a rule with a deadline can speak */

/* The rules see one more edge. */
static bool ask_rules(void *context, const pair_edge_t *e)
{
    mutate_run_t *r = context;
    rule_run_edge(&r->rule_run, e->in, e->rtl_out, e->rst_n, e->number);
    return true;
}

static void restart_rules(mutate_run_t *r)
{
    rule_run_close(&r->rule_run);
    if (r->rules)
        rule_run_open(&r->rule_run, block_rules_find(r->twin->block), r->rules, "", NULL);
}

/* Names everything that finds the mutant. */
static void all_detectors(mutate_run_t *r, unsigned mutant)
{
    const block_rules_t *rules = block_rules_find(r->twin->block);
    const unsigned count = rules ? block_rules_count(rules) : 0;
    const rtl_side_t rtl = {.twin = r->twin, .exact = true};
    const edge_watch_t watch = {.edge = ask_rules, .context = r, .tail = TAIL};
    const directed_t *list = directed_find(r->twin->block);
    *r->mutant = mutant;
    r->rules = rules ? alloc(count * sizeof *r->rules) : NULL;
    if (rules)
        block_rules_names(rules, r->rules);
    for (const directed_test_t *t = list ? list->tests : NULL; t && t->name; t++) {
        restart_rules(r);
        if (!t->random && directed_run(list, t, &rtl, rules ? &watch : NULL).wrong)
            printf("%u directed %s\n", mutant, t->name);
    }

    stim_t stim;
    memset(r->in, 0, r->table->block->in_size);
    stim_open(&stim, r->table, r->seed);
    restart_rules(r);
    void *model = r->twin->create(0);
    bool found = false;
    for (uint64_t edge = 1, last = r->edges; edge <= last; edge++) {
        const sig_t *wrong = one_edge(r, &stim, model);
        r->twin->get(model, r->rtl_out);
        if (rules)
            rule_run_edge(&r->rule_run, r->in, r->rtl_out, stim.phase != STIM_RESET, edge);
        if (wrong && !found) {
            found = true;
            last = edge + TAIL;
            printf("%u check %" PRIu64 " %s\n", mutant, edge, wrong->name);
        }
    }
    r->twin->destroy(model);
    rule_run_close(&r->rule_run);
    for (unsigned i = 0; i < count; i++)
        if (r->rules[i].failed)
            printf("%u rule %s\n", mutant, r->rules[i].name);
    free(r->rules);
    r->rules = NULL;
    printf("%u done\n", mutant);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    mutate_run_t r = {0};
    uint64_t first, last;
    const bool all = argc == 7 && strcmp(argv[6], "all") == 0;
    if ((argc != 6 && !all) || !number(argv[2], &first) || !number(argv[3], &last) || !number(argv[4], &r.edges) ||
        !number(argv[5], &r.seed)) {
        fprintf(stderr, "usage: mutate_run MUTANTS.so FIRST LAST EDGES SEED [all]\n");
        return 2;
    }
    void *so = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    r.twin = so ? dlsym(so, TWIN_SYMBOL) : NULL;
    r.mutant = so ? dlsym(so, TWIN_MUTANT_SYMBOL) : NULL;
    if (!r.twin || !r.mutant) {
        fprintf(stderr, "mutate_run: %s\n", dlerror());
        return 2;
    }
    r.table = stim_find(r.twin->block);
    if (!r.table) {
        fprintf(stderr, "mutate_run: %s: no stimuli for block %s in tb/check_stim.c\n", argv[1], r.twin->block);
        return 2;
    }
    r.state = alloc(r.table->block->state_size);
    r.in = alloc(r.table->block->in_size);
    r.out = alloc(r.table->block->out_size);
    r.rtl_out = alloc(r.table->block->out_size);
    for (uint64_t m = first; m <= last; m++) {
        if (all)
            all_detectors(&r, (unsigned)m);
        else
            one_mutant(&r, (unsigned)m);
    }
    free(r.state);
    free(r.in);
    free(r.out);
    free(r.rtl_out);
    return 0;
}
