/* The local APIC against interconnect facts 1.7, 1.8, 2.1 and 2.3: each case names the row it is about. The tables of
 * this file say again, by hand, what each kind of part has; the rows of lapic_regs are held against them. Every random
 * edge is also held against lapic_wait: where it lets fast mode skip, nothing may change. */
#include "rig.h"

#include "cpu/lapic.h"

enum { MASK = 1 << 16, LEVEL = 1 << 15, LOW = 1 << 13, PENDING = 1 << 12, REMOTE_IRR = 1 << 14, PERIODIC = 1 << 17 };
enum { ICR_LEVEL = 1 << 14, ICR_TRIG = 1 << 15, ICR_LOGICAL = 1 << 11, BUSY = 1 << 12 };
enum { ON = 0x1ff };
#define LVT(i) (APIC_R_LVT + 16 * (i))
#define MODE(m) ((uint32_t)(m) << 8)
#define SHORT(s) ((uint32_t)(s) << 18)

static uint64_t checked, skippable;
static const uint8_t kinds[] = {LAPIC_P5, LAPIC_P6, LAPIC_XAPIC};

static int setup(void **state)
{
    return rig_setup(state, &lapic_block);
}

static lapic_in_t *in_of(rig_t *p)
{
    return (lapic_in_t *)p->in;
}

static const lapic_out_t *out_of(rig_t *p)
{
    return (const lapic_out_t *)p->out;
}

static struct {
    unsigned smi, nmi, init, sipi; /* clocks of each pulse; Start-Up messages */
} got;

static void tick(rig_t *p)
{
    uint8_t sipi = out_of(p)->sipi_seq;
    in_of(p)->now = (in_of(p)->now + 1) & NOW_MASK;
    rig_tick(p);
    got.smi += out_of(p)->smi;
    got.nmi += out_of(p)->nmi;
    got.init += out_of(p)->init;
    got.sipi += (uint8_t)(out_of(p)->sipi_seq - sipi);
}

static void forget(void)
{
    memset(&got, 0, sizeof got);
}

static void assert_pulses(unsigned smi, unsigned nmi, unsigned init, unsigned sipi)
{
    assert_int_equal(got.smi, smi);
    assert_int_equal(got.nmi, nmi);
    assert_int_equal(got.init, init);
    assert_int_equal(got.sipi, sipi);
    forget();
    checked += 4;
}

/* Out of reset, one edge gone, APIC ID 3. */
static void start(rig_t *p, enum lapic_kind kind)
{
    *in_of(p) = (lapic_in_t){.now = 1000, .kind = (uint8_t)kind, .en = true, .apic_id = 3};
    rig_reset(p);
    tick(p);
    forget();
}

static uint32_t ask(rig_t *p, enum lapic_op op, unsigned off, uint32_t data)
{
    in_of(p)->req_seq++;
    in_of(p)->req_op = (uint8_t)op;
    in_of(p)->req_off = (uint16_t)off;
    in_of(p)->req_data = data;
    assert_int_not_equal(out_of(p)->ack_seq, in_of(p)->req_seq);
    tick(p);
    assert_int_equal(out_of(p)->ack_seq, in_of(p)->req_seq); /* one BCLK */
    checked++;
    return out_of(p)->rdata;
}

static uint32_t rd(rig_t *p, unsigned off)
{
    return ask(p, LAPIC_READ, off, 0);
}

static void wr(rig_t *p, unsigned off, uint32_t data)
{
    ask(p, LAPIC_WRITE, off, data);
}

static uint32_t inta(rig_t *p)
{
    return ask(p, LAPIC_INTA, 0, 0);
}

static void start_on(rig_t *p, enum lapic_kind kind)
{
    start(p, kind);
    wr(p, APIC_R_SVR, ON);
}

static uint32_t errors(rig_t *p)
{
    wr(p, APIC_R_ESR, 0);
    return rd(p, APIC_R_ESR);
}

static bool in_set(rig_t *p, unsigned set, unsigned v)
{
    return rd(p, set + v / 32 * 16) >> (v % 32) & 1;
}

typedef struct msg {
    uint8_t mode, vector, dest;
    bool dm, level, trig, own, eoi;
} msg_t;

/* Shows a message; the answers are there one edge later. */
static bool show_msg(rig_t *p, msg_t m)
{
    lapic_in_t *i = in_of(p);
    i->rx_query = true;
    i->rx_mode = m.mode;
    i->rx_vector = m.vector;
    i->rx_dest = m.dest;
    i->rx_dm = m.dm;
    i->rx_level = m.level;
    i->rx_trig = m.trig;
    i->rx_own = m.own;
    i->rx_eoi = m.eoi;
    tick(p);
    return out_of(p)->match;
}

static void end_msg(rig_t *p)
{
    in_of(p)->rx_query = false;
    tick(p);
    assert_false(out_of(p)->match || out_of(p)->accept || out_of(p)->focus);
}

static void deliver_msg(rig_t *p)
{
    in_of(p)->rx_seq++;
    tick(p);
    tick(p);
}

/* A whole message as a carrier brings it; delivered when it is accepted. */
static bool message(rig_t *p, msg_t m)
{
    bool accept = show_msg(p, m) && out_of(p)->accept;
    if (accept)
        deliver_msg(p);
    end_msg(p);
    return accept;
}

static bool fixed(rig_t *p, unsigned vector)
{
    return message(p, (msg_t){.mode = APIC_FIXED, .vector = (uint8_t)vector, .dest = 3, .level = true});
}

static bool fixed_level(rig_t *p, unsigned vector)
{
    return message(p, (msg_t){.mode = APIC_FIXED, .vector = (uint8_t)vector, .dest = 3, .level = true, .trig = true});
}

static void carried(rig_t *p)
{
    in_of(p)->tx_done = out_of(p)->tx_seq;
    in_of(p)->tx_ok = true;
    tick(p);
}

/* --- 1.8: the register file --- */

/* By hand: what each kind has. Masks in the order P5, P6, xAPIC; a register a kind has not is all 0 there. */
static const struct reg {
    unsigned off;
    uint32_t shown[3], rw[3], reset[3]; /* bits that can be other than 0, that software writes, after reset */
} regs[] = {
    {0x020, {0x0f000000, 0x0f000000, 0xff000000}, {0x0f000000, 0x0f000000, 0xff000000},
     {0x03000000, 0x03000000, 0x03000000}},
    {0x030, {0xff00ff, 0xff00ff, 0xff00ff}, {0}, {0x30010, 0x40011, 0x50014}},
    {0x080, {0xff, 0xff, 0xff}, {0xff, 0xff, 0xff}, {0}},
    {0x090, {0xff, 0xff, 0}, {0}, {0}},
    {0x0a0, {0xff, 0xff, 0xff}, {0}, {0}},
    {0x0b0, {0xffffffff, 0xffffffff, 0xffffffff}, {0}, {0}},
    {0x0c0, {0xffffffff, 0, 0}, {0}, {0}},
    {0x0d0, {0xff000000, 0xff000000, 0xff000000}, {0xff000000, 0xff000000, 0xff000000}, {0}},
    {0x0e0, {0xffffffff, 0xffffffff, 0xffffffff}, {0xf0000000, 0xf0000000, 0xf0000000},
     {0xffffffff, 0xffffffff, 0xffffffff}},
    {0x0f0, {0x3ff, 0x3ff, 0x3ff}, {0x3f0, 0x3f0, 0x3ff}, {0xff, 0xff, 0xff}},
    {0x280, {0x7f, 0xff, 0xf0}, {0}, {0}},
    {0x300, {0xfdfff, 0xcdfff, 0xcdfff}, {0xccfff, 0xccfff, 0xccfff}, {0}},
    {0x310, {0xff000000, 0xff000000, 0xff000000}, {0xff000000, 0xff000000, 0xff000000}, {0}},
    {0x320, {0x310ff, 0x310ff, 0x310ff}, {0x300ff, 0x300ff, 0x300ff}, {MASK, MASK, MASK}},
    {0x330, {0, 0, 0x117ff}, {0, 0, 0x107ff}, {0, 0, MASK}},
    {0x340, {0, 0x117ff, 0x117ff}, {0, 0x107ff, 0x107ff}, {0, MASK, MASK}},
    {0x350, {0x1f7ff, 0x1f7ff, 0x1f7ff}, {0x1a7ff, 0x1a7ff, 0x1a7ff}, {MASK, MASK, MASK}},
    {0x360, {0x1f7ff, 0x1f7ff, 0x1f7ff}, {0x1a7ff, 0x1a7ff, 0x1a7ff}, {MASK, MASK, MASK}},
    {0x370, {0x110ff, 0x110ff, 0x110ff}, {0x100ff, 0x100ff, 0x100ff}, {MASK, MASK, MASK}},
    {0x380, {0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff, 0xffffffff}, {0}},
    {0x390, {0xffffffff, 0xffffffff, 0xffffffff}, {0}, {0}},
    {0x3e0, {0xb, 0xb, 0xb}, {0xb, 0xb, 0xb}, {0}},
};
enum { REGS = sizeof regs / sizeof regs[0] };

static const struct reg *reg_at(unsigned off)
{
    static struct reg set;
    for (unsigned i = 0; i < REGS; i++)
        if (regs[i].off == off)
            return &regs[i];
    if (off < 0x100 || off >= 0x280 || off % 16)
        return NULL;
    set = (struct reg){off, {0xffffffff, 0xffffffff, 0xffffffff}, {0}, {0}}; /* ISR, TMR, IRR */
    return &set;
}

static bool is_lvt(unsigned off)
{
    return off >= 0x320 && off <= 0x370;
}

static void rows_are_those_of_the_kinds(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned off = 0; off < 0x1000; off++) {
            const struct reg *r = reg_at(off);
            uint32_t all = 0, rw = 0;
            for (const reg_row_t *row = lapic_regs; row->reg; row++)
                if (row->dword * 16u == off) {
                    assert_false(all & reg_mask(row)); /* no two rows share a bit */
                    assert_true(row->width >= 1 && row->shift + row->width <= 32);
                    assert_int_equal(strtoul(row->where + 5, NULL, 16), off); /* APIC+off */
                    all |= reg_mask(row);
                    rw |= row->access == REG_RW ? reg_mask(row) : 0;
                    checked++;
                }
            uint32_t has = lapic_reg_mask(kinds[k], off);
            assert_int_equal(has, r ? r->shown[k] : 0);
            assert_int_equal(has & ~all, 0);
            if (r && off != 0x0f0) /* SVR 3:0 are in the row, and 1 on P5 and P6 */
                assert_int_equal(rw & has, r->rw[k]);
            if (r && off != 0x020 && off != 0x030) /* the strap; the kind's */
                assert_int_equal(reg_reset(lapic_regs, off / 16) & has, r->reset[k]);
            assert_int_equal(lapic_reg_mask(LAPIC_NONE, off), 0);
        }
}

static void every_register_after_reset(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++) {
        start(p, kinds[k]);
        for (unsigned off = 0; off < 0x1000; off += 16) {
            const struct reg *r = reg_at(off);
            assert_int_equal(rd(p, off), r ? r->reset[k] : 0);
        }
        const lapic_out_t *o = out_of(p);
        assert_int_equal(o->id, 3);
        assert_false(o->intr || o->extint || o->nmi || o->smi || o->init || o->boot || o->busy || o->enabled);
        assert_true(o->tpr == 0 && o->ppr == 0 && o->irr_top == 0 && o->isr_top == 0 && o->tx_seq == 0);
    }
}

/* Every register, written with patterns while the APIC is on and while it is off by software. */
static void every_register_takes_what_its_rows_say(void **state)
{
    rig_t *p = (rig_t *)*state;
    static const uint32_t patterns[] = {0, 0xffffffff, 0x55555555, 0xaaaaaaaa, 0x12345678};
    for (unsigned k = 0; k < 3; k++)
        for (int on = 0; on < 2; on++)
            for (unsigned off = 0; off < 0x400; off += 16)
                for (unsigned a = 0; a < 5; a++)
                    for (unsigned b = 0; b < 5; b++) {
                        const struct reg *r = reg_at(off);
                        start(p, kinds[k]);
                        if (on)
                            wr(p, APIC_R_SVR, ON);
                        wr(p, off, patterns[a]);
                        carried(p);
                        wr(p, off, patterns[b]);
                        carried(p);
                        uint32_t want = r ? (r->reset[k] & ~r->rw[k]) | (patterns[b] & r->rw[k]) : 0;
                        if (is_lvt(off) && !on && r->shown[k])
                            want |= MASK;
                        uint32_t seen = rd(p, off);
                        if (off == 0x300)
                            seen &= 0xccfff; /* remote reads are sent here too */
                        if (off == 0x390 || (off == 0x280 && !r->rw[k]))
                            want = seen; /* live: timer and errors have their own cases */
                        if (seen != want)
                            fail_msg("kind %u, %03x on=%d: %08x then %08x reads %08x, want %08x", k, off, on,
                                     (unsigned)patterns[a], (unsigned)patterns[b], (unsigned)seen, (unsigned)want);
                        for (unsigned other = 0; other < 0x400; other += 16) { /* nothing else moves */
                            const struct reg *x = reg_at(other);
                            if (other == off || !x || other == 0x280 || other == 0x390)
                                continue;
                            if (other == 0x0f0 && on)
                                continue;
                            if (off == 0x080 && (other == 0x090 || other == 0x0a0))
                                assert_int_equal(rd(p, other), (patterns[b] & 0xff) & x->shown[k]);
                            else if (off == 0x300 && (other == 0x090 || (other >= 0x200 && other < 0x280)))
                                continue; /* a self IPI lands in IRR */
                            else
                                assert_int_equal(rd(p, other), x->reset[k]);
                        }
                        checked++;
                    }
}

/* 280: bit 7, illegal register; not on P5, and not for APR and RRD of parts that lack them. */
static void absent_registers_are_noted(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned off = 0; off < 0x1000; off++)
            for (int write = 0; write < 2; write++) {
                start(p, kinds[k]);
                const struct reg *r = reg_at(off);
                bool there = (r && r->shown[k]) || off == 0x090 || off == 0x0c0;
                if (write)
                    wr(p, off, 0xffffffff);
                else if (!there)
                    assert_int_equal(rd(p, off), 0);
                else
                    rd(p, off);
                if (write && off == 0x300)
                    continue;
                assert_int_equal(out_of(p)->esr & ESR_REGISTER, !there && k != 0 ? ESR_REGISTER : 0);
                checked++;
            }
}

static void id_is_the_strap_until_written(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned id = 0; id < 256; id += 5) {
            *in_of(p) = (lapic_in_t){.kind = kinds[k], .en = true, .apic_id = (uint8_t)id};
            rig_reset(p);
            tick(p);
            unsigned mask = kinds[k] == LAPIC_XAPIC ? 0xff : 0xf;
            assert_int_equal(out_of(p)->id, id & mask);
            assert_int_equal(rd(p, APIC_R_ID), (id & mask) << 24);
            wr(p, APIC_R_ID, (id ^ 0x5a) << 24);
            assert_int_equal(out_of(p)->id, (id ^ 0x5a) & mask);
        }
}

/* --- 1.8: destinations --- */

static bool matched(rig_t *p, bool dm, unsigned dest)
{
    bool m = show_msg(p, (msg_t){.mode = APIC_SMI, .dm = dm, .dest = (uint8_t)dest, .level = true});
    assert_int_equal(out_of(p)->accept, m);
    end_msg(p);
    checked++;
    return m;
}

static void physical_destinations(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned id = 0; id < 256; id += id < 16 ? 1 : 37) {
            start(p, kinds[k]);
            wr(p, APIC_R_ID, id << 24);
            unsigned bits = kinds[k] == LAPIC_XAPIC ? 0xff : 0x0f;
            for (unsigned dest = 0; dest < 256; dest++)
                assert_int_equal(matched(p, false, dest), (dest & bits) == (id & bits) || (dest & bits) == bits);
        }
}

static void logical_destinations_flat(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned ldr = 0; ldr < 256; ldr = ldr ? ldr << 1 : 1) {
            start(p, kinds[k]);
            wr(p, APIC_R_LDR, ldr << 24 | 0xffffff);
            assert_true(out_of(p)->logical == ldr && !out_of(p)->cluster);
            for (unsigned dest = 0; dest < 256; dest++)
                assert_int_equal(matched(p, true, dest), (dest & ldr) != 0);
        }
}

static void logical_destinations_cluster(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned cluster = 0; cluster < 16; cluster++)
            for (unsigned member = 0; member < 9; member = member ? member << 1 : 1) {
                start(p, kinds[k]);
                wr(p, APIC_R_DFR, 0);
                wr(p, APIC_R_LDR, (cluster << 4 | member) << 24);
                assert_true(out_of(p)->logical == (cluster << 4 | member) && out_of(p)->cluster);
                for (unsigned dest = 0; dest < 256; dest++)
                    assert_int_equal(matched(p, true, dest),
                                     (dest >> 4 == cluster || dest >> 4 == 15) && (dest & 15 & member));
            }
}

static void an_eoi_message_is_for_no_local_apic(void **state)
{
    rig_t *p = (rig_t *)*state;
    start_on(p, LAPIC_P6);
    assert_false(show_msg(p, (msg_t){.eoi = true, .vector = 0x30, .dest = 0x0f}));
    end_msg(p);
    assert_false(show_msg(p, (msg_t){.eoi = true, .vector = 0x30, .dest = 3}));
}

/* --- 1.7: delivery modes --- */

/* 000 Fixed and 001 Lowest priority: 10h to FFh, edge or level, to IRR and TMR. */
static void fixed_and_lowest_land_in_irr_and_tmr(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned mode = APIC_FIXED; mode <= APIC_LOWEST; mode++)
            for (int level = 0; level < 2; level++)
                for (unsigned v = 0; v < 256; v++) {
                    start_on(p, kinds[k]);
                    msg_t m = {.mode = (uint8_t)mode, .vector = (uint8_t)v, .dest = 3, .level = level, .trig = level};
                    assert_true(message(p, m));
                    assert_int_equal(in_set(p, APIC_R_IRR, v), v >= 16);
                    assert_int_equal(in_set(p, APIC_R_TMR, v), v >= 16 && level);
                    assert_int_equal(out_of(p)->irr_top, v >= 16 ? v : 0);
                    assert_int_equal(out_of(p)->esr, v >= 16 ? 0 : ESR_RECV_VECTOR); /* 280: bit 6 */
                    assert_int_equal(out_of(p)->intr, v >= 16);
                    assert_int_equal(inta(p), v >= 16 ? v : 0xff);
                    assert_int_equal(in_set(p, APIC_R_IRR, v), false);
                    assert_int_equal(in_set(p, APIC_R_ISR, v), v >= 16);
                    assert_false(out_of(p)->intr);
                    assert_pulses(0, 0, 0, 0);
                }
}

/* What goes to the core at once: no IRR, ISR, PPR, whatever TPR, vector, level and trigger are. */
static void goes_to_the_core(rig_t *p, unsigned mode, unsigned vector, unsigned smi, unsigned nmi, unsigned init,
                             unsigned sipi)
{
    for (unsigned k = 0; k < 3; k++)
        for (int on = 0; on < 2; on++)
            for (int lt = 0; lt < 4; lt++) {
                start(p, kinds[k]);
                if (on)
                    wr(p, APIC_R_SVR, ON);
                wr(p, APIC_R_TPR, 0xff);
                forget();
                msg_t m = {.mode = (uint8_t)mode, .vector = (uint8_t)vector, .dest = 3};
                m.level = lt & 1;
                m.trig = lt & 2;
                bool deassert = mode == APIC_INIT && lt == 2;
                assert_true(message(p, m));
                assert_pulses(smi, nmi, deassert ? 0 : init, sipi);
                assert_true(out_of(p)->irr_top == 0 && out_of(p)->isr_top == 0 && out_of(p)->ppr == 0xff);
                assert_false(out_of(p)->intr || out_of(p)->esr);
                tick(p);
                assert_pulses(0, 0, 0, 0);
            }
}

static void smi_goes_to_the_core(void **state) /* 010 */
{
    for (unsigned v = 0; v < 256; v += 17)
        goes_to_the_core((rig_t *)*state, APIC_SMI, v, 1, 0, 0, 0);
}

static void nmi_goes_to_the_core_whatever_the_vector(void **state) /* 100 */
{
    for (unsigned v = 0; v < 256; v += 17)
        goes_to_the_core((rig_t *)*state, APIC_NMI, v, 0, 1, 0, 0);
}

/* 101, both rows: INIT; INIT level de-assert (L = 0, TM = 1) is matched, so that it ends, and does nothing here. */
static void init_goes_to_the_core_and_its_deassert_does_not(void **state)
{
    goes_to_the_core((rig_t *)*state, APIC_INIT, 0, 0, 0, 1, 0);
}

static void startup_brings_its_vector(void **state) /* 110 */
{
    rig_t *p = (rig_t *)*state;
    for (unsigned v = 0; v < 256; v++) {
        start(p, LAPIC_P6);
        for (unsigned n = 1; n <= 2; n++) { /* the same vector twice is two messages */
            assert_true(message(p, (msg_t){.mode = APIC_STARTUP, .vector = (uint8_t)v, .dest = 3, .level = true}));
            assert_int_equal(out_of(p)->sipi_vector, v);
            assert_int_equal(out_of(p)->sipi_seq, n);
            assert_pulses(0, 0, 0, 1);
        }
    }
    goes_to_the_core(p, APIC_STARTUP, 0x9a, 0, 0, 0, 1);
}

/* 111: INTR by an INTA cycle; the acknowledge ends it. A vector of the APIC that waits comes first. */
static void extint_message_waits_for_inta(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++) {
        start_on(p, kinds[k]);
        wr(p, APIC_R_TPR, 0xf0);
        msg_t m = {.mode = APIC_EXTINT, .dest = 3, .level = true};
        assert_true(message(p, m));
        assert_true(out_of(p)->intr && out_of(p)->extint);
        assert_int_equal(out_of(p)->irr_top, 0);
        fixed(p, 0x60);
        assert_true(out_of(p)->intr && out_of(p)->extint); /* TPR holds 60h back */
        wr(p, APIC_R_TPR, 0);
        assert_true(out_of(p)->intr && !out_of(p)->extint);
        assert_int_equal(inta(p), 0x60);
        assert_true(out_of(p)->intr && out_of(p)->extint);
        assert_int_equal(inta(p) & 0x100, 0x100);
        assert_false(out_of(p)->intr || out_of(p)->extint);
        assert_int_equal(inta(p), 0xff);
        m.trig = true;
        assert_true(message(p, m));
        assert_true(out_of(p)->extint);
        m.level = false; /* taken back */
        assert_true(message(p, m));
        assert_false(out_of(p)->intr || out_of(p)->extint);
    }
}

/* 011: answered by the Pentium alone, without any effect; the vector is the offset / 16. */
static void remote_read_is_answered_by_p5(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned off = 0; off < 0x1000; off += 16) {
            start_on(p, kinds[k]);
            wr(p, APIC_R_LDR, 0x5a000000);
            uint32_t want = rd(p, off);
            wr(p, APIC_R_ESR, 0);
            wr(p, APIC_R_ESR, 0);
            msg_t m = {.mode = APIC_REMOTE_READ, .vector = (uint8_t)(off / 16), .dest = 3, .level = true};
            assert_int_equal(show_msg(p, m), k == 0);
            if (k == 0) {
                assert_int_equal(out_of(p)->rr_ok, reg_at(off) && reg_at(off)->shown[0]);
                assert_int_equal(out_of(p)->rr_data, out_of(p)->rr_ok ? want : 0);
                deliver_msg(p);
            }
            assert_int_equal(out_of(p)->esr, 0);
            assert_int_equal(out_of(p)->irr_top, 0);
            assert_pulses(0, 0, 0, 0);
        }
}

/* 2.3 has what the core makes of these; here: what a software-disabled APIC takes (1.8, SVR.8 = 0). */
static void what_a_software_disabled_apic_takes(void **state)
{
    rig_t *p = (rig_t *)*state;
    static const bool takes[] = {false, false, true, false, true, true, true, false};
    for (unsigned k = 0; k < 3; k++)
        for (unsigned mode = 0; mode < 8; mode++) {
            start(p, kinds[k]);
            msg_t m = {.mode = (uint8_t)mode, .vector = 0x40, .dest = 3, .level = true};
            bool want = takes[mode] || (mode == APIC_REMOTE_READ && k == 0);
            assert_int_equal(show_msg(p, m), want);
            assert_int_equal(out_of(p)->accept, want);
            end_msg(p);
            wr(p, APIC_R_SVR, ON);
            want = mode != APIC_REMOTE_READ || k == 0;
            assert_int_equal(show_msg(p, m), want);
            assert_int_equal(out_of(p)->accept, want);
            end_msg(p);
        }
}

/* What was in IRR and ISR stays and is delivered; masks are set and stay set. */
static void disabling_keeps_requests_and_sets_masks(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++) {
        start_on(p, kinds[k]);
        for (unsigned i = 0; i < LVT_COUNT; i++)
            wr(p, LVT(i), 0x30 + i);
        fixed(p, 0x80);
        fixed(p, 0x90);
        assert_int_equal(inta(p), 0x90);
        wr(p, APIC_R_SVR, 0xff);
        for (int again = 0; again < 3; again++) {
            for (unsigned i = 0; i < LVT_COUNT; i++)
                assert_int_equal(rd(p, LVT(i)), reg_at(LVT(i))->shown[k] ? MASK | (0x30 + i) : 0);
            if (again == 0)
                for (unsigned i = 0; i < LVT_COUNT; i++)
                    wr(p, LVT(i), 0x30 + i); /* read and act as 1 */
            if (again == 1)
                wr(p, APIC_R_SVR, ON);
        }
        wr(p, APIC_R_SVR, 0xff);
        assert_true(out_of(p)->irr_top == 0x80 && out_of(p)->isr_top == 0x90 && !out_of(p)->intr);
        wr(p, APIC_R_EOI, 0);
        assert_true(out_of(p)->intr);
        assert_int_equal(inta(p), 0x80);
    }
}

/* --- 1.8: priorities, queue, EOI --- */

/* 080, 0A0: PPR of every TPR and ISR; what is above it waits. */
static void tpr_and_ppr(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned isr = 0; isr < 256; isr += isr ? 9 : 16)
            for (unsigned tpr = 0; tpr < 256; tpr += 3) {
                start_on(p, kinds[k]);
                if (isr) {
                    fixed(p, isr);
                    assert_int_equal(inta(p), isr);
                }
                wr(p, APIC_R_TPR, tpr);
                unsigned c = isr / 16 > tpr / 16 ? isr / 16 : tpr / 16;
                unsigned ppr = 16 * c + (tpr / 16 >= isr / 16 ? tpr % 16 : 0);
                assert_int_equal(rd(p, APIC_R_PPR), ppr);
                assert_int_equal(out_of(p)->ppr, ppr);
                assert_int_equal(out_of(p)->tpr, tpr);
                assert_int_equal(rd(p, APIC_R_TPR), tpr);
                for (unsigned v = 16; v < 256; v += 16) {
                    if (v == isr)
                        continue;
                    fixed(p, v);
                    assert_int_equal(out_of(p)->intr, v / 16 > c);
                    if (out_of(p)->intr)
                        break;
                }
                checked += 3;
            }
}

static void the_priority_of_an_xapic_is_its_tpr(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned tpr = 0; tpr < 256; tpr++) {
        start_on(p, LAPIC_XAPIC);
        fixed(p, 0x99);
        inta(p);
        fixed(p, 0xaa);
        wr(p, APIC_R_TPR, tpr);
        assert_int_equal(out_of(p)->apr, tpr);
        assert_int_equal(rd(p, APIC_R_APR), 0);
    }
}

/* 090 */
static void apr_as_the_book_prints_it(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned isr = 0; isr < 256; isr += 48)
        for (unsigned irr = 0; irr < 256; irr += 48)
            for (unsigned tpr = 0; tpr < 256; tpr += 11) {
                start_on(p, LAPIC_P6);
                if (isr) {
                    fixed(p, isr);
                    inta(p);
                }
                if (irr)
                    fixed(p, irr);
                wr(p, APIC_R_TPR, tpr);
                unsigned t = tpr / 16, i = isr / 16, r = irr / 16;
                unsigned want = t >= r && t > i ? tpr : 16 * ((t & i) > r ? (t & i) : r);
                assert_int_equal(out_of(p)->apr, want);
                assert_int_equal(rd(p, APIC_R_APR), want);
                checked++;
            }
}

/* 100 to 270: the highest vector first; EOI ends the highest in service. */
static void vectors_nest_by_class(void **state)
{
    rig_t *p = (rig_t *)*state;
    start_on(p, LAPIC_P6);
    fixed(p, 0x41);
    fixed(p, 0x4f);
    fixed(p, 0x35);
    assert_int_equal(inta(p), 0x4f);
    assert_false(out_of(p)->intr); /* 41h is of the same class */
    assert_int_equal(inta(p), 0xff); /* 0F0: spurious, no ISR bit */
    assert_int_equal(out_of(p)->isr_top, 0x4f);
    fixed(p, 0x52);
    assert_int_equal(inta(p), 0x52);
    assert_int_equal(out_of(p)->isr_top, 0x52);
    wr(p, APIC_R_EOI, 0x12345678);
    assert_int_equal(out_of(p)->isr_top, 0x4f);
    wr(p, APIC_R_EOI, 0);
    assert_int_equal(inta(p), 0x41);
    wr(p, APIC_R_EOI, 0);
    assert_int_equal(inta(p), 0x35);
    wr(p, APIC_R_EOI, 0);
    wr(p, APIC_R_EOI, 0); /* nothing in service: nothing happens */
    assert_true(!out_of(p)->intr && out_of(p)->isr_top == 0 && out_of(p)->irr_top == 0);
    assert_int_equal(out_of(p)->tx_seq, 0); /* edge: no EOI message */
}

/* 0F0: the spurious vector is SVR's; P5 and P6 hold its low four bits at 1. */
static void spurious_vector(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned v = 0; v < 256; v++) {
            start(p, kinds[k]);
            wr(p, APIC_R_SVR, 0x100 | v);
            assert_int_equal(inta(p), k == 2 ? v : v | 15);
            assert_int_equal(out_of(p)->isr_top, 0);
            fixed(p, 0x77);
            wr(p, APIC_R_TPR, 0x70); /* raised after INTR was seen */
            assert_int_equal(inta(p), k == 2 ? v : v | 15);
            assert_int_equal(out_of(p)->irr_top, 0x77);
        }
}

/* 200: two of a vector in IRR and ISR together, the third refused; xAPIC merges. */
static void two_of_a_vector_are_queued(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned v = 16; v < 256; v += 13) {
            start_on(p, kinds[k]);
            bool merges = kinds[k] == LAPIC_XAPIC;
            assert_true(fixed(p, v));
            assert_true(fixed(p, v));
            assert_int_equal(fixed(p, v), merges);
            assert_true(fixed(p, v ^ 1)); /* another vector has its own queue */
            assert_true(message(p, (msg_t){.mode = APIC_NMI, .vector = (uint8_t)v, .dest = 3})); /* and NMI has none */
            assert_int_equal(inta(p), v | 1);
            if (!(v & 1)) {
                wr(p, APIC_R_EOI, 0);
                assert_int_equal(inta(p), v);
            }
            assert_int_equal(fixed(p, v), merges); /* one in ISR, one in IRR */
            assert_int_equal(in_set(p, APIC_R_IRR, v), !merges || true);
            wr(p, APIC_R_EOI, 0);
            assert_true(fixed(p, v));
            unsigned more = 0;
            while (out_of(p)->intr) {
                more += inta(p) == v;
                wr(p, APIC_R_EOI, 0);
            }
            assert_int_equal(more, merges ? 1 : 2);
        }
}

/* A slot promised by accept stays free for the message, whatever comes from inside before it is delivered. */
static void a_promised_slot_is_kept(void **state)
{
    rig_t *p = (rig_t *)*state;
    start_on(p, LAPIC_P6);
    wr(p, LVT(LVT_LINT0), 0x60);
    assert_true(fixed(p, 0x60));
    wr(p, APIC_R_ICR_LOW, SHORT(APIC_SELF) | 0x60); /* nothing is promised after the message */
    assert_false(out_of(p)->busy);
    assert_int_equal(inta(p), 0x60);
    wr(p, APIC_R_EOI, 0);
    assert_true(fixed(p, 0x50));
    assert_true(show_msg(p, (msg_t){.vector = 0x60, .dest = 3, .level = true}) && out_of(p)->accept);
    wr(p, APIC_R_ICR_LOW, SHORT(APIC_SELF) | 0x50); /* other vectors are not held up */
    assert_false(out_of(p)->busy);
    assert_int_equal(inta(p), 0x60);
    wr(p, APIC_R_EOI, 0);
    assert_int_equal(inta(p), 0x50);
    wr(p, APIC_R_EOI, 0);
    assert_int_equal(inta(p), 0x50);
    wr(p, APIC_R_EOI, 0);
    assert_false(out_of(p)->intr);
    end_msg(p);
    assert_true(fixed(p, 0x60));
    assert_true(show_msg(p, (msg_t){.vector = 0x60, .dest = 3, .level = true}) && out_of(p)->accept);
    in_of(p)->lint0 = true;
    tick(p);
    assert_true(rd(p, LVT(LVT_LINT0)) & PENDING);
    wr(p, APIC_R_ICR_LOW, SHORT(APIC_SELF) | 0x60);
    assert_true(rd(p, APIC_R_ICR_LOW) & BUSY);
    assert_true(out_of(p)->accept);
    deliver_msg(p);
    end_msg(p);
    unsigned seen = 0;
    for (; out_of(p)->intr && seen < 10; seen++) {
        assert_int_equal(inta(p), 0x60);
        wr(p, APIC_R_EOI, 0);
        tick(p);
    }
    assert_int_equal(seen, 4); /* none lost */
    assert_false(rd(p, LVT(LVT_LINT0)) & PENDING);
    assert_false(out_of(p)->busy);
}

/* 0B0, 180: the end of a level interrupt sends an EOI message, the end of an edge interrupt none. */
static void eoi_of_a_level_interrupt_is_sent(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned v = 16; v < 256; v++) {
            start_on(p, kinds[k]);
            fixed_level(p, v);
            assert_int_equal(inta(p), v);
            assert_int_equal(out_of(p)->tx_seq, 0);
            wr(p, APIC_R_EOI, 0);
            assert_int_equal(out_of(p)->tx_seq, 1);
            assert_true(out_of(p)->tx_eoi && out_of(p)->tx_vector == v);
            assert_false(out_of(p)->busy || (rd(p, APIC_R_ICR_LOW) & BUSY));
            carried(p);
            fixed(p, v); /* edge now: TMR follows */
            assert_false(in_set(p, APIC_R_TMR, v));
            inta(p);
            wr(p, APIC_R_EOI, 0);
            assert_int_equal(out_of(p)->tx_seq, 1);
        }
}

/* One message at a time: EOIs and an IPI wait, EOIs first. */
static void eois_and_an_ipi_wait_for_the_carrier(void **state)
{
    rig_t *p = (rig_t *)*state;
    start_on(p, LAPIC_P6);
    fixed_level(p, 0x40);
    inta(p);
    fixed_level(p, 0x50);
    inta(p);
    wr(p, APIC_R_ICR_HIGH, 0x05000000);
    wr(p, APIC_R_ICR_LOW, ICR_LEVEL | 0x61);
    assert_true(out_of(p)->tx_seq == 1 && out_of(p)->tx_vector == 0x61 && out_of(p)->busy);
    wr(p, APIC_R_EOI, 0);
    wr(p, APIC_R_EOI, 0);
    wr(p, APIC_R_ICR_LOW, ICR_LEVEL | SHORT(APIC_OTHERS) | 0x62);
    for (int i = 0; i < 20; i++)
        tick(p);
    assert_true(out_of(p)->tx_seq == 1 && out_of(p)->tx_vector == 0x61 && out_of(p)->tx_dest == 5);
    assert_false(out_of(p)->tx_eoi);
    wr(p, APIC_R_ICR_HIGH, 0x07000000); /* does not reach the one that waits */
    carried(p);
    assert_true(out_of(p)->tx_seq == 2 && out_of(p)->tx_eoi && out_of(p)->tx_vector == 0x50 && out_of(p)->busy);
    carried(p);
    assert_true(out_of(p)->tx_seq == 3 && out_of(p)->tx_eoi && out_of(p)->tx_vector == 0x40 && out_of(p)->busy);
    carried(p);
    assert_true(out_of(p)->tx_seq == 4 && !out_of(p)->tx_eoi && out_of(p)->tx_vector == 0x62 && out_of(p)->busy);
    assert_true(out_of(p)->tx_short == APIC_OTHERS && out_of(p)->tx_dest == 0x0f);
    carried(p);
    assert_true(out_of(p)->tx_seq == 4 && !out_of(p)->busy);
    assert_int_equal(rd(p, APIC_R_ICR_LOW), ICR_LEVEL | SHORT(APIC_OTHERS) | 0x62);
}

/* 1.1, 1.8: the focus answer; not with SVR.9, not on xAPIC, not when the queue is full. */
static void focus_answer(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned mode = APIC_FIXED; mode <= APIC_LOWEST; mode++)
            for (unsigned svr = 0x1ff; svr <= 0x3ff; svr += 0x200)
                for (unsigned n = 0; n < 4; n++) { /* 0 none, 1 in IRR, 2 in ISR, 3 in both */
                    start(p, kinds[k]);
                    wr(p, APIC_R_SVR, svr);
                    if (n)
                        fixed(p, 0x88);
                    if (n >= 2)
                        inta(p);
                    if (n == 3)
                        fixed(p, 0x88);
                    show_msg(p, (msg_t){.mode = (uint8_t)mode, .vector = 0x88, .dest = 3, .level = true});
                    bool room = n < 3 || k == 2;
                    assert_int_equal(out_of(p)->accept, room);
                    assert_int_equal(out_of(p)->focus, mode == APIC_LOWEST && svr == 0x1ff && k != 2 && n && room);
                    end_msg(p);
                }
}

/* --- 1.8: ICR --- */

enum { S0 = 1 << APIC_NONE, SELF = 1 << APIC_SELF, ALL = 1 << APIC_ALL, OTHERS = 1 << APIC_OTHERS, ANY_SHORT = 15 };
enum { FIXED = 1 << APIC_FIXED, LOWEST = 1 << APIC_LOWEST, SMI = 1 << APIC_SMI, NMI = 1 << APIC_NMI,
       INIT = 1 << APIC_INIT, SIPI = 1 << APIC_STARTUP, ALL_MODES = FIXED | LOWEST | SMI | NMI | INIT | SIPI };
enum { TM0 = 1, TM1 = 2, L0 = 1, L1 = 2, BOTH = 3 };
enum outcome { NOTHING, AS_WRITTEN, AS_EDGE, DEASSERT, BY_STRAP /* nothing, but for self_any */ };

/* "Legal ICR combinations", row by row. */
static const struct icr_row {
    const char *row;
    unsigned shorts, modes, tm, level;
    enum outcome p6, xapic;
} icr_rows[] = {
    {"no shorthand, edge: all modes, SMI among them", S0, ALL_MODES, TM0, BOTH, AS_WRITTEN, AS_EDGE},
    {"all excluding self, edge: all modes, SMI among them", OTHERS, ALL_MODES, TM0, BOTH, AS_WRITTEN, AS_EDGE},
    {"self or all including self, fixed, edge", SELF | ALL, FIXED, TM0, BOTH, AS_WRITTEN, AS_EDGE},
    {"self or all including self + SMI/NMI/INIT/SIPI/LP, edge", SELF | ALL, ALL_MODES & ~FIXED, TM0, BOTH, BY_STRAP,
     BY_STRAP},
    {"SMI or SIPI with level trigger", S0 | OTHERS, SMI | SIPI, TM1, BOTH, NOTHING, AS_EDGE},
    {"SMI or SIPI with level trigger, to self", SELF | ALL, SMI | SIPI, TM1, BOTH, NOTHING, BY_STRAP},
    {"fixed, level trigger, L = 1", ANY_SHORT, FIXED, TM1, L1, AS_EDGE, AS_EDGE},
    {"fixed, level trigger, L = 0", ANY_SHORT, FIXED, TM1, L0, NOTHING, AS_EDGE},
    {"LP or NMI, level trigger, L = 1", S0 | OTHERS, LOWEST | NMI, TM1, L1, AS_EDGE, AS_EDGE},
    {"LP or NMI, level trigger, L = 0", S0 | OTHERS, LOWEST | NMI, TM1, L0, NOTHING, AS_EDGE},
    {"LP or NMI, level trigger, L = 1, to self", SELF | ALL, LOWEST | NMI, TM1, L1, BY_STRAP, BY_STRAP},
    {"LP or NMI, level trigger, L = 0, to self", SELF | ALL, LOWEST | NMI, TM1, L0, NOTHING, BY_STRAP},
    {"INIT level, L = 1: edge INIT", S0 | OTHERS, INIT, TM1, L1, AS_EDGE, AS_EDGE},
    {"INIT level, L = 1, to self", SELF | ALL, INIT, TM1, L1, BY_STRAP, BY_STRAP},
    {"INIT level, L = 0: INIT level de-assert", S0 | ALL | OTHERS, INIT, TM1, L0, DEASSERT, NOTHING},
    {"INIT level, L = 0, self", SELF, INIT, TM1, L0, NOTHING, NOTHING},
    {"reserved mode 111", ANY_SHORT, 1 << APIC_EXTINT, BOTH, BOTH, NOTHING, NOTHING},
};

static enum outcome icr_outcome(unsigned k, unsigned shorthand, unsigned mode, unsigned tm, unsigned level)
{
    enum outcome found = NOTHING;
    unsigned rows = 0;
    for (unsigned i = 0; i < sizeof icr_rows / sizeof icr_rows[0]; i++) {
        const struct icr_row *r = &icr_rows[i];
        if ((r->shorts >> shorthand & 1) && (r->modes >> mode & 1) && (r->tm >> tm & 1) && (r->level >> level & 1)) {
            found = kinds[k] == LAPIC_XAPIC ? r->xapic : r->p6;
            rows++;
        }
    }
    assert_int_equal(rows, 1); /* each combination is one row's */
    return found;
}

static void judge_icr(rig_t *p, unsigned k, unsigned shorthand, unsigned mode, unsigned tm, unsigned level, bool any)
{
    enum outcome want = icr_outcome(k, shorthand, mode, tm, level);
    unsigned vector = mode == APIC_SMI || mode == APIC_INIT ? 0 : 0x9c;
    for (unsigned dm = 0; dm < 2; dm++) {
        start_on(p, kinds[k]);
        in_of(p)->self_any = any;
        wr(p, APIC_R_ICR_HIGH, 0xa5000000);
        assert_true(out_of(p)->enabled);
        assert_int_equal(out_of(p)->tx_seq, 0); /* only writing low sends */
        forget();
        wr(p, APIC_R_ICR_LOW, vector | MODE(mode) | dm << 11 | level << 14 | tm << 15 | SHORT(shorthand));
        assert_int_equal(out_of(p)->icr, vector | MODE(mode) | dm << 11 | level << 14 | tm << 15 | SHORT(shorthand));
        bool goes = want == BY_STRAP ? any : want != NOTHING;
        bool inside = goes && shorthand == APIC_SELF;
        const lapic_out_t *o = out_of(p);
        checked++;
        assert_int_equal(o->tx_seq, goes && !inside);
        assert_int_equal(o->busy, goes && !inside);
        assert_int_equal((rd(p, APIC_R_ICR_LOW) & BUSY) != 0, goes && !inside);
        unsigned lands = inside ? 1u << mode : 0;
        assert_int_equal(o->irr_top, lands & (FIXED | LOWEST) ? vector : 0);
        tick(p);
        assert_pulses(!!(lands & SMI), !!(lands & NMI), !!(lands & INIT), !!(lands & SIPI));
        assert_int_equal(o->esr, 0);
        if (!o->tx_seq)
            continue;
        unsigned all = k == 2 ? 0xff : 0x0f;
        assert_int_equal(o->tx_mode, mode);
        assert_int_equal(o->tx_vector, vector);
        assert_int_equal(o->tx_short, shorthand);
        assert_int_equal(o->tx_dm, shorthand == APIC_NONE && dm);
        assert_int_equal(o->tx_dest, shorthand != APIC_NONE ? all : dm || k == 2 ? 0xa5 : 0x05);
        assert_int_equal(o->tx_trig, want == DEASSERT);
        assert_int_equal(o->tx_level, want == DEASSERT ? 0 : k == 2 ? 1 : level); /* Pentium 4: always L = 1, TM = 0 */
        assert_false(o->tx_eoi);
        carried(p);
        assert_false(o->busy);
        assert_int_equal(o->tx_seq, 1);
    }
}

static void legal_icr_combinations(void **state)
{
    for (unsigned k = 0; k < 3; k++)
        for (unsigned shorthand = 0; shorthand < 4; shorthand++)
            for (unsigned mode = 0; mode < 8; mode++)
                for (unsigned tm = 0; tm < 2; tm++)
                    for (unsigned level = 0; level < 2; level++)
                        for (int any = 0; any < 2; any++)
                            if (mode != APIC_REMOTE_READ)
                                judge_icr((rig_t *)*state, k, shorthand, mode, tm, level, any);
}

/* 0C0, 1.5: a remote read by the Pentium; status in ICR, data in RRD when it was valid. */
static void remote_read_by_p5(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned shorthand = 0; shorthand < 4; shorthand++)
            for (int valid = 0; valid < 2; valid++) {
                start(p, kinds[k]);
                wr(p, APIC_R_ICR_HIGH, 0x05000000);
                wr(p, APIC_R_ICR_LOW, MODE(APIC_REMOTE_READ) | SHORT(shorthand) | ICR_LEVEL | 0x0d);
                bool goes = k == 0 && shorthand == APIC_NONE;
                assert_int_equal(out_of(p)->tx_seq, goes);
                uint32_t written = MODE(APIC_REMOTE_READ) | SHORT(shorthand) | ICR_LEVEL | 0x0d;
                assert_int_equal(rd(p, APIC_R_ICR_LOW), written | (goes ? 1 << 16 | BUSY : 0));
                if (!goes)
                    continue;
                assert_int_equal(out_of(p)->tx_mode, APIC_REMOTE_READ);
                in_of(p)->rr_rdata = 0xcafe1234;
                in_of(p)->rr_valid = valid;
                for (int i = 0; i < 5; i++)
                    tick(p);
                assert_int_equal(rd(p, APIC_R_ICR_LOW) >> 16 & 3, 1);
                carried(p);
                in_of(p)->rr_rdata = 0;
                assert_int_equal(rd(p, APIC_R_ICR_LOW) >> 16 & 3, valid ? 2 : 0);
                assert_int_equal(rd(p, APIC_R_RRD), valid ? 0xcafe1234 : 0);
                wr(p, APIC_R_ICR_LOW, ICR_LEVEL | 0x33);
                carried(p);
                assert_int_equal(rd(p, APIC_R_ICR_LOW), ICR_LEVEL | 0x33);
                assert_int_equal(rd(p, APIC_R_RRD), valid ? 0xcafe1234 : 0);
            }
}

/* An APIC takes its own ALL message and its own physical one, never its own OTHERS, not even after an EOI. */
static void own_messages(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++) {
        start_on(p, kinds[k]);
        uint8_t all = k == 2 ? 0xff : 0x0f;
        wr(p, APIC_R_ICR_LOW, SHORT(APIC_ALL) | ICR_LEVEL | 0x41);
        assert_true(message(p, (msg_t){.vector = 0x41, .dest = all, .level = true, .own = true}));
        carried(p);
        wr(p, APIC_R_ICR_HIGH, 0x03000000);
        wr(p, APIC_R_ICR_LOW, MODE(APIC_SMI) | ICR_LEVEL);
        forget();
        assert_true(message(p, (msg_t){.mode = APIC_SMI, .dest = out_of(p)->tx_dest, .level = true, .own = true}));
        assert_pulses(1, 0, 0, 0);
        carried(p);
        fixed_level(p, 0x52);
        assert_int_equal(inta(p), 0x52);
        wr(p, APIC_R_ICR_LOW, MODE(APIC_SMI) | SHORT(APIC_OTHERS) | ICR_LEVEL);
        msg_t others = {.mode = APIC_SMI, .dest = all, .level = true, .own = true};
        assert_false(message(p, others));
        carried(p);
        wr(p, APIC_R_EOI, 0);
        assert_true(out_of(p)->tx_eoi);
        assert_false(message(p, others));
        others.own = false; /* somebody else's */
        assert_true(message(p, others));
        assert_pulses(1, 0, 0, 0);
    }
}

/* A software-disabled APIC may still send; its fixed message to itself is not accepted. */
static void a_disabled_apic_sends(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++) {
        start(p, kinds[k]);
        wr(p, APIC_R_ICR_LOW, SHORT(APIC_SELF) | 0x44);
        assert_true(out_of(p)->irr_top == 0 && !out_of(p)->busy);
        wr(p, APIC_R_ICR_LOW, MODE(APIC_SMI) | ICR_LEVEL);
        assert_true(out_of(p)->tx_seq == 1 && out_of(p)->tx_mode == APIC_SMI);
        carried(p);
        in_of(p)->self_any = true;
        forget();
        wr(p, APIC_R_ICR_LOW, MODE(APIC_SMI) | SHORT(APIC_SELF));
        assert_pulses(1, 0, 0, 0);
    }
}

/* --- 1.8: ESR --- */

/* Each bit from its cause, seen only after a write; a second write clears; bits 0 to 3 only on P5 and P6. */
static void esr_bits_of_the_carrier(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned bit = 0; bit < 4; bit++) {
            start_on(p, kinds[k]);
            in_of(p)->err = (uint8_t)(1u << bit);
            tick(p);
            tick(p); /* a pulse may last */
            uint32_t want = k == 2 ? 0 : 1u << bit;
            assert_int_equal(out_of(p)->esr, want);
            assert_int_equal(rd(p, APIC_R_ESR), 0);
            assert_int_equal(errors(p), want);
            assert_int_equal(rd(p, APIC_R_ESR), want); /* stays until the next write */
            assert_int_equal(errors(p), 0);            /* still the same pulse */
            in_of(p)->err = 0;
            tick(p);
            in_of(p)->err = (uint8_t)(1u << bit);
            tick(p);
            assert_int_equal(errors(p), want);
        }
}

static void esr_send_illegal_vector(void **state) /* bit 5, and bit 6 for the self message */
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned mode = 0; mode < 8; mode++)
            for (unsigned v = 0; v < 20; v++) {
                if (mode == APIC_REMOTE_READ || mode == APIC_EXTINT)
                    continue;
                start_on(p, kinds[k]);
                wr(p, APIC_R_ICR_LOW, MODE(mode) | ICR_LEVEL | v);
                assert_int_equal(out_of(p)->tx_seq, 1);
                bool bad = mode <= APIC_LOWEST && v < 16;
                assert_int_equal(errors(p), bad ? ESR_SEND_VECTOR : 0);
                start_on(p, kinds[k]);
                wr(p, APIC_R_ICR_LOW, SHORT(APIC_SELF) | v);
                assert_int_equal(errors(p), v < 16 ? ESR_SEND_VECTOR | ESR_RECV_VECTOR : 0);
            }
}

/* 370: the first error since a write of ESR raises the error interrupt; masked: only noted. */
static void error_interrupt(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++) {
        start_on(p, kinds[k]);
        wr(p, APIC_R_ICR_LOW, ICR_LEVEL | 5);
        carried(p);
        assert_true(out_of(p)->esr == ESR_SEND_VECTOR && !out_of(p)->intr); /* masked */
        wr(p, LVT(LVT_ERROR), 0xe3);
        wr(p, APIC_R_ICR_LOW, ICR_LEVEL | 5);
        carried(p);
        assert_false(out_of(p)->intr); /* not the first */
        wr(p, APIC_R_ESR, 0);
        wr(p, APIC_R_ICR_LOW, ICR_LEVEL | 5);
        carried(p);
        assert_true(out_of(p)->irr_top == 0xe3 && !in_set(p, APIC_R_TMR, 0xe3));
        assert_int_equal(inta(p), 0xe3);
        wr(p, APIC_R_EOI, 0);
        fixed(p, 3);
        assert_false(out_of(p)->intr);
        assert_int_equal(errors(p), ESR_SEND_VECTOR | ESR_RECV_VECTOR);
        wr(p, LVT(LVT_LINT1), 7); /* a local interrupt with an illegal vector raises it in the same clock */
        in_of(p)->lint1 = true;
        tick(p);
        assert_true(out_of(p)->esr == ESR_RECV_VECTOR && out_of(p)->irr_top == 0xe3);
        wr(p, LVT(LVT_ERROR), 2); /* its own vector illegal: no storm */
        inta(p);
        wr(p, APIC_R_EOI, 0);
        wr(p, APIC_R_ESR, 0);
        fixed(p, 1);
        assert_int_equal(out_of(p)->esr, ESR_RECV_VECTOR);
        lapic_t was = *(lapic_t *)p->state;
        tick(p);
        assert_memory_equal(&was, p->state, sizeof was);
    }
}

/* --- 1.8: local interrupts --- */

static bool *pin(rig_t *p, unsigned i)
{
    lapic_in_t *in = in_of(p);
    return i == LVT_LINT0 ? &in->lint0 : i == LVT_LINT1 ? &in->lint1 : i == LVT_THERMAL ? &in->therm : &in->perf;
}

/* "LVT delivery modes": fixed, SMI, NMI for all four; INIT and ExtINT for LINT0/1 only; the rest does nothing. SMI, NMI
 * and INIT are edges whatever bit 15 says. */
static void lvt_delivery_modes(void **state)
{
    rig_t *p = (rig_t *)*state;
    static const unsigned pins[] = {LVT_THERMAL, LVT_PERF, LVT_LINT0, LVT_LINT1};
    for (unsigned k = 0; k < 3; k++)
        for (unsigned n = 0; n < 4; n++)
            for (unsigned mode = 0; mode < 8; mode++)
                for (uint32_t bits = 0; bits < 4; bits++) {
                    unsigned i = pins[n];
                    bool lint = n >= 2, there = lint || k == 2 || (k == 1 && i == LVT_PERF);
                    bool level = bits & 1, masked = bits & 2;
                    start_on(p, kinds[k]);
                    wr(p, LVT(i), 0x71 | MODE(mode) | (level ? LEVEL : 0) | (masked ? MASK : 0));
                    forget();
                    *pin(p, i) = true;
                    for (int t = 0; t < 4; t++)
                        tick(p);
                    bool acts = there && !masked;
                    assert_pulses(acts && mode == APIC_SMI, acts && mode == APIC_NMI,
                                  acts && lint && mode == APIC_INIT, 0);
                    assert_int_equal(out_of(p)->irr_top, acts && mode == APIC_FIXED ? 0x71 : 0);
                    bool ext = acts && lint && mode == APIC_EXTINT;
                    assert_int_equal(out_of(p)->extint, ext);
                    assert_int_equal(out_of(p)->intr, ext || out_of(p)->irr_top);
                    assert_int_equal(in_set(p, APIC_R_TMR, 0x71), acts && lint && level && mode == APIC_FIXED);
                    if (ext)
                        assert_int_equal(inta(p) & 0x100, 0x100);
                    *pin(p, i) = false;
                    tick(p);
                    assert_false(out_of(p)->extint);
                    assert_pulses(0, 0, 0, 0);
                    checked++;
                }
}

/* A mode that thermal has not leaves alone what comes in the same clock. */
static void a_reserved_mode_takes_nothing_away(void **state)
{
    rig_t *p = (rig_t *)*state;
    start_on(p, LAPIC_XAPIC);
    wr(p, LVT(LVT_THERMAL), MODE(APIC_INIT));
    assert_true(show_msg(p, (msg_t){.mode = APIC_INIT, .dest = 3, .level = true}));
    in_of(p)->therm = true;
    deliver_msg(p);
    assert_pulses(0, 0, 1, 0);
}

/* Timer and error have no mode field: never SMI, whatever is written to bits 10:8. */
static void timer_and_error_are_never_smi(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned mode = 0; mode < 8; mode++) {
            start_on(p, kinds[k]);
            wr(p, LVT(LVT_TIMER), MODE(mode) | 0x55);
            wr(p, LVT(LVT_ERROR), MODE(mode) | 0x66);
            wr(p, APIC_R_DIVIDE, 11);
            forget();
            wr(p, APIC_R_INIT_COUNT, 3);
            for (int i = 0; i < 5; i++)
                tick(p);
            assert_int_equal(inta(p), 0x55);
            fixed(p, 0);
            assert_int_equal(inta(p), 0x66);
            assert_pulses(0, 0, 0, 0);
        }
}

/* 350, 360: edge, either polarity; one request an edge. */
static void lint_edges(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned i = LVT_LINT0; i <= LVT_LINT1; i++)
        for (int low = 0; low < 2; low++) {
            start_on(p, LAPIC_P6);
            *pin(p, i) = low;
            tick(p);
            wr(p, LVT(i), 0x48 | (low ? LOW : 0));
            tick(p);
            assert_int_equal(out_of(p)->irr_top, 0); /* no edge yet */
            for (int n = 0; n < 3; n++) {
                *pin(p, i) = !low;
                tick(p);
                assert_int_equal(out_of(p)->irr_top, 0x48); /* in the clock that samples it */
                assert_int_equal(inta(p), 0x48);
                wr(p, APIC_R_EOI, 0);
                assert_false(out_of(p)->intr);
                *pin(p, i) = low;
                tick(p);
                assert_false(out_of(p)->intr);
            }
            assert_int_equal(out_of(p)->tx_seq, 0);
            assert_false(rd(p, LVT(i)) & REMOTE_IRR);
        }
}

/* Level: remote IRR from acceptance to EOI; again while the pin stands; EOI message, for TMR says level. */
static void lint_levels_and_remote_irr(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (unsigned i = LVT_LINT0; i <= LVT_LINT1; i++)
            for (int low = 0; low < 2; low++) {
                start_on(p, kinds[k]);
                *pin(p, i) = low;
                wr(p, LVT(i), 0x48 | LEVEL | (low ? LOW : 0));
                *pin(p, i) = !low;
                tick(p);
                for (uint8_t n = 1; n <= 3; n++) {
                    assert_true(rd(p, LVT(i)) & REMOTE_IRR);
                    assert_int_equal(inta(p), 0x48);
                    for (int t = 0; t < 5; t++)
                        tick(p);
                    assert_false(out_of(p)->intr); /* held by remote IRR */
                    if (n == 3)
                        *pin(p, i) = low;
                    wr(p, APIC_R_EOI, 0);
                    carried(p);
                    assert_int_equal(out_of(p)->tx_seq, n);
                    assert_int_equal(out_of(p)->intr, n < 3);
                }
                assert_false(rd(p, LVT(i)) & (REMOTE_IRR | PENDING));
                wr(p, LVT(i), 0x48 | LEVEL | MASK | (low ? LOW : 0)); /* masked while it rises, not while it stands */
                *pin(p, i) = !low;
                tick(p);
                assert_false(out_of(p)->intr);
                wr(p, LVT(i), 0x48 | LEVEL | (low ? LOW : 0));
                assert_true(out_of(p)->intr);
            }
}

/* 12: send pending while the queue of the vector is full; nothing is lost. */
static void local_interrupts_wait_for_a_slot(void **state)
{
    rig_t *p = (rig_t *)*state;
    static const uint8_t vectors[] = {0x10, 0x90, 0xff};
    for (unsigned i = 0; i < 6; i++) {
        bool level = i & 1;
        uint8_t v = vectors[i / 2];
        start_on(p, LAPIC_P6);
        fixed(p, v);
        fixed(p, v);
        wr(p, LVT(LVT_LINT0), v | (level ? (uint32_t)LEVEL : 0));
        in_of(p)->lint0 = true;
        tick(p);
        assert_int_equal(rd(p, LVT(LVT_LINT0)) & (PENDING | REMOTE_IRR), PENDING);
        unsigned n = 0;
        for (; out_of(p)->intr && n < 3; n++) {
            assert_int_equal(inta(p), v);
            wr(p, APIC_R_EOI, 0);
        }
        assert_int_equal(n, 3);
        assert_int_equal(rd(p, LVT(LVT_LINT0)) & PENDING, 0);
        if (level) { /* a level that goes away before it is accepted leaves nothing */
            start_on(p, LAPIC_P6);
            fixed(p, v);
            fixed(p, v);
            wr(p, LVT(LVT_LINT0), v | LEVEL);
            in_of(p)->lint0 = true;
            tick(p);
            in_of(p)->lint0 = false;
            tick(p);
            assert_int_equal(rd(p, LVT(LVT_LINT0)) & PENDING, 0);
        }
    }
}

/* 340: from Pentium 4 on the interrupt masks its entry. */
static void perf_masks_its_entry_on_xapic(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 1; k < 3; k++) {
        start_on(p, kinds[k]);
        wr(p, LVT(LVT_PERF), 0x99);
        in_of(p)->perf = true;
        tick(p);
        assert_int_equal(inta(p), 0x99);
        assert_int_equal(rd(p, LVT(LVT_PERF)), k == 2 ? MASK | 0x99 : 0x99);
        wr(p, APIC_R_EOI, 0);
        in_of(p)->perf = false;
        tick(p);
        in_of(p)->perf = true;
        tick(p);
        assert_int_equal(out_of(p)->irr_top, k == 2 ? 0 : 0x99);
    }
}

/* en = 0 and parts without APIC: LINT0 is INTR, LINT1 is NMI; window and messages dead; registers as after reset but
 * ID. */
static void without_apic(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 4; k++) {
        start_on(p, k < 3 ? kinds[k] : LAPIC_NONE);
        wr(p, APIC_R_LDR, 0x01000000);
        wr(p, APIC_R_INIT_COUNT, 1000);
        assert_int_equal(fixed(p, 0x80) && fixed_level(p, 0x90) && fixed_level(p, 0xa0), k < 3);
        wr(p, APIC_R_ID, 0x05000000);
        wr(p, APIC_R_ICR_LOW, ICR_LEVEL | 0x61); /* with the carrier; an EOI and an IPI wait */
        inta(p);
        wr(p, APIC_R_EOI, 0);
        wr(p, APIC_R_ICR_LOW, ICR_LEVEL | 0x62);
        uint8_t sent = k < 3;
        in_of(p)->en = k == 3;
        tick(p);
        assert_false(out_of(p)->intr || out_of(p)->enabled || out_of(p)->busy);
        assert_int_equal(lapic_wait((const lapic_t *)p->state, in_of(p)), 0);
        in_of(p)->lint0 = true;
        tick(p);
        assert_true(out_of(p)->intr && out_of(p)->extint);
        assert_int_equal(inta(p), 0x100);
        in_of(p)->lint0 = false;
        tick(p);
        assert_false(out_of(p)->intr || out_of(p)->extint);
        forget();
        for (int n = 0; n < 3; n++) {
            in_of(p)->lint1 = true;
            tick(p);
            tick(p);
            assert_pulses(0, 1, 0, 0); /* its edge */
            in_of(p)->lint1 = false;
            tick(p);
        }
        for (unsigned off = 0; off < 0x1000; off += 16)
            assert_int_equal(rd(p, off), 0);
        wr(p, APIC_R_ICR_LOW, MODE(APIC_SMI) | ICR_LEVEL);
        assert_int_equal(out_of(p)->tx_seq, sent);
        for (unsigned mode = 0; mode < 8; mode++) {
            assert_false(show_msg(p, (msg_t){.mode = (uint8_t)mode, .dest = 0xff, .vector = 0x40, .level = true}));
            deliver_msg(p);
            end_msg(p);
        }
        assert_pulses(0, 0, 0, 0);
        if (k == 3)
            continue;
        in_of(p)->en = true;
        carried(p);
        tick(p);
        assert_true(out_of(p)->tx_seq == sent && !out_of(p)->busy); /* what waited is gone */
        assert_false(out_of(p)->intr); /* what came meanwhile too */
        assert_pulses(0, 0, 0, 0);
        for (unsigned off = 0; off < 0x400; off += 16)
            if (reg_at(off))
                assert_int_equal(rd(p, off), off == 0x020 ? 0x05000000 : reg_at(off)->reset[k]);
    }
}

/* The strap lint_when_off: LINT0 and LINT1 act as INTR and NMI while SVR.8 = 0, and only then. */
static void lint_when_off(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (int strap = 0; strap < 2; strap++)
            for (int on = 0; on < 2; on++) {
                start(p, kinds[k]);
                if (on)
                    wr(p, APIC_R_SVR, ON);
                in_of(p)->lint_when_off = strap;
                in_of(p)->lint0 = in_of(p)->lint1 = true;
                forget();
                tick(p);
                assert_int_equal(out_of(p)->nmi, strap && !on); /* at the edge itself */
                tick(p);
                assert_int_equal(out_of(p)->intr, strap && !on);
                assert_int_equal(out_of(p)->extint, strap && !on);
                assert_pulses(0, strap && !on, 0, 0);
                assert_int_equal(inta(p), strap && !on ? 0x1ff : 0xff);
            }
}

/* --- 1.8, 2.1: INIT --- */

static void init_resets_the_registers_but_id(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++)
        for (int keeps = 0; keeps < 2; keeps++) {
            start_on(p, kinds[k]);
            in_of(p)->init_keeps = keeps;
            static const struct {
                unsigned off;
                uint32_t data;
            } set[] = {{0x080, 0x25}, {0x0d0, 0x22000000}, {0x0e0, 0x0fffffff}, {0x310, 0x44000000},
                       {0x350, 0x7f}, {0x380, 100000}, {0x3e0, 3}};
            for (unsigned i = 0; i < sizeof set / sizeof set[0]; i++)
                wr(p, set[i].off, set[i].data);
            fixed_level(p, 0x80);
            fixed_level(p, 0x90);
            fixed_level(p, 0x80);
            fixed(p, 0x10); /* the lowest, twice */
            fixed(p, 0x10);
            inta(p);
            fixed(p, 2);
            wr(p, APIC_R_ESR, 0);
            fixed(p, 2);
            wr(p, APIC_R_ID, 0x09000000);
            assert_true(message(p, (msg_t){.mode = APIC_EXTINT, .dest = 9, .level = true}));
            uint32_t before[64];
            for (unsigned off = 0; off < 0x400; off += 16)
                before[off / 16] = reg_at(off) && reg_at(off)->shown[k] && off != 0x390 ? rd(p, off) : 0;
            ask(p, LAPIC_INIT, 0, 0);
            for (unsigned off = 0; off < 0x400; off += 16)
                if (reg_at(off) && reg_at(off)->shown[k] && off != 0x390 && off != 0x090)
                    assert_int_equal(rd(p, off), off == 0x020 || keeps ? before[off / 16] : reg_at(off)->reset[k]);
            assert_int_equal(out_of(p)->id, 9);
            assert_int_equal(rd(p, APIC_R_COUNT) != 0, keeps);
            assert_int_equal(lapic_wait((const lapic_t *)p->state, in_of(p)) != 0, keeps);
            assert_int_equal(out_of(p)->esr, keeps ? ESR_RECV_VECTOR : 0);
            if (!keeps) {
                assert_false(out_of(p)->intr);
                wr(p, APIC_R_SVR, ON);
                for (unsigned v = 0x10; v <= 0x80; v += 0x70) {
                    assert_true(message(p, (msg_t){.vector = (uint8_t)v, .dest = 9, .level = true}));
                    assert_int_equal(inta(p), v);
                    wr(p, APIC_R_EOI, 0);
                    assert_false(out_of(p)->intr); /* nothing left behind */
                }
                assert_int_equal(out_of(p)->tx_seq, 0);
            }
            checked++;
        }
}

/* --- 1.7: the first processor is found by messages --- */

static void start_elect(rig_t *p, unsigned id)
{
    *in_of(p) = (lapic_in_t){.kind = LAPIC_P6, .en = true, .apic_id = (uint8_t)id, .elect = true};
    rig_reset(p);
    tick(p);
}

static void assert_boot_message(rig_t *p, uint8_t seq, unsigned vector)
{
    const lapic_out_t *o = out_of(p);
    assert_int_equal(o->tx_seq, seq);
    assert_int_equal(o->tx_vector, vector);
    assert_true(o->tx_mode == APIC_FIXED && o->tx_short == APIC_ALL && o->tx_dest == 0x0f);
    assert_false(o->tx_dm || o->tx_level || o->tx_trig || o->tx_eoi);
    checked++;
}

static bool boot_msg(rig_t *p, unsigned vector, bool own)
{
    return message(p, (msg_t){.vector = (uint8_t)vector, .dest = 0x0f, .own = own});
}

static void election_won(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned id = 0; id < 15; id++) {
        start_elect(p, id);
        assert_boot_message(p, 1, 0x40 | id);
        for (int i = 0; i < 10; i++)
            tick(p);
        assert_boot_message(p, 1, 0x40 | id);
        assert_true(boot_msg(p, 0x40 | id, true)); /* the first BIPI is its own */
        carried(p);
        assert_boot_message(p, 2, 0x10);
        assert_true(boot_msg(p, 0x40 | (id ^ 1), false)); /* a later one: ignored */
        assert_false(out_of(p)->boot);
        assert_true(boot_msg(p, 0x10, true));
        assert_true(out_of(p)->boot);
        carried(p);
        for (unsigned off = 0; off < 0x80; off += 16)
            assert_true(rd(p, APIC_R_IRR + off) == 0 && rd(p, APIC_R_ISR + off) == 0);
        assert_false(out_of(p)->busy || out_of(p)->intr || out_of(p)->esr);
        assert_false(boot_msg(p, 0x41, false)); /* over: a disabled APIC takes no fixed message */
        ask(p, LAPIC_INIT, 0, 0);
        assert_true(out_of(p)->boot); /* stays */
        assert_int_equal(out_of(p)->tx_seq, 2);
    }
}

static void election_lost(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned id = 0; id < 15; id++)
        for (unsigned other = 0; other < 15; other++) {
            if (other == id)
                continue;
            start_elect(p, id);
            assert_true(boot_msg(p, 0x40 | other, false));
            assert_true(boot_msg(p, 0x40 | id, true)); /* its own, too late */
            carried(p);
            assert_int_equal(out_of(p)->tx_seq, 1);
            assert_true(boot_msg(p, 0x10, false));
            assert_false(out_of(p)->boot);
            assert_false(boot_msg(p, 0x10, false));
            assert_true(out_of(p)->irr_top == 0 && !out_of(p)->busy && out_of(p)->tx_seq == 1);
            forget();
            assert_true(message(p, (msg_t){.mode = APIC_STARTUP, .vector = 0x9f, .dest = 0x0f, .level = true}));
            assert_pulses(0, 0, 0, 1); /* all excluding self reaches it */
        }
}

/* While it is sought, only edge, de-assert, fixed, broadcast messages with the vectors of 1.7 are BIPI and FIPI. */
static void other_messages_are_no_election(void **state)
{
    rig_t *p = (rig_t *)*state;
    static const msg_t others[] = {{.vector = 0x43, .dest = 0x0f, .level = true},
                                   {.vector = 0x43, .dest = 0x0f, .trig = true},
                                   {.vector = 0x43, .dest = 3}, {.vector = 0x43, .dest = 0x0f, .dm = true},
                                   {.vector = 0x53, .dest = 0x0f}, {.vector = 0x11, .dest = 0x0f},
                                   {.mode = APIC_LOWEST, .vector = 0x43, .dest = 0x0f},
                                   {.mode = APIC_NMI, .vector = 0x43, .dest = 0x0f},
                                   {.mode = APIC_NMI, .vector = 0x43, .dest = 0x0f, .trig = true},
                                   {.mode = APIC_NMI, .vector = 0x43, .dest = 0x0f, .level = true}};
    for (unsigned i = 0; i < sizeof others / sizeof others[0]; i++) {
        bool nmi = others[i].mode == APIC_NMI;
        start_elect(p, 3);
        forget();
        assert_int_equal(message(p, others[i]), nmi);
        assert_pulses(0, nmi, 0, 0);
        carried(p);
        tick(p);
        assert_boot_message(p, 1, 0x43); /* not won */
    }
}

static void without_the_strap_nothing_is_sent(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p, LAPIC_P6);
    for (int i = 0; i < 10; i++)
        tick(p);
    assert_int_equal(out_of(p)->tx_seq, 0);
    assert_false(boot_msg(p, 0x43, false));
    start_on(p, LAPIC_P6);
    assert_true(boot_msg(p, 0x43, false)); /* an interrupt like any other */
    assert_int_equal(out_of(p)->irr_top, 0x43);
    assert_false(out_of(p)->boot);
}

/* --- 380, 390, 3E0: the timer --- */

static const struct {
    uint32_t value, by;
} divides[] = {{0, 2}, {1, 4}, {2, 8}, {3, 16}, {8, 32}, {9, 64}, {10, 128}, {11, 1}};

static void timer_counts_to_the_clock(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned d = 0; d < 8; d++)
        for (uint32_t counts = 1; counts < 8; counts++)
            for (int periodic = 0; periodic < 2; periodic++) {
                start_on(p, LAPIC_P6);
                in_of(p)->now = NOW_MASK - 20; /* through the wrap */
                wr(p, LVT(LVT_TIMER), 0x45 | (periodic ? PERIODIC : 0));
                wr(p, APIC_R_DIVIDE, divides[d].value);
                wr(p, APIC_R_INIT_COUNT, counts);
                unsigned fired = 0, period = counts * divides[d].by;
                for (unsigned e = 1; e < 4 * period; e++) {
                    bool expires = e % period == 0 && (periodic || e == period);
                    uint64_t wait = lapic_wait((const lapic_t *)p->state, in_of(p));
                    bool runs = periodic || e <= period;
                    assert_int_equal(wait, runs ? period - (e - 1) % period : 0);
                    in_of(p)->req_seq++; /* every edge also reads the count */
                    in_of(p)->req_op = LAPIC_READ;
                    in_of(p)->req_off = APIC_R_COUNT;
                    tick(p);
                    unsigned into = e % period; /* edges into this period, the edge of expiry reloads */
                    unsigned want = !periodic && e >= period ? 0 : counts - into / divides[d].by;
                    assert_int_equal(out_of(p)->rdata, want);
                    assert_int_equal(out_of(p)->irr_top == 0x45, expires);
                    checked += 3;
                    if (expires) {
                        fired++;
                        e += 2; /* INTA and EOI take an edge each */
                        if (period > 2) {
                            assert_int_equal(inta(p), 0x45);
                            wr(p, APIC_R_EOI, 0);
                            assert_int_equal(out_of(p)->irr_top, 0);
                        } else {
                            break;
                        }
                    }
                }
                assert_int_equal(fired, periodic && period > 2 ? 3 : 1);
                assert_int_equal(rd(p, APIC_R_INIT_COUNT), counts);
            }
}

/* The longest: 2^32 - 1 counts by 128. */
static void timer_is_exact_at_its_longest(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (int periodic = 0; periodic < 2; periodic++) {
        start_on(p, LAPIC_XAPIC);
        in_of(p)->now = NOW_MASK - 12345;
        wr(p, LVT(LVT_TIMER), 0x45 | (periodic ? PERIODIC : 0));
        wr(p, APIC_R_DIVIDE, 10);
        wr(p, APIC_R_INIT_COUNT, 0xffffffff);
        uint64_t at = in_of(p)->now + UINT64_C(128) * 0xffffffff;
        assert_true(lapic_wait((const lapic_t *)p->state, in_of(p)) == UINT64_C(128) * 0xffffffff);
        in_of(p)->now = (at - 65) & NOW_MASK;
        assert_int_equal(rd(p, APIC_R_COUNT), 1);
        in_of(p)->now = (at - 2) & NOW_MASK;
        tick(p);
        assert_false(out_of(p)->intr);
        tick(p);
        assert_true(out_of(p)->intr);
        assert_true(lapic_wait((const lapic_t *)p->state, in_of(p)) == (periodic ? UINT64_C(128) * 0xffffffff : 0));
    }
}

static void timer_restarts_stops_and_rescales(void **state)
{
    rig_t *p = (rig_t *)*state;
    start_on(p, LAPIC_P6);
    const lapic_t *s = (const lapic_t *)p->state;
    wr(p, APIC_R_DIVIDE, 11);
    wr(p, APIC_R_INIT_COUNT, 1000);
    for (int i = 0; i < 99; i++)
        tick(p);
    assert_int_equal(rd(p, APIC_R_COUNT), 900);
    wr(p, APIC_R_DIVIDE, 1); /* 899 left, by 4 now */
    assert_int_equal(lapic_wait(s, in_of(p)), 4 * 899);
    assert_int_equal(rd(p, APIC_R_COUNT), 899);
    wr(p, APIC_R_INIT_COUNT, 7); /* a write starts anew */
    assert_int_equal(lapic_wait(s, in_of(p)), 28);
    wr(p, APIC_R_COUNT, 3); /* read only */
    assert_int_equal(lapic_wait(s, in_of(p)), 27);
    wr(p, APIC_R_INIT_COUNT, 0); /* and 0 stops it */
    assert_int_equal(lapic_wait(s, in_of(p)), 0);
    assert_int_equal(rd(p, APIC_R_COUNT), 0);
    wr(p, APIC_R_INIT_COUNT, 3); /* masked: it runs and is not seen */
    for (int i = 0; i < 20; i++)
        tick(p);
    assert_true(out_of(p)->irr_top == 0 && lapic_wait(s, in_of(p)) == 0);
    wr(p, LVT(LVT_TIMER), 0x45);
    for (int i = 0; i < 20; i++)
        tick(p);
    assert_int_equal(out_of(p)->irr_top, 0);
}

/* --- random --- */

/* A carrier that answers after a while, a core that asks at random. */
static struct {
    unsigned asked, expired, sent, delivered, refused, eoi;
    unsigned in_queue[256], out_queue[256];
} seen;

static void random_request(rig_t *p)
{
    lapic_in_t *in = in_of(p);
    static const uint16_t offs[] = {APIC_R_TPR, APIC_R_EOI, APIC_R_EOI, APIC_R_EOI, APIC_R_ICR_LOW, APIC_R_ICR_LOW,
                                    APIC_R_ICR_LOW, APIC_R_ICR_HIGH,
                                    APIC_R_LVT, LVT(LVT_PERF), LVT(LVT_LINT0), LVT(LVT_LINT1), LVT(LVT_ERROR),
                                    LVT(LVT_THERMAL), APIC_R_INIT_COUNT, APIC_R_DIVIDE, APIC_R_ESR, APIC_R_COUNT,
                                    APIC_R_PPR, 0x3f0};
    in->req_seq++;
    in->req_off = offs[rig_below(p, sizeof offs / sizeof offs[0])];
    in->req_data = rig_rand(p) & (rig_one_in(p, 4) ? 0xffffffff : 0xfcf7f);
    in->req_op = rig_one_in(p, 2) ? LAPIC_INTA : rig_one_in(p, 4) ? LAPIC_READ : LAPIC_WRITE;
    if (in->req_off == APIC_R_TPR)
        in->req_data &= 0x3f;
    if (in->req_off == APIC_R_INIT_COUNT)
        in->req_data = rig_below(p, 60);
    if (rig_one_in(p, 300)) {
        in->req_op = LAPIC_WRITE;
        in->req_off = APIC_R_SVR;
        in->req_data = rig_one_in(p, 4) ? 0xff : 0x1ef;
    }
    if (rig_one_in(p, 3000))
        in->req_op = LAPIC_INIT;
    seen.asked++;
}

static void random_pins(rig_t *p)
{
    lapic_in_t *in = in_of(p);
    if (rig_one_in(p, 60))
        in->lint0 = !in->lint0;
    if (rig_one_in(p, 60))
        in->lint1 = !in->lint1;
    if (rig_one_in(p, 200))
        in->therm = !in->therm;
    if (rig_one_in(p, 200))
        in->perf = !in->perf;
    if (rig_one_in(p, 100))
        in->err = rig_one_in(p, 2) ? 0 : (uint8_t)rig_below(p, 16);
    if (rig_one_in(p, in->en ? 4000 : 40))
        in->en = !in->en;
    if (in->tx_done != out_of(p)->tx_seq && rig_one_in(p, 30))
        in->tx_done = out_of(p)->tx_seq;
}

/* 0 no message, 1 shown, 2 to be delivered */
static int random_message(rig_t *p, int phase)
{
    lapic_in_t *in = in_of(p);
    if (phase == 0 && rig_one_in(p, 20)) {
        in->rx_query = true;
        in->rx_mode = rig_one_in(p, 3) ? (uint8_t)rig_below(p, 8) : (uint8_t)rig_below(p, 2);
        in->rx_vector = (uint8_t)(rig_one_in(p, 3) ? rig_rand(p) : 0x60 + rig_below(p, 3));
        in->rx_dest = rig_one_in(p, 8) ? (uint8_t)rig_rand(p) : 3;
        in->rx_dm = rig_one_in(p, 8);
        in->rx_trig = rig_one_in(p, 3);
        in->rx_level = !rig_one_in(p, 8);
        in->rx_own = rig_one_in(p, 3);
        return 1;
    }
    if (phase == 1 && rig_one_in(p, 4)) {
        if (out_of(p)->match && out_of(p)->accept)
            in->rx_seq++;
        return 2;
    }
    if (phase == 2 && rig_one_in(p, 3)) {
        in->rx_query = false;
        return 0;
    }
    return phase;
}

static void show_invariants(rig_t *p)
{
    const lapic_out_t *o = out_of(p);
    const lapic_in_t *in = in_of(p);
    if (!in->en)
        return;
    assert_false(o->extint && !o->intr);
    if (!o->extint)
        assert_int_equal(o->intr, o->irr_top >> 4 > o->ppr >> 4);
    assert_true(o->ppr >> 4 >= o->tpr >> 4 && o->ppr >> 4 >= o->isr_top >> 4);
    assert_false((o->accept || o->focus) && !o->match);
    assert_false(o->match && !in->rx_query);
    if (in->tx_done != o->tx_seq && !o->tx_eoi)
        assert_true(o->busy);
    checked += 5;
}

/* As fast mode judges it: an edge may be skipped when the last tick changed nothing, no input but now changed since,
 * and lapic_wait reaches beyond it. Then it must change nothing. */
static void random_edges_and_skipped_ones_change_nothing(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned k = 0; k < 3; k++) {
        start_on(p, kinds[k]);
        in_of(p)->self_any = k == 1;
        in_of(p)->lint_when_off = k != 1;
        uint64_t wake = 0, number = 0;
        int phase = 0;
        bool due = true;
        for (int i = 0; i < 150000; i++) {
            lapic_in_t *in = in_of(p), was = *in;
            if (rig_one_in(p, 12))
                random_request(p);
            random_pins(p);
            phase = random_message(p, phase);
            due = due || memcmp(&was, in, sizeof was) != 0;
            lapic_t before = *(lapic_t *)p->state;
            lapic_out_t shown = *out_of(p);
            tick(p);
            number++;
            bool change = memcmp(&before, p->state, sizeof before) != 0 || memcmp(&shown, p->out, sizeof shown) != 0;
            if (!due && (wake == 0 || number < wake)) {
                skippable++;
                assert_false(change);
            }
            if (!due && wake && number == wake) {
                assert_true(change);
                seen.expired++;
            }
            due = change;
            uint64_t wait = lapic_wait((const lapic_t *)p->state, in);
            wake = wait ? number + wait : 0;
            show_invariants(p);
            seen.sent += out_of(p)->tx_seq != shown.tx_seq;
            seen.eoi += out_of(p)->tx_seq != shown.tx_seq && out_of(p)->tx_eoi;
        }
    }
    assert_true(seen.expired > 500 && seen.sent > 500 && seen.eoi > 100 && seen.asked > 10000 && skippable > 100000);
}

/* P5 and P6 lose no fixed interrupt and make none up: as many come out of each vector as were accepted. */
static void no_interrupt_is_lost_or_made_up(void **state)
{
    rig_t *p = (rig_t *)*state;
    memset(&seen, 0, sizeof seen);
    start_on(p, LAPIC_P6);
    for (int i = 0; i < 40000; i++) {
        unsigned v = 0x40 + rig_below(p, 4) * 8;
        switch (rig_below(p, 4)) {
        case 0: {
            bool taken = message(p, (msg_t){.vector = (uint8_t)v, .dest = 3, .level = true, .trig = rig_one_in(p, 2)});
            seen.in_queue[v] += taken;
            seen.delivered += taken;
            seen.refused += !taken;
            break;
        }
        case 1: {
            if (out_of(p)->busy)
                break;
            wr(p, APIC_R_ICR_LOW, SHORT(APIC_SELF) | v);
            seen.in_queue[v]++; /* it may wait, but not vanish */
            break;
        }
        case 2: {
            uint32_t got_vector = inta(p);
            assert_int_equal(got_vector & 0x100, 0);
            seen.out_queue[got_vector]++;
            break;
        }
        default: wr(p, APIC_R_EOI, 0);
        }
        in_of(p)->tx_done = out_of(p)->tx_seq;
    }
    for (int i = 0; i < 200; i++) {
        if (out_of(p)->intr)
            seen.out_queue[inta(p)]++;
        wr(p, APIC_R_EOI, 0);
        in_of(p)->tx_done = out_of(p)->tx_seq;
    }
    assert_false(out_of(p)->busy || out_of(p)->irr_top || out_of(p)->isr_top);
    for (unsigned v = 0; v < 255; v++) { /* 255: spurious */
        assert_int_equal(seen.in_queue[v], seen.out_queue[v]);
        checked++;
    }
    assert_true(seen.delivered > 1000 && seen.refused > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(rows_are_those_of_the_kinds),
        RIG_TEST(every_register_after_reset),
        RIG_TEST(every_register_takes_what_its_rows_say),
        RIG_TEST(absent_registers_are_noted),
        RIG_TEST(id_is_the_strap_until_written),
        RIG_TEST(physical_destinations),
        RIG_TEST(logical_destinations_flat),
        RIG_TEST(logical_destinations_cluster),
        RIG_TEST(an_eoi_message_is_for_no_local_apic),
        RIG_TEST(fixed_and_lowest_land_in_irr_and_tmr),
        RIG_TEST(smi_goes_to_the_core),
        RIG_TEST(nmi_goes_to_the_core_whatever_the_vector),
        RIG_TEST(init_goes_to_the_core_and_its_deassert_does_not),
        RIG_TEST(startup_brings_its_vector),
        RIG_TEST(extint_message_waits_for_inta),
        RIG_TEST(remote_read_is_answered_by_p5),
        RIG_TEST(what_a_software_disabled_apic_takes),
        RIG_TEST(disabling_keeps_requests_and_sets_masks),
        RIG_TEST(tpr_and_ppr),
        RIG_TEST(the_priority_of_an_xapic_is_its_tpr),
        RIG_TEST(apr_as_the_book_prints_it),
        RIG_TEST(vectors_nest_by_class),
        RIG_TEST(spurious_vector),
        RIG_TEST(two_of_a_vector_are_queued),
        RIG_TEST(a_promised_slot_is_kept),
        RIG_TEST(eoi_of_a_level_interrupt_is_sent),
        RIG_TEST(eois_and_an_ipi_wait_for_the_carrier),
        RIG_TEST(focus_answer),
        RIG_TEST(legal_icr_combinations),
        RIG_TEST(remote_read_by_p5),
        RIG_TEST(own_messages),
        RIG_TEST(a_disabled_apic_sends),
        RIG_TEST(esr_bits_of_the_carrier),
        RIG_TEST(esr_send_illegal_vector),
        RIG_TEST(error_interrupt),
        RIG_TEST(lvt_delivery_modes),
        RIG_TEST(a_reserved_mode_takes_nothing_away),
        RIG_TEST(timer_and_error_are_never_smi),
        RIG_TEST(lint_edges),
        RIG_TEST(lint_levels_and_remote_irr),
        RIG_TEST(local_interrupts_wait_for_a_slot),
        RIG_TEST(perf_masks_its_entry_on_xapic),
        RIG_TEST(without_apic),
        RIG_TEST(lint_when_off),
        RIG_TEST(init_resets_the_registers_but_id),
        RIG_TEST(election_won),
        RIG_TEST(election_lost),
        RIG_TEST(other_messages_are_no_election),
        RIG_TEST(without_the_strap_nothing_is_sent),
        RIG_TEST(timer_counts_to_the_clock),
        RIG_TEST(timer_is_exact_at_its_longest),
        RIG_TEST(timer_restarts_stops_and_rescales),
        RIG_TEST(random_edges_and_skipped_ones_change_nothing),
        RIG_TEST(no_interrupt_is_lost_or_made_up),
    };
    int failed = cmocka_run_group_tests_name("lapic", tests, NULL, NULL);
    printf("lapic: %llu answers judged, %llu edges that fast mode would skip, %llu edges\n",
           (unsigned long long)checked, (unsigned long long)skippable, (unsigned long long)rig_edges);
    return failed || !checked;
}
