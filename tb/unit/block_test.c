/* test_BLOCK: the tests of tb/directed/BLOCK.c, one cmocka case each, on the C block and its RTL twin.
 *
 * The twin is our own and compared exactly. With SMMSCOPE_TWIN_SO=FILE it is the one that shared object exports, judged as
 * a person's RTL is. A build without RTL has no twin: the tests then speak about the C block alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "directed/directed.h"

/* TEST_BLOCK, the block's name, is given by CMake. */
static const directed_t *list;
static rtl_side_t rtl;
static uint64_t edges, compared, differ;

static void run(void **state)
{
    const directed_test_t *t = (const directed_test_t *)*state;
    directed_result_t r = directed_run(list, t, &rtl);
    edges += r.edges;
    compared += r.compared;
    differ += r.wrong != NULL;
    if (!r.passed)
        print_error("%s%s\n  says: %s\n  book: %s\n", r.wrong ? "mismatch: " : "", r.text, t->says, t->section);
    assert_true(r.passed);
}

/* False when the file cannot be used. */
static bool load(const char *path)
{
    void *so = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    rtl = (rtl_side_t){.twin = so ? (const twin_if_t *)dlsym(so, TWIN_SYMBOL) : NULL};
    if (!rtl.twin)
        fprintf(stderr, "%s\n", dlerror());
    else if (strcmp(rtl.twin->block, TEST_BLOCK) != 0)
        fprintf(stderr, "%s is a %s, expected " TEST_BLOCK "\n", path, rtl.twin->block);
    return rtl.twin && strcmp(rtl.twin->block, TEST_BLOCK) == 0;
}

int main(void)
{
    const char *path = getenv("SMMSCOPE_TWIN_SO");
    size_t n = 0;
    list = directed_find(TEST_BLOCK);
    rtl = rtl_side_own(list->block);
    if (path && !load(path))
        return 1;
    while (list->tests[n].name)
        n++;
    struct CMUnitTest *cases = (struct CMUnitTest *)calloc(n, sizeof *cases);
    for (size_t i = 0; cases && i < n; i++)
        cases[i] = (struct CMUnitTest){
            .name = list->tests[i].name, .test_func = run, .initial_state = (void *)(uintptr_t)&list->tests[i]};
    int failed = cases ? _cmocka_run_group_tests(TEST_BLOCK, cases, n, NULL, NULL) : 1;
    free(cases);
    if (!rtl.twin) {
        printf(TEST_BLOCK ": %llu edges of the C block alone, no twin in this build\n", (unsigned long long)edges);
        return failed ? 1 : 0;
    }
    printf(TEST_BLOCK ": %llu wires compared with the RTL at %llu edges, %llu differ\n", (unsigned long long)compared,
           (unsigned long long)edges, (unsigned long long)differ);
    return failed || differ || compared == 0 ? 1 : 0;
}
