#include "ich9/tco.h"

#include "ich9/ich9_regs.h"

SIG_TABLE(tco_in, TCO_IN)
SIG_TABLE(tco_out, TCO_OUT)

enum { LANES_RLD = 3, LANE_DAT_IN = 4, LANE_DAT_OUT = 8, LANE_1 = 2 };
enum { COUNT_MASK = 0x3ff, TMR_SHIFT = 16, TMR_MASK = 0x3ff << TMR_SHIFT, WELL_SHIFT = 16, WELL_MASK = 7 << WELL_SHIFT };
/* What makes a TCO SMI, but INTRD_DET, which INTRD_SEL has to allow. */
enum { SMI_BITS = TCO1_NMI2SMI | TCO1_SW_TCO_SMI | TCO1_TIMEOUT | TCO1_NEWCENTURY | TCO1_BIOSWR | TCO1_DMISMI |
                  TCO2_SMLINK_SLV_SMI };

/* TCO2_STS.BOOT_STS, SECOND_TO_STS and INTRD_DET are rows of wells_regs. */
#define PM(off) "PMBASE+" off
const reg_row_t tco_regs[] = {
    {"TCO_RLD", "count", PM("60h"), TCO_RLD_DAT, 0, 10, 0, REG_LIVE, 0, "chipset 4.1 (any write reloads)"},
    {"TCO_DAT_IN", "data", PM("62h"), TCO_RLD_DAT, 16, 8, 0, REG_RW, 0, "chipset 4.1"},
    {"TCO_DAT_OUT", "data", PM("63h"), TCO_RLD_DAT, 24, 8, 0, REG_RW, 0, "chipset 4.1"},
    {"TCO1_STS", "NMI2SMI_STS", PM("64h"), TCO_STS, 0, 1, 0, REG_LIVE, 0, "chipset 4.2, 4.3"},
    {"TCO1_STS", "SW_TCO_SMI", PM("64h"), TCO_STS, 1, 1, 0, REG_W1C, 0, "chipset 4.2"},
    {"TCO1_STS", "TCO_INT_STS", PM("64h"), TCO_STS, 2, 1, 0, REG_W1C, 0, "chipset 4.2"},
    {"TCO1_STS", "TIMEOUT", PM("64h"), TCO_STS, 3, 1, 0, REG_W1C, 0, "chipset 4.2, 4.4"},
    {"TCO1_STS", "NEWCENTURY_STS", PM("64h"), TCO_STS, 7, 1, 0, REG_W1C, 0, "chipset 4.2"},
    {"TCO1_STS", "BIOSWR_STS", PM("64h"), TCO_STS, 8, 1, 0, REG_W1C, 0, "chipset 4.2"},
    {"TCO1_STS", "DMISCI_STS", PM("64h"), TCO_STS, 9, 1, 0, REG_W1C, 0, "chipset 4.2"},
    {"TCO1_STS", "DMISMI_STS", PM("64h"), TCO_STS, 10, 1, 0, REG_W1C, 0, "chipset 4.2"},
    {"TCO1_STS", "DMISERR_STS", PM("64h"), TCO_STS, 12, 1, 0, REG_W1C, 0, "chipset 4.2"},
    {"TCO2_STS", "SMLINK_SLV_SMI_STS", PM("66h"), TCO_STS, 20, 1, 0, REG_W1C, 0, "chipset 4.2, section 10 row 22"},
    {"TCO1_CNT", "NMI_NOW", PM("68h"), TCO_CNT, 8, 1, 0, REG_LIVE, 0, "chipset 4.2 (writing 1 turns it over)"},
    {"TCO1_CNT", "NMI2SMI_EN", PM("68h"), TCO_CNT, 9, 1, 0, REG_RW, 0, "chipset 4.2, 4.3"},
    {"TCO1_CNT", "TCO_TMR_HLT", PM("68h"), TCO_CNT, 11, 1, 0, REG_RW, 0, "chipset 4.2"},
    {"TCO1_CNT", "TCO_LOCK", PM("68h"), TCO_CNT, 12, 1, 0, REG_W1S, 0, "chipset 4.2"},
    {"TCO2_CNT", "INTRD_SEL", PM("6Ah"), TCO_CNT, 17, 2, 0, REG_RW, 0, "chipset 4.2"},
    {"TCO2_CNT", "SMBALERT_DISABLE", PM("6Ah"), TCO_CNT, 19, 1, 1, REG_RW, 0, "chipset 4.2"},
    {"TCO2_CNT", "OS_POLICY", PM("6Ah"), TCO_CNT, 20, 2, 0, REG_RW, 0, "chipset 4.2"},
    {"TCO_MESSAGE1", "data", PM("6Ch"), TCO_MSG, 0, 8, 0, REG_RW, 0, "chipset 4.1"},
    {"TCO_MESSAGE2", "data", PM("6Dh"), TCO_MSG, 8, 8, 0, REG_RW, 0, "chipset 4.1"},
    {"TCO_WDCNT", "data", PM("6Eh"), TCO_MSG, 16, 8, 0, REG_RW, 0, "chipset 4.1"},
    {"SW_IRQ_GEN", "IRQ12_IRQ1", PM("70h"), TCO_TMR_IRQ, 0, 2, 3, REG_RW, 0, "chipset 4.1"},
    {"TCO_TMR", "reload", PM("72h"), TCO_TMR_IRQ, 16, 10, 4, REG_RW, 0, "chipset 4.1, 4.4 (tco_tmr_min)"},
    {0}};

static bool writes(const tco_in_t *in, enum tco_dword dword, unsigned lanes)
{
    return in->wr_en && in->addr == dword && (in->be & lanes);
}

static bool halts(const tco_t *s)
{
    return s->regs[TCO_CNT] & TCO1_TMR_HLT;
}

static bool runs(const tco_t *s)
{
    return s->started && !s->halted && !halts(s);
}

static bool makes_smi(const tco_t *s)
{
    uint32_t sts = s->regs[TCO_STS];
    bool intruder_smi = (s->regs[TCO_CNT] & TCO2_INTRD_SEL) == TCO2_INTRD_SMI;
    return (sts & SMI_BITS) || ((sts & TCO2_INTRD_DET) && intruder_smi);
}

static void show(const tco_t *s, tco_out_t *out)
{
    out->smi = makes_smi(s);
    out->nmi_smi = s->regs[TCO_STS] & TCO1_NMI2SMI;
    out->sci = s->regs[TCO_STS] & TCO1_DMISCI;
    out->tco_int = s->regs[TCO_STS] & TCO1_TCO_INT;
    out->tco_lock = s->regs[TCO_CNT] & TCO1_TCO_LOCK;
    out->run = runs(s);
    out->tick_at = s->tick_at;
    out->regs0 = s->regs[TCO_RLD_DAT];
    out->regs1 = s->regs[TCO_STS];
    out->regs2 = s->regs[TCO_CNT];
    out->regs3 = s->regs[TCO_MSG];
    out->regs4 = s->regs[TCO_TMR_IRQ];
}

void tco_reset(tco_t *s, tco_out_t *out)
{
    *s = (tco_t){.first = true};
    for (unsigned i = 0; i < TCO_DWORDS; i++)
        s->regs[i] = reg_reset(tco_regs, i);
    *out = (tco_out_t){0};
    show(s, out);
}

static void write_regs(tco_t *s, const tco_in_t *in)
{
    if (!in->wr_en || in->addr >= TCO_DWORDS)
        return;
    uint32_t old = s->regs[in->addr];
    uint32_t after = reg_write(tco_regs, in->addr, old, in->wdata, in->be, 0);
    if (in->addr == TCO_TMR_IRQ && (after & TMR_MASK) >> TMR_SHIFT < in->tmr_min)
        after = (after & ~(uint32_t)TMR_MASK) | (old & TMR_MASK);
    if (writes(in, TCO_CNT, LANE_1) && (in->wdata & TCO1_NMI_NOW))
        after ^= TCO1_NMI_NOW;
    s->regs[in->addr] = after;
}

/* One tick: true when it is an expiry. */
static bool count_down(tco_t *s, uint32_t reload)
{
    uint32_t count = s->regs[TCO_RLD_DAT] & COUNT_MASK;
    bool expires = count <= 1;
    s->regs[TCO_RLD_DAT] = (s->regs[TCO_RLD_DAT] & ~(uint32_t)COUNT_MASK) | (expires ? reload : count - 1);
    return expires;
}

/* The timer up to this edge. `reload` and `halt` are TCO_TMR and TMR_HLT before any write in this clock. */
static void timer_step(tco_t *s, const tco_in_t *in, uint32_t reload, bool halt, tco_out_t *out)
{
    bool starts = writes(in, TCO_RLD_DAT, LANES_RLD) || (s->first && in->run_reset);
    bool ticks = s->started && !halt && !s->halted && in->now == s->tick_at;
    uint64_t next = (in->now + in->tick) & NOW_MASK;

    if (starts) {
        s->started = true;
        s->once = false;
        s->tick_at = next;
        s->regs[TCO_RLD_DAT] = (s->regs[TCO_RLD_DAT] & ~(uint32_t)COUNT_MASK) | reload;
    } else if (ticks) {
        s->tick_at = next;
        if (count_down(s, reload)) {
            if (s->once) {
                out->second_to = true;
                out->reboot = !in->no_reboot;
            } else {
                s->regs[TCO_STS] |= TCO1_TIMEOUT;
            }
            s->once = !s->once;
        }
    } else if (s->started && s->halted && !halt) {
        s->tick_at = next;
    }
    s->halted = halt;
    s->first = false;
}

/* Sticky bits: a set wins over a clear in the same clock (chipset facts 2.7 E6a). */
static void set_events(tco_t *s, const tco_in_t *in)
{
    uint32_t set = 0;
    set |= in->dmi_serr ? TCO1_DMISERR : 0;
    set |= in->dmi_smi ? TCO1_DMISMI : 0;
    set |= in->dmi_sci ? TCO1_DMISCI : 0;
    set |= in->bioswr ? TCO1_BIOSWR : 0;
    set |= in->newcentury ? TCO1_NEWCENTURY : 0;
    set |= writes(in, TCO_RLD_DAT, LANE_DAT_OUT) ? TCO1_TCO_INT : 0;
    set |= writes(in, TCO_RLD_DAT, LANE_DAT_IN) ? TCO1_SW_TCO_SMI : 0;
    set |= in->smlink ? TCO2_SMLINK_SLV_SMI : 0;
    s->regs[TCO_STS] |= set;
}

static void set_live(tco_t *s, const tco_in_t *in, bool nmi2smi)
{
    uint32_t live = (uint32_t)in->well_sts << WELL_SHIFT | (nmi2smi ? TCO1_NMI2SMI : 0);
    s->regs[TCO_STS] = (s->regs[TCO_STS] & ~(uint32_t)(WELL_MASK | TCO1_NMI2SMI)) | live;
}

void tco_tick(tco_t *s, const tco_in_t *in, tco_out_t *out)
{
    uint32_t cnt = s->regs[TCO_CNT], reload = (s->regs[TCO_TMR_IRQ] & TMR_MASK) >> TMR_SHIFT; /* before any write */
    bool nmi2smi = (cnt & TCO1_NMI2SMI_EN) && (in->nmi_src || (cnt & TCO1_NMI_NOW)) && !in->nmi_off && in->gbl_en;

    out->second_to = out->reboot = false;
    write_regs(s, in);
    timer_step(s, in, reload, cnt & TCO1_TMR_HLT, out);
    set_events(s, in);
    set_live(s, in, nmi2smi);

    cnt = s->regs[TCO_CNT];
    out->nmi = (in->nmi_src || (cnt & TCO1_NMI_NOW)) && !in->nmi_off && !(cnt & TCO1_NMI2SMI_EN);
    show(s, out);
}

uint64_t tco_wait(const tco_t *s, const tco_in_t *in)
{
    return runs(s) ? (s->tick_at - in->now) & NOW_MASK : 0;
}

BLOCK_TIMED(tco, PCICLK, true, "TCO: watchdog timer, TCO SMIs, NMI2SMI, TCO_LOCK")
