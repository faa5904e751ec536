/* rig: one C block that has no twin, driven alone in a unit test: its wires are set in `in`, an edge is ticked, and
 * `out` is looked at. Blocks with a twin are tested in tb/directed.
 * Left out: blocks with wiring. */
#ifndef TB_UNIT_RIG_H
#define TB_UNIT_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "block.h"

typedef struct rig {
    const block_t *block;
    void *state, *in, *out; /* BLOCK_t, BLOCK_in_t, BLOCK_out_t; owned */
    uint64_t rng;
} rig_t;

static uint64_t rig_edges; /* of all tests of the program */

static inline void *rig_alloc(size_t size)
{
    void *p = calloc(1, size);
    assert_non_null(p);
    return p;
}

static inline void rig_reset(rig_t *r)
{
    rig_edges++;
    r->block->reset(r->state, r->out);
}

/* One edge with the wires in r->in; bits above a wire's width are dropped. */
static inline void rig_tick(rig_t *r)
{
    rig_edges++;
    for (const sig_t *s = r->block->in_sigs; s->name; s++)
        sig_set(r->in, s, sig_get(r->in, s));
    r->block->tick(r->state, r->in, r->out, NULL);
}

static inline void rig_ticks(rig_t *r, unsigned n)
{
    while (n-- > 0)
        rig_tick(r);
}

/* Just out of reset, all inputs 0. */
static inline void rig_open(rig_t *r, const block_t *block)
{
    *r = (rig_t){.block = block, .rng = UINT64_C(0x9e3779b97f4a7c15)};
    r->state = rig_alloc(block->state_size);
    r->in = rig_alloc(block->in_size);
    r->out = rig_alloc(block->out_size);
    rig_reset(r);
}

static inline void rig_close(rig_t *r)
{
    free(r->state);
    free(r->in);
    free(r->out);
}

/* Setup and teardown of a cmocka test; *state is the rig_t. */
static inline int rig_setup(void **state, const block_t *block)
{
    rig_t *r = (rig_t *)rig_alloc(sizeof *r);
    *state = r;
    rig_open(r, block);
    return 0;
}

static inline int rig_teardown(void **state)
{
    rig_close((rig_t *)*state);
    free(*state);
    return 0;
}

#define RIG_TEST(test) cmocka_unit_test_setup_teardown(test, setup, rig_teardown)

/* The same numbers in every run (xorshift64*). */
static inline uint32_t rig_rand(rig_t *r)
{
    r->rng ^= r->rng >> 12;
    r->rng ^= r->rng << 25;
    r->rng ^= r->rng >> 27;
    return (uint32_t)((r->rng * UINT64_C(0x2545f4914f6cdd1d)) >> 32);
}

static inline uint32_t rig_below(rig_t *r, uint32_t n)
{
    return rig_rand(r) % n;
}

/* True once in n. */
static inline bool rig_one_in(rig_t *r, uint32_t n)
{
    return rig_below(r, n) == 0;
}

#endif
