/* Rules about smi_ctl: SMI_EN, SMI_STS, EOS and the SMI# pin. */
#include "block_rules.h"

#include "ich9/smi_ctl.h"

#include <inttypes.h>

enum { PIN_SLACK = 2 /* PCICLKs a design may take from its registers to the pin (judge of smi_n) */ };

/* Status bits with their own bit in SMI_EN, and those gated at their source (chipset facts 2.4). */
enum { STS_BY_EN = SMI_EN_RW & ~GBL_SMI_EN, STS_BY_SOURCE = 0x04319700 };
enum { STS_W1C = APM_STS_BIT | SWSMI_TMR_STS_BIT | PERIODIC_STS_BIT }; /* built and kept until cleared */

/* Since reset; PCICLK, or NEVER. */
struct past {
    unsigned falls;
    uint64_t rise_cycle, eos_first, eos_cycle, eos_due, request_since; /* eos_first, eos_cycle: EOS was written */
    uint64_t gbl_off, cause_off, eos_off, eos_on;                      /* in which the bit went to 0, to 1 */
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

static bool enabled_cause(const smi_ctl_out_t *ctl)
{
    return (ctl->smi_sts & ctl->smi_en & STS_BY_EN) || (ctl->smi_sts & STS_BY_SOURCE);
}

static bool request(const smi_ctl_out_t *ctl)
{
    return (ctl->smi_en & GBL_SMI_EN) && enabled_cause(ctl);
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
    if (!write_0 || !(was(l)->smi_en & EOS) || request(was(l))) /* a request clears it */
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
    if (enabled_cause(was(l)) || enabled_cause(out(l)) || recent(past(l)->cause_off, l->cycle, PIN_SLACK))
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

static answer_t sts_not_set_by_write(look_t *l)
{
    bool before = was(l)->smi_sts & APM_STS_BIT, now = out(l)->smi_sts & APM_STS_BIT;
    if (before || apm_cnt_write(l))
        return NOT_ARMED;
    if (now)
        return broken(l, "APM_STS goes to 1 without a write of APM_CNT");
    return smi_write(l, 1) && (in(l)->wdata & APM_STS_BIT) ? HOLDS : NOT_ARMED;
}

static uint32_t lanes_of(const look_t *l)
{
    uint32_t lanes = 0;
    for (unsigned i = 0; i < 4; i++)
        lanes |= in(l)->be >> i & 1 ? UINT32_C(0xff) << (8 * i) : 0;
    return lanes;
}

/* The W1C bits of SMI_STS that this clock samples a 1 for. */
static uint32_t sts_clears(const look_t *l)
{
    return in(l)->wr_en && in(l)->addr ? in(l)->wdata & lanes_of(l) & STS_W1C : 0;
}

/* The timers that expired, as their bits in SMI_STS; their bits in SMI_EN are the same. */
static uint32_t expiries(const look_t *l)
{
    return (in(l)->sw_set ? SWSMI_TMR_STS_BIT : 0U) | (in(l)->per_set ? PERIODIC_STS_BIT : 0U);
}

static answer_t sts_write_1_clears(look_t *l)
{
    uint32_t sets = expiries(l) | (apm_cnt_write(l) ? APM_STS_BIT : 0U);
    uint32_t clears = sts_clears(l) & was(l)->smi_sts & ~sets;
    if (!clears)
        return NOT_ARMED;
    return out(l)->smi_sts & clears
               ? broken(l, "SMI_STS is %08" PRIX32 "h after %08" PRIX32 "h was written to it", out(l)->smi_sts,
                        in(l)->wdata)
               : HOLDS;
}

static answer_t sts_kept(look_t *l)
{
    uint32_t stands = was(l)->smi_sts & STS_W1C & ~sts_clears(l);
    if (!stands)
        return NOT_ARMED;
    if (stands & ~out(l)->smi_sts)
        return broken(l, "SMI_STS goes from %08" PRIX32 "h to %08" PRIX32 "h without a 1 written to that bit",
                      was(l)->smi_sts, out(l)->smi_sts);
    return in(l)->wr_en ? HOLDS : NOT_ARMED;
}

static answer_t expiry_sets_status(look_t *l)
{
    uint32_t sets = expiries(l) & was(l)->smi_en;
    if (!sets)
        return NOT_ARMED;
    return sets & ~out(l)->smi_sts ? broken(l, "SMI_STS is %08" PRIX32 "h after an expiry", out(l)->smi_sts) : HOLDS;
}

static answer_t timer_sts_needs_en(look_t *l)
{
    uint32_t rises = out(l)->smi_sts & ~was(l)->smi_sts & (SWSMI_TMR_STS_BIT | PERIODIC_STS_BIT);
    if (rises & ~(expiries(l) & was(l)->smi_en))
        return broken(l, "SMI_STS goes to %08" PRIX32 "h with SMI_EN %08" PRIX32 "h, SW SMI expiry %u, periodic %u",
                      out(l)->smi_sts, was(l)->smi_en, in(l)->sw_set, in(l)->per_set);
    return rises ? HOLDS : NOT_ARMED;
}

/* --- plain registers --------------------------------------------------------------------------------------------- */

static answer_t en_takes_writes(look_t *l)
{
    uint32_t keep = EOS | (was(l)->smi_lock ? GBL_SMI_EN : 0U); /* EOS has rules of its own */
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

static answer_t gpi_sts_is_live(look_t *l)
{
    bool shows = out(l)->smi_sts & GPI_STS_BIT;
    if (shows != in(l)->gpi_sts)
        return broken(l, "GPI_STS is %u and the pins ask for %u", shows, in(l)->gpi_sts);
    return shows != (bool)(was(l)->smi_sts & GPI_STS_BIT) || (in(l)->wr_en && in(l)->addr) ? HOLDS : NOT_ARMED;
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
    {RUNNING, "sts_not_set_by_write",
     "a write of SMI_STS never sets APM_STS; only a write of APM_CNT does",
     "SMI_STS bit 5, write 1 clears (chipset facts 2.4)", sts_not_set_by_write},
    {RUNNING, "sts_write_1_clears",
     "a 1 written to APM_STS, SWSMI_TMR_STS or PERIODIC_STS clears it",
     "SMI_STS bits 5, 6, 14, write 1 clears (chipset facts 2.4)", sts_write_1_clears},
    {RUNNING, "sts_kept",
     "APM_STS, SWSMI_TMR_STS and PERIODIC_STS stay until a 1 is written to them",
     "SMI_STS bits 5, 6, 14, write 1 clears (chipset facts 2.4)", sts_kept},
    {RUNNING, "expiry_sets_status",
     "a timer's expiry while its enable is 1 sets its status, also against a clear",
     "chipset facts 2.6 rows 5 and 6, 2.7 E6a", expiry_sets_status},
    {RUNNING, "timer_sts_needs_en",
     "SWSMI_TMR_STS or PERIODIC_STS goes to 1 only by an expiry while its enable is 1",
     "chipset facts 2.4, 2.6 rows 5 and 6", timer_sts_needs_en},
    {RUNNING, "en_takes_writes",
     "SMI_EN takes what is written to its built bits, in the lanes written, and nothing else changes it but EOS",
     "SMI_EN (chipset facts 2.3)", en_takes_writes},
    {RUNNING, "smi_lock_kept",
     "SMI_LOCK is set by a 1 and then stays until reset",
     "ICH9 GEN_PMCON_1 bit 4 (chipset facts 1.5)", smi_lock_kept},
    {RUNNING, "gpi_sts_is_live",
     "GPI_STS shows the GPI causes as they are, whatever is written to it",
     "SMI_STS bit 10 (chipset facts 2.4)", gpi_sts_is_live},
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
    return i->wr_en || i->apm_wr || i->lock_set || i->sw_set || i->per_set || i->gpi_sts || past(l)->eos_due != NEVER ||
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
    if (enabled_cause(w) && !enabled_cause(n))
        p->cause_off = cycle;
    bool stands = n->smi_n && request(n) && ((n->smi_en & EOS) || (first_smi(l) && p->eos_first == NEVER));
    if (!stands)
        p->request_since = NEVER;
    else if (p->request_since == NEVER || cycle - p->request_since > EOS_GAP_PCICLK + PIN_SLACK)
        p->request_since = cycle;
}

const block_rules_t smi_ctl_rules = {&smi_ctl_block, rules, sizeof(struct past), forget, follow, after};
