#include "block_rules.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One line a file of tb/rules/. */
extern const block_rules_t smi_ctl_rules, smi_timers_rules, smi_pin_rules, smiact_rules, smm_track_rules,
    smram_dec_rules, tco_rules, serirq_rules, lpc_rules, ich9_top_rules, apic_agent_rules, mem_type_rules,
    cache_ctl_rules;
const block_rules_t *const block_rules_all[] = {
    &smi_ctl_rules,
    &smi_timers_rules,
    &tco_rules,
    &serirq_rules,
    &lpc_rules,
    &ich9_top_rules,
    &smram_dec_rules,
    &smm_track_rules,
    &smi_pin_rules,
    &smiact_rules,
    &apic_agent_rules,
    &mem_type_rules,
    &cache_ctl_rules,
    NULL};

const block_rules_t *block_rules_find(const char *block)
{
    for (const block_rules_t *const *b = block_rules_all; *b; b++)
        if (strcmp((*b)->block->name, block) == 0)
            return *b;
    return NULL;
}

unsigned block_rules_count(const block_rules_t *b)
{
    unsigned n = 0;
    while (b->rules[n].name)
        n++;
    return n;
}

void block_rules_names(const block_rules_t *b, rule_info_t *list)
{
    for (const block_rule_t *r = b->rules; r->name; r++)
        *list++ = (rule_info_t){.name = r->name, .says = r->says, .source = r->source};
}

answer_t broken(look_t *l, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(l->why, sizeof l->why, format, args);
    va_end(args);
    return BROKEN;
}

answer_t must(look_t *l, bool good, const char *otherwise)
{
    return good ? HOLDS : broken(l, "%s", otherwise);
}

bool recent(uint64_t since, uint64_t now, uint64_t clocks)
{
    return since != NEVER && now - since <= clocks;
}

static void *alloc(size_t size)
{
    void *p = calloc(1, size ? size : 1);
    if (!p)
        abort();
    return p;
}

void rule_run_open(rule_run_t *r, const block_rules_t *rules, rule_info_t *list, const char *who, const ps_t *now)
{
    const block_t *b = rules->block;
    *r = (rule_run_t){.rules = rules, .list = list, .who = who, .now = now, .was = alloc(b->out_size)};
    void *state = alloc(b->state_size);
    b->reset(state, r->was); /* until the first edge */
    free(state);
    r->look.past = alloc(rules->past_size);
    r->look.was = r->was;
    rules->forget(r->look.past);
}

void rule_run_close(rule_run_t *r)
{
    free(r->look.past);
    free(r->was);
    *r = (rule_run_t){0};
}

static void note_broken(const rule_run_t *r, rule_info_t *info)
{
    info->first_time = r->now ? *r->now : r->look.cycle;
    if (r->now)
        snprintf(info->first, sizeof info->first, "%" PRIu64 ".%03" PRIu64 " ns: %s%s", info->first_time / 1000,
                 info->first_time % 1000, r->who, r->look.why);
    else
        snprintf(info->first, sizeof info->first, "edge %" PRIu64 ": %s%s", r->look.cycle, r->who, r->look.why);
}

void rule_run_ask(rule_run_t *r, bool rst_n)
{
    const block_rules_t *b = r->rules;
    rule_info_t *info = r->list;
    for (const block_rule_t *rule = b->rules; rule->name; rule++, info++) {
        if (rule->when != (rst_n ? RUNNING : IN_RESET))
            continue;
        answer_t a = rule->check(&r->look);
        info->armed += a != NOT_ARMED;
        if (a == BROKEN && info->failed++ == 0)
            note_broken(r, info);
    }
    if (!rst_n)
        b->forget(r->look.past);
    else if (b->after)
        b->after(&r->look);
    r->fresh = !rst_n;
    if (r->changed)
        memcpy(r->was, r->look.out, b->block->out_size);
}
