#include "rules.h"

#include "cpu/biu.h"
#include "cpu/smi_pin.h"
#include "cpu/smiact.h"
#include "ich9/ich9.h"
#include "ich9/smi_ctl.h"
#include "ich9/smi_timers.h"
#include "mch/mch.h"
#include "mch/smm_track.h"
#include "mch/smram_dec.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a rule is asked about: the occasions on which it can be armed. */
enum when {
    ON_RESET,  /* a block ticked while reset is low */
    ON_ANY,    /* anything changed while SMI_LOCK was set */
    ON_CTL,    /* smi_ctl ticked (PCICLK) with a write, a change or a deadline */
    ON_TMR,    /* a timer of smi_timers has expired (PCICLK) */
    ON_DEC,    /* smram_dec ticked (BCLK) with a request, a write or a change */
    ON_ACCESS, /* smram_dec answered the access r->acc */
    ON_TRACK,  /* smm_track has sampled an ADS# */
    ON_BUS,    /* the host bridge grants or responds (BCLK) */
    ON_PIN,    /* smi_pin of CPU r->c ticked (BCLK) while a fall is on its way, or its latch changed */
    ON_SIGN,   /* CPU r->c gives its sign of entry or exit, or moves SMIACT# */
    ON_ADS,    /* CPU r->c drives ADS# */
    ON_CORE,   /* a wire of the core of CPU r->c changed */
    WHEN_COUNT
};

/* X(when, name, says, source); in the order of enum when. */
#define RULES(X)                                                                                                       \
    X(ON_RESET, reset_state,                                                                                           \
      "in reset SMRAM is 02h, ESMRAMC 38h, PAM 0 and so on, SMI_STS 0, SMI#, SMIACT# high, nothing latched, no SMM",   \
      "chipset facts 2.3, 2.4, 7.1, 7.3; SDM vol 3 table 9-1 (interconnect facts 2.1)")                                \
    X(ON_ANY, smi_lock_sticky, "SMI_LOCK once set stays set until reset, also when 0 is written to it",                \
      "ICH9 GEN_PMCON_1 bit 4 (chipset facts 1.5)")                                                                    \
    X(ON_CTL, smi_gap, "SMI# stays high at least 4 PCICLK between two SMIs",                                           \
      "82801AA data sheet p.5-49 (chipset facts 2.7 E3, 5.1)")                                                         \
    X(ON_CTL, smi_low_until_eos, "SMI# rises only after software writes EOS = 1",                                      \
      "82801AA data sheet p.5-49 (chipset facts 2.7 E2)")                                                              \
    X(ON_CTL, eos_raises_smi, "EOS = 1 written while SMI# is low makes it rise",                                       \
      "82801AA data sheet p.5-49 (chipset facts 2.7 E3)")                                                              \
    X(ON_CTL, eos_clear_when_low, "EOS is 0 when SMI# falls: hardware clears it",                                      \
      "500-series PCH vol 1 SMI chapter, Xeon D-1500 p.94 (chipset facts 2.7 E1)")                                     \
    X(ON_CTL, eos_kept, "a write of 0 does not clear EOS",                                                             \
      "SMI_EN bit 1, write 1 sets (chipset facts 2.3, 2.7)")                                                           \
    X(ON_CTL, no_smi_without_eos, "SMI# falls only while EOS is 1 (first SMI: parameter first_smi_without_eos)",       \
      "chipset facts 2.7 E1, E4, E6")                                                                                  \
    X(ON_CTL, smi_needs_gbl, "SMI# falls only while GBL_SMI_EN is 1",                                                  \
      "SMI_EN bit 0 (chipset facts 2.3, 2.6)")                                                                         \
    X(ON_CTL, smi_needs_cause, "SMI# falls only with a status bit set whose enable is set",                            \
      "82801DB data sheet p.365 (chipset facts 2.4, 2.6)")                                                             \
    X(ON_CTL, request_lowers_smi, "an enabled status with GBL_SMI_EN and EOS pulls SMI# low, at the end of a gap",     \
      "chipset facts 2.7 E1, E4")                                                                                      \
    X(ON_CTL, gbl_locked, "GBL_SMI_EN does not change while SMI_LOCK is 1",                                            \
      "SMI_EN bit 0, GEN_PMCON_1 bit 4 (chipset facts 1.5, 2.3)")                                                      \
    X(ON_CTL, apm_write_sets_status, "a write of APM_CNT (B2h) sets APM_STS, also against a clear in the same clock",  \
      "chipset facts 2.6 row 1, 2.7 E6a, 3.1")                                                                         \
    X(ON_CTL, sts_not_set_by_write, "a write of SMI_STS never sets APM_STS; only a write of APM_CNT does",             \
      "SMI_STS bit 5, write 1 clears (chipset facts 2.4)")                                                             \
    X(ON_CTL, sts_write_1_clears, "a 1 written to APM_STS, SWSMI_TMR_STS or PERIODIC_STS clears it",                   \
      "SMI_STS bits 5, 6, 14, write 1 clears (chipset facts 2.4)")                                                     \
    X(ON_CTL, sts_kept, "APM_STS, SWSMI_TMR_STS and PERIODIC_STS stay until a 1 is written to them",                   \
      "SMI_STS bits 5, 6, 14, write 1 clears (chipset facts 2.4)")                                                     \
    X(ON_CTL, expiry_sets_status, "a timer's expiry while its enable is 1 sets its status, also against a clear",          \
      "chipset facts 2.6 rows 5 and 6, 2.7 E6a")                                                                       \
    X(ON_CTL, timer_sts_needs_en, "SWSMI_TMR_STS or PERIODIC_STS goes to 1 only by an expiry while its enable is 1",   \
      "chipset facts 2.4, 2.6 rows 5 and 6")                                                                           \
    X(ON_TMR, swsmi_period, "the SW SMI timer expires its period after SWSMI_TMR_EN was set, by the rate of then",     \
      "SWSMI_RATE_SEL (chipset facts 1.6, 2.8; divided by slow_clocks)")                                               \
    X(ON_TMR, swsmi_one_shot, "the SW SMI timer expires once, and again only when SWSMI_TMR_EN was cleared between",   \
      "82801BA data sheet (chipset facts 2.8, section 10 row 32; parameter swsmi_repeats)")                            \
    X(ON_TMR, periodic_period, "the periodic timer expires its period after PERIODIC_EN was set, and so on",           \
      "PER_SMI_SEL (chipset facts 1.5, 2.8; divided by slow_clocks)")                                                  \
    X(ON_DEC, d_lck_sticky, "D_LCK once set stays set until reset, also when 0 is written to it",                      \
      "SMRAM bit 4 (chipset facts 7.3; interconnect facts 3.5)")                                                       \
    X(ON_DEC, d_open_locked, "D_OPEN is 0 whenever D_LCK is 1",                                                        \
      "SMRAM bits 6 and 4 (chipset facts 7.3)")                                                                        \
    X(ON_DEC, locked_frozen, "D_LCK freezes H_SMRAME, TSEG_SZ, T_EN and, by parameter, G_SMRAME, the map, the window", \
      "4-series data sheet p.58, 69, 112, 117 (chipset facts 7.3; d_lck_g_smrame, d_lck_map, d_lck_remap)")            \
    X(ON_DEC, d_cls_writable, "D_CLS takes what is written, locked or not",                                            \
      "SMRAM bit 5, not frozen by D_LCK (chipset facts 7.3)")                                                          \
    X(ON_DEC, smram_fixed_bits, "C_BASE_SEG is 010b, SMRAM bit 7 0, ESMRAMC bits 5:3 111b, whatever is written",       \
      "SMRAM bits 7 and 2:0, ESMRAMC bits 5:3 (chipset facts 7.3)")                                                    \
    X(ON_DEC, smerr_only_then, "E_SMERR is set only by a CPU that touches a closed HSEG or TSEG from outside SMM",     \
      "3200 series data sheet p.86 (chipset facts 7.3; interconnect facts 3.5)")                                       \
    X(ON_DEC, smerr_kept, "E_SMERR stays until a 1 is written to it, which clears it",                                 \
      "ESMRAMC bit 6 (chipset facts 7.3)")                                                                             \
    X(ON_ACCESS, decode_sees_request, "the access that is decoded is the one on the bus: address, kind and SMM",       \
      "SDM vol 3 34.4 (CPU facts 6.2; interconnect facts 3.2)")                                                        \
    X(ON_ACCESS, smram_closed, "a CPU outside SMM never reaches a closed SMRAM range, except by a write-back",         \
      "82925X tables 9-5, 9-6 (chipset facts 7.4; interconnect facts 3.5)")                                            \
    X(ON_ACCESS, smram_open_in_smm, "a CPU in SMM reaches every enabled SMRAM range that D_CLS does not close",        \
      "82925X tables 9-5, 9-6 (chipset facts 7.4; interconnect facts 3.5)")                                            \
    X(ON_ACCESS, d_open_opens, "with D_OPEN = 1 a CPU outside SMM reaches an enabled range too",                       \
      "82925X table 9-6 (chipset facts 7.4)")                                                                          \
    X(ON_ACCESS, d_cls_closes_data, "D_CLS = 1 closes a range to data in SMM (HSEG and TSEG by d_cls_all)",            \
      "82925X table 9-6 (chipset facts 7.4, section 10 row 14)")                                                       \
    X(ON_ACCESS, writeback_always, "a write-back into an enabled range is always written to SMRAM",                    \
      "82925X p.169, G31 3.3.2 (chipset facts 7.4; interconnect facts 3.5)")                                           \
    X(ON_ACCESS, device_never_smram, "DMI, PCI Express and graphics never reach an enabled SMRAM range",               \
      "82925X 9.4, 852GM p.167, G35 p.48 (chipset facts 7.4; interconnect facts 3.5)")                                 \
    X(ON_ACCESS, c_closed_goes_video, "a closed A0000-BFFFF goes to its legacy owner",                                 \
      "G35 p.48, 82925X p.168 (chipset facts 7.4, 7.5)")                                                               \
    X(ON_ACCESS, legacy_video_not_dram, "A0000-BFFFF is not DRAM while no enabled range covers it",                    \
      "82925X table 9-5 (chipset facts 7.4, 7.5)")                                                                     \
    X(ON_ACCESS, legacy_owner, "A0000-BFFFF off SMRAM: DMI for MDA with MDAP, else graphics, else PEG, else DMI",      \
      "G35 data sheet (chipset facts 7.5; parameter peg_vga)")                                                         \
    X(ON_ACCESS, pam_route, "C0000-FFFFF is DRAM to reads and to writes as the segment's PAM bits say, else DMI",      \
      "915, 4-series data sheet p.102 (chipset facts 7.2)")                                                            \
    X(ON_ACCESS, hole_route, "F00000-FFFFFF goes to DMI while the 15-16 MB hole is open",                              \
      "LAC bit 7 (chipset facts 7.1, 7.4)")                                                                            \
    X(ON_ACCESS, stolen_route, "no bus master but graphics reaches stolen memory; a CPU by the parameter stolen_cpu",  \
      "G35 data sheet p.52 (chipset facts 7.4)")                                                                       \
    X(ON_ACCESS, dram_limits, "DRAM ends at TOLUD and again at TOUUD; TOLUD to 4 GB, FEC00000 up, above TOUUD is DMI", \
      "3200 series data sheet p.90, G35 p.52 (chipset facts 7.4)")                                                     \
    X(ON_ACCESS, remap_target, "an address in the remap window is the DRAM at TOLUD and up",                           \
      "3200 series data sheet p.47 (chipset facts 7.4)")                                                               \
    X(ON_ACCESS, smerr_set, "a CPU outside SMM that touches a closed HSEG or TSEG sets E_SMERR",                       \
      "3200 series data sheet p.86 (chipset facts 7.3; interconnect facts 3.5)")                                       \
    X(ON_TRACK, track_follows_sign, "smm_track has an agent in SMM exactly when that agent says so with its request",  \
      "SDM vol 3 34.3.1, 34.3.2, 34.13 (CPU facts 6.1, 6.2)")                                                          \
    X(ON_BUS, one_grant, "the bus is granted to one agent at a time, and only to one that asks",                       \
      "Pentium Pro developer's manual 4.1.4.4 (interconnect facts 3.1)")                                               \
    X(ON_BUS, response_needs_txn, "a response comes once, on the family's own wires, to a waiting transaction",        \
      "interconnect facts 3.1, 3.4, 3.6")                                                                              \
    X(ON_BUS, response_kind, "reads end with data (RS 111), writes and special transactions without (RS 101)",         \
      "82815 host bus table (interconnect facts 3.4)")                                                                 \
    X(ON_BUS, snoop_clks, "no response earlier than snoop_clks BCLK after ADS#",                                       \
      "interconnect facts 3.1 (figure: parameter snoop_clks)")                                                         \
    X(ON_BUS, sync_smi, "an I/O write that made SMI# fall ends only after SMI# was low for 3 BCLK",                    \
      "Am486 data sheet p.40 (chipset facts 5.2; parameter sync_smi)")                                                 \
    X(ON_PIN, pin_fall_latched, "a fall of SMI# after the re-arm time is latched, also in SMM",                        \
      "Enhanced Am486 data sheet p.40, SDM vol 3 34.3.1 (CPU facts 1.2, 1.5)")                                         \
    X(ON_PIN, latch_needs_fall, "an SMI is latched only by a fall of SMI# after the re-arm time",                      \
      "Quark core manual 8.3.1 (CPU facts 1.2)")                                                                       \
    X(ON_PIN, latch_kept, "a latched SMI is kept until the core has it acknowledged",                                    \
      "SDM vol 3 34.3.1 (CPU facts 1.5)")                                                                              \
    X(ON_SIGN, smiact_level, "SMIACT# falls only to enter SMM and rises only to leave it; a P6 has no such pin",       \
      "Am486DE2 data sheet p.24, SDM vol 3 34.3.1 (CPU facts 6.1)")                                                    \
    X(ON_SIGN, ack_pairs, "SMI acknowledges of an agent alternate: one to enter SMM, one to leave it",                 \
      "SDM vol 3 34.3.1, 34.3.2 (CPU facts 6.2)")                                                                      \
    X(ON_SIGN, phase_a, "at least smm_clk_a BCLK from the last response to the sign of entry",                         \
      "Am486DE2 figure 7 (CPU facts 7.1 phase A)")                                                                     \
    X(ON_SIGN, phase_f, "at least smm_clk_f BCLK from the last response to the sign of exit",                          \
      "Am486DE2 figure 7 (CPU facts 7.1 phase F)")                                                                     \
    X(ON_ADS, one_driver, "one agent at a time drives ADS#, however many ask",                                         \
      "Pentium Pro developer's manual 4.1.4.4 (interconnect facts 3.1)")                                               \
    X(ON_ADS, grant_before_ads, "an agent drives ADS# only with the bus granted to it",                                \
      "Pentium Pro developer's manual 4.1.4.4 (interconnect facts 3.1)")                                               \
    X(ON_ADS, one_outstanding, "no ADS# while a transaction waits for its response",                                   \
      "in-order queue of depth 1 (interconnect facts 3.1, 3.6)")                                                       \
    X(ON_ADS, smmem_every_txn, "between entry and exit acknowledge every transaction has SMMEM#, outside none has",    \
      "SDM vol 3 34.3.1, 34.3.2 (CPU facts 6.2; parameters entry_ack_smmem, exit_ack_smmem)")                          \
    X(ON_ADS, save_after_sign, "nothing is saved before the sign of entry",                                            \
      "Am486DE2 data sheet p.24, SDM vol 3 34.4 (CPU facts 6.1, 6.2)")                                                 \
    X(ON_ADS, program_after_sign, "the interrupted program touches the bus only after the sign of exit",               \
      "Am486DE2 data sheet p.24 (CPU facts 6.1, 7.1)")                                                                 \
    X(ON_ADS, phase_b, "at least smm_clk_b BCLK from the sign of entry to the first save",                             \
      "Am486DE2 figure 7 (CPU facts 7.1 phase B)")                                                                     \
    X(ON_ADS, phase_g, "at least smm_clk_g BCLK from the sign of exit to the first normal access",                     \
      "Am486DE2 figure 7 (CPU facts 7.1 phase G)")                                                                     \
    X(ON_ADS, first_access_is_save, "the first access after the sign of entry writes the save map (cycle mode)",       \
      "SDM vol 3 34.4 (CPU facts 3.1, 6.1)")                                                                           \
    X(ON_ADS, first_fetch_at_8000, "the first instruction fetched in SMM is at SMBASE + 8000h (cycle mode)",           \
      "SDM vol 3 34.4, table 34-4 (CPU facts 2)")                                                                      \
    X(ON_CORE, smm_entry_needs_latch, "the core goes into SMM only for a latched SMI",                                 \
      "SDM vol 3 34.2, 34.3.1 (CPU facts 1.2)")                                                                        \
    X(ON_CORE, take_needs_latch, "the core takes an SMI only when one is latched",                                     \
      "SDM vol 3 34.3.1 (CPU facts 1.5)")                                                                              \
    X(ON_CORE, no_nested_smm, "no SMI is taken in SMM",                                                                \
      "SDM vol 3 34.3.1 (CPU facts 1.5)")                                                                              \
    X(ON_CORE, smm_needs_sign, "the core runs in SMM exactly between its signs of entry and exit",                     \
      "SDM vol 3 34.3.1, 34.3.2 (CPU facts 6.1, 6.2)")                                                                 \
    X(ON_CORE, back_to_back, "an SMI latched in SMM is taken before any instruction of the interrupted program",       \
      "Quark core manual 8.3.1, SDM vol 3 34.3.1 (CPU facts 5.6)")

typedef enum verdict { NOT_ARMED, HOLDS, BROKEN } verdict_t;

#define X(when, name, says, source) static verdict_t name(rules_t *r);
RULES(X)
#undef X

static const struct rule {
    verdict_t (*check)(rules_t *r);
    enum when when;
} rule_checks[] = {
#define X(when, name, says, source) {name, when},
    RULES(X)
#undef X
};

static const rule_info_t rule_infos[] = {
#define X(when, name, says, source) {#name, says, source, 0, 0, "", 0},
    RULES(X)
#undef X
};

enum {
    RULE_COUNT = sizeof rule_infos / sizeof rule_infos[0],
    PIN_SLACK = 2,   /* PCICLKs a design may take from its registers to the pin (judge of smi_ctl.smi_n) */
    LATCH_BCLK = 4,  /* BCLKs from the pin to the latch: two flip-flops, the edge, one to spare */
    SYNC_SMI_BCLK = 3,
    TIMER_SLACK = 8, /* PCICLKs a timer may be late: its start, and periods rounded up */
    WATCH_ROOM = 6 + 3 * SOC_MAX_CPUS,
};
#define NEVER UINT64_MAX

/* Status bits with their own bit in SMI_EN, and those gated at their source (chipset facts 2.4). */
enum { STS_BY_EN = SMI_EN_RW & ~GBL_SMI_EN, STS_BY_SOURCE = 0x04319700 };
enum { STS_W1C = APM_STS_BIT | SWSMI_TMR_STS_BIT | PERIODIC_STS_BIT }; /* built and kept until cleared */
enum { IN_C = 1, IN_H = 2, IN_T = 4 };
enum { SMRAM_DWORD = 0x9c, GEN_PMCON_1 = 0xa0, PMCON_SMI_LOCK = 1 << 4 };
enum { SAVE_MAP = 0x7c00, SAVE_MAP_END = 0x8000 };

/* One CPU: its wires now, at the last sample, and what happened on them. */
typedef struct agent {
    const cpu_out_t *core;
    const biu_out_t *biu;
    const smiact_out_t *act;
    const smi_pin_out_t *pin;
    soc_inst_t *biu_inst, *act_inst, *pin_inst;
    struct {
        cpu_out_t core;
        biu_out_t biu;
        smiact_out_t act;
        smi_pin_out_t pin;
    } was;

    bool core_changed;
    bool sign, entering;    /* in this instant it gives its sign, of entry or exit */
    struct agent_past {     /* since reset */
        bool acks_odd;      /* SMI acknowledges so far */
        bool first;         /* no transaction since the last sign */
        bool sign_in_cycle_mode, fetch_due;
        uint64_t sign_cycle, response_cycle; /* BCLK, or NEVER */
        bool taken;         /* an SMI was taken since SMM was left */
        bool init_low;      /* INIT# was low since SMM was entered */
        bool smi_is_next;   /* SMM was left with an SMI latched */
        bool pin_known, pin_high, pin_never_low, take;
        uint64_t high_cycle, fall_cycle, due_cycle, take_cycle; /* BCLK, or NEVER */
    } past;
} agent_t;

/* A block whose outputs are compared with the last sample. */
typedef struct watch {
    const soc_inst_t *inst;
    void *was;
    bool changed;
} watch_t;

struct rules {
    soc_t *soc;
    const params_t *params;
    bool by_txn;
    unsigned cpus;
    rule_info_t list[RULE_COUNT];
    unsigned begin[WHEN_COUNT + 1]; /* rules of each occasion */

    const board_out_t *board;
    const bus_wires_t *bus;
    const smi_ctl_out_t *ctl;
    const smi_timers_out_t *tmr;
    const ich9_out_t *ich9;
    const mch_out_t *mch;
    const smm_track_out_t *track;
    const smram_dec_out_t *dec;
    soc_inst_t *ctl_inst, *tmr_inst, *ich9_inst, *mch_inst, *track_inst, *dec_inst;
    struct {
        bus_wires_t bus;
        smi_ctl_out_t ctl;
        smi_timers_out_t tmr;
        ich9_out_t ich9;
        mch_out_t mch;
        smm_track_out_t track;
        smram_dec_out_t dec;
    } was;
    watch_t watch[WATCH_ROOM];
    unsigned watches;
    agent_t agent[SOC_MAX_CPUS];

    struct board_past { /* since reset */
        bool deadline;  /* a rule waits for a clock */
        unsigned falls, eos_writes;
        uint64_t rise_cycle, eos_cycle, eos_due, request_since;   /* PCICLK, or NEVER */
        uint64_t gbl_off, cause_off, eos_off;                     /* PCICLK in which the bit went to 0 */
        struct timer {      /* SW SMI, periodic */
            uint64_t since; /* PCICLK of its enable or, where it repeats, its last expiry; NEVER: not enabled */
            unsigned rate;  /* its rate field then */
            bool expired;   /* since its enable */
        } sw, per;
        struct txn { /* the transaction on the bus */
            bool open, inside, inside_after, ack;
            unsigned cpu;
            uint64_t ads_cycle;
            biu_out_t request;
            bool strobe, raised, low_known; /* an I/O write reached a register; made SMI# fall; seen low */
            uint8_t ich9_ack;
            uint64_t low_cycle; /* first BCLK that sampled SMI# low */
        } txn;
    } past;

    agent_t *c;     /* of the occasion at hand */
    uint64_t cycle; /* of its domain */
    struct {
        bool valid, cpu, from_bus, write, fetch, wb, smm;
        uint64_t addr;
        unsigned in;      /* IN_*: enabled ranges that hold it */
        bool known_range; /* exactly one, and TSEG_SZ is not the reserved value */
    } acc;
    char why[112];
};

/* --- words shared by rules ---------------------------------------------------------------------------------------- */

__attribute__((format(printf, 2, 3))) static verdict_t broken(rules_t *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(r->why, sizeof r->why, format, args);
    va_end(args);
    return BROKEN;
}

static verdict_t must(rules_t *r, bool good, const char *otherwise)
{
    return good ? HOLDS : broken(r, "%s", otherwise);
}

static unsigned number(const rules_t *r)
{
    return (unsigned)(r->c - r->agent);
}

static bool recent(uint64_t since, uint64_t now, uint64_t clocks)
{
    return since != NEVER && now - since <= clocks;
}

/* --- reset -------------------------------------------------------------------------------------------------------- */

static bool in_reset(const soc_inst_t *i)
{
    return i->ticked && !i->rst_n;
}

static verdict_t reset_state(rules_t *r)
{
    bool seen = false;
    if (in_reset(r->ctl_inst)) {
        seen = true;
        if (!r->ctl->smi_n || r->ctl->smi_sts || r->ctl->smi_lock || (r->ctl->smi_en & ~(uint32_t)EOS))
            return broken(r, "SMI# %u, SMI_EN %08" PRIX32 "h, SMI_STS %08" PRIX32 "h, SMI_LOCK %u", r->ctl->smi_n,
                          r->ctl->smi_en, r->ctl->smi_sts, r->ctl->smi_lock);
    }
    if (in_reset(r->dec_inst)) {
        seen = true;
        const smram_dec_out_t *d = r->dec;
        if (d->smram != C_BASE_SEG || d->esmramc != SM_CACHE_L1_L2 || d->tolud != 0x10 || d->tsegmb)
            return broken(r, "SMRAM %02Xh, ESMRAMC %02Xh, TSEGMB %08" PRIX32 "h, TOLUD %04Xh", d->smram, d->esmramc,
                          d->tsegmb, d->tolud);
        if (d->pam || d->lac || d->ggc != 0x30 || d->remapbase != 0x3ff || d->remaplimit)
            return broken(r, "PAM6..0 %014" PRIX64 "h, LAC %02Xh, GGC %04Xh, REMAPBASE %04Xh, REMAPLIMIT %04Xh", d->pam,
                          d->lac, d->ggc, d->remapbase, d->remaplimit);
        if (d->tom != 1 || d->touud || d->gbsm || d->bgsm)
            return broken(r, "TOM %04Xh, TOUUD %04Xh, GBSM %08" PRIX32 "h, BGSM %08" PRIX32 "h", d->tom, d->touud,
                          d->gbsm, d->bgsm);
    }
    if (in_reset(r->track_inst)) {
        seen = true;
        if (r->track->in_smm || r->track->txn_smm)
            return broken(r, "smm_track.in_smm %" PRIX64 "h, txn_smm %u", r->track->in_smm, r->track->txn_smm);
    }
    for (unsigned n = 0; n < r->cpus; n++) {
        const agent_t *c = &r->agent[n];
        if (in_reset(c->act_inst)) {
            seen = true;
            if (!c->act->smiact_n || !c->act->smmem_n || c->act->in_smm)
                return broken(r, "cpu%u: SMIACT# %u, SMMEM# %u, in_smm %u", n, c->act->smiact_n, c->act->smmem_n,
                              c->act->in_smm);
        }
        if (in_reset(c->pin_inst)) {
            seen = true;
            if (c->pin->pending)
                return broken(r, "cpu%u: smi_pin.pending 1", n);
        }
        if (in_reset(c->biu_inst)) {
            seen = true;
            if (!c->biu->ads_n)
                return broken(r, "cpu%u: ADS# 0", n);
        }
    }
    return seen ? HOLDS : NOT_ARMED;
}

/* --- SMI_LOCK ----------------------------------------------------------------------------------------------------- */

/* A configuration write that carries GEN_PMCON_1.SMI_LOCK = 0 sets out for the ICH9. */
static bool writes_0_to_smi_lock(const rules_t *r)
{
    const mch_out_t *m = r->mch;
    if (m->dmi_seq == r->was.mch.dmi_seq || !m->dmi_write || m->dmi_space != BUS_CFG || m->dmi_addr > GEN_PMCON_1 ||
        m->dmi_addr + m->dmi_size <= GEN_PMCON_1)
        return false;
    return !(m->dmi_wdata >> (8 * (GEN_PMCON_1 - m->dmi_addr)) & PMCON_SMI_LOCK);
}

static verdict_t smi_lock_sticky(rules_t *r)
{
    if (r->was.ctl.smi_lock && !r->ctl->smi_lock)
        return broken(r, "SMI_LOCK goes from 1 to 0");
    if ((r->was.ich9.gen_pmcon_1 & PMCON_SMI_LOCK) && !(r->ich9->gen_pmcon_1 & PMCON_SMI_LOCK))
        return broken(r, "GEN_PMCON_1 goes from %04Xh to %04Xh", r->was.ich9.gen_pmcon_1, r->ich9->gen_pmcon_1);
    return r->was.ctl.smi_lock && writes_0_to_smi_lock(r) ? HOLDS : NOT_ARMED;
}

/* --- SMI_EN, SMI_STS, EOS and the SMI# pin ------------------------------------------------------------------------ */

/* SMI# as the blocks of this instant sample it. The board may have changed after the last sample, never since. */
static bool pin_level(const rules_t *r)
{
    return r->was.ctl.smi_n && r->board->ext_smi_n;
}

static bool smi_falls(const rules_t *r)
{
    return r->was.ctl.smi_n && !r->ctl->smi_n;
}

/* This clock samples a write of the low byte of SMI_EN (reg 0) or SMI_STS (reg 1). */
static bool smi_write(const rules_t *r, unsigned reg)
{
    return r->was.ich9.smi_wr && r->was.ich9.smi_addr == reg && (r->was.ich9.wr_be & 1);
}

static bool eos_write(const rules_t *r)
{
    return smi_write(r, 0) && (r->was.ich9.wr_data & EOS);
}

static bool apm_cnt_write(const rules_t *r)
{
    return r->was.ich9.apm_wr && !r->was.ich9.apm_addr;
}

static bool enabled_cause(const smi_ctl_out_t *ctl)
{
    return (ctl->smi_sts & ctl->smi_en & STS_BY_EN) || (ctl->smi_sts & STS_BY_SOURCE);
}

static bool request(const smi_ctl_out_t *ctl)
{
    return (ctl->smi_en & GBL_SMI_EN) && enabled_cause(ctl);
}

/* The first SMI after reset that needs no EOS. */
static bool first_smi(const rules_t *r)
{
    return r->params->first_smi_without_eos && r->past.falls == 0 && r->past.eos_writes == 0;
}

static verdict_t smi_gap(rules_t *r)
{
    if (!smi_falls(r) || r->past.rise_cycle == NEVER)
        return NOT_ARMED;
    uint64_t high = r->cycle - r->past.rise_cycle;
    return high >= EOS_GAP_PCICLK ? HOLDS : broken(r, "SMI# falls %" PRIu64 " PCICLK after it rose", high);
}

static verdict_t smi_low_until_eos(rules_t *r)
{
    bool rises = !r->was.ctl.smi_n && r->ctl->smi_n;
    if (rises)
        return must(r, eos_write(r) || recent(r->past.eos_cycle, r->cycle, PIN_SLACK), "SMI# rises without EOS");
    bool tempted = r->was.ich9.smi_wr || r->was.ich9.apm_wr; /* cause cleared, GBL_SMI_EN cleared, a new cause */
    return !r->was.ctl.smi_n && tempted ? HOLDS : NOT_ARMED;
}

static verdict_t eos_raises_smi(rules_t *r)
{
    uint64_t due = r->past.eos_due != NEVER ? r->past.eos_due : eos_write(r) && !r->was.ctl.smi_n ? r->cycle : NEVER;
    if (due == NEVER)
        return NOT_ARMED;
    if (r->ctl->smi_n)
        return HOLDS;
    uint64_t waits = r->cycle - due;
    return waits < PIN_SLACK ? NOT_ARMED : broken(r, "SMI# is low %" PRIu64 " PCICLK after EOS", waits);
}

static verdict_t eos_clear_when_low(rules_t *r)
{
    if (!smi_falls(r))
        return NOT_ARMED;
    return must(r, !(r->ctl->smi_en & EOS), "SMI# falls and EOS reads 1");
}

static verdict_t eos_kept(rules_t *r)
{
    bool write_0 = smi_write(r, 0) && !(r->was.ich9.wr_data & EOS);
    if (!write_0 || !(r->was.ctl.smi_en & EOS) || request(&r->was.ctl)) /* a request clears it */
        return NOT_ARMED;
    return must(r, r->ctl->smi_en & EOS, "EOS goes to 0 by a write");
}

static verdict_t no_smi_without_eos(rules_t *r)
{
    if (!smi_falls(r))
        return NOT_ARMED;
    bool eos = (r->was.ctl.smi_en & EOS) || recent(r->past.eos_off, r->cycle, PIN_SLACK);
    return must(r, eos || first_smi(r), "SMI# falls while EOS is 0");
}

static verdict_t smi_needs_gbl(rules_t *r)
{
    if (!smi_falls(r))
        return NOT_ARMED;
    bool gbl = (r->was.ctl.smi_en & GBL_SMI_EN) || recent(r->past.gbl_off, r->cycle, PIN_SLACK);
    return must(r, gbl, "SMI# falls while GBL_SMI_EN is 0");
}

static verdict_t smi_needs_cause(rules_t *r)
{
    if (!smi_falls(r))
        return NOT_ARMED;
    if (enabled_cause(&r->was.ctl) || recent(r->past.cause_off, r->cycle, PIN_SLACK))
        return HOLDS;
    return broken(r, "SMI# falls with SMI_EN %08" PRIX32 "h, SMI_STS %08" PRIX32 "h", r->was.ctl.smi_en,
                  r->was.ctl.smi_sts);
}

static verdict_t request_lowers_smi(rules_t *r)
{
    if (r->past.request_since == NEVER)
        return NOT_ARMED;
    if (!r->ctl->smi_n)
        return HOLDS;
    uint64_t waits = r->cycle - r->past.request_since;
    if (waits <= EOS_GAP_PCICLK + PIN_SLACK)
        return NOT_ARMED;
    return broken(r, "SMI# is high %" PRIu64 " PCICLK after the request", waits);
}

static verdict_t gbl_locked(rules_t *r)
{
    if (!r->was.ctl.smi_lock)
        return NOT_ARMED;
    if ((r->was.ctl.smi_en ^ r->ctl->smi_en) & GBL_SMI_EN)
        return broken(r, "GBL_SMI_EN goes to %u while SMI_LOCK is 1", r->ctl->smi_en & GBL_SMI_EN);
    return smi_write(r, 0) && ((r->was.ich9.wr_data ^ r->was.ctl.smi_en) & GBL_SMI_EN) ? HOLDS : NOT_ARMED;
}

static verdict_t apm_write_sets_status(rules_t *r)
{
    if (!apm_cnt_write(r) || (r->params->apm_sts_needs_en && !(r->was.ctl.smi_en & APMC_EN)))
        return NOT_ARMED;
    return must(r, r->ctl->smi_sts & APM_STS_BIT, "APM_STS is 0 after a write of APM_CNT");
}

static verdict_t sts_not_set_by_write(rules_t *r)
{
    bool was = r->was.ctl.smi_sts & APM_STS_BIT, now = r->ctl->smi_sts & APM_STS_BIT;
    if (was || apm_cnt_write(r))
        return NOT_ARMED;
    if (now)
        return broken(r, "APM_STS goes to 1 without a write of APM_CNT");
    return smi_write(r, 1) && (r->was.ich9.wr_data & APM_STS_BIT) ? HOLDS : NOT_ARMED;
}

/* The W1C bits of SMI_STS that this clock samples a 1 for. */
static uint32_t sts_clears(const rules_t *r)
{
    uint32_t lanes = 0;
    for (unsigned i = 0; i < 4; i++)
        lanes |= r->was.ich9.wr_be >> i & 1 ? UINT32_C(0xff) << (8 * i) : 0;
    return r->was.ich9.smi_wr && r->was.ich9.smi_addr ? r->was.ich9.wr_data & lanes & STS_W1C : 0;
}

/* The timers that expired in the clock before, as their bits in SMI_STS; their bits in SMI_EN are the same. */
static uint32_t expiries(const rules_t *r)
{
    return (r->was.tmr.sw_set ? SWSMI_TMR_STS_BIT : 0U) | (r->was.tmr.per_set ? PERIODIC_STS_BIT : 0U);
}

static verdict_t sts_write_1_clears(rules_t *r)
{
    uint32_t sets = expiries(r) | (apm_cnt_write(r) ? APM_STS_BIT : 0U);
    uint32_t clears = sts_clears(r) & r->was.ctl.smi_sts & ~sets;
    if (!clears)
        return NOT_ARMED;
    return r->ctl->smi_sts & clears
               ? broken(r, "SMI_STS is %08" PRIX32 "h after %08" PRIX32 "h was written to it", r->ctl->smi_sts,
                        r->was.ich9.wr_data)
               : HOLDS;
}

static verdict_t sts_kept(rules_t *r)
{
    uint32_t stands = r->was.ctl.smi_sts & STS_W1C & ~sts_clears(r);
    if (!stands)
        return NOT_ARMED;
    if (stands & ~r->ctl->smi_sts)
        return broken(r, "SMI_STS goes from %08" PRIX32 "h to %08" PRIX32 "h without a 1 written to that bit",
                      r->was.ctl.smi_sts, r->ctl->smi_sts);
    return r->was.ich9.smi_wr ? HOLDS : NOT_ARMED;
}

static verdict_t expiry_sets_status(rules_t *r)
{
    uint32_t sets = expiries(r) & r->was.ctl.smi_en;
    if (!sets)
        return NOT_ARMED;
    return sets & ~r->ctl->smi_sts ? broken(r, "SMI_STS is %08" PRIX32 "h after an expiry", r->ctl->smi_sts) : HOLDS;
}

static verdict_t timer_sts_needs_en(rules_t *r)
{
    uint32_t rises = r->ctl->smi_sts & ~r->was.ctl.smi_sts & (SWSMI_TMR_STS_BIT | PERIODIC_STS_BIT);
    if (rises & ~(expiries(r) & r->was.ctl.smi_en))
        return broken(r, "SMI_STS goes to %08" PRIX32 "h with SMI_EN %08" PRIX32 "h, SW SMI expiry %u, periodic %u",
                      r->ctl->smi_sts, r->was.ctl.smi_en, r->was.tmr.sw_set, r->was.tmr.per_set);
    return rises ? HOLDS : NOT_ARMED;
}

/* --- the timers ------------------------------------------------------------------------------------------------------ */

/* An expiry in this clock, a period of so many us after t->since; later by a little, earlier by nothing. */
static verdict_t in_time(rules_t *r, const struct timer *t, const char *which, uint64_t period_us)
{
    if (t->since == NEVER)
        return broken(r, "the %s timer expires while it is not enabled", which);
    const soc_config_t *config = soc_config(r->soc);
    ps_t clk = soc_clock(r->soc, PCICLK)->period, want = period_us * 1000000;
    ps_t took = (r->cycle - t->since) * clk * (config->slow_clocks ? config->slow_clocks : 1);
    ps_t slack = TIMER_SLACK * clk * (config->slow_clocks ? config->slow_clocks : 1);
    if (took >= want && took <= want + slack)
        return HOLDS;
    return broken(r, "the %s timer expires after %" PRIu64 " PCICLK, rate field %u", which, r->cycle - t->since,
                  t->rate);
}

static verdict_t swsmi_period(rules_t *r)
{
    static const uint64_t us[] = {1500, 16000, 32000, 64000};
    if (!r->tmr->sw_set || (r->past.sw.expired && !r->params->swsmi_repeats))
        return NOT_ARMED;
    return in_time(r, &r->past.sw, "SW SMI", us[r->past.sw.rate]);
}

static verdict_t swsmi_one_shot(rules_t *r)
{
    if (!r->tmr->sw_set || r->params->swsmi_repeats)
        return NOT_ARMED;
    return must(r, !r->past.sw.expired, "the SW SMI timer expires a second time");
}

static verdict_t periodic_period(rules_t *r)
{
    static const uint64_t us[] = {64000000, 32000000, 16000000, 8000000};
    return r->tmr->per_set ? in_time(r, &r->past.per, "periodic", us[r->past.per.rate]) : NOT_ARMED;
}

/* --- SMRAM registers ---------------------------------------------------------------------------------------------- */

/* This clock samples a configuration write of this byte; gives its value. */
static bool cfg_write(const rules_t *r, unsigned dword, unsigned byte, uint8_t *value)
{
    const mch_out_t *m = &r->was.mch;
    *value = (uint8_t)(m->cfg_wdata >> (8 * byte));
    return m->cfg_wr && m->cfg_off == dword && (m->cfg_be >> byte & 1);
}

static bool smram_write(const rules_t *r, uint8_t *value)
{
    return cfg_write(r, SMRAM_DWORD, 1, value);
}

static bool esmramc_write(const rules_t *r, uint8_t *value)
{
    return cfg_write(r, SMRAM_DWORD, 2, value);
}

static verdict_t d_lck_sticky(rules_t *r)
{
    uint8_t v;
    if (!(r->was.dec.smram & D_LCK))
        return NOT_ARMED;
    if (!(r->dec->smram & D_LCK))
        return broken(r, "SMRAM goes from %02Xh to %02Xh", r->was.dec.smram, r->dec->smram);
    return smram_write(r, &v) && !(v & D_LCK) ? HOLDS : NOT_ARMED;
}

static verdict_t d_open_locked(rules_t *r)
{
    uint8_t v;
    if (!(r->dec->smram & D_LCK))
        return NOT_ARMED;
    if (r->dec->smram & D_OPEN)
        return broken(r, "SMRAM is %02Xh", r->dec->smram);
    bool locks = !(r->was.dec.smram & D_LCK), opens = smram_write(r, &v) && (v & D_OPEN);
    return locks || opens ? HOLDS : NOT_ARMED;
}

/* A dword of D0:F0, from what smram_dec shows. */
static uint32_t mch_dword(const smram_dec_out_t *d, unsigned off)
{
    switch (off) {
    case 0x50: {
        return (uint32_t)d->ggc << 16;
    }
    case 0x98: {
        return d->remapbase | (uint32_t)d->remaplimit << 16;
    }
    case SMRAM_DWORD: {
        return (uint32_t)d->smram << 8 | (uint32_t)d->esmramc << 16;
    }
    case 0xa0: {
        return d->tom | (uint32_t)d->touud << 16;
    }
    case 0xa4: {
        return d->gbsm;
    }
    case 0xa8: {
        return d->bgsm;
    }
    case 0xac: {
        return d->tsegmb;
    }
    default: { /* B0h */
        return d->tolud;
    }
    }
}

static verdict_t locked_frozen(rules_t *r)
{
    const params_t *p = r->params;
    const mch_out_t *m = &r->was.mch;
    const struct {
        uint8_t off;
        uint32_t mask; /* frozen bits */
    } dwords[] = {
        {SMRAM_DWORD, (uint32_t)(H_SMRAME | TSEG_SZ | T_EN) << 16 | (p->d_lck_g_smrame ? (uint32_t)G_SMRAME << 8 : 0)},
        {0x50, p->d_lck_map ? 0x0ff20000 : 0},  {0xa0, p->d_lck_map ? 0xffff03ff : 0},
        {0xa4, p->d_lck_map ? 0xfff00000 : 0},  {0xa8, p->d_lck_map ? 0xfff00000 : 0},
        {0xac, p->d_lck_map ? 0xfff00000 : 0},  {0xb0, p->d_lck_map ? 0xfff0 : 0},
        {0x98, p->d_lck_remap ? 0x03ff03ff : 0}};
    bool tempted = false;
    if (!(r->was.dec.smram & D_LCK))
        return NOT_ARMED;
    for (unsigned i = 0; i < sizeof dwords / sizeof *dwords; i++) {
        unsigned off = dwords[i].off;
        uint32_t was = mch_dword(&r->was.dec, off), now = mch_dword(r->dec, off);
        if ((was ^ now) & dwords[i].mask)
            return broken(r, "the dword at %02Xh goes from %08" PRIX32 "h to %08" PRIX32 "h", off, was, now);
        tempted = tempted || (m->cfg_wr && m->cfg_off == off &&
                              ((m->cfg_wdata ^ was) & dwords[i].mask & reg_lanes(m->cfg_be)));
    }
    return tempted ? HOLDS : NOT_ARMED;
}

static verdict_t d_cls_writable(rules_t *r)
{
    uint8_t v;
    if (!smram_write(r, &v))
        return (r->was.dec.smram ^ r->dec->smram) & D_CLS ? broken(r, "D_CLS changes without a write") : NOT_ARMED;
    return must(r, !((v ^ r->dec->smram) & D_CLS), "D_CLS is not what was written");
}

static verdict_t smram_fixed_bits(rules_t *r)
{
    uint8_t v;
    if ((r->dec->smram & 0x87) != C_BASE_SEG || (r->dec->esmramc & SM_CACHE_L1_L2) != SM_CACHE_L1_L2)
        return broken(r, "SMRAM is %02Xh, ESMRAMC %02Xh", r->dec->smram, r->dec->esmramc);
    bool tempted = (smram_write(r, &v) && (v & 0x87) != C_BASE_SEG) ||
                   (esmramc_write(r, &v) && (v & SM_CACHE_L1_L2) != SM_CACHE_L1_L2);
    return tempted ? HOLDS : NOT_ARMED;
}

/* --- SMRAM decode ------------------------------------------------------------------------------------------------- */

/* The ranges as the book gives them, from the registers before this clock (chipset facts 7.3, 7.4). */
static unsigned ranges_of(const smram_dec_out_t *regs, uint64_t addr)
{
    unsigned size = regs->esmramc >> 1 & 3, in = 0;
    uint64_t tseg_bytes = size == 3 ? 0 : UINT64_C(0x100000) << (size == 2 ? 3 : size);
    if (!(regs->smram & G_SMRAME))
        return 0;
    if (!(regs->esmramc & H_SMRAME) && addr >= 0xa0000 && addr <= 0xbffff)
        in |= IN_C;
    if ((regs->esmramc & H_SMRAME) && addr >= 0xfeda0000 && addr <= 0xfedbffff)
        in |= IN_H;
    if ((regs->esmramc & T_EN) && addr >= regs->tsegmb && addr < regs->tsegmb + tseg_bytes)
        in |= IN_T;
    return in;
}

/* TSEG_SZ = 11b: what the range is then is not fixed by the book. */
static bool tseg_reserved(const rules_t *r)
{
    return (r->was.dec.esmramc & (T_EN | TSEG_SZ)) == (T_EN | TSEG_SZ);
}

/* The access that smram_dec answers in this clock. Whether a CPU is in SMM is what that CPU itself said when it drove
 * the request, not what the chipset made of it. */
static void find_access(rules_t *r)
{
    const mch_out_t *m = &r->was.mch;
    r->acc.valid = m->dec_req && r->dec->rsp;
    if (!r->acc.valid)
        return;
    r->acc.cpu = m->dec_initiator == INIT_CPU;
    r->acc.from_bus = r->acc.cpu && r->past.txn.open;
    r->acc.write = m->dec_write;
    r->acc.fetch = m->dec_fetch;
    r->acc.wb = m->dec_wb && m->dec_write;
    r->acc.smm = r->acc.from_bus ? r->past.txn.inside : m->dec_smm;
    r->acc.addr = m->dec_addr;
    r->acc.in = ranges_of(&r->was.dec, m->dec_addr);
    r->acc.known_range = !tseg_reserved(r) && (r->acc.in == IN_C || r->acc.in == IN_H || r->acc.in == IN_T);
}

/* A CPU's own read or write of SMRAM: no write-back, exactly one range. */
static bool plain_access(const rules_t *r)
{
    return r->acc.cpu && !r->acc.wb && r->acc.known_range;
}

static bool d_cls_closes(const rules_t *r)
{
    return (r->was.dec.smram & D_CLS) && !r->acc.fetch && (r->acc.in == IN_C || r->params->d_cls_all);
}

static bool is_closed(const rules_t *r)
{
    return !r->acc.smm && !(r->was.dec.smram & D_OPEN);
}

static const char *target_name(unsigned target)
{
    return target <= TGT_PEG ? smram_target_names[target] : "?";
}

static verdict_t went_wrong(rules_t *r)
{
    return broken(r, "%s %s of %" PRIX64 "h, SMM %u, SMRAM %02Xh, ESMRAMC %02Xh: to %s",
                  bus_initiator_names[r->was.mch.dec_initiator & 3],
                  r->acc.fetch ? "fetch" : r->acc.wb ? "write-back" : r->acc.write ? "write" : "read", r->acc.addr,
                  r->acc.smm, r->was.dec.smram, r->was.dec.esmramc, target_name(r->dec->target));
}

static verdict_t must_not_be_smram(rules_t *r)
{
    return r->dec->target != TGT_DRAM ? HOLDS : went_wrong(r);
}

static verdict_t must_be_smram(rules_t *r)
{
    uint64_t maddr = r->acc.in == IN_H ? r->acc.addr - 0xfeda0000 + 0xa0000 : r->acc.addr;
    if (r->dec->target != TGT_DRAM)
        return went_wrong(r);
    return r->dec->maddr == maddr ? HOLDS
                                  : broken(r, "%" PRIX64 "h is memory at %" PRIX64 "h, want %" PRIX64 "h", r->acc.addr,
                                           r->dec->maddr, maddr);
}

static verdict_t decode_sees_request(rules_t *r)
{
    const biu_out_t *q = &r->past.txn.request;
    if (!r->acc.from_bus)
        return NOT_ARMED;
    bool wb = q->req_a == REQ_MEM_WRITEBACK, write = wb || q->req_a == REQ_MEM_WRITE;
    bool same = r->acc.addr >> 3 == q->a >> 3 && r->acc.write == write && r->acc.wb == wb &&
                r->acc.fetch == (q->req_a == REQ_MEM_CODE_READ) && r->was.mch.dec_smm == r->past.txn.inside;
    return same ? HOLDS
                : broken(r, "decoded %" PRIX64 "h, SMM %u; cpu%u drove %" PRIX64 "h, REQa %02Xh, SMM %u", r->acc.addr,
                         r->was.mch.dec_smm, r->past.txn.cpu, q->a, q->req_a, r->past.txn.inside);
}

static verdict_t smram_closed(rules_t *r)
{
    return r->acc.cpu && !r->acc.wb && r->acc.in && is_closed(r) ? must_not_be_smram(r) : NOT_ARMED;
}

static verdict_t smram_open_in_smm(rules_t *r)
{
    bool invalid = (r->was.dec.smram & (D_OPEN | D_CLS)) == (D_OPEN | D_CLS);
    return plain_access(r) && r->acc.smm && !invalid && !d_cls_closes(r) ? must_be_smram(r) : NOT_ARMED;
}

static verdict_t d_open_opens(rules_t *r)
{
    uint8_t open = r->was.dec.smram & (D_OPEN | D_CLS | D_LCK); /* D_CLS with D_OPEN is an invalid setting */
    return plain_access(r) && !r->acc.smm && open == D_OPEN ? must_be_smram(r) : NOT_ARMED;
}

static verdict_t d_cls_closes_data(rules_t *r)
{
    bool invalid = r->was.dec.smram & D_OPEN;
    return plain_access(r) && r->acc.smm && !invalid && d_cls_closes(r) ? must_not_be_smram(r) : NOT_ARMED;
}

static verdict_t writeback_always(rules_t *r)
{
    return r->acc.cpu && r->acc.wb && r->acc.known_range ? must_be_smram(r) : NOT_ARMED;
}

static verdict_t device_never_smram(rules_t *r)
{
    return !r->acc.cpu && r->acc.in ? must_not_be_smram(r) : NOT_ARMED;
}

static bool addr_in(const rules_t *r, uint64_t first, uint64_t last)
{
    return r->acc.addr >= first && r->acc.addr <= last;
}

/* Whom the book gives A0000-BFFFF (chipset facts 7.5). */
static verdict_t must_be_owner(rules_t *r)
{
    const smram_dec_out_t *w = &r->was.dec;
    bool mda = (w->lac & LAC_MDAP) && addr_in(r, 0xb0000, 0xb7fff), graphics = !(w->ggc & GGC_IVD);
    unsigned owner = mda ? TGT_DMI : graphics ? TGT_VIDEO : r->params->peg_vga ? TGT_PEG : TGT_DMI;
    return r->dec->target == owner ? HOLDS : went_wrong(r);
}

static verdict_t c_closed_goes_video(rules_t *r)
{
    return plain_access(r) && r->acc.in == IN_C && is_closed(r) ? must_be_owner(r) : NOT_ARMED;
}

/* In no SMRAM range. */
static bool outside_smram(const rules_t *r)
{
    return r->acc.valid && !tseg_reserved(r) && !r->acc.in;
}

static verdict_t legacy_video_not_dram(rules_t *r)
{
    return outside_smram(r) && addr_in(r, 0xa0000, 0xbffff) ? must_not_be_smram(r) : NOT_ARMED;
}

static verdict_t legacy_owner(rules_t *r)
{
    return outside_smram(r) && addr_in(r, 0xa0000, 0xbffff) ? must_be_owner(r) : NOT_ARMED;
}

static verdict_t must_go_to(rules_t *r, enum smram_target target, uint64_t maddr)
{
    if (r->dec->target != target)
        return went_wrong(r);
    if (target != TGT_DRAM || r->dec->maddr == maddr)
        return HOLDS;
    return broken(r, "%" PRIX64 "h is memory at %" PRIX64 "h, want %" PRIX64 "h", r->acc.addr, r->dec->maddr, maddr);
}

static verdict_t pam_route(rules_t *r)
{
    if (!outside_smram(r) || !addr_in(r, 0xc0000, 0xfffff))
        return NOT_ARMED;
    unsigned segment = addr_in(r, 0xf0000, 0xfffff) ? 0 : (unsigned)(r->acc.addr >> 14 & 15) + 1; /* 16 KB each */
    unsigned pam = segment ? 1 + (segment - 1) / 2 : 0, high = segment ? (segment - 1) % 2 : 1;
    unsigned bits = (unsigned)(r->was.dec.pam >> (8 * pam + 4 * high)) & 3;
    return must_go_to(r, bits & (r->acc.write ? PAM_WE : PAM_RE) ? TGT_DRAM : TGT_DMI, r->acc.addr);
}

static verdict_t hole_route(rules_t *r)
{
    bool armed = outside_smram(r) && (r->was.dec.lac & LAC_HEN) && addr_in(r, 0xf00000, 0xffffff);
    return armed ? must_go_to(r, TGT_DMI, 0) : NOT_ARMED;
}

/* TOLUD as an address. */
static uint64_t top_of_low(const smram_dec_out_t *d)
{
    return (uint64_t)(d->tolud & 0xfff0) << 16;
}

static bool in_stolen(const rules_t *r)
{
    const smram_dec_out_t *w = &r->was.dec;
    bool graphics = w->gbsm && (w->ggc & GGC_GMS) && r->acc.addr >= w->gbsm && r->acc.addr < top_of_low(w);
    bool gtt = w->bgsm && (w->ggc & GGC_GGMS) && r->acc.addr >= w->bgsm && r->acc.addr < w->gbsm;
    return graphics || gtt;
}

/* Outside SMRAM, and above what the first 16 MB have of their own. */
static bool plain_memory(const rules_t *r)
{
    bool hole = (r->was.dec.lac & LAC_HEN) && addr_in(r, 0xf00000, 0xffffff);
    return outside_smram(r) && !hole && !addr_in(r, 0xa0000, 0xfffff);
}

static verdict_t stolen_route(rules_t *r)
{
    if (!plain_memory(r) || !in_stolen(r) || r->acc.addr >= 0xfec00000)
        return NOT_ARMED;
    unsigned who = r->was.mch.dec_initiator;
    bool may = who == INIT_IGD || (who == INIT_CPU && r->params->stolen_cpu);
    return must_go_to(r, may ? TGT_DRAM : TGT_INVALID, r->acc.addr);
}

static bool in_window(const rules_t *r)
{
    const smram_dec_out_t *w = &r->was.dec;
    uint64_t block = r->acc.addr >> 26, end = (uint64_t)w->touud << 20;
    return r->acc.addr >> 32 && r->acc.addr < end && block >= w->remapbase && block <= w->remaplimit;
}

static verdict_t dram_limits(rules_t *r)
{
    if (!plain_memory(r) || (in_stolen(r) && r->acc.addr < 0xfec00000) || in_window(r))
        return NOT_ARMED;
    uint64_t end = r->acc.addr >> 32 ? (uint64_t)r->was.dec.touud << 20 : top_of_low(&r->was.dec);
    bool dram = r->acc.addr < end && !addr_in(r, 0xfec00000, 0xffffffff);
    return must_go_to(r, dram ? TGT_DRAM : TGT_DMI, r->acc.addr);
}

static verdict_t remap_target(rules_t *r)
{
    if (!plain_memory(r) || !in_window(r))
        return NOT_ARMED;
    const smram_dec_out_t *w = &r->was.dec;
    uint64_t maddr = r->acc.addr - (uint64_t)w->remapbase * 0x4000000 + top_of_low(w);
    return must_go_to(r, TGT_DRAM, maddr & UINT64_C(0xfffffffff));
}

/* An access that has to set E_SMERR. */
static bool touches_closed(const rules_t *r)
{
    return r->acc.cpu && !r->acc.wb && (r->acc.in & (IN_H | IN_T)) && is_closed(r);
}

static verdict_t smerr_set(rules_t *r)
{
    if (!touches_closed(r) || !r->acc.known_range)
        return NOT_ARMED;
    return r->dec->esmramc & E_SMERR ? HOLDS : went_wrong(r);
}

static verdict_t smerr_only_then(rules_t *r)
{
    bool rises = !(r->was.dec.esmramc & E_SMERR) && (r->dec->esmramc & E_SMERR);
    if (rises)
        return must(r, r->acc.valid && (touches_closed(r) || tseg_reserved(r)), "E_SMERR is set by no touch");
    bool tempted = r->acc.valid && r->acc.in && !touches_closed(r) && !(r->dec->esmramc & E_SMERR);
    return tempted ? HOLDS : NOT_ARMED;
}

static verdict_t smerr_kept(rules_t *r)
{
    uint8_t v;
    bool write = esmramc_write(r, &v), now = r->dec->esmramc & E_SMERR;
    bool touched = r->acc.valid && touches_closed(r);
    if (!(r->was.dec.esmramc & E_SMERR) || touched)
        return NOT_ARMED;
    if (write)
        return must(r, now == !(v & E_SMERR), now ? "E_SMERR is 1 after a 1 was written" : "a 0 clears E_SMERR");
    return now ? NOT_ARMED : broken(r, "E_SMERR goes to 0 without a write");
}

/* --- the bus ------------------------------------------------------------------------------------------------------ */

static bool responds(const bus_wires_t *bus)
{
    return !bus->brdy_n || bus->rs != RS_IDLE;
}

static bool is_ack(const rules_t *r, const biu_out_t *q)
{
    return r->by_txn && q->req_a == REQ_SPECIAL && (q->req_b & 7) == REQB_SPECIAL && q->be == r->params->smi_ack_code;
}

/* The agent is between its own signs of entry and exit. */
static bool is_inside(const rules_t *r, const agent_t *c)
{
    return r->by_txn ? c->past.acks_odd : !c->act->smiact_n;
}

static verdict_t track_follows_sign(rules_t *r)
{
    const struct txn *t = &r->past.txn;
    if (!t->open || r->was.bus.ads_count > 1)
        return NOT_ARMED;
    bool in_smm = r->track->in_smm >> (t->request.agent & 63) & 1;
    bool txn_smm = t->inside && !t->ack && (!r->by_txn || !t->request.smmem_n);
    if (in_smm == t->inside_after && r->track->txn_smm == txn_smm)
        return HOLDS;
    return broken(r, "cpu%u says SMM %u, this request %u; smm_track has %u, %u", t->cpu, t->inside_after, txn_smm,
                  in_smm, r->track->txn_smm);
}

static verdict_t one_grant(rules_t *r)
{
    uint64_t gnt = r->mch->gnt;
    if (!(gnt & ~r->was.mch.gnt))
        return NOT_ARMED;
    if (gnt & (gnt - 1))
        return broken(r, "gnt is %" PRIX64 "h", gnt);
    for (unsigned n = 0; n < r->cpus; n++) {
        const agent_t *c = &r->agent[n];
        if (gnt >> (((const biu_in_t *)c->biu_inst->in)->agent_id & 63) & 1)
            return c->was.biu.breq_n ? broken(r, "cpu%u is granted the bus and does not ask", n) : HOLDS;
    }
    return broken(r, "gnt is %" PRIX64 "h: there is no such agent", gnt);
}

static verdict_t response_needs_txn(rules_t *r)
{
    if (!responds(r->bus))
        return NOT_ARMED;
    if (r->by_txn ? !r->bus->brdy_n : r->bus->rs != RS_IDLE)
        return broken(r, "BRDY# %u, RS %u", r->bus->brdy_n, r->bus->rs);
    return must(r, r->past.txn.open, "a response, and no transaction waits");
}

static verdict_t response_kind(rules_t *r)
{
    const struct txn *t = &r->past.txn;
    const biu_out_t *q = &t->request;
    if (!r->by_txn || !t->open || r->bus->rs == RS_IDLE || r->bus->rs == RS_IMPLICIT_WB)
        return NOT_ARMED;
    bool write = q->req_a == REQ_MEM_WRITE || q->req_a == REQ_MEM_WRITEBACK || q->req_a == REQ_IO_WRITE;
    bool special = q->req_a == REQ_SPECIAL && (q->req_b & 7) == REQB_SPECIAL;
    if (r->bus->rs == RS_RETRY && q->req_a != REQ_MEM_WRITEBACK)
        return NOT_ARMED;
    unsigned want = write || special ? RS_NO_DATA : RS_DATA;
    return r->bus->rs == want ? HOLDS : broken(r, "REQa %02Xh gets RS %u, not %u", q->req_a, r->bus->rs, want);
}

static verdict_t snoop_clks(rules_t *r)
{
    if (!responds(r->bus) || !r->past.txn.open)
        return NOT_ARMED;
    uint64_t clocks = r->cycle - r->past.txn.ads_cycle;
    return clocks >= r->params->snoop_clks ? HOLDS : broken(r, "a response %" PRIu64 " BCLK after ADS#", clocks);
}

static verdict_t sync_smi(rules_t *r)
{
    const struct txn *t = &r->past.txn;
    if (!r->params->sync_smi || !responds(r->bus) || !t->open || !t->raised)
        return NOT_ARMED;
    uint64_t low = t->low_known ? r->cycle - t->low_cycle + 1 : 0;
    return low >= SYNC_SMI_BCLK ? HOLDS : broken(r, "the I/O write ends with SMI# low for %" PRIu64 " BCLK", low);
}

static verdict_t one_driver(rules_t *r)
{
    unsigned drivers = 0, others = 0;
    for (unsigned n = 0; n < r->cpus; n++) {
        const agent_t *c = &r->agent[n];
        drivers += !c->biu->ads_n;
        others += c != r->c && (!c->biu->ads_n || !c->biu->breq_n);
    }
    if (!others)
        return NOT_ARMED;
    return drivers == 1 && r->bus->ads_count == 1
               ? HOLDS
               : broken(r, "%u agents drive ADS#, the bus counts %u", drivers, r->bus->ads_count);
}

static verdict_t grant_before_ads(rules_t *r)
{
    if (r->was.mch.gnt >> (r->c->biu->agent & 63) & 1)
        return HOLDS;
    return broken(r, "cpu%u drives ADS# as agent %u, gnt is %" PRIX64 "h", number(r), r->c->biu->agent, r->was.mch.gnt);
}

static verdict_t one_outstanding(rules_t *r)
{
    if (!r->past.txn.open)
        return HOLDS;
    return broken(r, "cpu%u drives ADS#, cpu%u waits since %" PRIu64 " BCLK", number(r), r->past.txn.cpu,
                  r->cycle - r->past.txn.ads_cycle);
}

/* --- SMI latch ---------------------------------------------------------------------------------------------------- */

static verdict_t pin_fall_latched(rules_t *r)
{
    const agent_t *c = r->c;
    if (c->past.due_cycle == NEVER)
        return NOT_ARMED;
    if (c->pin->pending)
        return HOLDS;
    uint64_t waits = r->cycle - c->past.due_cycle;
    return waits < LATCH_BCLK ? NOT_ARMED
                              : broken(r, "cpu%u: no SMI latched %" PRIu64 " BCLK after the fall", number(r), waits);
}

static verdict_t latch_needs_fall(rules_t *r)
{
    if (r->c->was.pin.pending || !r->c->pin->pending)
        return NOT_ARMED;
    if (recent(r->c->past.fall_cycle, r->cycle, LATCH_BCLK))
        return HOLDS;
    return broken(r, "cpu%u: an SMI is latched without a fall of the armed pin", number(r));
}

static verdict_t latch_kept(rules_t *r)
{
    if (!r->c->was.pin.pending || r->c->pin->pending)
        return NOT_ARMED;
    if (recent(r->c->past.take_cycle, r->cycle, PIN_SLACK))
        return HOLDS;
    return broken(r, "cpu%u: the latched SMI is dropped and was not taken", number(r));
}

/* --- signs, phases ------------------------------------------------------------------------------------------------ */

static verdict_t smiact_level(rules_t *r)
{
    bool falls = r->c->was.act.smiact_n && !r->c->act->smiact_n, rises = !r->c->was.act.smiact_n && r->c->act->smiact_n;
    if (!falls && !rises)
        return NOT_ARMED;
    if (r->by_txn)
        return broken(r, "cpu%u: SMIACT# moves", number(r));
    if (r->c->was.core.want_smm == falls)
        return HOLDS;
    return broken(r, "cpu%u: SMIACT# %s while want_smm is %u", number(r), falls ? "falls" : "rises",
                  r->c->was.core.want_smm);
}

static verdict_t ack_pairs(rules_t *r)
{
    if (!r->by_txn || !r->c->sign)
        return NOT_ARMED;
    if (r->c->entering == r->c->was.core.want_smm)
        return HOLDS;
    return broken(r, "cpu%u: acknowledge of %s while want_smm is %u", number(r), r->c->entering ? "entry" : "exit",
                  r->c->was.core.want_smm);
}

static verdict_t sign_after_response(rules_t *r, bool entering, uint32_t least)
{
    const agent_t *c = r->c;
    if (!c->sign || c->entering != entering || c->past.response_cycle == NEVER)
        return NOT_ARMED;
    uint64_t clocks = r->cycle - c->past.response_cycle;
    return clocks >= least ? HOLDS : broken(r, "cpu%u: %" PRIu64 " BCLK, want %" PRIu32, number(r), clocks, least);
}

static verdict_t phase_a(rules_t *r)
{
    return sign_after_response(r, true, r->params->smm_clk_a);
}

static verdict_t phase_f(rules_t *r)
{
    return sign_after_response(r, false, r->params->smm_clk_f);
}

/* The first transaction after the sign of entry (inside) or exit. */
static bool first_after_sign(const rules_t *r, bool inside)
{
    return r->c->past.first && is_inside(r, r->c) == inside && !is_ack(r, r->c->biu);
}

static verdict_t access_after_sign(rules_t *r, bool inside, uint32_t least)
{
    if (!first_after_sign(r, inside))
        return NOT_ARMED;
    uint64_t clocks = r->cycle - r->c->past.sign_cycle;
    return clocks >= least ? HOLDS : broken(r, "cpu%u: %" PRIu64 " BCLK, want %" PRIu32, number(r), clocks, least);
}

static verdict_t phase_b(rules_t *r)
{
    return access_after_sign(r, true, r->params->smm_clk_b);
}

static verdict_t phase_g(rules_t *r)
{
    return access_after_sign(r, false, r->params->smm_clk_g);
}

static verdict_t smmem_every_txn(rules_t *r)
{
    const biu_out_t *q = r->c->biu;
    bool inside = is_inside(r, r->c), smmem = inside;
    if (!r->by_txn)
        return NOT_ARMED;
    if (is_ack(r, q))
        smmem = inside ? r->params->exit_ack_smmem : r->params->entry_ack_smmem;
    if (q->smmem_n == !smmem)
        return HOLDS;
    return broken(r, "cpu%u: SMMEM# is %u in REQa %02Xh of %" PRIX64 "h %s SMM", number(r), q->smmem_n, q->req_a, q->a,
                  inside ? "in" : "outside");
}

static verdict_t save_after_sign(rules_t *r)
{
    if (r->c->was.core.want_smm && !is_inside(r, r->c) && !is_ack(r, r->c->biu))
        return broken(r, "cpu%u: access to %" PRIX64 "h before the sign of entry", number(r), r->c->biu->a);
    return first_after_sign(r, true) ? HOLDS : NOT_ARMED;
}

static verdict_t program_after_sign(rules_t *r)
{
    if (!r->c->was.core.want_smm && is_inside(r, r->c) && !is_ack(r, r->c->biu))
        return broken(r, "cpu%u: access to %" PRIX64 "h before the sign of exit", number(r), r->c->biu->a);
    return first_after_sign(r, false) ? HOLDS : NOT_ARMED;
}

static verdict_t first_access_is_save(rules_t *r)
{
    const biu_out_t *q = r->c->biu;
    if (!first_after_sign(r, true) || !r->c->past.sign_in_cycle_mode || !soc_cycle_now(r->soc))
        return NOT_ARMED;
    uint32_t offset = (uint32_t)q->a - r->c->core->smbase - 0x8000;
    bool good = q->req_a == REQ_MEM_WRITE && offset >= SAVE_MAP && offset < SAVE_MAP_END;
    return good ? HOLDS
                : broken(r, "cpu%u: REQa %02Xh of %" PRIX64 "h, SMBASE %" PRIX32 "h", number(r), q->req_a, q->a,
                         r->c->core->smbase);
}

static verdict_t first_fetch_at_8000(rules_t *r)
{
    const biu_out_t *q = r->c->biu;
    if (!r->c->past.fetch_due || q->req_a != REQ_MEM_CODE_READ || !soc_cycle_now(r->soc))
        return NOT_ARMED;
    uint32_t want = r->c->core->smbase + 0x8000;
    if (q->a >> 3 == want >> 3)
        return HOLDS;
    return broken(r, "cpu%u: fetch at %" PRIX64 "h, want %" PRIX32 "h", number(r), q->a, want);
}

/* --- the core ----------------------------------------------------------------------------------------------------- */

static bool takes(const agent_t *c)
{
    return c->core->smi_take != c->was.core.smi_take;
}

static verdict_t smm_entry_needs_latch(rules_t *r)
{
    const agent_t *c = r->c;
    if (c->was.core.want_smm || !c->core->want_smm)
        return NOT_ARMED;
    if (c->was.pin.pending || c->past.taken)
        return HOLDS;
    return broken(r, "cpu%u goes into SMM and no SMI is latched", number(r));
}

static verdict_t take_needs_latch(rules_t *r)
{
    if (!takes(r->c))
        return NOT_ARMED;
    return r->c->was.pin.pending ? HOLDS : broken(r, "cpu%u takes an SMI and none is latched", number(r));
}

static verdict_t no_nested_smm(rules_t *r)
{
    if (!takes(r->c) || r->c->was.core.shutdown) /* a shutdown may be left by SMI#: parameter shutdown_smi_leaves */
        return NOT_ARMED;
    return r->c->was.core.smm && r->c->core->smm ? broken(r, "cpu%u takes an SMI in SMM", number(r)) : HOLDS;
}

static verdict_t smm_needs_sign(rules_t *r)
{
    const agent_t *c = r->c;
    bool inside = is_inside(r, c);
    if (c->was.core.smm == c->core->smm)
        return NOT_ARMED;
    return inside == c->core->smm ? HOLDS
                                  : broken(r, "cpu%u: in SMM %u, by its sign %u", number(r), c->core->smm, inside);
}

/* SMM is left in this instant with an SMI latched, so that nothing but SMM may come next. INIT has the same class of
 * priority and its order is up to the part (SDM table 6-2). */
static bool leaves_with_smi(const agent_t *c)
{
    return c->was.core.smm && !c->core->smm && c->was.pin.pending && !c->past.init_low;
}

static verdict_t back_to_back(rules_t *r)
{
    const agent_t *c = r->c;
    bool leaves = leaves_with_smi(c);
    if ((!leaves && !c->past.smi_is_next) || c->core->shutdown || c->past.init_low)
        return NOT_ARMED;
    bool moved = c->core->eip != c->was.core.eip || c->core->cs != c->was.core.cs;
    bool asks = c->core->req_seq != c->was.core.req_seq && c->core->req_space != BUS_SPECIAL;
    if (c->past.smi_is_next && !c->core->want_smm && (moved || asks))
        return broken(r, "cpu%u goes on at %04X:%08" PRIX32 " with an SMI latched", number(r), c->core->cs,
                      c->core->eip);
    return c->core->want_smm ? HOLDS : NOT_ARMED;
}

/* --- sampling ----------------------------------------------------------------------------------------------------- */

static void judge(rules_t *r, enum when when, uint64_t cycle)
{
    r->cycle = cycle;
    for (unsigned i = r->begin[when]; i < r->begin[when + 1]; i++) {
        verdict_t v = rule_checks[i].check(r);
        rule_info_t *info = &r->list[i];
        if (v == NOT_ARMED)
            continue;
        info->armed++;
        if (v != BROKEN || info->failed++)
            continue;
        info->first_time = soc_now(r->soc);
        snprintf(info->first, sizeof info->first, "%" PRIu64 ".%03" PRIu64 " ns: %s", info->first_time / 1000,
                 info->first_time % 1000, r->why);
    }
}

static void snapshot(rules_t *r, bool all)
{
    for (unsigned i = 0; i < r->watches; i++) {
        watch_t *w = &r->watch[i];
        if (all || w->changed)
            memcpy(w->was, w->inst->out, w->inst->block->out_size);
        w->changed = false;
    }
    r->was.bus = *r->bus;
    for (unsigned n = 0; n < r->cpus; n++)
        r->agent[n].was.core = *r->agent[n].core;
}

static void forget(rules_t *r)
{
    r->past = (struct board_past){.rise_cycle = NEVER, .eos_cycle = NEVER, .eos_due = NEVER, .request_since = NEVER,
                                  .gbl_off = NEVER, .cause_off = NEVER, .eos_off = NEVER, .sw = {.since = NEVER},
                                  .per = {.since = NEVER}};
    for (unsigned n = 0; n < r->cpus; n++)
        r->agent[n].past = (struct agent_past){.sign_cycle = NEVER, .response_cycle = NEVER, .high_cycle = NEVER,
                                               .fall_cycle = NEVER, .due_cycle = NEVER, .take_cycle = NEVER,
                                               .take = r->agent[n].core->smi_take};
    snapshot(r, true);
}

static bool core_changed(const agent_t *c)
{
    const cpu_out_t *n = c->core, *w = &c->was.core;
    if (n->smi_take != w->smi_take || n->want_smm != w->want_smm || n->smm != w->smm)
        return true;
    return c->past.smi_is_next && (n->eip != w->eip || n->cs != w->cs || n->req_seq != w->req_seq);
}

/* True when no rule can have anything to say. */
static bool quiet(rules_t *r)
{
    bool busy = r->past.deadline || !r->bus->ads_n || responds(r->bus), pin = pin_level(r);
    for (unsigned i = 0; i < r->watches; i++) {
        watch_t *w = &r->watch[i];
        if (w->inst->ticked && memcmp(w->inst->out, w->was, w->inst->block->out_size) != 0)
            busy = w->changed = true;
    }
    for (unsigned n = 0; n < r->cpus; n++) {
        agent_t *c = &r->agent[n];
        c->core_changed = core_changed(c);
        busy |= c->core_changed || pin != c->past.pin_high || c->core->smi_take != c->past.take;
    }
    return !busy;
}

/* The pin as smi_pin samples it in this clock: when it fell, and whether that fall has to count. */
static void sample_pin(rules_t *r, agent_t *c)
{
    struct agent_past *p = &c->past;
    bool high = pin_level(r);
    uint64_t cycle = c->pin_inst->cycle;
    uint32_t rearm = r->params->smi_rearm_clks ? r->params->smi_rearm_clks : 1;

    if (!p->pin_known)
        p->pin_never_low = high;
    if (high && (!p->pin_known || !p->pin_high))
        p->high_cycle = cycle;
    if (p->pin_known && p->pin_high && !high) {
        bool long_enough = cycle - p->high_cycle >= rearm;
        if (long_enough || p->pin_never_low) /* how long it was high in reset is not seen */
            p->fall_cycle = cycle;
        if (long_enough && !c->was.pin.pending) /* one is latched already: the two become one */
            p->due_cycle = cycle;
        p->pin_never_low = false;
    }
    p->pin_known = true;
    p->pin_high = high;
    if (c->was.core.smi_take != p->take)
        p->take_cycle = cycle;
    p->take = c->was.core.smi_take;
}

static void remember_sign(rules_t *r, agent_t *c)
{
    c->past.acks_odd = c->entering;
    c->past.sign_cycle = r->by_txn ? c->biu_inst->cycle : c->act_inst->cycle;
    c->past.first = true;
    c->past.sign_in_cycle_mode = soc_cycle_now(r->soc);
    c->past.fetch_due = c->entering && c->past.sign_in_cycle_mode;
}

static void judge_agent(rules_t *r, agent_t *c)
{
    bool ads = c->biu_inst->ticked && !c->biu->ads_n;
    bool smiact_moves = c->act_inst->ticked && c->act->smiact_n != c->was.act.smiact_n;
    r->c = c;
    c->sign = r->by_txn ? ads && is_ack(r, c->biu) : smiact_moves;
    c->entering = r->by_txn ? !c->past.acks_odd : !c->act->smiact_n;
    uint64_t sign_cycle = r->by_txn ? c->biu_inst->cycle : c->act_inst->cycle;

    if (c->pin_inst->ticked) {
        sample_pin(r, c);
        if (c->past.due_cycle != NEVER || c->pin->pending != c->was.pin.pending)
            judge(r, ON_PIN, c->pin_inst->cycle);
    }
    if (c->sign || smiact_moves)
        judge(r, ON_SIGN, sign_cycle);
    if (c->sign && !r->by_txn) /* SMIACT# is sampled with ADS#: a request in the same clock comes after it */
        remember_sign(r, c);
    if (ads)
        judge(r, ON_ADS, c->biu_inst->cycle);
    if (c->core_changed)
        judge(r, ON_CORE, 0);
}

static void remember_pin(agent_t *c)
{
    uint64_t due = c->past.due_cycle;
    if (c->pin_inst->ticked && due != NEVER && (c->pin->pending || c->pin_inst->cycle - due >= LATCH_BCLK))
        c->past.due_cycle = NEVER;
}

static void remember_core(agent_t *c)
{
    bool enters = !c->was.core.want_smm && c->core->want_smm, leaves = c->was.core.smm && !c->core->smm;
    if (leaves)
        c->past.taken = false;
    if (takes(c))
        c->past.taken = true;
    if (leaves_with_smi(c))
        c->past.smi_is_next = true;
    bool moved = c->core->eip != c->was.core.eip || c->core->cs != c->was.core.cs;
    if (c->core->want_smm || c->core->shutdown || c->past.init_low || (!leaves && moved))
        c->past.smi_is_next = false;
    if (enters)
        c->past.init_low = false;
}

/* Sees the sign first: an acknowledge is both. */
static void remember_request(rules_t *r, agent_t *c)
{
    if (!c->biu_inst->ticked || c->biu->ads_n)
        return;
    bool ack = is_ack(r, c->biu), inside = is_inside(r, c);
    r->past.txn = (struct txn){.open = true, .ack = ack, .inside_after = inside, .inside = ack ? !inside : inside,
                               .cpu = (unsigned)(c - r->agent), .ads_cycle = c->biu_inst->cycle, .request = *c->biu};
    if (!ack)
        c->past.first = false;
    if (c->biu->req_a == REQ_MEM_CODE_READ)
        c->past.fetch_due = false;
}

static void remember_response(rules_t *r)
{
    struct txn *t = &r->past.txn;
    if (!r->mch_inst->ticked || !responds(r->bus) || !t->open)
        return;
    t->open = false;
    r->agent[t->cpu].past.response_cycle = r->mch_inst->cycle;
}

/* An I/O write on its way through the ICH9: whether it makes SMI# fall before the ICH9 answers. */
static void follow_io_write(rules_t *r)
{
    struct txn *t = &r->past.txn;
    if (!t->open || t->request.req_a != REQ_IO_WRITE)
        return;
    if (t->strobe && smi_falls(r) && r->ich9->ack_seq == t->ich9_ack)
        t->raised = true;
    if (r->ich9->apm_wr || r->ich9->smi_wr || r->ich9->gpio_wr) {
        t->strobe = true;
        t->ich9_ack = r->ich9->ack_seq;
    }
}

static void remember_ctl(rules_t *r)
{
    struct board_past *p = &r->past;
    const smi_ctl_out_t *w = &r->was.ctl, *n = r->ctl;
    uint64_t cycle = r->ctl_inst->cycle;
    if (!r->ctl_inst->ticked)
        return;
    if (eos_write(r)) {
        p->eos_writes++;
        p->eos_cycle = cycle;
        if (!w->smi_n)
            p->eos_due = cycle;
    }
    if (n->smi_n || (p->eos_due != NEVER && cycle - p->eos_due >= PIN_SLACK))
        p->eos_due = NEVER;
    if (!w->smi_n && n->smi_n)
        p->rise_cycle = cycle;
    if (smi_falls(r))
        p->falls++;
    if (w->smi_en & ~n->smi_en & GBL_SMI_EN)
        p->gbl_off = cycle;
    if (w->smi_en & ~n->smi_en & EOS)
        p->eos_off = cycle;
    if (enabled_cause(w) && !enabled_cause(n))
        p->cause_off = cycle;
    bool stands = n->smi_n && request(n) && ((n->smi_en & EOS) || first_smi(r));
    if (!stands)
        p->request_since = NEVER;
    else if (p->request_since == NEVER || cycle - p->request_since > EOS_GAP_PCICLK + PIN_SLACK)
        p->request_since = cycle;
}

/* A timer sees its enable one clock after SMI_EN shows it, with the rate that stands then. */
static void remember_timer(rules_t *r, struct timer *t, uint32_t en, unsigned rate)
{
    const uint32_t was = r->was.ctl.smi_en, now = r->ctl->smi_en;
    if (r->ctl_inst->ticked && ((was ^ now) & en))
        *t = (struct timer){.since = now & en ? r->ctl_inst->cycle : NEVER, .rate = rate};
}

static void remember_timers(rules_t *r)
{
    struct timer *sw = &r->past.sw, *per = &r->past.per;
    if (r->tmr_inst->ticked && r->tmr->sw_set && sw->since != NEVER) {
        sw->expired = true;
        if (r->params->swsmi_repeats)
            sw->since = r->tmr_inst->cycle;
    }
    if (r->tmr_inst->ticked && r->tmr->per_set && per->since != NEVER)
        *per = (struct timer){.since = r->tmr_inst->cycle, .rate = r->was.ich9.gen_pmcon_1 & 3, .expired = true};
    remember_timer(r, sw, SWSMI_TMR_EN, r->ich9->gen_pmcon_3 >> 6 & 3);
    remember_timer(r, per, PERIODIC_EN, r->ich9->gen_pmcon_1 & 3);
}

static void remember(rules_t *r)
{
    remember_timers(r);
    remember_ctl(r);
    bool deadline = r->past.eos_due != NEVER || r->past.request_since != NEVER;
    follow_io_write(r);
    remember_response(r);
    for (unsigned n = 0; n < r->cpus; n++) {
        agent_t *c = &r->agent[n];
        remember_pin(c);
        remember_core(c);
        if (c->sign && r->by_txn)
            remember_sign(r, c);
        remember_request(r, c);
        deadline |= c->past.due_cycle != NEVER;
    }
    r->past.deadline = deadline;
    snapshot(r, false);
}

static bool changed(const rules_t *r, const soc_inst_t *inst)
{
    for (unsigned i = 0; i < r->watches; i++)
        if (r->watch[i].inst == inst)
            return r->watch[i].changed;
    return false;
}

void rules_sample(rules_t *r)
{
    if (!r->board->reset_n) {
        judge(r, ON_RESET, 0);
        forget(r);
        return;
    }
    if (!r->board->init_n || !r->ich9->init_n)
        for (unsigned n = 0; n < r->cpus; n++)
            r->agent[n].past.init_low = true;
    if (quiet(r))
        return;

    struct txn *t = &r->past.txn;
    if (r->mch_inst->ticked && t->raised && !t->low_known && !pin_level(r)) {
        t->low_known = true;
        t->low_cycle = r->mch_inst->cycle;
    }
    if (r->was.ctl.smi_lock || (r->was.ich9.gen_pmcon_1 & PMCON_SMI_LOCK))
        judge(r, ON_ANY, 0);
    if (r->ctl_inst->ticked &&
        (r->past.deadline || r->was.ich9.smi_wr || r->was.ich9.apm_wr || expiries(r) || changed(r, r->ctl_inst)))
        judge(r, ON_CTL, r->ctl_inst->cycle);
    if (r->tmr_inst->ticked && (r->tmr->sw_set || r->tmr->per_set))
        judge(r, ON_TMR, r->tmr_inst->cycle);
    if (r->dec_inst->ticked && (r->was.mch.dec_req || r->was.mch.cfg_wr || changed(r, r->dec_inst))) {
        find_access(r);
        judge(r, ON_DEC, r->dec_inst->cycle);
        if (r->acc.valid)
            judge(r, ON_ACCESS, r->dec_inst->cycle);
    }
    if (r->track_inst->ticked && !r->was.bus.ads_n)
        judge(r, ON_TRACK, r->track_inst->cycle);
    if (r->mch_inst->ticked && (responds(r->bus) || (r->mch->gnt & ~r->was.mch.gnt)))
        judge(r, ON_BUS, r->mch_inst->cycle);
    for (unsigned n = 0; n < r->cpus; n++)
        judge_agent(r, &r->agent[n]);
    remember(r);
}

/* --- opening ------------------------------------------------------------------------------------------------------ */

/* The one instance of this block whose path begins with `prefix`. */
static soc_inst_t *find_inst(soc_t *soc, const block_t *block, const char *prefix)
{
    unsigned count;
    soc_inst_t *insts = soc_insts(soc, &count);
    for (unsigned i = 0; i < count; i++)
        if (strcmp(insts[i].block->name, block->name) == 0 && strncmp(insts[i].path, prefix, strlen(prefix)) == 0)
            return &insts[i];
    return NULL;
}

static const void *watch_block(rules_t *r, const block_t *block, const char *prefix, void *was, soc_inst_t **inst)
{
    *inst = find_inst(r->soc, block, prefix);
    assert(*inst && r->watches < WATCH_ROOM);
    r->watch[r->watches++] = (watch_t){.inst = *inst, .was = was};
    return (*inst)->out;
}

rules_t *rules_open(soc_t *soc)
{
    rules_t *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->soc = soc;
    r->params = &soc_config(soc)->params;
    r->by_txn = soc_config(soc)->part->by_txn;
    r->cpus = soc_cpus(soc);
    r->board = soc_board(soc);
    r->bus = soc_bus(soc);
    memcpy(r->list, rule_infos, sizeof r->list);
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        assert(i == 0 || rule_checks[i - 1].when <= rule_checks[i].when);
        for (unsigned w = rule_checks[i].when; w < WHEN_COUNT; w++)
            r->begin[w + 1] = i + 1;
    }

    r->ctl = watch_block(r, &smi_ctl_block, "ich9", &r->was.ctl, &r->ctl_inst);
    r->tmr = watch_block(r, &smi_timers_block, "ich9", &r->was.tmr, &r->tmr_inst);
    r->ich9 = watch_block(r, &ich9_block, "ich9", &r->was.ich9, &r->ich9_inst);
    r->mch = watch_block(r, &mch_block, "mch", &r->was.mch, &r->mch_inst);
    r->track = watch_block(r, &smm_track_block, "mch", &r->was.track, &r->track_inst);
    r->dec = watch_block(r, &smram_dec_block, "mch", &r->was.dec, &r->dec_inst);
    for (unsigned n = 0; n < r->cpus; n++) {
        agent_t *c = &r->agent[n];
        char prefix[16];
        snprintf(prefix, sizeof prefix, "cpu%u.", n);
        c->core = soc_cpu_out(soc, n);
        c->biu = watch_block(r, &biu_block, prefix, &c->was.biu, &c->biu_inst);
        c->act = watch_block(r, &smiact_block, prefix, &c->was.act, &c->act_inst);
        c->pin = watch_block(r, &smi_pin_block, prefix, &c->was.pin, &c->pin_inst);
    }
    forget(r);
    return r;
}

void rules_free(rules_t *r)
{
    free(r);
}

const rule_info_t *rules_list(const rules_t *r, unsigned *count)
{
    *count = RULE_COUNT;
    return r ? r->list : rule_infos;
}
