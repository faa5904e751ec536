/* lapic: the local APIC of one CPU (interconnect facts 1.7, 1.8): register file, delivery of messages and local
 * interrupts to the core, sending of IPIs. The carrier of messages is outside: apic_agent (serial bus) or fsb_msg.
 *
 * The core asks with req_seq: a read or write of a register by offset 000h..FF0h in its window, an interrupt
 * acknowledge, or INIT (the core has taken INIT: the register file goes to its reset state but for ID, unless the strap
 * init_keeps). The answer is there when ack_seq equals req_seq, one BCLK later. INTA answers a vector in rdata[7:0] and
 * moves it from IRR to ISR; the spurious vector, without ISR, when nothing is left; bit 8 set: the vector is to be
 * fetched from the external controller by an INTA cycle (this ends a latched ExtINT message, so ask before the cycle).
 * `smi`, `nmi` and `init` are pulses of one BCLK; the core and smi_pin latch them. sipi_seq changes with each Start-Up
 * message. `intr` is the level of INTR to the core: an APIC vector above PPR waits, or (extint) only the external
 * controller is to be asked. A vector that waits comes before ExtINT.
 *
 * Sending: a write of ICR low makes at most one message; one written while another is with the carrier waits, and one
 * written while one waits takes its place. EOI messages wait in a set and go before IPIs, the highest vector first.
 * The shorthand self never reaches the carrier. tx_short stands until the next IPI, so that the APIC does not take its
 * own OTHERS message: rx_query of an own message must be over before tx_done. ICR combinations that the tables call
 * invalid send nothing, but for the strap self_any. P5 and P6 send level IPIs as edge when L = 1, else not; XAPIC sends
 * all as edge, and no INIT level de-assert.
 *
 * Fixed and lowest-priority: on P5 and P6 IRR and ISR together hold two of a vector; a third is answered accept = 0,
 * one from inside (LVT, self) waits, as its delivery status shows. On XAPIC requests of one vector merge in IRR.
 *
 * en = 0 (APIC_BASE.EN): window and messages are dead, registers go to their reset state but for ID, LINT0 is INTR,
 * LINT1 is NMI. SVR.8 = 0: LVT masks read and act as 1; fixed, lowest-priority and ExtINT messages are not matched;
 * INIT, NMI, SMI, Start-Up still are, IPIs can be sent; what is in IRR and ISR stays.
 * With the strap elect, after reset it sends its BIPI, and when it is the BSP its FIPI (interconnect facts 1.7, P6);
 * both are gone from the bus, and in no IRR, before software runs.
 * With the strap lint_when_off, LINT0 and LINT1 also act as INTR and NMI while SVR.8 = 0.
 * Timed: the timer is computed from `now` (block.h). A new divide value keeps the count.
 * Left out: x2APIC, TSC-deadline, CMCI, EOI-broadcast suppression, ESR bit 4 (lowest-priority IPIs are always sent). */
#ifndef CPU_LAPIC_H
#define CPU_LAPIC_H

#include "block.h"
#include "bus.h"
#include "regs.h"

enum lapic_op { LAPIC_READ, LAPIC_WRITE, LAPIC_INTA, LAPIC_INIT };
extern const char *const lapic_op_names[];
extern const char *const apic_mode_names[];
enum apic_short { APIC_NONE, APIC_SELF, APIC_ALL, APIC_OTHERS };
extern const char *const apic_short_names[];

/* Which registers and formats a part has: strap `kind`. */
enum lapic_kind { LAPIC_NONE, LAPIC_P5, LAPIC_P6, LAPIC_XAPIC }; /* none (i486), Pentium, P6, Pentium 4 on */

#define LAPIC_IN(X, T)                                                                           \
    X(T, uint64_t, now, NOW_BITS, IN, 0)                                                          \
    X(T, uint8_t, req_seq, 8, IN, 0)                                                              \
    X(T, uint8_t, req_op, 2, IN, lapic_op_names)                                                  \
    X(T, uint16_t, req_off, 12, IN, 0)                                                            \
    X(T, uint32_t, req_data, 32, IN, 0)                                                           \
    X(T, bool, en, 1, IN, 0)           /* APIC_BASE.EN */                                         \
    X(T, bool, lint0, 1, IN, 0)        /* pins, active high */                                    \
    X(T, bool, lint1, 1, IN, 0)                                                                   \
    X(T, bool, therm, 1, IN, 0)        /* rises: thermal event */                                 \
    X(T, bool, perf, 1, IN, 0)         /* rises: performance counter overflow */                  \
    X(T, uint8_t, tx_done, 8, IN, 0)   /* carrier: the message tx_seq is over */                  \
    X(T, bool, tx_ok, 1, IN, 0)        /* it was accepted */                                      \
    X(T, uint8_t, err, 4, IN, 0)       /* carrier: pulses, may last several BCLKs: as apic_agent.err */ \
    X(T, bool, rx_query, 1, IN, 0)     /* carrier: a message shows; match, accept, focus are asked */ \
    X(T, uint8_t, rx_seq, 8, IN, 0)    /* carrier: changes when it is to be delivered here */     \
    X(T, bool, rx_own, 1, IN, 0)       /* this APIC sent it */                                    \
    X(T, bool, rx_eoi, 1, IN, 0)                                                                  \
    X(T, bool, rx_dm, 1, IN, 0)                                                                   \
    X(T, uint8_t, rx_mode, 3, IN, apic_mode_names)                                                \
    X(T, bool, rx_level, 1, IN, 0)                                                                \
    X(T, bool, rx_trig, 1, IN, 0)                                                                 \
    X(T, uint8_t, rx_vector, 8, IN, 0)                                                            \
    X(T, uint8_t, rx_dest, 8, IN, 0)                                                              \
    X(T, uint32_t, rr_rdata, 32, IN, 0) /* carrier: remote read data, at tx_done */               \
    X(T, bool, rr_valid, 1, IN, 0)                                                                \
    X(T, uint8_t, kind, 2, IN, 0)      /* strap: enum lapic_kind */                               \
    X(T, uint8_t, apic_id, 8, IN, 0)   /* strap: ID after reset */                                \
    X(T, bool, elect, 1, IN, 0)        /* strap: the first processor is found by messages after reset */ \
    X(T, bool, lint_when_off, 1, IN, 0) /* strap */                                               \
    X(T, bool, init_keeps, 1, IN, 0)   /* strap apic_init_keeps */                                \
    X(T, bool, self_any, 1, IN, 0)     /* strap self_ipi_any_mode */
#define LAPIC_OUT(X, T)                                                                          \
    X(T, uint8_t, ack_seq, 8, EXACT, 0)                                                           \
    X(T, uint32_t, rdata, 32, EXACT, 0)                                                           \
    X(T, bool, intr, 1, EXACT, 0)                                                                 \
    X(T, bool, extint, 1, EXACT, 0)    /* intr is the pin's: the core runs an INTA cycle */       \
    X(T, bool, nmi, 1, EXACT, 0)                                                                  \
    X(T, bool, smi, 1, EXACT, 0)                                                                  \
    X(T, bool, init, 1, EXACT, 0)                                                                 \
    X(T, uint8_t, sipi_seq, 8, EXACT, 0)                                                          \
    X(T, uint8_t, sipi_vector, 8, EXACT, 0)                                                       \
    X(T, bool, boot, 1, EXACT, 0)      /* elected: this is the BSP and its FIPI has come; stays 1 */ \
    X(T, uint8_t, id, 8, EXACT, 0)     /* APIC ID as software set it */                           \
    X(T, uint8_t, logical, 8, EXACT, 0) /* LDR 31:24 */                                           \
    X(T, bool, cluster, 1, EXACT, 0)   /* DFR: cluster model */                                   \
    X(T, bool, match, 1, EXACT, 0)     /* answers to rx_query, two BCLKs after it rises */        \
    X(T, bool, accept, 1, EXACT, 0)                                                               \
    X(T, bool, focus, 1, EXACT, 0)                                                                \
    X(T, uint8_t, apr, 8, EXACT, 0)    /* arbitration priority; XAPIC: TPR */                     \
    X(T, uint32_t, rr_data, 32, EXACT, 0)                                                         \
    X(T, bool, rr_ok, 1, EXACT, 0)                                                                \
    X(T, uint8_t, tx_seq, 8, EXACT, 0) /* changes with each message for the carrier */            \
    X(T, bool, tx_eoi, 1, EXACT, 0)                                                               \
    X(T, bool, tx_dm, 1, EXACT, 0)                                                                \
    X(T, uint8_t, tx_mode, 3, EXACT, apic_mode_names)                                             \
    X(T, bool, tx_level, 1, EXACT, 0)                                                             \
    X(T, bool, tx_trig, 1, EXACT, 0)                                                              \
    X(T, uint8_t, tx_vector, 8, EXACT, 0)                                                         \
    X(T, uint8_t, tx_dest, 8, EXACT, 0)                                                           \
    X(T, uint8_t, tx_short, 2, EXACT, apic_short_names)                                           \
    X(T, bool, busy, 1, EXACT, 0)      /* ICR delivery status */                                  \
    X(T, bool, enabled, 1, EXACT, 0)   /* SVR.8 */                                                \
    X(T, uint8_t, tpr, 8, EXACT, 0)                                                               \
    X(T, uint8_t, ppr, 8, EXACT, 0)                                                               \
    X(T, uint8_t, irr_top, 8, EXACT, 0) /* highest vector requested, 0: none */                   \
    X(T, uint8_t, isr_top, 8, EXACT, 0)                                                           \
    X(T, uint8_t, esr, 8, EXACT, 0)    /* errors noted, not yet shown by a write of ESR */        \
    X(T, uint32_t, icr, 32, EXACT, 0)  /* ICR low as last written */
SIG_STRUCT(lapic_in, LAPIC_IN)
SIG_STRUCT(lapic_out, LAPIC_OUT)

/* Offsets in the window. */
enum {
    APIC_R_ID = 0x020, APIC_R_VERSION = 0x030, APIC_R_TPR = 0x080, APIC_R_APR = 0x090, APIC_R_PPR = 0x0a0,
    APIC_R_EOI = 0x0b0, APIC_R_RRD = 0x0c0, APIC_R_LDR = 0x0d0, APIC_R_DFR = 0x0e0, APIC_R_SVR = 0x0f0,
    APIC_R_ISR = 0x100, APIC_R_TMR = 0x180, APIC_R_IRR = 0x200, /* eight registers each */
    APIC_R_ESR = 0x280, APIC_R_ICR_LOW = 0x300, APIC_R_ICR_HIGH = 0x310,
    APIC_R_LVT = 0x320, /* LVT_COUNT registers */
    APIC_R_INIT_COUNT = 0x380, APIC_R_COUNT = 0x390, APIC_R_DIVIDE = 0x3e0,
    APIC_WINDOW = 0x400,
};
enum { LVT_TIMER, LVT_THERMAL, LVT_PERF, LVT_LINT0, LVT_LINT1, LVT_ERROR, LVT_COUNT };
enum { ESR_SEND_SUM = 1, ESR_RECV_SUM = 2, ESR_SEND_ACCEPT = 4, ESR_RECV_ACCEPT = 8, ESR_SEND_VECTOR = 0x20,
       ESR_RECV_VECTOR = 0x40, ESR_REGISTER = 0x80 };

typedef struct lapic_msg {
    uint8_t mode, vector, dest, shorthand; /* enum apic_mode, enum apic_short */
    bool dm, level, trig;
} lapic_msg_t;

typedef struct lapic {
    lapic_out_t o;
    uint32_t regs[APIC_WINDOW / 16]; /* by offset / 16; live fields are 0 here */
    uint32_t irr2[8];        /* P5/P6: the second request of a vector that is in IRR but not in ISR */
    uint32_t eoi_waits[8];   /* vectors whose EOI messages wait for the carrier */
    lapic_msg_t ipi;         /* the IPI that waits, */
    bool ipi_waits;          /* when there is one */
    uint8_t errors;          /* noted since the last write of ESR */
    uint64_t timer_at;       /* number of the edge at which the timer expires */
    bool timer_runs;
    bool extint;             /* an ExtINT message waits for its INTA */
    bool lint_was[2], therm_was, perf_was;
    uint8_t err_was;
    uint8_t rx_seen;
    uint8_t election;        /* enum election in lapic.c */
    bool fresh;              /* no edge since reset: straps not seen yet */
    bool was_on;             /* en at the last edge */
} lapic_t;

void lapic_reset(lapic_t *s, lapic_out_t *out);

/* One BCLK edge. */
void lapic_tick(lapic_t *s, const lapic_in_t *in, lapic_out_t *out);

/* See block.h: edges from in->now to the timer's next expiry; 0 when it does not run. */
uint64_t lapic_wait(const lapic_t *s, const lapic_in_t *in);

/* Rows of all kinds; `dword` is offset / 16. */
extern const reg_row_t lapic_regs[];

/* The bits of the register at `off` that a kind has; 0: the kind has no such register, or nobody has. */
uint32_t lapic_reg_mask(enum lapic_kind kind, unsigned off);

/* What the version register of a kind reads. */
uint32_t lapic_version(enum lapic_kind kind);

extern const block_t lapic_block;
#endif
