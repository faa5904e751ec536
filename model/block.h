/* block: what every clocked component has in common, so that the board and the bench can treat all alike.
 *
 * A component is a state struct, an `in` and an `out` struct made from its port lists, x_reset and x_tick. One
 * tick is one rising edge of its domain: it samples `in` and sets `out` to what shows after the edge. Every
 * output is registered, so the order of ticks within one edge cannot matter.
 *
 * A timed block (BLOCK_TIMED) measures times too long to count: it compares against its input `now`, the number of this
 * edge in its domain modulo 2^NOW_BITS, which the board sets before each tick and at no other time. Once a tick has
 * changed nothing, its function `wait` answers how many edges after in->now the first one comes at which a tick does
 * change state or outputs though no other input changes; 0: none. Until then fast mode may skip its edges.
 *
 * A block that keeps (BLOCK_KEEPS) holds what a platform reset must not lose: the board calls its reset at power-on
 * only, ticks it during a platform reset, and gives it that reset as an input, pltrst_n.
 * Left out: blocks with more than one clock. */
#ifndef BLOCK_H
#define BLOCK_H

#include "clocks.h"
#include "sig.h"

#include <stddef.h>

enum { NOW_BITS = 40 };
#define NOW_MASK ((UINT64_C(1) << NOW_BITS) - 1)

typedef struct block {
    const char *name; /* the module's name; rtl/NAME.v when has_twin */
    const char *what; /* one line for people */
    domain_t domain;
    bool has_twin;
    const sig_t *in_sigs, *out_sigs;
    size_t in_size, out_size, state_size;
    void (*reset)(void *state, void *out);
    void (*tick)(void *state, const void *in, void *out, void *wiring);
    uint64_t (*wait)(const void *state, const void *in); /* NULL unless timed */
    size_t now_at; /* timed: where in->now is, a uint64_t */
    bool keeps;    /* reset means power-on; pltrst_n is an input */
} block_t;

/* Defines NAME_block for a component whose functions are
 * NAME_reset(NAME_t *, NAME_out_t *) and NAME_tick(NAME_t *, const NAME_in_t *, NAME_out_t *). */
#define BLOCK(NAME, DOMAIN, TWIN, WHAT)                                                                    \
    static void NAME##_block_reset(void *s, void *out) { NAME##_reset((NAME##_t *)s, (NAME##_out_t *)out); } \
    static void NAME##_block_tick(void *s, const void *in, void *out, void *wiring)                        \
    {                                                                                                      \
        (void)wiring;                                                                                      \
        NAME##_tick((NAME##_t *)s, (const NAME##_in_t *)in, (NAME##_out_t *)out);                          \
    }                                                                                                      \
    BLOCK_STRUCT_(NAME, DOMAIN, TWIN, WHAT, NULL, 0, false)

/* The same for a component that keeps its state in a platform reset. */
#define BLOCK_KEEPS(NAME, DOMAIN, TWIN, WHAT)                                                              \
    static void NAME##_block_reset(void *s, void *out) { NAME##_reset((NAME##_t *)s, (NAME##_out_t *)out); } \
    static void NAME##_block_tick(void *s, const void *in, void *out, void *wiring)                        \
    {                                                                                                      \
        (void)wiring;                                                                                      \
        NAME##_tick((NAME##_t *)s, (const NAME##_in_t *)in, (NAME##_out_t *)out);                          \
    }                                                                                                      \
    BLOCK_STRUCT_(NAME, DOMAIN, TWIN, WHAT, NULL, 0, true)

/* The same for a timed component: its function NAME_wait(const NAME_t *, const NAME_in_t *) as well. */
#define BLOCK_TIMED(NAME, DOMAIN, TWIN, WHAT)                                                              \
    static void NAME##_block_reset(void *s, void *out) { NAME##_reset((NAME##_t *)s, (NAME##_out_t *)out); } \
    static void NAME##_block_tick(void *s, const void *in, void *out, void *wiring)                        \
    {                                                                                                      \
        (void)wiring;                                                                                      \
        NAME##_tick((NAME##_t *)s, (const NAME##_in_t *)in, (NAME##_out_t *)out);                          \
    }                                                                                                      \
    static uint64_t NAME##_block_wait(const void *s, const void *in)                                       \
    {                                                                                                      \
        return NAME##_wait((const NAME##_t *)s, (const NAME##_in_t *)in);                                  \
    }                                                                                                      \
    BLOCK_STRUCT_(NAME, DOMAIN, TWIN, WHAT, NAME##_block_wait, offsetof(NAME##_in_t, now), false)

/* The same for a component that also reaches memory: NAME_tick takes a NAME_wiring_t * as its last argument. */
#define BLOCK_WIRED(NAME, DOMAIN, TWIN, WHAT)                                                              \
    static void NAME##_block_reset(void *s, void *out) { NAME##_reset((NAME##_t *)s, (NAME##_out_t *)out); } \
    static void NAME##_block_tick(void *s, const void *in, void *out, void *wiring)                        \
    {                                                                                                      \
        NAME##_tick((NAME##_t *)s, (const NAME##_in_t *)in, (NAME##_out_t *)out, (NAME##_wiring_t *)wiring); \
    }                                                                                                      \
    BLOCK_STRUCT_(NAME, DOMAIN, TWIN, WHAT, NULL, 0, false)

#define BLOCK_STRUCT_(NAME, DOMAIN, TWIN, WHAT, WAIT, NOW_AT, KEEPS) \
    const block_t NAME##_block = {#NAME,                 \
                                  WHAT,                  \
                                  DOMAIN,                \
                                  TWIN,                  \
                                  NAME##_in_sigs,        \
                                  NAME##_out_sigs,       \
                                  sizeof(NAME##_in_t),   \
                                  sizeof(NAME##_out_t),  \
                                  sizeof(NAME##_t),      \
                                  NAME##_block_reset,    \
                                  NAME##_block_tick,     \
                                  WAIT,                  \
                                  NOW_AT,                \
                                  KEEPS};

#endif
