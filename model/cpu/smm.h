/* smm: SMM entry and RSM (SDM 34.3 to 34.12; cpu facts 2 to 5). Both run as logged steps.
 *
 * Left out: VMX and SMX treatment, x87 state, A20M#, performance-counter freezing. */
#ifndef CPU_SMM_H
#define CPU_SMM_H

#include "cpu/cpu.h"

/* Why a CPU shuts down; argument of EV_SHUTDOWN. */
enum shutdown_cause {
    SHUTDOWN_TRIPLE_FAULT = 1,
    SHUTDOWN_CR4,    /* reserved bit set in the CR4 image */
    SHUTDOWN_CR0_PG, /* PG = 1 with PE = 0 in the CR0 image */
    SHUTDOWN_CR0_NW, /* NW = 1 with CD = 0 */
    SHUTDOWN_SMBASE, /* SMBASE image not aligned as the part demands */
};

/* Signals entry, writes the save map, loads the state of the first handler instruction. */
bool smm_enter(cpu_t *c);

/* RSM inside SMM: reads the map back, checks it, signals exit, restores; or shuts down. */
bool smm_rsm(cpu_t *c);

/* Shutdown special cycle, then the shutdown state. */
bool smm_shutdown(cpu_t *c, enum shutdown_cause cause);

#endif
