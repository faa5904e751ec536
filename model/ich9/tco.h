/* tco: the TCO block at PMBASE + 60h: watchdog timer, TCO SMIs, NMI2SMI, TCO_LOCK (chipset facts 2.6 rows 20 to 28, 4).
 *
 * Registers, written by wr_en with addr = dword (0: 60h ... 4: 70h) and byte lanes be; reads show `regs0` to `regs4`:
 *   60h  [9:0] TCO_RLD: reads the count; [15:10] read 0. [23:16] TCO_DAT_IN, [31:24] TCO_DAT_OUT read/write, reset 0
 *   64h  [15:0] TCO1_STS, [31:16] TCO2_STS, see below
 *   68h  [15:0] TCO1_CNT, reset 0000h: 12 TCO_LOCK (writing 1 sets until reset), 11 TMR_HLT, 9 NMI2SMI_EN read/write,
 *        8 NMI_NOW (writing 1 sets it when 0 and clears it when 1); other bits read 0.
 *        [31:16] TCO2_CNT, reset 0008h: 5:4 OS_POLICY, 3 SMBALERT_DISABLE, 2:1 INTRD_SEL read/write; others read 0
 *   6Ch  [7:0] TCO_MESSAGE1, [15:8] TCO_MESSAGE2, [23:16] TCO_WDCNT read/write, reset 0; [31:24] read 0
 *   70h  [1:0] SW_IRQ_GEN read/write, reset 3; [25:16] TCO_TMR, reset 4; others read 0. A write after which TCO_TMR
 *        would be below tmr_min leaves TCO_TMR as it is (the whole field; SW_IRQ_GEN in the same write still lands)
 * TCO1_STS, reset 0; sticky bits are cleared by writing 1, and a set in the same clock as a clear wins:
 *   12 DMISERR dmi_serr, 10 DMISMI dmi_smi, 9 DMISCI dmi_sci, 8 BIOSWR bioswr, 7 NEWCENTURY newcentury, 3 TIMEOUT first
 *   expiry, 2 TCO_INT any write of TCO_DAT_OUT, 1 SW_TCO_SMI any write of TCO_DAT_IN
 *   0 NMI2SMI, live: NMI2SMI_EN (before any write in this clock) and (nmi_src or NMI_NOW, before the write) and not
 *   nmi_off and gbl_en, as they are at this edge (truth table: facts 4.3)
 * TCO2_STS: 4 SMLINK_SLV_SMI, sticky, set by smlink; 2:0 BOOT, SECOND_TO, INTRD_DET live: well_sts of the last edge (they
 *   are kept, and cleared by software, in the block `wells`, since platform reset must not lose them); others read 0.
 *
 * Timer. It runs when it has been started and TMR_HLT (before any write in this clock) is 0. Reset: not started, count 0;
 * with run_reset the first edge after reset starts it as a write of TCO_RLD would.
 *   any byte of TCO_RLD (60h lanes 0, 1) written -> started, count := TCO_TMR (before the write), next tick at now + tick, no
 *                                   expiry yet since the reload. Wins over a tick in the same clock. Also while halted,
 *                                   and then the tick is counted from the end of the halt.
 *   halted                       -> no ticks; the first edge that finds TMR_HLT 0 again sets the next tick to now + tick, when
 *                                   the timer is started
 *   running and now = next tick  -> next tick := now + tick; count 0 or 1: expiry, count := TCO_TMR; else count - 1
 *   first expiry since reload    -> TIMEOUT := 1
 *   the expiry after it          -> second_to = 1 for one clock, and reboot = 1 for one clock unless no_reboot; counts again
 *                                   as "no expiry yet"
 * `now` is the number of this edge, sums are modulo 2^40. tick is never 0. tick_at is the next tick as set last, reset 0.
 * run = started, and TMR_HLT is 0 both before any write in this clock and after it: so whenever run is 1 tick_at holds.
 *
 * smi (level) = any of TCO1_STS 10, 8, 7, 3, 1, 0; TCO2_STS.4; TCO2_STS.0 while INTRD_SEL is 10b; as the registers stand
 *   after this edge, as do nmi_smi = TCO1_STS.0, tco_int = TCO1_STS.2, sci = TCO1_STS.9, tco_lock and
 *   nmi = (nmi_src or NMI_NOW) and not nmi_off and not NMI2SMI_EN (nmi_src, nmi_off: of this edge).
 * RTL twin: rtl/tco.v.
 * Left out: SEND_NOW and the messages' way to SMLINK; what OS_POLICY and SW_IRQ_GEN act on; the interrupt of INTRD_SEL
 * 01b. SMBALERT_DISABLE acts on the board (soc.h). */
#ifndef ICH9_TCO_H
#define ICH9_TCO_H

#include "block.h"
#include "cover.h"

enum tco_dword { TCO_RLD_DAT, TCO_STS, TCO_CNT, TCO_MSG, TCO_TMR_IRQ, TCO_DWORDS };
enum tco_bits { TCO1_NMI2SMI = 1 << 0, TCO1_SW_TCO_SMI = 1 << 1, TCO1_TCO_INT = 1 << 2, TCO1_TIMEOUT = 1 << 3,
                TCO1_NEWCENTURY = 1 << 7, TCO1_BIOSWR = 1 << 8, TCO1_DMISCI = 1 << 9, TCO1_DMISMI = 1 << 10,
                TCO1_DMISERR = 1 << 12, TCO2_INTRD_DET = 1 << 16, TCO2_SECOND_TO = 1 << 17, TCO2_BOOT = 1 << 18,
                TCO2_SMLINK_SLV_SMI = 1 << 20 };
enum tco_cnt_bits { TCO1_NMI_NOW = 1 << 8, TCO1_NMI2SMI_EN = 1 << 9, TCO1_TMR_HLT = 1 << 11, TCO1_TCO_LOCK = 1 << 12,
                    TCO2_INTRD_SEL = 3 << 17, TCO2_SMBALERT_DISABLE = 1 << 19, TCO2_INTRD_SMI = 2 << 17 };

#define TCO_IN(X, T)                                                                     \
    X(T, uint64_t, now, NOW_BITS, IN, 0)                                                 \
    X(T, bool, wr_en, 1, IN, 0)                                                          \
    X(T, uint8_t, addr, 3, IN, 0) /* enum tco_dword; 5 to 7 do nothing */                \
    X(T, uint8_t, be, 4, IN, 0)                                                          \
    X(T, uint32_t, wdata, 32, IN, 0)                                                     \
    X(T, bool, dmi_smi, 1, IN, 0)     /* one clock each: SMI, SCI, SERR message from the MCH */ \
    X(T, bool, dmi_sci, 1, IN, 0)                                                        \
    X(T, bool, dmi_serr, 1, IN, 0)                                                       \
    X(T, bool, bioswr, 1, IN, 0)      /* one clock: BIOSWE 0 -> 1 with BLE, or a flash write */ \
    X(T, bool, newcentury, 1, IN, 0)  /* one clock: the RTC's year went from 99 to 00 */ \
    X(T, bool, smlink, 1, IN, 0)      /* one clock: SMLINK slave SMI command */          \
    X(T, uint8_t, well_sts, 3, IN, 0) /* wells: BOOT, SECOND_TO, INTRD_DET */            \
    X(T, bool, nmi_src, 1, IN, 0)     /* level: an NMI source is active */               \
    X(T, bool, nmi_off, 1, IN, 0)     /* port 70h bit 7 */                               \
    X(T, bool, gbl_en, 1, IN, 0)      /* SMI_EN.GBL_SMI_EN */                            \
    X(T, bool, no_reboot, 1, IN, 0)   /* GCS bit 5 or the SPKR strap */                  \
    X(T, uint32_t, tick, 25, IN, 0)   /* strap: PCICLKs of 0.6 s */                      \
    X(T, uint16_t, tmr_min, 10, IN, 0) /* strap tco_tmr_min */                           \
    X(T, bool, run_reset, 1, IN, 0)   /* strap tco_runs_at_reset */
#define TCO_OUT(X, T)                                                                    \
    X(T, bool, smi, 1, EXACT, 0)      /* level, to smi_ctl */                            \
    X(T, bool, nmi_smi, 1, EXACT, 0)                                                     \
    X(T, bool, nmi, 1, EXACT, 0)      /* level, to the CPUs */                           \
    X(T, bool, sci, 1, EXACT, 0)      /* level, GPE0_STS.TCOSCI */                       \
    X(T, bool, tco_int, 1, EXACT, 0)                                                     \
    X(T, bool, tco_lock, 1, EXACT, 0)                                                    \
    X(T, bool, second_to, 1, EXACT, 0) /* one clock */                                   \
    X(T, bool, reboot, 1, EXACT, 0)   /* one clock: the platform is to be reset */       \
    X(T, bool, run, 1, EXACT, 0)      /* the timer counts, see above */ \
    X(T, uint64_t, tick_at, NOW_BITS, WHEN(run), 0) /* number of the edge of the next tick */ \
    X(T, uint32_t, regs0, 32, EXACT, 0)                                                  \
    X(T, uint32_t, regs1, 32, EXACT, 0)                                                  \
    X(T, uint32_t, regs2, 32, EXACT, 0)                                                  \
    X(T, uint32_t, regs3, 32, EXACT, 0)                                                  \
    X(T, uint32_t, regs4, 32, EXACT, 0)
SIG_STRUCT(tco_in, TCO_IN)
SIG_STRUCT(tco_out, TCO_OUT)

typedef struct tco {
    uint32_t regs[TCO_DWORDS]; /* rows in tco_regs */
    uint64_t tick_at;
    bool started, halted; /* halted: the last edge found TMR_HLT 1 */
    bool once;            /* one expiry since the reload */
    bool first;           /* no edge since reset */
} tco_t;

void tco_reset(tco_t *s, tco_out_t *out);

/* One PCICLK edge. */
void tco_tick(tco_t *s, const tco_in_t *in, tco_out_t *out);

/* See block.h: edges from in->now to the next tick; 0 while the timer does not run. */
uint64_t tco_wait(const tco_t *s, const tco_in_t *in);

extern const block_t tco_block;
extern const cover_group_t tco_cover[]; /* tco_cover.c */
#endif
