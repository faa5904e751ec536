#include "ich9/rcba.h"

#include "ich9/ich9_regs.h"

SIG_TABLE(rcba_in, RCBA_IN)
SIG_TABLE(rcba_out, RCBA_OUT)

enum { LOCK_BILD = 1 };

#define RC(off) "RCBA+" off
#define IOTR_ROWS(name, lo, hi, dword)                                                                      \
    {name, "TRSE", RC(lo), dword, 0, 1, 0, REG_RW, 0, "chipset 5.3"},                                       \
        {name, "IOAD", RC(lo), dword, 2, 14, 0, REG_RW, 0, "chipset 5.3"},                                  \
        {name, "ADMA", RC(lo), dword, 18, 6, 0, REG_RW, 0, "chipset 5.3"},                                  \
        {name, "TBE", RC(hi), dword + 1, 0, 4, 0, REG_RW, 0, "chipset 5.3"},                                \
        {name, "BEM", RC(hi), dword + 1, 4, 4, 0, REG_RW, 0, "chipset 5.3"},                                \
        {name, "RWIO", RC(hi), dword + 1, 16, 1, 0, REG_RW, 0, "chipset 5.3"},                              \
        {name, "RWM", RC(hi), dword + 1, 17, 1, 0, REG_RW, 0, "chipset 5.3"}
const reg_row_t rcba_regs[] = {
    {"TRSR", "CTSS", RC("1E00h"), RCBA_D_TRSR, 0, 4, 0, REG_W1C, 0, "chipset 5.3"},
    {"TRCR", "TIOA", RC("1E10h"), RCBA_D_TRCR, 2, 14, 0, REG_LIVE, 0, "chipset 5.3"},
    {"TRCR", "AHBE", RC("1E10h"), RCBA_D_TRCR, 16, 4, 0, REG_LIVE, 0, "chipset 5.3"},
    {"TRCR", "RWI", RC("1E10h"), RCBA_D_TRCR, 24, 1, 0, REG_LIVE, 0, "chipset 5.3"},
    {"TWDR", "TIOD", RC("1E18h"), RCBA_D_TWDR, 0, 32, 0, REG_LIVE, 0, "chipset 5.3"},
    IOTR_ROWS("IOTR0", "1E80h", "1E84h", RCBA_D_IOTR),
    IOTR_ROWS("IOTR1", "1E88h", "1E8Ch", RCBA_D_IOTR + 2),
    IOTR_ROWS("IOTR2", "1E90h", "1E94h", RCBA_D_IOTR + 4),
    IOTR_ROWS("IOTR3", "1E98h", "1E9Ch", RCBA_D_IOTR + 6),
    {"TCTL", "IRQ_SEL", RC("3000h"), RCBA_D_TCTL, 0, 3, 0, REG_RW, 0, "chipset 5.3"},
    {"TCTL", "IE", RC("3000h"), RCBA_D_TCTL, 7, 1, 0, REG_RW, 0, "chipset 5.3"},
    {"GCS", "BILD", RC("3410h"), RCBA_D_GCS, 0, 1, 0, REG_W1S, 0, "chipset 5.3"},
    {"GCS", "NO_REBOOT", RC("3410h"), RCBA_D_GCS, 5, 1, 0, REG_RW, 0, "chipset 5.3"},
    {"BUC", "TS", RC("3414h"), RCBA_D_BUC, 0, 1, 0, REG_RW, LOCK_BILD, "chipset 5.3"},
    {"OIC", "AEN", RC("31FFh"), RCBA_D_OIC, 24, 1, 0, REG_RW, 0, "chipset 5.3"},
    {"OIC", "CEN", RC("31FFh"), RCBA_D_OIC, 25, 1, 0, REG_RW, 0, "chipset 5.3"},
    {0}};

static const uint16_t dword_off[RCBA_DWORDS] = {
    [RCBA_D_TRSR] = RCBA_TRSR,          [RCBA_D_TRCR] = RCBA_TRCR,          [RCBA_D_TWDR] = RCBA_TWDR,
    [RCBA_D_IOTR] = RCBA_IOTR0,         [RCBA_D_IOTR + 1] = RCBA_IOTR0 + 4, [RCBA_D_IOTR + 2] = RCBA_IOTR0 + 8,
    [RCBA_D_IOTR + 3] = RCBA_IOTR0 + 12, [RCBA_D_IOTR + 4] = RCBA_IOTR0 + 16, [RCBA_D_IOTR + 5] = RCBA_IOTR0 + 20,
    [RCBA_D_IOTR + 6] = RCBA_IOTR0 + 24, [RCBA_D_IOTR + 7] = RCBA_IOTR0 + 28, [RCBA_D_TCTL] = RCBA_TCTL,
    [RCBA_D_GCS] = RCBA_GCS,            [RCBA_D_BUC] = RCBA_BUC,
    [RCBA_D_OIC] = RCBA_OIC};

static uint64_t iotr(const rcba_t *s, unsigned n)
{
    return s->regs[RCBA_D_IOTR + 2 * n] | (uint64_t)s->regs[RCBA_D_IOTR + 2 * n + 1] << 32;
}

static void show(const rcba_t *s, bool strap, rcba_out_t *out)
{
    out->trsr = (uint8_t)s->regs[RCBA_D_TRSR];
    out->trap = out->trsr != 0;
    out->hit = s->hit;
    out->trcr = s->regs[RCBA_D_TRCR];
    out->twdr = s->regs[RCBA_D_TWDR];
    out->iotr0 = iotr(s, 0);
    out->iotr1 = iotr(s, 1);
    out->iotr2 = iotr(s, 2);
    out->iotr3 = iotr(s, 3);
    out->tctl = (uint8_t)s->regs[RCBA_D_TCTL];
    out->gcs = s->regs[RCBA_D_GCS] | (strap ? GCS_NO_REBOOT : 0);
    out->no_reboot = out->gcs & GCS_NO_REBOOT;
    out->buc = (uint8_t)s->regs[RCBA_D_BUC];
    out->oic = (uint8_t)(s->regs[RCBA_D_OIC] >> 24);
    out->top_swap = out->buc & BUC_TS;
}

void rcba_reset(rcba_t *s, rcba_out_t *out)
{
    *s = (rcba_t){0};
    for (unsigned i = 0; i < RCBA_DWORDS; i++)
        s->regs[i] = reg_reset(rcba_regs, i);
    show(s, false, out);
}

/* True when the access at this edge is one that trap n waits for (chipset facts 5.3). */
static bool matches(const rcba_t *s, const rcba_in_t *in, unsigned n)
{
    uint32_t lo = s->regs[RCBA_D_IOTR + 2 * n], hi = s->regs[RCBA_D_IOTR + 2 * n + 1];
    uint32_t addr_ignored = lo >> 18 << 2;
    unsigned tbe = hi & 15, bem = hi >> 4 & 15;
    bool read_trap = hi >> 16 & 1, both_ways = hi >> 17 & 1;
    bool lanes = in->any_lane ? (in->io_be & (tbe | bem)) != 0 : ((in->io_be ^ tbe) & ~bem) == 0;

    return (lo & IOTR_TRSE) && ((in->io_addr ^ lo) & 0xfffc & ~addr_ignored) == 0 &&
           (both_ways || read_trap == !in->io_write) && lanes;
}

void rcba_tick(rcba_t *s, const rcba_in_t *in, rcba_out_t *out)
{
    uint32_t hits = 0, bild = s->regs[RCBA_D_GCS] & GCS_BILD;
    for (unsigned n = 0; n < RCBA_TRAPS; n++)
        if (in->io_seen && matches(s, in, n))
            hits |= 1u << n;
    for (unsigned i = 0; i < RCBA_DWORDS; i++)
        if (in->wr_en && in->off == dword_off[i])
            s->regs[i] = reg_write(rcba_regs, i, s->regs[i], in->wdata, in->be, bild ? 1u << (LOCK_BILD - 1) : 0);

    s->hit = hits != 0;
    if (hits && !s->regs[RCBA_D_TRSR]) {
        s->regs[RCBA_D_TRCR] = (in->io_addr & 0xfffcu) | (uint32_t)in->io_be << 16 | (uint32_t)!in->io_write << 24;
        s->regs[RCBA_D_TWDR] = in->io_write ? in->io_data & reg_lanes(in->io_be) : 0;
    }
    s->regs[RCBA_D_TRSR] |= hits;
    show(s, in->no_reboot_strap, out);
}

BLOCK(rcba, PCICLK, false, "chip configuration at RCBA: I/O traps, TCTL, GCS, BUC, OIC")
