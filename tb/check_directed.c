#include "check.h"

void check_run_directed(rtl_check_t *c)
{
    const directed_t *d = directed_find(c->table->block->name);
    const rtl_side_t rtl = {.twin = c->twin,
                            .exact = c->twin == twin_builtin(c->table->block->name),
                            .ignore = c->options.ignore,
                            .ignore_count = c->options.ignore_count};
    for (const directed_test_t *t = d->tests; t->name; t++)
        c->directed.tests += !t->random;
    for (const directed_test_t *t = d->tests; t->name && !c->directed.failed && !c->interrupted; t++) {
        if (t->random)
            continue;
        directed_result_t r = directed_run(d, t, &rtl);
        c->directed.run++;
        c->directed.edges += r.edges;
        c->directed.compared += r.compared;
        if (!r.passed) {
            c->directed.failed = t;
            c->wrong = r.wrong;
            c->wrong_edge = r.edges;
            memcpy(c->first, r.text, sizeof c->first);
        }
        if (c->options.progress)
            c->interrupted = !c->options.progress(0, c->options.edges);
    }
}

void check_directed_text(const rtl_check_t *c, FILE *f)
{
    const check_directed_t *d = &c->directed;
    if (c->options.random_only) {
        fprintf(f, "directed: not run\n");
        return;
    }
    if (!d->failed) {
        fprintf(f, "directed: %u tests, %llu wires compared, 0 differ\n", d->run, (unsigned long long)d->compared);
        return;
    }
    fprintf(f, "directed: %u of %u tests run, %llu wires compared, the last test failed\n", d->run, d->tests,
            (unsigned long long)d->compared);
    fprintf(f, "  test: %s\n  says: %s\n  book: %s\n", d->failed->name, d->failed->says, d->failed->section);
}
