/* Rules about smram_dec: the SMRAM registers and where each access goes. */
#include "block_rules.h"

#include "bus.h"
#include "mch/smram_dec.h"

#include <inttypes.h>

enum { IN_C = 1, IN_H = 2, IN_T = 4 };
enum { SMRAM_DWORD = 0x9c, TSEGMB_DWORD = 0xac, TOLUD_DWORD = 0xb0 };

/* The access that is answered at this edge; all 0 when there is none. Nothing else is remembered. */
struct access {
    bool valid, cpu, write, fetch, wb, smm;
    uint64_t addr;
    unsigned in;      /* IN_*: enabled ranges that hold it */
    bool known_range; /* exactly one, and TSEG_SZ is not the reserved value */
};

static const smram_dec_in_t *in(const look_t *l) { return l->in; }
static const smram_dec_out_t *out(const look_t *l) { return l->out; }
static const smram_dec_out_t *was(const look_t *l) { return l->was; }
static struct access *acc(const look_t *l) { return l->past; }

/* This clock samples a configuration write of this byte; gives its value. */
static bool cfg_write(const look_t *l, unsigned dword, unsigned byte, uint8_t *value)
{
    const smram_dec_in_t *m = in(l);
    *value = (uint8_t)(m->cfg_wdata >> (8 * byte));
    return m->cfg_wr && m->cfg_off == dword && (m->cfg_be >> byte & 1);
}

static bool smram_write(const look_t *l, uint8_t *value)
{
    return cfg_write(l, SMRAM_DWORD, 1, value);
}

static bool esmramc_write(const look_t *l, uint8_t *value)
{
    return cfg_write(l, SMRAM_DWORD, 2, value);
}

static answer_t d_lck_sticky(look_t *l)
{
    uint8_t v;
    if (!(was(l)->smram & D_LCK))
        return NOT_ARMED;
    if (!(out(l)->smram & D_LCK))
        return broken(l, "SMRAM goes from %02Xh to %02Xh", was(l)->smram, out(l)->smram);
    return smram_write(l, &v) && !(v & D_LCK) ? HOLDS : NOT_ARMED;
}

static answer_t d_open_locked(look_t *l)
{
    uint8_t v;
    if (!(out(l)->smram & D_LCK))
        return NOT_ARMED;
    if (out(l)->smram & D_OPEN)
        return broken(l, "SMRAM is %02Xh", out(l)->smram);
    bool locks = !(was(l)->smram & D_LCK), opens = smram_write(l, &v) && (v & D_OPEN);
    return locks || opens ? HOLDS : NOT_ARMED;
}

static answer_t locked_frozen(look_t *l)
{
    const uint8_t e_mask = H_SMRAME | TSEG_SZ | T_EN, g_mask = in(l)->lck_g ? G_SMRAME : 0;
    const uint32_t t_mask = in(l)->lck_map ? 0xfff00000 : 0, top_mask = in(l)->lck_map ? 0xfff0 : 0;
    const smram_dec_out_t *w = was(l), *n = out(l);
    const smram_dec_in_t *m = in(l);
    uint8_t v;
    if (!(w->smram & D_LCK))
        return NOT_ARMED;
    if (((w->smram ^ n->smram) & g_mask) || ((w->esmramc ^ n->esmramc) & e_mask) ||
        ((w->tsegmb ^ n->tsegmb) & t_mask) || ((w->tolud ^ n->tolud) & top_mask))
        return broken(l, "SMRAM %02X>%02Xh, ESMRAMC %02X>%02Xh, TSEGMB %08" PRIX32 ">%08" PRIX32 "h, TOLUD %04X>%04Xh",
                      w->smram, n->smram, w->esmramc, n->esmramc, w->tsegmb, n->tsegmb, w->tolud, n->tolud);
    bool tempted = (smram_write(l, &v) && ((v ^ w->smram) & g_mask)) ||
                   (esmramc_write(l, &v) && ((v ^ w->esmramc) & e_mask)) ||
                   (m->cfg_wr && m->cfg_off == TSEGMB_DWORD && ((m->cfg_wdata ^ w->tsegmb) & t_mask)) ||
                   (m->cfg_wr && m->cfg_off == TOLUD_DWORD && ((m->cfg_wdata ^ w->tolud) & top_mask));
    return tempted ? HOLDS : NOT_ARMED;
}

static answer_t d_cls_writable(look_t *l)
{
    uint8_t v;
    if (!smram_write(l, &v))
        return (was(l)->smram ^ out(l)->smram) & D_CLS ? broken(l, "D_CLS changes without a write") : NOT_ARMED;
    return must(l, !((v ^ out(l)->smram) & D_CLS), "D_CLS is not what was written");
}

static answer_t smram_fixed_bits(look_t *l)
{
    uint8_t v;
    if ((out(l)->smram & 0x87) != C_BASE_SEG || (out(l)->esmramc & SM_CACHE_L1_L2) != SM_CACHE_L1_L2)
        return broken(l, "SMRAM is %02Xh, ESMRAMC %02Xh", out(l)->smram, out(l)->esmramc);
    bool tempted = (smram_write(l, &v) && (v & 0x87) != C_BASE_SEG) ||
                   (esmramc_write(l, &v) && (v & SM_CACHE_L1_L2) != SM_CACHE_L1_L2);
    return tempted ? HOLDS : NOT_ARMED;
}

/* The ranges as the book gives them, from the registers before this clock (chipset facts 7.3, 7.4). */
static unsigned ranges_of(const smram_dec_out_t *regs, uint64_t addr)
{
    unsigned size = regs->esmramc >> 1 & 3, ranges = 0;
    uint64_t tseg_bytes = size == 3 ? 0 : UINT64_C(0x100000) << (size == 2 ? 3 : size);
    if (!(regs->smram & G_SMRAME))
        return 0;
    if (!(regs->esmramc & H_SMRAME) && addr >= 0xa0000 && addr <= 0xbffff)
        ranges |= IN_C;
    if ((regs->esmramc & H_SMRAME) && addr >= 0xfeda0000 && addr <= 0xfedbffff)
        ranges |= IN_H;
    if ((regs->esmramc & T_EN) && addr >= regs->tsegmb && addr < regs->tsegmb + tseg_bytes)
        ranges |= IN_T;
    return ranges;
}

/* TSEG_SZ = 11b: what the range is then is not fixed by the book. */
static bool tseg_reserved(const look_t *l)
{
    return (was(l)->esmramc & (T_EN | TSEG_SZ)) == (T_EN | TSEG_SZ);
}

/* The access that is answered at this edge. On a board in->smm of a CPU's access is what that CPU itself said when it
 * drove the request, not what the chipset made of it (rules.c). */
static void find_access(look_t *l)
{
    const smram_dec_in_t *m = in(l);
    *acc(l) = (struct access){0};
    if (!m->req || !out(l)->rsp)
        return;
    unsigned ranges = ranges_of(was(l), m->addr);
    bool one = ranges == IN_C || ranges == IN_H || ranges == IN_T;
    *acc(l) = (struct access){.valid = true, .cpu = m->initiator == INIT_CPU, .write = m->write, .fetch = m->fetch,
                              .wb = m->wb && m->write, .smm = m->smm, .addr = m->addr, .in = ranges,
                              .known_range = one && !tseg_reserved(l)};
}

/* A CPU's own read or write of SMRAM: no write-back, exactly one range. */
static bool plain_access(const look_t *l)
{
    return acc(l)->cpu && !acc(l)->wb && acc(l)->known_range;
}

static bool d_cls_closes(const look_t *l)
{
    return (was(l)->smram & D_CLS) && !acc(l)->fetch && (acc(l)->in == IN_C || in(l)->cls_all);
}

static bool is_closed(const look_t *l)
{
    return !acc(l)->smm && !(was(l)->smram & D_OPEN);
}

static const char *target_name(unsigned target)
{
    return target <= TGT_C0000 ? smram_target_names[target] : "?";
}

static answer_t went_wrong(look_t *l)
{
    return broken(l, "%s %s of %" PRIX64 "h, SMM %u, SMRAM %02Xh, ESMRAMC %02Xh: to %s",
                  bus_initiator_names[in(l)->initiator & 3],
                  acc(l)->fetch ? "fetch" : acc(l)->wb ? "write-back" : acc(l)->write ? "write" : "read", acc(l)->addr,
                  acc(l)->smm, was(l)->smram, was(l)->esmramc, target_name(out(l)->target));
}

static answer_t must_not_be_smram(look_t *l)
{
    return out(l)->target != TGT_DRAM ? HOLDS : went_wrong(l);
}

static answer_t must_be_smram(look_t *l)
{
    uint64_t maddr = acc(l)->in == IN_H ? acc(l)->addr - 0xfeda0000 + 0xa0000 : acc(l)->addr;
    if (out(l)->target != TGT_DRAM)
        return went_wrong(l);
    return out(l)->maddr == maddr ? HOLDS
                                  : broken(l, "%" PRIX64 "h is memory at %" PRIX64 "h, want %" PRIX64 "h", acc(l)->addr,
                                           out(l)->maddr, maddr);
}

static answer_t smram_closed(look_t *l)
{
    return acc(l)->cpu && !acc(l)->wb && acc(l)->in && is_closed(l) ? must_not_be_smram(l) : NOT_ARMED;
}

static answer_t smram_open_in_smm(look_t *l)
{
    bool invalid = (was(l)->smram & (D_OPEN | D_CLS)) == (D_OPEN | D_CLS);
    return plain_access(l) && acc(l)->smm && !invalid && !d_cls_closes(l) ? must_be_smram(l) : NOT_ARMED;
}

static answer_t d_open_opens(look_t *l)
{
    uint8_t open = was(l)->smram & (D_OPEN | D_CLS | D_LCK); /* D_CLS with D_OPEN is an invalid setting */
    return plain_access(l) && !acc(l)->smm && open == D_OPEN ? must_be_smram(l) : NOT_ARMED;
}

static answer_t d_cls_closes_data(look_t *l)
{
    bool invalid = was(l)->smram & D_OPEN;
    return plain_access(l) && acc(l)->smm && !invalid && d_cls_closes(l) ? must_not_be_smram(l) : NOT_ARMED;
}

static answer_t writeback_always(look_t *l)
{
    return acc(l)->cpu && acc(l)->wb && acc(l)->known_range ? must_be_smram(l) : NOT_ARMED;
}

static answer_t device_never_smram(look_t *l)
{
    return !acc(l)->cpu && acc(l)->in ? must_not_be_smram(l) : NOT_ARMED;
}

static answer_t c_closed_goes_video(look_t *l)
{
    if (!plain_access(l) || acc(l)->in != IN_C || !is_closed(l))
        return NOT_ARMED;
    return out(l)->target == TGT_VIDEO ? HOLDS : went_wrong(l);
}

static answer_t legacy_video_not_dram(look_t *l)
{
    if (tseg_reserved(l) || acc(l)->in || acc(l)->addr < 0xa0000 || acc(l)->addr > 0xbffff)
        return NOT_ARMED;
    return must_not_be_smram(l);
}

/* An access that has to set E_SMERR. */
static bool touches_closed(const look_t *l)
{
    return acc(l)->cpu && !acc(l)->wb && (acc(l)->in & (IN_H | IN_T)) && is_closed(l);
}

static answer_t smerr_set(look_t *l)
{
    if (!touches_closed(l) || !acc(l)->known_range)
        return NOT_ARMED;
    return out(l)->esmramc & E_SMERR ? HOLDS : went_wrong(l);
}

static answer_t smerr_only_then(look_t *l)
{
    bool rises = !(was(l)->esmramc & E_SMERR) && (out(l)->esmramc & E_SMERR);
    if (rises)
        return must(l, acc(l)->valid && (touches_closed(l) || tseg_reserved(l)), "E_SMERR is set by no touch");
    bool tempted = acc(l)->valid && acc(l)->in && !touches_closed(l) && !(out(l)->esmramc & E_SMERR);
    return tempted ? HOLDS : NOT_ARMED;
}

static answer_t smerr_kept(look_t *l)
{
    uint8_t v;
    bool write = esmramc_write(l, &v), now = out(l)->esmramc & E_SMERR;
    bool touched = acc(l)->valid && touches_closed(l);
    if (!(was(l)->esmramc & E_SMERR) || touched)
        return NOT_ARMED;
    if (write)
        return must(l, now == !(v & E_SMERR), now ? "E_SMERR is 1 after a 1 was written" : "a 0 clears E_SMERR");
    return now ? NOT_ARMED : broken(l, "E_SMERR goes to 0 without a write");
}

/* --- reset ------------------------------------------------------------------------------------------------------- */

static answer_t reset_values(look_t *l)
{
    const smram_dec_out_t *o = out(l);
    if (o->smram == C_BASE_SEG && o->esmramc == SM_CACHE_L1_L2 && o->tolud == 0x10 && !o->tsegmb)
        return HOLDS;
    return broken(l, "SMRAM %02Xh, ESMRAMC %02Xh, TSEGMB %08" PRIX32 "h, TOLUD %04Xh", o->smram, o->esmramc, o->tsegmb,
                  o->tolud);
}

/* ----------------------------------------------------------------------------------------------------------------- */

static const block_rule_t rules[] = {
    {IN_RESET, "smram_dec_reset",
     "in reset SMRAM is 02h, ESMRAMC 38h, TSEGMB 0, TOLUD 0010h",
     "chipset facts 7.1, 7.3", reset_values},
    {RUNNING, "d_lck_sticky",
     "D_LCK once set stays set until reset, also when 0 is written to it",
     "SMRAM bit 4 (chipset facts 7.3; interconnect facts 3.5)", d_lck_sticky},
    {RUNNING, "d_open_locked",
     "D_OPEN is 0 whenever D_LCK is 1",
     "SMRAM bits 6 and 4 (chipset facts 7.3)", d_open_locked},
    {RUNNING, "locked_frozen",
     "D_LCK freezes H_SMRAME, TSEG_SZ, T_EN and, by parameter, G_SMRAME, TSEGMB, TOLUD",
     "4-series data sheet p.58, 69, 112, 117 (chipset facts 7.3; d_lck_g_smrame, d_lck_map)", locked_frozen},
    {RUNNING, "d_cls_writable",
     "D_CLS takes what is written, locked or not",
     "SMRAM bit 5, not frozen by D_LCK (chipset facts 7.3)", d_cls_writable},
    {RUNNING, "smram_fixed_bits",
     "C_BASE_SEG is 010b, SMRAM bit 7 0, ESMRAMC bits 5:3 111b, whatever is written",
     "SMRAM bits 7 and 2:0, ESMRAMC bits 5:3 (chipset facts 7.3)", smram_fixed_bits},
    {RUNNING, "smerr_only_then",
     "E_SMERR is set only by a CPU that touches a closed HSEG or TSEG from outside SMM",
     "3200 series data sheet p.86 (chipset facts 7.3; interconnect facts 3.5)", smerr_only_then},
    {RUNNING, "smerr_kept",
     "E_SMERR stays until a 1 is written to it, which clears it",
     "ESMRAMC bit 6 (chipset facts 7.3)", smerr_kept},
    {RUNNING, "smram_closed",
     "a CPU outside SMM never reaches a closed SMRAM range, except by a write-back",
     "82925X tables 9-5, 9-6 (chipset facts 7.4; interconnect facts 3.5)", smram_closed},
    {RUNNING, "smram_open_in_smm",
     "a CPU in SMM reaches every enabled SMRAM range that D_CLS does not close",
     "82925X tables 9-5, 9-6 (chipset facts 7.4; interconnect facts 3.5)", smram_open_in_smm},
    {RUNNING, "d_open_opens",
     "with D_OPEN = 1 a CPU outside SMM reaches an enabled range too",
     "82925X table 9-6 (chipset facts 7.4)", d_open_opens},
    {RUNNING, "d_cls_closes_data",
     "D_CLS = 1 closes a range to data in SMM (HSEG and TSEG by d_cls_all)",
     "82925X table 9-6 (chipset facts 7.4, section 10 row 14)", d_cls_closes_data},
    {RUNNING, "writeback_always",
     "a write-back into an enabled range is always written to SMRAM",
     "82925X p.169, G31 3.3.2 (chipset facts 7.4; interconnect facts 3.5)", writeback_always},
    {RUNNING, "device_never_smram",
     "DMI, PCI Express and graphics never reach an enabled SMRAM range",
     "82925X 9.4, 852GM p.167, G35 p.48 (chipset facts 7.4; interconnect facts 3.5)", device_never_smram},
    {RUNNING, "c_closed_goes_video",
     "a closed A0000-BFFFF goes to the legacy video path",
     "G35 p.48, 82925X p.168 (chipset facts 7.4, 7.5)", c_closed_goes_video},
    {RUNNING, "legacy_video_not_dram",
     "A0000-BFFFF is not DRAM while no enabled range covers it",
     "82925X table 9-5 (chipset facts 7.4, 7.5)", legacy_video_not_dram},
    {RUNNING, "smerr_set",
     "a CPU outside SMM that touches a closed HSEG or TSEG sets E_SMERR",
     "3200 series data sheet p.86 (chipset facts 7.3; interconnect facts 3.5)", smerr_set},
    {IN_RESET, NULL, NULL, NULL, NULL}};

static void forget(void *past)
{
    *(struct access *)past = (struct access){0};
}

static bool follow(look_t *l)
{
    if (in(l)->req || acc(l)->valid)
        find_access(l);
    return in(l)->req || in(l)->cfg_wr;
}

const block_rules_t smram_dec_rules = {&smram_dec_block, rules, sizeof(struct access), forget, follow, NULL};
