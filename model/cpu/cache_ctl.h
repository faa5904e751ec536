/* cache_ctl: the tag and state policy of one set of a cache: hit, allocate, state change, victim, snoop answer
 * (interconnect facts 4.2, 4.3, 4.6). The block has four ways; the function is for 2, 4, 8 or 16. No data.
 *
 * An edge carries out `op` (enum cache_op; 0 and 11 to 15: none); after it the outputs answer. In `states` I is 0, S 1,
 * E 2 and M 3. `states`, `lru` and `victim_way` always show the set; every other output is 0 unless said below. Reset
 * makes every state I and all else 0, outputs too. A line is found when a way holds `tag` and is not I; no two ways do.
 * lone stands for cd = 1 and nw = 1 and the strap p6_cd_nw; without the strap that is as cd = 1 and nw = 0. nw does not
 * count with cd = 0 (#GP at MOV CR0).
 *   READ, FETCH   a load, a code fetch. Found: hit = 1, way; whatever type, cacheable and cd are. Else fill = cacheable
 *                 and cd = 0, and with fill = 1 a victim is chosen, below. The line is not there until FILL
 *   WRITE         a store. Found: hit = 1, way, and the first of these that holds:
 *                   code_only        through = 1, the line is dropped
 *                   lone             E goes to M, S and M stay: no bus cycle, whatever the type
 *                   type WB          E goes to M, M stays; S: own = 1 (the bus has to give ownership), S stays until
 *                                    OWN
 *                   type WP          through = 1, the line is dropped
 *                   any other type   through = 1, the state stays, M too
 *                 Dropped: goes to I; out of M also dirty = 1, wb_way, wb_tag
 *                 Not found: type WB, cacheable, cd = 0, wr_alloc and not code_only: fill = 1 and a victim; else
 *                 through = 1
 *   FILL          tag and fill_state go into the way where `tag` is found, else into victim_way over what is there; cd,
 *                 nw, cacheable and type do not count. code_only: E and M become S
 *   OWN           ownership has come. Found in S: goes to M, hit = 1, way. Else nothing (a snoop was first: store
 *                 again)
 *   SNOOP_READ    another agent reads. Found in S or E: hit = 1, way; goes to S. In M: hitm = 1, way; goes to S, its
 *                 data are written back by the snoop
 *   SNOOP_INV     another agent writes or takes ownership. Found in M: hitm = 1, way. Found: goes to I; with lone it
 *                 stays as it is and the answer is the same. hit is 0
 *                 With cd = nw = 1 and the strap p5_nosnoop both snoops do and answer nothing, whatever p6_cd_nw is
 *   FLUSH_LINE    CLFLUSH. Found: hit = 1, way; goes to I; out of M also dirty = 1, wb_way, wb_tag
 *   INVD          all go to I, dirty ones are lost
 *   WBINVD        a way is in M: wb = 1, wb_way, wb_tag of the lowest such way, which goes to I. None is: all go to I,
 *                 done = 1. So it is given until done
 * Victim, shown as victim_way until the next: the lowest way in I; else by lru: with bit 0 = 0 way 0 or 1, the number
 * is bit 1; with bit 0 = 1 way 2 or 3, the number is 2 + bit 2. It goes to I at the miss; out of M also dirty = 1,
 * wb_way, wb_tag: it has to be written back before FILL.
 * Uses are the hits of READ, FETCH and WRITE, also one that drops the line, and FILL. Way 0 makes bits 1:0 of lru 11,
 * way 1 makes them 01; way 2 makes bit 0 0 and bit 2 1, way 3 makes both 0; other bits stay. Nothing else changes lru.
 * With other numbers of ways lru is the same tree: below bit n are bits 2n + 1 (lower half of its ways) and 2n + 2; a
 * use turns each bit above the way away from it (1 after a use in the lower half).
 * RTL twin: rtl/cache_ctl.v.
 * Left out: parity, more than one operation at a time, other replacement policies, S to E by the Pentium's WB/WT#. */
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
enum { CACHE_WAYS = 4 /* of the block */, CACHE_WAYS_MAX = 16 };

#define CACHE_CTL_IN(X, T)                                                                       \
    X(T, uint8_t, op, 4, IN, cache_op_names)                                                      \
    X(T, uint32_t, tag, 24, IN, 0)                                                                \
    X(T, uint8_t, type, 3, IN, 0)       /* memory type of the access (mem_type.h) */              \
    X(T, bool, cacheable, 1, IN, 0)                                                               \
    X(T, uint8_t, fill_state, 2, IN, cache_state_names)                                           \
    X(T, bool, cd, 1, IN, 0)                                                                      \
    X(T, bool, nw, 1, IN, 0)                                                                      \
    X(T, bool, wr_alloc, 1, IN, 0)      /* strap: a write miss allocates (P6 on) */               \
    X(T, bool, code_only, 1, IN, 0)     /* strap: a code cache: states S and I only */            \
    X(T, bool, p5_nosnoop, 1, IN, 0)    /* strap: no snoops with CD = NW = 1 (one Pentium) */     \
    X(T, bool, p6_cd_nw, 1, IN, 0)      /* strap: CD = NW = 1 is lone (P5, P6), not as CD alone */
#define CACHE_CTL_OUT(X, T)                                                                      \
    X(T, bool, hit, 1, EXACT, 0)                                                                  \
    X(T, bool, hitm, 1, EXACT, 0)                                                                 \
    X(T, uint8_t, way, 2, EXACT, 0)     /* of the line that was found */                          \
    X(T, bool, fill, 1, EXACT, 0)       /* a miss that wants its line */                          \
    X(T, uint8_t, victim_way, 2, EXACT, 0)                                                        \
    X(T, bool, dirty, 1, EXACT, 0)      /* wb_way has to be written back */                       \
    X(T, bool, wb, 1, EXACT, 0)         /* WBINVD: wb_way has to be written back */               \
    X(T, uint8_t, wb_way, 2, EXACT, 0)                                                            \
    X(T, uint32_t, wb_tag, 24, EXACT, 0)                                                          \
    X(T, bool, own, 1, EXACT, 0)        /* a store needs ownership first */                       \
    X(T, bool, through, 1, EXACT, 0)    /* a store goes to the bus */                             \
    X(T, bool, done, 1, EXACT, 0)       /* WBINVD is over */                                      \
    X(T, uint8_t, states, 8, EXACT, 0)  /* two bits a way, way 0 low */                           \
    X(T, uint8_t, lru, 3, EXACT, 0)
SIG_STRUCT(cache_ctl_in, CACHE_CTL_IN)
SIG_STRUCT(cache_ctl_out, CACHE_CTL_OUT)

/* Tags, states and replacement of one set. */
typedef struct cache_set {
    uint32_t tag[CACHE_WAYS_MAX];
    uint8_t state[CACHE_WAYS_MAX]; /* enum cache_state */
    uint16_t lru;
    uint8_t victim_way;
} cache_set_t;

typedef struct cache_ctl {
    cache_set_t set;
    cache_ctl_out_t o;
} cache_ctl_t;

/* One operation on a set of `ways` ways (2, 4, 8 or 16): what the block does at an edge with four, and the caches of the
 * model for each of their sets. In the answer `states` and `lru` are 0: they are wires of the block. */
cache_ctl_out_t cache_set_do(cache_set_t *s, unsigned ways, const cache_ctl_in_t *in);

/* The way of a set that holds a tag, or `ways`. */
unsigned cache_set_find(const cache_set_t *s, unsigned ways, uint32_t tag);

void cache_ctl_reset(cache_ctl_t *s, cache_ctl_out_t *out);

/* One BCLK edge. */
void cache_ctl_tick(cache_ctl_t *s, const cache_ctl_in_t *in, cache_ctl_out_t *out);

extern const block_t cache_ctl_block;
extern const cover_group_t cache_ctl_cover[]; /* cache_ctl_cover.c */
#endif
