/* sources: everything that asks for SMI#, one row each (chipset facts 2.6).
 * Left out: rows of the table that only lead to another row (BIOS_RLS makes an SCI). */
#ifndef ICH9_SOURCES_H
#define ICH9_SOURCES_H

#include "ev.h"

#include <stdbool.h>

typedef struct smi_source {
    const char *row;    /* number in chipset facts 2.6 */
    const char *event;  /* what happens */
    const char *status; /* where it shows, datasheet names */
    const char *enable; /* what lets it ask for SMI# besides GBL_SMI_EN */
    const char *wire;   /* a wire that a scenario drives, or NULL when software or the machine makes it */
    uint8_t bit;        /* of SMI_STS; SMI_SOURCE_NO_BIT: none */
    ev_id_t ev;         /* logged when that bit goes to 1; EV_COUNT: another row logs it */
    const char *cause;  /* short, for reports */
    uint32_t tco;       /* rows 20 to 28: its bit in TCO1_STS | TCO2_STS << 16; else 0 */
} smi_source_t;

enum { SMI_SOURCE_NO_BIT = 32 };

/* Ended by a row whose `row` is NULL. */
extern const smi_source_t smi_sources[];

/* What the logged event `e` says about the cause of an SMI, in `text`; false when it says nothing. */
bool smi_cause(const ev_t *e, char *text, unsigned size);

#endif
