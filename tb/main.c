/* main: the command line. */
#include "check.h"
#include "report.h"
#include "session.h"
#include "view.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifndef SMMSCOPE_RTL
#define SMMSCOPE_RTL 0
#endif
#if SMMSCOPE_RTL
#include "sc_shim.h"
#endif
#ifndef SMMSCOPE_SOURCE_DIR
#define SMMSCOPE_SOURCE_DIR "."
#endif
#ifndef SMMSCOPE_VERSION
#define SMMSCOPE_VERSION "0.1"
#endif

enum { EXIT_PASS = 0, EXIT_FAILED = 1, EXIT_BAD_INPUT = 2, EXIT_INTERRUPTED = 130 };

static const char usage[] =
    "smmscope: the path of an x86 system into System Management Mode and back, clock by clock\n"
    "\n"
    "  smmscope run SCENARIO   run a scenario, compare C and Verilog, say what was seen\n"
    "  smmscope check BLOCK    compare one block's Verilog, ours or yours, with its C model\n"
    "  smmscope list WHAT      what there is: blocks, wires, registers, rules, events, parts, params, scenarios\n"
    "  smmscope view NAME      the last dump of a scenario in GTKWave\n"
    "  smmscope --version\n"
    "\n"
    "'smmscope COMMAND --help' tells more. Later: boot, sweep.\n";

static const char run_usage[] =
    "smmscope run SCENARIO.asm|NAME [option ...]\n"
    "\n"
    "Runs a scenario: a file, or the name of one of 'smmscope list scenarios'.\n"
    "\n"
    "  --part P             another part than the scenario's (see 'smmscope list parts')\n"
    "  --cpus N             another number of CPUs\n"
    "  --mode M             cycle (default): every clock edge; fast: only edges at which something changes;\n"
    "                       auto: fast, and cycle around each SMI\n"
    "  --wave FILE          write an FST dump for GTKWave\n"
    "  --wave-window N      keep only N BCLKs around each SMI in the dump\n"
    "  --log                print each event as it happens\n"
    "  --report FILE.json   write the report as JSON too\n"
    "  --rtl BLOCK=FILE     compare this Verilog file in place of our own twin (may be repeated)\n"
    "  --drive BLOCK        the Verilog's outputs drive the board, not the C model's (may be repeated)\n"
    "  --no-twins           compare no Verilog\n"
    "  --seed N             shuffle the order in which blocks tick at each edge; in cycle mode nothing may change\n"
    "  --quiet              print the report only when something failed\n"
    "\n"
    "Exit: 0 all checks held; 1 a check, rule or comparison failed, or the watchdog ended the run; 2 bad input, or a\n"
    "file that cannot be written; 130 interrupted.\n";

static const char check_usage[] =
    "smmscope check BLOCK [option ...]\n"
    "\n"
    "Compares a block's Verilog with its C model at every clock edge, each output by its judge column: first in the\n"
    "block's directed tests ('smmscope list tests BLOCK'), then on constrained-random input: bursts, set and clear in one\n"
    "clock, lock then write, reset in mid-flight, long idles.\n"
    "Names combinational outputs and wires that depend on a register without reset. BLOCK is one of\n"
    "'smmscope list blocks' with rtl yes.\n"
    "\n"
    "  --rtl FILE           your Verilog file, its top module called BLOCK; without, our own\n"
    "  --edges N            clock edges of the random run (200000)\n"
    "  --seed N             another random run; the same seed gives the same run (1)\n"
    "  --random-only        leave out the directed tests\n"
    "  --ignore WIRE        do not judge this output; always shown in the report (may be repeated)\n"
    "  --report FILE.json   write the report as JSON too\n"
    "\n"
    "Left for later: more than one file, -f, -I and -D, a dump at the failure, coverage.\n"
    "\n"
    "Exit: 0 all agreed; 1 a wire differs, is combinational or depends on a register without reset; 2 bad input: no such\n"
    "file, a file that does not build, ports that do not fit; 130 interrupted. See docs/check-your-verilog.md.\n";

static const char list_usage[] =
    "smmscope list [blocks|wires|registers|rules|events|parts|params|scenarios] [--cpus N] [--part P]\n"
    "smmscope list tests [BLOCK]\n"
    "\n"
    "Prints plain columns. --cpus and --part choose the machine whose blocks and wires are listed (1 CPU, p6). Wires of\n"
    "kind board are those that a scenario may set. tests are the directed tests that 'smmscope check' runs.\n";

static const char view_usage[] =
    "smmscope view NAME\n"
    "\n"
    "Opens waves/out/NAME.fst in GTKWave, with the saved view waves/NAME.gtkw, or waves/smi.gtkw when there is none.\n"
    "'smmscope run NAME --wave waves/out/NAME.fst' makes the dump.\n";

__attribute__((format(printf, 1, 2))) static int bad_input(const char *format, ...)
{
    va_list args;
    fflush(stdout);
    fputs("smmscope: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return EXIT_BAD_INPUT;
}

/* What was printed must have arrived: a full disk is an error like any other. */
static int flushed(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    return bad_input("the output cannot be written: %s", strerror(errno));
}

static int help(const char *text)
{
    fputs(text, stdout);
    return flushed(EXIT_PASS);
}

/* Options: "--name VALUE", "--name=VALUE" and "--name" */

typedef struct args {
    int count, at;
    char **list;
    const char *name;  /* of the option in hand, without its value */
    const char *value; /* after "=", or NULL */
    char text[64];
} args_t;

/* The next argument: an option (true in *is_option, a->name) or a word (a->name). False at the end. */
static bool next_arg(args_t *a, bool *is_option)
{
    if (a->at >= a->count)
        return false;
    const char *arg = a->list[a->at++];
    const char *equals = strchr(arg, '=');
    *is_option = arg[0] == '-' && arg[1];
    a->name = arg;
    a->value = NULL;
    if (*is_option && equals && equals - arg < (int)sizeof a->text) {
        snprintf(a->text, sizeof a->text, "%.*s", (int)(equals - arg), arg);
        a->name = a->text;
        a->value = equals + 1;
    }
    return true;
}

static bool is(const args_t *a, const char *name)
{
    return strcmp(a->name, name) == 0;
}

/* The option's value, or NULL after a message. */
static const char *value_of(args_t *a)
{
    const char *v = a->value;
    a->value = NULL;
    if (!v && a->at < a->count)
        v = a->list[a->at++];
    if (v && *v)
        return v;
    bad_input("%s needs a value", a->name);
    return NULL;
}

static bool number_of(args_t *a, uint64_t least, uint64_t most, uint64_t *n)
{
    const char *v = value_of(a);
    char *end;
    if (!v)
        return false;
    errno = 0;
    unsigned long long u = strtoull(v, &end, 0);
    if (v[0] < '0' || v[0] > '9' || *end || errno || u < least || u > most) {
        bad_input("%s is '%s', expected a number from %" PRIu64 " to %" PRIu64, a->name, v, least, most);
        return false;
    }
    *n = u;
    return true;
}

/* run */

typedef struct run_args {
    const char *scenario, *report;
    scenario_options_t scenario_options;
    session_options_t options;
    bool mode_given, quiet, help;
} run_args_t;

static session_t session; /* for the signal handlers */
static volatile sig_atomic_t interrupted, showing_progress;

static void on_interrupt(int sig)
{
    (void)sig;
    interrupted = 1;
    session_interrupt();
}

/* Rewrites the progress line. Only what a signal handler may call is used here. */
static void on_alarm(int sig)
{
    static const char before[] = "\rsmmscope: ", after[] = " us of guest time ";
    char text[64];
    size_t n = sizeof text;
    int keep = errno;
    ps_t us = soc_now(session.soc) / 1000000;
    (void)sig;
    n -= sizeof after - 1;
    memcpy(text + n, after, sizeof after - 1);
    do
        text[--n] = (char)('0' + us % 10);
    while (us /= 10);
    n -= sizeof before - 1;
    memcpy(text + n, before, sizeof before - 1);
    if (write(STDERR_FILENO, text + n, sizeof text - n) > 0)
        showing_progress = 1;
    alarm(1);
    errno = keep;
}

static void handle(int sig, void (*f)(int))
{
    struct sigaction a = {.sa_handler = f, .sa_flags = SA_RESTART};
    sigemptyset(&a.sa_mask);
    sigaction(sig, &a, NULL);
}

static void start_progress(bool quiet)
{
    if (quiet || !isatty(STDERR_FILENO))
        return;
    handle(SIGALRM, on_alarm);
    alarm(2);
}

static void stop_progress(void)
{
    static const char clear[] = "\r\033[K";
    alarm(0);
    handle(SIGALRM, SIG_IGN);
    if (showing_progress && write(STDERR_FILENO, clear, sizeof clear - 1) < 0)
        showing_progress = 0;
}

/* Whoever owns time runs the session to its end. */
static void run_session(session_t *x)
{
#if SMMSCOPE_RTL
    sc_shim_run(x);
#else
    for (;;) {
        ps_t t = session_next(x);
        if (t == PS_NEVER || !session_instant(x, t))
            break;
    }
#endif
}

static bool parse_mode(const char *name, soc_mode_t *mode)
{
    for (int i = 0; name && soc_mode_names[i]; i++)
        if (strcmp(soc_mode_names[i], name) == 0) {
            *mode = (soc_mode_t)i;
            return true;
        }
    if (name)
        bad_input("unknown mode '%s', expected fast, cycle or auto", name);
    return false;
}

/* BLOCK=FILE */
static bool parse_rtl(const char *v, session_options_t *o)
{
    enum { ROOM = sizeof o->rtl / sizeof o->rtl[0] };
    static char blocks[ROOM][64];
    const char *equals = v ? strchr(v, '=') : NULL;
    if (!v)
        return false;
    if (o->rtl_count == ROOM) {
        bad_input("--rtl is given more than %d times", ROOM);
        return false;
    }
    if (!equals || equals == v || !equals[1] || equals - v >= (int)sizeof blocks[0]) {
        bad_input("--rtl is '%s', expected BLOCK=FILE", v);
        return false;
    }
    snprintf(blocks[o->rtl_count], sizeof blocks[0], "%.*s", (int)(equals - v), v);
    o->rtl[o->rtl_count] = (rtl_file_t){.block = blocks[o->rtl_count], .file = equals + 1};
    o->rtl_count++;
    return true;
}

static bool parse_drive(const char *v, session_options_t *o)
{
    if (v && o->drive_count == sizeof o->drive / sizeof o->drive[0]) {
        bad_input("--drive is given more than %u times", o->drive_count);
        return false;
    }
    if (v)
        o->drive[o->drive_count++] = v;
    return v;
}

static bool run_option(args_t *a, run_args_t *r)
{
    session_options_t *o = &r->options;
    uint64_t n;
    if (is(a, "--part"))
        return (r->scenario_options.part = value_of(a)) != NULL;
    if (is(a, "--mode"))
        return (r->mode_given = parse_mode(value_of(a), &o->mode));
    if (is(a, "--cpus")) {
        if (!number_of(a, 1, SOC_MAX_CPUS, &n))
            return false;
        r->scenario_options.cpus = (unsigned)n;
        return true;
    }
    if (is(a, "--wave"))
        return (o->wave = value_of(a)) != NULL;
    if (is(a, "--wave-window"))
        return number_of(a, 1, UINT32_MAX, &o->wave_window);
    if (is(a, "--report"))
        return (r->report = value_of(a)) != NULL;
    if (is(a, "--rtl"))
        return parse_rtl(value_of(a), o);
    if (is(a, "--drive"))
        return parse_drive(value_of(a), o);
    if (is(a, "--seed"))
        return number_of(a, 0, UINT32_MAX, &o->seed);
    if (is(a, "--log"))
        return (o->log = true);
    if (is(a, "--no-twins"))
        return !(o->twins = false);
    if (is(a, "--quiet"))
        return (r->quiet = true);
    if (is(a, "--help") || is(a, "-h"))
        return (r->help = true);
    bad_input("unknown option '%s' (see 'smmscope run --help')", a->name);
    return false;
}

static bool run_args(args_t *a, run_args_t *r)
{
    bool is_option;
    *r = (run_args_t){.options = {.mode = MODE_CYCLE, .twins = true}};
    while (next_arg(a, &is_option)) {
        if (is_option && !run_option(a, r))
            return false;
        if (is_option && a->value) {
            bad_input("%s takes no value", a->name);
            return false;
        }
        if (!is_option && r->scenario) {
            bad_input("'%s' is too much, one scenario a run", a->name);
            return false;
        }
        if (!is_option)
            r->scenario = a->name;
    }
    if (r->help)
        return true;
    if (!r->scenario)
        bad_input("run needs a scenario (see 'smmscope run --help')");
    else if (r->options.wave_window && !r->options.wave)
        bad_input("--wave-window needs --wave FILE");
    else if (!r->options.twins && (r->options.rtl_count || r->options.drive_count))
        bad_input("--no-twins leaves nothing for --rtl and --drive");
    else
        return true;
    return false;
}

/* The scenario may allow some modes only. */
static bool choose_mode(run_args_t *r, const scenario_t *s)
{
    if (s->modes >> r->options.mode & 1)
        return true;
    if (r->mode_given) {
        bad_input("%s: mode %s is not for this scenario: %s", s->path, soc_mode_names[r->options.mode], s->modes_reason);
        return false;
    }
    unsigned m = 0;
    while (!(s->modes >> m & 1))
        m++;
    r->options.mode = (soc_mode_t)m;
    return true;
}

/* Found out before the run, not after it. */
static bool can_write_beside(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[4096];
    if (slash)
        snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    else
        snprintf(folder, sizeof folder, ".");
    if (access(folder, W_OK | X_OK) == 0)
        return true;
    bad_input("report %s cannot be written: %s", path, strerror(errno));
    return false;
}

/* DUMP.fst -> DUMP.gtkw. False when the name has no such ending. */
static bool view_beside(const char *dump, char *path, size_t size)
{
    size_t n = strlen(dump);
    if (n < 4 || strcmp(dump + n - 4, ".fst") != 0)
        return false;
    snprintf(path, size, "%.*s.gtkw", (int)(n - 4), dump);
    return true;
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;
    if (!a || !b)
        return false;
    if (stat(a, &x) == 0 && stat(b, &y) == 0)
        return S_ISREG(x.st_mode) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
    return strcmp(a, b) == 0;
}

/* No file that is written may be one that is read, or written for something else. */
static bool files_are_apart(const run_args_t *r, const scenario_t *s)
{
    char view[4096];
    const char *wave = r->options.wave;
    const char *saved = wave && view_beside(wave, view, sizeof view) ? view : NULL;
    const char *files[] = {s->path, wave, saved, r->report};
    const char *names[] = {"the scenario", "--wave", "the view beside --wave", "--report"};
    for (unsigned i = 0; i < 4; i++)
        for (unsigned k = i + 1; k < 4; k++)
            if (same_file(files[i], files[k])) {
                bad_input("%s is %s and %s, expected a file of its own", files[k], names[i], names[k]);
                return false;
            }
    return true;
}

static int status_of(session_result_t result)
{
    switch (result) {
    case SESSION_PASS: return EXIT_PASS;
    case SESSION_FAIL: return EXIT_FAILED;
    case SESSION_ERROR: return EXIT_BAD_INPUT;
    case SESSION_INTERRUPTED: return EXIT_INTERRUPTED;
    }
    return EXIT_FAILED;
}

/* Template of a scenario's saved view: its own, or the one that fits any. */
static void view_template(const char *scenario, char *path, size_t size)
{
    snprintf(path, size, "%s/waves/%s.gtkw", SMMSCOPE_SOURCE_DIR, scenario);
    if (access(path, R_OK) != 0)
        snprintf(path, size, "%s/waves/smi.gtkw", SMMSCOPE_SOURCE_DIR);
}

/* Beside the dump, the saved view with this run's markers: SMI# low, entry, RSM, exit, first mismatch. */
static bool write_view(session_t *x, const char *dump, char *err, unsigned err_size)
{
    char from[4096], to[4096];
    unsigned n;
    const score_row_t *rows = score_rows(x->score, &n);
    ps_t mismatch = PS_NEVER;
    if (!view_beside(dump, to, sizeof to))
        return true;
    for (unsigned i = 0; i < n; i++)
        if (rows[i].mismatches && rows[i].first_time < mismatch)
            mismatch = rows[i].first_time;
    view_template(x->scenario->name, from, sizeof from);
    return view_write(from, to, soc_events(x->soc), dump, mismatch, err, err_size);
}

static int run_scenario(run_args_t *r, scenario_t *s)
{
    char err[1024];
    if (!choose_mode(r, s) || !files_are_apart(r, s) || (r->report && !can_write_beside(r->report)))
        return EXIT_BAD_INPUT;
    if (!session_open(&session, s, &r->options, err, sizeof err))
        return interrupted ? EXIT_INTERRUPTED : bad_input("%s", err);
    if (interrupted) /* while it was being opened */
        session_interrupt();
    start_progress(r->quiet);
    run_session(&session);
    stop_progress();
    session_result_t result = session_close(&session);
    int status = status_of(result);
    if (!r->quiet || result != SESSION_PASS) {
        bool colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
        report_text(&session, result, stdout, colour);
    }
    if (result == SESSION_ERROR)
        bad_input("%s", session.error);
    if (r->options.wave && result != SESSION_ERROR && !write_view(&session, r->options.wave, err, sizeof err))
        status = bad_input("%s", err);
    if (r->report && !report_json(&session, result, r->report, err, sizeof err))
        status = bad_input("%s", err);
    session_free(&session);
    return flushed(status);
}

static int run_command(args_t *a)
{
    run_args_t r;
    scenario_t s;
    char err[1024];
    if (!run_args(a, &r))
        return EXIT_BAD_INPUT;
    if (r.help)
        return help(run_usage);
    handle(SIGINT, on_interrupt);
    handle(SIGTERM, on_interrupt);
    if (!scenario_load(&s, r.scenario, &r.scenario_options, err, sizeof err))
        return interrupted ? EXIT_INTERRUPTED : bad_input("%s", err);
    int status = run_scenario(&r, &s);
    scenario_free(&s);
    return status;
}

/* check */

typedef struct check_args {
    check_options_t options;
    const char *report;
    bool help;
} check_args_t;

/* A line on a terminal, from the third second on. */
static bool check_progress(uint64_t done, uint64_t all)
{
    static time_t start, last;
    time_t now = time(NULL);
    if (start == 0)
        start = last = now;
    if (isatty(STDERR_FILENO) && now - start >= 2 && now != last) {
        fprintf(stderr, "\rsmmscope: %" PRIu64 " of %" PRIu64 " edges ", done, all);
        showing_progress = 1;
        last = now;
    }
    return !interrupted;
}

static bool check_option(args_t *a, check_args_t *c)
{
    check_options_t *o = &c->options;
    if (is(a, "--rtl"))
        return (o->rtl = value_of(a)) != NULL;
    if (is(a, "--edges"))
        return number_of(a, 1, UINT64_MAX, &o->edges);
    if (is(a, "--seed"))
        return number_of(a, 0, UINT64_MAX, &o->seed);
    if (is(a, "--random-only"))
        return (o->random_only = true);
    if (is(a, "--report"))
        return (c->report = value_of(a)) != NULL;
    if (is(a, "--ignore") && o->ignore_count == CHECK_IGNORE_MAX) {
        bad_input("--ignore is given more than %d times", CHECK_IGNORE_MAX);
        return false;
    }
    if (is(a, "--ignore"))
        return (o->ignore[o->ignore_count++] = value_of(a)) != NULL;
    if (is(a, "--help") || is(a, "-h"))
        return (c->help = true);
    bad_input("unknown option '%s' (see 'smmscope check --help')", a->name);
    return false;
}

static bool check_arguments(args_t *a, check_args_t *c)
{
    bool is_option;
    while (next_arg(a, &is_option)) {
        if (is_option && !check_option(a, c))
            return false;
        if (is_option && a->value) {
            bad_input("%s takes no value", a->name);
            return false;
        }
        if (!is_option && c->options.block) {
            bad_input("'%s' is too much, one block a time", a->name);
            return false;
        }
        if (!is_option)
            c->options.block = a->name;
    }
    if (!c->help && !c->options.block)
        bad_input("check needs a block (see 'smmscope check --help')");
    return c->help || c->options.block;
}

static int check_command(args_t *a)
{
    check_args_t args = {.options = {.edges = 200000, .seed = 1, .progress = check_progress}};
    rtl_check_t c;
    char err[4096];
    if (!check_arguments(a, &args))
        return EXIT_BAD_INPUT;
    if (args.help)
        return help(check_usage);
    if (args.report && !can_write_beside(args.report))
        return EXIT_BAD_INPUT;
    handle(SIGINT, on_interrupt);
    handle(SIGTERM, on_interrupt);
    if (!check_open(&c, &args.options, err, sizeof err))
        return interrupted ? EXIT_INTERRUPTED : bad_input("%s", err);
    check_run(&c);
    stop_progress();
    check_text(&c, stdout);
    int status = c.interrupted ? EXIT_INTERRUPTED : check_passed(&c) ? EXIT_PASS : EXIT_FAILED;
    if (args.report && !check_json(&c, args.report, err, sizeof err))
        status = bad_input("%s", err);
    check_close(&c);
    return flushed(status);
}

/* list */

static void list_blocks(soc_t *soc)
{
    unsigned count;
    const soc_inst_t *inst = soc_insts(soc, &count);
    printf("%-20s %-12s %-8s %-4s %s\n", "path", "block", "clock", "rtl", "what");
    for (unsigned i = 0; i < count; i++)
        printf("%-20s %-12s %-8s %-4s %s\n", inst[i].path, inst[i].block->name, domain_names[inst[i].block->domain],
               inst[i].block->has_twin ? "yes" : "-", inst[i].block->what);
}

static void list_group(void *self, const char *path, const sig_t *sigs, void *base, bool is_input)
{
    (void)self;
    (void)base;
    for (; sigs->name; sigs++) {
        char name[96];
        snprintf(name, sizeof name, "%s.%s", path, sigs->name);
        const char *kind = is_input ? "input" : strcmp(path, "board") == 0 ? "board" : "output";
        printf("%-36s %-6s %4u", name, kind, sigs->width);
        for (unsigned i = 0; sigs->names && sigs->names[i]; i++)
            printf("%s%u=%s", i ? " " : "  ", i, sigs->names[i]);
        putchar('\n');
    }
}

static void list_wires(soc_t *soc)
{
    printf("%-36s %-6s %4s  %s\n", "wire", "kind", "bits", "values");
    soc_each_group(soc, list_group, NULL);
}

static void list_register_table(const reg_row_t *row)
{
    for (; row->reg; row++) {
        char bits[16];
        unsigned low = row->shift - reg_first_bit(row);
        if (row->width > 1)
            snprintf(bits, sizeof bits, "%u:%u", low + row->width - 1u, low);
        else
            snprintf(bits, sizeof bits, "%u", low);
        printf("%-16s %-18s %-16s %-6s %-6s 0x%-8x %-4s %s\n", row->reg, row->field, row->where, bits,
               reg_access_names[row->access], (unsigned)row->reset, row->lock ? "yes" : "-", row->source);
    }
}

static void list_registers(void)
{
    printf("%-16s %-18s %-16s %-6s %-6s %-10s %-4s %s\n", "register", "field", "where", "bits", "access", "reset", "lock",
           "source");
    for (const reg_row_t *const *t = soc_reg_tables; *t; t++)
        list_register_table(*t);
}

static void list_rules(void)
{
    unsigned count;
    const rule_info_t *r = rules_list(NULL, &count);
    printf("%-28s says (source)\n", "rule");
    for (unsigned i = 0; i < count; i++)
        printf("%-28s %s (%s)\n", r[i].name, r[i].says, r[i].source);
}

static void list_events(void)
{
    printf("%-16s %s\n", "event", "meaning; argument");
    for (int i = 0; i < EV_COUNT; i++)
        printf("%-16s %s\n", ev_names[i], ev_meanings[i]);
}

static void list_parts(void)
{
    printf("%-10s %4s %9s %9s  %s\n", "part", "cpus", "core ps", "bclk ps", "what");
    for (unsigned i = 0; part_list[i]; i++)
        printf("%-10s %4u %9u %9u  %s\n", part_list[i]->name, part_list[i]->max_cpus, (unsigned)part_list[i]->core_ps,
               (unsigned)part_list[i]->bclk_ps, part_list[i]->what);
}

static void list_params(void)
{
    printf("%-22s %-12s", "param", "range");
    for (unsigned p = 0; part_list[p]; p++)
        printf(" %10s", part_list[p]->name);
    printf("  %s (source)\n", "meaning");
    for (const param_info_t *i = param_list; i->name; i++) {
        char range[32];
        snprintf(range, sizeof range, i->most > 0xfffff ? "%u-0x%x" : "%u-%u", (unsigned)i->least, (unsigned)i->most);
        printf("%-22s %-12s", i->name, range);
        for (unsigned p = 0; part_list[p]; p++) {
            params_t values = part_params(part_list[p]);
            unsigned v = param_get(&values, i);
            printf(v > 0xffff ? " %#10x" : " %10u", v);
        }
        printf("  %s (%s)\n", i->meaning, i->source);
    }
}

/* The directed tests of one block, or of all. */
static int list_tests(const char *block)
{
    if (block && !directed_find(block))
        return bad_input("there are no tests of a block '%s', expected one with a twin (smmscope list blocks)", block);
    printf("%-12s %-64s %s\n", "block", "test", "says (section)");
    for (const directed_t *const *d = directed_lists; *d; d++)
        for (const directed_test_t *t = (*d)->tests; t->name; t++)
            if (!t->random && (!block || strcmp(block, (*d)->block->name) == 0))
                printf("%-12s %-64s %s (%s)\n", (*d)->block->name, t->name, t->says, t->section);
    return EXIT_PASS;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of the folder's scenarios, in order; to be freed, each and the list. NULL: no such folder. */
static char **scenario_names(unsigned *count)
{
    DIR *folder = opendir(scenario_folder());
    char **names = NULL;
    struct dirent *e;
    *count = 0;
    if (!folder)
        return NULL;
    names = calloc(1, sizeof *names);
    while (names && (e = readdir(folder))) {
        size_t n = strlen(e->d_name);
        if (n <= 4 || strcmp(e->d_name + n - 4, ".asm") != 0)
            continue;
        char *name = strdup(e->d_name);
        char **more = realloc(names, (*count + 1) * sizeof *names);
        if (!name || !more)
            abort();
        name[n - 4] = 0;
        names = more;
        names[(*count)++] = name;
    }
    closedir(folder);
    if (names)
        qsort(names, *count, sizeof *names, by_name);
    return names;
}

static int list_scenarios(void)
{
    unsigned count;
    int status = EXIT_PASS;
    char **names = scenario_names(&count);
    if (!names)
        return bad_input("%s: %s", scenario_folder(), strerror(errno));
    printf("%-32s %-8s %4s %-16s %s\n", "scenario", "part", "cpus", "modes", "shows");
    for (unsigned i = 0; i < count; i++) {
        scenario_t s;
        char err[1024], modes[32] = "";
        if (!scenario_load(&s, names[i], NULL, err, sizeof err)) {
            status = bad_input("%s", err);
        } else {
            for (unsigned m = 0; soc_mode_names[m]; m++)
                if (s.modes >> m & 1)
                    snprintf(modes + strlen(modes), sizeof modes - strlen(modes), "%s%s", modes[0] ? "," : "",
                             soc_mode_names[m]);
            printf("%-32s %-8s %4u %-16s %s\n", s.name, s.config.part->name, s.config.cpus, modes, s.sentence);
            scenario_free(&s);
        }
        free(names[i]);
    }
    free(names);
    return status;
}

/* Lists what needs a machine. */
static int list_machine(const scenario_options_t *o, void (*list)(soc_t *soc))
{
    char err[256];
    soc_config_t c = {.part = part_find(o->part ? o->part : "p6"), .cpus = o->cpus ? o->cpus : 1, .ram_bytes = 1 << 20,
                      .mode = MODE_CYCLE};
    if (!c.part)
        return bad_input("unknown part '%s' (see 'smmscope list parts')", o->part);
    c.params = part_params(c.part);
    soc_t *soc = soc_open(&c, err, sizeof err);
    if (!soc)
        return bad_input("%s", err);
    list(soc);
    soc_close(soc);
    return EXIT_PASS;
}

static int list_what(const char *what, const scenario_options_t *o)
{
    static const struct {
        const char *name;
        void (*list)(void);
    } plain[] = {{"registers", list_registers}, {"rules", list_rules},   {"events", list_events},
                 {"parts", list_parts},         {"params", list_params}};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (strcmp(what, plain[i].name) == 0) {
            plain[i].list();
            return EXIT_PASS;
        }
    if (strcmp(what, "blocks") == 0)
        return list_machine(o, list_blocks);
    if (strcmp(what, "wires") == 0)
        return list_machine(o, list_wires);
    if (strcmp(what, "scenarios") == 0)
        return list_scenarios();
    return bad_input("unknown list '%s', expected blocks, wires, registers, rules, events, parts, params, scenarios or "
                     "tests", what);
}

static int list_command(args_t *a)
{
    scenario_options_t o = {0};
    const char *what = NULL, *block = NULL;
    bool is_option;
    while (next_arg(a, &is_option)) {
        if (is_option && (is(a, "--help") || is(a, "-h")))
            return help(list_usage);
        if (is_option && is(a, "--cpus")) {
            uint64_t n;
            if (!number_of(a, 1, SOC_MAX_CPUS, &n))
                return EXIT_BAD_INPUT;
            o.cpus = (unsigned)n;
        } else if (is_option && is(a, "--part")) {
            if (!(o.part = value_of(a)))
                return EXIT_BAD_INPUT;
        } else if (is_option) {
            return bad_input("unknown option '%s' (see 'smmscope list --help')", a->name);
        } else if (what && strcmp(what, "tests") == 0 && !block) {
            block = a->name;
        } else if (what) {
            return bad_input("'%s' is too much, one list a time", a->name);
        } else {
            what = a->name;
        }
    }
    if (!what)
        return bad_input("list needs blocks, wires, registers, rules, events, parts, params, scenarios or tests");
    if (strcmp(what, "tests") == 0)
        return flushed(list_tests(block));
    return flushed(list_what(what, &o));
}

/* view */

static int view_command(args_t *a)
{
    const char *name = NULL;
    char dump[4096], view[4096];
    bool is_option;
    while (next_arg(a, &is_option)) {
        if (is_option && (is(a, "--help") || is(a, "-h")))
            return help(view_usage);
        if (is_option)
            return bad_input("unknown option '%s' (see 'smmscope view --help')", a->name);
        if (name)
            return bad_input("'%s' is too much, one name a time", a->name);
        name = a->name;
    }
    if (!name)
        return bad_input("view needs the name of a scenario");
    if (strchr(name, '/'))
        return bad_input("'%s' is a path, expected the name of a scenario", name);
    snprintf(dump, sizeof dump, "%s/waves/out/%s.fst", SMMSCOPE_SOURCE_DIR, name);
    if (access(dump, R_OK) != 0)
        return bad_input("there is no dump %s, 'smmscope run %s --wave %s' makes it", dump, name, dump);
    view_beside(dump, view, sizeof view);
    if (access(view, R_OK) != 0)
        view_template(name, view, sizeof view);
    execlp("gtkwave", "gtkwave", "--rcfile", SMMSCOPE_SOURCE_DIR "/waves/gtkwaverc", "-f", dump, "-a", view,
           (char *)NULL);
    if (errno == ENOENT)
        return bad_input("gtkwave is not installed (package gtkwave)");
    return bad_input("gtkwave cannot be run: %s", strerror(errno));
}

int main(int argc, char **argv)
{
    args_t a = {.count = argc, .at = 2, .list = argv};
    const char *command = argc > 1 ? argv[1] : "";
    if (strcmp(command, "run") == 0)
        return run_command(&a);
    if (strcmp(command, "list") == 0)
        return list_command(&a);
    if (strcmp(command, "view") == 0)
        return view_command(&a);
    if (strcmp(command, "check") == 0)
        return check_command(&a);
    if (strcmp(command, "boot") == 0)
        return bad_input("boot comes later: stock firmware on this machine");
    if (strcmp(command, "sweep") == 0)
        return bad_input("sweep comes later: a scenario again and again, one stimulus shifted clock by clock");
    if (strcmp(command, "--help") == 0 || strcmp(command, "-h") == 0)
        return help(usage);
    if (strcmp(command, "--version") == 0) {
        printf("smmscope %s\n", SMMSCOPE_VERSION);
        return flushed(EXIT_PASS);
    }
    if (!*command)
        return bad_input("no command, expected run, check, list or view (see 'smmscope --help')");
    return bad_input("unknown command '%s', expected run, check, list or view (see 'smmscope --help')", command);
}
