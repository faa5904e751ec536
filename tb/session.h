/* session: one run: a scenario, a machine, its twins, rules, checks and waves, advanced instant by instant.
 *
 * Whoever owns time (the SystemC kernel through sc_shim, or the plain loop of a build without it) asks session_next
 * and runs session_instant at that time until it returns false.
 * Left out: more than one run in a process. */
#ifndef TB_SESSION_H
#define TB_SESSION_H

#include "checks.h"
#include "coverage.h"
#include "rules.h"
#include "scenario.h"
#include "score.h"
#include "wave.h"

enum { SESSION_BLOCKS = 16 }; /* that --rtl and --drive may name */

typedef struct rtl_block {
    const char *block;
    rtl_source_t source;
} rtl_block_t;

typedef struct session_options {
    soc_mode_t mode;
    const char *wave;         /* FST path, or NULL */
    uint64_t wave_window;     /* BCLKs kept around each SMI; 0: everything */
    bool log;                 /* print events as they happen */
    rtl_block_t rtl[SESSION_BLOCKS]; /* a user's Verilog, block by block */
    unsigned rtl_count;
    const char *drive[SESSION_BLOCKS]; /* blocks whose RTL outputs drive the board */
    unsigned drive_count;
    bool twins;               /* compare the Verilog twins (default true) */
    bool cover;               /* collect coverage */
    const event_ref_t *stop;  /* the run ends with the instant of this event, or NULL */
    uint64_t seed;            /* not 0: shuffles the order in which blocks tick at an edge (cycle mode) */
} session_options_t;

typedef enum session_result { SESSION_PASS, SESSION_FAIL, SESSION_ERROR, SESSION_INTERRUPTED } session_result_t;

typedef struct session {
    scenario_t *scenario;
    session_options_t options;
    soc_t *soc;
    score_t *score;
    rules_t *rules;
    checks_t *checks;
    wave_t *wave;
    coverage_t *coverage;     /* or NULL */
    size_t logged;            /* events printed so far */
    bool finished, interrupted;
    bool stopped_at_event;    /* options.stop came */
    char error[512];          /* first hard error: a full disk, a dump that cannot be written */
    char stopped[2048];       /* why a run failed outside its checks: the watchdog, with each CPU's place */
} session_t;

/* False with one line in err when something named in the options cannot be had. */
bool session_open(session_t *x, scenario_t *scenario, const session_options_t *options, char *err, unsigned err_size);
ps_t session_next(session_t *x);
bool session_instant(session_t *x, ps_t t);   /* false: the run is over */
session_result_t session_close(session_t *x); /* closes the dump; the results stay readable */
void session_free(session_t *x);

/* Asked for by a signal handler: stop at the next instant. */
void session_interrupt(void);

#endif
