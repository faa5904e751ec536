#include "board/lpc_dev.h"
SIG_TABLE(lpc_dev_in, LPC_DEV_IN)
SIG_TABLE(lpc_dev_out, LPC_DEV_OUT)
void lpc_dev_reset(lpc_dev_t *s, lpc_dev_out_t *out) { *s = (lpc_dev_t){.o = {.lad_o = 15}}; *out = s->o; }
void lpc_dev_tick(lpc_dev_t *s, const lpc_dev_in_t *in, lpc_dev_out_t *out, lpc_dev_wiring_t *w)
{
    s->o.lad_oe = false; s->o.lad_o = 15;
    if (!in->lframe_n) { s->on = in->lad == 13; s->n = 0; s->addr = 0; }
    else if (s->on) {
        s->n++;
        if (s->n >= 2 && s->n <= 8) s->addr = s->addr << 4 | in->lad;
        if (s->n == 11) { s->o.lad_oe = true; s->o.lad_o = 0; }
        if (s->n == 12) { s->o.lad_oe = true; s->o.lad_o = w->rom[s->addr & 0xffff] & 15; }
        if (s->n == 13) { s->o.lad_oe = true; s->o.lad_o = w->rom[s->addr & 0xffff] >> 4; s->on = false; }
    }
    *out = s->o;
}
BLOCK_WIRED(lpc_dev, PCICLK, false, "stub")
