#include "mch/smm_track.h"

#include "bus.h"

static const char *const families[] = {"pin", "transaction", NULL};
enum { ACK, SPECIAL, ORDINARY };
static const char *const requests[] = {"SMI_ack", "other_special", "ordinary", NULL};

static bool is_special(const smm_track_in_t *in)
{
    return in->req_a == REQ_SPECIAL && (in->req_b & 7) == REQB_SPECIAL;
}

static bool is_ack(const smm_track_in_t *in)
{
    return is_special(in) && in->be == in->ack_code;
}

/* Each request by the sign it carries: SMIACT# in the pin family, SMMEM# in the other. */
static void request(const cover_edge_t *e, cover_bins_t *b)
{
    const smm_track_in_t *in = e->in;
    const smm_track_out_t *was = e->was;
    if (!in->ads_n)
        COVER(b, in->by_txn, is_ack(in) ? ACK : is_special(in) ? SPECIAL : ORDINARY, was->in_smm >> in->agent & 1,
              in->by_txn ? in->smmem_n : in->smiact_n);
}

static const char *const agents[] = {"0", "1", "2..31", "32", "33..62", "63", NULL};
static const char *const moves[] = {"enters", "leaves", NULL};

static void agent(const cover_edge_t *e, cover_bins_t *b)
{
    const smm_track_in_t *in = e->in;
    const smm_track_out_t *was = e->was, *out = e->out;
    unsigned n = in->agent;
    if (was->in_smm != out->in_smm)
        COVER(b, in->by_txn, n <= 1 ? n : n <= 31 ? 2 : n == 32 ? 3 : n <= 62 ? 4 : 5, was->in_smm > out->in_smm);
}

enum { REQ_A_OTHER, REQ_B_OTHER, CODE_OTHER };
static const char *const near[] = {"REQa", "REQb", "code", NULL};

/* All but one of the three fields are those of an SMI acknowledge. */
static void near_ack(const cover_edge_t *e, cover_bins_t *b)
{
    const smm_track_in_t *in = e->in;
    bool a = in->req_a == REQ_SPECIAL, rb = (in->req_b & 7) == REQB_SPECIAL, code = in->be == in->ack_code;
    if (in->ads_n || a + rb + code != 2)
        return;
    COVER(b, in->by_txn, !a ? REQ_A_OTHER : !rb ? REQ_B_OTHER : CODE_OTHER);
}

/* The signs without ADS# mean nothing. */
static void no_request(const cover_edge_t *e, cover_bins_t *b)
{
    const smm_track_in_t *in = e->in;
    if (in->ads_n)
        COVER(b, in->by_txn, is_ack(in), in->smmem_n, in->smiact_n);
}

static const char *const counts[] = {"0", "1", "2", "3..", NULL};

static void inside(const cover_edge_t *e, cover_bins_t *b)
{
    const smm_track_in_t *in = e->in;
    const smm_track_out_t *out = e->out;
    unsigned n = 0;
    for (uint64_t m = out->in_smm; m && n < 3; m &= m - 1)
        n++;
    COVER(b, in->by_txn, n);
}

static void txn_smm(const cover_edge_t *e, cover_bins_t *b)
{
    const smm_track_in_t *in = e->in;
    const smm_track_out_t *was = e->was, *out = e->out;
    COVER(b, in->by_txn, was->txn_smm, out->txn_smm, in->ads_n);
}
static const cover_never_t txn_smm_never[] = {
    {{COVER_ANY, 0, 1, 1}, "txn_smm keeps its value between requests"},
    {{COVER_ANY, 1, 0, 1}, "txn_smm keeps its value between requests"},
    {{0}, NULL}};

const cover_group_t smm_track_cover[] = {
    {"request", "each kind of request from agents inside and outside, with the sign low and high", "cpu facts 6.1, 6.2",
     COVER_HERE, {{"family", families}, {"request", requests}, {"inside", cover_no_yes}, {"sign_n", cover_0_1}}, request,
     NULL},
    {"agent", "agents of each range enter and leave", "cpu facts 6.1, 6.2", COVER_HERE,
     {{"family", families}, {"agent", agents}, {"move", moves}}, agent, NULL},
    {"near_ack", "requests that miss an SMI acknowledge by one field", "cpu facts 6.2", COVER_HERE,
     {{"family", families}, {"other", near}}, near_ack, NULL},
    {"no_request", "signs and an acknowledge's codes without ADS#", "cpu facts 6.1, 6.2", COVER_HERE,
     {{"family", families}, {"ack_codes", cover_no_yes}, {"smmem_n", cover_0_1}, {"smiact_n", cover_0_1}}, no_request,
     NULL},
    {"inside", "how many agents are in SMM", "cpu facts 6.2", COVER_HERE,
     {{"family", families}, {"agents", counts}}, inside, NULL},
    {"txn_smm", "txn_smm before and after an edge, with and without a request", "cpu facts 6.1, 6.2", COVER_HERE,
     {{"family", families}, {"before", cover_0_1}, {"after", cover_0_1}, {"ads_n", cover_0_1}}, txn_smm, txn_smm_never},
    {0}};
