/* smi_ctl: decides when the ICH9 pulls SMI# (chipset facts 2.3, 2.4, 2.6, 2.7, 3.1).
 *
 * SMI_EN (PMBASE + 30h), SMI_STS (+ 34h), the APM ports B2h/B3h, and SMI_LOCK (GEN_PMCON_1 bit 4).
 * Writes: wr_en with addr 0 = SMI_EN, 1 = SMI_STS and byte lanes be; apm_wr with apm_addr 0 = APM_CNT, 1 = APM_STS.
 * SMI_EN, reset 0: bits 0 GBL_SMI_EN, 2-6, 11, 13, 14, 17, 18 read/write; 1 EOS, see below; 7 BIOS_RLS reads 0;
 *   all other bits read 0. While SMI_LOCK is 1 GBL_SMI_EN does not change. lock_set sets SMI_LOCK until reset; a
 *   write of SMI_EN in the same clock as lock_set still lands.
 * EOS after reset: 0, or with eos_reset 1 (not verified which: facts 2.3). It is 0 as long as reset is held, since no
 *   register has a reset value that hangs on a strap; with eos_reset the first edge after reset sets it, and from then
 *   on it is as if software had set it.
 * SMI_STS, reset 0: bits 5, 6 and 14 are cleared by writing 1, and a set in the same clock as a clear wins. An enable
 *   that gates a set is the one that stands before any write in this clock.
 *   5 APM_STS: set by a write of APM_CNT (with sts_needs_en only when APMC_EN is 1)
 *   6 SWSMI_TMR_STS: set by sw_set when SWSMI_TMR_EN is 1
 *   14 PERIODIC_STS: set by per_set when PERIODIC_EN is 1
 *   10 GPI_STS: shows gpi_sts of the last edge (a level, writes do nothing). All other bits read 0.
 * A write of B2h only stores and sets APM_STS; B3h is a plain scratch byte.
 *
 * request = GBL_SMI_EN and ((APM_STS and APMC_EN) or (SWSMI_TMR_STS and SWSMI_TMR_EN) or (PERIODIC_STS and PERIODIC_EN)
 *   or GPI_STS), from the registers as they stood before the edge.
 *   HIGH (pin high)  request and (EOS or (first_smi and no SMI and no EOS write since reset)) -> EOS := 0, LOW
 *   LOW  (pin low)   software writes EOS = 1 -> EOS := 1, GAP. Nothing else ends it (not GBL_SMI_EN = 0 either).
 *   GAP  (pin high)  for exactly 4 PCICLK edges; at the 4th: request -> EOS := 0, LOW; else HIGH.
 * Writing EOS = 1 in HIGH or GAP sets EOS; writing 0 never clears it. An EOS write in the same clock as HIGH -> LOW
 * or GAP -> LOW loses: EOS is 0 after it. Pin and state change on the same edge; smi_n is 0 exactly in LOW. The gap
 * is 4 because the first edge in GAP is the one after the EOS write: SMI# is high for at least 4 PCICLK periods.
 * RTL twin: rtl/smi_ctl.v.
 * Left out: every other SMI source; the enable bits of those keep what is written and gate nothing yet. */
#ifndef ICH9_SMI_CTL_H
#define ICH9_SMI_CTL_H

#include "block.h"
#include "cover.h"

enum smi_en_bits { GBL_SMI_EN = 1 << 0, EOS = 1 << 1, APMC_EN = 1 << 5, SWSMI_TMR_EN = 1 << 6, PERIODIC_EN = 1 << 14,
                   SMI_EN_RW = 0x0006687d };
enum smi_sts_bits { APM_STS_BIT = 1 << 5, SWSMI_TMR_STS_BIT = 1 << 6, GPI_STS_BIT = 1 << 10, PERIODIC_STS_BIT = 1 << 14 };
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
    X(T, bool, gpi_sts, 1, IN, 0)     /* level: any ALT_GP_SMI_STS and its enable */        \
    X(T, bool, sw_set, 1, IN, 0)      /* smi_timers, one clock: the SW SMI timer expired */  \
    X(T, bool, per_set, 1, IN, 0)     /* the periodic timer expired */                      \
    X(T, bool, sts_needs_en, 1, IN, 0) /* strap apm_sts_needs_en */                         \
    X(T, bool, first_smi, 1, IN, 0)   /* strap: the first SMI needs no EOS */               \
    X(T, bool, eos_reset, 1, IN, 0)   /* strap smi_en_eos_reset */
#define SMI_CTL_OUT(X, T)                                                                   \
    X(T, bool, smi_n, 1, WITHIN(2), 0) /* SMI#, to every CPU */                             \
    X(T, uint32_t, smi_en, 32, EXACT, 0)                                                    \
    X(T, uint32_t, smi_sts, 32, EXACT, 0)                                                   \
    X(T, uint8_t, apm_cnt, 8, EXACT, 0)                                                     \
    X(T, uint8_t, apm_sts, 8, EXACT, 0)                                                     \
    X(T, bool, smi_lock, 1, EXACT, 0)                                                       \
    X(T, uint8_t, state, 2, WITHIN(2), smi_ctl_state_names)
SIG_STRUCT(smi_ctl_in, SMI_CTL_IN)
SIG_STRUCT(smi_ctl_out, SMI_CTL_OUT)

typedef struct smi_ctl {
    uint32_t regs[2]; /* SMI_EN, SMI_STS; rows in smi_ctl_regs */
    uint8_t apm_cnt, apm_sts;
    bool smi_lock;
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
