// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The flow table against a plain array: random changes, colliding hashes, growth, walks, a full
 * table, and readers beside the writer.
 */
#include "base/flow_table.h"

#include "base/hash.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Ids stand for themselves: the key of id is id * 3, and @bits of its hash count. */
struct world {
	struct flow_table t;
	struct hash_key key;
	u32 mask;
};

static u32 hash_of(const struct world *w, u32 id)
{
	u64 word = id * 3ull;

	return hash_words(&word, 1, &w->key) & w->mask;
}

static bool match(const void *ctx, u32 id, const void *key)
{
	return id * 3ull == *(const u64 *)key;
}

static u32 find(const struct world *w, u32 id)
{
	u64 key = id * 3ull;

	return flow_table_lookup(&w->t, hash_of(w, id), match, w, &key);
}

static void world_init(struct world *w, u32 max, u32 mask)
{
	for (unsigned int i = 0; i < HASH_KEY_WORDS; i++)
		w->key.k[i] = 0x9e3779b97f4a7c15ull * (i + 1);
	w->mask = mask;
	assert_int_equal(flow_table_init(&w->t, max), 0);
}

static u32 rnd(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* Each id is in the table if the model says so, and a walk meets all of them once. */
static void check_all(const struct world *w, const u8 *model, u32 ids)
{
	struct flow_cursor c = {0};
	u8 *seen = calloc(ids, 1);
	u32 id, count = 0;

	for (id = 1; id < ids; id++)
		assert_int_equal(find(w, id), model[id] ? id : 0);
	while ((id = flow_table_next(&w->t, &c))) {
		assert_true(id < ids && model[id]);
		assert_int_equal(seen[id]++, 0);
		count++;
	}
	assert_int_equal(count, w->t.entries);
	free(seen);
}

/* @mask decides how much collides: all bits, 16 of them, 3 of them. */
static void against_model(u32 mask, u32 ids, u32 steps)
{
	struct world w;
	u8 *model = calloc(ids, 1);
	u32 state = 1, count = 0;

	world_init(&w, ids, mask);
	for (u32 i = 0; i < steps; i++) {
		u32 id = 1 + rnd(&state) % (ids - 1);
		bool add = rnd(&state) % 100 < (i < steps / 2 ? 70 : 30);

		if (add && !model[id]) {
			assert_int_equal(flow_table_insert(&w.t, hash_of(&w, id), id), 0);
			model[id] = 1;
			count++;
		} else if (!add) {
			assert_int_equal(flow_table_remove(&w.t, hash_of(&w, id), id), model[id]);
			count -= model[id];
			model[id] = 0;
		}
		if (i % (steps / 8) == 0)
			check_all(&w, model, ids);
	}
	assert_int_equal(w.t.entries, count);
	check_all(&w, model, ids);
	flow_table_clear(&w.t);
	memset(model, 0, ids);
	check_all(&w, model, ids);
	assert_int_equal(w.t.overflow_used, 0);
	flow_table_destroy(&w.t);
	free(model);
}

static void random_changes(void **state)
{
	against_model(~0u, 5000, 40000);
}
static void collisions(void **state)
{
	against_model(0xffff0000, 3000, 20000);
	against_model(0x70, 600, 6000);
}

/* Growth spreads: hardly any overflow at the load that the table keeps. */
static void spreads(void **state)
{
	struct world w;
	u32 n = 200000;

	world_init(&w, n, ~0u);
	for (u32 id = 1; id <= n; id++)
		assert_int_equal(flow_table_insert(&w.t, hash_of(&w, id), id), 0);
	assert_true(w.t.buckets >= n / FLOW_BUCKET_LOAD - 1);
	assert_true(w.t.overflow_used < w.t.buckets / 6);
	assert_true(flow_table_bytes(&w.t) < n * 20ull);
	for (u32 id = 1; id <= n; id++)
		assert_int_equal(find(&w, id), id);
	flow_table_destroy(&w.t);
}

/* A table whose space is used up refuses, and what is in it stays. */
static void full(void **state)
{
	struct world w;
	u32 id = 0;

	world_init(&w, 10, 0);
	while (!flow_table_insert(&w.t, 0, id + 1))
		id++;
	assert_true(id >= 10);
	assert_int_equal(w.t.entries, id);
	assert_int_equal(flow_table_insert(&w.t, 0, id + 1), -ENOSPC);
	for (u32 i = 1; i <= id; i++)
		assert_int_equal(find(&w, i), i);
	assert_true(flow_table_remove(&w.t, 0, 3));
	assert_int_equal(flow_table_insert(&w.t, 0, id + 1), 0);
	flow_table_destroy(&w.t);
}

/* A walk with changes behind and before it still meets whoever stays. */
static void walk_and_remove(void **state)
{
	struct world w;
	struct flow_cursor c = {0};
	u32 id, met = 0;

	world_init(&w, 4000, 0xf0);
	for (id = 1; id <= 2000; id++)
		assert_int_equal(flow_table_insert(&w.t, hash_of(&w, id), id), 0);
	while ((id = flow_table_next(&w.t, &c))) {
		met += id <= 1000;
		if (id > 1000) /* only what has been met goes */
			assert_true(flow_table_remove(&w.t, hash_of(&w, id), id));
	}
	assert_int_equal(met, 1000);
	assert_int_equal(w.t.entries, 1000);
	flow_table_destroy(&w.t);
}

/* Ids 1 … 1000 always stay; readers must find each of them, whatever the writer does. */
struct race {
	struct world w;
	u32 stop, missed;
	u64 looks;
};

static void *reader(void *arg)
{
	struct race *r = arg;
	u64 looks = 0;
	u32 state = 7;

	while (!READ_ONCE(r->stop)) {
		u32 id = 1 + rnd(&state) % 1000;
		u64 key = id * 3ull;

		if (flow_table_lookup_rcu(&r->w.t, hash_of(&r->w, id), match, r, &key) != id)
			__atomic_add_fetch(&r->missed, 1, __ATOMIC_RELAXED);
		looks++;
	}
	__atomic_add_fetch(&r->looks, looks, __ATOMIC_RELAXED);
	return NULL;
}

static void readers_beside_the_writer(void **state)
{
	struct race r = {.stop = 0};
	pthread_t thread[2];
	u32 seed = 3;

	world_init(&r.w, 20000, 0x0fffffff);
	for (u32 id = 1; id <= 1000; id++)
		assert_int_equal(flow_table_insert(&r.w.t, hash_of(&r.w, id), id), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, reader, &r), 0);
	for (u32 round = 0; round < 20; round++) {
		for (u32 id = 1001; id < 1001 + 800 * (round + 1); id++)
			assert_int_equal(flow_table_insert(&r.w.t, hash_of(&r.w, id), id), 0);
		for (u32 id = 1001; id < 1001 + 800 * (round + 1); id++)
			assert_true(flow_table_remove(&r.w.t, hash_of(&r.w, id), id));
		(void)rnd(&seed);
	}
	WRITE_ONCE(r.stop, 1);
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	assert_int_equal(r.missed, 0);
	print_message("%llu look-ups\n", (unsigned long long)r.looks);
	flow_table_destroy(&r.w.t);
}

/* Words of little difference give hashes of much. */
static void hashes_differ(void **state)
{
	struct hash_key key;
	u32 bits[32] = {0}, n = 4096;

	for (unsigned int i = 0; i < HASH_KEY_WORDS; i++)
		key.k[i] = 0xd1342543de82ef95ull * (i + 11);
	for (u32 i = 0; i < n; i++) {
		u64 w[3] = {i, 17, 0}, x[3] = {i ^ 1, 17, 0};
		u32 d = hash_words(w, 3, &key) ^ hash_words(x, 3, &key);

		for (u32 b = 0; b < 32; b++)
			bits[b] += d >> b & 1;
	}
	for (u32 b = 0; b < 32; b++)
		assert_in_range(bits[b], n * 2 / 5, n * 3 / 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_changes),  cmocka_unit_test(collisions),
		cmocka_unit_test(spreads),	   cmocka_unit_test(full),
		cmocka_unit_test(walk_and_remove), cmocka_unit_test(readers_beside_the_writer),
		cmocka_unit_test(hashes_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
