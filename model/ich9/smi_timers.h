/* smi_timers: the SW SMI timer and the periodic SMI timer (chipset facts 1.5, 1.6, 2.3, 2.6 rows 5 and 6, 2.8).
 *
 * Nothing counts here: `now` is the number of this PCICLK edge, modulo 2^40, and a timer that runs keeps the number of
 * the edge at which it expires, computed modulo 2^40 too. So the state changes only at a start, a stop and an expiry,
 * and fast mode skips the edges between (block.h, TIMED).
 * Periods in PCICLK: SW SMI, sw_rate 0: sw_short; 1, 2, 3: sw_long times 1, 2, 4 (1.5, 16, 32, 64 ms). Periodic,
 *   per_sel 0, 1, 2, 3: per_base times 8, 4, 2, 1 (64, 32, 16, 8 s). The straps are 1.5 ms, 16 ms and 8 s in PCICLK
 *   divided by the scenario's slow_clocks, rounded up, and never 0.
 * Both timers, at each edge, from their enable as smi_ctl shows it (SMI_EN.SWSMI_TMR_EN, PERIODIC_EN):
 *   enable 0             -> stops; an edge that would have been the expiry sets nothing
 *   enable 1, 0 before   -> runs, expires at the edge `now` + period; sw_rate is latched
 *   runs, `now` expires  -> sw_set or per_set is 1 for one clock. The SW SMI timer stops until it is enabled anew; with
 *                           the strap repeats it runs again, at the latched rate. The periodic timer runs again, with
 *                           per_sel as it is at this edge
 * "Before" is the last edge; reset counts as enable 0. smi_ctl makes a status bit of the pulses.
 * RTL twin: rtl/smi_timers.v.
 * Left out: the RTC clock that drives these timers on silicon and its jitter of up to one second in the periodic one;
 * a change of PER_SMI_SEL acts at the next expiry, which no source states. */
#ifndef ICH9_SMI_TIMERS_H
#define ICH9_SMI_TIMERS_H

#include "block.h"
#include "cover.h"

#define SMI_TIMERS_IN(X, T)                                                              \
    X(T, uint64_t, now, NOW_BITS, IN, 0)                                                 \
    X(T, bool, sw_en, 1, IN, 0)         /* SMI_EN.SWSMI_TMR_EN */                        \
    X(T, bool, per_en, 1, IN, 0)        /* SMI_EN.PERIODIC_EN */                         \
    X(T, uint8_t, sw_rate, 2, IN, 0)    /* GEN_PMCON_3.SWSMI_RATE_SEL */                 \
    X(T, uint8_t, per_sel, 2, IN, 0)    /* GEN_PMCON_1.PER_SMI_SEL */                    \
    X(T, bool, repeats, 1, IN, 0)       /* strap swsmi_repeats */                        \
    X(T, uint16_t, sw_short, 16, IN, 0) /* straps: PCICLKs of 1.5 ms, of 16 ms, of 8 s */ \
    X(T, uint32_t, sw_long, 20, IN, 0)                                                   \
    X(T, uint32_t, per_base, 28, IN, 0)
#define SMI_TIMERS_OUT(X, T)                                                             \
    X(T, bool, sw_set, 1, EXACT, 0)     /* one clock: the SW SMI timer expired */        \
    X(T, bool, per_set, 1, EXACT, 0)    /* one clock: the periodic timer expired */      \
    X(T, bool, sw_run, 1, EXACT, 0)                                                      \
    X(T, bool, per_run, 1, EXACT, 0)                                                     \
    X(T, uint64_t, sw_at, NOW_BITS, WHEN(sw_run), 0)   /* number of the edge it expires at */ \
    X(T, uint64_t, per_at, NOW_BITS, WHEN(per_run), 0)
SIG_STRUCT(smi_timers_in, SMI_TIMERS_IN)
SIG_STRUCT(smi_timers_out, SMI_TIMERS_OUT)

typedef struct smi_timers {
    uint64_t sw_at, per_at;
    uint8_t sw_rate; /* latched */
    bool sw_was;     /* sw_en of the last edge */
    bool sw_run, per_run;
    bool sw_set, per_set;
} smi_timers_t;

void smi_timers_reset(smi_timers_t *s, smi_timers_out_t *out);

/* One PCICLK edge. */
void smi_timers_tick(smi_timers_t *s, const smi_timers_in_t *in, smi_timers_out_t *out);

/* See block.h: edges from in->now to the next expiry; 0 when no timer runs. */
uint64_t smi_timers_wait(const smi_timers_t *s, const smi_timers_in_t *in);

extern const block_t smi_timers_block;
extern const cover_group_t smi_timers_cover[]; /* smi_timers_cover.c */
#endif
