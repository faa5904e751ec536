/* String instructions: one iteration a step, direction, counts, segments, and I/O strings for restart. */
#include "cpu_rig.h"

static void start_string(rig_t *r, uint32_t count)
{
    cpu_arch_t *a = &r->c.a;
    a->gpr[R_ESI] = RIG_DATA;
    a->gpr[R_EDI] = RIG_DATA + 0x100;
    a->gpr[R_ECX] = count;
}

static void rep_movs_moves_one_element_a_step_and_stays_until_the_last(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    start_string(r, 3);
    ram_write(&r->ram, RIG_DATA, 6, 0x665544332211);
    rig_put(r, RIG_CODE, RIG_BYTES(0xf3, 0xa5));
    for (unsigned i = 1; i <= 3; i++) {
        rig_steps(r, 1);
        assert_int_equal(r->c.a.gpr[R_ECX], 3 - i);
        assert_int_equal(r->c.a.gpr[R_ESI], RIG_DATA + 2 * i);
        assert_int_equal(r->c.a.gpr[R_EDI], RIG_DATA + 0x100 + 2 * i);
        assert_int_equal(r->c.a.eip, i == 3 ? RIG_CODE + 2 : RIG_CODE);
    }
    assert_int_equal(r->c.insns, 3);
    assert_int_equal(ram_read(&r->ram, RIG_DATA + 0x100, 8), 0x665544332211);
    rig_free(r);
}

static void a_count_of_zero_does_nothing_and_goes_on(void **state)
{
    (void)state;
    static const uint8_t ops[] = {0xa4, 0xa6, 0xaa, 0xac, 0xae, 0x6c, 0x6e};
    rig_t *r = rig_new();
    for (unsigned i = 0; i < sizeof ops; i++) {
        rig_real(r);
        start_string(r, 0xabcd0000); /* CX is 0 */
        cpu_arch_t before = r->c.a;
        before.eip = RIG_CODE + 2;
        rig_put(r, RIG_CODE, (uint8_t[]){0xf3, ops[i]}, 2);
        assert_true(exec_step(&r->c));
        assert_memory_equal(before.gpr, r->c.a.gpr, sizeof before.gpr);
        assert_int_equal(r->c.a.eip, before.eip);
        assert_int_equal(r->c.a.eflags, before.eflags);
    }
    assert_int_equal(r->seen_count, 0);
    rig_free(r);
}

static void the_direction_flag_runs_downwards(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    start_string(r, 2);
    r->c.a.gpr[R_EAX] = 0xa5a5a5a5;
    rig_put(r, RIG_CODE, RIG_BYTES(0xfd, 0xf3, 0xab));
    rig_steps(r, 3);
    assert_int_equal(r->c.a.gpr[R_EDI], RIG_DATA + 0x100 - 8);
    assert_int_equal(ram_read(&r->ram, RIG_DATA + 0xfc, 8), 0xa5a5a5a5a5a5a5a5);
    rig_free(r);
}

static void repe_cmps_stops_at_the_first_difference(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    start_string(r, 8);
    ram_write(&r->ram, RIG_DATA, 8, 0x0807060504030201);
    ram_write(&r->ram, RIG_DATA + 0x100, 8, 0x0807060599030201);
    rig_put(r, RIG_CODE, RIG_BYTES(0xf3, 0xa6));
    rig_steps(r, 4);
    assert_int_equal(r->c.a.eip, RIG_CODE + 2);
    assert_int_equal(r->c.a.gpr[R_ECX], 4);
    assert_int_equal(r->c.a.eflags & (FL_ZF | FL_CF), FL_CF); /* 4 < 99h */
    rig_free(r);
}

static void repne_scas_stops_at_the_byte_it_looks_for(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    start_string(r, 0xffffffff);
    ram_write(&r->ram, RIG_DATA + 0x100, 4, 0x00636261);
    rig_put(r, RIG_CODE, RIG_BYTES(0xf2, 0xae));
    rig_steps(r, 4);
    assert_int_equal(r->c.a.eip, RIG_CODE + 2);
    assert_int_equal(~r->c.a.gpr[R_ECX] - 1, 3); /* strlen */
    rig_free(r);
}

static void without_a_prefix_the_count_register_is_left_alone(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    start_string(r, 0);
    ram_write(&r->ram, RIG_DATA, 4, 0x44332211);
    rig_put(r, RIG_CODE, RIG_BYTES(0xac, 0xad));
    rig_steps(r, 2);
    assert_int_equal(r->c.a.gpr[R_EAX], 0x3322);
    assert_int_equal(r->c.a.gpr[R_ECX], 0);
    assert_int_equal(r->c.a.eip, RIG_CODE + 2);
    rig_free(r);
}

static void indexes_wrap_at_64_kb_with_16_bit_addresses_and_keep_the_upper_half(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    start_string(r, 1);
    r->c.a.gpr[R_EDI] = 0x7777ffff;
    r->c.a.gpr[R_EAX] = 0x5a;
    rig_put(r, RIG_CODE, RIG_BYTES(0xaa, 0x67, 0xaa));
    rig_steps(r, 1);
    assert_int_equal(r->c.a.gpr[R_EDI], 0x77770000);
    assert_int_equal(ram_read(&r->ram, 0xffff, 1), 0x5a);
    rig_expect_fault(r, V_GP); /* 32-bit address beyond the limit */
    rig_free(r);
}

static void the_source_segment_can_be_overridden_and_the_destination_cannot(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    start_string(r, 1);
    r->c.a.seg[S_FS].base = 0x20000;
    ram_write(&r->ram, 0x20000 + RIG_DATA, 1, 0x77);
    rig_put(r, RIG_CODE, RIG_BYTES(0x64, 0xa4));
    rig_steps(r, 1);
    assert_int_equal(ram_read(&r->ram, RIG_DATA + 0x100, 1), 0x77);
    rig_free(r);
}

static void a_fault_in_the_middle_keeps_the_finished_iterations(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    start_string(r, 10);
    r->c.a.seg[S_ES].limit = RIG_DATA + 0x100 + 7;
    rig_put(r, RIG_CODE, RIG_BYTES(0xf3, 0xab));
    rig_steps(r, 2);
    rig_expect_fault_err(r, V_GP, 0);
    assert_int_equal(r->c.a.gpr[R_ECX], 8);
    assert_int_equal(r->c.a.eip, RIG_CODE);
    rig_free(r);
}

static void outs_remembers_each_iteration_as_it_was_before(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    start_string(r, 2);
    r->c.a.gpr[R_EDX] = 0xb2;
    ram_write(&r->ram, RIG_DATA, 2, 0xbbaa);
    rig_put(r, RIG_CODE, RIG_BYTES(0xf3, 0x6e, 0x90));
    assert_false(exec_step(&r->c));
    assert_int_equal(r->c.stop.kind, CPU_STOP_NEED_LOG);
    for (unsigned i = 0; i < 2; i++) {
        rig_steps(r, 1);
        assert_true(r->c.a.last_io.valid);
        assert_int_equal(r->c.a.last_io.eip, RIG_CODE);
        assert_int_equal(r->c.a.last_io.esi, RIG_DATA + i);
        assert_int_equal(r->c.a.last_io.ecx, 2 - i);
        assert_int_equal(r->seen[i].addr, 0xb2);
        assert_int_equal(r->seen[i].data, i ? 0xbb : 0xaa);
    }
    assert_int_equal(r->c.a.eip, RIG_CODE + 2);
    rig_steps(r, 1);
    assert_false(r->c.a.last_io.valid);
    rig_free(r);
}

static void ins_checks_its_destination_before_it_reads_the_port(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    start_string(r, 1);
    r->c.a.gpr[R_EDX] = 0x60;
    r->io_read = 0x1234;
    rig_put(r, RIG_CODE, RIG_BYTES(0x6d));
    r->c.a.seg[S_ES].limit = 0x10;
    rig_expect_fault(r, V_GP);
    assert_int_equal(r->seen_count, 0);
    r->c.a.seg[S_ES].limit = 0xffff;
    rig_steps(r, 1);
    assert_int_equal(r->seen_count, 1);
    assert_int_equal(ram_read(&r->ram, RIG_DATA + 0x100, 2), 0x1234);
    assert_int_equal(r->c.a.gpr[R_EDI], RIG_DATA + 0x102);
    assert_int_equal(r->c.a.last_io.edi, RIG_DATA + 0x100);
    rig_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rep_movs_moves_one_element_a_step_and_stays_until_the_last),
        cmocka_unit_test(a_count_of_zero_does_nothing_and_goes_on),
        cmocka_unit_test(the_direction_flag_runs_downwards),
        cmocka_unit_test(repe_cmps_stops_at_the_first_difference),
        cmocka_unit_test(repne_scas_stops_at_the_byte_it_looks_for),
        cmocka_unit_test(without_a_prefix_the_count_register_is_left_alone),
        cmocka_unit_test(indexes_wrap_at_64_kb_with_16_bit_addresses_and_keep_the_upper_half),
        cmocka_unit_test(the_source_segment_can_be_overridden_and_the_destination_cannot),
        cmocka_unit_test(a_fault_in_the_middle_keeps_the_finished_iterations),
        cmocka_unit_test(outs_remembers_each_iteration_as_it_was_before),
        cmocka_unit_test(ins_checks_its_destination_before_it_reads_the_port),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
