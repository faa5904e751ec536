/* Scenario files: every kind of line is read, and every mistake is one line with file, line and what was expected. */
#include "scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64], path[96], err[1024];

static void write_at(const char *name, const char *text)
{
    char file[128];
    snprintf(file, sizeof file, "%s/%s", folder, name);
    FILE *f = fopen(file, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void remove_at(const char *name)
{
    char file[128];
    snprintf(file, sizeof file, "%s/%s", folder, name);
    unlink(file);
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/smmscope-test-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/t.asm", folder);
    return setenv("TMPDIR", folder, 1);
}

/* Fails when anything but the test's own files was left behind. */
static int remove_folder(void **state)
{
    (void)state;
    remove_at("t.asm");
    remove_at("data.bin");
    return rmdir(folder);
}

static bool load_text(scenario_t *s, const char *text, const scenario_options_t *options)
{
    write_at("t.asm", text);
    return scenario_load(s, path, options, err, sizeof err);
}

static void loads(scenario_t *s, const char *text)
{
    if (!load_text(s, text, NULL))
        fail_msg("%s", err);
}

/* A scenario that is right but for one line, which is line 2, says `message` (after FILE:2: ). */
static void line_fails(const char *line, const char *message)
{
    scenario_t s;
    char text[1024], want[1024];
    snprintf(text, sizeof text, ";! A program that halts.\n;! %s\n;! never shutdown\n org 7C00h\n hlt\n", line);
    if (load_text(&s, text, NULL)) {
        scenario_free(&s);
        fail_msg("'%s' was taken", line);
    }
    snprintf(want, sizeof want, "%s:2: %s", path, message);
    assert_string_equal(err, want);
    assert_null(s.checks);
}

/* The whole text fails with `message` after FILE and `place`. */
static void text_fails(const char *text, const char *place, const char *message)
{
    scenario_t s;
    char want[1024];
    assert_false(load_text(&s, text, NULL));
    snprintf(want, sizeof want, "%s%s %s", path, place, message);
    assert_string_equal(err, want);
}

/* Right files */

static void defaults_are_one_p6_with_64_mb_and_a_watchdog_of_20_ms(void **state)
{
    (void)state;
    scenario_t s;
    loads(&s, "; a comment\n;! A program that halts.\n;! never shutdown\n  org 7C00h ; here\n  cli\n  hlt\n");
    assert_string_equal(s.name, "t");
    assert_string_equal(s.path, path);
    assert_string_equal(s.sentence, "A program that halts.");
    assert_string_equal(s.config.part->name, "p6");
    params_t p = part_params(s.config.part);
    assert_memory_equal(&s.config.params, &p, sizeof p);
    assert_int_equal(s.config.cpus, 1);
    assert_int_equal(s.config.ram_bytes, 64 << 20);
    assert_int_equal(s.config.start[0], 0x7c00);
    assert_int_equal(s.org, 0x7c00);
    assert_int_equal(s.modes, MODES_ALL);
    assert_int_equal(s.watchdog, 20000000000);
    assert_int_equal(s.program_size, 2);
    assert_int_equal(s.program[0], 0xfa);
    assert_int_equal(s.check_count, 1);
    scenario_free(&s);
}

static void configuration_lines_are_read(void **state)
{
    (void)state;
    scenario_t s;
    write_at("data.bin", "abcd");
    loads(&s, ";! Sentence: with a colon.\n"
              ";! param smbase_align 16\n"
              ";! part pentium\n"
              ";! cpus 2\n"
              ";! flavour hw\n"
              ";! ram 16M\n"
              ";! param sync_smi 0\n"
              ";! slow_clocks /1000\n"
              ";! modes cycle,auto a race in clocks\n"
              ";! watchdog 3 ms\n"
              ";! load data.bin at 0x9000\n"
              ";! start cpu0 at 7C02h\n"
              ";! start cpu1 at 8000h\n"
              ";! never shutdown\n"
              "[ORG 0x7c00]\n nop\n nop\n hlt\n");
    assert_string_equal(s.sentence, "Sentence: with a colon.");
    assert_string_equal(s.config.part->name, "pentium");
    assert_int_equal(s.config.cpus, 2);
    assert_int_equal(s.config.ram_bytes, 16 << 20);
    assert_int_equal(s.config.params.sync_smi, 0);
    assert_int_equal(s.config.slow_clocks, 1000);
    assert_int_equal(s.config.params.smbase_align, 16);
    assert_int_equal(s.config.params.cs_selector_3000, 1);
    assert_int_equal(s.modes, 1 << MODE_CYCLE | 1 << MODE_AUTO);
    assert_string_equal(s.modes_reason, "a race in clocks");
    assert_int_equal(s.watchdog, 3000000000);
    assert_int_equal(s.image_count, 1);
    assert_int_equal(s.images[0].addr, 0x9000);
    assert_int_equal(s.images[0].size, 4);
    assert_memory_equal(s.images[0].bytes, "abcd", 4);
    assert_int_equal(s.config.start[0], 0x7c02);
    assert_int_equal(s.config.start[1], 0x8000);
    assert_true(s.config.starts[1]);
    scenario_free(&s);
    remove_at("data.bin");
}

#define STIMULUS_FORM \
    "expected 'NAME: at TIME|on EVENT[#k] [cpuN] +TIME set WIRE VALUE [for TIME]|master dmi|peg|igd|wb read|write ADDR N' " \
    "or 'NAME: mem ADDR delay TIME'"

static void stimuli_are_read(void **state)
{
    (void)state;
    scenario_t s;
    loads(&s, ";! Stimuli.\n"
              ";! cpus 2\n"
              ";! gpio: at 5 us set board.gpi 0x10\n"
              ";! pin:  at 100bclk set board.ext_smi_n 0 for 4 pciclk\n"
              ";! nmi:  on smm_enter#2 cpu1 +3 coreclk set board.nmi 1\n"
              ";! a:    on cpu1.ev.rsm +0ps set board.intr_vector 20h\n"
              ";! dma:  on ev.d_lck + 1 ns master dmi read 0A0000h 4\n"
              ";! line: at 1 ms master wb write 0x30000 12345678h\n"
              ";! never shutdown\n org 7C00h\n hlt\n");
    assert_int_equal(s.stimulus_count, 6);
    const stimulus_t *t = s.stimuli;
    assert_string_equal(t[0].name, "gpio");
    assert_false(t[0].on_event);
    assert_int_equal(t[0].time, 5000000);
    assert_int_equal(t[0].kind, STIM_SET);
    assert_string_equal(t[0].wire, "board.gpi");
    assert_int_equal(t[0].value, 16);
    assert_int_equal(t[0].duration, 0);
    assert_int_equal(t[1].time, 100 * s.config.part->bclk_ps);
    assert_int_equal(t[1].duration, 4 * 30000);
    assert_true(t[2].on_event);
    assert_int_equal(t[2].ev.id, EV_SMM_ENTER);
    assert_int_equal(t[2].ev.occurrence, 2);
    assert_int_equal(t[2].ev.from, 1);
    assert_int_equal(t[2].time, 3 * s.config.part->core_ps);
    assert_int_equal(t[3].ev.from, 1);
    assert_int_equal(t[3].value, 0x20);
    assert_int_equal(t[4].kind, STIM_MASTER);
    assert_int_equal(t[4].ev.from, -1);
    assert_int_equal(t[4].time, 1000);
    assert_int_equal(t[4].initiator, INIT_DMI);
    assert_false(t[4].write);
    assert_int_equal(t[4].addr, 0xa0000);
    assert_int_equal(t[5].initiator, INIT_CPU);
    assert_true(t[5].wb && t[5].write);
    assert_int_equal(t[5].value, 0x12345678);
    scenario_free(&s);
}

static void a_delay_is_a_word_of_core_clocks(void **state)
{
    (void)state;
    scenario_t s;
    loads(&s, ";! A delay.\n;! ipi: mem 7f0h delay 41 bclk\n;! b: mem 0x600 delay 7 ns\n;! never shutdown\n org 7C00h\n hlt\n");
    assert_int_equal(s.stimuli[0].kind, STIM_DELAY);
    assert_int_equal(s.stimuli[0].addr, 0x7f0);
    assert_int_equal(stimulus_delay(&s.stimuli[0], s.config.part->core_ps), 164);
    assert_int_equal(stimulus_delay(&s.stimuli[1], s.config.part->core_ps), 2); /* rounded down */
    scenario_free(&s);
    line_fails("x: mem 602h delay 5 us", "the address is 602h, expected a multiple of 4");
    line_fails("x: mem 600h 5 us", "'delay' should stand in place of '5', " STIMULUS_FORM);
    line_fails("x: mem 600h delay", "a time is missing, " STIMULUS_FORM);
    line_fails("x: mem 600h delay 11 s", "the delay is more than a word of core clocks, expected at most 10737418 us");
    line_fails("x: mem 4000000h delay 1 us", "the address is 4000000h, expected 0 to 67108860");
}

static void a_stimulus_is_shifted_as_far_as_its_time_goes(void **state)
{
    (void)state;
    scenario_t s;
    loads(&s, ";! Shifts.\n;! a: at 5 us set board.gpi 1\n;! b: on rsm +1 us set board.gpi 1\n;! c: mem 600h delay 5 s\n"
              ";! never shutdown\n org 7C00h\n hlt\n");
    uint32_t core = s.config.part->core_ps;
    assert_true(scenario_shift(&s, 0, -5000000, core));
    assert_int_equal(s.stimuli[0].time, 0);
    assert_false(scenario_shift(&s, 0, -1, core));
    assert_int_equal(s.stimuli[0].time, 0);
    assert_false(scenario_shift(&s, 1, -1000001, core));
    assert_int_equal(s.stimuli[1].time, 1000000);
    assert_true(scenario_shift(&s, 1, 1, core));
    assert_int_equal(s.stimuli[1].time, 1000001);
    assert_true(scenario_shift(&s, 2, INT64_C(5000000000000), core));
    assert_false(scenario_shift(&s, 2, INT64_C(5000000000000), core)); /* more than a word holds */
    scenario_free(&s);
}

static void limits_of_storms_and_hangs_are_read(void **state)
{
    (void)state;
    scenario_t s;
    loads(&s, ";! Default.\n;! never shutdown\n org 7C00h\n hlt\n");
    assert_int_equal(s.stuck.storm_smis, 100);
    assert_int_equal(s.stuck.storm_insns, 2);
    assert_int_equal(s.stuck.hang, 1000000000);
    scenario_free(&s);
    loads(&s, ";! Set.\n;! storm 50 smis under 7 insns\n;! hang 20 us\n;! ends hang\n org 7C00h\n hlt\n");
    assert_int_equal(s.stuck.storm_smis, 50);
    assert_int_equal(s.stuck.storm_insns, 7);
    assert_int_equal(s.stuck.hang, 20000000);
    assert_int_equal(s.checks[0].kind, STEP_ENDS);
    assert_int_equal(s.checks[0].ends, STUCK_HANG);
    scenario_free(&s);
    loads(&s, ";! Off.\n;! storm off\n;! hang off\n;! ends storm\n org 7C00h\n hlt\n");
    assert_int_equal(s.stuck.storm_smis, 0);
    assert_int_equal(s.stuck.hang, 0);
    scenario_free(&s);
}

static void the_part_shown_is_read(void **state)
{
    (void)state;
    scenario_t s;
    loads(&s, ";! None.\n;! never shutdown\n org 7C00h\n hlt\n");
    assert_false(s.shows);
    scenario_free(&s);
    loads(&s, ";! Part.\n;! show post#2 -20 ns to cpu0.rsm +1us\n;! never shutdown\n org 7C00h\n hlt\n");
    assert_true(s.shows);
    assert_int_equal(s.show_from.ev.id, EV_POST);
    assert_int_equal(s.show_from.ev.occurrence, 2);
    assert_int_equal(s.show_from.after, -20000);
    assert_int_equal(s.show_to.ev.id, EV_RSM);
    assert_int_equal(s.show_to.ev.from, 0);
    assert_int_equal(s.show_to.after, 1000000);
    scenario_free(&s);
}

static void checks_are_read_in_order(void **state)
{
    (void)state;
    scenario_t s;
    loads(&s, ";! Checks.\n"
              ";! until   cpu0.halted == 1   within 20000 bclk\n"
              ";! until mch.state == IDLE within 1us\n"
              ";! expect ev.smm_enter == 1\n"
              ";! expect cpu0.ev.rsm >= 2\n"
              ";! expect mem.500h != 0x12345678\n"
              ";! expect mem8.0x501 <= 0FFh\n"
              ";! expect mem16.512 == 7\n"
              ";! expect smm_enter#2 before cpu0.ev.rsm\n"
              ";! never ev.shutdown\n org 7C00h\n hlt\n");
    const check_t *c = s.checks;
    assert_int_equal(s.check_count, 9);
    assert_int_equal(c[0].kind, STEP_UNTIL);
    assert_int_equal(c[0].line, 2);
    assert_string_equal(c[0].text, "until cpu0.halted == 1 within 20000 bclk");
    assert_string_equal(c[0].wire, "cpu0.halted");
    assert_int_equal(c[0].within, 20000 * s.config.part->bclk_ps);
    assert_int_equal(c[1].value, 0);
    assert_int_equal(c[1].within, 1000000);
    assert_int_equal(c[2].kind, STEP_EXPECT);
    assert_int_equal(c[2].what, Q_EVENT);
    assert_int_equal(c[2].ev.id, EV_SMM_ENTER);
    assert_int_equal(c[2].ev.from, -1);
    assert_int_equal(c[3].cmp, CMP_GE);
    assert_int_equal(c[3].ev.from, 0);
    assert_int_equal(c[4].what, Q_MEM);
    assert_int_equal(c[4].addr, 0x500);
    assert_int_equal(c[4].size, 4);
    assert_int_equal(c[4].cmp, CMP_NE);
    assert_int_equal(c[5].size, 1);
    assert_int_equal(c[5].value, 255);
    assert_int_equal(c[5].cmp, CMP_LE);
    assert_int_equal(c[6].size, 2);
    assert_int_equal(c[6].addr, 512);
    assert_int_equal(c[7].kind, STEP_BEFORE);
    assert_int_equal(c[7].ev.occurrence, 2);
    assert_int_equal(c[7].ev2.id, EV_RSM);
    assert_int_equal(c[7].ev2.from, 0);
    assert_int_equal(c[8].kind, STEP_NEVER);
    assert_int_equal(c[8].ev.id, EV_SHUTDOWN);
    scenario_free(&s);
}

static void options_stand_above_the_file(void **state)
{
    (void)state;
    scenario_t s;
    scenario_options_t o = {.part = "pentium", .cpus = 2};
    const char *text = ";! Options.\n;! part p6\n;! cpus 4\n;! param sync_smi 0\n;! never shutdown\n org 7C00h\n hlt\n";
    assert_true(load_text(&s, text, &o));
    assert_string_equal(s.config.part->name, "pentium");
    assert_int_equal(s.config.cpus, 2);
    assert_int_equal(s.config.params.smbase_align, 0x8000);
    assert_int_equal(s.config.params.sync_smi, 0);
    scenario_free(&s);

    o = (scenario_options_t){.part = "pentium"};
    assert_false(load_text(&s, text, &o));
    assert_non_null(strstr(err, "t.asm: has 4 CPUs, expected at most 2 with part pentium"));
    o = (scenario_options_t){.part = "penitum"};
    assert_false(load_text(&s, text, &o));
    assert_non_null(strstr(err, "unknown part 'penitum'"));
}

static void a_name_is_looked_for_in_the_folder(void **state)
{
    (void)state;
    scenario_t s;
    setenv("SMMSCOPE_SCENARIOS", folder, 1);
    assert_string_equal(scenario_folder(), folder);
    write_at("t.asm", ";! Named.\n;! never shutdown\n org 7C00h\n hlt\n");
    assert_true(scenario_load(&s, "t", NULL, err, sizeof err));
    assert_string_equal(s.path, path);
    scenario_free(&s);
    assert_false(scenario_load(&s, "u", NULL, err, sizeof err));
    assert_non_null(strstr(err, "no scenario 'u' in "));
    unsetenv("SMMSCOPE_SCENARIOS");
}

static void lines_may_end_in_cr_and_the_last_in_nothing(void **state)
{
    (void)state;
    scenario_t s;
    loads(&s, ";! Line ends.\r\n;! never shutdown\r\n org 7C00h\r\n hlt");
    assert_string_equal(s.checks[0].text, "never shutdown");
    scenario_free(&s);
}

/* Wrong lines */

static void a_misspelt_verb_lists_the_verbs(void **state)
{
    (void)state;
    line_fails("expct ev.rsm == 1",
               "unknown verb 'expct', expected one of cpus, part, flavour, ram, param, slow_clocks, modes, watchdog, "
               "storm, hang, load, bios, start, until, expect, never, ends, show, NAME:");
}

static void wrong_configuration_says_what_was_expected(void **state)
{
    (void)state;
    line_fails("part pentum", "unknown part 'pentum', nearest is 'pentium' (see 'smmscope list parts')");
    line_fails("part", "the part is missing, expected 'part NAME'");
    line_fails("part p6 p7", "too much: 'p7', expected 'part NAME'");
    line_fails("cpus 65", "the number of CPUs is 65, expected 1 to 64");
    line_fails("cpus 0", "the number of CPUs is 0, expected 1 to 64");
    line_fails("cpus", "the number of CPUs is missing, expected 'cpus N'");
    line_fails("cpus two", "the number of CPUs 'two' is not a number, expected decimal, 0x... or ...h");
    line_fails("flavour qemu", "flavour qemu comes later, expected hw");
    line_fails("flavour sweet", "unknown flavour 'sweet', expected hw");
    line_fails("ram 64", "ram is 64 bytes, expected 1M to 2048M and a multiple of 4K");
    line_fails("ram 64Q", "the size is not a number with K or M, but '64Q', expected 'ram SIZE[K|M]'");
    line_fails("ram 4095M", "ram is 4293918720 bytes, expected 1M to 2048M and a multiple of 4K");
    line_fails("param sinc_smi 1", "unknown param 'sinc_smi', nearest is 'sync_smi' (see 'smmscope list params')");
    line_fails("param sync_smi 2", "sync_smi is 2, expected 0 to 1");
    line_fails("param sync_smi", "sync_smi is missing, expected 'param NAME VALUE'");
    line_fails("slow_clocks", "the divisor is missing, expected 'slow_clocks /K'");
    line_fails("slow_clocks 8", "the divisor must be / and a number, not '8', expected 'slow_clocks /K'");
    line_fails("slow_clocks /x", "the divisor must be / and a number, not '/x', expected 'slow_clocks /K'");
    line_fails("slow_clocks /8 /8", "too much: '/8', expected 'slow_clocks /K'");
    line_fails("slow_clocks /0", "slow_clocks is /0, expected /1 to /50000");
    line_fails("slow_clocks /50001", "slow_clocks is /50001, expected /1 to /50000");
    line_fails("modes cycle", "the reason is missing, expected 'modes fast|cycle|auto[,...] REASON'");
    line_fails("modes slow because", "unknown mode 'slow', expected fast, cycle or auto");
    line_fails("watchdog 5", "the time 5 has no unit, expected ps, ns, us, ms, s, coreclk, bclk or pciclk");
    line_fails("watchdog 0 ms", "the watchdog is 0, expected a time");
    line_fails("storm", "the number of SMIs is missing, expected 'storm N smis under M insns|off'");
    line_fails("storm 1 smis under 2 insns", "the number of SMIs is 1, expected 2 to 1000000");
    line_fails("storm 9 smis over 2 insns", "'under' should stand in place of 'over', expected 'storm N smis under M insns|off'");
    line_fails("storm 9 smis under 0 insns", "the number of instructions is 0, expected 1 to 1000000");
    line_fails("storm off 9", "too much: '9', expected 'storm N smis under M insns|off'");
    line_fails("hang 0 us", "the time in SMM is 0, expected a time or 'off'");
    line_fails("hang", "a time is missing, expected 'hang TIME|off'");
    line_fails("ends", "storm or hang is missing, expected 'ends storm|hang'");
    line_fails("ends well", "storm or hang should stand in place of 'well', expected 'ends storm|hang'");
    line_fails("show rsm", "'to' is missing, expected 'show EVENT [+TIME|-TIME] to EVENT [+TIME|-TIME]'");
    line_fails("show rsm + to halt", "a time must be a decimal number and a unit, not 'to', expected "
                                     "'show EVENT [+TIME|-TIME] to EVENT [+TIME|-TIME]'");
    line_fails("show rsm to halt 3 ns", "too much: '3', expected 'show EVENT [+TIME|-TIME] to EVENT [+TIME|-TIME]'");
    line_fails("bios rom.bin", "bios comes later, expected 'load FILE at ADDR'");
    line_fails("start cpu1 at 8000h", "there is no cpu1, expected cpu0 to cpu0 (see 'cpus')");
    line_fails("start 1 at 8000h", "the CPU must be cpuN, not '1', expected 'start cpuN at ADDR'");
    line_fails("start cpu0 8000h", "'at' should stand in place of '8000h', expected 'start cpuN at ADDR'");
    line_fails("start cpu0 at 100000h", "the start address is 100000h, expected 0 to 1048575");
}

static void a_parked_cpu_starts_at_a_multiple_of_16(void **state)
{
    (void)state;
    text_fails(";! Two.\n;! cpus 2\n;! start cpu1 at 8004h\n;! never shutdown\n org 7C00h\n hlt\n", ":3:",
               "the start address of cpu1 is 8004h, expected a multiple of 16");
}

static void a_line_given_twice_is_refused(void **state)
{
    (void)state;
    text_fails(";! Twice.\n;! ram 1M\n;! ram 2M\n;! never shutdown\n org 7C00h\n hlt\n", ":3:",
               "'ram' is given twice, expected one line");
}

static void images_must_be_there_and_fit(void **state)
{
    (void)state;
    char want[256];
    snprintf(want, sizeof want, "%s/none.bin cannot be read: No such file or directory", folder);
    line_fails("load none.bin at 0", want);
    line_fails("load none.bin", "'at' is missing, expected 'load FILE at ADDR'");
    line_fails("load none.bin at 4000000h", "the address is 4000000h, expected 0 to 67108863");
    write_at("data.bin", "abcd");
    snprintf(want, sizeof want, "%s/data.bin has 4 bytes, which do not fit below the end of RAM", folder);
    line_fails("load data.bin at 3FFFFFEh", want);
    remove_at("data.bin");
    snprintf(want, sizeof want, "%s/. cannot be read: Is a directory", folder);
    line_fails("load . at 0", want);
}

static void wrong_stimuli_say_what_was_expected(void **state)
{
    (void)state;
    line_fails("x: after 5 us set board.nmi 1", "at, on or mem should stand in place of 'after', " STIMULUS_FORM);
    line_fails("x:", "at, on or mem is missing, " STIMULUS_FORM);
    line_fails(": at 5 us set board.nmi 1", "a stimulus has a name of 1 to 31 characters before the colon");
    line_fails("x: at 5 set board.nmi 1", "unknown unit 'set', expected ps, ns, us, ms, s, coreclk, bclk or pciclk");
    line_fails("x: at 5 clocks set board.nmi 1",
               "unknown unit 'clocks', expected ps, ns, us, ms, s, coreclk, bclk or pciclk");
    line_fails("x: at 5000 s set board.nmi 1", "the time is too long, expected at most 1000 s");
    line_fails("x: at soon set board.nmi 1", "a time must be a decimal number and a unit, not 'soon', " STIMULUS_FORM);
    line_fails("x: at 5 us", "set or master is missing, " STIMULUS_FORM);
    line_fails("x: at 5 us put board.nmi 1", "set or master should stand in place of 'put', " STIMULUS_FORM);
    line_fails("x: at 5 us set board.nmi", "a value is missing, " STIMULUS_FORM);
    line_fails("x: at 5 us set board.nmi 2", "value 2 does not fit, the wire has 1 bit");
    line_fails("x: at 5 us set board.nmj 1", "no wire 'board.nmj', nearest is 'board.nmi'");
    line_fails("x: at 5 us set cpu0.halted 1",
               "wire 'cpu0.halted' cannot be set, expected one of board's (see 'smmscope list wires')");
    line_fails("x: at 5 us set board.mst_seq 1", "wire 'board.mst_seq' cannot be set, expected 'master'");
    line_fails("x: at 5 us set board.nmi 1 for", "a time is missing, " STIMULUS_FORM);
    line_fails("x: at 5 us set board.nmi 1 for 0 us", "the duration is 0, expected a time");
    line_fails("x: at 5 us set board.nmi 1 forever", "'for' should stand in place of 'forever', " STIMULUS_FORM);
    line_fails("x: on smm_entr +1 us set board.nmi 1", "unknown event 'smm_entr', nearest is 'smm_enter'");
    line_fails("x: on smm_enter#0 +1 us set board.nmi 1", "'#0' is no occurrence, expected #1, #2, ...");
    line_fails("x: on smm_enter 1 us set board.nmi 1", "+TIME is missing, " STIMULUS_FORM);
    line_fails("x: on smm_enter cpu3 +1 us set board.nmi 1", "there is no cpu3, expected cpu0 to cpu0 (see 'cpus')");
    text_fails(";! Names.\n;! x: at 1 us set board.nmi 1\n;! x: at 2 us set board.nmi 0\n;! never rsm\n org 0\n hlt\n", ":3:",
               "the name 'x' is taken by line 2, expected another");
}

static void wrong_masters_say_what_was_expected(void **state)
{
    (void)state;
    line_fails("x: at 1 us master usb read 0 4", "unknown master 'usb', expected dmi, peg, igd or wb");
    line_fails("x: at 1 us master dmi", "read or write is missing, " STIMULUS_FORM);
    line_fails("x: at 1 us master dmi move 0 4", "unknown access 'move', expected read or write");
    line_fails("x: at 1 us master wb read 0 4", "a write-back cannot read, expected 'master wb write ADDR N'");
    line_fails("x: at 1 us master peg read 2 4", "the address is 2h, expected a multiple of 4");
    line_fails("x: at 1 us master igd read 0 8", "the number of bytes is 8, expected 4 to 4");
    line_fails("x: at 1 us master igd write 0", "the data is missing, " STIMULUS_FORM);
    line_fails("x: at 1 us master igd write 0 100000000h", "the data is 100000000h, expected 0 to 4294967295");
}

#define EXPECT_FORM \
    "expected 'expect WIRE|ev.NAME|cpuN.ev.NAME|mem.ADDR ==|!=|<=|>= N' or 'expect EVENT before EVENT'"

static void wrong_checks_say_what_was_expected(void **state)
{
    (void)state;
    line_fails("until cpu0.halted == 1", "'within' is missing, expected 'until WIRE ==|!=|<=|>= N within TIME'");
    line_fails("until cpu0.halted = 1 within 1 us",
               "unknown comparison '=', expected 'until WIRE ==|!=|<=|>= N within TIME'");
    line_fails("until cpu0.halted == within 1 us", "value 'within' is not a number, expected decimal, 0x... or ...h");
    line_fails("until cpu0.halted == 1 within 1 us now", "too much: 'now', expected 'until WIRE ==|!=|<=|>= N within TIME'");
    line_fails("until cpu0.halte == 1 within 1 us", "no wire 'cpu0.halte', nearest is 'cpu0.halted'");
    line_fails("until mch.state == IDEL within 1 us", "'IDEL' is no value of this wire, nearest is 'IDLE'");
    line_fails("expect", "what to look at is missing, " EXPECT_FORM);
    line_fails("expect ev.smm_enter", "the comparison is missing, " EXPECT_FORM);
    line_fails("expect ev.smm_enter ==", "the value is missing, " EXPECT_FORM);
    line_fails("expect ev.smm_entr == 1", "unknown event 'smm_entr', nearest is 'smm_enter'");
    line_fails("expect ev.smm_enter#1 == 1", "a count of events takes no '#1', " EXPECT_FORM);
    line_fails("expect cpu2.ev.rsm == 1", "there is no cpu2, expected cpu0 to cpu0 (see 'cpus')");
    line_fails("expect mem.xyz == 1", "memory address 'xyz' is not a number, expected decimal, 0x... or ...h");
    line_fails("expect mem.4000000h == 1", "memory address 4000000h is outside RAM, expected at most 3FFFFFCh");
    line_fails("expect mem8.500h == 256", "the value is 256, expected 0 to 255");
    line_fails("expect rsm before", "an event is missing, " EXPECT_FORM);
    line_fails("never ev.shutdwn", "unknown event 'shutdwn', nearest is 'shutdown'");
    line_fails("never", "an event is missing, expected 'never [cpuN.]ev.NAME'");
}

/* The bus unit and the SMIACT# block of a CPU both have a wire "state". */
static void an_ambiguous_wire_is_refused(void **state)
{
    (void)state;
    line_fails("expect cpu0.state == 0",
               "the wire name 'cpu0.state' is ambiguous, expected the whole path (see 'smmscope list wires')");
}

static void a_line_too_long_is_refused(void **state)
{
    (void)state;
    char line[300];
    snprintf(line, sizeof line, "modes cycle %0200d", 0);
    line_fails(line, "the line is too long, expected at most 159 characters");
    snprintf(line, sizeof line, "modes cycle %0280d", 0);
    line_fails(line, "the line is too long, expected at most 255 characters");
}

/* Wrong files */

static void the_first_line_must_be_a_sentence(void **state)
{
    (void)state;
    text_fails(";! cpus 1\n;! never shutdown\n org 7C00h\n hlt\n", ":1:",
               "the first ;! line is 'cpus ...', expected a sentence that says what the scenario shows");
    text_fails(";! x: at 1 us set board.nmi 1\n;! never shutdown\n org 7C00h\n hlt\n", ":1:",
               "the first ;! line is 'x: ...', expected a sentence that says what the scenario shows");
    text_fails(" org 7C00h\n hlt\n", ":", "has no ;! lines, expected a sentence and then checks");
    text_fails("", ":", "has no ;! lines, expected a sentence and then checks");
}

static void a_scenario_without_checks_is_refused(void **state)
{
    (void)state;
    text_fails(";! Nothing.\n;! x: at 1 us set board.nmi 1\n org 7C00h\n hlt\n", ":",
               "has no checks, expected at least one 'until', 'expect' or 'never'");
}

static void org_must_be_a_number(void **state)
{
    (void)state;
    text_fails(";! No org.\n;! never shutdown\n hlt\n", ":",
               "has no line 'org NUMBER', expected one to say where the program is loaded");
    text_fails(";! Symbol.\n;! never shutdown\n org BASE\n hlt\n", ":3:",
               "org must be a plain number here, expected 'org 7C00h' or the like");
    text_fails(";! High.\n;! never shutdown\n org 100000h\n hlt\n", ":3:", "org is 100000h, expected less than 1 MB");
    text_fails(";! ROM.\n;! never shutdown\n org 0f0000h\n hlt\n", ":",
               "cpu0 starts at F0000h, where no DRAM answers after a reset, expected less than A0000h");
}

static void an_assembler_error_has_file_and_line(void **state)
{
    (void)state;
    scenario_t s;
    char want[128];
    assert_false(load_text(&s, ";! Wrong.\n;! never shutdown\n org 7C00h\n hlt\n mvo ax, bx\n", NULL));
    snprintf(want, sizeof want, "%s:5: error: ", path);
    assert_ptr_equal(strstr(err, want), err);
    assert_null(strchr(err, '\n'));
    text_fails(";! Empty.\n;! never shutdown\n org 7C00h\n", ":", "assembles to nothing, expected a program");
}

static void a_program_must_fit_in_ram(void **state)
{
    (void)state;
    text_fails(";! Large.\n;! ram 1M\n;! start cpu0 at 8000h\n;! never shutdown\n org 0FFF00h\n times 257 db 0\n", ":",
               "assembles to 257 bytes, which do not fit at FFF00h below the end of RAM");
}

static void a_missing_assembler_is_one_line(void **state)
{
    (void)state;
    scenario_t s;
    char *paths = strdup(getenv("PATH"));
    setenv("PATH", folder, 1);
    bool ok = load_text(&s, ";! No nasm.\n;! never shutdown\n org 7C00h\n hlt\n", NULL);
    setenv("PATH", paths, 1);
    free(paths);
    assert_false(ok);
    assert_non_null(strstr(err, "t.asm: nasm is not installed (package nasm)"));
}

static void files_that_cannot_be_read_are_one_line(void **state)
{
    (void)state;
    scenario_t s;
    char want[160];
    assert_false(scenario_load(&s, "/nowhere/x.asm", NULL, err, sizeof err));
    assert_string_equal(err, "/nowhere/x.asm: No such file or directory");
    snprintf(path, sizeof path, "%s/", folder);
    assert_false(scenario_load(&s, path, NULL, err, sizeof err));
    snprintf(want, sizeof want, "%s: cannot be read: Is a directory", path);
    assert_string_equal(err, want);
    snprintf(path, sizeof path, "%s/t.asm", folder);
    if (geteuid() == 0)
        return; /* root reads everything */
    write_at("t.asm", ";! Secret.\n");
    chmod(path, 0);
    assert_false(scenario_load(&s, path, NULL, err, sizeof err));
    snprintf(want, sizeof want, "%s: cannot be read: Permission denied", path);
    assert_string_equal(err, want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)
        T(defaults_are_one_p6_with_64_mb_and_a_watchdog_of_20_ms),
        T(configuration_lines_are_read),
        T(stimuli_are_read),
        T(a_delay_is_a_word_of_core_clocks),
        T(a_stimulus_is_shifted_as_far_as_its_time_goes),
        T(limits_of_storms_and_hangs_are_read),
        T(the_part_shown_is_read),
        T(checks_are_read_in_order),
        T(options_stand_above_the_file),
        T(a_name_is_looked_for_in_the_folder),
        T(lines_may_end_in_cr_and_the_last_in_nothing),
        T(a_misspelt_verb_lists_the_verbs),
        T(wrong_configuration_says_what_was_expected),
        T(a_parked_cpu_starts_at_a_multiple_of_16),
        T(a_line_given_twice_is_refused),
        T(images_must_be_there_and_fit),
        T(wrong_stimuli_say_what_was_expected),
        T(wrong_masters_say_what_was_expected),
        T(wrong_checks_say_what_was_expected),
        T(an_ambiguous_wire_is_refused),
        T(a_line_too_long_is_refused),
        T(the_first_line_must_be_a_sentence),
        T(a_scenario_without_checks_is_refused),
        T(org_must_be_a_number),
        T(an_assembler_error_has_file_and_line),
        T(a_program_must_fit_in_ram),
        T(a_missing_assembler_is_one_line),
        T(files_that_cannot_be_read_are_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
