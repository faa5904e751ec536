#include "coverage.h"

#include "apic/apic_agent.h"
#include "cpu/cache_ctl.h"
#include "cpu/mem_type.h"
#include "cpu/smi_pin.h"
#include "cpu/smiact.h"
#include "cpu/snoop.h"
#include "ich9/gpio.h"
#include "ich9/ich9.h"
#include "ich9/ich9_top.h"
#include "ich9/lpc.h"
#include "ich9/nmi.h"
#include "ich9/pins.h"
#include "ich9/pm.h"
#include "ich9/rcba.h"
#include "ich9/serirq.h"
#include "ich9/smi_ctl.h"
#include "ich9/smi_timers.h"
#include "ich9/tco.h"
#include "ich9/wells.h"
#include "mch/mch.h"
#include "mch/smm_track.h"
#include "mch/smram_dec.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#ifndef SMMSCOPE_SOURCE_DIR
#define SMMSCOPE_SOURCE_DIR "."
#endif

const cover_block_t cover_blocks[] = {
    {&smi_pin_block, smi_pin_cover},     {&smiact_block, smiact_cover},   {&smm_track_block, smm_track_cover},
    {&smram_dec_block, smram_dec_cover}, {&smi_ctl_block, smi_ctl_cover}, {&smi_timers_block, smi_timers_cover},
    {&tco_block, tco_cover},             {&serirq_block, serirq_cover},   {&lpc_block, lpc_cover},
    {&ich9_top_block, ich9_top_cover},   {&apic_agent_block, apic_agent_cover}, {&mem_type_block, mem_type_cover},
    {&cache_ctl_block, cache_ctl_cover},
    /* without a twin: counted in runs only */
    {&mch_block, mch_cover},             {&ich9_block, ich9_cover},       {&gpio_block, gpio_cover},
    {&pm_block, pm_cover},               {&wells_block, wells_cover},     {&rcba_block, rcba_cover},
    {&nmi_block, nmi_cover},             {&pins_block, pins_cover},       {&snoop_block, snoop_cover},
    {NULL, NULL}};

#define FIRST_LINE "# SystemC::Coverage-3"
#define OURS "smmscope."
static const char *const where_names[COVERAGE_WHERES] = {"run", "check"};

enum { TEXT = 400 }; /* room for a bin's name or a group's */

typedef struct group_hits {
    const block_t *block;
    cover_bins_t bins[COVERAGE_WHERES]; /* the same group, hits of each place */
} group_hits_t;

struct coverage {
    group_hits_t *groups;
    unsigned count;
    coverage_probe_t *probes; /* all that are attached, the last one first */
    coverage_probe_t **machine; /* one an instance of the machine's, NULL where a block has no groups */
    soc_t *soc;
};

struct coverage_probe {
    coverage_probe_t *next;
    coverage_t *coverage;
    const block_t *block;
    coverage_where_t where;
    unsigned first, count; /* its groups */
    void *in_was, *was;
    uint32_t *memo; /* COVER_MEMO words a group */
    bool quiet; /* nothing changed at the last edge: one more such edge is the same edge again */
};

static void *alloc(size_t size)
{
    void *p = calloc(1, size ? size : 1);
    if (!p)
        abort();
    return p;
}

/* --- collecting -------------------------------------------------------------------------------------------------- */

coverage_t *coverage_open(const cover_block_t *blocks)
{
    coverage_t *c = alloc(sizeof *c);
    for (const cover_block_t *b = blocks; b->block; b++)
        for (const cover_group_t *g = b->groups; g->name; g++)
            c->count++;
    c->groups = alloc(c->count * sizeof *c->groups);
    group_hits_t *to = c->groups;
    for (const cover_block_t *b = blocks; b->block; b++)
        for (const cover_group_t *g = b->groups; g->name; g++, to++) {
            to->block = b->block;
            for (unsigned w = 0; w < COVERAGE_WHERES; w++) {
                cover_measure(&to->bins[w], g);
                to->bins[w].hits = alloc(to->bins[w].count * sizeof(uint64_t));
            }
        }
    return c;
}

void coverage_free(coverage_t *c)
{
    if (!c)
        return;
    for (unsigned i = 0; i < c->count; i++)
        for (unsigned w = 0; w < COVERAGE_WHERES; w++)
            free(c->groups[i].bins[w].hits);
    while (c->probes) {
        coverage_probe_t *p = c->probes;
        c->probes = p->next;
        free(p->in_was);
        free(p->was);
        free(p->memo);
        free(p);
    }
    free(c->groups);
    free(c->machine);
    free(c);
}

coverage_probe_t *coverage_attach(coverage_t *c, coverage_where_t where, const block_t *block, const void *out)
{
    unsigned first = 0, count = 0;
    while (first < c->count && c->groups[first].block != block)
        first++;
    while (first + count < c->count && c->groups[first + count].block == block)
        count++;
    if (!count)
        return NULL;
    coverage_probe_t *p = alloc(sizeof *p);
    *p = (coverage_probe_t){.next = c->probes, .coverage = c, .block = block, .where = where, .first = first,
                            .count = count, .in_was = alloc(block->in_size), .was = alloc(block->out_size),
                            .memo = alloc(count * COVER_MEMO * sizeof(uint32_t))};
    memcpy(p->was, out, block->out_size);
    c->probes = p;
    return p;
}

void coverage_edge(coverage_probe_t *p, const void *in, const void *out)
{
    if (!p)
        return;
    bool quiet = memcmp(in, p->in_was, p->block->in_size) == 0 && memcmp(out, p->was, p->block->out_size) == 0;
    if (quiet && p->quiet)
        return;
    p->quiet = quiet;
    cover_edge_t e = {.in = in, .in_was = p->in_was, .was = p->was, .out = out};
    for (unsigned i = p->first; i < p->first + p->count; i++) {
        cover_bins_t *b = &p->coverage->groups[i].bins[p->where];
        e.memo = p->memo + (i - p->first) * COVER_MEMO;
        b->group->sample(&e, b);
    }
    memcpy(p->in_was, in, p->block->in_size);
    memcpy(p->was, out, p->block->out_size);
}

void coverage_reset(coverage_probe_t *p, const void *out)
{
    if (!p)
        return;
    p->quiet = false;
    memset(p->memo, 0, p->count * COVER_MEMO * sizeof(uint32_t));
    memset(p->in_was, 0, p->block->in_size);
    memcpy(p->was, out, p->block->out_size);
}

void coverage_machine(coverage_t *c, soc_t *soc)
{
    unsigned n;
    const soc_inst_t *inst = soc_insts(soc, &n);
    c->soc = soc;
    c->machine = alloc(n * sizeof *c->machine);
    for (unsigned i = 0; i < n; i++)
        c->machine[i] = coverage_attach(c, IN_RUN, inst[i].block, inst[i].out);
}

void coverage_machine_edge(coverage_t *c)
{
    unsigned n;
    const soc_inst_t *inst = soc_insts(c->soc, &n);
    for (unsigned i = 0; i < n; i++)
        if (inst[i].ticked && inst[i].rst_n)
            coverage_edge(c->machine[i], inst[i].in, inst[i].out);
        else if (inst[i].ticked)
            coverage_reset(c->machine[i], inst[i].out);
}

/* --- counting ---------------------------------------------------------------------------------------------------- */

static uint64_t hits_of(const group_hits_t *g, unsigned bin)
{
    uint64_t n = 0;
    for (unsigned w = 0; w < COVERAGE_WHERES; w++)
        n += g->bins[w].hits[bin];
    return n;
}

static bool wanted(const group_hits_t *g, const char *block)
{
    return !block || strcmp(g->block->name, block) == 0;
}

static void add_group(coverage_sum_t *s, const group_hits_t *g)
{
    s->groups++;
    s->bins += g->bins[0].count;
    for (unsigned bin = 0; bin < g->bins[0].count; bin++) {
        bool never = cover_never_reason(&g->bins[0], bin) != NULL, hit = hits_of(g, bin) > 0;
        s->explained += never;
        s->wrong += never && hit;
        s->hit += !never && hit;
        s->holes += !never && !hit;
    }
}

coverage_sum_t coverage_sum(const coverage_t *c, const char *block)
{
    coverage_sum_t s = {0};
    for (unsigned i = 0; i < c->count; i++)
        if (wanted(&c->groups[i], block))
            add_group(&s, &c->groups[i]);
    return s;
}

bool coverage_has(const coverage_t *c, const char *block)
{
    return coverage_sum(c, block).groups > 0;
}

/* --- names ------------------------------------------------------------------------------------------------------- */

/* "AXIS=VALUE AXIS=VALUE"; a value of COVER_ANY is written as '*'. */
static void values_text(const cover_bins_t *b, const int *value, char *text, size_t size)
{
    size_t n = 0;
    text[0] = 0;
    for (unsigned i = 0; i < b->axes; i++) {
        const cover_axis_t *a = &b->group->axis[i];
        int k = snprintf(text + n, size - n, "%s%s=%s", i ? " " : "", a->name,
                         value[i] == COVER_ANY ? "*" : a->values[value[i]]);
        assert(k > 0 && (size_t)k < size - n);
        n += (size_t)k;
    }
}

static void bin_text(const cover_bins_t *b, unsigned bin, char *text, size_t size)
{
    int value[COVER_AXES];
    for (unsigned i = b->axes; i-- > 0; bin /= b->size[i])
        value[i] = (int)(bin % b->size[i]);
    values_text(b, value, text, size);
}

/* The bin that "AXIS=VALUE AXIS=VALUE" names, or -1. */
static long bin_named(const cover_bins_t *b, const char *text)
{
    long bin = 0;
    for (unsigned i = 0; i < b->axes; i++) {
        const cover_axis_t *a = &b->group->axis[i];
        size_t n = strlen(a->name), len;
        unsigned v = 0;
        if (strncmp(text, a->name, n) != 0 || text[n] != '=')
            return -1;
        text += n + 1;
        len = strcspn(text, " ");
        while (a->values[v] && (strlen(a->values[v]) != len || strncmp(text, a->values[v], len) != 0))
            v++;
        if (!a->values[v])
            return -1;
        bin = bin * (long)b->size[i] + (long)v;
        text += len;
        if (i + 1 < b->axes && *text++ != ' ')
            return -1;
    }
    return *text ? -1 : bin;
}

/* --- the file ---------------------------------------------------------------------------------------------------- */

/* The declaring file as seen from the project's folder, where verilator_coverage --annotate is run. */
static const char *source_file(const cover_group_t *g)
{
    size_t n = strlen(SMMSCOPE_SOURCE_DIR);
    if (strncmp(g->file, SMMSCOPE_SOURCE_DIR, n) == 0 && g->file[n] == '/')
        return g->file + n + 1;
    return g->file;
}

static void write_group(const group_hits_t *g, coverage_where_t where, FILE *f)
{
    const cover_bins_t *b = &g->bins[where];
    char name[TEXT];
    for (unsigned bin = 0; bin < b->count; bin++) {
        if (cover_never_reason(b, bin) && !b->hits[bin])
            continue;
        bin_text(b, bin, name, sizeof name);
        fprintf(f, "C '\1f\2%s\1l\2%u\1n\2%u\1page\2v_user/%s\1o\2%s %s\1s\2" "1\1h\2" OURS "%s.%s' %" PRIu64 "\n",
                source_file(b->group), b->group->line, bin + 1, g->block->name, b->group->name, name,
                where_names[where], g->block->name, b->hits[bin]);
    }
}

/* True when something of this block was counted there: what was not run at all would only show holes. */
static bool was_there(const coverage_t *c, const block_t *block, coverage_where_t where)
{
    for (unsigned i = 0; i < c->count; i++)
        if (c->groups[i].block == block)
            for (unsigned bin = 0; bin < c->groups[i].bins[where].count; bin++)
                if (c->groups[i].bins[where].hits[bin])
                    return true;
    return false;
}

bool coverage_write(const coverage_t *c, const char *path, char *err, unsigned err_size)
{
    FILE *f = fopen(path, "w");
    if (!f) {
        snprintf(err, err_size, "coverage %s cannot be written: %s", path, strerror(errno));
        return false;
    }
    fputs(FIRST_LINE "\n", f);
    for (unsigned w = 0; w < COVERAGE_WHERES; w++)
        for (unsigned i = 0; i < c->count; i++)
            if (was_there(c, c->groups[i].block, (coverage_where_t)w))
                write_group(&c->groups[i], (coverage_where_t)w, f);
    bool bad = ferror(f);
    if (fclose(f) != 0 || bad) {
        snprintf(err, err_size, "coverage %s cannot be written: %s", path, strerror(errno));
        return false;
    }
    return true;
}

/* The value of key `key` in a point's text, "" when it has none. */
static void value_of(const char *point, const char *key, char *value, size_t size)
{
    size_t n = strlen(key);
    value[0] = 0;
    for (const char *p = strchr(point, 1); p; p = strchr(p + 1, 1))
        if (strncmp(p + 1, key, n) == 0 && p[n + 1] == 2) {
            size_t len = strcspn(p + n + 2, "\1");
            snprintf(value, size, "%.*s", (int)(len < size ? len : size - 1), p + n + 2);
            return;
        }
}

/* Adds one point of ours. NULL, or what is wrong with it. */
static const char *add_point(coverage_t *c, const char *h, const char *point, uint64_t hits)
{
    static char why[3 * TEXT];
    char o[TEXT];
    value_of(point, "o", o, sizeof o);
    size_t n = strcspn(o, " ");
    for (unsigned w = 0; w < COVERAGE_WHERES; w++)
        for (unsigned i = 0; i < c->count; i++) {
            group_hits_t *g = &c->groups[i];
            size_t at = strlen(where_names[w]);
            if (strncmp(h, where_names[w], at) != 0 || h[at] != '.' || strcmp(h + at + 1, g->block->name) != 0 ||
                strncmp(o, g->bins[w].group->name, n) != 0 || g->bins[w].group->name[n] || !o[n])
                continue;
            long bin = bin_named(&g->bins[w], o + n + 1);
            if (bin < 0)
                continue;
            g->bins[w].hits[bin] += hits;
            return NULL;
        }
    snprintf(why, sizeof why, "%s %s is no bin of this build, expected a file that it wrote", h, o);
    return why;
}

/* One line: C 'POINT' COUNT. NULL, or what is wrong with it. */
static const char *add_line(coverage_t *c, char *line, unsigned *others)
{
    char h[TEXT], *end = strrchr(line, '\''), *after;
    if (strncmp(line, "C '", 3) != 0 || !end || end < line + 3)
        return "expected C 'POINT' COUNT";
    errno = 0;
    uint64_t hits = strtoull(end + 1, &after, 10);
    if (end[1] != ' ' || end[2] < '0' || end[2] > '9' || errno || *after)
        return "expected a count after the point";
    *end = 0;
    value_of(line + 3, "h", h, sizeof h);
    if (strncmp(h, OURS, strlen(OURS)) == 0)
        return add_point(c, h + strlen(OURS), line + 3, hits);
    if (others)
        (*others)++;
    return NULL;
}

bool coverage_read(coverage_t *c, const char *path, unsigned *others, char *err, unsigned err_size)
{
    char *line = NULL;
    size_t room = 0;
    unsigned at = 0;
    const char *why = NULL;
    FILE *f = fopen(path, "r");
    if (!f) {
        snprintf(err, err_size, "coverage %s cannot be read: %s", path, strerror(errno));
        return false;
    }
    errno = 0;
    for (ssize_t n; !why && (n = getline(&line, &room, f)) >= 0;) {
        at++;
        if (n && line[n - 1] == '\n')
            line[--n] = 0;
        if (strlen(line) != (size_t)n)
            why = "a byte of 0, expected text";
        else if (at == 1)
            why = strcmp(line, FIRST_LINE) == 0 ? NULL : "expected the first line '" FIRST_LINE "'";
        else if (n)
            why = add_line(c, line, others);
    }
    if (ferror(f))
        why = strerror(errno);
    else if (at == 0)
        why = "the file is empty, expected the first line '" FIRST_LINE "'";
    if (why)
        snprintf(err, err_size, "%s:%u: %s", path, at ? at : 1, why);
    free(line);
    fclose(f);
    return !why;
}

/* --- what it says ------------------------------------------------------------------------------------------------ */

static unsigned hit_in(const group_hits_t *g, coverage_where_t where)
{
    unsigned n = 0;
    for (unsigned bin = 0; bin < g->bins[where].count; bin++)
        n += g->bins[where].hits[bin] > 0 && !cover_never_reason(&g->bins[where], bin);
    return n;
}

static void print_row(FILE *f, const char *block, const char *group, const coverage_sum_t *s, unsigned runs,
                      unsigned checks, const char *says)
{
    fprintf(f, "%-12s %-14s %5u %5u %9u %5u %7u %8u  %s\n", block, group, s->bins, s->hit, s->explained, s->holes, runs,
            checks, says);
}

static void print_table(const coverage_t *c, const char *block, FILE *f)
{
    unsigned runs = 0, checks = 0;
    coverage_sum_t all = coverage_sum(c, block);
    fprintf(f, "%-12s %-14s %5s %5s %9s %5s %7s %8s  %s\n", "block", "group", "bins", "hit", "explained", "holes",
            "in runs", "in check", "says");
    for (unsigned i = 0; i < c->count; i++) {
        const group_hits_t *g = &c->groups[i];
        coverage_sum_t s = {0};
        if (!wanted(g, block))
            continue;
        add_group(&s, g);
        print_row(f, g->block->name, g->bins[0].group->name, &s, hit_in(g, IN_RUN), hit_in(g, IN_CHECK),
                  g->bins[0].group->says);
        runs += hit_in(g, IN_RUN);
        checks += hit_in(g, IN_CHECK);
    }
    print_row(f, "all", "", &all, runs, checks, "");
}

/* Bins without a hit that nothing explains, or bins that were hit although they cannot happen. */
static void print_bins(const coverage_t *c, const char *block, bool wrong, FILE *f)
{
    char name[TEXT];
    for (unsigned i = 0; i < c->count; i++) {
        const group_hits_t *g = &c->groups[i];
        const cover_bins_t *b = &g->bins[0];
        for (unsigned bin = 0; wanted(g, block) && bin < b->count; bin++) {
            const char *never = cover_never_reason(b, bin);
            uint64_t hits = hits_of(g, bin);
            if (wrong ? !never || !hits : never || hits)
                continue;
            bin_text(b, bin, name, sizeof name);
            if (wrong)
                fprintf(f, "cannot happen, but was hit %" PRIu64 " times: %s.%s %s: %s\n", hits, g->block->name,
                        b->group->name, name, never);
            else
                fprintf(f, "hole: %s.%s %s\n", g->block->name, b->group->name, name);
        }
    }
}

/* A row of a table of bins that cannot happen, as text. */
static void never_row(const cover_bins_t *b, const cover_never_t *row, char *text, size_t size)
{
    int value[COVER_AXES];
    for (unsigned i = 0; i < b->axes; i++)
        value[i] = row->value[i];
    values_text(b, value, text, size);
}

static void print_explained(const coverage_t *c, const char *block, FILE *f)
{
    char text[TEXT];
    for (unsigned i = 0; i < c->count; i++) {
        const group_hits_t *g = &c->groups[i];
        const cover_bins_t *b = &g->bins[0];
        for (const cover_never_t *n = b->group->never; n && n->reason && wanted(g, block); n++) {
            never_row(b, n, text, sizeof text);
            fprintf(f, "explained: %s.%s %s: %s\n", g->block->name, b->group->name, text, n->reason);
        }
    }
}

void coverage_short(const coverage_t *c, const char *block, FILE *f)
{
    coverage_sum_t s = coverage_sum(c, block);
    print_bins(c, block, true, f);
    fprintf(f, "coverage: %u of %u bins, %u explained", s.hit, s.bins, s.explained);
    if (s.holes)
        fprintf(f, ", %u holes", s.holes);
    if (s.wrong)
        fprintf(f, ", %u hit that cannot happen", s.wrong);
    putc('\n', f);
}

void coverage_text(const coverage_t *c, const char *block, bool holes_only, FILE *f)
{
    if (!holes_only) {
        print_table(c, block, f);
        print_explained(c, block, f);
    }
    print_bins(c, block, false, f);
    coverage_short(c, block, f);
}

void coverage_markdown(const coverage_t *c, FILE *f)
{
    char text[TEXT];
    coverage_sum_t all = coverage_sum(c, NULL);
    fputs("| Block | Group | Says | Source | Bins | Hit | Explained |\n"
          "| --- | --- | --- | --- | --- | --- | --- |\n", f);
    for (unsigned i = 0; i < c->count; i++) {
        const group_hits_t *g = &c->groups[i];
        const cover_group_t *d = g->bins[0].group;
        coverage_sum_t s = {0};
        add_group(&s, g);
        fprintf(f, "| `%s` | `%s` | %s | %s | %u | %u | %u |\n", g->block->name, d->name, d->says, d->source, s.bins,
                s.hit, s.explained);
    }
    fprintf(f, "| all | | | | %u | %u | %u |\n\n", all.bins, all.hit, all.explained);
    fputs("## Bins that cannot happen\n\n| Group | Bins | Why |\n| --- | --- | --- |\n", f);
    for (unsigned i = 0; i < c->count; i++) {
        const group_hits_t *g = &c->groups[i];
        const cover_bins_t *b = &g->bins[0];
        for (const cover_never_t *n = b->group->never; n && n->reason; n++) {
            never_row(b, n, text, sizeof text);
            fprintf(f, "| `%s.%s` | `%s` | %s |\n", g->block->name, b->group->name, text, n->reason);
        }
    }
    fputs("\n## Holes\n\n", f);
    if (!all.holes && !all.wrong)
        fputs("None.\n", f);
    print_bins(c, NULL, false, f);
    print_bins(c, NULL, true, f);
}

void coverage_list(FILE *f)
{
    fprintf(f, "%-12s %-14s %5s  %s\n", "block", "group", "bins", "says (source)");
    for (const cover_block_t *b = cover_blocks; b->block; b++)
        for (const cover_group_t *g = b->groups; g->name; g++) {
            cover_bins_t bins = {0};
            cover_measure(&bins, g);
            fprintf(f, "%-12s %-14s %5u  %s (%s)\n", b->block->name, g->name, bins.count, g->says, g->source);
        }
}
