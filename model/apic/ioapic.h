/* ioapic: the I/O APIC: 24 inputs, a redirection entry each, messages to the local APICs (interconnect facts 1.9, 1.10).
 *
 * Registers are reached through a window of two, IOREGSEL (+00h) and IOWIN (+10h), and on ICH9 IRQ pin assertion (+20h) and EOI (+40h); a
 * change of req_seq is an access of the bridge, answered when ack_seq equals req_seq. An unmasked entry whose input is
 * asserted sends its message through the carrier (apic_agent of its own, or the MCH as a write to FEEx_xxxxh): tx_ as in
 * lapic. Edge entries send once an edge and remember one; level entries set Remote IRR when accepted and send again after
 * an EOI of their vector while the input stands. SMI, NMI, INIT, ExtINT never set Remote IRR.
 * Strap aa93 = 1: an 82093AA: input 23 doubles as SMI#: with entry 23 unmasked and mode SMI, the fall is sent as a
 * message and smiout_n stays high; masked, smiout_n follows smi_n, one PCICLK later. Strap aa93 = 0: an ICH: mode SMI (and
 * NMI, INIT on the front-side bus) is documented as not supported: nothing is sent for such an entry. It has no SMIOUT#:
 * the board takes SMI# from the chipset.
 * After a reset its ID is 0, as that of CPU 0: on the serial bus firmware has to give it another before both send, or
 * they win the same arbitration for ever (interconnect facts 1.1).
 * Left out: more than one I/O APIC, APIC bus arbitration ID writes. */
#ifndef APIC_IOAPIC_H
#define APIC_IOAPIC_H

#include "block.h"
#include "regs.h"

enum { IOAPIC_PINS = 24, IOAPIC_D_ID = 2 * IOAPIC_PINS, IOAPIC_DWORDS };

#define IOAPIC_IN(X, T)                                                                          \
    X(T, uint8_t, req_seq, 8, IN, 0)                                                              \
    X(T, bool, req_write, 1, IN, 0)                                                               \
    X(T, uint8_t, req_off, 8, IN, 0)    /* in the window, dword aligned */                        \
    X(T, uint32_t, req_data, 32, IN, 0)                                                           \
    X(T, uint32_t, pins, 24, IN, 0)     /* electrical levels of INTIN0..23 */                     \
    X(T, bool, smi_n, 1, IN, 0)         /* SMI# of the chipset, to input 23 and through */        \
    X(T, uint8_t, tx_done, 8, IN, 0)                                                              \
    X(T, bool, tx_ok, 1, IN, 0)                                                                   \
    X(T, uint8_t, eoi_seq, 8, IN, 0)    /* changes with each EOI message */                       \
    X(T, uint8_t, eoi_vector, 8, IN, 0)                                                           \
    X(T, bool, fsb, 1, IN, 0)           /* strap: messages go over the front-side bus */          \
    X(T, bool, aa93, 1, IN, 0)          /* strap: see above */
#define IOAPIC_OUT(X, T)                                                                         \
    X(T, uint8_t, ack_seq, 8, EXACT, 0)                                                           \
    X(T, uint32_t, rdata, 32, EXACT, 0)                                                           \
    X(T, bool, smiout_n, 1, EXACT, 0)                                                             \
    X(T, uint8_t, id, 4, EXACT, 0)                                                                \
    X(T, uint8_t, tx_seq, 8, EXACT, 0)                                                            \
    X(T, bool, tx_dm, 1, EXACT, 0)                                                                \
    X(T, uint8_t, tx_mode, 3, EXACT, 0)                                                           \
    X(T, bool, tx_level, 1, EXACT, 0)                                                             \
    X(T, bool, tx_trig, 1, EXACT, 0)                                                              \
    X(T, uint8_t, tx_vector, 8, EXACT, 0)                                                         \
    X(T, uint8_t, tx_dest, 8, EXACT, 0)                                                           \
    X(T, uint8_t, tx_edid, 8, EXACT, 0) /* extended destination ID, front-side bus: address 11:4 */ \
    X(T, uint8_t, tx_pin, 5, EXACT, 0)  /* whose message it is, for waves */                      \
    X(T, uint32_t, waiting, 24, EXACT, 0) /* entries that have something to send */               \
    X(T, uint32_t, remote_irr, 24, EXACT, 0)
SIG_STRUCT(ioapic_in, IOAPIC_IN)
SIG_STRUCT(ioapic_out, IOAPIC_OUT)

typedef struct ioapic {
    ioapic_out_t o;
    uint32_t regs[IOAPIC_DWORDS]; /* rows in ioapic_regs: the entries, low and high dword, then the ID */
    uint32_t waiting, pins_was;
    uint8_t sel, eoi_seen;
    uint8_t last; /* entry that sent last, or sends now */
    bool busy;    /* the carrier has a message of it */
} ioapic_t;

void ioapic_reset(ioapic_t *s, ioapic_out_t *out);

/* One PCICLK edge. */
void ioapic_tick(ioapic_t *s, const ioapic_in_t *in, ioapic_out_t *out);

extern const reg_row_t ioapic_regs[];
extern const block_t ioapic_block;
#endif
