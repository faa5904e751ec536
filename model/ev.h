/* ev: the event log. One entry each time architecture changes hands; logs, reports, scenario checks, the mode test
 * and the SMI timeline all read the same entries.
 *
 * Left out: filtering and limits (a run keeps every event; each is 24 bytes). */
#ifndef EV_H
#define EV_H

#include "clocks.h"

#include <stdbool.h>
#include <stddef.h>

/* X(id, name in scenarios after "ev.", meaning; argument) */
#define EVENTS(X)                                                                                                \
    X(EV_RESET, "reset", "RESET# released at this CPU; 0")                                                       \
    X(EV_START, "start", "a parked CPU starts, as by SIPI; address")                                             \
    X(EV_SMI_LOW, "smi_low", "SMI# falls; 0")                                                                    \
    X(EV_SMI_HIGH, "smi_high", "SMI# rises; 0")                                                                  \
    X(EV_SMI_LATCHED, "smi_latched", "the CPU's SMI latch is set; 0")                                            \
    X(EV_SMI_TAKEN, "smi_taken", "the core takes the SMI at a boundary; EIP")                                    \
    X(EV_SMM_ACK, "smm_ack", "SMIACT# falls or SMI acknowledge on entry; 0")                                     \
    X(EV_SMM_ENTER, "smm_enter", "state saved, the handler starts; SMBASE")                                      \
    X(EV_SMM_FETCH, "smm_fetch", "first handler instruction fetched; its address")                               \
    X(EV_RSM, "rsm", "RSM starts; address")                                                                      \
    X(EV_SMM_UNACK, "smm_unack", "SMIACT# rises or SMI acknowledge on exit; 0")                                  \
    X(EV_SMM_EXIT, "smm_exit", "state restored, the program goes on; EIP")                                       \
    X(EV_SMBASE, "smbase", "RSM loads another SMBASE; SMBASE")                                                   \
    X(EV_IO_RESTART, "io_restart", "RSM restarts the I/O instruction; EIP")                                      \
    X(EV_HALT, "halt", "HLT: halt special cycle; 0")                                                             \
    X(EV_HALT_RESTART, "halt_restart", "RSM goes back into HLT; 0")                                              \
    X(EV_SHUTDOWN, "shutdown", "shutdown special cycle; cause, see enum shutdown_cause")                         \
    X(EV_INIT, "init", "INIT taken; 0")                                                                          \
    X(EV_FLUSH, "flush", "FLUSH# taken: write-backs and its acknowledge follow; EIP")                            \
    X(EV_NMI, "nmi", "NMI delivered; EIP")                                                                       \
    X(EV_INTR, "intr", "maskable interrupt delivered; vector")                                                   \
    X(EV_EXCEPTION, "exception", "exception delivered; vector")                                                  \
    X(EV_UNKNOWN_OPCODE, "unknown_opcode", "something this model does not have: an instruction (#UD), paging with PAE; address")     \
    X(EV_APM_WRITE, "apm_write", "write of APM_CNT (B2h); value")                                                \
    X(EV_APM_STS, "apm_sts", "APM_STS goes from 0 to 1; 0")                                                      \
    X(EV_SWSMI_STS, "swsmi_sts", "SWSMI_TMR_STS goes from 0 to 1: the SW SMI timer expired; 0")                   \
    X(EV_PERIODIC_STS, "periodic_sts", "PERIODIC_STS goes from 0 to 1: the periodic timer expired; 0")           \
    X(EV_BIOS_STS, "bios_sts", "BIOS_STS goes from 0 to 1: GBL_RLS was written; 0")                              \
    X(EV_SLP_STS, "slp_sts", "SLP_SMI_STS goes from 0 to 1: SLP_EN was written; 0")                              \
    X(EV_MC_STS, "mc_sts", "MCSMI_STS goes from 0 to 1: access to 62h or 66h; 0")                                \
    X(EV_USB_STS, "usb_sts", "LEGACY_USB_STS goes from 0 to 1; 0")                                               \
    X(EV_USB2_STS, "usb2_sts", "LEGACY_USB2_STS goes from 0 to 1; 0")                                            \
    X(EV_USB2_INTEL_STS, "usb2_intel_sts", "INTEL_USB2_STS goes from 0 to 1; 0")                                 \
    X(EV_PM1_STS, "pm1_sts", "PM1_STS_REG of SMI_STS goes from 0 to 1; 0")                                       \
    X(EV_GPE0_STS, "gpe0_sts", "GPE0_STS of SMI_STS goes from 0 to 1; 0")                                        \
    X(EV_DEVMON_STS, "devmon_sts", "DEVMON_STS goes from 0 to 1; 0")                                             \
    X(EV_TCO_STS, "tco_sts", "TCO_STS goes from 0 to 1; 0")                                                      \
    X(EV_SERIRQ_STS, "serirq_sts", "SERIRQ_SMI_STS goes from 0 to 1; 0")                                         \
    X(EV_SMBUS_STS, "smbus_sts", "SMBUS_SMI_STS goes from 0 to 1; 0")                                            \
    X(EV_PCIE_STS, "pcie_sts", "PCI_EXP_SMI_STS goes from 0 to 1; 0")                                            \
    X(EV_TRAP_STS, "trap_sts", "MONITOR_STS goes from 0 to 1: an I/O trap hit; 0")                               \
    X(EV_SPI_STS, "spi_sts", "SPI_STS goes from 0 to 1; 0")                                                      \
    X(EV_TCO, "tco", "TCO1_STS or TCO2_STS changes; TCO1_STS | TCO2_STS << 16")                                  \
    X(EV_SCI, "sci", "SCI changes; value")                                                                       \
    X(EV_SLEEP, "sleep", "SLP_EN puts the machine to sleep; SLP_TYP")                                            \
    X(EV_PLAT_RESET, "plat_reset", "the platform resets itself; 0 by CF9h, 1 by the TCO timer")                  \
    X(EV_POST, "post", "write of port 80h; value")                                                               \
    X(EV_EOS, "eos", "software writes EOS = 1; 0")                                                               \
    X(EV_GPI, "gpi", "ALT_GP_SMI_STS changes; value")                                                            \
    X(EV_SMI_LOCK, "smi_lock", "SMI_LOCK is set; 0")                                                             \
    X(EV_D_LCK, "d_lck", "SMRAM is locked; 0")                                                                   \
    X(EV_D_OPEN, "d_open", "D_OPEN changes; value")                                                              \
    X(EV_D_CLS, "d_cls", "D_CLS changes; value")                                                                 \
    X(EV_SMRAM, "smram", "another bit of SMRAM or ESMRAMC changes; SMRAM | ESMRAMC << 8")                        \
    X(EV_SMERR, "smerr", "E_SMERR is set; 0")                                                                    \
    X(EV_SPECIAL, "special", "special transaction on the bus; its code, on a Pentium the byte enables")             \
    X(EV_MASTER, "master", "another bus master's access ended; data read or written")                            \
    X(EV_MODE, "mode", "auto mode switches; 1 cycle, 0 fast")                                                    \
    X(EV_UNFORESEEN, "unforeseen", "auto mode: SMI# fell while fast; 0")                                        \
    X(EV_BSP, "bsp", "the CPU is elected as the first processor; 0")                                             \
    X(EV_SIPI_LOST, "sipi_lost", "a Start-Up message that the CPU does not take; vector")                        \
    X(EV_IPI, "ipi", "software sends an IPI; ICR low")                                                           \
    X(EV_SMI_MSG, "smi_msg", "the local APIC sets this CPU's SMI latch: an SMI message, or a local interrupt of that mode; 0")                               \
    X(EV_APIC_LOST, "apic_lost", "this CPU's message loses arbitration on the serial APIC bus and waits; 0")         \
    X(EV_APIC_MSG, "apic_msg", "a message of this CPU ends on its bus; mode (8 EOI) | vector << 8 | destination << 16 | given up << 24")

typedef enum ev_id {
#define X(id, name, meaning) id,
    EVENTS(X)
#undef X
        EV_COUNT
} ev_id_t;

extern const char *const ev_names[EV_COUNT];
extern const char *const ev_meanings[EV_COUNT];

/* Who: a CPU's number, or one of these. */
enum { EV_FROM_BOARD = 0x40, EV_FROM_ICH9, EV_FROM_MCH };

typedef struct ev {
    ps_t time;
    uint64_t arg;
    uint8_t id;   /* ev_id_t */
    uint8_t from; /* CPU number or EV_FROM_* */
} ev_t;

typedef struct ev_log {
    ev_t *list;
    size_t count, room;
} ev_log_t;

void ev_add(ev_log_t *log, ps_t time, unsigned from, ev_id_t id, uint64_t arg);
/* Puts the entries from index `from` on in order of time, then of who; entries of one source at one time stay in order.
 * So the order in which CPUs ran within an instant does not show. */
void ev_sort(ev_log_t *log, size_t from);

void ev_free(ev_log_t *log);

/* The event of this name, or EV_COUNT. */
ev_id_t ev_find(const char *name);

#endif
