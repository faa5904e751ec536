/* view: a saved GTKWave view made for one run: a template of waves/ with the dump's name, the markers of its SMIs and
 * a zoom that shows the first of them whole, or what the scenario's `show` says. For a lone block the view is made
 * from its port lists.
 *
 * Left out: choosing signals (the templates do), more than 26 markers (GTKWave has no more). */
#ifndef TB_VIEW_H
#define TB_VIEW_H

#include "ev.h"
#include "scenario.h"
#include "trace.h"

/* A time worth a marker of its own: the first mismatch of a twin, or where a run of a sweep parts from another. */
typedef struct view_mark {
    ps_t time; /* PS_NEVER: none */
    const char *name;
} view_mark_t;

/* Copies `template_path` to `out_path`. Markers: SMI# low, latched, taken, handler, RSM and exit of the SMIs in the
 * part shown; of later ones low, handler, RSM and exit as long as there are markers left; `special` when it has a time.
 * False with one line in err when a file cannot be read or written. */
bool view_write(const char *template_path, const char *out_path, const scenario_t *s, const ev_log_t *ev,
                const char *dump, view_mark_t special, char *err, unsigned err_size);

/* The view of a lone block's dump: clock, the wires that differ, `wrong` first when it is not NULL, the inputs, and each
 * output of the C block above that of the RTL (or of two models of the RTL, see trace.h). Inputs that are 0 in all that is in sight lie in a closed group at the
 * end. The marker, called `label`, is at time `at`. False with one line in err. */
bool view_write_block(const char *out_path, const char *dump, const trace_t *trace, const sig_t *wrong, ps_t at,
                      const char *label, char *err, unsigned err_size);

/* The part of the run to be shown: what the scenario (NULL: none) says, when both events came; else from the first fall
 * of SMI# until every CPU that entered SMM has left it again, or the last event. False when SMI# never fell. */
bool view_part(const scenario_t *s, const ev_log_t *ev, ps_t *from, ps_t *to);

#endif
