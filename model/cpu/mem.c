#include "cpu/mem.h"

#include "cpu/cache.h"
#include "cpu/lapic.h"
#include "cpu/line.h"
#include "cpu/part.h"

#include <assert.h>

static bool stop(cpu_t *c, enum cpu_stop_kind kind)
{
    c->stop.kind = (uint8_t)kind;
    return false;
}

/* --- the log of a step ------------------------------------------------------------------------------------------- */

static bool same_request(const cpu_log_entry_t *e, uint8_t kind, const bus_txn_t *t)
{
    const bus_txn_t *l = &e->txn;
    return e->kind == kind && l->addr == t->addr && l->size == t->size && l->space == t->space &&
           l->write == t->write && l->fetch == t->fetch && (!t->write || l->data == t->data);
}

static uint64_t low_bytes(uint64_t v, unsigned size)
{
    return size >= 8 ? v : v & ((UINT64_C(1) << (8 * size)) - 1);
}

/* Fast mode: plain RAM answers at once. */
static bool answer_directly(cpu_t *c, cpu_log_entry_t *e)
{
    bus_txn_t *t = &e->txn;
    if (!c->fast || t->space != BUS_MEM)
        return false;
    uint8_t *page = c->port.page(c->port.self, c->id, (uint32_t)t->addr, t->write, t->fetch);
    if (!page)
        return false;
    uint32_t offset = (uint32_t)(page - c->ram->bytes) + (uint32_t)(t->addr & 0xfff);
    if (t->write)
        ram_write(c->ram, offset, t->size, t->data);
    else
        t->data = ram_read(c->ram, offset, t->size);
    e->done = true;
    return true;
}

bool mem_answered(const cpu_t *c, const cpu_log_entry_t *e)
{
    switch ((enum cpu_ask)e->kind) {
    case ASK_SMM: {
        return c->in->in_smm == c->out->want_smm;
    }
    case ASK_APIC: {
        return c->in->apic_ack == c->out->apic_seq;
    }
    case ASK_BUS:
    case ASK_DRAIN:
    case ASK_CLFLUSH:
    case ASK_FLUSH: {
        break;
    }
    }
    return line_answered(c);
}

/* A request to the local APIC: the operation is in `size`. */
static void ask_apic(cpu_t *c, const bus_txn_t *t)
{
    cpu_out_t *o = c->out;
    o->apic_seq++;
    o->apic_op = t->size;
    o->apic_off = t->addr & 0xfff;
    o->apic_data = (uint32_t)t->data;
}

/* Makes a new request; false: it waits for the store buffer. */
static bool begin(cpu_t *c, cpu_log_entry_t *e)
{
    mem_type_answer_t as = {0};
    enum store_buf_say say = store_buf_ask(c, e, &as);
    c->gated = say == STORE_BUF_WAIT;
    e->done = say == STORE_BUF_DONE || (say == STORE_BUF_GO && e->kind == ASK_DRAIN);
    if (c->gated || e->done)
        return !c->gated;
    if (e->kind == ASK_SMM)
        c->out->want_smm = e->txn.write;
    else if (e->kind == ASK_APIC)
        ask_apic(c, &e->txn);
    else if (say == STORE_BUF_GO_AS)
        line_begin_as(c, e, as);
    else if (!answer_directly(c, e))
        line_begin(c, e);
    return true;
}

/* Gets the answer to one request of a logged step: from the log, or by asking for it and waiting. */
static bool ask(cpu_t *c, uint8_t kind, bus_txn_t *t)
{
    cpu_log_entry_t *e = &c->log[c->log_pos];
    assert(c->logged);
    if (c->log_pos == c->log_count) {
        assert(c->log_count < CPU_LOG_ROOM);
        if (!t->lock && !c->locked)
            c->out->req_lock = false; /* the lock of a walk ends before the step does */
        *e = (cpu_log_entry_t){.txn = *t, .kind = kind};
        if (!begin(c, e))
            return stop(c, CPU_STOP_WAIT);
        c->log_count++;
    }
    assert(same_request(e, kind, t));
    bool by_line = kind == ASK_BUS || kind == ASK_FLUSH || kind == ASK_CLFLUSH;
    if (!e->done && !(by_line ? line_go(c, e) : mem_answered(c, e)))
        return stop(c, CPU_STOP_WAIT);
    if (by_line && !e->done)
        c->line_phase = LINE_OFF;
    if (!e->done && kind == ASK_APIC && !t->write)
        e->txn.data = c->in->apic_rdata;
    e->done = true;
    c->log_pos++;
    t->data = e->txn.data;
    return true;
}

/* --- memory ------------------------------------------------------------------------------------------------------- */

/* --- the local APIC ----------------------------------------------------------------------------------------------- */

static bool apic_ask(cpu_t *c, enum cpu_apic_op op, uint32_t off, uint32_t *v)
{
    bus_txn_t t = {.addr = off, .size = (uint8_t)op, .space = BUS_MEM, .write = op == ASK_APIC_WRITE || op == ASK_APIC_INIT,
                   .data = op == ASK_APIC_WRITE ? *v : 0};
    if (!ask(c, ASK_APIC, &t))
        return false;
    if (!t.write)
        *v = (uint32_t)t.data;
    return true;
}

bool mem_apic_inta(cpu_t *c, uint8_t *vector)
{
    uint32_t v = 0;
    if (!c->logged)
        return stop(c, CPU_STOP_NEED_LOG);
    if (!apic_ask(c, ASK_APIC_INTA, 0, &v))
        return false;
    *vector = (uint8_t)v;
    return !(v >> 8) || mem_inta(c, vector); /* bit 8: the vector is the external controller's */
}

bool mem_apic_init(cpu_t *c)
{
    uint32_t v = 0;
    return c->part->apic == LAPIC_NONE || apic_ask(c, ASK_APIC_INIT, 0, &v);
}

/* The window answers inside the CPU; a bus cycle is made of no access to it. */
static bool in_apic_window(const cpu_t *c, uint32_t addr)
{
    uint64_t base = c->a.msr[MSR_APIC_BASE];
    return c->part->apic != LAPIC_NONE && (base & APIC_BASE_EN) && addr >> 12 == (base >> 12 & 0xffffffff);
}

/* Registers are dwords on 16-byte boundaries; of another access only the dword it begins in is looked at (undefined
 * by SDM 10.4.1), and a write that is not a whole dword does nothing. */
static bool access_apic(cpu_t *c, uint32_t addr, unsigned size, uint32_t *v, bool write)
{
    uint32_t word = 0;
    if (write && (size != 4 || addr & 3))
        return true;
    if (write)
        return apic_ask(c, ASK_APIC_WRITE, addr & 0xffc, v);
    if (!apic_ask(c, ASK_APIC_READ, addr & 0xffc, &word))
        return false;
    *v = (uint32_t)low_bytes(word >> (8 * (addr & 3)), size);
    return true;
}

/* Where the bytes of an access that are in one page are. */
typedef struct place {
    uint32_t lin, addr; /* of the first of them */
    bool paged;
    uint8_t pat_i;
} place_t;

static bool find_place(cpu_t *c, uint32_t lin, enum page_use use, place_t *p)
{
    page_t page;
    *p = (place_t){.lin = lin, .addr = lin};
    if (!mem_paged(c))
        return true;
    if (!page_find(c, lin, use, &page))
        return false;
    p->addr = page.frame + lin % RAM_PAGE;
    p->paged = true;
    p->pat_i = page.pat_i;
    return true;
}

/* Both pages of an access that crosses from one to the next; `at` gets one place or two. */
static bool find_places(cpu_t *c, uint32_t lin, unsigned size, enum page_use use, place_t at[2])
{
    bool crosses = lin % RAM_PAGE + size > RAM_PAGE;
    uint32_t next = (lin | (RAM_PAGE - 1)) + 1;
    if (crosses && use == PAGE_WRITE && !find_places(c, lin, size, PAGE_WILL_WRITE, at))
        return false;
    return find_place(c, lin, use, &at[0]) && (!crosses || find_place(c, next, use, &at[1]));
}

/* One access that does not cross a page. */
static bool access_plain(cpu_t *c, uint32_t lin, uint32_t addr, unsigned size, uint32_t *v, bool write)
{
    if (in_apic_window(c, addr))
        return stop(c, CPU_STOP_NEED_LOG);
    uint8_t *page = c->port.page(c->port.self, c->id, addr, write, false);
    if (!page)
        return stop(c, CPU_STOP_NEED_LOG);
    uint32_t offset = (uint32_t)(page - c->ram->bytes);
    tlb_entry_t entry = {.tag = lin >> 12, .host = page};
    if (!write) {
        *v = (uint32_t)ram_read(c->ram, offset + (addr & 0xfff), size);
        c->tlb->read[(lin >> 12) % TLB_ENTRIES] = entry;
        return true;
    }
    ram_write(c->ram, offset + (addr & 0xfff), size, *v);
    if (ram_page_plain(c->ram, offset))
        c->tlb->write[(lin >> 12) % TLB_ENTRIES] = entry;
    return true;
}

static bool access_logged(cpu_t *c, const place_t *p, uint32_t addr, unsigned size, uint32_t *v, bool write, bool lock)
{
    bus_txn_t t = {.addr = addr, .size = (uint8_t)size, .space = BUS_MEM, .write = write, .lock = lock,
                   .paged = p->paged, .pat_i = p->pat_i};
    t.data = write ? low_bytes(*v, size) : 0;
    if (!ask(c, ASK_BUS, &t))
        return false;
    *v = (uint32_t)t.data;
    return true;
}

static void drop_fetched(cpu_t *c, uint32_t lin, unsigned size)
{
    if (lin < c->a.fetch_base + c->a.fetch_count && lin + size > c->a.fetch_base)
        mem_fetch_drop(c);
}

/* Any access; split where it crosses a page (plain) or a bus-width boundary (logged). */
static bool access_places(cpu_t *c, const place_t places[2], unsigned size, uint32_t *v, bool write)
{
    uint32_t unit = c->logged ? 8 : RAM_PAGE, lin = places[0].lin, got = 0;
    if (c->logged && in_apic_window(c, places[0].addr))
        return access_apic(c, places[0].addr, size, v, write);
    for (unsigned done = 0; done < size;) {
        uint32_t at = lin + done, here = unit - at % unit;
        const place_t *p = &places[at / RAM_PAGE != lin / RAM_PAGE];
        uint32_t addr = p->addr + (at - p->lin);
        if (here > size - done)
            here = size - done;
        uint32_t part = write ? *v >> (8 * done) : 0;
        if (c->logged ? !access_logged(c, p, addr, here, &part, write, c->locked)
                      : !access_plain(c, at, addr, here, &part, write))
            return false;
        got |= part << (8 * done);
        done += here;
    }
    if (!write)
        *v = got;
    return true;
}

static bool access_any(cpu_t *c, uint32_t lin, unsigned size, uint32_t *v, bool write)
{
    place_t places[2];
    if (!find_places(c, lin, size, write ? PAGE_WRITE : PAGE_READ, places))
        return false;
    if (write && c->logged)
        drop_fetched(c, lin, size);
    return access_places(c, places, size, v, write);
}

static bool access_phys(cpu_t *c, uint32_t addr, uint32_t *v, bool write)
{
    uint32_t next = (addr | (RAM_PAGE - 1)) + 1;
    place_t places[2] = {{.lin = addr, .addr = addr}, {.lin = next, .addr = next}};
    return access_places(c, places, 4, v, write);
}

/* RAM alone, without a host pointer kept: a walk of plain steps, and there is no window of the local APIC. */
static bool table_plain(cpu_t *c, uint32_t addr, uint32_t *v, bool write)
{
    uint8_t *page = c->port.page(c->port.self, c->id, addr, write, false);
    if (!page)
        return stop(c, CPU_STOP_NEED_LOG);
    uint32_t offset = (uint32_t)(page - c->ram->bytes) + (addr & 0xfff);
    if (write)
        ram_write(c->ram, offset, 4, *v);
    else
        *v = (uint32_t)ram_read(c->ram, offset, 4);
    return true;
}

bool mem_table_load(cpu_t *c, uint32_t addr, uint8_t pat_i, bool lock, uint32_t *v)
{
    place_t p = {.paged = true, .pat_i = pat_i};
    return c->logged ? access_logged(c, &p, addr, 4, v, false, lock) : table_plain(c, addr, v, false);
}

bool mem_table_store(cpu_t *c, uint32_t addr, uint8_t pat_i, uint32_t v)
{
    place_t p = {.paged = true, .pat_i = pat_i};
    return c->logged ? access_logged(c, &p, addr, 4, &v, true, true) : table_plain(c, addr, &v, true);
}

bool mem_phys_load(cpu_t *c, uint32_t addr, uint32_t *v)
{
    return access_phys(c, addr, v, false);
}

bool mem_phys_store(cpu_t *c, uint32_t addr, uint32_t v)
{
    return access_phys(c, addr, &v, true);
}

bool mem_code_addr(cpu_t *c, uint32_t lin, uint32_t *addr)
{
    place_t p;
    if (!find_place(c, lin, PAGE_READ, &p))
        return false;
    *addr = p.addr;
    return true;
}

bool mem_lin_load(cpu_t *c, uint32_t lin, unsigned size, uint32_t *v)
{
    return access_any(c, lin, size, v, false);
}

bool mem_lin_store(cpu_t *c, uint32_t lin, unsigned size, uint32_t v)
{
    return access_any(c, lin, size, &v, true);
}

/* --- segments (SDM vol 3 5.3 to 5.5) ------------------------------------------------------------------------------ */

enum { TYPE_CODE = 1 << 3, TYPE_EXPAND_DOWN = 1 << 2, TYPE_WRITE = 1 << 1 /* data: writable; code: readable */ };

static bool limit_ok(const cpu_seg_t *s, uint32_t off, unsigned size)
{
    uint32_t last = off + size - 1;
    if (last < off)
        return s->limit == 0xffffffff && !(s->attr & TYPE_EXPAND_DOWN); /* wraps: only in a full 4 GB segment */
    if ((s->attr & (TYPE_CODE | TYPE_EXPAND_DOWN)) == TYPE_EXPAND_DOWN) {
        uint32_t top = s->attr & ATTR_DB ? 0xffffffff : 0xffff;
        return off > s->limit && last <= top;
    }
    return last <= s->limit;
}

static bool segment_ok(cpu_t *c, unsigned sreg, uint32_t off, unsigned size, bool write)
{
    const cpu_seg_t *s = &c->a.seg[sreg];
    bool protected = c->a.cr0 & CR0_PE, code = s->attr & TYPE_CODE, rw = s->attr & TYPE_WRITE;
    bool usable = (s->attr & ATTR_P) && (write ? rw && (!code || !protected) : rw || !code);
    if (usable && limit_ok(s, off, size))
        return true;
    unsigned vector = sreg == S_SS ? V_SS : V_GP;
    return protected ? cpu_fault_err(c, vector, 0) : cpu_fault(c, vector);
}

static bool can_store(cpu_t *c, unsigned sreg, uint32_t off, unsigned size, enum page_use use)
{
    place_t places[2];
    return segment_ok(c, sreg, off, size, true) && find_places(c, c->a.seg[sreg].base + off, size, use, places);
}

bool mem_can_store(cpu_t *c, unsigned sreg, uint32_t off, unsigned size)
{
    return can_store(c, sreg, off, size, PAGE_WILL_WRITE);
}

bool mem_will_store_slow(cpu_t *c, unsigned sreg, uint32_t off, unsigned size)
{
    return can_store(c, sreg, off, size, PAGE_WRITE);
}

bool mem_load_slow(cpu_t *c, unsigned sreg, uint32_t off, unsigned size, uint32_t *v)
{
    return segment_ok(c, sreg, off, size, false) && access_any(c, c->a.seg[sreg].base + off, size, v, false);
}

bool mem_store_slow(cpu_t *c, unsigned sreg, uint32_t off, unsigned size, uint32_t v)
{
    return segment_ok(c, sreg, off, size, true) && access_any(c, c->a.seg[sreg].base + off, size, &v, true);
}

/* --- the rest of the bus ------------------------------------------------------------------------------------------ */

static bool io(cpu_t *c, uint16_t port, unsigned size, uint32_t *v, bool write)
{
    uint32_t got = 0;
    if (!c->logged)
        return stop(c, CPU_STOP_NEED_LOG);
    for (unsigned done = 0; done < size;) {
        uint32_t at = (port + done) & 0xffff, here = 4 - at % 4;
        if (here > size - done)
            here = size - done;
        bus_txn_t t = {.addr = at, .size = (uint8_t)here, .space = BUS_IO, .write = write};
        t.data = write ? low_bytes(*v >> (8 * done), here) : 0;
        if (!ask(c, ASK_BUS, &t))
            return false;
        got |= (uint32_t)t.data << (8 * done);
        done += here;
    }
    if (!write)
        *v = got;
    return true;
}

bool mem_io_in(cpu_t *c, uint16_t port, unsigned size, uint32_t *v)
{
    return io(c, port, size, v, false);
}

bool mem_io_out(cpu_t *c, uint16_t port, unsigned size, uint32_t v)
{
    return io(c, port, size, &v, true);
}

bool mem_special(cpu_t *c, unsigned code)
{
    if (!c->logged)
        return stop(c, CPU_STOP_NEED_LOG);
    bus_txn_t t = {.addr = code, .size = 1, .space = BUS_SPECIAL, .write = true};
    return ask(c, ASK_BUS, &t);
}

bool mem_write_back(cpu_t *c)
{
    bus_txn_t t = {.size = 1, .space = BUS_SPECIAL};
    return ask(c, ASK_FLUSH, &t);
}

bool mem_drain(cpu_t *c)
{
    bus_txn_t t = {0};
    return !c->logged || ask(c, ASK_DRAIN, &t);
}

bool mem_flush_line(cpu_t *c, unsigned sreg, uint32_t off)
{
    const cpu_seg_t *s = &c->a.seg[sreg];
    place_t p;
    bool runs_only = (s->attr & ATTR_P) && (s->attr & TYPE_CODE) && limit_ok(s, off, 1);
    if ((!runs_only && !segment_ok(c, sreg, off, 1, false)) || !find_place(c, s->base + off, PAGE_READ, &p))
        return false;
    bus_txn_t t = {.addr = p.addr, .size = 1, .space = BUS_MEM, .paged = p.paged, .pat_i = p.pat_i};
    return c->fast || in_apic_window(c, p.addr) || ask(c, ASK_CLFLUSH, &t);
}

bool mem_invalidate(cpu_t *c)
{
    bus_txn_t t = {.size = 1, .space = BUS_SPECIAL, .write = true};
    return ask(c, ASK_FLUSH, &t);
}

bool mem_prefetch(cpu_t *c, uint32_t lin)
{
    place_t p;
    if (!find_place(c, lin, PAGE_READ, &p)) {
        bool absent = c->stop.kind == CPU_STOP_FAULT;
        if (absent)
            c->stop = (cpu_stop_t){.kind = CPU_STOP_NONE};
        return absent;
    }
    bus_txn_t t = {.addr = p.addr & ~7u, .size = 8, .space = BUS_MEM, .fetch = true, .paged = p.paged,
                   .pat_i = p.pat_i};
    return ask(c, ASK_BUS, &t);
}

bool mem_inta(cpu_t *c, uint8_t *vector)
{
    if (!c->logged)
        return stop(c, CPU_STOP_NEED_LOG);
    bus_txn_t t = {.size = 1, .space = BUS_INTA};
    if (!ask(c, ASK_BUS, &t))
        return false;
    *vector = (uint8_t)t.data;
    return true;
}

bool mem_smm(cpu_t *c, bool inside)
{
    if (!c->logged)
        return stop(c, CPU_STOP_NEED_LOG);
    bus_txn_t t = {.write = inside};
    return ask(c, ASK_SMM, &t);
}

/* --- instruction fetch of logged steps ---------------------------------------------------------------------------- */

void mem_fetch_drop(cpu_t *c)
{
    c->a.fetch_count = 0;
}

unsigned mem_fetched_count(const cpu_t *c, uint32_t lin)
{
    uint32_t into = lin - c->a.fetch_base;
    return into < c->a.fetch_count ? c->a.fetch_count - into : 0;
}

const uint8_t *mem_fetched(const cpu_t *c, uint32_t lin)
{
    return &c->a.fetch_bytes[lin - c->a.fetch_base];
}

bool mem_fetch(cpu_t *c, uint32_t lin, unsigned n)
{
    cpu_arch_t *a = &c->a;
    while (mem_fetched_count(c, lin) < n) {
        uint32_t first = lin & ~7u;
        if (mem_fetched_count(c, lin) == 0) {
            a->fetch_base = first;
            a->fetch_count = 0;
        } else if (a->fetch_base != first) {
            uint32_t drop = first - a->fetch_base;
            memmove(a->fetch_bytes, a->fetch_bytes + drop, a->fetch_count - drop);
            a->fetch_base = first;
            a->fetch_count = (uint8_t)(a->fetch_count - drop);
        }
        uint32_t at = a->fetch_base + a->fetch_count;
        place_t p;
        if (!find_place(c, a->fetch_count ? at : lin, PAGE_READ, &p))
            return false;
        bus_txn_t t = {.addr = p.addr & ~7u, .size = 8, .space = BUS_MEM, .fetch = true, .paged = p.paged,
                       .pat_i = p.pat_i};
        if (!ask(c, ASK_BUS, &t))
            return false;
        memcpy(a->fetch_bytes + a->fetch_count, &t.data, 8);
        a->fetch_count = (uint8_t)(a->fetch_count + 8);
    }
    if (c->handler_fetch_due && a->smm)
        cpu_announce(c, EV_SMM_FETCH, lin);
    return true;
}
