#include "cpu/snoop.h"

#include "bus.h"

enum kind { CODE_READ, DATA_READ, READ_INVALIDATE, WRITE, QUESTION_READ, QUESTION_INV, NO_KIND };
static const char *const kinds[] = {"code_read",     "data_read",    "read_invalidate", "write",
                                    "question_read", "question_inv", NULL};
static const char *const results[] = {"miss", "hit", "hitm", NULL};

/* What is looked up at this edge. */
static enum kind kind_of(const snoop_in_t *in)
{
    if (in->reqb_n)
        return in->snp_n ? NO_KIND : in->snp_inv ? QUESTION_INV : QUESTION_READ;
    if (in->agent >> in->pair == in->agent_id >> in->pair)
        return NO_KIND;
    switch (in->req_a) {
    case REQ_MEM_CODE_READ: return CODE_READ;
    case REQ_MEM_DATA_READ: return DATA_READ;
    case REQ_MEM_READ_INVALIDATE: return READ_INVALIDATE;
    case REQ_MEM_WRITE: return WRITE;
    default: return NO_KIND;
    }
}

/* HIT# and HITM# show later than the lookup: what it was for is kept in memo. */
static void answer(const cover_edge_t *e, cover_bins_t *b)
{
    const snoop_out_t *was = e->was, *out = e->out;
    enum kind kind = kind_of(e->in);
    if (kind != NO_KIND) {
        e->memo[0] = kind;
        if (out->seq == was->seq)
            COVER(b, kind, SNOOP_MISS);
    }
    if (!out->hit_n)
        COVER(b, e->memo[0], SNOOP_HIT);
    if (!out->hitm_n)
        COVER(b, e->memo[0], SNOOP_HITM);
}
static const cover_never_t answer_never[] = {
    {{READ_INVALIDATE, SNOOP_HIT}, "a line that is not modified goes without a word"},
    {{WRITE, SNOOP_HIT}, "a line that is not modified goes without a word"},
    {{QUESTION_INV, SNOOP_HIT}, "a line that is not modified goes without a word"},
    {{0}, NULL}};

const cover_group_t snoop_cover[] = {
    {"answer", "each kind of request and of question with each answer", "interconnect facts 4.3", COVER_HERE,
     {{"kind", kinds}, {"answer", results}}, answer, answer_never},
    {0}};
