#include "ich9/smi_timers.h"

SIG_TABLE(smi_timers_in, SMI_TIMERS_IN)
SIG_TABLE(smi_timers_out, SMI_TIMERS_OUT)

static void show(const smi_timers_t *s, smi_timers_out_t *out)
{
    out->sw_set = s->sw_set;
    out->per_set = s->per_set;
    out->sw_run = s->sw_run;
    out->per_run = s->per_run;
    out->sw_at = s->sw_at;
    out->per_at = s->per_at;
}

void smi_timers_reset(smi_timers_t *s, smi_timers_out_t *out)
{
    *s = (smi_timers_t){0};
    show(s, out);
}

static uint64_t after(const smi_timers_in_t *in, uint64_t clks)
{
    return (in->now + clks) & NOW_MASK;
}

static uint64_t sw_clks(const smi_timers_in_t *in, unsigned rate)
{
    return rate ? (uint64_t)in->sw_long << (rate - 1) : in->sw_short;
}

static void sw_step(smi_timers_t *s, const smi_timers_in_t *in)
{
    s->sw_set = in->sw_en && s->sw_run && in->now == s->sw_at;
    if (!in->sw_en) {
        s->sw_run = false;
    } else if (!s->sw_was) {
        s->sw_rate = in->sw_rate;
        s->sw_run = true;
        s->sw_at = after(in, sw_clks(in, s->sw_rate));
    } else if (s->sw_set) {
        s->sw_run = in->repeats;
        if (in->repeats)
            s->sw_at = after(in, sw_clks(in, s->sw_rate));
    }
    s->sw_was = in->sw_en;
}

static void per_step(smi_timers_t *s, const smi_timers_in_t *in)
{
    s->per_set = in->per_en && s->per_run && in->now == s->per_at;
    if (in->per_en && (!s->per_run || s->per_set))
        s->per_at = after(in, (uint64_t)in->per_base << (3 - in->per_sel));
    s->per_run = in->per_en;
}

void smi_timers_tick(smi_timers_t *s, const smi_timers_in_t *in, smi_timers_out_t *out)
{
    sw_step(s, in);
    per_step(s, in);
    show(s, out);
}

uint64_t smi_timers_wait(const smi_timers_t *s, const smi_timers_in_t *in)
{
    uint64_t sw = s->sw_run ? (s->sw_at - in->now) & NOW_MASK : 0;
    uint64_t per = s->per_run ? (s->per_at - in->now) & NOW_MASK : 0;
    return !sw || (per && per < sw) ? per : sw;
}

BLOCK_TIMED(smi_timers, PCICLK, true, "SW SMI timer and periodic SMI timer")
