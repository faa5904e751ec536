#include "ich9/nmi.h"

#include "ich9/ich9_regs.h"

SIG_TABLE(nmi_in, NMI_IN)
SIG_TABLE(nmi_out, NMI_OUT)

enum { D_60, D_70, D_74 };
enum { LANE_61 = 8, NMI_OFF = 1 << 7, PORT_70_RESET = 0x80 };

const reg_row_t nmi_regs[] = {
    {"NMI_SC", "TIM_CNT2_EN", "port 61h", D_60, 8, 1, 0, REG_RW, 0, "chipset 4.3"},
    {"NMI_SC", "SPKR_DAT_EN", "port 61h", D_60, 9, 1, 0, REG_RW, 0, "chipset 4.3"},
    {"NMI_SC", "SERR_NMI_EN", "port 61h", D_60, 10, 1, 0, REG_RW, 0, "chipset 4.3"},
    {"NMI_SC", "IOCHK_NMI_EN", "port 61h", D_60, 11, 1, 0, REG_RW, 0, "chipset 4.3"},
    {"NMI_SC", "IOCHK_NMI_STS", "port 61h", D_60, 14, 1, 0, REG_LIVE, 0, "chipset 4.3"},
    {"NMI_SC", "SERR_NMI_STS", "port 61h", D_60, 15, 1, 0, REG_LIVE, 0, "chipset 4.3"},
    {"NMI_EN", "INDEX", "port 70h", D_70, 0, 7, 0, REG_WO, 0, "chipset 4.3"},
    {"NMI_EN", "NMI_EN", "port 70h", D_70, 7, 1, 0, REG_WO, 0, "chipset 4.3"},
    {"NMI_EN_RD", "INDEX", "port 74h", D_74, 0, 7, 0, REG_LIVE, 0, "chipset 4.3"},
    {"NMI_EN_RD", "NMI_EN", "port 74h", D_74, 7, 1, 1, REG_LIVE, 0, "chipset 4.3"},
    {0}};

static void show(const nmi_t *s, nmi_out_t *out)
{
    out->port_61 = (uint8_t)(s->regs[0] >> LANE_61);
    out->port_74 = s->port_70;
    out->nmi_src = out->port_61 & (NMI_SERR_NMI_STS | NMI_IOCHK_NMI_STS);
    out->nmi_off = s->port_70 & NMI_OFF;
}

void nmi_reset(nmi_t *s, nmi_out_t *out)
{
    *s = (nmi_t){.regs = {reg_reset(nmi_regs, D_60)}, .port_70 = PORT_70_RESET};
    show(s, out);
}

/* A status bit is 0 while its enable is off (1), else set by its source and kept. */
static void status(nmi_t *s, uint32_t off, uint32_t sts, bool source)
{
    if (s->regs[0] & off << LANE_61)
        s->regs[0] &= ~(sts << LANE_61);
    else if (source)
        s->regs[0] |= sts << LANE_61;
}

void nmi_tick(nmi_t *s, const nmi_in_t *in, nmi_out_t *out)
{
    if (in->wr_61)
        s->regs[0] = reg_write(nmi_regs, D_60, s->regs[0], (uint32_t)in->wdata << LANE_61, 2, 0);
    if (in->wr_70)
        s->port_70 = in->wdata;
    status(s, NMI_SERR_NMI_EN, NMI_SERR_NMI_STS, in->serr);
    status(s, NMI_IOCHK_NMI_EN, NMI_IOCHK_NMI_STS, in->iochk);
    show(s, out);
}

BLOCK(nmi, PCICLK, false, "ports 61h, 70h, 74h: SERR# and IOCHK# as NMI sources, the NMI mask")
