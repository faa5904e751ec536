/* twins: our own RTL, built into the program. */
#include "twin.h"

#include <stddef.h>
#include <string.h>

/* twin_rows.inc is made by CMake from its list of blocks: X(name, "header", LIST). */
#if SMMSCOPE_RTL
#define X(name, header, list) extern const twin_if_t twin_##name;
#include "twin_rows.inc"
#undef X
#endif

static const twin_if_t *const twins[] = {
#if SMMSCOPE_RTL
#define X(name, header, list) &twin_##name,
#include "twin_rows.inc"
#undef X
#endif
    NULL};

const twin_if_t *twin_builtin(const char *block)
{
    for (const twin_if_t *const *t = twins; *t; t++)
        if (strcmp((*t)->block, block) == 0)
            return *t;
    return NULL;
}
