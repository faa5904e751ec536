/* checks: carries out a scenario's stimuli and checks while it runs.
 *
 * Left out: stimuli that depend on memory contents. */
#ifndef TB_CHECKS_H
#define TB_CHECKS_H

#include "scenario.h"

typedef struct checks checks_t;

checks_t *checks_open(scenario_t *s, soc_t *soc);
void checks_free(checks_t *c);

/* Time of the next stimulus, or of the end of the `until` under way or of the watchdog: the machine must not run
 * past it. PS_NEVER: none. */
ps_t checks_horizon(const checks_t *c);

/* After each instant: reads new events, fires due stimuli (board wires), evaluates the checks that are due. False
 * when the scenario is over: all checks done (and, when it has no `until`, every CPU halted with interrupts off,
 * shut down or parked), an `until` timed out, or the watchdog ran out. */
bool checks_after(checks_t *c);

/* The event has happened: the K-th such one when it says #K, else the first. */
bool checks_seen(const checks_t *c, const event_ref_t *ref);

/* After the run: evaluates `never` and whatever was not reached (as failed). */
void checks_finish(checks_t *c);

unsigned checks_passed(const checks_t *c);
unsigned checks_failed(const checks_t *c);

/* Why the run was ended, or NULL: the watchdog's message, naming where each CPU was; a storm of SMIs or a hang in SMM
 * that no `ends` asked for; what a run that failed otherwise was coming to, if it was in one of them. */
const char *checks_watchdog(const checks_t *c);

/* The storm or hang that ended the run, asked for or not, and its explanation, or STUCK_NOT and NULL. */
stuck_kind_t checks_ended_by(const checks_t *c);
const char *checks_stuck(const checks_t *c);

#endif
