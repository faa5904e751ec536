/* 32-bit paging: walks row by row, page faults, what is kept and for how long, accesses over two pages, restart; random
 * tables against a slow walk. Each case in plain and in logged steps. */
#include "cpu_rig.h"

#include <inttypes.h>
#include <stdio.h>

enum { DIR = 0x10000, LOW = 0x11000 /* table of the first 4 MB */, TABLE = 0x12000, FRAME = 0x20000, OTHER = 0x21000 };
enum { LIN = 0x40000000 /* mapped by TABLE */, P = 1, RW = 2, PWT = 8, PCD = 16, A = 32, D = 64, PS = 128, PAT = 128, G = 256,
       US = 4, DIR_PAT = 0x1000 };

static uint64_t walks, accesses, faults, double_faults;

static void set(rig_t *r, uint32_t at, uint32_t v)
{
    ram_write(&r->ram, at, 4, v);
}

static uint32_t get(const rig_t *r, uint32_t at)
{
    return (uint32_t)ram_read(&r->ram, at, 4);
}

static uint32_t dir_at(uint32_t lin)
{
    return DIR + (lin >> 22) * 4;
}

static uint32_t pte_at(uint32_t table, uint32_t lin)
{
    return table + (lin >> 12 & 0x3ff) * 4;
}

/* Flat 32-bit code with paging on: the first MB as it is, writable; LIN by TABLE, which is empty. */
static rig_t *paged_rig(bool pat)
{
    rig_t *r = rig_new();
    rig_flat(r);
    r->part.cr4_valid = 0x1ff;
    if (pat)
        r->part.cpuid_edx |= CPUID_PAT;
    for (uint32_t at = 0; at < RIG_RAM; at += RAM_PAGE)
        set(r, pte_at(LOW, at), at | P | RW | A | D);
    set(r, dir_at(0), LOW | P | RW | A);
    set(r, dir_at(LIN), TABLE | P | RW);
    r->c.a.cr3 = DIR;
    r->c.a.cr0 |= CR0_PG;
    return r;
}

/* A step of either kind. */
static bool step(rig_t *r, bool logged)
{
    if (!logged)
        return rig_step(r);
    r->c.announced = 0;
    return rig_step_logged(r);
}

/* Each instruction has a place of its own: one that is written anew would drop host pointers. */
static bool run(rig_t *r, bool logged, const uint8_t *bytes, unsigned n)
{
    uint32_t h = n, at;
    for (unsigned i = 0; i < n; i++)
        h = h * 31 + bytes[i];
    at = RIG_CODE + 0x100 + h % 128 * 16;
    if (memcmp(r->ram.bytes + at, bytes, n) != 0)
        rig_put(r, at, bytes, n);
    r->c.a.eip = at;
    return step(r, logged);
}
#define RUN(r, logged, ...) run(r, logged, RIG_BYTES(__VA_ARGS__))

static void load(rig_t *r, bool logged, uint32_t lin, uint32_t value)
{
    r->c.a.gpr[R_EBX] = lin;
    assert_true(RUN(r, logged, 0x8b, 0x03)); /* mov eax, [ebx] */
    assert_int_equal(r->c.a.gpr[R_EAX], value);
}

static void store(rig_t *r, bool logged, uint32_t lin, uint32_t value)
{
    r->c.a.gpr[R_EBX] = lin;
    r->c.a.gpr[R_EAX] = value;
    assert_true(RUN(r, logged, 0x89, 0x03)); /* mov [ebx], eax */
}

static void is_page_fault(const rig_t *r, uint32_t addr, uint32_t err)
{
    assert_int_equal(r->c.stop.kind, CPU_STOP_FAULT);
    assert_int_equal(r->c.stop.vector, V_PF);
    assert_true(r->c.stop.has_err);
    assert_int_equal(r->c.stop.err, err);
    assert_int_equal(r->c.stop.addr, addr);
    faults++;
}

/* --- walks -------------------------------------------------------------------------------------------------------- */

enum { NO = -1 };

static uint32_t find_lin;
static enum page_use find_use;
static page_t found;

static bool find(rig_t *r)
{
    return page_find(&r->c, find_lin, find_use, &found);
}

typedef struct row {
    const char *name;
    uint32_t dir, pte; /* pte 0 with a large page */
    bool pse, wp, pat;
    enum page_use use;
    int err;       /* NO: no fault */
    uint32_t sets; /* in the entry of the page */
    uint8_t pat_i;
} row_t;

#define T (TABLE | P | RW)
#define F (FRAME | P | RW)
static const row_t rows[] = {
    {"no directory entry", 0, F, false, false, false, PAGE_READ, 0, 0, 0},
    {"no directory entry, other bits set", TABLE | RW | PS | A, F, true, false, false, PAGE_WRITE, PF_W, 0, 0},
    {"no table entry", T, 0, false, false, false, PAGE_READ, 0, 0, 0},
    {"no table entry, other bits set", T, FRAME | RW | PAT, true, true, false, PAGE_WRITE, PF_W, 0, 0},
    {"a read", T, F, false, false, false, PAGE_READ, NO, A, 0},
    {"a write", T, F, false, false, false, PAGE_WRITE, NO, A | D, 0},
    {"the right to write", T, F, false, false, false, PAGE_WILL_WRITE, NO, A, 0},
    {"user page", T | US, F | US, false, true, false, PAGE_WRITE, NO, A | D, 0},
    {"A there", T | A, F | A, false, false, false, PAGE_READ, NO, A, 0},
    {"A there, write", T | A, F | A, false, false, false, PAGE_WRITE, NO, A | D, 0},
    {"A and D there", T | A, F | A | D, false, false, false, PAGE_WRITE, NO, A | D, 0},
    {"read-only, read", T, FRAME | P, false, true, false, PAGE_READ, NO, A, 0},
    {"read-only, write, WP = 0", T, FRAME | P, false, false, false, PAGE_WRITE, NO, A | D, 0},
    {"read-only, write, WP = 1", T, FRAME | P, false, true, false, PAGE_WRITE, PF_P | PF_W, 0, 0},
    {"read-only, right to write, WP = 1", T, FRAME | P, false, true, false, PAGE_WILL_WRITE, PF_P | PF_W, 0, 0},
    {"read-only table, write, WP = 1", TABLE | P, F, false, true, false, PAGE_WRITE, PF_P | PF_W, 0, 0},
    {"read-only table, write, WP = 0", TABLE | P, F, false, false, false, PAGE_WRITE, NO, A | D, 0},
    {"read-only table, read", TABLE | P, F, false, true, false, PAGE_READ, NO, A, 0},
    {"PS without PSE", T | PS, F, false, false, false, PAGE_READ, NO, A, 0},
    {"large, read", P | RW | PS, 0, true, false, false, PAGE_READ, NO, A, 0},
    {"large, write", P | RW | PS, 0, true, true, false, PAGE_WRITE, NO, A | D, 0},
    {"large, right to write", P | RW | PS, 0, true, true, false, PAGE_WILL_WRITE, NO, A, 0},
    {"large, read-only, write, WP = 1", P | PS, 0, true, true, false, PAGE_WRITE, PF_P | PF_W, 0, 0},
    {"large, read-only, write, WP = 0", P | PS, 0, true, false, false, PAGE_WRITE, NO, A | D, 0},
    {"large, bit 13", P | RW | PS | 1 << 13, 0, true, false, false, PAGE_READ, PF_P | PF_RSVD, 0, 0},
    {"large, bit 17", P | RW | PS | 1 << 17, 0, true, false, true, PAGE_READ, PF_P | PF_RSVD, 0, 0},
    {"large, bit 21, write", P | RW | PS | 1 << 21, 0, true, false, false, PAGE_WRITE, PF_P | PF_W | PF_RSVD, 0, 0},
    {"large, bit 12, no PAT", P | RW | PS | DIR_PAT, 0, true, false, false, PAGE_READ, PF_P | PF_RSVD, 0, 0},
    {"large, reserved before read-only", P | PS | 1 << 20, 0, true, true, false, PAGE_WRITE, PF_P | PF_W | PF_RSVD, 0, 0},
    {"large, absent before reserved", RW | PS | 1 << 20, 0, true, true, false, PAGE_READ, 0, 0, 0},
    {"bit 7, no PAT, PSE", T, F | PAT, true, false, false, PAGE_READ, PF_P | PF_RSVD, 0, 0},
    {"bit 7, no PAT, no PSE", T, F | PAT, false, false, false, PAGE_READ, NO, A, 0},
    {"PWT", T, F | PWT, false, false, false, PAGE_READ, NO, A, 1},
    {"PCD", T, F | PCD, false, false, false, PAGE_READ, NO, A, 2},
    {"PAT", T, F | PAT, false, false, true, PAGE_READ, NO, A, 4},
    {"PAT with PSE", T, F | PAT, true, false, true, PAGE_READ, NO, A, 4},
    {"PAT, PCD, PWT", T, F | PAT | PCD | PWT, false, false, true, PAGE_READ, NO, A, 7},
    {"those of the directory are the table's", T | PCD | PWT, F, false, false, true, PAGE_READ, NO, A, 0},
    {"large, PWT", P | RW | PS | PWT, 0, true, false, false, PAGE_READ, NO, A, 1},
    {"large, PCD", P | RW | PS | PCD, 0, true, false, false, PAGE_READ, NO, A, 2},
    {"large, PAT", P | RW | PS | DIR_PAT, 0, true, false, true, PAGE_READ, NO, A, 4},
    {"large, all", P | RW | PS | DIR_PAT | PCD | PWT, 0, true, false, true, PAGE_WRITE, NO, A | D, 7},
};

static void check_row(const row_t *w, bool logged)
{
    rig_t *r = paged_rig(w->pat);
    cpu_arch_t *a = &r->c.a;
    bool large = !w->pte && (w->dir & PS) && w->pse;
    uint32_t lin = LIN + 0x5123;
    a->cr4 = w->pse ? CR4_PSE : 0;
    a->cr0 |= w->wp ? CR0_WP : 0;
    set(r, dir_at(lin), w->dir);
    set(r, pte_at(TABLE, lin), w->pte);
    find_lin = lin;
    find_use = w->use;
    bool ok = logged ? rig_logged(r, find) : find(r);
    if (ok != (w->err == NO))
        fail_msg("%s: %s", w->name, ok ? "no fault" : "a fault");
    bool dir_used = ok && !large;
    if (ok && found.frame != (large ? 0x5000u : FRAME))
        fail_msg("%s: frame %" PRIx32, w->name, found.frame);
    if (ok && found.pat_i != w->pat_i)
        fail_msg("%s: PAT index %u", w->name, found.pat_i);
    if (!ok)
        is_page_fault(r, lin, (uint32_t)w->err);
    if (get(r, dir_at(lin)) != (w->dir | (dir_used ? A : large ? w->sets : 0)))
        fail_msg("%s: the directory entry is %" PRIx32, w->name, get(r, dir_at(lin)));
    if (get(r, pte_at(TABLE, lin)) != (w->pte | (large ? 0 : w->sets)))
        fail_msg("%s: the table entry is %" PRIx32, w->name, get(r, pte_at(TABLE, lin)));
    walks++;
    rig_free(r);
}

static void walks_are_as_the_table_says(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (unsigned logged = 0; logged < 2; logged++)
            check_row(&rows[i], logged);
}

static void a_large_page_is_4_mb(void **state)
{
    (void)state;
    for (unsigned logged = 0; logged < 2; logged++) {
        rig_t *r = paged_rig(false);
        r->c.a.cr4 = CR4_PSE;
        set(r, dir_at(LIN), P | RW | PS);
        set(r, FRAME + 0x10, 0x12345678);
        load(r, logged, LIN + FRAME + 0x10, 0x12345678);
        store(r, logged, LIN + OTHER + 4, 0x55aa55aa);
        assert_int_equal(get(r, OTHER + 4), 0x55aa55aa);
        find_lin = LIN + 0x3ff123;
        find_use = PAGE_READ;
        assert_true(find(r));
        assert_int_equal(found.frame, 0x3ff000);
        set(r, dir_at(LIN), 0x7fc00000u | P | RW | PS);
        page_flush(&r->c, false);
        assert_true(find(r));
        assert_int_equal(found.frame, 0x7ffff000);
        rig_free(r);
    }
}

static void paging_needs_protection_and_no_pae(void **state)
{
    (void)state;
    for (unsigned logged = 0; logged < 2; logged++) {
        rig_t *r = paged_rig(false);
        r->c.a.cr0 &= ~CR0_PG;
        r->c.a.gpr[R_EAX] = CR0_PG;
        assert_false(RUN(r, logged, 0x0f, 0x22, 0xc0)); /* mov cr0, eax */
        assert_int_equal(r->c.stop.vector, V_GP);
        r->c.a.gpr[R_EAX] = CR0_PG | CR0_PE;
        assert_true(RUN(r, logged, 0x0f, 0x22, 0xc0));
        assert_true(r->c.a.cr0 & CR0_PG);
        set(r, pte_at(TABLE, LIN), F);
        set(r, FRAME, 0x1111);
        load(r, logged, LIN, 0x1111);
        r->c.a.gpr[R_EAX] = CR4_PAE;
        assert_false(RUN(r, logged, 0x0f, 0x22, 0xe0)); /* mov cr4, eax */
        assert_int_equal(r->c.stop.vector, V_GP);
        assert_int_equal(rig_events(r, EV_UNKNOWN_OPCODE), 1);
        r->c.a.cr0 &= ~CR0_PG;
        r->c.a.gpr[R_EAX] = CR4_PAE;
        assert_true(RUN(r, logged, 0x0f, 0x22, 0xe0));
        r->c.a.gpr[R_EAX] = CR0_PG | CR0_PE;
        assert_false(RUN(r, logged, 0x0f, 0x22, 0xc0));
        assert_int_equal(rig_events(r, EV_UNKNOWN_OPCODE), 2);
        rig_free(r);
    }
}

/* --- the accesses of a walk on the wires ---------------------------------------------------------------------------- */

static bus_txn_t asked[32];
static unsigned asked_count;

static void note_request(void *self, unsigned cpu, const bus_txn_t *t)
{
    (void)self;
    (void)cpu;
    assert_true(asked_count < 32);
    asked[asked_count++] = *t;
}

static void is_asked(unsigned n, uint32_t addr, bool write, bool lock, unsigned pat_i)
{
    assert_true(n < asked_count);
    assert_int_equal(asked[n].addr, addr);
    assert_int_equal(asked[n].write, write);
    assert_int_equal(asked[n].lock, lock);
    assert_true(asked[n].paged);
    assert_int_equal(asked[n].pat_i, pat_i);
}

static void a_walk_is_accesses_with_the_type_of_its_tables(void **state)
{
    (void)state;
    rig_t *r = paged_rig(true);
    r->c.fast = false;
    r->c.port.before_request = note_request;
    r->c.a.cr3 = DIR | PCD;
    set(r, dir_at(LIN), T | PWT);
    set(r, pte_at(TABLE, LIN), F | PAT | PCD);
    rig_put(r, RIG_CODE, RIG_BYTES(0x89, 0x03));
    r->c.a.gpr[R_EBX] = LIN + 8;
    asked_count = 0;
    assert_true(rig_step_logged(r));
    is_asked(0, dir_at(RIG_CODE), false, false, 2); /* of the code: A is there */
    is_asked(1, pte_at(LOW, RIG_CODE), false, false, 0);
    is_asked(2, RIG_CODE, false, false, 0);
    assert_true(asked[2].fetch);
    is_asked(3, dir_at(LIN), false, false, 2);
    is_asked(4, pte_at(TABLE, LIN), false, false, 1);
    is_asked(5, dir_at(LIN), false, true, 2);
    is_asked(6, dir_at(LIN), true, true, 2);
    is_asked(7, pte_at(TABLE, LIN), false, true, 1);
    is_asked(8, pte_at(TABLE, LIN), true, true, 1);
    is_asked(9, FRAME + 8, true, false, 6);
    assert_int_equal(asked_count, 10);
    assert_int_equal(r->locked, 4); /* LOCK# ends with them, not with the step */
    asked_count = 0;
    r->c.a.eip = RIG_CODE;
    assert_true(rig_step_logged(r)); /* kept: no walk, and the code is in the window */
    is_asked(0, FRAME + 8, true, false, 6);
    assert_int_equal(asked_count, 1);
    page_flush(&r->c, false);
    rig_put(r, RIG_CODE, RIG_BYTES(0x01, 0x03)); /* add [ebx], eax: one walk for its load and its store */
    r->c.a.eip = RIG_CODE;
    asked_count = 0;
    assert_true(rig_step_logged(r));
    is_asked(3, dir_at(LIN), false, false, 2);
    is_asked(4, pte_at(TABLE, LIN), false, false, 1);
    is_asked(5, FRAME + 8, false, false, 6);
    is_asked(6, FRAME + 8, true, false, 6);
    assert_int_equal(asked_count, 7);
    rig_free(r);
}

/* Another processor changes an entry between the read of the walk and its locked update. */
static bool change_once;
static rig_t *change_rig;
static uint32_t change_to;

static void change_entry(void *self, unsigned cpu, const bus_txn_t *t)
{
    (void)self;
    (void)cpu;
    if (change_once && t->lock && !t->write && t->addr == pte_at(TABLE, LIN)) {
        change_once = false;
        set(change_rig, pte_at(TABLE, LIN), change_to);
    }
}

static void a_walk_starts_over_when_an_entry_changes_under_it(void **state)
{
    (void)state;
    rig_t *r = paged_rig(false);
    change_rig = r;
    change_once = true;
    change_to = OTHER | P | RW;
    r->c.fast = false;
    r->c.port.before_request = change_entry;
    set(r, pte_at(TABLE, LIN), F);
    set(r, FRAME, 1);
    set(r, OTHER, 2);
    load(r, true, LIN, 2);
    assert_false(change_once);
    assert_int_equal(get(r, pte_at(TABLE, LIN)), OTHER | P | RW | A);
    set(r, pte_at(TABLE, LIN), F);
    page_flush(&r->c, false);
    change_once = true;
    change_to = 0x5000;
    r->c.a.gpr[R_EBX] = LIN;
    assert_false(RUN(r, true, 0x89, 0x03));
    is_page_fault(r, LIN, PF_W);
    assert_false(change_once);
    assert_int_equal(get(r, pte_at(TABLE, LIN)), 0x5000);
    rig_free(r);
}

/* --- what is kept ------------------------------------------------------------------------------------------------- */

static void changes(rig_t *r, bool logged, unsigned how)
{
    cpu_arch_t *a = &r->c.a;
    a->gpr[R_EBX] = LIN + 0x123;
    switch (how) {
    case 0: {
        assert_true(RUN(r, logged, 0x0f, 0x01, 0x3b)); /* invlpg [ebx] */
        break;
    }
    case 1: {
        a->gpr[R_EAX] = a->cr3;
        assert_true(RUN(r, logged, 0x0f, 0x22, 0xd8)); /* mov cr3, eax */
        break;
    }
    case 2: {
        a->gpr[R_EAX] = a->cr0 ^ CR0_WP;
        assert_true(RUN(r, logged, 0x0f, 0x22, 0xc0));
        break;
    }
    case 3: {
        a->gpr[R_EAX] = a->cr0 & ~CR0_PG;
        assert_true(RUN(r, logged, 0x0f, 0x22, 0xc0));
        a->gpr[R_EAX] = a->cr0 | CR0_PG;
        assert_true(RUN(r, logged, 0x0f, 0x22, 0xc0));
        break;
    }
    case 4:
    case 5: {
        a->gpr[R_EAX] = a->cr4 ^ (how == 4 ? CR4_PSE : CR4_PGE);
        assert_true(RUN(r, logged, 0x0f, 0x22, 0xe0)); /* mov cr4, eax */
        break;
    }
    }
}

static void a_page_is_kept_until_it_is_dropped(void **state)
{
    (void)state;
    for (unsigned how = 0; how < 6; how++) {
        for (unsigned mix = 0; mix < 8; mix++) { /* load, drop and load again each in plain or logged steps */
            rig_t *r = paged_rig(false);
            set(r, pte_at(TABLE, LIN), F);
            set(r, FRAME, 1);
            set(r, OTHER, 2);
            load(r, mix & 1, LIN, 1);
            set(r, pte_at(TABLE, LIN), OTHER | P | RW);
            load(r, mix & 1, LIN, 1);
            load(r, mix & 4, LIN, 1); /* plain and logged steps share what is kept */
            changes(r, mix & 2, how);
            load(r, mix & 4, LIN, 2);
            accesses += 4;
            rig_free(r);
        }
    }
}

static void a_global_page_outlives_mov_cr3_with_pge(void **state)
{
    (void)state;
    for (unsigned pge = 0; pge < 2; pge++) {
        for (unsigned logged = 0; logged < 2; logged++) {
            rig_t *r = paged_rig(false);
            r->c.a.cr4 = pge ? CR4_PGE : 0;
            set(r, pte_at(TABLE, LIN), F | G);
            set(r, pte_at(TABLE, LIN + 0x5000), F);
            set(r, FRAME, 1);
            set(r, OTHER, 2);
            load(r, logged, LIN, 1);
            load(r, logged, LIN + 0x5000, 1);
            set(r, pte_at(TABLE, LIN), OTHER | P | RW | G);
            set(r, pte_at(TABLE, LIN + 0x5000), OTHER | P | RW);
            changes(r, logged, 1);
            load(r, logged, LIN, pge ? 1 : 2);
            load(r, logged, LIN + 0x5000, 2);
            changes(r, logged, 0);
            load(r, logged, LIN, 2);
            rig_free(r);
        }
    }
}

static void invlpg_drops_all_of_a_large_page(void **state)
{
    (void)state;
    for (unsigned logged = 0; logged < 2; logged++) {
        rig_t *r = paged_rig(false);
        r->c.a.cr4 = CR4_PSE;
        set(r, dir_at(LIN), P | RW | PS);
        set(r, FRAME, 1);
        set(r, OTHER, 2);
        load(r, logged, LIN + FRAME, 1);
        load(r, logged, LIN + OTHER, 2);
        set(r, dir_at(LIN), T);
        set(r, pte_at(TABLE, LIN + FRAME), OTHER | P);
        set(r, pte_at(TABLE, LIN + OTHER), FRAME | P);
        load(r, logged, LIN + FRAME, 1);
        changes(r, logged, 0); /* another page of the 4 MB */
        load(r, logged, LIN + FRAME, 2);
        load(r, logged, LIN + OTHER, 1);
        rig_free(r);
    }
}

static void init_drops_what_is_kept_unless_the_parameter_says(void **state)
{
    (void)state;
    for (unsigned keeps = 0; keeps < 2; keeps++) {
        rig_t *r = paged_rig(false);
        r->params.init_keeps_tlb = keeps;
        r->in.reset_n = true;
        r->c.a.bsp = r->c.init_last = true; /* INIT# is low */
        set(r, pte_at(TABLE, LIN), F);
        set(r, FRAME, 1);
        set(r, OTHER, 2);
        load(r, false, LIN, 1);
        set(r, pte_at(TABLE, LIN), OTHER | P);
        cpu_tick(&r->c, 1, 1000, 1, true);
        assert_int_equal(rig_events(r, EV_INIT), 1);
        assert_int_equal(r->c.a.cr0 & CR0_PG, 0);
        rig_flat(r);
        r->c.a.cr3 = DIR;
        r->c.a.gpr[R_EAX] = CR0_PG | CR0_PE;
        assert_true(RUN(r, false, 0x0f, 0x22, 0xc0));
        load(r, false, LIN, keeps ? 1 : 2);
        rig_free(r);
    }
}

/* D is in memory, so a store to a page that was only read has to walk; so has one to a page kept as read-only. */
static void a_store_walks_anew_where_d_or_the_right_is_missing(void **state)
{
    (void)state;
    for (unsigned logged = 0; logged < 2; logged++) {
        rig_t *r = paged_rig(false);
        r->c.a.cr0 |= CR0_WP;
        set(r, pte_at(TABLE, LIN), F);
        load(r, logged, LIN, 0);
        assert_int_equal(get(r, pte_at(TABLE, LIN)), F | A);
        store(r, logged, LIN, 7);
        assert_int_equal(get(r, pte_at(TABLE, LIN)), F | A | D);
        set(r, pte_at(TABLE, LIN), F);
        store(r, logged, LIN, 8); /* D is known to be set */
        assert_int_equal(get(r, pte_at(TABLE, LIN)), F);
        set(r, pte_at(TABLE, LIN + 0x1000), OTHER | P);
        load(r, logged, LIN + 0x1000, 0);
        set(r, pte_at(TABLE, LIN + 0x1000), OTHER | P | RW); /* a right that is added needs no INVLPG */
        store(r, logged, LIN + 0x1000, 9);
        assert_int_equal(get(r, OTHER), 9);
        rig_free(r);
    }
}

static void a_fault_drops_what_was_kept_of_its_page(void **state)
{
    (void)state;
    for (unsigned mix = 0; mix < 8; mix++) {
        rig_t *r = paged_rig(false);
        r->c.a.cr0 |= CR0_WP;
        set(r, pte_at(TABLE, LIN), FRAME | P);
        set(r, FRAME, 1);
        set(r, OTHER, 2);
        load(r, mix & 1, LIN, 1);
        set(r, pte_at(TABLE, LIN), OTHER | P);
        r->c.a.gpr[R_EBX] = LIN;
        assert_false(RUN(r, mix & 2, 0x89, 0x03));
        is_page_fault(r, LIN, PF_P | PF_W);
        load(r, mix & 4, LIN, 2);
        rig_free(r);
    }
}

/* --- page faults of instructions ---------------------------------------------------------------------------------------- */

/* Runs one instruction that must fault and leave all registers as they were. */
static void faults_at(rig_t *r, bool logged, uint32_t addr, uint32_t err)
{
    cpu_arch_t before = r->c.a;
    assert_false(step(r, logged));
    is_page_fault(r, addr, err);
    assert_memory_equal(before.gpr, r->c.a.gpr, sizeof before.gpr);
    assert_int_equal(before.eip, r->c.a.eip);
    assert_int_equal(before.eflags, r->c.a.eflags);
    assert_memory_equal(before.seg, r->c.a.seg, sizeof before.seg);
}

typedef struct insn {
    const char *name;
    uint8_t bytes[8], count;
    bool write;
} insn_t;

/* With EBX, ESI, EDI and ESP on the page that is not there. */
static const insn_t insns[] = {
    {"mov eax, [ebx]", {0x8b, 0x03}, 2, false},
    {"mov [ebx], al", {0x88, 0x03}, 2, true},
    {"mov [ebx], 5", {0xc6, 0x03, 5}, 3, true},
    {"cmp [ebx], eax", {0x39, 0x03}, 2, false},
    {"test [ebx], eax", {0x85, 0x03}, 2, false},
    {"add [ebx], eax", {0x01, 0x03}, 2, true}, /* a read-modify-write faults as a write */
    {"add eax, [ebx]", {0x03, 0x03}, 2, false},
    {"or byte [ebx], 1", {0x80, 0x0b, 1}, 3, true},
    {"inc dword [ebx]", {0xff, 0x03}, 2, true},
    {"dec byte [ebx]", {0xfe, 0x0b}, 2, true},
    {"not dword [ebx]", {0xf7, 0x13}, 2, true},
    {"neg dword [ebx]", {0xf7, 0x1b}, 2, true},
    {"mul dword [ebx]", {0xf7, 0x23}, 2, false},
    {"shl dword [ebx], 1", {0xd1, 0x23}, 2, true},
    {"shld [ebx], eax, 3", {0x0f, 0xa4, 0x03, 3}, 4, true},
    {"xchg [ebx], eax", {0x87, 0x03}, 2, true},
    {"lock xadd [ebx], eax", {0xf0, 0x0f, 0xc1, 0x03}, 4, true},
    {"cmpxchg [ebx], ecx", {0x0f, 0xb1, 0x0b}, 3, true},
    {"cmpxchg8b [ebx]", {0x0f, 0xc7, 0x0b}, 3, true},
    {"bt [ebx], 3", {0x0f, 0xba, 0x23, 3}, 4, false},
    {"bts [ebx], 3", {0x0f, 0xba, 0x2b, 3}, 4, true},
    {"setz [ebx]", {0x0f, 0x94, 0x03}, 3, true},
    {"movzx eax, byte [ebx]", {0x0f, 0xb6, 0x03}, 3, false},
    {"pop dword [ebx]", {0x8f, 0x03}, 2, false}, /* its load from the stack is first */
    {"push eax", {0x50}, 1, true},
    {"push dword [ebx]", {0xff, 0x33}, 2, false},
    {"call ebx", {0xff, 0xd3}, 2, true},
    {"pusha", {0x60}, 1, true},
    {"popa", {0x61}, 1, false},
    {"ret", {0xc3}, 1, false},
    {"iret", {0xcf}, 1, false},
    {"enter 8, 0", {0xc8, 8, 0, 0}, 4, true},
    {"lodsd", {0xad}, 1, false},
    {"rep stosd", {0xf3, 0xab}, 2, true},
    {"scasb", {0xae}, 1, false},
    {"lgdt [ebx]", {0x0f, 0x01, 0x13}, 3, false},
    {"sgdt [ebx]", {0x0f, 0x01, 0x03}, 3, true},
    {"clflush [ebx]", {0x0f, 0xae, 0x3b}, 3, false},
};

static void instructions_fault_with_their_error_code_and_change_nothing(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof insns / sizeof insns[0]; i++) {
        for (unsigned logged = 0; logged < 2; logged++) {
            const insn_t *n = &insns[i];
            rig_t *r = paged_rig(false);
            r->part.cpuid_edx |= CPUID_CLFSH;
            for (unsigned k = R_ECX; k <= R_EDI; k++)
                r->c.a.gpr[k] = LIN + 0x800;
            rig_put(r, RIG_CODE, n->bytes, n->count);
            assert_false(step(r, logged));
            if (r->c.stop.vector != V_PF || r->c.stop.err != (n->write ? PF_W : 0))
                fail_msg("%s: vector %u, error code %" PRIx32, n->name, r->c.stop.vector, r->c.stop.err);
            assert_in_range(r->c.stop.addr, LIN + 0x700, LIN + 0x900);
            r->c.a.eip = RIG_CODE;
            faults_at(r, logged, r->c.stop.addr, n->write ? PF_W : 0);
            assert_int_equal(get(r, pte_at(TABLE, LIN)), 0);
            rig_free(r);
        }
    }
}

static void a_push_that_faults_can_be_restarted(void **state)
{
    (void)state;
    for (unsigned logged = 0; logged < 2; logged++) {
        rig_t *r = paged_rig(false);
        r->c.a.gpr[R_ESP] = LIN + 0x1000 + 8; /* PUSHA: two dwords on the page above, six on this one */
        set(r, pte_at(TABLE, LIN + 0x1000), OTHER | P | RW);
        set(r, OTHER, 0xabcd);
        rig_put(r, RIG_CODE, RIG_BYTES(0x60));
        faults_at(r, logged, LIN + 0xffc, PF_W);
        assert_int_equal(get(r, OTHER), 0xabcd); /* nothing stored, and so no D */
        assert_int_equal(get(r, pte_at(TABLE, LIN + 0x1000)), OTHER | P | RW | A);
        set(r, pte_at(TABLE, LIN), F);
        assert_true(step(r, logged));
        assert_int_equal(r->c.a.gpr[R_ESP], LIN + 0x1000 - 24);
        assert_int_equal(get(r, FRAME + 0xff4), LIN + 0x1008); /* ESP, the fifth */
        assert_int_equal(get(r, pte_at(TABLE, LIN)), F | A | D);
        rig_free(r);
    }
}

static void rep_movs_stops_at_the_page_and_goes_on(void **state)
{
    (void)state;
    for (unsigned logged = 0; logged < 2; logged++) {
        rig_t *r = paged_rig(false);
        cpu_arch_t *a = &r->c.a;
        set(r, pte_at(TABLE, LIN), F);
        for (uint32_t i = 0; i < 8; i++)
            set(r, 0x30000 + 4 * i, 100 + i);
        a->gpr[R_ESI] = 0x30000;
        a->gpr[R_EDI] = LIN + 0xff4; /* three dwords before the page ends */
        a->gpr[R_ECX] = 8;
        rig_put(r, RIG_CODE, RIG_BYTES(0xf3, 0xa5));
        for (unsigned i = 0; i < 3; i++)
            assert_true(step(r, logged));
        faults_at(r, logged, LIN + 0x1000, PF_W);
        assert_int_equal(a->gpr[R_ECX], 5);
        assert_int_equal(a->gpr[R_ESI], 0x3000c);
        set(r, pte_at(TABLE, LIN + 0x1000), OTHER | P | RW);
        for (unsigned i = 0; i < 5; i++)
            assert_true(step(r, logged));
        assert_int_equal(a->gpr[R_ECX], 0);
        assert_int_equal(a->eip, RIG_CODE + 2);
        assert_int_equal(get(r, FRAME + 0xffc), 102);
        assert_int_equal(get(r, OTHER + 16), 107);
        rig_free(r);
    }
}

/* --- two pages -------------------------------------------------------------------------------------------------------- */

static void an_access_over_two_pages_has_both_or_none(void **state)
{
    (void)state;
    for (unsigned logged = 0; logged < 2; logged++) {
        for (uint32_t off = 0xffd; off < 0x1000; off++) {
            rig_t *r = paged_rig(false);
            uint32_t lin = LIN + off, first = 0x1000 - off;
            set(r, FRAME + 0xffc, 0x44332211);
            set(r, OTHER, 0x88776655);
            set(r, pte_at(TABLE, LIN), OTHER | P | RW); /* the frames are the other way round */
            set(r, OTHER + 0xffc, 0x44332211);
            set(r, FRAME, 0x88776655);
            r->c.a.gpr[R_EBX] = lin;
            r->c.a.gpr[R_EAX] = 0xddccbbaa;
            rig_put(r, RIG_CODE, RIG_BYTES(0x89, 0x03, 0x8b, 0x03));
            faults_at(r, logged, LIN + 0x1000, PF_W);
            assert_int_equal(get(r, OTHER + 0xffc), 0x44332211);
            assert_int_equal(get(r, pte_at(TABLE, LIN)), OTHER | P | RW | A);
            set(r, pte_at(TABLE, LIN + 0x1000), F);
            assert_true(step(r, logged));
            for (uint32_t i = 0; i < 4; i++) {
                uint32_t at = i < first ? OTHER + off + i : FRAME + i - first;
                assert_int_equal(r->ram.bytes[at], 0xaa + 0x11 * i);
            }
            assert_int_equal(get(r, pte_at(TABLE, LIN)), OTHER | P | RW | A | D);
            assert_int_equal(get(r, pte_at(TABLE, LIN + 0x1000)), F | A | D);
            r->c.a.gpr[R_EAX] = 0;
            assert_true(step(r, logged));
            assert_int_equal(r->c.a.gpr[R_EAX], 0xddccbbaa);
            /* the first page gone: its own address; and a read-only second one */
            set(r, pte_at(TABLE, LIN), 0);
            set(r, pte_at(TABLE, LIN + 0x1000), FRAME | P);
            page_flush(&r->c, false);
            r->c.a.eip = RIG_CODE;
            faults_at(r, logged, lin, PF_W);
            set(r, pte_at(TABLE, LIN), F);
            r->c.a.cr0 |= CR0_WP;
            faults_at(r, logged, LIN + 0x1000, PF_P | PF_W);
            accesses += 4;
            rig_free(r);
        }
    }
}

/* --- fetch ------------------------------------------------------------------------------------------------------------ */

static void a_fetch_faults_where_its_byte_is_missing(void **state)
{
    (void)state;
    for (unsigned logged = 0; logged < 2; logged++) {
        rig_t *r = paged_rig(false);
        r->c.a.eip = LIN + 0x1005;
        faults_at(r, logged, LIN + 0x1005, 0);
        set(r, pte_at(TABLE, LIN), F);
        rig_put(r, FRAME + 0xffd, RIG_BYTES(0x40, 0xb8, 0x78)); /* inc eax; mov eax, 12345678h over the border */
        rig_put(r, OTHER, RIG_BYTES(0x56, 0x34, 0x12, 0x41));
        r->c.a.eip = LIN + 0xffd;
        r->c.a.gpr[R_EAX] = 4;
        assert_true(step(r, logged)); /* what follows is not looked at */
        assert_int_equal(r->c.a.gpr[R_EAX], 5);
        faults_at(r, logged, LIN + 0x1000, 0);
        set(r, pte_at(TABLE, LIN + 0x1000), OTHER | P);
        assert_true(step(r, logged));
        assert_int_equal(r->c.a.gpr[R_EAX], 0x12345678);
        assert_true(step(r, logged));
        assert_int_equal(r->c.a.gpr[R_ECX], 1);
        assert_int_equal(get(r, pte_at(TABLE, LIN + 0x1000)), OTHER | P | A);
        rig_free(r);
    }
}

static void code_is_found_by_its_new_page_after_mov_cr3_and_invlpg(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < 4; kind++) {
        bool logged = kind & 1, cr3 = kind & 2;
        rig_t *r = paged_rig(false);
        set(r, pte_at(TABLE, LIN), F);
        if (cr3)
            rig_put(r, FRAME, RIG_BYTES(0x0f, 0x22, 0xd8, 0x41)); /* mov cr3, eax; inc ecx */
        else
            rig_put(r, FRAME, RIG_BYTES(0x0f, 0x01, 0x3b, 0x41)); /* invlpg [ebx]; inc ecx */
        r->c.a.gpr[R_EBX] = LIN;
        rig_put(r, OTHER, RIG_BYTES(0x90, 0x90, 0x90, 0x42)); /* inc edx */
        r->c.a.gpr[R_EAX] = DIR;
        r->c.a.eip = LIN;
        r->c.a.gpr[R_ECX] = r->c.a.gpr[R_EDX] = 0;
        find_lin = LIN;
        find_use = PAGE_READ;
        assert_true(find(r));
        set(r, pte_at(TABLE, LIN), OTHER | P);
        assert_true(step(r, logged));
        assert_true(step(r, logged));
        assert_int_equal(r->c.a.gpr[R_ECX], 0);
        assert_int_equal(r->c.a.gpr[R_EDX], 1);
        rig_free(r);
    }
}

/* --- delivery, double faults (SDM vol 3 table 6-5) ---------------------------------------------------------------------- */

static void gate(rig_t *r, unsigned vector, uint32_t sel, bool present)
{
    uint32_t at = r->c.a.idtr.base + vector * 8, to = 0x3000 + vector * 16;
    page_t p;
    /* the table may be at a linear address that is not there: then there is nothing to write */
    if (get(r, pte_at(LOW, at)) & P && page_find(&r->c, at, PAGE_READ, &p)) {
        set(r, p.frame + at % RAM_PAGE, sel << 16 | to);
        set(r, p.frame + at % RAM_PAGE + 4, present ? 0x8e00 : 0x0e00);
    }
}

static unsigned first_vector;
static enum excp_source first_source;

static bool deliver(rig_t *r)
{
    return excp_deliver(&r->c, first_vector, first_source, first_vector >= V_TS && first_vector <= V_PF, 0, RIG_CODE);
}

typedef struct pair {
    unsigned first;
    enum excp_source source;
    unsigned second;  /* V_PF: the gate is on a page that is not there; V_NP: it is not present */
    unsigned becomes; /* 0: shutdown */
} pair_t;

static const pair_t pairs[] = {
    {V_DB, EXCP_FAULT, V_PF, V_PF},     {V_UD, EXCP_FAULT, V_PF, V_PF},     {V_DE, EXCP_FAULT, V_PF, V_PF},
    {V_GP, EXCP_FAULT, V_PF, V_PF},     {V_SS, EXCP_FAULT, V_PF, V_PF},     {V_PF, EXCP_FAULT, V_PF, V_DF},
    {V_PF, EXCP_FAULT, V_NP, V_DF},     {V_GP, EXCP_FAULT, V_NP, V_DF},     {V_UD, EXCP_FAULT, V_NP, V_NP},
    {V_DF, EXCP_FAULT, V_PF, 0},        {V_DF, EXCP_FAULT, V_NP, 0},        {0x40, EXCP_EXTERNAL, V_PF, V_PF},
    {0x40, EXCP_EXTERNAL, V_NP, V_NP},  {0x40, EXCP_SOFT_INT, V_PF, 0x100}, /* a fault of the INT itself */
};

/* The table lies so that the gate of the first vector, and no other that counts, is on the page at B, which is absent. */
static void check_pair(const pair_t *q, bool logged)
{
    enum { B = 0x50000 };
    rig_t *r = paged_rig(false);
    cpu_arch_t *a = &r->c.a;
    bool absent = q->second == V_PF;
    /* gates from `first` up at B or, for the low ones, those up to `first` in the page before B */
    bool low = q->first < V_PF;
    uint32_t border = low ? q->first + 1 : q->first;
    a->idtr = (cpu_table_t){.base = B - 8 * border, .limit = 0x7ff};
    for (unsigned v = 0; v < 0x60; v++)
        gate(r, v, 8, v != q->first || absent);
    if (absent)
        set(r, pte_at(LOW, low ? B - RAM_PAGE : B), 0);
    page_flush(&r->c, false);
    first_vector = q->first;
    first_source = q->source;
    uint32_t at = a->idtr.base + q->first * 8;
    cpu_arch_t before = *a;
    bool ok = logged ? rig_logged(r, deliver) : deliver(r);
    if (q->becomes == 0 || q->becomes == 0x100) {
        assert_false(ok);
        assert_int_equal(r->c.stop.kind, CPU_STOP_FAULT);
        assert_int_equal(r->c.stop.vector, q->becomes ? V_PF : V_DF);
        before.cr2 = a->cr2;
        assert_memory_equal(&before, a, sizeof before);
    } else {
        assert_true(ok);
        if (r->c.stop.vector != q->becomes)
            fail_msg("%u, then %u: %u", q->first, q->second, r->c.stop.vector);
        assert_int_equal(a->eip, 0x3000 + q->becomes * 16);
        uint32_t err = q->becomes == V_NP ? q->first * 8 + 2 + 1 : 0;
        assert_int_equal(get(r, a->gpr[R_ESP]), err);
        if (absent)
            assert_int_equal(a->cr2, at);
    }
    double_faults++;
    rig_free(r);
}

static void faults_of_a_delivery_follow_the_table(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        for (unsigned logged = 0; logged < 2; logged++)
            check_pair(&pairs[i], logged);
}

static bool fault_and_deliver(rig_t *r)
{
    return !find(r) && r->c.stop.kind == CPU_STOP_FAULT && deliver(r);
}

/* The page that faults holds the IDT, at another frame than is kept. */
static void delivery_of_a_fault_does_not_use_what_was_kept_of_its_page(void **state)
{
    (void)state;
    for (unsigned logged = 0; logged < 2; logged++) {
        rig_t *r = paged_rig(false);
        r->c.a.cr0 |= CR0_WP;
        r->c.a.idtr.base = LIN;
        set(r, pte_at(TABLE, LIN), FRAME | P);
        find_lin = LIN;
        find_use = PAGE_READ;
        assert_true(find(r));
        set(r, pte_at(TABLE, LIN), OTHER | P);
        set(r, FRAME + 8 * V_PF, 8 << 16 | 0x3000);
        set(r, FRAME + 8 * V_PF + 4, 0x8e00);
        set(r, OTHER + 8 * V_PF, 8 << 16 | 0x4000);
        set(r, OTHER + 8 * V_PF + 4, 0x8e00);
        find_use = PAGE_WRITE;
        first_vector = V_PF;
        first_source = EXCP_FAULT;
        assert_true(logged ? rig_logged(r, fault_and_deliver) : fault_and_deliver(r));
        assert_int_equal(r->c.a.eip, 0x4000);
        rig_free(r);
    }
}

/* A stack that is not there: each delivery faults again, to the end. */
static void a_missing_stack_is_a_triple_fault(void **state)
{
    (void)state;
    for (unsigned logged = 0; logged < 2; logged++) {
        rig_t *r = paged_rig(false);
        for (unsigned v = 0; v < 0x60; v++)
            gate(r, v, 8, true);
        r->c.a.gpr[R_ESP] = LIN + 0x10;
        first_vector = V_PF;
        first_source = EXCP_FAULT;
        assert_false(logged ? rig_logged(r, deliver) : deliver(r));
        assert_int_equal(r->c.stop.vector, V_DF);
        assert_int_equal(r->c.a.cr2, LIN + 0xc);
        rig_free(r);
    }
}

/* --- CLFLUSH ------------------------------------------------------------------------------------------------------------ */

static void clflush_is_there_where_cpuid_says_so(void **state)
{
    (void)state;
    for (unsigned logged = 0; logged < 2; logged++) {
        rig_t *r = paged_rig(false);
        r->c.a.gpr[R_EBX] = LIN;
        set(r, pte_at(TABLE, LIN), F);
        assert_false(RUN(r, logged, 0x0f, 0xae, 0x3b));
        assert_int_equal(r->c.stop.vector, V_UD);
        r->part.cpuid_edx |= CPUID_CLFSH;
        r->part.caches.line = 64;
        assert_true(RUN(r, logged, 0x0f, 0xae, 0x3b));
        assert_int_equal(get(r, pte_at(TABLE, LIN)), F | A); /* as a load: A, no D */
        r->c.a.seg[S_DS].limit = 0xfff;
        assert_false(RUN(r, logged, 0x0f, 0xae, 0x3b));
        assert_int_equal(r->c.stop.vector, V_GP);
        r->c.a.seg[S_DS] = (cpu_seg_t){.sel = 8, .attr = 0xc099, .limit = 0xffffffff}; /* execute-only */
        assert_true(RUN(r, logged, 0x0f, 0xae, 0x3b));
        r->c.a.gpr[R_EAX] = 1;
        assert_true(RUN(r, logged, 0x0f, 0xa2));
        assert_int_equal(r->c.a.gpr[R_EBX] >> 8 & 0xff, 8);
        assert_true(r->c.a.gpr[R_EDX] & CPUID_CLFSH);
        assert_false(RUN(r, logged, 0x0f, 0xae, 0xfb)); /* register form: SFENCE, of SSE */
        assert_int_equal(r->c.stop.vector, V_UD);
        rig_free(r);
    }
}

/* --- random tables against a slow walk ------------------------------------------------------------------------------------ */

enum { DIRS = 3, PAGES = 8 /* looked at in each table */, TABLES = 0x40000 /* one for each directory entry */ };

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % below;
}

static uint32_t random_bits(void)
{
    uint32_t v = draw(8) ? P : 0;
    v |= draw(4) ? RW : 0;
    v |= draw(2) ? A : 0;
    v |= draw(2) ? D : 0;
    return v | (draw(4) ? 0 : PCD) | (draw(4) ? 0 : PWT) | (draw(4) ? 0 : US);
}

static uint32_t random_lin(unsigned d, unsigned page)
{
    return LIN + (d << 22) + (page << 12);
}

static void random_entry(rig_t *r, unsigned d)
{
    uint32_t table = TABLES + d * RAM_PAGE;
    if (draw(6) == 0) {
        uint32_t v = table | random_bits();
        if (draw(4) == 0) /* large, its frame 0; sometimes with a reserved bit */
            v = random_bits() | PS | (draw(6) ? 0 : 1u << (12 + draw(10)));
        set(r, dir_at(random_lin(d, 0)), v);
    } else {
        uint32_t v = (0x80000 + draw(64) * RAM_PAGE) | random_bits() | (draw(8) ? 0 : PAT);
        set(r, pte_at(table, random_lin(d, draw(PAGES))), v);
    }
}

/* The walk as the book draws it, for one byte; -1 or the error code. */
static int slow_walk(const rig_t *r, uint32_t lin, bool write, uint32_t *phys, uint32_t sets[2][2])
{
    const cpu_arch_t *a = &r->c.a;
    bool pse = a->cr4 & CR4_PSE, pat = r->part.cpuid_edx & CPUID_PAT, wp = a->cr0 & CR0_WP;
    int w = write ? 2 : 0;
    uint32_t dir = get(r, dir_at(lin));
    sets[0][0] = dir_at(lin);
    sets[1][0] = 0;
    if ((dir & 1) == 0)
        return w;
    if (pse && (dir >> 7 & 1)) {
        for (unsigned bit = 13; bit <= 21; bit++)
            if (dir >> bit & 1)
                return w | 9;
        if (!pat && (dir >> 12 & 1))
            return w | 9;
        if (write && wp && (dir >> 1 & 1) == 0)
            return w | 1;
        *phys = (dir & 0xffc00000) + (lin & 0x3fffff);
        sets[0][1] = dir | 32 | (write ? 64 : 0);
        return -1;
    }
    sets[1][0] = (dir & 0xfffff000) + (lin >> 10 & 0xffc);
    uint32_t pte = get(r, sets[1][0]);
    if ((pte & 1) == 0)
        return w;
    if (pse && !pat && (pte >> 7 & 1))
        return w | 9;
    if (write && wp && ((dir & pte) >> 1 & 1) == 0)
        return w | 1;
    *phys = (pte & 0xfffff000) + (lin & 0xfff);
    sets[0][1] = dir | 32;
    sets[1][1] = pte | 32 | (write ? 64 : 0);
    return -1;
}

/* One random access of 4 bytes, checked byte by byte. */
static void random_access(rig_t *r, bool logged)
{
    unsigned kind = draw(3); /* load, store, add */
    uint32_t lin = random_lin(draw(DIRS), draw(PAGES - 1)) + (draw(3) ? draw(0xffd) : 0xffd + draw(3));
    uint32_t phys[4], sets[4][2][2], value = (uint32_t)seed, old = 0;
    uint32_t dir = get(r, dir_at(lin));
    if ((dir & PS) && (r->c.a.cr4 & CR4_PSE))
        lin += 0x80000; /* the frame is 0: beyond the tables */
    else if ((dir & P) && (dir < TABLES || dir >= TABLES + DIRS * RAM_PAGE))
        return; /* an entry of a large page, read as one of a table */
    int err = -1;
    uint32_t at = 0;
    for (uint32_t i = 0; i < 4 && err == -1; i++) {
        at = lin + i;
        err = slow_walk(r, at, kind != 0, &phys[i], sets[i]);
    }
    for (uint32_t i = 0; i < 4 && err == -1; i++) {
        if (phys[i] < 0x80000 || phys[i] >= RIG_RAM)
            return; /* over the tables or outside RAM */
        old |= (uint32_t)r->ram.bytes[phys[i]] << 8 * i;
    }
    static const uint8_t ops[3] = {0x8b, 0x89, 0x01};
    r->c.a.gpr[R_EBX] = lin;
    r->c.a.gpr[R_EAX] = value;
    bool ok = RUN(r, logged, ops[kind], 0x03);
    accesses++;
    if (ok != (err == -1))
        fail_msg("%" PRIx32 ": %s, error code %d", lin, ok ? "no fault" : "a fault", err);
    if (!ok) {
        is_page_fault(r, at, (uint32_t)err);
        return;
    }
    uint32_t now = 0;
    for (uint32_t i = 0; i < 4; i++) {
        now |= (uint32_t)r->ram.bytes[phys[i]] << 8 * i;
        for (unsigned k = 0; k < 2; k++)
            if (sets[i][k][0])
                assert_int_equal(get(r, sets[i][k][0]), sets[i][k][1]);
    }
    assert_int_equal(now, kind == 0 ? old : kind == 1 ? value : old + value);
    if (kind == 0)
        assert_int_equal(r->c.a.gpr[R_EAX], old);
}

/* Drops what is kept by one of the ways a program has. */
static void random_drop(rig_t *r, bool logged)
{
    if (draw(4)) {
        r->c.a.gpr[R_EAX] = r->c.a.cr3;
        assert_true(RUN(r, logged, 0x0f, 0x22, 0xd8));
    } else {
        r->c.a.gpr[R_EAX] = r->c.a.cr0 ^ CR0_WP;
        assert_true(RUN(r, logged, 0x0f, 0x22, 0xc0));
    }
    if (draw(8) == 0) {
        r->c.a.gpr[R_EAX] = r->c.a.cr4 ^ CR4_PSE;
        assert_true(RUN(r, logged, 0x0f, 0x22, 0xe0));
    }
}

static void random_tables_agree_with_a_slow_walk(void **state)
{
    (void)state;
    for (unsigned run_no = 0; run_no < 12; run_no++) {
        rig_t *r = paged_rig(run_no & 1);
        seed = 1000 + run_no;
        for (unsigned d = 0; d < DIRS; d++) {
            set(r, dir_at(random_lin(d, 0)), (TABLES + d * RAM_PAGE) | P | RW);
            for (unsigned i = 0; i < 20; i++)
                random_entry(r, d);
        }
        for (unsigned i = 0; i < 3000; i++) {
            bool logged = run_no % 3 == 1 || (run_no % 3 == 2 && draw(2));
            if (draw(6) == 0) {
                for (unsigned k = 0; k <= draw(4); k++)
                    random_entry(r, draw(DIRS));
                random_drop(r, logged);
            }
            random_access(r, logged);
        }
        rig_free(r);
    }
}

static void the_tests_compared_something(void **state)
{
    (void)state;
    printf("paging: %" PRIu64 " walks, %" PRIu64 " accesses, %" PRIu64 " page faults, %" PRIu64 " faults of a delivery\n", walks,
           accesses, faults, double_faults);
    assert_true(walks >= 80 && accesses > 20000 && faults > 5000 && double_faults >= 28);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_are_as_the_table_says),
        cmocka_unit_test(a_large_page_is_4_mb),
        cmocka_unit_test(paging_needs_protection_and_no_pae),
        cmocka_unit_test(a_walk_is_accesses_with_the_type_of_its_tables),
        cmocka_unit_test(a_walk_starts_over_when_an_entry_changes_under_it),
        cmocka_unit_test(a_page_is_kept_until_it_is_dropped),
        cmocka_unit_test(a_global_page_outlives_mov_cr3_with_pge),
        cmocka_unit_test(invlpg_drops_all_of_a_large_page),
        cmocka_unit_test(init_drops_what_is_kept_unless_the_parameter_says),
        cmocka_unit_test(a_store_walks_anew_where_d_or_the_right_is_missing),
        cmocka_unit_test(a_fault_drops_what_was_kept_of_its_page),
        cmocka_unit_test(instructions_fault_with_their_error_code_and_change_nothing),
        cmocka_unit_test(a_push_that_faults_can_be_restarted),
        cmocka_unit_test(rep_movs_stops_at_the_page_and_goes_on),
        cmocka_unit_test(an_access_over_two_pages_has_both_or_none),
        cmocka_unit_test(a_fetch_faults_where_its_byte_is_missing),
        cmocka_unit_test(code_is_found_by_its_new_page_after_mov_cr3_and_invlpg),
        cmocka_unit_test(faults_of_a_delivery_follow_the_table),
        cmocka_unit_test(delivery_of_a_fault_does_not_use_what_was_kept_of_its_page),
        cmocka_unit_test(a_missing_stack_is_a_triple_fault),
        cmocka_unit_test(clflush_is_there_where_cpuid_says_so),
        cmocka_unit_test(random_tables_agree_with_a_slow_walk),
        cmocka_unit_test(the_tests_compared_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
