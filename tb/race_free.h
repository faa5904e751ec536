/* race_free: random programs of whole machines whose result cannot depend on time: what they read is ordered by barriers.
 *
 * The programs run in phases. In each, a CPU stores to cells that are its own in this phase, and loads cells that are
 * nobody else's; it adds to counters by LOCK XADD. A sum over all it has loaded goes into what it stores. LOCK XADD and
 * polling make the barriers. After some of them CPU 0 raises an SMI by port B2h; each handler counts in its SMRAM and in a
 * shared counter. So every machine of one seed, part and number of CPUs ends with the same memory, whatever the latencies,
 * the mode and the caches are, and each CPU logs the same events in the same order.
 * Left out: races, which consistency.h judges; events of the chipset. */
#ifndef TB_RACE_FREE_H
#define TB_RACE_FREE_H

#include "guest.h"

enum { RACE_FREE_VALUES = 4096, RACE_FREE_EVENTS = 1024 };

typedef struct race_free_config {
    guest_config_t guest;
    uint64_t seed;       /* of the programs */
    uint64_t smi_pulses; /* not 0: seed of SMI# pulses at random clocks; events are then not to be compared */
} race_free_config_t;

typedef struct race_free_result {
    uint32_t value[RACE_FREE_VALUES]; /* of memory at the end: cells, counters, sums */
    uint8_t event[GUEST_MAX_CPUS][RACE_FREE_EVENTS]; /* enum ev_id, in order */
    unsigned values, events[GUEST_MAX_CPUS];
    uint64_t switches;  /* to cycle mode, in auto mode */
    ps_t time;
} race_free_result_t;

/* One machine from reset until all CPUs have halted. False with one line in why when it does not get there. */
bool race_free_run(const race_free_config_t *c, race_free_result_t *r, char *why, unsigned why_size);

/* False with one line in why, which names the first difference. */
bool race_free_same(const race_free_result_t *a, const race_free_result_t *b, bool events, char *why, unsigned why_size);

#endif
