/* flush_dev: a board whose SMRAM lies over cached memory: it pulls FLUSH# when SMI# falls, so that the processors empty
 * their caches before the handler's first fetch (interconnect facts 4.5).
 *
 * An edge at which smi_n is 0 after an edge at which it was 1 is a fall. While `on` is 1, FLUSH# goes low at the edge
 * `skew` edges after it and is low for four edges; a fall meanwhile starts this anew. With skew 0 a processor has
 * FLUSH# before SMI#, which takes two more edges in its synchroniser. An SMI message of an APIC moves no pin, so it
 * flushes nothing.
 * Left out: a FLUSH# that waits for the processors' acknowledges. */
#ifndef BOARD_FLUSH_DEV_H
#define BOARD_FLUSH_DEV_H

#include "block.h"

#define FLUSH_DEV_IN(X, T)                         \
    X(T, bool, smi_n, 1, IN, 0)                    \
    X(T, bool, on, 1, IN, 0)      /* strap */      \
    X(T, uint16_t, skew, 14, IN, 0) /* strap */
#define FLUSH_DEV_OUT(X, T)                        \
    X(T, bool, flush_n, 1, EXACT, 0)
SIG_STRUCT(flush_dev_in, FLUSH_DEV_IN)
SIG_STRUCT(flush_dev_out, FLUSH_DEV_OUT)

typedef struct flush_dev {
    bool smi_n;    /* at the last edge */
    uint16_t left; /* edges until FLUSH# falls */
    uint8_t low;   /* edges for which it is, or will be, low */
} flush_dev_t;

void flush_dev_reset(flush_dev_t *s, flush_dev_out_t *out);

/* One BCLK edge. */
void flush_dev_tick(flush_dev_t *s, const flush_dev_in_t *in, flush_dev_out_t *out);

extern const block_t flush_dev_block;
#endif
