/* mch: the Q35 host bridge as a bus agent: the phases of a transaction, SMRAM decode client, DRAM, CF8/CFC, messages.
 *
 * One access at a time. A request is taken when its second half shows (reqb_n), in whatever state the bridge is; IDLE:
 * it goes before a deferred reply, that before another master's access (board.mst_*), that before a message of the I/O
 * APIC; while LOCK# is low the last two wait. DECODE: a memory access asks smram_dec. Write data: with trdy_clks 0 it
 * shows with the request, else TRDY# is given not earlier than so many BCLKs after ADS#, and DATA waits for DRDY#.
 * DRAM: dram_clks. DMI: the access is forwarded to the ICH9. HOLD: sync_smi, the response of an I/O write that raised
 * SMI# is held until SMI# was low 3 BCLK. RESPOND: BRDY# or RS[2:0], with DRDY# when it brings data, for one clock, not
 * earlier than snoop_clks + response_clks after ADS#. GAP: one idle clock.
 * Strap open_page (Pentium class): the last page that an agent reached in DRAM is kept for each kind of access; one
 * more to it with SMIACT# as then needs no decode, and what there is to answer is answered in the same clock: BRDY#
 * shows 1 + dram_clks BCLKs after ADS#. A write of configuration space closes the pages. With strap alone there is no
 * other agent's HITM# to wait for.
 * SNOOP: an access that is put off gets DEFER# for one clock, not earlier than snoop_clks after ADS#, then its
 * response: DEFERRED: an access for the ICH9 whose DEN# is low, while less than defer_dmi are deferred. The bus is free
 * for others meanwhile. The ICH9 gets deferred accesses one after another. When it has answered the first (and HOLD is
 * over), BPRI: the bridge pulls BPRI#, waits for the agents and a locked sequence to let go, and drives ADS# with REQa
 * 0 and the deferred ID; REPLY and RESPOND: then comes the response proper.
 * RETRY: one more for the ICH9, or one that may not be deferred, while some are deferred; the first to be retried has
 * the next turn, so that nobody starves. What may not be retried (special transactions, write-backs, a locked sequence
 * that has begun, other masters) waits in DMI_WAIT instead, until the deferred ones are through.
 * MESSAGE: a write to FEE00000-FEEFFFFF, by a CPU, another master or the I/O APIC (io_msg_*), is an interrupt message
 * (interconnect facts 1.10): the bridge answers it, shows it on imsg_*, and never passes it on. One with the
 * redirection hint is for the agent whose last task priority update had the lowest class, in turn among equals; agents
 * that sent none, or are disabled, or that the destination does not mean, are not chosen; when it means none of those
 * that are left, one of them is chosen all the same, and no APIC takes it. An EOI shows on eoi_*.
 * CF8h is a register here for accesses of a dword (chipset facts 7.6). While its bit 31 is 1, CFC-CFF reaches D0:F0
 * (its registers live in smram_dec; vendor and device id 8086h 29B0h) or goes to the ICH9 (D31:F0), and other functions
 * read all ones. All other I/O goes to the ICH9, CFC-CFF included while bit 31 is 0. DRAM beyond the memory that is
 * fitted reads all ones too; writes there vanish. So does what goes to graphics or to the PCI Express port: neither is
 * here.
 * A line (LEN of REQb) is decoded once and goes eight bytes a clock. BURST: the rest of a line that is read, DBSY# low
 * until the last. A line that is written takes TRDY# and DRDY# on every part; a write-back with no byte enabled writes
 * nothing. From the ICH9 a line comes in single accesses. OWNER: HITM# came, so TRDY# goes to the owner of the line,
 * the response is implicit write-back with its first data, which the requester of a read takes too; the line is decoded
 * as a write-back and goes to DRAM, and then the requester's own write. So the owner's data reach a requester from a
 * closed SMRAM range too (interconnect facts 4.6).
 * BRDY# comes once, with the first data of a line. On the Pentium class KEN# and WB/WT# come with it: a line that was
 * asked for comes only with KEN# low, else what the byte enables say. KEN# is low by address: memory that is fitted and
 * that the decode leads to (ken_dram; TSEG counts as such memory, open or closed, unless that is 2), SMRAM in SMM or
 * always (ken_smram). With ken_after_flush it is high from a flush acknowledge until the first access in SMM, however
 * long that takes.
 * ASK: another master's access is snooped first (strap snoop_masters): the bridge pulls BPRI#, and when the bus is free
 * shows snp_n for one clock, in place of an ADS# of its own. A modified line goes to DRAM as above, before the access.
 * Left out: graphics, PCI Express, the request wires of such a snoop, a modified line of what is no DRAM (it is lost),
 * in-order queue deeper than one, BNR#, the second half of a deferred reply, a master abort for what a DMI master sends
 * to DMI (it reaches the ICH9). */
#ifndef MCH_MCH_H
#define MCH_MCH_H

#include "block.h"
#include "cover.h"
#include "mch/smram_dec.h"
#include "ram.h"

enum mch_state {
    MCH_IDLE, MCH_DECODE, MCH_DATA, MCH_DRAM, MCH_DMI_WAIT, MCH_DMI, MCH_HOLD, MCH_SNOOP, MCH_MESSAGE, MCH_RESPOND,
    MCH_GAP, MCH_BPRI, MCH_REPLY, MCH_BURST, MCH_OWNER, MCH_ASK
};
enum mch_outcome { MCH_NORMAL, MCH_RETRY, MCH_DEFERRED }; /* what the access in hand is answered with */
enum mch_late_state { LATE_WAITS, LATE_DMI, LATE_HOLD }; /* a deferred access: not yet at the ICH9, there, as HOLD */
enum { MCH_DEFER_MOST = 8 };
enum { SNOOP_BUT_SMRAM = 2 }; /* snoop_masters */
extern const char *const mch_state_names[];
extern const char *const dmi_space_names[];

#define MCH_IN(X, T)                                                                     \
    X(T, bool, ads_n, 1, IN, 0)                                                          \
    X(T, bool, reqb_n, 1, IN, 0)   /* the second half of an agent's request shows */     \
    X(T, bool, lock_n, 1, IN, 0)   /* of any agent */                                    \
    X(T, uint8_t, agent, 6, IN, 0)                                                       \
    X(T, uint8_t, req_a, 5, IN, 0)                                                       \
    X(T, uint8_t, req_b, 5, IN, 0)                                                       \
    X(T, uint64_t, a, 36, IN, 0)                                                         \
    X(T, uint8_t, be, 8, IN, 0)                                                          \
    X(T, bool, den_n, 1, IN, 0)                                                          \
    X(T, bool, drdy_n, 1, IN, 0)   /* of an agent */                                     \
    X(T, uint64_t, d, 64, IN, 0)                                                         \
    X(T, bool, hitm_n, 1, IN, 0)   /* of an agent: it has the line modified */           \
    X(T, bool, smiact_n, 1, IN, 0) /* of the agent that drives ADS# */                   \
    X(T, bool, txn_smm, 1, IN, 0)  /* smm_track */                                       \
    X(T, bool, dec_rsp, 1, IN, 0)  /* smram_dec ... */                                   \
    X(T, uint8_t, dec_target, 3, IN, smram_target_names)                                 \
    X(T, uint8_t, dec_range, 3, IN, smram_range_names)                                   \
    X(T, uint64_t, dec_maddr, 36, IN, 0)                                                 \
    X(T, uint8_t, smram, 8, IN, 0)                                                       \
    X(T, uint8_t, esmramc, 8, IN, 0)                                                     \
    X(T, uint32_t, tsegmb, 32, IN, 0)                                                    \
    X(T, uint16_t, tolud, 16, IN, 0)                                                     \
    X(T, uint64_t, pam, 56, IN, 0)                                                       \
    X(T, uint8_t, lac, 8, IN, 0)                                                         \
    X(T, uint16_t, ggc, 16, IN, 0)                                                       \
    X(T, uint16_t, remapbase, 16, IN, 0)                                                 \
    X(T, uint16_t, remaplimit, 16, IN, 0)                                                \
    X(T, uint16_t, tom, 16, IN, 0)                                                       \
    X(T, uint16_t, touud, 16, IN, 0)                                                     \
    X(T, uint32_t, gbsm, 32, IN, 0)                                                      \
    X(T, uint32_t, bgsm, 32, IN, 0)                                                      \
    X(T, uint8_t, dmi_ack, 8, IN, 0) /* number of the last DMI request answered */       \
    X(T, uint64_t, dmi_rdata, 64, IN, 0)                                                 \
    X(T, bool, dmi_smi, 1, IN, 0)    /* that write made SMI# fall */                     \
    X(T, bool, smi_n, 1, IN, 0)                                                          \
    X(T, uint8_t, intr_vector, 8, IN, 0)                                                 \
    X(T, uint8_t, mst_seq, 8, IN, 0)                                                     \
    X(T, uint8_t, mst_initiator, 2, IN, bus_initiator_names)                             \
    X(T, bool, mst_write, 1, IN, 0)                                                      \
    X(T, bool, mst_wb, 1, IN, 0)                                                         \
    X(T, uint64_t, mst_addr, 36, IN, 0)                                                  \
    X(T, uint32_t, mst_data, 32, IN, 0)                                                  \
    X(T, uint8_t, io_msg_seq, 8, IN, 0) /* changes with each message of the I/O APIC */  \
    X(T, uint32_t, io_msg_addr, 32, IN, 0)                                               \
    X(T, uint16_t, io_msg_data, 16, IN, 0)                                               \
    X(T, bool, by_txn, 1, IN, 0)        /* strap */                                      \
    X(T, bool, sync_smi, 1, IN, 0)      /* strap */                                      \
    X(T, bool, igd_writes, 1, IN, 0)    /* strap */                                      \
    X(T, uint8_t, closed_read, 8, IN, 0) /* strap */                                     \
    X(T, uint8_t, snoop_clks, 5, IN, 0) /* strap */                                      \
    X(T, uint8_t, response_clks, 5, IN, 0) /* strap */                                   \
    X(T, uint8_t, trdy_clks, 5, IN, 0)  /* strap */                                      \
    X(T, uint8_t, defer_dmi, 4, IN, 0)  /* strap */                                      \
    X(T, uint8_t, line_qwords, 4, IN, 0) /* strap: of a line of the CPUs' caches */      \
    X(T, uint8_t, snoop_masters, 2, IN, 0) /* strap: 0 none, 1 all, 2 all but in SMRAM */ \
    X(T, uint8_t, ken_dram, 2, IN, 0)   /* strap */                                      \
    X(T, uint8_t, ken_smram, 2, IN, 0)  /* strap */                                      \
    X(T, bool, ken_after_flush, 1, IN, 0) /* strap */                                    \
    X(T, bool, write_back, 1, IN, 0)    /* strap: WB/WT# of every line */                \
    X(T, uint8_t, dram_clks, 5, IN, 0)  /* strap */                                      \
    X(T, bool, open_page, 1, IN, 0)     /* strap */                                      \
    X(T, bool, alone, 1, IN, 0)         /* strap: no other agent to wait for in the snoop phase */ \
    X(T, uint8_t, eoi_code, 8, IN, 0)   /* strap: special code of EOI ... */             \
    X(T, uint8_t, xtpr_code, 8, IN, 0)  /* strap: and of a task priority update */
#define MCH_OUT(X, T)                                                                    \
    X(T, uint8_t, owner, 6, EXACT, 0) /* agent that drove ADS# last */                   \
    X(T, bool, bpri_n, 1, EXACT, 0)                                                      \
    X(T, bool, ads_n, 1, EXACT, 0)    /* of a deferred reply */                          \
    X(T, uint8_t, did, 8, EXACT, 0)                                                      \
    X(T, bool, snp_n, 1, EXACT, 0)    /* the caches are asked for another master's access ... */ \
    X(T, bool, snp_inv, 1, EXACT, 0)  /* which is a write */                             \
    X(T, uint64_t, snp_a, 36, EXACT, 0)                                                  \
    X(T, bool, defer_n, 1, EXACT, 0)                                                     \
    X(T, bool, trdy_n, 1, EXACT, 0)                                                      \
    X(T, bool, drdy_n, 1, EXACT, 0)                                                      \
    X(T, bool, dbsy_n, 1, EXACT, 0)   /* 0: more data come after this clock's */         \
    X(T, uint8_t, deferred, 4, EXACT, 0) /* accesses that wait for their deferred reply */ \
    X(T, bool, brdy_n, 1, EXACT, 0)                                                      \
    X(T, uint8_t, rs, 3, EXACT, 0)                                                       \
    X(T, bool, ken_n, 1, EXACT, 0)    /* with BRDY# of a memory access, Pentium class */ \
    X(T, bool, wb_wt, 1, EXACT, 0)    /* WB/WT#, of a line and of writes: 0 write-through */       \
    X(T, uint64_t, d_o, 64, EXACT, 0)                                                    \
    X(T, bool, dec_req, 1, EXACT, 0)  /* to smram_dec ... */                             \
    X(T, uint8_t, dec_initiator, 2, EXACT, bus_initiator_names)                          \
    X(T, uint64_t, dec_addr, 36, EXACT, 0)                                               \
    X(T, bool, dec_write, 1, EXACT, 0)                                                   \
    X(T, bool, dec_fetch, 1, EXACT, 0)                                                   \
    X(T, bool, dec_wb, 1, EXACT, 0)                                                      \
    X(T, bool, dec_master, 1, EXACT, 0) /* it is another master's access, mst_* */       \
    X(T, bool, dec_smm, 1, EXACT, 0)                                                     \
    X(T, bool, cfg_wr, 1, EXACT, 0)                                                      \
    X(T, uint8_t, cfg_off, 8, EXACT, 0)                                                  \
    X(T, uint8_t, cfg_be, 4, EXACT, 0)                                                   \
    X(T, uint32_t, cfg_wdata, 32, EXACT, 0)                                              \
    X(T, uint8_t, dmi_seq, 8, EXACT, 0) /* changes with each request to the ICH9 */      \
    X(T, uint8_t, dmi_space, 3, EXACT, dmi_space_names)                                  \
    X(T, bool, dmi_write, 1, EXACT, 0)                                                   \
    X(T, uint64_t, dmi_addr, 36, EXACT, 0) /* byte address; CFG: offset in D31:F0 */     \
    X(T, uint8_t, dmi_size, 4, EXACT, 0)                                                 \
    X(T, uint64_t, dmi_wdata, 64, EXACT, 0) /* byte 0 at dmi_addr */                     \
    X(T, uint8_t, mst_ack, 8, EXACT, 0) /* mst_seq of the last master access done */     \
    X(T, uint32_t, mst_rdata, 32, EXACT, 0)                                              \
    X(T, uint8_t, mst_target, 3, EXACT, smram_target_names) /* where it went */          \
    X(T, uint8_t, imsg_seq, 8, EXACT, 0)    /* changes with each interrupt message ... */ \
    X(T, uint32_t, imsg_addr, 32, EXACT, 0)                                              \
    X(T, uint16_t, imsg_data, 16, EXACT, 0)                                              \
    X(T, bool, imsg_io, 1, EXACT, 0)        /* of the chipset, not of agent imsg_agent */ \
    X(T, uint8_t, imsg_agent, 6, EXACT, 0)                                               \
    X(T, uint8_t, imsg_target, 6, EXACT, 0) /* with the redirection hint: who takes it */ \
    X(T, uint8_t, eoi_seq, 8, EXACT, 0)     /* changes with each EOI, to the I/O APIC */ \
    X(T, uint8_t, eoi_vector, 8, EXACT, 0)                                               \
    X(T, uint8_t, io_msg_ack, 8, EXACT, 0)  /* io_msg_seq of the last one that is out */ \
    X(T, uint32_t, cf8, 32, EXACT, 0)       /* CF8h, CONFIG_ADDRESS */                   \
    X(T, uint8_t, state, 4, EXACT, mch_state_names)
SIG_STRUCT(mch_in, MCH_IN)
SIG_STRUCT(mch_out, MCH_OUT)

/* One access: an agent's request, another master's, or a message of the I/O APIC. */
typedef struct mch_access {
    bool from_agent, for_master, for_io; /* one of them */
    uint8_t agent;     /* from_agent: whose */
    uint8_t initiator; /* enum bus_initiator */
    uint8_t space;     /* bus_space_t */
    uint8_t code;      /* of a special transaction */
    bool write, fetch, wb, locked, may_retry, may_defer;
    bool needs_data;   /* its write data has yet to come */
    bool hitm;         /* HITM# came in its snoop phase */
    bool smiact;       /* SMIACT# was low with it */
    uint8_t qwords;    /* of a line; 0: up to 8 bytes */
    uint8_t lane, size; /* size 0: a write-back that has become void */
    uint64_t addr, data;
} mch_access_t;

/* A 4 KB page that smram_dec has sent to DRAM, for the same kind of access with SMIACT# as it was. */
typedef struct mch_page {
    bool valid, smm;
    uint8_t range; /* enum smram_range */
    uint64_t addr, maddr;
} mch_page_t;
enum { MCH_PAGE_CODE, MCH_PAGE_READ, MCH_PAGE_WRITE, MCH_PAGE_WB, MCH_PAGES };

typedef struct mch_late {
    mch_access_t t;
    uint8_t state; /* enum mch_late_state */
    uint8_t count; /* clocks in HOLD */
    uint8_t space; /* what it is for the ICH9 */
    uint64_t addr;
} mch_late_t;

typedef struct mch {
    uint8_t state;      /* enum mch_state */
    uint8_t since_ads;  /* BCLKs since ADS#, stops at 63; 0: no transaction on the bus */
    uint8_t snoop_at;   /* since_ads when DEFER# was given */
    uint8_t count;      /* clocks left or spent in DRAM, HOLD, MESSAGE */
    uint8_t mst_seen, io_msg_seen;
    mch_access_t t, queued; /* in hand; came while another was in hand */
    mch_late_t late[MCH_DEFER_MOST]; /* deferred, in order; o.deferred of them */
    uint8_t late_at;    /* the first of them that is not ready for its reply */
    bool queued_is_there;
    uint8_t outcome;    /* of the access in hand: enum mch_outcome */
    bool asked;         /* dec_req is out */
    bool ken;           /* KEN# of the access in hand */
    bool ken_held;      /* a flush acknowledge came, and no access in SMM since */
    uint64_t line[8];   /* data of a line */
    uint64_t owned[8];  /* of one that comes from its owner */
    uint8_t qword;      /* of it, next one on the way */
    uint8_t owner_step; /* in MCH_OWNER */
    bool trdy_done;     /* TRDY# was given */
    uint8_t target;     /* where smram_dec says the access in hand goes */
    uint8_t range;      /* the row of the decode it fell under: enum smram_range */
    bool smm;           /* it was made in SMM */
    uint64_t maddr;
    mch_page_t page[MCH_PAGES];
    uint8_t dmi_space;  /* what it is for the ICH9 */
    uint64_t dmi_addr;
    bool promised;      /* of accesses for the ICH9 the next one taken is agent promised_to's */
    uint8_t promised_to;
    bool in_locked;     /* a locked sequence has begun */
    uint32_t cf8;
    uint8_t chosen;     /* the agent last chosen for the redirection hint */
    uint32_t xtpr[64];  /* task priority of each agent: APIC ID 23:16, word of bus.h; 0: none */
    mch_out_t o;
} mch_t;

typedef struct mch_wiring {
    ram_t *ram;
} mch_wiring_t;

void mch_reset(mch_t *s, mch_out_t *out);

/* One BCLK edge. */
void mch_tick(mch_t *s, const mch_in_t *in, mch_out_t *out, mch_wiring_t *wiring);

extern const block_t mch_block;
extern const cover_group_t mch_cover[]; /* mch_cover.c */
#endif
