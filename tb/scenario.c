#include "scenario.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SMMSCOPE_SOURCE_DIR
#define SMMSCOPE_SOURCE_DIR "."
#endif

extern char **environ;

enum { MAX_FILE = 64 << 20, MAX_SOURCE = 4 << 20, MAX_LINE = 256, MAX_WORDS = 32, MAX_NAME = 64 };
enum { REAL_MODE_END = 0x100000, RESET_DRAM_END = 0xa0000 }; /* after reset PAM is 0 */
#define WATCHDOG_DEFAULT (20 * UINT64_C(1000000000))    /* 20 ms */
#define HANG_DEFAULT UINT64_C(1000000000)               /* 1 ms */
enum { STORM_SMIS_DEFAULT = 100, STORM_INSNS_DEFAULT = 2 };
#define TIME_LIMIT (1000 * UINT64_C(1000000000000))     /* 1000 s */

const char *const stuck_names[] = {"", "storm", "hang", NULL};
static const char *const cmp_names[] = {"==", "!=", "<=", ">=", NULL}; /* enum cmp */

/* A file is read in three sweeps: what the other lines depend on, the rest of the configuration, and then, with a
 * machine of that configuration at hand, all that names its wires, clocks and CPUs. */
enum sweep { SWEEP_PART, SWEEP_CONFIG, SWEEP_MACHINE, SWEEPS };

typedef struct parser {
    scenario_t *s;
    const scenario_options_t *options;
    soc_t *soc;
    char *err;
    unsigned err_size;
    unsigned line;
    char text[MAX_LINE]; /* the line in hand, words one blank apart */
    char split[MAX_LINE];
    char *word[MAX_WORDS];
    unsigned words, at;
    const struct verb *verb;
    unsigned seen; /* verbs met in this sweep, one bit a row */
} parser_t;

typedef struct verb {
    const char *name;
    enum sweep sweep;
    bool once;
    bool (*parse)(parser_t *p);
    const char *form;
} verb_t;

/* Messages */

__attribute__((format(printf, 2, 3))) static bool fail(parser_t *p, const char *format, ...)
{
    va_list args;
    int n = p->line ? snprintf(p->err, p->err_size, "%s:%u: ", p->s->path, p->line)
                    : snprintf(p->err, p->err_size, "%s: ", p->s->path);
    if (n < 0 || (unsigned)n >= p->err_size)
        return false;
    va_start(args, format);
    vsnprintf(p->err + n, p->err_size - (unsigned)n, format, args);
    va_end(args);
    return false;
}

/* The line does not have the form of its verb. */
static bool syntax(parser_t *p, const char *what, const char *word)
{
    if (word)
        return fail(p, "%s '%s', expected '%s'", what, word, p->verb->form);
    return fail(p, "%s, expected '%s'", what, p->verb->form);
}

static unsigned distance(const char *a, const char *b)
{
    unsigned row[MAX_NAME + 1];
    size_t n = strlen(b);
    if (n > MAX_NAME || strlen(a) > MAX_NAME)
        return MAX_NAME;
    for (unsigned j = 0; j <= n; j++)
        row[j] = j;
    for (unsigned i = 0; a[i]; i++) {
        unsigned diagonal = row[0];
        row[0] = i + 1;
        for (unsigned j = 0; j < n; j++) {
            unsigned best = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j + 1] + 1 < best)
                best = row[j + 1] + 1;
            row[j + 1] = best;
        }
    }
    return row[n];
}

/* The name most like `name` of those offered. */
typedef struct nearest {
    const char *name;
    char best[MAX_NAME];
    unsigned distance;
} nearest_t;

static nearest_t nearest_to(const char *name)
{
    return (nearest_t){.name = name, .distance = MAX_NAME + 1};
}

static void nearest_offer(nearest_t *n, const char *candidate)
{
    unsigned d = distance(n->name, candidate);
    if (d < n->distance) {
        n->distance = d;
        snprintf(n->best, sizeof n->best, "%s", candidate);
    }
}

/* Words and numbers */

static char *next_word(parser_t *p)
{
    return p->at < p->words ? p->word[p->at++] : NULL;
}

static bool keyword(parser_t *p, const char *want)
{
    const char *w = next_word(p);
    char what[48];
    if (w && strcmp(w, want) == 0)
        return true;
    snprintf(what, sizeof what, w ? "'%s' should stand in place of" : "'%s' is missing", want);
    return syntax(p, what, w);
}

static bool end_of_line(parser_t *p)
{
    return p->at == p->words || syntax(p, "too much:", p->word[p->at]);
}

/* Decimal, 0x..., or NASM's ...h with a digit in front. */
static bool to_number(const char *w, uint64_t *value)
{
    size_t n = strlen(w);
    unsigned base = 10;
    if (n > 2 && w[0] == '0' && tolower((unsigned char)w[1]) == 'x') {
        base = 16;
        w += 2;
        n -= 2;
    } else if (n > 1 && isdigit((unsigned char)w[0]) && tolower((unsigned char)w[n - 1]) == 'h') {
        base = 16;
        n--;
    }
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned c = (unsigned char)w[i];
        unsigned digit = isdigit((int)c) ? c - '0' : isxdigit((int)c) ? (unsigned)tolower((int)c) - 'a' + 10 : 99;
        if (digit >= base || v > (UINT64_MAX - digit) / base)
            return false;
        v = v * base + digit;
    }
    *value = v;
    return n > 0;
}

/* The next word, as a number from least to most. */
static bool number(parser_t *p, const char *what, uint64_t least, uint64_t most, uint64_t *value)
{
    const char *w = next_word(p);
    if (!w)
        return fail(p, "%s is missing, expected '%s'", what, p->verb->form);
    if (!to_number(w, value))
        return fail(p, "%s '%s' is not a number, expected decimal, 0x... or ...h", what, w);
    if (*value < least || *value > most)
        return fail(p, "%s is %s, expected %llu to %llu", what, w, (unsigned long long)least, (unsigned long long)most);
    return true;
}

static bool time_unit(const parser_t *p, const char *name, uint64_t *ps)
{
    static const struct {
        const char *name;
        uint64_t ps;
    } units[] = {{"ps", 1}, {"ns", 1000}, {"us", 1000000}, {"ms", 1000000000}, {"s", 1000000000000}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(name, units[i].name) == 0) {
            *ps = units[i].ps;
            return true;
        }
    for (int d = 0; d < DOMAIN_COUNT; d++)
        if (strcmp(name, domain_names[d]) == 0) {
            *ps = soc_clock(p->soc, (domain_t)d)->period;
            return true;
        }
    return false;
}

/* NUMBER UNIT, with or without a blank between; `w` is the first word. */
static bool time_from(parser_t *p, const char *w, ps_t *time)
{
    uint64_t n = 0, ps;
    if (!w || !isdigit((unsigned char)*w))
        return w ? syntax(p, "a time must be a decimal number and a unit, not", w) : syntax(p, "a time is missing", NULL);
    for (; isdigit((unsigned char)*w); w++)
        if (n <= TIME_LIMIT)
            n = n * 10 + (unsigned)(*w - '0');
    if (!*w)
        w = next_word(p);
    if (!w)
        return fail(p, "the time %llu has no unit, expected ps, ns, us, ms, s, coreclk, bclk or pciclk",
                    (unsigned long long)n);
    if (!time_unit(p, w, &ps))
        return fail(p, "unknown unit '%s', expected ps, ns, us, ms, s, coreclk, bclk or pciclk", w);
    if (n > TIME_LIMIT / ps)
        return fail(p, "the time is too long, expected at most 1000 s");
    *time = n * ps;
    return true;
}

/* "cpuN": the number, or -1 when the word is something else, or -2 when there is no such CPU (err says so). */
static int cpu_number(parser_t *p, const char *w, size_t length)
{
    uint64_t n;
    char digits[8];
    if (length < 4 || length > 8 || memcmp(w, "cpu", 3) != 0 || !isdigit((unsigned char)w[3]))
        return -1;
    snprintf(digits, sizeof digits, "%.*s", (int)(length - 3), w + 3);
    if (!to_number(digits, &n))
        return -1;
    if (n < p->s->config.cpus)
        return (int)n;
    fail(p, "there is no cpu%u, expected cpu0 to cpu%u (see 'cpus')", (unsigned)n, p->s->config.cpus - 1);
    return -2;
}

/* [cpuN.][ev.]NAME[#k] */
static bool event(parser_t *p, const char *w, bool may_count, event_ref_t *e)
{
    char name[MAX_NAME];
    if (!w)
        return syntax(p, "an event is missing", NULL);
    *e = (event_ref_t){.from = -1};
    const char *dot = strchr(w, '.');
    if (dot && strncmp(w, "cpu", 3) == 0) {
        e->from = cpu_number(p, w, (size_t)(dot - w));
        if (e->from == -2)
            return false;
        if (e->from == -1)
            return syntax(p, "the event's owner must be cpuN, not", w);
        w = dot + 1;
    }
    if (strncmp(w, "ev.", 3) == 0)
        w += 3;
    const char *hash = strchr(w, '#');
    snprintf(name, sizeof name, "%.*s", hash ? (int)(hash - w) : (int)strlen(w), w);
    e->id = ev_find(name);
    if (e->id == EV_COUNT) {
        nearest_t n = nearest_to(name);
        for (int i = 0; i < EV_COUNT; i++)
            nearest_offer(&n, ev_names[i]);
        return fail(p, "unknown event '%s', nearest is '%s'", name, n.best);
    }
    if (hash) {
        uint64_t k;
        if (!may_count)
            return syntax(p, "a count of events takes no", hash);
        if (!to_number(hash + 1, &k) || k < 1 || k > 1000000000)
            return fail(p, "'%s' is no occurrence, expected #1, #2, ...", hash);
        e->occurrence = (unsigned)k;
    }
    return true;
}

bool scenario_event(scenario_t *s, const char *text, event_ref_t *e, char *err, unsigned err_size)
{
    static const verb_t form = {.form = "[cpuN.][ev.]NAME[#K]"};
    parser_t p = {.s = s, .err = err, .err_size = err_size, .verb = &form};
    return event(&p, text, true, e);
}

const ev_t *event_find(const ev_log_t *log, const event_ref_t *ref)
{
    unsigned k = ref->occurrence ? ref->occurrence : 1;
    for (size_t i = 0; i < log->count; i++)
        if (log->list[i].id == ref->id && (ref->from < 0 || log->list[i].from == ref->from) && --k == 0)
            return &log->list[i];
    return NULL;
}

static void offer_wires(void *self, const char *path, const sig_t *sigs, void *base, bool is_input)
{
    char name[MAX_NAME];
    (void)base;
    (void)is_input;
    for (; sigs->name; sigs++) {
        snprintf(name, sizeof name, "%s.%s", path, sigs->name);
        nearest_offer(self, name);
    }
}

static bool wire(parser_t *p, const char *name, char (*stored)[MAX_NAME], soc_wire_ref_t *ref)
{
    if (strlen(name) >= sizeof *stored)
        return fail(p, "the wire name '%s' is too long", name);
    int found = soc_find_wire(p->soc, name, ref);
    if (found == 2)
        return fail(p, "the wire name '%s' is ambiguous, expected the whole path (see 'smmscope list wires')", name);
    if (found == 0) {
        nearest_t n = nearest_to(name);
        soc_each_group(p->soc, offer_wires, &n);
        return fail(p, "no wire '%s', nearest is '%s'", name, n.best);
    }
    snprintf(*stored, sizeof *stored, "%s", name);
    return true;
}

/* The next word as a value of this wire: a number, or the value's name. */
static bool wire_value(parser_t *p, const sig_t *sig, uint64_t *value)
{
    const char *w = next_word(p);
    if (!w)
        return syntax(p, "a value is missing", NULL);
    for (uint64_t i = 0; sig->names && sig->names[i]; i++)
        if (strcmp(sig->names[i], w) == 0) {
            *value = i;
            return true;
        }
    if (!to_number(w, value)) {
        nearest_t n = nearest_to(w);
        for (uint64_t i = 0; sig->names && sig->names[i]; i++)
            nearest_offer(&n, sig->names[i]);
        return sig->names ? fail(p, "'%s' is no value of this wire, nearest is '%s'", w, n.best)
                          : fail(p, "value '%s' is not a number, expected decimal, 0x... or ...h", w);
    }
    if (sig->width < 64 && *value >> sig->width)
        return fail(p, "value %s does not fit, the wire has %u bit%s", w, sig->width, sig->width > 1 ? "s" : "");
    return true;
}

static bool comparison(parser_t *p, cmp_t *cmp)
{
    const char *w = next_word(p);
    for (int i = 0; w && cmp_names[i]; i++)
        if (strcmp(w, cmp_names[i]) == 0) {
            *cmp = (cmp_t)i;
            return true;
        }
    return w ? syntax(p, "unknown comparison", w) : syntax(p, "the comparison is missing", NULL);
}

/* Room for one more element at the end of a list. */
static void *grow(void *list, unsigned *count, size_t size)
{
    void *grown = realloc(list, (*count + 1) * size);
    if (!grown)
        abort();
    memset((char *)grown + *count * size, 0, size);
    (*count)++;
    return grown;
}

/* Files */

static bool read_file(const char *path, size_t most, uint8_t **bytes, size_t *size, char *why, unsigned why_size)
{
    FILE *f = fopen(path, "rb");
    size_t room = 4096, n = 0;
    if (!f) {
        snprintf(why, why_size, "cannot be read: %s", strerror(errno));
        return false;
    }
    uint8_t *b = malloc(room);
    while (b) {
        size_t got = fread(b + n, 1, room - n, f);
        n += got;
        if (got == 0 || n > most)
            break;
        if (n == room) {
            uint8_t *larger = realloc(b, room *= 2);
            if (!larger)
                free(b);
            b = larger;
        }
    }
    if (b && !ferror(f) && n <= most) {
        fclose(f);
        *bytes = b;
        *size = n;
        return true;
    }
    if (b && n > most)
        snprintf(why, why_size, "is larger than %zu bytes", most);
    else
        snprintf(why, why_size, "cannot be read: %s", strerror(b ? errno : ENOMEM));
    fclose(f);
    free(b);
    return false;
}

/* The folder a path is in, with the slash; "" for the present one. */
static int folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (int)(slash - path) + 1 : 0;
}

/* Configuration */

static bool parse_part(parser_t *p)
{
    const char *w = next_word(p);
    if (!w)
        return syntax(p, "the part is missing", NULL);
    const part_t *part = part_find(w);
    if (!part) {
        nearest_t n = nearest_to(w);
        for (unsigned i = 0; part_list[i]; i++)
            nearest_offer(&n, part_list[i]->name);
        return fail(p, "unknown part '%s', nearest is '%s' (see 'smmscope list parts')", w, n.best);
    }
    p->s->config.part = part;
    return end_of_line(p);
}

static bool parse_cpus(parser_t *p)
{
    uint64_t n;
    if (!number(p, "the number of CPUs", 1, SOC_MAX_CPUS, &n))
        return false;
    p->s->config.cpus = (unsigned)n;
    return end_of_line(p);
}

static bool parse_flavour(parser_t *p)
{
    const char *w = next_word(p);
    if (!w)
        return syntax(p, "the flavour is missing", NULL);
    if (strcmp(w, "qemu") == 0)
        return fail(p, "flavour qemu comes later, expected hw");
    if (strcmp(w, "hw") != 0)
        return fail(p, "unknown flavour '%s', expected hw", w);
    return end_of_line(p);
}

static bool parse_ram(parser_t *p)
{
    char *w = next_word(p);
    uint64_t n = 0, unit = 1;
    if (!w)
        return syntax(p, "the size is missing", NULL);
    char *last = w + strlen(w) - 1;
    if (*last == 'K' || *last == 'M') {
        unit = *last == 'K' ? 1 << 10 : 1 << 20;
        *last = 0;
    }
    if (!to_number(w, &n) || n > UINT32_MAX)
        return syntax(p, "the size is not a number with K or M, but", p->text + strlen("ram "));
    n *= unit;
    if (n < 1 << 20 || n > UINT64_C(2) << 30 || n % RAM_PAGE)
        return fail(p, "ram is %llu bytes, expected 1M to 2048M and a multiple of 4K", (unsigned long long)n);
    p->s->config.ram_bytes = (uint32_t)n;
    return end_of_line(p);
}

static bool parse_param(parser_t *p)
{
    const char *w = next_word(p);
    uint64_t value;
    if (!w)
        return syntax(p, "the parameter is missing", NULL);
    const param_info_t *i = param_find(w);
    if (!i) {
        nearest_t n = nearest_to(w);
        for (i = param_list; i->name; i++)
            nearest_offer(&n, i->name);
        return fail(p, "unknown param '%s', nearest is '%s' (see 'smmscope list params')", w, n.best);
    }
    if (!number(p, w, i->least, i->most, &value) || !end_of_line(p))
        return false;
    return param_set(&p->s->config.params, i, value) || fail(p, "%s cannot be set", w);
}

static bool parse_slow_clocks(parser_t *p)
{
    char *w = next_word(p);
    uint64_t n;
    if (!w)
        return syntax(p, "the divisor is missing", NULL);
    if (*w != '/' || !to_number(w + 1, &n))
        return syntax(p, "the divisor must be / and a number, not", w);
    if (n < 1 || n > SOC_SLOW_CLOCKS)
        return fail(p, "slow_clocks is /%llu, expected /1 to /%d", (unsigned long long)n, SOC_SLOW_CLOCKS);
    p->s->config.slow_clocks = (uint32_t)n;
    return end_of_line(p);
}

static bool parse_modes(parser_t *p)
{
    char *w = next_word(p), *rest;
    if (!w)
        return syntax(p, "the modes are missing", NULL);
    p->s->modes = 0;
    for (char *name = strtok_r(w, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
        unsigned i = 0;
        while (soc_mode_names[i] && strcmp(soc_mode_names[i], name) != 0)
            i++;
        if (!soc_mode_names[i])
            return fail(p, "unknown mode '%s', expected fast, cycle or auto", name);
        p->s->modes |= 1u << i;
    }
    if (!p->s->modes)
        return syntax(p, "the modes are missing", NULL);
    if (p->at == p->words)
        return syntax(p, "the reason is missing", NULL);
    snprintf(p->s->modes_reason, sizeof p->s->modes_reason, "%s", p->text + (p->word[p->at] - p->split));
    return true;
}

static bool parse_watchdog(parser_t *p)
{
    if (!time_from(p, next_word(p), &p->s->watchdog))
        return false;
    if (p->s->watchdog == 0)
        return fail(p, "the watchdog is 0, expected a time");
    return end_of_line(p);
}

static bool off(parser_t *p)
{
    bool is_off = p->at < p->words && strcmp(p->word[p->at], "off") == 0;
    p->at += is_off;
    return is_off;
}

static bool parse_storm(parser_t *p)
{
    stuck_limits_t *l = &p->s->stuck;
    uint64_t smis, insns;
    if (off(p)) {
        l->storm_smis = 0;
        return end_of_line(p);
    }
    if (!number(p, "the number of SMIs", 2, 1000000, &smis) || !keyword(p, "smis") || !keyword(p, "under") ||
        !number(p, "the number of instructions", 1, 1000000, &insns) || !keyword(p, "insns"))
        return false;
    l->storm_smis = (unsigned)smis;
    l->storm_insns = (unsigned)insns;
    return end_of_line(p);
}

static bool parse_hang(parser_t *p)
{
    if (off(p)) {
        p->s->stuck.hang = 0;
        return end_of_line(p);
    }
    if (!time_from(p, next_word(p), &p->s->stuck.hang))
        return false;
    if (p->s->stuck.hang == 0)
        return fail(p, "the time in SMM is 0, expected a time or 'off'");
    return end_of_line(p);
}

static bool parse_load(parser_t *p)
{
    const char *w = next_word(p);
    char why[128];
    uint64_t addr;
    size_t size;
    if (!w)
        return syntax(p, "the file is missing", NULL);
    if (!keyword(p, "at") || !number(p, "the address", 0, p->s->config.ram_bytes - 1, &addr) || !end_of_line(p))
        return false;
    p->s->images = grow(p->s->images, &p->s->image_count, sizeof *p->s->images);
    image_t *i = &p->s->images[p->s->image_count - 1];
    i->line = p->line;
    i->addr = (uint32_t)addr;
    int folder = *w == '/' ? 0 : folder_length(p->s->path);
    if ((size_t)snprintf(i->file, sizeof i->file, "%.*s%s", folder, p->s->path, w) >= sizeof i->file)
        return fail(p, "the file name '%s' is too long", w);
    if (!read_file(i->file, MAX_FILE, &i->bytes, &size, why, sizeof why))
        return fail(p, "%s %s", i->file, why);
    if (size > p->s->config.ram_bytes - addr)
        return fail(p, "%s has %zu bytes, which do not fit below the end of RAM", i->file, size);
    i->size = (uint32_t)size;
    return true;
}

static bool parse_bios(parser_t *p)
{
    return fail(p, "bios comes later, expected 'load FILE at ADDR'");
}

static bool parse_start(parser_t *p)
{
    const char *w = next_word(p);
    uint64_t addr;
    int n = w ? cpu_number(p, w, strlen(w)) : -1;
    if (n == -2)
        return false;
    if (n == -1)
        return w ? syntax(p, "the CPU must be cpuN, not", w) : syntax(p, "the CPU is missing", NULL);
    if (!keyword(p, "at") || !number(p, "the start address", 0, REAL_MODE_END - 1, &addr) || !end_of_line(p))
        return false;
    if (n > 0 && addr % 16)
        return fail(p, "the start address of cpu%d is %llXh, expected a multiple of 16", n, (unsigned long long)addr);
    p->s->config.start[n] = (uint32_t)addr;
    p->s->config.starts[n] = true;
    return true;
}

/* Stimuli */

static bool parse_set(parser_t *p, stimulus_t *st)
{
    const char *w = next_word(p);
    soc_wire_ref_t ref;
    st->kind = STIM_SET;
    if (!w)
        return syntax(p, "the wire is missing", NULL);
    if (!wire(p, w, &st->wire, &ref))
        return false;
    if (!ref.is_board)
        return fail(p, "wire '%s' cannot be set, expected one of board's (see 'smmscope list wires')", w);
    if (strncmp(ref.sig->name, "mst_", 4) == 0)
        return fail(p, "wire '%s' cannot be set, expected 'master'", w);
    if (!wire_value(p, ref.sig, &st->value))
        return false;
    if (p->at == p->words)
        return true;
    if (!keyword(p, "for") || !time_from(p, next_word(p), &st->duration))
        return false;
    if (st->duration == 0)
        return fail(p, "the duration is 0, expected a time");
    return end_of_line(p);
}

static bool parse_master(parser_t *p, stimulus_t *st)
{
    static const struct {
        const char *name;
        uint8_t initiator;
        bool wb;
    } masters[] = {{"dmi", INIT_DMI, false}, {"peg", INIT_PEG, false}, {"igd", INIT_IGD, false}, {"wb", INIT_CPU, true}};
    const char *w = next_word(p);
    size_t i = 0, count = sizeof masters / sizeof masters[0];
    st->kind = STIM_MASTER;
    if (!w)
        return syntax(p, "the master is missing", NULL);
    while (i < count && strcmp(w, masters[i].name) != 0)
        i++;
    if (i == count)
        return fail(p, "unknown master '%s', expected dmi, peg, igd or wb", w);
    st->initiator = masters[i].initiator;
    st->wb = masters[i].wb;
    w = next_word(p);
    if (!w)
        return syntax(p, "read or write is missing", NULL);
    st->write = strcmp(w, "write") == 0;
    if (!st->write && strcmp(w, "read") != 0)
        return fail(p, "unknown access '%s', expected read or write", w);
    if (st->wb && !st->write)
        return fail(p, "a write-back cannot read, expected 'master wb write ADDR N'");
    if (!number(p, "the address", 0, (UINT64_C(1) << 36) - 1, &st->addr))
        return false;
    if (st->addr % 4)
        return fail(p, "the address is %llXh, expected a multiple of 4", (unsigned long long)st->addr);
    if (!(st->write ? number(p, "the data", 0, UINT32_MAX, &st->value)
                    : number(p, "the number of bytes", 4, 4, &st->value)))
        return false;
    return end_of_line(p);
}

/* mem ADDR delay TIME: a word for the program, which waits so long before it does what the stimulus is. */
static bool parse_delay(parser_t *p, stimulus_t *st)
{
    uint32_t core_ps = soc_clock(p->soc, CORECLK)->period;
    st->kind = STIM_DELAY;
    if (!number(p, "the address", 0, p->s->config.ram_bytes - 4, &st->addr))
        return false;
    if (st->addr % 4)
        return fail(p, "the address is %llXh, expected a multiple of 4", (unsigned long long)st->addr);
    if (!keyword(p, "delay") || !time_from(p, next_word(p), &st->time))
        return false;
    if (stimulus_delay(st, core_ps) > UINT32_MAX)
        return fail(p, "the delay is more than a word of core clocks, expected at most %llu us",
                    (unsigned long long)UINT32_MAX * core_ps / 1000000);
    return end_of_line(p);
}

static bool parse_stimulus(parser_t *p)
{
    char *w = p->word[0];
    size_t length = strlen(w) - 1; /* without the colon */
    if (length == 0 || length >= sizeof ((stimulus_t *)0)->name)
        return fail(p, "a stimulus has a name of 1 to %zu characters before the colon", sizeof ((stimulus_t *)0)->name - 1);
    p->s->stimuli = grow(p->s->stimuli, &p->s->stimulus_count, sizeof *p->s->stimuli);
    stimulus_t *st = &p->s->stimuli[p->s->stimulus_count - 1];
    st->line = p->line;
    snprintf(st->name, sizeof st->name, "%.*s", (int)length, w);
    for (unsigned i = 0; i + 1 < p->s->stimulus_count; i++)
        if (strcmp(p->s->stimuli[i].name, st->name) == 0)
            return fail(p, "the name '%s' is taken by line %u, expected another", st->name, p->s->stimuli[i].line);

    w = next_word(p);
    if (!w)
        return syntax(p, "at, on or mem is missing", NULL);
    if (strcmp(w, "mem") == 0)
        return parse_delay(p, st);
    if (strcmp(w, "at") == 0) {
        if (!time_from(p, next_word(p), &st->time))
            return false;
    } else if (strcmp(w, "on") == 0) {
        st->on_event = true;
        if (!event(p, next_word(p), true, &st->ev))
            return false;
        w = next_word(p);
        int n = w ? cpu_number(p, w, strlen(w)) : -1;
        if (n == -2)
            return false;
        if (n >= 0) {
            st->ev.from = n;
            w = next_word(p);
        }
        if (!w || *w != '+')
            return syntax(p, "+TIME is missing", NULL);
        if (!time_from(p, w[1] ? w + 1 : next_word(p), &st->time))
            return false;
    } else {
        return syntax(p, "at, on or mem should stand in place of", w);
    }

    w = next_word(p);
    if (!w)
        return syntax(p, "set or master is missing", NULL);
    if (strcmp(w, "set") == 0)
        return parse_set(p, st);
    if (strcmp(w, "master") == 0)
        return parse_master(p, st);
    return syntax(p, "set or master should stand in place of", w);
}

/* Checks */

static check_t *new_check(parser_t *p, step_kind_t kind)
{
    p->s->checks = grow(p->s->checks, &p->s->check_count, sizeof *p->s->checks);
    check_t *c = &p->s->checks[p->s->check_count - 1];
    c->line = p->line;
    c->kind = kind;
    snprintf(c->text, sizeof c->text, "%.*s", (int)sizeof c->text - 1, p->text);
    return c;
}

/* mem.ADDR (a dword), mem8.ADDR, mem16.ADDR, mem32.ADDR: the size, or 0 when the word is something else. */
static unsigned memory_size(const char *w)
{
    return strncmp(w, "mem.", 4) == 0     ? 4
           : strncmp(w, "mem8.", 5) == 0  ? 1
           : strncmp(w, "mem16.", 6) == 0 ? 2
           : strncmp(w, "mem32.", 6) == 0 ? 4
                                          : 0;
}

/* WIRE|ev.NAME|cpuN.ev.NAME|mem.ADDR OP N */
static bool condition(parser_t *p, check_t *c)
{
    const char *w = next_word(p);
    soc_wire_ref_t ref;
    if (!w)
        return syntax(p, "what to look at is missing", NULL);
    c->size = memory_size(w);
    if (c->size) {
        uint64_t addr, most = (UINT64_C(1) << 8 * c->size) - 1;
        const char *digits = strchr(w, '.') + 1;
        if (!to_number(digits, &addr))
            return fail(p, "memory address '%s' is not a number, expected decimal, 0x... or ...h", digits);
        if (addr > p->s->config.ram_bytes - c->size)
            return fail(p, "memory address %s is outside RAM, expected at most %Xh", digits,
                        (unsigned)(p->s->config.ram_bytes - c->size));
        c->what = Q_MEM;
        c->addr = (uint32_t)addr;
        return comparison(p, &c->cmp) && number(p, "the value", 0, most, &c->value);
    }
    if (strncmp(w, "ev.", 3) == 0 || (strncmp(w, "cpu", 3) == 0 && strstr(w, ".ev."))) {
        c->what = Q_EVENT;
        return event(p, w, false, &c->ev) && comparison(p, &c->cmp) &&
               number(p, "the value", 0, UINT32_MAX, &c->value);
    }
    c->what = Q_WIRE;
    return wire(p, w, &c->wire, &ref) && comparison(p, &c->cmp) && wire_value(p, ref.sig, &c->value);
}

static bool parse_until(parser_t *p)
{
    check_t *c = new_check(p, STEP_UNTIL);
    return condition(p, c) && keyword(p, "within") && time_from(p, next_word(p), &c->within) && end_of_line(p);
}

static bool parse_expect(parser_t *p)
{
    check_t *c = new_check(p, STEP_EXPECT);
    if (p->words > 2 && strcmp(p->word[2], "before") == 0) {
        c->kind = STEP_BEFORE;
        return event(p, next_word(p), true, &c->ev) && keyword(p, "before") &&
               event(p, next_word(p), true, &c->ev2) && end_of_line(p);
    }
    return condition(p, c) && end_of_line(p);
}

static bool parse_never(parser_t *p)
{
    check_t *c = new_check(p, STEP_NEVER);
    return event(p, next_word(p), true, &c->ev) && end_of_line(p);
}

static bool parse_ends(parser_t *p)
{
    check_t *c = new_check(p, STEP_ENDS);
    const char *w = next_word(p);
    if (!w)
        return syntax(p, "storm or hang is missing", NULL);
    c->ends = strcmp(w, stuck_names[STUCK_STORM]) == 0  ? STUCK_STORM
              : strcmp(w, stuck_names[STUCK_HANG]) == 0 ? STUCK_HANG
                                                        : STUCK_NOT;
    if (c->ends == STUCK_NOT)
        return syntax(p, "storm or hang should stand in place of", w);
    return end_of_line(p);
}

/* EVENT [+TIME|-TIME] */
static bool moment(parser_t *p, moment_t *m)
{
    ps_t time;
    *m = (moment_t){0};
    if (!event(p, next_word(p), true, &m->ev))
        return false;
    const char *w = p->at < p->words ? p->word[p->at] : "";
    if (*w != '+' && *w != '-')
        return true;
    p->at++;
    if (!time_from(p, w[1] ? w + 1 : next_word(p), &time))
        return false;
    m->after = *w == '+' ? (int64_t)time : -(int64_t)time;
    return true;
}

static bool parse_show(parser_t *p)
{
    p->s->shows = true;
    return moment(p, &p->s->show_from) && keyword(p, "to") && moment(p, &p->s->show_to) && end_of_line(p);
}

static const verb_t verbs[] = {
    {"cpus", SWEEP_PART, true, parse_cpus, "cpus N"},
    {"part", SWEEP_PART, true, parse_part, "part NAME"},
    {"flavour", SWEEP_CONFIG, true, parse_flavour, "flavour hw"},
    {"ram", SWEEP_CONFIG, true, parse_ram, "ram SIZE[K|M]"},
    {"param", SWEEP_CONFIG, false, parse_param, "param NAME VALUE"},
    {"slow_clocks", SWEEP_CONFIG, true, parse_slow_clocks, "slow_clocks /K"},
    {"modes", SWEEP_CONFIG, true, parse_modes, "modes fast|cycle|auto[,...] REASON"},
    {"watchdog", SWEEP_MACHINE, true, parse_watchdog, "watchdog TIME"},
    {"storm", SWEEP_CONFIG, true, parse_storm, "storm N smis under M insns|off"},
    {"hang", SWEEP_MACHINE, true, parse_hang, "hang TIME|off"},
    {"load", SWEEP_MACHINE, false, parse_load, "load FILE at ADDR"},
    {"bios", SWEEP_CONFIG, false, parse_bios, "bios FILE"},
    {"start", SWEEP_CONFIG, false, parse_start, "start cpuN at ADDR"},
    {"until", SWEEP_MACHINE, false, parse_until, "until WIRE ==|!=|<=|>= N within TIME"},
    {"expect", SWEEP_MACHINE, false, parse_expect,
     "expect WIRE|ev.NAME|cpuN.ev.NAME|mem.ADDR ==|!=|<=|>= N' or 'expect EVENT before EVENT"},
    {"never", SWEEP_MACHINE, false, parse_never, "never [cpuN.]ev.NAME"},
    {"ends", SWEEP_MACHINE, true, parse_ends, "ends storm|hang"},
    {"show", SWEEP_MACHINE, true, parse_show, "show EVENT [+TIME|-TIME] to EVENT [+TIME|-TIME]"},
};
enum { VERBS = sizeof verbs / sizeof verbs[0] };

static const verb_t stimulus_verb = {
    "NAME:", SWEEP_MACHINE, false, parse_stimulus,
    "NAME: at TIME|on EVENT[#k] [cpuN] +TIME set WIRE VALUE [for TIME]|master dmi|peg|igd|wb read|write ADDR N' or "
    "'NAME: mem ADDR delay TIME"};

static const verb_t *verb_find(const char *word)
{
    size_t n = strlen(word);
    if (word[n - 1] == ':')
        return &stimulus_verb;
    for (unsigned i = 0; i < VERBS; i++)
        if (strcmp(verbs[i].name, word) == 0)
            return &verbs[i];
    return NULL;
}

static bool unknown_verb(parser_t *p)
{
    char list[240] = "";
    for (unsigned i = 0; i < VERBS; i++) {
        size_t n = strlen(list);
        snprintf(list + n, sizeof list - n, "%s, ", verbs[i].name);
    }
    return fail(p, "unknown verb '%s', expected one of %sNAME:", p->word[0], list);
}

/* Lines */

/* Splits what stands after ";!" into words. */
static bool split_line(parser_t *p, const char *from, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)from[i];
        if (isspace(c) && (n == 0 || p->text[n - 1] == ' '))
            continue;
        if (n + 1 >= sizeof p->text)
            return fail(p, "the line is too long, expected at most %zu characters", sizeof p->text - 1);
        p->text[n++] = isspace(c) ? ' ' : isprint(c) || c >= 0x80 ? (char)c : '?';
    }
    while (n && p->text[n - 1] == ' ')
        n--;
    p->text[n] = 0;
    memcpy(p->split, p->text, n + 1);
    p->words = 0;
    char *rest;
    for (char *w = strtok_r(p->split, " ", &rest); w && p->words < MAX_WORDS; w = strtok_r(NULL, " ", &rest))
        p->word[p->words++] = w;
    p->at = 1;
    return true;
}

static bool first_line(parser_t *p)
{
    const verb_t *verb = verb_find(p->word[0]);
    bool stimulus = verb == &stimulus_verb && p->words > 1 &&
                    (strcmp(p->word[1], "at") == 0 || strcmp(p->word[1], "on") == 0 || strcmp(p->word[1], "mem") == 0);
    if (stimulus || (verb && verb != &stimulus_verb))
        return fail(p, "the first ;! line is '%s ...', expected a sentence that says what the scenario shows", p->word[0]);
    snprintf(p->s->sentence, sizeof p->s->sentence, "%s", p->text);
    return true;
}

static bool parse_line(parser_t *p, enum sweep sweep)
{
    if (!p->s->sentence[0])
        return first_line(p);
    p->verb = verb_find(p->word[0]);
    if (!p->verb)
        return unknown_verb(p);
    if (strlen(p->text) >= sizeof ((check_t *)0)->text)
        return fail(p, "the line is too long, expected at most %zu characters", sizeof ((check_t *)0)->text - 1);
    if (p->verb->sweep != sweep)
        return true;
    if (p->verb->once) {
        unsigned bit = 1u << (p->verb - verbs);
        if (p->seen & bit)
            return fail(p, "'%s' is given twice, expected one line", p->verb->name);
        p->seen |= bit;
    }
    return p->verb->parse(p);
}

/* Calls parse_line for each ";!" line after the sentence (in the first sweep the sentence too). */
static bool sweep_file(parser_t *p, const char *source, size_t size, enum sweep sweep)
{
    const char *end = source + size;
    bool sentence = sweep == SWEEP_PART; /* in later sweeps the first line is known already */
    p->line = 0;
    for (const char *line = source; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline ? newline : end;
        p->line++;
        while (line < stop && (*line == ' ' || *line == '\t'))
            line++;
        if (stop - line >= 2 && line[0] == ';' && line[1] == '!') {
            if (!split_line(p, line + 2, (size_t)(stop - line) - 2))
                return false;
            if (p->words && !sentence)
                sentence = true;
            else if (p->words && !parse_line(p, sweep))
                return false;
        }
        line = stop + 1;
    }
    p->line = 0;
    return true;
}

/* The first line "org NUMBER" or "[org NUMBER]". */
static bool find_org(parser_t *p, const char *source, size_t size)
{
    const char *end = source + size;
    p->line = 0;
    for (const char *line = source; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline ? newline : end;
        char text[MAX_LINE], *rest;
        p->line++;
        snprintf(text, sizeof text, "%.*s", (int)(stop - line < MAX_LINE ? stop - line : MAX_LINE), line);
        text[strcspn(text, ";\r")] = 0;
        char *w = strtok_r(text, " \t[]", &rest);
        if (w && strlen(w) == 3 && tolower((unsigned char)w[0]) == 'o' && tolower((unsigned char)w[1]) == 'r' &&
            tolower((unsigned char)w[2]) == 'g') {
            uint64_t org;
            w = strtok_r(NULL, " \t[]", &rest);
            if (!w || !to_number(w, &org) || strtok_r(NULL, " \t[]", &rest))
                return fail(p, "org must be a plain number here, expected 'org 7C00h' or the like");
            if (org >= REAL_MODE_END)
                return fail(p, "org is %s, expected less than 1 MB", w);
            p->s->org = (uint32_t)org;
            p->line = 0;
            return true;
        }
        line = stop + 1;
    }
    p->line = 0;
    return fail(p, "has no line 'org NUMBER', expected one to say where the program is loaded");
}

/* Assembler */

/* NASM's first error, else its first line. */
static void first_message(char *text, char *err, unsigned err_size)
{
    char *rest, *first = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        bool is_error = strstr(line, "error:") || strstr(line, "fatal:");
        if (!first || is_error)
            first = line;
        if (is_error)
            break;
    }
    snprintf(err, err_size, "%s", first ? first : "nasm failed without a message");
}

/* Reads all of fd; keeps what fits. */
static void drain(int fd, char *text, size_t size)
{
    char more[512];
    size_t n = 0;
    for (;;) {
        ssize_t got = read(fd, more, sizeof more);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        size_t keep = (size_t)got < size - 1 - n ? (size_t)got : size - 1 - n;
        memcpy(text + n, more, keep);
        n += keep;
    }
    text[n] = 0;
}

static bool run_nasm(parser_t *p, char *output)
{
    char include[sizeof p->s->path + 4], text[4096];
    int to_us[2], status = 0, spawned;
    pid_t child;
    posix_spawn_file_actions_t actions;
    int folder = folder_length(p->s->path);
    snprintf(include, sizeof include, "-I%.*s", folder ? folder : 2, folder ? p->s->path : "./");
    char shared[600];
    snprintf(shared, sizeof shared, "-I%s/", scenario_folder()); /* lib/ of our scenarios, for files elsewhere */
    char *argv[] = {"nasm", "-f", "bin", include, shared, "-o", output, p->s->path, NULL};

    if (pipe(to_us) != 0)
        return fail(p, "nasm cannot be run: %s", strerror(errno));
    bool ready = posix_spawn_file_actions_init(&actions) == 0;
    if (ready && posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0) == 0 &&
        posix_spawn_file_actions_adddup2(&actions, to_us[1], 1) == 0 &&
        posix_spawn_file_actions_adddup2(&actions, to_us[1], 2) == 0 &&
        posix_spawn_file_actions_addclose(&actions, to_us[0]) == 0 &&
        posix_spawn_file_actions_addclose(&actions, to_us[1]) == 0)
        spawned = posix_spawnp(&child, "nasm", &actions, NULL, argv, environ);
    else
        spawned = ENOMEM;
    if (ready)
        posix_spawn_file_actions_destroy(&actions);
    close(to_us[1]);
    if (spawned != 0) {
        close(to_us[0]);
        return spawned == ENOENT ? fail(p, "nasm is not installed (package nasm), it assembles the scenario")
                                 : fail(p, "nasm cannot be run: %s", strerror(spawned));
    }
    drain(to_us[0], text, sizeof text);
    close(to_us[0]);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (WIFSIGNALED(status))
        return fail(p, "nasm was stopped by signal %d", WTERMSIG(status));
    if (WEXITSTATUS(status) == 127 && !text[0])
        return fail(p, "nasm is not installed (package nasm), it assembles the scenario");
    first_message(text, p->err, p->err_size);
    return false;
}

static bool assemble(parser_t *p)
{
    const char *folder = getenv("TMPDIR");
    char output[512], why[128];
    size_t size;
    if (!folder || !*folder || strlen(folder) > sizeof output - 32)
        folder = "/tmp";
    snprintf(output, sizeof output, "%s/smmscope-XXXXXX", folder);
    int fd = mkstemp(output);
    if (fd < 0)
        return fail(p, "cannot be assembled: no file can be made in %s: %s", folder, strerror(errno));
    close(fd);
    bool ok = run_nasm(p, output);
    if (ok && !read_file(output, MAX_FILE, &p->s->program, &size, why, sizeof why))
        ok = fail(p, "the assembled program %s", why);
    unlink(output);
    if (!ok)
        return false;
    if (size == 0)
        return fail(p, "assembles to nothing, expected a program");
    if (size > p->s->config.ram_bytes - p->s->org)
        return fail(p, "assembles to %zu bytes, which do not fit at %Xh below the end of RAM", size, (unsigned)p->s->org);
    p->s->program_size = (uint32_t)size;
    return true;
}

/* The whole */

const char *scenario_folder(void)
{
    const char *folder = getenv("SMMSCOPE_SCENARIOS");
    return folder && *folder ? folder : SMMSCOPE_SOURCE_DIR "/tb/scenarios";
}

static bool find_file(scenario_t *s, const char *file_or_name, char *err, unsigned err_size)
{
    size_t n = strlen(file_or_name);
    bool is_name = !strchr(file_or_name, '/') && !(n > 4 && strcmp(file_or_name + n - 4, ".asm") == 0);
    const char *folder = scenario_folder();
    int length = is_name ? snprintf(s->path, sizeof s->path, "%s/%s.asm", folder, file_or_name)
                         : snprintf(s->path, sizeof s->path, "%s", file_or_name);
    if (length < 0 || (size_t)length >= sizeof s->path) {
        snprintf(err, err_size, "%.64s...: the path is too long", file_or_name);
        return false;
    }
    const char *base = s->path + folder_length(s->path);
    n = strlen(base);
    if (n > 4 && strcmp(base + n - 4, ".asm") == 0)
        n -= 4;
    snprintf(s->name, sizeof s->name, "%.*s", (int)n, base);
    if (access(s->path, F_OK) == 0)
        return true;
    if (is_name)
        snprintf(err, err_size, "no scenario '%s' in %s, expected a name of 'smmscope list scenarios' or a file.asm",
                 file_or_name, folder);
    else
        snprintf(err, err_size, "%s: %s", s->path, strerror(errno));
    return false;
}

/* What the options say stands above what the file says. */
static bool apply_options(parser_t *p)
{
    soc_config_t *c = &p->s->config;
    if (p->options && p->options->part) {
        c->part = part_find(p->options->part);
        if (!c->part) {
            snprintf(p->err, p->err_size, "unknown part '%s' (see 'smmscope list parts')", p->options->part);
            return false;
        }
    }
    if (p->options && p->options->cpus)
        c->cpus = p->options->cpus;
    unsigned most = c->part->max_cpus < SOC_MAX_CPUS ? c->part->max_cpus : (unsigned)SOC_MAX_CPUS;
    if (c->cpus > most)
        return fail(p, "has %u CPUs, expected at most %u with part %s", c->cpus, most, c->part->name);
    c->params = part_params(c->part);
    return true;
}

static bool parse_source(parser_t *p, const char *source, size_t size)
{
    char why[200];
    scenario_t *s = p->s;
    if (memchr(source, 0, size))
        return fail(p, "is not a text file");
    if (!sweep_file(p, source, size, SWEEP_PART))
        return false;
    if (!s->sentence[0])
        return fail(p, "has no ;! lines, expected a sentence and then checks");
    if (!apply_options(p) || !find_org(p, source, size))
        return false;
    s->config.start[0] = s->org;
    s->config.starts[0] = true;
    if (!sweep_file(p, source, size, SWEEP_CONFIG))
        return false;
    if (s->config.start[0] >= RESET_DRAM_END)
        return fail(p, "cpu0 starts at %Xh, where no DRAM answers after a reset, expected less than A0000h",
                    (unsigned)s->config.start[0]);
    p->soc = soc_open(&s->config, why, sizeof why);
    if (!p->soc)
        return fail(p, "%s", why);
    if (!sweep_file(p, source, size, SWEEP_MACHINE))
        return false;
    if (s->check_count == 0)
        return fail(p, "has no checks, expected at least one 'until', 'expect' or 'never'");
    return assemble(p);
}

bool scenario_load(scenario_t *s, const char *file_or_name, const scenario_options_t *options, char *err,
                   unsigned err_size)
{
    uint8_t *source;
    size_t size;
    char why[128];
    parser_t p = {.s = s, .options = options, .err = err, .err_size = err_size};
    assert(err_size > 0);
    err[0] = 0;
    *s = (scenario_t){.modes = MODES_ALL, .watchdog = WATCHDOG_DEFAULT,
                      .stuck = {STORM_SMIS_DEFAULT, STORM_INSNS_DEFAULT, HANG_DEFAULT}};
    s->config = (soc_config_t){.part = part_find("p6"), .cpus = 1, .ram_bytes = 64 << 20, .mode = MODE_CYCLE};
    if (!find_file(s, file_or_name, err, err_size))
        return false;
    if (!read_file(s->path, MAX_SOURCE, &source, &size, why, sizeof why))
        return fail(&p, "%s", why);
    bool ok = parse_source(&p, (const char *)source, size);
    free(source);
    if (p.soc)
        soc_close(p.soc);
    if (!ok)
        scenario_free(s);
    return ok;
}

uint64_t stimulus_delay(const stimulus_t *st, uint32_t core_ps)
{
    return st->time / core_ps;
}

bool scenario_shift(scenario_t *s, unsigned stimulus, int64_t ps, uint32_t core_ps)
{
    stimulus_t st = s->stimuli[stimulus];
    if (ps < 0 && st.time < (ps_t)-ps)
        return false;
    st.time += (ps_t)ps;
    if (st.time > TIME_LIMIT || (st.kind == STIM_DELAY && stimulus_delay(&st, core_ps) > UINT32_MAX))
        return false;
    s->stimuli[stimulus].time = st.time;
    return true;
}

void scenario_free(scenario_t *s)
{
    for (unsigned i = 0; i < s->image_count; i++)
        free(s->images[i].bytes);
    free(s->images);
    free(s->program);
    free(s->checks);
    free(s->stimuli);
    s->images = NULL;
    s->program = NULL;
    s->checks = NULL;
    s->stimuli = NULL;
    s->image_count = s->program_size = s->check_count = s->stimulus_count = 0;
}
