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

static uint64_t ones(unsigned size)
{
    return size >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << (8 * size)) - 1;
}

/* For people: the access as the caches see it, and the state the line had. */
static void show(cpu_t *c, const bus_txn_t *t, uint8_t type, bool hit, enum cache_state state)
{
    c->out->c_seq++;
    c->out->c_type = type;
    c->out->c_fetch = t->fetch;
    c->out->c_hit = hit;
    c->out->c_state = (uint8_t)state;
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

/* The access has its line in `line` now: the bytes go to or come from there. */
static bool take(cpu_t *c, bus_txn_t *t, uint8_t *line)
{
    uint8_t *at = line + (t->addr & (c->cache->shape.line - 1U));
    if (t->write) {
        memcpy(at, &t->data, t->size);
    } else {
        t->data = 0;
        memcpy(&t->data, at, t->size);
    }
    c->line_ready = c->clk + c->params->cache_hit_clks;
    c->line_phase = LINE_HIT;
    return !c->params->cache_hit_clks;
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

static void evict_then(cpu_t *c, cache_array_t *a, const cache_ctl_out_t *o, const bus_txn_t *t, enum line_phase next)
{
    if (!o->dirty) {
        go_to(c, t, next);
        return;
    }
    cache_put_out(c->cache, a, o, t->addr);
    put_line(c, c->cache->buf.wb_addr, true, false, false, MT_WB);
    c->line_next = (uint8_t)next;
    c->line_phase = LINE_EVICT;
}

static bool look_up_code(cpu_t *c, bus_txn_t *t, mem_type_answer_t m)
{
    cache_t *k = c->cache;
    uint8_t *line = NULL;
    const cache_ctl_out_t *o = cache_do(k, &k->code, CACHE_FETCH, t->addr, m.type, m.cacheable, CACHE_I);
    bool hit = o->hit, fill = o->fill;
    enum cache_state state = cache_find(k, hit ? &k->code : &k->data, t->addr, &line);
    if (!hit && line && fill)
        cache_fill(k, &k->code, t->addr, CACHE_S, line);
    show(c, t, m.type, line, state);
    if (line)
        return take(c, t, line);
    go_to(c, t, fill ? LINE_FILL : LINE_SINGLE);
    return false;
}

static bool look_up_data(cpu_t *c, bus_txn_t *t, mem_type_answer_t m)
{
    cache_t *k = c->cache;
    uint8_t *line = NULL;
    if (t->write)
        cache_do(k, &k->code, CACHE_WRITE, t->addr, m.type, m.cacheable, CACHE_I);
    enum cache_state state = cache_find(k, &k->data, t->addr, &line);
    cache_ctl_out_t o =
        *cache_do(k, &k->data, t->write ? CACHE_WRITE : CACHE_READ, t->addr, m.type, m.cacheable, CACHE_I);
    show(c, t, m.type, o.hit, state);
    c->line_own = o.own;
    if (o.hit && !o.own && !o.through)
        return take(c, t, line);
    if (o.hit && o.through)
        memcpy(line + (t->addr & (k->shape.line - 1U)), &t->data, t->size);
    evict_then(c, &k->data, &o, t, o.fill || o.own ? LINE_FILL : LINE_SINGLE);
    return false;
}

static bool look_up_locked(cpu_t *c, bus_txn_t *t, mem_type_answer_t m)
{
    cache_t *k = c->cache;
    cache_do(k, &k->code, CACHE_FLUSH_LINE, t->addr, m.type, m.cacheable, CACHE_I);
    cache_ctl_out_t o = *cache_do(k, &k->data, CACHE_FLUSH_LINE, t->addr, m.type, m.cacheable, CACHE_I);
    show(c, t, m.type, false, o.dirty ? CACHE_M : CACHE_I);
    evict_then(c, &k->data, &o, t, LINE_SINGLE);
    return false;
}

static bool look_up(cpu_t *c, bus_txn_t *t)
{
    mem_type_answer_t m = c->line_typed ? c->line_as : line_type_of(c, t);
    c->line_type = m.type;
    c->line_own = false;
    if (m.blocked) {
        t->data = t->write ? t->data : ones(t->size);
        c->line_phase = LINE_HIT;
        c->line_ready = c->clk;
        return true;
    }
    c->cache->cd = c->a.cr0 & CR0_CD;
    c->cache->nw = c->a.cr0 & CR0_NW;
    if (must_go_through(c, t))
        m.type = MT_WT;
    if (t->lock)
        return look_up_locked(c, t, m);
    return t->fetch ? look_up_code(c, t, m) : look_up_data(c, t, m);
}

static bool filled(cpu_t *c, bus_txn_t *t)
{
    cache_t *k = c->cache;
    cache_array_t *a = t->fetch ? &k->code : &k->data;
    bool keep_clean = c->in->shared || c->line_type != MT_WB || (by_ken(c) && !c->in->wb_wt);
    enum cache_state state = t->write ? CACHE_M : keep_clean ? CACHE_S : CACHE_E;
    uint8_t *line = NULL;
    if (c->line_own && cache_find(k, a, t->addr, NULL) == CACHE_I)
        return look_up(c, t); /* it was taken from us meanwhile: store again */
    cache_fill(k, a, t->addr, state, k->buf.fill);
    cache_find(k, a, t->addr, &line);
    return take(c, t, line);
}

/* CLFLUSH. True: there is nothing to do on the bus. */
static bool flush_one(cpu_t *c, const bus_txn_t *t)
{
    cache_t *k = c->cache;
    mem_type_answer_t m = line_type_of(c, t);
    if (!k || c->fast || m.blocked)
        return true;
    c->line_type = m.type;
    enum cache_state state = cache_find(k, &k->data, t->addr, NULL);
    cache_do(k, &k->code, CACHE_FLUSH_LINE, t->addr, m.type, m.cacheable, CACHE_I);
    cache_ctl_out_t o = *cache_do(k, &k->data, CACHE_FLUSH_LINE, t->addr, m.type, m.cacheable, CACHE_I);
    show(c, t, m.type, o.hit, state);
    bool elsewhere = state < CACHE_E && (m.type == MT_WB || m.type == MT_WT || m.type == MT_WP);
    if (!o.dirty && !elsewhere)
        return true;
    evict_then(c, &k->data, &o, t, o.dirty ? LINE_OFF : LINE_DROP);
    return false;
}

static bool flush(cpu_t *c, bus_txn_t *t)
{
    t->data = c->cache && cache_write_back_next(c->cache);
    if (!t->data)
        return true;
    put_line(c, c->cache->buf.wb_addr, true, false, false, MT_WB);
    c->line_next = LINE_OFF;
    c->line_phase = LINE_EVICT;
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
    else if (c->cache && memory && !c->fast)
        c->line_phase = LINE_LOOKUP;
    else
        put(c, &e->txn, MT_UC);
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
    if (!c->params->trdy_clks || cache_find(k, &k->data, addr, NULL) != CACHE_I)
        return false;
    cache_do(k, &k->code, CACHE_WRITE, addr, MT_WC, false, CACHE_I);
    k->buf.wb_void = false;
    memcpy(k->buf.wb, bytes, k->shape.line);
    put_line(c, addr, true, false, false, MT_WC);
    c->line_phase = LINE_SINGLE;
    return true;
}

bool line_go(cpu_t *c, cpu_log_entry_t *e)
{
    bus_txn_t *t = &e->txn;
    switch ((enum line_phase)c->line_phase) {
    case LINE_OFF: {
        break;
    }
    case LINE_LOOKUP: {
        return look_up(c, t);
    }
    case LINE_FLUSH: {
        return flush(c, t);
    }
    case LINE_CLFLUSH: {
        return flush_one(c, t);
    }
    case LINE_EVICT: {
        if (!answered(c))
            return false;
        c->cache->buf.wb_valid = false;
        go_to(c, t, (enum line_phase)c->line_next);
        return c->line_next == LINE_OFF;
    }
    case LINE_FILL: {
        if (!answered(c))
            return false;
        if (!by_ken(c) || !c->in->ken_n)
            return filled(c, t);
        c->out->c_type = MT_UC;
        t->data = c->in->rdata & ones(t->size);
        break;
    }
    case LINE_DROP: {
        return answered(c);
    }
    case LINE_SINGLE: {
        if (!answered(c))
            return false;
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

bool line_busy(const cpu_t *c)
{
    return c->line_phase == LINE_EVICT || c->line_phase == LINE_FILL || c->line_phase == LINE_HIT ||
           c->line_phase == LINE_DROP;
}
