#include "sc_shim.h"

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct joint {
    soc_wire_ref_t ref;
    std::unique_ptr<sc_core::sc_signal<uint64_t>> signal;
};

struct kernel : sc_core::sc_module {
    session_t *x = nullptr;
    bool over = false;
    std::vector<joint> exported, driven;
    sc_core::sc_event wake; // a driven wire changed: what is due next may have moved

    explicit kernel(sc_core::sc_module_name name) : sc_core::sc_module(name)
    {
        SC_HAS_PROCESS(kernel);
        SC_METHOD(step);
    }

    // Runs the instant that is due now, if any, then sleeps until the next.
    void step()
    {
        const ps_t now = sc_core::sc_time_stamp().value();
        if (due == now && due != 0 && !session_instant(x, now))
            return finish();
        for (joint &j : exported)
            j.signal->write(sig_get(j.ref.base, j.ref.sig));
        due = session_next(x);
        if (due == PS_NEVER)
            return finish();
        next_trigger(sc_core::sc_time::from_value(due - now), wake);
    }

    void finish()
    {
        over = true;
        sc_core::sc_stop();
    }

    ps_t due = 0;
};

// Puts one driven signal's value on the board whenever it changes.
struct driver : sc_core::sc_module {
    kernel &k;
    joint &j;
    driver(sc_core::sc_module_name name, kernel &k_, joint &j_) : sc_core::sc_module(name), k(k_), j(j_)
    {
        SC_HAS_PROCESS(driver);
        SC_METHOD(drive);
        sensitive << *j.signal;
        dont_initialize();
    }
    void drive()
    {
        sig_set(j.ref.base, j.ref.sig, j.signal->read());
        soc_board_changed(k.x->soc, sc_core::sc_time_stamp().value());
        k.wake.notify(sc_core::SC_ZERO_TIME);
    }
};

std::unique_ptr<kernel> the_kernel; // the SystemC kernel itself is one a process
std::vector<std::unique_ptr<driver>> drivers;
void (*elaborate)(session_t *, void *);
void *elaborate_self;

sc_core::sc_signal<uint64_t> &join(std::vector<joint> &list, session_t *x, const char *wire, bool board)
{
    joint j;
    if (soc_find_wire(x->soc, wire, &j.ref) != 1 || (board && !j.ref.is_board))
        throw std::invalid_argument(std::string("no such wire: ") + wire);
    std::string name(wire);
    for (char &c : name)
        if (c == '.')
            c = '_';
    j.signal = std::make_unique<sc_core::sc_signal<uint64_t>>(name.c_str());
    j.signal->write(sig_get(j.ref.base, j.ref.sig));
    list.push_back(std::move(j));
    return *list.back().signal;
}

} // namespace

sc_core::sc_signal<uint64_t> &sc_shim_export(session_t *, const char *wire)
{
    return join(the_kernel->exported, the_kernel->x, wire, false);
}

sc_core::sc_signal<uint64_t> &sc_shim_drive(session_t *, const char *wire)
{
    return join(the_kernel->driven, the_kernel->x, wire, true);
}

extern "C" void sc_shim_on_elaborate(void (*f)(session_t *x, void *self), void *self)
{
    elaborate = f;
    elaborate_self = self;
}

extern "C" int sc_shim_run(session_t *x)
{
    setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
    sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
    sc_core::sc_set_time_resolution(1, sc_core::SC_PS);
    try {
        the_kernel = std::make_unique<kernel>("smmscope");
        the_kernel->x = x;
        if (elaborate)
            elaborate(x, elaborate_self);
        if (!the_kernel->driven.empty())
            soc_no_run_ahead(x->soc);
        for (joint &j : the_kernel->driven) {
            std::string name = std::string("drive_") + j.signal->basename();
            drivers.push_back(std::make_unique<driver>(name.c_str(), *the_kernel, j));
        }
        while (!the_kernel->over)
            sc_core::sc_start();
    } catch (const std::exception &e) {
        snprintf(x->error, sizeof x->error, "SystemC: %s", e.what());
        return 1;
    }
    return 0;
}

// The library's own main wants one; ours is in main.c.
int sc_main(int, char *[])
{
    return 0;
}
