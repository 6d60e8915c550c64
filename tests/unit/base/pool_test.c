// SPDX-License-Identifier: GPL-2.0-or-later
/* Objects are apart, aligned and come back; the limit holds. */
#include "base/pool.h"
#include "base/prandom.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define OBJECTS 500

/* Each object is filled with its number; somebody else's number in it is an overlap. */
static void apart(void **state)
{
	static const size_t sizes[] = {8, 64, 65, 200};

	for (size_t s = 0; s < ARRAY_SIZE(sizes); s++) {
		u8 *object[OBJECTS] = {};
		struct prandom r;
		struct pool p;

		pool_init(&p, sizes[s], 16, 0);
		prandom_seed(&r, s);
		for (int step = 0; step < 20000; step++) {
			u32 i = prandom_below(&r, OBJECTS);

			if (object[i]) {
				for (size_t b = 0; b < sizes[s]; b++)
					assert_int_equal(object[i][b], (u8)i);
				pool_free(&p, object[i]);
				object[i] = NULL;
				continue;
			}
			object[i] = pool_alloc(&p);
			assert_non_null(object[i]);
			assert_int_equal((uintptr_t)object[i] % CACHE_LINE, 0);
			memset(object[i], (u8)i, sizes[s]);
		}
		for (u32 i = 0; i < OBJECTS; i++)
			if (object[i])
				pool_free(&p, object[i]);
		assert_int_equal(p.in_use, 0);
		assert_true(p.made <= OBJECTS + 16);
		pool_destroy(&p);
	}
}

static void limit(void **state)
{
	void *object[32];
	struct pool p;

	pool_init(&p, 64, 16, 32);
	for (int i = 0; i < 32; i++) {
		object[i] = pool_alloc(&p);
		assert_non_null(object[i]);
	}
	assert_null(pool_alloc(&p));
	pool_free(&p, object[7]);
	assert_ptr_equal(pool_alloc(&p), object[7]);
	assert_null(pool_alloc(&p));
	for (int i = 0; i < 32; i++)
		pool_free(&p, object[i]);
	pool_destroy(&p);
}

/* The object that was freed last is the warmest: it comes first. */
static void last_in_first_out(void **state)
{
	struct pool p;
	void *a, *b;

	pool_init(&p, 100, 4, 0);
	a = pool_alloc(&p);
	b = pool_alloc(&p);
	pool_free(&p, a);
	pool_free(&p, b);
	assert_ptr_equal(pool_alloc(&p), b);
	assert_ptr_equal(pool_alloc(&p), a);
	pool_free(&p, a);
	pool_free(&p, b);
	pool_destroy(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(apart), cmocka_unit_test(limit),
					   cmocka_unit_test(last_in_first_out)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
