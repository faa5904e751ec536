/* trace: the last edges of a lone block, C beside RTL, and the dump and the saved view made of them when a check fails.
 *
 * Edge n of the run is at n times TRACE_PS. The inputs of an edge show from 1 ns after the edge before, as they are on
 * the pins; what the RTL makes of them without a clock shows then too, so that a combinational output is seen to move.
 * A dump may also show two models of the RTL beside each other (trace_models).
 * Left out: the inside of the RTL. */
#ifndef TB_TRACE_H
#define TB_TRACE_H

#include "block.h"

enum { TRACE_EDGES = 1024 };
#define TRACE_PS ((ps_t)10000)
#define TRACE_INPUTS_PS ((ps_t)1000) /* from an edge until the inputs of the next one show */

/* Whose outputs are kept: the scope in the dump, and what is written beside a wire's name in the view. */
typedef struct trace_side {
    const char *scope, *title;
} trace_side_t;

typedef struct trace {
    const block_t *block;
    const char *const *phases; /* names of the phases of the stimulus, ended by NULL */
    const trace_side_t *sides; /* of two: the C block and the RTL, or trace_models */
    char *ring;
    size_t slot;    /* bytes of an edge */
    uint64_t count; /* edges put so far */
} trace_t;

void trace_open(trace_t *t, const block_t *block, const char *const *phases);
void trace_close(trace_t *t);

/* Two models of the RTL; the first is put in the place of the C block. */
extern const trace_side_t trace_models[];

/* A copy of what `from` keeps; trace_close frees it. */
trace_t trace_copy(const trace_t *from);

/* Forgets what was put. */
void trace_restart(trace_t *t, const char *const *phases);

/* One edge; edges are counted from 1 here. rtl_before: the RTL's outputs with the new inputs, before the clock rises (in
 * reset: after the reset). */
void trace_put(trace_t *t, const void *in, bool rst_n, unsigned phase, const void *c_out, const void *rtl_before,
               const void *rtl_out);

/* Number of the first edge that is kept. */
uint64_t trace_first(const trace_t *t);

/* The inputs of edge `number`, which must be kept, and its reset. */
const void *trace_inputs(const trace_t *t, uint64_t number, bool *rst_n);

/* True when an input was 0 at each of the edges `from` to `to`; those that are not kept do not count. */
bool trace_still(const trace_t *t, const sig_t *in, uint64_t from, uint64_t to);

/* Writes what is kept to an FST file: clk, rst_n, phase, in, c, rtl, and `differs`, the names of the wires that are not
 * equal. False with one line in err. */
bool trace_write(const trace_t *t, const char *path, char *err, unsigned err_size);

#endif
