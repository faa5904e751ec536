/* report: what a run prints at its end, and the same as JSON. */
#ifndef TB_REPORT_H
#define TB_REPORT_H

#include "session.h"

#include <stdio.h>

/* The SMI timeline, twins, rules and checks as short tables. Colour only when asked for. */
void report_text(const session_t *x, session_result_t result, FILE *f, bool colour);

/* False with one line in err when the file cannot be written; it is then not there, or as before. */
bool report_json(const session_t *x, session_result_t result, const char *path, char *err, unsigned err_size);

/* Writes a report's text and a newline; the same promise. */
bool report_write(const char *path, const char *text, char *err, unsigned err_size);

/* Prints one event as a log line: time in wave units (ps), who, name, argument. */
void report_event(FILE *f, const ev_t *e);

#endif
