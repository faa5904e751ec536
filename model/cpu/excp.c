/* Delivery of exceptions and interrupts (SDM vol 3 6.12, 20.1.4).
 *
 * Left out: gates to another privilege level, task gates (#GP), virtual-8086 mode. The stack must be the present one. */
#include "cpu/exec.h"
#include "cpu/exec_ops.h"
#include "cpu/part.h"

typedef struct delivery {
    unsigned vector;
    enum excp_source source;
    bool has_err;
    uint32_t err, eip;
} delivery_t;

static uint16_t ext_bit(const delivery_t *d)
{
    return d->source == EXCP_SOFT_INT ? 0 : 1;
}

/* Pushes n values, the first one highest, after all segment checks. */
static bool push_all(cpu_t *c, unsigned size, const uint32_t *values, unsigned n)
{
    uint32_t mask = stack_mask(c), sp = c->a.gpr[R_ESP];
    for (unsigned i = 1; i <= n; i++)
        if (!mem_can_store(c, S_SS, (sp - i * size) & mask, size))
            return false;
    for (unsigned i = 1; i <= n; i++)
        if (!mem_store(c, S_SS, (sp - i * size) & mask, size, values[i - 1]))
            return false;
    set_sp(c, mask, sp - n * size);
    return true;
}

/* Starts the handler; nothing can fail from here. */
static void enter_handler(cpu_t *c, const delivery_t *d, const cpu_seg_t *cs, uint32_t eip, uint32_t clear)
{
    c->a.seg[S_CS] = *cs;
    c->a.eip = eip;
    c->a.eflags &= ~clear;
    c->a.shadow = false;
    c->a.halted = false;
    c->a.last_io.valid = false;
    if (c->a.smm && d->source == EXCP_FAULT && c->params->excp_unblocks_nmi)
        c->a.nmi_blocked = false;
    c->stop = (cpu_stop_t){.kind = CPU_STOP_NONE, .vector = (uint8_t)d->vector};
    c->boundary = true;
    if (c->logged)
        mem_fetch_drop(c);
}

static bool deliver_real(cpu_t *c, const delivery_t *d)
{
    uint32_t entry;
    cpu_seg_t cs;

    if (d->vector * 4 + 3 > c->a.idtr.limit)
        return cpu_fault_err(c, V_GP, d->vector * 8 + 2 + ext_bit(d));
    if (!mem_lin_load(c, c->a.idtr.base + d->vector * 4, 4, &entry) ||
        !seg_check_code(c, (uint16_t)(entry >> 16), false, 0, &cs))
        return false;
    uint32_t eip = entry & 0xffff;
    if (eip > cs.limit)
        return cpu_fault_err(c, V_GP, 0);
    uint32_t frame[3] = {c->a.eflags, c->a.seg[S_CS].sel, d->eip};
    if (!push_all(c, 2, frame, 3))
        return false;
    enter_handler(c, d, &cs, eip, FL_IF | FL_TF | FL_AC | FL_RF | FL_NT);
    return true;
}

static bool deliver_gate(cpu_t *c, const delivery_t *d)
{
    uint32_t g[2];
    uint32_t err = d->vector * 8 + 2 + ext_bit(d);
    uint32_t at = c->a.idtr.base + d->vector * 8;
    cpu_seg_t cs;

    if (d->vector * 8 + 7 > c->a.idtr.limit)
        return cpu_fault_err(c, V_GP, err);
    if (!mem_lin_load(c, at, 4, &g[0]) || !mem_lin_load(c, at + 4, 4, &g[1]))
        return false;

    unsigned type = g[1] >> 8 & 31; /* 6, 7: 16-bit interrupt, trap gate; 14, 15: 32-bit */
    if ((type & 0x16) != 6) {
        if (type == 5)
            cpu_announce(c, EV_UNKNOWN_OPCODE, at);
        return cpu_fault_err(c, V_GP, err);
    }
    if (!(g[1] & 1 << 15))
        return cpu_fault_err(c, V_NP, err);
    if (!seg_check_code(c, (uint16_t)(g[0] >> 16), false, ext_bit(d), &cs))
        return false;

    bool wide = type & 8, trap = type & 1;
    unsigned size = wide ? 4 : 2;
    uint32_t eip = (g[0] & 0xffff) | (wide ? g[1] & 0xffff0000 : 0);
    if (eip > cs.limit)
        return cpu_fault_err(c, V_GP, ext_bit(d));
    uint32_t rf = d->source == EXCP_FAULT && d->vector != V_DF ? FL_RF : 0; /* SDM vol 3 17.3.1.1 */
    uint32_t frame[4] = {c->a.eflags | rf, c->a.seg[S_CS].sel, d->eip, d->err};
    if (!push_all(c, size, frame, d->has_err ? 4 : 3))
        return false;
    enter_handler(c, d, &cs, eip, (trap ? 0u : FL_IF) | FL_TF | FL_NT | FL_RF | FL_VM);
    return true;
}

/* SDM vol 3 table 6-4. */
static bool contributory(unsigned vector)
{
    return vector == V_DE || (vector >= V_TS && vector <= V_GP);
}

/* SDM vol 3 table 6-5. */
static bool makes_double_fault(unsigned first, unsigned second)
{
    return (contributory(second) && (contributory(first) || first == V_PF)) || (second == V_PF && first == V_PF);
}

bool excp_deliver(cpu_t *c, unsigned vector, enum excp_source source, bool has_err, uint32_t err, uint32_t eip)
{
    delivery_t d = {.vector = vector, .source = source, .has_err = has_err, .err = err, .eip = eip};

    c->stop = (cpu_stop_t){.kind = CPU_STOP_NONE};
    if (!mem_drain(c)) /* SDM vol 3 11.10 */
        return false;
    while (!(protected_mode(c) ? deliver_gate(c, &d) : deliver_real(c, &d))) {
        if (c->stop.kind != CPU_STOP_FAULT || source == EXCP_SOFT_INT)
            return false; /* an INT n faults like any instruction */
        cpu_stop_t fault = c->stop;
        c->stop = (cpu_stop_t){.kind = CPU_STOP_NONE};
        if (d.source == EXCP_FAULT && d.vector == V_DF)
            return cpu_fault(c, V_DF);
        if (fault.vector == V_PF)
            c->a.cr2 = fault.addr;
        bool twice = d.source == EXCP_FAULT && makes_double_fault(d.vector, fault.vector);
        d.vector = twice ? V_DF : fault.vector;
        d.has_err = twice || fault.has_err;
        d.err = twice ? 0 : fault.err;
        d.source = EXCP_FAULT;
    }
    return true;
}
