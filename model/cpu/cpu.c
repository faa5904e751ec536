#include "cpu/cpu.h"

#include "cpu/exec.h"
#include "cpu/lapic.h"
#include "cpu/line.h"
#include "cpu/mem.h"
#include "cpu/part.h"
#include "cpu/smm.h"

#include <string.h>

SIG_TABLE(cpu_in, CPU_IN)
SIG_TABLE(cpu_out, CPU_OUT)

const char *const cpu_apic_op_names[] = {"READ", "WRITE", "INTA", "INIT", NULL};
const char *const bus_space_names[] = {"MEM", "IO", "SPECIAL", "INTA", "CFG", NULL};

/* What a step does. */
enum step { STEP_NONE, STEP_INSN, STEP_SMI, STEP_INIT, STEP_NMI, STEP_INTR, STEP_FLUSH };

/* --- state ------------------------------------------------------------------------------------------------------ */

/* Registers after RESET# or INIT# (SDM table 9-1); INIT keeps CR0.CD and NW and SMBASE. */
static void load_reset_state(cpu_t *c, bool init)
{
    cpu_arch_t old = c->a, *a = &c->a;
    bool first = c->id == 0 && !c->in->elect;
    *a = (cpu_arch_t){.eip = 0xfff0, .eflags = FL_1, .cr0 = CR0_CD | CR0_NW | CR0_ET};
    for (unsigned i = 0; i < S_COUNT; i++)
        a->seg[i] = (cpu_seg_t){.attr = 0x93, .limit = 0xffff};
    a->seg[S_CS].sel = 0xf000;
    a->seg[S_CS].base = 0xffff0000;
    a->ldtr = (cpu_seg_t){.attr = 0x82, .limit = 0xffff};
    a->tr = (cpu_seg_t){.attr = 0x8b, .limit = 0xffff};
    a->gdtr.limit = a->idtr.limit = 0xffff;
    a->gpr[R_EDX] = c->part->cpuid_sig;
    a->dr[6] = 0xffff0ff0;
    a->dr[7] = 0x400;
    a->smbase = init ? old.smbase : 0x30000; /* SDM 34.11 */
    if (init)
        a->cr0 = CR0_ET | (old.cr0 & (CR0_CD | CR0_NW));
    if (init) {
        memcpy(a->msr, old.msr, sizeof a->msr);
        a->bsp = old.bsp;
    } else {
        msr_reset(c, first);
    }
    a->wait_sipi = !a->bsp;
}

void cpu_reset(cpu_t *c)
{
    load_reset_state(c, false);
    c->stop = (cpu_stop_t){0};
    c->in_step = c->logged = c->boundary = false;
    c->log_count = c->log_pos = 0;
    c->line_phase = LINE_OFF;
    store_buf_reset(c);
    if (c->cache)
        cache_reset(c->cache, c->part->caches);
    c->announced = 0;
    c->init_latched = c->smi_dropped = c->nmi_latched = c->start_latched = c->handler_fetch_due = c->resume_due = false;
    c->nmi_last = c->sign_last = c->boot_last = false;
    c->sipi_last = 0; /* RESET# reaches the local APIC too */
    c->flush_latched = false;
    c->init_last = c->flush_last = true;
    c->tsc_base = c->clk;
    page_flush(c, false);
    c->tlb = &c->own_tlb;
    *c->out = (cpu_out_t){0}; /* RESET# reaches the bus unit too: both count requests from 0 again */
}

void cpu_start(cpu_t *c, uint32_t addr)
{
    c->start_latched = true;
    c->start_addr = addr;
}

static void begin_start(cpu_t *c)
{
    cpu_seg_t *cs = &c->a.seg[S_CS];
    cs->sel = (uint16_t)(c->start_addr >> 4);
    cs->base = c->start_addr;
    c->a.eip = 0;
    c->a.wait_sipi = false;
    c->start_latched = false;
    ev_add(c->ev, c->now, c->id, EV_START, c->start_addr);
}

/* Elected as the first processor (interconnect facts 1.7): goes on at the reset vector. */
static void become_bsp(cpu_t *c)
{
    c->a.bsp = true;
    c->a.msr[MSR_APIC_BASE] |= APIC_BASE_BSP;
    c->a.wait_sipi = false;
    ev_add(c->ev, c->now, c->id, EV_BSP, 0);
}

/* --- what to do at an instruction boundary (SDM table 6-2) -------------------------------------------------------- */

static bool takes_flush(const cpu_t *c)
{
    const params_t *p = c->params;
    if (!c->flush_latched || !c->part->flush_pin)
        return false;
    return (!c->a.smm || p->flush_in_smm) && (!c->a.shutdown || p->flush_in_shutdown) &&
           (!c->a.wait_sipi || p->flush_parked);
}

static bool takes_smi(const cpu_t *c)
{
    const cpu_arch_t *a = &c->a;
    if (!c->in->smi_pending || c->smi_dropped || a->wait_sipi || (a->shadow && !c->params->smi_in_shadow))
        return false;
    if (a->shutdown)
        return c->params->shutdown_smi_leaves && !(c->params->shutdown_reset_only && a->smm);
    return !a->smm;
}

static bool takes_init(const cpu_t *c)
{
    if (!c->init_latched)
        return false;
    return c->a.shutdown ? !(c->params->shutdown_reset_only && c->a.smm) : !c->a.smm;
}

static bool takes_nmi(const cpu_t *c)
{
    const cpu_arch_t *a = &c->a;
    if (!c->nmi_latched || a->wait_sipi || a->shadow)
        return false;
    if (a->shutdown)
        return !(c->params->shutdown_reset_only && a->smm);
    return !a->nmi_blocked;
}

static enum step next_step(const cpu_t *c)
{
    const cpu_arch_t *a = &c->a;
    if (takes_flush(c))
        return STEP_FLUSH;
    if (takes_init(c) && (c->params->init_before_smi || !takes_smi(c)))
        return STEP_INIT;
    if (takes_smi(c))
        return STEP_SMI;
    if (takes_nmi(c))
        return STEP_NMI;
    if (c->in->intr && (a->eflags & FL_IF) && !a->shadow && !a->shutdown && !a->wait_sipi)
        return STEP_INTR;
    return a->halted || a->shutdown || a->wait_sipi ? STEP_NONE : STEP_INSN;
}

/* --- steps -------------------------------------------------------------------------------------------------------- */

/* Delivers a fault of the instruction in hand; when even a double fault cannot be delivered, shuts down. */
static bool deliver_fault(cpu_t *c)
{
    cpu_stop_t f = c->stop;
    if (f.vector == V_PF)
        c->a.cr2 = f.addr;
    if (!excp_deliver(c, f.vector, EXCP_FAULT, f.has_err, f.err, c->a.eip))
        return c->stop.kind == CPU_STOP_FAULT && smm_shutdown(c, SHUTDOWN_TRIPLE_FAULT);
    cpu_announce(c, EV_EXCEPTION, c->stop.vector);
    return true;
}

static bool step_insn(cpu_t *c)
{
    if (exec_step(c))
        return true;
    return c->stop.kind == CPU_STOP_FAULT && deliver_fault(c);
}

static bool deliver_event(cpu_t *c, unsigned vector, ev_id_t id, uint64_t arg)
{
    c->a.halted = c->a.shutdown = false;
    if (!excp_deliver(c, vector, EXCP_EXTERNAL, false, 0, c->a.eip))
        return c->stop.kind == CPU_STOP_FAULT && smm_shutdown(c, SHUTDOWN_TRIPLE_FAULT);
    cpu_announce(c, id, arg);
    if (c->stop.vector != vector)
        cpu_announce(c, EV_EXCEPTION, c->stop.vector);
    return true;
}

static bool step_nmi(cpu_t *c)
{
    uint32_t eip = c->a.eip;
    c->a.nmi_blocked = true;
    return deliver_event(c, V_NMI, EV_NMI, eip);
}

static bool step_intr(cpu_t *c)
{
    uint8_t vector;
    bool got = c->step_apic ? mem_apic_inta(c, &vector) : mem_inta(c, &vector);
    return got && deliver_event(c, vector, EV_INTR, vector);
}

static bool step_init(cpu_t *c)
{
    bool stays = c->a.smm && !c->params->init_ends_smm; /* INIT# out of a shutdown in SMM */
    if (c->step_signs_off && !mem_smm(c, false))
        return false;
    if (!mem_drain(c) || !mem_apic_init(c))
        return false;
    load_reset_state(c, true);
    if (c->params->init_keeps_tlb)
        cpu_flush_tlb(c);
    else
        page_flush(c, false);
    c->a.smm = stays;
    cpu_announce(c, EV_INIT, 0);
    return true;
}

/* What a Pentium's prefetcher reads after the acknowledge, before the next boundary (interconnect facts 4.5). */
static bool prefetch_after_flush(cpu_t *c)
{
    const cpu_arch_t *a = &c->a;
    uint32_t line = c->part->caches.line, at = a->seg[S_CS].base + a->eip;
    if (a->halted || a->shutdown || a->wait_sipi || !line)
        return true;
    for (unsigned i = 0; i < c->params->flush_prefetch; i++) {
        if (!mem_prefetch(c, at))
            return false;
        at = (at & ~(line - 1)) + line;
    }
    return true;
}

/* FLUSH#: as WBINVD, but with its own special transaction; registers stay as they are. */
static bool step_flush(cpu_t *c)
{
    cpu_announce(c, EV_FLUSH, c->a.eip);
    return mem_write_back(c) && mem_special(c, SPECIAL_FLUSH_ACK) && prefetch_after_flush(c);
}

static bool do_step(cpu_t *c)
{
    switch ((enum step)c->step_kind) {
    case STEP_INSN: {
        return step_insn(c);
    }
    case STEP_SMI: {
        return smm_enter(c);
    }
    case STEP_INIT: {
        return step_init(c);
    }
    case STEP_NMI: {
        return step_nmi(c);
    }
    case STEP_INTR: {
        return step_intr(c);
    }
    case STEP_FLUSH: {
        return step_flush(c);
    }
    case STEP_NONE: {
        break;
    }
    }
    return true;
}

static void drop_smi_at_init(cpu_t *c)
{
    if (c->params->init_clears_pending_smi && c->in->smi_pending) {
        c->out->smi_take = !c->out->smi_take;
        c->smi_dropped = true;
    }
}

static void begin_step(cpu_t *c, enum step kind)
{
    c->step_kind = (uint8_t)kind;
    c->saved = c->a;
    c->log_count = 0;
    c->in_step = true;
    if (kind == STEP_SMI && c->in->smm_sign) /* out of a shutdown in SMM: there is no new acknowledge to wait for */
        c->out->smi_take = !c->out->smi_take;
    c->step_apic = c->in->apic_int;
    if (kind == STEP_INIT) {
        c->init_latched = false;
        c->step_signs_off = c->out->want_smm && !(c->a.smm && !c->params->init_ends_smm);
        drop_smi_at_init(c);
    }
    if (kind == STEP_NMI)
        c->nmi_latched = false;
    if (kind == STEP_FLUSH)
        c->flush_latched = false;
}

static void resumed(cpu_t *c)
{
    ev_add(c->ev, c->now, c->id, EV_RESUMED, 0);
    c->resume_due = false;
}

/* The caches answer snoops by CR0 as the step has left it, whatever the CPU looks up next. */
static void show_cr0_to_cache(cpu_t *c)
{
    if (!c->cache)
        return;
    c->cache->cd = c->a.cr0 & CR0_CD;
    c->cache->nw = c->a.cr0 & CR0_NW;
}

/* One try at the logged step in hand. */
static void try_logged(cpu_t *c)
{
    c->logged = true;
    c->tlb = &c->no_tlb;
    c->log_pos = 0;
    c->gated = false;
    page_begin(c);
    c->stop.kind = CPU_STOP_NONE;
    bool first_in_handler = c->handler_fetch_due && c->step_kind == STEP_INSN;
    bool first_behind = c->resume_due && c->step_kind == STEP_INSN; /* not RSM itself */
    if (do_step(c)) {
        page_commit(c);
        show_cr0_to_cache(c);
        if (first_behind)
            resumed(c);
        c->in_step = c->out->req_lock = false;
        c->announced = 0;
        if (first_in_handler)
            c->handler_fetch_due = false;
        if (c->step_kind != STEP_INSN)
            c->insns++;
    } else {
        c->a = c->saved;
    }
    c->logged = false;
    c->tlb = &c->own_tlb;
}

/* Plain instructions until the budget, a boundary or something only a logged step can do. */
static uint64_t run_plain(cpu_t *c, uint64_t budget)
{
    if (c->tlb_epoch != c->ram->code_epoch)
        cpu_flush_tlb(c);
    c->boundary = false;
    c->stop.kind = CPU_STOP_NONE;
    uint64_t n = exec_run(c, budget);
    if (c->resume_due && n)
        resumed(c);
    if (c->stop.kind == CPU_STOP_FAULT) {
        cpu_arch_t before = c->a;
        c->now += n * c->clk_period;
        n++;
        if (deliver_fault(c))
            c->announced = 0;
        else
            c->a = before;
        c->now -= (n - 1) * c->clk_period;
    }
    if (c->stop.kind == CPU_STOP_NEED_LOG)
        begin_step(c, STEP_INSN);
    return n;
}

/* One clock of cycle mode, or a run of fast mode. */
static uint64_t run_step(cpu_t *c, uint64_t budget)
{
    if (!c->in_step) {
        enum step kind = next_step(c);
        if (kind == STEP_NONE)
            return 0;
        if (kind == STEP_INSN && c->fast && !c->handler_fetch_due) {
            uint64_t n = run_plain(c, budget);
            if (!c->in_step)
                return n ? n : 1;
            if (n)
                return n;
        } else {
            begin_step(c, kind);
        }
    }
    try_logged(c);
    return 1;
}

static uint64_t run(cpu_t *c, uint64_t budget)
{
    store_buf_go(c);
    uint64_t n = c->in_step || !c->stores.hold ? run_step(c, budget) : 1;
    store_buf_next(c);
    return n ? n : 1;
}

/* --- one tick ----------------------------------------------------------------------------------------------------- */

/* A Start-Up message counts for a parked CPU only; one that comes in SMM is lost or kept (interconnect facts 2.3). */
static void see_sipi(cpu_t *c)
{
    bool inside = c->a.smm || (c->in_step && c->step_kind == STEP_SMI);
    c->sipi_last = c->in->sipi_seq;
    if (c->a.wait_sipi || (inside && c->params->sipi_kept_in_smm))
        cpu_start(c, (uint32_t)c->in->sipi_vector << 12);
    else
        ev_add(c->ev, c->now, c->id, EV_SIPI_LOST, c->in->sipi_vector);
}

/* Between two steps: does a start, or an election, that waits concern this CPU? */
static void parked_or_not(cpu_t *c)
{
    if (c->in->boot && !c->boot_last && c->a.wait_sipi)
        become_bsp(c);
    c->boot_last = c->in->boot;
    if (!c->start_latched)
        return;
    if (c->a.wait_sipi)
        begin_start(c);
    else if (!c->a.smm && !c->init_latched)
        c->start_latched = false; /* it was kept in SMM, and no INIT came before RSM */
}

void cpu_pins_changed(cpu_t *c)
{
    if (c->in->nmi && !c->nmi_last)
        c->nmi_latched = true;
    if (!c->in->flush_n && c->flush_last)
        c->flush_latched = true;
    if (!c->in->init_n && c->init_last) {
        c->init_latched = !c->a.wait_sipi; /* masked while parked (interconnect facts 2.3) */
        if (c->a.wait_sipi)
            drop_smi_at_init(c);
    }
    if (c->in->sipi_seq != c->sipi_last)
        see_sipi(c);
    if (c->in->smm_sign && !c->sign_last)
        c->out->smi_take = !c->out->smi_take;
    c->smi_dropped &= c->in->smi_pending;
    c->nmi_last = c->in->nmi;
    c->init_last = c->in->init_n;
    c->flush_last = c->in->flush_n;
    c->sign_last = c->in->smm_sign;
}

static bool waits_for_answer(const cpu_t *c)
{
    const cpu_log_entry_t *e = c->log_count ? &c->log[c->log_count - 1] : NULL;
    if (c->gated)
        return true;
    if (!c->in_step || !e || e->done)
        return false;
    return !mem_answered(c, e);
}

bool cpu_idle(const cpu_t *c)
{
    if (c->in_reset)
        return true;
    if (store_buf_moves(c))
        return false;
    if (c->in_step)
        return waits_for_answer(c);
    if (c->stores.hold)
        return true;
    if (c->a.wait_sipi && (c->start_latched || (c->in->boot && !c->boot_last)))
        return false;
    return next_step(c) == STEP_NONE;
}

static void show(cpu_t *c)
{
    cpu_out_t *o = c->out;
    o->smm = c->a.smm;
    o->halted = c->a.halted;
    o->shutdown = c->a.shutdown;
    o->wait_sipi = c->a.wait_sipi;
    o->cs = c->a.seg[S_CS].sel;
    o->eip = c->a.eip;
    o->smbase = c->a.smbase;
    o->sb_count = c->stores.stores;
    o->wc_count = c->stores.lines;
    o->apic_en = c->part->apic != LAPIC_NONE && (c->a.msr[MSR_APIC_BASE] & APIC_BASE_EN);
}

uint64_t cpu_tick(cpu_t *c, uint64_t clk, ps_t now, uint64_t budget, bool fast)
{
    uint64_t used = 0;
    c->clk = clk;
    c->now = now;
    c->fast = fast;
    if (!c->in->reset_n) {
        if (!c->in_reset)
            cpu_reset(c);
        c->in_reset = true;
        show(c);
        return 1;
    }
    if (c->in_reset) {
        c->in_reset = false;
        ev_add(c->ev, now, c->id, EV_RESET, 0);
    }
    cpu_pins_changed(c);
    if (!c->in_step)
        parked_or_not(c);
    while (used < budget && !cpu_idle(c)) {
        uint64_t n = run(c, budget - used);
        used += n;
        c->clk = clk + used;
        c->now = now + used * c->clk_period;
        if (!c->in_step)
            parked_or_not(c);
    }
    show(c);
    return used ? used : 1;
}
