#include "cpu/exec_ops.h"

/* One iteration a step. With a REP prefix EIP stays on the instruction until the count is used up or, for REPE and
 * REPNE, ZF ends it; so every boundary between iterations can take an interrupt or an SMI. */

static uint32_t index_get(const cpu_t *c, const uop_t *u, unsigned reg)
{
    return c->a.gpr[reg] & u->ea_mask;
}

static void advance(cpu_t *c, const uop_t *u, unsigned reg)
{
    uint32_t step = c->a.eflags & FL_DF ? 0u - u->size : u->size;
    reg_set(c, reg * 4, u->asize, c->a.gpr[reg] + step);
}

/* True when a REP prefix meets a count of 0: the instruction is over without an access. */
static bool none_left(const cpu_t *c, const uop_t *u)
{
    return u->rep && index_get(c, u, R_ECX) == 0;
}

/* Counts an iteration; `ends` is the verdict of REPE or REPNE. */
static void count_down(cpu_t *c, const uop_t *u, bool ends)
{
    if (!u->rep)
        return;
    reg_set(c, R_ECX * 4, u->asize, c->a.gpr[R_ECX] - 1);
    if (index_get(c, u, R_ECX) != 0 && !ends)
        c->next_eip = c->a.eip;
}

static bool compare_ends(const cpu_t *c, const uop_t *u)
{
    return (u->rep == 0xf3) != ((c->a.eflags & FL_ZF) != 0);
}

bool op_movs(cpu_t *c, const uop_t *u)
{
    uint32_t v;
    if (none_left(c, u))
        return true;
    if (!mem_load(c, u->seg, index_get(c, u, R_ESI), u->size, &v) ||
        !mem_store(c, S_ES, index_get(c, u, R_EDI), u->size, v))
        return false;
    advance(c, u, R_ESI);
    advance(c, u, R_EDI);
    count_down(c, u, false);
    return true;
}

bool op_cmps(cpu_t *c, const uop_t *u)
{
    uint32_t a, b;
    if (none_left(c, u))
        return true;
    if (!mem_load(c, u->seg, index_get(c, u, R_ESI), u->size, &a) ||
        !mem_load(c, S_ES, index_get(c, u, R_EDI), u->size, &b))
        return false;
    alu_sub(&c->a.eflags, a, b, u->size);
    advance(c, u, R_ESI);
    advance(c, u, R_EDI);
    count_down(c, u, compare_ends(c, u));
    return true;
}

bool op_scas(cpu_t *c, const uop_t *u)
{
    uint32_t b;
    if (none_left(c, u))
        return true;
    if (!mem_load(c, S_ES, index_get(c, u, R_EDI), u->size, &b))
        return false;
    alu_sub(&c->a.eflags, reg_get(c, 0, u->size), b, u->size);
    advance(c, u, R_EDI);
    count_down(c, u, compare_ends(c, u));
    return true;
}

bool op_lods(cpu_t *c, const uop_t *u)
{
    uint32_t v;
    if (none_left(c, u))
        return true;
    if (!mem_load(c, u->seg, index_get(c, u, R_ESI), u->size, &v))
        return false;
    reg_set(c, 0, u->size, v);
    advance(c, u, R_ESI);
    count_down(c, u, false);
    return true;
}

bool op_stos(cpu_t *c, const uop_t *u)
{
    if (none_left(c, u))
        return true;
    if (!mem_store(c, S_ES, index_get(c, u, R_EDI), u->size, reg_get(c, 0, u->size)))
        return false;
    advance(c, u, R_EDI);
    count_down(c, u, false);
    return true;
}

bool op_ins(cpu_t *c, const uop_t *u)
{
    uint32_t v, off = index_get(c, u, R_EDI);
    if (none_left(c, u))
        return true;
    if (!need_log(c) || !mem_can_store(c, S_ES, off, u->size) ||
        !mem_io_in(c, (uint16_t)c->a.gpr[R_EDX], u->size, &v) || !mem_store(c, S_ES, off, u->size, v))
        return false;
    advance(c, u, R_EDI);
    count_down(c, u, false);
    c->next_io = true;
    return true;
}

bool op_outs(cpu_t *c, const uop_t *u)
{
    uint32_t v;
    if (none_left(c, u))
        return true;
    if (!need_log(c) || !mem_load(c, u->seg, index_get(c, u, R_ESI), u->size, &v) ||
        !mem_io_out(c, (uint16_t)c->a.gpr[R_EDX], u->size, v))
        return false;
    advance(c, u, R_ESI);
    count_down(c, u, false);
    c->next_io = true;
    return true;
}
