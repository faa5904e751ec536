/* apic_agent: one agent on the serial APIC bus: arbitration, messages, checksum, status, retry, lowest priority, remote
 * read (interconnect facts 1.1 to 1.7). A local APIC and an I/O APIC use the same block.
 *
 * The bus is two open-drain wires, resolved by the board: picd is electrical (a driven wire is 0), everything said here
 * is in logical values (1 = driven). Both wires are sampled at each PICCLK edge; what the block drives after edge n shows
 * on `picd` at edge n + 1. `cycle` is the number of the bus cycle that shows while the output shows: 0 idle, 1 the start
 * cycle, and so on to the idle cycle that ends the message (14, 21, 34 or 39), after which it is 0 or 1 again.
 *
 * Sending: a change of tx_seq is a new message; the tx_ fields stand until tx_done equals tx_seq. It starts when the bus
 * shows idle (logical 00) at an edge at which no message is in progress: the start cycle is driven after that edge. An
 * agent that loses arbitration, or is told to retry by the status cycles, starts again by itself at the next idle. When
 * the message is over tx_done := tx_seq, with tx_ok: accepted; 0: given up, which only a Start-Up message without the
 * strap sipi_retry, and a remote read, can be. Retries have no limit.
 * Rotation of ArbID, status decode and who drives what: interconnect facts 1.1 and 1.6. A message INIT level de-assert
 * (mode 101, level 0, trigger 1), when accepted, loads ArbID from `id` instead of rotating it. With en = 0 the agent drives nothing,
 * follows nothing and takes no message; after that it is back only by reset.
 *
 * Receiving: once the destination is in (cycle 16, EOI: the vector, cycle 9) rx_query is 1 and the rx_ fields stand until
 * the message ends. The APIC behind it answers on match (this message is for me), accept (it has a free slot), focus (it
 * is the focus processor of that vector) within two PICCLKs. It also answers for its own messages: rx_own tells. In the
 * status cycles: cycle 19 (EOI: 12): logical 11 when the checksum is wrong, 10 as focus processor of a lowest-priority
 * message, else 00. Cycle 20 (EOI: 13): an agent that matches drives 10 when it accepts, 11 when it has no slot; others
 * 00. For lowest priority without focus: 11 when it takes part (match and accept), else 00; 10 by one that matches and
 * has no slot is pulled up to 11 by those that have (interconnect facts 1.6).
 * Who shall deliver a message sees rx_seq change at the edge that ends its last status cycle (cycle 13 or 20, 33 for the
 * winner of lowest priority, 19 for the focus processor), with the rx_ fields still standing.
 * RTL twin: rtl/apic_agent.v.
 * Left out: APICEN (sampled on PICD1 at reset), the limits of setup and hold. */
#ifndef APIC_APIC_AGENT_H
#define APIC_APIC_AGENT_H

#include "block.h"
#include "cover.h"

enum apic_agent_state {
    AGENT_IDLE,    /* bus idle */
    AGENT_ARB,     /* cycles 1 to 5 */
    AGENT_SEND,    /* owner of the message, from cycle 6 */
    AGENT_FOLLOW,  /* somebody else's message, from cycle 6 */
    AGENT_OFF,     /* en was 0 */
};
extern const char *const apic_agent_state_names[];

#define APIC_AGENT_IN(X, T)                                                                      \
    X(T, uint8_t, picd, 2, IN, 0)      /* PICD[1:0], electrical: 0 when anyone drives */          \
    X(T, bool, en, 1, IN, 0)           /* APIC_BASE.EN, or 1 */                                   \
    X(T, uint8_t, id, 4, IN, 0)        /* APIC ID */                                              \
    X(T, uint8_t, tx_seq, 8, IN, 0)    /* changes with each message to send */                    \
    X(T, bool, tx_eoi, 1, IN, 0)       /* an EOI message: vector only */                          \
    X(T, bool, tx_dm, 1, IN, 0)        /* destination mode, 1 logical */                          \
    X(T, uint8_t, tx_mode, 3, IN, 0)   /* delivery mode M2..M0 */                                 \
    X(T, bool, tx_level, 1, IN, 0)                                                                \
    X(T, bool, tx_trig, 1, IN, 0)                                                                 \
    X(T, uint8_t, tx_vector, 8, IN, 0)                                                            \
    X(T, uint8_t, tx_dest, 8, IN, 0)   /* physical: bits 3:0 */                                   \
    X(T, bool, match, 1, IN, 0)        /* answers to rx_query */                                  \
    X(T, bool, accept, 1, IN, 0)                                                                  \
    X(T, bool, focus, 1, IN, 0)                                                                   \
    X(T, uint8_t, prio, 8, IN, 0)      /* arbitration priority (APR) for lowest priority */       \
    X(T, uint32_t, rr_data, 32, IN, 0) /* remote read: what the addressed APIC answers ... */     \
    X(T, bool, rr_ok, 1, IN, 0)        /* ... and whether it is valid */                          \
    X(T, bool, remote_read, 1, IN, 0)  /* strap: this part answers remote reads (Pentium) */      \
    X(T, bool, focus_34, 1, IN, 0)     /* strap focus_34: a lowest-priority message taken by the focus still has 34 cycles */ \
    X(T, bool, lp_by_aa, 1, IN, 0)     /* strap lp_by_aa: status AA = 00 alone goes on to cycles 21 to 34 */ \
    X(T, bool, sipi_retry, 1, IN, 0)   /* strap sipi_retry: Start-Up is retried as any other */
#define APIC_AGENT_OUT(X, T)                                                                     \
    X(T, uint8_t, oe, 2, EXACT, 0)     /* 1: pulls that wire low */                               \
    X(T, uint8_t, state, 3, EXACT, apic_agent_state_names)                                        \
    X(T, uint8_t, cycle, 6, EXACT, 0)                                                             \
    X(T, uint8_t, arb_id, 4, EXACT, 0)                                                            \
    X(T, uint8_t, tx_done, 8, EXACT, 0)                                                           \
    X(T, bool, tx_ok, 1, EXACT, 0)     /* of the last one done */                                 \
    X(T, bool, rx_query, 1, EXACT, 0)                                                             \
    X(T, uint8_t, rx_seq, 8, EXACT, 0) /* changes when the APIC behind has to deliver the message */ \
    X(T, bool, rx_own, 1, WHEN(rx_query), 0) /* it is the one this agent sends */                 \
    X(T, bool, rx_eoi, 1, WHEN(rx_query), 0)                                                      \
    X(T, bool, rx_dm, 1, WHEN(rx_query), 0)                                                       \
    X(T, uint8_t, rx_mode, 3, WHEN(rx_query), 0)                                                  \
    X(T, bool, rx_level, 1, WHEN(rx_query), 0)                                                    \
    X(T, bool, rx_trig, 1, WHEN(rx_query), 0)                                                     \
    X(T, uint8_t, rx_vector, 8, WHEN(rx_query), 0)                                                \
    X(T, uint8_t, rx_dest, 8, WHEN(rx_query), 0)                                                  \
    X(T, uint32_t, rr_rdata, 32, EXACT, 0) /* remote read: the data this agent has got ... */     \
    X(T, bool, rr_valid, 1, EXACT, 0)  /* ... and whether it was valid; from its tx_done on */    \
    X(T, uint8_t, err, 4, EXACT, 0)    /* one clock each: 0 send checksum, 1 receive checksum, 2 send accept, 3 receive accept */
SIG_STRUCT(apic_agent_in, APIC_AGENT_IN)
SIG_STRUCT(apic_agent_out, APIC_AGENT_OUT)

typedef struct apic_agent {
    apic_agent_out_t o;
    bool sending;       /* the message in progress is its own, or it still is in arbitration */
    uint8_t arb_old;    /* ArbID of whoever wins, as seen on the bus */
    uint8_t aa, a1a1;   /* the status cycles so far */
    uint8_t sum;        /* checksum, running */
    bool carry;
    bool sum_bad;
    bool quiet;         /* lost a round of lowest-priority arbitration */
    uint64_t shift;     /* remote read data */
} apic_agent_t;

void apic_agent_reset(apic_agent_t *s, apic_agent_out_t *out);

/* One PICCLK edge. */
void apic_agent_tick(apic_agent_t *s, const apic_agent_in_t *in, apic_agent_out_t *out);

extern const block_t apic_agent_block;
extern const cover_group_t apic_agent_cover[]; /* apic_agent_cover.c */
#endif
