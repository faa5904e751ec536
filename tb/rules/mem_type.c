/* Rules about mem_type: MTRRs, PAT or PCD and PWT, CR0.CD and SMRR. An answer counts only while rsp is 1. */
#include "block_rules.h"

#include "cpu/mem_type.h"

#include <inttypes.h>

#define BIT_10 UINT64_C(0x400)
#define BIT_11 UINT64_C(0x800)
#define PAGES UINT64_C(0xffffff000) /* bits 35:12 */
#define ONE_MB UINT64_C(0x100000)
#define FOUR_GB UINT64_C(0x100000000)

enum { UC_BIT = 1 << MT_UC, WC_BIT = 1 << MT_WC, WT_BIT = 1 << MT_WT, WP_BIT = 1 << MT_WP, WB_BIT = 1 << MT_WB };

struct past {
    uint64_t reg[MTR_COUNT]; /* as written, before the write at this edge */
    bool wrote;              /* at this edge: joins reg before the next */
    uint8_t wrote_at;
    uint64_t wrote_data;
    /* the access looked up at this edge */
    bool inside;      /* in SMRR, on a part that has one and may use it */
    bool smrr_rules;  /* its type is that of SMRR's base */
    bool fixed;       /* E, FE, below 1 MB */
    unsigned ranges;  /* a bit for each type of the variable ranges that hold it */
    uint8_t mtrr;     /* the type before the page's is put on it, where the book says it */
    bool mtrr_known;
    uint8_t page;     /* with PAT: PAT's type; 2 and 3 count as UC */
};

static const mem_type_in_t *in(const look_t *l) { return l->in; }
static const mem_type_out_t *out(const look_t *l) { return l->out; }
static struct past *past(const look_t *l) { return l->past; }

static const char *name(unsigned type)
{
    return mem_type_names[type & 7];
}

/* --- what the book says of this access --------------------------------------------------------------------------- */

static uint8_t type_in(uint64_t field)
{
    unsigned v = field & 0xff;
    return v == MT_WC || (v >= MT_WT && v <= MT_WB) ? (uint8_t)v : MT_UC;
}

static bool holds(uint64_t base, uint64_t mask, uint64_t bits, uint64_t addr)
{
    return (mask & BIT_11) && (addr & mask & bits) == (base & mask & bits);
}

/* The byte of a fixed register; below 1 MB. */
static uint64_t fixed_byte(const uint64_t *reg, uint64_t addr)
{
    static const struct {
        uint32_t end, size, first_at;
    } parts[] = {{0x80000, 0x10000, 0}, {0xc0000, 0x4000, 1}, {0x100000, 0x1000, 3}};
    uint64_t start = 0;
    unsigned i = 0;
    while (addr >= parts[i].end)
        start = parts[i++].end;
    unsigned nth = (unsigned)((addr - start) / parts[i].size);
    return reg[parts[i].first_at + nth / 8] >> nth % 8 * 8;
}

static void find_access(look_t *l)
{
    struct past *p = past(l);
    const mem_type_in_t *m = in(l);
    uint64_t def = p->reg[MTR_DEF_TYPE];
    bool has = (m->smrr == 1 || m->smrr == 2) && m->smrr_en;
    p->inside = has && m->addr < FOUR_GB &&
                holds(p->reg[MTR_SMRR_BASE], p->reg[MTR_SMRR_MASK], PAGES & (FOUR_GB - 1), m->addr);
    p->smrr_rules = p->inside && m->smm && m->smrr == 2;
    p->fixed = (def & BIT_11) && (def & BIT_10) && m->addr < ONE_MB;
    p->ranges = 0;
    for (unsigned i = MTR_VARIABLE; i < MTR_COUNT; i += 2)
        if (holds(p->reg[i], p->reg[i + 1], PAGES, m->addr))
            p->ranges |= 1U << type_in(p->reg[i]);

    p->mtrr_known = true;
    if (p->smrr_rules)
        p->mtrr = type_in(p->reg[MTR_SMRR_BASE]);
    else if (!(def & BIT_11))
        p->mtrr = MT_UC;
    else if (p->fixed)
        p->mtrr = type_in(fixed_byte(p->reg, m->addr));
    else if (!p->ranges)
        p->mtrr = type_in(def);
    else if ((p->ranges & UC_BIT) || p->ranges == WC_BIT || p->ranges == WT_BIT || p->ranges == WP_BIT ||
             p->ranges == WB_BIT || p->ranges == (WT_BIT | WB_BIT))
        p->mtrr = p->ranges & UC_BIT   ? MT_UC
                  : p->ranges & WC_BIT ? MT_WC
                  : p->ranges & WP_BIT ? MT_WP
                  : p->ranges & WT_BIT ? MT_WT
                                       : MT_WB;
    else
        p->mtrr_known = false;
    uint8_t page = p->reg[MTR_PAT] >> 8 * (m->pat_i & 7U) & 7;
    p->page = page == 2 || page == 3 ? MT_UC : page;
}

/* --- when a rule may speak ---------------------------------------------------------------------------------------- */

/* An answer shows to an access that is not blocked by SMRR. */
static bool answered(const look_t *l)
{
    return in(l)->req && out(l)->rsp && (!past(l)->inside || in(l)->smm);
}

/* The same, and SMRR does not give its type: the MTRRs are asked. */
static bool by_mtrrs(const look_t *l)
{
    return answered(l) && !past(l)->smrr_rules;
}

/* The same, and E = 1. */
static bool e_on(const look_t *l)
{
    return by_mtrrs(l) && (past(l)->reg[MTR_DEF_TYPE] & BIT_11);
}

/* A variable range decides. */
static bool by_ranges(const look_t *l)
{
    return e_on(l) && !past(l)->fixed && past(l)->ranges;
}

/* The page's type counts, and both are known. */
static bool by_pat(const look_t *l, uint8_t page)
{
    return answered(l) && past(l)->mtrr_known && in(l)->paged && in(l)->pat && past(l)->page == page;
}

static bool by_pcd_pwt(const look_t *l, unsigned pcd_pwt)
{
    return answered(l) && past(l)->mtrr_known && in(l)->paged && !in(l)->pat && (in(l)->pat_i & 3) == pcd_pwt;
}

static answer_t type_is(look_t *l, unsigned want)
{
    if (out(l)->type == want)
        return HOLDS;
    return broken(l, "%09" PRIX64 "h is %s, want %s (%s)", in(l)->addr, name(out(l)->type), name(want),
                  out(l)->source <= TYPE_SMRR ? mem_type_source_names[out(l)->source] : "?");
}

static answer_t source_is(look_t *l, unsigned want)
{
    if (out(l)->source == want)
        return HOLDS;
    return broken(l, "%09" PRIX64 "h: source %u, want %s", in(l)->addr, out(l)->source, mem_type_source_names[want]);
}

/* The type alone, of an access whose page says nothing. */
static answer_t plain_type_is(look_t *l, unsigned want)
{
    return in(l)->paged ? NOT_ARMED : type_is(l, want);
}

/* --- requests ----------------------------------------------------------------------------------------------------- */

static answer_t nothing_answered(look_t *l)
{
    return must(l, !out(l)->rsp, "rsp is 1 in reset");
}

static answer_t rsp_follows_req(look_t *l)
{
    return must(l, out(l)->rsp == in(l)->req,
                in(l)->req ? "a request without an answer" : "an answer without a request");
}

static answer_t type_exists(look_t *l)
{
    if (!out(l)->rsp)
        return NOT_ARMED;
    unsigned t = out(l)->type;
    return t == type_in(t) ? HOLDS : broken(l, "type %u", t);
}

/* --- SMRR --------------------------------------------------------------------------------------------------------- */

static answer_t smrr_blocks_outside_smm(look_t *l)
{
    if (!out(l)->rsp || !past(l)->inside || in(l)->smm)
        return NOT_ARMED;
    return out(l)->blocked ? HOLDS : broken(l, "%09" PRIX64 "h is in SMRR and not blocked", in(l)->addr);
}

static answer_t smm_is_never_blocked(look_t *l)
{
    if (!out(l)->rsp || !in(l)->smm)
        return NOT_ARMED;
    if (out(l)->blocked)
        return broken(l, "%09" PRIX64 "h is blocked in SMM", in(l)->addr);
    return past(l)->inside ? HOLDS : NOT_ARMED;
}

static answer_t block_needs_smrr(look_t *l)
{
    if (!out(l)->rsp || past(l)->inside)
        return NOT_ARMED;
    return out(l)->blocked ? broken(l, "%09" PRIX64 "h is blocked outside SMRR", in(l)->addr) : HOLDS;
}

static answer_t blocked_is_uc(look_t *l)
{
    if (!out(l)->rsp || !out(l)->blocked)
        return NOT_ARMED;
    return must(l, out(l)->type == MT_UC && !out(l)->cacheable && out(l)->source == TYPE_SMRR,
                "a blocked access is not UC, is cacheable or has another source");
}

static answer_t smrr_above_mtrrs(look_t *l)
{
    return answered(l) && past(l)->smrr_rules ? source_is(l, TYPE_SMRR) : NOT_ARMED;
}

static answer_t smrr_type(look_t *l)
{
    return answered(l) && past(l)->smrr_rules ? plain_type_is(l, past(l)->mtrr) : NOT_ARMED;
}

static answer_t core2_smrr_has_no_type(look_t *l)
{
    if (!answered(l) || !past(l)->inside || in(l)->smrr != 1)
        return NOT_ARMED;
    return must(l, out(l)->source != TYPE_SMRR, "the pair of Core 2 decides on a type in SMM");
}

static answer_t smrr_needs_its_range(look_t *l)
{
    if (!out(l)->rsp || past(l)->inside)
        return NOT_ARMED;
    return must(l, out(l)->source != TYPE_SMRR, "SMRR decides where it is not");
}

/* --- MTRRs -------------------------------------------------------------------------------------------------------- */

static answer_t e_off_is_uc(look_t *l)
{
    if (!by_mtrrs(l) || (past(l)->reg[MTR_DEF_TYPE] & BIT_11))
        return NOT_ARMED;
    return out(l)->source == TYPE_OFF ? plain_type_is(l, MT_UC) : source_is(l, TYPE_OFF);
}

static answer_t fixed_wins(look_t *l)
{
    return by_mtrrs(l) && past(l)->fixed ? source_is(l, TYPE_FIXED) : NOT_ARMED;
}

static answer_t fixed_type(look_t *l)
{
    return by_mtrrs(l) && past(l)->fixed ? plain_type_is(l, past(l)->mtrr) : NOT_ARMED;
}

static answer_t range_above_default(look_t *l)
{
    return by_ranges(l) ? source_is(l, TYPE_VARIABLE) : NOT_ARMED;
}

static answer_t equal_ranges(look_t *l)
{
    unsigned r = past(l)->ranges;
    if (!by_ranges(l) || (r & (r - 1)))
        return NOT_ARMED;
    return plain_type_is(l, past(l)->mtrr);
}

static answer_t uc_range_wins(look_t *l)
{
    unsigned r = past(l)->ranges;
    return by_ranges(l) && (r & UC_BIT) && r != UC_BIT ? plain_type_is(l, MT_UC) : NOT_ARMED;
}

static answer_t wt_range_over_wb(look_t *l)
{
    return by_ranges(l) && past(l)->ranges == (WT_BIT | WB_BIT) ? plain_type_is(l, MT_WT) : NOT_ARMED;
}

static answer_t undefined_overlap_is_uc(look_t *l)
{
    return by_ranges(l) && !past(l)->mtrr_known ? plain_type_is(l, MT_UC) : NOT_ARMED;
}

static bool in_no_range(const look_t *l)
{
    return e_on(l) && !past(l)->fixed && !past(l)->ranges;
}

static answer_t no_range_is_default(look_t *l)
{
    return in_no_range(l) ? source_is(l, TYPE_DEFAULT) : NOT_ARMED;
}

static answer_t default_type(look_t *l)
{
    return in_no_range(l) ? plain_type_is(l, past(l)->mtrr) : NOT_ARMED;
}

/* --- the page ----------------------------------------------------------------------------------------------------- */

static bool cached_type(unsigned type)
{
    return type >= MT_WT && type <= MT_WB;
}

static answer_t pat_uc(look_t *l)
{
    return by_pat(l, MT_UC) ? type_is(l, MT_UC) : NOT_ARMED;
}

static answer_t pat_uc_minus(look_t *l)
{
    uint8_t m = past(l)->mtrr;
    return by_pat(l, MT_UC_MINUS) ? type_is(l, m == MT_WC || m == MT_WP ? MT_WC : MT_UC) : NOT_ARMED;
}

static answer_t pat_wc(look_t *l)
{
    return by_pat(l, MT_WC) ? type_is(l, MT_WC) : NOT_ARMED;
}

static answer_t pat_wt(look_t *l)
{
    return by_pat(l, MT_WT) ? type_is(l, cached_type(past(l)->mtrr) ? MT_WT : MT_UC) : NOT_ARMED;
}

static answer_t pat_wp(look_t *l)
{
    return by_pat(l, MT_WP) ? type_is(l, cached_type(past(l)->mtrr) ? MT_WP : MT_UC) : NOT_ARMED;
}

static answer_t pat_wb(look_t *l)
{
    return by_pat(l, MT_WB) ? type_is(l, past(l)->mtrr) : NOT_ARMED;
}

static answer_t no_pat_neither(look_t *l)
{
    return by_pcd_pwt(l, 0) ? type_is(l, past(l)->mtrr) : NOT_ARMED;
}

static answer_t no_pat_pwt(look_t *l)
{
    uint8_t m = past(l)->mtrr;
    return by_pcd_pwt(l, 1) ? type_is(l, m == MT_WB ? MT_WT : m) : NOT_ARMED;
}

static answer_t no_pat_pcd(look_t *l)
{
    uint8_t m = past(l)->mtrr;
    bool wc = (m == MT_WC || m == MT_WP) && !in(l)->pcd_uc;
    return by_pcd_pwt(l, 2) ? type_is(l, wc ? MT_WC : MT_UC) : NOT_ARMED;
}

static answer_t no_pat_both(look_t *l)
{
    return by_pcd_pwt(l, 3) ? type_is(l, MT_UC) : NOT_ARMED;
}

/* --- CR0.CD ------------------------------------------------------------------------------------------------------- */

static answer_t cd_never_cacheable(look_t *l)
{
    if (!out(l)->rsp || !in(l)->cd)
        return NOT_ARMED;
    return must(l, !out(l)->cacheable, "cacheable with CR0.CD = 1");
}

static answer_t cacheable_types(look_t *l)
{
    if (!out(l)->rsp || in(l)->cd)
        return NOT_ARMED;
    if (out(l)->cacheable == cached_type(out(l)->type))
        return HOLDS;
    return broken(l, "cacheable is %u for %s", out(l)->cacheable, name(out(l)->type));
}

static const block_rule_t rules[] = {
    {IN_RESET, "mem_type_reset",
     "in reset nothing is answered",
     "model/cpu/mem_type.h", nothing_answered},
    {RUNNING, "rsp_follows_req",
     "each request is answered after its edge, and nothing else is",
     "model/cpu/mem_type.h", rsp_follows_req},
    {RUNNING, "type_exists",
     "the type is UC, WC, WT, WP or WB, never UC- or a reserved one",
     "SDM tables 11-7, 11-8 (interconnect facts 4.1)", type_exists},
    {RUNNING, "smrr_blocks_outside_smm",
     "an access from outside SMM in a valid SMRR is blocked",
     "SDM 11.11.2.4 (interconnect facts 4.4)", smrr_blocks_outside_smm},
    {RUNNING, "smm_is_never_blocked",
     "an access in SMM is not blocked",
     "SDM 11.11.2.4 (interconnect facts 4.4)", smm_is_never_blocked},
    {RUNNING, "block_needs_smrr",
     "no access outside SMRR is blocked: V, bits 31:12 under the mask, below 4 GB, FEATURE_CONTROL, a part with SMRR",
     "SDM 11.11.2.4 (interconnect facts 4.4)", block_needs_smrr},
    {RUNNING, "blocked_is_uc",
     "a blocked access is UC and not cacheable",
     "SDM 11.11.2.4 (interconnect facts 4.4)", blocked_is_uc},
    {RUNNING, "smrr_above_mtrrs",
     "in SMM the architectural SMRR decides, whatever the MTRRs say",
     "SDM 11.11.2.4 (interconnect facts 4.1, 4.4)", smrr_above_mtrrs},
    {RUNNING, "smrr_type",
     "in SMM without paging the type in the architectural SMRR is that of its base",
     "SDM 11.11.2.4 (interconnect facts 4.4)", smrr_type},
    {RUNNING, "core2_smrr_has_no_type",
     "in SMM the MTRRs decide in the SMRR of Core 2, which has no type field",
     "SDM table 35-3 (interconnect facts 4.4)", core2_smrr_has_no_type},
    {RUNNING, "smrr_needs_its_range",
     "SMRR decides on no address outside it",
     "SDM 11.11.2.4 (interconnect facts 4.4)", smrr_needs_its_range},
    {RUNNING, "e_off_is_uc",
     "with DEF_TYPE.E = 0 the MTRRs make everything UC",
     "SDM 11.11.2.1 (interconnect facts 4.1)", e_off_is_uc},
    {RUNNING, "fixed_wins",
     "below 1 MB with FE = 1 the fixed range decides",
     "SDM 11.11.4.1 (interconnect facts 4.1)", fixed_wins},
    {RUNNING, "fixed_type",
     "each fixed range gives the type of its own byte",
     "SDM table 11-9 (interconnect facts 4.1)", fixed_type},
    {RUNNING, "range_above_default",
     "where a variable range matches, the default type does not count",
     "SDM 11.11.4.1 (interconnect facts 4.1)", range_above_default},
    {RUNNING, "equal_ranges",
     "variable ranges of one type give that type",
     "SDM 11.11.4.1 (interconnect facts 4.1)", equal_ranges},
    {RUNNING, "uc_range_wins",
     "a variable range of UC wins over all others",
     "SDM 11.11.4.1 (interconnect facts 4.1)", uc_range_wins},
    {RUNNING, "wt_range_over_wb",
     "variable ranges of WT and WB together give WT",
     "SDM 11.11.4.1 (interconnect facts 4.1)", wt_range_over_wb},
    {RUNNING, "undefined_overlap_is_uc",
     "variable ranges of other types together, which no book defines, give UC",
     "SDM 11.11.4.1 (interconnect facts 4.1); model/cpu/mem_type.h", undefined_overlap_is_uc},
    {RUNNING, "no_range_is_default",
     "an address in no range has the default type",
     "SDM 11.11.4.1 (interconnect facts 4.1)", no_range_is_default},
    {RUNNING, "default_type",
     "the default type is that of DEF_TYPE",
     "SDM 11.11.2.1 (interconnect facts 4.1)", default_type},
    {RUNNING, "pat_uc",
     "a page of UC is UC",
     "SDM table 11-7 (interconnect facts 4.1)", pat_uc},
    {RUNNING, "pat_uc_minus",
     "a page of UC- is WC over WC and WP, else UC",
     "SDM table 11-7 (interconnect facts 4.1)", pat_uc_minus},
    {RUNNING, "pat_wc",
     "a page of WC is WC over any MTRR",
     "SDM table 11-7 (interconnect facts 4.1)", pat_wc},
    {RUNNING, "pat_wt",
     "a page of WT is WT over WT, WP and WB, else UC",
     "SDM table 11-7 (interconnect facts 4.1)", pat_wt},
    {RUNNING, "pat_wp",
     "a page of WP is WP over WT, WP and WB, else UC",
     "SDM table 11-7 (interconnect facts 4.1)", pat_wp},
    {RUNNING, "pat_wb",
     "a page of WB leaves the MTRR's type",
     "SDM table 11-7 (interconnect facts 4.1)", pat_wb},
    {RUNNING, "no_pat_neither",
     "without PAT, PCD = PWT = 0 leaves the MTRR's type",
     "SDM table 11-6 (interconnect facts 4.1)", no_pat_neither},
    {RUNNING, "no_pat_pwt",
     "without PAT, PWT alone makes WB WT and leaves the rest",
     "SDM table 11-6 (interconnect facts 4.1)", no_pat_pwt},
    {RUNNING, "no_pat_pcd",
     "without PAT, PCD alone makes UC, but WC of WC and WP without the strap pcd_uc",
     "SDM table 11-6 (interconnect facts 4.1, pcd_uc)", no_pat_pcd},
    {RUNNING, "no_pat_both",
     "without PAT, PCD = PWT = 1 makes UC",
     "SDM table 11-6 (interconnect facts 4.1)", no_pat_both},
    {RUNNING, "cd_never_cacheable",
     "with CR0.CD = 1 nothing is cacheable",
     "SDM table 11-5 (interconnect facts 4.2)", cd_never_cacheable},
    {RUNNING, "cacheable_types",
     "with CR0.CD = 0 WT, WP and WB are cacheable, UC and WC are not",
     "SDM table 11-2 (interconnect facts 4.2, 4.3)", cacheable_types},
    {IN_RESET, NULL, NULL, NULL, NULL}};

static void forget(void *p)
{
    *(struct past *)p = (struct past){0};
    ((struct past *)p)->reg[MTR_PAT] = UINT64_C(0x0007040600070406);
}

static bool follow(look_t *l)
{
    struct past *p = past(l);
    if (p->wrote)
        p->reg[p->wrote_at] = p->wrote_data;
    p->wrote = in(l)->msr_wr;
    p->wrote_at = in(l)->msr_at % MTR_COUNT;
    p->wrote_data = in(l)->msr_data;
    if (in(l)->req)
        find_access(l);
    return in(l)->req || out(l)->rsp;
}

const block_rules_t mem_type_rules = {&mem_type_block, rules, sizeof(struct past), forget, follow, NULL};
