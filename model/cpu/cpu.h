/* cpu: one processor: registers, one-instruction step, pins and the link to its bus unit.
 *
 * cpu_tick runs on CORECLK. Code is interpreted; Zydis decodes. A step (an instruction, a REP iteration, an event
 * delivery, SMM entry, RSM) either commits whole or leaves nothing behind.
 *
 * Two ways to run, same handlers:
 *   plain   (fast mode) memory through host pointers, no log. A handler that meets something a clocked block has
 *           to answer stops with CPU_STOP_NEED_LOG and the step starts again in
 *   logged  every input already answered is kept in order in c->log. On CPU_STOP_WAIT the registers go back to the
 *           start of the step, and the next try replays the log, asserting that each request equals its entry.
 * Handlers change c->a only after their last access succeeded, so that both ways hold.
 * Left out: virtual-8086 mode, privilege levels other than 0, x87/MMX/SSE, task switches, A20M#, debug
 * registers as breakpoints, single step. */
#ifndef CPU_CPU_H
#define CPU_CPU_H

#include "block.h"
#include "bus.h"
#include "ev.h"
#include "params.h"
#include "cpu/cache.h"
#include "cpu/mem_type.h"
#include "cpu/msr.h"
#include "cpu/page.h"
#include "cpu/store_buf.h"
#include "ram.h"

enum cpu_gpr { R_EAX, R_ECX, R_EDX, R_EBX, R_ESP, R_EBP, R_ESI, R_EDI };
enum cpu_sreg { S_ES, S_CS, S_SS, S_DS, S_FS, S_GS, S_COUNT };
enum cpu_flags {
    FL_CF = 1 << 0, FL_1 = 1 << 1, FL_PF = 1 << 2, FL_AF = 1 << 4, FL_ZF = 1 << 6, FL_SF = 1 << 7, FL_TF = 1 << 8,
    FL_IF = 1 << 9, FL_DF = 1 << 10, FL_OF = 1 << 11, FL_IOPL = 3 << 12, FL_NT = 1 << 14, FL_RF = 1 << 16,
    FL_VM = 1 << 17, FL_AC = 1 << 18, FL_ID = 1 << 21,
};
enum cpu_cr0 { CR0_PE = 1 << 0, CR0_MP = 1 << 1, CR0_EM = 1 << 2, CR0_TS = 1 << 3, CR0_ET = 1 << 4, CR0_NE = 1 << 5,
               CR0_WP = 1 << 16, CR0_AM = 1 << 18, CR0_NW = 1 << 29, CR0_CD = 1 << 30 };
#define CR0_PG 0x80000000u
enum cpu_cr4 { CR4_DE = 1 << 3, CR4_PSE = 1 << 4, CR4_PAE = 1 << 5, CR4_PGE = 1 << 7 };

enum cpu_vector { V_DE = 0, V_DB = 1, V_NMI = 2, V_BP = 3, V_OF = 4, V_BR = 5, V_UD = 6, V_NM = 7, V_DF = 8, V_TS = 10,
                  V_NP = 11, V_SS = 12, V_GP = 13, V_PF = 14, V_MF = 16, V_AC = 17, V_MC = 18 };

/* Attributes as in a descriptor's high dword >> 8: 7:0 access byte, 12 AVL, 13 L, 14 D/B, 15 G (the limit here is
 * already in bytes). */
typedef struct cpu_seg {
    uint16_t sel, attr;
    uint32_t base, limit;
} cpu_seg_t;
enum { ATTR_P = 1 << 7, ATTR_S = 1 << 4, ATTR_DB = 1 << 14, ATTR_G = 1 << 15 };

typedef struct cpu_table {
    uint32_t base;
    uint16_t limit;
} cpu_table_t;

/* The I/O instruction just finished: for I/O restart and its save-map copies. */
typedef struct cpu_last_io {
    bool valid; /* cleared by the next instruction */
    uint32_t eip, esi, ecx, edi; /* before the instruction or REP iteration */
} cpu_last_io_t;

/* All architectural state, plain data; a failed step is undone by copying it back. */
typedef struct cpu_arch {
    uint32_t gpr[8];
    uint32_t eip, eflags;
    cpu_seg_t seg[S_COUNT], ldtr, tr;
    cpu_table_t gdtr, idtr;
    uint32_t cr0, cr2, cr3, cr4, dr[8];
    uint32_t smbase;
    uint64_t msr[MSR_COUNT]; /* those that the core keeps; see msr.h */
    bool bsp;          /* first processor: starts at the reset vector, after INIT too */
    bool smm;          /* in System Management Mode */
    bool halted;       /* after HLT */
    bool shutdown;     /* after a failed RSM or a triple fault */
    bool wait_sipi;    /* parked until a start (SIPI) */
    bool shadow;       /* the instruction after STI, MOV SS or POP SS: no interrupt at this boundary */
    bool nmi_blocked;  /* until IRET (or RSM) */
    bool nmi_blocked_before_smm, shadow_before_smm; /* kept inside the CPU, not in the save map */
    cpu_last_io_t last_io;
    uint8_t fetch_bytes[24]; /* prefetch window of logged steps: whole qwords from fetch_base on */
    uint32_t fetch_base;     /* linear address, 8-byte aligned */
    uint8_t fetch_count;     /* valid bytes, 0, 8, 16 or 24 */
} cpu_arch_t;

enum cpu_stop_kind { CPU_STOP_NONE, CPU_STOP_WAIT, CPU_STOP_NEED_LOG, CPU_STOP_FAULT };
typedef struct cpu_stop {
    uint8_t kind, vector;
    bool has_err;
    uint32_t err;
    uint32_t addr; /* #PF: goes to CR2 */
} cpu_stop_t;

/* Wires between the core and the board, its bus unit, SMI latch and SMIACT block. */
#define CPU_IN(X, T)                                                                             \
    X(T, bool, reset_n, 1, IN, 0)                                                                \
    X(T, bool, init_n, 1, IN, 0)     /* edge-latched */                                          \
    X(T, bool, flush_n, 1, IN, 0)    /* edge-latched */                                          \
    X(T, bool, nmi, 1, IN, 0)        /* rising edge-latched */                                   \
    X(T, bool, intr, 1, IN, 0)       /* level */                                                 \
    X(T, bool, apic_int, 1, IN, 0)   /* intr is the local APIC's: it is asked for the vector, and says when the bus is to be asked */ \
    X(T, bool, smi_pending, 1, IN, 0) /* smi_pin.pending */                                      \
    X(T, bool, smm_sign, 1, IN, 0)   /* the sign of SMM is out (SMIACT# or acknowledge) */       \
    X(T, bool, in_smm, 1, IN, 0)     /* smiact.in_smm: the hand-over is complete */              \
    X(T, uint8_t, ack_seq, 8, IN, 0) /* biu: number of the last request answered */              \
    X(T, uint64_t, rdata, 64, IN, 0)                                                             \
    X(T, bool, shared, 1, IN, 0)     /* biu: another cache had that line */                      \
    X(T, bool, ken_n, 1, IN, 0)      /* biu: KEN# came high: no line, only what was wanted of it */ \
    X(T, bool, wb_wt, 1, IN, 0)      /* biu: WB/WT# came with it */                              \
    X(T, uint8_t, apic_ack, 8, IN, 0) /* local APIC: number of the last request answered */      \
    X(T, uint32_t, apic_rdata, 32, IN, 0)                                                        \
    X(T, uint8_t, sipi_seq, 8, IN, 0) /* changes with each Start-Up message */                   \
    X(T, uint8_t, sipi_vector, 8, IN, 0)                                                         \
    X(T, bool, boot, 1, IN, 0)       /* rises: this CPU is elected as the first */               \
    X(T, bool, elect, 1, IN, 0)      /* strap: no CPU starts before its `boot` */
/* From `cs` on they are for people, and wired to nothing. */
#define CPU_OUT(X, T)                                                                            \
    X(T, uint8_t, req_seq, 8, EXACT, 0) /* changes with each new request */                      \
    X(T, uint8_t, req_space, 3, EXACT, bus_space_names)                                          \
    X(T, bool, req_write, 1, EXACT, 0)                                                           \
    X(T, bool, req_fetch, 1, EXACT, 0)                                                           \
    X(T, bool, req_lock, 1, EXACT, 0)  /* from the first locked request to the end of the step */ \
    X(T, uint64_t, req_addr, 36, EXACT, 0)                                                       \
    X(T, uint8_t, req_size, 4, EXACT, 0)                                                         \
    X(T, uint64_t, req_data, 64, EXACT, 0)                                                       \
    X(T, bool, req_line, 1, EXACT, 0)  /* a whole line, by way of the line buffer of cpu/cache.h */ \
    X(T, bool, req_own, 1, EXACT, 0)   /* read and invalidate */                                 \
    X(T, uint8_t, req_type, 3, EXACT, mem_type_names)                                            \
    X(T, uint8_t, apic_seq, 8, EXACT, 0) /* changes with each request to the local APIC */       \
    X(T, uint8_t, apic_op, 2, EXACT, cpu_apic_op_names)                                          \
    X(T, uint16_t, apic_off, 12, EXACT, 0)                                                       \
    X(T, uint32_t, apic_data, 32, EXACT, 0)                                                      \
    X(T, bool, apic_en, 1, EXACT, 0) /* APIC_BASE.EN */                                          \
    X(T, bool, smi_take, 1, EXACT, 0) /* toggles when the SMI taken is acknowledged: later falls are new ones */ \
    X(T, bool, want_smm, 1, EXACT, 0)                                                            \
    X(T, bool, smm, 1, EXACT, 0)                                                                 \
    X(T, bool, halted, 1, EXACT, 0)                                                              \
    X(T, bool, shutdown, 1, EXACT, 0)                                                            \
    X(T, bool, wait_sipi, 1, EXACT, 0)                                                           \
    X(T, uint16_t, cs, 16, EXACT, 0)                                                             \
    X(T, uint32_t, eip, 32, EXACT, 0)                                                            \
    X(T, uint32_t, smbase, 32, EXACT, 0)                                                         \
    X(T, uint8_t, c_seq, 8, EXACT, 0)  /* for people: changes with each lookup in the caches ... */ \
    X(T, uint64_t, c_addr, 36, EXACT, 0)                                                         \
    X(T, uint8_t, c_type, 3, EXACT, mem_type_names)                                              \
    X(T, bool, c_fetch, 1, EXACT, 0)                                                             \
    X(T, bool, c_write, 1, EXACT, 0)                                                             \
    X(T, bool, c_hit, 1, EXACT, 0)                                                               \
    X(T, uint8_t, c_from, 3, EXACT, cache_from_names) /* who answered; BUS: also with a hit, for a store that goes there */ \
    X(T, uint8_t, c_state, 2, EXACT, cache_state_names) /* of the line, before it */             \
    X(T, uint8_t, c_after, 2, EXACT, cache_state_names) /* and once it has served the access; I until then */ \
    X(T, uint8_t, sb_count, 5, EXACT, 0) /* for people: stores in the store buffer, */           \
    X(T, uint8_t, wc_count, 4, EXACT, 0) /* write-combining buffers in use */
SIG_STRUCT(cpu_in, CPU_IN)
SIG_STRUCT(cpu_out, CPU_OUT)
extern const char *const bus_space_names[];

/* What the core asks of its local APIC; as enum lapic_op. */
enum cpu_apic_op { ASK_APIC_READ, ASK_APIC_WRITE, ASK_APIC_INTA, ASK_APIC_INIT };
extern const char *const cpu_apic_op_names[];

/* What a logged step asked for and was answered. */
typedef struct cpu_log_entry {
    bus_txn_t txn;
    uint8_t kind; /* enum cpu_ask */
    bool done;    /* false: asked, not answered yet; only the last entry */
} cpu_log_entry_t;
enum cpu_ask { ASK_BUS, ASK_SMM, ASK_APIC, ASK_FLUSH, ASK_CLFLUSH, ASK_DRAIN };
enum { CPU_LOG_ROOM = 1024 };

enum { TLB_ENTRIES = 256 };
typedef struct tlb_entry {
    uint32_t tag; /* linear page number, or TLB_EMPTY */
    uint8_t *host;
} tlb_entry_t;
#define TLB_EMPTY 0xffffffffu
typedef struct tlb {
    tlb_entry_t read[TLB_ENTRIES], write[TLB_ENTRIES];
} tlb_t;

/* The memory side as the board shows it to one CPU. */
typedef struct cpu_port {
    void *self;
    /* Host pointer to the 4 KB page at `addr` when, in fast mode, plain RAM answers such an access by this CPU in its
     * present SMM state; else NULL. A page with decoded code must still be written through ram_write. */
    uint8_t *(*page)(void *self, unsigned cpu, uint32_t addr, bool write, bool fetch);
    /* Called before a request is put on the wires (auto mode looks at it). */
    void (*before_request)(void *self, unsigned cpu, const bus_txn_t *t);
} cpu_port_t;

struct part;
struct code_cache;

typedef struct cpu {
    unsigned id;
    const struct part *part;
    const params_t *params;
    cpu_port_t port;
    ram_t *ram;
    struct code_cache *code; /* decoded instructions, shared by all CPUs */
    ev_log_t *ev;
    cache_t *cache;          /* NULL: none */

    cpu_arch_t a;
    cpu_stop_t stop;
    bool logged;   /* this step keeps a log */
    bool boundary; /* the fast loop must return: something at the instruction boundary changed (IF, shadow, HLT) */
    uint64_t insns; /* instructions, REP iterations and deliveries committed */
    uint64_t exit_insns; /* insns, RSM included, when the program last went on after an SMI */

    /* step in progress */
    bool in_step;
    uint8_t step_kind; /* enum in cpu.c */
    bool step_signs_off; /* INIT out of a shutdown in SMM: SMIACT# or the acknowledge of exit first */
    bool step_apic;    /* an interrupt's vector is asked of the local APIC */
    cpu_arch_t saved;  /* registers at the start of the logged step */
    cpu_log_entry_t log[CPU_LOG_ROOM];
    unsigned log_count, log_pos;
    uint64_t announced; /* events of this step already logged, see cpu_announce */

    /* the access in hand and the caches: line.h */
    uint8_t line_phase, line_next; /* enum line_phase */
    uint8_t line_type;
    bool line_own;       /* the line is there, shared, and is read again for ownership */
    bool line_typed;     /* its type stands in line_as */
    mem_type_answer_t line_as;
    uint64_t line_ready; /* core clock at which a hit is answered */

    store_buf_t stores;
    cpu_log_entry_t leaving; /* the access of the store buffer in hand */
    bool gated;              /* the step in hand waits for the store buffer */

    /* pins and latches */
    const cpu_in_t *in;
    cpu_out_t *out;
    bool smi_dropped;        /* INIT has cleared the SMI latch, which does not show yet */
    bool in_reset, init_latched, nmi_latched, nmi_last, init_last, sign_last;
    bool flush_latched, flush_last;
    uint64_t tsc_base;       /* core clock of the last RESET# */
    bool fast;               /* of this cpu_tick: memory may be reached directly */
    bool start_latched;      /* a start that waits until the CPU is parked; dropped when it runs */
    uint32_t start_addr;
    uint8_t sipi_last;
    bool boot_last;
    bool handler_fetch_due; /* EV_SMM_FETCH not yet seen in this SMM */
    bool resume_due;        /* EV_RESUMED not yet seen since RSM; no halt either */

    uint64_t clk;          /* core clock number of this step */
    ps_t now;              /* time of clk */
    uint32_t clk_period;   /* ps a core clock */

    page_tlb_t pages; /* translations; the host pointers below go by linear address too */
    tlb_t *tlb; /* &own_tlb in plain steps, &no_tlb (always empty) in logged ones */
    tlb_t own_tlb, no_tlb;
    uint32_t tlb_epoch; /* of ram->code_epoch, when last flushed */

    /* exec: the instruction in progress, and the page that plain steps take instructions from */
    uint32_t next_eip;
    bool next_shadow, next_io; /* at commit: a.shadow, and a.last_io is set */
    bool locked;               /* logged steps: LOCK prefix or XCHG with memory; for bus_txn_t.lock */
    uint32_t code_page;        /* linear page number + 1, 0: none; cpu_flush_tlb sets 0 */
    uint32_t code_page_ram;    /* RAM offset of that page */

    /* last committed instruction, for the wave's text lane */
    uint32_t last_cs_base, last_eip;
    uint8_t last_bytes[15], last_len;
    bool last_is32;
} cpu_t;

/* Puts the CPU in its state at RESET# (SDM table 9-1): cpu 0 is the bootstrap processor and will fetch at FFFFFFF0h,
 * the others wait for a start. Also clears step, log and latches. */
void cpu_reset(cpu_t *c);

/* Runs from core clock `clk` (at time `now`) for at most `budget` core clocks; returns how many were used. In cycle
 * mode budget is 1. Fewer are used when the CPU waits for the bus, halts or parks. Sets *c->out. */
uint64_t cpu_tick(cpu_t *c, uint64_t clk, ps_t now, uint64_t budget, bool fast);

/* True when nothing will happen until an input changes (halted, shut down, parked, or waiting for an answer that is
 * not there yet). */
bool cpu_idle(const cpu_t *c);

/* A start (SIPI) for a parked CPU: real mode at addr (16-byte aligned, below 1 MB). Ignored when it runs outside SMM. */
void cpu_start(cpu_t *c, uint32_t addr);

/* To be called when an input changed: latches edges on the pins, however short the pulse. */
void cpu_pins_changed(cpu_t *c);

/* Forgets all host pointers, but no translation (page_flush does); to be called when SMRAM decode, the mode or the SMM state changed. */
void cpu_flush_tlb(cpu_t *c);

/* Logs an event of the step in progress once, however often the step is replayed. */
void cpu_announce(cpu_t *c, ev_id_t id, uint64_t arg);

#endif
