/* msr: the model-specific registers, as a table: number, which parts have it, what may be written.
 *
 * Left out: every MSR that is not in msr_list; RDMSR and WRMSR of those are #GP(0), as on a part without them. */
#ifndef CPU_MSR_H
#define CPU_MSR_H

#include "cpu/mem_type.h"

#include <stdbool.h>
#include <stdint.h>

/* Registers kept in cpu_arch_t.msr, which INIT leaves alone (interconnect facts 2.1). */
enum cpu_msr {
    MSR_APIC_BASE, MSR_EBL_CR_POWERON, MSR_FEATURE_CONTROL, MSR_MTRRCAP,
    MSR_MTR, /* those of mem_type, by enum mem_type_reg */
    MSR_COUNT = MSR_MTR + MTR_COUNT
};

enum { APIC_BASE_BSP = 1 << 8, APIC_BASE_EN = 1 << 11, FEATURE_LOCK = 1 << 0, FEATURE_SMRR = 1 << 3 };

/* Which bytes of a register hold memory types; another type than those of interconnect facts 4.1 is #GP(0). */
enum msr_types { TYPES_NONE, TYPES_LOW, TYPES_EACH, TYPES_PAT };

struct cpu;

typedef struct msr_row {
    uint32_t number;
    const char *name;
    uint64_t writable;   /* bits that WRMSR changes */
    uint64_t reserved;   /* bits that are #GP(0) when written as 1; all: a read-only register, #GP(0) whatever is written */
    uint64_t reset;
    uint8_t index;       /* enum cpu_msr, or MSR_COUNT: the time-stamp counter */
    uint32_t needs;      /* CPUID leaf 1 EDX bits a part must show */
    bool by_txn;         /* only on parts with P6 bus and later */
    bool smrr;           /* only on parts with the SMRR pair of Core 2 */
    uint8_t types;       /* enum msr_types */
    const char *source;
} msr_row_t;

extern const msr_row_t msr_list[]; /* ended by a row without a name */

/* The row of this number when the CPU's part has it, or NULL. */
const msr_row_t *msr_find(const struct cpu *c, uint32_t number);

/* WRMSR takes this value; else it is #GP(0): reserved bits, memory types, SMRR outside SMM or not enabled, a locked
 * FEATURE_CONTROL. */
bool msr_takes(const struct cpu *c, const msr_row_t *r, uint64_t v);

/* Values after RESET#. `bsp` sets APIC_BASE.BSP. */
void msr_reset(struct cpu *c, bool bsp);

#endif
