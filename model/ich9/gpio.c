#include "ich9/gpio.h"

#include "ich9/ich9_regs.h"

SIG_TABLE(gpio_in, GPIO_IN)
SIG_TABLE(gpio_out, GPIO_OUT)

enum { REG_ALT, REG_ROUT };

const reg_row_t gpio_regs[] = {
    {"ALT_GP_SMI_EN", "ALT_GP_SMI_EN", "PMBASE+38h", REG_ALT, 0, 16, 0, REG_RW, 0, "chipset 2.5"},
    {"ALT_GP_SMI_STS", "ALT_GP_SMI_STS", "PMBASE+3Ah", REG_ALT, 16, 16, 0, REG_W1C, 0, "chipset 2.5"},
    {"GPI_ROUT", "GPI_ROUT", "D31:F0 B8h", REG_ROUT, 0, 32, 0, REG_RW, 0, "chipset 1.7"},
    {0}};

static void show(const gpio_t *s, gpio_out_t *out)
{
    out->alt_gp_smi_en = (uint16_t)s->regs[REG_ALT];
    out->alt_gp_smi_sts = (uint16_t)(s->regs[REG_ALT] >> 16);
    out->gpi_rout = s->regs[REG_ROUT];
    out->gpi_sts = (out->alt_gp_smi_en & out->alt_gp_smi_sts) != 0;
}

void gpio_reset(gpio_t *s, gpio_out_t *out)
{
    for (unsigned i = 0; i < 2; i++)
        s->regs[i] = reg_reset(gpio_regs, i);
    out->gpi_sci = 0;
    show(s, out);
}

void gpio_tick(gpio_t *s, const gpio_in_t *in, gpio_out_t *out)
{
    if (in->wr_en)
        s->regs[in->addr] = reg_write(gpio_regs, in->addr, s->regs[in->addr], in->wdata, in->be, 0);
    out->gpi_sci = 0;
    for (unsigned n = 0; n < 16; n++) {
        unsigned route = s->regs[REG_ROUT] >> (2 * n) & 3;
        if ((in->gpi >> n & 1) && route == 1)
            s->regs[REG_ALT] |= UINT32_C(0x10000) << n;
        if ((in->gpi >> n & 1) && route == 2)
            out->gpi_sci = (uint16_t)(out->gpi_sci | 1u << n);
    }
    show(s, out);
}

BLOCK(gpio, PCICLK, false, "GPI pins routed to SMI# or SCI: GPI_ROUT, ALT_GP_SMI_EN, ALT_GP_SMI_STS")
