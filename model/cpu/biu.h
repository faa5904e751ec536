/* biu: the bus unit of one CPU: turns the core's requests into bus transactions, one at a time (interconnect facts 3).
 *
 * A new req_seq is a new request. ARBITRATION: every unit follows the same wires and so knows what all others know: who
 * had the bus last (owner), whether a transaction waits for its response, who asks (breq). When the bus is free the next
 * asker after the last owner is elected, at the edge that samples its BREQ#; it drives ADS# at the edge after, and drops
 * BREQ#. While LOCK# is low only the owner is elected; while BPRI# is low nobody else drives ADS#, and who was elected
 * keeps that. REQUEST: one clock of ADS# with REQa, address, LOCK# and agent; with the second half (reqb_n low: REQb,
 * byte enables, attributes, deferred ID, DEN#, SMMEM#) in the clock after, or in the same one when request_clks is 1.
 * DATA of a write: one clock of DRDY# after TRDY#; with the strap trdy 0 the data shows with the second half and there
 * is neither. RESPONSE: BRDY# on the Pentium-class family, RS[2:0] on P6. Retry: the unit arbitrates anew and repeats the
 * transaction; a locked sequence lets go of LOCK# meanwhile. Deferred: it waits for the deferred reply, an ADS# of the
 * MCH with REQa 0 and this unit's deferred ID (its agent number), and takes that one's response.
 * Strap park (Pentium class): who had the bus last drives ADS# at the edge that sees its core's request, while nobody
 * else asks or has been elected. Strap post (486): a write to memory that shows its data with the request, and is not
 * locked, is done for the core at ADS#; the core's next request then begins at the edge that samples BRDY#.
 * DEN# is high, so that the transaction is not deferred, in locked sequences and special transactions.
 * SMI acknowledge is asked for by smiact (ack_req) and runs like a special transaction. smmem_n of the request is
 * what smiact drives, nothing else.
 * A message of the local APIC (msg_seq, from fsb_msg; interconnect facts 1.10) goes before the core's next request, but
 * never between the accesses of a locked step: an interrupt is a write of a dword to its FEEx_xxxxh address, an EOI and
 * a task priority update are special transactions with their word in D[15:0] and the APIC ID in A[19:12].
 * LOCK# is low from the request of a locked access until the core has done that step. A special transaction carries the
 * P6 code in be, or on the Pentium-class family the asserted byte enable.
 * A line goes eight bytes a clock, lowest address first, DRDY# in each clock and DBSY# low while more come: a fill, a
 * write-back, or the write of a full write-combining buffer (TRDY# and DRDY# on every part). On the Pentium class a line
 * is asked for by CACHE# (here LEN) with the address and the byte enables of what is wanted first; with KEN# high at BRDY# those bytes are all that comes.
 * With HITM# in its snoop phase a read is answered by the owner of the line, with all of it, whatever was asked for.
 * Nobody is elected before the last data.
 * Left out: pipelining (the queue is one deep), more than one deferred transaction, critical word first, AERR#, BNR#,
 * SPLCK#, stop grant's address bit 4. */
#ifndef CPU_BIU_H
#define CPU_BIU_H

#include "block.h"
#include "cpu/cache.h"
#include "cpu/fsb_msg.h"
#include "cpu/mem_type.h"

enum biu_txn { BIU_CORE, BIU_SMI_ACK, BIU_MSG };
enum biu_state { BIU_IDLE, BIU_REQUEST, BIU_SECOND, BIU_WAIT, BIU_DEFERRED };
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
    X(T, bool, req_line, 1, IN, 0) /* a line, of the buffer it is wired to */            \
    X(T, bool, req_own, 1, IN, 0)  /* read and invalidate */                             \
    X(T, uint8_t, req_type, 3, IN, mem_type_names)                                       \
    X(T, bool, ack_req, 1, IN, 0)  /* smiact: run an SMI acknowledge */                  \
    X(T, uint8_t, msg_seq, 8, IN, 0) /* fsb_msg: changes with each message to send ... */ \
    X(T, uint8_t, msg_kind, 2, IN, fsb_msg_kind_names)                                   \
    X(T, uint32_t, msg_addr, 32, IN, 0)                                                  \
    X(T, uint16_t, msg_data, 16, IN, 0)                                                  \
    X(T, bool, smmem_drive_n, 1, IN, 0) /* smiact.smmem_n */                             \
    X(T, uint64_t, breq, 64, IN, 0) /* the wires BREQ#, one bit an agent, active high here */ \
    X(T, bool, ads_n, 1, IN, 0)    /* of any agent or the MCH */                         \
    X(T, uint8_t, req_a, 5, IN, 0)                                                       \
    X(T, uint8_t, did, 8, IN, 0)                                                         \
    X(T, bool, bus_lock_n, 1, IN, 0) /* of any agent */                                  \
    X(T, bool, bpri_n, 1, IN, 0)   /* the MCH wants the bus */                           \
    X(T, bool, trdy_n, 1, IN, 0)   /* the MCH takes the write's data */                  \
    X(T, bool, brdy_n, 1, IN, 0)                                                         \
    X(T, bool, ken_n, 1, IN, 0)    /* with BRDY#, Pentium class */                       \
    X(T, bool, wb_wt, 1, IN, 0)    /* the same */                                        \
    X(T, uint8_t, rs, 3, IN, 0)                                                          \
    X(T, uint64_t, d, 64, IN, 0)                                                         \
    X(T, bool, drdy_n, 1, IN, 0)   /* of anybody */                                      \
    X(T, bool, dbsy_n, 1, IN, 0)   /* 0: more data come after this clock's */            \
    X(T, bool, hit_n, 1, IN, 0)                                                          \
    X(T, bool, hitm_n, 1, IN, 0)                                                         \
    X(T, uint8_t, line_qwords, 4, IN, 0) /* strap: of a line */                          \
    X(T, uint8_t, request_clks, 2, IN, 0) /* strap: halves one after the other (2) or at once */ \
    X(T, bool, trdy, 1, IN, 0)     /* strap: write data waits for TRDY# */               \
    X(T, bool, by_txn, 1, IN, 0)   /* strap: P6 family responses */                      \
    X(T, bool, park, 1, IN, 0)     /* strap: the last owner need not ask */              \
    X(T, bool, post, 1, IN, 0)     /* strap: a write to memory is done when it is on the bus */ \
    X(T, uint8_t, agent_id, 6, IN, 0) /* strap */                                        \
    X(T, uint8_t, ack_code, 8, IN, 0) /* strap: special code of SMI acknowledge ... */   \
    X(T, uint8_t, eoi_code, 8, IN, 0) /* EOI */                                          \
    X(T, uint8_t, xtpr_code, 8, IN, 0) /* task priority update */
#define BIU_OUT(X, T)                                                                    \
    X(T, uint8_t, ack_seq, 8, EXACT, 0)                                                  \
    X(T, uint64_t, rdata, 64, EXACT, 0)                                                  \
    X(T, bool, shared, 1, EXACT, 0) /* HIT# came with the last response */               \
    X(T, bool, ken_n, 1, EXACT, 0) /* KEN# of the last response: 1 the line asked for has not come */ \
    X(T, bool, wb_wt, 1, EXACT, 0) /* WB/WT# of the last response */                     \
    X(T, bool, ack_done, 1, EXACT, 0) /* one clock: the SMI acknowledge is out */        \
    X(T, uint8_t, msg_done, 8, EXACT, 0) /* msg_seq of the last message that is over */  \
    X(T, bool, idle, 1, EXACT, 0)                                                        \
    X(T, bool, breq_n, 1, EXACT, 0)                                                      \
    X(T, uint8_t, owner, 6, EXACT, 0) /* elected last, as this unit follows it */        \
    X(T, bool, owns, 1, EXACT, 0) /* this agent is elected and has yet to drive ADS# */  \
    X(T, bool, ads_n, 1, EXACT, 0)                                                       \
    X(T, bool, reqb_n, 1, EXACT, 0) /* 0: the second half of the request shows */        \
    X(T, uint8_t, agent, 6, EXACT, 0)                                                    \
    X(T, uint8_t, req_a, 5, EXACT, bus_req_names)                                        \
    X(T, uint8_t, req_b, 5, EXACT, 0)                                                    \
    X(T, uint64_t, a, 36, EXACT, 0) /* byte address; A[2:0] are given with be */         \
    X(T, uint8_t, be, 8, EXACT, 0)  /* active high here */                               \
    X(T, uint8_t, attr, 8, EXACT, 0) /* memory type */              \
    X(T, uint8_t, did, 8, EXACT, 0)                                                      \
    X(T, bool, den_n, 1, EXACT, 0)  /* 0: it may be deferred */                          \
    X(T, bool, smmem_n, 1, EXACT, 0)                                                     \
    X(T, bool, lock_n, 1, EXACT, 0)                                                      \
    X(T, bool, drdy_n, 1, EXACT, 0)                                                      \
    X(T, bool, dbsy_n, 1, EXACT, 0) /* write data of a line: more come */                \
    X(T, uint64_t, d_o, 64, EXACT, 0) /* write data, in its byte lanes; else 0 */        \
    X(T, uint8_t, state, 3, EXACT, biu_state_names)
SIG_STRUCT(biu_in, BIU_IN)
SIG_STRUCT(biu_out, BIU_OUT)

typedef struct biu {
    uint8_t state; /* enum biu_state */
    uint8_t seq;   /* last req_seq taken */
    uint8_t txn;   /* enum biu_txn: whose transaction it is */
    bool elected;  /* agent o.owner has yet to drive ADS# */
    bool busy;     /* a transaction on the bus waits for its response */
    bool first;    /* this transaction may be retried: it began a locked sequence, or is in none */
    bool has_data; /* data to be driven after TRDY# */
    bool line;     /* it is a line */
    bool write;
    bool answered, hit, hitm; /* its response has come; HIT#, HITM# were seen */
    bool bus_answered; /* the response of the transaction on the bus has come, its data have not all */
    uint8_t qword; /* of a line, next one to be driven or taken */
    uint64_t data; /* of a write, in its byte lanes */
    biu_out_t o;
} biu_t;

typedef struct biu_wiring {
    line_buf_t *buf; /* of the CPU's caches */
} biu_wiring_t;

void biu_reset(biu_t *s, biu_out_t *out);

/* One BCLK edge. */
void biu_tick(biu_t *s, const biu_in_t *in, biu_out_t *out, biu_wiring_t *wiring);

extern const block_t biu_block;
#endif
