#include "dump.h"

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
    FLUSH_BYTES = 512 << 10,  /* a section never grows beyond this, so that the reserve is enough to end it */
    RESERVE_BYTES = 1 << 20,  /* disk space held back for closing */
    MARGIN_BYTES = 64 << 10,  /* what must be free besides a section about to be written */
    CHANGE_BYTES = 12,        /* overhead of one change in the writer's buffers */
    BLOCK_HEAD = 9,           /* an FST block: type byte, length (big endian, itself included) */
};
static const char date_text[] = "Thu Jan  1 00:00:00 1970\n"; /* fixed: equal runs give equal files */
static const char version_text[] = "smmscope";

typedef struct row {
    uint32_t handle;
    uint16_t offset;
    uint8_t bytes, bits;
} row_t;

/* Compared as a whole with a copy of what was written last. */
struct dump_group {
    const sig_t *sigs;
    const unsigned char *base;
    unsigned char *saved;
    size_t size;
    row_t *rows;
    unsigned count;
    bool changed; /* at the last sample */
};

/* A scope or a leaf of the tree that the file shows: groups and lanes, by path. */
typedef struct place {
    char path[48];
    char name[16]; /* of a lane */
    dump_group_t *group;
    dump_lane_t *lane;
} place_t;

/* --- for a window around what matters: changes that may yet be written --- */
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

struct dump {
    void *fst;
    char *path;
    int fd;      /* the file once more, to look at what reached the disk */
    int reserve; /* an unlinked file of RESERVE_BYTES; closing it gives the space back */
    off_t walked; /* end of the blocks seen whole on the disk */
    bool saw_names;
    char stopped[256]; /* why nothing more is written */

    place_t *places; /* each owns its group or lane */
    unsigned place_count, place_room;

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

static void write_change(dump_t *d, ps_t time, uint32_t handle, unsigned bits, uint64_t value, const char *text)
{
    if (!d->timed || time > d->written) {
        fstWriterEmitTimeChange(d->fst, time);
        d->timed = true;
        d->written = time;
        d->times++;
        d->pending += CHANGE_BYTES;
    }
    if (bits == 1) {
        fstWriterEmitValueChange(d->fst, handle, value ? "1" : "0");
        d->pending += CHANGE_BYTES;
    } else if (bits) {
        fstWriterEmitValueChange64(d->fst, handle, bits, value);
        d->pending += CHANGE_BYTES + bits;
    } else {
        uint32_t length = (uint32_t)strlen(text);
        fstWriterEmitVariableLengthValueChange(d->fst, handle, text, length);
        d->pending += CHANGE_BYTES + length;
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

static void put(dump_t *d, uint32_t handle, unsigned bits, uint64_t value, const char *text)
{
    if (!d->window || d->keeping) {
        write_change(d, d->now, handle, bits, value, text);
        return;
    }
    change_t c = {.time = d->now, .value = value, .handle = handle, .bits = (uint8_t)bits};
    if (!bits)
        c.text = need(strdup(text));
    ring_push(&d->ring, c);
}

void dump_value(dump_t *d, dump_lane_t *l, uint64_t value)
{
    if (d->started && l->value == value)
        return;
    l->value = value;
    put(d, l->handle, l->bits, value, NULL);
}

void dump_text(dump_t *d, dump_lane_t *l, const char *text)
{
    if (d->started && strcmp(l->text, text) == 0)
        return;
    snprintf(l->text, sizeof l->text, "%s", text);
    put(d, l->handle, 0, 0, l->text);
}

/* Changes before `time` will not be written any more as changes, only as the value they left. */
static void forget_before(dump_t *d, ps_t time)
{
    while (d->ring.count && d->ring.list[d->ring.first].time < time) {
        change_t c = ring_pop(&d->ring);
        change_t *b = &d->before[c.handle];
        free(b->text);
        *b = c;
        b->held = true;
    }
}


void dump_follow(dump_t *d, ps_t t, bool active)
{
    if (active)
        d->keep_until = t + d->window;
    if (active && !d->keeping) {
        ps_t from = t > d->window ? t - d->window : 0;
        if (d->timed && from <= d->written)
            from = d->written + 1;
        forget_before(d, from);
        if (!d->timed && d->ring.count)
            from = d->ring.list[d->ring.first].time; /* the run began inside the window */
        for (uint32_t h = 1; h <= d->handles; h++) {
            change_t *b = &d->before[h];
            if (b->held)
                write_change(d, from, h, b->bits, b->value, b->text);
            b->held = false;
        }
        if (d->dark)
            fstWriterEmitDumpActive(d->fst, 1);
        d->dark = false;
        while (d->ring.count) {
            change_t c = ring_pop(&d->ring);
            write_change(d, c.time, c.handle, c.bits, c.value, c.text);
            free(c.text);
        }
        d->keeping = true;
    } else if (!active && d->keeping && t > d->keep_until) {
        fstWriterEmitDumpActive(d->fst, 0);
        d->dark = true;
        d->keeping = false;
    }
    if (!d->keeping && t > d->window)
        forget_before(d, t - d->window);
}

/* ---- the tree of scopes and wires ---- */

static place_t *add_place(dump_t *d, const char *path)
{
    if (d->place_count == d->place_room) {
        d->place_room = d->place_room ? d->place_room * 2 : 64;
        d->places = need(realloc(d->places, d->place_room * sizeof *d->places));
    }
    place_t *p = &d->places[d->place_count++];
    *p = (place_t){0};
    snprintf(p->path, sizeof p->path, "%s", path);
    return p;
}

dump_lane_t *dump_add_lane(dump_t *d, const char *path, const char *name, unsigned bits, const char *const *names)
{
    dump_lane_t *l = need(calloc(1, sizeof *l));
    place_t *p = add_place(d, path);
    snprintf(p->name, sizeof p->name, "%s", name);
    p->lane = l;
    l->bits = (uint8_t)bits;
    l->names = names;
    return l;
}

dump_group_t *dump_add_group(dump_t *d, const char *path, const sig_t *sigs, const void *base)
{
    unsigned count = 0;
    size_t size = 0;
    for (; sigs[count].name; count++) {
        size_t end = (size_t)sigs[count].offset + sigs[count].bytes;
        if (end > size)
            size = end;
    }
    if (!count)
        return NULL;
    dump_group_t *g = need(calloc(1, sizeof *g));
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
    add_place(d, path)->group = g;
    return g;
}

/* GTKWave shows these names by itself; a value without a name shows as a number. */
static void tell_names(dump_t *d, const char *name, const char *const *names, unsigned bits)
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
        fstWriterEmitEnumTableRef(d->fst, fstWriterCreateEnumTable(d->fst, name, count, bits, literals, values));
}

static uint32_t declare(dump_t *d, const char *name, unsigned bits, const char *const *names, enum fstVarDir dir)
{
    char full[64];
    if (names && bits)
        tell_names(d, name, names, bits);
    if (bits > 1)
        snprintf(full, sizeof full, "%s [%u:0]", name, bits - 1);
    else
        snprintf(full, sizeof full, "%s", name);
    uint32_t handle = fstWriterCreateVar(d->fst, bits ? FST_VT_VCD_WIRE : FST_VT_GEN_STRING, dir, bits, full, 0);
    if (handle > d->handles)
        d->handles = handle;
    return handle;
}

static void declare_place(dump_t *d, place_t *p)
{
    if (p->lane)
        p->lane->handle = declare(d, p->name, p->lane->bits, p->lane->names, FST_VD_OUTPUT);
    for (unsigned i = 0; p->group && i < p->group->count; i++) {
        const sig_t *s = &p->group->sigs[i];
        p->group->rows[i].handle =
            declare(d, s->name, s->width, s->names, s->judge == SIG_IN ? FST_VD_INPUT : FST_VD_OUTPUT);
    }
}

/* Declares everything whose path begins with the first `depth` characters of `prefix`: first what lies there, then
 * each scope below, in the order in which they were added. */
static void declare_scope(dump_t *d, const char *prefix, size_t depth)
{
    size_t start = depth ? depth + 1 : 0; /* past the dot */
    for (unsigned i = 0; i < d->place_count; i++)
        if (strlen(d->places[i].path) == depth && strncmp(d->places[i].path, prefix, depth) == 0)
            declare_place(d, &d->places[i]);

    for (unsigned i = 0; i < d->place_count; i++) {
        const char *path = d->places[i].path;
        if (strlen(path) <= depth || strncmp(path, prefix, depth) != 0 || (depth && path[depth] != '.'))
            continue;
        size_t length = strcspn(path + start, ".");
        bool seen = false;
        for (unsigned j = 0; j < i && !seen; j++)
            seen = strncmp(d->places[j].path, path, start + length) == 0 &&
                   strchr(".", d->places[j].path[start + length]) != NULL;
        if (seen)
            continue;
        char name[48];
        snprintf(name, sizeof name, "%.*s", (int)length, path + start);
        fstWriterSetScope(d->fst, FST_ST_VCD_MODULE, name, NULL);
        declare_scope(d, path, start + length);
        fstWriterSetUpscope(d->fst);
    }
}

void dump_declare(dump_t *d, ps_t flush_every, ps_t window)
{
    declare_scope(d, "", 0);
    d->before = need(calloc(d->handles + 1u, sizeof *d->before));
    d->flush_every = flush_every;
    d->window = window;
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

/* Notes whether something in it changed. */
static void sample_group(dump_t *d, dump_group_t *g)
{
    g->changed = !d->started || memcmp(g->base, g->saved, g->size) != 0;
    if (!g->changed)
        return;
    for (unsigned i = 0; i < g->count; i++) {
        const row_t *r = &g->rows[i];
        uint64_t v = load(g->base + r->offset, r->bytes);
        if (d->started && v == load(g->saved + r->offset, r->bytes))
            continue;
        if (r->bits < 64)
            v &= (UINT64_C(1) << r->bits) - 1;
        put(d, r->handle, r->bits, v, NULL);
    }
    memcpy(g->saved, g->base, g->size);
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
static bool walk_blocks(dump_t *d)
{
    struct stat st;
    unsigned char head[BLOCK_HEAD];
    if (fstat(d->fd, &st) != 0)
        return false;
    while (pread(d->fd, head, sizeof head, d->walked) == (ssize_t)sizeof head && head[0] != FST_BL_SKIP) {
        uint64_t length = 0;
        for (unsigned i = 1; i < BLOCK_HEAD; i++)
            length = length << 8 | head[i];
        if (length < 8 || length > (uint64_t)st.st_size || d->walked + 1 + (off_t)length > st.st_size)
            return false;
        d->saw_names = d->saw_names || head[0] == FST_BL_HIER || head[0] == FST_BL_HIER_LZ4 ||
                       head[0] == FST_BL_HIER_LZ4DUO;
        d->walked += 1 + (off_t)length;
    }
    return true;
}

/* After the end: all blocks are there, and the names as well, which are written last. */
static bool file_is_whole(dump_t *d)
{
    struct stat st;
    return walk_blocks(d) && fstat(d->fd, &st) == 0 && d->walked == st.st_size && d->saw_names;
}

static bool stop(dump_t *d, const char *why)
{
    snprintf(d->stopped, sizeof d->stopped, "%s: %s", d->path, why);
    return false;
}

/* Ends the section under way and puts it on the disk. False: stopped. */
static bool flush(dump_t *d)
{
    off_t before = d->walked;
    uint64_t need_bytes = d->pending + MARGIN_BYTES;
    if (d->times < 3)
        return true; /* the writer does not flush so little */
    if (!space_for(d->path, need_bytes) || !space_for("/tmp", need_bytes)) /* the writer's own temporary files */
        return stop(d, "the disk is nearly full; the dump ends here");
    if (!below_limit(d->walked, need_bytes + RESERVE_BYTES / 2))
        return stop(d, "the limit on file sizes is near; the dump ends here");
    fstWriterFlushContext(d->fst);
    fstWriterEmitTimeChange(d->fst, d->written + 1); /* this is what flushes */
    d->written++;
    d->times = 1;
    d->pending = 0;
    if (!walk_blocks(d) || d->walked == before || fstWriterGetFseekFailed(d->fst))
        return stop(d, "a write failed; the dump ends here");
    return true;
}

static bool reserve_space(dump_t *d, char *err, unsigned err_size)
{
    if (!below_limit(0, 2 * RESERVE_BYTES))
        return say(err, err_size, "%s: the limit on file sizes leaves no room for a dump", d->path);
    size_t size = strlen(d->path) + sizeof ".reserve-XXXXXX";
    char *name = need(malloc(size));
    snprintf(name, size, "%s.reserve-XXXXXX", d->path);
    d->reserve = mkstemp(name);
    int error = d->reserve < 0 ? errno : posix_fallocate(d->reserve, 0, RESERVE_BYTES);
    unlink(name); /* the space stays taken while the file is open, whatever ends the program gives it back */
    free(name);
    return error == 0 || say(err, err_size, "%s: %s", d->path, strerror(error));
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

static void free_dump(dump_t *d)
{
    for (unsigned i = 0; i < d->place_count; i++) {
        if (d->places[i].group) {
            free(d->places[i].group->saved);
            free(d->places[i].group->rows);
        }
        free(d->places[i].group);
        free(d->places[i].lane);
    }
    while (d->ring.count)
        free(ring_pop(&d->ring).text);
    for (uint32_t h = 0; d->before && h <= d->handles; h++)
        free(d->before[h].text);
    free(d->ring.list);
    free(d->before);
    free(d->places);
    free(d->path);
    free(d);
}

/* ---- from opening to closing ---- */

dump_t *dump_open(const char *path, char *err, unsigned err_size)
{
    bool existed = access(path, F_OK) == 0;
    if (!check_path(path, err, err_size))
        return NULL;
    dump_t *d = need(calloc(1, sizeof *d));
    d->path = need(strdup(path));
    d->fd = d->reserve = -1;
    bool ok = reserve_space(d, err, err_size);
    if (ok) {
        d->fst = fstWriterCreate(path, 1);
        d->fd = d->fst ? open(path, O_RDONLY) : -1;
        ok = d->fd >= 0 || say(err, err_size, "%s: the dump or its temporary files cannot be made", path);
    }
    if (!ok) {
        if (d->fst)
            fstWriterClose(d->fst);
        if (d->reserve >= 0)
            close(d->reserve);
        if (d->fst || !existed)
            unlink(path); /* nothing useful is in it; an older dump is left alone */
        free_dump(d);
        return NULL;
    }
    fstWriterSetPackType(d->fst, FST_WR_PT_LZ4);
    fstWriterSetTimescale(d->fst, -12);
    fstWriterSetDate(d->fst, date_text);
    fstWriterSetVersion(d->fst, version_text);
    return d;
}

bool dump_started(const dump_t *d)
{
    return d->started;
}

void dump_at(dump_t *d, ps_t t)
{
    if (t > d->now || !d->started)
        d->now = t;
}

ps_t dump_now(const dump_t *d)
{
    return d->now;
}

bool dump_alive(const dump_t *d, char *err, unsigned err_size)
{
    return (!d->stopped[0] && d->fst) || say(err, err_size, "%s", d->stopped);
}

void dump_wires(dump_t *d)
{
    for (unsigned i = 0; i < d->place_count; i++)
        if (d->places[i].group)
            sample_group(d, d->places[i].group);
}

bool dump_changed(const dump_group_t *g)
{
    return g->changed;
}

bool dump_sampled(dump_t *d, ps_t t, char *err, unsigned err_size)
{
    if (!d->started)
        d->next_flush = t + d->flush_every;
    d->started = true;
    if (t < d->next_flush && d->pending <= FLUSH_BYTES)
        return true;
    d->next_flush = t + d->flush_every;
    return flush(d) || say(err, err_size, "%s", d->stopped);
}

void dump_leave_room(dump_t *d, ps_t end)
{
    if (!d->timed || end <= d->written)
        return;
    if (!d->dark)
        fstWriterEmitDumpActive(d->fst, 0);
    fstWriterEmitTimeChange(d->fst, end);
}

bool dump_end(dump_t *d, char *err, unsigned err_size)
{
    if (!d->fst)
        return !d->stopped[0] || say(err, err_size, "%s", d->stopped);
    close(d->reserve);
    fstWriterClose(d->fst);
    d->fst = NULL;
    if (!d->stopped[0] && !file_is_whole(d))
        stop(d, "a write failed; the end of the dump is missing");
    close(d->fd);
    return !d->stopped[0] || say(err, err_size, "%s", d->stopped);
}

void dump_close(dump_t *d)
{
    char err[256];
    dump_end(d, err, sizeof err);
    free_dump(d);
}
