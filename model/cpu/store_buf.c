#include "cpu/store_buf.h"

#include "cpu/cpu.h"
#include "cpu/line.h"
#include "cpu/part.h"

#include <string.h>

static unsigned depth(const cpu_t *c)
{
    return c->cache && !c->fast ? c->params->store_buffer : 0;
}

static bool overlap(uint64_t a, unsigned a_size, uint64_t b, unsigned b_size)
{
    return a < b + b_size && b < a + a_size;
}

static uint64_t bits(uint64_t addr, unsigned size, unsigned line)
{
    return ((UINT64_C(1) << size) - 1) << (addr & (line - 1));
}

static uint64_t full(const cpu_t *c)
{
    return ~UINT64_C(0) >> (64 - c->cache->shape.line);
}

/* --- write-combining buffers ---------------------------------------------------------------------------------------- */

/* The one for the line of an address, or b->lines. */
static unsigned find_line(const cpu_t *c, uint64_t addr)
{
    const store_buf_t *b = &c->stores;
    unsigned i = 0;
    while (i < b->lines && b->line[i].addr != cache_line_of(c->cache, addr))
        i++;
    return i;
}

static void leave(store_buf_t *b, unsigned line)
{
    if (!b->leaving)
        b->leaving = (uint8_t)(line + 1);
}

static void remove_line(store_buf_t *b)
{
    unsigned at = b->leaving - 1U;
    b->lines--;
    memmove(&b->line[at], &b->line[at + 1], (b->lines - at) * sizeof b->line[0]);
    b->leaving = 0;
}

static void remove_store(store_buf_t *b)
{
    b->stores--;
    memmove(&b->store[0], &b->store[1], b->stores * sizeof b->store[0]);
}

/* The oldest store goes into its line's buffer; false: one has to leave first. */
static bool combine(cpu_t *c)
{
    store_buf_t *b = &c->stores;
    const store_t *s = &b->store[0];
    unsigned at = find_line(c, s->addr);
    if (at == b->lines) {
        if (b->lines == c->params->wc_buffers) {
            leave(b, 0);
            return false;
        }
        b->line[b->lines++] = (wc_line_t){.addr = cache_line_of(c->cache, s->addr)};
    }
    wc_line_t *l = &b->line[at];
    memcpy(l->bytes + (s->addr - l->addr), &s->data, s->size);
    l->valid |= bits(s->addr, s->size, c->cache->shape.line);
    if (l->valid == full(c))
        leave(b, at);
    remove_store(b);
    return true;
}

/* --- the way out ---------------------------------------------------------------------------------------------------- */

static void over(cpu_t *c)
{
    store_buf_t *b = &c->stores;
    c->line_phase = LINE_OFF;
    c->gated = b->busy = false;
    if (b->piece) {
        wc_line_t *l = &b->line[b->leaving - 1U];
        l->valid &= ~b->piece;
        b->piece = 0;
        if (!l->valid)
            remove_line(b);
    } else {
        remove_store(b);
    }
    b->flush &= !store_buf_empty(c);
}

/* A full line may go at once. */
static bool burst(cpu_t *c)
{
    store_buf_t *b = &c->stores;
    if (!b->piece)
        return false;
    const wc_line_t *l = &b->line[b->leaving - 1U];
    if (l->valid != full(c) || !line_begin_burst(c, &c->leaving, l->bytes))
        return false;
    b->piece = l->valid;
    return true;
}

static void begin(cpu_t *c, const bus_txn_t *t, mem_type_answer_t as)
{
    c->stores.busy = true;
    c->leaving = (cpu_log_entry_t){.kind = ASK_BUS, .txn = *t};
    if (burst(c))
        return;
    line_begin_as(c, &c->leaving, as);
    if (line_go(c, &c->leaving))
        over(c);
}

static void begin_store(cpu_t *c)
{
    const store_t *s = &c->stores.store[0];
    bus_txn_t t = {.addr = s->addr, .size = s->size, .space = BUS_MEM, .write = true, .data = s->data};
    begin(c, &t, s->as);
}

/* The first bytes without a gap of the first eight that hold any. */
static void begin_piece(cpu_t *c)
{
    store_buf_t *b = &c->stores;
    const wc_line_t *l = &b->line[b->leaving - 1U];
    unsigned at = 0, size = 0;
    while (!(l->valid >> at & 1))
        at++;
    while ((at + size) / 8 == at / 8 && (l->valid >> (at + size) & 1))
        size++;
    bus_txn_t t = {.addr = l->addr + at, .size = (uint8_t)size, .space = BUS_MEM, .write = true};
    memcpy(&t.data, l->bytes + at, size);
    b->piece = bits(at, size, LINE_BYTES_MAX);
    begin(c, &t, (mem_type_answer_t){.type = MT_WC});
}

void store_buf_go(cpu_t *c)
{
    if (c->stores.busy && line_go(c, &c->leaving))
        over(c);
}

void store_buf_next(cpu_t *c)
{
    store_buf_t *b = &c->stores;
    bool put = b->put;
    b->put = false;
    if (put || c->line_phase != LINE_OFF || !line_has_turn(c))
        return;
    if (!b->leaving && b->stores) {
        if (b->store[0].as.type == MT_WC) {
            if (combine(c)) {
                c->gated = false;
                return;
            }
        } else if (find_line(c, b->store[0].addr) < b->lines) {
            leave(b, find_line(c, b->store[0].addr));
        } else {
            begin_store(c);
            return;
        }
    }
    if (!b->leaving && b->flush && b->lines)
        leave(b, 0);
    if (b->leaving)
        begin_piece(c);
}

bool store_buf_empty(const cpu_t *c)
{
    return !c->stores.stores && !c->stores.lines;
}

bool store_buf_moves(const cpu_t *c)
{
    const store_buf_t *b = &c->stores;
    if (b->busy)
        return line_answered(c);
    return c->line_phase == LINE_OFF && (b->stores || b->leaving || (b->flush && b->lines));
}

void store_buf_hold(cpu_t *c, bool hold)
{
    c->stores.hold = hold;
    c->stores.flush |= hold && !store_buf_empty(c);
}

void store_buf_reset(cpu_t *c)
{
    c->stores.stores = c->stores.lines = c->stores.leaving = 0;
    c->stores.piece = 0;
    c->stores.busy = c->stores.put = c->stores.flush = c->stores.hold = false;
    c->gated = false;
}

/* --- a new request -------------------------------------------------------------------------------------------------- */

static enum store_buf_say after_all(cpu_t *c, enum store_buf_say say)
{
    c->stores.flush = !store_buf_empty(c);
    return c->stores.flush ? STORE_BUF_WAIT : say;
}

static enum store_buf_say put(cpu_t *c, const bus_txn_t *t, mem_type_answer_t as)
{
    store_buf_t *b = &c->stores;
    if (b->stores >= depth(c))
        return STORE_BUF_WAIT;
    b->store[b->stores++] = (store_t){.addr = t->addr, .data = t->data, .size = t->size, .as = as};
    b->put = true;
    return STORE_BUF_DONE;
}

/* A load that misses goes to the bus, and so does a store that waits before it. */
static bool passes_on_the_bus(cpu_t *c, const bus_txn_t *t)
{
    cache_t *k = c->cache;
    if (t->fetch || cache_find(k, &k->data, t->addr, NULL) != CACHE_I)
        return false;
    for (unsigned i = 0; i < c->stores.stores; i++)
        if (cache_find(k, &k->data, c->stores.store[i].addr, NULL) < CACHE_E)
            return true;
    return false;
}

static enum store_buf_say read(cpu_t *c, bus_txn_t *t, enum store_buf_say say)
{
    store_buf_t *b = &c->stores;
    for (unsigned i = b->stores; i > 0; i--) {
        const store_t *s = &b->store[i - 1];
        if (!overlap(s->addr, s->size, t->addr, t->size))
            continue;
        if (t->fetch || c->part->bus_in_order || t->addr < s->addr || t->addr + t->size > s->addr + s->size)
            return STORE_BUF_WAIT;
        t->data = s->data >> (8 * (t->addr - s->addr));
        t->data &= ~UINT64_C(0) >> (64 - 8 * t->size);
        return STORE_BUF_DONE;
    }
    unsigned at = find_line(c, t->addr);
    if (at < b->lines && (b->line[at].valid & bits(t->addr, t->size, c->cache->shape.line))) {
        leave(b, at);
        return STORE_BUF_WAIT;
    }
    bool waits = c->line_phase != LINE_OFF || (c->part->bus_in_order && passes_on_the_bus(c, t));
    return waits ? STORE_BUF_WAIT : say;
}

enum store_buf_say store_buf_ask(cpu_t *c, cpu_log_entry_t *e, mem_type_answer_t *as)
{
    bus_txn_t *t = &e->txn;
    if (!depth(c))
        return STORE_BUF_GO;
    if (e->kind != ASK_BUS || t->space != BUS_MEM || t->lock)
        return after_all(c, STORE_BUF_GO);
    if (!t->write && store_buf_empty(c))
        return STORE_BUF_GO;
    if (t->fetch)
        return read(c, t, STORE_BUF_GO);
    *as = line_type_of(c, t);
    if ((as->type != MT_WC && !as->cacheable) || as->blocked)
        return after_all(c, STORE_BUF_GO_AS);
    return t->write ? put(c, t, *as) : read(c, t, STORE_BUF_GO_AS);
}
