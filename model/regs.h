/* regs: register tables. A row is one bit field: where it is, what reset makes of it, how it may be written and what
 * locks it. Generic read, write and reset follow the rows; side effects are code beside the table.
 *
 * A table belongs to one block and describes an array of dwords. `well` says which reset a row obeys: the core well's,
 * platform reset, in nearly all; RSMRST# or RTCRST# in the block `wells`, whose reset function means power-on.
 * Left out: fields wider than their dword. */
#ifndef REGS_H
#define REGS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum reg_access {
    REG_RO,    /* writes do nothing; reads show the value */
    REG_RW,
    REG_W1C,   /* writing 1 clears */
    REG_W1S,   /* writing 1 sets; software cannot clear */
    REG_WO,    /* writes act (in the block's code), reads show 0 */
    REG_LIVE,  /* read-only, follows other wires */
} reg_access_t;
extern const char *const reg_access_names[];

/* Power well: the reset that gives a row its reset value. */
typedef enum reg_well {
    WELL_CORE,   /* platform reset (PLTRST#) */
    WELL_RESUME, /* RSMRST# */
    WELL_RTC,    /* RTCRST# */
} reg_well_t;
extern const char *const reg_well_names[];

#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* a row may leave out `well` */

typedef struct reg_row {
    const char *reg;      /* datasheet name of the register */
    const char *field;    /* datasheet name of the bit field */
    const char *where;    /* "PMBASE+30h", "D0:F0 9Dh" */
    uint8_t dword;        /* index in the block's array */
    uint8_t shift, width; /* bit position in that dword, bits */
    uint32_t reset;       /* value of the field */
    reg_access_t access;
    uint8_t lock;         /* 0: never locked; else bit (lock - 1) of `locks` freezes it */
    const char *source;   /* section of the hardware facts */
    reg_well_t well;      /* WELL_CORE when a row leaves it out */
} reg_row_t;

/* Mask of a row's field in its dword. */
uint32_t reg_mask(const reg_row_t *row);

/* The bit of the dword at which the row's register begins, from the offset at the end of `where` (9Dh: bit 8). */
unsigned reg_first_bit(const reg_row_t *row);

/* Value of one dword after reset. The table ends with a row whose reg is NULL. */
uint32_t reg_reset(const reg_row_t *table, unsigned dword);

/* The dword after the reset of one well: rows of that well at their reset value, all others as they were. */
uint32_t reg_reset_well(const reg_row_t *table, unsigned dword, uint32_t old, reg_well_t well);

/* The dword after a write of `data` in the byte lanes `be`; `locks` says which locks are on. */
uint32_t reg_write(const reg_row_t *table, unsigned dword, uint32_t old, uint32_t data, uint8_t be, uint32_t locks);

/* What a read shows of a stored dword. */
uint32_t reg_read(const reg_row_t *table, unsigned dword, uint32_t value);

/* Dword mask of byte lanes. */
uint32_t reg_lanes(uint8_t be);

#endif
