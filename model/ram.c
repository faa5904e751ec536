#include "ram.h"

#include <stdlib.h>
#include <string.h>

bool ram_open(ram_t *r, uint32_t size)
{
    *r = (ram_t){.size = size};
    r->bytes = calloc(1, size);
    r->code = calloc(size / RAM_PAGE, sizeof *r->code);
    if (r->bytes && r->code)
        return true;
    ram_close(r);
    return false;
}

void ram_close(ram_t *r)
{
    free(r->bytes);
    free(r->code);
    *r = (ram_t){0};
}

static uint32_t block_mask(uint32_t offset, unsigned size)
{
    unsigned first = offset % RAM_PAGE / RAM_CODE_BLOCK;
    unsigned last = (offset % RAM_PAGE + size - 1) / RAM_CODE_BLOCK;
    uint32_t upto = last >= 31 ? ~UINT32_C(0) : (UINT32_C(1) << (last + 1)) - 1;
    return upto & (~UINT32_C(0) << first);
}

uint64_t ram_read(const ram_t *r, uint32_t offset, unsigned size)
{
    uint64_t v = 0;
    memcpy(&v, r->bytes + offset, size);
    return v;
}

void ram_write(ram_t *r, uint32_t offset, unsigned size, uint64_t value)
{
    memcpy(r->bytes + offset, &value, size);
    if (r->code[offset / RAM_PAGE] & block_mask(offset, size))
        r->code_written(r->code_self, offset, size);
}

void ram_mark_code(ram_t *r, uint32_t offset, unsigned size)
{
    while (size) {
        unsigned here = RAM_PAGE - offset % RAM_PAGE;
        if (here > size)
            here = size;
        uint32_t *word = &r->code[offset / RAM_PAGE];
        if (*word == 0)
            r->code_epoch++;
        *word |= block_mask(offset, here);
        offset += here;
        size -= here;
    }
}

bool ram_page_plain(const ram_t *r, uint32_t offset)
{
    return r->code[offset / RAM_PAGE] == 0;
}
