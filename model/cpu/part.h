/* part: one struct for each CPU model: everything in which they differ, so that code never asks for a model.
 *
 * Left out: qemu64; core2 has the P6 save map (this core runs no 64-bit code). */
#ifndef CPU_PART_H
#define CPU_PART_H

#include "cpu/cache.h"
#include "cpu/savemap.h"
#include "params.h"

/* CPUID leaf 1 EDX bits: it shows only what the model has. */
enum { CPUID_PSE = 1 << 3, CPUID_TSC = 1 << 4, CPUID_MSR = 1 << 5, CPUID_CX8 = 1 << 8, CPUID_APIC = 1 << 9, CPUID_MTRR = 1 << 12,
       CPUID_PGE = 1 << 13, CPUID_CMOV = 1 << 15, CPUID_PAT = 1 << 16, CPUID_CLFSH = 1 << 19 };

typedef struct part {
    const char *name, *what;
    bool by_txn;               /* SMM sign: SMI-acknowledge transaction and SMMEM#; else the SMIACT# pin */
    const savemap_row_t *map;  /* save map, ended by a row without a name */
    unsigned max_cpus;
    uint8_t apic;              /* enum lapic_kind: its local APIC */
    bool serial_apic;          /* its messages go over the serial APIC bus; else over the front-side bus */
    bool flush_pin;            /* it has FLUSH# */
    uint8_t smrr;              /* its SMRR: strap of mem_type */
    cache_shape_t caches;      /* code and data cache each; line 0: none */
    bool fences;               /* SFENCE, LFENCE, MFENCE */
    bool bus_in_order;         /* on the bus no load passes a store (cpu/store_buf.h) */
    uint32_t core_ps, bclk_ps; /* clock periods */
    char vendor[13];           /* CPUID leaf 0 */
    uint32_t cpuid_max, cpuid_sig, cpuid_edx; /* leaf 0 EAX, leaf 1 EAX and EDX; EDX at reset = cpuid_sig */
    uint32_t cr4_valid;        /* other CR4 bits are reserved */
    void (*set_params)(params_t *p); /* defaults that differ from params.h */
} part_t;

extern const part_t *const part_list[]; /* ended by NULL */
const part_t *part_find(const char *name);

/* Defaults of params.h, then the part's own. */
params_t part_params(const part_t *part);

#endif
