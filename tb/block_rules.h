/* block_rules: rules about one block alone: they see what it samples and what it shows, and nothing else. The machine
 * asks them of every such block on its board (rules.h), `smmscope check` of the RTL of a lone block.
 *
 * Each block's rules are a file of tb/rules/: a table, a function a rule, and what they remember. A rule counts with
 * the edge's number, never with how often it was asked: fast mode skips edges at which nothing happens.
 * Left out: rules that join wires of several blocks; those are in rules.c. */
#ifndef TB_BLOCK_RULES_H
#define TB_BLOCK_RULES_H

#include "block.h"

#include <string.h>

/* A rule with its counts. */
typedef struct rule_info {
    const char *name, *says, *source;
    uint64_t armed, failed;
    char first[160]; /* first failure: when, wires, values */
    ps_t first_time; /* of a machine; or the edge of a lone block */
} rule_info_t;

typedef enum answer { NOT_ARMED, HOLDS, BROKEN } answer_t;

#define NEVER UINT64_MAX /* a cycle that has not come */

/* One edge of one block, as its rules see it. */
typedef struct look {
    const void *in;        /* BLOCK_in_t: what it samples at this edge */
    const void *out, *was; /* BLOCK_out_t: what it shows after the edge, and what it showed before */
    uint64_t cycle;        /* number of the edge in its domain */
    void *past;            /* what the block's rules remember */
    char why[112];         /* set by broken() */
} look_t;

/* A broken rule, with the values that say so. */
__attribute__((format(printf, 2, 3))) answer_t broken(look_t *l, const char *format, ...);

/* HOLDS when `good`, else broken with this text. */
answer_t must(look_t *l, bool good, const char *otherwise);

/* True at most `clocks` edges after `since`. */
bool recent(uint64_t since, uint64_t now, uint64_t clocks);

typedef enum rule_when { IN_RESET, RUNNING } rule_when_t;

typedef struct block_rule {
    rule_when_t when;
    const char *name, *says, *source;
    answer_t (*check)(look_t *l);
} block_rule_t;

typedef struct block_rules {
    const block_t *block;
    const block_rule_t *rules; /* ended by a row without a name */
    size_t past_size;
    void (*forget)(void *past); /* at the start and in reset */
    /* At each edge outside reset: brings what is remembered up to what is sampled now. True when a rule may have something
     * to say though no output changed: a write, a request, a deadline, a pulse that must end. The rules are asked
     * then, at each change, and at the first edge after reset. */
    bool (*follow)(look_t *l);
    void (*after)(look_t *l); /* after the rules were asked; NULL: nothing */
} block_rules_t;

/* All files of tb/rules/, ended by NULL; those of one block, or NULL. */
extern const block_rules_t *const block_rules_all[];
const block_rules_t *block_rules_find(const char *block);

/* How many rules it has; puts their names, with counts of 0, into a list of as many. */
unsigned block_rules_count(const block_rules_t *b);
void block_rules_names(const block_rules_t *b, rule_info_t *list);

/* The rules of one block at work. */
typedef struct rule_run {
    const block_rules_t *rules;
    rule_info_t *list; /* counts; several blocks of a kind may share them */
    const char *who;   /* before each message: "cpu0: " or "" */
    const ps_t *now;   /* a machine's time; NULL: a failure is told by the edge's number */
    void *was;
    bool changed; /* an output changed at the last edge */
    bool fresh;   /* no edge since reset: the rules are asked, whatever was shown in reset */
    look_t look;
} rule_run_t;

/* list: as block_rules_names filled it; it and *now must live as long as the run. */
void rule_run_open(rule_run_t *r, const block_rules_t *rules, rule_info_t *list, const char *who, const ps_t *now);
void rule_run_close(rule_run_t *r);

/* Asks the rules at the edge that r->look holds. */
void rule_run_ask(rule_run_t *r, bool rst_n);

/* One edge of the block. Here, since most edges end at the first test. */
static inline void rule_run_edge(rule_run_t *r, const void *in, const void *out, bool rst_n, uint64_t cycle)
{
    r->look.in = in;
    r->look.out = out;
    r->look.cycle = cycle;
    r->changed = memcmp(out, r->was, r->rules->block->out_size) != 0;
    if (!rst_n || r->rules->follow(&r->look) || r->changed || r->fresh)
        rule_run_ask(r, rst_n);
}

#endif
