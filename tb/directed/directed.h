/* directed: the directed tests of a block, run on its C model and an RTL twin side by side.
 *
 * Each block with a twin has a list, tb/directed/BLOCK.c. A test sets wires in p->in and calls pair_tick: both sides see
 * the same edge, and every output wire is compared. What a test expects by itself (expect_eq ...) it expects of the C
 * block; RTL is caught by the comparison alone, so no expectation can fail RTL that its judge column allows. A test never
 * sees the RTL's outputs. `smmscope check` and the unit tests test_BLOCK run these lists.
 * Left out: blocks with wiring; reading the RTL's inside. */
#ifndef DIRECTED_H
#define DIRECTED_H

#include <string.h>

#include "judge.h"
#include "twin.h"

/* --- the two sides ----------------------------------------------------------------------------------------------- */

/* The RTL beside the C block. */
typedef struct rtl_side {
    const twin_if_t *twin;     /* NULL: the C block runs alone */
    bool exact;                /* compare every wire at every edge, whatever its judge */
    const char *const *ignore; /* output wires that are not compared */
    unsigned ignore_count;
} rtl_side_t;

/* Our own twin of a block, compared exactly; the C block alone in a build without RTL. */
rtl_side_t rtl_side_own(const block_t *block);

typedef struct pair {
    const block_t *block;
    void *state, *in, *out; /* BLOCK_t, BLOCK_in_t, BLOCK_out_t of the C block; owned */
    uint64_t edge;          /* edges since pair_open, reset edges included */
    uint64_t compared;      /* output wires, over all edges */
    const sig_t *wrong;     /* once failed: the wire that differs, or NULL when an expectation did not hold */
    char text[2400];        /* once failed: what and where, the last inputs */
    /* the rest is private */
    rtl_side_t rtl;
    void *model, *twin_out;
    bool *ignored;   /* one a wire of out_sigs */
    judge_t *judges; /* the same */
    history_t history;
    uint64_t rng;
    void (*failed)(struct pair *p);
} pair_t;

/* Both sides new and just out of one reset edge, all inputs 0. At the first wire that differs or expectation that does not
 * hold, `failed` is called with `wrong` and `text` set; it must not return. */
void pair_open(pair_t *p, const block_t *block, const rtl_side_t *rtl, void (*failed)(pair_t *p));
void pair_close(pair_t *p);

/* One rising edge with rst_n = 0. Compared before the edge too: reset is asynchronous. */
void pair_reset_edge(pair_t *p);

/* One edge, n edges with the wires in p->in. */
void pair_tick(pair_t *p);
void pair_ticks(pair_t *p, uint64_t n);

/* Random numbers, the same in every run; a number below n; true once in n. */
uint32_t pair_rand(pair_t *p);
uint32_t pair_below(pair_t *p, uint32_t n);
bool pair_one_in(pair_t *p, uint32_t n);

/* What must hold of the C block; the test ends where it does not. */
#define expect_eq(p, got, want) pair_expect(p, (uint64_t)(got), (uint64_t)(want), #got, __FILE__, __LINE__)
#define expect_true(p, got) pair_expect(p, (got) ? 1 : 0, 1, #got, __FILE__, __LINE__)
#define expect_false(p, got) pair_expect(p, (got) ? 1 : 0, 0, #got, __FILE__, __LINE__)
void pair_expect(pair_t *p, uint64_t got, uint64_t want, const char *text, const char *file, int line);

/* --- lists of tests ---------------------------------------------------------------------------------------------- */

typedef struct directed_test {
    const char *name;
    const char *section; /* where the book says so */
    const char *says;    /* what must be so, one line for a chipset engineer */
    void (*run)(pair_t *p);
    bool random; /* random stimulus: `smmscope check` has its own and leaves it out */
} directed_test_t;

#define DIRECTED_TEST(function, section, says) {#function, section, says, function, false}
#define RANDOM_TEST(function, says) {#function, "", says, function, true}
#define DIRECTED_END {NULL, NULL, NULL, NULL, false}

typedef struct directed {
    const block_t *block;
    const directed_test_t *tests; /* up to DIRECTED_END */
} directed_t;

/* The list of a block, or NULL. */
const directed_t *directed_find(const char *block);

/* All lists, up to NULL. */
extern const directed_t *const directed_lists[];

typedef struct directed_result {
    bool passed;
    const sig_t *wrong;       /* see pair_t */
    uint64_t edges, compared; /* a failure is at the last edge */
    char text[2400];
} directed_result_t;

/* Runs one test on two sides of its own, then as many edges more as a WITHIN wire of the RTL may still be late. */
directed_result_t directed_run(const directed_t *d, const directed_test_t *t, const rtl_side_t *rtl);

#endif
