/* Rules about ich9_top: what one part makes another do. What a part does by itself has its own rules. */
#include "block_rules.h"

#include "ich9/ich9.h"
#include "ich9/ich9_top.h"

#include <inttypes.h>

enum { PIN_SLACK = 2 /* PCICLKs of the judge of smi_n */, APM_TO_PIN = 2 /* PCICLKs from the strobe to SMI# */ };

struct past {
    uint64_t gbl_off; /* edge at which GBL_SMI_EN went to 0, or NEVER */
    uint64_t apm_at;  /* edge at which an APM write asked for an SMI that nothing kept off, or NEVER */
};

static const ich9_top_in_t *in(const look_t *l) { return l->in; }
static const ich9_top_out_t *out(const look_t *l) { return l->out; }
static const ich9_top_out_t *was(const look_t *l) { return l->was; }
static struct past *past(const look_t *l) { return l->past; }

static bool apm_write(const look_t *l)
{
    return in(l)->reg_wr && in(l)->reg_space == (unsigned)RS_PORT && in(l)->reg_off == 0xb2;
}

static bool writes_smi_en(const look_t *l)
{
    return in(l)->reg_wr && in(l)->reg_space == (unsigned)RS_PM && in(l)->reg_off == 0x30;
}

static answer_t apm_makes_smi(look_t *l)
{
    if (past(l)->apm_at == NEVER)
        return NOT_ARMED;
    if (!out(l)->smi_n)
        return HOLDS;
    uint64_t waits = l->cycle - past(l)->apm_at;
    return waits < APM_TO_PIN + PIN_SLACK ? NOT_ARMED : broken(l, "SMI# is high %" PRIu64 " PCICLK after a write of B2h", waits);
}

static answer_t smi_needs_gbl(look_t *l)
{
    if (!was(l)->smi_n || out(l)->smi_n)
        return NOT_ARMED;
    bool gbl = (was(l)->smi_en & GBL_SMI_EN) || recent(past(l)->gbl_off, l->cycle, PIN_SLACK);
    return must(l, gbl, "SMI# falls while GBL_SMI_EN is 0");
}

static answer_t tco_lock_freezes(look_t *l)
{
    if (!(was(l)->regs2 & TCO1_TCO_LOCK))
        return NOT_ARMED;
    if ((was(l)->smi_en ^ out(l)->smi_en) & TCO_EN)
        return broken(l, "TCO_EN goes to %u while TCO_LOCK is 1", (bool)(out(l)->smi_en & TCO_EN));
    return writes_smi_en(l) ? HOLDS : NOT_ARMED;
}

static answer_t nmi2smi_needs_gbl(look_t *l)
{
    bool smi = out(l)->regs1 & TCO1_NMI2SMI;
    if (smi && !(was(l)->smi_en & GBL_SMI_EN))
        return broken(l, "NMI2SMI_STS is 1 while GBL_SMI_EN is 0");
    return smi ? HOLDS : NOT_ARMED;
}

static answer_t tco_shows(look_t *l)
{
    uint32_t always = TCO1_DMISMI | TCO1_BIOSWR | TCO1_NEWCENTURY | TCO1_TIMEOUT | TCO1_SW_TCO_SMI;
    if (!(was(l)->regs1 & always))
        return NOT_ARMED;
    return must(l, out(l)->smi_sts & TCO_STS_BIT, "TCO_STS is 0 a clock after a TCO status");
}

static answer_t reset_values(look_t *l)
{
    const ich9_top_out_t *o = out(l);
    return must(l, o->smi_n && !o->smi_sts && !o->smi_lock && !o->nmi && !o->reboot && !o->sirq_oe && o->lframe_n && !o->lad_oe,
                "SMI#, a status, a lock, NMI or a bus is active in reset");
}

static const block_rule_t rules[] = {
    {IN_RESET, "ich9_top_reset", "in reset SMI# is high, no status, lock or NMI stands, SERIRQ and LPC are let go",
     "chipset facts 2.3, 2.4, 4.1, 6.1, 6.3", reset_values},
    {RUNNING, "apm_makes_smi", "a write of B2h with APMC_EN, GBL_SMI_EN and EOS pulls SMI#",
     "chipset facts 2.6 row 1, 2.7 E1, 3.1", apm_makes_smi},
    {RUNNING, "top_smi_needs_gbl", "SMI# falls only while GBL_SMI_EN is 1, whatever asks",
     "SMI_EN bit 0 (chipset facts 2.3, 2.6)", smi_needs_gbl},
    {RUNNING, "tco_lock_freezes", "TCO_LOCK in the TCO block freezes TCO_EN in SMI_EN",
     "TCO1_CNT bit 12 (chipset facts 2.3, 4.2)", tco_lock_freezes},
    {RUNNING, "nmi2smi_needs_gbl", "NMI2SMI_STS does not stand while GBL_SMI_EN is 0",
     "82801DB data sheet p.375 (chipset facts 4.3)", nmi2smi_needs_gbl},
    {RUNNING, "tco_shows_in_smi_sts", "a TCO status that makes SMIs shows as TCO_STS a clock later",
     "chipset facts 2.4, 2.6 row 7", tco_shows},
    {IN_RESET, NULL, NULL, NULL, NULL}};

static void forget(void *p)
{
    *(struct past *)p = (struct past){.gbl_off = NEVER, .apm_at = NEVER};
}

static bool follow(look_t *l)
{
    const uint32_t all = GBL_SMI_EN | APMC_EN | EOS;
    struct past *p = past(l);
    if (apm_write(l) && !writes_smi_en(l) && was(l)->smi_n && (was(l)->smi_en & all) == all && p->apm_at == NEVER)
        p->apm_at = l->cycle;
    else if (in(l)->reg_wr) /* a clear, an enable, EOS: what comes of it is for the rules of smi_ctl */
        p->apm_at = NEVER;
    return in(l)->reg_wr || p->apm_at != NEVER || (was(l)->regs1 & 0xffff) != 0;
}

static void after(look_t *l)
{
    struct past *p = past(l);
    if (was(l)->smi_en & ~out(l)->smi_en & GBL_SMI_EN)
        p->gbl_off = l->cycle;
    if (!out(l)->smi_n || (p->apm_at != NEVER && l->cycle - p->apm_at >= APM_TO_PIN + PIN_SLACK))
        p->apm_at = NEVER;
}

const block_rules_t ich9_top_rules = {&ich9_top_block, rules, sizeof(struct past), forget, follow, after};
