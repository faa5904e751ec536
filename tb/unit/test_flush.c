/* FLUSH# in one processor: what its step does, its place among the other pins, and the states that keep it back. */
#include <stdio.h>

#include "cpu_rig.h"

enum { LINES_MOST = 9, TICKS = 4000 };

static unsigned steps_checked;

/* What the bus saw, in order. */
typedef struct seen {
    enum { BACK, ACK, FETCH, OTHER } kind;
    uint64_t addr;
} seen_t;

typedef struct bus {
    rig_t *r;
    cache_t cache;
    seen_t seen[16384];
    unsigned count;
    uint64_t clk;
} bus_t;

static void answer(bus_t *b)
{
    rig_t *r = b->r;
    cpu_out_t *o = &r->out;
    r->in.in_smm = r->in.smm_sign = o->want_smm;
    r->in.apic_ack = o->apic_seq;
    if (r->in.ack_seq == o->req_seq)
        return;
    assert_true(b->count < sizeof b->seen / sizeof b->seen[0]);
    seen_t *s = &b->seen[b->count++];
    *s = (seen_t){.kind = OTHER, .addr = o->req_addr};
    if (o->req_space == BUS_SPECIAL && o->req_addr == SPECIAL_FLUSH_ACK)
        s->kind = ACK;
    if (o->req_space == BUS_MEM && o->req_fetch)
        s->kind = FETCH;
    if (!o->req_line) {
        rig_answer(r);
        return;
    }
    r->in.ack_seq = o->req_seq;
    uint32_t at = (uint32_t)o->req_addr & ~(r->part.caches.line - 1U);
    for (unsigned i = 0; i < r->part.caches.line / 8U; i++) {
        if (o->req_write)
            ram_write(&r->ram, at + 8 * i, 8, b->cache.buf.wb[i]);
        else
            b->cache.buf.fill[i] = ram_read(&r->ram, at + 8 * i, 8);
    }
    if (o->req_write)
        s->kind = BACK;
}

static void ticks(bus_t *b, unsigned n)
{
    while (n--) {
        cpu_tick(&b->r->c, b->clk, b->clk, 1, false);
        b->clk++;
        answer(b);
        cpu_pins_changed(&b->r->c);
    }
}

/* A processor in a loop, all pins high that are active low. */
static bus_t *bus_open(const char *part)
{
    bus_t *b = calloc(1, sizeof *b);
    assert_non_null(b);
    rig_t *r = b->r = rig_new();
    r->part = *part_find(part);
    r->params = part_params(&r->part);
    r->in.reset_n = r->in.init_n = r->in.flush_n = r->in.wb_wt = true;
    r->in.elect = false;
    r->c.clk_period = 1;
    r->c.cache = r->part.caches.line ? &b->cache : NULL;
    cpu_reset(&r->c);
    uint64_t apic_base = r->c.a.msr[MSR_APIC_BASE];
    rig_real(r);
    r->c.a.msr[MSR_APIC_BASE] = apic_base;
    r->c.a.smbase = 0x30000;
    rig_put(r, RIG_CODE, RIG_BYTES(0xeb, 0xfe));
    for (unsigned v = 0; v < 32; v++)
        ram_write(&r->ram, 4 * v, 4, RIG_CODE);
    rig_put(r, 0x38000, RIG_BYTES(0xeb, 0xfe));
    ticks(b, 50);
    b->count = 0;
    return b;
}

static void bus_close(bus_t *b)
{
    rig_free(b->r);
    free(b);
}

static void pulse(bus_t *b)
{
    b->r->in.flush_n = false;
    cpu_pins_changed(&b->r->c);
    b->r->in.flush_n = true;
    cpu_pins_changed(&b->r->c);
}

static unsigned seen(const bus_t *b, unsigned kind)
{
    unsigned n = 0;
    for (unsigned i = 0; i < b->count; i++)
        n += b->seen[i].kind == kind;
    return n;
}

static unsigned first(const bus_t *b, unsigned kind)
{
    unsigned i = 0;
    while (i < b->count && b->seen[i].kind != kind)
        i++;
    return i;
}

static uint64_t line_at(const bus_t *b, unsigned i)
{
    return 0x20000 + (uint64_t)i * b->r->part.caches.line * 3;
}

static void make_dirty(bus_t *b, unsigned lines)
{
    uint8_t bytes[LINE_BYTES_MAX];
    for (unsigned i = 0; i < lines; i++) {
        memset(bytes, (int)(i + 1), sizeof bytes);
        cache_fill(&b->cache, &b->cache.data, line_at(b, i), CACHE_M, bytes);
    }
    cache_fill(&b->cache, &b->cache.data, 0x407e0, CACHE_E, bytes);
    cache_fill(&b->cache, &b->cache.code, 0x50000, CACHE_S, bytes);
}

/* Every dirty line goes to memory, then comes the acknowledge, and no line is left; the program goes on as it was. */
static void all_goes_back_before_the_acknowledge(void **state)
{
    (void)state;
    static const char *const parts[] = {"pentium", "p6"};
    for (unsigned p = 0; p < 2; p++)
        for (unsigned lines = 0; lines <= LINES_MOST; lines++) {
            bus_t *b = bus_open(parts[p]);
            b->r->params.flush_prefetch = 0;
            make_dirty(b, lines);
            pulse(b);
            cpu_arch_t before = b->r->c.a;
            for (unsigned i = 0; i < TICKS && !seen(b, ACK); i++)
                ticks(b, 1);
            assert_int_equal(seen(b, ACK), 1);
            assert_int_equal(seen(b, BACK), lines);
            for (unsigned i = first(b, ACK); i < b->count; i++)
                assert_int_not_equal(b->seen[i].kind, BACK);
            for (unsigned i = 0; i < lines; i++)
                assert_int_equal(ram_read(&b->r->ram, (uint32_t)line_at(b, i) + 8, 1), i + 1);
            for (unsigned i = 0; i < lines; i++)
                assert_int_equal(cache_find(&b->cache, &b->cache.data, line_at(b, i), NULL), CACHE_I);
            assert_int_equal(cache_find(&b->cache, &b->cache.data, 0x407e0, NULL), CACHE_I);
            assert_int_equal(cache_find(&b->cache, &b->cache.code, 0x50000, NULL), CACHE_I);
            before.fetch_base = b->r->c.a.fetch_base;
            before.fetch_count = b->r->c.a.fetch_count;
            memcpy(before.fetch_bytes, b->r->c.a.fetch_bytes, sizeof before.fetch_bytes);
            assert_memory_equal(&before, &b->r->c.a, sizeof before);
            assert_int_equal(rig_events(b->r, EV_FLUSH), 1);
            steps_checked++;
            bus_close(b);
        }
}

static void a_part_without_caches_acknowledges_alone(void **state)
{
    (void)state;
    bus_t *b = bus_open("i486");
    pulse(b);
    ticks(b, 200);
    assert_int_equal(seen(b, ACK), 1);
    assert_int_equal(seen(b, BACK), 0);
    steps_checked++;
    bus_close(b);
}

static void a_part_without_the_pin_does_nothing(void **state)
{
    (void)state;
    bus_t *b = bus_open("core2");
    make_dirty(b, 3);
    pulse(b);
    ticks(b, TICKS);
    assert_int_equal(seen(b, ACK) + seen(b, BACK), 0);
    assert_int_equal(rig_events(b->r, EV_FLUSH), 0);
    steps_checked++;
    bus_close(b);
}

/* A low counts however short it is, and once however long; a fall during a flush counts again; RESET forgets it. */
static void the_fall_is_what_counts(void **state)
{
    (void)state;
    bus_t *b = bus_open("p6");
    b->r->in.flush_n = false;
    ticks(b, TICKS);
    assert_int_equal(seen(b, ACK), 1);
    b->r->in.flush_n = true;
    ticks(b, 100);
    assert_int_equal(seen(b, ACK), 1);
    make_dirty(b, 4);
    pulse(b);
    while (seen(b, BACK) < 2)
        ticks(b, 1);
    pulse(b);
    pulse(b);
    ticks(b, TICKS);
    assert_int_equal(seen(b, ACK), 3);
    pulse(b);
    b->r->in.reset_n = false;
    ticks(b, 3);
    b->r->in.reset_n = true;
    b->r->c.a.wait_sipi = true;
    b->r->in.ack_seq = 0;
    ticks(b, 100);
    assert_int_equal(seen(b, ACK), 3);
    steps_checked += 5;
    bus_close(b);
}

enum where { IN_HALT, IN_SHUTDOWN, IN_SMM, IN_SMM_SHUTDOWN, PARKED, IN_SHADOW, IN_NMI };

static void put_into(bus_t *b, enum where where, bool on)
{
    cpu_arch_t *a = &b->r->c.a;
    a->halted = on && where == IN_HALT;
    a->shutdown = on && (where == IN_SHUTDOWN || where == IN_SMM_SHUTDOWN);
    a->smm = on && (where == IN_SMM || where == IN_SMM_SHUTDOWN);
    a->wait_sipi = on && where == PARKED;
    a->shadow = on && where == IN_SHADOW;
    a->nmi_blocked = on && where == IN_NMI;
}

/* The states that keep it back, by their parameters, and that it is kept, not lost. */
static void states_keep_it_back_by_their_parameters(void **state)
{
    (void)state;
    static const struct {
        enum where where;
        bool in_smm, in_shutdown, parked; /* parameters */
        bool taken;
    } rows[] = {
        {IN_HALT, false, false, false, true},        {IN_SHADOW, false, false, false, true},
        {IN_NMI, false, false, false, true},         {IN_SHUTDOWN, true, false, true, false},
        {IN_SHUTDOWN, false, true, false, true},     {IN_SMM, false, true, true, false},
        {IN_SMM, true, false, false, true},          {IN_SMM_SHUTDOWN, true, false, true, false},
        {IN_SMM_SHUTDOWN, false, true, true, false}, {IN_SMM_SHUTDOWN, true, true, false, true},
        {PARKED, true, true, false, false},          {PARKED, false, false, true, true},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bus_t *b = bus_open("p6");
        b->r->params.flush_in_smm = rows[i].in_smm;
        b->r->params.flush_in_shutdown = rows[i].in_shutdown;
        b->r->params.flush_parked = rows[i].parked;
        make_dirty(b, 2);
        for (unsigned k = 0; k < 20 && b->r->c.in_step; k++)
            ticks(b, 1);
        assert_false(b->r->c.in_step);
        put_into(b, rows[i].where, true);
        cpu_arch_t before = b->r->c.a;
        pulse(b);
        for (unsigned k = 0; k < 300 && !seen(b, ACK); k++)
            ticks(b, 1);
        assert_int_equal(seen(b, ACK), rows[i].taken);
        assert_int_equal(seen(b, BACK), rows[i].taken ? 2 : 0);
        if (rows[i].where != IN_SHADOW && rows[i].where != IN_SMM && rows[i].where != IN_NMI) { /* no instruction runs */
            ticks(b, 20);
            assert_memory_equal(&before, &b->r->c.a, sizeof before);
        }
        put_into(b, rows[i].where, false);
        ticks(b, TICKS);
        assert_int_equal(seen(b, ACK), 1);
        steps_checked++;
        bus_close(b);
    }
}

/* At one boundary with every other pin: FLUSH# first, and nothing of the others is lost. */
static void it_goes_before_all_other_pins(void **state)
{
    (void)state;
    static const struct {
        bool smi, init, nmi, intr, init_first;
    } rows[] = {{true, false, false, false, false}, {false, true, false, false, false},
                {false, false, true, false, false}, {false, false, false, true, false},
                {true, true, true, true, false},    {true, true, true, true, true}};
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bus_t *b = bus_open("p6");
        rig_t *r = b->r;
        r->params.init_before_smi = rows[i].init_first;
        make_dirty(b, 2);
        r->c.a.eflags |= FL_IF;
        r->in.smi_pending = rows[i].smi;
        r->in.init_n = !rows[i].init;
        r->in.nmi = rows[i].nmi;
        r->in.intr = rows[i].intr;
        pulse(b);
        unsigned others = 0;
        for (unsigned k = 0; k < TICKS && !others; k++) {
            ticks(b, 1);
            others = rig_events(r, EV_SMI_TAKEN) + rig_events(r, EV_INIT) + rig_events(r, EV_NMI) +
                     rig_events(r, EV_INTR);
            if (others)
                assert_int_equal(seen(b, ACK), 1);
        }
        assert_int_equal(others, 1);
        assert_int_equal(seen(b, BACK), 2);
        bool init = rows[i].init && (rows[i].init_first || !rows[i].smi);
        assert_int_equal(rig_events(r, EV_INIT), init);
        assert_int_equal(rig_events(r, EV_SMI_TAKEN), rows[i].smi && !init);
        steps_checked++;
        bus_close(b);
    }
}

/* The line of EIP and those after it, once the acknowledge is out; none while no instruction is due. */
static void a_prefetcher_runs_on_after_the_acknowledge(void **state)
{
    (void)state;
    for (unsigned lines = 0; lines <= 4; lines++)
        for (unsigned halted = 0; halted < 2; halted++) {
            bus_t *b = bus_open("pentium");
            b->r->params.flush_prefetch = lines;
            for (unsigned k = 0; k < 20 && b->r->c.in_step; k++)
                ticks(b, 1);
            b->r->c.a.cr0 &= ~(uint32_t)(CR0_CD | CR0_NW);
            b->r->c.a.halted = halted;
            b->r->in.smi_pending = true; /* so that no instruction is next */
            b->count = 0;
            pulse(b);
            while (!rig_events(b->r, EV_SMI_TAKEN))
                ticks(b, 1);
            unsigned at = first(b, ACK), want = halted ? 0 : lines;
            assert_int_equal(at, 0);
            assert_true(b->count >= 1 + want);
            for (unsigned i = 0; i < want; i++) {
                assert_int_equal(b->seen[1 + i].kind, FETCH);
                assert_int_equal(b->seen[1 + i].addr, RIG_CODE + 32 * i);
                assert_int_not_equal(cache_find(&b->cache, &b->cache.code, RIG_CODE + 32 * i, NULL), CACHE_I);
            }
            assert_int_equal(cache_find(&b->cache, &b->cache.code, RIG_CODE + 32 * want, NULL), CACHE_I);
            steps_checked++;
            bus_close(b);
        }
}

static void the_tests_compared_something(void **state)
{
    (void)state;
    printf("FLUSH#: %u cases\n", steps_checked);
    assert_int_equal(steps_checked, 20 + 1 + 1 + 5 + 12 + 6 + 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_goes_back_before_the_acknowledge),
        cmocka_unit_test(a_part_without_caches_acknowledges_alone),
        cmocka_unit_test(a_part_without_the_pin_does_nothing),
        cmocka_unit_test(the_fall_is_what_counts),
        cmocka_unit_test(states_keep_it_back_by_their_parameters),
        cmocka_unit_test(it_goes_before_all_other_pins),
        cmocka_unit_test(a_prefetcher_runs_on_after_the_acknowledge),
        cmocka_unit_test(the_tests_compared_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
