/* One core through RESET, INIT, Start-Up, SMI and NMI: each row of interconnect facts 2.1 (what RESET and INIT change),
 * 2.2 and 2.3 (what each state blocks, keeps or loses), by name. The bus, the SMI latch and the sign of SMM are played
 * by the test. What INIT does to the local APIC's registers is in test_lapic, to the locks of the chipset in test_regs.
 * Left out: BIST, x87 to XMM, performance counters, VMX, task switches, machine checks: not in the model. */
#include "cpu_rig.h"

#include "cpu/cpu.h"
#include "cpu/lapic.h"
#include "cpu/part.h"

#include <stdio.h>

enum { LOOP = 0x1000, ROUTINE = 0x2000, HANDLER = 0x38000, START = 0x9, OPEN = 0x700, ENOUGH = 6000 };
enum { SMBASE = 0x30000, RESTART_WORD = 0x3ff02 };

static unsigned compared;
static bool fast; /* plain RAM answers without the bus, as in fast mode */

static void is(const char *row, uint64_t got, uint64_t want)
{
    compared++;
    if (got != want)
        fail_msg("%s: is %llX, expected %llX", row, (unsigned long long)got, (unsigned long long)want);
}

/* One core clock; whoever answers does so at once. */
static void tick(rig_t *r)
{
    bool took = r->out.smi_take;
    r->c.clk++;
    cpu_tick(&r->c, r->c.clk, r->c.clk * r->part.core_ps, 1, fast);
    rig_answer(r);
    r->in.in_smm = r->in.smm_sign = r->out.want_smm;
    cpu_pins_changed(&r->c);
    if (r->out.smi_take != took)
        r->in.smi_pending = false;
}

static void run(rig_t *r, unsigned n)
{
    while (n-- > 0)
        tick(r);
}

/* Runs until the event has come so often; it has to come. */
static void until(const char *row, rig_t *r, ev_id_t id, unsigned times)
{
    for (unsigned n = 0; rig_events(r, id) < times; n++) {
        if (n == ENOUGH)
            fail_msg("%s: %s came %u times, expected %u", row, ev_names[id], rig_events(r, id), times);
        tick(r);
    }
    compared++;
}

static uint64_t last_arg(const rig_t *r, ev_id_t id)
{
    for (size_t i = r->ev.count; i-- > 0;)
        if (r->ev.list[i].id == id)
            return r->ev.list[i].arg;
    fail_msg("%s did not come", ev_names[id]);
    return 0;
}

/* Which of two events came first. */
static ev_id_t first_of(const rig_t *r, ev_id_t one, ev_id_t other)
{
    for (size_t i = 0; i < r->ev.count; i++)
        if (r->ev.list[i].id == one || r->ev.list[i].id == other)
            return r->ev.list[i].id;
    fail_msg("neither %s nor %s came", ev_names[one], ev_names[other]);
    return one;
}

/* A CPU of this number and part, without local APIC and caches, in a loop of one instruction. NMI and #UD run another
 * loop; the SMI handler waits for OPEN. */
static rig_t *begin(const char *part, unsigned id)
{
    rig_t *r = rig_new();
    r->part = *part_find(part);
    r->part.apic = LAPIC_NONE;
    r->params = part_params(part_find(part));
    r->c.id = id;
    r->c.clk_period = r->part.core_ps;
    r->in.reset_n = r->in.init_n = r->in.flush_n = true;
    cpu_reset(&r->c);
    rig_real(r);
    r->c.a.smbase = SMBASE;
    r->c.a.bsp = id == 0;
    r->c.a.eip = LOOP;
    rig_put(r, LOOP, RIG_BYTES(0xeb, 0xfe));
    rig_put(r, START << 12, RIG_BYTES(0xeb, 0xfe));
    rig_put(r, HANDLER, RIG_BYTES(0x80, 0x3e, OPEN & 0xff, OPEN >> 8, 0x01, 0x75, 0xf9, 0x0f, 0xaa));
    ram_write(&r->ram, V_NMI * 4, 4, ROUTINE);
    ram_write(&r->ram, V_UD * 4, 4, ROUTINE);
    ram_write(&r->ram, 0x40 * 4, 4, ROUTINE);
    r->io_read = 0x40; /* what an INTA cycle gives */
    rig_put(r, ROUTINE, RIG_BYTES(0xeb, 0xfe));
    run(r, 20);
    return r;
}

static void end(rig_t *r)
{
    rig_free(r);
}

static void pulse_init(rig_t *r)
{
    r->in.init_n = false;
    tick(r);
    r->in.init_n = true;
}

static void pulse_nmi(rig_t *r)
{
    r->in.nmi = true;
    tick(r);
    r->in.nmi = false;
}

static void send_sipi(rig_t *r)
{
    r->in.sipi_vector = START;
    r->in.sipi_seq++;
    tick(r);
}

static void raise_smi(rig_t *r)
{
    r->in.smi_pending = true;
}

/* RESET# reaches all that drives the core. */
static void pulse_reset(rig_t *r)
{
    r->in = (cpu_in_t){.init_n = true, .flush_n = true};
    run(r, 2);
    r->in.reset_n = true;
}

/* --- the states --- */

static void enter_smm(rig_t *r)
{
    raise_smi(r);
    until("an SMI", r, EV_SMM_ENTER, 1);
    run(r, 200);
    is("in SMM", r->c.a.smm, 1);
}

static void leave_smm(rig_t *r)
{
    ram_write(&r->ram, OPEN, 1, 1);
    until("RSM", r, EV_SMM_EXIT, 1);
}

static rig_t *running(void)
{
    return begin("p6", 1);
}

static rig_t *in_smm(void)
{
    rig_t *r = begin("p6", 1);
    enter_smm(r);
    return r;
}

static rig_t *parked(void)
{
    rig_t *r = begin("p6", 1);
    pulse_init(r);
    until("INIT", r, EV_INIT, 1);
    run(r, 50);
    is("in wait-for-SIPI", r->c.a.wait_sipi, 1);
    return r;
}

static rig_t *halted(void)
{
    rig_t *r = begin("p6", 1);
    rig_put(r, LOOP, RIG_BYTES(0xf4, 0xeb, 0xfd)); /* hlt, and back to it */
    r->c.a.fetch_count = 0;
    until("HLT", r, EV_HALT, 1);
    run(r, 50);
    is("halted", r->c.a.halted, 1);
    return r;
}

static rig_t *halted_in_smm(bool interrupts)
{
    rig_t *r = begin("p6", 1);
    rig_put(r, HANDLER, RIG_BYTES(interrupts ? 0xfb : 0x90, 0xf4, 0xeb, 0xfe)); /* sti or nop; hlt */
    enter_smm(r);
    is("halted in SMM", r->c.a.halted, 1);
    return r;
}

/* An exception that cannot be delivered; `inside`: of the SMI handler. */
static rig_t *shut_down(const char *part, unsigned id, bool inside)
{
    rig_t *r = begin(part, id);
    rig_put(r, inside ? HANDLER : LOOP, RIG_BYTES(0x0f, 0x0b));
    r->c.a.idtr.limit = 0;
    r->c.a.fetch_count = 0;
    if (inside) {
        rig_put(r, LOOP, RIG_BYTES(0xeb, 0xfe));
        raise_smi(r);
    }
    until("#UD without a vector", r, EV_SHUTDOWN, 1);
    run(r, 50);
    r->c.a.idtr.limit = 0x3ff;
    is("shut down", r->c.a.shutdown, 1);
    is("shut down in SMM", r->c.a.smm, inside);
    return r;
}

/* --- 2.1 ---------------------------------------------------------------------------------------------------------- */

/* No register as RESET leaves it. */
static void spoil(rig_t *r)
{
    cpu_arch_t *a = &r->c.a;
    for (unsigned i = 0; i < 8; i++)
        a->gpr[i] = 0xa5a5a5a5;
    for (unsigned i = 0; i < S_COUNT; i++)
        if (i != S_CS)
            a->seg[i] = (cpu_seg_t){.sel = 0x5a5a, .attr = 0x8093, .base = 0x5a5a0, .limit = 0xffffffff};
    a->ldtr = a->tr = a->seg[S_ES];
    a->gdtr = a->idtr = (cpu_table_t){.base = 0x5a5a0, .limit = 0x5a5a};
    a->smbase = 0x48000;
    a->cr0 |= CR0_TS | CR0_EM | CR0_MP | CR0_NE | CR0_WP | CR0_AM;
    a->cr2 = a->cr3 = 0x12345000;
    a->cr4 = 0x18;
    a->eflags = FL_1 | FL_CF | FL_DF | FL_ID;
    for (unsigned i = 0; i < 8; i++)
        a->dr[i] = 0xffff0fff;
    a->nmi_blocked = a->shadow = a->nmi_blocked_before_smm = a->shadow_before_smm = a->last_io.valid = true;
    for (unsigned i = 0; i < MSR_COUNT; i++)
        a->msr[i] = UINT64_C(0x1234567800) + i;
}

static void the_same_after_both(const rig_t *r)
{
    static const char *const gprs[] = {"EAX", "ECX", "EDX: family, model, stepping", "EBX", "ESP", "EBP", "ESI", "EDI"};
    static const char *const segs[] = {"ES", "CS", "SS", "DS", "FS", "GS"};
    static const char *const drs[] = {"DR0", "DR1", "DR2", "DR3", "DR4", "DR5", "DR6", "DR7"};
    const cpu_arch_t *a = &r->c.a;
    for (unsigned i = 0; i < 8; i++)
        is(gprs[i], a->gpr[i], i == R_EDX ? r->part.cpuid_sig : 0);
    for (unsigned i = 0; i < S_COUNT; i++) {
        is(segs[i], a->seg[i].sel, i == S_CS ? 0xf000 : 0);
        is(segs[i], a->seg[i].base, i == S_CS ? 0xffff0000 : 0);
        is(segs[i], a->seg[i].limit, 0xffff);
        is(segs[i], a->seg[i].attr, 0x93);
    }
    is("LDTR", a->ldtr.sel | a->ldtr.base, 0);
    is("LDTR limit", a->ldtr.limit, 0xffff);
    is("LDTR access", a->ldtr.attr, 0x82);
    is("TR", a->tr.sel | a->tr.base, 0);
    is("TR limit", a->tr.limit, 0xffff);
    is("TR access", a->tr.attr, 0x8b);
    is("GDTR", a->gdtr.base, 0);
    is("GDTR limit", a->gdtr.limit, 0xffff);
    is("IDTR", a->idtr.base, 0);
    is("IDTR limit", a->idtr.limit, 0xffff);
    is("EIP", a->eip, 0xfff0);
    is("CR2", a->cr2, 0);
    is("CR3", a->cr3, 0);
    is("CR4", a->cr4, 0);
    is("EFLAGS", a->eflags, 2);
    for (unsigned i = 0; i < 4; i++)
        is(drs[i], a->dr[i], 0);
    is("DR6", a->dr[6], 0xffff0ff0);
    is("DR7", a->dr[7], 0x400);
    is("out of SMM", a->smm, 0);
    is("not halted", a->halted, 0);
    is("not shut down", a->shutdown, 0);
    is("no shadow of STI", a->shadow, 0);
    is("NMI not blocked", a->nmi_blocked, 0);
    is("no I/O instruction to restart", a->last_io.valid, 0);
    is("prefetched code dropped", a->fetch_count, 0);
}

/* Registers that RESET does not leave 0. */
static uint64_t msr_at_reset(const rig_t *r, unsigned index)
{
    switch (index) {
    case MSR_APIC_BASE: {
        return 0xfee00000 | APIC_BASE_EN | (r->c.id ? 0 : APIC_BASE_BSP);
    }
    case MSR_EBL_CR_POWERON: {
        return 1 << 13; /* a bus with one transaction at a time */
    }
    case MSR_MTRRCAP: {
        return r->part.smrr ? 0xd08 : 0x508;
    }
    case MSR_MTR + MTR_PAT: {
        return UINT64_C(0x0007040600070406);
    }
    default: {
        return 0;
    }
    }
}

static void where_it_goes_on(rig_t *r)
{
    unsigned before = r->out.req_seq;
    run(r, 50);
    is("a processor that is not the first waits for its SIPI", r->c.a.wait_sipi, r->c.id != 0);
    if (r->c.id != 0)
        is("and fetches nothing", r->out.req_seq, before);
}

/* Ticks until the next request; its address. */
static uint64_t first_fetch(rig_t *r)
{
    unsigned before = r->out.req_seq;
    for (unsigned n = 0; r->out.req_seq == before; n++) {
        assert_true(n < ENOUGH);
        tick(r);
    }
    is("the first request is a fetch", r->out.req_fetch, 1);
    return r->out.req_addr;
}

static void row_21_reset(void **state)
{
    (void)state;
    for (const part_t *const *p = part_list; *p; p++)
        for (unsigned id = 0; id < ((*p)->max_cpus > 1 ? 2 : 1); id++) {
            rig_t *r = begin((*p)->name, id);
            spoil(r);
            r->in.reset_n = false;
            tick(r);
            the_same_after_both(r);
            is("RESET: CR0", r->c.a.cr0, 0x60000010);
            is("RESET: SMBASE", r->c.a.smbase, 0x30000);
            is("RESET: time-stamp counter", r->c.clk - r->c.tsc_base, 0);
            for (const msr_row_t *m = msr_list; m->name; m++)
                if (m->index < MSR_COUNT && m == msr_find(&r->c, m->number))
                    is(m->name, r->c.a.msr[m->index], msr_at_reset(r, m->index));
            run(r, 5);
            r->in.reset_n = true;
            if (id == 0)
                is("RESET: the first processor fetches", first_fetch(r), 0xfffffff0);
            where_it_goes_on(r);
            end(r);
        }
}

static void row_21_init(void **state)
{
    (void)state;
    static const uint32_t cache_bits[] = {0, CR0_CD, CR0_CD | CR0_NW};
    for (const part_t *const *p = part_list; *p; p++)
        for (unsigned id = 0; id < ((*p)->max_cpus > 1 ? 2 : 1); id++)
            for (unsigned k = 0; k < 3; k++) {
                rig_t *r = begin((*p)->name, id);
                uint64_t base = r->c.tsc_base;
                spoil(r);
                r->c.a.cr0 = (r->c.a.cr0 & ~(uint32_t)(CR0_CD | CR0_NW)) | cache_bits[k];
                r->c.a.cr0 &= ~(uint32_t)CR0_ET;
                pulse_init(r);
                until("INIT", r, EV_INIT, 1);
                the_same_after_both(r);
                is("INIT: CR0, CD and NW kept, bit 4 is 1", r->c.a.cr0, CR0_ET | cache_bits[k]);
                is("INIT: SMBASE kept", r->c.a.smbase, 0x48000);
                is("INIT: time-stamp counter kept", r->c.tsc_base, base);
                for (unsigned i = 0; i < MSR_COUNT; i++)
                    is("INIT: MTRRs and other MSRs kept", r->c.a.msr[i], UINT64_C(0x1234567800) + i);
                if (id == 0)
                    is("INIT: the first processor fetches", first_fetch(r), 0xfffffff0);
                where_it_goes_on(r);
                end(r);
            }
}

static void row_21_caches(void **state)
{
    (void)state;
    for (const part_t *const *p = part_list; *p; p++) {
        if (!(*p)->caches.line)
            continue;
        rig_t *r = begin((*p)->name, 1);
        cache_t *k = calloc(1, sizeof *k);
        assert_non_null(k);
        uint64_t line[LINE_QWORDS_MAX] = {0x1122334455667788};
        rig_put(r, LOOP, RIG_BYTES(0xf4)); /* so that no access of its own touches a line */
        r->c.a.fetch_count = 0;
        until("HLT", r, EV_HALT, 1);
        cache_reset(k, (*p)->caches);
        r->c.cache = k;
        cache_fill(k, &k->data, 0x5000, CACHE_M, line);
        cache_fill(k, &k->code, 0x6000, CACHE_S, line);
        pulse_init(r);
        until("INIT", r, EV_INIT, 1);
        uint8_t *at = NULL;
        is("INIT: data cache kept", cache_find(k, &k->data, 0x5000, &at), CACHE_M);
        is("INIT: its bytes kept", at[0] | (unsigned)at[7] << 8, 0x1188);
        is("INIT: code cache kept", cache_find(k, &k->code, 0x6000, NULL), CACHE_S);
        is("INIT: no write-back", k->buf.wb_valid, 0);
        pulse_reset(r);
        is("RESET: data cache invalid", cache_find(k, &k->data, 0x5000, NULL), CACHE_I);
        is("RESET: code cache invalid", cache_find(k, &k->code, 0x6000, NULL), CACHE_I);
        r->c.cache = NULL;
        free(k);
        end(r);
    }
}

static void row_21_local_apic(void **state)
{
    (void)state;
    for (const part_t *const *p = part_list; *p; p++) {
        if ((*p)->apic == LAPIC_NONE)
            continue;
        rig_t *r = begin((*p)->name, 1);
        r->part.apic = (*p)->apic;
        r->in.apic_ack = r->out.apic_seq;
        pulse_init(r);
        run(r, 200);
        is("INIT: the local APIC is told", (uint8_t)(r->out.apic_seq - r->in.apic_ack), 1);
        is("INIT: and what", r->out.apic_op, ASK_APIC_INIT);
        is("INIT: waits for it", rig_events(r, EV_INIT), 0);
        r->in.apic_ack = r->out.apic_seq;
        until("INIT", r, EV_INIT, 1);
        run(r, 200);
        is("INIT: told once", r->out.apic_seq, r->in.apic_ack);
        end(r);
    }
}

/* Out of every state, and what waits is forgotten. */
static void row_21_reset_out_of_each_state(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 7; k++) {
        rig_t *r = k == 0   ? running()
                   : k == 1 ? in_smm()
                   : k == 2 ? parked()
                   : k == 3 ? halted()
                   : k == 4 ? halted_in_smm(true)
                            : shut_down("p6", 1, k == 6);
        r->params.sipi_kept_in_smm = 1;
        r->in.sipi_seq++; /* so that a latched one would still come */
        cpu_pins_changed(&r->c);
        r->in.nmi = true;
        r->in.init_n = false;
        cpu_pins_changed(&r->c);
        unsigned inits = rig_events(r, EV_INIT), nmis = rig_events(r, EV_NMI);
        pulse_reset(r);
        the_same_after_both(r);
        is("RESET: SMBASE", r->c.a.smbase, 0x30000);
        is("RESET: sign of SMM off", r->out.want_smm, 0);
        run(r, 200);
        is("RESET: Start-Up forgotten", r->c.a.wait_sipi, 1);
        is("RESET: INIT forgotten", rig_events(r, EV_INIT), inits);
        send_sipi(r);
        until("Start-Up after RESET", r, EV_START, 1);
        run(r, 200);
        is("RESET: NMI forgotten", rig_events(r, EV_NMI), nmis);
        is("RESET: SMI forgotten", r->c.a.smm, 0);
        end(r);
    }
}

/* --- 2.2 ---------------------------------------------------------------------------------------------------------- */

static void row_22_an_smi_that_waits_when_init_comes(void **state)
{
    (void)state;
    for (unsigned drops = 0; drops < 2; drops++) {
        rig_t *r = running();
        r->params.init_clears_pending_smi = drops;
        r->params.init_before_smi = 1;
        raise_smi(r);
        pulse_init(r);
        until("SMI and INIT, INIT first", r, EV_INIT, 1);
        run(r, 200);
        is("SMI, then INIT: kept or dropped", r->in.smi_pending, !drops);
        send_sipi(r);
        run(r, 200);
        is("SMI, then INIT: served after Start-Up or not", rig_events(r, EV_SMI_TAKEN), !drops);
        end(r);

        r = parked();
        r->params.init_clears_pending_smi = drops;
        raise_smi(r);
        run(r, 50);
        pulse_init(r);
        run(r, 50);
        send_sipi(r);
        run(r, 200);
        is("SMI in wait-for-SIPI, then INIT: kept or dropped", rig_events(r, EV_SMI_TAKEN), !drops);
        end(r);
    }
}

/* --- 2.3 ---------------------------------------------------------------------------------------------------------- */

static void row_23_running(void **state)
{
    (void)state;
    rig_t *r = running();
    send_sipi(r);
    run(r, 200);
    is("running, Start-Up: ignored", rig_events(r, EV_START), 0);
    is("running, Start-Up: said so", rig_events(r, EV_SIPI_LOST), 1);
    pulse_init(r);
    until("running, INIT: taken", r, EV_INIT, 1);
    run(r, 200);
    is("running, Start-Up: not kept for later", r->c.a.wait_sipi, 1);
    end(r);

    r = running();
    pulse_nmi(r);
    until("running, NMI: taken", r, EV_NMI, 1);
    end(r);

    for (unsigned shift = 0; shift < 60; shift++) { /* inc word [600h]; jmp */
        r = running();
        rig_put(r, LOOP, RIG_BYTES(0xff, 0x06, 0x00, 0x06, 0xeb, 0xfa));
        r->c.a.fetch_count = 0;
        while (r->c.in_step || r->c.a.eip != LOOP + 4)
            tick(r);
        uint64_t insns = r->c.insns, stores = ram_read(&r->ram, 0x600, 2);
        run(r, shift);
        raise_smi(r);
        until("running, SMI: taken", r, EV_SMI_TAKEN, 1);
        uint64_t at = last_arg(r, EV_SMI_TAKEN), did = ram_read(&r->ram, 0x600, 2);
        is("running, SMI: at a boundary", at == LOOP || at == LOOP + 4, 1);
        is("running, SMI: after all retire", r->c.insns - insns, (did - stores) * 2 + (at == LOOP ? 1U : 0U));
        until("running, SMI: taken", r, EV_SMM_ENTER, 1);
        run(r, 200);
        is("running, SMI: after all stores", ram_read(&r->ram, 0x600, 2), did);
        end(r);
    }

    for (unsigned in_shadow = 0; in_shadow < 2; in_shadow++) {
        r = running();
        r->params.smi_in_shadow = in_shadow;
        rig_put(r, LOOP, RIG_BYTES(0xfb, 0x90, 0x90, 0xeb, 0xfb)); /* sti; nop; nop; jmp */
        r->c.a.fetch_count = 0;
        for (unsigned n = 0; !r->c.a.shadow; n++) {
            assert_true(n < ENOUGH);
            tick(r);
        }
        raise_smi(r);
        until("running, SMI behind STI: taken", r, EV_SMI_TAKEN, 1);
        is("running, SMI behind STI: where", last_arg(r, EV_SMI_TAKEN), in_shadow ? LOOP + 1 : LOOP + 2);
        end(r);
    }
}

static void row_23_in_smm(void **state)
{
    (void)state;
    rig_t *r = in_smm();
    raise_smi(r);
    run(r, 400);
    is("in SMM, SMI: latched", rig_events(r, EV_SMI_TAKEN), 1);
    raise_smi(r);
    run(r, 400);
    leave_smm(r);
    until("in SMM, SMI: taken after RSM", r, EV_SMM_EXIT, 2);
    is("in SMM, SMI: before any instruction", last_arg(r, EV_SMI_TAKEN), LOOP);
    is("in SMM, SMI: before any instruction", r->c.exit_insns, r->c.insns);
    run(r, 400);
    is("in SMM, SMI: one", rig_events(r, EV_SMI_TAKEN), 2);
    end(r);

    r = in_smm();
    pulse_init(r);
    run(r, 400);
    is("in SMM, INIT: held", rig_events(r, EV_INIT), 0);
    leave_smm(r);
    uint64_t insns = r->c.insns;
    until("in SMM, INIT: taken after RSM", r, EV_INIT, 1);
    is("in SMM, INIT: before any instruction", r->c.insns - insns, 1); /* INIT itself */
    end(r);

    r = in_smm();
    pulse_nmi(r);
    pulse_nmi(r);
    run(r, 400);
    is("in SMM, NMI: latched", rig_events(r, EV_NMI), 0);
    leave_smm(r);
    until("in SMM, NMI: taken after RSM", r, EV_NMI, 1);
    is("in SMM, NMI: before the first resumed instruction", last_arg(r, EV_NMI), LOOP);
    run(r, 400);
    is("in SMM, NMI: one", rig_events(r, EV_NMI), 1);
    end(r);

    for (unsigned kept = 0; kept < 2; kept++) {
        r = in_smm();
        r->params.sipi_kept_in_smm = kept;
        pulse_init(r);
        send_sipi(r);
        is("in SMM, Start-Up: said to be lost or not", rig_events(r, EV_SIPI_LOST), !kept);
        run(r, 400);
        is("in SMM, Start-Up: no start inside", rig_events(r, EV_START), 0);
        leave_smm(r);
        until("in SMM, INIT: taken after RSM", r, EV_INIT, 1);
        run(r, 400);
        is("in SMM, Start-Up: lost or kept", rig_events(r, EV_START), kept);
        end(r);

        r = in_smm();
        r->params.sipi_kept_in_smm = kept;
        send_sipi(r);
        leave_smm(r);
        run(r, 400);
        pulse_init(r);
        until("INIT", r, EV_INIT, 1);
        run(r, 400);
        is("in SMM, Start-Up: without an INIT before RSM", rig_events(r, EV_START), 0);
        end(r);
    }
}

static void row_23_wait_for_sipi(void **state)
{
    (void)state;
    rig_t *r = parked();
    raise_smi(r);
    run(r, 400);
    is("wait-for-SIPI, SMI: masked", rig_events(r, EV_SMI_TAKEN), 0);
    uint64_t insns = r->c.insns;
    send_sipi(r);
    until("wait-for-SIPI, Start-Up: taken", r, EV_START, 1);
    is("wait-for-SIPI, Start-Up: at 000VV000h", last_arg(r, EV_START), START << 12);
    until("wait-for-SIPI, SMI: pended", r, EV_SMM_ENTER, 1);
    is("wait-for-SIPI, SMI: before the start vector executes", last_arg(r, EV_SMI_TAKEN), 0);
    is("wait-for-SIPI, SMI: before the start vector executes", r->c.insns - insns, 1); /* the SMI itself */
    leave_smm(r);
    run(r, 200);
    is("wait-for-SIPI, Start-Up: CS", r->c.a.seg[S_CS].sel, START << 8);
    is("wait-for-SIPI, Start-Up: CS base", r->c.a.seg[S_CS].base, START << 12);
    is("wait-for-SIPI, Start-Up: EIP", r->c.a.eip, 0);
    is("wait-for-SIPI, Start-Up: runs", r->c.insns > insns + 5, 1);
    end(r);

    r = parked();
    pulse_init(r);
    run(r, 400);
    is("wait-for-SIPI, INIT: masked", rig_events(r, EV_INIT), 1);
    send_sipi(r);
    run(r, 400);
    is("wait-for-SIPI, INIT: not kept", rig_events(r, EV_INIT), 1);
    is("wait-for-SIPI, Start-Up: taken", rig_events(r, EV_START), 1);
    end(r);

    r = parked();
    pulse_nmi(r);
    run(r, 400);
    is("wait-for-SIPI, NMI: masked", rig_events(r, EV_NMI), 0);
    send_sipi(r);
    until("wait-for-SIPI, NMI: delivered once started", r, EV_NMI, 1);
    is("wait-for-SIPI, NMI: before the start vector executes", last_arg(r, EV_NMI), 0);
    end(r);
}

static void row_23_halt(void **state)
{
    (void)state;
    rig_t *r = halted();
    send_sipi(r);
    run(r, 200);
    is("HALT, Start-Up: ignored", r->c.a.halted, 1);
    is("HALT, Start-Up: said so", rig_events(r, EV_SIPI_LOST), 1);
    raise_smi(r);
    until("HALT, SMI: taken", r, EV_SMM_ENTER, 1);
    is("HALT, SMI: auto-halt restart flag", ram_read(&r->ram, RESTART_WORD, 2), 1);
    leave_smm(r);
    until("HALT, SMI: halted again", r, EV_HALT_RESTART, 1);
    run(r, 200);
    is("HALT, SMI: halted again", r->c.a.halted, 1);
    end(r);
    r = running();
    enter_smm(r);
    is("running, SMI: auto-halt restart flag", ram_read(&r->ram, RESTART_WORD, 2), 0);
    end(r);
    r = halted();
    pulse_nmi(r);
    until("HALT, NMI: taken", r, EV_NMI, 1);
    is("HALT, NMI: returns behind it", last_arg(r, EV_NMI), LOOP + 1);
    end(r);
    r = halted();
    pulse_init(r);
    until("HALT, INIT: taken", r, EV_INIT, 1);
    is("HALT, INIT: halted no more", r->c.a.halted, 0);
    end(r);
}

static void row_23_halt_inside_smm(void **state)
{
    (void)state;
    rig_t *r = halted_in_smm(true);
    raise_smi(r);
    run(r, 400);
    is("HALT in SMM, SMI: stays", r->c.a.halted && r->c.a.smm, 1);
    pulse_nmi(r);
    run(r, 400);
    is("HALT in SMM, NMI: stays", r->c.a.halted && r->c.a.smm, 1);
    pulse_init(r);
    run(r, 400);
    is("HALT in SMM, INIT: stays", r->c.a.halted && r->c.a.smm, 1);
    send_sipi(r);
    run(r, 400);
    is("HALT in SMM, Start-Up: stays", r->c.a.halted && r->c.a.smm, 1);
    is("HALT in SMM, Start-Up: said to be lost", rig_events(r, EV_SIPI_LOST), 1);
    r->in.intr = true;
    until("HALT in SMM: left by a maskable interrupt", r, EV_INTR, 1);
    is("HALT in SMM: left by a maskable interrupt", r->c.a.halted, 0);
    is("HALT in SMM: still in SMM", r->c.a.smm, 1);
    end(r);
    r = halted_in_smm(false);
    r->in.intr = true;
    run(r, 400);
    is("HALT in SMM, IF = 0: no interrupt leaves it", r->c.a.halted, 1);
    end(r);
}

static void row_23_nmi_details(void **state)
{
    (void)state;
    for (unsigned kept = 0; kept < 2; kept++) {
        rig_t *r = running();
        r->params.nmi_block_kept = kept;
        pulse_nmi(r);
        until("NMI", r, EV_NMI, 1);
        enter_smm(r);
        pulse_nmi(r);
        leave_smm(r);
        run(r, 400);
        is("NMI, then SMI and NMI: blocked again after RSM, or nested", rig_events(r, EV_NMI), kept ? 1 : 2);
        end(r);
    }

    rig_t *r = running(); /* pushf; push cs; push 8006h; iret; jmp */
    rig_put(r, HANDLER, RIG_BYTES(0x9c, 0x0e, 0x68, 0x06, 0x80, 0xcf, 0xeb, 0xfe));
    pulse_nmi(r);
    until("NMI", r, EV_NMI, 1);
    enter_smm(r);
    is("IRET in SMM: reached", r->c.a.eip, 0x8006);
    pulse_nmi(r);
    until("IRET in SMM unblocks NMI", r, EV_NMI, 2);
    is("IRET in SMM: NMI inside", r->c.a.smm, 1);
    end(r);

    static const char *const parts[] = {"i486", "pentium", "p6", "core2"};
    for (unsigned i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        r = begin(parts[i], 0);
        rig_put(r, HANDLER, RIG_BYTES(0x0f, 0x0b));
        enter_smm(r);
        until("#UD in SMM", r, EV_EXCEPTION, 1);
        pulse_nmi(r);
        run(r, 400);
        is("an exception in SMM unblocks NMI, on a Pentium", rig_events(r, EV_NMI), strcmp(parts[i], "pentium") == 0);
        end(r);
    }
}

static void row_23_shutdown(void **state)
{
    (void)state;
    static const struct {
        const char *part;
        bool smi;
    } parts[] = {{"i486", false}, {"pentium", true}, {"p6", false}, {"core2", false}};
    for (unsigned i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        rig_t *r = shut_down(parts[i].part, 0, false);
        raise_smi(r);
        run(r, 600);
        is("shutdown, SMI: recognised on a Pentium", rig_events(r, EV_SMI_TAKEN), parts[i].smi);
        is("shutdown, SMI: recognised on a Pentium", r->c.a.shutdown, !parts[i].smi);
        end(r);
    }
    rig_t *r = shut_down("p6", 1, false);
    r->in.intr = true;
    r->c.a.eflags |= FL_IF;
    run(r, 200);
    is("shutdown, INTR: stays", r->c.a.shutdown, 1);
    r->in.intr = false;
    send_sipi(r);
    run(r, 200);
    is("shutdown, Start-Up: stays", r->c.a.shutdown, 1);
    is("shutdown, Start-Up: said to be lost", rig_events(r, EV_SIPI_LOST), 1);
    pulse_nmi(r);
    until("shutdown, NMI: leaves", r, EV_NMI, 1);
    is("shutdown, NMI: leaves", r->c.a.shutdown, 0);
    end(r);
    r = shut_down("p6", 1, false);
    pulse_init(r);
    until("shutdown, INIT: leaves", r, EV_INIT, 1);
    is("shutdown, INIT: leaves", r->c.a.shutdown, 0);
    end(r);

    for (unsigned only = 0; only < 2; only++)
        for (unsigned ends = 0; ends < 2; ends++) {
            r = shut_down("p6", 1, true);
            r->params.shutdown_reset_only = only;
            r->params.init_ends_smm = ends;
            pulse_init(r);
            run(r, 400);
            is("shutdown in SMM, INIT: leaves, or RESET alone does", rig_events(r, EV_INIT), !only);
            is("shutdown in SMM, INIT: ends SMM or not", r->c.a.smm, only || !ends);
            is("shutdown in SMM, INIT: sign of SMM", r->out.want_smm, only || !ends);
            end(r);
            r = shut_down("p6", 1, true);
            r->params.shutdown_reset_only = only;
            pulse_nmi(r);
            run(r, 400);
            is("shutdown in SMM, NMI: leaves, or RESET alone does", rig_events(r, EV_NMI), !only);
            is("shutdown in SMM, NMI: still in SMM", r->c.a.smm, 1);
            end(r);
            r = shut_down("pentium", 1, true);
            r->params.shutdown_reset_only = only;
            raise_smi(r);
            run(r, 600);
            is("shutdown in SMM, SMI, Pentium: leaves, or RESET alone does", rig_events(r, EV_SMI_TAKEN), only ? 1 : 2);
            end(r);
        }
}

/* Two events that wait at one boundary. */
static void row_23_priority(void **state)
{
    (void)state;
    for (unsigned init_first = 0; init_first < 2; init_first++) {
        rig_t *r = running();
        r->params.init_before_smi = init_first;
        raise_smi(r);
        pulse_init(r);
        run(r, 200);
        is("SMI and INIT: SMI first, or as the parameter says", (uint64_t)first_of(r, EV_SMI_TAKEN, EV_INIT),
           init_first ? EV_INIT : EV_SMI_TAKEN);
        end(r);
    }
    rig_t *r = running();
    raise_smi(r);
    pulse_nmi(r);
    run(r, 200);
    is("SMI and NMI: SMI first", first_of(r, EV_SMI_TAKEN, EV_NMI), EV_SMI_TAKEN);
    is("SMI and NMI: NMI waits", rig_events(r, EV_NMI), 0);
    end(r);
    r = begin("p6", 0);
    r->in.nmi = true;
    pulse_init(r);
    run(r, 200);
    is("INIT and NMI: INIT first", first_of(r, EV_INIT, EV_NMI), EV_INIT);
    end(r);
    r = running();
    r->c.a.eflags |= FL_IF;
    r->in.intr = true;
    pulse_nmi(r);
    until("NMI and INTR", r, EV_NMI, 1);
    is("NMI and INTR: NMI first", first_of(r, EV_NMI, EV_INTR), EV_NMI);
    is("NMI and INTR: at the same boundary", last_arg(r, EV_NMI), LOOP);
    end(r);
    r = running();
    raise_smi(r);
    r->in.nmi = true;
    r->in.reset_n = false;
    run(r, 200);
    is("RESET before all", rig_events(r, EV_SMI_TAKEN) + rig_events(r, EV_NMI), 0);
    end(r);
}

static void says_what_was_compared(void **state)
{
    (void)state;
    printf("states: %u values compared\n", compared);
    assert_true(compared > 0);
    compared = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(row_21_reset),
        cmocka_unit_test(row_21_init),
        cmocka_unit_test(row_21_caches),
        cmocka_unit_test(row_21_local_apic),
        cmocka_unit_test(row_21_reset_out_of_each_state),
        cmocka_unit_test(row_22_an_smi_that_waits_when_init_comes),
        cmocka_unit_test(row_23_running),
        cmocka_unit_test(row_23_in_smm),
        cmocka_unit_test(row_23_wait_for_sipi),
        cmocka_unit_test(row_23_halt),
        cmocka_unit_test(row_23_halt_inside_smm),
        cmocka_unit_test(row_23_nmi_details),
        cmocka_unit_test(row_23_shutdown),
        cmocka_unit_test(row_23_priority),
        cmocka_unit_test(says_what_was_compared),
    };
    int failed = cmocka_run_group_tests_name("cycle mode", tests, NULL, NULL);
    fast = true;
    return failed + cmocka_run_group_tests_name("fast mode", tests, NULL, NULL);
}
