#include "cpu/msr.h"

#include "cpu/cpu.h"
#include "cpu/part.h"

#include <stddef.h>

#define ADDR_36 UINT64_C(0xffffff000)
#define CAP (1 << 10 | 1 << 8 | MTRR_VARIABLES) /* WC, FIX, VCNT */
#define CAP_SMRR (1 << 11)

#define FIXED(number, name, at)                                                                                     \
    {number, name, UINT64_MAX, 0, 0, MSR_MTR + MTR_FIXED + at, CPUID_MTRR, true, false, TYPES_EACH,                    \
     "interconnect facts 4.1"}
#define VARIABLE(n)                                                                                                 \
    {0x200 + 2 * n, "MTRRphysBase" #n, ADDR_36 | 0xff, ~(ADDR_36 | 0xff), 0, MSR_MTR + MTR_VARIABLE + 2 * n, CPUID_MTRR,  \
     true, false, TYPES_LOW, "interconnect facts 4.1"},                                                             \
    {0x201 + 2 * n, "MTRRphysMask" #n, ADDR_36 | 0x800, ~(ADDR_36 | 0x800), 0, MSR_MTR + MTR_VARIABLE + 2 * n + 1,        \
     CPUID_MTRR, true, false, TYPES_NONE, "interconnect facts 4.1"}

const msr_row_t msr_list[] = {
    {0x10, "TSC", UINT64_MAX, 0, 0, MSR_COUNT, CPUID_TSC, false, false, TYPES_NONE, "SDM table 35-46"},
    {0x1b, "APIC_BASE", ADDR_36 | APIC_BASE_EN, ~(ADDR_36 | APIC_BASE_EN | APIC_BASE_BSP), 0xfee00000 | APIC_BASE_EN,
     MSR_APIC_BASE, CPUID_APIC, true, false, TYPES_NONE, "interconnect facts 1.8"},
    {0x2a, "EBL_CR_POWERON", 0, 0, 1 << 13, MSR_EBL_CR_POWERON, 0, true, false, TYPES_NONE, "interconnect facts 3.1"},
    {0x3a, "FEATURE_CONTROL", FEATURE_LOCK | FEATURE_SMRR, ~(uint64_t)(FEATURE_LOCK | FEATURE_SMRR), 0, MSR_FEATURE_CONTROL,
     0, true, true, TYPES_NONE, "SDM table 35-3 (interconnect facts 4.4)"},
    {0xa0, "SMRR_PHYS_BASE", 0xfffff000, ~UINT64_C(0xfffff000), 0, MSR_MTR + MTR_SMRR_BASE, 0, true, true, TYPES_NONE,
     "SDM table 35-3 (interconnect facts 4.4)"},
    {0xa1, "SMRR_PHYS_MASK", 0xfffff800, ~UINT64_C(0xfffff800), 0, MSR_MTR + MTR_SMRR_MASK, 0, true, true, TYPES_NONE,
     "SDM table 35-3 (interconnect facts 4.4)"},
    {0xfe, "MTRRCAP", 0, UINT64_MAX, CAP | CAP_SMRR, MSR_MTRRCAP, CPUID_MTRR, true, true, TYPES_NONE,
     "interconnect facts 4.1"},
    {0xfe, "MTRRCAP", 0, UINT64_MAX, CAP, MSR_MTRRCAP, CPUID_MTRR, true, false, TYPES_NONE, "interconnect facts 4.1"},
    VARIABLE(0), VARIABLE(1), VARIABLE(2), VARIABLE(3), VARIABLE(4), VARIABLE(5), VARIABLE(6), VARIABLE(7),
    FIXED(0x250, "MTRRfix64K_00000", 0), FIXED(0x258, "MTRRfix16K_80000", 1), FIXED(0x259, "MTRRfix16K_A0000", 2),
    FIXED(0x268, "MTRRfix4K_C0000", 3), FIXED(0x269, "MTRRfix4K_C8000", 4), FIXED(0x26a, "MTRRfix4K_D0000", 5),
    FIXED(0x26b, "MTRRfix4K_D8000", 6), FIXED(0x26c, "MTRRfix4K_E0000", 7), FIXED(0x26d, "MTRRfix4K_E8000", 8),
    FIXED(0x26e, "MTRRfix4K_F0000", 9), FIXED(0x26f, "MTRRfix4K_F8000", 10),
    {0x277, "PAT", UINT64_C(0x0707070707070707), ~UINT64_C(0x0707070707070707), UINT64_C(0x0007040600070406),
     MSR_MTR + MTR_PAT, CPUID_PAT, true, false, TYPES_PAT, "interconnect facts 4.1"},
    {0x2ff, "MTRRdefType", 0xcff, ~UINT64_C(0xcff), 0, MSR_MTR + MTR_DEF_TYPE, CPUID_MTRR, true, false, TYPES_LOW,
     "interconnect facts 4.1"},
    {0},
};

const msr_row_t *msr_find(const cpu_t *c, uint32_t number)
{
    for (const msr_row_t *r = msr_list; r->name; r++)
        if (r->number == number && (c->part->cpuid_edx & r->needs) == r->needs && (c->part->by_txn || !r->by_txn) &&
            (c->part->smrr || !r->smrr))
            return r;
    return NULL;
}

static bool types_ok(uint8_t types, uint64_t v)
{
    unsigned bytes = types == TYPES_NONE ? 0 : types == TYPES_LOW ? 1 : 8;
    for (unsigned i = 0; i < bytes; i++) {
        uint8_t t = (uint8_t)(v >> 8 * i);
        if (t == 2 || t == 3 || t > MT_UC_MINUS || (t == MT_UC_MINUS && types != TYPES_PAT))
            return false;
    }
    return true;
}

bool msr_takes(const cpu_t *c, const msr_row_t *r, uint64_t v)
{
    uint64_t feature = c->a.msr[MSR_FEATURE_CONTROL], on = FEATURE_LOCK | FEATURE_SMRR;
    bool is_smrr = r->index == MSR_MTR + MTR_SMRR_BASE || r->index == MSR_MTR + MTR_SMRR_MASK;
    if (r->reserved == UINT64_MAX || (r->index == MSR_FEATURE_CONTROL && (feature & FEATURE_LOCK)))
        return false;
    if (is_smrr && (!c->a.smm || (feature & on) != on))
        return false;
    return !(v & r->reserved) && types_ok(r->types, v);
}

void msr_reset(cpu_t *c, bool bsp)
{
    for (const msr_row_t *r = msr_list; r->name; r++)
        if (r->index < MSR_COUNT && (r == msr_find(c, r->number) || !msr_find(c, r->number)))
            c->a.msr[r->index] = r->reset;
    if (bsp)
        c->a.msr[MSR_APIC_BASE] |= APIC_BASE_BSP;
    c->a.bsp = bsp;
}
