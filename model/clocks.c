#include "clocks.h"

const char *const domain_names[DOMAIN_COUNT] = {
#define X(id, name) name,
    CLOCK_DOMAINS(X)
#undef X
};

ps_t clock_next(const domain_clock_t *c, ps_t t)
{
    if (t <= c->phase)
        return c->phase;
    return c->phase + (t - c->phase + c->period - 1) / c->period * c->period;
}

uint64_t clock_cycle(const domain_clock_t *c, ps_t t)
{
    return (t - c->phase) / c->period;
}
