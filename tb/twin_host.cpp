// twin_host: puts one Verilated block behind the flat interface of twin.h. Built once per block with
//   TWIN_HEADER  the block's C header       TWIN_NAME  its name, e.g. smi_ctl
//   TWIN_LIST    its list prefix, SMI_CTL   TWIN_MODEL the Verilated class, TWIN_MODEL_HEADER its header
//   TWIN_SYMBOL_NAME  the interface's name  TWIN_USER  defined for a user's file
//   TWIN_MUTANTS  defined for a netlist with many mutants, chosen by its pin `mutant` (scripts/mutate)
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
extern "C" const char *twin_trouble(); // twin_runtime.cpp
static const char *trouble() { return twin_trouble(); }
#else
static const char *trouble() { return nullptr; }
#endif

#ifdef TWIN_MUTANTS
extern "C" {
extern __attribute__((visibility("default"))) unsigned smmscope_mutant;
unsigned smmscope_mutant; // what the next model is made of; 0 is the block as it is
}
#define CHOOSE_MUTANT(h) h->model.mutant = smmscope_mutant;
#else
#define CHOOSE_MUTANT(h)
#endif

namespace {

VerilatedContext *seeded(VerilatedContext *c, unsigned seed)
{
    if (seed) {
        c->randReset(seed == 1 ? 1 : 2); // all ones; random
        c->randSeed(static_cast<int>(seed * 0x9e3779b1U)); // its generator is linear: small seeds give like bits
    }
    Verilated::threadContextp(c); // the model's constructor draws its initial values from here
    for (int i = 0; seed && i < 64; i++)
        VL_RANDOM_I(); // and it is slow to leave its start
    return c;
}

struct host {
    VerilatedContext context;
    TWIN_MODEL model;
    explicit host(unsigned seed) : model{seeded(&context, seed), STR(TWIN_NAME)} {}
};

void *create(unsigned seed)
{
    host *h = new host(seed);
    CHOOSE_MUTANT(h)
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
