/* The dump and the saved view of a short run, read back: values, names, text, equal files, errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fstapi.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "view.h"
#include "wave.h"

enum { INSTANTS = 2000, CHANGE_AT = 500, VALUE = 0x1a5c };

static char folder[] = "/tmp/test_wave.XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[4][128];
    static unsigned next;
    char *p = path[next++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", folder, name);
    return p;
}

static soc_t *open_machine(soc_mode_t mode)
{
    char err[200] = "";
    const part_t *part = part_find("p6");
    assert_non_null(part);
    soc_config_t c = {.part = part, .params = part_params(part), .cpus = 1, .ram_bytes = 4u << 20, .mode = mode};
    c.start[0] = 0x1000;
    soc_t *s = soc_open(&c, err, sizeof err);
    if (!s)
        fail_msg("%s", err);
    return s;
}

/* Runs a machine into a dump; board.gpi becomes VALUE at instant CHANGE_AT, whose time is returned. With `copy` the
 * unfinished files are copied under that name at the end, as a kill would leave them. */
static ps_t run_into(const char *path, uint64_t window, const char *copy)
{
    char err[200] = "";
    ps_t changed = 0;
    soc_t *s = open_machine(MODE_CYCLE);
    wave_t *w = wave_open(path, s, NULL, NULL, window, err, sizeof err);
    if (!w)
        fail_msg("%s", err);
    unsigned instants = copy ? 10 * INSTANTS : INSTANTS;
    for (unsigned i = 0; i < instants; i++) {
        ps_t t = soc_next(s, PS_NEVER);
        soc_tick(s, t, PS_NEVER);
        if (i == CHANGE_AT) {
            soc_board(s)->gpi = VALUE;
            soc_board_changed(s, soc_now(s));
            changed = t;
        }
        soc_settle(s);
        assert_true(wave_sample(w, err, sizeof err));
    }
    if (copy) {
        char command[600];
        snprintf(command, sizeof command, "cp %s %s && cp %s.hier %s.hier", path, copy, path, copy);
        assert_int_equal(system(command), 0);
    }
    assert_true(wave_end(w, err, sizeof err));
    wave_close(w);
    soc_close(s);
    return changed;
}

/* ---- reading a dump ---- */

typedef struct reading {
    void *fst;
    fstHandle handle; /* of the wire asked for; 0: none */
    unsigned bits;
    char values[400];      /* names of its enum table, or "" */
    unsigned changes;
    uint64_t first[64];    /* time and text of its first changes */
    char text[64][80];
    bool ordered;
    uint64_t last;
} reading_t;

static void on_text(void *self, uint64_t time, fstHandle handle, const unsigned char *value, uint32_t length)
{
    reading_t *r = self;
    if (handle != r->handle)
        return;
    r->ordered = r->ordered && time >= r->last;
    r->last = time;
    if (r->changes < 64) {
        r->first[r->changes] = time;
        snprintf(r->text[r->changes], sizeof r->text[0], "%.*s", (int)length, (const char *)value);
    }
    r->changes++;
}

static void on_value(void *self, uint64_t time, fstHandle handle, const unsigned char *value)
{
    on_text(self, time, handle, value, (uint32_t)strlen((const char *)value));
}

/* Reads all changes of one wire, named as in scenarios. */
static reading_t read_wire(const char *path, const char *name)
{
    reading_t r = {.ordered = true};
    char tables[64][400];
    uint64_t table = 0;
    r.fst = fstReaderOpen(path);
    assert_non_null(r.fst);
    memset(tables, 0, sizeof tables);
    for (struct fstHier *h; (h = fstReaderIterateHier(r.fst));) {
        if (h->htyp == FST_HT_SCOPE) {
            fstReaderPushScope(r.fst, h->u.scope.name, NULL);
        } else if (h->htyp == FST_HT_UPSCOPE) {
            fstReaderPopScope(r.fst);
        } else if (h->htyp == FST_HT_ATTRBEGIN && h->u.attr.subtype == FST_MT_ENUMTABLE) {
            if (h->u.attr.name_length && h->u.attr.arg < 64)
                snprintf(tables[h->u.attr.arg], sizeof tables[0], "%s", h->u.attr.name);
            table = h->u.attr.arg;
        } else if (h->htyp == FST_HT_VAR) {
            char full[200];
            const char *scope = fstReaderGetCurrentFlatScope(r.fst);
            snprintf(full, sizeof full, "%s.%.*s", scope ? scope : "", (int)strcspn(h->u.var.name, " "),
                     h->u.var.name);
            if (strcmp(full, name) == 0) {
                r.handle = h->u.var.handle;
                r.bits = h->u.var.length;
                snprintf(r.values, sizeof r.values, "%s", table < 64 ? tables[table] : "");
            }
            table = 0;
        }
    }
    fstReaderSetFacProcessMaskAll(r.fst);
    fstReaderIterBlocks2(r.fst, on_value, on_text, &r, NULL);
    fstReaderClose(r.fst);
    return r;
}

static long file_size(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (long)st.st_size : -1;
}

/* ---- tests ---- */

static void a_wire_has_its_value_from_the_instant_of_its_change_on(void **state)
{
    (void)state;
    const char *path = in_folder("a.fst");
    ps_t changed = run_into(path, 0, NULL);
    reading_t r = read_wire(path, "board.gpi");
    assert_int_not_equal(r.handle, 0);
    assert_int_equal(r.bits, 16);
    unsigned last = r.changes - 1;
    assert_in_range(last, 1, 63);
    assert_int_equal(r.first[last], changed);
    assert_int_equal(strtoul(r.text[last], NULL, 2), VALUE);
    assert_int_equal(strtoul(r.text[last - 1], NULL, 2), 0);
}

static void values_of_an_enumerated_wire_have_names(void **state)
{
    (void)state;
    const char *path = in_folder("a.fst");
    run_into(path, 0, NULL);
    reading_t r = read_wire(path, "cpu0.phase");
    assert_non_null(strstr(r.values, "handler"));
    assert_non_null(strstr(r.values, "latched"));
    assert_non_null(strstr(read_wire(path, "cpu0.smiact.state").values, "ENTER_WAIT"));
    assert_string_equal(read_wire(path, "board.gpi").values, "");
}

static void transactions_are_told_in_words(void **state)
{
    (void)state;
    const char *path = in_folder("a.fst");
    run_into(path, 0, NULL);
    reading_t r = read_wire(path, "bus.txn");
    unsigned code = 0, quiet = 0;
    assert_true(r.changes > 2);
    for (unsigned i = 0; i < r.changes && i < 64; i++) {
        code += strncmp(r.text[i], "CODE R ", 7) == 0;
        quiet += r.text[i][0] == 0;
    }
    assert_true(code > 0);
    assert_true(quiet > 0);
}

typedef struct wires {
    cpu_out_t *cpu;
    smram_dec_out_t *dec;
} wires_t;

static void take_wires(void *self, const char *path, const sig_t *sigs, void *base, bool is_input)
{
    wires_t *w = self;
    if (!is_input && strcmp(path, "cpu0") == 0 && sigs == cpu_out_sigs)
        w->cpu = base;
    if (!is_input && sigs == smram_dec_out_sigs)
        w->dec = base;
}

/* How the two lanes of a CPU's caches tell an access, with the A/B segment switched on; NULL: the lane stays. */
static const struct told {
    uint64_t addr;
    uint8_t type;
    bool fetch, write, hit;
    uint8_t from, state, after;
    const char *cache, *smram;
} told[] = {
    {0x600, MT_UC, false, true, false, FROM_BUS, CACHE_I, CACHE_I, "W 0000_0600 UC", NULL},
    {0xa8000, MT_WB, true, false, false, FROM_BUS, CACHE_I, CACHE_I, "F 000A_8000 WB miss", "F 000A_8000 WB miss"},
    {0xa8000, MT_WB, true, false, false, FROM_BUS, CACHE_I, CACHE_S, "F 000A_8000 WB miss > S", "F 000A_8000 WB miss > S"},
    {0xbfff8, MT_UC, false, false, true, FROM_L1, CACHE_M, CACHE_M, "R 000B_FFF8 UC hit M", "R 000B_FFF8 UC hit M"},
    {0xc0000, MT_WP, false, false, true, FROM_L1, CACHE_S, CACHE_S, "R 000C_0000 WP hit S", NULL},
    {0x10000, MT_WT, false, true, true, FROM_BUS, CACHE_S, CACHE_I, "W 0001_0000 WT hit S", NULL},
    {0xa0040, MT_WB, false, false, true, FROM_L2, CACHE_E, CACHE_E, "R 000A_0040 WB hit L2 E", "R 000A_0040 WB hit L2 E"},
    {0x10040, MT_WB, false, false, true, FROM_SIBLING, CACHE_M, CACHE_S, "R 0001_0040 WB hit sibling M", NULL},
    {0xfff00010, MT_WB, false, true, true, FROM_L1, CACHE_E, CACHE_M, "W FFF0_0010 WB hit E > M", NULL},
    {0xa0000, MT_UC, false, true, false, FROM_BLOCKED, CACHE_I, CACHE_I, "W 000A_0000 SMRR: dropped", "W 000A_0000 SMRR: dropped"},
    {0xa0000, MT_UC, false, false, false, FROM_BLOCKED, CACHE_I, CACHE_I, "R 000A_0000 SMRR: ones", "R 000A_0000 SMRR: ones"},
};
enum { TOLD = sizeof told / sizeof told[0] };

static void accesses_in_the_caches_are_told_in_words(void **state)
{
    (void)state;
    const char *path = in_folder("c.fst");
    char err[200] = "";
    wires_t wires = {NULL, NULL};
    soc_t *s = open_machine(MODE_CYCLE);
    wave_t *w = wave_open(path, s, NULL, NULL, 0, err, sizeof err);
    assert_non_null(w);
    soc_each_group(s, take_wires, &wires);
    assert_non_null(wires.cpu);
    assert_non_null(wires.dec);
    for (unsigned i = 0; i <= TOLD; i++) {
        const struct told *t = &told[i ? i - 1 : 0];
        cpu_out_t *o = wires.cpu;
        soc_tick(s, soc_next(s, PS_NEVER), PS_NEVER);
        soc_settle(s);
        wires.dec->smram = G_SMRAME;
        if (i) {
            o->c_seq = (uint8_t)(i + 1);
            o->c_addr = t->addr;
            o->c_type = t->type;
            o->c_fetch = t->fetch;
            o->c_write = t->write;
            o->c_hit = t->hit;
            o->c_from = t->from;
            o->c_state = t->state;
            o->c_after = t->after;
        }
        assert_true(wave_sample(w, err, sizeof err));
    }
    assert_true(wave_end(w, err, sizeof err));
    wave_close(w);
    soc_close(s);
    reading_t cache = read_wire(path, "cpu0.cache"), smram = read_wire(path, "cpu0.smram");
    unsigned in_smram = 0;
    assert_int_equal(cache.changes, TOLD + 1); /* nothing comes first */
    for (unsigned i = 0; i < TOLD; i++) {
        assert_string_equal(cache.text[i + 1], told[i].cache);
        if (told[i].smram)
            assert_string_equal(smram.text[++in_smram], told[i].smram);
    }
    assert_int_equal(smram.changes, in_smram + 1);
}

static void a_clock_rises_and_falls_half_a_period_later(void **state)
{
    (void)state;
    const char *path = in_folder("a.fst");
    run_into(path, 0, NULL);
    soc_t *s = open_machine(MODE_CYCLE);
    uint32_t period = soc_clock(s, BCLK)->period;
    soc_close(s);
    reading_t r = read_wire(path, "clock.bclk");
    assert_true(r.ordered);
    assert_true(r.changes > 20);
    for (unsigned i = 1; i + 2 < 40; i++) { /* the first is the level at the start */
        assert_int_equal(r.first[i + 2] - r.first[i], period);
        if (r.text[i][0] == '1')
            assert_int_equal(r.first[i + 1] - r.first[i], period / 2);
    }
}

static void equal_runs_give_equal_files(void **state)
{
    (void)state;
    char command[400];
    const char *a = in_folder("a.fst"), *b = in_folder("b.fst");
    run_into(a, 0, NULL);
    run_into(b, 0, NULL);
    assert_true(file_size(a) > 0);
    snprintf(command, sizeof command, "cmp %s %s", a, b);
    assert_int_equal(system(command), 0);
}

static void nothing_else_is_left_beside_the_file(void **state)
{
    (void)state;
    run_into(in_folder("a.fst"), 0, NULL);
    assert_int_equal(file_size(in_folder("a.fst.hier")), -1);
    assert_int_equal(file_size(in_folder("a.fst.reserve")), -1);
}

static void an_unfinished_file_can_be_read(void **state)
{
    (void)state;
    run_into(in_folder("a.fst"), 0, in_folder("cut.fst"));
    reading_t r = read_wire(in_folder("cut.fst"), "board.gpi");
    assert_int_equal(strtoul(r.text[r.changes - 1], NULL, 2), VALUE);
}

static void a_window_without_an_smi_keeps_nothing(void **state)
{
    (void)state;
    const char *all = in_folder("a.fst"), *some = in_folder("window.fst");
    run_into(all, 0, NULL);
    run_into(some, 5, NULL);
    assert_true(file_size(some) < file_size(all));
    reading_t r = read_wire(some, "cpu0.smi_pin.pending");
    assert_int_not_equal(r.handle, 0);
}

static void expect_open_error(const char *path, const char *want)
{
    char err[200] = "";
    soc_t *s = open_machine(MODE_CYCLE);
    assert_null(wave_open(path, s, NULL, NULL, 0, err, sizeof err));
    soc_close(s);
    assert_non_null(strstr(err, path));
    assert_non_null(strstr(err, want));
    assert_null(strchr(err, '\n'));
}

static void a_path_that_cannot_be_written_is_an_error(void **state)
{
    (void)state;
    expect_open_error(in_folder("missing/x.fst"), "No such file or directory");
    expect_open_error(folder, "not a regular file");
    assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
    expect_open_error(in_folder("pipe"), "not a regular file");
}

static void an_end_that_the_disk_does_not_take_is_an_error(void **state)
{
    (void)state;
    char err[200] = "";
    const char *path = in_folder("full.fst");
    soc_t *s = open_machine(MODE_CYCLE);
    wave_t *w = wave_open(path, s, NULL, NULL, 0, err, sizeof err);
    assert_non_null(w);
    for (unsigned i = 0; i < INSTANTS; i++) {
        ps_t t = soc_next(s, PS_NEVER);
        soc_tick(s, t, PS_NEVER);
        soc_settle(s);
        assert_true(wave_sample(w, err, sizeof err));
    }
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 1024; /* from here on each write fails as on a full disk */
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    bool whole = wave_end(w, err, sizeof err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_false(whole);
    assert_non_null(strstr(err, "a write failed"));
    wave_close(w);
    soc_close(s);
}

static void a_view_has_the_dump_and_a_marker_for_each_step_of_the_smi(void **state)
{
    (void)state;
    ev_log_t ev = {0};
    char err[200] = "", line[400], all[4000] = "";
    FILE *f = fopen(in_folder("t.gtkw"), "w");
    assert_non_null(f);
    fputs("[dumpfile] \"old\"\n*-1.0 5\n@28\nbus.smi_n\n", f);
    fclose(f);
    ev_add(&ev, 100000, EV_FROM_ICH9, EV_SMI_LOW, 0);
    ev_add(&ev, 130000, 0, EV_SMI_LATCHED, 0);
    ev_add(&ev, 5000000, 0, EV_SMM_ENTER, 0x30000);
    ev_add(&ev, 7000000, 0, EV_RSM, 0x38000);
    ev_add(&ev, 9000000, 0, EV_SMM_EXIT, 0x1000);
    assert_true(view_write(in_folder("t.gtkw"), in_folder("v.gtkw"), NULL, &ev, "run.fst", (view_mark_t){8000000, "mismatch"}, err, sizeof err));
    ev_free(&ev);
    f = fopen(in_folder("v.gtkw"), "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f))
        strncat(all, line, sizeof all - strlen(all) - 1);
    fclose(f);
    assert_non_null(strstr(all, "[dumpfile] \"run.fst\"\n"));
    assert_null(strstr(all, "old"));
    assert_non_null(strstr(all, " 100000 100000 130000 5000000 7000000 8000000 9000000 -1 "));
    assert_non_null(strstr(all, "SMI# low > latched\n"));
    assert_non_null(strstr(all, "handler\n"));
    assert_non_null(strstr(all, "mismatch\n"));
    assert_non_null(strstr(all, "@28\nbus.smi_n\n"));
}

static void a_view_opens_the_cpus_that_are_there_and_drops_the_others(void **state)
{
    (void)state;
    ev_log_t ev = {0};
    char err[200] = "", line[400], all[4000] = "";
    FILE *f = fopen(in_folder("g.gtkw"), "w");
    assert_non_null(f);
    for (unsigned n = 1; n <= 2; n++)
        fprintf(f, "@c00200\n-CPU %u\n@28\ncpu%u.smm\n@1401200\n-CPU %u\n", n, n, n);
    fputs("@200\n-Bus\n", f);
    fclose(f);
    ev_add(&ev, 240000, 0, EV_RESET, 0);
    ev_add(&ev, 240000, 1, EV_RESET, 0);
    assert_true(view_write(in_folder("g.gtkw"), in_folder("w.gtkw"), NULL, &ev, "run.fst", (view_mark_t){.time = PS_NEVER}, err, sizeof err));
    ev_free(&ev);
    f = fopen(in_folder("w.gtkw"), "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f))
        strncat(all, line, sizeof all - strlen(all) - 1);
    fclose(f);
    assert_non_null(strstr(all, "@800200\n-CPU 1\n@28\ncpu1.smm\n@1000200\n-CPU 1\n@200\n-Bus\n"));
    assert_null(strstr(all, "CPU 2"));
    assert_null(strstr(all, "cpu2"));
}

static void a_scenario_says_which_part_its_view_shows(void **state)
{
    (void)state;
    ev_log_t ev = {0};
    ps_t from = 0, to = 0;
    scenario_t s = {.shows = true, .show_from = {.ev = {.id = EV_POST, .from = -1, .occurrence = 2}, .after = -50},
                    .show_to = {.ev = {.id = EV_RSM, .from = 0, .occurrence = 2}, .after = 20}};
    ev_add(&ev, 100, EV_FROM_BOARD, EV_SMI_LOW, 0);
    ev_add(&ev, 150, EV_FROM_ICH9, EV_POST, 1);
    ev_add(&ev, 200, 0, EV_RSM, 0);
    ev_add(&ev, 300, EV_FROM_ICH9, EV_POST, 2);
    ev_add(&ev, 400, 1, EV_RSM, 0);
    assert_true(view_part(&s, &ev, &from, &to)); /* CPU 0 has left once only: the first SMI */
    assert_int_equal(from, 100);
    ev_add(&ev, 500, 0, EV_RSM, 0);
    assert_true(view_part(&s, &ev, &from, &to));
    assert_int_equal(from, 250);
    assert_int_equal(to, 520);
    ev_free(&ev);
}

static void a_view_without_its_template_is_an_error(void **state)
{
    (void)state;
    ev_log_t ev = {0};
    char err[200] = "";
    assert_false(view_write(in_folder("none.gtkw"), in_folder("v.gtkw"), NULL, &ev, "x", (view_mark_t){.time = PS_NEVER}, err, sizeof err));
    assert_non_null(strstr(err, "none.gtkw: No such file"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wire_has_its_value_from_the_instant_of_its_change_on),
        cmocka_unit_test(values_of_an_enumerated_wire_have_names),
        cmocka_unit_test(transactions_are_told_in_words),
        cmocka_unit_test(accesses_in_the_caches_are_told_in_words),
        cmocka_unit_test(a_clock_rises_and_falls_half_a_period_later),
        cmocka_unit_test(equal_runs_give_equal_files),
        cmocka_unit_test(nothing_else_is_left_beside_the_file),
        cmocka_unit_test(an_unfinished_file_can_be_read),
        cmocka_unit_test(a_window_without_an_smi_keeps_nothing),
        cmocka_unit_test(a_path_that_cannot_be_written_is_an_error),
        cmocka_unit_test(an_end_that_the_disk_does_not_take_is_an_error),
        cmocka_unit_test(a_view_has_the_dump_and_a_marker_for_each_step_of_the_smi),
        cmocka_unit_test(a_view_opens_the_cpus_that_are_there_and_drops_the_others),
        cmocka_unit_test(a_scenario_says_which_part_its_view_shows),
        cmocka_unit_test(a_view_without_its_template_is_an_error),
    };
    if (!mkdtemp(folder))
        return 2;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command) == 0 ? failed : 2;
}
