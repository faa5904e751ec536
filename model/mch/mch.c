#include "mch/mch.h"

#include "bus.h"

#include <string.h>

SIG_TABLE(mch_in, MCH_IN)
SIG_TABLE(mch_out, MCH_OUT)

const char *const mch_state_names[] = {"IDLE", "DECODE", "DATA", "DRAM", "DMI_WAIT", "DMI", "HOLD", "SNOOP", "MESSAGE",
                                       "RESPOND", "GAP", "BPRI", "REPLY", "BURST", "OWNER", "ASK", NULL};
const char *const mch_outcome_names[] = {"NORMAL", "RETRY", "DEFERRED", NULL};
const char *const dmi_space_names[] = {"MEM", "IO", "SPECIAL", "INTA", "CFG", NULL};

enum { ID_Q35 = 0x29b08086, SYNC_SMI_BCLK = 3, COUNT_MAX = 63, MESSAGE_BCLKS = 4 /* fsb_msg.h */, MCH_PAGE = 4096 };

/* CF8h (chipset facts 7.6): the bits that are kept, and the one that lets CFCh reach configuration space. */
#define CF8_KEPT UINT32_C(0x80fffffc)
#define CF8_CFGE UINT32_C(0x80000000)

void mch_reset(mch_t *s, mch_out_t *out)
{
    *s = (mch_t){.o = {.brdy_n = true, .ken_n = true, .bpri_n = true, .ads_n = true, .defer_n = true, .trdy_n = true,
                     .drdy_n = true, .dbsy_n = true, .snp_n = true, .wb_wt = true}};
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

/* --- DMI, retry, deferral -------------------------------------------------------------------------------------- */

/* The answer to the access in hand is not to be waited for on the bus: the snoop phase says so with DEFER#. */
static void put_off(mch_t *s, enum mch_outcome outcome)
{
    s->outcome = (uint8_t)outcome;
    s->state = MCH_SNOOP;
}

static void retry(mch_t *s)
{
    if (!s->promised) {
        s->promised = true;
        s->promised_to = s->t.agent;
    }
    put_off(s, MCH_RETRY);
}

static void send_dmi(mch_t *s, const mch_access_t *t, uint8_t space, uint64_t addr)
{
    mch_out_t *o = &s->o;
    o->dmi_seq++;
    o->dmi_space = space;
    o->dmi_write = t->write;
    o->dmi_addr = addr;
    o->dmi_size = t->size;
    o->dmi_wdata = t->data;
}

static bool dmi_is_free(const mch_t *s, const mch_in_t *in)
{
    return in->dmi_ack == s->o.dmi_seq && s->late_at == s->o.deferred;
}

/* The deferred access whose turn it is goes to the ICH9 as soon as that has answered the one before. */
static void start_late(mch_t *s, const mch_in_t *in)
{
    mch_late_t *l = &s->late[s->late_at];
    if (s->late_at == s->o.deferred || l->state != LATE_WAITS || in->dmi_ack != s->o.dmi_seq)
        return;
    send_dmi(s, &l->t, l->space, l->addr);
    l->state = LATE_DMI;
}

static void defer(mch_t *s, const mch_in_t *in, uint8_t space, uint64_t addr)
{
    s->late[s->o.deferred++] = (mch_late_t){.t = s->t, .space = space, .addr = addr};
    start_late(s, in);
    put_off(s, MCH_DEFERRED);
}

/* What goes on with the deferred accesses while others have the bus; late_at is the first that is not ready. */
static void follow_deferred(mch_t *s, const mch_in_t *in)
{
    mch_late_t *l = &s->late[s->late_at];
    if (s->late_at == s->o.deferred)
        return;
    switch ((enum mch_late_state)l->state) {
    case LATE_WAITS: {
        break;
    }
    case LATE_DMI: {
        if (in->dmi_ack != s->o.dmi_seq)
            return;
        if (!l->t.write)
            l->t.data = in->dmi_rdata;
        if (in->sync_smi && in->dmi_smi)
            l->state = LATE_HOLD;
        else
            s->late_at++;
        break;
    }
    case LATE_HOLD: {
        l->count++;
        if (in->smi_n || l->count > SYNC_SMI_BCLK)
            s->late_at++;
        break;
    }
    }
    start_late(s, in);
}

/* The access in hand goes to the ICH9 behind the deferred ones. */
static void wait_for_dmi(mch_t *s, const mch_in_t *in)
{
    s->state = MCH_DMI_WAIT;
    if (dmi_is_free(s, in)) {
        send_dmi(s, &s->t, s->dmi_space, s->dmi_addr);
        s->state = MCH_DMI;
    }
}

static void to_dmi(mch_t *s, const mch_in_t *in, uint8_t space, uint64_t addr)
{
    bool may_defer = s->t.may_defer && in->defer_dmi;
    bool room = may_defer ? s->o.deferred < in->defer_dmi : !s->o.deferred;
    bool elses_turn = s->promised && s->t.agent != s->promised_to;
    if (s->t.may_retry && (!room || elses_turn)) {
        retry(s);
        return;
    }
    s->promised &= !(s->t.from_agent && s->t.agent == s->promised_to);
    s->dmi_space = space;
    s->dmi_addr = addr;
    if (may_defer)
        defer(s, in, space, addr);
    else
        wait_for_dmi(s, in);
}

/* --- I/O ---------------------------------------------------------------------------------------------------------- */

/* An access to CFC-CFFh, with CF8h pointing at bus:device.function and register. */
static void config_access(mch_t *s, const mch_in_t *in)
{
    unsigned off = (s->cf8 & 0xfc) | (s->t.addr & 3);
    unsigned function = s->cf8 >> 8 & 0xffff; /* bus 15:8, device 7:3, function 2:0 */

    s->state = MCH_RESPOND;
    if (function == 0x00f8) {
        to_dmi(s, in, BUS_CFG, off);
    } else if (function != 0) {
        s->t.data = ones(8);
    } else if (s->t.write) {
        s->o.cfg_wr = true;
        memset(s->page, 0, sizeof s->page);
        s->o.cfg_off = (uint8_t)(off & ~3u);
        s->o.cfg_be = (uint8_t)((((1u << s->t.size) - 1) << (off & 3)) & 15);
        s->o.cfg_wdata = (uint32_t)(s->t.data << (8 * (off & 3)));
    } else {
        s->t.data = host_bridge_read(in, off) >> (8 * (off & 3));
    }
}

static void io_access(mch_t *s, const mch_in_t *in)
{
    if (s->t.addr == 0xcf8 && s->t.size == 4) {
        if (s->t.write)
            s->cf8 = (uint32_t)s->t.data & CF8_KEPT;
        else
            s->t.data = s->cf8;
        s->state = MCH_RESPOND;
    } else if (s->t.addr >= 0xcfc && s->t.addr <= 0xcff && (s->cf8 & CF8_CFGE)) {
        config_access(s, in);
    } else {
        to_dmi(s, in, BUS_IO, s->t.addr);
    }
}

/* --- interrupt messages ---------------------------------------------------------------------------------------- */

static bool is_message(const mch_t *s)
{
    return s->t.space == BUS_MEM && s->t.write && !s->t.wb && s->t.addr >> 20 == FSB_BASE >> 20;
}

/* The destination of the message in hand means an APIC with this task priority word. */
static bool is_meant(const mch_t *s, uint32_t xtpr)
{
    uint8_t dest = (uint8_t)(s->t.addr >> FSB_DEST_SHIFT), logical = (uint8_t)xtpr;
    if (!(s->t.addr & FSB_LOGICAL))
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
    o->imsg_addr = (uint32_t)s->t.addr;
    o->imsg_data = (uint16_t)s->t.data;
    o->imsg_io = s->t.initiator != INIT_CPU;
    o->imsg_agent = s->t.agent;
    if (s->t.addr & FSB_HINT)
        choose_target(s);
    o->imsg_target = s->chosen;
    s->count = 0;
    s->state = MCH_MESSAGE;
}

/* What a special transaction of the transaction family asks of the bridge. */
static void special(mch_t *s, const mch_in_t *in)
{
    unsigned code = s->t.code;
    s->state = MCH_RESPOND;
    s->ken_held |= !in->by_txn && code == PENTIUM_FLUSH_ACK;
    if (code == SPECIAL_SHUTDOWN) {
        s->t.write = true;
        to_dmi(s, in, BUS_SPECIAL, s->t.code);
    } else if (in->by_txn && code == in->eoi_code) {
        s->o.eoi_seq++;
        s->o.eoi_vector = (uint8_t)s->t.data;
    } else if (in->by_txn && code == in->xtpr_code) {
        s->xtpr[s->t.agent] = (uint32_t)(s->t.addr >> FSB_DEST_SHIFT & 0xff) << 16 | (s->t.data & 0xffff);
    }
}

/* --- the request --------------------------------------------------------------------------------------------------- */

/* Takes the request whose second half shows; it may have to wait until another master's access is done. */
static void latch_request(mch_t *s, const mch_in_t *in)
{
    mch_access_t *q = &s->queued;
    unsigned lane = 0, size = 0;
    *q = (mch_access_t){.initiator = INIT_CPU, .from_agent = true, .agent = in->agent, .locked = !in->lock_n,
                        .smiact = !in->smiact_n};
    q->write = in->req_a == REQ_IO_WRITE || in->req_a == REQ_MEM_WRITE || in->req_a == REQ_MEM_WRITEBACK;
    q->fetch = in->req_a == REQ_MEM_CODE_READ;
    q->wb = in->req_a == REQ_MEM_WRITEBACK;
    q->addr = in->a;
    s->queued_is_there = true;
    if (in->req_a == REQ_SPECIAL) {
        bool word = in->by_txn && (in->be == in->eoi_code || in->be == in->xtpr_code);
        q->space = (in->req_b & 7) == REQB_SPECIAL ? BUS_SPECIAL : BUS_INTA;
        q->code = in->be;
        q->size = 1;
        q->needs_data = q->space == BUS_SPECIAL && word && in->trdy_clks;
        q->data = in->d;
        return;
    }
    q->space = in->req_a == REQ_IO_READ || in->req_a == REQ_IO_WRITE ? BUS_IO : BUS_MEM;
    while (lane < 7 && !(in->be >> lane & 1))
        lane++;
    while (lane + size < 8 && (in->be >> (lane + size) & 1))
        size++;
    q->lane = (uint8_t)lane;
    q->size = (uint8_t)size;
    if (q->space == BUS_MEM && (in->req_b & REQB_LEN) >= REQB_LEN_32)
        q->qwords = (in->req_b & REQB_LEN) == REQB_LEN_64 ? 8 : 4;
    q->data = in->d >> (8 * lane) & ones(size);
    q->needs_data = q->write && (in->trdy_clks || q->qwords);
    q->may_retry = in->by_txn && !q->wb && !s->in_locked;
    q->may_defer = in->by_txn && !q->wb && !q->qwords && !in->den_n;
}

static void watch_bus(mch_t *s, const mch_in_t *in)
{
    if (s->since_ads && s->since_ads < COUNT_MAX)
        s->since_ads++;
    s->in_locked &= !in->lock_n;
    if (!in->ads_n && s->o.ads_n) {
        s->o.owner = in->agent;
        s->since_ads = 1;
    }
    if (!in->reqb_n)
        latch_request(s, in);
    if (!in->hitm_n) {
        if (s->queued_is_there)
            s->queued.hitm = true;
        else
            s->t.hitm = true;
    }
}

/* TRDY#, and the data that follows it. */
static void take_data(mch_t *s, const mch_in_t *in)
{
    mch_out_t *o = &s->o;
    bool was_ready = !o->trdy_n;
    o->trdy_n = true;
    if (!s->t.needs_data)
        return;
    if (!in->drdy_n && s->t.qwords) {
        s->line[s->qword++] = in->d;
        s->t.needs_data = s->qword < s->t.qwords;
    } else if (!in->drdy_n) {
        s->t.data = s->t.space == BUS_SPECIAL ? in->d : in->d >> (8 * s->t.lane) & ones(s->t.size);
        s->t.needs_data = false;
    } else if (!was_ready && !s->trdy_done && s->since_ads >= in->trdy_clks) {
        o->trdy_n = false;
        s->trdy_done = true;
    }
}

/* --- the transaction ------------------------------------------------------------------------------------------- */

static void write_line(const uint64_t line[8], uint64_t maddr, unsigned qwords, ram_t *ram)
{
    for (unsigned i = 0; i < qwords && maddr + 8 * (i + 1) <= ram->size; i++)
        ram_write(ram, (uint32_t)(maddr + 8 * i), 8, line[i]);
}

static void read_line(mch_t *s, uint64_t maddr, const ram_t *ram)
{
    for (unsigned i = 0; i < s->t.qwords; i++)
        s->line[i] = maddr + 8 * (i + 1) > ram->size ? ones(8) : ram_read(ram, (uint32_t)(maddr + 8 * i), 8);
}

static void dram_access(mch_t *s, uint64_t maddr, ram_t *ram)
{
    s->count = 0;
    s->state = MCH_DRAM;
    if (s->t.qwords && s->t.write)
        write_line(s->line, maddr, s->t.size ? s->t.qwords : 0, ram);
    else if (s->t.qwords)
        read_line(s, maddr, ram);
    else if (maddr + s->t.size > ram->size)
        s->t.data = ones(8);
    else if (s->t.write)
        ram_write(ram, (uint32_t)maddr, s->t.size, s->t.data);
    else
        s->t.data = ram_read(ram, (uint32_t)maddr, s->t.size);
}

/* Nothing answers: a read of any length gets the same in each eight bytes. */
static void answer_all(mch_t *s, uint64_t data)
{
    s->t.data = data;
    for (unsigned i = 0; i < s->t.qwords && !s->t.write; i++)
        s->line[i] = data;
    s->state = MCH_RESPOND;
}

static void route(mch_t *s, const mch_in_t *in, ram_t *ram)
{
    s->o.mst_target = s->t.for_master ? s->target : s->o.mst_target;
    switch ((enum smram_target)s->target) {
    case TGT_DRAM: {
        dram_access(s, s->maddr, ram);
        break;
    }
    case TGT_C0000: { /* byte enables off: reads show that memory, writes vanish (interconnect facts 3.5) */
        s->t.write &= in->igd_writes;
        dram_access(s, s->maddr, ram);
        break;
    }
    case TGT_VIDEO: /* no graphics device, no PCI Express card: master abort */
    case TGT_PEG: {
        answer_all(s, ones(8));
        break;
    }
    case TGT_DMI: {
        s->qword = 0;
        if (s->t.qwords && s->t.write)
            s->t.data = s->line[0];
        to_dmi(s, in, BUS_MEM, s->t.addr);
        break;
    }
    case TGT_INVALID: {
        answer_all(s, fill(in->closed_read));
        break;
    }
    }
}

/* All of the access is there: what it asks for, its data and, of memory, where it goes. */
static void carry_out(mch_t *s, const mch_in_t *in, ram_t *ram)
{
    if (s->t.needs_data) {
        s->state = MCH_DATA;
        return;
    }
    switch ((bus_space_t)s->t.space) {
    case BUS_MEM: {
        if (is_message(s))
            show_message(s);
        else
            route(s, in, ram);
        break;
    }
    case BUS_IO: {
        io_access(s, in);
        break;
    }
    case BUS_INTA: {
        s->t.data = in->intr_vector;
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

/* Pentium class: may the line of the access in hand be cached? */
static bool ken_allows(const mch_t *s, const mch_in_t *in, const ram_t *ram)
{
    uint64_t a = s->t.addr;
    bool tseg_is_dram = s->range == RANGE_T && in->ken_dram == 1, in_smm = s->smm;
    bool smram = s->range == RANGE_C || s->range == RANGE_H || s->range == RANGE_T;
    if (s->ken_held && in->ken_after_flush)
        return false;
    if (smram && !tseg_is_dram)
        return in->ken_smram == 2 || (in->ken_smram && in_smm && s->target == TGT_DRAM);
    bool dram = s->target == TGT_DRAM || tseg_is_dram;
    return in->ken_dram && dram && a < ram->size && (a < 0xa0000 || a >= 0x100000);
}

/* The decode has said what KEN# is: a line goes from its first byte on, or does not come. */
static void settle_ken(mch_t *s, const mch_in_t *in, const ram_t *ram)
{
    if (in->by_txn || !s->t.from_agent)
        return;
    s->ken_held &= !s->smm;
    s->ken = ken_allows(s, in, ram);
    if (s->t.write)
        return;
    if (!s->t.qwords || !s->ken) {
        s->t.qwords = 0;
        return;
    }
    uint64_t within = 8U * s->t.qwords - 1;
    s->t.addr &= ~within;
    s->maddr &= ~within;
    s->t.size = 8;
}

static void show_ken(mch_t *s, const mch_in_t *in)
{
    s->o.ken_n = !s->ken;
    bool counts = s->ken || (s->t.space == BUS_MEM && s->t.write && !in->by_txn);
    s->o.wb_wt = !counts || in->write_back;
}

static mch_page_t *page_of(mch_t *s)
{
    return &s->page[s->t.wb ? MCH_PAGE_WB : s->t.write ? MCH_PAGE_WRITE : s->t.fetch ? MCH_PAGE_CODE : MCH_PAGE_READ];
}

/* The access in hand goes where the one before of its kind went: `maddr` is set. */
static bool in_open_page(mch_t *s, const mch_in_t *in, const ram_t *ram)
{
    const mch_page_t *p = page_of(s);
    if (!in->open_page || !p->valid || p->addr != s->t.addr / MCH_PAGE || p->smm != s->t.smiact)
        return false;
    s->target = TGT_DRAM;
    s->maddr = p->maddr * MCH_PAGE + s->t.addr % MCH_PAGE;
    s->range = p->range;
    s->smm = p->smm;
    settle_ken(s, in, ram);
    return true;
}

static void begin(mch_t *s, const mch_access_t *t)
{
    s->t = *t;
    s->ken = false;
    s->outcome = MCH_NORMAL;
    s->trdy_done = s->asked = false;
    s->qword = s->owner_step = 0;
    s->state = MCH_DECODE;
}

static void decode(mch_t *s, const mch_in_t *in, ram_t *ram)
{
    mch_out_t *o = &s->o;
    if (s->asked) {
        if (in->dec_rsp) {
            s->target = in->dec_target;
            s->maddr = in->dec_maddr;
            s->range = in->dec_range;
            s->smm = o->dec_smm;
            if (s->t.from_agent && s->target == TGT_DRAM)
                *page_of(s) = (mch_page_t){true, s->smm, s->range, s->t.addr / MCH_PAGE, s->maddr / MCH_PAGE};
            settle_ken(s, in, ram);
            carry_out(s, in, ram);
        }
        return;
    }
    o->dec_req = true;
    o->dec_initiator = s->t.initiator;
    o->dec_addr = s->t.addr;
    o->dec_write = s->t.write;
    o->dec_fetch = s->t.fetch;
    o->dec_wb = s->t.wb;
    o->dec_master = s->t.for_master;
    o->dec_smm = s->t.from_agent && in->txn_smm; /* smm_track has sampled the same request one clock ago */
    s->asked = true;
}

static mch_access_t master_access(const mch_in_t *in)
{
    return (mch_access_t){.for_master = true, .initiator = in->mst_initiator, .space = BUS_MEM, .size = 4,
                          .write = in->mst_write, .wb = in->mst_wb, .addr = in->mst_addr, .data = in->mst_data};
}

/* The master's address lies in a range of SMRAM that is on. */
static bool master_at_smram(const mch_in_t *in)
{
    smram_dec_out_t regs = {.smram = in->smram, .esmramc = in->esmramc, .tsegmb = in->tsegmb};
    smram_access_t access = {.addr = in->mst_addr, .initiator = in->mst_initiator};
    uint8_t range = smram_decode(&regs, (smram_straps_t){0}, &access).range;
    return range == RANGE_C || range == RANGE_H || range == RANGE_T;
}

static bool snoops(const mch_in_t *in)
{
    return in->snoop_masters && !in->mst_wb && in->mst_addr >> 20 != FSB_BASE >> 20 &&
           !(in->snoop_masters == SNOOP_BUT_SMRAM && master_at_smram(in));
}

/* IDLE: a request that is there, a deferred reply, then other masters while nobody holds LOCK#. */
static void next_access(mch_t *s, const mch_in_t *in, ram_t *ram)
{
    mch_access_t master = master_access(in);
    mch_access_t message = {.for_io = true, .initiator = INIT_DMI, .space = BUS_MEM, .size = 4, .write = true,
                            .addr = in->io_msg_addr, .data = in->io_msg_data};
    if (s->queued_is_there) {
        s->queued_is_there = false;
        begin(s, &s->queued);
        if (s->t.space != BUS_MEM || is_message(s) || in_open_page(s, in, ram))
            carry_out(s, in, ram);
    } else if (s->late_at) {
        s->o.bpri_n = false;
        s->state = MCH_BPRI;
    } else if (in->mst_seq != s->mst_seen && in->lock_n && snoops(in)) {
        s->o.bpri_n = false;
        s->state = MCH_BPRI;
    } else if (in->mst_seq != s->mst_seen && in->lock_n) {
        s->mst_seen = in->mst_seq;
        begin(s, &master);
        if (is_message(s) && s->t.initiator != INIT_CPU)
            show_message(s);
    } else if (in->io_msg_seq != s->io_msg_seen && in->lock_n) {
        s->io_msg_seen = in->io_msg_seq;
        begin(s, &message);
        show_message(s);
    }
}

/* BPRI# is low. A request of a symmetric agent that came in the same clock goes first, and so does a locked sequence. */
static void ask_caches(mch_t *s, const mch_in_t *in)
{
    mch_out_t *o = &s->o;
    mch_access_t master = master_access(in);
    s->mst_seen = in->mst_seq;
    begin(s, &master);
    o->snp_n = false;
    o->snp_inv = master.write;
    o->snp_a = master.addr;
    s->count = 0;
    s->state = MCH_ASK;
}

/* ASK: until the caches have answered. */
static void asked_caches(mch_t *s, const mch_in_t *in)
{
    s->o.snp_n = true;
    s->count++;
    if (s->count <= in->snoop_clks)
        return;
    s->o.bpri_n = !s->t.hitm;
    s->o.trdy_n = !s->t.hitm;
    s->state = s->t.hitm ? MCH_OWNER : MCH_DECODE;
}

static void claim_bus(mch_t *s, const mch_in_t *in, ram_t *ram)
{
    mch_out_t *o = &s->o;
    if (s->queued_is_there) {
        next_access(s, in, ram);
    } else if (in->ads_n && in->reqb_n && in->lock_n && !s->since_ads && !s->late_at) {
        ask_caches(s, in);
    } else if (in->ads_n && in->reqb_n && in->lock_n && !s->since_ads) {
        o->ads_n = false;
        o->did = s->late[0].t.agent;
        s->state = MCH_REPLY;
    }
}

static void reply(mch_t *s)
{
    begin(s, &s->late[0].t);
    s->o.ads_n = s->o.bpri_n = true;
    s->o.deferred--;
    s->late_at--;
    memmove(&s->late[0], &s->late[1], sizeof s->late - sizeof s->late[0]);
    s->since_ads = 1;
    s->state = MCH_RESPOND;
}

/* The snoop phase of an access that is put off: DEFER# for one clock. */
static void snoop(mch_t *s, const mch_in_t *in)
{
    if (s->since_ads < in->snoop_clks)
        return;
    s->o.defer_n = false;
    s->snoop_at = s->since_ads;
    s->state = MCH_RESPOND;
}

/* The next eight bytes of a line that is read. */
static void drive_burst(mch_t *s)
{
    mch_out_t *o = &s->o;
    o->drdy_n = false;
    o->d_o = s->line[s->qword++];
    o->dbsy_n = s->qword == s->t.qwords;
}

static void respond(mch_t *s, const mch_in_t *in)
{
    mch_out_t *o = &s->o;
    unsigned snooped = s->outcome == MCH_NORMAL ? in->snoop_clks : s->snoop_at;
    o->defer_n = true;
    if (s->t.for_master) {
        o->mst_ack = s->mst_seen;
        o->mst_rdata = (uint32_t)s->t.data;
        s->state = MCH_IDLE;
        return;
    }
    if (s->t.for_io) {
        o->io_msg_ack = s->io_msg_seen;
        s->state = MCH_IDLE;
        return;
    }
    if (s->since_ads < snooped + in->response_clks || (s->t.space == BUS_MEM && !in->alone && s->since_ads <= snooped))
        return;
    if (s->t.hitm && s->outcome == MCH_NORMAL) {
        s->o.trdy_n = false;
        s->qword = s->owner_step = 0;
        s->state = MCH_OWNER;
        return;
    }
    s->state = MCH_GAP;
    if (s->outcome != MCH_NORMAL) {
        o->rs = s->outcome == MCH_RETRY ? RS_RETRY : RS_DEFERRED;
        s->t.needs_data = false;
        return;
    }
    bool no_data = s->t.write || s->t.space == BUS_SPECIAL;
    unsigned lane = s->t.space == BUS_MEM || s->t.space == BUS_IO ? (unsigned)(s->t.addr & 7) : 0;
    if (in->by_txn)
        o->rs = no_data ? RS_NO_DATA : RS_DATA;
    else
        o->brdy_n = false;
    show_ken(s, in);
    o->drdy_n = !in->by_txn || no_data;
    o->d_o = no_data ? 0 : (s->t.data & ones(s->t.size)) << (8 * lane);
    s->in_locked = s->t.locked;
    if (s->t.qwords && !no_data) {
        s->qword = 0;
        drive_burst(s);
        s->state = MCH_BURST;
    }
}

/* HITM#: see mch.h. TRDY# shows since the last clock. */
static void take_from_owner(mch_t *s, const mch_in_t *in, ram_t *ram)
{
    mch_out_t *o = &s->o;
    o->rs = RS_IDLE;
    o->brdy_n = o->ken_n = o->wb_wt = true;
    if (!in->drdy_n && s->qword < in->line_qwords)
        s->owned[s->qword++] = in->d;
    if (s->owner_step == 0) {
        if (in->by_txn && s->t.from_agent)
            o->rs = RS_IMPLICIT_WB;
        else if (s->t.from_agent)
            o->brdy_n = false;
        show_ken(s, in);
        s->in_locked = s->t.locked;
        s->since_ads = 0; /* the next ADS# may come before all is stored */
        s->owner_step = 1;
    } else if (s->owner_step == 1 && s->qword == in->line_qwords) {
        o->dec_req = o->dec_write = o->dec_wb = true;
        o->dec_fetch = o->dec_smm = false;
        o->dec_addr = s->t.addr & ~(uint64_t)(8 * in->line_qwords - 1);
        s->owner_step = 2;
    } else if (s->owner_step == 2 && in->dec_rsp) {
        if (in->dec_target == TGT_DRAM)
            write_line(s->owned, in->dec_maddr, in->line_qwords, ram);
        if (s->t.from_agent && s->t.write && s->target == TGT_DRAM)
            dram_access(s, s->maddr, ram);
        o->bpri_n = true;
        s->state = s->t.for_master ? MCH_DECODE : MCH_IDLE;
    }
}

void mch_tick(mch_t *s, const mch_in_t *in, mch_out_t *out, mch_wiring_t *wiring)
{
    mch_out_t *o = &s->o;
    o->dec_req = o->cfg_wr = false;
    watch_bus(s, in);
    take_data(s, in);
    follow_deferred(s, in);

    switch ((enum mch_state)s->state) {
    case MCH_IDLE: {
        next_access(s, in, wiring->ram);
        break;
    }
    case MCH_DECODE: {
        decode(s, in, wiring->ram);
        break;
    }
    case MCH_DATA: {
        carry_out(s, in, wiring->ram);
        break;
    }
    case MCH_DRAM: {
        s->count++;
        if (s->count >= in->dram_clks)
            s->state = MCH_RESPOND;
        break;
    }
    case MCH_DMI_WAIT: {
        wait_for_dmi(s, in);
        break;
    }
    case MCH_DMI: {
        if (in->dmi_ack == o->dmi_seq) {
            if (!s->t.write)
                s->t.data = s->line[s->qword] = in->dmi_rdata;
            if (++s->qword < s->t.qwords) {
                s->dmi_addr += 8;
                if (s->t.write)
                    s->t.data = s->line[s->qword];
                wait_for_dmi(s, in);
                break;
            }
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
    case MCH_SNOOP: {
        snoop(s, in);
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
        o->brdy_n = o->drdy_n = o->dbsy_n = o->ken_n = o->wb_wt = true;
        o->rs = RS_IDLE;
        o->d_o = 0;
        s->since_ads = 0;
        s->state = MCH_IDLE;
        break;
    }
    case MCH_BURST: {
        o->rs = RS_IDLE;
        o->brdy_n = o->ken_n = o->wb_wt = true;
        drive_burst(s);
        if (s->qword == s->t.qwords)
            s->state = MCH_GAP;
        break;
    }
    case MCH_ASK: {
        asked_caches(s, in);
        break;
    }
    case MCH_OWNER: {
        take_from_owner(s, in, wiring->ram);
        break;
    }
    case MCH_BPRI: {
        claim_bus(s, in, wiring->ram);
        break;
    }
    case MCH_REPLY: {
        reply(s);
        break;
    }
    }
    if (in->open_page && s->state == MCH_DRAM && s->count >= in->dram_clks)
        s->state = MCH_RESPOND;
    if (in->open_page && s->state == MCH_RESPOND)
        respond(s, in);
    o->cf8 = s->cf8;
    o->state = s->state;
    *out = *o;
}

BLOCK_WIRED(mch, BCLK, false, "host bridge: bus phases, DRAM, configuration cycles, DMI, interrupt messages")
