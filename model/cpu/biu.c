#include "cpu/biu.h"

#include "bus.h"

SIG_TABLE(biu_in, BIU_IN)
SIG_TABLE(biu_out, BIU_OUT)

const char *const biu_state_names[] = {"IDLE", "REQUEST", "WAIT", NULL};
const char *const bus_req_names[] = {"0", "1", "2", "3", "CODE_READ", "WRITEBACK", "MEM_READ", "MEM_WRITE", "SPECIAL",
                                     "9", "A", "B", "C", "D", "E", "F", "IO_READ", "IO_WRITE", NULL};

void biu_reset(biu_t *s, biu_out_t *out)
{
    *s = (biu_t){.o = {.breq_n = true, .ads_n = true, .smmem_n = true, .lock_n = true, .idle = true}};
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

static void drive_special(biu_out_t *o, uint8_t code)
{
    o->req_a = REQ_SPECIAL;
    o->req_b = REQB_SPECIAL;
    o->a = 0;
    o->be = code;
    o->d_o = 0;
    o->lock_n = true;
}

static void drive_message(biu_out_t *o, const biu_in_t *in)
{
    if (in->msg_kind == FSB_MSG_INT) {
        unsigned lane = in->msg_addr & 7;
        o->req_a = REQ_MEM_WRITE;
        o->be = (uint8_t)(0x0f << lane);
        o->d_o = (uint64_t)in->msg_data << (8 * lane);
        o->lock_n = true;
    } else {
        drive_special(o, in->msg_kind == FSB_MSG_EOI ? in->eoi_code : in->xtpr_code);
        o->d_o = in->msg_data;
    }
    o->a = in->msg_addr;
}

/* The request phase: everything about the transaction in one clock of ADS#. */
static void drive_request(biu_t *s, const biu_in_t *in)
{
    biu_out_t *o = &s->o;
    unsigned lane = in->req_addr & 7;
    o->ads_n = false;
    o->agent = in->agent_id;
    o->smmem_n = in->smmem_drive_n;
    o->attr = 0;
    o->req_b = REQB_INTA;
    if (s->txn == BIU_MSG) {
        drive_message(o, in);
        return;
    }
    if (s->txn == BIU_SMI_ACK || in->req_space == BUS_SPECIAL) {
        bool ack = s->txn == BIU_SMI_ACK;
        drive_special(o, ack ? in->ack_code : in->by_txn ? (uint8_t)in->req_addr : pentium_special(in->req_addr));
        return;
    }
    o->req_a = request_code(in);
    o->a = in->req_addr;
    o->be = (uint8_t)(((1u << in->req_size) - 1) << lane);
    o->d_o = in->req_write ? in->req_data << (8 * lane) : 0;
    o->lock_n = !in->req_lock; /* low until the core has done its locked step */
}

static uint64_t lanes_down(const biu_t *s, uint64_t d)
{
    return d >> (8 * (s->o.a & 7));
}

void biu_tick(biu_t *s, const biu_in_t *in, biu_out_t *out)
{
    biu_out_t *o = &s->o;
    o->lock_n |= !in->req_lock;
    bool ack_was_done = o->ack_done; /* smiact has not seen it yet: its ack_req is an old one */
    o->ack_done = false;

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
        if (in->gnt) {
            if (s->txn == BIU_CORE)
                s->seq = in->req_seq;
            drive_request(s, in);
            o->breq_n = true;
            s->state = BIU_WAIT;
        }
        break;
    }
    case BIU_WAIT: {
        o->ads_n = true;
        if (in->by_txn ? in->rs != RS_IDLE : !in->brdy_n) {
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
        break;
    }
    }
    o->idle = s->state == BIU_IDLE && in->req_seq == s->seq && in->msg_seq == o->msg_done;
    o->state = s->state;
    *out = *o;
}

BLOCK(biu, BCLK, false, "bus unit of one CPU: requests into transactions, one at a time")
