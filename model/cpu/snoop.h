/* snoop: a CPU's caches on the bus: answers HIT# or HITM# to other agents' transactions, and drives a modified line
 * (interconnect facts 3.1, 3.4, 4.3).
 *
 * A memory request of another agent is looked up when its second half shows: reads as SNOOP_READ, writes and reads
 * that invalidate as SNOOP_INV; write-backs are not, nobody else has that line. The result shows for one clock,
 * snoop_clks after ADS#: HIT# when the line stays here or was here, HITM# when it was modified. After HITM# the
 * chipset gives TRDY# (the second one when the requester has write data that wait for TRDY#), and the line follows,
 * eight bytes a clock with DRDY#, lowest address first, DBSY# low while more come. The line's state has changed at
 * the lookup. A question of the chipset (snp_n) is answered in the same way, snp_n in place of ADS#.
 * The cores that share a level 2 are one agent here: the block of the even one (strap pair) answers for the caches of
 * both, not to their own requests, and that of the odd one is wired to no cache.
 * Left out: stretching the snoop phase (HIT# and HITM# together), a twin. */
#ifndef CPU_SNOOP_H
#define CPU_SNOOP_H

#include "block.h"
#include "cover.h"
#include "cpu/cache.h"

#define SNOOP_IN(X, T)                                                                   \
    X(T, bool, ads_n, 1, IN, 0)                                                          \
    X(T, bool, reqb_n, 1, IN, 0)                                                         \
    X(T, uint8_t, agent, 6, IN, 0)                                                       \
    X(T, uint8_t, req_a, 5, IN, 0)                                                       \
    X(T, uint64_t, a, 36, IN, 0)                                                         \
    X(T, bool, snp_n, 1, IN, 0)         /* the chipset asks, for another master */       \
    X(T, bool, snp_inv, 1, IN, 0)                                                        \
    X(T, uint64_t, snp_a, 36, IN, 0)                                                     \
    X(T, bool, trdy_n, 1, IN, 0)                                                         \
    X(T, bool, trdy, 1, IN, 0)          /* strap: write data waits for TRDY# */          \
    X(T, uint8_t, snoop_clks, 5, IN, 0) /* strap */                                      \
    X(T, uint8_t, line_qwords, 4, IN, 0) /* strap */                                     \
    X(T, uint8_t, agent_id, 6, IN, 0)   /* strap */                                      \
    X(T, bool, pair, 1, IN, 0)          /* strap: answers for agent_id + 1 too */
#define SNOOP_OUT(X, T)                                                                  \
    X(T, bool, hit_n, 1, EXACT, 0)                                                       \
    X(T, bool, hitm_n, 1, EXACT, 0)                                                      \
    X(T, bool, drdy_n, 1, EXACT, 0)                                                      \
    X(T, bool, dbsy_n, 1, EXACT, 0)                                                      \
    X(T, uint64_t, d_o, 64, EXACT, 0) /* else 0 */                                       \
    X(T, uint8_t, seq, 8, EXACT, 0)   /* changes with each HIT# or HITM# */
SIG_STRUCT(snoop_in, SNOOP_IN)
SIG_STRUCT(snoop_out, SNOOP_OUT)

typedef struct snoop {
    uint8_t since_ads, result; /* enum snoop_result */
    bool due;    /* the result has yet to show */
    bool skip;   /* a TRDY# to come is the requester's */
    bool drives; /* the line has to be, or is being, driven */
    uint8_t qword;
    uint64_t line[LINE_QWORDS_MAX];
    snoop_out_t o;
} snoop_t;

typedef struct snoop_wiring {
    cache_t *cache; /* NULL: none */
} snoop_wiring_t;

void snoop_reset(snoop_t *s, snoop_out_t *out);

/* One BCLK edge. */
void snoop_tick(snoop_t *s, const snoop_in_t *in, snoop_out_t *out, snoop_wiring_t *wiring);

extern const block_t snoop_block;
extern const cover_group_t snoop_cover[]; /* snoop_cover.c */
#endif
