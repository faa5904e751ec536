#include "mch/smm_track.h"

#include "bus.h"

SIG_TABLE(smm_track_in, SMM_TRACK_IN)
SIG_TABLE(smm_track_out, SMM_TRACK_OUT)

static void show(const smm_track_t *s, smm_track_out_t *out)
{
    out->in_smm = s->in_smm;
    out->txn_smm = s->txn_smm;
}

static bool is_smi_ack(const smm_track_in_t *in)
{
    return in->req_a == REQ_SPECIAL && (in->req_b & 7) == REQB_SPECIAL && in->be == in->ack_code;
}

void smm_track_reset(smm_track_t *s, smm_track_out_t *out)
{
    *s = (smm_track_t){0};
    show(s, out);
}

void smm_track_tick(smm_track_t *s, const smm_track_in_t *in, smm_track_out_t *out)
{
    uint64_t bit = UINT64_C(1) << in->agent;

    if (!in->ads_n && !in->by_txn) {
        s->in_smm = in->smiact_n ? s->in_smm & ~bit : s->in_smm | bit;
        s->txn_smm = !in->smiact_n;
    } else if (!in->ads_n && is_smi_ack(in)) {
        s->in_smm ^= bit;
        s->txn_smm = false;
    } else if (!in->ads_n) {
        s->txn_smm = (s->in_smm & bit) && !in->smmem_n;
    }
    show(s, out);
}

BLOCK(smm_track, BCLK, true, "MCH side: which bus agent is in SMM, from the bus wires alone")
