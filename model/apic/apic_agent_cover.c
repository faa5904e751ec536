#include "apic/apic_agent.h"
static void state(const cover_edge_t *e, cover_bins_t *b)
{
    const apic_agent_out_t *o = e->out;
    COVER(b, o->state);
}
const cover_group_t apic_agent_cover[] = {
    {"state", "states", "model/apic/apic_agent.h", COVER_HERE, {{"state", apic_agent_state_names}}, state, NULL},
    {0}};
