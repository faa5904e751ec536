#include "rendezvous.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 8, ROWS_SHOWN = 8, LATE_TIMES = 2 /* a CPU is late that came after so many times the middle */ };
#define NONE SIZE_MAX

#define X(id, name, text) name,
const char *const place_names[] = {CPU_PLACES(X)};
#undef X
#define X(id, name, text) text,
const char *const place_texts[] = {CPU_PLACES(X)};
#undef X

static const char *const column_names[RENDEZVOUS_COLUMNS] = {"latched", "entered", "arrived", "left"};

/* Finding */

/* A message sets the latch one BCLK after its event; of parts with a local APIC the slowest, `pentium`, has 15 ns. */
enum { MESSAGE_PS = 15000 };

/* One CPU while the log is read. */
typedef struct walker {
    cpu_place_t place;
    ps_t since;
    bool bsp;     /* it does not wait for a SIPI after INIT */
    ps_t message; /* when its local APIC last set its latch */
    size_t pending, inside; /* the SMI it has latched, and the one it is in, or NONE */
} walker_t;

typedef struct reader {
    rendezvous_list_t *l;
    walker_t *cpu;
    size_t current[2]; /* the SMI that a latch by message [0] or by the pin [1] belongs to, or NONE */
} reader_t;

static void *grown(void *p, size_t size)
{
    p = realloc(p, size);
    if (!p)
        abort();
    return p;
}

static size_t begin(reader_t *r, ps_t now, bool by_pin)
{
    rendezvous_list_t *l = r->l;
    l->list = grown(l->list, (l->count + 1) * sizeof *l->list);
    rendezvous_t *x = &l->list[l->count];
    *x = (rendezvous_t){.start = now, .by_pin = by_pin, .cpu = grown(NULL, l->cpus * sizeof *x->cpu)};
    for (unsigned n = 0; n < l->cpus; n++)
        x->cpu[n] = (rendezvous_cpu_t){.at = {PS_NEVER, PS_NEVER, PS_NEVER, PS_NEVER}, .held = r->cpu[n].pending != NONE};
    return r->current[by_pin] = l->count++;
}

/* All that latched it have left, and one has. */
static bool over(const reader_t *r, size_t i)
{
    bool any = false;
    for (unsigned n = 0; n < r->l->cpus; n++) {
        const rendezvous_cpu_t *c = &r->l->list[i].cpu[n];
        if (c->at[COLUMN_LATCHED] != PS_NEVER && c->at[COLUMN_LEFT] == PS_NEVER)
            return false;
        any |= c->at[COLUMN_LEFT] != PS_NEVER;
    }
    return any;
}

/* Notes where those are who have not come. */
static void look_round(reader_t *r, size_t i)
{
    for (unsigned n = 0; n < r->l->cpus; n++) {
        r->l->list[i].cpu[n].place = r->cpu[n].place;
        r->l->list[i].cpu[n].since = r->cpu[n].since;
    }
}

static void latched(reader_t *r, unsigned n, ps_t now)
{
    bool by_pin = !r->cpu[n].message || now - r->cpu[n].message > MESSAGE_PS;
    size_t i = r->current[by_pin];
    if (i == NONE || r->l->list[i].cpu[n].at[COLUMN_LATCHED] != PS_NEVER || over(r, i))
        i = begin(r, now, by_pin);
    r->l->list[i].cpu[n].at[COLUMN_LATCHED] = now;
    r->l->list[i].cpu[n].held = false;
    r->cpu[n].pending = i;
}

static void passed(reader_t *r, unsigned n, unsigned column, ps_t now)
{
    size_t i = r->cpu[n].inside;
    if (i == NONE)
        return; /* a sign of SMM without an SMI */
    r->l->list[i].cpu[n].at[column] = now;
    if (column == COLUMN_LEFT)
        look_round(r, i);
}

static void go(walker_t *c, cpu_place_t place, ps_t now)
{
    if (c->place != place)
        c->since = now;
    c->place = place;
}

static void cpu_event(reader_t *r, const ev_t *e)
{
    walker_t *c = &r->cpu[e->from];
    switch (e->id) {
    case EV_RESET:
        c->bsp = e->from == 0;
        c->message = 0;
        go(c, c->bsp ? PLACE_RUNNING : PLACE_SIPI, e->time);
        c->pending = c->inside = NONE;
        break;
    case EV_BSP:
        c->bsp = true;
        go(c, PLACE_RUNNING, e->time);
        break;
    case EV_INIT: go(c, c->bsp ? PLACE_RUNNING : PLACE_SIPI, e->time); break;
    case EV_SMI_MSG: c->message = e->time; break;
    case EV_START:
    case EV_NMI:
    case EV_INTR:
        if (c->place != PLACE_SMM) /* a handler may let them in */
            go(c, PLACE_RUNNING, e->time);
        break;
    case EV_HALT:
        if (c->place != PLACE_SMM)
            go(c, PLACE_HALTED, e->time);
        break;
    case EV_HALT_RESTART: go(c, PLACE_HALTED, e->time); break;
    case EV_SHUTDOWN: go(c, PLACE_SHUTDOWN, e->time); break;
    case EV_SMI_LATCHED: latched(r, e->from, e->time); break;
    case EV_SMI_TAKEN:
        c->inside = c->pending;
        c->pending = NONE;
        break;
    case EV_SMM_ENTER:
        go(c, PLACE_SMM, e->time);
        passed(r, e->from, COLUMN_ENTERED, e->time);
        break;
    case EV_SMM_FETCH: passed(r, e->from, COLUMN_ARRIVED, e->time); break;
    case EV_SMM_EXIT:
        go(c, PLACE_RUNNING, e->time);
        passed(r, e->from, COLUMN_LEFT, e->time);
        c->inside = NONE;
        break;
    default: break;
    }
}

/* One CPU alone that a message asked is no rendezvous. */
static bool several(const rendezvous_list_t *l, const rendezvous_t *x)
{
    unsigned count = 0;
    for (unsigned n = 0; n < l->cpus; n++)
        count += x->cpu[n].at[COLUMN_LATCHED] != PS_NEVER;
    return x->by_pin || count > 1;
}

static void keep_several(rendezvous_list_t *l)
{
    size_t kept = 0;
    for (size_t i = 0; i < l->count; i++)
        if (several(l, &l->list[i]))
            l->list[kept++] = l->list[i];
        else
            free(l->list[i].cpu);
    l->count = kept;
}

rendezvous_list_t rendezvous_find(const ev_log_t *log, unsigned cpus)
{
    rendezvous_list_t l = {.cpus = cpus};
    reader_t r = {.l = &l, .current = {NONE, NONE}};
    if (cpus < 2)
        return l;
    r.cpu = grown(NULL, cpus * sizeof *r.cpu);
    for (unsigned n = 0; n < cpus; n++)
        r.cpu[n] = (walker_t){.place = PLACE_RESET, .pending = NONE, .inside = NONE};
    for (size_t i = 0; i < log->count; i++) {
        const ev_t *e = &log->list[i];
        if (e->id == EV_SMI_LOW)
            begin(&r, e->time, true);
        else if (e->from < cpus)
            cpu_event(&r, e);
    }
    for (size_t i = 0; i < l.count; i++)
        if (!over(&r, i))
            look_round(&r, i);
    free(r.cpu);
    keep_several(&l);
    return l;
}

void rendezvous_free(rendezvous_list_t *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->list[i].cpu);
    free(l->list);
    *l = (rendezvous_list_t){0};
}

/* Asking */

static int by_time(const void *a, const void *b)
{
    ps_t x = *(const ps_t *)a, y = *(const ps_t *)b;
    return x < y ? -1 : x > y;
}

/* The column's times in order, and how many; to be freed. */
static ps_t *sorted(const rendezvous_list_t *l, size_t i, unsigned column, unsigned *count)
{
    ps_t *t = grown(NULL, l->cpus * sizeof *t);
    *count = 0;
    for (unsigned n = 0; n < l->cpus; n++)
        if (l->list[i].cpu[n].at[column] != PS_NEVER)
            t[(*count)++] = l->list[i].cpu[n].at[column];
    qsort(t, *count, sizeof *t, by_time);
    return t;
}

bool rendezvous_skew(const rendezvous_list_t *l, size_t i, unsigned column, ps_t *skew)
{
    unsigned count;
    ps_t *t = sorted(l, i, column, &count);
    if (count > 1)
        *skew = t[count - 1] - t[0];
    free(t);
    return count > 1;
}

bool rendezvous_missing(const rendezvous_t *x, unsigned n)
{
    const rendezvous_cpu_t *c = &x->cpu[n];
    if (!x->by_pin && c->at[COLUMN_LATCHED] == PS_NEVER && !c->held)
        return false;
    return c->at[COLUMN_ARRIVED] == PS_NEVER || c->at[COLUMN_LEFT] == PS_NEVER;
}

/* Text */

static void print_bclks(FILE *f, ps_t ps, uint32_t bclk_ps)
{
    uint64_t tenths = (ps * 10 + bclk_ps / 2) / bclk_ps;
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64 ".%" PRIu64, tenths / 10, tenths % 10);
    fprintf(f, " %9s", text);
}

static void print_row(FILE *f, const rendezvous_t *x, const ps_t at[RENDEZVOUS_COLUMNS], uint32_t bclk_ps)
{
    for (unsigned k = 0; k < RENDEZVOUS_COLUMNS; k++)
        if (at[k] == PS_NEVER)
            fprintf(f, " %9s", "-");
        else
            print_bclks(f, at[k] - x->start, bclk_ps);
    fputc('\n', f);
}

static void print_least_middle_most(const rendezvous_list_t *l, size_t i, uint32_t bclk_ps, FILE *f)
{
    static const char *const names[] = {"least", "middle", "most"};
    ps_t row[3][RENDEZVOUS_COLUMNS];
    for (unsigned k = 0; k < RENDEZVOUS_COLUMNS; k++) {
        unsigned count;
        ps_t *t = sorted(l, i, k, &count);
        row[0][k] = count ? t[0] : PS_NEVER;
        row[1][k] = count ? t[count / 2] : PS_NEVER;
        row[2][k] = count ? t[count - 1] : PS_NEVER;
        free(t);
    }
    for (unsigned n = 0; n < 3; n++) {
        fprintf(f, "    %-6s", names[n]);
        print_row(f, &l->list[i], row[n], bclk_ps);
    }
}

/* Of many CPUs, those that came later than LATE_TIMES the middle one. */
static void print_late(const rendezvous_list_t *l, size_t i, uint32_t bclk_ps, FILE *f)
{
    const rendezvous_t *x = &l->list[i];
    unsigned count;
    ps_t *t = sorted(l, i, COLUMN_ARRIVED, &count), middle = count ? t[count / 2] - x->start : 0;
    free(t);
    for (unsigned n = 0; n < l->cpus; n++)
        if (x->cpu[n].at[COLUMN_ARRIVED] != PS_NEVER && x->cpu[n].at[COLUMN_ARRIVED] - x->start > LATE_TIMES * middle) {
            fprintf(f, "    cpu%u came late:", n);
            print_bclks(f, x->cpu[n].at[COLUMN_ARRIVED] - x->start, bclk_ps);
            fputc('\n', f);
        }
}

static void print_missing(const rendezvous_t *x, unsigned n, FILE *f)
{
    const rendezvous_cpu_t *c = &x->cpu[n];
    const char *what = c->at[COLUMN_ARRIVED] != PS_NEVER   ? "came and never left"
                       : c->at[COLUMN_LATCHED] != PS_NEVER ? "latched and never came"
                       : c->held                           ? "did not latch, its latch holds an earlier SMI"
                                                           : "never latched";
    const char *where = place_texts[c->place];
    if (c->place == PLACE_SMM && c->at[COLUMN_ARRIVED] != PS_NEVER)
        where = "is in SMM";
    if (c->place == PLACE_RUNNING && c->at[COLUMN_LATCHED] != PS_NEVER)
        where = "runs, in an instruction that has not ended";
    fprintf(f, "    cpu%u %s: it %s, since %" PRIu64 " ps\n", n, what, where, c->since);
}

static void print_one(const rendezvous_list_t *l, size_t i, uint32_t bclk_ps, FILE *f)
{
    const rendezvous_t *x = &l->list[i];
    fprintf(f, "  %s at %" PRIu64 " ps\n    cpu   ", x->by_pin ? "SMI# low" : "message, first latched", x->start);
    for (unsigned k = 0; k < RENDEZVOUS_COLUMNS; k++)
        fprintf(f, " %9s", column_names[k]);
    fputc('\n', f);
    if (l->cpus > ROWS_SHOWN) {
        print_least_middle_most(l, i, bclk_ps, f);
    } else {
        for (unsigned n = 0; n < l->cpus; n++) {
            fprintf(f, "    cpu%-3u", n);
            print_row(f, x, x->cpu[n].at, bclk_ps);
        }
    }
    fprintf(f, "    skew  ");
    for (unsigned k = 0; k < RENDEZVOUS_COLUMNS; k++) {
        ps_t skew;
        if (rendezvous_skew(l, i, k, &skew))
            print_bclks(f, skew, bclk_ps);
        else
            fprintf(f, " %9s", "-");
    }
    fputc('\n', f);
    if (l->cpus > ROWS_SHOWN)
        print_late(l, i, bclk_ps, f);
    for (unsigned n = 0; n < l->cpus; n++)
        if (rendezvous_missing(x, n))
            print_missing(x, n, f);
}

void rendezvous_text(const rendezvous_list_t *l, uint32_t bclk_ps, FILE *f)
{
    if (!l->count)
        return;
    fprintf(f, "\nRendezvous: %zu, times in BCLKs after SMI# low or the first latch\n", l->count);
    for (size_t i = 0; i < l->count && i < SHOWN; i++)
        print_one(l, i, bclk_ps, f);
    if (l->count > SHOWN)
        fprintf(f, "  ... and %zu more\n", l->count - SHOWN);
}

/* JSON */

static void *json(void *item)
{
    if (!item)
        abort(); /* out of memory */
    return item;
}

static void put_time(cJSON *o, const char *name, bool has, ps_t time)
{
    if (has)
        json(cJSON_AddNumberToObject(o, name, (double)time));
    else
        json(cJSON_AddNullToObject(o, name));
}

static void put_cpu(cJSON *list, const rendezvous_t *x, unsigned n)
{
    const rendezvous_cpu_t *c = &x->cpu[n];
    cJSON *o = json(cJSON_CreateObject());
    cJSON_AddItemToArray(list, o);
    json(cJSON_AddNumberToObject(o, "cpu", n));
    for (unsigned k = 0; k < RENDEZVOUS_COLUMNS; k++)
        put_time(o, column_names[k], c->at[k] != PS_NEVER, c->at[k]);
    json(cJSON_AddBoolToObject(o, "missing", rendezvous_missing(x, n)));
    if (!rendezvous_missing(x, n))
        return;
    json(cJSON_AddBoolToObject(o, "latch_held", c->held));
    json(cJSON_AddStringToObject(o, "state", place_names[c->place]));
    put_time(o, "since", true, c->since);
}

void rendezvous_json(const rendezvous_list_t *l, cJSON *root)
{
    cJSON *list = json(cJSON_AddArrayToObject(root, "rendezvous"));
    for (size_t i = 0; i < l->count; i++) {
        ps_t skew = 0;
        cJSON *o = json(cJSON_CreateObject());
        cJSON_AddItemToArray(list, o);
        json(cJSON_AddStringToObject(o, "by", l->list[i].by_pin ? "pin" : "message"));
        put_time(o, "start", true, l->list[i].start);
        bool has = rendezvous_skew(l, i, COLUMN_ARRIVED, &skew);
        put_time(o, "arrived_skew", has, skew);
        has = rendezvous_skew(l, i, COLUMN_LEFT, &skew);
        put_time(o, "left_skew", has, skew);
        cJSON *cpus = json(cJSON_AddArrayToObject(o, "cpus"));
        for (unsigned n = 0; n < l->cpus; n++)
            put_cpu(cpus, &l->list[i], n);
    }
}
