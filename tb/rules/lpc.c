/* Rules about lpc, from the wires alone: the nibbles of a cycle and how many clocks it takes. */
#include "block_rules.h"

#include "ich9/lpc.h"

#include <inttypes.h>

enum { ABORT_CLKS = 4 };

struct past {
    bool busy;           /* a cycle is under way */
    uint64_t start;      /* edge that showed START */
    unsigned kind;       /* enum lpc_kind */
    uint32_t addr;
    uint8_t wdata, idsel;
    uint64_t sync;       /* clocks of SYNC, the answer's included; by cycle numbers, since fast mode skips waits */
    uint64_t answered;   /* edge that ended SYNC; NEVER */
    uint64_t abort;      /* edge that began the abort; NEVER */
    unsigned nobody, shorts; /* in a row */
    bool waited;
    uint8_t low;         /* nibble read first */
};

static const lpc_in_t *in(const look_t *l) { return l->in; }
static const lpc_out_t *out(const look_t *l) { return l->out; }
static const lpc_out_t *was(const look_t *l) { return l->was; }
static struct past *past(const look_t *l) { return l->past; }

static bool is_write(unsigned kind)
{
    return kind == LPC_IO_WRITE || kind == LPC_MEM_WRITE || kind == LPC_FW_WRITE;
}

static unsigned addr_clks(unsigned kind)
{
    return kind <= LPC_IO_WRITE ? 4 : 8;
}

/* Clocks from START until SYNC begins. */
static uint64_t sync_at(const struct past *p)
{
    return 2 + addr_clks(p->kind) + (is_write(p->kind) ? 2 : 0) + 2;
}

/* What the host drives in clock n of a cycle before SYNC; 16: it must not drive. */
static unsigned nibble(const struct past *p, uint64_t n)
{
    unsigned addr = addr_clks(p->kind);
    bool fw = p->kind >= LPC_FW_READ;
    if (n == 0)
        return !fw ? 0 : p->kind == LPC_FW_READ ? 0xd : 0xe;
    if (n == 1)
        return fw ? p->idsel : p->kind * 2;
    n -= 2;
    if (n < addr) {
        if (fw)
            return n == 7 ? 0 : p->addr >> (4 * (6 - n)) & 15;
        return p->addr >> (4 * (addr - 1 - n)) & 15;
    }
    n -= addr;
    if (is_write(p->kind) && n < 2)
        return p->wdata >> (4 * n) & 15;
    n -= is_write(p->kind) ? 2 : 0;
    return n == 0 ? 15 : 16;
}

static answer_t nibbles(look_t *l)
{
    const struct past *p = past(l);
    if (!p->busy || l->cycle - p->start >= sync_at(p))
        return NOT_ARMED;
    uint64_t n = l->cycle - p->start;
    unsigned want = nibble(p, n);
    bool drives = out(l)->lad_oe;
    if (want == 16)
        return must(l, !drives, "LAD is driven in the second turnaround clock");
    if (!drives || out(l)->lad_o != want)
        return broken(l, "clock %" PRIu64 " of the cycle: LAD %Xh, driven %u, want %Xh", n, out(l)->lad_o, drives, want);
    return HOLDS;
}

static answer_t lframe(look_t *l)
{
    const struct past *p = past(l);
    bool want = p->busy && (l->cycle == p->start || p->abort != NEVER);
    if (p->abort != NEVER && l->cycle - p->abort >= ABORT_CLKS)
        want = false;
    if (!out(l)->lframe_n != want)
        return broken(l, "LFRAME# is %u, want %u", out(l)->lframe_n, !want);
    return want ? HOLDS : NOT_ARMED;
}

static answer_t let_go(look_t *l)
{
    const struct past *p = past(l);
    if (!p->busy || l->cycle - p->start < sync_at(p))
        return !p->busy && out(l)->lad_oe ? broken(l, "LAD is driven between cycles") : NOT_ARMED;
    bool fourth = p->abort != NEVER && l->cycle - p->abort == ABORT_CLKS - 1;
    if (fourth)
        return must(l, out(l)->lad_oe && out(l)->lad_o == 15, "LAD is not 1111 in the fourth clock of an abort");
    return must(l, !out(l)->lad_oe, "LAD is driven while the device owns it");
}

/* Clocks a whole cycle takes. */
static answer_t length(look_t *l)
{
    const struct past *p = past(l);
    if (!p->busy || !out(l)->done)
        return out(l)->done ? broken(l, "done without a cycle") : NOT_ARMED;
    uint64_t took = l->cycle - p->start;
    if (p->abort != NEVER)
        return l->cycle - p->abort == ABORT_CLKS ? HOLDS : broken(l, "an abort of %" PRIu64 " clocks", l->cycle - p->abort);
    if (p->answered == NEVER)
        return broken(l, "done after %" PRIu64 " clocks and no device answered", took);
    uint64_t want = sync_at(p) + p->sync + (is_write(p->kind) ? 0 : 2) + 2;
    return took == want ? HOLDS : broken(l, "the cycle takes %" PRIu64 " clocks, want %" PRIu64, took, want);
}

static answer_t comes_to_an_end(look_t *l)
{
    const struct past *p = past(l);
    uint64_t from = p->abort != NEVER ? p->abort : p->answered;
    if (!p->busy || from == NEVER)
        return NOT_ARMED;
    uint64_t limit = p->abort != NEVER ? ABORT_CLKS : is_write(p->kind) ? 2 : 4;
    if (l->cycle - from < limit)
        return NOT_ARMED;
    return must(l, out(l)->done, "the cycle does not end in time");
}

static answer_t data(look_t *l)
{
    const struct past *p = past(l);
    if (!out(l)->done || !p->busy)
        return NOT_ARMED;
    bool gone = p->abort != NEVER;
    if (out(l)->aborted != gone)
        return broken(l, "aborted is %u", out(l)->aborted);
    if (gone || is_write(p->kind))
        return out(l)->rdata == 0xff ? HOLDS : broken(l, "rdata is %02Xh without data", out(l)->rdata);
    return HOLDS;
}

static answer_t reset_values(look_t *l)
{
    const lpc_out_t *o = out(l);
    return must(l, o->lframe_n && !o->lad_oe && !o->done, "the bus is not idle in reset");
}

static const block_rule_t rules[] = {
    {IN_RESET, "lpc_reset", "in reset LFRAME# is high, LAD is let go and no cycle ends",
     "chipset facts 6.1", reset_values},
    {RUNNING, "lpc_nibbles", "start, type, address, data and turnaround go out nibble by nibble in their clocks",
     "Renesas LPC chapter p.636, SST49LF080A p.8 (chipset facts 6.1, 6.2)", nibbles},
    {RUNNING, "lpc_lframe", "LFRAME# is low in the start clock and in the four of an abort, and nowhere else",
     "chipset facts 6.1", lframe},
    {RUNNING, "lpc_let_go", "from the second turnaround clock on the host does not drive LAD, but in the last clock of an abort",
     "chipset facts 6.1", let_go},
    {RUNNING, "lpc_length", "an I/O cycle takes 13 clocks, memory and firmware 17, and one more for each wait",
     "Renesas LPC chapter p.636, SST49LF080A p.8, SST49LF004B p.12 (chipset facts 6.2)", length},
    {RUNNING, "lpc_ends", "a cycle that was answered, or is aborted, ends",
     "chipset facts 6.1, 6.2", comes_to_an_end},
    {RUNNING, "lpc_no_data", "an abort is told, and it and a write give FFh",
     "chipset facts 6.1", data},
    {IN_RESET, NULL, NULL, NULL, NULL}};

static void forget(void *p)
{
    *(struct past *)p = (struct past){.answered = NEVER, .abort = NEVER};
}

/* The device's word at the edge that ends a SYNC clock. */
static void take_sync(struct past *p, uint64_t cycle, uint8_t lad, unsigned short_max)
{
    p->nobody = lad == 15 ? p->nobody + 1 : 0;
    p->shorts = lad == 5 ? p->shorts + 1 : 0;
    bool wait = lad == 5 || lad == 6;
    bool nobody = lad == 15 && !p->waited && p->nobody < 4;
    if (lad == 0 || lad == 10)
        p->answered = cycle;
    else if ((!wait && !nobody) || (short_max && p->shorts > short_max))
        p->abort = cycle;
    p->waited = p->waited || wait;
}

static bool follow(look_t *l)
{
    struct past *p = past(l);
    if (!p->busy && in(l)->req) {
        *p = (struct past){.busy = true, .start = l->cycle, .kind = in(l)->kind > LPC_FW_WRITE ? LPC_IO_READ : in(l)->kind,
                           .addr = in(l)->addr, .wdata = in(l)->wdata, .idsel = in(l)->idsel, .answered = NEVER, .abort = NEVER};
    } else if (p->busy && p->answered == NEVER && p->abort == NEVER && l->cycle - p->start > sync_at(p)) {
        take_sync(p, l->cycle, in(l)->lad, in(l)->short_max);
        if (p->answered != NEVER)
            p->sync = l->cycle - p->start - sync_at(p);
    }
    return p->busy || was(l)->done || was(l)->lad_oe || !was(l)->lframe_n;
}

static void after(look_t *l)
{
    if (out(l)->done)
        past(l)->busy = false;
}

const block_rules_t lpc_rules = {&lpc_block, rules, sizeof(struct past), forget, follow, after};
