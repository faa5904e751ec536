/* smi_ctl: decides when the ICH9 pulls SMI# (chipset facts 2.3, 2.4, 2.6, 2.7, 3.1).
 *
 * SMI_EN (PMBASE + 30h), SMI_STS (+ 34h), the APM ports B2h/B3h, and SMI_LOCK (GEN_PMCON_1 bit 4).
 * Writes: wr_en with addr 0 = SMI_EN, 1 = SMI_STS and byte lanes be; apm_wr with apm_addr 0 = APM_CNT, 1 = APM_STS.
 * SMI_EN, reset 0: bits 0 GBL_SMI_EN, 2-6, 11, 13 TCO_EN, 14, 17, 18 read/write; 1 EOS, see below; 7 BIOS_RLS reads 0;
 *   all other bits read 0. While SMI_LOCK is 1 GBL_SMI_EN does not change; while tco_lock is 1 TCO_EN does not. lock_set
 *   sets SMI_LOCK until reset; a write of SMI_EN in the same clock as lock_set still lands. bios_rls is 1 for one clock
 *   after an edge at which SMI_EN is written with BIOS_RLS = 1 in lane 0.
 * EOS after reset: 0, or with eos_reset 1 (not verified which: facts 2.3). It is 0 as long as reset is held, since no
 *   register has a reset value that hangs on a strap; with eos_reset the first edge after reset sets it, and from then
 *   on it is as if software had set it.
 * SMI_STS, reset 0. An enable that gates a set is the one that stands before any write in this clock.
 *   Sticky bits, cleared by writing 1; a set in the same clock as a clear wins:
 *   2 BIOS_STS: set by gbl_rls                     4 SLP_SMI_STS: set by slp_en when SLP_SMI_EN is 1
 *   5 APM_STS: set by a write of APM_CNT (with sts_needs_en only when APMC_EN is 1)
 *   6 SWSMI_TMR_STS: set by sw_set when SWSMI_TMR_EN is 1
 *   11 MCSMI_STS: set by mc_hit when MCSMI_EN is 1  14 PERIODIC_STS: set by per_set when PERIODIC_EN is 1
 *   16 SMBUS_SMI_STS: set at each edge at which smbus is 1
 *   Live bits show their input of the last edge, writes do nothing: 3 LEGACY_USB_STS usb1, 8 PM1_STS_REG pm1,
 *   9 GPE0_STS gpe0, 10 GPI_STS gpi_sts, 12 DEVMON_STS devmon, 15 SERIRQ_SMI_STS serirq, 17 LEGACY_USB2_STS usb2,
 *   18 INTEL_USB2_STS usb2_intel, 20 PCI_EXP_SMI_STS pcie, 21 MONITOR_STS trap, 26 SPI_STS spi.
 *   13 TCO_STS: with tco_sticky 0 live, shows tco; with tco_sticky 1 sticky, set at each edge at which tco is 1.
 *   All other bits read 0.
 * A write of B2h only stores and sets APM_STS; B3h is a plain scratch byte.
 *
 * request = GBL_SMI_EN and (a status bit of 2, 3, 4, 5, 6, 11, 13, 14, 17, 18 with the SMI_EN bit of the same number; or
 *   a status bit of 8, 9, 10, 12, 15, 16, 20, 21, 26, which have no enable here; or smb_host of the last edge; or, with
 *   nmi_bypass, nmi_smi of the last edge), from the registers as they stood before the edge.
 *   HIGH (pin high)  request and (EOS or (first_smi and no SMI and no EOS write since reset)) -> EOS := 0, LOW
 *   LOW  (pin low)   software writes EOS = 1 -> EOS := 1, GAP. Nothing else ends it (not GBL_SMI_EN = 0 either).
 *   GAP  (pin high)  for exactly 4 PCICLK edges; at the 4th: request -> EOS := 0, LOW; else HIGH.
 * Writing EOS = 1 in HIGH or GAP sets EOS; writing 0 never clears it. An EOS write in the same clock as HIGH -> LOW
 * or GAP -> LOW loses: EOS is 0 after it. Pin and state change on the same edge; smi_n is 0 exactly in LOW. The gap
 * is 4 because the first edge in GAP is the one after the EOS write: SMI# is high for at least 4 PCICLK periods.
 * RTL twin: rtl/smi_ctl.v.
 * Left out: EL_SMI_EN and EL_SMI_STS (bit 25, Quick Resume: not known on an ICH9). */
#ifndef ICH9_SMI_CTL_H
#define ICH9_SMI_CTL_H

#include "block.h"
#include "cover.h"

enum smi_en_bits { GBL_SMI_EN = 1 << 0, EOS = 1 << 1, BIOS_EN = 1 << 2, LEGACY_USB_EN = 1 << 3, SLP_SMI_EN = 1 << 4,
                   APMC_EN = 1 << 5, SWSMI_TMR_EN = 1 << 6, BIOS_RLS = 1 << 7, MCSMI_EN = 1 << 11, TCO_EN = 1 << 13,
                   PERIODIC_EN = 1 << 14, LEGACY_USB2_EN = 1 << 17, INTEL_USB2_EN = 1 << 18, SMI_EN_RW = 0x0006687d };
enum smi_sts_bits { BIOS_STS_BIT = 1 << 2, LEGACY_USB_STS_BIT = 1 << 3, SLP_SMI_STS_BIT = 1 << 4, APM_STS_BIT = 1 << 5,
                    SWSMI_TMR_STS_BIT = 1 << 6, PM1_STS_BIT = 1 << 8, GPE0_STS_BIT = 1 << 9, GPI_STS_BIT = 1 << 10,
                    MCSMI_STS_BIT = 1 << 11, DEVMON_STS_BIT = 1 << 12, TCO_STS_BIT = 1 << 13, PERIODIC_STS_BIT = 1 << 14,
                    SERIRQ_STS_BIT = 1 << 15, SMBUS_STS_BIT = 1 << 16, LEGACY_USB2_STS_BIT = 1 << 17,
                    INTEL_USB2_STS_BIT = 1 << 18, PCI_EXP_STS_BIT = 1 << 20, MONITOR_STS_BIT = 1 << 21,
                    SPI_STS_BIT = 1 << 26 };
enum smi_ctl_state { SMI_HIGH, SMI_LOW, SMI_GAP };
enum { EOS_GAP_PCICLK = 4 };
extern const char *const smi_ctl_state_names[];

#define SMI_CTL_IN(X, T)                                                                    \
    X(T, bool, wr_en, 1, IN, 0)                                                             \
    X(T, bool, addr, 1, IN, 0) /* 0 SMI_EN, 1 SMI_STS */                                    \
    X(T, uint8_t, be, 4, IN, 0)                                                             \
    X(T, uint32_t, wdata, 32, IN, 0)                                                        \
    X(T, bool, apm_wr, 1, IN, 0)                                                            \
    X(T, bool, apm_addr, 1, IN, 0) /* 0 APM_CNT (B2h), 1 APM_STS (B3h) */                   \
    X(T, uint8_t, apm_data, 8, IN, 0)                                                       \
    X(T, bool, lock_set, 1, IN, 0)    /* a 1 is written to GEN_PMCON_1.SMI_LOCK */          \
    X(T, bool, tco_lock, 1, IN, 0)    /* tco: TCO1_CNT.TCO_LOCK */                          \
    X(T, bool, gbl_rls, 1, IN, 0)     /* one clock: PM1_CNT.GBL_RLS := 1 */                 \
    X(T, bool, slp_en, 1, IN, 0)      /* one clock: PM1_CNT.SLP_EN := 1 */                  \
    X(T, bool, sw_set, 1, IN, 0)      /* smi_timers, one clock: the SW SMI timer expired */  \
    X(T, bool, per_set, 1, IN, 0)     /* the periodic timer expired */                      \
    X(T, bool, mc_hit, 1, IN, 0)      /* one clock: access to 62h or 66h */                 \
    X(T, bool, smbus, 1, IN, 0)       /* level: SMBus slave SMI, SMBALERT#, host notify */  \
    X(T, bool, smb_host, 1, IN, 0)    /* level: SMBus host done, SMB_SMI_EN; has no status bit here */ \
    X(T, bool, tco, 1, IN, 0)         /* level: any TCO status that makes SMIs */           \
    X(T, bool, nmi_smi, 1, IN, 0)     /* level: TCO1_STS.NMI2SMI */                         \
    X(T, bool, usb1, 1, IN, 0)        /* levels: UHCI legacy, EHCI legacy, EHCI Intel-specific */ \
    X(T, bool, usb2, 1, IN, 0)                                                              \
    X(T, bool, usb2_intel, 1, IN, 0)                                                        \
    X(T, bool, pm1, 1, IN, 0)         /* level: any PM1_STS and PM1_EN while SCI_EN is 0 */ \
    X(T, bool, gpe0, 1, IN, 0)        /* level: any GPE0_STS and GPE0_EN but GPIs while SCI_EN is 0 */ \
    X(T, bool, gpi_sts, 1, IN, 0)     /* level: any ALT_GP_SMI_STS and its enable */        \
    X(T, bool, devmon, 1, IN, 0)      /* level: device monitor */                           \
    X(T, bool, serirq, 1, IN, 0)      /* level: SMI# slot of SERIRQ low */                  \
    X(T, bool, pcie, 1, IN, 0)        /* level: PCI Express PME or hot plug, BIOS_PCI_EXP_EN */ \
    X(T, bool, trap, 1, IN, 0)        /* level: any I/O trap status */                      \
    X(T, bool, spi, 1, IN, 0)         /* level: SPI controller */                           \
    X(T, bool, sts_needs_en, 1, IN, 0) /* strap apm_sts_needs_en */                         \
    X(T, bool, first_smi, 1, IN, 0)   /* strap: the first SMI needs no EOS */               \
    X(T, bool, eos_reset, 1, IN, 0)   /* strap smi_en_eos_reset */                          \
    X(T, bool, tco_sticky, 1, IN, 0)  /* strap tco_sts_sticky */                            \
    X(T, bool, nmi_bypass, 1, IN, 0)  /* strap nmi2smi_bypass: NMI2SMI needs no TCO_EN */
#define SMI_CTL_OUT(X, T)                                                                   \
    X(T, bool, smi_n, 1, WITHIN(2), 0) /* SMI#, to every CPU */                             \
    X(T, uint32_t, smi_en, 32, EXACT, 0)                                                    \
    X(T, uint32_t, smi_sts, 32, EXACT, 0)                                                   \
    X(T, uint8_t, apm_cnt, 8, EXACT, 0)                                                     \
    X(T, uint8_t, apm_sts, 8, EXACT, 0)                                                     \
    X(T, bool, smi_lock, 1, EXACT, 0)                                                       \
    X(T, bool, bios_rls, 1, EXACT, 0) /* one clock: software wrote BIOS_RLS = 1 */          \
    X(T, uint8_t, state, 2, WITHIN(2), smi_ctl_state_names)
SIG_STRUCT(smi_ctl_in, SMI_CTL_IN)
SIG_STRUCT(smi_ctl_out, SMI_CTL_OUT)

typedef struct smi_ctl {
    uint32_t regs[2]; /* SMI_EN, SMI_STS; rows in smi_ctl_regs */
    uint8_t apm_cnt, apm_sts;
    bool smi_lock;
    bool bios_rls;
    bool smb_host, nmi_smi; /* of the last edge */
    bool first;    /* no edge since reset */
    bool fresh;    /* no SMI and no EOS write since reset */
    uint8_t state; /* enum smi_ctl_state */
    uint8_t gap;   /* edges spent in GAP */
} smi_ctl_t;

void smi_ctl_reset(smi_ctl_t *s, smi_ctl_out_t *out);

/* One PCICLK edge. */
void smi_ctl_tick(smi_ctl_t *s, const smi_ctl_in_t *in, smi_ctl_out_t *out);

extern const block_t smi_ctl_block;
extern const cover_group_t smi_ctl_cover[]; /* smi_ctl_cover.c */
#endif
