/* sections: where the book says what an output wire of a block with a twin has to show: sections of docs/facts.
 *
 * Left out: inputs; the sections of rules and directed tests, which are named with them. */
#ifndef TB_SECTIONS_H
#define TB_SECTIONS_H

/* Of an output wire; NULL when the block or its wire has none. */
const char *section_of(const char *block, const char *wire);

/* A heading of docs/design.md: what a combinational output, or a register without reset, has against it. */
#define SECTION_REGISTERED "docs/design.md, Registered outputs and reset values"

typedef struct section {
    const char *block, *wire, *section;
} section_t;

/* All of them, ended by one without a block. */
extern const section_t sections[];

#endif
