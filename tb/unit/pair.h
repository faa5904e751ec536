/* pair: one C block and its RTL twin driven side by side in a unit test.
 *
 * A test sets wires in p->in and calls pair_tick: both sides see the same edge and every output wire is compared.
 * The twin is our own (twin_builtin) and then compared exactly; with SMMSCOPE_TWIN_SO=FILE it is the one that
 * shared object exports, and a WHEN(wire) output is only compared while that wire is 1. A build without RTL has no
 * twin: the tests then speak about the C block alone.
 * Left out: WITHIN(n), which is compared exactly; blocks with wiring. */
#ifndef TB_UNIT_PAIR_H
#define TB_UNIT_PAIR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "block.h"
#include "twin.h"

typedef struct pair {
    const block_t *block;
    void *state, *in, *out; /* BLOCK_t, BLOCK_in_t, BLOCK_out_t; owned */
    const twin_if_t *twin;  /* NULL in a build without RTL */
    void *model, *twin_out, *so;
    bool own;      /* our twin: compare exactly */
    uint64_t edge; /* edges since pair_open, reset edges included */
    uint64_t rng;
} pair_t;

/* Sums over all tests of the program. */
typedef struct pair_totals {
    const char *block;
    bool twin;
    uint64_t edges, compared, differ;
} pair_totals_t;

static pair_totals_t pair_totals;

static inline void *pair_alloc(size_t size)
{
    void *p = calloc(1, size);
    assert_non_null(p);
    return p;
}

static inline void pair_print(const char *title, const sig_t *table, const void *base)
{
    print_error("  %s:", title);
    for (const sig_t *s = table; s->name; s++) {
        const char *name = sig_value_name(s, sig_get(base, s));
        print_error(" %s=0x%llx", s->name, (unsigned long long)sig_get(base, s));
        if (name)
            print_error("(%s)", name);
    }
    print_error("\n");
}

/* Compares all outputs; `what` says which moment of the edge this is. */
static inline void pair_compare(pair_t *p, const char *what)
{
    const sig_t *table = p->block->out_sigs;

    if (!p->twin)
        return;
    memset(p->twin_out, 0, p->block->out_size);
    p->twin->get(p->model, p->twin_out);
    for (const sig_t *s = table; s->name; s++) {
        uint64_t c = sig_get(p->out, s), v = sig_get(p->twin_out, s);
        if (s->judge == SIG_WHEN && !p->own && sig_get(p->out, sig_find(table, s->when)) == 0)
            continue;
        pair_totals.compared++;
        if (c == v)
            continue;
        pair_totals.differ++;
        print_error("mismatch: %s edge %llu (%s): %s is 0x%llx in C, 0x%llx in RTL\n", p->block->name,
                    (unsigned long long)p->edge, what, s->name, (unsigned long long)c, (unsigned long long)v);
        pair_print("inputs", p->block->in_sigs, p->in);
        pair_print("C  ", table, p->out);
        pair_print("RTL", table, p->twin_out);
        fail();
    }
}

/* One rising edge with rst_n = 0. Compared before the edge too: reset is asynchronous. */
static inline void pair_reset_edge(pair_t *p)
{
    p->edge++;
    pair_totals.edges++;
    p->block->reset(p->state, p->out);
    if (p->twin) {
        p->twin->set(p->model, p->in, false);
        p->twin->eval(p->model, false);
    }
    pair_compare(p, "reset falls, no clock");
    if (p->twin)
        p->twin->eval(p->model, true);
    pair_compare(p, "clock in reset");
    if (p->twin)
        p->twin->eval(p->model, false);
}

/* One edge with the wires in p->in. */
static inline void pair_tick(pair_t *p)
{
    p->edge++;
    pair_totals.edges++;
    for (const sig_t *s = p->block->in_sigs; s->name; s++)
        sig_set(p->in, s, sig_get(p->in, s)); /* a pin has no bits above its width */
    p->block->tick(p->state, p->in, p->out, NULL);
    if (p->twin) {
        p->twin->set(p->model, p->in, true);
        p->twin->eval(p->model, true);
    }
    pair_compare(p, "tick");
    if (p->twin)
        p->twin->eval(p->model, false);
}

static inline void pair_ticks(pair_t *p, unsigned n)
{
    while (n-- > 0)
        pair_tick(p);
}

/* Both sides new and just out of one reset edge, all inputs 0. */
static inline void pair_open(pair_t *p, const block_t *block)
{
    const char *path = getenv("SMMSCOPE_TWIN_SO");

    memset(p, 0, sizeof *p);
    p->block = block;
    pair_totals.block = block->name;
    pair_totals.twin = path || twin_builtin(block->name);
    p->rng = UINT64_C(0x9e3779b97f4a7c15);
    p->state = pair_alloc(block->state_size);
    p->in = pair_alloc(block->in_size);
    p->out = pair_alloc(block->out_size);
    p->twin_out = pair_alloc(block->out_size);
    if (path) {
        p->so = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (!p->so)
            fail_msg("%s", dlerror());
        p->twin = (const twin_if_t *)dlsym(p->so, TWIN_SYMBOL);
        if (!p->twin)
            fail_msg("%s exports no %s", path, TWIN_SYMBOL);
    } else {
        p->twin = twin_builtin(block->name);
        p->own = true;
    }
    if (p->twin) {
        assert_string_equal(p->twin->block, block->name);
        p->model = p->twin->create(0);
        assert_non_null(p->model);
    }
    pair_reset_edge(p);
}

static inline void pair_close(pair_t *p)
{
    if (p->model)
        p->twin->destroy(p->model);
    if (p->so)
        dlclose(p->so);
    free(p->state);
    free(p->in);
    free(p->out);
    free(p->twin_out);
    memset(p, 0, sizeof *p);
}

/* Setup and teardown of a cmocka test; *state is the pair_t. */
static inline int pair_setup(void **state, const block_t *block)
{
    pair_t *p = (pair_t *)pair_alloc(sizeof *p);
    *state = p;
    pair_open(p, block);
    return 0;
}

static inline int pair_teardown(void **state)
{
    pair_t *p = (pair_t *)*state;
    pair_close(p);
    free(p);
    return 0;
}

#define PAIR_TEST(test) cmocka_unit_test_setup_teardown(test, setup, pair_teardown)

/* Last line of main: what was compared. With a twin, nothing compared is a failure. */
static inline int pair_finish(int failed)
{
    if (!pair_totals.twin) {
        printf("%s: %llu edges of the C block alone, no twin in this build\n", pair_totals.block,
               (unsigned long long)pair_totals.edges);
        return failed ? 1 : 0;
    }
    printf("%s: %llu wires compared with the RTL at %llu edges, %llu differ\n", pair_totals.block,
           (unsigned long long)pair_totals.compared, (unsigned long long)pair_totals.edges,
           (unsigned long long)pair_totals.differ);
    return failed || pair_totals.differ || pair_totals.compared == 0 ? 1 : 0;
}

/* The same numbers in every run (xorshift64*). */
static inline uint32_t pair_rand(pair_t *p)
{
    p->rng ^= p->rng >> 12;
    p->rng ^= p->rng << 25;
    p->rng ^= p->rng >> 27;
    return (uint32_t)((p->rng * UINT64_C(0x2545f4914f6cdd1d)) >> 32);
}

/* A number below n. */
static inline uint32_t pair_below(pair_t *p, uint32_t n)
{
    return pair_rand(p) % n;
}

/* True once in n. */
static inline bool pair_one_in(pair_t *p, uint32_t n)
{
    return pair_below(p, n) == 0;
}

#endif
