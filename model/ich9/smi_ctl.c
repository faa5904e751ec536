#include "ich9/smi_ctl.h"

#include "ich9/ich9_regs.h"

SIG_TABLE(smi_ctl_in, SMI_CTL_IN)
SIG_TABLE(smi_ctl_out, SMI_CTL_OUT)

const char *const smi_ctl_state_names[] = {"HIGH", "LOW", "GAP", NULL};

enum { REG_EN, REG_STS };
enum { LOCK_SMI_LOCK = 1, LOCK_TCO_LOCK = 2 };

#define EN "PMBASE+30h"
#define ST "PMBASE+34h"
const reg_row_t smi_ctl_regs[] = {
    {"SMI_EN", "GBL_SMI_EN", EN, REG_EN, 0, 1, 0, REG_RW, LOCK_SMI_LOCK, "chipset 2.3, 1.5"},
    {"SMI_EN", "EOS", EN, REG_EN, 1, 1, 0, REG_W1S, 0, "chipset 2.7"},
    {"SMI_EN", "BIOS_EN", EN, REG_EN, 2, 1, 0, REG_RW, 0, "chipset 2.3"},
    {"SMI_EN", "LEGACY_USB_EN", EN, REG_EN, 3, 1, 0, REG_RW, 0, "chipset 2.3"},
    {"SMI_EN", "SLP_SMI_EN", EN, REG_EN, 4, 1, 0, REG_RW, 0, "chipset 2.3"},
    {"SMI_EN", "APMC_EN", EN, REG_EN, 5, 1, 0, REG_RW, 0, "chipset 2.3"},
    {"SMI_EN", "SWSMI_TMR_EN", EN, REG_EN, 6, 1, 0, REG_RW, 0, "chipset 2.3"},
    {"SMI_EN", "BIOS_RLS", EN, REG_EN, 7, 1, 0, REG_WO, 0, "chipset 2.3"},
    {"SMI_EN", "MCSMI_EN", EN, REG_EN, 11, 1, 0, REG_RW, 0, "chipset 2.3"},
    {"SMI_EN", "TCO_EN", EN, REG_EN, 13, 1, 0, REG_RW, LOCK_TCO_LOCK, "chipset 2.3, 4.2"},
    {"SMI_EN", "PERIODIC_EN", EN, REG_EN, 14, 1, 0, REG_RW, 0, "chipset 2.3"},
    {"SMI_EN", "LEGACY_USB2_EN", EN, REG_EN, 17, 1, 0, REG_RW, 0, "chipset 2.3"},
    {"SMI_EN", "INTEL_USB2_EN", EN, REG_EN, 18, 1, 0, REG_RW, 0, "chipset 2.3"},
    {"SMI_STS", "BIOS_STS", ST, REG_STS, 2, 1, 0, REG_W1C, 0, "chipset 2.4"},
    {"SMI_STS", "LEGACY_USB_STS", ST, REG_STS, 3, 1, 0, REG_LIVE, 0, "chipset 2.4"},
    {"SMI_STS", "SLP_SMI_STS", ST, REG_STS, 4, 1, 0, REG_W1C, 0, "chipset 2.4"},
    {"SMI_STS", "APM_STS", ST, REG_STS, 5, 1, 0, REG_W1C, 0, "chipset 2.4"},
    {"SMI_STS", "SWSMI_TMR_STS", ST, REG_STS, 6, 1, 0, REG_W1C, 0, "chipset 2.4"},
    {"SMI_STS", "PM1_STS_REG", ST, REG_STS, 8, 1, 0, REG_LIVE, 0, "chipset 2.4"},
    {"SMI_STS", "GPE0_STS", ST, REG_STS, 9, 1, 0, REG_LIVE, 0, "chipset 2.4"},
    {"SMI_STS", "GPI_STS", ST, REG_STS, 10, 1, 0, REG_LIVE, 0, "chipset 2.4"},
    {"SMI_STS", "MCSMI_STS", ST, REG_STS, 11, 1, 0, REG_W1C, 0, "chipset 2.4"},
    {"SMI_STS", "DEVMON_STS", ST, REG_STS, 12, 1, 0, REG_LIVE, 0, "chipset 2.4"},
    {"SMI_STS", "TCO_STS", ST, REG_STS, 13, 1, 0, REG_LIVE, 0, "chipset 2.4 (W1C with tco_sts_sticky)"},
    {"SMI_STS", "PERIODIC_STS", ST, REG_STS, 14, 1, 0, REG_W1C, 0, "chipset 2.4"},
    {"SMI_STS", "SERIRQ_SMI_STS", ST, REG_STS, 15, 1, 0, REG_LIVE, 0, "chipset 2.4"},
    {"SMI_STS", "SMBUS_SMI_STS", ST, REG_STS, 16, 1, 0, REG_W1C, 0, "chipset 2.4"},
    {"SMI_STS", "LEGACY_USB2_STS", ST, REG_STS, 17, 1, 0, REG_LIVE, 0, "chipset 2.4"},
    {"SMI_STS", "INTEL_USB2_STS", ST, REG_STS, 18, 1, 0, REG_LIVE, 0, "chipset 2.4"},
    {"SMI_STS", "PCI_EXP_SMI_STS", ST, REG_STS, 20, 1, 0, REG_LIVE, 0, "chipset 2.4"},
    {"SMI_STS", "MONITOR_STS", ST, REG_STS, 21, 1, 0, REG_LIVE, 0, "chipset 2.4"},
    {"SMI_STS", "SPI_STS", ST, REG_STS, 26, 1, 0, REG_LIVE, 0, "chipset 2.4"},
    {0}};

/* Status bits whose enable is the SMI_EN bit of the same number, and those that have none there (chipset facts 2.4). */
#define STS_WITH_EN (BIOS_STS_BIT | LEGACY_USB_STS_BIT | SLP_SMI_STS_BIT | APM_STS_BIT | SWSMI_TMR_STS_BIT | \
                     MCSMI_STS_BIT | TCO_STS_BIT | PERIODIC_STS_BIT | LEGACY_USB2_STS_BIT | INTEL_USB2_STS_BIT)
#define STS_WITHOUT_EN (PM1_STS_BIT | GPE0_STS_BIT | GPI_STS_BIT | DEVMON_STS_BIT | SERIRQ_STS_BIT | SMBUS_STS_BIT | \
                        PCI_EXP_STS_BIT | MONITOR_STS_BIT | SPI_STS_BIT)

static void show(const smi_ctl_t *s, smi_ctl_out_t *out)
{
    out->smi_n = s->state != SMI_LOW;
    out->smi_en = s->regs[REG_EN];
    out->smi_sts = s->regs[REG_STS];
    out->apm_cnt = s->apm_cnt;
    out->apm_sts = s->apm_sts;
    out->smi_lock = s->smi_lock;
    out->bios_rls = s->bios_rls;
    out->state = s->state;
}

void smi_ctl_reset(smi_ctl_t *s, smi_ctl_out_t *out)
{
    *s = (smi_ctl_t){.first = true, .fresh = true};
    for (unsigned i = 0; i < 2; i++)
        s->regs[i] = reg_reset(smi_ctl_regs, i);
    show(s, out);
}

static bool requested(const smi_ctl_t *s, const smi_ctl_in_t *in)
{
    uint32_t en = s->regs[REG_EN], sts = s->regs[REG_STS];
    bool cause = (sts & en & STS_WITH_EN) || (sts & STS_WITHOUT_EN) || s->smb_host || (in->nmi_bypass && s->nmi_smi);
    return (en & GBL_SMI_EN) && cause;
}

/* Sticky status bits that an event of this clock sets; `en`: SMI_EN before any write. */
static uint32_t set_by_events(const smi_ctl_in_t *in, uint32_t en)
{
    uint32_t set = 0;
    if (in->gbl_rls)
        set |= BIOS_STS_BIT;
    if (in->slp_en && (en & SLP_SMI_EN))
        set |= SLP_SMI_STS_BIT;
    if (in->apm_wr && !in->apm_addr && ((en & APMC_EN) || !in->sts_needs_en))
        set |= APM_STS_BIT;
    if (in->sw_set && (en & SWSMI_TMR_EN))
        set |= SWSMI_TMR_STS_BIT;
    if (in->mc_hit && (en & MCSMI_EN))
        set |= MCSMI_STS_BIT;
    if (in->per_set && (en & PERIODIC_EN))
        set |= PERIODIC_STS_BIT;
    if (in->smbus)
        set |= SMBUS_STS_BIT;
    if (in->tco_sticky && in->tco)
        set |= TCO_STS_BIT;
    return set;
}

/* Live status bits as their sources stand. */
static uint32_t live(const smi_ctl_in_t *in)
{
    const struct { bool on; uint32_t bit; } source[] = {
        {in->usb1, LEGACY_USB_STS_BIT},        {in->pm1, PM1_STS_BIT},
        {in->gpe0, GPE0_STS_BIT},              {in->gpi_sts, GPI_STS_BIT},
        {in->devmon, DEVMON_STS_BIT},          {in->tco && !in->tco_sticky, TCO_STS_BIT},
        {in->serirq, SERIRQ_STS_BIT},          {in->usb2, LEGACY_USB2_STS_BIT},
        {in->usb2_intel, INTEL_USB2_STS_BIT},  {in->pcie, PCI_EXP_STS_BIT},
        {in->trap, MONITOR_STS_BIT},           {in->spi, SPI_STS_BIT}};
    uint32_t bits = 0;
    for (unsigned i = 0; i < sizeof source / sizeof source[0]; i++)
        bits |= source[i].on ? source[i].bit : 0;
    return bits;
}

/* The pin and EOS (chipset facts 2.7). `eos_write`: software sets EOS in this clock, already in the register. */
static void pin_step(smi_ctl_t *s, bool request, bool may_fall, bool eos_write)
{
    bool fall = false;
    switch ((enum smi_ctl_state)s->state) {
    case SMI_HIGH: {
        fall = request && may_fall;
        break;
    }
    case SMI_LOW: {
        if (eos_write) {
            s->state = SMI_GAP;
            s->gap = 0;
        }
        break;
    }
    case SMI_GAP: {
        s->gap++;
        if (s->gap == EOS_GAP_PCICLK) {
            s->state = SMI_HIGH;
            fall = request;
        }
        break;
    }
    }
    if (fall) {
        s->state = SMI_LOW;
        s->regs[REG_EN] &= ~(uint32_t)EOS;
        s->fresh = false;
    }
}

void smi_ctl_tick(smi_ctl_t *s, const smi_ctl_in_t *in, smi_ctl_out_t *out)
{
    bool request = requested(s, in);
    bool may_fall = (s->regs[REG_EN] & EOS) || (s->fresh && in->first_smi);
    uint32_t en = s->regs[REG_EN]; /* before any write */
    uint32_t sticky = APM_STS_BIT | BIOS_STS_BIT | SLP_SMI_STS_BIT | SWSMI_TMR_STS_BIT | MCSMI_STS_BIT |
                      PERIODIC_STS_BIT | SMBUS_STS_BIT | (in->tco_sticky ? TCO_STS_BIT : 0);
    bool writes_en = in->wr_en && !in->addr, writes_sts = in->wr_en && in->addr;
    bool eos_write = writes_en && (in->be & 1) && (in->wdata & EOS);
    uint32_t locks = (s->smi_lock ? 1u << (LOCK_SMI_LOCK - 1) : 0) | (in->tco_lock ? 1u << (LOCK_TCO_LOCK - 1) : 0);

    if (writes_en)
        s->regs[REG_EN] = reg_write(smi_ctl_regs, REG_EN, s->regs[REG_EN], in->wdata, in->be, locks);
    if (writes_sts)
        s->regs[REG_STS] &= ~(in->wdata & reg_lanes(in->be) & sticky);
    if (eos_write)
        s->fresh = false;
    if (s->first && in->eos_reset)
        s->regs[REG_EN] |= EOS;
    s->first = false;
    /* A new cause wins over a clear in the same clock (2.7 E6a). */
    s->regs[REG_STS] = (s->regs[REG_STS] & sticky) | set_by_events(in, en) | live(in);

    if (in->apm_wr && in->apm_addr)
        s->apm_sts = in->apm_data;
    else if (in->apm_wr)
        s->apm_cnt = in->apm_data;
    s->smi_lock = s->smi_lock || in->lock_set;
    s->bios_rls = writes_en && (in->be & 1) && (in->wdata & BIOS_RLS);
    s->smb_host = in->smb_host;
    s->nmi_smi = in->nmi_smi;

    pin_step(s, request, may_fall, eos_write);
    show(s, out);
}

BLOCK(smi_ctl, PCICLK, true, "SMI_EN, SMI_STS with every source, EOS, GBL_SMI_EN, APM_CNT/STS, SMI_LOCK -> SMI#")
