/* exec_ops: the instruction handlers as the decoder sees them, and what all handlers share.
 *
 * A handler returns true when the instruction may commit, with c->next_eip and c->next_shadow set if it does not just
 * go on; exec commits. It changes c->a only after its last access that can fail, and may then no longer return false.
 * Left out: nothing of its own. */
#ifndef CPU_EXEC_OPS_H
#define CPU_EXEC_OPS_H

#include "cpu/alu.h"
#include "cpu/decode.h"
#include "cpu/mem.h"

#include <string.h>

/* Two-operand forms; r/m is the first or the second operand. */
enum alu_form { FORM_RR, FORM_RM, FORM_MR, FORM_RI, FORM_MI, FORM_COUNT };
enum alu_op { ALU_ADD, ALU_OR, ALU_ADC, ALU_SBB, ALU_AND, ALU_SUB, ALU_XOR, ALU_CMP, ALU_TEST, ALU_COUNT };

/* Third index: operand size 1, 2, 4 as 0, 1, 2. */
extern const uop_fn alu_fns[ALU_COUNT][FORM_COUNT][3];
extern const uop_fn mov_fns[FORM_COUNT][3];
extern const uop_fn jcc_fns[16];
enum { EXTEND_ZERO_8, EXTEND_ZERO_16, EXTEND_SIGN_8, EXTEND_SIGN_16 };
extern const uop_fn extend_fns[4][2]; /* [1] from memory */

#define EXEC_OPS(X)                                                                                                     \
    /* exec_alu.c */                                                                                                    \
    X(inc_r2) X(inc_r4) X(dec_r2) X(dec_r4) X(inc) X(dec) X(neg) X(not) X(shift) X(shift_cl) X(shift_ri4)               \
    X(shld) X(shld_cl) X(shrd) X(shrd_cl) X(mul) X(imul1) X(imul2) X(imul3) X(div) X(idiv) X(bit_r) X(bit_i)            \
    X(bsf) X(bsr) X(bswap) X(cbw) X(cwd) X(daa) X(das) X(aaa) X(aas) X(aam) X(aad) X(cmpxchg) X(cmpxchg8b) X(xadd)      \
    X(clc) X(stc) X(cmc) X(cld) X(std) X(lahf) X(sahf) X(salc)                                                          \
    /* exec_move.c */                                                                                                   \
    X(xchg) X(lea) X(xlat) X(setcc) X(cmovcc) X(mov_from_seg) X(mov_to_seg) X(load_far) X(push_r) X(push_i) X(push_m)   \
    X(push_seg) X(pop_r) X(pop_m) X(pop_seg) X(pusha) X(popa) X(pushf) X(popf) X(enter) X(leave) X(push_r4) X(pop_r4)   \
    /* exec_string.c */                                                                                                 \
    X(movs) X(cmps) X(scas) X(lods) X(stos) X(ins) X(outs)                                                              \
    /* exec_flow.c */                                                                                                   \
    X(jmp) X(jmp_r) X(jmp_m) X(call) X(call_r) X(call_m) X(ret) X(jcxz) X(loop) X(jmp_far) X(jmp_far_m) X(call_far)     \
    X(call_far_m) X(ret_far) X(iret) X(int) X(int3) X(into) X(bound)                                                    \
    /* exec_sys.c */                                                                                                    \
    X(nop) X(wait) X(esc) X(cli) X(sti) X(hlt) X(in) X(out) X(in_dx) X(out_dx) X(lgdt) X(lidt) X(sgdt) X(sidt)          \
    X(lmsw) X(smsw) X(lldt) X(sldt) X(ltr) X(str) X(clts) X(wbinvd) X(invd) X(invlpg) X(clflush) X(cpuid) X(rdtsc) X(rsm)          \
    X(rdmsr) X(wrmsr) X(mov_from_cr) X(mov_to_cr) X(mov_from_dr) X(mov_to_dr) X(lfence) X(mfence) X(sfence) X(ud) X(unknown)

#define EXEC_OP_PROTOTYPE(name) bool op_##name(cpu_t *c, const uop_t *u);
EXEC_OPS(EXEC_OP_PROTOTYPE)

/* EFLAGS bits POPF and IRET may change at CPL 0. */
#define FL_POPPED ((uint32_t)0x247fd5)

static inline bool protected_mode(const cpu_t *c)
{
    return c->a.cr0 & CR0_PE;
}

static inline uint32_t reg_get(const cpu_t *c, unsigned reg, unsigned size)
{
    const uint8_t *p = (const uint8_t *)c->a.gpr + reg;
    if (size == 4) {
        uint32_t v;
        memcpy(&v, p, 4);
        return v;
    }
    if (size == 2) {
        uint16_t v;
        memcpy(&v, p, 2);
        return v;
    }
    return *p;
}

static inline void reg_set(cpu_t *c, unsigned reg, unsigned size, uint32_t v)
{
    uint8_t *p = (uint8_t *)c->a.gpr + reg;
    if (size == 4) {
        memcpy(p, &v, 4);
    } else if (size == 2) {
        uint16_t w = (uint16_t)v;
        memcpy(p, &w, 2);
    } else {
        *p = (uint8_t)v;
    }
}

static inline uint32_t ea(const cpu_t *c, const uop_t *u)
{
    return (u->disp + (c->a.gpr[u->base] & u->base_mask) + ((c->a.gpr[u->index] & u->index_mask) << u->scale)) &
           u->ea_mask;
}

/* The r/m operand of handlers that are not split by form. */
static inline bool rm_get(cpu_t *c, const uop_t *u, unsigned size, uint32_t *v)
{
    if (u->mem)
        return mem_load(c, u->seg, ea(c, u), size, v);
    *v = reg_get(c, u->dst, size);
    return true;
}

/* rm_get of an operand that will be stored: faults as the store would. */
static inline bool rm_get_to_set(cpu_t *c, const uop_t *u, unsigned size, uint32_t *v)
{
    return (!u->mem || mem_will_store(c, u->seg, ea(c, u), size)) && rm_get(c, u, size, v);
}

/* The last access of a handler: after true it must commit the rest. */
static inline bool rm_set(cpu_t *c, const uop_t *u, unsigned size, uint32_t v)
{
    if (u->mem)
        return mem_store(c, u->seg, ea(c, u), size, v);
    reg_set(c, u->dst, size, v);
    return true;
}

static inline uint32_t stack_mask(const cpu_t *c)
{
    return c->a.seg[S_SS].attr & ATTR_DB ? 0xffffffffu : 0xffffu;
}

/* ESP with its low part replaced as the stack's address size says. */
static inline void set_sp(cpu_t *c, uint32_t mask, uint32_t sp)
{
    c->a.gpr[R_ESP] = (c->a.gpr[R_ESP] & ~mask) | (sp & mask);
}

/* Pushes one value and commits the stack pointer. */
static inline bool push(cpu_t *c, unsigned size, uint32_t v)
{
    uint32_t mask = stack_mask(c), sp = (c->a.gpr[R_ESP] - size) & mask;
    if (!mem_store(c, S_SS, sp, size, v))
        return false;
    set_sp(c, mask, sp);
    return true;
}

/* Reads the value `skip` bytes above the stack pointer. */
static inline bool stack_peek(cpu_t *c, uint32_t skip, unsigned size, uint32_t *v)
{
    return mem_load(c, S_SS, (c->a.gpr[R_ESP] + skip) & stack_mask(c), size, v);
}

static inline void drop_stack(cpu_t *c, uint32_t bytes)
{
    set_sp(c, stack_mask(c), c->a.gpr[R_ESP] + bytes);
}

/* Goes to an offset in the present code segment, already cut to the operand size. Cannot fail after the check. */
static inline bool jump_ok(cpu_t *c, uint32_t target)
{
    return target <= c->a.seg[S_CS].limit || cpu_fault_err(c, V_GP, 0);
}
static inline void jump(cpu_t *c, uint32_t target)
{
    c->next_eip = target;
    if (c->logged)
        mem_fetch_drop(c);
}

/* For what only a clocked block can answer: stops plain steps. */
static inline bool need_log(cpu_t *c)
{
    if (c->logged)
        return true;
    c->stop = (cpu_stop_t){.kind = CPU_STOP_NEED_LOG};
    return false;
}

/* Segment checks without the load, so that it can be the last thing of a handler. `seg_check_code` is for far
 * transfers (same privilege only); `ret` for RETF and IRET. */
bool seg_check(cpu_t *c, unsigned sreg, uint16_t sel, cpu_seg_t *out);
bool seg_check_code(cpu_t *c, uint16_t sel, bool ret, uint16_t ext, cpu_seg_t *out);

/* A descriptor's two dwords. #GP(sel) outside its table. */
bool seg_descriptor(cpu_t *c, uint16_t sel, uint16_t ext, uint32_t d[2]);
cpu_seg_t seg_unpack(uint16_t sel, const uint32_t d[2]);

#endif
