/* ich9: the LPC bridge D31:F0 as a DMI target: decode of configuration space, PM I/O block, RCBA, ports and flash.
 *
 * Every register write leaves here as a strobe of one clock on one bus: reg_wr with reg_space, reg_off (dword offset in
 * that space; of a port its own address), wr_be, wr_data (in the lanes of the dword; of a port in lane 0). The blocks keep
 * their registers and show them, and reads are answered from those wires. Configuration registers of the bridge itself
 * are rows of ich9_regs (chipset facts 1); other offsets read 0 and writes to them are lost.
 *
 * Decode, by what lies where:
 *   CFG   D31:F0. SMI_LOCK (A0h bit 4) lives in smi_ctl, GEN_PMCON_2 and _3 (A2h, A4h) in wells, GPI_ROUT (B8h) in gpio.
 *         ACPI_BASE_LOCK freezes PMBASE, SLP_STR_POL_LOCK two fields of GEN_PMCON_3 (wells.h). A write that takes BIOSWE
 *         from 0 to 1 while BLE is 1 gives bioswr
 *   I/O   the PM block at PMBASE while ACPI_EN is 1 and PMBASE is not 0 (chipset facts 2), reserved offsets read 0;
 *         fixed: 61h, 70h, 74h (nmi), 80h, B2h and B3h, CF9h; LPC by LPC_EN, LPC_IO_DEC and GENn_DEC (1.1, 1.4). 62h and
 *         66h are not passed on while MCSMI_EN is 1
 *   MEM   the 16 KB at RCBA while its EN is 1; flash by FWH_DEC_EN1, as firmware cycles on LPC: reads always, writes only
 *         while BIOSWE is 1, each with bioswr (2.6 row 27); other writes to flash are lost
 *   MEM   FEC0_0000h to FEC0_00FFh while OIC.AEN is 1: the window of the I/O APIC, dwords; a write of less than a dword in
 *         its lane, the others 0
 *   Any other port or address: reads all ones, writes are lost.
 * CF9h: a write that takes bit 2 (RST_CPU) from 0 to 1 resets the platform (plat_reset, one clock) when bit 1 (SYS_RST) is
 * 1, else gives INIT# of ICH9_INIT_CLKS PCICLKs.
 * Each I/O access is shown to the I/O traps as io_seen with io_addr, io_be, io_write, io_data before it is answered.
 *
 * A part of an access takes one PCICLK, an LPC byte a cycle of the LPC bus. With sync_smi a write, and a read that a trap
 * or the microcontroller SMI may see, is acknowledged ICH9_ACK_WAIT PCICLKs after its last part, so that SMI# it causes is
 * low by then (chipset facts 5.2); without it, at once.
 * Left out: PCI header registers but the id, the GPIO block at GPIOBASE, PIRQ routing and interrupts, prefetch (SRC),
 * 8259, 8254, RTC, DMA; what the mobile bits of A8h to AAh do. */
#ifndef ICH9_ICH9_H
#define ICH9_ICH9_H

#include "block.h"
#include "cover.h"
#include "ich9/lpc.h"

enum { ICH9_ACK_WAIT = 4, ICH9_INIT_CLKS = 16, ICH9_REGS = 19 };
enum ich9_state { ICH9_IDLE, ICH9_PART, ICH9_LPC, ICH9_SETTLE, ICH9_IOAPIC };
enum ich9_space { RS_CFG, RS_PM, RS_PORT, RS_RCBA };
enum gen_pmcon_lock_bits { PMCON_LOCK_ACPI_BASE = 1 << 1, PMCON_LOCK_SLP_STR = 1 << 2 };
extern const char *const ich9_state_names[];
extern const char *const ich9_space_names[];

#define ICH9_IN(X, T)                                                                    \
    X(T, uint64_t, now, NOW_BITS, IN, 0)                                                 \
    X(T, uint8_t, dmi_seq, 8, IN, 0)                                                     \
    X(T, uint8_t, dmi_space, 3, IN, 0)                                                   \
    X(T, bool, dmi_write, 1, IN, 0)                                                      \
    X(T, uint64_t, dmi_addr, 36, IN, 0)                                                  \
    X(T, uint8_t, dmi_size, 4, IN, 0)                                                    \
    X(T, uint64_t, dmi_wdata, 64, IN, 0)                                                 \
    X(T, uint8_t, ioapic_ack, 8, IN, 0) /* I/O APIC ... */                               \
    X(T, uint32_t, ioapic_rdata, 32, IN, 0)                                              \
    X(T, uint8_t, oic, 8, IN, 0)   /* rcba */                                            \
    X(T, bool, lpc_done, 1, IN, 0) /* lpc ... */                                         \
    X(T, uint8_t, lpc_rdata, 8, IN, 0)                                                   \
    X(T, bool, smi_n, 1, IN, 0) /* smi_ctl ... */                                        \
    X(T, uint32_t, smi_en, 32, IN, 0)                                                    \
    X(T, uint32_t, smi_sts, 32, IN, 0)                                                   \
    X(T, uint8_t, apm_cnt, 8, IN, 0)                                                     \
    X(T, uint8_t, apm_sts, 8, IN, 0)                                                     \
    X(T, bool, smi_lock, 1, IN, 0)                                                       \
    X(T, uint16_t, alt_gp_smi_en, 16, IN, 0) /* gpio ... */                              \
    X(T, uint16_t, alt_gp_smi_sts, 16, IN, 0)                                            \
    X(T, uint32_t, gpi_rout, 32, IN, 0)                                                  \
    X(T, uint16_t, pm1_sts, 16, IN, 0) /* pm ... */                                      \
    X(T, uint16_t, pm1_en, 16, IN, 0)                                                    \
    X(T, uint32_t, pm1_cnt, 32, IN, 0)                                                   \
    X(T, uint64_t, tmr_base, NOW_BITS, IN, 0)                                            \
    X(T, uint32_t, proc_cnt, 32, IN, 0)                                                  \
    X(T, uint64_t, gpe0_sts, 33, IN, 0)                                                  \
    X(T, uint64_t, gpe0_en, 33, IN, 0)                                                   \
    X(T, uint16_t, uprwc, 16, IN, 0)                                                     \
    X(T, uint8_t, gpe_cntl, 8, IN, 0)                                                    \
    X(T, uint16_t, devact_sts, 16, IN, 0)                                                \
    X(T, uint32_t, tco0, 32, IN, 0) /* tco: its five dwords */                           \
    X(T, uint32_t, tco1, 32, IN, 0)                                                      \
    X(T, uint32_t, tco2, 32, IN, 0)                                                      \
    X(T, uint32_t, tco3, 32, IN, 0)                                                      \
    X(T, uint32_t, tco4, 32, IN, 0)                                                      \
    X(T, uint8_t, gen_pmcon_2, 8, IN, 0) /* wells ... */                                 \
    X(T, uint16_t, gen_pmcon_3, 16, IN, 0)                                               \
    X(T, uint8_t, trsr, 4, IN, 0) /* rcba ... */                                         \
    X(T, uint32_t, trcr, 32, IN, 0)                                                      \
    X(T, uint32_t, twdr, 32, IN, 0)                                                      \
    X(T, uint64_t, iotr0, 64, IN, 0)                                                     \
    X(T, uint64_t, iotr1, 64, IN, 0)                                                     \
    X(T, uint64_t, iotr2, 64, IN, 0)                                                     \
    X(T, uint64_t, iotr3, 64, IN, 0)                                                     \
    X(T, uint8_t, tctl, 8, IN, 0)                                                        \
    X(T, uint32_t, gcs, 32, IN, 0)                                                       \
    X(T, uint8_t, buc, 8, IN, 0)                                                         \
    X(T, uint8_t, port_61, 8, IN, 0) /* nmi ... */                                       \
    X(T, uint8_t, port_74, 8, IN, 0)                                                     \
    X(T, bool, pwrbtn_n, 1, IN, 0)                                                       \
    X(T, uint16_t, slow, 16, IN, 0)      /* strap slow_clocks, for PM1_TMR */            \
    X(T, bool, pm_byte_access, 1, IN, 0) /* strap */                                     \
    X(T, uint8_t, shutdown_init, 8, IN, 0) /* strap: PCICLKs of INIT# after a shutdown */ \
    X(T, bool, sync_smi, 1, IN, 0)       /* strap */
#define ICH9_OUT(X, T)                                                                   \
    X(T, uint8_t, ack_seq, 8, EXACT, 0)                                                  \
    X(T, uint64_t, rdata, 64, EXACT, 0)                                                  \
    X(T, bool, raised_smi, 1, EXACT, 0) /* the access just acknowledged made SMI# fall */ \
    X(T, bool, reg_wr, 1, EXACT, 0)     /* one clock: a register write */                \
    X(T, uint8_t, reg_space, 2, EXACT, ich9_space_names)                                 \
    X(T, uint16_t, reg_off, 16, EXACT, 0)                                                \
    X(T, uint8_t, wr_be, 4, EXACT, 0)                                                    \
    X(T, uint32_t, wr_data, 32, EXACT, 0)                                                \
    X(T, bool, io_seen, 1, EXACT, 0)    /* one clock: an I/O access, for the traps */    \
    X(T, uint16_t, io_addr, 16, EXACT, 0)                                                \
    X(T, uint8_t, io_be, 4, EXACT, 0)                                                    \
    X(T, bool, io_write, 1, EXACT, 0)                                                    \
    X(T, uint32_t, io_data, 32, EXACT, 0)                                                \
    X(T, bool, bioswr, 1, EXACT, 0)     /* one clock: BIOSWE 0 -> 1 with BLE, or a flash write */ \
    X(T, bool, plat_reset, 1, EXACT, 0) /* one clock: CF9h asks for a platform reset */  \
    X(T, bool, init_n, 1, EXACT, 0)     /* INIT# to the CPUs: CF9h, shutdown_init */     \
    X(T, bool, lpc_req, 1, EXACT, 0)    /* one clock: to lpc */                          \
    X(T, uint8_t, lpc_kind, 3, EXACT, lpc_kind_names)                                    \
    X(T, uint32_t, lpc_addr, 32, EXACT, 0)                                               \
    X(T, uint8_t, lpc_wdata, 8, EXACT, 0)                                                \
    X(T, uint8_t, ioapic_seq, 8, EXACT, 0) /* changes with each access of the I/O APIC */ \
    X(T, bool, ioapic_write, 1, EXACT, 0)                                                \
    X(T, uint8_t, ioapic_off, 8, EXACT, 0)                                               \
    X(T, uint32_t, ioapic_data, 32, EXACT, 0)                                            \
    X(T, uint32_t, pmbase, 32, EXACT, 0)                                                 \
    X(T, uint8_t, acpi_cntl, 8, EXACT, 0)                                                \
    X(T, uint8_t, serirq_cntl, 8, EXACT, 0)                                              \
    X(T, uint16_t, lpc_en, 16, EXACT, 0)                                                 \
    X(T, uint16_t, gen_pmcon_1, 16, EXACT, 0) /* SMI_LOCK included */                    \
    X(T, uint8_t, gen_pmcon_lock, 8, EXACT, 0)                                           \
    X(T, uint8_t, bios_cntl, 8, EXACT, 0)                                                \
    X(T, uint32_t, rcba, 32, EXACT, 0)                                                   \
    X(T, uint8_t, rst_cnt, 8, EXACT, 0) /* port CF9h */                                  \
    X(T, uint8_t, post, 8, EXACT, 0)    /* last value written to port 80h */             \
    X(T, uint8_t, state, 3, EXACT, ich9_state_names)
SIG_STRUCT(ich9_in, ICH9_IN)
SIG_STRUCT(ich9_out, ICH9_OUT)

typedef struct ich9 {
    uint8_t state;   /* enum ich9_state */
    uint8_t seen;    /* last dmi_seq taken */
    uint8_t count;   /* bytes of the request done */
    uint8_t wait;    /* PCICLKs spent in SETTLE */
    uint8_t init_left;
    bool smi_was_high;
    bool settles;    /* the answer waits for what the access may cause */
    uint64_t data;   /* read so far */
    uint32_t regs[ICH9_REGS]; /* rows in ich9_regs */
    ich9_out_t o;
} ich9_t;

void ich9_reset(ich9_t *s, ich9_out_t *out);

/* One PCICLK edge. */
void ich9_tick(ich9_t *s, const ich9_in_t *in, ich9_out_t *out);

/* See block.h: nothing here waits for a number of edges. */
uint64_t ich9_wait(const ich9_t *s, const ich9_in_t *in);

extern const block_t ich9_block;
extern const cover_group_t ich9_cover[]; /* ich9_cover.c */
#endif
