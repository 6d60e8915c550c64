// SPDX-License-Identifier: GPL-2.0-or-later
/* The same seed gives the same numbers, for ever; others give others; none is left out. */
#include "base/prandom.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Numbers that recorded runs depend on: xoshiro256** from splitmix64, computed apart from it. */
static void never_changes(void **state)
{
	static const u64 seed0[] = {0x99ec5f36cb75f2b4ull, 0xbf6e1f784956452aull,
				    0x1a5f849d4933e6e0ull, 0x6aa594f1262d2d2cull};
	struct prandom r;

	prandom_seed(&r, 0);
	for (size_t i = 0; i < ARRAY_SIZE(seed0); i++)
		assert_true(prandom_u64(&r) == seed0[i]);
}

static void seeds_differ(void **state)
{
	struct prandom a, b, c;
	int same = 0;

	prandom_seed(&a, 7);
	prandom_seed(&b, 7);
	prandom_seed(&c, 8);
	for (int i = 0; i < 1000; i++) {
		u64 v = prandom_u64(&a);

		assert_true(v == prandom_u64(&b));
		same += v == prandom_u64(&c);
	}
	assert_int_equal(same, 0);
}

static void below(void **state)
{
	unsigned int seen[7] = {};
	struct prandom r;

	prandom_seed(&r, 1);
	for (int i = 0; i < 70000; i++) {
		u32 v = prandom_below(&r, 7);

		assert_true(v < 7);
		seen[v]++;
	}
	for (int i = 0; i < 7; i++)
		assert_in_range(seen[i], 9500, 10500);
	assert_int_equal(prandom_below(&r, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(never_changes),
					   cmocka_unit_test(seeds_differ), cmocka_unit_test(below)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
