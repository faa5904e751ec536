#include "cpu/biu.h"

#include "bus.h"

SIG_TABLE(biu_in, BIU_IN)
SIG_TABLE(biu_out, BIU_OUT)

const char *const biu_state_names[] = {"IDLE", "REQUEST", "SECOND", "WAIT", "DEFERRED", NULL};
const char *const bus_req_names[] = {"DEFERRED_REPLY", "1", "READ_INVALIDATE", "3", "CODE_READ", "WRITEBACK", "MEM_READ",
                                     "MEM_WRITE", "SPECIAL", "9", "A", "B", "C", "D", "E", "F", "IO_READ", "IO_WRITE",
                                     NULL};

void biu_reset(biu_t *s, biu_out_t *out)
{
    *s = (biu_t){.o = {.breq_n = true, .ads_n = true, .reqb_n = true, .den_n = true, .smmem_n = true, .lock_n = true,
                         .drdy_n = true, .dbsy_n = true, .idle = true}};
    *out = s->o;
}

static uint8_t request_code(const biu_in_t *in)
{
    switch ((bus_space_t)in->req_space) {
    case BUS_MEM: {
        if (in->req_write)
            return in->req_line && in->req_type != MT_WC ? REQ_MEM_WRITEBACK : REQ_MEM_WRITE;
        return in->req_own ? REQ_MEM_READ_INVALIDATE : in->req_fetch ? REQ_MEM_CODE_READ : REQ_MEM_DATA_READ;
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
    static const uint8_t be[] = {[SPECIAL_SHUTDOWN] = 0x01, [SPECIAL_FLUSH] = 0x02,
                                 [SPECIAL_HALT] = 0x04,     [SPECIAL_SYNC] = 0x08,
                                 [SPECIAL_FLUSH_ACK] = PENTIUM_FLUSH_ACK, [SPECIAL_STOP_GRANT] = 0x04};
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
    s->has_data = s->answered = s->hit = s->hitm = s->line = false;
    s->write = true;
    s->qword = 0;
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
        s->line = in->req_line && in->req_space == BUS_MEM;
        s->write = in->req_write || in->req_space != BUS_MEM;
        if (in->req_write && in->req_space != BUS_SPECIAL) {
            s->data = in->req_data << (8 * (in->req_addr & 7));
            s->has_data = true;
        }
        if (in->post && in->req_space == BUS_MEM && in->req_write && !s->line && !in->req_lock)
            o->ack_seq = s->seq;
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
static void drive_second_half(biu_t *s, const biu_in_t *in, const line_buf_t *buf)
{
    biu_out_t *o = &s->o;
    bool inta = s->txn == BIU_CORE && in->req_space == BUS_INTA;
    bool is_special = o->req_a == REQ_SPECIAL && !inta;
    unsigned size = s->txn == BIU_MSG ? 4 : in->req_size;
    o->reqb_n = false;
    o->req_b = is_special ? REQB_SPECIAL : REQB_INTA;
    o->be = (uint8_t)(is_special ? special_code(s, in) : ((1u << size) - 1) << (o->a & 7));
    o->attr = 0;
    if (s->txn == BIU_CORE && in->req_space == BUS_MEM)
        o->attr = in->req_type;
    if (s->line) {
        o->req_b = in->line_qwords > 4 ? REQB_LEN_64 : REQB_LEN_32;
        if (s->write || in->by_txn)
            o->be = s->write && buf->wb_void ? 0 : 0xff;
    }
    o->did = in->agent_id;
    o->den_n = is_special || !o->lock_n;
    o->smmem_n = in->smmem_drive_n;
    if (s->has_data && !in->trdy && !s->line) {
        o->d_o = s->data;
        s->has_data = false;
    }
}

/* The data of a write-back, one transfer a clock. */
static void drive_line(biu_t *s, const biu_in_t *in, const line_buf_t *buf)
{
    biu_out_t *o = &s->o;
    if (s->qword == 0 && in->trdy_n)
        return;
    s->has_data = s->qword < in->line_qwords;
    o->drdy_n = !s->has_data;
    o->d_o = s->has_data ? buf->wb[s->qword] : 0;
    s->qword += s->has_data;
    o->dbsy_n = !s->has_data || s->qword == in->line_qwords;
}

/* Data of a read that do not come in one transfer: a line, or what the owner of a modified one drives. */
static void take_line(biu_t *s, const biu_in_t *in, line_buf_t *buf)
{
    if (!in->drdy_n && s->qword < in->line_qwords)
        buf->fill[s->qword++] = in->d;
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
        s->bus_answered |= responded(in);
        s->busy = !s->bus_answered || !in->dbsy_n;
        s->bus_answered &= s->busy;
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

static void end(biu_t *s, const biu_in_t *in, const line_buf_t *buf)
{
    biu_out_t *o = &s->o;
    bool burst = !s->write && (s->line || s->hitm);
    o->d_o = 0;
    o->drdy_n = o->dbsy_n = true;
    s->has_data = false;
    if (in->by_txn && in->rs == RS_RETRY) {
        o->lock_n |= s->first;
        o->breq_n = false;
        s->state = BIU_REQUEST;
        return;
    }
    if (in->by_txn && in->rs == RS_DEFERRED) {
        s->answered = false;
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
        o->rdata = lanes_down(s, burst ? buf->fill[s->o.a >> 3 & (in->line_qwords - 1U)] : in->d);
        o->shared = s->hit || s->hitm;
        o->ack_seq = s->seq;
        break;
    }
    }
    s->state = BIU_IDLE;
}

/* A transaction of this unit waits for its response and its data. */
static void wait(biu_t *s, const biu_in_t *in, line_buf_t *buf)
{
    s->o.ads_n = s->o.reqb_n = true;
    s->hit |= !in->hit_n;
    s->hitm |= !in->hitm_n;
    if (!in->hitm_n && !in->trdy)
        s->o.d_o = 0; /* taken with the request; the owner of the line is next to drive */
    if (s->line && s->write)
        drive_line(s, in, buf);
    else
        drive_data(s, in);
    if (!in->by_txn && !in->brdy_n) {
        s->o.wb_wt = in->wb_wt;
        s->o.ken_n = in->ken_n;
        s->line = s->line && (s->write || !in->ken_n);
    }
    bool burst = !s->write && (s->line || s->hitm);
    if (burst)
        take_line(s, in, buf);
    bool put_off = in->by_txn && (in->rs == RS_RETRY || in->rs == RS_DEFERRED);
    s->answered |= responded(in);
    if (s->answered && (!burst || put_off || s->qword == in->line_qwords))
        end(s, in, buf);
}

static void drive_request(biu_t *s, const biu_in_t *in, const line_buf_t *buf)
{
    drive_first_half(s, in);
    s->state = BIU_SECOND;
    if (in->request_clks < 2) {
        drive_second_half(s, in, buf);
        s->state = BIU_WAIT;
    }
}

/* This unit had the bus last, nobody else asks, and nothing is under way. */
static bool parked(const biu_t *s, const biu_in_t *in)
{
    bool free = !s->busy && !s->elected && in->ads_n && (in->bpri_n || !in->bus_lock_n);
    return in->park && free && s->o.owner == in->agent_id && !(in->breq & ~(UINT64_C(1) << in->agent_id));
}

/* Takes what waits: asks for the bus, or has it. */
static void begin(biu_t *s, const biu_in_t *in, const line_buf_t *buf, bool ack_was_done)
{
    bool ack = in->ack_req && !ack_was_done, msg = in->msg_seq != s->o.msg_done && !in->req_lock;
    s->txn = ack ? BIU_SMI_ACK : msg ? BIU_MSG : BIU_CORE;
    if (!ack && !msg && in->req_seq == s->seq)
        return;
    if (parked(s, in)) {
        drive_request(s, in, buf);
    } else {
        s->o.breq_n = false;
        s->state = BIU_REQUEST;
    }
}

void biu_tick(biu_t *s, const biu_in_t *in, biu_out_t *out, biu_wiring_t *wiring)
{
    biu_out_t *o = &s->o;
    o->lock_n |= !in->req_lock;
    bool ack_was_done = o->ack_done; /* smiact has not seen it yet: its ack_req is an old one */
    bool mine = s->elected && o->owner == in->agent_id && !s->busy && in->ads_n && (in->bpri_n || !in->bus_lock_n);
    o->ack_done = false;
    follow_bus(s, in);

    switch ((enum biu_state)s->state) {
    case BIU_IDLE: {
        begin(s, in, wiring->buf, ack_was_done);
        break;
    }
    case BIU_REQUEST: {
        if (mine)
            drive_request(s, in, wiring->buf);
        break;
    }
    case BIU_SECOND: {
        o->ads_n = true;
        drive_second_half(s, in, wiring->buf);
        s->state = BIU_WAIT;
        break;
    }
    case BIU_WAIT: {
        wait(s, in, wiring->buf);
        if (in->post && s->state == BIU_IDLE)
            begin(s, in, wiring->buf, o->ack_done);
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

BLOCK_WIRED(biu, BCLK, false, "bus unit of one CPU: requests into transactions, one at a time")
