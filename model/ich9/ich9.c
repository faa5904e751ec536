#include "ich9/ich9.h"

#include "bus.h"
#include "ich9/ich9_regs.h"
#include "ich9/smi_ctl.h"

#include <string.h>

SIG_TABLE(ich9_in, ICH9_IN)
SIG_TABLE(ich9_out, ICH9_OUT)

const char *const ich9_state_names[] = {"IDLE", "STROBE", "SETTLE", NULL};

enum { REG_40, REG_44, REG_A0, REG_A4 };
enum { ID_ICH9 = 0x29188086, SMI_LOCK_BIT = 1 << 4, ACPI_EN = 1 << 7 };
enum { PORT_APM_CNT = 0xb2, PORT_APM_STS = 0xb3, PORT_POST = 0x80 };
enum { PM_SMI_EN = 0x30, PM_SMI_STS = 0x34, PM_ALT_GP = 0x38, PM_SIZE = 0x80 };

#define CFG(off) "D31:F0 " off
const reg_row_t ich9_regs[] = {
    {"PMBASE", "RTE", CFG("40h"), REG_40, 0, 1, 1, REG_RO, 0, "chipset 1.2"},
    {"PMBASE", "base", CFG("40h"), REG_40, 7, 9, 0, REG_RW, 0, "chipset 1.2"},
    {"ACPI_CNTL", "SCI_IRQ_SEL", CFG("44h"), REG_44, 0, 3, 0, REG_RW, 0, "chipset 1.2"},
    {"ACPI_CNTL", "ACPI_EN", CFG("44h"), REG_44, 7, 1, 0, REG_RW, 0, "chipset 1.2"},
    {"GEN_PMCON_1", "PER_SMI_SEL", CFG("A0h"), REG_A0, 0, 2, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "CLKRUN_EN", CFG("A0h"), REG_A0, 2, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "SS_EN", CFG("A0h"), REG_A0, 3, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "SMI_LOCK", CFG("A0h"), REG_A0, 4, 1, 0, REG_LIVE, 0, "chipset 1.5 (kept in smi_ctl, W1S)"},
    {"GEN_PMCON_1", "CPUSLP_EN", CFG("A0h"), REG_A0, 5, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "i64_EN", CFG("A0h"), REG_A0, 6, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "C4onC3_EN", CFG("A0h"), REG_A0, 7, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "BIOS_PCI_EXP_EN", CFG("A0h"), REG_A0, 10, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_1", "C5_C6_EN", CFG("A0h"), REG_A0, 11, 1, 0, REG_RW, 0, "chipset 1.5"},
    {"GEN_PMCON_3", "AFTERG3_EN", CFG("A4h"), REG_A4, 0, 1, 0, REG_RW, 0, "chipset 1.6"},
    {"GEN_PMCON_3", "SLP_S4_ASE", CFG("A4h"), REG_A4, 3, 1, 0, REG_RW, 0, "chipset 1.6"},
    {"GEN_PMCON_3", "SLP_S4_MAW", CFG("A4h"), REG_A4, 4, 2, 0, REG_RW, 0, "chipset 1.6"},
    {"GEN_PMCON_3", "SWSMI_RATE_SEL", CFG("A4h"), REG_A4, 6, 2, 0, REG_RW, 0, "chipset 1.6"},
    {0}};

void ich9_reset(ich9_t *s, ich9_out_t *out)
{
    *s = (ich9_t){.o = {.init_n = true}};
    for (unsigned i = 0; i < 4; i++)
        s->regs[i] = reg_reset(ich9_regs, i);
    s->o.pmbase = s->regs[REG_40];
    *out = s->o;
}

/* Offset in the PM block, or -1 when the port is elsewhere or the block is not decoded. */
static int pm_offset(const ich9_t *s, uint64_t port)
{
    uint32_t base = s->regs[REG_40] & 0xff80;
    if (!(s->regs[REG_44] & ACPI_EN) || base == 0 || port < base || port >= base + PM_SIZE)
        return -1;
    return (int)(port - base);
}

static uint32_t pm_read(const ich9_in_t *in, unsigned off)
{
    switch (off & ~3u) {
    case PM_SMI_EN: {
        return reg_read(smi_ctl_regs, 0, in->smi_en);
    }
    case PM_SMI_STS: {
        return reg_read(smi_ctl_regs, 1, in->smi_sts);
    }
    case PM_ALT_GP: {
        return in->alt_gp_smi_en | (uint32_t)in->alt_gp_smi_sts << 16;
    }
    default: {
        return 0;
    }
    }
}

static uint32_t cfg_read(const ich9_t *s, const ich9_in_t *in, unsigned off)
{
    switch (off & ~3u) {
    case 0x00: {
        return ID_ICH9;
    }
    case 0x40: {
        return s->regs[REG_40];
    }
    case 0x44: {
        return s->regs[REG_44];
    }
    case 0xa0: {
        return s->regs[REG_A0] | (in->smi_lock ? SMI_LOCK_BIT : 0);
    }
    case 0xa4: {
        return s->regs[REG_A4];
    }
    case 0xb8: {
        return in->gpi_rout;
    }
    default: {
        return 0;
    }
    }
}

/* True when SMI_EN and SMI_STS refuse this access by its size. */
static bool pm_too_small(const ich9_in_t *in, unsigned off)
{
    unsigned reg = off & ~3u;
    return !in->pm_byte_access && in->dmi_size != 4 && (reg == PM_SMI_EN || reg == PM_SMI_STS);
}

static uint8_t read_byte(const ich9_t *s, const ich9_in_t *in, const ich9_wiring_t *w, uint64_t addr)
{
    if (in->dmi_space == BUS_CFG)
        return (uint8_t)(cfg_read(s, in, (unsigned)addr) >> (8 * (addr & 3)));
    if (in->dmi_space == BUS_MEM) {
        bool rom = (addr >= 0xffff0000 && addr <= 0xffffffff) || (addr >= 0xf0000 && addr <= 0xfffff);
        return rom ? w->rom[addr & (ICH9_ROM_SIZE - 1)] : 0xff;
    }
    if (addr == PORT_APM_CNT)
        return in->apm_cnt;
    if (addr == PORT_APM_STS)
        return in->apm_sts;
    if (addr == PORT_POST)
        return s->o.post;
    int pm = pm_offset(s, addr);
    if (pm >= 0 && !pm_too_small(in, (unsigned)pm))
        return (uint8_t)(pm_read(in, (unsigned)pm) >> (8 * (addr & 3)));
    return 0xff;
}

static uint64_t read_all(const ich9_t *s, const ich9_in_t *in, const ich9_wiring_t *w)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < in->dmi_size && i < 8; i++)
        v |= (uint64_t)read_byte(s, in, w, in->dmi_addr + i) << (8 * i);
    return v;
}

static void write_config(ich9_t *s, unsigned off, uint8_t be, uint32_t data)
{
    unsigned dword = off == 0x40 ? REG_40 : off == 0x44 ? REG_44 : off == 0xa0 ? REG_A0 : REG_A4;
    if (off == 0xb8) {
        s->o.gpio_wr = true;
        s->o.gpio_addr = true;
    } else if (off == 0x40 || off == 0x44 || off == 0xa0 || off == 0xa4) {
        s->regs[dword] = reg_write(ich9_regs, dword, s->regs[dword], data, be, 0);
        if (off == 0xa0)
            s->o.lock_set = (be & 1) && (data & SMI_LOCK_BIT);
    }
}

/* Starts the part of the write that begins at byte `pos` and returns how many bytes it covers: one strobe reaches
 * one byte-wide port or one dword register. */
static unsigned strobe(ich9_t *s, const ich9_in_t *in, unsigned pos)
{
    uint64_t addr = in->dmi_addr + pos;
    unsigned left = in->dmi_size - pos, lane = addr & 3;
    unsigned in_dword = left < 4 - lane ? left : 4 - lane;
    uint32_t data = (uint32_t)(in->dmi_wdata >> (8 * pos));
    uint8_t be = (uint8_t)(((1u << in_dword) - 1) << lane);

    if (in->dmi_space == BUS_SPECIAL) {
        if (in->dmi_addr == SPECIAL_SHUTDOWN)
            s->init_left = in->shutdown_init;
        return left;
    }
    if (in->dmi_space == BUS_MEM)
        return left;
    s->o.wr_be = be;
    s->o.wr_data = data << (8 * lane);
    if (in->dmi_space == BUS_CFG) {
        write_config(s, (unsigned)addr & ~3u, be, s->o.wr_data);
        return in_dword;
    }
    if (addr == PORT_APM_CNT || addr == PORT_APM_STS) {
        s->o.apm_wr = true;
        s->o.apm_addr = addr == PORT_APM_STS;
        s->o.wr_data = data & 0xff;
        return 1;
    }
    if (addr == PORT_POST) {
        s->o.post = (uint8_t)data;
        return 1;
    }
    int pm = pm_offset(s, addr);
    if (pm < 0)
        return 1;
    unsigned reg = (unsigned)pm & ~3u;
    if ((reg == PM_SMI_EN || reg == PM_SMI_STS) && !pm_too_small(in, (unsigned)pm)) {
        s->o.smi_wr = true;
        s->o.smi_addr = reg == PM_SMI_STS;
    } else if (reg == PM_ALT_GP) {
        s->o.gpio_wr = true;
        s->o.gpio_addr = false;
    }
    return in_dword;
}

static void acknowledge(ich9_t *s, bool raised_smi)
{
    s->o.raised_smi = raised_smi;
    s->o.ack_seq = s->seen;
    s->state = ICH9_IDLE;
}

void ich9_tick(ich9_t *s, const ich9_in_t *in, ich9_out_t *out, ich9_wiring_t *wiring)
{
    ich9_out_t *o = &s->o;
    o->smi_wr = o->apm_wr = o->lock_set = o->gpio_wr = false;

    switch ((enum ich9_state)s->state) {
    case ICH9_IDLE: {
        if (in->dmi_seq == s->seen)
            break;
        s->seen = in->dmi_seq;
        if (!in->dmi_write) {
            o->rdata = read_all(s, in, wiring);
            acknowledge(s, false);
            break;
        }
        s->smi_was_high = in->smi_n;
        s->count = (uint8_t)strobe(s, in, 0);
        s->state = ICH9_STROBE;
        break;
    }
    case ICH9_STROBE: {
        if (s->count < in->dmi_size) {
            s->count = (uint8_t)(s->count + strobe(s, in, s->count));
        } else if (in->sync_smi) {
            s->count = 1;
            s->state = ICH9_SETTLE;
        } else {
            acknowledge(s, false);
        }
        break;
    }
    case ICH9_SETTLE: {
        s->count++;
        if (s->count < ICH9_ACK_WAIT)
            break;
        acknowledge(s, s->smi_was_high && !in->smi_n);
        break;
    }
    }
    o->init_n = s->init_left == 0;
    if (s->init_left)
        s->init_left--;
    o->pmbase = s->regs[REG_40];
    o->acpi_cntl = (uint8_t)s->regs[REG_44];
    o->gen_pmcon_1 = (uint16_t)(s->regs[REG_A0] | (in->smi_lock ? SMI_LOCK_BIT : 0));
    o->gen_pmcon_3 = (uint16_t)s->regs[REG_A4];
    o->state = s->state;
    *out = *o;
}

BLOCK_WIRED(ich9, PCICLK, false, "LPC bridge: decode of DMI requests to configuration space, PM block, APM ports, ROM")
