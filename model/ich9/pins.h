/* pins: what comes to the ICH9 from outside the model, made into the clean signals that the blocks take (chipset facts
 * 1.8, 2.1, 2.4 bit 16, 2.6).
 *
 * Events: a wire of the board that rises gives 1 for one clock after the edge that saw it 1 and the edge before 0 (reset
 * counts as 1, so that a wire that stands at 1 through reset gives nothing): pm1_ev, newcentury, smlink, dmi_smi, dmi_sci,
 * dmi_serr, serr.
 * PWRBTN#: pwrbtn_n falling gives bit 8 of pm1_ev for one clock. Held low for hold PCICLKs it gives prbtnor for one clock,
 * once a press (4 s on silicon: the power button override).
 * SMBus: smbus is looked at at edges whose number is a multiple of smb_clks (64 kHz) and kept between.
 * Left out: debouncing of PWRBTN#, the state S5 that an override leads to. */
#ifndef ICH9_PINS_H
#define ICH9_PINS_H

#include "block.h"
#include "cover.h"

#define PINS_IN(X, T)                                                                    \
    X(T, uint64_t, now, NOW_BITS, IN, 0)                                                 \
    X(T, uint16_t, pm1_ev, 16, IN, 0)  /* bits of PM1_STS */                             \
    X(T, bool, newcentury, 1, IN, 0)                                                     \
    X(T, bool, smlink, 1, IN, 0)                                                         \
    X(T, bool, dmi_smi, 1, IN, 0)                                                        \
    X(T, bool, dmi_sci, 1, IN, 0)                                                        \
    X(T, bool, dmi_serr, 1, IN, 0)                                                       \
    X(T, bool, serr, 1, IN, 0)                                                           \
    X(T, bool, pwrbtn_n, 1, IN, 0)                                                       \
    X(T, bool, smbus, 1, IN, 0)                                                          \
    X(T, uint32_t, hold, 28, IN, 0)    /* strap: PCICLKs of 4 s */                       \
    X(T, uint16_t, smb_clks, 10, IN, 0) /* strap: PCICLKs of 15.63 us, at least 1 */
#define PINS_OUT(X, T)                                                                   \
    X(T, uint16_t, pm1_ev, 16, EXACT, 0)                                                 \
    X(T, bool, newcentury, 1, EXACT, 0)                                                  \
    X(T, bool, smlink, 1, EXACT, 0)                                                      \
    X(T, bool, dmi_smi, 1, EXACT, 0)                                                     \
    X(T, bool, dmi_sci, 1, EXACT, 0)                                                     \
    X(T, bool, dmi_serr, 1, EXACT, 0)                                                    \
    X(T, bool, serr, 1, EXACT, 0)                                                        \
    X(T, bool, prbtnor, 1, EXACT, 0)                                                     \
    X(T, bool, smbus, 1, EXACT, 0)
SIG_STRUCT(pins_in, PINS_IN)
SIG_STRUCT(pins_out, PINS_OUT)

typedef struct pins {
    uint32_t was;     /* the event wires at the last edge */
    bool holding;     /* PWRBTN# is low and the override is still to come */
    uint64_t hold_at; /* number of the edge of the override */
    pins_out_t o;
} pins_t;

void pins_reset(pins_t *s, pins_out_t *out);

/* One PCICLK edge. */
void pins_tick(pins_t *s, const pins_in_t *in, pins_out_t *out);

/* See block.h: edges from in->now to the next look at the SMBus wire when it has changed, or to the override; 0 neither. */
uint64_t pins_wait(const pins_t *s, const pins_in_t *in);

extern const block_t pins_block;
extern const cover_group_t pins_cover[]; /* pins_cover.c */
#endif
