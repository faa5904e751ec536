/* rcba: the chip configuration registers at RCBA: I/O traps, TCTL, GCS, BUC (chipset facts 5.3, 4.4, 2.6 row 16).
 *
 * Registers, written by wr_en with off = byte offset of the dword from RCBA and byte lanes be; bits not named read 0,
 * reset is 0, an `off` not named does nothing:
 *   1E00h  TRSR [3:0]: trap n hit; writing 1 clears, a set in the same clock wins
 *   1E10h  TRCR, read-only: 24 RWI (1 read), 19:16 byte lanes, 15:2 address; 1E14h reads 0
 *   1E18h  TWDR, read-only: the data written; 1E1Ch reads 0
 *   1E80h + 8n  IOTRn low, n 0 to 3: 0 TRSE, 15:2 IOAD, 23:18 ADMA; 1E84h + 8n high: 3:0 TBE, 7:4 BEM, 16 RWIO, 17 RWM
 *   3000h  TCTL: 7 IE, 2:0 IRQ_SEL read/write
 *   3410h  GCS: 5 NO_REBOOT read/write; 0 BILD, writing 1 sets until reset. While the strap no_reboot_strap is 1, bit 5
 *          reads 1
 *   3414h  BUC: 0 TS (top swap) read/write, frozen while BILD is 1 (memory)
 * io_seen says that an I/O access passes the bridge at this edge: io_addr (dword-aligned), lanes io_be, io_write,
 * io_data. It hits trap n, with IOTRn as it stood before this edge, when
 *   TRSE is 1; and
 *   address bits 15:2 equal IOAD, less bits 7:2 whose ADMA bit is 1 (ADMA bit 18 + k: address bit 2 + k); and
 *   RWM is 1 or RWIO = not io_write; and
 *   lanes: each lane whose BEM bit is 0 has io_be = TBE; with any_lane instead: one lane of io_be has its TBE or BEM
 *     bit 1.
 * The lane rule is our reading of "BEM 1: lane ignored", by analogy with ADMA (derived). Both readings make of
 * 0002_00F0_000C_0801h what the facts say: 0800h to 080Fh, all lanes, both directions; parameter trap_any_lane.
 * A hit sets TRSR of every trap that matches, and hit = 1 for one clock. If TRSR is 0 after any clear in this clock,
 * TRCR is loaded with the access and, by a write, TWDR with io_data in the lanes io_be, 0 in others (by a read, with
 * 0). A hit while another still stands leaves both: what made the SMI is not lost (derived; facts silent).
 * trap (level) = TRSR is not 0, no_reboot = GCS bit 5, top_swap = BUC bit 0, all after this edge.
 * Left out: the bits of GCS that say which device the BIOS is fetched from; what TCTL's interrupt does; that TS is kept
 * by the RTC battery (memory); all other registers of the 16 KB. */
#ifndef ICH9_RCBA_H
#define ICH9_RCBA_H

#include "block.h"
#include "cover.h"

enum { RCBA_TRAPS = 4 };
/* Byte offsets from RCBA. */
enum rcba_off { RCBA_TRSR = 0x1e00, RCBA_TRCR = 0x1e10, RCBA_TWDR = 0x1e18, RCBA_IOTR0 = 0x1e80, RCBA_TCTL = 0x3000,
                RCBA_OIC = 0x31fc /* OIC is its byte 3 */, RCBA_GCS = 0x3410, RCBA_BUC = 0x3414 };
enum rcba_bits { IOTR_TRSE = 1 << 0, GCS_BILD = 1 << 0, GCS_NO_REBOOT = 1 << 5, BUC_TS = 1 << 0 };
enum rcba_dword { RCBA_D_TRSR, RCBA_D_TRCR, RCBA_D_TWDR, RCBA_D_IOTR, /* eight: IOTR0 low, high, IOTR1 ... */
                  RCBA_D_TCTL = RCBA_D_IOTR + 2 * RCBA_TRAPS, RCBA_D_GCS, RCBA_D_BUC, RCBA_D_OIC, RCBA_DWORDS };

#define RCBA_IN(X, T)                                                                    \
    X(T, bool, wr_en, 1, IN, 0)                                                          \
    X(T, uint16_t, off, 14, IN, 0)     /* byte offset of the dword */                    \
    X(T, uint8_t, be, 4, IN, 0)                                                          \
    X(T, uint32_t, wdata, 32, IN, 0)                                                     \
    X(T, bool, io_seen, 1, IN, 0)      /* one clock */                                   \
    X(T, uint16_t, io_addr, 16, IN, 0) /* bits 1:0 are not looked at */                  \
    X(T, uint8_t, io_be, 4, IN, 0)                                                       \
    X(T, bool, io_write, 1, IN, 0)                                                       \
    X(T, uint32_t, io_data, 32, IN, 0) /* in its lanes */                                \
    X(T, bool, any_lane, 1, IN, 0)     /* strap trap_any_lane */                         \
    X(T, bool, no_reboot_strap, 1, IN, 0) /* strap no_reboot_strap: SPKR high */
#define RCBA_OUT(X, T)                                                                   \
    X(T, bool, trap, 1, EXACT, 0)      /* level, to smi_ctl */                           \
    X(T, bool, hit, 1, EXACT, 0)       /* one clock */                                   \
    X(T, bool, no_reboot, 1, EXACT, 0) /* to tco */                                      \
    X(T, bool, top_swap, 1, EXACT, 0)                                                    \
    X(T, uint8_t, trsr, 4, EXACT, 0)                                                     \
    X(T, uint32_t, trcr, 32, EXACT, 0)                                                   \
    X(T, uint32_t, twdr, 32, EXACT, 0)                                                   \
    X(T, uint64_t, iotr0, 64, EXACT, 0)                                                  \
    X(T, uint64_t, iotr1, 64, EXACT, 0)                                                  \
    X(T, uint64_t, iotr2, 64, EXACT, 0)                                                  \
    X(T, uint64_t, iotr3, 64, EXACT, 0)                                                  \
    X(T, uint8_t, tctl, 8, EXACT, 0)                                                     \
    X(T, uint32_t, gcs, 32, EXACT, 0)                                                    \
    X(T, uint8_t, buc, 8, EXACT, 0)                                                      \
    X(T, uint8_t, oic, 8, EXACT, 0)    /* bit 0: the I/O APIC is there */
SIG_STRUCT(rcba_in, RCBA_IN)
SIG_STRUCT(rcba_out, RCBA_OUT)

typedef struct rcba {
    uint32_t regs[RCBA_DWORDS]; /* rows in rcba_regs */
    bool hit;
} rcba_t;

void rcba_reset(rcba_t *s, rcba_out_t *out);

/* One PCICLK edge. */
void rcba_tick(rcba_t *s, const rcba_in_t *in, rcba_out_t *out);

extern const block_t rcba_block;
extern const cover_group_t rcba_cover[]; /* rcba_cover.c */
#endif
