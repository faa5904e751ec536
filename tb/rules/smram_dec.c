/* Rules about smram_dec: the registers of the memory map and where each access goes. */
#include "block_rules.h"

#include "bus.h"
#include "mch/smram_dec.h"
#include "regs.h"

#include <inttypes.h>

enum { IN_C = 1, IN_H = 2, IN_T = 4 };
enum { SMRAM_DWORD = 0x9c };

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

/* A dword of D0:F0, from what smram_dec shows. */
static uint32_t mch_dword(const smram_dec_out_t *d, unsigned off)
{
    switch (off) {
    case 0x50: {
        return (uint32_t)d->ggc << 16;
    }
    case 0x98: {
        return d->remapbase | (uint32_t)d->remaplimit << 16;
    }
    case SMRAM_DWORD: {
        return (uint32_t)d->smram << 8 | (uint32_t)d->esmramc << 16;
    }
    case 0xa0: {
        return d->tom | (uint32_t)d->touud << 16;
    }
    case 0xa4: {
        return d->gbsm;
    }
    case 0xa8: {
        return d->bgsm;
    }
    case 0xac: {
        return d->tsegmb;
    }
    default: { /* B0h */
        return d->tolud;
    }
    }
}

static answer_t locked_frozen(look_t *l)
{
    const smram_dec_in_t *m = in(l);
    const struct {
        uint8_t off;
        uint32_t mask; /* frozen bits */
    } dwords[] = {
        {SMRAM_DWORD, (uint32_t)(H_SMRAME | TSEG_SZ | T_EN) << 16 | (m->lck_g ? (uint32_t)G_SMRAME << 8 : 0)},
        {0x50, m->lck_map ? 0x0ff20000 : 0},  {0xa0, m->lck_map ? 0xffff03ff : 0},
        {0xa4, m->lck_map ? 0xfff00000 : 0},  {0xa8, m->lck_map ? 0xfff00000 : 0},
        {0xac, m->lck_map ? 0xfff00000 : 0},  {0xb0, m->lck_map ? 0xfff0 : 0},
        {0x98, m->lck_remap ? 0x03ff03ff : 0}};
    bool tempted = false;
    if (!(was(l)->smram & D_LCK))
        return NOT_ARMED;
    for (unsigned i = 0; i < sizeof dwords / sizeof *dwords; i++) {
        unsigned off = dwords[i].off;
        uint32_t before = mch_dword(was(l), off), now = mch_dword(out(l), off);
        if ((before ^ now) & dwords[i].mask)
            return broken(l, "the dword at %02Xh goes from %08" PRIX32 "h to %08" PRIX32 "h", off, before, now);
        tempted = tempted || (m->cfg_wr && m->cfg_off == off &&
                              ((m->cfg_wdata ^ before) & dwords[i].mask & reg_lanes(m->cfg_be)));
    }
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
    return target <= TGT_PEG ? smram_target_names[target] : "?";
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

static answer_t wrong_memory(look_t *l, uint64_t want)
{
    return broken(l, "%" PRIX64 "h is memory at %" PRIX64 "h, want %" PRIX64 "h", acc(l)->addr, out(l)->maddr, want);
}

static answer_t must_be_smram(look_t *l)
{
    uint64_t maddr = acc(l)->in == IN_H ? acc(l)->addr - 0xfeda0000 + 0xa0000 : acc(l)->addr;
    if (out(l)->target != TGT_DRAM)
        return went_wrong(l);
    return out(l)->maddr == maddr ? HOLDS : wrong_memory(l, maddr);
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

static bool addr_in(const look_t *l, uint64_t first, uint64_t last)
{
    return acc(l)->addr >= first && acc(l)->addr <= last;
}

/* Whom the book gives A0000-BFFFF (chipset facts 7.5). */
static answer_t must_be_owner(look_t *l)
{
    const smram_dec_out_t *w = was(l);
    bool mda = (w->lac & LAC_MDAP) && addr_in(l, 0xb0000, 0xb7fff), graphics = !(w->ggc & GGC_IVD);
    unsigned owner = mda ? TGT_DMI : graphics ? TGT_VIDEO : in(l)->peg_vga ? TGT_PEG : TGT_DMI;
    return out(l)->target == owner ? HOLDS : went_wrong(l);
}

static answer_t c_closed_goes_video(look_t *l)
{
    return plain_access(l) && acc(l)->in == IN_C && is_closed(l) ? must_be_owner(l) : NOT_ARMED;
}

/* In no SMRAM range. */
static bool outside_smram(const look_t *l)
{
    return acc(l)->valid && !tseg_reserved(l) && !acc(l)->in;
}

static answer_t legacy_video_not_dram(look_t *l)
{
    return outside_smram(l) && addr_in(l, 0xa0000, 0xbffff) ? must_not_be_smram(l) : NOT_ARMED;
}

static answer_t legacy_owner(look_t *l)
{
    return outside_smram(l) && addr_in(l, 0xa0000, 0xbffff) ? must_be_owner(l) : NOT_ARMED;
}

static answer_t must_go_to(look_t *l, enum smram_target target, uint64_t maddr)
{
    if (out(l)->target != target)
        return went_wrong(l);
    return target != TGT_DRAM || out(l)->maddr == maddr ? HOLDS : wrong_memory(l, maddr);
}

static answer_t pam_route(look_t *l)
{
    if (!outside_smram(l) || !addr_in(l, 0xc0000, 0xfffff))
        return NOT_ARMED;
    unsigned segment = addr_in(l, 0xf0000, 0xfffff) ? 0 : (unsigned)(acc(l)->addr >> 14 & 15) + 1; /* 16 KB each */
    unsigned pam = segment ? 1 + (segment - 1) / 2 : 0, high = segment ? (segment - 1) % 2 : 1;
    unsigned bits = (unsigned)(was(l)->pam >> (8 * pam + 4 * high)) & 3;
    return must_go_to(l, bits & (acc(l)->write ? PAM_WE : PAM_RE) ? TGT_DRAM : TGT_DMI, acc(l)->addr);
}

static bool in_hole(const look_t *l)
{
    return (was(l)->lac & LAC_HEN) && addr_in(l, 0xf00000, 0xffffff);
}

static answer_t hole_route(look_t *l)
{
    return outside_smram(l) && in_hole(l) ? must_go_to(l, TGT_DMI, 0) : NOT_ARMED;
}

/* TOLUD as an address. */
static uint64_t top_of_low(const smram_dec_out_t *d)
{
    return (uint64_t)(d->tolud & 0xfff0) << 16;
}

static bool in_stolen(const look_t *l)
{
    const smram_dec_out_t *w = was(l);
    uint64_t addr = acc(l)->addr;
    bool graphics = w->gbsm && (w->ggc & GGC_GMS) && addr >= w->gbsm && addr < top_of_low(w);
    bool gtt = w->bgsm && (w->ggc & GGC_GGMS) && addr >= w->bgsm && addr < w->gbsm;
    return (graphics || gtt) && addr < 0xfec00000;
}

/* Outside SMRAM, and above what the first 16 MB have of their own. */
static bool plain_memory(const look_t *l)
{
    return outside_smram(l) && !in_hole(l) && !addr_in(l, 0xa0000, 0xfffff);
}

static answer_t stolen_route(look_t *l)
{
    if (!plain_memory(l) || !in_stolen(l))
        return NOT_ARMED;
    bool may = in(l)->initiator == INIT_IGD || (acc(l)->cpu && in(l)->stolen_cpu);
    return must_go_to(l, may ? TGT_DRAM : TGT_INVALID, acc(l)->addr);
}

static bool in_window(const look_t *l)
{
    const smram_dec_out_t *w = was(l);
    uint64_t block = acc(l)->addr >> 26, end = (uint64_t)w->touud << 20;
    return acc(l)->addr >> 32 && acc(l)->addr < end && block >= w->remapbase && block <= w->remaplimit;
}

static answer_t dram_limits(look_t *l)
{
    if (!plain_memory(l) || in_stolen(l) || in_window(l))
        return NOT_ARMED;
    uint64_t end = acc(l)->addr >> 32 ? (uint64_t)was(l)->touud << 20 : top_of_low(was(l));
    bool dram = acc(l)->addr < end && !addr_in(l, 0xfec00000, 0xffffffff);
    return must_go_to(l, dram ? TGT_DRAM : TGT_DMI, acc(l)->addr);
}

static answer_t remap_target(look_t *l)
{
    if (!plain_memory(l) || !in_window(l))
        return NOT_ARMED;
    uint64_t maddr = acc(l)->addr - (uint64_t)was(l)->remapbase * 0x4000000 + top_of_low(was(l));
    return must_go_to(l, TGT_DRAM, maddr & UINT64_C(0xfffffffff));
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
    if (o->smram != C_BASE_SEG || o->esmramc != SM_CACHE_L1_L2 || o->tolud != 0x10 || o->tsegmb)
        return broken(l, "SMRAM %02Xh, ESMRAMC %02Xh, TSEGMB %08" PRIX32 "h, TOLUD %04Xh", o->smram, o->esmramc,
                      o->tsegmb, o->tolud);
    if (o->pam || o->lac || o->ggc != 0x30 || o->remapbase != 0x3ff || o->remaplimit)
        return broken(l, "PAM6..0 %014" PRIX64 "h, LAC %02Xh, GGC %04Xh, REMAPBASE %04Xh, REMAPLIMIT %04Xh", o->pam,
                      o->lac, o->ggc, o->remapbase, o->remaplimit);
    if (o->tom != 1 || o->touud || o->gbsm || o->bgsm)
        return broken(l, "TOM %04Xh, TOUUD %04Xh, GBSM %08" PRIX32 "h, BGSM %08" PRIX32 "h", o->tom, o->touud, o->gbsm,
                      o->bgsm);
    return HOLDS;
}

/* ----------------------------------------------------------------------------------------------------------------- */

static const block_rule_t rules[] = {
    {IN_RESET, "smram_dec_reset",
     "in reset SMRAM is 02h, ESMRAMC 38h, TOLUD 0010h, TOM 1, GGC 0030h, REMAPBASE 3FFh, the other map registers 0",
     "chipset facts 7.1, 7.3", reset_values},
    {RUNNING, "d_lck_sticky",
     "D_LCK once set stays set until reset, also when 0 is written to it",
     "SMRAM bit 4 (chipset facts 7.3; interconnect facts 3.5)", d_lck_sticky},
    {RUNNING, "d_open_locked",
     "D_OPEN is 0 whenever D_LCK is 1",
     "SMRAM bits 6 and 4 (chipset facts 7.3)", d_open_locked},
    {RUNNING, "locked_frozen",
     "D_LCK freezes H_SMRAME, TSEG_SZ, T_EN and, by parameter, G_SMRAME, the map, the window",
     "4-series data sheet p.58, 69, 112, 117 (chipset facts 7.3; d_lck_g_smrame, d_lck_map, d_lck_remap)",
     locked_frozen},
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
     "a closed A0000-BFFFF goes to its legacy owner",
     "G35 p.48, 82925X p.168 (chipset facts 7.4, 7.5)", c_closed_goes_video},
    {RUNNING, "legacy_video_not_dram",
     "A0000-BFFFF is not DRAM while no enabled range covers it",
     "82925X table 9-5 (chipset facts 7.4, 7.5)", legacy_video_not_dram},
    {RUNNING, "legacy_owner",
     "A0000-BFFFF off SMRAM: DMI for MDA with MDAP, else graphics, else PEG, else DMI",
     "G35 data sheet (chipset facts 7.5; parameter peg_vga)", legacy_owner},
    {RUNNING, "pam_route",
     "C0000-FFFFF is DRAM to reads and to writes as the segment's PAM bits say, else DMI",
     "915, 4-series data sheet p.102 (chipset facts 7.2)", pam_route},
    {RUNNING, "hole_route",
     "F00000-FFFFFF goes to DMI while the 15-16 MB hole is open",
     "LAC bit 7 (chipset facts 7.1, 7.4)", hole_route},
    {RUNNING, "stolen_route",
     "no bus master but graphics reaches stolen memory; a CPU by the parameter stolen_cpu",
     "G35 data sheet p.52 (chipset facts 7.4)", stolen_route},
    {RUNNING, "dram_limits",
     "DRAM ends at TOLUD and again at TOUUD; TOLUD to 4 GB, FEC00000 up, above TOUUD is DMI",
     "3200 series data sheet p.90, G35 p.52 (chipset facts 7.4)", dram_limits},
    {RUNNING, "remap_target",
     "an address in the remap window is the DRAM at TOLUD and up",
     "3200 series data sheet p.47 (chipset facts 7.4)", remap_target},
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
