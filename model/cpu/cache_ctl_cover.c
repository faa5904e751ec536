#include "cpu/cache_ctl.h"
#include "cpu/mem_type.h"

static unsigned state_of(const cache_ctl_out_t *o, unsigned way)
{
    return o->states >> 2 * way & 3U;
}

static bool uses_cache(const cache_ctl_in_t *in)
{
    return in->op == CACHE_READ || in->op == CACHE_FETCH || in->op == CACHE_WRITE;
}

/* The state before of the line that the answer tells of; I: it tells of none. */
static unsigned line_of(const cache_ctl_out_t *was, const cache_ctl_out_t *out)
{
    return out->hit || out->hitm ? state_of(was, out->way) : CACHE_I;
}

static bool full(const cache_ctl_out_t *o)
{
    return state_of(o, 0) && state_of(o, 1) && state_of(o, 2) && state_of(o, 3);
}

static const char *const lines[] = {"none", "S", "E", "M", NULL};
static const char *const accesses[] = {"READ", "FETCH", "WRITE", NULL};

/* CR0.CD and NW; NW alone is a value of its own. */
enum { CD_NW_00, CD_NW_01, CD_NW_10, CD_NW_11 };
static const char *const cd_nws[] = {"00", "01", "10", "11", NULL};

static unsigned cd_nw_of(const cache_ctl_in_t *in)
{
    return in->cd * 2U + in->nw;
}

/* --- accesses ----------------------------------------------------------------------------------------------------- */

static void access_line(const cover_edge_t *e, cover_bins_t *b)
{
    const cache_ctl_in_t *in = e->in;
    if (uses_cache(in))
        COVER(b, in->op - CACHE_READ, line_of(e->was, e->out), in->type);
}

static void access_mode(const cover_edge_t *e, cover_bins_t *b)
{
    const cache_ctl_in_t *in = e->in;
    unsigned line = line_of(e->was, e->out);
    if (uses_cache(in) && !(in->code_only && line == CACHE_M)) /* made there by OWN, which no code cache is given */
        COVER(b, in->op - CACHE_READ, line, cd_nw_of(in), in->p6_cd_nw, in->code_only);
}
#define CODE_S "a code cache holds S only"
static const cover_never_t access_mode_never[] = {
    {{COVER_ANY, CACHE_E, COVER_ANY, COVER_ANY, 1}, CODE_S},
    {{COVER_ANY, CACHE_M, COVER_ANY, COVER_ANY, 1}, CODE_S},
    {{0}, NULL}};

static void miss(const cover_edge_t *e, cover_bins_t *b)
{
    const cache_ctl_in_t *in = e->in;
    const cache_ctl_out_t *out = e->out;
    if (uses_cache(in) && !out->hit)
        COVER(b, in->op - CACHE_READ, in->cacheable, in->cd, in->wr_alloc, in->code_only, in->type == MT_WB);
}
static const char *const wb_or_other[] = {"other", "WB", NULL};

/* --- fills and victims -------------------------------------------------------------------------------------------- */

static const char *const ways[] = {"0", "1", "2", "3", NULL};
static const char *const lrus[] = {"0", "1", "2", "3", "4", "5", "6", "7", NULL};
static const char *const places[] = {"free", "full", NULL};

static void victim(const cover_edge_t *e, cover_bins_t *b)
{
    const cache_ctl_out_t *out = e->out;
    if (out->fill)
        COVER(b, out->victim_way, full(e->was), out->dirty);
}
static const cover_never_t victim_never[] = {{{COVER_ANY, 0, 1}, "a free way is not dirty"}, {{0}, NULL}};

static void victim_lru(const cover_edge_t *e, cover_bins_t *b)
{
    const cache_ctl_out_t *was = e->was, *out = e->out;
    if (out->fill)
        COVER(b, full(was), was->lru);
}

static void use(const cover_edge_t *e, cover_bins_t *b)
{
    const cache_ctl_in_t *in = e->in;
    const cache_ctl_out_t *was = e->was, *out = e->out;
    if (uses_cache(in) && out->hit)
        COVER(b, in->op - CACHE_READ, out->way, was->lru);
}

static void fill(const cover_edge_t *e, cover_bins_t *b)
{
    const cache_ctl_in_t *in = e->in;
    const cache_ctl_out_t *was = e->was;
    if (in->op == CACHE_FILL)
        COVER(b, was->victim_way, in->fill_state, in->code_only, was->fill);
}

/* --- ownership, snoops -------------------------------------------------------------------------------------------- */

static void own(const cover_edge_t *e, cover_bins_t *b)
{
    const cache_ctl_in_t *in = e->in;
    const cache_ctl_out_t *was = e->was, *out = e->out;
    if (in->op == CACHE_OWN)
        COVER(b, was->own, out->hit, cd_nw_of(in));
}

/* A line that leaves without an answer shows in the states. */
static void snoop(const cover_edge_t *e, cover_bins_t *b)
{
    const cache_ctl_in_t *in = e->in;
    const cache_ctl_out_t *was = e->was, *out = e->out;
    unsigned line = line_of(was, out);
    if (in->op != CACHE_SNOOP_READ && in->op != CACHE_SNOOP_INV)
        return;
    for (unsigned way = 0; way < CACHE_WAYS && !line; way++)
        if (state_of(was, way) != state_of(out, way))
            line = state_of(was, way);
    COVER(b, in->op - CACHE_SNOOP_READ, line, cd_nw_of(in), in->p6_cd_nw, in->p5_nosnoop);
}
static const char *const snoops[] = {"read", "inv", NULL};
static const char *const lines_seen[] = {"not_seen", "S", "E", "M", NULL};
#define P5_OFF "one Pentium with CD = NW = 1 ignores snoops"
#define LONE "with CD = NW = 1 of a P6 nothing is invalidated, and only M answers"
static const cover_never_t snoop_never[] = {
    {{COVER_ANY, CACHE_S, CD_NW_11, COVER_ANY, 1}, P5_OFF}, {{COVER_ANY, CACHE_E, CD_NW_11, COVER_ANY, 1}, P5_OFF},
    {{COVER_ANY, CACHE_M, CD_NW_11, COVER_ANY, 1}, P5_OFF}, {{1, CACHE_S, CD_NW_11, 1, 0}, LONE},
    {{1, CACHE_E, CD_NW_11, 1, 0}, LONE},                   {{0}, NULL}};

/* --- flushes ------------------------------------------------------------------------------------------------------ */

static void flush_line(const cover_edge_t *e, cover_bins_t *b)
{
    const cache_ctl_in_t *in = e->in;
    const cache_ctl_out_t *out = e->out;
    if (in->op == CACHE_FLUSH_LINE)
        COVER(b, out->hit ? out->way : 0, line_of(e->was, out));
}
#define NO_WAY "without a line there is no way"
static const cover_never_t flush_line_never[] = {{{1, CACHE_I}, NO_WAY}, {{2, CACHE_I}, NO_WAY}, {{3, CACHE_I}, NO_WAY},
                                                 {{0}, NULL}};

static void flush_all(const cover_edge_t *e, cover_bins_t *b)
{
    const cache_ctl_in_t *in = e->in;
    const cache_ctl_out_t *was = e->was;
    if (in->op == CACHE_INVD || in->op == CACHE_WBINVD)
        COVER(b, in->op - CACHE_INVD, state_of(was, 0) == CACHE_M, state_of(was, 1) == CACHE_M,
              state_of(was, 2) == CACHE_M, state_of(was, 3) == CACHE_M);
}
static const char *const flushes[] = {"INVD", "WBINVD", NULL};

/* --- flow --------------------------------------------------------------------------------------------------------- */

static void flow(const cover_edge_t *e, cover_bins_t *b)
{
    const cache_ctl_in_t *in = e->in, *in_was = e->in_was;
    if (in->op <= CACHE_WBINVD && in_was->op <= CACHE_WBINVD)
        COVER(b, in_was->op, in->op);
}

static const char *const types[] = {"UC", "WC", "2", "3", "WT", "WP", "WB", "7", NULL};

const cover_group_t cache_ctl_cover[] = {
    {"access", "each access to a line in each state, of each type", "interconnect facts 4.3", COVER_HERE,
     {{"op", accesses}, {"line", lines}, {"type", types}}, access_line, NULL},
    {"mode", "the same by CR0.CD and NW, the strap of what both mean, and kind of cache", "interconnect facts 4.2",
     COVER_HERE,
     {{"op", accesses}, {"line", lines}, {"CD_NW", cd_nws}, {"p6_cd_nw", cover_0_1}, {"code", cover_0_1}}, access_mode,
     access_mode_never},
    {"miss", "a miss with each of what keeps it from filling", "interconnect facts 4.2, 4.6", COVER_HERE,
     {{"op", accesses}, {"cacheable", cover_0_1}, {"CD", cover_0_1}, {"wr_alloc", cover_0_1}, {"code", cover_0_1},
      {"type", wb_or_other}}, miss, NULL},
    {"victim", "each way as the victim, of a set with room or full, clean or to be written back",
     "model/cpu/cache_ctl.h", COVER_HERE, {{"way", ways}, {"set", places}, {"dirty", cover_0_1}}, victim, victim_never},
    {"victim_lru", "a victim chosen at each value of lru", "model/cpu/cache_ctl.h", COVER_HERE,
     {{"set", places}, {"lru", lrus}}, victim_lru, NULL},
    {"use", "a hit of each way at each value of lru", "model/cpu/cache_ctl.h", COVER_HERE,
     {{"op", accesses}, {"way", ways}, {"lru", lrus}}, use, NULL},
    {"fill", "a line filled with each state, by victim, at once after its miss or later", "model/cpu/cache_ctl.h",
     COVER_HERE, {{"victim", ways}, {"state", cache_state_names}, {"code", cover_0_1}, {"at_once", cover_no_yes}}, fill,
     NULL},
    {"own", "ownership for a line in S or not, at once after the store or later", "interconnect facts 4.3", COVER_HERE,
     {{"at_once", cover_no_yes}, {"line", cover_no_yes}, {"CD_NW", cd_nws}}, own, NULL},
    {"snoop", "each snoop of a line in each state, by CR0.CD and NW and their straps", "interconnect facts 4.2, 4.3",
     COVER_HERE,
     {{"snoop", snoops}, {"line", lines_seen}, {"CD_NW", cd_nws}, {"p6_cd_nw", cover_0_1}, {"p5_nosnoop", cover_0_1}},
     snoop, snoop_never},
    {"flush_line", "CLFLUSH of each way in each state", "model/cpu/cache_ctl.h", COVER_HERE,
     {{"way", ways}, {"line", lines}}, flush_line, flush_line_never},
    {"flush_all", "INVD and WBINVD with each set of lines in M", "interconnect facts 4.2", COVER_HERE,
     {{"op", flushes}, {"M0", cover_0_1}, {"M1", cover_0_1}, {"M2", cover_0_1}, {"M3", cover_0_1}}, flush_all, NULL},
    {"flow", "each operation after each other", "model/cpu/cache_ctl.h", COVER_HERE,
     {{"before", cache_op_names}, {"op", cache_op_names}}, flow, NULL},
    {0}};
