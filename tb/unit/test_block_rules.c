/* The rules of lone blocks (tb/rules/), each of them tried: on the stimulus of `smmscope check` the C block arms every
 * rule and breaks none; when what it shows is spoilt now and then, every rule breaks, and is asked when it would. */
#include "block_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check_stim.h"

enum { EDGES = 300000, SEED = 11, RULES_MAX = 64 };

static uint64_t rules_tried, edges_run, spoilt;

/* --- spoiling ----------------------------------------------------------------------------------------------------- */

enum spoil_kind { FLIP, HOLD, HOLD_ALL, SPOIL_KINDS }; /* a bit; the last value of a wire, of all wires */

/* What is wrong with the outputs for the edges to come. */
typedef struct spoil {
    enum spoil_kind kind;
    const sig_t *wire;
    unsigned bit, left;
    uint64_t rng;
} spoil_t;

static unsigned below(spoil_t *s, unsigned n)
{
    s->rng = s->rng * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((s->rng >> 32) * n >> 32);
}

static void next_spoil(spoil_t *s, const block_t *b)
{
    unsigned wires = 0;
    while (b->out_sigs[wires].name)
        wires++;
    s->kind = below(s, SPOIL_KINDS);
    s->wire = &b->out_sigs[below(s, wires)];
    s->bit = below(s, s->wire->width);
    s->left = below(s, 4) ? 1 : 1 + below(s, 16);
}

/* `shown` is what was shown at the last edge, and becomes what is shown of `out` at this one. */
static void show_spoilt(spoil_t *s, const block_t *b, const void *out, void *shown)
{
    if (s->left == 0 && below(s, 8) == 0)
        next_spoil(s, b);
    if (s->left == 0) {
        memcpy(shown, out, b->out_size);
        return;
    }
    s->left--;
    spoilt++;
    if (s->kind == HOLD_ALL)
        return;
    uint64_t held = sig_get(shown, s->wire), flipped = sig_get(out, s->wire) ^ UINT64_C(1) << s->bit;
    memcpy(shown, out, b->out_size);
    sig_set(shown, s->wire, s->kind == HOLD ? held : flipped);
}

/* --- a block on its stimulus -------------------------------------------------------------------------------------- */

typedef struct bench {
    const block_rules_t *rules;
    unsigned count;
    rule_info_t asked[RULES_MAX], always[RULES_MAX]; /* asked when they want to be, and at every edge */
    bool broke[RULES_MAX];      /* at the last edge, always asked */
    unsigned missed[RULES_MAX]; /* edges at which it begins to break when always asked, and was not asked */
    void *state, *in, *out;     /* of the C block */
    void *shown;                /* what the rules see as its outputs */
} bench_t;

static void *alloc(size_t size)
{
    void *p = calloc(1, size ? size : 1);
    assert_non_null(p);
    return p;
}

static void open_bench(bench_t *b, const block_rules_t *rules)
{
    *b = (bench_t){.rules = rules, .count = block_rules_count(rules)};
    assert_true(b->count > 0 && b->count <= RULES_MAX);
    block_rules_names(rules, b->asked);
    block_rules_names(rules, b->always);
    b->state = alloc(rules->block->state_size);
    b->in = alloc(rules->block->in_size);
    b->out = alloc(rules->block->out_size);
    b->shown = alloc(rules->block->out_size);
}

static void close_bench(bench_t *b)
{
    free(b->state);
    free(b->in);
    free(b->out);
    free(b->shown);
}

/* As rule_run_edge, but the rules are asked whether they want to be or not. */
static void ask_always(rule_run_t *r, const void *in, const void *out, bool rst_n, uint64_t cycle)
{
    r->look.in = in;
    r->look.out = out;
    r->look.cycle = cycle;
    r->changed = true;
    if (rst_n)
        r->rules->follow(&r->look);
    rule_run_ask(r, rst_n);
}

static void ask_both(bench_t *b, rule_run_t *asked, rule_run_t *always, bool rst_n, uint64_t edge)
{
    uint64_t before[RULES_MAX], before_always[RULES_MAX];
    for (unsigned i = 0; i < b->count; i++) {
        before[i] = b->asked[i].failed;
        before_always[i] = b->always[i].failed;
    }
    rule_run_edge(asked, b->in, b->shown, rst_n, edge);
    ask_always(always, b->in, b->shown, rst_n, edge);
    for (unsigned i = 0; i < b->count; i++) {
        bool breaks = b->always[i].failed != before_always[i];
        b->missed[i] += breaks && !b->broke[i] && b->asked[i].failed == before[i];
        b->broke[i] = breaks;
    }
}

/* Runs the C block and asks its rules of what it shows, spoilt unless `spoil` is NULL. */
static void play(bench_t *b, spoil_t *spoil)
{
    const block_t *block = b->rules->block;
    rule_run_t asked, always;
    stim_t stim;
    bool rst_n;
    stim_open(&stim, stim_find(block->name), SEED);
    rule_run_open(&asked, b->rules, b->asked, "", NULL);
    rule_run_open(&always, b->rules, b->always, "", NULL);
    block->reset(b->state, b->out);
    memcpy(b->shown, b->out, block->out_size);
    for (uint64_t edge = 1; edge <= EDGES; edge++) {
        stim_next(&stim, b->in, &rst_n);
        if (rst_n)
            block->tick(b->state, b->in, b->out, NULL);
        else
            block->reset(b->state, b->out);
        if (spoil)
            show_spoilt(spoil, block, b->out, b->shown);
        else
            memcpy(b->shown, b->out, block->out_size);
        ask_both(b, &asked, &always, rst_n, edge);
    }
    edges_run += EDGES;
    rule_run_close(&asked);
    rule_run_close(&always);
}

static const block_rules_t *rules_of(void **state)
{
    return *(const block_rules_t *const *)*state;
}

static void good_outputs_arm_every_rule_and_break_none(void **state)
{
    bench_t b;
    unsigned wrong = 0;
    open_bench(&b, rules_of(state));
    play(&b, NULL);
    for (unsigned i = 0; i < b.count; i++) {
        const rule_info_t *r = &b.asked[i];
        wrong += r->failed || !r->armed;
        if (r->failed)
            print_error("%s breaks: %s\n", r->name, r->first);
        else if (!r->armed)
            print_error("%s is never armed\n", r->name);
    }
    close_bench(&b);
    assert_int_equal(wrong, 0);
}

static void spoilt_outputs_break_every_rule(void **state)
{
    bench_t b;
    spoil_t spoil = {.rng = SEED};
    unsigned wrong = 0;
    open_bench(&b, rules_of(state));
    play(&b, &spoil);
    for (unsigned i = 0; i < b.count; i++) {
        wrong += !b.asked[i].failed || b.missed[i];
        if (!b.asked[i].failed)
            print_error("%s never breaks\n", b.asked[i].name);
        if (b.missed[i])
            print_error("%s is not asked at %u edges at which it begins to break\n", b.asked[i].name, b.missed[i]);
    }
    rules_tried += b.count;
    close_bench(&b);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    int failed = 0;
    for (const block_rules_t *const *r = block_rules_all; *r; r++) {
        if (!stim_find((*r)->block->name))
            continue;
        void *of = (void *)(uintptr_t)r;
        const struct CMUnitTest tests[] = {
            {"good_outputs_arm_every_rule_and_break_none", good_outputs_arm_every_rule_and_break_none, NULL, NULL, of},
            {"spoilt_outputs_break_every_rule", spoilt_outputs_break_every_rule, NULL, NULL, of},
        };
        failed += _cmocka_run_group_tests((*r)->block->name, tests, sizeof tests / sizeof tests[0], NULL, NULL);
    }
    printf("block rules: %llu rules tried at %llu edges, %llu of them spoilt\n", (unsigned long long)rules_tried,
           (unsigned long long)edges_run, (unsigned long long)spoilt);
    return failed || rules_tried == 0;
}
