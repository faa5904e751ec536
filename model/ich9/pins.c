#include "ich9/pins.h"

#include "ich9/pm.h"

SIG_TABLE(pins_in, PINS_IN)
SIG_TABLE(pins_out, PINS_OUT)

/* The event wires in one word: PM1 bits below, the rest above. */
enum { AT_NEWCENTURY = 16, AT_SMLINK, AT_DMI_SMI, AT_DMI_SCI, AT_DMI_SERR, AT_SERR };

static uint32_t event_wires(const pins_in_t *in)
{
    uint32_t pm1 = (in->pm1_ev & ~(uint32_t)PM1_PWRBTN) | (in->pwrbtn_n ? 0 : PM1_PWRBTN);
    return pm1 | (uint32_t)in->newcentury << AT_NEWCENTURY | (uint32_t)in->smlink << AT_SMLINK |
           (uint32_t)in->dmi_smi << AT_DMI_SMI | (uint32_t)in->dmi_sci << AT_DMI_SCI |
           (uint32_t)in->dmi_serr << AT_DMI_SERR | (uint32_t)in->serr << AT_SERR;
}

void pins_reset(pins_t *s, pins_out_t *out)
{
    *s = (pins_t){.was = UINT32_MAX};
    *out = s->o;
}

static void power_button(pins_t *s, const pins_in_t *in, bool pressed)
{
    s->o.prbtnor = s->holding && !in->pwrbtn_n && in->now == s->hold_at;
    if (pressed)
        s->hold_at = (in->now + in->hold) & NOW_MASK;
    s->holding = (pressed || s->holding) && !in->pwrbtn_n && !s->o.prbtnor;
}

void pins_tick(pins_t *s, const pins_in_t *in, pins_out_t *out)
{
    uint32_t wires = event_wires(in), rises = wires & ~s->was;
    pins_out_t *o = &s->o;
    s->was = wires;
    o->pm1_ev = (uint16_t)rises;
    o->newcentury = rises >> AT_NEWCENTURY & 1;
    o->smlink = rises >> AT_SMLINK & 1;
    o->dmi_smi = rises >> AT_DMI_SMI & 1;
    o->dmi_sci = rises >> AT_DMI_SCI & 1;
    o->dmi_serr = rises >> AT_DMI_SERR & 1;
    o->serr = rises >> AT_SERR & 1;
    power_button(s, in, o->pm1_ev & PM1_PWRBTN);
    if (in->now % in->smb_clks == 0)
        o->smbus = in->smbus;
    *out = *o;
}

uint64_t pins_wait(const pins_t *s, const pins_in_t *in)
{
    uint64_t smb = s->o.smbus != in->smbus ? in->smb_clks - in->now % in->smb_clks : 0;
    uint64_t hold = s->holding ? (s->hold_at - in->now) & NOW_MASK : 0;
    return !smb || (hold && hold < smb) ? hold : smb;
}

BLOCK_TIMED(pins, PCICLK, false, "events and levels from outside the model: PWRBTN#, SMBus at 64 kHz, DMI messages")
