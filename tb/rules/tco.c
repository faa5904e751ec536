/* Rules about tco: TCO1_STS, TCO2_STS, the timer's expiries, NMI2SMI. */
#include "block_rules.h"

#include "ich9/tco.h"

#include <inttypes.h>

enum { STICKY = TCO1_DMISERR | TCO1_DMISMI | TCO1_DMISCI | TCO1_BIOSWR | TCO1_NEWCENTURY | TCO1_TIMEOUT | TCO1_TCO_INT |
                TCO1_SW_TCO_SMI | TCO2_SMLINK_SLV_SMI };
enum { SMI_ALWAYS = TCO1_DMISMI | TCO1_BIOSWR | TCO1_NEWCENTURY | TCO1_TIMEOUT | TCO1_SW_TCO_SMI | TCO1_NMI2SMI |
                    TCO2_SMLINK_SLV_SMI };

struct past {
    bool once; /* one expiry since the last reload */
};

static const tco_in_t *in(const look_t *l) { return l->in; }
static const tco_out_t *out(const look_t *l) { return l->out; }
static const tco_out_t *was(const look_t *l) { return l->was; }
static struct past *past(const look_t *l) { return l->past; }

static uint32_t lanes_of(const look_t *l)
{
    uint32_t lanes = 0;
    for (unsigned i = 0; i < 4; i++)
        lanes |= in(l)->be >> i & 1 ? UINT32_C(0xff) << (8 * i) : 0;
    return lanes;
}

static bool writes(const look_t *l, unsigned dword, uint8_t be)
{
    return in(l)->wr_en && in(l)->addr == dword && (in(l)->be & be);
}

static uint32_t clears(const look_t *l)
{
    return in(l)->wr_en && in(l)->addr == TCO_STS ? in(l)->wdata & lanes_of(l) & STICKY : 0;
}

/* Events of this clock that the block cannot make by itself. */
static uint32_t events(const look_t *l)
{
    const tco_in_t *i = in(l);
    return (i->dmi_serr ? TCO1_DMISERR : 0U) | (i->dmi_smi ? TCO1_DMISMI : 0U) | (i->dmi_sci ? TCO1_DMISCI : 0U) |
           (i->bioswr ? TCO1_BIOSWR : 0U) | (i->newcentury ? TCO1_NEWCENTURY : 0U) | (i->smlink ? TCO2_SMLINK_SLV_SMI : 0U) |
           (writes(l, TCO_RLD_DAT, 4) ? TCO1_SW_TCO_SMI : 0U) | (writes(l, TCO_RLD_DAT, 8) ? TCO1_TCO_INT : 0U);
}

static bool reload(const look_t *l)
{
    return writes(l, TCO_RLD_DAT, 3);
}

/* The running count reached its end at this edge. */
static bool expires(const look_t *l)
{
    return was(l)->run && in(l)->now == was(l)->tick_at && (was(l)->regs0 & 0x3ff) <= 1 && !reload(l);
}

static answer_t event_sets(look_t *l)
{
    uint32_t sets = events(l);
    if (!sets)
        return NOT_ARMED;
    return sets & ~out(l)->regs1 ? broken(l, "TCO1/2_STS is %08" PRIX32 "h after events %08" PRIX32 "h", out(l)->regs1, sets)
                                 : HOLDS;
}

static answer_t needs_event(look_t *l)
{
    uint32_t rises = out(l)->regs1 & ~was(l)->regs1 & STICKY & ~(uint32_t)TCO1_TIMEOUT;
    if (rises & ~events(l))
        return broken(l, "TCO1/2_STS goes to %08" PRIX32 "h with events %08" PRIX32 "h", out(l)->regs1, events(l));
    return rises || (clears(l) & ~was(l)->regs1) ? HOLDS : NOT_ARMED;
}

static answer_t write_1_clears(look_t *l)
{
    uint32_t gone = clears(l) & was(l)->regs1 & ~events(l) & (expires(l) ? ~(uint32_t)TCO1_TIMEOUT : UINT32_MAX);
    if (!gone)
        return NOT_ARMED;
    return gone & out(l)->regs1 ? broken(l, "TCO1/2_STS is %08" PRIX32 "h after %08" PRIX32 "h was written", out(l)->regs1,
                                         in(l)->wdata)
                                : HOLDS;
}

static answer_t kept(look_t *l)
{
    uint32_t stands = was(l)->regs1 & STICKY & ~clears(l);
    if (!stands)
        return NOT_ARMED;
    if (stands & ~out(l)->regs1)
        return broken(l, "TCO1/2_STS goes from %08" PRIX32 "h to %08" PRIX32 "h, no 1 written to that bit", was(l)->regs1,
                      out(l)->regs1);
    return in(l)->wr_en ? HOLDS : NOT_ARMED;
}

static answer_t lock_kept(look_t *l)
{
    bool bit = out(l)->regs2 & TCO1_TCO_LOCK;
    if (out(l)->tco_lock != bit)
        return broken(l, "tco_lock is %u and TCO1_CNT has %u", out(l)->tco_lock, bit);
    return was(l)->tco_lock ? must(l, bit, "TCO_LOCK goes to 0") : NOT_ARMED;
}

static answer_t nmi2smi_truth(look_t *l)
{
    bool asks = in(l)->nmi_src || (was(l)->regs2 & TCO1_NMI_NOW);
    bool smi = (was(l)->regs2 & TCO1_NMI2SMI_EN) && asks && !in(l)->nmi_off && in(l)->gbl_en;
    if ((bool)(out(l)->regs1 & TCO1_NMI2SMI) != smi || out(l)->nmi_smi != smi)
        return broken(l, "NMI2SMI_STS is %u, with NMI2SMI_EN %u, NMI %u, masked %u, GBL_SMI_EN %u", out(l)->nmi_smi,
                      (bool)(was(l)->regs2 & TCO1_NMI2SMI_EN), asks, in(l)->nmi_off, in(l)->gbl_en);
    return asks ? HOLDS : NOT_ARMED;
}

static answer_t smi_is_the_or(look_t *l)
{
    uint32_t r = out(l)->regs1;
    bool intruder = (r & TCO2_INTRD_DET) && (out(l)->regs2 & TCO2_INTRD_SEL) == TCO2_INTRD_SMI;
    bool want = (r & SMI_ALWAYS) || intruder;
    if (out(l)->smi != want)
        return broken(l, "the SMI level is %u with TCO1/2_STS %08" PRIX32 "h, TCO2_CNT %04" PRIX32 "h", out(l)->smi, r,
                      out(l)->regs2 >> 16);
    return want != was(l)->smi ? HOLDS : NOT_ARMED;
}

static answer_t first_expiry(look_t *l)
{
    if (!expires(l) || past(l)->once)
        return NOT_ARMED;
    if (!(out(l)->regs1 & TCO1_TIMEOUT))
        return broken(l, "TIMEOUT is 0 at the first expiry");
    return must(l, !out(l)->second_to && !out(l)->reboot, "the first expiry counts as the second");
}

static answer_t second_expiry(look_t *l)
{
    bool second = expires(l) && past(l)->once;
    if (out(l)->second_to != second)
        return broken(l, "second_to is %u, a second expiry %u", out(l)->second_to, second);
    if (out(l)->reboot != (second && !in(l)->no_reboot))
        return broken(l, "reboot is %u at a second expiry %u, NO_REBOOT %u", out(l)->reboot, second, in(l)->no_reboot);
    return second ? HOLDS : NOT_ARMED;
}

static answer_t timeout_needs_expiry(look_t *l)
{
    if (!(out(l)->regs1 & ~was(l)->regs1 & TCO1_TIMEOUT))
        return NOT_ARMED;
    return must(l, expires(l) && !past(l)->once, "TIMEOUT goes to 1 without a first expiry");
}

static answer_t reload_takes_tmr(look_t *l)
{
    if (!reload(l))
        return NOT_ARMED;
    uint32_t want = was(l)->regs4 >> 16 & 0x3ff, count = out(l)->regs0 & 0x3ff;
    return count == want ? HOLDS : broken(l, "the count is %" PRIu32 " after a reload, TCO_TMR was %" PRIu32, count, want);
}

static answer_t halt_stops(look_t *l)
{
    if (!(was(l)->regs2 & TCO1_TMR_HLT) || reload(l))
        return NOT_ARMED;
    if ((out(l)->regs0 ^ was(l)->regs0) & 0x3ff)
        return broken(l, "the count goes from %u to %u while TMR_HLT is 1", (unsigned)was(l)->regs0 & 0x3ff,
                      (unsigned)out(l)->regs0 & 0x3ff);
    return HOLDS;
}

static answer_t tmr_min(look_t *l)
{
    if (!writes(l, TCO_TMR_IRQ, 12))
        return NOT_ARMED;
    uint32_t now = out(l)->regs4 >> 16 & 0x3ff, before = was(l)->regs4 >> 16 & 0x3ff;
    return now == before || now >= in(l)->tmr_min ? HOLDS : broken(l, "TCO_TMR takes %" PRIu32, now);
}

static answer_t reset_values(look_t *l)
{
    const tco_out_t *o = out(l);
    if (!o->regs0 && !(o->regs1 & STICKY) && o->regs2 == 0x00080000 && !o->regs3 && o->regs4 == 0x00040003 && !o->smi && !o->reboot)
        return HOLDS;
    return broken(l, "TCO dwords %08" PRIX32 " %08" PRIX32 " %08" PRIX32 " %08" PRIX32 " %08" PRIX32 "h", o->regs0, o->regs1,
                  o->regs2, o->regs3, o->regs4);
}

static const block_rule_t rules[] = {
    {IN_RESET, "tco_reset", "in reset no status stands, TCO2_CNT is 0008h, TCO_TMR 0004h, SW_IRQ_GEN 03h",
     "chipset facts 4.1", reset_values},
    {RUNNING, "tco_event_sets", "each TCO event sets its status, also against a clear in the same clock",
     "chipset facts 2.6 rows 20 to 28, 2.7 E6a, 4.2", event_sets},
    {RUNNING, "tco_sts_needs_event", "a TCO status goes to 1 only by its event; a write of 1 never sets it",
     "chipset facts 4.2", needs_event},
    {RUNNING, "tco_write_1_clears", "a 1 written to a TCO status clears it",
     "chipset facts 4.1, 4.2", write_1_clears},
    {RUNNING, "tco_sts_kept", "a TCO status stays until a 1 is written to it",
     "chipset facts 4.1, 4.2", kept},
    {RUNNING, "tco_lock_kept", "TCO_LOCK once set stays set until reset",
     "TCO1_CNT bit 12 (chipset facts 4.2)", lock_kept},
    {RUNNING, "nmi2smi_truth", "NMI2SMI_STS stands exactly while NMI2SMI_EN, an NMI, NMI_EN = 0 and GBL_SMI_EN do",
     "82801DB data sheet p.375 (chipset facts 4.3)", nmi2smi_truth},
    {RUNNING, "tco_smi_is_the_or", "the TCO SMI stands exactly while a status of rows 20 to 28 does",
     "chipset facts 2.6 rows 20 to 28, 4.2", smi_is_the_or},
    {RUNNING, "tco_first_expiry", "the first expiry since a reload sets TIMEOUT and nothing else",
     "N2820 data sheet TCO pages (chipset facts 4.4)", first_expiry},
    {RUNNING, "tco_second_expiry", "the second expiry, and no other, is told, and reboots unless NO_REBOOT",
     "N2820 data sheet TCO pages (chipset facts 4.4)", second_expiry},
    {RUNNING, "tco_timeout_needs_expiry", "TIMEOUT goes to 1 only at the first expiry since a reload",
     "chipset facts 4.2, 4.4", timeout_needs_expiry},
    {RUNNING, "tco_reload", "a write of TCO_RLD restarts the count from TCO_TMR",
     "chipset facts 4.1, 4.4", reload_takes_tmr},
    {RUNNING, "tco_halt_stops", "while TMR_HLT is 1 the count stands still",
     "TCO1_CNT bit 11, 82801DB data sheet p.375 (chipset facts 4.2)", halt_stops},
    {RUNNING, "tco_tmr_min", "TCO_TMR takes no value below its least one",
     "chipset facts 4.4 (parameter tco_tmr_min)", tmr_min},
    {IN_RESET, NULL, NULL, NULL, NULL}};

static void forget(void *p)
{
    *(struct past *)p = (struct past){0};
}

static bool follow(look_t *l)
{
    const tco_out_t *w = was(l);
    return in(l)->wr_en || events(l) || expires(l) || in(l)->nmi_src || (w->regs2 & TCO1_NMI_NOW) || w->nmi_smi ||
           (w->regs1 & TCO1_NMI2SMI) || w->second_to || w->reboot;
}

static void after(look_t *l)
{
    if (reload(l))
        past(l)->once = false;
    else if (expires(l))
        past(l)->once = !past(l)->once;
}

const block_rules_t tco_rules = {&tco_block, rules, sizeof(struct past), forget, follow, after};
