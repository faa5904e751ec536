#include "cpu/smi_pin.h"

static const char *const rearms[] = {"0", "1", "2..3", "4", "5..14", "15", NULL};

static unsigned rearm_of(const smi_pin_in_t *in)
{
    unsigned n = in->rearm_clks;
    return n <= 1 ? n : n <= 3 ? 2 : n == 4 ? 3 : n <= 14 ? 4 : 5;
}

/* The synchronised pin falls. */
static void fall(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_pin_out_t *was = e->was, *out = e->out;
    if (was->sync_n && !out->sync_n)
        COVER(b, rearm_of(e->in), out->armed);
}

static const char *const causes[] = {"none", "pin", "message", "both", NULL};

/* At the edge that latches a fall or a message: what else happens. */
static void latch(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_pin_in_t *in = e->in, *in_was = e->in_was;
    const smi_pin_out_t *was = e->was;
    bool counts = was->armed && !was->sync_n;
    COVER(b, (in->msg ? 2u : 0u) + counts, in->take != in_was->take, was->pending);
}

static void level(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_pin_out_t *out = e->out;
    COVER(b, out->sync_n, out->armed, out->pending);
}

const cover_group_t smi_pin_cover[] = {
    {"fall", "falls that count and falls after too short a high, with each re-arm time", "cpu facts 1.2", COVER_HERE,
     {{"rearm_clks", rearms}, {"counts", cover_no_yes}}, fall, NULL},
    {"latch", "a fall, an SMI message and a take, in one clock or not, with one SMI pending or none",
     "cpu facts 1.2; interconnect facts 1.11", COVER_HERE,
     {{"cause", causes}, {"take", cover_no_yes}, {"pending", cover_0_1}}, latch, NULL},
    {"level", "the pin's levels, armed or not, with one SMI pending or none", "cpu facts 1.2", COVER_HERE,
     {{"sync_n", cover_0_1}, {"armed", cover_0_1}, {"pending", cover_0_1}}, level, NULL},
    {0}};
