#include "cover.h"

#include <assert.h>
#include <stddef.h>

const char *const cover_no_yes[] = {"no", "yes", NULL}, *const cover_0_1[] = {"0", "1", NULL};

void cover_measure(cover_bins_t *b, const cover_group_t *group)
{
    b->group = group;
    b->axes = 0;
    b->count = 1;
    for (const cover_axis_t *a = group->axis; b->axes < COVER_AXES && a->name; a++) {
        unsigned n = 0;
        while (a->values[n])
            n++;
        assert(n > 0);
        b->size[b->axes++] = n;
        b->count *= n;
    }
    assert(b->axes > 0);
}

const char *cover_never_reason(const cover_bins_t *b, unsigned bin)
{
    unsigned value[COVER_AXES];
    assert(bin < b->count);
    for (unsigned i = b->axes; i-- > 0; bin /= b->size[i])
        value[i] = bin % b->size[i];
    for (const cover_never_t *n = b->group->never; n && n->reason; n++) {
        bool fits = true;
        for (unsigned i = 0; i < b->axes; i++)
            fits = fits && (n->value[i] == COVER_ANY || n->value[i] == (int)value[i]);
        if (fits)
            return n->reason;
    }
    return NULL;
}
