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
                                                                  registers start with all bits 0 (seed 0), all bits 1
                                                                  (seed 1), random bits (others) */
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

enum { RTL_ITEMS_MAX = 128 };

/* What a user's block is made of, in the order in which it was named. */
typedef enum rtl_kind {
    RTL_FILE,   /* a Verilog or SystemVerilog file */
    RTL_LIST,   /* a file of names and options, one a line; what it names is looked for from its own folder */
    RTL_DIR,    /* a folder for includes and for modules in files of their name */
    RTL_DEFINE, /* NAME or NAME=TEXT */
} rtl_kind_t;

typedef struct rtl_source {
    const char *top; /* the module whose ports are the block's; NULL: it is called like the block */
    struct {
        rtl_kind_t kind;
        const char *text; /* not owned */
    } items[RTL_ITEMS_MAX];
    unsigned count;
} rtl_source_t;

/* Adds one item; false when there is no room. */
bool rtl_add(rtl_source_t *s, rtl_kind_t kind, const char *text);

/* True when it names a file or a list. */
bool rtl_given(const rtl_source_t *s);

/* The items as they would stand on the command line. */
void rtl_text(const rtl_source_t *s, char *text, size_t size);

enum { TWIN_LINT_SHOWN = 8, TWIN_LINT_OTHERS = 3 };

/* What Verilator warns about: latches and loops first, then the first few others. */
typedef struct twin_lint {
    unsigned count, latches, loops; /* all of them, and those of two kinds */
    unsigned shown;
    char first[TWIN_LINT_SHOWN][240];
} twin_lint_t;

/* Builds Verilog into a shared object and loads it. On failure returns NULL and writes one line to err, or one a port
 * when the ports are not the block's. Verilator runs at each call; what it makes is built below `cache` and reused by
 * content, so that no file, include, define or tool that changed can be missed. lint may be NULL. */
const twin_if_t *twin_load(const char *block, const rtl_source_t *source, const char *cache, twin_lint_t *lint, char *err,
                           unsigned err_size);

/* Where build folders go: below XDG_CACHE_HOME, or ~/.cache. */
void twin_cache(char *path, size_t size);

#ifdef __cplusplus
}
#endif
#endif
