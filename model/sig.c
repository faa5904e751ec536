#include "sig.h"

#include <assert.h>
#include <string.h>

static uint64_t mask_of(unsigned width)
{
    return width >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << width) - 1;
}

uint64_t sig_get(const void *base, const sig_t *s)
{
    const unsigned char *p = (const unsigned char *)base + s->offset;
    switch (s->bytes) {
    case 1: {
        return p[0] & mask_of(s->width);
    }
    case 2: {
        uint16_t v;
        memcpy(&v, p, sizeof v);
        return v & mask_of(s->width);
    }
    case 4: {
        uint32_t v;
        memcpy(&v, p, sizeof v);
        return v & mask_of(s->width);
    }
    default: {
        uint64_t v;
        assert(s->bytes == 8);
        memcpy(&v, p, sizeof v);
        return v & mask_of(s->width);
    }
    }
}

void sig_set(void *base, const sig_t *s, uint64_t value)
{
    unsigned char *p = (unsigned char *)base + s->offset;
    value &= mask_of(s->width);
    switch (s->bytes) {
    case 1: {
        p[0] = (uint8_t)value;
        break;
    }
    case 2: {
        uint16_t v = (uint16_t)value;
        memcpy(p, &v, sizeof v);
        break;
    }
    case 4: {
        uint32_t v = (uint32_t)value;
        memcpy(p, &v, sizeof v);
        break;
    }
    default: {
        assert(s->bytes == 8);
        memcpy(p, &value, sizeof value);
        break;
    }
    }
}

const sig_t *sig_find(const sig_t *table, const char *name)
{
    for (; table->name; table++)
        if (strcmp(table->name, name) == 0)
            return table;
    return NULL;
}

const char *sig_value_name(const sig_t *s, uint64_t value)
{
    if (!s->names)
        return NULL;
    for (uint64_t i = 0; s->names[i]; i++)
        if (i == value)
            return s->names[i];
    return NULL;
}

bool sig_equal(const sig_t *table, const void *a, const void *b)
{
    for (; table->name; table++)
        if (sig_get(a, table) != sig_get(b, table))
            return false;
    return true;
}
