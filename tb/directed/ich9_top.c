/* The SMI path of the ICH9 as one: that each part is where its header says and hears what the others say. What the parts
 * do by themselves is in their own tests. */
#include "directed.h"

#include "ich9/ich9.h"
#include "ich9/ich9_top.h"

enum { SMI_EN_AT = 0x30, SMI_STS_AT = 0x34, TCO_AT = 0x60, APM_CNT_AT = 0xb2, APM_STS_AT = 0xb3, PMCON1_AT = 0xa0 };
enum { SETTLES = 4 /* edges from a strobe until SMI# is low, at most (model/ich9/ich9.h) */ };

static ich9_top_in_t *in_of(pair_t *p)
{
    return (ich9_top_in_t *)p->in;
}

static const ich9_top_out_t *out_of(pair_t *p)
{
    return (const ich9_top_out_t *)p->out;
}

static void tick(pair_t *p)
{
    in_of(p)->now = (in_of(p)->now + 1) & NOW_MASK;
    pair_tick(p);
}

static void ticks(pair_t *p, unsigned n)
{
    while (n-- > 0)
        tick(p);
}

static void start(pair_t *p)
{
    *in_of(p) = (ich9_top_in_t){.first_smi = true, .sw_short = 5, .sw_long = 9, .per_base = 7, .tick = 6, .tmr_min = 4,
                                .sirq_pin = true, .lpc_lad = 0xf};
    pair_reset_edge(p);
    tick(p);
}

static void strobe(pair_t *p, enum ich9_space space, unsigned off, uint8_t be, uint32_t data)
{
    ich9_top_in_t *in = in_of(p);
    in->reg_wr = true;
    in->reg_space = (uint8_t)space;
    in->reg_off = (uint16_t)off;
    in->wr_be = be;
    in->wr_data = data;
    tick(p);
    in->reg_wr = false;
}

static void smi_en(pair_t *p, uint32_t value)
{
    strobe(p, RS_PM, SMI_EN_AT, 15, value);
}

/* SMI# is low soon, with this bit of SMI_STS. */
static void expect_smi(pair_t *p, uint32_t bit)
{
    expect_true(p, out_of(p)->smi_n);
    ticks(p, SETTLES);
    expect_false(p, out_of(p)->smi_n);
    expect_true(p, out_of(p)->smi_sts & bit);
}

static void apm_ports_reach_smi_ctl(pair_t *p)
{
    start(p);
    smi_en(p, GBL_SMI_EN | APMC_EN);
    strobe(p, RS_PORT, APM_STS_AT, 1, 0x5a);
    ticks(p, SETTLES);
    expect_true(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->apm_sts, 0x5a);
    strobe(p, RS_PORT, APM_CNT_AT, 1, 0x81);
    expect_smi(p, APM_STS_BIT);
    expect_eq(p, out_of(p)->apm_cnt, 0x81);
    strobe(p, RS_PM, SMI_STS_AT, 15, APM_STS_BIT);
    expect_eq(p, out_of(p)->smi_sts, 0);
    smi_en(p, GBL_SMI_EN | APMC_EN | EOS);
    tick(p);
    expect_true(p, out_of(p)->smi_n);
}

static void strobes_of_other_spaces_do_nothing(pair_t *p)
{
    start(p);
    smi_en(p, GBL_SMI_EN | APMC_EN);
    ich9_top_out_t was = *out_of(p);
    const struct { enum ich9_space space; unsigned off; } strange[] = {
        {RS_CFG, SMI_EN_AT}, {RS_PORT, SMI_EN_AT},   {RS_RCBA, SMI_EN_AT},    {RS_PM, 0x2c},        {RS_PM, 0x38},
        {RS_PM, APM_CNT_AT}, {RS_CFG, APM_CNT_AT},   {RS_RCBA, APM_CNT_AT},   {RS_PORT, 0xb1},      {RS_PORT, 0xb4},
        {RS_CFG, TCO_AT},    {RS_PORT, TCO_AT + 8},  {RS_RCBA, TCO_AT + 8},   {RS_PM, 0x5c},        {RS_PM, 0x74},
        {RS_PM, PMCON1_AT},  {RS_PORT, PMCON1_AT},   {RS_RCBA, PMCON1_AT},    {RS_CFG, 0x9c},       {RS_CFG, 0xa4}};
    for (unsigned i = 0; i < sizeof strange / sizeof strange[0]; i++) {
        strobe(p, strange[i].space, strange[i].off, 15, UINT32_MAX);
        tick(p);
        expect_true(p, sig_equal(ich9_top_out_sigs, &was, p->out));
    }
}

static void timers_run_by_smi_en_and_set_its_status(pair_t *p)
{
    start(p);
    smi_en(p, GBL_SMI_EN | SWSMI_TMR_EN);
    ticks(p, 5 + 1);
    expect_true(p, out_of(p)->smi_n);
    expect_smi(p, SWSMI_TMR_STS_BIT);
    start(p);
    in_of(p)->per_sel = 3;
    smi_en(p, GBL_SMI_EN | PERIODIC_EN);
    ticks(p, 7 + 1);
    expect_true(p, out_of(p)->smi_n);
    expect_smi(p, PERIODIC_STS_BIT);
}

static void access_to_62h_or_66h_only(pair_t *p)
{
    for (unsigned port = 0x60; port < 0x68; port++) {
        start(p);
        smi_en(p, GBL_SMI_EN | MCSMI_EN);
        in_of(p)->io_seen = true;
        in_of(p)->io_addr = (uint16_t)(port & ~3u);
        in_of(p)->io_be = (uint8_t)(1u << (port & 3));
        tick(p);
        in_of(p)->io_seen = false;
        ticks(p, SETTLES);
        expect_eq(p, !out_of(p)->smi_n, port == 0x62 || port == 0x66);
    }
}

static void tco_status_reaches_smi_ctl(pair_t *p)
{
    start(p);
    smi_en(p, GBL_SMI_EN | TCO_EN);
    strobe(p, RS_PM, TCO_AT, 4, 0x00420000); /* TCO_DAT_IN */
    expect_smi(p, TCO_STS_BIT);
    expect_eq(p, out_of(p)->regs0 >> 16 & 0xff, 0x42);
    strobe(p, RS_PM, TCO_AT + 4, 15, TCO1_SW_TCO_SMI);
    ticks(p, 2);
    expect_eq(p, out_of(p)->smi_sts, 0);
}

static void first_and_second_expiry_of_tco(pair_t *p)
{
    start(p);
    smi_en(p, GBL_SMI_EN | TCO_EN);
    strobe(p, RS_PM, TCO_AT, 1, 0); /* TCO_RLD: count 4 */
    ticks(p, 4 * 6 - 1);
    expect_true(p, out_of(p)->smi_n);
    tick(p);
    expect_smi(p, TCO_STS_BIT);
    expect_true(p, out_of(p)->regs1 & TCO1_TIMEOUT);
    unsigned reboots = 0;
    for (int i = 0; i < 30; i++) {
        tick(p);
        reboots += out_of(p)->reboot;
    }
    expect_eq(p, reboots, 1);
}

static void no_reboot_reaches_tco(pair_t *p)
{
    unsigned reboots = 0, seconds = 0;
    start(p);
    in_of(p)->no_reboot = true;
    strobe(p, RS_PM, TCO_AT, 1, 0);
    for (unsigned i = 0; i < 2 * 4 * 6 + 2; i++) {
        tick(p);
        reboots += out_of(p)->reboot;
        seconds += out_of(p)->second_to;
    }
    expect_eq(p, seconds, 1);
    expect_eq(p, reboots, 0);
}

static void tco_lock_freezes_tco_en(pair_t *p)
{
    start(p);
    smi_en(p, GBL_SMI_EN | TCO_EN);
    strobe(p, RS_PM, TCO_AT + 8, 15, TCO1_TCO_LOCK);
    tick(p);
    smi_en(p, GBL_SMI_EN);
    expect_eq(p, out_of(p)->smi_en, GBL_SMI_EN | TCO_EN);
}

static void smi_lock_comes_from_gen_pmcon_1(pair_t *p)
{
    start(p);
    strobe(p, RS_CFG, PMCON1_AT, 2, 0x10);
    expect_false(p, out_of(p)->smi_lock);
    strobe(p, RS_CFG, PMCON1_AT, 1, 0xef);
    expect_false(p, out_of(p)->smi_lock);
    strobe(p, RS_CFG, PMCON1_AT, 1, 0x10);
    expect_true(p, out_of(p)->smi_lock);
    smi_en(p, GBL_SMI_EN);
    expect_eq(p, out_of(p)->smi_en, 0);
}

static void nmi2smi_asks_smi_ctl_for_gbl_smi_en(pair_t *p)
{
    for (int gbl = 0; gbl < 2; gbl++) {
        start(p);
        strobe(p, RS_PM, TCO_AT + 8, 15, TCO1_NMI2SMI_EN);
        smi_en(p, TCO_EN | (gbl ? GBL_SMI_EN : 0));
        in_of(p)->nmi_src = true;
        ticks(p, SETTLES + 1);
        expect_eq(p, !out_of(p)->smi_n, gbl);
        expect_false(p, out_of(p)->nmi);
    }
}

static void nmi2smi_has_a_way_past_tco_en(pair_t *p)
{
    for (int bypass = 0; bypass < 2; bypass++) {
        start(p);
        in_of(p)->nmi_bypass = bypass;
        strobe(p, RS_PM, TCO_AT + 8, 15, TCO1_NMI2SMI_EN);
        smi_en(p, GBL_SMI_EN);
        in_of(p)->nmi_src = true;
        ticks(p, SETTLES + 1);
        expect_true(p, out_of(p)->regs1 & TCO1_NMI2SMI);
        expect_eq(p, !out_of(p)->smi_n, bypass);
    }
}

static void serirq_slot_3_reaches_smi_ctl(pair_t *p)
{
    start(p);
    smi_en(p, GBL_SMI_EN);
    in_of(p)->serirq_cntl = 0xd0; /* enabled, continuous, 21 frames, 4 clocks */
    unsigned clk = 0;
    while (out_of(p)->sirq_oe == false || out_of(p)->sirq_o == false) { /* start frame, then the recovery clock */
        tick(p);
        in_of(p)->sirq_pin = !out_of(p)->sirq_oe || out_of(p)->sirq_o;
        expect_true(p, ++clk < 12);
    }
    for (unsigned n = 1; n <= 9; n++) { /* the edges after the one that began the recovery clock */
        in_of(p)->sirq_pin = n != 9;    /* frame 3 is read at edge 3 * 3 */
        tick(p);
    }
    in_of(p)->sirq_pin = true;
    expect_true(p, out_of(p)->smi_n);
    expect_smi(p, SERIRQ_STS_BIT);
}

static void an_lpc_read_goes_out_and_comes_back(pair_t *p)
{
    static const uint8_t answer[] = {0, 0x5, 0xa};
    start(p);
    in_of(p)->lpc_kind = LPC_IO_READ;
    in_of(p)->lpc_addr = 0x2e;
    in_of(p)->lpc_req = true;
    tick(p);
    in_of(p)->lpc_req = false;
    expect_false(p, out_of(p)->lframe_n);
    ticks(p, 8); /* START shown, TYPE, ADDR, TAR */
    for (unsigned i = 0; i < 3; i++) {
        in_of(p)->lpc_lad = answer[i];
        tick(p);
    }
    in_of(p)->lpc_lad = 0xf;
    ticks(p, 2);
    expect_true(p, out_of(p)->lpc_done);
    expect_eq(p, out_of(p)->lpc_rdata, 0xa5);
}

static void set(pair_t *p, const char *wire, uint64_t value)
{
    sig_set(p->in, sig_find(ich9_top_in_sigs, wire), value);
}

static void each_level_has_its_bit_of_smi_sts(pair_t *p)
{
    static const struct { const char *wire; uint32_t bit; } levels[] = {
        {"usb1", LEGACY_USB_STS_BIT}, {"usb2", LEGACY_USB2_STS_BIT}, {"usb2_intel", INTEL_USB2_STS_BIT},
        {"pm1", PM1_STS_BIT},         {"gpe0", GPE0_STS_BIT},        {"gpi_sts", GPI_STS_BIT},
        {"devmon", DEVMON_STS_BIT},   {"pcie", PCI_EXP_STS_BIT},     {"trap", MONITOR_STS_BIT},
        {"spi", SPI_STS_BIT},         {"smbus", SMBUS_STS_BIT},      {"gbl_rls", BIOS_STS_BIT},
        {"slp_en", SLP_SMI_STS_BIT}};
    for (unsigned i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        start(p);
        smi_en(p, UINT32_MAX & ~(uint32_t)(SWSMI_TMR_EN | PERIODIC_EN));
        set(p, levels[i].wire, 1);
        tick(p);
        set(p, levels[i].wire, 0);
        expect_eq(p, out_of(p)->smi_sts, levels[i].bit);
        tick(p);
        expect_false(p, out_of(p)->smi_n);
    }
    start(p);
    smi_en(p, GBL_SMI_EN);
    set(p, "smb_host", 1); /* has no bit */
    ticks(p, 2);
    expect_false(p, out_of(p)->smi_n);
    expect_eq(p, out_of(p)->smi_sts, 0);
}

static void each_event_of_tco_has_its_bit(pair_t *p)
{
    static const struct { const char *wire; uint32_t bit; } events[] = {
        {"dmi_smi", TCO1_DMISMI}, {"dmi_sci", TCO1_DMISCI},       {"dmi_serr", TCO1_DMISERR},
        {"bioswr", TCO1_BIOSWR},  {"newcentury", TCO1_NEWCENTURY}, {"smlink", TCO2_SMLINK_SLV_SMI}};
    for (unsigned i = 0; i < sizeof events / sizeof events[0]; i++) {
        start(p);
        set(p, events[i].wire, 1);
        tick(p);
        expect_eq(p, out_of(p)->regs1, events[i].bit);
    }
}

static void all_five_dwords_of_tco_are_written(pair_t *p)
{
    start(p);
    strobe(p, RS_PM, TCO_AT, 8, 0x5a000000); /* TCO_DAT_OUT */
    expect_eq(p, out_of(p)->regs0 >> 24, 0x5a);
    strobe(p, RS_PM, TCO_AT + 8, 2, TCO1_TMR_HLT);
    expect_true(p, out_of(p)->regs2 & TCO1_TMR_HLT);
    strobe(p, RS_PM, TCO_AT + 12, 1, 0x17); /* TCO_MESSAGE1 */
    expect_eq(p, out_of(p)->regs3 & 0xff, 0x17);
    strobe(p, RS_PM, TCO_AT + 16, 1, 0x02); /* SW_IRQ_GEN */
    expect_eq(p, out_of(p)->regs4 & 0xff, 0x02);
    strobe(p, RS_PM, TCO_AT + 16, 12, 0x01230000); /* TCO_TMR */
    expect_eq(p, out_of(p)->regs4 >> 16, 0x123);
    strobe(p, RS_PM, TCO_AT, 1, 0);
    expect_eq(p, out_of(p)->regs0 & 0x3ff, 0x123);
}

static void serirq_goes_by_its_register(pair_t *p)
{
    static const struct {
        uint8_t cntl;
        bool asks; /* a device pulls the line low for a clock */
        unsigned low;
    } modes[] = {{0x10, true, 0}, {0x50, true, 0},  {0x90, false, 0},                  /* off, off, quiet */
                 {0x90, true, 3}, {0xd0, false, 4}, {0xd1, false, 6}, {0xd2, false, 8}}; /* continuous: three widths */
    for (unsigned i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        start(p);
        in_of(p)->serirq_cntl = modes[i].cntl;
        unsigned low = 0;
        for (unsigned clk = 0; clk < 20; clk++) {
            in_of(p)->sirq_pin = clk > 0 || !modes[i].asks;
            tick(p);
            low += out_of(p)->sirq_oe && !out_of(p)->sirq_o;
        }
        expect_eq(p, low, modes[i].low);
    }
    unsigned lasts[2];
    for (unsigned i = 0; i < 2; i++) { /* 17 + 4 frames, 17 + 0 */
        start(p);
        in_of(p)->serirq_cntl = i ? 0xc0 : 0xd0;
        ticks(p, 4 + 2 + 3 * 17);
        for (lasts[i] = 0; !out_of(p)->sirq_oe && lasts[i] < 100; lasts[i]++)
            tick(p);
    }
    expect_eq(p, lasts[0] - lasts[1], 3 * 4);
}

/* One I/O read whose device says `sync` until the cycle ends. */
static void lpc_read(pair_t *p, uint8_t sync)
{
    start(p);
    in_of(p)->lpc_req = true;
    in_of(p)->lpc_addr = 0x2e;
    tick(p);
    in_of(p)->lpc_req = false;
    in_of(p)->lpc_lad = sync;
    for (unsigned clk = 0; !out_of(p)->lpc_done && clk < 40; clk++)
        tick(p);
    expect_true(p, out_of(p)->lpc_done);
}

static void lpc_tells_an_error_from_an_abort(pair_t *p)
{
    lpc_read(p, 0xa);
    expect_true(p, out_of(p)->lpc_error);
    expect_false(p, out_of(p)->lpc_aborted);
    lpc_read(p, 0xf);
    expect_false(p, out_of(p)->lpc_error);
    expect_true(p, out_of(p)->lpc_aborted);
}

static void lpc_has_its_bound_of_short_waits(pair_t *p)
{
    for (uint8_t bound = 0; bound < 4; bound += 3) {
        start(p);
        in_of(p)->short_max = bound;
        in_of(p)->lpc_req = true;
        in_of(p)->lpc_addr = 0x2e;
        tick(p);
        in_of(p)->lpc_req = false;
        in_of(p)->lpc_lad = 5;
        ticks(p, 8 + 12); /* START shown, TYPE, ADDR, TAR; 12 short waits, or ABORT at the fourth */
        expect_eq(p, out_of(p)->lpc_aborted, bound == 3);
        in_of(p)->lpc_lad = 0;
        ticks(p, 6);
        expect_eq(p, out_of(p)->lpc_rdata, bound == 3 ? 0xff : 0);
    }
}

static void reset_reaches_every_part(pair_t *p)
{
    start(p);
    ich9_top_out_t fresh = *out_of(p);
    smi_en(p, UINT32_MAX);
    strobe(p, RS_PM, TCO_AT, 15, UINT32_MAX);
    strobe(p, RS_PM, TCO_AT + 8, 15, UINT32_MAX);
    in_of(p)->serirq_cntl = 0xd0;
    in_of(p)->lpc_req = true;
    ticks(p, 5);
    start(p);
    expect_true(p, sig_equal(ich9_top_out_sigs, &fresh, p->out));
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(apm_ports_reach_smi_ctl, "chipset facts 2.6 row 1, 3.1",
        "B2h makes an SMI, B3h does not; SMI_STS and EOS are where they should be"),
    DIRECTED_TEST(strobes_of_other_spaces_do_nothing, "chipset facts 2, 3.1; model/ich9/ich9.h",
        "the same offset in another space, and the offsets beside a register, reach nothing"),
    DIRECTED_TEST(timers_run_by_smi_en_and_set_its_status, "chipset facts 2.6 rows 5 and 6",
        "SWSMI_TMR_EN and PERIODIC_EN start their timers, and the expiry is an SMI"),
    DIRECTED_TEST(access_to_62h_or_66h_only, "chipset facts 2.6 row 8", "of 60h to 67h only 62h and 66h make an SMI"),
    DIRECTED_TEST(tco_status_reaches_smi_ctl, "chipset facts 2.6 rows 7 and 22",
        "TCO_DAT_IN is an SMI through TCO_STS, which follows TCO1_STS"),
    DIRECTED_TEST(first_and_second_expiry_of_tco, "chipset facts 4.4", "the first expiry is an SMI, the second a reboot"),
    DIRECTED_TEST(no_reboot_reaches_tco, "chipset facts 4.4", "with NO_REBOOT the second expiry is told, and no reboot"),
    DIRECTED_TEST(tco_lock_freezes_tco_en, "chipset facts 4.2", "TCO_LOCK in tco freezes TCO_EN in smi_ctl"),
    DIRECTED_TEST(smi_lock_comes_from_gen_pmcon_1, "chipset facts 1.5",
        "bit 4 of GEN_PMCON_1 written 1, in its lane, freezes GBL_SMI_EN"),
    DIRECTED_TEST(nmi2smi_asks_smi_ctl_for_gbl_smi_en, "chipset facts 4.3",
        "an NMI becomes an SMI only while GBL_SMI_EN is 1"),
    DIRECTED_TEST(nmi2smi_has_a_way_past_tco_en, "chipset facts 2.6 row 24, 4.3",
        "NMI2SMI reaches smi_ctl beside TCO_STS: with its strap it is an SMI while TCO_EN is 0"),
    DIRECTED_TEST(serirq_slot_3_reaches_smi_ctl, "chipset facts 2.6 row 15, 6.3", "slot 3 of SERIRQ low is an SMI"),
    DIRECTED_TEST(an_lpc_read_goes_out_and_comes_back, "chipset facts 6.2", "an I/O read on LPC, from request to data"),
    DIRECTED_TEST(each_level_has_its_bit_of_smi_sts, "chipset facts 2.4, 2.6",
        "each source of SMI_STS sets its own bit, and SMI# falls"),
    DIRECTED_TEST(each_event_of_tco_has_its_bit, "chipset facts 4.2",
        "each event of TCO sets its own bit of TCO1_STS or TCO2_STS"),
    DIRECTED_TEST(all_five_dwords_of_tco_are_written, "chipset facts 4.1",
        "60h to 73h reach the five dwords of tco, each where it is"),
    DIRECTED_TEST(serirq_goes_by_its_register, "chipset facts 1.3, 6.3",
        "enable, mode, start width and frames of SERIRQ_CNTL"),
    DIRECTED_TEST(lpc_tells_an_error_from_an_abort, "chipset facts 6.2",
        "SYNC 1010 is an error, a missing device an abort"),
    DIRECTED_TEST(lpc_has_its_bound_of_short_waits, "chipset facts 6.2",
        "short waits go on, or end in an abort after as many as the strap says"),
    DIRECTED_TEST(reset_reaches_every_part, "chipset facts 2.3, 4.1", "reset in the middle of everything"),
    DIRECTED_END,
};

const directed_t directed_ich9_top = {&ich9_top_block, tests};
