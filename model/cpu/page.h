/* page: 32-bit paging: from a linear to a physical address (SDM vol 3 4.3, 4.6 to 4.10; CPU facts 12).
 *
 * With CR0.PG = 1 and CR4.PAE = 0 an access is translated by the tables at CR3: 4 KB pages, and 4 MB pages with
 * CR4.PSE. All accesses are supervisor accesses, since CPL is 0. What a walk finds is kept for 64 pages, by linear page
 * number modulo 64, until MOV CR3 (but pages with G under CR4.PGE), INVLPG of the page, CR0.PG to 0, a change of CR0.WP
 * or of CR4.PSE, PGE or PAE, SMM entry, RSM, RESET, INIT (parameter init_keeps_tlb), or a page fault there. A store to
 * a page that is kept as read-only or with D = 0 walks anew.
 *
 * A walk that ends in a fault writes nothing; else it sets A, and D for a store, by a locked read-modify-write of each
 * entry that needs it, and starts over when an entry has changed meanwhile. Reserved bits count with CR4.PSE only:
 * 21:13 of a 4 MB entry (no PSE-36), and on parts without PAT its bit 12 and bit 7 of a 4 KB entry. The tables are read
 * with the type of their address, PCD and PWT of CR3 for the directory and of its entry for the table.
 *
 * In plain steps a walk goes straight to RAM and its result is kept at once. In a logged step, which is replayed, what
 * is found waits in `fresh`, where later accesses of the step see it, and is kept when the step is done.
 * Left out: PAE and 64-bit paging, PSE-36, protection keys, user accesses, caches of directory entries, speculative
 * walks. */
#ifndef CPU_PAGE_H
#define CPU_PAGE_H

#include <stdbool.h>
#include <stdint.h>

struct cpu;

enum { PAGE_KEPT = 64, PAGE_FRESH = 24 };

/* Error code of #PF (SDM vol 3 figure 4-12); the other bits stay 0 here. */
enum { PF_P = 1 << 0, PF_W = 1 << 1, PF_RSVD = 1 << 3 };

typedef struct page {
    uint32_t lin;   /* linear page number */
    uint32_t frame; /* physical address of its first byte */
    uint8_t pat_i;  /* PAT, PCD, PWT: index into the PAT */
    bool valid;     /* in `fresh`: false says that what is kept of the page has to go */
    bool writable, dirty, global, large;
} page_t;

typedef struct page_tlb {
    page_t kept[PAGE_KEPT];
    page_t fresh[PAGE_FRESH];
    uint8_t fresh_count;
} page_tlb_t;

/* PAGE_WILL_WRITE asks for the right to write and leaves D alone: before the first of several stores. */
enum page_use { PAGE_READ, PAGE_WILL_WRITE, PAGE_WRITE };

/* The page of a linear address, with paging on. False: #PF, a wait or CPU_STOP_NEED_LOG in c->stop. */
bool page_find(struct cpu *c, uint32_t lin, enum page_use use, page_t *out);

/* Forgets all pages, or all but those with G, and all host pointers. */
void page_flush(struct cpu *c, bool keep_global);

/* INVLPG. */
void page_drop(struct cpu *c, uint32_t lin);

/* Around each try of a logged step: forgets what the try before has found; keeps what the step has found. */
void page_begin(struct cpu *c);
void page_commit(struct cpu *c);

#endif
