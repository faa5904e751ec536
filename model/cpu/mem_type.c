#include "cpu/mem_type.h"

SIG_TABLE(mem_type_in, MEM_TYPE_IN)
SIG_TABLE(mem_type_out, MEM_TYPE_OUT)

const char *const mem_type_names[] = {"UC", "WC", "2", "3", "WT", "WP", "WB", "UC-", NULL};
const char *const mem_type_source_names[] = {"OFF", "FIXED", "VARIABLE", "DEFAULT", "SMRR", NULL};

#define TYPE_BYTE UINT64_C(0xff)
#define DEF_FE (UINT64_C(1) << 10)
#define DEF_E (UINT64_C(1) << 11)
#define VALID (UINT64_C(1) << 11)
#define RANGE_BITS UINT64_C(0xffffff000) /* of a variable range, 35:12 */
#define SMRR_BITS UINT64_C(0xfffff000)
#define PAT_BITS UINT64_C(0x0707070707070707)
#define PAT_RESET UINT64_C(0x0007040600070406)

enum { TYPES = 8, SMRR_CORE2 = 1, SMRR_ARCH = 2 };

/* interconnect facts 4.1, first table: rows MTRR, columns PAT. What is not named is 0, UC; rows and columns 2 and 3
 * never come. */
static const uint8_t with_pat[TYPES][TYPES] = {
    [MT_UC] = {[MT_WC] = MT_WC},
    [MT_WC] = {[MT_UC_MINUS] = MT_WC, [MT_WC] = MT_WC, [MT_WB] = MT_WC},
    [MT_WT] = {[MT_WC] = MT_WC, [MT_WT] = MT_WT, [MT_WB] = MT_WT, [MT_WP] = MT_WP},
    [MT_WB] = {[MT_WC] = MT_WC, [MT_WT] = MT_WT, [MT_WB] = MT_WB, [MT_WP] = MT_WP},
    [MT_WP] = {[MT_UC_MINUS] = MT_WC, [MT_WC] = MT_WC, [MT_WT] = MT_WT, [MT_WB] = MT_WP, [MT_WP] = MT_WP},
};

/* The rules without PAT: columns PCD PWT. */
static const uint8_t without_pat[TYPES][4] = {
    [MT_WC] = {MT_WC, MT_WC, MT_WC, MT_UC},
    [MT_WT] = {MT_WT, MT_WT, MT_UC, MT_UC},
    [MT_WB] = {MT_WB, MT_WT, MT_UC, MT_UC},
    [MT_WP] = {MT_WP, MT_WP, MT_WC, MT_UC},
};

static uint8_t type_of_byte(uint64_t v)
{
    switch (v & TYPE_BYTE) {
    case MT_WC:
    case MT_WT:
    case MT_WP:
    case MT_WB: return (uint8_t)(v & TYPE_BYTE);
    default: return MT_UC;
    }
}

static bool inside_smrr(const uint64_t reg[MTR_COUNT], const mem_type_ask_t *a)
{
    return (a->smrr == SMRR_CORE2 || a->smrr == SMRR_ARCH) && a->smrr_en && (reg[MTR_SMRR_MASK] & VALID) &&
           !(a->addr >> 32) && !((a->addr ^ reg[MTR_SMRR_BASE]) & reg[MTR_SMRR_MASK] & SMRR_BITS);
}

static uint8_t fixed_type(const uint64_t reg[MTR_COUNT], uint64_t addr)
{
    unsigned a = (unsigned)addr;
    unsigned at, byte;
    if (a < 0x80000) { /* 8 of 64 KB */
        at = 0;
        byte = a >> 16;
    } else if (a < 0xc0000) { /* 16 of 16 KB */
        at = 1 + (a >> 17 & 1);
        byte = a >> 14 & 7;
    } else { /* 64 of 4 KB */
        at = 3 + (a >> 15 & 7);
        byte = a >> 12 & 7;
    }
    return type_of_byte(reg[MTR_FIXED + at] >> 8 * byte);
}

/* True when a variable range holds the address; then *type is what all of those together give. */
static bool variable_type(const uint64_t reg[MTR_COUNT], uint64_t addr, uint8_t *type)
{
    unsigned seen = 0; /* a bit for each type */
    for (unsigned i = 0; i < MTRR_VARIABLES; i++) {
        uint64_t base = reg[MTR_VARIABLE + 2 * i], mask = reg[MTR_VARIABLE + 2 * i + 1];
        if ((mask & VALID) && !((addr ^ base) & mask & RANGE_BITS))
            seen |= 1U << type_of_byte(base);
    }
    switch (seen) {
    case 1U << MT_WC: *type = MT_WC; break;
    case 1U << MT_WP: *type = MT_WP; break;
    case 1U << MT_WB: *type = MT_WB; break;
    case 1U << MT_WT:
    case 1U << MT_WT | 1U << MT_WB: *type = MT_WT; break;
    default: *type = MT_UC; break;
    }
    return seen != 0;
}

static uint8_t with_page(const uint64_t reg[MTR_COUNT], const mem_type_ask_t *a, uint8_t type)
{
    unsigned pcd_pwt = a->pat_i & 3;
    if (!a->paged)
        return type;
    if (a->pat)
        return with_pat[type][reg[MTR_PAT] >> 8 * (a->pat_i & 7U) & 7];
    if (a->pcd_uc && pcd_pwt >= 2)
        return MT_UC;
    return without_pat[type][pcd_pwt];
}

mem_type_answer_t mem_type_of(const uint64_t reg[MTR_COUNT], const mem_type_ask_t *a)
{
    bool inside = inside_smrr(reg, a);
    if (inside && !a->smm)
        return (mem_type_answer_t){.type = MT_UC, .source = TYPE_SMRR, .blocked = true};

    mem_type_answer_t r = {0};
    if (inside && a->smrr == SMRR_ARCH) {
        r.source = TYPE_SMRR;
        r.type = type_of_byte(reg[MTR_SMRR_BASE]);
    } else if (!(reg[MTR_DEF_TYPE] & DEF_E)) {
        r.source = TYPE_OFF;
        r.type = MT_UC;
    } else if ((reg[MTR_DEF_TYPE] & DEF_FE) && a->addr < 0x100000) {
        r.source = TYPE_FIXED;
        r.type = fixed_type(reg, a->addr);
    } else if (variable_type(reg, a->addr, &r.type)) {
        r.source = TYPE_VARIABLE;
    } else {
        r.source = TYPE_DEFAULT;
        r.type = type_of_byte(reg[MTR_DEF_TYPE]);
    }
    r.type = with_page(reg, a, r.type);
    r.cacheable = !a->cd && (r.type == MT_WT || r.type == MT_WP || r.type == MT_WB);
    return r;
}

uint64_t mem_type_keep(unsigned at, uint64_t v)
{
    if (at < MTRR_FIXED)
        return v;
    if (at >= MTR_VARIABLE)
        return v & (RANGE_BITS | (at & 1 ? VALID : TYPE_BYTE));
    switch (at) {
    case MTR_DEF_TYPE: return v & (DEF_E | DEF_FE | TYPE_BYTE);
    case MTR_PAT: return v & PAT_BITS;
    case MTR_SMRR_BASE: return v & (SMRR_BITS | TYPE_BYTE);
    case MTR_SMRR_MASK: return v & (SMRR_BITS | VALID);
    default: return 0; /* no register */
    }
}

void mem_type_reset_regs(uint64_t reg[MTR_COUNT])
{
    for (unsigned i = 0; i < MTR_COUNT; i++)
        reg[i] = 0;
    reg[MTR_PAT] = PAT_RESET;
}

void mem_type_reset(mem_type_t *s, mem_type_out_t *out)
{
    mem_type_reset_regs(s->reg);
    s->o = (mem_type_out_t){0};
    *out = s->o;
}

void mem_type_tick(mem_type_t *s, const mem_type_in_t *in, mem_type_out_t *out)
{
    s->o.rsp = in->req;
    if (in->req) {
        mem_type_ask_t ask = {.addr = in->addr, .smm = in->smm, .paged = in->paged, .cd = in->cd, .pat = in->pat,
                              .smrr_en = in->smrr_en, .pcd_uc = in->pcd_uc, .pat_i = in->pat_i, .smrr = in->smrr};
        mem_type_answer_t r = mem_type_of(s->reg, &ask);
        s->o.type = r.type;
        s->o.cacheable = r.cacheable;
        s->o.blocked = r.blocked;
        s->o.source = r.source;
    }
    if (in->msr_wr)
        s->reg[in->msr_at % MTR_COUNT] = mem_type_keep(in->msr_at % MTR_COUNT, in->msr_data);
    *out = s->o;
}

BLOCK(mem_type, BCLK, true, "memory type of an access: MTRR, PAT, SMRR")
