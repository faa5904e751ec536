/* judge: compares one output of a C block with the same wire of somebody's RTL by the judge column of the port list,
 * keeps the last inputs, and words the message.
 *
 * EXACT: equal at every edge. WHEN(wire): equal while that output of the C block is 1. WITHIN(n): the same values in
 * the same order, each at most n clocks from the other side's; in reset such a wire must be equal, and what one side
 * still owed the other is forgotten.
 * Left out: a limit for the sum of lags (each change is judged alone). */
#ifndef TB_JUDGE_H
#define TB_JUDGE_H

#include "block.h"

enum { JUDGE_SIDES = 2, JUDGE_LAG_ROOM = 8, HISTORY_EDGES = 8 };

/* What a WITHIN wire remembers; all zero at the start. The changes of each side (C, RTL) that the other has not made
 * yet, oldest first. Other wires need none. */
typedef struct judge {
    uint64_t last[JUDGE_SIDES];
    struct {
        uint64_t value, cycle;
    } queue[JUDGE_SIDES][JUDGE_LAG_ROOM];
    unsigned count[JUDGE_SIDES];
} judge_t;

typedef enum verdict { JUDGE_SAME, JUDGE_DIFFERS, JUDGE_OPEN } verdict_t; /* OPEN: not fixed by the book now */

/* One output at one edge; `wire` is a row of `table`, cycle counts the block's edges. */
verdict_t judge_wire(judge_t *j, const sig_t *table, const sig_t *wire, const void *c_out, const void *rtl_out, bool rst_n,
                     uint64_t cycle);

/* A WITHIN wire that is equal on both sides, where neither owes the other a change; and whether one does. */
void judge_equal(judge_t *j, const sig_t *wire, const void *out);
bool judge_owes(const judge_t *j);

/* The last inputs of a block, a ring. */
typedef struct history {
    const block_t *block;
    char *ring;
    uint64_t edges; /* put so far */
} history_t;

void history_open(history_t *h, const block_t *block);
void history_close(history_t *h);
void history_put(history_t *h, const void *in, bool rst_n);

/* A wire that differs. */
typedef struct difference {
    const char *path; /* of the block in a machine, or its name */
    uint64_t edge;
    const char *moment; /* of the edge; NULL: not told */
    const sig_t *wire;
    uint64_t c, rtl;
} difference_t;

/* A line for each edge of the history, newest first; inputs that are 0 are not named. Each begins with a line end. */
void history_text(const history_t *h, char *text, size_t size);

/* A line about it, then the history. */
void difference_text(const history_t *h, const difference_t *d, char *text, size_t size);

#endif
