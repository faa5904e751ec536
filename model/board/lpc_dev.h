#ifndef BOARD_LPC_DEV_H
#define BOARD_LPC_DEV_H
#include "block.h"
#define LPC_DEV_IN(X, T) X(T, bool, lframe_n, 1, IN, 0) X(T, uint8_t, lad, 4, IN, 0)
#define LPC_DEV_OUT(X, T) X(T, bool, lad_oe, 1, EXACT, 0) X(T, uint8_t, lad_o, 4, EXACT, 0)
SIG_STRUCT(lpc_dev_in, LPC_DEV_IN)
SIG_STRUCT(lpc_dev_out, LPC_DEV_OUT)
typedef struct lpc_dev { uint8_t n, lad; bool on; uint32_t addr; lpc_dev_out_t o; } lpc_dev_t;
typedef struct lpc_dev_wiring { uint8_t *rom; } lpc_dev_wiring_t;
void lpc_dev_reset(lpc_dev_t *s, lpc_dev_out_t *out);
void lpc_dev_tick(lpc_dev_t *s, const lpc_dev_in_t *in, lpc_dev_out_t *out, lpc_dev_wiring_t *w);
extern const block_t lpc_dev_block;
#endif
