/* consistency: the random test of tb/consistency.h for as long as one likes.
 *
 * usage: consistency [--accesses N] [--seed S] [--rounds R]                      machines in turn from seed S on
 *        consistency --part P --cpus N --seed S [--rounds R] [--fault NAME]      one machine: the one that failed
 *
 * Says each million accesses how far it is. Exit 0 when all was right, 1 with one line when memory was wrong, 2 when the
 * command line is. Left out: more than one process. */
#include "consistency.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char usage[] = "usage: consistency [--accesses N] [--seed S] [--rounds R]\n"
                            "       consistency --part PART --cpus N --seed S [--rounds R] [--fault NAME]\n";

static bool number(const char *text, uint64_t *v)
{
    char *end;
    *v = strtoull(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && !*end;
}

static int find_fault(const char *name)
{
    for (int i = 0; consistency_fault_names[i]; i++)
        if (strcmp(consistency_fault_names[i], name) == 0)
            return i;
    return -1;
}

static void tell(const consistency_counts_t *n, uint64_t machines, time_t since)
{
    printf("%" PRIu64 " machines: %" PRIu64 " accesses, %" PRIu64 " locked, %" PRIu64 " bytes of loads judged, %" PRIu64
           " by the bus master, %" PRIu64 " SMIs, %" PRIu64 " bytes compared at the end, %" PRIu64 " BCLK, %" PRIu64 " faults planted, %" PRIu64 " s\n",
           machines, n->accesses, n->locked, n->bytes, n->masters, n->smis, n->end_bytes, n->bclks, n->planted,
           (uint64_t)(time(NULL) - since));
    fflush(stdout);
}

int main(int argc, char *argv[])
{
    uint64_t accesses = 1000000, seed = 1, rounds = 40, cpus = 0, k = 0, told = 0;
    const char *part = NULL;
    int fault = FAULT_NONE;
    bool ok = true;
    for (int i = 1; i < argc && ok; i += 2) {
        const char *v = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--accesses") == 0)
            ok = number(v, &accesses);
        else if (strcmp(argv[i], "--seed") == 0)
            ok = number(v, &seed);
        else if (strcmp(argv[i], "--rounds") == 0)
            ok = number(v, &rounds) && rounds >= 1 && rounds <= 1000000;
        else if (strcmp(argv[i], "--cpus") == 0)
            ok = number(v, &cpus);
        else if (strcmp(argv[i], "--part") == 0)
            part = v;
        else if (strcmp(argv[i], "--fault") == 0)
            ok = (fault = find_fault(v)) >= 0;
        else
            ok = false;
    }
    const part_t *found = part ? part_find(part) : NULL;
    if (!ok || !part != !cpus || (part && (!found || !found->caches.line || cpus < 2 || cpus > GUEST_MAX_CPUS || cpus > found->max_cpus))) {
        fprintf(stderr, "%s", usage);
        return 2;
    }
    consistency_counts_t n = {0};
    time_t since = time(NULL);
    do {
        char why[1024] = "";
        consistency_config_t c = consistency_nth(seed, k++, (uint32_t)rounds);
        if (part)
            c = (consistency_config_t){.part = part, .cpus = (unsigned)cpus, .seed = seed, .rounds = (uint32_t)rounds};
        c.fault = (consistency_fault_t)fault;
        if (!consistency_run(&c, &n, why, sizeof why)) {
            tell(&n, k, since);
            fprintf(stderr, "consistency: %s\n", why);
            return 1;
        }
        if (n.accesses / 1000000 > told) {
            told = n.accesses / 1000000;
            tell(&n, k, since);
        }
    } while (!part && n.accesses < accesses);
    tell(&n, k, since);
    return 0;
}
