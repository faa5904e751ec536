// ec_gpi: how to put a SystemC module of your own beside the machine.
//
// The module is a small embedded controller. It knows nothing of smmscope: it has a clocked input for SMI# and an output
// for its event pin. Here the two are joined to the wires "bus.smi_n" and "board.gpi" of a running scenario.
// Left out: everything else an embedded controller does.
#include "sc_shim.h"

#include <cstdio>

SC_MODULE(embedded_controller)
{
    sc_core::sc_in<uint64_t> smi_n{"smi_n"};
    sc_core::sc_out<uint64_t> gpi{"gpi"};
    unsigned falls = 0;
    sc_core::sc_time pressed, seen;

    SC_CTOR(embedded_controller)
    {
        SC_THREAD(press);
        SC_METHOD(watch);
        sensitive << smi_n;
        dont_initialize();
    }

    void press()
    {
        wait(60, sc_core::SC_US);
        pressed = sc_core::sc_time_stamp();
        gpi.write(1 << 3);
        while (falls == 0)
            wait(smi_n.value_changed_event());
        wait(1, sc_core::SC_US);
        gpi.write(0);
    }

    void watch()
    {
        if (smi_n.read() != 0)
            return;
        falls++;
        seen = sc_core::sc_time_stamp();
    }
};

namespace {

embedded_controller *ec;

void elaborate(session_t *x, void *)
{
    ec = new embedded_controller("ec");
    ec->smi_n(sc_shim_export(x, "bus.smi_n"));
    ec->gpi(sc_shim_drive(x, "board.gpi"));
}

int complain(const char *what)
{
    std::fprintf(stderr, "ec_gpi: %s\n", what);
    return 2;
}

} // namespace

int main()
{
    static scenario_t scenario;
    static session_t session;
    scenario_options_t from_file = {};
    session_options_t options = {};
    char err[1024];

    options.mode = MODE_CYCLE;
    options.twins = true;
    if (!scenario_load(&scenario, SMMSCOPE_SOURCE_DIR "/tb/examples/ec_gpi.asm", &from_file, err, sizeof err) ||
        !session_open(&session, &scenario, &options, err, sizeof err))
        return complain(err);
    sc_shim_on_elaborate(elaborate, nullptr);
    sc_shim_run(&session);
    session_result_t result = session_close(&session);

    std::printf("ec: pin pressed at %s, SMI# seen at %s, %u fall(s)\n", ec->pressed.to_string().c_str(),
                ec->seen.to_string().c_str(), ec->falls);
    bool good = result == SESSION_PASS && ec->falls == 1 && ec->seen > ec->pressed;
    std::printf("%s\n", good ? "PASS ec_gpi" : "FAIL ec_gpi");
    session_free(&session);
    scenario_free(&scenario);
    return good ? 0 : 1;
}
