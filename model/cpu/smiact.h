/* smiact: how a CPU tells the chipset that it is in SMM, with the phases of entry and exit in BCLKs.
 *
 * Two families (cpu facts 6): a pin, SMIACT# (Pentium and before, by_txn = 0), or an SMI-acknowledge special
 * transaction on entry and on exit with SMMEM# asserted in every request in between (P6 and later, by_txn = 1).
 *
 *   OUTSIDE   --want_smm=1-->  ENTER_WAIT  (clk_a idle clocks: last RDY -> sign; phase A of cpu facts 7.1)
 *             -->  pin: SMIACT# falls.  txn: ENTER_ACK asks the bus unit for the transaction; SMMEM# falls with it
 *                  when entry_smmem = 1, else on the edge that ends ENTER_ACK
 *             -->  ENTER_GAP   (clk_b clocks: sign -> first save; phase B)  -->  INSIDE, in_smm = 1
 *   INSIDE    --want_smm=0-->  LEAVE_WAIT  (clk_f idle clocks: last RDY -> sign; phase F)
 *             -->  pin: SMIACT# rises.  txn: LEAVE_ACK; SMMEM# stays low in the exit acknowledge only when
 *                  exit_smmem = 1, and is high from its end on
 *             -->  LEAVE_GAP   (clk_g clocks; phase G)  -->  OUTSIDE, in_smm = 0
 *
 * The wait states count only clocks in which bus_idle = 1 and start again from 0 when it is 0. A state that counts
 * n clocks is left on the n-th edge spent in it; n = 0 acts as 1. ENTER_ACK and LEAVE_ACK end on the edge that sees
 * ack_done = 1; ack_req is 1 exactly in those two states. want_smm is looked at only in OUTSIDE and INSIDE.
 * RTL twin: rtl/smiact.v.
 * Left out: HOLD, the dual-processor sharing of one SMIACT# pin (the board does it). */
#ifndef CPU_SMIACT_H
#define CPU_SMIACT_H

#include "block.h"
#include "cover.h"

enum smiact_state {
    SMIACT_OUTSIDE,
    SMIACT_ENTER_WAIT,
    SMIACT_ENTER_ACK,
    SMIACT_ENTER_GAP,
    SMIACT_INSIDE,
    SMIACT_LEAVE_WAIT,
    SMIACT_LEAVE_ACK,
    SMIACT_LEAVE_GAP,
};
extern const char *const smiact_state_names[];

#define SMIACT_IN(X, T)                                                                     \
    X(T, bool, want_smm, 1, IN, 0)   /* level from the core: be in SMM */                   \
    X(T, bool, bus_idle, 1, IN, 0)   /* the bus unit has nothing under way or queued */     \
    X(T, bool, ack_done, 1, IN, 0)   /* one clock: the SMI-acknowledge transaction is out */ \
    X(T, bool, by_txn, 1, IN, 0)     /* strap: 1 transaction and SMMEM#, 0 SMIACT# pin */   \
    X(T, bool, entry_smmem, 1, IN, 0) /* strap: SMMEM# is low in the entry acknowledge */   \
    X(T, bool, exit_smmem, 1, IN, 0) /* strap: SMMEM# is still low in the exit acknowledge */ \
    X(T, uint8_t, clk_a, 8, IN, 0)                                                          \
    X(T, uint8_t, clk_b, 8, IN, 0)                                                          \
    X(T, uint8_t, clk_f, 8, IN, 0)                                                          \
    X(T, uint8_t, clk_g, 8, IN, 0)
#define SMIACT_OUT(X, T)                                                                \
    X(T, bool, smiact_n, 1, EXACT, 0) /* the pin; stays 1 when by_txn */                \
    X(T, bool, smmem_n, 1, EXACT, 0)  /* for the request phase; stays 1 when !by_txn */ \
    X(T, bool, ack_req, 1, EXACT, 0)  /* run an SMI-acknowledge special transaction */  \
    X(T, bool, in_smm, 1, EXACT, 0)   /* to the core: the hand-over is complete */      \
    X(T, uint8_t, state, 3, EXACT, smiact_state_names)
SIG_STRUCT(smiact_in, SMIACT_IN)
SIG_STRUCT(smiact_out, SMIACT_OUT)

typedef struct smiact {
    uint8_t state; /* enum smiact_state */
    uint8_t count; /* clocks spent in a counting state */
    bool smiact_n, smmem_n, in_smm;
} smiact_t;

void smiact_reset(smiact_t *s, smiact_out_t *out);

/* One BCLK edge. */
void smiact_tick(smiact_t *s, const smiact_in_t *in, smiact_out_t *out);

extern const block_t smiact_block;
extern const cover_group_t smiact_cover[]; /* smiact_cover.c */
#endif
