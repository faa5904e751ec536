/* A sweep: which shifts give which outcome, where an outcome parts from that of shift 0, and what is refused. */
#include "sweep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* One stimulus at a time, one behind an event, one that the program waits for. */
#define LINES                                                                                                        \
    ";! A test.\n;! early: at 5 us set board.gpi 1 for 100 ns\n;! pulse: on ev.post#1 +2 us set board.nmi 1 for 100 ns\n" \
    ";! word: mem 600h delay 400 ns\n"
#define CHECKS ";! until cpu0.halted == 1 within 1 ms\n;! expect ev.nmi <= 9\n"
/* Waits for about 5 us at port 80h's code 1, then says 2 and stops; the NMI counts itself at 504h. */
#define PROGRAM                                                                                                      \
    " org 7C00h\n xor ax, ax\n mov ds, ax\n mov ss, ax\n mov sp, 7000h\n mov word [8], nmi\n mov word [10], 0\n"        \
    " mov al, 1\n out 80h, al\n mov cx, 40\nagain: loop again\n mov al, 2\n out 80h, al\n mov ax, [504h]\n"              \
    " mov [508h], ax\n cli\n hlt\nnmi: inc word [504h]\n iret\n"

static scenario_t scenario;
static char folder[64], err[4096];
static bool stop_now;

static void plain_run(session_t *x)
{
    for (;;) {
        ps_t t = session_next(x);
        if (t == PS_NEVER || !session_instant(x, t))
            break;
    }
}

static bool no_view(session_t *x, const char *dump, ps_t parting, char *why, unsigned why_size)
{
    (void)parting;
    (void)why;
    (void)why_size;
    return x->soc && access(dump, R_OK) == 0;
}

static bool interrupted(void)
{
    return stop_now;
}

static void load(const char *text)
{
    char path[96];
    snprintf(path, sizeof path, "%s/t.asm", folder);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    if (!scenario_load(&scenario, path, NULL, err, sizeof err))
        fail_msg("%s", err);
}

static sweep_options_t options(const char *event, int64_t from, int64_t to)
{
    return (sweep_options_t){.event = event, .from = from, .to = to, .step = 1, .unit = BCLK, .jobs = 2, .out = folder,
                             .session = {.mode = MODE_CYCLE}, .run = plain_run, .view = no_view,
                             .interrupted = interrupted};
}

static void opens(sweep_t *w, const sweep_options_t *o)
{
    if (!sweep_open(w, &scenario, o, err, sizeof err))
        fail_msg("%s", err);
}

static void runs(sweep_t *w, const sweep_options_t *o)
{
    opens(w, o);
    if (!sweep_run(w, err, sizeof err))
        fail_msg("%s", err);
}

static int set_up(void **state)
{
    (void)state;
    stop_now = false;
    snprintf(folder, sizeof folder, "/tmp/smmscope-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[128];
    (void)state;
    scenario_free(&scenario);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static void one_outcome_that_passes_is_a_pass_and_makes_no_dump(void **state)
{
    (void)state;
    sweep_t w;
    load(LINES CHECKS PROGRAM);
    sweep_options_t o = options("pulse", -3, 3);
    runs(&w, &o);
    assert_int_equal(w.count, 7);
    assert_int_equal(w.outcome_count, 1);
    assert_int_equal(w.outcomes[0].runs, 7);
    assert_true(sweep_passed(&w));
    assert_string_equal(w.outcomes[0].dump, "");
    for (unsigned i = 0; i < 7; i++) {
        assert_int_equal(w.runs[i].shift, (int)i - 3);
        assert_string_equal(w.runs[i].verdict, "pass");
        assert_false(w.runs[i].parting.parts);
        assert_string_equal(w.runs[i].differs, "");
    }
    sweep_free(&w);
}

/* The NMI comes before the second code, between it and the halt, or never finds the CPU before the run is over. */
static void outcomes_are_grouped_by_the_order_of_events(void **state)
{
    (void)state;
    sweep_t w;
    load(LINES CHECKS ";! expect ev.nmi == 1\n" PROGRAM);
    sweep_options_t o = options("pulse", 0, 600);
    o.step = 25;
    runs(&w, &o);
    assert_int_equal(w.count, 25);
    assert_true(w.outcome_count >= 2);
    assert_false(sweep_passed(&w));
    assert_int_equal(w.reference, 0);
    assert_int_equal(w.runs[0].outcome, 1);
    assert_string_equal(w.runs[0].verdict, "pass");
    const sweep_run_t *last = &w.runs[24];
    assert_int_equal(last->outcome, w.outcome_count);
    assert_int_equal(last->result, SESSION_FAIL);
    assert_non_null(strstr(last->verdict, "expect ev.nmi == 1: fails, got 0"));
    assert_true(last->parting.parts);
    assert_int_equal(last->parting.who, 0);
    assert_true(last->parting.reference_has);
    assert_int_equal(last->parting.reference_event, EV_NMI);
    assert_non_null(strstr(last->differs, "at shift 0: nmi at "));
    unsigned sum = 0;
    for (unsigned k = 0; k < w.outcome_count; k++) {
        const sweep_outcome_t *g = &w.outcomes[k];
        sum += g->runs;
        assert_int_equal(w.runs[g->shown].outcome, k + 1);
        assert_int_equal(access(g->dump, R_OK), 0);
        for (unsigned i = 0; i < g->shown; i++) /* the nearest to shift 0 stands for it */
            assert_int_not_equal(w.runs[i].outcome, k + 1);
    }
    assert_int_equal(sum, 25);
    sweep_free(&w);
}

static void the_number_of_jobs_changes_nothing(void **state)
{
    (void)state;
    sweep_t a, b;
    load(LINES CHECKS PROGRAM);
    sweep_options_t o = options("pulse", 100, 500);
    o.step = 40;
    o.jobs = 1;
    runs(&a, &o);
    o.jobs = 5;
    runs(&b, &o);
    assert_int_equal(a.count, b.count);
    assert_int_equal(a.outcome_count, b.outcome_count);
    assert_memory_equal(a.outcomes, b.outcomes, a.outcome_count * sizeof *a.outcomes);
    for (unsigned i = 0; i < a.count; i++) {
        assert_int_equal(a.runs[i].outcome, b.runs[i].outcome);
        assert_int_equal(a.runs[i].signature, b.runs[i].signature);
        assert_string_equal(a.runs[i].differs, b.runs[i].differs);
    }
    sweep_free(&a);
    sweep_free(&b);
}

static void the_reference_is_the_shift_nearest_to_0(void **state)
{
    (void)state;
    sweep_t w;
    load(LINES CHECKS PROGRAM);
    sweep_options_t o = options("pulse", -20, 20);
    o.step = 3;
    opens(&w, &o);
    assert_int_equal(w.count, 14);
    assert_int_equal(w.runs[w.reference].shift, 1);
    sweep_free(&w);
    o = options("pulse", 5, 9);
    opens(&w, &o);
    assert_int_equal(w.runs[w.reference].shift, 5);
    sweep_free(&w);
    o = options("pulse", -9, -5);
    opens(&w, &o);
    assert_int_equal(w.runs[w.reference].shift, -5);
    sweep_free(&w);
}

/* The word is a check's value: each of its values is an outcome of its own, though no event differs. */
static void a_delay_is_shifted_in_memory(void **state)
{
    (void)state;
    sweep_t w;
    load(LINES CHECKS ";! expect mem.600h == 160\n" PROGRAM);
    sweep_options_t o = options("word", -2, 2);
    runs(&w, &o);
    assert_int_equal(w.outcome_count, 5);
    static const char *const got[] = {"fails, got 0x98", "fails, got 0x9c", "", "fails, got 0xa4", "fails, got 0xa8"};
    for (unsigned i = 0; i < 5; i++) {
        assert_false(w.runs[i].parting.parts);
        assert_non_null(strstr(w.runs[i].differs, got[i]));
    }
    assert_int_equal(w.runs[2].outcome, 1);
    sweep_free(&w);
}

static void a_clock_of_another_domain_can_be_the_unit(void **state)
{
    (void)state;
    sweep_t w;
    load(LINES CHECKS PROGRAM);
    sweep_options_t o = options("pulse", 0, 1);
    static const ps_t ps[DOMAIN_COUNT] = {2500, 10000, 30000, 60000};
    for (unsigned d = 0; d < DOMAIN_COUNT; d++) {
        o.unit = (domain_t)d;
        opens(&w, &o);
        assert_int_equal(w.unit_ps, ps[d]);
        sweep_free(&w);
    }
}

static void refused(const sweep_options_t *o, const char *want)
{
    sweep_t w;
    assert_false(sweep_open(&w, &scenario, o, err, sizeof err));
    if (!strstr(err, want))
        fail_msg("'%s' does not say '%s'", err, want);
    assert_null(strchr(err, '\n'));
}

static void what_cannot_be_swept_is_refused(void **state)
{
    (void)state;
    load(LINES CHECKS PROGRAM);
    sweep_options_t o = options("pulze", 0, 1);
    refused(&o, "no stimulus 'pulze', its stimuli are: early, pulse, word");
    o = options("pulse", -201, 0);
    refused(&o, "t.asm:3: shift -201 bclk would put pulse 10000 ps before the event it waits for, "
                "expected a base delay of at least 2010000 ps in that line, it is 2000000 ps");
    o = options("early", -501, 0);
    refused(&o, "10000 ps before power-on");
    o = options("word", -41, 0);
    refused(&o, "10000 ps before the program asks for it");
    o = options("pulse", 0, SWEEP_RUNS_MAX);
    refused(&o, "is 10001 runs, expected at most 10000");
    assert_int_equal(scenario.stimuli[1].time, 2000000); /* as it was */
    scenario_free(&scenario);
    load(";! A test.\n" CHECKS PROGRAM);
    refused(&o, "its stimuli are: none");
}

static void an_interrupt_ends_it_without_a_word(void **state)
{
    (void)state;
    sweep_t w;
    load(LINES CHECKS PROGRAM);
    sweep_options_t o = options("pulse", 0, 5);
    opens(&w, &o);
    stop_now = true;
    assert_false(sweep_run(&w, err, sizeof err));
    assert_string_equal(err, "");
    sweep_free(&w);
}

static void a_dump_that_cannot_be_written_is_one_line(void **state)
{
    (void)state;
    sweep_t w;
    load(LINES CHECKS ";! expect mem.600h == 160\n" PROGRAM);
    sweep_options_t o = options("word", 0, 1);
    o.out = "/nowhere";
    opens(&w, &o);
    assert_false(sweep_run(&w, err, sizeof err));
    assert_non_null(strstr(err, "the run with shift "));
    assert_non_null(strstr(err, "/nowhere/t-word"));
    sweep_free(&w);
}

static void text_and_json_say_the_same(void **state)
{
    (void)state;
    sweep_t w;
    char path[96], text[16384] = "", table[16384] = "";
    load(LINES CHECKS ";! expect mem.600h == 160\n" PROGRAM);
    sweep_options_t o = options("word", -3, 3);
    o.step = 2;
    runs(&w, &o);
    FILE *f = tmpfile();
    assert_non_null(f);
    sweep_text(&w, f, false);
    rewind(f);
    assert_true(fread(table, 1, sizeof table - 1, f) > 0);
    fclose(f);
    assert_non_null(strstr(table, "word shifted by -3..3 in steps of 2 bclk of 10000 ps\n"));
    assert_non_null(strstr(table, "        1     1  FAIL     -1\n           shift -1: line 7, expect mem.600h == 160: fails"));
    assert_non_null(strstr(table, "FAIL t (p6, cycle): 4 runs, 4 outcomes, 4 runs failed\n"));
    assert_non_null(strstr(table, "  twinwave "));
    assert_null(strstr(table, "\033"));
    snprintf(path, sizeof path, "%s/r.json", folder);
    assert_true(sweep_json(&w, path, err, sizeof err));
    f = fopen(path, "r");
    assert_non_null(f);
    assert_true(fread(text, 1, sizeof text - 1, f) > 0);
    fclose(f);
    for (unsigned i = 0; i < w.count; i++) {
        char want[64];
        snprintf(want, sizeof want, "\"shift\":\t%d,\n\t\t\t\"outcome\":\t%u,", (int)w.runs[i].shift, w.runs[i].outcome);
        assert_non_null(strstr(text, want));
    }
    assert_false(sweep_json(&w, "/nowhere/r.json", err, sizeof err));
    sweep_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
        T(one_outcome_that_passes_is_a_pass_and_makes_no_dump),
        T(outcomes_are_grouped_by_the_order_of_events),
        T(the_number_of_jobs_changes_nothing),
        T(the_reference_is_the_shift_nearest_to_0),
        T(a_delay_is_shifted_in_memory),
        T(a_clock_of_another_domain_can_be_the_unit),
        T(what_cannot_be_swept_is_refused),
        T(an_interrupt_ends_it_without_a_word),
        T(a_dump_that_cannot_be_written_is_one_line),
        T(text_and_json_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
