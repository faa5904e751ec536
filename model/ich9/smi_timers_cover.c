#include "ich9/smi_timers.h"

enum { SW, PERIODIC };
static const char *const timers[] = {"SWSMI", "PERIODIC", NULL};

/* One timer, as its wires tell. */
typedef struct timer {
    bool en, ran, runs, set;
    bool armed;   /* a new expiry time was made at this edge */
    bool expires; /* this edge is its time, whatever the enable says */
    uint64_t at;
} smi_timer_t;

static smi_timer_t timer(const cover_edge_t *e, unsigned which)
{
    const smi_timers_in_t *in = e->in;
    const smi_timers_out_t *was = e->was, *out = e->out;
    smi_timer_t t;
    if (which == SW)
        t = (smi_timer_t){.en = in->sw_en, .ran = was->sw_run, .runs = out->sw_run, .set = out->sw_set, .at = out->sw_at,
                          .expires = was->sw_run && was->sw_at == in->now};
    else
        t = (smi_timer_t){.en = in->per_en, .ran = was->per_run, .runs = out->per_run, .set = out->per_set,
                          .at = out->per_at, .expires = was->per_run && was->per_at == in->now};
    t.armed = t.runs && (!t.ran || t.set);
    return t;
}

enum { OFF, STARTS, RUNS, STOPS, STOPS_AT_EXPIRY, EXPIRES_AND_ENDS, EXPIRES_AND_REPEATS, ENDED };
static const char *const steps[] = {"off", "starts", "runs", "stops", "stops_at_expiry", "expires",
                                    "expires_and_repeats", "on_but_ended", NULL};

static unsigned step_of(const smi_timer_t *t)
{
    if (!t->en)
        return !t->ran ? OFF : t->expires ? STOPS_AT_EXPIRY : STOPS;
    if (t->set)
        return t->runs ? EXPIRES_AND_REPEATS : EXPIRES_AND_ENDS;
    return !t->runs ? ENDED : t->ran ? RUNS : STARTS;
}

static void step(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_timers_in_t *in = e->in;
    for (unsigned i = SW; i <= PERIODIC; i++) {
        smi_timer_t t = timer(e, i);
        COVER(b, i, step_of(&t), in->repeats);
    }
}
static const cover_never_t step_never[] = {
    {{PERIODIC, EXPIRES_AND_ENDS, COVER_ANY}, "the periodic timer always runs again"},
    {{PERIODIC, ENDED, COVER_ANY}, "the periodic timer always runs again"},
    {{SW, EXPIRES_AND_ENDS, 1}, "the strap repeats makes it run again"},
    {{SW, ENDED, 1}, "the strap repeats makes it run again"},
    {{SW, EXPIRES_AND_REPEATS, 0}, "without the strap repeats it runs once"},
    {{0}, NULL}};

static const char *const rates[] = {"0", "1", "2", "3", NULL}, *const whens[] = {"start", "again", NULL};

/* The select bits at the edge that makes a new expiry time. */
static void rate(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_timers_in_t *in = e->in;
    for (unsigned i = SW; i <= PERIODIC; i++) {
        smi_timer_t t = timer(e, i);
        if (t.armed)
            COVER(b, i, i == SW ? in->sw_rate : in->per_sel, t.ran);
    }
}

/* The select bits move while a timer runs. */
static void rate_change(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_timers_in_t *in = e->in, *in_was = e->in_was;
    smi_timer_t sw = timer(e, SW), per = timer(e, PERIODIC);
    if (sw.ran && in->sw_rate != in_was->sw_rate)
        COVER(b, SW, sw.expires);
    if (per.ran && in->per_sel != in_was->per_sel)
        COVER(b, PERIODIC, per.expires);
}

enum { ONE, SHORT, LONG };
static const char *const lengths[] = {"1", "2..255", "256..", NULL};

/* Lengths in PCICLK, and whether the count of edges wraps before the expiry. */
static void length(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_timers_in_t *in = e->in;
    for (unsigned i = SW; i <= PERIODIC; i++) {
        smi_timer_t t = timer(e, i);
        uint64_t clks = (t.at - in->now) & NOW_MASK;
        if (t.armed)
            COVER(b, i, clks <= 1 ? ONE : clks < 256 ? SHORT : LONG, t.at < in->now);
    }
}

static void together(const cover_edge_t *e, cover_bins_t *b)
{
    const smi_timers_out_t *out = e->out;
    COVER(b, out->sw_set, out->per_set);
}

const cover_group_t smi_timers_cover[] = {
    {"step", "each step of both timers", "chipset facts 2.8", COVER_HERE,
     {{"timer", timers}, {"step", steps}, {"repeats", cover_0_1}}, step, step_never},
    {"rate", "each rate at a start and at a repeat", "chipset facts 1.5, 1.6", COVER_HERE,
     {{"timer", timers}, {"rate", rates}, {"at", whens}}, rate, NULL},
    {"rate_change", "the rate changes while a timer runs, at its expiry or not", "chipset facts 1.5, 1.6", COVER_HERE,
     {{"timer", timers}, {"at_expiry", cover_no_yes}}, rate_change, NULL},
    {"length", "periods of one edge, a few and many; the edge number wraps", "model/ich9/smi_timers.h", COVER_HERE,
     {{"timer", timers}, {"edges", lengths}, {"wraps", cover_no_yes}}, length, NULL},
    {"together", "both timers expire at one edge", "chipset facts 2.6", COVER_HERE,
     {{"SWSMI", cover_no_yes}, {"PERIODIC", cover_no_yes}}, together, NULL},
    {0}};
