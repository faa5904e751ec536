/* gpio: the general-purpose inputs as an SMI source: GPI_ROUT, ALT_GP_SMI_EN, ALT_GP_SMI_STS (chipset facts 1.7,
 * 2.5, 2.6 row 12). ALT_GP_SMI_STS[n] is set by a high GPI[n] routed to SMI# (GPI_ROUT[2n+1:2n] = 01) and stays until
 * 1 is written; a pin that is still high sets it again at once (a level source). gpi_sci[n] is a high GPI[n] routed to SCI (10), a level for GPE0.
 * Left out: GPI_INV, GPIO direction and level registers; 11 routes nowhere (chipset facts section 10 row 26). */
#ifndef ICH9_GPIO_H
#define ICH9_GPIO_H

#include "block.h"
#include "cover.h"

#define GPIO_IN(X, T)                                                                     \
    X(T, uint16_t, gpi, 16, IN, 0)                                                        \
    X(T, bool, wr_en, 1, IN, 0)                                                           \
    X(T, bool, addr, 1, IN, 0) /* 0: ALT_GP_SMI_EN (low word) and STS (high), 1: GPI_ROUT */ \
    X(T, uint8_t, be, 4, IN, 0)                                                           \
    X(T, uint32_t, wdata, 32, IN, 0)
#define GPIO_OUT(X, T)                                                                    \
    X(T, bool, gpi_sts, 1, EXACT, 0) /* any ALT_GP_SMI_STS and its enable */              \
    X(T, uint16_t, gpi_sci, 16, EXACT, 0)                                                 \
    X(T, uint16_t, alt_gp_smi_en, 16, EXACT, 0)                                           \
    X(T, uint16_t, alt_gp_smi_sts, 16, EXACT, 0)                                          \
    X(T, uint32_t, gpi_rout, 32, EXACT, 0)
SIG_STRUCT(gpio_in, GPIO_IN)
SIG_STRUCT(gpio_out, GPIO_OUT)

typedef struct gpio {
    uint32_t regs[2]; /* rows in gpio_regs: PMBASE + 38h, D31:F0 B8h */
} gpio_t;

void gpio_reset(gpio_t *s, gpio_out_t *out);

/* One PCICLK edge. */
void gpio_tick(gpio_t *s, const gpio_in_t *in, gpio_out_t *out);

extern const block_t gpio_block;
extern const cover_group_t gpio_cover[]; /* gpio_cover.c */
#endif
