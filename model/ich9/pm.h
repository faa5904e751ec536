/* pm: the ACPI part of the PM block: PM1, PROC_CNT, GPE0, UPRWC, GPE_CNTL, DEVACT_STS, the PM timer, SCI (chipset facts
 * 2.1, 2.2, 2.5, 2.6 rows 2, 3, 4, 17, 19, 19b).
 *
 * Registers, written by wr_en with off = byte offset of the dword from PMBASE and byte lanes be; bits not named read 0,
 * reset is 0, an `off` not named does nothing. Sticky bits: writing 1 clears, a set in the clock of a clear wins.
 *   00h  PM1_STS [15:0], sticky: 15 WAK, 14 PCIEXPWAK, 10 RTC, 8 PWRBTN, 4 BM: set by the bit of pm1_ev of the
 *        same number (its other bits do nothing); 5 GBL set by bios_rls; 0 TMROF, see below. 11 PRBTNOR is live,
 *        prbtnor of the last edge (kept and cleared in `wells`); a rise of prbtnor clears PWRBTN unless pm1_ev sets it.
 *        PM1_EN [31:16]: 14 PCIEXPWAK_DIS, 10 RTC_EN, 8 PWRBTN_EN, 5 GBL_EN, 0 TMROF_EN read/write
 *   04h  PM1_CNT: 13 SLP_EN, 2 GBL_RLS written, read 0; 12:10 SLP_TYP, 1 BM_RLD, 0 SCI_EN read/write
 *   08h  PM1_TMR [23:0]: not kept here, the bridge reads pm_timer(now, tmr_base, slow); writes do nothing
 *   10h  PROC_CNT: 17 THTL_STS reads 0 (nothing throttles), 8 FORCE_THTL, 7:5 THRM_DTY, 4 THTL_EN, 3:1 THTL_DTY
 *        read/write
 *   20h  GPE0_STS [31:0], 24h GPE0_STS [32]: sticky, bit 15 reads 0; each set at every edge at which its level is 1, so
 *        that clearing it while the level stands has no effect: level of bit n = gpe[n]; or gpi_sci[n - 16] (16 to 31);
 *        or tcosci (6); or GPE_CNTL.SWGPE_CTRL after any write in this clock (2)
 *   28h  GPE0_EN [31:0], 2Ch GPE0_EN [32]: read/write, bits as GPE0_STS but 7 (SMB_WAK has no enable), which reads 0
 *   3Ch  UPRWC: 8 WR_EN_SMI_STS sticky, 1 WR_EN, 0 WR_EN_SMI_EN read/write. WR_EN going from 0 to 1 sets WR_EN_SMI_STS
 *        when WR_EN_SMI_EN was 1 before the write
 *   40h  GPE_CNTL [23:16]: 17 SWGPE_CTRL, 16 THRM_POL read/write
 *   44h  DEVACT_STS, sticky: 12 KBC set by kbc_hit; 6, 7, 8, 9 set while pirq A or E, B or F, C or G, D or H is 1; 0
 *        D0_TRP (nothing sets it)
 * TMROF is set at each edge at which the PM timer's bit 22 falls. The timer is 0 at the first edge after reset
 * (tmr_base is the number of that edge) and counts every 279.365 ns divided by slow.
 * Outputs, from the registers as they stand after this edge:
 *   pm1  = SCI_EN 0 and (PM1_STS and PM1_EN of bit 10, 8 or 0): to smi_ctl. Not GBL: it makes SCIs only (2.6 row 4)
 *   gpe0 = SCI_EN 0 and (GPE0_STS and GPE0_EN of any bit but 16 to 31): to smi_ctl
 *   sci  = GBL and GBL_EN; or SCI_EN 1 and (PM1_STS and PM1_EN of bit 10, 8 or 0; or PRBTNOR, which has no enable; or
 *          GPE0_STS and GPE0_EN of any bit)
 *   uprwc_smi = WR_EN_SMI_STS: to usb2 or usb2_intel of smi_ctl, parameter uprwc_sts_bit
 *   gbl_rls, slp_en: 1 for one clock after an edge at which PM1_CNT is written with GBL_RLS = 1 (lane 0), SLP_EN = 1
 *          (lane 1)
 *   sleeping: set with slp_typ := SLP_TYP (after the write) by such a write of SLP_EN while slp_smi_en is 0
 *          and that SLP_TYP is not 0; both := 0 when pm1_ev has WAK (wins in the same clock)
 * Timed: the TMROF edges.
 * Left out: PM2_CNT, LV2 to LV6, C3_RES, C5_RES (mobile); what throttling, BM_RLD, THRM_POL and PCIEXPWAK_DIS do; that
 * other bits of the resume and RTC wells outlive a platform reset as PRBTNOR does (RTC and PWRBTN: ICH10 p.463). */
#ifndef ICH9_PM_H
#define ICH9_PM_H

#include "block.h"
#include "cover.h"

/* Byte offsets of the dwords from PMBASE. */
enum pm_off { PM_PM1_STS_EN = 0x00, PM_PM1_CNT = 0x04, PM_PM1_TMR = 0x08, PM_PROC_CNT = 0x10, PM_GPE0_STS = 0x20,
              PM_GPE0_STS_HI = 0x24, PM_GPE0_EN = 0x28, PM_GPE0_EN_HI = 0x2c, PM_UPRWC = 0x3c, PM_GPE_CNTL = 0x40,
              PM_DEVACT_STS = 0x44 };
/* PM1_STS; PM1_EN has the same positions. */
enum pm1_bits { PM1_TMROF = 1 << 0, PM1_BM = 1 << 4, PM1_GBL = 1 << 5, PM1_PWRBTN = 1 << 8, PM1_RTC = 1 << 10,
                PM1_PRBTNOR = 1 << 11, PM1_PCIEXPWAK = 1 << 14, PM1_WAK = 1 << 15 };
enum pm1_cnt_bits { PM1_SCI_EN = 1 << 0, PM1_BM_RLD = 1 << 1, PM1_GBL_RLS = 1 << 2, PM1_SLP_TYP = 7 << 10,
                    PM1_SLP_EN = 1 << 13 };
enum gpe0_bits { GPE0_THRM = 1 << 0, GPE0_HOT_PLUG = 1 << 1, GPE0_SWGPE = 1 << 2, GPE0_TCOSCI = 1 << 6,
                 GPE0_SMB_WAK = 1 << 7, GPE0_RI = 1 << 8, GPE0_PCI_EXP = 1 << 9, GPE0_BATLOW = 1 << 10,
                 GPE0_PME = 1 << 11, GPE0_PME_B0 = 1 << 13 };
enum uprwc_bits { UPRWC_WR_EN_SMI_EN = 1 << 0, UPRWC_WR_EN = 1 << 1, UPRWC_WR_EN_SMI_STS = 1 << 8 };
enum pm_dword { PM_D_PM1, PM_D_CNT, PM_D_TMR, PM_D_PROC, PM_D_STS, PM_D_STS_HI, PM_D_EN, PM_D_EN_HI, PM_D_UPRWC,
                PM_D_GPE_CNTL, PM_D_DEVACT, PM_DWORDS };

#define PM_IN(X, T)                                                                      \
    X(T, uint64_t, now, NOW_BITS, IN, 0)                                                 \
    X(T, bool, wr_en, 1, IN, 0)                                                          \
    X(T, uint8_t, off, 7, IN, 0)       /* enum pm_off */                                 \
    X(T, uint8_t, be, 4, IN, 0)                                                          \
    X(T, uint32_t, wdata, 32, IN, 0)                                                     \
    X(T, uint16_t, pm1_ev, 16, IN, 0)  /* one clock each: WAK, PCIEXPWAK, RTC, PWRBTN, BM */ \
    X(T, uint64_t, gpe, 33, IN, 0)     /* levels of GPE0_STS */                          \
    X(T, uint16_t, gpi_sci, 16, IN, 0) /* levels: GPI[n] active and routed to SCI */     \
    X(T, bool, tcosci, 1, IN, 0)       /* level: tco.sci */                              \
    X(T, bool, bios_rls, 1, IN, 0)     /* one clock: smi_ctl.bios_rls */                 \
    X(T, bool, slp_smi_en, 1, IN, 0)   /* SMI_EN.SLP_SMI_EN */                           \
    X(T, bool, kbc_hit, 1, IN, 0)      /* one clock: access to 60h or 64h */             \
    X(T, uint8_t, pirq, 8, IN, 0)      /* levels A to H, 1 active */                     \
    X(T, bool, prbtnor, 1, IN, 0)      /* wells: PM1_STS.PRBTNOR */                      \
    X(T, uint16_t, slow, 16, IN, 0)    /* strap slow_clocks, at least 1 (0 as 1) */
#define PM_OUT(X, T)                                                                     \
    X(T, bool, pm1, 1, EXACT, 0)       /* level, to smi_ctl */                           \
    X(T, bool, gpe0, 1, EXACT, 0)      /* level, to smi_ctl */                           \
    X(T, bool, sci, 1, EXACT, 0)       /* level */                                       \
    X(T, bool, uprwc_smi, 1, EXACT, 0) /* level, to smi_ctl */                           \
    X(T, bool, gbl_rls, 1, EXACT, 0)   /* one clock */                                   \
    X(T, bool, slp_en, 1, EXACT, 0)    /* one clock */                                   \
    X(T, bool, sleeping, 1, EXACT, 0)                                                    \
    X(T, uint8_t, slp_typ, 3, EXACT, 0)                                                  \
    X(T, uint64_t, tmr_base, NOW_BITS, EXACT, 0) /* number of the edge at which the PM timer was 0 */ \
    X(T, uint16_t, pm1_sts, 16, EXACT, 0)                                                \
    X(T, uint16_t, pm1_en, 16, EXACT, 0)                                                 \
    X(T, uint32_t, pm1_cnt, 32, EXACT, 0)                                                \
    X(T, uint32_t, proc_cnt, 32, EXACT, 0)                                               \
    X(T, uint64_t, gpe0_sts, 33, EXACT, 0)                                               \
    X(T, uint64_t, gpe0_en, 33, EXACT, 0)                                                \
    X(T, uint16_t, uprwc, 16, EXACT, 0)                                                  \
    X(T, uint8_t, gpe_cntl, 8, EXACT, 0)   /* byte 42h */                                \
    X(T, uint16_t, devact_sts, 16, EXACT, 0)
SIG_STRUCT(pm_in, PM_IN)
SIG_STRUCT(pm_out, PM_OUT)

typedef struct pm {
    uint32_t regs[PM_DWORDS]; /* rows in pm_regs; [PM_D_TMR] stays 0 */
    uint64_t tmr_base;
    bool first;               /* no edge since reset */
    bool prbtnor;             /* of the last edge */
    bool gbl_rls, slp_en, sleeping;
    uint8_t slp_typ;
} pm_t;

void pm_reset(pm_t *s, pm_out_t *out);

/* One PCICLK edge. */
void pm_tick(pm_t *s, const pm_in_t *in, pm_out_t *out);

/* See block.h: edges from in->now to the next one that sets TMROF; while TMROF is set, to the next move of tmr_base. */
uint64_t pm_wait(const pm_t *s, const pm_in_t *in);

/* PM1_TMR, 24 bits, at the edge number `now` when it was 0 at edge `base`; both modulo 2^40 (chipset facts 2.8). */
uint32_t pm_timer(uint64_t now, uint64_t base, uint32_t slow);

extern const block_t pm_block;
extern const cover_group_t pm_cover[]; /* pm_cover.c */
#endif
