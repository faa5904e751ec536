/* Every row of every register table: what reset makes of it, what each kind of write does to it, what a lock freezes;
 * first in the tables' own functions, then in the blocks that hold the registers, so that table and hardware agree.
 *
 * Each step is judged by expect(), which knows nothing of regs.c: it takes one bit at a time and looks up its row.
 * The blocks are driven through their own wires: smi_ctl, gpio and smram_dec alone with all 16 byte lanes (and the
 * RTL beside them), then ICH9, smi_ctl and gpio wired together as on the board and written and read through DMI at
 * the addresses that the tables' `where` column gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "bus.h"
#include "directed/directed.h"
#include "ich9/gpio.h"
#include "ich9/ich9.h"
#include "ich9/ich9_regs.h"
#include "ich9/smi_ctl.h"
#include "mch/mch_regs.h"
#include "mch/smram_dec.h"
#include "soc.h"

enum { MAX_DWORDS = 4, PMBASE_IO = 0x600, SMI_LOCK_BIT = 1 << 4, CFG_9C = 0x9c };

static const uint32_t patterns[] = {0, 0xffffffff, 0x55555555, 0xaaaaaaaa};
enum { PATTERNS = sizeof patterns / sizeof patterns[0] };

static struct {
    uint64_t rows, resets, writes, reads, bits, frozen, not_frozen;
} sum;

/* --- the judge ------------------------------------------------------------------------------------------------------ */

static const reg_row_t *row_of(const reg_row_t *table, unsigned dword, unsigned bit)
{
    for (; table->reg; table++)
        if (table->dword == dword && bit >= table->shift && bit < table->shift + table->width)
            return table;
    return NULL;
}

static bool lane_of(uint8_t be, unsigned bit)
{
    return be >> (bit / 8) & 1;
}

/* One bit after a write of `data` bit d, when it was o. */
static bool expect_bit(const reg_row_t *row, bool o, bool d, bool enabled, uint32_t locks)
{
    if (!row || !enabled || (row->lock && locks & 1u << (row->lock - 1)))
        return o;
    switch (row->access) {
    case REG_RW: return d;
    case REG_W1C: return o && !d;
    case REG_W1S: return o || d;
    case REG_RO:
    case REG_WO:
    case REG_LIVE: return o;
    }
    return o;
}

static uint32_t expect(const reg_row_t *table, unsigned dword, uint32_t old, uint32_t data, uint8_t be, uint32_t locks)
{
    uint32_t v = 0;
    for (unsigned bit = 0; bit < 32; bit++) {
        const reg_row_t *row = row_of(table, dword, bit);
        v |= (uint32_t)expect_bit(row, old >> bit & 1, data >> bit & 1, lane_of(be, bit), locks) << bit;
        sum.bits++;
    }
    return v;
}

static uint32_t expect_reset(const reg_row_t *table, unsigned dword)
{
    uint32_t v = 0;
    for (unsigned bit = 0; bit < 32; bit++) {
        const reg_row_t *row = row_of(table, dword, bit);
        v |= (row ? row->reset >> (bit - row->shift) & 1 : 0) << bit;
    }
    return v;
}

static unsigned dwords_of(const reg_row_t *table)
{
    unsigned n = 0;
    for (; table->reg; table++)
        n = table->dword >= n ? table->dword + 1u : n;
    assert_true(n >= 1 && n <= MAX_DWORDS);
    return n;
}

/* Names the rows in which two values differ. */
static void fail_rows(const char *what, const reg_row_t *table, unsigned dword, uint32_t got, uint32_t want)
{
    for (const reg_row_t *row = table; row->reg; row++)
        if (row->dword == dword && (got ^ want) & reg_mask(row))
            print_error("%s.%s (%s): differs\n", row->reg, row->field, row->where);
    fail_msg("%s, dword %u: is %08x, want %08x", what, dword, (unsigned)got, (unsigned)want);
}

/* --- the tables alone ------------------------------------------------------------------------------------------------- */

static void rows_are_well_formed(void **state)
{
    (void)state;
    for (unsigned t = 0; soc_reg_tables[t]; t++)
        for (const reg_row_t *row = soc_reg_tables[t]; row->reg; row++) {
            assert_true(row->reg[0] && row->field[0] && row->where[0] && row->source[0]);
            assert_true(row->width >= 1 && row->shift + row->width <= 32);
            assert_true(row->width == 32 || row->reset >> row->width == 0);
            for (unsigned bit = row->shift; bit < row->shift + row->width; bit++)
                assert_ptr_equal(row_of(soc_reg_tables[t], row->dword, bit), row); /* no two rows share a bit */
            for (const reg_row_t *other = soc_reg_tables[t]; other < row; other++)
                assert_false(strcmp(other->reg, row->reg) == 0 && strcmp(other->field, row->field) == 0);
            sum.rows++;
        }
    assert_true(sum.rows > 0);
}

static void sweep_table(const reg_row_t *table, unsigned dword)
{
    assert_int_equal(reg_reset(table, dword), expect_reset(table, dword));
    sum.resets++;
    for (unsigned o = 0; o < PATTERNS; o++)
        for (unsigned d = 0; d < PATTERNS; d++)
            for (uint8_t be = 0; be < 16; be++)
                for (uint32_t locks = 0; locks < 8; locks++) {
                    uint32_t want = expect(table, dword, patterns[o], patterns[d], be, locks);
                    uint32_t got = reg_write(table, dword, patterns[o], patterns[d], be, locks);
                    if (got != want)
                        fail_rows("reg_write", table, dword, got, want);
                    sum.writes++;
                }
    for (unsigned o = 0; o < PATTERNS; o++) {
        uint32_t want = 0;
        for (unsigned bit = 0; bit < 32; bit++) {
            const reg_row_t *row = row_of(table, dword, bit);
            want |= patterns[o] & (row && row->access != REG_WO ? 1u << bit : 0);
        }
        assert_int_equal(reg_read(table, dword, patterns[o]), want);
        sum.reads++;
    }
}

static void tables_do_as_they_say(void **state)
{
    (void)state;
    for (unsigned t = 0; soc_reg_tables[t]; t++)
        for (unsigned dword = 0; dword < dwords_of(soc_reg_tables[t]); dword++)
            sweep_table(soc_reg_tables[t], dword);
}

static void lanes_are_bytes(void **state)
{
    (void)state;
    for (uint8_t be = 0; be < 16; be++)
        for (unsigned bit = 0; bit < 32; bit++)
            assert_int_equal(reg_lanes(be) >> bit & 1, lane_of(be, bit));
}

/* --- a register file in hardware ---------------------------------------------------------------------------------------- */

/* How the sweep reaches one block's registers. `want` is what they must show, kept by the sweep. */
typedef struct hw {
    const char *name;
    const reg_row_t *table;
    bool all_lanes; /* false: lanes in one run only, as an access of 1 to 4 bytes drives them */
    void (*open)(void);
    void (*close)(void);
    void (*write)(unsigned dword, uint32_t data, uint8_t be);
    uint32_t (*read)(unsigned dword);
    void (*raise)(unsigned dword, uint32_t want[]); /* makes the hardware set the dword's status bits; or NULL */
    void (*lock)(uint32_t want[]);                  /* sets the block's lock; NULL: it has none */
    uint32_t locks;                                 /* which lock numbers are on then: bit (lock - 1) */
    uint32_t locking;                               /* bits of dword 0 that lock when written */
    void (*after)(uint32_t want[]);                 /* side effects of a write beside the table; or NULL */
} hw_t;

static void look(const hw_t *h, const char *when, const uint32_t want[])
{
    char what[80];
    for (unsigned dword = 0; dword < dwords_of(h->table); dword++) {
        uint32_t got = h->read(dword);
        sum.reads++;
        if (got != want[dword]) {
            snprintf(what, sizeof what, "%s, %s", h->name, when);
            fail_rows(what, h->table, dword, got, want[dword]);
        }
    }
}

static void put(const hw_t *h, unsigned dword, uint32_t data, uint8_t be, bool locked, uint32_t want[])
{
    h->write(dword, data, be);
    want[dword] = expect(h->table, dword, want[dword], data, be, locked ? h->locks : 0);
    if (h->after)
        h->after(want);
    sum.writes++;
}

static bool one_run(uint8_t be)
{
    unsigned runs = 0;
    for (unsigned i = 0; i < 4; i++)
        runs += (be >> i & 1) && !(i && be >> (i - 1) & 1);
    return runs == 1;
}

/* From reset: status bits set, `old` written, locked or not, `data` written in lanes `be`. */
static void trial(const hw_t *h, unsigned dword, uint32_t old, uint32_t data, uint8_t be, bool locked)
{
    uint32_t want[MAX_DWORDS] = {0};
    for (unsigned i = 0; i < dwords_of(h->table); i++)
        want[i] = expect_reset(h->table, i);
    h->open();
    look(h, "after reset", want);
    sum.resets++;
    if (h->raise)
        h->raise(dword, want);
    look(h, "status raised", want);
    put(h, dword, old & ~(dword == 0 ? h->locking : 0), 15, false, want);
    look(h, "first write", want);
    if (locked)
        h->lock(want);
    look(h, "locked", want);
    put(h, dword, data, be, locked, want);
    look(h, "second write", want);
    h->close();
}

/* Rows that the lock must freeze, and rows that it must leave alone: a write of the opposite value to the one field. */
static void try_lock(const hw_t *h, const reg_row_t *row)
{
    bool freezes = row->lock && (h->locks >> (row->lock - 1) & 1);
    for (int locked = 0; locked < 2; locked++)
        for (int value = 0; value < 2; value++) {
            uint32_t want[MAX_DWORDS] = {0};
            for (unsigned i = 0; i < dwords_of(h->table); i++)
                want[i] = expect_reset(h->table, i);
            h->open();
            put(h, row->dword, value ? 0 : reg_mask(row), 15, false, want);
            if (locked)
                h->lock(want);
            uint32_t before = h->read(row->dword) & reg_mask(row);
            put(h, row->dword, (want[row->dword] & ~reg_mask(row)) | (value ? reg_mask(row) : 0), 15, locked, want);
            uint32_t after = h->read(row->dword) & reg_mask(row);
            look(h, "lock", want);
            if (!locked || !freezes)
                assert_int_equal(after, value ? reg_mask(row) : 0);
            else
                assert_int_equal(after, before);
            h->close();
        }
    sum.frozen += freezes;
    sum.not_frozen += !freezes;
}

static void sweep(const hw_t *h)
{
    for (int locked = 0; locked <= (h->lock != NULL); locked++)
        for (unsigned dword = 0; dword < dwords_of(h->table); dword++)
            for (unsigned o = 0; o < PATTERNS; o++)
                for (unsigned d = 0; d < PATTERNS; d++)
                    for (uint8_t be = 0; be < 16; be++)
                        if (h->all_lanes || one_run(be))
                            trial(h, dword, patterns[o], patterns[d], be, locked);
    for (const reg_row_t *row = h->table; row->reg && h->lock; row++)
        if (row->access == REG_RW)
            try_lock(h, row);
}

/* --- the blocks alone, with their RTL ----------------------------------------------------------------------------------- */

static pair_t pair;
static uint64_t compared;

static void differs(pair_t *p)
{
    fail_msg("%s", p->text);
}

static void start(const block_t *block)
{
    rtl_side_t rtl = rtl_side_own(block);
    pair_open(&pair, block, &rtl, differs);
}

static void shut(void)
{
    compared += pair.compared;
    pair_close(&pair);
}

static smi_ctl_in_t *ctl_in(void)
{
    return (smi_ctl_in_t *)pair.in;
}

static void ctl_open(void)
{
    start(&smi_ctl_block);
}

static void ctl_write(unsigned dword, uint32_t data, uint8_t be)
{
    ctl_in()->wr_en = true;
    ctl_in()->addr = dword;
    ctl_in()->be = be;
    ctl_in()->wdata = data;
    pair_tick(&pair);
    ctl_in()->wr_en = false;
}

static uint32_t ctl_read(unsigned dword)
{
    const smi_ctl_out_t *o = (const smi_ctl_out_t *)pair.out;
    return dword ? o->smi_sts : o->smi_en;
}

static void ctl_raise(unsigned dword, uint32_t want[])
{
    if (dword != 1)
        return; /* with a cause pending EOS would not stay */
    ctl_write(0, SWSMI_TMR_EN | PERIODIC_EN, 15);
    ctl_in()->gpi_sts = ctl_in()->apm_wr = ctl_in()->sw_set = ctl_in()->per_set = true;
    pair_tick(&pair);
    ctl_in()->apm_wr = ctl_in()->sw_set = ctl_in()->per_set = false;
    want[0] = expect(smi_ctl_regs, 0, want[0], SWSMI_TMR_EN | PERIODIC_EN, 15, 0);
    want[1] |= APM_STS_BIT | GPI_STS_BIT | SWSMI_TMR_STS_BIT | PERIODIC_STS_BIT;
}

static void ctl_lock(uint32_t want[])
{
    (void)want;
    ctl_in()->lock_set = true;
    pair_tick(&pair);
    ctl_in()->lock_set = false;
    assert_true(((const smi_ctl_out_t *)pair.out)->smi_lock);
}

static gpio_in_t *gp_in(void)
{
    return (gpio_in_t *)pair.in;
}

static void gp_open(void)
{
    start(&gpio_block);
}

static void gp_write(unsigned dword, uint32_t data, uint8_t be)
{
    gp_in()->wr_en = true;
    gp_in()->addr = dword;
    gp_in()->be = be;
    gp_in()->wdata = data;
    pair_tick(&pair);
    gp_in()->wr_en = false;
}

static uint32_t gp_read(unsigned dword)
{
    const gpio_out_t *o = (const gpio_out_t *)pair.out;
    return dword ? o->gpi_rout : (uint32_t)(o->alt_gp_smi_en | (uint32_t)o->alt_gp_smi_sts << 16);
}

static void gp_raise(unsigned dword, uint32_t want[])
{
    (void)dword;
    gp_write(1, 0x55555555, 15);
    gp_in()->gpi = 0xffff;
    pair_tick(&pair);
    gp_in()->gpi = 0;
    gp_write(1, 0, 15);
    want[0] |= 0xffff0000;
}

static smram_dec_in_t *dec_in(void)
{
    return (smram_dec_in_t *)pair.in;
}

static uint32_t dec_locks; /* of the sweep in hand: D_LCK, D_LCK with lck_g, D_LCK with lck_map */

static void dec_open(void)
{
    start(&smram_dec_block);
    dec_in()->lck_g = dec_locks & 2;
    dec_in()->lck_map = dec_locks & 4;
}

static void dec_write(unsigned dword, uint32_t data, uint8_t be)
{
    static const uint8_t offsets[] = {CFG_9C, 0xac, 0xb0};
    dec_in()->cfg_wr = true;
    dec_in()->cfg_off = offsets[dword];
    dec_in()->cfg_be = be;
    dec_in()->cfg_wdata = data;
    pair_tick(&pair);
    dec_in()->cfg_wr = false;
}

static uint32_t dec_read(unsigned dword)
{
    const smram_dec_out_t *o = (const smram_dec_out_t *)pair.out;
    return dword == 0 ? (uint32_t)o->smram << 8 | (uint32_t)o->esmramc << 16 : dword == 1 ? o->tsegmb : o->tolud;
}

/* E_SMERR: a closed touch of TSEG, which is then switched off again. */
static void dec_raise(unsigned dword, uint32_t want[])
{
    (void)dword;
    dec_write(0, (uint32_t)G_SMRAME << 8 | (uint32_t)T_EN << 16, 15);
    dec_in()->req = true;
    pair_tick(&pair);
    dec_in()->req = false;
    dec_write(0, 0, 15);
    want[0] |= (uint32_t)E_SMERR << 16;
}

static void dec_after(uint32_t want[])
{
    if (want[0] & (uint32_t)D_LCK << 8)
        want[0] &= ~((uint32_t)D_OPEN << 8); /* D_LCK closes (chipset facts 7.3) */
}

static void dec_lock(uint32_t want[])
{
    dec_write(0, (uint32_t)D_LCK << 8, 0); /* no lane: no lock */
    assert_int_equal(dec_read(0) & (uint32_t)D_LCK << 8, 0);
    put(&(hw_t){.table = smram_dec_regs, .write = dec_write, .after = dec_after}, 0,
        (want[0] | (uint32_t)D_LCK << 8) & ~((uint32_t)E_SMERR << 16), 15, false, want);
}

static void smi_ctl_agrees_with_its_table(void **state)
{
    (void)state;
    sweep(&(hw_t){.name = "smi_ctl", .table = smi_ctl_regs, .all_lanes = true, .open = ctl_open, .close = shut,
                  .write = ctl_write, .read = ctl_read, .raise = ctl_raise, .lock = ctl_lock, .locks = 1});
}

static void gpio_agrees_with_its_table(void **state)
{
    (void)state;
    sweep(&(hw_t){.name = "gpio", .table = gpio_regs, .all_lanes = true, .open = gp_open, .close = shut,
                  .write = gp_write, .read = gp_read, .raise = gp_raise});
}

static void smram_dec_agrees_with_its_table(void **state)
{
    (void)state;
    for (unsigned straps = 0; straps < 4; straps++) {
        dec_locks = 1 | straps << 1;
        sweep(&(hw_t){.name = "smram_dec", .table = smram_dec_regs, .all_lanes = true, .open = dec_open,
                      .close = shut, .write = dec_write, .read = dec_read, .raise = dec_raise, .lock = dec_lock,
                      .locks = dec_locks, .locking = (uint32_t)D_LCK << 8, .after = dec_after});
    }
}

/* --- the south bridge, through DMI --------------------------------------------------------------------------------------- */

static struct {
    ich9_t ich9;
    ich9_in_t ich9_in;
    ich9_out_t ich9_out;
    smi_ctl_t ctl;
    smi_ctl_in_t ctl_in;
    smi_ctl_out_t ctl_out;
    gpio_t gpio;
    gpio_in_t gpio_in;
    gpio_out_t gpio_out;
    ich9_wiring_t wiring;
    uint8_t rom[ICH9_ROM_SIZE];
    const reg_row_t *table; /* of the sweep in hand */
} south;

static void south_wire(void)
{
    const ich9_out_t *o = &south.ich9_out;
    ich9_in_t *i = &south.ich9_in;
    i->smi_n = south.ctl_out.smi_n;
    i->smi_en = south.ctl_out.smi_en;
    i->smi_sts = south.ctl_out.smi_sts;
    i->apm_cnt = south.ctl_out.apm_cnt;
    i->apm_sts = south.ctl_out.apm_sts;
    i->smi_lock = south.ctl_out.smi_lock;
    i->alt_gp_smi_en = south.gpio_out.alt_gp_smi_en;
    i->alt_gp_smi_sts = south.gpio_out.alt_gp_smi_sts;
    i->gpi_rout = south.gpio_out.gpi_rout;
    south.ctl_in.wr_en = o->smi_wr;
    south.ctl_in.addr = o->smi_addr;
    south.ctl_in.be = o->wr_be;
    south.ctl_in.wdata = o->wr_data;
    south.ctl_in.apm_wr = o->apm_wr;
    south.ctl_in.apm_addr = o->apm_addr;
    south.ctl_in.apm_data = (uint8_t)o->wr_data;
    south.ctl_in.lock_set = o->lock_set;
    south.ctl_in.gpi_sts = south.gpio_out.gpi_sts;
    south.gpio_in.wr_en = o->gpio_wr;
    south.gpio_in.addr = o->gpio_addr;
    south.gpio_in.be = o->wr_be;
    south.gpio_in.wdata = o->wr_data;
}

static void south_ticks(unsigned n)
{
    while (n-- > 0) {
        south_wire();
        ich9_tick(&south.ich9, &south.ich9_in, &south.ich9_out, &south.wiring);
        smi_ctl_tick(&south.ctl, &south.ctl_in, &south.ctl_out);
        gpio_tick(&south.gpio, &south.gpio_in, &south.gpio_out);
    }
}

static uint64_t dmi(uint8_t space, bool write, uint64_t addr, uint8_t size, uint64_t data)
{
    ich9_in_t *i = &south.ich9_in;
    i->dmi_space = space;
    i->dmi_write = write;
    i->dmi_addr = addr;
    i->dmi_size = size;
    i->dmi_wdata = data;
    i->dmi_seq++;
    for (unsigned n = 0; n < 32 && south.ich9_out.ack_seq != i->dmi_seq; n++)
        south_ticks(1);
    assert_int_equal(south.ich9_out.ack_seq, i->dmi_seq);
    south_ticks(3);
    return south.ich9_out.rdata;
}

static void south_open(void)
{
    const reg_row_t *table = south.table;
    memset(&south, 0, sizeof south);
    south.table = table;
    south.wiring.rom = south.rom;
    ich9_reset(&south.ich9, &south.ich9_out);
    smi_ctl_reset(&south.ctl, &south.ctl_out);
    gpio_reset(&south.gpio, &south.gpio_out);
    south.ich9_in.pm_byte_access = true;
    if (table == ich9_regs)
        return; /* holds PMBASE and ACPI_EN itself */
    dmi(BUS_CFG, true, 0x40, 4, PMBASE_IO);
    dmi(BUS_CFG, true, 0x44, 1, 0x80);
}

static void south_close(void)
{
}

/* Address of a dword, from the `where` of one of its rows. */
static uint64_t where(unsigned dword, uint8_t *space)
{
    const reg_row_t *row = south.table;
    while (row->dword != dword)
        row++;
    unsigned off = 0;
    if (sscanf(row->where, "PMBASE+%xh", &off) == 1) {
        *space = BUS_IO;
        off += PMBASE_IO;
    } else {
        assert_int_equal(sscanf(row->where, "D31:F0 %xh", &off), 1);
        *space = BUS_CFG;
    }
    return off & ~3u;
}

static void south_write(unsigned dword, uint32_t data, uint8_t be)
{
    uint8_t space, first = 0, size = 0;
    uint64_t addr = where(dword, &space);
    while (!(be >> first & 1))
        first++;
    while (first + size < 4 && be >> (first + size) & 1)
        size++;
    dmi(space, true, addr + first, size, data >> (8 * first));
}

/* Dword and bytes show the same. */
static uint32_t south_read(unsigned dword)
{
    uint8_t space;
    uint64_t addr = where(dword, &space);
    uint32_t v = (uint32_t)dmi(space, false, addr, 4, 0);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(dmi(space, false, addr + i, 1, 0) & 0xff, v >> (8 * i) & 0xff);
    return v;
}

static void pins_high(void)
{
    dmi(BUS_CFG, true, 0xb8, 4, 0x55555555);
    south.gpio_in.gpi = 0xffff;
    south_ticks(1);
    south.gpio_in.gpi = 0;
    dmi(BUS_CFG, true, 0xb8, 4, 0);
}

static void south_raise_ctl(unsigned dword, uint32_t want[])
{
    if (dword != 1)
        return;
    dmi(BUS_IO, true, 0xb2, 1, 0x77);
    pins_high();
    dmi(BUS_IO, true, PMBASE_IO + 0x38, 2, 1);
    dmi(BUS_IO, true, PMBASE_IO + 0x30, 4, SWSMI_TMR_EN | PERIODIC_EN);
    south.ctl_in.sw_set = south.ctl_in.per_set = true;
    south_ticks(1);
    south.ctl_in.sw_set = south.ctl_in.per_set = false;
    want[0] = expect(smi_ctl_regs, 0, want[0], SWSMI_TMR_EN | PERIODIC_EN, 15, 0);
    want[1] |= APM_STS_BIT | GPI_STS_BIT | SWSMI_TMR_STS_BIT | PERIODIC_STS_BIT;
}

static void south_raise_gpio(unsigned dword, uint32_t want[])
{
    (void)dword;
    pins_high();
    want[0] |= 0xffff0000;
}

static void south_lock(uint32_t want[])
{
    dmi(BUS_CFG, true, 0xa0, 1, SMI_LOCK_BIT);
    assert_true(south.ctl_out.smi_lock);
    if (south.table == ich9_regs)
        want[2] = expect(ich9_regs, 2, want[2], SMI_LOCK_BIT, 1, 0) | SMI_LOCK_BIT;
}

/* SMI_LOCK is a LIVE row here: the bit is smi_ctl's, set by a write of A0h and by nothing else. */
static void south_after(uint32_t want[])
{
    if (south.table == ich9_regs && south.ctl_out.smi_lock)
        want[2] |= SMI_LOCK_BIT;
}

static hw_t south_hw(const char *name, const reg_row_t *table)
{
    south.table = table;
    return (hw_t){.name = name, .table = table, .open = south_open, .close = south_close, .write = south_write,
                  .read = south_read, .lock = south_lock, .locks = 1, .after = south_after};
}

static void dmi_reaches_ich9_as_its_table_says(void **state)
{
    (void)state;
    hw_t h = south_hw("ich9 through DMI", ich9_regs);
    sweep(&h);
}

static void dmi_reaches_smi_ctl_as_its_table_says(void **state)
{
    (void)state;
    hw_t h = south_hw("smi_ctl through DMI", smi_ctl_regs);
    h.raise = south_raise_ctl;
    sweep(&h);
}

static void dmi_reaches_gpio_as_its_table_says(void **state)
{
    (void)state;
    hw_t h = south_hw("gpio through DMI", gpio_regs);
    h.raise = south_raise_gpio;
    sweep(&h);
}

/* SMI_LOCK: set by a 1 in its own lane only, and then until reset. */
static void smi_lock_is_set_by_its_bit_alone(void **state)
{
    (void)state;
    south.table = ich9_regs;
    for (uint8_t be = 1; be < 16; be++)
        for (unsigned d = 0; d < PATTERNS && one_run(be); d++) {
            bool sets = (be & 1) && (patterns[d] & SMI_LOCK_BIT);
            south_open();
            south_write(2, patterns[d], be);
            assert_int_equal(south.ctl_out.smi_lock, sets);
            south_write(2, 0, 15);
            assert_int_equal(south.ctl_out.smi_lock, sets);
            assert_int_equal(south_read(2) & SMI_LOCK_BIT, sets ? SMI_LOCK_BIT : 0);
            sum.writes += 2;
        }
}

static void small_accesses_are_refused_without_pm_byte_access(void **state)
{
    (void)state;
    south.table = smi_ctl_regs;
    south_open();
    south.ich9_in.pm_byte_access = false;
    for (uint8_t size = 1; size < 4; size++) {
        dmi(BUS_IO, true, PMBASE_IO + 0x30, size, 0xffffff);
        assert_int_equal(south.ctl_out.smi_en, 0);
        uint64_t ones = (UINT64_C(1) << (8 * size)) - 1;
        assert_true((dmi(BUS_IO, false, PMBASE_IO + 0x30, size, 0) & ones) == ones);
    }
    dmi(BUS_IO, true, PMBASE_IO + 0x30, 4, 0xffffffff);
    assert_int_equal(dmi(BUS_IO, false, PMBASE_IO + 0x30, 4, 0), SMI_EN_RW | EOS);
}

/* Every table of the board has been swept in hardware: a new one needs its sweep here. */
static void no_table_is_left_out(void **state)
{
    (void)state;
    const reg_row_t *const swept[] = {smi_ctl_regs, gpio_regs, ich9_regs, smram_dec_regs};
    for (unsigned t = 0; soc_reg_tables[t]; t++) {
        bool found = false;
        for (size_t i = 0; i < sizeof swept / sizeof swept[0]; i++)
            found |= swept[i] == soc_reg_tables[t];
        assert_true(found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_well_formed),
        cmocka_unit_test(tables_do_as_they_say),
        cmocka_unit_test(lanes_are_bytes),
        cmocka_unit_test(smi_ctl_agrees_with_its_table),
        cmocka_unit_test(gpio_agrees_with_its_table),
        cmocka_unit_test(smram_dec_agrees_with_its_table),
        cmocka_unit_test(dmi_reaches_ich9_as_its_table_says),
        cmocka_unit_test(dmi_reaches_smi_ctl_as_its_table_says),
        cmocka_unit_test(dmi_reaches_gpio_as_its_table_says),
        cmocka_unit_test(smi_lock_is_set_by_its_bit_alone),
        cmocka_unit_test(small_accesses_are_refused_without_pm_byte_access),
        cmocka_unit_test(no_table_is_left_out),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    printf("registers: %llu rows, %llu resets, %llu writes, %llu reads, %llu bits judged; locks freeze %llu fields and "
           "leave %llu; %llu wires compared with the RTL, %s\n",
           (unsigned long long)sum.rows, (unsigned long long)sum.resets, (unsigned long long)sum.writes,
           (unsigned long long)sum.reads, (unsigned long long)sum.bits, (unsigned long long)sum.frozen,
           (unsigned long long)sum.not_frozen, (unsigned long long)compared, failed ? "see above" : "0 differ");
    bool counted = sum.rows && sum.resets && sum.writes && sum.reads && sum.bits && sum.frozen && sum.not_frozen;
    return failed || !counted ? 1 : 0;
}
