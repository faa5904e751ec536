#include "ich9/lpc.h"

enum { KINDS = LPC_FW_WRITE + 1 };

/* memo[0]: the kind of the cycle under way; memo[1]: a bit an answer seen in its SYNC so far. */
enum { KIND, SEEN };

enum { READY, ERROR, SHORT, LONG, NOBODY, ILLEGAL };
static const char *const answers[] = {"ready", "error", "short", "long", "nobody", "illegal", NULL};

static unsigned answer_of(unsigned lad)
{
    switch (lad) {
    case 0x0: return READY;
    case 0xa: return ERROR;
    case 0x5: return SHORT;
    case 0x6: return LONG;
    case 0xf: return NOBODY;
    default: return ILLEGAL;
    }
}

/* A cycle is taken at this edge. */
static bool begins(const cover_edge_t *e)
{
    const lpc_in_t *in = e->in;
    const lpc_out_t *was = e->was;
    return was->state == LPC_IDLE && in->req;
}

/* Called first by the groups that need the memo, at each edge. */
static void follow_kind(const cover_edge_t *e)
{
    const lpc_in_t *in = e->in;
    if (begins(e)) {
        e->memo[KIND] = in->kind < KINDS ? in->kind : (uint32_t)LPC_IO_READ;
        e->memo[SEEN] = 0;
    }
}

/* Called last. */
static void follow_answer(const cover_edge_t *e)
{
    const lpc_in_t *in = e->in;
    const lpc_out_t *was = e->was;
    if (was->state == LPC_SYNC)
        e->memo[SEEN] |= 1u << answer_of(in->lad);
}

static bool writes(unsigned kind)
{
    return kind & 1;
}

/* --- the request ------------------------------------------------------------------------------------------------- */

static const char *const kinds[] = {"IO_READ", "IO_WRITE", "MEM_READ", "MEM_WRITE", "FW_READ", "FW_WRITE", "6", "7",
                                    NULL};
static const char *const ends[] = {"good", "error", "aborted", NULL}, *const gaps[] = {"later", "at_done", NULL};

static void request(const cover_edge_t *e, cover_bins_t *b)
{
    const lpc_in_t *in = e->in;
    const lpc_out_t *was = e->was;
    if (begins(e))
        COVER(b, in->kind, was->aborted ? 2 : was->error ? 1 : 0, was->done);
}

static const char *const spaces[] = {"IO", "MEM", "FW", NULL};
static const char *const nibbles[] = {"31:28", "27:24", "23:20", "19:16", "15:12", "11:8", "7:4", "3:0", NULL};
static const char *const corners[] = {"0", "F", "other", NULL};

static unsigned corner_of(unsigned nibble)
{
    return nibble == 0 ? 0 : nibble == 0xf ? 1 : 2;
}

/* Each nibble of the address, also those that this kind does not send. */
static void addr(const cover_edge_t *e, cover_bins_t *b)
{
    const lpc_in_t *in = e->in;
    if (!begins(e) || in->kind >= KINDS)
        return;
    for (unsigned i = 0; i < 8; i++)
        COVER(b, in->kind / 2u, i, corner_of(in->addr >> (28 - 4 * i) & 15));
}

static const char *const idsels[] = {"0", "1", "2", "3", "4", "5", "6", "7", 
                                     "8", "9", "A", "B", "C", "D", "E", "F", NULL};
static const char *const fw_kinds[] = {"FW_READ", "FW_WRITE", NULL};

static void idsel(const cover_edge_t *e, cover_bins_t *b)
{
    const lpc_in_t *in = e->in;
    if (begins(e) && (in->kind == LPC_FW_READ || in->kind == LPC_FW_WRITE))
        COVER(b, in->kind - (unsigned)LPC_FW_READ, in->idsel);
}

static const char *const halves[] = {"low", "high", NULL};

/* The nibbles of the byte that a write sends, at its request. */
static void wdata(const cover_edge_t *e, cover_bins_t *b)
{
    const lpc_in_t *in = e->in;
    if (begins(e) && in->kind < KINDS && writes(in->kind)) {
        COVER(b, in->kind / 2u, 0, corner_of(in->wdata & 15));
        COVER(b, in->kind / 2u, 1, corner_of(in->wdata >> 4));
    }
}

static void rdata(const cover_edge_t *e, cover_bins_t *b)
{
    const lpc_out_t *out = e->out;
    follow_kind(e);
    if (out->done && !out->aborted && !writes(e->memo[KIND])) {
        COVER(b, e->memo[KIND] / 2u, 0, corner_of(out->rdata & 15));
        COVER(b, e->memo[KIND] / 2u, 1, corner_of(out->rdata >> 4));
    }
}

static void busy(const cover_edge_t *e, cover_bins_t *b)
{
    const lpc_in_t *in = e->in;
    const lpc_out_t *was = e->was;
    COVER(b, was->state, in->req);
}

/* --- SYNC -------------------------------------------------------------------------------------------------------- */

static void sync(const cover_edge_t *e, cover_bins_t *b)
{
    const lpc_in_t *in = e->in;
    const lpc_out_t *was = e->was;
    follow_kind(e);
    if (was->state == LPC_SYNC)
        COVER(b, e->memo[KIND], answer_of(in->lad));
}

enum { SEEN_NOTHING, SEEN_SHORT, SEEN_LONG, SEEN_NOBODY, SEEN_SEVERAL };
static const char *const seens[] = {"nothing", "short", "long", "nobody", "several", NULL};

/* What came before an answer in its SYNC. */
static void after(const cover_edge_t *e, cover_bins_t *b)
{
    const lpc_in_t *in = e->in;
    const lpc_out_t *was = e->was;
    follow_kind(e);
    if (was->state == LPC_SYNC) {
        uint32_t s = e->memo[SEEN];
        COVER(b,
              s == 0              ? SEEN_NOTHING
              : s == 1u << SHORT  ? SEEN_SHORT
              : s == 1u << LONG   ? SEEN_LONG
              : s == 1u << NOBODY ? SEEN_NOBODY
                                  : SEEN_SEVERAL,
              answer_of(in->lad));
    }
    follow_answer(e);
}

static const char *const lad_codes[] = {"1", "2", "3", "4", "7", "8", "9", "B", "C", "D", "E", NULL};

static void illegal(const cover_edge_t *e, cover_bins_t *b)
{
    static const uint8_t place[16] = {[1] = 0, [2] = 1, [3] = 2, [4] = 3, [7] = 4, [8] = 5, [9] = 6, [0xb] = 7,
                                      [0xc] = 8, [0xd] = 9, [0xe] = 10};
    const lpc_in_t *in = e->in;
    const lpc_out_t *was = e->was;
    if (was->state == LPC_SYNC && answer_of(in->lad) == ILLEGAL)
        COVER(b, place[in->lad]);
}

static const char *const bounds[] = {"none", "1", "2..14", "15", NULL}, *const verdicts[] = {"waits", "abort", NULL};

/* A short wait, by the most that are let pass. */
static void short_max(const cover_edge_t *e, cover_bins_t *b)
{
    const lpc_in_t *in = e->in;
    const lpc_out_t *was = e->was, *out = e->out;
    unsigned n = in->short_max;
    if (was->state == LPC_SYNC && answer_of(in->lad) == SHORT)
        COVER(b, n < 2 ? n : n < 15 ? 2 : 3, out->state == LPC_ABORT);
}
static const cover_never_t short_max_never[] = {{{0, 1}, "0 is no bound"}, {{0}, NULL}};

enum { BY_ILLEGAL, BY_NOBODY, BY_GONE, BY_SHORTS };
static const char *const whys[] = {"illegal", "nobody", "gone_after_a_wait", "too_many_short", NULL};

static void abort_why(const cover_edge_t *e, cover_bins_t *b)
{
    const lpc_in_t *in = e->in;
    const lpc_out_t *was = e->was, *out = e->out;
    follow_kind(e);
    if (was->state == LPC_SYNC && out->state == LPC_ABORT) {
        unsigned a = answer_of(in->lad);
        COVER(b, e->memo[KIND],
              a == SHORT                                             ? BY_SHORTS
              : a != NOBODY                                          ? BY_ILLEGAL
              : e->memo[SEEN] & (1u << SHORT | 1u << LONG)           ? BY_GONE
                                                                     : BY_NOBODY);
    }
    follow_answer(e);
}

/* --- the cycle --------------------------------------------------------------------------------------------------- */

static void end(const cover_edge_t *e, cover_bins_t *b)
{
    const lpc_out_t *out = e->out;
    follow_kind(e);
    if (out->done)
        COVER(b, e->memo[KIND], out->aborted ? 2 : out->error ? 1 : 0);
}

static void step(const cover_edge_t *e, cover_bins_t *b)
{
    const lpc_out_t *was = e->was, *out = e->out;
    follow_kind(e);
    if (was->state != LPC_IDLE)
        COVER(b, e->memo[KIND], was->state - 1u, was->state != out->state);
}
static const char *const busy_states[] = {"START", "TYPE", "ADDR", "WDATA", "TAR", "SYNC", "RDATA", "TAR2", "ABORT",
                                          NULL};
static const cover_never_t step_never[] = {
    {{COVER_ANY, LPC_START - 1, 0}, "it lasts one clock"},
    {{COVER_ANY, LPC_TYPE - 1, 0}, "it lasts one clock"},
    {{LPC_IO_READ, LPC_WDATA - 1, COVER_ANY}, "a read sends no data"},
    {{LPC_MEM_READ, LPC_WDATA - 1, COVER_ANY}, "a read sends no data"},
    {{LPC_FW_READ, LPC_WDATA - 1, COVER_ANY}, "a read sends no data"},
    {{LPC_IO_WRITE, LPC_RDATA - 1, COVER_ANY}, "a write takes no data"},
    {{LPC_MEM_WRITE, LPC_RDATA - 1, COVER_ANY}, "a write takes no data"},
    {{LPC_FW_WRITE, LPC_RDATA - 1, COVER_ANY}, "a write takes no data"},
    {{0}, NULL}};

const cover_group_t lpc_cover[] = {
    {"request", "each kind after each end of the last cycle, in the clock of done or later", "chipset facts 6.1",
     COVER_HERE, {{"kind", kinds}, {"last", ends}, {"when", gaps}}, request, NULL},
    {"addr", "corners of each nibble of the address", "chipset facts 6.1, 6.2", COVER_HERE,
     {{"space", spaces}, {"nibble", nibbles}, {"value", corners}}, addr, NULL},
    {"idsel", "each IDSEL of a firmware cycle", "chipset facts 6.2", COVER_HERE,
     {{"kind", fw_kinds}, {"idsel", idsels}}, idsel, NULL},
    {"wdata", "corners of each nibble written", "chipset facts 6.1", COVER_HERE,
     {{"space", spaces}, {"nibble", halves}, {"value", corners}}, wdata, NULL},
    {"rdata", "corners of each nibble read", "chipset facts 6.1", COVER_HERE,
     {{"space", spaces}, {"nibble", halves}, {"value", corners}}, rdata, NULL},
    {"busy", "requests in each state", "model/ich9/lpc.h", COVER_HERE, {{"state", lpc_state_names}, {"req", cover_0_1}},
     busy, NULL},
    {"sync", "each answer to each kind", "chipset facts 6.1", COVER_HERE,
     {{"kind", lpc_kind_names}, {"answer", answers}}, sync, NULL},
    {"after", "each answer after what came before it in its SYNC", "chipset facts 6.1", COVER_HERE,
     {{"after", seens}, {"answer", answers}}, after, NULL},
    {"illegal", "each code that is no answer", "chipset facts 6.1", COVER_HERE, {{"lad", lad_codes}}, illegal, NULL},
    {"short_max", "a short wait let pass and one too many, by the bound", "model/ich9/lpc.h", COVER_HERE,
     {{"bound", bounds}, {"then", verdicts}}, short_max, short_max_never},
    {"abort", "each reason for an abort, by kind", "chipset facts 6.1", COVER_HERE,
     {{"kind", lpc_kind_names}, {"why", whys}}, abort_why, NULL},
    {"end", "each end of each kind", "chipset facts 6.1, 6.2", COVER_HERE,
     {{"kind", lpc_kind_names}, {"end", ends}}, end, NULL},
    {"step", "each state kept and left, by kind", "chipset facts 6.2", COVER_HERE,
     {{"kind", lpc_kind_names}, {"state", busy_states}, {"leaves", cover_no_yes}}, step, step_never},
    {0}};
