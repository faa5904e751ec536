#include "timeline.h"

#include "ich9/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A source counts as the cause of a fall of SMI# when it came at most this long before. */
#define CAUSE_WINDOW (16 * UINT64_C(30000)) /* 16 PCICLK */

#define X(id, name, event) name,
const char *const smi_step_names[SMI_STEPS] = {SMI_STEP_LIST(X)};
#undef X
#define X(id, name, event) event,
static const uint8_t step_events[SMI_STEPS] = {SMI_STEP_LIST(X)};
#undef X
#define X(id, name, from, to, meaning) name,
const char *const smi_phase_names[SMI_PHASES] = {SMI_PHASE_LIST(X)};
#undef X

static const struct {
    uint8_t from, to;
} phase_ends[SMI_PHASES] = {
#define X(id, name, from, to, meaning) {from, to},
    SMI_PHASE_LIST(X)
#undef X
};

static smi_t *add_smi(timeline_t *t, unsigned cpu)
{
    t->list = realloc(t->list, (t->count + 1) * sizeof *t->list);
    if (!t->list)
        abort();
    smi_t *s = &t->list[t->count++];
    *s = (smi_t){.cpu = cpu, .pin_low = t->pin_low};
    memcpy(s->source, t->source, sizeof s->source);
    for (int i = 0; i < SMI_STEPS; i++)
        s->step[i] = PS_NEVER;
    return s;
}

/* SMI# fell: why. After an EOS write the cause may be an old one. */
static void pin_fell(timeline_t *t, ps_t now)
{
    bool fresh = t->cause[0] && now - t->cause_time <= CAUSE_WINDOW;
    bool again = t->cause[0] && t->eos_time != PS_NEVER && now - t->eos_time <= CAUSE_WINDOW;
    t->pin_low = now;
    snprintf(t->source, sizeof t->source, "%s", fresh || again ? t->cause : "pin");
}

static void cpu_step_seen(timeline_t *t, const ev_t *e, unsigned step)
{
    size_t *current = &t->current[e->from];
    if (step == LATCHED) {
        add_smi(t, e->from)->step[LATCHED] = e->time;
        return;
    }
    if (step == BACK) {
        if (t->left[e->from] != SIZE_MAX)
            t->list[t->left[e->from]].step[BACK] = e->time;
        t->left[e->from] = SIZE_MAX;
        return;
    }
    if (step == TAKEN) {
        size_t i = t->look[e->from];
        while (i < t->count && (t->list[i].cpu != e->from || t->list[i].step[TAKEN] != PS_NEVER))
            i++;
        if (i == t->count)
            add_smi(t, e->from);
        *current = i;
        t->left[e->from] = SIZE_MAX;
        t->look[e->from] = i + 1;
    }
    if (*current == SIZE_MAX)
        return; /* a sign of SMM without an SMI: nothing to add it to */
    t->list[*current].step[step] = e->time;
    if (step == EXITED) {
        t->left[e->from] = *current;
        *current = SIZE_MAX;
    }
}

/* A fall of SMI# that no CPU latched gets a row of its own; the rows of the last fall are the last rows. */
static void close_fall(timeline_t *t)
{
    bool has_row = t->count && t->list[t->count - 1].pin_low == t->pin_low;
    if (t->pin_low != PS_NEVER && !has_row)
        add_smi(t, NO_CPU);
}

timeline_t timeline_make(const ev_log_t *log)
{
    timeline_t t = {.pin_low = PS_NEVER, .eos_time = PS_NEVER};
    for (unsigned i = 0; i < SOC_MAX_CPUS; i++)
        t.current[i] = t.left[i] = SIZE_MAX;
    for (size_t i = 0; i < log->count; i++) {
        const ev_t *e = &log->list[i];
        if (smi_cause(e, t.cause, sizeof t.cause)) {
            t.cause_time = e->time;
        } else if (e->id == EV_EOS) {
            t.eos_time = e->time;
        } else if (e->id == EV_SMI_LOW) {
            close_fall(&t);
            pin_fell(&t, e->time);
        }
        for (unsigned s = 0; s < SMI_STEPS && e->from < SOC_MAX_CPUS; s++)
            if (e->id == step_events[s])
                cpu_step_seen(&t, e, s);
    }
    close_fall(&t);
    return t;
}

bool smi_phase(const smi_t *s, enum smi_phase phase, ps_t *ps)
{
    unsigned first = phase_ends[phase].from;
    ps_t from = first == PIN_LOW ? s->pin_low : s->step[first], to = s->step[phase_ends[phase].to];
    if (from == PS_NEVER || to == PS_NEVER || to < from)
        return false;
    *ps = to - from;
    return true;
}

int64_t clock_tenths(int64_t ps, uint32_t period)
{
    int64_t half = period / 2;
    return (ps * 10 + (ps < 0 ? -half : half)) / (int64_t)period;
}
