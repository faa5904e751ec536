#include "cpu/cache.h"

#include "cpu/mem_type.h"

#include <stdlib.h>
#include <string.h>

const char *const cache_from_names[] = {"L1", "L2", "SIBLING", "BUS", "BLOCKED", NULL};

/* --- one array ---------------------------------------------------------------------------------------------------- */

cache_array_t *cache_l2_new(cache_shape_t shape)
{
    size_t lines = (size_t)shape.l2_sets * shape.l2_ways, sets = shape.l2_sets * sizeof(cache_set_t);
    cache_array_t *a = lines ? calloc(1, sizeof *a + sets + lines * shape.line) : NULL;
    if (!a)
        return NULL;
    a->set = (cache_set_t *)(a + 1);
    a->data = (uint8_t *)(a + 1) + sets;
    a->sets = shape.l2_sets;
    a->ways = shape.l2_ways;
    return a;
}

static void reset_l1(cache_t *k, cache_array_t *a, unsigned which)
{
    *a = (cache_array_t){.sets = k->shape.sets, .ways = k->shape.ways, .code_only = which == 0, .set = k->l1_set[which],
                         .data = k->l1_data[which]};
    memset(k->l1_set[which], 0, sizeof k->l1_set[which]);
}

void cache_reset(cache_t *k, cache_shape_t shape)
{
    k->shape = shape;
    reset_l1(k, &k->code, 0);
    reset_l1(k, &k->data, 1);
    if (k->l2 && k->l2->used) {
        memset(k->l2->set, 0, k->l2->sets * sizeof k->l2->set[0]);
        k->l2->used = false;
    }
    k->buf = (line_buf_t){0};
    k->cd = k->nw = true;
    k->busy = false;
    k->flush_set = 0;
}

uint64_t cache_line_of(const cache_t *k, uint64_t addr)
{
    return addr & ~(uint64_t)(k->shape.line - 1);
}

static unsigned set_of(const cache_t *k, const cache_array_t *a, uint64_t addr)
{
    return (unsigned)(addr / k->shape.line) & (a->sets - 1U);
}

static uint32_t tag_of(const cache_t *k, const cache_array_t *a, uint64_t addr)
{
    return (uint32_t)(addr / k->shape.line / a->sets);
}

static uint64_t addr_of(const cache_t *k, const cache_array_t *a, uint32_t tag, unsigned set)
{
    return ((uint64_t)tag * a->sets + set) * k->shape.line;
}

static uint8_t *bytes_of(const cache_t *k, const cache_array_t *a, unsigned set, unsigned way)
{
    return a->data + ((size_t)set * a->ways + way) * k->shape.line;
}

const cache_ctl_out_t *cache_do(cache_t *k, cache_array_t *a, enum cache_op op, uint64_t addr, uint8_t type,
                                bool cacheable, enum cache_state fill_state)
{
    cache_ctl_in_t in = {.op = (uint8_t)op, .tag = tag_of(k, a, addr), .type = type, .cacheable = cacheable,
                         .fill_state = (uint8_t)fill_state, .cd = k->cd, .nw = k->nw, .wr_alloc = k->shape.wr_alloc,
                         .code_only = a->code_only, .p6_cd_nw = k->shape.p6_cd_nw};
    a->o = cache_set_do(&a->set[set_of(k, a, addr)], a->ways, &in);
    return &a->o;
}

/* An operation that looks at nothing but the line. */
static const cache_ctl_out_t *line_do(cache_t *k, cache_array_t *a, enum cache_op op, uint64_t addr)
{
    return cache_do(k, a, op, addr, MT_UC, false, CACHE_I);
}

enum cache_state cache_find(cache_t *k, cache_array_t *a, uint64_t addr, uint8_t **data)
{
    unsigned set = set_of(k, a, addr), way = cache_set_find(&a->set[set], a->ways, tag_of(k, a, addr));
    if (way == a->ways)
        return CACHE_I;
    if (data)
        *data = bytes_of(k, a, set, way);
    return (enum cache_state)a->set[set].state[way];
}

void cache_fill(cache_t *k, cache_array_t *a, uint64_t addr, enum cache_state state, const void *line)
{
    uint8_t *to = NULL;
    cache_do(k, a, CACHE_FILL, addr, 0, true, state);
    a->used = true;
    if (cache_find(k, a, addr, &to) != CACHE_I)
        memcpy(to, line, k->shape.line);
}

static void put_out(cache_t *k, uint64_t addr, const void *line)
{
    k->buf.wb_addr = addr;
    k->buf.wb_valid = true;
    k->buf.wb_void = false;
    memcpy(k->buf.wb, line, k->shape.line);
}

void cache_put_out(cache_t *k, cache_array_t *a, const cache_ctl_out_t *o, uint64_t addr)
{
    unsigned set = set_of(k, a, addr);
    put_out(k, addr_of(k, a, o->wb_tag, set), bytes_of(k, a, set, o->wb_way));
}

/* --- between the levels ------------------------------------------------------------------------------------------- */

/* Modified bytes of level 1 go down. */
static void put_down(cache_t *k, uint64_t addr, const uint8_t *line)
{
    cache_fill(k, k->l2, addr, CACHE_M, line);
}

/* The line that level 1 gave up goes to level 2, or out. True: out. */
static bool leave_l1(cache_t *k, cache_array_t *a, const cache_ctl_out_t *o, uint64_t addr)
{
    unsigned set = set_of(k, a, addr);
    if (!o->dirty)
        return false;
    if (!k->l2) {
        cache_put_out(k, a, o, addr);
        return true;
    }
    put_down(k, addr_of(k, a, o->wb_tag, set), bytes_of(k, a, set, o->wb_way));
    return false;
}

/* Drops a line from every level 1 over the level 2. Returns its bytes when one had it in M. */
static const uint8_t *drop_above(cache_t *k, uint64_t addr)
{
    const uint8_t *newest = NULL;
    cache_t *of[2] = {k, k->sibling};
    for (unsigned i = 0; i < 2 && of[i]; i++) {
        line_do(of[i], &of[i]->code, CACHE_FLUSH_LINE, addr);
        const cache_ctl_out_t *o = line_do(of[i], &of[i]->data, CACHE_FLUSH_LINE, addr);
        if (o->dirty)
            newest = bytes_of(k, &of[i]->data, set_of(k, &of[i]->data, addr), o->wb_way);
    }
    return newest;
}

/* The line that level 2 gave up for the one at `addr` leaves level 1 too. True: it was modified and goes out. */
static bool leave_l2(cache_t *k, const cache_ctl_out_t *o, uint64_t addr)
{
    cache_array_t *a = k->l2;
    unsigned set = set_of(k, a, addr), way = o->victim_way;
    uint64_t old = addr_of(k, a, a->set[set].tag[way], set);
    if (cache_find(k, a, old, NULL) != CACHE_I) /* the way was empty: what it held last has come back elsewhere */
        return false;
    const uint8_t *newest = drop_above(k, old);
    if (!newest && o->dirty)
        newest = bytes_of(k, a, set, way);
    if (newest)
        put_out(k, old, newest);
    return newest;
}

/* What the other core of the pair has of a line: in M it goes down; for a store the line goes. True: it was in M. */
static bool ask_sibling(cache_t *k, uint64_t addr, bool store)
{
    cache_t *x = k->sibling;
    enum cache_op op = store ? CACHE_SNOOP_INV : CACHE_SNOOP_READ;
    if (!x)
        return false;
    line_do(x, &x->code, op, addr);
    const cache_ctl_out_t *o = line_do(x, &x->data, op, addr);
    if (o->hitm)
        put_down(k, addr, bytes_of(x, &x->data, set_of(x, &x->data, addr), o->way));
    return o->hitm;
}

static bool sibling_has(cache_t *k, uint64_t addr)
{
    cache_t *x = k->sibling;
    return x && (cache_find(x, &x->code, addr, NULL) != CACHE_I || cache_find(x, &x->data, addr, NULL) != CACHE_I);
}

bool cache_waits(const cache_t *k, uint64_t addr)
{
    const cache_t *x = k->sibling;
    return x && x->busy && set_of(k, k->l2, addr) == set_of(k, k->l2, x->busy_addr);
}

/* --- lookups ------------------------------------------------------------------------------------------------------ */

static cache_answer_t found(uint8_t *line, enum cache_from from, enum cache_state state)
{
    return (cache_answer_t){.line = line, .from = (uint8_t)from, .state = (uint8_t)state, .hit = true};
}

/* Code and data loads. */
static cache_answer_t look_up_load(cache_t *k, bool fetch, uint64_t addr, uint8_t type, bool cacheable)
{
    cache_array_t *a = fetch ? &k->code : &k->data;
    uint8_t *line = NULL;
    cache_ctl_out_t o = *cache_do(k, a, fetch ? CACHE_FETCH : CACHE_READ, addr, type, cacheable, CACHE_I);
    enum cache_state state = cache_find(k, o.hit ? a : &k->data, addr, &line);
    if (!o.hit && line && o.fill)
        cache_fill(k, a, addr, CACHE_S, line);
    if (line)
        return found(line, FROM_L1, state);

    cache_answer_t w = {.from = FROM_BUS, .fill = o.fill, .evict = leave_l1(k, a, &o, addr)};
    if (!k->l2)
        return w;
    bool modified = ask_sibling(k, addr, false);
    state = cache_find(k, k->l2, addr, &line);
    cache_ctl_out_t o2 = *cache_do(k, k->l2, fetch ? CACHE_FETCH : CACHE_READ, addr, type, cacheable, CACHE_I);
    if (!o2.hit) {
        w.evict = o2.fill && leave_l2(k, &o2, addr);
        return w;
    }
    if (o.fill) {
        bool alone = state >= CACHE_E && type == MT_WB && !sibling_has(k, addr);
        cache_fill(k, a, addr, alone ? CACHE_E : CACHE_S, line);
        cache_find(k, a, addr, &line);
    }
    return found(line, modified ? FROM_SIBLING : FROM_L2, state);
}

/* A store that the data cache alone does not do, on a level 2. `o`: what the data cache says. */
static cache_answer_t look_up_store_l2(cache_t *k, uint64_t addr, uint8_t type, bool cacheable,
                                       const cache_ctl_out_t *o)
{
    uint8_t *line = NULL;
    enum cache_state state = cache_find(k, k->l2, addr, &line);
    cache_ctl_out_t o2 = *cache_do(k, k->l2, CACHE_WRITE, addr, type, cacheable, CACHE_I);
    cache_answer_t w = {.from = FROM_BUS, .state = (uint8_t)state, .hit = o2.hit, .own = o2.own};
    w.fill = o2.fill || o2.own;
    if (!o2.fill && o2.dirty)
        cache_put_out(k, k->l2, &o2, addr);
    w.evict = o2.fill ? leave_l2(k, &o2, addr) : o2.dirty;
    if (!o2.hit || o2.own || o2.through)
        return w;
    if (o->own)
        line_do(k, &k->data, CACHE_OWN, addr);
    else if (o->fill)
        cache_fill(k, &k->data, addr, CACHE_M, line);
    cache_find(k, &k->data, addr, &line);
    return found(line, o->own ? FROM_L1 : FROM_L2, state);
}

static cache_answer_t look_up_store(cache_t *k, uint64_t addr, uint8_t type, bool cacheable)
{
    uint8_t *line = NULL;
    cache_do(k, &k->code, CACHE_WRITE, addr, type, cacheable, CACHE_I);
    bool modified = ask_sibling(k, addr, true);
    enum cache_state state = cache_find(k, &k->data, addr, &line);
    cache_ctl_out_t o = *cache_do(k, &k->data, CACHE_WRITE, addr, type, cacheable, CACHE_I);
    if (o.hit && !o.own && !o.through)
        return found(line, FROM_L1, state);
    bool evict = leave_l1(k, &k->data, &o, addr);
    cache_answer_t w = {.from = FROM_BUS, .hit = o.hit, .evict = evict, .fill = o.fill || o.own, .own = o.own};
    if (k->l2)
        w = look_up_store_l2(k, addr, type, cacheable, &o);
    if (o.hit)
        w.state = (uint8_t)state;
    if (w.line && modified)
        w.from = FROM_SIBLING;
    return w;
}

cache_answer_t cache_look_up(cache_t *k, enum cache_op op, uint64_t addr, uint8_t type, bool cacheable)
{
    return op == CACHE_WRITE ? look_up_store(k, addr, type, cacheable)
                             : look_up_load(k, op == CACHE_FETCH, addr, type, cacheable);
}

void cache_store(cache_t *k, uint64_t addr, const void *bytes, unsigned size)
{
    unsigned at = (unsigned)addr & (k->shape.line - 1U);
    uint8_t *line = NULL;
    enum cache_state state = cache_find(k, &k->data, addr, &line);
    if (state != CACHE_I)
        memcpy(line + at, bytes, size);
    if (state != CACHE_M && k->l2 && cache_find(k, k->l2, addr, &line) != CACHE_I)
        memcpy(line + at, bytes, size);
}

uint8_t *cache_take_fill(cache_t *k, enum cache_op op, uint64_t addr, enum cache_state state, bool own)
{
    cache_array_t *a = op == CACHE_FETCH ? &k->code : &k->data;
    uint8_t *line = NULL;
    if (own && cache_find(k, k->l2 ? k->l2 : a, addr, NULL) == CACHE_I)
        return NULL;
    bool store = op == CACHE_WRITE, to_l1 = !k->cd || cache_find(k, a, addr, NULL) != CACHE_I;
    if (k->l2)
        cache_fill(k, k->l2, addr, !store ? state : to_l1 ? CACHE_E : CACHE_M, k->buf.fill);
    if (to_l1)
        cache_fill(k, a, addr, store ? CACHE_M : state, k->buf.fill);
    cache_find(k, to_l1 ? a : k->l2, addr, &line);
    return line;
}

bool cache_drop_line(cache_t *k, uint64_t addr)
{
    uint64_t at = cache_line_of(k, addr);
    cache_t *x = k->sibling;
    const void *newest = drop_above(k, at);
    if (k->l2) {
        const cache_ctl_out_t *o = line_do(k, k->l2, CACHE_FLUSH_LINE, at);
        if (o->dirty && !newest)
            newest = bytes_of(k, k->l2, set_of(k, k->l2, at), o->wb_way);
    }
    if (x && x->buf.wb_valid && !x->buf.wb_void && x->buf.wb_addr == at) { /* on its way out: it comes from here now */
        newest = x->buf.wb;
        x->buf.wb_void = true;
    }
    if (newest)
        put_out(k, at, newest);
    return newest;
}

/* --- snoops ------------------------------------------------------------------------------------------------------- */

static enum snoop_result snoop_l1(cache_t *k, enum cache_op op, uint64_t addr, uint64_t line[LINE_QWORDS_MAX])
{
    bool hit = line_do(k, &k->code, op, addr)->hit;
    if (k->buf.wb_valid && !k->buf.wb_void && k->buf.wb_addr == cache_line_of(k, addr)) {
        memcpy(line, k->buf.wb, k->shape.line);
        k->buf.wb_void = true;
        return SNOOP_HITM;
    }
    const cache_ctl_out_t *o = line_do(k, &k->data, op, addr);
    if (o->hitm)
        memcpy(line, bytes_of(k, &k->data, set_of(k, &k->data, addr), o->way), k->shape.line);
    return o->hitm ? SNOOP_HITM : hit || o->hit ? SNOOP_HIT : SNOOP_MISS;
}

enum snoop_result cache_snoop(cache_t *k, uint64_t addr, bool inv, uint64_t line[LINE_QWORDS_MAX])
{
    enum cache_op op = inv ? CACHE_SNOOP_INV : CACHE_SNOOP_READ;
    enum snoop_result r = snoop_l1(k, op, addr, line);
    if (k->sibling) {
        enum snoop_result x = snoop_l1(k->sibling, op, addr, line);
        r = x > r ? x : r;
    }
    if (!k->l2)
        return r;
    const cache_ctl_out_t *o = line_do(k, k->l2, op, addr);
    uint8_t *down = NULL;
    cache_find(k, k->l2, addr, &down);
    if (r == SNOOP_HITM) {
        if (down)
            memcpy(down, line, k->shape.line);
        return r;
    }
    if (o->hitm)
        memcpy(line, bytes_of(k, k->l2, set_of(k, k->l2, addr), o->way), k->shape.line);
    return o->hitm ? SNOOP_HITM : r == SNOOP_HIT || o->hit ? SNOOP_HIT : SNOOP_MISS;
}

/* --- all lines ---------------------------------------------------------------------------------------------------- */

/* The lines of a set of level 2 leave level 1. */
static void gather(cache_t *k, unsigned set)
{
    cache_array_t *a = k->l2;
    for (unsigned way = 0; way < a->ways; way++) {
        uint64_t addr = addr_of(k, a, a->set[set].tag[way], set);
        const uint8_t *newest = a->set[set].state[way] != CACHE_I ? drop_above(k, addr) : NULL;
        if (newest)
            put_down(k, addr, newest);
    }
}

bool cache_write_back_next(cache_t *k)
{
    cache_array_t *a = k->l2 ? k->l2 : &k->data;
    bool used = a->used || k->code.used;
    for (; used && k->flush_set < a->sets; k->flush_set++) {
        uint64_t addr = (uint64_t)k->flush_set * k->shape.line;
        if (k->l2)
            gather(k, k->flush_set);
        else
            line_do(k, &k->code, CACHE_INVD, addr);
        const cache_ctl_out_t *o = line_do(k, a, CACHE_WBINVD, addr);
        if (o->wb) {
            cache_put_out(k, a, o, addr);
            return true;
        }
    }
    k->flush_set = 0;
    return false;
}

static void invalidate_array(cache_t *k, cache_array_t *a)
{
    for (unsigned set = 0; a && a->used && set < a->sets; set++)
        line_do(k, a, CACHE_INVD, (uint64_t)set * k->shape.line);
}

void cache_invalidate(cache_t *k)
{
    cache_t *of[2] = {k, k->sibling};
    for (unsigned i = 0; i < 2 && of[i]; i++) {
        invalidate_array(of[i], &of[i]->code);
        invalidate_array(of[i], &of[i]->data);
    }
    invalidate_array(k, k->l2);
    k->flush_set = 0;
}
