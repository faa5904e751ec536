/* twin_load: builds a user's Verilog into a shared object with the interface of twin.h, and loads it.
 *
 * Verilator runs at each call, in a work folder of this call alone: a twentieth of a second for such a block. What it
 * makes, and what else goes into the shared object, names the object in the cache; only when there is none of that name
 * the C++ compiler runs, and the finished object is moved there. So nothing that was changed can be missed, two calls at
 * once do not meet, and a call that is killed leaves only a work folder, which a later call removes.
 * Left out: Verilator's own options in a list file, lists in lists. */
#include "block.h"
#include "twin.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { PATH_ROOM = 4096, STALE_SECONDS = 3600 };

typedef struct block_place {
    const char *block, *header, *list;
    const block_t *ports;
} block_place_t;

/* twin_rows.inc is made by CMake from its list of blocks. */
#define X(name, header, list) extern const block_t name##_block;
#include "twin_rows.inc"
#undef X
static const block_place_t places[] = {
#define X(name, header, list) {#name, header, #list, &name##_block},
#include "twin_rows.inc"
#undef X
};

/* What one call of twin_load works with. */
typedef struct load {
    const block_place_t *place;
    const char *top, *cache;
    char what[400];       /* the user's source in words */
    char work[PATH_ROOM]; /* folder of this call */
    char **args;          /* what Verilator is told, ended by NULL */
    size_t arg_count, arg_room;
    char *err;
    unsigned err_size;
} load_t;

/* snprintf for paths and commands; too long is cut, and then fails as a path that does not exist. */
__attribute__((format(printf, 3, 4))) static void put(char *to, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(to, size, format, args);
    va_end(args);
}

__attribute__((format(printf, 2, 3))) static bool fail(load_t *l, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(l->err, l->err_size, format, args);
    va_end(args);
    return false;
}

/* --- what the user named ----------------------------------------------------------------------------------------- */

bool rtl_add(rtl_source_t *s, rtl_kind_t kind, const char *text)
{
    if (s->count == RTL_ITEMS_MAX)
        return false;
    s->items[s->count].kind = kind;
    s->items[s->count++].text = text;
    return true;
}

bool rtl_given(const rtl_source_t *s)
{
    for (unsigned i = 0; i < s->count; i++)
        if (s->items[i].kind == RTL_FILE || s->items[i].kind == RTL_LIST)
            return true;
    return false;
}

void rtl_text(const rtl_source_t *s, char *text, size_t size)
{
    static const char *const options[] = {[RTL_FILE] = "", [RTL_LIST] = "-f ", [RTL_DIR] = "-I ", [RTL_DEFINE] = "-D "};
    size_t n = 0;
    text[0] = 0;
    for (unsigned i = 0; i < s->count && n < size; i++)
        n += (size_t)snprintf(text + n, size - n, "%s%s%s", n ? " " : "", options[s->items[i].kind], s->items[i].text);
    if (s->top && n < size)
        snprintf(text + n, size - n, " --top %s", s->top);
}

__attribute__((format(printf, 2, 3))) static void add_arg(load_t *l, const char *format, ...)
{
    char text[PATH_ROOM];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (l->arg_count + 2 > l->arg_room) {
        l->arg_room = l->arg_room ? 2 * l->arg_room : 64;
        l->args = realloc(l->args, l->arg_room * sizeof *l->args);
        if (!l->args)
            abort();
    }
    char *copy = strdup(text);
    if (!copy)
        abort();
    l->args[l->arg_count++] = copy;
    l->args[l->arg_count] = NULL;
}

/* The folder a file is in, as "-I" for what it includes. */
static void add_folder_of(load_t *l, const char *file)
{
    const char *slash = strrchr(file, '/');
    if (slash)
        add_arg(l, "-I%.*s", slash == file ? 1 : (int)(slash - file), file);
    else
        add_arg(l, "-I.");
}

/* A plain file that can be read; `where` says who names it. */
static bool readable(load_t *l, const char *where, const char *file)
{
    struct stat st;
    FILE *f = stat(file, &st) == 0 && S_ISDIR(st.st_mode) ? NULL : fopen(file, "rb");
    if (f)
        fclose(f);
    else if (stat(file, &st) == 0 && S_ISDIR(st.st_mode))
        return fail(l, "%s%s: is a directory, expected a Verilog file", where, file);
    else
        return fail(l, "%s%s: %s", where, file, strerror(errno));
    return true;
}

static bool add_file(load_t *l, const char *where, const char *file)
{
    if (!readable(l, where, file))
        return false;
    add_arg(l, "%s%s", strchr("-+", file[0]) ? "./" : "", file); /* not an option */
    add_folder_of(l, file);
    return true;
}

static bool add_dir(load_t *l, const char *where, const char *dir)
{
    struct stat st;
    if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode))
        return fail(l, "%s%s: no such directory", where, dir);
    add_arg(l, "-I%s", dir);
    return true;
}

/* A name in a list file: relative ones are looked for from the list's folder. */
static const char *from_list(const char *list, const char *name, char *path, size_t size)
{
    const char *slash = strrchr(list, '/');
    if (name[0] == '/' || !slash)
        put(path, size, "%s", name);
    else
        put(path, size, "%.*s/%s", (int)(slash - list), list, name);
    return path;
}

/* The parts of "+incdir+A+B" or "+define+A=1+B". */
static bool add_parts(load_t *l, const char *where, const char *list, char *parts, bool dirs)
{
    char path[PATH_ROOM];
    for (char *part = strtok(parts, "+"); part; part = strtok(NULL, "+")) {
        if (!dirs)
            add_arg(l, "-D%s", part);
        else if (!add_dir(l, where, from_list(list, part, path, sizeof path)))
            return false;
    }
    return true;
}

static bool add_line(load_t *l, const char *where, const char *list, char *line)
{
    char path[PATH_ROOM], *rest = line + 2;
    rest += strspn(rest, " \t");
    if (strncmp(line, "+incdir+", 8) == 0)
        return add_parts(l, where, list, line + 8, true);
    if (strncmp(line, "+define+", 8) == 0)
        return add_parts(l, where, list, line + 8, false);
    if (strncmp(line, "-I", 2) == 0)
        return add_dir(l, where, from_list(list, rest, path, sizeof path));
    if (strncmp(line, "-D", 2) == 0)
        add_arg(l, "-D%s", rest);
    else if (line[0] == '-' || line[0] == '+')
        return fail(l, "%s'%s' is not known here, expected a file, -I, +incdir+, -D or +define+", where, line);
    else
        return add_file(l, where, from_list(list, line, path, sizeof path));
    return true;
}

/* One name or option a line; empty lines and those that begin with # or // are left out. */
static bool add_list(load_t *l, const char *list)
{
    char line[PATH_ROOM], where[PATH_ROOM + 32];
    unsigned number = 0;
    bool good = true;
    FILE *f = readable(l, "", list) ? fopen(list, "r") : NULL;
    if (!f)
        return false;
    while (good && fgets(line, sizeof line, f)) {
        char *text = line + strspn(line, " \t");
        size_t n = strcspn(text, "\r\n");
        while (n && (text[n - 1] == ' ' || text[n - 1] == '\t'))
            n--;
        text[n] = 0;
        put(where, sizeof where, "%s:%u: ", list, ++number);
        if (text[0] && text[0] != '#' && strncmp(text, "//", 2) != 0)
            good = add_line(l, where, list, text);
    }
    fclose(f);
    return good;
}

/* Folders and defines first, so that they hold for every file wherever they were named. */
static bool add_source(load_t *l, const rtl_source_t *s)
{
    bool good = true;
    for (unsigned i = 0; i < s->count && good; i++)
        if (s->items[i].kind == RTL_DIR)
            good = add_dir(l, "-I ", s->items[i].text);
        else if (s->items[i].kind == RTL_DEFINE)
            add_arg(l, "-D%s", s->items[i].text);
    for (unsigned i = 0; i < s->count && good; i++)
        if (s->items[i].kind == RTL_FILE)
            good = add_file(l, "", s->items[i].text);
        else if (s->items[i].kind == RTL_LIST)
            good = add_list(l, s->items[i].text);
    return good;
}

/* --- tools ------------------------------------------------------------------------------------------------------- */

/* FNV-1a. */
static void hash_bytes(uint64_t *h, const char *bytes, size_t n)
{
    while (n--)
        *h = (*h ^ (uint8_t)*bytes++) * UINT64_C(0x100000001b3);
}

static bool hash_file(load_t *l, const char *file, uint64_t *h)
{
    char buffer[16384];
    size_t n;
    FILE *f = fopen(file, "rb");
    if (!f)
        return fail(l, "%s: %s", file, strerror(errno));
    while ((n = fread(buffer, 1, sizeof buffer, f)) > 0)
        hash_bytes(h, buffer, n);
    bool bad = ferror(f);
    fclose(f);
    return !bad || fail(l, "%s: cannot be read", file);
}

/* The first line of a tool's output that speaks of an error, or its first line. */
static void first_error(const char *log, char *line, unsigned size)
{
    FILE *f = fopen(log, "r");
    char text[512];
    line[0] = 0;
    while (f && fgets(text, sizeof text, f)) {
        text[strcspn(text, "\n")] = 0;
        bool error = strstr(text, "%Error") || strstr(text, "error:");
        if (error || !line[0])
            put(line, size, "%s", text);
        if (error)
            break;
    }
    if (f)
        fclose(f);
}

/* Runs a tool; what it prints goes to the file `log` of the work folder. */
static bool run(load_t *l, char *const argv[], const char *log)
{
    char line[400], path[PATH_ROOM + 32];
    posix_spawn_file_actions_t files;
    pid_t pid;
    int status = 1;
    put(path, sizeof path, "%s/%s", l->work, log);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    int failed = posix_spawnp(&pid, argv[0], &files, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    if (failed)
        return fail(l, "%s cannot be started: %s", argv[0], strerror(failed));
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return fail(l, "%s: %s", argv[0], strerror(errno));
    if (status == 0)
        return true;
    first_error(path, line, sizeof line);
    if (WIFSIGNALED(status))
        return fail(l, "does not build: %s was ended by signal %d", argv[0], WTERMSIG(status));
    if (strstr(line, "was not found in design"))
        return fail(l, "%s: there is no module '%s' (--top NAME names another)", l->what, l->top);
    return fail(l, "does not build: %s", line[0] ? line : argv[0]);
}

/* Runs a shell script on the paths $1 and $2. */
static bool run_script(load_t *l, const char *script, const char *one, const char *two, const char *log)
{
    char *argv[] = {"sh", "-c", (char *)script, "sh", (char *)one, (char *)two, NULL};
    return run(l, argv, log);
}

/* --- folders ----------------------------------------------------------------------------------------------------- */

static bool make_folders(const char *path)
{
    char part[PATH_ROOM];
    for (size_t i = 1; path[i]; i++)
        if (path[i] == '/') {
            put(part, sizeof part, "%.*s", (int)i, path);
            mkdir(part, 0777);
        }
    struct stat st;
    if (mkdir(path, 0777) == 0)
        return true;
    int error = errno;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return true;
    errno = error;
    return false;
}

/* A work folder holds files only. */
static void remove_folder(const char *path)
{
    char file[PATH_ROOM + 300];
    struct dirent *e;
    DIR *d = opendir(path);
    while (d && (e = readdir(d))) {
        put(file, sizeof file, "%s/%s", path, e->d_name);
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            unlink(file);
    }
    if (d)
        closedir(d);
    rmdir(path);
}

/* What calls left that were killed. */
static void remove_stale(const char *cache)
{
    char path[PATH_ROOM + 300];
    struct dirent *e;
    struct stat st;
    DIR *d = opendir(cache);
    while (d && (e = readdir(d))) {
        put(path, sizeof path, "%s/%s", cache, e->d_name);
        if (strncmp(e->d_name, "work-", 5) == 0 && stat(path, &st) == 0 && time(NULL) - st.st_mtime > STALE_SECONDS)
            remove_folder(path);
    }
    if (d)
        closedir(d);
}

static bool open_work(load_t *l)
{
    bool made = make_folders(l->cache);
    put(l->work, sizeof l->work, "%s/work-XXXXXX", l->cache);
    if (made && mkdtemp(l->work))
        return true;
    fail(l, "build folder %s: %s (XDG_CACHE_HOME names another place)", l->cache, strerror(errno));
    l->work[0] = 0;
    return false;
}

/* --- ports ------------------------------------------------------------------------------------------------------- */

enum { PORTS_MAX = 128 };

typedef struct port {
    char name[96], kind[8]; /* kind: IN8, OUT, INOUT64, ... as in Verilator's header */
    int width;
    bool known;
} port_t;

/* The ports of the module as Verilator's header declares them: VL_IN8(&name,msb,lsb); */
static unsigned read_ports(const char *header, port_t *ports)
{
    FILE *f = fopen(header, "r");
    char line[512];
    unsigned n = 0;
    int msb, lsb;
    while (f && n < PORTS_MAX && fgets(line, sizeof line, f))
        if (sscanf(line, " VL_%7[A-Z0-9](&%95[^,],%d,%d", ports[n].kind, ports[n].name, &msb, &lsb) == 4) {
            ports[n].width = msb - lsb + 1;
            ports[n++].known = false;
        }
    if (f)
        fclose(f);
    return n;
}

static const char *direction(const port_t *p)
{
    return strncmp(p->kind, "INOUT", 5) == 0 ? "inout" : p->kind[0] == 'I' ? "input" : "output";
}

__attribute__((format(printf, 2, 3))) static void port_fault(char *list, const char *format, ...)
{
    enum { LIST = 2000 };
    size_t n = strlen(list);
    va_list args;
    va_start(args, format);
    vsnprintf(list + n, LIST - n, format, args);
    va_end(args);
}

/* One expected port; adds to `list` what is wrong with it. */
static unsigned want_port(port_t *ports, unsigned count, const char *name, const char *suffix, const char *way, int width, char *list)
{
    char full[100];
    put(full, sizeof full, "%s%s", name, suffix);
    for (unsigned i = 0; i < count; i++)
        if (strcmp(ports[i].name, full) == 0) {
            ports[i].known = true;
            if (ports[i].width == width && strcmp(direction(&ports[i]), way) == 0)
                return 0;
            port_fault(list, "\n  port %s: %s of %d bit, expected %s of %d bit", full, direction(&ports[i]), ports[i].width, way,
                       width);
            return 1;
        }
    port_fault(list, "\n  port %s: missing, expected %s of %d bit", full, way, width);
    return 1;
}

/* Names each port that is missing, too much, or of another width or direction. */
static bool ports_fit(load_t *l)
{
    const block_t *b = l->place->ports;
    port_t ports[PORTS_MAX];
    char header[PATH_ROOM + 32], list[2000] = "";
    put(header, sizeof header, "%s/Vuser.h", l->work);
    unsigned count = read_ports(header, ports), faults = 0;
    faults += want_port(ports, count, "clk_i", "", "input", 1, list);
    faults += want_port(ports, count, "rst_ni", "", "input", 1, list);
    for (const sig_t *s = b->in_sigs; s->name; s++)
        faults += want_port(ports, count, s->name, "_i", "input", s->width, list);
    for (const sig_t *s = b->out_sigs; s->name; s++)
        faults += want_port(ports, count, s->name, "_o", "output", s->width, list);
    for (unsigned i = 0; i < count; i++)
        if (!ports[i].known) {
            port_fault(list, "\n  port %s: %s of %d bit, expected no such port", ports[i].name, direction(&ports[i]),
                       ports[i].width);
            faults++;
        }
    return !faults || fail(l, "%s: does not fit block %s, %u port%s:%s", l->what, b->name, faults, faults == 1 ? "" : "s", list);
}

/* --- building ---------------------------------------------------------------------------------------------------- */

/* Verilator's warnings: latches, loops, others; how many, and the first of each. */
static void read_lint(const load_t *l, twin_lint_t *lint)
{
    char path[PATH_ROOM + 32], line[512];
    twin_lint_t others = {0};
    put(path, sizeof path, "%s/lint.log", l->work);
    FILE *f = fopen(path, "r");
    *lint = (twin_lint_t){0};
    while (f && fgets(line, sizeof line, f)) {
        if (strncmp(line, "%Warning", 8) != 0)
            continue;
        line[strcspn(line, "\n")] = 0;
        bool latch = strncmp(line, "%Warning-LATCH:", 15) == 0, loop = strncmp(line, "%Warning-UNOPTFLAT:", 19) == 0;
        lint->count++;
        lint->latches += latch;
        lint->loops += loop;
        if ((latch || loop) && lint->shown < TWIN_LINT_SHOWN)
            put(lint->first[lint->shown++], sizeof lint->first[0], "%s", line);
        else if (!latch && !loop && others.shown < TWIN_LINT_OTHERS)
            put(others.first[others.shown++], sizeof others.first[0], "%s", line);
    }
    for (unsigned i = 0; i < others.shown && lint->shown < TWIN_LINT_SHOWN; i++)
        put(lint->first[lint->shown++], sizeof lint->first[0], "%s", others.first[i]);
    if (f)
        fclose(f);
}

static bool verilate(load_t *l, const rtl_source_t *source)
{
    static const char *const options[] = {"verilator", "--cc", "--prefix", "Vuser", "-Wall", "-Wno-DECLFILENAME", "-Wno-fatal",
                                          "--no-timing", "--x-initial", "unique", "-O3", "--top-module"};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        add_arg(l, "%s", options[i]);
    add_arg(l, "%s", l->top);
    add_arg(l, "--Mdir");
    add_arg(l, "%s", l->work);
    return add_source(l, source) && run(l, l->args, "lint.log") && ports_fit(l);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The C++ that Verilator made, names and bytes, in the order of the names. */
static bool hash_work(load_t *l, uint64_t *h)
{
    char *names[512], path[PATH_ROOM + 300];
    unsigned count = 0;
    bool good = true;
    struct dirent *e;
    DIR *d = opendir(l->work);
    while (d && (e = readdir(d))) {
        const char *end = strrchr(e->d_name, '.');
        if (end && (strcmp(end, ".cpp") == 0 || strcmp(end, ".h") == 0) && count < sizeof names / sizeof names[0])
            names[count++] = strdup(e->d_name);
    }
    if (d)
        closedir(d);
    qsort(names, count, sizeof *names, by_name);
    for (unsigned i = 0; i < count; i++) {
        hash_bytes(h, names[i], strlen(names[i]) + 1);
        put(path, sizeof path, "%s/%s", l->work, names[i]);
        good = good && hash_file(l, path, h);
        free(names[i]);
    }
    return good;
}

/* $1 the work folder, $2 the shared object. Verilator's own runtime is built once a cache. */
#define FLAGS "-std=c++17 -O2 -w -fPIC -fvisibility=hidden -DVL_TIME_CONTEXT -DTWIN_USER"
#define TB SMMSCOPE_SOURCE_DIR "/tb/"
static const char tools_script[] =
    "verilator --getenv VERILATOR_ROOT && verilator --version && g++ -dumpfullversion && cksum < '" TB "twin_runtime.cpp'";
static const char build_script[] =
    "set -e; { read -r R; read -r V; read -r G; read -r C rest; } < \"$1/tools\"; V=${V#* }; V=${V%%%% *}\n"
    "O=\"${2%%/*}/runtime-$V-$G-$C.o\"\n"
    "test -s \"$O\" || { g++ " FLAGS " \"-I$R/include\" \"-I$R/include/vltstd\" -c '" TB "twin_runtime.cpp'"
    " -o \"$1/runtime.o\"; mv \"$1/runtime.o\" \"$O\"; }\n"
    "(cd \"$1\"; for f in Vuser*.cpp; do echo \"#include \\\"$f\\\"\"; done > all.cpp)\n"
    "g++ " FLAGS " -shared -Wl,-Bsymbolic "
    "-DTWIN_NAME=%s -DTWIN_LIST=%s -DTWIN_MODEL=Vuser '-DTWIN_HEADER=\"%s\"' "
    "'-DTWIN_MODEL_HEADER=\"Vuser.h\"' -DTWIN_SYMBOL_NAME=" TWIN_SYMBOL " "
    "\"-I$1\" -I'" SMMSCOPE_SOURCE_DIR "/model' -I'" TB "' \"-I$R/include\" "
    "\"-I$R/include/vltstd\" -include '" TB "twin_host.cpp' \"$1/all.cpp\" \"$O\" -o \"$1/twin.so\" -lpthread\n"
    "mv \"$1/twin.so\" \"$2\"";

/* Loads the shared object of what is in the work folder, which is built when there is none. */
static const twin_if_t *built(load_t *l)
{
    static const char *const parts[] = {"model/sig.h", "model/block.h", "model/clocks.h", "tb/twin.h", "tb/twin_runtime.cpp",
                                        "tb/twin_host.cpp"};
    char script[sizeof build_script + 4 * PATH_ROOM], path[PATH_ROOM + 300], so[PATH_ROOM + 64];
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    put(script, sizeof script, build_script, l->place->block, l->place->list, l->place->header);
    hash_bytes(&h, script, strlen(script));
    if (!run_script(l, tools_script, "", "", "tools"))
        return NULL;
    put(path, sizeof path, "%s/tools", l->work);
    if (!hash_file(l, path, &h) || !hash_work(l, &h))
        return NULL;
    put(path, sizeof path, SMMSCOPE_SOURCE_DIR "/model/%s", l->place->header);
    if (!hash_file(l, path, &h))
        return NULL;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        put(path, sizeof path, SMMSCOPE_SOURCE_DIR "/%s", parts[i]);
        if (!hash_file(l, path, &h))
            return NULL;
    }
    put(so, sizeof so, "%s/%s-%016llx.so", l->cache, l->place->block, (unsigned long long)h);
    for (unsigned again = 0; again < 2; again++) {
        if (access(so, R_OK) != 0 && !run_script(l, script, l->work, so, "build.log"))
            return NULL;
        void *lib = dlopen(so, RTLD_NOW | RTLD_LOCAL);
        const twin_if_t *t = lib ? dlsym(lib, TWIN_SYMBOL) : NULL;
        if (t)
            return t;
        fail(l, "%s: %s", so, dlerror());
        unlink(so); /* damaged on the disk: build it once more */
    }
    return NULL;
}

const twin_if_t *twin_load(const char *block, const rtl_source_t *source, const char *cache, twin_lint_t *lint, char *err,
                           unsigned err_size)
{
    load_t l = {.top = source->top ? source->top : block, .cache = cache, .err = err, .err_size = err_size};
    const twin_if_t *t = NULL;
    rtl_text(source, l.what, sizeof l.what);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (strcmp(places[i].block, block) == 0)
            l.place = &places[i];
    if (!l.place) {
        fail(&l, "block %s: no such block, expected one with a twin (smmscope list blocks)", block);
        return NULL;
    }
    if (!open_work(&l))
        return NULL;
    remove_stale(cache);
    if (verilate(&l, source)) {
        if (lint)
            read_lint(&l, lint);
        t = built(&l);
    }
    remove_folder(l.work);
    for (size_t i = 0; i < l.arg_count; i++)
        free(l.args[i]);
    free(l.args);
    return t;
}

void twin_cache(char *path, size_t size)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (cache)
        put(path, size, "%s/smmscope", cache);
    else
        put(path, size, "%s/.cache/smmscope", home ? home : "/tmp");
}
