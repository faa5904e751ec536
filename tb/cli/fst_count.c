/* fst_count: opens an FST dump as GTKWave would and prints how many variables and value changes it holds.
 *
 * Exit: 0 when it opens and holds both, 1 otherwise. Left out: looking at the values. */
#include <fstapi.h>

#include <inttypes.h>
#include <stdio.h>

static uint64_t changes;

static void on_change(void *self, uint64_t time, fstHandle var, const unsigned char *value)
{
    (void)self;
    (void)time;
    (void)var;
    (void)value;
    changes++;
}

static void on_text_change(void *self, uint64_t time, fstHandle var, const unsigned char *value, uint32_t size)
{
    (void)size;
    on_change(self, time, var, value);
}

int main(int argc, char **argv)
{
    void *dump = argc == 2 ? fstReaderOpen(argv[1]) : NULL;
    if (!dump) {
        fprintf(stderr, "fst_count: %s does not open\n", argc == 2 ? argv[1] : "(one dump, please)");
        return 1;
    }
    uint64_t vars = fstReaderGetVarCount(dump);
    fstReaderSetFacProcessMaskAll(dump);
    int read = fstReaderIterBlocks2(dump, on_change, on_text_change, NULL, NULL);
    printf("%" PRIu64 " variables, %" PRIu64 " changes, time %" PRIu64 " to %" PRIu64 "\n", vars, changes,
           fstReaderGetStartTime(dump), fstReaderGetEndTime(dump));
    fstReaderClose(dump);
    return read && vars && changes ? 0 : 1;
}
