#include "apic/ioapic.h"

#include "bus.h"

SIG_TABLE(ioapic_in, IOAPIC_IN)
SIG_TABLE(ioapic_out, IOAPIC_OUT)

/* In its window, and behind IOREGSEL and IOWIN (interconnect facts 1.9). */
enum { WIN_SEL = 0x00, WIN_DATA = 0x10, WIN_IRQ = 0x20, WIN_EOI = 0x40 };
enum { REG_ID = 0x00, REG_VERSION = 0x01, REG_ARB = 0x02, REG_RTE0 = 0x10 };
enum { SMI_PIN = 23, VERSION_82093AA = 0x170011, VERSION_ICH = 0x170020 };

/* Low dword of an entry. */
enum { RTE_MODE = 7 << 8, RTE_LOGICAL = 1 << 11, RTE_WAITS = 1 << 12, RTE_ACTIVE_LOW = 1 << 13, RTE_REMOTE_IRR = 1 << 14,
       RTE_LEVEL = 1 << 15, RTE_MASKED = 1 << 16 };

#define S "interconnect 1.9"
#define RTE_ROWS(n, at, lo)                                                                        \
    {"REDTBL" n, "VECTOR", at, lo, 0, 8, 0, REG_RW, 0, S},                                         \
        {"REDTBL" n, "DELMOD", at, lo, 8, 3, 0, REG_RW, 0, S},                                     \
        {"REDTBL" n, "DESTMOD", at, lo, 11, 1, 0, REG_RW, 0, S},                                   \
        {"REDTBL" n, "DELIVS", at, lo, 12, 1, 0, REG_LIVE, 0, S},                                  \
        {"REDTBL" n, "INTPOL", at, lo, 13, 1, 0, REG_RW, 0, S},                                    \
        {"REDTBL" n, "REMOTE_IRR", at, lo, 14, 1, 0, REG_LIVE, 0, S},                              \
        {"REDTBL" n, "TRIGMOD", at, lo, 15, 1, 0, REG_RW, 0, S},                                   \
        {"REDTBL" n, "MASK", at, lo, 16, 1, 1, REG_RW, 0, S},                                      \
        {"REDTBL" n, "EDID", at, (lo) + 1, 16, 8, 0, REG_RW, 0, S},                                \
        {"REDTBL" n, "DEST", at, (lo) + 1, 24, 8, 0, REG_RW, 0, S}
const reg_row_t ioapic_regs[] = {
    RTE_ROWS("0", "IOWIN 10h", 0),   RTE_ROWS("1", "IOWIN 12h", 2),   RTE_ROWS("2", "IOWIN 14h", 4),
    RTE_ROWS("3", "IOWIN 16h", 6),   RTE_ROWS("4", "IOWIN 18h", 8),   RTE_ROWS("5", "IOWIN 1Ah", 10),
    RTE_ROWS("6", "IOWIN 1Ch", 12),  RTE_ROWS("7", "IOWIN 1Eh", 14),  RTE_ROWS("8", "IOWIN 20h", 16),
    RTE_ROWS("9", "IOWIN 22h", 18),  RTE_ROWS("10", "IOWIN 24h", 20), RTE_ROWS("11", "IOWIN 26h", 22),
    RTE_ROWS("12", "IOWIN 28h", 24), RTE_ROWS("13", "IOWIN 2Ah", 26), RTE_ROWS("14", "IOWIN 2Ch", 28),
    RTE_ROWS("15", "IOWIN 2Eh", 30), RTE_ROWS("16", "IOWIN 30h", 32), RTE_ROWS("17", "IOWIN 32h", 34),
    RTE_ROWS("18", "IOWIN 34h", 36), RTE_ROWS("19", "IOWIN 36h", 38), RTE_ROWS("20", "IOWIN 38h", 40),
    RTE_ROWS("21", "IOWIN 3Ah", 42), RTE_ROWS("22", "IOWIN 3Ch", 44), RTE_ROWS("23", "IOWIN 3Eh", 46),
    {"IOAPICID", "ID", "IOWIN 00h", IOAPIC_D_ID, 24, 4, 0, REG_RW, 0, S},
    {0}};
#undef S

void ioapic_reset(ioapic_t *s, ioapic_out_t *out)
{
    *s = (ioapic_t){.o = {.smiout_n = true}};
    for (unsigned i = 0; i < IOAPIC_DWORDS; i++)
        s->regs[i] = reg_reset(ioapic_regs, i);
    *out = s->o;
}

static unsigned mode_of(const ioapic_t *s, unsigned n)
{
    return (s->regs[2 * n] & RTE_MODE) >> 8;
}

/* SMI, NMI, INIT and ExtINT are no interrupts a vector is acknowledged for: edge whatever the entry says. */
static bool is_level(const ioapic_t *s, unsigned n)
{
    unsigned mode = mode_of(s, n);
    return (s->regs[2 * n] & RTE_LEVEL) && (mode == APIC_FIXED || mode == APIC_LOWEST);
}

/* Modes a chip may send (interconnect facts 1.9, 1.10). */
static bool can_send(const ioapic_t *s, const ioapic_in_t *in, unsigned n)
{
    switch (mode_of(s, n)) {
    case APIC_FIXED:
    case APIC_LOWEST:
    case APIC_EXTINT: {
        return true;
    }
    case APIC_SMI: {
        return in->aa93 && !in->fsb && (s->regs[2 * n] & 0xff) == 0;
    }
    case APIC_NMI:
    case APIC_INIT: {
        return !in->fsb;
    }
    default: {
        return false;
    }
    }
}

/* Input 23 of an 82093AA is its SMI# pin too. */
static bool smi_by_message(const ioapic_t *s, const ioapic_in_t *in)
{
    uint32_t lo = s->regs[2 * SMI_PIN];
    return in->aa93 && !(lo & RTE_MASKED) && mode_of(s, SMI_PIN) == APIC_SMI && can_send(s, in, SMI_PIN);
}

static uint32_t read_reg(const ioapic_t *s, const ioapic_in_t *in)
{
    unsigned n = s->sel;
    switch (n) {
    case REG_ID:
    case REG_ARB: {
        return s->regs[IOAPIC_D_ID];
    }
    case REG_VERSION: {
        return in->aa93 ? VERSION_82093AA : VERSION_ICH;
    }
    default: {
        return n >= REG_RTE0 && n < REG_RTE0 + 2 * IOAPIC_PINS ? s->regs[n - REG_RTE0] : 0;
    }
    }
}

static void write_reg(ioapic_t *s, uint32_t v)
{
    unsigned i = s->sel == REG_ID ? IOAPIC_D_ID : (unsigned)s->sel - REG_RTE0;
    if (s->sel == REG_ID || (s->sel >= REG_RTE0 && s->sel < REG_RTE0 + 2 * IOAPIC_PINS))
        s->regs[i] = reg_write(ioapic_regs, i, s->regs[i], v, 15, 0);
}

static void end_of_interrupt(ioapic_t *s, uint8_t vector)
{
    for (unsigned n = 0; n < IOAPIC_PINS; n++)
        if (is_level(s, n) && (s->regs[2 * n] & 0xff) == vector)
            s->regs[2 * n] &= ~(uint32_t)RTE_REMOTE_IRR;
}

/* An access of the bridge. Returns the inputs that a write of IRQ pin assertion pulses. */
static uint32_t access_window(ioapic_t *s, const ioapic_in_t *in)
{
    uint32_t pulse = 0;
    if (in->req_seq == s->o.ack_seq)
        return 0;
    s->o.ack_seq = in->req_seq;
    s->o.rdata = 0;
    switch (in->req_off & 0xfc) {
    case WIN_SEL: {
        if (in->req_write)
            s->sel = (uint8_t)in->req_data;
        else
            s->o.rdata = s->sel;
        break;
    }
    case WIN_DATA: {
        if (in->req_write)
            write_reg(s, in->req_data);
        else
            s->o.rdata = read_reg(s, in);
        break;
    }
    case WIN_IRQ: { /* ICH only */
        if (in->req_write && !in->aa93 && (in->req_data & 31) < IOAPIC_PINS)
            pulse = 1u << (in->req_data & 31);
        break;
    }
    case WIN_EOI: {
        if (in->req_write && !in->aa93)
            end_of_interrupt(s, (uint8_t)in->req_data);
        break;
    }
    default: {
        break;
    }
    }
    return pulse;
}

/* What the inputs ask for: an edge is remembered; one while the entry is masked is lost. */
static void look_at_pins(ioapic_t *s, const ioapic_in_t *in, uint32_t pulse)
{
    uint32_t asserted = in->pins;
    for (unsigned n = 0; n < IOAPIC_PINS; n++)
        if (s->regs[2 * n] & RTE_ACTIVE_LOW)
            asserted ^= 1u << n;
    if (in->aa93) { /* the pin is SMI#, low active */
        bool by_smi = mode_of(s, SMI_PIN) == APIC_SMI;
        asserted = by_smi ? (asserted & ~(1u << SMI_PIN)) | (uint32_t)!in->smi_n << SMI_PIN : asserted;
    }
    uint32_t rises = (asserted & ~s->pins_was) | pulse;
    for (unsigned n = 0; n < IOAPIC_PINS; n++) {
        uint32_t lo = s->regs[2 * n], bit = 1u << n;
        if ((lo & RTE_MASKED) || !can_send(s, in, n))
            s->waiting &= ~bit;
        else if (is_level(s, n))
            s->waiting = (s->waiting & ~bit) | ((asserted & bit) && !(lo & RTE_REMOTE_IRR) ? bit : 0);
        else
            s->waiting |= rises & bit;
    }
    s->pins_was = asserted;
}

static void send(ioapic_t *s, unsigned n)
{
    ioapic_out_t *o = &s->o;
    uint32_t lo = s->regs[2 * n];
    o->tx_seq++;
    o->tx_pin = (uint8_t)n;
    o->tx_vector = (uint8_t)lo;
    o->tx_mode = (uint8_t)mode_of(s, n);
    o->tx_dm = lo & RTE_LOGICAL;
    o->tx_trig = is_level(s, n);
    o->tx_level = true;
    o->tx_dest = (uint8_t)(s->regs[2 * n + 1] >> 24);
    o->tx_edid = (uint8_t)(s->regs[2 * n + 1] >> 16);
    s->last = (uint8_t)n;
    s->busy = true;
    if (!is_level(s, n))
        s->waiting &= ~(1u << n);
}

/* One message at a time, in turn. */
static void talk_to_carrier(ioapic_t *s, const ioapic_in_t *in)
{
    if (s->busy && in->tx_done == s->o.tx_seq) {
        s->busy = false;
        if (is_level(s, s->last) && in->tx_ok) {
            s->regs[2 * s->last] |= RTE_REMOTE_IRR;
            s->waiting &= ~(1u << s->last);
        }
    }
    for (unsigned i = 1; i <= IOAPIC_PINS && !s->busy; i++) {
        unsigned n = (s->last + i) % IOAPIC_PINS;
        if (s->waiting >> n & 1)
            send(s, n);
    }
}

void ioapic_tick(ioapic_t *s, const ioapic_in_t *in, ioapic_out_t *out)
{
    ioapic_out_t *o = &s->o;
    uint32_t pulse = access_window(s, in);
    if (in->eoi_seq != s->eoi_seen)
        end_of_interrupt(s, in->eoi_vector);
    s->eoi_seen = in->eoi_seq;
    look_at_pins(s, in, pulse);
    talk_to_carrier(s, in);

    o->smiout_n = in->smi_n || smi_by_message(s, in);
    o->id = s->regs[IOAPIC_D_ID] >> 24 & 15;
    o->waiting = s->waiting;
    o->remote_irr = 0;
    for (unsigned n = 0; n < IOAPIC_PINS; n++) {
        bool waits = (s->waiting >> n & 1) || (s->busy && s->last == n);
        s->regs[2 * n] = (s->regs[2 * n] & ~(uint32_t)RTE_WAITS) | (waits ? RTE_WAITS : 0);
        o->remote_irr |= (s->regs[2 * n] & RTE_REMOTE_IRR ? 1u : 0) << n;
    }
    *out = *o;
}

BLOCK(ioapic, PCICLK, false, "I/O APIC: 24 redirection entries into interrupt messages; SMIOUT# of an 82093AA")
