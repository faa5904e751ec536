/* dump: one FST file: structs of wires (groups) and wires made here (lanes), in scopes, over time.
 *
 * A writer adds groups and lanes, declares them, and then takes samples: dump_at, values of lanes, dump_wires,
 * dump_sampled. Only what changed is written. Equal samples give equal files. Finished sections are flushed, and disk
 * space is held back for the end, so that the file opens after a kill or a full disk.
 * Left out: changing what is shown once it is declared. */
#ifndef TB_DUMP_H
#define TB_DUMP_H

#include "clocks.h"
#include "sig.h"

typedef struct dump dump_t;
typedef struct dump_group dump_group_t; /* a struct made from a port list, compared as a whole */

/* A wire that is made by the writer: a clock, a state told in words, a line of text. */
typedef struct dump_lane {
    const char *const *names; /* values of an enumerated lane, or NULL */
    uint32_t handle;
    uint8_t bits; /* 0: text */
    uint64_t value;
    char text[112];
} dump_lane_t;

/* NULL with one line in err when the file cannot be made. */
dump_t *dump_open(const char *path, char *err, unsigned err_size);

/* In the order in which they are to be shown; `path` is the scope, with dots. A group that has no wires is NULL. */
dump_group_t *dump_add_group(dump_t *d, const char *path, const sig_t *sigs, const void *base);
dump_lane_t *dump_add_lane(dump_t *d, const char *path, const char *name, unsigned bits, const char *const *names);

/* After the last of them. Every flush_every ps a section is finished; window: see dump_follow, 0: everything is kept. */
void dump_declare(dump_t *d, ps_t flush_every, ps_t window);

/* The changes that follow are at t, which does not go back. */
void dump_at(dump_t *d, ps_t t);
ps_t dump_now(const dump_t *d);
void dump_value(dump_t *d, dump_lane_t *l, uint64_t value);
void dump_text(dump_t *d, dump_lane_t *l, const char *text);

/* All groups, from where their wires are. */
void dump_wires(dump_t *d);
bool dump_changed(const dump_group_t *g); /* at the last dump_wires */

/* Ends a sample at t. False when the disk is (nearly) full or a write failed: the file holds what was written so far
 * and err one line. */
bool dump_sampled(dump_t *d, ps_t t, char *err, unsigned err_size);
bool dump_started(const dump_t *d); /* a sample was taken */

/* False with the reason in err: nothing is written any more. */
bool dump_alive(const dump_t *d, char *err, unsigned err_size);

/* With a window, before each sample: only what lies within the window of a time at which `active` was true is kept. */
void dump_follow(dump_t *d, ps_t t, bool active);

/* GTKWave does not scroll to a page that would go beyond the end of the file. The file goes on until `end`, marked as
 * not recorded. */
void dump_leave_room(dump_t *d, ps_t end);

/* Flushes and ends the file. False with one line in err when the disk did not take all of it. */
bool dump_end(dump_t *d, char *err, unsigned err_size);

/* Ends the file if that was not done, and frees everything. */
void dump_close(dump_t *d);

#endif
