/* reference: one page of everything that can be listed, as Markdown: docs/reference.md is made from it.
 * Left out: wires and scenarios (they have lists of their own). */
#ifndef TB_REFERENCE_H
#define TB_REFERENCE_H

#include <stdio.h>

/* Registers, SMI sources, rules, cover points, parameters and events, each with where the book says so. */
void reference_print(FILE *f);

#endif
