/* wave: one FST file per run: every wire of the machine, the twins' pins, clocks, text lanes.
 *
 * Left out: the inside of a Verilog block (Verilator can write that itself). */
#ifndef TB_WAVE_H
#define TB_WAVE_H

#include "scenario.h"
#include "score.h"
#include "soc.h"

typedef struct wave wave_t;

/* NULL with one line in err when the file cannot be made. scenario and score may be NULL. window: BCLKs kept around each
 * SMI, 0: everything. */
wave_t *wave_open(const char *path, soc_t *soc, const scenario_t *scenario, score_t *score, uint64_t window, char *err,
                  unsigned err_size);

/* After each instant. False when the disk is (nearly) full or a write failed: the file holds what was written so far
 * and err one line. */
bool wave_sample(wave_t *w, char *err, unsigned err_size);

/* Flushes and ends the file, which opens in GTKWave whatever happened to the run. False with one line in err when the
 * disk did not take all of it. Nothing can be sampled after it. */
bool wave_end(wave_t *w, char *err, unsigned err_size);

/* Ends the file if that was not done, and frees everything. */
void wave_close(wave_t *w);

#endif
