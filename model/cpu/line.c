#include "cpu/line.h"

#include "cpu/cache.h"
#include "cpu/mem_type.h"
#include "cpu/part.h"

#include <string.h>

/* What may be cached is said by KEN# and WB/WT#, not by the part. */
static bool by_ken(const cpu_t *c)
{
    return !(c->part->cpuid_edx & CPUID_MTRR);
}

mem_type_answer_t line_type_of(const cpu_t *c, const bus_txn_t *t)
{
    uint64_t addr = t->addr;
    bool cd = c->a.cr0 & CR0_CD;
    uint64_t feature = c->a.msr[MSR_FEATURE_CONTROL];
    if (by_ken(c)) {
        bool pwt = t->paged && (t->pat_i & 1), pcd = t->paged && (t->pat_i & 2);
        return (mem_type_answer_t){.type = pcd ? MT_UC : pwt ? MT_WT : MT_WB, .cacheable = !cd && !pcd};
    }
    mem_type_ask_t ask = {.addr = addr, .paged = t->paged, .pat_i = t->pat_i, .pcd_uc = c->params->pcd_uc,
                          .smm = c->in->in_smm, .cd = cd, .pat = c->part->cpuid_edx & CPUID_PAT,
                          .smrr = c->part->smrr, .smrr_en = (feature & FEATURE_SMRR) && (feature & FEATURE_LOCK)};
    return mem_type_of(&c->a.msr[MSR_MTR], &ask);
}

bool line_kept_out(const cpu_t *c, uint64_t addr)
{
    uint64_t feature = c->a.msr[MSR_FEATURE_CONTROL];
    mem_type_ask_t ask = {.addr = addr, .smm = c->in->in_smm, .smrr = c->part->smrr,
                          .smrr_en = (feature & FEATURE_SMRR) && (feature & FEATURE_LOCK)};
    return c->part->smrr && mem_type_of(&c->a.msr[MSR_MTR], &ask).blocked;
}

static uint64_t ones(unsigned size)
{
    return size >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << (8 * size)) - 1;
}

/* For people: the access as the caches see it, the state the line had, and who answers. */
static void show(cpu_t *c, const bus_txn_t *t, uint8_t type, const cache_answer_t *a)
{
    cpu_out_t *o = c->out;
    o->c_seq++;
    o->c_addr = t->addr;
    o->c_type = type;
    o->c_fetch = t->fetch;
    o->c_write = t->write;
    o->c_hit = a->hit;
    o->c_state = a->state;
    o->c_from = a->from;
    o->c_after = CACHE_I;
}

static void put(cpu_t *c, const bus_txn_t *t, uint8_t type)
{
    cpu_out_t *o = c->out;
    c->port.before_request(c->port.self, c->id, t);
    o->req_seq++;
    o->req_space = t->space;
    o->req_write = t->write;
    o->req_fetch = t->fetch;
    o->req_lock |= t->lock;
    o->req_addr = t->addr;
    o->req_size = t->size;
    o->req_data = t->data;
    o->req_line = o->req_own = false;
    o->req_type = type;
}

static void put_line(cpu_t *c, uint64_t addr, bool write, bool fetch, bool own, uint8_t type)
{
    bus_txn_t t = {.addr = cache_line_of(c->cache, addr), .size = 8, .space = BUS_MEM, .write = write, .fetch = fetch};
    put(c, &t, type);
    c->out->req_line = true;
    c->out->req_own = own;
}

/* A store to a line in S goes through to the bus where WB/WT# says what may be modified. */
static bool must_go_through(const cpu_t *c, const bus_txn_t *t)
{
    return by_ken(c) && t->write && cache_find(c->cache, &c->cache->data, t->addr, NULL) == CACHE_S;
}

/* It has, so that no other cache has the line: it may be modified now if WB/WT# came high. */
static void own_by_wb_wt(cpu_t *c, const bus_txn_t *t)
{
    if (c->cache && t->space == BUS_MEM && c->line_type == MT_WB && c->in->wb_wt && must_go_through(c, t))
        cache_do(c->cache, &c->cache->data, CACHE_FILL, t->addr, MT_WB, true, CACHE_E);
}

static bool answered(const cpu_t *c)
{
    return c->in->ack_seq == c->out->req_seq;
}

/* Nothing of the access is under way any more that the other core of a pair would have to wait for. */
static void free_set(cpu_t *c)
{
    if (c->cache)
        c->cache->busy = false;
}

static void keep_set(cpu_t *c, uint64_t addr)
{
    c->cache->busy = true;
    c->cache->busy_addr = addr;
}

/* The access has its line in `line` now: the bytes go to or come from there. It is done `clks` core clocks later. */
static bool take(cpu_t *c, bus_txn_t *t, const uint8_t *line, uint32_t clks)
{
    if (t->write) {
        cache_store(c->cache, t->addr, &t->data, t->size);
    } else {
        t->data = 0;
        memcpy(&t->data, line + (t->addr & (c->cache->shape.line - 1U)), t->size);
    }
    c->out->c_after = (uint8_t)cache_find(c->cache, t->fetch ? &c->cache->code : &c->cache->data, t->addr, NULL);
    free_set(c);
    c->line_ready = c->clk + clks;
    c->line_phase = LINE_HIT;
    return !clks;
}

/* The step after the lookup, or after the line that had to go first is out. */
static void go_to(cpu_t *c, const bus_txn_t *t, enum line_phase next)
{
    c->line_phase = (uint8_t)next;
    if (next == LINE_FILL && by_ken(c)) {
        put(c, t, c->line_type);
        c->out->req_line = true;
    } else if (next == LINE_FILL) {
        put_line(c, t->addr, false, t->fetch, t->write, c->line_type);
    } else if (next == LINE_DROP) {
        put_line(c, t->addr, false, false, true, c->line_type);
    } else if (next == LINE_SINGLE) {
        put(c, t, c->line_type);
    }
}

/* The line in buf.wb goes out before the next step. */
static void evict_then(cpu_t *c, enum line_phase next)
{
    put_line(c, c->cache->buf.wb_addr, true, false, false, MT_WB);
    c->line_next = (uint8_t)next;
    c->line_phase = LINE_EVICT;
}

static enum cache_op op_of(const bus_txn_t *t)
{
    return t->write ? CACHE_WRITE : t->fetch ? CACHE_FETCH : CACHE_READ;
}

static bool look_up_levels(cpu_t *c, bus_txn_t *t, mem_type_answer_t m)
{
    cache_answer_t a = cache_look_up(c->cache, op_of(t), t->addr, m.type, m.cacheable);
    enum line_phase next = a.fill ? LINE_FILL : LINE_SINGLE;
    show(c, t, m.type, &a);
    c->line_own = a.own;
    if (a.line)
        return take(c, t, a.line, a.from == FROM_L1 ? c->params->cache_hit_clks : c->params->l2_hit_clks);
    if (t->write && !a.fill)
        cache_store(c->cache, t->addr, &t->data, t->size);
    keep_set(c, t->addr);
    if (a.evict)
        evict_then(c, next);
    else
        go_to(c, t, next);
    return false;
}

static bool look_up_locked(cpu_t *c, bus_txn_t *t, mem_type_answer_t m)
{
    bool dirty = cache_drop_line(c->cache, t->addr);
    cache_answer_t a = {.from = FROM_BUS, .state = dirty ? CACHE_M : CACHE_I};
    show(c, t, m.type, &a);
    keep_set(c, t->addr);
    if (dirty)
        evict_then(c, LINE_SINGLE);
    else
        go_to(c, t, LINE_SINGLE);
    return false;
}

/* A core that holds the bus (LOCK#) cannot wait for what the other one wants to do there. */
static bool look_up(cpu_t *c, bus_txn_t *t)
{
    mem_type_answer_t m = c->line_typed ? c->line_as : line_type_of(c, t);
    bool waits = cache_waits(c->cache, t->addr);
    c->line_phase = LINE_LOOKUP;
    c->line_type = m.type;
    c->line_own = false;
    if (m.blocked) {
        cache_answer_t a = {.from = FROM_BLOCKED};
        show(c, t, m.type, &a);
        t->data = t->write ? t->data : ones(t->size);
        c->line_phase = LINE_OFF;
        return true;
    }
    c->cache->cd = c->a.cr0 & CR0_CD;
    c->cache->nw = c->a.cr0 & CR0_NW;
    if (waits && !c->out->req_lock)
        return false;
    if (must_go_through(c, t))
        m.type = MT_WT;
    return t->lock || waits ? look_up_locked(c, t, m) : look_up_levels(c, t, m);
}

static bool filled(cpu_t *c, bus_txn_t *t)
{
    bool keep_clean = c->in->shared || c->line_type != MT_WB || (by_ken(c) && !c->in->wb_wt);
    enum cache_state state = keep_clean ? CACHE_S : CACHE_E;
    const uint8_t *line = cache_take_fill(c->cache, op_of(t), t->addr, state, c->line_own);
    free_set(c);
    return line ? take(c, t, line, c->params->cache_hit_clks) : look_up(c, t); /* it was taken from us meanwhile */
}

/* CLFLUSH. True: there is nothing to do on the bus. A line that is E or M on its last level is nobody else's. */
static bool flush_one(cpu_t *c, const bus_txn_t *t)
{
    cache_t *k = c->cache;
    mem_type_answer_t m = line_type_of(c, t);
    if (!k || c->fast || m.blocked)
        return true;
    if (cache_waits(k, t->addr) && !c->out->req_lock)
        return false;
    c->line_type = m.type;
    enum cache_state state = cache_find(k, k->l2 ? k->l2 : &k->data, t->addr, NULL);
    bool elsewhere = state < CACHE_E && (m.type == MT_WB || m.type == MT_WT || m.type == MT_WP);
    bool dirty = cache_drop_line(k, t->addr);
    cache_answer_t a = {.from = FROM_BUS, .state = (uint8_t)(dirty ? CACHE_M : state), .hit = state != CACHE_I};
    show(c, t, m.type, &a);
    if (!dirty && !elsewhere)
        return true;
    keep_set(c, t->addr);
    if (dirty)
        evict_then(c, LINE_OFF);
    else
        go_to(c, t, LINE_DROP);
    return false;
}

/* INVD, or the next line of WBINVD. */
static bool flush(cpu_t *c, const bus_txn_t *t)
{
    cache_t *k = c->cache;
    if (k && t->write)
        cache_invalidate(k);
    if (!k || t->write || !cache_write_back_next(k))
        return true;
    keep_set(c, k->buf.wb_addr);
    evict_then(c, LINE_FLUSH);
    return false;
}

void line_begin(cpu_t *c, const cpu_log_entry_t *e)
{
    bool memory = e->kind == ASK_BUS && e->txn.space == BUS_MEM;
    c->line_phase = LINE_SINGLE;
    c->line_type = MT_UC;
    c->line_typed = false;
    if (e->kind == ASK_FLUSH)
        c->line_phase = LINE_FLUSH;
    else if (e->kind == ASK_CLFLUSH)
        c->line_phase = LINE_CLFLUSH;
    else if (memory && (c->fast ? line_kept_out(c, e->txn.addr) : c->cache != NULL))
        c->line_phase = LINE_LOOKUP;
    else
        put(c, &e->txn, MT_UC);
}

/* The cores of a pair see and change their caches in turn, so that the order in which they are stepped does not
 * count. */
bool line_has_turn(const cpu_t *c)
{
    return c->fast || !c->cache || !c->cache->sibling || !((c->clk ^ c->id) & 1);
}

void line_begin_as(cpu_t *c, const cpu_log_entry_t *e, mem_type_answer_t as)
{
    line_begin(c, e);
    c->line_typed = true;
    c->line_as = as;
}

bool line_begin_burst(cpu_t *c, const cpu_log_entry_t *e, const uint8_t *bytes)
{
    cache_t *k = c->cache;
    uint64_t addr = e->txn.addr;
    if (!c->params->trdy_clks || cache_waits(k, addr) ||
        cache_find(k, k->l2 ? k->l2 : &k->data, addr, NULL) != CACHE_I)
        return false;
    cache_do(k, &k->code, CACHE_WRITE, addr, MT_WC, false, CACHE_I);
    k->buf.wb_void = false;
    memcpy(k->buf.wb, bytes, k->shape.line);
    keep_set(c, addr);
    put_line(c, addr, true, false, false, MT_WC);
    c->line_phase = LINE_SINGLE;
    return true;
}

bool line_go(cpu_t *c, cpu_log_entry_t *e)
{
    bus_txn_t *t = &e->txn;
    bool alone = c->line_phase == LINE_HIT || (c->line_phase == LINE_SINGLE && !(c->cache && c->cache->busy));
    if (!alone && !line_has_turn(c))
        return false;
    switch ((enum line_phase)c->line_phase) {
    case LINE_OFF: {
        break;
    }
    case LINE_LOOKUP: {
        return look_up(c, t);
    }
    case LINE_FLUSH: {
        if (!flush(c, t))
            return false;
        break;
    }
    case LINE_CLFLUSH: {
        return flush_one(c, t);
    }
    case LINE_EVICT: {
        if (!answered(c))
            return false;
        c->cache->buf.wb_valid = false;
        if (c->line_next != LINE_FLUSH && c->line_next != LINE_OFF) {
            go_to(c, t, (enum line_phase)c->line_next);
            return false;
        }
        free_set(c);
        c->line_phase = c->line_next;
        if (c->line_next == LINE_FLUSH && !flush(c, t))
            return false;
        break;
    }
    case LINE_FILL: {
        if (!answered(c))
            return false;
        if (!by_ken(c) || !c->in->ken_n)
            return filled(c, t);
        free_set(c);
        c->out->c_type = MT_UC;
        t->data = c->in->rdata & ones(t->size);
        break;
    }
    case LINE_DROP: {
        if (!answered(c))
            return false;
        free_set(c);
        break;
    }
    case LINE_SINGLE: {
        if (!answered(c))
            return false;
        free_set(c);
        if (!t->write)
            t->data = c->in->rdata & ones(t->size);
        else
            own_by_wb_wt(c, t);
        break;
    }
    case LINE_HIT: {
        if (c->clk < c->line_ready)
            return false;
        break;
    }
    }
    c->line_phase = LINE_OFF;
    return true;
}

bool line_answered(const cpu_t *c)
{
    return c->line_phase == LINE_HIT || answered(c);
}

bool line_busy(const cpu_t *c)
{
    return c->line_phase != LINE_OFF && c->line_phase != LINE_SINGLE;
}
