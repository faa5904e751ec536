/* One set of a cache against the tables of interconnect facts 4.2 and 4.3, the C block and rtl/cache_ctl.v side by
 * side. Every wire of every answer is written here by hand; nothing of the block's own is used. */
#include "directed.h"

#include "cpu/cache_ctl.h"

enum { NONE, READ, FETCH, WRITE, FILL, OWN, SNOOP_READ, SNOOP_INV, FLUSH_LINE, INVD, WBINVD };
enum { I, S, E, M };
enum { UC = 0, WC = 1, WT = 4, WP = 5, WB = 6, UC_MINUS = 7 };

/* The wire `states` with these in ways 0 to 3. */
#define STATES(w0, w1, w2, w3) (uint8_t)((w0) | (w1) << 2 | (w2) << 4 | (w3) << 6)
/* The line that set4() puts into a way. */
#define TAG(way) (0xab0010u + (way))
#define OTHER 0x123456u

static cache_ctl_in_t *in_of(pair_t *p)
{
    return (cache_ctl_in_t *)p->in;
}

static const cache_ctl_out_t *out_of(pair_t *p)
{
    return (const cache_ctl_out_t *)p->out;
}

/* One edge with this operation. */
static void op(pair_t *p, unsigned what, uint32_t tag)
{
    in_of(p)->op = (uint8_t)what;
    in_of(p)->tag = tag;
    pair_tick(p);
    in_of(p)->op = NONE;
}

static void expect_all(pair_t *p, const cache_ctl_out_t *want, int line)
{
    const cache_ctl_out_t *got = out_of(p);
#define ONE(wire) pair_expect(p, got->wire, want->wire, #wire, __FILE__, line)
    ONE(hit);
    ONE(hitm);
    ONE(way);
    ONE(fill);
    ONE(victim_way);
    ONE(dirty);
    ONE(wb);
    ONE(wb_way);
    ONE(wb_tag);
    ONE(own);
    ONE(through);
    ONE(done);
    ONE(states);
    ONE(lru);
#undef ONE
}
/* All wires, those not named 0. */
#define expect_out(p, ...) expect_all(p, &(cache_ctl_out_t){__VA_ARGS__}, __LINE__)

/* Out of reset: a data cache of a P6, memory WB. */
static void start(pair_t *p)
{
    *in_of(p) = (cache_ctl_in_t){.type = WB, .cacheable = true, .wr_alloc = true, .p6_cd_nw = true};
    pair_reset_edge(p);
}

static void fill(pair_t *p, uint32_t tag, unsigned state)
{
    in_of(p)->fill_state = (uint8_t)state;
    op(p, FILL, tag);
}

/* TAG(0) to TAG(3) in ways 0 to 3 with these states; lru is 0, victim_way 3. */
static void set4(pair_t *p, unsigned w0, unsigned w1, unsigned w2, unsigned w3)
{
    const unsigned states[] = {w0, w1, w2, w3};
    op(p, INVD, 0);
    for (unsigned way = 0; way < 4; way++) {
        op(p, READ, TAG(way));
        fill(p, TAG(way), states[way] == I ? S : states[way]);
    }
    for (unsigned way = 0; way < 4; way++)
        if (states[way] == I)
            op(p, FLUSH_LINE, TAG(way));
    expect_eq(p, out_of(p)->states, STATES(w0, w1, w2, w3));
    expect_eq(p, out_of(p)->lru, 0);
    expect_eq(p, out_of(p)->victim_way, 3);
}

static void cd_nw(pair_t *p, bool cd, bool nw)
{
    in_of(p)->cd = cd;
    in_of(p)->nw = nw;
}

/* --- reset, no operation ------------------------------------------------------------------------------------------ */

static void reset_empties_the_set(pair_t *p)
{
    start(p);
    expect_out(p, .states = 0);
    set4(p, M, E, S, M);
    op(p, READ, TAG(2)); /* lru 4 */
    pair_reset_edge(p);
    expect_out(p, .states = 0);
    for (unsigned way = 0; way < 4; way++) {
        op(p, SNOOP_READ, TAG(way)); /* nobody is there */
        expect_out(p, .states = 0);
    }
    op(p, READ, 0); /* tags are 0 and count for nothing */
    expect_out(p, .fill = true);
    op(p, WBINVD, 0);
    expect_out(p, .done = true);
}

static void reset_comes_between_a_miss_and_its_line(pair_t *p)
{
    start(p);
    set4(p, E, E, M, E);
    op(p, READ, TAG(1));
    op(p, READ, OTHER);
    expect_out(p, .fill = true, .victim_way = 2, .dirty = true, .wb_way = 2, .wb_tag = TAG(2),
               .states = STATES(E, E, I, E), .lru = 1);
    pair_reset_edge(p);
    expect_out(p, .states = 0);
    fill(p, OTHER, E); /* a fill that comes all the same goes into way 0 */
    expect_out(p, .states = STATES(E, I, I, I), .lru = 3);
}

static void reset_comes_within_wbinvd(pair_t *p)
{
    start(p);
    set4(p, M, M, M, M);
    op(p, WBINVD, 0);
    expect_out(p, .wb = true, .wb_tag = TAG(0), .victim_way = 3, .states = STATES(I, M, M, M));
    pair_reset_edge(p);
    expect_out(p, .states = 0);
    op(p, WBINVD, 0);
    expect_out(p, .done = true);
}

static void reset_holds_against_an_operation(pair_t *p)
{
    start(p);
    in_of(p)->op = FILL;
    in_of(p)->fill_state = M;
    in_of(p)->tag = OTHER;
    pair_reset_edge(p);
    expect_out(p, .states = 0);
    pair_tick(p);
    expect_out(p, .states = STATES(M, I, I, I), .lru = 3);
}

static void without_an_operation_nothing_moves(pair_t *p)
{
    static const uint8_t none[] = {0, 11, 12, 13, 14, 15, 0};
    start(p);
    set4(p, S, E, M, S);
    op(p, READ, TAG(1));
    expect_out(p, .hit = true, .way = 1, .victim_way = 3, .states = STATES(S, E, M, S), .lru = 1);
    for (unsigned i = 0; i < sizeof none; i++) {
        op(p, none[i], TAG(2));
        expect_out(p, .victim_way = 3, .states = STATES(S, E, M, S), .lru = 1);
        op(p, none[i], OTHER);
        expect_out(p, .victim_way = 3, .states = STATES(S, E, M, S), .lru = 1);
    }
}

/* --- reads, fills, victims ---------------------------------------------------------------------------------------- */

static void row_43_a_read_leaves_each_state(pair_t *p)
{
    static const uint8_t lru[] = {3, 1, 4, 0};
    start(p);
    for (unsigned what = READ; what <= FETCH; what++)
        for (unsigned type = 0; type < 8; type++)
            for (unsigned way = 0; way < 4; way++) {
                in_of(p)->cacheable = true;
                set4(p, S, E, M, E);
                in_of(p)->type = (uint8_t)type;
                in_of(p)->cacheable = type & 1;
                op(p, what, TAG(way));
                expect_out(p, .hit = true, .way = (uint8_t)way, .victim_way = 3, .states = STATES(S, E, M, E),
                           .lru = lru[way]);
            }
}

static void a_miss_asks_for_its_line(pair_t *p)
{
    for (unsigned what = READ; what <= FETCH; what++) {
        start(p);
        for (unsigned type = 0; type < 8; type++) { /* cacheable counts, the type does not */
            in_of(p)->type = (uint8_t)type;
            in_of(p)->cacheable = false;
            op(p, what, OTHER);
            expect_out(p, .states = 0);
            in_of(p)->cacheable = true;
            op(p, what, OTHER);
            expect_out(p, .fill = true);
        }
        op(p, what, OTHER); /* it is not there before FILL */
        expect_out(p, .fill = true);
    }
}

static void a_line_comes_in_the_state_of_the_bus(pair_t *p)
{
    for (unsigned state = I; state <= M; state++) {
        start(p);
        op(p, READ, OTHER);
        fill(p, OTHER, state);
        expect_out(p, .states = (uint8_t)state, .lru = 3);
    }
    start(p);
    cd_nw(p, true, true);
    in_of(p)->cacheable = false;
    in_of(p)->type = UC;
    fill(p, OTHER, E); /* none of them counts */
    expect_out(p, .states = E, .lru = 3);
}

static void a_line_that_is_there_is_filled_in_place(pair_t *p)
{
    static const uint8_t lru[] = {3, 1, 4, 0};
    start(p);
    for (unsigned way = 0; way < 4; way++) {
        set4(p, S, S, S, S);
        fill(p, TAG(way), E);
        expect_out(p, .victim_way = 3, .states = (uint8_t)(STATES(S, S, S, S) + (1u << 2 * way)), .lru = lru[way]);
    }
}

static void each_bit_of_a_tag_counts(pair_t *p)
{
    for (unsigned way = 0; way < 4; way++) {
        start(p);
        set4(p, E, E, E, E);
        cd_nw(p, true, false); /* no fills */
        for (unsigned bit = 0; bit < 24; bit++) {
            if (bit < 2)
                continue; /* other ways hold these */
            op(p, READ, TAG(way) ^ 1u << bit);
            expect_out(p, .victim_way = 3, .states = STATES(E, E, E, E));
        }
        op(p, SNOOP_READ, TAG(way));
        expect_true(p, out_of(p)->hit);
        expect_eq(p, out_of(p)->way, way);
        cd_nw(p, false, false);
        op(p, INVD, 0);
        op(p, READ, TAG(way) ^ 3); /* and bits 0 and 1 */
        fill(p, TAG(way) ^ 3, E);
        op(p, SNOOP_READ, TAG(way) ^ 1);
        expect_false(p, out_of(p)->hit);
        op(p, SNOOP_READ, TAG(way) ^ 2);
        expect_false(p, out_of(p)->hit);
        op(p, SNOOP_READ, TAG(way) ^ 3);
        expect_true(p, out_of(p)->hit);
    }
}

/* The same among tags of ones: a bit may count only while another is 1. */
static void each_bit_counts_beside_ones(pair_t *p)
{
    start(p);
    for (unsigned way = 0; way < 4; way++) {
        op(p, READ, 0xffffff - way);
        fill(p, 0xffffff - way, E);
    }
    cd_nw(p, true, false); /* no fills */
    for (unsigned way = 0; way < 4; way++) {
        for (unsigned bit = 2; bit < 24; bit++) {
            op(p, SNOOP_INV, (0xffffff - way) ^ 1u << bit);
            expect_eq(p, out_of(p)->states, STATES(E, E, E, E));
        }
        op(p, READ, 0xffffff - way);
        expect_true(p, out_of(p)->hit);
        expect_eq(p, out_of(p)->way, way);
    }
}

static void free_ways_are_filled_from_the_lowest(pair_t *p)
{
    start(p);
    op(p, READ, TAG(0));
    expect_out(p, .fill = true);
    fill(p, TAG(0), E);
    expect_out(p, .states = STATES(E, I, I, I), .lru = 3);
    op(p, READ, TAG(1));
    expect_out(p, .fill = true, .victim_way = 1, .states = STATES(E, I, I, I), .lru = 3);
    fill(p, TAG(1), S);
    expect_out(p, .victim_way = 1, .states = STATES(E, S, I, I), .lru = 1);
    op(p, READ, TAG(2));
    expect_out(p, .fill = true, .victim_way = 2, .states = STATES(E, S, I, I), .lru = 1);
    fill(p, TAG(2), M);
    expect_out(p, .victim_way = 2, .states = STATES(E, S, M, I), .lru = 4);
    op(p, READ, TAG(3));
    expect_out(p, .fill = true, .victim_way = 3, .states = STATES(E, S, M, I), .lru = 4);
    fill(p, TAG(3), E);
    expect_out(p, .victim_way = 3, .states = STATES(E, S, M, E));
    op(p, FLUSH_LINE, TAG(3));
    op(p, FLUSH_LINE, TAG(1)); /* two free: the lower one, whatever lru says */
    op(p, READ, OTHER);
    expect_out(p, .fill = true, .victim_way = 1, .states = STATES(E, I, M, I));
}

static void the_victim_of_a_full_set_is_that_of_the_tree(pair_t *p)
{
    /* two uses, the lru they make, the victim then */
    static const struct {
        uint8_t first, second, lru, victim;
    } rows[] = {{3, 1, 1, 2}, {1, 3, 0, 0}, {2, 1, 5, 3}, {1, 2, 4, 0}, {3, 0, 3, 2}, {0, 3, 2, 1}, {2, 0, 7, 3},
                {0, 2, 6, 1}};
    start(p);
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        for (unsigned what = READ; what <= WRITE; what++) {
            set4(p, E, E, E, E);
            op(p, READ, TAG(rows[i].first));
            op(p, FETCH, TAG(rows[i].second));
            expect_eq(p, out_of(p)->lru, rows[i].lru);
            op(p, what, OTHER);
            expect_out(p, .fill = true, .victim_way = rows[i].victim, .lru = rows[i].lru,
                       .states = (uint8_t)(STATES(E, E, E, E) & ~(3u << 2 * rows[i].victim)));
            fill(p, OTHER, S);
            expect_eq(p, out_of(p)->states,
                      (STATES(E, E, E, E) & ~(3u << 2 * rows[i].victim)) | 1u << 2 * rows[i].victim);
        }
}

static void each_use_turns_the_tree(pair_t *p)
{
    /* by lru before, the lru after a use of ways 0 to 3 */
    static const uint8_t after[8][4] = {{3, 1, 4, 0}, {3, 1, 4, 0}, {3, 1, 6, 2}, {3, 1, 6, 2},
                                        {7, 5, 4, 0}, {7, 5, 4, 0}, {7, 5, 6, 2}, {7, 5, 6, 2}};
    static const uint8_t make[8][2] = {{1, 3}, {3, 1}, {0, 3}, {3, 0}, {1, 2}, {2, 1}, {0, 2}, {2, 0}};
    static const uint8_t uses[] = {READ, FETCH, WRITE, FILL};
    start(p);
    for (unsigned lru = 0; lru < 8; lru++)
        for (unsigned way = 0; way < 4; way++)
            for (unsigned u = 0; u < sizeof uses; u++) {
                set4(p, M, M, M, M);
                op(p, READ, TAG(make[lru][0]));
                op(p, READ, TAG(make[lru][1]));
                expect_eq(p, out_of(p)->lru, lru);
                in_of(p)->fill_state = M;
                op(p, uses[u], TAG(way));
                expect_out(p, .hit = uses[u] != FILL, .way = uses[u] == FILL ? 0 : (uint8_t)way, .victim_way = 3,
                           .states = STATES(M, M, M, M), .lru = after[lru][way]);
            }
}

static void what_is_no_use_leaves_the_tree(pair_t *p)
{
    static const uint8_t others[] = {OWN, SNOOP_READ, SNOOP_INV, FLUSH_LINE, INVD, WBINVD};
    static const uint8_t lrus[] = {4, 0, 3, 1}; /* after a use of the way beside each */
    start(p);
    for (unsigned i = 0; i < sizeof others; i++)
        for (unsigned way = 0; way < 4; way++) {
            set4(p, S, S, S, S);
            op(p, READ, TAG(way ^ 2));
            expect_eq(p, out_of(p)->lru, lrus[way]);
            op(p, others[i], TAG(way));
            expect_eq(p, out_of(p)->lru, lrus[way]);
            expect_eq(p, out_of(p)->victim_way, 3);
        }
}

static void a_victim_in_m_is_written_back(pair_t *p)
{
    /* used last, and who goes then */
    static const struct {
        uint8_t used, lru, victim;
    } rows[] = {{3, 0, 0}, {2, 4, 0}, {0, 3, 2}, {1, 1, 2}};
    start(p);
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        set4(p, M, M, M, M);
        op(p, READ, TAG(rows[i].used));
        op(p, READ, OTHER);
        expect_out(p, .fill = true, .victim_way = rows[i].victim, .dirty = true, .wb_way = rows[i].victim,
                   .wb_tag = TAG(rows[i].victim), .lru = rows[i].lru,
                   .states = (uint8_t)(STATES(M, M, M, M) & ~(3u << 2 * rows[i].victim)));
    }
    set4(p, M, E, S, M); /* a clean one is not */
    op(p, READ, TAG(0));
    op(p, WRITE, OTHER);
    expect_out(p, .fill = true, .victim_way = 2, .states = STATES(M, E, I, M), .lru = 3);
}

/* --- stores ------------------------------------------------------------------------------------------------------- */

static void row_43_a_store_by_state(pair_t *p)
{
    start(p);
    set4(p, M, E, S, S);
    op(p, WRITE, TAG(0)); /* silent */
    expect_out(p, .hit = true, .victim_way = 3, .states = STATES(M, E, S, S), .lru = 3);
    op(p, WRITE, TAG(1)); /* silent, to M */
    expect_out(p, .hit = true, .way = 1, .victim_way = 3, .states = STATES(M, M, S, S), .lru = 1);
    op(p, WRITE, TAG(2)); /* needs ownership */
    expect_out(p, .hit = true, .way = 2, .own = true, .victim_way = 3, .states = STATES(M, M, S, S), .lru = 4);
    in_of(p)->wr_alloc = false;
    op(p, WRITE, OTHER); /* to the bus */
    expect_out(p, .through = true, .victim_way = 3, .states = STATES(M, M, S, S), .lru = 4);
}

static void ownership_makes_s_m_and_nothing_else(pair_t *p)
{
    start(p);
    set4(p, M, E, S, I);
    op(p, OWN, TAG(2));
    expect_out(p, .hit = true, .way = 2, .victim_way = 3, .states = STATES(M, E, M, I));
    op(p, OWN, TAG(0));
    expect_out(p, .victim_way = 3, .states = STATES(M, E, M, I));
    op(p, OWN, TAG(1));
    expect_out(p, .victim_way = 3, .states = STATES(M, E, M, I));
    op(p, OWN, TAG(3));
    expect_out(p, .victim_way = 3, .states = STATES(M, E, M, I));
    set4(p, S, S, S, S); /* a snoop was first */
    op(p, WRITE, TAG(1));
    op(p, SNOOP_INV, TAG(1));
    op(p, OWN, TAG(1));
    expect_out(p, .victim_way = 3, .states = STATES(S, I, S, S), .lru = 1);
}

static void row_43_a_store_to_wp_drops_the_line(pair_t *p)
{
    start(p);
    set4(p, S, E, M, M);
    in_of(p)->type = WP;
    op(p, WRITE, TAG(0));
    expect_out(p, .hit = true, .through = true, .victim_way = 3, .states = STATES(I, E, M, M), .lru = 3);
    op(p, WRITE, TAG(1));
    expect_out(p, .hit = true, .way = 1, .through = true, .victim_way = 3, .states = STATES(I, I, M, M), .lru = 1);
    op(p, WRITE, TAG(3)); /* out of M it is written back first */
    expect_out(p, .hit = true, .way = 3, .through = true, .victim_way = 3, .dirty = true, .wb_way = 3, .wb_tag = TAG(3),
               .states = STATES(I, I, M, I));
    op(p, WRITE, TAG(3));
    expect_out(p, .through = true, .victim_way = 3, .states = STATES(I, I, M, I));
}

static void row_43_a_store_to_wt_or_uc_goes_through(pair_t *p)
{
    static const uint8_t through[] = {UC, WC, 2, 3, WT, UC_MINUS};
    start(p);
    for (unsigned i = 0; i < sizeof through; i++) {
        in_of(p)->type = WB;
        set4(p, S, E, M, I);
        in_of(p)->type = through[i];
        op(p, WRITE, TAG(0));
        expect_out(p, .hit = true, .through = true, .victim_way = 3, .states = STATES(S, E, M, I), .lru = 3);
        op(p, WRITE, TAG(1));
        expect_out(p, .hit = true, .way = 1, .through = true, .victim_way = 3, .states = STATES(S, E, M, I), .lru = 1);
        op(p, WRITE, TAG(2));
        expect_out(p, .hit = true, .way = 2, .through = true, .victim_way = 3, .states = STATES(S, E, M, I), .lru = 4);
        op(p, WRITE, OTHER);
        expect_out(p, .through = true, .victim_way = 3, .states = STATES(S, E, M, I), .lru = 4);
    }
}

static void row_42_a_write_miss_allocates_from_the_p6_on(pair_t *p)
{
    for (unsigned alloc = 0; alloc < 2; alloc++)
        for (unsigned code = 0; code < 2; code++)
            for (unsigned cd = 0; cd < 2; cd++)
                for (unsigned cacheable = 0; cacheable < 2; cacheable++)
                    for (unsigned type = 0; type < 8; type++) {
                        bool want = alloc && !code && !cd && cacheable && type == WB;
                        start(p);
                        in_of(p)->wr_alloc = alloc;
                        in_of(p)->code_only = code;
                        in_of(p)->cd = cd;
                        in_of(p)->cacheable = cacheable;
                        in_of(p)->type = (uint8_t)type;
                        pair_reset_edge(p);
                        op(p, WRITE, OTHER);
                        expect_out(p, .fill = want, .through = !want);
                    }
}

static void row_43_a_code_cache_has_s_and_i(pair_t *p)
{
    start(p);
    in_of(p)->code_only = true;
    pair_reset_edge(p);
    for (unsigned state = I; state <= M; state++) {
        op(p, INVD, 0);
        op(p, FETCH, OTHER);
        fill(p, OTHER, state);
        expect_out(p, .states = state == I ? I : S, .lru = 3);
    }
    for (unsigned type = 0; type < 8; type++)
        for (unsigned lone = 0; lone < 2; lone++) {
            cd_nw(p, false, false);
            op(p, INVD, 0);
            op(p, FETCH, OTHER);
            fill(p, OTHER, E);
            cd_nw(p, lone, lone);
            in_of(p)->type = (uint8_t)type;
            op(p, WRITE, OTHER); /* a store to a line there drops it */
            expect_out(p, .hit = true, .through = true, .lru = 3);
            op(p, WRITE, OTHER);
            expect_out(p, .through = true, .lru = 3);
        }
}

/* --- CR0.CD and NW ------------------------------------------------------------------------------------------------ */

static void row_42_cd_stops_fills_not_hits(pair_t *p)
{
    start(p);
    set4(p, S, E, M, I);
    cd_nw(p, true, false);
    op(p, READ, TAG(1));
    expect_out(p, .hit = true, .way = 1, .victim_way = 3, .states = STATES(S, E, M, I), .lru = 1);
    op(p, READ, OTHER);
    expect_out(p, .victim_way = 3, .states = STATES(S, E, M, I), .lru = 1);
    op(p, FETCH, OTHER);
    expect_out(p, .victim_way = 3, .states = STATES(S, E, M, I), .lru = 1);
    op(p, WRITE, OTHER);
    expect_out(p, .through = true, .victim_way = 3, .states = STATES(S, E, M, I), .lru = 1);
    op(p, WRITE, TAG(0)); /* coherency is kept */
    expect_out(p, .hit = true, .own = true, .victim_way = 3, .states = STATES(S, E, M, I), .lru = 3);
    op(p, WRITE, TAG(1));
    expect_out(p, .hit = true, .way = 1, .victim_way = 3, .states = STATES(S, M, M, I), .lru = 1);
    op(p, SNOOP_INV, TAG(0));
    expect_out(p, .victim_way = 3, .states = STATES(I, M, M, I), .lru = 1);
    op(p, SNOOP_INV, TAG(1));
    expect_out(p, .hitm = true, .way = 1, .victim_way = 3, .states = STATES(I, I, M, I), .lru = 1);
}

static void row_42_cd_and_nw_leave_the_cache_alone(pair_t *p)
{
    start(p);
    for (unsigned type = 0; type < 8; type++) {
        cd_nw(p, false, false);
        in_of(p)->type = WB;
        set4(p, S, E, M, E);
        cd_nw(p, true, true);
        in_of(p)->type = (uint8_t)type;
        op(p, READ, OTHER); /* no fills */
        expect_out(p, .victim_way = 3, .states = STATES(S, E, M, E));
        op(p, WRITE, OTHER);
        expect_out(p, .through = true, .victim_way = 3, .states = STATES(S, E, M, E));
        op(p, WRITE, TAG(0)); /* no bus cycle, whatever the type */
        expect_out(p, .hit = true, .victim_way = 3, .states = STATES(S, E, M, E), .lru = 3);
        op(p, WRITE, TAG(1));
        expect_out(p, .hit = true, .way = 1, .victim_way = 3, .states = STATES(S, M, M, E), .lru = 1);
        op(p, WRITE, TAG(2));
        expect_out(p, .hit = true, .way = 2, .victim_way = 3, .states = STATES(S, M, M, E), .lru = 4);
        op(p, SNOOP_INV, TAG(0)); /* a snoop does not invalidate */
        expect_out(p, .victim_way = 3, .states = STATES(S, M, M, E), .lru = 4);
        op(p, SNOOP_INV, TAG(3));
        expect_out(p, .victim_way = 3, .states = STATES(S, M, M, E), .lru = 4);
        op(p, SNOOP_INV, TAG(2));
        expect_out(p, .hitm = true, .way = 2, .victim_way = 3, .states = STATES(S, M, M, E), .lru = 4);
        op(p, SNOOP_READ, TAG(2));
        expect_out(p, .hitm = true, .way = 2, .victim_way = 3, .states = STATES(S, M, S, E), .lru = 4);
        op(p, WBINVD, 0); /* WBINVD and INVD do */
        expect_out(p, .wb = true, .wb_way = 1, .wb_tag = TAG(1), .victim_way = 3, .states = STATES(S, I, S, E),
                   .lru = 4);
        op(p, INVD, 0);
        expect_out(p, .victim_way = 3, .lru = 4);
    }
}

static void row_42_later_parts_take_cd_and_nw_as_cd(pair_t *p)
{
    start(p);
    in_of(p)->p6_cd_nw = false;
    pair_reset_edge(p);
    set4(p, S, E, M, S);
    cd_nw(p, true, true);
    op(p, READ, OTHER);
    expect_out(p, .victim_way = 3, .states = STATES(S, E, M, S));
    op(p, WRITE, TAG(0));
    expect_out(p, .hit = true, .own = true, .victim_way = 3, .states = STATES(S, E, M, S), .lru = 3);
    in_of(p)->type = WT;
    op(p, WRITE, TAG(1));
    expect_out(p, .hit = true, .way = 1, .through = true, .victim_way = 3, .states = STATES(S, E, M, S), .lru = 1);
    in_of(p)->type = WP;
    op(p, WRITE, TAG(1));
    expect_out(p, .hit = true, .way = 1, .through = true, .victim_way = 3, .states = STATES(S, I, M, S), .lru = 1);
    op(p, SNOOP_INV, TAG(0));
    expect_out(p, .victim_way = 3, .states = STATES(I, I, M, S), .lru = 1);
    op(p, SNOOP_INV, TAG(2));
    expect_out(p, .hitm = true, .way = 2, .victim_way = 3, .states = STATES(I, I, I, S), .lru = 1);
}

static void row_42_nw_alone_does_not_count(pair_t *p)
{
    start(p);
    in_of(p)->p5_nosnoop = true;
    pair_reset_edge(p);
    set4(p, S, E, M, S);
    cd_nw(p, false, true);
    op(p, WRITE, TAG(0));
    expect_out(p, .hit = true, .own = true, .victim_way = 3, .states = STATES(S, E, M, S), .lru = 3);
    op(p, SNOOP_INV, TAG(1));
    expect_out(p, .victim_way = 3, .states = STATES(S, I, M, S), .lru = 3);
    op(p, READ, OTHER);
    expect_out(p, .fill = true, .victim_way = 1, .states = STATES(S, I, M, S), .lru = 3);
}

static void row_42_one_pentium_ignores_snoops(pair_t *p)
{
    for (unsigned p6 = 0; p6 < 2; p6++)
        for (unsigned what = SNOOP_READ; what <= SNOOP_INV; what++) {
            start(p);
            in_of(p)->p5_nosnoop = true;
            in_of(p)->p6_cd_nw = p6;
            pair_reset_edge(p);
            set4(p, S, E, M, I);
            cd_nw(p, true, true);
            for (unsigned way = 0; way < 4; way++) {
                op(p, what, TAG(way));
                expect_out(p, .victim_way = 3, .states = STATES(S, E, M, I));
            }
            cd_nw(p, true, false); /* CD alone: answered */
            op(p, what, TAG(2));
            expect_out(p, .hitm = true, .way = 2, .victim_way = 3,
                       .states = what == SNOOP_READ ? STATES(S, E, S, I) : STATES(S, E, I, I));
        }
}

/* --- snoops ------------------------------------------------------------------------------------------------------- */

static void a_snooped_read_shares_the_line(pair_t *p)
{
    start(p);
    set4(p, S, E, M, I);
    op(p, SNOOP_READ, TAG(0));
    expect_out(p, .hit = true, .victim_way = 3, .states = STATES(S, E, M, I));
    op(p, SNOOP_READ, TAG(1));
    expect_out(p, .hit = true, .way = 1, .victim_way = 3, .states = STATES(S, S, M, I));
    op(p, SNOOP_READ, TAG(2));
    expect_out(p, .hitm = true, .way = 2, .victim_way = 3, .states = STATES(S, S, S, I));
    op(p, SNOOP_READ, TAG(2));
    expect_out(p, .hit = true, .way = 2, .victim_way = 3, .states = STATES(S, S, S, I));
    op(p, SNOOP_READ, TAG(3));
    expect_out(p, .victim_way = 3, .states = STATES(S, S, S, I));
}

static void a_snooped_write_drops_the_line(pair_t *p)
{
    start(p);
    set4(p, S, E, M, I);
    op(p, SNOOP_INV, TAG(3));
    expect_out(p, .victim_way = 3, .states = STATES(S, E, M, I));
    op(p, SNOOP_INV, TAG(0));
    expect_out(p, .victim_way = 3, .states = STATES(I, E, M, I));
    op(p, SNOOP_INV, TAG(1));
    expect_out(p, .victim_way = 3, .states = STATES(I, I, M, I));
    op(p, SNOOP_INV, TAG(2));
    expect_out(p, .hitm = true, .way = 2, .victim_way = 3);
    op(p, SNOOP_INV, TAG(2));
    expect_out(p, .victim_way = 3);
}

/* --- flushes ------------------------------------------------------------------------------------------------------ */

static void flush_line_takes_one_line(pair_t *p)
{
    start(p);
    set4(p, S, E, M, M);
    op(p, FLUSH_LINE, OTHER);
    expect_out(p, .victim_way = 3, .states = STATES(S, E, M, M));
    op(p, FLUSH_LINE, TAG(0));
    expect_out(p, .hit = true, .victim_way = 3, .states = STATES(I, E, M, M));
    op(p, FLUSH_LINE, TAG(1));
    expect_out(p, .hit = true, .way = 1, .victim_way = 3, .states = STATES(I, I, M, M));
    op(p, FLUSH_LINE, TAG(3));
    expect_out(p, .hit = true, .way = 3, .dirty = true, .wb_way = 3, .wb_tag = TAG(3), .victim_way = 3,
               .states = STATES(I, I, M, I));
    op(p, FLUSH_LINE, TAG(3));
    expect_out(p, .victim_way = 3, .states = STATES(I, I, M, I));
}

static void row_42_invd_loses_dirty_lines(pair_t *p)
{
    start(p);
    set4(p, M, E, S, M);
    op(p, INVD, TAG(1));
    expect_out(p, .victim_way = 3);
    op(p, WBINVD, 0);
    expect_out(p, .done = true, .victim_way = 3);
}

static void row_42_wbinvd_writes_one_line_an_edge(pair_t *p)
{
    start(p);
    set4(p, M, M, M, M);
    op(p, WBINVD, OTHER);
    expect_out(p, .wb = true, .wb_tag = TAG(0), .victim_way = 3, .states = STATES(I, M, M, M));
    op(p, WBINVD, OTHER);
    expect_out(p, .wb = true, .wb_way = 1, .wb_tag = TAG(1), .victim_way = 3, .states = STATES(I, I, M, M));
    op(p, NONE, OTHER); /* given until done: nothing goes on by itself */
    expect_out(p, .victim_way = 3, .states = STATES(I, I, M, M));
    op(p, WBINVD, OTHER);
    expect_out(p, .wb = true, .wb_way = 2, .wb_tag = TAG(2), .victim_way = 3, .states = STATES(I, I, I, M));
    op(p, WBINVD, OTHER);
    expect_out(p, .wb = true, .wb_way = 3, .wb_tag = TAG(3), .victim_way = 3);
    op(p, WBINVD, OTHER);
    expect_out(p, .done = true, .victim_way = 3);
    set4(p, S, E, S, M); /* only the last way is dirty */
    op(p, WBINVD, 0);
    expect_out(p, .wb = true, .wb_way = 3, .wb_tag = TAG(3), .victim_way = 3, .states = STATES(S, E, S, I));
    op(p, WBINVD, 0);
    expect_out(p, .done = true, .victim_way = 3);
    set4(p, S, E, S, E); /* none is */
    op(p, WBINVD, 0);
    expect_out(p, .done = true, .victim_way = 3);
}

/* --- random ------------------------------------------------------------------------------------------------------- */

static void random_operations_agree(pair_t *p)
{
    static const uint8_t types[] = {WB, WB, WB, WT, WP, UC};
    static const uint8_t ops[] = {READ, READ, READ, FETCH, WRITE, WRITE, WRITE, FILL, FILL, FILL, OWN, SNOOP_READ,
                                  SNOOP_INV, FLUSH_LINE};
    unsigned hits = 0, dirty = 0;
    start(p);
    for (unsigned n = 0; n < 60000; n++) {
        cache_ctl_in_t *in = in_of(p);
        in->op = pair_one_in(p, 40) ? (uint8_t)pair_below(p, 16) : ops[pair_below(p, sizeof ops)];
        in->tag = 0x400000 + pair_below(p, 6);
        in->type = types[pair_below(p, sizeof types)];
        in->cacheable = !pair_one_in(p, 8);
        in->fill_state = (uint8_t)pair_below(p, 4);
        if (pair_one_in(p, 50)) {
            in->cd = pair_one_in(p, 3);
            in->nw = pair_one_in(p, 2);
        }
        if (pair_one_in(p, 1000)) {
            in->wr_alloc = pair_one_in(p, 2);
            in->code_only = pair_one_in(p, 4);
            in->p5_nosnoop = pair_one_in(p, 3);
            in->p6_cd_nw = pair_one_in(p, 2);
            pair_reset_edge(p);
            continue;
        }
        pair_tick(p);
        expect_false(p, out_of(p)->hit && out_of(p)->hitm);
        hits += out_of(p)->hit;
        dirty += out_of(p)->dirty;
    }
    expect_true(p, hits > 5000);
    expect_true(p, dirty > 100);
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(reset_empties_the_set, "model/cpu/cache_ctl.h", "reset makes each line I, lru and the victim 0"),
    DIRECTED_TEST(reset_comes_between_a_miss_and_its_line, "model/cpu/cache_ctl.h",
        "a reset between a miss and FILL forgets the victim; no line is left"),
    DIRECTED_TEST(reset_comes_within_wbinvd, "model/cpu/cache_ctl.h",
        "a reset within WBINVD leaves nothing to write back"),
    DIRECTED_TEST(reset_holds_against_an_operation, "model/cpu/cache_ctl.h", "in reset no operation is carried out"),
    DIRECTED_TEST(without_an_operation_nothing_moves, "model/cpu/cache_ctl.h",
        "operations 0 and 11 to 15 answer nothing and change nothing"),
    DIRECTED_TEST(row_43_a_read_leaves_each_state, "interconnect facts 4.3; model/cpu/cache_ctl.h",
        "a load or fetch hits in S, E and M, whatever the type, and leaves the state"),
    DIRECTED_TEST(a_miss_asks_for_its_line, "model/cpu/cache_ctl.h",
        "a load or fetch of cacheable memory that misses asks for the line each time until FILL"),
    DIRECTED_TEST(a_line_comes_in_the_state_of_the_bus, "model/cpu/cache_ctl.h",
        "FILL puts the line in with fill_state; CD, NW, the type and cacheable do not count"),
    DIRECTED_TEST(a_line_that_is_there_is_filled_in_place, "model/cpu/cache_ctl.h",
        "FILL of a line that is there goes into its way, not into the victim"),
    DIRECTED_TEST(each_bit_of_a_tag_counts, "model/cpu/cache_ctl.h",
        "a line is found by all 24 bits of its tag, in each way"),
    DIRECTED_TEST(each_bit_counts_beside_ones, "model/cpu/cache_ctl.h",
        "a line is found by all 24 bits of its tag when the others are 1"),
    DIRECTED_TEST(free_ways_are_filled_from_the_lowest, "model/cpu/cache_ctl.h",
        "the victim is the lowest way in I, whatever lru says"),
    DIRECTED_TEST(the_victim_of_a_full_set_is_that_of_the_tree, "model/cpu/cache_ctl.h",
        "of a full set the victim follows from lru, for each of its eight values"),
    DIRECTED_TEST(each_use_turns_the_tree, "model/cpu/cache_ctl.h",
        "a hit of READ, FETCH or WRITE and a FILL turn lru, from each value, for each way"),
    DIRECTED_TEST(what_is_no_use_leaves_the_tree, "model/cpu/cache_ctl.h",
        "snoops, OWN, FLUSH_LINE, INVD and WBINVD leave lru and the victim"),
    DIRECTED_TEST(a_victim_in_m_is_written_back, "interconnect facts 4.3; model/cpu/cache_ctl.h",
        "a victim in M shows dirty with its way and tag, a clean one does not"),
    DIRECTED_TEST(row_43_a_store_by_state, "interconnect facts 4.3",
        "a store to M is silent, to E silent and makes M, to S needs ownership, without a line goes to the bus"),
    DIRECTED_TEST(ownership_makes_s_m_and_nothing_else, "interconnect facts 4.3; model/cpu/cache_ctl.h",
        "OWN makes S M; a line in E or M stays, one that a snoop took first does not come back"),
    DIRECTED_TEST(row_43_a_store_to_wp_drops_the_line, "interconnect facts 4.3; model/cpu/cache_ctl.h",
        "a store to WP memory goes to the bus and drops the line, out of M with a write-back"),
    DIRECTED_TEST(row_43_a_store_to_wt_or_uc_goes_through, "interconnect facts 4.3; model/cpu/cache_ctl.h",
        "a store to WT, WC or UC memory goes to the bus and leaves the state, M too"),
    DIRECTED_TEST(row_42_a_write_miss_allocates_from_the_p6_on, "interconnect facts 4.2, 4.6",
        "a write miss allocates for WB, cacheable, CD = 0, on parts that do so, and not in a code cache"),
    DIRECTED_TEST(row_43_a_code_cache_has_s_and_i, "interconnect facts 4.3",
        "a code cache holds S and I; a store to its line drops the line"),
    DIRECTED_TEST(row_42_cd_stops_fills_not_hits, "interconnect facts 4.2",
        "with CD = 1, NW = 0 hits are served, misses bypass, coherency is kept"),
    DIRECTED_TEST(row_42_cd_and_nw_leave_the_cache_alone, "interconnect facts 4.2",
        "with CD = NW = 1 of a P6 a write hit makes no bus cycle, E goes to M, S stays, a snoop does not invalidate"),
    DIRECTED_TEST(row_42_later_parts_take_cd_and_nw_as_cd, "interconnect facts 4.2",
        "without the strap p6_cd_nw CD = NW = 1 is as CD = 1 alone"),
    DIRECTED_TEST(row_42_nw_alone_does_not_count, "interconnect facts 4.2", "with CD = 0 NW changes nothing"),
    DIRECTED_TEST(row_42_one_pentium_ignores_snoops, "interconnect facts 4.2",
        "with the strap p5_nosnoop and CD = NW = 1 snoops do and answer nothing"),
    DIRECTED_TEST(a_snooped_read_shares_the_line, "interconnect facts 4.3; model/cpu/cache_ctl.h",
        "a read by another is answered HIT# in S and E, HITM# in M, and leaves S"),
    DIRECTED_TEST(a_snooped_write_drops_the_line, "interconnect facts 4.3; model/cpu/cache_ctl.h",
        "a write by another drops the line, in M with HITM#, else without an answer"),
    DIRECTED_TEST(flush_line_takes_one_line, "model/cpu/cache_ctl.h",
        "CLFLUSH drops its line only, out of M with a write-back"),
    DIRECTED_TEST(row_42_invd_loses_dirty_lines, "interconnect facts 4.2",
        "INVD empties the set and writes nothing back"),
    DIRECTED_TEST(row_42_wbinvd_writes_one_line_an_edge, "interconnect facts 4.2; model/cpu/cache_ctl.h",
        "WBINVD writes back the lowest line in M at each edge, the last way too, then empties the set and is done"),
    RANDOM_TEST(random_operations_agree, "random operations, types and straps on six lines, and resets"),
    DIRECTED_END,
};

const directed_t directed_cache_ctl = {&cache_ctl_block, tests};
