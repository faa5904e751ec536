#include "cpu/exec_ops.h"

#include "cpu/part.h"

/* The two-operand operations, one handler for each form and size, so that the common ones are straight code. */
#define ALU_HANDLERS(name, size, writes)                                          \
    static bool name##_rr_##size(cpu_t *c, const uop_t *u)                        \
    {                                                                             \
        uint32_t b = reg_get(c, u->src, size);                                    \
        uint32_t r = alu_##name(&c->a.eflags, reg_get(c, u->dst, size), b, size); \
        if (writes)                                                               \
            reg_set(c, u->dst, size, r);                                          \
        return true;                                                              \
    }                                                                             \
    static bool name##_ri_##size(cpu_t *c, const uop_t *u)                        \
    {                                                                             \
        uint32_t r = alu_##name(&c->a.eflags, reg_get(c, u->dst, size), u->imm, size); \
        if (writes)                                                               \
            reg_set(c, u->dst, size, r);                                          \
        return true;                                                              \
    }                                                                             \
    static bool name##_rm_##size(cpu_t *c, const uop_t *u)                        \
    {                                                                             \
        uint32_t b;                                                               \
        if (!mem_load(c, u->seg, ea(c, u), size, &b))                             \
            return false;                                                         \
        uint32_t r = alu_##name(&c->a.eflags, reg_get(c, u->dst, size), b, size); \
        if (writes)                                                               \
            reg_set(c, u->dst, size, r);                                          \
        return true;                                                              \
    }                                                                             \
    static bool name##_mem_##size(cpu_t *c, const uop_t *u, uint32_t b)           \
    {                                                                             \
        uint32_t a, fl = c->a.eflags, off = ea(c, u);                             \
        if ((writes && !mem_will_store(c, u->seg, off, size)) || !mem_load(c, u->seg, off, size, &a)) \
            return false;                                                         \
        uint32_t r = alu_##name(&fl, a, b, size);                                 \
        if (writes && !mem_store(c, u->seg, off, size, r))                        \
            return false;                                                         \
        c->a.eflags = fl;                                                         \
        return true;                                                              \
    }                                                                             \
    static bool name##_mr_##size(cpu_t *c, const uop_t *u)                        \
    {                                                                             \
        return name##_mem_##size(c, u, reg_get(c, u->src, size));                 \
    }                                                                             \
    static bool name##_mi_##size(cpu_t *c, const uop_t *u)                        \
    {                                                                             \
        return name##_mem_##size(c, u, u->imm);                                   \
    }

#define ALU_SIZES(name, writes)     \
    ALU_HANDLERS(name, 1, writes)   \
    ALU_HANDLERS(name, 2, writes)   \
    ALU_HANDLERS(name, 4, writes)

#define alu_cmp alu_sub
#define alu_test alu_and
ALU_SIZES(add, true)
ALU_SIZES(or, true)
ALU_SIZES(adc, true)
ALU_SIZES(sbb, true)
ALU_SIZES(and, true)
ALU_SIZES(sub, true)
ALU_SIZES(xor, true)
ALU_SIZES(cmp, false)
ALU_SIZES(test, false)

#define ALU_FORM(name, form) {name##_##form##_1, name##_##form##_2, name##_##form##_4}
#define ALU_ROW(name) {ALU_FORM(name, rr), ALU_FORM(name, rm), ALU_FORM(name, mr), ALU_FORM(name, ri), ALU_FORM(name, mi)}

const uop_fn alu_fns[ALU_COUNT][FORM_COUNT][3] = {
    ALU_ROW(add), ALU_ROW(or), ALU_ROW(adc), ALU_ROW(sbb), ALU_ROW(and),
    ALU_ROW(sub), ALU_ROW(xor), ALU_ROW(cmp), ALU_ROW(test),
};

bool op_inc_r2(cpu_t *c, const uop_t *u)
{
    reg_set(c, u->dst, 2, alu_inc(&c->a.eflags, reg_get(c, u->dst, 2), 2));
    return true;
}

bool op_inc_r4(cpu_t *c, const uop_t *u)
{
    reg_set(c, u->dst, 4, alu_inc(&c->a.eflags, reg_get(c, u->dst, 4), 4));
    return true;
}

bool op_dec_r2(cpu_t *c, const uop_t *u)
{
    reg_set(c, u->dst, 2, alu_dec(&c->a.eflags, reg_get(c, u->dst, 2), 2));
    return true;
}

bool op_dec_r4(cpu_t *c, const uop_t *u)
{
    reg_set(c, u->dst, 4, alu_dec(&c->a.eflags, reg_get(c, u->dst, 4), 4));
    return true;
}

/* Stores the result of a read-modify-write and then commits its flags. */
static bool finish(cpu_t *c, const uop_t *u, uint32_t r, uint32_t fl)
{
    if (!rm_set(c, u, u->size, r))
        return false;
    c->a.eflags = fl;
    return true;
}

bool op_inc(cpu_t *c, const uop_t *u)
{
    uint32_t a, fl = c->a.eflags;
    if (!rm_get_to_set(c, u, u->size, &a))
        return false;
    uint32_t r = alu_inc(&fl, a, u->size);
    return finish(c, u, r, fl);
}

bool op_dec(cpu_t *c, const uop_t *u)
{
    uint32_t a, fl = c->a.eflags;
    if (!rm_get_to_set(c, u, u->size, &a))
        return false;
    uint32_t r = alu_dec(&fl, a, u->size);
    return finish(c, u, r, fl);
}

bool op_neg(cpu_t *c, const uop_t *u)
{
    uint32_t a, fl = c->a.eflags;
    if (!rm_get_to_set(c, u, u->size, &a))
        return false;
    uint32_t r = alu_sub(&fl, 0, a, u->size);
    return finish(c, u, r, fl);
}

bool op_not(cpu_t *c, const uop_t *u)
{
    uint32_t a;
    return rm_get_to_set(c, u, u->size, &a) && rm_set(c, u, u->size, ~a & size_mask(u->size));
}

static uint32_t shift(uint32_t *fl, unsigned kind, uint32_t a, unsigned count, unsigned size)
{
    switch (kind) {
    case 0: return alu_rol(fl, a, count, size);
    case 1: return alu_ror(fl, a, count, size);
    case 2: return alu_rcl(fl, a, count, size);
    case 3: return alu_rcr(fl, a, count, size);
    case 5: return alu_shr(fl, a, count, size);
    case 7: return alu_sar(fl, a, count, size);
    default: return alu_shl(fl, a, count, size); /* 6 is an alias */
    }
}

static bool shift_by(cpu_t *c, const uop_t *u, unsigned count)
{
    uint32_t a, fl = c->a.eflags;
    if (!rm_get_to_set(c, u, u->size, &a))
        return false;
    uint32_t r = count ? shift(&fl, u->sub, a, count, u->size) : a;
    return finish(c, u, r, fl);
}

bool op_shift(cpu_t *c, const uop_t *u)
{
    return shift_by(c, u, u->imm);
}

bool op_shift_cl(cpu_t *c, const uop_t *u)
{
    return shift_by(c, u, c->a.gpr[R_ECX] & 31);
}

/* SHL, SHR, SAR of a 32-bit register by a fixed count. */
bool op_shift_ri4(cpu_t *c, const uop_t *u)
{
    uint32_t a = reg_get(c, u->dst, 4);
    uint32_t r = u->sub == 5   ? alu_shr(&c->a.eflags, a, u->imm, 4)
                 : u->sub == 7 ? alu_sar(&c->a.eflags, a, u->imm, 4)
                               : alu_shl(&c->a.eflags, a, u->imm, 4);
    reg_set(c, u->dst, 4, r);
    return true;
}

static bool double_shift(cpu_t *c, const uop_t *u, unsigned count, bool left)
{
    uint32_t a, r, fl = c->a.eflags;
    uint32_t b = reg_get(c, u->src, u->size);
    if (!rm_get_to_set(c, u, u->size, &a))
        return false;
    r = a;
    count &= 31;
    if (count)
        r = left ? alu_shld(&fl, a, b, count, u->size) : alu_shrd(&fl, a, b, count, u->size);
    return finish(c, u, r, fl);
}

bool op_shld(cpu_t *c, const uop_t *u)
{
    return double_shift(c, u, u->imm, true);
}

bool op_shld_cl(cpu_t *c, const uop_t *u)
{
    return double_shift(c, u, c->a.gpr[R_ECX], true);
}

bool op_shrd(cpu_t *c, const uop_t *u)
{
    return double_shift(c, u, u->imm, false);
}

bool op_shrd_cl(cpu_t *c, const uop_t *u)
{
    return double_shift(c, u, c->a.gpr[R_ECX], false);
}

/* The double-width register pair of MUL and DIV: AX, DX:AX or EDX:EAX. */
static uint64_t pair_get(const cpu_t *c, unsigned size)
{
    if (size == 1)
        return reg_get(c, 0, 2);
    return (uint64_t)reg_get(c, R_EDX * 4, size) << (size * 8) | reg_get(c, R_EAX * 4, size);
}

static void pair_set(cpu_t *c, unsigned size, uint32_t low, uint32_t high)
{
    reg_set(c, 0, size, low);
    reg_set(c, size == 1 ? 1 : R_EDX * 4, size, high);
}

/* MUL and IMUL say with CF and OF that the upper half matters. */
static void wide_flags(cpu_t *c, bool wide)
{
    set_flags(&c->a.eflags, FL_CF | FL_OF, wide ? FL_CF | FL_OF : 0);
}

bool op_mul(cpu_t *c, const uop_t *u)
{
    uint32_t b;
    if (!rm_get(c, u, u->size, &b))
        return false;
    uint64_t r = (uint64_t)reg_get(c, 0, u->size) * b;
    uint32_t high = (uint32_t)(r >> (u->size * 8)) & size_mask(u->size);
    pair_set(c, u->size, (uint32_t)r & size_mask(u->size), high);
    wide_flags(c, high != 0);
    return true;
}

static int64_t signed_of(uint32_t v, unsigned size)
{
    return (int32_t)sign_extend(v, size);
}

bool op_imul1(cpu_t *c, const uop_t *u)
{
    uint32_t b;
    if (!rm_get(c, u, u->size, &b))
        return false;
    int64_t r = signed_of(reg_get(c, 0, u->size), u->size) * signed_of(b, u->size);
    uint32_t low = (uint32_t)r & size_mask(u->size);
    pair_set(c, u->size, low, (uint32_t)((uint64_t)r >> (u->size * 8)) & size_mask(u->size));
    wide_flags(c, signed_of(low, u->size) != r);
    return true;
}

static void imul_to_reg(cpu_t *c, const uop_t *u, uint32_t a, uint32_t b)
{
    int64_t r = signed_of(a, u->size) * signed_of(b, u->size);
    uint32_t low = (uint32_t)r & size_mask(u->size);
    reg_set(c, u->src, u->size, low);
    wide_flags(c, signed_of(low, u->size) != r);
}

bool op_imul2(cpu_t *c, const uop_t *u)
{
    uint32_t b;
    if (!rm_get(c, u, u->size, &b))
        return false;
    imul_to_reg(c, u, reg_get(c, u->src, u->size), b);
    return true;
}

bool op_imul3(cpu_t *c, const uop_t *u)
{
    uint32_t b;
    if (!rm_get(c, u, u->size, &b))
        return false;
    imul_to_reg(c, u, b, u->imm);
    return true;
}

bool op_div(cpu_t *c, const uop_t *u)
{
    uint32_t b;
    if (!rm_get(c, u, u->size, &b))
        return false;
    uint64_t a = pair_get(c, u->size);
    if (b == 0 || a / b > size_mask(u->size))
        return cpu_fault(c, V_DE);
    pair_set(c, u->size, (uint32_t)(a / b), (uint32_t)(a % b));
    return true;
}

bool op_idiv(cpu_t *c, const uop_t *u)
{
    uint32_t v;
    if (!rm_get(c, u, u->size, &v))
        return false;
    int64_t b = signed_of(v, u->size);
    uint64_t pair = pair_get(c, u->size);
    int64_t a = u->size == 4 ? (int64_t)pair : u->size == 2 ? (int32_t)(uint32_t)pair : (int16_t)(uint16_t)pair;
    if (b == 0 || (a == INT64_MIN && b == -1))
        return cpu_fault(c, V_DE);
    int64_t q = a / b, r = a % b;
    if (q != signed_of((uint32_t)q & size_mask(u->size), u->size))
        return cpu_fault(c, V_DE);
    pair_set(c, u->size, (uint32_t)q, (uint32_t)r);
    return true;
}

/* BT, BTS, BTR, BTC: `sub` 0 to 3. */
static uint32_t bit_changed(unsigned kind, uint32_t a, uint32_t bit)
{
    return kind == 1 ? a | bit : kind == 2 ? a & ~bit : kind == 3 ? a ^ bit : a;
}

static bool bit_at(cpu_t *c, const uop_t *u, uint32_t off, unsigned n)
{
    uint32_t a;
    if (!u->mem)
        a = reg_get(c, u->dst, u->size);
    else if ((u->sub && !mem_will_store(c, u->seg, off, u->size)) || !mem_load(c, u->seg, off, u->size, &a))
        return false;
    uint32_t r = bit_changed(u->sub, a, UINT32_C(1) << n);
    if (u->sub && u->mem && !mem_store(c, u->seg, off, u->size, r))
        return false;
    if (u->sub && !u->mem)
        reg_set(c, u->dst, u->size, r);
    set_flags(&c->a.eflags, FL_CF, a >> n & 1);
    return true;
}

/* The bit number is signed and may reach memory far from the operand. */
bool op_bit_r(cpu_t *c, const uop_t *u)
{
    uint32_t n = reg_get(c, u->src, u->size);
    uint32_t off = 0;
    if (u->mem) {
        int32_t units = (int32_t)sign_extend(n, u->size) >> (u->size == 4 ? 5 : 4);
        off = (ea(c, u) + (uint32_t)units * u->size) & u->ea_mask;
    }
    return bit_at(c, u, off, n & (u->size * 8u - 1));
}

bool op_bit_i(cpu_t *c, const uop_t *u)
{
    return bit_at(c, u, u->mem ? ea(c, u) : 0, u->imm);
}

/* A source of 0 sets ZF and leaves the destination. */
bool op_bsf(cpu_t *c, const uop_t *u)
{
    uint32_t a;
    if (!rm_get(c, u, u->size, &a))
        return false;
    set_flags(&c->a.eflags, FL_ZF, a ? 0 : FL_ZF);
    if (a)
        reg_set(c, u->src, u->size, (uint32_t)__builtin_ctz(a));
    return true;
}

bool op_bsr(cpu_t *c, const uop_t *u)
{
    uint32_t a;
    if (!rm_get(c, u, u->size, &a))
        return false;
    set_flags(&c->a.eflags, FL_ZF, a ? 0 : FL_ZF);
    if (a)
        reg_set(c, u->src, u->size, 31 - (uint32_t)__builtin_clz(a));
    return true;
}

/* BSWAP of a 16-bit register is undefined by the book; this clears it, as Intel parts do. */
bool op_bswap(cpu_t *c, const uop_t *u)
{
    reg_set(c, u->dst, u->size, u->size == 4 ? __builtin_bswap32(reg_get(c, u->dst, 4)) : 0);
    return true;
}

bool op_cbw(cpu_t *c, const uop_t *u)
{
    reg_set(c, 0, u->size, sign_extend(reg_get(c, 0, u->size / 2u), u->size / 2u));
    return true;
}

bool op_cwd(cpu_t *c, const uop_t *u)
{
    reg_set(c, R_EDX * 4, u->size, msb(reg_get(c, 0, u->size), u->size) ? 0xffffffffu : 0);
    return true;
}

/* Decimal adjustment, as the operation sections of SDM vol 2 give it. */
static void decimal_adjust(cpu_t *c, bool subtract)
{
    uint32_t fl = c->a.eflags, al = reg_get(c, 0, 1), old = al;
    uint32_t cf = fl & FL_CF, af = 0, carry = 0;
    if ((al & 15) > 9 || (fl & FL_AF)) {
        uint32_t next = subtract ? al - 6 : al + 6;
        carry = cf | (next > 0xff ? FL_CF : 0);
        al = next & 0xff;
        af = FL_AF;
    }
    if (old > 0x99 || cf) {
        al = (subtract ? al - 0x60 : al + 0x60) & 0xff;
        carry = FL_CF;
    } else if (!subtract) {
        carry = 0;
    }
    reg_set(c, 0, 1, al);
    set_flags(&c->a.eflags, FL_ARITH, carry | af | flags_szp(al, 1));
}

bool op_daa(cpu_t *c, const uop_t *u)
{
    (void)u;
    decimal_adjust(c, false);
    return true;
}

bool op_das(cpu_t *c, const uop_t *u)
{
    (void)u;
    decimal_adjust(c, true);
    return true;
}

static void ascii_adjust(cpu_t *c, uint32_t step)
{
    uint32_t ax = reg_get(c, 0, 2);
    bool adjust = (ax & 15) > 9 || (c->a.eflags & FL_AF);
    if (adjust)
        ax += step;
    reg_set(c, 0, 2, ax & 0xff0f);
    set_flags(&c->a.eflags, FL_ARITH, (adjust ? FL_AF | FL_CF : 0) | flags_szp(ax & 15, 1));
}

bool op_aaa(cpu_t *c, const uop_t *u)
{
    (void)u;
    ascii_adjust(c, 0x106);
    return true;
}

bool op_aas(cpu_t *c, const uop_t *u)
{
    (void)u;
    ascii_adjust(c, 0u - 0x106u);
    return true;
}

bool op_aam(cpu_t *c, const uop_t *u)
{
    uint32_t al = reg_get(c, 0, 1);
    if (u->imm == 0)
        return cpu_fault(c, V_DE);
    reg_set(c, 0, 2, al / u->imm << 8 | al % u->imm);
    set_flags(&c->a.eflags, FL_ARITH, flags_szp(al % u->imm, 1));
    return true;
}

bool op_aad(cpu_t *c, const uop_t *u)
{
    uint32_t al = (reg_get(c, 0, 1) + reg_get(c, 1, 1) * u->imm) & 0xff;
    reg_set(c, 0, 2, al);
    set_flags(&c->a.eflags, FL_ARITH, flags_szp(al, 1));
    return true;
}

/* The destination is written in either case, as on the bus (SDM vol 2 CMPXCHG). */
bool op_cmpxchg(cpu_t *c, const uop_t *u)
{
    uint32_t old, fl = c->a.eflags;
    if (!rm_get_to_set(c, u, u->size, &old))
        return false;
    alu_cmp(&fl, reg_get(c, 0, u->size), old, u->size);
    bool same = fl & FL_ZF;
    if (!rm_set(c, u, u->size, same ? reg_get(c, u->src, u->size) : old))
        return false;
    if (!same)
        reg_set(c, 0, u->size, old);
    c->a.eflags = fl;
    return true;
}

bool op_cmpxchg8b(cpu_t *c, const uop_t *u)
{
    uint32_t off = ea(c, u), high = (off + 4) & u->ea_mask, v[2];
    if (!(c->part->cpuid_edx & 1u << 8))
        return cpu_fault(c, V_UD);
    if (!mem_can_store(c, u->seg, off, 4) || !mem_can_store(c, u->seg, high, 4) ||
        !mem_will_store(c, u->seg, off, 4) || !mem_will_store(c, u->seg, high, 4) ||
        !mem_load(c, u->seg, off, 4, &v[0]) || !mem_load(c, u->seg, high, 4, &v[1]))
        return false;
    bool same = v[0] == c->a.gpr[R_EAX] && v[1] == c->a.gpr[R_EDX];
    if (!mem_store(c, u->seg, off, 4, same ? c->a.gpr[R_EBX] : v[0]) ||
        !mem_store(c, u->seg, high, 4, same ? c->a.gpr[R_ECX] : v[1]))
        return false;
    if (!same) {
        c->a.gpr[R_EAX] = v[0];
        c->a.gpr[R_EDX] = v[1];
    }
    set_flags(&c->a.eflags, FL_ZF, same ? FL_ZF : 0);
    return true;
}

bool op_xadd(cpu_t *c, const uop_t *u)
{
    uint32_t a, fl = c->a.eflags, b = reg_get(c, u->src, u->size);
    if (!rm_get_to_set(c, u, u->size, &a))
        return false;
    uint32_t r = alu_add(&fl, a, b, u->size);
    if (u->mem && !mem_store(c, u->seg, ea(c, u), u->size, r))
        return false;
    reg_set(c, u->src, u->size, a);
    if (!u->mem)
        reg_set(c, u->dst, u->size, r); /* second: XADD of a register with itself keeps the sum */
    c->a.eflags = fl;
    return true;
}

bool op_clc(cpu_t *c, const uop_t *u)
{
    (void)u;
    set_flags(&c->a.eflags, FL_CF, 0);
    return true;
}

bool op_stc(cpu_t *c, const uop_t *u)
{
    (void)u;
    c->a.eflags |= FL_CF;
    return true;
}

bool op_cmc(cpu_t *c, const uop_t *u)
{
    (void)u;
    c->a.eflags ^= FL_CF;
    return true;
}

bool op_cld(cpu_t *c, const uop_t *u)
{
    (void)u;
    set_flags(&c->a.eflags, FL_DF, 0);
    return true;
}

bool op_std(cpu_t *c, const uop_t *u)
{
    (void)u;
    c->a.eflags |= FL_DF;
    return true;
}

bool op_lahf(cpu_t *c, const uop_t *u)
{
    (void)u;
    reg_set(c, 1, 1, (c->a.eflags & 0xd5) | FL_1);
    return true;
}

bool op_sahf(cpu_t *c, const uop_t *u)
{
    (void)u;
    set_flags(&c->a.eflags, 0xd5, reg_get(c, 1, 1) & 0xd5);
    return true;
}

bool op_salc(cpu_t *c, const uop_t *u)
{
    (void)u;
    reg_set(c, 0, 1, c->a.eflags & FL_CF ? 0xff : 0);
    return true;
}
