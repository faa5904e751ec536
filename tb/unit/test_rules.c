/* Every rule twice: a legal little sequence of wires arms it and breaks no rule at all, an illegal one breaks it.
 * The machine is real but never runs: the test sets the wires of its blocks, says which of them ticked, and lets the
 * rules look. */
#include "rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "check_stim.h"
#include "cpu/biu.h"
#include "cpu/smi_pin.h"
#include "cpu/smiact.h"
#include "ich9/gpio.h"
#include "ich9/ich9.h"
#include "ich9/ich9_top.h"
#include "ich9/smi_ctl.h"
#include "ich9/smi_timers.h"
#include "ich9/tco.h"
#include "ich9/wells.h"
#include "mch/mch.h"
#include "mch/smm_track.h"
#include "mch/smram_dec.h"

enum { SLOW = 1000, PERIOD = 50 /* PCICLKs of 1.5 ms / SLOW */, PER_PERIOD = 266667 /* of 8 s / SLOW */ };
enum { CPUS = 2, SMBASE = 0x30000, TSEG = 0x7f00000, APM_ON = GBL_SMI_EN | APMC_EN | EOS };
enum { GEN_PMCON_1 = 0xa0, SMI_EN_OFF = 0x30, SMI_STS_OFF = 0x34, APM_CNT = 0xb2, APM_STS = 0xb3 };

typedef struct bench {
    soc_t *soc;
    rules_t *rules;
    params_t *params;
    bool by_txn;
    board_out_t *board;
    bus_wires_t *bus;
    smi_ctl_out_t *ctl;
    smi_timers_out_t *tmr;
    ich9_out_t *ich9;
    wells_out_t *wells;
    mch_out_t *mch;
    smm_track_out_t *track;
    smram_dec_out_t *dec;
    struct {
        cpu_out_t *core;
        biu_out_t *biu;
        smiact_out_t *act;
        smi_pin_out_t *pin;
        bool inside;
    } cpu[CPUS];
    uint64_t cycle[DOMAIN_COUNT];
    bool deaf;         /* smm_track takes no notice */
    bool line;         /* requests are for a line */
    bool smmem_wrong;  /* requests carry the wrong SMMEM# */
    unsigned master;   /* who a DEVICE is: enum bus_initiator */
} bench_t;

/* --- edges -------------------------------------------------------------------------------------------------------- */

/* One edge of a domain; the outputs already are what shows after it, the inputs what is sampled. Then the wires are
 * joined for the next one. */
static void edge(bench_t *b, domain_t d)
{
    unsigned count;
    soc_inst_t *inst = soc_insts(b->soc, &count);
    b->cycle[d]++;
    for (unsigned i = 0; i < count; i++) {
        inst[i].ticked = inst[i].block->domain == d;
        inst[i].cycle = b->cycle[d];
        inst[i].rst_n = b->board->reset_n;
    }
    rules_ticked(b->rules);
    rules_sample(b->rules);
    soc_board_changed(b->soc, 0);
}

static void pci(bench_t *b)
{
    edge(b, PCICLK);
}

static void pcis(bench_t *b, unsigned n)
{
    while (n--)
        pci(b);
}

static void bclk(bench_t *b)
{
    edge(b, BCLK);
}

static void bclks(bench_t *b, unsigned n)
{
    while (n--)
        bclk(b);
}

static void core(bench_t *b)
{
    edge(b, CORECLK);
}

static soc_inst_t *inst_of(bench_t *b, const char *path)
{
    unsigned count;
    soc_inst_t *inst = soc_insts(b->soc, &count);
    for (unsigned i = 0; i < count; i++)
        if (strcmp(inst[i].path, path) == 0)
            return &inst[i];
    fail_msg("no block %s", path);
    return NULL;
}

static void *out_of(bench_t *b, const char *path)
{
    return inst_of(b, path)->out;
}

static void *cpu_out_of(bench_t *b, unsigned n, const char *block)
{
    char path[32];
    snprintf(path, sizeof path, "cpu%u.%s", n, block);
    return out_of(b, path);
}

static void bench_open(bench_t *b, const char *part)
{
    char err[256];
    soc_config_t config = {.part = part_find(part), .cpus = CPUS, .ram_bytes = 0x100000, .mode = MODE_CYCLE,
                           .slow_clocks = SLOW};
    *b = (bench_t){.master = INIT_DMI};
    assert_non_null(config.part);
    config.params = part_params(config.part);
    b->soc = soc_open(&config, err, sizeof err);
    assert_non_null(b->soc);
    b->params = (params_t *)&soc_config(b->soc)->params;
    b->by_txn = config.part->by_txn;
    b->board = soc_board(b->soc);
    b->bus = (bus_wires_t *)soc_bus(b->soc);
    b->ctl = out_of(b, "ich9.smi_ctl");
    b->tmr = out_of(b, "ich9.smi_timers");
    b->ich9 = out_of(b, "ich9");
    b->wells = out_of(b, "ich9.wells");
    b->mch = out_of(b, "mch");
    b->track = out_of(b, "mch.smm_track");
    b->dec = out_of(b, "mch.smram_dec");
    for (unsigned n = 0; n < CPUS; n++) {
        b->cpu[n].core = soc_cpu_out(b->soc, n);
        b->cpu[n].biu = cpu_out_of(b, n, "biu");
        b->cpu[n].act = cpu_out_of(b, n, "smiact");
        b->cpu[n].pin = cpu_out_of(b, n, "smi_pin");
        b->cpu[n].core->smbase = SMBASE;
    }
    b->rules = rules_open(b->soc);
    assert_non_null(b->rules);
    bclk(b); /* in reset */
    pci(b);
    b->board->reset_n = true;
    bclks(b, 8); /* SMI# is high long enough for a fall to count */
}

static void bench_close(bench_t *b)
{
    rules_free(b->rules);
    soc_close(b->soc);
}

/* --- ICH9 --------------------------------------------------------------------------------------------------------- */

/* Registers are written by a strobe on the register bus of the ICH9; its block samples it at the next pci(). */
static void strobe(bench_t *b, enum ich9_space space, uint16_t off, uint8_t be, uint32_t data)
{
    b->ich9->reg_wr = true;
    b->ich9->reg_space = (uint8_t)space;
    b->ich9->reg_off = off;
    b->ich9->wr_be = be;
    b->ich9->wr_data = data;
    pci(b);
    b->ich9->reg_wr = false;
}

static void write_en(bench_t *b, uint32_t data)
{
    strobe(b, RS_PM, SMI_EN_OFF, 15, data);
}

static void write_sts(bench_t *b, uint32_t data)
{
    strobe(b, RS_PM, SMI_STS_OFF, 15, data);
}

static void write_apm(bench_t *b)
{
    strobe(b, RS_PORT, APM_CNT, 1, b->ctl->apm_cnt);
}

static void enable(bench_t *b, uint32_t en)
{
    write_en(b, en);
    b->ctl->smi_en = en;
    pci(b);
}

static void smi_pin(bench_t *b, bool level)
{
    b->ctl->smi_n = level;
    b->bus->smi_n = level && b->board->ext_smi_n;
}

/* SMI# falls at this edge, as E1 has it. */
static void fall(bench_t *b)
{
    smi_pin(b, false);
    b->ctl->smi_en &= ~(uint32_t)EOS;
    pci(b);
}

/* OUT B2h: status, then SMI#. */
static void raise_smi(bench_t *b)
{
    write_apm(b);
    b->ctl->smi_sts |= APM_STS_BIT;
    pci(b);
    fall(b);
}

static void end_smi(bench_t *b)
{
    write_en(b, APM_ON);
    smi_pin(b, true);
    b->ctl->smi_en |= EOS;
    pci(b);
}

static void an_smi(bench_t *b)
{
    enable(b, APM_ON);
    raise_smi(b);
}

/* A timer's pulse, shown n PCICLKs after the last edge, and its end. The first of these edges is that at which the timer
 * sees its enable; the others are skipped. */
static void pulse(bench_t *b, bool periodic, uint64_t n, uint32_t sts)
{
    bool *set = periodic ? &b->tmr->per_set : &b->tmr->sw_set;
    if (n > 1)
        pci(b);
    b->cycle[PCICLK] += n > 1 ? n - 2 : 0;
    *set = true;
    pci(b);
    *set = false;
    b->ctl->smi_sts |= sts;
    pci(b);
}

static void expire(bench_t *b, bool periodic, uint64_t n)
{
    pulse(b, periodic, n, periodic ? PERIODIC_STS_BIT : SWSMI_TMR_STS_BIT);
}

static void lock_smi(bench_t *b)
{
    enable(b, APM_ON);
    b->ctl->smi_lock = true;
    b->ich9->gen_pmcon_1 = 0x10;
    pci(b);
}

/* --- host bridge -------------------------------------------------------------------------------------------------- */

/* The straps of smram_dec among its inputs: the board sets them once. */
static smram_dec_in_t *dec_straps(bench_t *b)
{
    return (smram_dec_in_t *)inst_of(b, "mch.smram_dec")->in;
}

/* A configuration write; smram_dec samples it at the next bclk(). */
static void cfg(bench_t *b, uint8_t dword, uint8_t be, uint32_t data)
{
    b->mch->cfg_wr = true;
    b->mch->cfg_off = dword;
    b->mch->cfg_be = be;
    b->mch->cfg_wdata = data;
    bclk(b);
    b->mch->cfg_wr = false;
}

static void cfg_smram(bench_t *b, uint8_t smram, uint8_t esmramc)
{
    cfg(b, 0x9c, 6, (uint32_t)smram << 8 | (uint32_t)esmramc << 16);
}

/* Programs SMRAM and ESMRAMC the legal way. */
static void program(bench_t *b, uint8_t smram, uint8_t esmramc)
{
    cfg(b, 0xac, 15, TSEG);
    b->dec->tsegmb = TSEG;
    bclk(b);
    cfg_smram(b, smram | C_BASE_SEG, esmramc | SM_CACHE_L1_L2);
    b->dec->smram = smram | C_BASE_SEG;
    b->dec->esmramc = esmramc | SM_CACHE_L1_L2;
    bclk(b);
}

enum { WR = 1, FETCH = 2, WB = 4, SMM = 8, DEVICE = 16, ERR = 32 /* E_SMERR goes to 1 */ };

/* One access through smram_dec that goes to `target`. */
static void decode_at(bench_t *b, uint64_t addr, unsigned flags, enum smram_target target, uint64_t maddr)
{
    b->mch->dec_req = true;
    b->mch->dec_initiator = (uint8_t)(flags & DEVICE ? b->master : (unsigned)INIT_CPU);
    b->mch->dec_addr = addr;
    b->mch->dec_write = flags & (WR | WB);
    b->mch->dec_fetch = flags & FETCH;
    b->mch->dec_wb = flags & WB;
    b->mch->dec_smm = flags & SMM;
    bclk(b);
    b->mch->dec_req = false;
    b->dec->rsp = true;
    b->dec->target = (uint8_t)target;
    b->dec->maddr = maddr;
    if (flags & ERR)
        b->dec->esmramc |= E_SMERR;
    bclk(b);
    b->dec->rsp = false;
    bclk(b);
}

static void decode(bench_t *b, uint64_t addr, unsigned flags, enum smram_target target)
{
    decode_at(b, addr, flags, target, addr);
}

/* --- bus ---------------------------------------------------------------------------------------------------------- */

static void ask(bench_t *b, unsigned n)
{
    b->cpu[n].biu->breq_n = b->bus->breq_n = false;
    b->bus->breq |= UINT64_C(1) << n;
    bclk(b);
}

/* These agents are elected, or say so. */
static void grant(bench_t *b, unsigned agents)
{
    for (unsigned n = 0; n < CPUS; n++)
        b->cpu[n].biu->owns = agents >> n & 1;
    bclk(b);
}

static bool is_ack(const bench_t *b, uint8_t req_a, uint8_t be)
{
    return b->by_txn && req_a == REQ_SPECIAL && be == b->params->smi_ack_code;
}

/* One clock of ADS#, the second half of the request with it or after it, the clock in which smm_track takes it in. */
static void ads(bench_t *b, unsigned n, uint8_t req_a, uint64_t a, uint8_t be)
{
    biu_out_t *q = b->cpu[n].biu;
    bool ack = is_ack(b, req_a, be), entering = ack && !b->cpu[n].inside;
    bool smmem = b->by_txn && (ack ? entering : b->cpu[n].inside != b->smmem_wrong);
    q->ads_n = b->bus->ads_n = false;
    q->breq_n = true;
    q->agent = b->bus->agent = (uint8_t)n;
    q->req_a = req_a;
    q->req_b = req_a == REQ_SPECIAL ? REQB_SPECIAL : b->line ? REQB_LEN_32 : REQB_LEN_8;
    q->a = a;
    q->be = be;
    q->did = (uint8_t)n;
    q->den_n = req_a == REQ_SPECIAL;
    q->smmem_n = !smmem;
    b->bus->ads_count = 1;
    q->reqb_n = b->bus->reqb_n = b->params->request_clks > 1;
    bclk(b);
    q->ads_n = b->bus->ads_n = true;
    b->bus->ads_count = 0;
    q->owns = false;
    if (q->reqb_n) {
        q->reqb_n = b->bus->reqb_n = false;
        bclk(b);
    }
    q->reqb_n = b->bus->reqb_n = true;
    if (ack)
        b->cpu[n].inside = !b->cpu[n].inside;
    if (!b->deaf) {
        uint64_t bit = UINT64_C(1) << n;
        b->track->in_smm = b->cpu[n].inside ? b->track->in_smm | bit : b->track->in_smm & ~bit;
        b->track->txn_smm = b->cpu[n].inside && !ack;
    }
    bclk(b);
}

static void request(bench_t *b, unsigned n, uint8_t req_a, uint64_t a)
{
    ask(b, n);
    grant(b, 1u << n);
    ads(b, n, req_a, a, 0xff);
}

static void respond(bench_t *b, uint8_t rs)
{
    if (b->by_txn)
        b->bus->rs = b->mch->rs = rs;
    else
        b->bus->brdy_n = b->mch->brdy_n = false;
    bclk(b);
    b->bus->rs = b->mch->rs = RS_IDLE;
    b->bus->brdy_n = b->mch->brdy_n = true;
    bclk(b);
}

static uint8_t answer_to(uint8_t req_a)
{
    return req_a == REQ_MEM_WRITE || req_a == REQ_IO_WRITE || req_a == REQ_SPECIAL ? RS_NO_DATA : RS_DATA;
}

/* A whole transaction of CPU n. */
static void txn(bench_t *b, unsigned n, uint8_t req_a, uint64_t a)
{
    request(b, n, req_a, a);
    bclks(b, 8);
    respond(b, answer_to(req_a));
}

/* --- SMM, as CPU 0 goes through it -------------------------------------------------------------------------------- */

/* SMI# falls from outside and is latched; it is high again afterwards. */
static void latch(bench_t *b)
{
    b->board->ext_smi_n = b->bus->smi_n = false;
    bclks(b, 2);
    b->cpu[0].pin->pending = b->cpu[1].pin->pending = true;
    bclk(b);
    b->board->ext_smi_n = b->bus->smi_n = true;
    bclks(b, 8);
}

/* The core goes for SMM, which empties the latch. */
static void take(bench_t *b)
{
    b->cpu[0].core->smi_take = !b->cpu[0].core->smi_take;
    b->cpu[0].core->want_smm = true;
    core(b);
    b->cpu[0].pin->pending = false;
    bclk(b);
}

static void acknowledge(bench_t *b)
{
    ask(b, 0);
    grant(b, 1);
    ads(b, 0, REQ_SPECIAL, 0, (uint8_t)b->params->smi_ack_code);
    bclks(b, 8);
    respond(b, RS_NO_DATA);
}

static void sign(bench_t *b)
{
    bclks(b, 3);
    if (b->by_txn) {
        acknowledge(b);
        return;
    }
    b->cpu[0].inside = !b->cpu[0].inside;
    b->cpu[0].act->smiact_n = b->bus->smiact_n = !b->cpu[0].inside;
    bclk(b);
}

static void save(bench_t *b)
{
    txn(b, 0, REQ_MEM_WRITE, SMBASE + 0xfffc);
}

static void show_smm(bench_t *b, bool smm, uint32_t eip)
{
    b->cpu[0].core->smm = smm;
    b->cpu[0].core->eip = eip;
    core(b);
}

static void start_entry(bench_t *b)
{
    latch(b);
    take(b);
    sign(b);
    bclks(b, 20);
}

static void enter(bench_t *b)
{
    start_entry(b);
    save(b);
    show_smm(b, true, 0x8000);
}

static void leave(bench_t *b)
{
    b->cpu[0].core->want_smm = false;
    core(b);
    sign(b);
    bclks(b, 20);
    show_smm(b, false, 0x1234);
}

/* --- the sequences ------------------------------------------------------------------------------------------------ */

#define LEGAL(rule) static void rule##_legal(bench_t *b)
#define BREAKS(rule) static void rule##_broken(bench_t *b)

/* bench_open held reset: a rule of reset is armed already. */
static void hold_reset(bench_t *b)
{
    b->board->reset_n = false;
    bclk(b);
    pci(b);
}
LEGAL(bus_reset) { pci(b); }
BREAKS(bus_reset)
{
    b->cpu[1].biu->ads_n = false;
    hold_reset(b);
}
LEGAL(smi_ctl_reset) { pci(b); }
BREAKS(smi_ctl_reset)
{
    b->ctl->smi_sts = APM_STS_BIT;
    hold_reset(b);
}
LEGAL(smi_timers_reset) { pci(b); }
BREAKS(smi_timers_reset)
{
    b->tmr->per_set = true;
    hold_reset(b);
}
LEGAL(smram_dec_reset) { pci(b); }
BREAKS(smram_dec_reset)
{
    b->dec->smram = D_OPEN | C_BASE_SEG;
    hold_reset(b);
}
LEGAL(smm_track_reset) { pci(b); }
BREAKS(smm_track_reset)
{
    b->track->in_smm = 2;
    hold_reset(b);
}
LEGAL(smi_pin_reset) { pci(b); }
BREAKS(smi_pin_reset)
{
    b->cpu[0].pin->pending = true;
    hold_reset(b);
}
LEGAL(smiact_reset) { pci(b); }
BREAKS(smiact_reset)
{
    b->cpu[0].act->smmem_n = false;
    hold_reset(b);
}

static void write_smi_lock_0(bench_t *b)
{
    lock_smi(b);
    b->mch->dmi_seq++;
    b->mch->dmi_space = BUS_CFG;
    b->mch->dmi_write = true;
    b->mch->dmi_addr = 0xa0;
    b->mch->dmi_size = 2;
    b->mch->dmi_wdata = 0;
    bclk(b);
}
LEGAL(smi_lock_sticky) { write_smi_lock_0(b); }
BREAKS(smi_lock_sticky)
{
    write_smi_lock_0(b);
    b->ctl->smi_lock = false;
    pci(b);
}

static void smi_again_after(bench_t *b, unsigned clocks)
{
    an_smi(b);
    end_smi(b);
    pcis(b, clocks - 1);
    fall(b);
}
LEGAL(smi_gap) { smi_again_after(b, 4); }
BREAKS(smi_gap) { smi_again_after(b, 3); }

LEGAL(smi_low_until_eos)
{
    an_smi(b);
    end_smi(b);
}
BREAKS(smi_low_until_eos)
{
    an_smi(b);
    smi_pin(b, true);
    pci(b);
}

LEGAL(eos_raises_smi)
{
    an_smi(b);
    end_smi(b);
}
BREAKS(eos_raises_smi)
{
    an_smi(b);
    write_en(b, APM_ON);
    b->ctl->smi_en |= EOS;
    pcis(b, 3);
}

LEGAL(eos_clear_when_low) { an_smi(b); }
BREAKS(eos_clear_when_low)
{
    enable(b, APM_ON);
    write_apm(b);
    b->ctl->smi_sts = APM_STS_BIT;
    pci(b);
    smi_pin(b, false);
    pci(b);
}

static void write_eos_0(bench_t *b)
{
    enable(b, APM_ON);
    write_en(b, GBL_SMI_EN | APMC_EN);
}
LEGAL(eos_kept)
{
    write_eos_0(b);
    pci(b);
}
BREAKS(eos_kept)
{
    write_eos_0(b);
    b->ctl->smi_en &= ~(uint32_t)EOS;
    pci(b);
}

LEGAL(no_smi_without_eos) { an_smi(b); }
BREAKS(no_smi_without_eos)
{
    an_smi(b);
    end_smi(b);
    b->ctl->smi_en &= ~(uint32_t)EOS;
    pcis(b, 4);
    fall(b);
}

LEGAL(smi_needs_gbl) { an_smi(b); }
BREAKS(smi_needs_gbl)
{
    enable(b, APMC_EN | EOS);
    raise_smi(b);
}

LEGAL(smi_needs_cause) { an_smi(b); }
BREAKS(smi_needs_cause)
{
    enable(b, GBL_SMI_EN | EOS);
    raise_smi(b);
}

LEGAL(request_lowers_smi) { an_smi(b); }
BREAKS(request_lowers_smi)
{
    enable(b, APM_ON);
    write_apm(b);
    b->ctl->smi_sts = APM_STS_BIT;
    pcis(b, 9);
}

static void write_gbl_0(bench_t *b)
{
    lock_smi(b);
    write_en(b, APMC_EN | EOS);
}
LEGAL(gbl_locked)
{
    write_gbl_0(b);
    pci(b);
}
BREAKS(gbl_locked)
{
    write_gbl_0(b);
    b->ctl->smi_en &= ~(uint32_t)GBL_SMI_EN;
    pci(b);
}

LEGAL(apm_write_sets_status) { an_smi(b); }
BREAKS(apm_write_sets_status)
{
    write_apm(b);
    pci(b);
}

LEGAL(status_needs_event)
{
    write_sts(b, APM_STS_BIT);
    pci(b);
}
BREAKS(status_needs_event)
{
    write_sts(b, APM_STS_BIT);
    b->ctl->smi_sts = APM_STS_BIT;
    pci(b);
}

LEGAL(sts_write_1_clears)
{
    an_smi(b);
    write_sts(b, APM_STS_BIT);
    b->ctl->smi_sts = 0;
    pci(b);
}
BREAKS(sts_write_1_clears)
{
    an_smi(b);
    write_sts(b, APM_STS_BIT);
    pci(b);
}

LEGAL(sts_kept)
{
    an_smi(b);
    write_sts(b, 0);
    pci(b);
}
BREAKS(sts_kept)
{
    an_smi(b);
    write_sts(b, 0);
    b->ctl->smi_sts = 0;
    pci(b);
}

/* The SW SMI timer's first expiry, in time, with its status. */
static void sw_expiry(bench_t *b)
{
    enable(b, SWSMI_TMR_EN);
    expire(b, false, PERIOD + 1);
}

static void per_expiry(bench_t *b)
{
    b->ich9->gen_pmcon_1 = 3;
    enable(b, PERIODIC_EN);
    expire(b, true, PER_PERIOD + 1);
}

LEGAL(event_sets_status)
{
    per_expiry(b);
    b->cycle[PCICLK] += PER_PERIOD - 2;
    b->tmr->per_set = true;
    write_sts(b, PERIODIC_STS_BIT); /* sampled in the same clock as the expiry, which wins */
    b->tmr->per_set = false;
    pci(b);
}
BREAKS(event_sets_status)
{
    enable(b, SWSMI_TMR_EN);
    pulse(b, false, PERIOD + 1, 0);
}

static void byte_write(bench_t *b, uint32_t shown)
{
    strobe(b, RS_PM, SMI_EN_OFF, 2, 0xffffffff);
    b->ctl->smi_en = shown;
    pci(b);
}
LEGAL(en_takes_writes) { byte_write(b, SMI_EN_RW & 0xff00); }
BREAKS(en_takes_writes) { byte_write(b, SMI_EN_RW); }

static void set_lock(bench_t *b, bool locks)
{
    strobe(b, RS_CFG, GEN_PMCON_1, 1, 0x10);
    b->ctl->smi_lock = locks;
    pci(b);
}
LEGAL(smi_lock_kept) { set_lock(b, true); }
BREAKS(smi_lock_kept) { set_lock(b, false); }

static void gpi_low(bench_t *b, uint32_t sts)
{
    ((gpio_out_t *)out_of(b, "ich9.gpio"))->gpi_sts = true;
    pci(b);
    b->ctl->smi_sts = sts;
    pci(b);
}
LEGAL(live_status_follows) { gpi_low(b, GPI_STS_BIT); }
BREAKS(live_status_follows) { gpi_low(b, 0); }

static void lock_tco(bench_t *b)
{
    enable(b, APM_ON | TCO_EN);
    tco_out_t *tco = out_of(b, "ich9.tco");
    tco->tco_lock = true;
    tco->regs2 |= TCO1_TCO_LOCK;
    pci(b);
}
static void write_b3(bench_t *b, uint8_t shown)
{
    strobe(b, RS_PORT, APM_STS, 1, 0x77);
    b->ctl->apm_sts = shown;
    pci(b);
}
LEGAL(tco_en_locked)
{
    lock_tco(b);
    write_en(b, APM_ON);
    pci(b);
}
BREAKS(tco_en_locked)
{
    lock_tco(b);
    write_en(b, APM_ON);
    b->ctl->smi_en &= ~(uint32_t)TCO_EN;
    pci(b);
}

static void release(bench_t *b, bool told)
{
    write_en(b, BIOS_RLS);
    b->ctl->bios_rls = told;
    pci(b);
    b->ctl->bios_rls = false;
    pci(b);
}
LEGAL(bios_rls_is_told) { release(b, true); }
BREAKS(bios_rls_is_told) { release(b, false); }

LEGAL(apm_ports_keep) { write_b3(b, 0x77); }
BREAKS(apm_ports_keep) { write_b3(b, 0x76); }

LEGAL(swsmi_period)
{
    static const uint64_t periods[] = {PERIOD, 534, 1068, 2136};
    for (unsigned rate = 0; rate < 4; rate++) {
        enable(b, 0);
        b->wells->gen_pmcon_3 = (uint16_t)(rate << 6);
        enable(b, SWSMI_TMR_EN);
        b->wells->gen_pmcon_3 ^= 0xc0; /* latched: this does not act */
        expire(b, false, periods[rate] + 1);
    }
}
BREAKS(swsmi_period)
{
    enable(b, SWSMI_TMR_EN);
    expire(b, false, PERIOD - 1);
}

LEGAL(swsmi_one_shot)
{
    sw_expiry(b);
    enable(b, 0);
    sw_expiry(b);
}
BREAKS(swsmi_one_shot)
{
    sw_expiry(b);
    expire(b, false, PERIOD);
}

LEGAL(periodic_period)
{
    per_expiry(b);
    b->ich9->gen_pmcon_1 = 2;
    pci(b);
    expire(b, true, PER_PERIOD - 2); /* two clocks are gone; here the rate is taken */
    expire(b, true, 2 * PER_PERIOD - 1);
}
BREAKS(periodic_period)
{
    per_expiry(b);
    expire(b, true, PER_PERIOD - 3);
}

LEGAL(sw_expires_in_time) { sw_expiry(b); }
BREAKS(sw_expires_in_time)
{
    enable(b, SWSMI_TMR_EN);
    expire(b, false, PERIOD);
}
LEGAL(sw_expires_once) { swsmi_one_shot_legal(b); }
BREAKS(sw_expires_once) { swsmi_one_shot_broken(b); }
LEGAL(per_expires_in_time) { periodic_period_legal(b); }
BREAKS(per_expires_in_time) { periodic_period_broken(b); }

static void expires_late(bench_t *b, unsigned clocks)
{
    enable(b, SWSMI_TMR_EN);
    pci(b);
    b->cycle[PCICLK] += PERIOD + clocks - 1;
    b->tmr->sw_set = clocks < 9;
    pci(b);
    b->tmr->sw_set = false;
    b->ctl->smi_sts |= clocks < 9 ? SWSMI_TMR_STS_BIT : 0U;
    pci(b);
}
LEGAL(timers_do_expire) { expires_late(b, 7); }
BREAKS(timers_do_expire) { expires_late(b, 9); }

LEGAL(d_lck_sticky)
{
    program(b, D_LCK | G_SMRAME, 0);
    cfg_smram(b, G_SMRAME, 0);
    bclk(b);
}
BREAKS(d_lck_sticky)
{
    program(b, D_LCK | G_SMRAME, 0);
    cfg_smram(b, G_SMRAME, 0);
    b->dec->smram &= (uint8_t)~D_LCK;
    bclk(b);
}

LEGAL(d_open_locked) { program(b, D_LCK | G_SMRAME, 0); }
BREAKS(d_open_locked) { program(b, D_LCK | D_OPEN | G_SMRAME, 0); }

LEGAL(locked_frozen)
{
    program(b, D_LCK | G_SMRAME, T_EN);
    cfg(b, 0xac, 15, 0);
    b->dec->remapbase = 0x41; /* d_lck_remap is 0 */
    bclk(b);
}
BREAKS(locked_frozen)
{
    program(b, D_LCK | G_SMRAME, T_EN);
    cfg_smram(b, D_LCK | G_SMRAME, 0);
    b->dec->esmramc = SM_CACHE_L1_L2;
    bclk(b);
}

LEGAL(d_cls_writable)
{
    program(b, D_LCK | G_SMRAME, 0);
    program(b, D_LCK | D_CLS | G_SMRAME, 0);
}
BREAKS(d_cls_writable)
{
    program(b, D_LCK | G_SMRAME, 0);
    cfg_smram(b, D_LCK | D_CLS | G_SMRAME, 0);
    bclk(b);
}

LEGAL(smram_fixed_bits)
{
    cfg_smram(b, 0x87, 0);
    bclk(b);
}
BREAKS(smram_fixed_bits)
{
    cfg_smram(b, 0x80, 0);
    b->dec->smram = 0x80;
    bclk(b);
}

LEGAL(smerr_only_then)
{
    program(b, G_SMRAME, T_EN);
    decode(b, TSEG, SMM, TGT_DRAM);
    decode(b, TSEG, ERR, TGT_INVALID);
}
BREAKS(smerr_only_then)
{
    program(b, G_SMRAME, T_EN);
    decode(b, TSEG, SMM | ERR, TGT_DRAM);
}

static void smerr_then_write(bench_t *b, uint8_t esmramc)
{
    program(b, G_SMRAME, T_EN);
    decode(b, TSEG, ERR, TGT_INVALID);
    cfg_smram(b, G_SMRAME, esmramc);
}
LEGAL(smerr_kept)
{
    smerr_then_write(b, T_EN);
    bclk(b);
    cfg_smram(b, G_SMRAME | C_BASE_SEG, T_EN | E_SMERR);
    b->dec->esmramc &= (uint8_t)~E_SMERR;
    bclk(b);
}
BREAKS(smerr_kept)
{
    smerr_then_write(b, T_EN);
    b->dec->esmramc &= (uint8_t)~E_SMERR;
    bclk(b);
}

LEGAL(decode_sees_request)
{
    request(b, 0, REQ_MEM_DATA_READ, 0x1000);
    decode(b, 0x1000, 0, TGT_DRAM);
}
BREAKS(decode_sees_request)
{
    enter(b);
    request(b, 0, REQ_MEM_DATA_READ, 0x1000);
    decode(b, 0x1000, 0, TGT_DRAM); /* made in SMM, decoded as outside */
}

LEGAL(smram_closed)
{
    program(b, G_SMRAME, T_EN);
    decode(b, TSEG + 0xfffff, WR | ERR, TGT_INVALID);
}
BREAKS(smram_closed)
{
    program(b, G_SMRAME, T_EN);
    decode(b, TSEG + 0xfffff, WR, TGT_DRAM);
}

LEGAL(smram_open_in_smm)
{
    program(b, G_SMRAME, H_SMRAME);
    decode_at(b, 0xfeda1234, SMM, TGT_DRAM, 0xa1234);
}
BREAKS(smram_open_in_smm)
{
    program(b, G_SMRAME, H_SMRAME);
    decode_at(b, 0xfeda1234, SMM, TGT_DRAM, 0xfeda1234);
}

LEGAL(d_open_opens)
{
    program(b, G_SMRAME | D_OPEN, 0);
    decode(b, 0xa0000, WR, TGT_DRAM);
}
BREAKS(d_open_opens)
{
    program(b, G_SMRAME | D_OPEN, 0);
    decode(b, 0xa0000, WR, TGT_VIDEO);
}

LEGAL(d_cls_closes_data)
{
    program(b, G_SMRAME | D_CLS, 0);
    decode(b, 0xa0000, SMM, TGT_VIDEO);
    decode(b, 0xa0000, SMM | FETCH, TGT_DRAM);
}
BREAKS(d_cls_closes_data)
{
    program(b, G_SMRAME | D_CLS, 0);
    decode(b, 0xa0000, SMM, TGT_DRAM);
}

LEGAL(writeback_always)
{
    program(b, G_SMRAME, T_EN);
    decode(b, TSEG, WB, TGT_DRAM);
}
BREAKS(writeback_always)
{
    program(b, G_SMRAME, T_EN);
    decode(b, TSEG, WB, TGT_INVALID);
}

LEGAL(device_never_smram)
{
    program(b, G_SMRAME | D_OPEN, T_EN);
    decode(b, TSEG, DEVICE, TGT_INVALID);
}
BREAKS(device_never_smram)
{
    program(b, G_SMRAME | D_OPEN, T_EN);
    decode(b, TSEG, DEVICE, TGT_DRAM);
}

LEGAL(c_closed_goes_video)
{
    program(b, G_SMRAME, 0);
    decode(b, 0xbffff, 0, TGT_VIDEO);
}
BREAKS(c_closed_goes_video)
{
    program(b, G_SMRAME, 0);
    decode(b, 0xbffff, 0, TGT_DMI);
}

LEGAL(legacy_video_not_dram)
{
    program(b, G_SMRAME, H_SMRAME);
    decode(b, 0xa0000, SMM, TGT_VIDEO);
}
BREAKS(legacy_video_not_dram)
{
    program(b, G_SMRAME, H_SMRAME);
    decode(b, 0xa0000, SMM, TGT_DRAM);
}

/* The same by another bus master. */
static void master_at(bench_t *b, unsigned who, uint64_t addr, enum smram_target target)
{
    b->master = who;
    decode(b, addr, DEVICE, target);
    b->master = INIT_DMI;
}

LEGAL(legacy_owner)
{
    decode(b, 0xb0000, 0, TGT_VIDEO);
    b->dec->lac = LAC_MDAP;
    bclk(b);
    decode(b, 0xb0000, 0, TGT_DMI);
    decode(b, 0xb8000, 0, TGT_VIDEO);
    b->dec->ggc |= GGC_IVD;
    bclk(b);
    decode(b, 0xb8000, 0, TGT_DMI);
    dec_straps(b)->peg_vga = true;
    decode(b, 0xa0000, 0, TGT_PEG);
    decode(b, 0xb7fff, 0, TGT_DMI);
}
BREAKS(legacy_owner)
{
    b->dec->ggc |= GGC_IVD;
    bclk(b);
    decode(b, 0xa0000, 0, TGT_VIDEO);
}

LEGAL(pam_route)
{
    decode(b, 0xc0000, 0, TGT_DMI);
    b->dec->pam = UINT64_C(0x20000000000110); /* F0000 and C0000 to reads, EC000 to writes */
    bclk(b);
    decode(b, 0xfffff, 0, TGT_DRAM);
    decode(b, 0xf0000, WR, TGT_DMI);
    decode(b, 0xc3fff, SMM | FETCH, TGT_DRAM);
    decode(b, 0xc4000, 0, TGT_DMI);
    decode(b, 0xec000, WR, TGT_DRAM);
    decode(b, 0xebfff, WR, TGT_DMI);
    decode(b, 0xefffc, DEVICE | WR, TGT_DRAM);
}
BREAKS(pam_route)
{
    b->dec->pam = 0x10;
    bclk(b);
    decode(b, 0xf0000, WR, TGT_DRAM);
}

static void low_and_high_memory(bench_t *b)
{
    b->dec->tolud = 0x8000;
    b->dec->touud = 0x1100; /* 4 GB + 256 MB */
    b->dec->gbsm = 0x7f000000;
    b->dec->bgsm = 0x7ef00000;
    bclk(b);
}

LEGAL(hole_route)
{
    low_and_high_memory(b);
    decode(b, 0xf00000, 0, TGT_DRAM);
    b->dec->lac = LAC_HEN;
    bclk(b);
    decode(b, 0xf00000, 0, TGT_DMI);
    decode(b, 0xffffff, WR, TGT_DMI);
    decode(b, 0x1000000, 0, TGT_DRAM);
}
BREAKS(hole_route)
{
    low_and_high_memory(b);
    b->dec->lac = LAC_HEN;
    bclk(b);
    decode(b, 0xffffff, 0, TGT_DRAM);
}

LEGAL(stolen_route)
{
    low_and_high_memory(b);
    decode(b, 0x7f000000, 0, TGT_DRAM);
    decode(b, 0x7efffffc, DEVICE, TGT_DRAM); /* GGMS is 0: no GTT */
    b->dec->ggc |= 1 << 8;
    bclk(b);
    master_at(b, INIT_PEG, 0x7ef00000, TGT_INVALID);
    master_at(b, INIT_IGD, 0x7ffffffc, TGT_DRAM);
    dec_straps(b)->stolen_cpu = false;
    decode(b, 0x7f000000, WB, TGT_INVALID);
}
BREAKS(stolen_route)
{
    low_and_high_memory(b);
    decode(b, 0x7ffffffc, DEVICE, TGT_DRAM);
}

LEGAL(dram_limits)
{
    low_and_high_memory(b);
    decode(b, 0x7fffffff, 0, TGT_DRAM);
    decode(b, 0x80000000, 0, TGT_DMI);
    decode(b, 0x100000000, 0, TGT_DRAM);
    decode(b, 0x10fffffff, 0, TGT_DRAM);
    decode(b, 0x110000000, 0, TGT_DMI);
    b->dec->tolud = 0xfff0;
    bclk(b);
    decode(b, 0xfec00000, 0, TGT_DMI);
}
BREAKS(dram_limits)
{
    low_and_high_memory(b);
    decode(b, 0x110000000, 0, TGT_DRAM);
}

static void a_window(bench_t *b)
{
    low_and_high_memory(b);
    b->dec->remapbase = 0x41;
    b->dec->remaplimit = 0x42;
    bclk(b);
}
LEGAL(remap_target)
{
    a_window(b);
    decode_at(b, 0x104000000, 0, TGT_DRAM, 0x80000000);
    decode_at(b, 0x10bffffff, WR, TGT_DRAM, 0x87ffffff);
    decode(b, 0x103ffffff, 0, TGT_DRAM);
    decode(b, 0x10c000000, 0, TGT_DRAM);
}
BREAKS(remap_target)
{
    a_window(b);
    decode(b, 0x104000000, 0, TGT_DRAM);
}

LEGAL(smerr_set)
{
    program(b, G_SMRAME, H_SMRAME);
    decode(b, 0xfeda0000, ERR, TGT_INVALID);
}
BREAKS(smerr_set)
{
    program(b, G_SMRAME, H_SMRAME);
    decode(b, 0xfeda0000, 0, TGT_INVALID);
}

LEGAL(track_follows_sign)
{
    enter(b);
    txn(b, 1, REQ_MEM_DATA_READ, 0x1000); /* the other CPU is outside */
}
BREAKS(track_follows_sign)
{
    b->deaf = true;
    enter(b);
}

LEGAL(track_pin) { track_follows_sign_legal(b); }
BREAKS(track_pin) { track_follows_sign_broken(b); }
LEGAL(track_ack) { track_follows_sign_legal(b); }
BREAKS(track_ack) { track_follows_sign_broken(b); }
LEGAL(track_others) { track_follows_sign_legal(b); }
BREAKS(track_others)
{
    request(b, 0, REQ_MEM_DATA_READ, 0x1000);
    b->track->in_smm = 8;
    bclk(b);
}
LEGAL(track_request) { track_follows_sign_legal(b); }
BREAKS(track_request)
{
    ask(b, 0);
    grant(b, 1);
    b->deaf = true;
    b->track->txn_smm = true;
    ads(b, 0, REQ_MEM_DATA_READ, 0x1000, 0xff);
}

LEGAL(one_owner)
{
    ask(b, 0);
    ask(b, 1);
    grant(b, 2);
}
BREAKS(one_owner)
{
    ask(b, 0);
    ask(b, 1);
    grant(b, 3);
}

LEGAL(rotation)
{
    one_owner_legal(b);
    ads(b, 1, REQ_MEM_DATA_READ, 0x1000, 0xff);
    grant(b, 1);
}
BREAKS(rotation)
{
    ask(b, 1);
    ask(b, 0);
    grant(b, 1); /* 0 had the bus last */
}

LEGAL(waits_in_turn) { rotation_legal(b); }
BREAKS(waits_in_turn)
{
    ask(b, 1);
    for (int i = 0; i < 2; i++) {
        ask(b, 0);
        grant(b, 1);
        ads(b, 0, REQ_MEM_DATA_READ, 0x1000, 0xff);
        respond(b, RS_DATA);
    }
}

/* LOCK# of CPU 0 is low from its next request on. */
static void hold_lock(bench_t *b)
{
    b->cpu[0].biu->lock_n = b->bus->lock_n = false;
}
LEGAL(lock_keeps_bus)
{
    hold_lock(b);
    txn(b, 0, REQ_MEM_DATA_READ, 0x1000);
    ask(b, 1);
    request(b, 0, REQ_MEM_WRITE, 0x1000);
}
BREAKS(lock_keeps_bus)
{
    hold_lock(b);
    txn(b, 0, REQ_MEM_DATA_READ, 0x1000);
    ask(b, 1);
    grant(b, 2);
}

/* A transaction that the chipset puts off, with DEFER# in its snoop phase. */
static void put_off(bench_t *b, unsigned n, uint8_t req_a, uint8_t rs)
{
    request(b, n, req_a, 0x1000);
    bclks(b, 4);
    b->mch->defer_n = b->bus->defer_n = false;
    bclk(b);
    b->mch->defer_n = b->bus->defer_n = true;
    bclks(b, 4);
    respond(b, rs);
}

LEGAL(defer_first)
{
    put_off(b, 0, REQ_IO_READ, RS_RETRY);
    put_off(b, 0, REQ_IO_READ, RS_DEFERRED);
}
BREAKS(defer_first)
{
    request(b, 0, REQ_IO_READ, 0x80);
    bclks(b, 8);
    respond(b, RS_RETRY);
}

/* A line that another agent has modified. */
static void modified(bench_t *b, uint8_t rs)
{
    request(b, 0, REQ_MEM_DATA_READ, 0x1000);
    bclks(b, 4);
    b->bus->hitm_n = false;
    bclk(b);
    b->bus->hitm_n = true;
    bclks(b, 4);
    respond(b, rs);
}
LEGAL(implicit_wb) { modified(b, RS_IMPLICIT_WB); }
BREAKS(implicit_wb) { modified(b, RS_DATA); }

/* A line is asked for; KEN# and what comes after the first data are set by then. */
static void read_with_ken(bench_t *b, bool ken_n, bool more)
{
    b->line = true;
    request(b, 0, REQ_MEM_DATA_READ, 0x1000);
    b->bus->ken_n = b->mch->ken_n = ken_n;
    b->bus->dbsy_n = b->mch->dbsy_n = !more;
    respond(b, RS_DATA);
}
LEGAL(ken_gives_line)
{
    read_with_ken(b, false, true);
    read_with_ken(b, true, false);
}
BREAKS(ken_gives_line) { read_with_ken(b, true, true); }

LEGAL(retry_allowed)
{
    hold_lock(b);
    put_off(b, 0, REQ_MEM_DATA_READ, RS_RETRY);
}
BREAKS(retry_allowed)
{
    hold_lock(b);
    txn(b, 0, REQ_MEM_DATA_READ, 0x1000);
    put_off(b, 0, REQ_MEM_WRITE, RS_RETRY);
}
LEGAL(defer_allowed) { put_off(b, 1, REQ_IO_WRITE, RS_DEFERRED); }
BREAKS(defer_allowed)
{
    hold_lock(b);
    put_off(b, 0, REQ_MEM_DATA_READ, RS_DEFERRED);
}

static void reply_to(bench_t *b, uint8_t did)
{
    b->mch->bpri_n = b->bus->bpri_n = false;
    bclks(b, 2);
    b->mch->ads_n = b->bus->ads_n = false;
    b->mch->did = b->bus->did = did;
    bclk(b);
    b->mch->ads_n = b->mch->bpri_n = true;
    b->bus->ads_n = b->bus->bpri_n = true;
    bclks(b, 8);
    respond(b, RS_DATA);
}
LEGAL(reply_matches)
{
    put_off(b, 1, REQ_IO_READ, RS_DEFERRED);
    txn(b, 0, REQ_MEM_DATA_READ, 0x2000);
    reply_to(b, 1);
}
BREAKS(reply_matches)
{
    put_off(b, 1, REQ_IO_READ, RS_DEFERRED);
    reply_to(b, 0);
}
LEGAL(reply_has_bus) { reply_matches_legal(b); }
BREAKS(reply_has_bus)
{
    put_off(b, 1, REQ_IO_READ, RS_DEFERRED);
    request(b, 0, REQ_MEM_DATA_READ, 0x2000);
    reply_to(b, 1);
}

static void drive_data(bench_t *b)
{
    b->cpu[0].biu->drdy_n = b->bus->drdy_n = false;
    bclk(b);
    b->cpu[0].biu->drdy_n = b->bus->drdy_n = true;
    bclks(b, 8);
    respond(b, RS_NO_DATA);
}
LEGAL(data_after_trdy)
{
    request(b, 0, REQ_MEM_WRITE, 0x1000);
    b->mch->trdy_n = b->bus->trdy_n = false;
    bclk(b);
    b->mch->trdy_n = b->bus->trdy_n = true;
    drive_data(b);
}
BREAKS(data_after_trdy)
{
    request(b, 0, REQ_MEM_WRITE, 0x1000);
    drive_data(b);
}

LEGAL(request_halves) { txn(b, 0, REQ_MEM_DATA_READ, 0x1000); }
BREAKS(request_halves)
{
    txn(b, 0, REQ_MEM_DATA_READ, 0x1000);
    b->cpu[0].biu->reqb_n = b->bus->reqb_n = false;
    bclk(b);
}

LEGAL(response_needs_txn) { txn(b, 0, REQ_MEM_DATA_READ, 0x1000); }
BREAKS(response_needs_txn)
{
    txn(b, 0, REQ_MEM_DATA_READ, 0x1000);
    respond(b, RS_DATA);
}

LEGAL(response_kind)
{
    txn(b, 0, REQ_MEM_DATA_READ, 0x1000);
    txn(b, 0, REQ_IO_WRITE, 0x80);
}
BREAKS(response_kind)
{
    request(b, 0, REQ_MEM_DATA_READ, 0x1000);
    bclks(b, 8);
    respond(b, RS_NO_DATA);
}

/* ads() is one clock of ADS#, one of the second half, and one more. */
LEGAL(snoop_clks)
{
    request(b, 0, REQ_MEM_DATA_READ, 0x1000);
    bclks(b, 3);
    respond(b, RS_DATA);
}
BREAKS(snoop_clks)
{
    request(b, 0, REQ_MEM_DATA_READ, 0x1000);
    bclks(b, 2);
    respond(b, RS_DATA);
}

static void apm_out_answered_after(bench_t *b, unsigned clocks)
{
    enable(b, APM_ON);
    request(b, 0, REQ_IO_WRITE, 0xb2);
    bclks(b, 8);
    raise_smi(b);
    bclks(b, clocks - 1);
    respond(b, RS_NO_DATA);
}
LEGAL(sync_smi)
{
    apm_out_answered_after(b, 3);
    b->cpu[0].pin->pending = b->cpu[1].pin->pending = true;
    bclk(b);
}
BREAKS(sync_smi) { apm_out_answered_after(b, 2); }

static void pin_low(bench_t *b, unsigned clocks)
{
    b->board->ext_smi_n = b->bus->smi_n = false;
    bclks(b, clocks);
}
LEGAL(pin_fall_latched) { latch(b); }
BREAKS(pin_fall_latched) { pin_low(b, 6); }

LEGAL(latch_needs_cause) { latch(b); }
BREAKS(latch_needs_cause)
{
    pin_low(b, 8);
    b->cpu[0].pin->pending = true;
    bclk(b);
}

static void message(bench_t *b)
{
    ((smi_pin_in_t *)inst_of(b, "cpu0.smi_pin")->in)->msg = true;
    bclk(b);
    ((smi_pin_in_t *)inst_of(b, "cpu0.smi_pin")->in)->msg = false;
}
LEGAL(message_latched)
{
    b->cpu[0].pin->pending = true;
    message(b);
}
BREAKS(message_latched) { message(b); }

LEGAL(latch_kept)
{
    latch(b);
    take(b);
}
BREAKS(latch_kept)
{
    latch(b);
    b->cpu[0].pin->pending = false;
    bclk(b);
}

LEGAL(smiact_level)
{
    enter(b);
    leave(b);
}
BREAKS(smiact_level) { sign(b); }

LEGAL(ack_pairs)
{
    enter(b);
    leave(b);
}
BREAKS(ack_pairs) { sign(b); }

/* FLUSH# is low for a moment; the core goes on to its acknowledge. */
static void pull_flush(bench_t *b)
{
    b->board->flush_n = false;
    bclk(b);
    bclk(b);
    b->board->flush_n = true;
    bclk(b);
}
static void acknowledge_flush(bench_t *b)
{
    ask(b, 0);
    grant(b, 1);
    ads(b, 0, REQ_SPECIAL, 0, b->by_txn ? SPECIAL_FLUSH_ACK : PENTIUM_FLUSH_ACK);
    bclks(b, 8);
    respond(b, RS_NO_DATA);
}
LEGAL(flush_before_sign)
{
    pull_flush(b);
    acknowledge_flush(b);
    enter(b);
    pull_flush(b); /* in SMM: for later */
    leave(b);
    enter(b);
}
BREAKS(flush_before_sign)
{
    pull_flush(b);
    enter(b);
}

static void write_back(bench_t *b)
{
    request(b, 0, REQ_MEM_WRITEBACK, 0x1000);
    bclks(b, 8);
    respond(b, RS_NO_DATA);
}
LEGAL(flush_leaves_clean)
{
    b->line = true;
    pull_flush(b);
    write_back(b);
    acknowledge_flush(b);
    txn(b, 0, REQ_MEM_WRITE, 0x2000);
    txn(b, 0, REQ_MEM_READ_INVALIDATE, 0x1000);
    write_back(b);
}
BREAKS(flush_leaves_clean)
{
    acknowledge_flush(b);
    write_back(b);
}

LEGAL(phase_a)
{
    txn(b, 0, REQ_MEM_DATA_READ, 0x1000);
    enter(b);
}
BREAKS(phase_a)
{
    b->params->smm_clk_a = 50;
    phase_a_legal(b);
}

LEGAL(phase_f)
{
    enter(b);
    leave(b);
}
BREAKS(phase_f)
{
    b->params->smm_clk_f = 50;
    phase_f_legal(b);
}

/* smiact of CPU 0 on its own wires: the bus is idle for `idle` clocks, the sign shows, after `gap` more it is done. */
enum { CLK_A = 5, CLK_B = 6, CLK_F = 7, CLK_G = 8 };
static void hand_over(bench_t *b, bool entering, unsigned idle, unsigned gap)
{
    smiact_out_t *act = b->cpu[0].act;
    smiact_in_t *in = (smiact_in_t *)inst_of(b, "cpu0.smiact")->in;
    in->clk_a = CLK_A;
    in->clk_b = CLK_B;
    in->clk_f = CLK_F;
    in->clk_g = CLK_G;
    b->cpu[0].biu->idle = false;
    bclks(b, 2);
    b->cpu[0].biu->idle = true; /* seen from the next clock on */
    bclks(b, idle);
    if (b->by_txn) {
        act->ack_req = true;
        act->smmem_n = false;
        bclk(b);
        b->cpu[0].biu->ack_done = true;
        bclk(b);
        b->cpu[0].biu->ack_done = act->ack_req = false;
        act->smmem_n = !entering;
    } else {
        act->smiact_n = !entering;
    }
    bclks(b, gap);
    act->in_smm = entering;
    bclk(b);
}

static void in_and_out(bench_t *b, unsigned a, unsigned gap_b, unsigned f, unsigned g)
{
    latch(b);
    take(b);
    hand_over(b, true, a, gap_b);
    b->cpu[0].core->want_smm = false;
    core(b);
    hand_over(b, false, f, g);
}

LEGAL(sign_is_asked) { in_and_out(b, CLK_A, CLK_B, CLK_F, CLK_G); }
BREAKS(sign_is_asked) { hand_over(b, true, CLK_A, CLK_B); }
LEGAL(sign_of_family)
{
    latch(b);
    take(b);
    b->cpu[0].act->state = SMIACT_ENTER_WAIT;
    bclk(b);
}
BREAKS(sign_of_family)
{
    b->cpu[0].act->smmem_n = b->cpu[0].act->smiact_n = false;
    b->cpu[0].act->state = SMIACT_ENTER_GAP;
    bclk(b);
}
LEGAL(sign_level) { in_and_out(b, CLK_A, CLK_B, CLK_F, CLK_G); }
BREAKS(sign_level)
{
    b->cpu[0].act->in_smm = true;
    bclk(b);
}
LEGAL(ack_until_done) { in_and_out(b, CLK_A, CLK_B, CLK_F, CLK_G); }
BREAKS(ack_until_done)
{
    b->cpu[0].act->ack_req = true;
    bclk(b);
    b->cpu[0].act->ack_req = false;
    bclk(b);
}
LEGAL(entry_after_idle) { in_and_out(b, CLK_A, CLK_B, CLK_F, CLK_G); }
BREAKS(entry_after_idle) { in_and_out(b, CLK_A - 1, CLK_B, CLK_F, CLK_G); }
LEGAL(gap_after_entry) { in_and_out(b, CLK_A, CLK_B, CLK_F, CLK_G); }
BREAKS(gap_after_entry) { in_and_out(b, CLK_A, CLK_B - 1, CLK_F, CLK_G); }
LEGAL(exit_after_idle) { in_and_out(b, CLK_A, CLK_B, CLK_F, CLK_G); }
BREAKS(exit_after_idle) { in_and_out(b, CLK_A, CLK_B, CLK_F - 1, CLK_G); }
LEGAL(gap_after_exit) { in_and_out(b, CLK_A, CLK_B, CLK_F, CLK_G); }
BREAKS(gap_after_exit) { in_and_out(b, CLK_A, CLK_B, CLK_F, CLK_G - 1); }

static void ads_beside_another(bench_t *b, bool both_drive)
{
    ask(b, 0);
    grant(b, 1);
    ask(b, 1);
    b->cpu[1].biu->ads_n = !both_drive;
    ads(b, 0, REQ_MEM_DATA_READ, 0x1000, 0xff);
}
LEGAL(one_driver) { ads_beside_another(b, false); }
BREAKS(one_driver) { ads_beside_another(b, true); }

LEGAL(grant_before_ads) { request(b, 1, REQ_MEM_DATA_READ, 0x1000); }
BREAKS(grant_before_ads)
{
    ask(b, 0);
    grant(b, 1);
    ask(b, 1);
    ads(b, 1, REQ_MEM_DATA_READ, 0x1000, 0xff);
}

LEGAL(one_outstanding)
{
    txn(b, 0, REQ_MEM_DATA_READ, 0x1000);
    txn(b, 1, REQ_MEM_DATA_READ, 0x1000);
}
BREAKS(one_outstanding)
{
    request(b, 0, REQ_MEM_DATA_READ, 0x1000);
    request(b, 1, REQ_MEM_DATA_READ, 0x1000);
}

LEGAL(smmem_every_txn)
{
    enter(b);
    leave(b);
    txn(b, 0, REQ_MEM_DATA_READ, 0x1000);
}
BREAKS(smmem_every_txn)
{
    enter(b);
    b->smmem_wrong = true;
    txn(b, 0, REQ_MEM_DATA_READ, 0x1000);
}

LEGAL(save_after_sign) { enter(b); }
BREAKS(save_after_sign)
{
    latch(b);
    take(b);
    save(b);
}

LEGAL(program_after_sign)
{
    enter(b);
    leave(b);
    txn(b, 0, REQ_MEM_CODE_READ, 0x1000);
}
BREAKS(program_after_sign)
{
    enter(b);
    b->cpu[0].core->want_smm = false;
    core(b);
    txn(b, 0, REQ_MEM_CODE_READ, 0x1000);
}

LEGAL(phase_b) { enter(b); }
BREAKS(phase_b)
{
    latch(b);
    take(b);
    sign(b);
    save(b);
}

LEGAL(phase_g)
{
    enter(b);
    leave(b);
    txn(b, 0, REQ_MEM_CODE_READ, 0x1000);
}
BREAKS(phase_g)
{
    enter(b);
    b->cpu[0].core->want_smm = false;
    core(b);
    sign(b);
    txn(b, 0, REQ_MEM_CODE_READ, 0x1000);
}

LEGAL(first_access_is_save) { enter(b); }
BREAKS(first_access_is_save)
{
    start_entry(b);
    txn(b, 0, REQ_MEM_WRITE, 0x1000);
}

LEGAL(first_fetch_at_8000)
{
    enter(b);
    txn(b, 0, REQ_MEM_CODE_READ, SMBASE + 0x8000);
}
BREAKS(first_fetch_at_8000)
{
    enter(b);
    txn(b, 0, REQ_MEM_CODE_READ, 0x8000);
}

LEGAL(smm_entry_needs_latch) { enter(b); }
BREAKS(smm_entry_needs_latch) { take(b); }

LEGAL(take_needs_latch) { enter(b); }
BREAKS(take_needs_latch) { take(b); }

LEGAL(no_nested_smm)
{
    enter(b);
    latch(b); /* kept for later */
}
BREAKS(no_nested_smm)
{
    enter(b);
    latch(b);
    take(b);
}

LEGAL(smm_needs_sign)
{
    enter(b);
    leave(b);
}
BREAKS(smm_needs_sign)
{
    latch(b);
    take(b);
    show_smm(b, true, 0x8000);
}

LEGAL(stores_before_smm)
{
    b->cpu[0].core->sb_count = 3;
    core(b);
    b->cpu[0].core->sb_count = 0;
    enter(b);
    leave(b);
}
BREAKS(stores_before_smm)
{
    enter(b);
    b->cpu[0].core->wc_count = 1;
    leave(b);
}

static void leave_with_smi(bench_t *b)
{
    enter(b);
    latch(b);
    leave(b);
}
LEGAL(back_to_back)
{
    leave_with_smi(b);
    take(b);
}
BREAKS(back_to_back)
{
    leave_with_smi(b);
    b->cpu[0].core->eip += 2;
    core(b);
    take(b);
}

/* --- all of them -------------------------------------------------------------------------------------------------- */

#define CASES(X)                   \
    X(bus_reset, "p6")             \
    X(smi_ctl_reset, "p6")         \
    X(smi_timers_reset, "p6")      \
    X(smram_dec_reset, "p6")       \
    X(smm_track_reset, "p6")       \
    X(smi_pin_reset, "p6")         \
    X(smiact_reset, "p6")          \
    X(en_takes_writes, "p6")       \
    X(smi_lock_kept, "p6")         \
    X(live_status_follows, "p6")   \
    X(apm_ports_keep, "p6")        \
    X(sw_expires_in_time, "p6")    \
    X(sw_expires_once, "p6")       \
    X(per_expires_in_time, "p6")   \
    X(timers_do_expire, "p6")      \
    X(track_pin, "pentium")        \
    X(track_ack, "p6")             \
    X(track_others, "p6")          \
    X(track_request, "p6")         \
    X(smi_lock_sticky, "p6")       \
    X(smi_gap, "p6")               \
    X(smi_low_until_eos, "p6")     \
    X(eos_raises_smi, "p6")        \
    X(eos_clear_when_low, "p6")    \
    X(eos_kept, "p6")              \
    X(no_smi_without_eos, "p6")    \
    X(smi_needs_gbl, "p6")         \
    X(smi_needs_cause, "p6")       \
    X(request_lowers_smi, "p6")    \
    X(gbl_locked, "p6")            \
    X(apm_write_sets_status, "p6") \
    X(status_needs_event, "p6")    \
    X(sts_write_1_clears, "p6")    \
    X(sts_kept, "p6")              \
    X(event_sets_status, "p6")     \
    X(tco_en_locked, "p6")         \
    X(bios_rls_is_told, "p6")      \
    X(swsmi_period, "p6")          \
    X(swsmi_one_shot, "p6")        \
    X(periodic_period, "p6")       \
    X(d_lck_sticky, "p6")          \
    X(d_open_locked, "p6")         \
    X(locked_frozen, "p6")         \
    X(d_cls_writable, "p6")        \
    X(smram_fixed_bits, "p6")      \
    X(smerr_only_then, "p6")       \
    X(smerr_kept, "p6")            \
    X(decode_sees_request, "p6")   \
    X(smram_closed, "p6")          \
    X(smram_open_in_smm, "p6")     \
    X(d_open_opens, "p6")          \
    X(d_cls_closes_data, "p6")     \
    X(writeback_always, "p6")      \
    X(device_never_smram, "p6")    \
    X(c_closed_goes_video, "p6")   \
    X(legacy_video_not_dram, "p6") \
    X(legacy_owner, "p6")          \
    X(pam_route, "p6")             \
    X(hole_route, "p6")            \
    X(stolen_route, "p6")          \
    X(dram_limits, "p6")           \
    X(remap_target, "p6")          \
    X(smerr_set, "p6")             \
    X(track_follows_sign, "p6")    \
    X(track_follows_sign, "pentium") \
    X(one_owner, "p6")             \
    X(one_owner, "pentium")        \
    X(rotation, "p6")              \
    X(waits_in_turn, "p6")         \
    X(lock_keeps_bus, "p6")        \
    X(defer_first, "p6")           \
    X(implicit_wb, "p6")           \
    X(ken_gives_line, "pentium")   \
    X(retry_allowed, "p6")         \
    X(defer_allowed, "p6")         \
    X(reply_matches, "p6")         \
    X(reply_has_bus, "p6")         \
    X(data_after_trdy, "p6")       \
    X(request_halves, "p6")        \
    X(request_halves, "pentium")   \
    X(response_needs_txn, "p6")    \
    X(response_needs_txn, "pentium") \
    X(response_kind, "p6")         \
    X(snoop_clks, "p6")            \
    X(sync_smi, "p6")              \
    X(pin_fall_latched, "p6")      \
    X(message_latched, "p6")       \
    X(latch_needs_cause, "p6")     \
    X(latch_kept, "p6")            \
    X(smiact_level, "pentium")     \
    X(ack_pairs, "p6")             \
    X(flush_before_sign, "p6")     \
    X(flush_before_sign, "pentium") \
    X(flush_leaves_clean, "p6")    \
    X(flush_leaves_clean, "pentium") \
    X(phase_a, "p6")               \
    X(phase_a, "pentium")          \
    X(phase_f, "p6")               \
    X(phase_f, "pentium")          \
    X(sign_is_asked, "pentium")    \
    X(sign_is_asked, "p6")         \
    X(sign_of_family, "pentium")   \
    X(sign_of_family, "p6")        \
    X(sign_level, "pentium")       \
    X(sign_level, "p6")            \
    X(ack_until_done, "p6")        \
    X(entry_after_idle, "pentium") \
    X(entry_after_idle, "p6")      \
    X(gap_after_entry, "pentium")  \
    X(gap_after_entry, "p6")       \
    X(exit_after_idle, "pentium")  \
    X(exit_after_idle, "p6")       \
    X(gap_after_exit, "pentium")   \
    X(gap_after_exit, "p6")        \
    X(one_driver, "p6")            \
    X(grant_before_ads, "p6")      \
    X(one_outstanding, "p6")       \
    X(smmem_every_txn, "p6")       \
    X(save_after_sign, "p6")       \
    X(save_after_sign, "pentium")  \
    X(program_after_sign, "p6")    \
    X(program_after_sign, "pentium") \
    X(phase_b, "pentium")          \
    X(phase_b, "p6")               \
    X(phase_g, "pentium")          \
    X(phase_g, "p6")               \
    X(first_access_is_save, "p6")  \
    X(first_fetch_at_8000, "p6")   \
    X(smm_entry_needs_latch, "p6") \
    X(take_needs_latch, "p6")      \
    X(no_nested_smm, "p6")         \
    X(smm_needs_sign, "p6")        \
    X(smm_needs_sign, "pentium")   \
    X(stores_before_smm, "p6")     \
    X(back_to_back, "p6")

typedef struct rule_case {
    const char *rule, *part;
    void (*play)(bench_t *b);
    bool legal;
} rule_case_t;

static const rule_case_t cases[] = {
#define X(rule, part) {#rule, part, rule##_legal, true}, {#rule, part, rule##_broken, false},
    CASES(X)
#undef X
};
enum { CASE_COUNT = sizeof cases / sizeof cases[0] };

static const rule_info_t *info_of(const bench_t *b, const char *name)
{
    unsigned count;
    const rule_info_t *list = rules_list(b->rules, &count);
    for (unsigned i = 0; i < count; i++)
        if (strcmp(list[i].name, name) == 0)
            return &list[i];
    fail_msg("no rule %s", name);
    return NULL;
}

static void breaks_nothing(const bench_t *b)
{
    unsigned count;
    const rule_info_t *list = rules_list(b->rules, &count);
    for (unsigned i = 0; i < count; i++)
        if (list[i].failed)
            fail_msg("%s: %s", list[i].name, list[i].first);
}

static void plays(void **state)
{
    const rule_case_t *c = *state;
    bench_t b;
    bench_open(&b, c->part);
    c->play(&b);
    const rule_info_t *info = info_of(&b, c->rule);
    assert_true(info->armed > 0);
    if (c->legal) {
        breaks_nothing(&b);
    } else {
        assert_true(info->failed > 0);
        assert_true(info->first[0] != 0);
    }
    bench_close(&b);
}

/* test_block_rules tries the rules of every block that has a stimulus table. */
static bool tried_with_its_block(const char *rule)
{
    for (const block_rules_t *const *b = block_rules_all; *b; b++)
        for (const block_rule_t *r = (*b)->rules; r->name; r++)
            if (strcmp(r->name, rule) == 0)
                return stim_find((*b)->block->name) != NULL;
    return false;
}

static void every_rule_has_a_name_a_source_and_a_case(void **state)
{
    unsigned count;
    const rule_info_t *list = rules_list(NULL, &count);
    (void)state;
    assert_true(count >= 22);
    for (unsigned i = 0; i < count; i++) {
        unsigned seen = 0;
        assert_true(list[i].says[0] && list[i].source[0]);
        assert_int_equal(list[i].armed + list[i].failed, 0);
        for (unsigned j = 0; j < i; j++)
            assert_string_not_equal(list[i].name, list[j].name);
        for (unsigned j = 0; j < CASE_COUNT; j++)
            seen += strcmp(cases[j].rule, list[i].name) == 0;
        if (!seen && !tried_with_its_block(list[i].name))
            fail_msg("%s has no case here", list[i].name);
    }
}

static void first_failure_is_kept_and_all_are_counted(void **state)
{
    bench_t b;
    (void)state;
    bench_open(&b, "p6");
    smi_gap_broken(&b);
    end_smi(&b);
    pci(&b);
    fall(&b);
    const rule_info_t *info = info_of(&b, "smi_gap");
    assert_int_equal(info->armed, 2);
    assert_int_equal(info->failed, 2);
    assert_non_null(strstr(info->first, "3 PCICLK"));
    bench_close(&b);
}

static void reset_forgets_what_was(void **state)
{
    bench_t b;
    (void)state;
    bench_open(&b, "p6");
    an_smi(&b);
    end_smi(&b);
    b.board->reset_n = false;
    b.ctl->smi_en = b.ctl->smi_sts = 0;
    pci(&b);
    b.board->reset_n = true;
    pci(&b);
    an_smi(&b); /* soon after the rise, which was before reset */
    breaks_nothing(&b);
    bench_close(&b);
}

static void glitch_shorter_than_rearm_must_not_latch(void **state)
{
    bench_t b;
    (void)state;
    bench_open(&b, "p6");
    pin_low(&b, 2);
    b.cpu[0].pin->pending = b.cpu[1].pin->pending = true;
    bclk(&b);
    take(&b);
    b.board->ext_smi_n = b.bus->smi_n = true;
    bclks(&b, 3);
    pin_low(&b, 6); /* high for 3 of 4 clocks: no deadline runs out */
    breaks_nothing(&b);
    b.cpu[0].pin->pending = true;
    bclk(&b);
    assert_int_equal(info_of(&b, "latch_needs_cause")->failed, 1);
    bench_close(&b);
}

static void edges_that_are_skipped_change_nothing(void **state)
{
    bench_t b;
    (void)state;
    bench_open(&b, "p6");
    an_smi(&b);
    end_smi(&b);
    b.cycle[PCICLK] += 100;
    fall(&b);
    assert_int_equal(info_of(&b, "smi_gap")->armed, 1);
    breaks_nothing(&b);
    bench_close(&b);
}

static void timers_are_judged_to_the_clock(void **state)
{
    static const struct {
        uint64_t clks;
        bool good;
    } cases_of[] = {{1, false}, {PERIOD - 1, false}, {PERIOD, true}, {PERIOD + 8, true}, {PERIOD + 9, false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases_of / sizeof cases_of[0]; i++) {
        bench_t b;
        bench_open(&b, "p6");
        enable(&b, SWSMI_TMR_EN);
        expire(&b, false, cases_of[i].clks);
        assert_int_equal(info_of(&b, "swsmi_period")->armed, 1);
        assert_int_equal(info_of(&b, "swsmi_period")->failed, !cases_of[i].good);
        bench_close(&b);
    }
}

static void with_swsmi_repeats_each_period_is_judged(void **state)
{
    bench_t b;
    (void)state;
    bench_open(&b, "p6");
    b.params->swsmi_repeats = 1;
    ((ich9_top_in_t *)inst_of(&b, "ich9_top")->in)->repeats = true;
    sw_expiry(&b);
    expire(&b, false, PERIOD - 1); /* one clock is gone */
    expire(&b, false, PERIOD - 1);
    breaks_nothing(&b);
    assert_int_equal(info_of(&b, "swsmi_period")->armed, 3);
    assert_int_equal(info_of(&b, "swsmi_one_shot")->armed, 0);
    expire(&b, false, PERIOD - 2);
    assert_int_equal(info_of(&b, "swsmi_period")->failed, 1);
    bench_close(&b);
}

static void a_timer_that_is_not_enabled_must_not_expire(void **state)
{
    bench_t b;
    (void)state;
    bench_open(&b, "p6");
    enable(&b, SWSMI_TMR_EN);
    enable(&b, 0);
    expire(&b, false, PERIOD);
    assert_non_null(strstr(info_of(&b, "swsmi_period")->first, "not enabled"));
    expire(&b, true, PERIOD);
    assert_non_null(strstr(info_of(&b, "periodic_period")->first, "not enabled"));
    bench_close(&b);
}

/* TOUUD goes with the map, REMAPBASE with the remap window. */
static void d_lck_freezes_by_its_straps(void **state)
{
    (void)state;
    for (unsigned straps = 0; straps < 4; straps++) {
        bench_t b;
        bench_open(&b, "p6");
        program(&b, D_LCK | G_SMRAME, 0);
        dec_straps(&b)->lck_map = straps & 1;
        dec_straps(&b)->lck_remap = straps & 2;
        b.dec->touud = 0x1100;
        bclk(&b);
        assert_int_equal(info_of(&b, "locked_frozen")->failed, straps & 1);
        b.dec->remapbase = 0x41;
        bclk(&b);
        assert_int_equal(info_of(&b, "locked_frozen")->failed, (straps & 1) + (straps >> 1));
        bench_close(&b);
    }
}

/* PERIODIC_STS is in the second byte of SMI_STS. */
static void status_writes_count_in_their_own_byte(void **state)
{
    (void)state;
    for (uint8_t be = 1; be <= 2; be++)
        for (int clears = 0; clears < 2; clears++) {
            bench_t b;
            bench_open(&b, "p6");
            per_expiry(&b);
            strobe(&b, RS_PM, SMI_STS_OFF, be, PERIODIC_STS_BIT);
            if (clears)
                b.ctl->smi_sts = 0;
            pci(&b);
            assert_int_equal(info_of(&b, "sts_write_1_clears")->failed, be == 2 && !clears);
            assert_int_equal(info_of(&b, "sts_kept")->failed, be == 1 && clears);
            bench_close(&b);
        }
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(timers_are_judged_to_the_clock),
        cmocka_unit_test(with_swsmi_repeats_each_period_is_judged),
        cmocka_unit_test(a_timer_that_is_not_enabled_must_not_expire),
        cmocka_unit_test(status_writes_count_in_their_own_byte),
        cmocka_unit_test(d_lck_freezes_by_its_straps),
        cmocka_unit_test(every_rule_has_a_name_a_source_and_a_case),
        cmocka_unit_test(first_failure_is_kept_and_all_are_counted),
        cmocka_unit_test(reset_forgets_what_was),
        cmocka_unit_test(glitch_shorter_than_rearm_must_not_latch),
        cmocka_unit_test(edges_that_are_skipped_change_nothing),
    };
    static char names[CASE_COUNT][64];
    static struct CMUnitTest tests[CASE_COUNT];
    for (unsigned i = 0; i < CASE_COUNT; i++) {
        const rule_case_t *c = &cases[i];
        snprintf(names[i], sizeof names[i], "%s_%s_%s", c->rule, c->legal ? "holds" : "breaks", c->part);
        tests[i] = (struct CMUnitTest){.name = names[i], .test_func = plays, .initial_state = (void *)c};
    }
    int failed = cmocka_run_group_tests(others, NULL, NULL);
    return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
