/* mem_type: the memory type of an access, from MTRRs, PAT or PCD/PWT, CR0.CD and SMRR (interconnect facts 4.1, 4.2,
 * 4.4). Type only: what a cache does with it is cache_ctl's.
 *
 * Registers: an edge with msr_wr writes msr_data, as WRMSR has checked it, to the register msr_at (enum mem_type_reg;
 * 15 is none, the write is lost). It keeps these bits, the rest is 0:
 *   fixed 63:0;  DEF_TYPE 7:0 type, 10 FE, 11 E;  PAT 2:0 of each byte
 *   SMRR base 31:12, 7:0 type;  SMRR mask 31:12, 11 V;  variable base 35:12, 7:0 type;  variable mask 35:12, 11 V
 * Nothing reads back here (the core keeps its own copy for RDMSR). Reset (RESET#; INIT is none) makes PAT
 * 0007040600070406h (PA0 to PA7: WB WT UC- UC WB WT UC- UC) and all others 0.
 *
 * Lookup: an edge with req = 1 looks `addr` up with the registers as they are before a write at that edge. After it rsp
 * is 1 and type, cacheable, blocked and source are the answer; rsp stays 1 while each edge has req. After an edge with
 * req = 0 rsp is 0 and the other four keep their values. Reset shows rsp, type, cacheable, blocked and source 0.
 *   inside     the address is in SMRR: smrr is 1 or 2, smrr_en, V of the SMRR mask, addr[35:32] = 0, and
 *              addr & mask = base & mask in bits 31:12
 *   blocked    inside and smm = 0: type UC whatever the page says, cacheable 0, source SMRR. (A read gives FFh in each
 *              byte and a write is lost; the core does that.)
 * else the memory type M and `source` are those of the first that holds:
 *   SMRR       inside, smm = 1 and smrr = 2: M is the type of the SMRR base (not asked: E). With smrr = 1 there is no
 *              type field: SMRR decides nothing in SMM
 *   OFF        E = 0: UC
 *   FIXED      FE = 1 and addr below 10_0000h: the byte of the sub-range. Below 8_0000h: register 0, byte addr[18:16];
 *              8_0000h to B_FFFFh: register 1 + addr[17], byte addr[16:14]; C_0000h to F_FFFFh: register
 *              3 + addr[17:15], byte addr[14:12]. Byte 0 is bits 7:0
 *   VARIABLE   one or more of the 8 ranges match: V of its mask and addr & mask = base & mask in bits 35:12. All types
 *              of those equal: that; else any UC: UC; else only WT and WB: WT; else (undefined) UC
 *   DEFAULT    the type of DEF_TYPE
 * Each type byte is first made a type: 0, 1, 4, 5 and 6 are themselves; all else, 08h to FFh too, is UC (WRMSR refuses
 * those).
 *   type       from M and the page. paged = 0: M; pat_i does not count
 *     pat = 1    P is PAT byte pat_i (PAT.PCD.PWT; 2 and 3 are UC). Rows M, columns P:
 *                      UC  UC-  WC  WT  WB  WP
 *                  UC  UC  UC   WC  UC  UC  UC
 *                  WC  UC  WC   WC  UC  WC  UC
 *                  WT  UC  UC   WC  WT  WT  WP
 *                  WB  UC  UC   WC  WT  WB  WP
 *                  WP  UC  WC   WC  WT  WP  WP
 *     pat = 0    PCD and PWT are bits 1 and 0 of pat_i, bit 2 does not count. Rows M, columns PCD PWT:
 *                      00  01  10  11
 *                  UC  UC  UC  UC  UC
 *                  WC  WC  WC  WC  UC
 *                  WT  WT  WT  UC  UC
 *                  WB  WB  WT  UC  UC
 *                  WP  WP  WP  WC  UC
 *                With strap pcd_uc (the disputed rule 2 of interconnect facts 4.1) the column 10 is UC in each row
 *   cacheable  type is WT, WP or WB, and cd = 0. cd (CR0.CD) changes nothing else
 * So type is never 2, 3 or 7.
 * Straps: pat: the part has a PAT. smrr: 1 the pair A0h/A1h of Core 2, 2 the architectural 1F2h/1F3h; 0 and 3 none.
 * smrr_en: FEATURE_CONTROL lets the pair of Core 2 work; tied to 1 with the architectural one. pcd_uc: above.
 * RTL twin: rtl/mem_type.v.
 * Left out: addresses above 36 bits, an access that lies across a border (its lowest address decides), speculative
 * reads, what fault a bad WRMSR gives (the core's). */
#ifndef CPU_MEM_TYPE_H
#define CPU_MEM_TYPE_H

#include "block.h"
#include "cover.h"

/* Memory types, as MTRRs and PAT encode them (interconnect facts 4.1). UC- is PAT's only. */
enum mem_type_code { MT_UC = 0, MT_WC = 1, MT_WT = 4, MT_WP = 5, MT_WB = 6, MT_UC_MINUS = 7 };
extern const char *const mem_type_names[]; /* UC WC 2 3 WT WP WB UC- */

enum mem_type_source { TYPE_OFF, TYPE_FIXED, TYPE_VARIABLE, TYPE_DEFAULT, TYPE_SMRR };
extern const char *const mem_type_source_names[];

/* msr_at */
enum mem_type_reg {
    MTR_FIXED = 0,      /* 0 to 10: 250h, 258h, 259h, 268h to 26Fh */
    MTR_DEF_TYPE = 11,  /* 2FFh */
    MTR_PAT = 12,       /* 277h */
    MTR_SMRR_BASE = 13, /* A0h or 1F2h */
    MTR_SMRR_MASK = 14, /* A1h or 1F3h */
    MTR_VARIABLE = 16,  /* 16 to 31: base 0, mask 0, base 1, ... 200h to 20Fh */
    MTR_COUNT = 32,
};
enum { MTRR_VARIABLES = 8, MTRR_FIXED = 11 };

#define MEM_TYPE_IN(X, T)                                                                        \
    X(T, bool, msr_wr, 1, IN, 0)                                                                  \
    X(T, uint8_t, msr_at, 5, IN, 0)                                                               \
    X(T, uint64_t, msr_data, 64, IN, 0)                                                           \
    X(T, bool, req, 1, IN, 0)                                                                     \
    X(T, uint64_t, addr, 36, IN, 0)                                                               \
    X(T, bool, smm, 1, IN, 0)          /* the CPU is in SMM */                                    \
    X(T, bool, paged, 1, IN, 0)        /* CR0.PG: pat_i counts */                                 \
    X(T, uint8_t, pat_i, 3, IN, 0)     /* PAT, PCD, PWT of the page */                            \
    X(T, bool, cd, 1, IN, 0)           /* CR0.CD */                                               \
    X(T, bool, pat, 1, IN, 0)          /* strap: the part has a PAT */                            \
    X(T, uint8_t, smrr, 2, IN, 0)      /* strap */                                                \
    X(T, bool, smrr_en, 1, IN, 0)      /* FEATURE_CONTROL lets the pair work */                   \
    X(T, bool, pcd_uc, 1, IN, 0)       /* strap: without PAT, PCD = 1 is UC */
#define MEM_TYPE_OUT(X, T)                                                                       \
    X(T, bool, rsp, 1, EXACT, 0)                                                                  \
    X(T, uint8_t, type, 3, WHEN(rsp), mem_type_names)                                             \
    X(T, bool, cacheable, 1, WHEN(rsp), 0)                                                        \
    X(T, bool, blocked, 1, WHEN(rsp), 0)                                                          \
    X(T, uint8_t, source, 3, WHEN(rsp), mem_type_source_names)
SIG_STRUCT(mem_type_in, MEM_TYPE_IN)
SIG_STRUCT(mem_type_out, MEM_TYPE_OUT)

typedef struct mem_type {
    uint64_t reg[MTR_COUNT]; /* by enum mem_type_reg, writable fields only */
    mem_type_out_t o;
} mem_type_t;

/* What a lookup needs beside the registers, and what it answers; the names of the wires. */
typedef struct mem_type_ask {
    uint64_t addr;
    bool smm, paged, cd, pat, smrr_en, pcd_uc;
    uint8_t pat_i, smrr;
} mem_type_ask_t;
typedef struct mem_type_answer {
    uint8_t type, source; /* enum mem_type_code, enum mem_type_source */
    bool cacheable, blocked;
} mem_type_answer_t;

/* The type of one access: a pure function, which the core's cache asks and the block registers. `reg` as mem_type_keep
 * leaves it; a->addr below 2^36. */
mem_type_answer_t mem_type_of(const uint64_t reg[MTR_COUNT], const mem_type_ask_t *a);

/* Register `at` (below MTR_COUNT) after v is written to it: only the bits that it keeps. Used by the block and by the
 * core's copy alike. */
uint64_t mem_type_keep(unsigned at, uint64_t v);

/* Sets all registers to their values after RESET#. */
void mem_type_reset_regs(uint64_t reg[MTR_COUNT]);

void mem_type_reset(mem_type_t *s, mem_type_out_t *out);

/* One BCLK edge. */
void mem_type_tick(mem_type_t *s, const mem_type_in_t *in, mem_type_out_t *out);

extern const block_t mem_type_block;
extern const cover_group_t mem_type_cover[]; /* mem_type_cover.c */
#endif
