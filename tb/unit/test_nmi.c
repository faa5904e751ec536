/* Ports 61h, 70h, 74h against their header: all values of a write, both sources with their enables, the mask. */
#include "rig.h"

#include "ich9/nmi.h"

static uint64_t judged;

static int setup(void **state)
{
    return rig_setup(state, &nmi_block);
}

static nmi_in_t *in_of(rig_t *p)
{
    return (nmi_in_t *)p->in;
}

static const nmi_out_t *out_of(rig_t *p)
{
    return (const nmi_out_t *)p->out;
}

static void start(rig_t *p)
{
    *in_of(p) = (nmi_in_t){0};
    rig_reset(p);
}

static void put_61(rig_t *p, unsigned data)
{
    in_of(p)->wr_61 = true;
    in_of(p)->wdata = (uint8_t)data;
    rig_tick(p);
    in_of(p)->wr_61 = false;
}

static void put_70(rig_t *p, unsigned data)
{
    in_of(p)->wr_70 = true;
    in_of(p)->wdata = (uint8_t)data;
    rig_tick(p);
    in_of(p)->wr_70 = false;
}

static void expect(rig_t *p, unsigned port_61, unsigned port_74)
{
    judged++;
    assert_int_equal(out_of(p)->port_61, port_61);
    assert_int_equal(out_of(p)->port_74, port_74);
    assert_int_equal(out_of(p)->nmi_src, (port_61 & 0xc0) != 0);
    assert_int_equal(out_of(p)->nmi_off, (port_74 & 0x80) != 0);
}

static void reset_masks_nmi(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p);
    expect(p, 0, 0x80);
    put_70(p, 0x7f);
    put_61(p, 3);
    in_of(p)->serr = in_of(p)->iochk = true;
    rig_tick(p);
    expect(p, 0xc3, 0x7f);
    start(p);
    expect(p, 0, 0x80);
}

static void each_port_takes_its_own_writes(void **state)
{
    rig_t *p = (rig_t *)*state;
    start(p);
    for (unsigned v = 0; v < 256; v++) {
        unsigned was = out_of(p)->port_61;
        put_70(p, v);
        expect(p, was, v);
        put_61(p, ~v & 0xff);
        expect(p, ~v & 15, v);
        rig_tick(p);
        expect(p, ~v & 15, v);
    }
    in_of(p)->wdata = 0x55; /* no strobe */
    rig_tick(p);
    expect(p, 0, 0xff);
}

/* Each source under each state of both enables; the status is kept when the source is over. */
static void sources_and_enables(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned off = 0; off < 4; off++)
        for (unsigned sources = 0; sources < 4; sources++) {
            unsigned low = off << 2;
            unsigned want = low | (sources & 1 && !(off & 1) ? 0x80u : 0) | (sources & 2 && !(off & 2) ? 0x40u : 0);
            start(p);
            put_61(p, low);
            in_of(p)->serr = sources & 1;
            in_of(p)->iochk = sources & 2;
            rig_tick(p);
            expect(p, want, 0x80);
            in_of(p)->serr = in_of(p)->iochk = false;
            rig_ticks(p, 2);
            expect(p, want, 0x80);
            put_61(p, 0xf0 | low); /* status bits are read-only */
            expect(p, want, 0x80);
            put_61(p, 0);
            expect(p, want & 0xc0, 0x80);
        }
}

static void switching_a_source_off_clears_its_status(void **state)
{
    rig_t *p = (rig_t *)*state;
    for (unsigned off = 0; off < 4; off++) {
        start(p);
        in_of(p)->serr = in_of(p)->iochk = true;
        rig_tick(p);
        expect(p, 0xc0, 0x80);
        put_61(p, off << 2); /* wins over a source in the same clock */
        unsigned left = (off & 1 ? 0 : 0x80u) | (off & 2 ? 0 : 0x40u);
        expect(p, off << 2 | left, 0x80);
        in_of(p)->serr = false;
        rig_tick(p);
        put_61(p, 0); /* on again: IOCHK# is a level and still there, SERR# was a pulse */
        expect(p, 0x40 | left, 0x80);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(reset_masks_nmi),
        RIG_TEST(each_port_takes_its_own_writes),
        RIG_TEST(sources_and_enables),
        RIG_TEST(switching_a_source_off_clears_its_status),
    };
    int failed = cmocka_run_group_tests_name("nmi", tests, NULL, NULL);
    printf("nmi: %llu states judged, %llu edges\n", (unsigned long long)judged,
           (unsigned long long)rig_edges);
    return failed || !judged;
}
