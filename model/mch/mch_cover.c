#include "bus.h"
#include "mch/mch.h"

static const char *const wheres[] = {"outside", "in_SMM", NULL}, *const accesses[] = {"read", "write", NULL};

/* A processor's request was latched at the edge before: in_was has it, and `in` says whether it came in SMM. */
static bool latched(const cover_edge_t *e)
{
    const mch_in_t *in_was = e->in_was;
    return !in_was->reqb_n;
}

static bool in_smm(const cover_edge_t *e)
{
    const mch_in_t *in = e->in;
    return in->txn_smm;
}

/* --- requests ---------------------------------------------------------------------------------------------------- */

static const char *const kinds[] = {"read", "write", "code", "IO_read", "IO_write", "interrupt_ack", "special", NULL};
enum { KIND_READ, KIND_WRITE, KIND_CODE, KIND_IO_READ, KIND_IO_WRITE, KIND_INTA, KIND_SPECIAL, KINDS };

static unsigned kind_of(const mch_in_t *in)
{
    switch ((enum bus_req)in->req_a) {
    case REQ_SPECIAL: {
        return (in->req_b & 7) == REQB_SPECIAL ? KIND_SPECIAL : KIND_INTA;
    }
    case REQ_IO_READ: {
        return KIND_IO_READ;
    }
    case REQ_IO_WRITE: {
        return KIND_IO_WRITE;
    }
    case REQ_MEM_CODE_READ: {
        return KIND_CODE;
    }
    case REQ_MEM_DATA_READ:
    case REQ_MEM_READ_INVALIDATE: {
        return KIND_READ;
    }
    case REQ_MEM_WRITE:
    case REQ_MEM_WRITEBACK: {
        return KIND_WRITE;
    }
    case REQ_DEFERRED_REPLY: { /* the bridge's own */
        break;
    }
    }
    return KINDS;
}

static const char *const families[] = {"pentium", "p6", NULL};

static void request(const cover_edge_t *e, cover_bins_t *b)
{
    const mch_in_t *in = e->in;
    if (latched(e) && kind_of(e->in_was) < KINDS)
        COVER(b, kind_of(e->in_was), in_smm(e), in->by_txn);
}

/* Another master's access waits while no transaction is in hand. */
static void arbiter(const cover_edge_t *e, cover_bins_t *b)
{
    const mch_in_t *in = e->in;
    const mch_out_t *was = e->was;
    if (was->state == MCH_IDLE)
        COVER(b, in->mst_seq != was->mst_ack, !in->lock_n);
}

/* --- where it goes ----------------------------------------------------------------------------------------------- */

enum { WHO_CPU, WHO_CPU_SMM, WHO_DMI, WHO_PEG, WHO_IGD, WHO_WB };
static const char *const who[] = {"CPU", "CPU_in_SMM", "DMI", "PEG", "IGD", "write_back", NULL};
static const char *const whats[] = {"read", "write", "code", NULL};

static void target(const cover_edge_t *e, cover_bins_t *b)
{
    const mch_in_t *in = e->in;
    const mch_out_t *was = e->was;
    unsigned by = was->dec_wb ? WHO_WB : was->dec_initiator == INIT_CPU ? (was->dec_smm ? WHO_CPU_SMM : WHO_CPU)
                                                                        : WHO_DMI + was->dec_initiator - INIT_DMI;
    if (was->state == MCH_DECODE && in->dec_rsp)
        COVER(b, in->dec_target, by, was->dec_write ? KIND_WRITE : was->dec_fetch ? KIND_CODE : KIND_READ);
}

#define GRAPHICS_ONLY "only graphics is sent to C0000h"
static const cover_never_t target_never[] = {
    {{COVER_ANY, WHO_DMI, KIND_CODE}, "only processors fetch code"},
    {{COVER_ANY, WHO_PEG, KIND_CODE}, "only processors fetch code"},
    {{COVER_ANY, WHO_IGD, KIND_CODE}, "only processors fetch code"},
    {{COVER_ANY, WHO_WB, KIND_CODE}, "only processors fetch code"},
    {{COVER_ANY, WHO_WB, KIND_READ}, "a write-back is a write"},
    {{TGT_C0000, WHO_CPU, COVER_ANY}, GRAPHICS_ONLY},
    {{TGT_C0000, WHO_CPU_SMM, COVER_ANY}, GRAPHICS_ONLY},
    {{TGT_C0000, WHO_DMI, COVER_ANY}, GRAPHICS_ONLY},
    {{TGT_C0000, WHO_PEG, COVER_ANY}, GRAPHICS_ONLY},
    {{TGT_C0000, WHO_WB, COVER_ANY}, GRAPHICS_ONLY},
    {{TGT_INVALID, WHO_IGD, COVER_ANY}, "graphics is refused nowhere: SMRAM is C0000h to it, stolen memory its own"},
    {{0}, NULL}};

enum { FN_MCH, FN_LPC, FN_OTHER, FN_OFF };
static const char *const functions[] = {"D0_F0", "D31_F0", "another", "CF8h_off", NULL};

/* The function that CF8h points at. */
static unsigned function(uint32_t cf8)
{
    unsigned f = cf8 >> 8 & 0xffff;
    return !(cf8 >> 31) ? FN_OFF : f == 0 ? FN_MCH : f == 0xf8 ? FN_LPC : FN_OTHER;
}

static void config(const cover_edge_t *e, cover_bins_t *b)
{
    const mch_in_t *in_was = e->in_was;
    const mch_out_t *was = e->was;
    unsigned kind = kind_of(in_was);
    if (latched(e) && (kind == KIND_IO_READ || kind == KIND_IO_WRITE) && in_was->a >= 0xcfc && in_was->a <= 0xcff)
        COVER(b, function(was->cf8), kind == KIND_IO_WRITE, in_smm(e));
}

/* Registers with locks in them. */
static const char *const locked[] = {"SMRAM", "ESMRAMC", "TSEGMB", "TOLUD", "GEN_PMCON_1", "GEN_PMCON_LOCK",
                                     "BIOS_CNTL", NULL};
static const struct {
    uint8_t function, off;
} locked_at[] = {{FN_MCH, 0x9d}, {FN_MCH, 0x9e}, {FN_MCH, 0xac}, {FN_MCH, 0xb0},
                 {FN_LPC, 0xa0}, {FN_LPC, 0xa6}, {FN_LPC, 0xdc}};
enum { LOCKED = sizeof locked_at / sizeof *locked_at, AT_BIOS_CNTL = LOCKED - 1 };

/* The register that a write of configuration space begins at, or LOCKED, and what it gets. memo[0]: dmi_seq. */
static unsigned locked_write(const cover_edge_t *e, uint32_t *data)
{
    const mch_out_t *was = e->was;
    bool to_lpc = was->dmi_seq != e->memo[0] && was->dmi_space == BUS_CFG && was->dmi_write;
    unsigned i = 0, lane = 0, off = (unsigned)was->dmi_addr & 0xff;
    e->memo[0] = was->dmi_seq;
    *data = (uint32_t)was->dmi_wdata;
    if (!to_lpc && !was->cfg_wr)
        return LOCKED;
    if (was->cfg_wr) {
        while (lane < 3 && !(was->cfg_be >> lane & 1))
            lane++;
        off = was->cfg_off + lane;
        *data = was->cfg_wdata >> (8 * lane);
    }
    while (i < LOCKED && (locked_at[i].function != (to_lpc ? FN_LPC : FN_MCH) || locked_at[i].off != off))
        i++;
    return i;
}

static void lock(const cover_edge_t *e, cover_bins_t *b)
{
    uint32_t data;
    unsigned i = locked_write(e, &data);
    if (i < LOCKED)
        COVER(b, i, in_smm(e));
}

static void bioswe(const cover_edge_t *e, cover_bins_t *b)
{
    uint32_t data;
    if (locked_write(e, &data) == AT_BIOS_CNTL)
        COVER(b, data >> 1 & 1, data & 1, in_smm(e));
}

static void d_lck(const cover_edge_t *e, cover_bins_t *b)
{
    const mch_in_t *in = e->in;
    uint32_t data;
    if (locked_write(e, &data) == 0)
        COVER(b, (in->smram & D_LCK) != 0, (data & D_LCK) != 0, in_smm(e));
}

/* --- the answer -------------------------------------------------------------------------------------------------- */

static void hold(const cover_edge_t *e, cover_bins_t *b)
{
    const mch_in_t *in = e->in;
    const mch_out_t *was = e->was;
    if (was->state == MCH_DMI && in->dmi_ack == was->dmi_seq)
        COVER(b, was->dmi_write, in->sync_smi, in->dmi_smi);
}
static const cover_never_t hold_never[] = {{{COVER_ANY, 0, 1}, "the bridge says so with sync_smi only"}, {{0}, NULL}};

const cover_group_t mch_cover[] = {
    {"request", "each kind of request, in SMM or not, of both families", "model/mch/mch.h", COVER_HERE,
     {{"kind", kinds}, {"where", wheres}, {"part", families}}, request, NULL},
    {"arbiter", "whether another master waits for the bus, with LOCK# and without", "model/mch/mch.h", COVER_HERE,
     {{"master", cover_no_yes}, {"LOCK", cover_no_yes}}, arbiter, NULL},
    {"target", "what each answer of the decode is used for", "chipset facts 7.4", COVER_HERE,
     {{"target", smram_target_names}, {"by", who}, {"access", whats}}, target, target_never},
    {"config", "configuration accesses, in SMM or not", "model/mch/mch.h", COVER_HERE,
     {{"function", functions}, {"access", accesses}, {"where", wheres}}, config, NULL},
    {"lock", "writes of registers that hold locks, in SMM or not", "chipset facts 1.5, 1.6, 1.8, 7.3", COVER_HERE,
     {{"register", locked}, {"where", wheres}}, lock, NULL},
    {"bioswe", "writes of BIOS_CNTL, in SMM or not", "chipset facts 1.8, 2.6 row 26", COVER_HERE,
     {{"BLE_written", cover_0_1}, {"BIOSWE_written", cover_0_1}, {"where", wheres}}, bioswe, NULL},
    {"d_lck", "writes of D_LCK before and after it is set, in SMM or not", "chipset facts 7.3", COVER_HERE,
     {{"D_LCK", cover_0_1}, {"written", cover_0_1}, {"where", wheres}}, d_lck, NULL},
    {"hold", "answers of the south bridge, with sync_smi and without, after SMI# fell or not", "chipset facts 5.2",
     COVER_HERE, {{"access", accesses}, {"sync_smi", cover_0_1}, {"SMI_fell", cover_no_yes}}, hold, hold_never},
    {0}};
