/* main: the command line. */
#include "audit.h"
#include "check.h"
#include "coverage.h"
#include "ich9/sources.h"
#include "reference.h"
#include "report.h"
#include "session.h"
#include "sweep.h"
#include "view.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
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
    "  smmscope sweep SCENARIO run it again and again, one stimulus shifted clock by clock, say what comes of it\n"
    "  smmscope audit SCENARIO run it to the end of its set-up, say which locks of SMM are set and what is open\n"
    "  smmscope check BLOCK    compare one block's Verilog, ours or yours, with its C model\n"
    "  smmscope cover FILE...  merge coverage of runs and checks, say what none of them has seen\n"
    "  smmscope list WHAT      what there is: blocks, wires, registers, sources, rules, events, parts, params,\n"
    "                          scenarios, tests, coverage\n"
    "  smmscope view NAME      the last dump of a scenario in GTKWave\n"
    "  smmscope --version\n"
    "\n"
    "'smmscope COMMAND --help' tells more. Later: boot.\n";

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
    "  --cover FILE         write functional coverage, as Verilator does (see 'smmscope cover --help')\n"
    "  --rtl BLOCK=FILE     compare this Verilog in place of our own twin; repeated for other blocks, or for more files\n"
    "                       of one\n"
    "  -f BLOCK=LIST        the files of a block from a list, -I DIR, -D NAME[=TEXT]: see 'smmscope check --help'; -I and\n"
    "                       -D hold for every block\n"
    "  --top BLOCK=NAME     the block's module is called NAME\n"
    "  --drive BLOCK        the Verilog's outputs drive the board, not the C model's (may be repeated)\n"
    "  --no-twins           compare no Verilog\n"
    "  --seed N             shuffle the order in which blocks tick at each edge; in cycle mode nothing may change\n"
    "  --quiet              print the report only when something failed\n"
    "\n"
    "Exit: 0 all checks held; 1 a check, rule or comparison failed, or the watchdog ended the run; 2 bad input, or a\n"
    "file that cannot be written; 130 interrupted.\n";

static const char sweep_usage[] =
    "smmscope sweep SCENARIO.asm|NAME --event NAME --by FROM..TO [option ...]\n"
    "\n"
    "Runs a scenario once for each shift of one of its stimuli (';! NAME: ...' lines) by so many clocks, each run in a\n"
    "process of its own, and says which outcomes there are. One outcome is: the same checks, rules and twins held, the\n"
    "same values found, the same events of each CPU and of the chipset in the same order.\n"
    "\n"
    "  --event NAME         the stimulus; 'NAME: mem ADDR delay TIME' shifts what the program itself does\n"
    "  --by FROM..TO        from so many clocks earlier (-20) to so many later (20)\n"
    "  --step N             every Nth shift only (1)\n"
    "  --unit U             clocks of bclk (default), pciclk, coreclk or picclk\n"
    "  --mode M             cycle (default), fast or auto\n"
    "  --jobs N             runs at a time (as many as there are processors)\n"
    "  --report FILE.json   every run and outcome as JSON\n"
    "  --out DIR            where the dumps of the outcomes go, when there are several; made when it is not there\n"
    "                       (waves/out)\n"
    "\n"
    "Exit: 0 all runs passed with one outcome; 1 outcomes differ, or a run failed; 2 bad input, or a file that cannot be\n"
    "written; 130 interrupted. See docs/sweep.md.\n";

static const char audit_usage[] =
    "smmscope audit SCENARIO.asm|NAME [option ...]\n"
    "\n"
    "Runs a scenario, reads the registers that close and lock SMM, and prints a list as chipsec does: each check with the\n"
    "registers and bits it looked at, its verdict, the attack that a wrong bit opens, and the scenario that shows it.\n"
    "\n"
    "  --end                read them at the end of the run (default)\n"
    "  --at EVENT[#K]       leave the run at this event, where the firmware's set-up is over: ev.post#1, cpu1.ev.smm_exit\n"
    "                       (see 'smmscope list events'); the scenario's own checks do not count then\n"
    "  --part P             another part than the scenario's (see 'smmscope list parts')\n"
    "  --cpus N             another number of CPUs\n"
    "  --mode M             cycle (default), fast or auto\n"
    "  --report FILE.json   every check, its registers, verdict and attacks as JSON\n"
    "\n"
    "  PASSED            as it should be\n"
    "  FAILED            open: the lines below say what and to which attack\n"
    "  WARNING           a risk that no lock of this chipset takes away, or nothing that is open by itself\n"
    "  NOT APPLICABLE    nothing there to check\n"
    "  NOT IN THE MODEL  a lock of the real part that this machine does not have\n"
    "\n"
    "Exit: 0 no check failed; 1 one failed, or the run itself did; 2 bad input, the event never came, or a file that\n"
    "cannot be written; 130 interrupted. See docs/audit.md.\n";

static const char check_usage[] =
    "smmscope check BLOCK [option ...]\n"
    "\n"
    "Compares a block's Verilog with its C model at every clock edge, each output by its judge column: first in the\n"
    "block's directed tests ('smmscope list tests BLOCK'), then on constrained-random input: bursts, set and clear in one\n"
    "clock, lock then write, reset in mid-flight, long idles.\n"
    "Asks the block's rules at each edge, names combinational outputs, wires that depend on a register without reset, latches\n"
    "and loops. BLOCK is one of 'smmscope list blocks' with rtl yes.\n"
    "\n"
    "  --rtl FILE [FILE..]  your Verilog or SystemVerilog files; without, our own\n"
    "  -f LIST              a list of them: a file, -I DIR, +incdir+DIR, -D NAME[=TEXT] or +define+NAME[=TEXT] a line,\n"
    "                       relative to the list's folder (Verilator's -F); lines that begin with # or // are left out\n"
    "  -I DIR               a folder for includes, and for modules in files of their name (may be repeated)\n"
    "  -D NAME[=TEXT]       defines a macro (may be repeated)\n"
    "  --top NAME           the module whose ports are the block's; without, it is called BLOCK\n"
    "  --edges N            clock edges of the random run (200000)\n"
    "  --seed N             another random run; the same seed gives the same run (1)\n"
    "  --random-only        leave out the directed tests\n"
    "  --ignore WIRE        do not judge this output; always shown in the report (may be repeated)\n"
    "  --wave FILE.fst      where the last edges before a failure go; without, waves/out/check-BLOCK.fst, which\n"
    "                       'smmscope view check-BLOCK' opens. A saved view, placed at the failure, is put beside it\n"
    "  --report FILE.json   write the report as JSON too\n"
    "  --cover FILE         write functional coverage, as Verilator does (see 'smmscope cover --help')\n"
    "\n"
    "Exit: 0 all agreed; 1 a wire differs, is combinational or depends on a register without reset; 2 bad input: no such\n"
    "file, a file that does not build, ports that do not fit; 130 interrupted. See docs/check-your-verilog.md.\n";

static const char cover_usage[] =
    "smmscope cover FILE ... [option ...]\n"
    "\n"
    "Merges files that 'run --cover' and 'check --cover' wrote, and prints a table of cover groups, what cannot happen and\n"
    "why, and each bin that nothing hit. The files are in the format of Verilator: verilator_coverage reads them too.\n"
    "\n"
    "  --block B            this block only\n"
    "  --holes              only what is missing\n"
    "  --write FILE         write the sum as such a file\n"
    "  --markdown           print the tables of docs/coverage.md\n"
    "\n"
    "Exit: 0 every bin was hit or is explained; 1 a bin is missing, or one was hit that cannot happen; 2 bad input. See\n"
    "docs/add-cover-point.md.\n";

static const char list_usage[] =
    "smmscope list [blocks|wires|registers|sources|rules|events|parts|params|scenarios|coverage] [--cpus N] [--part P]\n"
    "smmscope list tests [BLOCK]\n"
    "\n"
    "Prints plain columns. --cpus and --part choose the machine whose blocks and wires are listed (1 CPU, p6). Wires of\n"
    "kind board are those that a scenario may set. tests are the directed tests that 'smmscope check' runs, sources what\n"
    "asks for SMI#. 'smmscope list reference' prints the page docs/reference.md: registers, sources, rules and more.\n";

static const char view_usage[] =
    "smmscope view NAME\n"
    "\n"
    "Opens waves/out/NAME.fst in GTKWave, with the view that the run has written beside it.\n"
    "'smmscope run NAME --wave waves/out/NAME.fst' makes the dump, 'smmscope check BLOCK' makes check-BLOCK when it fails.\n";

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
    const char *raw;   /* as it was typed */
    char text[64];
} args_t;

/* The next argument: an option (true in *is_option, a->name) or a word (a->name). False at the end. */
static bool next_arg(args_t *a, bool *is_option)
{
    if (a->at >= a->count)
        return false;
    const char *arg = a->raw = a->list[a->at++];
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
    const char *scenario, *report, *cover;
    rtl_source_t shared; /* -I and -D, for every block */
    scenario_options_t scenario_options;
    session_options_t options;
    bool mode_given, quiet, help;
} run_args_t;

static session_t session; /* for the signal handlers */
static volatile sig_atomic_t interrupted, showing_progress;

static void on_interrupt(int sig)
{
    (void)sig;
    if (interrupted) /* a second time: what runs does not look at the first */
        _exit(EXIT_INTERRUPTED);
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

static bool add_rtl(const args_t *a, rtl_source_t *s, rtl_kind_t kind, const char *text)
{
    if (text && !rtl_add(s, kind, text)) {
        bad_input("%s: more than %d files and options for one block", a->name, RTL_ITEMS_MAX);
        return false;
    }
    return text;
}

/* "-I DIR", "-IDIR", "-D NAME=TEXT", "-DNAME=TEXT" */
static bool is_joined(const args_t *a, const char *option)
{
    return strncmp(a->raw, option, 2) == 0;
}

static bool add_joined(args_t *a, rtl_source_t *s)
{
    rtl_kind_t kind = a->raw[1] == 'I' ? RTL_DIR : RTL_DEFINE;
    a->value = NULL;
    return add_rtl(a, s, kind, a->raw[2] ? a->raw + 2 : value_of(a));
}

/* The entry of the block of "BLOCK=...", made when it is new; *rest is what stands behind the sign. */
static rtl_block_t *rtl_of(const args_t *a, const char *v, const char *what, session_options_t *o, const char **rest)
{
    enum { ROOM = sizeof o->rtl / sizeof o->rtl[0] };
    static char blocks[ROOM][64];
    const char *equals = v ? strchr(v, '=') : NULL;
    if (!v)
        return NULL;
    if (!equals || equals == v || !equals[1] || equals - v >= (int)sizeof blocks[0]) {
        bad_input("%s is '%s', expected BLOCK=%s", a->name, v, what);
        return NULL;
    }
    *rest = equals + 1;
    for (unsigned i = 0; i < o->rtl_count; i++)
        if (strncmp(blocks[i], v, (size_t)(equals - v)) == 0 && !blocks[i][equals - v])
            return &o->rtl[i];
    if (o->rtl_count == ROOM) {
        bad_input("%s is given for more than %d blocks", a->name, ROOM);
        return NULL;
    }
    snprintf(blocks[o->rtl_count], sizeof blocks[0], "%.*s", (int)(equals - v), v);
    o->rtl[o->rtl_count] = (rtl_block_t){.block = blocks[o->rtl_count]};
    return &o->rtl[o->rtl_count++];
}

static bool parse_rtl(args_t *a, rtl_kind_t kind, session_options_t *o)
{
    const char *rest;
    rtl_block_t *b = rtl_of(a, value_of(a), kind == RTL_LIST ? "LIST" : "FILE", o, &rest);
    return b && add_rtl(a, &b->source, kind, rest);
}

static bool parse_top(args_t *a, session_options_t *o)
{
    const char *rest;
    rtl_block_t *b = rtl_of(a, value_of(a), "NAME", o, &rest);
    if (b)
        b->source.top = rest;
    return b;
}

/* -I and -D hold for every block, each of which needs a file. */
static bool share_rtl(const args_t *a, run_args_t *r)
{
    session_options_t *o = &r->options;
    for (unsigned i = 0; i < o->rtl_count; i++) {
        if (!rtl_given(&o->rtl[i].source)) {
            bad_input("--top of %s needs --rtl or -f for it", o->rtl[i].block);
            return false;
        }
        for (unsigned k = 0; k < r->shared.count; k++)
            if (!add_rtl(a, &o->rtl[i].source, r->shared.items[k].kind, r->shared.items[k].text))
                return false;
    }
    if (r->shared.count && !o->rtl_count)
        bad_input("-I and -D need --rtl or -f");
    return o->rtl_count || !r->shared.count;
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
    if (is(a, "--cover"))
        return (o->cover = (r->cover = value_of(a)) != NULL);
    if (is(a, "--rtl"))
        return parse_rtl(a, RTL_FILE, o);
    if (is(a, "-f"))
        return parse_rtl(a, RTL_LIST, o);
    if (is_joined(a, "-I") || is_joined(a, "-D"))
        return add_joined(a, &r->shared);
    if (is(a, "--top"))
        return parse_top(a, o);
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
        return share_rtl(a, r);
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

/* Found out before the run, not after it. No path is no file to write. */
static bool can_write_beside(const char *what, const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    char folder[4096];
    if (!path)
        return true;
    if (slash)
        snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    else
        snprintf(folder, sizeof folder, ".");
    if (access(folder, W_OK | X_OK) == 0)
        return true;
    bad_input("%s %s cannot be written: %s", what, path, strerror(errno));
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
    const char *files[] = {s->path, wave, saved, r->report, r->cover};
    const char *names[] = {"the scenario", "--wave", "the view beside --wave", "--report", "--cover"};
    for (unsigned i = 0; i < 5; i++)
        for (unsigned k = i + 1; k < 5; k++)
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

/* Template of a scenario's saved view: its own, that of its area (the name up to the first "_"), or the one that fits any. */
static void view_template(const char *scenario, char *path, size_t size)
{
    snprintf(path, size, "%s/waves/%s.gtkw", SMMSCOPE_SOURCE_DIR, scenario);
    if (access(path, R_OK) != 0)
        snprintf(path, size, "%s/waves/%.*s.gtkw", SMMSCOPE_SOURCE_DIR, (int)strcspn(scenario, "_"), scenario);
    if (access(path, R_OK) != 0)
        snprintf(path, size, "%s/waves/smi.gtkw", SMMSCOPE_SOURCE_DIR);
}

/* Beside the dump, the saved view with this run's markers: SMI# low, entry, RSM, exit, and the first mismatch or, of a
 * sweep's run, where it parts from the others. */
static bool write_view(session_t *x, const char *dump, ps_t parting, char *err, unsigned err_size)
{
    char from[4096], to[4096];
    unsigned n;
    const score_row_t *rows = score_rows(x->score, &n);
    view_mark_t special = {parting, "parts"};
    if (!view_beside(dump, to, sizeof to))
        return true;
    for (unsigned i = 0; i < n; i++)
        if (rows[i].mismatches && rows[i].first_time < special.time)
            special = (view_mark_t){rows[i].first_time, "mismatch"};
    view_template(x->scenario->name, from, sizeof from);
    return view_write(from, to, x->scenario, soc_events(x->soc), dump, special, err, err_size);
}

static int run_scenario(run_args_t *r, scenario_t *s)
{
    char err[4096];
    if (!choose_mode(r, s) || !files_are_apart(r, s) || !can_write_beside("report", r->report) ||
        !can_write_beside("coverage", r->cover))
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
        if (session.coverage)
            coverage_short(session.coverage, NULL, stdout);
    }
    if (result == SESSION_ERROR)
        bad_input("%s", session.error);
    if (r->options.wave && result != SESSION_ERROR && !write_view(&session, r->options.wave, PS_NEVER, err, sizeof err))
        status = bad_input("%s", err);
    if (r->report && !report_json(&session, result, r->report, err, sizeof err))
        status = bad_input("%s", err);
    if (r->cover && result != SESSION_ERROR && !coverage_write(session.coverage, r->cover, err, sizeof err))
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

/* sweep */

typedef struct sweep_args {
    const char *scenario, *report, *out;
    sweep_options_t options;
    bool by, mode_given, help;
} sweep_args_t;

static bool was_interrupted(void)
{
    return interrupted;
}

static bool shift_number(const char *v, const char *end, int64_t *n)
{
    char *stop;
    errno = 0;
    long long value = strtoll(v, &stop, 10);
    *n = value;
    return stop != v && stop == end && (v[0] == '-' || v[0] == '+' || (v[0] >= '0' && v[0] <= '9')) && !errno &&
           value >= -SWEEP_SHIFT_MAX && value <= SWEEP_SHIFT_MAX;
}

/* FROM..TO */
static bool parse_by(const char *v, sweep_options_t *o)
{
    const char *dots = v ? strstr(v, "..") : NULL;
    if (!v)
        return false;
    if (dots && shift_number(v, dots, &o->from) && shift_number(dots + 2, v + strlen(v), &o->to) && o->from <= o->to)
        return true;
    bad_input("--by is '%s', expected FROM..TO in clocks, such as -20..20, FROM not above TO, each within %d", v,
              SWEEP_SHIFT_MAX);
    return false;
}

static bool parse_unit(const char *v, domain_t *unit)
{
    for (int d = 0; v && d < DOMAIN_COUNT; d++)
        if (strcmp(v, domain_names[d]) == 0) {
            *unit = (domain_t)d;
            return true;
        }
    if (v)
        bad_input("unknown unit '%s', expected bclk, pciclk, coreclk or picclk", v);
    return false;
}

static bool sweep_option(args_t *a, sweep_args_t *w)
{
    sweep_options_t *o = &w->options;
    uint64_t n;
    if (is(a, "--event"))
        return (o->event = value_of(a)) != NULL;
    if (is(a, "--by"))
        return (w->by = parse_by(value_of(a), o));
    if (is(a, "--step"))
        return number_of(a, 1, SWEEP_SHIFT_MAX, &o->step);
    if (is(a, "--unit"))
        return parse_unit(value_of(a), &o->unit);
    if (is(a, "--mode"))
        return (w->mode_given = parse_mode(value_of(a), &o->session.mode));
    if (is(a, "--jobs")) {
        if (!number_of(a, 1, SWEEP_JOBS_MAX, &n))
            return false;
        o->jobs = (unsigned)n;
        return true;
    }
    if (is(a, "--report"))
        return (w->report = value_of(a)) != NULL;
    if (is(a, "--out"))
        return (w->out = value_of(a)) != NULL;
    if (is(a, "--help") || is(a, "-h"))
        return (w->help = true);
    bad_input("unknown option '%s' (see 'smmscope sweep --help')", a->name);
    return false;
}

static bool sweep_arguments(args_t *a, sweep_args_t *w)
{
    bool is_option;
    while (next_arg(a, &is_option)) {
        if (is_option && !sweep_option(a, w))
            return false;
        if (is_option && a->value) {
            bad_input("%s takes no value", a->name);
            return false;
        }
        if (!is_option && w->scenario) {
            bad_input("'%s' is too much, one scenario a sweep", a->name);
            return false;
        }
        if (!is_option)
            w->scenario = a->name;
    }
    if (w->help)
        return true;
    if (!w->scenario)
        bad_input("sweep needs a scenario (see 'smmscope sweep --help')");
    else if (!w->options.event)
        bad_input("sweep needs --event NAME, the stimulus to shift");
    else if (!w->by)
        bad_input("sweep needs --by FROM..TO, such as --by -20..20");
    else
        return true;
    return false;
}

/* The folder of the dumps, made when it is not there. */
static bool dump_folder(const char *path)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        bad_input("--out %s cannot be made: %s", path, strerror(errno));
        return false;
    }
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode) && access(path, W_OK | X_OK) == 0)
        return true;
    bad_input("--out %s: no dump can be written there, expected a folder", path);
    return false;
}

static int sweep_scenario(sweep_args_t *args, scenario_t *s)
{
    char err[4096];
    sweep_t w;
    sweep_options_t *o = &args->options;
    run_args_t mode = {.options = o->session, .mode_given = args->mode_given};
    if (!choose_mode(&mode, s) || !can_write_beside("report", args->report))
        return EXIT_BAD_INPUT;
    o->session.mode = mode.options.mode;
    if (same_file(args->report, s->path))
        return bad_input("%s is the scenario and --report, expected a file of its own", args->report);
    if (!sweep_open(&w, s, o, err, sizeof err))
        return bad_input("%s", err);
    if (!dump_folder(o->out)) {
        sweep_free(&w);
        return EXIT_BAD_INPUT;
    }
    int status = EXIT_INTERRUPTED;
    if (!sweep_run(&w, err, sizeof err)) {
        if (!interrupted)
            status = bad_input("%s", err);
    } else {
        status = sweep_passed(&w) ? EXIT_PASS : EXIT_FAILED;
        sweep_text(&w, stdout, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"));
        if (args->report && !sweep_json(&w, args->report, err, sizeof err))
            status = bad_input("%s", err);
    }
    sweep_free(&w);
    return flushed(status);
}

static int sweep_command(args_t *a)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    sweep_args_t args = {.options = {.step = 1, .unit = BCLK, .session = {.mode = MODE_CYCLE, .twins = true},
                                     .jobs = cores < 1 ? 1 : cores > SWEEP_JOBS_MAX ? SWEEP_JOBS_MAX : (unsigned)cores,
                                     .run = run_session, .view = write_view, .interrupted = was_interrupted}};
    scenario_t s;
    char err[1024];
    if (!sweep_arguments(a, &args))
        return EXIT_BAD_INPUT;
    if (args.help)
        return help(sweep_usage);
    args.options.out = args.out ? args.out : SMMSCOPE_SOURCE_DIR "/waves/out";
    handle(SIGINT, on_interrupt);
    handle(SIGTERM, on_interrupt);
    if (!scenario_load(&s, args.scenario, NULL, err, sizeof err))
        return interrupted ? EXIT_INTERRUPTED : bad_input("%s", err);
    int status = sweep_scenario(&args, &s);
    scenario_free(&s);
    return status;
}

/* audit */

typedef struct audit_args {
    run_args_t run; /* scenario, report, options */
    const char *at;
    bool end;
} audit_args_t;

static bool audit_option(args_t *a, audit_args_t *u)
{
    static const char *const as_run[] = {"--part", "--cpus", "--mode", "--report", "--help", "-h"};
    if (is(a, "--at"))
        return (u->at = value_of(a)) != NULL;
    if (is(a, "--end"))
        return (u->end = true);
    for (unsigned i = 0; i < sizeof as_run / sizeof as_run[0]; i++)
        if (is(a, as_run[i]))
            return run_option(a, &u->run);
    bad_input("unknown option '%s' (see 'smmscope audit --help')", a->name);
    return false;
}

static bool audit_arguments(args_t *a, audit_args_t *u)
{
    bool is_option;
    while (next_arg(a, &is_option)) {
        if (is_option && !audit_option(a, u))
            return false;
        if (is_option && a->value) {
            bad_input("%s takes no value", a->name);
            return false;
        }
        if (!is_option && u->run.scenario) {
            bad_input("'%s' is too much, one scenario an audit", a->name);
            return false;
        }
        if (!is_option)
            u->run.scenario = a->name;
    }
    if (u->run.help)
        return true;
    if (!u->run.scenario)
        bad_input("audit needs a scenario (see 'smmscope audit --help')");
    else if (u->at && u->end)
        bad_input("--at %s and --end exclude each other", u->at);
    else
        return true;
    return false;
}

/* The machine has come to where it is to be read. */
static int audit_machine(const audit_args_t *u, session_result_t result)
{
    char err[4096];
    audit_state_t state;
    audit_place_t place = {.at = u->at, .result = result};
    audit_read(session.soc, &state);
    audit_t list = audit_run(&state);
    int status = audit_passed(&list, &place) ? EXIT_PASS : EXIT_FAILED;
    audit_text(&list, &session, &place, stdout, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"));
    if (u->run.report && !audit_json(&list, &session, &place, u->run.report, err, sizeof err))
        status = bad_input("%s", err);
    audit_free(&list);
    return status;
}

static int audit_scenario(audit_args_t *u, scenario_t *s)
{
    char err[4096];
    event_ref_t stop;
    run_args_t *r = &u->run;
    if (!choose_mode(r, s) || !files_are_apart(r, s) || !can_write_beside("report", r->report))
        return EXIT_BAD_INPUT;
    if (u->at && !scenario_event(s, u->at, &stop, err, sizeof err))
        return bad_input("--at: %s", err);
    r->options.stop = u->at ? &stop : NULL;
    if (!session_open(&session, s, &r->options, err, sizeof err))
        return interrupted ? EXIT_INTERRUPTED : bad_input("%s", err);
    if (interrupted) /* while it was being opened */
        session_interrupt();
    start_progress(false);
    run_session(&session);
    stop_progress();
    session_result_t result = session_close(&session);
    int status = status_of(result);
    if (result == SESSION_ERROR)
        bad_input("%s", session.error);
    else if (result != SESSION_INTERRUPTED && u->at && !session.stopped_at_event)
        status = bad_input("--at %s: the run was over at %" PRIu64 " ps and that had not happened", u->at, soc_now(session.soc));
    else if (result != SESSION_INTERRUPTED)
        status = audit_machine(u, result);
    session_free(&session);
    return flushed(status);
}

static int audit_command(args_t *a)
{
    audit_args_t u = {.run.options = {.mode = MODE_CYCLE}};
    scenario_t s;
    char err[1024];
    if (!audit_arguments(a, &u))
        return EXIT_BAD_INPUT;
    if (u.run.help)
        return help(audit_usage);
    handle(SIGINT, on_interrupt);
    handle(SIGTERM, on_interrupt);
    if (!scenario_load(&s, u.run.scenario, &u.run.scenario_options, err, sizeof err))
        return interrupted ? EXIT_INTERRUPTED : bad_input("%s", err);
    int status = audit_scenario(&u, &s);
    scenario_free(&s);
    return status;
}

/* check */

typedef struct check_args {
    check_options_t options;
    const char *report, *wave, *cover;
    bool files, help; /* files: words are files of --rtl */
} check_args_t;

enum { EVALUATION_SECONDS = 3 }; /* of CPU time, for PROGRESS_EDGES edges: a million times what a block takes */

static void on_endless(int sig)
{
    static const char line[] = "smmscope: RTL cannot go on: an evaluation does not end (a loop without an end in it?)\n";
    (void)sig;
    ssize_t ignored = write(STDERR_FILENO, line, sizeof line - 1);
    (void)ignored;
    _exit(EXIT_BAD_INPUT);
}

/* Gives the RTL so much CPU time until the next call; 0: any. */
static void watch_evaluation(time_t seconds)
{
    const struct itimerval t = {.it_value = {.tv_sec = seconds}};
    handle(SIGPROF, on_endless);
    setitimer(ITIMER_PROF, &t, NULL);
}

/* A line on a terminal, from the third second on. */
static bool check_progress(uint64_t done, uint64_t all)
{
    static time_t start, last;
    watch_evaluation(EVALUATION_SECONDS);
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
        return (c->files = add_rtl(a, &o->rtl, RTL_FILE, value_of(a)));
    c->files = false;
    if (is(a, "-f"))
        return add_rtl(a, &o->rtl, RTL_LIST, value_of(a));
    if (is_joined(a, "-I") || is_joined(a, "-D"))
        return add_joined(a, &o->rtl);
    if (is(a, "--top"))
        return (o->rtl.top = value_of(a)) != NULL;
    if (is(a, "--edges"))
        return number_of(a, 1, UINT64_MAX, &o->edges);
    if (is(a, "--seed"))
        return number_of(a, 0, UINT64_MAX, &o->seed);
    if (is(a, "--random-only"))
        return (o->random_only = true);
    if (is(a, "--report"))
        return (c->report = value_of(a)) != NULL;
    if (is(a, "--wave"))
        return (c->wave = value_of(a)) != NULL;
    if (is(a, "--cover"))
        return (c->cover = value_of(a)) != NULL;
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
        if (!is_option && c->options.block && c->files) {
            if (!add_rtl(a, &c->options.rtl, RTL_FILE, a->name))
                return false;
        } else if (!is_option && c->options.block) {
            bad_input("'%s' is too much, one block a time", a->name);
            return false;
        } else if (!is_option) {
            c->options.block = a->name;
        }
    }
    if (c->help)
        return true;
    if (!c->options.block)
        bad_input("check needs a block (see 'smmscope check --help')");
    else if ((c->options.rtl.count || c->options.rtl.top) && !rtl_given(&c->options.rtl))
        bad_input("-I, -D and --top need --rtl or -f");
    else
        return true;
    return false;
}

/* The dump of a failure and its view: --wave FILE, else waves/out/check-BLOCK.fst. */
static bool wave_of_check(rtl_check_t *c, const check_args_t *args, char *wave, size_t size, int *status)
{
    char err[4096], view[PATH_MAX];
    if (args->wave) {
        snprintf(wave, size, "%s", args->wave);
    } else {
        mkdir(SMMSCOPE_SOURCE_DIR "/waves/out", 0777);
        snprintf(wave, size, SMMSCOPE_SOURCE_DIR "/waves/out/check-%s.fst", args->options.block);
    }
    if (check_wave(c, wave, view_beside(wave, view, sizeof view) ? view : NULL, err, sizeof err))
        return true;
    bad_input("no wave: %s", err);
    if (args->wave)
        *status = EXIT_BAD_INPUT;
    return false;
}

static int check_command(args_t *a)
{
    check_args_t args = {.options = {.edges = 200000, .seed = 1, .progress = check_progress}};
    rtl_check_t c;
    char err[4096], wave[PATH_MAX];
    if (!check_arguments(a, &args))
        return EXIT_BAD_INPUT;
    if (args.help)
        return help(check_usage);
    if (!can_write_beside("report", args.report) || !can_write_beside("wave", args.wave) ||
        !can_write_beside("coverage", args.cover))
        return EXIT_BAD_INPUT;
    if (same_file(args.report, args.wave))
        return bad_input("%s is --wave and --report, expected a file of its own", args.wave);
    if (same_file(args.report, args.cover))
        return bad_input("%s is --report and --cover, expected a file of its own", args.cover);
    if (same_file(args.wave, args.cover))
        return bad_input("%s is --wave and --cover, expected a file of its own", args.cover);
    handle(SIGINT, on_interrupt);
    handle(SIGTERM, on_interrupt);
    if (!check_open(&c, &args.options, err, sizeof err))
        return interrupted ? EXIT_INTERRUPTED : bad_input("%s", err);
    watch_evaluation(EVALUATION_SECONDS);
    check_run(&c);
    watch_evaluation(0);
    stop_progress();
    if (c.twin->trouble()) {
        bad_input("RTL ends the check: %s", c.twin->trouble());
        check_close(&c);
        return EXIT_BAD_INPUT;
    }
    int status = c.interrupted ? EXIT_INTERRUPTED : check_passed(&c) ? EXIT_PASS : EXIT_FAILED;
    bool shown = check_has_wave(&c) && wave_of_check(&c, &args, wave, sizeof wave, &status);
    check_text(&c, shown ? wave : NULL, stdout);
    if (args.report && !check_json(&c, shown ? wave : NULL, args.report, err, sizeof err))
        status = bad_input("%s", err);
    if (args.cover && !coverage_write(c.coverage, args.cover, err, sizeof err))
        status = bad_input("%s", err);
    check_close(&c);
    return flushed(status);
}

/* cover */

typedef struct cover_args {
    const char **files;
    unsigned count;
    const char *block, *write;
    bool holes, markdown, help;
} cover_args_t;

static bool cover_option(args_t *a, cover_args_t *c)
{
    if (is(a, "--block"))
        return (c->block = value_of(a)) != NULL;
    if (is(a, "--write"))
        return (c->write = value_of(a)) != NULL;
    if (is(a, "--holes"))
        return (c->holes = true);
    if (is(a, "--markdown"))
        return (c->markdown = true);
    if (is(a, "--help") || is(a, "-h"))
        return (c->help = true);
    bad_input("unknown option '%s' (see 'smmscope cover --help')", a->name);
    return false;
}

static bool cover_arguments(args_t *a, cover_args_t *c)
{
    bool is_option;
    while (next_arg(a, &is_option)) {
        if (is_option && !cover_option(a, c))
            return false;
        if (is_option && a->value) {
            bad_input("%s takes no value", a->name);
            return false;
        }
        if (!is_option)
            c->files[c->count++] = a->name;
    }
    if (c->help)
        return true;
    if (!c->count)
        bad_input("cover needs a file that 'run --cover' or 'check --cover' wrote (see 'smmscope cover --help')");
    else if (c->markdown && (c->holes || c->block))
        bad_input("--markdown is the whole page, expected no --holes and no --block");
    else
        return true;
    return false;
}

static int cover_files(const cover_args_t *o, coverage_t *c)
{
    char err[1024];
    unsigned others = 0;
    if (o->block && !coverage_has(c, o->block))
        return bad_input("no cover groups for a block '%s', expected one of 'smmscope list coverage'", o->block);
    for (unsigned i = 0; i < o->count; i++)
        if (!coverage_read(c, o->files[i], &others, err, sizeof err))
            return bad_input("%s", err);
    if (o->write && !coverage_write(c, o->write, err, sizeof err))
        return bad_input("%s", err);
    if (o->markdown)
        coverage_markdown(c, stdout);
    else
        coverage_text(c, o->block, o->holes, stdout);
    if (others && !o->markdown)
        printf("%u points of other tools are left out\n", others);
    coverage_sum_t s = coverage_sum(c, o->block);
    return s.holes || s.wrong ? EXIT_FAILED : EXIT_PASS;
}

static int cover_command(args_t *a)
{
    cover_args_t o = {.files = calloc((size_t)a->count, sizeof *o.files)};
    int status = EXIT_BAD_INPUT;
    if (!o.files)
        abort();
    if (cover_arguments(a, &o)) {
        coverage_t *c = coverage_open(cover_blocks);
        status = o.help ? help(cover_usage) : cover_files(&o, c);
        coverage_free(c);
    }
    free(o.files);
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
        printf("%-16s %-18s %-16s %-6s %-6s 0x%-8x %-4s %-6s %s\n", row->reg, row->field, row->where, bits,
               reg_access_names[row->access], (unsigned)row->reset, row->lock ? "yes" : "-", reg_well_names[row->well],
               row->source);
    }
}

static void list_registers(void)
{
    printf("%-16s %-18s %-16s %-6s %-6s %-10s %-4s %-6s %s\n", "register", "field", "where", "bits", "access", "reset",
           "lock", "well", "source");
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

static void list_sources(void)
{
    printf("%-4s %-36s %-46s %-52s %s\n", "row", "event", "status", "enable", "wire");
    for (const smi_source_t *x = smi_sources; x->row; x++)
        printf("%-4s %-36s %-46s %-52s %s\n", x->row, x->event, x->status, x->enable, x->wire ? x->wire : "-");
}

static void list_reference(void)
{
    reference_print(stdout);
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

static void list_coverage(void)
{
    coverage_list(stdout);
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
    } plain[] = {{"registers", list_registers}, {"sources", list_sources},   {"rules", list_rules},
                 {"events", list_events},       {"parts", list_parts},       {"params", list_params},
                 {"coverage", list_coverage},   {"reference", list_reference}};
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
    return bad_input("unknown list '%s', expected blocks, wires, registers, sources, rules, events, parts, params, "
                     "scenarios, tests or coverage", what);
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
        return bad_input("list needs blocks, wires, registers, sources, rules, events, parts, params, scenarios, tests "
                         "or coverage");
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
    if (strcmp(command, "sweep") == 0)
        return sweep_command(&a);
    if (strcmp(command, "audit") == 0)
        return audit_command(&a);
    if (strcmp(command, "list") == 0)
        return list_command(&a);
    if (strcmp(command, "view") == 0)
        return view_command(&a);
    if (strcmp(command, "check") == 0)
        return check_command(&a);
    if (strcmp(command, "cover") == 0)
        return cover_command(&a);
    if (strcmp(command, "boot") == 0)
        return bad_input("boot comes later: stock firmware on this machine");
    if (strcmp(command, "--help") == 0 || strcmp(command, "-h") == 0)
        return help(usage);
    if (strcmp(command, "--version") == 0) {
        printf("smmscope %s\n", SMMSCOPE_VERSION);
        return flushed(EXIT_PASS);
    }
    if (!*command)
        return bad_input("no command, expected run, sweep, audit, check, cover, list or view (see 'smmscope --help')");
    return bad_input("unknown command '%s', expected run, sweep, audit, check, cover, list or view (see 'smmscope --help')", command);
}
