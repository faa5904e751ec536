/* sc_shim: the SystemC kernel under a C API. One SC_METHOD asks the session when its next instant is due, sleeps until
 * then, and runs it; the core never calls up.
 *
 * Any wire of the machine can be joined to a SystemC signal by name, so that a person's own modules sit beside ours
 * (tb/examples). Left out: more than one run in a process (SystemC elaborates once). */
#ifndef TB_SC_SHIM_H
#define TB_SC_SHIM_H

#ifdef __cplusplus
extern "C" {
#endif

#include "session.h"

/* Runs an open session to its end in SystemC time. Returns 0, or 1 when the kernel reported an error. */
int sc_shim_run(session_t *x);

/* Called once, after the session is open and before time starts: the place to make modules and join wires. */
void sc_shim_on_elaborate(void (*f)(session_t *x, void *self), void *self);

#ifdef __cplusplus
}

#include <cstdint>
#include <systemc>

/* A signal that follows a wire of the machine ("bus.smi_n"): it changes in the delta cycle after the instant in which
 * the wire did. Throws std::invalid_argument when there is no such wire. To be called while elaborating. */
sc_core::sc_signal<uint64_t> &sc_shim_export(session_t *x, const char *wire);

/* A signal that drives a board wire ("board.gpi"): each change is on the wire at once. */
sc_core::sc_signal<uint64_t> &sc_shim_drive(session_t *x, const char *wire);
#endif
#endif
