#include "cpu/page.h"

#include "cpu/mem.h"
#include "cpu/part.h"

enum { PTE_P = 1 << 0, PTE_RW = 1 << 1, PTE_A = 1 << 5, PTE_D = 1 << 6, PTE_PS = 1 << 7, PTE_PAT = 1 << 7, PTE_G = 1 << 8,
       PDE_PAT = 1 << 12 };
enum { FRESH_DROPS = 4 /* room in `fresh` for pages that faulted: one step has three faults at most */ };

/* An entry of a table on the way to a page. */
typedef struct entry {
    uint32_t at, value;
    uint8_t pat_i; /* of the table it is in */
} entry_t;

static uint8_t pcd_pwt(uint32_t v)
{
    return v >> 3 & 3;
}

/* --- what is kept ------------------------------------------------------------------------------------------------- */

static bool covers(const page_t *p, uint32_t lin)
{
    return p->valid && (p->lin == lin >> 12 || (p->large && p->lin >> 10 == lin >> 22));
}

static void forget(page_tlb_t *t, uint32_t lin)
{
    for (unsigned i = 0; i < PAGE_KEPT; i++)
        if (covers(&t->kept[i], lin))
            t->kept[i].valid = false;
}

static const page_t *look_up(const page_tlb_t *t, uint32_t lin)
{
    const page_t *p = &t->kept[(lin >> 12) % PAGE_KEPT];
    for (unsigned i = t->fresh_count; i > 0; i--)
        if (t->fresh[i - 1].lin == lin >> 12)
            return t->fresh[i - 1].valid ? &t->fresh[i - 1] : NULL;
    return p->valid && p->lin == lin >> 12 ? p : NULL;
}

static void keep(cpu_t *c, const page_t *p)
{
    page_tlb_t *t = &c->pages;
    if (!c->logged)
        t->kept[p->lin % PAGE_KEPT] = *p;
    else if (t->fresh_count < PAGE_FRESH - FRESH_DROPS)
        t->fresh[t->fresh_count++] = *p;
}

void page_drop(cpu_t *c, uint32_t lin)
{
    page_tlb_t *t = &c->pages;
    if (c->logged && t->fresh_count < PAGE_FRESH) {
        t->fresh[t->fresh_count++] = (page_t){.lin = lin >> 12};
        return;
    }
    forget(t, lin);
    cpu_flush_tlb(c);
}

void page_flush(cpu_t *c, bool keep_global)
{
    for (unsigned i = 0; i < PAGE_KEPT; i++)
        c->pages.kept[i].valid &= keep_global && c->pages.kept[i].global;
    c->pages.fresh_count = 0;
    mem_fetch_drop(c);
    cpu_flush_tlb(c);
}

void page_begin(cpu_t *c)
{
    c->pages.fresh_count = 0;
}

void page_commit(cpu_t *c)
{
    page_tlb_t *t = &c->pages;
    bool dropped = false;
    for (unsigned i = 0; i < t->fresh_count; i++) {
        const page_t *p = &t->fresh[i];
        dropped |= !p->valid;
        if (p->valid)
            t->kept[p->lin % PAGE_KEPT] = *p;
        else
            forget(t, p->lin << 12);
    }
    t->fresh_count = 0;
    if (dropped)
        cpu_flush_tlb(c);
}

/* --- the walk ----------------------------------------------------------------------------------------------------- */

static bool fault(cpu_t *c, uint32_t lin, enum page_use use, uint32_t err)
{
    page_drop(c, lin);
    c->stop = (cpu_stop_t){.kind = CPU_STOP_FAULT, .vector = V_PF, .has_err = true, .addr = lin,
                           .err = err | (use == PAGE_READ ? 0 : PF_W)};
    return false;
}

static bool load(cpu_t *c, entry_t *e)
{
    return mem_table_load(c, e->at, e->pat_i, false, &e->value);
}

/* Sets bits in an entry; `same` becomes false, and they are not set, when it is no longer what the walk has read. */
static bool set_bits(cpu_t *c, const entry_t *e, uint32_t bits, bool *same)
{
    uint32_t now;
    if (!*same || (e->value & bits) == bits)
        return true;
    if (!mem_table_load(c, e->at, e->pat_i, true, &now))
        return false;
    *same = ((now ^ e->value) & ~(uint32_t)(PTE_A | PTE_D)) == 0;
    return mem_table_store(c, e->at, e->pat_i, *same ? now | bits : now);
}

/* One walk; `same` false: an entry has changed under it. */
static bool walk(cpu_t *c, uint32_t lin, enum page_use use, page_t *p, bool *same)
{
    bool pat = c->part->cpuid_edx & CPUID_PAT, pse = c->a.cr4 & CR4_PSE;
    entry_t dir = {.at = (c->a.cr3 & 0xfffff000) + (lin >> 22) * 4, .pat_i = pcd_pwt(c->a.cr3)}, table = {0};
    if (!load(c, &dir))
        return false;
    if (!(dir.value & PTE_P))
        return fault(c, lin, use, 0);

    bool large = pse && (dir.value & PTE_PS), rw = dir.value & PTE_RW;
    uint32_t reserved = pse && !pat ? PTE_PAT : 0, last = dir.value;
    if (large) {
        reserved = 0x3fe000u | (pat ? 0 : PDE_PAT);
    } else {
        table = (entry_t){.at = (dir.value & 0xfffff000) + (lin >> 12 & 0x3ff) * 4, .pat_i = pcd_pwt(dir.value)};
        if (!load(c, &table))
            return false;
        last = table.value;
        if (!(last & PTE_P))
            return fault(c, lin, use, 0);
        rw = rw && (last & PTE_RW);
    }
    if (last & reserved)
        return fault(c, lin, use, PF_P | PF_RSVD);
    if (use != PAGE_READ && !rw && (c->a.cr0 & CR0_WP))
        return fault(c, lin, use, PF_P);

    uint32_t bits = PTE_A | (use == PAGE_WRITE ? PTE_D : 0);
    *same = true;
    if (!set_bits(c, &dir, large ? bits : PTE_A, same) || (!large && !set_bits(c, &table, bits, same)))
        return false;
    *p = (page_t){.lin = lin >> 12, .valid = true, .writable = rw, .dirty = (last | bits) & PTE_D,
                  .global = last & PTE_G, .large = large, .pat_i = pcd_pwt(last)};
    p->frame = large ? (last & 0xffc00000) | (lin & 0x3ff000) : last & 0xfffff000;
    if (pat && (last & (large ? PDE_PAT : PTE_PAT)))
        p->pat_i |= 4;
    return true;
}

bool page_find(cpu_t *c, uint32_t lin, enum page_use use, page_t *out)
{
    const page_t *p = look_up(&c->pages, lin);
    bool may = p && (use == PAGE_READ || p->writable || !(c->a.cr0 & CR0_WP));
    if (may && (use != PAGE_WRITE || p->dirty)) {
        *out = *p;
        return true;
    }
    bool same = false;
    while (!same)
        if (!walk(c, lin, use, out, &same))
            return false;
    keep(c, out);
    return true;
}
