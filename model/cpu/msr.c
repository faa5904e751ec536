#include "cpu/msr.h"

#include "cpu/cpu.h"
#include "cpu/part.h"

#include <stddef.h>

#define ADDR_36 UINT64_C(0xffffff000)

const msr_row_t msr_list[] = {
    {0x10, "TSC", UINT64_MAX, 0, 0, MSR_COUNT, CPUID_TSC, false, "SDM table 35-46"},
    {0x1b, "APIC_BASE", ADDR_36 | APIC_BASE_EN, ~(ADDR_36 | APIC_BASE_EN | APIC_BASE_BSP), 0xfee00000 | APIC_BASE_EN,
     MSR_APIC_BASE, CPUID_APIC, true, "interconnect facts 1.8"},
    {0x2a, "EBL_CR_POWERON", 0, 0, 1 << 13, MSR_EBL_CR_POWERON, 0, true, "interconnect facts 3.1"},
    {0},
};

const msr_row_t *msr_find(const cpu_t *c, uint32_t number)
{
    for (const msr_row_t *r = msr_list; r->name; r++)
        if (r->number == number && (c->part->cpuid_edx & r->needs) == r->needs && (c->part->by_txn || !r->by_txn))
            return r;
    return NULL;
}

void msr_reset(cpu_t *c, bool bsp)
{
    for (const msr_row_t *r = msr_list; r->name; r++)
        if (r->index < MSR_COUNT)
            c->a.msr[r->index] = r->reset;
    if (bsp)
        c->a.msr[MSR_APIC_BASE] |= APIC_BASE_BSP;
    c->a.bsp = bsp;
}
