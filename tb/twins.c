/* twins: our own RTL, built into the program. */
#include "twin.h"

#include <stddef.h>
#include <string.h>

#if SMMSCOPE_RTL
extern const twin_if_t twin_smi_pin, twin_smiact, twin_smm_track, twin_smram_dec, twin_smi_ctl;
static const twin_if_t *const twins[] = {&twin_smi_pin, &twin_smiact, &twin_smm_track, &twin_smram_dec, &twin_smi_ctl,
                                         NULL};
#else
static const twin_if_t *const twins[] = {NULL};
#endif

const twin_if_t *twin_builtin(const char *block)
{
    for (const twin_if_t *const *t = twins; *t; t++)
        if (strcmp((*t)->block, block) == 0)
            return *t;
    return NULL;
}
