/* mem_type: the memory type of an access, from MTRRs, PAT or PCD/PWT, CR0.CD and SMRR (interconnect facts 4.1, 4.2, 4.4).
 * Type only: what a cache does with it is cache_ctl's.
 *
 * Registers are written by msr_wr, one clock, with msr_at (enum mem_type_reg) and msr_data as WRMSR has checked them; they
 * keep the fields of the facts and read back on nothing here (the core keeps its own copy for RDMSR). Reset (RESET#)
 * clears E and FE of DEF_TYPE, V of each variable mask and of SMRR, sets PAT to its reset value, and everything else here to 0.
 * At an edge with `req` the access at `addr` is looked up with the registers as they are before a write at the same edge;
 * rsp is 1 for one clock after it, with type, source and blocked. Without req they keep their values.
 *   blocked   the address is in SMRR (V = 1), and smm = 0: type UC; a read gives FFh in each byte, a write is lost
 *   source    the first of these that decided: SMRR (smm = 1 and inside), OFF (DEF_TYPE.E = 0: UC), FIXED (addr below 1 MB and
 *             FE = 1), VARIABLE (ranges that match: all equal that; any UC UC; WT with WB WT; else UC), DEFAULT
 *   type      that type combined with the page's by PAT (strap pat: pat_i is the index PAT.PCD.PWT, type from PAT) or else by
 *             PCD and PWT (bits 1 and 0 of pat_i) after the tables of 4.1; UC- of PAT acts as UC but for WC and WP of MTRRs, as
 *             in the table; SMRR's type is combined in the same way. With paging off the core gives pat_i = 0 and a page type of WB.
 *             Then CR0.CD: cd = 1 makes WB, WT and WP act as UC in `cacheable` only: type stays, cacheable is 0
 *   cacheable type is WB, WT or WP, and cd = 0
 * A variable range matches when addr & mask == base & mask in bits 35:12, V = 1. Memory types 2, 3 and 7 in a register act as UC.
 * SMRR (strap smrr: 0 none, 1 Core 2 A0h/A1h: no type field, the type inside is that of the MTRRs, 2 architectural 1F2h/1F3h:
 * type 7:0 of the base); `smrr_en` is FEATURE_CONTROL's gate of the Core 2 pair, 1 for the others.
 * RTL twin: rtl/mem_type.v.
 * Left out: MTRRs above 36 bits, speculative reads, UC- by PCD without PAT (interconnect facts 4.1 D). */
#ifndef CPU_MEM_TYPE_H
#define CPU_MEM_TYPE_H

#include "block.h"
#include "cover.h"

/* Memory types, as MTRRs and PAT encode them. */
enum mem_type_code { MT_UC = 0, MT_WC = 1, MT_WT = 4, MT_WP = 5, MT_WB = 6, MT_UC_MINUS = 7 };
extern const char *const mem_type_names[]; /* UC WC 2 3 WT WP WB UC- */

enum mem_type_source { TYPE_OFF, TYPE_FIXED, TYPE_VARIABLE, TYPE_DEFAULT, TYPE_SMRR };
extern const char *const mem_type_source_names[];

/* msr_at */
enum mem_type_reg {
    MTR_FIXED = 0,         /* 0 to 10: 250h, 258h, 259h, 268h to 26Fh */
    MTR_DEF_TYPE = 11,     /* 2FFh */
    MTR_PAT = 12,          /* 277h */
    MTR_SMRR_BASE = 13, MTR_SMRR_MASK = 14,
    MTR_VARIABLE = 16,     /* 16 to 31: base 0, mask 0, base 1, ... 200h to 20Fh */
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
    X(T, bool, smrr_en, 1, IN, 0)      /* FEATURE_CONTROL lets the pair work */
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

/* What a lookup needs beside the registers, and what it answers. */
typedef struct mem_type_ask {
    uint64_t addr;
    bool smm, paged, cd, pat, smrr_en;
    uint8_t pat_i, smrr;
} mem_type_ask_t;
typedef struct mem_type_answer {
    uint8_t type, source; /* enum mem_type_code, enum mem_type_source */
    bool cacheable, blocked;
} mem_type_answer_t;

/* The type of one access: a pure function, which the core's cache asks and the block registers. */
mem_type_answer_t mem_type_of(const uint64_t reg[MTR_COUNT], const mem_type_ask_t *a);

/* The register after a write: only the fields that it has. Used by the block and by the core's copy alike. */
uint64_t mem_type_keep(unsigned at, uint64_t v);

/* Values after RESET#. */
void mem_type_reset_regs(uint64_t reg[MTR_COUNT]);

void mem_type_reset(mem_type_t *s, mem_type_out_t *out);

/* One BCLK edge. */
void mem_type_tick(mem_type_t *s, const mem_type_in_t *in, mem_type_out_t *out);

extern const block_t mem_type_block;
extern const cover_group_t mem_type_cover[]; /* mem_type_cover.c */
#endif
