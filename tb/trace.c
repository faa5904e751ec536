#include "trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"

enum { FLUSH_EDGES = 4096 };

static const trace_side_t c_and_rtl[] = {{"c", "  C"}, {"rtl", "  RTL"}};
const trace_side_t trace_models[] = {{"rtl_a", "  RTL a"}, {"rtl_b", "  RTL b"}};

/* An edge in the ring; in, c, before and rtl follow it. */
typedef struct edge {
    uint8_t rst_n, phase;
} edge_t;

static void *alloc(size_t size)
{
    void *p = calloc(1, size);
    if (!p)
        abort();
    return p;
}

void trace_open(trace_t *t, const block_t *block, const char *const *phases)
{
    *t = (trace_t){.block = block, .phases = phases, .sides = c_and_rtl, .slot = sizeof(edge_t) + block->in_size + 3 * block->out_size};
    t->ring = alloc(TRACE_EDGES * t->slot);
}

void trace_close(trace_t *t)
{
    free(t->ring);
    *t = (trace_t){0};
}

trace_t trace_copy(const trace_t *from)
{
    trace_t to = *from;
    to.ring = alloc(TRACE_EDGES * to.slot);
    memcpy(to.ring, from->ring, TRACE_EDGES * to.slot);
    return to;
}

void trace_restart(trace_t *t, const char *const *phases)
{
    t->count = 0;
    t->phases = phases;
}

static char *slot_of(const trace_t *t, uint64_t index)
{
    return t->ring + index % TRACE_EDGES * t->slot;
}

void trace_put(trace_t *t, const void *in, bool rst_n, unsigned phase, const void *c_out, const void *rtl_before,
               const void *rtl_out)
{
    const edge_t e = {rst_n, (uint8_t)phase};
    size_t n = t->block->out_size;
    char *to = slot_of(t, t->count++);
    memcpy(to, &e, sizeof e);
    to += sizeof e;
    memcpy(to, in, t->block->in_size);
    to += t->block->in_size;
    memcpy(to, c_out, n);
    memcpy(to + n, rtl_before, n);
    memcpy(to + 2 * n, rtl_out, n);
}

uint64_t trace_first(const trace_t *t)
{
    return t->count > TRACE_EDGES ? t->count - TRACE_EDGES + 1 : 1;
}

const void *trace_inputs(const trace_t *t, uint64_t number, bool *rst_n)
{
    const char *from = slot_of(t, number - 1);
    edge_t e;
    memcpy(&e, from, sizeof e);
    *rst_n = e.rst_n;
    return from + sizeof e;
}

bool trace_still(const trace_t *t, const sig_t *in, uint64_t from, uint64_t to)
{
    uint64_t first = from > trace_first(t) ? from : trace_first(t);
    for (uint64_t edge = first; edge <= to && edge <= t->count; edge++)
        if (sig_get(slot_of(t, edge - 1) + sizeof(edge_t), in))
            return false;
    return true;
}

/* --- the dump ---------------------------------------------------------------------------------------------------- */

typedef struct writer {
    const trace_t *trace;
    dump_t *dump;
    dump_lane_t *clk, *rst_n, *phase, *differs;
    void *in, *c, *rtl; /* where the dump looks for the wires */
} writer_t;

static void open_writer(writer_t *w, const trace_t *t, dump_t *d)
{
    const block_t *b = t->block;
    char path[48];
    *w = (writer_t){.trace = t, .dump = d, .in = alloc(b->in_size), .c = alloc(b->out_size), .rtl = alloc(b->out_size)};
    w->clk = dump_add_lane(d, b->name, "clk", 1, NULL);
    w->rst_n = dump_add_lane(d, b->name, "rst_n", 1, NULL);
    w->phase = dump_add_lane(d, b->name, "phase", 3, t->phases);
    w->differs = dump_add_lane(d, b->name, "differs", 0, NULL);
    snprintf(path, sizeof path, "%s.in", b->name);
    dump_add_group(d, path, b->in_sigs, w->in);
    snprintf(path, sizeof path, "%s.%s", b->name, t->sides[0].scope);
    dump_add_group(d, path, b->out_sigs, w->c);
    snprintf(path, sizeof path, "%s.%s", b->name, t->sides[1].scope);
    dump_add_group(d, path, b->out_sigs, w->rtl);
    dump_declare(d, FLUSH_EDGES * TRACE_PS, 0);
}

static void close_writer(writer_t *w)
{
    free(w->in);
    free(w->c);
    free(w->rtl);
}

/* The names of the wires that are not equal; those that are valid only now and then, while they are. */
static void name_differences(const writer_t *w, char *text, size_t size)
{
    const sig_t *table = w->trace->block->out_sigs;
    size_t n = 0;
    text[0] = 0;
    for (const sig_t *s = table; s->name && n < size; s++) {
        bool open = s->judge == SIG_WHEN && !sig_get(w->c, sig_find(table, s->when));
        if (!open && sig_get(w->c, s) != sig_get(w->rtl, s))
            n += (size_t)snprintf(text + n, size - n, "%s%s", n ? " " : "", s->name);
    }
}

static bool sample(writer_t *w, ps_t t, char *err, unsigned err_size)
{
    char text[112];
    name_differences(w, text, sizeof text);
    dump_text(w->dump, w->differs, text);
    dump_wires(w->dump);
    return dump_sampled(w->dump, t, err, err_size);
}

/* Edge `number`, which is the one at `index` of the ring, in three moments: its inputs, the rise, the fall. */
static bool write_edge(writer_t *w, uint64_t index, uint64_t number, char *err, unsigned err_size)
{
    const block_t *b = w->trace->block;
    const char *from = slot_of(w->trace, index);
    ps_t rise = number * TRACE_PS, before = rise - TRACE_PS + TRACE_INPUTS_PS, fall = rise + TRACE_PS / 2;
    edge_t e;
    memcpy(&e, from, sizeof e);
    from += sizeof e;
    dump_at(w->dump, before);
    if (!dump_started(w->dump))
        dump_value(w->dump, w->clk, 0);
    dump_value(w->dump, w->rst_n, e.rst_n);
    dump_value(w->dump, w->phase, e.phase);
    memcpy(w->in, from, b->in_size);
    from += b->in_size;
    if (!e.rst_n || !dump_started(w->dump))
        memcpy(w->c, from, b->out_size); /* reset does not wait for the clock */
    memcpy(w->rtl, from + b->out_size, b->out_size);
    if (!sample(w, before, err, err_size))
        return false;
    dump_at(w->dump, rise);
    dump_value(w->dump, w->clk, 1);
    memcpy(w->c, from, b->out_size);
    memcpy(w->rtl, from + 2 * b->out_size, b->out_size);
    if (!sample(w, rise, err, err_size))
        return false;
    dump_at(w->dump, fall);
    dump_value(w->dump, w->clk, 0);
    return dump_sampled(w->dump, fall, err, err_size);
}

bool trace_write(const trace_t *t, const char *path, char *err, unsigned err_size)
{
    writer_t w;
    bool good = true;
    dump_t *d = dump_open(path, err, err_size);
    if (!d)
        return false;
    open_writer(&w, t, d);
    for (uint64_t n = trace_first(t); good && n <= t->count; n++)
        good = write_edge(&w, n - 1, n, err, err_size);
    dump_leave_room(d, (t->count + 64) * TRACE_PS);
    good = dump_end(d, err, err_size) && good;
    dump_close(d);
    close_writer(&w);
    return good;
}
