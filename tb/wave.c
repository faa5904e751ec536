#include "wave.h"

#include "cpu/exec.h"
#include "cpu/smi_pin.h"
#include "cpu/smiact.h"
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <fstapi.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
    FLUSH_BCLKS = 4096,
    FLUSH_BYTES = 512 << 10,  /* a section never grows beyond this, so that the reserve is enough to end it */
    RESERVE_BYTES = 1 << 20,  /* disk space held back for closing */
    MARGIN_BYTES = 64 << 10,  /* what must be free besides a section about to be written */
    CHANGE_BYTES = 12,        /* overhead of one change in the writer's buffers */
    BLOCK_HEAD = 9,           /* an FST block: type byte, length (big endian, itself included) */
};
static const char date_text[] = "Thu Jan  1 00:00:00 1970\n"; /* fixed: equal runs give equal files */
static const char version_text[] = "smmscope";

/* ---- what is written ---- */

typedef struct row {
    uint32_t handle;
    uint16_t offset;
    uint8_t bytes, bits;
} row_t;

/* One struct of wires, compared as a whole with a copy of what was written last. */
typedef struct group {
    const sig_t *sigs;
    const unsigned char *base;
    unsigned char *saved;
    size_t size;
    row_t *rows;
    unsigned count;
} group_t;

/* A wire that is made here: a clock, a state told in words, a line of text. */
typedef struct lane {
    const char *const *names; /* values of an enumerated lane, or NULL */
    uint32_t handle;
    uint8_t bits; /* 0: text */
    uint64_t value;
    char text[112];
} lane_t;

/* A scope or a leaf of the tree that the file shows: groups and lanes, by path. */
typedef struct place {
    char path[48];
    char name[16]; /* of a lane */
    group_t *group;
    lane_t *lane;
} place_t;

enum phase { PH_RESET, PH_PARKED, PH_PROGRAM, PH_LATCHED, PH_ENTERING, PH_HANDLER, PH_LEAVING, PH_HALTED, PH_SHUTDOWN };
static const char *const phase_names[] = {"reset",   "parked",  "program", "smi latched", "entering",
                                          "handler", "leaving", "halted",  "shutdown",    NULL};

typedef struct watched_cpu {
    const cpu_t *cpu;
    const cpu_in_t *in;
    const cpu_out_t *out;
    const smi_pin_out_t *pin; /* NULL when the board has none */
    const smiact_out_t *act;
    uint64_t insns;
    bool taken, rsm; /* between EV_SMI_TAKEN and EV_SMM_ENTER, EV_RSM and EV_SMM_EXIT */
    lane_t *insn, *phase;
} watched_cpu_t;

typedef struct watched_twin {
    const score_row_t *row;
    uint64_t edges, mismatches;
    lane_t *differs;
} watched_twin_t;

typedef struct ticking {
    const domain_clock_t *clock;
    ps_t next, fall; /* PS_NEVER: no fall is due */
    lane_t *lane;
} ticking_t;

/* --- for a window around each SMI: changes that may yet be written --- */
typedef struct change {
    ps_t time;
    uint64_t value;
    char *text;
    uint32_t handle;
    uint8_t bits;
    bool held; /* in `before`: not in the file yet */
} change_t;

typedef struct ring {
    change_t *list;
    size_t first, count, room; /* room is a power of two */
} ring_t;

struct wave {
    soc_t *soc;
    void *fst;
    char *path;
    int fd;      /* the file once more, to look at what reached the disk */
    int reserve; /* an unlinked file of RESERVE_BYTES; closing it gives the space back */
    off_t walked; /* end of the blocks seen whole on the disk */
    bool saw_names;
    char stopped[256]; /* why nothing more is written */

    group_t *groups;
    unsigned group_count;
    lane_t *lanes;
    unsigned lane_count;
    place_t *places;
    unsigned place_count, place_room;

    const bus_wires_t *bus;
    group_t *bus_group;
    bool bus_answered;
    lane_t *txn, *last_event, *skip;
    watched_cpu_t cpus[SOC_MAX_CPUS];
    unsigned cpu_count;
    watched_twin_t *twins;
    unsigned twin_count;
    ticking_t clocks[DOMAIN_COUNT];
    size_t events_seen;

    bool started;    /* a first sample was taken */
    ps_t now;        /* time of the changes being made */
    bool timed;      /* the file has a time */
    ps_t written;    /* its last time */
    unsigned times;  /* time stamps in the section under way */
    uint64_t pending; /* bytes in the writer's buffers, at most */
    ps_t flush_every, next_flush;

    ps_t window;     /* 0: everything is kept */
    bool keeping;
    bool dark;       /* a gap is marked in the file */
    ps_t keep_until;
    ring_t ring;
    change_t *before; /* by handle: value at the start of the ring */
    uint32_t handles;
};

static bool say(char *err, unsigned err_size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(err, err_size, format, args);
    va_end(args);
    return false;
}

static void *need(void *p)
{
    if (!p)
        abort();
    return p;
}

/* ---- changes on their way into the file ---- */

static void write_change(wave_t *w, ps_t time, uint32_t handle, unsigned bits, uint64_t value, const char *text)
{
    if (!w->timed || time > w->written) {
        fstWriterEmitTimeChange(w->fst, time);
        w->timed = true;
        w->written = time;
        w->times++;
        w->pending += CHANGE_BYTES;
    }
    if (bits == 1) {
        fstWriterEmitValueChange(w->fst, handle, value ? "1" : "0");
        w->pending += CHANGE_BYTES;
    } else if (bits) {
        fstWriterEmitValueChange64(w->fst, handle, bits, value);
        w->pending += CHANGE_BYTES + bits;
    } else {
        uint32_t length = (uint32_t)strlen(text);
        fstWriterEmitVariableLengthValueChange(w->fst, handle, text, length);
        w->pending += CHANGE_BYTES + length;
    }
}

static void ring_push(ring_t *r, change_t c)
{
    if (r->count == r->room) {
        size_t room = r->room ? r->room * 2 : 4096;
        change_t *list = need(malloc(room * sizeof *list));
        for (size_t i = 0; i < r->count; i++)
            list[i] = r->list[(r->first + i) & (r->room - 1)];
        free(r->list);
        r->list = list;
        r->room = room;
        r->first = 0;
    }
    r->list[(r->first + r->count++) & (r->room - 1)] = c;
}

static change_t ring_pop(ring_t *r)
{
    change_t c = r->list[r->first];
    r->first = (r->first + 1) & (r->room - 1);
    r->count--;
    return c;
}

static void put(wave_t *w, uint32_t handle, unsigned bits, uint64_t value, const char *text)
{
    if (!w->window || w->keeping) {
        write_change(w, w->now, handle, bits, value, text);
        return;
    }
    change_t c = {.time = w->now, .value = value, .handle = handle, .bits = (uint8_t)bits};
    if (!bits)
        c.text = need(strdup(text));
    ring_push(&w->ring, c);
}

static void put_lane(wave_t *w, lane_t *l, uint64_t value)
{
    if (w->started && l->value == value)
        return;
    l->value = value;
    put(w, l->handle, l->bits, value, NULL);
}

static void put_text(wave_t *w, lane_t *l, const char *text)
{
    if (w->started && strcmp(l->text, text) == 0)
        return;
    snprintf(l->text, sizeof l->text, "%s", text);
    put(w, l->handle, 0, 0, l->text);
}

/* Changes before `time` will not be written any more as changes, only as the value they left. */
static void forget_before(wave_t *w, ps_t time)
{
    while (w->ring.count && w->ring.list[w->ring.first].time < time) {
        change_t c = ring_pop(&w->ring);
        change_t *b = &w->before[c.handle];
        free(b->text);
        *b = c;
        b->held = true;
    }
}

/* The window rule: from `window` before SMI activity until `window` after it. */
static void follow_window(wave_t *w, ps_t t, bool active)
{
    if (active)
        w->keep_until = t + w->window;
    if (active && !w->keeping) {
        ps_t from = t > w->window ? t - w->window : 0;
        if (w->timed && from <= w->written)
            from = w->written + 1;
        forget_before(w, from);
        if (!w->timed && w->ring.count)
            from = w->ring.list[w->ring.first].time; /* the run began inside the window */
        for (uint32_t h = 1; h <= w->handles; h++) {
            change_t *b = &w->before[h];
            if (b->held)
                write_change(w, from, h, b->bits, b->value, b->text);
            b->held = false;
        }
        if (w->dark)
            fstWriterEmitDumpActive(w->fst, 1);
        w->dark = false;
        while (w->ring.count) {
            change_t c = ring_pop(&w->ring);
            write_change(w, c.time, c.handle, c.bits, c.value, c.text);
            free(c.text);
        }
        w->keeping = true;
    } else if (!active && w->keeping && t > w->keep_until) {
        fstWriterEmitDumpActive(w->fst, 0);
        w->dark = true;
        w->keeping = false;
    }
    if (!w->keeping && t > w->window)
        forget_before(w, t - w->window);
}

/* ---- the tree of scopes and wires ---- */

static place_t *add_place(wave_t *w, const char *path)
{
    if (w->place_count == w->place_room) {
        w->place_room = w->place_room ? w->place_room * 2 : 64;
        w->places = need(realloc(w->places, w->place_room * sizeof *w->places));
    }
    place_t *p = &w->places[w->place_count++];
    *p = (place_t){0};
    snprintf(p->path, sizeof p->path, "%s", path);
    return p;
}

static void add_lane(wave_t *w, lane_t *l, const char *path, const char *name, unsigned bits,
                     const char *const *names)
{
    place_t *p = add_place(w, path);
    snprintf(p->name, sizeof p->name, "%s", name);
    p->lane = l;
    l->bits = (uint8_t)bits;
    l->names = names;
}

static void add_group(wave_t *w, const char *path, const sig_t *sigs, const void *base)
{
    unsigned count = 0;
    size_t size = 0;
    for (; sigs[count].name; count++) {
        size_t end = (size_t)sigs[count].offset + sigs[count].bytes;
        if (end > size)
            size = end;
    }
    if (!count)
        return;
    group_t *g = &w->groups[w->group_count++];
    g->sigs = sigs;
    g->base = base;
    g->size = size;
    g->count = count;
    g->saved = need(malloc(size));
    g->rows = need(calloc(count, sizeof *g->rows));
    for (unsigned i = 0; i < count; i++) {
        const sig_t *s = &sigs[i];
        g->rows[i] = (row_t){.offset = s->offset, .bytes = s->bytes, .bits = s->width};
    }
    add_place(w, path)->group = g;
}

/* GTKWave shows these names by itself; a value without a name shows as a number. */
static void tell_names(wave_t *w, const char *name, const char *const *names, unsigned bits)
{
    enum { MOST = 256 };
    const char *literals[MOST], *values[MOST];
    char digits[MOST][65];
    uint32_t count = 0;
    for (unsigned v = 0; names[v] && v < MOST && (bits >= 8 || v < 1u << bits); v++) {
        if (!names[v][0])
            continue; /* a hole in the numbering */
        for (unsigned b = 0; b < bits; b++)
            digits[count][b] = (v >> (bits - 1 - b) & 1) ? '1' : '0';
        digits[count][bits] = 0;
        literals[count] = names[v];
        values[count] = digits[count];
        count++;
    }
    if (count)
        fstWriterEmitEnumTableRef(w->fst, fstWriterCreateEnumTable(w->fst, name, count, bits, literals, values));
}

static uint32_t declare(wave_t *w, const char *name, unsigned bits, const char *const *names, enum fstVarDir dir)
{
    char full[64];
    if (names && bits)
        tell_names(w, name, names, bits);
    if (bits > 1)
        snprintf(full, sizeof full, "%s [%u:0]", name, bits - 1);
    else
        snprintf(full, sizeof full, "%s", name);
    uint32_t handle = fstWriterCreateVar(w->fst, bits ? FST_VT_VCD_WIRE : FST_VT_GEN_STRING, dir, bits, full, 0);
    if (handle > w->handles)
        w->handles = handle;
    return handle;
}

static void declare_place(wave_t *w, place_t *p)
{
    if (p->lane)
        p->lane->handle = declare(w, p->name, p->lane->bits, p->lane->names, FST_VD_OUTPUT);
    for (unsigned i = 0; p->group && i < p->group->count; i++) {
        const sig_t *s = &p->group->sigs[i];
        p->group->rows[i].handle =
            declare(w, s->name, s->width, s->names, s->judge == SIG_IN ? FST_VD_INPUT : FST_VD_OUTPUT);
    }
}

/* Declares everything whose path begins with the first `depth` characters of `prefix`: first what lies there, then
 * each scope below, in the order in which they were added. */
static void declare_scope(wave_t *w, const char *prefix, size_t depth)
{
    size_t start = depth ? depth + 1 : 0; /* past the dot */
    for (unsigned i = 0; i < w->place_count; i++)
        if (strlen(w->places[i].path) == depth && strncmp(w->places[i].path, prefix, depth) == 0)
            declare_place(w, &w->places[i]);

    for (unsigned i = 0; i < w->place_count; i++) {
        const char *path = w->places[i].path;
        if (strlen(path) <= depth || strncmp(path, prefix, depth) != 0 || (depth && path[depth] != '.'))
            continue;
        size_t length = strcspn(path + start, ".");
        bool seen = false;
        for (unsigned j = 0; j < i && !seen; j++)
            seen = strncmp(w->places[j].path, path, start + length) == 0 &&
                   strchr(".", w->places[j].path[start + length]) != NULL;
        if (seen)
            continue;
        char name[48];
        snprintf(name, sizeof name, "%.*s", (int)length, path + start);
        fstWriterSetScope(w->fst, FST_ST_VCD_MODULE, name, NULL);
        declare_scope(w, path, start + length);
        fstWriterSetUpscope(w->fst);
    }
}

static void count_group(void *self, const char *path, const sig_t *sigs, void *base, bool is_input)
{
    (void)path, (void)sigs, (void)base, (void)is_input;
    ++*(unsigned *)self;
}

/* Inputs repeat what other blocks drive; they are shown only where a twin is compared on them. */
static bool input_of_twin(wave_t *w, const void *base)
{
    unsigned count;
    const soc_inst_t *insts = soc_insts(w->soc, &count);
    for (unsigned i = 0; i < count; i++)
        if (insts[i].in == base)
            return insts[i].block->has_twin;
    return false;
}

static void take_group(void *self, const char *path, const sig_t *sigs, void *base, bool is_input)
{
    wave_t *w = self;
    char place[48];
    if (is_input && !input_of_twin(w, base))
        return;
    snprintf(place, sizeof place, "%s%s", path, is_input ? ".in" : "");
    unsigned before = w->group_count;
    add_group(w, place, sigs, base);
    if (base == w->bus && w->group_count > before)
        w->bus_group = &w->groups[before];
    for (unsigned n = 0; n < w->cpu_count && !is_input; n++) {
        char want[32];
        snprintf(want, sizeof want, "cpu%u.smi_pin", n);
        if (strcmp(path, want) == 0 && sigs == smi_pin_out_sigs)
            w->cpus[n].pin = base;
        snprintf(want, sizeof want, "cpu%u.smiact", n);
        if (strcmp(path, want) == 0 && sigs == smiact_out_sigs)
            w->cpus[n].act = base;
    }
}

static void build_tree(wave_t *w, score_t *score)
{
    unsigned rows = 0, groups = 0, l = 0;
    score_row_t *row = score ? score_rows(score, &rows) : NULL;
    soc_each_group(w->soc, count_group, &groups);
    w->groups = need(calloc(groups + rows, sizeof *w->groups));
    w->lanes = need(calloc(3u + 2u * SOC_MAX_CPUS + DOMAIN_COUNT + rows, sizeof *w->lanes));
    w->twins = need(calloc(rows + 1u, sizeof *w->twins));
    w->twin_count = rows;

    add_lane(w, w->last_event = &w->lanes[l++], "events", "last", 0, NULL);
    add_lane(w, w->skip = &w->lanes[l++], "soc", "skip", 1, NULL);
    for (unsigned d = 0; d < DOMAIN_COUNT; d++) {
        w->clocks[d] = (ticking_t){.clock = soc_clock(w->soc, (domain_t)d), .fall = PS_NEVER, .lane = &w->lanes[l++]};
        add_lane(w, w->clocks[d].lane, "clock", domain_names[d], 1, NULL);
    }
    w->cpu_count = soc_cpus(w->soc);
    for (unsigned n = 0; n < w->cpu_count; n++) {
        watched_cpu_t *c = &w->cpus[n];
        char path[16];
        *c = (watched_cpu_t){.cpu = soc_cpu(w->soc, n), .in = soc_cpu_in(w->soc, n), .out = soc_cpu_out(w->soc, n)};
        snprintf(path, sizeof path, "cpu%u", n);
        add_lane(w, c->phase = &w->lanes[l++], path, "phase", 4, phase_names);
        add_lane(w, c->insn = &w->lanes[l++], path, "insn", 0, NULL);
    }
    add_lane(w, w->txn = &w->lanes[l++], "bus", "txn", 0, NULL);
    w->bus = soc_bus(w->soc);
    soc_each_group(w->soc, take_group, w);

    for (unsigned i = 0; i < rows; i++) {
        char path[48];
        snprintf(path, sizeof path, "rtl.%s", row[i].inst->path);
        w->twins[i] = (watched_twin_t){.row = &row[i], .differs = &w->lanes[l++]};
        add_lane(w, w->twins[i].differs, path, "differs", 1, NULL);
        if (row[i].rtl_out)
            add_group(w, path, row[i].inst->block->out_sigs, row[i].rtl_out);
    }
    w->lane_count = l;
    declare_scope(w, "", 0);
    w->before = need(calloc(w->handles + 1u, sizeof *w->before));
}

/* ---- samples ---- */

static uint64_t load(const unsigned char *p, unsigned bytes)
{
    uint64_t v8;
    uint32_t v4;
    uint16_t v2;
    switch (bytes) {
    case 1: return *p;
    case 2: memcpy(&v2, p, sizeof v2); return v2;
    case 4: memcpy(&v4, p, sizeof v4); return v4;
    default: memcpy(&v8, p, sizeof v8); return v8;
    }
}

/* True when something in it changed. */
static bool sample_group(wave_t *w, group_t *g)
{
    if (w->started && memcmp(g->base, g->saved, g->size) == 0)
        return false;
    for (unsigned i = 0; i < g->count; i++) {
        const row_t *r = &g->rows[i];
        uint64_t v = load(g->base + r->offset, r->bytes);
        if (w->started && v == load(g->saved + r->offset, r->bytes))
            continue;
        if (r->bits < 64)
            v &= (UINT64_C(1) << r->bits) - 1;
        put(w, r->handle, r->bits, v, NULL);
    }
    memcpy(g->saved, g->base, g->size);
    return true;
}

static const char *special_name(const wave_t *w, unsigned code)
{
    static const char *const names[] = {"NOP",  "SHUTDOWN",  "FLUSH",      "HALT",
                                        "SYNC", "FLUSH_ACK", "STOP_GRANT", "SMI_ACK"};
    static const char *const pentium[] = {"SHUTDOWN", "FLUSH", "HALT", "SYNC", "FLUSH_ACK", "BRANCH_TRACE"};
    const soc_config_t *config = soc_config(w->soc);
    for (unsigned i = 0; !config->part->by_txn && i < sizeof pentium / sizeof pentium[0]; i++)
        if (code == 1u << i)
            return pentium[i];
    if (config->part->by_txn && code == config->params.smi_ack_code)
        return "SMI_ACK";
    return code < sizeof names / sizeof names[0] ? names[code] : "?";
}

/* The request on the wires in words, e.g. "IO W 0B2=01", "MEM R 0003_8000 smm". */
static void txn_text(const wave_t *w, char *text, size_t size)
{
    const bus_wires_t *b = w->bus;
    const char *smm = !b->smmem_n || !b->smiact_n ? " smm" : "";
    char who[16] = "", data[24] = "";
    unsigned lane = (unsigned)(b->a & 7), bytes = 0;
    const char *what = NULL;

    if (w->cpu_count > 1)
        snprintf(who, sizeof who, "cpu%u ", (unsigned)b->agent);
    for (unsigned i = 0; i < 8; i++)
        bytes += b->be >> i & 1;

    switch (b->req_a) {
    case REQ_SPECIAL:
        if (b->req_b == REQB_INTA)
            snprintf(text, size, "%sINTA", who);
        else
            snprintf(text, size, "%sSPECIAL %s%s", who, special_name(w, b->be), smm);
        return;
    case REQ_IO_READ: what = "IO R"; break;
    case REQ_IO_WRITE: what = "IO W"; break;
    case REQ_MEM_CODE_READ: what = "CODE R"; break;
    case REQ_MEM_DATA_READ: what = "MEM R"; break;
    case REQ_MEM_WRITE: what = "MEM W"; break;
    case REQ_MEM_WRITEBACK: what = "MEM WB"; break;
    default: what = "?"; break;
    }
    if (b->req_a == REQ_IO_WRITE || b->req_a == REQ_MEM_WRITE || b->req_a == REQ_MEM_WRITEBACK) {
        uint64_t v = b->d >> (lane * 8);
        if (bytes < 8)
            v &= (UINT64_C(1) << (bytes * 8)) - 1;
        snprintf(data, sizeof data, "=%0*llX", (int)(bytes * 2), (unsigned long long)v);
    }
    if (b->req_a == REQ_IO_READ || b->req_a == REQ_IO_WRITE)
        snprintf(text, size, "%s%s %03llX%s%s", who, what, (unsigned long long)b->a, data, smm);
    else
        snprintf(text, size, "%s%s %04llX_%04llX%s%s", who, what, (unsigned long long)(b->a >> 16),
                 (unsigned long long)(b->a & 0xffff), data, smm);
}

static void sample_txn(wave_t *w)
{
    const bus_wires_t *b = w->bus;
    char text[64];
    if (!b->ads_n) {
        txn_text(w, text, sizeof text);
        put_text(w, w->txn, text);
        w->bus_answered = false;
    } else if (!b->brdy_n || b->rs != RS_IDLE) {
        w->bus_answered = true; /* the text stays for the clock of the response */
    } else if (w->bus_answered || !w->started) {
        put_text(w, w->txn, "");
        w->bus_answered = false;
    }
}

static enum phase phase_of(const watched_cpu_t *c)
{
    const cpu_out_t *o = c->out;
    if (!c->in->reset_n)
        return PH_RESET;
    if (o->shutdown)
        return PH_SHUTDOWN;
    if (o->wait_sipi)
        return PH_PARKED;
    if (c->rsm || (o->smm && !o->want_smm))
        return PH_LEAVING;
    if (o->smm)
        return PH_HANDLER;
    if (o->want_smm || c->taken)
        return PH_ENTERING;
    if (c->act && c->act->in_smm)
        return PH_LEAVING;
    if (c->pin && c->pin->pending)
        return PH_LATCHED;
    return o->halted ? PH_HALTED : PH_PROGRAM;
}

static void sample_cpu(wave_t *w, watched_cpu_t *c, bool every_edge)
{
    unsigned phase = phase_of(c);
    put_lane(w, c->phase, phase);
    if (!every_edge || phase == PH_LEAVING) { /* while RSM is under way the last instruction done is another */
        put_text(w, c->insn, every_edge ? "rsm" : "-");
        c->insns = UINT64_MAX;
    } else if (!w->started || c->cpu->insns != c->insns) {
        char text[96] = "-";
        if (c->cpu->last_len)
            exec_text(c->cpu->last_bytes, c->cpu->last_len, c->cpu->last_eip, c->cpu->last_is32, text, sizeof text);
        put_text(w, c->insn, text);
        c->insns = c->cpu->insns;
    }
}

/* Takes the events up to time t into events.last and into the phases. */
static void take_events(wave_t *w, ps_t t)
{
    const ev_log_t *log = soc_events(w->soc);
    char text[112] = "";
    size_t used = 0;
    for (; w->events_seen < log->count && log->list[w->events_seen].time <= t; w->events_seen++) {
        const ev_t *e = &log->list[w->events_seen];
        const char *meaning = ev_meanings[e->id];
        size_t length = strlen(meaning);
        char who[8], arg[24] = "";
        if (e->from < w->cpu_count) {
            watched_cpu_t *c = &w->cpus[e->from];
            snprintf(who, sizeof who, "cpu%u", (unsigned)e->from);
            c->taken = e->id == EV_SMI_TAKEN || (c->taken && e->id != EV_SMM_ENTER && e->id != EV_RESET);
            c->rsm = e->id == EV_RSM ||
                     (c->rsm && e->id != EV_SMM_EXIT && e->id != EV_RESET && e->id != EV_SHUTDOWN);
        } else {
            snprintf(who, sizeof who, "%s",
                     e->from == EV_FROM_ICH9 ? "ich9" : e->from == EV_FROM_MCH ? "mch" : "board");
        }
        if (length < 3 || strcmp(meaning + length - 3, "; 0") != 0) /* the event has an argument */
            snprintf(arg, sizeof arg, " %llX", (unsigned long long)e->arg);
        int n = snprintf(text + used, sizeof text - used, "%s%s %s%s", used ? ", " : "", who, ev_names[e->id], arg);
        used = used + (size_t)n < sizeof text ? used + (size_t)n : sizeof text - 1;
    }
    if (used)
        put_text(w, w->last_event, text);
}

/* Brings the file to time t: clock falls and events that lie before it, in the order of time. */
static void advance(wave_t *w, ps_t t)
{
    const ev_log_t *log = soc_events(w->soc);
    for (;;) {
        ps_t due = t;
        for (unsigned d = 0; d < DOMAIN_COUNT; d++)
            if (w->clocks[d].fall < due)
                due = w->clocks[d].fall;
        if (w->events_seen < log->count && log->list[w->events_seen].time < due)
            due = log->list[w->events_seen].time;
        if (due > w->now || !w->started)
            w->now = due;
        for (unsigned d = 0; d < DOMAIN_COUNT; d++)
            if (w->clocks[d].fall <= w->now) {
                put_lane(w, w->clocks[d].lane, 0);
                w->clocks[d].fall = PS_NEVER;
            }
        if (w->events_seen < log->count)
            take_events(w, w->now);
        if (due == t)
            return;
    }
}

static void sample_clocks(wave_t *w, ps_t t)
{
    for (unsigned d = 0; d < DOMAIN_COUNT; d++) {
        ticking_t *c = &w->clocks[d];
        if (!w->started || t > c->next)
            c->next = clock_next(c->clock, t);
        if (t == c->next) {
            put_lane(w, c->lane, 1);
            c->fall = t + c->clock->period / 2;
            c->next = t + c->clock->period;
        } else if (!w->started) {
            put_lane(w, c->lane, 0);
        }
    }
}

/* ---- the file on the disk ---- */

/* The limit on a file's size, as `ulimit -f` sets it: beyond it a write ends the program. */
static bool below_limit(off_t size, uint64_t bytes)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return true;
    return (uint64_t)size + bytes <= limit.rlim_cur;
}

static bool space_for(const char *folder_file, uint64_t bytes)
{
    struct statvfs fs;
    if (statvfs(folder_file, &fs) != 0)
        return true; /* not known: the look at the file after the flush remains */
    return (uint64_t)fs.f_bavail * fs.f_frsize >= bytes;
}

/* Walks over the finished blocks. False when the last of them is not whole on the disk. */
static bool walk_blocks(wave_t *w)
{
    struct stat st;
    unsigned char head[BLOCK_HEAD];
    if (fstat(w->fd, &st) != 0)
        return false;
    while (pread(w->fd, head, sizeof head, w->walked) == (ssize_t)sizeof head && head[0] != FST_BL_SKIP) {
        uint64_t length = 0;
        for (unsigned i = 1; i < BLOCK_HEAD; i++)
            length = length << 8 | head[i];
        if (length < 8 || length > (uint64_t)st.st_size || w->walked + 1 + (off_t)length > st.st_size)
            return false;
        w->saw_names = w->saw_names || head[0] == FST_BL_HIER || head[0] == FST_BL_HIER_LZ4 ||
                       head[0] == FST_BL_HIER_LZ4DUO;
        w->walked += 1 + (off_t)length;
    }
    return true;
}

/* After the end: all blocks are there, and the names as well, which are written last. */
static bool file_is_whole(wave_t *w)
{
    struct stat st;
    return walk_blocks(w) && fstat(w->fd, &st) == 0 && w->walked == st.st_size && w->saw_names;
}

static bool stop(wave_t *w, const char *why)
{
    snprintf(w->stopped, sizeof w->stopped, "%s: %s", w->path, why);
    return false;
}

/* Ends the section under way and puts it on the disk. False: stopped. */
static bool flush(wave_t *w)
{
    off_t before = w->walked;
    uint64_t need_bytes = w->pending + MARGIN_BYTES;
    if (w->times < 3)
        return true; /* the writer does not flush so little */
    if (!space_for(w->path, need_bytes) || !space_for("/tmp", need_bytes)) /* the writer's own temporary files */
        return stop(w, "the disk is nearly full; the dump ends here");
    if (!below_limit(w->walked, need_bytes + RESERVE_BYTES / 2))
        return stop(w, "the limit on file sizes is near; the dump ends here");
    fstWriterFlushContext(w->fst);
    fstWriterEmitTimeChange(w->fst, w->written + 1); /* this is what flushes */
    w->written++;
    w->times = 1;
    w->pending = 0;
    if (!walk_blocks(w) || w->walked == before || fstWriterGetFseekFailed(w->fst))
        return stop(w, "a write failed; the dump ends here");
    return true;
}

static bool reserve_space(wave_t *w, char *err, unsigned err_size)
{
    if (!below_limit(0, 2 * RESERVE_BYTES))
        return say(err, err_size, "%s: the limit on file sizes leaves no room for a dump", w->path);
    size_t size = strlen(w->path) + sizeof ".reserve-XXXXXX";
    char *name = need(malloc(size));
    snprintf(name, size, "%s.reserve-XXXXXX", w->path);
    w->reserve = mkstemp(name);
    int error = w->reserve < 0 ? errno : posix_fallocate(w->reserve, 0, RESERVE_BYTES);
    unlink(name); /* the space stays taken while the file is open, whatever ends the program gives it back */
    free(name);
    return error == 0 || say(err, err_size, "%s: %s", w->path, strerror(error));
}

/* Fails as early and as plainly as the later steps would. Only a regular file is ever replaced. */
static bool check_path(const char *path, char *err, unsigned err_size)
{
    struct stat st;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return say(err, err_size, "%s: not a regular file", path);
    int fd = open(path, O_WRONLY | O_CREAT, 0666);
    if (fd < 0)
        return say(err, err_size, "%s: %s", path, strerror(errno));
    close(fd);
    return true;
}

static void free_wave(wave_t *w)
{
    for (unsigned i = 0; i < w->group_count; i++) {
        free(w->groups[i].saved);
        free(w->groups[i].rows);
    }
    while (w->ring.count)
        free(ring_pop(&w->ring).text);
    for (uint32_t h = 0; w->before && h <= w->handles; h++)
        free(w->before[h].text);
    free(w->ring.list);
    free(w->before);
    free(w->groups);
    free(w->lanes);
    free(w->twins);
    free(w->places);
    free(w->path);
    free(w);
}

/* ---- public functions ---- */

wave_t *wave_open(const char *path, soc_t *soc, score_t *score, uint64_t window, char *err, unsigned err_size)
{
    bool existed = access(path, F_OK) == 0;
    if (!check_path(path, err, err_size))
        return NULL;
    wave_t *w = need(calloc(1, sizeof *w));
    w->soc = soc;
    w->path = need(strdup(path));
    w->fd = w->reserve = -1;
    bool ok = reserve_space(w, err, err_size);
    if (ok) {
        w->fst = fstWriterCreate(path, 1);
        w->fd = w->fst ? open(path, O_RDONLY) : -1;
        ok = w->fd >= 0 || say(err, err_size, "%s: the dump or its temporary files cannot be made", path);
    }
    if (!ok) {
        if (w->fst)
            fstWriterClose(w->fst);
        if (w->reserve >= 0)
            close(w->reserve);
        if (w->fst || !existed)
            unlink(path); /* nothing useful is in it; an older dump is left alone */
        free_wave(w);
        return NULL;
    }
    fstWriterSetPackType(w->fst, FST_WR_PT_LZ4);
    fstWriterSetTimescale(w->fst, -12);
    fstWriterSetDate(w->fst, date_text);
    fstWriterSetVersion(w->fst, version_text);
    build_tree(w, score);

    ps_t bclk = soc_clock(soc, BCLK)->period;
    w->flush_every = FLUSH_BCLKS * bclk;
    w->window = window * bclk;
    return w;
}

bool wave_sample(wave_t *w, char *err, unsigned err_size)
{
    ps_t t = soc_now(w->soc);
    bool every_edge = soc_cycle_now(w->soc), active = !w->bus->smi_n;
    if (w->stopped[0] || !w->fst)
        return say(err, err_size, "%s", w->stopped);

    if (!w->started)
        w->next_flush = t + w->flush_every;
    if (w->window) {
        for (unsigned n = 0; n < w->cpu_count; n++)
            active |= w->cpus[n].out->smm || (w->cpus[n].pin && w->cpus[n].pin->pending);
        follow_window(w, t, active);
    }
    advance(w, t);
    sample_clocks(w, t);
    bool bus_changed = false;
    for (unsigned i = 0; i < w->group_count; i++)
        if (sample_group(w, &w->groups[i]) && &w->groups[i] == w->bus_group)
            bus_changed = true;
    if (bus_changed)
        sample_txn(w);
    for (unsigned n = 0; n < w->cpu_count; n++)
        sample_cpu(w, &w->cpus[n], every_edge);
    for (unsigned i = 0; i < w->twin_count; i++) {
        watched_twin_t *x = &w->twins[i];
        if (!w->started || x->edges != x->row->edges) {
            put_lane(w, x->differs, x->mismatches != x->row->mismatches);
            x->edges = x->row->edges;
            x->mismatches = x->row->mismatches;
        }
    }
    put_lane(w, w->skip, !every_edge);
    if (!w->started && !w->last_event->text[0])
        put_text(w, w->last_event, "");
    w->started = true;

    if (t >= w->next_flush || w->pending > FLUSH_BYTES) {
        w->next_flush = t + w->flush_every;
        if (!flush(w))
            return say(err, err_size, "%s", w->stopped);
    }
    return true;
}

/* GTKWave does not scroll to a page that would go beyond the end of the file, so that the last SMI of a run could not
 * be shown whole. The file therefore goes on, marked as not recorded, for as long as a view of that SMI is wide. */
static void leave_room(wave_t *w)
{
    ps_t from, to;
    if (!w->timed || !view_first_smi(soc_events(w->soc), &from, &to))
        return;
    ps_t end = to + (to - from) * 5 / 4;
    if (end <= w->written)
        return;
    if (!w->dark)
        fstWriterEmitDumpActive(w->fst, 0);
    fstWriterEmitTimeChange(w->fst, end);
}

bool wave_end(wave_t *w, char *err, unsigned err_size)
{
    if (!w->fst)
        return !w->stopped[0] || say(err, err_size, "%s", w->stopped);
    if (!w->stopped[0] && w->started) {
        const ev_log_t *log = soc_events(w->soc);
        ps_t last = soc_now(w->soc);
        if (w->events_seen < log->count && log->list[log->count - 1].time > last)
            last = log->list[log->count - 1].time; /* a CPU ran ahead */
        for (unsigned d = 0; d < DOMAIN_COUNT; d++)
            if (w->clocks[d].fall != PS_NEVER && w->clocks[d].fall > last)
                last = w->clocks[d].fall;
        advance(w, last);
        leave_room(w);
    }
    close(w->reserve);
    fstWriterClose(w->fst);
    w->fst = NULL;
    if (!w->stopped[0] && !file_is_whole(w))
        stop(w, "a write failed; the end of the dump is missing");
    close(w->fd);
    return !w->stopped[0] || say(err, err_size, "%s", w->stopped);
}

void wave_close(wave_t *w)
{
    char err[256];
    if (!w)
        return;
    wave_end(w, err, sizeof err);
    free_wave(w);
}
