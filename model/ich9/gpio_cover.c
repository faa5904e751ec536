#include "ich9/gpio.h"

enum { GPIS = 16, WR_ALT = 0, ROUTE_SMI = 1 };

static const char *const pins[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15",
                                   NULL};
static const char *const routes[] = {"none", "SMI", "SCI", "11", NULL};
static const char *const off_on[] = {"off", "on", NULL}, *const clear_set[] = {"clear", "set", NULL};

/* Where a high pin goes at this edge. */
static unsigned route(const cover_edge_t *e, unsigned n)
{
    const gpio_out_t *out = e->out;
    return out->gpi_rout >> (2 * n) & 3;
}

static void cause(const cover_edge_t *e, cover_bins_t *b)
{
    const gpio_in_t *in = e->in, *in_was = e->in_was;
    const gpio_out_t *was = e->was;
    for (unsigned n = 0; n < GPIS; n++)
        if ((in->gpi & ~in_was->gpi) >> n & 1)
            COVER(b, route(e, n), was->alt_gp_smi_en >> n & 1, was->alt_gp_smi_sts >> n & 1);
}

static void pin(const cover_edge_t *e, cover_bins_t *b)
{
    const gpio_in_t *in = e->in;
    for (unsigned n = 0; n < GPIS; n++)
        if (in->gpi >> n & 1)
            COVER(b, n, route(e, n));
}

enum { NOTHING, OVER, STANDS };
static const char *const cleared[] = {"nothing", "over", "stands", NULL};

static void clear(const cover_edge_t *e, cover_bins_t *b)
{
    const gpio_in_t *in = e->in;
    const gpio_out_t *was = e->was;
    uint32_t mask = (in->be & 4 ? 0xffU : 0) | (in->be & 8 ? 0xff00U : 0);
    for (unsigned n = 0; in->wr_en && in->addr == WR_ALT && n < GPIS; n++) {
        bool stands = (in->gpi >> n & 1) && route(e, n) == ROUTE_SMI, set = was->alt_gp_smi_sts >> n & 1;
        if ((in->wdata >> 16 & mask) >> n & 1)
            COVER(b, stands ? (unsigned)STANDS : set ? (unsigned)OVER : (unsigned)NOTHING);
    }
}

const cover_group_t gpio_cover[] = {
    {"cause", "a pin rises, by its route, enabled or not, its status already set or not",
     "chipset facts 2.5, 2.6 row 12", COVER_HERE, {{"route", routes}, {"enable", off_on}, {"status", clear_set}}, cause,
     NULL},
    {"pin", "each pin high with each route", "chipset facts 1.7", COVER_HERE, {{"pin", pins}, {"route", routes}}, pin,
     NULL},
    {"clear", "a status is cleared while its pin stands, when it is over, and when it is 0", "chipset facts 2.5",
     COVER_HERE, {{"cleared", cleared}}, clear, NULL},
    {0}};
