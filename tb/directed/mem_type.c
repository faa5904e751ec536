/* The memory type of an access against the tables of interconnect facts 4.1, 4.2 and 4.4, the C block and
 * rtl/mem_type.v side by side. The tables are typed here once more; nothing of the block's own is used. */
#include "directed.h"

#include "cpu/mem_type.h"

enum { UC = 0, WC = 1, WT = 4, WP = 5, WB = 6, UC_MINUS = 7, TYPES = 5, ALL_BYTES = 8 };
static const uint8_t types[TYPES] = {UC, WC, WT, WP, WB};
/* Bytes that name no type of an MTRR. */
static const uint8_t odd_types[] = {2, 3, 7, 0x08, 0x0c, 0x0e, 0x16, 0x46, 0x86, 0xff};
enum { ODD_TYPES = sizeof odd_types / sizeof *odd_types };

#define E UINT64_C(0x800)
#define FE UINT64_C(0x400)
#define V UINT64_C(0x800)
#define MB UINT64_C(0x100000)
#define GB UINT64_C(0x40000000)
#define TOP UINT64_C(0xfffffffff) /* the last byte of 36 bits */
#define MASK_OF(size) ((TOP & ~((uint64_t)(size)-1)) | V)

enum { SMRR_NONE, SMRR_CORE2, SMRR_ARCH, SMRR_3 };
#define SMRR_AT UINT64_C(0x7f800000)
#define SMRR_SIZE (8 * MB)

static mem_type_in_t *in_of(pair_t *p)
{
    return (mem_type_in_t *)p->in;
}

static const mem_type_out_t *out_of(pair_t *p)
{
    return (const mem_type_out_t *)p->out;
}

/* One edge with what was put into p->in; lookup and write end with it. */
static void tick(pair_t *p)
{
    pair_tick(p);
    in_of(p)->req = false;
    in_of(p)->msr_wr = false;
}

static void put_write(pair_t *p, unsigned at, uint64_t data)
{
    in_of(p)->msr_wr = true;
    in_of(p)->msr_at = (uint8_t)at;
    in_of(p)->msr_data = data;
}

static void write(pair_t *p, unsigned at, uint64_t data)
{
    put_write(p, at, data);
    tick(p);
}

/* Variable range i: V is in the mask. */
static void range(pair_t *p, unsigned i, uint64_t base, uint64_t mask)
{
    write(p, 16 + 2 * i, base);
    write(p, 17 + 2 * i, mask);
}

static void put_look(pair_t *p, uint64_t addr)
{
    in_of(p)->req = true;
    in_of(p)->addr = addr;
}

static void look(pair_t *p, uint64_t addr)
{
    put_look(p, addr);
    tick(p);
    expect_true(p, out_of(p)->rsp);
}

#define expect_type(p, address, want_type, want_source)           \
    do {                                                          \
        look(p, address);                                         \
        expect_eq(p, out_of(p)->type, want_type);                 \
        expect_eq(p, out_of(p)->source, want_source);             \
        expect_false(p, out_of(p)->blocked);                      \
    } while (0)

#define expect_blocked(p, address)                                \
    do {                                                          \
        look(p, address);                                         \
        expect_true(p, out_of(p)->blocked);                       \
        expect_eq(p, out_of(p)->type, UC);                        \
        expect_false(p, out_of(p)->cacheable);                    \
        expect_eq(p, out_of(p)->source, TYPE_SMRR);               \
    } while (0)

/* Out of reset, outside SMM, paging off, with a PAT, the architectural SMRR, and this in DEF_TYPE. */
static void start(pair_t *p, uint64_t def_type)
{
    *in_of(p) = (mem_type_in_t){.pat = true, .smrr = SMRR_ARCH, .smrr_en = true};
    pair_reset_edge(p);
    write(p, 11, def_type);
}

static void set_smrr(pair_t *p, unsigned kind, uint64_t base, uint64_t mask)
{
    in_of(p)->smrr = (uint8_t)kind;
    write(p, 13, base);
    write(p, 14, mask);
}

/* --- reset, clocks, registers ------------------------------------------------------------------------------------ */

static void expect_out_of_reset(pair_t *p)
{
    expect_false(p, out_of(p)->rsp);
    expect_eq(p, out_of(p)->type, 0);
    expect_false(p, out_of(p)->cacheable);
    expect_false(p, out_of(p)->blocked);
    expect_eq(p, out_of(p)->source, 0);
    in_of(p)->smrr_en = true;
    for (unsigned kind = 0; kind < 4; kind++) {
        in_of(p)->smrr = (uint8_t)kind;
        expect_type(p, 0, UC, TYPE_OFF);
        expect_type(p, 0xfffff, UC, TYPE_OFF);
        expect_type(p, 0xa0000000, UC, TYPE_OFF);
        expect_type(p, TOP, UC, TYPE_OFF);
    }
    write(p, 11, E | WB); /* FE is 0, no range is valid */
    expect_type(p, 0, WB, TYPE_DEFAULT);
    expect_type(p, TOP, WB, TYPE_DEFAULT);
    write(p, 11, E | FE | WB); /* all fixed ranges are UC */
    for (uint64_t a = 0; a < MB; a += 0x1000)
        expect_type(p, a, UC, TYPE_FIXED);
}

static void reset_turns_mtrrs_and_smrr_off(pair_t *p)
{
    *in_of(p) = (mem_type_in_t){0};
    pair_reset_edge(p);
    expect_out_of_reset(p);
}

static void reset_forgets_all_that_was_written(pair_t *p)
{
    start(p, E | FE | WB);
    for (unsigned at = 0; at < 32; at++)
        write(p, at, at == 11 ? E | FE | WP : at == 12 ? 0 : UINT64_C(0x0606060606060e06));
    in_of(p)->req = true;
    pair_tick(p);
    in_of(p)->req = false;
    pair_reset_edge(p);
    expect_out_of_reset(p);
}

static void reset_gives_pat_its_eight_types(pair_t *p)
{
    static const uint8_t over_wb[] = {WB, WT, UC, UC, WB, WT, UC, UC};
    static const uint8_t over_wc[] = {WC, UC, WC, UC, WC, UC, WC, UC}; /* tells UC- from UC */
    start(p, E | WB);
    write(p, 12, UINT64_C(0x0101010101010101));
    pair_reset_edge(p);
    in_of(p)->paged = true;
    write(p, 11, E | WB);
    for (unsigned i = 0; i < 8; i++) {
        in_of(p)->pat_i = (uint8_t)i;
        expect_type(p, 0x5000, over_wb[i], TYPE_DEFAULT);
    }
    write(p, 11, E | WC);
    for (unsigned i = 0; i < 8; i++) {
        in_of(p)->pat_i = (uint8_t)i;
        expect_type(p, 0x5000, over_wc[i], TYPE_DEFAULT);
    }
}

static void an_answer_comes_with_each_request_and_stands(pair_t *p)
{
    start(p, E | WB);
    expect_false(p, out_of(p)->rsp);
    range(p, 0, 0x100000 | WT, MASK_OF(MB));
    put_look(p, 0x100000);
    pair_tick(p);
    expect_true(p, out_of(p)->rsp);
    expect_eq(p, out_of(p)->source, TYPE_VARIABLE);
    put_look(p, 0x200000); /* the next at once */
    pair_tick(p);
    expect_true(p, out_of(p)->rsp);
    expect_eq(p, out_of(p)->source, TYPE_DEFAULT);
    in_of(p)->req = false;
    in_of(p)->addr = 0x100000; /* nobody asks */
    in_of(p)->cd = true;
    for (unsigned i = 0; i < 3; i++) {
        pair_tick(p);
        expect_false(p, out_of(p)->rsp);
        expect_eq(p, out_of(p)->type, WB);
        expect_true(p, out_of(p)->cacheable);
        expect_eq(p, out_of(p)->source, TYPE_DEFAULT);
    }
    in_of(p)->cd = false;
    set_smrr(p, SMRR_ARCH, 0, V | 0xfff00000);
    expect_blocked(p, 0);
    pair_tick(p);
    expect_false(p, out_of(p)->rsp);
    expect_true(p, out_of(p)->blocked);
}

static void a_lookup_sees_the_registers_before_a_write_in_its_clock(pair_t *p)
{
    start(p, E | WB);
    put_write(p, 11, E | WT);
    expect_type(p, 0, WB, TYPE_DEFAULT);
    expect_type(p, 0, WT, TYPE_DEFAULT);
    put_write(p, 13, WP);
    expect_type(p, 0, WT, TYPE_DEFAULT);
    put_write(p, 14, V | 0xfffff000);
    expect_type(p, 0, WT, TYPE_DEFAULT);
    expect_blocked(p, 0);
    put_write(p, 14, 0);
    expect_blocked(p, 0);
    expect_type(p, 0, WT, TYPE_DEFAULT);
    in_of(p)->paged = true;
    put_write(p, 12, WC);
    expect_type(p, 0, WT, TYPE_DEFAULT);
    expect_type(p, 0, WC, TYPE_DEFAULT);
}

static void data_without_a_write_changes_nothing(pair_t *p)
{
    start(p, E | WB);
    for (unsigned at = 0; at < 32; at++) {
        in_of(p)->msr_at = (uint8_t)at;
        in_of(p)->msr_data = UINT64_C(0xfffffffffffff804);
        expect_type(p, 0x1000, WB, TYPE_DEFAULT);
    }
    expect_type(p, 0x1000, WB, TYPE_DEFAULT);
}

/* Bits that no register has are lost, those around them are not. */
static void each_register_keeps_its_own_bits(pair_t *p)
{
    start(p, E | WB);
    write(p, 15, ~UINT64_C(0)); /* no register */
    expect_type(p, 0x1000, WB, TYPE_DEFAULT);
    write(p, 11, ~(E | FE | 0xff) | WB);
    expect_type(p, 0x1000, UC, TYPE_OFF);
    write(p, 11, ~(FE | 0xff) | WB);
    expect_type(p, 0x1000, WB, TYPE_DEFAULT);
    range(p, 7, UINT64_C(0xfffffff012345f00) | WT, ~UINT64_C(0xfffffffff) | MASK_OF(0x1000)); /* above 35, below 12 */
    expect_type(p, 0x012345000, WT, TYPE_VARIABLE);
    expect_type(p, 0x012345fff, WT, TYPE_VARIABLE);
    expect_type(p, 0x012344fff, WB, TYPE_DEFAULT);
    expect_type(p, 0x012346000, WB, TYPE_DEFAULT);
    range(p, 7, UINT64_C(0x012345000) | WT, (~UINT64_C(0) & ~V) | 0x7ff); /* all but V */
    expect_type(p, 0x012345000, WB, TYPE_DEFAULT);
    set_smrr(p, SMRR_ARCH, UINT64_C(0xffffffff7f800f00) | WP, UINT64_C(0xffffffffff8007ff) | V);
    expect_blocked(p, SMRR_AT);
    expect_type(p, SMRR_AT + 4 * GB, WB, TYPE_DEFAULT);
    set_smrr(p, SMRR_ARCH, SMRR_AT | WP, ~V);
    expect_type(p, SMRR_AT, WB, TYPE_DEFAULT);
    write(p, 12, UINT64_C(0xfefefefefefefefe)); /* 2:0 of each: WB */
    in_of(p)->paged = true;
    for (unsigned i = 0; i < 8; i++) {
        in_of(p)->pat_i = (uint8_t)i;
        expect_type(p, 0, WB, TYPE_DEFAULT);
    }
}

/* --- MTRRs ------------------------------------------------------------------------------------------------------- */

static void row_41_e_off_makes_everything_uc(pair_t *p)
{
    start(p, FE | WB); /* no E */
    for (unsigned at = 0; at < 11; at++)
        write(p, at, UINT64_C(0x0606060606060606));
    range(p, 0, WB, V); /* everything */
    expect_type(p, 0, UC, TYPE_OFF);
    expect_type(p, 0xfffff, UC, TYPE_OFF);
    expect_type(p, MB, UC, TYPE_OFF);
    expect_type(p, TOP, UC, TYPE_OFF);
    expect_false(p, out_of(p)->cacheable);
    write(p, 11, FE | E | WB);
    expect_type(p, 0, WB, TYPE_FIXED);
    expect_type(p, TOP, WB, TYPE_VARIABLE);
}

static void row_41_fe_off_leaves_the_fixed_ranges_out(pair_t *p)
{
    start(p, E | WP);
    for (unsigned at = 0; at < 11; at++)
        write(p, at, UINT64_C(0x0606060606060606));
    for (uint64_t a = 0; a < MB; a += 0x1000)
        expect_type(p, a, WP, TYPE_DEFAULT);
    range(p, 3, 0xa0000 | WT, MASK_OF(0x20000));
    expect_type(p, 0x9ffff, WP, TYPE_DEFAULT);
    expect_type(p, 0xa0000, WT, TYPE_VARIABLE);
    expect_type(p, 0xbffff, WT, TYPE_VARIABLE);
    write(p, 11, E | FE | WP);
    expect_type(p, 0xa0000, WB, TYPE_FIXED);
}

/* The table of fixed ranges: register, where its byte 0 begins, size of each byte's sub-range. */
static const struct fixed {
    const char *msr;
    uint32_t base, size;
} fixed[] = {
    {"250h", 0x00000, 0x10000}, {"258h", 0x80000, 0x4000}, {"259h", 0xa0000, 0x4000}, {"268h", 0xc0000, 0x1000},
    {"269h", 0xc8000, 0x1000},  {"26Ah", 0xd0000, 0x1000}, {"26Bh", 0xd8000, 0x1000}, {"26Ch", 0xe0000, 0x1000},
    {"26Dh", 0xe8000, 0x1000},  {"26Eh", 0xf0000, 0x1000}, {"26Fh", 0xf8000, 0x1000},
};
enum { FIXED = sizeof fixed / sizeof *fixed };

/* One sub-range at a time is WB, all others UC. */
static void row_41_each_fixed_range_has_its_byte(pair_t *p)
{
    start(p, E | FE | WT);
    for (unsigned at = 0; at < FIXED; at++) {
        for (unsigned i = 0; i < ALL_BYTES; i++) {
            uint32_t first = fixed[at].base + i * fixed[at].size, last = first + fixed[at].size - 1;
            write(p, at, (uint64_t)WB << 8 * i);
            expect_type(p, first, WB, TYPE_FIXED);
            expect_type(p, last, WB, TYPE_FIXED);
            expect_type(p, (first + last) / 2, WB, TYPE_FIXED);
            if (first)
                expect_type(p, first - 1, UC, TYPE_FIXED);
            if (last < 0xfffff)
                expect_type(p, last + 1, UC, TYPE_FIXED);
            else
                expect_type(p, last + 1, WT, TYPE_DEFAULT);
            expect_type(p, (first + 0x80000) % MB, UC, TYPE_FIXED);
        }
        write(p, at, 0);
    }
}

static void row_41_a_fixed_range_takes_each_type(pair_t *p)
{
    start(p, E | FE | WT);
    for (unsigned at = 0; at < FIXED; at++) {
        write(p, at, UINT64_C(0x0106050400060504));
        static const uint8_t want[ALL_BYTES] = {WT, WP, WB, UC, WT, WP, WB, WC};
        for (unsigned i = 0; i < ALL_BYTES; i++)
            expect_type(p, fixed[at].base + i * fixed[at].size, want[i], TYPE_FIXED);
    }
}

/* A byte of a register, and the type that it gives. */
static uint8_t some_type_byte(pair_t *p, uint8_t *want)
{
    uint8_t byte = pair_one_in(p, 3) ? (uint8_t)pair_rand(p) : types[pair_below(p, TYPES)];
    *want = byte == WC || (byte >= WT && byte <= WB) ? byte : UC;
    return byte;
}

/* All 88 at once, of mixed types. */
static void row_41_fixed_ranges_do_not_touch_each_other(pair_t *p)
{
    start(p, E | FE | WT);
    for (unsigned round = 0; round < 40; round++) {
        uint8_t want[FIXED][ALL_BYTES];
        for (unsigned at = 0; at < FIXED; at++) {
            uint64_t v = 0;
            for (unsigned i = 0; i < ALL_BYTES; i++)
                v |= (uint64_t)some_type_byte(p, &want[at][i]) << 8 * i;
            write(p, at, v);
        }
        for (unsigned at = 0; at < FIXED; at++)
            for (unsigned i = 0; i < ALL_BYTES; i++)
                expect_type(p, fixed[at].base + i * fixed[at].size + pair_below(p, fixed[at].size), want[at][i],
                            TYPE_FIXED);
    }
}

static void row_41_fixed_wins_below_1_mb_only(pair_t *p)
{
    start(p, E | FE | WP);
    write(p, 10, (uint64_t)WB << 56);
    range(p, 0, WT, MASK_OF(2 * MB));
    range(p, 1, UC, MASK_OF(MB));
    expect_type(p, 0xfffff, WB, TYPE_FIXED); /* though UC by range 1 */
    expect_type(p, 0xff000, WB, TYPE_FIXED);
    expect_type(p, 0xfefff, UC, TYPE_FIXED);
    expect_type(p, MB, WT, TYPE_VARIABLE);
    expect_type(p, 2 * MB - 1, WT, TYPE_VARIABLE);
    expect_type(p, 2 * MB, WP, TYPE_DEFAULT);
    for (unsigned bit = 20; bit < 36; bit++) /* FF000h and one bit above */
        expect_type(p, 0xff000 | UINT64_C(1) << bit, bit == 20 ? WT : WP, bit == 20 ? TYPE_VARIABLE : TYPE_DEFAULT);
}

static void row_41_no_range_gives_the_default(pair_t *p)
{
    start(p, E);
    for (unsigned i = 0; i < TYPES; i++) {
        write(p, 11, E | types[i]);
        expect_type(p, 0, types[i], TYPE_DEFAULT);
        expect_type(p, GB, types[i], TYPE_DEFAULT);
        expect_type(p, TOP, types[i], TYPE_DEFAULT);
        write(p, 11, E | FE | types[i]);
        expect_type(p, MB, types[i], TYPE_DEFAULT);
    }
}

static void row_41_each_variable_range_gives_its_type(pair_t *p)
{
    start(p, E | WP);
    for (unsigned i = 0; i < 8; i++) {
        for (unsigned t = 0; t < TYPES; t++) {
            uint64_t at = GB + i * 16 * MB;
            range(p, i, at | types[t], MASK_OF(16 * MB));
            expect_type(p, at - 1, WP, TYPE_DEFAULT);
            expect_type(p, at, types[t], TYPE_VARIABLE);
            expect_type(p, at + 16 * MB - 1, types[t], TYPE_VARIABLE);
            expect_type(p, at + 16 * MB, WP, TYPE_DEFAULT);
        }
        write(p, 17 + 2 * i, MASK_OF(16 * MB) & ~V);
        expect_type(p, GB + i * 16 * MB, WP, TYPE_DEFAULT);
    }
}

static void row_41_a_range_of_each_size_ends_where_its_mask_says(pair_t *p)
{
    start(p, E | UC);
    for (unsigned bits = 12; bits < 36; bits++) {
        uint64_t size = UINT64_C(1) << bits, at = bits < 35 ? 2 * size : size;
        range(p, bits % 8, at | WB, MASK_OF(size));
        expect_type(p, at, WB, TYPE_VARIABLE);
        expect_type(p, at + size - 1, WB, TYPE_VARIABLE);
        expect_type(p, at - 1, UC, TYPE_DEFAULT);
        if (at + size <= TOP)
            expect_type(p, at + size, UC, TYPE_DEFAULT);
        for (unsigned bit = bits; bit < 36; bit++) /* each bit of the address is compared */
            expect_type(p, at ^ UINT64_C(1) << bit, UC, TYPE_DEFAULT);
        write(p, 17 + 2 * (bits % 8), 0);
    }
    range(p, 0, WB, V);
    expect_type(p, 0, WB, TYPE_VARIABLE);
    expect_type(p, TOP, WB, TYPE_VARIABLE);
}

static void row_41_each_bit_of_base_and_mask_is_compared(pair_t *p)
{
    start(p, E | UC);
    for (unsigned i = 0; i < 8; i++) {
        for (unsigned bit = 12; bit < 36; bit++) {
            uint64_t one = UINT64_C(1) << bit, others = TOP & ~UINT64_C(0xfff) & ~one;
            range(p, i, one | WB, MASK_OF(0x1000)); /* a 1 alone, and a 0 alone, in the base */
            expect_type(p, one, WB, TYPE_VARIABLE);
            expect_type(p, 0, UC, TYPE_DEFAULT);
            write(p, 16 + 2 * i, others | WT);
            expect_type(p, others | 0xfff, WT, TYPE_VARIABLE);
            expect_type(p, others | one, UC, TYPE_DEFAULT);
            write(p, 17 + 2 * i, one | V); /* in the mask */
            expect_type(p, others, WT, TYPE_VARIABLE);
            expect_type(p, 0, WT, TYPE_VARIABLE);
            expect_type(p, one, UC, TYPE_DEFAULT);
            write(p, 17 + 2 * i, others | V);
            expect_type(p, others | one, WT, TYPE_VARIABLE);
            expect_type(p, one, UC, TYPE_DEFAULT);
        }
        range(p, i, 0, 0);
    }
}

/* Eight ranges side by side, of mixed types. */
static void row_41_ranges_do_not_touch_each_other(pair_t *p)
{
    start(p, E | UC);
    for (unsigned round = 0; round < 60; round++) {
        uint64_t base[8];
        uint8_t want[8];
        for (unsigned i = 0; i < 8; i++) {
            base[i] = (((uint64_t)pair_rand(p) << 32 | pair_rand(p)) & TOP & ~UINT64_C(0x7fff)) | i << 12;
            range(p, i, base[i] | some_type_byte(p, &want[i]), MASK_OF(0x1000));
        }
        for (unsigned i = 0; i < 8; i++) {
            expect_type(p, base[i] + pair_below(p, 0x1000), want[i], TYPE_VARIABLE);
            expect_type(p, base[i] ^ 0x1000u << pair_below(p, 3), UC, TYPE_DEFAULT);
        }
    }
}

/* A mask need not be one block: only its 1s are compared, and of the base too. */
static void row_41_only_bits_of_the_mask_are_compared(pair_t *p)
{
    start(p, E | UC);
    range(p, 2, UINT64_C(0xf0f0f0000) | WT, UINT64_C(0x800100000) | V);
    expect_type(p, UINT64_C(0x800000000), WT, TYPE_VARIABLE); /* bit 20 of the base is 0 */
    expect_type(p, UINT64_C(0xfffefffff), WT, TYPE_VARIABLE);
    expect_type(p, UINT64_C(0x800100000), UC, TYPE_DEFAULT);
    expect_type(p, UINT64_C(0x7ffefffff), UC, TYPE_DEFAULT);
}

/* The rule of overlapping ranges for two types, each with each. */
static const uint8_t overlap[TYPES][TYPES] = {
    /*        UC  WC  WT  WP  WB */
    [0 /* UC */] = {UC, UC, UC, UC, UC},
    [1 /* WC */] = {UC, WC, UC, UC, UC},
    [2 /* WT */] = {UC, UC, WT, UC, WT},
    [3 /* WP */] = {UC, UC, UC, WP, UC},
    [4 /* WB */] = {UC, UC, WT, UC, WB},
};

static void row_41_two_ranges_at_one_address(pair_t *p)
{
    start(p, E | WP);
    for (unsigned i = 0; i < TYPES; i++) {
        for (unsigned j = 0; j < TYPES; j++) {
            unsigned a = (i + j) % 8, b = (a + 1 + i) % 8; /* not always the same two */
            range(p, a, GB | types[i], MASK_OF(2 * MB));
            range(p, b, (GB + MB) | types[j], MASK_OF(MB));
            expect_type(p, GB + MB - 1, types[i], TYPE_VARIABLE);
            expect_type(p, GB + MB, overlap[i][j], TYPE_VARIABLE);
            expect_type(p, GB + 2 * MB - 1, overlap[i][j], TYPE_VARIABLE);
            expect_type(p, GB + 2 * MB, WP, TYPE_DEFAULT);
            range(p, a, 0, 0);
            range(p, b, 0, 0);
        }
    }
}

static void row_41_more_ranges_at_one_address(pair_t *p)
{
    static const struct {
        uint8_t type[8], want; /* of the eight ranges */
    } cases[] = {
        {{WB, WB, WB, WB, WB, WB, WB, WB}, WB}, {{WB, WB, WB, WT, WB, WB, WB, WB}, WT},
        {{WT, WT, WT, WT, WT, WT, WT, WB}, WT}, {{WT, WT, WT, WT, WT, WT, WT, WT}, WT},
        {{WB, WT, WB, WT, WB, WT, WB, UC}, UC}, {{UC, WB, WB, WB, WB, WB, WB, WB}, UC},
        {{WB, WB, WB, WB, WC, WB, WB, WB}, UC}, {{WC, WC, WC, WC, WC, WC, WC, WC}, WC},
        {{WP, WP, WP, WP, WP, WP, WP, WP}, WP}, {{WP, WP, WP, WP, WP, WP, WP, WC}, UC},
        {{WB, WB, WB, WB, WB, WB, WT, WP}, UC}, {{WC, WB, WB, WB, WB, WB, WB, WT}, UC},
        {{UC, UC, UC, UC, UC, UC, UC, UC}, UC}, {{WC, WT, WP, WB, UC, WC, WT, WP}, UC},
        {{WT, WB, WP, WT, WB, WT, WB, WT}, UC},
    };
    start(p, E | WP);
    for (unsigned k = 0; k < sizeof cases / sizeof *cases; k++) {
        for (unsigned i = 0; i < 8; i++)
            range(p, i, GB | cases[k].type[i], MASK_OF(MB));
        expect_type(p, GB, cases[k].want, TYPE_VARIABLE);
        for (unsigned i = 0; i < 8; i++) /* without V none counts, whatever its type */
            write(p, 17 + 2 * i, MASK_OF(MB) & ~V);
        expect_type(p, GB, WP, TYPE_DEFAULT);
    }
}

static void other_type_bytes_act_as_uc(pair_t *p)
{
    start(p, E);
    for (unsigned k = 0; k < ODD_TYPES; k++) {
        uint64_t odd = odd_types[k];
        start(p, E | odd);
        expect_type(p, GB, UC, TYPE_DEFAULT);
        write(p, 11, E | FE | WB);
        for (unsigned at = 0; at < FIXED; at++) {
            write(p, at, UINT64_C(0x0101010101010101) * odd);
            for (unsigned i = 0; i < ALL_BYTES; i++)
                expect_type(p, fixed[at].base + i * fixed[at].size, UC, TYPE_FIXED);
        }
        for (unsigned i = 0; i < 8; i++) {
            range(p, i, GB | odd, MASK_OF(MB));
            expect_type(p, GB, UC, TYPE_VARIABLE);
            range(p, (i + 1) % 8, GB | WB, MASK_OF(MB));
            expect_type(p, GB, UC, TYPE_VARIABLE); /* as UC with WB */
            range(p, i, 0, 0);
            expect_type(p, GB, WB, TYPE_VARIABLE);
            range(p, (i + 1) % 8, 0, 0);
        }
        set_smrr(p, SMRR_ARCH, SMRR_AT | odd, V | 0xff800000);
        in_of(p)->smm = true;
        expect_type(p, SMRR_AT, UC, TYPE_SMRR);
        expect_false(p, out_of(p)->cacheable);
    }
}

/* --- the page ---------------------------------------------------------------------------------------------------- */

/* Interconnect facts 4.1, effective type with PAT: rows MTRR, columns PAT. */
static const uint8_t pat_columns[] = {UC, UC_MINUS, WC, WT, WB, WP};
enum { PAT_COLUMNS = sizeof pat_columns };
static const struct {
    uint8_t mtrr, effective[PAT_COLUMNS];
} pat_rows[TYPES] = {
    /*    UC  UC- WC  WT  WB  WP */
    {UC, {UC, UC, WC, UC, UC, UC}},
    {WC, {UC, WC, WC, UC, WC, UC}},
    {WT, {UC, UC, WC, WT, WT, WP}},
    {WB, {UC, UC, WC, WT, WB, WP}},
    {WP, {UC, WC, WC, WT, WP, WP}},
};

static void table_41_mtrr_and_pat(pair_t *p)
{
    start(p, E);
    in_of(p)->paged = true;
    for (unsigned r = 0; r < TYPES; r++) {
        write(p, 11, E | pat_rows[r].mtrr);
        for (unsigned c = 0; c < PAT_COLUMNS; c++) {
            for (unsigned i = 0; i < 8; i++) { /* in each place of PAT, another type in all others */
                uint64_t other = pat_columns[c] == WC ? UC : WC;
                write(p, 12, (UINT64_C(0x0101010101010101) * other & ~(UINT64_C(0xff) << 8 * i)) |
                                 (uint64_t)pat_columns[c] << 8 * i);
                in_of(p)->pat_i = (uint8_t)i;
                expect_type(p, GB, pat_rows[r].effective[c], TYPE_DEFAULT);
            }
        }
    }
}

static void pat_types_2_and_3_act_as_uc(pair_t *p)
{
    start(p, E);
    in_of(p)->paged = true;
    for (unsigned r = 0; r < TYPES; r++) {
        write(p, 11, E | pat_rows[r].mtrr);
        for (unsigned odd = 2; odd <= 3; odd++) {
            write(p, 12, UINT64_C(0x0101010101010101) * odd);
            in_of(p)->pat_i = (uint8_t)(r + odd);
            expect_type(p, GB, UC, TYPE_DEFAULT);
        }
    }
}

/* The rules without PAT: rows MTRR, columns PCD PWT; and with the disputed rule that PCD = 1 is always UC. */
static const struct {
    uint8_t mtrr, effective[4], pcd_uc[4];
} plain_rows[TYPES] = {
    /*    00  01  10  11    00  01  10  11 */
    {UC, {UC, UC, UC, UC}, {UC, UC, UC, UC}},
    {WC, {WC, WC, WC, UC}, {WC, WC, UC, UC}},
    {WT, {WT, WT, UC, UC}, {WT, WT, UC, UC}},
    {WB, {WB, WT, UC, UC}, {WB, WT, UC, UC}},
    {WP, {WP, WP, WC, UC}, {WP, WP, UC, UC}},
};

static void without_pat(pair_t *p, bool pcd_uc)
{
    start(p, E);
    in_of(p)->pat = false;
    in_of(p)->pcd_uc = pcd_uc;
    in_of(p)->paged = true;
    write(p, 12, UINT64_C(0x0101010101010101)); /* no such register: it counts for nothing */
    for (unsigned r = 0; r < TYPES; r++) {
        write(p, 11, E | plain_rows[r].mtrr);
        for (unsigned i = 0; i < 8; i++) { /* the PAT bit counts for nothing */
            in_of(p)->pat_i = (uint8_t)i;
            expect_type(p, GB, pcd_uc ? plain_rows[r].pcd_uc[i & 3] : plain_rows[r].effective[i & 3], TYPE_DEFAULT);
        }
    }
}

static void table_41_pcd_and_pwt_without_pat(pair_t *p)
{
    without_pat(p, false);
}

static void table_41_pcd_is_uc_by_its_strap(pair_t *p)
{
    without_pat(p, true);
}

static void the_strap_of_pcd_means_nothing_to_pat(pair_t *p)
{
    start(p, E | WB);
    in_of(p)->paged = true;
    in_of(p)->pcd_uc = true;
    write(p, 12, UINT64_C(0x0606060606060606));
    for (unsigned i = 0; i < 8; i++) {
        in_of(p)->pat_i = (uint8_t)i;
        expect_type(p, GB, WB, TYPE_DEFAULT);
    }
}

static void without_paging_the_page_does_not_count(pair_t *p)
{
    start(p, E);
    write(p, 12, 0);
    for (unsigned t = 0; t < TYPES; t++) {
        write(p, 11, E | types[t]);
        for (unsigned i = 0; i < 16; i++) {
            in_of(p)->pat = i >= 8;
            in_of(p)->pat_i = i & 7;
            in_of(p)->pcd_uc = i & 1;
            expect_type(p, GB, types[t], TYPE_DEFAULT);
        }
    }
}

/* What the page says is put on the type of any source but a blocked access. */
static void the_page_counts_whatever_gave_the_type(pair_t *p)
{
    start(p, E | FE | WB);
    write(p, 0, UINT64_C(0x0606060606060606));
    write(p, 12, WC);
    range(p, 0, GB | WB, MASK_OF(MB));
    set_smrr(p, SMRR_ARCH, SMRR_AT | WB, V | 0xff800000);
    in_of(p)->paged = true;
    in_of(p)->smm = true;
    expect_type(p, 0, WC, TYPE_FIXED);
    expect_type(p, GB, WC, TYPE_VARIABLE);
    expect_type(p, 2 * GB, WC, TYPE_DEFAULT);
    expect_type(p, SMRR_AT, WC, TYPE_SMRR);
    in_of(p)->pat = false; /* PWT */
    in_of(p)->pat_i = 1;
    expect_type(p, 0, WT, TYPE_FIXED);
    expect_type(p, GB, WT, TYPE_VARIABLE);
    expect_type(p, 2 * GB, WT, TYPE_DEFAULT);
    expect_type(p, SMRR_AT, WT, TYPE_SMRR);
    in_of(p)->pat = true;
    in_of(p)->pat_i = 0;
    write(p, 11, FE);
    expect_type(p, 0, WC, TYPE_OFF);
    in_of(p)->smm = false;
    expect_blocked(p, SMRR_AT);
    expect_type(p, SMRR_AT - 1, WC, TYPE_OFF);
}

/* --- CR0.CD ------------------------------------------------------------------------------------------------------ */

static void row_42_cd_takes_cacheable_and_nothing_else(pair_t *p)
{
    static const bool cached[TYPES] = {false, false, true, true, true}; /* UC WC WT WP WB */
    start(p, E);
    set_smrr(p, SMRR_ARCH, SMRR_AT, V | 0xff800000);
    for (unsigned t = 0; t < TYPES; t++) {
        write(p, 11, E | FE | types[t]);
        write(p, 0, types[t]);
        write(p, 13, SMRR_AT | types[t]);
        range(p, 0, GB | types[t], MASK_OF(MB));
        for (unsigned cd = 0; cd < 2; cd++) {
            in_of(p)->cd = cd;
            in_of(p)->smm = true;
            expect_type(p, 0, types[t], TYPE_FIXED);
            expect_eq(p, out_of(p)->cacheable, cached[t] && !cd);
            expect_type(p, GB, types[t], TYPE_VARIABLE);
            expect_eq(p, out_of(p)->cacheable, cached[t] && !cd);
            expect_type(p, 2 * GB, types[t], TYPE_DEFAULT);
            expect_eq(p, out_of(p)->cacheable, cached[t] && !cd);
            expect_type(p, SMRR_AT, types[t], TYPE_SMRR);
            expect_eq(p, out_of(p)->cacheable, cached[t] && !cd);
            in_of(p)->smm = false;
            expect_blocked(p, SMRR_AT);
        }
    }
}

static void the_page_decides_on_cacheable_too(pair_t *p)
{
    start(p, E | WB);
    in_of(p)->paged = true;
    write(p, 12, UINT64_C(0x0001000706050400)); /* UC WT WP WB UC- UC WC UC */
    static const bool cached[ALL_BYTES] = {false, true, true, true, false, false, false, false};
    for (unsigned i = 0; i < ALL_BYTES; i++) {
        in_of(p)->pat_i = (uint8_t)i;
        look(p, GB);
        expect_eq(p, out_of(p)->cacheable, cached[i]);
    }
    write(p, 11, E | UC);
    for (unsigned i = 0; i < ALL_BYTES; i++) {
        in_of(p)->pat_i = (uint8_t)i;
        look(p, GB);
        expect_false(p, out_of(p)->cacheable);
    }
}

/* --- SMRR -------------------------------------------------------------------------------------------------------- */

static void row_44_outside_smm_smrr_is_blocked(pair_t *p)
{
    for (unsigned kind = SMRR_CORE2; kind <= SMRR_ARCH; kind++) {
        start(p, E | WB);
        set_smrr(p, kind, SMRR_AT | WB, V | 0xff800000);
        expect_type(p, SMRR_AT - 1, WB, TYPE_DEFAULT);
        expect_true(p, out_of(p)->cacheable);
        expect_blocked(p, SMRR_AT);
        expect_blocked(p, SMRR_AT + 4 * MB + 5);
        expect_blocked(p, SMRR_AT + SMRR_SIZE - 1);
        expect_type(p, SMRR_AT + SMRR_SIZE, WB, TYPE_DEFAULT);
        in_of(p)->paged = true; /* whatever the page says */
        write(p, 12, UINT64_C(0x0101010101010101));
        expect_blocked(p, SMRR_AT);
        write(p, 11, FE | WB); /* and without MTRRs */
        expect_blocked(p, SMRR_AT);
    }
}

static void row_44_inside_smm_the_base_gives_the_type(pair_t *p)
{
    start(p, E | UC);
    in_of(p)->smm = true;
    for (unsigned t = 0; t < TYPES; t++) {
        uint8_t other = types[t] == WB ? UC : WB;
        write(p, 11, E | other);
        set_smrr(p, SMRR_ARCH, SMRR_AT | types[t], V | 0xff800000);
        expect_type(p, SMRR_AT - 1, other, TYPE_DEFAULT);
        expect_type(p, SMRR_AT, types[t], TYPE_SMRR);
        expect_type(p, SMRR_AT + SMRR_SIZE - 1, types[t], TYPE_SMRR);
        expect_type(p, SMRR_AT + SMRR_SIZE, other, TYPE_DEFAULT);
    }
}

static void row_44_smrr_is_above_the_mtrrs(pair_t *p)
{
    start(p, E | FE | UC);
    range(p, 0, WB, V); /* everything */
    in_of(p)->smm = true;
    set_smrr(p, SMRR_ARCH, 0xa0000 | WT, V | 0xfffe0000);
    expect_type(p, 0x9ffff, UC, TYPE_FIXED);
    expect_type(p, 0xa0000, WT, TYPE_SMRR);
    expect_type(p, 0xbffff, WT, TYPE_SMRR);
    expect_type(p, 0xc0000, UC, TYPE_FIXED);
    set_smrr(p, SMRR_ARCH, SMRR_AT | WP, V | 0xff800000);
    expect_type(p, 0xa0000, UC, TYPE_FIXED);
    expect_type(p, SMRR_AT, WP, TYPE_SMRR);
    expect_type(p, SMRR_AT - 1, WB, TYPE_VARIABLE);
    range(p, 0, UC, V);
    expect_type(p, SMRR_AT, WP, TYPE_SMRR); /* UC of a range wins over other ranges only */
    write(p, 11, UC); /* E off */
    expect_type(p, SMRR_AT, WP, TYPE_SMRR);
    expect_type(p, SMRR_AT - 1, UC, TYPE_OFF);
}

static void row_44_core_2_has_no_type_in_the_base(pair_t *p)
{
    start(p, E | FE | WP);
    in_of(p)->smm = true;
    set_smrr(p, SMRR_CORE2, SMRR_AT | WC, V | 0xff800000);
    expect_type(p, SMRR_AT, WP, TYPE_DEFAULT);
    range(p, 5, SMRR_AT | WB, MASK_OF(4 * MB));
    expect_type(p, SMRR_AT, WB, TYPE_VARIABLE);
    expect_type(p, SMRR_AT + 4 * MB, WP, TYPE_DEFAULT);
    write(p, 11, FE);
    expect_type(p, SMRR_AT, UC, TYPE_OFF);
    write(p, 11, E | FE | WP);
    set_smrr(p, SMRR_CORE2, 0xa0000, V | 0xfffe0000);
    write(p, 2, WT);
    expect_type(p, 0xa0000, WT, TYPE_FIXED);
    in_of(p)->smm = false;
    expect_blocked(p, 0xa0000);
    expect_type(p, 0xc0000, UC, TYPE_FIXED);
}

static void row_44_smrr_needs_feature_control_v_and_its_strap(pair_t *p)
{
    for (unsigned kind = SMRR_NONE; kind <= SMRR_3; kind++) {
        for (unsigned off = 0; off < 4; off++) { /* bit 0: no leave, bit 1: no V */
            bool works = (kind == SMRR_CORE2 || kind == SMRR_ARCH) && !off;
            start(p, E | WB);
            in_of(p)->smrr_en = !(off & 1);
            set_smrr(p, kind, SMRR_AT | WT, (off & 2 ? 0 : V) | 0xff800000);
            if (works)
                expect_blocked(p, SMRR_AT);
            else
                expect_type(p, SMRR_AT, WB, TYPE_DEFAULT);
            in_of(p)->smm = true;
            if (works && kind == SMRR_ARCH)
                expect_type(p, SMRR_AT, WT, TYPE_SMRR);
            else
                expect_type(p, SMRR_AT, WB, TYPE_DEFAULT);
        }
    }
}

static void row_44_smrr_of_each_size_is_below_4_gb(pair_t *p)
{
    for (unsigned kind = SMRR_CORE2; kind <= SMRR_ARCH; kind++) {
        start(p, E | WB);
        for (unsigned bits = 12; bits < 32; bits++) {
            uint64_t size = UINT64_C(1) << bits, at = bits < 31 ? 2 * size : size;
            set_smrr(p, kind, at, V | (0xffffffff & ~(size - 1)));
            expect_type(p, at - 1, WB, TYPE_DEFAULT);
            expect_blocked(p, at);
            expect_blocked(p, at + size - 1);
            expect_type(p, at + size, WB, TYPE_DEFAULT);
            for (unsigned bit = bits; bit < 36; bit++)
                expect_type(p, at ^ UINT64_C(1) << bit, WB, TYPE_DEFAULT);
        }
        set_smrr(p, kind, 0, V);
        expect_blocked(p, 0);
        expect_blocked(p, 4 * GB - 1);
        expect_type(p, 4 * GB, WB, TYPE_DEFAULT);
        expect_type(p, TOP, WB, TYPE_DEFAULT);
        set_smrr(p, kind, 0xfffff000, V | 0x80001000); /* only bits of the mask are compared */
        expect_blocked(p, 0x80001000);
        expect_blocked(p, 0xffffffff);
        expect_type(p, 0x80000fff, WB, TYPE_DEFAULT);
        expect_type(p, 0x7fffffff, WB, TYPE_DEFAULT);
    }
}

static void row_44_each_bit_of_smrr_is_compared(pair_t *p)
{
    start(p, E | WB);
    for (unsigned bit = 12; bit < 32; bit++) {
        uint64_t one = UINT64_C(1) << bit, others = 0xfffff000 & ~one;
        set_smrr(p, SMRR_ARCH, one, 0xfffff000 | V);
        expect_blocked(p, one);
        expect_type(p, 0, WB, TYPE_DEFAULT);
        write(p, 13, others);
        expect_blocked(p, others);
        expect_type(p, others | one, WB, TYPE_DEFAULT);
        write(p, 14, one | V);
        expect_blocked(p, 0);
        expect_type(p, one, WB, TYPE_DEFAULT);
        write(p, 14, others | V);
        expect_blocked(p, others | one);
        expect_type(p, one, WB, TYPE_DEFAULT);
    }
}

static void smm_outside_smrr_changes_nothing(pair_t *p)
{
    start(p, E | FE | WB);
    write(p, 0, WT);
    range(p, 0, GB | WP, MASK_OF(MB));
    set_smrr(p, SMRR_ARCH, SMRR_AT, V | 0xff800000);
    for (unsigned smm = 0; smm < 2; smm++) {
        in_of(p)->smm = smm;
        expect_type(p, 0, WT, TYPE_FIXED);
        expect_type(p, GB, WP, TYPE_VARIABLE);
        expect_type(p, 2 * GB, WB, TYPE_DEFAULT);
    }
}

/* --- random ------------------------------------------------------------------------------------------------------ */

static uint64_t some_addr(pair_t *p)
{
    static const uint64_t corners[] = {0, 0x80000, 0xa0000, 0xc0000, MB, SMRR_AT, SMRR_AT + SMRR_SIZE, GB, 4 * GB};
    uint64_t a = pair_one_in(p, 3) ? (uint64_t)pair_rand(p) << 32 | pair_rand(p)
                                   : corners[pair_below(p, sizeof corners / sizeof *corners)];
    a += pair_one_in(p, 2) ? 0 : pair_one_in(p, 2) ? (uint64_t)0 - 1 : pair_below(p, 0x100000);
    return a & TOP;
}

static uint64_t some_data(pair_t *p, unsigned at)
{
    uint64_t any = (uint64_t)pair_rand(p) << 32 | pair_rand(p), type = types[pair_below(p, TYPES)];
    if (at < 11 || at == 12)
        return UINT64_C(0x0101010101010101) * type ^ (any & (pair_one_in(p, 2) ? 0x0700070007000700 : 0));
    if (at == 11)
        return type | (pair_one_in(p, 6) ? 0 : E) | (any & FE);
    if (pair_one_in(p, 12))
        return any;
    bool mask = at == 14 || (at >= 16 && (at & 1));
    return mask ? MASK_OF(UINT64_C(1) << (12 + pair_below(p, 24))) & ~(pair_one_in(p, 4) ? V : 0)
                : (some_addr(p) & ~UINT64_C(0xfff)) | type;
}

/* Two lookups of the same registers that must agree in part, whatever they are. */
static void random_writes_and_lookups_agree(pair_t *p)
{
    unsigned blocked = 0;
    start(p, E | FE | WB);
    for (unsigned n = 0; n < 60000; n++) {
        mem_type_in_t *in = in_of(p);
        in->req = !pair_one_in(p, 4);
        in->msr_wr = pair_one_in(p, 3);
        in->msr_at = (uint8_t)pair_below(p, 32);
        in->msr_data = some_data(p, in->msr_at);
        in->addr = some_addr(p);
        in->smm = pair_one_in(p, 2);
        in->paged = pair_one_in(p, 2);
        in->pat_i = (uint8_t)pair_below(p, 8);
        in->cd = pair_one_in(p, 4);
        if (pair_one_in(p, 40)) {
            in->pat = pair_one_in(p, 2);
            in->smrr = (uint8_t)pair_below(p, 4);
            in->smrr_en = !pair_one_in(p, 4);
            in->pcd_uc = pair_one_in(p, 2);
        }
        bool req = in->req, smm = in->smm, cd = in->cd;
        if (pair_one_in(p, 3000)) {
            pair_reset_edge(p);
            continue;
        }
        pair_tick(p);
        expect_eq(p, out_of(p)->rsp, req);
        expect_true(p, out_of(p)->type < UC_MINUS && out_of(p)->type != 2 && out_of(p)->type != 3);
        if (!req)
            continue;
        expect_true(p, !out_of(p)->blocked || (!smm && out_of(p)->type == UC));
        expect_true(p, !out_of(p)->cacheable || (!cd && out_of(p)->type >= WT));
        blocked += out_of(p)->blocked;
    }
    expect_true(p, blocked > 100);
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(reset_turns_mtrrs_and_smrr_off, "interconnect facts 4.1, 4.4",
        "after RESET# E, FE and all V are 0: everything is UC; the block shows 0"),
    DIRECTED_TEST(reset_forgets_all_that_was_written, "interconnect facts 4.1; model/cpu/mem_type.h",
        "RESET# after all registers were written, and with a lookup under way, leaves the same"),
    DIRECTED_TEST(reset_gives_pat_its_eight_types, "interconnect facts 4.1",
        "after RESET# PAT holds WB WT UC- UC WB WT UC- UC"),
    DIRECTED_TEST(an_answer_comes_with_each_request_and_stands, "model/cpu/mem_type.h",
        "each edge with req is answered after it; between requests the answer stands"),
    DIRECTED_TEST(a_lookup_sees_the_registers_before_a_write_in_its_clock, "model/cpu/mem_type.h",
        "a lookup in the clock of a write is answered with the registers as they were"),
    DIRECTED_TEST(data_without_a_write_changes_nothing, "model/cpu/mem_type.h",
        "only a write changes a register"),
    DIRECTED_TEST(each_register_keeps_its_own_bits, "interconnect facts 4.1, 4.4",
        "bits that a register does not have count for nothing"),
    DIRECTED_TEST(row_41_e_off_makes_everything_uc, "interconnect facts 4.1",
        "with DEF_TYPE.E = 0 every address is UC, whatever the ranges say"),
    DIRECTED_TEST(row_41_fe_off_leaves_the_fixed_ranges_out, "interconnect facts 4.1",
        "with DEF_TYPE.FE = 0 the fixed ranges do not count below 1 MB"),
    DIRECTED_TEST(row_41_each_fixed_range_has_its_byte, "interconnect facts 4.1",
        "each of the 88 fixed ranges takes its own byte, from its first to its last address"),
    DIRECTED_TEST(row_41_a_fixed_range_takes_each_type, "interconnect facts 4.1",
        "each fixed register gives each type"),
    DIRECTED_TEST(row_41_fixed_ranges_do_not_touch_each_other, "interconnect facts 4.1",
        "88 fixed ranges of mixed types each give their own"),
    DIRECTED_TEST(row_41_fixed_wins_below_1_mb_only, "interconnect facts 4.1",
        "below 1 MB the fixed range wins over variable ones, UC too; from 1 MB on it is not asked"),
    DIRECTED_TEST(row_41_no_range_gives_the_default, "interconnect facts 4.1",
        "an address in no range has the type of DEF_TYPE"),
    DIRECTED_TEST(row_41_each_variable_range_gives_its_type, "interconnect facts 4.1",
        "each variable range gives each type from its first to its last byte, with V only"),
    DIRECTED_TEST(row_41_a_range_of_each_size_ends_where_its_mask_says, "interconnect facts 4.1",
        "a variable range of 4 KB to 64 GB has the borders of its mask; bits 35:12 are compared"),
    DIRECTED_TEST(row_41_each_bit_of_base_and_mask_is_compared, "interconnect facts 4.1",
        "each of bits 35:12 of each variable base and mask counts by itself"),
    DIRECTED_TEST(row_41_ranges_do_not_touch_each_other, "interconnect facts 4.1",
        "eight variable ranges of mixed types, apart from each other, each give their own"),
    DIRECTED_TEST(row_41_only_bits_of_the_mask_are_compared, "interconnect facts 4.1",
        "bits of address and base where the mask is 0 do not count, also between 1s"),
    DIRECTED_TEST(row_41_two_ranges_at_one_address, "interconnect facts 4.1",
        "two ranges: equal types that type, UC with any UC, WT with WB WT, others (undefined) UC"),
    DIRECTED_TEST(row_41_more_ranges_at_one_address, "interconnect facts 4.1",
        "three to eight ranges follow the same rule, in any order; those without V do not count"),
    DIRECTED_TEST(other_type_bytes_act_as_uc, "interconnect facts 4.1; model/cpu/mem_type.h",
        "type bytes other than 0, 1, 4, 5 and 6 act as UC in every register"),
    DIRECTED_TEST(table_41_mtrr_and_pat, "interconnect facts 4.1",
        "each type of an MTRR with each type of PAT, in each of the eight places of PAT"),
    DIRECTED_TEST(pat_types_2_and_3_act_as_uc, "interconnect facts 4.1; model/cpu/mem_type.h",
        "types 2 and 3 in PAT act as UC"),
    DIRECTED_TEST(table_41_pcd_and_pwt_without_pat, "interconnect facts 4.1",
        "without PAT, each type of an MTRR with each PCD and PWT"),
    DIRECTED_TEST(table_41_pcd_is_uc_by_its_strap, "interconnect facts 4.1 (pcd_uc)",
        "without PAT and with the disputed rule, PCD = 1 is UC for WC and WP too"),
    DIRECTED_TEST(the_strap_of_pcd_means_nothing_to_pat, "interconnect facts 4.1; model/cpu/mem_type.h",
        "with PAT, PCD is a bit of the index and nothing more"),
    DIRECTED_TEST(without_paging_the_page_does_not_count, "interconnect facts 4.1; model/cpu/mem_type.h",
        "with CR0.PG = 0 the type is that of the MTRRs"),
    DIRECTED_TEST(the_page_counts_whatever_gave_the_type, "interconnect facts 4.1, 4.4",
        "the page is put on the type of fixed, variable, default, no MTRRs and SMRR, not on a blocked access"),
    DIRECTED_TEST(row_42_cd_takes_cacheable_and_nothing_else, "interconnect facts 4.2",
        "WT, WP and WB are cacheable with CR0.CD = 0, nothing with CD = 1; the type stays"),
    DIRECTED_TEST(the_page_decides_on_cacheable_too, "interconnect facts 4.1, 4.2",
        "what is cacheable follows from the type after the page"),
    DIRECTED_TEST(row_44_outside_smm_smrr_is_blocked, "interconnect facts 4.4",
        "outside SMM an access in SMRR is blocked and UC, from its first to its last byte, on both kinds"),
    DIRECTED_TEST(row_44_inside_smm_the_base_gives_the_type, "interconnect facts 4.4",
        "in SMM an access in the architectural SMRR has the type of its base"),
    DIRECTED_TEST(row_44_smrr_is_above_the_mtrrs, "interconnect facts 4.1, 4.4",
        "in SMM SMRR wins over fixed and variable ranges, UC too, and over E = 0"),
    DIRECTED_TEST(row_44_core_2_has_no_type_in_the_base, "interconnect facts 4.4",
        "in SMM the pair of Core 2 leaves the type to the MTRRs"),
    DIRECTED_TEST(row_44_smrr_needs_feature_control_v_and_its_strap, "interconnect facts 4.4",
        "without V, without FEATURE_CONTROL's leave or on a part without SMRR it does nothing, in SMM or outside"),
    DIRECTED_TEST(row_44_smrr_of_each_size_is_below_4_gb, "interconnect facts 4.4",
        "SMRR of 4 KB to 2 GB has the borders of its mask, and no address from 4 GB on is in it"),
    DIRECTED_TEST(row_44_each_bit_of_smrr_is_compared, "interconnect facts 4.4",
        "each of bits 31:12 of SMRR's base and mask counts by itself"),
    DIRECTED_TEST(smm_outside_smrr_changes_nothing, "interconnect facts 4.4",
        "outside SMRR the type is the same in SMM and out of it"),
    RANDOM_TEST(random_writes_and_lookups_agree, "random registers, addresses, pages and straps, and resets"),
    DIRECTED_END,
};

const directed_t directed_mem_type = {&mem_type_block, tests};
