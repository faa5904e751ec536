/* savemap: the SMM state-save maps as tables (cpu facts 3). Offsets are from SMBASE + 8000h.
 *
 * Left out: the Intel 64 and AMD maps. */
#ifndef CPU_SAVEMAP_H
#define CPU_SAVEMAP_H

#include <stdbool.h>
#include <stdint.h>

struct cpu;
struct cpu_arch;

enum savemap_field {
    SM_REG,      /* the dword at `where` in cpu_arch_t */
    SM_SEL,      /* selector of segment `where` (S_*, or SM_LDTR, SM_TR) */
    SM_AR, SM_BASE, SM_LIMIT, /* its descriptor cache; `where` may also be SM_GDTR, SM_IDTR */
    SM_RESTART,  /* 7F00h: I/O restart word, 7F02h: auto-HALT word */
    SM_REVISION, /* written, read back but not used */
    SM_SMBASE,
    SM_IO_EIP, SM_IO_ESI, SM_IO_ECX, SM_IO_EDI, /* copies for I/O restart */
    SM_CPL,      /* byte 0 CPL, byte 3 shutdown (P6) */
    SM_ALT_DR6,
};
enum { SM_LDTR = 16, SM_TR, SM_GDTR, SM_IDTR };

typedef struct savemap_row {
    const char *name;
    uint16_t offset; /* 7xxxh */
    uint8_t field;   /* enum savemap_field */
    uint16_t where;
    bool loaded;     /* RSM takes the value back */
} savemap_row_t;

extern const savemap_row_t savemap_am486[], savemap_p5[], savemap_p6[]; /* highest offset first, as they are written */

#endif
