/* cache: the level-1 caches of one CPU, one for code and one for data, with what their lines hold (interconnect facts
 * 4.2, 4.3, 4.6). Tags and states of each set are cache_ctl's.
 *
 * The core looks accesses up here in logged steps of cycle mode (cpu/line.h), `snoop` does for other agents' transactions,
 * and `biu` takes the line of a write-back from `buf.wb` and leaves the line of a fill in `buf.fill`. A line on its way out
 * is still snooped: who takes it from there makes the write-back void, which then has no byte enabled.
 * A store drops the line from the CPU's own code cache; a code fetch that misses takes the line from the data cache,
 * without a bus cycle, when it is there.
 * Left out: more than four ways, level 2, cache locking: a locked access drops the line and goes to the bus. */
#ifndef CPU_CACHE_H
#define CPU_CACHE_H

#include "cpu/cache_ctl.h"

enum { LINE_BYTES_MAX = 64, LINE_QWORDS_MAX = 8, CACHE_SETS_MAX = 128 };

/* The caches of a part, and their straps. */
typedef struct cache_shape {
    uint16_t sets;  /* power of two, to CACHE_SETS_MAX */
    uint8_t line;   /* bytes, 32 or 64 */
    bool wr_alloc, p6_cd_nw; /* as in cache_ctl.h */
} cache_shape_t;

typedef struct cache_array {
    cache_ctl_t set[CACHE_SETS_MAX];
    uint8_t data[CACHE_SETS_MAX][CACHE_WAYS][LINE_BYTES_MAX];
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
    line_buf_t buf;
    bool cd, nw; /* CR0, as the core has it */
} cache_t;

enum snoop_result { SNOOP_MISS, SNOOP_HIT, SNOOP_HITM };

/* Empties both caches. */
void cache_reset(cache_t *k, cache_shape_t shape);

/* Address of the line that holds an address. */
uint64_t cache_line_of(const cache_t *k, uint64_t addr);

/* One operation of cache_ctl on the set of an address. The answer stands until the next one on that set. */
const cache_ctl_out_t *cache_do(cache_t *k, cache_array_t *a, enum cache_op op, uint64_t addr, uint8_t type,
                                bool cacheable, enum cache_state fill_state);

/* State of the line that holds an address; CACHE_I when none does. `data`, when not NULL, gets where its bytes are. */
enum cache_state cache_find(cache_t *k, cache_array_t *a, uint64_t addr, uint8_t **data);

/* Puts the line of an answer with `dirty` or `wb` into buf.wb. */
void cache_put_out(cache_t *k, cache_array_t *a, const cache_ctl_out_t *o, uint64_t addr);

/* Puts a line into the cache after a miss there, or where it already is. */
void cache_fill(cache_t *k, cache_array_t *a, uint64_t addr, enum cache_state state, const void *line);

/* Another agent's transaction: reads (inv = 0), or writes or takes ownership. SNOOP_HITM: `line` gets the data. */
enum snoop_result cache_snoop(cache_t *k, uint64_t addr, bool inv, uint64_t line[LINE_QWORDS_MAX]);

/* The next dirty line goes to buf.wb and out of the cache; false: there was none, and all lines are gone. */
bool cache_write_back_next(cache_t *k);

/* All lines go; dirty ones are lost. */
void cache_invalidate(cache_t *k);

#endif
