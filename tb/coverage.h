/* coverage: collects functional coverage (model/cover.h) of blocks in a machine or in check, reads, merges and writes
 * it in the format of Verilator's coverage files, and prints it.
 *
 * In such a file a bin is one point: f, l: where its group is declared; n: the bin's number from 1; page:
 * "v_user/BLOCK"; o: "GROUP AXIS=VALUE ..."; s: 1, one hit is enough; h: "smmscope.run.BLOCK" or
 * "smmscope.check.BLOCK", where it was counted. Bins that cannot happen are left out unless they were hit. Points
 * whose h does not begin with "smmscope." are somebody else's: reading skips them.
 * Left out: goals above one hit, the time of the first hit. */
#ifndef TB_COVERAGE_H
#define TB_COVERAGE_H

#include <stdio.h>

#include "cover.h"
#include "soc.h"

typedef struct cover_block {
    const block_t *block;
    const cover_group_t *groups;
} cover_block_t;

/* Every block with groups, ended by one without a block. */
extern const cover_block_t cover_blocks[];

typedef enum coverage_where { IN_RUN, IN_CHECK, COVERAGE_WHERES } coverage_where_t;
typedef struct coverage coverage_t;
typedef struct coverage_probe coverage_probe_t;

/* Nothing counted yet. */
coverage_t *coverage_open(const cover_block_t *blocks);
void coverage_free(coverage_t *c); /* may be NULL */

/* One instance of a block, its outputs now in `out`. NULL when the block has no groups; the calls below take that. */
coverage_probe_t *coverage_attach(coverage_t *c, coverage_where_t where, const block_t *block, const void *out);

/* After a tick; `in` is what it sampled. Of a stretch of edges at which no wire changes only the first one counts. */
void coverage_edge(coverage_probe_t *p, const void *in, const void *out);
void coverage_reset(coverage_probe_t *p, const void *out); /* an edge in reset */

/* Every block of a machine; coverage_machine_edge comes right after soc_tick, when no twin has driven an output yet.
 * */
void coverage_machine(coverage_t *c, soc_t *soc);
void coverage_machine_edge(coverage_t *c);

typedef struct coverage_sum {
    unsigned groups, bins, hit, explained, holes; /* bins = hit + explained + holes */
    unsigned wrong;                               /* bins hit that cannot happen; they count as explained too */
} coverage_sum_t;

/* Of one block, or of all with NULL. */
coverage_sum_t coverage_sum(const coverage_t *c, const char *block);

/* True when one of the blocks has this name. */
bool coverage_has(const coverage_t *c, const char *block);

/* Adds what a file holds. False with one line in err (file, line, what is expected). `others`, when not NULL, is
 * increased by the points that are not ours. */
bool coverage_read(coverage_t *c, const char *path, unsigned *others, char *err, unsigned err_size);

/* False with one line in err. */
bool coverage_write(const coverage_t *c, const char *path, char *err, unsigned err_size);

/* The table of groups, the holes and what is explained; holes_only: the holes alone. block: that one, or all with
 * NULL. */
void coverage_text(const coverage_t *c, const char *block, bool holes_only, FILE *f);

/* The same as a page of docs/, without what changes from run to run. */
void coverage_markdown(const coverage_t *c, FILE *f);

/* One line: "coverage: 118 of 120 bins, 2 explained", with the holes when there are some; before it a line for each
 * bin that was hit and cannot happen. */
void coverage_short(const coverage_t *c, const char *block, FILE *f);

/* The groups and their bins, for `smmscope list coverage`. */
void coverage_list(FILE *f);

#endif
