#include "mch/mch.h"

#include "bus.h"

SIG_TABLE(mch_in, MCH_IN)
SIG_TABLE(mch_out, MCH_OUT)

const char *const mch_state_names[] = {"IDLE", "GRANT", "DECODE", "DRAM", "DMI", "HOLD", "RESPOND", "GAP",
                                       "MESSAGE", NULL};
const char *const dmi_space_names[] = {"MEM", "IO", "SPECIAL", "INTA", "CFG", NULL};

enum { ID_Q35 = 0x29b08086, SYNC_SMI_BCLK = 3, COUNT_MAX = 31, MESSAGE_BCLKS = 4 /* fsb_msg.h */ };

/* CF8h (chipset facts 7.6): the bits that are kept, and the one that lets CFCh reach configuration space. */
#define CF8_KEPT UINT32_C(0x80fffffc)
#define CF8_CFGE UINT32_C(0x80000000)

void mch_reset(mch_t *s, mch_out_t *out)
{
    *s = (mch_t){.o = {.brdy_n = true, .ken_n = true}};
    *out = s->o;
}

static uint64_t ones(unsigned size)
{
    return size >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << (8 * size)) - 1;
}

static uint64_t fill(uint8_t byte)
{
    return byte * UINT64_C(0x0101010101010101);
}

/* --- configuration space --------------------------------------------------------------------------------------- */

static uint32_t host_bridge_read(const mch_in_t *in, unsigned off)
{
    switch (off & ~3u) {
    case 0x00: {
        return ID_Q35;
    }
    case 0x50: {
        return (uint32_t)in->ggc << 16;
    }
    case 0x90: {
        return (uint32_t)in->pam;
    }
    case 0x94: {
        return (uint32_t)(in->pam >> 32) | (uint32_t)in->lac << 24;
    }
    case 0x98: {
        return in->remapbase | (uint32_t)in->remaplimit << 16;
    }
    case 0x9c: {
        return (uint32_t)in->smram << 8 | (uint32_t)in->esmramc << 16;
    }
    case 0xa0: {
        return in->tom | (uint32_t)in->touud << 16;
    }
    case 0xa4: {
        return in->gbsm;
    }
    case 0xa8: {
        return in->bgsm;
    }
    case 0xac: {
        return in->tsegmb;
    }
    case 0xb0: {
        return in->tolud;
    }
    default: {
        return 0;
    }
    }
}

static void to_dmi(mch_t *s, uint8_t space, uint64_t addr)
{
    s->o.dmi_seq++;
    s->o.dmi_space = space;
    s->o.dmi_write = s->write;
    s->o.dmi_addr = addr;
    s->o.dmi_size = s->size;
    s->o.dmi_wdata = s->data;
    s->state = MCH_DMI;
}

/* An access to CFC-CFFh, with CF8h pointing at bus:device.function and register. */
static void config_access(mch_t *s, const mch_in_t *in)
{
    unsigned off = (s->cf8 & 0xfc) | (s->addr & 3);
    unsigned function = s->cf8 >> 8 & 0xffff; /* bus 15:8, device 7:3, function 2:0 */

    s->state = MCH_RESPOND;
    if (function == 0x00f8) {
        to_dmi(s, BUS_CFG, off);
    } else if (function != 0) {
        s->data = ones(8);
    } else if (s->write) {
        s->o.cfg_wr = true;
        s->o.cfg_off = (uint8_t)(off & ~3u);
        s->o.cfg_be = (uint8_t)((((1u << s->size) - 1) << (off & 3)) & 15);
        s->o.cfg_wdata = (uint32_t)(s->data << (8 * (off & 3)));
    } else {
        s->data = host_bridge_read(in, off) >> (8 * (off & 3));
    }
}

static void io_access(mch_t *s, const mch_in_t *in)
{
    if (s->addr == 0xcf8 && s->size == 4) {
        if (s->write)
            s->cf8 = (uint32_t)s->data & CF8_KEPT;
        else
            s->data = s->cf8;
        s->state = MCH_RESPOND;
    } else if (s->addr >= 0xcfc && s->addr <= 0xcff && (s->cf8 & CF8_CFGE)) {
        config_access(s, in);
    } else {
        to_dmi(s, BUS_IO, s->addr);
    }
}

/* --- the transaction ------------------------------------------------------------------------------------------- */

/* Takes the request that shows with ADS#. */
static void latch_request(mch_t *s, const mch_in_t *in)
{
    unsigned lane = 0, size = 0;
    s->initiator = INIT_CPU;
    s->agent = in->agent;
    s->for_master = s->for_io = false;
    s->write = in->req_a == REQ_IO_WRITE || in->req_a == REQ_MEM_WRITE || in->req_a == REQ_MEM_WRITEBACK;
    s->fetch = in->req_a == REQ_MEM_CODE_READ;
    s->wb = in->req_a == REQ_MEM_WRITEBACK;
    s->addr = in->a;
    if (in->req_a == REQ_SPECIAL) {
        s->space = (in->req_b & 7) == REQB_SPECIAL ? BUS_SPECIAL : BUS_INTA;
        s->addr = in->be;
        s->size = 1;
        s->data = in->d;
        return;
    }
    s->space = in->req_a == REQ_IO_READ || in->req_a == REQ_IO_WRITE ? BUS_IO : BUS_MEM;
    while (lane < 7 && !(in->be >> lane & 1))
        lane++;
    while (lane + size < 8 && (in->be >> (lane + size) & 1))
        size++;
    s->size = (uint8_t)size;
    s->data = in->d >> (8 * lane) & ones(size);
}

/* --- interrupt messages ---------------------------------------------------------------------------------------- */

static bool is_message(const mch_t *s)
{
    return s->space == BUS_MEM && s->write && !s->wb && s->addr >> 20 == FSB_BASE >> 20;
}

/* The destination of the message in hand means an APIC with this task priority word. */
static bool is_meant(const mch_t *s, uint32_t xtpr)
{
    uint8_t dest = (uint8_t)(s->addr >> FSB_DEST_SHIFT), logical = (uint8_t)xtpr;
    if (!(s->addr & FSB_LOGICAL))
        return dest == 0xff || dest == (uint8_t)(xtpr >> 16);
    if (xtpr & XTPR_CLUSTER)
        return (dest >> 4 == 0xf || dest >> 4 == logical >> 4) && (dest & logical & 0xf);
    return dest & logical;
}

/* Lowest class, the next after the last one chosen among equals; those that are meant before all others. */
static void choose_target(mch_t *s)
{
    unsigned best = ~0u, last = s->chosen;
    for (unsigned i = 1; i <= 64; i++) {
        unsigned n = (last + i) % 64, class = s->xtpr[n] >> XTPR_CLASS_SHIFT & 0xf;
        unsigned rank = class | (is_meant(s, s->xtpr[n]) ? 0u : 0x10u);
        if ((s->xtpr[n] & XTPR_ENABLED) && rank < best) {
            best = rank;
            s->chosen = (uint8_t)n;
        }
    }
}

static void show_message(mch_t *s)
{
    mch_out_t *o = &s->o;
    o->imsg_seq++;
    o->imsg_addr = (uint32_t)s->addr;
    o->imsg_data = (uint16_t)s->data;
    o->imsg_io = s->initiator != INIT_CPU;
    o->imsg_agent = s->agent;
    if (s->addr & FSB_HINT)
        choose_target(s);
    o->imsg_target = s->chosen;
    s->count = 0;
    s->state = MCH_MESSAGE;
}

static void take_io_message(mch_t *s, const mch_in_t *in)
{
    s->io_msg_seen = in->io_msg_seq;
    s->for_io = s->write = true;
    s->for_master = s->wb = s->fetch = false;
    s->initiator = INIT_DMI;
    s->space = BUS_MEM;
    s->addr = in->io_msg_addr;
    s->size = 4;
    s->data = in->io_msg_data;
    show_message(s);
}

/* What a special transaction of the transaction family asks of the bridge. */
static void special(mch_t *s, const mch_in_t *in)
{
    unsigned code = (unsigned)s->addr;
    s->state = MCH_RESPOND;
    if (code == SPECIAL_SHUTDOWN) {
        s->write = true;
        to_dmi(s, BUS_SPECIAL, s->addr);
    } else if (in->by_txn && code == in->eoi_code) {
        s->o.eoi_seq++;
        s->o.eoi_vector = (uint8_t)s->data;
    } else if (in->by_txn && code == in->xtpr_code) {
        s->xtpr[s->agent] = (uint32_t)(in->a >> FSB_DEST_SHIFT & 0xff) << 16 | (s->data & 0xffff);
    }
}

/* --- arbitration ------------------------------------------------------------------------------------------------- */

static void take_master(mch_t *s, const mch_in_t *in)
{
    s->mst_seen = in->mst_seq;
    s->for_master = true;
    s->for_io = false;
    s->initiator = in->mst_initiator;
    s->write = in->mst_write;
    s->wb = in->mst_wb;
    s->fetch = false;
    s->space = BUS_MEM;
    s->addr = in->mst_addr;
    s->size = 4;
    s->data = in->mst_data;
    s->since_ads = 0;
    s->asked = false;
    s->state = MCH_DECODE;
    if (s->initiator != INIT_CPU && is_message(s))
        show_message(s);
}

static void arbitrate(mch_t *s, const mch_in_t *in)
{
    uint64_t may = in->lock_n ? ~UINT64_C(0) : UINT64_C(1) << s->o.owner;
    if (in->mst_seq != s->mst_seen && in->lock_n) {
        take_master(s, in);
        return;
    }
    if (in->io_msg_seq != s->io_msg_seen && in->lock_n) {
        take_io_message(s, in);
        return;
    }
    for (unsigned i = 1; i <= 64 && in->breq; i++) {
        unsigned n = (s->o.owner + i) % 64;
        if (in->breq & may & UINT64_C(1) << n) {
            s->o.gnt = UINT64_C(1) << n;
            s->o.owner = (uint8_t)n;
            s->state = MCH_GRANT;
            return;
        }
    }
}

static void begin(mch_t *s, const mch_in_t *in)
{
    switch ((bus_space_t)s->space) {
    case BUS_MEM: {
        s->asked = false;
        s->state = MCH_DECODE;
        if (is_message(s))
            show_message(s);
        break;
    }
    case BUS_IO: {
        io_access(s, in);
        break;
    }
    case BUS_INTA: {
        s->data = in->intr_vector;
        s->state = MCH_RESPOND;
        break;
    }
    case BUS_SPECIAL:
    case BUS_CFG: {
        special(s, in);
        break;
    }
    }
}

static void dram_access(mch_t *s, uint64_t maddr, ram_t *ram)
{
    s->count = 0;
    s->state = MCH_DRAM;
    if (maddr + s->size > ram->size)
        s->data = ones(8);
    else if (s->write)
        ram_write(ram, (uint32_t)maddr, s->size, s->data);
    else
        s->data = ram_read(ram, (uint32_t)maddr, s->size);
}

static void route(mch_t *s, const mch_in_t *in, ram_t *ram)
{
    s->o.mst_target = s->for_master ? in->dec_target : s->o.mst_target;
    switch ((enum smram_target)in->dec_target) {
    case TGT_DRAM: {
        dram_access(s, in->dec_maddr, ram);
        break;
    }
    case TGT_C0000: { /* byte enables off: reads show that memory, writes vanish (interconnect facts 3.5) */
        s->write &= in->igd_writes;
        dram_access(s, in->dec_maddr, ram);
        break;
    }
    case TGT_VIDEO: /* no graphics device, no PCI Express card: master abort */
    case TGT_PEG: {
        s->data = ones(8);
        s->state = MCH_RESPOND;
        break;
    }
    case TGT_DMI: {
        to_dmi(s, BUS_MEM, s->addr);
        break;
    }
    case TGT_INVALID: {
        s->data = fill(in->closed_read);
        s->state = MCH_RESPOND;
        break;
    }
    }
}

static void decode(mch_t *s, const mch_in_t *in, ram_t *ram)
{
    mch_out_t *o = &s->o;
    if (s->asked) {
        if (in->dec_rsp)
            route(s, in, ram);
        return;
    }
    o->dec_req = true;
    o->dec_initiator = s->initiator;
    o->dec_addr = s->addr;
    o->dec_write = s->write;
    o->dec_fetch = s->fetch;
    o->dec_wb = s->wb;
    o->dec_smm = !s->for_master && in->txn_smm; /* smm_track has sampled the same ADS# one clock ago */
    s->asked = true;
}

static void respond(mch_t *s, const mch_in_t *in)
{
    mch_out_t *o = &s->o;
    if (s->for_master) {
        o->mst_ack = s->mst_seen;
        o->mst_rdata = (uint32_t)s->data;
        s->state = MCH_IDLE;
        return;
    }
    if (s->for_io) {
        o->io_msg_ack = s->io_msg_seen;
        s->state = MCH_IDLE;
        return;
    }
    if (s->since_ads < in->snoop_clks)
        return;
    if (in->by_txn)
        o->rs = s->write || s->space == BUS_SPECIAL ? RS_NO_DATA : RS_DATA;
    else
        o->brdy_n = false;
    unsigned lane = s->space == BUS_MEM || s->space == BUS_IO ? (unsigned)(s->addr & 7) : 0;
    o->d_o = s->write || s->space == BUS_SPECIAL ? 0 : (s->data & ones(s->size)) << (8 * lane);
    s->state = MCH_GAP;
}

void mch_tick(mch_t *s, const mch_in_t *in, mch_out_t *out, mch_wiring_t *wiring)
{
    mch_out_t *o = &s->o;
    o->dec_req = o->cfg_wr = false;
    if (s->state > MCH_GRANT && s->since_ads < COUNT_MAX)
        s->since_ads++;

    switch ((enum mch_state)s->state) {
    case MCH_IDLE: {
        arbitrate(s, in);
        break;
    }
    case MCH_GRANT: {
        if (!in->ads_n) {
            o->gnt = 0;
            s->since_ads = 1;
            latch_request(s, in);
            begin(s, in);
        }
        break;
    }
    case MCH_DECODE: {
        decode(s, in, wiring->ram);
        break;
    }
    case MCH_DRAM: {
        s->count++;
        if (s->count >= in->dram_clks)
            s->state = MCH_RESPOND;
        break;
    }
    case MCH_DMI: {
        if (in->dmi_ack == o->dmi_seq) {
            if (!s->write)
                s->data = in->dmi_rdata;
            s->count = 0;
            s->state = in->sync_smi && in->dmi_smi ? MCH_HOLD : MCH_RESPOND;
        }
        break;
    }
    case MCH_HOLD: {
        s->count++;
        if (in->smi_n || s->count > SYNC_SMI_BCLK)
            s->state = MCH_RESPOND;
        break;
    }
    case MCH_MESSAGE: {
        s->count++;
        if (s->count >= MESSAGE_BCLKS)
            s->state = MCH_RESPOND;
        break;
    }
    case MCH_RESPOND: {
        respond(s, in);
        break;
    }
    case MCH_GAP: {
        o->brdy_n = true;
        o->rs = RS_IDLE;
        o->d_o = 0;
        s->state = MCH_IDLE;
        break;
    }
    }
    o->state = s->state;
    *out = *o;
}

BLOCK_WIRED(mch, BCLK, false, "host bridge: arbiter, transactions, DRAM, configuration cycles, DMI")
