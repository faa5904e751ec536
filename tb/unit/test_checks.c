/* Stimuli and checks of a scenario, carried out on a real machine: when they happen and what they say. */
#include "checks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define STOP " org 7C00h\n mov word [500h], 1234h\n cli\n hlt\n"    /* halts for good */
#define SPIN " org 7C00h\n mov word [500h], 1234h\n jmp $\n"        /* runs for ever */

typedef struct run {
    scenario_t s;
    soc_t *soc;
    checks_t *c;
} run_t;

/* Opens a scenario: `lines` are its ";!" lines after the sentence. */
static void open_run(run_t *r, soc_mode_t mode, const char *lines, const char *program)
{
    char file[] = "/tmp/smmscope-test-XXXXXX", named[64], err[512];
    int fd = mkstemp(file);
    assert_true(fd >= 0);
    snprintf(named, sizeof named, "%s.asm", file);
    FILE *f = fdopen(fd, "w");
    assert_non_null(f);
    assert_true(fprintf(f, ";! A test.\n%s%s", lines, program) > 0);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(rename(file, named), 0);
    bool ok = scenario_load(&r->s, named, NULL, err, sizeof err);
    unlink(named);
    if (!ok)
        fail_msg("%s", err);
    soc_config_t config = r->s.config;
    config.mode = mode;
    r->soc = soc_open(&config, err, sizeof err);
    assert_non_null(r->soc);
    memcpy(soc_ram(r->soc)->bytes + r->s.org, r->s.program, r->s.program_size);
    r->c = checks_open(&r->s, r->soc);
}

/* One instant; false when the scenario is over. */
static bool step(run_t *r)
{
    ps_t t = soc_next(r->soc, checks_horizon(r->c));
    assert_true(t >= soc_now(r->soc) && t <= checks_horizon(r->c));
    soc_tick(r->soc, t, checks_horizon(r->c));
    soc_settle(r->soc);
    return checks_after(r->c);
}

static void run(run_t *r, soc_mode_t mode, const char *lines, const char *program)
{
    open_run(r, mode, lines, program);
    while (step(r))
        ;
    checks_finish(r->c);
}

static void close_run(run_t *r)
{
    checks_free(r->c);
    soc_close(r->soc);
    scenario_free(&r->s);
}

static void expects_after_an_until_are_looked_at_when_it_is_met(void **state)
{
    (void)state;
    for (soc_mode_t mode = MODE_FAST; mode <= MODE_CYCLE; mode++) {
        run_t r;
        run(&r, mode,
            ";! expect ev.halt == 0\n;! until cpu0.halted == 1 within 1 ms\n;! expect ev.halt == 1\n"
            ";! expect mem16.500h == 1234h\n;! expect mem.500h != 0\n",
            STOP);
        assert_int_equal(checks_passed(r.c), 5);
        assert_int_equal(checks_failed(r.c), 0);
        assert_null(checks_watchdog(r.c));
        assert_int_equal(r.s.checks[1].got, 1);
        assert_int_equal(r.s.checks[3].got, 0x1234);
        assert_true(r.s.checks[0].when < r.s.checks[1].when);
        close_run(&r);
    }
}

static void an_until_that_times_out_fails_and_ends_the_run(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_CYCLE, ";! until cpu0.halted == 1 within 50 us\n;! expect mem16.500h == 1234h\n", SPIN);
    assert_int_equal(soc_now(r.soc), 50000000);
    assert_int_equal(checks_passed(r.c), 0);
    assert_int_equal(checks_failed(r.c), 2);
    assert_string_equal(r.s.checks[0].note, "cpu0 at 0000:7C06 (running)");
    assert_string_equal(r.s.checks[1].note, "not reached");
    close_run(&r);
}

static void the_second_until_counts_from_the_first(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_FAST, ";! until mem16.500h == 1234h within 1 ms\n;! until ev.halt == 1 within 50 us\n", SPIN);
    assert_true(r.s.checks[0].passed);
    assert_false(r.s.checks[1].passed);
    assert_int_equal(r.s.checks[1].when - r.s.checks[0].when, 50000000);
    close_run(&r);
}

static void without_until_the_run_ends_when_all_cpus_stopped_for_good(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_CYCLE, ";! cpus 2\n;! expect ev.halt == 1\n", STOP);
    assert_int_equal(checks_passed(r.c), 1);
    assert_int_equal(checks_failed(r.c), 0);
    assert_true(soc_now(r.soc) < 20000000);
    close_run(&r);
}

static void a_halt_that_an_interrupt_may_end_is_not_for_good(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_FAST, ";! watchdog 100 us\n;! never shutdown\n", " org 7C00h\n sti\n hlt\n");
    assert_int_equal(soc_now(r.soc), 100000000);
    assert_string_equal(checks_watchdog(r.c), "watchdog: 100 us of guest time are over: cpu0 at 0000:7C02 (halted)");
    close_run(&r);
}

static void the_watchdog_says_where_each_cpu_is(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_FAST, ";! cpus 2\n;! watchdog 1 ms\n;! expect mem16.500h == 1234h\n", SPIN);
    assert_int_equal(soc_now(r.soc), 1000000000);
    assert_string_equal(checks_watchdog(r.c),
                        "watchdog: 1 ms of guest time are over: cpu0 at 0000:7C06 (running), cpu1 parked");
    assert_int_equal(checks_passed(r.c), 1); /* looked at when the time was over */
    close_run(&r);
}

static void a_stimulus_is_set_at_its_time_and_taken_back(void **state)
{
    (void)state;
    run_t r;
    open_run(&r, MODE_CYCLE, ";! x: at 20011 ns set board.gpi 5 for 333 ns\n;! until ev.halt == 1 within 30 us\n", SPIN);
    ps_t rose = 0, fell = 0;
    bool more = true;
    while (more) {
        more = step(&r);
        if (soc_board(r.soc)->gpi == 5 && !rose)
            rose = soc_now(r.soc);
        if (soc_board(r.soc)->gpi == 0 && rose && !fell)
            fell = soc_now(r.soc);
    }
    assert_int_equal(rose, 20011000);
    assert_int_equal(fell, 20344000);
    close_run(&r);
}

static void a_stimulus_follows_the_event_it_names(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_CYCLE,
        ";! cpus 2\n;! start cpu1 at 8000h\n"
        ";! x: on reset#2 +1 us set board.gpi 1\n"
        ";! y: on reset cpu1 +2 us set board.gpi 3\n"
        ";! until board.gpi == 3 within 1 ms\n",
        SPIN);
    assert_int_equal(checks_failed(r.c), 0);
    assert_int_equal(r.s.stimuli[1].fire_at - r.s.stimuli[0].fire_at, 1000000);
    close_run(&r);
}

static void a_stimulus_that_never_fired_fails(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_FAST, ";! x: on shutdown +1 us set board.nmi 1\n;! never shutdown\n", STOP);
    assert_int_equal(checks_passed(r.c), 1);
    assert_int_equal(checks_failed(r.c), 1);
    close_run(&r);
}

static void a_run_without_until_waits_for_stimuli_ahead(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_FAST, ";! x: at 500 us set board.gpi 1 for 100 us\n;! expect board.gpi == 0\n", STOP);
    assert_int_equal(checks_failed(r.c), 0);
    assert_int_equal(soc_now(r.soc), 600000000);
    close_run(&r);
}

static void masters_take_turns(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_CYCLE,
        ";! a: at 20 us master dmi write 600h 0CAFEh\n"
        ";! b: at 20 us master igd write 604h 0BEEFh\n"
        ";! c: at 20 us master peg read 600h 4\n"
        ";! until ev.master == 3 within 100 us\n"
        ";! expect mem.600h == 0CAFEh\n;! expect mem.604h == 0BEEFh\n;! expect mch.mst_rdata == 0CAFEh\n",
        STOP);
    assert_int_equal(checks_failed(r.c), 0);
    assert_int_equal(r.s.stimuli[0].fire_at, 20000000);
    assert_true(r.s.stimuli[1].fire_at > 20000000);
    assert_true(r.s.stimuli[2].fire_at > r.s.stimuli[1].fire_at);
    close_run(&r);
}

static void before_needs_both_events_in_that_order(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_FAST,
        ";! until ev.halt == 1 within 1 ms\n;! expect reset before halt\n;! expect halt before reset\n"
        ";! expect reset before rsm\n;! expect halt#2 before shutdown\n",
        STOP);
    assert_true(r.s.checks[1].passed);
    assert_false(r.s.checks[2].passed);
    assert_non_null(strstr(r.s.checks[2].note, " ps and "));
    assert_string_equal(r.s.checks[3].note, "the second did not happen");
    assert_string_equal(r.s.checks[4].note, "both did not happen");
    assert_int_equal(checks_failed(r.c), 3);
    close_run(&r);
}

static void never_is_judged_over_the_whole_run(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_FAST, ";! never halt\n;! never halt#2\n;! until ev.halt == 1 within 1 ms\n", STOP);
    assert_false(r.s.checks[0].passed);
    assert_int_equal(r.s.checks[0].got, 1);
    assert_true(r.s.checks[1].passed);
    assert_int_equal(checks_failed(r.c), 1);
    close_run(&r);
}

static void a_run_cut_short_fails_what_was_not_reached(void **state)
{
    (void)state;
    run_t r;
    open_run(&r, MODE_CYCLE, ";! until ev.halt == 1 within 1 ms\n;! expect ev.halt == 1\n;! never shutdown\n", STOP);
    assert_true(step(&r));
    assert_int_equal(checks_failed(r.c), 0);
    checks_finish(r.c);
    assert_int_equal(checks_passed(r.c), 1); /* never */
    assert_int_equal(checks_failed(r.c), 2);
    assert_string_equal(r.s.checks[0].note, "the run ended");
    close_run(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expects_after_an_until_are_looked_at_when_it_is_met),
        cmocka_unit_test(an_until_that_times_out_fails_and_ends_the_run),
        cmocka_unit_test(the_second_until_counts_from_the_first),
        cmocka_unit_test(without_until_the_run_ends_when_all_cpus_stopped_for_good),
        cmocka_unit_test(a_halt_that_an_interrupt_may_end_is_not_for_good),
        cmocka_unit_test(the_watchdog_says_where_each_cpu_is),
        cmocka_unit_test(a_stimulus_is_set_at_its_time_and_taken_back),
        cmocka_unit_test(a_stimulus_follows_the_event_it_names),
        cmocka_unit_test(a_stimulus_that_never_fired_fails),
        cmocka_unit_test(a_run_without_until_waits_for_stimuli_ahead),
        cmocka_unit_test(masters_take_turns),
        cmocka_unit_test(before_needs_both_events_in_that_order),
        cmocka_unit_test(never_is_judged_over_the_whole_run),
        cmocka_unit_test(a_run_cut_short_fails_what_was_not_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
