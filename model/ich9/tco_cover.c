#include "ich9/tco.h"

enum { LANES_RLD = 3, LANE_DAT_IN = 4, LANE_DAT_OUT = 8, LANE_1 = 2, COUNT_MASK = 0x3ff, TMR_SHIFT = 16 };

static bool writes(const tco_in_t *in, enum tco_dword dword, unsigned lanes)
{
    return in->wr_en && in->addr == dword && (in->be & lanes);
}

/* The timer ticks at this edge, unless a reload wins. */
static bool tick_due(const cover_edge_t *e)
{
    const tco_in_t *in = e->in;
    const tco_out_t *was = e->was;
    return was->run && was->tick_at == in->now;
}

static bool expiry_due(const cover_edge_t *e)
{
    const tco_out_t *was = e->was;
    return tick_due(e) && (was->regs0 & COUNT_MASK) <= 1;
}

static bool reloads(const cover_edge_t *e)
{
    return writes(e->in, TCO_RLD_DAT, LANES_RLD);
}

static bool first_expiry(const cover_edge_t *e)
{
    const tco_out_t *out = e->out;
    return expiry_due(e) && !reloads(e) && !out->second_to;
}

/* --- status ------------------------------------------------------------------------------------------------------ */

/* The sticky status bits and what sets them. */
#define EVENTS(X)                                                                       \
    X(DMISERR, TCO1_DMISERR, in->dmi_serr)                                              \
    X(DMISMI, TCO1_DMISMI, in->dmi_smi)                                                 \
    X(DMISCI, TCO1_DMISCI, in->dmi_sci)                                                 \
    X(BIOSWR, TCO1_BIOSWR, in->bioswr)                                                  \
    X(NEWCENTURY, TCO1_NEWCENTURY, in->newcentury)                                      \
    X(TIMEOUT, TCO1_TIMEOUT, first_expiry(e))                                           \
    X(SMLINK_SLV_SMI, TCO2_SMLINK_SLV_SMI, in->smlink)                                  \
    X(TCO_INT, TCO1_TCO_INT, writes(in, TCO_RLD_DAT, LANE_DAT_OUT))                     \
    X(SW_TCO_SMI, TCO1_SW_TCO_SMI, writes(in, TCO_RLD_DAT, LANE_DAT_IN))
#define X(name, bit, event) #name,
static const char *const event_names[] = {EVENTS(X) NULL};
#undef X
#define X(name, bit, event) AT_##name,
enum { EVENTS(X) EVENT_COUNT };
#undef X

enum { SET_ALONE, CLEAR_ALONE, SET_AND_CLEAR };
static const char *const meetings[] = {"set", "clear", "set_and_clear", NULL};
static const char *const clear_set[] = {"clear", "set", NULL};

static uint32_t lanes_mask(unsigned be)
{
    return (be & 1 ? 0xffU : 0) | (be & 2 ? 0xff00U : 0) | (be & 4 ? 0xff0000U : 0) | (be & 8 ? 0xff000000U : 0);
}

static void event(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_in_t *in = e->in;
    const tco_out_t *was = e->was;
    uint32_t written = writes(in, TCO_STS, 15) ? in->wdata & lanes_mask(in->be) : 0;
#define X(name, bit, event) {bit, event},
    const struct {
        uint32_t bit;
        bool now;
    } all[] = {EVENTS(X)};
#undef X
    for (unsigned i = 0; i < EVENT_COUNT; i++) {
        bool cleared = written & all[i].bit;
        if (all[i].now || cleared)
            COVER(b, i, !cleared ? SET_ALONE : all[i].now ? SET_AND_CLEAR : CLEAR_ALONE,
                  (was->regs1 & all[i].bit) != 0);
    }
}
static const cover_never_t event_never[] = {
    {{AT_TCO_INT, SET_AND_CLEAR, COVER_ANY}, "its event is a write of another dword"},
    {{AT_SW_TCO_SMI, SET_AND_CLEAR, COVER_ANY}, "its event is a write of another dword"},
    {{0}, NULL}};

static const char *const causes[] = {"NMI2SMI", "SW_TCO_SMI", "TIMEOUT", "NEWCENTURY", "BIOSWR", "DMISMI",
                                     "SMLINK_SLV_SMI", "INTRD_DET", NULL};
static const uint32_t cause_bits[] = {TCO1_NMI2SMI, TCO1_SW_TCO_SMI, TCO1_TIMEOUT, TCO1_NEWCENTURY, TCO1_BIOSWR,
                                      TCO1_DMISMI, TCO2_SMLINK_SLV_SMI, TCO2_INTRD_DET}; /* as above */
enum { CAUSES = sizeof cause_bits / sizeof *cause_bits };
static const char *const companies[] = {"alone", "with_others", NULL};

/* The bits that make the SMI. */
static uint32_t asking(const tco_out_t *o)
{
    uint32_t bits = 0;
    for (unsigned i = 0; i < CAUSES; i++)
        bits |= o->regs1 & cause_bits[i];
    return (o->regs2 & TCO2_INTRD_SEL) == TCO2_INTRD_SMI ? bits : bits & ~(uint32_t)TCO2_INTRD_DET;
}

static void smi(const cover_edge_t *e, cover_bins_t *b)
{
    uint32_t bits = asking(e->out);
    for (unsigned i = 0; i < CAUSES; i++)
        if (bits & cause_bits[i])
            COVER(b, i, (bits & ~cause_bits[i]) != 0);
}

static const char *const silents[] = {"TCO_INT", "DMISCI", "DMISERR", "SECOND_TO", "BOOT", NULL};
static const uint32_t silent_bits[] = {TCO1_TCO_INT, TCO1_DMISCI, TCO1_DMISERR, TCO2_SECOND_TO, TCO2_BOOT};

/* Status bits that make no SMI. */
static void silent(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_out_t *out = e->out;
    for (unsigned i = 0; i < sizeof silent_bits / sizeof *silent_bits; i++)
        if (!out->smi && (out->regs1 & silent_bits[i]))
            COVER(b, i);
}

static const char *const sels[] = {"00", "01", "10", "11", NULL};

static void intruder(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_out_t *out = e->out;
    COVER(b, (out->regs2 & TCO2_INTRD_SEL) >> 17, (out->regs1 & TCO2_INTRD_DET) != 0,
          (asking(out) & ~(uint32_t)TCO2_INTRD_DET) != 0);
}

static const char *const wells[] = {"INTRD_DET", "SECOND_TO", "BOOT", NULL};

static void well(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_in_t *in = e->in;
    const tco_out_t *was = e->was;
    for (unsigned i = 0; i < 3; i++)
        COVER(b, i, was->regs1 >> (16 + i) & 1, in->well_sts >> i & 1);
}

/* --- NMI --------------------------------------------------------------------------------------------------------- */

static const char *const sources[] = {"none", "nmi_src", "NMI_NOW", "both", NULL};

static void nmi2smi(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_in_t *in = e->in;
    const tco_out_t *was = e->was;
    COVER(b, (was->regs2 & TCO1_NMI2SMI_EN) != 0, in->gbl_en, in->nmi_off,
          (in->nmi_src ? 1u : 0u) + (was->regs2 & TCO1_NMI_NOW ? 2u : 0u));
}

static void nmi_now(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_in_t *in = e->in;
    const tco_out_t *was = e->was;
    if (in->wr_en && in->addr == TCO_CNT)
        COVER(b, (was->regs2 & TCO1_NMI_NOW) != 0, (in->wdata & TCO1_NMI_NOW) != 0, (in->be & LANE_1) != 0);
}

/* --- the timer --------------------------------------------------------------------------------------------------- */

static const char *const expiries[] = {"first", "second", NULL}, *const halts[] = {"no", "in_the_clock", NULL};

static void expiry(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_in_t *in = e->in;
    const tco_out_t *out = e->out;
    if (expiry_due(e) && !reloads(e))
        COVER(b, out->second_to, in->no_reboot, (out->regs2 & TCO1_TMR_HLT) != 0);
}

enum { HALT_OFF, HALT_BEGINS, HALT_LASTS, HALT_ENDS };
static const char *const halt_moments[] = {"off", "begins", "lasts", "ends", NULL};

static void halt(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_in_t *in = e->in;
    const tco_out_t *was = e->was, *out = e->out;
    bool before = was->regs2 & TCO1_TMR_HLT, after = out->regs2 & TCO1_TMR_HLT;
    COVER(b, before ? (after ? HALT_LASTS : HALT_ENDS) : after ? HALT_BEGINS : HALT_OFF, reloads(e),
          was->tick_at == in->now);
}
static const cover_never_t halt_never[] = {
    {{HALT_BEGINS, 1, COVER_ANY}, "TMR_HLT and TCO_RLD are in different dwords"},
    {{HALT_ENDS, 1, COVER_ANY}, "TMR_HLT and TCO_RLD are in different dwords"},
    {{0}, NULL}};

enum { STANDS, HALTED, BETWEEN, AT_TICK, AT_EXPIRY };
static const char *const moments[] = {"does_not_run", "halted", "between_ticks", "at_a_tick", "at_an_expiry", NULL};
static const char *const rld_lanes[] = {"60h", "61h", "both", NULL};

static unsigned moment_of(const cover_edge_t *e)
{
    const tco_out_t *was = e->was;
    if (was->regs2 & TCO1_TMR_HLT)
        return HALTED;
    return !was->run ? STANDS : expiry_due(e) ? AT_EXPIRY : tick_due(e) ? AT_TICK : BETWEEN;
}

static void reload(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_in_t *in = e->in;
    if (reloads(e))
        COVER(b, moment_of(e), (in->be & LANES_RLD) - 1u);
}

static const char *const counts[] = {"0", "1", "2", "3..", NULL}, *const lengths[] = {"1", "2", "3..", NULL};

static void tick(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_in_t *in = e->in;
    const tco_out_t *was = e->was;
    unsigned count = was->regs0 & COUNT_MASK;
    if (tick_due(e) && !reloads(e))
        COVER(b, count < 3 ? count : 3, in->tick < 3 ? in->tick - 1 : 2);
}

enum { BY_RELOAD, BY_ITSELF, BY_HALT_END };
static const char *const starts[] = {"reload", "first_edge", "end_of_halt", NULL};

/* What makes the timer run. */
static void start(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_in_t *in = e->in, *in_was = e->in_was;
    const tco_out_t *was = e->was, *out = e->out;
    bool halt_ended = writes(in_was, TCO_CNT, LANE_1); /* after a reset in_was is all 0 */
    if (out->run && !was->run)
        COVER(b, in->run_reset, reloads(e) ? BY_RELOAD : halt_ended ? BY_HALT_END : BY_ITSELF);
}
static const cover_never_t start_never[] = {{{0, BY_ITSELF}, "without the strap a write starts it"}, {{0}, NULL}};

static const char *const whys[] = {"reload", "tick", NULL};

/* The next tick is set, before or after `now` wraps. */
static void wrap(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_in_t *in = e->in;
    if (reloads(e) || tick_due(e))
        COVER(b, !reloads(e), in->now + in->tick > NOW_MASK);
}

/* --- registers --------------------------------------------------------------------------------------------------- */

enum { BELOW, AT, ABOVE };
static const char *const minima[] = {"below", "at", "above", NULL}, *const tmr_lanes[] = {"72h", "73h", "both", NULL};

/* What TCO_TMR would be after a write, beside tmr_min. */
static void tmr_min(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_in_t *in = e->in;
    const tco_out_t *was = e->was;
    uint32_t mask = lanes_mask(in->be);
    unsigned after = ((was->regs4 & ~mask) | (in->wdata & mask)) >> TMR_SHIFT & COUNT_MASK;
    if (writes(in, TCO_TMR_IRQ, 12))
        COVER(b, after < in->tmr_min ? BELOW : after == in->tmr_min ? AT : ABOVE, (in->be >> 2) - 1u, in->be & 1);
}

/* A new TCO_TMR: a tick in its clock still takes the old one. */
static void tmr(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_out_t *was = e->was, *out = e->out;
    if ((was->regs4 ^ out->regs4) >> TMR_SHIFT)
        COVER(b, moment_of(e));
}

static void lock(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_in_t *in = e->in;
    const tco_out_t *was = e->was;
    if (in->wr_en && in->addr == TCO_CNT)
        COVER(b, was->tco_lock, (in->wdata & TCO1_TCO_LOCK) != 0, (in->be & LANE_1) != 0);
}

static const char *const dwords[] = {"60h", "64h", "68h", "6Ch", "70h", "none", NULL};
static const char *const lanes[] = {"0", "1", "2", "3", NULL};

static void lane(const cover_edge_t *e, cover_bins_t *b)
{
    const tco_in_t *in = e->in;
    for (unsigned i = 0; in->wr_en && i < 4; i++)
        COVER(b, in->addr < TCO_DWORDS ? in->addr : (unsigned)TCO_DWORDS, i, in->be >> i & 1);
}

static const char *const bits[] = {"TCO_DAT_IN", "TCO_DAT_OUT", "NMI2SMI_EN", "TMR_HLT", "INTRD_SEL",
                                   "SMBALERT_DISABLE", "OS_POLICY", "TCO_MESSAGE1", "TCO_MESSAGE2", "TCO_WDCNT",
                                   "SW_IRQ_GEN", NULL};

/* Fields that software reads back, as above: dword and bits. */
static const struct {
    uint8_t dword;
    uint32_t mask;
} fields[] = {{TCO_RLD_DAT, 0xff0000}, {TCO_RLD_DAT, 0xff000000}, {TCO_CNT, TCO1_NMI2SMI_EN}, {TCO_CNT, TCO1_TMR_HLT},
              {TCO_CNT, TCO2_INTRD_SEL}, {TCO_CNT, 1 << 19}, {TCO_CNT, 3 << 20}, {TCO_MSG, 0xff}, {TCO_MSG, 0xff00},
              {TCO_MSG, 0xff0000}, {TCO_TMR_IRQ, 3}};

static uint32_t reg(const tco_out_t *o, unsigned dword)
{
    const uint32_t regs[] = {o->regs0, o->regs1, o->regs2, o->regs3, o->regs4};
    return regs[dword];
}

static void field(const cover_edge_t *e, cover_bins_t *b)
{
    for (unsigned i = 0; i < sizeof fields / sizeof *fields; i++) {
        uint32_t before = reg(e->was, fields[i].dword) & fields[i].mask;
        uint32_t after = reg(e->out, fields[i].dword) & fields[i].mask;
        if (before != after)
            COVER(b, i, (after & ~before) != 0);
    }
}

const cover_group_t tco_cover[] = {
    {"event", "each event and the clearing write, alone and in one clock, by the bit before", "chipset facts 4.2, 2.7",
     COVER_HERE, {{"bit", event_names}, {"what", meetings}, {"before", clear_set}}, event, event_never},
    {"smi", "what makes the SMI, alone or with others", "chipset facts 2.6 rows 20 to 28", COVER_HERE,
     {{"by", causes}, {"company", companies}}, smi, NULL},
    {"silent", "status bits that make no SMI", "chipset facts 4.2", COVER_HERE, {{"bit", silents}}, silent, NULL},
    {"intruder", "INTRD_SEL, INTRD_DET and another cause", "chipset facts 2.6 row 25, 4.2", COVER_HERE,
     {{"INTRD_SEL", sels}, {"INTRD_DET", cover_0_1}, {"other", cover_no_yes}}, intruder, NULL},
    {"well", "status bits kept elsewhere, before and now", "chipset facts 4.2", COVER_HERE,
     {{"bit", wells}, {"was", cover_0_1}, {"is", cover_0_1}}, well, NULL},
    {"nmi2smi", "every row of the truth table", "chipset facts 4.3", COVER_HERE,
     {{"NMI2SMI_EN", cover_0_1}, {"GBL_SMI_EN", cover_0_1}, {"NMI_off", cover_0_1}, {"source", sources}},
     nmi2smi, NULL},
    {"nmi_now", "writes of TCO1_CNT with NMI_NOW as 0 and 1, its lane written or not", "chipset facts 4.2", COVER_HERE,
     {{"NMI_NOW", cover_0_1}, {"written", cover_0_1}, {"lane", cover_no_yes}}, nmi_now, NULL},
    {"expiry", "both expiries, with NO_REBOOT, and with TMR_HLT in the clock", "chipset facts 4.4", COVER_HERE,
     {{"expiry", expiries}, {"NO_REBOOT", cover_0_1}, {"halt", halts}}, expiry, NULL},
    {"halt", "TMR_HLT, a reload and the time of a tick", "chipset facts 4.2", COVER_HERE,
     {{"halt", halt_moments}, {"reload", cover_no_yes}, {"tick_time", cover_no_yes}}, halt, halt_never},
    {"reload", "reloads at each moment, with each lane", "chipset facts 4.1, 4.4", COVER_HERE,
     {{"moment", moments}, {"lanes", rld_lanes}}, reload, NULL},
    {"tick", "the count at a tick, by the length of a tick", "chipset facts 4.4", COVER_HERE,
     {{"count", counts}, {"tick", lengths}}, tick, NULL},
    {"start", "what makes the timer run, with run_reset and without", "model/ich9/tco.h", COVER_HERE,
     {{"run_reset", cover_0_1}, {"by", starts}}, start, start_never},
    {"wrap", "the next tick before and after the edge number wraps", "model/ich9/tco.h", COVER_HERE,
     {{"set_by", whys}, {"wraps", cover_no_yes}}, wrap, NULL},
    {"tmr_min", "what TCO_TMR would be after a write, by its lanes, SW_IRQ_GEN with it or not", "chipset facts 4.4",
     COVER_HERE, {{"TCO_TMR", minima}, {"lanes", tmr_lanes}, {"with_SW_IRQ_GEN", cover_no_yes}}, tmr_min, NULL},
    {"tmr", "TCO_TMR changes at each moment", "chipset facts 4.4", COVER_HERE, {{"moment", moments}}, tmr, NULL},
    {"lock", "writes of TCO1_CNT with TCO_LOCK as 0 and 1, before and after it is set", "chipset facts 4.2", COVER_HERE,
     {{"TCO_LOCK", cover_0_1}, {"written", cover_0_1}, {"lane", cover_no_yes}}, lock, NULL},
    {"lane", "writes with and without each byte lane", "chipset facts 4.1", COVER_HERE,
     {{"dword", dwords}, {"lane", lanes}, {"written", cover_no_yes}}, lane, NULL},
    {"field", "fields gain and only lose bits", "chipset facts 4.1, 4.2", COVER_HERE,
     {{"field", bits}, {"gains", cover_no_yes}}, field, NULL},
    {0}};
