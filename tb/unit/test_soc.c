/* The board: edges fall where the clocks say, the order of ticks does not matter, the same run twice is the same to
 * the byte, wires are found by name, and a horizon never changes what happens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unistd.h>

#include "ich9/smi_ctl.h"
#include "report.h"
#include "session.h"

enum { SEEDS = 4, SHORT_RUN = 4000000, LONG = 400000000 /* ps */ };
#define HOUR UINT64_C(3600000000000000)  /* ps */
#define TMROF_PS UINT64_C(2343484000000) /* 2^23 counts of the PM timer: 2.3435 s */

static uint64_t edges_checked, events_compared, bytes_compared, wires_found;

/* --- helpers -------------------------------------------------------------------------------------------------------- */

/* A machine whose CPU 0 halts at once. */
static soc_t *open_soc(soc_mode_t mode, unsigned cpus)
{
    char err[256] = "";
    soc_config_t c = {.part = part_find("p6"), .cpus = cpus, .ram_bytes = 1 << 20, .mode = mode, .start = {0x8000}};
    c.params = part_params(c.part);
    soc_t *s = soc_open(&c, err, sizeof err);
    if (!s)
        fail_msg("%s", err);
    soc_ram(s)->bytes[0x8000] = 0xf4;
    return s;
}

static void instant(soc_t *s, ps_t horizon)
{
    ps_t t = soc_next(s, horizon);
    soc_tick(s, t, horizon);
    soc_settle(s);
}

/* One run of a scenario to its end, kept open. */
typedef struct run {
    scenario_t scenario;
    session_t session;
    session_result_t result;
} run_t;

static void run_scenario(run_t *r, const char *name, soc_mode_t mode, const char *wave, uint64_t shuffle)
{
    char err[1024] = "";
    session_options_t o = {.mode = mode, .twins = true, .wave = wave, .seed = 7};
    if (!scenario_load(&r->scenario, name, NULL, err, sizeof err) ||
        !session_open(&r->session, &r->scenario, &o, err, sizeof err))
        fail_msg("%s", err);
    soc_shuffle(r->session.soc, shuffle);
    for (;;) {
        ps_t t = session_next(&r->session);
        if (t == PS_NEVER || !session_instant(&r->session, t))
            break;
    }
    r->result = session_close(&r->session);
}

static void end_run(run_t *r)
{
    session_free(&r->session);
    scenario_free(&r->scenario);
}

static bool same_event(const ev_t *a, const ev_t *b)
{
    return a->time == b->time && a->id == b->id && a->from == b->from && a->arg == b->arg;
}

static void assert_same_log(const ev_log_t *a, const ev_log_t *b, const char *what)
{
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        events_compared++;
        if (!same_event(&a->list[i], &b->list[i])) {
            report_event(stderr, &a->list[i]);
            report_event(stderr, &b->list[i]);
            fail_msg("%s: event %zu differs", what, i);
        }
    }
    assert_int_equal(a->count, b->count);
}

static void assert_same_memory(run_t *a, run_t *b)
{
    ram_t *x = soc_ram(a->session.soc), *y = soc_ram(b->session.soc);
    assert_int_equal(x->size, y->size);
    assert_memory_equal(x->bytes, y->bytes, x->size);
    bytes_compared += x->size;
}

static char *read_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    long n = ftell(f);
    assert_true(n > 0);
    *size = (size_t)n;
    rewind(f);
    char *bytes = malloc(*size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, f), *size);
    fclose(f);
    return bytes;
}

static void assert_same_file(const char *a, const char *b)
{
    size_t na, nb;
    char *x = read_file(a, &na), *y = read_file(b, &nb);
    assert_int_equal(na, nb);
    if (memcmp(x, y, na) != 0)
        fail_msg("%s and %s differ", a, b);
    bytes_compared += na;
    free(x);
    free(y);
}

/* --- clocks ----------------------------------------------------------------------------------------------------------- */

static void edges_are_absolute_multiples_with_phase(void **state)
{
    static const domain_clock_t clocks[] = {{2500, 0}, {10000, 0}, {30000, 0}, {30000, 7000}, {15037, 1}, {15037, 15036}, {1, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof clocks / sizeof clocks[0]; i++) {
        const domain_clock_t *c = &clocks[i];
        for (uint64_t n = 0; n < 1000; n++) {
            ps_t edge = c->phase + n * c->period;
            assert_true(clock_next(c, edge) == edge);
            assert_true(clock_next(c, edge + 1) == edge + c->period);
            assert_true(clock_cycle(c, edge) == n);
            assert_true(clock_cycle(c, edge + c->period - 1) == n);
            edges_checked++;
        }
        assert_true(clock_next(c, 0) == c->phase);
        ps_t far = UINT64_C(1000000000000000000); /* eleven days and a half: nothing has drifted */
        assert_true((clock_next(c, far) - c->phase) % c->period == 0);
        assert_true(clock_next(c, far) >= far && clock_next(c, far) < far + c->period);
    }
}

/* Every block that ticked did so at an edge of its domain, under that edge's number. */
static void check_ticks(soc_t *s, uint64_t last[DOMAIN_COUNT], bool every)
{
    unsigned count;
    const soc_inst_t *inst = soc_insts(s, &count);
    bool seen[DOMAIN_COUNT] = {false};
    for (unsigned i = 0; i < count; i++) {
        const domain_clock_t *c = soc_clock(s, inst[i].block->domain);
        if (!inst[i].ticked)
            continue;
        assert_true(soc_now(s) == c->phase + inst[i].cycle * c->period);
        if (seen[inst[i].block->domain])
            assert_true(last[inst[i].block->domain] == inst[i].cycle);
        else if (every && last[inst[i].block->domain])
            assert_true(inst[i].cycle == last[inst[i].block->domain] + 1);
        else
            assert_true(inst[i].cycle > last[inst[i].block->domain]);
        last[inst[i].block->domain] = inst[i].cycle;
        seen[inst[i].block->domain] = true;
        edges_checked++;
    }
}

static void blocks_tick_at_edges_of_their_domain(void **state)
{
    (void)state;
    for (soc_mode_t mode = MODE_FAST; mode <= MODE_AUTO; mode++) {
        uint64_t last[DOMAIN_COUNT] = {0};
        soc_t *s = open_soc(mode, 2);
        while (soc_now(s) < SHORT_RUN) {
            instant(s, soc_now(s) + 100000);
            check_ticks(s, last, mode == MODE_CYCLE);
        }
        assert_true(last[BCLK] > 0 && last[PCICLK] > 0);
        soc_close(s);
    }
}

/* --- horizon -------------------------------------------------------------------------------------------------------------- */

static void next_never_passes_the_horizon(void **state)
{
    (void)state;
    for (soc_mode_t mode = MODE_FAST; mode <= MODE_AUTO; mode++) {
        soc_t *s = open_soc(mode, 1);
        ps_t horizon = 1;
        while (soc_now(s) < SHORT_RUN) {
            ps_t before = soc_now(s), t = soc_next(s, horizon);
            assert_true(t > before && t <= horizon);
            soc_tick(s, t, horizon);
            soc_settle(s);
            assert_true(soc_now(s) == t);
            if (t == horizon)
                horizon += 1777; /* no multiple of any period */
        }
        soc_close(s);
    }
}

static void a_horizon_without_an_edge_ticks_nothing(void **state)
{
    (void)state;
    unsigned count, ticked = 0, between = 0;
    soc_t *s = open_soc(MODE_CYCLE, 1);
    ps_t horizon = 501;
    while (soc_now(s) < 400000) {
        ps_t t = soc_next(s, horizon);
        soc_tick(s, t, horizon);
        soc_settle(s);
        const soc_inst_t *inst = soc_insts(s, &count);
        for (unsigned i = 0; i < count; i++) {
            const domain_clock_t *c = soc_clock(s, inst[i].block->domain);
            bool edge = t > c->phase && (t - c->phase) % c->period == 0;
            assert_int_equal(inst[i].ticked, edge);
            ticked += edge;
        }
        between += t == horizon;
        horizon += t == horizon ? 501 : 0;
    }
    assert_true(between > 0);
    assert_true(ticked > 0);
    soc_close(s);
}

static uint64_t all_edges(const soc_t *s)
{
    soc_stats_t n = soc_stats(s);
    uint64_t sum = 0;
    for (int d = 0; d < DOMAIN_COUNT; d++)
        sum += n.edges[d];
    return sum;
}

static void a_halted_machine_sleeps_in_fast_mode(void **state)
{
    (void)state;
    soc_t *s = open_soc(MODE_FAST, 1);
    ps_t t = 0;
    while ((t = soc_next(s, LONG)) < LONG) {
        soc_tick(s, t, LONG);
        soc_settle(s);
    }
    assert_true(t == LONG);
    assert_true(soc_cpu_out(s, 0)->halted);
    assert_true(soc_stats(s).edges[BCLK] < LONG / soc_clock(s, BCLK)->period / 10);
    /* All that comes in an hour is one overflow of the PM timer, which nobody clears. */
    ps_t overflow = soc_next(s, PS_NEVER), slack = 100 * soc_clock(s, PCICLK)->period;
    uint64_t edges = all_edges(s);
    assert_true(overflow > TMROF_PS - slack && overflow < TMROF_PS + slack);
    while (soc_next(s, HOUR) < HOUR)
        instant(s, HOUR);
    edges = all_edges(s) - edges;
    assert_true(edges >= 1 && edges < 20);
    assert_true(soc_next(s, PS_NEVER) > HOUR);
    edges_checked += edges;
    soc_close(s);
}

enum { BOOTED = 50000000 }; /* ps: the first instructions have come over LPC, the CPU is halted */

/* Sets SMI_EN and clears SMI_STS without a program: the timers see the registers alone. */
static void set_smi_regs(soc_t *s, uint32_t en)
{
    unsigned count;
    soc_inst_t *inst = soc_insts(s, &count);
    for (unsigned i = 0; i < count; i++)
        if (inst[i].block == &smi_ctl_block) {
            smi_ctl_t *state = inst[i].state;
            smi_ctl_out_t *out = inst[i].out;
            state->regs[0] = out->smi_en = en;
            state->regs[1] = out->smi_sts = 0;
        }
    soc_board_changed(s, soc_now(s));
}

/* Nothing but the expiry is run of a timer's periods, and it is run at its very edge. */
static void a_running_timer_costs_no_edges_and_expires_in_time(void **state)
{
    (void)state;
    static const struct {
        uint32_t en;
        soc_mode_t mode;
        unsigned expiries;
        ps_t period; /* in whole PCICLKs */
    } of[] = {{SWSMI_TMR_EN, MODE_FAST, 1, UINT64_C(1500000000)},
              {PERIODIC_EN, MODE_FAST, 3, UINT64_C(64000000080000)},
              {PERIODIC_EN, MODE_AUTO, 3, UINT64_C(64000000080000)}};
    for (size_t k = 0; k < sizeof of / sizeof of[0]; k++) {
        soc_t *s = open_soc(of[k].mode, 1);
        ps_t last = BOOTED, end = last + of[k].period * 7 / 2, clk = soc_clock(s, PCICLK)->period;
        while (soc_next(s, last) < last || soc_now(s) < last)
            instant(s, last);
        assert_true(soc_cpu_out(s, 0)->halted);
        uint64_t edges = soc_stats(s).edges[PCICLK];
        set_smi_regs(s, of[k].en);
        unsigned expiries = 0;
        for (ps_t t; (t = soc_next(s, end)) < end;) {
            soc_tick(s, t, end);
            soc_settle(s);
            const ev_log_t *log = soc_events(s);
            if (log->count && log->list[log->count - 1].time == t &&
                (log->list[log->count - 1].id == EV_PERIODIC_STS || log->list[log->count - 1].id == EV_SWSMI_STS)) {
                assert_true(t - last >= of[k].period && t - last <= of[k].period + 4 * clk);
                last = t;
                expiries++;
                set_smi_regs(s, of[k].en);
            }
        }
        assert_int_equal(expiries, of[k].expiries);
        edges = soc_stats(s).edges[PCICLK] - edges;
        assert_true(edges < (of[k].mode == MODE_FAST ? 40 : 400));
        edges_checked += edges;
        soc_close(s);
    }
}

/* --- order ------------------------------------------------------------------------------------------------------------------ */

static void order_of_ticks_does_not_matter(void **state)
{
    static const char *const scenarios[] = {"smi_two_cpus", "smi_four_cpus", "smi_two_cpus_pentium", "smi_apm",
                                            "mp_relocate", "apic_collision", "apic_lowest_core2", "mp_rendezvous_4", "bus_defer",
                                            "cache_l2_shared", "cache_l2_pairs"};
    (void)state;
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
        static run_t plain, mixed;
        run_scenario(&plain, scenarios[i], MODE_CYCLE, NULL, 0);
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            run_scenario(&mixed, scenarios[i], MODE_CYCLE, NULL, seed * UINT64_C(0x9e3779b97f4a7c15));
            assert_same_log(soc_events(plain.session.soc), soc_events(mixed.session.soc), scenarios[i]);
            assert_same_memory(&plain, &mixed);
            assert_int_equal(plain.result, mixed.result);
            assert_true(soc_now(plain.session.soc) == soc_now(mixed.session.soc));
            end_run(&mixed);
        }
        end_run(&plain);
    }
}

/* --- determinism --------------------------------------------------------------------------------------------------------------- */

static void the_same_run_twice_is_the_same_to_the_byte(void **state)
{
    static const char *const scenarios[] = {"smi_two_cpus", "smi_apm"};
    static run_t run[2];
    (void)state;
    char folder[] = "/tmp/test_soc.XXXXXX", fst[2][64], json[2][64], err[256] = "";
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++)
        for (soc_mode_t mode = MODE_FAST; mode <= MODE_AUTO; mode++) {
            for (unsigned k = 0; k < 2; k++) {
                snprintf(fst[k], sizeof fst[k], "%s/%u.fst", folder, k);
                snprintf(json[k], sizeof json[k], "%s/%u.json", folder, k);
                run_scenario(&run[k], scenarios[i], mode, fst[k], 0);
                if (!report_json(&run[k].session, run[k].result, json[k], err, sizeof err))
                    fail_msg("%s", err);
            }
            assert_same_log(soc_events(run[0].session.soc), soc_events(run[1].session.soc), scenarios[i]);
            assert_same_memory(&run[0], &run[1]);
            assert_same_file(fst[0], fst[1]);
            assert_same_file(json[0], json[1]);
            for (unsigned k = 0; k < 2; k++) {
                end_run(&run[k]);
                unlink(fst[k]);
                unlink(json[k]);
            }
        }
    rmdir(folder);
}

/* --- names ---------------------------------------------------------------------------------------------------------------------- */

typedef struct names {
    soc_t *soc;
    unsigned inputs;
} names_t;

static void find_all(void *self, const char *path, const sig_t *sigs, void *base, bool is_input)
{
    names_t *n = self;
    for (; sigs->name; sigs++) {
        char name[96];
        soc_wire_ref_t ref;
        snprintf(name, sizeof name, "%s.%s", path, sigs->name);
        if (soc_find_wire(n->soc, name, &ref) != 1)
            fail_msg("%s is not found", name);
        if (!is_input) {
            assert_string_equal(ref.path, path);
            assert_ptr_equal(ref.base, base);
            assert_ptr_equal(ref.sig, sigs);
        }
        n->inputs += is_input && ref.base == base;
        wires_found++;
    }
}

static void every_wire_is_found_by_its_name(void **state)
{
    (void)state;
    names_t n = {.soc = open_soc(MODE_CYCLE, 4)};
    soc_each_group(n.soc, find_all, &n);
    assert_true(n.inputs > 0);
    soc_close(n.soc);
}

static void short_names_prefer_outputs(void **state)
{
    soc_wire_ref_t ref;
    (void)state;
    soc_t *s = open_soc(MODE_CYCLE, 2);
    assert_int_equal(soc_find_wire(s, "ich9.smi_n", &ref), 1); /* also an input of ich9 itself */
    assert_string_equal(ref.path, "ich9.smi_ctl");
    assert_int_equal(soc_find_wire(s, "cpu1.pending", &ref), 1);
    assert_string_equal(ref.path, "cpu1.smi_pin");
    assert_int_equal(soc_find_wire(s, "mch.smram", &ref), 1);
    assert_string_equal(ref.path, "mch.smram_dec");
    assert_int_equal(soc_find_wire(s, "board.gpi", &ref), 1);
    assert_true(ref.is_board);
    assert_int_equal(soc_find_wire(s, "bus.smi_n", &ref), 1);
    assert_false(ref.is_board);
    assert_int_equal(soc_find_wire(s, "cpu0.smmem_n", &ref), 2); /* biu's and smiact's */
    static const char *const none[] = {"", ".", "smi_n", "bus.", ".smi_n", "bus.smi", "bu.smi_n", "cpu2.eip", "ich9.smi_ctl.smi_n.x",
                                       "cpu.eip"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        if (soc_find_wire(s, none[i], &ref) != 0)
            fail_msg("'%s' is found", none[i]);
    soc_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_are_absolute_multiples_with_phase),
        cmocka_unit_test(blocks_tick_at_edges_of_their_domain),
        cmocka_unit_test(next_never_passes_the_horizon),
        cmocka_unit_test(a_horizon_without_an_edge_ticks_nothing),
        cmocka_unit_test(a_halted_machine_sleeps_in_fast_mode),
        cmocka_unit_test(a_running_timer_costs_no_edges_and_expires_in_time),
        cmocka_unit_test(order_of_ticks_does_not_matter),
        cmocka_unit_test(the_same_run_twice_is_the_same_to_the_byte),
        cmocka_unit_test(every_wire_is_found_by_its_name),
        cmocka_unit_test(short_names_prefer_outputs),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    printf("soc: %llu edges, %llu events, %llu bytes, %llu wire names checked\n", (unsigned long long)edges_checked,
           (unsigned long long)events_compared, (unsigned long long)bytes_compared, (unsigned long long)wires_found);
    return failed || !edges_checked || !events_compared || !bytes_compared || !wires_found ? 1 : 0;
}
