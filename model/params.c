#include "params.h"

#include <stddef.h>
#include <string.h>

const param_info_t param_list[] = {
#define X(name, least, most, value, meaning, source) \
    {#name, meaning, source, least, most, value, (uint16_t)offsetof(params_t, name)},
    PARAMS(X)
#undef X
        {0}};

const param_info_t *param_find(const char *name)
{
    for (const param_info_t *i = param_list; i->name; i++)
        if (strcmp(i->name, name) == 0)
            return i;
    return NULL;
}

uint32_t param_get(const params_t *p, const param_info_t *i)
{
    uint32_t v;
    memcpy(&v, (const char *)p + i->offset, sizeof v);
    return v;
}

bool param_set(params_t *p, const param_info_t *i, uint64_t value)
{
    if (value < i->least || value > i->most)
        return false;
    uint32_t v = (uint32_t)value;
    memcpy((char *)p + i->offset, &v, sizeof v);
    return true;
}
