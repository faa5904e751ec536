/* plain_loop: stands in for the SystemC kernel in the sanitized program: the same session, driven by a loop.
 *
 * Left out: exported signals, foreign modules. */
#include "sc_shim.h"

int sc_shim_run(session_t *x)
{
    for (;;) {
        ps_t t = session_next(x);
        if (t == PS_NEVER || !session_instant(x, t))
            return 0;
    }
}
