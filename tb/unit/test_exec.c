/* The instruction interpreter: every ALU instruction against the processor this test runs on, then the rules. */
#define _GNU_SOURCE
#include "cpu_rig.h"

#include <stdio.h>

#if defined(__x86_64__)
#include <sys/mman.h>
#endif

/* --- against the host processor ------------------------------------------------------------------------------------ */

enum { F_OF = 0x800, F_SF = 0x80, F_ZF = 0x40, F_AF = 0x10, F_PF = 4, F_CF = 1, F_ALL = 0x8d5 };
enum kind { ANY, SHL, SHR, SAR, ROT, RCX, DBL, SCAN, DIVU, DIVS, BITS };

typedef struct row {
    const char *name;
    uint8_t bytes[8], count;
    uint8_t size;      /* operand bytes */
    uint8_t kind;      /* what is undefined */
    uint16_t undefined; /* flags never compared */
    uint8_t by;        /* shift count, 0: CL */
} row_t;

typedef struct regs {
    uint32_t r[8], fl, mem;
} regs_t;

static row_t rows[2048];
static unsigned row_count;

static row_t *row(const char *name, unsigned size, unsigned kind, unsigned undefined, const uint8_t *bytes, unsigned count)
{
    row_t *w = &rows[row_count++];
    assert_true(row_count < 2048);
    *w = (row_t){.name = name, .size = (uint8_t)size, .kind = (uint8_t)kind, .undefined = (uint16_t)undefined};
    if (size == 2)
        w->bytes[w->count++] = 0x66;
    memcpy(w->bytes + w->count, bytes, count);
    w->count = (uint8_t)(w->count + count);
    return w;
}

#define ROW(name, size, kind, undefined, ...) row(name, size, kind, undefined, RIG_BYTES(__VA_ARGS__))

/* Register EDX (or DL) with ECX (or CL), AH with BL, and memory at [EBX] with ECX. */
static void rows_rm(const char *name, unsigned kind, unsigned undefined, uint8_t op8, unsigned first)
{
    for (unsigned size = first; size <= 4; size *= 2) {
        uint8_t op = (uint8_t)(size == 1 ? op8 : op8 + 1);
        ROW(name, size, kind, undefined, op, 0xca);
        ROW(name, size, kind, undefined, op, 0x0b);
        if (size == 1)
            ROW(name, size, kind, undefined, op, 0xdc);
    }
}

static void rows_0f(const char *name, unsigned sizes, unsigned kind, unsigned undefined, uint8_t op, bool mem)
{
    for (unsigned size = 1; size <= 4; size *= 2) {
        if (!(sizes & size))
            continue;
        ROW(name, size, kind, undefined, 0x0f, (uint8_t)(size == 1 ? op : op), 0xca);
        if (mem)
            ROW(name, size, kind, undefined, 0x0f, op, 0x0b);
    }
}

/* F6/F7, FE/FF and the shift groups: /n on EDX, and on memory at [EBX]. */
static void rows_group(const char *name, unsigned kind, unsigned undefined, uint8_t op8, unsigned n)
{
    for (unsigned size = 1; size <= 4; size *= 2) {
        uint8_t op = (uint8_t)(size == 1 ? op8 : op8 + 1);
        ROW(name, size, kind, undefined, op, (uint8_t)(0xc1 | n << 3)); /* CL, CX, ECX */
        ROW(name, size, kind, undefined, op, (uint8_t)(0xc6 | n << 3)); /* DH, SI, ESI */
        ROW(name, size, kind, undefined, op, (uint8_t)(0x03 | n << 3));
    }
}

static void rows_shift(const char *name, unsigned kind, unsigned n)
{
    static const uint8_t counts[] = {0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33};
    for (unsigned size = 1; size <= 4; size *= 2) {
        uint8_t wide = size != 1;
        for (unsigned mem = 0; mem < 2; mem++) {
            uint8_t modrm = (uint8_t)(n << 3 | (mem ? 0x03 : 0xc2));
            ROW(name, size, kind, 0, (uint8_t)(0xd0 + wide), modrm)->by = 1;
            ROW(name, size, kind, 0, (uint8_t)(0xd2 + wide), modrm);
            for (unsigned i = 0; i < sizeof counts; i++)
                ROW(name, size, kind, 0, (uint8_t)(0xc0 + wide), modrm, counts[i])->by = (uint8_t)(counts[i] | 0x80);
        }
    }
}

static void make_rows(void)
{
    static const char *const alu[8] = {"add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"};
    row_count = 0;
    for (unsigned n = 0; n < 8; n++) {
        unsigned undefined = n == 1 || n == 4 || n == 6 ? F_AF : 0;
        rows_rm(alu[n], ANY, undefined, (uint8_t)(n * 8), 1);     /* E,G */
        rows_rm(alu[n], ANY, undefined, (uint8_t)(n * 8 + 2), 1); /* G,E */
        ROW(alu[n], 1, ANY, undefined, (uint8_t)(n * 8 + 4), 0x9c);
        ROW(alu[n], 2, ANY, undefined, (uint8_t)(n * 8 + 5), 0xff, 0x7f);
        ROW(alu[n], 4, ANY, undefined, (uint8_t)(n * 8 + 5), 0xff, 0xff, 0xff, 0x7f);
        ROW(alu[n], 1, ANY, undefined, 0x80, (uint8_t)(0xc7 | n << 3), 0x80); /* BH */
        ROW(alu[n], 2, ANY, undefined, 0x81, (uint8_t)(0x03 | n << 3), 0x00, 0x80);
        ROW(alu[n], 4, ANY, undefined, 0x81, (uint8_t)(0xc2 | n << 3), 0x78, 0x56, 0x34, 0x92);
        ROW(alu[n], 2, ANY, undefined, 0x83, (uint8_t)(0xc2 | n << 3), 0xff);
        ROW(alu[n], 4, ANY, undefined, 0x83, (uint8_t)(0x03 | n << 3), 0xf8);
    }
    rows_rm("test", ANY, F_AF, 0x84, 1);
    ROW("test", 1, ANY, F_AF, 0xa8, 0x81);
    ROW("test", 4, ANY, F_AF, 0xa9, 1, 2, 3, 0x84);
    ROW("test", 1, ANY, F_AF, 0xf6, 0xc4, 0xf0);
    ROW("test", 4, ANY, F_AF, 0xf7, 0x03, 1, 0, 0, 0x80);
    rows_rm("xchg", ANY, 0, 0x86, 1);
    rows_rm("mov", ANY, 0, 0x88, 1);
    rows_rm("mov", ANY, 0, 0x8a, 1);
    rows_group("inc", ANY, 0, 0xfe, 0);
    rows_group("dec", ANY, 0, 0xfe, 1);
    rows_group("not", ANY, 0, 0xf6, 2);
    rows_group("neg", ANY, 0, 0xf6, 3);
    rows_group("mul", ANY, F_SF | F_ZF | F_AF | F_PF, 0xf6, 4);
    rows_group("imul", ANY, F_SF | F_ZF | F_AF | F_PF, 0xf6, 5);
    rows_group("div", DIVU, F_ALL, 0xf6, 6);
    rows_group("idiv", DIVS, F_ALL, 0xf6, 7);
    rows_0f("imul2", 6, ANY, F_SF | F_ZF | F_AF | F_PF, 0xaf, true);
    for (unsigned size = 2; size <= 4; size += 2) {
        ROW("imul3", size, ANY, F_SF | F_ZF | F_AF | F_PF, 0x6b, 0xca, 0xf9);
        ROW("imul3", size, ANY, F_SF | F_ZF | F_AF | F_PF, 0x6b, 0x0b, 0x70);
    }
    ROW("imul3", 2, ANY, F_SF | F_ZF | F_AF | F_PF, 0x69, 0xca, 0x34, 0x92);
    ROW("imul3", 4, ANY, F_SF | F_ZF | F_AF | F_PF, 0x69, 0x0b, 1, 0x20, 0x34, 0x92);
    rows_shift("rol", ROT, 0);
    rows_shift("ror", ROT, 1);
    rows_shift("rcl", RCX, 2);
    rows_shift("rcr", RCX, 3);
    rows_shift("shl", SHL, 4);
    rows_shift("shr", SHR, 5);
    rows_shift("sal", SHL, 6);
    rows_shift("sar", SAR, 7);
    for (unsigned i = 0; i < 2; i++) {
        static const uint8_t counts[] = {0, 1, 4, 15, 16, 17, 31, 33};
        uint8_t op = i ? 0xac : 0xa4;
        for (unsigned size = 2; size <= 4; size += 2) {
            ROW(i ? "shrd" : "shld", size, DBL, 0, 0x0f, (uint8_t)(op + 1), 0xfa);
            ROW(i ? "shrd" : "shld", size, DBL, 0, 0x0f, (uint8_t)(op + 1), 0x3b);
            for (unsigned k = 0; k < sizeof counts; k++)
                ROW(i ? "shrd" : "shld", size, DBL, 0, 0x0f, op, 0xfa, counts[k])->by = (uint8_t)(counts[k] | 0x80);
        }
    }
    static const uint8_t bit_ops[4] = {0xa3, 0xab, 0xb3, 0xbb};
    for (unsigned n = 0; n < 4; n++) {
        unsigned undefined = F_OF | F_SF | F_AF | F_PF;
        rows_0f("bt", 6, ANY, undefined, bit_ops[n], false);
        for (unsigned size = 2; size <= 4; size += 2) {
            ROW("bt", size, BITS, undefined, 0x0f, bit_ops[n], 0x0b);
            ROW("bt", size, ANY, undefined, 0x0f, 0xba, (uint8_t)(0xe2 | n << 3), 13);
            ROW("bt", size, ANY, undefined, 0x0f, 0xba, (uint8_t)(0x23 | n << 3), 0xe7);
        }
    }
    rows_0f("bsf", 6, SCAN, F_ALL & ~F_ZF, 0xbc, true);
    rows_0f("bsr", 6, SCAN, F_ALL & ~F_ZF, 0xbd, true);
    for (unsigned n = 0; n < 8; n++)
        if (n != 4)
            ROW("bswap", 4, ANY, 0, 0x0f, (uint8_t)(0xc8 + n));
    rows_0f("cmpxchg", 1, ANY, 0, 0xb0, true);
    rows_0f("cmpxchg", 6, ANY, 0, 0xb1, true);
    rows_0f("xadd", 1, ANY, 0, 0xc0, true);
    rows_0f("xadd", 6, ANY, 0, 0xc1, true);
    ROW("xadd", 4, ANY, 0, 0x0f, 0xc1, 0xd2);
    ROW("lock xadd", 4, ANY, 0, 0xf0, 0x0f, 0xc1, 0x0b);
    ROW("lock cmpxchg8b", 4, ANY, 0, 0x0f, 0xc7, 0x0b);
    rows_0f("movzx", 6, ANY, 0, 0xb6, true);
    rows_0f("movzx", 4, ANY, 0, 0xb7, true);
    rows_0f("movsx", 6, ANY, 0, 0xbe, true);
    rows_0f("movsx", 4, ANY, 0, 0xbf, true);
    for (unsigned n = 0; n < 16; n++) {
        ROW("setcc", 1, ANY, 0, 0x0f, (uint8_t)(0x90 + n), 0xc6); /* DH */
        ROW("cmovcc", 4, ANY, 0, 0x0f, (uint8_t)(0x40 + n), 0xca);
        ROW("cmovcc", 2, ANY, 0, 0x0f, (uint8_t)(0x40 + n), 0x0b);
    }
    for (unsigned size = 2; size <= 4; size += 2) {
        ROW("cbw", size, ANY, 0, 0x98);
        ROW("cwd", size, ANY, 0, 0x99);
        ROW("xchg ax", size, ANY, 0, 0x96);
        ROW("lea", size, ANY, 0, 0x8d, 0x8c, 0xb3, 0x10, 0xff, 0xff, 0xff);
        ROW("lea", size, ANY, 0, 0x8d, 0x4c, 0xfa, 0x7f);
    }
    ROW("lahf", 1, ANY, 0, 0x9f);
    ROW("sahf", 1, ANY, 0, 0x9e);
    ROW("clc", 1, ANY, 0, 0xf8);
    ROW("stc", 1, ANY, 0, 0xf9);
    ROW("cmc", 1, ANY, 0, 0xf5);
    ROW("mov ch", 1, ANY, 0, 0xb5, 0x5a);
    ROW("mov esi", 4, ANY, 0, 0xbe, 1, 2, 3, 4);
}

#if defined(__x86_64__)

typedef struct host {
    uint8_t *code, *data; /* both below 4 GB; code and data repeat what the model gets */
} host_t;
enum { HOST_DATA = 0x10000, HOST_AT = 0x8000 };

/* Wraps the bytes into a function that loads registers and flags from its argument and stores them back. */
static void host_run(const host_t *h, const row_t *w, regs_t *g)
{
    static const uint8_t before[] = {
        0x53, 0x55, 0x49, 0x89, 0xf8,                               /* push rbx; push rbp; mov r8, rdi */
        0x41, 0x8b, 0x00, 0x41, 0x8b, 0x48, 0x04, 0x41, 0x8b, 0x50, 0x08, 0x41, 0x8b, 0x58, 0x0c,
        0x41, 0x8b, 0x68, 0x14, 0x41, 0x8b, 0x70, 0x18, 0x41, 0x8b, 0x78, 0x1c,
        0x9c, 0x41, 0x59,                                           /* pushfq; pop r9 */
        0x49, 0x81, 0xe1, 0x2a, 0xf7, 0xff, 0xff,                   /* and r9, ~FL_ARITH */
        0x45, 0x0b, 0x48, 0x20,                                     /* or r9d, [r8 + 20h] */
        0x41, 0x51, 0x9d,                                           /* push r9; popfq */
    };
    static const uint8_t after[] = {
        0x9c, 0x41, 0x8f, 0x40, 0x20,                               /* pushfq; pop [r8 + 20h] */
        0x41, 0x89, 0x00, 0x41, 0x89, 0x48, 0x04, 0x41, 0x89, 0x50, 0x08, 0x41, 0x89, 0x58, 0x0c,
        0x41, 0x89, 0x68, 0x14, 0x41, 0x89, 0x70, 0x18, 0x41, 0x89, 0x78, 0x1c,
        0x5d, 0x5b, 0xc3,
    };
    uint8_t *p = h->code;
    void (*run)(void *);
    struct {
        regs_t g;
        uint32_t spill;
    } io = {.g = *g}; /* pop [r8 + 20h] writes 8 bytes: fl and mem */
    memcpy(p, before, sizeof before);
    p += sizeof before;
    memcpy(p, w->bytes, w->count);
    p += w->count;
    memcpy(p, after, sizeof after);
    memcpy(&run, &h->code, sizeof run);
    run(&io);
    uint32_t mem = g->mem;
    *g = io.g;
    g->mem = mem;
}

static uint32_t pick(uint64_t *seed)
{
    static const uint32_t corners[] = {0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff,
                                       0x80000000, 0xfffffffe, 0xffffffff, 0x00ff00ff, 0x0f0f0f0f};
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    uint32_t v = (uint32_t)(*seed >> 32);
    return v & 0x30000 ? v ^ v << 13 : corners[v % 16];
}

/* Flags not compared for this row and these operands. */
static uint32_t undefined_flags(const row_t *w, const regs_t *g)
{
    unsigned count = w->by ? w->by & 0x7fu : g->r[R_ECX];
    unsigned bits = w->size * 8u, full = count & 31;
    uint32_t no = w->undefined;
    switch (w->kind) {
    case SHL: case SHR: case SAR: case DBL:
        if (full)
            no |= F_AF;
        if (full > 1)
            no |= F_OF;
        if (full >= bits && w->kind != SAR)
            no |= F_CF;
        if (full > bits)
            no |= F_ALL;
        break;
    case ROT: case RCX:
        if (full != 1)
            no |= full ? F_OF : 0;
        break;
    default: break;
    }
    return no;
}

static uint32_t divisor(const row_t *w, const regs_t *g, uint32_t mem)
{
    uint8_t modrm = w->bytes[w->count - 1];
    uint32_t v = modrm < 0xc0 ? mem : (modrm & 7) == 1 ? g->r[R_ECX] : w->size == 1 ? g->r[R_EDX] >> 8 : g->r[R_ESI];
    return w->size == 4 ? v : v & ((1u << w->size * 8) - 1);
}

/* True when the division overflows, worked out apart from the model in 128 bits. */
static bool divide_overflows(const row_t *w, const regs_t *g, uint32_t mem)
{
    unsigned bits = w->size * 8u;
    uint64_t low = w->size == 4 ? UINT32_MAX : (1u << bits) - 1;
    uint64_t pair = w->size == 1 ? g->r[0] & 0xffff : (g->r[R_EDX] & low) << bits | (g->r[R_EAX] & low);
    uint64_t v = divisor(w, g, mem);
    if (v == 0)
        return true;
    if (w->kind == DIVU)
        return pair / v > low;
    __extension__ typedef __int128 wide_t;
    wide_t a = (wide_t)pair, b = (wide_t)v;
    if (pair >> (2 * bits - 1) & 1)
        a -= (wide_t)1 << 2 * bits;
    if (v >> (bits - 1) & 1)
        b -= (wide_t)1 << bits;
    wide_t q = a / b;
    return q < -((wide_t)1 << (bits - 1)) || q >= (wide_t)1 << (bits - 1);
}

static void fail_row(const row_t *w, const char *what, uint32_t got, uint32_t want, const regs_t *from)
{
    fail_msg("%s size %u (%02x %02x %02x %02x): %s is 0x%x, want 0x%x; eax %x ecx %x edx %x mem %x fl %x", w->name,
             w->size, w->bytes[0], w->bytes[1], w->bytes[2], w->bytes[3], what, got, want, from->r[0], from->r[1],
             from->r[2], from->mem, from->fl);
}

static unsigned compare_row(rig_t *r, const host_t *h, const row_t *w, uint64_t *seed, bool logged)
{
    regs_t from, host;
    uint64_t two;
    cpu_t *c = &r->c;
    for (unsigned i = 0; i < 8; i++)
        from.r[i] = pick(seed);
    from.fl = pick(seed) & F_ALL;
    from.mem = pick(seed);
    two = from.mem | (uint64_t)pick(seed) << 32;
    if (w->kind == BITS)
        from.r[R_ECX] = (from.r[R_ECX] & 0x3ff) - 0x200;
    if (w->name[0] == 'l' && w->bytes[1] == 0xc7 && (from.r[1] & 1)) { /* CMPXCHG8B that matches */
        from.r[R_EAX] = from.mem;
        from.r[R_EDX] = (uint32_t)(two >> 32);
    }
    from.r[R_EBX] = (uint32_t)(uintptr_t)h->data + HOST_AT;
    from.r[R_ESP] = RIG_STACK;

    rig_flat(r);
    c->a.seg[S_DS].base = 0x10000 - (uint32_t)(uintptr_t)h->data; /* host addresses fall into RAM */
    memcpy(c->a.gpr, from.r, sizeof from.r);
    c->a.eflags = from.fl | FL_1;
    memset(h->data + HOST_AT - 0x100, 0x5a, 0x200);
    memset(r->ram.bytes + 0x10000 + HOST_AT - 0x100, 0x5a, 0x200);
    memcpy(h->data + HOST_AT, &two, 8);
    memcpy(r->ram.bytes + 0x10000 + HOST_AT, &two, 8);

    bool done = logged ? rig_step_logged(r) : exec_step(c);
    if ((w->kind == DIVU || w->kind == DIVS) && divide_overflows(w, &from, from.mem)) {
        if (done || c->stop.kind != CPU_STOP_FAULT || c->stop.vector != V_DE)
            fail_row(w, "stop", c->stop.kind, CPU_STOP_FAULT, &from);
        return 1;
    }
    if (!done)
        fail_row(w, "stop", c->stop.kind, CPU_STOP_NONE, &from);

    host = from;
    host_run(h, w, &host);
    uint32_t no = undefined_flags(w, &from);
    if ((c->a.eflags ^ host.fl) & F_ALL & ~no)
        fail_row(w, "flags", c->a.eflags & F_ALL & ~no, host.fl & F_ALL & ~no, &from);
    bool unknown_result = (w->kind == DBL && ((w->by ? w->by & 0x7fu : from.r[R_ECX]) & 31) > w->size * 8u) ||
                          (w->kind == SCAN && (host.fl & F_ZF));
    if (unknown_result)
        return 1;
    for (unsigned i = 0; i < 8; i++)
        if (i != R_ESP && c->a.gpr[i] != host.r[i])
            fail_row(w, "register", c->a.gpr[i], host.r[i], &from);
    if (memcmp(h->data + HOST_AT - 0x100, r->ram.bytes + 0x10000 + HOST_AT - 0x100, 0x200) != 0)
        fail_row(w, "memory", (uint32_t)ram_read(&r->ram, 0x10000 + HOST_AT, 4), h->data[HOST_AT], &from);
    return 1;
}

static void results_and_defined_flags_equal_those_of_the_host_processor(void **state)
{
    (void)state;
    enum { TRIES = 300 };
    unsigned compared = 0;
    uint64_t seed = 1;
    rig_t *r = rig_new();
    uint8_t *map = mmap(NULL, HOST_DATA + 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    if (map == MAP_FAILED) {
        rig_free(r);
        skip();
    }
    host_t h = {.code = map + HOST_DATA, .data = map};
    make_rows();
    for (unsigned i = 0; i < row_count; i++) {
        rig_put(r, RIG_CODE, rows[i].bytes, rows[i].count);
        for (unsigned n = 0; n < TRIES; n++)
            compared += compare_row(r, &h, &rows[i], &seed, n % 8 == 0);
    }
    print_message("%u instruction forms, %u results compared with the host, 0 differ\n", row_count, compared);
    assert_int_equal(compared, row_count * TRIES);
    munmap(map, HOST_DATA + 4096);
    rig_free(r);
}

#else

static void results_and_defined_flags_equal_those_of_the_host_processor(void **state)
{
    (void)state;
    skip();
}

#endif

/* --- decimal arithmetic, which 64-bit hosts lack ---------------------------------------------------------------------- */

static void decimal_adjustments_give_the_decimal_digits(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    cpu_arch_t *a = &r->c.a;
    unsigned compared = 0;
    rig_put(r, RIG_CODE, RIG_BYTES(0x00, 0xd8, 0x27)); /* add al, bl; daa */
    rig_put(r, RIG_CODE + 16, RIG_BYTES(0x28, 0xd8, 0x2f)); /* sub al, bl; das */
    for (unsigned x = 0; x < 100; x++) {
        for (unsigned y = 0; y < 100; y++) {
            uint32_t bx = x / 10 * 16 + x % 10, by = y / 10 * 16 + y % 10, sum = (x + y) % 100, diff = (100 + x - y) % 100;
            rig_real(r);
            a->gpr[R_EAX] = bx;
            a->gpr[R_EBX] = by;
            rig_steps(r, 2);
            assert_int_equal(a->gpr[R_EAX], sum / 10 * 16 + sum % 10);
            assert_int_equal(a->eflags & FL_CF, x + y > 99);
            rig_real(r);
            a->eip = RIG_CODE + 16;
            a->gpr[R_EAX] = bx;
            a->gpr[R_EBX] = by;
            rig_steps(r, 2);
            assert_int_equal(a->gpr[R_EAX], diff / 10 * 16 + diff % 10);
            assert_int_equal(a->eflags & FL_CF, x < y);
            compared += 2;
        }
    }
    assert_int_equal(compared, 20000);

    rig_put(r, RIG_CODE, RIG_BYTES(0x00, 0xd8, 0x37, 0xd5, 0x0a, 0xd4, 0x0a, 0xd4, 0x00));
    rig_real(r);
    a->gpr[R_EAX] = 0x0008;
    a->gpr[R_EBX] = 7;
    rig_steps(r, 2); /* add, aaa */
    assert_int_equal(a->gpr[R_EAX], 0x0105);
    assert_int_equal(a->eflags & (FL_CF | FL_AF), FL_CF | FL_AF);
    rig_steps(r, 1); /* aad */
    assert_int_equal(a->gpr[R_EAX], 15);
    rig_steps(r, 1); /* aam */
    assert_int_equal(a->gpr[R_EAX], 0x0105);
    rig_expect_fault(r, V_DE); /* aam 0 */
    rig_put(r, RIG_CODE, RIG_BYTES(0x28, 0xd8, 0x3f)); /* sub, aas */
    rig_real(r);
    a->gpr[R_EAX] = 0x0203;
    a->gpr[R_EBX] = 7;
    rig_steps(r, 2);
    assert_int_equal(a->gpr[R_EAX], 0x0106);
    rig_free(r);
}

/* --- stack and flow ----------------------------------------------------------------------------------------------------- */

static void real_mode_calls_loops_and_returns(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0xb9, 5, 0, 0x31, 0xc0, 0xe8, 3, 0, 0xe2, 0xfb, 0xf4, 0x01, 0xc8, 0xc3));
    while (r->c.a.eip != RIG_CODE + 10)
        rig_steps(r, 1);
    assert_int_equal(r->c.a.gpr[R_EAX], 5 + 4 + 3 + 2 + 1);
    assert_int_equal(r->c.a.gpr[R_ESP], RIG_STACK);
    assert_int_equal(r->c.insns, 2 + 5 * 4);
    rig_free(r);
}

static void a_16_bit_stack_wraps_and_keeps_the_upper_half_of_esp(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    r->c.a.gpr[R_ESP] = 0x12340000;
    r->c.a.gpr[R_EAX] = 0xbeef;
    rig_put(r, RIG_CODE, RIG_BYTES(0x50, 0x5b));
    rig_steps(r, 1);
    assert_int_equal(r->c.a.gpr[R_ESP], 0x1234fffe);
    assert_int_equal(ram_read(&r->ram, 0xfffe, 2), 0xbeef);
    rig_steps(r, 1);
    assert_int_equal(r->c.a.gpr[R_ESP], 0x12340000);
    assert_int_equal(r->c.a.gpr[R_EBX], 0xbeef);
    rig_free(r);
}

static void pusha_that_does_not_fit_changes_nothing(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    r->c.a.seg[S_SS].limit = RIG_STACK + 7;
    r->c.a.gpr[R_ESP] = 20;
    ram_write(&r->ram, 16, 4, 0x11111111);
    rig_put(r, RIG_CODE, RIG_BYTES(0x60));
    rig_expect_fault_err(r, V_SS, 0);
    assert_int_equal(ram_read(&r->ram, 16, 4), 0x11111111);
    rig_free(r);
}

static void pusha_popa_enter_leave_restore_all_registers(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    for (unsigned i = 0; i < 8; i++)
        if (i != R_ESP)
            r->c.a.gpr[i] = 0x1000 + i;
    cpu_arch_t before = r->c.a;
    rig_put(r, RIG_CODE, RIG_BYTES(0x60, 0xc8, 16, 0, 2, 0xc9, 0x61));
    rig_steps(r, 1);
    assert_int_equal(ram_read(&r->ram, RIG_STACK - 20, 4), RIG_STACK); /* ESP before */
    rig_steps(r, 1);
    assert_int_equal(r->c.a.gpr[R_EBP], RIG_STACK - 36);
    assert_int_equal(r->c.a.gpr[R_ESP], RIG_STACK - 36 - 8 - 16);
    rig_steps(r, 2);
    assert_memory_equal(before.gpr, r->c.a.gpr, sizeof before.gpr);
    rig_free(r);
}

static void pop_to_memory_based_on_esp_uses_esp_after_the_pop(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    ram_write(&r->ram, RIG_STACK, 4, 0xcafe);
    rig_put(r, RIG_CODE, RIG_BYTES(0x8f, 0x44, 0x24, 8)); /* pop dword [esp+8] */
    rig_steps(r, 1);
    assert_int_equal(ram_read(&r->ram, RIG_STACK + 12, 4), 0xcafe);
    rig_free(r);
}

static void sixteen_bit_jumps_cut_eip_and_targets_beyond_the_limit_fault(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0xe9, 0x00, 0xf0)); /* jmp -1000h from 1003h */
    rig_steps(r, 1);
    assert_int_equal(r->c.a.eip, 3);
    rig_real(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0x66, 0xe9, 0, 0, 1, 0)); /* 32-bit displacement, to 11006h */
    rig_expect_fault_err(r, V_GP, 0);
    rig_real(r);
    r->c.a.seg[S_CS].limit = 0xffffffff;
    rig_steps(r, 1);
    assert_int_equal(r->c.a.eip, 0x11006);
    rig_free(r);
}

/* --- fetch and decode --------------------------------------------------------------------------------------------------- */

static void code_that_writes_itself_executes_the_new_bytes(void **state)
{
    (void)state;
    static const uint8_t code[] = {0xc6, 0x06, 0x06, 0x10, 0x42, 0xb0, 0x11}; /* mov byte [1006h], 42h; mov al, 11h */
    for (unsigned logged = 0; logged < 2; logged++) {
        rig_t *r = rig_new();
        for (unsigned pass = 0; pass < 3; pass++) {
            rig_put(r, RIG_CODE, code, sizeof code);
            rig_real(r);
            for (unsigned i = 0; i < 2; i++)
                assert_true(logged ? rig_step_logged(r) : exec_step(&r->c));
            assert_int_equal(r->c.a.gpr[R_EAX], 0x42);
        }
        rig_free(r);
    }
}

static void a_write_just_past_decoded_code_is_not_lost_and_unwatched_blocks_become_plain(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0x90, 0x90));
    rig_steps(r, 2);
    assert_false(ram_page_plain(&r->ram, RIG_CODE));
    ram_write(&r->ram, RIG_CODE + 2, 2, 0);
    assert_false(ram_page_plain(&r->ram, RIG_CODE));
    ram_write(&r->ram, RIG_CODE, 2, 0);
    assert_true(ram_page_plain(&r->ram, RIG_CODE));
    rig_free(r);
}

static void an_instruction_across_two_pages_executes_and_sees_changes(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_put(r, 0x1ffe, RIG_BYTES(0xb8, 0x34, 0x12));
    for (unsigned i = 0; i < 2; i++) {
        rig_real(r);
        r->c.a.eip = 0x1ffe;
        rig_steps(r, 1);
        assert_int_equal(r->c.a.gpr[R_EAX], i ? 0x9934 : 0x1234);
        ram_write(&r->ram, 0x2000, 1, 0x99);
    }
    rig_free(r);
}

static void the_same_bytes_decode_by_default_size(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_put(r, RIG_CODE, RIG_BYTES(0xb8, 0x34, 0x12, 0x78, 0x56));
    rig_real(r);
    rig_steps(r, 1);
    assert_int_equal(r->c.a.eip, RIG_CODE + 3);
    rig_flat(r);
    rig_steps(r, 1);
    assert_int_equal(r->c.a.eip, RIG_CODE + 5);
    assert_int_equal(r->c.a.gpr[R_EAX], 0x56781234);
    rig_free(r);
}

static void fetch_beyond_the_cs_limit_is_gp(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_put(r, RIG_CODE, RIG_BYTES(0xb8, 0x34, 0x12));
    rig_real(r);
    rig_steps(r, 1); /* in the cache from here on */
    rig_real(r);
    r->c.a.seg[S_CS].limit = RIG_CODE + 1;
    rig_expect_fault_err(r, V_GP, 0);
    r->c.a.seg[S_CS].limit = RIG_CODE - 1;
    rig_expect_fault_err(r, V_GP, 0);
    r->c.a.seg[S_CS].limit = RIG_CODE + 1;
    assert_false(rig_step_logged(r));
    assert_int_equal(r->c.stop.vector, V_GP);
    r->c.a.seg[S_CS].limit = RIG_CODE + 2;
    rig_steps(r, 1);
    rig_free(r);
}

static void an_instruction_of_16_bytes_is_gp(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    for (unsigned i = 0; i < 20; i++)
        ram_write(&r->ram, RIG_CODE + i, 1, 0x2e);
    ram_write(&r->ram, RIG_CODE + 14, 1, 0x90);
    rig_real(r);
    rig_steps(r, 1);
    assert_int_equal(r->c.a.eip, RIG_CODE + 15);
    ram_write(&r->ram, RIG_CODE + 14, 1, 0x2e);
    ram_write(&r->ram, RIG_CODE + 15, 1, 0x90);
    rig_real(r);
    rig_expect_fault_err(r, V_GP, 0);
    assert_false(rig_step_logged(r));
    assert_int_equal(r->c.stop.vector, V_GP);
    rig_free(r);
}

static void logged_steps_fetch_no_more_than_the_instruction_needs(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    r->c.a.eip = 0x1ff7;
    rig_put(r, 0x1ff7, RIG_BYTES(0x90, 0x90));
    r->no_page = 0x2000;
    assert_true(rig_step_logged(r));
    assert_int_equal(r->c.a.fetch_count, 8);
    assert_true(rig_step_logged(r));
    assert_int_equal(r->c.a.fetch_base + r->c.a.fetch_count, 0x2000);
    rig_free(r);
}

static void logged_and_plain_steps_give_the_same_registers(void **state)
{
    (void)state;
    static const uint8_t code[] = {0xb9, 20, 0, 0, 0, 0x01, 0x0d, 0x00, 0x90, 0, 0, 0x8b, 0x15, 0, 0x90, 0, 0,
                                   0x52, 0xc1, 0xc2, 3, 0x5b, 0x49, 0x75, 0xec, 0xf4};
    rig_t *p = rig_new(), *l = rig_new();
    rig_put(p, RIG_CODE, code, sizeof code);
    rig_put(l, RIG_CODE, code, sizeof code);
    rig_flat(p);
    rig_flat(l);
    for (unsigned i = 0; i < 130; i++) {
        assert_true(exec_step(&p->c));
        assert_true(rig_step_logged(l));
        assert_memory_equal(p->c.a.gpr, l->c.a.gpr, sizeof p->c.a.gpr);
        assert_int_equal(p->c.a.eip, l->c.a.eip);
        assert_int_equal(p->c.a.eflags, l->c.a.eflags);
    }
    rig_free(p);
    rig_free(l);
}

static void disassembly_is_lower_case_intel_syntax(void **state)
{
    (void)state;
    char text[64];
    exec_text(RIG_BYTES(0xe6, 0xb2), 0, false, text, sizeof text);
    assert_string_equal(text, "out 0xb2, al");
    exec_text(RIG_BYTES(0x0f, 0xaa), 0, false, text, sizeof text);
    assert_string_equal(text, "rsm");
    exec_text(RIG_BYTES(0x0f, 0x0a), 0, false, text, sizeof text);
    assert_string_equal(text, "(bad)");
}

/* --- prefixes, unknown instructions ------------------------------------------------------------------------------------- */

static void lock_is_accepted_only_on_legal_forms(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0xf0, 0xff, 0x06, 0x00, 0x90)); /* lock inc word [9000h] */
    rig_steps(r, 1);
    assert_int_equal(ram_read(&r->ram, 0x9000, 2), 1);
    rig_put(r, RIG_CODE, RIG_BYTES(0xf0, 0x40));
    rig_real(r);
    rig_expect_fault(r, V_UD);
    rig_put(r, RIG_CODE, RIG_BYTES(0xf0, 0x8b, 0x06, 0x00, 0x90));
    rig_expect_fault(r, V_UD);
    assert_int_equal(rig_events(r, EV_UNKNOWN_OPCODE), 0);
    rig_free(r);
}

static void a_locked_access_says_so_on_the_bus(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    r->no_page = 0x9000;
    rig_put(r, RIG_CODE, RIG_BYTES(0xf0, 0xff, 0x06, 0x00, 0x90, 0x87, 0x06, 0x00, 0x90, 0x89, 0x06, 0x00, 0x90));
    rig_steps(r, 1);
    assert_int_equal(r->locked, 2); /* the load and the store */
    rig_steps(r, 1); /* xchg locks by itself */
    assert_int_equal(r->locked, 4);
    rig_steps(r, 1);
    assert_int_equal(r->locked, 4);
    rig_free(r);
}

static void what_the_model_lacks_is_ud_with_an_event(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0x33)); /* rdpmc */
    rig_expect_fault(r, V_UD);
    assert_int_equal(rig_events(r, EV_UNKNOWN_OPCODE), 1);
    rig_put(r, RIG_CODE, RIG_BYTES(0xdb, 0xe3)); /* fninit */
    rig_expect_fault(r, V_UD);
    assert_int_equal(rig_events(r, EV_UNKNOWN_OPCODE), 2);
    r->c.a.cr0 |= CR0_EM;
    rig_expect_fault(r, V_NM);
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0x0b)); /* ud2 is no surprise */
    rig_expect_fault(r, V_UD);
    assert_int_equal(rig_events(r, EV_UNKNOWN_OPCODE), 2);
    rig_free(r);
}

static void fences_need_the_part_to_have_them(void **state)
{
    (void)state;
    static const uint8_t forms[] = {0xe8, 0xf0, 0xf8}; /* LFENCE, MFENCE, SFENCE */
    rig_t *r = rig_new();
    for (unsigned i = 0; i < 3; i++) {
        rig_real(r);
        r->part.fences = true;
        rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0xae, forms[i]));
        rig_steps(r, 1);
        assert_int_equal(r->c.a.eip, RIG_CODE + 3);
        rig_real(r);
        r->part.fences = false;
        rig_expect_fault(r, V_UD);
    }
    assert_int_equal(rig_events(r, EV_UNKNOWN_OPCODE), 0);
    rig_free(r);
}

/* Reads the MSR into EDX:EAX, or expects #GP(0). */
static uint64_t rdmsr(rig_t *r, uint32_t number)
{
    r->c.a.gpr[R_ECX] = number;
    r->c.a.eip = RIG_CODE;
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0x32));
    rig_steps(r, 1);
    return (uint64_t)r->c.a.gpr[R_EDX] << 32 | r->c.a.gpr[R_EAX];
}

static void wrmsr(rig_t *r, uint32_t number, uint64_t v)
{
    r->c.a.gpr[R_ECX] = number;
    r->c.a.gpr[R_EAX] = (uint32_t)v;
    r->c.a.gpr[R_EDX] = (uint32_t)(v >> 32);
    r->c.a.eip = RIG_CODE;
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0x30));
}

/* Memory types that a register of this kind takes in a byte (interconnect facts 4.1). */
static bool good_types(const msr_row_t *m, uint64_t v)
{
    static const bool good[8] = {[0] = true, [1] = true, [4] = true, [5] = true, [6] = true};
    unsigned bytes = m->types == TYPES_NONE ? 0 : m->types == TYPES_LOW ? 1 : 8;
    for (unsigned i = 0; i < bytes; i++) {
        unsigned t = v >> 8 * i & 0xff;
        if (t >= 8 || (!good[t] && !(t == 7 && m->types == TYPES_PAT)))
            return false;
    }
    return true;
}

static void msrs_follow_their_table(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    unsigned looked = 0, refused = 0;
    r->part.cpuid_edx |= CPUID_MSR | CPUID_APIC | CPUID_MTRR | CPUID_PAT;
    r->part.by_txn = true;
    r->part.smrr = 1;
    r->c.a.smm = true; /* SMRR is written there only */
    msr_reset(&r->c, true);
    for (const msr_row_t *m = msr_list; m->name; m++) {
        if (m->index == MSR_COUNT || msr_find(&r->c, m->number) != m)
            continue;
        looked++;
        r->c.a.msr[MSR_FEATURE_CONTROL] = m->number == 0x3a ? 0 : FEATURE_LOCK | FEATURE_SMRR;
        uint64_t was = rdmsr(r, m->number);
        assert_int_equal(m->index == MSR_APIC_BASE ? was & ~(uint64_t)APIC_BASE_BSP : was, m->reset);
        for (unsigned bit = 0; bit < 64; bit++) {
            uint64_t v = was ^ UINT64_C(1) << bit;
            bool bad = (v & m->reserved) || !good_types(m, v);
            wrmsr(r, m->number, v);
            if (bad) {
                rig_expect_fault(r, V_GP);
                refused++;
            } else {
                rig_steps(r, 1);
            }
            assert_int_equal(rdmsr(r, m->number), bad ? was : (was & ~m->writable) | (v & m->writable));
            r->c.a.msr[m->index] = was;
        }
    }
    assert_true(looked >= 35 && refused > 1000);
    wrmsr(r, 0x10, 0x123456789);
    rig_steps(r, 1);
    uint64_t tsc = rdmsr(r, 0x10);
    assert_true(tsc >= 0x123456789 && tsc < 0x123456789 + 1000);
    wrmsr(r, 0x9b, 0); /* no such register */
    rig_expect_fault(r, V_GP);
    r->c.a.gpr[R_ECX] = 0x9b;
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0x32));
    rig_expect_fault(r, V_GP);
    rig_free(r);
}

/* Each value of each type byte, in protected mode: #GP(0), and the register stays. */
static void bad_memory_types_are_gp_0(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    unsigned refused = 0, taken = 0;
    r->part.cpuid_edx |= CPUID_MSR | CPUID_MTRR | CPUID_PAT;
    r->part.by_txn = true;
    r->part.smrr = 1;
    msr_reset(&r->c, true);
    for (const msr_row_t *m = msr_list; m->name; m++) {
        unsigned bytes = m->types == TYPES_NONE ? 0 : m->types == TYPES_LOW ? 1 : 8;
        if (msr_find(&r->c, m->number) != m)
            continue;
        for (unsigned n = 0; n < bytes * 256; n++) {
            uint64_t was = r->c.a.msr[m->index], v = (uint64_t)(n % 256) << (8 * (n / 256));
            wrmsr(r, m->number, v);
            if ((v & m->reserved) || !good_types(m, v)) {
                rig_expect_fault_err(r, V_GP, 0);
                assert_int_equal(r->c.a.msr[m->index], was);
                refused++;
            } else {
                rig_steps(r, 1);
                assert_int_equal(r->c.a.msr[m->index], v);
                taken++;
            }
        }
    }
    /* 8 bases and DEF_TYPE with one byte, 11 fixed ranges and PAT with eight */
    assert_int_equal(refused + taken, 9 * 256 + 12 * 8 * 256);
    assert_int_equal(taken, 9 * 5 + 11 * 8 * 5 + 8 * 6);
    for (uint64_t v = 0; v < 2; v++) {
        wrmsr(r, 0xfe, v); /* MTRRCAP is read-only */
        rig_expect_fault_err(r, V_GP, 0);
        for (uint32_t smrr = 0xa0; smrr < 0xa2; smrr++) { /* outside SMM; in SMM, but with a reserved bit */
            r->c.a.msr[MSR_FEATURE_CONTROL] = FEATURE_LOCK | FEATURE_SMRR;
            r->c.a.smm = v;
            wrmsr(r, smrr, 0x3f00000 | v << 8);
            rig_expect_fault_err(r, V_GP, 0);
        }
    }
    rig_free(r);
}

/* SMRR of Core 2 (interconnect facts 4.4): not outside SMM, not before FEATURE_CONTROL, which its lock freezes. */
static void smrr_is_written_in_smm_and_when_enabled(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    r->part.cpuid_edx |= CPUID_MSR;
    r->part.by_txn = true;
    r->part.smrr = 1;
    msr_reset(&r->c, true);
    for (unsigned feature = 0; feature < 16; feature++)
        for (unsigned smm = 0; smm < 2; smm++) {
            r->c.a.msr[MSR_FEATURE_CONTROL] = feature;
            r->c.a.smm = smm;
            wrmsr(r, 0xa0, 0x3f00000);
            if (smm && (feature & 9) == 9)
                rig_steps(r, 1);
            else
                rig_expect_fault(r, V_GP);
        }
    r->c.a.msr[MSR_FEATURE_CONTROL] = 0;
    wrmsr(r, 0x3a, 9);
    rig_steps(r, 1);
    wrmsr(r, 0x3a, 0);
    rig_expect_fault(r, V_GP);
    r->part.smrr = 0;
    wrmsr(r, 0xa0, 0);
    rig_expect_fault(r, V_GP);
    assert_int_equal(r->c.a.msr[MSR_FEATURE_CONTROL], 9);
    rig_free(r);
}

static void aliases_decode_as_what_they_stand_for(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    r->c.a.gpr[R_EAX] = 0x0f;
    /* 82h add al, 1; D0h /6 sal al, 1; F6h /1 test al, 20h; D6h salc */
    rig_put(r, RIG_CODE, RIG_BYTES(0x82, 0xc0, 0x01, 0xd0, 0xf0, 0xf6, 0xc8, 0x20, 0xf9, 0xd6));
    rig_steps(r, 2);
    assert_int_equal(r->c.a.gpr[R_EAX], 0x20);
    rig_steps(r, 1);
    assert_int_equal(r->c.a.eflags & FL_ZF, 0);
    rig_steps(r, 2);
    assert_int_equal(r->c.a.gpr[R_EAX], 0xff);
    rig_free(r);
}

static void later_encodings_run_as_what_they_were_before(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    r->c.a.gpr[R_ECX] = 0x50;
    /* rep bsf (now tzcnt), rep bsr (now lzcnt), pause, endbr, long nop */
    rig_put(r, RIG_CODE, RIG_BYTES(0xf3, 0x0f, 0xbc, 0xc1, 0xf3, 0x0f, 0xbd, 0xd1, 0xf3, 0x90, 0xf3, 0x0f, 0x1e, 0xfb, 0x0f,
                                   0x1f, 0x40, 0x00));
    rig_steps(r, 5);
    assert_int_equal(r->c.a.gpr[R_EAX], 4);
    assert_int_equal(r->c.a.gpr[R_EDX], 6);
    assert_int_equal(r->c.a.eip, RIG_CODE + 18);
    rig_put(r, RIG_CODE, RIG_BYTES(0xc5, 0xf8, 0x77)); /* vzeroupper, once LDS with a register: #UD either way */
    r->c.a.eip = RIG_CODE;
    rig_expect_fault(r, V_UD);
    rig_free(r);
}

static void effective_addresses_follow_the_addressing_forms(void **state)
{
    (void)state;
    static const struct {
        uint8_t bytes[8];
        uint8_t count;
        bool is32;
        uint32_t want;
    } cases[] = {
        {{0x8d, 0x00}, 2, false, 0x3300 + 0x6600},         /* bx+si */
        {{0x8d, 0x01}, 2, false, 0x3300 + 0x7700},         /* bx+di */
        {{0x8d, 0x02}, 2, false, 0x5500 + 0x6600},         /* bp+si */
        {{0x8d, 0x43, 0xff}, 3, false, 0x5500 + 0x7700 - 1}, /* bp+di-1 */
        {{0x8d, 0x04}, 2, false, 0x6600},                  /* si */
        {{0x8d, 0x05}, 2, false, 0x7700},                  /* di */
        {{0x8d, 0x06, 0x34, 0x12}, 4, false, 0x1234},      /* disp16 */
        {{0x8d, 0x46, 0x80}, 3, false, 0x5500 - 0x80},     /* bp-80h */
        {{0x8d, 0x87, 0x00, 0xf0}, 4, false, 0x2300},      /* bx+f000h wraps */
        {{0x8d, 0x04, 0x8b}, 3, true, 0x3300 + 4 * 0x1100}, /* ebx+ecx*4 */
        {{0x8d, 0x04, 0x24}, 3, true, 0x4400},             /* esp */
        {{0x8d, 0x44, 0xe5, 0x10}, 4, true, 0x5510},       /* ebp+10h, no index */
        {{0x8d, 0x04, 0x4d, 1, 0, 0, 0x80}, 7, true, 0x80002201}, /* ecx*2+disp32 */
        {{0x8d, 0x05, 4, 3, 2, 1}, 6, true, 0x01020304},   /* disp32 */
        {{0x67, 0x8d, 0x40, 0x01}, 4, true, 0x9901},       /* 16-bit form in 32-bit code */
        {{0x8d, 0x83, 0, 0, 0, 0x90}, 6, true, 0x90003300}, /* ebx+disp32 */
    };
    rig_t *r = rig_new();
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (cases[i].is32)
            rig_flat(r);
        else
            rig_real(r);
        for (unsigned n = 1; n < 8; n++)
            r->c.a.gpr[n] = n * 0x1100;
        rig_put(r, RIG_CODE, cases[i].bytes, cases[i].count);
        rig_steps(r, 1);
        assert_int_equal(r->c.a.gpr[R_EAX], cases[i].want);
        assert_int_equal(r->c.a.eip, RIG_CODE + cases[i].count);
    }
    rig_free(r);
}

static void bp_and_esp_address_the_stack_segment_unless_overridden(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    r->c.a.seg[S_SS].base = 0x20000;
    r->c.a.gpr[R_EBP] = r->c.a.gpr[R_ESP] = RIG_DATA;
    ram_write(&r->ram, 0x20000 + RIG_DATA, 1, 0x55);
    ram_write(&r->ram, RIG_DATA, 1, 0x66);
    /* mov al, [bp]; mov bl, ds:[bp]; mov cl, [esp] */
    rig_put(r, RIG_CODE, RIG_BYTES(0x8a, 0x46, 0x00, 0x3e, 0x8a, 0x5e, 0x00, 0x67, 0x8a, 0x0c, 0x24));
    rig_steps(r, 3);
    assert_int_equal(r->c.a.gpr[R_EAX], 0x55);
    assert_int_equal(r->c.a.gpr[R_EBX], 0x66);
    assert_int_equal(r->c.a.gpr[R_ECX], 0x55);
    rig_free(r);
}

static void cmov_and_rdtsc_need_the_part_to_have_them(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0x45, 0xc1, 0x0f, 0x31));
    r->c.clk = 0x123456789a;
    rig_steps(r, 2);
    assert_int_equal(r->c.a.gpr[R_EAX], 0x3456789a);
    assert_int_equal(r->c.a.gpr[R_EDX], 0x12);
    r->part.cpuid_edx = 0;
    rig_real(r);
    rig_expect_fault(r, V_UD);
    r->c.a.eip += 3;
    rig_expect_fault(r, V_UD);
    rig_free(r);
}

static void cpuid_tells_what_the_part_says(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    cpu_arch_t *a = &r->c.a;
    rig_real(r);
    r->c.id = 1;
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0xa2));
    rig_steps(r, 1);
    assert_int_equal(a->gpr[R_EAX], 1);
    assert_int_equal(a->gpr[R_EBX], 0x756e6547); /* Genu */
    assert_int_equal(a->gpr[R_EDX], 0x49656e69); /* ineI */
    assert_int_equal(a->gpr[R_ECX], 0x6c65746e); /* ntel */
    rig_real(r);
    a->gpr[R_EAX] = 1;
    rig_steps(r, 1);
    assert_int_equal(a->gpr[R_EAX], 0x633);
    assert_int_equal(a->gpr[R_EBX], 0x01000000);
    r->part.cpuid_edx |= CPUID_APIC; /* not there while IA32_APIC_BASE.EN is 0 */
    for (unsigned en = 0; en < 2; en++) {
        rig_real(r);
        a->msr[MSR_APIC_BASE] = en ? APIC_BASE_EN : 0;
        a->gpr[R_EAX] = 1;
        rig_steps(r, 1);
        assert_int_equal(a->gpr[R_EDX], en ? r->part.cpuid_edx : r->part.cpuid_edx & ~(uint32_t)CPUID_APIC);
    }
    rig_free(r);
}

/* --- boundaries, halt, I/O, SMM ------------------------------------------------------------------------------------------ */

static void hlt_stops_plain_steps_and_announces_itself_on_the_bus(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0xf4));
    assert_false(exec_step(&r->c));
    assert_int_equal(r->c.stop.kind, CPU_STOP_NEED_LOG);
    assert_int_equal(r->c.a.eip, RIG_CODE);
    assert_true(rig_step_logged(r));
    assert_true(r->c.a.halted);
    assert_true(r->c.boundary);
    assert_int_equal(r->c.a.eip, RIG_CODE + 1);
    assert_int_equal(r->seen_count, 1);
    assert_int_equal(r->seen[0].space, BUS_SPECIAL);
    assert_int_equal(r->seen[0].addr, SPECIAL_HALT);
    assert_int_equal(rig_events(r, EV_HALT), 1);
    rig_free(r);
}

static void io_goes_to_the_bus_once_and_is_remembered_for_restart(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    r->c.a.gpr[R_EAX] = 0x11223344;
    r->c.a.gpr[R_EDX] = 0xcf8;
    r->io_read = 0xaabbccdd;
    rig_put(r, RIG_CODE, RIG_BYTES(0xe6, 0xb2, 0x66, 0xef, 0xec, 0xe5, 0x43, 0x90));
    rig_steps(r, 1);
    assert_int_equal(r->seen[0].addr, 0xb2);
    assert_int_equal(r->seen[0].data, 0x44);
    assert_true(r->c.a.last_io.valid);
    assert_int_equal(r->c.a.last_io.eip, RIG_CODE);
    rig_steps(r, 1);
    assert_int_equal(r->seen[1].addr, 0xcf8);
    assert_int_equal(r->seen[1].data, 0x11223344);
    assert_int_equal(r->seen[1].size, 4);
    rig_steps(r, 1);
    assert_int_equal(r->c.a.gpr[R_EAX], 0x112233dd);
    rig_steps(r, 1); /* in ax, 43h crosses a dword: two accesses */
    assert_int_equal(r->seen_count, 5);
    assert_int_equal(r->c.a.last_io.eip, RIG_CODE + 5);
    rig_steps(r, 1);
    assert_false(r->c.a.last_io.valid);
    rig_free(r);
}

static void sti_and_loads_of_ss_shadow_one_instruction_and_lss_does_not(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0xfb, 0x90, 0xfb, 0x8e, 0xd0, 0x90, 0x16, 0x17, 0x0f, 0xb2, 0x26, 0x00, 0x90));
    assert_int_equal(exec_run(&r->c, 100), 1); /* sti */
    assert_true(r->c.a.shadow && r->c.boundary);
    assert_int_equal(exec_run(&r->c, 100), 1); /* nop: the boundary after it counts */
    assert_false(r->c.a.shadow);
    assert_true(r->c.boundary);
    rig_steps(r, 1); /* sti with IF = 1 */
    assert_false(r->c.a.shadow);
    rig_steps(r, 1); /* mov ss, ax */
    assert_true(r->c.a.shadow);
    rig_steps(r, 2); /* nop, push ss */
    assert_false(r->c.a.shadow);
    rig_steps(r, 1); /* pop ss */
    assert_true(r->c.a.shadow);
    rig_steps(r, 1); /* lss sp, [9000h] */
    assert_false(r->c.a.shadow);
    rig_free(r);
}

static void instructions_that_change_what_is_accepted_end_a_run(void **state)
{
    (void)state;
    static const uint8_t ends[] = {0xfb, 0xfa, 0x9d, 0xcf, 0x17};
    rig_t *r = rig_new();
    for (unsigned i = 0; i < sizeof ends; i++) {
        rig_real(r);
        memset(r->ram.bytes + RIG_STACK, 0, 16);
        rig_put(r, 0, RIG_BYTES(0x90, 0x90));
        rig_put(r, RIG_CODE, (uint8_t[]){0x90, ends[i], 0x90}, 3);
        assert_int_equal(exec_run(&r->c, 10), 2);
        assert_true(r->c.boundary);
    }
    rig_free(r);
}

static void rsm_outside_smm_is_ud(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0xaa));
    rig_expect_fault(r, V_UD);
    r->c.a.smm = true;
    assert_false(exec_step(&r->c));
    assert_int_equal(r->c.stop.kind, CPU_STOP_NEED_LOG);
    rig_put(r, RIG_CODE, RIG_BYTES(0xf0, 0x0f, 0xaa));
    rig_expect_fault(r, V_UD);
    rig_free(r);
}

static void cache_flushes_are_special_transactions(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0x09, 0x0f, 0x08));
    rig_steps(r, 2);
    assert_int_equal(r->seen[0].addr, SPECIAL_SYNC);
    assert_int_equal(r->seen[1].addr, SPECIAL_FLUSH);
    rig_free(r);
}

/* --- system registers and protected mode ---------------------------------------------------------------------------------- */

static void real_mode_switches_to_32_bit_code_and_back(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r); /* for its GDT */
    rig_real(r);
    ram_write(&r->ram, RIG_DATA, 2, 0xff);
    ram_write(&r->ram, RIG_DATA + 2, 4, RIG_GDT);
    rig_put(r, RIG_CODE, RIG_BYTES(0x66, 0x0f, 0x01, 0x16, 0x00, 0x90, /* o32 lgdt [9000h] */
                                   0x0f, 0x20, 0xc0, 0x0c, 1, 0x0f, 0x22, 0xc0,
                                   0x66, 0xea, 0x00, 0x20, 0, 0, 8, 0)); /* jmp 8:2000h */
    rig_put(r, 0x2000, RIG_BYTES(0xb8, 0x10, 0, 0, 0, 0x8e, 0xd8, 0x8e, 0xd0, 0xbc, 0, 0x80, 0, 0,
                                 0xa1, 0x00, 0x90, 0, 0, 0xea, 0x00, 0x30, 0, 0, 0x18, 0));
    rig_put(r, 0x3000, RIG_BYTES(0x0f, 0x20, 0xc0, 0x24, 0xfe, 0x0f, 0x22, 0xc0, 0xea, 0x00, 0x10, 0x00, 0x02));
    rig_steps(r, 5);
    assert_int_equal(r->c.a.seg[S_CS].sel, 8);
    assert_int_equal(r->c.a.seg[S_CS].limit, 0xffffffff);
    assert_int_equal(r->c.a.eip, 0x2000);
    rig_steps(r, 6);
    assert_int_equal(r->c.a.gpr[R_EAX], 0x700000ff);
    assert_int_equal(r->c.a.seg[S_CS].sel, 0x18);
    rig_steps(r, 4);
    assert_int_equal(r->c.a.cr0 & CR0_PE, 0);
    assert_int_equal(r->c.a.seg[S_CS].base, 0x2000);
    assert_int_equal(r->c.a.eip, 0x1000);
    assert_int_equal(r->c.a.seg[S_DS].limit, 0xffffffff); /* kept: big real mode */
    rig_free(r);
}

static void bad_control_register_values_are_gp(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0x22, 0xc0));
    r->c.a.gpr[R_EAX] = CR0_PG;
    rig_expect_fault_err(r, V_GP, 0);
    assert_int_equal(rig_events(r, EV_UNKNOWN_OPCODE), 0);
    r->c.a.gpr[R_EAX] = CR0_NW;
    rig_expect_fault_err(r, V_GP, 0);
    r->c.a.gpr[R_EAX] = CR0_PG | CR0_PE; /* legal, but there is no paging with PAE here */
    r->c.a.cr4 = CR4_PAE;
    rig_expect_fault_err(r, V_GP, 0);
    assert_int_equal(rig_events(r, EV_UNKNOWN_OPCODE), 1);
    r->c.a.cr4 = 0;
    r->c.a.gpr[R_EAX] = CR0_NW | CR0_CD;
    rig_steps(r, 1);
    assert_int_equal(r->c.a.cr0, CR0_NW | CR0_CD | CR0_ET);
    rig_real(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0x22, 0xe0));
    r->c.a.gpr[R_EAX] = 0x80;
    rig_expect_fault_err(r, V_GP, 0);
    r->c.a.gpr[R_EAX] = 0x40;
    rig_steps(r, 1);
    assert_int_equal(r->c.a.cr4, 0x40);
    rig_free(r);
}

static void lmsw_sets_pe_and_cannot_clear_it(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    r->c.a.gpr[R_EAX] = 1;
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0x01, 0xf0, 0x0f, 0x01, 0xf3, 0x0f, 0x01, 0xe1));
    rig_steps(r, 3);
    assert_int_equal(r->c.a.cr0, CR0_PE | CR0_ET);
    assert_int_equal(r->c.a.gpr[R_ECX], CR0_PE | CR0_ET);
    rig_free(r);
}

static void ltr_marks_the_task_busy_and_is_ud_in_real_mode(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    rig_desc(r, 5, 0x5000, 0x67, 0x0089);
    r->c.a.gpr[R_EAX] = 0x28;
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0x00, 0xd8, 0x0f, 0x00, 0xd8));
    rig_steps(r, 1);
    assert_int_equal(r->c.a.tr.base, 0x5000);
    assert_int_equal(ram_read(&r->ram, RIG_GDT + 0x2d, 1), 0x8b);
    rig_expect_fault_err(r, V_GP, 0x28);
    r->c.a.cr0 &= ~(uint32_t)CR0_PE;
    rig_expect_fault(r, V_UD);
    rig_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_and_defined_flags_equal_those_of_the_host_processor),
        cmocka_unit_test(decimal_adjustments_give_the_decimal_digits),
        cmocka_unit_test(real_mode_calls_loops_and_returns),
        cmocka_unit_test(a_16_bit_stack_wraps_and_keeps_the_upper_half_of_esp),
        cmocka_unit_test(pusha_that_does_not_fit_changes_nothing),
        cmocka_unit_test(pusha_popa_enter_leave_restore_all_registers),
        cmocka_unit_test(pop_to_memory_based_on_esp_uses_esp_after_the_pop),
        cmocka_unit_test(sixteen_bit_jumps_cut_eip_and_targets_beyond_the_limit_fault),
        cmocka_unit_test(code_that_writes_itself_executes_the_new_bytes),
        cmocka_unit_test(a_write_just_past_decoded_code_is_not_lost_and_unwatched_blocks_become_plain),
        cmocka_unit_test(an_instruction_across_two_pages_executes_and_sees_changes),
        cmocka_unit_test(the_same_bytes_decode_by_default_size),
        cmocka_unit_test(fetch_beyond_the_cs_limit_is_gp),
        cmocka_unit_test(an_instruction_of_16_bytes_is_gp),
        cmocka_unit_test(logged_steps_fetch_no_more_than_the_instruction_needs),
        cmocka_unit_test(logged_and_plain_steps_give_the_same_registers),
        cmocka_unit_test(disassembly_is_lower_case_intel_syntax),
        cmocka_unit_test(lock_is_accepted_only_on_legal_forms),
        cmocka_unit_test(a_locked_access_says_so_on_the_bus),
        cmocka_unit_test(what_the_model_lacks_is_ud_with_an_event),
        cmocka_unit_test(fences_need_the_part_to_have_them),
        cmocka_unit_test(msrs_follow_their_table),
        cmocka_unit_test(bad_memory_types_are_gp_0),
        cmocka_unit_test(smrr_is_written_in_smm_and_when_enabled),
        cmocka_unit_test(aliases_decode_as_what_they_stand_for),
        cmocka_unit_test(later_encodings_run_as_what_they_were_before),
        cmocka_unit_test(effective_addresses_follow_the_addressing_forms),
        cmocka_unit_test(bp_and_esp_address_the_stack_segment_unless_overridden),
        cmocka_unit_test(cmov_and_rdtsc_need_the_part_to_have_them),
        cmocka_unit_test(cpuid_tells_what_the_part_says),
        cmocka_unit_test(hlt_stops_plain_steps_and_announces_itself_on_the_bus),
        cmocka_unit_test(io_goes_to_the_bus_once_and_is_remembered_for_restart),
        cmocka_unit_test(sti_and_loads_of_ss_shadow_one_instruction_and_lss_does_not),
        cmocka_unit_test(instructions_that_change_what_is_accepted_end_a_run),
        cmocka_unit_test(rsm_outside_smm_is_ud),
        cmocka_unit_test(cache_flushes_are_special_transactions),
        cmocka_unit_test(real_mode_switches_to_32_bit_code_and_back),
        cmocka_unit_test(bad_control_register_values_are_gp),
        cmocka_unit_test(lmsw_sets_pe_and_cannot_clear_it),
        cmocka_unit_test(ltr_marks_the_task_busy_and_is_ud_in_real_mode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
