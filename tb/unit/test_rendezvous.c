/* Rendezvous: from lists of events written here, who came when, who did not and where it was. */
#include "rendezvous.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BCLK_PS = 10000 };

static ev_log_t ev;

static int clear(void **state)
{
    (void)state;
    ev_free(&ev);
    ev = (ev_log_t){0};
    return 0;
}

static void add(ps_t time, unsigned from, ev_id_t id)
{
    ev_add(&ev, time, from, id, 0);
}

static void power_on(unsigned cpus, bool started)
{
    for (unsigned n = 0; n < cpus; n++)
        add(1000, n, EV_RESET);
    for (unsigned n = 1; n < cpus && started; n++)
        add(1000, n, EV_START);
}

/* One CPU's whole way through an SMI it latched. */
static void way(unsigned n, ps_t entered, ps_t left)
{
    add(entered - 5000, n, EV_SMI_TAKEN);
    add(entered, n, EV_SMM_ENTER);
    add(entered + 1000, n, EV_SMM_FETCH);
    add(left, n, EV_SMM_EXIT);
}

/* What the text says of it. */
static void prints(const rendezvous_list_t *l, char *text, size_t size)
{
    FILE *f = tmpfile();
    assert_non_null(f);
    rendezvous_text(l, BCLK_PS, f);
    rewind(f);
    text[fread(text, 1, size - 1, f)] = 0;
    fclose(f);
}

static void a_fall_of_the_pin_is_one_smi_of_all_cpus(void **state)
{
    (void)state;
    char text[4096];
    power_on(2, true);
    add(100000, EV_FROM_BOARD, EV_SMI_LOW);
    add(130000, 0, EV_SMI_LATCHED);
    add(140000, 1, EV_SMI_LATCHED);
    way(0, 200000, 500000);
    way(1, 260000, 450000);
    rendezvous_list_t l = rendezvous_find(&ev, 2);
    assert_int_equal(l.count, 1);
    assert_true(l.list[0].by_pin);
    assert_int_equal(l.list[0].start, 100000);
    static const ps_t want[2][RENDEZVOUS_COLUMNS] = {{130000, 200000, 201000, 500000}, {140000, 260000, 261000, 450000}};
    static const ps_t skews[RENDEZVOUS_COLUMNS] = {10000, 60000, 60000, 50000};
    for (unsigned k = 0; k < RENDEZVOUS_COLUMNS; k++) {
        ps_t skew;
        assert_int_equal(l.list[0].cpu[0].at[k], want[0][k]);
        assert_int_equal(l.list[0].cpu[1].at[k], want[1][k]);
        assert_true(rendezvous_skew(&l, 0, k, &skew));
        assert_int_equal(skew, skews[k]);
    }
    assert_false(rendezvous_missing(&l.list[0], 0));
    prints(&l, text, sizeof text);
    assert_non_null(strstr(text, "SMI# low at 100000 ps\n"));
    assert_non_null(strstr(text, "    cpu0         3.0      10.0      10.1      40.0\n"));
    assert_non_null(strstr(text, "    skew         1.0       6.0       6.0       5.0\n"));
    rendezvous_free(&l);
}

static void one_cpu_has_no_rendezvous(void **state)
{
    (void)state;
    char text[64];
    power_on(1, true);
    add(100000, EV_FROM_BOARD, EV_SMI_LOW);
    add(130000, 0, EV_SMI_LATCHED);
    way(0, 200000, 500000);
    rendezvous_list_t l = rendezvous_find(&ev, 1);
    assert_int_equal(l.count, 0);
    prints(&l, text, sizeof text);
    assert_string_equal(text, "");
    rendezvous_free(&l);
}

static void a_parked_cpu_is_missing_and_its_latch_stays_full(void **state)
{
    (void)state;
    char text[4096];
    power_on(2, false);
    for (ps_t t = 100000; t <= 1100000; t += 1000000) {
        add(t, EV_FROM_BOARD, EV_SMI_LOW);
        add(t + 30000, 0, EV_SMI_LATCHED);
        if (t == 100000)
            add(t + 30000, 1, EV_SMI_LATCHED);
        way(0, t + 100000, t + 400000);
    }
    rendezvous_list_t l = rendezvous_find(&ev, 2);
    assert_int_equal(l.count, 2);
    for (unsigned i = 0; i < 2; i++) {
        const rendezvous_cpu_t *c = &l.list[i].cpu[1];
        assert_true(rendezvous_missing(&l.list[i], 1));
        assert_int_equal(c->place, PLACE_SIPI);
        assert_int_equal(c->held, i);
        assert_int_equal(c->since, 1000);
    }
    prints(&l, text, sizeof text);
    assert_non_null(strstr(text, "cpu1 latched and never came: it waits for a SIPI, since 1000 ps"));
    assert_non_null(strstr(text, "cpu1 did not latch, its latch holds an earlier SMI: it waits for a SIPI"));
    rendezvous_free(&l);
}

/* It comes once it is started: late, but it comes. */
static void a_cpu_that_comes_later_belongs_to_the_smi_it_latched(void **state)
{
    (void)state;
    power_on(2, false);
    add(100000, EV_FROM_BOARD, EV_SMI_LOW);
    add(130000, 0, EV_SMI_LATCHED);
    add(130000, 1, EV_SMI_LATCHED);
    way(0, 200000, 300000);
    add(5000000, 1, EV_START);
    way(1, 5100000, 5200000);
    rendezvous_list_t l = rendezvous_find(&ev, 2);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.list[0].cpu[1].at[COLUMN_LEFT], 5200000);
    assert_false(rendezvous_missing(&l.list[0], 1));
    rendezvous_free(&l);
}

static void where_a_cpu_was_is_read_from_its_events(void **state)
{
    (void)state;
    static const struct {
        ev_id_t last;
        cpu_place_t place;
    } cases[] = {{EV_START, PLACE_RUNNING}, {EV_HALT, PLACE_HALTED}, {EV_SHUTDOWN, PLACE_SHUTDOWN}, {EV_INIT, PLACE_SIPI},
                 {EV_SMM_ENTER, PLACE_SMM}};
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        clear(NULL);
        power_on(2, true);
        add(50000, 1, cases[i].last);
        add(100000, EV_FROM_BOARD, EV_SMI_LOW);
        add(130000, 0, EV_SMI_LATCHED);
        way(0, 200000, 300000);
        rendezvous_list_t l = rendezvous_find(&ev, 2);
        assert_int_equal(l.count, 1);
        assert_true(rendezvous_missing(&l.list[0], 1));
        assert_int_equal(l.list[0].cpu[1].place, cases[i].place);
        assert_int_equal(l.list[0].cpu[1].since, cases[i].last == EV_START ? 1000 : 50000);
        rendezvous_free(&l);
    }
}

static void an_smi_that_falls_while_cpus_are_inside_is_the_next_one(void **state)
{
    (void)state;
    power_on(2, true);
    add(100000, EV_FROM_BOARD, EV_SMI_LOW);
    add(130000, 0, EV_SMI_LATCHED);
    add(130000, 1, EV_SMI_LATCHED);
    add(195000, 0, EV_SMI_TAKEN);
    add(195000, 1, EV_SMI_TAKEN);
    add(200000, 0, EV_SMM_ENTER);
    add(200000, 1, EV_SMM_ENTER);
    add(250000, EV_FROM_BOARD, EV_SMI_LOW);
    add(280000, 0, EV_SMI_LATCHED);
    add(280000, 1, EV_SMI_LATCHED);
    add(300000, 0, EV_SMM_EXIT);
    add(310000, 1, EV_SMM_EXIT);
    way(0, 400000, 500000);
    way(1, 410000, 510000);
    rendezvous_list_t l = rendezvous_find(&ev, 2);
    assert_int_equal(l.count, 2);
    assert_int_equal(l.list[0].cpu[0].at[COLUMN_LEFT], 300000);
    assert_int_equal(l.list[1].cpu[0].at[COLUMN_LATCHED], 280000);
    assert_int_equal(l.list[1].cpu[1].at[COLUMN_LEFT], 510000);
    rendezvous_free(&l);
}

static void messages_to_several_cpus_are_one_smi_and_to_one_are_none(void **state)
{
    (void)state;
    power_on(3, true);
    add(90000, 1, EV_SMI_MSG); /* to all but 0 */
    add(100000, 1, EV_SMI_LATCHED);
    add(110000, 2, EV_SMI_MSG);
    add(120000, 2, EV_SMI_LATCHED);
    way(1, 200000, 300000);
    way(2, 210000, 320000);
    add(890000, 2, EV_SMI_MSG); /* to one */
    add(900000, 2, EV_SMI_LATCHED);
    way(2, 950000, 990000);
    rendezvous_list_t l = rendezvous_find(&ev, 3);
    assert_int_equal(l.count, 1);
    assert_false(l.list[0].by_pin);
    assert_int_equal(l.list[0].start, 100000);
    assert_int_equal(l.list[0].cpu[2].at[COLUMN_LEFT], 320000);
    assert_int_equal(l.list[0].cpu[0].place, PLACE_RUNNING);
    assert_false(rendezvous_missing(&l.list[0], 0)); /* it was not asked */
    rendezvous_free(&l);
}

/* SMI# falls, and before CPU 2 has seen it a message reaches CPU 1, which is inside already. */
static void a_message_among_latches_of_the_pin_is_not_the_pins(void **state)
{
    (void)state;
    power_on(3, true);
    add(100000, EV_FROM_BOARD, EV_SMI_LOW);
    add(130000, 0, EV_SMI_LATCHED);
    add(130000, 1, EV_SMI_LATCHED);
    add(150000, 1, EV_SMI_TAKEN);
    add(150500, 1, EV_SMI_MSG);
    add(151000, 1, EV_SMI_LATCHED);
    add(151500, 2, EV_SMI_LATCHED);
    add(155000, 0, EV_SMI_TAKEN);
    add(160000, 1, EV_SMM_ENTER);
    add(200000, 1, EV_SMM_EXIT);
    way(1, 300000, 400000);
    rendezvous_list_t l = rendezvous_find(&ev, 3);
    assert_int_equal(l.count, 1); /* the message reached one CPU */
    assert_int_equal(l.list[0].cpu[1].at[COLUMN_LATCHED], 130000);
    assert_int_equal(l.list[0].cpu[1].at[COLUMN_LEFT], 200000);
    assert_int_equal(l.list[0].cpu[2].at[COLUMN_LATCHED], 151500);
    rendezvous_free(&l);
}

static void after_init_only_the_first_processor_runs(void **state)
{
    (void)state;
    power_on(2, true);
    add(2000, 1, EV_BSP);
    add(50000, 0, EV_INIT);
    add(50000, 1, EV_INIT);
    add(100000, EV_FROM_BOARD, EV_SMI_LOW);
    rendezvous_list_t l = rendezvous_find(&ev, 2);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.list[0].cpu[1].place, PLACE_RUNNING);
    rendezvous_free(&l);
}

static void a_reset_empties_the_latch(void **state)
{
    (void)state;
    power_on(2, false);
    add(100000, EV_FROM_BOARD, EV_SMI_LOW);
    add(130000, 1, EV_SMI_LATCHED);
    power_on(2, true);
    add(500000, EV_FROM_BOARD, EV_SMI_LOW);
    add(530000, 0, EV_SMI_LATCHED);
    way(0, 600000, 700000);
    rendezvous_list_t l = rendezvous_find(&ev, 2);
    assert_int_equal(l.count, 2);
    assert_false(l.list[1].cpu[1].held);
    rendezvous_free(&l);
}

static void of_many_cpus_the_text_has_three_rows_and_names_the_late(void **state)
{
    (void)state;
    char text[8192];
    enum { CPUS = 12 };
    power_on(CPUS, true);
    add(100000, EV_FROM_BOARD, EV_SMI_LOW);
    for (unsigned n = 0; n < CPUS; n++)
        add(130000, n, EV_SMI_LATCHED);
    for (unsigned n = 0; n < CPUS - 1; n++)
        way(n, n == 7 ? 900000 : 200000 + 1000 * n, 1000000 + 1000 * n);
    rendezvous_list_t l = rendezvous_find(&ev, CPUS);
    prints(&l, text, sizeof text);
    assert_non_null(strstr(text, "    least        3.0      10.0      10.1      90.0\n"));
    assert_non_null(strstr(text, "    middle       3.0      10.5      10.6      90.5\n"));
    assert_non_null(strstr(text, "    most         3.0      80.0      80.1      91.0\n"));
    assert_non_null(strstr(text, "    cpu7 came late:      80.1\n"));
    assert_non_null(strstr(text, "    cpu11 latched and never came: it runs, in an instruction that has not ended, since"));
    assert_null(strstr(text, "    cpu3 "));
    cJSON *root = cJSON_CreateObject();
    rendezvous_json(&l, root);
    cJSON *x = cJSON_GetArrayItem(cJSON_GetObjectItem(root, "rendezvous"), 0);
    cJSON *cpus = cJSON_GetObjectItem(x, "cpus");
    assert_int_equal(cJSON_GetArraySize(cpus), CPUS); /* all of them */
    assert_int_equal((int)cJSON_GetObjectItem(x, "arrived_skew")->valuedouble, 700000);
    assert_string_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(cpus, 11), "state")->valuestring, "running");
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(cJSON_GetArrayItem(cpus, 11), "arrived")));
    assert_null(cJSON_GetObjectItem(cJSON_GetArrayItem(cpus, 3), "state"));
    cJSON_Delete(root);
    rendezvous_free(&l);
}

static void of_many_smis_the_first_are_printed(void **state)
{
    (void)state;
    char text[8192];
    power_on(2, true);
    for (ps_t t = 100000; t < 2000000; t += 100000) {
        add(t, EV_FROM_BOARD, EV_SMI_LOW);
        add(t + 1000, 0, EV_SMI_LATCHED);
        add(t + 1000, 1, EV_SMI_LATCHED);
        way(0, t + 20000, t + 50000);
        way(1, t + 20000, t + 50000);
    }
    rendezvous_list_t l = rendezvous_find(&ev, 2);
    assert_int_equal(l.count, 19);
    prints(&l, text, sizeof text);
    assert_non_null(strstr(text, "Rendezvous: 19, "));
    assert_non_null(strstr(text, "SMI# low at 800000 ps"));
    assert_null(strstr(text, "SMI# low at 900000 ps"));
    assert_non_null(strstr(text, "  ... and 11 more\n"));
    rendezvous_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, clear, clear)
        T(a_fall_of_the_pin_is_one_smi_of_all_cpus),
        T(one_cpu_has_no_rendezvous),
        T(a_parked_cpu_is_missing_and_its_latch_stays_full),
        T(a_cpu_that_comes_later_belongs_to_the_smi_it_latched),
        T(where_a_cpu_was_is_read_from_its_events),
        T(an_smi_that_falls_while_cpus_are_inside_is_the_next_one),
        T(messages_to_several_cpus_are_one_smi_and_to_one_are_none),
        T(a_message_among_latches_of_the_pin_is_not_the_pins),
        T(after_init_only_the_first_processor_runs),
        T(a_reset_empties_the_latch),
        T(of_many_cpus_the_text_has_three_rows_and_names_the_late),
        T(of_many_smis_the_first_are_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
