/* fsb_msg: carries the interrupt messages of one local APIC over the front-side bus (interconnect facts 1.10), from
 * Pentium 4 on; parts before have apic_agent in its place, with the same wires to the local APIC.
 *
 * Sending: a change of tx_seq becomes a request to the bus unit: a write of the message's data to its FEEx_xxxxh
 * address, an EOI message, or (when xtpr changes) a task priority update. tx_done follows when the transaction is over.
 * INIT level de-assert is not sent from Pentium 4 on: done at once.
 * Parts from Pentium 4 on always send assert, edge. The task priority update carries what the MCH chooses by (formats
 * in bus.h): enabled, priority class, APIC ID and logical ID; a disabled APIC sends it once, as all zero.
 * Receiving: a change of imsg_seq (the MCH has seen a message on the bus) shows the rx_ fields and rx_query for the
 * local APIC; when it answers match, two BCLKs later, rx_seq changes. A message with the redirection hint is for the
 * agent the MCH chose alone. imsg_seq must not change again within 5 BCLKs.
 * Left out: refusing a message: on this bus a local APIC always takes it. */
#ifndef CPU_FSB_MSG_H
#define CPU_FSB_MSG_H

#include "block.h"

enum fsb_msg_kind { FSB_MSG_INT, FSB_MSG_EOI, FSB_MSG_XTPR };
extern const char *const fsb_msg_kind_names[];

#define FSB_MSG_IN(X, T)                                                                         \
    X(T, uint8_t, tx_seq, 8, IN, 0)     /* from the local APIC, as apic_agent's */                \
    X(T, bool, tx_eoi, 1, IN, 0)                                                                  \
    X(T, bool, tx_dm, 1, IN, 0)                                                                   \
    X(T, uint8_t, tx_mode, 3, IN, 0)                                                              \
    X(T, bool, tx_level, 1, IN, 0)                                                                \
    X(T, bool, tx_trig, 1, IN, 0)                                                                 \
    X(T, uint8_t, tx_vector, 8, IN, 0)                                                            \
    X(T, uint8_t, tx_dest, 8, IN, 0)                                                              \
    X(T, bool, match, 1, IN, 0)                                                                   \
    X(T, uint8_t, apr, 8, IN, 0)                                                                  \
    X(T, bool, enabled, 1, IN, 0)       /* SVR.8: a disabled one is never chosen */               \
    X(T, uint8_t, id, 8, IN, 0)         /* APIC ID */                                             \
    X(T, uint8_t, logical, 8, IN, 0)    /* LDR 31:24 */                                           \
    X(T, bool, cluster, 1, IN, 0)       /* DFR: cluster model */                                  \
    X(T, uint8_t, biu_done, 8, IN, 0)   /* bus unit: the request biu_seq is over */               \
    X(T, uint8_t, imsg_seq, 8, IN, 0)   /* MCH: changes with each message on the bus */           \
    X(T, uint32_t, imsg_addr, 32, IN, 0)                                                          \
    X(T, uint16_t, imsg_data, 16, IN, 0)                                                          \
    X(T, bool, imsg_io, 1, IN, 0)       /* it came from the chipset, not from agent imsg_agent */ \
    X(T, uint8_t, imsg_agent, 6, IN, 0)                                                           \
    X(T, uint8_t, imsg_target, 6, IN, 0) /* redirection hint: the agent that takes it */          \
    X(T, uint8_t, agent_id, 6, IN, 0)   /* strap */
#define FSB_MSG_OUT(X, T)                                                                        \
    X(T, uint8_t, tx_done, 8, EXACT, 0)                                                           \
    X(T, bool, tx_ok, 1, EXACT, 0)                                                                \
    X(T, uint8_t, biu_seq, 8, EXACT, 0) /* changes with each request to the bus unit */           \
    X(T, uint8_t, biu_kind, 2, EXACT, fsb_msg_kind_names)                                         \
    X(T, uint32_t, biu_addr, 32, EXACT, 0)                                                        \
    X(T, uint16_t, biu_data, 16, EXACT, 0) /* message data, EOI vector, or task priority */       \
    X(T, bool, rx_query, 1, EXACT, 0)                                                             \
    X(T, uint8_t, rx_seq, 8, EXACT, 0)                                                            \
    X(T, bool, rx_own, 1, EXACT, 0)                                                               \
    X(T, bool, rx_dm, 1, EXACT, 0)                                                                \
    X(T, uint8_t, rx_mode, 3, EXACT, 0)                                                           \
    X(T, bool, rx_level, 1, EXACT, 0)                                                             \
    X(T, bool, rx_trig, 1, EXACT, 0)                                                              \
    X(T, uint8_t, rx_vector, 8, EXACT, 0)                                                         \
    X(T, uint8_t, rx_dest, 8, EXACT, 0)
SIG_STRUCT(fsb_msg_in, FSB_MSG_IN)
SIG_STRUCT(fsb_msg_out, FSB_MSG_OUT)

typedef struct fsb_msg {
    fsb_msg_out_t o;
    uint8_t tx_seq;    /* message in hand or last done */
    uint8_t imsg_seen; /* last one shown */
    uint8_t count;     /* BCLKs since rx_query rose */
    uint32_t xtpr;     /* task priority as last sent: APIC ID 23:16, word */
} fsb_msg_t;

void fsb_msg_reset(fsb_msg_t *s, fsb_msg_out_t *out);

/* One BCLK edge. */
void fsb_msg_tick(fsb_msg_t *s, const fsb_msg_in_t *in, fsb_msg_out_t *out);

extern const block_t fsb_msg_block;
#endif
