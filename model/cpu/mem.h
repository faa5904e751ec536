/* mem: how instruction handlers reach memory, I/O ports and the bus.
 *
 * All functions return true when done. False means the handler must return false at once, with c->stop set: a fault,
 * a wait (logged steps) or CPU_STOP_NEED_LOG (plain steps). Offsets are effective addresses; segment limit, type and
 * present checks follow SDM vol 3 5.3-5.5 for CPL 0.
 * With paging an access has its page, or both pages it lies in, before its first byte is stored.
 * Left out: the bus cycle a Pentium makes of an access to its local APIC; alignment checks. */
#ifndef CPU_MEM_H
#define CPU_MEM_H

#include "cpu/cpu.h"

#include <string.h>

/* Paging is on, in the one mode there is (page.h). */
static inline bool mem_paged(const cpu_t *c)
{
    return (c->a.cr0 & CR0_PG) && !(c->a.cr4 & CR4_PAE);
}

/* Slow paths of the inline functions below. */
bool mem_will_store_slow(cpu_t *c, unsigned sreg, uint32_t off, unsigned size);
bool mem_load_slow(cpu_t *c, unsigned sreg, uint32_t off, unsigned size, uint32_t *v);
bool mem_store_slow(cpu_t *c, unsigned sreg, uint32_t off, unsigned size, uint32_t v);

/* Loads 1, 2 or 4 bytes (zero-extended). Any alignment. #GP or #SS(0) on a segment violation. */
static inline bool mem_load(cpu_t *c, unsigned sreg, uint32_t off, unsigned size, uint32_t *v)
{
    const cpu_seg_t *s = &c->a.seg[sreg];
    uint32_t lin = s->base + off;
    const tlb_entry_t *e = &c->tlb->read[(lin >> 12) % TLB_ENTRIES];
    if (e->tag == lin >> 12 && (lin & 0xfff) <= 0x1000 - size && off <= s->limit && size - 1 <= s->limit - off &&
        (s->attr & 0x8c) == 0x80) { /* present data, not expand-down */
        uint32_t t = 0;
        memcpy(&t, e->host + (lin & 0xfff), size);
        *v = t;
        return true;
    }
    return mem_load_slow(c, sreg, off, size, v);
}

/* Stores the low 1, 2 or 4 bytes of v. */
static inline bool mem_store(cpu_t *c, unsigned sreg, uint32_t off, unsigned size, uint32_t v)
{
    const cpu_seg_t *s = &c->a.seg[sreg];
    uint32_t lin = s->base + off;
    const tlb_entry_t *e = &c->tlb->write[(lin >> 12) % TLB_ENTRIES];
    if (e->tag == lin >> 12 && (lin & 0xfff) <= 0x1000 - size && off <= s->limit && size - 1 <= s->limit - off &&
        (s->attr & 0x8e) == 0x82) { /* present, writable data, not expand-down */
        memcpy(e->host + (lin & 0xfff), &v, size);
        return true;
    }
    return mem_store_slow(c, sreg, off, size, v);
}

/* The checks of a store alone, so that a handler that makes several accesses can fault before the first. */
bool mem_can_store(cpu_t *c, unsigned sreg, uint32_t off, unsigned size);

/* Before the load of a read-modify-write: with paging, the checks of the store that must follow, and D. */
static inline bool mem_will_store(cpu_t *c, unsigned sreg, uint32_t off, unsigned size)
{
    uint32_t lin = c->a.seg[sreg].base + off;
    const tlb_entry_t *e = &c->tlb->write[(lin >> 12) % TLB_ENTRIES];
    return !mem_paged(c) || (e->tag == lin >> 12 && (lin & 0xfff) <= 0x1000 - size) ||
           mem_will_store_slow(c, sreg, off, size);
}

/* Linear accesses without segment checks: descriptor tables, IVT. 1 to 4 bytes. */
bool mem_lin_load(cpu_t *c, uint32_t lin, unsigned size, uint32_t *v);
bool mem_lin_store(cpu_t *c, uint32_t lin, unsigned size, uint32_t v);

/* Physical accesses, whatever CR0.PG is: save maps. 4 bytes. */
bool mem_phys_load(cpu_t *c, uint32_t addr, uint32_t *v);
bool mem_phys_store(cpu_t *c, uint32_t addr, uint32_t v);

/* An entry of a page table; pat_i is PCD and PWT of where the table was found. `lock` begins or ends a read-modify-write. */
bool mem_table_load(cpu_t *c, uint32_t addr, uint8_t pat_i, bool lock, uint32_t *v);
bool mem_table_store(cpu_t *c, uint32_t addr, uint8_t pat_i, uint32_t v);

/* CLFLUSH: a modified line goes to memory, and the line goes from the caches of this CPU and of all others. Faults as the
 * load of a byte does, but may be given an execute-only segment. In fast mode there is nothing to flush. */
bool mem_flush_line(cpu_t *c, unsigned sreg, uint32_t off);

/* Plain steps: the physical address of code. */
bool mem_code_addr(cpu_t *c, uint32_t lin, uint32_t *addr);

/* I/O ports, 1, 2 or 4 bytes; a port range that crosses a dword is two bus accesses. Logged steps only. */
bool mem_io_in(cpu_t *c, uint16_t port, unsigned size, uint32_t *v);
bool mem_io_out(cpu_t *c, uint16_t port, unsigned size, uint32_t v);

/* Special transaction (enum bus_special) and interrupt acknowledge (gives the vector). Logged steps only. */
bool mem_special(cpu_t *c, unsigned code);
bool mem_inta(cpu_t *c, uint8_t *vector);

/* WBINVD: every dirty line of the caches goes to memory, and all lines go. INVD: all lines go. On all levels, and of a pair
 * that shares one in both cores. Logged steps only; in fast mode there is nothing to do. */
bool mem_write_back(cpu_t *c);
bool mem_invalidate(cpu_t *c);

/* Waits until the store buffer and the write-combining buffers are empty (store_buf.h). In fast mode they are. */
bool mem_drain(cpu_t *c);

/* A code read of the eight bytes that hold linear address lin, for its line alone. A page that is not
 * there is no fault. Logged steps only. */
bool mem_prefetch(cpu_t *c, uint32_t lin);

/* The local APIC: an interrupt acknowledge (gives the vector, from the bus when the local APIC
 * says so); INIT was taken. Logged steps only. Its registers are
 * reached by loads and stores in its window, which APIC_BASE places (interconnect facts 1.8). */
bool mem_apic_inta(cpu_t *c, uint8_t *vector);
bool mem_apic_init(cpu_t *c);

/* The open request of a logged step has its answer on the wires. */
bool mem_answered(const cpu_t *c, const cpu_log_entry_t *e);

/* Asks smiact to enter (true) or leave SMM and waits until the hand-over is complete. Logged steps only. */
bool mem_smm(cpu_t *c, bool inside);

/* Logged steps: makes sure that the n bytes (1 to 15) at linear address lin are in the fetch window; they are then at
 * mem_fetched(c, lin), and mem_fetched_count(c, lin) >= n. The window is dropped by mem_fetch_drop: taken branches,
 * event delivery, SMM entry and exit, stores into it. */
bool mem_fetch(cpu_t *c, uint32_t lin, unsigned n);
const uint8_t *mem_fetched(const cpu_t *c, uint32_t lin);
unsigned mem_fetched_count(const cpu_t *c, uint32_t lin); /* 0 when lin is not in the window */
void mem_fetch_drop(cpu_t *c);

/* Sets c->stop to a fault and returns false, so that handlers can write `return cpu_fault(...)`. */
bool cpu_fault(cpu_t *c, unsigned vector);
bool cpu_fault_err(cpu_t *c, unsigned vector, uint32_t err);

#endif
