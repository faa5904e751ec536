/* score: the scoreboard: runs each block's Verilog twin on the same inputs and edges as the C block and compares
 * every output at every edge, reset included.
 *
 * Left out: reading a twin's inside. */
#ifndef TB_SCORE_H
#define TB_SCORE_H

#include "soc.h"
#include "twin.h"

typedef struct score score_t;

typedef struct score_row {
    const soc_inst_t *inst;
    const twin_if_t *twin;
    uint64_t edges, wires, mismatches;
    bool drives;
    void *rtl_out;        /* the twin's outputs of its last edge, for waves */
    char first[1024];     /* first mismatch: cycle, wire, both values, the last 8 inputs */
    ps_t first_time;
} score_row_t;

/* One row for each block on the board that has a twin. NULL rows when built without RTL and none is given. */
score_t *score_open(soc_t *soc);
void score_free(score_t *s);

/* Uses another Verilated model for a block (--rtl), for each instance of it. False when the block has none. */
bool score_use(score_t *s, const char *block, const twin_if_t *twin);

/* Lets the RTL's outputs of a block drive the board (--drive). False when it has no twin here. */
bool score_drive(score_t *s, const char *block);

/* Between soc_tick and soc_settle: runs and compares the twins of the blocks that ticked. */
void score_edge(score_t *s);

/* What a user's RTL stopped at ($stop, $finish, $fatal), or NULL. */
const char *score_trouble(const score_t *s);

score_row_t *score_rows(score_t *s, unsigned *count);

#endif
