/* Whole machines with caches at random: memory stays one memory (the short run of build/consistency), and each breakage
 * that is planted into the model comes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <inttypes.h>
#include <stdio.h>

#include <cmocka.h>

#include "consistency.h"

enum { MACHINES = 7, ROUNDS = 3, FAULT_SEEDS = 20, FAULT_ROUNDS = 2 };

static consistency_counts_t counts;
static unsigned machines, faults_found;

static void run(const consistency_config_t *c)
{
    char why[1024] = "";
    machines++;
    if (!consistency_run(c, &counts, why, sizeof why))
        fail_msg("%s", why);
}

static void memory_is_consistent(void **state)
{
    (void)state;
    for (unsigned k = 0; k < MACHINES; k++) {
        consistency_config_t c = consistency_nth(1, k, ROUNDS);
        run(&c);
    }
}

/* Seeds with which the long run has once failed. */
static void what_once_failed_holds(void **state)
{
    (void)state;
    static const consistency_config_t once[] = {
        {.part = "p6", .cpus = 2, .seed = 3, .rounds = 2}, /* a CPU was there before the memory above 1 MB was */
    };
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++)
        run(&once[i]);
}

static void planted_faults_are_found(void **state)
{
    (void)state;
    for (unsigned fault = FAULT_NONE + 1; fault < FAULT_COUNT; fault++) {
        consistency_counts_t n = {0};
        char why[1024];
        bool ok = true;
        for (unsigned k = 0; ok && k < FAULT_SEEDS; k++) {
            consistency_config_t c = consistency_nth(1, k, FAULT_ROUNDS);
            c.fault = (consistency_fault_t)fault;
            ok = consistency_run(&c, &n, why, sizeof why);
        }
        if (ok)
            fail_msg("%s: %" PRIu64 " planted, not found in %d machines", consistency_fault_names[fault], n.planted, FAULT_SEEDS);
        faults_found++;
    }
}

static void the_tests_compared_something(void **state)
{
    (void)state;
    printf("consistency: %u machines, %" PRIu64 " accesses judged, %" PRIu64 " locked, %" PRIu64 " by the bus master, %" PRIu64
           " SMIs, %" PRIu64 " bytes of loads and %" PRIu64 " of memory at the end compared; %u planted faults found\n",
           machines, counts.accesses, counts.locked, counts.masters, counts.smis, counts.bytes, counts.end_bytes, faults_found);
    assert_true(counts.accesses > 8000 && counts.locked > 500 && counts.masters > 1000 && counts.smis > 50 && faults_found == FAULT_COUNT - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_consistent),
        cmocka_unit_test(what_once_failed_holds),
        cmocka_unit_test(planted_faults_are_found),
        cmocka_unit_test(the_tests_compared_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
