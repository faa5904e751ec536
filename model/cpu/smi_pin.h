/* smi_pin: the SMI# pin of one CPU: synchroniser, falling-edge detector and a one-deep latch.
 *
 * SMI# is asynchronous and edge-triggered (cpu facts 1.2). Two BCLK flip-flops synchronise it; a fall counts only
 * after the synchronised pin was high for at least rearm_clks BCLKs in a row (4 on the 486 family; 0 acts as 1; the
 * two flip-flops' reset values count). A low pin is at the first flip-flop on one edge, at the second (sync_n) on the
 * next, and sets `pending` on the third. A fall sets `pending`, also while the CPU is in SMM: exactly one SMI is kept
 * (SDM 34.3.1). The core clears it by
 * toggling `take`. A fall detected in the clock in which a take is seen wins: the latch stays set. A pin that has
 * been low since reset is not a fall. `msg`, one BCLK, is an SMI message of the local APIC: it sets the same latch at the
 * edge that samples it, whatever the pin does, and wins over a take as a fall does. RTL twin: rtl/smi_pin.v.
 * Left out: setup and hold times. */
#ifndef CPU_SMI_PIN_H
#define CPU_SMI_PIN_H

#include "block.h"
#include "cover.h"

#define SMI_PIN_IN(X, T)                                                             \
    X(T, bool, smi_n, 1, IN, 0)         /* the pin, asynchronous */                   \
    X(T, bool, msg, 1, IN, 0)           /* SMI message: the local APIC's pulse */ \
    X(T, bool, take, 1, IN, 0)          /* toggles when the core's SMI is acknowledged */ \
    X(T, uint8_t, rearm_clks, 4, IN, 0) /* strap: BCLKs high before a fall counts */
#define SMI_PIN_OUT(X, T)                                                                    \
    X(T, bool, pending, 1, EXACT, 0)  /* one SMI waits for the core */                       \
    X(T, bool, armed, 1, EXACT, 0)    /* the pin has been high long enough: a fall counts */ \
    X(T, bool, sync_n, 1, EXACT, 0)   /* the synchronised pin (second flip-flop) */
SIG_STRUCT(smi_pin_in, SMI_PIN_IN)
SIG_STRUCT(smi_pin_out, SMI_PIN_OUT)

typedef struct smi_pin {
    bool sync1, sync2; /* reset 1 */
    bool take_seen;    /* last value of `take`; reset 0 */
    bool pending;
    uint8_t high; /* BCLKs sync2 has been high in a row, stops at 15; reset 0 */
    uint8_t live; /* edges since reset, stops at 3: from then on sync2 holds the pin, not its reset value */
} smi_pin_t;

void smi_pin_reset(smi_pin_t *s, smi_pin_out_t *out);

/* One BCLK edge. */
void smi_pin_tick(smi_pin_t *s, const smi_pin_in_t *in, smi_pin_out_t *out);

extern const block_t smi_pin_block;
extern const cover_group_t smi_pin_cover[]; /* smi_pin_cover.c */
#endif
