#include "ich9/ich9.h"
#include "ich9/ich9_top.h"

static uint32_t lanes_mask(unsigned be)
{
    return (be & 1 ? 0xffU : 0) | (be & 2 ? 0xff00U : 0) | (be & 4 ? 0xff0000U : 0) | (be & 8 ? 0xff000000U : 0);
}

static bool writes(const ich9_top_in_t *in, enum ich9_space space, unsigned off)
{
    return in->reg_wr && in->reg_space == space && in->reg_off == off;
}

/* --- strobes ----------------------------------------------------------------------------------------------------- */

static const char *const offs[] = {"30h", "34h", "60h", "64h", "68h", "6Ch", "70h", "A0h", "B2h", "B3h", NULL};
static const uint8_t off_values[] = {0x30, 0x34, 0x60, 0x64, 0x68, 0x6c, 0x70, 0xa0, 0xb2, 0xb3}; /* as above */
static const char *const spaces[] = {"CFG", "PM", "PORT", "RCBA", NULL};

/* Offsets that mean a register in one space, in each space. */
static void strobe(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_top_in_t *in = e->in;
    for (unsigned i = 0; i < sizeof off_values; i++)
        if (in->reg_off == off_values[i])
            COVER(b, i, in->reg_space, in->reg_wr);
}

static const char *const nears[] = {"PM_2Ch",   "PM_38h",   "PM_5Ch",  "PM_74h",
                                    "PORT_B1h", "PORT_B4h", "CFG_9Ch", "CFG_A4h", NULL};
static const struct {
    uint8_t space, off;
} near_values[] = {{RS_PM, 0x2c}, {RS_PM, 0x38}, {RS_PM, 0x5c}, {RS_PM, 0x74}, {RS_PORT, 0xb1}, {RS_PORT, 0xb4},
                   {RS_CFG, 0x9c}, {RS_CFG, 0xa4}}; /* as above */

/* Writes just beside a part's registers. */
static void beside(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_top_in_t *in = e->in;
    for (unsigned i = 0; i < sizeof near_values / sizeof *near_values; i++)
        if (writes(in, near_values[i].space, near_values[i].off))
            COVER(b, i);
}

static const char *const landings[] = {"SMI_EN", "SMI_STS", "APM_CNT", "APM_STS", "SMI_LOCK", "BIOS_RLS", "60h", "64h",
                                       "68h", "6Ch", "70h", NULL};

/* A write that is seen in the part it is for. */
static void lands(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_top_in_t *in = e->in;
    const ich9_top_out_t *w = e->was, *o = e->out;
    const bool landed[] = {
        writes(in, RS_PM, 0x30) && w->smi_en != o->smi_en,
        writes(in, RS_PM, 0x34) && (w->smi_sts & ~o->smi_sts & in->wr_data),
        writes(in, RS_PORT, 0xb2) && w->apm_cnt != o->apm_cnt,
        writes(in, RS_PORT, 0xb3) && w->apm_sts != o->apm_sts,
        writes(in, RS_CFG, 0xa0) && !w->smi_lock && o->smi_lock,
        writes(in, RS_PM, 0x30) && o->bios_rls,
        writes(in, RS_PM, 0x60) && w->regs0 != o->regs0,
        writes(in, RS_PM, 0x64) && (w->regs1 & ~o->regs1 & in->wr_data),
        writes(in, RS_PM, 0x68) && w->regs2 != o->regs2,
        writes(in, RS_PM, 0x6c) && w->regs3 != o->regs3,
        writes(in, RS_PM, 0x70) && w->regs4 != o->regs4,
    };
    for (unsigned i = 0; i < sizeof landed / sizeof *landed; i++)
        if (landed[i])
            COVER(b, i);
}

static void smi_lock(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_top_in_t *in = e->in;
    if (writes(in, RS_CFG, 0xa0))
        COVER(b, in->wr_be & 1, in->wr_data >> 4 & 1);
}

static const char *const ports[] = {"60h", "64h", "other", NULL};

/* Accesses to 62h and 66h, and what misses them by one thing. */
static void mc(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_top_in_t *in = e->in;
    COVER(b, in->io_addr == 0x60 ? 0 : in->io_addr == 0x64 ? 1 : 2, in->io_be >> 2 & 1, in->io_seen);
}

/* --- wires in ---------------------------------------------------------------------------------------------------- */

/* Inputs of one bit and the status bit that each sets in SMI_STS or TCO1_STS, TCO2_STS. */
#define DIRECT(X)                                                                       \
    X(usb1, smi_sts, LEGACY_USB_STS_BIT)                                                \
    X(usb2, smi_sts, LEGACY_USB2_STS_BIT)                                               \
    X(usb2_intel, smi_sts, INTEL_USB2_STS_BIT)                                          \
    X(pm1, smi_sts, PM1_STS_BIT)                                                        \
    X(gpe0, smi_sts, GPE0_STS_BIT)                                                      \
    X(gpi_sts, smi_sts, GPI_STS_BIT)                                                    \
    X(devmon, smi_sts, DEVMON_STS_BIT)                                                  \
    X(pcie, smi_sts, PCI_EXP_STS_BIT)                                                   \
    X(trap, smi_sts, MONITOR_STS_BIT)                                                   \
    X(spi, smi_sts, SPI_STS_BIT)                                                        \
    X(smbus, smi_sts, SMBUS_STS_BIT)                                                    \
    X(gbl_rls, smi_sts, BIOS_STS_BIT)                                                   \
    X(slp_en, smi_sts, SLP_SMI_STS_BIT)                                                 \
    X(dmi_smi, regs1, TCO1_DMISMI)                                                      \
    X(dmi_sci, regs1, TCO1_DMISCI)                                                      \
    X(dmi_serr, regs1, TCO1_DMISERR)                                                    \
    X(bioswr, regs1, TCO1_BIOSWR)                                                       \
    X(newcentury, regs1, TCO1_NEWCENTURY)                                               \
    X(smlink, regs1, TCO2_SMLINK_SLV_SMI)
#define X(wire, reg, bit) #wire,
static const char *const direct_names[] = {DIRECT(X) NULL};
#undef X
enum {
#define X(wire, reg, bit) AT_##wire,
    DIRECT(X) DIRECT_COUNT
#undef X
};
static const char *const companies[] = {"alone", "with_others", NULL};

/* A wire sets its bit while no other of them is high, or while some are. */
static void direct(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_top_in_t *in = e->in;
    const ich9_top_out_t *was = e->was, *out = e->out;
#define X(wire, reg, bit) {in->wire, !(was->reg & (bit)) && (out->reg & (bit))},
    const struct {
        bool high, sets;
    } wires[] = {DIRECT(X)};
#undef X
    unsigned high = 0;
    for (unsigned i = 0; i < DIRECT_COUNT; i++)
        high += wires[i].high;
    for (unsigned i = 0; i < DIRECT_COUNT; i++)
        if (wires[i].high && wires[i].sets)
            COVER(b, i, high > 1);
}

static const char *const straps[] = {"sts_needs_en", "first_smi", "eos_reset", "tco_sticky", "nmi_bypass", "repeats",
                                     "run_reset", "no_reboot", NULL};

static void strap(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_top_in_t *in = e->in;
    const bool is[] = {in->sts_needs_en, in->first_smi, in->eos_reset, in->tco_sticky, in->nmi_bypass, in->repeats,
                       in->run_reset, in->no_reboot};
    for (unsigned i = 0; i < sizeof is / sizeof *is; i++)
        COVER(b, i, is[i]);
}

/* --- wires between the parts ------------------------------------------------------------------------------------- */

static const char *const inners[] = {"sw_set", "per_set", "tco_high", "tco_low", "serirq_high", "serirq_low", "nmi_smi",
                                     "tco_lock_1", "tco_lock_0", "gbl_en_1", "gbl_en_0", "sw_en", "per_en", NULL};

/* Each wire from one part to another, where an output tells that it did its work. sw_en and per_en are seen in
 * sw_set and per_set: a timer that was off since reset sets nothing. */
static void inner(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_top_in_t *in = e->in, *in_was = e->in_was;
    const ich9_top_out_t *w = e->was, *o = e->out;
    uint32_t up = o->smi_sts & ~w->smi_sts, down = w->smi_sts & ~o->smi_sts;
    uint32_t written = writes(in, RS_PM, 0x30) ? lanes_mask(in->wr_be) : 0;
    bool turns_tco_en = (written & TCO_EN) && ((in->wr_data ^ w->smi_en) & TCO_EN);
    bool nmi = (w->regs2 & TCO1_NMI2SMI_EN) && in->nmi_src && !in->nmi_off;
    bool falls = w->smi_n && !o->smi_n;
    uint32_t with_en = w->smi_sts & w->smi_en & SMI_EN_RW & ~(uint32_t)(GBL_SMI_EN | EOS);
    uint32_t without_en = w->smi_sts & (PM1_STS_BIT | GPE0_STS_BIT | GPI_STS_BIT | DEVMON_STS_BIT | SERIRQ_STS_BIT |
                                        SMBUS_STS_BIT | PCI_EXP_STS_BIT | MONITOR_STS_BIT | SPI_STS_BIT);
    const bool works[] = {
        up & SWSMI_TMR_STS_BIT,
        up & PERIODIC_STS_BIT,
        up & TCO_STS_BIT,
        (down & TCO_STS_BIT) && !in->tco_sticky,
        up & SERIRQ_STS_BIT,
        down & SERIRQ_STS_BIT,
        falls && !with_en && !without_en && !in_was->smb_host,
        turns_tco_en && (w->regs2 & TCO1_TCO_LOCK),
        turns_tco_en && !(w->regs2 & TCO1_TCO_LOCK),
        nmi && (w->smi_en & GBL_SMI_EN),
        nmi && !(w->smi_en & GBL_SMI_EN),
        (up & SWSMI_TMR_STS_BIT) && !(w->smi_en & PERIODIC_EN),
        (up & PERIODIC_STS_BIT) && !(w->smi_en & SWSMI_TMR_EN),
    };
    for (unsigned i = 0; i < sizeof works / sizeof *works; i++)
        if (works[i])
            COVER(b, i);
}

/* --- the buses --------------------------------------------------------------------------------------------------- */

static const char *const lines[] = {"IRQ0",  "IRQ1",  "IRQ3",  "IRQ4",  "IRQ5",  "IRQ6",  "IRQ7",
                                    "IRQ8",  "IRQ9",  "IRQ10", "IRQ11", "IRQ12", "IRQ13", "IRQ14",
                                    "IRQ15", "INTA",  "INTB",  "INTC",  "INTD",  "IOCHK", NULL};

static uint32_t line_levels(const ich9_top_out_t *o)
{
    return (o->irq & 3U) | (uint32_t)(o->irq >> 3) << 2 | (uint32_t)o->pirq << 15 | (uint32_t)o->iochk << 19;
}

static void line(const cover_edge_t *e, cover_bins_t *b)
{
    uint32_t was = line_levels(e->was), is = line_levels(e->out);
    for (unsigned i = 0; i < 20; i++)
        if ((was ^ is) >> i & 1)
            COVER(b, i, is >> i & 1);
}

static const char *const starts[] = {"quiet", "continuous", NULL}, *const sels[] = {"00", "01", "10", "11", NULL};

/* The host pulls SERIRQ, by the register: a start or a stop frame. */
static void sirq(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_top_in_t *in = e->in;
    const ich9_top_out_t *was = e->was, *out = e->out;
    if (was->sirq_o && !out->sirq_o)
        COVER(b, in->serirq_cntl >> 6 & 1, in->serirq_cntl & 3);
}

static const char *const ends[] = {"good", "error", "aborted", NULL};

static void lpc(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_top_in_t *in = e->in;
    const ich9_top_out_t *was = e->was, *out = e->out;
    if (!e->memo[0] && in->lpc_req && was->lframe_n && !out->lframe_n)
        e->memo[0] = 1u + (in->lpc_kind <= LPC_FW_WRITE ? in->lpc_kind : (uint32_t)LPC_IO_READ);
    if (out->lpc_done && e->memo[0]) {
        COVER(b, e->memo[0] - 1, out->lpc_aborted ? 2 : out->lpc_error ? 1 : 0);
        e->memo[0] = 0;
    }
}

static const char *const outputs[] = {"SMI", "NMI", "SCI", "TCO_INT", "SECOND_TO", "REBOOT", "BIOS_RLS", NULL};

static void output(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_top_out_t *w = e->was, *o = e->out;
    const bool before[] = {!w->smi_n, w->nmi, w->sci, w->tco_int, w->second_to, w->reboot, w->bios_rls};
    const bool after[] = {!o->smi_n, o->nmi, o->sci, o->tco_int, o->second_to, o->reboot, o->bios_rls};
    for (unsigned i = 0; i < sizeof after / sizeof *after; i++)
        if (before[i] != after[i])
            COVER(b, i, after[i]);
}
static const char *const changes[] = {"ends", "begins", NULL};

const cover_group_t ich9_top_cover[] = {
    {"strobe", "the offset of each register, in each space, written or not", "model/ich9/ich9_top.h", COVER_HERE,
     {{"offset", offs}, {"space", spaces}, {"written", cover_no_yes}}, strobe, NULL},
    {"beside", "writes just beside the registers", "model/ich9/ich9_top.h", COVER_HERE,
     {{"offset", nears}}, beside, NULL},
    {"lands", "writes seen in the part they are for", "model/ich9/ich9_top.h", COVER_HERE,
     {{"register", landings}}, lands, NULL},
    {"smi_lock", "writes of GEN_PMCON_1: its lane and the bit", "chipset facts 1.5", COVER_HERE,
     {{"lane", cover_no_yes}, {"bit", cover_0_1}}, smi_lock, NULL},
    {"mc", "accesses to 62h and 66h, and beside them", "chipset facts 2.6 row 8", COVER_HERE,
     {{"dword", ports}, {"lane", cover_no_yes}, {"seen", cover_no_yes}}, mc, NULL},
    {"direct", "each wire sets its status bit, alone and with others", "chipset facts 2.6", COVER_HERE,
     {{"wire", direct_names}, {"company", companies}}, direct, NULL},
    {"strap", "each strap both ways", "model/ich9/ich9_top.h", COVER_HERE,
     {{"strap", straps}, {"is", cover_0_1}}, strap, NULL},
    {"inner", "each wire from one part to another does its work", "model/ich9/ich9_top.h", COVER_HERE,
     {{"wire", inners}}, inner, NULL},
    {"output", "each output to the machine begins and ends", "model/ich9/ich9_top.h", COVER_HERE,
     {{"output", outputs}, {"change", changes}}, output, NULL},
    {"line", "each line of SERIRQ changes", "chipset facts 6.3", COVER_HERE, {{"line", lines}, {"to", cover_0_1}}, line,
     NULL},
    {"sirq", "start and stop frames, by mode and width", "chipset facts 1.3, 6.3", COVER_HERE,
     {{"mode", starts}, {"width", sels}}, sirq, NULL},
    {"lpc", "each end of each kind of LPC cycle", "chipset facts 6.1", COVER_HERE,
     {{"kind", lpc_kind_names}, {"end", ends}}, lpc, NULL},
    {0}};
