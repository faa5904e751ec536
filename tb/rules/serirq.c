/* Rules about serirq, from the wire alone: what the host drives when, and what it makes of each slot. */
#include "block_rules.h"

#include "ich9/serirq.h"

#include <inttypes.h>

struct past {
    uint64_t low_since;  /* edge at which the host began to pull low; NEVER: it does not */
    uint64_t slots;      /* edge at which the recovery clock of the start frame began; NEVER: no slots now */
    unsigned width, last; /* start width still expected, number of frames: as they stood when the cycle began */
    bool asked;          /* a device began this cycle */
    bool cont;           /* SIRQMD when the stop frame began */
    bool stop;           /* the low that is under way is a stop frame */
};

static const serirq_in_t *in(const look_t *l) { return l->in; }
static const serirq_out_t *out(const look_t *l) { return l->out; }
static const serirq_out_t *was(const look_t *l) { return l->was; }
static struct past *past(const look_t *l) { return l->past; }

static bool drives_low(const serirq_out_t *o)
{
    return o->oe && !o->o;
}

static unsigned start_width(const serirq_in_t *i)
{
    return i->start_sel == 1 ? 6 : i->start_sel == 2 ? 8 : 4;
}

/* The edge that ends the sample clock of frame n, or 0 when this edge ends none. */
static unsigned sampled_frame(const look_t *l)
{
    if (past(l)->slots == NEVER)
        return 0;
    uint64_t n = l->cycle - past(l)->slots;
    return n % 3 == 0 && n / 3 >= 1 && n / 3 <= past(l)->last ? (unsigned)(n / 3) : 0;
}

static answer_t start_has_its_width(look_t *l)
{
    if (past(l)->low_since == NEVER || past(l)->stop || drives_low(out(l)))
        return NOT_ARMED;
    uint64_t low = l->cycle - past(l)->low_since;
    return low == past(l)->width ? HOLDS : broken(l, "start frame low for %" PRIu64 " clocks, want %u", low, past(l)->width);
}

static answer_t stop_has_its_width(look_t *l)
{
    if (past(l)->low_since == NEVER || !past(l)->stop || drives_low(out(l)))
        return NOT_ARMED;
    uint64_t low = l->cycle - past(l)->low_since, want = past(l)->cont ? 3 : 2;
    return low == want ? HOLDS : broken(l, "stop frame low for %" PRIu64 " clocks, want %" PRIu64, low, want);
}

static answer_t recovery_is_driven_high(look_t *l)
{
    if (!drives_low(was(l)) || drives_low(out(l)))
        return NOT_ARMED;
    return must(l, out(l)->oe && out(l)->o, "after a low the line is not driven high for a clock");
}

static answer_t recovery_is_one_clock(look_t *l)
{
    if (!was(l)->oe || !was(l)->o)
        return NOT_ARMED;
    return must(l, !out(l)->oe, "the line is driven high for more than a clock");
}

static answer_t slots_are_not_driven(look_t *l)
{
    if (past(l)->slots == NEVER || l->cycle == past(l)->slots)
        return NOT_ARMED;
    uint64_t n = l->cycle - past(l)->slots, end = 2 + 3 * (uint64_t)past(l)->last;
    if (n < end)
        return must(l, !out(l)->oe, "the host drives the line in a slot");
    return must(l, n > end || drives_low(out(l)), "no stop frame after the last slot");
}

static answer_t smi_slot(look_t *l)
{
    if (sampled_frame(l) == 3)
        return out(l)->smi == !in(l)->pin ? HOLDS : broken(l, "smi is %u, slot 3 was %u", out(l)->smi, in(l)->pin);
    bool may_clear = past(l)->slots == NEVER && !in(l)->en;
    if (out(l)->smi != was(l)->smi && !(may_clear && !out(l)->smi))
        return broken(l, "smi goes to %u outside slot 3", out(l)->smi);
    return NOT_ARMED;
}

static answer_t irq_slots(look_t *l)
{
    unsigned n = sampled_frame(l);
    bool idle = past(l)->slots == NEVER && !in(l)->en;
    unsigned moved = out(l)->irq ^ was(l)->irq;
    unsigned mine = n >= 1 && n <= 16 && n != 3 ? 1u << (n - 1) : 0;
    if ((moved & ~mine) && !(idle && out(l)->irq == 0xffff))
        return broken(l, "irq goes from %04Xh to %04Xh in slot %u", was(l)->irq, out(l)->irq, n);
    if (!mine)
        return NOT_ARMED;
    return (bool)(out(l)->irq & mine) == in(l)->pin ? HOLDS : broken(l, "IRQ%u is %u, its slot was %u", n - 1, !in(l)->pin, in(l)->pin);
}

static answer_t pci_and_iochk_slots(look_t *l)
{
    unsigned n = sampled_frame(l);
    bool idle = past(l)->slots == NEVER && !in(l)->en;
    unsigned moved = out(l)->pirq ^ was(l)->pirq, mine = n >= 18 && n <= 21 ? 1u << (n - 18) : 0;
    if ((moved & ~mine) && !(idle && out(l)->pirq == 15))
        return broken(l, "pirq goes from %Xh to %Xh in slot %u", was(l)->pirq, out(l)->pirq, n);
    if (out(l)->iochk != was(l)->iochk && n != 17 && !(idle && !out(l)->iochk))
        return broken(l, "iochk goes to %u in slot %u", out(l)->iochk, n);
    if (n == 17)
        return must(l, out(l)->iochk == !in(l)->pin, "iochk is not what slot 17 said");
    return mine ? must(l, (bool)(out(l)->pirq & mine) == in(l)->pin, "an INTx# is not what its slot said") : NOT_ARMED;
}

static answer_t quiet_needs_a_device(look_t *l)
{
    bool begins = !drives_low(was(l)) && drives_low(out(l)) && past(l)->slots == NEVER;
    if (!begins)
        return NOT_ARMED;
    if (!in(l)->en)
        return broken(l, "a cycle begins while SIRQEN is 0");
    return must(l, in(l)->cont || !in(l)->pin, "in quiet mode a cycle begins and no device asked");
}

static answer_t reset_values(look_t *l)
{
    const serirq_out_t *o = out(l);
    return must(l, !o->oe && !o->smi && o->irq == 0xffff && !o->iochk && o->pirq == 15, "the line or a level is active in reset");
}

static const block_rule_t rules[] = {
    {IN_RESET, "serirq_reset", "in reset the line is let go and no interrupt, SMI# or IOCHK# stands",
     "chipset facts 1.3, 6.3", reset_values},
    {RUNNING, "serirq_start_width", "the start frame is low for 4, 6 or 8 clocks, less the one of the device in quiet mode",
     "82801DB data sheet p.87 (chipset facts 1.3, 6.3)", start_has_its_width},
    {RUNNING, "serirq_stop_width", "the stop frame is low for 3 clocks in continuous and 2 in quiet mode",
     "82801DB data sheet p.90 (chipset facts 6.3)", stop_has_its_width},
    {RUNNING, "serirq_recovery", "after each low the host drives the line high",
     "chipset facts 6.3", recovery_is_driven_high},
    {RUNNING, "serirq_turnaround", "and lets it go a clock later",
     "chipset facts 6.3", recovery_is_one_clock},
    {RUNNING, "serirq_slots_free", "between start and stop frame the host does not drive, for three clocks a frame",
     "82801DB data sheet p.88 (chipset facts 6.3)", slots_are_not_driven},
    {RUNNING, "serirq_smi_slot", "the SMI# level is what slot 3 was in its sample clock, and changes nowhere else",
     "82801DB data sheet p.88 (chipset facts 2.6 row 15, 6.3)", smi_slot},
    {RUNNING, "serirq_irq_slots", "each IRQ is what its slot was in its sample clock",
     "82801DB data sheet p.88 (chipset facts 6.3)", irq_slots},
    {RUNNING, "serirq_pci_slots", "IOCHK# and INTA# to INTD# are what slots 17 to 21 were",
     "82801DB data sheet p.88 (chipset facts 6.3)", pci_and_iochk_slots},
    {RUNNING, "serirq_begins", "a cycle begins only while SIRQEN is 1, in quiet mode only when a device pulls low",
     "82801DB data sheet p.299 (chipset facts 1.3, 6.3)", quiet_needs_a_device},
    {IN_RESET, NULL, NULL, NULL, NULL}};

static void forget(void *p)
{
    *(struct past *)p = (struct past){.low_since = NEVER, .slots = NEVER};
}

static bool follow(look_t *l)
{
    return past(l)->low_since != NEVER || past(l)->slots != NEVER || was(l)->oe;
}

static void after(look_t *l)
{
    struct past *p = past(l);
    bool low = drives_low(out(l));
    if (low && p->low_since == NEVER) {
        p->low_since = l->cycle;
        p->stop = p->slots != NEVER;
        p->cont = in(l)->cont;
        if (!p->stop) {
            p->width = start_width(in(l)) - (in(l)->cont ? 0 : 1);
            p->last = 17u + in(l)->frames;
        }
    } else if (!low && p->low_since != NEVER) {
        p->low_since = NEVER;
        p->slots = p->stop ? NEVER : l->cycle;
    }
}

const block_rules_t serirq_rules = {&serirq_block, rules, sizeof(struct past), forget, follow, after};
