#include "sweep.h"

#include "report.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LISTS = SOC_MAX_CPUS + 3, NO_LIST = LISTS };
enum { FACTS_SHOWN = 3 }; /* of a run that has the reference's events */
enum { POLL_MS = 2, QUIET_SECONDS = 2 }; /* a terminal sees the count at once, a file a line every so often */

/* What a run leaves for the comparison with others. */
typedef struct trail {
    ev_log_t ev;
    char *facts; /* a line for each check, stimulus, rule and twin */
} trail_t;

/* What the process of a run tells the parent; the reference's is followed by events and facts. */
typedef struct told {
    bool done;
    session_result_t result;
    uint64_t signature;
    char verdict[sizeof ((sweep_run_t *)0)->verdict], differs[sizeof ((sweep_run_t *)0)->differs], err[1024];
    sweep_parting_t parting;
    size_t events, facts;
} told_t;

/* Events */

static unsigned list_of(const ev_t *e)
{
    if (e->id == EV_MODE || e->id == EV_UNFORESEEN || ev_is_mark(e->id))
        return NO_LIST; /* auto mode's own, and marks */
    if (e->from < SOC_MAX_CPUS)
        return e->from;
    switch (e->from) {
    case EV_FROM_BOARD: return SOC_MAX_CPUS;
    case EV_FROM_ICH9: return SOC_MAX_CPUS + 1;
    case EV_FROM_MCH: return SOC_MAX_CPUS + 2;
    default: return NO_LIST;
    }
}

/* Where the program stood is not part of an outcome: it moves with every clock. */
static bool arg_counts(const ev_t *e)
{
    switch (e->id) {
    case EV_SMI_TAKEN:
    case EV_RSM:
    case EV_SMM_EXIT:
    case EV_IO_RESTART:
    case EV_NMI:
    case EV_UNKNOWN_OPCODE: return false;
    default: return true;
    }
}

static bool same(const ev_t *a, const ev_t *b)
{
    return a->id == b->id && (!arg_counts(a) || a->arg == b->arg);
}

/* The list's next event at or after index i, or NULL. */
static const ev_t *next_of(const ev_log_t *log, unsigned list, size_t *i)
{
    for (; *i < log->count; (*i)++)
        if (list_of(&log->list[*i]) == list)
            return &log->list[(*i)++];
    return NULL;
}

/* The first difference of one list. */
static sweep_parting_t list_parting(const ev_log_t *log, const ev_log_t *reference, unsigned list)
{
    size_t i = 0, k = 0;
    for (;;) {
        const ev_t *a = next_of(log, list, &i), *b = next_of(reference, list, &k);
        if (!a && !b)
            return (sweep_parting_t){0};
        if (a && b && same(a, b))
            continue;
        sweep_parting_t p = {.parts = true, .who = a ? a->from : b->from, .has = a, .reference_has = b};
        if (a)
            p.time = a->time, p.event = a->id, p.arg = a->arg;
        if (b)
            p.reference_time = b->time, p.reference_event = b->id, p.reference_arg = b->arg;
        return p;
    }
}

/* When the two are known to part. */
static ps_t parting_time(const sweep_parting_t *p)
{
    if (!p->has)
        return p->reference_time;
    if (!p->reference_has)
        return p->time;
    return p->time < p->reference_time ? p->time : p->reference_time;
}

static sweep_parting_t first_parting(const ev_log_t *log, const ev_log_t *reference)
{
    sweep_parting_t first = {0};
    for (unsigned list = 0; list < LISTS; list++) {
        sweep_parting_t p = list_parting(log, reference, list);
        if (p.parts && (!first.parts || parting_time(&p) < parting_time(&first)))
            first = p;
    }
    return first;
}

/* FNV-1a */
static void mix(uint64_t *h, const void *bytes, size_t n)
{
    const unsigned char *b = bytes;
    for (size_t i = 0; i < n; i++)
        *h = (*h ^ b[i]) * UINT64_C(0x100000001b3);
}

static uint64_t signature_of(const trail_t *t)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (unsigned list = 0; list < LISTS; list++) {
        size_t i = 0;
        for (const ev_t *e; (e = next_of(&t->ev, list, &i));) {
            mix(&h, &e->id, sizeof e->id);
            if (arg_counts(e))
                mix(&h, &e->arg, sizeof e->arg);
        }
        mix(&h, &list, sizeof list);
    }
    mix(&h, t->facts, strlen(t->facts));
    return h;
}

/* Facts: what else makes an outcome, a line each, as many lines in every run of a scenario */

typedef struct text {
    char *bytes;
    size_t count, room;
} text_t;

__attribute__((format(printf, 2, 3))) static void add(text_t *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0)
        abort();
    if (t->room < t->count + (size_t)n + 1) {
        t->room = 2 * (t->count + (size_t)n + 1);
        t->bytes = realloc(t->bytes, t->room);
        if (!t->bytes)
            abort();
    }
    va_start(args, format);
    vsnprintf(t->bytes + t->count, (size_t)n + 1, format, args);
    va_end(args);
    t->count += (size_t)n;
}

static void check_fact(text_t *t, const check_t *k)
{
    bool value = (k->kind == STEP_UNTIL || k->kind == STEP_EXPECT) && (k->cmp == CMP_EQ || k->cmp == CMP_NE);
    bool read = k->done || k->kind == STEP_UNTIL;
    add(t, "line %u, %s: %s", k->line, k->text, !k->done ? "not reached" : k->passed ? "holds" : "fails");
    if ((value || k->kind == STEP_NEVER) && read)
        add(t, k->what == Q_EVENT || k->kind == STEP_NEVER ? ", got %" PRIu64 : ", got 0x%" PRIx64, k->got);
    add(t, "\n");
}

static char *make_facts(const session_t *x)
{
    text_t t = {0};
    unsigned n;
    const scenario_t *s = x->scenario;
    for (unsigned i = 0; i < s->check_count; i++)
        check_fact(&t, &s->checks[i]);
    for (unsigned i = 0; i < s->stimulus_count; i++)
        add(&t, "stimulus %s: %s\n", s->stimuli[i].name, s->stimuli[i].fired ? "fired" : "never fired");
    const rule_info_t *r = rules_list(x->rules, &n);
    for (unsigned i = 0; i < n; i++)
        add(&t, "rule %s: %s\n", r[i].name, r[i].failed ? "fails" : "holds");
    const score_row_t *row = score_rows(x->score, &n);
    for (unsigned i = 0; i < n; i++)
        add(&t, "twin %s: %s\n", row[i].inst->path, row[i].mismatches ? "differs" : "agrees");
    add(&t, "%s\n", x->stopped[0] ? "the watchdog ended the run" : "the run ended by itself");
    return t.bytes;
}

/* The first lines of a that are others in b, as one phrase; "" when there are none. */
static void other_facts(const char *a, const char *b, char *text, size_t size)
{
    unsigned others = 0;
    text[0] = 0;
    while (*a && *b) {
        size_t n = strcspn(a, "\n"), m = strcspn(b, "\n"), k = strlen(text);
        bool other = n != m || memcmp(a, b, n) != 0;
        if (other && others++ < FACTS_SHOWN)
            snprintf(text + k, size - k, "%s%.*s", k ? "; " : "", (int)n, a);
        a += n + (a[n] == '\n');
        b += m + (b[m] == '\n');
    }
    size_t k = strlen(text);
    if (others > FACTS_SHOWN)
        snprintf(text + k, size - k, "; %u more", others - FACTS_SHOWN);
}

/* What failed first, and how much else did. */
static void verdict_of(session_result_t result, const char *facts, char *text, size_t size)
{
    static const char *const bad[] = {": fails", ": not reached", ": never fired", ": differs", "the watchdog ended"};
    unsigned failed = 0;
    if (result == SESSION_PASS) {
        snprintf(text, size, "pass");
        return;
    }
    snprintf(text, size, "fail");
    for (const char *line = facts; *line;) {
        size_t n = strcspn(line, "\n");
        char one[240];
        bool is_bad = false;
        snprintf(one, sizeof one, "%.*s", (int)n, line);
        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
            is_bad |= strstr(one, bad[i]) != NULL;
        if (is_bad && failed++ == 0)
            snprintf(text, size, "%s", one);
        line += n + (line[n] == '\n');
    }
    size_t n = strlen(text);
    if (failed > 1)
        snprintf(text + n, size - n, "; %u more", failed - 1);
}

/* Phrases */

static const char *who(unsigned from, char text[16])
{
    switch (from) {
    case EV_FROM_BOARD: return "board";
    case EV_FROM_ICH9: return "ich9";
    case EV_FROM_MCH: return "mch";
    default: snprintf(text, 16, "cpu%u", from); return text;
    }
}

static void event_text(bool has, uint8_t id, uint64_t arg, ps_t time, bool with_arg, char *text, size_t size)
{
    if (!has)
        snprintf(text, size, "nothing more");
    else if (with_arg)
        snprintf(text, size, "%s 0x%" PRIx64 " at %" PRIu64 " ps", ev_names[id], arg, time);
    else
        snprintf(text, size, "%s at %" PRIu64 " ps", ev_names[id], time);
}

static void differs_text(const sweep_t *w, const sweep_parting_t *p, const char *fact, char *text, size_t size)
{
    char mine[96], other[96], name[16];
    bool only_arg = p->has && p->reference_has && p->event == p->reference_event;
    if (!p->parts) {
        snprintf(text, size, "%s", fact);
        return;
    }
    event_text(p->has, p->event, p->arg, p->time, only_arg, mine, sizeof mine);
    event_text(p->reference_has, p->reference_event, p->reference_arg, p->reference_time, only_arg, other, sizeof other);
    snprintf(text, size, "%s: %s, at shift %" PRId64 ": %s", who(p->who, name), mine, w->runs[w->reference].shift, other);
}

/* One run, in a process of its own */

static void put(FILE *f, const void *bytes, size_t n)
{
    if (n && fwrite(bytes, 1, n, f) != n)
        _exit(1);
}

static ps_t shift_ps(const sweep_t *w, int64_t shift, bool *before)
{
    *before = shift < 0;
    return (ps_t)(*before ? -shift : shift) * w->unit_ps;
}

static bool shift_scenario(const sweep_t *w, scenario_t *s, int64_t shift)
{
    bool before;
    int64_t ps = (int64_t)shift_ps(w, shift, &before);
    unsigned i = 0;
    while (i < s->stimulus_count && strcmp(s->stimuli[i].name, w->options.event) != 0)
        i++;
    return i < s->stimulus_count && scenario_shift(s, i, before ? -ps : ps, s->config.part->core_ps);
}

/* Never returns. reference: NULL when this run is it. dump: NULL, or where it goes. */
__attribute__((noreturn)) static void child(const sweep_t *w, int64_t shift, const trail_t *reference, const char *dump, FILE *f)
{
    session_t x;
    session_options_t o = w->options.session;
    told_t t = {.done = true, .result = SESSION_ERROR};
    trail_t trail = {0};
    char fact[sizeof t.differs];
    o.wave = dump;
    if (!shift_scenario(w, w->scenario, shift) || !session_open(&x, w->scenario, &o, t.err, sizeof t.err)) {
        put(f, &t, sizeof t);
        fflush(f);
        _exit(0);
    }
    w->options.run(&x);
    t.result = session_close(&x);
    snprintf(t.err, sizeof t.err, "%s", x.error);
    trail = (trail_t){.ev = *soc_events(x.soc), .facts = make_facts(&x)};
    t.signature = signature_of(&trail);
    verdict_of(t.result, trail.facts, t.verdict, sizeof t.verdict);
    if (reference) {
        t.parting = first_parting(&trail.ev, &reference->ev);
        other_facts(trail.facts, reference->facts, fact, sizeof fact);
        differs_text(w, &t.parting, fact, t.differs, sizeof t.differs);
    } else {
        t.events = trail.ev.count;
        t.facts = strlen(trail.facts);
    }
    ps_t parting = t.parting.parts ? parting_time(&t.parting) : PS_NEVER;
    if (dump && t.result != SESSION_ERROR && !w->options.view(&x, dump, parting, t.err, sizeof t.err))
        t.result = SESSION_ERROR;
    put(f, &t, sizeof t);
    if (!reference) {
        put(f, trail.ev.list, t.events * sizeof *trail.ev.list);
        put(f, trail.facts, t.facts);
    }
    _exit(fflush(f) == 0 ? 0 : 1);
}

/* The parent */

typedef struct job {
    pid_t pid; /* 0: free */
    unsigned run;
    FILE *f;
} job_t;

typedef struct crew {
    sweep_t *w;
    job_t *jobs;
    unsigned busy, done, goal;
    trail_t reference;
    bool has_reference;
    const char *what; /* for the progress line */
    time_t said;
    bool tty, line;   /* a progress line is on the terminal */
    char *err;
    unsigned err_size;
} crew_t;

__attribute__((format(printf, 2, 3))) static bool stop(crew_t *c, const char *format, ...)
{
    va_list args;
    if (c->err[0])
        return false; /* the first counts */
    va_start(args, format);
    vsnprintf(c->err, c->err_size, format, args);
    va_end(args);
    return false;
}

static void say_progress(crew_t *c)
{
    time_t now = time(NULL);
    if (c->tty) {
        fprintf(stderr, "\rsmmscope: %u of %u %s ", c->done, c->goal, c->what);
        c->line = true;
    } else if (now - c->said >= QUIET_SECONDS) {
        fprintf(stderr, "smmscope: %u of %u %s\n", c->done, c->goal, c->what);
        c->said = now;
    }
}

static void end_progress(crew_t *c)
{
    if (c->line)
        fputs("\r\033[K", stderr);
    c->line = false;
}

static bool start_job(crew_t *c, unsigned run, const char *dump)
{
    unsigned i = 0;
    while (c->jobs[i].pid)
        i++;
    FILE *f = tmpfile();
    if (!f)
        return stop(c, "no file for a run's result can be made: %s", strerror(errno));
    fflush(stdout);
    fflush(stderr);
    pid_t pid = fork();
    if (pid == 0)
        child(c->w, c->w->runs[run].shift, c->has_reference ? &c->reference : NULL, dump, f);
    if (pid < 0) {
        fclose(f);
        return stop(c, "no process for a run can be made: %s", strerror(errno));
    }
    c->jobs[i] = (job_t){.pid = pid, .run = run, .f = f};
    c->busy++;
    return true;
}

static bool read_reference(crew_t *c, FILE *f, const told_t *t)
{
    c->reference.ev = (ev_log_t){.list = malloc(t->events * sizeof(ev_t) + 1), .count = t->events};
    c->reference.facts = malloc(t->facts + 1);
    if (!c->reference.ev.list || !c->reference.facts)
        abort();
    c->has_reference = true;
    c->reference.facts[t->facts] = 0;
    return fread(c->reference.ev.list, sizeof(ev_t), t->events, f) == t->events &&
           fread(c->reference.facts, 1, t->facts, f) == t->facts;
}

static bool end_job(crew_t *c, job_t *job, int status)
{
    told_t t = {0};
    sweep_run_t *r = &c->w->runs[job->run];
    FILE *f = job->f;
    rewind(f);
    bool whole = fread(&t, sizeof t, 1, f) == 1 && t.done;
    if (whole && t.result != SESSION_ERROR && !c->has_reference)
        whole = read_reference(c, f, &t);
    fclose(f);
    *job = (job_t){0};
    c->busy--;
    c->done++;
    if (WIFSIGNALED(status))
        return stop(c, "the run with shift %" PRId64 " was ended by signal %d", r->shift, WTERMSIG(status));
    if (!whole)
        return stop(c, "the run with shift %" PRId64 " ended without a result", r->shift);
    if (t.result == SESSION_INTERRUPTED)
        return stop(c, "the run with shift %" PRId64 " was interrupted", r->shift);
    if (t.result == SESSION_ERROR)
        return stop(c, "the run with shift %" PRId64 ": %s", r->shift, t.err);
    r->result = t.result;
    r->signature = t.signature;
    r->parting = t.parting;
    memcpy(r->verdict, t.verdict, sizeof r->verdict);
    memcpy(r->differs, t.differs, sizeof r->differs);
    return true;
}

/* Waits until a process ends. */
static bool await(crew_t *c)
{
    const struct timespec pause = {.tv_nsec = POLL_MS * 1000000L};
    for (;;) {
        if (c->w->options.interrupted())
            return false;
        for (unsigned i = 0; i < c->w->options.jobs; i++) {
            int status;
            if (c->jobs[i].pid && waitpid(c->jobs[i].pid, &status, WNOHANG) == c->jobs[i].pid) {
                bool good = end_job(c, &c->jobs[i], status);
                say_progress(c);
                return good && !c->w->options.interrupted();
            }
        }
        nanosleep(&pause, NULL);
    }
}

/* Ends what still runs. */
static void dismiss(crew_t *c)
{
    for (unsigned i = 0; i < c->w->options.jobs; i++)
        if (c->jobs[i].pid) {
            kill(c->jobs[i].pid, SIGKILL);
            waitpid(c->jobs[i].pid, NULL, 0);
            fclose(c->jobs[i].f);
            c->jobs[i].pid = 0;
        }
}

/* All but the reference, in the order of shifts. */
static bool run_rest(crew_t *c)
{
    sweep_t *w = c->w;
    for (unsigned i = 0; i < w->count; i++) {
        if (i == w->reference)
            continue;
        while (c->busy == w->options.jobs)
            if (!await(c))
                return false;
        if (!start_job(c, i, NULL))
            return false;
    }
    while (c->busy)
        if (!await(c))
            return false;
    return true;
}

static uint64_t apart(int64_t a, int64_t b)
{
    return a < b ? (uint64_t)(b - a) : (uint64_t)(a - b);
}

/* Outcome 1 is the reference's; the others follow in the order of their least shift. */
static void group(sweep_t *w)
{
    for (unsigned n = 0; n <= w->count; n++) {
        sweep_run_t *r = &w->runs[n ? n - 1 : w->reference];
        unsigned k = 0;
        if (r->outcome)
            continue;
        while (k < w->outcome_count && w->runs[w->outcomes[k].shown].signature != r->signature)
            k++;
        if (k == w->outcome_count)
            w->outcomes[w->outcome_count++].shown = (unsigned)(r - w->runs);
        sweep_outcome_t *o = &w->outcomes[k];
        int64_t zero = w->runs[w->reference].shift;
        if (apart(r->shift, zero) < apart(w->runs[o->shown].shift, zero))
            o->shown = (unsigned)(r - w->runs);
        o->runs++;
        r->outcome = k + 1;
    }
}

static void name_dump(sweep_t *w, sweep_outcome_t *o)
{
    char event[sizeof w->scenario->stimuli->name];
    snprintf(event, sizeof event, "%s", w->options.event);
    for (char *p = event; *p; p++)
        if (*p == '/')
            *p = '_';
    snprintf(o->dump, sizeof o->dump, "%.3500s/%s-%s%+" PRId64 ".fst", w->options.out, w->scenario->name, event,
             w->runs[o->shown].shift);
}

static bool write_dumps(crew_t *c)
{
    sweep_t *w = c->w;
    c->what = "dumps";
    c->done = 0;
    c->goal = w->outcome_count < SWEEP_DUMPS_MAX ? w->outcome_count : (unsigned)SWEEP_DUMPS_MAX;
    for (unsigned i = 0; i < c->goal; i++) {
        name_dump(w, &w->outcomes[i]);
        while (c->busy == w->options.jobs)
            if (!await(c))
                return false;
        if (!start_job(c, w->outcomes[i].shown, w->outcomes[i].dump))
            return false;
    }
    while (c->busy)
        if (!await(c))
            return false;
    return true;
}

bool sweep_run(sweep_t *w, char *err, unsigned err_size)
{
    crew_t c = {.w = w, .jobs = calloc(w->options.jobs, sizeof *c.jobs), .goal = w->count, .what = "runs",
                .said = time(NULL), .tty = isatty(STDERR_FILENO), .err = err, .err_size = err_size};
    if (!c.jobs)
        abort();
    err[0] = 0;
    bool good = start_job(&c, w->reference, NULL) && await(&c) && run_rest(&c);
    if (good)
        group(w);
    if (good && w->outcome_count > 1)
        good = write_dumps(&c);
    dismiss(&c);
    end_progress(&c);
    free(c.jobs);
    free(c.reference.ev.list);
    free(c.reference.facts);
    return good;
}

/* Opening */

static bool refuse_name(const scenario_t *s, const char *name, char *err, unsigned err_size)
{
    text_t list = {0};
    add(&list, "%s", s->stimulus_count ? "" : "none");
    for (unsigned i = 0; i < s->stimulus_count; i++)
        add(&list, "%s%s", i ? ", " : "", s->stimuli[i].name);
    snprintf(err, err_size, "%s has no stimulus '%s', its stimuli are: %s", s->path, name, list.bytes);
    free(list.bytes);
    return false;
}

/* The first shift cannot be: it would be before what the stimulus waits for. */
static bool refuse_shift(const sweep_t *w, const stimulus_t *st, int64_t shift, char *err, unsigned err_size)
{
    bool before;
    ps_t ps = shift_ps(w, shift, &before);
    if (before)
        snprintf(err, err_size,
                 "%s:%u: shift %" PRId64 " %s would put %s %" PRIu64 " ps before %s, expected a base delay of at least %" PRIu64
                 " ps in that line, it is %" PRIu64 " ps", w->scenario->path, st->line, shift, domain_names[w->options.unit],
                 st->name, ps - st->time,
                 st->kind == STIM_DELAY ? "the program asks for it" : st->on_event ? "the event it waits for" : "power-on", ps,
                 st->time);
    else
        snprintf(err, err_size, "%s:%u: shift %" PRId64 " %s is too much for %s", w->scenario->path, st->line, shift,
                 domain_names[w->options.unit], st->name);
    return false;
}

bool sweep_open(sweep_t *w, scenario_t *s, const sweep_options_t *options, char *err, unsigned err_size)
{
    char why[256];
    unsigned i = 0;
    *w = (sweep_t){.scenario = s, .options = *options};
    while (i < s->stimulus_count && strcmp(s->stimuli[i].name, options->event) != 0)
        i++;
    if (i == s->stimulus_count)
        return refuse_name(s, options->event, err, err_size);
    uint64_t count = apart(options->from, options->to) / options->step + 1;
    if (count > SWEEP_RUNS_MAX) {
        snprintf(err, err_size, "%" PRId64 "..%" PRId64 " is %" PRIu64 " runs, expected at most %d (see --step)", options->from,
                 options->to, count, SWEEP_RUNS_MAX);
        return false;
    }
    soc_t *soc = soc_open(&s->config, why, sizeof why);
    if (!soc) {
        snprintf(err, err_size, "%s", why);
        return false;
    }
    w->unit_ps = soc_clock(soc, options->unit)->period;
    soc_close(soc);
    w->count = (unsigned)count;
    w->runs = calloc(w->count, sizeof *w->runs);
    w->outcomes = calloc(w->count, sizeof *w->outcomes);
    if (!w->runs || !w->outcomes)
        abort();
    ps_t time = s->stimuli[i].time;
    for (unsigned k = 0; k < w->count; k++) {
        int64_t shift = w->runs[k].shift = options->from + (int64_t)(k * options->step);
        bool good = shift_scenario(w, s, shift);
        s->stimuli[i].time = time;
        if (!good) {
            refuse_shift(w, &s->stimuli[i], shift, err, err_size);
            sweep_free(w);
            return false;
        }
        if (apart(shift, 0) < apart(w->runs[w->reference].shift, 0))
            w->reference = k;
    }
    return true;
}

bool sweep_passed(const sweep_t *w)
{
    return w->outcome_count == 1 && w->runs[0].result == SESSION_PASS;
}

void sweep_free(sweep_t *w)
{
    free(w->runs);
    free(w->outcomes);
    *w = (sweep_t){0};
}

/* Text */

/* Calls f for each range of neighbouring shifts with this outcome. */
static void each_range(const sweep_t *w, unsigned outcome, void (*f)(void *self, int64_t from, int64_t to), void *self)
{
    for (unsigned i = 0; i < w->count; i++) {
        unsigned first = i;
        if (w->runs[i].outcome != outcome)
            continue;
        while (i + 1 < w->count && w->runs[i + 1].outcome == outcome)
            i++;
        f(self, w->runs[first].shift, w->runs[i].shift);
    }
}

static void add_range(void *self, int64_t from, int64_t to)
{
    text_t *t = self;
    add(t, t->count ? ", %" PRId64 : "%" PRId64, from);
    if (to != from)
        add(t, "..%" PRId64, to);
}

/* A word of a shell. */
static void add_word(text_t *t, const char *word)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+-=,:@%";
    if (*word && word[strspn(word, plain)] == 0) {
        add(t, "%s", word);
        return;
    }
    add(t, "'");
    for (; *word; word++)
        add(t, *word == '\'' ? "'\\''" : "%c", *word);
    add(t, "'");
}

/* A dump and the view beside it. */
static void add_dump(text_t *t, const char *dump)
{
    char view[4096];
    snprintf(view, sizeof view, "%.*s.gtkw", (int)(strlen(dump) - strlen(".fst")), dump);
    add_word(t, dump);
    add(t, " ");
    add_word(t, view);
}

/* The command that shows both, one above the other; to be freed. */
static char *twinwave(const sweep_t *w, unsigned outcome)
{
    text_t t = {0};
    add(&t, "twinwave ");
    add_dump(&t, w->outcomes[0].dump);
    add(&t, " + ");
    add_dump(&t, w->outcomes[outcome].dump);
    return t.bytes;
}

static unsigned failed_runs(const sweep_t *w)
{
    unsigned n = 0;
    for (unsigned i = 0; i < w->count; i++)
        n += w->runs[i].result != SESSION_PASS;
    return n;
}

void sweep_text(const sweep_t *w, FILE *f, bool colour)
{
    const char *red = colour ? "\033[31m" : "", *green = colour ? "\033[32m" : "", *plain = colour ? "\033[0m" : "";
    const scenario_t *s = w->scenario;
    unsigned failed = failed_runs(w);
    fprintf(f, "%s: %s\n\n", s->name, s->sentence);
    fprintf(f, "%s shifted by %" PRId64 "..%" PRId64, w->options.event, w->runs[0].shift, w->runs[w->count - 1].shift);
    if (w->options.step > 1)
        fprintf(f, " in steps of %" PRIu64, w->options.step);
    fprintf(f, " %s of %" PRIu64 " ps\n  outcome  runs  verdict  shifts\n", domain_names[w->options.unit], w->unit_ps);
    for (unsigned k = 0; k < w->outcome_count; k++) {
        const sweep_outcome_t *o = &w->outcomes[k];
        const sweep_run_t *r = &w->runs[o->shown];
        bool passes = r->result == SESSION_PASS;
        text_t shifts = {0};
        each_range(w, k + 1, add_range, &shifts);
        fprintf(f, "  %7u  %4u  %s%-7s%s  %s\n", k + 1, o->runs, passes ? green : red, passes ? "pass" : "FAIL", plain,
                shifts.bytes);
        free(shifts.bytes);
        bool told = k && !r->parting.parts; /* what differs is what failed */
        if (!passes && !told)
            fprintf(f, "           shift %" PRId64 ": %s\n", r->shift, r->verdict);
        if (k)
            fprintf(f, "           shift %" PRId64 ": %s\n", r->shift, r->differs);
    }
    for (unsigned k = 1; k < w->outcome_count && w->outcomes[k].dump[0]; k++) {
        char *command = twinwave(w, k);
        fprintf(f, "%s  %s\n", k == 1 ? "\nOutcome 1 beside each of the others, in GTKWave:\n" : "", command);
        free(command);
    }
    if (w->outcome_count > SWEEP_DUMPS_MAX)
        fprintf(f, "  dumps of the first %d outcomes only\n", SWEEP_DUMPS_MAX);
    fprintf(f, "\n%s%s%s %s (%s, %s): %u runs, %u outcome%s, %u run%s failed\n", sweep_passed(w) ? green : red,
            sweep_passed(w) ? "PASS" : failed ? "FAIL" : "DIFFERENT", plain, s->name, s->config.part->name,
            soc_mode_names[w->options.session.mode], w->count, w->outcome_count, w->outcome_count > 1 ? "s" : "", failed,
            failed == 1 ? "" : "s");
}

/* JSON */

static void *json(void *item)
{
    if (!item)
        abort(); /* out of memory */
    return item;
}

static void put_text(cJSON *o, const char *name, const char *value)
{
    json(cJSON_AddStringToObject(o, name, value));
}

static void put_number(cJSON *o, const char *name, double value)
{
    json(cJSON_AddNumberToObject(o, name, value));
}

static cJSON *put_object(cJSON *list)
{
    cJSON *o = json(cJSON_CreateObject());
    cJSON_AddItemToArray(list, o);
    return o;
}

static void put_event(cJSON *o, const char *name, bool has, uint8_t id, ps_t time, uint64_t arg)
{
    if (!has) {
        json(cJSON_AddNullToObject(o, name));
        return;
    }
    cJSON *e = json(cJSON_AddObjectToObject(o, name));
    put_text(e, "event", ev_names[id]);
    put_number(e, "time", (double)time);
    put_number(e, "arg", (double)arg);
}

static void put_parting(cJSON *o, const sweep_parting_t *p)
{
    char name[16];
    if (!p->parts) {
        json(cJSON_AddNullToObject(o, "parting"));
        return;
    }
    cJSON *part = json(cJSON_AddObjectToObject(o, "parting"));
    put_text(part, "who", who(p->who, name));
    put_event(part, "here", p->has, p->event, p->time, p->arg);
    put_event(part, "reference", p->reference_has, p->reference_event, p->reference_time, p->reference_arg);
}

static void put_range(void *self, int64_t from, int64_t to)
{
    cJSON *pair = json(cJSON_CreateArray());
    cJSON_AddItemToArray(self, pair);
    cJSON_AddItemToArray(pair, json(cJSON_CreateNumber((double)from)));
    cJSON_AddItemToArray(pair, json(cJSON_CreateNumber((double)to)));
}

static void json_outcomes(const sweep_t *w, cJSON *root)
{
    cJSON *list = json(cJSON_AddArrayToObject(root, "outcomes"));
    for (unsigned k = 0; k < w->outcome_count; k++) {
        const sweep_outcome_t *x = &w->outcomes[k];
        const sweep_run_t *r = &w->runs[x->shown];
        cJSON *o = put_object(list);
        put_number(o, "outcome", k + 1);
        put_number(o, "runs", x->runs);
        each_range(w, k + 1, put_range, json(cJSON_AddArrayToObject(o, "shifts")));
        put_text(o, "verdict", r->verdict);
        put_text(o, "differs", r->differs);
        put_number(o, "shown", (double)r->shift);
        if (x->dump[0])
            put_text(o, "dump", x->dump);
        if (k && x->dump[0]) {
            char *command = twinwave(w, k);
            put_text(o, "twinwave", command);
            free(command);
        }
    }
}

bool sweep_json(const sweep_t *w, const char *path, char *err, unsigned err_size)
{
    const scenario_t *s = w->scenario;
    cJSON *root = json(cJSON_CreateObject());
    put_text(root, "scenario", s->name);
    put_text(root, "file", s->path);
    put_text(root, "sentence", s->sentence);
    put_text(root, "part", s->config.part->name);
    put_number(root, "cpus", s->config.cpus);
    put_text(root, "mode", soc_mode_names[w->options.session.mode]);
    put_text(root, "event", w->options.event);
    put_text(root, "unit", domain_names[w->options.unit]);
    put_number(root, "unit_ps", (double)w->unit_ps);
    put_number(root, "from", (double)w->options.from);
    put_number(root, "to", (double)w->options.to);
    put_number(root, "step", (double)w->options.step);
    put_number(root, "reference", (double)w->runs[w->reference].shift);
    put_text(root, "result", sweep_passed(w) ? "pass" : failed_runs(w) ? "fail" : "different");
    json_outcomes(w, root);
    cJSON *list = json(cJSON_AddArrayToObject(root, "runs"));
    for (unsigned i = 0; i < w->count; i++) {
        const sweep_run_t *r = &w->runs[i];
        cJSON *o = put_object(list);
        put_number(o, "shift", (double)r->shift);
        put_number(o, "outcome", r->outcome);
        put_text(o, "verdict", r->verdict);
        put_text(o, "differs", r->differs);
        put_parting(o, &r->parting);
    }
    char *text = json(cJSON_Print(root));
    cJSON_Delete(root);
    bool ok = report_write(path, text, err, err_size);
    free(text);
    return ok;
}
