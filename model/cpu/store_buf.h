/* store_buf: the store buffer and the write-combining buffers of one CPU (interconnect facts 4.8).
 *
 * In cycle mode a store that is not locked, of type WC or of what may be cached now, goes into the store buffer and
 * is done for the instruction; its type is the one of that moment. Stores leave in program order, one at a time, by
 * way of the line machine (line.h), in clocks in which the step in hand has no use for it: loads and fetches go
 * first. So a load may pass older stores to other bytes, and nothing else is reordered (SDM vol 3 8.2.2); on a part
 * with bus_in_order it may not when both have to go to the bus (SDM vol 3 8.2.1), nor is it answered from a store that
 * waits: what has no MTRRs learns only on the bus whether it is memory. Elsewhere a load whose bytes all lie in the
 * youngest store that touches them is answered from there; one that is touched in part, and a fetch that is touched
 * at all, wait until that store is out. What is none of that waits until all is out: UC loads and stores, locked
 * accesses, I/O, special transactions, requests to the local APIC, the hand-over of SMM in both directions, WBINVD,
 * and what asks for it by mem_drain. A UC fetch does not: code is not ordered with data.
 * A WC store leaves the store buffer into a write-combining buffer: one of a line's size, which collects bytes until
 * it is full, until another line needs it (the oldest goes), until a load, fetch or other store touches it, or until
 * all has to go out as above (SDM vol 3 11.3.1). A full one is written as one line, another one in pieces of up to
 * eight bytes without gaps, type WC on the bus. Snoops see neither buffer.
 * With parameter store_buffer 0, in fast mode and on a part without caches there is none of this: stores are done one
 * by one, and WC acts as UC.
 * Left out: one bus write with gaps in its byte enables; a second access beside the one in hand. */
#ifndef CPU_STORE_BUF_H
#define CPU_STORE_BUF_H

#include "bus.h"
#include "cpu/cache.h"
#include "cpu/mem_type.h"

struct cpu;
struct cpu_log_entry;

enum { STORES_MAX = 20, WC_LINES_MAX = 8 };

typedef struct store {
    uint64_t addr, data;
    uint8_t size;
    mem_type_answer_t as;
} store_t;

typedef struct wc_line {
    uint64_t addr;  /* of its first byte */
    uint64_t valid; /* a bit a byte */
    uint8_t bytes[LINE_BYTES_MAX];
} wc_line_t;

typedef struct store_buf {
    store_t store[STORES_MAX]; /* oldest first, as the lines */
    wc_line_t line[WC_LINES_MAX];
    uint8_t stores, lines;
    uint8_t leaving;  /* the line that is on its way out + 1; 0: none */
    uint64_t piece;   /* its bytes in hand; 0: a store is */
    bool busy;        /* an access of this buffer is in hand */
    bool put;         /* a store has come in this clock */
    bool flush;       /* lines have to go too */
    bool hold;        /* the CPU begins no step */
} store_buf_t;

enum store_buf_say {
    STORE_BUF_GO,    /* the request may be made, */
    STORE_BUF_GO_AS, /* with the type in *as */
    STORE_BUF_DONE,  /* it is done, a load with its data */
    STORE_BUF_WAIT,
};

/* A new request of a logged step. */
enum store_buf_say store_buf_ask(struct cpu *c, struct cpu_log_entry *e, mem_type_answer_t *as);

/* Before the step in hand is tried in a core clock: goes on with the access in hand. After it: begins the next one. */
void store_buf_go(struct cpu *c);
void store_buf_next(struct cpu *c);

/* There is nothing in the buffers. */
bool store_buf_empty(const struct cpu *c);

/* The next core clock would change something here. */
bool store_buf_moves(const struct cpu *c);

/* Everything is to go out, and the CPU begins no step until that is over; false ends it. */
void store_buf_hold(struct cpu *c, bool hold);

/* RESET#: what is there is lost. */
void store_buf_reset(struct cpu *c);

#endif
