#include "cpu/smi_pin.h"

SIG_TABLE(smi_pin_in, SMI_PIN_IN)
SIG_TABLE(smi_pin_out, SMI_PIN_OUT)

enum { LIVE = 3 };

static unsigned rearm(const smi_pin_in_t *in)
{
    return in->rearm_clks ? in->rearm_clks : 1;
}

static void show(const smi_pin_t *s, bool armed, smi_pin_out_t *out)
{
    out->pending = s->pending;
    out->armed = armed;
    out->sync_n = s->sync2;
}

void smi_pin_reset(smi_pin_t *s, smi_pin_out_t *out)
{
    *s = (smi_pin_t){.sync1 = true, .sync2 = true};
    show(s, false, out);
}

void smi_pin_tick(smi_pin_t *s, const smi_pin_in_t *in, smi_pin_out_t *out)
{
    bool fall = !s->sync2 && s->live == LIVE && s->high >= rearm(in);
    if (!s->sync2)
        s->high = 0;
    else if (s->high < 15)
        s->high++;
    if (s->live < LIVE)
        s->live++;

    if (fall || in->msg)
        s->pending = true; /* wins over a take seen in the same clock: that SMI is a new one */
    else if (in->take != s->take_seen)
        s->pending = false;
    s->take_seen = in->take;

    s->sync2 = s->sync1;
    s->sync1 = in->smi_n;
    show(s, s->live == LIVE && s->high >= rearm(in), out);
}

BLOCK(smi_pin, BCLK, true, "SMI# synchroniser, falling-edge latch, one pending")
