/* The devices on LPC against the real host: both in C, joined by LFRAME# and four LAD wires with pull-ups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "board/lpc_dev.h"
#include "ich9/lpc.h"

enum { TOP = 0xffff0000, FW_TOP = 0xfff0000, BUSY = 200, IO_CLKS = 13, MEM_CLKS = 17 };

typedef struct rig {
    lpc_t host;
    lpc_in_t host_in;
    lpc_out_t host_out;
    lpc_dev_t dev;
    lpc_dev_in_t dev_in;
    lpc_dev_out_t dev_out;
    lpc_dev_wiring_t wiring;
    uint8_t rom[LPC_FLASH_SIZE];
    unsigned clks; /* of the last cycle, from START to done */
} rig_t;

static rig_t rig; /* large, and never two at a time */

static void reset_both(void)
{
    lpc_reset(&rig.host, &rig.host_out);
    lpc_dev_reset(&rig.dev, &rig.dev_out);
}

static void fresh(void)
{
    memset(&rig, 0, sizeof rig);
    rig.wiring.rom = rig.rom;
    for (unsigned i = 0; i < LPC_FLASH_SIZE; i++)
        rig.rom[i] = (uint8_t)(i * 7 + (i >> 8));
    reset_both();
}

static void edge(void)
{
    assert_false(rig.host_out.lad_oe && rig.dev_out.lad_oe); /* never both */
    uint8_t lad = rig.host_out.lad_oe ? rig.host_out.lad_o : rig.dev_out.lad_oe ? rig.dev_out.lad_o : 0xf;
    rig.host_in.lad = rig.dev_in.lad = lad;
    rig.dev_in.lframe_n = rig.host_out.lframe_n;
    lpc_tick(&rig.host, &rig.host_in, &rig.host_out);
    lpc_dev_tick(&rig.dev, &rig.dev_in, &rig.dev_out, &rig.wiring);
}

static void edges(unsigned n)
{
    while (n-- > 0)
        edge();
}

static void ask(enum lpc_kind kind, uint32_t addr, uint8_t data)
{
    assert_int_equal(rig.host_out.state, LPC_IDLE);
    rig.host_in.req = true;
    rig.host_in.kind = (uint8_t)kind;
    rig.host_in.addr = addr;
    rig.host_in.wdata = data;
    edge();
    rig.host_in.req = false;
}

/* One cycle; what it read. */
static uint8_t cycle(enum lpc_kind kind, uint32_t addr, uint8_t data)
{
    ask(kind, addr, data);
    for (rig.clks = 0; !rig.host_out.done; rig.clks++) {
        assert_true(rig.clks < 1000);
        edge();
    }
    assert_int_equal(rig.dev_out.state, rig.host_out.aborted ? LDEV_TYPE : LDEV_IDLE);
    assert_false(rig.dev_out.lad_oe || rig.host_out.error);
    return rig.host_out.rdata;
}

static uint8_t read_flash(unsigned at)
{
    uint8_t data = cycle(LPC_MEM_READ, TOP + at, 0);
    assert_false(rig.host_out.aborted);
    return data;
}

static void write_flash(unsigned at, unsigned data)
{
    cycle(LPC_MEM_WRITE, TOP + at, (uint8_t)data);
    assert_false(rig.host_out.aborted);
}

static void unlock(void)
{
    write_flash(0x5555, 0xaa);
    write_flash(0x2aaa, 0x55);
}

static void command(unsigned data)
{
    unlock();
    write_flash(0x5555, data);
}

static void program(unsigned at, unsigned data)
{
    command(0xa0);
    write_flash(at, data);
}

static void out_port(unsigned port, unsigned data)
{
    cycle(LPC_IO_WRITE, port, (uint8_t)data);
    assert_false(rig.host_out.aborted);
}

static uint8_t in_port(unsigned port)
{
    uint8_t data = cycle(LPC_IO_READ, port, 0);
    assert_false(rig.host_out.aborted);
    return data;
}

static void the_flash_shows_its_image_in_both_kinds_of_cycle(void **state)
{
    (void)state;
    fresh();
    for (unsigned i = 0; i < LPC_FLASH_SIZE; i += i < 512 || i >= LPC_FLASH_SIZE - 512 ? 1 : 97) {
        assert_int_equal(read_flash(i), rig.rom[i]);
        assert_int_equal(rig.clks, MEM_CLKS);
        assert_int_equal(cycle(LPC_FW_READ, FW_TOP + i, 0), rig.rom[i]);
        assert_false(rig.host_out.aborted);
        assert_int_equal(rig.clks, MEM_CLKS);
        assert_int_equal(cycle(LPC_FW_READ, 0xf0000000 + FW_TOP + i, 0), rig.rom[i]); /* 28 bits count */
        assert_false(rig.host_out.aborted);
    }
}

static void nobody_answers_elsewhere(void **state)
{
    (void)state;
    static const uint32_t mem[] = {0, 0xf0000, 0xfffff, 0x7fff0000, 0xfffe0000, 0xfffeffff, 0xefffffff, 0xfff0ffff};
    static const uint32_t fw[] = {0, 0xfff, 0xf0000, 0xffeffff, 0x7fff000, 0xeffffff};
    fresh();
    for (unsigned write = 0; write < 2; write++) {
        for (size_t i = 0; i < sizeof mem / sizeof *mem; i++) {
            assert_int_equal(cycle(write ? LPC_MEM_WRITE : LPC_MEM_READ, mem[i], 0x12), 0xff);
            assert_true(rig.host_out.aborted);
        }
        for (size_t i = 0; i < sizeof fw / sizeof *fw; i++) {
            assert_int_equal(cycle(write ? LPC_FW_WRITE : LPC_FW_READ, fw[i], 0x12), 0xff);
            assert_true(rig.host_out.aborted);
        }
        for (unsigned port = 0; port < 0x10000; port += port < 0x100 ? 1 : 0x35) {
            cycle(write ? LPC_IO_WRITE : LPC_IO_READ, port, 0x12);
            bool ours = port == 0x60 || port == 0x62 || port == 0x64 || port == 0x66;
            assert_int_equal(rig.host_out.aborted, !ours);
        }
    }
    for (unsigned idsel = 0; idsel < 16; idsel++) {
        rig.host_in.idsel = (uint8_t)idsel;
        cycle(LPC_FW_READ, FW_TOP, 0);
        assert_int_equal(rig.host_out.aborted, idsel != 0);
    }
    assert_int_equal(read_flash(0x1234), rig.rom[0x1234]); /* and the bus still works */
}

static void waits_are_as_the_straps_say(void **state)
{
    (void)state;
    for (unsigned waits = 0; waits < 256; waits += waits < 20 ? 1 : 59)
        for (int is_long = 0; is_long < 2; is_long++) {
            fresh();
            rig.dev_in.waits = (uint8_t)waits;
            rig.dev_in.long_wait = is_long != 0;
            assert_int_equal(read_flash(0x321), rig.rom[0x321]);
            assert_int_equal(rig.clks, MEM_CLKS + waits);
            out_port(0x60, 0x77);
            assert_int_equal(rig.clks, IO_CLKS + waits);
            rig.host_in.short_max = 8;
            uint8_t data = cycle(LPC_MEM_READ, TOP + 0x321, 0);
            bool too_many = !is_long && waits > 8;
            assert_int_equal(rig.host_out.aborted, too_many);
            assert_int_equal(data, too_many ? 0xff : rig.rom[0x321]);
        }
}

static void an_aborted_write_does_not_land(void **state)
{
    (void)state;
    fresh();
    rig.host_in.short_max = 8;
    for (unsigned waits = 9; waits < 12; waits++) { /* 9: the abort falls into the clock of SYNC 0000 */
        rig.dev_in.waits = (uint8_t)waits;
        cycle(LPC_IO_WRITE, 0x60, 0x77);
        assert_true(rig.host_out.aborted);
        assert_int_equal(rig.dev_out.kbc_sts, 0);
    }
    rig.dev_in.waits = 8;
    out_port(0x60, 0x78);
    assert_int_equal(rig.dev_out.kbc_sts, LDEV_OBF);
    assert_int_equal(in_port(0x60), 0x78);
}

static void a_byte_program_only_clears_bits(void **state)
{
    (void)state;
    fresh();
    rig.rom[0x8000] = 0xff;
    for (unsigned i = 0; i < 8; i++) {
        program(0x8000, ~(1u << i) & 0xff);
        assert_int_equal(read_flash(0x8000), 0xff << (i + 1) & 0xff);
    }
    program(0x8000, 0xff);
    assert_int_equal(read_flash(0x8000), 0);
    uint8_t was = rig.rom[0x5555];
    program(0x5555, 0xf0); /* data, not a command; the address of a command can be programmed */
    assert_int_equal(read_flash(0x5555), was & 0xf0);
    was = rig.rom[7];
    unlock();
    cycle(LPC_FW_WRITE, FW_TOP + 0x5555, 0xa0); /* firmware cycles go to the same part */
    cycle(LPC_FW_WRITE, FW_TOP + 7, 0x3c);
    assert_int_equal(read_flash(7), was & 0x3c);
}

static void nothing_else_writes(void **state)
{
    (void)state;
    static const struct {
        unsigned at, data;
    } good[] = {{0x5555, 0xaa}, {0x2aaa, 0x55}, {0x5555, 0xa0}};
    fresh();
    uint8_t before[LPC_FLASH_SIZE];
    memcpy(before, rig.rom, sizeof before);
    write_flash(0x9000, 0);
    for (unsigned bad = 0; bad < 3; bad++)
        for (unsigned how = 0; how < 3; how++) { /* wrong address, wrong data, left out */
            for (unsigned i = 0; i < 3; i++)
                if (i != bad)
                    write_flash(good[i].at, good[i].data);
                else if (how < 2)
                    write_flash(good[i].at ^ (how ? 0 : 0x8000u), good[i].data ^ how);
            write_flash(0x9000, 0);
            write_flash(0x9000, 0xf0); /* whatever step it is in, but program */
            assert_memory_equal(before, rig.rom, sizeof before);
        }
    program(0x9000, 0);
    before[0x9000] = 0;
    write_flash(0x9001, 0); /* one byte a command */
    assert_memory_equal(before, rig.rom, sizeof before);
}

static void erase_sets_a_sector_or_all(void **state)
{
    (void)state;
    fresh();
    uint8_t want[LPC_FLASH_SIZE];
    memcpy(want, rig.rom, sizeof want);
    command(0x80);
    unlock();
    write_flash(0x3abc, 0x30);
    memset(want + 0x3000, 0xff, 0x1000);
    assert_memory_equal(want, rig.rom, sizeof want);
    command(0x80);
    write_flash(0x7abc, 0x30); /* without the second unlock */
    write_flash(0x6000, 0x50);
    command(0x80);
    write_flash(0x5555, 0xaa);
    write_flash(0x2aab, 0x55);
    write_flash(0x6abc, 0x30); /* with half of it */
    command(0x80);
    unlock();
    write_flash(0x6000, 0x10); /* chip erase is not there */
    assert_memory_equal(want, rig.rom, sizeof want);
    command(0x80);
    unlock();
    write_flash(0x1234, 0x50);
    memset(want, 0xff, sizeof want);
    assert_memory_equal(want, rig.rom, sizeof want);
    assert_int_equal(read_flash(0xfff0), 0xff);
}

static void identification_is_entered_and_left(void **state)
{
    (void)state;
    for (int way = 0; way < 4; way++) {
        fresh();
        command(0x90);
        assert_true(rig.dev_out.flash_id);
        assert_int_equal(read_flash(0), 0xbf);
        assert_int_equal(read_flash(1), 0x60);
        assert_int_equal(cycle(LPC_FW_READ, FW_TOP, 0), 0xbf);
        assert_int_equal(read_flash(0x4321), 0xff);
        program(0x10, 0xf0); /* data: not the way out */
        assert_true(rig.dev_out.flash_id);
        if (way == 0)
            write_flash(0x7777, 0xf0);
        else if (way == 1)
            command(0xf0);
        else if (way == 2)
            reset_both();
        else
            write_flash(0x7777, 0xf1); /* no way out */
        assert_int_equal(rig.dev_out.flash_id, way == 3);
        assert_int_equal(read_flash(0), way == 3 ? 0xbf : rig.rom[0]);
    }
}

static void while_busy_data_polling_tells(void **state)
{
    (void)state;
    for (unsigned data = 0; data < 256; data += 0x7f) {
        fresh();
        rig.dev_in.busy_clks = BUSY;
        rig.rom[0x100] = 0xff;
        program(0x100, data);
        assert_true(rig.dev_out.flash_busy);
        uint8_t last = read_flash(0x100);
        for (unsigned i = 0; i < 5; i++) {
            uint8_t now = read_flash(0x100);
            assert_int_equal(now & 0x80, ~data & 0x80);
            assert_int_equal((now ^ last) & 0x40, 0x40);
            last = now;
        }
        assert_true(rig.dev_out.flash_busy);
        write_flash(0x100, 0xf0);
        unlock();
        unsigned left = 0;
        for (; rig.dev_out.flash_busy; left++)
            edge();
        assert_true(left > 0 && left < BUSY);
        assert_int_equal(read_flash(0x100), data);
        assert_int_equal(read_flash(0x100), data);
        write_flash(0x5555, 0x90); /* the unlock while busy went by unheard */
        assert_false(rig.dev_out.flash_id);
    }
    command(0x80);
    unlock();
    write_flash(0x100, 0x30);
    assert_int_equal(read_flash(0x100) & 0x80, 0); /* erase: 1 will be there */
    edges(BUSY);
    assert_int_equal(read_flash(0x100), 0xff);
}

static void busy_lasts_its_clocks(void **state)
{
    (void)state;
    for (unsigned clks = 0; clks < 60; clks++) {
        fresh();
        rig.dev_in.busy_clks = (uint16_t)clks;
        command(0xa0);
        ask(LPC_MEM_WRITE, TOP + 5, 0);
        for (unsigned i = 0; rig.dev_out.state != LDEV_READY; i++) {
            assert_true(i < 40);
            edge();
        }
        assert_false(rig.dev_out.flash_busy);
        edge();
        unsigned n = 0;
        for (; rig.dev_out.flash_busy; n++)
            edge();
        assert_int_equal(n, clks);
    }
}

static void a_controller_takes_and_gives_back_data(void **state)
{
    (void)state;
    static const unsigned data_ports[] = {0x60, 0x62};
    for (int ec = 0; ec < 2; ec++) {
        unsigned data = data_ports[ec], status = data + 4, other = data_ports[!ec] + 4;
        fresh();
        assert_int_equal(in_port(status), 0);
        rig.dev_in.take_clks = 100;
        out_port(data, 0x5a);
        assert_int_equal(in_port(status), LDEV_IBF);
        assert_int_equal(in_port(data), 0); /* not there yet */
        edges(100);
        assert_int_equal(in_port(status), LDEV_OBF);
        assert_int_equal(in_port(other), 0);
        assert_int_equal(in_port(data), 0x5a);
        assert_int_equal(in_port(status), 0);
        assert_int_equal(in_port(data), 0x5a); /* the register keeps it */
        out_port(status, 0xad);
        assert_int_equal(in_port(status), LDEV_IBF | LDEV_CMD);
        edges(100);
        assert_int_equal(in_port(status), LDEV_CMD);
        assert_int_equal(in_port(data), 0x5a);
        out_port(data, 0x01);
        edges(60);
        out_port(data, 0x02); /* too early: in its place */
        edges(60);
        assert_int_equal(in_port(status), LDEV_IBF);
        edges(40);
        assert_int_equal(in_port(status), LDEV_OBF);
        assert_int_equal(in_port(data), 0x02);
        rig.dev_in.take_clks = 0;
        for (unsigned i = 0; i < 256; i++) {
            out_port(data, i);
            assert_int_equal(in_port(status), LDEV_OBF);
            assert_int_equal(in_port(data), i);
        }
        reset_both();
        assert_int_equal(in_port(data), 0);
    }
}

static void reset_in_any_clock_leaves_a_working_bus(void **state)
{
    (void)state;
    for (int both = 0; both < 2; both++)
        for (unsigned kind = 0; kind <= LPC_FW_WRITE; kind++)
            for (unsigned at = 0; at < 22; at++) {
                fresh();
                rig.dev_in.waits = 2;
                ask((enum lpc_kind)kind, kind < LPC_MEM_READ ? 0x60 : 0xffffffff, 0x99);
                edges(at);
                if (both)
                    reset_both();
                else
                    lpc_dev_reset(&rig.dev, &rig.dev_out);
                for (unsigned i = 0; rig.host_out.state != LPC_IDLE; i++) { /* the host aborts, or reads what floats */
                    assert_true(i < 40);
                    edge();
                }
                assert_int_equal(read_flash(0x444), rig.rom[0x444]);
                out_port(0x62, at);
                assert_int_equal(in_port(0x62), at);
            }
}

/* A host's reset in mid cycle, the devices not told: LFRAME# of the next cycle puts them right. */
static void a_new_start_ends_a_cycle_left_alone(void **state)
{
    (void)state;
    for (unsigned at = 0; at < 20; at++) {
        fresh();
        rig.dev_in.waits = 3;
        ask(LPC_MEM_READ, TOP + 0x80, 0);
        edges(at);
        lpc_reset(&rig.host, &rig.host_out);
        lpc_dev_in_t low = rig.dev_in; /* LFRAME# low by hand: the host may not drive while the device does */
        low.lframe_n = false;
        low.lad = 0xf;
        lpc_dev_tick(&rig.dev, &low, &rig.dev_out, &rig.wiring);
        assert_false(rig.dev_out.lad_oe);
        assert_int_equal(read_flash(0x81), rig.rom[0x81]);
    }
}

/* The devices alone: LFRAME# low for `n` clocks with these START nibbles, then these nibbles. Whether they answer. */
static bool answers(const uint8_t *starts, unsigned n, const uint8_t *nibbles, unsigned count)
{
    bool driven = false;
    for (unsigned i = 0; i < n + count + 8; i++) {
        lpc_dev_in_t in = {.lframe_n = i >= n, .lad = i < n ? starts[i] : i < n + count ? nibbles[i - n] : 0xf};
        lpc_dev_tick(&rig.dev, &in, &rig.dev_out, &rig.wiring);
        driven = driven || rig.dev_out.lad_oe;
    }
    return driven;
}

static void the_last_start_nibble_counts(void **state)
{
    (void)state;
    static const uint8_t io_60[] = {0x0, 0x0, 0x0, 0x6, 0x0}; /* type, address */
    fresh();
    assert_true(answers((const uint8_t[]){0x0}, 1, io_60, 5));
    assert_true(answers((const uint8_t[]){0xe, 0xf, 0x0}, 3, io_60, 5));
    assert_false(answers((const uint8_t[]){0x0, 0x0, 0xf}, 3, io_60, 5));
    for (uint8_t start = 0; start < 16; start++)
        assert_int_equal(answers(&start, 1, io_60, 5), start == 0);
    for (uint8_t type = 0; type < 16; type++) { /* I/O with 60h; memory needs more nibbles and another address */
        uint8_t nibbles[] = {type, 0x0, 0x0, 0x6, 0x0, 0x1, 0x2};
        assert_int_equal(answers((const uint8_t[]){0x0}, 1, nibbles, 7), type == 0x0 || type == 0x2);
    }
}

static void a_firmware_cycle_of_more_bytes_is_left_alone(void **state)
{
    (void)state;
    fresh();
    for (uint8_t size = 0; size < 16; size++) {
        const uint8_t nibbles[] = {0x0, 0xf, 0xf, 0xf, 0x1, 0x2, 0x3, 0x4, size};
        assert_int_equal(answers((const uint8_t[]){0xd}, 1, nibbles, 9), size == 0);
    }
}

static void random_cycles_match_a_plain_memory(void **state)
{
    (void)state;
    static uint8_t want[LPC_FLASH_SIZE];
    uint64_t rng = 4711;
    unsigned programs = 0, aborts = 0;
    fresh();
    memcpy(want, rig.rom, sizeof want);
    for (unsigned i = 0; i < 20000; i++) {
        rng = rng * UINT64_C(6364136223846793005) + 1442695040888963407;
        unsigned x = (unsigned)(rng >> 33), at = x & 0xffff, data = (unsigned)(rng >> 50) & 0xff;
        switch (x >> 16 & 7) {
        case 0: {
            program(at, data);
            want[at] &= (uint8_t)data;
            programs++;
            break;
        }
        case 1: {
            cycle(LPC_MEM_READ, at << 4, 0);
            aborts += rig.host_out.aborted;
            break;
        }
        case 2: {
            rig.dev_in.waits = data & 3;
            rig.dev_in.long_wait = data & 4;
            break;
        }
        case 3: {
            if (data == 0) {
                command(0x80);
                unlock();
                write_flash(at, 0x30);
                memset(want + (at & 0xf000), 0xff, 0x1000);
            }
            break;
        }
        case 4: {
            assert_int_equal(cycle(LPC_FW_READ, FW_TOP + at, 0), want[at]);
            break;
        }
        default: assert_int_equal(read_flash(at), want[at]);
        }
        edges(x >> 20 & 3);
    }
    assert_memory_equal(want, rig.rom, sizeof want);
    assert_true(programs > 1000 && aborts > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_flash_shows_its_image_in_both_kinds_of_cycle),
        cmocka_unit_test(nobody_answers_elsewhere),
        cmocka_unit_test(waits_are_as_the_straps_say),
        cmocka_unit_test(an_aborted_write_does_not_land),
        cmocka_unit_test(a_byte_program_only_clears_bits),
        cmocka_unit_test(nothing_else_writes),
        cmocka_unit_test(erase_sets_a_sector_or_all),
        cmocka_unit_test(identification_is_entered_and_left),
        cmocka_unit_test(while_busy_data_polling_tells),
        cmocka_unit_test(busy_lasts_its_clocks),
        cmocka_unit_test(a_controller_takes_and_gives_back_data),
        cmocka_unit_test(reset_in_any_clock_leaves_a_working_bus),
        cmocka_unit_test(a_new_start_ends_a_cycle_left_alone),
        cmocka_unit_test(the_last_start_nibble_counts),
        cmocka_unit_test(a_firmware_cycle_of_more_bytes_is_left_alone),
        cmocka_unit_test(random_cycles_match_a_plain_memory),
    };
    return cmocka_run_group_tests_name("lpc_dev", tests, NULL, NULL);
}
