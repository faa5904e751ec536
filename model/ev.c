#include "ev.h"

#include <stdlib.h>
#include <string.h>

const char *const ev_names[EV_COUNT] = {
#define X(id, name, meaning) name,
    EVENTS(X)
#undef X
};

const char *const ev_meanings[EV_COUNT] = {
#define X(id, name, meaning) meaning,
    EVENTS(X)
#undef X
};

void ev_add(ev_log_t *log, ps_t time, unsigned from, ev_id_t id, uint64_t arg)
{
    if (log->count == log->room) {
        size_t room = log->room ? log->room * 2 : 256;
        ev_t *list = realloc(log->list, room * sizeof *list);
        if (!list)
            abort();
        log->list = list;
        log->room = room;
    }
    log->list[log->count++] = (ev_t){.time = time, .arg = arg, .id = (uint8_t)id, .from = (uint8_t)from};
}

static bool later(const ev_t *a, const ev_t *b)
{
    return a->time != b->time ? a->time > b->time : a->from > b->from;
}

void ev_sort(ev_log_t *log, size_t from)
{
    for (size_t i = from + 1; i < log->count; i++) {
        ev_t e = log->list[i];
        size_t k = i;
        for (; k > from && later(&log->list[k - 1], &e); k--)
            log->list[k] = log->list[k - 1];
        log->list[k] = e;
    }
}

void ev_free(ev_log_t *log)
{
    free(log->list);
    *log = (ev_log_t){0};
}

bool ev_is_mark(unsigned id)
{
    return id == EV_SMM_SAVE || id == EV_SMM_RESTORED || id == EV_RESUMED;
}

ev_id_t ev_find(const char *name)
{
    for (int i = 0; i < EV_COUNT; i++)
        if (strcmp(ev_names[i], name) == 0)
            return (ev_id_t)i;
    return EV_COUNT;
}
