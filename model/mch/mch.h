/* mch: the Q35 host bridge as a bus agent: arbiter, transaction tracker, SMRAM decode client, DRAM, CF8/CFC.
 *
 * One transaction at a time. IDLE: another master's access (board.mst_*) goes first, then the next CPU request in
 * rotating order is granted (gnt); while LOCK# is low only the owner is served. DECODE: a memory access asks smram_dec.
 * DRAM: dram_clks. DMI: the access is forwarded to the ICH9. HOLD: sync_smi, the response of an I/O write that raised
 * SMI# is held until SMI# was low 3 BCLK. RESPOND: BRDY# or RS[2:0] for one clock, never earlier than snoop_clks after
 * ADS#. GAP: one idle clock.
 * CF8h is a register here for accesses of a dword (chipset facts 7.6). While its bit 31 is 1, CFC-CFF reaches D0:F0
 * (its registers live in smram_dec; vendor and device id 8086h 29B0h) or goes to the ICH9 (D31:F0), and other functions
 * read all ones. All other I/O goes to the ICH9, CFC-CFF included while bit 31 is 0. DRAM beyond the memory that is
 * fitted reads all ones too; writes there vanish. So does what goes to graphics or to the PCI Express port: neither is
 * here.
 * Left out: graphics, PCI Express, a snoop that hits (HIT#, HITM# stay 1), in-order queue deeper than one, a master
 * abort for what a DMI master sends to DMI (it reaches the ICH9). */
#ifndef MCH_MCH_H
#define MCH_MCH_H

#include "block.h"
#include "cover.h"
#include "mch/smram_dec.h"
#include "ram.h"

enum mch_state { MCH_IDLE, MCH_GRANT, MCH_DECODE, MCH_DRAM, MCH_DMI, MCH_HOLD, MCH_RESPOND, MCH_GAP };
extern const char *const mch_state_names[];
extern const char *const dmi_space_names[];

#define MCH_IN(X, T)                                                                     \
    X(T, uint64_t, breq, 64, IN, 0) /* one bit an agent, active high here */             \
    X(T, bool, ads_n, 1, IN, 0)                                                          \
    X(T, bool, lock_n, 1, IN, 0)   /* of the agent granted last */                       \
    X(T, uint8_t, agent, 6, IN, 0)                                                       \
    X(T, uint8_t, req_a, 5, IN, 0)                                                       \
    X(T, uint8_t, req_b, 5, IN, 0)                                                       \
    X(T, uint64_t, a, 36, IN, 0)                                                         \
    X(T, uint8_t, be, 8, IN, 0)                                                          \
    X(T, uint64_t, d, 64, IN, 0)                                                         \
    X(T, bool, txn_smm, 1, IN, 0)  /* smm_track */                                       \
    X(T, bool, dec_rsp, 1, IN, 0)  /* smram_dec ... */                                   \
    X(T, uint8_t, dec_target, 3, IN, smram_target_names)                                 \
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
    X(T, bool, by_txn, 1, IN, 0)        /* strap */                                      \
    X(T, bool, sync_smi, 1, IN, 0)      /* strap */                                      \
    X(T, bool, igd_writes, 1, IN, 0)    /* strap */                                      \
    X(T, uint8_t, closed_read, 8, IN, 0) /* strap */                                     \
    X(T, uint8_t, snoop_clks, 5, IN, 0) /* strap */                                      \
    X(T, uint8_t, dram_clks, 5, IN, 0)  /* strap */
#define MCH_OUT(X, T)                                                                    \
    X(T, uint64_t, gnt, 64, EXACT, 0)                                                    \
    X(T, uint8_t, owner, 6, EXACT, 0) /* agent granted last */                           \
    X(T, bool, brdy_n, 1, EXACT, 0)                                                      \
    X(T, uint8_t, rs, 3, EXACT, 0)                                                       \
    X(T, bool, ken_n, 1, EXACT, 0)    /* 1: nothing is cacheable yet */                  \
    X(T, uint64_t, d_o, 64, EXACT, 0)                                                    \
    X(T, bool, dec_req, 1, EXACT, 0)  /* to smram_dec ... */                             \
    X(T, uint8_t, dec_initiator, 2, EXACT, bus_initiator_names)                          \
    X(T, uint64_t, dec_addr, 36, EXACT, 0)                                               \
    X(T, bool, dec_write, 1, EXACT, 0)                                                   \
    X(T, bool, dec_fetch, 1, EXACT, 0)                                                   \
    X(T, bool, dec_wb, 1, EXACT, 0)                                                      \
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
    X(T, uint8_t, state, 3, EXACT, mch_state_names)
SIG_STRUCT(mch_in, MCH_IN)
SIG_STRUCT(mch_out, MCH_OUT)

typedef struct mch {
    uint8_t state;      /* enum mch_state */
    uint8_t since_ads;  /* BCLKs since ADS#, stops at 31 */
    uint8_t count;      /* clocks left or spent in DRAM, HOLD */
    uint8_t mst_seen;
    bool for_master;    /* the access in hand is another master's */
    bool asked;         /* dec_req is out */
    uint8_t space;      /* bus_space_t of the access in hand */
    bool write, fetch, wb, smm;
    uint8_t initiator, size;
    uint64_t addr, data;
    uint32_t cf8;
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
