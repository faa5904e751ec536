/* smm_track: the MCH's own idea of which bus agent is in SMM, learned from the bus wires alone.
 *
 * Pin family (by_txn = 0): SMIACT# is sampled in each clock with ADS# low and belongs to the agent that drives ADS#
 * (SDM 34.13). Transaction family: an SMI-acknowledge special transaction (REQa 01000, REQb[2:0] 001, byte-enable
 * code ack_code) toggles the agent's state (SDM 34.3.1, 34.3.2: one on entry, one on exit); any other transaction
 * counts as made in SMM when the agent is tracked as inside and SMMEM# is low in its request. An acknowledge itself
 * gives txn_smm = 0. Agents 64 and above do not exist (6-bit agent). txn_smm keeps its value between requests.
 * RTL twin: rtl/smm_track.v.
 * Left out: agents that leave the bus while in SMM (hot removal). */
#ifndef MCH_SMM_TRACK_H
#define MCH_SMM_TRACK_H

#include "block.h"
#include "cover.h"

#define SMM_TRACK_IN(X, T)                                                              \
    X(T, bool, ads_n, 1, IN, 0)                                                         \
    X(T, uint8_t, agent, 6, IN, 0) /* who drives ADS# */                                \
    X(T, uint8_t, req_a, 5, IN, 0)                                                      \
    X(T, uint8_t, req_b, 5, IN, 0)                                                      \
    X(T, uint8_t, be, 8, IN, 0) /* byte enables, active high; code of a special one */  \
    X(T, bool, smmem_n, 1, IN, 0)                                                       \
    X(T, bool, smiact_n, 1, IN, 0)   /* the board's one SMIACT# wire */                 \
    X(T, bool, by_txn, 1, IN, 0)     /* strap */                                        \
    X(T, uint8_t, ack_code, 8, IN, 0) /* strap: special code of SMI acknowledge */
#define SMM_TRACK_OUT(X, T)                                                             \
    X(T, uint64_t, in_smm, 64, EXACT, 0) /* one bit an agent */                         \
    X(T, bool, txn_smm, 1, EXACT, 0)     /* the latest request was made in SMM */
SIG_STRUCT(smm_track_in, SMM_TRACK_IN)
SIG_STRUCT(smm_track_out, SMM_TRACK_OUT)

typedef struct smm_track {
    uint64_t in_smm;
    bool txn_smm;
} smm_track_t;

void smm_track_reset(smm_track_t *s, smm_track_out_t *out);

/* One BCLK edge. */
void smm_track_tick(smm_track_t *s, const smm_track_in_t *in, smm_track_out_t *out);

extern const block_t smm_track_block;
extern const cover_group_t smm_track_cover[]; /* smm_track_cover.c */
#endif
