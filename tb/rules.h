/* rules: named properties of the wires, each with the manual section it comes from, checked in every run.
 *
 * A rule is armed each time its premise holds and failed when the conclusion does not. Rules look at wires and at
 * domain cycle numbers only, so skipped edges of fast mode change nothing in what they say. */
#ifndef TB_RULES_H
#define TB_RULES_H

#include "soc.h"

typedef struct rules rules_t;

typedef struct rule_info {
    const char *name, *says, *source;
    uint64_t armed, failed;
    char first[160]; /* first failure: time, wires, values */
    ps_t first_time;
} rule_info_t;

rules_t *rules_open(soc_t *soc);
void rules_free(rules_t *r);

/* After each instant (soc_settle). */
void rules_sample(rules_t *r);

/* All rules with their counts; a machine is not needed for the names (rules may be NULL: counts are 0). */
const rule_info_t *rules_list(const rules_t *r, unsigned *count);

#endif
