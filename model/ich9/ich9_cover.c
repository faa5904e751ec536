#include "bus.h"
#include "ich9/ich9.h"
#include "ich9/pm.h"
#include "ich9/smi_ctl.h"

enum { ACPI_EN = 1 << 7, RCBA_EN = 1, BIOSWE = 1 << 0, BLE = 1 << 1, PM_SIZE = 0x80, RCBA_SIZE = 0x4000,
       PM_SMI_EN = 0x30, PM_SMI_STS = 0x34, CFG_PMBASE = 0x40, CFG_PMCON_LOCK = 0xa4, CFG_BIOS_CNTL = 0xdc,
       PORT_RST_CNT = 0xcf9 };
static const char *const accesses[] = {"read", "write", NULL};

/* FWH_DEC_EN1.F8_EN is always 1. */
#define FLASH_TOP UINT64_C(0xfff80000)

/* A request is taken at this edge. */
static bool takes(const cover_edge_t *e, bus_space_t space)
{
    const ich9_in_t *in = e->in;
    const ich9_out_t *was = e->was;
    return was->state == ICH9_IDLE && in->dmi_seq != was->ack_seq && in->dmi_space == space;
}

static bool on_lpc(const cover_edge_t *e)
{
    const ich9_out_t *out = e->out;
    return out->lpc_req;
}

/* This dword of configuration space is written at this edge, the lane too. */
static bool writes_cfg(const cover_edge_t *e, unsigned off, unsigned lane)
{
    const ich9_out_t *out = e->out;
    return out->reg_wr && out->reg_space == RS_CFG && out->reg_off == off && (out->wr_be >> lane & 1);
}

/* --- decode ------------------------------------------------------------------------------------------------------ */

enum { ROW_CFG, ROW_PM, ROW_PM_OFF, ROW_RCBA, ROW_RCBA_OFF, ROW_FLASH, ROW_FLASH_LOW, ROW_NO_MEMORY, ROW_FIXED,
       ROW_MC, ROW_LPC, ROW_NO_PORT };
static const char *const rows[] = {"configuration", "PM_block", "PM_block_off", "RCBA", "RCBA_off", "flash",
                                   "flash_low", "no_memory", "fixed_port", "microcontroller", "LPC_port", "no_port", NULL};

static const char *const ports[] = {"61h", "70h", "74h", "80h", "B2h", "B3h", "CF9h", NULL};
static const uint16_t fixed[] = {0x61, 0x70, 0x74, 0x80, 0xb2, 0xb3, PORT_RST_CNT};
enum { PORTS = sizeof fixed / sizeof *fixed };

/* Which fixed port, or PORTS. */
static unsigned fixed_port(uint64_t addr)
{
    unsigned i = 0;
    while (i < PORTS && fixed[i] != addr)
        i++;
    return i;
}

static bool at_pm(const ich9_out_t *o, uint64_t addr)
{
    uint32_t base = o->pmbase & 0xff80;
    return base && addr >= base && addr < base + PM_SIZE;
}

static bool at_rcba(const ich9_out_t *o, uint64_t addr)
{
    uint32_t base = o->rcba & ~(uint32_t)(RCBA_SIZE - 1);
    return base && addr >= base && addr < (uint64_t)base + RCBA_SIZE;
}

static unsigned memory_row(const cover_edge_t *e)
{
    const ich9_in_t *in = e->in;
    const ich9_out_t *was = e->was;
    if (at_rcba(was, in->dmi_addr))
        return was->rcba & RCBA_EN ? ROW_RCBA : ROW_RCBA_OFF;
    return in->dmi_addr >= FLASH_TOP ? ROW_FLASH : on_lpc(e) ? ROW_FLASH_LOW : ROW_NO_MEMORY;
}

static unsigned port_row(const cover_edge_t *e)
{
    const ich9_in_t *in = e->in;
    const ich9_out_t *was = e->was;
    if (at_pm(was, in->dmi_addr))
        return was->acpi_cntl & ACPI_EN ? ROW_PM : ROW_PM_OFF;
    if (fixed_port(in->dmi_addr) < PORTS)
        return ROW_FIXED;
    if ((in->smi_en & MCSMI_EN) && (in->dmi_addr == 0x62 || in->dmi_addr == 0x66))
        return ROW_MC;
    return on_lpc(e) ? ROW_LPC : ROW_NO_PORT;
}

static void decode(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_in_t *in = e->in;
    if (takes(e, BUS_CFG))
        COVER(b, ROW_CFG, in->dmi_write);
    else if (takes(e, BUS_MEM))
        COVER(b, memory_row(e), in->dmi_write);
    else if (takes(e, BUS_IO))
        COVER(b, port_row(e), in->dmi_write);
}

static void port(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_in_t *in = e->in;
    if (takes(e, BUS_IO) && fixed_port(in->dmi_addr) < PORTS)
        COVER(b, fixed_port(in->dmi_addr), in->dmi_write);
}

/* Ports whose place no other register moves: their bit of LPC_EN. */
static const char *const devices[] = {"GAMEL", "GAMEH", "KBC", "MC", "CNF1", "CNF2", NULL};
static const struct {
    uint16_t first, second;
    uint8_t bit;
} lpc_ports[] = {{0x200, 0x207, 8}, {0x208, 0x20f, 9}, {0x60, 0x64, 10},
                 {0x62, 0x66, 11},  {0x2e, 0x2f, 12},  {0x4e, 0x4f, 13}};

static void lpc(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_in_t *in = e->in;
    const ich9_out_t *was = e->was;
    for (unsigned i = 0; takes(e, BUS_IO) && i < sizeof lpc_ports / sizeof *lpc_ports; i++)
        if (in->dmi_addr == lpc_ports[i].first || in->dmi_addr == lpc_ports[i].second)
            COVER(b, i, was->lpc_en >> lpc_ports[i].bit & 1, in->dmi_write);
}

/* Row 8: who has ports 62h and 66h. */
static void microcontroller(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_in_t *in = e->in;
    const ich9_out_t *was = e->was;
    if (takes(e, BUS_IO) && (in->dmi_addr == 0x62 || in->dmi_addr == 0x66))
        COVER(b, in->dmi_addr == 0x66, (in->smi_en & MCSMI_EN) != 0, was->lpc_en >> 11 & 1, in->dmi_write);
}

static const char *const port_names[] = {"62h", "66h", NULL};
static const char *const sizes[] = {"1", "2", "4", NULL}, *const smi_regs[] = {"SMI_EN", "SMI_STS", NULL};

static void size(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_in_t *in = e->in;
    unsigned off = (unsigned)(in->dmi_addr & (PM_SIZE - 1)) & ~3u;
    if (takes(e, BUS_IO) && port_row(e) == ROW_PM && (off == PM_SMI_EN || off == PM_SMI_STS))
        COVER(b, off == PM_SMI_STS, in->dmi_size / 2, in->dmi_write, in->pm_byte_access);
}

/* --- flash and its locks ----------------------------------------------------------------------------------------- */

static void flash(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_in_t *in = e->in;
    const ich9_out_t *was = e->was;
    if (takes(e, BUS_MEM) && in->dmi_addr >= FLASH_TOP)
        COVER(b, in->dmi_write, was->bios_cntl & BIOSWE, (was->bios_cntl & BLE) != 0);
}

static void bioswe(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_out_t *was = e->was, *out = e->out;
    if (writes_cfg(e, CFG_BIOS_CNTL, 0))
        COVER(b, (was->bios_cntl & BLE) != 0, was->bios_cntl & BIOSWE, (out->wr_data & BLE) != 0,
              out->wr_data & BIOSWE);
}

static const char *const locks[] = {"ACPI_BASE_LOCK", "SLP_STR_POL_LOCK", "BLE", NULL};

static void lock(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_out_t *was = e->was, *out = e->out;
    if (writes_cfg(e, CFG_PMCON_LOCK, 2))
        for (unsigned i = 0; i < 2; i++)
            COVER(b, i, was->gen_pmcon_lock >> (1 + i) & 1, out->wr_data >> (17 + i) & 1);
    if (writes_cfg(e, CFG_BIOS_CNTL, 0))
        COVER(b, 2, (was->bios_cntl & BLE) != 0, (out->wr_data & BLE) != 0);
}

/* PMBASE beside ACPI_BASE_LOCK. */
static void pmbase(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_out_t *was = e->was, *out = e->out;
    if (writes_cfg(e, CFG_PMBASE, 0) && writes_cfg(e, CFG_PMBASE, 1))
        COVER(b, was->gen_pmcon_lock >> 1 & 1, ((out->wr_data ^ was->pmbase) & 0xff80) != 0);
}

/* --- resets, answers --------------------------------------------------------------------------------------------- */

static void rst_cnt(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_out_t *was = e->was, *out = e->out;
    if (out->reg_wr && out->reg_space == RS_PORT && out->reg_off == PORT_RST_CNT)
        COVER(b, was->rst_cnt >> 2 & 1, out->wr_data >> 2 & 1, out->wr_data >> 1 & 1);
}

static void shutdown(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_in_t *in = e->in;
    if (takes(e, BUS_SPECIAL) && in->dmi_addr == SPECIAL_SHUTDOWN)
        COVER(b, in->shutdown_init != 0);
}

static void answer(const cover_edge_t *e, cover_bins_t *b)
{
    const ich9_in_t *in = e->in;
    const ich9_out_t *was = e->was, *out = e->out;
    if (out->ack_seq != was->ack_seq)
        COVER(b, in->dmi_write, in->sync_smi, out->raised_smi);
}
static const cover_never_t answer_never[] = {{{COVER_ANY, 0, 1}, "without sync_smi the answer does not wait for SMI#"},
                                             {{0}, NULL}};

const cover_group_t ich9_cover[] = {
    {"decode", "each row of the bridge's decode, read and written", "model/ich9/ich9.h", COVER_HERE,
     {{"row", rows}, {"access", accesses}}, decode, NULL},
    {"port", "each port of the bridge itself, read and written", "chipset facts 1.1, 3.1, 4.3", COVER_HERE,
     {{"port", ports}, {"access", accesses}}, port, NULL},
    {"lpc", "ports on LPC, with their enable and without", "chipset facts 1.4", COVER_HERE,
     {{"port", devices}, {"enable", cover_0_1}, {"access", accesses}}, lpc, NULL},
    {"mc_port", "who has the microcontroller's ports", "chipset facts 1.4, 2.6 row 8", COVER_HERE,
     {{"port", port_names}, {"MCSMI_EN", cover_0_1}, {"MC_LPC_EN", cover_0_1}, {"access", accesses}}, microcontroller,
     NULL},
    {"size", "SMI_EN and SMI_STS by bytes, words and dwords, allowed or not", "chipset facts 2.3, 2.4", COVER_HERE,
     {{"register", smi_regs}, {"bytes", sizes}, {"access", accesses}, {"pm_byte_access", cover_0_1}}, size, NULL},
    {"flash", "the flash read and written, by BIOSWE and BLE", "chipset facts 1.8, 2.6 row 27", COVER_HERE,
     {{"access", accesses}, {"BIOSWE", cover_0_1}, {"BLE", cover_0_1}}, flash, NULL},
    {"bioswe", "writes of BIOS_CNTL from each state", "chipset facts 1.8, 2.6 row 26", COVER_HERE,
     {{"BLE", cover_0_1}, {"BIOSWE", cover_0_1}, {"BLE_written", cover_0_1}, {"BIOSWE_written", cover_0_1}}, bioswe,
     NULL},
    {"lock", "writes of each lock as 0 and 1, before and after it is set", "chipset facts 1.6, 1.8", COVER_HERE,
     {{"lock", locks}, {"before", cover_0_1}, {"written", cover_0_1}}, lock, NULL},
    {"pmbase", "writes of PMBASE before ACPI_BASE_LOCK and after", "chipset facts 1.2, 1.6", COVER_HERE,
     {{"ACPI_BASE_LOCK", cover_0_1}, {"another_base", cover_no_yes}}, pmbase, NULL},
    {"rst_cnt", "writes of CF9h: RST_CPU before and as written, SYS_RST", "chipset facts 1.1", COVER_HERE,
     {{"RST_CPU", cover_0_1}, {"RST_CPU_written", cover_0_1}, {"SYS_RST", cover_0_1}}, rst_cnt, NULL},
    {"shutdown", "a shutdown, with INIT# for it and without", "chipset facts 5.2", COVER_HERE,
     {{"init", cover_no_yes}}, shutdown, NULL},
    {"answer", "reads and writes answered, with sync_smi and without, after SMI# fell or not", "chipset facts 5.2",
     COVER_HERE, {{"access", accesses}, {"sync_smi", cover_0_1}, {"SMI_fell", cover_no_yes}}, answer, answer_never},
    {0}};
