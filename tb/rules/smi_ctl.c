/* Rules about smi_ctl: SMI_EN, SMI_STS, EOS and the SMI# pin. */
#include "block_rules.h"

#include "ich9/smi_ctl.h"

#include <inttypes.h>

enum { PIN_SLACK = 2 /* PCICLKs a design may take from its registers to the pin (judge of smi_n) */ };

/* Status bits with their own bit in SMI_EN, and those gated at their source (chipset facts 2.4). */
enum { STS_BY_EN = SMI_EN_RW & ~GBL_SMI_EN, STS_BY_SOURCE = 0x04319700 };
/* Kept until cleared; TCO_STS with the strap tco_sticky only. */
enum { STS_STICKY = BIOS_STS_BIT | SLP_SMI_STS_BIT | APM_STS_BIT | SWSMI_TMR_STS_BIT | MCSMI_STS_BIT | PERIODIC_STS_BIT |
                    SMBUS_STS_BIT };
enum { STS_LIVE = LEGACY_USB_STS_BIT | PM1_STS_BIT | GPE0_STS_BIT | GPI_STS_BIT | DEVMON_STS_BIT | SERIRQ_STS_BIT |
                  LEGACY_USB2_STS_BIT | INTEL_USB2_STS_BIT | PCI_EXP_STS_BIT | MONITOR_STS_BIT | SPI_STS_BIT };

/* Since reset; PCICLK, or NEVER. */
struct past {
    unsigned falls;
    uint64_t rise_cycle, eos_first, eos_cycle, eos_due, request_since; /* eos_first, eos_cycle: EOS was written */
    uint64_t gbl_off, cause_off, eos_off, eos_on;                      /* in which the bit went to 0, to 1 */
    bool cause; /* without a status bit: smb_host or, with nmi_bypass, nmi_smi of the last edge */
};

static const smi_ctl_in_t *in(const look_t *l) { return l->in; }
static const smi_ctl_out_t *out(const look_t *l) { return l->out; }
static const smi_ctl_out_t *was(const look_t *l) { return l->was; }
static struct past *past(const look_t *l) { return l->past; }

static bool smi_falls(const look_t *l)
{
    return was(l)->smi_n && !out(l)->smi_n;
}

/* This clock samples a write of the low byte of SMI_EN (reg 0) or SMI_STS (reg 1). */
static bool smi_write(const look_t *l, unsigned reg)
{
    return in(l)->wr_en && in(l)->addr == reg && (in(l)->be & 1);
}

static bool eos_write(const look_t *l)
{
    return smi_write(l, 0) && (in(l)->wdata & EOS);
}

static bool apm_cnt_write(const look_t *l)
{
    return in(l)->apm_wr && !in(l)->apm_addr;
}

/* What asks for SMI# without a status bit, as of this edge. */
static bool bare_cause(const look_t *l)
{
    return in(l)->smb_host || (in(l)->nmi_bypass && in(l)->nmi_smi);
}

static bool enabled_cause(const smi_ctl_out_t *ctl, bool bare)
{
    return (ctl->smi_sts & ctl->smi_en & STS_BY_EN) || (ctl->smi_sts & STS_BY_SOURCE) || bare;
}

static bool request(const smi_ctl_out_t *ctl, bool bare)
{
    return (ctl->smi_en & GBL_SMI_EN) && enabled_cause(ctl, bare);
}

/* The first SMI after reset that needs no EOS. */
static bool first_smi(const look_t *l)
{
    return in(l)->first_smi && past(l)->falls == 0 &&
           (past(l)->eos_first == NEVER || recent(past(l)->eos_first, l->cycle, PIN_SLACK));
}

static answer_t smi_gap(look_t *l)
{
    if (!smi_falls(l) || past(l)->rise_cycle == NEVER)
        return NOT_ARMED;
    uint64_t high = l->cycle - past(l)->rise_cycle;
    return high >= EOS_GAP_PCICLK ? HOLDS : broken(l, "SMI# falls %" PRIu64 " PCICLK after it rose", high);
}

static answer_t smi_low_until_eos(look_t *l)
{
    bool rises = !was(l)->smi_n && out(l)->smi_n;
    if (rises)
        return must(l, eos_write(l) || recent(past(l)->eos_cycle, l->cycle, PIN_SLACK), "SMI# rises without EOS");
    bool tempted = in(l)->wr_en || in(l)->apm_wr; /* cause cleared, GBL_SMI_EN cleared, a new cause */
    return !was(l)->smi_n && tempted ? HOLDS : NOT_ARMED;
}

static answer_t eos_raises_smi(look_t *l)
{
    uint64_t due = past(l)->eos_due != NEVER ? past(l)->eos_due : eos_write(l) && !was(l)->smi_n ? l->cycle : NEVER;
    if (due == NEVER)
        return NOT_ARMED;
    if (out(l)->smi_n)
        return HOLDS;
    uint64_t waits = l->cycle - due;
    return waits < PIN_SLACK ? NOT_ARMED : broken(l, "SMI# is low %" PRIu64 " PCICLK after EOS", waits);
}

static answer_t eos_clear_when_low(look_t *l)
{
    if (!smi_falls(l))
        return NOT_ARMED;
    /* A late pin may fall after EOS was set again. */
    bool set_again = !(was(l)->smi_en & EOS) || recent(past(l)->eos_on, l->cycle, PIN_SLACK);
    return must(l, !(out(l)->smi_en & EOS) || set_again, "SMI# falls and EOS reads 1");
}

static answer_t eos_kept(look_t *l)
{
    bool write_0 = smi_write(l, 0) && !(in(l)->wdata & EOS);
    if (!write_0 || !(was(l)->smi_en & EOS) || request(was(l), past(l)->cause)) /* a request clears it */
        return NOT_ARMED;
    return must(l, out(l)->smi_en & EOS, "EOS goes to 0 by a write");
}

static answer_t no_smi_without_eos(look_t *l)
{
    if (!smi_falls(l))
        return NOT_ARMED;
    bool eos = (was(l)->smi_en & EOS) || eos_write(l) || recent(past(l)->eos_off, l->cycle, PIN_SLACK);
    return must(l, eos || first_smi(l), "SMI# falls while EOS is 0");
}

static answer_t smi_needs_gbl(look_t *l)
{
    if (!smi_falls(l))
        return NOT_ARMED;
    bool gbl = ((was(l)->smi_en | out(l)->smi_en) & GBL_SMI_EN) || recent(past(l)->gbl_off, l->cycle, PIN_SLACK);
    return must(l, gbl, "SMI# falls while GBL_SMI_EN is 0");
}

static answer_t smi_needs_cause(look_t *l)
{
    if (!smi_falls(l))
        return NOT_ARMED;
    if (enabled_cause(was(l), past(l)->cause) || enabled_cause(out(l), bare_cause(l)) || recent(past(l)->cause_off, l->cycle, PIN_SLACK))
        return HOLDS;
    return broken(l, "SMI# falls with SMI_EN %08" PRIX32 "h, SMI_STS %08" PRIX32 "h", was(l)->smi_en,
                  was(l)->smi_sts);
}

static answer_t request_lowers_smi(look_t *l)
{
    if (past(l)->request_since == NEVER)
        return NOT_ARMED;
    if (!out(l)->smi_n)
        return HOLDS;
    uint64_t waits = l->cycle - past(l)->request_since;
    if (waits <= EOS_GAP_PCICLK + PIN_SLACK)
        return NOT_ARMED;
    return broken(l, "SMI# is high %" PRIu64 " PCICLK after the request", waits);
}

static answer_t gbl_locked(look_t *l)
{
    if (!was(l)->smi_lock)
        return NOT_ARMED;
    if ((was(l)->smi_en ^ out(l)->smi_en) & GBL_SMI_EN)
        return broken(l, "GBL_SMI_EN goes to %u while SMI_LOCK is 1", out(l)->smi_en & GBL_SMI_EN);
    return smi_write(l, 0) && ((in(l)->wdata ^ was(l)->smi_en) & GBL_SMI_EN) ? HOLDS : NOT_ARMED;
}

static answer_t apm_write_sets_status(look_t *l)
{
    if (!apm_cnt_write(l) || (in(l)->sts_needs_en && !(was(l)->smi_en & APMC_EN)))
        return NOT_ARMED;
    return must(l, out(l)->smi_sts & APM_STS_BIT, "APM_STS is 0 after a write of APM_CNT");
}

static uint32_t lanes_of(const look_t *l)
{
    uint32_t lanes = 0;
    for (unsigned i = 0; i < 4; i++)
        lanes |= in(l)->be >> i & 1 ? UINT32_C(0xff) << (8 * i) : 0;
    return lanes;
}

static uint32_t sticky(const look_t *l)
{
    return in(l)->tco_sticky ? STS_STICKY | TCO_STS_BIT : STS_STICKY;
}

/* The sticky bits that this clock samples a 1 for. */
static uint32_t sts_clears(const look_t *l)
{
    return in(l)->wr_en && in(l)->addr ? in(l)->wdata & lanes_of(l) & sticky(l) : 0;
}

/* The sticky bits whose event came in this clock, its enable standing where it needs one. */
static uint32_t events(const look_t *l)
{
    const smi_ctl_in_t *i = in(l);
    uint32_t en = was(l)->smi_en, apm_en = i->sts_needs_en ? en & APMC_EN : APMC_EN;
    return (i->gbl_rls ? BIOS_STS_BIT : 0U) | (i->slp_en ? en & SLP_SMI_EN : 0U) | (apm_cnt_write(l) ? apm_en : 0U) |
           (i->sw_set ? en & SWSMI_TMR_EN : 0U) | (i->mc_hit ? en & MCSMI_EN : 0U) | (i->per_set ? en & PERIODIC_EN : 0U) |
           (i->smbus ? SMBUS_STS_BIT : 0U) | (i->tco_sticky && i->tco ? TCO_STS_BIT : 0U);
}

static answer_t sts_write_1_clears(look_t *l)
{
    uint32_t clears = sts_clears(l) & was(l)->smi_sts & ~events(l);
    if (!clears)
        return NOT_ARMED;
    return out(l)->smi_sts & clears
               ? broken(l, "SMI_STS is %08" PRIX32 "h after %08" PRIX32 "h was written to it", out(l)->smi_sts,
                        in(l)->wdata)
               : HOLDS;
}

static answer_t sts_kept(look_t *l)
{
    uint32_t stands = was(l)->smi_sts & sticky(l) & ~sts_clears(l);
    if (!stands)
        return NOT_ARMED;
    if (stands & ~out(l)->smi_sts)
        return broken(l, "SMI_STS goes from %08" PRIX32 "h to %08" PRIX32 "h without a 1 written to that bit",
                      was(l)->smi_sts, out(l)->smi_sts);
    return in(l)->wr_en ? HOLDS : NOT_ARMED;
}

static answer_t event_sets_status(look_t *l)
{
    uint32_t sets = events(l);
    if (!sets)
        return NOT_ARMED;
    return sets & ~out(l)->smi_sts ? broken(l, "SMI_STS is %08" PRIX32 "h after events %08" PRIX32 "h", out(l)->smi_sts, sets)
                                   : HOLDS;
}

static answer_t status_needs_event(look_t *l)
{
    uint32_t rises = out(l)->smi_sts & ~was(l)->smi_sts & sticky(l);
    if (rises & ~events(l))
        return broken(l, "SMI_STS goes to %08" PRIX32 "h with SMI_EN %08" PRIX32 "h, events %08" PRIX32 "h", out(l)->smi_sts,
                      was(l)->smi_en, events(l));
    return rises || sts_clears(l) & ~was(l)->smi_sts ? HOLDS : NOT_ARMED;
}

static uint32_t live(const look_t *l)
{
    return in(l)->tco_sticky ? STS_LIVE : STS_LIVE | TCO_STS_BIT;
}

/* What the live bits must show: their sources in this clock. */
static uint32_t sources(const look_t *l)
{
    const smi_ctl_in_t *i = in(l);
    uint32_t all = (i->usb1 ? LEGACY_USB_STS_BIT : 0U) | (i->pm1 ? PM1_STS_BIT : 0U) | (i->gpe0 ? GPE0_STS_BIT : 0U) |
                   (i->gpi_sts ? GPI_STS_BIT : 0U) | (i->devmon ? DEVMON_STS_BIT : 0U) | (i->tco ? TCO_STS_BIT : 0U) |
                   (i->serirq ? SERIRQ_STS_BIT : 0U) | (i->usb2 ? LEGACY_USB2_STS_BIT : 0U) |
                   (i->usb2_intel ? INTEL_USB2_STS_BIT : 0U) | (i->pcie ? PCI_EXP_STS_BIT : 0U) |
                   (i->trap ? MONITOR_STS_BIT : 0U) | (i->spi ? SPI_STS_BIT : 0U);
    return all & live(l);
}

static answer_t live_status_follows(look_t *l)
{
    uint32_t mask = live(l), want = sources(l);
    if ((out(l)->smi_sts ^ want) & mask)
        return broken(l, "SMI_STS is %08" PRIX32 "h and its sources ask for %08" PRIX32 "h", out(l)->smi_sts & mask, want);
    return ((was(l)->smi_sts ^ want) & mask) || (in(l)->wr_en && in(l)->addr) ? HOLDS : NOT_ARMED;
}

/* --- plain registers --------------------------------------------------------------------------------------------- */

static answer_t en_takes_writes(look_t *l)
{
    uint32_t keep = EOS | (was(l)->smi_lock ? GBL_SMI_EN : 0U) | (in(l)->tco_lock ? TCO_EN : 0U); /* these have their own */
    uint32_t takes = in(l)->wr_en && !in(l)->addr ? lanes_of(l) & SMI_EN_RW & ~keep : 0;
    uint32_t want = (was(l)->smi_en & ~takes) | (in(l)->wdata & takes), mask = ~(uint32_t)EOS;
    if ((out(l)->smi_en ^ want) & mask)
        return broken(l, "SMI_EN goes from %08" PRIX32 "h to %08" PRIX32 "h, want %08" PRIX32 "h but for EOS",
                      was(l)->smi_en, out(l)->smi_en, want);
    return takes ? HOLDS : NOT_ARMED;
}

static answer_t smi_lock_kept(look_t *l)
{
    if (!was(l)->smi_lock && !in(l)->lock_set)
        return NOT_ARMED;
    if (!out(l)->smi_lock)
        return broken(l, "SMI_LOCK is 0, it was %u and lock_set is %u", was(l)->smi_lock, in(l)->lock_set);
    return in(l)->lock_set || in(l)->wr_en ? HOLDS : NOT_ARMED;
}

static answer_t tco_en_locked(look_t *l)
{
    if (!in(l)->tco_lock)
        return NOT_ARMED;
    if ((was(l)->smi_en ^ out(l)->smi_en) & TCO_EN)
        return broken(l, "TCO_EN goes to %u while TCO_LOCK is 1", (bool)(out(l)->smi_en & TCO_EN));
    bool tried = in(l)->wr_en && !in(l)->addr && (lanes_of(l) & TCO_EN) && ((in(l)->wdata ^ was(l)->smi_en) & TCO_EN);
    return tried ? HOLDS : NOT_ARMED;
}

static answer_t bios_rls_is_told(look_t *l)
{
    bool written = smi_write(l, 0) && (in(l)->wdata & BIOS_RLS);
    if (out(l)->bios_rls != written)
        return broken(l, "bios_rls is %u after a write of %08" PRIX32 "h", out(l)->bios_rls, in(l)->wdata);
    return written ? HOLDS : NOT_ARMED;
}

static answer_t apm_ports_keep(look_t *l)
{
    bool writes = in(l)->apm_wr;
    uint8_t cnt = writes && !in(l)->apm_addr ? in(l)->apm_data : was(l)->apm_cnt;
    uint8_t sts = writes && in(l)->apm_addr ? in(l)->apm_data : was(l)->apm_sts;
    if (out(l)->apm_cnt != cnt || out(l)->apm_sts != sts)
        return broken(l, "B2h, B3h are %02Xh, %02Xh, want %02Xh, %02Xh", out(l)->apm_cnt, out(l)->apm_sts, cnt, sts);
    return writes ? HOLDS : NOT_ARMED;
}

/* --- reset ------------------------------------------------------------------------------------------------------- */

static answer_t reset_values(look_t *l)
{
    const smi_ctl_out_t *o = out(l);
    if (o->smi_n && !o->smi_sts && !o->smi_lock && !(o->smi_en & ~(uint32_t)EOS))
        return HOLDS;
    return broken(l, "SMI# %u, SMI_EN %08" PRIX32 "h, SMI_STS %08" PRIX32 "h, SMI_LOCK %u", o->smi_n, o->smi_en,
                  o->smi_sts, o->smi_lock);
}

/* ----------------------------------------------------------------------------------------------------------------- */

static const block_rule_t rules[] = {
    {IN_RESET, "smi_ctl_reset",
     "in reset SMI_EN is 0 but for EOS, SMI_STS and SMI_LOCK are 0, SMI# is high",
     "chipset facts 1.5, 2.3, 2.4", reset_values},
    {RUNNING, "smi_gap",
     "SMI# stays high at least 4 PCICLK between two SMIs",
     "82801AA data sheet p.5-49 (chipset facts 2.7 E3, 5.1)", smi_gap},
    {RUNNING, "smi_low_until_eos",
     "SMI# rises only after software writes EOS = 1",
     "82801AA data sheet p.5-49 (chipset facts 2.7 E2)", smi_low_until_eos},
    {RUNNING, "eos_raises_smi",
     "EOS = 1 written while SMI# is low makes it rise",
     "82801AA data sheet p.5-49 (chipset facts 2.7 E3)", eos_raises_smi},
    {RUNNING, "eos_clear_when_low",
     "EOS is 0 when SMI# falls: hardware clears it",
     "500-series PCH vol 1 SMI chapter, Xeon D-1500 p.94 (chipset facts 2.7 E1)", eos_clear_when_low},
    {RUNNING, "eos_kept",
     "a write of 0 does not clear EOS",
     "SMI_EN bit 1, write 1 sets (chipset facts 2.3, 2.7)", eos_kept},
    {RUNNING, "no_smi_without_eos",
     "SMI# falls only while EOS is 1 (first SMI: parameter first_smi_without_eos)",
     "chipset facts 2.7 E1, E4, E6", no_smi_without_eos},
    {RUNNING, "smi_needs_gbl",
     "SMI# falls only while GBL_SMI_EN is 1",
     "SMI_EN bit 0 (chipset facts 2.3, 2.6)", smi_needs_gbl},
    {RUNNING, "smi_needs_cause",
     "SMI# falls only with a status bit set whose enable is set",
     "82801DB data sheet p.365 (chipset facts 2.4, 2.6)", smi_needs_cause},
    {RUNNING, "request_lowers_smi",
     "an enabled status with GBL_SMI_EN and EOS pulls SMI# low, at the end of a gap",
     "chipset facts 2.7 E1, E4", request_lowers_smi},
    {RUNNING, "gbl_locked",
     "GBL_SMI_EN does not change while SMI_LOCK is 1",
     "SMI_EN bit 0, GEN_PMCON_1 bit 4 (chipset facts 1.5, 2.3)", gbl_locked},
    {RUNNING, "apm_write_sets_status",
     "a write of APM_CNT (B2h) sets APM_STS, also against a clear in the same clock",
     "chipset facts 2.6 row 1, 2.7 E6a, 3.1", apm_write_sets_status},
    {RUNNING, "event_sets_status",
     "the event of a sticky status sets it while its gate stands, also against a clear in the same clock",
     "chipset facts 2.4, 2.6, 2.7 E6a", event_sets_status},
    {RUNNING, "status_needs_event",
     "a sticky status goes to 1 only by its event, while its gate stands; a write never sets it",
     "SMI_STS, write 1 clears (chipset facts 2.4, 2.6)", status_needs_event},
    {RUNNING, "live_status_follows",
     "a live status shows its source as it is, whatever is written to it",
     "82801DB data sheet p.365 (chipset facts 2.4, 2.7 E6b)", live_status_follows},
    {RUNNING, "sts_write_1_clears",
     "a 1 written to a sticky status clears it",
     "SMI_STS, write 1 clears (chipset facts 2.4)", sts_write_1_clears},
    {RUNNING, "sts_kept",
     "a sticky status stays until a 1 is written to it",
     "SMI_STS, write 1 clears (chipset facts 2.4)", sts_kept},
    {RUNNING, "en_takes_writes",
     "SMI_EN takes what is written to its built bits, in the lanes written, and nothing else changes it but EOS",
     "SMI_EN (chipset facts 2.3)", en_takes_writes},
    {RUNNING, "smi_lock_kept",
     "SMI_LOCK is set by a 1 and then stays until reset",
     "ICH9 GEN_PMCON_1 bit 4 (chipset facts 1.5)", smi_lock_kept},
    {RUNNING, "tco_en_locked",
     "TCO_EN does not change while TCO_LOCK is 1",
     "TCO1_CNT bit 12 (chipset facts 2.3, 4.2)", tco_en_locked},
    {RUNNING, "bios_rls_is_told",
     "BIOS_RLS written 1 is passed on for one clock, and nothing else is",
     "SMI_EN bit 7 (chipset facts 2.3, 2.6 row 4)", bios_rls_is_told},
    {RUNNING, "apm_ports_keep",
     "B2h and B3h each keep the byte last written to it",
     "chipset facts 3.1", apm_ports_keep},
    {IN_RESET, NULL, NULL, NULL, NULL}};

static void forget(void *p)
{
    *(struct past *)p = (struct past){.rise_cycle = NEVER, .eos_first = NEVER, .eos_cycle = NEVER, .eos_due = NEVER,
                                      .request_since = NEVER, .gbl_off = NEVER, .cause_off = NEVER, .eos_off = NEVER,
                                      .eos_on = NEVER};
}

static bool follow(look_t *l)
{
    const smi_ctl_in_t *i = in(l);
    return i->wr_en || i->apm_wr || i->lock_set || events(l) || sources(l) != (was(l)->smi_sts & live(l)) ||
           was(l)->bios_rls || bare_cause(l) || past(l)->cause || past(l)->eos_due != NEVER ||
           past(l)->request_since != NEVER;
}

static void after(look_t *l)
{
    struct past *p = past(l);
    const smi_ctl_out_t *w = was(l), *n = out(l);
    uint64_t cycle = l->cycle;
    if (eos_write(l)) {
        p->eos_first = p->eos_first == NEVER ? cycle : p->eos_first;
        p->eos_cycle = cycle;
        if (!w->smi_n)
            p->eos_due = cycle;
    }
    if (n->smi_n || (p->eos_due != NEVER && cycle - p->eos_due >= PIN_SLACK))
        p->eos_due = NEVER;
    if (!w->smi_n && n->smi_n)
        p->rise_cycle = cycle;
    if (smi_falls(l))
        p->falls++;
    if (w->smi_en & ~n->smi_en & GBL_SMI_EN)
        p->gbl_off = cycle;
    if (w->smi_en & ~n->smi_en & EOS)
        p->eos_off = cycle;
    if (~w->smi_en & n->smi_en & EOS)
        p->eos_on = cycle;
    if (enabled_cause(w, p->cause) && !enabled_cause(n, bare_cause(l)))
        p->cause_off = cycle;
    p->cause = bare_cause(l);
    bool stands = n->smi_n && request(n, p->cause) && ((n->smi_en & EOS) || (first_smi(l) && p->eos_first == NEVER));
    if (!stands)
        p->request_since = NEVER;
    else if (p->request_since == NEVER || cycle - p->request_since > EOS_GAP_PCICLK + PIN_SLACK)
        p->request_since = cycle;
}

const block_rules_t smi_ctl_rules = {&smi_ctl_block, rules, sizeof(struct past), forget, follow, after};
