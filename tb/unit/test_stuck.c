/* Storms of SMIs and hangs in SMM: found when they are there, at the limit that was set, and not when they are not. */
#include "checks.h"
#include "stuck.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define US UINT64_C(1000000)

/* Writes APM_CNT once, then goes on in a loop. */
#define ONE_SMI                                                                                                     \
    "org 0x8000\n%include \"lib/smm.inc\"\nbegin\ninstall handler\nsmi_setup\napm_write 1\nforever: inc dword [0x500]\n"  \
    "jmp forever\n"
/* The same again and again: three instructions from RSM to the next SMI. */
#define MANY_SMIS                                                                                                   \
    "org 0x8000\n%include \"lib/smm.inc\"\nbegin\ninstall handler\nsmi_setup\nagain: apm_write 1\njmp again\n"
/* The second CPU starts at 8010h. */
#define TWO_CPUS                                                                                                    \
    "org 0x8000\n%include \"lib/smm.inc\"\njmp main\nalign 16, db 0x90\nmov bx, 0x6000\nmov ss, bx\nxor bx, bx\nmov ds, bx\n" \
    "mov ax, 1\nmov dr0, eax\njmp 0:loop1\nloop1: inc dword [0x504]\njmp loop1\nmain: begin\ninstall handler\n"          \
    "smi_setup\nxor eax, eax\nmov dr0, eax\napm_write 1\nforever: jmp forever\n"
#define ACK "handler: smi_ack\nrsm\nhandler_end:\n"
#define KEEP_STATUS "handler: set_eos\nrsm\nhandler_end:\n"
#define WAIT_FOR_FLAG "handler: cmp dword [0x610], 0\nje handler\nsmi_ack\nrsm\nhandler_end:\n"
#define COUNT_FOR_EVER "handler: inc ecx\njmp handler\nhandler_end:\n"
#define HALTS "handler: hlt\njmp handler\nhandler_end:\n"

typedef struct run {
    scenario_t s;
    soc_t *soc;
    checks_t *c;
} run_t;

static void run(run_t *r, soc_mode_t mode, const char *lines, const char *program, const char *handler)
{
    char file[] = "/tmp/smmscope-test-XXXXXX", named[64], err[512];
    int fd = mkstemp(file);
    assert_true(fd >= 0);
    snprintf(named, sizeof named, "%s.asm", file);
    FILE *f = fdopen(fd, "w");
    assert_non_null(f);
    assert_true(fprintf(f, ";! A test.\n%s%s%s", lines, program, handler) > 0);
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
    do {
        soc_tick(r->soc, soc_next(r->soc, checks_horizon(r->c)), checks_horizon(r->c));
        soc_settle(r->soc);
    } while (checks_after(r->c));
    checks_finish(r->c);
}

static void close_run(run_t *r)
{
    checks_free(r->c);
    soc_close(r->soc);
    scenario_free(&r->s);
}

static unsigned count(const run_t *r, ev_id_t id)
{
    const ev_log_t *log = soc_events(r->soc);
    unsigned n = 0;
    for (size_t i = 0; i < log->count; i++)
        n += log->list[i].id == id;
    return n;
}

static void says(const char *text, const char *want)
{
    if (!text || !strstr(text, want))
        fail_msg("'%s' does not say '%s'", text ? text : "(nothing)", want);
}

static void a_status_left_set_is_a_storm_in_every_mode(void **state)
{
    (void)state;
    for (soc_mode_t mode = MODE_FAST; mode <= MODE_AUTO; mode++) {
        run_t r;
        run(&r, mode, ";! storm 20 smis under 1 insns\n;! never shutdown\n", ONE_SMI, KEEP_STATUS);
        assert_int_equal(checks_ended_by(r.c), STUCK_STORM);
        assert_int_equal(count(&r, EV_SMI_TAKEN), 20);
        assert_int_equal(count(&r, EV_APM_WRITE), 1);
        says(checks_watchdog(r.c), "storm of SMIs: cpu0 has taken 20 SMIs one behind the other since ");
        says(checks_watchdog(r.c), "SMI_STS is 00000020h (APM_STS), SMI_EN 00000021h: a status that the handler leaves set");
        close_run(&r);
    }
}

static void instructions_of_the_program_are_counted_exactly_in_every_mode(void **state)
{
    (void)state;
    for (soc_mode_t mode = MODE_FAST; mode <= MODE_AUTO; mode++) {
        run_t r;
        run(&r, mode, ";! storm 10 smis under 4 insns\n;! watchdog 2 ms\n;! never shutdown\n", MANY_SMIS, ACK);
        assert_int_equal(checks_ended_by(r.c), STUCK_STORM);
        assert_int_equal(count(&r, EV_SMI_TAKEN), 10);
        says(checks_watchdog(r.c), "new causes come as fast, the last is APM 01.");
        close_run(&r);
        run(&r, mode, ";! storm 10 smis under 3 insns\n;! watchdog 500 us\n;! never shutdown\n", MANY_SMIS, ACK);
        assert_int_equal(checks_ended_by(r.c), STUCK_NOT);
        assert_true(count(&r, EV_SMI_TAKEN) > 10);
        says(checks_watchdog(r.c), "watchdog: 500 us of guest time are over");
        assert_null(strstr(checks_watchdog(r.c), "SMIs"));
        close_run(&r);
    }
}

static void a_program_that_sleeps_between_smis_is_not_stormed(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_CYCLE,
        ";! storm 3 smis under 2 insns\n;! a: at 40 us set board.ext_smi_n 0 for 200 ns\n"
        ";! b: at 80 us set board.ext_smi_n 0 for 200 ns\n;! c: at 120 us set board.ext_smi_n 0 for 200 ns\n"
        ";! d: at 160 us set board.ext_smi_n 0 for 200 ns\n;! until ev.smm_exit == 4 within 1 ms\n",
        "org 0x8000\n%include \"lib/smm.inc\"\nbegin\ninstall handler\nsti\nforever: hlt\njmp forever\n",
        "handler: rsm\nhandler_end:\n");
    assert_int_equal(checks_ended_by(r.c), STUCK_NOT);
    assert_int_equal(checks_failed(r.c), 0);
    close_run(&r);
}

static void limits_can_be_off(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_FAST, ";! storm off\n;! watchdog 1 ms\n;! never shutdown\n", ONE_SMI, KEEP_STATUS);
    assert_int_equal(checks_ended_by(r.c), STUCK_NOT);
    says(checks_watchdog(r.c), "watchdog: 1 ms of guest time are over: cpu0 at ");
    says(checks_watchdog(r.c), "; many SMIs when it ended: cpu0 has taken ");
    close_run(&r);
    run(&r, MODE_FAST, ";! hang off\n;! watchdog 3 ms\n;! never shutdown\n", ONE_SMI, WAIT_FOR_FLAG);
    assert_int_equal(checks_ended_by(r.c), STUCK_NOT);
    says(checks_watchdog(r.c), "watchdog: 3 ms of guest time are over: cpu0 at 3000:8");
    says(checks_watchdog(r.c), "; in SMM when it ended: cpu0 is in SMM since ");
    close_run(&r);
}

static void what_is_asked_for_is_no_failure(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_CYCLE, ";! storm 5 smis under 2 insns\n;! ends storm\n;! expect ev.apm_write == 1\n", ONE_SMI, KEEP_STATUS);
    assert_null(checks_watchdog(r.c));
    says(checks_stuck(r.c), "storm of SMIs: ");
    assert_int_equal(checks_passed(r.c), 2);
    assert_int_equal(checks_failed(r.c), 0);
    close_run(&r);
    run(&r, MODE_CYCLE, ";! storm 5 smis under 2 insns\n;! ends hang\n", ONE_SMI, KEEP_STATUS); /* the other one */
    says(checks_watchdog(r.c), "storm of SMIs: ");
    assert_int_equal(checks_failed(r.c), 1);
    assert_string_equal(r.s.checks[0].note, "storm");
    close_run(&r);
    run(&r, MODE_CYCLE, ";! ends hang\n;! until ev.smm_exit == 1 within 1 ms\n", ONE_SMI, ACK);
    assert_int_equal(checks_failed(r.c), 1);
    assert_string_equal(r.s.checks[0].note, "neither");
    close_run(&r);
}

static void a_handler_that_waits_for_a_parked_cpu_hangs(void **state)
{
    (void)state;
    for (soc_mode_t mode = MODE_FAST; mode <= MODE_AUTO; mode++) {
        run_t r;
        run(&r, mode, ";! cpus 2\n;! hang 400 us\n;! never cpu0.rsm\n", ONE_SMI, WAIT_FOR_FLAG);
        assert_int_equal(checks_ended_by(r.c), STUCK_HANG);
        ps_t now = soc_now(r.soc);
        assert_true(now >= 400 * US && now <= 550 * US);
        says(checks_watchdog(r.c), "hang in SMM: cpu0 is in SMM since ");
        says(checks_watchdog(r.c), "in a loop from 3000:8000 to 3000:8006, its registers the same each time.");
        says(checks_watchdog(r.c), "cpu1 is missing: it waits for a SIPI, with an SMI latched since ");
        close_run(&r);
    }
}

static void cpus_that_wait_for_each_other_in_smm_hang(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_CYCLE, ";! cpus 2\n;! start cpu1 at 0x8010\n;! hang 300 us\n;! never rsm\n", TWO_CPUS, WAIT_FOR_FLAG);
    assert_int_equal(checks_ended_by(r.c), STUCK_HANG);
    says(checks_watchdog(r.c), " cpu0 is in SMM since ");
    says(checks_watchdog(r.c), " cpu1 is in SMM since ");
    says(checks_watchdog(r.c), "All CPUs are in SMM and wait for each other.");
    close_run(&r);
}

/* CPU 1 leaves at once and then waits, outside, for CPU 0, which waits for it. */
static void a_cpu_that_waits_outside_is_missing(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_CYCLE, ";! cpus 2\n;! start cpu1 at 0x8010\n;! hang 300 us\n;! never cpu0.rsm\n",
        "org 0x8000\n%include \"lib/smm.inc\"\njmp main\nalign 16, db 0x90\nxor bx, bx\nmov ds, bx\nmov ax, 1\nmov dr0, eax\n"
        "jmp 0:loop1\nloop1: cmp byte [0x614], 1\njne loop1\nmain: begin\ninstall handler\nsmi_setup\nxor eax, eax\n"
        "mov dr0, eax\napm_write 1\nforever: jmp forever\n",
        "handler: mov eax, dr0\ntest eax, eax\njnz .out\n.all: cmp byte [0x610], 1\njne .all\n.out: rsm\nhandler_end:\n");
    assert_int_equal(checks_ended_by(r.c), STUCK_HANG);
    says(checks_watchdog(r.c), "cpu1 is missing: it runs outside SMM, in a loop from 0000:80");
    says(checks_watchdog(r.c), "and has no SMI latched.");
    close_run(&r);
}

static void a_cpu_halted_in_smm_hangs(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_FAST, ";! hang 300 us\n;! until ev.rsm == 1 within 5 ms\n", ONE_SMI, HALTS);
    assert_int_equal(checks_ended_by(r.c), STUCK_HANG);
    says(checks_watchdog(r.c), ", halted at 3000:8001.");
    assert_int_equal(checks_failed(r.c), 1);
    close_run(&r);
}

static void what_is_still_to_come_is_waited_for(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_CYCLE,
        ";! hang 300 us\n;! x: at 800 us master dmi write 0x610 1\n;! until ev.smm_exit == 1 within 1 ms\n", ONE_SMI,
        WAIT_FOR_FLAG);
    assert_int_equal(checks_ended_by(r.c), STUCK_NOT);
    assert_int_equal(checks_failed(r.c), 0);
    close_run(&r);
}

static void a_handler_that_counts_is_left_to_the_watchdog(void **state)
{
    (void)state;
    for (soc_mode_t mode = MODE_FAST; mode <= MODE_CYCLE; mode++) {
        run_t r;
        run(&r, mode, ";! hang 300 us\n;! watchdog 1 ms\n;! never rsm\n", ONE_SMI, COUNT_FOR_EVER);
        assert_int_equal(checks_ended_by(r.c), STUCK_NOT);
        says(checks_watchdog(r.c), "watchdog: 1 ms of guest time are over");
        says(checks_watchdog(r.c), "at work from 3000:8000 to 3000:80");
        close_run(&r);
    }
}

static void an_until_that_times_out_in_smm_is_explained(void **state)
{
    (void)state;
    run_t r;
    run(&r, MODE_CYCLE, ";! cpus 2\n;! until ev.smm_exit == 1 within 300 us\n", ONE_SMI, WAIT_FOR_FLAG);
    assert_int_equal(checks_ended_by(r.c), STUCK_NOT);
    says(checks_watchdog(r.c), "in SMM when it ended: cpu0 is in SMM since ");
    says(checks_watchdog(r.c), "cpu1 is missing: it waits for a SIPI");
    close_run(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_status_left_set_is_a_storm_in_every_mode),
        cmocka_unit_test(instructions_of_the_program_are_counted_exactly_in_every_mode),
        cmocka_unit_test(a_program_that_sleeps_between_smis_is_not_stormed),
        cmocka_unit_test(limits_can_be_off),
        cmocka_unit_test(what_is_asked_for_is_no_failure),
        cmocka_unit_test(a_handler_that_waits_for_a_parked_cpu_hangs),
        cmocka_unit_test(cpus_that_wait_for_each_other_in_smm_hang),
        cmocka_unit_test(a_cpu_that_waits_outside_is_missing),
        cmocka_unit_test(a_cpu_halted_in_smm_hangs),
        cmocka_unit_test(what_is_still_to_come_is_waited_for),
        cmocka_unit_test(a_handler_that_counts_is_left_to_the_watchdog),
        cmocka_unit_test(an_until_that_times_out_in_smm_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
