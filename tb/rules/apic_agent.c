/* Rules about apic_agent. */
#include "block_rules.h"

#include "apic/apic_agent.h"

static answer_t reset_values(look_t *l)
{
    const apic_agent_out_t *o = l->out;
    return must(l, o->oe == 0 && o->cycle == 0, "a wire is pulled in reset");
}
static const block_rule_t rules[] = {
    {IN_RESET, "agent_reset", "in reset it pulls no wire", "interconnect facts 1.1", reset_values},
    {IN_RESET, NULL, NULL, NULL, NULL}};
static void forget(void *p) { (void)p; }
static bool follow(look_t *l) { (void)l; return false; }
const block_rules_t apic_agent_rules = {&apic_agent_block, rules, 1, forget, follow, NULL};
