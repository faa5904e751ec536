#include "ich9/nmi.h"

static const char *const sources[] = {"SERR", "IOCHK", NULL};
static const char *const off_on[] = {"off", "on", NULL}, *const clear_set[] = {"clear", "set", NULL};

/* As in `sources`. */
static const uint8_t disables[] = {NMI_SERR_NMI_EN, NMI_IOCHK_NMI_EN};
static const uint8_t statuses[] = {NMI_SERR_NMI_STS, NMI_IOCHK_NMI_STS};
enum { SOURCES = 2, MASK = 1 << 7 };

#define DISABLED_IS_0 "a status that is disabled is 0"

static void cause(const cover_edge_t *e, cover_bins_t *b)
{
    const nmi_in_t *in = e->in, *in_was = e->in_was;
    const nmi_out_t *was = e->was;
    const bool comes[] = {in->serr, in->iochk && !in_was->iochk};
    for (unsigned i = 0; i < SOURCES; i++)
        if (comes[i])
            COVER(b, i, !(was->port_61 & disables[i]), (was->port_61 & statuses[i]) != 0, was->nmi_off);
}
static const cover_never_t cause_never[] = {{{COVER_ANY, 0, 1, COVER_ANY}, DISABLED_IS_0}, {{0}, NULL}};

static void enable(const cover_edge_t *e, cover_bins_t *b)
{
    const nmi_in_t *in = e->in;
    const nmi_out_t *was = e->was;
    for (unsigned i = 0; in->wr_61 && i < SOURCES; i++)
        COVER(b, i, !(was->port_61 & disables[i]), (was->port_61 & statuses[i]) != 0, !(in->wdata & disables[i]));
}
static const cover_never_t enable_never[] = {{{COVER_ANY, 0, 1, COVER_ANY}, DISABLED_IS_0}, {{0}, NULL}};

static void mask(const cover_edge_t *e, cover_bins_t *b)
{
    const nmi_in_t *in = e->in;
    const nmi_out_t *was = e->was;
    if (in->wr_70)
        COVER(b, was->nmi_off, (in->wdata & MASK) != 0, was->nmi_src);
}

const cover_group_t nmi_cover[] = {
    {"cause", "each source of NMI, enabled or not, its status already set or not, NMI masked or not",
     "chipset facts 4.3, 2.6 row 24", COVER_HERE,
     {{"source", sources}, {"enable", off_on}, {"status", clear_set}, {"masked", cover_no_yes}}, cause, cause_never},
    {"enable", "writes of each enable, from each state", "chipset facts 4.3", COVER_HERE,
     {{"source", sources}, {"enable", off_on}, {"status", clear_set}, {"written", off_on}}, enable, enable_never},
    {"mask", "writes of the NMI mask, with a source that stands and without", "chipset facts 4.3", COVER_HERE,
     {{"masked", cover_no_yes}, {"written", cover_no_yes}, {"source", cover_no_yes}}, mask, NULL},
    {0}};
