#include "cpu/smm.h"

#include "cpu/mem.h"
#include "cpu/part.h"

#include <assert.h>

enum { MAP_BASE = 0x8000, AR_P5 = 0, AR_P6 = 1, AR_QEMU = 2 };
enum { REVISION_IO_RESTART = 1 << 16, REVISION_RELOCATION = 1 << 17 }; /* SDM 34.9 */
enum { HALT_RESTART = 1 << 16 /* word 7F02h, bit 0 */, IO_RESTART = 0xff /* word 7F00h */ };

static const cpu_seg_t *segment_of(const cpu_arch_t *a, unsigned where)
{
    return where == SM_LDTR ? &a->ldtr : where == SM_TR ? &a->tr : &a->seg[where];
}

static const cpu_table_t *table_of(const cpu_arch_t *a, unsigned where)
{
    return where == SM_GDTR ? &a->gdtr : where == SM_IDTR ? &a->idtr : NULL;
}

static cpu_seg_t *segment(cpu_arch_t *a, unsigned where)
{
    return (cpu_seg_t *)segment_of(a, where);
}

static cpu_table_t *table(cpu_arch_t *a, unsigned where)
{
    return (cpu_table_t *)table_of(a, where);
}

static uint32_t pack_ar(const cpu_seg_t *s, unsigned format)
{
    if (format == AR_P6)
        return s->sel | (uint32_t)s->attr << 16;
    return format == AR_P5 ? (uint32_t)s->attr << 8 : s->attr;
}

static uint16_t unpack_ar(uint32_t v, unsigned format)
{
    uint32_t attr = format == AR_P6 ? v >> 16 : format == AR_P5 ? v >> 8 : v;
    return attr & 0xf0ff;
}

/* What the save map shows of one row. */
static uint32_t row_value(const cpu_t *c, const savemap_row_t *r)
{
    const cpu_arch_t *a = &c->a;
    const cpu_table_t *t = table_of(a, r->where);
    uint32_t v;
    switch ((enum savemap_field)r->field) {
    case SM_REG: {
        memcpy(&v, (const char *)a + r->where, sizeof v);
        return v;
    }
    case SM_SEL: {
        return segment_of(a, r->where)->sel;
    }
    case SM_AR: {
        return pack_ar(segment_of(a, r->where), c->params->ar_format);
    }
    case SM_BASE: {
        return t ? t->base : segment_of(a, r->where)->base;
    }
    case SM_LIMIT: {
        return t ? t->limit : segment_of(a, r->where)->limit;
    }
    case SM_RESTART: {
        return a->halted ? HALT_RESTART : 0;
    }
    case SM_REVISION: {
        return c->params->smm_revision;
    }
    case SM_SMBASE: {
        return a->smbase;
    }
    case SM_IO_EIP: {
        return a->last_io.valid ? a->last_io.eip : a->eip;
    }
    case SM_IO_ESI: {
        return a->last_io.valid ? a->last_io.esi : a->gpr[R_ESI];
    }
    case SM_IO_ECX: {
        return a->last_io.valid ? a->last_io.ecx : a->gpr[R_ECX];
    }
    case SM_IO_EDI: {
        return a->last_io.valid ? a->last_io.edi : a->gpr[R_EDI];
    }
    case SM_CPL: {
        return a->shutdown ? UINT32_C(1) << 24 : 0;
    }
    case SM_ALT_DR6: {
        return a->dr[6];
    }
    }
    return 0;
}

/* State of the first handler instruction (SDM table 34-4, cpu facts 2). */
static void load_entry_state(cpu_t *c)
{
    const params_t *p = c->params;
    cpu_arch_t *a = &c->a;
    for (unsigned i = 0; i < S_COUNT; i++)
        a->seg[i] = (cpu_seg_t){.attr = 0x8093, .limit = 0xffffffff};
    a->seg[S_CS].base = a->smbase;
    a->seg[S_CS].sel = p->cs_selector_3000 ? 0x3000 : (uint16_t)(a->smbase >> 4);
    a->eip = 0x8000;
    a->eflags = FL_1;
    a->cr0 &= ~(CR0_PE | CR0_EM | CR0_TS | CR0_PG);
    a->cr4 = 0;
    a->dr[7] = p->dr7_at_entry;
    if (p->dr6_cleared)
        a->dr[6] = 0xffff0ff0;
    if (p->idtr_zeroed)
        a->idtr = (cpu_table_t){0};
    if (!a->smm) {
        a->nmi_blocked_before_smm = a->nmi_blocked;
        a->shadow_before_smm = a->shadow;
    }
    a->nmi_blocked = true;
    a->smm = true;
    a->halted = a->shutdown = a->shadow = false;
    a->last_io.valid = false;
    page_flush(c, false);
    c->boundary = true;
}

bool smm_enter(cpu_t *c)
{
    cpu_announce(c, EV_SMI_TAKEN, c->a.eip);
    if (!mem_smm(c, true))
        return false;
    for (const savemap_row_t *r = c->part->map; r->name; r++)
        if (!mem_phys_store(c, c->a.smbase + MAP_BASE + r->offset, row_value(c, r)))
            return false;
    load_entry_state(c);
    c->handler_fetch_due = true;
    cpu_announce(c, EV_SMM_ENTER, c->a.smbase);
    return true;
}

bool smm_shutdown(cpu_t *c, enum shutdown_cause cause)
{
    if (!mem_special(c, SPECIAL_SHUTDOWN))
        return false;
    c->a.shutdown = true;
    c->boundary = true;
    mem_fetch_drop(c);
    cpu_announce(c, EV_SHUTDOWN, cause);
    return true;
}

/* What RSM takes from the map beside the registers. */
typedef struct image {
    cpu_arch_t a;
    uint32_t restart; /* the dword at 7F00h */
    cpu_last_io_t io;
} image_t;

static void take_row(const cpu_t *c, image_t *m, const savemap_row_t *r, uint32_t v)
{
    cpu_table_t *t = table(&m->a, r->where);
    if (!r->loaded)
        return;
    switch ((enum savemap_field)r->field) {
    case SM_REG: {
        memcpy((char *)&m->a + r->where, &v, sizeof v);
        break;
    }
    case SM_SEL: {
        segment(&m->a, r->where)->sel = (uint16_t)v;
        break;
    }
    case SM_AR: {
        segment(&m->a, r->where)->attr = unpack_ar(v, c->params->ar_format);
        break;
    }
    case SM_BASE: {
        *(t ? &t->base : &segment(&m->a, r->where)->base) = v;
        break;
    }
    case SM_LIMIT: {
        if (t)
            t->limit = (uint16_t)v;
        else
            segment(&m->a, r->where)->limit = v;
        break;
    }
    case SM_RESTART: {
        m->restart = v;
        break;
    }
    case SM_SMBASE: {
        if (c->params->smm_revision & REVISION_RELOCATION)
            m->a.smbase = v;
        break;
    }
    case SM_IO_EIP: {
        m->io.eip = v;
        break;
    }
    case SM_IO_ESI: {
        m->io.esi = v;
        break;
    }
    case SM_IO_ECX: {
        m->io.ecx = v;
        break;
    }
    case SM_IO_EDI: {
        m->io.edi = v;
        break;
    }
    case SM_REVISION: /* read, not used: what the part can do is fixed */
    case SM_CPL:
    case SM_ALT_DR6: {
        break;
    }
    }
}

/* 0 or an enum shutdown_cause (SDM 34.3.2, cpu facts 5.2). */
static unsigned bad_image(const cpu_t *c, const cpu_arch_t *a)
{
    if (a->cr4 & ~c->part->cr4_valid)
        return SHUTDOWN_CR4;
    if ((a->cr0 & CR0_PG) && !(a->cr0 & CR0_PE))
        return SHUTDOWN_CR0_PG;
    if ((a->cr0 & CR0_NW) && !(a->cr0 & CR0_CD))
        return SHUTDOWN_CR0_NW;
    if (a->smbase % c->params->smbase_align)
        return SHUTDOWN_SMBASE;
    return 0;
}

static void restart_io(cpu_t *c, image_t *m)
{
    m->a.eip = m->io.eip;
    m->a.gpr[R_ESI] = m->io.esi;
    m->a.gpr[R_ECX] = m->io.ecx;
    m->a.gpr[R_EDI] = m->io.edi;
    cpu_announce(c, EV_IO_RESTART, m->a.eip);
}

bool smm_rsm(cpu_t *c)
{
    image_t m = {.a = c->a};
    assert(c->a.smm);
    cpu_announce(c, EV_RSM, c->a.seg[S_CS].base + c->a.eip);
    for (const savemap_row_t *r = c->part->map; r->name; r++) {
        uint32_t v;
        if (!mem_phys_load(c, c->a.smbase + MAP_BASE + r->offset, &v))
            return false;
        take_row(c, &m, r, v);
    }
    unsigned bad = bad_image(c, &m.a);
    if (bad)
        return smm_shutdown(c, (enum shutdown_cause)bad);

    if (!mem_smm(c, false))
        return false;
    bool into_halt = m.restart & HALT_RESTART;
    if (into_halt && !mem_special(c, SPECIAL_HALT)) /* each re-entry is a new halt cycle (SDM 34.10) */
        return false;

    m.a.eflags = (m.a.eflags & (0x3f7fd7 | FL_1)) | FL_1;
    m.a.smm = false;
    m.a.halted = into_halt;
    m.a.shadow = m.a.shadow_before_smm; /* a part that takes SMI in a shadow has to keep it (CPU facts 1.3) */
    m.a.nmi_blocked = c->params->nmi_block_kept && m.a.nmi_blocked_before_smm;
    m.a.last_io.valid = false;
    if (m.a.smbase != c->a.smbase)
        cpu_announce(c, EV_SMBASE, m.a.smbase);
    if ((m.restart & 0xffff) == IO_RESTART && (c->params->smm_revision & REVISION_IO_RESTART))
        restart_io(c, &m);
    bool pae = (m.a.cr0 & CR0_PG) && (m.a.cr4 & CR4_PAE);
    if (pae || (m.a.eflags & FL_VM)) /* paging with PAE and virtual-8086 mode are not modelled */
        cpu_announce(c, EV_UNKNOWN_OPCODE, m.a.eip);
    cpu_announce(c, EV_SMM_EXIT, m.a.eip);
    c->exit_insns = c->insns + 1;
    if (into_halt)
        cpu_announce(c, EV_HALT_RESTART, 0);
    c->a = m.a;
    page_flush(c, false);
    c->handler_fetch_due = false;
    c->boundary = true;
    return true;
}
