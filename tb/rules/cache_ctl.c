/* Rules about cache_ctl: one set of a cache. The tags are remembered from FILL; the states before are those shown. */
#include "block_rules.h"

#include "cpu/cache_ctl.h"
#include "cpu/mem_type.h"

struct past {
    uint32_t tag[CACHE_WAYS];
    bool filled; /* at the last edge: joins tag before the next */
    unsigned fill_way;
    uint32_t fill_tag;
    unsigned found; /* the way that holds the line of this edge, or CACHE_WAYS */
};

static const cache_ctl_in_t *in(const look_t *l) { return l->in; }
static const cache_ctl_out_t *out(const look_t *l) { return l->out; }
static const cache_ctl_out_t *was(const look_t *l) { return l->was; }
static struct past *past(const look_t *l) { return l->past; }

static unsigned state(const cache_ctl_out_t *o, unsigned way)
{
    return o->states >> 2 * way & 3U;
}

static bool found(const look_t *l)
{
    return past(l)->found < CACHE_WAYS;
}

/* The state before of the line of this edge. */
static unsigned line(const look_t *l)
{
    return found(l) ? state(was(l), past(l)->found) : CACHE_I;
}

static unsigned line_now(const look_t *l)
{
    return state(out(l), past(l)->found);
}

static bool alone(const look_t *l)
{
    return in(l)->cd && in(l)->nw && in(l)->p6_cd_nw;
}

static bool snoops_off(const look_t *l)
{
    return in(l)->cd && in(l)->nw && in(l)->p5_nosnoop;
}

static bool reads(const look_t *l)
{
    return in(l)->op == CACHE_READ || in(l)->op == CACHE_FETCH;
}

static bool snooped(const look_t *l)
{
    return in(l)->op == CACHE_SNOOP_READ || in(l)->op == CACHE_SNOOP_INV;
}

/* A store that hits, not in a code cache and not with CD = NW = 1 of a P6. */
static bool store_hit(const look_t *l, unsigned type)
{
    return in(l)->op == CACHE_WRITE && found(l) && !in(l)->code_only && !alone(l) && in(l)->type == type;
}

static bool answers(const cache_ctl_out_t *o)
{
    return o->hit || o->hitm || o->fill || o->dirty || o->wb || o->own || o->through || o->done;
}

static const char *op_name(const look_t *l)
{
    return in(l)->op <= CACHE_WBINVD ? cache_op_names[in(l)->op] : "none";
}

static answer_t state_is(look_t *l, unsigned want)
{
    if (line_now(l) == want)
        return HOLDS;
    return broken(l, "%s: way %u in %s, want %s", op_name(l), past(l)->found, cache_state_names[line_now(l)],
                  cache_state_names[want]);
}

/* --- each edge ---------------------------------------------------------------------------------------------------- */

static answer_t nothing_in_reset(look_t *l)
{
    const cache_ctl_out_t *o = out(l);
    return must(l, !answers(o) && !o->states && !o->lru && !o->victim_way && !o->way && !o->wb_way && !o->wb_tag,
                "an output is not 0 in reset");
}

static answer_t idle_is_still(look_t *l)
{
    if (in(l)->op != CACHE_NONE && in(l)->op <= CACHE_WBINVD)
        return NOT_ARMED;
    return must(l, !answers(out(l)) && out(l)->states == was(l)->states && out(l)->lru == was(l)->lru &&
                       out(l)->victim_way == was(l)->victim_way, "an answer or a change without an operation");
}

static answer_t one_hit(look_t *l)
{
    return out(l)->hit || out(l)->hitm ? must(l, !out(l)->hit || !out(l)->hitm, "hit and hitm") : NOT_ARMED;
}

/* No change but by those who may. */
static answer_t lines_come_by_fill(look_t *l)
{
    if (in(l)->op == CACHE_FILL || in(l)->op == CACHE_NONE)
        return NOT_ARMED;
    for (unsigned way = 0; way < CACHE_WAYS; way++)
        if (state(was(l), way) == CACHE_I && state(out(l), way) != CACHE_I)
            return broken(l, "%s brings a line into way %u", op_name(l), way);
    return HOLDS;
}

static answer_t m_is_made(look_t *l)
{
    if (in(l)->op == CACHE_NONE || in(l)->op == CACHE_FILL)
        return NOT_ARMED;
    for (unsigned way = 0; way < CACHE_WAYS; way++)
        if (state(was(l), way) != CACHE_M && state(out(l), way) == CACHE_M && in(l)->op != CACHE_WRITE &&
            in(l)->op != CACHE_OWN)
            return broken(l, "%s makes M in way %u", op_name(l), way);
    return HOLDS;
}

static answer_t m_is_not_lost(look_t *l)
{
    bool armed = false;
    if (in(l)->op == CACHE_INVD || in(l)->op == CACHE_FILL)
        return NOT_ARMED;
    for (unsigned way = 0; way < CACHE_WAYS; way++) {
        if (state(was(l), way) != CACHE_M || state(out(l), way) == CACHE_M)
            continue;
        armed = true;
        bool told = ((out(l)->dirty || out(l)->wb) && out(l)->wb_way == way) || (out(l)->hitm && out(l)->way == way);
        if (!told)
            return broken(l, "%s: the line in M of way %u is lost", op_name(l), way);
    }
    return armed ? HOLDS : NOT_ARMED;
}

static answer_t write_back_is_of_m(look_t *l)
{
    const cache_ctl_out_t *o = out(l);
    if (!o->dirty && !o->wb)
        return NOT_ARMED;
    if (state(was(l), o->wb_way) != CACHE_M || o->wb_tag != past(l)->tag[o->wb_way])
        return broken(l, "%s: way %u tag %06X was not in M", op_name(l), o->wb_way, o->wb_tag);
    return HOLDS;
}

/* --- hits, misses, victims ---------------------------------------------------------------------------------------- */

static answer_t hit_finds_its_line(look_t *l)
{
    if (!reads(l) && in(l)->op != CACHE_WRITE && in(l)->op != CACHE_FLUSH_LINE)
        return NOT_ARMED;
    if (out(l)->hit != found(l) || (found(l) && out(l)->way != past(l)->found))
        return broken(l, "%s of %06X: hit %d way %u, want way %u", op_name(l), in(l)->tag, out(l)->hit, out(l)->way,
                      past(l)->found);
    return HOLDS;
}

static answer_t read_keeps_state(look_t *l)
{
    return reads(l) && found(l) ? state_is(l, line(l)) : NOT_ARMED;
}

static answer_t read_miss_fills(look_t *l)
{
    if (!reads(l) || found(l) || !in(l)->cacheable || in(l)->cd)
        return NOT_ARMED;
    return must(l, out(l)->fill, "a cacheable miss does not fill");
}

static answer_t no_fill_mode(look_t *l)
{
    if ((!reads(l) && in(l)->op != CACHE_WRITE) || (in(l)->cacheable && !in(l)->cd))
        return NOT_ARMED;
    return must(l, !out(l)->fill, "a fill with CD = 1 or of memory that is not cacheable");
}

static answer_t write_miss(look_t *l)
{
    if (in(l)->op != CACHE_WRITE || found(l))
        return NOT_ARMED;
    bool want = in(l)->type == MT_WB && in(l)->cacheable && !in(l)->cd && in(l)->wr_alloc && !in(l)->code_only;
    return must(l, out(l)->fill == want && out(l)->through != want,
                want ? "a write miss does not allocate" : "a write miss does not go to the bus");
}

static answer_t victim_is_free_way(look_t *l)
{
    unsigned way = 0;
    while (way < CACHE_WAYS && state(was(l), way) != CACHE_I)
        way++;
    if (!out(l)->fill || way == CACHE_WAYS)
        return NOT_ARMED;
    return out(l)->victim_way == way ? HOLDS : broken(l, "victim %u, way %u is free", out(l)->victim_way, way);
}

static answer_t victim_of_full_set(look_t *l)
{
    static const uint8_t by_lru[] = {0, 2, 1, 2, 0, 3, 1, 3};
    for (unsigned way = 0; way < CACHE_WAYS; way++)
        if (state(was(l), way) == CACHE_I)
            return NOT_ARMED;
    if (!out(l)->fill)
        return NOT_ARMED;
    unsigned want = by_lru[was(l)->lru & 7];
    if (out(l)->victim_way == want)
        return HOLDS;
    return broken(l, "lru %u: victim %u, want %u", was(l)->lru, out(l)->victim_way, want);
}

static answer_t victim_leaves(look_t *l)
{
    if (!out(l)->fill)
        return NOT_ARMED;
    return must(l, state(out(l), out(l)->victim_way) == CACHE_I, "the victim stays");
}

static answer_t lru_follows_uses(look_t *l)
{
    static const struct {
        uint8_t keep, set;
    } uses[] = {{4, 3}, {4, 1}, {2, 4}, {2, 0}};
    bool fills = in(l)->op == CACHE_FILL;
    unsigned want = was(l)->lru;
    if (fills || ((reads(l) || in(l)->op == CACHE_WRITE) && found(l))) {
        unsigned way = fills ? past(l)->fill_way : past(l)->found;
        want = (want & uses[way].keep) | uses[way].set;
    }
    if (out(l)->lru == want)
        return HOLDS;
    return broken(l, "%s: lru %u after %u, want %u", op_name(l), out(l)->lru, was(l)->lru, want);
}

static answer_t fill_state(look_t *l)
{
    if (in(l)->op != CACHE_FILL)
        return NOT_ARMED;
    unsigned want = in(l)->fill_state, way = past(l)->fill_way;
    if (in(l)->code_only && want != CACHE_I)
        want = CACHE_S;
    if (state(out(l), way) == want)
        return HOLDS;
    return broken(l, "filled as %s, want %s", cache_state_names[state(out(l), way)], cache_state_names[want]);
}

static answer_t code_cache_states(look_t *l)
{
    if (!in(l)->code_only || in(l)->op == CACHE_OWN) /* nobody gives it ownership */
        return NOT_ARMED;
    return must(l, !(out(l)->states & 0xaa & ~was(l)->states), "in a code cache a line becomes E or M");
}

/* --- stores ------------------------------------------------------------------------------------------------------- */

static answer_t store_to_s(look_t *l)
{
    if (!store_hit(l, MT_WB) || line(l) != CACHE_S)
        return NOT_ARMED;
    if (!out(l)->own || out(l)->through)
        return broken(l, "a store to S does not ask for ownership");
    return state_is(l, CACHE_S);
}

static answer_t store_to_e(look_t *l)
{
    if (!store_hit(l, MT_WB) || line(l) != CACHE_E)
        return NOT_ARMED;
    if (out(l)->own || out(l)->through)
        return broken(l, "a store to E makes a bus cycle");
    return state_is(l, CACHE_M);
}

static answer_t store_to_m(look_t *l)
{
    if (!store_hit(l, MT_WB) || line(l) != CACHE_M)
        return NOT_ARMED;
    if (out(l)->own || out(l)->through)
        return broken(l, "a store to M makes a bus cycle");
    return state_is(l, CACHE_M);
}

static answer_t store_to_wp(look_t *l)
{
    if (!store_hit(l, MT_WP))
        return NOT_ARMED;
    return out(l)->through ? state_is(l, CACHE_I) : broken(l, "a store to WP memory does not go to the bus");
}

static answer_t store_through(look_t *l)
{
    if (!store_hit(l, in(l)->type) || in(l)->type == MT_WB || in(l)->type == MT_WP)
        return NOT_ARMED;
    return out(l)->through ? state_is(l, line(l)) : broken(l, "a store to type %u does not go to the bus", in(l)->type);
}

static answer_t store_to_code(look_t *l)
{
    if (in(l)->op != CACHE_WRITE || !in(l)->code_only || !found(l))
        return NOT_ARMED;
    return out(l)->through ? state_is(l, CACHE_I) : broken(l, "a store to a code cache's line does not go to the bus");
}

static answer_t alone_is_silent(look_t *l)
{
    if (in(l)->op != CACHE_WRITE || !found(l) || in(l)->code_only || !alone(l))
        return NOT_ARMED;
    if (out(l)->own || out(l)->through)
        return broken(l, "a bus cycle with CD = NW = 1");
    return state_is(l, line(l) == CACHE_E ? CACHE_M : line(l));
}

static answer_t own_makes_m(look_t *l)
{
    if (in(l)->op != CACHE_OWN)
        return NOT_ARMED;
    bool want = line(l) == CACHE_S;
    if (out(l)->hit != want)
        return broken(l, "hit is %d, want %d", out(l)->hit, want);
    return found(l) ? state_is(l, want ? CACHE_M : line(l)) : HOLDS;
}

/* --- snoops ------------------------------------------------------------------------------------------------------- */

static answer_t snoop_answer(look_t *l)
{
    if (!snooped(l) || snoops_off(l))
        return NOT_ARMED;
    bool hit = in(l)->op == CACHE_SNOOP_READ && (line(l) == CACHE_S || line(l) == CACHE_E), hitm = line(l) == CACHE_M;
    if (out(l)->hit == hit && out(l)->hitm == hitm)
        return HOLDS;
    return broken(l, "%s of a line in %s: hit %d hitm %d", op_name(l), cache_state_names[line(l)], out(l)->hit,
                  out(l)->hitm);
}

static answer_t snoop_read_shares(look_t *l)
{
    return in(l)->op == CACHE_SNOOP_READ && !snoops_off(l) && found(l) ? state_is(l, CACHE_S) : NOT_ARMED;
}

static answer_t snoop_inv_drops(look_t *l)
{
    return in(l)->op == CACHE_SNOOP_INV && !snoops_off(l) && !alone(l) && found(l) ? state_is(l, CACHE_I) : NOT_ARMED;
}

static answer_t alone_keeps(look_t *l)
{
    if (in(l)->op != CACHE_SNOOP_INV || snoops_off(l) || !alone(l))
        return NOT_ARMED;
    return must(l, out(l)->states == was(l)->states, "a snoop changes a state with CD = NW = 1");
}

static answer_t snoops_ignored(look_t *l)
{
    if (!snooped(l) || !snoops_off(l))
        return NOT_ARMED;
    return must(l, !answers(out(l)) && out(l)->states == was(l)->states, "a snoop does something");
}

/* --- flushes ------------------------------------------------------------------------------------------------------ */

static answer_t flush_line_drops(look_t *l)
{
    return in(l)->op == CACHE_FLUSH_LINE && found(l) ? state_is(l, CACHE_I) : NOT_ARMED;
}

static answer_t invd_empties(look_t *l)
{
    if (in(l)->op != CACHE_INVD)
        return NOT_ARMED;
    return must(l, !answers(out(l)) && out(l)->states == 0, "INVD answers or leaves a line");
}

static answer_t wbinvd_in_order(look_t *l)
{
    unsigned way = 0;
    if (in(l)->op != CACHE_WBINVD)
        return NOT_ARMED;
    while (way < CACHE_WAYS && state(was(l), way) != CACHE_M)
        way++;
    if (way == CACHE_WAYS)
        return must(l, out(l)->done && !out(l)->wb && out(l)->states == 0, "WBINVD is not done, or leaves a line");
    return must(l, out(l)->wb && !out(l)->done && out(l)->wb_way == way && state(out(l), way) == CACHE_I,
                "WBINVD does not write back the lowest line in M");
}

static const block_rule_t rules[] = {
    {IN_RESET, "cache_ctl_reset",
     "in reset all lines are I and nothing is answered", "model/cpu/cache_ctl.h", nothing_in_reset},
    {RUNNING, "cache_idle_is_still",
     "without an operation nothing is answered and nothing changes", "model/cpu/cache_ctl.h", idle_is_still},
    {RUNNING, "cache_one_hit",
     "hit and hitm do not show together", "model/cpu/cache_ctl.h", one_hit},
    {RUNNING, "cache_lines_come_by_fill",
     "a line comes in by FILL only", "model/cpu/cache_ctl.h", lines_come_by_fill},
    {RUNNING, "cache_m_is_made",
     "a line becomes M by a store, OWN or FILL only", "SDM table 11-4 (interconnect facts 4.3)", m_is_made},
    {RUNNING, "cache_m_is_not_lost",
     "a line that leaves M is written back or given to a snoop, but for INVD and FILL",
     "SDM table 11-4 (interconnect facts 4.3); SDM 11.5.5 (interconnect facts 4.2)", m_is_not_lost},
    {RUNNING, "cache_write_back_is_of_m",
     "what is written back was in M, with its own tag", "SDM table 11-4 (interconnect facts 4.3)", write_back_is_of_m},
    {RUNNING, "cache_hit_finds_its_line",
     "hit and way tell where the line is, in S, E or M", "model/cpu/cache_ctl.h", hit_finds_its_line},
    {RUNNING, "cache_read_keeps_state",
     "a load or fetch that hits leaves the state", "SDM table 11-4 (interconnect facts 4.3)", read_keeps_state},
    {RUNNING, "cache_read_miss_fills",
     "a load or fetch of cacheable memory that misses with CD = 0 asks for the line",
     "SDM table 11-5 (interconnect facts 4.2)", read_miss_fills},
    {RUNNING, "cache_no_fill_mode",
     "with CD = 1, or of memory that is not cacheable, nothing is filled",
     "SDM table 11-5 (interconnect facts 4.2)", no_fill_mode},
    {RUNNING, "cache_write_miss",
     "a write miss of WB memory allocates where the part does so, else it goes to the bus",
     "SDM table 11-5 (interconnect facts 4.2, 4.6)", write_miss},
    {RUNNING, "cache_victim_is_free_way",
     "the victim is the lowest way in I", "model/cpu/cache_ctl.h", victim_is_free_way},
    {RUNNING, "cache_victim_of_full_set",
     "the victim of a full set is the one that lru names", "model/cpu/cache_ctl.h", victim_of_full_set},
    {RUNNING, "cache_victim_leaves",
     "the victim is I until FILL", "model/cpu/cache_ctl.h", victim_leaves},
    {RUNNING, "cache_lru_follows_uses",
     "lru follows the hits of loads, fetches and stores and FILL, and nothing else",
     "model/cpu/cache_ctl.h", lru_follows_uses},
    {RUNNING, "cache_fill_state",
     "FILL puts the line in with its state, in a code cache with S", "model/cpu/cache_ctl.h", fill_state},
    {RUNNING, "cache_code_states",
     "in a code cache lines become S only", "SDM 11.4 (interconnect facts 4.3)", code_cache_states},
    {RUNNING, "cache_store_to_s",
     "a store to S asks for ownership and waits in S", "SDM table 11-4 (interconnect facts 4.3)", store_to_s},
    {RUNNING, "cache_store_to_e",
     "a store to E makes M without a bus cycle", "SDM table 11-4 (interconnect facts 4.3)", store_to_e},
    {RUNNING, "cache_store_to_m",
     "a store to M makes no bus cycle", "SDM table 11-4 (interconnect facts 4.3)", store_to_m},
    {RUNNING, "cache_store_to_wp",
     "a store to WP memory goes to the bus and drops the line",
     "SDM table 11-2 (interconnect facts 4.3); model/cpu/cache_ctl.h", store_to_wp},
    {RUNNING, "cache_store_through",
     "a store to WT or uncached memory goes to the bus and leaves the state",
     "SDM table 11-2 (interconnect facts 4.3); model/cpu/cache_ctl.h", store_through},
    {RUNNING, "cache_store_to_code",
     "a store to a line of a code cache drops it", "SDM 11.6 (interconnect facts 4.3)", store_to_code},
    {RUNNING, "cache_alone_is_silent",
     "with CD = NW = 1 of a P6 a store that hits makes no bus cycle: E becomes M, S stays",
     "SDM table 11-5 (interconnect facts 4.2)", alone_is_silent},
    {RUNNING, "cache_own_makes_m",
     "ownership makes S M and does nothing else", "SDM table 11-4 (interconnect facts 4.3)", own_makes_m},
    {RUNNING, "cache_snoop_answer",
     "a read by another gets hit in S and E; any snoop gets hitm in M", "model/cpu/cache_ctl.h", snoop_answer},
    {RUNNING, "cache_snoop_read_shares",
     "a line that another reads is S", "SDM table 11-4 (interconnect facts 4.3)", snoop_read_shares},
    {RUNNING, "cache_snoop_inv_drops",
     "a line that another writes is I", "SDM table 11-4 (interconnect facts 4.3)", snoop_inv_drops},
    {RUNNING, "cache_alone_keeps",
     "with CD = NW = 1 of a P6 a snoop does not invalidate",
     "SDM table 11-5 (interconnect facts 4.2)", alone_keeps},
    {RUNNING, "cache_snoops_ignored",
     "one Pentium with CD = NW = 1 ignores snoops", "SDM 11.5.1 (interconnect facts 4.2)", snoops_ignored},
    {RUNNING, "cache_flush_line_drops",
     "CLFLUSH drops its line", "model/cpu/cache_ctl.h", flush_line_drops},
    {RUNNING, "cache_invd_empties",
     "INVD empties the set and writes nothing back", "SDM 11.5.5 (interconnect facts 4.2)", invd_empties},
    {RUNNING, "cache_wbinvd_in_order",
     "WBINVD writes back the lowest line in M at each edge; when none is left the set is empty and it is done",
     "SDM 11.5.5 (interconnect facts 4.2); model/cpu/cache_ctl.h", wbinvd_in_order},
    {IN_RESET, NULL, NULL, NULL, NULL}};

static void forget(void *p)
{
    *(struct past *)p = (struct past){.found = CACHE_WAYS};
}

static bool follow(look_t *l)
{
    struct past *p = past(l);
    if (p->filled)
        p->tag[p->fill_way] = p->fill_tag;
    p->found = 0;
    while (p->found < CACHE_WAYS && (state(was(l), p->found) == CACHE_I || p->tag[p->found] != in(l)->tag))
        p->found++;
    p->filled = in(l)->op == CACHE_FILL;
    p->fill_way = found(l) ? p->found : was(l)->victim_way;
    p->fill_tag = in(l)->tag;
    return in(l)->op != CACHE_NONE || answers(out(l));
}

const block_rules_t cache_ctl_rules = {&cache_ctl_block, rules, sizeof(struct past), forget, follow, NULL};
