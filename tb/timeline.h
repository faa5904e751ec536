/* timeline: the way of each SMI at each CPU, step by step, and what its phases cost. Worked out from the event log alone.
 *
 * Phases A to G are those of CPU facts 7.1, D being the handler; "wait" is before them, "resume" after them, so that all of
 * them together are the time from the fall of SMI# until the first instruction of the program is done.
 * Left out: what an SMI costs the other CPUs (rendezvous.h). */
#ifndef TB_TIMELINE_H
#define TB_TIMELINE_H

#include "ev.h"
#include "soc.h"

/* Steps of one SMI at one CPU, in the order of time: X(id, name in JSON, event). */
#define SMI_STEP_LIST(X)                                \
    X(LATCHED, "latched", EV_SMI_LATCHED)               \
    X(TAKEN, "taken", EV_SMI_TAKEN)                     \
    X(ACKNOWLEDGED, "acknowledged", EV_SMM_ACK)         \
    X(SAVING, "saving", EV_SMM_SAVE)                    \
    X(ENTERED, "entered", EV_SMM_ENTER)                 \
    X(FIRST_FETCH, "first_fetch", EV_SMM_FETCH)         \
    X(RSM_START, "rsm", EV_RSM)                         \
    X(RESTORED, "restored", EV_SMM_RESTORED)            \
    X(UNACKNOWLEDGED, "unacknowledged", EV_SMM_UNACK)   \
    X(EXITED, "exit", EV_SMM_EXIT)                      \
    X(BACK, "resumed", EV_RESUMED)
enum smi_step {
#define X(id, name, event) id,
    SMI_STEP_LIST(X)
#undef X
        SMI_STEPS
};
extern const char *const smi_step_names[SMI_STEPS];

/* Phases: X(id, name, first step, last step, meaning). PIN_LOW stands for the fall of SMI#. Entry, exit and whole are
 * sums of others. */
enum { PIN_LOW = SMI_STEPS };
#define SMI_PHASE_LIST(X)                                                                          \
    X(PHASE_WAIT, "wait", PIN_LOW, TAKEN, "SMI# low until the CPU takes the SMI")                  \
    X(PHASE_A, "A", TAKEN, ACKNOWLEDGED, "until the sign of entry")                                \
    X(PHASE_B, "B", ACKNOWLEDGED, SAVING, "until the first dword of the save map")                 \
    X(PHASE_C, "C", SAVING, ENTERED, "the save")                                                   \
    X(PHASE_D, "D", ENTERED, RSM_START, "the handler, from its first fetch to RSM")                \
    X(PHASE_E, "E", RSM_START, RESTORED, "the restore")                                            \
    X(PHASE_F, "F", RESTORED, UNACKNOWLEDGED, "until the sign of exit")                            \
    X(PHASE_G, "G", UNACKNOWLEDGED, EXITED, "until the program may go on")                         \
    X(PHASE_RESUME, "resume", EXITED, BACK, "until the first instruction of the program is done")  \
    X(PHASE_ENTRY, "entry", TAKEN, ENTERED, "A + B + C")                                           \
    X(PHASE_EXIT, "exit", RSM_START, EXITED, "E + F + G")                                          \
    X(PHASE_WHOLE, "whole", PIN_LOW, BACK, "all of it")
enum smi_phase {
#define X(id, name, from, to, meaning) id,
    SMI_PHASE_LIST(X)
#undef X
        SMI_PHASES
};
extern const char *const smi_phase_names[SMI_PHASES];

enum { NO_CPU = 0xff };
typedef struct smi {
    unsigned cpu; /* NO_CPU: no CPU latched it */
    char source[16];
    ps_t pin_low;         /* PS_NEVER: it came by message, or there was no fall */
    ps_t step[SMI_STEPS]; /* PS_NEVER: did not happen */
} smi_t;

typedef struct timeline {
    smi_t *list;
    size_t count;
    size_t current[SOC_MAX_CPUS]; /* row the CPU is in, or SIZE_MAX */
    size_t left[SOC_MAX_CPUS];    /* row it has left last, until its program has gone on, or SIZE_MAX */
    size_t look[SOC_MAX_CPUS];    /* its rows before this one are taken */
    ps_t pin_low;                 /* of the last fall */
    char source[16];
    char cause[16];               /* of the last source event */
    ps_t cause_time, eos_time;
} timeline_t;

/* All SMIs of a run, in the order in which SMI# fell or they were latched; the list is to be freed. */
timeline_t timeline_make(const ev_log_t *log);

/* How long a phase took, in ps. False when one of its ends did not happen. */
bool smi_phase(const smi_t *s, enum smi_phase phase, ps_t *ps);

/* Tenths of clocks of this period, rounded. */
int64_t clock_tenths(int64_t ps, uint32_t period);

#endif
