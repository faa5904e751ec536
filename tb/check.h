/* check: one block's RTL against its C model, outside the machine: a reset with unknown initial values, the block's
 * directed tests, then constrained-random inputs; at every edge every output is compared by its judge column, and the
 * block's rules are asked and what the inputs brought about is counted (coverage.h).
 *
 * Left out: blocks with wiring; more than one block at a time. */
#ifndef TB_CHECK_H
#define TB_CHECK_H

#include <stdio.h>

#include "block_rules.h"
#include "check_stim.h"
#include "coverage.h"
#include "directed/directed.h"
#include "judge.h"
#include "trace.h"
#include "twin.h"

enum {
    CHECK_IGNORE_MAX = 16,
    CHECK_UNKNOWN_SEEDS = 8,
    CHECK_UNKNOWN_EDGES = 4000,
    PROGRESS_EDGES = 1024,
    CHECK_TAIL = 20, /* edges that still follow a failure: for rules that wait a few clocks, and for the dump */
    CHECK_RULE_TAIL = 400, /* random ones, as long as no rule is broken: the next input may hide what a rule waits for */
};

typedef struct check_options {
    const char *block;
    rtl_source_t rtl; /* a user's Verilog; nothing given: our own twin */
    uint64_t edges, seed;
    bool random_only; /* leave out the directed tests */
    const char *ignore[CHECK_IGNORE_MAX]; /* output wires that are not judged */
    unsigned ignore_count;
    bool (*progress)(uint64_t done, uint64_t all); /* each PROGRESS_EDGES; false stops the run. May be NULL */
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
    const char *shown[2];          /* the phase of a dump: the name of the test */
} check_directed_t;

/* Where a combinational output, or a register without reset, showed first. */
typedef struct check_find {
    const sig_t *wire;      /* NULL: there is none */
    uint64_t edge;          /* counted from 1, in its directed test or in the random inputs */
    const char *test;       /* the directed test, or NULL */
    uint64_t values[2];     /* before and after the inputs changed; of the two models */
    unsigned starts[2];     /* register without reset: the models' seeds (twin.h) */
    trace_t trace;          /* around it */
    char text[2400];        /* edge, both values, the last inputs */
} check_find_t;

typedef struct rtl_check {
    check_options_t options;
    const stim_table_t *table;
    const twin_if_t *twin;
    twin_lint_t lint;
    check_wire_t *wires;
    unsigned wire_count;
    check_directed_t directed;
    rule_info_t *rules; /* the block's, with their counts */
    unsigned rule_count;
    const rule_info_t *broken; /* the first of them that broke, or NULL */
    uint64_t edges, resets, compared; /* of the random phase */
    unsigned always; /* wires that are judged at every edge */
    uint64_t equal;  /* comparisons in which all were equal, not yet counted for each wire */
    bool owed;       /* a wire waits for the other side's change */
    stim_t stim;
    rule_run_t rule_run;
    void *ruled;          /* what rules see: the RTL's outputs, but the C block's where a wire is ignored */
    trace_t trace;        /* of a directed test, or of the random phase */
    coverage_t *coverage; /* of the C block, in both phases */
    coverage_probe_t *probe;
    const sig_t *wrong;  /* first wrong wire, or NULL */
    uint64_t wrong_edge; /* counted from 1, in its directed test or in the random phase */
    check_find_t moved, unknown; /* a combinational output, a register without reset */
    char first[2400];    /* about `wrong`: edge, both values, the last inputs; or how the C block failed a directed test */
    bool interrupted;
} rtl_check_t;

/* Finds, builds and loads what the options name. On bad input returns false, with one line in err. */
bool check_open(rtl_check_t *c, const check_options_t *options, char *err, unsigned err_size);

/* The same with a twin that is there already. */
bool check_open_twin(rtl_check_t *c, const check_options_t *options, const twin_if_t *twin, char *err, unsigned err_size);
void check_run(rtl_check_t *c);
bool check_passed(const rtl_check_t *c);

/* Something was compared in each phase that was asked for. */
bool check_compared(const rtl_check_t *c);

/* Something was found that a dump can show. */
bool check_has_wave(const rtl_check_t *c);

/* After such a run: the edges around it as an FST file, and, where `view` is not NULL, a saved GTKWave view placed there.
 * Shown is a wrong wire; without one a broken rule, a combinational output, a register without reset, in this order.
 * False with one line in err. */
bool check_wave(rtl_check_t *c, const char *path, const char *view, char *err, unsigned err_size);

/* The edges that check_wave writes. */
const trace_t *check_trace(const rtl_check_t *c);

/* wave: the file that check_wave wrote, or NULL. */
void check_text(const rtl_check_t *c, const char *wave, FILE *f);

/* False with one line in err when the file cannot be written. */
bool check_json(const rtl_check_t *c, const char *wave, const char *path, char *err, unsigned err_size);
void check_close(rtl_check_t *c);

/* --- parts of it, each in a file ---------------------------------------------------------------------------------- */

/* A directed test or the random phase begins; phases: for the dump, see trace.h. */
void check_begin(rtl_check_t *c, const char *const *phases);

/* Every edge of either ends here, whatever it is for: coverage, the rules, the dump, combinational outputs. False once a
 * rule is broken. */
bool check_edge_done(rtl_check_t *c, const pair_edge_t *e, unsigned phase);

/* The directed phase and what is printed about it. */
void check_run_directed(rtl_check_t *c);
void check_directed_text(const rtl_check_t *c, FILE *f);

#endif
