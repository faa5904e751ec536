#include "audit.h"

#include "cpu/msr.h"
#include "cpu/part.h"
#include "ich9/ich9.h"
#include "ich9/rcba.h"
#include "ich9/smi_ctl.h"
#include "ich9/tco.h"
#include "report.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MB UINT64_C(0x100000)
#define GB (1024 * MB)
#define SMRR_VALID UINT64_C(0x800)       /* SMRR mask, bit 11 */
#define SMRR_ADDR UINT64_C(0xfffff000)
#define APIC_PAGE UINT64_C(0xffffff000)
enum { RESET_SMBASE = 0x30000, ENTRY = 0x8000, SAVE = 0xfe00, SAVE_END = 0xffff }; /* CPU facts 3, 4 */
enum { PMCON1_SMI_LOCK = 1 << 4, BIOS_CNTL_BLE = 1 << 1 };
enum { TSEG_SZ_RESERVED = 3, COLUMNS = 118, INDENT = 16 };

const char *const audit_verdict_names[AUDIT_VERDICTS] = {"PASSED", "FAILED", "WARNING", "NOT APPLICABLE",
                                                         "NOT IN THE MODEL"};

const audit_attack_t audit_attacks[] = {
    {"A01", "SMRAM opened by D_OPEN or switched off", "smram_open"},
    {"A02", "a cache line of SMRAM poisoned from outside", "cache_poison_tseg_core2"},
    {"A03", "the remap window laid over SMRAM", "mch_remap_over_tseg"},
    {"A04", "the memory map moved away from SMRAM", "smram_locked_map"},
    {"A05", "SMRAM larger than the range that is closed", "smram_tseg_size"},
    {"A06", "a device reaches what SMM uses", "mp_hotplug_hole_dma"},
    {"A08", "HSEG left open", "smram_hseg"},
    {"A10", "the local APIC's window laid over SMRAM", "apic_base_relocate_p6"},
    {"A12", "two CPUs share a save area", "mp_relocate_at_once"},
    {"A13", "a CPU that takes its SMI at 38000h", "mp_hotplug_hole_open"},
    {"A14", "SMRR on some CPUs only", "smrr_other_cpu"},
    {"B01", "SMIs switched off by GBL_SMI_EN", "smi_gbl_off"},
    {"B02", "TCO SMIs switched off by TCO_EN", "smi_bioswe"},
    {"B03", "SMI_LOCK set before GBL_SMI_EN", NULL},
    {"B04", "a flash write between BIOSWE and the other CPU's SMI", NULL},
    {"B05", "BIOSWE set without an SMI", "lpc_flash"},
    {"B07", "top swap", "lock_top_swap"},
    {"B08", "PMBASE moved under the handler", "lock_acpi_base"},
    {"C01", "the handler runs code outside SMRAM", "mch_pam_shadow"},
    {0},
};

/* Reading */

static const void *out_of(soc_t *soc, const char *path)
{
    unsigned count;
    const soc_inst_t *inst = soc_insts(soc, &count);
    for (unsigned i = 0; i < count; i++)
        if (strcmp(inst[i].path, path) == 0)
            return inst[i].out;
    abort(); /* every machine has it */
}

static void read_cpu(const cpu_t *c, audit_cpu_t *a)
{
    a->smbase = c->a.smbase;
    for (const msr_row_t *r = msr_list; r->name; r++) {
        if (r->index >= MSR_COUNT || msr_find(c, r->number) != r)
            continue;
        uint64_t value = c->a.msr[r->index];
        if (r->index == MSR_APIC_BASE)
            a->has_apic_base = true, a->apic_base = value;
        if (r->index == MSR_MTR + MTR_DEF_TYPE)
            a->has_mtrrs = true;
        if (strstr(r->name, "SMRR") && strstr(r->name, "BASE"))
            a->smrr_base_msr = r->number, a->smrr_base = value;
        if (strstr(r->name, "SMRR") && strstr(r->name, "MASK"))
            a->smrr_mask_msr = r->number, a->smrr_mask = value;
    }
    a->has_smrr = a->smrr_base_msr && a->smrr_mask_msr;
    a->has_caches = c->part->caches.line != 0;
}

void audit_read(soc_t *soc, audit_state_t *s)
{
    const ich9_out_t *ich9 = out_of(soc, "ich9");
    const tco_out_t *tco = out_of(soc, "ich9.tco");
    const rcba_out_t *rcba = out_of(soc, "ich9.rcba");
    const smi_ctl_out_t *smi = out_of(soc, "ich9.smi_ctl");
    const smram_dec_out_t *mch = out_of(soc, "mch.smram_dec");
    *s = (audit_state_t){.cpus = soc_cpus(soc), .params = soc_config(soc)->params, .mch = *mch, .smi_en = smi->smi_en,
                         .pmbase = ich9->pmbase, .gcs = rcba->gcs, .gen_pmcon_1 = ich9->gen_pmcon_1,
                         .tco1_cnt = (uint16_t)tco->regs2, .gen_pmcon_lock = ich9->gen_pmcon_lock,
                         .bios_cntl = ich9->bios_cntl, .acpi_cntl = ich9->acpi_cntl, .buc = rcba->buc};
    for (unsigned n = 0; n < s->cpus; n++)
        read_cpu(soc_cpu(soc, n), &s->cpu[n]);
}

/* What a check says */

__attribute__((format(printf, 3, 4))) static audit_reg_t *add_reg(audit_check_t *c, uint64_t value, const char *name, ...)
{
    va_list args;
    c->regs = realloc(c->regs, (c->reg_count + 1) * sizeof *c->regs);
    if (!c->regs)
        abort();
    audit_reg_t *r = &c->regs[c->reg_count++];
    *r = (audit_reg_t){.value = value};
    va_start(args, name);
    vsnprintf(r->name, sizeof r->name, name, args);
    va_end(args);
    return r;
}

/* The row of a field; NULL: the first of the register. Each is in a table of the model. */
static const reg_row_t *row_of(const char *reg, const char *field)
{
    for (const reg_row_t *const *t = soc_reg_tables; *t; t++)
        for (const reg_row_t *r = *t; r->reg; r++)
            if (strcmp(r->reg, reg) == 0 && (!field || strcmp(r->field, field) == 0))
                return r;
    abort();
}

/* A register of the chipset: its place comes from the tables. */
static audit_reg_t *chip_reg(audit_check_t *c, const char *reg, uint64_t value)
{
    audit_reg_t *r = add_reg(c, value, "%s", reg);
    snprintf(r->where, sizeof r->where, "%s", row_of(reg, NULL)->where);
    return r;
}

/* A field of it, and what it has to be. True when it is that. */
static bool field(audit_reg_t *r, const char *name, int want)
{
    const reg_row_t *row = row_of(r->name, name);
    unsigned low = row->shift - reg_first_bit(row);
    uint64_t value = r->value >> low & ((UINT64_C(1) << row->width) - 1);
    if (r->count == AUDIT_FIELDS)
        abort();
    r->fields[r->count].name = name;
    r->fields[r->count].value = value;
    r->fields[r->count++].want = want;
    return want == AUDIT_ANY || value == (uint64_t)want;
}

/* Adds a reason. FAILED stays, then WARNING; what is not applicable is said once and ends the check. */
__attribute__((format(printf, 3, 4))) static void find(audit_check_t *c, audit_verdict_t v, const char *format, ...)
{
    va_list args;
    size_t n = strlen(c->why);
    if (c->verdict != AUDIT_FAILED)
        c->verdict = v == AUDIT_PASSED ? c->verdict : v;
    if (n + 3 > sizeof c->why)
        return;
    if (n) {
        memcpy(c->why + n, "; ", 3);
        n += 2;
    }
    va_start(args, format);
    vsnprintf(c->why + n, sizeof c->why - n, format, args);
    va_end(args);
}

/* The attack that what was found makes possible; scenario NULL: the attack's own. */
static void opens(audit_check_t *c, const char *id, const char *scenario)
{
    const audit_attack_t *a = audit_attacks;
    while (a->id && strcmp(a->id, id) != 0)
        a++;
    if (!a->id)
        abort();
    for (unsigned i = 0; i < c->open_count; i++)
        if (c->opens[i].attack == a)
            return;
    if (c->open_count == AUDIT_OPENS)
        abort();
    c->opens[c->open_count].attack = a;
    c->opens[c->open_count++].scenario = scenario ? scenario : a->scenario;
}

/* The memory map */

static uint64_t tolud(const audit_state_t *s)
{
    return (uint64_t)(s->mch.tolud & 0xfff0) << 16;
}

static uint64_t touud(const audit_state_t *s)
{
    return (uint64_t)s->mch.touud << 20;
}

static bool smram_on(const audit_state_t *s)
{
    return s->mch.smram & G_SMRAME;
}

static bool locked(const audit_state_t *s)
{
    return s->mch.smram & D_LCK;
}

static bool tseg_on(const audit_state_t *s)
{
    return smram_on(s) && s->mch.esmramc & T_EN;
}

/* 0: reserved. */
static uint64_t tseg_size(const audit_state_t *s)
{
    static const unsigned mb[] = {1, 2, 8, 0};
    return mb[(s->mch.esmramc & TSEG_SZ) >> 1] * MB;
}

static bool meet(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
    return a < b + b_size && b < a + a_size;
}

/* Which range of SMRAM an address is in, by the decode itself; RANGE_NONE and others: none. */
static uint8_t smram_range(const audit_state_t *s, uint64_t addr)
{
    smram_straps_t straps = {.cls_all = s->params.d_cls_all, .peg_vga = s->params.peg_vga,
                             .stolen_cpu = s->params.stolen_cpu};
    smram_access_t in_smm = {.addr = addr, .fetch = true, .smm = true};
    return smram_decode(&s->mch, straps, &in_smm).range;
}

static bool in_smram(uint8_t range)
{
    return range == RANGE_C || range == RANGE_H || range == RANGE_T;
}

/* Checks, in the order of interconnect facts 7 */

static void check_smramc(const audit_state_t *s, audit_check_t *c)
{
    audit_reg_t *r = chip_reg(c, "SMRAM", s->mch.smram);
    bool on = field(r, "G_SMRAME", 1), lck = field(r, "D_LCK", 1), closed = field(r, "D_OPEN", 0);
    field(r, "D_CLS", AUDIT_ANY);
    if (!on) {
        find(c, AUDIT_NOT_APPLICABLE, "G_SMRAME is 0: the chipset has no SMRAM");
        return;
    }
    if (!lck) {
        find(c, AUDIT_FAILED, "D_LCK is 0: D_OPEN, G_SMRAME and TSEG can be changed");
        opens(c, "A01", NULL);
        opens(c, "A04", NULL);
    }
    if (!closed) {
        find(c, AUDIT_FAILED, "D_OPEN is 1: SMRAM shows outside SMM");
        opens(c, "A01", NULL);
    }
    if (lck && !s->params.d_lck_g_smrame) {
        find(c, AUDIT_FAILED, "D_LCK does not freeze G_SMRAME (d_lck_g_smrame 0): SMRAM can be switched off");
        opens(c, "A01", "smram_locked_g_smrame");
    }
}

static void check_tseg(const audit_state_t *s, audit_check_t *c)
{
    audit_reg_t *r = chip_reg(c, "ESMRAMC", s->mch.esmramc);
    bool on = field(r, "T_EN", 1);
    field(r, "TSEG_SZ", AUDIT_ANY);
    chip_reg(c, "TSEGMB", s->mch.tsegmb);
    chip_reg(c, "TOLUD", s->mch.tolud);
    uint64_t base = s->mch.tsegmb, size = tseg_size(s), end = tolud(s);
    if (!smram_on(s) || !locked(s)) {
        find(c, AUDIT_NOT_APPLICABLE, "%s is 0: TSEG is not final", smram_on(s) ? "D_LCK" : "G_SMRAME");
        return;
    }
    if (!on) {
        find(c, AUDIT_FAILED, "T_EN is 0 and D_LCK keeps it so: there is no TSEG");
        opens(c, "A05", NULL);
        return;
    }
    if (!size) {
        find(c, AUDIT_FAILED, "TSEG_SZ is %u, reserved: nothing is closed", TSEG_SZ_RESERVED);
        opens(c, "A05", NULL);
    } else if (!base || base + size > end) {
        find(c, AUDIT_FAILED, "TSEG is 0x%" PRIx64 " to 0x%" PRIx64 ", expected inside DRAM, which ends at 0x%" PRIx64,
             base, base + size - 1, end);
        opens(c, "A04", NULL);
    }
}

static void check_hseg(const audit_state_t *s, audit_check_t *c)
{
    field(chip_reg(c, "ESMRAMC", s->mch.esmramc), "H_SMRAME", AUDIT_ANY);
    bool on = s->mch.esmramc & H_SMRAME;
    audit_reg_t *r = chip_reg(c, "SMRAM", s->mch.smram);
    bool closed = field(r, "D_OPEN", 0), lck = field(r, "D_LCK", 1);
    if (!on || !smram_on(s)) {
        find(c, AUDIT_NOT_APPLICABLE, "%s is 0: there is no HSEG", on ? "G_SMRAME" : "H_SMRAME");
        return;
    }
    if (!lck || !closed) {
        find(c, AUDIT_FAILED, "HSEG is on and %s", lck ? "D_OPEN is 1" : "D_LCK is 0: it can be opened");
        opens(c, "A08", NULL);
    }
}

static void check_smerr(const audit_state_t *s, audit_check_t *c)
{
    audit_reg_t *r = chip_reg(c, "ESMRAMC", s->mch.esmramc);
    if (!field(r, "E_SMERR", 0))
        find(c, AUDIT_WARNING, "E_SMERR is 1: a CPU has touched TSEG or HSEG from outside SMM");
}

static void check_map_lock(const audit_state_t *s, audit_check_t *c)
{
    audit_reg_t *r = chip_reg(c, "SMRAM", s->mch.smram);
    bool lck = field(r, "D_LCK", 1);
    chip_reg(c, "TSEGMB", s->mch.tsegmb);
    chip_reg(c, "TOLUD", s->mch.tolud);
    chip_reg(c, "TOUUD", s->mch.touud);
    chip_reg(c, "GBSM", s->mch.gbsm);
    chip_reg(c, "BGSM", s->mch.bgsm);
    if (!smram_on(s)) {
        find(c, AUDIT_NOT_APPLICABLE, "G_SMRAME is 0: there is no SMRAM to move away from");
        return;
    }
    if (!lck)
        find(c, AUDIT_FAILED, "D_LCK is 0: TSEGMB and TOLUD can be changed");
    else if (!s->params.d_lck_map)
        find(c, AUDIT_FAILED, "D_LCK does not freeze TSEGMB and TOLUD (d_lck_map 0)");
    if (c->verdict == AUDIT_FAILED)
        opens(c, "A04", NULL);
}

static void check_remap(const audit_state_t *s, audit_check_t *c)
{
    uint64_t base = (uint64_t)(s->mch.remapbase & REMAP_MASK) << 26;
    uint64_t end = ((uint64_t)(s->mch.remaplimit & REMAP_MASK) + 1) << 26, to = tolud(s);
    chip_reg(c, "REMAPBASE", s->mch.remapbase);
    chip_reg(c, "REMAPLIMIT", s->mch.remaplimit);
    chip_reg(c, "TOUUD", s->mch.touud);
    chip_reg(c, "TOLUD", s->mch.tolud);
    if (base >= end) {
        find(c, AUDIT_PASSED, "no window: REMAPBASE is above REMAPLIMIT");
        return;
    }
    if (end != touud(s))
        find(c, AUDIT_FAILED, "the window ends at 0x%" PRIx64 ", expected TOUUD, 0x%" PRIx64, end, touud(s));
    if (to % (64 * MB))
        find(c, AUDIT_FAILED, "TOLUD is 0x%" PRIx64 ", expected a multiple of 64 MB", to);
    if (tseg_on(s) && meet(to, end - base, s->mch.tsegmb, tseg_size(s)))
        find(c, AUDIT_FAILED, "the window shows DRAM from 0x%" PRIx64 " on, and TSEG with it", to);
    if (c->verdict == AUDIT_FAILED)
        opens(c, "A03", NULL);
}

static void check_remap_lock(const audit_state_t *s, audit_check_t *c)
{
    audit_reg_t *r = chip_reg(c, "SMRAM", s->mch.smram);
    bool lck = field(r, "D_LCK", 1);
    chip_reg(c, "REMAPBASE", s->mch.remapbase);
    chip_reg(c, "REMAPLIMIT", s->mch.remaplimit);
    chip_reg(c, "TOUUD", s->mch.touud);
    chip_reg(c, "TOLUD", s->mch.tolud);
    if (!smram_on(s))
        find(c, AUDIT_NOT_APPLICABLE, "G_SMRAME is 0: there is no SMRAM to show through a window");
    else if (!lck)
        find(c, AUDIT_FAILED, "D_LCK is 0: all four can be changed");
    else if (!s->params.d_lck_map)
        find(c, AUDIT_FAILED, "D_LCK does not freeze TOLUD and TOUUD (d_lck_map 0): a window can be laid over SMRAM");
    else if (s->params.d_lck_remap)
        find(c, AUDIT_PASSED, "D_LCK freezes all four (d_lck_map 1, d_lck_remap 1)");
    else if (touud(s) <= 4 * GB)
        find(c, AUDIT_PASSED, "TOUUD is frozen at 0x%" PRIx64 ": no address above 4 GB can be in a window", touud(s));
    else
        find(c, AUDIT_WARNING, "REMAPBASE and REMAPLIMIT stay writable (d_lck_remap 0); TOLUD is frozen, so a window shows "
                               "DRAM from 0x%" PRIx64 " on", tolud(s));
    if (c->verdict == AUDIT_FAILED || c->verdict == AUDIT_WARNING)
        opens(c, "A03", NULL);
}

static void check_smbase(const audit_state_t *s, audit_check_t *c)
{
    for (unsigned n = 0; n < s->cpus; n++) {
        uint32_t base = s->cpu[n].smbase;
        uint8_t entry = smram_range(s, base + ENTRY), save = smram_range(s, base + SAVE), end = smram_range(s, base + SAVE_END);
        add_reg(c, base, "cpu%u SMBASE", n);
        if (in_smram(entry) && entry == save && save == end)
            continue;
        if (base == RESET_SMBASE) {
            find(c, AUDIT_FAILED, "cpu%u was never relocated: its next SMI runs at 0x%x", n, RESET_SMBASE + ENTRY);
            opens(c, "A13", NULL);
            opens(c, "A06", NULL);
        } else if (in_smram(entry) || in_smram(save) || in_smram(end)) {
            find(c, AUDIT_FAILED, "cpu%u: 0x%x to 0x%x is in SMRAM in part", n, base + ENTRY, base + SAVE_END);
            opens(c, "A05", NULL);
        } else {
            find(c, AUDIT_FAILED, "cpu%u: 0x%x to 0x%x is not in SMRAM", n, base + ENTRY, base + SAVE_END);
            opens(c, "A06", NULL);
        }
    }
}

static void check_smbase_overlap(const audit_state_t *s, audit_check_t *c)
{
    enum { SAVE_SIZE = SAVE_END + 1 - SAVE };
    for (unsigned n = 0; n < s->cpus; n++)
        add_reg(c, s->cpu[n].smbase, "cpu%u SMBASE", n);
    if (s->cpus == 1) {
        find(c, AUDIT_NOT_APPLICABLE, "one CPU");
        return;
    }
    for (unsigned n = 0; n < s->cpus; n++)
        for (unsigned k = 0; k < s->cpus; k++) {
            uint64_t a = s->cpu[n].smbase, b = s->cpu[k].smbase;
            if (k > n && meet(a + SAVE, SAVE_SIZE, b + SAVE, SAVE_SIZE))
                find(c, AUDIT_FAILED, "cpu%u and cpu%u save to the same bytes", n, k);
            else if (k != n && meet(a + SAVE, SAVE_SIZE, b + ENTRY, 1))
                find(c, AUDIT_FAILED, "cpu%u saves over the entry of cpu%u", n, k);
        }
    if (c->verdict == AUDIT_FAILED)
        opens(c, "A12", NULL);
}

static void check_apic_base(const audit_state_t *s, audit_check_t *c)
{
    if (!s->cpu[0].has_apic_base) {
        find(c, AUDIT_NOT_APPLICABLE, "the part has no IA32_APIC_BASE: the window stands still");
        return;
    }
    for (unsigned n = 0; n < s->cpus; n++) {
        uint64_t value = s->cpu[n].apic_base, page = value & APIC_PAGE;
        audit_reg_t *r = add_reg(c, value, "cpu%u APIC_BASE", n);
        snprintf(r->where, sizeof r->where, "MSR 1Bh");
        if (value & APIC_BASE_EN && in_smram(smram_range(s, page)))
            find(c, AUDIT_FAILED, "cpu%u: the window at 0x%" PRIx64 " hides SMRAM", n, page);
    }
    if (c->verdict == AUDIT_PASSED)
        find(c, AUDIT_WARNING, "not over SMRAM now, but nothing on this part refuses to move it there");
    opens(c, "A10", NULL);
}

static void check_smrr(const audit_state_t *s, audit_check_t *c)
{
    const audit_cpu_t *first = &s->cpu[0];
    if (!first->has_smrr) {
        if (first->has_caches && first->has_mtrrs) {
            find(c, AUDIT_WARNING, "the part has no SMRR: MTRRs, which no lock freezes, make SMRAM cacheable for everybody");
            opens(c, "A02", "cache_poison_tseg_p6");
        } else if (first->has_caches && (s->params.ken_dram == 1 || s->params.ken_smram == 2)) {
            find(c, AUDIT_WARNING, "the part has no SMRR, and KEN# lets SMRAM be cached outside SMM");
            opens(c, "A02", "cache_poison_ken_pentium");
        } else {
            find(c, AUDIT_NOT_IN_MODEL, "the part has no MSR of that name");
        }
        return;
    }
    for (unsigned n = 0; n < s->cpus; n++) {
        const audit_cpu_t *p = &s->cpu[n];
        uint64_t mask = p->smrr_mask & SMRR_ADDR, base = p->smrr_base & mask, size = (~mask & 0xffffffff) + 1;
        audit_reg_t *r = add_reg(c, p->smrr_base, "cpu%u SMRR base", n);
        snprintf(r->where, sizeof r->where, "MSR %Xh", (unsigned)p->smrr_base_msr);
        r = add_reg(c, p->smrr_mask, "cpu%u SMRR mask", n);
        snprintf(r->where, sizeof r->where, "MSR %Xh", (unsigned)p->smrr_mask_msr);
        if (!(p->smrr_mask & SMRR_VALID)) {
            find(c, AUDIT_FAILED, "cpu%u: V is 0, the range is off", n);
            opens(c, "A02", NULL);
        } else if (tseg_on(s) && (base != s->mch.tsegmb || size != tseg_size(s))) {
            find(c, AUDIT_FAILED, "cpu%u: the range is 0x%" PRIx64 ", 0x%" PRIx64 " bytes, expected TSEG", n, base, size);
            opens(c, "A02", NULL);
        }
        if (p->smrr_base != first->smrr_base || p->smrr_mask != first->smrr_mask) {
            find(c, AUDIT_FAILED, "cpu%u has another range than cpu0", n);
            opens(c, "A14", NULL);
        }
    }
}

static void check_smi_en(const audit_state_t *s, audit_check_t *c)
{
    audit_reg_t *r = chip_reg(c, "SMI_EN", s->smi_en);
    bool gbl = field(r, "GBL_SMI_EN", 1), tco = field(r, "TCO_EN", 1);
    field(r, "APMC_EN", AUDIT_ANY);
    bool lock = s->gen_pmcon_1 & PMCON1_SMI_LOCK, ble = s->bios_cntl & BIOS_CNTL_BLE;
    if (!gbl) {
        find(c, AUDIT_FAILED, "GBL_SMI_EN is 0: nothing gives an SMI");
        opens(c, "B01", NULL);
        if (lock) {
            find(c, AUDIT_FAILED, "SMI_LOCK is 1: it cannot be set any more");
            opens(c, "B03", NULL);
        }
    }
    if (!tco) {
        find(c, ble ? AUDIT_FAILED : AUDIT_WARNING, "TCO_EN is 0: %s", ble ? "the SMI of BLE cannot come" : "no TCO event gives an SMI");
        opens(c, "B02", NULL);
    }
}

static void check_smi_lock(const audit_state_t *s, audit_check_t *c)
{
    if (field(chip_reg(c, "GEN_PMCON_1", s->gen_pmcon_1), "SMI_LOCK", 1))
        return;
    find(c, AUDIT_FAILED, "SMI_LOCK is 0: GBL_SMI_EN can be cleared");
    opens(c, "B01", NULL);
}

static void check_tco_lock(const audit_state_t *s, audit_check_t *c)
{
    if (field(chip_reg(c, "TCO1_CNT", s->tco1_cnt), "TCO_LOCK", 1))
        return;
    find(c, AUDIT_FAILED, "TCO_LOCK is 0: TCO_EN can be cleared");
    opens(c, "B02", NULL);
}

static void check_bios_cntl(const audit_state_t *s, audit_check_t *c)
{
    audit_reg_t *r = chip_reg(c, "BIOS_CNTL", s->bios_cntl);
    bool ble = field(r, "BLE", 1), closed = field(r, "BIOSWE", 0);
    if (!ble)
        find(c, AUDIT_FAILED, "BLE is 0: BIOSWE can be set without an SMI");
    if (!closed)
        find(c, AUDIT_FAILED, "BIOSWE is 1: writes reach the flash");
    if (c->verdict == AUDIT_FAILED)
        opens(c, "B05", NULL);
}

static void check_bios_race(const audit_state_t *s, audit_check_t *c)
{
    audit_reg_t *r = chip_reg(c, "BIOS_CNTL", s->bios_cntl);
    bool ble = s->bios_cntl & BIOS_CNTL_BLE;
    field(r, "BLE", AUDIT_ANY);
    if (s->cpus == 1 || !ble) {
        find(c, AUDIT_NOT_APPLICABLE, ble ? "one CPU" : "BLE is 0: no SMI to outrun");
        return;
    }
    find(c, AUDIT_WARNING, "%u CPUs: between BIOSWE and the SMI another one can write; this bridge has no SMM_BWP", s->cpus);
    opens(c, "B04", NULL);
}

static void check_pam(const audit_state_t *s, audit_check_t *c)
{
    for (unsigned n = 0; n < PAM_COUNT; n++) {
        char name[8];
        unsigned pam = s->mch.pam >> 8 * n & 0xff;
        snprintf(name, sizeof name, "PAM%u", n);
        chip_reg(c, name, pam);
        for (unsigned high = n == 0; high < 2; high++) {
            unsigned bits = pam >> 4 * high & 3;
            const reg_row_t *row = row_of(name, NULL) + (n ? high : 0);
            if (bits == (PAM_RE | PAM_WE))
                find(c, AUDIT_WARNING, "%s is read from DRAM and can be written", row->field);
        }
    }
    if (c->verdict == AUDIT_PASSED)
        find(c, AUDIT_PASSED, "no lock keeps PAM so");
    else
        opens(c, "C01", NULL);
}

static void check_acpi_base_lock(const audit_state_t *s, audit_check_t *c)
{
    bool lck = field(chip_reg(c, "GEN_PMCON_LOCK", s->gen_pmcon_lock), "ACPI_BASE_LOCK", 1);
    chip_reg(c, "PMBASE", s->pmbase);
    field(chip_reg(c, "ACPI_CNTL", s->acpi_cntl), "ACPI_EN", AUDIT_ANY);
    if (lck)
        return;
    find(c, AUDIT_FAILED, "ACPI_BASE_LOCK is 0: PMBASE can be changed");
    opens(c, "B08", NULL);
}

static void check_bild(const audit_state_t *s, audit_check_t *c)
{
    bool lck = field(chip_reg(c, "GCS", s->gcs), "BILD", 1);
    field(chip_reg(c, "BUC", s->buc), "TS", AUDIT_ANY);
    if (lck)
        return;
    find(c, AUDIT_FAILED, "BILD is 0: top swap can be changed");
    opens(c, "B07", NULL);
}

typedef struct row {
    const char *name, *title;
    void (*check)(const audit_state_t *s, audit_check_t *c); /* NULL: not in the model, and why */
    const char *why;
} row_t;

static const row_t rows[] = {
    {"smramc", "SMRAM is on, closed and locked", check_smramc, NULL},
    {"tseg", "TSEG is on and inside DRAM", check_tseg, NULL},
    {"hseg", "HSEG, when it is on, is closed and locked", check_hseg, NULL},
    {"smerr", "nobody has touched closed SMRAM", check_smerr, NULL},
    {"map_lock", "the memory map around SMRAM is frozen", check_map_lock, NULL},
    {"remap", "the remap window agrees with TOUUD and TOLUD", check_remap, NULL},
    {"remap_lock", "no remap window can be laid over SMRAM", check_remap_lock, NULL},
    {"smbase", "every CPU enters SMM inside SMRAM", check_smbase, NULL},
    {"smbase_overlap", "no CPU saves over another's save area or entry", check_smbase_overlap, NULL},
    {"apic_base", "no local APIC's window lies over SMRAM", check_apic_base, NULL},
    {"smrr", "SMRR is on, is TSEG, and alike on all CPUs", check_smrr, NULL},
    {"smi_en", "SMIs and TCO SMIs are on", check_smi_en, NULL},
    {"smi_lock", "GBL_SMI_EN is frozen", check_smi_lock, NULL},
    {"tco_lock", "TCO_EN is frozen", check_tco_lock, NULL},
    {"bios_cntl", "setting BIOSWE gives an SMI, and it is 0", check_bios_cntl, NULL},
    {"bios_race", "no other CPU can write the flash before that SMI", check_bios_race, NULL},
    {"pam", "no shadow of the ROM can be written", check_pam, NULL},
    {"acpi_base_lock", "PMBASE is frozen", check_acpi_base_lock, NULL},
    {"bild", "top swap is frozen", check_bild, NULL},
    {"smm_bwp", "flash writes need all CPUs in SMM", NULL, "BIOS_CNTL bit 5 is reserved on an ICH9"},
    {"flockdn", "the SPI registers are frozen", NULL, "FLOCKDN, SPIBAR+04h bit 15: the flash is on LPC"},
    {"cf9lock", "the reset policy of CF9h is frozen", NULL, "CF9LOCK, ETR3 bit 31, reads 0"},
    {"tclockdn", "the traffic classes are frozen", NULL, "TCLOCKDN, RCBA+50h bit 31"},
    {"fdlock", "the function disable register is frozen", NULL, "RCBA+3420h bit 7"},
    {"iotr_lock", "the I/O traps are frozen", NULL, "no text found says that an ICH9 has such a lock"},
};

audit_t audit_run(const audit_state_t *s)
{
    audit_t a = {.count = sizeof rows / sizeof rows[0]};
    a.checks = calloc(a.count, sizeof *a.checks);
    if (!a.checks)
        abort();
    for (unsigned i = 0; i < a.count; i++) {
        audit_check_t *c = &a.checks[i];
        c->name = rows[i].name;
        c->title = rows[i].title;
        if (rows[i].check)
            rows[i].check(s, c);
        else
            find(c, AUDIT_NOT_IN_MODEL, "%s", rows[i].why);
        a.verdicts[c->verdict]++;
    }
    return a;
}

void audit_free(audit_t *a)
{
    for (unsigned i = 0; i < a->count; i++)
        free(a->checks[i].regs);
    free(a->checks);
    *a = (audit_t){0};
}

const audit_check_t *audit_find(const audit_t *a, const char *name)
{
    for (unsigned i = 0; i < a->count; i++)
        if (strcmp(a->checks[i].name, name) == 0)
            return &a->checks[i];
    return NULL;
}

bool audit_passed(const audit_t *a, const audit_place_t *place)
{
    return a->verdicts[AUDIT_FAILED] == 0 && a->verdicts[AUDIT_PASSED] > 0 && (place->at || place->result == SESSION_PASS);
}

/* Text */

static const char *colour_of(audit_verdict_t v)
{
    switch (v) {
    case AUDIT_PASSED: return "\033[32m";
    case AUDIT_FAILED: return "\033[31m";
    case AUDIT_WARNING: return "\033[33m";
    default: return "";
    }
}

/* Words go to the next line where they do not fit. */
static void print_words(FILE *f, const char *text)
{
    unsigned column = INDENT + 1;
    fprintf(f, "%*s", INDENT, "");
    while (*text) {
        unsigned n = (unsigned)strcspn(text, " ");
        if (column > INDENT + 1 && column + n + 1 > COLUMNS) {
            fprintf(f, "\n%*s", INDENT, "");
            column = INDENT + 1;
        }
        fprintf(f, " %.*s", (int)n, text);
        column += n + 1;
        text += n + (text[n] == ' ');
    }
    fputc('\n', f);
}

static void print_reg(FILE *f, const audit_reg_t *r, bool judged)
{
    fprintf(f, "%*s %s%s%s = 0x%" PRIx64, INDENT, "", r->name, r->where[0] ? " " : "", r->where, r->value);
    for (unsigned i = 0; i < r->count; i++) {
        fprintf(f, "%s %s %" PRIu64, i ? "," : ":", r->fields[i].name, r->fields[i].value);
        if (judged && r->fields[i].want != AUDIT_ANY && r->fields[i].value != (uint64_t)r->fields[i].want)
            fprintf(f, " (expected %d)", r->fields[i].want);
    }
    fputc('\n', f);
}

static void print_check(FILE *f, const audit_check_t *c, bool colour)
{
    char line[160];
    fprintf(f, "%s%-*s%s %s: %s\n", colour ? colour_of(c->verdict) : "", INDENT, audit_verdict_names[c->verdict],
            colour ? "\033[0m" : "", c->name, c->title);
    for (unsigned i = 0; i < c->reg_count; i++)
        print_reg(f, &c->regs[i], c->verdict == AUDIT_FAILED || c->verdict == AUDIT_WARNING);
    if (c->why[0])
        print_words(f, c->why);
    for (unsigned i = 0; i < c->open_count; i++) {
        const audit_attack_t *a = c->opens[i].attack;
        snprintf(line, sizeof line, "opens %s, %s: %s%s", a->id, a->what, c->opens[i].scenario ? "smmscope run " : "no scenario",
                 c->opens[i].scenario ? c->opens[i].scenario : "");
        print_words(f, line);
    }
}

static const char *run_word(const audit_place_t *place)
{
    return place->at ? "left" : place->result == SESSION_PASS ? "pass" : "fail";
}

void audit_text(const audit_t *a, const session_t *x, const audit_place_t *place, FILE *f, bool colour)
{
    unsigned cpus = soc_cpus(x->soc);
    bool passed = audit_passed(a, place);
    fprintf(f, "%s: %s\nread %s%s, at %" PRIu64 " ps\n\n", x->scenario->name, x->scenario->sentence,
            place->at ? "at " : "at the end of the run", place->at ? place->at : "", soc_now(x->soc));
    for (unsigned i = 0; i < a->count; i++)
        print_check(f, &a->checks[i], colour);
    if (!place->at && place->result != SESSION_PASS)
        fprintf(f, "\nThe run itself failed, so these may not be the registers that were meant: smmscope run %s\n",
                x->scenario->name);
    fprintf(f, "\n%s%s%s %s (%s, %u %s, %s): %u checks passed, %u failed, %u %s, %u not applicable, %u not in the model\n",
            !colour ? "" : passed ? "\033[32m" : "\033[31m", passed ? "PASS" : "FAIL", colour ? "\033[0m" : "",
            x->scenario->name, soc_config(x->soc)->part->name, cpus, cpus == 1 ? "CPU" : "CPUs", soc_mode_names[x->options.mode],
            a->verdicts[AUDIT_PASSED], a->verdicts[AUDIT_FAILED], a->verdicts[AUDIT_WARNING],
            a->verdicts[AUDIT_WARNING] == 1 ? "warning" : "warnings", a->verdicts[AUDIT_NOT_APPLICABLE],
            a->verdicts[AUDIT_NOT_IN_MODEL]);
}

/* JSON */

static void *json(void *item)
{
    if (!item)
        abort(); /* out of memory */
    return item;
}

static void put_text(cJSON *o, const char *name, const char *value)
{
    json(value ? cJSON_AddStringToObject(o, name, value) : cJSON_AddNullToObject(o, name));
}

static void put_number(cJSON *o, const char *name, uint64_t value)
{
    json(cJSON_AddNumberToObject(o, name, (double)value));
}

static cJSON *put_object(cJSON *list)
{
    cJSON *o = json(cJSON_CreateObject());
    cJSON_AddItemToArray(list, o);
    return o;
}

static void json_check(cJSON *o, const audit_check_t *c)
{
    put_text(o, "name", c->name);
    put_text(o, "title", c->title);
    put_text(o, "verdict", audit_verdict_names[c->verdict]);
    put_text(o, "why", c->why);
    cJSON *regs = json(cJSON_AddArrayToObject(o, "registers"));
    for (unsigned i = 0; i < c->reg_count; i++) {
        const audit_reg_t *r = &c->regs[i];
        cJSON *reg = put_object(regs);
        put_text(reg, "name", r->name);
        put_text(reg, "where", r->where);
        put_number(reg, "value", r->value);
        cJSON *fields = json(cJSON_AddArrayToObject(reg, "fields"));
        for (unsigned k = 0; k < r->count; k++) {
            cJSON *one = put_object(fields);
            put_text(one, "name", r->fields[k].name);
            put_number(one, "value", r->fields[k].value);
            if (r->fields[k].want == AUDIT_ANY)
                json(cJSON_AddNullToObject(one, "expected"));
            else
                put_number(one, "expected", (uint64_t)r->fields[k].want);
        }
    }
    cJSON *list = json(cJSON_AddArrayToObject(o, "opens"));
    for (unsigned i = 0; i < c->open_count; i++) {
        cJSON *one = put_object(list);
        put_text(one, "attack", c->opens[i].attack->id);
        put_text(one, "what", c->opens[i].attack->what);
        put_text(one, "scenario", c->opens[i].scenario);
    }
}

bool audit_json(const audit_t *a, const session_t *x, const audit_place_t *place, const char *path, char *err,
                unsigned err_size)
{
    static const char *const names[AUDIT_VERDICTS] = {"passed", "failed", "warnings", "not_applicable", "not_in_model"};
    cJSON *root = json(cJSON_CreateObject());
    put_text(root, "scenario", x->scenario->name);
    put_text(root, "file", x->scenario->path);
    put_text(root, "part", soc_config(x->soc)->part->name);
    put_number(root, "cpus", soc_cpus(x->soc));
    put_text(root, "mode", soc_mode_names[x->options.mode]);
    put_text(root, "at", place->at);
    put_number(root, "time", soc_now(x->soc));
    put_text(root, "run", run_word(place));
    put_text(root, "result", audit_passed(a, place) ? "pass" : "fail");
    for (unsigned v = 0; v < AUDIT_VERDICTS; v++)
        put_number(root, names[v], a->verdicts[v]);
    cJSON *list = json(cJSON_AddArrayToObject(root, "checks"));
    for (unsigned i = 0; i < a->count; i++)
        json_check(put_object(list), &a->checks[i]);
    char *text = json(cJSON_Print(root));
    cJSON_Delete(root);
    bool ok = report_write(path, text, err, err_size);
    free(text);
    return ok;
}
