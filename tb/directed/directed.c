#include "directed.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

/* twin_rows.inc is made by CMake from its list of blocks: X(name, "header", LIST). */
#define X(name, header, list) extern const directed_t directed_##name;
#include "twin_rows.inc"
#undef X

const directed_t *const directed_lists[] = {
#define X(name, header, list) &directed_##name,
#include "twin_rows.inc"
#undef X
    NULL};

const directed_t *directed_find(const char *block)
{
    for (const directed_t *const *d = directed_lists; *d; d++)
        if (strcmp((*d)->block->name, block) == 0)
            return *d;
    return NULL;
}

/* --- the two sides ----------------------------------------------------------------------------------------------- */

static void *alloc(size_t count, size_t size)
{
    void *p = calloc(count, size);
    if (!p)
        abort();
    return p;
}

rtl_side_t rtl_side_own(const block_t *block)
{
    return (rtl_side_t){.twin = twin_builtin(block->name), .exact = true};
}

static bool is_ignored(const rtl_side_t *rtl, const char *wire)
{
    for (unsigned i = 0; i < rtl->ignore_count; i++)
        if (strcmp(rtl->ignore[i], wire) == 0)
            return true;
    return false;
}

void pair_open(pair_t *p, const block_t *block, const rtl_side_t *rtl, void (*failed)(pair_t *p))
{
    unsigned wires = 0;
    while (block->out_sigs[wires].name)
        wires++;
    *p = (pair_t){.block = block, .rtl = *rtl, .failed = failed, .rng = UINT64_C(0x9e3779b97f4a7c15)};
    p->state = alloc(1, block->state_size);
    p->in = alloc(1, block->in_size);
    p->out = alloc(1, block->out_size);
    p->twin_out = alloc(1, block->out_size);
    p->ignored = alloc(wires, sizeof *p->ignored);
    p->judges = alloc(wires, sizeof *p->judges);
    for (unsigned i = 0; i < wires; i++)
        p->ignored[i] = is_ignored(rtl, block->out_sigs[i].name);
    if (rtl->twin)
        p->model = rtl->twin->create(0);
    history_open(&p->history, block);
    pair_reset_edge(p);
}

void pair_close(pair_t *p)
{
    if (p->model)
        p->rtl.twin->destroy(p->model);
    history_close(&p->history);
    free(p->state);
    free(p->in);
    free(p->out);
    free(p->twin_out);
    free(p->ignored);
    free(p->judges);
    p->model = p->state = p->in = p->out = p->twin_out = NULL;
    p->ignored = NULL;
    p->judges = NULL;
}

static void differs(pair_t *p, const sig_t *wire, const char *moment)
{
    int n = snprintf(p->text, sizeof p->text,
                     "%s edge %llu (%s): %s.%s is %llXh in RTL, %llXh in C; last inputs, newest first:",
                     domain_names[p->block->domain], (unsigned long long)p->edge, moment, p->block->name, wire->name,
                     (unsigned long long)sig_get(p->twin_out, wire), (unsigned long long)sig_get(p->out, wire));
    p->wrong = wire;
    if (n > 0 && (size_t)n < sizeof p->text)
        history_text(&p->history, p->text + n, sizeof p->text - (size_t)n);
    p->failed(p);
}

static void compare(pair_t *p, bool rst_n, const char *moment)
{
    const sig_t *table = p->block->out_sigs;
    if (!p->model)
        return;
    p->rtl.twin->get(p->model, p->twin_out);
    for (unsigned i = 0; table[i].name; i++) {
        const sig_t *w = &table[i];
        if (p->ignored[i])
            continue;
        verdict_t v;
        if (p->rtl.exact)
            v = sig_get(p->out, w) == sig_get(p->twin_out, w) ? JUDGE_SAME : JUDGE_DIFFERS;
        else
            v = judge_wire(&p->judges[i], table, w, p->out, p->twin_out, rst_n, p->edge);
        p->compared += v != JUDGE_OPEN;
        if (v == JUDGE_DIFFERS)
            differs(p, w, moment);
    }
}

void pair_reset_edge(pair_t *p)
{
    p->edge++;
    history_put(&p->history, p->in, false);
    p->block->reset(p->state, p->out);
    if (p->model) {
        p->rtl.twin->set(p->model, p->in, false);
        p->rtl.twin->eval(p->model, false);
    }
    compare(p, false, "in reset, no clock yet");
    if (p->model)
        p->rtl.twin->eval(p->model, true);
    compare(p, false, "clock in reset");
    if (p->model)
        p->rtl.twin->eval(p->model, false);
}

void pair_tick(pair_t *p)
{
    p->edge++;
    for (const sig_t *s = p->block->in_sigs; s->name; s++)
        sig_set(p->in, s, sig_get(p->in, s)); /* a pin has no bits above its width */
    history_put(&p->history, p->in, true);
    p->block->tick(p->state, p->in, p->out, NULL);
    if (p->model) {
        p->rtl.twin->set(p->model, p->in, true);
        p->rtl.twin->eval(p->model, true);
    }
    compare(p, true, "running");
    if (p->model)
        p->rtl.twin->eval(p->model, false);
}

void pair_ticks(pair_t *p, uint64_t n)
{
    while (n-- > 0)
        pair_tick(p);
}

void pair_expect(pair_t *p, uint64_t got, uint64_t want, const char *text, const char *file, int line)
{
    static const char root[] = SMMSCOPE_SOURCE_DIR "/";
    if (got == want)
        return;
    if (strncmp(file, root, sizeof root - 1) == 0)
        file += sizeof root - 1;
    snprintf(p->text, sizeof p->text, "%s edge %llu: the C block itself is wrong: %s:%d: %s is 0x%llx, want 0x%llx",
             domain_names[p->block->domain], (unsigned long long)p->edge, file, line, text, (unsigned long long)got,
             (unsigned long long)want);
    p->wrong = NULL;
    p->failed(p);
}

/* xorshift64* */
uint32_t pair_rand(pair_t *p)
{
    p->rng ^= p->rng >> 12;
    p->rng ^= p->rng << 25;
    p->rng ^= p->rng >> 27;
    return (uint32_t)((p->rng * UINT64_C(0x2545f4914f6cdd1d)) >> 32);
}

uint32_t pair_below(pair_t *p, uint32_t n)
{
    return pair_rand(p) % n;
}

bool pair_one_in(pair_t *p, uint32_t n)
{
    return pair_below(p, n) == 0;
}

/* --- one test ---------------------------------------------------------------------------------------------------- */

typedef struct run {
    pair_t pair; /* first: end_test is given its address */
    jmp_buf end;
    bool passed;
} run_t;

static void end_test(pair_t *p)
{
    longjmp(((run_t *)p)->end, 1);
}

/* In edges: the most that any output may lag. */
static unsigned most_lag(const block_t *b)
{
    unsigned most = 0;
    for (const sig_t *s = b->out_sigs; s->name; s++)
        if (s->judge == SIG_WITHIN && s->within > most)
            most = s->within;
    return most;
}

static void run_test(run_t *r, const directed_t *d, const directed_test_t *t, const rtl_side_t *rtl)
{
    if (setjmp(r->end))
        return;
    pair_open(&r->pair, d->block, rtl, end_test);
    t->run(&r->pair);
    if (!rtl->exact)
        pair_ticks(&r->pair, most_lag(d->block));
    r->passed = true;
}

directed_result_t directed_run(const directed_t *d, const directed_test_t *t, const rtl_side_t *rtl)
{
    run_t r = {.passed = false};
    directed_result_t result = {0};
    run_test(&r, d, t, rtl);
    result.passed = r.passed;
    result.wrong = r.pair.wrong;
    result.edges = r.pair.edge;
    result.compared = r.pair.compared;
    memcpy(result.text, r.pair.text, sizeof result.text);
    pair_close(&r.pair);
    return result;
}
