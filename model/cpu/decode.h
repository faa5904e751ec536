/* decode: machine code to micro-ops, and the caches of decoded instructions.
 *
 * Zydis takes the bytes apart; decode_uop turns them into one handler and its operands. The cache for plain steps is
 * keyed by RAM offset and default size, never by bus address, because A0000h is two different memories. Logged steps
 * compare the bytes really fetched, so that stale or different bytes execute as they are.
 * Left out: x87, MMX, SSE; VERR, VERW, LAR, LSL, ARPL; performance counters, RDPMC; SYSENTER; ICEBP; everything of 64-bit
 * mode. Instructions that cross a page are decoded each time. */
#ifndef CPU_DECODE_H
#define CPU_DECODE_H

#include "cpu/cpu.h"

struct uop;
typedef bool (*uop_fn)(cpu_t *c, const struct uop *u);

enum { UOP_ALIGN = 64, INSN_MAX = 15 };

/* One decoded instruction. A register operand is its byte offset in cpu_arch_t.gpr, so that AH is 1. The effective
 * address is always disp + (base & base_mask) + ((index & index_mask) << scale), cut by ea_mask. */
typedef struct uop {
    _Alignas(UOP_ALIGN) uop_fn fn;
    uint32_t imm;  /* immediate cut to the operand size; branch displacement; offset of a far pointer */
    uint32_t imm2; /* second immediate: selector of a far pointer, nesting of ENTER */
    uint32_t disp, base_mask, index_mask;
    uint32_t ea_mask; /* of a branch: what the target is cut to */
    uint32_t tag;     /* RAM offset, for the cache of plain steps */
    uint8_t base, index, scale, seg;
    uint8_t dst, src; /* registers; dst is the r/m operand when mem is false */
    uint8_t size;     /* operand bytes: 1, 2, 4 */
    uint8_t asize;    /* address bytes: 2, 4 */
    uint8_t len;
    uint8_t rep; /* 0, F2h or F3h */
    uint8_t sub; /* condition, sub-operation, control or segment register */
    bool mem, lock;
    bool serializes; /* all stores are out before it begins */
} uop_t;

enum decode_result {
    DECODE_OK,
    DECODE_MORE,     /* needs more bytes than given */
    DECODE_TOO_LONG, /* #GP(0) */
    DECODE_INVALID,  /* #UD */
};

/* Decodes the instruction at bytes, of which count (1 to 15) are there. */
enum decode_result decode_uop(const uint8_t *bytes, unsigned count, bool is32, uop_t *u);

/* decode_uop with the bytes compared to an earlier decode of the same linear address; *out is valid until the next
 * call. */
enum decode_result code_fetched(struct code_cache *cc, uint32_t lin, const uint8_t *bytes, unsigned count, bool is32,
                                const uop_t **out);

/* Slow path of code_find: decodes at RAM offset `off`, where count bytes (1 to 15) are left in the page. An
 * instruction that does not end there is DECODE_MORE; only DECODE_OK enters the cache. */
enum decode_result code_miss(struct code_cache *cc, uint32_t off, unsigned count, bool is32, const uop_t **out);

enum { CODE_OFFSETS = 1 << 14, CODE_FETCHED = 1024 };
#define CODE_NONE 0xffffffffu

typedef struct code_fetched_entry {
    uop_t u;
    uint8_t bytes[INSN_MAX];
    bool valid, is32;
} code_fetched_entry_t;

struct code_cache {
    ram_t *ram;
    uop_t at[CODE_OFFSETS][2]; /* by RAM offset; [1] for 32-bit default size */
    code_fetched_entry_t fetched[CODE_FETCHED];
};

/* The instruction at a RAM offset if it has been decoded, else NULL. */
static inline const uop_t *code_find(const struct code_cache *cc, uint32_t off, bool is32)
{
    const uop_t *u = &cc->at[off % CODE_OFFSETS][is32];
    return u->tag == off ? u : NULL;
}

#endif
