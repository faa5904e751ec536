#include "board/serirq_dev.h"

SIG_TABLE(serirq_dev_in, SERIRQ_DEV_IN)
SIG_TABLE(serirq_dev_out, SERIRQ_DEV_OUT)

const char *const serirq_dev_state_names[] = {"WAIT", "ASK", "DATA", "STOP", NULL};

enum { START_LOWS = 4, STOP_LOWS = 2, STOP_LOWS_QUIET = 2, FRAMES_MOST = 32, FRAME_CLKS = 3, FIRST_SAMPLE = 2 };
enum { CLK_SAMPLE, CLK_RECOVERY, CLK_TURNAROUND };

/* Frame of clock `clk`; clocks 0 and 1 belong to none. */
static unsigned frame_of(unsigned clk)
{
    return clk < FIRST_SAMPLE ? 0 : (clk - FIRST_SAMPLE) / FRAME_CLKS + 1;
}

static void show(const serirq_dev_t *s, serirq_dev_out_t *out)
{
    out->oe = s->oe;
    out->o = s->o;
    out->quiet = s->quiet;
    out->frame = s->state == SDEV_DATA ? (uint8_t)frame_of(s->clk) : 0;
    out->state = s->state;
}

void serirq_dev_reset(serirq_dev_t *s, serirq_dev_out_t *out)
{
    *s = (serirq_dev_t){.state = SDEV_WAIT, .o = true};
    show(s, out);
}

static void drive(serirq_dev_t *s, bool level)
{
    s->oe = true;
    s->o = level;
}

/* The host goes on to the next cycle without the frames from `frame` on. */
static void count_as_told(serirq_dev_t *s, unsigned frame, uint32_t lines)
{
    uint32_t missing = frame > FRAMES_MOST ? 0 : UINT32_MAX << (frame - 1);
    s->told = (s->told & ~missing) | (lines & missing);
}

/* The next clock of the data frames begins. */
static void data_step(serirq_dev_t *s, uint32_t lines)
{
    unsigned frame = frame_of(s->clk); /* of the clock that ends */
    if (s->lows >= STOP_LOWS) {
        count_as_told(s, frame, lines);
        s->state = SDEV_STOP;
        return;
    }
    s->clk++;
    frame = frame_of(s->clk);
    if (frame > FRAMES_MOST + 1) { /* the stop frame may stand in place of a 33rd */
        s->state = SDEV_WAIT;
        s->quiet = false;
        return;
    }
    if (frame == 0 || frame > FRAMES_MOST)
        return;
    uint32_t line = UINT32_C(1) << (frame - 1);
    switch ((s->clk - FIRST_SAMPLE) % FRAME_CLKS) {
    case CLK_SAMPLE: {
        s->pulled = lines & line;
        s->told = (s->told & ~line) | (lines & line);
        if (s->pulled)
            drive(s, false);
        break;
    }
    case CLK_RECOVERY: {
        if (s->pulled)
            drive(s, true);
        break;
    }
    case CLK_TURNAROUND: {
        break;
    }
    }
}

void serirq_dev_tick(serirq_dev_t *s, const serirq_dev_in_t *in, serirq_dev_out_t *out)
{
    unsigned lows = s->lows;
    s->lows = (uint8_t)(in->pin ? 0 : lows < START_LOWS ? lows + 1 : lows);
    s->oe = false;
    s->o = true;

    if (in->pin && lows >= START_LOWS) { /* the clock that ends was the host's recovery clock, number 0 */
        s->state = SDEV_DATA;
        s->clk = 1;
        s->asked = false;
        show(s, out);
        return;
    }
    switch ((enum serirq_dev_state)s->state) {
    case SDEV_WAIT: {
        if (s->quiet && in->pin && in->lines != s->told && !s->asked) {
            s->state = SDEV_ASK;
            s->asked = true;
            drive(s, false);
        }
        break;
    }
    case SDEV_ASK: {
        s->state = SDEV_WAIT;
        break;
    }
    case SDEV_DATA: {
        data_step(s, in->lines);
        break;
    }
    case SDEV_STOP: {
        if (in->pin) {
            s->quiet = lows == STOP_LOWS_QUIET;
            s->state = SDEV_WAIT;
        }
        break;
    }
    }
    show(s, out);
}

BLOCK(serirq_dev, PCICLK, false, "device on SERIRQ: answers the host's frames, asks in quiet mode")
