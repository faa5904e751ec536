/* state: what every part of a CPU may do to it: log an event, stop the step, forget host pointers. */
#include "cpu/mem.h"

#include <assert.h>

static void clear(tlb_t *t)
{
    for (unsigned i = 0; i < TLB_ENTRIES; i++)
        t->read[i].tag = t->write[i].tag = TLB_EMPTY;
}

void cpu_flush_tlb(cpu_t *c)
{
    clear(&c->own_tlb);
    clear(&c->no_tlb);
    c->code_page = 0;
    c->tlb_epoch = c->ram->code_epoch;
}

void cpu_announce(cpu_t *c, ev_id_t id, uint64_t arg)
{
    uint64_t bit = UINT64_C(1) << id;
    assert(id < 64); /* events of steps come first in the list */
    if (!(c->announced & bit))
        ev_add(c->ev, c->now, c->id, id, arg);
    c->announced |= bit;
}

bool cpu_fault(cpu_t *c, unsigned vector)
{
    c->stop = (cpu_stop_t){.kind = CPU_STOP_FAULT, .vector = (uint8_t)vector};
    return false;
}

bool cpu_fault_err(cpu_t *c, unsigned vector, uint32_t err)
{
    c->stop = (cpu_stop_t){.kind = CPU_STOP_FAULT, .vector = (uint8_t)vector, .has_err = true, .err = err};
    return false;
}
