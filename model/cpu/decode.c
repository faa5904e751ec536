#include "cpu/decode.h"

#include "cpu/exec.h"
#include "cpu/exec_ops.h"

#include <Zydis/Zydis.h>

#include <stdlib.h>

/* What the opcode switch works with. */
typedef struct decoding {
    uop_t *u;
    const ZydisDecodedInstruction *z;
    uint8_t osize; /* 2 or 4 */
    bool byte;     /* the opcode's low bit says 8-bit operands */
} decoding_t;

static uint8_t reg8(unsigned r)
{
    return (uint8_t)(r < 4 ? r * 4 : (r - 4) * 4 + 1);
}

static uint8_t reg_of(unsigned r, unsigned size)
{
    return size == 1 ? reg8(r) : (uint8_t)(r * 4);
}

static unsigned size_index(unsigned size)
{
    return size >> 1; /* 1, 2, 4 to 0, 1, 2 */
}

static void use_base(uop_t *u, unsigned reg)
{
    u->base = (uint8_t)reg;
    u->base_mask = ~UINT32_C(0);
}

static void use_index(uop_t *u, unsigned reg, unsigned scale)
{
    u->index = (uint8_t)reg;
    u->index_mask = ~UINT32_C(0);
    u->scale = (uint8_t)scale;
}

/* Base and index of 16-bit addressing; 0xff is none. */
static const uint8_t base16[8] = {R_EBX, R_EBX, R_EBP, R_EBP, R_ESI, R_EDI, R_EBP, R_EBX};
static const uint8_t index16[8] = {R_ESI, R_EDI, R_ESI, R_EDI, 0xff, 0xff, 0xff, 0xff};

/* Effective address of a memory operand; gives its default segment. */
static unsigned decode_address(decoding_t *d)
{
    uop_t *u = d->u;
    unsigned mod = d->z->raw.modrm.mod, rm = d->z->raw.modrm.rm;

    u->disp = (uint32_t)d->z->raw.disp.value;
    if (u->asize == 2) {
        if (mod == 0 && rm == 6)
            return S_DS;
        use_base(u, base16[rm]);
        if (index16[rm] != 0xff)
            use_index(u, index16[rm], 0);
        return base16[rm] == R_EBP ? S_SS : S_DS;
    }
    if (rm == 4) {
        if (d->z->raw.sib.index != 4)
            use_index(u, d->z->raw.sib.index, d->z->raw.sib.scale);
        rm = d->z->raw.sib.base;
    }
    if (rm == 5 && mod == 0)
        return S_DS;
    use_base(u, rm);
    return rm == R_ESP || rm == R_EBP ? S_SS : S_DS;
}

static void set_default_seg(uop_t *u, unsigned seg)
{
    if (u->seg == S_COUNT)
        u->seg = (uint8_t)seg;
}

/* r/m operand of `size` bytes into dst or the address. */
static void use_rm(decoding_t *d, unsigned size)
{
    d->u->size = (uint8_t)size;
    d->u->mem = d->z->raw.modrm.mod != 3;
    if (d->u->mem)
        set_default_seg(d->u, decode_address(d));
    else
        d->u->dst = reg_of(d->z->raw.modrm.rm, size);
}

/* r/m into dst or the address, reg into src. */
static void use_rm_reg(decoding_t *d, unsigned size)
{
    use_rm(d, size);
    d->u->src = reg_of(d->z->raw.modrm.reg, size);
}

static void use_imm(decoding_t *d, unsigned size)
{
    d->u->imm = (uint32_t)d->z->raw.imm[0].value.u & size_mask(size);
}

static unsigned size_of(const decoding_t *d)
{
    return d->byte ? 1 : d->osize;
}

/* E,G and G,E forms through a table of handlers; `to_reg` is G,E. */
static void use_forms(decoding_t *d, const uop_fn fns[FORM_COUNT][3], bool to_reg)
{
    uop_t *u = d->u;
    unsigned size = size_of(d);
    use_rm_reg(d, size);
    if (to_reg) {
        uint8_t reg = u->src;
        u->src = u->dst;
        u->dst = reg;
    }
    u->fn = fns[!u->mem ? FORM_RR : to_reg ? FORM_RM : FORM_MR][size_index(size)];
}

static void use_forms_imm(decoding_t *d, const uop_fn fns[FORM_COUNT][3])
{
    unsigned size = size_of(d);
    use_rm(d, size);
    use_imm(d, size);
    d->u->fn = fns[d->u->mem ? FORM_MI : FORM_RI][size_index(size)];
}

static void use_accumulator_imm(decoding_t *d, const uop_fn fns[FORM_COUNT][3])
{
    unsigned size = size_of(d);
    d->u->size = (uint8_t)size;
    use_imm(d, size);
    d->u->fn = fns[FORM_RI][size_index(size)];
}

static void use_rm_fn(decoding_t *d, unsigned size, uop_fn fn)
{
    use_rm_reg(d, size);
    d->u->fn = fn;
}

static void use_fn(decoding_t *d, unsigned size, uop_fn fn)
{
    d->u->size = (uint8_t)size;
    d->u->fn = fn;
}

static void use_reg_fn(decoding_t *d, unsigned reg, uop_fn fn)
{
    use_fn(d, d->osize, fn);
    d->u->dst = reg_of(reg, d->osize);
}

/* Relative branch: displacement in imm, the cut of the target in ea_mask. */
static void use_branch(decoding_t *d, unsigned cc, uop_fn fn)
{
    use_fn(d, d->osize, fn);
    d->u->imm = (uint32_t)d->z->raw.imm[0].value.s;
    d->u->ea_mask = size_mask(d->osize);
    d->u->sub = (uint8_t)cc;
}

static void use_far_pointer(decoding_t *d, uop_fn fn)
{
    use_fn(d, d->osize, fn);
    use_imm(d, d->osize);
    d->u->imm2 = (uint16_t)d->z->raw.imm[1].value.u;
}

static void use_string(decoding_t *d, uop_fn fn)
{
    set_default_seg(d->u, S_DS);
    use_fn(d, size_of(d), fn);
}

static void use_shift(decoding_t *d, bool by_cl, unsigned count)
{
    uop_t *u = d->u;
    use_rm_fn(d, size_of(d), by_cl ? op_shift_cl : op_shift);
    u->sub = d->z->raw.modrm.reg;
    u->imm = count & 31;
    if (!by_cl && !u->mem && u->size == 4 && u->imm && (u->sub & 4))
        u->fn = op_shift_ri4;
}

static void use_seg_fn(decoding_t *d, unsigned sreg, uop_fn fn)
{
    use_fn(d, d->osize, fn);
    d->u->sub = (uint8_t)sreg;
}

/* F6h, F7h */
static void decode_group3(decoding_t *d)
{
    static const uop_fn fns[8] = {NULL, NULL, op_not, op_neg, op_mul, op_imul1, op_div, op_idiv};
    if (d->z->raw.modrm.reg < 2)
        use_forms_imm(d, alu_fns[ALU_TEST]);
    else
        use_rm_fn(d, size_of(d), fns[d->z->raw.modrm.reg]);
}

/* FEh, FFh */
static void decode_group5(decoding_t *d)
{
    static const uop_fn fns[8] = {op_inc, op_dec, op_call_r, op_call_far_m, op_jmp_r, op_jmp_far_m, op_push_m, NULL};
    unsigned n = d->z->raw.modrm.reg;
    if ((d->byte && n > 1) || n == 7)
        return;
    use_rm_fn(d, size_of(d), fns[n]);
    if (n == 2 && d->u->mem)
        d->u->fn = op_call_m;
    if (n == 4 && d->u->mem)
        d->u->fn = op_jmp_m;
    if ((n == 3 || n == 5) && !d->u->mem)
        d->u->fn = op_ud;
}

static void decode_one_byte(decoding_t *d, unsigned op)
{
    uop_t *u = d->u;
    const ZydisDecodedInstruction *z = d->z;
    unsigned size = size_of(d);

    if (op < 0x40 && (op & 7) < 6) {
        const uop_fn(*fns)[3] = alu_fns[op >> 3];
        if ((op & 7) < 4)
            use_forms(d, fns, op & 2);
        else
            use_accumulator_imm(d, fns);
        return;
    }
    switch (op) {
    case 0x06: case 0x0e: case 0x16: case 0x1e: use_seg_fn(d, op >> 3, op_push_seg); break;
    case 0x07: case 0x17: case 0x1f: use_seg_fn(d, op >> 3, op_pop_seg); break;
    case 0x27: use_fn(d, 1, op_daa); break;
    case 0x2f: use_fn(d, 1, op_das); break;
    case 0x37: use_fn(d, 1, op_aaa); break;
    case 0x3f: use_fn(d, 1, op_aas); break;
    case 0x40: case 0x41: case 0x42: case 0x43: case 0x44: case 0x45: case 0x46: case 0x47:
        use_reg_fn(d, op & 7, d->osize == 4 ? op_inc_r4 : op_inc_r2);
        break;
    case 0x48: case 0x49: case 0x4a: case 0x4b: case 0x4c: case 0x4d: case 0x4e: case 0x4f:
        use_reg_fn(d, op & 7, d->osize == 4 ? op_dec_r4 : op_dec_r2);
        break;
    case 0x50: case 0x51: case 0x52: case 0x53: case 0x54: case 0x55: case 0x56: case 0x57:
        use_reg_fn(d, op & 7, d->osize == 4 ? op_push_r4 : op_push_r);
        break;
    case 0x58: case 0x59: case 0x5a: case 0x5b: case 0x5c: case 0x5d: case 0x5e: case 0x5f:
        use_reg_fn(d, op & 7, d->osize == 4 ? op_pop_r4 : op_pop_r);
        break;
    case 0x60: use_fn(d, d->osize, op_pusha); break;
    case 0x61: use_fn(d, d->osize, op_popa); break;
    case 0x62: use_rm_fn(d, d->osize, op_bound); break;
    case 0x68: case 0x6a:
        use_fn(d, d->osize, op_push_i);
        use_imm(d, d->osize);
        break;
    case 0x69: case 0x6b:
        use_rm_fn(d, d->osize, op_imul3);
        use_imm(d, d->osize);
        break;
    case 0x6c: case 0x6d: use_string(d, op_ins); break;
    case 0x6e: case 0x6f: use_string(d, op_outs); break;
    case 0x70: case 0x71: case 0x72: case 0x73: case 0x74: case 0x75: case 0x76: case 0x77:
    case 0x78: case 0x79: case 0x7a: case 0x7b: case 0x7c: case 0x7d: case 0x7e: case 0x7f:
        use_branch(d, op & 15, jcc_fns[op & 15]);
        break;
    case 0x80: case 0x81: case 0x82: case 0x83: use_forms_imm(d, alu_fns[z->raw.modrm.reg]); break;
    case 0x84: case 0x85: use_forms(d, alu_fns[ALU_TEST], false); break;
    case 0x86: case 0x87: use_rm_fn(d, size, op_xchg); break;
    case 0x88: case 0x89: use_forms(d, mov_fns, false); break;
    case 0x8a: case 0x8b: use_forms(d, mov_fns, true); break;
    case 0x8c: case 0x8e:
        use_rm_fn(d, d->osize, op == 0x8c ? op_mov_from_seg : op_mov_to_seg);
        u->sub = z->raw.modrm.reg;
        if (u->sub >= S_COUNT || (op == 0x8e && u->sub == S_CS))
            u->fn = op_ud;
        break;
    case 0x8d: use_rm_fn(d, d->osize, z->raw.modrm.mod == 3 ? op_ud : op_lea); break;
    case 0x8f: {
        use_rm_fn(d, d->osize, op_pop_m);
        bool esp_base = u->mem && u->asize == 4 && u->base == R_ESP && u->base_mask;
        if (esp_base)
            u->disp += d->osize; /* the address counts from ESP after the pop */
        break;
    }
    case 0x90: use_fn(d, d->osize, op_nop); break; /* PAUSE too */
    case 0x91: case 0x92: case 0x93: case 0x94: case 0x95: case 0x96: case 0x97:
        use_reg_fn(d, op & 7, op_xchg); /* src is EAX, offset 0 */
        break;
    case 0x98: use_fn(d, d->osize, op_cbw); break;
    case 0x99: use_fn(d, d->osize, op_cwd); break;
    case 0x9a: use_far_pointer(d, op_call_far); break;
    case 0x9b: use_fn(d, d->osize, op_wait); break;
    case 0x9c: use_fn(d, d->osize, op_pushf); break;
    case 0x9d: use_fn(d, d->osize, op_popf); break;
    case 0x9e: use_fn(d, 1, op_sahf); break;
    case 0x9f: use_fn(d, 1, op_lahf); break;
    case 0xa0: case 0xa1: case 0xa2: case 0xa3:
        u->size = (uint8_t)size;
        u->disp = (uint32_t)z->raw.disp.value;
        set_default_seg(u, S_DS);
        u->mem = true;
        u->fn = mov_fns[op < 0xa2 ? FORM_RM : FORM_MR][size_index(size)];
        break;
    case 0xa4: case 0xa5: use_string(d, op_movs); break;
    case 0xa6: case 0xa7: use_string(d, op_cmps); break;
    case 0xa8: case 0xa9: use_accumulator_imm(d, alu_fns[ALU_TEST]); break;
    case 0xaa: case 0xab: use_string(d, op_stos); break;
    case 0xac: case 0xad: use_string(d, op_lods); break;
    case 0xae: case 0xaf: use_string(d, op_scas); break;
    case 0xb0: case 0xb1: case 0xb2: case 0xb3: case 0xb4: case 0xb5: case 0xb6: case 0xb7:
        u->size = 1;
        u->dst = reg8(op & 7);
        use_imm(d, 1);
        u->fn = mov_fns[FORM_RI][0];
        break;
    case 0xb8: case 0xb9: case 0xba: case 0xbb: case 0xbc: case 0xbd: case 0xbe: case 0xbf:
        use_reg_fn(d, op & 7, mov_fns[FORM_RI][size_index(d->osize)]);
        use_imm(d, d->osize);
        break;
    case 0xc0: case 0xc1: use_shift(d, false, (unsigned)z->raw.imm[0].value.u & 31); break;
    case 0xd0: case 0xd1: use_shift(d, false, 1); break;
    case 0xd2: case 0xd3: use_shift(d, true, 0); break;
    case 0xc2: case 0xc3: case 0xca: case 0xcb:
        use_fn(d, d->osize, op < 0xc4 ? op_ret : op_ret_far);
        if (!(op & 1))
            use_imm(d, 2);
        break;
    case 0xc4: case 0xc5:
        use_rm_fn(d, d->osize, op_load_far);
        u->sub = op == 0xc4 ? S_ES : S_DS;
        break;
    case 0xc6: case 0xc7: use_forms_imm(d, mov_fns); break;
    case 0xc8:
        use_fn(d, d->osize, op_enter);
        use_imm(d, 2);
        u->imm2 = (uint32_t)z->raw.imm[1].value.u & 31;
        break;
    case 0xc9: use_fn(d, d->osize, op_leave); break;
    case 0xcc: use_fn(d, d->osize, op_int3); break;
    case 0xcd:
        use_fn(d, d->osize, op_int);
        use_imm(d, 1);
        break;
    case 0xce: use_fn(d, d->osize, op_into); break;
    case 0xcf: use_fn(d, d->osize, op_iret); break;
    case 0xd4: case 0xd5:
        use_fn(d, 1, op == 0xd4 ? op_aam : op_aad);
        use_imm(d, 1);
        break;
    case 0xd6: use_fn(d, 1, op_salc); break;
    case 0xd7:
        set_default_seg(u, S_DS);
        use_fn(d, 1, op_xlat);
        break;
    case 0xd8: case 0xd9: case 0xda: case 0xdb: case 0xdc: case 0xdd: case 0xde: case 0xdf:
        use_fn(d, d->osize, op_esc);
        break;
    case 0xe0: case 0xe1: case 0xe2: use_branch(d, op & 3, op_loop); break;
    case 0xe3: use_branch(d, 0, op_jcxz); break;
    case 0xe4: case 0xe5:
        use_fn(d, size, op_in);
        use_imm(d, 1);
        break;
    case 0xe6: case 0xe7:
        use_fn(d, size, op_out);
        use_imm(d, 1);
        break;
    case 0xe8: use_branch(d, 0, op_call); break;
    case 0xe9: case 0xeb: use_branch(d, 0, op_jmp); break;
    case 0xea: use_far_pointer(d, op_jmp_far); break;
    case 0xec: case 0xed: use_fn(d, size, op_in_dx); break;
    case 0xee: case 0xef: use_fn(d, size, op_out_dx); break;
    case 0xf4: use_fn(d, 1, op_hlt); break;
    case 0xf5: use_fn(d, 1, op_cmc); break;
    case 0xf6: case 0xf7: decode_group3(d); break;
    case 0xf8: use_fn(d, 1, op_clc); break;
    case 0xf9: use_fn(d, 1, op_stc); break;
    case 0xfa: use_fn(d, 1, op_cli); break;
    case 0xfb: use_fn(d, 1, op_sti); break;
    case 0xfc: use_fn(d, 1, op_cld); break;
    case 0xfd: use_fn(d, 1, op_std); break;
    case 0xfe: case 0xff: decode_group5(d); break;
    default: break;
    }
}

/* 0F00h, 0F01h: descriptor tables and machine status */
static void decode_groups67(decoding_t *d, unsigned op)
{
    static const uop_fn group6[8] = {op_sldt, op_str, op_lldt, op_ltr, NULL, NULL, NULL, NULL};
    static const uop_fn group7[8] = {op_sgdt, op_sidt, op_lgdt, op_lidt, op_smsw, NULL, op_lmsw, op_invlpg};
    unsigned n = d->z->raw.modrm.reg;
    uop_fn fn = (op ? group7 : group6)[n];
    if (!fn || (op && n != 4 && n != 6 && d->z->raw.modrm.mod == 3))
        return; /* register forms of the second group are later instructions */
    use_rm_fn(d, d->osize, fn);
}

/* The register forms of group 15. */
static void decode_fence(decoding_t *d)
{
    static const uop_fn fences[8] = {[5] = op_lfence, [6] = op_mfence, [7] = op_sfence};
    uop_fn fn = fences[d->z->raw.modrm.reg];
    if (d->z->raw.modrm.mod == 3 && fn)
        use_fn(d, 1, fn);
}

static void decode_two_byte(decoding_t *d, unsigned op)
{
    static const uint8_t far_seg[] = {S_SS, 0, S_FS, S_GS};
    static const uop_fn controls[4] = {op_mov_from_cr, op_mov_from_dr, op_mov_to_cr, op_mov_to_dr};
    uop_t *u = d->u;
    const ZydisDecodedInstruction *z = d->z;
    unsigned size = size_of(d);

    switch (op) {
    case 0x00: case 0x01: decode_groups67(d, op); break;
    case 0x06: use_fn(d, 1, op_clts); break;
    case 0x08: use_fn(d, 1, op_invd); break;
    case 0x09: use_fn(d, 1, op_wbinvd); break;
    case 0x0b: use_fn(d, 1, op_ud); break;
    case 0x18: case 0x19: case 0x1a: case 0x1b: case 0x1c: case 0x1d: case 0x1e: case 0x1f:
        use_fn(d, d->osize, op_nop); /* hints and long NOP */
        break;
    case 0x20: case 0x21: case 0x22: case 0x23:
        use_fn(d, 4, controls[op & 3]);
        u->dst = (uint8_t)(z->raw.modrm.rm * 4);
        u->sub = z->raw.modrm.reg;
        break;
    case 0x30: use_fn(d, 4, op_wrmsr); break;
    case 0x31: use_fn(d, 4, op_rdtsc); break;
    case 0x32: use_fn(d, 4, op_rdmsr); break;
    case 0x40: case 0x41: case 0x42: case 0x43: case 0x44: case 0x45: case 0x46: case 0x47:
    case 0x48: case 0x49: case 0x4a: case 0x4b: case 0x4c: case 0x4d: case 0x4e: case 0x4f:
        use_rm_fn(d, d->osize, op_cmovcc);
        u->sub = op & 15;
        break;
    case 0x80: case 0x81: case 0x82: case 0x83: case 0x84: case 0x85: case 0x86: case 0x87:
    case 0x88: case 0x89: case 0x8a: case 0x8b: case 0x8c: case 0x8d: case 0x8e: case 0x8f:
        use_branch(d, op & 15, jcc_fns[op & 15]);
        break;
    case 0x90: case 0x91: case 0x92: case 0x93: case 0x94: case 0x95: case 0x96: case 0x97:
    case 0x98: case 0x99: case 0x9a: case 0x9b: case 0x9c: case 0x9d: case 0x9e: case 0x9f:
        use_rm_fn(d, 1, op_setcc);
        u->sub = op & 15;
        break;
    case 0xa0: case 0xa8: use_seg_fn(d, op == 0xa0 ? S_FS : S_GS, op_push_seg); break;
    case 0xa1: case 0xa9: use_seg_fn(d, op == 0xa1 ? S_FS : S_GS, op_pop_seg); break;
    case 0xa2: use_fn(d, 4, op_cpuid); break;
    case 0xa3: case 0xab: case 0xb3: case 0xbb:
        use_rm_fn(d, d->osize, op_bit_r);
        u->sub = op >> 3 & 3; /* BT, BTS, BTR, BTC */
        break;
    case 0xba:
        if (z->raw.modrm.reg < 4)
            break;
        use_rm_fn(d, d->osize, op_bit_i);
        u->sub = z->raw.modrm.reg & 3;
        u->imm = (uint32_t)z->raw.imm[0].value.u & (d->osize * 8u - 1);
        break;
    case 0xa4: case 0xa5: use_rm_fn(d, d->osize, op == 0xa4 ? op_shld : op_shld_cl); use_imm(d, 1); break;
    case 0xac: case 0xad: use_rm_fn(d, d->osize, op == 0xac ? op_shrd : op_shrd_cl); use_imm(d, 1); break;
    case 0xaa: use_fn(d, 1, op_rsm); break;
    case 0xae:
        if (z->mnemonic == ZYDIS_MNEMONIC_CLFLUSH)
            use_rm_fn(d, 1, op_clflush);
        else
            decode_fence(d);
        break;
    case 0xaf: use_rm_fn(d, d->osize, op_imul2); break;
    case 0xb0: case 0xb1: use_rm_fn(d, size, op_cmpxchg); break;
    case 0xb2: case 0xb4: case 0xb5:
        use_rm_fn(d, d->osize, op_load_far);
        u->sub = far_seg[op - 0xb2];
        break;
    case 0xb6: case 0xb7: case 0xbe: case 0xbf: {
        unsigned from = op & 1 ? 2 : 1;
        use_rm(d, from);
        u->src = u->dst;
        u->size = d->osize;
        u->dst = reg_of(z->raw.modrm.reg, d->osize);
        u->fn = extend_fns[(op >= 0xbe ? EXTEND_SIGN_8 : EXTEND_ZERO_8) + (op & 1)][u->mem];
        break;
    }
    case 0xbc: use_rm_fn(d, d->osize, op_bsf); break;
    case 0xbd: use_rm_fn(d, d->osize, op_bsr); break;
    case 0xc0: case 0xc1: use_rm_fn(d, size, op_xadd); break;
    case 0xc7:
        if (z->raw.modrm.reg == 1 && z->raw.modrm.mod != 3)
            use_rm_fn(d, 4, op_cmpxchg8b);
        break;
    case 0xc8: case 0xc9: case 0xca: case 0xcb: case 0xcc: case 0xcd: case 0xce: case 0xcf:
        use_reg_fn(d, op & 7, op_bswap);
        break;
    default: break;
    }
}

/* SDM vol 3 8.3, and the fences but LFENCE, which has nothing to wait for. */
static bool serializes(const uop_t *u)
{
    static const uop_fn list[] = {op_invd, op_invlpg, op_lgdt, op_lidt, op_lldt, op_ltr, op_mov_to_cr, op_mov_to_dr,
                                  op_wbinvd, op_wrmsr, op_cpuid, op_iret, op_rsm, op_sfence, op_mfence};
    for (unsigned i = 0; i < sizeof list / sizeof list[0]; i++)
        if (u->fn == list[i])
            return true;
    return false;
}

static void decode_prefixes(decoding_t *d, bool is32)
{
    bool osize = false, asize = false;
    d->u->seg = S_COUNT;
    for (unsigned i = 0; i < d->z->raw.prefix_count; i++) {
        switch (d->z->raw.prefixes[i].value) {
        case 0x26: d->u->seg = S_ES; break;
        case 0x2e: d->u->seg = S_CS; break;
        case 0x36: d->u->seg = S_SS; break;
        case 0x3e: d->u->seg = S_DS; break;
        case 0x64: d->u->seg = S_FS; break;
        case 0x65: d->u->seg = S_GS; break;
        case 0x66: osize = true; break;
        case 0x67: asize = true; break;
        case 0xf0: d->u->lock = true; break;
        case 0xf2: case 0xf3: d->u->rep = d->z->raw.prefixes[i].value; break;
        default: break;
        }
    }
    d->osize = is32 != osize ? 4 : 2;
    d->u->asize = is32 != asize ? 4 : 2;
    d->u->ea_mask = size_mask(d->u->asize);
}

static void open_decoder(ZydisDecoder *z, bool is32)
{
    ZydisDecoderInit(z, is32 ? ZYDIS_MACHINE_MODE_LEGACY_32 : ZYDIS_MACHINE_MODE_LEGACY_16,
                     is32 ? ZYDIS_STACK_WIDTH_32 : ZYDIS_STACK_WIDTH_16);
    /* Encodings that were something else, or a hint, on the parts modelled here. */
    ZydisDecoderEnableMode(z, ZYDIS_DECODER_MODE_MPX, ZYAN_FALSE);
    ZydisDecoderEnableMode(z, ZYDIS_DECODER_MODE_CET, ZYAN_FALSE);
    ZydisDecoderEnableMode(z, ZYDIS_DECODER_MODE_LZCNT, ZYAN_FALSE);
    ZydisDecoderEnableMode(z, ZYDIS_DECODER_MODE_TZCNT, ZYAN_FALSE);
    ZydisDecoderEnableMode(z, ZYDIS_DECODER_MODE_CLDEMOTE, ZYAN_FALSE);
}

enum decode_result decode_uop(const uint8_t *bytes, unsigned count, bool is32, uop_t *u)
{
    ZydisDecoder decoder;
    ZydisDecoderContext context;
    ZydisDecodedInstruction z;

    *u = (uop_t){.fn = op_unknown, .tag = CODE_NONE};
    open_decoder(&decoder, is32);
    ZyanStatus status = ZydisDecoderDecodeInstruction(&decoder, &context, bytes, count, &z);
    if (status == ZYDIS_STATUS_NO_MORE_DATA)
        return count < INSN_MAX ? DECODE_MORE : DECODE_TOO_LONG;
    if (status == ZYDIS_STATUS_INSTRUCTION_TOO_LONG)
        return DECODE_TOO_LONG;
    if (!ZYAN_SUCCESS(status))
        return DECODE_INVALID;

    decoding_t d = {.u = u, .z = &z, .byte = !(z.opcode & 1)};
    u->len = z.length;
    decode_prefixes(&d, is32);
    if (z.opcode_map == ZYDIS_OPCODE_MAP_DEFAULT && z.encoding == ZYDIS_INSTRUCTION_ENCODING_LEGACY)
        decode_one_byte(&d, z.opcode);
    else if (z.opcode_map == ZYDIS_OPCODE_MAP_0F && z.encoding == ZYDIS_INSTRUCTION_ENCODING_LEGACY)
        decode_two_byte(&d, z.opcode);
    if (u->seg == S_COUNT)
        u->seg = S_DS;
    u->serializes = serializes(u);
    return DECODE_OK;
}

enum decode_result code_fetched(struct code_cache *cc, uint32_t lin, const uint8_t *bytes, unsigned count, bool is32,
                                const uop_t **out)
{
    code_fetched_entry_t *e = &cc->fetched[lin % CODE_FETCHED];
    *out = &e->u;
    if (e->valid && e->is32 == is32 && e->u.len <= count && memcmp(e->bytes, bytes, e->u.len) == 0)
        return DECODE_OK;
    enum decode_result r = decode_uop(bytes, count, is32, &e->u);
    e->valid = r == DECODE_OK;
    e->is32 = is32;
    if (e->valid)
        memcpy(e->bytes, bytes, e->u.len);
    return r;
}

enum decode_result code_miss(struct code_cache *cc, uint32_t off, unsigned count, bool is32, const uop_t **out)
{
    uop_t *u = &cc->at[off % CODE_OFFSETS][is32];
    enum decode_result r = decode_uop(cc->ram->bytes + off, count, is32, u);
    if (r == DECODE_OK) {
        u->tag = off;
        ram_mark_code(cc->ram, off, u->len);
    }
    *out = u;
    return r;
}

/* Calls for each instruction that may overlap the bytes first..end-1: those that start at most 14 before. */
static bool any_code(struct code_cache *cc, uint32_t first, uint32_t end, bool drop)
{
    bool found = false;
    uint32_t from = first > INSN_MAX - 1 ? first - (INSN_MAX - 1) : 0;
    for (uint32_t at = from; at != end; at++) {
        for (unsigned is32 = 0; is32 < 2; is32++) {
            uop_t *u = &cc->at[at % CODE_OFFSETS][is32];
            if (u->tag != at || at + u->len <= first)
                continue;
            found = true;
            if (drop)
                u->tag = CODE_NONE; /* the rest stays: it may be the instruction that is writing */
        }
    }
    return found;
}

/* A block that holds no decoded instruction any more need not be watched. */
static void unmark_empty_blocks(struct code_cache *cc, uint32_t first, uint32_t end)
{
    for (uint32_t block = first / RAM_CODE_BLOCK; block <= (end - 1) / RAM_CODE_BLOCK; block++) {
        uint32_t start = block * RAM_CODE_BLOCK;
        if (!any_code(cc, start, start + RAM_CODE_BLOCK, false))
            cc->ram->code[start / RAM_PAGE] &= ~(UINT32_C(1) << start % RAM_PAGE / RAM_CODE_BLOCK);
    }
}

static void code_written(void *self, uint32_t offset, uint32_t size)
{
    struct code_cache *cc = self;
    if (any_code(cc, offset, offset + size, true))
        unmark_empty_blocks(cc, offset, offset + size);
}

struct code_cache *code_cache_new(ram_t *ram)
{
    struct code_cache *cc = aligned_alloc(UOP_ALIGN, sizeof *cc);
    if (!cc)
        return NULL;
    memset(cc, 0, sizeof *cc);
    cc->ram = ram;
    for (unsigned i = 0; i < CODE_OFFSETS; i++)
        cc->at[i][0].tag = cc->at[i][1].tag = CODE_NONE;
    ram->code_written = code_written;
    ram->code_self = cc;
    return cc;
}

void code_cache_free(struct code_cache *cc)
{
    if (cc && cc->ram->code_self == cc) {
        cc->ram->code_written = NULL;
        cc->ram->code_self = NULL;
    }
    free(cc);
}

void exec_text(const uint8_t *bytes, unsigned count, uint32_t eip, bool is32, char *text, unsigned text_size)
{
    ZydisDecoder decoder;
    ZydisFormatter formatter;
    ZydisDecodedInstruction z;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];

    if (text_size == 0)
        return;
    text[0] = 0;
    open_decoder(&decoder, is32);
    ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_INTEL);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_IMM_PADDING, ZYDIS_PADDING_DISABLED);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE, ZYDIS_PADDING_DISABLED);
    ZydisFormatterSetProperty(&formatter, ZYDIS_FORMATTER_PROP_DISP_PADDING, ZYDIS_PADDING_DISABLED);
    if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, bytes, count, &z, operands)) ||
        !ZYAN_SUCCESS(ZydisFormatterFormatInstruction(&formatter, &z, operands, z.operand_count_visible, text, text_size,
                                                      eip, NULL)))
        text[0] = 0;
    if (!text[0] && text_size > sizeof "(bad)" - 1)
        memcpy(text, "(bad)", sizeof "(bad)");
}
