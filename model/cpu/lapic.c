#include "cpu/lapic.h"

SIG_TABLE(lapic_in, LAPIC_IN)
SIG_TABLE(lapic_out, LAPIC_OUT)

const char *const lapic_op_names[] = {"READ", "WRITE", "INTA", "INIT", NULL};
const char *const apic_mode_names[] = {"FIXED", "LOWEST",  "SMI",    "REMOTE_READ", "NMI",
                                       "INIT",  "STARTUP", "EXTINT", NULL};
const char *const apic_short_names[] = {"NONE", "SELF", "ALL", "OTHERS", NULL};

enum { DWORDS = APIC_WINDOW / 16, FIRST_VECTOR = 16 };
#define D(off) ((off) / 16)

enum { SVR_ENABLE = 1 << 8, SVR_NO_FOCUS = 1 << 9, SVR_HARDWIRED = 0xf };
enum { LVT_PENDING = 1 << 12, LVT_LOW = 1 << 13, LVT_REMOTE_IRR = 1 << 14, LVT_LEVEL = 1 << 15, LVT_MASK = 1 << 16,
       LVT_PERIODIC = 1 << 17 };
enum { ICR_BUSY = 1 << 12, ICR_RR_STATUS = 3 << 16, ICR_RR_BUSY = 1 << 16, ICR_RR_VALID = 2 << 16 };
enum { INTA_EXTERNAL = 0x100 };

/* The first processor's election (interconnect facts 1.7). */
enum election {
    ELECT_OVER,       /* or not wanted */
    ELECT_SEND_BIPI,
    ELECT_FIRST_BIPI, /* waits for the first BIPI on the bus */
    ELECT_SEND_FIPI,  /* it was this one's */
    ELECT_OWN_FIPI,   /* waits for it to come back */
    ELECT_FIPI,       /* it was another's: waits for that one's FIPI */
};
enum { BIPI = 0x40, FIPI = 0x10 };

/* --- registers --- */

#define AT(off) "APIC+" off
#define R_LIVE(name, where, off, shift, width) {name, "VALUE", AT(where), D(off), shift, width, 0, REG_LIVE, 0, FACTS}
#define R_SET(name, where, off) {name, "BITS", AT(where), D(off), 0, 32, 0, REG_RO, 0, FACTS}
#define R_LVT(name, where, i) \
    {name, "VECTOR", AT(where), D(APIC_R_LVT) + (i), 0, 8, 0, REG_RW, 0, FACTS}, \
    {name, "STATUS", AT(where), D(APIC_R_LVT) + (i), 12, 1, 0, REG_RO, 0, FACTS}, \
    {name, "MASK", AT(where), D(APIC_R_LVT) + (i), 16, 1, 1, REG_RW, 0, FACTS}
#define R_LVT_MODE(name, where, i) {name, "MODE", AT(where), D(APIC_R_LVT) + (i), 8, 3, 0, REG_RW, 0, FACTS}
#define R_LVT_PIN(name, where, i) \
    {name, "POLARITY", AT(where), D(APIC_R_LVT) + (i), 13, 1, 0, REG_RW, 0, FACTS}, \
    {name, "REMOTE_IRR", AT(where), D(APIC_R_LVT) + (i), 14, 1, 0, REG_RO, 0, FACTS}, \
    {name, "TRIGGER", AT(where), D(APIC_R_LVT) + (i), 15, 1, 0, REG_RW, 0, FACTS}
#define FACTS "interconnect 1.8"
const reg_row_t lapic_regs[] = {
    {"APIC_ID", "ID", AT("020h"), D(APIC_R_ID), 24, 8, 0, REG_RW, 0, FACTS}, /* reset: strap apic_id */
    {"VERSION", "VERSION", AT("030h"), D(APIC_R_VERSION), 0, 8, 0, REG_RO, 0, FACTS}, /* reset: lapic_version() */
    {"VERSION", "MAX_LVT", AT("030h"), D(APIC_R_VERSION), 16, 8, 0, REG_RO, 0, FACTS},
    {"TPR", "SUB_CLASS", AT("080h"), D(APIC_R_TPR), 0, 4, 0, REG_RW, 0, FACTS},
    {"TPR", "CLASS", AT("080h"), D(APIC_R_TPR), 4, 4, 0, REG_RW, 0, FACTS},
    R_LIVE("APR", "090h", APIC_R_APR, 0, 8),
    R_LIVE("PPR", "0A0h", APIC_R_PPR, 0, 8),
    {"EOI", "EOI", AT("0B0h"), D(APIC_R_EOI), 0, 32, 0, REG_WO, 0, FACTS},
    R_SET("RRD", "0C0h", APIC_R_RRD),
    {"LDR", "LOGICAL_ID", AT("0D0h"), D(APIC_R_LDR), 24, 8, 0, REG_RW, 0, FACTS},
    {"DFR", "ONES", AT("0E0h"), D(APIC_R_DFR), 0, 28, 0xfffffff, REG_RO, 0, FACTS},
    {"DFR", "MODEL", AT("0E0h"), D(APIC_R_DFR), 28, 4, 0xf, REG_RW, 0, FACTS},
    {"SVR", "VECTOR", AT("0F0h"), D(APIC_R_SVR), 0, 8, 0xff, REG_RW, 0, FACTS},
    {"SVR", "ENABLE", AT("0F0h"), D(APIC_R_SVR), 8, 1, 0, REG_RW, 0, FACTS},
    {"SVR", "NO_FOCUS_CHECK", AT("0F0h"), D(APIC_R_SVR), 9, 1, 0, REG_RW, 0, FACTS},
    R_SET("ISR0", "100h", APIC_R_ISR), R_SET("ISR1", "110h", APIC_R_ISR + 0x10),
    R_SET("ISR2", "120h", APIC_R_ISR + 0x20), R_SET("ISR3", "130h", APIC_R_ISR + 0x30),
    R_SET("ISR4", "140h", APIC_R_ISR + 0x40), R_SET("ISR5", "150h", APIC_R_ISR + 0x50),
    R_SET("ISR6", "160h", APIC_R_ISR + 0x60), R_SET("ISR7", "170h", APIC_R_ISR + 0x70),
    R_SET("TMR0", "180h", APIC_R_TMR), R_SET("TMR1", "190h", APIC_R_TMR + 0x10),
    R_SET("TMR2", "1A0h", APIC_R_TMR + 0x20), R_SET("TMR3", "1B0h", APIC_R_TMR + 0x30),
    R_SET("TMR4", "1C0h", APIC_R_TMR + 0x40), R_SET("TMR5", "1D0h", APIC_R_TMR + 0x50),
    R_SET("TMR6", "1E0h", APIC_R_TMR + 0x60), R_SET("TMR7", "1F0h", APIC_R_TMR + 0x70),
    R_SET("IRR0", "200h", APIC_R_IRR), R_SET("IRR1", "210h", APIC_R_IRR + 0x10),
    R_SET("IRR2", "220h", APIC_R_IRR + 0x20), R_SET("IRR3", "230h", APIC_R_IRR + 0x30),
    R_SET("IRR4", "240h", APIC_R_IRR + 0x40), R_SET("IRR5", "250h", APIC_R_IRR + 0x50),
    R_SET("IRR6", "260h", APIC_R_IRR + 0x60), R_SET("IRR7", "270h", APIC_R_IRR + 0x70),
    {"ESR", "SEND_CHECKSUM", AT("280h"), D(APIC_R_ESR), 0, 1, 0, REG_RO, 0, FACTS}, /* a write shows what was noted */
    {"ESR", "RECEIVE_CHECKSUM", AT("280h"), D(APIC_R_ESR), 1, 1, 0, REG_RO, 0, FACTS},
    {"ESR", "SEND_ACCEPT", AT("280h"), D(APIC_R_ESR), 2, 1, 0, REG_RO, 0, FACTS},
    {"ESR", "RECEIVE_ACCEPT", AT("280h"), D(APIC_R_ESR), 3, 1, 0, REG_RO, 0, FACTS},
    {"ESR", "REDIRECTABLE_IPI", AT("280h"), D(APIC_R_ESR), 4, 1, 0, REG_RO, 0, FACTS},
    {"ESR", "SEND_ILLEGAL_VECTOR", AT("280h"), D(APIC_R_ESR), 5, 1, 0, REG_RO, 0, FACTS},
    {"ESR", "RECEIVE_ILLEGAL_VECTOR", AT("280h"), D(APIC_R_ESR), 6, 1, 0, REG_RO, 0, FACTS},
    {"ESR", "ILLEGAL_REGISTER", AT("280h"), D(APIC_R_ESR), 7, 1, 0, REG_RO, 0, FACTS},
    {"ICR_LOW", "VECTOR", AT("300h"), D(APIC_R_ICR_LOW), 0, 8, 0, REG_RW, 0, FACTS},
    {"ICR_LOW", "MODE", AT("300h"), D(APIC_R_ICR_LOW), 8, 3, 0, REG_RW, 0, FACTS},
    {"ICR_LOW", "DEST_MODE", AT("300h"), D(APIC_R_ICR_LOW), 11, 1, 0, REG_RW, 0, FACTS},
    {"ICR_LOW", "STATUS", AT("300h"), D(APIC_R_ICR_LOW), 12, 1, 0, REG_LIVE, 0, FACTS},
    {"ICR_LOW", "LEVEL", AT("300h"), D(APIC_R_ICR_LOW), 14, 1, 0, REG_RW, 0, FACTS},
    {"ICR_LOW", "TRIGGER", AT("300h"), D(APIC_R_ICR_LOW), 15, 1, 0, REG_RW, 0, FACTS},
    {"ICR_LOW", "REMOTE_READ", AT("300h"), D(APIC_R_ICR_LOW), 16, 2, 0, REG_RO, 0, FACTS},
    {"ICR_LOW", "SHORTHAND", AT("300h"), D(APIC_R_ICR_LOW), 18, 2, 0, REG_RW, 0, FACTS},
    {"ICR_HIGH", "DESTINATION", AT("310h"), D(APIC_R_ICR_HIGH), 24, 8, 0, REG_RW, 0, FACTS},
    R_LVT("LVT_TIMER", "320h", LVT_TIMER),
    {"LVT_TIMER", "PERIODIC", AT("320h"), D(APIC_R_LVT) + LVT_TIMER, 17, 1, 0, REG_RW, 0, FACTS},
    R_LVT("LVT_THERMAL", "330h", LVT_THERMAL), R_LVT_MODE("LVT_THERMAL", "330h", LVT_THERMAL),
    R_LVT("LVT_PERF", "340h", LVT_PERF), R_LVT_MODE("LVT_PERF", "340h", LVT_PERF),
    R_LVT("LVT_LINT0", "350h", LVT_LINT0), R_LVT_MODE("LVT_LINT0", "350h", LVT_LINT0),
    R_LVT_PIN("LVT_LINT0", "350h", LVT_LINT0),
    R_LVT("LVT_LINT1", "360h", LVT_LINT1), R_LVT_MODE("LVT_LINT1", "360h", LVT_LINT1),
    R_LVT_PIN("LVT_LINT1", "360h", LVT_LINT1),
    R_LVT("LVT_ERROR", "370h", LVT_ERROR),
    {"INITIAL_COUNT", "COUNT", AT("380h"), D(APIC_R_INIT_COUNT), 0, 32, 0, REG_RW, 0, FACTS},
    R_LIVE("CURRENT_COUNT", "390h", APIC_R_COUNT, 0, 32),
    {"DIVIDE", "LOW", AT("3E0h"), D(APIC_R_DIVIDE), 0, 2, 0, REG_RW, 0, FACTS},
    {"DIVIDE", "HIGH", AT("3E0h"), D(APIC_R_DIVIDE), 3, 1, 0, REG_RW, 0, FACTS},
    {0}};

/* Where the kinds differ. */
static const struct {
    uint16_t off;
    uint32_t p5, p6, xapic;
} kinds[] = {{APIC_R_ID, 0x0f000000, 0x0f000000, 0xff000000},
             {APIC_R_APR, 0xff, 0xff, 0},
             {APIC_R_RRD, 0xffffffff, 0, 0},
             {APIC_R_ESR, 0x7f, 0xff, 0xf0},
             {APIC_R_ICR_LOW, 0xfdfff, 0xcdfff, 0xcdfff},
             {APIC_R_LVT + 16 * LVT_THERMAL, 0, 0, 0xffffffff},
             {APIC_R_LVT + 16 * LVT_PERF, 0, 0xffffffff, 0xffffffff}};

static uint32_t table_mask(unsigned dword)
{
    uint32_t m = 0;
    for (const reg_row_t *row = lapic_regs; row->reg; row++)
        if (row->dword == dword)
            m |= reg_mask(row);
    return m;
}

uint32_t lapic_reg_mask(enum lapic_kind kind, unsigned off)
{
    if (kind == LAPIC_NONE || off % 16 || off >= APIC_WINDOW)
        return 0;
    uint32_t m = table_mask(D(off));
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].off == off)
            m &= kind == LAPIC_P5 ? kinds[i].p5 : kind == LAPIC_P6 ? kinds[i].p6 : kinds[i].xapic;
    return m;
}

uint32_t lapic_version(enum lapic_kind kind)
{
    static const uint32_t version[] = {0, 0x30010, 0x40011, 0x50014};
    return version[kind];
}

/* A register that only other kinds have is no illegal one when it is APR or RRD (interconnect facts 1.8). */
static bool reg_known(const lapic_in_t *in, unsigned off)
{
    return lapic_reg_mask(in->kind, off) || off == APIC_R_APR || off == APIC_R_RRD;
}

static void regs_reset(lapic_t *s, const lapic_in_t *in)
{
    uint32_t id = s->regs[D(APIC_R_ID)];
    for (unsigned d = 0; d < DWORDS; d++)
        s->regs[d] = reg_reset(lapic_regs, d) & lapic_reg_mask(in->kind, 16 * d);
    s->regs[D(APIC_R_ID)] = id;
    s->regs[D(APIC_R_VERSION)] = lapic_version(in->kind);
    for (unsigned i = 0; i < 8; i++)
        s->irr2[i] = 0;
    s->errors = 0;
    s->timer_runs = false;
    s->timer_at = 0;
    s->extint = false;
}

static uint32_t *lvt_of(lapic_t *s, unsigned i)
{
    return &s->regs[D(APIC_R_LVT) + i];
}

static bool enabled(const lapic_t *s)
{
    return s->regs[D(APIC_R_SVR)] & SVR_ENABLE;
}

static uint8_t id_of(const lapic_t *s)
{
    return (uint8_t)(s->regs[D(APIC_R_ID)] >> 24);
}

static bool cluster(const lapic_t *s)
{
    return s->regs[D(APIC_R_DFR)] >> 28 == 0; /* with any other value: flat */
}

/* --- sets of vectors --- */

static bool has(const uint32_t *set, unsigned v)
{
    return set[v / 32] >> (v % 32) & 1;
}

static void put(uint32_t *set, unsigned v, bool on)
{
    uint32_t bit = UINT32_C(1) << (v % 32);
    set[v / 32] = on ? set[v / 32] | bit : set[v / 32] & ~bit;
}

/* The highest member; 0: none (vectors 0 to 15 are never in a set). */
static uint8_t top(const uint32_t *set)
{
    for (unsigned i = 8; i-- > 0;)
        for (unsigned b = 32; set[i] && b-- > 0;)
            if (set[i] >> b & 1)
                return (uint8_t)(32 * i + b);
    return 0;
}

static uint32_t *irr(lapic_t *s) { return &s->regs[D(APIC_R_IRR)]; }
static uint32_t *isr(lapic_t *s) { return &s->regs[D(APIC_R_ISR)]; }
static uint32_t *tmr(lapic_t *s) { return &s->regs[D(APIC_R_TMR)]; }

static unsigned held(lapic_t *s, unsigned v)
{
    return (unsigned)has(isr(s), v) + has(irr(s), v) + has(s->irr2, v);
}

static bool has_room(lapic_t *s, const lapic_in_t *in, unsigned v)
{
    return in->kind == LAPIC_XAPIC || held(s, v) < 2;
}

static bool queued_mode(unsigned mode)
{
    return mode == APIC_FIXED || mode == APIC_LOWEST;
}

/* Room for a request from inside: a slot promised to the message on the bus is taken. */
static bool has_room_inside(lapic_t *s, const lapic_in_t *in, unsigned v)
{
    bool promised = in->rx_query && s->o.accept && queued_mode(in->rx_mode) && in->rx_vector == v;
    return in->kind == LAPIC_XAPIC || held(s, v) + promised < 2;
}

static void request(lapic_t *s, const lapic_in_t *in, unsigned v, bool level)
{
    put(in->kind != LAPIC_XAPIC && has(irr(s), v) ? s->irr2 : irr(s), v, true);
    put(tmr(s), v, level);
}

/* --- priorities --- */

static uint8_t ppr(lapic_t *s)
{
    uint8_t tpr = (uint8_t)s->regs[D(APIC_R_TPR)], isrv = top(isr(s));
    return tpr >> 4 >= isrv >> 4 ? tpr : isrv & 0xf0;
}

/* As the book prints it, TPR AND ISRV bit by bit (interconnect facts 1.8). */
static uint8_t apr(lapic_t *s)
{
    unsigned tpr = s->regs[D(APIC_R_TPR)], t = tpr >> 4, i = top(isr(s)) >> 4, r = top(irr(s)) >> 4;
    if (t >= r && t > i)
        return (uint8_t)tpr;
    return (uint8_t)(((t & i) > r ? (t & i) : r) << 4);
}

/* --- local interrupts --- */

static void raise(lapic_t *s, const lapic_in_t *in, unsigned i)
{
    uint32_t *lvt = lvt_of(s, i);
    if (!lapic_reg_mask(in->kind, APIC_R_LVT + 16 * i) || (*lvt & LVT_MASK))
        return;
    switch (*lvt >> 8 & 7) {
    case APIC_FIXED: *lvt |= LVT_PENDING; break; /* timer and error have no mode bits */
    case APIC_SMI: s->o.smi = true; break;
    case APIC_NMI: s->o.nmi = true; break;
    case APIC_INIT: s->o.init |= i == LVT_LINT0 || i == LVT_LINT1; break;
    default: break; /* reserved; ExtINT is a level */
    }
}

/* Each first error since ESR was written raises the error interrupt. */
static void note_errors(lapic_t *s, const lapic_in_t *in, unsigned bits)
{
    bits &= lapic_reg_mask(in->kind, APIC_R_ESR);
    if (bits && !s->errors)
        raise(s, in, LVT_ERROR);
    s->errors |= (uint8_t)bits;
}

static bool asserted(const lapic_t *s, unsigned i, bool pin)
{
    return pin != ((s->regs[D(APIC_R_LVT) + i] & LVT_LOW) != 0);
}

static void lint_step(lapic_t *s, const lapic_in_t *in, unsigned i, bool pin, bool *was)
{
    uint32_t *lvt = lvt_of(s, i);
    if ((*lvt >> 8 & 7) == APIC_FIXED && (*lvt & LVT_LEVEL)) {
        bool waits = asserted(s, i, pin) && !(*lvt & (LVT_MASK | LVT_REMOTE_IRR));
        *lvt = waits ? *lvt | LVT_PENDING : *lvt & ~(uint32_t)LVT_PENDING;
    } else if (asserted(s, i, pin) && !asserted(s, i, *was)) {
        raise(s, in, i);
    }
    *was = pin;
}

static void pins_step(lapic_t *s, const lapic_in_t *in)
{
    if (!enabled(s) && in->lint_when_off && in->lint1 && !s->lint_was[1])
        s->o.nmi = true;
    lint_step(s, in, LVT_LINT0, in->lint0, &s->lint_was[0]);
    lint_step(s, in, LVT_LINT1, in->lint1, &s->lint_was[1]);
    if (in->therm && !s->therm_was)
        raise(s, in, LVT_THERMAL);
    s->therm_was = in->therm;
    if (in->perf && !s->perf_was) {
        raise(s, in, LVT_PERF);
        if (in->kind == LAPIC_XAPIC)
            *lvt_of(s, LVT_PERF) |= LVT_MASK;
    }
    s->perf_was = in->perf;
    if (in->err & ~s->err_was)
        note_errors(s, in, in->err & ~(unsigned)s->err_was);
    s->err_was = in->err;
}

/* Requests of the LVT that wait go to IRR. The error entry is last: an illegal vector of the others raises it. */
static void local_step(lapic_t *s, const lapic_in_t *in)
{
    for (unsigned i = 0; i < LVT_COUNT; i++) {
        uint32_t *lvt = lvt_of(s, i);
        unsigned v = *lvt & 0xff;
        if (!(*lvt & LVT_PENDING) || (v >= FIRST_VECTOR && !has_room_inside(s, in, v)))
            continue;
        *lvt &= ~(uint32_t)LVT_PENDING;
        if (v < FIRST_VECTOR) {
            note_errors(s, in, ESR_RECV_VECTOR);
            continue;
        }
        bool level = *lvt & LVT_LEVEL; /* LINT only */
        request(s, in, v, level);
        if (level)
            *lvt |= LVT_REMOTE_IRR;
    }
}

/* --- timer --- */

static uint64_t divisor(const lapic_t *s)
{
    unsigned d = (s->regs[D(APIC_R_DIVIDE)] >> 1 & 4) | (s->regs[D(APIC_R_DIVIDE)] & 3);
    return d == 7 ? 1 : UINT64_C(2) << d;
}

static uint32_t count(const lapic_t *s, const lapic_in_t *in)
{
    uint64_t left = (s->timer_at - in->now) & NOW_MASK;
    return s->timer_runs ? (uint32_t)((left + divisor(s) - 1) / divisor(s)) : 0;
}

static void timer_start(lapic_t *s, const lapic_in_t *in, uint32_t counts)
{
    s->timer_runs = counts;
    s->timer_at = counts ? (in->now + counts * divisor(s)) & NOW_MASK : 0;
}

static void timer_step(lapic_t *s, const lapic_in_t *in)
{
    if (!s->timer_runs || in->now != s->timer_at)
        return;
    raise(s, in, LVT_TIMER);
    timer_start(s, in, *lvt_of(s, LVT_TIMER) & LVT_PERIODIC ? s->regs[D(APIC_R_INIT_COUNT)] : 0);
}

uint64_t lapic_wait(const lapic_t *s, const lapic_in_t *in)
{
    return s->timer_runs ? (s->timer_at - in->now) & NOW_MASK : 0;
}

/* --- sending --- */

/* The tables of legal ICR combinations (interconnect facts 1.8). */
static bool legal(const lapic_in_t *in, const lapic_msg_t *m)
{
    bool to_self = m->shorthand == APIC_SELF || m->shorthand == APIC_ALL;
    if (m->mode == APIC_EXTINT)
        return false;
    if (m->mode == APIC_REMOTE_READ)
        return in->kind == LAPIC_P5 && m->shorthand == APIC_NONE;
    if (m->mode == APIC_INIT && m->trig && !m->level)
        return in->kind != LAPIC_XAPIC && m->shorthand != APIC_SELF;
    if (to_self && m->mode != APIC_FIXED && !in->self_any)
        return false;
    if (in->kind == LAPIC_XAPIC || !m->trig)
        return true;
    return m->level && m->mode != APIC_SMI && m->mode != APIC_STARTUP;
}

static void icr_written(lapic_t *s, const lapic_in_t *in)
{
    uint32_t *icr = &s->regs[D(APIC_R_ICR_LOW)];
    lapic_msg_t m = {.vector = (uint8_t)*icr, .mode = *icr >> 8 & 7, .dm = *icr >> 11 & 1, .level = *icr >> 14 & 1,
                     .trig = *icr >> 15 & 1, .shorthand = *icr >> 18 & 3,
                     .dest = (uint8_t)(s->regs[D(APIC_R_ICR_HIGH)] >> 24)};
    s->o.icr = *icr & ~(uint32_t)ICR_RR_STATUS;
    if (!legal(in, &m))
        return;
    if (queued_mode(m.mode) && m.vector < FIRST_VECTOR)
        note_errors(s, in, ESR_SEND_VECTOR);
    if (in->kind == LAPIC_XAPIC)
        m.level = true;
    if (m.level)
        m.trig = false;
    if (m.shorthand != APIC_NONE) {
        m.dm = false;
        m.dest = in->kind == LAPIC_XAPIC ? 0xff : 0x0f;
    } else if (!m.dm && in->kind != LAPIC_XAPIC) {
        m.dest &= 0x0f;
    }
    *icr &= ~(uint32_t)ICR_RR_STATUS;
    if (m.mode == APIC_REMOTE_READ)
        *icr |= ICR_RR_BUSY;
    s->ipi = m;
    s->ipi_waits = true;
}

static void take(lapic_t *s, const lapic_in_t *in, const lapic_msg_t *m);

/* The shorthand self stays inside; it waits while the queue of its vector is full. */
static void self_step(lapic_t *s, const lapic_in_t *in)
{
    if (!s->ipi_waits || s->ipi.shorthand != APIC_SELF)
        return;
    bool queued = queued_mode(s->ipi.mode);
    if (queued && enabled(s) && s->ipi.vector >= FIRST_VECTOR && !has_room_inside(s, in, s->ipi.vector))
        return;
    s->ipi_waits = false;
    if (!queued || enabled(s))
        take(s, in, &s->ipi);
}

static void send(lapic_t *s, const lapic_msg_t *m)
{
    s->o.tx_seq++;
    s->o.tx_eoi = false;
    s->o.tx_dm = m->dm;
    s->o.tx_mode = m->mode;
    s->o.tx_level = m->level;
    s->o.tx_trig = m->trig;
    s->o.tx_vector = m->vector;
    s->o.tx_dest = m->dest;
    s->o.tx_short = m->shorthand;
}

static void send_eoi(lapic_t *s, uint8_t vector)
{
    uint8_t shorthand = s->o.tx_short;
    send(s, &(lapic_msg_t){.vector = vector, .shorthand = shorthand});
    s->o.tx_eoi = true;
}

static void send_boot(lapic_t *s, const lapic_in_t *in, unsigned vector)
{
    uint8_t all = in->kind == LAPIC_XAPIC ? 0xff : 0x0f;
    send(s, &(lapic_msg_t){.vector = (uint8_t)vector, .shorthand = APIC_ALL, .dest = all});
}

static void send_step(lapic_t *s, const lapic_in_t *in)
{
    self_step(s, in);
    if (in->tx_done != s->o.tx_seq)
        return;
    uint32_t *icr = &s->regs[D(APIC_R_ICR_LOW)];
    if ((*icr & ICR_RR_STATUS) == ICR_RR_BUSY && !s->ipi_waits && !s->o.tx_eoi) {
        *icr = (*icr & ~(uint32_t)ICR_RR_STATUS) | (in->rr_valid ? ICR_RR_VALID : 0);
        if (in->rr_valid)
            s->regs[D(APIC_R_RRD)] = in->rr_rdata;
    }
    uint8_t eoi = top(s->eoi_waits);
    if (eoi) {
        put(s->eoi_waits, eoi, false);
        send_eoi(s, eoi);
    } else if (s->ipi_waits && s->ipi.shorthand != APIC_SELF) {
        s->ipi_waits = false;
        send(s, &s->ipi);
    } else if (s->election == ELECT_SEND_BIPI) {
        s->election = ELECT_FIRST_BIPI;
        send_boot(s, in, BIPI | (id_of(s) & 15u));
    } else if (s->election == ELECT_SEND_FIPI) {
        s->election = ELECT_OWN_FIPI;
        send_boot(s, in, FIPI);
    }
}

/* --- receiving --- */

static bool broadcast(const lapic_in_t *in)
{
    unsigned all = in->kind == LAPIC_XAPIC ? 0xff : 0x0f;
    return !in->rx_dm && (in->rx_dest & all) == all;
}

static bool boot_message(const lapic_in_t *in)
{
    return in->rx_mode == APIC_FIXED && !in->rx_level && !in->rx_trig && broadcast(in) &&
           (in->rx_vector == FIPI || (in->rx_vector & 0xf0) == BIPI);
}

static bool addressed(const lapic_t *s, const lapic_in_t *in)
{
    uint8_t ldr = (uint8_t)(s->regs[D(APIC_R_LDR)] >> 24);
    if (!in->rx_dm)
        return broadcast(in) || (in->rx_dest & (in->kind == LAPIC_XAPIC ? 0xff : 0x0f)) == id_of(s);
    if (!cluster(s))
        return in->rx_dest & ldr;
    return (in->rx_dest >> 4 == ldr >> 4 || in->rx_dest >> 4 == 15) && (in->rx_dest & ldr & 15);
}

static bool matches(const lapic_t *s, const lapic_in_t *in)
{
    if (!in->rx_query || in->rx_eoi || (in->rx_own && s->o.tx_short == APIC_OTHERS))
        return false;
    if (s->election && boot_message(in))
        return true;
    if (!addressed(s, in))
        return false;
    switch (in->rx_mode) {
    case APIC_FIXED:
    case APIC_LOWEST:
    case APIC_EXTINT: return enabled(s);
    case APIC_REMOTE_READ: return in->kind == LAPIC_P5;
    default: return true;
    }
}

static void take(lapic_t *s, const lapic_in_t *in, const lapic_msg_t *m)
{
    bool deassert = m->trig && !m->level;
    switch (m->mode) {
    case APIC_FIXED:
    case APIC_LOWEST: {
        if (m->vector < FIRST_VECTOR)
            note_errors(s, in, ESR_RECV_VECTOR);
        else if (!deassert)
            request(s, in, m->vector, m->trig);
        break;
    }
    case APIC_SMI: s->o.smi = true; break;
    case APIC_NMI: s->o.nmi = true; break;
    case APIC_INIT: s->o.init |= !deassert; break; /* INIT level de-assert is for ArbID alone */
    case APIC_STARTUP: {
        s->o.sipi_seq++;
        s->o.sipi_vector = m->vector;
        break;
    }
    case APIC_EXTINT: s->extint = !deassert; break;
    default: break; /* a remote read was answered while it was asked */
    }
}

static void elect(lapic_t *s, const lapic_in_t *in)
{
    if (in->rx_vector == FIPI) {
        s->o.boot |= s->election == ELECT_OWN_FIPI;
        s->election = ELECT_OVER;
    } else if (s->election == ELECT_FIRST_BIPI) {
        s->election = (in->rx_vector & 15) == (id_of(s) & 15) ? ELECT_SEND_FIPI : ELECT_FIPI;
    }
}

static uint32_t reg_value(lapic_t *s, const lapic_in_t *in, unsigned off);

static void receive_step(lapic_t *s, const lapic_in_t *in)
{
    lapic_msg_t m = {.mode = in->rx_mode, .vector = in->rx_vector, .level = in->rx_level, .trig = in->rx_trig};
    if (in->rx_seq != s->rx_seen) {
        if (s->election && boot_message(in))
            elect(s, in);
        else
            take(s, in, &m);
    }
    s->rx_seen = in->rx_seq;

    bool was = s->o.match;
    unsigned v = in->rx_vector;
    bool boot = s->election && boot_message(in);
    s->o.match = matches(s, in);
    s->o.accept = s->o.match && (boot || !queued_mode(m.mode) || v < FIRST_VECTOR || has_room(s, in, v));
    s->o.focus = s->o.accept && m.mode == APIC_LOWEST && in->kind != LAPIC_XAPIC &&
                 !(s->regs[D(APIC_R_SVR)] & SVR_NO_FOCUS) && (has(irr(s), v) || has(isr(s), v));
    if (s->o.match && !was && m.mode == APIC_REMOTE_READ) {
        s->o.rr_ok = lapic_reg_mask(in->kind, v << 4);
        s->o.rr_data = s->o.rr_ok ? reg_value(s, in, v << 4) : 0;
    }
}

/* --- the core's requests --- */

static uint32_t reg_value(lapic_t *s, const lapic_in_t *in, unsigned off)
{
    uint32_t v = s->regs[D(off)];
    if (off == APIC_R_APR)
        v = apr(s);
    if (off == APIC_R_PPR)
        v = ppr(s);
    if (off == APIC_R_COUNT)
        v = count(s, in);
    if (off == APIC_R_ICR_LOW && s->o.busy)
        v |= ICR_BUSY;
    return reg_read(lapic_regs, D(off), v) & lapic_reg_mask(in->kind, off);
}

static void end_of_interrupt(lapic_t *s)
{
    uint8_t v = top(isr(s));
    if (!v)
        return;
    put(isr(s), v, false);
    if (has(tmr(s), v))
        put(s->eoi_waits, v, true);
    for (unsigned i = LVT_LINT0; i <= LVT_LINT1; i++)
        if ((*lvt_of(s, i) & 0xff) == v)
            *lvt_of(s, i) &= ~(uint32_t)LVT_REMOTE_IRR;
}

static void reg_written(lapic_t *s, const lapic_in_t *in, unsigned off)
{
    uint32_t counts = count(s, in); /* at the old rate */
    uint32_t m = lapic_reg_mask(in->kind, off), *r = &s->regs[D(off)];
    *r = (*r & ~m) | (reg_write(lapic_regs, D(off), *r, in->req_data, 15, 0) & m);
    switch (off) {
    case APIC_R_EOI: end_of_interrupt(s); break;
    case APIC_R_SVR: {
        if (in->kind != LAPIC_XAPIC)
            *r |= SVR_HARDWIRED;
        break;
    }
    case APIC_R_ESR: {
        *r = s->errors;
        s->errors = 0;
        break;
    }
    case APIC_R_ICR_LOW: icr_written(s, in); break;
    case APIC_R_INIT_COUNT: timer_start(s, in, *r); break;
    case APIC_R_DIVIDE: timer_start(s, in, counts); break;
    default: break;
    }
    for (unsigned i = 0; i < LVT_COUNT; i++)
        if (!enabled(s))
            *lvt_of(s, i) |= LVT_MASK & lapic_reg_mask(in->kind, APIC_R_LVT + 16 * i);
}

static bool external(const lapic_t *s, const lapic_in_t *in)
{
    if (s->extint || (!enabled(s) && in->lint_when_off && in->lint0))
        return true;
    for (unsigned i = 0; i < 2; i++) {
        uint32_t lvt = s->regs[D(APIC_R_LVT) + LVT_LINT0 + i];
        if (!(lvt & LVT_MASK) && (lvt >> 8 & 7) == APIC_EXTINT && asserted(s, LVT_LINT0 + i, i ? in->lint1 : in->lint0))
            return true;
    }
    return false;
}

static bool vector_waits(lapic_t *s)
{
    return top(irr(s)) >> 4 > ppr(s) >> 4;
}

static uint32_t acknowledge(lapic_t *s, const lapic_in_t *in)
{
    uint8_t v = top(irr(s));
    if (vector_waits(s)) {
        put(irr(s), v, has(s->irr2, v));
        put(s->irr2, v, false);
        put(isr(s), v, true);
        return v;
    }
    bool ext = external(s, in);
    s->extint = false;
    return (s->regs[D(APIC_R_SVR)] & 0xff) | (ext ? INTA_EXTERNAL : 0);
}

static void request_step(lapic_t *s, const lapic_in_t *in)
{
    if (in->req_seq == s->o.ack_seq)
        return;
    s->o.ack_seq = in->req_seq;
    s->o.rdata = 0;
    switch (in->req_op) {
    case LAPIC_READ:
    case LAPIC_WRITE: {
        if (!reg_known(in, in->req_off))
            note_errors(s, in, ESR_REGISTER);
        else if (in->req_op == LAPIC_READ)
            s->o.rdata = reg_value(s, in, in->req_off);
        else
            reg_written(s, in, in->req_off);
        break;
    }
    case LAPIC_INTA: s->o.rdata = acknowledge(s, in); break;
    default: {
        if (!in->init_keeps)
            regs_reset(s, in);
    }
    }
}

/* --- the edge --- */

static void show(lapic_t *s, const lapic_in_t *in)
{
    bool ext = external(s, in);
    s->o.intr = vector_waits(s) || ext;
    s->o.extint = ext && !vector_waits(s);
    s->o.id = id_of(s);
    s->o.logical = (uint8_t)(s->regs[D(APIC_R_LDR)] >> 24);
    s->o.cluster = cluster(s);
    s->o.apr = in->kind == LAPIC_XAPIC ? (uint8_t)s->regs[D(APIC_R_TPR)] : apr(s);
    s->o.busy = s->ipi_waits || (s->o.tx_seq != in->tx_done && !s->o.tx_eoi);
    s->o.enabled = enabled(s);
    s->o.tpr = (uint8_t)s->regs[D(APIC_R_TPR)];
    s->o.ppr = ppr(s);
    s->o.irr_top = top(irr(s));
    s->o.isr_top = top(isr(s));
    s->o.esr = s->errors;
}

void lapic_reset(lapic_t *s, lapic_out_t *out)
{
    *s = (lapic_t){.fresh = true};
    *out = s->o;
}

static void first_edge(lapic_t *s, const lapic_in_t *in)
{
    s->fresh = false;
    s->regs[D(APIC_R_ID)] = (uint32_t)in->apic_id << 24 & lapic_reg_mask(in->kind, APIC_R_ID);
    regs_reset(s, in);
    s->election = in->elect ? ELECT_SEND_BIPI : ELECT_OVER;
    show(s, in);
}

/* en = 0: a processor without APIC. */
static void off_step(lapic_t *s, const lapic_in_t *in)
{
    if (s->was_on) {
        regs_reset(s, in);
        s->ipi_waits = false;
        for (unsigned i = 0; i < 8; i++)
            s->eoi_waits[i] = 0;
        show(s, in);
    }
    if (in->req_seq != s->o.ack_seq)
        s->o.rdata = in->req_op == LAPIC_INTA ? INTA_EXTERNAL : 0;
    s->o.ack_seq = in->req_seq;
    s->o.match = s->o.accept = s->o.focus = s->o.busy = false;
    s->rx_seen = in->rx_seq;
    s->o.intr = s->o.extint = in->lint0;
    s->o.nmi = in->lint1 && !s->lint_was[1];
    s->lint_was[0] = in->lint0;
    s->lint_was[1] = in->lint1;
    s->therm_was = in->therm;
    s->perf_was = in->perf;
    s->err_was = in->err;
}

void lapic_tick(lapic_t *s, const lapic_in_t *in, lapic_out_t *out)
{
    bool on = in->en && in->kind != LAPIC_NONE;
    if (s->fresh)
        first_edge(s, in);
    s->o.smi = s->o.nmi = s->o.init = false;
    if (on) {
        timer_step(s, in);
        request_step(s, in);
        receive_step(s, in);
        send_step(s, in);
        pins_step(s, in);
        local_step(s, in);
        show(s, in);
    } else {
        off_step(s, in);
    }
    s->was_on = on;
    *out = s->o;
}

BLOCK_TIMED(lapic, BCLK, false, "local APIC: registers, timer, LVT, messages, IPIs -> INTR, NMI, SMI, INIT, Start-Up")
