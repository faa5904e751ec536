/* Segment loads (SDM vol 3 3.4, 5.2-5.8), always at CPL 0.
 *
 * Left out: writing the accessed bit back to the descriptor table (the cached copy has it set); call gates, task gates
 * and task switches (#GP); outer-privilege returns (#GP). */
#include "cpu/exec.h"
#include "cpu/exec_ops.h"

enum { TYPE_CODE = 8, TYPE_WRITE_READ = 2, TYPE_ACCESSED = 1, TYPE_CONFORMING = 4 };

static uint32_t sel_err(uint16_t sel, uint16_t ext)
{
    return (sel & 0xfffcu) | ext;
}

static unsigned dpl(const uint32_t d[2])
{
    return d[1] >> 13 & 3;
}

bool seg_descriptor(cpu_t *c, uint16_t sel, uint16_t ext, uint32_t d[2])
{
    bool local = sel & 4;
    uint32_t base = local ? c->a.ldtr.base : c->a.gdtr.base;
    uint32_t limit = local ? c->a.ldtr.limit : c->a.gdtr.limit;
    if ((local && !(c->a.ldtr.attr & ATTR_P)) || (sel | 7u) > limit)
        return cpu_fault_err(c, V_GP, sel_err(sel, ext));
    uint32_t at = base + (sel & 0xfff8u);
    return mem_lin_load(c, at, 4, &d[0]) && mem_lin_load(c, at + 4, 4, &d[1]);
}

cpu_seg_t seg_unpack(uint16_t sel, const uint32_t d[2])
{
    uint32_t limit = (d[0] & 0xffff) | (d[1] & 0xf0000);
    return (cpu_seg_t){
        .sel = sel,
        .attr = (uint16_t)(d[1] >> 8 & 0xf0ff),
        .base = d[0] >> 16 | (d[1] & 0xff) << 16 | (d[1] & 0xff000000),
        .limit = d[1] >> 8 & ATTR_G ? limit << 12 | 0xfff : limit,
    };
}

/* Real mode: only selector and base change. CS also gets the access byte of writable data, which lets stores through
 * CS go on after protected mode, as on every part. */
static cpu_seg_t real_mode(const cpu_t *c, unsigned sreg, uint16_t sel)
{
    cpu_seg_t s = c->a.seg[sreg];
    s.sel = sel;
    s.base = (uint32_t)sel << 4;
    if (sreg == S_CS)
        s.attr = (uint16_t)((s.attr & 0xff00) | 0x93);
    return s;
}

bool seg_check(cpu_t *c, unsigned sreg, uint16_t sel, cpu_seg_t *out)
{
    uint32_t d[2];

    if (!protected_mode(c)) {
        *out = real_mode(c, sreg, sel);
        return true;
    }
    if (sel < 4) {
        if (sreg == S_SS)
            return cpu_fault_err(c, V_GP, 0);
        *out = (cpu_seg_t){.sel = sel}; /* not present: any use faults */
        return true;
    }
    if (!seg_descriptor(c, sel, 0, d))
        return false;

    cpu_seg_t s = seg_unpack(sel, d);
    unsigned type = s.attr & 15u, rpl = sel & 3u;
    bool code = type & TYPE_CODE;
    bool fits = s.attr & ATTR_S;
    if (sreg == S_SS)
        fits = fits && !code && (type & TYPE_WRITE_READ) && rpl == 0 && dpl(d) == 0;
    else
        fits = fits && (!code || (type & TYPE_WRITE_READ)) &&
               ((code && (type & TYPE_CONFORMING)) || rpl <= dpl(d));
    if (!fits)
        return cpu_fault_err(c, V_GP, sel_err(sel, 0));
    if (!(s.attr & ATTR_P))
        return cpu_fault_err(c, sreg == S_SS ? V_SS : V_NP, sel_err(sel, 0));
    s.attr |= TYPE_ACCESSED;
    *out = s;
    return true;
}

bool seg_check_code(cpu_t *c, uint16_t sel, bool ret, uint16_t ext, cpu_seg_t *out)
{
    uint32_t d[2];

    if (!protected_mode(c)) {
        *out = real_mode(c, S_CS, sel);
        return true;
    }
    if (sel < 4)
        return cpu_fault_err(c, V_GP, ext);
    if (!seg_descriptor(c, sel, ext, d))
        return false;

    cpu_seg_t s = seg_unpack(sel, d);
    unsigned type = s.attr & 15u, rpl = sel & 3u;
    bool code = (s.attr & ATTR_S) && (type & TYPE_CODE);
    bool conforming = type & TYPE_CONFORMING;
    if (!code || dpl(d) != 0 || (rpl != 0 && (ret || !conforming)))
        return cpu_fault_err(c, V_GP, sel_err(sel, ext));
    if (!(s.attr & ATTR_P))
        return cpu_fault_err(c, V_NP, sel_err(sel, ext));
    s.sel = (uint16_t)(sel & 0xfffc);
    s.attr |= TYPE_ACCESSED;
    *out = s;
    return true;
}

bool seg_load(cpu_t *c, unsigned sreg, uint16_t sel)
{
    cpu_seg_t s;
    if (!(sreg == S_CS ? seg_check_code(c, sel, false, 0, &s) : seg_check(c, sreg, sel, &s)))
        return false;
    c->a.seg[sreg] = s;
    return true;
}
