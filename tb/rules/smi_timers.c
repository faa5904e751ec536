/* Rules about smi_timers: when its pulses come. */
#include "block_rules.h"

#include "ich9/smi_timers.h"

#include <inttypes.h>

enum { SLACK = 8 /* PCICLKs a timer may be late: its start, and what a crossing of clocks takes */ };

/* PCICLK, or NEVER. */
typedef struct timer {
    bool en, expired; /* expired: since its enable, and was not started again */
    uint64_t due;     /* when it expires next; NEVER: it does not run */
    uint64_t period;
} past_timer_t;

struct past {
    past_timer_t sw, per;
};

static const smi_timers_in_t *in(const look_t *l) { return l->in; }
static const smi_timers_out_t *out(const look_t *l) { return l->out; }
static struct past *past(const look_t *l) { return l->past; }

static uint64_t sw_period(const smi_timers_in_t *i)
{
    return i->sw_rate ? (uint64_t)i->sw_long << (i->sw_rate - 1) : i->sw_short;
}

static uint64_t per_period(const smi_timers_in_t *i)
{
    return (uint64_t)i->per_base << (3 - i->per_sel);
}

/* A period of 0 does not exist: what a block does with it is not fixed. */
static answer_t in_time(look_t *l, const past_timer_t *t, bool set, const char *which)
{
    if (!set)
        return NOT_ARMED;
    if (t->due == NEVER)
        return t->en && !t->period ? NOT_ARMED : broken(l, "the %s timer expires and does not run", which);
    if (l->cycle >= t->due && l->cycle <= t->due + SLACK)
        return HOLDS;
    bool early = l->cycle < t->due;
    return broken(l, "the %s timer expires %" PRIu64 " PCICLK %s", which, early ? t->due - l->cycle : l->cycle - t->due,
                  early ? "early" : "late");
}

static answer_t comes(look_t *l, const past_timer_t *t, bool en, bool set, const char *which)
{
    if (t->due == NEVER || l->cycle < t->due || !en)
        return NOT_ARMED;
    if (set || l->cycle < t->due + SLACK)
        return set ? HOLDS : NOT_ARMED;
    return broken(l, "the %s timer has not expired %d PCICLK after its time", which, SLACK);
}

static answer_t sw_expires_in_time(look_t *l)
{
    bool once_more = past(l)->sw.expired && !in(l)->repeats; /* has a rule of its own */
    return once_more ? NOT_ARMED : in_time(l, &past(l)->sw, out(l)->sw_set, "SW SMI");
}

static answer_t sw_expires_once(look_t *l)
{
    if (!out(l)->sw_set || in(l)->repeats)
        return NOT_ARMED;
    return must(l, !past(l)->sw.expired, "the SW SMI timer expires a second time");
}

static answer_t per_expires_in_time(look_t *l)
{
    return in_time(l, &past(l)->per, out(l)->per_set, "periodic");
}

static answer_t timers_do_expire(look_t *l)
{
    answer_t sw = comes(l, &past(l)->sw, in(l)->sw_en, out(l)->sw_set, "SW SMI");
    return sw == NOT_ARMED ? comes(l, &past(l)->per, in(l)->per_en, out(l)->per_set, "periodic") : sw;
}

static answer_t no_pulse(look_t *l)
{
    return must(l, !out(l)->sw_set && !out(l)->per_set, "a timer expires in reset");
}

static const block_rule_t rules[] = {
    {IN_RESET, "smi_timers_reset",
     "in reset no timer expires",
     "chipset facts 2.3, 2.8", no_pulse},
    {RUNNING, "sw_expires_in_time",
     "the SW SMI timer expires its period after its enable, at the rate of then, and only while it is enabled",
     "SWSMI_RATE_SEL (chipset facts 1.6, 2.8)", sw_expires_in_time},
    {RUNNING, "sw_expires_once",
     "the SW SMI timer expires once for each time it is enabled",
     "82801BA data sheet (chipset facts 2.8, section 10 row 32; parameter swsmi_repeats)", sw_expires_once},
    {RUNNING, "per_expires_in_time",
     "the periodic timer expires its period after its enable, and so on, and only while it is enabled",
     "PER_SMI_SEL (chipset facts 1.5, 2.8)", per_expires_in_time},
    {RUNNING, "timers_do_expire",
     "a timer that stays enabled expires",
     "chipset facts 2.6 rows 5 and 6, 2.8", timers_do_expire},
    {IN_RESET, NULL, NULL, NULL, NULL}};

static void forget(void *p)
{
    *(struct past *)p = (struct past){.sw = {.due = NEVER}, .per = {.due = NEVER}};
}

static bool is_due(const look_t *l, const past_timer_t *t)
{
    return t->due != NEVER && l->cycle >= t->due;
}

static bool follow(look_t *l)
{
    return in(l)->sw_en != past(l)->sw.en || in(l)->per_en != past(l)->per.en || out(l)->sw_set || out(l)->per_set ||
           is_due(l, &past(l)->sw) || is_due(l, &past(l)->per);
}

/* An edge that is the last of a timer's enable may still be answered with a pulse: nothing is expected there. */
static void remember(look_t *l, past_timer_t *t, bool en, bool set, uint64_t period, bool repeats, bool latched)
{
    bool starts = en && !t->en, again = en && t->en && set && repeats;
    if (starts || (again && !latched))
        t->period = period;
    if (starts || again)
        t->due = t->period ? l->cycle + t->period : NEVER;
    else if (!en || set || (t->due != NEVER && l->cycle >= t->due + SLACK))
        t->due = NEVER;
    t->expired = en && !starts && !again && (t->expired || set);
    t->en = en;
}

static void after(look_t *l)
{
    remember(l, &past(l)->sw, in(l)->sw_en, out(l)->sw_set, sw_period(in(l)), in(l)->repeats, true);
    remember(l, &past(l)->per, in(l)->per_en, out(l)->per_set, per_period(in(l)), true, false);
}

const block_rules_t smi_timers_rules = {&smi_timers_block, rules, sizeof(struct past), forget, follow, after};
