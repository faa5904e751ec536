/* ich9_top: the SMI path of the south bridge as one block: smi_ctl, smi_timers, tco, serirq and lpc with the wires between
 * them (chipset facts 2.6). Each part behaves as its own header says; here is only how they hang together.
 *
 * Register writes come on the bridge's bus (ich9.h): reg_wr, reg_space 0 CFG, 1 PM, 2 PORT, reg_off the byte offset of the
 * dword (of a port its address), wr_be, wr_data. What they reach:
 *   PM 30h, 34h -> smi_ctl wr_en with addr 0, 1;  PM 60h to 70h -> tco wr_en with addr (reg_off - 60h) / 4
 *   PORT B2h, B3h -> smi_ctl apm_wr with apm_addr 0, 1, apm_data = wr_data[7:0]
 *   CFG A0h with lane 0 and wr_data bit 4 -> smi_ctl lock_set
 * io_seen with io_addr 0060h or 0064h and io_be bit 2 (62h, 66h) -> smi_ctl mc_hit.
 * Between the parts, each from the other's registered output:
 *   smi_timers sw_en, per_en = SMI_EN bits 6, 14; smi_ctl sw_set, per_set = smi_timers'
 *   smi_ctl tco = tco.smi, nmi_smi = tco.nmi_smi, tco_lock = tco.tco_lock, serirq = serirq.smi; tco gbl_en = SMI_EN bit 0
 *   serirq en, cont, frames, start_sel = serirq_cntl bits 7, 6, 5:2, 1:0
 * Every other input goes to the part that has one of its name (lpc_* to lpc; sirq_pin to serirq.pin; now to smi_timers and
 * tco; bioswr, newcentury, smlink, dmi_*, well_sts, nmi_src, nmi_off, no_reboot to tco). Outputs are the parts' outputs.
 * RTL twin: rtl/ich9_top.v, which instantiates the other five files.
 * Left out: the parts of the ICH9 that are not Verilog here (pm, gpio, rcba, wells, nmi, the bridge itself). */
#ifndef ICH9_ICH9_TOP_H
#define ICH9_ICH9_TOP_H

#include "ich9/lpc.h"
#include "ich9/serirq.h"
#include "ich9/smi_ctl.h"
#include "ich9/smi_timers.h"
#include "ich9/tco.h"

#define ICH9_TOP_IN(X, T)                                                                \
    X(T, uint64_t, now, NOW_BITS, IN, 0)                                                 \
    X(T, bool, reg_wr, 1, IN, 0)                                                         \
    X(T, uint8_t, reg_space, 2, IN, 0)                                                   \
    X(T, uint16_t, reg_off, 16, IN, 0)                                                   \
    X(T, uint8_t, wr_be, 4, IN, 0)                                                       \
    X(T, uint32_t, wr_data, 32, IN, 0)                                                   \
    X(T, bool, io_seen, 1, IN, 0)                                                        \
    X(T, uint16_t, io_addr, 16, IN, 0)                                                   \
    X(T, uint8_t, io_be, 4, IN, 0)                                                       \
    X(T, bool, gbl_rls, 1, IN, 0)      /* smi_ctl ... */                                 \
    X(T, bool, slp_en, 1, IN, 0)                                                         \
    X(T, bool, smbus, 1, IN, 0)                                                          \
    X(T, bool, smb_host, 1, IN, 0)                                                       \
    X(T, bool, usb1, 1, IN, 0)                                                           \
    X(T, bool, usb2, 1, IN, 0)                                                           \
    X(T, bool, usb2_intel, 1, IN, 0)                                                     \
    X(T, bool, pm1, 1, IN, 0)                                                            \
    X(T, bool, gpe0, 1, IN, 0)                                                           \
    X(T, bool, gpi_sts, 1, IN, 0)                                                        \
    X(T, bool, devmon, 1, IN, 0)                                                         \
    X(T, bool, pcie, 1, IN, 0)                                                           \
    X(T, bool, trap, 1, IN, 0)                                                           \
    X(T, bool, spi, 1, IN, 0)                                                            \
    X(T, uint8_t, sw_rate, 2, IN, 0)   /* smi_timers ... */                              \
    X(T, uint8_t, per_sel, 2, IN, 0)                                                     \
    X(T, bool, dmi_smi, 1, IN, 0)      /* tco ... */                                     \
    X(T, bool, dmi_sci, 1, IN, 0)                                                        \
    X(T, bool, dmi_serr, 1, IN, 0)                                                       \
    X(T, bool, bioswr, 1, IN, 0)                                                         \
    X(T, bool, newcentury, 1, IN, 0)                                                     \
    X(T, bool, smlink, 1, IN, 0)                                                         \
    X(T, uint8_t, well_sts, 3, IN, 0)                                                    \
    X(T, bool, nmi_src, 1, IN, 0)                                                        \
    X(T, bool, nmi_off, 1, IN, 0)                                                        \
    X(T, bool, no_reboot, 1, IN, 0)                                                      \
    X(T, uint8_t, serirq_cntl, 8, IN, 0) /* serirq ... */                                \
    X(T, bool, sirq_pin, 1, IN, 0)                                                       \
    X(T, bool, lpc_req, 1, IN, 0)      /* lpc ... */                                     \
    X(T, uint8_t, lpc_kind, 3, IN, lpc_kind_names)                                       \
    X(T, uint32_t, lpc_addr, 32, IN, 0)                                                  \
    X(T, uint8_t, lpc_wdata, 8, IN, 0)                                                   \
    X(T, uint8_t, lpc_idsel, 4, IN, 0)                                                   \
    X(T, uint8_t, lpc_lad, 4, IN, 0)                                                     \
    X(T, bool, sts_needs_en, 1, IN, 0) /* straps of the parts ... */                     \
    X(T, bool, first_smi, 1, IN, 0)                                                      \
    X(T, bool, eos_reset, 1, IN, 0)                                                      \
    X(T, bool, tco_sticky, 1, IN, 0)                                                     \
    X(T, bool, nmi_bypass, 1, IN, 0)                                                     \
    X(T, bool, repeats, 1, IN, 0)                                                        \
    X(T, uint16_t, sw_short, 16, IN, 0)                                                  \
    X(T, uint32_t, sw_long, 20, IN, 0)                                                   \
    X(T, uint32_t, per_base, 28, IN, 0)                                                  \
    X(T, uint32_t, tick, 25, IN, 0)                                                      \
    X(T, uint16_t, tmr_min, 10, IN, 0)                                                   \
    X(T, bool, run_reset, 1, IN, 0)                                                      \
    X(T, uint8_t, short_max, 4, IN, 0)
#define ICH9_TOP_OUT(X, T)                                                               \
    X(T, bool, smi_n, 1, WITHIN(2), 0) /* smi_ctl ... */                                 \
    X(T, uint32_t, smi_en, 32, EXACT, 0)                                                 \
    X(T, uint32_t, smi_sts, 32, EXACT, 0)                                                \
    X(T, uint8_t, apm_cnt, 8, EXACT, 0)                                                  \
    X(T, uint8_t, apm_sts, 8, EXACT, 0)                                                  \
    X(T, bool, smi_lock, 1, EXACT, 0)                                                    \
    X(T, bool, bios_rls, 1, EXACT, 0)                                                    \
    X(T, bool, nmi, 1, EXACT, 0)       /* tco ... */                                     \
    X(T, bool, sci, 1, EXACT, 0)                                                         \
    X(T, bool, tco_int, 1, EXACT, 0)                                                     \
    X(T, bool, second_to, 1, EXACT, 0)                                                   \
    X(T, bool, reboot, 1, EXACT, 0)                                                      \
    X(T, uint32_t, regs0, 32, EXACT, 0)                                                  \
    X(T, uint32_t, regs1, 32, EXACT, 0)                                                  \
    X(T, uint32_t, regs2, 32, EXACT, 0)                                                  \
    X(T, uint32_t, regs3, 32, EXACT, 0)                                                  \
    X(T, uint32_t, regs4, 32, EXACT, 0)                                                  \
    X(T, bool, sirq_oe, 1, EXACT, 0)   /* serirq ... */                                  \
    X(T, bool, sirq_o, 1, EXACT, 0)                                                      \
    X(T, uint16_t, irq, 16, EXACT, 0)                                                    \
    X(T, bool, iochk, 1, EXACT, 0)                                                       \
    X(T, uint8_t, pirq, 4, EXACT, 0)                                                     \
    X(T, bool, lframe_n, 1, EXACT, 0)  /* lpc ... */                                     \
    X(T, uint8_t, lad_o, 4, EXACT, 0)                                                    \
    X(T, bool, lad_oe, 1, EXACT, 0)                                                      \
    X(T, bool, lpc_done, 1, EXACT, 0)                                                    \
    X(T, bool, lpc_error, 1, EXACT, 0)                                                   \
    X(T, bool, lpc_aborted, 1, EXACT, 0)                                                 \
    X(T, uint8_t, lpc_rdata, 8, EXACT, 0)
SIG_STRUCT(ich9_top_in, ICH9_TOP_IN)
SIG_STRUCT(ich9_top_out, ICH9_TOP_OUT)

/* What the five parts show, and what they see. */
typedef struct ich9_parts {
    smi_ctl_out_t smi_ctl;
    smi_timers_out_t smi_timers;
    tco_out_t tco;
    serirq_out_t serirq;
    lpc_out_t lpc;
} ich9_parts_t;

typedef struct ich9_parts_in {
    smi_ctl_in_t smi_ctl;
    smi_timers_in_t smi_timers;
    tco_in_t tco;
    serirq_in_t serirq;
    lpc_in_t lpc;
} ich9_parts_in_t;

typedef struct ich9_top {
    smi_ctl_t smi_ctl;
    smi_timers_t smi_timers;
    tco_t tco;
    serirq_t serirq;
    lpc_t lpc;
    ich9_parts_t out;
} ich9_top_t;

/* Takes the inputs and the parts' outputs to the parts' inputs, all but `now` (block.h: the board sets it). */
void ich9_parts_wire(const ich9_top_in_t *in, const ich9_parts_t *p, ich9_parts_in_t *to);

/* What the parts show outside. */
void ich9_parts_show(const ich9_parts_t *p, ich9_top_out_t *out);

/* The other way round: parts that show what `out` says; their outputs that stay inside are left as they are. */
void ich9_parts_take(ich9_parts_t *p, const ich9_top_out_t *out);

void ich9_top_reset(ich9_top_t *s, ich9_top_out_t *out);

/* One PCICLK edge. */
void ich9_top_tick(ich9_top_t *s, const ich9_top_in_t *in, ich9_top_out_t *out);

/* See block.h: of the timers in it. */
uint64_t ich9_top_wait(const ich9_top_t *s, const ich9_top_in_t *in);

extern const block_t ich9_top_block;
extern const cover_group_t ich9_top_cover[]; /* ich9_top_cover.c */
#endif
