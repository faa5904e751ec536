/* sig: the port list, the one place where a component's wires are written down.
 *
 * A list is an X-macro of rows X(T, C type, wire name, width in bits, judge, value names). From it come the C
 * struct, the row table for waves, scenarios and the scoreboard, the pin bindings of the RTL twin (port = wire
 * name + _i or _o) and exported SystemC signals. `value names` is an array of names for an enumerated wire, or 0.
 * Judges: IN (an input), EXACT, WHEN(wire) (only compared while that output wire is 1), WITHIN(n) (the same
 * values in the same order, at most n clocks apart).
 * Left out: wires wider than 64 bits. */
#ifndef SIG_H
#define SIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum sig_judge { SIG_IN, SIG_EXACT, SIG_WHEN, SIG_WITHIN };

typedef struct sig {
    const char *name;
    uint16_t offset;          /* bytes from the start of the struct */
    uint8_t bytes;            /* size of the C field: 1, 2, 4 or 8 */
    uint8_t width;            /* bits on the wire, 1 to 64 */
    uint8_t judge;            /* enum sig_judge */
    uint8_t within;           /* clocks, for SIG_WITHIN */
    const char *when;         /* wire name, for SIG_WHEN */
    const char *const *names; /* one name a value, ended by NULL; or NULL */
} sig_t;

#define SIG_J_IN SIG_IN, 0, NULL
#define SIG_J_EXACT SIG_EXACT, 0, NULL
#define SIG_J_WHEN(w) SIG_WHEN, 0, #w
#define SIG_J_WITHIN(n) SIG_WITHIN, n, NULL

#define SIG_FIELD(T, type, name, width, judge, names) type name;
#define SIG_ROW(T, type, name, width, judge, names) \
    {#name, (uint16_t)offsetof(T##_t, name), (uint8_t)sizeof(type), width, SIG_J_##judge, names},

/* Declares the struct NAME_t of a list and its row table NAME_sigs (ended by a row without a name). */
#define SIG_STRUCT(NAME, LIST)                     \
    typedef struct NAME {                          \
        LIST(SIG_FIELD, NAME)                      \
    } NAME##_t;                                    \
    extern const sig_t NAME##_sigs[];

/* Defines the row table; stands once, in the component's C file. */
#define SIG_TABLE(NAME, LIST) const sig_t NAME##_sigs[] = {LIST(SIG_ROW, NAME){NULL, 0, 0, 0, 0, 0, NULL, NULL}};

/* The value of one wire in a struct at `base`; unused upper bits are zero. */
uint64_t sig_get(const void *base, const sig_t *s);

/* Sets one wire; bits above its width are dropped. */
void sig_set(void *base, const sig_t *s, uint64_t value);

/* The row called `name`, or NULL. */
const sig_t *sig_find(const sig_t *table, const char *name);

/* The name of `value` on an enumerated wire, or NULL when it has none. */
const char *sig_value_name(const sig_t *s, uint64_t value);

/* True when every wire of the table has the same value in both structs. */
bool sig_equal(const sig_t *table, const void *a, const void *b);

#ifdef __cplusplus
}
#endif
#endif
