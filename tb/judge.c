#include "judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void pop(judge_t *j, unsigned side)
{
    j->count[side]--;
    memmove(&j->queue[side][0], &j->queue[side][1], j->count[side] * sizeof j->queue[side][0]);
}

/* The same values in the same order, each change at most w->within clocks from the other side's. */
static bool keeps_up(judge_t *j, const sig_t *w, const uint64_t now[JUDGE_SIDES], uint64_t cycle)
{
    bool good = true;
    for (unsigned side = 0; side < JUDGE_SIDES; side++) {
        if (now[side] == j->last[side])
            continue;
        good &= j->count[side] < JUDGE_LAG_ROOM;
        if (j->count[side] < JUDGE_LAG_ROOM) {
            j->queue[side][j->count[side]].value = now[side];
            j->queue[side][j->count[side]++].cycle = cycle;
        }
        j->last[side] = now[side];
    }
    while (j->count[0] && j->count[1]) {
        good &= j->queue[0][0].value == j->queue[1][0].value;
        pop(j, 0);
        pop(j, 1);
    }
    for (unsigned side = 0; side < JUDGE_SIDES; side++)
        while (j->count[side] && cycle - j->queue[side][0].cycle >= w->within) {
            good = false; /* the other side would now be later than allowed */
            pop(j, side);
        }
    return good;
}

verdict_t judge_wire(judge_t *j, const sig_t *table, const sig_t *wire, const void *c_out, const void *rtl_out, bool rst_n,
                     uint64_t cycle)
{
    const uint64_t now[JUDGE_SIDES] = {sig_get(c_out, wire), sig_get(rtl_out, wire)};
    if (wire->judge == SIG_WHEN && !sig_get(c_out, sig_find(table, wire->when)))
        return JUDGE_OPEN;
    if (wire->judge == SIG_WITHIN && rst_n)
        return keeps_up(j, wire, now, cycle) ? JUDGE_SAME : JUDGE_DIFFERS;
    if (wire->judge == SIG_WITHIN)
        *j = (judge_t){.last = {now[0], now[1]}};
    return now[0] == now[1] ? JUDGE_SAME : JUDGE_DIFFERS;
}

void judge_equal(judge_t *j, const sig_t *wire, const void *out)
{
    j->last[0] = j->last[1] = sig_get(out, wire);
}

bool judge_owes(const judge_t *j)
{
    return j->count[0] || j->count[1];
}

/* --- history ----------------------------------------------------------------------------------------------------- */

/* A slot is the inputs and one byte, rst_n. */
static char *slot(const history_t *h, uint64_t edge)
{
    return h->ring + edge % HISTORY_EDGES * (h->block->in_size + 1);
}

void history_open(history_t *h, const block_t *block)
{
    *h = (history_t){.block = block, .ring = calloc(HISTORY_EDGES, block->in_size + 1)};
    if (!h->ring)
        abort();
}

void history_close(history_t *h)
{
    free(h->ring);
    *h = (history_t){0};
}

void history_put(history_t *h, const void *in, bool rst_n)
{
    char *to = slot(h, h->edges++);
    memcpy(to, in, h->block->in_size);
    to[h->block->in_size] = rst_n;
}

void history_text(const history_t *h, char *text, size_t size)
{
    size_t n = 0;
    for (unsigned k = 0; k < HISTORY_EDGES && k < h->edges && n < size; k++) {
        const char *in = slot(h, h->edges - 1 - k);
        n += (size_t)snprintf(text + n, size - n, "\n    -%u: rst_n=%d", k, in[h->block->in_size]);
        for (const sig_t *s = h->block->in_sigs; s->name && n < size; s++)
            if (sig_get(in, s))
                n += (size_t)snprintf(text + n, size - n, " %s=%llX", s->name, (unsigned long long)sig_get(in, s));
    }
}

void difference_text(const history_t *h, const difference_t *d, char *text, size_t size)
{
    size_t n = (size_t)snprintf(text, size, "%s edge %llu%s%s%s: %s.%s is %llXh in RTL, %llXh in C; last inputs, newest first:",
                                domain_names[h->block->domain], (unsigned long long)d->edge, d->moment ? " (" : "",
                                d->moment ? d->moment : "", d->moment ? ")" : "", d->path, d->wire->name,
                                (unsigned long long)d->rtl, (unsigned long long)d->c);
    if (n < size)
        history_text(h, text + n, size - n);
}
