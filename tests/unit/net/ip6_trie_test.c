// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The trie of IPv6 prefixes against a list of them: random inserts, removals, look-ups and walks in
 * order must agree with the naive answer.
 */
#include "net_helper.h"

#include "net/ip6_trie.h"

#define MAX 1500

struct model {
	struct fib6_leaf *leaf[MAX];
	u32 n;
};

static u32 rnd(u32 *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Few values a byte, so that prefixes nest and meet. */
static void draw(u32 *state, struct in6_addr *key, u8 *plen)
{
	struct in6_addr a;

	for (int i = 0; i < 16; i++)
		a.s6_addr[i] = rnd(state) % 3 ? 0x20 : (u8)(rnd(state) % 4 * 0x55);
	*plen = (u8)(rnd(state) % 129);
	ipv6_addr_prefix(key, &a, *plen);
}

static int model_find(const struct model *m, const struct in6_addr *key, u8 plen)
{
	for (u32 i = 0; i < m->n; i++)
		if (ipv6_addr_equal(&m->leaf[i]->key, key) && m->leaf[i]->plen == plen)
			return (int)i;
	return -1;
}

struct seen {
	const struct fib6_leaf *leaf[130];
	u32 n;
};

static int note(const struct fib6_leaf *l, void *ctx)
{
	struct seen *s = ctx;

	s->leaf[s->n++] = l;
	return 1;
}

static void check_walk(const struct fib6_trie *t, const struct model *m, const struct in6_addr *key)
{
	struct seen seen = {0};
	u32 expected = 0;

	assert_int_equal(fib6_trie_walk(t, key, note, &seen), 1);
	for (u32 i = 0; i < m->n; i++)
		expected += ipv6_prefix_equal(&m->leaf[i]->key, key, m->leaf[i]->plen);
	assert_int_equal(seen.n, expected);
	for (u32 i = 0; i < seen.n; i++) {
		assert_true(ipv6_prefix_equal(&seen.leaf[i]->key, key, seen.leaf[i]->plen));
		if (i)
			assert_true(seen.leaf[i]->plen < seen.leaf[i - 1]->plen);
	}
}

/* The order of the kernel's dumps: by the last address, longer prefixes first. */
static int in_order(const void *a, const void *b)
{
	const struct fib6_leaf *x = *(struct fib6_leaf *const *)a;
	const struct fib6_leaf *y = *(struct fib6_leaf *const *)b;

	for (unsigned int bit = 0; bit < 128; bit++) {
		u8 mask = (u8)(0x80 >> (bit % 8));
		int p = bit >= x->plen || x->key.s6_addr[bit / 8] & mask;
		int q = bit >= y->plen || y->key.s6_addr[bit / 8] & mask;

		if (p != q)
			return p - q;
	}
	return (int)y->plen - (int)x->plen;
}

static void check_order(const struct fib6_trie *t, struct model *m)
{
	struct fib6_leaf *l = fib6_trie_next(t, NULL, 0);

	qsort(m->leaf, m->n, sizeof(m->leaf[0]), in_order);
	for (u32 i = 0; i < m->n; i++) {
		assert_ptr_equal(l, m->leaf[i]);
		l = fib6_trie_next(t, &l->key, l->plen);
	}
	assert_null(l);
}

static void change(struct fib6_trie *t, struct model *m, u32 *state)
{
	struct in6_addr key;
	u8 plen;
	int i;

	draw(state, &key, &plen);
	i = model_find(m, &key, plen);
	assert_int_equal(fib6_trie_find(t, &key, plen) != NULL, i >= 0);
	if (i < 0 && m->n < MAX) {
		struct fib6_leaf *l = calloc(1, sizeof(*l));

		assert_non_null(l);
		l->key = key;
		l->plen = plen;
		assert_int_equal(fib6_trie_insert(t, l), 0);
		m->leaf[m->n++] = l;
	} else if (m->n) {
		u32 victim = rnd(state) % m->n;

		assert_int_equal(fib6_trie_remove(t, m->leaf[victim]), 0);
		free(m->leaf[victim]);
		m->leaf[victim] = m->leaf[--m->n];
	}
}

static void test_random(void **unused)
{
	struct net *net = test_net();
	struct fib6_trie *t = fib6_trie_create(net);
	struct model m = {0};
	u32 state = 7;

	for (int round = 0; round < 4000; round++) {
		struct in6_addr key;
		u8 plen;

		change(t, &m, &state);
		draw(&state, &key, &plen);
		check_walk(t, &m, &key);
		if (round % 500 == 0)
			check_order(t, &m);
	}
	check_order(t, &m);
	assert_true(fib6_trie_bytes(t) > 0);
	while (m.n) {
		assert_int_equal(fib6_trie_remove(t, m.leaf[--m.n]), 0);
		free(m.leaf[m.n]);
	}
	rcu_defer_flush(&net->garbage);
	fib6_trie_destroy(t);
	test_net_end(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_random)};

	rcu_thread_enter();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
