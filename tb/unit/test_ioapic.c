/* The I/O APIC alone: its window, the register table, edge and level inputs, Remote IRR and EOI, the modes each chip may
 * send, SMIOUT# of an 82093AA (interconnect facts 1.9, 1.10). */
#include "rig.h"

#include "apic/ioapic.h"
#include "bus.h"

#define R rig_t *r
static ioapic_in_t *in_of(R) { return r->in; }
static const ioapic_out_t *out_of(R) { return r->out; }
static unsigned compared;

static void is(uint64_t got, uint64_t want)
{
    compared++;
    assert_int_equal(got, want);
}

static void open_chip(R, bool aa93, bool fsb)
{
    rig_open(r, &ioapic_block);
    in_of(r)->smi_n = true;
    in_of(r)->aa93 = aa93;
    in_of(r)->fsb = fsb;
    rig_ticks(r, 2);
}

static uint32_t window(R, bool write, unsigned off, uint32_t v)
{
    in_of(r)->req_seq++;
    in_of(r)->req_write = write;
    in_of(r)->req_off = (uint8_t)off;
    in_of(r)->req_data = v;
    rig_tick(r);
    is(out_of(r)->ack_seq, in_of(r)->req_seq);
    return out_of(r)->rdata;
}

static void put(R, unsigned reg, uint32_t v)
{
    window(r, true, 0x00, reg);
    window(r, true, 0x10, v);
}

static uint32_t get(R, unsigned reg)
{
    window(r, true, 0x00, reg);
    is(window(r, false, 0x00, 0), reg);
    return window(r, false, 0x10, 0);
}

static void entry(R, unsigned n, uint32_t lo, uint8_t dest)
{
    put(r, 0x11 + 2 * n, (uint32_t)dest << 24);
    put(r, 0x10 + 2 * n, lo);
}

/* The carrier takes the message in hand after some clocks. */
static void carried(R, bool ok)
{
    rig_ticks(r, 3);
    in_of(r)->tx_done = out_of(r)->tx_seq;
    in_of(r)->tx_ok = ok;
    rig_tick(r);
}

static void eoi(R, uint8_t vector)
{
    in_of(r)->eoi_seq++;
    in_of(r)->eoi_vector = vector;
    rig_tick(r);
}

static void the_window_and_every_row(void **state)
{
    (void)state;
    rig_t r;
    open_chip(&r, true, false);
    is(get(&r, 0x01), 0x170011);
    for (const reg_row_t *row = ioapic_regs; row->reg; row++) {
        unsigned reg = row->dword == IOAPIC_D_ID ? 0 : 0x10u + row->dword;
        uint32_t mask = reg_mask(row), reset = row->reset << row->shift;
        in_of(&r)->req_seq = 0;
        rig_reset(&r);
        is(get(&r, reg) & mask, reset);
        put(&r, reg, reset ^ mask); /* a masked entry sends nothing; an unmasked one with a quiet input neither */
        is(get(&r, reg) & mask, row->access == REG_RW ? reset ^ mask : reset);
        put(&r, reg, reset);
        is(get(&r, reg) & mask, reset);
    }
    is(get(&r, 0x40), 0);
    put(&r, 0x00, 0x05000000);
    is(get(&r, 0x02), 0x05000000);
    is(out_of(&r)->id, 5);
    in_of(&r)->req_seq = 0;
    rig_reset(&r);
    rig_tick(&r);
    is(get(&r, 0x10), 0x10000);
    rig_close(&r);
}

static void an_edge_is_sent_once(void **state)
{
    (void)state;
    rig_t r;
    open_chip(&r, false, false);
    entry(&r, 4, 0x31 | 1 << 11, 0x0c);
    uint8_t seq = out_of(&r)->tx_seq;
    in_of(&r)->pins = 1 << 4;
    rig_tick(&r);
    is(out_of(&r)->tx_seq, (uint8_t)(seq + 1));
    is(out_of(&r)->tx_vector, 0x31);
    is(out_of(&r)->tx_dest, 0x0c);
    is(out_of(&r)->tx_dm, 1);
    is(out_of(&r)->tx_mode, APIC_FIXED);
    is(out_of(&r)->tx_trig, 0);
    is(out_of(&r)->tx_pin, 4);
    is(get(&r, 0x18) >> 12 & 1, 1); /* delivery status */
    carried(&r, true);
    is(get(&r, 0x18) >> 12 & 1, 0);
    rig_ticks(&r, 20);
    is(out_of(&r)->tx_seq, (uint8_t)(seq + 1));
    in_of(&r)->pins = 0; /* two edges while one is on its way are one */
    rig_tick(&r);
    in_of(&r)->pins = 1 << 4;
    rig_tick(&r);
    is(out_of(&r)->tx_seq, (uint8_t)(seq + 2));
    for (unsigned i = 0; i < 2; i++) {
        in_of(&r)->pins = 0;
        rig_tick(&r);
        in_of(&r)->pins = 1 << 4;
        rig_tick(&r);
    }
    carried(&r, true);
    rig_ticks(&r, 4);
    is(out_of(&r)->tx_seq, (uint8_t)(seq + 3));
    carried(&r, true);
    rig_ticks(&r, 4);
    is(out_of(&r)->tx_seq, (uint8_t)(seq + 3));
    rig_close(&r);
}

static void an_edge_while_masked_is_lost(void **state)
{
    (void)state;
    rig_t r;
    open_chip(&r, false, false);
    entry(&r, 4, 0x31 | 1 << 16, 0);
    uint8_t seq = out_of(&r)->tx_seq;
    in_of(&r)->pins = 1 << 4;
    rig_ticks(&r, 3);
    entry(&r, 4, 0x31, 0);
    rig_ticks(&r, 3);
    is(out_of(&r)->tx_seq, seq);
    rig_close(&r);
}

static void a_level_waits_for_its_eoi(void **state)
{
    (void)state;
    rig_t r;
    open_chip(&r, false, false);
    in_of(&r)->pins = 0xffffff; /* active low: quiet */
    entry(&r, 9, 0x45 | 1 << 15 | 1 << 13, 1);
    uint8_t seq = out_of(&r)->tx_seq;
    in_of(&r)->pins = 0xffffff & ~(1u << 9);
    rig_tick(&r);
    is(out_of(&r)->tx_seq, (uint8_t)(seq + 1));
    is(out_of(&r)->tx_trig, 1);
    carried(&r, true);
    is(out_of(&r)->remote_irr, 1 << 9);
    is(get(&r, 0x22) >> 14 & 1, 1);
    rig_ticks(&r, 30);
    is(out_of(&r)->tx_seq, (uint8_t)(seq + 1));
    eoi(&r, 0x44); /* another vector's */
    rig_ticks(&r, 3);
    is(out_of(&r)->remote_irr, 1 << 9);
    eoi(&r, 0x45); /* the input still stands: sent again */
    rig_ticks(&r, 2);
    is(out_of(&r)->tx_seq, (uint8_t)(seq + 2));
    carried(&r, true);
    in_of(&r)->pins = 0xffffff;
    rig_tick(&r);
    eoi(&r, 0x45);
    rig_ticks(&r, 5);
    is(out_of(&r)->tx_seq, (uint8_t)(seq + 2));
    is(out_of(&r)->remote_irr, 0);
    /* The EOI register of an ICH does the same */
    in_of(&r)->pins = 0xffffff & ~(1u << 9);
    rig_tick(&r);
    carried(&r, true);
    is(out_of(&r)->remote_irr, 1 << 9);
    in_of(&r)->pins = 0xffffff;
    window(&r, true, 0x40, 0x45);
    is(out_of(&r)->remote_irr, 0);
    rig_close(&r);
}

static void entries_take_turns(void **state)
{
    (void)state;
    rig_t r;
    open_chip(&r, false, false);
    for (unsigned n = 0; n < IOAPIC_PINS; n++)
        entry(&r, n, 0x40 + n, 0);
    in_of(&r)->pins = 0xffffff;
    rig_tick(&r);
    uint32_t seen = 0;
    for (unsigned k = 0; k < IOAPIC_PINS; k++) {
        is(out_of(&r)->tx_vector, 0x40u + out_of(&r)->tx_pin);
        is(seen >> out_of(&r)->tx_pin & 1, 0);
        seen |= 1u << out_of(&r)->tx_pin;
        carried(&r, true);
    }
    is(seen, 0xffffff);
    rig_close(&r);
}

/* Which mode leaves which chip: 82093AA on its bus, ICH on the serial bus, ICH on the front-side bus. */
static void modes_each_chip_may_send(void **state)
{
    (void)state;
    static const bool sends[3][8] = {
        {true, true, true, false, true, true, false, true},
        {true, true, false, false, true, true, false, true},
        {true, true, false, false, false, false, false, true},
    };
    for (unsigned chip = 0; chip < 3; chip++) {
        for (unsigned mode = 0; mode < 8; mode++) {
            for (unsigned level = 0; level < 2; level++) {
                rig_t r;
                open_chip(&r, chip == 0, chip == 2);
                uint32_t vector = mode == APIC_SMI ? 0 : 0x61;
                entry(&r, 3, vector | mode << 8 | level << 15, 0);
                in_of(&r)->pins = 1 << 3;
                rig_ticks(&r, 2);
                is(out_of(&r)->tx_seq != 0, sends[chip][mode]);
                if (out_of(&r)->tx_seq) {
                    carried(&r, true); /* no vector, no Remote IRR */
                    is(out_of(&r)->remote_irr != 0, level && mode <= APIC_LOWEST);
                    is(out_of(&r)->tx_trig, level && mode <= APIC_LOWEST);
                    is(out_of(&r)->tx_mode, mode);
                }
                rig_close(&r);
            }
        }
    }
}

static void smi_needs_vector_0(void **state)
{
    (void)state;
    rig_t r;
    open_chip(&r, true, false);
    entry(&r, 3, 0x20 | APIC_SMI << 8, 0);
    in_of(&r)->pins = 1 << 3;
    rig_ticks(&r, 3);
    is(out_of(&r)->tx_seq, 0);
    rig_close(&r);
}

static void smiout_of_an_82093aa(void **state)
{
    (void)state;
    rig_t r;
    open_chip(&r, true, false);
    in_of(&r)->smi_n = false; /* masked after reset: through */
    rig_tick(&r);
    is(out_of(&r)->smiout_n, 0);
    is(out_of(&r)->tx_seq, 0);
    in_of(&r)->smi_n = true;
    rig_tick(&r);
    is(out_of(&r)->smiout_n, 1);
    entry(&r, 23, APIC_SMI << 8, 0x0f);
    in_of(&r)->smi_n = false;
    for (unsigned i = 0; i < 5; i++) {
        rig_tick(&r);
        is(out_of(&r)->smiout_n, 1);
    }
    is(out_of(&r)->tx_seq, 1); /* the fall, once, however long it is low */
    is(out_of(&r)->tx_mode, APIC_SMI);
    is(out_of(&r)->tx_dest, 0x0f);
    is(out_of(&r)->tx_pin, 23);
    carried(&r, true);
    rig_ticks(&r, 10);
    is(out_of(&r)->tx_seq, 1);
    in_of(&r)->smi_n = true;
    rig_tick(&r);
    in_of(&r)->smi_n = false;
    rig_tick(&r);
    is(out_of(&r)->tx_seq, 2);
    rig_close(&r);
    open_chip(&r, false, false); /* an ICH has no such input */
    entry(&r, 23, APIC_SMI << 8, 0x0f);
    in_of(&r)->smi_n = false;
    rig_ticks(&r, 2);
    is(out_of(&r)->smiout_n, 0);
    is(out_of(&r)->tx_seq, 0);
    rig_close(&r);
}

static void pin_assertion_register_of_an_ich(void **state)
{
    (void)state;
    for (unsigned aa93 = 0; aa93 < 2; aa93++) {
        rig_t r;
        open_chip(&r, aa93, false);
        entry(&r, 7, 0x55, 2);
        window(&r, true, 0x20, 7);
        is(out_of(&r)->tx_seq, !aa93);
        rig_close(&r);
    }
}

static void reset_in_mid_flight(void **state)
{
    (void)state;
    rig_t r;
    open_chip(&r, false, false);
    entry(&r, 9, 0x45 | 1 << 15, 1);
    in_of(&r)->pins = 1 << 9;
    rig_tick(&r);
    rig_reset(&r);
    is(out_of(&r)->tx_seq, 0);
    is(out_of(&r)->remote_irr, 0);
    in_of(&r)->req_seq = 0;
    in_of(&r)->tx_done = 0;
    rig_ticks(&r, 10);
    is(out_of(&r)->tx_seq, 0);
    rig_close(&r);
}

static void says_what_was_compared(void **state)
{
    (void)state;
    printf("ioapic: %u values compared\n", compared);
    assert_true(compared > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_window_and_every_row),       cmocka_unit_test(an_edge_is_sent_once),
        cmocka_unit_test(an_edge_while_masked_is_lost),   cmocka_unit_test(a_level_waits_for_its_eoi),
        cmocka_unit_test(entries_take_turns),             cmocka_unit_test(modes_each_chip_may_send),
        cmocka_unit_test(smi_needs_vector_0),             cmocka_unit_test(smiout_of_an_82093aa),
        cmocka_unit_test(pin_assertion_register_of_an_ich), cmocka_unit_test(reset_in_mid_flight),
        cmocka_unit_test(says_what_was_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
