/* audit: is SMM locked up? The registers and processors of a machine, read at one instant, against a list of checks in
 * the manner of chipsec (interconnect facts 7); what fails names the attack it opens (interconnect facts 6) and the
 * scenario that shows it.
 *
 * The reading is plain data: a test spoils one bit of it and sees one check turn over.
 * Left out: locks that are not in the model (named in the list); what a handler does; whether a lock holds when it is
 * written, which the scenarios and the blocks' tests show. */
#ifndef TB_AUDIT_H
#define TB_AUDIT_H

#include "session.h"

#include <stdio.h>

typedef enum audit_verdict {
    AUDIT_PASSED,
    AUDIT_FAILED,
    AUDIT_WARNING,        /* a risk that no lock of this part takes away, or none yet */
    AUDIT_NOT_APPLICABLE, /* nothing there to check */
    AUDIT_NOT_IN_MODEL,
    AUDIT_VERDICTS
} audit_verdict_t;
extern const char *const audit_verdict_names[AUDIT_VERDICTS];

/* One processor. SMRR as far as its part has MSRs of that name. */
typedef struct audit_cpu {
    uint32_t smbase;
    bool has_apic_base, has_smrr, has_mtrrs, has_caches;
    uint64_t apic_base, smrr_base, smrr_mask;
    uint32_t smrr_base_msr, smrr_mask_msr; /* their numbers */
} audit_cpu_t;

/* What the checks look at. */
typedef struct audit_state {
    unsigned cpus;
    audit_cpu_t cpu[SOC_MAX_CPUS];
    params_t params;       /* what D_LCK freezes, straps of the decode */
    smram_dec_out_t mch;
    uint32_t smi_en, pmbase, gcs;
    uint16_t gen_pmcon_1, tco1_cnt;
    uint8_t gen_pmcon_lock, bios_cntl, acpi_cntl, buc;
} audit_state_t;

enum { AUDIT_FIELDS = 5, AUDIT_OPENS = 4, AUDIT_ANY = -1 };

typedef struct audit_reg {
    char name[24], where[24]; /* "SMRAM", "D0:F0 9Dh" */
    uint64_t value;
    unsigned count;
    struct {
        const char *name; /* of the data sheet */
        uint64_t value;
        int want;         /* or AUDIT_ANY: shown, not judged */
    } fields[AUDIT_FIELDS];
} audit_reg_t;

typedef struct audit_attack {
    const char *id, *what; /* row of interconnect facts 6 */
    const char *scenario;  /* in tb/scenarios, or NULL: none shows it */
} audit_attack_t;
extern const audit_attack_t audit_attacks[]; /* ended by a row without an id */

typedef struct audit_check {
    const char *name, *title;
    audit_verdict_t verdict;
    char why[640];      /* empty: nothing to add to the registers */
    audit_reg_t *regs;
    unsigned reg_count;
    struct {
        const audit_attack_t *attack;
        const char *scenario; /* the attack's, or one that fits better */
    } opens[AUDIT_OPENS];
    unsigned open_count;
} audit_check_t;

typedef struct audit {
    audit_check_t *checks;
    unsigned count;
    unsigned verdicts[AUDIT_VERDICTS]; /* how many checks have each */
} audit_t;

/* Where and when the machine was read, for the head of the list. */
typedef struct audit_place {
    const char *at;          /* the event, or NULL: the end of the run */
    session_result_t result; /* of the run; without meaning when it was left at an event */
} audit_place_t;

/* Reads the machine as it stands between two instants. */
void audit_read(soc_t *soc, audit_state_t *s);

/* Carries out every check. To be freed with audit_free. */
audit_t audit_run(const audit_state_t *s);
void audit_free(audit_t *a);

/* The check of this name, or NULL. */
const audit_check_t *audit_find(const audit_t *a, const char *name);

/* No check failed, nor did the run when it went to its end. */
bool audit_passed(const audit_t *a, const audit_place_t *place);

/* The list and one line that sums it up. */
void audit_text(const audit_t *a, const session_t *x, const audit_place_t *place, FILE *f, bool colour);

/* False with one line in err when the file cannot be written. */
bool audit_json(const audit_t *a, const session_t *x, const audit_place_t *place, const char *path, char *err,
                unsigned err_size);

#endif
