/* check_stim: what `smmscope check` does to the inputs of a block: a table a block, and the constrained-random phases
 * made from it (bursts of meaningful writes, free mixes, calm stretches, long idles, resets in mid-flight).
 *
 * A block whose inputs follow from what it drives itself, as on a bus that several pull, has other agents around it: a
 * function that runs them, and the C block once more to know what it drives. So inputs never depend on the RTL.
 * Left out: learning from coverage; the tables are written by hand from the block's header. */
#ifndef TB_CHECK_STIM_H
#define TB_CHECK_STIM_H

#include "block.h"

typedef enum stim_kind {
    STIM_STRAP,  /* changes only with a reset: from the pool, or any bits */
    STIM_PULSE,  /* away from its quiet level once in `one_in` edges */
    STIM_TOGGLE, /* one of its bits changes once in `one_in` edges */
    STIM_VALUE,  /* from the pool, its neighbours +-1, one bit off, or any bits */
    STIM_FREE,   /* any bits */
    STIM_COUNT,  /* one more at each edge, idle or not; jumps with a reset, to one of the pool or any value */
    STIM_OTHERS, /* set by the table's function `others` */
} stim_kind_t;

typedef struct stim_row {
    const char *wire;
    stim_kind_t kind;
    unsigned one_in;
    uint64_t quiet; /* the level of a pulse that is not there */
    const uint64_t *pool;
    unsigned pool_count;
} stim_row_t;

/* `moves`: steps of one edge each, separated by ';', of `wire=HEX`; wires not named take part in the random mix. */
struct stim;
typedef struct stim_table {
    const block_t *block;
    const char *source;       /* where the book says what the block must do */
    const stim_row_t *rows;   /* one an input, ended by a row without a wire */
    const char *const *moves; /* ended by NULL */
    /* NULL, or: last of all sets the STIM_OTHERS wires of an edge from what the agents around the block drive, and runs
     * them over this edge. They live in s->others, all 0 before the first edge. */
    void (*others)(struct stim *s, void *in, bool rst_n);
} stim_table_t;

/* The table of a block, or NULL. */
const stim_table_t *stim_find(const char *block);

/* All tables, ended by one without a block. */
extern const stim_table_t stim_tables[];

typedef enum stim_phase { STIM_RESET, STIM_MIX, STIM_CALM, STIM_BURST, STIM_IDLE, STIM_PHASES } stim_phase_t;

extern const char *const stim_phase_names[];

enum { STIM_ROWS_MAX = 64, STIM_OTHERS_WORDS = 96 };

typedef struct stim {
    const stim_table_t *table;
    const sig_t *wires[STIM_ROWS_MAX]; /* of the table's rows */
    bool counts;                       /* some row is a STIM_COUNT */
    unsigned move_count;
    uint64_t rng;
    stim_phase_t phase;
    unsigned left;                 /* edges of the phase still to come */
    const struct stim_act *move;   /* rest of the move under way, or NULL */
    uint64_t edges[STIM_PHASES];   /* how many each phase got */
    uint64_t moves;                /* steps done */
    uint64_t others[STIM_OTHERS_WORDS];
} stim_t;

/* For `others`: a random number, one below n, true once in n. */
uint64_t stim_draw(stim_t *s);
unsigned stim_below(stim_t *s, unsigned n);
bool stim_one_in(stim_t *s, unsigned n);

/* The agents around apic_agent: stim_apic.c. */
void stim_apic_others(stim_t *s, void *in, bool rst_n);

/* The same seed gives the same run. It begins with a reset. */
void stim_open(stim_t *s, const stim_table_t *table, uint64_t seed);

/* The inputs of the next edge, in place: `in` is those of the last edge (all 0 before the first). */
void stim_next(stim_t *s, void *in, bool *rst_n);

#endif
