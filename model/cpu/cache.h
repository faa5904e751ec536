/* cache: the caches of one CPU with what their lines hold (interconnect facts 4.2, 4.3, 4.6): level 1, one for code
 * and one for data, and on some parts level 2, its own or shared with the other core of a pair. Tags and states of
 * each set are cache_ctl's.
 *
 * The core looks accesses up here in logged steps of cycle mode (cpu/line.h), `snoop` does for other agents'
 * transactions, and `biu` takes the line of a write-back from `buf.wb` and leaves the line of a fill in `buf.fill`. A
 * line on its way out is still snooped: who takes it from there makes the write-back void, which then has no byte
 * enabled. A store drops the line from the CPU's own code cache; a code fetch that misses takes the line from the
 * data cache, without a bus cycle, when it is there.
 *
 * Level 2 is inclusive: a line that a level-1 cache holds is there too, so a line that level 2 gives up goes out of
 * both levels. E and M of a level-1 data cache stand over E or M there; a line in M has its newest bytes in level 1,
 * and they go down when it leaves, when the other core wants it, or when a snoop reads it. In all other states both
 * levels hold the same bytes.
 *
 * A pair is one agent to other agents' transactions, and does not snoop its own: what one core has under way (`busy`:
 * from the lookup until the bus has answered) keeps the other one's lookups of that set of level 2 waiting
 * (cpu/line.h). Inside the pair a lookup finds what the other core holds: a line in M goes down first, then it stays
 * there in S for a read, and goes for a store. A code or data line of level 1 is E only when the other core has none.
 *
 * Left out: cache locking: a locked access drops the line and goes to the bus; more than two cores to a level 2;
 * prefetch of lines. */
#ifndef CPU_CACHE_H
#define CPU_CACHE_H

#include "cpu/cache_ctl.h"

enum { LINE_BYTES_MAX = 64, LINE_QWORDS_MAX = 8, CACHE_SETS_MAX = 128, L1_BYTES_MAX = 32768 };

/* The caches of a part, and their straps. Sets are powers of two, ways 2, 4, 8 or 16. */
typedef struct cache_shape {
    uint16_t sets;  /* of each level-1 cache, to CACHE_SETS_MAX; of L1_BYTES_MAX bytes at most */
    uint8_t ways;
    uint8_t line;   /* bytes, 32 or 64 */
    uint16_t l2_sets; /* 0: no level 2 */
    uint8_t l2_ways;
    bool l2_shared;   /* by the CPUs 2k and 2k + 1 */
    bool wr_alloc, p6_cd_nw; /* as in cache_ctl.h */
} cache_shape_t;

typedef struct cache_array {
    uint16_t sets;
    uint8_t ways;
    bool code_only;
    bool used;         /* a line was filled since all were cleared */
    cache_set_t *set;
    uint8_t *data;     /* line after line: the ways of set 0, of set 1, ... */
    cache_ctl_out_t o; /* the last answer */
} cache_array_t;

/* Lines on their way between the caches and the bus. */
typedef struct line_buf {
    uint64_t fill[LINE_QWORDS_MAX];
    uint64_t wb[LINE_QWORDS_MAX], wb_addr;
    bool wb_valid, wb_void;
} line_buf_t;

typedef struct cache {
    cache_shape_t shape;
    cache_array_t code, data;
    cache_array_t *l2;      /* NULL: none */
    struct cache *sibling;  /* of the other core of the pair; NULL: alone */
    line_buf_t buf;
    bool cd, nw;            /* CR0, as the core has it */
    bool busy;              /* an access is under way ... */
    uint64_t busy_addr;     /* ... to this address */
    unsigned flush_set;     /* where cache_write_back_next goes on */
    cache_set_t l1_set[2][CACHE_SETS_MAX];
    uint8_t l1_data[2][L1_BYTES_MAX];
} cache_t;

/* Who answers an access. */
enum cache_from { FROM_L1, FROM_L2, FROM_SIBLING, FROM_BUS, FROM_BLOCKED };
extern const char *const cache_from_names[];

/* What a lookup says. */
typedef struct cache_answer {
    uint8_t *line;   /* the bytes of the line for a load, or a store that needs no more; else NULL */
    uint8_t from;    /* enum cache_from */
    uint8_t state;   /* enum cache_state: the line's before, where it was found */
    bool hit;        /* it was found */
    bool evict;      /* a line that has to be written back first is in buf.wb */
    bool fill;       /* the line has to be read from the bus, ... */
    bool own;        /* ... and was found in S: for ownership */
} cache_answer_t;

enum snoop_result { SNOOP_MISS, SNOOP_HIT, SNOOP_HITM };

/* Memory for the level 2 of a shape, all lines I; NULL: no memory, or a shape without one. For free(). */
cache_array_t *cache_l2_new(cache_shape_t shape);

/* Empties the caches of a CPU, a level 2 that it shares too. Keeps `l2` and `sibling`. */
void cache_reset(cache_t *k, cache_shape_t shape);

/* Address of the line that holds an address. */
uint64_t cache_line_of(const cache_t *k, uint64_t addr);

/* One operation of cache_ctl on the set of an address in one array. The answer stands until the next one on that
 * array. */
const cache_ctl_out_t *cache_do(cache_t *k, cache_array_t *a, enum cache_op op, uint64_t addr, uint8_t type,
                                bool cacheable, enum cache_state fill_state);

/* State of the line that holds an address; CACHE_I when none does. `data`, when not NULL, gets where its bytes are. */
enum cache_state cache_find(cache_t *k, cache_array_t *a, uint64_t addr, uint8_t **data);

/* Puts the line of an answer with `dirty` or `wb` into buf.wb. */
void cache_put_out(cache_t *k, cache_array_t *a, const cache_ctl_out_t *o, uint64_t addr);

/* Puts a line into an array after a miss there, or where it already is. */
void cache_fill(cache_t *k, cache_array_t *a, uint64_t addr, enum cache_state state, const void *line);

/* The other core of the pair has an access to this set of level 2 under way. */
bool cache_waits(const cache_t *k, uint64_t addr);

/* Looks an access up on all levels: op READ, FETCH or WRITE. A store of type `through` is not done here: cache_store
 * does it, as it does one that is answered with a line. */
cache_answer_t cache_look_up(cache_t *k, enum cache_op op, uint64_t addr, uint8_t type, bool cacheable);

/* Bytes of a store go where the line is: into level 1, and into level 2 unless level 1 has it in M. */
void cache_store(cache_t *k, uint64_t addr, const void *bytes, unsigned size);

/* The line in buf.fill has come for a lookup that said `fill`: `state` for a load, M for a store. Returns where its
 * bytes are now; NULL when it was read for ownership and has been taken meanwhile: look up again. */
uint8_t *cache_take_fill(cache_t *k, enum cache_op op, uint64_t addr, enum cache_state state, bool own);

/* Drops a line from all levels, of both cores of a pair. True: it was modified, and is in buf.wb. CLFLUSH and locked
 * accesses. */
bool cache_drop_line(cache_t *k, uint64_t addr);

/* Another agent's transaction: reads (inv = 0), or writes or takes ownership. Of a pair either core's cache answers for
 * both. SNOOP_HITM: `line` gets the data. */
enum snoop_result cache_snoop(cache_t *k, uint64_t addr, bool inv, uint64_t line[LINE_QWORDS_MAX]);

/* WBINVD: the next dirty line goes to buf.wb and out of the caches; false: all sets have been gone through, and the
 * next call begins anew. Of a pair both cores' lines go (this model's choice; interconnect facts 4.2 do not say). */
bool cache_write_back_next(cache_t *k);

/* All lines go, also those of the other core of a pair; dirty ones are lost. */
void cache_invalidate(cache_t *k);

#endif
