/* biu: the bus unit of one CPU: turns the core's requests into bus transactions, one at a time.
 *
 * A new req_seq is a new request. The unit asks for the bus (breq_n), drives one clock of ADS# with the whole request
 * when granted, and waits for the response: BRDY# on the Pentium-class family, RS[2:0] on P6 (interconnect facts 3).
 * SMI acknowledge is asked for by smiact (ack_req) and runs like a special transaction. smmem_n of the request is
 * what smiact drives, nothing else.
 * A message of the local APIC (msg_seq, from fsb_msg; interconnect facts 1.10) goes before the core's next request, but
 * never between the accesses of a locked step: an interrupt is a write of a dword to its FEEx_xxxxh address, an EOI and
 * a task priority update are special transactions with their word in D[15:0] and the APIC ID in A[19:12].
 * LOCK# is low from the request of a locked access until the core has done that step; the arbiter then serves nobody
 * else. A special transaction carries the P6 code in be, or on the Pentium-class family the asserted byte enable.
 * Left out: pipelining, bursts, DEFER#, retry, stop grant's address bit 4, the second address half as a clock of its
 * own (all fields show with ADS#). */
#ifndef CPU_BIU_H
#define CPU_BIU_H

#include "block.h"
#include "cpu/fsb_msg.h"

enum biu_txn { BIU_CORE, BIU_SMI_ACK, BIU_MSG };
enum biu_state { BIU_IDLE, BIU_REQUEST, BIU_WAIT };
extern const char *const biu_state_names[];
extern const char *const bus_req_names[];

#define BIU_IN(X, T)                                                                     \
    X(T, uint8_t, req_seq, 8, IN, 0)                                                     \
    X(T, uint8_t, req_space, 3, IN, 0) /* bus_space_t */                                 \
    X(T, bool, req_write, 1, IN, 0)                                                      \
    X(T, bool, req_fetch, 1, IN, 0)                                                      \
    X(T, bool, req_lock, 1, IN, 0)                                                       \
    X(T, uint64_t, req_addr, 36, IN, 0)                                                  \
    X(T, uint8_t, req_size, 4, IN, 0)                                                    \
    X(T, uint64_t, req_data, 64, IN, 0)                                                  \
    X(T, bool, ack_req, 1, IN, 0)  /* smiact: run an SMI acknowledge */                  \
    X(T, uint8_t, msg_seq, 8, IN, 0) /* fsb_msg: changes with each message to send ... */ \
    X(T, uint8_t, msg_kind, 2, IN, fsb_msg_kind_names)                                   \
    X(T, uint32_t, msg_addr, 32, IN, 0)                                                  \
    X(T, uint16_t, msg_data, 16, IN, 0)                                                  \
    X(T, bool, smmem_drive_n, 1, IN, 0) /* smiact.smmem_n */                             \
    X(T, bool, gnt, 1, IN, 0)      /* the arbiter grants this agent */                   \
    X(T, bool, brdy_n, 1, IN, 0)                                                         \
    X(T, uint8_t, rs, 3, IN, 0)                                                          \
    X(T, uint64_t, d, 64, IN, 0)                                                         \
    X(T, bool, by_txn, 1, IN, 0)   /* strap: P6 family responses */                      \
    X(T, uint8_t, agent_id, 6, IN, 0) /* strap */                                        \
    X(T, uint8_t, ack_code, 8, IN, 0) /* strap: special code of SMI acknowledge ... */   \
    X(T, uint8_t, eoi_code, 8, IN, 0) /* EOI */                                          \
    X(T, uint8_t, xtpr_code, 8, IN, 0) /* task priority update */
#define BIU_OUT(X, T)                                                                    \
    X(T, uint8_t, ack_seq, 8, EXACT, 0)                                                  \
    X(T, uint64_t, rdata, 64, EXACT, 0)                                                  \
    X(T, bool, ack_done, 1, EXACT, 0) /* one clock: the SMI acknowledge is out */        \
    X(T, uint8_t, msg_done, 8, EXACT, 0) /* msg_seq of the last message that is over */  \
    X(T, bool, idle, 1, EXACT, 0)                                                        \
    X(T, bool, breq_n, 1, EXACT, 0)                                                      \
    X(T, bool, ads_n, 1, EXACT, 0)                                                       \
    X(T, uint8_t, agent, 6, EXACT, 0)                                                    \
    X(T, uint8_t, req_a, 5, EXACT, bus_req_names)                                        \
    X(T, uint8_t, req_b, 5, EXACT, 0)                                                    \
    X(T, uint64_t, a, 36, EXACT, 0) /* byte address; A[2:0] are given with be */         \
    X(T, uint8_t, be, 8, EXACT, 0)  /* active high here */                               \
    X(T, uint8_t, attr, 8, EXACT, 0) /* memory type: 0 UC always, so far */              \
    X(T, bool, smmem_n, 1, EXACT, 0)                                                     \
    X(T, bool, lock_n, 1, EXACT, 0)                                                      \
    X(T, uint64_t, d_o, 64, EXACT, 0) /* write data, in its byte lanes */                \
    X(T, uint8_t, state, 2, EXACT, biu_state_names)
SIG_STRUCT(biu_in, BIU_IN)
SIG_STRUCT(biu_out, BIU_OUT)

typedef struct biu {
    uint8_t state; /* enum biu_state */
    uint8_t seq;   /* last req_seq taken */
    uint8_t txn;   /* enum biu_txn: whose transaction it is */
    biu_out_t o;
} biu_t;

void biu_reset(biu_t *s, biu_out_t *out);

/* One BCLK edge. */
void biu_tick(biu_t *s, const biu_in_t *in, biu_out_t *out);

extern const block_t biu_block;
#endif
