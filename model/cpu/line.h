/* line: what the core does with one memory access of a logged step, with its caches: look it up, put a line out,
 * fetch a line, or make the bus access itself (interconnect facts 4.1 to 4.6).
 *
 * The entry of the log stays open over all of this. In fast mode none of it happens but SMRR. The type of an access
 * is mem_type_of's. A part without MTRRs asks for a line whenever CR0.CD and the page allow it, and the chipset says
 * with KEN# whether it comes, with WB/WT# whether it may be modified; a store to a line in S goes through to the bus
 * there, and WB/WT# high makes that E. In SMRR from outside SMM nothing is looked up and nothing goes to the bus. A
 * hit counts whatever the type is, and on which level it is.
 * CLFLUSH writes a modified line back, drops it on all levels, and then reads and invalidates it on the bus, so that
 * the other CPUs write it back and drop it too; what comes is not kept. There is no such read where this CPU, or its
 * pair, had the line alone, and none of a type that is not cached.
 * Where two cores share a level 2 they work here in turn: the even one in even core clocks, the odd one in odd ones;
 * and a lookup in a set of level 2 where the other one has an access under way is made again, until that is over. A
 * core that holds the bus by LOCK# does not wait: it goes to the bus as with a locked access.
 * Left out: hits under a miss, a write of ownership without data (the line is read again); that the line which makes
 * room leaves only after KEN# is known. */
#ifndef CPU_LINE_H
#define CPU_LINE_H

#include "cpu/cpu.h"

enum line_phase { LINE_OFF, LINE_LOOKUP, LINE_EVICT, LINE_FILL, LINE_SINGLE, LINE_HIT, LINE_FLUSH, LINE_CLFLUSH,
                  LINE_DROP };

/* Begins an access, WBINVD or INVD (e->kind ASK_FLUSH; txn.write: INVD), or CLFLUSH (ASK_CLFLUSH). */
void line_begin(cpu_t *c, const cpu_log_entry_t *e);

/* The same for a memory access whose type is known. */
void line_begin_as(cpu_t *c, const cpu_log_entry_t *e, mem_type_answer_t as);

/* A write of a whole line of type WC, as one burst, which e->txn names by its first bytes. False: it has to go in pieces, as
 * this CPU's cache holds the line, or the bus gives no TRDY# to other writes (parameter trdy_clks). */
bool line_begin_burst(cpu_t *c, const cpu_log_entry_t *e, const uint8_t *bytes);

/* Goes on with it; true when it is done, with the answer in e->txn.data. */
bool line_go(cpu_t *c, cpu_log_entry_t *e);

/* SMRR keeps this CPU, which is outside SMM, from the address: reads give ones, writes are lost. In every mode. */
bool line_kept_out(const cpu_t *c, uint64_t addr);

/* In this core clock the CPU may look at its caches and change them: always, or in turn with the other one of a pair. */
bool line_has_turn(const cpu_t *c);

/* The type of a memory access. */
mem_type_answer_t line_type_of(const cpu_t *c, const bus_txn_t *t);

/* The access in hand waits for nothing on the bus: line_go would go on with it. */
bool line_answered(const cpu_t *c);

/* A line is on its way: caches cannot be switched off now. */
bool line_busy(const cpu_t *c);

#endif
