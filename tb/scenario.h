/* scenario: one .asm file whose ";!" lines say how the machine is set up, what happens to it from outside and what
 * must be seen. This reads and checks the lines; checks.c carries them out.
 *
 * Left out: `bios`, `flavour` other than hw (a clear error says so). */
#ifndef TB_SCENARIO_H
#define TB_SCENARIO_H

#include "soc.h"

enum { MODES_ALL = 7 }; /* bit 1 << soc_mode_t */

typedef enum step_kind {
    STEP_UNTIL,       /* wire op value within time */
    STEP_EXPECT,      /* quantity op value, at once */
    STEP_BEFORE,      /* event A before event B, over the run so far */
    STEP_NEVER,       /* event not in the whole run */
    STEP_ENDS,        /* the run is ended by a storm or a hang (stuck.h) */
} step_kind_t;

typedef enum stuck_kind { STUCK_NOT, STUCK_STORM, STUCK_HANG } stuck_kind_t;
extern const char *const stuck_names[]; /* "", "storm", "hang", NULL */

/* When a run is ended because it gets nowhere (stuck.h). */
typedef struct stuck_limits {
    unsigned storm_smis;  /* SMIs one behind the other; 0: any number */
    unsigned storm_insns; /* with fewer instructions of the program after each */
    ps_t hang;            /* time in SMM; 0: any */
} stuck_limits_t;

typedef enum cmp { CMP_EQ, CMP_NE, CMP_LE, CMP_GE } cmp_t;

typedef enum quantity { Q_WIRE, Q_EVENT, Q_MEM } quantity_t;

typedef struct event_ref {
    ev_id_t id;
    int from; /* CPU number or EV_FROM_*, or -1: any */
    unsigned occurrence; /* #k, from 1; 0: not given */
} event_ref_t;

typedef struct moment {
    event_ref_t ev;
    int64_t after; /* ps; below 0: before it */
} moment_t;

typedef struct check {
    unsigned line;
    char text[160]; /* as written, for messages and reports */
    step_kind_t kind;
    quantity_t what;
    char wire[64];
    event_ref_t ev, ev2;
    stuck_kind_t ends;
    uint32_t addr;
    unsigned size; /* bytes of a mem. check: mem.ADDR is a dword; mem8., mem16., mem32. say it */
    cmp_t cmp;
    uint64_t value;
    ps_t within;
    /* filled by the run */
    bool done, passed;
    uint64_t got;
    ps_t when;
    char note[200]; /* why it failed, where `got` does not say it */
} check_t;

typedef struct stimulus {
    unsigned line;
    char name[32];
    bool on_event;
    event_ref_t ev;
    ps_t time;      /* absolute (at), offset (on) or the delay (mem) */
    enum { STIM_SET, STIM_MASTER, STIM_DELAY } kind; /* DELAY: a word of memory, in place before the run */
    char wire[64];
    uint64_t value;
    ps_t duration;  /* 0: for good */
    uint8_t initiator; /* enum bus_initiator; a write-back has initiator CPU and wb */
    bool write, wb;
    uint64_t addr;  /* of a master's access or of the word */
    /* run state */
    bool fired, ended;
    ps_t fire_at;
    uint64_t before; /* value to restore */
} stimulus_t;

typedef struct image {
    unsigned line;
    char file[256]; /* as it can be opened from here */
    uint32_t addr, size;
    uint8_t *bytes; /* what the file holds */
} image_t;

typedef struct scenario {
    char path[512], name[64], sentence[256];
    soc_config_t config;       /* part, params, cpus, ram, starts */
    unsigned modes;            /* allowed modes, bits */
    char modes_reason[160];
    ps_t watchdog;             /* guest time limit of the whole run */
    stuck_limits_t stuck;
    uint32_t org;
    uint8_t *program;
    uint32_t program_size;
    image_t *images;
    unsigned image_count;
    check_t *checks;
    unsigned check_count;
    stimulus_t *stimuli;
    unsigned stimulus_count;
    bool shows;                /* the saved view opens on this part of the run, not on the first SMI */
    moment_t show_from, show_to;
} scenario_t;

typedef struct scenario_options {
    const char *part;  /* NULL: as the scenario says */
    unsigned cpus;     /* 0: as the scenario says */
} scenario_options_t;

/* Reads FILE, or tb/scenarios/NAME.asm, assembles it with NASM and checks every line (wires against a machine of
 * that configuration). False, with one line "FILE:LINE: what, expected ..." in err. Nothing is left behind. */
bool scenario_load(scenario_t *s, const char *file_or_name, const scenario_options_t *options, char *err,
                   unsigned err_size);
void scenario_free(scenario_t *s);

/* Moves a stimulus, as read from the file, by so many ps. False, and nothing has changed, when that would be before the
 * event it waits for, before the start of the run, or more than a word of delay holds. */
bool scenario_shift(scenario_t *s, unsigned stimulus, int64_t ps, uint32_t core_ps);

/* Reads "[cpuN.][ev.]NAME[#K]", an event of this scenario. False with one line in err. */
bool scenario_event(scenario_t *s, const char *text, event_ref_t *e, char *err, unsigned err_size);

/* The K-th such event of a log, the first when no K is given, or NULL. */
const ev_t *event_find(const ev_log_t *log, const event_ref_t *ref);

/* What stands in the word of a STIM_DELAY: its time in core clocks, as RDTSC counts them, rounded down. */
uint64_t stimulus_delay(const stimulus_t *st, uint32_t core_ps);

/* The folder with the scenarios (SMMSCOPE_SCENARIOS in the environment, or the source tree's). */
const char *scenario_folder(void);

#endif
