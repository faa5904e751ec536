/* alu: integer arithmetic with flags. Operands come cut to `size` bytes and results are cut to it.
 *
 * Flags the SDM calls undefined get one fixed value: AF 0 after logic and shifts, OF of a shift by more than one as if
 * by one, SF ZF AF PF kept by MUL and IMUL. Left out: what each processor really does with undefined flags. */
#ifndef CPU_ALU_H
#define CPU_ALU_H

#include "cpu/cpu.h"

#define FL_ARITH ((uint32_t)0x8d5) /* OF SF ZF AF PF CF */

static inline uint32_t size_mask(unsigned size)
{
    return size == 4 ? 0xffffffffu : size == 2 ? 0xffffu : 0xffu;
}

static inline uint32_t sign_extend(uint32_t v, unsigned size)
{
    return size == 1 ? (uint32_t)(int32_t)(int8_t)v : size == 2 ? (uint32_t)(int32_t)(int16_t)v : v;
}

static inline uint32_t msb(uint32_t v, unsigned size)
{
    return v >> (size * 8 - 1) & 1;
}

static inline uint32_t flags_szp(uint32_t r, unsigned size)
{
    uint32_t even = !__builtin_parity(r & 0xff);
    return even << 2 | (uint32_t)(r == 0) << 6 | msb(r, size) << 7;
}

static inline void set_flags(uint32_t *fl, uint32_t which, uint32_t value)
{
    *fl = (*fl & ~which) | value;
}

/* CF, AF and OF from the carries (or borrows) out of each bit. */
static inline uint32_t flags_carry(uint32_t cv, unsigned size)
{
    unsigned top = size * 8 - 1;
    return (cv >> top & 1) | (cv >> 3 & 1) << 4 | ((cv >> top ^ cv >> (top - 1)) & 1) << 11;
}

static inline uint32_t add_carry(uint32_t *fl, uint32_t a, uint32_t b, uint32_t carry, unsigned size)
{
    uint32_t r = a + b + carry;
    uint32_t cv = (a & b) | ((a | b) & ~r);
    r &= size_mask(size);
    set_flags(fl, FL_ARITH, flags_carry(cv, size) | flags_szp(r, size));
    return r;
}

static inline uint32_t sub_borrow(uint32_t *fl, uint32_t a, uint32_t b, uint32_t borrow, unsigned size)
{
    uint32_t r = a - b - borrow;
    uint32_t bv = (~a & b) | ((~a | b) & r);
    r &= size_mask(size);
    set_flags(fl, FL_ARITH, flags_carry(bv, size) | flags_szp(r, size));
    return r;
}

static inline uint32_t logic(uint32_t *fl, uint32_t r, unsigned size)
{
    set_flags(fl, FL_ARITH, flags_szp(r, size));
    return r;
}

static inline uint32_t alu_add(uint32_t *fl, uint32_t a, uint32_t b, unsigned size)
{
    return add_carry(fl, a, b, 0, size);
}
static inline uint32_t alu_adc(uint32_t *fl, uint32_t a, uint32_t b, unsigned size)
{
    return add_carry(fl, a, b, *fl & FL_CF, size);
}
static inline uint32_t alu_sub(uint32_t *fl, uint32_t a, uint32_t b, unsigned size)
{
    return sub_borrow(fl, a, b, 0, size);
}
static inline uint32_t alu_sbb(uint32_t *fl, uint32_t a, uint32_t b, unsigned size)
{
    return sub_borrow(fl, a, b, *fl & FL_CF, size);
}
static inline uint32_t alu_and(uint32_t *fl, uint32_t a, uint32_t b, unsigned size)
{
    return logic(fl, a & b, size);
}
static inline uint32_t alu_or(uint32_t *fl, uint32_t a, uint32_t b, unsigned size)
{
    return logic(fl, a | b, size);
}
static inline uint32_t alu_xor(uint32_t *fl, uint32_t a, uint32_t b, unsigned size)
{
    return logic(fl, a ^ b, size);
}

/* INC and DEC keep CF. */
static inline uint32_t alu_inc(uint32_t *fl, uint32_t a, unsigned size)
{
    uint32_t cf = *fl & FL_CF;
    uint32_t r = add_carry(fl, a, 1, 0, size);
    set_flags(fl, FL_CF, cf);
    return r;
}
static inline uint32_t alu_dec(uint32_t *fl, uint32_t a, unsigned size)
{
    uint32_t cf = *fl & FL_CF;
    uint32_t r = sub_borrow(fl, a, 1, 0, size);
    set_flags(fl, FL_CF, cf);
    return r;
}

/* The shifts take count already cut to 31 and not 0. */
static inline uint32_t alu_shl(uint32_t *fl, uint32_t a, unsigned count, unsigned size)
{
    uint64_t wide = (uint64_t)a << count;
    uint32_t r = (uint32_t)wide & size_mask(size);
    uint32_t cf = (uint32_t)(wide >> (size * 8)) & 1;
    set_flags(fl, FL_ARITH, cf | (msb(r, size) ^ cf) << 11 | flags_szp(r, size));
    return r;
}
static inline uint32_t alu_shr(uint32_t *fl, uint32_t a, unsigned count, unsigned size)
{
    uint32_t r = a >> count;
    uint32_t cf = a >> (count - 1) & 1;
    set_flags(fl, FL_ARITH, cf | msb(r ^ r << 1, size) << 11 | flags_szp(r, size));
    return r;
}
static inline uint32_t alu_sar(uint32_t *fl, uint32_t a, unsigned count, unsigned size)
{
    int32_t wide = (int32_t)sign_extend(a, size);
    uint32_t r = (uint32_t)(wide >> count) & size_mask(size);
    uint32_t cf = (uint32_t)(wide >> (count - 1)) & 1;
    set_flags(fl, FL_ARITH, cf | flags_szp(r, size));
    return r;
}
static inline uint32_t alu_rol(uint32_t *fl, uint32_t a, unsigned count, unsigned size)
{
    unsigned bits = size * 8, n = count % bits;
    uint32_t r = n ? (a << n | a >> (bits - n)) & size_mask(size) : a;
    set_flags(fl, FL_CF | FL_OF, (r & 1) | (msb(r, size) ^ (r & 1)) << 11);
    return r;
}
static inline uint32_t alu_ror(uint32_t *fl, uint32_t a, unsigned count, unsigned size)
{
    unsigned bits = size * 8, n = count % bits;
    uint32_t r = n ? (a >> n | a << (bits - n)) & size_mask(size) : a;
    set_flags(fl, FL_CF | FL_OF, msb(r, size) | msb(r ^ r << 1, size) << 11);
    return r;
}
static inline uint32_t alu_rcl(uint32_t *fl, uint32_t a, unsigned count, unsigned size)
{
    unsigned bits = size * 8 + 1, n = count % bits; /* carry and operand rotate as one */
    uint64_t all = (uint64_t)(*fl & FL_CF) << (bits - 1) | a;
    if (n == 0)
        return a;
    all = all << n | all >> (bits - n);
    uint32_t r = (uint32_t)all & size_mask(size);
    uint32_t cf = (uint32_t)(all >> (bits - 1)) & 1;
    set_flags(fl, FL_CF | FL_OF, cf | (msb(r, size) ^ cf) << 11);
    return r;
}
static inline uint32_t alu_rcr(uint32_t *fl, uint32_t a, unsigned count, unsigned size)
{
    unsigned bits = size * 8 + 1, n = count % bits;
    uint64_t all = (uint64_t)(*fl & FL_CF) << (bits - 1) | a;
    if (n == 0)
        return a;
    all = all >> n | all << (bits - n);
    uint32_t r = (uint32_t)all & size_mask(size);
    uint32_t cf = (uint32_t)(all >> (bits - 1)) & 1;
    set_flags(fl, FL_CF | FL_OF, cf | msb(r ^ r << 1, size) << 11);
    return r;
}

/* Double shifts: 2 or 4 bytes. A 16-bit count above 16 goes on with the bits of a, as Intel parts do. */
static inline uint32_t alu_shld(uint32_t *fl, uint32_t a, uint32_t b, unsigned count, unsigned size)
{
    uint64_t all = size == 4 ? (uint64_t)a << 32 | b : (uint64_t)a << 48 | (uint64_t)b << 32 | (uint64_t)a << 16;
    uint32_t cf = (uint32_t)(all >> (64 - count)) & 1;
    uint32_t r = (uint32_t)(all << count >> (64 - size * 8));
    set_flags(fl, FL_ARITH, cf | msb(r ^ a, size) << 11 | flags_szp(r, size));
    return r;
}
static inline uint32_t alu_shrd(uint32_t *fl, uint32_t a, uint32_t b, unsigned count, unsigned size)
{
    uint64_t all = size == 4 ? (uint64_t)b << 32 | a : (uint64_t)a << 32 | (uint64_t)b << 16 | a;
    uint32_t cf = (uint32_t)(all >> (count - 1)) & 1;
    uint32_t r = (uint32_t)(all >> count) & size_mask(size);
    set_flags(fl, FL_ARITH, cf | msb(r ^ a, size) << 11 | flags_szp(r, size));
    return r;
}

/* Condition codes of Jcc, SETcc, CMOVcc. */
static inline bool condition(uint32_t fl, unsigned cc)
{
    bool yes;
    switch (cc >> 1) {
    case 0: yes = fl & FL_OF; break;
    case 1: yes = fl & FL_CF; break;
    case 2: yes = fl & FL_ZF; break;
    case 3: yes = fl & (FL_CF | FL_ZF); break;
    case 4: yes = fl & FL_SF; break;
    case 5: yes = fl & FL_PF; break;
    case 6: yes = (fl >> 7 ^ fl >> 11) & 1; break;
    default: yes = ((fl >> 7 ^ fl >> 11) & 1) || (fl & FL_ZF); break;
    }
    return yes != (cc & 1);
}

#endif
