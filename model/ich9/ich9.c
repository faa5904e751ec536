#include "ich9/ich9.h"

#include "bus.h"
#include "ich9/ich9_regs.h"
#include "ich9/pm.h"
#include "ich9/rcba.h"
#include "ich9/smi_ctl.h"

SIG_TABLE(ich9_in, ICH9_IN)
SIG_TABLE(ich9_out, ICH9_OUT)

const char *const ich9_state_names[] = {"IDLE", "PART", "LPC", "SETTLE", "IOAPIC", NULL};
const char *const ich9_space_names[] = {"CFG", "PM", "PORT", "RCBA", NULL};

enum { ID_ICH9 = 0x29188086 };
enum { OIC_AEN = 1 << 0 };
#define IOAPIC_BASE UINT64_C(0xfec00000)
enum { PMCON1_SMI_LOCK = 1 << 4, PMCON1_PWRBTN_LVL = 1 << 9, ACPI_EN = 1 << 7, RCBA_EN = 1 };
enum { BIOSWE = 1 << 0, BLE = 1 << 1, BIOS_CNTL_TSS = 1 << 4 };
enum { PORT_NMI_SC = 0x61, PORT_NMI_INDEX = 0x74, PORT_POST = 0x80, PORT_APM_CNT = 0xb2, PORT_APM_STS = 0xb3,
       PORT_RST_CNT = 0xcf9 };
enum { SYS_RST = 1 << 1, RST_CPU = 1 << 2, RST_CNT_RW = 0x0e };
enum { PM_SMI_EN = 0x30, PM_SMI_STS = 0x34, PM_ALT_GP = 0x38, PM_TCO = 0x60, PM_SIZE = 0x80 };
enum { LOCK_ACPI_BASE = 1 };

/* Dwords of configuration space in the order of ich9_t.regs. */
enum { R_40, R_44, R_48, R_4C, R_60, R_64, R_68, R_80, R_84, R_88, R_8C, R_90, R_A0, R_A4, R_A8, R_AC, R_D8, R_DC, R_F0 };
static const uint8_t cfg_at[ICH9_REGS] = {0x40, 0x44, 0x48, 0x4c, 0x60, 0x64, 0x68, 0x80, 0x84, 0x88,
                                          0x8c, 0x90, 0xa0, 0xa4, 0xa8, 0xac, 0xd8, 0xdc, 0xf0};

#define CFG(off) "D31:F0 " off
#define GEN_DEC(name, off, dword)                                                        \
    {name, "EN", CFG(off), dword, 0, 1, 0, REG_RW, 0, "chipset 1.1"},                     \
    {name, "base", CFG(off), dword, 2, 14, 0, REG_RW, 0, "chipset 1.1"},                  \
    {name, "mask", CFG(off), dword, 18, 6, 0, REG_RW, 0, "chipset 1.1"}
#define PIRQ_ROUT(name, off, dword, lane)                                                          \
    {name, "IRQ", CFG(off), dword, 8 * (lane), 4, 0, REG_RW, 0, "chipset 1.1"},                     \
    {name, "IRQEN_N", CFG(off), dword, 8 * (lane) + 7, 1, 1, REG_RW, 0, "chipset 1.1"}
const reg_row_t ich9_regs[] = {
    {"PMBASE", "RTE", CFG("40h"), R_40, 0, 1, 1, REG_RO, 0, "chipset 1.2"},
    {"PMBASE", "base", CFG("40h"), R_40, 7, 9, 0, REG_RW, LOCK_ACPI_BASE, "chipset 1.2, 1.6"},
    {"ACPI_CNTL", "SCI_IRQ_SEL", CFG("44h"), R_44, 0, 3, 0, REG_RW, 0, "chipset 1.2"},
    {"ACPI_CNTL", "ACPI_EN", CFG("44h"), R_44, 7, 1, 0, REG_RW, 0, "chipset 1.2"},
    {"GPIOBASE", "RTE", CFG("48h"), R_48, 0, 1, 1, REG_RO, 0, "chipset 1.1"},
    {"GPIOBASE", "base", CFG("48h"), R_48, 6, 10, 0, REG_RW, 0, "chipset 1.1"},
    {"GPIO_CNTL", "GPIO_EN", CFG("4Ch"), R_4C, 4, 1, 0, REG_RW, 0, "chipset 1.1"},
    PIRQ_ROUT("PIRQA_ROUT", "60h", R_60, 0),
    PIRQ_ROUT("PIRQB_ROUT", "61h", R_60, 1),
    PIRQ_ROUT("PIRQC_ROUT", "62h", R_60, 2),
    PIRQ_ROUT("PIRQD_ROUT", "63h", R_60, 3),
    {"SERIRQ_CNTL", "SFPW", CFG("64h"), R_64, 0, 2, 0, REG_RW, 0, "chipset 1.3"},
    {"SERIRQ_CNTL", "frames", CFG("64h"), R_64, 2, 4, 4, REG_RO, 0, "chipset 1.3"},
    {"SERIRQ_CNTL", "SIRQMD", CFG("64h"), R_64, 6, 1, 0, REG_RW, 0, "chipset 1.3"},
    {"SERIRQ_CNTL", "SIRQEN", CFG("64h"), R_64, 7, 1, 0, REG_RW, 0, "chipset 1.3"},
    PIRQ_ROUT("PIRQE_ROUT", "68h", R_68, 0),
    PIRQ_ROUT("PIRQF_ROUT", "69h", R_68, 1),
    PIRQ_ROUT("PIRQG_ROUT", "6Ah", R_68, 2),
    PIRQ_ROUT("PIRQH_ROUT", "6Bh", R_68, 3),
    {"LPC_IO_DEC", "COMA", CFG("80h"), R_80, 0, 3, 0, REG_RW, 0, "chipset 1.4"},
    {"LPC_IO_DEC", "COMB", CFG("80h"), R_80, 4, 3, 0, REG_RW, 0, "chipset 1.4"},
    {"LPC_IO_DEC", "LPT", CFG("80h"), R_80, 8, 2, 0, REG_RW, 0, "chipset 1.4"},
    {"LPC_IO_DEC", "FDD", CFG("80h"), R_80, 12, 1, 0, REG_RW, 0, "chipset 1.4"},
    {"LPC_EN", "COMA_LPC_EN", CFG("82h"), R_80, 16, 1, 0, REG_RW, 0, "chipset 1.4"},
    {"LPC_EN", "COMB_LPC_EN", CFG("82h"), R_80, 17, 1, 0, REG_RW, 0, "chipset 1.4"},
    {"LPC_EN", "LPT_LPC_EN", CFG("82h"), R_80, 18, 1, 0, REG_RW, 0, "chipset 1.4"},
    {"LPC_EN", "FDD_LPC_EN", CFG("82h"), R_80, 19, 1, 0, REG_RW, 0, "chipset 1.4"},
    {"LPC_EN", "GAMEL_LPC_EN", CFG("82h"), R_80, 24, 1, 0, REG_RW, 0, "chipset 1.4"},
    {"LPC_EN", "GAMEH_LPC_EN", CFG("82h"), R_80, 25, 1, 0, REG_RW, 0, "chipset 1.4"},
    {"LPC_EN", "KBC_LPC_EN", CFG("82h"), R_80, 26, 1, 0, REG_RW, 0, "chipset 1.4"},
    {"LPC_EN", "MC_LPC_EN", CFG("82h"), R_80, 27, 1, 0, REG_RW, 0, "chipset 1.4"},
    {"LPC_EN", "CNF1_LPC_EN", CFG("82h"), R_80, 28, 1, 0, REG_RW, 0, "chipset 1.4"},
    {"LPC_EN", "CNF2_LPC_EN", CFG("82h"), R_80, 29, 1, 0, REG_RW, 0, "chipset 1.4"},
    GEN_DEC("GEN1_DEC", "84h", R_84),
    GEN_DEC("GEN2_DEC", "88h", R_88),
    GEN_DEC("GEN3_DEC", "8Ch", R_8C),
    GEN_DEC("GEN4_DEC", "90h", R_90),
    {"GEN_PMCON_1", "PER_SMI_SEL", CFG("A0h"), R_A0, 0, 2, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "CLKRUN_EN", CFG("A0h"), R_A0, 2, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "SS_EN", CFG("A0h"), R_A0, 3, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "SMI_LOCK", CFG("A0h"), R_A0, 4, 1, 0, REG_W1S, 0, "chipset 1.5 (kept in smi_ctl)"},
    {"GEN_PMCON_1", "CPUSLP_EN", CFG("A0h"), R_A0, 5, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "i64_EN", CFG("A0h"), R_A0, 6, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "C4onC3_EN", CFG("A0h"), R_A0, 7, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "PWRBTN_LVL", CFG("A0h"), R_A0, 9, 1, 0, REG_LIVE, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "BIOS_PCI_EXP_EN", CFG("A0h"), R_A0, 10, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "C5_C6_EN", CFG("A0h"), R_A0, 11, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_LOCK", "ACPI_BASE_LOCK", CFG("A6h"), R_A4, 17, 1, 0, REG_W1S, 0, "chipset 1.6"},
    {"GEN_PMCON_LOCK", "SLP_STR_POL_LOCK", CFG("A6h"), R_A4, 18, 1, 0, REG_W1S, 0, "chipset 1.6"},
    {"C5_EXIT_TIMING", "C5_EXIT_TIMING", CFG("A8h"), R_A8, 0, 8, 0, REG_RW, 0, "chipset 1.1"},
    {"CxSTATE_CNF", "CxSTATE_CNF", CFG("A9h"), R_A8, 8, 8, 0, REG_RW, 0, "chipset 1.1"},
    {"C4TIMING_CNT", "C4TIMING_CNT", CFG("AAh"), R_A8, 16, 8, 0, REG_RW, 0, "chipset 1.1"},
    {"ETR3", "bits 9:8", CFG("ACh"), R_AC, 8, 2, 0, REG_RW, 0, "chipset 1.1"},
    {"ETR3", "CWORWRE", CFG("ACh"), R_AC, 18, 1, 0, REG_RW, 0, "chipset 1.1"},
    {"ETR3", "CF9GR", CFG("ACh"), R_AC, 20, 1, 0, REG_RW, 0, "chipset 1.1"},
    {"ETR3", "bit 30", CFG("ACh"), R_AC, 30, 1, 0, REG_RW, 0, "chipset 1.1"},
    {"FWH_DEC_EN1", "40_70_EN", CFG("D8h"), R_D8, 0, 4, 0xf, REG_RW, 0, "chipset 1.1"},
    {"FWH_DEC_EN1", "LEG_E_F_EN", CFG("D8h"), R_D8, 6, 2, 3, REG_RW, 0, "chipset 1.1"},
    {"FWH_DEC_EN1", "C0_F0_EN", CFG("D8h"), R_D8, 8, 7, 0x7f, REG_RW, 0, "chipset 1.1"},
    {"FWH_DEC_EN1", "F8_EN", CFG("D8h"), R_D8, 15, 1, 1, REG_RO, 0, "chipset 1.1"},
    {"BIOS_CNTL", "BIOSWE", CFG("DCh"), R_DC, 0, 1, 0, REG_RW, 0, "chipset 1.8"},
    {"BIOS_CNTL", "BLE", CFG("DCh"), R_DC, 1, 1, 0, REG_W1S, 0, "chipset 1.8"},
    {"BIOS_CNTL", "SRC", CFG("DCh"), R_DC, 2, 2, 0, REG_RW, 0, "chipset 1.8"},
    {"BIOS_CNTL", "TSS", CFG("DCh"), R_DC, 4, 1, 0, REG_LIVE, 0, "chipset 1.8 (RCBA 3414h bit 0)"},
    {"RCBA", "EN", CFG("F0h"), R_F0, 0, 1, 0, REG_RW, 0, "chipset 1.1"},
    {"RCBA", "base", CFG("F0h"), R_F0, 14, 18, 0, REG_RW, 0, "chipset 1.1"},
    {0}};

void ich9_reset(ich9_t *s, ich9_out_t *out)
{
    *s = (ich9_t){.o = {.init_n = true}};
    for (unsigned i = 0; i < ICH9_REGS; i++)
        s->regs[i] = reg_reset(ich9_regs, i);
    s->o.pmbase = s->regs[R_40];
    s->o.serirq_cntl = (uint8_t)s->regs[R_64];
    *out = s->o;
}

/* --- what lies where ---------------------------------------------------------------------------------------------- */

/* Offset in the PM block, or -1 when the port is elsewhere or the block is not decoded. */
static int pm_offset(const ich9_t *s, uint64_t port)
{
    uint32_t base = s->regs[R_40] & 0xff80;
    if (!(s->regs[R_44] & ACPI_EN) || base == 0 || port < base || port >= base + PM_SIZE)
        return -1;
    return (int)(port - base);
}

/* Offset in RCBA's 16 KB, or -1. */
static int rcba_offset(const ich9_t *s, uint64_t addr)
{
    uint64_t base = s->regs[R_F0] & ~UINT32_C(0x3fff);
    return (s->regs[R_F0] & RCBA_EN) && addr >= base && addr < base + 0x4000 ? (int)(addr - base) : -1;
}

static bool in_range(uint64_t port, unsigned first, unsigned count)
{
    return port >= first && port < first + count;
}

static bool lpc_generic(const ich9_t *s, uint64_t port)
{
    for (unsigned i = R_84; i <= R_90; i++) {
        uint32_t r = s->regs[i], mask = r >> 16 & 0xfc; /* A7 to A2 that are not compared */
        if ((r & 1) && ((port ^ r) & 0xfffc & ~mask) == 0)
            return true;
    }
    return false;
}

/* A port that the bridge passes on to LPC (chipset facts 1.4). */
static bool lpc_port(const ich9_t *s, uint64_t port)
{
    static const uint16_t com[] = {0x3f8, 0x2f8, 0x220, 0x228, 0x238, 0x2e8, 0x338, 0x3e8};
    static const uint16_t lpt[] = {0x378, 0x278, 0x3bc, 0xffff};
    uint32_t r = s->regs[R_80], en = r >> 16;
    unsigned fdd = r >> 12 & 1 ? 0x370 : 0x3f0, at_lpt = lpt[r >> 8 & 3];
    bool hit[] = {
        in_range(port, com[r & 7], 8), in_range(port, com[r >> 4 & 7], 8),
        at_lpt != 0xffff && (in_range(port, at_lpt, at_lpt == 0x3bc ? 4 : 8)),
        in_range(port, fdd, 8) && port != fdd + 6,
        false, false, false, false,
        in_range(port, 0x200, 8), in_range(port, 0x208, 8),
        port == 0x60 || port == 0x64, port == 0x62 || port == 0x66,
        in_range(port, 0x2e, 2), in_range(port, 0x4e, 2)};
    for (unsigned i = 0; i < sizeof hit / sizeof hit[0]; i++)
        if (hit[i] && (en >> i & 1))
            return true;
    return lpc_generic(s, port);
}

/* Is this memory address flash (FWH_DEC_EN1)? */
static bool is_flash(const ich9_t *s, uint64_t addr)
{
    uint32_t en = s->regs[R_D8];
    if (addr >= 0xffc00000 && addr <= 0xffffffff)
        return en >> (8 + (addr >> 19 & 7)) & 1;
    if (addr >= 0xff800000 && addr <= 0xffbfffff) /* the register space of the same devices */
        return en >> (8 + (addr >> 19 & 7)) & 1;
    if (addr >= 0xff400000 && addr <= 0xff7fffff)
        return en >> (addr >> 20 & 3) & 1;
    return (addr >= 0xe0000 && addr <= 0xeffff && (en >> 6 & 1)) || (addr >= 0xf0000 && addr <= 0xfffff && (en >> 7 & 1));
}

static bool microcontroller(const ich9_in_t *in, uint64_t port)
{
    return (in->smi_en & MCSMI_EN) && (port == 0x62 || port == 0x66);
}

/* True when SMI_EN and SMI_STS refuse this access by its size. */
static bool pm_too_small(const ich9_in_t *in, unsigned off)
{
    unsigned reg = off & ~3u;
    return !in->pm_byte_access && in->dmi_size != 4 && (reg == PM_SMI_EN || reg == PM_SMI_STS);
}

/* The byte at this address is behind an LPC cycle: its kind, or -1. */
static int lpc_target(const ich9_t *s, const ich9_in_t *in, uint64_t addr)
{
    if (in->dmi_space == BUS_MEM) {
        if (rcba_offset(s, addr) >= 0 || !is_flash(s, addr))
            return -1;
        return !in->dmi_write ? LPC_FW_READ : s->regs[R_DC] & BIOSWE ? LPC_FW_WRITE : -1;
    }
    if (in->dmi_space != BUS_IO || pm_offset(s, addr) >= 0 || microcontroller(in, addr) || !lpc_port(s, addr))
        return -1;
    return in->dmi_write ? LPC_IO_WRITE : LPC_IO_READ;
}

/* --- reads -------------------------------------------------------------------------------------------------------- */

static uint32_t cfg_read(const ich9_t *s, const ich9_in_t *in, unsigned off)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < ICH9_REGS; i++)
        if (cfg_at[i] == (off & ~3u))
            v = s->regs[i];
    switch (off & ~3u) {
    case 0x00: {
        return ID_ICH9;
    }
    case 0xa0: {
        return v | (in->smi_lock ? PMCON1_SMI_LOCK : 0) | (in->pwrbtn_n ? PMCON1_PWRBTN_LVL : 0) |
               (uint32_t)in->gen_pmcon_2 << 16;
    }
    case 0xa4: {
        return v | in->gen_pmcon_3;
    }
    case 0xb8: {
        return in->gpi_rout;
    }
    case 0xdc: {
        return v | (in->buc & 1 ? BIOS_CNTL_TSS : 0);
    }
    default: {
        return v;
    }
    }
}

static uint32_t pm_read(const ich9_in_t *in, unsigned off)
{
    const uint32_t tco[] = {in->tco0, in->tco1, in->tco2, in->tco3, in->tco4};
    unsigned reg = off & ~3u;
    switch (reg) {
    case PM_SMI_EN: {
        return reg_read(smi_ctl_regs, 0, in->smi_en);
    }
    case PM_SMI_STS: {
        return reg_read(smi_ctl_regs, 1, in->smi_sts);
    }
    case PM_ALT_GP: {
        return in->alt_gp_smi_en | (uint32_t)in->alt_gp_smi_sts << 16;
    }
    case PM_PM1_STS_EN: {
        return in->pm1_sts | (uint32_t)in->pm1_en << 16;
    }
    case PM_PM1_CNT: {
        return in->pm1_cnt;
    }
    case PM_PM1_TMR: {
        return pm_timer(in->now, in->tmr_base, in->slow);
    }
    case PM_PROC_CNT: {
        return in->proc_cnt;
    }
    case PM_GPE0_STS: {
        return (uint32_t)in->gpe0_sts;
    }
    case PM_GPE0_STS_HI: {
        return (uint32_t)(in->gpe0_sts >> 32);
    }
    case PM_GPE0_EN: {
        return (uint32_t)in->gpe0_en;
    }
    case PM_GPE0_EN_HI: {
        return (uint32_t)(in->gpe0_en >> 32);
    }
    case PM_UPRWC: {
        return in->uprwc;
    }
    case PM_GPE_CNTL: {
        return (uint32_t)in->gpe_cntl << 16;
    }
    case PM_DEVACT_STS: {
        return in->devact_sts;
    }
    default: {
        return reg >= PM_TCO && reg < PM_TCO + sizeof tco ? tco[(reg - PM_TCO) / 4] : 0;
    }
    }
}

static uint32_t rcba_read(const ich9_in_t *in, unsigned off)
{
    const uint64_t iotr[] = {in->iotr0, in->iotr1, in->iotr2, in->iotr3};
    unsigned reg = off & ~3u;
    if (reg >= RCBA_IOTR0 && reg < RCBA_IOTR0 + sizeof iotr)
        return (uint32_t)(iotr[(reg - RCBA_IOTR0) / 8] >> (reg & 4 ? 32 : 0));
    switch (reg) {
    case RCBA_OIC: {
        return (uint32_t)in->oic << 24;
    }
    case RCBA_TRSR: {
        return in->trsr;
    }
    case RCBA_TRCR: {
        return in->trcr;
    }
    case RCBA_TWDR: {
        return in->twdr;
    }
    case RCBA_TCTL: {
        return in->tctl;
    }
    case RCBA_GCS: {
        return in->gcs;
    }
    case RCBA_BUC: {
        return in->buc;
    }
    default: {
        return 0;
    }
    }
}

static uint8_t port_read(const ich9_t *s, const ich9_in_t *in, uint64_t port)
{
    int pm = pm_offset(s, port);
    if (pm >= 0) {
        if (pm_too_small(in, (unsigned)pm))
            return 0xff;
        return (uint8_t)(pm_read(in, (unsigned)pm) >> (8 * (port & 3)));
    }
    switch (port) {
    case PORT_NMI_SC: {
        return in->port_61;
    }
    case PORT_NMI_INDEX: {
        return in->port_74;
    }
    case PORT_POST: {
        return s->o.post;
    }
    case PORT_APM_CNT: {
        return in->apm_cnt;
    }
    case PORT_APM_STS: {
        return in->apm_sts;
    }
    case PORT_RST_CNT: {
        return s->o.rst_cnt;
    }
    default: {
        return 0xff;
    }
    }
}

/* A byte that no LPC cycle has to fetch. */
static uint8_t read_byte(const ich9_t *s, const ich9_in_t *in, uint64_t addr)
{
    if (in->dmi_space == BUS_CFG)
        return (uint8_t)(cfg_read(s, in, (unsigned)addr) >> (8 * (addr & 3)));
    if (in->dmi_space == BUS_MEM) {
        int at = rcba_offset(s, addr);
        if (at < 0)
            return 0xff;
        return (uint8_t)(rcba_read(in, (unsigned)at) >> (8 * (addr & 3)));
    }
    return port_read(s, in, addr);
}

/* --- writes ------------------------------------------------------------------------------------------------------- */

static void write_config(ich9_t *s, unsigned off, uint8_t be, uint32_t data)
{
    uint32_t locks = s->regs[R_A4] >> 16 & PMCON_LOCK_ACPI_BASE ? 1u << (LOCK_ACPI_BASE - 1) : 0;
    uint32_t was = s->regs[R_DC];
    for (unsigned i = 0; i < ICH9_REGS; i++)
        if (cfg_at[i] == off)
            s->regs[i] = reg_write(ich9_regs, i, s->regs[i], data, be, locks);
    s->regs[R_A0] &= ~(uint32_t)PMCON1_SMI_LOCK; /* smi_ctl keeps it */
    if ((was & BLE) && !(was & BIOSWE) && (s->regs[R_DC] & BIOSWE))
        s->o.bioswr = true;
}

static void write_rst_cnt(ich9_t *s, uint8_t data)
{
    bool falls = (data & RST_CPU) && !(s->o.rst_cnt & RST_CPU);
    s->o.rst_cnt = (uint8_t)(data & RST_CNT_RW);
    if (falls && (data & SYS_RST))
        s->o.plat_reset = true;
    else if (falls)
        s->init_left = ICH9_INIT_CLKS;
}

static void strobe(ich9_t *s, enum ich9_space space, unsigned off, uint8_t be, uint32_t data)
{
    s->o.reg_wr = true;
    s->o.reg_space = (uint8_t)space;
    s->o.reg_off = (uint16_t)off;
    s->o.wr_be = be;
    s->o.wr_data = data;
}

/* Writes what begins at byte `pos` and lies in one dword, or is one port. Returns how many bytes that was. */
static unsigned write_part(ich9_t *s, const ich9_in_t *in, unsigned pos)
{
    uint64_t addr = in->dmi_addr + pos;
    unsigned left = in->dmi_size - pos, lane = addr & 3;
    unsigned in_dword = left < 4 - lane ? left : 4 - lane;
    uint8_t be = (uint8_t)(((1u << in_dword) - 1) << lane);
    uint32_t data = (uint32_t)(in->dmi_wdata >> (8 * pos)), lanes = data << (8 * lane);
    int at;

    switch ((bus_space_t)in->dmi_space) {
    case BUS_SPECIAL: {
        if (in->dmi_addr == SPECIAL_SHUTDOWN)
            s->init_left = in->shutdown_init;
        return left;
    }
    case BUS_MEM: {
        at = rcba_offset(s, addr);
        if (at >= 0)
            strobe(s, RS_RCBA, (unsigned)at & ~3u, be, lanes);
        return in_dword;
    }
    case BUS_CFG: {
        write_config(s, (unsigned)addr & ~3u, be, lanes);
        strobe(s, RS_CFG, (unsigned)addr & ~3u, be, lanes);
        return in_dword;
    }
    default: {
        break;
    }
    }
    at = pm_offset(s, addr);
    if (at >= 0) {
        if (!pm_too_small(in, (unsigned)at))
            strobe(s, RS_PM, (unsigned)at & ~3u, be, lanes);
        return in_dword;
    }
    strobe(s, RS_PORT, (unsigned)addr, 1, data & 0xff);
    if (addr == PORT_POST)
        s->o.post = (uint8_t)data;
    if (addr == PORT_RST_CNT)
        write_rst_cnt(s, (uint8_t)data);
    return 1;
}

/* --- one request -------------------------------------------------------------------------------------------------- */

static void start_lpc(ich9_t *s, const ich9_in_t *in, int kind)
{
    uint64_t addr = in->dmi_addr + s->count;
    s->o.lpc_req = true;
    s->o.lpc_kind = (uint8_t)kind;
    s->o.lpc_addr = addr < 0x100000 && in->dmi_space == BUS_MEM ? (uint32_t)addr | 0xfff00000 : (uint32_t)addr;
    s->o.lpc_wdata = (uint8_t)(in->dmi_wdata >> (8 * s->count));
    s->o.bioswr = kind == LPC_FW_WRITE;
    s->state = ICH9_LPC;
}

static void acknowledge(ich9_t *s, bool raised_smi)
{
    s->o.raised_smi = raised_smi;
    s->o.ack_seq = s->seen;
    s->state = ICH9_IDLE;
}

/* All parts are done. */
static void finish(ich9_t *s, const ich9_in_t *in)
{
    if (!in->sync_smi || !s->settles) {
        acknowledge(s, false);
        return;
    }
    s->wait = 1;
    s->state = ICH9_SETTLE;
}

/* The next part of a write takes this clock. */
static void go_on_writing(ich9_t *s, const ich9_in_t *in)
{
    int kind = lpc_target(s, in, in->dmi_addr + s->count);
    if (kind >= 0)
        start_lpc(s, in, kind);
    else
        s->count = (uint8_t)(s->count + write_part(s, in, s->count));
}

/* Bytes that registers answer are there at once; one behind LPC has to be waited for. */
static void go_on_reading(ich9_t *s, const ich9_in_t *in)
{
    for (; s->count < in->dmi_size; s->count++) {
        int kind = lpc_target(s, in, in->dmi_addr + s->count);
        if (kind >= 0) {
            start_lpc(s, in, kind);
            return;
        }
        s->data |= (uint64_t)read_byte(s, in, in->dmi_addr + s->count) << (8 * s->count);
    }
    s->o.rdata = s->data;
    finish(s, in);
}

/* Shows an I/O access to the traps, and says whether the answer has to wait for what it may cause. */
static bool show_to_traps(ich9_t *s, const ich9_in_t *in)
{
    unsigned lane = in->dmi_addr & 3;
    if (in->dmi_space != BUS_IO)
        return in->dmi_write;
    s->o.io_seen = true;
    s->o.io_addr = (uint16_t)(in->dmi_addr & ~3u);
    s->o.io_be = (uint8_t)((((1u << in->dmi_size) - 1) << lane) & 15);
    s->o.io_write = in->dmi_write;
    s->o.io_data = (uint32_t)in->dmi_wdata << (8 * lane);
    return in->dmi_write || ((in->iotr0 | in->iotr1 | in->iotr2 | in->iotr3) & IOTR_TRSE) || microcontroller(in, in->dmi_addr);
}

static bool for_ioapic(const ich9_in_t *in)
{
    return in->dmi_space == BUS_MEM && (in->oic & OIC_AEN) && (in->dmi_addr & ~UINT64_C(0xff)) == IOAPIC_BASE;
}

static void start_ioapic(ich9_t *s, const ich9_in_t *in)
{
    s->o.ioapic_seq++;
    s->o.ioapic_write = in->dmi_write;
    s->o.ioapic_off = in->dmi_addr & 0xfc;
    s->o.ioapic_data = (uint32_t)in->dmi_wdata << (8 * (in->dmi_addr & 3));
    s->state = ICH9_IOAPIC;
}

static void begin(ich9_t *s, const ich9_in_t *in)
{
    s->seen = in->dmi_seq;
    s->smi_was_high = in->smi_n;
    s->count = 0;
    s->data = 0;
    s->settles = show_to_traps(s, in);
    s->state = ICH9_PART;
    if (for_ioapic(in))
        start_ioapic(s, in);
    else if (in->dmi_write)
        go_on_writing(s, in);
    else
        go_on_reading(s, in);
}

static void show(ich9_t *s, const ich9_in_t *in, ich9_out_t *out)
{
    ich9_out_t *o = &s->o;
    o->init_n = s->init_left == 0;
    if (s->init_left)
        s->init_left--;
    o->pmbase = s->regs[R_40];
    o->acpi_cntl = (uint8_t)s->regs[R_44];
    o->serirq_cntl = (uint8_t)s->regs[R_64];
    o->lpc_en = (uint16_t)(s->regs[R_80] >> 16);
    o->gen_pmcon_1 = (uint16_t)(s->regs[R_A0] | (in->smi_lock ? PMCON1_SMI_LOCK : 0) |
                                (in->pwrbtn_n ? PMCON1_PWRBTN_LVL : 0));
    o->gen_pmcon_lock = (uint8_t)(s->regs[R_A4] >> 16);
    o->bios_cntl = (uint8_t)(s->regs[R_DC] | (in->buc & 1 ? BIOS_CNTL_TSS : 0));
    o->rcba = s->regs[R_F0];
    o->state = s->state;
    *out = *o;
}

void ich9_tick(ich9_t *s, const ich9_in_t *in, ich9_out_t *out)
{
    ich9_out_t *o = &s->o;
    o->reg_wr = o->io_seen = o->bioswr = o->plat_reset = o->lpc_req = false;

    switch ((enum ich9_state)s->state) {
    case ICH9_IDLE: {
        if (in->dmi_seq != s->seen)
            begin(s, in);
        break;
    }
    case ICH9_PART: {
        if (s->count >= in->dmi_size)
            finish(s, in);
        else
            go_on_writing(s, in);
        break;
    }
    case ICH9_LPC: {
        if (!in->lpc_done)
            break;
        s->data |= (uint64_t)in->lpc_rdata << (8 * s->count);
        s->count++;
        s->state = ICH9_PART;
        if (!in->dmi_write)
            go_on_reading(s, in);
        break;
    }
    case ICH9_IOAPIC: {
        if (in->ioapic_ack != s->o.ioapic_seq)
            break;
        s->o.rdata = in->ioapic_rdata >> (8 * (in->dmi_addr & 3));
        acknowledge(s, false);
        break;
    }
    case ICH9_SETTLE: {
        s->wait++;
        if (s->wait == ICH9_ACK_WAIT)
            acknowledge(s, s->smi_was_high && !in->smi_n);
        break;
    }
    }
    show(s, in, out);
}

uint64_t ich9_wait(const ich9_t *s, const ich9_in_t *in)
{
    (void)s;
    (void)in;
    return 0;
}

BLOCK_TIMED(ich9, PCICLK, false, "LPC bridge: decode of DMI requests to configuration space, PM block, RCBA, ports, LPC and flash")
