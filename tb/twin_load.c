/* twin_load: builds a user's Verilog into a shared object with the interface of twin.h, and loads it.
 *
 * The build folder is named by what Verilator's preprocessor makes of the file, so that the same text is built once.
 * Left out: include folders and defines for Verilator (give one file that includes the rest). */
#include "block.h"
#include "twin.h"

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
#include <unistd.h>

extern char **environ;

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

/* snprintf for paths and commands; too long is cut, and then fails as a path that does not exist. */
static void put(char *to, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(to, size, format, args);
    va_end(args);
}

static bool fail(char *err, unsigned err_size, const char *what, const char *which, const char *why)
{
    put(err, err_size, "%s%s%s: %s", what, *what ? " " : "", which, why);
    return false;
}

/* FNV-1a over the files' bytes. */
static bool hash_file(const char *file, uint64_t *h, char *err, unsigned err_size)
{
    FILE *f = fopen(file, "rb");
    int c;
    if (!f)
        return fail(err, err_size, "", file, strerror(errno));
    while ((c = getc(f)) != EOF)
        *h = (*h ^ (uint64_t)c) * UINT64_C(0x100000001b3);
    bool bad = ferror(f);
    fclose(f);
    return !bad || fail(err, err_size, "", file, "cannot be read");
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

/* Runs a shell script on three paths, $1 to $3; what it prints goes to `log`. */
static bool run(const char *script, const char *log, const char *const paths[3], char *err, unsigned err_size)
{
    char line[400], *argv[] = {"sh", "-c", (char *)script, "sh", (char *)paths[0], (char *)paths[1], (char *)paths[2], NULL};
    posix_spawn_file_actions_t files;
    pid_t pid;
    int status = 1;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    int failed = posix_spawnp(&pid, "sh", &files, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    if (failed || waitpid(pid, &status, 0) < 0)
        return fail(err, err_size, "sh", "", "cannot be started");
    if (status == 0)
        return true;
    first_error(log, line, sizeof line);
    put(err, err_size, "does not build: %s", line);
    return false;
}

static bool make_folders(const char *path)
{
    char part[600];
    for (size_t i = 1; path[i]; i++)
        if (path[i] == '/') {
            put(part, sizeof part, "%.*s", (int)i, path);
            mkdir(part, 0777);
        }
    return mkdir(path, 0777) == 0 || errno == EEXIST;
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
static bool ports_fit(const block_t *b, const char *dir, char *err, unsigned err_size)
{
    port_t ports[PORTS_MAX];
    char header[720], list[2000] = "";
    put(header, sizeof header, "%s/Vuser.h", dir);
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
    if (faults)
        put(err, err_size, "does not fit block %s, %u port%s:%s", b->name, faults, faults == 1 ? "" : "s", list);
    return !faults;
}

/* Verilator's warnings: how many, and the first few. */
static void read_lint(const char *dir, twin_lint_t *lint)
{
    char path[720], line[512];
    put(path, sizeof path, "%s/lint.log", dir);
    FILE *f = fopen(path, "r");
    *lint = (twin_lint_t){0};
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, "%Warning", 8) == 0) {
            line[strcspn(line, "\n")] = 0;
            if (lint->count < TWIN_LINT_SHOWN)
                put(lint->first[lint->count], sizeof lint->first[0], "%s", line);
            lint->count++;
        }
    if (f)
        fclose(f);
}

/* $1 the build folder, $2 the Verilog file, $3 the shared object. Verilator's own runtime is built once a cache. */
static bool build(const block_place_t *p, const char *file, const char *dir, const char *so, char *err, unsigned err_size)
{
    char script[2500], log[720];
    const char *const paths[3] = {dir, file, so};
    put(log, sizeof log, "%s/lint.log", dir);
    put(script, sizeof script,
        "rm -f \"$1\"/Vuser*; verilator --cc --prefix Vuser --top-module %s --Mdir \"$1\" -Wall -Wno-DECLFILENAME -Wno-fatal "
        "--x-initial unique -O3 \"-I$(dirname \"$2\")\" \"$2\"",
        p->block);
    if (!run(script, log, paths, err, err_size) || !ports_fit(p->ports, dir, err, err_size))
        return false;
    put(log, sizeof log, "%s/log", dir);
    put(script, sizeof script,
        "set -e; R=$(verilator --getenv VERILATOR_ROOT); V=$(verilator --version | cut -d' ' -f2); "
        "F='-std=c++17 -O2 -w -fPIC -fvisibility=hidden -DVL_TIME_CONTEXT -DTWIN_USER'; "
        "C=$(cksum < '" SMMSCOPE_SOURCE_DIR "/tb/twin_runtime.cpp' | cut -d' ' -f1); O=\"$1/../runtime-$V-$C.o\"; "
        "test -f \"$O\" || { g++ $F \"-I$R/include\" \"-I$R/include/vltstd\" -c '" SMMSCOPE_SOURCE_DIR
        "/tb/twin_runtime.cpp' -o \"$1/runtime.o\"; mv \"$1/runtime.o\" \"$O\"; }; "
        "(cd \"$1\"; for f in Vuser*.cpp; do echo \"#include \\\"$f\\\"\"; done > all.cpp); "
        "g++ $F -shared -Wl,-Bsymbolic "
        "-DTWIN_NAME=%s -DTWIN_LIST=%s -DTWIN_MODEL=Vuser '-DTWIN_HEADER=\"%s\"' "
        "'-DTWIN_MODEL_HEADER=\"Vuser.h\"' -DTWIN_SYMBOL_NAME=" TWIN_SYMBOL " "
        "-I\"$1\" -I'" SMMSCOPE_SOURCE_DIR "/model' -I'" SMMSCOPE_SOURCE_DIR "/tb' -I\"$R/include\" "
        "-I\"$R/include/vltstd\" -include '" SMMSCOPE_SOURCE_DIR "/tb/twin_host.cpp' \"$1/all.cpp\" \"$O\" -o \"$3.new\" -lpthread; "
        "mv \"$3.new\" \"$3\"",
        p->block, p->list, p->header);
    return run(script, log, paths, err, err_size);
}

/* Hashes the file with everything it includes. */
static bool hash_verilog(const char *file, const char *cache, uint64_t *h, char *err, unsigned err_size)
{
    char pre[700], log[720];
    FILE *f = fopen(file, "rb");
    if (!f)
        return fail(err, err_size, "", file, strerror(errno));
    fclose(f);
    put(pre, sizeof pre, "%s/preprocessed-%ld", cache, (long)getpid());
    put(log, sizeof log, "%s.log", pre);
    const char *const paths[3] = {pre, file, ""};
    bool good = run("verilator -E -Wno-fatal \"-I$(dirname \"$2\")\" \"$2\" > \"$1\"", log, paths, err, err_size) &&
                hash_file(pre, h, err, err_size);
    unlink(pre);
    unlink(log);
    return good;
}

const twin_if_t *twin_load(const char *block, const char *file, const char *cache, twin_lint_t *lint, char *err,
                           unsigned err_size)
{
    const block_place_t *p = NULL;
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    char dir[700], so[720];
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (strcmp(places[i].block, block) == 0)
            p = &places[i];
    if (!p) {
        fail(err, err_size, "block", block, "no such block, expected one with a twin (smmscope list blocks)");
        return NULL;
    }
    char header[600];
    put(header, sizeof header, SMMSCOPE_SOURCE_DIR "/model/%s", p->header);
    if (!make_folders(cache)) {
        fail(err, err_size, "build folder", cache, strerror(errno));
        return NULL;
    }
    if (!hash_verilog(file, cache, &h, err, err_size) || !hash_file(header, &h, err, err_size) ||
        !hash_file(SMMSCOPE_SOURCE_DIR "/model/sig.h", &h, err, err_size) ||
        !hash_file(SMMSCOPE_SOURCE_DIR "/tb/twin.h", &h, err, err_size) ||
        !hash_file(SMMSCOPE_SOURCE_DIR "/tb/twin_runtime.cpp", &h, err, err_size) ||
        !hash_file(SMMSCOPE_SOURCE_DIR "/tb/twin_load.c", &h, err, err_size) ||
        !hash_file(SMMSCOPE_SOURCE_DIR "/tb/twin_host.cpp", &h, err, err_size))
        return NULL;
    put(dir, sizeof dir, "%s/%s-%016llx", cache, block, (unsigned long long)h);
    put(so, sizeof so, "%s/twin.so", dir);
    if (!make_folders(dir)) {
        fail(err, err_size, "build folder", dir, strerror(errno));
        return NULL;
    }
    if (access(so, R_OK) != 0 && !build(p, file, dir, so, err, err_size))
        return NULL;
    if (lint)
        read_lint(dir, lint);
    void *lib = dlopen(so, RTLD_NOW | RTLD_LOCAL);
    const twin_if_t *t = lib ? dlsym(lib, TWIN_SYMBOL) : NULL;
    if (!t)
        fail(err, err_size, "RTL of", block, dlerror());
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
