#include "cpu/cache_ctl.h"

#include "cpu/mem_type.h"

SIG_TABLE(cache_ctl_in, CACHE_CTL_IN)
SIG_TABLE(cache_ctl_out, CACHE_CTL_OUT)

const char *const cache_state_names[] = {"I", "S", "E", "M", NULL};
const char *const cache_op_names[] = {"NONE", "READ",      "FETCH",      "WRITE", "FILL",  "OWN",
                                      "SNOOP_READ", "SNOOP_INV", "FLUSH_LINE", "INVD",  "WBINVD", NULL};

/* One operation in hand. */
typedef struct job {
    cache_set_t *s;
    unsigned ways;
    const cache_ctl_in_t *in;
    cache_ctl_out_t o;
} job_t;

unsigned cache_set_find(const cache_set_t *s, unsigned ways, uint32_t tag)
{
    unsigned way = 0;
    while (way < ways && (s->state[way] == CACHE_I || s->tag[way] != tag))
        way++;
    return way;
}

/* Every bit of the tree on the way down to `way` turns away from it. */
static void use(job_t *j, unsigned way)
{
    unsigned bit = 0;
    for (unsigned half = j->ways / 2; half; half /= 2) {
        bool upper = way & half;
        j->s->lru = (uint16_t)(upper ? j->s->lru & ~(1U << bit) : j->s->lru | 1U << bit);
        bit = 2 * bit + 1 + upper;
    }
}

static unsigned least_used(const job_t *j)
{
    unsigned bit = 0, way = 0;
    for (unsigned half = j->ways / 2; half; half /= 2) {
        bool upper = j->s->lru >> bit & 1;
        way += upper ? half : 0;
        bit = 2 * bit + 1 + upper;
    }
    return way;
}

/* The line goes; out of M it has to be written back. */
static void drop(job_t *j, unsigned way)
{
    if (j->s->state[way] == CACHE_M) {
        j->o.dirty = true;
        j->o.wb_way = (uint8_t)way;
        j->o.wb_tag = j->s->tag[way];
    }
    j->s->state[way] = CACHE_I;
}

static void choose_victim(job_t *j)
{
    unsigned way = 0;
    while (way < j->ways && j->s->state[way] != CACHE_I)
        way++;
    if (way == j->ways)
        way = least_used(j);
    j->s->victim_way = (uint8_t)way;
    j->o.fill = true;
    drop(j, way);
}

static void hit(job_t *j, unsigned way)
{
    j->o.hit = true;
    j->o.way = (uint8_t)way;
}

static bool lone(const cache_ctl_in_t *in)
{
    return in->cd && in->nw && in->p6_cd_nw;
}

static void write_hit(job_t *j, unsigned way)
{
    uint8_t *state = &j->s->state[way];
    hit(j, way);
    use(j, way);
    if (j->in->code_only) {
        j->o.through = true;
        drop(j, way);
    } else if (lone(j->in) || j->in->type == MT_WB) {
        j->o.own = *state == CACHE_S && !lone(j->in);
        if (*state == CACHE_E)
            *state = CACHE_M;
    } else {
        j->o.through = true;
        if (j->in->type == MT_WP)
            drop(j, way);
    }
}

static void write_miss(job_t *j)
{
    const cache_ctl_in_t *in = j->in;
    if (in->type == MT_WB && in->cacheable && !in->cd && in->wr_alloc && !in->code_only)
        choose_victim(j);
    else
        j->o.through = true;
}

static void fill(job_t *j, unsigned way, uint32_t tag)
{
    uint8_t state = j->in->fill_state & 3;
    if (way == j->ways)
        way = j->s->victim_way;
    j->s->tag[way] = tag;
    j->s->state[way] = j->in->code_only && state != CACHE_I ? CACHE_S : state;
    use(j, way);
}

static void snoop(job_t *j, unsigned way, bool inv)
{
    uint8_t *state = &j->s->state[way];
    bool stays = lone(j->in);
    if (j->in->cd && j->in->nw && j->in->p5_nosnoop)
        return;
    bool dirty = *state == CACHE_M;
    if (inv && !dirty) {
        *state = stays ? *state : CACHE_I;
        return;
    }
    j->o.hitm = dirty;
    j->o.hit = !dirty;
    j->o.way = (uint8_t)way;
    if (!inv)
        *state = CACHE_S;
    else if (!stays)
        *state = CACHE_I;
}

static void write_back_next(job_t *j)
{
    for (unsigned way = 0; way < j->ways; way++)
        if (j->s->state[way] == CACHE_M) {
            j->o.wb = true;
            j->o.wb_way = (uint8_t)way;
            j->o.wb_tag = j->s->tag[way];
            j->s->state[way] = CACHE_I;
            return;
        }
    for (unsigned way = 0; way < j->ways; way++)
        j->s->state[way] = CACHE_I;
    j->o.done = true;
}

cache_ctl_out_t cache_set_do(cache_set_t *s, unsigned ways, const cache_ctl_in_t *in)
{
    job_t j = {.s = s, .ways = ways, .in = in};
    uint32_t tag = in->tag & 0xffffff;
    unsigned way = cache_set_find(s, ways, tag);
    bool found = way < ways;
    switch (in->op) {
    case CACHE_READ:
    case CACHE_FETCH:
        if (found) {
            hit(&j, way);
            use(&j, way);
        } else if (in->cacheable && !in->cd) {
            choose_victim(&j);
        }
        break;
    case CACHE_WRITE:
        if (found)
            write_hit(&j, way);
        else
            write_miss(&j);
        break;
    case CACHE_FILL: fill(&j, way, tag); break;
    case CACHE_OWN:
        if (found && s->state[way] == CACHE_S) {
            s->state[way] = CACHE_M;
            hit(&j, way);
        }
        break;
    case CACHE_SNOOP_READ:
    case CACHE_SNOOP_INV:
        if (found)
            snoop(&j, way, in->op == CACHE_SNOOP_INV);
        break;
    case CACHE_FLUSH_LINE:
        if (found) {
            hit(&j, way);
            drop(&j, way);
        }
        break;
    case CACHE_INVD:
        for (way = 0; way < ways; way++)
            s->state[way] = CACHE_I;
        break;
    case CACHE_WBINVD: write_back_next(&j); break;
    default: break;
    }
    j.o.victim_way = s->victim_way;
    return j.o;
}

void cache_ctl_reset(cache_ctl_t *s, cache_ctl_out_t *out)
{
    *s = (cache_ctl_t){0};
    *out = s->o;
}

void cache_ctl_tick(cache_ctl_t *s, const cache_ctl_in_t *in, cache_ctl_out_t *out)
{
    s->o = cache_set_do(&s->set, CACHE_WAYS, in);
    s->o.lru = (uint8_t)s->set.lru;
    for (unsigned way = 0; way < CACHE_WAYS; way++)
        s->o.states = (uint8_t)(s->o.states | s->set.state[way] << (2 * way));
    *out = s->o;
}

BLOCK(cache_ctl, BCLK, false, "tags and states of one set of a cache")
