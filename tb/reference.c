#include "reference.h"

#include <string.h>

#include "coverage.h"
#include "ich9/sources.h"
#include "rules.h"
#include "soc.h"

/* A cell: a bar would end it. */
static void cell(FILE *f, const char *text)
{
    fputs("| ", f);
    for (; *text; text++) {
        if (*text == '|')
            fputc('\\', f);
        fputc(*text, f);
    }
    fputc(' ', f);
}

static void row(FILE *f, const char *const *cells, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        cell(f, cells[i]);
    fputs("|\n", f);
}

#define ROW(f, ...) row(f, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void registers(FILE *f)
{
    fputs("## Registers\n\nBits are those of the register. `list registers` prints the same.\n\n", f);
    ROW(f, "Where", "Register", "Bits", "Field", "Reset", "Access", "Well", "Lock", "Book");
    ROW(f, "---", "---", "---", "---", "---", "---", "---", "---", "---");
    for (const reg_row_t *const *t = soc_reg_tables; *t; t++)
        for (const reg_row_t *r = *t; r->reg; r++) {
            char bits[16], reset[16];
            unsigned low = r->shift - reg_first_bit(r), high = low + r->width - 1;
            snprintf(bits, sizeof bits, high > low ? "%u:%u" : "%u", high, low);
            snprintf(reset, sizeof reset, "%Xh", (unsigned)r->reset);
            ROW(f, r->where, r->reg, bits, r->field, reset, reg_access_names[r->access], reg_well_names[r->well],
                r->lock ? "yes" : "", r->source);
        }
}

static void sources(FILE *f)
{
    fputs("\n## SMI sources\n\nThe row is that of [facts 2.6](facts/chipset.md). A wire is what a scenario drives; without "
          "one, software or the machine makes the event.\n\n", f);
    ROW(f, "Row", "Event", "Status", "Enable", "SMI_STS", "Wire", "Event in reports");
    ROW(f, "---", "---", "---", "---", "---", "---", "---");
    for (const smi_source_t *s = smi_sources; s->row; s++) {
        char bit[8] = "";
        if (s->bit != SMI_SOURCE_NO_BIT)
            snprintf(bit, sizeof bit, "%u", (unsigned)s->bit);
        ROW(f, s->row, s->event, s->status, s->enable, bit, s->wire ? s->wire : "", s->ev == EV_COUNT ? "" : ev_names[s->ev]);
    }
}

static void all_rules(FILE *f)
{
    unsigned count;
    const rule_info_t *r = rules_list(NULL, &count);
    fprintf(f, "\n## Rules\n\nAsked in every run, and about one block alone in `smmscope check`: %u.\n\n", count);
    ROW(f, "Rule", "Says", "Book");
    ROW(f, "---", "---", "---");
    for (unsigned i = 0; i < count; i++)
        ROW(f, r[i].name, r[i].says, r[i].source);
}

static void parameters(FILE *f)
{
    fputs("\n## Parameters\n\nWhat the books leave open or dispute; the default is that before the part's own.\n\n", f);
    ROW(f, "Parameter", "Range", "Default", "Meaning", "Source");
    ROW(f, "---", "---", "---", "---", "---");
    for (const param_info_t *i = param_list; i->name; i++) {
        char range[32], value[16];
        snprintf(range, sizeof range, i->most > 0xfffff ? "%u to 0x%x" : "%u to %u", (unsigned)i->least, (unsigned)i->most);
        snprintf(value, sizeof value, i->value > 0xffff ? "0x%x" : "%u", (unsigned)i->value);
        ROW(f, i->name, range, value, i->meaning, i->source);
    }
}

static void cover_points(FILE *f)
{
    fputs("\n## Cover points\n\nGroups of bins, each the cross of its axes. What the suite hits: [coverage.md](coverage.md). "
          "Blocks without a twin are counted in runs only.\n\n", f);
    ROW(f, "Block", "Group", "Axes", "Bins", "Says", "Book");
    ROW(f, "---", "---", "---", "---", "---", "---");
    for (const cover_block_t *b = cover_blocks; b->block; b++)
        for (const cover_group_t *g = b->groups; g->name; g++) {
            cover_bins_t bins = {0};
            char axes[160] = "", count[16];
            cover_measure(&bins, g);
            for (unsigned i = 0; i < bins.axes; i++) {
                size_t at = strlen(axes);
                snprintf(axes + at, sizeof axes - at, "%s%s", at ? ", " : "", g->axis[i].name);
            }
            snprintf(count, sizeof count, "%u", bins.count);
            ROW(f, b->block->name, g->name, axes, count, g->says, g->source);
        }
}

static void events(FILE *f)
{
    fputs("\n## Events\n\n", f);
    ROW(f, "Event", "Meaning; argument");
    ROW(f, "---", "---");
    for (unsigned i = 0; i < EV_COUNT; i++)
        ROW(f, ev_names[i], ev_meanings[i]);
}

void reference_print(FILE *f)
{
    fputs("# Reference\n\nMade by `scripts/reference` from the tables of the program; do not edit. Books are the sections of "
          "[facts/](facts/README.md).\n\n", f);
    registers(f);
    sources(f);
    all_rules(f);
    cover_points(f);
    parameters(f);
    events(f);
}
