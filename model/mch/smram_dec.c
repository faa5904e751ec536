#include "mch/smram_dec.h"

#include "bus.h"
#include "mch/mch_regs.h"

SIG_TABLE(smram_dec_in, SMRAM_DEC_IN)
SIG_TABLE(smram_dec_out, SMRAM_DEC_OUT)

const char *const smram_target_names[] = {"DRAM", "VIDEO", "DMI", "INVALID", "C0000", NULL};
const char *const smram_range_names[] = {"-", "C", "H", "T", NULL};
const char *const bus_initiator_names[] = {"CPU", "DMI", "PEG", "IGD", NULL};

enum { REG_9C, REG_AC, REG_B0 };
enum { LOCK_D_LCK = 1, LOCK_G, LOCK_MAP }; /* D_LCK; D_LCK with lck_g; D_LCK with lck_map */

#define SM "D0:F0 9Dh"
#define ES "D0:F0 9Eh"
const reg_row_t smram_dec_regs[] = {
    {"SMRAM", "C_BASE_SEG", SM, REG_9C, 8, 3, 2, REG_RO, 0, "chipset 7.3"},
    {"SMRAM", "G_SMRAME", SM, REG_9C, 11, 1, 0, REG_RW, LOCK_G, "chipset 7.3, 10 row 15"},
    {"SMRAM", "D_LCK", SM, REG_9C, 12, 1, 0, REG_W1S, 0, "chipset 7.3"},
    {"SMRAM", "D_CLS", SM, REG_9C, 13, 1, 0, REG_RW, 0, "chipset 7.3"},
    {"SMRAM", "D_OPEN", SM, REG_9C, 14, 1, 0, REG_RW, LOCK_D_LCK, "chipset 7.3"},
    {"ESMRAMC", "T_EN", ES, REG_9C, 16, 1, 0, REG_RW, LOCK_D_LCK, "chipset 7.3"},
    {"ESMRAMC", "TSEG_SZ", ES, REG_9C, 17, 2, 0, REG_RW, LOCK_D_LCK, "chipset 7.3"},
    {"ESMRAMC", "SM_CACHE..SM_L2", ES, REG_9C, 19, 3, 7, REG_RO, 0, "chipset 7.3"},
    {"ESMRAMC", "E_SMERR", ES, REG_9C, 22, 1, 0, REG_W1C, 0, "chipset 7.3"},
    {"ESMRAMC", "H_SMRAME", ES, REG_9C, 23, 1, 0, REG_RW, LOCK_D_LCK, "chipset 7.3"},
    {"TSEGMB", "TSEG base", "D0:F0 ACh", REG_AC, 20, 12, 0, REG_RW, LOCK_MAP, "chipset 7.1, 7.3"},
    {"TOLUD", "top of low DRAM", "D0:F0 B0h", REG_B0, 4, 12, 1, REG_RW, LOCK_MAP, "chipset 7.1, 7.3"},
    {0}};

static void show(const smram_dec_t *s, smram_dec_out_t *out)
{
    out->rsp = s->rsp;
    out->target = s->target;
    out->maddr = s->maddr;
    out->range = s->range;
    out->smram = (uint8_t)(s->regs[REG_9C] >> 8);
    out->esmramc = (uint8_t)(s->regs[REG_9C] >> 16);
    out->tsegmb = s->regs[REG_AC];
    out->tolud = (uint16_t)s->regs[REG_B0];
}

static enum smram_range range_of(const smram_dec_out_t *r, uint64_t addr)
{
    static const uint32_t tseg_mb[4] = {1, 2, 8, 0}; /* TSEG_SZ 11b is reserved */
    uint64_t tseg_size = (uint64_t)tseg_mb[(r->esmramc & TSEG_SZ) >> 1] << 20;

    if (!(r->smram & G_SMRAME))
        return RANGE_NONE;
    if ((r->esmramc & T_EN) && addr >= r->tsegmb && addr - r->tsegmb < tseg_size)
        return RANGE_T;
    if (r->esmramc & H_SMRAME)
        return addr >= 0xfeda0000 && addr <= 0xfedbffff ? RANGE_H : RANGE_NONE;
    return addr >= 0xa0000 && addr <= 0xbffff ? RANGE_C : RANGE_NONE;
}

static smram_answer_t ordinary(const smram_dec_out_t *r, uint64_t addr)
{
    smram_answer_t ans = {.maddr = addr, .range = RANGE_NONE};
    if (addr >= 0xa0000 && addr <= 0xbffff)
        ans.target = TGT_VIDEO;
    else
        ans.target = addr < (uint64_t)(r->tolud >> 4) << 20 ? TGT_DRAM : TGT_DMI;
    return ans;
}

smram_answer_t smram_decode(const smram_dec_out_t *r, bool cls_all, const smram_access_t *a)
{
    enum smram_range range = range_of(r, a->addr);
    if (range == RANGE_NONE)
        return ordinary(r, a->addr);

    uint8_t denied = range == RANGE_C ? TGT_VIDEO : TGT_INVALID;
    smram_answer_t ans = {.range = (uint8_t)range, .maddr = a->addr, .target = denied};
    if (range == RANGE_H)
        ans.maddr = a->addr - 0xfeda0000 + 0xa0000;

    if (a->initiator == INIT_IGD) {
        ans.target = TGT_C0000;
        ans.maddr = 0xc0000 + (a->addr & 0xffff);
    } else if (a->initiator == INIT_CPU && a->wb && a->write) {
        ans.target = TGT_DRAM; /* a dirty line may leave the cache after RSM: it must reach its memory */
    } else if (a->initiator == INIT_CPU && (a->smm || (r->smram & D_OPEN))) {
        bool closed_to_data = (r->smram & D_CLS) && !a->fetch && (range == RANGE_C || cls_all);
        if (!closed_to_data)
            ans.target = TGT_DRAM;
    } else if (a->initiator == INIT_CPU) {
        ans.smerr = range != RANGE_C;
    }
    return ans;
}

void smram_dec_reset(smram_dec_t *s, smram_dec_out_t *out)
{
    *s = (smram_dec_t){0};
    for (unsigned i = 0; i < 3; i++)
        s->regs[i] = reg_reset(smram_dec_regs, i);
    show(s, out);
}

static void write_config(smram_dec_t *s, const smram_dec_in_t *in)
{
    bool locked = s->regs[REG_9C] & (uint32_t)D_LCK << 8;
    uint32_t locks = locked ? 1U << (LOCK_D_LCK - 1) | (uint32_t)in->lck_g << (LOCK_G - 1) |
                                  (uint32_t)in->lck_map << (LOCK_MAP - 1)
                            : 0;
    unsigned dword = in->cfg_off == 0x9c ? REG_9C : in->cfg_off == 0xac ? REG_AC : REG_B0;
    if (in->cfg_off != 0x9c && in->cfg_off != 0xac && in->cfg_off != 0xb0)
        return;
    s->regs[dword] = reg_write(smram_dec_regs, dword, s->regs[dword], in->cfg_wdata, in->cfg_be, locks);
    if (s->regs[REG_9C] & (uint32_t)D_LCK << 8)
        s->regs[REG_9C] &= ~((uint32_t)D_OPEN << 8);
}

void smram_dec_tick(smram_dec_t *s, const smram_dec_in_t *in, smram_dec_out_t *out)
{
    smram_answer_t ans = {0};
    smram_dec_out_t regs = {0};
    show(s, &regs);
    if (in->req)
        ans = smram_decode(&regs, in->cls_all,
                           &(smram_access_t){.addr = in->addr,
                                             .initiator = in->initiator,
                                             .write = in->write,
                                             .fetch = in->fetch,
                                             .wb = in->wb,
                                             .smm = in->smm});
    if (in->cfg_wr)
        write_config(s, in);
    s->rsp = in->req;
    if (in->req) {
        s->target = ans.target;
        s->maddr = ans.maddr;
        s->range = ans.range;
    }
    if (ans.smerr)
        s->regs[REG_9C] |= (uint32_t)E_SMERR << 16; /* wins over a clear in the same clock */
    show(s, out);
}

BLOCK(smram_dec, BCLK, true, "SMRAM, ESMRAMC, TSEGMB, TOLUD with their locks; decode of every access; E_SMERR")
