/* The ACPI part of the PM block against its header: registers and byte lanes, events, level sources, who makes an SMI
 * and who an SCI, sleep, and the PM timer in time. Every random edge is also held against pm_wait: where it lets fast mode
 * skip, nothing may change. */
#include "rig.h"

#include "ich9/pm.h"

#define GPE0_ALL UINT64_C(0x1ffff7fff)
#define GPE0_ENABLES (GPE0_ALL & ~UINT64_C(0x80))
#define GPIS UINT64_C(0xffff0000)
enum { PM1_EN_RW = 0x4521, PM1_SETTABLE = 0xc510, PM1_DUAL_BITS = 0x0501, PM1_CNT_RW = 0x1c03, PROC_RW = 0x1fe };

static uint64_t skippable, checked;

static int setup(void **state)
{
    return rig_setup(state, &pm_block);
}

static pm_in_t *in_of(rig_t *p)
{
    return (pm_in_t *)p->in;
}

static const pm_out_t *out_of(rig_t *p)
{
    return (const pm_out_t *)p->out;
}

/* Out of reset; the first edge to come has number `now`. */
static void start(rig_t *p, uint64_t now, unsigned slow)
{
    *in_of(p) = (pm_in_t){.now = (now - 1) & NOW_MASK, .slow = (uint16_t)slow};
    rig_reset(p);
}

static void tick(rig_t *p)
{
    in_of(p)->now = (in_of(p)->now + 1) & NOW_MASK;
    rig_tick(p);
}

static void put(rig_t *p, unsigned off, uint8_t be, uint32_t data)
{
    in_of(p)->wr_en = true;
    in_of(p)->off = (uint8_t)off;
    in_of(p)->be = be;
    in_of(p)->wdata = data;
    tick(p);
    in_of(p)->wr_en = false;
}

static void event(rig_t *p, unsigned ev)
{
    in_of(p)->pm1_ev = (uint16_t)ev;
    tick(p);
    in_of(p)->pm1_ev = 0;
}

static void gpe_pulse(rig_t *p, uint64_t gpe)
{
    in_of(p)->gpe = gpe;
    tick(p);
    in_of(p)->gpe = 0;
}

static void put_gpe_en(rig_t *p, uint64_t en)
{
    put(p, PM_GPE0_EN, 15, (uint32_t)en);
    put(p, PM_GPE0_EN_HI, 15, (uint32_t)(en >> 32));
}

/* The dword at an offset as the outputs show it. */
static uint32_t shown(rig_t *p, unsigned off)
{
    const pm_out_t *o = out_of(p);
    switch (off) {
    case PM_PM1_STS_EN: return o->pm1_sts | (uint32_t)o->pm1_en << 16;
    case PM_PM1_CNT: return o->pm1_cnt;
    case PM_PROC_CNT: return o->proc_cnt;
    case PM_GPE0_STS: return (uint32_t)o->gpe0_sts;
    case PM_GPE0_STS_HI: return (uint32_t)(o->gpe0_sts >> 32);
    case PM_GPE0_EN: return (uint32_t)o->gpe0_en;
    case PM_GPE0_EN_HI: return (uint32_t)(o->gpe0_en >> 32);
    case PM_UPRWC: return o->uprwc;
    case PM_GPE_CNTL: return (uint32_t)o->gpe_cntl << 16;
    case PM_DEVACT_STS: return o->devact_sts;
    default: return 0;
    }
}

static const struct dword {
    uint8_t off;
    uint32_t rw, w1c;
} dwords[] = {{PM_PM1_STS_EN, (uint32_t)PM1_EN_RW << 16, 0xc531}, {PM_PM1_CNT, PM1_CNT_RW, 0},
              {PM_PROC_CNT, PROC_RW, 0},
              {PM_GPE0_STS, 0, (uint32_t)GPE0_ALL}, {PM_GPE0_STS_HI, 0, 1}, {PM_GPE0_EN, (uint32_t)GPE0_ENABLES, 0},
              {PM_GPE0_EN_HI, 1, 0}, {PM_UPRWC, 3, 0x100}, {PM_GPE_CNTL, 0x30000, 0}, {PM_DEVACT_STS, 0, 0x13c0}};
enum { DWORDS = sizeof dwords / sizeof dwords[0] };

static uint32_t lanes_of(uint8_t be)
{
    return (be & 1 ? 0xffU : 0) | (be & 2 ? 0xff00U : 0) | (be & 4 ? 0xff0000U : 0) | (be & 8 ? 0xff000000U : 0);
}

static void reset_is_all_zero(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p, 100, 1);
    for (int used = 0; used < 2; used++) {
        for (unsigned i = 0; i < DWORDS; i++)
            assert_int_equal(shown(p, dwords[i].off), 0);
        const pm_out_t *o = out_of(p);
        assert_false(o->pm1 || o->gpe0 || o->sci || o->uprwc_smi);
        assert_false(o->gbl_rls || o->slp_en || o->sleeping || o->slp_typ);
        for (unsigned i = 0; i < DWORDS; i++)
            put(p, dwords[i].off, 15, 0xffffffff);
        event(p, 0x7fff);
        in_of(p)->bios_rls = true;
        gpe_pulse(p, GPE0_ALL);
        assert_true(o->sci && o->pm1_sts && o->sleeping);
        *in_of(p) = (pm_in_t){.now = 1000, .slow = 1};
        rig_reset(p);
    }
}

static void writes_honour_lanes_and_offsets(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned i = 0; i < DWORDS; i++)
        for (uint8_t be = 0; be < 16; be++) {
            start(p, 100, 1);
            tick(p);
            put(p, dwords[i].off, be, 0xffffffff);
            uint32_t ones = dwords[i].rw & lanes_of(be);
            for (unsigned k = 0; k < DWORDS; k++) { /* no other dword is touched; SWGPE_CTRL has its effect */
                bool swgpe = dwords[k].off == PM_GPE0_STS && dwords[i].off == PM_GPE_CNTL && be & 4;
                assert_int_equal(shown(p, dwords[k].off), k == i ? ones : swgpe ? GPE0_SWGPE : 0);
                checked++;
            }
            put(p, dwords[i].off, 15, 0xffffffff);
            put(p, dwords[i].off, be, 0);
            assert_int_equal(shown(p, dwords[i].off) & dwords[i].rw, dwords[i].rw & ~lanes_of(be));
        }
    start(p, 100, 1);
    for (unsigned off = 0; off < 0x80; off++) {
        bool known = false;
        for (unsigned i = 0; i < DWORDS; i++)
            known |= dwords[i].off == off;
        if (known)
            continue;
        put(p, off, 15, 0xffffffff);
        for (unsigned i = 0; i < DWORDS; i++)
            assert_int_equal(shown(p, dwords[i].off), 0);
    }
}

/* Makes every sticky bit 1 that anything can set, then lets go of all sources. */
static void raise_all(rig_t *p)
{
    put(p, PM_UPRWC, 15, UPRWC_WR_EN_SMI_EN);
    put(p, PM_UPRWC, 15, UPRWC_WR_EN_SMI_EN | UPRWC_WR_EN);
    pm_in_t *in = in_of(p);
    in->pm1_ev = PM1_SETTABLE;
    in->bios_rls = in->kbc_hit = true;
    in->gpe = GPE0_ALL;
    in->pirq = 0xff;
    in->now = (in->now + pm_wait((const pm_t *)p->state, in) - 1) & NOW_MASK; /* TMROF */
    tick(p);
    in->pm1_ev = 0;
    in->bios_rls = in->kbc_hit = false;
    in->gpe = in->pirq = 0;
}

static void each_status_bit_is_cleared_by_its_one_alone(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned i = 0; i < DWORDS; i++) {
        uint32_t all = dwords[i].w1c;
        for (unsigned bit = 0; bit < 32; bit++)
            for (uint8_t be = 0; be < 16; be++) {
                start(p, 100, 1);
                raise_all(p);
                assert_int_equal(shown(p, dwords[i].off) & dwords[i].w1c, all);
                put(p, dwords[i].off, be, UINT32_C(1) << bit);
                assert_int_equal(shown(p, dwords[i].off) & dwords[i].w1c, all & ~(lanes_of(be) & UINT32_C(1) << bit));
                checked++;
            }
    }
}

static void each_event_sets_its_bit_and_it_stays(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned bit = 0; bit < 16; bit++) {
        unsigned want = 1u << bit & PM1_SETTABLE;
        start(p, 100, 1);
        event(p, 1u << bit);
        assert_int_equal(out_of(p)->pm1_sts, want);
        tick(p);
        assert_int_equal(out_of(p)->pm1_sts, want);
        in_of(p)->pm1_ev = (uint16_t)(1u << bit); /* set and clear in one clock: set wins */
        put(p, PM_PM1_STS_EN, 15, 0xffff);
        assert_int_equal(out_of(p)->pm1_sts, want);
        in_of(p)->pm1_ev = 0;
        put(p, PM_PM1_STS_EN, 15, 0xffff);
        assert_int_equal(out_of(p)->pm1_sts, 0);
    }
    in_of(p)->bios_rls = true;
    put(p, PM_PM1_STS_EN, 15, 0xffff);
    assert_int_equal(out_of(p)->pm1_sts, PM1_GBL);
    in_of(p)->bios_rls = false;
    tick(p);
    assert_int_equal(out_of(p)->pm1_sts, PM1_GBL);
    put(p, PM_PM1_STS_EN, 15, PM1_GBL);
    assert_int_equal(out_of(p)->pm1_sts, 0);
}

static void prbtnor_is_live_and_ends_pwrbtn(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p, 100, 1);
    event(p, PM1_PWRBTN | PM1_RTC);
    in_of(p)->prbtnor = true;
    tick(p);
    assert_int_equal(out_of(p)->pm1_sts, PM1_PRBTNOR | PM1_RTC);
    put(p, PM_PM1_STS_EN, 15, 0xffff);
    assert_int_equal(out_of(p)->pm1_sts, PM1_PRBTNOR); /* cleared in wells only */
    event(p, PM1_PWRBTN);
    assert_int_equal(out_of(p)->pm1_sts, PM1_PRBTNOR | PM1_PWRBTN);
    tick(p); /* only a rise clears */
    assert_int_equal(out_of(p)->pm1_sts, PM1_PRBTNOR | PM1_PWRBTN);
    in_of(p)->prbtnor = false;
    tick(p);
    assert_int_equal(out_of(p)->pm1_sts, PM1_PWRBTN);
    in_of(p)->prbtnor = true;
    event(p, PM1_PWRBTN);
    assert_int_equal(out_of(p)->pm1_sts, PM1_PRBTNOR | PM1_PWRBTN);
}

/* Each status bit with each enable bit, SCI_EN 0 and 1: pm1, gpe0 and sci of every pair. */
static void pm1_truth(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (int sci_en = 0; sci_en < 2; sci_en++)
        for (unsigned s = 0; s < 16; s++)
            for (unsigned e = 0; e < 16; e++) {
                start(p, 100, 1);
                tick(p);
                put(p, PM_PM1_CNT, 15, (uint32_t)sci_en);
                put(p, PM_PM1_STS_EN, 12, UINT32_C(1) << (16 + e));
                in_of(p)->prbtnor = s == 11;
                in_of(p)->bios_rls = s == 5;
                if (s == 0) /* to the edge of the first TMROF */
                    in_of(p)->now = (in_of(p)->now + pm_wait((const pm_t *)p->state, in_of(p)) - 1) & NOW_MASK;
                event(p, 1u << s);
                bool sts = out_of(p)->pm1_sts >> s & 1, on = sts && s == e;
                assert_int_equal(sts, (s == 0 || s == 5 || s == 11 || (PM1_SETTABLE >> s & 1)) != 0);
                bool dual = on && (PM1_DUAL_BITS >> s & 1);
                assert_int_equal(out_of(p)->pm1, dual && !sci_en);
                assert_int_equal(out_of(p)->sci, (dual && sci_en) || (on && s == 5) || (sts && s == 11 && sci_en));
                assert_false(out_of(p)->gpe0);
                checked += 3;
            }
}

static void gpe0_truth(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (int sci_en = 0; sci_en < 2; sci_en++)
        for (unsigned s = 0; s < 33; s++)
            for (unsigned e = 0; e < 33; e++) {
                start(p, 100, 1);
                put(p, PM_PM1_CNT, 15, (uint32_t)sci_en);
                put_gpe_en(p, UINT64_C(1) << e);
                gpe_pulse(p, UINT64_C(1) << s);
                bool sts = GPE0_ALL >> s & 1, on = sts && s == e && (GPE0_ENABLES >> s & 1), gpi = GPIS >> s & 1;
                assert_int_equal(out_of(p)->gpe0_sts >> s & 1, sts);
                assert_int_equal(out_of(p)->gpe0, on && !gpi && !sci_en);
                assert_int_equal(out_of(p)->sci, on && sci_en);
                assert_false(out_of(p)->pm1);
                checked += 3;
            }
}

/* The outputs follow a change of SCI_EN, of an enable and of a status at the edge of that change. */
static void smi_and_sci_follow_at_once(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p, 100, 1);
    put(p, PM_PM1_STS_EN, 12, (uint32_t)PM1_PWRBTN << 16);
    event(p, PM1_PWRBTN);
    assert_true(out_of(p)->pm1 && !out_of(p)->sci);
    put(p, PM_PM1_CNT, 1, PM1_SCI_EN);
    assert_true(!out_of(p)->pm1 && out_of(p)->sci);
    put(p, PM_PM1_STS_EN, 12, 0);
    assert_true(!out_of(p)->pm1 && !out_of(p)->sci);
    put(p, PM_PM1_CNT, 1, 0);
    put(p, PM_PM1_STS_EN, 12, (uint32_t)PM1_PWRBTN << 16);
    assert_true(out_of(p)->pm1);
    put(p, PM_PM1_STS_EN, 2, PM1_PWRBTN);
    assert_true(!out_of(p)->pm1);
}

/* A level that stands sets its status again in the clock of the clear; gone, the status stays until it is cleared. */
static void level_holds(rig_t *p, uint64_t bits)
{
    tick(p);
    assert_true(out_of(p)->gpe0_sts == bits);
    for (int i = 0; i < 3; i++) {
        put(p, PM_GPE0_STS, 15, 0xffffffff);
        put(p, PM_GPE0_STS_HI, 15, 0xffffffff);
        assert_true(out_of(p)->gpe0_sts == bits);
    }
    in_of(p)->gpe = 0;
    in_of(p)->gpi_sci = 0;
    in_of(p)->tcosci = false;
    tick(p);
    assert_true(out_of(p)->gpe0_sts == bits);
    put(p, PM_GPE0_STS, 15, (uint32_t)bits);
    put(p, PM_GPE0_STS_HI, 15, (uint32_t)(bits >> 32));
    assert_true(out_of(p)->gpe0_sts == 0);
    checked += 6;
}

static void gpe_sources_are_levels(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p, 100, 1);
    for (unsigned bit = 0; bit < 33; bit++) {
        in_of(p)->gpe = UINT64_C(1) << bit;
        level_holds(p, in_of(p)->gpe & GPE0_ALL);
    }
    for (unsigned n = 0; n < 16; n++) {
        in_of(p)->gpi_sci = (uint16_t)(1u << n);
        level_holds(p, UINT64_C(0x10000) << n);
    }
    in_of(p)->tcosci = true;
    level_holds(p, GPE0_TCOSCI);
    in_of(p)->gpe = GPE0_ALL & ~UINT64_C(0x80010044); /* all kinds at once, SWGPE_CTRL among them */
    in_of(p)->gpi_sci = 0x8001;
    in_of(p)->tcosci = true;
    put(p, PM_GPE_CNTL, 4, 0x20000);
    assert_true(out_of(p)->gpe0_sts == GPE0_ALL);
}

static void swgpe_is_a_level_of_its_control_bit(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p, 100, 1);
    put(p, PM_GPE_CNTL, 4, 0x10000); /* THRM_POL does nothing here */
    assert_int_equal(out_of(p)->gpe0_sts, 0);
    put(p, PM_GPE_CNTL, 4, 0x20000);
    assert_int_equal(out_of(p)->gpe0_sts, GPE0_SWGPE);
    assert_int_equal(out_of(p)->gpe_cntl, 2);
    put(p, PM_GPE0_STS, 15, GPE0_SWGPE);
    assert_int_equal(out_of(p)->gpe0_sts, GPE0_SWGPE);
    put(p, PM_GPE_CNTL, 4, 0);
    assert_int_equal(out_of(p)->gpe0_sts, GPE0_SWGPE);
    put(p, PM_GPE0_STS, 15, GPE0_SWGPE);
    assert_int_equal(out_of(p)->gpe0_sts, 0);
}

static void pm1_cnt_strobes(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (uint8_t be = 0; be < 16; be++)
        for (unsigned bit = 0; bit < 32; bit++) {
            start(p, 100, 1);
            put(p, PM_PM1_CNT, be, UINT32_C(1) << bit);
            assert_int_equal(out_of(p)->gbl_rls, bit == 2 && (be & 1));
            assert_int_equal(out_of(p)->slp_en, bit == 13 && (be & 2));
            assert_int_equal(out_of(p)->pm1_cnt & (PM1_GBL_RLS | PM1_SLP_EN), 0);
            assert_false(out_of(p)->sleeping); /* SLP_TYP 0 */
            tick(p);
            assert_false(out_of(p)->gbl_rls || out_of(p)->slp_en);
            put(p, PM_PROC_CNT, be, UINT32_C(1) << bit); /* the same bits elsewhere */
            assert_false(out_of(p)->gbl_rls || out_of(p)->slp_en);
            checked += 5;
        }
}

static void slp_en_sleeps_unless_it_makes_an_smi(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned typ = 0; typ < 8; typ++)
        for (int smi = 0; smi < 2; smi++)
            for (int first = 0; first < 2; first++) { /* SLP_TYP in an earlier write, or in the same */
                start(p, 100, 1);
                in_of(p)->slp_smi_en = smi;
                put(p, PM_PM1_CNT, 2, first ? typ << 10 : 0);
                assert_false(out_of(p)->sleeping);
                put(p, PM_PM1_CNT, 2, typ << 10 | PM1_SLP_EN);
                assert_true(out_of(p)->slp_en);
                assert_int_equal(out_of(p)->sleeping, !smi && typ);
                assert_int_equal(out_of(p)->slp_typ, smi ? 0 : typ);
                put(p, PM_PM1_CNT, 2, 3 << 10); /* latched */
                assert_int_equal(out_of(p)->slp_typ, smi ? 0 : typ);
                event(p, PM1_RTC);
                assert_int_equal(out_of(p)->sleeping, !smi && typ);
                event(p, PM1_WAK);
                assert_true(!out_of(p)->sleeping && out_of(p)->slp_typ == 0);
                in_of(p)->pm1_ev = PM1_WAK;
                put(p, PM_PM1_CNT, 2, typ << 10 | PM1_SLP_EN);
                assert_false(out_of(p)->sleeping);
                in_of(p)->pm1_ev = 0;
                checked += 6;
            }
}

static void uprwc_status_needs_a_rise_under_its_enable(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned old = 0; old < 4; old++)
        for (unsigned data = 0; data < 4; data++)
            for (uint8_t be = 0; be < 16; be++) {
                start(p, 100, 1);
                put(p, PM_UPRWC, 15, old & 2);
                put(p, PM_UPRWC, 15, old);
                put(p, PM_UPRWC, 15, 0x100 | old);
                assert_int_equal(out_of(p)->uprwc, old);
                put(p, PM_UPRWC, be, data);
                bool set = (be & 1) && (old & 1) && !(old & 2) && (data & 2);
                assert_int_equal(out_of(p)->uprwc, (be & 1 ? data : old) | (set ? 0x100u : 0));
                assert_int_equal(out_of(p)->uprwc_smi, set);
                put(p, PM_UPRWC, 1, data);
                put(p, PM_UPRWC, 2, 0x100);
                assert_false(out_of(p)->uprwc_smi);
                checked += 3;
            }
    put(p, PM_UPRWC, 3, 1); /* clear and set in one write: set wins */
    put(p, PM_UPRWC, 3, 3);
    put(p, PM_UPRWC, 3, 1);
    assert_true(out_of(p)->uprwc_smi);
    put(p, PM_UPRWC, 3, 0x103);
    assert_true(out_of(p)->uprwc_smi);
}

static void devact_logs(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned n = 0; n < 8; n++) {
        start(p, 100, 1);
        in_of(p)->pirq = (uint8_t)(1u << n);
        tick(p);
        assert_int_equal(out_of(p)->devact_sts, 0x40 << (n & 3));
        put(p, PM_DEVACT_STS, 15, 0xffff);
        assert_int_equal(out_of(p)->devact_sts, 0x40 << (n & 3));
        in_of(p)->pirq = 0;
        put(p, PM_DEVACT_STS, 15, 0xffff);
        assert_int_equal(out_of(p)->devact_sts, 0);
    }
    in_of(p)->kbc_hit = true;
    put(p, PM_DEVACT_STS, 15, 0xffff);
    in_of(p)->kbc_hit = false;
    tick(p);
    assert_int_equal(out_of(p)->devact_sts, 0x1000);
}

/* Walks picoseconds, one edge after the other. */
static void the_timer_counts_279_365_ns(void **state)
{
    (void)state;
    static const uint32_t slows[] = {1, 2, 7, 1000, 50000};
    for (unsigned k = 0; k < sizeof slows / sizeof slows[0]; k++) {
        uint64_t ps = 0, count = 0, base = NOW_MASK - 1000;
        for (uint64_t e = 0; e < 20000; e++) {
            assert_int_equal(pm_timer((base + e) & NOW_MASK, base, slows[k]), count & 0xffffff);
            ps += UINT64_C(30000) * slows[k];
            count += ps / 279365;
            ps %= 279365;
            checked++;
        }
    }
    assert_int_equal(pm_timer(9, 0, 1), 0); /* 270 ns */
    assert_int_equal(pm_timer(10, 0, 1), 1);
    assert_int_equal(pm_timer(9312166, 0, 1), 999999); /* a million counts: 279.365 ms, in edge 9312166.7 */
    assert_int_equal(pm_timer(9312167, 0, 1), 1000000);
    assert_int_equal(pm_timer(10, 0, 0), 1); /* 0 as 1 */
    /* the last edge before `now` wraps: 1099511627775 edges of 30 ns * 50000 in counts of 279.365 ns, by long division */
    assert_int_equal(pm_timer(NOW_MASK, 0, 50000), UINT64_C(5903629451300270) & 0xffffff);
}

/* TMROF at exactly the edges at which the count passes a multiple of 2^23, by way of pm_wait and without it. */
static void tmrof_is_set_each_2_to_23_counts(void **state)
{
    rig_t *p = (rig_t *)*state;
    static const uint64_t bases[] = {1, 12345, NOW_MASK - 500};
    for (unsigned k = 0; k < 3; k++) {
        start(p, bases[k], 50000); /* 8388608 counts in 1562.4 edges */
        uint64_t ps = 0, over = 0;
        for (uint64_t e = 0; e < 20000; e++) {
            tick(p);
            assert_true(out_of(p)->tmr_base == bases[k]);
            uint64_t now_over = ps / 279365 >> 23;
            assert_int_equal(out_of(p)->pm1_sts, now_over != over ? PM1_TMROF : 0);
            over = now_over;
            if (out_of(p)->pm1_sts) {
                e++;
                ps += UINT64_C(1500000000);
                put(p, PM_PM1_STS_EN, 1, PM1_TMROF);
                assert_int_equal(out_of(p)->pm1_sts, 0);
            }
            ps += UINT64_C(1500000000);
            checked++;
        }
        assert_true(over >= 12);
    }
}

static void wait_leads_to_tmrof(void **state)
{
    rig_t *p = (rig_t *)*state;
    static const uint32_t slows[] = {1, 3, 999, 50000};
    for (unsigned k = 0; k < 4; k++) {
        uint64_t base = NOW_MASK - 77, at = base;
        start(p, base, slows[k]);
        tick(p);
        for (uint64_t n = 1; n < 50; n++) {
            uint64_t wait = pm_wait((const pm_t *)p->state, in_of(p));
            at += wait;
            /* the first edge e with e * 30000 ps * slow >= n * 2^23 * 279365 ps */
            uint64_t unit = UINT64_C(30000) * slows[k], ps = n * 8388608 * 279365;
            assert_true(at - base == (ps + unit - 1) / unit);
            in_of(p)->now = (at - 2) & NOW_MASK;
            tick(p);
            assert_int_equal(out_of(p)->pm1_sts, 0);
            in_of(p)->wr_en = n & 1; /* a clear in the very clock loses */
            in_of(p)->off = PM_PM1_STS_EN;
            in_of(p)->be = 1;
            in_of(p)->wdata = PM1_TMROF;
            tick(p);
            assert_int_equal(out_of(p)->pm1_sts, PM1_TMROF);
            put(p, PM_PM1_STS_EN, 1, PM1_TMROF);
            assert_int_equal(out_of(p)->pm1_sts, 0);
            at++;
            checked += 3;
        }
    }
}

/* The board's `now` wraps after 2^40 edges; tmr_base moves on before, by whole turns of the timer. */
static void the_base_moves_on_before_now_wraps(void **state)
{
    rig_t *p = (rig_t *)*state;
    static const uint32_t slows[] = {1, 12, 50000};
    for (unsigned k = 0; k < 3; k++) {
        start(p, 1000, slows[k]);
        tick(p);
        in_of(p)->now = 1000 + pm_wait((const pm_t *)p->state, in_of(p)) - 1;
        tick(p);
        assert_int_equal(out_of(p)->pm1_sts, PM1_TMROF); /* set: nothing changes until the base moves */
        uint64_t turn = pm_wait((const pm_t *)p->state, in_of(p)) + in_of(p)->now - 1000;
        assert_true(turn == (UINT64_C(55873) << 24) && turn < NOW_MASK);
        in_of(p)->now = 1000 + turn - 3;
        put(p, PM_PM1_STS_EN, 1, PM1_TMROF);
        assert_true(pm_wait((const pm_t *)p->state, in_of(p)) == 2); /* the move is a TMROF edge as well */
        tick(p);
        uint32_t before = pm_timer(in_of(p)->now, out_of(p)->tmr_base, slows[k]);
        tick(p);
        assert_true(out_of(p)->tmr_base == 1000 + turn);
        assert_int_equal(pm_timer(in_of(p)->now, out_of(p)->tmr_base, slows[k]), 0);
        assert_int_equal(before, pm_timer(turn - 1, 0, slows[k]));
        assert_int_equal(before >> 22 & 1, 1);
        put(p, PM_PM1_STS_EN, 1, PM1_TMROF);
        assert_int_equal(out_of(p)->pm1_sts, 0);
    }
}

/* As fast mode judges it: an edge may be skipped when the last tick changed nothing, no input but now changed since,
 * and pm_wait reaches beyond it. Then it must change nothing. */
static void random_pins_and_skipped_edges_change_nothing(void **state)
{
    rig_t *p = (rig_t *)*state;
    uint64_t wake = 0, number = 0;
    unsigned tmrof = 0, sci = 0, smi = 0;
    bool due = true;
    start(p, NOW_MASK - 100000, 50000);
    for (int i = 0; i < 300000; i++) {
        pm_in_t *in = in_of(p), was = *in;
        if (rig_one_in(p, 5000)) {
            rig_reset(p);
            due = true;
        }
        in->wr_en = rig_one_in(p, 20);
        in->off = dwords[rig_below(p, DWORDS)].off;
        in->be = (uint8_t)rig_below(p, 16);
        in->wdata = rig_rand(p) & rig_rand(p);
        if (!in->wr_en)
            in->off = was.off, in->be = was.be, in->wdata = was.wdata;
        in->pm1_ev = rig_one_in(p, 50) ? (uint16_t)rig_rand(p) : 0;
        in->bios_rls = rig_one_in(p, 50);
        in->kbc_hit = rig_one_in(p, 50);
        if (rig_one_in(p, 40))
            in->gpe = rig_one_in(p, 2) ? 0 : UINT64_C(1) << rig_below(p, 33);
        if (rig_one_in(p, 40))
            in->gpi_sci = (uint16_t)(rig_one_in(p, 2) ? 0 : 1u << rig_below(p, 16));
        if (rig_one_in(p, 100))
            in->prbtnor = !in->prbtnor;
        if (rig_one_in(p, 100))
            in->pirq = rig_one_in(p, 2) ? 0 : (uint8_t)rig_rand(p);
        due = due || memcmp(&was, in, sizeof was) != 0;
        pm_t before = *(pm_t *)p->state;
        pm_out_t seen = *out_of(p);
        tick(p);
        number++;
        bool change = memcmp(&before, p->state, sizeof before) != 0 || memcmp(&seen, p->out, sizeof seen) != 0;
        if (!due && (wake == 0 || number < wake)) {
            skippable++;
            assert_false(change);
        }
        due = change;
        uint64_t wait = pm_wait((const pm_t *)p->state, in);
        wake = wait ? number + wait : 0;
        tmrof += out_of(p)->pm1_sts & ~seen.pm1_sts & PM1_TMROF;
        sci += out_of(p)->sci && !seen.sci;
        smi += (out_of(p)->pm1 && !seen.pm1) || (out_of(p)->gpe0 && !seen.gpe0);
        assert_false(out_of(p)->pm1_cnt & PM1_SCI_EN && (out_of(p)->pm1 || out_of(p)->gpe0));
    }
    assert_true(tmrof > 50 && sci > 100 && smi > 100 && skippable > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(reset_is_all_zero),
        RIG_TEST(writes_honour_lanes_and_offsets),
        RIG_TEST(each_status_bit_is_cleared_by_its_one_alone),
        RIG_TEST(each_event_sets_its_bit_and_it_stays),
        RIG_TEST(prbtnor_is_live_and_ends_pwrbtn),
        RIG_TEST(pm1_truth),
        RIG_TEST(gpe0_truth),
        RIG_TEST(smi_and_sci_follow_at_once),
        RIG_TEST(gpe_sources_are_levels),
        RIG_TEST(swgpe_is_a_level_of_its_control_bit),
        RIG_TEST(pm1_cnt_strobes),
        RIG_TEST(slp_en_sleeps_unless_it_makes_an_smi),
        RIG_TEST(uprwc_status_needs_a_rise_under_its_enable),
        RIG_TEST(devact_logs),
        RIG_TEST(the_timer_counts_279_365_ns),
        RIG_TEST(tmrof_is_set_each_2_to_23_counts),
        RIG_TEST(wait_leads_to_tmrof),
        RIG_TEST(the_base_moves_on_before_now_wraps),
        RIG_TEST(random_pins_and_skipped_edges_change_nothing),
    };
    int failed = cmocka_run_group_tests_name("pm", tests, NULL, NULL);
    printf("pm: %llu answers judged, %llu edges that fast mode would skip, %llu edges\n", (unsigned long long)checked,
           (unsigned long long)skippable,
           (unsigned long long)rig_edges);
    return failed || !checked;
}
