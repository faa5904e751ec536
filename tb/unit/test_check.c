/* `smmscope check` as a library: the stimulus tables, and verdicts on models in C that stand in for somebody's RTL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "check.h"
#include "ich9/smi_ctl.h"
#include "sections.h"

/* --- an smi_ctl "RTL": the C model behind the interface of a Verilated block, with one thing wrong --------------- */

typedef enum fault {
    NONE, PIN_LATE_2, PIN_LATE_3, PIN_COMBINATIONAL, STS_AFTER_IDLE, NO_RESET, RESET_NEEDS_CLOCK, SETS_NOTHING, CLEAR_WINS
} fault_t;

static fault_t fault;

typedef struct fake {
    smi_ctl_t state;
    smi_ctl_in_t in;
    smi_ctl_out_t out;
    bool rst_n, clk;
    bool pins[3];   /* SMI# of the last edges */
    unsigned quiet; /* edges without a write */
    uint8_t scrap;  /* a register that reset does not set */
} fake_t;

static void fake_reset(fake_t *f)
{
    smi_ctl_reset(&f->state, &f->out);
    f->pins[0] = f->pins[1] = f->pins[2] = true;
    f->quiet = 0;
}

static void *fake_create(unsigned seed)
{
    fake_t *f = (fake_t *)calloc(1, sizeof *f);
    assert_non_null(f);
    f->scrap = (uint8_t)seed;
    fake_reset(f);
    return f;
}

static void fake_destroy(void *m)
{
    free(m);
}

static void fake_set(void *m, const void *in, bool rst_n)
{
    fake_t *f = (fake_t *)m;
    memcpy(&f->in, in, sizeof f->in);
    f->rst_n = rst_n;
}

static void fake_eval(void *m, bool clk)
{
    fake_t *f = (fake_t *)m;
    bool rise = clk && !f->clk;
    f->clk = clk;
    if (!f->rst_n && (fault != RESET_NEEDS_CLOCK || rise))
        fake_reset(f);
    else if (f->rst_n && rise) {
        f->pins[2] = f->pins[1];
        f->pins[1] = f->pins[0];
        f->pins[0] = f->out.smi_n;
        f->quiet = f->in.wr_en || f->in.apm_wr ? 0 : f->quiet + 1;
        smi_ctl_tick(&f->state, &f->in, &f->out);
        if (fault == CLEAR_WINS && f->in.wr_en && f->in.addr && (f->in.be & 1) && (f->in.wdata & APM_STS_BIT)) {
            f->state.regs[1] &= ~(uint32_t)APM_STS_BIT;
            f->out.smi_sts &= ~(uint32_t)APM_STS_BIT;
        }
    }
}

static void fake_get(void *m, void *out_v)
{
    const fake_t *f = (const fake_t *)m;
    smi_ctl_out_t *out = (smi_ctl_out_t *)out_v;
    *out = f->out;
    if (fault == PIN_LATE_2)
        out->smi_n = f->pins[1];
    if (fault == PIN_LATE_3)
        out->smi_n = f->pins[2];
    if (fault == PIN_COMBINATIONAL)
        out->smi_n = f->out.smi_n && !(f->in.gpi_sts && !f->clk); /* right at the edge, so that only this is wrong */
    if (fault == STS_AFTER_IDLE && f->quiet > 900)
        out->apm_sts ^= 1;
    if (fault == NO_RESET)
        out->apm_cnt ^= f->scrap;
    if (fault == SETS_NOTHING)
        *out = (smi_ctl_out_t){0};
}

static const char *fake_trouble(void)
{
    return NULL;
}

static const twin_if_t fake = {"smi_ctl", fake_create, fake_destroy, fake_set, fake_eval, fake_get, fake_trouble};

static rtl_check_t run_with(fault_t what, const char *ignore)
{
    check_options_t o = {.block = "smi_ctl", .edges = 50000, .seed = 7};
    rtl_check_t c;
    char err[256];
    if (ignore)
        o.ignore[o.ignore_count++] = ignore;
    fault = what;
    assert_true(check_open_twin(&c, &o, &fake, err, sizeof err));
    check_run(&c);
    return c;
}

static const check_wire_t *wire(const rtl_check_t *c, const char *name)
{
    for (unsigned i = 0; i < c->wire_count; i++)
        if (strcmp(c->wires[i].sig->name, name) == 0)
            return &c->wires[i];
    fail_msg("no wire %s", name);
    return NULL;
}

static void a_good_block_passes_with_every_wire_compared(void **state)
{
    (void)state;
    rtl_check_t c = run_with(NONE, NULL);
    assert_true(check_passed(&c));
    assert_int_equal(c.edges, 50000);
    for (unsigned i = 0; i < c.wire_count; i++)
        assert_true(c.wires[i].compared >= 50000);
    for (unsigned i = 0; i < STIM_PHASES; i++)
        assert_true(c.stim.edges[i] > 0);
    assert_true(c.rule_count > 15);
    for (unsigned i = 0; i < c.rule_count; i++) {
        assert_true(c.rules[i].armed > 0);
        assert_int_equal(c.rules[i].failed, 0);
    }
    check_close(&c);
}

static void a_pin_late_within_its_column_passes(void **state)
{
    (void)state;
    rtl_check_t c = run_with(PIN_LATE_2, NULL);
    assert_true(check_passed(&c));
    check_close(&c);
    c = run_with(PIN_LATE_3, NULL);
    assert_false(check_passed(&c));
    assert_string_equal(c.wrong->name, "smi_n");
    check_close(&c);
}

static void a_combinational_output_is_named(void **state)
{
    (void)state;
    rtl_check_t c = run_with(PIN_COMBINATIONAL, NULL);
    assert_false(check_passed(&c));
    assert_true(wire(&c, "smi_n")->combinational);
    assert_false(wire(&c, "smi_en")->combinational);
    assert_string_equal(c.moved.wire->name, "smi_n");
    assert_true(c.moved.values[0] == 1 && c.moved.values[1] == 0);
    assert_true(c.moved.trace.count >= c.moved.edge && c.moved.trace.count <= c.moved.edge + CHECK_TAIL);
    assert_non_null(strstr(c.moved.text, c.moved.test));
    assert_non_null(strstr(c.moved.text, "gpi_sts=1"));
    check_close(&c);
}

static void a_register_without_reset_is_named(void **state)
{
    (void)state;
    rtl_check_t c = run_with(NO_RESET, NULL);
    assert_false(check_passed(&c));
    assert_null(c.wrong); /* the run itself starts from 0 and sees nothing */
    assert_string_equal(c.unknown.wire->name, "apm_cnt");
    assert_int_equal(c.unknown.edge, 1);
    assert_true(c.unknown.starts[0] == 0 && c.unknown.starts[1] == 1);
    assert_true(c.unknown.values[0] == 0 && c.unknown.values[1] == 1);
    assert_int_equal(c.unknown.trace.count, 1 + CHECK_TAIL);
    assert_true(check_has_wave(&c) && check_trace(&c) == &c.unknown.trace);
    for (unsigned i = 0; i < c.wire_count; i++)
        assert_int_equal(c.wires[i].unknown, strcmp(c.wires[i].sig->name, "apm_cnt") == 0);
    check_close(&c);
}

static void an_ignored_wire_is_not_judged(void **state)
{
    (void)state;
    rtl_check_t c = run_with(NO_RESET, "apm_cnt");
    assert_true(check_passed(&c));
    assert_true(wire(&c, "apm_cnt")->ignored);
    assert_int_equal(wire(&c, "apm_cnt")->compared, 0);
    assert_true(wire(&c, "apm_cnt")->unknown);
    assert_null(c.unknown.wire);
    assert_false(check_has_wave(&c));
    check_close(&c);
}

static void a_fault_after_a_long_idle_is_found(void **state)
{
    (void)state;
    rtl_check_t c = run_with(STS_AFTER_IDLE, NULL);
    assert_string_equal(c.wrong->name, "apm_sts");
    assert_non_null(strstr(c.first, "last inputs"));
    check_close(&c);
}

static void a_reset_that_waits_for_the_clock_is_found(void **state)
{
    (void)state;
    rtl_check_t c = run_with(RESET_NEEDS_CLOCK, NULL);
    assert_non_null(c.wrong);
    assert_non_null(strstr(c.first, "no clock yet"));
    check_close(&c);
}

static void a_block_that_drives_nothing_fails_at_once(void **state)
{
    (void)state;
    rtl_check_t c = run_with(SETS_NOTHING, NULL);
    assert_string_equal(c.wrong->name, "smi_n");
    assert_int_equal(c.wrong_edge, 1);
    assert_string_equal(c.broken->name, "smi_ctl_reset");
    assert_non_null(strstr(c.broken->first, "edge 1: SMI# 0"));
    check_close(&c);
}

static void a_failure_leaves_a_dump_and_a_view(void **state)
{
    (void)state;
    char folder[] = "/tmp/test_check.XXXXXX", dump[64], view[64], err[256], text[4096] = "", want[64];
    assert_non_null(mkdtemp(folder));
    snprintf(dump, sizeof dump, "%s/w.fst", folder);
    snprintf(view, sizeof view, "%s/w.gtkw", folder);
    rtl_check_t c = run_with(STS_AFTER_IDLE, NULL);
    assert_int_equal(trace_first(&c.trace), c.edges - TRACE_EDGES + 1);
    assert_true(c.trace.count > c.wrong_edge && c.wrong_edge > trace_first(&c.trace));
    assert_true(check_wave(&c, dump, view, err, sizeof err));
    assert_int_equal(access(dump, R_OK), 0);
    FILE *f = fopen(view, "r");
    assert_non_null(f);
    assert_true(fread(text, 1, sizeof text - 1, f) > 0);
    fclose(f);
    snprintf(want, sizeof want, " %llu %llu -1 ", (unsigned long long)(c.wrong_edge * TRACE_PS),
             (unsigned long long)(c.wrong_edge * TRACE_PS));
    assert_non_null(strstr(text, want));
    assert_true(strstr(text, "smi_ctl.c.apm_sts[7:0]") < strstr(text, "smi_ctl.in.wr_en")); /* the wrong wire is on top */
    unlink(dump);
    assert_false(check_wave(&c, "/no/such/folder/w.fst", NULL, err, sizeof err));
    assert_non_null(strstr(err, "/no/such/folder"));
    unlink(view);
    rmdir(folder);
    check_close(&c);
}

static void all_wires_ignored_is_not_a_pass(void **state)
{
    (void)state;
    check_options_t o = {.block = "smi_ctl", .edges = 100, .seed = 1};
    rtl_check_t c;
    char err[256];
    for (const sig_t *s = smi_ctl_block.out_sigs; s->name; s++)
        o.ignore[o.ignore_count++] = s->name;
    fault = NONE;
    assert_true(check_open_twin(&c, &o, &fake, err, sizeof err));
    check_run(&c);
    assert_int_equal(c.compared, 0);
    assert_false(check_passed(&c));
    check_close(&c);
}

/* --- directed tests ---------------------------------------------------------------------------------------------- */

static void every_directed_test_is_run_and_no_random_one(void **state)
{
    (void)state;
    rtl_check_t c = run_with(PIN_LATE_2, NULL); /* a legal one: no expectation of a test may fail it */
    unsigned directed = 0, random = 0;
    for (const directed_test_t *t = directed_find("smi_ctl")->tests; t->name; t++)
        if (t->random)
            random++;
        else
            directed++;
    assert_true(check_passed(&c));
    assert_true(directed > 40 && random > 0);
    assert_int_equal(c.directed.tests, directed);
    assert_int_equal(c.directed.run, directed);
    assert_true(c.directed.compared > 5000);
    assert_null(c.directed.failed);
    check_close(&c);
}

static void a_failed_directed_test_is_named_and_ends_the_run(void **state)
{
    (void)state;
    rtl_check_t c = run_with(CLEAR_WINS, NULL);
    char text[8192] = "";
    assert_false(check_passed(&c));
    assert_string_equal(c.directed.failed->name, "a_set_wins_over_a_clear_in_the_same_clock");
    assert_string_equal(c.directed.failed->section, "chipset facts 2.7 E6a");
    assert_true(c.directed.run > 1 && c.directed.run < c.directed.tests);
    assert_string_equal(c.wrong->name, "smi_sts");
    assert_int_equal(c.edges, 0);
    FILE *f = tmpfile();
    assert_non_null(f);
    check_text(&c, NULL, f);
    rewind(f);
    assert_true(fread(text, 1, sizeof text - 1, f) > 0);
    fclose(f);
    assert_non_null(strstr(text, "test: a_set_wins_over_a_clear_in_the_same_clock\n  says: a clear of APM_STS in the clock of "
                                 "a B2h write loses\n  book: chipset facts 2.7 E6a\n"));
    assert_non_null(strstr(text, "smi_ctl.smi_sts is 0h in RTL, 20h in C; last inputs"));
    assert_non_null(strstr(text, "broken rule: apm_write_sets_status: "));
    assert_non_null(strstr(text, "random inputs were not run"));
    assert_string_equal(c.broken->name, "apm_write_sets_status");
    assert_int_equal(c.broken->first_time, c.wrong_edge);
    assert_int_equal(c.trace.count, c.wrong_edge + CHECK_TAIL); /* of this test alone */
    check_close(&c);
}

static void a_broken_rule_alone_fails_its_directed_test(void **state)
{
    (void)state;
    check_options_t o = {.block = "smi_ctl", .edges = 100, .seed = 1};
    rtl_check_t c;
    char err[256], text[8192] = "", folder[] = "/tmp/test_check.XXXXXX", dump[64];
    fault = NONE;
    assert_true(check_open_twin(&c, &o, &fake, err, sizeof err));
    c.rules[2].failed = 1; /* as if it broke at the first edge that is looked at */
    c.rules[2].first_time = 1;
    check_run(&c);
    assert_ptr_equal(c.directed.failed, directed_find("smi_ctl")->tests);
    assert_ptr_equal(c.broken, &c.rules[2]);
    assert_null(c.wrong);
    assert_false(check_passed(&c));
    assert_int_equal(c.trace.count, 1 + CHECK_TAIL);
    FILE *f = tmpfile();
    assert_non_null(f);
    check_text(&c, NULL, f);
    rewind(f);
    assert_true(fread(text, 1, sizeof text - 1, f) > 0);
    fclose(f);
    assert_non_null(strstr(text, c.rules[2].name));
    assert_null(strstr(text, "wrong wire"));
    assert_null(strstr(text, "\n\n"));
    assert_non_null(mkdtemp(folder));
    snprintf(dump, sizeof dump, "%s/w.fst", folder);
    assert_true(check_wave(&c, dump, NULL, err, sizeof err));
    unlink(dump);
    rmdir(folder);
    check_close(&c);
}

static void a_combinational_output_is_named_by_a_directed_test_too(void **state)
{
    (void)state;
    check_options_t o = {.block = "smi_ctl", .edges = 1, .seed = 1};
    rtl_check_t c;
    char err[256];
    fault = PIN_COMBINATIONAL;
    assert_true(check_open_twin(&c, &o, &fake, err, sizeof err));
    check_run(&c);
    assert_true(wire(&c, "smi_n")->combinational);
    assert_int_equal(c.edges, 0);
    check_close(&c);
}

static void pulls_smi_on_its_last_edge(pair_t *p)
{
    smi_ctl_in_t *in = (smi_ctl_in_t *)p->in;
    *in = (smi_ctl_in_t){.wr_en = true, .be = 1, .wdata = GBL_SMI_EN | APMC_EN | EOS, .apm_wr = true};
    pair_tick(p);
    in->wr_en = in->apm_wr = false;
    pair_tick(p);
    expect_false(p, ((smi_ctl_out_t *)p->out)->smi_n);
}

static void expects_what_is_not_so(pair_t *p)
{
    expect_true(p, ((smi_ctl_out_t *)p->out)->smi_n);
    expect_eq(p, ((smi_ctl_out_t *)p->out)->smi_en, 5);
}

typedef struct watcher {
    uint64_t seen, no_at, resets;
    bool kept; /* the RTL's outputs of an edge are those before the next */
    smi_ctl_out_t last;
} watcher_t;

static bool watch_edge(void *context, const pair_edge_t *e)
{
    watcher_t *w = (watcher_t *)context;
    assert_int_equal(e->number, ++w->seen);
    w->resets += !e->rst_n;
    w->kept = w->kept && (e->number == 1 || memcmp(&w->last, e->rtl_was, sizeof w->last) == 0);
    w->kept = w->kept && memcmp(e->rst_n ? e->rtl_was : e->rtl_out, e->rtl_before, sizeof w->last) == 0;
    memcpy(&w->last, e->rtl_out, sizeof w->last);
    return e->number != w->no_at;
}

static directed_result_t watch_one(void (*test)(pair_t *p), fault_t what, watcher_t *w)
{
    const directed_test_t t = {"one", "", "", test, false};
    const directed_t list = {&smi_ctl_block, &t};
    const rtl_side_t rtl = {.twin = &fake};
    const edge_watch_t watch = {watch_edge, w, 7};
    fault = what;
    return directed_run(&list, &t, &rtl, &watch);
}

static directed_result_t run_one(void (*test)(pair_t *p), fault_t what, bool exact)
{
    const directed_test_t t = {"one", "", "", test, false};
    const directed_t list = {&smi_ctl_block, &t};
    const rtl_side_t rtl = {.twin = &fake, .exact = exact};
    fault = what;
    return directed_run(&list, &t, &rtl, NULL);
}

static void what_changes_on_the_last_edge_is_still_waited_for(void **state)
{
    (void)state;
    assert_true(run_one(pulls_smi_on_its_last_edge, NONE, true).passed);
    assert_true(run_one(pulls_smi_on_its_last_edge, PIN_LATE_2, false).passed);
    directed_result_t r = run_one(pulls_smi_on_its_last_edge, PIN_LATE_3, false);
    assert_false(r.passed);
    assert_string_equal(r.wrong->name, "smi_n");
    r = run_one(pulls_smi_on_its_last_edge, PIN_LATE_2, true);
    assert_false(r.passed);
    assert_int_equal(r.edges, 3);
}

static void a_watch_sees_every_edge_and_a_tail(void **state)
{
    (void)state;
    watcher_t w = {.kept = true};
    assert_true(watch_one(pulls_smi_on_its_last_edge, NONE, &w).passed);
    assert_int_equal(w.seen, 1 + 2 + 2); /* reset, the test, what SMI# may lag */
    assert_int_equal(w.resets, 1);
    assert_true(w.kept);
    w = (watcher_t){.kept = true, .no_at = 2};
    directed_result_t r = watch_one(pulls_smi_on_its_last_edge, NONE, &w);
    assert_false(r.passed);
    assert_null(r.wrong);
    assert_string_equal(r.text, "");
    assert_int_equal(w.seen, 2 + 7);
    w = (watcher_t){.kept = true};
    r = watch_one(pulls_smi_on_its_last_edge, PIN_LATE_3, &w);
    assert_false(r.passed);
    assert_int_equal(r.wrong_edge, 5);
    assert_int_equal(w.seen, 5 + 7);
    w = (watcher_t){.kept = true, .no_at = 1};
    r = watch_one(expects_what_is_not_so, NONE, &w); /* the first failure is told */
    assert_false(r.passed);
    assert_string_equal(r.text, "");
}

static void an_expectation_that_does_not_hold_is_the_c_blocks_fault(void **state)
{
    (void)state;
    directed_result_t r = run_one(expects_what_is_not_so, NONE, false);
    assert_false(r.passed);
    assert_null(r.wrong);
    assert_non_null(strstr(r.text, "the C block itself is wrong: tb/unit/test_check.c:"));
    assert_non_null(strstr(r.text, "smi_en is 0x0, want 0x5"));
}

static void every_list_says_what_and_where(void **state)
{
    (void)state;
    unsigned lists = 0;
    for (const directed_t *const *d = directed_lists; *d; d++, lists++) {
        unsigned directed = 0;
        assert_non_null(stim_find((*d)->block->name));
        for (const directed_test_t *t = (*d)->tests; t->name; t++) {
            assert_true(strlen(t->says) > 10);
            assert_true(t->random || strlen(t->section) > 0);
            directed += !t->random;
            for (const directed_test_t *other = (*d)->tests; other != t; other++)
                assert_string_not_equal(other->name, t->name);
        }
        assert_true(directed > 0);
    }
    assert_int_equal(lists, 13);
}

/* --- the tables -------------------------------------------------------------------------------------------------- */

static void each_input_has_one_row_and_each_block_a_table(void **state)
{
    (void)state;
    unsigned tables = 0;
    for (const stim_table_t *t = stim_tables; t->block; t++, tables++) {
        unsigned rows = 0, inputs = 0;
        for (const stim_row_t *r = t->rows; r->wire; r++, rows++)
            assert_non_null(sig_find(t->block->in_sigs, r->wire));
        for (const sig_t *s = t->block->in_sigs; s->name; s++, inputs++) {
            unsigned found = 0;
            for (const stim_row_t *r = t->rows; r->wire; r++)
                found += strcmp(r->wire, s->name) == 0;
            assert_int_equal(found, 1);
        }
        assert_int_equal(rows, inputs);
        assert_true(strlen(t->source) > 0);
    }
    assert_int_equal(tables, 13);
}

/* Runs every move of every table (a misspelt wire is an assert), each input takes several values. */
static void each_output_has_one_section(void **state)
{
    (void)state;
    unsigned outputs = 0, rows = 0;
    for (const stim_table_t *t = stim_tables; t->block; t++)
        for (const sig_t *w = t->block->out_sigs; w->name; w++, outputs++)
            assert_non_null(section_of(t->block->name, w->name));
    for (const section_t *s = sections; s->block; s++, rows++)
        assert_true(s->section[0]);
    assert_int_equal(rows, outputs); /* none twice, none of a wire that is gone */
    assert_true(outputs > 90);
}

static void every_input_moves_and_straps_move_with_reset_only(void **state)
{
    (void)state;
    for (const stim_table_t *t = stim_tables; t->block; t++) {
        stim_t s;
        uint64_t in[32] = {0}, old[32];
        bool rst_n;
        unsigned changes[64] = {0}, resets = 0;
        assert_true(t->block->in_size <= sizeof in);
        stim_open(&s, t, 3);
        for (unsigned i = 0; i < 100000; i++) {
            memcpy(old, in, sizeof in);
            stim_next(&s, in, &rst_n);
            resets += !rst_n;
            unsigned k = 0;
            for (const stim_row_t *r = t->rows; r->wire; r++, k++) {
                const sig_t *w = sig_find(t->block->in_sigs, r->wire);
                if (sig_get(in, w) == sig_get(old, w))
                    continue;
                changes[k]++;
                assert_false(rst_n && r->kind == STIM_STRAP);
            }
        }
        unsigned k = 0;
        for (const stim_row_t *r = t->rows; r->wire; r++, k++)
            assert_true(changes[k] > 20);
        assert_true(resets > 50);
        assert_true(s.moves > 1000);
        assert_true(s.edges[STIM_IDLE] > 2000);
    }
}

static void a_seed_is_a_run(void **state)
{
    (void)state;
    stim_t a, b, other;
    smi_ctl_in_t in_a = {0}, in_b = {0}, in_other = {0};
    bool rst_a, rst_b, rst_other;
    unsigned differ = 0;
    stim_open(&a, stim_find("smi_ctl"), 5);
    stim_open(&b, stim_find("smi_ctl"), 5);
    stim_open(&other, stim_find("smi_ctl"), 6);
    for (unsigned i = 0; i < 5000; i++) {
        stim_next(&a, &in_a, &rst_a);
        stim_next(&b, &in_b, &rst_b);
        stim_next(&other, &in_other, &rst_other);
        assert_true(sig_equal(smi_ctl_block.in_sigs, &in_a, &in_b) && rst_a == rst_b);
        differ += !sig_equal(smi_ctl_block.in_sigs, &in_a, &in_other);
    }
    assert_true(differ > 1000);
}

static void a_wrong_name_is_bad_input(void **state)
{
    (void)state;
    rtl_check_t c;
    char err[256];
    check_options_t o = {.block = "smi_clt", .edges = 1};
    assert_false(check_open(&c, &o, err, sizeof err));
    assert_non_null(strstr(err, "smi_clt"));
    o = (check_options_t){.block = "smi_ctl", .edges = 1, .ignore = {"smi"}, .ignore_count = 1};
    assert_false(check_open(&c, &o, err, sizeof err));
    assert_non_null(strstr(err, "--ignore smi:"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_block_passes_with_every_wire_compared),
        cmocka_unit_test(a_pin_late_within_its_column_passes),
        cmocka_unit_test(a_combinational_output_is_named),
        cmocka_unit_test(a_register_without_reset_is_named),
        cmocka_unit_test(an_ignored_wire_is_not_judged),
        cmocka_unit_test(a_fault_after_a_long_idle_is_found),
        cmocka_unit_test(a_reset_that_waits_for_the_clock_is_found),
        cmocka_unit_test(a_block_that_drives_nothing_fails_at_once),
        cmocka_unit_test(a_failure_leaves_a_dump_and_a_view),
        cmocka_unit_test(all_wires_ignored_is_not_a_pass),
        cmocka_unit_test(every_directed_test_is_run_and_no_random_one),
        cmocka_unit_test(a_failed_directed_test_is_named_and_ends_the_run),
        cmocka_unit_test(a_broken_rule_alone_fails_its_directed_test),
        cmocka_unit_test(a_combinational_output_is_named_by_a_directed_test_too),
        cmocka_unit_test(a_watch_sees_every_edge_and_a_tail),
        cmocka_unit_test(what_changes_on_the_last_edge_is_still_waited_for),
        cmocka_unit_test(an_expectation_that_does_not_hold_is_the_c_blocks_fault),
        cmocka_unit_test(every_list_says_what_and_where),
        cmocka_unit_test(each_input_has_one_row_and_each_block_a_table),
        cmocka_unit_test(each_output_has_one_section),
        cmocka_unit_test(every_input_moves_and_straps_move_with_reset_only),
        cmocka_unit_test(a_seed_is_a_run),
        cmocka_unit_test(a_wrong_name_is_bad_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
