#include "session.h"

#include "report.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static volatile sig_atomic_t interrupt_asked;

void session_interrupt(void)
{
    interrupt_asked = 1;
}

static bool use_rtl(session_t *x, char *err, unsigned err_size)
{
    const session_options_t *o = &x->options;
    char cache[512];
    twin_cache(cache, sizeof cache);
    for (unsigned i = 0; i < o->rtl_count; i++) {
        const twin_if_t *t = twin_load(o->rtl[i].block, &o->rtl[i].source, cache, NULL, err, err_size);
        if (!t)
            return false;
        if (!score_use(x->score, o->rtl[i].block, t)) {
            snprintf(err, err_size, "--rtl %s: no such block, expected one with a twin (smmscope list blocks)",
                     o->rtl[i].block);
            return false;
        }
    }
    for (unsigned i = 0; i < o->drive_count; i++)
        if (!score_drive(x->score, o->drive[i])) {
            snprintf(err, err_size, "--drive %s: no RTL for such a block, expected one of 'smmscope list blocks'",
                     o->drive[i]);
            return false;
        }
    return true;
}

/* Copies an image into DRAM. */
static bool load(soc_t *soc, const char *name, const uint8_t *bytes, uint32_t size, uint32_t addr, char *err,
                 unsigned err_size)
{
    ram_t *ram = soc_ram(soc);
    if (addr <= ram->size && size <= ram->size - addr) {
        memcpy(ram->bytes + addr, bytes, size);
        return true;
    }
    snprintf(err, err_size, "%s: %u bytes at %Xh, expected them inside %u bytes of RAM", name, size, addr, ram->size);
    return false;
}

bool session_open(session_t *x, scenario_t *scenario, const session_options_t *options, char *err, unsigned err_size)
{
    *x = (session_t){.scenario = scenario, .options = *options};
    interrupt_asked = 0;
    soc_config_t config = scenario->config;
    config.mode = options->mode;
    if (!(scenario->modes >> options->mode & 1)) {
        snprintf(err, err_size, "%s: not for mode %s: %s", scenario->path, soc_mode_names[options->mode],
                 scenario->modes_reason);
        return false;
    }
    x->soc = soc_open(&config, err, err_size);
    if (!x->soc)
        return false;
    if (!load(x->soc, scenario->path, scenario->program, scenario->program_size, scenario->org, err, err_size)) {
        session_free(x);
        return false;
    }
    for (unsigned i = 0; i < scenario->image_count; i++) {
        const image_t *m = &scenario->images[i];
        if (!load(x->soc, m->file, m->bytes, m->size, m->addr, err, err_size)) {
            session_free(x);
            return false;
        }
    }
    for (unsigned i = 0; i < scenario->stimulus_count; i++) {
        const stimulus_t *st = &scenario->stimuli[i];
        uint32_t word = (uint32_t)stimulus_delay(st, soc_clock(x->soc, CORECLK)->period);
        const uint8_t bytes[4] = {(uint8_t)word, (uint8_t)(word >> 8), (uint8_t)(word >> 16), (uint8_t)(word >> 24)};
        if (st->kind == STIM_DELAY && !load(x->soc, st->name, bytes, 4, (uint32_t)st->addr, err, err_size)) {
            session_free(x);
            return false;
        }
    }
    x->score = score_open(x->soc);
    if (!x->score || !use_rtl(x, err, err_size)) {
        session_free(x);
        return false;
    }
    if (options->stop)
        soc_no_run_ahead(x->soc); /* a CPU must not be past the event */
    soc_shuffle(x->soc, options->mode == MODE_CYCLE ? options->seed : 0);
    x->rules = rules_open(x->soc);
    x->checks = checks_open(scenario, x->soc);
    if (options->cover) {
        x->coverage = coverage_open(cover_blocks);
        coverage_machine(x->coverage, x->soc);
    }
    if (options->wave) {
        x->wave = wave_open(options->wave, x->soc, scenario, options->twins ? x->score : NULL, options->wave_window, err,
                            err_size);
        if (!x->wave) {
            session_free(x);
            return false;
        }
    }
    return true;
}

ps_t session_next(session_t *x)
{
    ps_t t = soc_next(x->soc, checks_horizon(x->checks));
    return x->finished ? PS_NEVER : t;
}

static void print_events(session_t *x)
{
    const ev_log_t *log = soc_events(x->soc);
    for (; x->logged < log->count; x->logged++)
        report_event(stdout, &log->list[x->logged]);
}

bool session_instant(session_t *x, ps_t t)
{
    soc_tick(x->soc, t, checks_horizon(x->checks));
    if (x->coverage)
        coverage_machine_edge(x->coverage);
    if (x->options.twins)
        score_edge(x->score);
    rules_ticked(x->rules);
    if (x->options.rtl_count && score_trouble(x->score)) {
        snprintf(x->error, sizeof x->error, "--rtl: %s ends the run", score_trouble(x->score));
        x->finished = true;
    }
    soc_settle(x->soc);
    rules_sample(x->rules);
    if (x->wave && !wave_sample(x->wave, x->error, sizeof x->error))
        x->finished = true;
    if (!checks_after(x->checks))
        x->finished = true;
    if (x->options.stop && checks_seen(x->checks, x->options.stop))
        x->stopped_at_event = x->finished = true;
    if (x->options.log)
        print_events(x);
    if (interrupt_asked)
        x->interrupted = x->finished = true;
    return !x->finished;
}

static bool twins_agree(session_t *x)
{
    unsigned n;
    const score_row_t *rows = score_rows(x->score, &n);
    for (unsigned i = 0; i < n; i++)
        if (rows[i].mismatches)
            return false;
    return true;
}

static bool rules_held(session_t *x)
{
    unsigned n;
    const rule_info_t *rules = rules_list(x->rules, &n);
    for (unsigned i = 0; i < n; i++)
        if (rules[i].failed)
            return false;
    return true;
}

session_result_t session_close(session_t *x)
{
    char late[sizeof x->error];
    if (x->wave && !wave_end(x->wave, late, sizeof late) && !x->error[0])
        memcpy(x->error, late, sizeof late);
    if (x->interrupted && !x->error[0])
        return SESSION_INTERRUPTED;
    checks_finish(x->checks);
    const char *watchdog = checks_watchdog(x->checks);
    if (watchdog)
        snprintf(x->stopped, sizeof x->stopped, "%s", watchdog);
    if (x->error[0])
        return SESSION_ERROR;
    if (x->coverage && coverage_sum(x->coverage, NULL).wrong)
        return SESSION_FAIL;
    bool good = checks_passed(x->checks) > 0 && checks_failed(x->checks) == 0 && !watchdog;
    return good && twins_agree(x) && rules_held(x) ? SESSION_PASS : SESSION_FAIL;
}

void session_free(session_t *x)
{
    if (x->wave)
        wave_close(x->wave);
    if (x->checks)
        checks_free(x->checks);
    if (x->rules)
        rules_free(x->rules);
    if (x->score)
        score_free(x->score);
    coverage_free(x->coverage);
    if (x->soc)
        soc_close(x->soc);
    *x = (session_t){0};
}
