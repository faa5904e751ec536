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
    ON_RESET,  /* an agent's bus unit ticked while reset is low */
    ON_ANY,    /* anything changed while SMI_LOCK was set */
    ON_TMR,    /* a timer of smi_timers has expired (PCICLK) */
    ON_ACCESS, /* smram_dec answered an access of a CPU */
    ON_TRACK,  /* smm_track has sampled an ADS# */
    ON_BUS,    /* the host bridge responds (BCLK) */
    ON_REPLY,  /* it drives ADS# of a deferred reply */
    ON_OWNER,  /* CPU r->c is elected owner of the bus */
    ON_SIGN,   /* CPU r->c gives its sign of entry or exit, or moves SMIACT# */
    ON_ADS,    /* CPU r->c drives ADS# */
    ON_DATA,   /* CPU r->c drives DRDY# */
    ON_REQ,    /* CPU r->c drives the second half of a request */
    ON_CORE,   /* a wire of the core of CPU r->c changed */
    WHEN_COUNT
};

/* X(when, name, says, source); in the order of enum when. */
#define RULES(X)                                                                                                       \
    X(ON_RESET, bus_reset, "in reset no agent drives ADS#", "SDM vol 3 table 9-1 (interconnect facts 2.1)")            \
    X(ON_ANY, smi_lock_sticky, "SMI_LOCK once set stays set until reset, also when 0 is written to it",                \
      "ICH9 GEN_PMCON_1 bit 4 (chipset facts 1.5)")                                                                    \
    X(ON_TMR, swsmi_period, "the SW SMI timer expires its period after SWSMI_TMR_EN was set, by the rate of then",     \
      "SWSMI_RATE_SEL (chipset facts 1.6, 2.8; divided by slow_clocks)")                                               \
    X(ON_TMR, swsmi_one_shot, "the SW SMI timer expires once, and again only when SWSMI_TMR_EN was cleared between",   \
      "82801BA data sheet (chipset facts 2.8, section 10 row 32; parameter swsmi_repeats)")                            \
    X(ON_TMR, periodic_period, "the periodic timer expires its period after PERIODIC_EN was set, and so on",           \
      "PER_SMI_SEL (chipset facts 1.5, 2.8; divided by slow_clocks)")                                                  \
    X(ON_ACCESS, decode_sees_request, "the access that is decoded is the one on the bus: address, kind and SMM",       \
      "SDM vol 3 34.4 (CPU facts 6.2; interconnect facts 3.2)")                                                        \
    X(ON_TRACK, track_follows_sign, "smm_track has an agent in SMM exactly when that agent says so with its request",  \
      "SDM vol 3 34.3.1, 34.3.2, 34.13 (CPU facts 6.1, 6.2)")                                                          \
    X(ON_BUS, response_needs_txn, "a response comes once, on the family's own wires, to a waiting transaction",        \
      "interconnect facts 3.1, 3.4, 3.6")                                                                              \
    X(ON_BUS, response_kind, "reads end with data (RS 111), writes and special transactions without (RS 101)",         \
      "82815 host bus table (interconnect facts 3.4)")                                                                 \
    X(ON_BUS, implicit_wb, "the response is implicit write-back (RS 110) exactly when HITM# came in the snoop phase",   \
      "82815 host bus table (interconnect facts 3.4)")                                                                 \
    X(ON_BUS, snoop_clks, "no response earlier than snoop_clks + response_clks BCLK after ADS#",                       \
      "interconnect facts 3.1 (figures: parameters snoop_clks, response_clks)")                                        \
    X(ON_BUS, defer_first, "retry and deferred responses follow DEFER# of their snoop phase, others do not",           \
      "interconnect facts 3.4")                                                                                        \
    X(ON_BUS, retry_allowed, "no write-back is retried, and of a locked sequence only the first transaction",          \
      "82815 host bus table; Pentium Pro developer's manual 5.3.4.1 (interconnect facts 3.2, 3.4)")                    \
    X(ON_BUS, defer_allowed, "a transaction is deferred only with DEN# low, and none that is locked or special",       \
      "Pentium Pro developer's manual 5.3.4.1 (interconnect facts 3.4)")                                               \
    X(ON_BUS, sync_smi, "an I/O write that made SMI# fall ends only after SMI# was low for 3 BCLK",                    \
      "Am486 data sheet p.40 (chipset facts 5.2; parameter sync_smi)")                                                 \
    X(ON_BUS, ken_gives_line, "on the Pentium class a line that is asked for comes exactly when KEN# is low at BRDY#",   \
      "AMD-K5 manual table 5-19 (interconnect facts 3.6)")                                                             \
    X(ON_REPLY, reply_has_bus, "a deferred reply takes the bus with BPRI#, while LOCK# is high and nothing waits",     \
      "interconnect facts 3.1, 3.4")                                                                                   \
    X(ON_REPLY, reply_matches, "a deferred reply is for an agent whose transaction was deferred",                      \
      "IEC tutorial on logic analysers (interconnect facts 3.4)")                                                      \
    X(ON_OWNER, one_owner, "one agent at a time is elected owner of the bus, and only one that asks",                  \
      "Pentium Pro developer's manual 4.1.4.4 (interconnect facts 3.1)")                                               \
    X(ON_OWNER, rotation, "the next owner is the next agent that asks after the last owner",                           \
      "Pentium Pro developer's manual 4.1.4.4 (interconnect facts 3.1)")                                               \
    X(ON_OWNER, lock_keeps_bus, "while LOCK# is low nobody but its owner is elected",                                  \
      "SDM vol 3 8.1.2 (interconnect facts 3.1)")                                                                      \
    X(ON_OWNER, waits_in_turn, "while an agent asks, each of the others is elected at most once",                      \
      "Pentium Pro developer's manual 4.1.4.4 (interconnect facts 3.1)")                                               \
    X(ON_SIGN, smiact_level, "SMIACT# falls only to enter SMM and rises only to leave it; a P6 has no such pin",       \
      "Am486DE2 data sheet p.24, SDM vol 3 34.3.1 (CPU facts 6.1)")                                                    \
    X(ON_SIGN, ack_pairs, "SMI acknowledges of an agent alternate: one to enter SMM, one to leave it",                 \
      "SDM vol 3 34.3.1, 34.3.2 (CPU facts 6.2)")                                                                      \
    X(ON_SIGN, phase_a, "at least smm_clk_a BCLK from the last response to the sign of entry",                         \
      "Am486DE2 figure 7 (CPU facts 7.1 phase A)")                                                                     \
    X(ON_SIGN, phase_f, "at least smm_clk_f BCLK from the last response to the sign of exit",                          \
      "Am486DE2 figure 7 (CPU facts 7.1 phase F)")                                                                     \
    X(ON_SIGN, flush_before_sign, "a FLUSH# that fell before the SMI was taken is acknowledged before the sign of entry", \
      "SDM vol 3 table 6-2, 34.4.2 (CPU facts 1.4)")                                                                   \
    X(ON_ADS, one_driver, "one agent at a time drives ADS#, however many ask",                                         \
      "Pentium Pro developer's manual 4.1.4.4 (interconnect facts 3.1)")                                               \
    X(ON_ADS, grant_before_ads, "an agent drives ADS# only as the elected owner, and BPRI# keeps it off outside LOCK#",\
      "Pentium Pro developer's manual 4.1.4.4 (interconnect facts 3.1)")                                               \
    X(ON_ADS, one_outstanding, "no ADS# while a transaction waits for its response",                                   \
      "in-order queue of depth 1 (interconnect facts 3.1, 3.6)")                                                       \
    X(ON_DATA, data_after_trdy, "an agent drives write data from the clock after TRDY# on",                             \
      "Pentium Pro data sheet A.19 (interconnect facts 3.1)")                                                          \
    X(ON_REQ, request_halves, "the second half of a request comes request_clks - 1 BCLK after ADS#",                   \
      "interconnect facts 3.1 (parameter request_clks)")                                                               \
    X(ON_REQ, smmem_every_txn, "between entry and exit acknowledge every transaction has SMMEM#, outside none has",    \
      "SDM vol 3 34.3.1, 34.3.2 (CPU facts 6.2; parameters entry_ack_smmem, exit_ack_smmem)")                          \
    X(ON_REQ, save_after_sign, "nothing is saved before the sign of entry",                                            \
      "Am486DE2 data sheet p.24, SDM vol 3 34.4 (CPU facts 6.1, 6.2)")                                                 \
    X(ON_REQ, program_after_sign, "the interrupted program touches the bus only after the sign of exit",               \
      "Am486DE2 data sheet p.24 (CPU facts 6.1, 7.1)")                                                                 \
    X(ON_REQ, phase_b, "at least smm_clk_b BCLK from the sign of entry to the first save",                             \
      "Am486DE2 figure 7 (CPU facts 7.1 phase B)")                                                                     \
    X(ON_REQ, phase_g, "at least smm_clk_g BCLK from the sign of exit to the first normal access",                     \
      "Am486DE2 figure 7 (CPU facts 7.1 phase G)")                                                                     \
    X(ON_REQ, first_access_is_save, "the first access after the sign of entry writes the save map (cycle mode)",       \
      "SDM vol 3 34.4 (CPU facts 3.1, 6.1)")                                                                           \
    X(ON_REQ, first_fetch_at_8000, "the first instruction fetched in SMM is at SMBASE + 8000h (cycle mode)",           \
      "SDM vol 3 34.4, table 34-4 (CPU facts 2)")                                                                      \
    X(ON_REQ, flush_leaves_clean, "after its flush acknowledge an agent writes no line back before it has read one",   \
      "AMD-K5 manual p.5-65 (CPU facts 1.6)")                                                                          \
    X(ON_CORE, smm_entry_needs_latch, "the core goes into SMM only for a latched SMI",                                 \
      "SDM vol 3 34.2, 34.3.1 (CPU facts 1.2)")                                                                        \
    X(ON_CORE, take_needs_latch, "the core takes an SMI only when one is latched",                                     \
      "SDM vol 3 34.3.1 (CPU facts 1.5)")                                                                              \
    X(ON_CORE, no_nested_smm, "no SMI is taken in SMM",                                                                \
      "SDM vol 3 34.3.1 (CPU facts 1.5)")                                                                              \
    X(ON_CORE, smm_needs_sign, "the core runs in SMM exactly between its signs of entry and exit",                     \
      "SDM vol 3 34.3.1, 34.3.2 (CPU facts 6.1, 6.2)")                                                                 \
    X(ON_CORE, stores_before_smm, "no store waits in the core when it goes into SMM or out of it",                     \
      "SDM vol 3 34.3.1 (CPU facts 1.3, interconnect facts 4.8)")                                                      \
    X(ON_CORE, back_to_back, "an SMI latched in SMM is taken before any instruction of the interrupted program",       \
      "Quark core manual 8.3.1, SDM vol 3 34.3.1 (CPU facts 5.6)")

#define X(when, name, says, source) static answer_t name(rules_t *r);
RULES(X)
#undef X

static const struct rule {
    answer_t (*check)(rules_t *r);
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
    RULE_ROOM = 256, /* these and the blocks' own */
    BLOCK_ROOM = 16 + 4 * SOC_MAX_CPUS, /* blocks on the board that have rules of their own */
    SYNC_SMI_BCLK = 3,
    TIMER_SLACK = 8, /* PCICLKs a timer may be late: its start, and periods rounded up */
    WATCH_ROOM = 6 + 3 * SOC_MAX_CPUS,
};

enum { GEN_PMCON_1 = 0xa0, PMCON_SMI_LOCK = 1 << 4 };
enum { SAVE_MAP = 0x7c00, SAVE_MAP_END = 0x8000 };

/* A transaction, from its ADS# to its response. */
typedef struct txn {
    bool open, inside, inside_after, ack;
    bool put_off;   /* DEFER# was low */
    bool hitm;      /* HITM# was low */
    bool follows;   /* of a locked sequence, and not its first */
    unsigned cpu;
    uint64_t ads_cycle;
    biu_out_t request;
    bool strobe, raised, low_known; /* an I/O write reached a register; made SMI# fall; seen low */
    uint8_t ich9_ack;
    uint64_t low_cycle; /* first BCLK that sampled SMI# low */
} txn_t;

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
        bool flush_n;       /* FLUSH# at the last sample */
        bool flush_due;     /* it fell outside SMM, and no acknowledge came since */
        bool flush_acked;   /* an acknowledge came since the last sign */
        bool flushes;       /* FLUSH# fell, and no SMI was taken since */
        bool clean;         /* no line was read since the acknowledge */
        uint64_t ads_cycle; /* BCLK of its last ADS#, or NEVER */
        unsigned passed;    /* others elected since it asks */
        txn_t late;    /* its transaction that waits for a deferred reply: open */
    } past;
} agent_t;

/* A block whose outputs are compared with the last sample. */
typedef struct watch {
    const soc_inst_t *inst;
    const rule_run_t *run; /* its own rules, which know already whether it changed; or NULL */
    void *was;
    bool changed;
} watch_t;

/* The rules of one block on the board. */
typedef struct block_at_work {
    const soc_inst_t *inst;
    char who[16];
    rule_run_t run;
} block_at_work_t;

struct rules {
    soc_t *soc;
    const params_t *params;
    bool by_txn, flush_pin;
    unsigned cpus;
    unsigned begin[WHEN_COUNT + 1]; /* rules of each occasion */
    block_at_work_t blocks[BLOCK_ROOM];
    unsigned block_count;
    ps_t now;   /* of rules_ticked */
    bool moved; /* an output of theirs changed in this instant */

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
        struct timer {      /* SW SMI, periodic */
            uint64_t since; /* PCICLK of its enable or, where it repeats, its last expiry; NEVER: not enabled */
            unsigned rate;  /* its rate field then */
            bool expired;   /* since its enable */
        } sw, per;
        txn_t txn;          /* on the bus */
        unsigned owner;     /* elected last */
        bool locked;        /* a transaction of a locked sequence is done */
    } past;

    agent_t *c;     /* of the occasion at hand */
    uint64_t cycle; /* of its domain */
    look_t look; /* holds the words of a broken rule */
    unsigned count;
    rule_info_t list[RULE_ROOM]; /* those of this file, then the blocks' own; seldom touched, so at the end */
};

/* --- words shared by rules ---------------------------------------------------------------------------------------- */

/* The words of block_rules.h, for a rule of the whole machine. */
#define broken(r, ...) broken(&(r)->look, __VA_ARGS__)
#define must(r, good, otherwise) must(&(r)->look, good, otherwise)

static unsigned number(const rules_t *r)
{
    return (unsigned)(r->c - r->agent);
}

/* --- reset -------------------------------------------------------------------------------------------------------- */

static bool in_reset(const soc_inst_t *i)
{
    return i->ticked && !i->rst_n;
}

static answer_t bus_reset(rules_t *r)
{
    bool seen = false;
    for (unsigned n = 0; n < r->cpus; n++) {
        const agent_t *c = &r->agent[n];
        if (!in_reset(c->biu_inst))
            continue;
        seen = true;
        if (!c->biu->ads_n)
            return broken(r, "cpu%u: ADS# 0", n);
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

static answer_t smi_lock_sticky(rules_t *r)
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

/* --- the timers ------------------------------------------------------------------------------------------------------ */

/* An expiry in this clock, a period of so many us after t->since; later by a little, earlier by nothing. */
static answer_t in_time(rules_t *r, const struct timer *t, const char *which, uint64_t period_us)
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

static answer_t swsmi_period(rules_t *r)
{
    static const uint64_t us[] = {1500, 16000, 32000, 64000};
    if (!r->tmr->sw_set || (r->past.sw.expired && !r->params->swsmi_repeats))
        return NOT_ARMED;
    return in_time(r, &r->past.sw, "SW SMI", us[r->past.sw.rate]);
}

static answer_t swsmi_one_shot(rules_t *r)
{
    if (!r->tmr->sw_set || r->params->swsmi_repeats)
        return NOT_ARMED;
    return must(r, !r->past.sw.expired, "the SW SMI timer expires a second time");
}

static answer_t periodic_period(rules_t *r)
{
    static const uint64_t us[] = {64000000, 32000000, 16000000, 8000000};
    return r->tmr->per_set ? in_time(r, &r->past.per, "periodic", us[r->past.per.rate]) : NOT_ARMED;
}

/* --- SMRAM registers ---------------------------------------------------------------------------------------------- */

/* --- SMRAM decode ------------------------------------------------------------------------------------------------- */

static answer_t decode_sees_request(rules_t *r)
{
    const biu_out_t *q = &r->past.txn.request;
    const mch_out_t *m = &r->was.mch;
    if (!r->past.txn.open || m->dec_master)
        return NOT_ARMED;
    bool wb = q->req_a == REQ_MEM_WRITEBACK, write = wb || q->req_a == REQ_MEM_WRITE;
    bool same = m->dec_addr >> 3 == q->a >> 3 && m->dec_write == write && (m->dec_wb && m->dec_write) == wb &&
                m->dec_fetch == (q->req_a == REQ_MEM_CODE_READ) && m->dec_smm == r->past.txn.inside;
    return same ? HOLDS
                : broken(r, "decoded %" PRIX64 "h, SMM %u; cpu%u drove %" PRIX64 "h, REQa %02Xh, SMM %u", m->dec_addr,
                         m->dec_smm, r->past.txn.cpu, q->a, q->req_a, r->past.txn.inside);
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

/* An interrupt message, EOI or task priority update: of the local APIC, not of the program. */
static bool is_message(const rules_t *r, const biu_out_t *q)
{
    if (q->req_a == REQ_MEM_WRITE)
        return q->a >> 20 == FSB_BASE >> 20;
    return r->by_txn && q->req_a == REQ_SPECIAL && (q->req_b & 7) == REQB_SPECIAL &&
           (q->be == r->params->fsb_eoi_code || q->be == r->params->fsb_xtpr_code);
}

static bool is_flush_ack(const rules_t *r, const biu_out_t *q)
{
    return q->req_a == REQ_SPECIAL && (q->req_b & 7) == REQB_SPECIAL &&
           q->be == (r->by_txn ? SPECIAL_FLUSH_ACK : PENTIUM_FLUSH_ACK);
}

static bool is_line_read(const biu_out_t *q)
{
    bool read = q->req_a == REQ_MEM_CODE_READ || q->req_a == REQ_MEM_DATA_READ || q->req_a == REQ_MEM_READ_INVALIDATE;
    return read && (q->req_b & REQB_LEN) >= REQB_LEN_32;
}

/* The agent is between its own signs of entry and exit. */
static bool is_inside(const rules_t *r, const agent_t *c)
{
    return r->by_txn ? c->past.acks_odd : !c->act->smiact_n;
}

static answer_t track_follows_sign(rules_t *r)
{
    const txn_t *t = &r->past.txn;
    if (!t->open || r->was.bus.ads_count > 1)
        return NOT_ARMED;
    bool in_smm = r->track->in_smm >> (t->request.agent & 63) & 1;
    bool txn_smm = t->inside && !t->ack && (!r->by_txn || !t->request.smmem_n);
    if (in_smm == t->inside_after && r->track->txn_smm == txn_smm)
        return HOLDS;
    return broken(r, "cpu%u says SMM %u, this request %u; smm_track has %u, %u", t->cpu, t->inside_after, txn_smm,
                  in_smm, r->track->txn_smm);
}

/* The number of the agent in its strap: what election goes by. */
static unsigned agent_id(const agent_t *c)
{
    return ((const biu_in_t *)c->biu_inst->in)->agent_id & 63;
}

static bool elected(const agent_t *c)
{
    return c->biu_inst->ticked && c->biu->owns && !c->was.biu.owns;
}

static answer_t one_owner(rules_t *r)
{
    unsigned owners = 0;
    for (unsigned n = 0; n < r->cpus; n++)
        owners += r->agent[n].biu->owns;
    if (owners > 1)
        return broken(r, "%u agents have the bus", owners);
    return r->c->was.biu.breq_n ? broken(r, "cpu%u is elected and does not ask", number(r)) : HOLDS;
}

static answer_t rotation(rules_t *r)
{
    unsigned n = r->past.owner;
    for (unsigned i = 1; i <= 64; i++)
        if (r->was.bus.breq >> ((r->past.owner + i) % 64) & 1) {
            n = (r->past.owner + i) % 64;
            break;
        }
    if (!r->was.bus.lock_n)
        return NOT_ARMED;
    return n == agent_id(r->c) ? HOLDS
                               : broken(r, "cpu%u is elected after agent %u; %u was next", number(r), r->past.owner, n);
}

static answer_t lock_keeps_bus(rules_t *r)
{
    if (r->was.bus.lock_n)
        return NOT_ARMED;
    return must(r, !r->c->was.biu.lock_n, "an agent is elected while another holds LOCK#");
}

static answer_t waits_in_turn(rules_t *r)
{
    bool waits = false;
    for (unsigned n = 0; n < r->cpus && r->was.bus.lock_n; n++) {
        const agent_t *c = &r->agent[n];
        if (c == r->c || c->was.biu.breq_n)
            continue;
        waits = true;
        if (c->past.passed + 1 >= r->cpus)
            return broken(r, "cpu%u asks, and others are elected for the %u. time", n, c->past.passed + 1);
    }
    return waits ? HOLDS : NOT_ARMED;
}

static answer_t reply_has_bus(rules_t *r)
{
    if (r->was.bus.bpri_n || !r->was.bus.lock_n)
        return broken(r, "BPRI# %u, LOCK# %u", r->was.bus.bpri_n, r->was.bus.lock_n);
    return must(r, !r->past.txn.open, "a deferred reply, and a transaction waits");
}

static answer_t reply_matches(rules_t *r)
{
    for (unsigned n = 0; n < r->cpus; n++)
        if (r->agent[n].past.late.open && r->agent[n].biu->did == r->bus->did)
            return HOLDS;
    return broken(r, "deferred ID %02Xh", r->bus->did);
}

static bool puts_off(uint8_t rs)
{
    return rs == RS_RETRY || rs == RS_DEFERRED;
}

static answer_t defer_first(rules_t *r)
{
    const txn_t *t = &r->past.txn;
    if (!t->open || !r->by_txn || !responds(r->bus) || (!puts_off(r->bus->rs) && !t->put_off))
        return NOT_ARMED;
    return puts_off(r->bus->rs) == t->put_off ? HOLDS
                                              : broken(r, "RS %u, DEFER# was %u", r->bus->rs, !t->put_off);
}

static answer_t retry_allowed(rules_t *r)
{
    const txn_t *t = &r->past.txn;
    if (!t->open || r->bus->rs != RS_RETRY)
        return NOT_ARMED;
    return t->request.req_a != REQ_MEM_WRITEBACK && !t->follows
               ? HOLDS
               : broken(r, "cpu%u: REQa %02Xh is retried", t->cpu, t->request.req_a);
}

static answer_t defer_allowed(rules_t *r)
{
    const txn_t *t = &r->past.txn;
    if (!t->open || r->bus->rs != RS_DEFERRED)
        return NOT_ARMED;
    return !t->request.den_n && t->request.lock_n && t->request.req_a != REQ_SPECIAL
               ? HOLDS
               : broken(r, "cpu%u: REQa %02Xh is deferred", t->cpu, t->request.req_a);
}

static answer_t response_needs_txn(rules_t *r)
{
    if (!responds(r->bus))
        return NOT_ARMED;
    if (r->by_txn ? !r->bus->brdy_n : r->bus->rs != RS_IDLE)
        return broken(r, "BRDY# %u, RS %u", r->bus->brdy_n, r->bus->rs);
    return must(r, r->past.txn.open, "a response, and no transaction waits");
}

static answer_t response_kind(rules_t *r)
{
    const txn_t *t = &r->past.txn;
    const biu_out_t *q = &t->request;
    if (!r->by_txn || !t->open || r->bus->rs == RS_IDLE || r->bus->rs == RS_IMPLICIT_WB)
        return NOT_ARMED;
    bool write = q->req_a == REQ_MEM_WRITE || q->req_a == REQ_MEM_WRITEBACK || q->req_a == REQ_IO_WRITE;
    bool special = q->req_a == REQ_SPECIAL && (q->req_b & 7) == REQB_SPECIAL;
    if (puts_off(r->bus->rs))
        return NOT_ARMED;
    unsigned want = write || special ? RS_NO_DATA : RS_DATA;
    return r->bus->rs == want ? HOLDS : broken(r, "REQa %02Xh gets RS %u, not %u", q->req_a, r->bus->rs, want);
}

static answer_t implicit_wb(rules_t *r)
{
    const txn_t *t = &r->past.txn;
    bool is = r->bus->rs == RS_IMPLICIT_WB;
    if (!r->by_txn || !t->open || !responds(r->bus) || (!is && !t->hitm))
        return NOT_ARMED;
    return is == t->hitm ? HOLDS : broken(r, "RS %u, HITM# was %u", r->bus->rs, !t->hitm);
}

static answer_t snoop_clks(rules_t *r)
{
    if (!responds(r->bus) || !r->past.txn.open)
        return NOT_ARMED;
    uint64_t clocks = r->cycle - r->past.txn.ads_cycle;
    bool good = clocks >= r->params->snoop_clks + r->params->response_clks;
    return good ? HOLDS : broken(r, "a response %" PRIu64 " BCLK after ADS#", clocks);
}

static answer_t sync_smi(rules_t *r)
{
    const txn_t *t = &r->past.txn;
    if (!r->params->sync_smi || !responds(r->bus) || puts_off(r->bus->rs) || !t->open || !t->raised)
        return NOT_ARMED;
    uint64_t low = t->low_known ? r->cycle - t->low_cycle + 1 : 0;
    return low >= SYNC_SMI_BCLK ? HOLDS : broken(r, "the I/O write ends with SMI# low for %" PRIu64 " BCLK", low);
}

static answer_t ken_gives_line(rules_t *r)
{
    const txn_t *t = &r->past.txn;
    if (r->by_txn || !t->open || t->hitm || !is_line_read(&t->request))
        return NOT_ARMED;
    if (r->bus->ken_n == r->bus->dbsy_n)
        return HOLDS;
    return broken(r, "KEN# is %u and %s data come", r->bus->ken_n, r->bus->dbsy_n ? "no more" : "more");
}

static answer_t one_driver(rules_t *r)
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

static answer_t grant_before_ads(rules_t *r)
{
    const agent_t *c = r->c;
    bool parked = r->params->bus_park && c->was.biu.owner == agent_id(c) &&
                  !(r->was.bus.breq & ~(UINT64_C(1) << agent_id(c)));
    if ((!c->was.biu.owns && !parked) || c->biu->agent != agent_id(c))
        return broken(r, "cpu%u drives ADS# as agent %u and was not elected", number(r), c->biu->agent);
    if (!r->was.bus.bpri_n && c->was.biu.lock_n)
        return broken(r, "cpu%u drives ADS# with BPRI# low", number(r));
    return HOLDS;
}

static answer_t data_after_trdy(rules_t *r)
{
    bool goes_on = !r->c->was.biu.drdy_n && !r->c->was.biu.dbsy_n; /* a line */
    return must(r, (!r->was.bus.trdy_n || goes_on) && r->past.txn.open && number(r) == r->past.txn.cpu,
                "DRDY# of an agent without TRDY# to it");
}

static answer_t request_halves(rules_t *r)
{
    uint64_t since = r->c->past.ads_cycle;
    if (!r->c->biu->ads_n)
        since = r->c->biu_inst->cycle;
    if (since != NEVER && r->c->biu_inst->cycle - since + 1 == r->params->request_clks)
        return HOLDS;
    return broken(r, "cpu%u: the second half of its request comes without its first", number(r));
}

static answer_t one_outstanding(rules_t *r)
{
    if (!r->past.txn.open)
        return HOLDS;
    return broken(r, "cpu%u drives ADS#, cpu%u waits since %" PRIu64 " BCLK", number(r), r->past.txn.cpu,
                  r->cycle - r->past.txn.ads_cycle);
}

/* --- SMI latch ---------------------------------------------------------------------------------------------------- */

/* --- signs, phases ------------------------------------------------------------------------------------------------ */

static answer_t smiact_level(rules_t *r)
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

static answer_t ack_pairs(rules_t *r)
{
    if (!r->by_txn || !r->c->sign)
        return NOT_ARMED;
    if (r->c->entering == r->c->was.core.want_smm)
        return HOLDS;
    return broken(r, "cpu%u: acknowledge of %s while want_smm is %u", number(r), r->c->entering ? "entry" : "exit",
                  r->c->was.core.want_smm);
}

static answer_t sign_after_response(rules_t *r, bool entering, uint32_t least)
{
    const agent_t *c = r->c;
    if (!c->sign || c->entering != entering || c->past.response_cycle == NEVER)
        return NOT_ARMED;
    uint64_t clocks = r->cycle - c->past.response_cycle;
    return clocks >= least ? HOLDS : broken(r, "cpu%u: %" PRIu64 " BCLK, want %" PRIu32, number(r), clocks, least);
}

static answer_t phase_a(rules_t *r)
{
    return sign_after_response(r, true, r->params->smm_clk_a);
}

static answer_t phase_f(rules_t *r)
{
    return sign_after_response(r, false, r->params->smm_clk_f);
}

/* A shutdown may be left by SMI# with FLUSH# kept: parameter flush_in_shutdown. */
static answer_t flush_before_sign(rules_t *r)
{
    const agent_t *c = r->c;
    if (!c->sign || !c->entering || c->core->shutdown || (!c->past.flush_due && !c->past.flush_acked))
        return NOT_ARMED;
    return must(r, !c->past.flush_due, "the sign of entry comes before the flush acknowledge");
}

/* The first transaction after the sign of entry (inside) or exit. */
static bool first_after_sign(const rules_t *r, bool inside)
{
    const biu_out_t *q = r->c->biu;
    return r->c->past.first && is_inside(r, r->c) == inside && !is_ack(r, q) && !is_message(r, q);
}

static answer_t access_after_sign(rules_t *r, bool inside, uint32_t least)
{
    if (!first_after_sign(r, inside))
        return NOT_ARMED;
    uint64_t clocks = r->cycle - r->c->past.sign_cycle;
    return clocks >= least ? HOLDS : broken(r, "cpu%u: %" PRIu64 " BCLK, want %" PRIu32, number(r), clocks, least);
}

static answer_t phase_b(rules_t *r)
{
    return access_after_sign(r, true, r->params->smm_clk_b);
}

static answer_t phase_g(rules_t *r)
{
    return access_after_sign(r, false, r->params->smm_clk_g);
}

static answer_t smmem_every_txn(rules_t *r)
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

static answer_t save_after_sign(rules_t *r)
{
    if (r->c->was.core.want_smm && !is_inside(r, r->c) && !is_ack(r, r->c->biu) && !is_message(r, r->c->biu))
        return broken(r, "cpu%u: access to %" PRIX64 "h before the sign of entry", number(r), r->c->biu->a);
    return first_after_sign(r, true) ? HOLDS : NOT_ARMED;
}

static answer_t program_after_sign(rules_t *r)
{
    if (!r->c->was.core.want_smm && is_inside(r, r->c) && !is_ack(r, r->c->biu) && !is_message(r, r->c->biu))
        return broken(r, "cpu%u: access to %" PRIX64 "h before the sign of exit", number(r), r->c->biu->a);
    return first_after_sign(r, false) ? HOLDS : NOT_ARMED;
}

static answer_t first_access_is_save(rules_t *r)
{
    const biu_out_t *q = r->c->biu;
    if (!first_after_sign(r, true) || !r->c->past.sign_in_cycle_mode || !soc_cycle_now(r->soc))
        return NOT_ARMED;
    if (q->req_a == REQ_MEM_WRITEBACK) /* of a line that makes room */
        return NOT_ARMED;
    uint32_t offset = (uint32_t)q->a - r->c->core->smbase - 0x8000;
    bool store = q->req_a == REQ_MEM_WRITE || q->req_a == REQ_MEM_READ_INVALIDATE;
    bool good = store && offset >= SAVE_MAP && offset < SAVE_MAP_END;
    return good ? HOLDS
                : broken(r, "cpu%u: REQa %02Xh of %" PRIX64 "h, SMBASE %" PRIX32 "h", number(r), q->req_a, q->a,
                         r->c->core->smbase);
}

static answer_t first_fetch_at_8000(rules_t *r)
{
    const biu_out_t *q = r->c->biu;
    if (!r->c->past.fetch_due || q->req_a != REQ_MEM_CODE_READ || !soc_cycle_now(r->soc))
        return NOT_ARMED;
    uint32_t want = r->c->core->smbase + 0x8000;
    uint64_t bytes = (q->req_b & REQB_LEN) == REQB_LEN_64 ? 64 : (q->req_b & REQB_LEN) == REQB_LEN_32 ? 32 : 8;
    if (q->a / bytes == want / bytes)
        return HOLDS;
    return broken(r, "cpu%u: fetch at %" PRIX64 "h, want %" PRIX32 "h", number(r), q->a, want);
}

static answer_t flush_leaves_clean(rules_t *r)
{
    if (!r->c->past.clean)
        return NOT_ARMED;
    return must(r, r->c->biu->req_a != REQ_MEM_WRITEBACK, "a write-back after the flush acknowledge");
}

/* --- the core ----------------------------------------------------------------------------------------------------- */

static bool takes(const agent_t *c)
{
    return c->core->smi_take != c->was.core.smi_take;
}

static answer_t smm_entry_needs_latch(rules_t *r)
{
    const agent_t *c = r->c;
    if (c->was.core.want_smm || !c->core->want_smm)
        return NOT_ARMED;
    if (c->was.pin.pending || c->past.taken)
        return HOLDS;
    return broken(r, "cpu%u goes into SMM and no SMI is latched", number(r));
}

static answer_t take_needs_latch(rules_t *r)
{
    if (!takes(r->c))
        return NOT_ARMED;
    return r->c->was.pin.pending ? HOLDS : broken(r, "cpu%u takes an SMI and none is latched", number(r));
}

static answer_t no_nested_smm(rules_t *r)
{
    if (!takes(r->c) || r->c->was.core.shutdown) /* a shutdown may be left by SMI#: parameter shutdown_smi_leaves */
        return NOT_ARMED;
    return r->c->was.core.smm && r->c->core->smm ? broken(r, "cpu%u takes an SMI in SMM", number(r)) : HOLDS;
}

static answer_t smm_needs_sign(rules_t *r)
{
    const agent_t *c = r->c;
    bool inside = is_inside(r, c);
    if (c->was.core.smm == c->core->smm)
        return NOT_ARMED;
    return inside == c->core->smm ? HOLDS
                                  : broken(r, "cpu%u: in SMM %u, by its sign %u", number(r), c->core->smm, inside);
}

static answer_t stores_before_smm(rules_t *r)
{
    const cpu_out_t *o = r->c->core;
    if (r->c->was.core.want_smm == o->want_smm)
        return NOT_ARMED;
    return !o->sb_count && !o->wc_count
               ? HOLDS
               : broken(r, "cpu%u: %u stores, %u WC lines wait", number(r), o->sb_count, o->wc_count);
}

/* SMM is left in this instant with an SMI latched, so that nothing but SMM may come next. INIT has the same class of
 * priority and its order is up to the part (SDM table 6-2). */
static bool leaves_with_smi(const agent_t *c)
{
    return c->was.core.smm && !c->core->smm && c->was.pin.pending && !c->past.init_low;
}

static answer_t back_to_back(rules_t *r)
{
    const agent_t *c = r->c;
    bool leaves = leaves_with_smi(c);
    if ((!leaves && !c->past.smi_is_next) || c->core->shutdown || c->past.init_low)
        return NOT_ARMED;
    bool moved = c->core->eip != c->was.core.eip || c->core->cs != c->was.core.cs;
    bool asks = c->core->req_seq != c->was.core.req_seq && c->core->req_space != BUS_SPECIAL && !c->past.flushes;
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
        answer_t v = rule_checks[i].check(r);
        rule_info_t *info = &r->list[i];
        if (v == NOT_ARMED)
            continue;
        info->armed++;
        if (v != BROKEN || info->failed++)
            continue;
        info->first_time = soc_now(r->soc);
        snprintf(info->first, sizeof info->first, "%" PRIu64 ".%03" PRIu64 " ns: %s", info->first_time / 1000,
                 info->first_time % 1000, r->look.why);
    }
}

static void snapshot(rules_t *r, bool all)
{
    for (unsigned i = 0; i < r->watches; i++) {
        watch_t *w = &r->watch[i];
        if (all || (w->run ? w->run->changed : w->changed))
            memcpy(w->was, w->inst->out, w->inst->block->out_size);
        w->changed = false;
    }
    r->was.bus = *r->bus;
    for (unsigned n = 0; n < r->cpus; n++)
        r->agent[n].was.core = *r->agent[n].core;
}

static void forget(rules_t *r)
{
    r->past = (struct board_past){.sw = {.since = NEVER}, .per = {.since = NEVER}};
    for (unsigned n = 0; n < r->cpus; n++)
        r->agent[n].past = (struct agent_past){.sign_cycle = NEVER, .response_cycle = NEVER, .ads_cycle = NEVER,
                                               .flush_n = true};
    snapshot(r, true);
}

static bool core_changed(const agent_t *c)
{
    const cpu_out_t *n = c->core, *w = &c->was.core;
    if (n->smi_take != w->smi_take || n->want_smm != w->want_smm || n->smm != w->smm)
        return true;
    if ((c->past.first || c->past.fetch_due) && n->c_seq != w->c_seq)
        return true;
    return c->past.smi_is_next && (n->eip != w->eip || n->cs != w->cs || n->req_seq != w->req_seq);
}

static bool waits_for_low(const txn_t *t)
{
    return t->raised && !t->low_known;
}

/* True when no rule can have anything to say. */
static bool quiet(rules_t *r)
{
    bool busy = r->moved || !r->bus->ads_n || !r->bus->reqb_n || !r->bus->hitm_n || responds(r->bus) || waits_for_low(&r->past.txn);
    for (unsigned i = 0; i < r->watches; i++) {
        watch_t *w = &r->watch[i];
        if (!w->run && w->inst->ticked && memcmp(w->inst->out, w->was, w->inst->block->out_size) != 0)
            busy = w->changed = true;
    }
    for (unsigned n = 0; n < r->cpus; n++) {
        agent_t *c = &r->agent[n];
        c->core_changed = core_changed(c);
        busy |= c->core_changed || waits_for_low(&c->past.late);
    }
    return !busy;
}

static void remember_sign(rules_t *r, agent_t *c)
{
    c->past.acks_odd = c->entering;
    c->past.sign_cycle = r->by_txn ? c->biu_inst->cycle : c->act_inst->cycle;
    c->past.first = true;
    c->past.flush_acked = false;
    c->past.sign_in_cycle_mode = soc_cycle_now(r->soc);
    c->past.fetch_due = c->entering && c->past.sign_in_cycle_mode;
}

static void judge_agent(rules_t *r, agent_t *c)
{
    bool ads = c->biu_inst->ticked && !c->biu->ads_n;
    bool smiact_moves = c->act_inst->ticked && c->act->smiact_n != c->was.act.smiact_n;
    r->c = c;
    bool req = c->biu_inst->ticked && !c->biu->reqb_n;
    c->sign = r->by_txn ? req && is_ack(r, c->biu) : smiact_moves;
    c->entering = r->by_txn ? !c->past.acks_odd : !c->act->smiact_n;
    uint64_t sign_cycle = r->by_txn ? c->biu_inst->cycle : c->act_inst->cycle;

    if (c->sign || smiact_moves)
        judge(r, ON_SIGN, sign_cycle);
    if (c->sign && !r->by_txn) /* SMIACT# is sampled with ADS#: a request in the same clock comes after it */
        remember_sign(r, c);
    if (elected(c))
        judge(r, ON_OWNER, c->biu_inst->cycle);
    if (ads)
        judge(r, ON_ADS, c->biu_inst->cycle);
    if (c->biu_inst->ticked && !c->biu->drdy_n)
        judge(r, ON_DATA, c->biu_inst->cycle);
    if (req)
        judge(r, ON_REQ, c->biu_inst->cycle);
    if (c->core_changed)
        judge(r, ON_CORE, 0);
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
        c->past.init_low = c->past.flushes = false;
    if (c->core->c_seq != c->was.core.c_seq && c->core->c_hit) { /* no bus access is made of it */
        c->past.first = false;
        c->past.fetch_due &= !c->core->c_fetch;
    }
}

/* Sees the sign first: an acknowledge is both. */
static void remember_request(rules_t *r, agent_t *c)
{
    txn_t *t = &r->past.txn;
    if (!c->biu_inst->ticked)
        return;
    if (!c->biu->ads_n) {
        c->past.ads_cycle = c->biu_inst->cycle;
        *t = (txn_t){.open = true, .cpu = (unsigned)(c - r->agent), .ads_cycle = c->biu_inst->cycle,
                          .follows = r->past.locked && !c->biu->lock_n, .request = *c->biu};
    }
    if (c->biu->reqb_n)
        return;
    bool ack = is_ack(r, c->biu), inside = is_inside(r, c);
    t->request = *c->biu;
    t->ack = ack;
    t->inside_after = inside;
    t->inside = ack ? !inside : inside;
    if (!ack && !is_message(r, c->biu))
        c->past.first = false;
    if (c->biu->req_a == REQ_MEM_CODE_READ)
        c->past.fetch_due = false;
    if (is_flush_ack(r, c->biu)) {
        c->past.flush_due = false;
        c->past.flush_acked = c->past.clean = true;
    }
    c->past.clean &= !is_line_read(c->biu);
}

static void remember_response(rules_t *r)
{
    txn_t *t = &r->past.txn;
    r->past.locked &= !r->bus->lock_n;
    if (!r->mch_inst->ticked || !t->open)
        return;
    t->put_off |= !r->bus->defer_n;
    t->hitm |= !r->bus->hitm_n;
    if (!responds(r->bus))
        return;
    agent_t *c = &r->agent[t->cpu];
    if (r->by_txn && r->bus->rs == RS_DEFERRED) {
        c->past.late = *t;
        t->raised = false;
    }
    t->open = false;
    c->past.response_cycle = r->mch_inst->cycle;
    r->past.locked |= !puts_off(r->bus->rs) && !t->request.lock_n;
}

/* The deferred transaction is the one on the bus again. */
static void remember_reply(rules_t *r)
{
    if (!r->mch_inst->ticked || r->mch->ads_n)
        return;
    for (unsigned n = 0; n < r->cpus; n++) {
        txn_t *late = &r->agent[n].past.late;
        if (!late->open || r->agent[n].biu->did != r->bus->did)
            continue;
        r->past.txn = *late;
        r->past.txn.put_off = false;
        r->past.txn.ads_cycle = r->mch_inst->cycle;
        *late = (txn_t){0};
    }
}

static void remember_owners(rules_t *r)
{
    for (unsigned n = 0; n < r->cpus; n++) {
        agent_t *c = &r->agent[n];
        if (c->biu_inst->ticked && c->biu->breq_n)
            c->past.passed = 0;
    }
    for (unsigned n = 0; n < r->cpus; n++) {
        if (!elected(&r->agent[n]))
            continue;
        for (unsigned k = 0; k < r->cpus && r->was.bus.lock_n; k++)
            r->agent[k].past.passed += k != n && !r->agent[k].was.biu.breq_n;
        r->past.owner = agent_id(&r->agent[n]);
    }
}

/* An I/O write on its way through the ICH9: whether it makes SMI# fall before the ICH9 answers. */
static void follow_io_write(rules_t *r, txn_t *t)
{
    if (!t->open || t->request.req_a != REQ_IO_WRITE)
        return;
    if (t->strobe && smi_falls(r) && r->ich9->ack_seq == t->ich9_ack)
        t->raised = true;
    if (r->ich9->reg_wr) {
        t->strobe = true;
        t->ich9_ack = r->ich9->ack_seq;
    }
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
    remember_timer(r, sw, SWSMI_TMR_EN, ((const smi_timers_in_t *)r->tmr_inst->in)->sw_rate);
    remember_timer(r, per, PERIODIC_EN, r->ich9->gen_pmcon_1 & 3);
}

static void remember(rules_t *r)
{
    remember_timers(r);
    follow_io_write(r, &r->past.txn);
    for (unsigned n = 0; n < r->cpus; n++)
        follow_io_write(r, &r->agent[n].past.late);
    remember_response(r);
    remember_reply(r);
    remember_owners(r);
    for (unsigned n = 0; n < r->cpus; n++) {
        agent_t *c = &r->agent[n];
        remember_core(c);
        if (c->sign && r->by_txn)
            remember_sign(r, c);
        remember_request(r, c);
    }
    snapshot(r, false);
}

/* An access of a CPU is in SMM when that CPU itself said so as it drove the request, whatever the chipset made of it. */
static const void *decode_in(const rules_t *r, smram_dec_in_t *copy)
{
    const smram_dec_in_t *in = r->dec_inst->in;
    if (!in->req || in->initiator != INIT_CPU || !r->past.txn.open)
        return in;
    *copy = *in;
    copy->smm = r->past.txn.inside;
    return copy;
}

void rules_ticked(rules_t *r)
{
    r->now = soc_now(r->soc);
    r->moved = false;
    for (unsigned i = 0; i < r->block_count; i++) {
        block_at_work_t *b = &r->blocks[i];
        const soc_inst_t *t = b->inst;
        smram_dec_in_t copy;
        if (!t->ticked)
            continue;
        rule_run_edge(&b->run, t == r->dec_inst ? decode_in(r, &copy) : t->in, t->out, t->rst_n, t->cycle);
        r->moved |= b->run.changed;
    }
}

/* The first BCLK that samples SMI# low after that I/O write made it fall. */
static void see_low(const rules_t *r, txn_t *t)
{
    if (r->mch_inst->ticked && waits_for_low(t) && !pin_level(r)) {
        t->low_known = true;
        t->low_cycle = r->mch_inst->cycle;
    }
}

static void see_flush(rules_t *r, unsigned n)
{
    struct agent_past *p = &r->agent[n].past;
    const cpu_out_t *core = r->agent[n].core;
    bool flush_n = soc_cpu_in(r->soc, n)->flush_n, falls = p->flush_n && !flush_n;
    p->flush_due |= falls && !core->want_smm && !core->shutdown && !core->wait_sipi;
    p->flushes |= falls;
    p->flush_n = flush_n;
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
    for (unsigned n = 0; n < r->cpus; n++)
        if (!soc_cpu_in(r->soc, n)->init_n) /* by an INIT message */
            r->agent[n].past.init_low = true;
    for (unsigned n = 0; n < r->cpus && r->flush_pin; n++)
        see_flush(r, n);
    if (quiet(r))
        return;

    see_low(r, &r->past.txn);
    for (unsigned n = 0; n < r->cpus; n++)
        see_low(r, &r->agent[n].past.late);
    if (r->was.ctl.smi_lock || (r->was.ich9.gen_pmcon_1 & PMCON_SMI_LOCK))
        judge(r, ON_ANY, 0);
    if (r->tmr_inst->ticked && (r->tmr->sw_set || r->tmr->per_set))
        judge(r, ON_TMR, r->tmr_inst->cycle);
    if (r->dec_inst->ticked && r->was.mch.dec_req && r->was.mch.dec_initiator == INIT_CPU && r->dec->rsp)
        judge(r, ON_ACCESS, r->dec_inst->cycle);
    if (r->track_inst->ticked && !r->was.bus.reqb_n)
        judge(r, ON_TRACK, r->track_inst->cycle);
    if (r->mch_inst->ticked && responds(r->bus))
        judge(r, ON_BUS, r->mch_inst->cycle);
    if (r->mch_inst->ticked && !r->mch->ads_n)
        judge(r, ON_REPLY, r->mch_inst->cycle);
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
    r->watch[r->watches] = (watch_t){.inst = *inst, .was = was};
    for (unsigned i = 0; i < r->block_count; i++)
        if (r->blocks[i].inst == *inst)
            r->watch[r->watches].run = &r->blocks[i].run;
    r->watches++;
    return (*inst)->out;
}

/* The names of all rules: those of this file, then the blocks' own, a row a kind of block. */
static unsigned name_all(rule_info_t *list)
{
    unsigned n = RULE_COUNT;
    memcpy(list, rule_infos, sizeof rule_infos);
    for (const block_rules_t *const *b = block_rules_all; *b; b++) {
        assert(n + block_rules_count(*b) <= RULE_ROOM);
        block_rules_names(*b, list + n);
        n += block_rules_count(*b);
    }
    return n;
}

/* The rules of a block, for each block of its kind on the board. */
static void open_blocks(rules_t *r, const block_rules_t *rules, rule_info_t *list)
{
    unsigned count;
    soc_inst_t *insts = soc_insts(r->soc, &count);
    for (unsigned i = 0; i < count; i++) {
        if (insts[i].block != rules->block)
            continue;
        assert(r->block_count < BLOCK_ROOM);
        block_at_work_t *b = &r->blocks[r->block_count++];
        b->inst = &insts[i];
        if (strncmp(insts[i].path, "cpu", 3) == 0)
            snprintf(b->who, sizeof b->who, "%.*s: ", (int)strcspn(insts[i].path, "."), insts[i].path);
        rule_run_open(&b->run, rules, list, b->who, &r->now);
    }
}

rules_t *rules_open(soc_t *soc)
{
    rules_t *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->soc = soc;
    r->params = &soc_config(soc)->params;
    r->by_txn = soc_config(soc)->part->by_txn;
    r->flush_pin = soc_config(soc)->part->flush_pin;
    r->cpus = soc_cpus(soc);
    r->board = soc_board(soc);
    r->bus = soc_bus(soc);
    r->count = name_all(r->list);
    unsigned own = RULE_COUNT;
    for (const block_rules_t *const *b = block_rules_all; *b; b++) {
        open_blocks(r, *b, r->list + own);
        own += block_rules_count(*b);
    }
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
    for (unsigned i = 0; i < r->block_count; i++)
        rule_run_close(&r->blocks[i].run);
    free(r);
}

const rule_info_t *rules_list(const rules_t *r, unsigned *count)
{
    static rule_info_t names[RULE_ROOM];
    *count = r ? r->count : name_all(names);
    return r ? r->list : names;
}
