/* The board's FLUSH# with SMI#: when it falls and for how long. */
#include "rig.h"

#include "board/flush_dev.h"

static unsigned edges_checked;

static int setup(void **state)
{
    return rig_setup(state, &flush_dev_block);
}

static void falls_skew_edges_after_smi(void **state)
{
    rig_t *r = *state;
    flush_dev_in_t *in = r->in;
    const flush_dev_out_t *out = r->out;
    static const uint16_t skews[] = {0, 1, 2, 7, 300, 16383};
    in->on = true;
    for (unsigned i = 0; i < sizeof skews / sizeof skews[0]; i++) {
        in->smi_n = true;
        rig_tick(r);
        in->skew = skews[i];
        in->smi_n = false;
        for (unsigned edge = 0; edge < skews[i] + 20u; edge++) {
            rig_tick(r);
            assert_int_equal(!out->flush_n, edge >= skews[i] && edge < skews[i] + 4u);
            edges_checked++;
        }
    }
}

/* Low at the first edge after reset is a fall too, as for smi_pin's first flip-flop; a second fall starts anew. */
static void a_second_fall_starts_anew(void **state)
{
    rig_t *r = *state;
    flush_dev_in_t *in = r->in;
    const flush_dev_out_t *out = r->out;
    in->on = true;
    in->skew = 10;
    in->smi_n = false;
    rig_ticks(r, 8);
    in->smi_n = true;
    rig_tick(r);
    in->smi_n = false;
    for (unsigned edge = 0; edge < 20; edge++) {
        rig_tick(r);
        assert_int_equal(!out->flush_n, edge >= 10 && edge < 14);
        edges_checked++;
    }
}

static void off_it_never_falls(void **state)
{
    rig_t *r = *state;
    flush_dev_in_t *in = r->in;
    for (unsigned i = 0; i < 1000; i++) {
        in->smi_n = rig_one_in(r, 2);
        rig_tick(r);
        assert_true(((const flush_dev_out_t *)r->out)->flush_n);
        edges_checked++;
    }
}

static void the_tests_compared_something(void **state)
{
    (void)state;
    printf("flush_dev: %u edges\n", edges_checked);
    assert_true(edges_checked > 17000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(falls_skew_edges_after_smi),
        RIG_TEST(a_second_fall_starts_anew),
        RIG_TEST(off_it_never_falls),
        cmocka_unit_test(the_tests_compared_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
