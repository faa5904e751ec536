/* Rules about smi_pin: the SMI# pin of one CPU and its latch. */
#include "block_rules.h"

#include "cpu/smi_pin.h"

#include <inttypes.h>

enum {
    LATCH_BCLK = 4, /* BCLKs from the pin to the latch: two flip-flops, the edge, one to spare */
    TAKE_SLACK = 2, /* BCLKs from `take` to the empty latch */
};

/* Since reset; BCLK, or NEVER. */
struct past {
    bool known, high, never_low, take;
    uint64_t high_cycle, fall_cycle, due_cycle, take_cycle;
};

static const smi_pin_in_t *in(const look_t *l) { return l->in; }
static const smi_pin_out_t *out(const look_t *l) { return l->out; }
static const smi_pin_out_t *was(const look_t *l) { return l->was; }
static struct past *past(const look_t *l) { return l->past; }

static answer_t pin_fall_latched(look_t *l)
{
    if (past(l)->due_cycle == NEVER)
        return NOT_ARMED;
    if (out(l)->pending)
        return HOLDS;
    uint64_t waits = l->cycle - past(l)->due_cycle;
    return waits < LATCH_BCLK ? NOT_ARMED : broken(l, "no SMI latched %" PRIu64 " BCLK after the fall", waits);
}

static answer_t message_latched(look_t *l)
{
    if (!in(l)->msg)
        return NOT_ARMED;
    return must(l, out(l)->pending, "no SMI is latched at the edge of an SMI message");
}

static answer_t latch_needs_cause(look_t *l)
{
    if (was(l)->pending || !out(l)->pending)
        return NOT_ARMED;
    return must(l, in(l)->msg || recent(past(l)->fall_cycle, l->cycle, LATCH_BCLK),
                "an SMI is latched without a fall of the armed pin and without a message");
}

static answer_t latch_kept(look_t *l)
{
    if (!was(l)->pending || out(l)->pending)
        return NOT_ARMED;
    return must(l, recent(past(l)->take_cycle, l->cycle, TAKE_SLACK), "the latched SMI is dropped and was not taken");
}

static answer_t nothing_latched(look_t *l)
{
    return must(l, !out(l)->pending, "an SMI is latched in reset");
}

static const block_rule_t rules[] = {
    {IN_RESET, "smi_pin_reset",
     "in reset no SMI is latched",
     "SDM vol 3 table 9-1 (interconnect facts 2.1)", nothing_latched},
    {RUNNING, "pin_fall_latched",
     "a fall of SMI# after the re-arm time is latched, also in SMM",
     "Enhanced Am486 data sheet p.40, SDM vol 3 34.3.1 (CPU facts 1.2, 1.5)", pin_fall_latched},
    {RUNNING, "message_latched",
     "an SMI message of the local APIC is latched at once, whatever SMI# does and also in the clock of a take",
     "SDM vol 3 34.2, 34.3.1 (CPU facts 1.5, interconnect facts 1.11)", message_latched},
    {RUNNING, "latch_needs_cause",
     "an SMI is latched only by a fall of SMI# after the re-arm time or by an SMI message",
     "Quark core manual 8.3.1, SDM vol 3 34.2 (CPU facts 1.2, interconnect facts 1.11)", latch_needs_cause},
    {RUNNING, "latch_kept",
     "a latched SMI is kept until the core has it acknowledged",
     "SDM vol 3 34.3.1 (CPU facts 1.5)", latch_kept},
    {IN_RESET, NULL, NULL, NULL, NULL}};

static void forget(void *p)
{
    *(struct past *)p = (struct past){.high_cycle = NEVER, .fall_cycle = NEVER, .due_cycle = NEVER,
                                      .take_cycle = NEVER};
}

/* The pin as it is sampled in this clock: when it fell, and whether that fall has to count. */
static bool follow(look_t *l)
{
    struct past *p = past(l);
    bool high = in(l)->smi_n;
    if (p->known && high == p->high && in(l)->take == p->take)
        return p->due_cycle != NEVER || in(l)->msg;
    uint32_t rearm = in(l)->rearm_clks ? in(l)->rearm_clks : 1;

    if (!p->known)
        p->never_low = high;
    if (high && (!p->known || !p->high))
        p->high_cycle = l->cycle;
    if (p->known && p->high && !high) {
        bool long_enough = l->cycle - p->high_cycle >= rearm;
        if (long_enough || p->never_low) /* how long it was high in reset is not seen */
            p->fall_cycle = l->cycle;
        if (long_enough && !was(l)->pending) /* one is latched already: the two become one */
            p->due_cycle = l->cycle;
        p->never_low = false;
    }
    p->known = true;
    p->high = high;
    if (in(l)->take != p->take)
        p->take_cycle = l->cycle;
    p->take = in(l)->take;
    return true;
}

static void after(look_t *l)
{
    struct past *p = past(l);
    if (p->due_cycle != NEVER && (out(l)->pending || l->cycle - p->due_cycle >= LATCH_BCLK))
        p->due_cycle = NEVER;
}

const block_rules_t smi_pin_rules = {&smi_pin_block, rules, sizeof(struct past), forget, follow, after};
