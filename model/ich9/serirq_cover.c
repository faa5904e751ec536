#include "ich9/serirq.h"

/* The slots in the order of their frames, which begin with 1. */
static const char *const slots[] = {"IRQ0",  "IRQ1",  "SMI",   "IRQ3",  "IRQ4",  "IRQ5",  "IRQ6",   "IRQ7",  "IRQ8",
                                    "IRQ9",  "IRQ10", "IRQ11", "IRQ12", "IRQ13", "IRQ14", "IRQ15",  "IOCHK", "INTA",
                                    "INTB",  "INTC",  "INTD",  NULL};
enum { SLOTS = 21, FRAME_SMI = 3, FRAME_IRQ15 = 16, FRAME_IOCHK = 17, FRAME_INTA = 18, FRAME_LAST = 32 };

/* The level of a slot's line, 1 high. */
static bool level(const serirq_out_t *o, unsigned slot)
{
    unsigned frame = slot + 1;
    return frame == FRAME_SMI     ? !o->smi
           : frame <= FRAME_IRQ15 ? o->irq >> slot & 1
           : frame == FRAME_IOCHK ? !o->iochk
                                  : o->pirq >> (frame - FRAME_INTA) & 1;
}

static const char *const levels[] = {"low", "high", NULL}, *const modes[] = {"quiet", "continuous", NULL};

/* What was sampled, at the edge that ends the frame. */
static void slot(const cover_edge_t *e, cover_bins_t *b)
{
    const serirq_in_t *in = e->in;
    const serirq_out_t *was = e->was, *out = e->out;
    if (was->frame && was->frame <= SLOTS && out->frame != was->frame)
        COVER(b, was->frame - 1u, level(out, was->frame - 1u), in->cont);
}

static const char *const changes[] = {"falls", "rises", NULL};

static void line(const cover_edge_t *e, cover_bins_t *b)
{
    const serirq_out_t *was = e->was, *out = e->out;
    for (unsigned i = 0; was->state == SIRQ_DATA && i < SLOTS; i++)
        if (level(was, i) != level(out, i))
            COVER(b, i, level(out, i));
}

static const char *const sels[] = {"00", "01", "10", "11", NULL};

static void start(const cover_edge_t *e, cover_bins_t *b)
{
    const serirq_in_t *in = e->in;
    const serirq_out_t *was = e->was, *out = e->out;
    if (was->state == SIRQ_IDLE && out->state == SIRQ_START)
        COVER(b, in->start_sel, in->cont);
}

static const char *const frame_counts[] = {"17", "18", "19", "20", "21", "22", "23", "24", "25",
                                           "26", "27", "28", "29", "30", "31", "32", NULL};

/* After how many frames a cycle ends. */
static void stop(const cover_edge_t *e, cover_bins_t *b)
{
    const serirq_in_t *in = e->in;
    const serirq_out_t *was = e->was, *out = e->out;
    if (was->state == SIRQ_DATA && out->state == SIRQ_STOP)
        COVER(b, was->frame - (unsigned)FRAME_IOCHK, in->cont);
}

static void idle(const cover_edge_t *e, cover_bins_t *b)
{
    const serirq_in_t *in = e->in;
    const serirq_out_t *was = e->was;
    if (was->state == SIRQ_IDLE)
        COVER(b, in->en, in->cont, in->pin);
}

static void step(const cover_edge_t *e, cover_bins_t *b)
{
    const serirq_in_t *in = e->in;
    const serirq_out_t *was = e->was, *out = e->out;
    COVER(b, was->state, was->state != out->state, in->en);
}
#define ONE_CLOCK "it lasts one clock"
static const cover_never_t step_never[] = {
    {{SIRQ_IDLE, 1, 0}, "without SIRQEN no cycle begins"},  {{SIRQ_RECOVER, 0, COVER_ANY}, ONE_CLOCK},
    {{SIRQ_TURN, 0, COVER_ANY}, ONE_CLOCK},                 {{SIRQ_END_RECOVER, 0, COVER_ANY}, ONE_CLOCK},
    {{SIRQ_END_TURN, 0, COVER_ANY}, ONE_CLOCK},             {{0}, NULL}};

static const char *const wires[] = {"en", "cont", "start_sel", "frames", NULL};

/* The register's bits change in each state. */
static void meddle(const cover_edge_t *e, cover_bins_t *b)
{
    const serirq_in_t *in = e->in, *in_was = e->in_was;
    const serirq_out_t *was = e->was;
    const bool moved[] = {in->en != in_was->en, in->cont != in_was->cont, in->start_sel != in_was->start_sel,
                          in->frames != in_was->frames};
    for (unsigned i = 0; i < sizeof moved / sizeof *moved; i++)
        if (moved[i])
            COVER(b, i, was->state);
}

static const char *const levels_forgotten[] = {"SMI", "IRQ", "IOCHK", "PIRQ", NULL};

/* Levels that were low go back when SERIRQ is turned off. */
static void forget(const cover_edge_t *e, cover_bins_t *b)
{
    const serirq_in_t *in = e->in;
    const serirq_out_t *was = e->was;
    const bool low[] = {was->smi, was->irq != 0xffff, was->iochk, was->pirq != 0xf};
    for (unsigned i = 0; was->state == SIRQ_IDLE && !in->en && i < sizeof low / sizeof *low; i++)
        if (low[i])
            COVER(b, i);
}

const cover_group_t serirq_cover[] = {
    {"slot", "each slot low and high, in both modes", "chipset facts 6.3", COVER_HERE,
     {{"slot", slots}, {"level", levels}, {"mode", modes}}, slot, NULL},
    {"line", "each line falls and rises", "chipset facts 6.3", COVER_HERE, {{"slot", slots}, {"change", changes}}, line,
     NULL},
    {"start", "start frames of each width, in both modes", "chipset facts 1.3, 6.3", COVER_HERE,
     {{"start_sel", sels}, {"mode", modes}}, start, NULL},
    {"stop", "stop frames after each number of frames, in both modes", "chipset facts 1.3, 6.3", COVER_HERE,
     {{"frames", frame_counts}, {"mode", modes}}, stop, NULL},
    {"idle", "IDLE with each input: a quiet request, and what begins no cycle", "chipset facts 6.3", COVER_HERE,
     {{"en", cover_0_1}, {"cont", cover_0_1}, {"pin", cover_0_1}}, idle, NULL},
    {"step", "each state kept and left, SERIRQ on and off", "chipset facts 6.3", COVER_HERE,
     {{"state", serirq_state_names}, {"leaves", cover_no_yes}, {"en", cover_0_1}}, step, step_never},
    {"meddle", "bits of SERIRQ_CNTL change in each state", "model/ich9/serirq.h", COVER_HERE,
     {{"wire", wires}, {"state", serirq_state_names}}, meddle, NULL},
    {"forget", "levels that were low when SERIRQ is turned off", "model/ich9/serirq.h", COVER_HERE,
     {{"levels", levels_forgotten}}, forget, NULL},
    {0}};
