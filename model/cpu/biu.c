#include "cpu/biu.h"

#include "bus.h"

SIG_TABLE(biu_in, BIU_IN)
SIG_TABLE(biu_out, BIU_OUT)

const char *const biu_state_names[] = {"IDLE", "REQUEST", "SECOND", "WAIT", "DEFERRED", NULL};
const char *const bus_req_names[] = {"DEFERRED_REPLY", "1", "2", "3", "CODE_READ", "WRITEBACK", "MEM_READ",
                                     "MEM_WRITE", "SPECIAL", "9", "A", "B", "C", "D", "E", "F", "IO_READ", "IO_WRITE",
                                     NULL};

void biu_reset(biu_t *s, biu_out_t *out)
{
    *s = (biu_t){.o = {.breq_n = true, .ads_n = true, .reqb_n = true, .den_n = true, .smmem_n = true, .lock_n = true,
                         .drdy_n = true, .idle = true}};
    *out = s->o;
}

static uint8_t request_code(const biu_in_t *in)
{
    switch ((bus_space_t)in->req_space) {
    case BUS_MEM: {
        return in->req_write ? REQ_MEM_WRITE : in->req_fetch ? REQ_MEM_CODE_READ : REQ_MEM_DATA_READ;
    }
    case BUS_IO: {
        return in->req_write ? REQ_IO_WRITE : REQ_IO_READ;
    }
    case BUS_SPECIAL:
    case BUS_INTA:
    case BUS_CFG: {
        break;
    }
    }
    return REQ_SPECIAL;
}

/* A Pentium-class special cycle asserts one byte enable (CPU facts 6.3); P6 numbers them. */
static uint8_t pentium_special(uint64_t code)
{
    static const uint8_t be[] = {[SPECIAL_SHUTDOWN] = 0x01, [SPECIAL_FLUSH] = 0x02,     [SPECIAL_HALT] = 0x04,
                                 [SPECIAL_SYNC] = 0x08,     [SPECIAL_FLUSH_ACK] = 0x10, [SPECIAL_STOP_GRANT] = 0x04};
    return code < sizeof be ? be[code] : 0;
}

/* The first half of the request: the clock of ADS#. */
static void drive_first_half(biu_t *s, const biu_in_t *in)
{
    biu_out_t *o = &s->o;
    o->ads_n = false;
    o->breq_n = true;
    o->agent = in->agent_id;
    s->first = o->lock_n;
    s->data = 0;
    s->has_data = false;
    switch ((enum biu_txn)s->txn) {
    case BIU_MSG: {
        bool write = in->msg_kind == FSB_MSG_INT;
        o->req_a = write ? REQ_MEM_WRITE : REQ_SPECIAL;
        o->a = in->msg_addr;
        s->data = (uint64_t)in->msg_data << (write ? 8 * (in->msg_addr & 7) : 0);
        s->has_data = true;
        break;
    }
    case BIU_SMI_ACK: {
        o->req_a = REQ_SPECIAL;
        o->a = 0;
        break;
    }
    case BIU_CORE: {
        s->seq = in->req_seq;
        o->req_a = request_code(in);
        o->a = in->req_space == BUS_SPECIAL ? 0 : in->req_addr;
        o->lock_n = !in->req_lock || in->req_space == BUS_SPECIAL; /* low until the core has done its locked step */
        if (in->req_write && in->req_space != BUS_SPECIAL) {
            s->data = in->req_data << (8 * (in->req_addr & 7));
            s->has_data = true;
        }
        break;
    }
    }
}

static uint8_t special_code(const biu_t *s, const biu_in_t *in)
{
    if (s->txn == BIU_SMI_ACK)
        return in->ack_code;
    if (s->txn == BIU_MSG)
        return in->msg_kind == FSB_MSG_EOI ? in->eoi_code : in->xtpr_code;
    return in->by_txn ? (uint8_t)in->req_addr : pentium_special(in->req_addr);
}

/* The second half; data that waits for nothing shows with it. */
static void drive_second_half(biu_t *s, const biu_in_t *in)
{
    biu_out_t *o = &s->o;
    bool inta = s->txn == BIU_CORE && in->req_space == BUS_INTA;
    bool is_special = o->req_a == REQ_SPECIAL && !inta;
    unsigned size = s->txn == BIU_MSG ? 4 : in->req_size;
    o->reqb_n = false;
    o->req_b = is_special ? REQB_SPECIAL : REQB_INTA;
    o->be = (uint8_t)(is_special ? special_code(s, in) : ((1u << size) - 1) << (o->a & 7));
    o->attr = 0;
    o->did = in->agent_id;
    o->den_n = is_special || !o->lock_n;
    o->smmem_n = in->smmem_drive_n;
    if (s->has_data && !in->trdy) {
        o->d_o = s->data;
        s->has_data = false;
    }
}

static void drive_data(biu_t *s, const biu_in_t *in)
{
    biu_out_t *o = &s->o;
    if (s->has_data && !in->trdy_n) {
        o->drdy_n = false;
        o->d_o = s->data;
        s->has_data = false;
    } else if (!o->drdy_n) {
        o->drdy_n = true;
        o->d_o = 0;
    }
}

static uint64_t lanes_down(const biu_t *s, uint64_t d)
{
    return d >> (8 * (s->o.a & 7));
}

static bool responded(const biu_in_t *in)
{
    return in->by_txn ? in->rs != RS_IDLE : !in->brdy_n;
}

/* What every unit knows of the bus from its wires. */
static void follow_bus(biu_t *s, const biu_in_t *in)
{
    biu_out_t *o = &s->o;
    if (s->busy) {
        s->busy = !responded(in);
    } else if (!in->ads_n) {
        s->busy = true;
        s->elected &= in->req_a == REQ_DEFERRED_REPLY;
    } else if (!s->elected && (in->bpri_n || !in->bus_lock_n)) {
        uint64_t may = in->bus_lock_n ? in->breq : in->breq & UINT64_C(1) << o->owner;
        for (unsigned i = 1; i <= 64 && may && !s->elected; i++) {
            unsigned n = (o->owner + i) % 64;
            if (may >> n & 1) {
                o->owner = (uint8_t)n;
                s->elected = true;
            }
        }
    }
}

static void end(biu_t *s, const biu_in_t *in)
{
    biu_out_t *o = &s->o;
    o->d_o = 0;
    o->drdy_n = true;
    s->has_data = false;
    if (in->by_txn && in->rs == RS_RETRY) {
        o->lock_n |= s->first;
        o->breq_n = false;
        s->state = BIU_REQUEST;
        return;
    }
    if (in->by_txn && in->rs == RS_DEFERRED) {
        s->state = BIU_DEFERRED;
        return;
    }
    switch ((enum biu_txn)s->txn) {
    case BIU_SMI_ACK: {
        o->ack_done = true;
        break;
    }
    case BIU_MSG: {
        o->msg_done = in->msg_seq;
        break;
    }
    case BIU_CORE: {
        o->rdata = lanes_down(s, in->d);
        o->ack_seq = s->seq;
        break;
    }
    }
    s->state = BIU_IDLE;
}

void biu_tick(biu_t *s, const biu_in_t *in, biu_out_t *out)
{
    biu_out_t *o = &s->o;
    o->lock_n |= !in->req_lock;
    bool ack_was_done = o->ack_done; /* smiact has not seen it yet: its ack_req is an old one */
    bool mine = s->elected && o->owner == in->agent_id && !s->busy && in->ads_n && (in->bpri_n || !in->bus_lock_n);
    o->ack_done = false;
    follow_bus(s, in);

    switch ((enum biu_state)s->state) {
    case BIU_IDLE: {
        bool ack = in->ack_req && !ack_was_done, msg = in->msg_seq != o->msg_done && !in->req_lock;
        s->txn = ack ? BIU_SMI_ACK : msg ? BIU_MSG : BIU_CORE;
        if (ack || msg || in->req_seq != s->seq) {
            o->breq_n = false;
            s->state = BIU_REQUEST;
        }
        break;
    }
    case BIU_REQUEST: {
        if (mine) {
            drive_first_half(s, in);
            s->state = BIU_SECOND;
            if (in->request_clks < 2) {
                drive_second_half(s, in);
                s->state = BIU_WAIT;
            }
        }
        break;
    }
    case BIU_SECOND: {
        o->ads_n = true;
        drive_second_half(s, in);
        s->state = BIU_WAIT;
        break;
    }
    case BIU_WAIT: {
        o->ads_n = o->reqb_n = true;
        drive_data(s, in);
        if (responded(in))
            end(s, in);
        break;
    }
    case BIU_DEFERRED: {
        if (!in->ads_n && in->req_a == REQ_DEFERRED_REPLY && in->did == o->did)
            s->state = BIU_WAIT;
        break;
    }
    }
    o->idle = s->state == BIU_IDLE && in->req_seq == s->seq && in->msg_seq == o->msg_done;
    o->owns = s->elected && o->owner == in->agent_id;
    o->state = s->state;
    *out = *o;
}

BLOCK(biu, BCLK, false, "bus unit of one CPU: requests into transactions, one at a time")
