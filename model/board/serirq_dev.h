/* serirq_dev: a device on the SERIRQ wire, a Super I/O for instance (chipset facts 6.3).
 *
 * It sees nothing of the host but the wire: `pin` is its level at this edge, in the clock that ends there. It drives
 * the wire to `o` while oe is 1. Outputs after an edge hold for the clock that begins with it.
 *   lines  bit n - 1 is 1: the device pulls frame n low. Level, may change at any time
 * A high after four or more low clocks ends a start frame, in any state -> DATA; this high is clock 0. Then in DATA,
 * clock 3n - 1 is frame n's sample clock: low when its line is 1 as the clock begins. If it was low it is driven high
 * in clock 3n. Two low clocks in a row in DATA are a stop frame, begun in place of the frame that comes next: the
 * device lets go and takes the mode from its length: 2 quiet, 3 continuous. No stop frame in 32 frames, or reset: it
 * waits for a start frame as in continuous mode.
 * Quiet mode: when the lines are not what they were in their frames last, the device asks, low for one clock. (Lines
 * whose frame the host does not have count as told at the stop frame; before the first cycle all were 0.) It asks from
 * the second clock after the stop frame's recovery clock on, so that the host hears it, and not again before a start
 * frame: a host that is off is not asked over and over.
 * Left out: a device that is set to continuous mode alone, ISA-style sharing of one line by edges. */
#ifndef BOARD_SERIRQ_DEV_H
#define BOARD_SERIRQ_DEV_H

#include "block.h"

enum serirq_dev_state { SDEV_WAIT, SDEV_ASK, SDEV_DATA, SDEV_STOP };
extern const char *const serirq_dev_state_names[];

#define SERIRQ_DEV_IN(X, T)                             \
    X(T, bool, pin, 1, IN, 0)                           \
    X(T, uint32_t, lines, 32, IN, 0)
#define SERIRQ_DEV_OUT(X, T)                            \
    X(T, bool, oe, 1, EXACT, 0)                         \
    X(T, bool, o, 1, EXACT, 0)                          \
    X(T, bool, quiet, 1, EXACT, 0) /* the mode learnt */ \
    X(T, uint8_t, frame, 6, EXACT, 0) /* in DATA, else 0 */ \
    X(T, uint8_t, state, 3, EXACT, serirq_dev_state_names)
SIG_STRUCT(serirq_dev_in, SERIRQ_DEV_IN)
SIG_STRUCT(serirq_dev_out, SERIRQ_DEV_OUT)

typedef struct serirq_dev {
    uint8_t state; /* enum serirq_dev_state */
    uint8_t lows;  /* clocks the wire has been low, stops at START_LOWS */
    uint8_t clk;   /* in DATA: number of the clock that runs */
    bool oe, o;
    bool pulled;   /* low in this frame's sample clock */
    bool quiet;
    bool asked;    /* since the last start frame */
    uint32_t told; /* lines as they were in their frames */
} serirq_dev_t;

void serirq_dev_reset(serirq_dev_t *s, serirq_dev_out_t *out);

/* One PCICLK edge. */
void serirq_dev_tick(serirq_dev_t *s, const serirq_dev_in_t *in, serirq_dev_out_t *out);

extern const block_t serirq_dev_block;
#endif
