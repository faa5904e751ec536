/* twin: the flat C interface to one Verilated block, made from the block's port list.
 *
 * The same host file (twin_host.cpp) is built into the program for our own RTL and into a shared object for a
 * user's file, so both look alike. One edge is set, eval(1), get, eval(0), in this order: pins written in the same
 * evaluation as the rise would be sampled new, and the evaluation at clk 0 cannot be left out.
 * Left out: blocks with more than one clock, inout pins. */
#ifndef TB_TWIN_H
#define TB_TWIN_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct twin_if {
    const char *block;                                         /* block name */
    void *(*create)(unsigned seed);                            /* a new model, reset once so that its state is defined;
                                                                  seed not 0: registers start with random bits, not 0 */
    void (*destroy)(void *model);
    void (*set)(void *model, const void *in, bool rst_n);      /* BLOCK_in_t onto the pins; no evaluation */
    void (*eval)(void *model, bool clk);                       /* settle with this clock level */
    void (*get)(void *model, void *out);                       /* pins into a BLOCK_out_t */
    const char *(*trouble)(void);                              /* "FILE:LINE: $stop" once it ran into one, or NULL */
} twin_if_t;

/* Interface of our own twin of a block, or NULL when it has none (or this is a build without RTL). */
const twin_if_t *twin_builtin(const char *block);

/* Name under which a shared object exports its interface. */
#define TWIN_SYMBOL "smmscope_twin"

/* One that holds many mutants (scripts/mutate) exports an unsigned of this name too: the mutant that `create` makes,
 * 0 the block as it is. */
#define TWIN_MUTANT_SYMBOL "smmscope_mutant"

enum { TWIN_LINT_SHOWN = 3 };

/* What Verilator warns about. */
typedef struct twin_lint {
    unsigned count;
    char first[TWIN_LINT_SHOWN][240];
} twin_lint_t;

/* Builds a Verilog file whose top module is `block` into a shared object and loads it. On failure returns NULL and
 * writes one line to err, or one a port when the ports are not the block's. Build folders are made below `cache` and
 * reused by content, included files counted. lint may be NULL. */
const twin_if_t *twin_load(const char *block, const char *file, const char *cache, twin_lint_t *lint, char *err,
                           unsigned err_size);

/* Where build folders go: below XDG_CACHE_HOME, or ~/.cache. */
void twin_cache(char *path, size_t size);

#ifdef __cplusplus
}
#endif
#endif
