/* rules: named properties of the wires, each with the manual section it comes from, checked in every run.
 *
 * Rules about one block alone are in tb/rules/ (block_rules.h); those here join wires of several.
 * A rule is armed each time its premise holds and failed when the conclusion does not. Rules look at wires and at
 * domain cycle numbers only, so skipped edges of fast mode change nothing in what they say. */
#ifndef TB_RULES_H
#define TB_RULES_H

#include "block_rules.h"
#include "soc.h"

typedef struct rules rules_t;

rules_t *rules_open(soc_t *soc);
void rules_free(rules_t *r);

/* In each instant, between soc_tick (with the twins that drive) and soc_settle: each block's own rules. */
void rules_ticked(rules_t *r);

/* After each instant (soc_settle): the rules that join wires of several blocks. */
void rules_sample(rules_t *r);

/* All rules with their counts; a machine is not needed for the names (rules may be NULL: counts are 0). */
const rule_info_t *rules_list(const rules_t *r, unsigned *count);

#endif
