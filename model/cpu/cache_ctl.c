#include "cpu/cache_ctl.h"

#include "cpu/mem_type.h"

SIG_TABLE(cache_ctl_in, CACHE_CTL_IN)
SIG_TABLE(cache_ctl_out, CACHE_CTL_OUT)

const char *const cache_state_names[] = {"I", "S", "E", "M", NULL};
const char *const cache_op_names[] = {"NONE", "READ",      "FETCH",      "WRITE", "FILL",  "OWN",
                                      "SNOOP_READ", "SNOOP_INV", "FLUSH_LINE", "INVD",  "WBINVD", NULL};

/* The way that holds the tag, or CACHE_WAYS. */
static unsigned find(const cache_ctl_t *s, uint32_t tag)
{
    unsigned way = 0;
    while (way < CACHE_WAYS && (s->state[way] == CACHE_I || s->tag[way] != tag))
        way++;
    return way;
}

static void use(cache_ctl_t *s, unsigned way)
{
    if (way < 2)
        s->lru = (uint8_t)((s->lru & 4) | 1 | (way == 0 ? 2 : 0));
    else
        s->lru = (uint8_t)((s->lru & 2) | (way == 2 ? 4 : 0));
}

/* The line goes; out of M it has to be written back. */
static void drop(cache_ctl_t *s, unsigned way)
{
    if (s->state[way] == CACHE_M) {
        s->o.dirty = true;
        s->o.wb_way = (uint8_t)way;
        s->o.wb_tag = s->tag[way];
    }
    s->state[way] = CACHE_I;
}

static void choose_victim(cache_ctl_t *s)
{
    unsigned way = 0;
    while (way < CACHE_WAYS && s->state[way] != CACHE_I)
        way++;
    if (way == CACHE_WAYS)
        way = s->lru & 1 ? 2 + (s->lru >> 2 & 1U) : s->lru >> 1 & 1U;
    s->victim_way = (uint8_t)way;
    s->o.fill = true;
    drop(s, way);
}

static void hit(cache_ctl_t *s, unsigned way)
{
    s->o.hit = true;
    s->o.way = (uint8_t)way;
}

static void write_hit(cache_ctl_t *s, const cache_ctl_in_t *in, unsigned way)
{
    hit(s, way);
    use(s, way);
    if (in->code_only) {
        s->o.through = true;
        drop(s, way);
    } else if ((in->cd && in->nw && in->p6_cd_nw) || in->type == MT_WB) {
        bool lone = in->cd && in->nw && in->p6_cd_nw;
        s->o.own = s->state[way] == CACHE_S && !lone;
        if (s->state[way] == CACHE_E)
            s->state[way] = CACHE_M;
    } else {
        s->o.through = true;
        if (in->type == MT_WP)
            drop(s, way);
    }
}

static void write_miss(cache_ctl_t *s, const cache_ctl_in_t *in)
{
    if (in->type == MT_WB && in->cacheable && !in->cd && in->wr_alloc && !in->code_only)
        choose_victim(s);
    else
        s->o.through = true;
}

static void fill(cache_ctl_t *s, const cache_ctl_in_t *in, unsigned way)
{
    uint8_t state = in->fill_state & 3;
    if (way == CACHE_WAYS)
        way = s->victim_way;
    s->tag[way] = in->tag;
    s->state[way] = in->code_only && state != CACHE_I ? CACHE_S : state;
    use(s, way);
}

static void snoop(cache_ctl_t *s, const cache_ctl_in_t *in, unsigned way, bool inv)
{
    bool lone = in->cd && in->nw && in->p6_cd_nw;
    if (way == CACHE_WAYS || (in->cd && in->nw && in->p5_nosnoop))
        return;
    bool dirty = s->state[way] == CACHE_M;
    if (inv && !dirty) {
        s->state[way] = lone ? s->state[way] : CACHE_I;
        return;
    }
    s->o.hitm = dirty;
    s->o.hit = !dirty;
    s->o.way = (uint8_t)way;
    if (!inv)
        s->state[way] = CACHE_S;
    else if (!lone)
        s->state[way] = CACHE_I;
}

static void write_back_next(cache_ctl_t *s)
{
    for (unsigned way = 0; way < CACHE_WAYS; way++)
        if (s->state[way] == CACHE_M) {
            s->o.wb = true;
            s->o.wb_way = (uint8_t)way;
            s->o.wb_tag = s->tag[way];
            s->state[way] = CACHE_I;
            return;
        }
    for (unsigned way = 0; way < CACHE_WAYS; way++)
        s->state[way] = CACHE_I;
    s->o.done = true;
}

void cache_ctl_do(cache_ctl_t *s, const cache_ctl_in_t *in)
{
    uint32_t tag = in->tag & 0xffffff;
    unsigned way = find(s, tag);
    bool found = way < CACHE_WAYS;
    s->o = (cache_ctl_out_t){0};
    switch (in->op) {
    case CACHE_READ:
    case CACHE_FETCH:
        if (found) {
            hit(s, way);
            use(s, way);
        } else if (in->cacheable && !in->cd) {
            choose_victim(s);
        }
        break;
    case CACHE_WRITE:
        if (found)
            write_hit(s, in, way);
        else
            write_miss(s, in);
        break;
    case CACHE_FILL: fill(s, in, way); break;
    case CACHE_OWN:
        if (found && s->state[way] == CACHE_S) {
            s->state[way] = CACHE_M;
            hit(s, way);
        }
        break;
    case CACHE_SNOOP_READ: snoop(s, in, way, false); break;
    case CACHE_SNOOP_INV: snoop(s, in, way, true); break;
    case CACHE_FLUSH_LINE:
        if (found) {
            hit(s, way);
            drop(s, way);
        }
        break;
    case CACHE_INVD:
        for (way = 0; way < CACHE_WAYS; way++)
            s->state[way] = CACHE_I;
        break;
    case CACHE_WBINVD: write_back_next(s); break;
    default: break;
    }
    s->o.victim_way = s->victim_way;
    s->o.lru = s->lru;
    for (way = 0; way < CACHE_WAYS; way++)
        s->o.states = (uint8_t)(s->o.states | s->state[way] << (2 * way));
}

void cache_ctl_reset(cache_ctl_t *s, cache_ctl_out_t *out)
{
    *s = (cache_ctl_t){0};
    *out = s->o;
}

void cache_ctl_tick(cache_ctl_t *s, const cache_ctl_in_t *in, cache_ctl_out_t *out)
{
    cache_ctl_do(s, in);
    *out = s->o;
}

BLOCK(cache_ctl, BCLK, false, "tags and states of one set of a cache")
