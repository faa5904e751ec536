#include "ich9/rcba.h"

static const char *const traps[] = {"0", "1", "2", "3", NULL}, *const clear_set[] = {"clear", "set", NULL};

enum { LANE_0 = 1, TRSR_MASK = (1 << RCBA_TRAPS) - 1 };

static bool writes(const cover_edge_t *e, unsigned off)
{
    const rcba_in_t *in = e->in;
    return in->wr_en && in->off == off && (in->be & LANE_0);
}

/* --- I/O traps --------------------------------------------------------------------------------------------------- */

/* Why an access does not hit: one condition alone is not met. */
enum { HIT, DISABLED, ADDRESS, DIRECTION, LANES, SEVERAL };
static const char *const results[] = {"hit", "disabled", "address", "direction", "lanes", NULL};

typedef struct match {
    unsigned result;
    uint32_t addr, lanes; /* bits in which the access differs from the trap */
    bool both_ways;
} match_t;

static match_t match(const cover_edge_t *e, unsigned n)
{
    const rcba_in_t *in = e->in;
    const rcba_out_t *was = e->was;
    const uint64_t iotr[] = {was->iotr0, was->iotr1, was->iotr2, was->iotr3};
    uint32_t lo = (uint32_t)iotr[n], hi = (uint32_t)(iotr[n] >> 32);
    match_t m = {.addr = (in->io_addr ^ lo) & 0xfffc, .lanes = (in->io_be ^ hi) & 15, .both_ways = hi >> 17 & 1};
    const bool fails[] = {[DISABLED] = !(lo & IOTR_TRSE),
                          [ADDRESS] = m.addr & ~(lo >> 18 << 2),
                          [DIRECTION] = !m.both_ways && (hi >> 16 & 1) == in->io_write,
                          [LANES] = in->any_lane ? !(in->io_be & (hi | hi >> 4) & 15) : m.lanes & ~(hi >> 4)};
    for (unsigned i = DISABLED; i <= LANES; i++)
        if (fails[i])
            m.result = m.result == HIT ? i : SEVERAL;
    return m;
}

static void trap(const cover_edge_t *e, cover_bins_t *b)
{
    const rcba_in_t *in = e->in;
    for (unsigned n = 0; in->io_seen && n < RCBA_TRAPS; n++)
        if (match(e, n).result != SEVERAL)
            COVER(b, n, match(e, n).result);
}

static void cause(const cover_edge_t *e, cover_bins_t *b)
{
    const rcba_in_t *in = e->in;
    const rcba_out_t *was = e->was;
    for (unsigned n = 0; in->io_seen && n < RCBA_TRAPS; n++)
        if (match(e, n).result == HIT)
            COVER(b, n, was->trsr >> n & 1, (was->trsr & TRSR_MASK & ~(1u << n)) != 0);
}

static const char *const ways[] = {"RWIO", "RWM", NULL}, *const rules[] = {"every_lane", "any_lane", NULL};

static void way(const cover_edge_t *e, cover_bins_t *b)
{
    const rcba_in_t *in = e->in;
    for (unsigned n = 0; in->io_seen && n < RCBA_TRAPS; n++)
        if (match(e, n).result == HIT)
            COVER(b, in->io_write, match(e, n).both_ways, in->any_lane);
}

static const char *const bits[] = {"A2", "A3", "A4", "A5", "A6", "A7", "lane_0", "lane_1", "lane_2", "lane_3", NULL};
enum { ADDR_BITS = 6 };

static void ignored(const cover_edge_t *e, cover_bins_t *b)
{
    const rcba_in_t *in = e->in;
    for (unsigned n = 0; in->io_seen && n < RCBA_TRAPS; n++) {
        match_t m = match(e, n);
        for (unsigned i = 0; m.result == HIT && i < ADDR_BITS; i++)
            if (m.addr >> (2 + i) & 1)
                COVER(b, i);
        for (unsigned i = 0; m.result == HIT && i < 4; i++)
            if (m.lanes >> i & 1)
                COVER(b, ADDR_BITS + i);
    }
}

static void clear(const cover_edge_t *e, cover_bins_t *b)
{
    const rcba_in_t *in = e->in;
    const rcba_out_t *was = e->was;
    for (unsigned n = 0; writes(e, RCBA_TRSR) && n < RCBA_TRAPS; n++)
        if (in->wdata >> n & 1)
            COVER(b, n, was->trsr >> n & 1, (was->trsr & TRSR_MASK & ~in->wdata) != 0);
}

/* --- BILD, NO_REBOOT --------------------------------------------------------------------------------------------- */

static void bild(const cover_edge_t *e, cover_bins_t *b)
{
    const rcba_in_t *in = e->in;
    const rcba_out_t *was = e->was;
    if (writes(e, RCBA_GCS))
        COVER(b, was->gcs & GCS_BILD, in->wdata & GCS_BILD);
}

static void lock(const cover_edge_t *e, cover_bins_t *b)
{
    const rcba_in_t *in = e->in;
    const rcba_out_t *was = e->was;
    if (writes(e, RCBA_BUC))
        COVER(b, was->gcs & GCS_BILD, was->buc & BUC_TS, in->wdata & BUC_TS);
}

static void no_reboot(const cover_edge_t *e, cover_bins_t *b)
{
    const rcba_in_t *in = e->in;
    if (writes(e, RCBA_GCS))
        COVER(b, in->no_reboot_strap, (in->wdata & GCS_NO_REBOOT) != 0);
}

const cover_group_t rcba_cover[] = {
    {"trap", "each trap is hit, and missed by one condition alone", "chipset facts 5.3", COVER_HERE,
     {{"trap", traps}, {"access", results}}, trap, NULL},
    {"cause", "each trap is hit, its status already set or not, another's too", "chipset facts 5.3, 2.6 row 16",
     COVER_HERE, {{"trap", traps}, {"status", clear_set}, {"other_stands", cover_no_yes}}, cause, NULL},
    {"way", "reads and writes hit by RWIO and by RWM, with both rules for lanes", "chipset facts 5.3", COVER_HERE,
     {{"write", cover_no_yes}, {"by", ways}, {"rule", rules}}, way, NULL},
    {"ignored", "hits that differ in an address bit or a lane that is ignored", "chipset facts 5.3", COVER_HERE,
     {{"bit", bits}}, ignored, NULL},
    {"clear", "each trap's status is cleared, set or not, alone or while another stands", "chipset facts 5.3",
     COVER_HERE, {{"trap", traps}, {"status", clear_set}, {"other_stays", cover_no_yes}}, clear, NULL},
    {"bild", "writes of BILD as 0 and 1, before and after it is set", "chipset facts 5.3", COVER_HERE,
     {{"BILD", cover_0_1}, {"written", cover_0_1}}, bild, NULL},
    {"lock", "writes of top swap before BILD and after", "chipset facts 5.3", COVER_HERE,
     {{"BILD", cover_0_1}, {"TS", cover_0_1}, {"written", cover_0_1}}, lock, NULL},
    {"no_reboot", "writes of NO_REBOOT, with the strap and without", "chipset facts 4.4, 5.3", COVER_HERE,
     {{"strap", cover_0_1}, {"written", cover_0_1}}, no_reboot, NULL},
    {0}};
