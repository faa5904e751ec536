/* stuck: finds, while a scenario runs, two ways in which it will get nowhere, and explains them in a paragraph.
 *
 * A storm: a CPU takes so many SMIs, one behind the other, with fewer than so many instructions of its program after each.
 * A hang in SMM: a CPU has been in SMM longer than a limit; no event has come from anywhere for half of it; each CPU that
 * is not stopped goes through the same few register states again and again; and no stimulus is ahead.
 * Left out: a loop that counts (its registers never come back), which the watchdog ends; loops longer than some 100
 * states; a device's timer that would let a polling handler out after the limit. */
#ifndef TB_STUCK_H
#define TB_STUCK_H

#include "scenario.h"

typedef struct stuck stuck_t;

stuck_t *stuck_open(soc_t *soc, const stuck_limits_t *limits);
void stuck_free(stuck_t *s);

/* While CPUs in SMM are watched the machine must not run past it, so that fast mode shows where they are. PS_NEVER: any. */
ps_t stuck_horizon(const stuck_t *s);

/* After each instant. ahead: a stimulus will come at a time that is known. Anything but STUCK_NOT is found once. */
stuck_kind_t stuck_after(stuck_t *s, bool ahead);

/* The paragraph of what was found. For a run that ended before a limit was reached: what it was coming to, or "". */
const char *stuck_text(stuck_t *s);

#endif
