#include "ich9/ich9_top.h"

#include "ich9/ich9.h"

SIG_TABLE(ich9_top_in, ICH9_TOP_IN)
SIG_TABLE(ich9_top_out, ICH9_TOP_OUT)

static bool strobes(const ich9_top_in_t *in, enum ich9_space space, unsigned first, unsigned last)
{
    return in->reg_wr && in->reg_space == space && in->reg_off >= first && in->reg_off <= last;
}

static void wire_smi_ctl(const ich9_top_in_t *in, const ich9_parts_t *p, ich9_parts_in_t *to)
{
    smi_ctl_in_t *i = &to->smi_ctl;
    bool mc = (in->io_addr == 0x60 || in->io_addr == 0x64) && (in->io_be & 4); /* 62h, 66h */

    i->wr_en = strobes(in, RS_PM, 0x30, 0x30) || strobes(in, RS_PM, 0x34, 0x34);
    i->addr = in->reg_off == 0x34;
    i->be = in->wr_be;
    i->wdata = in->wr_data;
    i->apm_wr = strobes(in, RS_PORT, 0xb2, 0xb3);
    i->apm_addr = in->reg_off == 0xb3;
    i->apm_data = (uint8_t)in->wr_data;
    i->lock_set = strobes(in, RS_CFG, 0xa0, 0xa0) && (in->wr_be & 1) && (in->wr_data & 0x10);
    i->tco_lock = p->tco.tco_lock;
    i->gbl_rls = in->gbl_rls;
    i->slp_en = in->slp_en;
    i->sw_set = p->smi_timers.sw_set;
    i->per_set = p->smi_timers.per_set;
    i->mc_hit = in->io_seen && mc;
    i->smbus = in->smbus;
    i->smb_host = in->smb_host;
    i->tco = p->tco.smi;
    i->nmi_smi = p->tco.nmi_smi;
    i->usb1 = in->usb1;
    i->usb2 = in->usb2;
    i->usb2_intel = in->usb2_intel;
    i->pm1 = in->pm1;
    i->gpe0 = in->gpe0;
    i->gpi_sts = in->gpi_sts;
    i->devmon = in->devmon;
    i->serirq = p->serirq.smi;
    i->pcie = in->pcie;
    i->trap = in->trap;
    i->spi = in->spi;
    i->sts_needs_en = in->sts_needs_en;
    i->first_smi = in->first_smi;
    i->eos_reset = in->eos_reset;
    i->tco_sticky = in->tco_sticky;
    i->nmi_bypass = in->nmi_bypass;
}

static void wire_timers(const ich9_top_in_t *in, const ich9_parts_t *p, ich9_parts_in_t *to)
{
    smi_timers_in_t *i = &to->smi_timers;
    i->sw_en = p->smi_ctl.smi_en & SWSMI_TMR_EN;
    i->per_en = p->smi_ctl.smi_en & PERIODIC_EN;
    i->sw_rate = in->sw_rate;
    i->per_sel = in->per_sel;
    i->repeats = in->repeats;
    i->sw_short = in->sw_short;
    i->sw_long = in->sw_long;
    i->per_base = in->per_base;
}

static void wire_tco(const ich9_top_in_t *in, const ich9_parts_t *p, ich9_parts_in_t *to)
{
    tco_in_t *i = &to->tco;
    i->wr_en = strobes(in, RS_PM, 0x60, 0x70);
    i->addr = (in->reg_off - 0x60) >> 2 & 7;
    i->be = in->wr_be;
    i->wdata = in->wr_data;
    i->dmi_smi = in->dmi_smi;
    i->dmi_sci = in->dmi_sci;
    i->dmi_serr = in->dmi_serr;
    i->bioswr = in->bioswr;
    i->newcentury = in->newcentury;
    i->smlink = in->smlink;
    i->well_sts = in->well_sts;
    i->nmi_src = in->nmi_src;
    i->nmi_off = in->nmi_off;
    i->gbl_en = p->smi_ctl.smi_en & GBL_SMI_EN;
    i->no_reboot = in->no_reboot;
    i->tick = in->tick;
    i->tmr_min = in->tmr_min;
    i->run_reset = in->run_reset;
}

static void wire_buses(const ich9_top_in_t *in, ich9_parts_in_t *to)
{
    serirq_in_t *q = &to->serirq;
    lpc_in_t *l = &to->lpc;
    q->en = in->serirq_cntl >> 7;
    q->cont = in->serirq_cntl >> 6 & 1;
    q->frames = in->serirq_cntl >> 2 & 15;
    q->start_sel = in->serirq_cntl & 3;
    q->pin = in->sirq_pin;
    l->req = in->lpc_req;
    l->kind = in->lpc_kind;
    l->addr = in->lpc_addr;
    l->wdata = in->lpc_wdata;
    l->idsel = in->lpc_idsel;
    l->lad = in->lpc_lad;
    l->short_max = in->short_max;
}

void ich9_parts_wire(const ich9_top_in_t *in, const ich9_parts_t *p, ich9_parts_in_t *to)
{
    wire_smi_ctl(in, p, to);
    wire_timers(in, p, to);
    wire_tco(in, p, to);
    wire_buses(in, to);
}

/* The outputs of the top and the parts they are of. */
#define SHOWN(X)                                                                             \
    X(smi_n, smi_ctl.smi_n) X(smi_en, smi_ctl.smi_en) X(smi_sts, smi_ctl.smi_sts)            \
    X(apm_cnt, smi_ctl.apm_cnt) X(apm_sts, smi_ctl.apm_sts) X(smi_lock, smi_ctl.smi_lock)    \
    X(bios_rls, smi_ctl.bios_rls)                                                            \
    X(nmi, tco.nmi) X(sci, tco.sci) X(tco_int, tco.tco_int) X(second_to, tco.second_to)      \
    X(reboot, tco.reboot) X(regs0, tco.regs0) X(regs1, tco.regs1) X(regs2, tco.regs2)        \
    X(regs3, tco.regs3) X(regs4, tco.regs4)                                                  \
    X(sirq_oe, serirq.oe) X(sirq_o, serirq.o) X(irq, serirq.irq) X(iochk, serirq.iochk)      \
    X(pirq, serirq.pirq)                                                                     \
    X(lframe_n, lpc.lframe_n) X(lad_o, lpc.lad_o) X(lad_oe, lpc.lad_oe) X(lpc_done, lpc.done) \
    X(lpc_error, lpc.error) X(lpc_aborted, lpc.aborted) X(lpc_rdata, lpc.rdata)

void ich9_parts_show(const ich9_parts_t *p, ich9_top_out_t *out)
{
#define X(wire, of) out->wire = p->of;
    SHOWN(X)
#undef X
}

void ich9_parts_take(ich9_parts_t *p, const ich9_top_out_t *out)
{
#define X(wire, of) p->of = out->wire;
    SHOWN(X)
#undef X
}

void ich9_top_reset(ich9_top_t *s, ich9_top_out_t *out)
{
    *s = (ich9_top_t){0};
    smi_ctl_reset(&s->smi_ctl, &s->out.smi_ctl);
    smi_timers_reset(&s->smi_timers, &s->out.smi_timers);
    tco_reset(&s->tco, &s->out.tco);
    serirq_reset(&s->serirq, &s->out.serirq);
    lpc_reset(&s->lpc, &s->out.lpc);
    ich9_parts_show(&s->out, out);
}

void ich9_top_tick(ich9_top_t *s, const ich9_top_in_t *in, ich9_top_out_t *out)
{
    ich9_parts_t *p = &s->out;
    ich9_parts_in_t to;
    ich9_parts_wire(in, p, &to);
    to.smi_timers.now = to.tco.now = in->now;
    smi_ctl_tick(&s->smi_ctl, &to.smi_ctl, &p->smi_ctl);
    smi_timers_tick(&s->smi_timers, &to.smi_timers, &p->smi_timers);
    tco_tick(&s->tco, &to.tco, &p->tco);
    serirq_tick(&s->serirq, &to.serirq, &p->serirq);
    lpc_tick(&s->lpc, &to.lpc, &p->lpc);
    ich9_parts_show(p, out);
}

uint64_t ich9_top_wait(const ich9_top_t *s, const ich9_top_in_t *in)
{
    uint64_t timers = smi_timers_wait(&s->smi_timers, &(smi_timers_in_t){.now = in->now});
    uint64_t tco = tco_wait(&s->tco, &(tco_in_t){.now = in->now});
    return !timers || (tco && tco < timers) ? tco : timers;
}

BLOCK_TIMED(ich9_top, PCICLK, true, "the ICH9's SMI path as one: smi_ctl, smi_timers, tco, serirq, lpc")
