/* The audit's checks on registers made up here: all is locked, then one bit is spoilt, and the checks that look at it turn
 * over, no other. */
#include "audit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define TSEG 0x3f00000u

/* Two CPUs in TSEG, SMRR over it, no remap window but memory above 4 GB, the ROM's shadow write-protected: all locked. */
static audit_state_t good(void)
{
    audit_state_t s = {
        .cpus = 2,
        .params = part_params(part_find("p6")),
        .mch = {.smram = G_SMRAME | D_LCK | C_BASE_SEG, .esmramc = T_EN | SM_CACHE_L1_L2, .tsegmb = TSEG, .tolud = 0x400,
                .touud = 0x1040, .remapbase = 0x3ff, .pam = PAM_RE << 4},
        .smi_en = 0x2021, .gen_pmcon_1 = 0x10, .tco1_cnt = 0x1000, .gen_pmcon_lock = 2, .bios_cntl = 2, .gcs = 1,
        .pmbase = 0x501, .acpi_cntl = 0x80,
    };
    s.params.d_lck_remap = 1;
    for (unsigned n = 0; n < 2; n++)
        s.cpu[n] = (audit_cpu_t){.smbase = TSEG + n * 0x800, .has_apic_base = true, .apic_base = 0xfee00800, .has_smrr = true,
                                 .smrr_base = TSEG, .smrr_mask = 0xfff00800, .smrr_base_msr = 0xa0, .smrr_mask_msr = 0xa1};
    return s;
}

typedef struct turn {
    const char *check;
    audit_verdict_t verdict;
    const char *opens; /* ids, a blank between */
} turn_t;

static const turn_t *turn_of(const turn_t *turns, const char *name)
{
    while (turns->check && strcmp(turns->check, name) != 0)
        turns++;
    return turns->check ? turns : NULL;
}

/* The checks named have turned from what they are with good(), all others not. */
static void expect_turns(const char *what, const audit_state_t *spoilt, const turn_t *turns)
{
    const audit_state_t g = good();
    audit_t before = audit_run(&g), after = audit_run(spoilt);
    unsigned sum = 0;
    assert_true(after.count >= 20 && after.count == before.count);
    for (const turn_t *t = turns; t->check; t++)
        if (!audit_find(&after, t->check))
            fail_msg("%s: no check %s", what, t->check);
    for (unsigned i = 0; i < after.count; i++) {
        const audit_check_t *c = &after.checks[i];
        const turn_t *t = turn_of(turns, c->name);
        char opens[64] = "";
        for (unsigned k = 0; k < c->open_count; k++)
            snprintf(opens + strlen(opens), sizeof opens - strlen(opens), "%s%s", k ? " " : "", c->opens[k].attack->id);
        audit_verdict_t want = t ? t->verdict : before.checks[i].verdict;
        if (c->verdict != want)
            fail_msg("%s: %s is %s, expected %s (%s)", what, c->name, audit_verdict_names[c->verdict],
                     audit_verdict_names[want], c->why);
        if (t && strcmp(opens, t->opens) != 0)
            fail_msg("%s: %s opens '%s', expected '%s'", what, c->name, opens, t->opens);
        if (c->verdict != AUDIT_PASSED && !c->why[0])
            fail_msg("%s: %s says no reason", what, c->name);
    }
    for (unsigned v = 0; v < AUDIT_VERDICTS; v++)
        sum += after.verdicts[v];
    assert_int_equal(sum, after.count);
    audit_free(&before);
    audit_free(&after);
}

#define CASE(spoil, ...)                                                            \
    do {                                                                            \
        audit_state_t s = good();                                                   \
        spoil;                                                                      \
        expect_turns(#spoil, &s, (const turn_t[]){__VA_ARGS__, {NULL, 0, NULL}});   \
    } while (0)

static void what_is_locked_passes(void **state)
{
    (void)state;
    const audit_state_t s = good();
    const audit_place_t at = {.at = "ev.post"}, end = {.result = SESSION_PASS}, failed = {.result = SESSION_FAIL};
    audit_t a = audit_run(&s);
    assert_int_equal(a.verdicts[AUDIT_FAILED], 0);
    assert_int_equal(a.verdicts[AUDIT_PASSED], 16);
    assert_int_equal(a.verdicts[AUDIT_WARNING], 2); /* two CPUs outrun the SMI; the APIC's window */
    assert_int_equal(audit_find(&a, "bios_race")->verdict, AUDIT_WARNING);
    assert_int_equal(audit_find(&a, "apic_base")->verdict, AUDIT_WARNING);
    assert_int_equal(audit_find(&a, "hseg")->verdict, AUDIT_NOT_APPLICABLE);
    assert_int_equal(audit_find(&a, "flockdn")->verdict, AUDIT_NOT_IN_MODEL);
    assert_null(audit_find(&a, "none"));
    assert_true(audit_passed(&a, &at) && audit_passed(&a, &end));
    assert_false(audit_passed(&a, &failed));
    audit_free(&a);
}

static void each_bit_of_smram_turns_its_checks(void **state)
{
    (void)state;
    CASE(s.mch.smram &= (uint8_t)~D_LCK, {"smramc", AUDIT_FAILED, "A01 A04"}, {"tseg", AUDIT_NOT_APPLICABLE, ""},
         {"map_lock", AUDIT_FAILED, "A04"}, {"remap_lock", AUDIT_FAILED, "A03"});
    CASE(s.mch.smram |= D_OPEN, {"smramc", AUDIT_FAILED, "A01"});
    CASE(s.mch.smram &= (uint8_t)~G_SMRAME, {"smramc", AUDIT_NOT_APPLICABLE, ""}, {"tseg", AUDIT_NOT_APPLICABLE, ""},
         {"map_lock", AUDIT_NOT_APPLICABLE, ""}, {"remap_lock", AUDIT_NOT_APPLICABLE, ""}, {"smbase", AUDIT_FAILED, "A06"});
    CASE(s.params.d_lck_g_smrame = 0, {"smramc", AUDIT_FAILED, "A01"});
    CASE(s.mch.esmramc &= (uint8_t)~T_EN, {"tseg", AUDIT_FAILED, "A05"}, {"smbase", AUDIT_FAILED, "A06"});
    CASE(s.mch.esmramc |= TSEG_SZ, {"tseg", AUDIT_FAILED, "A05"}, {"smbase", AUDIT_FAILED, "A06"},
         {"smrr", AUDIT_FAILED, "A02"});
    CASE(s.mch.esmramc |= 1 << 1, {"tseg", AUDIT_FAILED, "A04"}, {"smrr", AUDIT_FAILED, "A02"});
    CASE(s.mch.tolud = 0x3f0, {"tseg", AUDIT_FAILED, "A04"});
    CASE(s.mch.esmramc |= E_SMERR, {"smerr", AUDIT_WARNING, ""});
    CASE(s.mch.esmramc |= H_SMRAME, {"hseg", AUDIT_PASSED, ""});
    CASE((s.mch.esmramc |= H_SMRAME, s.mch.smram |= D_OPEN), {"hseg", AUDIT_FAILED, "A08"}, {"smramc", AUDIT_FAILED, "A01"});
    CASE((s.mch.esmramc |= H_SMRAME, s.mch.smram &= (uint8_t)~D_LCK), {"hseg", AUDIT_FAILED, "A08"},
         {"smramc", AUDIT_FAILED, "A01 A04"}, {"tseg", AUDIT_NOT_APPLICABLE, ""}, {"map_lock", AUDIT_FAILED, "A04"},
         {"remap_lock", AUDIT_FAILED, "A03"});
}

static void the_map_and_the_window(void **state)
{
    (void)state;
    CASE(s.params.d_lck_map = 0, {"map_lock", AUDIT_FAILED, "A04"}, {"remap_lock", AUDIT_FAILED, "A03"});
    CASE(s.params.d_lck_remap = 0, {"remap_lock", AUDIT_WARNING, "A03"});
    CASE((s.params.d_lck_remap = 0, s.mch.touud = 0x1000), {"remap_lock", AUDIT_PASSED, ""});
    /* A window of 64 MB: 10000_0000h to TOUUD, over DRAM from TOLUD on, just behind TSEG. */
    CASE((s.mch.remapbase = 0x40, s.mch.remaplimit = 0x40), {"remap", AUDIT_PASSED, ""});
    CASE((s.mch.remapbase = 0x40, s.mch.remaplimit = 0x41), {"remap", AUDIT_FAILED, "A03"});
    CASE((s.mch.remapbase = 0x40, s.mch.remaplimit = 0x40, s.mch.touud = 0x1080), {"remap", AUDIT_FAILED, "A03"});
    CASE((s.mch.remapbase = 0x40, s.mch.remaplimit = 0x40, s.mch.tolud = 0x410), {"remap", AUDIT_FAILED, "A03"});
    CASE((s.mch.remapbase = 0x40, s.mch.remaplimit = 0x40, s.mch.tolud = 0), {"remap", AUDIT_FAILED, "A03"},
         {"tseg", AUDIT_FAILED, "A04"});
    CASE(s.mch.pam |= PAM_WE << 4, {"pam", AUDIT_WARNING, "C01"});
    CASE(s.mch.pam |= (uint64_t)(PAM_RE | PAM_WE) << 48, {"pam", AUDIT_WARNING, "C01"});
    CASE(s.mch.pam |= (uint64_t)(PAM_RE | PAM_WE) << 12, {"pam", AUDIT_WARNING, "C01"});
    CASE(s.mch.pam |= (uint64_t)PAM_WE << 12, {"pam", AUDIT_PASSED, ""}); /* reads the ROM */
}

static void the_place_of_each_cpu(void **state)
{
    (void)state;
    CASE(s.cpu[1].smbase = 0x30000, {"smbase", AUDIT_FAILED, "A13 A06"});
    CASE(s.cpu[0].smbase = 0x50000, {"smbase", AUDIT_FAILED, "A06"});
    CASE(s.cpu[1].smbase = TSEG + 0xf0800, {"smbase", AUDIT_FAILED, "A05"}); /* the save area is behind TSEG */
    CASE(s.cpu[1].smbase = TSEG + 0xf0100, {"smbase", AUDIT_FAILED, "A05"}); /* only its end is */
    CASE(s.cpu[1].smbase = TSEG - 0x8800, {"smbase", AUDIT_FAILED, "A05"});  /* the entry is before it */
    CASE(s.cpu[1].smbase = 0xa0000, {"smbase", AUDIT_PASSED, ""});
    CASE((s.cpu[1].smbase = 0xa0000, s.mch.esmramc |= H_SMRAME), {"smbase", AUDIT_FAILED, "A06"}, {"hseg", AUDIT_PASSED, ""});
    CASE(s.cpu[1].smbase = TSEG, {"smbase_overlap", AUDIT_FAILED, "A12"});
    CASE(s.cpu[1].smbase = TSEG + 0x1ff, {"smbase_overlap", AUDIT_FAILED, "A12"});
    CASE(s.cpu[1].smbase = TSEG + 0x200, {"smbase_overlap", AUDIT_PASSED, ""});
    CASE(s.cpu[1].smbase = TSEG + 0x7e00, {"smbase_overlap", AUDIT_FAILED, "A12"}); /* its entry in the other's save area */
    CASE(s.cpus = 1, {"smbase_overlap", AUDIT_NOT_APPLICABLE, ""}, {"bios_race", AUDIT_NOT_APPLICABLE, ""});
    CASE(s.cpu[1].apic_base = TSEG | 0x800, {"apic_base", AUDIT_FAILED, "A10"});
    CASE(s.cpu[1].apic_base = TSEG, {"apic_base", AUDIT_WARNING, "A10"}); /* EN is 0 */
    CASE(s.cpu[0].has_apic_base = false, {"apic_base", AUDIT_NOT_APPLICABLE, ""});
}

static void smrr_where_there_is_one(void **state)
{
    (void)state;
    CASE(s.cpu[0].has_smrr = false, {"smrr", AUDIT_NOT_IN_MODEL, ""});
    CASE((s.cpu[0].has_smrr = false, s.cpu[0].has_mtrrs = true), {"smrr", AUDIT_NOT_IN_MODEL, ""}); /* no caches */
    CASE((s.cpu[0].has_smrr = false, s.cpu[0].has_caches = s.cpu[0].has_mtrrs = true), {"smrr", AUDIT_WARNING, "A02"});
    CASE((s.cpu[0].has_smrr = false, s.cpu[0].has_caches = true), {"smrr", AUDIT_NOT_IN_MODEL, ""}); /* KEN# is high */
    CASE((s.cpu[0].has_smrr = false, s.cpu[0].has_caches = true, s.params.ken_dram = 1), {"smrr", AUDIT_WARNING, "A02"});
    CASE((s.cpu[0].has_smrr = false, s.cpu[0].has_caches = true, s.params.ken_dram = 2), {"smrr", AUDIT_NOT_IN_MODEL, ""});
    CASE((s.cpu[0].has_smrr = false, s.cpu[0].has_caches = true, s.params.ken_smram = 2), {"smrr", AUDIT_WARNING, "A02"});
    CASE((s.cpu[0].smrr_mask &= ~UINT64_C(0x800), s.cpu[1].smrr_mask &= ~UINT64_C(0x800)), {"smrr", AUDIT_FAILED, "A02"});
    CASE(s.cpu[1].smrr_mask &= ~UINT64_C(0x800), {"smrr", AUDIT_FAILED, "A02 A14"});
    CASE(s.cpu[1].smrr_base = 0, {"smrr", AUDIT_FAILED, "A02 A14"});
    CASE(s.cpu[1].smrr_base |= 6, {"smrr", AUDIT_FAILED, "A14"}); /* another type */
    CASE((s.cpu[0].smrr_mask = 0xffe00800, s.cpu[1].smrr_mask = 0xffe00800), {"smrr", AUDIT_FAILED, "A02"});
}

static void each_lock_of_the_bridge(void **state)
{
    (void)state;
    CASE(s.smi_en &= ~1u, {"smi_en", AUDIT_FAILED, "B01 B03"});
    CASE((s.smi_en &= ~1u, s.gen_pmcon_1 = 0), {"smi_en", AUDIT_FAILED, "B01"}, {"smi_lock", AUDIT_FAILED, "B01"});
    CASE(s.smi_en &= ~(1u << 13), {"smi_en", AUDIT_FAILED, "B02"});
    CASE((s.smi_en &= ~(1u << 13), s.bios_cntl = 0), {"smi_en", AUDIT_WARNING, "B02"}, {"bios_cntl", AUDIT_FAILED, "B05"},
         {"bios_race", AUDIT_NOT_APPLICABLE, ""});
    CASE(s.smi_en &= ~(1u << 5), {"smi_en", AUDIT_PASSED, ""});
    CASE(s.gen_pmcon_1 ^= 1 << 4, {"smi_lock", AUDIT_FAILED, "B01"});
    CASE(s.tco1_cnt ^= 1 << 12, {"tco_lock", AUDIT_FAILED, "B02"});
    CASE(s.bios_cntl ^= 1 << 1, {"bios_cntl", AUDIT_FAILED, "B05"}, {"bios_race", AUDIT_NOT_APPLICABLE, ""});
    CASE(s.bios_cntl ^= 1 << 0, {"bios_cntl", AUDIT_FAILED, "B05"});
    CASE(s.gen_pmcon_lock ^= 1 << 1, {"acpi_base_lock", AUDIT_FAILED, "B08"});
    CASE(s.gen_pmcon_lock ^= 1 << 2, {"acpi_base_lock", AUDIT_PASSED, ""});
    CASE(s.gcs ^= 1 << 0, {"bild", AUDIT_FAILED, "B07"});
    CASE(s.buc ^= 1 << 0, {"bild", AUDIT_PASSED, ""});
}

/* 64 CPUs, all wrong: the reasons are cut, nothing else breaks. */
static void many_cpus(void **state)
{
    (void)state;
    audit_state_t s = good();
    s.cpus = SOC_MAX_CPUS;
    for (unsigned n = 0; n < s.cpus; n++)
        s.cpu[n] = (audit_cpu_t){.smbase = 0x30000};
    audit_t a = audit_run(&s);
    const audit_check_t *c = audit_find(&a, "smbase_overlap");
    assert_int_equal(c->verdict, AUDIT_FAILED);
    assert_int_equal(c->reg_count, SOC_MAX_CPUS);
    assert_int_equal(audit_find(&a, "smbase")->verdict, AUDIT_FAILED);
    audit_free(&a);
}

/* What a machine shows out of reset is read, each register with a value of its own. */
static void a_machine_is_read(void **state)
{
    (void)state;
    char err[256];
    soc_config_t config = {.part = part_find("p6"), .cpus = 3, .ram_bytes = 1 << 20, .mode = MODE_CYCLE};
    config.params = part_params(config.part);
    soc_t *soc = soc_open(&config, err, sizeof err);
    assert_non_null(soc);
    for (unsigned i = 0; i < 200; i++) {
        soc_tick(soc, soc_next(soc, PS_NEVER), PS_NEVER);
        soc_settle(soc);
    }
    audit_state_t s;
    audit_read(soc, &s);
    assert_int_equal(s.cpus, 3);
    assert_int_equal(s.mch.smram, 0x02);
    assert_int_equal(s.mch.esmramc, 0x38);
    assert_int_equal(s.mch.remapbase, 0x3ff);
    assert_int_equal(s.pmbase, 1);
    assert_int_equal(s.gen_pmcon_1, 0x200);
    for (unsigned n = 0; n < 3; n++) {
        assert_int_equal(s.cpu[n].smbase, 0x30000);
        assert_true(s.cpu[n].has_apic_base);
        assert_int_equal(s.cpu[n].apic_base, n ? 0xfee00800 : 0xfee00900);
    }
    soc_close(soc);
}

/* Each scenario that is named can be run. */
static void scenarios_of_attacks_are_there(void **state)
{
    (void)state;
    unsigned shown = 0;
    for (const audit_attack_t *a = audit_attacks; a->id; a++) {
        char path[512];
        if (!a->scenario)
            continue;
        snprintf(path, sizeof path, "%s/%s.asm", scenario_folder(), a->scenario);
        if (access(path, R_OK) != 0)
            fail_msg("%s: no scenario %s", a->id, path);
        shown++;
    }
    assert_true(shown > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_locked_passes),
        cmocka_unit_test(each_bit_of_smram_turns_its_checks),
        cmocka_unit_test(the_map_and_the_window),
        cmocka_unit_test(the_place_of_each_cpu),
        cmocka_unit_test(smrr_where_there_is_one),
        cmocka_unit_test(each_lock_of_the_bridge),
        cmocka_unit_test(many_cpus),
        cmocka_unit_test(a_machine_is_read),
        cmocka_unit_test(scenarios_of_attacks_are_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
