/* exec: decodes and executes instructions (16-bit real mode and 32-bit protected mode, CPL 0).
 *
 * Left out: see the opening comments of decode.h, seg.c and excp.c; an instruction this model lacks is #UD with an
 * EV_UNKNOWN_OPCODE event, so that it cannot be missed. */
#ifndef CPU_EXEC_H
#define CPU_EXEC_H

#include "cpu/cpu.h"

/* One instruction or REP iteration at CS:EIP. True: committed. False: c->stop says why and c->a is as before
 * (except the fetch window). Works in plain and logged steps. */
bool exec_step(cpu_t *c);

/* Plain mode: executes up to `budget` instructions and returns how many were committed. Ends early with c->stop.kind
 * set (fault, NEED_LOG) or with c->boundary set (the caller must look at pins and halts). */
uint64_t exec_run(cpu_t *c, uint64_t budget);

enum excp_source { EXCP_FAULT, EXCP_SOFT_INT, EXCP_EXTERNAL };

/* Delivers an exception or interrupt through the IVT (real mode) or IDT (protected mode, same privilege). `eip` is
 * the return address. False with c->stop as for exec_step. A fault during delivery of a fault becomes #DF, then
 * shutdown: that is returned as CPU_STOP_FAULT with vector V_DF (the caller decides). After true, c->stop.vector is
 * the vector really delivered. The caller counts it in c->insns, and has set CR2 when `vector` is V_PF. */
bool excp_deliver(cpu_t *c, unsigned vector, enum excp_source source, bool has_err, uint32_t err, uint32_t eip);

/* Loads a segment register the way MOV or a far transfer does. */
bool seg_load(cpu_t *c, unsigned sreg, uint16_t sel);

/* The cache of decoded instructions, shared by all CPUs of a machine; keyed by RAM offset and mode. */
struct code_cache *code_cache_new(ram_t *ram);
void code_cache_free(struct code_cache *cc);

/* Disassembles the bytes into text for logs and waves ("out 0xb2, al"). */
void exec_text(const uint8_t *bytes, unsigned count, uint32_t eip, bool is32, char *text, unsigned text_size);

#endif
