/* bus: one access, as an initiator sees it.
 *
 * A CPU's memory layer (cpu/mem.h) makes one of these for each access and logs it with its answer; on the wires it is
 * what cpu_out and biu_out show.
 * Left out: a cache line, which is no bus_txn_t (cpu/line.h). */
#ifndef BUS_H
#define BUS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum bus_space { BUS_MEM, BUS_IO, BUS_SPECIAL, BUS_INTA, BUS_CFG } bus_space_t;

/* Special transactions; the P6 codes (interconnect facts 3.3). */
enum bus_special {
    SPECIAL_NOP = 0,
    SPECIAL_SHUTDOWN = 1,
    SPECIAL_FLUSH = 2,
    SPECIAL_HALT = 3,
    SPECIAL_SYNC = 4,
    SPECIAL_FLUSH_ACK = 5,
    SPECIAL_STOP_GRANT = 6,
    SPECIAL_SMI_ACK = 7,
};

enum { PENTIUM_FLUSH_ACK = 0x10 }; /* the byte enable of a Pentium-class flush acknowledge (CPU facts 6.3) */

/* Delivery modes M2..M0 of an interrupt message (interconnect facts 1.7). */
enum apic_mode { APIC_FIXED, APIC_LOWEST, APIC_SMI, APIC_REMOTE_READ, APIC_NMI, APIC_INIT, APIC_STARTUP, APIC_EXTINT };

enum bus_initiator { INIT_CPU, INIT_DMI, INIT_PEG, INIT_IGD };

typedef struct bus_txn {
    uint64_t addr; /* physical or port address; the code of a special transaction */
    uint64_t data; /* little endian, byte 0 at addr */
    uint8_t size;  /* bytes, 1 to 8; never crosses an 8-byte boundary (4-byte for I/O) */
    uint8_t space; /* bus_space_t */
    bool write, fetch, lock;
    bool paged;    /* pat_i counts: PAT, PCD and PWT of the page, or of the entry that led to a page table */
    uint8_t pat_i;
} bus_txn_t;

/* Request codes on the wires: the first half REQa of a P6 request (interconnect facts 3.2). The Pentium-class
 * family carries the same code in place of M/IO#, D/C#, W/R# and CACHE#. */
enum bus_req {
    REQ_DEFERRED_REPLY = 0x00, /* of the chipset, to the agent whose deferred ID it carries */
    REQ_SPECIAL = 0x08, /* 01000, second half xx001; interrupt acknowledge when the second half is 00000 */
    REQ_IO_READ = 0x10,
    REQ_IO_WRITE = 0x11,
    REQ_MEM_READ_INVALIDATE = 0x02, /* a read of a line that other caches give up */
    REQ_MEM_CODE_READ = 0x04,
    REQ_MEM_WRITEBACK = 0x05, /* may not be retried; always reaches an enabled SMRAM range */
    REQ_MEM_DATA_READ = 0x06,
    REQ_MEM_WRITE = 0x07,
};
enum { REQB_SPECIAL = 0x01, REQB_INTA = 0x00 };
/* LEN, REQb[1:0] of a memory request: up to 8 bytes, a line of 32, of 64 */
enum { REQB_LEN = 0x03, REQB_LEN_8 = 0x00, REQB_LEN_32 = 0x02, REQB_LEN_64 = 0x03 };

/* Response codes RS[2:0] (interconnect facts 3.4). */
enum bus_rs { RS_IDLE = 0, RS_RETRY = 1, RS_DEFERRED = 2, RS_NO_DATA = 5, RS_IMPLICIT_WB = 6, RS_DATA = 7 };

/* An interrupt message is a write to FEEx_xxxxh (interconnect facts 1.10): fields of its address and its data, and of the
 * word of a task priority update, in whose address the APIC ID stands where a message has its destination. */
#define FSB_BASE 0xfee00000u
enum {
    FSB_DEST_SHIFT = 12,  /* address 19:12 */
    FSB_HINT = 1 << 3,    /* redirection hint: one of those the destination means takes it */
    FSB_LOGICAL = 1 << 2, /* destination mode */
    FSB_TRIG = 1 << 15,   /* data ... */
    FSB_ASSERT = 1 << 14,
    FSB_DATA_DM = 1 << 11,
    FSB_MODE_SHIFT = 8,
    XTPR_ENABLED = 1 << 15, /* task priority: the APIC can be chosen ... */
    XTPR_CLUSTER = 1 << 14, /* its logical ID, bits 7:0, is of the cluster model */
    XTPR_CLASS_SHIFT = 8,   /* bits 11:8: bits 7:4 of its arbitration priority */
};

#endif
