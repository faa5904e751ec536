#include "wave.h"

#include "cpu/exec.h"
#include "cpu/smi_pin.h"
#include "cpu/smiact.h"
#include "dump.h"
#include "view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FLUSH_BCLKS = 4096 };

enum phase { PH_RESET, PH_PARKED, PH_PROGRAM, PH_LATCHED, PH_ENTERING, PH_HANDLER, PH_LEAVING, PH_HALTED, PH_SHUTDOWN };
static const char *const phase_names[] = {"reset",   "parked",  "program", "smi latched", "entering",
                                          "handler", "leaving", "halted",  "shutdown",    NULL};

typedef struct watched_cpu {
    const cpu_t *cpu;
    const cpu_in_t *in;
    const cpu_out_t *out;
    const smi_pin_out_t *pin; /* NULL when the board has none */
    const smiact_out_t *act;
    uint64_t insns;
    bool taken, rsm; /* between EV_SMI_TAKEN and EV_SMM_ENTER, EV_RSM and EV_SMM_EXIT */
    uint8_t cache_seq, cache_after;
    dump_lane_t *insn, *phase, *cache, *smram; /* the last two NULL on parts without caches */
} watched_cpu_t;

typedef struct watched_twin {
    const score_row_t *row;
    uint64_t edges, mismatches;
    dump_lane_t *differs;
} watched_twin_t;

typedef struct ticking {
    const domain_clock_t *clock;
    ps_t next, fall; /* PS_NEVER: no fall is due */
    dump_lane_t *lane;
} ticking_t;

struct wave {
    soc_t *soc;
    const scenario_t *scenario; /* or NULL */
    dump_t *dump;
    const bus_wires_t *bus;
    dump_group_t *bus_group;
    bool bus_answered;
    dump_lane_t *txn, *decode, *last_event, *skip;
    const smram_dec_in_t *dec_in;
    const smram_dec_out_t *dec;
    const apic_bus_t *apic; /* NULL on parts without the serial APIC bus */
    dump_group_t *apic_group;
    dump_lane_t *apic_msg, *apic_field;
    const char *apic_answer; /* of the message in progress, once its status cycle was */
    watched_cpu_t cpus[SOC_MAX_CPUS];
    unsigned cpu_count;
    watched_twin_t *twins;
    unsigned twin_count;
    ticking_t clocks[DOMAIN_COUNT];
    size_t events_seen;
    ps_t window; /* 0: everything is kept */
};

static void *need(void *p)
{
    if (!p)
        abort();
    return p;
}

/* ---- the tree of scopes and wires ---- */

/* Inputs repeat what other blocks drive; they are shown only where a twin is compared on them. */
static bool input_of_twin(wave_t *w, const void *base)
{
    unsigned count;
    const soc_inst_t *insts = soc_insts(w->soc, &count);
    for (unsigned i = 0; i < count; i++)
        if (insts[i].in == base)
            return insts[i].block->has_twin;
    return false;
}

static void take_group(void *self, const char *path, const sig_t *sigs, void *base, bool is_input)
{
    wave_t *w = self;
    char place[48];
    if (sigs == smram_dec_in_sigs)
        w->dec_in = base;
    if (sigs == smram_dec_out_sigs)
        w->dec = base;
    if (is_input && !input_of_twin(w, base))
        return;
    snprintf(place, sizeof place, "%s%s", path, is_input ? ".in" : "");
    dump_group_t *g = dump_add_group(w->dump, place, sigs, base);
    if (base == w->bus)
        w->bus_group = g;
    if (base == w->apic)
        w->apic_group = g;
    for (unsigned n = 0; n < w->cpu_count && !is_input; n++) {
        char want[32];
        snprintf(want, sizeof want, "cpu%u.smi_pin", n);
        if (strcmp(path, want) == 0 && sigs == smi_pin_out_sigs)
            w->cpus[n].pin = base;
        snprintf(want, sizeof want, "cpu%u.smiact", n);
        if (strcmp(path, want) == 0 && sigs == smiact_out_sigs)
            w->cpus[n].act = base;
    }
}

static void build_tree(wave_t *w, score_t *score)
{
    dump_t *d = w->dump;
    unsigned rows = 0;
    score_row_t *row = score ? score_rows(score, &rows) : NULL;
    w->twins = need(calloc(rows + 1u, sizeof *w->twins));
    w->twin_count = rows;

    w->last_event = dump_add_lane(d, "events", "last", 0, NULL);
    w->skip = dump_add_lane(d, "soc", "skip", 1, NULL);
    for (unsigned k = 0; k < DOMAIN_COUNT; k++)
        w->clocks[k] = (ticking_t){.clock = soc_clock(w->soc, (domain_t)k), .fall = PS_NEVER,
                                   .lane = dump_add_lane(d, "clock", domain_names[k], 1, NULL)};
    w->cpu_count = soc_cpus(w->soc);
    for (unsigned n = 0; n < w->cpu_count; n++) {
        watched_cpu_t *c = &w->cpus[n];
        char path[16];
        *c = (watched_cpu_t){.cpu = soc_cpu(w->soc, n), .in = soc_cpu_in(w->soc, n), .out = soc_cpu_out(w->soc, n)};
        snprintf(path, sizeof path, "cpu%u", n);
        c->phase = dump_add_lane(d, path, "phase", 4, phase_names);
        c->insn = dump_add_lane(d, path, "insn", 0, NULL);
        c->smram = c->cpu->cache ? dump_add_lane(d, path, "smram", 0, NULL) : NULL;
        c->cache = c->cpu->cache ? dump_add_lane(d, path, "cache", 0, NULL) : NULL;
    }
    w->txn = dump_add_lane(d, "bus", "txn", 0, NULL);
    w->decode = dump_add_lane(d, "mch", "decode", 0, NULL);
    w->bus = soc_bus(w->soc);
    if (soc_config(w->soc)->part->serial_apic) {
        w->apic = soc_apic(w->soc);
        w->apic_msg = dump_add_lane(d, "apic", "msg", 0, NULL);
        w->apic_field = dump_add_lane(d, "apic", "field", 0, NULL);
        w->apic_answer = "";
    }
    soc_each_group(w->soc, take_group, w);

    for (unsigned i = 0; i < rows; i++) {
        char path[48];
        snprintf(path, sizeof path, "rtl.%s", row[i].inst->path);
        w->twins[i] = (watched_twin_t){.row = &row[i], .differs = dump_add_lane(d, path, "differs", 1, NULL)};
        if (row[i].rtl_out)
            dump_add_group(d, path, row[i].inst->block->out_sigs, row[i].rtl_out);
    }
}

/* ---- samples ---- */

static const char *special_name(const wave_t *w, unsigned code)
{
    static const char *const names[] = {"NOP",  "SHUTDOWN",  "FLUSH",      "HALT",
                                        "SYNC", "FLUSH_ACK", "STOP_GRANT", "SMI_ACK"};
    static const char *const pentium[] = {"SHUTDOWN", "FLUSH", "HALT", "SYNC", "FLUSH_ACK", "BRANCH_TRACE"};
    const soc_config_t *config = soc_config(w->soc);
    for (unsigned i = 0; !config->part->by_txn && i < sizeof pentium / sizeof pentium[0]; i++)
        if (code == 1u << i)
            return pentium[i];
    if (config->part->by_txn && code == config->params.smi_ack_code)
        return "SMI_ACK";
    return code < sizeof names / sizeof names[0] ? names[code] : "?";
}

/* The request on the wires in words, e.g. "IO W 0B2=01", "MEM R 0003_8000 smm". */
static void txn_text(const wave_t *w, char *text, size_t size)
{
    const bus_wires_t *b = w->bus;
    const char *smm = !b->smmem_n || !b->smiact_n ? " smm" : "";
    char who[16] = "", data[24] = "";
    unsigned lane = (unsigned)(b->a & 7), bytes = 0;
    const char *what = NULL;

    if (w->cpu_count > 1)
        snprintf(who, sizeof who, "cpu%u ", (unsigned)b->agent);
    if (b->req_a == REQ_MEM_WRITE && !soc_config(w->soc)->part->serial_apic && (b->a & 0xfff00000) == FSB_BASE) {
        unsigned data16 = (unsigned)(b->d >> (lane * 8)) & 0xffff;
        snprintf(text, size, "%s%s %02X to %s%02X%s", who, apic_mode_names[data16 >> FSB_MODE_SHIFT & 7], data16 & 0xff,
                 b->a & FSB_LOGICAL ? "logical " : "id ", (unsigned)(b->a >> FSB_DEST_SHIFT) & 0xff, smm);
        return;
    }
    for (unsigned i = 0; i < 8; i++)
        bytes += b->be >> i & 1;

    switch (b->req_a) {
    case REQ_SPECIAL:
        if (b->req_b == REQB_INTA)
            snprintf(text, size, "%sINTA", who);
        else
            snprintf(text, size, "%sSPECIAL %s%s", who, special_name(w, b->be), smm);
        return;
    case REQ_IO_READ: what = "IO R"; break;
    case REQ_IO_WRITE: what = "IO W"; break;
    case REQ_MEM_CODE_READ: what = "CODE R"; break;
    case REQ_MEM_DATA_READ: what = "MEM R"; break;
    case REQ_MEM_READ_INVALIDATE: what = "MEM RI"; break;
    case REQ_MEM_WRITE: what = "MEM W"; break;
    case REQ_MEM_WRITEBACK: what = "MEM WB"; break;
    default: what = "?"; break;
    }
    bool data_shows = !b->drdy_n || !soc_config(w->soc)->params.trdy_clks;
    if (data_shows && (b->req_a == REQ_IO_WRITE || b->req_a == REQ_MEM_WRITE || b->req_a == REQ_MEM_WRITEBACK)) {
        uint64_t v = b->d >> (lane * 8);
        if (bytes < 8)
            v &= (UINT64_C(1) << (bytes * 8)) - 1;
        snprintf(data, sizeof data, "=%0*llX", (int)(bytes * 2), (unsigned long long)v);
    }
    if (b->req_a == REQ_IO_READ || b->req_a == REQ_IO_WRITE)
        snprintf(text, size, "%s%s %03llX%s%s", who, what, (unsigned long long)b->a, data, smm);
    else
        snprintf(text, size, "%s%s %04llX_%04llX%s%s", who, what, (unsigned long long)(b->a >> 16),
                 (unsigned long long)(b->a & 0xffff), data, smm);
}

static void sample_txn(wave_t *w)
{
    const bus_wires_t *b = w->bus;
    char text[64];
    bool reply = !b->ads_n && b->req_a == REQ_DEFERRED_REPLY, data = !b->drdy_n && b->rs == RS_IDLE;
    if (reply) {
        snprintf(text, sizeof text, "REPLY cpu%u", (unsigned)b->did);
        dump_text(w->dump, w->txn, text);
        w->bus_answered = false;
    } else if (!b->reqb_n || data) { /* write data that comes later is told when it comes */
        txn_text(w, text, sizeof text);
        dump_text(w->dump, w->txn, text);
        w->bus_answered = false;
    } else if (!b->brdy_n || b->rs != RS_IDLE) {
        w->bus_answered = true; /* the text stays for the clock of the response */
    } else if (w->bus_answered || !dump_started(w->dump)) {
        dump_text(w->dump, w->txn, "");
        dump_text(w->dump, w->decode, "");
        w->bus_answered = false;
    }
}

/* Where smram_dec sends an access, e.g. "T: write-back", "C closed: VIDEO". */
static void sample_decode(wave_t *w)
{
    static const char *const range[] = {"", "C", "H", "T"};
    const smram_dec_out_t *o = w->dec;
    char text[48];
    if (!o->rsp)
        return;
    if (o->range < RANGE_C || o->range > RANGE_T)
        snprintf(text, sizeof text, "%s", smram_target_names[o->target]);
    else if (o->target == TGT_DRAM)
        snprintf(text, sizeof text, "%s: %s", range[o->range],
                 w->dec_in->wb ? "write-back" : w->dec_in->smm ? "in SMM" : "D_OPEN");
    else
        snprintf(text, sizeof text, "%s closed: %s", range[o->range],
                 o->target == TGT_INVALID ? "refused" : smram_target_names[o->target]);
    dump_text(w->dump, w->decode, text);
}

/* What the two bits of a cycle of the serial APIC bus are (interconnect facts 1.2 to 1.5). */
static const char *apic_field(const apic_bus_t *a)
{
    static const char *const common[] = {"", "start", "ArbID3", "ArbID2", "ArbID1", "ArbID0"};
    static const char *const eoi[] = {"V7 V6", "V5 V4", "V3 V2", "V1 V0", "checksum", "postamble", "status A", "status A1", "idle"};
    static const char *const msg[] = {"DM M2",    "M1 M0",     "L TM",     "V7 V6",     "V5 V4", "V3 V2",
                                      "V1 V0",    "D7 D6",     "D5 D4",    "D3 D2",     "D1 D0", "checksum",
                                      "postamble", "status A", "status A1", "idle"};
    static const char *const lowest[] = {"P7", "P6", "P5", "P4", "P3", "P2", "P1", "P0", "ArbID3", "ArbID2", "ArbID1",
                                         "ArbID0", "status A2", "idle"};
    unsigned n = a->cycle;
    if (n < 6)
        return common[n];
    if (a->eoi)
        return n < 15 ? eoi[n - 6] : "";
    if (n < 21 || (n == 21 && a->mode != APIC_LOWEST && a->mode != APIC_REMOTE_READ))
        return msg[n - 6];
    if (a->mode == APIC_REMOTE_READ)
        return n < 37 ? "data" : n == 37 ? "status S" : n == 38 ? "checksum" : "idle";
    return n < 35 ? lowest[n - 21] : "";
}

/* "SMI to id 2 from cpu0, for cpu2: accepted". */
static void apic_text(const wave_t *w, char *text, size_t size)
{
    const apic_bus_t *a = w->apic;
    char from[16], to[24], who[64] = "";
    size_t used = 0;
    if (a->sender == APIC_SENDER_IO)
        snprintf(from, sizeof from, "I/O APIC");
    else
        snprintf(from, sizeof from, "cpu%u", (unsigned)a->sender);
    if (a->eoi) {
        snprintf(text, size, "EOI %02X from %s%s", (unsigned)a->vector, from, w->apic_answer);
        return;
    }
    if (a->dm)
        snprintf(to, sizeof to, "logical %02X", (unsigned)a->dest);
    else if ((a->dest & 15) == 15)
        snprintf(to, sizeof to, "all");
    else
        snprintf(to, sizeof to, "id %u", a->dest & 15u);
    for (unsigned n = 0; n < w->cpu_count && used < sizeof who - 8; n++)
        if (a->takers >> n & 1)
            used += (size_t)snprintf(who + used, sizeof who - used, "%scpu%u", used ? " " : ", for ", n);
    snprintf(text, size, "%s %02X to %s from %s%s%s", apic_mode_names[a->mode], (unsigned)a->vector, to, from, who, w->apic_answer);
}

static void sample_apic(wave_t *w)
{
    const apic_bus_t *a = w->apic;
    unsigned status = a->eoi ? 13 : 20;
    char text[160] = "";
    if (!a->cycle)
        w->apic_answer = "";
    else if (a->cycle == status)
        w->apic_answer = a->bits == 2 ? ": accepted" : a->bits == 3 ? ": retry" : ": nobody takes it";
    if (a->sender != APIC_SENDER_NONE)
        apic_text(w, text, sizeof text);
    else if (a->cycle)
        snprintf(text, sizeof text, "arbitration");
    dump_text(w->dump, w->apic_msg, text);
    dump_text(w->dump, w->apic_field, apic_field(a));
}

static enum phase phase_of(const watched_cpu_t *c)
{
    const cpu_out_t *o = c->out;
    if (!c->in->reset_n)
        return PH_RESET;
    if (o->shutdown)
        return PH_SHUTDOWN;
    if (o->wait_sipi)
        return PH_PARKED;
    if (c->rsm || (o->smm && !o->want_smm))
        return PH_LEAVING;
    if (o->smm)
        return PH_HANDLER;
    if (o->want_smm || c->taken)
        return PH_ENTERING;
    if (c->act && c->act->in_smm)
        return PH_LEAVING;
    if (c->pin && c->pin->pending)
        return PH_LATCHED;
    return o->halted ? PH_HALTED : PH_PROGRAM;
}

static void sample_cpu(wave_t *w, watched_cpu_t *c, bool every_edge)
{
    unsigned phase = phase_of(c);
    dump_value(w->dump, c->phase, phase);
    if (!every_edge || phase == PH_LEAVING) { /* while RSM is under way the last instruction done is another */
        dump_text(w->dump, c->insn, every_edge ? "rsm" : "-");
        c->insns = UINT64_MAX;
    } else if (!dump_started(w->dump) || c->cpu->insns != c->insns) {
        char text[96] = "-";
        if (c->cpu->last_len)
            exec_text(c->cpu->last_bytes, c->cpu->last_len, c->cpu->last_eip, c->cpu->last_is32, text, sizeof text);
        dump_text(w->dump, c->insn, text);
        c->insns = c->cpu->insns;
    }
}

/* The address lies in a range of SMRAM that is on, closed or not. */
static bool in_smram(const wave_t *w, uint64_t addr)
{
    smram_access_t access = {.addr = addr, .initiator = INIT_CPU, .smm = true};
    uint8_t range = smram_decode(w->dec, (smram_straps_t){0}, &access).range;
    return range == RANGE_C || range == RANGE_H || range == RANGE_T;
}

/* The access in the caches in words, e.g. "F 03F0_8000 WB miss > S", "W 0000_0600 UC"; and the last one to SMRAM, which
 * stays until the next. */
static void sample_cache(wave_t *w, watched_cpu_t *c)
{
    const cpu_out_t *o = c->out;
    bool same = o->c_seq == c->cache_seq && o->c_after == c->cache_after;
    char text[64];
    if (same && dump_started(w->dump))
        return;
    c->cache_seq = o->c_seq;
    c->cache_after = o->c_after;
    const char *after = cache_state_names[o->c_after];
    bool uncached = o->c_type == MT_UC || o->c_type == MT_WC;
    bool changes = o->c_after != CACHE_I && (!o->c_hit || (o->c_write && o->c_after != o->c_state));
    int n = snprintf(text, sizeof text, "%s %04llX_%04llX ", o->c_fetch ? "F" : o->c_write ? "W" : "R",
                     (unsigned long long)(o->c_addr >> 16), (unsigned long long)(o->c_addr & 0xffff));
    size_t used = (size_t)n;
    if (o->c_from == FROM_BLOCKED)
        snprintf(text + used, sizeof text - used, "SMRR: %s", o->c_write ? "dropped" : "ones");
    else if (o->c_hit)
        snprintf(text + used, sizeof text - used, "%s hit %s%s%s%s", mem_type_names[o->c_type],
                 o->c_from == FROM_L2 ? "L2 " : o->c_from == FROM_SIBLING ? "sibling " : "",
                 cache_state_names[o->c_state], changes ? " > " : "", changes ? after : "");
    else
        snprintf(text + used, sizeof text - used, "%s%s%s%s", mem_type_names[o->c_type], uncached ? "" : " miss",
                 changes ? " > " : "", changes ? after : "");
    if (!dump_started(w->dump))
        text[0] = 0;
    dump_text(w->dump, c->cache, text);
    if (!text[0] || in_smram(w, o->c_addr))
        dump_text(w->dump, c->smram, text);
}

/* Takes the events up to time t into events.last and into the phases. */
static void take_events(wave_t *w, ps_t t)
{
    const ev_log_t *log = soc_events(w->soc);
    char text[112] = "";
    size_t used = 0;
    for (; w->events_seen < log->count && log->list[w->events_seen].time <= t; w->events_seen++) {
        const ev_t *e = &log->list[w->events_seen];
        const char *meaning = ev_meanings[e->id];
        size_t length = strlen(meaning);
        char who[8], arg[24] = "";
        if (e->from < w->cpu_count) {
            watched_cpu_t *c = &w->cpus[e->from];
            snprintf(who, sizeof who, "cpu%u", (unsigned)e->from);
            c->taken = e->id == EV_SMI_TAKEN || (c->taken && e->id != EV_SMM_ENTER && e->id != EV_RESET);
            c->rsm = e->id == EV_RSM ||
                     (c->rsm && e->id != EV_SMM_EXIT && e->id != EV_RESET && e->id != EV_SHUTDOWN);
        } else {
            snprintf(who, sizeof who, "%s",
                     e->from == EV_FROM_ICH9 ? "ich9" : e->from == EV_FROM_MCH ? "mch" : "board");
        }
        if (length < 3 || strcmp(meaning + length - 3, "; 0") != 0) /* the event has an argument */
            snprintf(arg, sizeof arg, " %llX", (unsigned long long)e->arg);
        int n = snprintf(text + used, sizeof text - used, "%s%s %s%s", used ? ", " : "", who, ev_names[e->id], arg);
        used = used + (size_t)n < sizeof text ? used + (size_t)n : sizeof text - 1;
    }
    if (used)
        dump_text(w->dump, w->last_event, text);
}

/* Brings the file to time t: clock falls and events that lie before it, in the order of time. */
static void advance(wave_t *w, ps_t t)
{
    const ev_log_t *log = soc_events(w->soc);
    for (;;) {
        ps_t due = t;
        for (unsigned d = 0; d < DOMAIN_COUNT; d++)
            if (w->clocks[d].fall < due)
                due = w->clocks[d].fall;
        if (w->events_seen < log->count && log->list[w->events_seen].time < due)
            due = log->list[w->events_seen].time;
        dump_at(w->dump, due);
        ps_t now = dump_now(w->dump);
        for (unsigned d = 0; d < DOMAIN_COUNT; d++)
            if (w->clocks[d].fall <= now) {
                dump_value(w->dump, w->clocks[d].lane, 0);
                w->clocks[d].fall = PS_NEVER;
            }
        if (w->events_seen < log->count)
            take_events(w, now);
        if (due == t)
            return;
    }
}

static void sample_clocks(wave_t *w, ps_t t)
{
    for (unsigned d = 0; d < DOMAIN_COUNT; d++) {
        ticking_t *c = &w->clocks[d];
        if (!dump_started(w->dump) || t > c->next)
            c->next = clock_next(c->clock, t);
        if (t == c->next) {
            dump_value(w->dump, c->lane, 1);
            c->fall = t + c->clock->period / 2;
            c->next = t + c->clock->period;
        } else if (!dump_started(w->dump)) {
            dump_value(w->dump, c->lane, 0);
        }
    }
}

/* ---- public functions ---- */

wave_t *wave_open(const char *path, soc_t *soc, const scenario_t *scenario, score_t *score, uint64_t window, char *err,
                  unsigned err_size)
{
    dump_t *d = dump_open(path, err, err_size);
    if (!d)
        return NULL;
    wave_t *w = need(calloc(1, sizeof *w));
    ps_t bclk = soc_clock(soc, BCLK)->period;
    w->soc = soc;
    w->scenario = scenario;
    w->dump = d;
    w->window = window * bclk;
    build_tree(w, score);
    dump_declare(d, FLUSH_BCLKS * bclk, w->window);
    return w;
}

bool wave_sample(wave_t *w, char *err, unsigned err_size)
{
    ps_t t = soc_now(w->soc);
    bool every_edge = soc_cycle_now(w->soc), active = !w->bus->smi_n;
    if (!dump_alive(w->dump, err, err_size))
        return false;
    if (w->window) {
        for (unsigned n = 0; n < w->cpu_count; n++)
            active |= w->cpus[n].out->smm || (w->cpus[n].pin && w->cpus[n].pin->pending);
        dump_follow(w->dump, t, active);
    }
    advance(w, t);
    sample_clocks(w, t);
    dump_wires(w->dump);
    if (dump_changed(w->bus_group))
        sample_txn(w);
    sample_decode(w);
    if (w->apic && dump_changed(w->apic_group))
        sample_apic(w);
    for (unsigned n = 0; n < w->cpu_count; n++) {
        sample_cpu(w, &w->cpus[n], every_edge);
        if (w->cpus[n].cache)
            sample_cache(w, &w->cpus[n]);
    }
    for (unsigned i = 0; i < w->twin_count; i++) {
        watched_twin_t *x = &w->twins[i];
        if (!dump_started(w->dump) || x->edges != x->row->edges) {
            dump_value(w->dump, x->differs, x->mismatches != x->row->mismatches);
            x->edges = x->row->edges;
            x->mismatches = x->row->mismatches;
        }
    }
    dump_value(w->dump, w->skip, !every_edge);
    if (!dump_started(w->dump) && !w->last_event->text[0])
        dump_text(w->dump, w->last_event, "");
    return dump_sampled(w->dump, t, err, err_size);
}

/* Room behind the part that is shown, so that it can be shown whole. */
static void leave_room(wave_t *w)
{
    ps_t from, to;
    if (view_part(w->scenario, soc_events(w->soc), &from, &to))
        dump_leave_room(w->dump, to + (to - from) * 5 / 4);
}

bool wave_end(wave_t *w, char *err, unsigned err_size)
{
    char stopped[8];
    if (dump_alive(w->dump, stopped, sizeof stopped) && dump_started(w->dump)) {
        const ev_log_t *log = soc_events(w->soc);
        ps_t last = soc_now(w->soc);
        if (w->events_seen < log->count && log->list[log->count - 1].time > last)
            last = log->list[log->count - 1].time; /* a CPU ran ahead */
        for (unsigned d = 0; d < DOMAIN_COUNT; d++)
            if (w->clocks[d].fall != PS_NEVER && w->clocks[d].fall > last)
                last = w->clocks[d].fall;
        advance(w, last);
        leave_room(w);
    }
    return dump_end(w->dump, err, err_size);
}

void wave_close(wave_t *w)
{
    char err[256];
    if (!w)
        return;
    wave_end(w, err, sizeof err);
    dump_close(w->dump);
    free(w->twins);
    free(w);
}
