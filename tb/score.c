#include "score.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HISTORY = 8, LAG_ROOM = 8, SIDES = 2 };

/* A wire judged WITHIN(n): the changes of each side (C, RTL) that the other has not made yet, oldest first. */
typedef struct change {
    uint64_t value, cycle;
} change_t;
typedef struct lag {
    uint64_t last[SIDES];
    change_t queue[SIDES][LAG_ROOM];
    unsigned count[SIDES];
} lag_t;

typedef struct twin_run {
    void *model;
    unsigned wires;       /* outputs of the block */
    void *history;        /* the last inputs, a ring */
    unsigned history_at;
    bool own;             /* our own RTL: every wire is compared exactly, whatever its judge column says */
    lag_t *lags;          /* one an output */
} twin_run_t;

struct score {
    soc_t *soc;
    score_row_t *rows;
    twin_run_t *runs;
    unsigned count;
};

static unsigned count_sigs(const sig_t *s)
{
    unsigned n = 0;
    while (s[n].name)
        n++;
    return n;
}

static bool attach(score_row_t *row, twin_run_t *run, const twin_if_t *twin)
{
    if (run->model)
        row->twin->destroy(run->model);
    row->twin = twin;
    run->own = twin == twin_builtin(row->inst->block->name);
    run->model = twin->create();
    return run->model != NULL;
}

score_t *score_open(soc_t *soc)
{
    unsigned insts, n = 0;
    soc_inst_t *inst = soc_insts(soc, &insts);
    score_t *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->soc = soc;
    s->rows = calloc(insts, sizeof *s->rows);
    s->runs = calloc(insts, sizeof *s->runs);
    for (unsigned i = 0; i < insts; i++) {
        const block_t *b = inst[i].block;
        if (!b->has_twin)
            continue;
        s->rows[n].inst = &inst[i];
        s->rows[n].first_time = PS_NEVER;
        s->rows[n].rtl_out = calloc(1, b->out_size);
        s->runs[n].wires = count_sigs(b->out_sigs);
        s->runs[n].history = calloc(HISTORY, b->in_size + 1);
        s->runs[n].lags = calloc(s->runs[n].wires, sizeof(lag_t));
        assert(twin_builtin(b->name) || !SMMSCOPE_RTL); /* a twin missing in the list would be compared never */
        if (twin_builtin(b->name))
            attach(&s->rows[n], &s->runs[n], twin_builtin(b->name));
        n++;
    }
    s->count = n;
    return s;
}

void score_free(score_t *s)
{
    for (unsigned i = 0; i < s->count; i++) {
        if (s->runs[i].model)
            s->rows[i].twin->destroy(s->runs[i].model);
        free(s->runs[i].history);
        free(s->runs[i].lags);
        free(s->rows[i].rtl_out);
    }
    free(s->rows);
    free(s->runs);
    free(s);
}

bool score_use(score_t *s, const char *block, const twin_if_t *twin)
{
    bool found = false;
    for (unsigned i = 0; i < s->count; i++)
        if (strcmp(s->rows[i].inst->block->name, block) == 0) {
            found = attach(&s->rows[i], &s->runs[i], twin);
            soc_every_edge(s->soc, s->rows[i].inst->block->domain);
        }
    return found;
}

bool score_drive(score_t *s, const char *block)
{
    bool found = false;
    for (unsigned i = 0; i < s->count; i++)
        if (strcmp(s->rows[i].inst->block->name, block) == 0 && s->runs[i].model) {
            s->rows[i].drives = true;
            found = true;
        }
    if (found)
        soc_rtl_drives(s->soc, true);
    return found;
}

/* --- a mismatch, in words ---------------------------------------------------------------------------------------- */

static void describe(const score_row_t *row, const twin_run_t *run, const sig_t *wire, uint64_t c, uint64_t rtl, char *text,
                     size_t size)
{
    const block_t *b = row->inst->block;
    int n = snprintf(text, size, "%s edge %llu: %s.%s is %llXh in RTL, %llXh in C; last inputs, newest first:",
                     domain_names[b->domain], (unsigned long long)row->inst->cycle, row->inst->path, wire->name,
                     (unsigned long long)rtl, (unsigned long long)c);
    for (unsigned k = 0; k < HISTORY && k < row->edges && n > 0 && (size_t)n < size; k++) {
        unsigned at = (run->history_at + HISTORY - 1 - k) % HISTORY;
        const char *in = (const char *)run->history + at * (b->in_size + 1);
        n += snprintf(text + n, size - (size_t)n, "\n    -%u: rst_n=%d", k, in[b->in_size]);
        for (const sig_t *s = b->in_sigs; s->name && n > 0 && (size_t)n < size; s++)
            if (sig_get(in, s))
                n += snprintf(text + n, size - (size_t)n, " %s=%llX", s->name, (unsigned long long)sig_get(in, s));
    }
}

static void differs(score_row_t *row, const twin_run_t *run, const sig_t *w, uint64_t c, uint64_t rtl)
{
    if (row->mismatches == 0)
        describe(row, run, w, c, rtl, row->first, sizeof row->first);
    row->mismatches++;
}

static bool judged(const sig_t *table, const sig_t *wire, const void *c_out)
{
    const sig_t *when = wire->judge == SIG_WHEN ? sig_find(table, wire->when) : NULL;
    return !when || sig_get(c_out, when);
}

static void pop(lag_t *l, unsigned side)
{
    l->count[side]--;
    memmove(&l->queue[side][0], &l->queue[side][1], l->count[side] * sizeof l->queue[side][0]);
}

/* The same values in the same order, each change at most w->within clocks from the other side's. */
static bool keeps_up(lag_t *l, const sig_t *w, const uint64_t now[SIDES], uint64_t cycle)
{
    bool good = true;
    for (unsigned side = 0; side < SIDES; side++) {
        if (now[side] == l->last[side])
            continue;
        good &= l->count[side] < LAG_ROOM;
        if (l->count[side] < LAG_ROOM)
            l->queue[side][l->count[side]++] = (change_t){.value = now[side], .cycle = cycle};
        l->last[side] = now[side];
    }
    while (l->count[0] && l->count[1]) {
        good &= l->queue[0][0].value == l->queue[1][0].value;
        pop(l, 0);
        pop(l, 1);
    }
    for (unsigned side = 0; side < SIDES; side++)
        while (l->count[side] && cycle - l->queue[side][0].cycle >= w->within) {
            good = false; /* the other side would now be later than allowed */
            pop(l, side);
        }
    return good;
}

/* Our own RTL: every wire, exactly. Called when the structs differ somewhere, perhaps only in padding. */
static void compare_exactly(score_row_t *row, const twin_run_t *run)
{
    for (const sig_t *w = row->inst->block->out_sigs; w->name; w++) {
        uint64_t c = sig_get(row->inst->out, w), rtl = sig_get(row->rtl_out, w);
        if (c != rtl)
            differs(row, run, w, c, rtl);
    }
}

/* A user's RTL: each wire by its judge column. */
static void compare_by_column(score_row_t *row, const twin_run_t *run)
{
    const sig_t *table = row->inst->block->out_sigs;
    for (unsigned i = 0; table[i].name; i++) {
        const sig_t *w = &table[i];
        uint64_t now[SIDES] = {sig_get(row->inst->out, w), sig_get(row->rtl_out, w)};
        bool good = w->judge == SIG_WITHIN ? keeps_up(&run->lags[i], w, now, row->inst->cycle)
                                           : now[0] == now[1] || !judged(table, w, row->inst->out);
        if (!good)
            differs(row, run, w, now[0], now[1]);
    }
}

static void run_edge(score_t *s, unsigned i)
{
    score_row_t *row = &s->rows[i];
    twin_run_t *run = &s->runs[i];
    const block_t *b = row->inst->block;
    uint64_t before = row->mismatches;

    char *in = (char *)run->history + run->history_at * (b->in_size + 1);
    memcpy(in, row->inst->in, b->in_size);
    in[b->in_size] = row->inst->rst_n;
    run->history_at = (run->history_at + 1) % HISTORY;

    row->twin->set(run->model, row->inst->in, row->inst->rst_n);
    row->twin->eval(run->model, true);
    row->twin->get(run->model, row->rtl_out);
    row->twin->eval(run->model, false);
    row->edges++;
    row->wires += run->wires;
    if (!run->own)
        compare_by_column(row, run);
    else if (memcmp(row->rtl_out, row->inst->out, b->out_size) != 0)
        compare_exactly(row, run);
    if (before == 0 && row->mismatches)
        row->first_time = soc_now(s->soc);
    if (row->drives)
        memcpy(row->inst->out, row->rtl_out, b->out_size);
}

void score_edge(score_t *s)
{
    for (unsigned i = 0; i < s->count; i++)
        if (s->rows[i].inst->ticked && s->runs[i].model)
            run_edge(s, i);
}

const char *score_trouble(const score_t *s)
{
    for (unsigned i = 0; i < s->count; i++)
        if (!s->runs[i].own && s->runs[i].model && s->rows[i].twin->trouble())
            return s->rows[i].twin->trouble();
    return NULL;
}

score_row_t *score_rows(score_t *s, unsigned *count)
{
    *count = s->count;
    return s->rows;
}
