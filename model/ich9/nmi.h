/* nmi: the NMI sources and their masks in ports 61h, 70h, 74h (chipset facts 4.3).
 *
 * wr_61, wr_70: the byte wdata is written to that port at this edge.
 *   61h  3 IOCHK_NMI_EN, 2 SERR_NMI_EN (both: 0 = enabled), 1 SPKR_DAT_EN, 0 TIM_CNT2_EN read/write, reset 0.
 *        7 SERR_NMI_STS, 6 IOCHK_NMI_STS read-only; 5, 4 read 0
 *   70h  7 NMI_EN (1: NMI masked), 6:0 RTC index; the byte is kept, reads of 70h do not show it. Reset 80h
 *   74h  read-only, shows the byte of 70h
 * SERR_NMI_STS: 0 while SERR_NMI_EN is 1 after any write in this clock; else set by serr and kept. So a write of 1 to
 *   SERR_NMI_EN clears it. IOCHK_NMI_STS likewise, with IOCHK_NMI_EN, set at each edge at which iochk is 1.
 * nmi_src (level) = SERR_NMI_STS or IOCHK_NMI_STS, nmi_off = NMI_EN, after this edge. NMI itself is made in `tco`.
 * The layout of 61h and its reset value are the 82371AB's (p.83); the reset value of 70h is memory.
 * Left out: 61h bits 5 (counter 2 output) and 4 (refresh toggle), the speaker, the RTC behind 70h, ports 72h, 73h. */
#ifndef ICH9_NMI_H
#define ICH9_NMI_H

#include "block.h"
#include "cover.h"

enum nmi_61_bits { NMI_TIM_CNT2_EN = 1 << 0, NMI_SPKR_DAT_EN = 1 << 1, NMI_SERR_NMI_EN = 1 << 2,
                   NMI_IOCHK_NMI_EN = 1 << 3, NMI_IOCHK_NMI_STS = 1 << 6, NMI_SERR_NMI_STS = 1 << 7 };

#define NMI_IN(X, T)                                                                     \
    X(T, bool, wr_61, 1, IN, 0)                                                          \
    X(T, bool, wr_70, 1, IN, 0)                                                          \
    X(T, uint8_t, wdata, 8, IN, 0)                                                       \
    X(T, bool, serr, 1, IN, 0)       /* one clock: SERR# */                              \
    X(T, bool, iochk, 1, IN, 0)      /* level: serirq.iochk */
#define NMI_OUT(X, T)                                                                    \
    X(T, bool, nmi_src, 1, EXACT, 0) /* level, to tco */                                 \
    X(T, bool, nmi_off, 1, EXACT, 0) /* to tco */                                        \
    X(T, uint8_t, port_61, 8, EXACT, 0)                                                  \
    X(T, uint8_t, port_74, 8, EXACT, 0)
SIG_STRUCT(nmi_in, NMI_IN)
SIG_STRUCT(nmi_out, NMI_OUT)

typedef struct nmi {
    uint32_t regs[1]; /* rows in nmi_regs: the dword of ports 60h to 63h */
    uint8_t port_70;
} nmi_t;

void nmi_reset(nmi_t *s, nmi_out_t *out);

/* One PCICLK edge. */
void nmi_tick(nmi_t *s, const nmi_in_t *in, nmi_out_t *out);

extern const block_t nmi_block;
extern const cover_group_t nmi_cover[]; /* nmi_cover.c */
#endif
