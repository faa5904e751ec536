#include "check_stim.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/smi_pin.h"
#include "cpu/smiact.h"
#include "ich9/smi_ctl.h"
#include "ich9/smi_timers.h"
#include "mch/smm_track.h"
#include "mch/smram_dec.h"

#define POOL(p) (p), sizeof(p) / sizeof *(p)
#define STRAP(wire) {wire, STIM_STRAP, 0, 0, NULL, 0}
#define STRAP_OF(wire, pool) {wire, STIM_STRAP, 0, 0, POOL(pool)}
#define PULSE(wire, one_in) {wire, STIM_PULSE, one_in, 0, NULL, 0}
#define PULSE_N(wire, one_in) {wire, STIM_PULSE, one_in, 1, NULL, 0}
#define TOGGLE(wire, one_in) {wire, STIM_TOGGLE, one_in, 0, NULL, 0}
#define VALUE(wire, pool) {wire, STIM_VALUE, 0, 0, POOL(pool)}
#define FREE(wire) {wire, STIM_FREE, 0, 0, NULL, 0}
#define COUNT_OF(wire, pool) {wire, STIM_COUNT, 0, 0, POOL(pool)}
#define END {NULL, STIM_FREE, 0, 0, NULL, 0}

/* --- smi_pin ----------------------------------------------------------------------------------------------------- */

static const uint64_t rearms[] = {0, 1, 2, 4, 4, 8, 15};
static const stim_row_t smi_pin_rows[] = {TOGGLE("smi_n", 4), TOGGLE("take", 7), STRAP_OF("rearm_clks", rearms), END};
static const char *const smi_pin_moves[] = {
    "smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=0;smi_n=0;smi_n=0;take=1;take=0", /* a fall, taken */
    "smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=0;smi_n=1;smi_n=0;smi_n=1;smi_n=0",       /* too short a high */
    "smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=1;smi_n=0;smi_n=0 take=1;take=0;take=1", /* fall and take in one clock */
    NULL};

/* --- smiact ------------------------------------------------------------------------------------------------------ */

static const uint64_t clocks[] = {0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 0x7f, 0x80, 0xff};
static const stim_row_t smiact_rows[] = {
    TOGGLE("want_smm", 8), PULSE_N("bus_idle", 6), PULSE("ack_done", 4), STRAP("by_txn"), STRAP("entry_smmem"),
    STRAP("exit_smmem"), STRAP_OF("clk_a", clocks), STRAP_OF("clk_b", clocks), STRAP_OF("clk_f", clocks),
    STRAP_OF("clk_g", clocks), END};
static const char *const smiact_moves[] = {
    "want_smm=1 bus_idle=1;bus_idle=1;bus_idle=1;bus_idle=0;bus_idle=1;bus_idle=1;bus_idle=1 ack_done=1;bus_idle=1",
    "want_smm=1 bus_idle=1;want_smm=0 bus_idle=1;want_smm=0 bus_idle=1 ack_done=1;want_smm=1 ack_done=1", /* changes its mind */
    "want_smm=0 bus_idle=1 ack_done=1;want_smm=0 bus_idle=1 ack_done=1;want_smm=0 ack_done=1", NULL};

/* --- smm_track --------------------------------------------------------------------------------------------------- */

static const uint64_t requests_a[] = {8, 8, 8, 0, 4};
static const uint64_t requests_b[] = {1, 1, 1, 9, 0x11, 0x19};
static const uint64_t codes[] = {6, 7, 7, 7, 8, 0x58, 0xf7, 0};
static const stim_row_t smm_track_rows[] = {
    PULSE_N("ads_n", 2), FREE("agent"), VALUE("req_a", requests_a), VALUE("req_b", requests_b),
    VALUE("be", codes), FREE("smmem_n"), FREE("smiact_n"), STRAP("by_txn"), STRAP_OF("ack_code", codes), END};
static const char *const smm_track_moves[] = {
    "ads_n=0 req_a=8 req_b=1 be=7 agent=1 smmem_n=0;ads_n=0 req_a=4 req_b=0 agent=1 smmem_n=0;"
    "ads_n=0 req_a=4 req_b=0 agent=1 smmem_n=1;ads_n=0 req_a=8 req_b=1 be=7 agent=1;"
    "ads_n=0 req_a=4 req_b=0 agent=1 smmem_n=0",                                    /* in, an access, out, an access */
    "ads_n=0 req_a=8 req_b=1 be=7 agent=3f;ads_n=1 agent=3f smmem_n=0;ads_n=0 req_a=4 agent=1f smmem_n=0",
    "ads_n=0 agent=2 smiact_n=0;ads_n=0 agent=2 smiact_n=0 smmem_n=0;ads_n=1 agent=2 smiact_n=1;ads_n=0 agent=2 smiact_n=1",
    NULL};

/* --- smram_dec --------------------------------------------------------------------------------------------------- */

static const uint64_t addresses[] = {
    0, 0x9ffff, 0xa0000, 0xaffff, 0xb0000, 0xbffff, 0xc0000, 0xfffff, 0x100000, 0x1fffff, 0x200000, 0x2fffff, 0x300000,
    0x8fffff, 0x900000, 0x7f6fffff, 0x7f700000, 0x7f7fffff, 0x7f800000, 0x7f8fffff, 0x7f900000, 0x7f9fffff, 0x7fa00000,
    0x7fefffff, 0x7ff00000, 0x7fffffff, 0x80000000, 0xfed9ffff, 0xfeda0000, 0xfedaffff, 0xfedb0000, 0xfedbffff,
    0xfedc0000, 0xfedfffff, 0xfee00000, 0xffefffff, 0xfff00000, 0xffffffff, 0x100000000, 0x1000a0000, 0x1000bffff,
    0x100100000, 0x100700000, 0xfffffffff};
static const uint64_t offsets[] = {0x9c, 0x9c, 0x9c, 0xac, 0xb0, 0xa8, 0x98};
static const uint64_t lanes[] = {15, 15, 15, 6, 2, 4};
static const uint64_t writes[] = {
    0x00010800, 0x00030800, 0x00050800, 0x00070800, 0x00810800, 0x00814800, 0x00012800, 0x00016800, 0x00810000, 0x00411a00,
    0x00400800, 0x00004800, 0x00000000, 0x00100000, 0x7f800000, 0x7f700000, 0xfed00000, 0xfff00000, 0x00000010, 0x00007f80,
    0x00008000, 0x0000fff0};
static const stim_row_t smram_dec_rows[] = {
    PULSE_N("req", 5), FREE("initiator"), VALUE("addr", addresses), FREE("write"), FREE("fetch"), PULSE("wb", 3),
    FREE("smm"), PULSE("cfg_wr", 8), VALUE("cfg_off", offsets), VALUE("cfg_be", lanes), VALUE("cfg_wdata", writes),
    STRAP("cls_all"), STRAP("lck_g"), STRAP("lck_map"), END};
static const char *const smram_dec_moves[] = {
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00010800", /* G_SMRAME, TSEG of 1 MB */
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00030800", /* 2 MB */
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00054800", /* 8 MB, D_OPEN */
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00070800", /* reserved */
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00810800", /* H_SMRAME */
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00812800;req=1 initiator=0 smm=1 fetch=0 addr=feda0010;req=1 initiator=0 smm=1 fetch=1",
    "cfg_wr=1 cfg_off=ac cfg_be=f cfg_wdata=7f800000;cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00010800;req=1 addr=7f8fffff;"
    "req=1 addr=7f900000;req=1 addr=7f7fffff;req=1 addr=7f800000",
    "cfg_wr=1 cfg_off=ac cfg_be=f cfg_wdata=00100000;req=1 addr=100000;req=1 addr=8fffff;req=1 addr=900000",
    "cfg_wr=1 cfg_off=b0 cfg_be=f cfg_wdata=00007f80;req=1 addr=7f7fffff;req=1 addr=7f800000;req=1 addr=7f8fffff",
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00810800;req=1 initiator=0 smm=0 wb=0 addr=fedb1234;"
    "cfg_wr=1 cfg_off=9c cfg_be=4 cfg_wdata=00400000;req=1 initiator=0 smm=0 wb=0 addr=feda0000 cfg_wr=1 cfg_off=9c cfg_be=4 "
    "cfg_wdata=00c10000", /* E_SMERR: set, cleared, set and cleared in one clock */
    "cfg_wr=1 cfg_off=9c cfg_be=6 cfg_wdata=00815a00;cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00044000;"
    "cfg_wr=1 cfg_off=ac cfg_be=f cfg_wdata=fff00000;cfg_wr=1 cfg_off=b0 cfg_be=f cfg_wdata=00008000;"
    "cfg_wr=1 cfg_off=9c cfg_be=f cfg_wdata=00002000", /* lock, then write everything */
    "cfg_wr=1 cfg_off=9c cfg_be=2 cfg_wdata=00004800;req=1 initiator=0 smm=0 addr=a0000;cfg_wr=1 cfg_off=9c cfg_be=2 "
    "cfg_wdata=00005800;req=1 initiator=0 smm=0 addr=a0000", /* open, lock */
    NULL};

/* --- smi_ctl ----------------------------------------------------------------------------------------------------- */

static const uint64_t bytes[] = {15, 15, 15, 1, 2};
static const uint64_t datas[] = {0x23, 0x23, 0x21, 0x22, 0x20, 0x03, 0x02, 0x01, 0, 0x20, 0x400, 0xffffffff, 0xffffffdf, 0x0006687d};
static const stim_row_t smi_ctl_rows[] = {
    PULSE("wr_en", 3), FREE("addr"), VALUE("be", bytes), VALUE("wdata", datas), PULSE("apm_wr", 3), PULSE("apm_addr", 4),
    FREE("apm_data"), PULSE("lock_set", 150), TOGGLE("gpi_sts", 12), PULSE("sw_set", 20), PULSE("per_set", 20), STRAP("sts_needs_en"), STRAP("first_smi"),
    STRAP("eos_reset"), END};
static const char *const smi_ctl_moves[] = {
    "wr_en=1 addr=0 be=f wdata=23 apm_wr=0;wr_en=0 apm_wr=1 apm_addr=0;wr_en=0 apm_wr=0;wr_en=0 apm_wr=0;"
    "wr_en=1 addr=1 be=f wdata=20 apm_wr=0;wr_en=1 addr=0 be=f wdata=23 apm_wr=0;wr_en=0;wr_en=0;wr_en=0;wr_en=0", /* one SMI */
    "wr_en=1 addr=0 be=f wdata=23 apm_wr=1 apm_addr=0;wr_en=0;wr_en=0;wr_en=1 addr=0 be=1 wdata=23;wr_en=0;wr_en=0;wr_en=0;"
    "wr_en=1 addr=0 be=1 wdata=23;wr_en=0", /* EOS with the cause still there, EOS again at the end of the gap */
    "wr_en=1 addr=1 be=f wdata=20 apm_wr=1 apm_addr=0;wr_en=0 apm_wr=0", /* set and clear in one clock */
    "wr_en=1 addr=0 be=f wdata=20 apm_wr=1 apm_addr=0;wr_en=1 addr=0 be=f wdata=0 apm_wr=1 apm_addr=0",
    "lock_set=1 wr_en=1 addr=0 be=f wdata=21;wr_en=1 addr=0 be=1 wdata=0;wr_en=1 addr=0 be=f wdata=6687c", /* lock, then write */
    "lock_set=1 wr_en=1 addr=0 be=f wdata=20;lock_set=0 wr_en=1 addr=0 be=f wdata=23",
    "wr_en=1 addr=0 be=f wdata=3 gpi_sts=1;wr_en=0 gpi_sts=0;wr_en=0 gpi_sts=0;wr_en=1 addr=0 be=f wdata=0", NULL};

/* --- smi_timers -------------------------------------------------------------------------------------------------- */

static const uint64_t shorts[] = {1, 1, 2, 3, 7, 50};
static const uint64_t longs[] = {1, 2, 5, 20, 533, 16000};
static const uint64_t nows[] = {0, 1000, NOW_MASK - 2000, NOW_MASK - 20, NOW_MASK}; /* it wraps */
static const stim_row_t smi_timers_rows[] = {
    COUNT_OF("now", nows), TOGGLE("sw_en", 40), TOGGLE("per_en", 60), TOGGLE("sw_rate", 30), TOGGLE("per_sel", 30),
    STRAP("repeats"), STRAP_OF("sw_short", shorts), STRAP_OF("sw_long", longs), STRAP_OF("per_base", longs), END};
static const char *const smi_timers_moves[] = {
    "sw_en=0;sw_en=1 sw_rate=0;sw_en=1;sw_en=1;sw_en=1",                /* starts and expires at a short period */
    "sw_en=0;sw_en=1 sw_rate=0;sw_en=1 sw_rate=3;sw_en=1;sw_en=1",      /* the rate changes while it runs */
    "sw_en=0;sw_en=1 sw_rate=0;sw_en=0;sw_en=1",                        /* stopped before, or at, its expiry */
    "per_en=0;per_en=1 per_sel=3;per_en=1 per_sel=0;per_en=1;per_en=0;per_en=1", NULL};

const stim_table_t stim_tables[] = {
    {&smi_pin_block, "cpu facts 1.2; model/cpu/smi_pin.h", smi_pin_rows, smi_pin_moves},
    {&smiact_block, "cpu facts 6, 7.1; model/cpu/smiact.h", smiact_rows, smiact_moves},
    {&smm_track_block, "SDM 34.3.1, 34.3.2, 34.13; model/mch/smm_track.h", smm_track_rows, smm_track_moves},
    {&smram_dec_block, "chipset facts 7.3, 7.4; model/mch/smram_dec.h", smram_dec_rows, smram_dec_moves},
    {&smi_ctl_block, "chipset facts 2.3, 2.4, 2.6, 2.7, 3.1; model/ich9/smi_ctl.h", smi_ctl_rows, smi_ctl_moves},
    {&smi_timers_block, "chipset facts 1.5, 1.6, 2.6 rows 5 and 6, 2.8; model/ich9/smi_timers.h", smi_timers_rows,
     smi_timers_moves},
    {NULL, NULL, NULL, NULL}};

const stim_table_t *stim_find(const char *block)
{
    for (const stim_table_t *t = stim_tables; t->block; t++)
        if (strcmp(t->block->name, block) == 0)
            return t;
    return NULL;
}

/* --- the run ----------------------------------------------------------------------------------------------------- */

/* xorshift64* */
static uint64_t draw(stim_t *s)
{
    s->rng ^= s->rng >> 12;
    s->rng ^= s->rng << 25;
    s->rng ^= s->rng >> 27;
    return s->rng * UINT64_C(0x2545f4914f6cdd1d);
}

static unsigned below(stim_t *s, unsigned n)
{
    return (unsigned)((draw(s) >> 32) % n);
}

static bool one_in(stim_t *s, unsigned n)
{
    return below(s, n) == 0;
}

void stim_open(stim_t *s, const stim_table_t *table, uint64_t seed)
{
    *s = (stim_t){.table = table, .phase = STIM_RESET, .left = 2};
    s->rng = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    s->rng = s->rng ? s->rng : 1; /* 0 would stay 0 */
    for (unsigned i = 0; i < 8; i++)
        draw(s); /* neighbouring seeds part */
}

static uint64_t value(stim_t *s, const stim_row_t *r, const sig_t *w)
{
    uint64_t v = r->pool_count ? r->pool[below(s, r->pool_count)] : draw(s);
    switch (below(s, 12)) {
    case 0: return draw(s);
    case 1: return v ^ UINT64_C(1) << below(s, w->width);
    case 2: return v - 1;
    case 3: return v + 1;
    default: return v;
    }
}

/* Wires in a mix; `slow` makes what changes by chance rarer. */
static void mix(stim_t *s, void *in, unsigned slow)
{
    for (const stim_row_t *r = s->table->rows; r->wire; r++) {
        const sig_t *w = sig_find(s->table->block->in_sigs, r->wire);
        assert(w);
        switch (r->kind) {
        case STIM_STRAP:
        case STIM_COUNT: break;
        case STIM_PULSE: sig_set(in, w, r->quiet ^ one_in(s, r->one_in * slow)); break;
        case STIM_TOGGLE:
            if (one_in(s, r->one_in * slow))
                sig_set(in, w, w->width == 1 ? ~sig_get(in, w) : draw(s));
            break;
        case STIM_VALUE: sig_set(in, w, value(s, r, w)); break;
        case STIM_FREE: sig_set(in, w, draw(s)); break;
        }
    }
}

static void set_straps(stim_t *s, void *in)
{
    for (const stim_row_t *r = s->table->rows; r->wire; r++)
        if (r->kind == STIM_STRAP || r->kind == STIM_COUNT)
            sig_set(in, sig_find(s->table->block->in_sigs, r->wire),
                    r->pool_count && !one_in(s, 8) ? r->pool[below(s, r->pool_count)] : draw(s));
}

static void count_on(const stim_t *s, void *in)
{
    for (const stim_row_t *r = s->table->rows; r->wire; r++)
        if (r->kind == STIM_COUNT) {
            const sig_t *w = sig_find(s->table->block->in_sigs, r->wire);
            sig_set(in, w, sig_get(in, w) + 1);
        }
}

static void keep_quiet(const stim_t *s, void *in)
{
    for (const stim_row_t *r = s->table->rows; r->wire; r++)
        if (r->kind == STIM_PULSE)
            sig_set(in, sig_find(s->table->block->in_sigs, r->wire), r->quiet);
}

/* One step of the move under way: "wire=HEX wire=HEX;..." */
static void step(stim_t *s, void *in)
{
    const char *p = s->move;
    while (*p && *p != ';') {
        char name[32];
        size_t n = strcspn(p, "=");
        assert(n < sizeof name && p[n]);
        memcpy(name, p, n);
        name[n] = 0;
        const sig_t *w = sig_find(s->table->block->in_sigs, name);
        assert(w); /* a misspelt wire in a table */
        char *end;
        sig_set(in, w, strtoull(p + n + 1, &end, 16));
        assert(end > p + n + 1);
        p = end + (*end == ' ');
    }
    s->move = *p ? p + 1 : NULL;
    s->moves++;
}

static void next_phase(stim_t *s)
{
    unsigned k = below(s, 64);
    if (s->phase != STIM_RESET && k < 24) {
        s->phase = STIM_RESET;
        s->left = 1 + below(s, 3);
    } else if (k < 40) {
        s->phase = STIM_MIX;
        s->left = 10 + below(s, 400);
    } else if (k < 50) {
        s->phase = STIM_CALM;
        s->left = 50 + below(s, 400);
    } else if (k < 63) {
        s->phase = STIM_BURST;
        s->left = 5 + below(s, 150);
    } else {
        s->phase = STIM_IDLE;
        s->left = 1000 + below(s, 4000);
    }
    s->move = NULL;
}

void stim_next(stim_t *s, void *in, bool *rst_n)
{
    if (s->left == 0)
        next_phase(s);
    *rst_n = s->phase != STIM_RESET;
    if (s->phase == STIM_RESET && s->edges[STIM_RESET] % 2 == 0)
        set_straps(s, in); /* also in the middle of a long reset */
    count_on(s, in);
    if (s->phase == STIM_IDLE)
        keep_quiet(s, in);
    else
        mix(s, in, s->phase == STIM_CALM ? 8 : 1);
    unsigned moves_in = s->phase == STIM_BURST ? 1 : s->phase == STIM_MIX ? 8 : 0;
    if (!s->move && moves_in && one_in(s, moves_in)) {
        unsigned count = 0;
        while (s->table->moves[count])
            count++;
        s->move = s->table->moves[below(s, count)];
    }
    if (s->move)
        step(s, in);
    s->edges[s->phase]++;
    s->left--;
}
