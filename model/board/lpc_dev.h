/* lpc_dev: the devices on the LPC bus: the boot flash, a keyboard controller and an embedded controller
 * (chipset facts 6.1, 6.2, 6.4).
 *
 * One byte a cycle. `lframe_n` and `lad` are the wires at this edge; the devices drive LAD to lad_o while lad_oe is 1,
 * lad_o is Fh whenever lad_oe is 0. Outputs after an edge hold for the clock that begins with it. LFRAME# low at any
 * time ends what was under way; the LAD value of its last low clock is the START nibble. A cycle for one of these is
 * answered with `waits` clocks of SYNC 0101 (0110 with long_wait), SYNC 0000, data, and 1111 for one clock. All others,
 * and firmware cycles of more than one byte or with an IDSEL other than 0, are left alone, so that the host aborts.
 * Reads and writes act at the edge that ends SYNC 0000: a cycle that the host aborts before does nothing.
 * Flash: memory cycles at FFFF0000h and above and firmware cycles at FFF0000h and above, both on the 64 KB of rom.
 * Commands are writes, "a: d" at flash offset a: unlock is 5555h: AAh, then 2AAAh: 55h.
 *   unlock, 5555h: A0h, any a: d                  byte program: rom[a] &= d
 *   unlock, 5555h: 80h, unlock, a: 30h            sector erase: the 4 KB around a becomes FFh
 *   unlock, 5555h: 80h, unlock, any: 50h          block erase: all 64 KB
 *   unlock, 5555h: 90h                            identification: reads give BFh at 0, 60h at 1, FFh elsewhere
 *   unlock, 5555h: F0h, or F0h anywhere but as data to program: back to the array
 *   Any other write starts over. After a program or erase the flash is busy for busy_clks PCICLKs: writes do nothing, a
 *   read gives in bit 7 the complement of what will be there, in bit 6 another value at each read, 0 in the others.
 * Controllers, keyboard at 60h and 64h, embedded at 62h and 66h: a write of the data port (60h, 62h) or command port
 *   (64h, 66h) sets status bit 1 (IBF) and bit 3 (1 command, 0 data); take_clks PCICLKs later the controller has taken
 *   the byte: IBF 0, and a data byte stands in the output register: bit 0 (OBF) 1. A read of the data port gives the
 *   output register and clears OBF; a read of 64h, 66h gives the status. A write before IBF is 0 replaces the byte.
 * Reset: no cycle, array mode, not busy, status and output register 0; rom stays.
 * Left out: DMA, bus masters, flash locking registers and pins, chip erase, what a controller does with commands. */
#ifndef BOARD_LPC_DEV_H
#define BOARD_LPC_DEV_H

#include "block.h"

enum { LPC_FLASH_SIZE = 0x10000, LPC_FLASH_SECTOR = 0x1000 };
enum lpc_dev_state { LDEV_IDLE, LDEV_TYPE, LDEV_ADDR, LDEV_WDATA, LDEV_TAR, LDEV_WAIT, LDEV_READY, LDEV_RDATA,
                     LDEV_TAR2 };
enum lpc_dev_target { LDEV_NONE, LDEV_FLASH, LDEV_KBC, LDEV_EC };
enum lpc_dev_sts { LDEV_OBF = 1 << 0, LDEV_IBF = 1 << 1, LDEV_CMD = 1 << 3 };
extern const char *const lpc_dev_state_names[];
extern const char *const lpc_dev_target_names[];

#define LPC_DEV_IN(X, T)                                                     \
    X(T, bool, lframe_n, 1, IN, 0)                                           \
    X(T, uint8_t, lad, 4, IN, 0)                                             \
    X(T, uint8_t, waits, 8, IN, 0)      /* strap: wait clocks of an answer */ \
    X(T, bool, long_wait, 1, IN, 0)     /* strap */                          \
    X(T, uint16_t, busy_clks, 16, IN, 0) /* strap: PCICLKs of a flash program or erase */ \
    X(T, uint8_t, take_clks, 8, IN, 0)  /* strap: PCICLKs until a controller has taken a byte */
#define LPC_DEV_OUT(X, T)                                                    \
    X(T, uint8_t, lad_o, 4, EXACT, 0)                                        \
    X(T, bool, lad_oe, 1, EXACT, 0)                                          \
    X(T, uint8_t, state, 4, EXACT, lpc_dev_state_names)                      \
    X(T, uint8_t, target, 2, EXACT, lpc_dev_target_names) /* of the cycle under way */ \
    X(T, bool, flash_busy, 1, EXACT, 0)                                      \
    X(T, bool, flash_id, 1, EXACT, 0)   /* reads give the identification */  \
    X(T, uint8_t, kbc_sts, 8, EXACT, 0)                                      \
    X(T, uint8_t, ec_sts, 8, EXACT, 0)
SIG_STRUCT(lpc_dev_in, LPC_DEV_IN)
SIG_STRUCT(lpc_dev_out, LPC_DEV_OUT)

typedef struct lpc_dev_flash {
    uint8_t step; /* of the command sequence */
    bool id;
    uint16_t busy;      /* clocks left */
    uint8_t poll, flip; /* busy: bits 7 and 6 of a read */
} lpc_dev_flash_t;

typedef struct lpc_dev_ctl {
    uint8_t in, out, sts;
    uint8_t left; /* clocks until the byte is taken */
} lpc_dev_ctl_t;

typedef struct lpc_dev {
    uint8_t state;  /* enum lpc_dev_state */
    uint8_t target; /* enum lpc_dev_target */
    uint8_t start, nibbles, clk;
    bool firmware, io, write;
    uint32_t addr;
    uint8_t data;
    lpc_dev_flash_t flash;
    lpc_dev_ctl_t kbc, ec;
} lpc_dev_t;

typedef struct lpc_dev_wiring {
    uint8_t *rom; /* LPC_FLASH_SIZE bytes; programmed and erased by commands */
} lpc_dev_wiring_t;

void lpc_dev_reset(lpc_dev_t *s, lpc_dev_out_t *out);

/* One PCICLK edge. */
void lpc_dev_tick(lpc_dev_t *s, const lpc_dev_in_t *in, lpc_dev_out_t *out, lpc_dev_wiring_t *wiring);

extern const block_t lpc_dev_block;
#endif
