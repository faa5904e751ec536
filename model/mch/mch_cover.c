#include "bus.h"
#include "mch/mch.h"

static const char *const wheres[] = {"outside", "in_SMM", NULL}, *const accesses[] = {"read", "write", NULL};

/* A processor's request was latched at the edge before: in_was has it, and `in` says whether it came in SMM. */
static bool latched(const cover_edge_t *e)
{
    const mch_in_t *in_was = e->in_was;
    const mch_out_t *was = e->was;
    return !in_was->ads_n && was->state > MCH_GRANT;
}

static bool in_smm(const cover_edge_t *e)
{
    const mch_in_t *in = e->in;
    return in->txn_smm;
}

/* The data of a latched write, byte 0 at its address. */
static uint32_t data_of(const mch_in_t *in)
{
    unsigned lane = 0;
    while (lane < 7 && !(in->be >> lane & 1))
        lane++;
    return (uint32_t)(in->d >> (8 * lane));
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
    case REQ_MEM_DATA_READ: {
        return KIND_READ;
    }
    case REQ_MEM_WRITE:
    case REQ_MEM_WRITEBACK: {
        return KIND_WRITE;
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

static const char *const askers[] = {"owner", "other_CPU", "master", NULL};

/* Who waits for the bus while nothing is under way. */
static void arbiter(const cover_edge_t *e, cover_bins_t *b)
{
    const mch_in_t *in = e->in;
    const mch_out_t *was = e->was;
    uint64_t owner = UINT64_C(1) << was->owner;
    if (was->state != MCH_IDLE)
        return;
    if (in->breq & owner)
        COVER(b, 0, !in->lock_n);
    if (in->breq & ~owner)
        COVER(b, 1, !in->lock_n);
    if (in->mst_seq != was->mst_ack)
        COVER(b, 2, !in->lock_n);
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

/* A latched access to CFCh to CFFh. memo[0]: CF8h as last written, which no wire shows. */
static bool config_access(const cover_edge_t *e)
{
    const mch_in_t *in_was = e->in_was;
    bool dword = in_was->be == 0x0f;
    if (!latched(e) || kind_of(in_was) < KIND_IO_READ || kind_of(in_was) > KIND_IO_WRITE)
        return false;
    if (in_was->a == 0xcf8 && dword && kind_of(in_was) == KIND_IO_WRITE)
        e->memo[0] = data_of(in_was);
    return in_was->a >= 0xcfc && in_was->a <= 0xcff;
}

static void config(const cover_edge_t *e, cover_bins_t *b)
{
    if (config_access(e))
        COVER(b, function(e->memo[0]), kind_of(e->in_was) == KIND_IO_WRITE, in_smm(e));
}

/* Registers with locks in them. */
static const char *const locked[] = {"SMRAM", "ESMRAMC", "TSEGMB", "TOLUD", "GEN_PMCON_1", "GEN_PMCON_LOCK",
                                     "BIOS_CNTL", NULL};
static const struct {
    uint8_t function, off;
} locked_at[] = {{FN_MCH, 0x9d}, {FN_MCH, 0x9e}, {FN_MCH, 0xac}, {FN_MCH, 0xb0},
                 {FN_LPC, 0xa0}, {FN_LPC, 0xa6}, {FN_LPC, 0xdc}};
enum { LOCKED = sizeof locked_at / sizeof *locked_at, AT_BIOS_CNTL = LOCKED - 1 };

/* The register that a latched write of configuration space begins at, or LOCKED. */
static unsigned locked_write(const cover_edge_t *e)
{
    const mch_in_t *in_was = e->in_was;
    unsigned i = 0;
    if (!config_access(e) || kind_of(in_was) != KIND_IO_WRITE)
        return LOCKED;
    unsigned off = (e->memo[0] & 0xfc) | (in_was->a & 3);
    while (i < LOCKED && (locked_at[i].function != function(e->memo[0]) || locked_at[i].off != off))
        i++;
    return i;
}

static void lock(const cover_edge_t *e, cover_bins_t *b)
{
    unsigned i = locked_write(e);
    if (i < LOCKED)
        COVER(b, i, in_smm(e));
}

static void bioswe(const cover_edge_t *e, cover_bins_t *b)
{
    if (locked_write(e) == AT_BIOS_CNTL)
        COVER(b, data_of(e->in_was) >> 1 & 1, data_of(e->in_was) & 1, in_smm(e));
}

static void d_lck(const cover_edge_t *e, cover_bins_t *b)
{
    const mch_in_t *in_was = e->in_was;
    if (locked_write(e) == 0)
        COVER(b, (in_was->smram & D_LCK) != 0, (data_of(in_was) & D_LCK) != 0, in_smm(e));
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
    {"arbiter", "who waits for the bus, with LOCK# and without", "model/mch/mch.h", COVER_HERE,
     {{"waits", askers}, {"LOCK", cover_no_yes}}, arbiter, NULL},
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
