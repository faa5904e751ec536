/* Programs whose result does not depend on time: random latencies of bus, memory and caches, caches on or off, and the
 * three modes give the same memory, and each CPU the same events in the same order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <inttypes.h>
#include <stdio.h>

#include <cmocka.h>

#include "race_free.h"

enum { LATENCIES = 5, SEEDS = 3 };

static const struct { const char *part; unsigned cpus; } machines[] = {
    {"p6", 1}, {"p6", 2}, {"core2", 2}, {"pentium", 2}, {"core2", 4}, {"p6", 3}};
enum { MACHINES = sizeof machines / sizeof machines[0] };

static uint64_t runs, values, events, switches;

static race_free_config_t config(unsigned k, uint64_t seed)
{
    race_free_config_t c = {.guest = {.part = machines[k].part, .cpus = machines[k].cpus, .mode = MODE_CYCLE, .tseg = seed % 2},
                            .seed = seed};
    c.guest.params = part_params(part_find(c.guest.part));
    return c;
}

static void run(const race_free_config_t *c, race_free_result_t *r)
{
    char why[256] = "";
    if (!race_free_run(c, r, why, sizeof why))
        fail_msg("%s, %u CPUs: %s", c->guest.part, c->guest.cpus, why);
    runs++;
    switches += r->switches;
}

static void compare(const race_free_config_t *c, const race_free_result_t *want, bool with_events, const char *what, uint64_t which)
{
    static race_free_result_t got;
    char why[256];
    run(c, &got);
    if (!race_free_same(want, &got, with_events, why, sizeof why))
        fail_msg("%s, %u CPUs, seed %" PRIu64 ", %s %" PRIu64 ": %s", c->guest.part, c->guest.cpus, c->seed, what, which, why);
    values += want->values;
    for (unsigned n = 0; n < GUEST_MAX_CPUS && with_events; n++)
        events += want->events[n];
}

static void latencies_change_no_result(void **state)
{
    (void)state;
    static race_free_result_t want;
    for (unsigned k = 0; k < MACHINES; k++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            race_free_config_t c = config(k, seed);
            run(&c, &want);
            for (uint64_t l = 1; l <= LATENCIES; l++) {
                c.guest.params = part_params(part_find(c.guest.part));
                guest_random_latencies(&c.guest.params, 100 * seed + l);
                compare(&c, &want, true, "latencies", 100 * seed + l);
            }
            c = config(k, seed);
            c.guest.no_caches = true;
            compare(&c, &want, true, "no caches", 0);
        }
}

static void modes_change_no_result(void **state)
{
    (void)state;
    static race_free_result_t want;
    for (unsigned k = 0; k < MACHINES; k++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            race_free_config_t c = config(k, seed);
            run(&c, &want);
            c.guest.mode = MODE_FAST;
            compare(&c, &want, true, "mode", MODE_FAST);
            c.guest.mode = MODE_AUTO;
            compare(&c, &want, true, "mode", MODE_AUTO);
        }
}

/* SMIs at random clocks: auto mode goes to cycle mode and comes back with modified lines. */
static void switches_change_no_result(void **state)
{
    (void)state;
    static race_free_result_t want;
    for (unsigned k = 0; k < MACHINES; k++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            race_free_config_t c = config(k, seed);
            c.smi_pulses = seed;
            run(&c, &want);
            for (c.guest.mode = MODE_FAST; c.guest.mode <= MODE_AUTO; c.guest.mode++)
                for (c.smi_pulses = seed; c.smi_pulses < seed + 4; c.smi_pulses++)
                    compare(&c, &want, false, "SMI pulses", c.smi_pulses);
        }
}

static void the_tests_compared_something(void **state)
{
    (void)state;
    printf("race-free programs: %" PRIu64 " runs, %" PRIu64 " values of memory and %" PRIu64 " events compared, %" PRIu64
           " switches to cycle mode\n", runs, values, events, switches);
    assert_true(runs > 100 && values > 100000 && events > 5000 && switches > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(latencies_change_no_result),
        cmocka_unit_test(modes_change_no_result),
        cmocka_unit_test(switches_change_no_result),
        cmocka_unit_test(the_tests_compared_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
