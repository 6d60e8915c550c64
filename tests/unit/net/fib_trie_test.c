// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The trie against a list of prefixes: random inserts, removals, look-ups and walks in order must
 * agree with the naive answer.
 */
#include "net_helper.h"

#define MAX 3000

struct model {
	struct fib_leaf *leaf[MAX];
	u32 n;
};

static int model_find(const struct model *m, u32 key, u8 plen)
{
	for (u32 i = 0; i < m->n; i++)
		if (m->leaf[i]->key == key && m->leaf[i]->plen == plen)
			return (int)i;
	return -1;
}

static bool covers(const struct fib_leaf *l, u32 key)
{
	return !l->plen || !((l->key ^ key) >> (32 - l->plen));
}

struct seen {
	const struct fib_leaf *leaf[33];
	u32 n;
};

static int note(const struct fib_leaf *l, void *ctx)
{
	struct seen *s = ctx;

	s->leaf[s->n++] = l;
	return 1;
}

/* Every covering prefix, the longest first. */
static void check_walk(const struct fib_trie *t, const struct model *m, u32 key)
{
	struct seen seen = {0};
	u32 expected = 0;

	assert_int_equal(fib_trie_walk(t, key, note, &seen), 1);
	for (u32 i = 0; i < m->n; i++)
		expected += covers(m->leaf[i], key);
	assert_int_equal(seen.n, expected);
	for (u32 i = 0; i < seen.n; i++) {
		assert_true(covers(seen.leaf[i], key));
		if (i)
			assert_true(seen.leaf[i]->plen < seen.leaf[i - 1]->plen);
	}
	assert_ptr_equal(fib_trie_longest(t, key), seen.n ? seen.leaf[0] : NULL);
}

static int in_order(const void *a, const void *b)
{
	const struct fib_leaf *x = *(struct fib_leaf *const *)a, *y = *(struct fib_leaf *const *)b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (int)y->plen - (int)x->plen;
}

static void check_order(const struct fib_trie *t, const struct model *m)
{
	struct model sorted = *m;
	struct fib_leaf *l = fib_trie_next(t, 0, 33);

	qsort(sorted.leaf, sorted.n, sizeof(sorted.leaf[0]), in_order);
	for (u32 i = 0; i < sorted.n; i++) {
		assert_ptr_equal(l, sorted.leaf[i]);
		l = fib_trie_next(t, l->key, l->plen);
	}
	assert_null(l);
}

/* Dense keys (few distinct bits) make nodes split and collapse; sparse ones make lone leaves. */
static u32 random_key(struct prandom *r, bool dense)
{
	return dense ? prandom_u32(r) & 0x0a030301u : prandom_u32(r);
}

static void step(struct net *net, struct fib_trie *t, struct model *m, struct prandom *r, u32 key,
		 u8 plen)
{
	int at = model_find(m, key, plen);

	assert_int_equal(fib_trie_find(t, key, plen) != NULL, at >= 0);
	if (at < 0 && m->n < MAX && prandom_below(r, 3)) {
		struct fib_leaf *l = calloc(1, sizeof(*l));

		l->key = key;
		l->plen = plen;
		assert_int_equal(fib_trie_insert(t, l), 0);
		m->leaf[m->n++] = l;
	} else if (m->n && (at >= 0 || !prandom_below(r, 4))) {
		struct fib_leaf *l;

		if (at < 0)
			at = (int)prandom_below(r, m->n);
		l = m->leaf[at];
		assert_int_equal(fib_trie_remove(t, l), 0);
		m->leaf[at] = m->leaf[--m->n];
		rcu_defer(&net->garbage, free, l);
	}
}

static void random_step(struct net *net, struct fib_trie *t, struct model *m, struct prandom *r)
{
	bool dense = prandom_below(r, 2);
	u8 plen = (u8)prandom_below(r, 33);

	step(net, t, m, r, random_key(r, dense) & ntohl(inet_make_mask(plen)), plen);
}

static void remove_all(struct net *net, struct fib_trie *t, struct model *m)
{
	while (m->n) {
		struct fib_leaf *l = m->leaf[--m->n];

		assert_int_equal(fib_trie_remove(t, l), 0);
		rcu_defer(&net->garbage, free, l);
	}
}

static void agrees_with_the_model(void **state)
{
	struct net *net = test_net();
	size_t empty = 0;

	for (u32 seed = 0; seed < 8; seed++) {
		struct fib_trie *t = fib_trie_create(net);
		static struct model m;
		struct prandom r;

		m.n = 0;
		empty = fib_trie_bytes(t);
		prandom_seed(&r, seed);
		for (int i = 0; i < 4000; i++) {
			random_step(net, t, &m, &r);
			check_walk(t, &m, random_key(&r, prandom_below(&r, 2)));
		}
		check_order(t, &m);
		remove_all(net, t, &m);
		assert_null(fib_trie_next(t, 0, 33));
		assert_int_equal(fib_trie_bytes(t), empty);
		fib_trie_destroy(t);
	}
	test_net_end(net);
}

/* All 511 prefixes that may end in one node, and 256 children, come in one order and go in another;
 * the node's numbers change their meaning at 256 of either. */
static void full_node(void **state)
{
	struct net *net = test_net();
	struct fib_trie *t = fib_trie_create(net);
	static struct model m;
	struct prandom r;

	m.n = 0;
	prandom_seed(&r, 1);
	for (u32 len = 24; len >= 16; len--)
		for (u32 v = 0; v < 1u << (len - 16); v++) {
			struct fib_leaf *l = calloc(1, sizeof(*l));

			l->key = 0x0a010000u | v << (32 - len);
			l->plen = (u8)len;
			assert_int_equal(fib_trie_insert(t, l), 0);
			m.leaf[m.n++] = l;
			check_walk(t, &m, 0x0a010000u | prandom_below(&r, 65536));
		}
	for (u32 v = 0; v < 256; v++) {
		struct fib_leaf *l = calloc(1, sizeof(*l));

		l->key = 0x0a010001u | v << 8;
		l->plen = 32;
		assert_int_equal(fib_trie_insert(t, l), 0);
		m.leaf[m.n++] = l;
		check_walk(t, &m, l->key);
	}
	for (u32 i = 0; i < 65536; i += 97)
		check_walk(t, &m, 0x0a010000u | i);
	check_order(t, &m);
	while (m.n) {
		u32 at = prandom_below(&r, m.n);
		struct fib_leaf *l = m.leaf[at];

		m.leaf[at] = m.leaf[--m.n];
		assert_int_equal(fib_trie_remove(t, l), 0);
		rcu_defer(&net->garbage, free, l);
		check_walk(t, &m, 0x0a010000u | prandom_below(&r, 65536));
		check_walk(t, &m, 0x0a010001u | prandom_below(&r, 256) << 8);
	}
	fib_trie_destroy(t);
	test_net_end(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_with_the_model),
					   cmocka_unit_test(full_node)};
	int ret;

	rcu_thread_enter();
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	rcu_thread_exit();
	return ret;
}
