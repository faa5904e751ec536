#include "checks.h"

#include "stuck.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Without an `until` a run is over when every CPU has been idle for good this long: an SMI# on its way, or the
 * chipset's answer to a shutdown, has arrived by then. */
#define IDLE_SETTLE (2 * UINT64_C(1000000)) /* 2 us */

struct checks {
    scenario_t *s;
    soc_t *soc;
    soc_wire_ref_t *watched; /* wire of each check */
    soc_wire_ref_t *set;     /* wire of each stimulus */
    soc_wire_ref_t mst_ack;
    unsigned *matches;       /* events seen that each stimulus waits for */
    size_t events_read;
    uint64_t events[EV_COUNT], cpu_events[SOC_MAX_CPUS][EV_COUNT];
    unsigned next;           /* first check not carried out yet */
    bool has_until, over, finished;
    ps_t until_since;        /* when the `until` under way began */
    ps_t idle_since;         /* PS_NEVER: some CPU runs */
    stuck_t *stuck;
    const check_t *ends;     /* the check that wants a storm or a hang, or NULL */
    stuck_kind_t ended_by;
    char watchdog[2048];
};

/* Events */

static bool same_event(const ev_t *e, const event_ref_t *ref)
{
    return e->id == ref->id && (ref->from < 0 || e->from == ref->from);
}

static uint64_t count_of(const checks_t *c, const event_ref_t *ref)
{
    return ref->from < 0 ? c->events[ref->id] : c->cpu_events[ref->from][ref->id];
}

static unsigned occurrence(const event_ref_t *ref)
{
    return ref->occurrence ? ref->occurrence : 1;
}

static void read_events(checks_t *c)
{
    const ev_log_t *log = soc_events(c->soc);
    for (; c->events_read < log->count; c->events_read++) {
        const ev_t *e = &log->list[c->events_read];
        c->events[e->id]++;
        if (e->from < SOC_MAX_CPUS)
            c->cpu_events[e->from][e->id]++;
        for (unsigned i = 0; i < c->s->stimulus_count; i++) {
            stimulus_t *st = &c->s->stimuli[i];
            if (st->on_event && st->fire_at == PS_NEVER && same_event(e, &st->ev) &&
                ++c->matches[i] == occurrence(&st->ev))
                st->fire_at = e->time + st->time;
        }
    }
}

/* Stimuli */

static bool master_free(const checks_t *c)
{
    return sig_get(c->mst_ack.base, c->mst_ack.sig) == soc_board(c->soc)->mst_seq;
}

/* The pulse under way on the wire of stimulus i that began last, other than i itself; or NULL. */
static stimulus_t *newest_pulse(const checks_t *c, unsigned i)
{
    stimulus_t *newest = NULL;
    for (unsigned k = 0; k < c->s->stimulus_count; k++) {
        stimulus_t *st = &c->s->stimuli[k];
        bool same_wire = k != i && st->kind == STIM_SET && c->set[k].sig == c->set[i].sig;
        if (same_wire && st->fired && !st->ended && (!newest || st->fire_at >= newest->fire_at))
            newest = st;
    }
    return newest;
}

/* Pulses on one wire may overlap: the newest shows, and after the last comes what was there before the first. */
static void set_wire(checks_t *c, unsigned i)
{
    stimulus_t *st = &c->s->stimuli[i], *pulse = newest_pulse(c, i);
    st->before = pulse ? pulse->before : sig_get(c->set[i].base, c->set[i].sig);
    for (unsigned k = 0; st->duration == 0 && k < c->s->stimulus_count; k++)
        if (c->s->stimuli[k].kind == STIM_SET && c->set[k].sig == c->set[i].sig)
            c->s->stimuli[k].before = st->value;
    sig_set(c->set[i].base, c->set[i].sig, st->value);
}

static void end_pulse(checks_t *c, unsigned i)
{
    stimulus_t *st = &c->s->stimuli[i], *pulse = newest_pulse(c, i);
    sig_set(c->set[i].base, c->set[i].sig, pulse ? pulse->value : st->before);
    soc_board_changed(c->soc, soc_now(c->soc));
    st->ended = true;
}

static void fire(checks_t *c, unsigned i, ps_t now)
{
    stimulus_t *st = &c->s->stimuli[i];
    if (st->kind == STIM_SET) {
        set_wire(c, i);
    } else {
        board_out_t *b = soc_board(c->soc);
        b->mst_initiator = st->initiator;
        b->mst_write = st->write;
        b->mst_wb = st->wb;
        b->mst_addr = st->addr;
        b->mst_data = st->write ? (uint32_t)st->value : 0;
        b->mst_seq++;
    }
    st->fired = true;
    st->fire_at = now;
    st->ended = st->duration == 0;
    soc_board_changed(c->soc, soc_now(c->soc));
}

static void drive(checks_t *c, ps_t now)
{
    for (unsigned i = 0; i < c->s->stimulus_count; i++) {
        stimulus_t *st = &c->s->stimuli[i];
        if (!st->fired && st->fire_at <= now && (st->kind == STIM_SET || master_free(c)))
            fire(c, i, now);
        if (st->fired && !st->ended && st->fire_at + st->duration <= now)
            end_pulse(c, i);
    }
}

/* True when a stimulus whose time is known is still to come or under way. */
static bool stimulus_ahead(const checks_t *c)
{
    for (unsigned i = 0; i < c->s->stimulus_count; i++) {
        const stimulus_t *st = &c->s->stimuli[i];
        if (st->fired ? !st->ended : st->fire_at != PS_NEVER)
            return true;
    }
    return false;
}

/* Where the CPUs are */

__attribute__((format(printf, 3, 4))) static void append(char *text, size_t size, const char *format, ...)
{
    size_t n = strlen(text);
    va_list args;
    va_start(args, format);
    vsnprintf(text + n, size - n, format, args);
    va_end(args);
}

static void append_places(const checks_t *c, char *text, size_t size)
{
    for (unsigned i = 0; i < soc_cpus(c->soc); i++) {
        const cpu_arch_t *a = &soc_cpu(c->soc, i)->a;
        append(text, size, i ? ", cpu%u" : "cpu%u", i);
        if (a->wait_sipi)
            append(text, size, " parked");
        else
            append(text, size, " at %04X:%04X (%s%s)", (unsigned)a->seg[S_CS].sel, (unsigned)a->eip,
                   a->shutdown ? "shut down" : a->halted ? "halted" : "running", a->smm ? ", in SMM" : "");
    }
}

/* What a run that failed for another reason was coming to, if that shows. */
static void explain(checks_t *c)
{
    const char *text = stuck_text(c->stuck);
    if (text[0])
        append(c->watchdog, sizeof c->watchdog, "%s%s", c->watchdog[0] ? "; " : "", text);
}

static bool idle_for_good(const checks_t *c)
{
    for (unsigned i = 0; i < soc_cpus(c->soc); i++) {
        const cpu_t *cpu = soc_cpu(c->soc, i);
        const cpu_arch_t *a = &cpu->a;
        bool stopped = a->wait_sipi || a->shutdown || (a->halted && !(a->eflags & FL_IF));
        if (!stopped || !cpu_idle(cpu))
            return false;
    }
    return true;
}

/* Checks */

static bool compare(cmp_t cmp, uint64_t a, uint64_t b)
{
    switch (cmp) {
    case CMP_EQ: return a == b;
    case CMP_NE: return a != b;
    case CMP_LE: return a <= b;
    case CMP_GE: return a >= b;
    }
    return false;
}

static bool holds(const checks_t *c, unsigned i)
{
    check_t *k = &c->s->checks[i];
    const ram_t *ram = soc_ram(c->soc);
    switch (k->what) {
    case Q_WIRE:
        k->got = sig_get(c->watched[i].base, c->watched[i].sig);
        break;
    case Q_EVENT:
        k->got = count_of(c, &k->ev);
        break;
    case Q_MEM:
        if (k->addr > ram->size || ram->size - k->addr < k->size) {
            snprintf(k->note, sizeof k->note, "%Xh is outside RAM", (unsigned)k->addr);
            return false;
        }
        k->got = ram_read(ram, k->addr, k->size);
        break;
    }
    return compare(k->cmp, k->got, k->value);
}

static void decide(const checks_t *c, unsigned i, bool passed)
{
    check_t *k = &c->s->checks[i];
    k->done = true;
    k->passed = passed;
    k->when = soc_now(c->soc);
}

/* Events of one instant are in the order of the log. */
static bool happened_before(const checks_t *c, check_t *k)
{
    const ev_t *a = event_find(soc_events(c->soc), &k->ev), *b = event_find(soc_events(c->soc), &k->ev2);
    if (!a || !b) {
        snprintf(k->note, sizeof k->note, "%s did not happen", !a && !b ? "both" : !a ? "the first" : "the second");
        return false;
    }
    if (a->time < b->time || (a->time == b->time && a < b))
        return true;
    snprintf(k->note, sizeof k->note, "at %llu ps and %llu ps", (unsigned long long)a->time, (unsigned long long)b->time);
    return false;
}

/* Carries out the checks from c->next on. False: one has to wait. */
static bool advance(checks_t *c, ps_t now)
{
    for (; c->next < c->s->check_count; c->next++) {
        check_t *k = &c->s->checks[c->next];
        bool passed = true;
        switch (k->kind) {
        case STEP_NEVER:
        case STEP_ENDS:
            continue; /* at the end of the run */
        case STEP_BEFORE:
            passed = happened_before(c, k);
            break;
        case STEP_EXPECT:
            passed = holds(c, c->next);
            break;
        case STEP_UNTIL:
            passed = holds(c, c->next);
            if (!passed && now < c->until_since + k->within)
                return false;
            c->until_since = now;
            if (!passed) {
                append_places(c, k->note, sizeof k->note);
                decide(c, c->next++, false);
                explain(c);
                return true; /* what follows counts on it */
            }
            break;
        }
        decide(c, c->next, passed);
    }
    return true;
}

/* The earlier of two times; one that is not ahead of now does not count. */
static ps_t sooner(ps_t now, ps_t a, ps_t b)
{
    return b > now && b < a ? b : a;
}

static void bark(checks_t *c)
{
    ps_t limit = c->s->watchdog;
    static const struct {
        const char *name;
        ps_t ps;
    } units[] = {{"ms", 1000000000}, {"us", 1000000}, {"ns", 1000}, {"ps", 1}};
    unsigned u = 0;
    while (limit % units[u].ps)
        u++;
    append(c->watchdog, sizeof c->watchdog, "watchdog: %llu %s of guest time are over: ",
           (unsigned long long)(limit / units[u].ps), units[u].name);
    append_places(c, c->watchdog, sizeof c->watchdog);
    explain(c);
}

/* A storm or a hang ends the run. When it is what the scenario shows, the checks are looked at in this instant. */
static void end_stuck(checks_t *c, stuck_kind_t kind, ps_t now)
{
    c->over = true;
    c->ended_by = kind;
    if (c->ends && c->ends->ends == kind)
        advance(c, now);
    else
        append(c->watchdog, sizeof c->watchdog, "%s", stuck_text(c->stuck));
}

/* The public functions */

static void *rows(unsigned count, size_t size)
{
    void *p = calloc(count + 1, size);
    if (!p)
        abort();
    return p;
}

checks_t *checks_open(scenario_t *s, soc_t *soc)
{
    checks_t *c = rows(1, sizeof *c);
    c->s = s;
    c->soc = soc;
    c->watched = rows(s->check_count, sizeof *c->watched);
    c->set = rows(s->stimulus_count, sizeof *c->set);
    c->matches = rows(s->stimulus_count, sizeof *c->matches);
    c->stuck = stuck_open(soc, &s->stuck);
    c->idle_since = PS_NEVER;
    /* scenario_load has found every name on a machine like this one */
    bool found = soc_find_wire(soc, "mch.mst_ack", &c->mst_ack) == 1;
    for (unsigned i = 0; i < s->check_count; i++) {
        check_t *k = &s->checks[i];
        k->done = k->passed = false;
        k->got = k->when = 0;
        k->note[0] = 0;
        c->has_until |= k->kind == STEP_UNTIL;
        if (k->kind == STEP_ENDS)
            c->ends = k;
        if ((k->kind == STEP_UNTIL || k->kind == STEP_EXPECT) && k->what == Q_WIRE)
            found &= soc_find_wire(soc, k->wire, &c->watched[i]) == 1;
    }
    for (unsigned i = 0; i < s->stimulus_count; i++) {
        stimulus_t *st = &s->stimuli[i];
        st->fired = st->ended = st->kind == STIM_DELAY; /* in place since the start */
        st->fire_at = st->on_event ? PS_NEVER : st->time;
        if (st->kind == STIM_SET)
            found &= soc_find_wire(soc, st->wire, &c->set[i]) == 1;
    }
    if (!found)
        abort();
    return c;
}

void checks_free(checks_t *c)
{
    if (!c)
        return;
    free(c->watched);
    free(c->set);
    free(c->matches);
    stuck_free(c->stuck);
    free(c);
}

ps_t checks_horizon(const checks_t *c)
{
    ps_t now = soc_now(c->soc), h = c->s->watchdog;
    for (unsigned i = 0; i < c->s->stimulus_count; i++) {
        const stimulus_t *st = &c->s->stimuli[i];
        h = sooner(now, h, !st->fired ? st->fire_at : st->ended ? PS_NEVER : st->fire_at + st->duration);
    }
    if (c->next < c->s->check_count && c->s->checks[c->next].kind == STEP_UNTIL)
        h = sooner(now, h, c->until_since + c->s->checks[c->next].within);
    if (!c->has_until && c->idle_since != PS_NEVER)
        h = sooner(now, h, c->idle_since + IDLE_SETTLE);
    return sooner(now, h, stuck_horizon(c->stuck));
}

bool checks_after(checks_t *c)
{
    ps_t now = soc_now(c->soc);
    bool late = now >= c->s->watchdog;
    if (c->over)
        return false;
    read_events(c);
    drive(c, now);
    if (c->has_until) {
        c->over = advance(c, now);
    } else {
        if (!idle_for_good(c))
            c->idle_since = PS_NEVER;
        else if (c->idle_since == PS_NEVER)
            c->idle_since = now;
        bool settled = c->idle_since != PS_NEVER && now - c->idle_since >= IDLE_SETTLE && !stimulus_ahead(c);
        c->over = settled;
        if (settled || late)
            advance(c, now);
    }
    stuck_kind_t kind = c->over ? STUCK_NOT : stuck_after(c->stuck, stimulus_ahead(c));
    if (kind != STUCK_NOT)
        end_stuck(c, kind, now);
    if (!c->over && late) {
        bark(c);
        c->over = true;
    }
    return !c->over;
}

bool checks_seen(const checks_t *c, const event_ref_t *ref)
{
    return count_of(c, ref) >= occurrence(ref);
}

void checks_finish(checks_t *c)
{
    read_events(c);
    for (unsigned i = 0; i < c->s->check_count; i++) {
        check_t *k = &c->s->checks[i];
        if (k->kind == STEP_ENDS) {
            k->got = c->ended_by;
            snprintf(k->note, sizeof k->note, "%s", c->ended_by ? stuck_names[c->ended_by] : "neither");
            decide(c, i, c->ended_by == k->ends);
        } else if (k->kind == STEP_NEVER) {
            const ev_t *e = event_find(soc_events(c->soc), &k->ev);
            k->got = count_of(c, &k->ev);
            decide(c, i, !e);
            if (e)
                k->when = e->time;
        } else if (!k->done) {
            snprintf(k->note, sizeof k->note, "%s", i == c->next && k->kind == STEP_UNTIL ? "the run ended" : "not reached");
        }
    }
    c->finished = true;
}

unsigned checks_passed(const checks_t *c)
{
    unsigned n = 0;
    for (unsigned i = 0; i < c->s->check_count; i++)
        n += c->s->checks[i].done && c->s->checks[i].passed;
    return n;
}

unsigned checks_failed(const checks_t *c)
{
    unsigned n = 0;
    for (unsigned i = 0; i < c->s->check_count; i++)
        n += c->s->checks[i].done ? !c->s->checks[i].passed : c->finished;
    for (unsigned i = 0; i < c->s->stimulus_count && c->finished; i++)
        n += !c->s->stimuli[i].fired;
    return n;
}

stuck_kind_t checks_ended_by(const checks_t *c)
{
    return c->ended_by;
}

const char *checks_stuck(const checks_t *c)
{
    return c->ended_by ? stuck_text(c->stuck) : NULL;
}

const char *checks_watchdog(const checks_t *c)
{
    return c->watchdog[0] ? c->watchdog : NULL;
}
