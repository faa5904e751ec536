/* Every row of every register table: what reset makes of it, what each kind of write does to it, what a lock freezes;
 * first in the tables' own functions, then in the blocks that hold the registers, so that table and hardware agree.
 *
 * Each step is judged by expect(), which knows nothing of regs.c: it takes one bit at a time and looks up its row.
 * The blocks are driven through their own wires: smi_ctl, gpio, tco and smram_dec alone with all 16 byte lanes (and the
 * RTL beside them). Then at the addresses that the tables' `where` column gives: the host bridge by CF8h and CFCh, from a
 * bus unit and on the whole board, and the south bridge wired together as on the board, through DMI. Each row also meets
 * the three resets, platform reset, RSMRST# and RTCRST#, and INIT#, which resets none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "bus.h"
#include "cpu/biu.h"
#include "directed/directed.h"
#include "ich9/gpio.h"
#include "ich9/ich9.h"
#include "ich9/ich9_regs.h"
#include "ich9/ich9_top.h"
#include "ich9/nmi.h"
#include "ich9/pm.h"
#include "ich9/rcba.h"
#include "ich9/wells.h"
#include "mch/mch.h"
#include "mch/mch_regs.h"
#include "mch/smram_dec.h"
#include "apic/ioapic.h"
#include "cpu/lapic.h"
#include "soc.h"

enum { MAX_DWORDS = 64, PMBASE_IO = 0x600, SMI_LOCK_BIT = 1 << 4 };

static const uint32_t patterns[] = {0, 0xffffffff, 0x55555555, 0xaaaaaaaa};
enum { PATTERNS = sizeof patterns / sizeof patterns[0] };

static struct {
    uint64_t rows, resets, writes, reads, bits, frozen, not_frozen, wells;
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
    unsigned lock_dword;                            /* the dword in which these bits lock when written */
    uint32_t locking;
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

static uint32_t old_want[MAX_DWORDS]; /* `want` before the write in hand, for `after` */

static void put(const hw_t *h, unsigned dword, uint32_t data, uint8_t be, bool locked, uint32_t want[])
{
    memcpy(old_want, want, sizeof old_want);
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
    put(h, dword, old & ~(dword == h->lock_dword ? h->locking : 0), 15, false, want);
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
    pair_open(&pair, block, &rtl, NULL, differs);
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
    ctl_in()->tco_lock = true;
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

static tco_in_t *tco_in(void)
{
    return (tco_in_t *)pair.in;
}

static struct {
    unsigned dword;
    uint32_t data;
    uint8_t be;
} tco_last; /* write */

static void tco_open(void)
{
    start(&tco_block);
    tco_in()->tick = 0x1ffffff; /* no tick in the sweep */
}

static void tco_write(unsigned dword, uint32_t data, uint8_t be)
{
    tco_last.dword = dword;
    tco_last.data = data;
    tco_last.be = be;
    tco_in()->wr_en = true;
    tco_in()->addr = (uint8_t)dword;
    tco_in()->be = be;
    tco_in()->wdata = data;
    pair_tick(&pair);
    tco_in()->wr_en = false;
}

static uint32_t tco_read(unsigned dword)
{
    const tco_out_t *o = (const tco_out_t *)pair.out;
    const uint32_t regs[TCO_DWORDS] = {o->regs0, o->regs1, o->regs2, o->regs3, o->regs4};
    return regs[dword];
}

static void tco_raise(unsigned dword, uint32_t want[])
{
    tco_in_t *i = tco_in();
    (void)dword;
    i->dmi_smi = i->dmi_sci = i->dmi_serr = i->bioswr = i->newcentury = i->smlink = true;
    i->well_sts = 7;
    pair_tick(&pair);
    i->dmi_smi = i->dmi_sci = i->dmi_serr = i->bioswr = i->newcentury = i->smlink = false;
    want[TCO_STS] |= TCO1_DMISMI | TCO1_DMISCI | TCO1_DMISERR | TCO1_BIOSWR | TCO1_NEWCENTURY | TCO2_SMLINK_SLV_SMI |
                     TCO2_BOOT | TCO2_SECOND_TO | TCO2_INTRD_DET;
}

/* What writes of TCO_RLD, TCO_DAT_IN, TCO_DAT_OUT and NMI_NOW do beside the table (chipset facts 4.1, 4.2). */
static void tco_after(uint32_t want[])
{
    if (tco_last.dword == TCO_RLD_DAT) {
        if (tco_last.be & 3)
            want[TCO_RLD_DAT] = (want[TCO_RLD_DAT] & 0xffff0000) | (want[TCO_TMR_IRQ] >> 16);
        want[TCO_STS] |= (tco_last.be & 4 ? TCO1_SW_TCO_SMI : 0U) | (tco_last.be & 8 ? TCO1_TCO_INT : 0U);
    }
    if (tco_last.dword == TCO_CNT && tco_last.be & 2)
        want[TCO_CNT] ^= tco_last.data & TCO1_NMI_NOW;
}

static smram_dec_in_t *dec_in(void)
{
    return (smram_dec_in_t *)pair.in;
}

static uint32_t dec_locks; /* of the sweep in hand: D_LCK, D_LCK with lck_g, with lck_map, with lck_remap */
enum { DEC_9C = 4 };       /* SMRAM and ESMRAMC among dec_offsets */
static const uint8_t dec_offsets[] = {0x50, 0x90, 0x94, 0x98, 0x9c, 0xa0, 0xa4, 0xa8, 0xac, 0xb0};

static void dec_open(void)
{
    start(&smram_dec_block);
    dec_in()->lck_g = dec_locks & 2;
    dec_in()->lck_map = dec_locks & 4;
    dec_in()->lck_remap = dec_locks & 8;
}

static void dec_write(unsigned dword, uint32_t data, uint8_t be)
{
    dec_in()->cfg_wr = true;
    dec_in()->cfg_off = dec_offsets[dword];
    dec_in()->cfg_be = be;
    dec_in()->cfg_wdata = data;
    pair_tick(&pair);
    dec_in()->cfg_wr = false;
}

static uint32_t dec_read(unsigned dword)
{
    const smram_dec_out_t *o = (const smram_dec_out_t *)pair.out;
    const uint32_t shown[] = {(uint32_t)o->ggc << 16,
                              (uint32_t)o->pam,
                              (uint32_t)(o->pam >> 32) | (uint32_t)o->lac << 24,
                              o->remapbase | (uint32_t)o->remaplimit << 16,
                              (uint32_t)o->smram << 8 | (uint32_t)o->esmramc << 16,
                              o->tom | (uint32_t)o->touud << 16,
                              o->gbsm,
                              o->bgsm,
                              o->tsegmb,
                              o->tolud};
    return shown[dword];
}

/* E_SMERR: a closed touch of TSEG, which is then switched off again. */
static void dec_raise(unsigned dword, uint32_t want[])
{
    (void)dword;
    dec_write(DEC_9C, (uint32_t)G_SMRAME << 8 | (uint32_t)T_EN << 16, 15);
    dec_in()->req = true;
    pair_tick(&pair);
    dec_in()->req = false;
    dec_write(DEC_9C, 0, 15);
    want[DEC_9C] |= (uint32_t)E_SMERR << 16;
}

static void dec_after(uint32_t want[])
{
    if (want[DEC_9C] & (uint32_t)D_LCK << 8)
        want[DEC_9C] &= ~((uint32_t)D_OPEN << 8); /* D_LCK closes (chipset facts 7.3) */
}

static void dec_lock(uint32_t want[])
{
    dec_write(DEC_9C, (uint32_t)D_LCK << 8, 0); /* no lane: no lock */
    assert_int_equal(dec_read(DEC_9C) & (uint32_t)D_LCK << 8, 0);
    put(&(hw_t){.table = smram_dec_regs, .write = dec_write, .after = dec_after}, DEC_9C,
        (want[DEC_9C] | (uint32_t)D_LCK << 8) & ~((uint32_t)E_SMERR << 16), 15, false, want);
}

static void smi_ctl_agrees_with_its_table(void **state)
{
    (void)state;
    sweep(&(hw_t){.name = "smi_ctl", .table = smi_ctl_regs, .all_lanes = true, .open = ctl_open, .close = shut,
                  .write = ctl_write, .read = ctl_read, .raise = ctl_raise, .lock = ctl_lock, .locks = 3});
}

static void gpio_agrees_with_its_table(void **state)
{
    (void)state;
    sweep(&(hw_t){.name = "gpio", .table = gpio_regs, .all_lanes = true, .open = gp_open, .close = shut,
                  .write = gp_write, .read = gp_read, .raise = gp_raise});
}

static void tco_agrees_with_its_table(void **state)
{
    (void)state;
    sweep(&(hw_t){.name = "tco", .table = tco_regs, .all_lanes = true, .open = tco_open, .close = shut,
                  .write = tco_write, .read = tco_read, .raise = tco_raise, .after = tco_after});
}

static void smram_dec_agrees_with_its_table(void **state)
{
    (void)state;
    for (unsigned straps = 0; straps < 8; straps++) {
        dec_locks = 1 | straps << 1;
        sweep(&(hw_t){.name = "smram_dec", .table = smram_dec_regs, .all_lanes = true, .open = dec_open,
                      .close = shut, .write = dec_write, .read = dec_read, .raise = dec_raise, .lock = dec_lock,
                      .locks = dec_locks, .lock_dword = DEC_9C, .locking = (uint32_t)D_LCK << 8, .after = dec_after});
    }
}

/* --- the host bridge, by CF8h and CFCh from the processor's bus unit ----------------------------------------------------- */

enum { CFGE = 1u << 31, CONFIG_ADDRESS = 0xcf8, CONFIG_DATA = 0xcfc, DMI_READS = 0x3c96a55a, LPC_FUNCTION = 0xf8 };

static struct {
    biu_t biu;
    biu_in_t biu_in;
    biu_out_t biu_out;
    mch_t mch;
    mch_in_t mch_in;
    mch_out_t mch_out;
    smram_dec_t dec;
    smram_dec_in_t dec_in;
    smram_dec_out_t dec_out;
    ram_t none; /* no access of the sweep reaches DRAM */
    int bytes_of; /* the dword whose bytes and words are read too; -1: none yet */
} north;

static uint64_t config_reads, config_writes; /* dwords, words, bytes and three bytes, by CFCh */
static uint64_t config_passed;               /* that must not hit, and did not */

/* As on the board; what goes to DMI is answered at once with DMI_READS. */
static void north_wire(void)
{
    const biu_out_t *b = &north.biu_out;
    const mch_out_t *o = &north.mch_out;
    const smram_dec_out_t *d = &north.dec_out;
    mch_in_t *m = &north.mch_in;
    biu_in_t *i = &north.biu_in;
    m->ads_n = b->ads_n;
    m->reqb_n = b->reqb_n;
    m->lock_n = i->bus_lock_n = b->lock_n;
    m->req_a = i->req_a = o->ads_n ? b->req_a : REQ_DEFERRED_REPLY;
    m->req_b = b->req_b;
    m->a = b->a;
    m->be = b->be;
    m->den_n = b->den_n;
    m->drdy_n = b->drdy_n;
    m->d = i->d = b->d_o | o->d_o;
    i->breq = !b->breq_n;
    i->ads_n = b->ads_n && o->ads_n;
    i->did = o->ads_n ? b->did : o->did;
    i->bpri_n = o->bpri_n;
    i->trdy_n = o->trdy_n;
    i->brdy_n = o->brdy_n;
    i->rs = o->rs;
    m->dec_rsp = d->rsp;
    m->dec_target = d->target;
    m->dec_maddr = d->maddr;
    m->smram = d->smram;
    m->esmramc = d->esmramc;
    m->tsegmb = d->tsegmb;
    m->tolud = d->tolud;
    m->pam = d->pam;
    m->lac = d->lac;
    m->ggc = d->ggc;
    m->remapbase = d->remapbase;
    m->remaplimit = d->remaplimit;
    m->tom = d->tom;
    m->touud = d->touud;
    m->gbsm = d->gbsm;
    m->bgsm = d->bgsm;
    m->dmi_ack = o->dmi_seq;
    m->dmi_rdata = DMI_READS;
    north.dec_in.req = o->dec_req;
    north.dec_in.initiator = o->dec_initiator;
    north.dec_in.addr = o->dec_addr;
    north.dec_in.write = o->dec_write;
    north.dec_in.fetch = o->dec_fetch;
    north.dec_in.smm = o->dec_smm;
    north.dec_in.cfg_wr = o->cfg_wr;
    north.dec_in.cfg_off = o->cfg_off;
    north.dec_in.cfg_be = o->cfg_be;
    north.dec_in.cfg_wdata = o->cfg_wdata;
}

static void north_reset(void)
{
    biu_reset(&north.biu, &north.biu_out);
    mch_reset(&north.mch, &north.mch_out);
    smram_dec_reset(&north.dec, &north.dec_out);
    north.biu_in.req_seq = 0;
    north.bytes_of = -1;
}

/* Both families by turns: they differ in how the bridge answers. */
static void north_open(void)
{
    bool by_txn = !north.mch_in.by_txn;
    memset(&north, 0, sizeof north);
    north.mch_in.by_txn = north.biu_in.by_txn = by_txn;
    north.mch_in.snoop_clks = by_txn ? 4 : 1;
    north.mch_in.dram_clks = 2;
    north.mch_in.trdy_clks = by_txn ? 3 : 0;
    north.mch_in.response_clks = by_txn ? 2 : 0;
    north.biu_in.request_clks = by_txn ? 2 : 1;
    north.biu_in.trdy = by_txn;
    north.mch_in.eoi_code = north.biu_in.eoi_code = 10;
    north.mch_in.xtpr_code = north.biu_in.xtpr_code = 8;
    north.mch_in.smi_n = north.biu_in.smmem_drive_n = true;
    north.mch_in.hitm_n = north.biu_in.hit_n = north.biu_in.hitm_n = north.biu_in.drdy_n = north.biu_in.dbsy_n = true;
    north.dec_in.cls_all = true;
    north.dec_in.lck_g = dec_locks & 2;
    north.dec_in.lck_map = dec_locks & 4;
    north.dec_in.lck_remap = dec_locks & 8;
    north_reset();
}

static uint32_t ones_of(unsigned size)
{
    return size >= 4 ? ~UINT32_C(0) : (UINT32_C(1) << (8 * size)) - 1;
}

static line_buf_t no_lines; /* no access here is a line */

static uint32_t north_bus(uint8_t space, bool write, uint64_t addr, unsigned size, uint32_t data)
{
    biu_in_t *i = &north.biu_in;
    i->req_space = space;
    i->req_write = write;
    i->req_addr = addr;
    i->req_size = (uint8_t)size;
    i->req_data = data & ones_of(size);
    i->req_seq++;
    for (unsigned n = 0; n < 64 && north.biu_out.ack_seq != i->req_seq; n++) {
        north_wire();
        biu_tick(&north.biu, &north.biu_in, &north.biu_out, &(biu_wiring_t){.buf = &no_lines});
        mch_tick(&north.mch, &north.mch_in, &north.mch_out, &(mch_wiring_t){.ram = &north.none});
        smram_dec_tick(&north.dec, &north.dec_in, &north.dec_out);
    }
    assert_int_equal(north.biu_out.ack_seq, i->req_seq);
    return (uint32_t)north.biu_out.rdata & ones_of(size);
}

/* `function`: bus 15:8, device 7:3, function 2:0. */
static uint32_t north_config(bool write, unsigned function, unsigned off, unsigned size, uint32_t data)
{
    north_bus(BUS_IO, true, CONFIG_ADDRESS, 4, CFGE | function << 8 | (off & 0xfc));
    *(write ? &config_writes : &config_reads) += 1;
    return north_bus(BUS_IO, write, CONFIG_DATA + (off & 3), size, data);
}

/* The offset that the rows' `where` column gives. */
static unsigned north_offset(unsigned dword)
{
    unsigned off = 0;
    const reg_row_t *row = smram_dec_regs;
    while (row->dword != dword)
        row++;
    assert_int_equal(sscanf(row->where, "D0:F0 %xh", &off), 1);
    return off & ~3u;
}

static void north_write(unsigned dword, uint32_t data, uint8_t be)
{
    unsigned first = 0, size = 0;
    while (!(be >> first & 1))
        first++;
    while (first + size < 4 && be >> (first + size) & 1)
        size++;
    north_config(true, 0, north_offset(dword) + first, size, data >> (8 * first));
    north.bytes_of = (int)dword;
}

/* The dword written last is read in all its dwords, words and bytes; they show the same. */
static uint32_t north_read(unsigned dword)
{
    unsigned at = north_offset(dword);
    uint32_t v = north_config(false, 0, at, 4, 0);
    for (unsigned size = 1; size < 4 && north.bytes_of == (int)dword; size++)
        for (unsigned i = 0; i + size <= 4; i++)
            assert_int_equal(north_config(false, 0, at + i, size, 0), v >> (8 * i) & ones_of(size));
    return v;
}

/* E_SMERR, as dec_raise. */
static void north_raise(unsigned dword, uint32_t want[])
{
    (void)dword;
    north_write(DEC_9C, (uint32_t)G_SMRAME << 8 | (uint32_t)T_EN << 16, 15);
    north_bus(BUS_MEM, false, 0, 4, 0);
    north_write(DEC_9C, 0, 15);
    want[DEC_9C] |= (uint32_t)E_SMERR << 16;
}

static void north_lock(uint32_t want[])
{
    put(&(hw_t){.table = smram_dec_regs, .write = north_write, .after = dec_after}, DEC_9C, (uint32_t)D_LCK << 8, 2, false,
        want);
}

static void north_close(void)
{
}

static const hw_t north_hw = {.name = "mch by CF8h and CFCh", .table = smram_dec_regs, .open = north_open,
                              .close = north_close, .write = north_write, .read = north_read, .raise = north_raise,
                              .lock = north_lock, .lock_dword = DEC_9C, .locking = (uint32_t)D_LCK << 8, .after = dec_after};

static void config_cycles_reach_smram_dec_as_its_table_says(void **state)
{
    (void)state;
    for (unsigned straps = 0; straps < 8; straps++) {
        hw_t h = north_hw;
        h.locks = dec_locks = 1 | straps << 1;
        sweep(&h);
    }
}

/* Every register at something else than its reset value, D_LCK last. */
static void north_fill(void (*write)(unsigned, uint32_t, uint8_t), uint32_t pattern)
{
    for (unsigned dword = 0; dword < dwords_of(smram_dec_regs); dword++)
        if (dword != DEC_9C)
            write(dword, pattern, 15);
    write(DEC_9C, pattern, 15);
}

static void platform_reset_reaches_the_host_bridge(void **state)
{
    (void)state;
    for (unsigned p = 0; p < PATTERNS; p++) {
        north_open();
        north_fill(north_write, patterns[p]);
        north_reset();
        assert_int_equal(north_bus(BUS_IO, false, CONFIG_ADDRESS, 4, 0), 0);
        for (unsigned dword = 0; dword < dwords_of(smram_dec_regs); dword++)
            assert_int_equal(north_read(dword), expect_reset(smram_dec_regs, dword));
        north_fill(north_write, patterns[p]); /* and no lock is left */
        uint32_t got = north_read(0);
        assert_int_equal(got, expect(smram_dec_regs, 0, expect_reset(smram_dec_regs, 0), patterns[p], 15, 0));
        sum.resets++;
    }
}

/* One access to CFCh that is not D0:F0's: it changes no register, and reaches DMI as this, or not at all. */
static void passes(bool write, unsigned off, unsigned size, bool to_dmi, uint8_t space, uint64_t addr)
{
    const smram_dec_t before = north.dec;
    uint8_t seq = north.mch_out.dmi_seq;
    uint32_t got = north_bus(BUS_IO, write, CONFIG_DATA + (off & 3), size, ~UINT32_C(0));
    assert_int_equal((uint8_t)(north.mch_out.dmi_seq - seq), to_dmi);
    if (to_dmi) {
        assert_int_equal(north.mch_out.dmi_space, space);
        assert_int_equal(north.mch_out.dmi_write, write);
        assert_int_equal(north.mch_out.dmi_addr, addr);
        assert_int_equal(north.mch_out.dmi_size, size);
    }
    if (to_dmi && write)
        assert_int_equal(north.mch_out.dmi_wdata, ones_of(size));
    if (!write)
        assert_int_equal(got, (to_dmi ? DMI_READS : ~UINT32_C(0)) & ones_of(size));
    assert_memory_equal(north.dec.regs, before.regs, sizeof before.regs);
    config_passed++;
}

/* Reads and writes of every lane at `off`, with CF8h at `address`. */
static void all_pass(uint32_t address, unsigned off, bool to_dmi, uint8_t space, uint64_t addr)
{
    north_bus(BUS_IO, true, CONFIG_ADDRESS, 4, address | (off & 0xfc));
    for (unsigned size = 1; size <= 4; size++)
        for (unsigned lane = 0; lane + size <= 4; lane++)
            for (int write = 0; write < 2; write++)
                passes(write, off + lane, size, to_dmi, space, addr + lane);
}

static void only_the_host_bridges_own_number_hits(void **state)
{
    (void)state;
    dec_locks = 0;
    north_open();
    for (unsigned dword = 0; dword < dwords_of(smram_dec_regs); dword++) {
        unsigned off = north_offset(dword);
        for (unsigned function = 1; function < 0x100; function++)
            all_pass(CFGE | function << 8, off, function == LPC_FUNCTION, BUS_CFG, off);
        for (unsigned bus = 1; bus < 0x100; bus++) {
            all_pass(CFGE | bus << 16, off, false, 0, 0);
            all_pass(CFGE | bus << 16 | LPC_FUNCTION << 8, off, false, 0, 0);
        }
    }
}

/* CFGE 0: CFCh is a port like any other (chipset facts 7.6). */
static void config_data_is_a_port_while_disabled(void **state)
{
    (void)state;
    dec_locks = 0;
    north_open();
    for (unsigned off = 0; off < 0x100; off += 4) {
        all_pass(0, off, true, BUS_IO, CONFIG_DATA);
        all_pass(LPC_FUNCTION << 8, off, true, BUS_IO, CONFIG_DATA);
        all_pass(0x7fffff00, off, true, BUS_IO, CONFIG_DATA);
    }
}

/* Offsets without a row: the id, or 0; nothing is written there. */
static void other_offsets_are_read_only(void **state)
{
    (void)state;
    dec_locks = 0;
    north_open();
    for (unsigned off = 0; off < 0x100; off += 4) {
        bool has_row = false;
        for (unsigned dword = 0; dword < dwords_of(smram_dec_regs); dword++)
            has_row |= north_offset(dword) == off;
        const smram_dec_t before = north.dec;
        for (unsigned d = 0; d < PATTERNS && !has_row; d++)
            for (unsigned size = 1; size <= 4; size++)
                for (unsigned lane = 0; lane + size <= 4; lane++) {
                    north_config(true, 0, off + lane, size, patterns[d]);
                    uint32_t id = off == 0 ? 0x29b08086 : 0;
                    assert_int_equal(north_config(false, 0, off + lane, size, 0), id >> (8 * lane) & ones_of(size));
                    assert_memory_equal(north.dec.regs, before.regs, sizeof before.regs);
                    config_passed++;
                }
    }
    assert_int_equal(north.mch_out.dmi_seq, 0);
}

/* CF8h is a register for dwords only; smaller accesses, and its neighbours, are ports behind DMI (chipset facts 7.6). */
static void config_address_takes_dwords_alone(void **state)
{
    static const uint32_t kept = 0x80fffffc;
    (void)state;
    dec_locks = 0;
    north_open();
    assert_int_equal(north_bus(BUS_IO, false, CONFIG_ADDRESS, 4, 0), 0);
    for (unsigned bit = 0; bit < 32; bit++) {
        uint32_t one = UINT32_C(1) << bit;
        north_bus(BUS_IO, true, CONFIG_ADDRESS, 4, one);
        assert_int_equal(north_bus(BUS_IO, false, CONFIG_ADDRESS, 4, 0), one & kept);
        north_bus(BUS_IO, true, CONFIG_ADDRESS, 4, ~one);
        assert_int_equal(north_bus(BUS_IO, false, CONFIG_ADDRESS, 4, 0), ~one & kept);
    }
    for (unsigned port = CONFIG_ADDRESS - 4; port <= CONFIG_DATA + 4; port++)
        for (unsigned size = 1; size <= 4; size++) {
            bool data = port >= CONFIG_DATA && port < CONFIG_DATA + 4;
            if ((port & 3) + size > 4 || data || (port == CONFIG_ADDRESS && size == 4))
                continue;
            for (int write = 0; write < 2; write++) {
                uint8_t seq = north.mch_out.dmi_seq;
                north_bus(BUS_IO, true, CONFIG_ADDRESS, 4, 0x80123454);
                uint32_t got = north_bus(BUS_IO, write, port, size, 0xffffffff);
                assert_true(write || got == (DMI_READS & ones_of(size)));
                assert_int_equal((uint8_t)(north.mch_out.dmi_seq - seq), 1);
                assert_int_equal(north.mch_out.dmi_space, BUS_IO);
                assert_int_equal(north.mch_out.dmi_addr, port);
                assert_int_equal(north.mch_out.dmi_size, size);
                assert_int_equal(north_bus(BUS_IO, false, CONFIG_ADDRESS, 4, 0), 0x80123454);
                config_passed++;
            }
        }
}

/* --- the host bridge on the board, from the pins of a halted core ---------------------------------------------------------- */

static soc_t *board; /* of the test in hand */

static void board_runs(ps_t time)
{
    ps_t end = soc_now(board) + time;
    while (soc_now(board) < end) {
        soc_tick(board, soc_next(board, end), end);
        soc_settle(board);
    }
    assert_true(soc_cpu_out(board, 0)->halted);
}

static void core_asks(bool write, uint64_t port, unsigned size, uint32_t data)
{
    cpu_out_t *o = soc_cpu_out(board, 0);
    o->req_space = BUS_IO;
    o->req_write = write;
    o->req_fetch = false;
    o->req_addr = port;
    o->req_size = (uint8_t)size;
    o->req_data = data & ones_of(size);
    o->req_seq++;
    soc_board_changed(board, soc_now(board));
}

static uint32_t core_io(bool write, uint64_t port, unsigned size, uint32_t data)
{
    core_asks(write, port, size, data);
    uint8_t seq = soc_cpu_out(board, 0)->req_seq;
    for (unsigned n = 0; n < 4000 && soc_cpu_in(board, 0)->ack_seq != seq; n++) {
        soc_tick(board, soc_next(board, soc_now(board) + 1000000), soc_now(board) + 1000000);
        soc_settle(board);
    }
    assert_int_equal(soc_cpu_in(board, 0)->ack_seq, seq);
    return (uint32_t)soc_cpu_in(board, 0)->rdata & ones_of(size);
}

static void board_write(unsigned dword, uint32_t data, uint8_t be)
{
    (void)be;
    core_io(true, CONFIG_ADDRESS, 4, CFGE | north_offset(dword));
    core_io(true, CONFIG_DATA, 4, data);
    config_writes++;
}

static uint32_t board_read(unsigned dword)
{
    core_io(true, CONFIG_ADDRESS, 4, CFGE | north_offset(dword));
    config_reads++;
    return core_io(false, CONFIG_DATA, 4, 0);
}

enum board_reset { PIN_RESET, CF9_RESET, PIN_INIT, CF9_INIT, PIN_RSMRST, PIN_RTCRST, BOARD_RESETS };

/* Comes back with the core halted again. */
static void board_reset(enum board_reset kind)
{
    enum { HELD = 2000000, BOOT = 40000000 /* ps */ };
    board_out_t *b = soc_board(board);
    bool *const pin[BOARD_RESETS] = {[PIN_RESET] = &b->reset_n, [PIN_INIT] = &b->init_n, [PIN_RSMRST] = &b->rsmrst_n,
                                     [PIN_RTCRST] = &b->rtcrst_n};
    if (pin[kind]) {
        *pin[kind] = false;
        soc_board_changed(board, soc_now(board));
        ps_t end = soc_now(board) + HELD;
        while (soc_now(board) < end) {
            soc_tick(board, soc_next(board, end), end);
            soc_settle(board);
        }
        *pin[kind] = true;
        soc_board_changed(board, soc_now(board));
    } else {
        core_io(true, 0xcf9, 1, 0);
        core_asks(true, 0xcf9, 1, kind == CF9_RESET ? 6 : 4); /* a platform reset leaves it without an answer */
    }
    board_runs(BOOT);
}

static void board_open(const char *part, soc_mode_t mode)
{
    char err[256] = "";
    soc_config_t c = {.part = part_find(part), .cpus = 1, .ram_bytes = 1 << 20, .mode = mode, .start = {0x8000}};
    c.params = part_params(c.part);
    board = soc_open(&c, err, sizeof err);
    if (!board)
        fail_msg("%s", err);
    soc_ram(board)->bytes[0x8000] = 0xf4; /* HLT */
    dec_locks = 1 | (uint32_t)c.params.d_lck_g_smrame << 1 | (uint32_t)c.params.d_lck_map << 2 |
                (uint32_t)c.params.d_lck_remap << 3;
    board_runs(40000000);
}

static unsigned seen(ev_id_t id)
{
    unsigned n = 0;
    const ev_log_t *log = soc_events(board);
    for (size_t i = 0; i < log->count; i++)
        n += log->list[i].id == id;
    return n;
}

/* Pattern 5 sets D_LCK, pattern A does not; neither puts TSEG or graphics memory over the core's code. */
static void meet_board_reset(enum board_reset kind, uint32_t pattern)
{
    uint32_t want[MAX_DWORDS] = {0};
    bool clears = kind == PIN_RESET || kind == CF9_RESET, was_locked = pattern & (uint32_t)D_LCK << 8;
    unsigned resets = seen(EV_RESET), inits = seen(EV_INIT);
    north_fill(board_write, pattern);
    for (unsigned dword = 0; dword < dwords_of(smram_dec_regs); dword++)
        want[dword] = expect(smram_dec_regs, dword, expect_reset(smram_dec_regs, dword), pattern, 15, 0);
    dec_after(want);
    for (unsigned dword = 0; dword < dwords_of(smram_dec_regs); dword++)
        assert_int_equal(board_read(dword), want[dword]);
    core_io(true, CONFIG_ADDRESS, 4, 0x80001234);
    board_reset(kind);
    assert_int_equal(seen(EV_RESET) - resets, clears);
    assert_int_equal(seen(EV_INIT) - inits, kind == PIN_INIT || kind == CF9_INIT);
    assert_int_equal(core_io(false, CONFIG_ADDRESS, 4, 0), clears ? 0 : 0x80001234);
    for (unsigned dword = 0; dword < dwords_of(smram_dec_regs); dword++) {
        if (clears)
            want[dword] = expect_reset(smram_dec_regs, dword);
        assert_int_equal(board_read(dword), want[dword]);
    }
    for (unsigned dword = 0; dword < dwords_of(smram_dec_regs); dword++) { /* the lock is there, or not */
        uint32_t locks = was_locked && !clears ? dec_locks : 0;
        uint32_t data = ~pattern & ~((uint32_t)(D_LCK | G_SMRAME | D_OPEN) << 8 | (uint32_t)(T_EN | E_SMERR) << 16);
        board_write(dword, data, 15);
        want[dword] = expect(smram_dec_regs, dword, want[dword], data, 15, locks);
        assert_int_equal(board_read(dword), want[dword]);
    }
    sum.resets++;
}

static void the_board_resets_the_host_bridge_by_platform_reset_alone(void **state)
{
    static const char *const parts[] = {"p6", "pentium"};
    (void)state;
    for (unsigned p = 0; p < 2; p++)
        for (soc_mode_t mode = MODE_FAST; mode <= MODE_AUTO; mode++)
            for (enum board_reset kind = PIN_RESET; kind < BOARD_RESETS; kind++)
                for (unsigned pattern = 2; pattern < PATTERNS; pattern++) {
                    board_open(parts[p], mode);
                    meet_board_reset(kind, patterns[pattern]);
                    soc_close(board);
                }
}

/* --- the south bridge, through DMI --------------------------------------------------------------------------------------- */

enum { RCBA_MEM = 0xfed1c000, SLOW_CLKS = 0xfffff };

static struct {
    ich9_t ich9;
    ich9_in_t ich9_in;
    ich9_out_t ich9_out;
    ich9_top_t top; /* smi_ctl, smi_timers, tco, serirq, lpc */
    ich9_top_in_t top_in;
    ich9_top_out_t top_out;
    gpio_t gpio;
    gpio_in_t gpio_in;
    gpio_out_t gpio_out;
    pm_t pm;
    pm_in_t pm_in;
    pm_out_t pm_out;
    wells_t wells;
    wells_in_t wells_in;
    wells_out_t wells_out;
    rcba_t rcba;
    rcba_in_t rcba_in;
    rcba_out_t rcba_out;
    nmi_t nmi;
    nmi_in_t nmi_in;
    nmi_out_t nmi_out;
    const reg_row_t *table; /* of the sweep in hand */
    int bytes_of;           /* the dword whose bytes are read too; -1: all */
} south;

/* Where the dwords of the table in hand are, and what a read shows of them. */
static struct place {
    uint8_t space;
    uint64_t addr;
    uint32_t shows;
} place[MAX_DWORDS];

static const reg_row_t *const south_tables[] = {ich9_regs, smi_ctl_regs, gpio_regs, tco_regs,
                                                pm_regs,   wells_regs,   rcba_regs, nmi_regs};
enum { SOUTH_TABLES = sizeof south_tables / sizeof south_tables[0] };

/* A write on the bridge's bus, to the dword or port `off` of `space`. */
static bool strobes(enum ich9_space space, unsigned off)
{
    const ich9_out_t *o = &south.ich9_out;
    return o->reg_wr && o->reg_space == space && o->reg_off == off;
}

/* What the bridge reads. */
static void south_wire_reads(void)
{
    ich9_in_t *i = &south.ich9_in;
    i->smi_n = south.top_out.smi_n;
    i->smi_en = south.top_out.smi_en;
    i->smi_sts = south.top_out.smi_sts;
    i->apm_cnt = south.top_out.apm_cnt;
    i->apm_sts = south.top_out.apm_sts;
    i->smi_lock = south.top_out.smi_lock;
    i->tco0 = south.top_out.regs0;
    i->tco1 = south.top_out.regs1;
    i->tco2 = south.top_out.regs2;
    i->tco3 = south.top_out.regs3;
    i->tco4 = south.top_out.regs4;
    i->lpc_done = south.top_out.lpc_done;
    i->lpc_rdata = south.top_out.lpc_rdata;
    i->alt_gp_smi_en = south.gpio_out.alt_gp_smi_en;
    i->alt_gp_smi_sts = south.gpio_out.alt_gp_smi_sts;
    i->gpi_rout = south.gpio_out.gpi_rout;
    i->pm1_sts = south.pm_out.pm1_sts;
    i->pm1_en = south.pm_out.pm1_en;
    i->pm1_cnt = south.pm_out.pm1_cnt;
    i->tmr_base = south.pm_out.tmr_base;
    i->proc_cnt = south.pm_out.proc_cnt;
    i->gpe0_sts = south.pm_out.gpe0_sts;
    i->gpe0_en = south.pm_out.gpe0_en;
    i->uprwc = south.pm_out.uprwc;
    i->gpe_cntl = south.pm_out.gpe_cntl;
    i->devact_sts = south.pm_out.devact_sts;
    i->gen_pmcon_2 = south.wells_out.gen_pmcon_2;
    i->gen_pmcon_3 = south.wells_out.gen_pmcon_3;
    i->trsr = south.rcba_out.trsr;
    i->trcr = south.rcba_out.trcr;
    i->twdr = south.rcba_out.twdr;
    i->iotr0 = south.rcba_out.iotr0;
    i->iotr1 = south.rcba_out.iotr1;
    i->iotr2 = south.rcba_out.iotr2;
    i->iotr3 = south.rcba_out.iotr3;
    i->tctl = south.rcba_out.tctl;
    i->gcs = south.rcba_out.gcs;
    i->buc = south.rcba_out.buc;
    i->oic = south.rcba_out.oic;
    i->port_61 = south.nmi_out.port_61;
    i->port_74 = south.nmi_out.port_74;
}

/* What the bridge writes, and the wires between the blocks that registers hang on. */
static void south_wire_writes(void)
{
    const ich9_out_t *o = &south.ich9_out;
    ich9_top_in_t *t = &south.top_in;
    t->reg_wr = o->reg_wr;
    t->reg_space = o->reg_space;
    t->reg_off = o->reg_off;
    t->wr_be = o->wr_be;
    t->wr_data = o->wr_data;
    t->serirq_cntl = o->serirq_cntl;
    t->gpi_sts = south.gpio_out.gpi_sts;
    t->well_sts = south.wells_out.well_sts;
    t->nmi_off = south.nmi_out.nmi_off;
    south.gpio_in.wr_en = strobes(RS_PM, 0x38) || strobes(RS_CFG, 0xb8);
    south.gpio_in.addr = o->reg_space == RS_CFG;
    south.pm_in.wr_en = o->reg_wr && o->reg_space == RS_PM;
    south.pm_in.off = o->reg_off & 0x7f;
    south.pm_in.bios_rls = south.top_out.bios_rls;
    south.pm_in.prbtnor = south.wells_out.prbtnor;
    south.rcba_in.wr_en = o->reg_wr && o->reg_space == RS_RCBA;
    south.rcba_in.off = o->reg_off & 0x3fff;
    south.rcba_in.io_seen = o->io_seen;
    south.rcba_in.io_addr = o->io_addr;
    south.rcba_in.io_be = o->io_be;
    south.rcba_in.io_write = o->io_write;
    south.rcba_in.io_data = o->io_data;
    south.wells_in.slp_str_lock = o->gen_pmcon_lock & PMCON_LOCK_SLP_STR;
    south.wells_in.wr_en = true;
    if (strobes(RS_CFG, 0xa0))
        south.wells_in.addr = WELLS_A0;
    else if (strobes(RS_CFG, 0xa4))
        south.wells_in.addr = WELLS_A4;
    else if (strobes(RS_PM, 0x64))
        south.wells_in.addr = WELLS_TCO_STS;
    else if (strobes(RS_PM, 0x00))
        south.wells_in.addr = WELLS_PM1;
    else
        south.wells_in.wr_en = false;
    south.gpio_in.be = south.pm_in.be = south.rcba_in.be = south.wells_in.be = o->wr_be;
    south.gpio_in.wdata = south.pm_in.wdata = south.rcba_in.wdata = south.wells_in.wdata = o->wr_data;
    south.nmi_in.wr_61 = strobes(RS_PORT, 0x61);
    south.nmi_in.wr_70 = strobes(RS_PORT, 0x70);
    south.nmi_in.wdata = (uint8_t)o->wr_data;
}

static void south_ticks(unsigned n)
{
    while (n-- > 0) {
        south_wire_reads();
        south_wire_writes();
        south.top_in.now++; /* `now` of the others stands: the PM timer reads 0 */
        ich9_tick(&south.ich9, &south.ich9_in, &south.ich9_out);
        ich9_top_tick(&south.top, &south.top_in, &south.top_out);
        gpio_tick(&south.gpio, &south.gpio_in, &south.gpio_out);
        pm_tick(&south.pm, &south.pm_in, &south.pm_out);
        wells_tick(&south.wells, &south.wells_in, &south.wells_out);
        rcba_tick(&south.rcba, &south.rcba_in, &south.rcba_out);
        nmi_tick(&south.nmi, &south.nmi_in, &south.nmi_out);
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
    if (write)
        south_ticks(3);
    return south.ich9_out.rdata;
}

/* A platform reset: every block but wells, which sees it as a wire. */
static void platform_reset(void)
{
    ich9_reset(&south.ich9, &south.ich9_out);
    ich9_top_reset(&south.top, &south.top_out);
    gpio_reset(&south.gpio, &south.gpio_out);
    pm_reset(&south.pm, &south.pm_out);
    rcba_reset(&south.rcba, &south.rcba_out);
    nmi_reset(&south.nmi, &south.nmi_out);
    south.ich9_in.dmi_seq = 0;
    south_wire_writes();
    south.wells_in.pltrst_n = false;
    wells_tick(&south.wells, &south.wells_in, &south.wells_out);
    south.wells_in.pltrst_n = true;
}

/* The bridge decodes the PM block and RCBA. A sweep of its own registers begins without. */
static void decode(void)
{
    if (south.table == ich9_regs)
        return;
    dmi(BUS_CFG, true, 0x40, 4, PMBASE_IO);
    dmi(BUS_CFG, true, 0x44, 1, 0x80);
    dmi(BUS_CFG, true, 0xf0, 4, RCBA_MEM | 1);
}

static void south_open(void)
{
    const reg_row_t *table = south.table;
    memset(&south, 0, sizeof south);
    south.table = table;
    south.bytes_of = -1;
    south.ich9_in.pm_byte_access = true;
    south.ich9_in.slow = south.pm_in.slow = 1;
    south.top_in.sirq_pin = true;
    south.top_in.lpc_lad = 15;
    south.top_in.sw_short = 0xffff; /* nothing expires in a sweep */
    south.top_in.sw_long = south.top_in.per_base = SLOW_CLKS;
    south.top_in.tick = 0x1ffffff;
    south.wells_in.rsmrst_n = south.wells_in.rtcrst_n = true;
    wells_reset(&south.wells, &south.wells_out);
    platform_reset();
    decode();
}

static void south_close(void)
{
}

/* Address of a row's dword. */
static uint64_t where_row(const reg_row_t *row, uint8_t *space)
{
    unsigned off = 0;
    if (sscanf(row->where, "PMBASE+%xh", &off) == 1) {
        *space = BUS_IO;
        off += PMBASE_IO;
    } else if (sscanf(row->where, "port %xh", &off) == 1) {
        *space = BUS_IO;
    } else if (sscanf(row->where, "RCBA+%xh", &off) == 1) {
        *space = BUS_MEM;
        off += RCBA_MEM;
    } else {
        assert_int_equal(sscanf(row->where, "D31:F0 %xh", &off), 1);
        *space = BUS_CFG;
    }
    return off & ~3u;
}

/* Bits that a read shows for the table in hand: not those of another table's rows, and of ports not the bytes that have
 * no readable row. */
static uint32_t shows(unsigned dword)
{
    uint8_t space;
    uint32_t others = 0, readable = south.table == nmi_regs ? 0 : ~UINT32_C(0);
    for (unsigned t = 0; t < SOUTH_TABLES; t++)
        for (const reg_row_t *row = south_tables[t]; row->reg && south_tables[t] != south.table; row++)
            if (where_row(row, &space) == place[dword].addr && space == place[dword].space)
                others |= reg_mask(row);
    for (const reg_row_t *row = south.table; row->reg; row++)
        if (row->dword == dword && row->access != REG_WO)
            readable |= UINT32_C(0xff) << (row->shift & ~7u);
    return readable & ~others;
}

static void find_places(void)
{
    for (const reg_row_t *row = south.table; row->reg; row++)
        place[row->dword].addr = where_row(row, &place[row->dword].space);
    for (unsigned dword = 0; dword < dwords_of(south.table); dword++)
        place[dword].shows = shows(dword);
}

/* The dword of the table in hand at an offset of configuration space. */
static unsigned dword_at(unsigned off)
{
    unsigned dword = 0;
    while (place[dword].addr != off)
        dword++;
    return dword;
}

static void south_write(unsigned dword, uint32_t data, uint8_t be)
{
    uint8_t first = 0, size = 0;
    while (!(be >> first & 1))
        first++;
    while (first + size < 4 && be >> (first + size) & 1)
        size++;
    dmi(place[dword].space, true, place[dword].addr + first, size, data >> (8 * first));
    south.bytes_of = (int)dword;
    tco_last.dword = dword;
    tco_last.data = data;
    tco_last.be = be;
}

/* Dword and bytes show the same. */
static uint32_t south_read(unsigned dword)
{
    const struct place *at = &place[dword];
    uint32_t v = (uint32_t)dmi(at->space, false, at->addr, 4, 0);
    if (south.bytes_of < 0 || south.bytes_of == (int)dword)
        for (unsigned i = 0; i < 4; i++)
            assert_int_equal(dmi(at->space, false, at->addr + i, 1, 0) & 0xff, v >> (8 * i) & 0xff);
    return v & at->shows;
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
    south.top_in.sw_short = 8;
    south.top_in.per_base = 1; /* 8 edges at PER_SMI_SEL 0 */
    dmi(BUS_IO, true, PMBASE_IO + 0x30, 4, SWSMI_TMR_EN | PERIODIC_EN);
    south.top_in.per_base = SLOW_CLKS;
    south_ticks(16);
    want[0] = expect(smi_ctl_regs, 0, want[0], SWSMI_TMR_EN | PERIODIC_EN, 15, 0);
    want[1] |= APM_STS_BIT | GPI_STS_BIT | SWSMI_TMR_STS_BIT | PERIODIC_STS_BIT;
}

static void south_raise_gpio(unsigned dword, uint32_t want[])
{
    (void)dword;
    pins_high();
    want[0] |= 0xffff0000;
}

static void south_raise_tco(unsigned dword, uint32_t want[])
{
    ich9_top_in_t *i = &south.top_in;
    (void)dword;
    i->dmi_smi = i->dmi_sci = i->dmi_serr = i->bioswr = i->newcentury = i->smlink = true;
    south_ticks(1);
    i->dmi_smi = i->dmi_sci = i->dmi_serr = i->bioswr = i->newcentury = i->smlink = false;
    want[TCO_STS] |= TCO1_DMISMI | TCO1_DMISCI | TCO1_DMISERR | TCO1_BIOSWR | TCO1_NEWCENTURY | TCO2_SMLINK_SLV_SMI;
}

static void south_raise_pm(unsigned dword, uint32_t want[])
{
    pm_in_t *i = &south.pm_in;
    (void)dword;
    dmi(BUS_IO, true, PMBASE_IO + 0x30, 1, BIOS_RLS);
    i->pm1_ev = 0xffff;
    i->gpe = UINT64_C(0x1ffffffff);
    i->pirq = 0xff;
    i->kbc_hit = true;
    south_ticks(1);
    i->pm1_ev = 0;
    i->gpe = i->pirq = 0;
    i->kbc_hit = false;
    want[PM_D_PM1] |= 0xc530;
    want[PM_D_STS] |= 0xffff7fff;
    want[PM_D_STS_HI] |= 1;
    want[PM_D_DEVACT] |= 0x13c0;
}

/* UPRWC.WR_EN and SWGPE_CTRL set status bits (chipset facts 2.5). */
static void pm_after(uint32_t want[])
{
    if ((old_want[PM_D_UPRWC] & UPRWC_WR_EN_SMI_EN) && (want[PM_D_UPRWC] & ~old_want[PM_D_UPRWC] & UPRWC_WR_EN))
        want[PM_D_UPRWC] |= UPRWC_WR_EN_SMI_STS;
    if (want[PM_D_GPE_CNTL] & 1 << 17)
        want[PM_D_STS] |= GPE0_SWGPE;
}

static void south_raise_wells(unsigned dword, uint32_t want[])
{
    wells_in_t *i = &south.wells_in;
    (void)dword;
    i->pmcon2_ev = 0x1f;
    i->second_to = i->intruder = i->prbtnor_ev = true;
    south_ticks(1);
    i->pmcon2_ev = 0;
    i->second_to = i->intruder = i->prbtnor_ev = false;
    platform_reset();
    decode();
    want[WELLS_A0] |= 0x1f0000;
    want[WELLS_A4] |= PMCON3_AFTERG3_EN | PMCON3_GEN_RST_STS;
    want[WELLS_TCO_STS] |= TCO2_BOOT | TCO2_SECOND_TO | TCO2_INTRD_DET;
    want[WELLS_PM1] |= PM1_PRBTNOR;
}

/* BOOT is not cleared before SECOND_TO (chipset facts 4.2). */
static void wells_after(uint32_t want[])
{
    if (want[WELLS_TCO_STS] & TCO2_SECOND_TO)
        want[WELLS_TCO_STS] |= old_want[WELLS_TCO_STS] & TCO2_BOOT;
}

/* All four traps take an OUT to port 80h. */
static void south_raise_rcba(unsigned dword, uint32_t want[])
{
    (void)dword;
    for (unsigned off = RCBA_IOTR0; off < RCBA_IOTR0 + 32; off += 8) {
        dmi(BUS_MEM, true, RCBA_MEM + off + 4, 4, 0x200f0);
        dmi(BUS_MEM, true, RCBA_MEM + off, 4, 0x81);
    }
    dmi(BUS_IO, true, 0x80, 2, 0x1234);
    for (unsigned off = RCBA_IOTR0; off < RCBA_IOTR0 + 32; off += 4)
        dmi(BUS_MEM, true, RCBA_MEM + off, 4, 0);
    want[RCBA_D_TRSR] |= 15;
    want[RCBA_D_TRCR] = 0x30080;
    want[RCBA_D_TWDR] = 0x1234;
}

static void south_raise_nmi(unsigned dword, uint32_t want[])
{
    (void)dword;
    south.nmi_in.serr = south.nmi_in.iochk = true;
    south_ticks(1);
    south.nmi_in.serr = south.nmi_in.iochk = false;
    want[0] |= (NMI_SERR_NMI_STS | NMI_IOCHK_NMI_STS) << 8;
}

/* 61h: an enable that is off clears its status. 74h shows 70h. */
static void nmi_after(uint32_t want[])
{
    if (want[0] & NMI_SERR_NMI_EN << 8)
        want[0] &= ~((uint32_t)NMI_SERR_NMI_STS << 8);
    if (want[0] & NMI_IOCHK_NMI_EN << 8)
        want[0] &= ~((uint32_t)NMI_IOCHK_NMI_STS << 8);
    if (tco_last.dword == 1 && tco_last.be & 1)
        want[2] = tco_last.data & 0xff;
}

static void lock_ctl(uint32_t want[])
{
    (void)want;
    dmi(BUS_CFG, true, 0xa0, 1, SMI_LOCK_BIT);
    dmi(BUS_IO, true, PMBASE_IO + 0x69, 1, TCO1_TCO_LOCK >> 8);
    assert_true(south.top_out.smi_lock);
}

/* ACPI_BASE_LOCK, A6h bit 1. */
static void lock_ich9(uint32_t want[])
{
    dmi(BUS_CFG, true, 0xa6, 1, 2);
    want[dword_at(0xa4)] |= 1 << 17;
}

static void lock_rcba(uint32_t want[])
{
    dmi(BUS_MEM, true, RCBA_MEM + RCBA_GCS, 1, GCS_BILD | (want[RCBA_D_GCS] & GCS_NO_REBOOT));
    want[RCBA_D_GCS] |= GCS_BILD;
}

/* SLP_STR_POL_LOCK, A6h bit 2: a row of another table, so `want` stays. */
static void lock_wells(uint32_t want[])
{
    (void)want;
    dmi(BUS_CFG, true, 0xa6, 1, PMCON_LOCK_SLP_STR);
    assert_true(south.ich9_out.gen_pmcon_lock & PMCON_LOCK_SLP_STR);
}

/* How each table is swept. */
static hw_t south_hw(const reg_row_t *table)
{
    south.table = table;
    find_places();
    hw_t h = {.table = table, .open = south_open, .close = south_close, .write = south_write, .read = south_read};
    if (table == ich9_regs) {
        h.name = "ich9 through DMI";
        h.lock = lock_ich9;
        h.locks = 1;
        h.lock_dword = dword_at(0xa4);
        h.locking = 1 << 17;
    } else if (table == smi_ctl_regs) {
        h.name = "smi_ctl through DMI";
        h.raise = south_raise_ctl;
        h.lock = lock_ctl;
        h.locks = 3;
    } else if (table == gpio_regs) {
        h.name = "gpio through DMI";
        h.raise = south_raise_gpio;
    } else if (table == tco_regs) {
        h.name = "tco through DMI";
        h.raise = south_raise_tco;
        h.after = tco_after;
    } else if (table == pm_regs) {
        h.name = "pm through DMI";
        h.raise = south_raise_pm;
        h.after = pm_after;
    } else if (table == wells_regs) {
        h.name = "wells through DMI";
        h.raise = south_raise_wells;
        h.lock = lock_wells;
        h.locks = 1;
        h.lock_dword = WELLS_A4;
        h.locking = PMCON_LOCK_SLP_STR << 16;
        h.after = wells_after;
    } else if (table == rcba_regs) {
        h.name = "rcba through DMI";
        h.raise = south_raise_rcba;
        h.lock = lock_rcba;
        h.locks = 1;
        h.lock_dword = RCBA_D_GCS;
        h.locking = GCS_BILD;
    } else {
        h.name = "nmi through DMI";
        h.raise = south_raise_nmi;
        h.after = nmi_after;
    }
    return h;
}

static void sweep_south(const reg_row_t *table)
{
    hw_t h = south_hw(table);
    sweep(&h);
}

static void dmi_reaches_ich9_as_its_table_says(void **state)
{
    (void)state;
    sweep_south(ich9_regs);
}

static void dmi_reaches_smi_ctl_as_its_table_says(void **state)
{
    (void)state;
    sweep_south(smi_ctl_regs);
}

static void dmi_reaches_gpio_as_its_table_says(void **state)
{
    (void)state;
    sweep_south(gpio_regs);
}

static void dmi_reaches_tco_as_its_table_says(void **state)
{
    (void)state;
    sweep_south(tco_regs);
}

static void dmi_reaches_pm_as_its_table_says(void **state)
{
    (void)state;
    sweep_south(pm_regs);
}

static void dmi_reaches_wells_as_its_table_says(void **state)
{
    (void)state;
    sweep_south(wells_regs);
}

static void dmi_reaches_rcba_as_its_table_says(void **state)
{
    (void)state;
    sweep_south(rcba_regs);
}

static void dmi_reaches_nmi_as_its_table_says(void **state)
{
    (void)state;
    sweep_south(nmi_regs);
}

enum { WELL_NONE = WELL_RTC + 1, RESET_KINDS }; /* WELL_NONE: INIT#, the reset of no well */

/* INIT# by CF9h: the processor's alone (interconnect facts 2.1). */
static void init_by_cf9(void)
{
    dmi(BUS_IO, true, 0xcf9, 1, 0);
    dmi(BUS_IO, true, 0xcf9, 1, 4);
    assert_false(south.ich9_out.init_n);
    south_ticks(ICH9_INIT_CLKS);
    assert_true(south.ich9_out.init_n);
}

/* One PCICLK of the reset that belongs to a well, and what it sets beside resetting rows (chipset facts 1.6). */
static uint32_t reset_of_well(unsigned well)
{
    switch (well) {
    case WELL_NONE: {
        init_by_cf9();
        return 0;
    }
    case WELL_CORE: {
        platform_reset();
        decode();
        return PMCON3_GEN_RST_STS;
    }
    case WELL_RESUME: {
        south.wells_in.rsmrst_n = false;
        south_ticks(1);
        south.wells_in.rsmrst_n = true;
        return PMCON3_PWR_FLR;
    }
    case WELL_RTC: {
        south.wells_in.rtcrst_n = false;
        south_ticks(1);
        south.wells_in.rtcrst_n = true;
        return PMCON3_RTC_PWR_STS;
    }
    }
    return 0;
}

/* From all status raised and every field written, ones (locks are set so) or zeros: the reset makes its own rows what
 * they are at reset and touches no other. */
static void meet_reset(hw_t *h, unsigned well, uint32_t data)
{
    uint32_t want[MAX_DWORDS] = {0};
    h->open();
    for (unsigned dword = 0; dword < dwords_of(h->table); dword++)
        if (h->raise)
            h->raise(dword, want);
    for (unsigned dword = 0; dword < dwords_of(h->table); dword++) {
        uint32_t rw = 0; /* writing 0 elsewhere leaves status bits */
        for (const reg_row_t *row = h->table; row->reg; row++)
            rw |= row->dword == dword && (row->access == REG_RW || row->access == REG_W1S) ? reg_mask(row) : 0;
        h->write(dword, data & rw, 15);
    }
    for (unsigned dword = 0; dword < dwords_of(h->table); dword++)
        want[dword] = h->read(dword);
    uint32_t sets = reset_of_well(well);
    for (const reg_row_t *row = h->table; row->reg; row++) {
        uint32_t m = reg_mask(row), after = h->read(row->dword) & m;
        uint32_t expected = (unsigned)row->well == well ? row->reset << row->shift : want[row->dword] & m;
        if (h->table == wells_regs && row->dword == WELLS_A4)
            expected |= sets & m;
        if (row->access != REG_LIVE && row->access != REG_WO && after != expected)
            fail_rows(well == WELL_NONE ? "INIT#" : reg_well_names[well], h->table, row->dword, after, expected);
        sum.wells += data != 0;
    }
    h->close();
}

static void each_row_obeys_the_reset_of_its_well(void **state)
{
    (void)state;
    sum.wells = 0;
    for (unsigned well = WELL_CORE; well < RESET_KINDS; well++)
        for (unsigned t = 0; t < SOUTH_TABLES; t++) {
            hw_t h = south_hw(south_tables[t]);
            meet_reset(&h, well, 0xffffffff);
            meet_reset(&h, well, 0);
        }
    for (unsigned t = 0; soc_reg_tables[t]; t++) /* a row of another well is of no use outside the block that keeps */
        for (const reg_row_t *row = soc_reg_tables[t]; row->reg; row++)
            assert_true(row->well == WELL_CORE || soc_reg_tables[t] == wells_regs);
}

/* SLP_STR_POL_LOCK: the write that sets it still changes the policy, the next does not; a platform reset ends that,
 * while RSMRST#, RTCRST# and INIT# do not (RTCRST# resets the policy itself). */
static void slp_str_lock_lasts_until_platform_reset(void **state)
{
    enum { POLICY = 0x38, LOCKING = PMCON_LOCK_SLP_STR << 16 };
    (void)state;
    hw_t h = south_hw(wells_regs);
    for (unsigned policy = 0; policy <= POLICY; policy += 8)
        for (unsigned well = WELL_CORE; well < RESET_KINDS; well++) {
            h.open();
            h.write(WELLS_A4, ~policy & POLICY, 1);
            h.write(WELLS_A4, LOCKING | policy, 15);
            assert_int_equal(h.read(WELLS_A4) & POLICY, policy);
            h.write(WELLS_A4, ~policy & POLICY, 15); /* 0 in the lock bit does not clear it */
            assert_int_equal(h.read(WELLS_A4) & POLICY, policy);
            reset_of_well(well);
            uint32_t kept = well == WELL_RTC ? 0 : policy;
            assert_int_equal(h.read(WELLS_A4) & POLICY, kept);
            h.write(WELLS_A4, ~kept & POLICY, 1);
            assert_int_equal(h.read(WELLS_A4) & POLICY, well == WELL_CORE ? ~kept & POLICY : kept);
            h.close();
            sum.writes += 4;
            sum.reads += 4;
        }
}

/* SMI_LOCK: set by a 1 in its own lane only, and then until reset. */
static void smi_lock_is_set_by_its_bit_alone(void **state)
{
    (void)state;
    south_hw(ich9_regs);
    unsigned a0 = dword_at(0xa0);
    for (uint8_t be = 1; be < 16; be++)
        for (unsigned d = 0; d < PATTERNS && one_run(be); d++) {
            bool sets = (be & 1) && (patterns[d] & SMI_LOCK_BIT);
            south_open();
            south_write(a0, patterns[d], be);
            assert_int_equal(south.top_out.smi_lock, sets);
            south_write(a0, 0, 15);
            assert_int_equal(south.top_out.smi_lock, sets);
            assert_int_equal(south_read(a0) & SMI_LOCK_BIT, sets ? SMI_LOCK_BIT : 0);
            sum.writes += 2;
        }
}

static void small_accesses_are_refused_without_pm_byte_access(void **state)
{
    (void)state;
    south_hw(smi_ctl_regs);
    south_open();
    south.ich9_in.pm_byte_access = false;
    for (uint8_t size = 1; size < 4; size++) {
        dmi(BUS_IO, true, PMBASE_IO + 0x30, size, 0xffffff);
        assert_int_equal(south.top_out.smi_en, 0);
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
    const reg_row_t *const swept[] = {smi_ctl_regs, gpio_regs, tco_regs,  ich9_regs,
                                      pm_regs,      wells_regs, rcba_regs, nmi_regs, smram_dec_regs,
                                      lapic_regs /* in test_lapic */, ioapic_regs /* in test_ioapic */};
    for (unsigned t = 0; soc_reg_tables[t]; t++) {
        bool found = false;
        for (size_t i = 0; i < sizeof swept / sizeof swept[0]; i++)
            found |= swept[i] == soc_reg_tables[t];
        assert_true(found);
    }
}

/* --- what the facts say, typed from them and not from the tables --------------------------------------------------- */

/* Bits within the register: its value after reset, and which can be written how. */
static const struct said {
    const char *reg;
    uint32_t reset, rw, w1c, w1s;
} said[] = {
    {"PMBASE", 0x1, 0xff80, 0, 0},
    {"ACPI_CNTL", 0, 0x87, 0, 0},
    {"GPIOBASE", 0x1, 0xffc0, 0, 0},
    {"GPIO_CNTL", 0, 0x10, 0, 0},
    {"PIRQA_ROUT", 0x80, 0x8f, 0, 0},
    {"PIRQH_ROUT", 0x80, 0x8f, 0, 0},
    {"SERIRQ_CNTL", 0x10, 0xc3, 0, 0},
    {"LPC_IO_DEC", 0, 0x1377, 0, 0},
    {"LPC_EN", 0, 0x3f0f, 0, 0},
    {"GEN1_DEC", 0, 0xfcfffd, 0, 0},
    {"GEN4_DEC", 0, 0xfcfffd, 0, 0},
    {"GEN_PMCON_1", 0, 0xcef, 0, 0x10},
    {"GEN_PMCON_2", 0, 0xe0, 0x1f, 0},
    {"GEN_PMCON_3", 0, 0xfd, 0x202, 0},
    {"GEN_PMCON_LOCK", 0, 0, 0, 0x6},
    {"GPI_ROUT", 0, 0xffffffff, 0, 0},
    {"FWH_DEC_EN1", 0xffcf, 0x7fcf, 0, 0},
    {"BIOS_CNTL", 0, 0xd, 0, 0x2},
    {"RCBA", 0, 0xffffc001, 0, 0},
    {"SMI_EN", 0, 0x6687d, 0, 0x2},
    {"SMI_STS", 0, 0, 0x14874, 0},
    {"ALT_GP_SMI_EN", 0, 0xffff, 0, 0},
    {"ALT_GP_SMI_STS", 0, 0, 0xffff, 0},
};

static void rows_are_what_the_facts_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        uint32_t reset = 0, rw = 0, w1c = 0, w1s = 0;
        for (const reg_row_t *const *t = soc_reg_tables; *t; t++)
            for (const reg_row_t *r = *t; r->reg; r++) {
                if (strcmp(r->reg, said[i].reg) != 0)
                    continue;
                unsigned down = reg_first_bit(r);
                reset |= r->reset << r->shift >> down;
                rw |= r->access == REG_RW ? reg_mask(r) >> down : 0;
                w1c |= r->access == REG_W1C ? reg_mask(r) >> down : 0;
                w1s |= r->access == REG_W1S ? reg_mask(r) >> down : 0;
            }
        if (reset != said[i].reset || rw != said[i].rw || w1c != said[i].w1c || w1s != said[i].w1s)
            fail_msg("%s: reset %x, RW %x, W1C %x, W1S %x; the facts: %x, %x, %x, %x", said[i].reg, reset, rw, w1c, w1s,
                     said[i].reset, said[i].rw, said[i].w1c, said[i].w1s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_what_the_facts_say),
        cmocka_unit_test(rows_are_well_formed),
        cmocka_unit_test(tables_do_as_they_say),
        cmocka_unit_test(lanes_are_bytes),
        cmocka_unit_test(smi_ctl_agrees_with_its_table),
        cmocka_unit_test(gpio_agrees_with_its_table),
        cmocka_unit_test(tco_agrees_with_its_table),
        cmocka_unit_test(smram_dec_agrees_with_its_table),
        cmocka_unit_test(config_cycles_reach_smram_dec_as_its_table_says),
        cmocka_unit_test(platform_reset_reaches_the_host_bridge),
        cmocka_unit_test(only_the_host_bridges_own_number_hits),
        cmocka_unit_test(config_data_is_a_port_while_disabled),
        cmocka_unit_test(other_offsets_are_read_only),
        cmocka_unit_test(config_address_takes_dwords_alone),
        cmocka_unit_test(the_board_resets_the_host_bridge_by_platform_reset_alone),
        cmocka_unit_test(dmi_reaches_ich9_as_its_table_says),
        cmocka_unit_test(dmi_reaches_smi_ctl_as_its_table_says),
        cmocka_unit_test(dmi_reaches_gpio_as_its_table_says),
        cmocka_unit_test(dmi_reaches_tco_as_its_table_says),
        cmocka_unit_test(dmi_reaches_pm_as_its_table_says),
        cmocka_unit_test(dmi_reaches_wells_as_its_table_says),
        cmocka_unit_test(dmi_reaches_rcba_as_its_table_says),
        cmocka_unit_test(dmi_reaches_nmi_as_its_table_says),
        cmocka_unit_test(each_row_obeys_the_reset_of_its_well),
        cmocka_unit_test(slp_str_lock_lasts_until_platform_reset),
        cmocka_unit_test(smi_lock_is_set_by_its_bit_alone),
        cmocka_unit_test(small_accesses_are_refused_without_pm_byte_access),
        cmocka_unit_test(no_table_is_left_out),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    printf("registers: %llu rows, %llu resets, %llu writes, %llu reads, %llu bits judged; locks freeze %llu fields and "
           "leave %llu; %llu rows met each of 3 resets and INIT#; %llu wires compared with the RTL, %s\n",
           (unsigned long long)sum.rows, (unsigned long long)sum.resets, (unsigned long long)sum.writes,
           (unsigned long long)sum.reads, (unsigned long long)sum.bits, (unsigned long long)sum.frozen,
           (unsigned long long)sum.not_frozen, (unsigned long long)sum.wells / RESET_KINDS, (unsigned long long)compared,
           failed ? "see above" : "0 differ");
    printf("configuration cycles: %llu reads and %llu writes by CFCh, %llu accesses that must not hit and did not, %s\n",
           (unsigned long long)config_reads, (unsigned long long)config_writes, (unsigned long long)config_passed,
           failed ? "see above" : "all as the tables say");
    bool counted = sum.rows && sum.resets && sum.writes && sum.reads && sum.bits && sum.frozen && sum.not_frozen &&
                   sum.wells;
    return failed || !counted || !config_reads || !config_writes || !config_passed ? 1 : 0;
}
