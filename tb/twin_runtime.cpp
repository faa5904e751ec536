// twin_runtime: Verilator's runtime for a user's file, with one change: a model that cannot go on (it never settles)
// ends the program with one line and the exit code of bad input, not with abort().
#define VL_USER_FATAL
#include "verilated.cpp"
#include "verilated_threads.cpp"

void vl_fatal(const char *file, int line, const char *, const char *message)
{
    std::fprintf(stderr, "smmscope: RTL cannot go on: %s:%d: %s\n", file, line, message);
    std::_Exit(2);
}
