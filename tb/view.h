/* view: a saved GTKWave view made for one run: a template of waves/ with the dump's name, the markers of its SMIs and
 * a zoom that shows the first of them whole. For a lone block the view is made from its port lists.
 *
 * Left out: choosing signals (the templates do), more than 26 markers (GTKWave has no more). */
#ifndef TB_VIEW_H
#define TB_VIEW_H

#include "block.h"
#include "ev.h"

/* Copies `template_path` to `out_path`. Markers: SMI# low, latched, taken, handler, RSM and exit of the first SMI; of
 * later ones low, handler, RSM and exit as long as there are markers left; the first mismatch of a twin when
 * first_mismatch is not PS_NEVER. False with one line in err when a file cannot be read or written. */
bool view_write(const char *template_path, const char *out_path, const ev_log_t *ev, const char *dump,
                ps_t first_mismatch, char *err, unsigned err_size);

/* The view of a lone block's dump (trace.h): clock, inputs, and each output of the C block above that of the RTL, `wrong`
 * first when it is not NULL; the marker, called `label`, at `at`, and so many clocks of `period` before it in sight. False
 * with one line in err. */
bool view_write_block(const char *out_path, const char *dump, const block_t *block, const sig_t *wrong, ps_t at, ps_t period,
                      const char *label, char *err, unsigned err_size);

/* From the first fall of SMI# until every CPU that entered SMM has left it again, or the last event. False when SMI#
 * never fell. */
bool view_first_smi(const ev_log_t *ev, ps_t *from, ps_t *to);

#endif
