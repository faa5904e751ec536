/* check: one block's RTL against its C model, outside the machine: a reset with unknown initial values, the block's
 * directed tests, then constrained-random inputs; every output compared at every edge by its judge column.
 *
 * Left out: a dump at the failure, coverage. */
#ifndef TB_CHECK_H
#define TB_CHECK_H

#include <stdio.h>

#include "check_stim.h"
#include "directed/directed.h"
#include "judge.h"
#include "twin.h"

enum { CHECK_IGNORE_MAX = 16, CHECK_UNKNOWN_SEEDS = 8, CHECK_UNKNOWN_EDGES = 4000 };

typedef struct check_options {
    const char *block;
    const char *rtl; /* a Verilog file, or NULL for our own twin */
    uint64_t edges, seed;
    bool random_only; /* leave out the directed tests */
    const char *ignore[CHECK_IGNORE_MAX]; /* output wires that are not judged */
    unsigned ignore_count;
    bool (*progress)(uint64_t done, uint64_t all); /* called now and then; false stops the run. May be NULL */
} check_options_t;

/* One output wire. */
typedef struct check_wire {
    const sig_t *sig;
    uint64_t compared, open; /* edges; open: the book fixes no value there */
    bool ignored;
    bool combinational; /* changed with an input and no clock edge */
    bool unknown;       /* after a reset it still depends on the initial value of some register */
    judge_t judge;
} check_wire_t;

/* The directed phase. After a test that failed nothing more is run. */
typedef struct check_directed {
    unsigned tests, run; /* in the block's list, run so far; random ones are left out */
    uint64_t edges, compared;
    const directed_test_t *failed; /* or NULL */
} check_directed_t;

typedef struct rtl_check {
    check_options_t options;
    const stim_table_t *table;
    const twin_if_t *twin;
    twin_lint_t lint;
    check_wire_t *wires;
    unsigned wire_count;
    check_directed_t directed;
    uint64_t edges, resets, compared; /* of the random phase */
    stim_t stim;
    const sig_t *wrong;  /* first wrong wire, or NULL */
    uint64_t wrong_edge; /* counted from 1, in its directed test or in the random phase */
    char first[2400];    /* about it: edge, both values, the last inputs */
    bool interrupted;
} rtl_check_t;

/* Finds, builds and loads what the options name. On bad input returns false, with one line in err. */
bool check_open(rtl_check_t *c, const check_options_t *options, char *err, unsigned err_size);

/* The same with a twin that is there already. */
bool check_open_twin(rtl_check_t *c, const check_options_t *options, const twin_if_t *twin, char *err, unsigned err_size);
void check_run(rtl_check_t *c);
bool check_passed(const rtl_check_t *c);
void check_text(const rtl_check_t *c, FILE *f);

/* False with one line in err when the file cannot be written. */
bool check_json(const rtl_check_t *c, const char *path, char *err, unsigned err_size);
void check_close(rtl_check_t *c);

/* The directed phase and what is printed about it: parts of check_run and check_text. */
void check_run_directed(rtl_check_t *c);
void check_directed_text(const rtl_check_t *c, FILE *f);

#endif
