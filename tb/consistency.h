/* consistency: a random test of the memory of whole machines, against a reference that knows only memory types.
 *
 * Each CPU runs generated code (tb/guest.h), many times over: loads and stores of 1, 2 and 4 bytes of lines that CPUs
 * share and of private ones, aligned, unaligned and across lines, in WB, WT, WP, WC and UC memory; LOCK XADD, XCHG,
 * WBINVD, CLFLUSH where a part has it; SMIs by pin at random clocks, whose handlers do the same; another bus master reads
 * and writes. Many lines have one set in the caches. Each commit of an instruction is seen in the core, and what it loaded
 * is judged at once:
 *   one writer   each byte is stored to by one CPU or by the master, each time with another value. A load gives one of
 *                these values, never an older one than this CPU has seen before; the writer itself reads its last
 *   order        who has seen a store has seen what its CPU had stored, or seen, before (WC stores are not part of it)
 *   locked       a store before a locked instruction, WBINVD, SMI or RSM is there for every load that begins after it;
 *                without a store buffer (parameter store_buffer 0, every fourth seed) each store is
 *   many writers counters are added to by LOCK XADD alone: no value is given twice, none is behind one already seen
 *   the end      after WBINVD by all CPUs memory has the last store of each byte and the sum of each counter
 *   SMM          the program's registers are after RSM what they were at the SMI
 * So loads may pass older stores of their CPU (a store buffer), and nothing else may (interconnect facts 4.1 to 4.6).
 * Left out: paging, INVD, code that changes, bytes with two writers other than by LOCK. */
#ifndef TB_CONSISTENCY_H
#define TB_CONSISTENCY_H

#include "guest.h"

/* Breakages planted on the wires of the running machine, to show that the test can fail. */
typedef enum consistency_fault {
    FAULT_NONE,
    FAULT_LOST_SNOOP,      /* now and then a CPU does not see another one's request */
    FAULT_EXCLUSIVE,       /* no CPU sees HIT#: a line that others have comes in as E */
    FAULT_LOST_WRITE_BACK, /* now and then a line that goes out does not reach memory */
    FAULT_NO_LOCK,         /* no CPU sees LOCK# */
    FAULT_NO_SNOOP,        /* accesses of the bus master are not snooped (snoop_masters 0) */
    FAULT_COUNT
} consistency_fault_t;
extern const char *const consistency_fault_names[]; /* ended by NULL */

typedef struct consistency_config {
    const char *part;    /* with caches */
    unsigned cpus;       /* 2 to GUEST_MAX_CPUS */
    uint64_t seed;       /* of the code, the stimulus and, but for every second seed, the latencies */
    uint32_t rounds;     /* times that each CPU goes through its code */
    consistency_fault_t fault;
} consistency_config_t;

typedef struct consistency_counts {
    uint64_t accesses, bytes;    /* judged loads and stores of all CPUs; bytes of loads that were compared */
    uint64_t locked, masters, smis, write_backs, end_bytes, bclks, planted;
} consistency_counts_t;

/* One machine from reset to the end. False with one line in why (which names the configuration) when memory was wrong;
 * counts are added to. */
bool consistency_run(const consistency_config_t *c, consistency_counts_t *n, char *why, unsigned why_size);

/* "part p6, 2 CPUs, seed 3, rounds 20". */
void consistency_name(const consistency_config_t *c, char *text, unsigned size);

/* The k-th configuration of a list without end: parts and numbers of CPUs in turn, seeds from `seed` on. */
consistency_config_t consistency_nth(uint64_t seed, uint64_t k, uint32_t rounds);

#endif
