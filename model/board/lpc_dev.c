#include "board/lpc_dev.h"

#include <string.h>

SIG_TABLE(lpc_dev_in, LPC_DEV_IN)
SIG_TABLE(lpc_dev_out, LPC_DEV_OUT)

const char *const lpc_dev_state_names[] = {"IDLE", "TYPE", "ADDR", "WDATA", "TAR", "WAIT", "READY", "RDATA", "TAR2",
                                           NULL};
const char *const lpc_dev_target_names[] = {"NONE", "FLASH", "KBC", "EC", NULL};

/* Values of LAD (chipset facts 6.1). */
enum { START_TARGET = 0x0, START_FW_READ = 0xd, START_FW_WRITE = 0xe, IDSEL_BOOT = 0x0, MSIZE_BYTE = 0x0 };
enum { TYPE_IO_READ = 0x0, TYPE_IO_WRITE = 0x2, TYPE_MEM_READ = 0x4, TYPE_MEM_WRITE = 0x6 };
enum { SYNC_READY = 0x0, SYNC_SHORT = 0x5, SYNC_LONG = 0x6, LAD_HIGH = 0xf };
enum { IO_NIBBLES = 4, MEM_NIBBLES = 8, FW_NIBBLES = 8 /* 7 of the address, 1 of the size */ };
enum { DATA_CLKS = 2, TAR_CLKS = 2 };

enum { KBC_DATA = 0x60, EC_DATA = 0x62, KBC_CMD = 0x64, EC_CMD = 0x66 };

/* The flash's commands (chipset facts 6.4). */
enum { UNLOCK_1 = 0x5555, UNLOCK_2 = 0x2aaa, ID_MAKER = 0xbf, ID_DEVICE = 0x60, POLL_BIT = 0x80, FLIP_BIT = 0x40 };
enum { CMD_PROGRAM = 0xa0, CMD_ERASE = 0x80, CMD_ID = 0x90, CMD_ARRAY = 0xf0, CMD_SECTOR = 0x30, CMD_BLOCK = 0x50 };
enum flash_step { STEP_FIRST, STEP_SECOND, STEP_COMMAND, STEP_PROGRAM, STEP_ERASE_FIRST, STEP_ERASE_SECOND,
                  STEP_ERASE };

static void show(const lpc_dev_t *s, const lpc_dev_in_t *in, lpc_dev_out_t *out)
{
    out->lad_oe = true;
    out->lad_o = LAD_HIGH;
    switch ((enum lpc_dev_state)s->state) {
    case LDEV_WAIT: {
        out->lad_o = in->long_wait ? SYNC_LONG : SYNC_SHORT;
        break;
    }
    case LDEV_READY: {
        out->lad_o = SYNC_READY;
        break;
    }
    case LDEV_RDATA: {
        out->lad_o = (s->clk ? s->data >> 4 : s->data) & 0xf;
        break;
    }
    case LDEV_TAR2: {
        break;
    }
    case LDEV_IDLE:
    case LDEV_TYPE:
    case LDEV_ADDR:
    case LDEV_WDATA:
    case LDEV_TAR: {
        out->lad_oe = false;
        break;
    }
    }
    out->state = s->state;
    out->target = s->target;
    out->flash_busy = s->flash.busy != 0;
    out->flash_id = s->flash.id;
    out->kbc_sts = s->kbc.sts;
    out->ec_sts = s->ec.sts;
}

void lpc_dev_reset(lpc_dev_t *s, lpc_dev_out_t *out)
{
    *s = (lpc_dev_t){.state = LDEV_IDLE};
    show(s, &(lpc_dev_in_t){0}, out);
}

/* --- flash ------------------------------------------------------------------------------------------------------- */

static uint8_t flash_read(lpc_dev_flash_t *f, uint16_t at, const uint8_t *rom)
{
    if (f->busy) {
        f->flip ^= FLIP_BIT;
        return f->poll | f->flip;
    }
    if (f->id)
        return at == 0 ? ID_MAKER : at == 1 ? ID_DEVICE : 0xff;
    return rom[at];
}

static void flash_busy(lpc_dev_flash_t *f, uint8_t result, uint16_t clks)
{
    f->poll = (uint8_t)~result & POLL_BIT;
    f->busy = clks;
}

static void flash_erase(lpc_dev_flash_t *f, uint16_t at, uint8_t command, uint8_t *rom, uint16_t clks)
{
    if (command == CMD_SECTOR)
        memset(rom + (at & ~(LPC_FLASH_SECTOR - 1)), 0xff, LPC_FLASH_SECTOR);
    else if (command == CMD_BLOCK)
        memset(rom, 0xff, LPC_FLASH_SIZE);
    else
        return;
    flash_busy(f, 0xff, clks);
}

/* The command after an unlock. Returns the step that follows. */
static enum flash_step flash_command(lpc_dev_flash_t *f, uint8_t command)
{
    switch (command) {
    case CMD_PROGRAM: return STEP_PROGRAM;
    case CMD_ERASE: return STEP_ERASE_FIRST;
    case CMD_ID: f->id = true; return STEP_FIRST;
    default: return STEP_FIRST; /* CMD_ARRAY is heard anywhere */
    }
}

static void flash_write(lpc_dev_flash_t *f, uint16_t at, uint8_t data, uint8_t *rom, uint16_t clks)
{
    bool first = at == UNLOCK_1 && data == 0xaa, second = at == UNLOCK_2 && data == 0x55;
    enum flash_step step = (enum flash_step)f->step, next = STEP_FIRST;
    if (f->busy)
        return;
    if (data == CMD_ARRAY && step != STEP_PROGRAM)
        f->id = false;
    switch (step) {
    case STEP_FIRST: {
        next = first ? STEP_SECOND : STEP_FIRST;
        break;
    }
    case STEP_SECOND: {
        next = second ? STEP_COMMAND : STEP_FIRST;
        break;
    }
    case STEP_COMMAND: {
        if (at == UNLOCK_1)
            next = flash_command(f, data);
        break;
    }
    case STEP_PROGRAM: {
        rom[at] &= data;
        flash_busy(f, rom[at], clks);
        break;
    }
    case STEP_ERASE_FIRST: {
        next = first ? STEP_ERASE_SECOND : STEP_FIRST;
        break;
    }
    case STEP_ERASE_SECOND: {
        next = second ? STEP_ERASE : STEP_FIRST;
        break;
    }
    case STEP_ERASE: {
        flash_erase(f, at, data, rom, clks);
        break;
    }
    }
    f->step = (uint8_t)next;
}

/* --- controllers ------------------------------------------------------------------------------------------------- */

static void ctl_take(lpc_dev_ctl_t *c)
{
    c->sts &= (uint8_t)~LDEV_IBF;
    if (c->sts & LDEV_CMD)
        return;
    c->out = c->in;
    c->sts |= LDEV_OBF;
}

static void ctl_step(lpc_dev_ctl_t *c)
{
    if (!c->left)
        return;
    c->left--;
    if (!c->left)
        ctl_take(c);
}

static void ctl_write(lpc_dev_ctl_t *c, bool command, uint8_t data, uint8_t clks)
{
    c->in = data;
    c->sts = (uint8_t)((c->sts & ~LDEV_CMD) | LDEV_IBF | (command ? LDEV_CMD : 0));
    c->left = clks;
    if (!clks)
        ctl_take(c);
}

static uint8_t ctl_read(lpc_dev_ctl_t *c, bool status)
{
    if (status)
        return c->sts;
    c->sts &= (uint8_t)~LDEV_OBF;
    return c->out;
}

/* --- a cycle ----------------------------------------------------------------------------------------------------- */

static void go(lpc_dev_t *s, enum lpc_dev_state state)
{
    s->state = (uint8_t)state;
    s->clk = 0;
}

/* The clock after LFRAME#: which kind of cycle. */
static void type_step(lpc_dev_t *s, uint8_t lad)
{
    bool target = s->start == START_TARGET;
    s->firmware = s->start == START_FW_READ || s->start == START_FW_WRITE;
    s->io = target && (lad == TYPE_IO_READ || lad == TYPE_IO_WRITE);
    s->write = s->firmware ? s->start == START_FW_WRITE : lad == TYPE_IO_WRITE || lad == TYPE_MEM_WRITE;
    s->nibbles = s->io ? IO_NIBBLES : s->firmware ? FW_NIBBLES : MEM_NIBBLES;
    s->addr = 0;
    s->data = 0;
    bool memory = target && (lad == TYPE_MEM_READ || lad == TYPE_MEM_WRITE);
    go(s, s->io || memory || (s->firmware && lad == IDSEL_BOOT) ? LDEV_ADDR : LDEV_IDLE);
}

static enum lpc_dev_target target_of(const lpc_dev_t *s)
{
    if (s->firmware)
        return s->addr >> 20 == 0xfff && (s->addr & 0xf) == MSIZE_BYTE ? LDEV_FLASH : LDEV_NONE;
    if (!s->io)
        return s->addr >> 16 == 0xffff ? LDEV_FLASH : LDEV_NONE;
    if (s->addr == KBC_DATA || s->addr == KBC_CMD)
        return LDEV_KBC;
    return s->addr == EC_DATA || s->addr == EC_CMD ? LDEV_EC : LDEV_NONE;
}

static void serve(lpc_dev_t *s, const lpc_dev_in_t *in, lpc_dev_wiring_t *wiring)
{
    if (s->target == LDEV_FLASH) {
        uint16_t at = (uint16_t)(s->firmware ? s->addr >> 4 : s->addr);
        if (s->write)
            flash_write(&s->flash, at, s->data, wiring->rom, in->busy_clks);
        else
            s->data = flash_read(&s->flash, at, wiring->rom);
        return;
    }
    lpc_dev_ctl_t *c = s->target == LDEV_KBC ? &s->kbc : &s->ec;
    bool command = s->addr == KBC_CMD || s->addr == EC_CMD;
    if (s->write)
        ctl_write(c, command, s->data, in->take_clks);
    else
        s->data = ctl_read(c, command);
}

static void cycle_step(lpc_dev_t *s, const lpc_dev_in_t *in, lpc_dev_wiring_t *wiring)
{
    unsigned clks = s->clk + 1u; /* spent in this state */
    s->clk = (uint8_t)clks;
    switch ((enum lpc_dev_state)s->state) {
    case LDEV_IDLE: {
        s->clk = 0;
        break;
    }
    case LDEV_TYPE: {
        type_step(s, in->lad);
        break;
    }
    case LDEV_ADDR: {
        s->addr = s->addr << 4 | in->lad;
        if (clks < s->nibbles)
            break;
        s->target = (uint8_t)target_of(s);
        go(s, s->target == LDEV_NONE ? LDEV_IDLE : s->write ? LDEV_WDATA : LDEV_TAR);
        break;
    }
    case LDEV_WDATA: {
        s->data = (uint8_t)(s->data >> 4 | (unsigned)in->lad << 4);
        if (clks == DATA_CLKS)
            go(s, LDEV_TAR);
        break;
    }
    case LDEV_TAR: {
        if (clks == TAR_CLKS)
            go(s, in->waits ? LDEV_WAIT : LDEV_READY);
        break;
    }
    case LDEV_WAIT: {
        if (clks >= in->waits)
            go(s, LDEV_READY);
        break;
    }
    case LDEV_READY: {
        serve(s, in, wiring);
        go(s, s->write ? LDEV_TAR2 : LDEV_RDATA);
        break;
    }
    case LDEV_RDATA: {
        if (clks == DATA_CLKS)
            go(s, LDEV_TAR2);
        break;
    }
    case LDEV_TAR2: {
        go(s, LDEV_IDLE);
        break;
    }
    }
}

void lpc_dev_tick(lpc_dev_t *s, const lpc_dev_in_t *in, lpc_dev_out_t *out, lpc_dev_wiring_t *wiring)
{
    if (s->flash.busy)
        s->flash.busy--;
    ctl_step(&s->kbc);
    ctl_step(&s->ec);
    if (in->lframe_n) {
        cycle_step(s, in, wiring);
    } else {
        s->start = in->lad;
        go(s, LDEV_TYPE);
    }
    if (s->state == LDEV_IDLE || s->state == LDEV_TYPE)
        s->target = LDEV_NONE;
    show(s, in, out);
}

BLOCK_WIRED(lpc_dev, PCICLK, false, "devices on LPC: boot flash, keyboard and embedded controller")
