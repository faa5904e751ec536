/* wells: the status that a platform reset must not lose: GEN_PMCON_2, GEN_PMCON_3, three bits of TCO2_STS, PRBTNOR
 * (chipset facts 1.6, 2.1, 4.2).
 *
 * This block keeps its state in a platform reset (block.h: keeps): the board resets it at power-on only, to all 0. A
 * platform reset is its input pltrst_n. While rsmrst_n is 0 the rows of the resume well have their reset value, while
 * rtcrst_n is 0 those of the RTC well; that wins over writes and events. Writes are not looked at while pltrst_n is 0.
 * Registers, written by wr_en with addr = enum wells_dword and byte lanes be; bits not named are not this block's:
 *   A0h of D31:F0, GEN_PMCON_2 in lane 2, resume well: 23 DRAM_INIT, 22:21 CPU_PLL_LOCK read/write; 20 SRS, 19 CTS, 18
 *        MIN_SLP_S4, 17 CPUPWR_FLR, 16 PWROK_FLR, set by the bit of pmcon2_ev, cleared by writing 1
 *   A4h of D31:F0, GEN_PMCON_3, RTC well: 0 AFTERG3_EN, 3 SLP_S4_ASE, 5:4 SLP_S4_MAW, 7:6 SWSMI_RATE_SEL read/write,
 *        but ASE and MAW not when slp_str_lock was 1 at the edge before the write: a write that sets the lock, which
 *        shows on that wire together with the write's strobe, still changes them
 *        1 PWR_FLR, set at each edge at which rsmrst_n is 0, cleared by writing 1
 *        2 RTC_PWR_STS, set at each edge at which rtcrst_n is 0 (alone of its well); read/write, writing 0 clears
 *        9 GEN_RST_STS, set when pltrst_n falls while rsmrst_n is 1 and sleeping is 0, cleared by writing 1
 *   PMBASE + 64h, TCO2_STS in lanes 2, 3: 18 BOOT, 17 SECOND_TO (resume well), both set by second_to; 16 INTRD_DET (RTC
 *        well), set at each edge at which intruder is 1; cleared by writing 1. BOOT is not cleared while SECOND_TO
 *        stays set: SECOND_TO must be 0 or cleared by the same write. A clear of INTRD_DET while intruder is 1 is not
 *        lost: the bit stays, and goes to 0 at the first edge at which intruder is 0 (6-series PCH p.183)
 *   PMBASE + 00h, PM1_STS: 11 PRBTNOR (RTC well), set by prbtnor_ev, which sets AFTERG3_EN too, cleared by writing 1
 * A set in the clock of a clear wins. Events count while pltrst_n is 0 too.
 * Left out: GEN_PMCON_3 bits 13:10, doubtful on an ICH9; the other bits of the resume and RTC wells (pm.h, tco.h);
 * that the RTC well answers in RTC clocks. */
#ifndef ICH9_WELLS_H
#define ICH9_WELLS_H

#include "block.h"
#include "cover.h"

enum wells_dword { WELLS_A0, WELLS_A4, WELLS_TCO_STS, WELLS_PM1, WELLS_DWORDS };
enum gen_pmcon_2_bits { PMCON2_PWROK_FLR = 1 << 0, PMCON2_CPUPWR_FLR = 1 << 1, PMCON2_MIN_SLP_S4 = 1 << 2,
                        PMCON2_CTS = 1 << 3, PMCON2_SRS = 1 << 4 };
enum gen_pmcon_3_bits { PMCON3_AFTERG3_EN = 1 << 0, PMCON3_PWR_FLR = 1 << 1, PMCON3_RTC_PWR_STS = 1 << 2,
                        PMCON3_GEN_RST_STS = 1 << 9 };
enum well_sts_bits { WELL_INTRD_DET = 1 << 0, WELL_SECOND_TO = 1 << 1, WELL_BOOT = 1 << 2 };

#define WELLS_IN(X, T)                                                                   \
    X(T, bool, pltrst_n, 1, IN, 0)     /* platform reset */                              \
    X(T, bool, rsmrst_n, 1, IN, 0)     /* RSMRST#: resume well */                        \
    X(T, bool, rtcrst_n, 1, IN, 0)     /* RTCRST#: RTC well */                           \
    X(T, bool, wr_en, 1, IN, 0)                                                          \
    X(T, uint8_t, addr, 2, IN, 0)      /* enum wells_dword */                            \
    X(T, uint8_t, be, 4, IN, 0)                                                          \
    X(T, uint32_t, wdata, 32, IN, 0)                                                     \
    X(T, bool, slp_str_lock, 1, IN, 0) /* ich9.gen_pmcon_lock bit 2, SLP_STR_POL_LOCK */ \
    X(T, uint8_t, pmcon2_ev, 5, IN, 0) /* one clock each: reset button, thermal trip, short SLP_S4#, VRM, PWROK */ \
    X(T, bool, second_to, 1, IN, 0)    /* one clock: tco.second_to */                    \
    X(T, bool, intruder, 1, IN, 0)     /* level: INTRUDER# active */                     \
    X(T, bool, prbtnor_ev, 1, IN, 0)   /* one clock: power button held 4 s */            \
    X(T, bool, sleeping, 1, IN, 0)     /* pm.sleeping */
#define WELLS_OUT(X, T)                                                                  \
    X(T, uint8_t, gen_pmcon_2, 8, EXACT, 0)                                              \
    X(T, uint16_t, gen_pmcon_3, 16, EXACT, 0)                                            \
    X(T, uint8_t, well_sts, 3, EXACT, 0) /* BOOT, SECOND_TO, INTRD_DET: TCO2_STS[2:0] */ \
    X(T, bool, prbtnor, 1, EXACT, 0)     /* PM1_STS.PRBTNOR */
SIG_STRUCT(wells_in, WELLS_IN)
SIG_STRUCT(wells_out, WELLS_OUT)

typedef struct wells {
    uint32_t regs[WELLS_DWORDS]; /* rows in wells_regs */
    bool pltrst_n;               /* of the last edge */
    bool slp_str_lock;           /* of the last edge */
    bool intrd_clear;            /* INTRD_DET is to be cleared when intruder is over */
} wells_t;

/* Power-on. */
void wells_reset(wells_t *s, wells_out_t *out);

/* One PCICLK edge. */
void wells_tick(wells_t *s, const wells_in_t *in, wells_out_t *out);

extern const block_t wells_block;
extern const cover_group_t wells_cover[]; /* wells_cover.c */
#endif
