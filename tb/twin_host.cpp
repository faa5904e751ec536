// twin_host: puts one Verilated block behind the flat interface of twin.h. Built once per block with
//   TWIN_HEADER  the block's C header       TWIN_NAME  its name, e.g. smi_ctl
//   TWIN_LIST    its list prefix, SMI_CTL   TWIN_MODEL the Verilated class, TWIN_MODEL_HEADER its header
//   TWIN_SYMBOL_NAME  the interface's name  TWIN_USER  defined for a user's file
#include "twin.h"

#include TWIN_HEADER
#include TWIN_MODEL_HEADER

#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#define STR_(a) #a
#define STR(a) STR_(a)

using in_t = CAT(TWIN_NAME, _in_t);
using out_t = CAT(TWIN_NAME, _out_t);

#ifdef TWIN_USER
#include <cstdio>

// $stop, $finish and $fatal of a user's file end the run with a message, not the program.
static char trouble_text[300];
static void note(const char *file, int line, const char *what)
{
    if (!trouble_text[0])
        std::snprintf(trouble_text, sizeof trouble_text, "%s:%d: %s", file, line, what);
}
void vl_stop(const char *file, int line, const char *) { note(file, line, "$stop"); }
void vl_finish(const char *file, int line, const char *) { note(file, line, "$finish"); }
void vl_fatal(const char *file, int line, const char *, const char *msg) { note(file, line, msg); }
static const char *trouble() { return trouble_text[0] ? trouble_text : nullptr; }
#else
static const char *trouble() { return nullptr; }
#endif

namespace {

struct host {
    VerilatedContext context;
    TWIN_MODEL model{&context, STR(TWIN_NAME)};
};

void *create()
{
    host *h = new host;
    // An asynchronous reset that starts at 0 is never seen as an edge: show 1 first.
    h->model.clk_i = 0;
    h->model.rst_ni = 1;
    h->model.eval();
    h->model.rst_ni = 0;
    h->model.eval();
    return h;
}

void destroy(void *m)
{
    host *h = static_cast<host *>(m);
    h->model.final();
    delete h;
}

#define PIN_IN(T, type, wire, width, judge, names) h->model.wire##_i = in->wire;
#define PIN_OUT(T, type, wire, width, judge, names) out->wire = h->model.wire##_o;

void set(void *m, const void *in_v, bool rst_n)
{
    host *h = static_cast<host *>(m);
    const in_t *in = static_cast<const in_t *>(in_v);
    h->model.rst_ni = rst_n;
    CAT(TWIN_LIST, _IN)(PIN_IN, in)
}

void eval(void *m, bool clk)
{
    host *h = static_cast<host *>(m);
    h->model.clk_i = clk;
    h->model.eval();
}

void get(void *m, void *out_v)
{
    host *h = static_cast<host *>(m);
    out_t *out = static_cast<out_t *>(out_v);
    CAT(TWIN_LIST, _OUT)(PIN_OUT, out)
}

} // namespace

extern "C" {
extern __attribute__((visibility("default"))) const twin_if_t TWIN_SYMBOL_NAME;
const twin_if_t TWIN_SYMBOL_NAME = {STR(TWIN_NAME), create, destroy, set, eval, get, trouble};
}
