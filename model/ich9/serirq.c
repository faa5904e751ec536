#include "ich9/serirq.h"

SIG_TABLE(serirq_in, SERIRQ_IN)
SIG_TABLE(serirq_out, SERIRQ_OUT)

const char *const serirq_state_names[] = {"IDLE", "START", "RECOVER", "TURN", "DATA", "STOP", "END_RECOVER", "END_TURN",
                                          NULL};

enum { FRAME_SMI = 3, FRAME_IRQ15 = 16, FRAME_IOCHK = 17, FRAME_INTA = 18, FRAME_INTD = 21 };
enum { FRAME_CLKS = 3, SAMPLE_CLK = 0 };

static void show(const serirq_t *s, serirq_out_t *out)
{
    bool low = s->state == SIRQ_START || s->state == SIRQ_STOP;
    out->oe = low || s->state == SIRQ_RECOVER || s->state == SIRQ_END_RECOVER;
    out->o = !low;
    out->smi = s->smi;
    out->irq = s->irq;
    out->iochk = s->iochk;
    out->pirq = s->pirq;
    out->frame = s->state == SIRQ_DATA ? s->frame : 0;
    out->state = s->state;
}

static void forget_levels(serirq_t *s)
{
    s->smi = false;
    s->iochk = false;
    s->irq = 0xffff;
    s->pirq = 0xf;
}

void serirq_reset(serirq_t *s, serirq_out_t *out)
{
    *s = (serirq_t){.state = SIRQ_IDLE};
    forget_levels(s);
    show(s, out);
}

/* Clocks of a start frame by SERIRQ_CNTL[1:0]; 11 is reserved (chipset facts 1.3). */
static uint8_t start_width(uint8_t start_sel)
{
    static const uint8_t widths[] = {4, 6, 8, 4};
    return widths[start_sel & 3];
}

static void idle_step(serirq_t *s, const serirq_in_t *in)
{
    if (!in->en) {
        forget_levels(s);
    } else if (in->cont || !in->pin) {
        s->state = SIRQ_START;
        s->left = (uint8_t)(start_width(in->start_sel) - !in->cont); /* quiet: the device drove the first clock */
        s->last = (uint8_t)(FRAME_IOCHK + in->frames);
    }
}

static void sample(serirq_t *s, bool pin)
{
    if (s->frame == FRAME_SMI) {
        s->smi = !pin;
    } else if (s->frame <= FRAME_IRQ15) {
        unsigned irq = s->frame - 1u; /* frames 1 and 2 are IRQ0 and IRQ1, the SMI# slot has the place of IRQ2 */
        s->irq = (uint16_t)((s->irq & ~(1u << irq)) | (unsigned)pin << irq);
    } else if (s->frame == FRAME_IOCHK) {
        s->iochk = !pin;
    } else if (s->frame <= FRAME_INTD) {
        unsigned line = s->frame - (unsigned)FRAME_INTA;
        s->pirq = (uint8_t)((s->pirq & ~(1u << line)) | (unsigned)pin << line);
    }
}

static void data_step(serirq_t *s, const serirq_in_t *in)
{
    if (s->left == SAMPLE_CLK)
        sample(s, in->pin);
    s->left++;
    if (s->left < FRAME_CLKS)
        return;
    s->left = 0;
    s->frame++;
    if (s->frame > s->last) {
        s->state = SIRQ_STOP;
        s->left = in->cont ? 3 : 2;
    }
}

void serirq_tick(serirq_t *s, const serirq_in_t *in, serirq_out_t *out)
{
    switch ((enum serirq_state)s->state) {
    case SIRQ_IDLE: {
        idle_step(s, in);
        break;
    }
    case SIRQ_START:
    case SIRQ_STOP: {
        s->left--;
        if (!s->left)
            s->state++;
        break;
    }
    case SIRQ_RECOVER:
    case SIRQ_END_RECOVER: {
        s->state++;
        break;
    }
    case SIRQ_TURN: {
        s->state = SIRQ_DATA;
        s->frame = 1;
        s->left = 0;
        break;
    }
    case SIRQ_DATA: {
        data_step(s, in);
        break;
    }
    case SIRQ_END_TURN: {
        s->state = SIRQ_IDLE;
        break;
    }
    }
    show(s, out);
}

BLOCK(serirq, PCICLK, true, "SERIRQ host: start, data and stop frames, SMI# slot and interrupt levels")
