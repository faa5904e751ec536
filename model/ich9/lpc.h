/* lpc: the host side of the LPC bus, clock by clock (chipset facts 6.1, 6.2). One byte a cycle.
 *
 * A cycle is asked for by req = 1 with kind, addr, wdata, idsel while state is IDLE (they are taken at that edge); req in
 * any other state is not seen. `lad` is LAD[3:0] at this edge; the host drives lad_o while lad_oe is 1; lad_o is Fh
 * whenever lad_oe is 0. Outputs after an edge hold for the clock that begins with it. Clocks of a cycle, in order:
 *   START  LFRAME# low, LAD = 0000 for I/O and memory, 1101 firmware read, 1110 firmware write
 *   TYPE   LFRAME# high from here on. LAD = 0000 I/O read, 0010 I/O write, 0100 memory read, 0110 memory write; firmware:
 *          the IDSEL nibble idsel
 *   ADDR   I/O 4 nibbles (addr[15:0]), memory 8, firmware 7 (addr[27:0]), most significant first; firmware then one nibble
 *          MSIZE 0000 (one byte), still in state ADDR
 *   WDATA  writes only: wdata[3:0], then wdata[7:4]
 *   TAR    two clocks: driven 1111, then not driven
 *   SYNC   not driven. At the edge that ends each clock lad is looked at: 0000 ready; 1010 error, as ready and error := 1;
 *          0101 short wait; 0110 long wait; 1111 nobody yet; anything else is illegal. Illegal, or 1111 at four edges in
 *          a row with no other value before, or (short_max not 0) more than short_max short waits in a row -> ABORT.
 *          1111 after a wait is illegal. A long wait ends a row of short ones; rows have no end of their own.
 *   RDATA  reads only, two clocks, not driven: low nibble, then high nibble, each taken into rdata at the edge that ends
 *          its clock
 *   TAR2   two clocks, not driven -> IDLE, done = 1 for one clock
 *   ABORT  instead of the rest: LFRAME# low for four clocks, LAD = 1111 driven in the fourth only -> IDLE, done = 1, aborted =
 *          1, rdata = FFh
 * So without waits I/O cycles take 13 clocks, memory and firmware cycles 17, from the edge that shows START to the edge that
 * shows done. error and aborted belong to the last cycle and are cleared when the next one starts; so is rdata, to FFh; a
 * write leaves it FFh. In IDLE: LFRAME# high, lad_oe 0. kind 6 and 7 are taken as I/O read. Reset: IDLE, rdata FFh.
 * RTL twin: rtl/lpc.v.
 * Left out: DMA and bus-master cycles, cycles of more than one byte, LPCPD#, CLKRUN#. */
#ifndef ICH9_LPC_H
#define ICH9_LPC_H

#include "block.h"
#include "cover.h"

enum lpc_kind { LPC_IO_READ, LPC_IO_WRITE, LPC_MEM_READ, LPC_MEM_WRITE, LPC_FW_READ, LPC_FW_WRITE };
enum lpc_state { LPC_IDLE, LPC_START, LPC_TYPE, LPC_ADDR, LPC_WDATA, LPC_TAR, LPC_SYNC, LPC_RDATA, LPC_TAR2, LPC_ABORT };
extern const char *const lpc_kind_names[];
extern const char *const lpc_state_names[];

#define LPC_IN(X, T)                                                                     \
    X(T, bool, req, 1, IN, 0)                                                            \
    X(T, uint8_t, kind, 3, IN, lpc_kind_names)                                           \
    X(T, uint32_t, addr, 32, IN, 0)                                                      \
    X(T, uint8_t, wdata, 8, IN, 0)                                                       \
    X(T, uint8_t, idsel, 4, IN, 0)     /* of a firmware cycle */                         \
    X(T, uint8_t, lad, 4, IN, 0)       /* LAD[3:0] as it is at this edge, pulled up */   \
    X(T, uint8_t, short_max, 4, IN, 0) /* strap lpc_short_waits; 0: no limit */
#define LPC_OUT(X, T)                                                                    \
    X(T, bool, lframe_n, 1, EXACT, 0)                                                    \
    X(T, uint8_t, lad_o, 4, EXACT, 0)                                                    \
    X(T, bool, lad_oe, 1, EXACT, 0)                                                      \
    X(T, bool, done, 1, EXACT, 0)      /* one clock */                                   \
    X(T, bool, error, 1, EXACT, 0)                                                       \
    X(T, bool, aborted, 1, EXACT, 0)                                                     \
    X(T, uint8_t, rdata, 8, EXACT, 0)                                                    \
    X(T, uint8_t, state, 4, EXACT, lpc_state_names)
SIG_STRUCT(lpc_in, LPC_IN)
SIG_STRUCT(lpc_out, LPC_OUT)

typedef struct lpc {
    uint8_t state; /* enum lpc_state */
    uint8_t kind;  /* enum lpc_kind */
    uint8_t idsel, wdata, rdata;
    uint32_t addr;
    uint8_t clk;   /* clocks spent in the state */
    uint8_t shorts; /* short waits in a row */
    bool waited;   /* a wait was seen in SYNC */
    bool done, error, aborted;
} lpc_t;

void lpc_reset(lpc_t *s, lpc_out_t *out);

/* One PCICLK edge. */
void lpc_tick(lpc_t *s, const lpc_in_t *in, lpc_out_t *out);

extern const block_t lpc_block;
extern const cover_group_t lpc_cover[]; /* lpc_cover.c */
#endif
