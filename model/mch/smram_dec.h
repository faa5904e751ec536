/* smram_dec: the MCH's decode of every memory access and the registers that steer it (Q35 D0:F0; chipset facts 7.1
 * to 7.5).
 *
 * Registers, written through cfg_* (cfg_off is the dword's offset, cfg_be its byte lanes). Bits not named read 0.
 *   50h  GGC 52h = [31:16], reset 0030h: 1 IVD, 7:4 GMS, 11:8 GGMS. The word at 50h is not here.
 *   90h  PAM0 [7:0], PAM1, PAM2, PAM3; 94h  PAM4 [7:0], PAM5, PAM6, LAC [31:24]; all reset 00h
 *        PAMn: 1:0 the low segment, 5:4 the high one, of each pair bit 0 read enable RE, bit 1 write enable WE
 *        PAM0 high F0000-FFFFF, low reserved (reads 0). PAM1 low C0000-C3FFF, high C4000-C7FFF; PAM2 C8000, CC000;
 *        PAM3 D0000, D4000; PAM4 D8000, DC000; PAM5 E0000, E4000; PAM6 E8000, EC000: 16 KB each
 *        LAC: 0 MDAP, 7 HEN (the hole F00000-FFFFFF)
 *   98h  REMAPBASE [15:0], 9:0 = address 35:26, reset 3FFh; REMAPLIMIT 9Ah = [31:16], 9:0 = address 35:26, reset 0
 *   9Ch  byte 1 = SMRAM (9Dh), byte 2 = ESMRAMC (9Eh); bytes 0 and 3 are not here
 *   A0h  TOM [15:0], 9:0 = address 35:26, reset 0001h, no part in the decode; TOUUD A2h = [31:16], all 16 bits =
 *        address 35:20, reset 0
 *   A4h  GBSM, A8h  BGSM, ACh  TSEGMB: each [31:20], reset 0
 *   B0h  TOLUD [15:0], 15:4 = top of low DRAM in MB, reset 0010h; the high word is not here
 * SMRAM, reset 02h: 6 D_OPEN, 5 D_CLS, 4 D_LCK, 3 G_SMRAME, 2:0 C_BASE_SEG = 010b read-only.
 * ESMRAMC, reset 38h: 7 H_SMRAME, 6 E_SMERR (write 1 clears), 5:3 read-only 111b, 2:1 TSEG_SZ, 0 T_EN.
 * Writing D_LCK = 1 sets it until reset and clears D_OPEN in the same write. While D_LCK is 1 (from the clock after
 * the locking write on; the locking write itself still takes its other bits) these do not change: D_OPEN, H_SMRAME,
 * TSEG_SZ, T_EN; G_SMRAME when lck_g = 1; GGC, TOM, TOUUD, GBSM, BGSM, TSEGMB, TOLUD when lck_map = 1; REMAPBASE and
 * REMAPLIMIT when lck_remap = 1 (not certain: chipset facts 7.3, section 10 row 15). D_CLS, E_SMERR, PAM and LAC are
 * never frozen.
 *
 * An access (req = 1) is answered one clock later (rsp = 1, target, maddr, range), with the register values of
 * before any write in its own clock. Between answers target, maddr and range keep their values.
 * Every comparison is with the address as it came (36 bits), never with a remapped one. The first row that fits
 * answers. maddr is the address itself where nothing else is said; range is NONE ("-") where no name is given.
 *   1 T  TSEGMB .. + 1, 2 or 8 MB (TSEG_SZ 00, 01, 10; 11 is reserved: no range), when G_SMRAME and T_EN; does not
 *        wrap at 4 GB: the sum has 33 bits
 *   2 C  A0000-BFFFF when G_SMRAME and not H_SMRAME
 *   3 H  FEDA0000-FEDBFFFF when G_SMRAME and H_SMRAME; maddr = the address in A0000-BFFFF, whatever the answer
 *        What rows 1 to 3 answer is below.
 *   4    A0000-BFFFF: the legacy owner, for every initiator: MDAP = 1 and B0000-B7FFF -> DMI; else IVD = 0 -> VIDEO
 *        (internal graphics); else peg_vga = 1 -> PEG; else DMI
 *   5 PAM  C0000-FFFFF, by its segment, for every initiator, code and data, in SMM or not, whatever TOLUD is:
 *        a read with RE = 1 or a write (write = 1, write-back or not) with WE = 1 -> DRAM, else DMI
 *   6    F00000-FFFFFF when HEN = 1 -> DMI
 *   7    FEC00000-FFFFFFFF -> DMI, whatever TOLUD is
 *   8 STOLEN  GBSM <= address < TOLUD when GMS is not 0 and GBSM is not 0, and
 *        BGSM <= address < GBSM when GGMS is not 0 and BGSM is not 0:
 *        IGD -> DRAM; CPU, write-back or not -> DRAM when stolen_cpu = 1, else INVALID; DMI, PEG -> INVALID
 *   9    address < TOLUD -> DRAM
 *  10    address < 4 GB -> DMI
 *  11    4 GB <= address < TOUUD -> DRAM. When REMAPBASE <= address[35:26] <= REMAPLIMIT, range = REMAP and
 *        maddr = address - REMAPBASE * 64 MB + TOLUD, modulo 2^36
 *  12    all else -> DMI
 * Rows 1 to 3, ranges C, H and T:
 *   CPU, write-back (wb = 1, write = 1): any mode -> DRAM
 *   CPU, in SMM or D_OPEN = 1: DRAM, except that data (fetch = 0) with D_CLS = 1 is closed: C -> the legacy owner of
 *        row 4, H and T -> INVALID; cls_all = 0 limits D_CLS to the C range (sources differ: chipset facts section
 *        10 row 14)
 *   CPU otherwise (closed): C -> the legacy owner; H, T -> INVALID and E_SMERR is set. A data access closed by D_CLS
 *        inside SMM, or with D_OPEN = 1, does not set E_SMERR.
 *   DMI, PEG: C -> the legacy owner, H, T -> INVALID
 *   IGD: C, H, T -> C0000 (maddr = C0000h + address[15:0]), whatever PAM says
 * E_SMERR: set in the clock that decodes the touch; in the same clock as a clearing write, the set wins. Row 8 never
 * sets it.
 * RTL twin: rtl/smram_dec.v.
 * Left out: PCIEXBAR and the other windows of D0:F0 and of the PCI Express port, FEE00000h as interrupt messages, the
 * I/O ports of MDAP, DEVEN, TSEG_SZ 11b as QEMU's extended size, that a bus master must not touch a PAM segment which
 * is not both readable and writable. */
#ifndef MCH_SMRAM_DEC_H
#define MCH_SMRAM_DEC_H

#include "block.h"
#include "cover.h"

enum { D_OPEN = 1 << 6, D_CLS = 1 << 5, D_LCK = 1 << 4, G_SMRAME = 1 << 3, C_BASE_SEG = 2 };
enum { H_SMRAME = 1 << 7, E_SMERR = 1 << 6, SM_CACHE_L1_L2 = 7 << 3, TSEG_SZ = 3 << 1, T_EN = 1 };

enum { GGC_IVD = 1 << 1, GGC_GMS = 0xf << 4, GGC_GGMS = 0xf << 8 };
enum { PAM_RE = 1, PAM_WE = 2, PAM_COUNT = 7 };
enum { LAC_MDAP = 1, LAC_HEN = 1 << 7 };
enum { REMAP_MASK = 0x3ff }; /* REMAPBASE, REMAPLIMIT, TOM: address 35:26 */

enum smram_target { TGT_DRAM, TGT_VIDEO, TGT_DMI, TGT_INVALID, TGT_C0000, TGT_PEG };
enum smram_range { RANGE_NONE, RANGE_C, RANGE_H, RANGE_T, RANGE_PAM, RANGE_STOLEN, RANGE_REMAP };
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
    X(T, bool, lck_map, 1, IN, 0) /* strap: D_LCK freezes GGC, TOM, TOUUD, GBSM, BGSM, TSEGMB, TOLUD */ \
    X(T, bool, lck_remap, 1, IN, 0)  /* strap: D_LCK freezes REMAPBASE and REMAPLIMIT */ \
    X(T, bool, peg_vga, 1, IN, 0)    /* strap: the PCI Express port is VGA enabled */   \
    X(T, bool, stolen_cpu, 1, IN, 0) /* strap: a CPU reaches stolen graphics memory */
#define SMRAM_DEC_OUT(X, T)                                                             \
    X(T, bool, rsp, 1, EXACT, 0)                                                        \
    X(T, uint8_t, target, 3, WHEN(rsp), smram_target_names)                             \
    X(T, uint64_t, maddr, 36, WHEN(rsp), 0)                                             \
    X(T, uint8_t, range, 3, WHEN(rsp), smram_range_names)                               \
    X(T, uint8_t, smram, 8, EXACT, 0)                                                   \
    X(T, uint8_t, esmramc, 8, EXACT, 0)                                                 \
    X(T, uint32_t, tsegmb, 32, EXACT, 0)                                                \
    X(T, uint16_t, tolud, 16, EXACT, 0)                                                 \
    X(T, uint64_t, pam, 56, EXACT, 0) /* byte n (bits 8n+7:8n) is PAMn */               \
    X(T, uint8_t, lac, 8, EXACT, 0)                                                     \
    X(T, uint16_t, ggc, 16, EXACT, 0)                                                   \
    X(T, uint16_t, remapbase, 16, EXACT, 0)                                             \
    X(T, uint16_t, remaplimit, 16, EXACT, 0)                                            \
    X(T, uint16_t, tom, 16, EXACT, 0)                                                   \
    X(T, uint16_t, touud, 16, EXACT, 0)                                                 \
    X(T, uint32_t, gbsm, 32, EXACT, 0)                                                  \
    X(T, uint32_t, bgsm, 32, EXACT, 0)
SIG_STRUCT(smram_dec_in, SMRAM_DEC_IN)
SIG_STRUCT(smram_dec_out, SMRAM_DEC_OUT)

typedef struct smram_dec {
    uint32_t regs[10]; /* the dwords at 50h, 90h to A8h, ACh, B0h in this order; rows in smram_dec_regs */
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

typedef struct smram_straps {
    bool cls_all, peg_vga, stolen_cpu;
} smram_straps_t;

/* The decode alone: what the registers shown in `regs` do with one access. Changes nothing. */
smram_answer_t smram_decode(const smram_dec_out_t *regs, smram_straps_t straps, const smram_access_t *a);

/* True when smram_decode answers alike with the registers of both (E_SMERR counts as one of them). */
bool smram_same_map(const smram_dec_out_t *a, const smram_dec_out_t *b);

void smram_dec_reset(smram_dec_t *s, smram_dec_out_t *out);

/* One BCLK edge. */
void smram_dec_tick(smram_dec_t *s, const smram_dec_in_t *in, smram_dec_out_t *out);

extern const block_t smram_dec_block;
extern const cover_group_t smram_dec_cover[]; /* smram_dec_cover.c */
#endif
