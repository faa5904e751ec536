/* rendezvous: for each SMI that reaches several CPUs, when each of them latched it, came, and left, who was last, and
 * who never came and why. Worked out from the event log alone.
 *
 * An SMI begins with the fall of SMI#, or with the first CPU that latches a message; latches of the same kind that follow
 * while CPUs are still in it belong to it.
 * Left out: which CPU the others waited for (stuck.h looks for that). */
#ifndef TB_RENDEZVOUS_H
#define TB_RENDEZVOUS_H

#include "ev.h"

#include <cjson/cJSON.h>
#include <stdio.h>

/* Where a CPU was, as far as events tell. */
#define CPU_PLACES(X)                                                             \
    X(PLACE_RESET, "reset", "is held in reset")                                   \
    X(PLACE_SIPI, "wait_for_sipi", "waits for a SIPI")                            \
    X(PLACE_RUNNING, "running", "runs")                                           \
    X(PLACE_HALTED, "halted", "is halted")                                        \
    X(PLACE_SHUTDOWN, "shutdown", "is shut down")                                 \
    X(PLACE_SMM, "in_smm", "is in SMM already")
typedef enum cpu_place {
#define X(id, name, text) id,
    CPU_PLACES(X)
#undef X
} cpu_place_t;
extern const char *const place_names[], *const place_texts[];

enum { COLUMN_LATCHED, COLUMN_ENTERED, COLUMN_ARRIVED, COLUMN_LEFT, RENDEZVOUS_COLUMNS };

typedef struct rendezvous_cpu {
    ps_t at[RENDEZVOUS_COLUMNS]; /* PS_NEVER: did not happen. Arrived is the first handler fetch */
    bool held;         /* it never latched, for its latch held an earlier SMI */
    cpu_place_t place; /* of a CPU that did not come: where it was when the last of the others left, or at the end */
    ps_t since;        /* it was there */
} rendezvous_cpu_t;

typedef struct rendezvous {
    ps_t start;
    bool by_pin;
    rendezvous_cpu_t *cpu; /* as many as the machine has */
} rendezvous_t;

typedef struct rendezvous_list {
    rendezvous_t *list;
    size_t count;
    unsigned cpus;
} rendezvous_list_t;

/* All of a run, in order of time; empty for a machine with one CPU. */
rendezvous_list_t rendezvous_find(const ev_log_t *log, unsigned cpus);
void rendezvous_free(rendezvous_list_t *l);

/* Latest minus earliest of a column, of the CPUs that have it. False when fewer than two have. */
bool rendezvous_skew(const rendezvous_list_t *l, size_t i, unsigned column, ps_t *skew);

/* CPU n did not come, or came and has not left. A message asks some CPUs only: one that did not latch it, with room in
 * its latch, is not missing. */
bool rendezvous_missing(const rendezvous_t *x, unsigned n);

/* A table for each of the first few, times in BCLKs from its start; of more than 8 CPUs least, middle and most, and by
 * name those that came late or not at all. Nothing when there is none. */
void rendezvous_text(const rendezvous_list_t *l, uint32_t bclk_ps, FILE *f);

/* "rendezvous": [...], every CPU of each, times in ps. */
void rendezvous_json(const rendezvous_list_t *l, cJSON *root);

#endif
