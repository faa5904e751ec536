#include "board/serirq_dev.h"
SIG_TABLE(serirq_dev_in, SERIRQ_DEV_IN)
SIG_TABLE(serirq_dev_out, SERIRQ_DEV_OUT)
void serirq_dev_reset(serirq_dev_t *s, serirq_dev_out_t *out) { *s = (serirq_dev_t){.o = {.o = true}}; *out = s->o; }
void serirq_dev_tick(serirq_dev_t *s, const serirq_dev_in_t *in, serirq_dev_out_t *out) { (void)in; *out = s->o; }
BLOCK(serirq_dev, PCICLK, false, "stub")
