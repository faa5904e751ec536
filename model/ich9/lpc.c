#include "ich9/lpc.h"

SIG_TABLE(lpc_in, LPC_IN)
SIG_TABLE(lpc_out, LPC_OUT)

const char *const lpc_kind_names[] = {"IO_READ", "IO_WRITE", "MEM_READ", "MEM_WRITE", "FW_READ", "FW_WRITE",
                                      NULL};
const char *const lpc_state_names[] = {"IDLE", "START", "TYPE", "ADDR", "WDATA", "TAR", "SYNC", "RDATA", "TAR2", "ABORT",
                                       NULL};

enum lad_value { START_TARGET = 0x0, START_FW_READ = 0xd, START_FW_WRITE = 0xe, MSIZE_BYTE = 0x0, LAD_HIGH = 0xf };
enum lad_sync { SYNC_READY = 0x0, SYNC_SHORT = 0x5, SYNC_LONG = 0x6, SYNC_ERROR = 0xa, SYNC_NOBODY = 0xf };
enum { WDATA_CLKS = 2, TAR_CLKS = 2, RDATA_CLKS = 2, ABORT_CLKS = 4, NOBODY_CLKS = 4, SHORTS_SEEN = 16 };

/* What a cycle looks like on the wires (chipset facts 6.1, 6.2). */
typedef struct shape {
    uint8_t start, type; /* type of a firmware cycle: idsel in its place */
    uint8_t addr_nibbles;
    bool firmware, write;
} shape_t;

static const shape_t shapes[] = {
    [LPC_IO_READ] = {START_TARGET, 0x0, 4, false, false}, [LPC_IO_WRITE] = {START_TARGET, 0x2, 4, false, true},
    [LPC_MEM_READ] = {START_TARGET, 0x4, 8, false, false}, [LPC_MEM_WRITE] = {START_TARGET, 0x6, 8, false, true},
    [LPC_FW_READ] = {START_FW_READ, 0x0, 7, true, false}, [LPC_FW_WRITE] = {START_FW_WRITE, 0x0, 7, true, true},
};

static uint8_t addr_nibble(const lpc_t *s, const shape_t *shape)
{
    if (s->clk >= shape->addr_nibbles)
        return MSIZE_BYTE;
    return (uint8_t)(s->addr >> 4 * (shape->addr_nibbles - 1 - s->clk) & 0xf);
}

static void show(const lpc_t *s, lpc_out_t *out)
{
    const shape_t *shape = &shapes[s->kind];
    out->lframe_n = s->state != LPC_START && s->state != LPC_ABORT;
    out->lad_o = LAD_HIGH;
    out->lad_oe = true;
    switch ((enum lpc_state)s->state) {
    case LPC_START: {
        out->lad_o = shape->start;
        break;
    }
    case LPC_TYPE: {
        out->lad_o = shape->firmware ? s->idsel : shape->type;
        break;
    }
    case LPC_ADDR: {
        out->lad_o = addr_nibble(s, shape);
        break;
    }
    case LPC_WDATA: {
        out->lad_o = (s->clk ? s->wdata >> 4 : s->wdata) & 0xf;
        break;
    }
    case LPC_TAR: {
        out->lad_oe = s->clk == 0;
        break;
    }
    case LPC_ABORT: {
        out->lad_oe = s->clk == ABORT_CLKS - 1;
        break;
    }
    case LPC_IDLE:
    case LPC_SYNC:
    case LPC_RDATA:
    case LPC_TAR2: {
        out->lad_oe = false;
        break;
    }
    }
    out->done = s->done;
    out->error = s->error;
    out->aborted = s->aborted;
    out->rdata = s->rdata;
    out->state = s->state;
}

void lpc_reset(lpc_t *s, lpc_out_t *out)
{
    *s = (lpc_t){.state = LPC_IDLE, .rdata = 0xff};
    show(s, out);
}

static void go(lpc_t *s, enum lpc_state state)
{
    s->state = (uint8_t)state;
    s->clk = 0;
}

/* One clock of the state is over; after `clks` of them comes `next`. */
static void count(lpc_t *s, unsigned clks, enum lpc_state next)
{
    s->clk++;
    if (s->clk >= clks)
        go(s, next);
}

static void idle_step(lpc_t *s, const lpc_in_t *in)
{
    if (!in->req)
        return;
    s->kind = in->kind <= LPC_FW_WRITE ? in->kind : (uint8_t)LPC_IO_READ;
    s->addr = in->addr;
    s->wdata = in->wdata;
    s->idsel = in->idsel;
    s->rdata = 0xff;
    s->error = false;
    s->aborted = false;
    s->waited = false;
    s->shorts = 0;
    go(s, LPC_START);
}

/* s->clk counts the clocks in which nobody answered. */
static void sync_step(lpc_t *s, const lpc_in_t *in)
{
    uint8_t shorts = s->shorts;
    s->shorts = 0;
    switch (in->lad) {
    case SYNC_READY:
    case SYNC_ERROR: {
        s->error = in->lad == SYNC_ERROR;
        go(s, shapes[s->kind].write ? LPC_TAR2 : LPC_RDATA);
        break;
    }
    case SYNC_SHORT: {
        s->waited = true;
        s->shorts = shorts < SHORTS_SEEN ? (uint8_t)(shorts + 1) : shorts;
        if (in->short_max && s->shorts > in->short_max)
            go(s, LPC_ABORT);
        break;
    }
    case SYNC_LONG: {
        s->waited = true;
        break;
    }
    case SYNC_NOBODY: {
        if (s->waited)
            go(s, LPC_ABORT);
        else
            count(s, NOBODY_CLKS, LPC_ABORT);
        break;
    }
    default: {
        go(s, LPC_ABORT);
        break;
    }
    }
}

void lpc_tick(lpc_t *s, const lpc_in_t *in, lpc_out_t *out)
{
    const shape_t *shape = &shapes[s->kind];
    s->done = false;
    switch ((enum lpc_state)s->state) {
    case LPC_IDLE: {
        idle_step(s, in);
        break;
    }
    case LPC_START: {
        go(s, LPC_TYPE);
        break;
    }
    case LPC_TYPE: {
        go(s, LPC_ADDR);
        break;
    }
    case LPC_ADDR: {
        count(s, shape->addr_nibbles + (unsigned)shape->firmware, shape->write ? LPC_WDATA : LPC_TAR);
        break;
    }
    case LPC_WDATA: {
        count(s, WDATA_CLKS, LPC_TAR);
        break;
    }
    case LPC_TAR: {
        count(s, TAR_CLKS, LPC_SYNC);
        break;
    }
    case LPC_SYNC: {
        sync_step(s, in);
        break;
    }
    case LPC_RDATA: {
        s->rdata = (uint8_t)(s->clk ? (s->rdata & 0x0fu) | (uint32_t)in->lad << 4 : (s->rdata & 0xf0u) | in->lad);
        count(s, RDATA_CLKS, LPC_TAR2);
        break;
    }
    case LPC_TAR2: {
        count(s, TAR_CLKS, LPC_IDLE);
        s->done = s->state == LPC_IDLE;
        break;
    }
    case LPC_ABORT: {
        count(s, ABORT_CLKS, LPC_IDLE);
        if (s->state == LPC_IDLE) {
            s->done = true;
            s->aborted = true;
            s->rdata = 0xff;
        }
        break;
    }
    }
    show(s, out);
}

BLOCK(lpc, PCICLK, true, "LPC host: I/O, memory and firmware cycles, SYNC, abort")
