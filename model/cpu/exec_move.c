#include "cpu/exec_ops.h"

#include "cpu/exec.h"
#include "cpu/part.h"

#define MOV_HANDLERS(size)                                                     \
    static bool mov_rr_##size(cpu_t *c, const uop_t *u)                        \
    {                                                                          \
        reg_set(c, u->dst, size, reg_get(c, u->src, size));                    \
        return true;                                                           \
    }                                                                          \
    static bool mov_rm_##size(cpu_t *c, const uop_t *u)                        \
    {                                                                          \
        uint32_t v;                                                            \
        if (!mem_load(c, u->seg, ea(c, u), size, &v))                          \
            return false;                                                      \
        reg_set(c, u->dst, size, v);                                           \
        return true;                                                           \
    }                                                                          \
    static bool mov_mr_##size(cpu_t *c, const uop_t *u)                        \
    {                                                                          \
        return mem_store(c, u->seg, ea(c, u), size, reg_get(c, u->src, size)); \
    }                                                                          \
    static bool mov_ri_##size(cpu_t *c, const uop_t *u)                        \
    {                                                                          \
        reg_set(c, u->dst, size, u->imm);                                      \
        return true;                                                           \
    }                                                                          \
    static bool mov_mi_##size(cpu_t *c, const uop_t *u)                        \
    {                                                                          \
        return mem_store(c, u->seg, ea(c, u), size, u->imm);                   \
    }

MOV_HANDLERS(1)
MOV_HANDLERS(2)
MOV_HANDLERS(4)

#define MOV_FORM(form) {mov_##form##_1, mov_##form##_2, mov_##form##_4}
const uop_fn mov_fns[FORM_COUNT][3] = {MOV_FORM(rr), MOV_FORM(rm), MOV_FORM(mr), MOV_FORM(ri), MOV_FORM(mi)};

/* MOVZX, MOVSX: from 1 or 2 bytes. */
#define EXTEND_HANDLERS(name, from, EXPR)                       \
    static bool name##_r_##from(cpu_t *c, const uop_t *u)       \
    {                                                           \
        uint32_t v = reg_get(c, u->src, from);                  \
        reg_set(c, u->dst, u->size, EXPR);                      \
        return true;                                            \
    }                                                           \
    static bool name##_m_##from(cpu_t *c, const uop_t *u)       \
    {                                                           \
        uint32_t v;                                             \
        if (!mem_load(c, u->seg, ea(c, u), from, &v))           \
            return false;                                       \
        reg_set(c, u->dst, u->size, EXPR);                      \
        return true;                                            \
    }

EXTEND_HANDLERS(movzx, 1, v)
EXTEND_HANDLERS(movzx, 2, v)
EXTEND_HANDLERS(movsx, 1, sign_extend(v, 1))
EXTEND_HANDLERS(movsx, 2, sign_extend(v, 2))

const uop_fn extend_fns[4][2] = {
    {movzx_r_1, movzx_m_1}, {movzx_r_2, movzx_m_2}, {movsx_r_1, movsx_m_1}, {movsx_r_2, movsx_m_2}};

bool op_xchg(cpu_t *c, const uop_t *u)
{
    uint32_t a, b = reg_get(c, u->src, u->size);
    if (c->logged)
        c->locked = u->mem; /* with memory it locks without a prefix */
    if (!rm_get_to_set(c, u, u->size, &a) || !rm_set(c, u, u->size, b))
        return false;
    reg_set(c, u->src, u->size, a);
    return true;
}

bool op_lea(cpu_t *c, const uop_t *u)
{
    reg_set(c, u->src, u->size, ea(c, u));
    return true;
}

bool op_xlat(cpu_t *c, const uop_t *u)
{
    uint32_t v, off = (c->a.gpr[R_EBX] + reg_get(c, 0, 1)) & u->ea_mask;
    if (!mem_load(c, u->seg, off, 1, &v))
        return false;
    reg_set(c, 0, 1, v);
    return true;
}

bool op_setcc(cpu_t *c, const uop_t *u)
{
    return rm_set(c, u, 1, condition(c->a.eflags, u->sub));
}

bool op_cmovcc(cpu_t *c, const uop_t *u)
{
    uint32_t v;
    if (!(c->part->cpuid_edx & 1u << 15))
        return cpu_fault(c, V_UD);
    if (!rm_get(c, u, u->size, &v))
        return false;
    if (condition(c->a.eflags, u->sub))
        reg_set(c, u->src, u->size, v);
    return true;
}

/* To memory always 16 bits; to a 32-bit register zero-extended (P6; before, the upper half is undefined). */
bool op_mov_from_seg(cpu_t *c, const uop_t *u)
{
    return rm_set(c, u, u->mem ? 2 : u->size, c->a.seg[u->sub].sel);
}

static void shadow(cpu_t *c)
{
    c->next_shadow = true;
    c->boundary = true;
}

bool op_mov_to_seg(cpu_t *c, const uop_t *u)
{
    uint32_t sel;
    if (!rm_get(c, u, 2, &sel) || !seg_load(c, u->sub, (uint16_t)sel))
        return false;
    if (u->sub == S_SS)
        shadow(c);
    return true;
}

/* LDS, LES, LFS, LGS, LSS */
bool op_load_far(cpu_t *c, const uop_t *u)
{
    uint32_t off, sel, at = ea(c, u);
    if (!u->mem)
        return cpu_fault(c, V_UD);
    if (!mem_load(c, u->seg, at, u->size, &off) || !mem_load(c, u->seg, (at + u->size) & u->ea_mask, 2, &sel) ||
        !seg_load(c, u->sub, (uint16_t)sel))
        return false;
    reg_set(c, u->src, u->size, off);
    return true;
}

bool op_push_r(cpu_t *c, const uop_t *u)
{
    return push(c, u->size, reg_get(c, u->dst, u->size));
}

bool op_push_r4(cpu_t *c, const uop_t *u)
{
    return push(c, 4, reg_get(c, u->dst, 4));
}

bool op_push_i(cpu_t *c, const uop_t *u)
{
    return push(c, u->size, u->imm);
}

bool op_push_m(cpu_t *c, const uop_t *u)
{
    uint32_t v;
    return rm_get(c, u, u->size, &v) && push(c, u->size, v);
}

bool op_push_seg(cpu_t *c, const uop_t *u)
{
    return push(c, u->size, c->a.seg[u->sub].sel);
}

bool op_pop_r(cpu_t *c, const uop_t *u)
{
    uint32_t v;
    if (!stack_peek(c, 0, u->size, &v))
        return false;
    drop_stack(c, u->size);
    reg_set(c, u->dst, u->size, v); /* second: POP ESP keeps the value */
    return true;
}

bool op_pop_r4(cpu_t *c, const uop_t *u)
{
    uint32_t v;
    if (!stack_peek(c, 0, 4, &v))
        return false;
    drop_stack(c, 4);
    reg_set(c, u->dst, 4, v);
    return true;
}

bool op_pop_m(cpu_t *c, const uop_t *u)
{
    uint32_t v;
    if (!u->mem)
        return op_pop_r(c, u);
    if (!stack_peek(c, 0, u->size, &v) || !mem_store(c, u->seg, ea(c, u), u->size, v))
        return false;
    drop_stack(c, u->size);
    return true;
}

bool op_pop_seg(cpu_t *c, const uop_t *u)
{
    uint32_t sel;
    if (!stack_peek(c, 0, 2, &sel))
        return false;
    uint32_t sp = c->a.gpr[R_ESP] + u->size, mask = stack_mask(c); /* of the old stack segment */
    if (!seg_load(c, u->sub, (uint16_t)sel))
        return false;
    set_sp(c, mask, sp);
    if (u->sub == S_SS)
        shadow(c);
    return true;
}

bool op_pusha(cpu_t *c, const uop_t *u)
{
    uint32_t mask = stack_mask(c), sp = c->a.gpr[R_ESP];
    for (unsigned i = 0; i < 8; i++)
        if (!mem_can_store(c, S_SS, (sp - (i + 1) * u->size) & mask, u->size))
            return false;
    for (unsigned i = 0; i < 8; i++)
        if (!mem_store(c, S_SS, (sp - (i + 1) * u->size) & mask, u->size, reg_get(c, i * 4, u->size)))
            return false;
    set_sp(c, mask, sp - 8u * u->size);
    return true;
}

bool op_popa(cpu_t *c, const uop_t *u)
{
    uint32_t v[8];
    for (unsigned i = 0; i < 8; i++)
        if (!stack_peek(c, i * u->size, u->size, &v[i]))
            return false;
    for (unsigned i = 0; i < 8; i++)
        if (7 - i != R_ESP) /* its copy is skipped */
            reg_set(c, (7 - i) * 4, u->size, v[i]);
    drop_stack(c, 8u * u->size);
    return true;
}

bool op_pushf(cpu_t *c, const uop_t *u)
{
    return push(c, u->size, c->a.eflags & ~(uint32_t)(FL_RF | FL_VM));
}

bool op_popf(cpu_t *c, const uop_t *u)
{
    uint32_t v, bits = FL_POPPED & size_mask(u->size);
    if (!stack_peek(c, 0, u->size, &v))
        return false;
    drop_stack(c, u->size);
    set_flags(&c->a.eflags, bits | (u->size == 4 ? FL_RF : 0), v & bits);
    c->boundary = true;
    return true;
}

bool op_enter(cpu_t *c, const uop_t *u)
{
    uint32_t mask = stack_mask(c), level = u->imm2;
    uint32_t ebp = c->a.gpr[R_EBP];
    uint32_t sp = (c->a.gpr[R_ESP] - u->size) & mask, frame = sp, v;

    if (!mem_can_store(c, S_SS, (frame - level * u->size - u->imm) & mask, u->size) ||
        !mem_store(c, S_SS, sp, u->size, reg_get(c, R_EBP * 4, u->size)))
        return false;
    for (unsigned i = 1; i < level; i++) {
        sp = (sp - u->size) & mask;
        if (!mem_load(c, S_SS, (ebp - i * u->size) & mask, u->size, &v) || !mem_store(c, S_SS, sp, u->size, v))
            return false;
    }
    if (level) {
        sp = (sp - u->size) & mask;
        if (!mem_store(c, S_SS, sp, u->size, frame))
            return false;
    }
    set_sp(c, mask, sp - u->imm);
    c->a.gpr[R_EBP] = (ebp & ~mask) | frame;
    return true;
}

bool op_leave(cpu_t *c, const uop_t *u)
{
    uint32_t v, mask = stack_mask(c), sp = c->a.gpr[R_EBP];
    if (!mem_load(c, S_SS, sp & mask, u->size, &v))
        return false;
    set_sp(c, mask, sp + u->size);
    reg_set(c, R_EBP * 4, u->size, v);
    return true;
}
