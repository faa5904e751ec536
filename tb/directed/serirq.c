/* The SERIRQ host against its header, the C block and rtl/serirq.v side by side, on a wire with a pull-up.
 * A clock is called by the edge at which it begins, counted from the edge that enters RECOVER (edge 0). */
#include "directed.h"

#include "ich9/serirq.h"

enum { LINES = 32, FRAMES_ICH = 4 /* 21 frames */, TAIL_CONT = 5, TAIL_QUIET = 4 };

static serirq_in_t *in_of(pair_t *p)
{
    return (serirq_in_t *)p->in;
}

static const serirq_out_t *out_of(pair_t *p)
{
    return (const serirq_out_t *)p->out;
}

/* The clock that runs, in which a device pulls the line or not, and the edge that ends it. */
static void step(pair_t *p, bool pulled)
{
    in_of(p)->pin = !pulled && !(out_of(p)->oe && !out_of(p)->o);
    pair_tick(p);
}

static void steps(pair_t *p, unsigned n)
{
    while (n-- > 0)
        step(p, false);
}

static void start(pair_t *p, bool cont, unsigned start_sel, unsigned frames)
{
    *in_of(p) = (serirq_in_t){
        .en = true, .cont = cont, .start_sel = (uint8_t)start_sel, .frames = (uint8_t)frames, .pin = true};
    pair_reset_edge(p);
}

static void drives(pair_t *p, enum serirq_state state, bool oe, bool o)
{
    expect_eq(p, out_of(p)->state, state);
    expect_eq(p, out_of(p)->oe, oe);
    expect_eq(p, out_of(p)->o, o);
}

static void levels_are(pair_t *p, bool smi, uint16_t irq, bool iochk, uint8_t pirq)
{
    expect_eq(p, out_of(p)->smi, smi);
    expect_eq(p, out_of(p)->irq, irq);
    expect_eq(p, out_of(p)->iochk, iochk);
    expect_eq(p, out_of(p)->pirq, pirq);
}

/* The levels when the lines of `frames` were low: bit n - 1 is frame n (chipset facts 6.3). */
static void levels_are_of(pair_t *p, uint32_t low)
{
    uint16_t irq = 0xffff;
    for (unsigned n = 1; n <= 16; n++)
        if (n != 3 && (low >> (n - 1) & 1))
            irq = (uint16_t)(irq & ~(1u << (n - 1)));
    levels_are(p, low >> 2 & 1, irq, low >> 16 & 1, ~low >> 17 & 0xf);
}

/* On to the edge that enters RECOVER. From START or, in continuous mode, from IDLE. */
static void to_recover(pair_t *p)
{
    for (unsigned i = 0; out_of(p)->state != SIRQ_RECOVER; i++) {
        expect_true(p, i < 12);
        step(p, false);
    }
}

/* From edge 0 through all frames to the edge that enters STOP. A device pulls in the clocks that `pulls` says:
 * it is asked for each clock from 0 on. */
static void data(pair_t *p, unsigned frames, bool (*pulls)(const void *, unsigned clk), const void *arg)
{
    unsigned count = 17 + frames;
    for (unsigned clk = 0; clk < 2 + 3 * count; clk++) {
        if (clk == 0)
            drives(p, SIRQ_RECOVER, true, true);
        else if (clk == 1)
            drives(p, SIRQ_TURN, false, true);
        else
            drives(p, SIRQ_DATA, false, true);
        expect_eq(p, out_of(p)->frame, clk < 2 ? 0 : (clk - 2) / 3 + 1);
        step(p, pulls && pulls(arg, clk));
    }
    drives(p, SIRQ_STOP, true, false);
    expect_eq(p, out_of(p)->frame, 0);
}

/* From the edge that enters STOP to the one that enters IDLE. */
static void stop(pair_t *p, unsigned low)
{
    for (unsigned i = 0; i < low; i++) {
        drives(p, SIRQ_STOP, true, false);
        step(p, false);
    }
    drives(p, SIRQ_END_RECOVER, true, true);
    step(p, false);
    drives(p, SIRQ_END_TURN, false, true);
    step(p, false);
    drives(p, SIRQ_IDLE, false, true);
}

/* A device that pulls the frames of *arg low, and drives them high in their recovery clocks. */
static bool pulls_frames(const void *arg, unsigned clk)
{
    unsigned frame = clk < 2 ? 0 : (clk - 2) / 3 + 1;
    return clk >= 2 && (clk - 2) % 3 == 0 && (*(const uint32_t *)arg >> (frame - 1) & 1);
}

static bool pulls_one_clock(const void *arg, unsigned clk)
{
    return clk == *(const unsigned *)arg;
}

static bool pulls_all_but_one(const void *arg, unsigned clk)
{
    return clk >= 2 && clk != *(const unsigned *)arg;
}

/* One continuous cycle from IDLE in which the frames of `low` are pulled. */
static void cycle(pair_t *p, uint32_t low)
{
    unsigned frames = in_of(p)->frames;
    to_recover(p);
    data(p, frames, pulls_frames, &low);
    stop(p, in_of(p)->cont ? 3 : 2);
}

static void reset_releases_the_line_and_forgets(pair_t *p)
{
    drives(p, SIRQ_IDLE, false, true);
    expect_eq(p, out_of(p)->frame, 0);
    levels_are(p, false, 0xffff, false, 0xf);
}

static void disabled_it_does_nothing(pair_t *p)
{
    for (int cont = 0; cont < 2; cont++) {
        start(p, cont, 0, FRAMES_ICH);
        in_of(p)->en = false;
        for (int i = 0; i < 300; i++) {
            step(p, i % 7 == 0);
            drives(p, SIRQ_IDLE, false, true);
        }
    }
}

static const unsigned widths[] = {4, 6, 8, 4}; /* chipset facts 1.3 */

static void a_continuous_start_frame_has_its_width(pair_t *p)
{
    for (unsigned sel = 0; sel < 4; sel++)
        for (int pulled = 0; pulled < 2; pulled++) { /* a device that asks as well does not shorten it */
            start(p, true, sel, FRAMES_ICH);
            step(p, pulled);
            for (unsigned i = 0; i < widths[sel]; i++) {
                drives(p, SIRQ_START, true, false);
                step(p, false);
            }
            drives(p, SIRQ_RECOVER, true, true);
        }
}

static void in_quiet_mode_a_device_asks_and_the_host_goes_on(pair_t *p)
{
    for (unsigned sel = 0; sel < 4; sel++)
        for (unsigned held = 1; held < 4; held++) { /* a device that holds on longer changes nothing */
            start(p, false, sel, FRAMES_ICH);
            for (int i = 0; i < 50; i++) {
                drives(p, SIRQ_IDLE, false, true);
                step(p, false);
            }
            step(p, true);
            for (unsigned i = 1; i < widths[sel]; i++) {
                drives(p, SIRQ_START, true, false);
                step(p, i < held);
            }
            drives(p, SIRQ_RECOVER, true, true);
        }
}

/* The whole table of chipset facts 6.3. */
static const struct slot {
    unsigned frame, clk;
    bool smi, iochk;
    int irq, pirq; /* -1: none */
} slots[] = {
    {1, 2, false, false, 0, -1},    {2, 5, false, false, 1, -1},    {3, 8, true, false, -1, -1},
    {4, 11, false, false, 3, -1},   {5, 14, false, false, 4, -1},   {6, 17, false, false, 5, -1},
    {7, 20, false, false, 6, -1},   {8, 23, false, false, 7, -1},   {9, 26, false, false, 8, -1},
    {10, 29, false, false, 9, -1},  {11, 32, false, false, 10, -1}, {12, 35, false, false, 11, -1},
    {13, 38, false, false, 12, -1}, {14, 41, false, false, 13, -1}, {15, 44, false, false, 14, -1},
    {16, 47, false, false, 15, -1}, {17, 50, false, true, -1, -1},  {18, 53, false, false, -1, 0},
    {19, 56, false, false, -1, 1},  {20, 59, false, false, -1, 2},  {21, 62, false, false, -1, 3},
};
enum { SLOTS = sizeof slots / sizeof *slots };

static void every_frame_is_read_in_its_sample_clock(pair_t *p)
{
    for (size_t i = 0; i < SLOTS; i++) {
        const struct slot *t = &slots[i];
        uint16_t irq = (uint16_t)(t->irq < 0 ? 0xffffu : ~(1u << t->irq));
        uint8_t pirq = (uint8_t)(0xf & (t->pirq < 0 ? 0xfu : ~(1u << t->pirq)));
        start(p, true, 0, FRAMES_ICH);
        to_recover(p);
        data(p, FRAMES_ICH, pulls_one_clock, &t->clk);
        levels_are(p, t->smi, irq, t->iochk, pirq);
        stop(p, 3);
        levels_are(p, t->smi, irq, t->iochk, pirq);
    }
}

static void no_other_clock_of_a_frame_counts(pair_t *p)
{
    for (size_t i = 0; i < SLOTS; i++) {
        start(p, true, 0, FRAMES_ICH);
        to_recover(p);
        data(p, FRAMES_ICH, pulls_all_but_one, &slots[i].clk);
        levels_are_of(p, 0x1fffff & ~(UINT32_C(1) << (slots[i].frame - 1)));
    }
    for (unsigned clk = 0; clk < 65; clk++)
        if (clk < 2 || clk % 3 != 2) {
            start(p, true, 0, FRAMES_ICH);
            to_recover(p);
            data(p, FRAMES_ICH, pulls_one_clock, &clk);
            levels_are_of(p, 0);
        }
}

static void a_level_shows_right_after_its_sample_clock(pair_t *p)
{
    start(p, true, 0, FRAMES_ICH);
    to_recover(p);
    steps(p, 8);
    expect_eq(p, out_of(p)->frame, 3);
    expect_false(p, out_of(p)->smi);
    step(p, true); /* the edge that ends clock 8 */
    expect_true(p, out_of(p)->smi);
    steps(p, 54);
    expect_true(p, out_of(p)->smi);
    expect_eq(p, out_of(p)->state, SIRQ_DATA);
    expect_eq(p, out_of(p)->frame, 21);
}

static void every_frame_count_has_its_length(pair_t *p)
{
    for (unsigned sel = 0; sel < 4; sel++)
        for (unsigned frames = 0; frames < 16; frames++)
            for (int cont = 0; cont < 2; cont++) {
                unsigned n = 0;
                start(p, cont, sel, frames);
                step(p, true);
                for (; out_of(p)->state != SIRQ_IDLE; n++) {
                    expect_true(p, n < 200);
                    step(p, false);
                }
                expect_eq(p, n, widths[sel] - !cont + 2 + 3 * (17 + frames) + (cont ? TAIL_CONT : TAIL_QUIET));
            }
}

static void a_continuous_cycle_of_the_ich_begins_every_75_clocks(pair_t *p)
{
    start(p, true, 0, FRAMES_ICH);
    step(p, false);
    for (int i = 0; i < 5; i++) {
        drives(p, SIRQ_START, true, false);
        steps(p, 74);
        drives(p, SIRQ_IDLE, false, true);
        step(p, false);
    }
}

static void frames_that_are_not_there_are_not_read(pair_t *p)
{
    for (unsigned frames = 0; frames < 16; frames++) {
        uint32_t there = frames < 15 ? (UINT32_C(1) << (17 + frames)) - 1 : 0xffffffff;
        start(p, true, 1, frames);
        cycle(p, 0xffffffff);
        levels_are_of(p, there & 0x1fffff);
        cycle(p, ~UINT32_C(0x1fffff)); /* frames after the 21st say nothing */
        levels_are_of(p, 0);
    }
}

static void every_line_alone_and_all_but_one(pair_t *p)
{
    start(p, true, 0, 15);
    for (unsigned n = 0; n < LINES; n++) {
        cycle(p, UINT32_C(1) << n);
        levels_are_of(p, UINT32_C(1) << n & 0x1fffff);
        cycle(p, ~(UINT32_C(1) << n));
        levels_are_of(p, ~(UINT32_C(1) << n) & 0x1fffff);
    }
}

static void a_level_is_kept_until_its_frame_comes_again(pair_t *p)
{
    start(p, true, 0, FRAMES_ICH);
    in_of(p)->cont = true;
    cycle(p, 0x1fffff);
    in_of(p)->cont = false;
    for (int i = 0; i < 100; i++) {
        step(p, false);
        drives(p, SIRQ_IDLE, false, true);
        levels_are_of(p, 0x1fffff);
    }
    step(p, true);
    to_recover(p);
    levels_are_of(p, 0x1fffff);
    steps(p, 8);
    levels_are_of(p, 0x1ffffc); /* IRQ0 and IRQ1 have gone high, the SMI# slot is not over */
    step(p, false);
    levels_are_of(p, 0x1ffff8);
}

static void the_mode_at_the_edge_into_stop_decides_its_length(pair_t *p)
{
    for (int cont = 0; cont < 2; cont++)
        for (int early = 0; early < 2; early++) {
            start(p, cont, 0, FRAMES_ICH);
            step(p, true);
            to_recover(p);
            steps(p, 2 + 3 * 21 - 1);
            drives(p, SIRQ_DATA, false, true);
            if (early)
                in_of(p)->cont = !cont; /* seen at the edge into STOP */
            step(p, false);
            if (!early)
                in_of(p)->cont = !cont; /* too late */
            stop(p, cont != early ? 3 : 2);
            if (!in_of(p)->cont) {
                steps(p, 20);
                drives(p, SIRQ_IDLE, false, true);
            } else {
                step(p, false);
                drives(p, SIRQ_START, true, false);
            }
        }
}

static void width_and_count_are_those_of_the_edge_that_left_idle(pair_t *p)
{
    for (unsigned sel = 0; sel < 4; sel++)
        for (unsigned frames = 0; frames < 16; frames += 5) {
            start(p, true, sel, frames);
            step(p, false);
            in_of(p)->start_sel = (uint8_t)(sel ^ 2);
            in_of(p)->frames = (uint8_t)(15 - frames);
            unsigned low = 0;
            for (; out_of(p)->state == SIRQ_START; low++)
                step(p, false);
            expect_eq(p, low, widths[sel]);
            data(p, frames, NULL, NULL);
        }
}

/* Disabled at each clock of a cycle: it is completed as if nothing had happened; the levels go at the edge after. */
static void disabling_in_mid_cycle_completes_it(pair_t *p)
{
    for (unsigned at = 1; at <= 74; at++) {
        start(p, true, 0, FRAMES_ICH);
        step(p, false);
        for (unsigned clk = 1; clk <= 74; clk++) {
            if (clk == at)
                in_of(p)->en = false;
            expect_true(p, out_of(p)->state != SIRQ_IDLE);
            step(p, pulls_frames(&(uint32_t){0x1fffff}, clk < 5 ? 0 : clk - 5));
        }
        drives(p, SIRQ_IDLE, false, true);
        levels_are_of(p, 0x1fffff);
        step(p, false);
        drives(p, SIRQ_IDLE, false, true);
        levels_are_of(p, 0);
        step(p, true); /* and nobody is heard any more */
        steps(p, 10);
        drives(p, SIRQ_IDLE, false, true);
    }
}

static void enabling_again_in_mid_cycle_changes_nothing(pair_t *p)
{
    start(p, true, 0, FRAMES_ICH);
    step(p, false);
    for (unsigned clk = 1; clk <= 74; clk++) {
        in_of(p)->en = clk % 3 == 0;
        step(p, pulls_frames(&(uint32_t){0x100005}, clk < 5 ? 0 : clk - 5));
    }
    in_of(p)->en = true;
    drives(p, SIRQ_IDLE, false, true);
    levels_are_of(p, 0x100005);
    step(p, false);
    drives(p, SIRQ_START, true, false);
    levels_are_of(p, 0x100005);
}

static void turning_continuous_while_quiet_starts_at_once(pair_t *p)
{
    start(p, false, 0, FRAMES_ICH);
    steps(p, 20);
    drives(p, SIRQ_IDLE, false, true);
    in_of(p)->cont = true;
    step(p, false);
    drives(p, SIRQ_START, true, false);
}

static void a_device_that_pulls_before_idle_is_not_heard(pair_t *p)
{
    start(p, false, 0, FRAMES_ICH);
    step(p, true);
    to_recover(p);
    data(p, FRAMES_ICH, NULL, NULL);
    for (int i = 0; i < 4; i++) /* STOP 2, END_RECOVER, END_TURN */
        step(p, true);
    drives(p, SIRQ_IDLE, false, true);
    steps(p, 5);
    drives(p, SIRQ_IDLE, false, true);
    step(p, true);
    drives(p, SIRQ_START, true, false);
}

static void reset_ends_a_cycle_in_any_clock(pair_t *p)
{
    for (unsigned at = 1; at <= 76; at++) {
        start(p, true, 0, FRAMES_ICH);
        for (unsigned clk = 0; clk < at; clk++)
            step(p, true);
        pair_reset_edge(p);
        reset_releases_the_line_and_forgets(p);
        step(p, false); /* and begins anew */
        drives(p, SIRQ_START, true, false);
        steps(p, 3);
        drives(p, SIRQ_START, true, false);
        step(p, false);
        drives(p, SIRQ_RECOVER, true, true);
    }
}

/* A device with random lines, modes that change at any time, noise on the wire now and then. What a cycle without
 * noise says must be what the device pulled. */
static void random_traffic_agrees(pair_t *p)
{
    unsigned cycles = 0, quiet_cycles = 0, checked = 0;
    uint32_t low = 0, seen = 0;
    bool noise = false, whole = false, was_quiet = false;
    unsigned clk = 0;
    start(p, true, 0, FRAMES_ICH);
    for (int i = 0; i < 300000; i++) {
        serirq_in_t *in = in_of(p);
        uint8_t before = out_of(p)->state;
        if (pair_one_in(p, 4000)) {
            pair_reset_edge(p);
            whole = false;
            clk = 0;
        }
        if (pair_one_in(p, 300))
            in->en = !in->en || pair_one_in(p, 2);
        if (pair_one_in(p, 200))
            in->cont = !in->cont;
        if (pair_one_in(p, 150)) {
            in->start_sel = (uint8_t)pair_below(p, 4);
            in->frames = pair_one_in(p, 2) ? FRAMES_ICH : (uint8_t)pair_below(p, 16);
        }
        if (pair_one_in(p, 100))
            low = pair_one_in(p, 2) ? pair_rand(p) : UINT32_C(1) << pair_below(p, 24);
        bool pulled = false;
        if (out_of(p)->state == SIRQ_DATA) {
            unsigned frame = out_of(p)->frame;
            pulled = clk % 3 == 2 && (low >> (frame - 1) & 1);
            if (clk % 3 == 2)
                seen = (seen & ~(UINT32_C(1) << (frame - 1))) | (uint32_t)pulled << (frame - 1);
        } else if (out_of(p)->state == SIRQ_IDLE) {
            pulled = pair_one_in(p, 12);
            was_quiet = !in->cont && in->en && pulled;
        }
        if (pair_one_in(p, 400)) {
            noise = true;
            pulled = !pulled;
        }
        step(p, pulled);
        uint8_t now = out_of(p)->state;
        clk = now == SIRQ_RECOVER ? 0 : clk + 1;
        if (now == SIRQ_START && before != SIRQ_START) {
            whole = true;
            noise = false;
            seen = 0;
        }
        if (now == SIRQ_END_TURN && before == SIRQ_END_RECOVER) {
            cycles++;
            quiet_cycles += was_quiet;
            if (whole && !noise) {
                checked++;
                expect_eq(p, out_of(p)->smi, seen >> 2 & 1);
                expect_eq(p, out_of(p)->iochk, seen >> 16 & 1);
            }
        }
    }
    expect_true(p, cycles > 2000 && quiet_cycles > 300 && checked > 500);
}

static const directed_test_t tests[] = {
    DIRECTED_TEST(reset_releases_the_line_and_forgets, "chipset facts 6.3",
        "reset releases the line and forgets"),
    DIRECTED_TEST(disabled_it_does_nothing, "chipset facts 6.3",
        "disabled it does nothing"),
    DIRECTED_TEST(a_continuous_start_frame_has_its_width, "chipset facts 6.3",
        "a continuous start frame has its width"),
    DIRECTED_TEST(in_quiet_mode_a_device_asks_and_the_host_goes_on, "chipset facts 6.3",
        "in quiet mode a device asks and the host goes on"),
    DIRECTED_TEST(every_frame_is_read_in_its_sample_clock, "chipset facts 6.3",
        "every frame is read in its sample clock"),
    DIRECTED_TEST(no_other_clock_of_a_frame_counts, "chipset facts 6.3",
        "no other clock of a frame counts"),
    DIRECTED_TEST(a_level_shows_right_after_its_sample_clock, "chipset facts 6.3",
        "a level shows right after its sample clock"),
    DIRECTED_TEST(every_frame_count_has_its_length, "chipset facts 6.3",
        "every frame count has its length"),
    DIRECTED_TEST(a_continuous_cycle_of_the_ich_begins_every_75_clocks, "chipset facts 6.3",
        "a continuous cycle of the ICH begins every 75 clocks"),
    DIRECTED_TEST(frames_that_are_not_there_are_not_read, "chipset facts 6.3",
        "frames that are not there are not read"),
    DIRECTED_TEST(every_line_alone_and_all_but_one, "chipset facts 6.3",
        "every line alone and all but one"),
    DIRECTED_TEST(a_level_is_kept_until_its_frame_comes_again, "chipset facts 6.3",
        "a level is kept until its frame comes again"),
    DIRECTED_TEST(the_mode_at_the_edge_into_stop_decides_its_length, "chipset facts 6.3",
        "the mode at the edge into STOP decides its length"),
    DIRECTED_TEST(width_and_count_are_those_of_the_edge_that_left_idle, "chipset facts 6.3",
        "width and count are those of the edge that left IDLE"),
    DIRECTED_TEST(disabling_in_mid_cycle_completes_it, "chipset facts 6.3",
        "disabling in mid cycle completes it"),
    DIRECTED_TEST(enabling_again_in_mid_cycle_changes_nothing, "chipset facts 6.3",
        "enabling again in mid cycle changes nothing"),
    DIRECTED_TEST(turning_continuous_while_quiet_starts_at_once, "chipset facts 6.3",
        "turning continuous while quiet starts at once"),
    DIRECTED_TEST(a_device_that_pulls_before_idle_is_not_heard, "chipset facts 6.3",
        "a device that pulls before IDLE is not heard"),
    DIRECTED_TEST(reset_ends_a_cycle_in_any_clock, "chipset facts 6.3",
        "reset ends a cycle in any clock"),
    RANDOM_TEST(random_traffic_agrees, "random traffic agrees"),
    DIRECTED_END,
};

const directed_t directed_serirq = {&serirq_block, tests};
