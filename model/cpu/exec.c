#include "cpu/exec.h"

#include "cpu/exec_ops.h"

static bool code_is32(const cpu_t *c)
{
    return c->a.seg[S_CS].attr & ATTR_DB;
}

/* Bytes of code that the CS limit allows from EIP on, at most 15. */
static unsigned limit_left(const cpu_t *c)
{
    uint32_t limit = c->a.seg[S_CS].limit, eip = c->a.eip;
    if (eip > limit)
        return 0;
    return limit - eip < INSN_MAX ? limit - eip + 1 : INSN_MAX;
}

/* Turns a failed decode into its fault. */
static bool decode_fault(cpu_t *c, enum decode_result r)
{
    return r == DECODE_INVALID ? cpu_fault(c, V_UD) : cpu_fault_err(c, V_GP, 0);
}

/* Finds the RAM page of a linear address for code. */
static bool code_page(cpu_t *c, uint32_t lin, uint32_t *ram_offset)
{
    uint32_t addr;
    if (!mem_code_addr(c, lin, &addr))
        return false;
    const uint8_t *host = c->port.page(c->port.self, c->id, addr & ~(uint32_t)(RAM_PAGE - 1), false, true);
    if (!host)
        return need_log(c);
    *ram_offset = (uint32_t)(host - c->ram->bytes);
    return true;
}

/* Decodes an instruction whose bytes may go on in the next page; *u is the caller's and never cached. */
static bool decode_across(cpu_t *c, uint32_t off, uint32_t lin, unsigned here, unsigned left, uop_t *u)
{
    uint8_t bytes[INSN_MAX];
    uint32_t next;
    memcpy(bytes, c->ram->bytes + off, here);
    if (left > here) {
        if (!code_page(c, lin + here, &next))
            return false;
        memcpy(bytes + here, c->ram->bytes + next, left - here);
    }
    enum decode_result r = decode_uop(bytes, left, code_is32(c), u);
    return r == DECODE_OK || decode_fault(c, r);
}

/* Slow path of find_plain: no entry in the cache. */
static const uop_t *decode_plain(cpu_t *c, uint32_t off, uint32_t lin, uop_t *across)
{
    const uop_t *u;
    unsigned left = limit_left(c), here = RAM_PAGE - lin % RAM_PAGE;
    if (here > left)
        here = left;
    if (left == 0) {
        cpu_fault_err(c, V_GP, 0);
        return NULL;
    }
    enum decode_result r = code_miss(c->code, off, here, code_is32(c), &u);
    if (c->tlb_epoch != c->ram->code_epoch)
        cpu_flush_tlb(c); /* the page may no longer be written through a pointer */
    if (r == DECODE_OK)
        return u;
    if (r == DECODE_MORE)
        return decode_across(c, off, lin, here, left, across) ? across : NULL;
    decode_fault(c, r);
    return NULL;
}

/* The instruction at CS:EIP for a plain step, or NULL with c->stop. */
static inline const uop_t *find_plain(cpu_t *c, uop_t *across)
{
    const cpu_seg_t *cs = &c->a.seg[S_CS];
    uint32_t lin = cs->base + c->a.eip;
    if (c->code_page != lin / RAM_PAGE + 1) {
        if (!code_page(c, lin, &c->code_page_ram))
            return NULL;
        c->code_page = lin / RAM_PAGE + 1;
    }
    uint32_t off = c->code_page_ram + lin % RAM_PAGE;
    const uop_t *u = code_find(c->code, off, code_is32(c));
    /* One that ends beyond the limit is decoded again, is found cut off, and faults. */
    if (u && (uint64_t)c->a.eip + u->len <= (uint64_t)cs->limit + 1)
        return u;
    return decode_plain(c, off, lin, across);
}

uint64_t exec_run(cpu_t *c, uint64_t budget)
{
    uint64_t n = 0;
    uop_t across;

    c->stop = (cpu_stop_t){.kind = CPU_STOP_NONE};
    c->boundary = false;
    c->next_shadow = false;
    c->next_io = false;
    c->a.fetch_count = 0; /* what logged steps fetched before may be stale after plain ones */
    if (c->tlb_epoch != c->ram->code_epoch)
        cpu_flush_tlb(c);
    while (n < budget) {
        const uop_t *u = find_plain(c, &across);
        if (!u)
            break;
        c->next_eip = c->a.eip + u->len;
        if (!u->fn(c, u))
            break;
        n++;
        c->a.eip = c->next_eip;
        c->a.last_io.valid = false;
        if (c->a.shadow || c->boundary) {
            c->a.shadow = c->next_shadow;
            c->boundary = true; /* also after the one instruction in a shadow */
            break;
        }
    }
    c->insns += n;
    return n;
}

/* The instruction at CS:EIP as the bus gives it, or NULL with c->stop. */
static const uop_t *find_logged(cpu_t *c)
{
    uint32_t lin = c->a.seg[S_CS].base + c->a.eip;
    unsigned left = limit_left(c), want = 1;
    const uop_t *u;

    while (want <= left) {
        if (mem_fetched_count(c, lin) < want && !mem_fetch(c, lin, want))
            return NULL;
        unsigned have = mem_fetched_count(c, lin);
        if (have > left)
            have = left;
        enum decode_result r = code_fetched(c->code, lin, mem_fetched(c, lin), have, code_is32(c), &u);
        if (r == DECODE_OK)
            return u;
        if (r != DECODE_MORE) {
            decode_fault(c, r);
            return NULL;
        }
        want = have + 1;
    }
    cpu_fault_err(c, V_GP, 0);
    return NULL;
}

static bool step_logged(cpu_t *c)
{
    c->stop = (cpu_stop_t){.kind = CPU_STOP_NONE};
    c->boundary = false;
    c->next_shadow = false;
    c->next_io = false;
    c->locked = false;

    const uop_t *u = find_logged(c);
    if (!u)
        return false;

    uint32_t cs_base = c->a.seg[S_CS].base;
    bool is32 = code_is32(c);
    cpu_last_io_t io = {.eip = c->a.eip, .esi = c->a.gpr[R_ESI], .ecx = c->a.gpr[R_ECX], .edi = c->a.gpr[R_EDI]};
    uint8_t bytes[INSN_MAX];
    memcpy(bytes, mem_fetched(c, cs_base + io.eip), u->len); /* a store may drop the window */

    c->next_eip = c->a.eip + u->len;
    c->locked = u->lock;
    bool done = (!u->serializes || mem_drain(c)) && u->fn(c, u);
    c->locked = false;
    if (!done)
        return false;

    io.valid = c->next_io;
    c->a.eip = c->next_eip;
    c->a.shadow = c->next_shadow;
    c->a.last_io = io.valid ? io : (cpu_last_io_t){.valid = false};
    c->insns++;
    c->last_cs_base = cs_base;
    c->last_eip = io.eip;
    c->last_len = u->len;
    c->last_is32 = is32;
    memcpy(c->last_bytes, bytes, u->len);
    return true;
}

bool exec_step(cpu_t *c)
{
    return c->logged ? step_logged(c) : exec_run(c, 1) == 1;
}
