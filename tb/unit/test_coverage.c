/* Functional coverage: bins are counted, merged, written and read back; every declared group can be used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "coverage.h"

/* --- a block of one input, one output and three groups -------------------------------------------------------- */

typedef struct toy {
    uint32_t value;
} toy_t;

static const char *const colours[] = {"red", "green", "blue", NULL}, *const sizes[] = {"small", "big", NULL};

static void mixed(const cover_edge_t *e, cover_bins_t *b)
{
    const toy_t *in = e->in, *out = e->out;
    COVER(b, in->value % 3, out->value > 9);
}
static const cover_never_t mixed_never[] = {{{2, COVER_ANY}, "blue is not made"}, {{0}, NULL}};

static void rises(const cover_edge_t *e, cover_bins_t *b)
{
    const toy_t *in = e->in, *in_was = e->in_was, *was = e->was, *out = e->out;
    COVER(b, in->value > in_was->value, out->value > was->value);
}

/* The largest input since reset. */
static void largest(const cover_edge_t *e, cover_bins_t *b)
{
    const toy_t *in = e->in;
    if (in->value > e->memo[1])
        e->memo[1] = in->value;
    COVER(b, e->memo[1] > 9);
}

static const cover_group_t toy_cover[] = {
    {"mixed", "colours and sizes", "a book", COVER_HERE, {{"colour", colours}, {"size", sizes}}, mixed, mixed_never},
    {"rises", "what rises", "a book", COVER_HERE, {{"in", cover_no_yes}, {"out", cover_no_yes}}, rises, NULL},
    {"largest", "the largest input since reset", "a book", COVER_HERE, {{"size", sizes}}, largest, NULL},
    {0}};
static const block_t toy_block = {.name = "toy", .in_size = sizeof(toy_t), .out_size = sizeof(toy_t)};
static const block_t bare_block = {.name = "bare", .in_size = sizeof(toy_t), .out_size = sizeof(toy_t)};
static const cover_block_t toys[] = {{&toy_block, toy_cover}, {NULL, NULL}};

typedef struct rig {
    coverage_t *c;
    coverage_probe_t *p;
} rig_t;

static rig_t rig(coverage_where_t where)
{
    rig_t r = {.c = coverage_open(toys)};
    r.p = coverage_attach(r.c, where, &toy_block, &(toy_t){0});
    assert_non_null(r.p);
    return r;
}

static void edge(rig_t *r, uint32_t in, uint32_t out)
{
    coverage_edge(r->p, &(toy_t){in}, &(toy_t){out});
}

static char folder[] = "/tmp/test_coverage.XXXXXX";

static const char *file(const char *name)
{
    static char path[4][128];
    static unsigned next;
    char *p = path[next++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", folder, name);
    return p;
}

static char *content(const char *path)
{
    static char text[2][20000];
    static unsigned next;
    char *t = text[next++ % 2];
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    t[fread(t, 1, sizeof text[0] - 1, f)] = 0;
    fclose(f);
    return t;
}

/* The hits of a bin as the file has it, or -1: no such point. */
static long hits(const coverage_t *c, const char *where, const char *bin)
{
    char err[256], key[256];
    const char *path = file("hits");
    assert_true(coverage_write(c, path, err, sizeof err));
    const char *text = content(path);
    snprintf(key, sizeof key, "\1o\2%s\1s\2" "1\1h\2smmscope.%s.toy' ", bin, where);
    const char *at = strstr(text, key);
    return at ? atol(at + strlen(key)) : -1;
}

/* --- counting ---------------------------------------------------------------------------------------------------- */

static void a_hit_counts_its_bin_and_no_other(void **state)
{
    (void)state;
    rig_t r = rig(IN_RUN);
    edge(&r, 1, 10);
    edge(&r, 4, 20);
    edge(&r, 3, 1);
    assert_int_equal(hits(r.c, "run", "mixed colour=green size=big"), 2);
    assert_int_equal(hits(r.c, "run", "mixed colour=red size=small"), 1);
    assert_int_equal(hits(r.c, "run", "mixed colour=red size=big"), 0);
    assert_int_equal(hits(r.c, "check", "mixed colour=green size=big"), -1);
    coverage_free(r.c);
}

static void the_sum_parts_hit_explained_and_holes(void **state)
{
    (void)state;
    rig_t r = rig(IN_CHECK);
    edge(&r, 1, 10); /* green big, both rise */
    coverage_sum_t s = coverage_sum(r.c, NULL);
    assert_int_equal(s.groups, 3);
    assert_int_equal(s.bins, 12);
    assert_int_equal(s.hit, 3);
    assert_int_equal(s.explained, 2);
    assert_int_equal(s.holes, 7);
    assert_int_equal(s.wrong, 0);
    assert_int_equal(coverage_sum(r.c, "other").bins, 0);
    assert_true(coverage_has(r.c, "toy"));
    assert_false(coverage_has(r.c, "other"));
    coverage_free(r.c);
}

static void a_stretch_without_a_change_counts_once(void **state)
{
    (void)state;
    rig_t r = rig(IN_RUN);
    edge(&r, 3, 1);
    for (unsigned i = 0; i < 100; i++)
        edge(&r, 3, 1);
    assert_int_equal(hits(r.c, "run", "mixed colour=red size=small"), 2); /* the change, and the rest after it */
    assert_int_equal(hits(r.c, "run", "rises in=no out=no"), 1);
    coverage_free(r.c);
}

static void reset_is_no_edge_and_sets_what_was(void **state)
{
    (void)state;
    rig_t r = rig(IN_RUN);
    edge(&r, 9, 9);
    coverage_reset(r.p, &(toy_t){50});
    edge(&r, 6, 40); /* in above 0, out below what reset shows */
    assert_int_equal(hits(r.c, "run", "rises in=yes out=no"), 1);
    assert_int_equal(hits(r.c, "run", "mixed colour=red size=small"), 1);
    coverage_free(r.c);
}

static void a_memo_is_kept_in_its_instance_until_a_reset(void **state)
{
    (void)state;
    rig_t r = rig(IN_RUN);
    coverage_probe_t *other = coverage_attach(r.c, IN_RUN, &toy_block, &(toy_t){0});
    edge(&r, 10, 0);
    edge(&r, 1, 0);
    assert_int_equal(hits(r.c, "run", "largest size=big"), 2);
    coverage_edge(other, &(toy_t){1}, &(toy_t){0});
    assert_int_equal(hits(r.c, "run", "largest size=small"), 1);
    coverage_reset(r.p, &(toy_t){0});
    edge(&r, 1, 0);
    assert_int_equal(hits(r.c, "run", "largest size=small"), 2);
    assert_int_equal(hits(r.c, "run", "largest size=big"), 2);
    coverage_free(r.c);
}

static void a_block_without_groups_is_let_be(void **state)
{
    (void)state;
    coverage_t *c = coverage_open(toys);
    coverage_probe_t *p = coverage_attach(c, IN_RUN, &bare_block, &(toy_t){0});
    assert_null(p);
    coverage_edge(p, &(toy_t){1}, &(toy_t){1});
    coverage_reset(p, &(toy_t){1});
    assert_int_equal(coverage_sum(c, NULL).hit, 0);
    coverage_free(c);
    coverage_free(NULL);
}

static void a_bin_that_cannot_happen_is_wrong_when_hit(void **state)
{
    char err[256], *text;
    (void)state;
    rig_t r = rig(IN_RUN);
    assert_int_equal(hits(r.c, "run", "mixed colour=blue size=big"), -1);
    edge(&r, 2, 10);
    assert_int_equal(coverage_sum(r.c, "toy").wrong, 1);
    assert_int_equal(hits(r.c, "run", "mixed colour=blue size=big"), 1);
    assert_int_equal(hits(r.c, "run", "mixed colour=blue size=small"), -1); /* not hit: not in the file */
    FILE *f = fopen(file("wrong"), "w");
    assert_non_null(f);
    coverage_text(r.c, NULL, true, f);
    fclose(f);
    text = content(file("wrong"));
    assert_non_null(strstr(text, "hit 1 times: toy.mixed colour=blue size=big: blue is not made"));
    assert_non_null(strstr(text, "1 hit that cannot happen"));
    /* it survives the file */
    coverage_t *again = coverage_open(toys);
    assert_true(coverage_write(r.c, file("w"), err, sizeof err));
    assert_true(coverage_read(again, file("w"), NULL, err, sizeof err));
    assert_int_equal(coverage_sum(again, NULL).wrong, 1);
    coverage_free(again);
    coverage_free(r.c);
}

/* --- files ------------------------------------------------------------------------------------------------------- */

static void a_file_read_back_gives_the_same_file(void **state)
{
    char err[256];
    (void)state;
    rig_t r = rig(IN_CHECK);
    for (uint32_t i = 0; i < 30; i += 3)
        edge(&r, i, 30 - i);
    coverage_t *again = coverage_open(toys);
    assert_true(coverage_write(r.c, file("a"), err, sizeof err));
    assert_true(coverage_read(again, file("a"), NULL, err, sizeof err));
    assert_true(coverage_write(again, file("b"), err, sizeof err));
    assert_string_equal(content(file("a")), content(file("b")));
    assert_int_equal(strncmp(content(file("a")), "# SystemC::Coverage-3\n", 22), 0);
    assert_non_null(strstr(content(file("a")), "\1page\2v_user/toy\1"));
    assert_non_null(strstr(content(file("a")), "C '\1f\2tb/unit/test_coverage.c\1l\2")); /* relative to the project */
    coverage_free(again);
    coverage_free(r.c);
}

static void merging_adds_and_keeps_runs_and_checks_apart(void **state)
{
    char err[256];
    (void)state;
    rig_t run = rig(IN_RUN), check = rig(IN_CHECK);
    edge(&run, 1, 10);
    edge(&check, 1, 10);
    edge(&check, 4, 11);
    coverage_t *sum = coverage_open(toys);
    assert_true(coverage_write(run.c, file("run"), err, sizeof err));
    assert_true(coverage_write(check.c, file("check"), err, sizeof err));
    for (unsigned i = 0; i < 2; i++)
        assert_true(coverage_read(sum, file("run"), NULL, err, sizeof err));
    assert_true(coverage_read(sum, file("check"), NULL, err, sizeof err));
    assert_int_equal(hits(sum, "run", "mixed colour=green size=big"), 2);
    assert_int_equal(hits(sum, "check", "mixed colour=green size=big"), 2);
    assert_int_equal(coverage_sum(sum, NULL).hit, 3);
    coverage_free(sum);
    coverage_free(run.c);
    coverage_free(check.c);
}

static bool reads(const char *text, size_t size, unsigned *others, char *err, unsigned err_size)
{
    coverage_t *c = coverage_open(toys);
    FILE *f = fopen(file("given"), "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, size, f), size);
    fclose(f);
    bool good = coverage_read(c, file("given"), others, err, err_size);
    coverage_free(c);
    return good;
}

#define FIRST "# SystemC::Coverage-3\n"
#define POINT(o, h) "C '\1f\2x.c\1l\2" "3\1n\2" "1\1page\2v_user/toy\1o\2" o "\1h\2" h "'"

static void a_malformed_file_gives_one_clear_line(void **state)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"", ":1: the file is empty"},
        {"\n", ":1: expected the first line"},
        {"# SystemC::Coverage-2\n", ":1: expected the first line"},
        {FIRST "hello\n", ":2: expected C 'POINT' COUNT"},
        {FIRST "C '\n", ":2: expected C 'POINT' COUNT"},
        {FIRST "C 'x\n", ":2: expected C 'POINT' COUNT"},
        {FIRST "\n" POINT("mixed colour=red size=big", "smmscope.run.toy") "\n", ":3: expected a count"},
        {FIRST POINT("mixed colour=red size=big", "smmscope.run.toy") " -1\n", ":2: expected a count"},
        {FIRST POINT("mixed colour=red size=big", "smmscope.run.toy") " 1x\n", ":2: expected a count"},
        {FIRST POINT("mixed colour=red size=big", "smmscope.run.toy") " 99999999999999999999\n",
         ":2: expected a count"},
        {FIRST POINT("mixed colour=pink size=big", "smmscope.run.toy") " 1\n",
         "colour=pink size=big is no bin of this build"},
        {FIRST POINT("mixed colour=red", "smmscope.run.toy") " 1\n", "is no bin of this build"},
        {FIRST POINT("mixed colour=red size=big more=1", "smmscope.run.toy") " 1\n", "is no bin of this build"},
        {FIRST POINT("mixed", "smmscope.run.toy") " 1\n", "is no bin of this build"},
        {FIRST POINT("mix colour=red size=big", "smmscope.run.toy") " 1\n", "is no bin of this build"},
        {FIRST POINT("", "smmscope.run.toy") " 1\n", "is no bin of this build"},
        {FIRST POINT("mixed colour=red size=big", "smmscope.ran.toy") " 1\n", "is no bin of this build"},
        {FIRST POINT("mixed colour=red size=big", "smmscope.run.boy") " 1\n", "is no bin of this build"},
        {FIRST POINT("mixed colour=red size=big", "smmscope.") " 1\n", "is no bin of this build"},
    };
    char err[1024];
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(reads(bad[i].text, strlen(bad[i].text), NULL, err, sizeof err));
        if (!strstr(err, bad[i].says))
            fail_msg("'%s' gives '%s', expected '%s'", bad[i].text, err, bad[i].says);
        assert_null(strchr(err, '\n'));
    }
    assert_false(reads(FIRST "C '\0' 1\n", sizeof FIRST + 8, NULL, err, sizeof err));
    assert_non_null(strstr(err, ":2: a byte of 0"));
    coverage_t *c = coverage_open(toys);
    assert_false(coverage_read(c, file("not/there"), NULL, err, sizeof err));
    assert_non_null(strstr(err, "cannot be read"));
    assert_false(coverage_read(c, folder, NULL, err, sizeof err));
    assert_false(coverage_write(c, file("not/there"), err, sizeof err));
    assert_non_null(strstr(err, "cannot be written"));
    coverage_free(c);
}

static void points_of_other_tools_are_let_be(void **state)
{
    char err[256];
    unsigned others = 0;
    static const char text[] = FIRST POINT("block", "TOP.toy") " 7\n"
        POINT("mixed colour=red size=big", "smmscope.run.toy") " 1\n"
        "C '' 3\n";
    (void)state;
    assert_true(reads(text, strlen(text), &others, err, sizeof err));
    assert_int_equal(others, 2);
}

/* --- what is declared -------------------------------------------------------------------------------------------- */

static void check_name(const char *name)
{
    assert_true(name[0]);
    if (strpbrk(name, " =*'\"\\|\n\1\2"))
        fail_msg("'%s' holds a character that the file or the tables cannot take", name);
}

static void check_group(const block_t *block, const cover_group_t *g)
{
    cover_bins_t b = {0};
    unsigned explained = 0;
    check_name(g->name);
    assert_true(g->says && *g->says && g->source && *g->source && g->sample && g->line);
    if (!strstr(g->file, block->name) || !strstr(g->file, "_cover.c"))
        fail_msg("%s.%s is declared in %s", block->name, g->name, g->file);
    cover_measure(&b, g);
    for (unsigned i = 0; i < b.axes; i++) {
        check_name(g->axis[i].name);
        for (unsigned v = 0; v < b.size[i]; v++) {
            check_name(g->axis[i].values[v]);
            for (unsigned w = 0; w < v; w++)
                assert_string_not_equal(g->axis[i].values[v], g->axis[i].values[w]);
        }
    }
    for (unsigned bin = 0; bin < b.count; bin++)
        explained += cover_never_reason(&b, bin) != NULL;
    assert_true(explained < b.count);
    for (const cover_never_t *n = g->never; n && n->reason; n++) {
        bool used = false;
        for (unsigned i = 0; i < b.axes; i++)
            assert_true(n->value[i] == COVER_ANY || (n->value[i] >= 0 && (unsigned)n->value[i] < b.size[i]));
        for (unsigned bin = 0; bin < b.count; bin++)
            used = used || cover_never_reason(&b, bin) == n->reason;
        if (!used)
            fail_msg("%s.%s: nothing is explained by '%s'", block->name, g->name, n->reason);
    }
}

static void every_group_is_well_formed(void **state)
{
    unsigned groups = 0;
    (void)state;
    for (const cover_block_t *b = cover_blocks; b->block; b++)
        for (const cover_group_t *g = b->groups; g->name; g++, groups++) {
            check_group(b->block, g);
            for (const cover_group_t *h = b->groups; h != g; h++)
                assert_string_not_equal(g->name, h->name);
        }
    print_message("%u groups looked at\n", groups);
    assert_true(groups > 0);
}

/* Blocks of the machine that have no groups, each with the reason; ended by a row without a name. */
static const struct {
    const char *block, *reason;
} without_groups[] = {{"biu", "no SMI logic: it puts requests on the bus as they come"},
                      {"serirq_dev", "stands outside the chipset"},
                      {"lpc_dev", "stands outside the chipset"},
                      {"flush_dev", "stands outside the chipset"},
                      {"lapic", "in the processor: unit.test_lapic takes it through each row of its tables"},
                      {"fsb_msg", "in the processor: carries what lapic says; unit.test_fsb"},
                      {"snoop", "in the processor: answers by cache_ctl, which has groups; unit.test_cache"},
                      {"ioapic", "no source of SMI# on an ICH; unit.test_ioapic takes it through each mode of each chip"},
                      {NULL, NULL}};

static void every_block_of_the_machine_has_groups(void **state)
{
    char err[256];
    unsigned count;
    (void)state;
    soc_config_t config = {.part = part_find("p6"), .cpus = 1, .ram_bytes = 1 << 20, .start = {0x8000}};
    config.params = part_params(config.part);
    soc_t *s = soc_open(&config, err, sizeof err);
    assert_non_null(s);
    const soc_inst_t *inst = soc_insts(s, &count);
    assert_true(count > 0);
    for (unsigned k = 0; k < count; k++) {
        bool has = false, excepted = false;
        for (const cover_block_t *b = cover_blocks; b->block; b++)
            has = has || b->block == inst[k].block;
        for (unsigned i = 0; without_groups[i].block; i++)
            excepted = excepted || strcmp(without_groups[i].block, inst[k].block->name) == 0;
        if (has == excepted)
            fail_msg("%s has %s: docs/add-cover-point.md, or a row with the reason in this test", inst[k].block->name,
                     has ? "cover groups, but is excepted" : "no cover groups");
    }
    soc_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hit_counts_its_bin_and_no_other),
        cmocka_unit_test(the_sum_parts_hit_explained_and_holes),
        cmocka_unit_test(a_stretch_without_a_change_counts_once),
        cmocka_unit_test(reset_is_no_edge_and_sets_what_was),
        cmocka_unit_test(a_memo_is_kept_in_its_instance_until_a_reset),
        cmocka_unit_test(a_block_without_groups_is_let_be),
        cmocka_unit_test(a_bin_that_cannot_happen_is_wrong_when_hit),
        cmocka_unit_test(a_file_read_back_gives_the_same_file),
        cmocka_unit_test(merging_adds_and_keeps_runs_and_checks_apart),
        cmocka_unit_test(a_malformed_file_gives_one_clear_line),
        cmocka_unit_test(points_of_other_tools_are_let_be),
        cmocka_unit_test(every_group_is_well_formed),
        cmocka_unit_test(every_block_of_the_machine_has_groups),
    };
    if (!mkdtemp(folder))
        return 2;
    int status = cmocka_run_group_tests(tests, NULL, NULL);
    static const char *const names[] = {"hits", "wrong", "w", "a", "b", "run", "check", "given"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        remove(file(names[i]));
    rmdir(folder);
    return status;
}
