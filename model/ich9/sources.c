#include "ich9/sources.h"

#include "ich9/tco.h"

#include <stdio.h>

#define NO SMI_SOURCE_NO_BIT
const smi_source_t smi_sources[] = {
    {"1", "write of APM_CNT (B2h)", "APM_STS", "APMC_EN", NULL, 5, EV_APM_STS, "APM", 0},
    {"2", "SLP_EN written 1 while SLP_SMI_EN is 1", "SLP_SMI_STS", "SLP_SMI_EN", NULL, 4, EV_SLP_STS, "SLP_EN", 0},
    {"3", "GBL_RLS written 1", "BIOS_STS", "BIOS_EN", NULL, 2, EV_BIOS_STS, "GBL_RLS", 0},
    {"5", "SW SMI timer", "SWSMI_TMR_STS", "SWSMI_TMR_EN", NULL, 6, EV_SWSMI_STS, "SW timer", 0},
    {"6", "periodic timer", "PERIODIC_STS", "PERIODIC_EN", NULL, 14, EV_PERIODIC_STS, "periodic", 0},
    {"7", "any of rows 20 to 28", "TCO_STS", "TCO_EN", NULL, 13, EV_TCO_STS, "TCO", 0},
    {"8", "access to 62h or 66h", "MCSMI_STS", "MCSMI_EN", NULL, 11, EV_MC_STS, "62h/66h", 0},
    {"9", "UHCI legacy", "LEGACY_USB_STS", "LEGACY_USB_EN", "board.usb1", 3, EV_USB_STS, "USB legacy", 0},
    {"10", "EHCI legacy", "LEGACY_USB2_STS", "LEGACY_USB2_EN", "board.usb2", 17, EV_USB2_STS, "USB2 legacy", 0},
    {"11", "EHCI Intel-specific", "INTEL_USB2_STS", "INTEL_USB2_EN", "board.usb2_intel", 18, EV_USB2_INTEL_STS,
     "USB2 Intel", 0},
    {"12", "GPI[n] routed to SMI#", "ALT_GP_SMI_STS[n], GPI_STS", "GPI_ROUT[n] 01, ALT_GP_SMI_EN[n]", "board.gpi", 10,
     EV_COUNT, "GPI", 0},
    {"13", "SMBus host done", "in the SMBus controller", "SMB_SMI_EN there", "board.smb_host", NO, EV_COUNT, "SMBus host", 0},
    {"14", "SMBus slave, SMBALERT#, host notify", "SMBUS_SMI_STS", "SMBALERT#: SMBALERT_DISABLE 0", "board.smbus", 16,
     EV_SMBUS_STS, "SMBus", 0},
    {"15", "SMI# slot of SERIRQ low", "SERIRQ_SMI_STS", "SIRQEN", "board.serirq_lines", 15, EV_SERIRQ_STS, "SERIRQ", 0},
    {"16", "I/O trap", "TRSR[n], MONITOR_STS", "IOTRn.TRSE", NULL, 21, EV_TRAP_STS, "I/O trap", 0},
    {"17", "PM1 event", "PM1_STS, PM1_STS_REG", "PM1_EN, SCI_EN 0", "board.pm1_ev", 8, EV_PM1_STS, "PM1", 0},
    {"17", "GPE0 event", "GPE0_STS", "GPE0_EN, SCI_EN 0", "board.gpe", 9, EV_GPE0_STS, "GPE0", 0},
    {"18", "SPI cycle done", "SPI_STS", "in the SPI controller", "board.spi", 26, EV_SPI_STS, "SPI", 0},
    {"19", "UPRWC.WR_EN from 0 to 1", "WR_EN_SMI_STS, INTEL_USB2_STS (uprwc_sts_bit)",
     "WR_EN_SMI_EN, INTEL_USB2_EN", NULL, 18, EV_COUNT, "UPRWC", 0},
    {"19a", "device monitor", "DEVMON_STS", "in the monitor", "board.devmon", 12, EV_DEVMON_STS, "DEVMON", 0},
    {"19b", "BATLOW#", "GPE0_STS.BATLOW, GPE0_STS", "GPE0_EN.BATLOW, SCI_EN 0", "board.gpe", 9, EV_COUNT, "BATLOW#", 0},
    {"19c", "PCI Express PME, hot plug", "PCI_EXP_SMI_STS", "BIOS_PCI_EXP_EN", "board.pcie", 20, EV_PCIE_STS,
     "PCIe", 0},
    {"20", "year 99 to 00", "TCO1_STS.NEWCENTURY", "TCO_EN", "board.newcentury", 13, EV_COUNT, "year", TCO1_NEWCENTURY},
    {"21", "TCO timer, first expiry", "TCO1_STS.TIMEOUT", "TCO_EN, TMR_HLT 0", NULL, 13, EV_COUNT, "TCO timer", TCO1_TIMEOUT},
    {"22", "write of TCO_DAT_IN", "TCO1_STS.SW_TCO_SMI", "TCO_EN", NULL, 13, EV_COUNT, "TCO_DAT_IN", TCO1_SW_TCO_SMI},
    {"23", "SMI message from the MCH", "TCO1_STS.DMISMI", "TCO_EN", "board.dmi_smi", 13, EV_COUNT, "DMI SMI", TCO1_DMISMI},
    {"24", "NMI", "TCO1_STS.NMI2SMI", "NMI2SMI_EN, NMI_EN (70h) 0, TCO_EN (nmi2smi_bypass)", "board.serr", 13, EV_COUNT,
     "NMI2SMI", TCO1_NMI2SMI},
    {"25", "INTRUDER#", "TCO2_STS.INTRD_DET", "INTRD_SEL 10, TCO_EN", "board.intruder_n", 13, EV_COUNT, "INTRUDER#", TCO2_INTRD_DET},
    {"26", "BIOSWE from 0 to 1", "TCO1_STS.BIOSWR", "BLE, TCO_EN", NULL, 13, EV_COUNT, "BIOSWR", TCO1_BIOSWR},
    {"27", "flash write", "TCO1_STS.BIOSWR", "BIOSWE, TCO_EN", NULL, 13, EV_COUNT, "BIOSWR", TCO1_BIOSWR},
    {"28", "SMLINK slave SMI", "TCO2_STS.SMLINK_SLV_SMI", "TCO_EN", "board.smlink", 13, EV_COUNT, "SMLINK", TCO2_SMLINK_SLV_SMI},
    {0}};

bool smi_cause(const ev_t *e, char *text, unsigned size)
{
    if (e->id == EV_APM_WRITE || (e->id == EV_GPI && e->arg)) {
        snprintf(text, size, e->id == EV_GPI ? "GPI %04X" : "APM %02X", (unsigned)e->arg);
        return true;
    }
    for (const smi_source_t *s = smi_sources; s->row; s++)
        if ((s->ev == e->id && e->id != EV_APM_STS && e->id != EV_TCO_STS) || (e->id == EV_TCO && (s->tco & e->arg))) {
            snprintf(text, size, "%s", s->cause);
            return true;
        }
    return false;
}
