#include "ich9/smi_ctl.h"

#include "ich9/ich9_regs.h"

SIG_TABLE(smi_ctl_in, SMI_CTL_IN)
SIG_TABLE(smi_ctl_out, SMI_CTL_OUT)

const char *const smi_ctl_state_names[] = {"HIGH", "LOW", "GAP", NULL};

enum { REG_EN, REG_STS };
enum { LOCK_SMI_LOCK = 1 };

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
    {"SMI_EN", "TCO_EN", EN, REG_EN, 13, 1, 0, REG_RW, 0, "chipset 2.3"},
    {"SMI_EN", "PERIODIC_EN", EN, REG_EN, 14, 1, 0, REG_RW, 0, "chipset 2.3"},
    {"SMI_EN", "LEGACY_USB2_EN", EN, REG_EN, 17, 1, 0, REG_RW, 0, "chipset 2.3"},
    {"SMI_EN", "INTEL_USB2_EN", EN, REG_EN, 18, 1, 0, REG_RW, 0, "chipset 2.3"},
    {"SMI_STS", "APM_STS", ST, REG_STS, 5, 1, 0, REG_W1C, 0, "chipset 2.4"},
    {"SMI_STS", "SWSMI_TMR_STS", ST, REG_STS, 6, 1, 0, REG_W1C, 0, "chipset 2.4"},
    {"SMI_STS", "GPI_STS", ST, REG_STS, 10, 1, 0, REG_LIVE, 0, "chipset 2.4"},
    {"SMI_STS", "PERIODIC_STS", ST, REG_STS, 14, 1, 0, REG_W1C, 0, "chipset 2.4"},
    {0}};

static void show(const smi_ctl_t *s, smi_ctl_out_t *out)
{
    out->smi_n = s->state != SMI_LOW;
    out->smi_en = s->regs[REG_EN];
    out->smi_sts = s->regs[REG_STS];
    out->apm_cnt = s->apm_cnt;
    out->apm_sts = s->apm_sts;
    out->smi_lock = s->smi_lock;
    out->state = s->state;
}

void smi_ctl_reset(smi_ctl_t *s, smi_ctl_out_t *out)
{
    *s = (smi_ctl_t){.first = true, .fresh = true};
    for (unsigned i = 0; i < 2; i++)
        s->regs[i] = reg_reset(smi_ctl_regs, i);
    show(s, out);
}

static bool requested(const smi_ctl_t *s)
{
    uint32_t en = s->regs[REG_EN], sts = s->regs[REG_STS];
    bool cause = ((sts & APM_STS_BIT) && (en & APMC_EN)) || ((sts & SWSMI_TMR_STS_BIT) && (en & SWSMI_TMR_EN)) ||
                 ((sts & PERIODIC_STS_BIT) && (en & PERIODIC_EN)) || (sts & GPI_STS_BIT);
    return (en & GBL_SMI_EN) && cause;
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
    bool request = requested(s);
    bool may_fall = (s->regs[REG_EN] & EOS) || (s->fresh && in->first_smi);
    uint32_t en = s->regs[REG_EN]; /* before any write */
    bool writes_en = in->wr_en && !in->addr, writes_sts = in->wr_en && in->addr;
    bool eos_write = writes_en && (in->be & 1) && (in->wdata & EOS);

    if (writes_en)
        s->regs[REG_EN] = reg_write(smi_ctl_regs, REG_EN, s->regs[REG_EN], in->wdata, in->be, s->smi_lock);
    if (writes_sts)
        s->regs[REG_STS] = reg_write(smi_ctl_regs, REG_STS, s->regs[REG_STS], in->wdata, in->be, 0);
    if (eos_write)
        s->fresh = false;
    if (s->first && in->eos_reset)
        s->regs[REG_EN] |= EOS;
    s->first = false;

    if (in->apm_wr && !in->apm_addr) {
        s->apm_cnt = in->apm_data;
        if ((en & APMC_EN) || !in->sts_needs_en)
            s->regs[REG_STS] |= APM_STS_BIT; /* a new cause wins over a clear in the same clock (2.7 E6a) */
    }
    if (in->sw_set && (en & SWSMI_TMR_EN))
        s->regs[REG_STS] |= SWSMI_TMR_STS_BIT;
    if (in->per_set && (en & PERIODIC_EN))
        s->regs[REG_STS] |= PERIODIC_STS_BIT;
    if (in->apm_wr && in->apm_addr)
        s->apm_sts = in->apm_data;
    if (in->lock_set)
        s->smi_lock = true;
    s->regs[REG_STS] = in->gpi_sts ? s->regs[REG_STS] | GPI_STS_BIT : s->regs[REG_STS] & ~(uint32_t)GPI_STS_BIT;

    pin_step(s, request, may_fall, eos_write);
    show(s, out);
}

BLOCK(smi_ctl, PCICLK, true, "SMI_EN, SMI_STS, EOS, GBL_SMI_EN, APM_CNT/STS, SMI_LOCK -> SMI#")
