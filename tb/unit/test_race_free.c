/* Programs whose result does not depend on time: random latencies of bus, memory and caches, caches on or off, and the
 * three modes give the same memory, and each CPU the same events in the same order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>

#include <cmocka.h>

#include <string.h>

#include "race_free.h"
#include "session.h"

enum { LATENCIES = 3, SEEDS = 2, SETTINGS = 1 /* of a scenario */, RAM_COMPARED = 0x100000 };

static const struct { const char *part; unsigned cpus; } machines[] = {
    {"p6", 1}, {"p6", 2}, {"core2", 2}, {"pentium", 2}, {"core2", 4}, {"p6", 3}};
enum { MACHINES = sizeof machines / sizeof machines[0] };

static uint64_t runs, values, events, switches, scenarios, scenario_runs, bytes;

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
                for (c.smi_pulses = seed; c.smi_pulses < seed + 2; c.smi_pulses++)
                    compare(&c, &want, false, "SMI pulses", c.smi_pulses);
        }
}

static void other_programs_give_other_results(void **state)
{
    (void)state;
    static race_free_result_t a, b;
    char why[256];
    for (unsigned k = 0; k < MACHINES; k++) {
        race_free_config_t c = config(k, 1);
        run(&c, &a);
        c.seed = 3; /* SMRAM where it was */
        run(&c, &b);
        assert_false(race_free_same(&a, &b, true, why, sizeof why));
    }
}

/* One setting of the latencies of a scenario; 0: its own. What CPUs logged goes into `log`, but for what only tells the
 * time: marks, and when SMI# was seen. False with one line in why when it does not pass. */
static bool run_scenario(const char *name, uint64_t setting, uint8_t ram[RAM_COMPARED], ev_log_t *log, char why[256])
{
    static scenario_t scenario;
    static session_t session;
    static const char *const kept[] = {"smm_clk_a", "smm_clk_b", "smm_clk_f", "smm_clk_g", "smi_rearm_clks", NULL};
    session_options_t o = {.mode = MODE_CYCLE};
    char err[1024] = "";
    if (!scenario_load(&scenario, name, NULL, err, sizeof err))
        fail_msg("%s", err);
    params_t own = scenario.config.params;
    if (setting)
        guest_random_latencies(&scenario.config.params, setting);
    for (unsigned i = 0; kept[i]; i++) {
        const param_info_t *p = param_find(kept[i]);
        param_set(&scenario.config.params, p, param_get(&own, p));
    }
    if (!session_open(&session, &scenario, &o, err, sizeof err))
        fail_msg("%s", err);
    for (ps_t t; (t = session_next(&session)) != PS_NEVER && session_instant(&session, t);)
        ;
    bool pass = session_close(&session) == SESSION_PASS;
    if (!pass)
        snprintf(why, 256, "%s, latencies %" PRIu64 ": does not pass", name, setting);
    const ev_log_t *all = soc_events(session.soc);
    memcpy(ram, soc_ram(session.soc)->bytes, RAM_COMPARED);
    for (unsigned n = 0; n < SOC_MAX_CPUS; n++)
        for (size_t i = 0; i < all->count; i++)
            if (all->list[i].from == n && !ev_is_mark(all->list[i].id) && all->list[i].id != EV_SMI_LATCHED)
                ev_add(log, 0, n, (ev_id_t)all->list[i].id, all->list[i].arg);
    session_free(&session);
    scenario_free(&scenario);
    scenario_runs++;
    return pass;
}

static bool same_runs(const char *name, uint64_t setting, const ev_log_t *want, const ev_log_t *got, const uint8_t *want_ram,
                      const uint8_t *got_ram, char why[256])
{
    for (unsigned k = 0; k < RAM_COMPARED; k++)
        if (want_ram[k] != got_ram[k]) {
            snprintf(why, 256, "%s, latencies %" PRIu64 ": memory differs at %xh", name, setting, k);
            return false;
        }
    for (size_t k = 0; k < want->count || k < got->count; k++)
        if (k >= want->count || k >= got->count || want->list[k].id != got->list[k].id || want->list[k].from != got->list[k].from) {
            snprintf(why, 256, "%s, latencies %" PRIu64 ": event %zu differs: %s and %s", name, setting, k,
                     k < want->count ? ev_names[want->list[k].id] : "none", k < got->count ? ev_names[got->list[k].id] : "none");
            return false;
        }
    bytes += RAM_COMPARED;
    events += want->count;
    return true;
}

static bool by_latency(const char *name, uint64_t first, char why[256])
{
    static uint8_t want_ram[RAM_COMPARED], got_ram[RAM_COMPARED];
    ev_log_t want = {0}, got = {0};
    bool same = run_scenario(name, 0, want_ram, &want, why);
    for (uint64_t setting = first; same && setting < first + SETTINGS; setting++) {
        same = run_scenario(name, setting, got_ram, &got, why) && same_runs(name, setting, &want, &got, want_ram, got_ram, why);
        ev_free(&got);
        got = (ev_log_t){0};
    }
    ev_free(&want);
    return same;
}

/* Scenarios of these areas that run in all modes without a reason to differ are coherent by the book, but for: */
static const char *const areas[] = {"cache_", "cost_", "cpu_", "lock_", "mp_rendezvous_", "rsm_", "smbase_", "smm_", "smram_",
                                    "smrr_", NULL};
static const struct { const char *name, *why; } not_these[] = {
    {"cache_store_buffer_modes", "its program may not take longer than 5 ms"},
    {"cpu_tsc", "it keeps what the time-stamp counter says"},
    {"smm_io_restart_ins", "its SMI comes at a set time, and where it hits is in the save map"},
};

static bool coherent(const char *name)
{
    static scenario_t s;
    char err[1024] = "";
    bool area = false;
    for (unsigned i = 0; areas[i]; i++)
        area |= strncmp(name, areas[i], strlen(areas[i])) == 0;
    for (unsigned i = 0; i < sizeof not_these / sizeof not_these[0]; i++)
        area &= strcmp(name, not_these[i].name) != 0;
    if (!area)
        return false;
    if (!scenario_load(&s, name, NULL, err, sizeof err))
        fail_msg("%s", err);
    bool all = s.modes == (1U << MODE_FAST | 1U << MODE_CYCLE | 1U << MODE_AUTO) && !s.modes_reason[0] && s.config.cpus <= 16;
    scenario_free(&s);
    return all;
}

static void scenarios_do_not_depend_on_latencies(void **state)
{
    (void)state;
    DIR *folder = opendir(scenario_folder());
    assert_non_null(folder);
    for (struct dirent *e; (e = readdir(folder));) {
        size_t n = strlen(e->d_name);
        char name[256], why[256] = "";
        uint64_t setting = 0;
        if (n <= 4 || strcmp(e->d_name + n - 4, ".asm") != 0)
            continue;
        snprintf(name, sizeof name, "%.*s", (int)(n - 4), e->d_name);
        for (unsigned i = 0; name[i]; i++)
            setting = 31 * setting + (uint8_t)name[i];
        if (!coherent(name))
            continue;
        if (!by_latency(name, setting, why))
            fail_msg("%s", why);
        scenarios++;
    }
    closedir(folder);
}

static void the_tests_compared_something(void **state)
{
    (void)state;
    printf("race-free programs: %" PRIu64 " runs, %" PRIu64 " values of memory and %" PRIu64 " events compared, %" PRIu64
           " switches to cycle mode; %" PRIu64 " scenarios, %" PRIu64 " runs of them, %" PRIu64 " bytes of memory compared\n", runs,
           values, events, switches, scenarios, scenario_runs, bytes);
    assert_true(runs > 100 && scenarios > 90 && bytes > 0 && values > 100000 && events > 5000 && switches > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(latencies_change_no_result),
        cmocka_unit_test(modes_change_no_result),
        cmocka_unit_test(switches_change_no_result),
        cmocka_unit_test(other_programs_give_other_results),
        cmocka_unit_test(scenarios_do_not_depend_on_latencies),
        cmocka_unit_test(the_tests_compared_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
