#include "cpu/part.h"

#include "cpu/lapic.h"

#include <stddef.h>
#include <string.h>

static void pentium_params(params_t *p)
{
    p->smbase_align = 0x8000;    /* SDM 34.11 */
    p->cs_selector_3000 = 1;     /* before P6 */
    p->excp_unblocks_nmi = 1;    /* SDM 34.8 */
    p->shutdown_smi_leaves = 1;  /* SDM 34.3.2 */
    p->ar_format = 0;
    p->bus_park = p->open_page = 1; /* a single transfer of 2 clocks, then an idle one (interconnect facts 3.6) */
    p->cache_hit_clks = 1;          /* interconnect facts 5 */
    p->store_buffer = 2;
    p->flush_prefetch = 2;       /* SDM 34.4.2: at least one line */
}

static void p6_params(params_t *p)
{
    p->request_clks = 2; /* interconnect facts 3.1 */
    p->trdy_clks = 3;
    p->snoop_clks = 4;
    p->response_clks = 2;
    p->ar_format = 1;
    p->l2_hit_clks = 7; /* interconnect facts 5, from memory */
    p->store_buffer = 12;
    p->wc_buffers = 4;
}

static void core2_params(params_t *p)
{
    p6_params(p);
    p->l2_hit_clks = 15; /* interconnect facts 5: 45 nm */
    p->request_clks = 1; /* both halves in one BCLK (interconnect facts 3.1) */
    p->store_buffer = 20;
    p->wc_buffers = 8;
}

static void i486_params(params_t *p)
{
    p->smbase_align = 0x8000;  /* SDM 34.11 */
    p->cs_selector_3000 = 1;   /* before P6 */
    p->ar_format = 0;
    p->bus_park = p->open_page = p->post_writes = 1; /* cycles of T1 and T2 (interconnect facts 3.6) */
}

static const part_t i486 = {
    .name = "i486",
    .what = "Enhanced Am486 class: 486 save map, SMIACT# pin, no local APIC; 66 MHz on a 33 MHz bus",
    .by_txn = false,
    .map = savemap_am486,
    .max_cpus = 1,
    .apic = LAPIC_NONE,
    .flush_pin = true,
    .core_ps = 15000,
    .bclk_ps = 30000,
    .vendor = "AuthenticAMD",
    .cpuid_max = 1,
    .cpuid_sig = 0x0474, /* family 4: DX4 write-back */
    .cpuid_edx = 0,
    .cr4_valid = 0,
    .set_params = i486_params,
};

static const part_t pentium = {
    .name = "pentium",
    .what = "Pentium class: P5 save map, SMIACT# pin, SMBASE on 32 KB; 200 MHz on a 66 MHz bus",
    .by_txn = false,
    .map = savemap_p5,
    .max_cpus = 2,
    .apic = LAPIC_P5,
    .serial_apic = true,
    .flush_pin = true,
    .caches = {.sets = 128, .ways = 2, .line = 32, .p6_cd_nw = true}, /* 8 + 8 KB: interconnect facts 5 */
    .bus_in_order = true,
    .core_ps = 5000,
    .bclk_ps = 15000,
    .vendor = "GenuineIntel",
    .cpuid_max = 1,
    .cpuid_sig = 0x052c,
    .cpuid_edx = CPUID_PSE | CPUID_TSC | CPUID_MSR | CPUID_CX8 | CPUID_APIC,
    .cr4_valid = 0x5f, /* VME PVI TSD DE PSE MCE */
    .set_params = pentium_params,
};

static const part_t p6 = {
    .name = "p6",
    .what = "P6 class: P6 save map, SMI-acknowledge transactions and SMMEM#; 400 MHz on a 100 MHz bus",
    .by_txn = true,
    .map = savemap_p6,
    .max_cpus = 4,
    .apic = LAPIC_P6,
    .serial_apic = true,
    .flush_pin = true,
    /* 16 + 16 KB: interconnect facts 5; 512 KB: a choice, Pentium II had that much */
    .caches = {.sets = 128, .ways = 4, .line = 32, .l2_sets = 4096, .l2_ways = 4, .wr_alloc = true, .p6_cd_nw = true},
    .core_ps = 2500,
    .bclk_ps = 10000,
    .vendor = "GenuineIntel",
    .cpuid_max = 1,
    .cpuid_sig = 0x0652,
    .cpuid_edx = CPUID_PSE | CPUID_TSC | CPUID_MSR | CPUID_CX8 | CPUID_APIC | CPUID_MTRR | CPUID_PGE | CPUID_CMOV,
    .cr4_valid = 0x1ff, /* VME PVI TSD DE PSE PAE MCE PGE PCE */
    .set_params = p6_params,
};

static const part_t core2 = {
    .name = "core2",
    .what = "Core 2 class: interrupt messages on the front-side bus, P6 save map; 2.67 GHz on a 333 MHz bus",
    .by_txn = true,
    .map = savemap_p6,
    .max_cpus = 64, /* beyond real boards, which have 4 */
    .apic = LAPIC_XAPIC,
    .serial_apic = false,
    .smrr = 1,
    /* 32 + 32 KB, 4 MB for two cores: interconnect facts 5 */
    .caches = {.sets = 64, .ways = 8, .line = 64, .l2_sets = 4096, .l2_ways = 16, .l2_shared = true, .wr_alloc = true},
    .fences = true,
    .core_ps = 375,
    .bclk_ps = 3000,
    .vendor = "GenuineIntel",
    .cpuid_max = 1,
    .cpuid_sig = 0x10676,
    .cpuid_edx = CPUID_PSE | CPUID_TSC | CPUID_MSR | CPUID_CX8 | CPUID_APIC | CPUID_MTRR | CPUID_PGE | CPUID_CMOV |
                 CPUID_PAT | CPUID_CLFSH,
    .cr4_valid = 0x1ff,
    .set_params = core2_params,
};

const part_t *const part_list[] = {&i486, &pentium, &p6, &core2, NULL};

const part_t *part_find(const char *name)
{
    for (const part_t *const *p = part_list; *p; p++)
        if (strcmp((*p)->name, name) == 0)
            return *p;
    return NULL;
}

params_t part_params(const part_t *part)
{
    params_t p = {0};
    for (const param_info_t *i = param_list; i->name; i++)
        param_set(&p, i, i->value);
    part->set_params(&p);
    return p;
}
