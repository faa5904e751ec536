#include "cpu/snoop.h"

#include "bus.h"

SIG_TABLE(snoop_in, SNOOP_IN)
SIG_TABLE(snoop_out, SNOOP_OUT)

enum { COUNT_MAX = 63 };

void snoop_reset(snoop_t *s, snoop_out_t *out)
{
    *s = (snoop_t){.o = {.hit_n = true, .hitm_n = true, .drdy_n = true, .dbsy_n = true}};
    *out = s->o;
}

static void look_up_at(snoop_t *s, cache_t *k, uint64_t addr, bool inv)
{
    s->result = (uint8_t)cache_snoop(k, addr, inv, s->line);
    s->due = s->result != SNOOP_MISS;
    s->o.seq = (uint8_t)(s->o.seq + s->due);
}

static void look_up(snoop_t *s, const snoop_in_t *in, cache_t *k)
{
    bool read = in->req_a == REQ_MEM_CODE_READ || in->req_a == REQ_MEM_DATA_READ;
    bool write = in->req_a == REQ_MEM_WRITE, inv = write || in->req_a == REQ_MEM_READ_INVALIDATE;
    if (in->agent >> in->pair == in->agent_id >> in->pair || (!read && !inv))
        return;
    s->skip = write && in->trdy;
    look_up_at(s, k, in->a, inv);
}

static void drive_line(snoop_t *s, const snoop_in_t *in)
{
    snoop_out_t *o = &s->o;
    bool more = s->drives && s->qword < in->line_qwords;
    o->drdy_n = !more;
    o->d_o = more ? s->line[s->qword] : 0;
    s->qword = (uint8_t)(s->qword + more);
    o->dbsy_n = !more || s->qword == in->line_qwords;
    s->drives = more;
}

void snoop_tick(snoop_t *s, const snoop_in_t *in, snoop_out_t *out, snoop_wiring_t *wiring)
{
    snoop_out_t *o = &s->o;
    o->hit_n = o->hitm_n = true;
    if (s->since_ads && s->since_ads < COUNT_MAX)
        s->since_ads++;
    if (!in->ads_n || !in->snp_n) {
        s->since_ads = 1;
        s->due = s->drives = s->skip = false;
    }
    if (!in->reqb_n && wiring->cache)
        look_up(s, in, wiring->cache);
    else if (!in->snp_n && wiring->cache)
        look_up_at(s, wiring->cache, in->snp_a, in->snp_inv);
    if (s->skip && !in->trdy_n)
        s->skip = false;
    else if (s->drives && (s->qword || !in->trdy_n))
        drive_line(s, in);
    if (s->due && s->since_ads >= in->snoop_clks) {
        o->hit_n = s->result != SNOOP_HIT;
        o->hitm_n = s->result != SNOOP_HITM;
        s->drives = !o->hitm_n;
        s->qword = 0;
        s->due = false;
    }
    *out = *o;
}

BLOCK_WIRED(snoop, BCLK, false, "snoops of one CPU: HIT#, HITM#, and the modified line")
