/* Timeline: from lists of events written here, which SMI went which way, and what its phases cost. */
#include "timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

/* One SMI of one CPU, from its latch on; each step later than the one before by its number times `unit`. */
static void way(unsigned n, ps_t latched, ps_t unit)
{
    static const ev_id_t steps[] = {EV_SMI_LATCHED, EV_SMI_TAKEN, EV_SMM_ACK,      EV_SMM_SAVE,  EV_SMM_ENTER, EV_SMM_FETCH,
                                    EV_RSM,         EV_SMM_RESTORED, EV_SMM_UNACK, EV_SMM_EXIT,  EV_RESUMED};
    ps_t t = latched;
    for (unsigned i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        t += i * unit;
        add(t, n, steps[i]);
    }
}

static ps_t took(const smi_t *s, enum smi_phase phase)
{
    ps_t ps = 0;
    assert_true(smi_phase(s, phase, &ps));
    return ps;
}

static ps_t sum(const smi_t *s, enum smi_phase first, enum smi_phase last)
{
    ps_t all = 0;
    for (unsigned k = first; k <= last; k++)
        all += took(s, (enum smi_phase)k);
    return all;
}

static void phases_are_between_their_steps_and_add_up(void **state)
{
    (void)state;
    add(90000, EV_FROM_BOARD, EV_SMI_LOW);
    way(0, 100000, 1000);
    timeline_t t = timeline_make(&ev);
    assert_int_equal(t.count, 1);
    const smi_t *s = &t.list[0];
    static const ps_t want[] = {[PHASE_WAIT] = 11000, [PHASE_A] = 2000, [PHASE_B] = 3000,  [PHASE_C] = 4000,
                                [PHASE_D] = 11000,    [PHASE_E] = 7000, [PHASE_F] = 8000,  [PHASE_G] = 9000,
                                [PHASE_RESUME] = 10000, [PHASE_ENTRY] = 9000, [PHASE_EXIT] = 24000, [PHASE_WHOLE] = 65000};
    for (unsigned k = 0; k < SMI_PHASES; k++)
        assert_int_equal(took(s, (enum smi_phase)k), want[k]);
    assert_int_equal(sum(s, PHASE_WAIT, PHASE_RESUME), took(s, PHASE_WHOLE));
    assert_int_equal(sum(s, PHASE_A, PHASE_C), took(s, PHASE_ENTRY));
    assert_int_equal(sum(s, PHASE_E, PHASE_G), took(s, PHASE_EXIT));
    free(t.list);
}

static void of_several_cpus_each_has_its_own(void **state)
{
    (void)state;
    add(90000, EV_FROM_BOARD, EV_SMI_LOW);
    way(1, 100000, 2000);
    way(0, 100000, 1000);
    ev_sort(&ev, 0);
    timeline_t t = timeline_make(&ev);
    assert_int_equal(t.count, 2);
    for (size_t i = 0; i < 2; i++) {
        const smi_t *s = &t.list[i];
        ps_t unit = s->cpu ? 2000 : 1000;
        assert_int_equal(took(s, PHASE_ENTRY), 9 * unit);
        assert_int_equal(took(s, PHASE_EXIT), 24 * unit);
        assert_int_equal(sum(s, PHASE_WAIT, PHASE_RESUME), took(s, PHASE_WHOLE));
    }
    free(t.list);
}

/* The program did nothing between the two, so the first has no end; a message has no fall of SMI#. */
static void what_did_not_happen_has_no_cost(void **state)
{
    (void)state;
    ps_t ps = 0;
    add(100000, 0, EV_SMI_LATCHED);
    add(101000, 0, EV_SMI_TAKEN);
    add(102000, 0, EV_SMM_ENTER);
    add(103000, 0, EV_SMI_LATCHED);
    add(104000, 0, EV_RSM);
    add(105000, 0, EV_SMM_EXIT);
    add(105000, 0, EV_SMI_TAKEN);
    add(106000, 0, EV_SMM_ENTER);
    add(107000, 0, EV_RSM);
    add(108000, 0, EV_SMM_EXIT);
    add(109000, 0, EV_RESUMED);
    timeline_t t = timeline_make(&ev);
    assert_int_equal(t.count, 2);
    assert_false(smi_phase(&t.list[0], PHASE_WAIT, &ps));
    assert_false(smi_phase(&t.list[0], PHASE_A, &ps));
    assert_false(smi_phase(&t.list[0], PHASE_RESUME, &ps));
    assert_false(smi_phase(&t.list[0], PHASE_WHOLE, &ps));
    assert_int_equal(took(&t.list[0], PHASE_EXIT), 1000);
    assert_int_equal(took(&t.list[1], PHASE_D), 1000);
    assert_int_equal(took(&t.list[1], PHASE_RESUME), 1000);
    free(t.list);
}

static void clocks_are_rounded_to_tenths(void **state)
{
    (void)state;
    assert_int_equal(clock_tenths(25000, 10000), 25);
    assert_int_equal(clock_tenths(1499, 1000), 15);
    assert_int_equal(clock_tenths(-1460, 1000), -15);
    assert_int_equal(clock_tenths(0, 375), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(phases_are_between_their_steps_and_add_up, clear, clear),
        cmocka_unit_test_setup_teardown(of_several_cpus_each_has_its_own, clear, clear),
        cmocka_unit_test_setup_teardown(what_did_not_happen_has_no_cost, clear, clear),
        cmocka_unit_test_setup_teardown(clocks_are_rounded_to_tenths, clear, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
