/* sweep: one scenario again and again, each time with one named stimulus shifted by so many clocks, every run in a
 * process of its own; which outcomes there are, for which shifts, and where each parts from that of shift 0.
 *
 * Two runs have one outcome when the same checks, rules and twins held, every == and != check found the same value, and
 * each CPU, the bridge, the MCH and the SMI# wire had the same events in the same order. Times do not count, nor do
 * arguments that are an address in the program, nor the events of auto mode itself and marks (ev_is_mark).
 * Left out: more than one stimulus a sweep; a search for the shift at which an outcome ends. */
#ifndef TB_SWEEP_H
#define TB_SWEEP_H

#include "session.h"

#include <stdio.h>

enum { SWEEP_RUNS_MAX = 10000, SWEEP_SHIFT_MAX = 100000000, SWEEP_JOBS_MAX = 256, SWEEP_DUMPS_MAX = 8 };

typedef struct sweep_options {
    const char *event;    /* name of the stimulus */
    int64_t from, to;     /* shifts, in clocks of `unit` */
    uint64_t step;        /* from one to the next, not 0 */
    domain_t unit;
    unsigned jobs;        /* processes at a time, not 0 */
    const char *out;      /* folder of the dumps, which is there */
    session_options_t session;
    void (*run)(session_t *x); /* runs a session to its end */
    /* Writes the view beside a dump, with a marker at the parting unless that is PS_NEVER. */
    bool (*view)(session_t *x, const char *dump, ps_t parting, char *err, unsigned err_size);
    bool (*interrupted)(void);
} sweep_options_t;

/* Where a run parts from the reference: the first event in time that is another one, or that one of them lacks. */
typedef struct sweep_parting {
    bool parts;           /* false: the events are the same */
    uint8_t who;          /* CPU number or EV_FROM_* */
    bool has, reference_has;
    ps_t time, reference_time;
    uint8_t event, reference_event; /* ev_id_t */
    uint64_t arg, reference_arg;
} sweep_parting_t;

typedef struct sweep_run {
    int64_t shift;
    unsigned outcome;     /* from 1; outcome 1 is the reference's */
    session_result_t result;
    uint64_t signature;   /* of what makes an outcome */
    char verdict[256];    /* "pass" or what failed first */
    sweep_parting_t parting;
    char differs[640];    /* the parting in one phrase, or what else differs; empty: nothing */
} sweep_run_t;

typedef struct sweep_outcome {
    unsigned runs;
    unsigned shown;       /* index of the run that stands for it: the one nearest to the reference */
    char dump[4096];      /* or empty */
} sweep_outcome_t;

typedef struct sweep {
    scenario_t *scenario;
    sweep_options_t options;
    ps_t unit_ps;
    sweep_run_t *runs;    /* in the order of shifts */
    unsigned count;
    unsigned reference;   /* index of the run with the shift nearest to 0 */
    sweep_outcome_t *outcomes;
    unsigned outcome_count;
} sweep_t;

/* Checks the options against the scenario. False with one line in err: no such stimulus (its names are listed), a shift
 * that would put it before the event it waits for, too many runs. */
bool sweep_open(sweep_t *w, scenario_t *s, const sweep_options_t *options, char *err, unsigned err_size);

/* Runs all, then one run of each of the first SWEEP_DUMPS_MAX outcomes again for its dump when there are several.
 * Progress goes to stderr. False with one line in err when a run could not be made; err is empty when interrupted. */
bool sweep_run(sweep_t *w, char *err, unsigned err_size);

/* All runs passed and have one outcome. */
bool sweep_passed(const sweep_t *w);

/* The table of outcomes. */
void sweep_text(const sweep_t *w, FILE *f, bool colour);

/* False with one line in err when the file cannot be written. */
bool sweep_json(const sweep_t *w, const char *path, char *err, unsigned err_size);

void sweep_free(sweep_t *w);

#endif
