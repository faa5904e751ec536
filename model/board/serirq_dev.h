#ifndef BOARD_SERIRQ_DEV_H
#define BOARD_SERIRQ_DEV_H
#include "block.h"
#define SERIRQ_DEV_IN(X, T) X(T, bool, pin, 1, IN, 0) X(T, uint32_t, lines, 32, IN, 0)
#define SERIRQ_DEV_OUT(X, T) X(T, bool, oe, 1, EXACT, 0) X(T, bool, o, 1, EXACT, 0)
SIG_STRUCT(serirq_dev_in, SERIRQ_DEV_IN)
SIG_STRUCT(serirq_dev_out, SERIRQ_DEV_OUT)
typedef struct serirq_dev { serirq_dev_out_t o; } serirq_dev_t;
void serirq_dev_reset(serirq_dev_t *s, serirq_dev_out_t *out);
void serirq_dev_tick(serirq_dev_t *s, const serirq_dev_in_t *in, serirq_dev_out_t *out);
extern const block_t serirq_dev_block;
#endif
