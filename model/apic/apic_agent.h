/* apic_agent: one agent on the serial APIC bus: arbitration, messages, checksum, status, retry, lowest priority, remote
 * read (interconnect facts 1.1 to 1.7). A local APIC and an I/O APIC use the same block.
 *
 * The bus is two open-drain wires, resolved by the board: `picd` is electrical (a driven wire is 0). Everything said
 * here is in logical values (1 = driven), a pair is Bit1 Bit0; sampled means ~picd at this edge.
 * `cycle` is the number of the bus cycle that shows while the outputs show; "edge k" is the edge that ends bus cycle k:
 * `cycle` is k before it, picd shows cycle k, and it sets oe for cycle k + 1. All inputs are read as they are at the
 * edge at which they are used; none is latched. oe is 00 in each cycle of which nothing is said.
 *
 * Idle edge: an edge with `cycle` 0, or with `cycle` on the last cycle of a message (14, 21, 34 or 39).
 *   sampled 00 and tx_seq != tx_done   start: cycle := 1, oe := tx_eoi 1
 *   sampled x1                         another has started: cycle := 2; rx_eoi := x, all other rx_ fields := 0
 *   else                               cycle := 0
 *   rx_query := 0 in each case. So of agents that wait those start that see the same idle edge; who sees x1 is too late
 *     and follows. tx_seq is looked at here only: a change within a message waits.
 * Edge 1 (only who started is there): rx_eoi := sampled Bit1, other rx_ fields := 0. Bit0 is not looked at.
 * Edges 1 to 5, who started: lost when sampled Bit1 is not the own oe[1]; so EOI beats normal. Who has lost drives
 *   nothing from this edge on, follows in step, and starts again at the next idle edge.
 * Edges 1 to 4 set Bit1 := arb_id[3] to arb_id[0] for cycles 2 to 5, by agents that have started and not lost.
 * Edges 2 to 5: sampled Bit1 is shifted into the winner's old ArbID.
 * Edge 5: rx_own := not lost: the sender.
 * Edges 5 to 15 (EOI: 5 to 8) set, by the sender, the rows of tables 1.3 (1.2) from the tx_ fields, layout by rx_eoi.
 *   Edges 6 to 16 (6 to 9) put each sampled bit in its place in the rx_ fields (edge 6: rx_dm, rx_mode[2]). Last of
 *   them: rx_query := 1; the sender sets its checksum. The rx_ fields then stay until the next message's start.
 * Checksum: s := 0, c := 0; each covered cycle: t := s + pair + c, s := t mod 4, c := t / 4; the checksum is s. The
 *   sender's is over what it drives (its oe), the one each agent compares, the sender too, over what it samples.
 * Edge 17 (10): sum bad when sampled is not the own s.
 * Edge 18 (11) sets status 0: sum bad: 11; else mode 001 (not EOI) and match and accept and focus: 10; else 00.
 * Edge 19 (12): AA := sampled. AA 10, mode 001, own oe 10: rx_seq + 1 (the focus processor). Sets status 1: 00 when AA
 *   is not 00, or match is 0, or the mode is 011 and remote_read 0; else with accept 10, without 11; mode 001: with
 *   accept 11, without 10.
 * Edge 20 (13): A1A1 := sampled. Table 1.6, modes as sampled:
 *   contest   mode 001, AA 00, A1A1 11: goes on to cycle 34, the verdict is edge 33's
 *   read      mode 011, AA 00, A1A1 10: goes on to cycle 39, the verdict is edge 38's
 *   accepted  AA 00, A1A1 10, mode not 001; or mode 001, AA 10
 *   retry     AA 00, A1A1 11 (mode 001: 10)
 *   checksum error  AA 11;   accept error  all else
 *   ArbID: with AA 00 and A1A1 1x, or mode 001 and AA 10, it rotates: sender: 0; else 15: winner's old ArbID + 1; else
 *     + 1 (all mod 16); but accepted with mode 101, level 0, trig 1 (not EOI): arb_id := id.
 *   rx_seq + 1: AA 00, A1A1 10, own oe 10, mode neither 001 nor 011. (A remote read is answered here, never delivered.)
 *   Length: EOI 14; contest 34; read 39; mode 001 with AA 00 and lp_by_aa, or AA 10 and focus_34: 34, nobody drives;
 *     else 21.
 * Contest: who drove 11 in cycle 20 takes part. Edges 20 to 27 set Bit1 := not prio[7] to not prio[0], edges 28 to 31
 *   arb_id[3] to arb_id[0] (already rotated). Edges 21 to 32: out of it when sampled Bit1 is not the own oe[1]. Edge 32
 *   sets, by the one left, 10 with accept, 11 without. Edge 33: sampled 10: accepted, and rx_seq + 1 by who drove 10;
 *   else accept error.
 * Read: who drove 10 in cycle 20 answers. Edges 20 to 35 set rr_data[31:30] to [1:0], edge 36 sets 00 with rr_ok, 11
 *   without, edge 37 the checksum over cycles 21 to 36. Edge 38: accepted; of the sender: rr_rdata := the data sampled,
 *   rr_valid := cycle 37 was 00 and the checksum is good.
 * Verdict: at that edge, by the sender: accepted: tx_done := tx_seq, tx_ok := 1. Else given up when not tx_eoi and
 *   tx_mode is 011, or 110 without sipi_retry: tx_done := tx_seq, tx_ok := 0 (011: rr_valid := 0). Else tx_done stays,
 *   and it starts again at the next idle edge, without limit. The tx_ fields stand from the change of tx_seq until
 *   tx_done equals it.
 * err, 0 but for the clock after the verdict: sender: bit 0 checksum error, bit 2 accept error; others: bit 3 accept
 *   error, and (edge 20 or 13) bit 1 when the own sum was bad. Sender of a read whose data have a bad checksum: bit 1.
 * match (the message is for the APIC behind), accept (it has a free slot), focus (it is the focus processor of that
 * vector) are answers to rx_query and the rx_ fields, due two edges after it rises (focus and accept at edge 18, EOI:
 * match at 12). The APIC is asked about its agent's own messages too: rx_own.
 * After reset arb_id is 0; at each edge up to and including the first that leaves cycle 0, arb_id := id.
 * en 0 at an edge: state OFF until reset: oe, cycle, rx_query, err := 0; arb_id, tx_done, tx_ok, rx_seq, rr_ stay.
 * state: OFF; else IDLE in cycle 0, ARB in 1 to 5, then SEND for the sender, FOLLOW for the others, the last cycle
 * included.
 * RTL twin: rtl/apic_agent.v.
 * Left out: APICEN (sampled on PICD1 at reset), the limits of setup and hold, an agent reset while others talk (it
 * takes the first driven Bit0 for a start). */
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
    X(T, bool, focus_34, 1, IN, 0)     /* strap: a lowest-priority message taken by the focus still has 34 cycles */ \
    X(T, bool, lp_by_aa, 1, IN, 0)     /* strap: status AA = 00 alone goes on to cycles 21 to 34 */ \
    X(T, bool, sipi_retry, 1, IN, 0)   /* strap: Start-Up is retried as any other */
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
    X(T, uint8_t, err, 4, EXACT, 0)    /* 0 send checksum, 1 receive checksum, 2 send accept, 3 receive accept */
SIG_STRUCT(apic_agent_in, APIC_AGENT_IN)
SIG_STRUCT(apic_agent_out, APIC_AGENT_OUT)

typedef struct apic_agent {
    apic_agent_out_t o;
    bool fresh;         /* no message since reset */
    bool sending;       /* it has started the message in progress, and not lost */
    uint8_t arb_won;    /* ArbID of whoever wins, as seen on the bus */
    uint8_t aa;         /* status 0 as sampled; in a read: cycle 37 */
    uint8_t sum;        /* checksum over what is sampled, running */
    uint8_t carry;
    uint8_t own_sum;    /* the same over what it drives */
    uint8_t own_carry;
    bool sum_bad;
    uint8_t last;       /* number of the message's last cycle, from edge 20 (13) on; before: 0 */
    bool contest;       /* cycles 21 to 33 are a contest */
    bool part;          /* it takes part in the contest, and is not out of it; or answers the read */
    uint32_t data;      /* remote read data */
} apic_agent_t;

void apic_agent_reset(apic_agent_t *s, apic_agent_out_t *out);

/* One PICCLK edge. */
void apic_agent_tick(apic_agent_t *s, const apic_agent_in_t *in, apic_agent_out_t *out);

extern const block_t apic_agent_block;
extern const cover_group_t apic_agent_cover[]; /* apic_agent_cover.c */
#endif
