/* smram_dec: the MCH's SMRAM registers and the decode of every memory access (Q35 D0:F0; chipset facts 7.3, 7.4).
 *
 * Registers (written through cfg_*, cfg_off is the dword's offset, cfg_be its byte lanes):
 *   9Ch dword: byte 1 = SMRAM (9Dh), byte 2 = ESMRAMC (9Eh); bytes 0 and 3 are not here
 *   ACh dword: TSEGMB, [31:20] base of TSEG, other bits read 0
 *   B0h dword: low word TOLUD, [15:4] top of low DRAM in MB, other bits read 0; reset 0010h
 * SMRAM, reset 02h: 6 D_OPEN, 5 D_CLS, 4 D_LCK, 3 G_SMRAME, 2:0 C_BASE_SEG = 010b read-only, 7 reads 0.
 * ESMRAMC, reset 38h: 7 H_SMRAME, 6 E_SMERR (write 1 clears), 5:3 read-only 111b, 2:1 TSEG_SZ, 0 T_EN.
 * Writing D_LCK = 1 sets it until reset and clears D_OPEN in the same write. While D_LCK is 1 (from the clock after
 * the locking write on; the locking write itself still takes its other bits) D_OPEN, H_SMRAME, TSEG_SZ and T_EN do
 * not change; nor does G_SMRAME when lck_g = 1, nor TSEGMB and TOLUD when lck_map = 1 (not certain: chipset facts
 * 7.3, section 10 row 15). D_CLS and E_SMERR do, and so does what a strap of 0 leaves writable.
 *
 * Ranges: C = A0000-BFFFF when G_SMRAME and not H_SMRAME; H = FEDA0000-FEDBFFFF (memory at A0000) when G_SMRAME and
 * H_SMRAME; T = TSEGMB .. + 1, 2 or 8 MB (TSEG_SZ 00, 01, 10; 11 is reserved: no range) when G_SMRAME and T_EN.
 * T wins where ranges overlap, then C or H. maddr of C and T is the
 * address itself, of H the address in A0000-BFFFF, whatever the answer.
 *
 * An access (req = 1) is answered one clock later (rsp = 1, target, maddr, range), with the register values of
 * before any write in its own clock. Between answers target, maddr and range keep their values.
 *   CPU, write-back (wb = 1, write = 1): any enabled range, any mode -> DRAM
 *   CPU, in SMM or D_OPEN = 1: DRAM, except that data (fetch = 0) with D_CLS = 1 is closed: C -> VIDEO, H and T ->
 *        INVALID; cls_all = 0 limits D_CLS to the C range (sources differ: chipset facts section 10 row 14)
 *   CPU otherwise (closed): C -> VIDEO; H, T -> INVALID and E_SMERR is set. A data access closed by D_CLS inside
 *        SMM, or with D_OPEN = 1, does not set E_SMERR.
 *   DMI, PEG: C -> VIDEO, H, T -> INVALID. IGD: C, H, T -> C0000 (maddr = C0000h + address[15:0]).
 *   not in an enabled range: A0000-BFFFF -> VIDEO (every initiator); below TOLUD -> DRAM; else -> DMI.
 * E_SMERR: set in the clock that decodes the touch; in the same clock as a clearing write, the set wins.
 * RTL twin: rtl/smram_dec.v.
 * Left out: PAM, remap, GBSM/BGSM, memory above 4 GB, TSEG_SZ 11b as QEMU's extended size. */
#ifndef MCH_SMRAM_DEC_H
#define MCH_SMRAM_DEC_H

#include "block.h"
#include "cover.h"

enum { D_OPEN = 1 << 6, D_CLS = 1 << 5, D_LCK = 1 << 4, G_SMRAME = 1 << 3, C_BASE_SEG = 2 };
enum { H_SMRAME = 1 << 7, E_SMERR = 1 << 6, SM_CACHE_L1_L2 = 7 << 3, TSEG_SZ = 3 << 1, T_EN = 1 };

enum smram_target { TGT_DRAM, TGT_VIDEO, TGT_DMI, TGT_INVALID, TGT_C0000 };
enum smram_range { RANGE_NONE, RANGE_C, RANGE_H, RANGE_T };
extern const char *const smram_target_names[];
extern const char *const smram_range_names[];
extern const char *const bus_initiator_names[];

#define SMRAM_DEC_IN(X, T)                                                              \
    X(T, bool, req, 1, IN, 0)                                                           \
    X(T, uint8_t, initiator, 2, IN, bus_initiator_names) /* enum bus_initiator */       \
    X(T, uint64_t, addr, 36, IN, 0)                                                     \
    X(T, bool, write, 1, IN, 0)                                                         \
    X(T, bool, fetch, 1, IN, 0)                                                         \
    X(T, bool, wb, 1, IN, 0)                                                            \
    X(T, bool, smm, 1, IN, 0) /* from smm_track */                                      \
    X(T, bool, cfg_wr, 1, IN, 0)                                                        \
    X(T, uint8_t, cfg_off, 8, IN, 0) /* dword offset in D0:F0; bits 1:0 are 0 */        \
    X(T, uint8_t, cfg_be, 4, IN, 0)                                                     \
    X(T, uint32_t, cfg_wdata, 32, IN, 0)                                                \
    X(T, bool, cls_all, 1, IN, 0) /* strap: D_CLS also closes H and T to data */        \
    X(T, bool, lck_g, 1, IN, 0)   /* strap: D_LCK freezes G_SMRAME */                   \
    X(T, bool, lck_map, 1, IN, 0) /* strap: D_LCK freezes TSEGMB and TOLUD */
#define SMRAM_DEC_OUT(X, T)                                                             \
    X(T, bool, rsp, 1, EXACT, 0)                                                        \
    X(T, uint8_t, target, 3, WHEN(rsp), smram_target_names)                             \
    X(T, uint64_t, maddr, 36, WHEN(rsp), 0)                                             \
    X(T, uint8_t, range, 2, WHEN(rsp), smram_range_names)                               \
    X(T, uint8_t, smram, 8, EXACT, 0)                                                   \
    X(T, uint8_t, esmramc, 8, EXACT, 0)                                                 \
    X(T, uint32_t, tsegmb, 32, EXACT, 0)                                                \
    X(T, uint16_t, tolud, 16, EXACT, 0)
SIG_STRUCT(smram_dec_in, SMRAM_DEC_IN)
SIG_STRUCT(smram_dec_out, SMRAM_DEC_OUT)

typedef struct smram_dec {
    uint32_t regs[3]; /* the dwords at 9Ch, ACh, B0h; rows in smram_dec_regs */
    bool rsp;
    uint8_t target, range;
    uint64_t maddr;
} smram_dec_t;

typedef struct smram_access {
    uint64_t addr;
    uint8_t initiator; /* enum bus_initiator */
    bool write, fetch, wb, smm;
} smram_access_t;

typedef struct smram_answer {
    uint8_t target, range; /* enums above */
    bool smerr;            /* the access sets E_SMERR */
    uint64_t maddr;
} smram_answer_t;

/* The decode alone: what the registers shown in `regs` do with one access. Changes nothing. */
smram_answer_t smram_decode(const smram_dec_out_t *regs, bool cls_all, const smram_access_t *a);

void smram_dec_reset(smram_dec_t *s, smram_dec_out_t *out);

/* One BCLK edge. */
void smram_dec_tick(smram_dec_t *s, const smram_dec_in_t *in, smram_dec_out_t *out);

extern const block_t smram_dec_block;
extern const cover_group_t smram_dec_cover[]; /* smram_dec_cover.c */
#endif
