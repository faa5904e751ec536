/* Delivery of exceptions and interrupts, IRET, and the checks of segment loads. */
#include "cpu_rig.h"

static void ivt(rig_t *r, unsigned vector, uint32_t seg, uint32_t off)
{
    ram_write(&r->ram, vector * 4, 4, seg << 16 | off);
}

static void gate(rig_t *r, unsigned vector, uint32_t sel, uint32_t off, uint32_t access)
{
    ram_write(&r->ram, RIG_IDT + vector * 8, 4, sel << 16 | (off & 0xffff));
    ram_write(&r->ram, RIG_IDT + vector * 8 + 4, 4, (off & 0xffff0000) | access << 8);
}

static uint32_t stack16(const rig_t *r, unsigned n)
{
    return (uint32_t)ram_read(&r->ram, r->c.a.gpr[R_ESP] + 2 * n, 2);
}

static uint32_t stack32(const rig_t *r, unsigned n)
{
    return (uint32_t)ram_read(&r->ram, r->c.a.gpr[R_ESP] + 4 * n, 4);
}

/* --- real mode ----------------------------------------------------------------------------------------------------------- */

static void real_mode_delivery_pushes_three_words_and_clears_if(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    ivt(r, 8, 0x200, 0x34);
    r->c.a.eflags |= FL_IF | FL_TF | FL_CF;
    r->c.a.seg[S_CS].sel = 0x55;
    assert_true(excp_deliver(&r->c, 8, EXCP_EXTERNAL, false, 0, 0x1234));
    assert_int_equal(stack16(r, 0), 0x1234);
    assert_int_equal(stack16(r, 1), 0x55);
    assert_int_equal(stack16(r, 2), FL_1 | FL_IF | FL_TF | FL_CF);
    assert_int_equal(r->c.a.gpr[R_ESP], RIG_STACK - 6);
    assert_int_equal(r->c.a.seg[S_CS].sel, 0x200);
    assert_int_equal(r->c.a.seg[S_CS].base, 0x2000);
    assert_int_equal(r->c.a.eip, 0x34);
    assert_int_equal(r->c.a.eflags, FL_1 | FL_CF);
    assert_int_equal(r->c.stop.kind, CPU_STOP_NONE);
    rig_free(r);
}

static void real_mode_pushes_no_error_code(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    ivt(r, V_GP, 0, 0x2000);
    assert_true(excp_deliver(&r->c, V_GP, EXCP_FAULT, true, 0x18, RIG_CODE));
    assert_int_equal(r->c.a.gpr[R_ESP], RIG_STACK - 6);
    rig_free(r);
}

static void the_ivt_is_where_idtr_says(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    r->c.a.idtr = (cpu_table_t){.base = 0x5000, .limit = 0x1f};
    ram_write(&r->ram, 0x5000 + 4 * 3, 4, 0x00304567);
    rig_put(r, RIG_CODE, RIG_BYTES(0xcc));
    rig_steps(r, 1);
    assert_int_equal(r->c.a.eip, 0x4567);
    assert_int_equal(r->c.a.seg[S_CS].base, 0x300);
    assert_int_equal(stack16(r, 0), RIG_CODE + 1);
    assert_int_equal(r->c.insns, 1);
    rig_free(r);
}

static void an_int_beyond_the_idt_limit_is_a_fault_of_the_int(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    r->c.a.idtr.limit = 0x7f;
    rig_put(r, RIG_CODE, RIG_BYTES(0xcd, 0x20));
    rig_expect_fault_err(r, V_GP, 0x20 * 8 + 2);
    rig_free(r);
}

static void a_fault_beyond_the_idt_limit_becomes_gp_then_df_then_shutdown(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    ivt(r, V_DF, 0, 0x2000);
    r->c.a.idtr.limit = V_DF * 4 + 3;
    assert_true(excp_deliver(&r->c, V_GP, EXCP_FAULT, false, 0, RIG_CODE)); /* contributory twice */
    assert_int_equal(r->c.a.eip, 0x2000);
    assert_int_equal(r->c.stop.kind, CPU_STOP_NONE);

    rig_real(r);
    r->c.a.idtr.limit = 0;
    cpu_arch_t before = r->c.a;
    assert_false(excp_deliver(&r->c, V_UD, EXCP_FAULT, false, 0, RIG_CODE));
    assert_int_equal(r->c.stop.kind, CPU_STOP_FAULT);
    assert_int_equal(r->c.stop.vector, V_DF);
    assert_memory_equal(&before, &r->c.a, sizeof before);
    rig_free(r);
}

static void iret_returns_and_unblocks_nmi(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    ivt(r, 0x21, 0x200, 0);
    rig_put(r, RIG_CODE, RIG_BYTES(0xfb, 0xcd, 0x21));
    rig_put(r, 0x2000, RIG_BYTES(0xcf));
    r->c.a.nmi_blocked = true;
    rig_steps(r, 2);
    assert_int_equal(r->c.a.eflags & FL_IF, 0);
    assert_true(r->c.a.nmi_blocked);
    rig_steps(r, 1);
    assert_int_equal(r->c.a.eip, RIG_CODE + 3);
    assert_int_equal(r->c.a.seg[S_CS].sel, 0);
    assert_int_equal(r->c.a.eflags & FL_IF, FL_IF);
    assert_int_equal(r->c.a.gpr[R_ESP], RIG_STACK);
    assert_false(r->c.a.nmi_blocked);
    assert_true(r->c.boundary);
    rig_free(r);
}

static void an_exception_in_smm_unblocks_nmi_only_where_the_parameter_says(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    for (unsigned on = 0; on < 2; on++) {
        rig_real(r);
        r->params.excp_unblocks_nmi = on;
        r->c.a.smm = r->c.a.nmi_blocked = true;
        assert_true(excp_deliver(&r->c, V_UD, EXCP_FAULT, false, 0, RIG_CODE));
        assert_int_equal(r->c.a.nmi_blocked, !on);
    }
    rig_free(r);
}

static void into_bound_and_division_fault_as_the_book_says(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    ivt(r, V_OF, 0, 0x3000);
    rig_put(r, RIG_CODE, RIG_BYTES(0xce, 0xce));
    rig_steps(r, 1);
    assert_int_equal(r->c.a.eip, RIG_CODE + 1);
    r->c.a.eflags |= FL_OF;
    rig_steps(r, 1);
    assert_int_equal(r->c.a.eip, 0x3000);

    rig_real(r);
    ram_write(&r->ram, RIG_DATA, 4, 0x0005fffe); /* -2 to 5 */
    rig_put(r, RIG_CODE, RIG_BYTES(0x62, 0x06, 0x00, 0x90));
    static const struct {
        uint16_t index;
        bool faults;
    } cases[] = {{0xfffe, false}, {5, false}, {0, false}, {6, true}, {0xfffd, true}};
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        r->c.a.eip = RIG_CODE;
        r->c.a.gpr[R_EAX] = cases[i].index;
        if (cases[i].faults)
            rig_expect_fault(r, V_BR);
        else
            rig_steps(r, 1);
    }
    rig_put(r, RIG_CODE, RIG_BYTES(0xf7, 0xf1));
    r->c.a.eip = RIG_CODE;
    r->c.a.gpr[R_ECX] = 0;
    rig_expect_fault(r, V_DE);
    rig_free(r);
}

static bool deliver_intr(rig_t *r)
{
    return excp_deliver(&r->c, 0x40, EXCP_EXTERNAL, false, 0, r->c.a.eip);
}

static void delivery_works_in_logged_steps_and_drops_the_fetch_window(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    r->no_page = RIG_STACK - 2; /* pushes go over the bus and wait */
    ivt(r, 0x40, 0, 0x2222);
    rig_put(r, RIG_CODE, RIG_BYTES(0x90));
    assert_true(rig_step_logged(r));
    assert_int_not_equal(r->c.a.fetch_count, 0);
    assert_true(rig_logged(r, deliver_intr));
    assert_int_equal(r->c.a.fetch_count, 0);
    assert_int_equal(r->c.a.eip, 0x2222);
    assert_int_equal(stack16(r, 0), RIG_CODE + 1);
    rig_free(r);
}

/* --- protected mode --------------------------------------------------------------------------------------------------------- */

static void interrupt_gates_clear_if_and_trap_gates_keep_it(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    for (unsigned trap = 0; trap < 2; trap++) {
        rig_flat(r);
        gate(r, 0x30, 8, 0x12345678, 0x8e + trap);
        r->c.a.eflags |= FL_IF | FL_NT;
        assert_true(excp_deliver(&r->c, 0x30, EXCP_EXTERNAL, false, 0, 0xabcdef));
        assert_int_equal(r->c.a.eip, 0x12345678);
        assert_int_equal(r->c.a.eflags, FL_1 | (trap ? FL_IF : 0));
        assert_int_equal(stack32(r, 0), 0xabcdef);
        assert_int_equal(stack32(r, 1), 8);
        assert_int_equal(stack32(r, 2), FL_1 | FL_IF | FL_NT);
    }
    rig_free(r);
}

static void error_codes_are_pushed_last_and_faults_set_rf_in_the_image(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    gate(r, V_GP, 8, 0x2000, 0x8e);
    assert_true(excp_deliver(&r->c, V_GP, EXCP_FAULT, true, 0x18, RIG_CODE));
    assert_int_equal(stack32(r, 0), 0x18);
    assert_int_equal(stack32(r, 1), RIG_CODE);
    assert_int_equal(stack32(r, 3), FL_1 | FL_RF);
    assert_int_equal(r->c.a.eflags & FL_RF, 0);
    rig_free(r);
}

static void sixteen_bit_gates_push_words(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    gate(r, 0x31, 0x18, 0x99992000, 0x86);
    assert_true(excp_deliver(&r->c, 0x31, EXCP_EXTERNAL, false, 0, 0x1234));
    assert_int_equal(r->c.a.gpr[R_ESP], RIG_STACK - 6);
    assert_int_equal(r->c.a.eip, 0x2000);
    assert_int_equal(r->c.a.seg[S_CS].attr & ATTR_DB, 0);
    rig_free(r);
}

static void iret_in_protected_mode_restores_flags_and_segment(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    gate(r, 0x30, 8, 0x2000, 0x8e);
    rig_put(r, RIG_CODE, RIG_BYTES(0xf9, 0xcd, 0x30));
    rig_put(r, 0x2000, RIG_BYTES(0xf8, 0xcf));
    r->c.a.eflags |= FL_IF;
    r->c.a.nmi_blocked = true;
    rig_steps(r, 4);
    assert_int_equal(r->c.a.eip, RIG_CODE + 3);
    assert_int_equal(r->c.a.eflags, FL_1 | FL_IF | FL_CF);
    assert_false(r->c.a.nmi_blocked);
    rig_free(r);
}

static void bad_gates_give_the_error_code_of_the_vector(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0xcd, 0x30));
    rig_expect_fault_err(r, V_GP, 0x30 * 8 + 2); /* no gate */
    gate(r, 0x30, 8, 0x2000, 0x0e);
    rig_expect_fault_err(r, V_NP, 0x30 * 8 + 2); /* not present */
    gate(r, 0x30, 0x10, 0x2000, 0x8e);
    rig_expect_fault_err(r, V_GP, 0x10); /* not code */
    gate(r, 0x30, 0, 0x2000, 0x8e);
    rig_expect_fault_err(r, V_GP, 0);
    gate(r, 0x30, 0x1f8, 0x2000, 0x8e);
    rig_expect_fault_err(r, V_GP, 0x1f8); /* beyond the GDT */
    rig_free(r);
}

static void an_external_interrupt_that_faults_sets_ext_and_delivers_the_fault(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    gate(r, V_GP, 8, 0x2000, 0x8e);
    assert_true(excp_deliver(&r->c, 0x30, EXCP_EXTERNAL, false, 0, RIG_CODE));
    assert_int_equal(r->c.a.eip, 0x2000);
    assert_int_equal(stack32(r, 0), 0x30 * 8 + 3);
    assert_int_equal(stack32(r, 1), RIG_CODE);
    rig_free(r);
}

static void double_fault_pushes_zero_and_contributory_pairs_only_double(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    gate(r, V_DF, 8, 0x3000, 0x8e);
    assert_true(excp_deliver(&r->c, V_NP, EXCP_FAULT, true, 0x20, RIG_CODE)); /* #NP then #GP: double */
    assert_int_equal(r->c.a.eip, 0x3000);
    assert_int_equal(r->c.stop.vector, V_DF); /* what was delivered */
    assert_int_equal(stack32(r, 0), 0);
    rig_flat(r);
    gate(r, V_GP, 8, 0x2000, 0x8e);
    assert_true(excp_deliver(&r->c, V_UD, EXCP_FAULT, false, 0, RIG_CODE)); /* #UD then #GP: #GP */
    assert_int_equal(r->c.a.eip, 0x2000);
    rig_free(r);
}

/* --- segments --------------------------------------------------------------------------------------------------------------- */

static void real_mode_segment_loads_keep_limit_and_attributes(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_real(r);
    r->c.a.seg[S_DS] = (cpu_seg_t){.attr = 0x8093, .limit = 0xffffffff};
    assert_true(seg_load(&r->c, S_DS, 0x1234));
    assert_int_equal(r->c.a.seg[S_DS].base, 0x12340);
    assert_int_equal(r->c.a.seg[S_DS].limit, 0xffffffff);
    assert_int_equal(r->c.a.seg[S_DS].attr, 0x8093);
    rig_free(r);
}

static void descriptor_fields_come_out_of_their_places(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    rig_desc(r, 5, 0x89abcdef, 0x54321, 0x4092); /* bytes */
    rig_desc(r, 6, 0x89abcdef, 0x54321, 0xc092); /* pages */
    assert_true(seg_load(&r->c, S_ES, 0x28));
    assert_int_equal(r->c.a.seg[S_ES].base, 0x89abcdef);
    assert_int_equal(r->c.a.seg[S_ES].limit, 0x54321);
    assert_int_equal(r->c.a.seg[S_ES].attr, 0x4093); /* accessed */
    assert_true(seg_load(&r->c, S_ES, 0x30));
    assert_int_equal(r->c.a.seg[S_ES].limit, 0x54321fff);
    rig_free(r);
}

static void expect_load_fault(rig_t *r, unsigned sreg, uint16_t sel, unsigned vector, uint32_t err)
{
    cpu_seg_t before = r->c.a.seg[sreg];
    assert_false(seg_load(&r->c, sreg, sel));
    assert_int_equal(r->c.stop.kind, CPU_STOP_FAULT);
    assert_int_equal(r->c.stop.vector, vector);
    assert_int_equal(r->c.stop.err, err);
    assert_memory_equal(&before, &r->c.a.seg[sreg], sizeof before);
}

static void segment_loads_check_type_privilege_presence_and_limit(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    rig_desc(r, 5, 0, 0xffff, 0x0013); /* data, absent */
    rig_desc(r, 6, 0, 0xffff, 0x0099); /* code, execute only */
    rig_desc(r, 7, 0, 0xffff, 0x0091); /* data, read only */
    rig_desc(r, 8, 0, 0xffff, 0x00f3); /* data, DPL 3 */
    rig_desc(r, 9, 0, 0xffff, 0x0089); /* TSS */
    rig_desc(r, 10, 0, 0xffff, 0x001b); /* code, absent */
    expect_load_fault(r, S_DS, 0x28, V_NP, 0x28);
    expect_load_fault(r, S_SS, 0x28, V_SS, 0x28);
    expect_load_fault(r, S_DS, 0x30, V_GP, 0x30);
    expect_load_fault(r, S_SS, 0x38, V_GP, 0x38);
    expect_load_fault(r, S_SS, 0x40, V_GP, 0x40);
    expect_load_fault(r, S_SS, 0x13, V_GP, 0x10);
    expect_load_fault(r, S_DS, 0x13, V_GP, 0x10);
    expect_load_fault(r, S_DS, 0x48, V_GP, 0x48);
    expect_load_fault(r, S_SS, 0, V_GP, 0);
    expect_load_fault(r, S_DS, 0x100, V_GP, 0x100);
    expect_load_fault(r, S_DS, 0x0c, V_GP, 0x0c); /* no LDT */
    expect_load_fault(r, S_CS, 0x10, V_GP, 0x10);
    expect_load_fault(r, S_CS, 0x50, V_NP, 0x50);
    expect_load_fault(r, S_CS, 0, V_GP, 0);
    assert_true(seg_load(&r->c, S_DS, 0x43));
    assert_true(seg_load(&r->c, S_FS, 0x38));
    rig_free(r);
}

static void a_null_segment_loads_and_faults_when_used(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0x8e, 0xd8, 0x8b, 0x06)); /* mov ds, ax; mov eax, [esi] */
    rig_steps(r, 1);
    rig_expect_fault_err(r, V_GP, 0);
    rig_free(r);
}

static void segment_limits_and_read_only_data_are_enforced(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    r->c.a.seg[S_DS].limit = RIG_DATA + 2;
    r->c.a.gpr[R_ESI] = RIG_DATA;
    rig_put(r, RIG_CODE, RIG_BYTES(0x8b, 0x06, 0x2e, 0x89, 0x06));
    rig_expect_fault_err(r, V_GP, 0);
    r->c.a.seg[S_DS].limit = RIG_DATA + 3;
    rig_steps(r, 1);
    rig_expect_fault_err(r, V_GP, 0); /* store through CS */
    rig_free(r);
}

static void ldt_selectors_use_the_ldt(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    rig_desc(r, 5, RIG_GDT + 0x40, 0x17, 0x0082);
    rig_desc(r, 9, 0x5000, 0xff, 0x4093); /* LDT entry 1 */
    r->c.a.gpr[R_EAX] = 0x28;
    rig_put(r, RIG_CODE, RIG_BYTES(0x0f, 0x00, 0xd0));
    rig_steps(r, 1);
    assert_true(seg_load(&r->c, S_ES, 0x0c));
    assert_int_equal(r->c.a.seg[S_ES].base, 0x5000);
    expect_load_fault(r, S_ES, 0x1c, V_GP, 0x1c);
    rig_free(r);
}

static void far_calls_push_the_old_code_segment_and_retf_returns(void **state)
{
    (void)state;
    rig_t *r = rig_new();
    rig_flat(r);
    rig_put(r, RIG_CODE, RIG_BYTES(0x9a, 0x00, 0x20, 0, 0, 0x18, 0));
    rig_put(r, 0x2000, RIG_BYTES(0x66, 0xca, 0x04, 0x00)); /* 16-bit code: o32 retf 4 */
    rig_steps(r, 1);
    assert_int_equal(r->c.a.seg[S_CS].sel, 0x18);
    assert_int_equal(stack32(r, 0), RIG_CODE + 7);
    assert_int_equal(stack32(r, 1), 8);
    rig_steps(r, 1);
    assert_int_equal(r->c.a.eip, RIG_CODE + 7);
    assert_int_equal(r->c.a.seg[S_CS].sel, 8);
    assert_int_equal(r->c.a.gpr[R_ESP], RIG_STACK + 4);
    rig_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_mode_delivery_pushes_three_words_and_clears_if),
        cmocka_unit_test(real_mode_pushes_no_error_code),
        cmocka_unit_test(the_ivt_is_where_idtr_says),
        cmocka_unit_test(an_int_beyond_the_idt_limit_is_a_fault_of_the_int),
        cmocka_unit_test(a_fault_beyond_the_idt_limit_becomes_gp_then_df_then_shutdown),
        cmocka_unit_test(iret_returns_and_unblocks_nmi),
        cmocka_unit_test(an_exception_in_smm_unblocks_nmi_only_where_the_parameter_says),
        cmocka_unit_test(into_bound_and_division_fault_as_the_book_says),
        cmocka_unit_test(delivery_works_in_logged_steps_and_drops_the_fetch_window),
        cmocka_unit_test(interrupt_gates_clear_if_and_trap_gates_keep_it),
        cmocka_unit_test(error_codes_are_pushed_last_and_faults_set_rf_in_the_image),
        cmocka_unit_test(sixteen_bit_gates_push_words),
        cmocka_unit_test(iret_in_protected_mode_restores_flags_and_segment),
        cmocka_unit_test(bad_gates_give_the_error_code_of_the_vector),
        cmocka_unit_test(an_external_interrupt_that_faults_sets_ext_and_delivers_the_fault),
        cmocka_unit_test(double_fault_pushes_zero_and_contributory_pairs_only_double),
        cmocka_unit_test(real_mode_segment_loads_keep_limit_and_attributes),
        cmocka_unit_test(descriptor_fields_come_out_of_their_places),
        cmocka_unit_test(segment_loads_check_type_privilege_presence_and_limit),
        cmocka_unit_test(a_null_segment_loads_and_faults_when_used),
        cmocka_unit_test(segment_limits_and_read_only_data_are_enforced),
        cmocka_unit_test(ldt_selectors_use_the_ldt),
        cmocka_unit_test(far_calls_push_the_old_code_segment_and_retf_returns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
