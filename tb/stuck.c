#include "stuck.h"

#include "ich9/ich9_regs.h"
#include "ich9/sources.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW UINT64_C(50000000) /* 50 us: register states are gathered for so long, then anew */
enum {
    LOOKS = 256,     /* in a window, at least, in fast mode */
    STATES = 128,    /* that a loop may have */
    VISITS = 4,      /* how often each has to come back in a window */
    SUSPECT_SMIS = 8 /* so many one behind the other are worth a word when a run fails for another reason */
};

/* The register states of one CPU in one window. */
typedef struct states {
    uint64_t seen[STATES];
    unsigned count;
    bool too_many;
    uint64_t last, changes;
    uint32_t low, high; /* EIP */
} states_t;

typedef struct watched {
    ps_t entered;        /* the SMM it is in */
    ps_t latched;        /* the last SMI, or PS_NEVER */
    /* storm */
    unsigned smis;       /* one behind the other */
    ps_t first;          /* of them */
    uint64_t causes;     /* what had asked for an SMI until then */
    uint32_t eip;        /* where the program stood at the last */
    bool halted;         /* the program was, since the last exit: it waits, and loses nothing */
    bool left;           /* it has left SMM once: there is an exit to count from */
    /* hang */
    states_t now, whole; /* the window under way, the last whole one */
    bool has_whole, repeats; /* every whole window since the last event was of a few states */
} watched_t;

struct stuck {
    soc_t *soc;
    stuck_limits_t limits;
    size_t events_read;
    uint64_t causes;    /* events that ask for an SMI so far */
    char cause[16];     /* the last of them */
    unsigned inside;    /* CPUs in SMM */
    ps_t quiet_since;   /* of the last event */
    ps_t window_since;  /* PS_NEVER: nobody is watched */
    watched_t cpu[SOC_MAX_CPUS];
    stuck_kind_t found;
    unsigned who;
    char text[1024];
};

static const cpu_arch_t *arch(const stuck_t *s, unsigned n)
{
    return &soc_cpu(s->soc, n)->a;
}

static bool stopped(const cpu_arch_t *a)
{
    return a->wait_sipi || a->shutdown || a->halted;
}

/* Storms */

static void smi_taken(stuck_t *s, unsigned n, const ev_t *e)
{
    watched_t *w = &s->cpu[n];
    const cpu_t *cpu = soc_cpu(s->soc, n);
    bool behind = w->left && !w->halted && cpu->insns < cpu->exit_insns + s->limits.storm_insns;
    if (!behind) {
        w->first = e->time;
        w->causes = s->causes;
    }
    w->smis = behind ? w->smis + 1 : 1;
    w->eip = (uint32_t)e->arg;
    if (s->limits.storm_smis && w->smis >= s->limits.storm_smis && !s->found) {
        s->found = STUCK_STORM;
        s->who = n;
    }
}

static void read_event(stuck_t *s, const ev_t *e)
{
    watched_t *w = &s->cpu[e->from];
    switch (e->id) {
    case EV_SMI_LATCHED: w->latched = e->time; break;
    case EV_SMI_TAKEN: smi_taken(s, e->from, e); break;
    case EV_SMM_ENTER: w->entered = e->time; break;
    case EV_SMM_EXIT:
        w->left = true;
        w->halted = false;
        break;
    case EV_HALT:
    case EV_HALT_RESTART: w->halted = true; break;
    case EV_RESET:
    case EV_INIT: w->left = w->halted = false; break;
    default: break;
    }
}

/* Hangs */

static uint64_t hash(const cpu_arch_t *a)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (unsigned i = 0; i < 8; i++)
        h = (h ^ a->gpr[i]) * UINT64_C(0x100000001b3);
    h = (h ^ a->eip) * UINT64_C(0x100000001b3);
    return (h ^ a->eflags) * UINT64_C(0x100000001b3);
}

static void look(states_t *st, const cpu_arch_t *a)
{
    uint64_t h = hash(a);
    if (st->count && h == st->last)
        return;
    if (!st->count || a->eip < st->low)
        st->low = a->eip;
    if (!st->count || a->eip > st->high)
        st->high = a->eip;
    st->changes += st->count != 0;
    st->last = h;
    for (unsigned i = 0; i < st->count; i++)
        if (st->seen[i] == h)
            return;
    st->too_many |= st->count == STATES;
    if (!st->too_many)
        st->seen[st->count++] = h;
}

/* One state for the whole window is an instruction that does not end. */
static bool repeating(const states_t *st)
{
    return !st->too_many && (st->changes == 0 || st->changes >= (uint64_t)VISITS * st->count);
}

static void watch_anew(stuck_t *s, ps_t now)
{
    s->window_since = now;
    for (unsigned n = 0; n < soc_cpus(s->soc); n++)
        s->cpu[n].now = (states_t){0};
}

static void end_window(stuck_t *s, ps_t now)
{
    for (unsigned n = 0; n < soc_cpus(s->soc); n++) {
        watched_t *w = &s->cpu[n];
        w->repeats = repeating(&w->now) && (w->repeats || !w->has_whole);
        w->whole = w->now;
        w->has_whole = true;
    }
    watch_anew(s, now);
}

static void forget_windows(stuck_t *s)
{
    s->window_since = PS_NEVER;
    for (unsigned n = 0; n < SOC_MAX_CPUS; n++)
        s->cpu[n].has_whole = s->cpu[n].repeats = false;
}

static bool waits_in_smm(const stuck_t *s, unsigned n)
{
    return arch(s, n)->smm && !arch(s, n)->shutdown;
}

/* Nobody gets anywhere: each CPU repeats itself or is stopped. */
static bool all_repeat(const stuck_t *s)
{
    for (unsigned n = 0; n < soc_cpus(s->soc); n++)
        if (!stopped(arch(s, n)) && !s->cpu[n].repeats)
            return false;
    return true;
}

/* It sleeps until an interrupt, which its own timer may bring. */
static bool sleeps(const cpu_arch_t *a)
{
    return a->halted && (a->eflags & FL_IF);
}

static bool hangs(stuck_t *s, ps_t now)
{
    if (!s->limits.hang || now - s->quiet_since < s->limits.hang / 2 || !all_repeat(s))
        return false;
    for (unsigned n = 0; n < soc_cpus(s->soc); n++)
        if (waits_in_smm(s, n) && !sleeps(arch(s, n)) && s->cpu[n].has_whole && now - s->cpu[n].entered >= s->limits.hang) {
            s->who = n;
            return true;
        }
    return false;
}

static void count_inside(stuck_t *s)
{
    s->inside = 0;
    for (unsigned n = 0; n < soc_cpus(s->soc); n++)
        s->inside += waits_in_smm(s, n);
}

stuck_kind_t stuck_after(stuck_t *s, bool ahead)
{
    const ev_log_t *log = soc_events(s->soc);
    ps_t now = soc_now(s->soc);
    if (s->found)
        return STUCK_NOT;
    if (s->events_read != log->count) {
        for (; s->events_read < log->count; s->events_read++) {
            const ev_t *e = &log->list[s->events_read];
            s->causes += smi_cause(e, s->cause, sizeof s->cause);
            if (e->from < soc_cpus(s->soc))
                read_event(s, e);
        }
        s->quiet_since = now;
        forget_windows(s);
        count_inside(s);
        if (s->found)
            return s->found;
    }
    if (!s->inside)
        return STUCK_NOT;
    if (s->window_since == PS_NEVER)
        watch_anew(s, now);
    if (now - s->quiet_since >= WINDOW) /* what leads to the loop is over by then */
        for (unsigned n = 0; n < soc_cpus(s->soc); n++)
            look(&s->cpu[n].now, arch(s, n));
    if (now - s->window_since >= WINDOW) {
        if (now - s->quiet_since >= 2 * WINDOW)
            end_window(s, now);
        else
            watch_anew(s, now);
        if (!ahead && hangs(s, now))
            return s->found = STUCK_HANG;
    }
    return STUCK_NOT;
}

ps_t stuck_horizon(const stuck_t *s)
{
    ps_t now = soc_now(s->soc);
    return s->inside && !s->found && now - s->quiet_since >= WINDOW ? now + WINDOW / LOOKS
           : s->inside && !s->found                                 ? s->quiet_since + WINDOW
                                                                    : PS_NEVER;
}

/* Text */

__attribute__((format(printf, 2, 3))) static void say(stuck_t *s, const char *format, ...)
{
    size_t n = strlen(s->text);
    va_list args;
    va_start(args, format);
    vsnprintf(s->text + n, sizeof s->text - n, format, args);
    va_end(args);
}

static void say_loop(stuck_t *s, unsigned n)
{
    const watched_t *w = &s->cpu[n];
    const states_t *st = w->has_whole ? &w->whole : &w->now;
    unsigned cs = arch(s, n)->seg[S_CS].sel;
    if (arch(s, n)->halted)
        say(s, "halted at %04X:%04X", cs, (unsigned)arch(s, n)->eip);
    else if (!st->count)
        say(s, "at %04X:%04X", cs, (unsigned)arch(s, n)->eip);
    else if (st->low == st->high)
        say(s, "in one instruction at %04X:%04X", cs, (unsigned)st->low);
    else if (repeating(st))
        say(s, "in a loop from %04X:%04X to %04X:%04X, its registers the same each time", cs, (unsigned)st->low, cs,
            (unsigned)st->high);
    else
        say(s, "at work from %04X:%04X to %04X:%04X", cs, (unsigned)st->low, cs, (unsigned)st->high);
}

static void say_inside(stuck_t *s, unsigned n)
{
    ps_t now = soc_now(s->soc);
    say(s, " cpu%u is in SMM since %" PRIu64 " ps (%" PRIu64 " us), ", n, s->cpu[n].entered,
        (now - s->cpu[n].entered) / 1000000);
    say_loop(s, n);
    say(s, ".");
}

static void say_outside(stuck_t *s, unsigned n)
{
    const cpu_arch_t *a = arch(s, n);
    bool pending = soc_cpu_in(s->soc, n)->smi_pending;
    say(s, " cpu%u is missing: it ", n);
    if (a->wait_sipi)
        say(s, "waits for a SIPI");
    else if (a->shutdown)
        say(s, "is shut down%s", a->smm ? " in SMM" : "");
    else if (a->halted)
        say(s, "is halted outside SMM");
    else {
        say(s, "runs outside SMM, ");
        say_loop(s, n);
    }
    if (pending)
        say(s, ", with an SMI latched since %" PRIu64 " ps that it does not take there", s->cpu[n].latched);
    else
        say(s, ", and has no SMI latched");
    say(s, ".");
}

static void say_hang(stuck_t *s)
{
    unsigned cpus = soc_cpus(s->soc), outside = 0;
    for (unsigned n = 0; n < cpus; n++)
        if (waits_in_smm(s, n))
            say_inside(s, n);
    for (unsigned n = 0; n < cpus; n++)
        if (!waits_in_smm(s, n)) {
            outside++;
            say_outside(s, n);
        }
    if (cpus > 1 && !outside)
        say(s, " All CPUs are in SMM and wait for each other.");
    say(s, " The last event was at %" PRIu64 " ps.", s->quiet_since);
}

/* Why there is one SMI after the other. */
static void say_why(stuck_t *s, unsigned n)
{
    const watched_t *w = &s->cpu[n];
    soc_wire_ref_t sts, en;
    if (soc_find_wire(s->soc, "ich9.smi_sts", &sts) != 1 || soc_find_wire(s->soc, "ich9.smi_en", &en) != 1)
        abort();
    uint32_t v = (uint32_t)sig_get(sts.base, sts.sig);
    const char *before = " (";
    say(s, " SMI_STS is %08Xh", (unsigned)v);
    for (const reg_row_t *r = smi_ctl_regs; r->reg; r++)
        if (strcmp(r->reg, "SMI_STS") == 0 && (v & reg_mask(r))) {
            say(s, "%s%s", before, r->field);
            before = ", ";
        }
    say(s, "%s, SMI_EN %08Xh: ", v ? ")" : "", (unsigned)sig_get(en.base, en.sig));
    if (s->causes - w->causes >= w->smis / 2)
        say(s, "new causes come as fast, the last is %s.", s->cause);
    else if (v)
        say(s, "a status that the handler leaves set asks anew after each EOS.");
    else
        say(s, "nothing in the bridge asks, the SMIs come from outside it.");
}

static void say_storm(stuck_t *s, unsigned n)
{
    const watched_t *w = &s->cpu[n];
    say(s, " cpu%u has taken %u SMIs one behind the other since %" PRIu64 " ps, with fewer than %u instructions of its program "
           "after each; the program stands at EIP %Xh.", n, w->smis, w->first, s->limits.storm_insns, (unsigned)w->eip);
}

const char *stuck_text(stuck_t *s)
{
    s->text[0] = 0;
    if (s->found == STUCK_STORM) {
        say(s, "storm of SMIs:");
        say_storm(s, s->who);
        say_why(s, s->who);
    } else if (s->found == STUCK_HANG) {
        say(s, "hang in SMM:");
        say_hang(s);
    } else if (s->inside && soc_now(s->soc) - s->quiet_since >= 2 * WINDOW) {
        say(s, "in SMM when it ended:");
        say_hang(s);
    } else {
        for (unsigned n = 0; n < soc_cpus(s->soc) && !s->text[0]; n++)
            if (s->cpu[n].smis >= SUSPECT_SMIS) {
                say(s, "many SMIs when it ended:");
                say_storm(s, n);
                say_why(s, n);
            }
    }
    return s->text;
}

/* Opening */

stuck_t *stuck_open(soc_t *soc, const stuck_limits_t *limits)
{
    stuck_t *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->soc = soc;
    s->limits = *limits;
    s->window_since = PS_NEVER;
    for (unsigned n = 0; n < SOC_MAX_CPUS; n++)
        s->cpu[n].latched = PS_NEVER;
    return s;
}

void stuck_free(stuck_t *s)
{
    free(s);
}
