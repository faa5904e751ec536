#include "score.h"

#include "judge.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct twin_run {
    void *model;
    unsigned wires;       /* outputs of the block */
    history_t history;
    bool own;             /* our own RTL: every wire is compared exactly, whatever its judge column says */
    judge_t *judges;      /* one an output */
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
    run->model = twin->create(0);
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
        history_open(&s->runs[n].history, b);
        s->runs[n].judges = calloc(s->runs[n].wires, sizeof(judge_t));
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
        history_close(&s->runs[i].history);
        free(s->runs[i].judges);
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

static void differs(score_row_t *row, const twin_run_t *run, const sig_t *w, uint64_t c, uint64_t rtl)
{
    const difference_t d = {row->inst->path, row->inst->cycle, NULL, w, c, rtl};
    if (row->mismatches == 0)
        difference_text(&run->history, &d, row->first, sizeof row->first);
    row->mismatches++;
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
    const soc_inst_t *inst = row->inst;
    const sig_t *table = inst->block->out_sigs;
    for (unsigned i = 0; table[i].name; i++) {
        const sig_t *w = &table[i];
        if (judge_wire(&run->judges[i], table, w, inst->out, row->rtl_out, inst->rst_n, inst->cycle) == JUDGE_DIFFERS)
            differs(row, run, w, sig_get(inst->out, w), sig_get(row->rtl_out, w));
    }
}

static void run_edge(score_t *s, unsigned i)
{
    score_row_t *row = &s->rows[i];
    twin_run_t *run = &s->runs[i];
    const block_t *b = row->inst->block;
    uint64_t before = row->mismatches;

    history_put(&run->history, row->inst->in, row->inst->rst_n);
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
