#include "cpu/cache.h"

#include <string.h>

void cache_reset(cache_t *k, cache_shape_t shape)
{
    k->shape = shape;
    memset(k->code.set, 0, sizeof k->code.set);
    memset(k->data.set, 0, sizeof k->data.set);
    k->buf = (line_buf_t){0};
    k->cd = k->nw = true;
}

uint64_t cache_line_of(const cache_t *k, uint64_t addr)
{
    return addr & ~(uint64_t)(k->shape.line - 1);
}

static unsigned set_of(const cache_t *k, uint64_t addr)
{
    return (unsigned)(addr / k->shape.line) & (k->shape.sets - 1U);
}

static uint32_t tag_of(const cache_t *k, uint64_t addr)
{
    return (uint32_t)(addr / k->shape.line / k->shape.sets);
}

const cache_ctl_out_t *cache_do(cache_t *k, cache_array_t *a, enum cache_op op, uint64_t addr, uint8_t type,
                                bool cacheable, enum cache_state fill_state)
{
    cache_ctl_t *set = &a->set[set_of(k, addr)];
    cache_ctl_in_t in = {.op = (uint8_t)op, .tag = tag_of(k, addr), .type = type, .cacheable = cacheable,
                         .fill_state = (uint8_t)fill_state, .cd = k->cd, .nw = k->nw, .wr_alloc = k->shape.wr_alloc,
                         .code_only = a == &k->code, .p6_cd_nw = k->shape.p6_cd_nw};
    cache_ctl_do(set, &in);
    return &set->o;
}

static unsigned find(const cache_t *k, const cache_array_t *a, uint64_t addr)
{
    const cache_ctl_t *set = &a->set[set_of(k, addr)];
    unsigned way = 0;
    while (way < CACHE_WAYS && (set->state[way] == CACHE_I || set->tag[way] != tag_of(k, addr)))
        way++;
    return way;
}

enum cache_state cache_find(cache_t *k, cache_array_t *a, uint64_t addr, uint8_t **data)
{
    unsigned way = find(k, a, addr);
    if (way == CACHE_WAYS)
        return CACHE_I;
    if (data)
        *data = a->data[set_of(k, addr)][way];
    return (enum cache_state)a->set[set_of(k, addr)].state[way];
}

void cache_put_out(cache_t *k, cache_array_t *a, const cache_ctl_out_t *o, uint64_t addr)
{
    unsigned set = set_of(k, addr);
    k->buf.wb_addr = ((uint64_t)o->wb_tag * k->shape.sets + set) * k->shape.line;
    k->buf.wb_valid = true;
    k->buf.wb_void = false;
    memcpy(k->buf.wb, a->data[set][o->wb_way], k->shape.line);
}

void cache_fill(cache_t *k, cache_array_t *a, uint64_t addr, enum cache_state state, const void *line)
{
    uint8_t *to = NULL;
    cache_do(k, a, CACHE_FILL, addr, 0, true, state);
    if (cache_find(k, a, addr, &to) != CACHE_I)
        memcpy(to, line, k->shape.line);
}

enum snoop_result cache_snoop(cache_t *k, uint64_t addr, bool inv, uint64_t line[LINE_QWORDS_MAX])
{
    enum cache_op op = inv ? CACHE_SNOOP_INV : CACHE_SNOOP_READ;
    bool hit = cache_do(k, &k->code, op, addr, 0, false, CACHE_I)->hit;
    if (k->buf.wb_valid && !k->buf.wb_void && k->buf.wb_addr == cache_line_of(k, addr)) {
        memcpy(line, k->buf.wb, k->shape.line);
        k->buf.wb_void = true;
        return SNOOP_HITM;
    }
    const cache_ctl_out_t *o = cache_do(k, &k->data, op, addr, 0, false, CACHE_I);
    if (o->hitm)
        memcpy(line, k->data.data[set_of(k, addr)][o->way], k->shape.line);
    return o->hitm ? SNOOP_HITM : hit || o->hit ? SNOOP_HIT : SNOOP_MISS;
}

bool cache_write_back_next(cache_t *k)
{
    for (unsigned set = 0; set < k->shape.sets; set++) {
        uint64_t addr = (uint64_t)set * k->shape.line;
        const cache_ctl_out_t *o = cache_do(k, &k->data, CACHE_WBINVD, addr, 0, false, CACHE_I);
        if (o->wb) {
            cache_put_out(k, &k->data, o, addr);
            return true;
        }
    }
    cache_invalidate(k);
    return false;
}

void cache_invalidate(cache_t *k)
{
    for (unsigned set = 0; set < k->shape.sets; set++) {
        cache_do(k, &k->code, CACHE_INVD, (uint64_t)set * k->shape.line, 0, false, CACHE_I);
        cache_do(k, &k->data, CACHE_INVD, (uint64_t)set * k->shape.line, 0, false, CACHE_I);
    }
}
