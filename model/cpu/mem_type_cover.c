#include "cpu/mem_type.h"

/* The five types that come, as axes have them. */
enum { T_UC, T_WC, T_WT, T_WP, T_WB, T_COUNT };
static const char *const types[] = {"UC", "WC", "WT", "WP", "WB", NULL};

/* Of an answer, or of a type byte: what is none of the five is UC. */
static unsigned type_at(uint64_t type)
{
    return type == MT_WC ? T_WC : type >= MT_WT && type <= MT_WB ? T_WT + (unsigned)type - MT_WT : T_UC;
}

#define DEF_FE 0x400u
#define DEF_E 0x800u
#define VALID 0x800u
#define ONE_MB UINT64_C(0x100000)

/* --- who decides -------------------------------------------------------------------------------------------------- */

static void answer(const cover_edge_t *e, cover_bins_t *b)
{
    const mem_type_in_t *in = e->in;
    const mem_type_out_t *out = e->out;
    if (in->req && !in->paged && !out->blocked)
        COVER(b, out->source, type_at(out->type), in->cd, out->cacheable);
}
#define NO_CD_CACHED "CR0.CD = 1 takes cacheable away"
#define NEVER_CACHED "UC and WC are not cacheable"
#define ALWAYS_CACHED "with CR0.CD = 0 WT, WP and WB are cacheable"
#define OFF_UC "without MTRRs all is UC"
static const cover_never_t answer_never[] = {
    {{COVER_ANY, COVER_ANY, 1, 1}, NO_CD_CACHED},       {{COVER_ANY, T_UC, 0, 1}, NEVER_CACHED},
    {{COVER_ANY, T_WC, 0, 1}, NEVER_CACHED},            {{COVER_ANY, T_WT, 0, 0}, ALWAYS_CACHED},
    {{COVER_ANY, T_WP, 0, 0}, ALWAYS_CACHED},           {{COVER_ANY, T_WB, 0, 0}, ALWAYS_CACHED},
    {{TYPE_OFF, T_WC, COVER_ANY, COVER_ANY}, OFF_UC},   {{TYPE_OFF, T_WT, COVER_ANY, COVER_ANY}, OFF_UC},
    {{TYPE_OFF, T_WP, COVER_ANY, COVER_ANY}, OFF_UC},   {{TYPE_OFF, T_WB, COVER_ANY, COVER_ANY}, OFF_UC},
    {{0}, NULL}};

/* memo 0: DEF_TYPE. */
static void keep_def_type(const cover_edge_t *e)
{
    const mem_type_in_t *in = e->in;
    if (in->msr_wr && in->msr_at == MTR_DEF_TYPE)
        e->memo[0] = (uint32_t)in->msr_data & 0xfff;
}

static const char *const places_1mb[] = {"0", "inside", "FFFFF", "100000", "above", NULL};

static void decides(const cover_edge_t *e, cover_bins_t *b)
{
    const mem_type_in_t *in = e->in;
    const mem_type_out_t *out = e->out;
    if (in->req) {
        unsigned place = in->addr == 0 ? 0 : in->addr == ONE_MB - 1 ? 2 : in->addr == ONE_MB ? 3
                         : in->addr < ONE_MB ? 1 : 4;
        COVER(b, (e->memo[0] & DEF_E) != 0, (e->memo[0] & DEF_FE) != 0, place, out->source);
    }
    keep_def_type(e);
}
#define E_0 "E = 0 leaves no MTRR"
#define E_1 "E = 1"
#define FE_0 "FE = 0 leaves no fixed range"
#define FIXED_FIRST "below 1 MB a fixed range always answers"
#define FIXED_LOW "fixed ranges end at 1 MB"
#define LOW_FIXED(place) \
    {{1, 1, place, TYPE_VARIABLE}, FIXED_FIRST}, {{1, 1, place, TYPE_DEFAULT}, FIXED_FIRST}
static const cover_never_t decides_never[] = {
    {{0, COVER_ANY, COVER_ANY, TYPE_FIXED}, E_0},   {{0, COVER_ANY, COVER_ANY, TYPE_VARIABLE}, E_0},
    {{0, COVER_ANY, COVER_ANY, TYPE_DEFAULT}, E_0}, {{1, COVER_ANY, COVER_ANY, TYPE_OFF}, E_1},
    {{1, 0, COVER_ANY, TYPE_FIXED}, FE_0},          {{1, 1, 3, TYPE_FIXED}, FIXED_LOW},
    {{1, 1, 4, TYPE_FIXED}, FIXED_LOW},             LOW_FIXED(0), LOW_FIXED(1), LOW_FIXED(2),
    {{0}, NULL}};

/* --- fixed ranges ------------------------------------------------------------------------------------------------- */

static const char *const fixed_regs[] = {"250h", "258h", "259h", "268h", "269h", "26Ah", "26Bh", "26Ch", "26Dh", "26Eh",
                                         "26Fh", NULL};
static const char *const bytes[] = {"0", "1", "2", "3", "4", "5", "6", "7", NULL};

/* The sub-range, counted from 0 to 87, with its first and last address. */
static unsigned fixed_at(uint64_t addr, uint64_t *first, uint64_t *last)
{
    uint64_t base = addr < 0x80000 ? 0 : addr < 0xc0000 ? 0x80000 : 0xc0000;
    uint64_t size = addr < 0x80000 ? 0x10000 : addr < 0xc0000 ? 0x4000 : 0x1000;
    unsigned before = addr < 0x80000 ? 0 : addr < 0xc0000 ? 8 : 24, nth = (unsigned)((addr - base) / size);
    *first = base + nth * size;
    *last = *first + size - 1;
    return before + nth;
}

static void fixed(const cover_edge_t *e, cover_bins_t *b)
{
    const mem_type_in_t *in = e->in;
    const mem_type_out_t *out = e->out;
    uint64_t first, last;
    if (!in->req || out->source != TYPE_FIXED || in->addr >= ONE_MB)
        return;
    unsigned n = fixed_at(in->addr, &first, &last);
    if (in->addr == first)
        COVER(b, n / 8, n % 8, 0);
    if (in->addr == last)
        COVER(b, n / 8, n % 8, 1);
}
static const char *const ends[] = {"first", "last", NULL};

static void fixed_type(const cover_edge_t *e, cover_bins_t *b)
{
    const mem_type_in_t *in = e->in;
    const mem_type_out_t *out = e->out;
    uint64_t first, last;
    if (in->req && !in->paged && out->source == TYPE_FIXED && in->addr < ONE_MB)
        COVER(b, fixed_at(in->addr, &first, &last) / 8, type_at(out->type));
}

/* --- variable ranges ---------------------------------------------------------------------------------------------- */

/* The range written last, its base before its mask. memo 0: base 35:12, bits 26:24 its number, bit 27: the base is
 * there; memo 1: mask 35:12, bit 24: V. */
enum { NUMBER_AT = 24, HAS_BASE = 1 << 27, HAS_V = 1 << 24, FIELD = 0xffffff };

static void keep_range(const cover_edge_t *e)
{
    const mem_type_in_t *in = e->in;
    uint32_t i = (in->msr_at - (uint32_t)MTR_VARIABLE) / 2, field = (uint32_t)(in->msr_data >> 12) & FIELD;
    if (!in->msr_wr || in->msr_at < MTR_VARIABLE)
        return;
    if (in->msr_at % 2 == 0) {
        e->memo[0] = field | i << NUMBER_AT | HAS_BASE;
        e->memo[1] = 0;
    } else if ((e->memo[0] & HAS_BASE) && (e->memo[0] >> NUMBER_AT & 7) == i) {
        e->memo[1] = field | (in->msr_data & VALID ? (uint32_t)HAS_V : 0);
    } else {
        e->memo[0] = 0;
        e->memo[1] = 0;
    }
}

enum { BELOW, FIRST, LAST, ABOVE };
static const char *const borders[] = {"below", "first", "last", "above", NULL};

static void border_hits(cover_bins_t *b, unsigned which, uint64_t addr, uint64_t base, uint64_t size, uint64_t top)
{
    if (base && addr == base - 1)
        COVER(b, which, BELOW);
    if (addr == base)
        COVER(b, which, FIRST);
    if (addr == base + size - 1)
        COVER(b, which, LAST);
    if (base + size < top && addr == base + size)
        COVER(b, which, ABOVE);
}

/* A range of 4 KB << n that is one block: n, 0 to `bits`; else bits + 1. */
static unsigned size_of(uint32_t mask, unsigned bits)
{
    uint32_t all = (uint32_t)((UINT64_C(1) << bits) - 1);
    unsigned n = 0;
    while (n < bits && !(mask >> n & 1))
        n++;
    return (mask & all) == (all & ~(uint32_t)((UINT64_C(1) << n) - 1)) ? n : bits + 1;
}

static void at_range(const cover_edge_t *e, cover_bins_t *b, bool by_size)
{
    const mem_type_in_t *in = e->in;
    if (in->req && (e->memo[1] & HAS_V)) {
        uint32_t mask = e->memo[1] & FIELD;
        unsigned bits = size_of(mask, 24);
        if (bits <= 24)
            border_hits(b, by_size ? bits : e->memo[0] >> NUMBER_AT & 7, in->addr, (uint64_t)(e->memo[0] & mask) << 12,
                        UINT64_C(0x1000) << bits, UINT64_C(1) << 36);
    }
    keep_range(e);
}

static void range(const cover_edge_t *e, cover_bins_t *b)
{
    at_range(e, b, false);
}

static void range_size(const cover_edge_t *e, cover_bins_t *b)
{
    at_range(e, b, true);
}
static const char *const numbers[] = {"0", "1", "2", "3", "4", "5", "6", "7", NULL};
static const char *const sizes[] = {"4KB",  "8KB",   "16KB",  "32KB",  "64KB", "128KB", "256KB", "512KB", "1MB",
                                    "2MB",  "4MB",   "8MB",   "16MB",  "32MB", "64MB",  "128MB", "256MB", "512MB",
                                    "1GB",  "2GB",   "4GB",   "8GB",   "16GB", "32GB",  "64GB",  NULL};
enum { SIZE_64GB = 24 };
static const cover_never_t size_never[] = {{{SIZE_64GB, BELOW}, "64 GB is all there is"},
                                           {{SIZE_64GB, ABOVE}, "64 GB is all there is"},
                                           {{0}, NULL}};

/* Ranges over all of memory (mask V alone), by their types. memo 0: 3 bits a range: its type; memo 1: a bit a range: it
 * covers all; bit 8 + i: it is valid and covers less. */
static void overlap(const cover_edge_t *e, cover_bins_t *b)
{
    const mem_type_in_t *in = e->in;
    const mem_type_out_t *out = e->out;
    bool seen[T_COUNT] = {false};
    if (in->req && out->source == TYPE_VARIABLE && !(e->memo[1] >> 8)) {
        for (unsigned i = 0; i < MTRR_VARIABLES; i++)
            if (e->memo[1] >> i & 1)
                seen[e->memo[0] >> 3 * i & 7] = true;
        COVER(b, seen[T_UC], seen[T_WC], seen[T_WT], seen[T_WP], seen[T_WB]);
    }
    if (!in->msr_wr || in->msr_at < MTR_VARIABLE)
        return;
    unsigned i = (in->msr_at - (unsigned)MTR_VARIABLE) / 2;
    if (in->msr_at % 2 == 0) {
        e->memo[0] = (e->memo[0] & ~(7u << 3 * i)) | type_at(in->msr_data & 0xff) << 3 * i;
    } else {
        bool valid = in->msr_data & VALID, all = !(in->msr_data >> 12 & FIELD);
        e->memo[1] = (e->memo[1] & ~(0x101u << i)) | (valid ? 1u << (all ? i : 8 + i) : 0);
    }
}
static const cover_never_t overlap_never[] = {{{0, 0, 0, 0, 0}, "no range decides"}, {{0}, NULL}};

/* --- the page ----------------------------------------------------------------------------------------------------- */

static const uint8_t pat_reset[] = {MT_WB, MT_WT, MT_UC_MINUS, MT_UC, MT_WB, MT_WT, MT_UC_MINUS, MT_UC};

/* memo 0: DEF_TYPE; memo 1: the eight types of PAT, 3 bits each, XOR their reset values. */
static void keep_pat(const cover_edge_t *e)
{
    const mem_type_in_t *in = e->in;
    keep_def_type(e);
    if (!in->msr_wr || in->msr_at != MTR_PAT)
        return;
    e->memo[1] = 0;
    for (unsigned i = 0; i < 8; i++)
        e->memo[1] |= (uint32_t)((in->msr_data >> 8 * i & 7) ^ pat_reset[i]) << 3 * i;
}

static unsigned pat_type(const cover_edge_t *e)
{
    const mem_type_in_t *in = e->in;
    return (e->memo[1] >> 3 * (in->pat_i & 7u) & 7) ^ pat_reset[in->pat_i & 7];
}

/* The default type decides before the page, and the page counts. */
static bool default_and_page(const cover_edge_t *e, bool pat)
{
    const mem_type_in_t *in = e->in;
    const mem_type_out_t *out = e->out;
    return in->req && in->paged && in->pat == pat && out->source == TYPE_DEFAULT;
}

static void pat(const cover_edge_t *e, cover_bins_t *b)
{
    if (default_and_page(e, true))
        COVER(b, type_at(e->memo[0] & 0xff), pat_type(e));
    keep_pat(e);
}

static void pat_place(const cover_edge_t *e, cover_bins_t *b)
{
    const mem_type_in_t *in = e->in;
    if (default_and_page(e, true))
        COVER(b, in->pat_i, pat_type(e));
    keep_pat(e);
}

static const char *const pcd_pwts[] = {"00", "01", "10", "11", NULL};

static void no_pat(const cover_edge_t *e, cover_bins_t *b)
{
    const mem_type_in_t *in = e->in;
    if (default_and_page(e, false))
        COVER(b, type_at(e->memo[0] & 0xff), in->pat_i & 3, in->pat_i >> 2 & 1, in->pcd_uc);
    keep_def_type(e);
}

/* The page with each source. */
static void page(const cover_edge_t *e, cover_bins_t *b)
{
    const mem_type_in_t *in = e->in;
    const mem_type_out_t *out = e->out;
    if (in->req)
        COVER(b, out->blocked ? TYPE_SMRR + 1u : out->source, in->paged, in->pat, in->pcd_uc);
}
static const char *const sources_blocked[] = {"OFF", "FIXED", "VARIABLE", "DEFAULT", "SMRR", "blocked", NULL};

/* --- SMRR --------------------------------------------------------------------------------------------------------- */

static const char *const smrr_kinds[] = {"0", "Core_2", "architectural", "3", NULL};
enum { SMRR_BELOW, SMRR_FIRST, SMRR_LAST, SMRR_ABOVE, SMRR_4GB };
static const char *const smrr_places[] = {"below", "first", "last", "above", "first_plus_4GB", NULL};

/* memo 0: base 31:12; memo 1: mask 31:12, bit 20: V. */
enum { SMRR_FIELD = 0xfffff, SMRR_V = 1 << 20 };

static void keep_smrr(const cover_edge_t *e)
{
    const mem_type_in_t *in = e->in;
    if (in->msr_wr && in->msr_at == MTR_SMRR_BASE)
        e->memo[0] = (uint32_t)(in->msr_data >> 12) & SMRR_FIELD;
    if (in->msr_wr && in->msr_at == MTR_SMRR_MASK)
        e->memo[1] = ((uint32_t)(in->msr_data >> 12) & SMRR_FIELD) | (in->msr_data & VALID ? (uint32_t)SMRR_V : 0);
}

/* The place of the access at SMRR as it is written, V or not; false: at none. */
static bool smrr_place(const cover_edge_t *e, unsigned *place, unsigned *bits)
{
    const mem_type_in_t *in = e->in;
    uint32_t mask = e->memo[1] & SMRR_FIELD;
    *bits = size_of(mask, 20);
    if (*bits > 20)
        return false;
    uint64_t base = (uint64_t)(e->memo[0] & mask) << 12, size = UINT64_C(0x1000) << *bits, a = in->addr;
    *place = a + 1 == base                      ? SMRR_BELOW
             : a == base                        ? SMRR_FIRST
             : a == base + size - 1             ? SMRR_LAST
             : a == base + size                 ? SMRR_ABOVE
             : a == base + (UINT64_C(1) << 32)  ? SMRR_4GB
                                                : UINT32_MAX;
    return *place != UINT32_MAX;
}

static void smrr(const cover_edge_t *e, cover_bins_t *b)
{
    const mem_type_in_t *in = e->in;
    unsigned place, bits;
    if (in->req && smrr_place(e, &place, &bits) && bits < 20)
        COVER(b, in->smrr, place, in->smm, in->smrr_en, (e->memo[1] & SMRR_V) != 0);
    keep_smrr(e);
}

static void smrr_size(const cover_edge_t *e, cover_bins_t *b)
{
    const mem_type_in_t *in = e->in;
    unsigned place, bits;
    if (in->req && (e->memo[1] & SMRR_V) && smrr_place(e, &place, &bits) && place != SMRR_4GB)
        COVER(b, bits, place);
    keep_smrr(e);
}
enum { SIZE_4GB = 20 };
static const char *const smrr_sizes[] = {"4KB",  "8KB",  "16KB", "32KB", "64KB",  "128KB", "256KB", "512KB", "1MB",
                                         "2MB",  "4MB",  "8MB",  "16MB", "32MB",  "64MB",  "128MB", "256MB", "512MB",
                                         "1GB",  "2GB",  "4GB",  NULL};
static const cover_never_t smrr_size_never[] = {{{SIZE_4GB, SMRR_BELOW}, "it begins at 0"}, {{0}, NULL}};
static const char *const smrr_borders[] = {"below", "first", "last", "above", NULL};

/* --- writes ------------------------------------------------------------------------------------------------------- */

static const char *const msrs[] = {
    "250h", "258h", "259h", "268h", "269h", "26Ah", "26Bh", "26Ch", "26Dh", "26Eh", "26Fh", "2FFh", "277h",
    "SMRR_base", "SMRR_mask", "none", "200h", "201h", "202h", "203h", "204h", "205h", "206h", "207h", "208h",
    "209h", "20Ah", "20Bh", "20Ch", "20Dh", "20Eh", "20Fh", NULL};

static void write(const cover_edge_t *e, cover_bins_t *b)
{
    const mem_type_in_t *in = e->in;
    if (in->msr_wr)
        COVER(b, in->msr_at, in->req);
}

enum { ODD_FIXED, ODD_DEF, ODD_SMRR, ODD_RANGE };
static const char *const type_fields[] = {"fixed", "DEF_TYPE", "SMRR", "variable", NULL};
static const char *const odds[] = {"2", "3", "7", "above_7", NULL};

static void odd_type(const cover_edge_t *e, cover_bins_t *b)
{
    const mem_type_in_t *in = e->in;
    unsigned t = in->msr_data & 0xff;
    unsigned field = in->msr_at < MTRR_FIXED                              ? ODD_FIXED
                     : in->msr_at == MTR_DEF_TYPE                         ? ODD_DEF
                     : in->msr_at == MTR_SMRR_BASE                        ? ODD_SMRR
                     : in->msr_at >= MTR_VARIABLE && in->msr_at % 2 == 0  ? ODD_RANGE
                                                                          : UINT32_MAX;
    if (in->msr_wr && field != UINT32_MAX && (t == 2 || t == 3 || t >= 7))
        COVER(b, field, t == 7 ? 2 : t > 7 ? 3 : t - 2);
}

static void flow(const cover_edge_t *e, cover_bins_t *b)
{
    const mem_type_in_t *in = e->in;
    const mem_type_out_t *was = e->was;
    COVER(b, was->rsp, in->req, in->msr_wr);
}

const cover_group_t mem_type_cover[] = {
    {"answer", "each source with each type, CR0.CD and cacheable, the page aside", "interconnect facts 4.1, 4.2",
     COVER_HERE,
     {{"source", mem_type_source_names}, {"type", types}, {"CD", cover_0_1}, {"cacheable", cover_0_1}}, answer,
     answer_never},
    {"decides", "who decides, by E, FE and the place below or above 1 MB", "interconnect facts 4.1", COVER_HERE,
     {{"E", cover_0_1}, {"FE", cover_0_1}, {"at", places_1mb}, {"source", mem_type_source_names}}, decides,
     decides_never},
    {"fixed", "both ends of each fixed range", "interconnect facts 4.1", COVER_HERE,
     {{"msr", fixed_regs}, {"byte", bytes}, {"at", ends}}, fixed, NULL},
    {"fixed_type", "each type from each fixed register", "interconnect facts 4.1", COVER_HERE,
     {{"msr", fixed_regs}, {"type", types}}, fixed_type, NULL},
    {"range", "the bytes on both sides of the borders of each variable range", "interconnect facts 4.1", COVER_HERE,
     {{"range", numbers}, {"at", borders}}, range, NULL},
    {"range_size", "the same for each size of a variable range", "interconnect facts 4.1", COVER_HERE,
     {{"size", sizes}, {"at", borders}}, range_size, size_never},
    {"overlap", "ranges over all of memory, each set of types", "interconnect facts 4.1", COVER_HERE,
     {{"UC", cover_0_1}, {"WC", cover_0_1}, {"WT", cover_0_1}, {"WP", cover_0_1}, {"WB", cover_0_1}}, overlap,
     overlap_never},
    {"pat", "each default type with each type of PAT", "interconnect facts 4.1", COVER_HERE,
     {{"default", types}, {"PAT", mem_type_names}}, pat, NULL},
    {"pat_place", "each type in each place of PAT", "interconnect facts 4.1", COVER_HERE,
     {{"place", numbers}, {"PAT", mem_type_names}}, pat_place, NULL},
    {"no_pat", "each default type with PCD and PWT, the bit that would be PAT's, and the disputed rule",
     "interconnect facts 4.1", COVER_HERE,
     {{"default", types}, {"PCD_PWT", pcd_pwts}, {"bit_2", cover_0_1}, {"pcd_uc", cover_0_1}}, no_pat, NULL},
    {"page", "paging off and on, with PAT and without, by source", "interconnect facts 4.1", COVER_HERE,
     {{"source", sources_blocked}, {"paged", cover_0_1}, {"PAT", cover_0_1}, {"pcd_uc", cover_0_1}}, page, NULL},
    {"smrr", "the borders of each SMRR in SMM and outside, with FEATURE_CONTROL and V or without",
     "interconnect facts 4.4", COVER_HERE,
     {{"kind", smrr_kinds}, {"at", smrr_places}, {"smm", cover_0_1}, {"enabled", cover_0_1}, {"V", cover_0_1}}, smrr,
     NULL},
    {"smrr_size", "the borders of an SMRR of each size", "interconnect facts 4.4", COVER_HERE,
     {{"size", smrr_sizes}, {"at", smrr_borders}}, smrr_size, smrr_size_never},
    {"write", "a write of each register, in the clock of a request or not", "model/cpu/mem_type.h", COVER_HERE,
     {{"msr", msrs}, {"request", cover_no_yes}}, write, NULL},
    {"odd_type", "type bytes that name no type, in each kind of register", "interconnect facts 4.1", COVER_HERE,
     {{"in", type_fields}, {"byte", odds}}, odd_type, NULL},
    {"flow", "an answer shows or not, with a request and a write at the edge or not", "model/cpu/mem_type.h",
     COVER_HERE, {{"answer", cover_no_yes}, {"request", cover_no_yes}, {"write", cover_no_yes}}, flow, NULL},
    {0}};
