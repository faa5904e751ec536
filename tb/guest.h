/* guest: machines that run generated machine code on each of their CPUs: an emitter for the few instructions that random
 * memory tests need, and a machine in flat 32-bit mode with MTRRs, caches and SMM handlers set up.
 *
 * Every CPU starts in boot code of its own, which loads a flat GDT, the MTRRs of `guest_regions` (parts that have them)
 * and, with `tseg`, places TSEG and opens it to SMM only; it switches the caches on and jumps to GUEST_MAIN + n *
 * GUEST_MAIN_SIZE. SMBASE is put into the core when reset is over, as an earlier SMI would have left it. A write of
 * port B2h makes an SMI of all CPUs, for which one handler has to call guest_end_smi.
 * Left out: paging, interrupts, relocation by the guest itself. */
#ifndef TB_GUEST_H
#define TB_GUEST_H

#include "soc.h"

enum {
    GUEST_RAM = 0x2000000, GUEST_MAX_CPUS = 4,
    GUEST_MAIN = 0x100000, GUEST_MAIN_SIZE = 0x10000,   /* a CPU's program, write-back */
    GUEST_SMRAM = 0x400000, GUEST_TSEG = 0x1f00000, GUEST_SMRAM_SIZE = 0x100000, GUEST_SMBASE_STEP = 0x20000,
    GUEST_HANDLER_SIZE = 0x4000, GUEST_SMRAM_DATA = 0xc000, /* from SMBASE: 4000h bytes of data below the save map */
};

/* Memory for data, by type; a part without MTRRs has all of it write-back. All else is UC. */
typedef struct guest_region {
    uint32_t base, size;
    uint8_t type; /* enum mem_type_code */
} guest_region_t;
enum { GUEST_WB, GUEST_WT, GUEST_WP, GUEST_WC, GUEST_UC, GUEST_REGIONS };
extern const guest_region_t guest_regions[GUEST_REGIONS];

/* Machine code as it is emitted: of flat 32-bit code, or (code16) of a handler, with prefixes. */
typedef struct guest_code {
    uint8_t *bytes;
    uint32_t at;   /* address of bytes[0] */
    uint32_t size, room;
    bool code16;
} guest_code_t;

/* The address that the next instruction will have. */
uint32_t guest_here(const guest_code_t *c);

/* One instruction each. `size` is 1, 2 or 4 bytes; `addr` is linear. Registers by enum cpu_gpr. */
void guest_bytes(guest_code_t *c, const void *bytes, unsigned count);
void guest_mov_imm(guest_code_t *c, unsigned reg, uint32_t v);
void guest_mov(guest_code_t *c, unsigned to, unsigned from);
void guest_add_imm(guest_code_t *c, unsigned reg, uint32_t v);
void guest_add(guest_code_t *c, unsigned to, unsigned from);
void guest_dec(guest_code_t *c, unsigned reg);
void guest_load(guest_code_t *c, unsigned reg, uint32_t addr, unsigned size);
void guest_store(guest_code_t *c, unsigned reg, uint32_t addr, unsigned size);
void guest_xchg(guest_code_t *c, unsigned reg, uint32_t addr, unsigned size);
void guest_lock_xadd(guest_code_t *c, unsigned reg, uint32_t addr); /* a dword */
void guest_cmp_imm(guest_code_t *c, unsigned reg, uint32_t v);
void guest_test(guest_code_t *c, unsigned reg);
void guest_jump(guest_code_t *c, uint32_t to);
void guest_jnz(guest_code_t *c, uint32_t to);
void guest_jz(guest_code_t *c, uint32_t to);
void guest_jb(guest_code_t *c, uint32_t to);
void guest_rol(guest_code_t *c, unsigned reg, unsigned by);
void guest_out(guest_code_t *c, uint32_t port, uint32_t v, unsigned size); /* EAX and EDX lost */
void guest_wbinvd(guest_code_t *c);
void guest_clflush(guest_code_t *c, uint32_t addr);
void guest_hlt(guest_code_t *c);
void guest_rsm(guest_code_t *c);

typedef struct guest_config {
    const char *part;
    unsigned cpus;
    soc_mode_t mode;
    params_t params;  /* as part_params() and then changed; ken_dram is set here */
    bool no_caches;   /* CR0.CD stays 1 */
    bool tseg;        /* SMRAM is TSEG, else write-back memory that nobody protects */
} guest_config_t;

/* Clears what a write of port B2h has set, and lets SMI# be raised again. EAX and EDX lost. */
void guest_end_smi(guest_code_t *c);

/* SMBASE of a CPU; its handler begins 8000h above. */
uint32_t guest_smbase(const guest_config_t *c, unsigned cpu);

/* A machine in reset with boot code in it. NULL with one line in err. */
soc_t *guest_open(const guest_config_t *c, char *err, unsigned err_size);

/* Puts code into the machine's memory; before it runs. */
void guest_put(soc_t *s, const guest_code_t *c);

/* To be called after each instant until true: SMBASE is put into the cores once reset is over. */
bool guest_started(soc_t *s, const guest_config_t *c);

/* Sets latencies of bus, memory and caches to random legal values: those that are named in guest_latencies. */
extern const char *const guest_latencies[]; /* ended by NULL */
void guest_random_latencies(params_t *p, uint64_t seed);

/* xorshift64*: 0 to n - 1. The state must not be 0. */
uint32_t guest_draw(uint64_t *state, uint32_t n);

#endif
