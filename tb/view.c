#include "view.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    MARKERS = 26,         /* A to Z */
    MARKERS_KEPT = 28,    /* how many places the zoom line has for them */
    WAVE_PIXELS = 1150,   /* width of the waves in a 1600 pixel window, beside the names and values */
    ZOOM_PIXELS = 200,    /* GTKWave: the zoom is -log2 of the time in this many pixels */
    LABEL_PIXELS = 7,     /* width of a character in a marker's name */
    CPUS = EV_FROM_BOARD,
};

typedef struct marks {
    unsigned count;
    ps_t time[MARKERS];
    char name[MARKERS][24];
    char label[MARKERS][80]; /* as drawn: names that would lie on each other are one label */
    ps_t from, to; /* the first SMI, or the whole run */
    ps_t cursor;   /* GTKWave's own marker */
} marks_t;

static void mark(marks_t *m, ps_t time, const char *name, unsigned cpu, bool say_cpu)
{
    if (m->count == MARKERS)
        return;
    m->time[m->count] = time;
    if (say_cpu)
        snprintf(m->name[m->count], sizeof m->name[0], "%s %u", name, cpu);
    else
        snprintf(m->name[m->count], sizeof m->name[0], "%s", name);
    m->count++;
}

static const char *marker_name(uint8_t id, bool first)
{
    switch (id) {
    case EV_SMI_LOW: return "SMI# low";
    case EV_SMM_ENTER: return "handler";
    case EV_RSM: return "RSM";
    case EV_SMM_EXIT: return "exit";
    case EV_SMI_LATCHED: return first ? "latched" : NULL;
    case EV_SMI_TAKEN: return first ? "taken" : NULL;
    case EV_IPI: return first ? "IPI" : NULL;
    case EV_APIC_LOST: return first ? "lost" : NULL;
    case EV_APIC_MSG: return first ? "sent" : NULL;
    default: return NULL;
    }
}

static ps_t time_of(const moment_t *m, const ev_log_t *ev)
{
    const ev_t *e = event_find(ev, &m->ev);
    if (!e)
        return PS_NEVER;
    return m->after < 0 && (ps_t)-m->after > e->time ? 0 : e->time + (ps_t)m->after;
}

bool view_part(const scenario_t *s, const ev_log_t *ev, ps_t *from, ps_t *to)
{
    ps_t first = s && s->shows ? time_of(&s->show_from, ev) : PS_NEVER, last = PS_NEVER;
    if (first != PS_NEVER)
        last = time_of(&s->show_to, ev);
    if (last != PS_NEVER && first < last) {
        *from = first;
        *to = last;
        return true;
    }
    unsigned inside = 0;
    bool low = false;
    for (size_t i = 0; i < ev->count; i++) {
        const ev_t *e = &ev->list[i];
        if (!low && e->id != EV_SMI_LOW)
            continue;
        if (!low)
            *from = e->time;
        low = true;
        *to = e->time;
        if (e->id == EV_SMM_ENTER)
            inside++;
        if (e->id == EV_SMM_EXIT && inside && --inside == 0)
            return true; /* every CPU that came in is out again */
    }
    return low;
}

/* The first interrupt message that loses the arbitration of its bus: from its IPI until it is over. */
static bool first_collision(const ev_log_t *ev, ps_t *from, ps_t *to)
{
    size_t lost = 0;
    while (lost < ev->count && ev->list[lost].id != EV_APIC_LOST)
        lost++;
    if (lost == ev->count)
        return false;
    for (size_t i = 0; i < lost; i++)
        if (ev->list[i].id == EV_IPI && ev->list[i].from == ev->list[lost].from)
            *from = ev->list[i].time;
    for (size_t i = lost; i < ev->count; i++)
        if (ev->list[i].id == EV_APIC_MSG && ev->list[i].from == ev->list[lost].from) {
            *to = ev->list[i].time;
            return true;
        }
    return false;
}

static void find_marks(marks_t *m, const scenario_t *s, const ev_log_t *ev, view_mark_t special)
{
    bool many = false, latched = false;

    *m = (marks_t){0};
    if (special.time != PS_NEVER)
        mark(m, special.time, special.name, 0, false);
    if (!view_part(s, ev, &m->from, &m->to) && !first_collision(ev, &m->from, &m->to)) { /* the whole run */
        m->from = 0;
        m->to = ev->count ? ev->list[ev->count - 1].time : 0;
        if (special.time != PS_NEVER && special.time > m->to)
            m->to = special.time;
        return;
    }
    for (size_t i = 0; i < ev->count; i++)
        if ((ev->list[i].id == EV_SMM_ENTER || ev->list[i].id == EV_IPI) && ev->list[i].from > 0 && ev->list[i].from < CPUS)
            many = true;
    for (size_t i = 0; i < ev->count; i++) {
        const ev_t *e = &ev->list[i];
        const char *name = marker_name(e->id, e->time <= m->to);
        if (!name || e->time < m->from || (e->id == EV_SMI_LATCHED && latched))
            continue; /* the pins of several CPUs latch in the same clock */
        latched = latched || e->id == EV_SMI_LATCHED;
        mark(m, e->time, name, e->from, many && e->from < CPUS && e->id != EV_SMI_LATCHED);
    }
}

static void sort_marks(marks_t *m)
{
    for (unsigned i = 1; i < m->count; i++)
        for (unsigned j = i; j > 0 && m->time[j - 1] > m->time[j]; j--) {
            ps_t time = m->time[j];
            char name[sizeof m->name[0]];
            memcpy(name, m->name[j], sizeof name);
            m->time[j] = m->time[j - 1];
            memcpy(m->name[j], m->name[j - 1], sizeof name);
            m->time[j - 1] = time;
            memcpy(m->name[j - 1], name, sizeof name);
        }
}

/* A name that would lie on the one before it is written behind it instead: "SMI# low > latched > taken". */
static void join_labels(marks_t *m, double per_pixel)
{
    unsigned head = 0; /* the marker whose label is growing */
    for (unsigned i = 0; i < m->count; i++) {
        size_t length = strlen(m->label[head]);
        double distance = (double)(m->time[i] - m->time[head]) / per_pixel;
        if (i > 0 && distance < (double)((length + 1) * LABEL_PIXELS)) {
            snprintf(m->label[head] + length, sizeof m->label[0] - length, " > %s", m->name[i]);
            snprintf(m->label[i], sizeof m->label[0], " ");
        } else {
            head = i;
            snprintf(m->label[i], sizeof m->label[0], "%s", m->name[i]);
        }
    }
}

/* The lines that depend on the run. GTKWave centres a name on its marker; as many spaces before it put its first
 * character there. */
static void write_run_lines(FILE *f, marks_t *m, const char *dump, const char *out_path)
{
    ps_t span = m->to > m->from ? m->to - m->from : 1;
    ps_t margin = span / 16;
    ps_t start = m->from > margin ? m->from - margin : 0;
    double per_pixel = (double)(span + 2 * margin + WAVE_PIXELS) / WAVE_PIXELS;

    sort_marks(m);
    join_labels(m, per_pixel);
    fprintf(f, "[dumpfile] \"%s\"\n[savefile] \"%s\"\n[timestart] %llu\n", dump, out_path, (unsigned long long)start);
    fprintf(f, "*-%.6f %llu", log2(per_pixel * ZOOM_PIXELS), (unsigned long long)m->cursor);
    for (unsigned i = 0; i < MARKERS_KEPT; i++) {
        if (i < m->count)
            fprintf(f, " %llu", (unsigned long long)m->time[i]);
        else
            fprintf(f, " -1");
    }
    fprintf(f, "\n");
    for (unsigned i = 0; i < m->count; i++) {
        int length = m->label[i][0] == ' ' ? 0 : (int)strlen(m->label[i]);
        fprintf(f, "[markername] %c%*s%s\n", 'A' + (char)i, length, "", m->label[i]);
    }
}

static bool starts(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

/* How many CPUs the run had: each logs the end of its reset. */
static unsigned cpus_of(const ev_log_t *ev)
{
    unsigned n = 1;
    for (size_t i = 0; i < ev->count; i++)
        if (ev->list[i].id == EV_RESET && ev->list[i].from >= n && ev->list[i].from < EV_FROM_BOARD)
            n = ev->list[i].from + 1u;
    return n;
}

/* A template folds a group for each CPU that may be there: between its "@c00200" and "@1401200" lines, each followed by
 * "-CPU n". Groups of CPUs that are there are opened, the others left out. */
typedef struct groups {
    unsigned cpus;
    bool dropping;
    char flags[16]; /* the "@..." line kept back until its name is known */
} groups_t;

static void copy_line(groups_t *g, const char *line, FILE *out)
{
    bool begins = starts(line, "@c00200"), ends = starts(line, "@1401200");
    if (begins || ends) {
        snprintf(g->flags, sizeof g->flags, "%s", begins ? "@800200\n" : "@1000200\n");
        return;
    }
    unsigned n = 0;
    bool named = g->flags[0] && sscanf(line, "-CPU %u", &n) == 1;
    bool absent = named && n >= g->cpus;
    if (absent)
        g->dropping = starts(g->flags, "@800200");
    if (!absent && !g->dropping) {
        fputs(g->flags, out);
        fputs(line, out);
    }
    g->flags[0] = 0;
}

bool view_write(const char *template_path, const char *out_path, const scenario_t *s, const ev_log_t *ev,
                const char *dump, view_mark_t special, char *err, unsigned err_size)
{
    char line[1024];
    marks_t m;
    groups_t groups = {.cpus = cpus_of(ev)};
    FILE *in = fopen(template_path, "r");
    if (!in) {
        snprintf(err, err_size, "%s: %s", template_path, strerror(errno));
        return false;
    }
    FILE *out = fopen(out_path, "w");
    if (!out) {
        snprintf(err, err_size, "%s: %s", out_path, strerror(errno));
        fclose(in);
        return false;
    }
    find_marks(&m, s, ev, special);
    m.cursor = m.from;
    write_run_lines(out, &m, dump, out_path);
    while (fgets(line, sizeof line, in))
        if (!starts(line, "[dumpfile") && !starts(line, "[savefile") && !starts(line, "[timestart]") &&
            !starts(line, "[markername") && line[0] != '*')
            copy_line(&groups, line, out);
    bool ok = !ferror(in) && !ferror(out);
    fclose(in);
    ok = fclose(out) == 0 && ok;
    if (!ok)
        snprintf(err, err_size, "%s: cannot be written", out_path);
    return ok;
}

/* --- a lone block ------------------------------------------------------------------------------------------------ */

enum { CLOCKS_BEFORE = 9, CLOCKS_AFTER = 4 }; /* so few that 32 bits in hexadecimal are read in each */
enum { RED = 1, ORANGE = 2, YELLOW = 3, GREEN = 4 }; /* of GTKWave */

/* One wire: side->scope lies below the block; its title is shown behind the wire's name. */
static void write_wire(FILE *f, const block_t *b, const trace_side_t *side, const sig_t *s, int colour)
{
    const char *flags = s->names ? "100000028" : s->width > 1 ? "22" : "28"; /* names, hexadecimal, a level */
    fprintf(f, "@%s\n[color] %d\n+{%s%s} %s.%s.%s", flags, colour, s->name, side->title, b->name, side->scope, s->name);
    if (s->width > 1)
        fprintf(f, "[%u:0]", s->width - 1u);
    fprintf(f, "\n");
}

static void write_pair(FILE *f, const trace_t *t, const sig_t *s, int colour)
{
    write_wire(f, t->block, &t->sides[0], s, colour);
    write_wire(f, t->block, &t->sides[1], s, colour == RED ? RED : ORANGE);
}

/* The inputs that are 0 in sight, or the others. */
static void write_inputs(FILE *f, const trace_t *t, uint64_t from, uint64_t to, bool still)
{
    static const trace_side_t in = {"in", ""};
    for (const sig_t *s = t->block->in_sigs; s->name; s++)
        if (trace_still(t, s, from, to) == still)
            write_wire(f, t->block, &in, s, YELLOW);
}

bool view_write_block(const char *out_path, const char *dump, const trace_t *trace, const sig_t *wrong, ps_t at,
                      const char *label, char *err, unsigned err_size)
{
    const block_t *block = trace->block;
    const uint64_t edge = (at + TRACE_PS - 1) / TRACE_PS; /* the next one */
    const uint64_t from = edge > CLOCKS_BEFORE ? edge - CLOCKS_BEFORE : 0, to = edge + CLOCKS_AFTER;
    char made[4096]; /* put in place once it is whole */
    snprintf(made, sizeof made, "%s.%ld", out_path, (long)getpid());
    FILE *f = fopen(made, "w");
    if (!f) {
        snprintf(err, err_size, "%s: %s", made, strerror(errno));
        return false;
    }
    marks_t m = {.cursor = at, .from = from * TRACE_PS, .to = to * TRACE_PS};
    mark(&m, m.cursor, label, 0, false);
    fprintf(f, "[*] smmscope check: %s\n[size] 1600 1000\n[pos] -1 -1\n", block->name);
    write_run_lines(f, &m, dump, out_path);
    fprintf(f, "[signals_width] 260\n[sst_expanded] 0\n@28\n+{clk} %s.clk\n+{rst_n} %s.rst_n\n@100000028\n+{phase} %s.phase[2:0]\n",
            block->name, block->name, block->name);
    fprintf(f, "@28\n[color] %d\n+{differs} %s.differs\n", RED, block->name);
    if (wrong) {
        fprintf(f, "@200\n-first wrong wire\n");
        write_pair(f, trace, wrong, RED);
    }
    fprintf(f, "@200\n-inputs\n");
    write_inputs(f, trace, from, to, false);
    fprintf(f, "@200\n-outputs\n");
    for (const sig_t *s = block->out_sigs; s->name; s++)
        if (s != wrong)
            write_pair(f, trace, s, GREEN);
    fprintf(f, "@c00200\n-inputs that are 0 here\n");
    write_inputs(f, trace, from, to, true);
    fprintf(f, "@1401200\n-inputs that are 0 here\n");
    bool ok = !ferror(f);
    ok = fclose(f) == 0 && ok && rename(made, out_path) == 0;
    if (!ok)
        snprintf(err, err_size, "%s: cannot be written", out_path);
    return ok;
}
