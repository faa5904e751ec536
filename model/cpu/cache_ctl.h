/* cache_ctl: the tag and state policy of one set of a cache: hit, allocate, state change, victim, snoop answer
 * (interconnect facts 4.2, 4.3, 4.6). Four ways; no data.
 *
 * Each edge with `op` not NONE carries out one operation on the set and answers after it:
 *   READ, FETCH   a load or code fetch. Hit (tag equal, state not I): nothing changes. Miss: fill is 1 when `cacheable`, and a victim is
 *                 chosen; the line is not there until FILL. cd_nw as below
 *   WRITE         a store. Hit by type: WB: M stays; E goes to M; S is own = 1 (a bus read for ownership is needed, state stays until OWN). WT or WP
 *                 (and UC, WC): through = 1: written to the bus too; the state stays as it was (WP: goes to I). Miss: fill = 1 when WB,
 *                 cacheable and the strap wr_alloc; else through = 1
 *   FILL          puts tag into `victim_way` as it was answered to the miss before, in state fill_state (S, E; M when it was for a store)
 *   OWN           the line `tag` has become exclusive: S goes to M
 *   SNOOP_READ    another agent reads: hit = 1 in S or E, and the line goes to S (strap code_only: stays S); hitm = 1 in M, and the line
 *                 goes to S, its data written back
 *   SNOOP_INV     another agent writes or wants ownership: hitm = 1 in M; the line goes to I; hit = 0 otherwise
 *   FLUSH_LINE    CLFLUSH: hit and dirty answered, the line goes to I
 *   INVD          all lines to I, dirty ones lost
 *   WBINVD        one dirty line an edge: wb = 1 with wb_way and wb_tag, it goes to I; when none is dirty, all go to I and done = 1
 * Snoop, flush and invalidate operations act whatever cd_nw is, but SNOOP_* are ignored (hit = hitm = 0) with CD = NW = 1 and the
 * strap p5_nosnoop. CR0: CD = 1, NW = 0: no fills; hits served as with 00. CD = NW = 1 (strap p6_cd_nw: reset state of P5 and P6): no
 * fills; a write hit in S or E makes no bus cycle and goes to M. NW = 1 with CD = 0 is #GP and not given.
 * Victim: an invalid way, the lowest; else the pseudo-LRU tree of 4 ways: bit 0 = last used was in ways 0-1 (then look in 2-3 next),
 * bit 1 = last used of 0-1 was 0 (next 1), bit 2 = last used of 2-3 was 2 (next 3). A hit of READ, FETCH, WRITE, and a FILL count as uses.
 * dirty: the victim of a miss is in M and has to be written back (wb_tag) before FILL; it goes to I at the miss.
 * RTL twin: rtl/cache_ctl.v.
 * Left out: parity, more than one operation at a time, other replacement policies. */
#ifndef CPU_CACHE_CTL_H
#define CPU_CACHE_CTL_H

#include "block.h"
#include "cover.h"

enum cache_state { CACHE_I, CACHE_S, CACHE_E, CACHE_M };
extern const char *const cache_state_names[];
enum cache_op {
    CACHE_NONE, CACHE_READ, CACHE_FETCH, CACHE_WRITE, CACHE_FILL, CACHE_OWN, CACHE_SNOOP_READ, CACHE_SNOOP_INV,
    CACHE_FLUSH_LINE, CACHE_INVD, CACHE_WBINVD
};
extern const char *const cache_op_names[];
enum { CACHE_WAYS = 4 };

#define CACHE_CTL_IN(X, T)                                                                       \
    X(T, uint8_t, op, 4, IN, cache_op_names)                                                      \
    X(T, uint32_t, tag, 24, IN, 0)                                                                \
    X(T, uint8_t, type, 3, IN, 0)       /* memory type of the access (mem_type.h) */              \
    X(T, bool, cacheable, 1, IN, 0)                                                               \
    X(T, uint8_t, fill_state, 2, IN, cache_state_names)                                           \
    X(T, bool, cd, 1, IN, 0)                                                                      \
    X(T, bool, nw, 1, IN, 0)                                                                      \
    X(T, bool, wr_alloc, 1, IN, 0)      /* strap: a write miss allocates (P6 on) */               \
    X(T, bool, code_only, 1, IN, 0)     /* strap: code cache: states S and I only */              \
    X(T, bool, p5_nosnoop, 1, IN, 0)    /* strap: no snoops with CD = NW = 1 (one Pentium) */     \
    X(T, bool, p6_cd_nw, 1, IN, 0)      /* strap: CD = NW = 1 keeps write hits; else as CD alone */
#define CACHE_CTL_OUT(X, T)                                                                      \
    X(T, bool, hit, 1, EXACT, 0)                                                                  \
    X(T, bool, hitm, 1, EXACT, 0)                                                                 \
    X(T, uint8_t, way, 2, WHEN(hit), 0)                                                           \
    X(T, bool, fill, 1, EXACT, 0)       /* a miss that wants its line */                          \
    X(T, uint8_t, victim_way, 2, EXACT, 0)                                                        \
    X(T, bool, dirty, 1, EXACT, 0)      /* the victim has to be written back */                   \
    X(T, bool, wb, 1, EXACT, 0)         /* WBINVD: this line has to be */                         \
    X(T, uint8_t, wb_way, 2, EXACT, 0)                                                            \
    X(T, uint32_t, wb_tag, 24, EXACT, 0)                                                          \
    X(T, bool, own, 1, EXACT, 0)        /* a store needs ownership first */                       \
    X(T, bool, through, 1, EXACT, 0)    /* a store goes to the bus */                             \
    X(T, bool, done, 1, EXACT, 0)       /* WBINVD is over */                                      \
    X(T, uint8_t, states, 8, EXACT, 0)  /* two bits a way, way 0 low */                           \
    X(T, uint8_t, lru, 3, EXACT, 0)
SIG_STRUCT(cache_ctl_in, CACHE_CTL_IN)
SIG_STRUCT(cache_ctl_out, CACHE_CTL_OUT)

typedef struct cache_ctl {
    uint32_t tag[CACHE_WAYS];
    uint8_t state[CACHE_WAYS]; /* enum cache_state */
    uint8_t lru, victim_way;
    cache_ctl_out_t o;
} cache_ctl_t;

/* One operation on a set: what the block does at an edge with it, and the caches of the model for each of their sets. */
void cache_ctl_do(cache_ctl_t *s, const cache_ctl_in_t *in);

void cache_ctl_reset(cache_ctl_t *s, cache_ctl_out_t *out);

/* One BCLK edge. */
void cache_ctl_tick(cache_ctl_t *s, const cache_ctl_in_t *in, cache_ctl_out_t *out);

extern const block_t cache_ctl_block;
extern const cover_group_t cache_ctl_cover[]; /* cache_ctl_cover.c */
#endif
