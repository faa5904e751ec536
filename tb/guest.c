#include "guest.h"

#include "cpu/mem_type.h"

#include <assert.h>
#include <string.h>

enum { MB = 0x100000, BOOT = 0x8000, BOOT_STEP = 0x400, BOOT_FLAT = 0x100, GDT = 0x7000, GDTR = 0x7100, MAPPED = 0x7200,
       PMBASE = 0x500, GBL_SMI_EN = 1, EOS = 2, APMC_EN = 1 << 5, APM_STS = 1 << 5 };
static const uint32_t MCH = 0x80000000, LPC = 0x8000f800; /* in CF8h */

const guest_region_t guest_regions[GUEST_REGIONS] = {
    [GUEST_WB] = {8 * MB, 8 * MB, MT_WB}, [GUEST_WT] = {5 * MB, MB, MT_WT}, [GUEST_WP] = {6 * MB, MB, MT_WP},
    [GUEST_WC] = {7 * MB, MB, MT_WC},     [GUEST_UC] = {16 * MB, MB, MT_UC},
};

const char *const guest_latencies[] = {"request_clks", "trdy_clks", "snoop_clks", "response_clks", "dram_clks",
                                       "cache_hit_clks", "l2_hit_clks", "defer_dmi", "lpc_dev_waits", "smm_clk_a", "smm_clk_b",
                                       "smm_clk_f", "smm_clk_g", "smi_rearm_clks", NULL};

uint32_t guest_draw(uint64_t *state, uint32_t n)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * UINT64_C(0x2545f4914f6cdd1d)) >> 32) % n;
}

/* --- instructions --------------------------------------------------------------------------------------------------- */

uint32_t guest_here(const guest_code_t *c)
{
    return c->at + c->size;
}

void guest_bytes(guest_code_t *c, const void *bytes, unsigned count)
{
    assert(c->size + count <= c->room);
    memcpy(c->bytes + c->size, bytes, count);
    c->size += count;
}

static void byte(guest_code_t *c, unsigned v)
{
    uint8_t b = (uint8_t)v;
    guest_bytes(c, &b, 1);
}

static void dword(guest_code_t *c, uint32_t v)
{
    guest_bytes(c, &v, 4);
}

/* Operands of `size` bytes: the prefix, if the code's own size is another. */
static void operand(guest_code_t *c, unsigned size)
{
    if ((size == 4 && c->code16) || (size == 2 && !c->code16))
        byte(c, 0x66);
}

/* ModRM for [disp32]. */
static void absolute(guest_code_t *c, unsigned reg, uint32_t addr)
{
    byte(c, reg << 3 | 5);
    dword(c, addr);
}

static void memory(guest_code_t *c, unsigned opcode, unsigned reg, uint32_t addr, unsigned size)
{
    if (c->code16)
        byte(c, 0x67);
    operand(c, size);
    byte(c, opcode | (size != 1));
    absolute(c, reg, addr);
}

void guest_mov_imm(guest_code_t *c, unsigned reg, uint32_t v)
{
    operand(c, 4);
    byte(c, 0xb8 + reg);
    dword(c, v);
}

static void two_registers(guest_code_t *c, unsigned opcode, unsigned to, unsigned from)
{
    operand(c, 4);
    byte(c, opcode);
    byte(c, 0xc0 | from << 3 | to);
}

void guest_mov(guest_code_t *c, unsigned to, unsigned from)
{
    two_registers(c, 0x89, to, from);
}

void guest_add(guest_code_t *c, unsigned to, unsigned from)
{
    two_registers(c, 0x01, to, from);
}

void guest_test(guest_code_t *c, unsigned reg)
{
    two_registers(c, 0x85, reg, reg);
}

static void immediate(guest_code_t *c, unsigned digit, unsigned reg, uint32_t v)
{
    operand(c, 4);
    byte(c, 0x81);
    byte(c, 0xc0 | digit << 3 | reg);
    dword(c, v);
}

void guest_add_imm(guest_code_t *c, unsigned reg, uint32_t v)
{
    immediate(c, 0, reg, v);
}

void guest_cmp_imm(guest_code_t *c, unsigned reg, uint32_t v)
{
    immediate(c, 7, reg, v);
}

void guest_dec(guest_code_t *c, unsigned reg)
{
    operand(c, 4);
    byte(c, 0x48 + reg);
}

void guest_load(guest_code_t *c, unsigned reg, uint32_t addr, unsigned size)
{
    memory(c, 0x8a, reg, addr, size);
}

void guest_store(guest_code_t *c, unsigned reg, uint32_t addr, unsigned size)
{
    memory(c, 0x88, reg, addr, size);
}

void guest_xchg(guest_code_t *c, unsigned reg, uint32_t addr, unsigned size)
{
    memory(c, 0x86, reg, addr, size);
}

void guest_lock_xadd(guest_code_t *c, unsigned reg, uint32_t addr)
{
    byte(c, 0xf0);
    if (c->code16)
        byte(c, 0x67);
    operand(c, 4);
    byte(c, 0x0f);
    byte(c, 0xc1);
    absolute(c, reg, addr);
}

/* Near jumps with a 32-bit distance. */
static void near(guest_code_t *c, const uint8_t *opcode, unsigned count, uint32_t to)
{
    operand(c, 4);
    guest_bytes(c, opcode, count);
    dword(c, to - (guest_here(c) + 4));
}

void guest_jump(guest_code_t *c, uint32_t to)
{
    near(c, (const uint8_t[]){0xe9}, 1, to);
}

void guest_jnz(guest_code_t *c, uint32_t to)
{
    near(c, (const uint8_t[]){0x0f, 0x85}, 2, to);
}

void guest_jz(guest_code_t *c, uint32_t to)
{
    near(c, (const uint8_t[]){0x0f, 0x84}, 2, to);
}

void guest_jb(guest_code_t *c, uint32_t to)
{
    near(c, (const uint8_t[]){0x0f, 0x82}, 2, to);
}

void guest_rol(guest_code_t *c, unsigned reg, unsigned by)
{
    operand(c, 4);
    guest_bytes(c, (const uint8_t[]){0xc1, (uint8_t)(0xc0 | reg), (uint8_t)by}, 3);
}

void guest_wbinvd(guest_code_t *c)
{
    guest_bytes(c, (const uint8_t[]){0x0f, 0x09}, 2);
}

void guest_clflush(guest_code_t *c, uint32_t addr)
{
    if (c->code16)
        byte(c, 0x67);
    guest_bytes(c, (const uint8_t[]){0x0f, 0xae}, 2);
    absolute(c, 7, addr);
}

void guest_hlt(guest_code_t *c)
{
    byte(c, 0xf4);
}

void guest_rsm(guest_code_t *c)
{
    guest_bytes(c, (const uint8_t[]){0x0f, 0xaa}, 2);
}

/* --- boot ------------------------------------------------------------------------------------------------------------- */

void guest_out(guest_code_t *c, uint32_t port, uint32_t v, unsigned size)
{
    guest_mov_imm(c, R_EDX, port);
    guest_mov_imm(c, R_EAX, v);
    operand(c, size);
    byte(c, size == 1 ? 0xee : 0xef);
}

/* `size` bytes into a configuration register of the host bridge or of the ICH9's LPC bridge. */
static void config_write(guest_code_t *c, uint32_t device, unsigned reg, uint32_t v, unsigned size)
{
    guest_out(c, 0xcf8, device | (reg & 0xfc), 4);
    guest_out(c, 0xcfc + (reg & 3), v, size);
}

void guest_end_smi(guest_code_t *c)
{
    guest_out(c, PMBASE + 0x34, APM_STS, 4);
    guest_out(c, PMBASE + 0x30, APMC_EN | EOS | GBL_SMI_EN, 4);
}

static void wrmsr(guest_code_t *c, uint32_t number, uint32_t low, uint32_t high)
{
    guest_mov_imm(c, R_ECX, number);
    guest_mov_imm(c, R_EAX, low);
    guest_mov_imm(c, R_EDX, high);
    guest_bytes(c, (const uint8_t[]){0x0f, 0x30}, 2);
}

static void set_types(guest_code_t *c, bool tseg)
{
    guest_region_t r[8] = {{0, 2 * MB, MT_WB}};
    unsigned count = 1;
    r[count++] = (guest_region_t){tseg ? GUEST_TSEG : GUEST_SMRAM, GUEST_SMRAM_SIZE, MT_WB};
    for (unsigned i = 0; i < GUEST_REGIONS; i++)
        if (guest_regions[i].type != MT_UC)
            r[count++] = guest_regions[i];
    for (unsigned i = 0; i < count; i++) {
        wrmsr(c, 0x200 + 2 * i, r[i].base | r[i].type, 0);
        wrmsr(c, 0x201 + 2 * i, ~(r[i].size - 1) | 0x800, 15);
    }
    wrmsr(c, 0x2ff, 0x800, 0);
}

/* MOV EAX, CR0; AND, OR; MOV CR0, EAX. */
static void change_cr0(guest_code_t *c, uint32_t off, uint32_t on)
{
    guest_bytes(c, (const uint8_t[]){0x0f, 0x20, 0xc0}, 3);
    immediate(c, 4, R_EAX, ~off);
    immediate(c, 1, R_EAX, on);
    guest_bytes(c, (const uint8_t[]){0x0f, 0x22, 0xc0}, 3);
}

/* Real mode, at BOOT + n * BOOT_STEP; BOOT_FLAT above it, flat. */
static void put_boot(soc_t *s, const guest_config_t *g, unsigned n)
{
    static const uint8_t lgdt[] = {0x66, 0x0f, 0x01, 0x16, GDTR & 0xff, GDTR >> 8};
    static const uint8_t segments[] = {0x66, 0xb8, 0x10, 0x00, 0x8e, 0xd8, 0x8e, 0xc0, 0x8e, 0xd0};
    uint8_t text[BOOT_STEP];
    uint32_t at = BOOT + n * BOOT_STEP, flat = at + BOOT_FLAT;
    guest_code_t c = {.bytes = text, .at = at, .room = BOOT_FLAT, .code16 = true};
    guest_bytes(&c, lgdt, sizeof lgdt);
    change_cr0(&c, 0, CR0_PE);
    guest_bytes(&c, (const uint8_t[]){0x66, 0xea}, 2);
    dword(&c, flat);
    guest_bytes(&c, (const uint8_t[]){8, 0}, 2);
    guest_put(s, &c);

    c = (guest_code_t){.bytes = text, .at = flat, .room = BOOT_STEP - BOOT_FLAT};
    guest_bytes(&c, segments, sizeof segments);
    if (n == 0)
        config_write(&c, MCH, 0xb0, GUEST_RAM >> 16, 2); /* TOLUD; TSEGMB, ESMRAMC.T_EN, SMRAM.G_SMRAME (chipset facts 7.1) */
    if (g->tseg && n == 0) {
        config_write(&c, MCH, 0xac, GUEST_TSEG, 4);
        config_write(&c, MCH, 0x9e, 0x39, 1);
        config_write(&c, MCH, 0x9d, 0x0a, 1);
    }
    if (n == 0) {
        config_write(&c, LPC, 0x40, PMBASE | 1, 4); /* PMBASE, ACPI_CNTL: chipset facts 2.1 */
        config_write(&c, LPC, 0x44, 0x80, 1);
        guest_out(&c, PMBASE + 0x30, APMC_EN | EOS | GBL_SMI_EN, 4);
    }
    if (n == 0) { /* the others wait until there is memory above 1 MB */
        guest_mov_imm(&c, R_EDX, 1);
        guest_store(&c, R_EDX, MAPPED, 4);
    }
    uint32_t wait = guest_here(&c);
    guest_load(&c, R_EDX, MAPPED, 4);
    guest_test(&c, R_EDX);
    guest_jz(&c, wait);
    if (soc_config(s)->part->cpuid_edx & CPUID_MTRR)
        set_types(&c, g->tseg);
    if (!g->no_caches)
        change_cr0(&c, CR0_CD | CR0_NW, 0);
    guest_jump(&c, GUEST_MAIN + n * GUEST_MAIN_SIZE);
    guest_put(s, &c);
}

void guest_put(soc_t *s, const guest_code_t *c)
{
    for (uint32_t i = 0; i < c->size; i++)
        ram_write(soc_ram(s), c->at + i, 1, c->bytes[i]);
}

uint32_t guest_smbase(const guest_config_t *c, unsigned cpu)
{
    return (c->tseg ? GUEST_TSEG : GUEST_SMRAM) + cpu * GUEST_SMBASE_STEP;
}

soc_t *guest_open(const guest_config_t *g, char *err, unsigned err_size)
{
    soc_config_t c = {.part = part_find(g->part), .params = g->params, .cpus = g->cpus, .ram_bytes = GUEST_RAM,
                      .mode = g->mode};
    c.params.ken_dram = 1;
    for (unsigned n = 0; n < g->cpus; n++) {
        c.start[n] = BOOT + n * BOOT_STEP;
        c.starts[n] = n > 0;
    }
    soc_t *s = soc_open(&c, err, err_size);
    if (!s)
        return NULL;
    ram_t *ram = soc_ram(s);
    ram_write(ram, GDT + 8, 8, UINT64_C(0x00cf9b000000ffff));
    ram_write(ram, GDT + 16, 8, UINT64_C(0x00cf93000000ffff));
    ram_write(ram, GDTR, 2, 0x17);
    ram_write(ram, GDTR + 2, 4, GDT);
    for (unsigned n = 0; n < g->cpus; n++)
        put_boot(s, g, n);
    return s;
}

bool guest_started(soc_t *s, const guest_config_t *g)
{
    for (unsigned n = 0; n < g->cpus; n++)
        if (!soc_cpu_in(s, n)->reset_n || soc_cpu(s, n)->in_reset)
            return false;
    for (unsigned n = 0; n < g->cpus; n++)
        soc_cpu(s, n)->a.smbase = soc_cpu(s, n)->saved.smbase = guest_smbase(g, n);
    return true;
}

void guest_random_latencies(params_t *p, uint64_t seed)
{
    uint64_t state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    bool short_ones = guest_draw(&state, 2);
    for (unsigned i = 0; guest_latencies[i]; i++) {
        const param_info_t *info = param_find(guest_latencies[i]);
        uint32_t most = short_ones && info->most > info->least + 6 ? info->least + 6 : info->most;
        uint32_t v = info->least + guest_draw(&state, most - info->least + 1);
        param_set(p, info, v);
    }
}
