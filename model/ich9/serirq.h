/* serirq: the host side of the serial IRQ bus, wire by wire (chipset facts 1.3, 2.6 row 15, 6.3).
 *
 * SERIRQ is one open-drain wire with a pull-up, clocked by PCICLK. `pin` is its level at this edge. The host drives it to
 * `o` while oe is 1; o is 1 whenever oe is 0. Outputs after an edge hold for the clock that begins with it.
 * States, and what the host drives:
 *   IDLE      nothing (oe 0). en 1 and cont 1 -> START, low for `width` clocks. en 1, cont 0 and pin 0 (a device asks) ->
 *             START, low for width - 1 more clocks. Else stays; with en 0, smi := 0, irq := FFFFh, iochk := 0, pirq := Fh.
 *   START     low. After its clocks -> RECOVER. width: start_sel 0, 3: 4; 1: 6; 2: 8 clocks
 *   RECOVER   high, one clock -> TURN
 *   TURN      nothing, one clock -> DATA, frame := 1
 *   DATA      nothing. Three clocks a frame: sample, recovery, turnaround. The line is read at the edge that ends the sample
 *             clock. After the last frame (17 + frames of them) -> STOP
 *   STOP      low, 3 clocks when cont is 1 at the edge that enters STOP, else 2 -> END_RECOVER
 *   END_RECOVER high, one clock -> END_TURN
 *   END_TURN  nothing, one clock -> IDLE
 * So counted from the edge that enters RECOVER, frame n's sample clock is the one between edges 3n - 1 and 3n (the
 * facts' "sample clock 3n - 1"), and a continuous cycle is width + 2 + 3 * (17 + frames) + 3 + 2 clocks, and one of IDLE.
 * start_sel, frames are latched at the edge that leaves IDLE. en 0 while a cycle runs: the cycle is completed.
 * Frames: 1 IRQ0, 2 IRQ1, 3 SMI#: smi := not pin; 4 to 16 IRQ3 to IRQ15: irq[n] := pin (irq[2] is always 1); 17 IOCHK#:
 *   iochk := not pin; 18 to 21 INTA# to INTD#: pirq[0..3] := pin; later frames are not looked at.
 * frame is the number of the frame in DATA, else 0. Reset: IDLE, smi 0, irq FFFFh, iochk 0, pirq Fh.
 * RTL twin: rtl/serirq.v.
 * Left out: sharing with a second host. */
#ifndef ICH9_SERIRQ_H
#define ICH9_SERIRQ_H

#include "block.h"
#include "cover.h"

enum serirq_state { SIRQ_IDLE, SIRQ_START, SIRQ_RECOVER, SIRQ_TURN, SIRQ_DATA, SIRQ_STOP, SIRQ_END_RECOVER, SIRQ_END_TURN };
extern const char *const serirq_state_names[];

#define SERIRQ_IN(X, T)                                                                  \
    X(T, bool, en, 1, IN, 0)           /* SERIRQ_CNTL.SIRQEN */                          \
    X(T, bool, cont, 1, IN, 0)         /* SIRQMD: continuous */                          \
    X(T, uint8_t, start_sel, 2, IN, 0) /* SERIRQ_CNTL[1:0] */                            \
    X(T, uint8_t, frames, 4, IN, 0)    /* SERIRQ_CNTL[5:2]: frames less 17 */            \
    X(T, bool, pin, 1, IN, 0)          /* SERIRQ as it is at this edge */
#define SERIRQ_OUT(X, T)                                                                 \
    X(T, bool, oe, 1, EXACT, 0)                                                          \
    X(T, bool, o, 1, EXACT, 0)                                                           \
    X(T, bool, smi, 1, EXACT, 0)       /* level: the SMI# slot was low */                \
    X(T, uint16_t, irq, 16, EXACT, 0)  /* levels as sampled, 1 high */                   \
    X(T, bool, iochk, 1, EXACT, 0)     /* level: the IOCHK# slot was low */              \
    X(T, uint8_t, pirq, 4, EXACT, 0)   /* INTA# to INTD# as sampled, 1 high */           \
    X(T, uint8_t, frame, 6, EXACT, 0)                                                    \
    X(T, uint8_t, state, 3, EXACT, serirq_state_names)
SIG_STRUCT(serirq_in, SERIRQ_IN)
SIG_STRUCT(serirq_out, SERIRQ_OUT)

typedef struct serirq {
    uint8_t state; /* enum serirq_state */
    uint8_t left;  /* clocks left in START, STOP; clock within a frame in DATA */
    uint8_t frame, last; /* last: number of the last frame */
    bool smi, iochk;
    uint16_t irq;
    uint8_t pirq;
} serirq_t;

void serirq_reset(serirq_t *s, serirq_out_t *out);

/* One PCICLK edge. */
void serirq_tick(serirq_t *s, const serirq_in_t *in, serirq_out_t *out);

extern const block_t serirq_block;
extern const cover_group_t serirq_cover[]; /* serirq_cover.c */
#endif
