// twin_runtime: Verilator's runtime for a user's file, with two changes. $stop and $finish are noted, so that the run can
// end with a message; a model that cannot go on (it never settles) ends the program with one line and the exit code of
// bad input, not with abort().
// Left out: $fatal's own text after the place.
#define VL_USER_STOP
#define VL_USER_FINISH
#define VL_USER_FATAL
#include "verilated.cpp"
#include "verilated_threads.cpp"

static char noted[300];

static void note(const char *file, int line, const char *what)
{
    if (!noted[0])
        std::snprintf(noted, sizeof noted, "%s:%d: %s", file, line, what);
}

void vl_stop(const char *file, int line, const char *)
{
    note(file, line, "$stop");
}

void vl_finish(const char *file, int line, const char *)
{
    note(file, line, "$finish");
}

void vl_fatal(const char *file, int line, const char *, const char *message)
{
    std::fprintf(stderr, "smmscope: RTL cannot go on: %s:%d: %s\n", file, line, message);
    std::_Exit(2);
}

extern "C" const char *twin_trouble()
{
    return noted[0] ? noted : nullptr;
}
