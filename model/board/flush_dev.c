#include "board/flush_dev.h"

SIG_TABLE(flush_dev_in, FLUSH_DEV_IN)
SIG_TABLE(flush_dev_out, FLUSH_DEV_OUT)

enum { LOW_CLKS = 4 };

void flush_dev_reset(flush_dev_t *s, flush_dev_out_t *out)
{
    *s = (flush_dev_t){.smi_n = true};
    out->flush_n = true;
}

void flush_dev_tick(flush_dev_t *s, const flush_dev_in_t *in, flush_dev_out_t *out)
{
    if (in->on && s->smi_n && !in->smi_n) {
        s->left = in->skew;
        s->low = LOW_CLKS;
    } else if (s->left) {
        s->left--;
    } else if (s->low) {
        s->low--;
    }
    s->smi_n = in->smi_n;
    out->flush_n = s->left || !s->low;
}

BLOCK(flush_dev, BCLK, false, "a board's FLUSH# together with SMI#")
