/* clocks: the clock domains and their edges.
 *
 * Time is in picoseconds from power-on. A domain has a period and a phase; its edge number n falls at
 * phase + n * period, absolute, so skipping edges never loses phase and no common divisor is needed.
 * Left out: clock modulation, spread spectrum. */
#ifndef CLOCKS_H
#define CLOCKS_H

#include <stdint.h>

/* X(enum, name in waves and scenarios) */
#define CLOCK_DOMAINS(X)   \
    X(CORECLK, "coreclk") \
    X(BCLK, "bclk")       \
    X(PCICLK, "pciclk")   \
    X(PICCLK, "picclk") /* the serial APIC bus */

typedef enum domain {
#define X(id, name) id,
    CLOCK_DOMAINS(X)
#undef X
        DOMAIN_COUNT
} domain_t;

typedef uint64_t ps_t; /* picoseconds since power-on */
#define PS_NEVER UINT64_MAX

typedef struct clock {
    uint32_t period; /* ps */
    uint32_t phase;  /* ps, below period */
} domain_clock_t;

extern const char *const domain_names[DOMAIN_COUNT];

/* Time of the first edge at or after t. */
ps_t clock_next(const domain_clock_t *c, ps_t t);

/* Number of the last edge at or before t; edge 0 falls at the phase. t must be at or after the phase. */
uint64_t clock_cycle(const domain_clock_t *c, ps_t t);

#endif
