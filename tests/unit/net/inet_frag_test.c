// SPDX-License-Identifier: GPL-2.0-or-later
/* Queues, runs and the whole: fragments in every order, against a map of bytes. */
#include "net/inet_frag.h"

#include "net_helper.h"

enum { LEN = 64, WORD = 8, WORDS = LEN / WORD };

static void expire(struct inet_frag_queue *q)
{
	inet_frag_kill(q, SKB_DROP_REASON_FRAG_REASM_TIMEOUT);
}

static const struct inet_frags frags = {
	.qsize = sizeof(struct inet_frag_queue) + 16,
	.charge = 200,
	.key_size = sizeof(struct frag_v4_compare_key),
	.expire = expire,
};

struct world {
	struct net *net;
	struct net_shard *shard;
	struct inet_frag_limits limits;
	struct fqdir *d;
};

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	w->net = test_net();
	w->shard = net_shard0(w->net);
	w->limits = (struct inet_frag_limits){.high_thresh = 1 << 20, .timeout = 30 * HZ};
	w->d = fqdir_create(w->shard, &frags, &w->limits);
	assert_non_null(w->d);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	fqdir_destroy(w->d);
	assert_int_equal(w->shard->pool.heads.in_use, 0);
	test_net_end(w->net);
	free(w);
	return 0;
}

static struct inet_frag_queue *find(struct world *w, u16 id)
{
	const union inet_frag_key key = {.v4 = {.id = id, .saddr = 1}};

	return inet_frag_find(w->d, &key);
}

/* Bytes @from to @to of a datagram whose bytes count from 0, behind a 20-byte header. */
static struct sk_buff *fragment(struct world *w, u32 from, u32 to)
{
	struct sk_buff *skb = net_alloc_skb(w->shard, 20 + to - from, NULL);
	u8 *p = skb_put(skb, 20 + to - from);

	memset(p, 0xff, 20);
	for (u32 i = from; i < to; i++)
		p[20 + i - from] = (u8)i;
	skb_reset_network_header(skb);
	skb_pull(skb, 20);
	return skb;
}

static int insert(struct world *w, struct inet_frag_queue *q, u32 from, u32 to,
		  struct sk_buff **out)
{
	struct sk_buff *skb = fragment(w, from, to);
	int ret = inet_frag_queue_insert(q, skb, from, to);

	if (ret)
		consume_skb(skb);
	*out = skb;
	return ret;
}

static void check_whole(struct inet_frag_queue *q, struct sk_buff *last)
{
	const u64 id = last->id;
	u8 out[20 + LEN];

	inet_frag_reasm(q, last);
	assert_int_equal(last->id, id);
	assert_int_equal(last->len, 20 + LEN);
	assert_int_equal(skb_copy_bits(last, 0, out, sizeof(out)), 0);
	assert_int_equal(out[19], 0xff);
	for (u32 i = 0; i < LEN; i++)
		assert_int_equal(out[20 + i], i);
	consume_skb(last);
}

/* Eight fragments in random orders; each comes twice in a third of them. */
static void every_order(void **state)
{
	struct world *w = *state;

	for (u32 round = 0; round < 2000; round++) {
		struct inet_frag_queue *q = find(w, 1);
		u8 order[WORDS];
		struct sk_buff *skb = NULL, *dup;

		for (u8 i = 0; i < WORDS; i++)
			order[i] = i;
		for (u32 i = WORDS - 1; i; i--) {
			u32 k = prandom_below(&w->shard->random, i + 1);
			u8 t = order[i];

			order[i] = order[k];
			order[k] = t;
		}
		for (u32 i = 0; i < WORDS; i++) {
			u32 at = order[i] * WORD;

			assert_int_equal(insert(w, q, at, at + WORD, &skb), IPFRAG_OK);
			if (i + 1 < WORDS && !(round % 3))
				assert_int_equal(insert(w, q, at, at + WORD, &dup), IPFRAG_DUP);
		}
		assert_int_equal(q->meat, LEN);
		check_whole(q, skb);
		inet_frag_kill(q, SKB_CONSUMED);
		assert_int_equal(frag_mem_limit(w->d), 0);
	}
}

/* Random stretches: what is taken has no byte twice, and what covers a byte is never taken. */
static void overlaps_are_found(void **state)
{
	struct world *w = *state;

	for (u32 round = 0; round < 2000; round++) {
		struct inet_frag_queue *q = find(w, 1);
		bool there[WORDS] = {false};

		for (u32 i = 0; i < 12; i++) {
			u32 from = prandom_below(&w->shard->random, WORDS);
			u32 to = from + 1 + prandom_below(&w->shard->random, WORDS - from);
			u32 covered = 0;
			struct sk_buff *skb;
			int ret;

			for (u32 k = from; k < to; k++)
				covered += there[k];
			ret = insert(w, q, from * WORD, to * WORD, &skb);
			if (!covered)
				assert_int_equal(ret, IPFRAG_OK);
			else if (covered < to - from)
				assert_int_equal(ret, IPFRAG_OVERLAP);
			else
				assert_true(ret == IPFRAG_DUP || ret == IPFRAG_OVERLAP);
			for (u32 k = from; k < to && !ret; k++)
				there[k] = true;
		}
		inet_frag_kill(q, SKB_CONSUMED);
	}
}

static void many_queues(void **state)
{
	struct world *w = *state;
	struct sk_buff *skb;

	for (u16 id = 0; id < 1000; id++)
		assert_int_equal(insert(w, find(w, id), 0, id % 2 ? 8 : 16, &skb), IPFRAG_OK);
	assert_int_equal(fqdir_count(w->d), 1000);
	for (u16 id = 0; id < 1000; id++)
		assert_int_equal(find(w, id)->meat, id % 2 ? 8 : 16);
	net_advance(w->net, 40000000000ull);
	assert_int_equal(fqdir_count(w->d), 0);
	assert_int_equal(frag_mem_limit(w->d), 0);
}

static void the_first_is_pulled(void **state)
{
	struct world *w = *state;
	struct inet_frag_queue *q = find(w, 1);
	struct sk_buff *skb, *first;

	assert_null(inet_frag_pull_head(q));
	insert(w, q, 8, 16, &skb);
	insert(w, q, 0, 8, &first);
	assert_ptr_equal(inet_frag_first(q), first);
	assert_ptr_equal(inet_frag_pull_head(q), first);
	consume_skb(first);
	assert_ptr_equal(inet_frag_pull_head(q), skb);
	consume_skb(skb);
	assert_null(inet_frag_pull_head(q));
	inet_frag_reinit(q, SKB_DROP_REASON_FRAG_TOO_FAR);
	assert_int_equal(frag_mem_limit(w->d), 200);
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(every_order),
		T(overlaps_are_found),
		T(many_queues),
		T(the_first_is_pulled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
