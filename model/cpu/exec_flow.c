#include "cpu/exec_ops.h"

#include "cpu/exec.h"

#define JCC(cc)                                                 \
    static bool jcc_##cc(cpu_t *c, const uop_t *u)              \
    {                                                           \
        if (!condition(c->a.eflags, cc))                        \
            return true;                                        \
        return op_jmp(c, u);                                    \
    }

static bool jump_relative(cpu_t *c, const uop_t *u)
{
    uint32_t target = (c->next_eip + u->imm) & u->ea_mask;
    if (!jump_ok(c, target))
        return false;
    jump(c, target);
    return true;
}

bool op_jmp(cpu_t *c, const uop_t *u)
{
    return jump_relative(c, u);
}

JCC(0) JCC(1) JCC(2) JCC(3) JCC(4) JCC(5) JCC(6) JCC(7) JCC(8) JCC(9) JCC(10) JCC(11) JCC(12) JCC(13) JCC(14) JCC(15)

const uop_fn jcc_fns[16] = {jcc_0, jcc_1, jcc_2,  jcc_3,  jcc_4,  jcc_5,  jcc_6,  jcc_7,
                            jcc_8, jcc_9, jcc_10, jcc_11, jcc_12, jcc_13, jcc_14, jcc_15};

bool op_jcxz(cpu_t *c, const uop_t *u)
{
    return (c->a.gpr[R_ECX] & size_mask(u->asize)) || jump_relative(c, u);
}

/* LOOPNE, LOOPE, LOOP: `sub` 0, 1, 2. */
bool op_loop(cpu_t *c, const uop_t *u)
{
    uint32_t count = (c->a.gpr[R_ECX] - 1) & size_mask(u->asize);
    bool zf = c->a.eflags & FL_ZF;
    if (count && (u->sub == 2 || zf == (u->sub == 1)) && !jump_relative(c, u))
        return false;
    reg_set(c, R_ECX * 4, u->asize, count);
    return true;
}

bool op_jmp_r(cpu_t *c, const uop_t *u)
{
    uint32_t target = reg_get(c, u->dst, u->size);
    if (!jump_ok(c, target))
        return false;
    jump(c, target);
    return true;
}

bool op_jmp_m(cpu_t *c, const uop_t *u)
{
    uint32_t target;
    if (!mem_load(c, u->seg, ea(c, u), u->size, &target) || !jump_ok(c, target))
        return false;
    jump(c, target);
    return true;
}

static bool call(cpu_t *c, unsigned size, uint32_t target)
{
    if (!jump_ok(c, target) || !push(c, size, c->next_eip))
        return false;
    jump(c, target);
    return true;
}

bool op_call(cpu_t *c, const uop_t *u)
{
    return call(c, u->size, (c->next_eip + u->imm) & u->ea_mask);
}

bool op_call_r(cpu_t *c, const uop_t *u)
{
    return call(c, u->size, reg_get(c, u->dst, u->size));
}

bool op_call_m(cpu_t *c, const uop_t *u)
{
    uint32_t target;
    return mem_load(c, u->seg, ea(c, u), u->size, &target) && call(c, u->size, target);
}

bool op_ret(cpu_t *c, const uop_t *u)
{
    uint32_t target;
    if (!stack_peek(c, 0, u->size, &target) || !jump_ok(c, target))
        return false;
    drop_stack(c, u->size + u->imm);
    jump(c, target);
    return true;
}

/* Checks the target of a far transfer; the caller commits with go_far. */
static bool far_target(cpu_t *c, uint16_t sel, uint32_t off, bool ret, cpu_seg_t *cs)
{
    if (!seg_check_code(c, sel, ret, 0, cs))
        return false;
    return off <= cs->limit || cpu_fault_err(c, V_GP, 0);
}

static void go_far(cpu_t *c, const cpu_seg_t *cs, uint32_t off)
{
    c->a.seg[S_CS] = *cs;
    jump(c, off);
}

static bool jmp_far(cpu_t *c, uint16_t sel, uint32_t off)
{
    cpu_seg_t cs;
    if (!far_target(c, sel, off, false, &cs))
        return false;
    go_far(c, &cs, off);
    return true;
}

static bool call_far(cpu_t *c, unsigned size, uint16_t sel, uint32_t off)
{
    cpu_seg_t cs;
    uint32_t mask = stack_mask(c), sp = c->a.gpr[R_ESP];
    if (!far_target(c, sel, off, false, &cs))
        return false;
    if (!mem_can_store(c, S_SS, (sp - size) & mask, size) || !mem_can_store(c, S_SS, (sp - 2 * size) & mask, size) ||
        !mem_store(c, S_SS, (sp - size) & mask, size, c->a.seg[S_CS].sel) ||
        !mem_store(c, S_SS, (sp - 2 * size) & mask, size, c->next_eip))
        return false;
    set_sp(c, mask, sp - 2 * size);
    go_far(c, &cs, off);
    return true;
}

/* Reads a far pointer from memory. */
static bool far_pointer(cpu_t *c, const uop_t *u, uint32_t *off, uint32_t *sel)
{
    uint32_t at = ea(c, u);
    return mem_load(c, u->seg, at, u->size, off) && mem_load(c, u->seg, (at + u->size) & u->ea_mask, 2, sel);
}

bool op_jmp_far(cpu_t *c, const uop_t *u)
{
    return jmp_far(c, (uint16_t)u->imm2, u->imm);
}

bool op_jmp_far_m(cpu_t *c, const uop_t *u)
{
    uint32_t off, sel;
    return far_pointer(c, u, &off, &sel) && jmp_far(c, (uint16_t)sel, off);
}

bool op_call_far(cpu_t *c, const uop_t *u)
{
    return call_far(c, u->size, (uint16_t)u->imm2, u->imm);
}

bool op_call_far_m(cpu_t *c, const uop_t *u)
{
    uint32_t off, sel;
    return far_pointer(c, u, &off, &sel) && call_far(c, u->size, (uint16_t)sel, off);
}

bool op_ret_far(cpu_t *c, const uop_t *u)
{
    uint32_t off, sel;
    cpu_seg_t cs;
    if (!stack_peek(c, 0, u->size, &off) || !stack_peek(c, u->size, u->size, &sel) ||
        !far_target(c, (uint16_t)sel, off, true, &cs))
        return false;
    drop_stack(c, 2u * u->size + u->imm);
    go_far(c, &cs, off);
    return true;
}

/* Unblocks NMI in every mode (SDM vol 3 6.7.1, 34.8). RF is not loaded: it would only hold off breakpoints, which are
 * left out, and would be gone after one instruction. */
bool op_iret(cpu_t *c, const uop_t *u)
{
    uint32_t off, sel, fl;
    cpu_seg_t cs;
    uint32_t bits = FL_POPPED & size_mask(u->size);

    if (!stack_peek(c, 0, u->size, &off) || !stack_peek(c, u->size, u->size, &sel) ||
        !stack_peek(c, 2u * u->size, u->size, &fl))
        return false;
    bool other_task = c->a.eflags & FL_NT, v86 = u->size == 4 && (fl & FL_VM);
    if (protected_mode(c) && (other_task || v86)) {
        cpu_announce(c, EV_UNKNOWN_OPCODE, c->a.seg[S_CS].base + c->a.eip);
        return cpu_fault_err(c, V_GP, 0);
    }
    if (!far_target(c, (uint16_t)sel, off, true, &cs))
        return false;
    drop_stack(c, 3u * u->size);
    set_flags(&c->a.eflags, bits, fl & bits);
    c->a.nmi_blocked = false;
    c->boundary = true;
    go_far(c, &cs, off);
    return true;
}

static bool software_int(cpu_t *c, unsigned vector)
{
    if (!excp_deliver(c, vector, EXCP_SOFT_INT, false, 0, c->next_eip))
        return false;
    c->next_eip = c->a.eip;
    return true;
}

bool op_int(cpu_t *c, const uop_t *u)
{
    return software_int(c, u->imm);
}

bool op_int3(cpu_t *c, const uop_t *u)
{
    (void)u;
    return software_int(c, V_BP);
}

bool op_into(cpu_t *c, const uop_t *u)
{
    (void)u;
    return !(c->a.eflags & FL_OF) || software_int(c, V_OF);
}

bool op_bound(cpu_t *c, const uop_t *u)
{
    uint32_t low, high, at = ea(c, u);
    if (!u->mem)
        return cpu_fault(c, V_UD);
    if (!mem_load(c, u->seg, at, u->size, &low) ||
        !mem_load(c, u->seg, (at + u->size) & u->ea_mask, u->size, &high))
        return false;
    int32_t i = (int32_t)sign_extend(reg_get(c, u->src, u->size), u->size);
    if (i < (int32_t)sign_extend(low, u->size) || i > (int32_t)sign_extend(high, u->size))
        return cpu_fault(c, V_BR);
    return true;
}
