/* cover: functional coverage, declared beside the block: which situations a run has to have seen.
 *
 * A group is a cross of axes; each combination of their values is one bin. Its function `sample` looks at one clock
 * edge of the block, the wires alone, and counts no bin, one or several. Bins that cannot happen are declared with the
 * reason; they count as explained, and one that is hit nevertheless is an error. A block's groups stand in
 * NAME_cover.c as NAME_cover[], ended by a group without a name.
 * What a wire showed longer ago than one edge a group keeps in `memo`.
 * Left out: counts of clocks (edges at which no wire changes are looked at once), weights, goals above one hit. */
#ifndef COVER_H
#define COVER_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

enum { COVER_AXES = 6, COVER_ANY = -1, COVER_MEMO = 2 };

/* Value names are ended by NULL and hold no space, '=' or quote. */
typedef struct cover_axis {
    const char *name;
    const char *const *values;
} cover_axis_t;

/* One edge outside reset. `in` is what the tick sampled, `out` what shows after it; in_was and was are those of the
 * edge before. After a reset in_was is all 0 and was is what reset shows. */
typedef struct cover_edge {
    const void *in, *in_was; /* NAME_in_t */
    const void *was, *out;   /* NAME_out_t */
    uint32_t *memo;          /* COVER_MEMO words that the group keeps from edge to edge; 0 after a reset */
} cover_edge_t;

/* Bins that cannot happen: a value for each axis, or COVER_ANY. A table of them is ended by a row without a reason. */
typedef struct cover_never {
    int8_t value[COVER_AXES];
    const char *reason; /* one line */
} cover_never_t;

typedef struct cover_bins cover_bins_t;

typedef struct cover_group {
    const char *name, *says, *source; /* source: manual section, or the block's header */
    const char *file;                 /* file and line: COVER_HERE */
    unsigned line;
    cover_axis_t axis[COVER_AXES]; /* at least one; unused ones have no name */
    void (*sample)(const cover_edge_t *e, cover_bins_t *b);
    const cover_never_t *never; /* or NULL */
} cover_group_t;

#define COVER_HERE __FILE__, __LINE__

/* Where a group's hits are counted. */
struct cover_bins {
    const cover_group_t *group;
    unsigned axes, size[COVER_AXES], count; /* count: of bins */
    uint64_t *hits;                         /* one a bin, the last axis fastest */
};

/* Counts one bin: COVER(b, value of axis 0, value of axis 1, ...). */
#define COVER(b, ...)                                           \
    cover_hit((b), (const unsigned[]){__VA_ARGS__},             \
              (unsigned)(sizeof((const unsigned[]){__VA_ARGS__}) / sizeof(unsigned)))
static inline void cover_hit(cover_bins_t *b, const unsigned *values, unsigned count)
{
    unsigned bin = 0;
    assert(count == b->axes);
    for (unsigned i = 0; i < count; i++) {
        assert(values[i] < b->size[i]);
        bin = bin * b->size[i] + values[i];
    }
    b->hits[bin]++;
}

/* Fills in axes, size and count; hits stays the caller's. */
void cover_measure(cover_bins_t *b, const cover_group_t *group);

/* Why bin `bin` cannot happen, or NULL. */
const char *cover_never_reason(const cover_bins_t *b, unsigned bin);

/* Values of both names of an axis of two. */
extern const char *const cover_no_yes[], *const cover_0_1[];

#endif
