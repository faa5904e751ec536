#include "ich9/pins.h"
#include "ich9/pm.h"

static const char *const wires[] = {"WAK", "PCIEXPWAK", "RTC", "PWRBTN_N", "BM", "newcentury", "smlink", "dmi_smi",
                                    "dmi_sci", "dmi_serr", "serr", NULL};
enum { WIRES = 11 };

/* The wires that make events, active high, as in `wires`. */
static uint32_t active(const pins_in_t *in)
{
    const bool now[] = {in->pm1_ev & PM1_WAK, in->pm1_ev & PM1_PCIEXPWAK, in->pm1_ev & PM1_RTC, !in->pwrbtn_n,
                        in->pm1_ev & PM1_BM, in->newcentury, in->smlink, in->dmi_smi, in->dmi_sci, in->dmi_serr,
                        in->serr};
    uint32_t w = 0;
    for (unsigned i = 0; i < WIRES; i++)
        w |= (uint32_t)now[i] << i;
    return w;
}

enum { RISES, STANDS, FALLS, SINCE_RESET };
static const char *const moments[] = {"rises", "stands", "falls", "since_reset", NULL};

/* memo[0]: an edge was seen since reset; memo[1]: wires that have been active ever since. */
static void event(const cover_edge_t *e, cover_bins_t *b)
{
    uint32_t now = active(e->in), before = e->memo[0] ? active(e->in_was) : now;
    e->memo[1] = e->memo[0] ? e->memo[1] & now : now;
    e->memo[0] = 1;
    for (unsigned i = 0; i < WIRES; i++) {
        bool is = now >> i & 1, was = before >> i & 1;
        if (is || was)
            COVER(b, i, e->memo[1] >> i & 1 ? SINCE_RESET : !was ? RISES : is ? STANDS : FALLS);
    }
}

enum { SHORT, LONG, OVERRIDE };
static const char *const presses[] = {"ends_short", "ends_long", "override", NULL};

/* memo[0]: this press has been an override. */
static void button(const cover_edge_t *e, cover_bins_t *b)
{
    const pins_in_t *in = e->in, *in_was = e->in_was;
    const pins_out_t *out = e->out;
    if (out->prbtnor) {
        COVER(b, OVERRIDE);
        e->memo[0] = 1;
    }
    if (in->pwrbtn_n && !in_was->pwrbtn_n)
        COVER(b, e->memo[0] ? LONG : SHORT);
    if (in->pwrbtn_n)
        e->memo[0] = 0;
}

/* The SMBus wire is looked at at 64 kHz. */
static void smbus(const cover_edge_t *e, cover_bins_t *b)
{
    const pins_in_t *in = e->in;
    const pins_out_t *was = e->was;
    COVER(b, in->smbus, was->smbus, in->now % in->smb_clks == 0);
}

const cover_group_t pins_cover[] = {
    {"event", "wires that make events rise, stand and fall, or have stood since reset", "chipset facts 2.6", COVER_HERE,
     {{"wire", wires}, {"moment", moments}}, event, NULL},
    {"button", "the power button is pressed for short and for long", "chipset facts 2.1", COVER_HERE,
     {{"press", presses}}, button, NULL},
    {"smbus", "the SMBus wire, what was kept of it, and whether it is looked at", "chipset facts 2.4", COVER_HERE,
     {{"wire", cover_0_1}, {"kept", cover_0_1}, {"looked_at", cover_no_yes}}, smbus, NULL},
    {0}};
