#include "cpu/exec_ops.h"

#include "cpu/exec.h"
#include "cpu/part.h"
#include "cpu/smm.h"

enum { DESC_BUSY = 1 << 9, TSS_286 = 1, TYPE_LDT = 2, TSS_386 = 9 };

bool op_ud(cpu_t *c, const uop_t *u)
{
    (void)u;
    return cpu_fault(c, V_UD);
}

/* An instruction that exists and that this model lacks. */
bool op_unknown(cpu_t *c, const uop_t *u)
{
    (void)u;
    cpu_announce(c, EV_UNKNOWN_OPCODE, c->a.seg[S_CS].base + c->a.eip);
    return cpu_fault(c, V_UD);
}

bool op_nop(cpu_t *c, const uop_t *u)
{
    (void)c;
    (void)u;
    return true;
}

bool op_wait(cpu_t *c, const uop_t *u)
{
    (void)u;
    if ((c->a.cr0 & (CR0_MP | CR0_TS)) == (CR0_MP | CR0_TS))
        return cpu_fault(c, V_NM);
    return true;
}

bool op_esc(cpu_t *c, const uop_t *u)
{
    if (c->a.cr0 & (CR0_EM | CR0_TS))
        return cpu_fault(c, V_NM);
    return op_unknown(c, u);
}

bool op_cli(cpu_t *c, const uop_t *u)
{
    (void)u;
    set_flags(&c->a.eflags, FL_IF, 0);
    c->boundary = true;
    return true;
}

bool op_sti(cpu_t *c, const uop_t *u)
{
    (void)u;
    c->next_shadow = !(c->a.eflags & FL_IF);
    c->a.eflags |= FL_IF;
    c->boundary = true;
    return true;
}

bool op_hlt(cpu_t *c, const uop_t *u)
{
    (void)u;
    if (!need_log(c) || !mem_special(c, SPECIAL_HALT))
        return false;
    c->a.halted = true;
    cpu_announce(c, EV_HALT, 0);
    c->boundary = true;
    return true;
}

static bool in(cpu_t *c, const uop_t *u, uint32_t port)
{
    uint32_t v;
    if (!need_log(c) || !mem_io_in(c, (uint16_t)port, u->size, &v))
        return false;
    reg_set(c, 0, u->size, v);
    c->next_io = true;
    return true;
}

static bool out(cpu_t *c, const uop_t *u, uint32_t port)
{
    if (!need_log(c) || !mem_io_out(c, (uint16_t)port, u->size, reg_get(c, 0, u->size)))
        return false;
    c->next_io = true;
    return true;
}

bool op_in(cpu_t *c, const uop_t *u)
{
    return in(c, u, u->imm);
}

bool op_out(cpu_t *c, const uop_t *u)
{
    return out(c, u, u->imm);
}

bool op_in_dx(cpu_t *c, const uop_t *u)
{
    return in(c, u, c->a.gpr[R_EDX]);
}

bool op_out_dx(cpu_t *c, const uop_t *u)
{
    return out(c, u, c->a.gpr[R_EDX]);
}

static bool load_table(cpu_t *c, const uop_t *u, cpu_table_t *t)
{
    uint32_t limit, base, off = ea(c, u);
    if (!mem_load(c, u->seg, off, 2, &limit) || !mem_load(c, u->seg, (off + 2) & u->ea_mask, 4, &base))
        return false;
    t->limit = (uint16_t)limit;
    t->base = u->size == 2 ? base & 0xffffff : base;
    return true;
}

/* Stores all 32 bits of the base whatever the operand size, as 386 and later parts do. */
static bool store_table(cpu_t *c, const uop_t *u, const cpu_table_t *t)
{
    uint32_t off = ea(c, u), base_off = (off + 2) & u->ea_mask;
    return mem_can_store(c, u->seg, off, 2) && mem_can_store(c, u->seg, base_off, 4) &&
           mem_store(c, u->seg, off, 2, t->limit) && mem_store(c, u->seg, base_off, 4, t->base);
}

bool op_lgdt(cpu_t *c, const uop_t *u)
{
    return load_table(c, u, &c->a.gdtr);
}

bool op_lidt(cpu_t *c, const uop_t *u)
{
    return load_table(c, u, &c->a.idtr);
}

bool op_sgdt(cpu_t *c, const uop_t *u)
{
    return store_table(c, u, &c->a.gdtr);
}

bool op_sidt(cpu_t *c, const uop_t *u)
{
    return store_table(c, u, &c->a.idtr);
}

/* Commits CR0. A change of PE empties the prefetch queue (SDM vol 3 9.9.1). */
static void set_cr0(cpu_t *c, uint32_t v)
{
    uint32_t changed = v ^ c->a.cr0, was = c->a.cr0;
    if ((changed & (CR0_PE | CR0_PG)) && c->logged)
        mem_fetch_drop(c);
    c->a.cr0 = v;
    if ((was & CR0_PG) && (changed & (CR0_PG | CR0_WP)))
        page_flush(c, false);
    else if (changed & CR0_PG)
        cpu_flush_tlb(c);
}

/* Sets MP, EM, TS; can set PE but not clear it. */
bool op_lmsw(cpu_t *c, const uop_t *u)
{
    uint32_t v;
    if (!rm_get(c, u, 2, &v))
        return false;
    set_cr0(c, (c->a.cr0 & ~UINT32_C(14)) | (v & 15));
    return true;
}

bool op_smsw(cpu_t *c, const uop_t *u)
{
    return rm_set(c, u, u->mem ? 2 : u->size, c->a.cr0);
}

/* Loads LDTR or TR; `types` has a bit for each descriptor type allowed. */
static bool load_system(cpu_t *c, const uop_t *u, cpu_seg_t *reg, uint32_t types, bool null_ok)
{
    uint32_t v, d[2];
    if (!protected_mode(c))
        return cpu_fault(c, V_UD);
    if (!rm_get(c, u, 2, &v))
        return false;
    uint16_t sel = (uint16_t)v;
    if (sel < 4) {
        if (!null_ok)
            return cpu_fault_err(c, V_GP, 0);
        *reg = (cpu_seg_t){.sel = sel};
        return true;
    }
    if (sel & 4)
        return cpu_fault_err(c, V_GP, sel & 0xfffcu);
    if (!seg_descriptor(c, sel, 0, d))
        return false;
    cpu_seg_t s = seg_unpack(sel, d);
    if ((s.attr & ATTR_S) || !(types >> (s.attr & 15) & 1))
        return cpu_fault_err(c, V_GP, sel & 0xfffcu);
    if (!(s.attr & ATTR_P))
        return cpu_fault_err(c, V_NP, sel & 0xfffcu);
    if (!null_ok) { /* a TSS becomes busy */
        if (!mem_lin_store(c, c->a.gdtr.base + (sel & 0xfff8u) + 4, 4, d[1] | DESC_BUSY))
            return false;
        s.attr |= DESC_BUSY >> 8;
    }
    *reg = s;
    return true;
}

bool op_lldt(cpu_t *c, const uop_t *u)
{
    return load_system(c, u, &c->a.ldtr, 1u << TYPE_LDT, true);
}

bool op_ltr(cpu_t *c, const uop_t *u)
{
    return load_system(c, u, &c->a.tr, 1u << TSS_286 | 1u << TSS_386, false);
}

static bool store_system(cpu_t *c, const uop_t *u, uint16_t sel)
{
    if (!protected_mode(c))
        return cpu_fault(c, V_UD);
    return rm_set(c, u, u->mem ? 2 : u->size, sel);
}

bool op_sldt(cpu_t *c, const uop_t *u)
{
    return store_system(c, u, c->a.ldtr.sel);
}

bool op_str(cpu_t *c, const uop_t *u)
{
    return store_system(c, u, c->a.tr.sel);
}

bool op_clts(cpu_t *c, const uop_t *u)
{
    (void)u;
    c->a.cr0 &= ~(uint32_t)CR0_TS;
    return true;
}

bool op_wbinvd(cpu_t *c, const uop_t *u)
{
    (void)u;
    return need_log(c) && mem_write_back(c) && mem_special(c, SPECIAL_SYNC);
}

bool op_invd(cpu_t *c, const uop_t *u)
{
    (void)u;
    return need_log(c) && mem_special(c, SPECIAL_FLUSH) && mem_invalidate(c);
}

bool op_invlpg(cpu_t *c, const uop_t *u)
{
    if (mem_paged(c)) {
        page_drop(c, c->a.seg[u->seg].base + ea(c, u));
        mem_fetch_drop(c);
    }
    return true;
}

/* Loads are done in order, and the stores are out before the others begin (uop_t.serializes). */
static bool fence(cpu_t *c)
{
    return c->part->fences || cpu_fault(c, V_UD);
}

bool op_lfence(cpu_t *c, const uop_t *u)
{
    (void)u;
    return fence(c);
}

bool op_mfence(cpu_t *c, const uop_t *u)
{
    (void)u;
    return fence(c);
}

bool op_sfence(cpu_t *c, const uop_t *u)
{
    (void)u;
    return fence(c);
}

bool op_clflush(cpu_t *c, const uop_t *u)
{
    if (!(c->part->cpuid_edx & CPUID_CLFSH))
        return cpu_fault(c, V_UD);
    return mem_flush_line(c, u->seg, ea(c, u));
}

/* Leaves 0 and 1; the others answer zeros. Above the last leaf the last one answers, as on Intel parts. */
bool op_cpuid(cpu_t *c, const uop_t *u)
{
    const part_t *p = c->part;
    uint32_t leaf = c->a.gpr[R_EAX] > p->cpuid_max ? p->cpuid_max : c->a.gpr[R_EAX];
    uint32_t r[4] = {0};

    (void)u;
    if (leaf == 0) {
        r[0] = p->cpuid_max;
        memcpy(&r[1], p->vendor, 4);
        memcpy(&r[3], p->vendor + 4, 4);
        memcpy(&r[2], p->vendor + 8, 4);
    } else if (leaf == 1) {
        r[0] = p->cpuid_sig;
        r[1] = c->id << 24; /* initial APIC id */
        if (p->cpuid_edx & CPUID_CLFSH)
            r[1] |= p->caches.line / 8u << 8;
        r[3] = p->cpuid_edx;
        if (!(c->a.msr[MSR_APIC_BASE] & APIC_BASE_EN))
            r[3] &= ~(uint32_t)CPUID_APIC; /* interconnect facts 1.8 */
    }
    c->a.gpr[R_EAX] = r[0];
    c->a.gpr[R_EBX] = r[1];
    c->a.gpr[R_ECX] = r[2];
    c->a.gpr[R_EDX] = r[3];
    return true;
}

/* Both are #GP(0) for a register the part does not have (SDM vol 2 RDMSR, WRMSR). */
static const msr_row_t *msr_of(cpu_t *c)
{
    if (!(c->part->cpuid_edx & CPUID_MSR)) {
        cpu_fault(c, V_UD);
        return NULL;
    }
    const msr_row_t *r = msr_find(c, c->a.gpr[R_ECX]);
    if (!r)
        cpu_fault_err(c, V_GP, 0);
    return r;
}

bool op_rdmsr(cpu_t *c, const uop_t *u)
{
    (void)u;
    const msr_row_t *r = msr_of(c);
    if (!r || !need_log(c))
        return false;
    uint64_t v = r->index < MSR_COUNT ? c->a.msr[r->index] : c->clk - c->tsc_base;
    c->a.gpr[R_EAX] = (uint32_t)v;
    c->a.gpr[R_EDX] = (uint32_t)(v >> 32);
    return true;
}

bool op_wrmsr(cpu_t *c, const uop_t *u)
{
    (void)u;
    const msr_row_t *r = msr_of(c);
    uint64_t v = (uint64_t)c->a.gpr[R_EDX] << 32 | c->a.gpr[R_EAX];
    if (!r)
        return false;
    if (!msr_takes(c, r, v))
        return cpu_fault_err(c, V_GP, 0);
    if (!need_log(c))
        return false;
    if (r->index == MSR_COUNT) {
        c->tsc_base = c->clk - v;
    } else {
        c->a.msr[r->index] = (c->a.msr[r->index] & ~r->writable) | (v & r->writable);
        cpu_flush_tlb(c); /* the window of the local APIC may have moved */
    }
    return true;
}

bool op_rdtsc(cpu_t *c, const uop_t *u)
{
    (void)u;
    if (!(c->part->cpuid_edx & CPUID_TSC))
        return cpu_fault(c, V_UD);
    if (!need_log(c))
        return false; /* c->clk stands still within a run of plain steps */
    c->a.gpr[R_EAX] = (uint32_t)(c->clk - c->tsc_base);
    c->a.gpr[R_EDX] = (uint32_t)((c->clk - c->tsc_base) >> 32);
    return true;
}

bool op_rsm(cpu_t *c, const uop_t *u)
{
    if (!c->a.smm || u->lock)
        return cpu_fault(c, V_UD);
    if (!need_log(c) || !smm_rsm(c))
        return false;
    c->next_eip = c->a.eip;
    c->next_shadow = c->a.shadow;
    c->boundary = true;
    mem_fetch_drop(c);
    return true;
}

static const uint32_t cr0_bits = CR0_PE | CR0_MP | CR0_EM | CR0_TS | CR0_NE | CR0_WP | CR0_AM | CR0_NW | CR0_CD | CR0_PG;

/* Paging with PAE exists and is not modelled. */
static bool no_pae(cpu_t *c)
{
    cpu_announce(c, EV_UNKNOWN_OPCODE, c->a.seg[S_CS].base + c->a.eip);
    return cpu_fault_err(c, V_GP, 0);
}

static bool write_cr3(cpu_t *c, uint32_t v)
{
    c->a.cr3 = v;
    if (mem_paged(c))
        page_flush(c, c->a.cr4 & CR4_PGE);
    return true;
}

static bool write_cr4(cpu_t *c, uint32_t v)
{
    uint32_t changed = v ^ c->a.cr4;
    if (v & ~c->part->cr4_valid)
        return cpu_fault_err(c, V_GP, 0);
    if ((v & CR4_PAE) && (c->a.cr0 & CR0_PG))
        return no_pae(c);
    c->a.cr4 = v;
    if ((c->a.cr0 & CR0_PG) && (changed & (CR4_PSE | CR4_PGE | CR4_PAE)))
        page_flush(c, false);
    return true;
}

static bool write_cr0(cpu_t *c, uint32_t v)
{
    bool bad = ((v & CR0_PG) && !(v & CR0_PE)) || ((v & CR0_NW) && !(v & CR0_CD));
    if (bad)
        return cpu_fault_err(c, V_GP, 0);
    if ((v & CR0_PG) && (c->a.cr4 & CR4_PAE))
        return no_pae(c);
    set_cr0(c, (v & cr0_bits) | CR0_ET);
    return true;
}

bool op_mov_from_cr(cpu_t *c, const uop_t *u)
{
    switch (u->sub) {
    case 0: reg_set(c, u->dst, 4, c->a.cr0); return true;
    case 2: reg_set(c, u->dst, 4, c->a.cr2); return true;
    case 3: reg_set(c, u->dst, 4, c->a.cr3); return true;
    case 4: reg_set(c, u->dst, 4, c->a.cr4); return true;
    default: return cpu_fault(c, V_UD);
    }
}

bool op_mov_to_cr(cpu_t *c, const uop_t *u)
{
    uint32_t v = reg_get(c, u->dst, 4);
    switch (u->sub) {
    case 0: return write_cr0(c, v);
    case 2: c->a.cr2 = v; return true;
    case 3: return write_cr3(c, v);
    case 4: return write_cr4(c, v);
    default: return cpu_fault(c, V_UD);
    }
}

/* DR4 and DR5 are DR6 and DR7 unless CR4.DE is set. */
static bool debug_register(cpu_t *c, unsigned n, uint32_t **dr)
{
    if ((n == 4 || n == 5) && (c->a.cr4 & CR4_DE))
        return cpu_fault(c, V_UD);
    *dr = &c->a.dr[n == 4 || n == 5 ? n + 2 : n];
    return true;
}

bool op_mov_from_dr(cpu_t *c, const uop_t *u)
{
    uint32_t *dr = NULL;
    if (!debug_register(c, u->sub, &dr))
        return false;
    reg_set(c, u->dst, 4, *dr);
    return true;
}

/* The fixed bits of DR6 and DR7: SDM vol 3 figure 17-1. */
bool op_mov_to_dr(cpu_t *c, const uop_t *u)
{
    uint32_t *dr = NULL, v = reg_get(c, u->dst, 4);
    if (!debug_register(c, u->sub, &dr))
        return false;
    if (dr == &c->a.dr[6])
        v = (v & 0xe00f) | 0xffff0ff0;
    if (dr == &c->a.dr[7])
        v = (v & 0xffff2fff) | 0x400;
    *dr = v;
    return true;
}
