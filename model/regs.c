#include "regs.h"

#include <stddef.h>
#include <string.h>

const char *const reg_access_names[] = {"RO", "RW", "W1C", "W1S", "WO", "LIVE", NULL};
const char *const reg_well_names[] = {"core", "resume", "RTC", NULL};

uint32_t reg_mask(const reg_row_t *row)
{
    uint32_t ones = row->width >= 32 ? ~UINT32_C(0) : (UINT32_C(1) << row->width) - 1;
    return ones << row->shift;
}

unsigned reg_first_bit(const reg_row_t *row)
{
    size_t n = strlen(row->where);
    char digit = n >= 2 ? row->where[n - 2] : '0'; /* "...9Dh": only the last hex digit counts */
    unsigned value = (unsigned)(digit <= '9' ? digit - '0' : digit - 'A' + 10);
    return 8 * (value & 3);
}

uint32_t reg_reset(const reg_row_t *table, unsigned dword)
{
    uint32_t v = 0;
    for (; table->reg; table++)
        if (table->dword == dword)
            v |= table->reset << table->shift;
    return v;
}

uint32_t reg_reset_well(const reg_row_t *table, unsigned dword, uint32_t old, reg_well_t well)
{
    uint32_t v = old;
    for (; table->reg; table++)
        if (table->dword == dword && table->well == well)
            v = (v & ~reg_mask(table)) | table->reset << table->shift;
    return v;
}

uint32_t reg_lanes(uint8_t be)
{
    uint32_t m = 0;
    for (unsigned i = 0; i < 4; i++)
        if (be >> i & 1)
            m |= UINT32_C(0xff) << (8 * i);
    return m;
}

uint32_t reg_write(const reg_row_t *table, unsigned dword, uint32_t old, uint32_t data, uint8_t be, uint32_t locks)
{
    uint32_t lanes = reg_lanes(be), v = old;
    for (; table->reg; table++) {
        if (table->dword != dword || (table->lock && (locks >> (table->lock - 1) & 1)))
            continue;
        uint32_t m = reg_mask(table) & lanes;
        switch (table->access) {
        case REG_RW: {
            v = (v & ~m) | (data & m);
            break;
        }
        case REG_W1C: {
            v &= ~(data & m);
            break;
        }
        case REG_W1S: {
            v |= data & m;
            break;
        }
        case REG_RO:
        case REG_WO:
        case REG_LIVE: {
            break;
        }
        }
    }
    return v;
}

uint32_t reg_read(const reg_row_t *table, unsigned dword, uint32_t value)
{
    uint32_t shown = 0;
    for (; table->reg; table++)
        if (table->dword == dword && table->access != REG_WO)
            shown |= value & reg_mask(table);
    return shown;
}
