#include "cpu/savemap.h"

#include "cpu/cpu.h"

#define REG(name, offset, member) {name, offset, SM_REG, offsetof(cpu_arch_t, member), true}
#define SEL(name, offset, which) {name, offset, SM_SEL, which, true}
#define AR(name, offset, which) {name, offset, SM_AR, which, true}
#define BASE(name, offset, which) {name, offset, SM_BASE, which, true}
#define LIMIT(name, offset, which) {name, offset, SM_LIMIT, which, true}

/* The documented part, the same in both maps (SDM table 34-1). */
#define COMMON_TOP                              \
    REG("CR0", 0x7ffc, cr0),             \
    REG("CR3", 0x7ff8, cr3),             \
    REG("EFLAGS", 0x7ff4, eflags),        \
    REG("EIP", 0x7ff0, eip),              \
    REG("EDI", 0x7fec, gpr[R_EDI]),       \
    REG("ESI", 0x7fe8, gpr[R_ESI]),       \
    REG("EBP", 0x7fe4, gpr[R_EBP]),       \
    REG("ESP", 0x7fe0, gpr[R_ESP]),       \
    REG("EBX", 0x7fdc, gpr[R_EBX]),       \
    REG("EDX", 0x7fd8, gpr[R_EDX]),       \
    REG("ECX", 0x7fd4, gpr[R_ECX]),       \
    REG("EAX", 0x7fd0, gpr[R_EAX]),       \
    REG("DR6", 0x7fcc, dr[6]),           \
    REG("DR7", 0x7fc8, dr[7]),           \
    SEL("TR", 0x7fc4, SM_TR),                   \
    SEL("LDTR", 0x7fc0, SM_LDTR),               \
    SEL("GS", 0x7fbc, S_GS),                    \
    SEL("FS", 0x7fb8, S_FS),                    \
    SEL("DS", 0x7fb4, S_DS),                    \
    SEL("SS", 0x7fb0, S_SS),                    \
    SEL("CS", 0x7fac, S_CS),                    \
    SEL("ES", 0x7fa8, S_ES)
#define COMMON_IO_ROWS                                             \
    {"IO_EIP", 0x7f10, SM_IO_EIP, 0, true},                 \
    {"IO_ESI", 0x7f0c, SM_IO_ESI, 0, true},                 \
    {"IO_ECX", 0x7f08, SM_IO_ECX, 0, true},                 \
    {"IO_EDI", 0x7f04, SM_IO_EDI, 0, true},                 \
    {"HALT:IO restart", 0x7f00, SM_RESTART, 0, true},        \
    {"revision", 0x7efc, SM_REVISION, 0, true},             \
    {"SMBASE", 0x7ef8, SM_SMBASE, 0, true}
#define COMMON_IO COMMON_IO_ROWS, {0}

/* Where the Enhanced Am486 and the Pentium have the descriptor caches: 86Box, sandpile and Collins (cpu facts 3.2). */
#define P5_CACHES                               \
    AR("TR access", 0x7fa4, SM_TR),             \
    BASE("TR base", 0x7fa0, SM_TR),             \
    LIMIT("TR limit", 0x7f9c, SM_TR),           \
    BASE("IDTR base", 0x7f94, SM_IDTR),         \
    LIMIT("IDTR limit", 0x7f90, SM_IDTR),       \
    BASE("GDTR base", 0x7f88, SM_GDTR),         \
    LIMIT("GDTR limit", 0x7f84, SM_GDTR),       \
    AR("LDTR access", 0x7f80, SM_LDTR),         \
    BASE("LDTR base", 0x7f7c, SM_LDTR),         \
    LIMIT("LDTR limit", 0x7f78, SM_LDTR),       \
    AR("GS access", 0x7f74, S_GS),              \
    BASE("GS base", 0x7f70, S_GS),              \
    LIMIT("GS limit", 0x7f6c, S_GS),            \
    AR("FS access", 0x7f68, S_FS),              \
    BASE("FS base", 0x7f64, S_FS),              \
    LIMIT("FS limit", 0x7f60, S_FS),            \
    AR("DS access", 0x7f5c, S_DS),              \
    BASE("DS base", 0x7f58, S_DS),              \
    LIMIT("DS limit", 0x7f54, S_DS),            \
    AR("SS access", 0x7f50, S_SS),              \
    BASE("SS base", 0x7f4c, S_SS),              \
    LIMIT("SS limit", 0x7f48, S_SS),            \
    AR("CS access", 0x7f44, S_CS),              \
    BASE("CS base", 0x7f40, S_CS),              \
    LIMIT("CS limit", 0x7f3c, S_CS),            \
    AR("ES access", 0x7f38, S_ES),              \
    BASE("ES base", 0x7f34, S_ES),              \
    LIMIT("ES limit", 0x7f30, S_ES)

const savemap_row_t savemap_p5[] = {
    COMMON_TOP,
    P5_CACHES,
    REG("CR4", 0x7f28, cr4),
    {"alternate DR6", 0x7f24, SM_ALT_DR6, 0, false},
    COMMON_IO};

/* Enhanced Am486: no CR4; CR2 and the breakpoint registers as well (cpu facts 3.2). */
const savemap_row_t savemap_am486[] = {
    COMMON_TOP,
    P5_CACHES,
    {"alternate DR6", 0x7f24, SM_ALT_DR6, 0, false},
    COMMON_IO_ROWS,
    REG("CR2", 0x7ef4, cr2),
    REG("DR0", 0x7ef0, dr[0]),
    REG("DR1", 0x7eec, dr[1]),
    REG("DR2", 0x7ee8, dr[2]),
    REG("DR3", 0x7ee4, dr[3]),
    {0}};

/* P6: descriptor caches after sandpile, 86Box, Bochs, QEMU and KVM, which agree (cpu facts 3.2). */
const savemap_row_t savemap_p6[] = {
    COMMON_TOP,
    BASE("SS base", 0x7fa4, S_SS),
    LIMIT("SS limit", 0x7fa0, S_SS),
    AR("SS access", 0x7f9c, S_SS),
    BASE("CS base", 0x7f98, S_CS),
    LIMIT("CS limit", 0x7f94, S_CS),
    AR("CS access", 0x7f90, S_CS),
    BASE("ES base", 0x7f8c, S_ES),
    LIMIT("ES limit", 0x7f88, S_ES),
    AR("ES access", 0x7f84, S_ES),
    BASE("LDTR base", 0x7f80, SM_LDTR),
    LIMIT("LDTR limit", 0x7f7c, SM_LDTR),
    AR("LDTR access", 0x7f78, SM_LDTR),
    BASE("GDTR base", 0x7f74, SM_GDTR),
    LIMIT("GDTR limit", 0x7f70, SM_GDTR),
    BASE("TR base", 0x7f64, SM_TR),
    LIMIT("TR limit", 0x7f60, SM_TR),
    AR("TR access", 0x7f5c, SM_TR),
    BASE("IDTR base", 0x7f58, SM_IDTR),
    LIMIT("IDTR limit", 0x7f54, SM_IDTR),
    BASE("GS base", 0x7f4c, S_GS),
    LIMIT("GS limit", 0x7f48, S_GS),
    AR("GS access", 0x7f44, S_GS),
    BASE("FS base", 0x7f40, S_FS),
    LIMIT("FS limit", 0x7f3c, S_FS),
    AR("FS access", 0x7f38, S_FS),
    BASE("DS base", 0x7f34, S_DS),
    LIMIT("DS limit", 0x7f30, S_DS),
    AR("DS access", 0x7f2c, S_DS),
    {"alternate DR6", 0x7f24, SM_ALT_DR6, 0, false},
    {"CPL:shutdown", 0x7f20, SM_CPL, 0, false},
    REG("CR4", 0x7f14, cr4),
    COMMON_IO};
