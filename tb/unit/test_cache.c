/* The caches: replacement, line states, data and eviction on each level, and one to four CPUs' caches on a bus with the
 * bridge, where random loads, stores, locked additions, CLFLUSHes and WBINVDs of random types must give what one memory
 * would have given, in whatever order the CPUs and their blocks are stepped. This is beneath the store buffer: an access is
 * over when it is in the cache or on the bus. The order that it lets programs see is test_store_buf's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bus_rig.h"

static uint64_t reads_checked, states_checked, levels_checked, victims_checked, orders_checked, hitms, backs, voids,
    flushes, answered[5];

/* --- one cache ------------------------------------------------------------------------------------------------------ */

static cache_t *open_shape(cache_shape_t shape)
{
    cache_t *k = calloc(1, sizeof *k);
    assert_non_null(k);
    k->l2 = cache_l2_new(shape);
    assert_int_equal(k->l2 != NULL, shape.l2_sets != 0);
    cache_reset(k, shape);
    k->cd = k->nw = false;
    return k;
}

static cache_t *open_cache(const char *part)
{
    cache_shape_t level_1 = part_find(part)->caches;
    level_1.l2_sets = 0;
    return open_shape(level_1);
}

static void close_cache(cache_t *k)
{
    free(k->l2);
    free(k);
}

/* The tree in other words: of each half of the ways, the one used last is left alone; the lower one when none was. */
static unsigned tree_victim(const uint64_t *used, unsigned first, unsigned ways)
{
    if (ways == 1)
        return first;
    unsigned latest = first;
    for (unsigned w = first; w < first + ways; w++)
        latest = used[w] > used[latest] ? w : latest;
    bool upper = used[latest] && latest < first + ways / 2;
    return tree_victim(used, first + (upper ? ways / 2 : 0), ways / 2);
}

static void victims_follow_the_tree(void **state)
{
    (void)state;
    for (unsigned ways = 2; ways <= CACHE_WAYS_MAX; ways *= 2) {
        cache_set_t set = {0};
        uint64_t used[CACHE_WAYS_MAX] = {0}, rng = ways;
        for (uint64_t now = 1; now <= 4000; now++) {
            rng = rng * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            cache_ctl_in_t in = {.op = CACHE_READ, .tag = (uint32_t)(rng >> 33) % (ways + ways / 2), .cacheable = true};
            cache_ctl_out_t o = cache_set_do(&set, ways, &in);
            unsigned way = o.way;
            if (!o.hit) {
                unsigned empty = 0;
                while (empty < ways && used[empty])
                    empty++;
                way = empty < ways ? empty : tree_victim(used, 0, ways);
                assert_true(o.fill);
                assert_int_equal(o.victim_way, way);
                victims_checked++;
                in.op = CACHE_FILL;
                in.fill_state = CACHE_S;
                cache_set_do(&set, ways, &in);
                assert_int_equal(set.tag[way], in.tag);
            }
            used[way] = now;
        }
    }
}

/* Sizes of the parts (interconnect facts 5). */
static void shapes_are_the_parts(void **state)
{
    (void)state;
    static const struct {
        const char *part;
        unsigned l1, ways, line, l2, l2_ways;
    } rows[] = {{"pentium", 8, 2, 32, 0, 0}, {"p6", 16, 4, 32, 512, 4}, {"core2", 32, 8, 64, 4096, 16}};
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cache_shape_t c = part_find(rows[i].part)->caches;
        assert_int_equal(c.sets * c.ways * c.line, rows[i].l1 * 1024);
        assert_int_equal(c.ways, rows[i].ways);
        assert_int_equal(c.line, rows[i].line);
        assert_int_equal(c.l2_sets * c.l2_ways * c.line, rows[i].l2 * 1024);
        assert_int_equal(c.l2_ways, rows[i].l2_ways);
        assert_true(c.sets <= CACHE_SETS_MAX && c.sets * c.ways * c.line <= L1_BYTES_MAX);
    }
}

/* What a write-back line does in each state (interconnect facts 4.3). */
static void states_follow_mesi(void **state)
{
    (void)state;
    static const struct {
        enum cache_state from;
        enum cache_op op;
        enum cache_state to;
        bool hit, hitm, own;
    } rows[] = {
        {CACHE_S, CACHE_READ, CACHE_S, true, false, false},       {CACHE_E, CACHE_READ, CACHE_E, true, false, false},
        {CACHE_M, CACHE_READ, CACHE_M, true, false, false},       {CACHE_S, CACHE_WRITE, CACHE_S, true, false, true},
        {CACHE_E, CACHE_WRITE, CACHE_M, true, false, false},      {CACHE_M, CACHE_WRITE, CACHE_M, true, false, false},
        {CACHE_S, CACHE_OWN, CACHE_M, true, false, false},        {CACHE_I, CACHE_SNOOP_READ, CACHE_I, false, false, false},
        {CACHE_S, CACHE_SNOOP_READ, CACHE_S, true, false, false}, {CACHE_E, CACHE_SNOOP_READ, CACHE_S, true, false, false},
        {CACHE_M, CACHE_SNOOP_READ, CACHE_S, false, true, false}, {CACHE_S, CACHE_SNOOP_INV, CACHE_I, false, false, false},
        {CACHE_E, CACHE_SNOOP_INV, CACHE_I, false, false, false}, {CACHE_M, CACHE_SNOOP_INV, CACHE_I, false, true, false},
        {CACHE_E, CACHE_FLUSH_LINE, CACHE_I, true, false, false}, {CACHE_M, CACHE_INVD, CACHE_I, false, false, false},
    };
    uint8_t line[LINE_BYTES_MAX] = {1, 2, 3};
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cache_t *k = open_cache("p6");
        if (rows[i].from != CACHE_I)
            cache_fill(k, &k->data, 0x12340, rows[i].from, line);
        const cache_ctl_out_t *o = cache_do(k, &k->data, rows[i].op, 0x12340, MT_WB, true, CACHE_I);
        assert_int_equal(cache_find(k, &k->data, 0x12340, NULL), rows[i].to);
        assert_int_equal(o->hit, rows[i].hit);
        assert_int_equal(o->hitm, rows[i].hitm);
        assert_int_equal(o->own, rows[i].own);
        states_checked++;
        close_cache(k);
    }
}

/* Five lines of one set: the one used longest ago, as the tree has it, goes out with its data and its address. */
static void the_victim_goes_out_with_its_data(void **state)
{
    (void)state;
    static const char *const parts[] = {"pentium", "p6", "core2"};
    for (unsigned p = 0; p < 3; p++) {
        cache_t *k = open_cache(parts[p]);
        uint64_t stride = (uint64_t)k->shape.line * k->shape.sets;
        uint8_t line[LINE_BYTES_MAX];
        for (unsigned i = 0; i < k->shape.ways; i++) {
            memset(line, (int)i + 1, sizeof line);
            assert_true(cache_do(k, &k->data, CACHE_READ, 0x40 + i * stride, MT_WB, true, CACHE_I)->fill);
            cache_fill(k, &k->data, 0x40 + i * stride, CACHE_M, line);
        }
        cache_ctl_out_t o = *cache_do(k, &k->data, CACHE_READ, 0x40 + 9 * stride, MT_WB, true, CACHE_I);
        assert_true(o.fill && o.dirty);
        cache_put_out(k, &k->data, &o, 0x40 + 9 * stride);
        assert_int_equal(k->buf.wb_addr, 0x40);
        assert_int_equal(k->buf.wb[3], UINT64_C(0x0101010101010101));
        unsigned back = 0;
        while (cache_write_back_next(k))
            back++;
        assert_int_equal(back, k->shape.ways - 1);
        assert_false(cache_write_back_next(k));
        close_cache(k);
    }
}

/* --- level 2 -------------------------------------------------------------------------------------------------------- */

enum { A = 0x10000, STEP = 0x1000 }; /* addresses STEP apart are of one set on both levels of `two_levels` */
static const cache_shape_t two_levels = {.sets = 2, .ways = 2, .line = 32, .l2_sets = 4, .l2_ways = 4, .wr_alloc = true};

/* A load or a store as the core makes it; a line that has to come is `byte` all over. */
static cache_answer_t use_line(cache_t *k, enum cache_op op, uint64_t addr, uint8_t type, uint8_t byte)
{
    cache_answer_t w = cache_look_up(k, op, addr, type, true);
    if (w.fill) {
        memset(k->buf.fill, byte, sizeof k->buf.fill);
        assert_non_null(cache_take_fill(k, op, addr, type == MT_WB ? CACHE_E : CACHE_S, w.own));
    }
    if (op == CACHE_WRITE)
        cache_store(k, addr, &byte, 1);
    levels_checked++;
    return w;
}

static void assert_states(cache_t *k, uint64_t addr, enum cache_state code, enum cache_state data, enum cache_state l2)
{
    assert_int_equal(cache_find(k, &k->code, addr, NULL), code);
    assert_int_equal(cache_find(k, &k->data, addr, NULL), data);
    assert_int_equal(cache_find(k, k->l2, addr, NULL), l2);
    levels_checked++;
}

static uint8_t byte_of(cache_t *k, cache_array_t *a, uint64_t addr)
{
    uint8_t *line = NULL;
    assert_true(cache_find(k, a, addr, &line) != CACHE_I);
    return line[addr % k->shape.line];
}

static void level_2_answers_what_level_1_gave_up(void **state)
{
    (void)state;
    cache_t *k = open_shape(two_levels);
    assert_int_equal(use_line(k, CACHE_WRITE, A, MT_WB, 0x11).from, FROM_BUS);
    assert_states(k, A, CACHE_I, CACHE_M, CACHE_E);
    assert_int_equal(byte_of(k, k->l2, A + 1), 0x11); /* as it came */
    use_line(k, CACHE_WRITE, A + 1, MT_WB, 0x22);
    assert_int_equal(byte_of(k, k->l2, A + 1), 0x11); /* level 1 alone has the store */
    use_line(k, CACHE_READ, A + STEP, MT_WB, 0x33);
    cache_answer_t w = use_line(k, CACHE_READ, A + 2 * STEP, MT_WB, 0x44); /* pushes A out of level 1 */
    assert_false(w.evict);
    assert_states(k, A, CACHE_I, CACHE_I, CACHE_M);
    assert_int_equal(byte_of(k, k->l2, A + 1), 0x22);
    w = use_line(k, CACHE_READ, A, MT_WB, 0);
    assert_true(w.hit && !w.fill);
    assert_int_equal(w.from, FROM_L2);
    assert_int_equal(w.state, CACHE_M);
    assert_int_equal(w.line[1], 0x22);
    assert_states(k, A, CACHE_I, CACHE_E, CACHE_M);
    w = use_line(k, CACHE_FETCH, A + STEP, MT_WB, 0);
    assert_int_equal(w.from, FROM_L2);
    assert_states(k, A + STEP, CACHE_S, CACHE_I, CACHE_E);
    assert_int_equal(use_line(k, CACHE_READ, A, MT_WB, 0).from, FROM_L1);
    close_cache(k);
}

static void level_2_takes_its_victim_out_of_level_1(void **state)
{
    (void)state;
    for (unsigned newest_above = 0; newest_above < 2; newest_above++) {
        cache_t *k = open_shape(two_levels);
        cache_answer_t w;
        use_line(k, CACHE_WRITE, A, MT_WB, 0x11);
        use_line(k, CACHE_FETCH, A + STEP, MT_WB, 0x22);
        if (!newest_above) { /* the line is on level 2 alone */
            use_line(k, CACHE_READ, A + 2 * STEP, MT_WB, 0x33);
            use_line(k, CACHE_READ, A + 3 * STEP, MT_WB, 0x44);
            assert_states(k, A, CACHE_I, CACHE_I, CACHE_M);
        } else {
            use_line(k, CACHE_FETCH, A + 2 * STEP, MT_WB, 0x33);
            use_line(k, CACHE_FETCH, A + 3 * STEP, MT_WB, 0x44);
            assert_states(k, A, CACHE_I, CACHE_M, CACHE_E);
        }
        uint64_t gone = UINT64_MAX;
        for (unsigned i = 4; i < 12 && gone != A; i++) {
            w = use_line(k, i % 2 ? CACHE_READ : CACHE_FETCH, A + i * STEP, MT_WB, 0x55);
            assert_true(w.fill);
            gone = w.evict ? k->buf.wb_addr : gone;
        }
        assert_int_equal(gone, A);
        assert_int_equal(k->buf.wb[0] & 0xff, 0x11);
        assert_states(k, A, CACHE_I, CACHE_I, CACHE_I);
        for (unsigned i = 0; i < 12; i++) {
            bool above = cache_find(k, &k->code, A + i * STEP, NULL) || cache_find(k, &k->data, A + i * STEP, NULL);
            assert_true(!above || cache_find(k, k->l2, A + i * STEP, NULL));
        }
        close_cache(k);
    }
}

static void stores_and_types_on_two_levels(void **state)
{
    (void)state;
    cache_t *k = open_shape(two_levels);
    cache_answer_t w;
    use_line(k, CACHE_READ, A, MT_WT, 0x11);
    assert_states(k, A, CACHE_I, CACHE_S, CACHE_S);
    w = use_line(k, CACHE_WRITE, A, MT_WT, 0x22); /* written through: both levels have it */
    assert_true(w.hit && !w.fill && !w.line);
    assert_int_equal(byte_of(k, &k->data, A), 0x22);
    assert_int_equal(byte_of(k, k->l2, A), 0x22);
    w = use_line(k, CACHE_WRITE, A, MT_WB, 0x33); /* S on both: the bus has to give ownership */
    assert_true(w.own && w.fill);
    assert_states(k, A, CACHE_I, CACHE_M, CACHE_E);

    use_line(k, CACHE_READ, A + STEP, MT_WB, 0x44);
    cache_do(k, &k->data, CACHE_FLUSH_LINE, A + STEP, MT_WB, true, CACHE_I);
    use_line(k, CACHE_READ, A + STEP, MT_WT, 0);
    assert_states(k, A + STEP, CACHE_I, CACHE_S, CACHE_E); /* of type WT: S, over E */
    w = use_line(k, CACHE_WRITE, A + STEP, MT_WB, 0x55);
    assert_true(w.line && !w.own); /* which level 2 has */
    assert_states(k, A + STEP, CACHE_I, CACHE_M, CACHE_M);

    w = use_line(k, CACHE_WRITE, A, MT_WP, 0x66); /* WP: out of both levels, modified bytes to the bus */
    assert_true(w.evict && !w.fill);
    assert_int_equal(k->buf.wb[0] & 0xff, 0x33);
    assert_states(k, A, CACHE_I, CACHE_I, CACHE_I);

    k->cd = true; /* no fills: hits of level 2 are served there */
    cache_do(k, &k->data, CACHE_FLUSH_LINE, A + STEP, MT_WB, true, CACHE_I);
    w = use_line(k, CACHE_READ, A + STEP, MT_WB, 0);
    assert_int_equal(w.from, FROM_L2);
    assert_true(w.line && !w.fill);
    use_line(k, CACHE_WRITE, A + STEP, MT_WB, 0x77);
    assert_states(k, A + STEP, CACHE_I, CACHE_I, CACHE_M);
    assert_int_equal(byte_of(k, k->l2, A + STEP), 0x77);
    assert_false(cache_look_up(k, CACHE_READ, A + 5 * STEP, MT_WB, true).fill);
    close_cache(k);
}

static void snoops_find_the_newest_bytes(void **state)
{
    (void)state;
    static const struct {
        bool above; /* modified in level 1, else in level 2 alone */
        bool inv;
    } rows[] = {{false, false}, {false, true}, {true, false}, {true, true}};
    for (unsigned i = 0; i < 4; i++) {
        cache_t *k = open_shape(two_levels);
        uint64_t line[LINE_QWORDS_MAX] = {0};
        use_line(k, CACHE_WRITE, A, MT_WB, 0x11);
        use_line(k, CACHE_READ, A + STEP, MT_WB, 0x33);
        use_line(k, CACHE_READ, A + 2 * STEP, MT_WB, 0x44);
        if (rows[i].above)
            use_line(k, CACHE_WRITE, A, MT_WB, 0x22);
        assert_states(k, A, CACHE_I, rows[i].above ? CACHE_M : CACHE_I, CACHE_M);
        assert_int_equal(cache_snoop(k, A, rows[i].inv, line), SNOOP_HITM);
        assert_int_equal(line[0] & 0xff, rows[i].above ? 0x22 : 0x11);
        enum cache_state after = rows[i].inv ? CACHE_I : CACHE_S;
        assert_states(k, A, CACHE_I, rows[i].above ? after : CACHE_I, after);
        if (!rows[i].inv)
            assert_int_equal(byte_of(k, k->l2, A), line[0] & 0xff);
        assert_int_equal(cache_snoop(k, A, false, line), rows[i].inv ? SNOOP_MISS : SNOOP_HIT);
        assert_int_equal(cache_snoop(k, A + 2 * STEP, false, line), SNOOP_HIT);
        assert_int_equal(cache_snoop(k, A + 9 * STEP, false, line), SNOOP_MISS);
        close_cache(k);
    }
}

static void all_levels_are_written_back_or_dropped(void **state)
{
    (void)state;
    for (unsigned drop = 0; drop < 2; drop++) {
        cache_t *k = open_shape(two_levels);
        for (unsigned i = 0; i < 4; i++)
            use_line(k, CACHE_WRITE, A + i * STEP + 32 * (i % 2), MT_WB, (uint8_t)(i + 1));
        use_line(k, CACHE_FETCH, A + 0x300, MT_WB, 9);
        unsigned seen = 0, count = 0;
        if (drop)
            cache_invalidate(k);
        while (cache_write_back_next(k)) {
            seen |= 1U << (k->buf.wb[0] & 0xff);
            assert_int_equal(k->buf.wb_addr % STEP, (k->buf.wb_addr / STEP) % 2 * 32);
            count++;
        }
        assert_int_equal(seen, drop ? 0 : 0x1e);
        assert_int_equal(count, drop ? 0 : 4);
        for (unsigned i = 0; i < 4; i++)
            assert_states(k, A + i * STEP + 32 * (i % 2), CACHE_I, CACHE_I, CACHE_I);
        assert_states(k, A + 0x300, CACHE_I, CACHE_I, CACHE_I);
        use_line(k, CACHE_WRITE, A, MT_WB, 7); /* and again from the first set on */
        assert_true(cache_write_back_next(k));
        assert_false(cache_write_back_next(k));
        use_line(k, CACHE_WRITE, A, MT_WB, 7);
        cache_reset(k, two_levels);
        assert_states(k, A, CACHE_I, CACHE_I, CACHE_I);
        for (unsigned set = 0; set < two_levels.l2_sets; set++)
            assert_int_equal(k->l2->set[set].lru, 0);
        close_cache(k);
    }
}

static void a_pair_shares_level_2(void **state)
{
    (void)state;
    cache_shape_t shape = two_levels;
    shape.l2_shared = true;
    cache_t *a = open_shape(shape), *b = calloc(1, sizeof *b);
    uint64_t line[LINE_QWORDS_MAX] = {0};
    assert_non_null(b);
    b->l2 = a->l2;
    cache_reset(b, shape);
    b->cd = b->nw = false;
    a->sibling = b;
    b->sibling = a;

    use_line(a, CACHE_WRITE, A, MT_WB, 0x11);
    cache_answer_t w = use_line(b, CACHE_READ, A, MT_WB, 0); /* M there: it goes down, S in both */
    assert_int_equal(w.from, FROM_SIBLING);
    assert_int_equal(w.line[0], 0x11);
    assert_states(a, A, CACHE_I, CACHE_S, CACHE_M);
    assert_states(b, A, CACHE_I, CACHE_S, CACHE_M);
    w = use_line(b, CACHE_WRITE, A, MT_WB, 0x22); /* no bus cycle: the pair owns it */
    assert_true(w.line && !w.own);
    assert_states(a, A, CACHE_I, CACHE_I, CACHE_M);
    assert_states(b, A, CACHE_I, CACHE_M, CACHE_M);
    w = use_line(a, CACHE_FETCH, A, MT_WB, 0);
    assert_int_equal(w.from, FROM_SIBLING);
    assert_int_equal(w.line[0], 0x22);
    assert_states(b, A, CACHE_I, CACHE_S, CACHE_M);
    use_line(b, CACHE_WRITE, A, MT_WB, 0x33); /* drops the other one's code line too */
    assert_states(a, A, CACHE_I, CACHE_I, CACHE_M);
    assert_int_equal(cache_snoop(a, A, false, line), SNOOP_HITM); /* either answers for both */
    assert_int_equal(line[0] & 0xff, 0x33);

    use_line(a, CACHE_READ, A + STEP, MT_WB, 0x44);
    assert_states(a, A + STEP, CACHE_I, CACHE_E, CACHE_E);
    w = use_line(b, CACHE_READ, A + STEP, MT_WB, 0); /* E only where the other has none */
    assert_int_equal(w.from, FROM_L2);
    assert_states(a, A + STEP, CACHE_I, CACHE_S, CACHE_E);
    assert_states(b, A + STEP, CACHE_I, CACHE_S, CACHE_E);

    use_line(b, CACHE_WRITE, A + STEP, MT_WB, 0x55);
    assert_true(cache_drop_line(a, A + STEP + 5)); /* of both cores, whoever asks */
    assert_int_equal(a->buf.wb_addr, A + STEP);
    assert_int_equal(a->buf.wb[0] & 0xff, 0x55);
    assert_states(b, A + STEP, CACHE_I, CACHE_I, CACHE_I);
    assert_true(cache_drop_line(b, A + STEP)); /* on its way out: taken over */
    assert_true(a->buf.wb_void && b->buf.wb_valid && !b->buf.wb_void);
    assert_int_equal(b->buf.wb[0] & 0xff, 0x55);
    assert_false(cache_drop_line(a, A + 7 * STEP));

    a->busy = true;
    a->busy_addr = A;
    assert_true(cache_waits(b, A + STEP)); /* the same set */
    assert_false(cache_waits(b, A + 32));
    assert_false(cache_waits(a, A));
    a->busy = false;

    use_line(b, CACHE_WRITE, A + 2 * STEP, MT_WB, 0x66);
    cache_write_back_next(a);
    assert_int_equal(a->buf.wb[0] & 0xff, 0x66); /* WBINVD of one writes the other's lines back */
    assert_false(cache_write_back_next(a));
    assert_states(b, A + 2 * STEP, CACHE_I, CACHE_I, CACHE_I);
    use_line(b, CACHE_WRITE, A + 2 * STEP, MT_WB, 0x77);
    cache_invalidate(a);
    assert_states(b, A + 2 * STEP, CACHE_I, CACHE_I, CACHE_I);
    close_cache(a);
    free(b);
}

/* --- a machine of processors' memory sides, bridge and memory -------------------------------------------------------- */

enum { LINES = 7, WORDS_A_LINE = 3, WORDS = LINES * WORDS_A_LINE, COUNTERS = 2, PAST = 2 * 4096 };

typedef struct write {
    uint32_t value;
    uint64_t from, to; /* it took effect at one of these times */
} write_t;

typedef struct agent {
    rig_cpu_t *cpu;
    uint64_t rng;
    uint32_t writes;
    bool busy, adds, flushes; /* adds: a locked addition, its load first */
    bool between; /* the access between load and store of an addition */
    uint32_t sum;
    uint8_t seq;  /* c_seq */
    unsigned word;
    uint64_t from;
    cpu_log_entry_t e;
} agent_t;

typedef struct machine {
    rig_t rig;
    agent_t a[RIG_CPUS];
    write_t past[WORDS][PAST];
    unsigned writes[WORDS];
    uint32_t added[COUNTERS];
    cache_shape_t shape;
    cache_array_t *l2[RIG_CPUS];
    uint64_t order, trace; /* order: of stepping; trace: what was read, by whom and when */
    unsigned mst_word; /* of the other master's access */
    uint64_t mst_from;
    bool mst_busy;
    uint64_t clk, rng;
    uint32_t master_writes;
    unsigned asker; /* whose request was looked up last; RIG_CPUS: the bridge's */
    struct {
        uint64_t hits, hitms, lines, backs, voids, adds, masters, flushes, from[5];
    } n;
} machine_t;

/* A value that nobody else writes. */
static uint32_t value_of(uint32_t *writes, unsigned who)
{
    return ++*writes * 8 + who;
}

static void see(machine_t *m, unsigned who, uint64_t value)
{
    uint64_t x = (m->clk * 8 + who) * UINT64_C(0x9e3779b97f4a7c15) ^ value * UINT64_C(0xbf58476d1ce4e5b9);
    m->trace += x ^ x >> 29;
}

/* A permutation of the CPUs. */
static void shuffled(machine_t *m, unsigned *list)
{
    for (unsigned n = 0; n < m->rig.cpus; n++)
        list[n] = n;
    for (unsigned n = m->rig.cpus; m->order && n > 1; n--) {
        unsigned k = rig_draw(&m->order, n), was = list[n - 1];
        list[n - 1] = list[k];
        list[k] = was;
    }
}

/* Lines 0 to 5 are of one set, so that they push each other out; words of a line are shared. */
static uint64_t word_at(const machine_t *m, unsigned word)
{
    uint64_t stride = (uint64_t)m->shape.line * m->shape.sets;
    unsigned line = word / WORDS_A_LINE;
    return 0x10000 + (line < LINES - 1 ? line * stride : m->shape.line) + word % WORDS_A_LINE * 12;
}

static uint64_t counter_at(const machine_t *m, unsigned i)
{
    return word_at(m, i * WORDS_A_LINE) + 4;
}

static void add_level_2(machine_t *m, unsigned n)
{
    rig_cpu_t *p = &m->rig.cpu[n];
    bool odd = m->shape.l2_shared && n % 2;
    if (odd) {
        p->cache.sibling = &m->rig.cpu[n - 1].cache;
        m->rig.cpu[n - 1].cache.sibling = &p->cache;
        p->snoop_wiring.cache = NULL;
    } else {
        m->l2[n] = cache_l2_new(m->shape);
    }
    p->cache.l2 = odd ? m->l2[n - 1] : m->l2[n];
    cache_reset(&p->cache, m->shape);
    p->snoop_in.pair = m->shape.l2_shared;
}

static machine_t *open_machine(const char *part, cache_shape_t shape, unsigned cpus, uint64_t seed, uint64_t order)
{
    machine_t *m = calloc(1, sizeof *m);
    assert_non_null(m);
    rig_open(&m->rig, part, cpus);
    m->rng = seed;
    m->order = order;
    m->shape = shape;
    m->rig.mch_in.open_page = m->rig.params.open_page;
    m->rig.mch_in.alone = cpus == 1;
    m->rig.mch_in.snoop_masters = 1;
    m->rig.mch_in.mst_initiator = INIT_DMI;
    for (unsigned n = 0; n < cpus; n++) {
        m->a[n].cpu = &m->rig.cpu[n];
        m->a[n].rng = seed + 1000 * (n + 1);
        m->rig.cpu[n].biu_in.park = m->rig.params.bus_park;
        add_level_2(m, n);
    }
    for (unsigned w = 0; w < WORDS; w++)
        m->writes[w] = 1; /* 0 from the beginning */
    return m;
}

static void close_machine(machine_t *m)
{
    rig_close(&m->rig);
    for (unsigned n = 0; n < RIG_CPUS; n++)
        free(m->l2[n]);
    free(m);
}

static void wire(machine_t *m)
{
    rig_wire(&m->rig);
    m->n.hits += !m->rig.hit_n;
    m->n.hitms += !m->rig.mch_in.hitm_n;
    m->n.lines += !m->rig.mch_out.dbsy_n;
}

/* A write-back is counted where its request shows. */
static void bus_clock(machine_t *m)
{
    wire(m);
    if (!m->rig.mch_in.reqb_n)
        m->asker = m->rig.mch_in.agent;
    else if (!m->rig.mch_out.snp_n)
        m->asker = RIG_CPUS;
    bool back = !m->rig.mch_in.reqb_n && m->rig.mch_in.req_a == REQ_MEM_WRITEBACK;
    m->n.backs += back;
    m->n.voids += back && !m->rig.mch_in.be;
    unsigned list[RIG_CPUS], snoops_first = m->order ? rig_draw(&m->order, 2) : 0;
    shuffled(m, list);
    for (unsigned i = 0; i < 2 * m->rig.cpus; i++) {
        rig_cpu_t *p = &m->rig.cpu[list[i % m->rig.cpus]];
        if (i < m->rig.cpus ? snoops_first : !snoops_first)
            rig_tick_snoop(p);
        else
            rig_tick_biu(p);
    }
    for (unsigned n = 0; n < m->rig.cpus; n++) /* nobody answers himself, a pair neither */
        if (!m->rig.cpu[n].snoop_out.hit_n || !m->rig.cpu[n].snoop_out.hitm_n)
            assert_int_not_equal(m->asker >> m->shape.l2_shared, n >> m->shape.l2_shared);
    rig_tick_bridge(&m->rig);
    wire(m);
}

static void remember_write(machine_t *m, unsigned word, uint32_t value, uint64_t from)
{
    assert_true(m->writes[word] < PAST);
    m->past[word][m->writes[word]++] = (write_t){value, from, UINT64_MAX};
}

static void end_write(machine_t *m, unsigned word, uint32_t value)
{
    for (unsigned i = 0; i < m->writes[word]; i++)
        if (m->past[word][i].value == value)
            m->past[word][i].to = m->clk;
}

/* The value was there at some time since `from`: it was written, and not overwritten for certain before. */
static void check_read(const machine_t *m, unsigned word, uint32_t value, uint64_t from)
{
    const write_t *w = NULL;
    for (unsigned i = m->writes[word]; i > 0 && !w; i--)
        if (m->past[word][i - 1].value == value)
            w = &m->past[word][i - 1];
    if (!w)
        fail_msg("word %u: %" PRIx32 " was never written", word, value);
    for (unsigned i = 0; i < m->writes[word]; i++) {
        const write_t *later = &m->past[word][i];
        if (later->from > w->to && later->to < from)
            fail_msg("clock %" PRIu64 ", word %u: %" PRIx32 " is read, overwritten by %" PRIx32, m->clk, word, value,
                     later->value);
    }
    reads_checked++;
}

/* Mostly write-back, sometimes without fills (CR0.CD). */
static void set_type(agent_t *a)
{
    static const uint8_t types[] = {MT_WB, MT_WB, MT_WB, MT_WB, MT_WB, MT_WB, MT_WB, MT_WT, MT_UC, MT_WP};
    a->cpu->c.a.msr[MSR_MTR + MTR_DEF_TYPE] = 0x800u | types[rig_draw(&a->rng, 10)];
    a->cpu->c.a.cr0 = rig_draw(&a->rng, 12) ? 0 : CR0_CD;
}

static void ask(agent_t *a, bus_txn_t t)
{
    a->e = (cpu_log_entry_t){.txn = t, .kind = ASK_BUS};
    line_begin(&a->cpu->c, &a->e);
    a->busy = true;
}

static void begin(machine_t *m, agent_t *a)
{
    a->from = m->clk;
    a->adds = a->flushes = false;
    set_type(a);
    unsigned flush = rig_draw(&a->rng, 300); /* 0: WBINVD, 1 to 17: CLFLUSH */
    if (flush < 18) {
        uint64_t line = flush ? word_at(m, rig_draw(&a->rng, WORDS)) : 0;
        a->flushes = a->busy = true;
        a->e = (cpu_log_entry_t){.kind = flush ? ASK_CLFLUSH : ASK_FLUSH, .txn = {.addr = line, .size = 1}};
        line_begin(&a->cpu->c, &a->e);
        return;
    }
    if (rig_draw(&a->rng, 8) == 0) {
        a->adds = true;
        a->word = rig_draw(&a->rng, COUNTERS);
        ask(a, (bus_txn_t){.addr = counter_at(m, a->word), .size = 4, .space = BUS_MEM, .lock = true});
        return;
    }
    a->word = rig_draw(&a->rng, WORDS);
    bus_txn_t t = {.addr = word_at(m, a->word), .size = 4, .space = BUS_MEM, .write = rig_draw(&a->rng, 3) == 0};
    if (t.write) {
        t.data = value_of(&a->writes, a->cpu->c.id);
        remember_write(m, a->word, (uint32_t)t.data, m->clk);
    } else {
        t.fetch = rig_draw(&a->rng, 4) == 0;
    }
    ask(a, t);
}

static void finish(machine_t *m, agent_t *a)
{
    const bus_txn_t *t = &a->e.txn;
    a->cpu->c.line_phase = LINE_OFF;
    a->busy = false;
    see(m, a->cpu->c.id, t->write ? 0 : t->data);
    if (a->flushes) {
        if (a->e.kind == ASK_CLFLUSH) {
            assert_int_equal(cache_find(&a->cpu->cache, &a->cpu->cache.data, t->addr, NULL), CACHE_I);
            assert_int_equal(cache_find(&a->cpu->cache, &a->cpu->cache.code, t->addr, NULL), CACHE_I);
            assert_true(!a->cpu->cache.l2 || cache_find(&a->cpu->cache, a->cpu->cache.l2, t->addr, NULL) == CACHE_I);
        }
        m->n.flushes++;
    } else if (a->adds && !t->write && a->cpu->out.req_lock && rig_draw(&a->rng, 2) && !a->between) {
        a->between = true; /* another access of the locked step, to another line */
        a->sum = (uint32_t)t->data + 1;
        ask(a, (bus_txn_t){.addr = word_at(m, rig_draw(&a->rng, WORDS)), .size = 4, .space = BUS_MEM});
    } else if (a->adds && !t->write) {
        uint32_t sum = a->between ? a->sum : (uint32_t)t->data + 1;
        a->between = false;
        ask(a, (bus_txn_t){.addr = counter_at(m, a->word), .size = 4, .space = BUS_MEM, .write = true, .lock = true,
                           .data = sum});
    } else if (a->adds) {
        a->cpu->out.req_lock = false;
        m->added[a->word]++;
        m->n.adds++;
    } else if (!t->write) {
        check_read(m, a->word, (uint32_t)t->data, a->from);
    } else {
        end_write(m, a->word, (uint32_t)t->data);
    }
}

/* Another bus master. */
static void master_clock(machine_t *m, bool fresh)
{
    mch_in_t *i = &m->rig.mch_in;
    if (m->mst_busy && m->rig.mch_out.mst_ack == i->mst_seq) {
        m->mst_busy = false;
        m->n.masters++;
        if (!i->mst_write)
            check_read(m, m->mst_word, m->rig.mch_out.mst_rdata, m->mst_from);
        else
            end_write(m, m->mst_word, i->mst_data);
    } else if (!m->mst_busy && fresh && rig_draw(&m->rng, 40) == 0) {
        m->mst_busy = true;
        m->mst_from = m->clk;
        m->mst_word = rig_draw(&m->rng, WORDS);
        i->mst_seq++;
        i->mst_write = rig_draw(&m->rng, 2);
        i->mst_addr = word_at(m, m->mst_word);
        if (i->mst_write) {
            i->mst_data = value_of(&m->master_writes, 7);
            remember_write(m, m->mst_word, i->mst_data, m->clk);
        }
    }
}

static void core_clock(machine_t *m, bool fresh)
{
    unsigned list[RIG_CPUS];
    m->clk++;
    master_clock(m, fresh);
    shuffled(m, list);
    for (unsigned i = 0; i < m->rig.cpus; i++) {
        agent_t *a = &m->a[list[i]];
        a->cpu->c.clk = m->clk;
        if (a->busy && line_go(&a->cpu->c, &a->e))
            finish(m, a);
        else if (!a->busy && fresh && rig_draw(&a->rng, 3) == 0)
            begin(m, a);
        if (a->cpu->out.c_seq != a->seq)
            m->n.from[a->cpu->out.c_from]++;
        a->seq = a->cpu->out.c_seq;
    }
}

static bool any_busy(const machine_t *m)
{
    bool busy = m->mst_busy;
    for (unsigned n = 0; n < m->rig.cpus; n++)
        busy |= m->a[n].busy;
    return busy;
}

static void finish_all(machine_t *m)
{
    for (unsigned i = 0; any_busy(m); i++) {
        assert_true(i < 2000);
        bus_clock(m);
        core_clock(m, false);
    }
    for (unsigned i = 0; i < 50; i++)
        bus_clock(m); /* the bridge may still be storing a line that its owner has driven */
}

static void write_all_back(machine_t *m)
{
    for (unsigned n = 0; n < m->rig.cpus; n++) {
        agent_t *a = &m->a[n];
        a->e = (cpu_log_entry_t){.kind = ASK_FLUSH};
        line_begin(&a->cpu->c, &a->e);
        for (unsigned i = 0; !line_go(&a->cpu->c, &a->e); i++) {
            assert_true(i < 2000);
            bus_clock(m);
            a->cpu->c.clk = ++m->clk;
        }
        a->cpu->c.line_phase = LINE_OFF;
    }
}

/* A level-1 line is on level 2 too; E and M stand over E or M there, and in one place only; other bytes are the same. */
static void check_levels(machine_t *m, agent_t *a)
{
    cache_t *k = &a->cpu->cache;
    for (unsigned w = 0; w < WORDS && k->l2; w++) {
        uint8_t *up = NULL, *down = NULL, *code = NULL;
        uint64_t at = word_at(m, w);
        enum cache_state low = cache_find(k, k->l2, at, &down), high = cache_find(k, &k->data, at, &up);
        enum cache_state fetched = cache_find(k, &k->code, at, &code);
        if (high != CACHE_I || fetched != CACHE_I)
            assert_true(low != CACHE_I);
        if (high >= CACHE_E)
            assert_true(low >= CACHE_E);
        if (high >= CACHE_E && k->sibling) {
            assert_int_equal(cache_find(k->sibling, &k->sibling->data, at, NULL), CACHE_I);
            assert_int_equal(cache_find(k->sibling, &k->sibling->code, at, NULL), CACHE_I);
        }
        if (high != CACHE_I && high != CACHE_M)
            assert_memory_equal(up, down, k->shape.line);
        if (fetched != CACHE_I)
            assert_memory_equal(code, high != CACHE_I ? up : down, k->shape.line);
    }
}

/* Returns what tells runs apart. */
static uint64_t run_random(const char *part, cache_shape_t shape, unsigned cpus, uint64_t seed, uint64_t order,
                           unsigned bclks)
{
    machine_t *m = open_machine(part, shape, cpus, seed, order);
    for (unsigned i = 0; i < bclks; i++) {
        bus_clock(m);
        for (unsigned k = 0; k < RIG_CORE_CLKS; k++)
            core_clock(m, true);
        for (unsigned n = 0; n < cpus; n++)
            check_levels(m, &m->a[n]);
    }
    finish_all(m);
    write_all_back(m);
    for (unsigned i = 0; i < 50; i++) /* a line may still be on its way from its owner to memory */
        bus_clock(m);
    for (unsigned w = 0; w < WORDS; w++)
        check_read(m, w, (uint32_t)ram_read(&m->rig.ram, (uint32_t)word_at(m, w), 4), m->clk);
    for (unsigned i = 0; i < COUNTERS; i++)
        assert_int_equal(ram_read(&m->rig.ram, (uint32_t)counter_at(m, i), 4), m->added[i]);
    if (cpus > (shape.l2_shared ? 2 : 1))
        assert_true(m->n.hits > 10 && m->n.hitms > 10);
    if (shape.l2_shared && cpus > 1)
        assert_true(m->n.from[FROM_SIBLING] > 0);
    if (shape.l2_sets)
        assert_true(m->n.from[FROM_L2] > 0);
    bool first_store_through = !m->rig.part->caches.wr_alloc; /* so that a shared line is seldom dirty */
    assert_true(m->n.lines > 100 && m->n.adds > 20 && (m->n.backs > 0 || first_store_through) && m->n.masters > 50 &&
                m->n.flushes > 10);
    hitms += m->n.hitms;
    flushes += m->n.flushes;
    backs += m->n.backs;
    voids += m->n.voids;
    for (unsigned i = 0; i < 5; i++)
        answered[i] += m->n.from[i];
    uint64_t trace = m->trace;
    close_machine(m);
    return trace;
}

/* So small that each level pushes lines out all the time. */
static cache_shape_t small(cache_shape_t shape)
{
    shape.sets = 2;
    shape.ways = 2;
    shape.l2_sets = shape.l2_sets ? 2 : 0;
    shape.l2_ways = 4;
    return shape;
}

static void caches_and_bus_are_one_memory(void **state)
{
    (void)state;
    static const char *const parts[] = {"pentium", "p6", "core2"};
    for (unsigned p = 0; p < 3; p++)
        for (unsigned cpus = 1; cpus <= 4; cpus++)
            for (unsigned seed = 1; seed <= 6; seed++) {
                cache_shape_t shape = part_find(parts[p])->caches;
                unsigned most = p == 0 && cpus > 2 ? 2 : cpus;
                run_random(parts[p], seed % 3 ? small(shape) : shape, most, seed * 77 + cpus, seed, 20000);
            }
}

static void the_order_of_stepping_does_not_count(void **state)
{
    (void)state;
    static const char *const parts[] = {"pentium", "p6", "core2"};
    for (unsigned p = 0; p < 3; p++)
        for (unsigned seed = 1; seed <= 4; seed++) {
            cache_shape_t shape = small(part_find(parts[p])->caches);
            unsigned cpus = p == 0 ? 2 : 1 + seed % 4;
            uint64_t plain = run_random(parts[p], shape, cpus, seed, 0, 16000);
            for (uint64_t order = 1; order <= 3; order++) {
                assert_int_equal(run_random(parts[p], shape, cpus, seed, order * 1234567, 16000), plain);
                orders_checked++;
            }
        }
}

/* --- KEN#, WB/WT# on a Pentium's bus ------------------------------------------------------------------------------ */

static void config_write(machine_t *m, uint8_t off, uint32_t data)
{
    m->rig.dec_in.cfg_wr = true;
    m->rig.dec_in.cfg_off = off;
    m->rig.dec_in.cfg_be = 15;
    m->rig.dec_in.cfg_wdata = data;
    smram_dec_tick(&m->rig.dec, &m->rig.dec_in, &m->rig.dec_out);
    m->rig.dec_in.cfg_wr = false;
}

/* One access of CPU 0 from beginning to end; returns the BCLKs with DBSY# low: more of a line came. */
static unsigned access_alone(machine_t *m, bus_txn_t t, uint64_t *data)
{
    agent_t *a = &m->a[0];
    uint64_t lines = m->n.lines;
    ask(a, t);
    for (unsigned i = 0; !line_go(&a->cpu->c, &a->e); i++) {
        assert_true(i < 500);
        bus_clock(m);
        m->clk++;
        a->cpu->c.clk = m->clk + 100; /* a hit is answered at once */
    }
    a->cpu->c.line_phase = LINE_OFF;
    a->busy = false;
    *data = a->e.txn.data;
    for (unsigned i = 0; i < 8; i++)
        bus_clock(m);
    return (unsigned)(m->n.lines - lines);
}

enum { OFF_SMRAM, C_ON, T_ON };
enum { TSEG_AT = 0x200000, KEN_RAM = 4 << 20 };

static machine_t *open_ken(unsigned smram, bool in_smm)
{
    machine_t *m = open_machine("pentium", part_find("pentium")->caches, 1, 1, 0);
    ram_close(&m->rig.ram);
    assert_true(ram_open(&m->rig.ram, KEN_RAM));
    if (smram == T_ON)
        config_write(m, 0xac, TSEG_AT);
    config_write(m, 0xb0, 0x0040); /* TOLUD 64 MB */
    if (smram != OFF_SMRAM)
        config_write(m, 0x9c, (unsigned)G_SMRAME << 8 | (smram == T_ON ? (unsigned)T_EN << 16 : 0u));
    m->rig.mch_in.txn_smm = in_smm;
    return m;
}

/* What KEN# is for an address, and that a line comes only when it is low: the bytes are right either way. */
static void ken_says_whether_a_line_comes(void **state)
{
    (void)state;
    static const struct {
        uint8_t ken_dram, ken_smram, smram;
        bool in_smm;
        uint32_t addr;
        bool line;
    } rows[] = {
        {0, 0, OFF_SMRAM, false, 0x1000, false},   {1, 0, OFF_SMRAM, false, 0x1000, true},
        {2, 0, OFF_SMRAM, false, 0x9ffe8, true},   {1, 0, OFF_SMRAM, false, 0xa0000, false},
        {1, 2, OFF_SMRAM, false, 0xa0000, false},  {1, 0, OFF_SMRAM, false, 0xfffe0, false},
        {1, 0, OFF_SMRAM, false, 0x100010, true},  {1, 0, OFF_SMRAM, false, KEN_RAM - 8, true},
        {1, 0, OFF_SMRAM, false, KEN_RAM, false},  {0, 0, C_ON, true, 0xa8000, false},
        {1, 0, C_ON, true, 0xa8000, false},        {0, 1, C_ON, true, 0xa8000, true},
        {0, 1, C_ON, false, 0xa8000, false},       {0, 2, C_ON, false, 0xa8000, true},
        {0, 2, C_ON, true, 0xbfff8, true},         {0, 2, C_ON, true, 0x1000, false},
        {1, 0, T_ON, false, TSEG_AT, true},        {2, 0, T_ON, false, TSEG_AT, false},
        {2, 1, T_ON, false, TSEG_AT, false},       {2, 1, T_ON, true, TSEG_AT, true},
        {2, 2, T_ON, false, TSEG_AT, true},        {0, 1, T_ON, true, TSEG_AT + 0xffff8, true},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (unsigned fetch = 0; fetch < 2; fetch++)
            for (unsigned cd = 0; cd < 2; cd++) {
                machine_t *m = open_ken(rows[i].smram, rows[i].in_smm);
                cache_t *k = &m->rig.cpu[0].cache;
                uint32_t at = rows[i].addr + (fetch ? 0 : 2);
                uint64_t got = 0;
                m->rig.mch_in.ken_dram = rows[i].ken_dram;
                m->rig.mch_in.ken_smram = rows[i].ken_smram;
                m->rig.cpu[0].c.a.cr0 = cd ? CR0_CD : 0;
                for (uint32_t b = 0; b < 8 && rows[i].addr + b < m->rig.ram.size; b++)
                    ram_write(&m->rig.ram, rows[i].addr + b, 1, 0x30 + b);
                bool line = rows[i].line && !cd;
                unsigned more = access_alone(m, (bus_txn_t){.addr = at, .size = fetch ? 8 : 2, .space = BUS_MEM,
                                                            .fetch = fetch}, &got);
                bool high = rows[i].addr >= 0x100000 && rows[i].smram != T_ON;
                bool dram = rows[i].in_smm || rows[i].addr < 0xa0000 || high;
                uint64_t want = fetch ? UINT64_C(0x3736353433323130) : 0x3332;
                if (dram && rows[i].addr < m->rig.ram.size)
                    assert_int_equal(got, want);
                if ((more != 0) != line)
                    fail_msg("row %u, CD %u: %u clocks of more data", i, cd, more);
                assert_int_equal(cache_find(k, fetch ? &k->code : &k->data, at, NULL) != CACHE_I, line);
                states_checked++;
                close_machine(m);
            }
}

/* KEN# stays high from the flush acknowledge until the first access in SMM, when the strap says so. */
static void ken_is_high_after_the_flush_acknowledge(void **state)
{
    (void)state;
    for (unsigned held = 0; held < 2; held++) {
        machine_t *m = open_ken(C_ON, false);
        uint64_t got;
        m->rig.mch_in.ken_after_flush = held;
        bus_txn_t read = {.addr = 0x1000, .size = 4, .space = BUS_MEM};
        assert_true(access_alone(m, read, &got));
        access_alone(m, (bus_txn_t){.addr = SPECIAL_FLUSH_ACK, .size = 1, .space = BUS_SPECIAL, .write = true}, &got);
        for (unsigned i = 0; i < 3; i++) {
            read.addr += 0x100;
            assert_int_equal(access_alone(m, read, &got) != 0, !held);
        }
        m->rig.mch_in.txn_smm = true;
        read.addr += 0x100;
        assert_true(access_alone(m, read, &got));
        m->rig.mch_in.txn_smm = false;
        read.addr += 0x100;
        assert_true(access_alone(m, read, &got));
        states_checked++;
        close_machine(m);
    }
}

/* WB/WT# high: a line comes as E, and a store stays. Low: it comes as S, and every store goes to the bus. */
static void wb_wt_says_whether_a_line_may_be_modified(void **state)
{
    (void)state;
    for (unsigned wb = 0; wb < 2; wb++) {
        machine_t *m = open_ken(OFF_SMRAM, false);
        cache_t *k = &m->rig.cpu[0].cache;
        uint64_t got;
        m->rig.mch_in.write_back = wb;
        access_alone(m, (bus_txn_t){.addr = 0x1000, .size = 4, .space = BUS_MEM}, &got);
        assert_int_equal(cache_find(k, &k->data, 0x1000, NULL), wb ? CACHE_E : CACHE_S);
        for (unsigned i = 1; i < 4; i++) {
            access_alone(m, (bus_txn_t){.addr = 0x1004, .size = 4, .space = BUS_MEM, .write = true, .data = i}, &got);
            assert_int_equal(ram_read(&m->rig.ram, 0x1004, 4), wb ? 0 : i);
            assert_int_equal(cache_find(k, &k->data, 0x1000, NULL), wb ? CACHE_M : CACHE_S);
        }
        m->rig.mch_in.write_back = true; /* of a line in S it makes E, and the next store stays */
        access_alone(m, (bus_txn_t){.addr = 0x1004, .size = 4, .space = BUS_MEM, .write = true, .data = 7}, &got);
        assert_int_equal(cache_find(k, &k->data, 0x1000, NULL), wb ? CACHE_M : CACHE_E);
        access_alone(m, (bus_txn_t){.addr = 0x1004, .size = 4, .space = BUS_MEM, .write = true, .data = 8}, &got);
        assert_int_equal(ram_read(&m->rig.ram, 0x1004, 4), wb ? 0 : 7);
        states_checked++;
        close_machine(m);
    }
}

static void the_tests_compared_something(void **state)
{
    (void)state;
    printf("caches: %" PRIu64 " states, %" PRIu64 " reads compared over %" PRIu64 " BCLK; %" PRIu64
           " lines from their owner, %" PRIu64 " written back, %" PRIu64 " of them void, %" PRIu64 " flushed\n",
           states_checked, reads_checked, rig_bclks, hitms, backs, voids, flushes);
    printf("caches: %" PRIu64 " steps on two levels, %" PRIu64 " victims, %" PRIu64 " runs in another order alike; "
           "lookups answered by level 1 %" PRIu64 ", level 2 %" PRIu64 ", the other core %" PRIu64 ", the bus %" PRIu64 "\n",
           levels_checked, victims_checked, orders_checked, answered[FROM_L1], answered[FROM_L2], answered[FROM_SIBLING],
           answered[FROM_BUS]);
    assert_true(levels_checked > 100 && victims_checked > 1000 && orders_checked == 36 && flushes > 1000);
    assert_true(answered[FROM_L2] > 2000 && answered[FROM_SIBLING] > 500);
    assert_true(states_checked >= 16 + 88 + 4 && reads_checked > 20000 && hitms > 1000 && backs > 1000 && voids > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(victims_follow_the_tree),
        cmocka_unit_test(shapes_are_the_parts),
        cmocka_unit_test(states_follow_mesi),
        cmocka_unit_test(the_victim_goes_out_with_its_data),
        cmocka_unit_test(level_2_answers_what_level_1_gave_up),
        cmocka_unit_test(level_2_takes_its_victim_out_of_level_1),
        cmocka_unit_test(stores_and_types_on_two_levels),
        cmocka_unit_test(snoops_find_the_newest_bytes),
        cmocka_unit_test(all_levels_are_written_back_or_dropped),
        cmocka_unit_test(a_pair_shares_level_2),
        cmocka_unit_test(caches_and_bus_are_one_memory),
        cmocka_unit_test(the_order_of_stepping_does_not_count),
        cmocka_unit_test(ken_says_whether_a_line_comes),
        cmocka_unit_test(ken_is_high_after_the_flush_acknowledge),
        cmocka_unit_test(wb_wt_says_whether_a_line_may_be_modified),
        cmocka_unit_test(the_tests_compared_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
