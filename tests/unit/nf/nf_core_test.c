// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The hooks: order, verdicts, errno, queues, re-entrance, unregistering while packets wait.
 */
#include "nf/netfilter.h"
#include "nf/nf_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct fixture {
	struct net *net;
	char order[64]; /* a letter for each hook that ran */
	unsigned int verdict[26];
	unsigned int ok; /* packets that came through */
	enum skb_drop_reason reason;
	struct nf_queue_entry *queued[8];
	unsigned int nqueued;
	struct skb_observer observer;
};

/* The hooks' priv points here: which fixture, which letter. */
struct probe {
	struct fixture *f;
	char letter;
};

static unsigned int probe_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *st)
{
	struct probe *p = priv;
	size_t n = strlen(p->f->order);

	p->f->order[n] = p->letter;
	p->f->order[n + 1] = '\0';
	return p->f->verdict[p->letter - 'a'];
}

static void dropped(void *ctx, const struct sk_buff *skb, enum skb_drop_reason reason)
{
	((struct fixture *)ctx)->reason = reason;
}

static int setup(void **state)
{
	const struct quintet_env env = {.seed = 1};
	struct fixture *f = calloc(1, sizeof(*f));

	f->net = net_create(&env, 1);
	f->observer = (struct skb_observer){.dropped = dropped, .ctx = f};
	net_set_observer(f->net, &f->observer);
	for (unsigned int i = 0; i < ARRAY_SIZE(f->verdict); i++)
		f->verdict[i] = NF_ACCEPT;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	nf_queue_exit(f->net);
	assert_int_equal(net_shard0(f->net)->pool.heads.in_use, 0);
	net_destroy(f->net);
	free(f);
	return 0;
}

static struct nf_hook_ops ops_of(struct probe *p, int priority)
{
	return (struct nf_hook_ops){.hook = probe_hook,
				    .priv = p,
				    .pf = NFPROTO_IPV4,
				    .hooknum = NF_INET_FORWARD,
				    .priority = priority};
}

static struct fixture *current; /* okfn has no priv */

static int okfn(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	current->ok++;
	consume_skb(skb);
	return 42;
}

static int run(struct fixture *f)
{
	struct sk_buff *skb = net_alloc_skb(net_shard0(f->net), 100, NULL);

	current = f;
	f->order[0] = '\0';
	f->reason = SKB_CONSUMED;
	return NF_HOOK(NFPROTO_IPV4, NF_INET_FORWARD, f->net, NULL, skb, NULL, NULL, okfn);
}

static void hooks_run_by_priority_newest_first(void **state)
{
	struct fixture *f = *state;
	struct probe p[4] = {{f, 'a'}, {f, 'b'}, {f, 'c'}, {f, 'd'}};
	struct nf_hook_ops ops[4] = {ops_of(&p[0], 0), ops_of(&p[1], -100), ops_of(&p[2], 0),
				     ops_of(&p[3], 100)};

	assert_int_equal(run(f), 42);
	assert_int_equal(nf_register_net_hooks(f->net, ops, 4), 0);
	assert_int_equal(run(f), 42);
	assert_string_equal(f->order, "bcad");
	nf_unregister_net_hook(f->net, &ops[2]);
	run(f);
	assert_string_equal(f->order, "bad");
	nf_unregister_net_hooks(f->net, ops, 4);
	run(f);
	assert_string_equal(f->order, "");
	assert_int_equal(f->ok, 4);
}

static void verdicts_and_errno(void **state)
{
	static const struct {
		const char *what;
		unsigned int verdict;
		int ret;
		const char *order;
		unsigned int ok;
		enum skb_drop_reason reason;
	} rows[] = {
		{"accept", NF_ACCEPT, 42, "ab", 1, SKB_CONSUMED},
		{"drop", NF_DROP, -EPERM, "a", 0, SKB_DROP_REASON_NETFILTER_DROP},
		{"drop with errno", NF_DROP_ERR(-ECONNREFUSED), -ECONNREFUSED, "a", 0,
		 SKB_DROP_REASON_NETFILTER_DROP},
		{"queue without a reader", NF_QUEUE_NR(3), 0, "a", 0, SKB_DROP_REASON_QUEUE_FULL},
		{"queue with bypass", NF_QUEUE_NR(3) | NF_VERDICT_FLAG_QUEUE_BYPASS, 42, "ab", 1,
		 SKB_CONSUMED},
		{"repeat outside a queue", NF_REPEAT, -EPERM, "a", 0,
		 SKB_DROP_REASON_NETFILTER_DROP},
	};
	struct fixture *f = *state;
	struct probe p[2] = {{f, 'a'}, {f, 'b'}};
	struct nf_hook_ops ops[2] = {ops_of(&p[0], 0), ops_of(&p[1], 1)};

	assert_int_equal(nf_register_net_hooks(f->net, ops, 2), 0);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		f->ok = 0;
		f->verdict[0] = rows[i].verdict;
		if (run(f) != rows[i].ret || strcmp(f->order, rows[i].order) ||
		    f->ok != rows[i].ok || f->reason != rows[i].reason)
			fail_msg("%s: order %s ok %u reason %s", rows[i].what, f->order, f->ok,
				 drop_reason_name(f->reason));
	}
	nf_unregister_net_hooks(f->net, ops, 2);
}

static int outfn(struct nf_queue_entry *entry, unsigned int queuenum)
{
	if (current->nqueued >= ARRAY_SIZE(current->queued) || queuenum > 9)
		return -ENOSPC;
	current->queued[current->nqueued++] = entry;
	return 0;
}

static const struct nf_queue_handler handler = {.outfn = outfn};

static void a_queued_packet_returns_behind_its_hook(void **state)
{
	struct fixture *f = *state;
	struct probe p[3] = {{f, 'a'}, {f, 'b'}, {f, 'c'}};
	struct nf_hook_ops ops[3] = {ops_of(&p[0], 0), ops_of(&p[1], 1), ops_of(&p[2], 2)};

	nf_register_queue_handler(f->net, &handler);
	assert_int_equal(nf_register_net_hooks(f->net, ops, 3), 0);
	f->verdict[1] = NF_QUEUE_NR(5);
	assert_int_equal(run(f), 0);
	assert_string_equal(f->order, "ab");
	assert_int_equal(f->nqueued, 1);
	assert_int_equal(f->queued[0]->queuenum, 5);

	/* The list changes while the packet waits; it still goes on behind b. */
	nf_unregister_net_hook(f->net, &ops[0]);
	nf_reinject(f->queued[0], NF_ACCEPT);
	assert_string_equal(f->order, "abc");
	assert_int_equal(f->ok, 1);

	run(f);
	nf_reinject(f->queued[1], NF_DROP);
	assert_int_equal(f->reason, SKB_DROP_REASON_NETFILTER_DROP);

	run(f);
	f->verdict[1] = NF_ACCEPT;
	nf_reinject(f->queued[2], NF_REPEAT);
	assert_string_equal(f->order, "bbc");
	assert_int_equal(f->ok, 2);
	nf_unregister_net_hooks(f->net, &ops[1], 2);
}

static void unregistering_drops_what_the_hook_queued(void **state)
{
	struct fixture *f = *state;
	struct probe p[2] = {{f, 'a'}, {f, 'b'}};
	struct nf_hook_ops ops[2] = {ops_of(&p[0], 0), ops_of(&p[1], 1)};

	nf_register_queue_handler(f->net, &handler);
	assert_int_equal(nf_register_net_hooks(f->net, ops, 2), 0);
	f->verdict[0] = NF_QUEUE_NR(0);
	run(f);
	f->verdict[0] = NF_ACCEPT;
	f->verdict[1] = NF_QUEUE_NR(1);
	run(f);
	nf_unregister_net_hook(f->net, &ops[0]);
	assert_int_equal(f->reason, SKB_DROP_REASON_QUEUE_PURGED);
	assert_int_equal(net_shard0(f->net)->pool.heads.in_use, 1);
	nf_reinject(f->queued[1], NF_ACCEPT);
	assert_int_equal(f->ok, 1);
	nf_unregister_net_hook(f->net, &ops[1]);
}

/* A packet made inside a hook runs through the same hooks, to its end, before the first goes on. */
static unsigned int nested_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *st)
{
	struct probe *p = priv;

	probe_hook(priv, skb, st);
	if (p->f->verdict[25] == NF_ACCEPT) {
		struct sk_buff *n = net_alloc_skb(skb->shard, 10, skb);

		p->f->verdict[25] = NF_DROP; /* once */
		NF_HOOK(st->pf, st->hook, st->net, NULL, n, NULL, NULL, okfn);
	}
	return NF_ACCEPT;
}

static void packets_made_inside_run_inline(void **state)
{
	struct fixture *f = *state;
	struct probe p[2] = {{f, 'a'}, {f, 'b'}};
	struct nf_hook_ops ops[2] = {ops_of(&p[0], 0), ops_of(&p[1], 1)};

	ops[0].hook = nested_hook;
	assert_int_equal(nf_register_net_hooks(f->net, ops, 2), 0);
	run(f);
	assert_string_equal(f->order, "aabb");
	assert_int_equal(f->ok, 2);
	nf_unregister_net_hooks(f->net, ops, 2);
}

static void families_and_bad_hooks(void **state)
{
	struct fixture *f = *state;
	struct probe p = {f, 'a'};
	struct nf_hook_ops ops = ops_of(&p, 0);

	ops.hooknum = NF_INET_NUMHOOKS;
	assert_int_equal(nf_register_net_hook(f->net, &ops), -EOPNOTSUPP);
	ops.pf = NFPROTO_NETDEV;
	assert_int_equal(nf_register_net_hook(f->net, &ops), -EINVAL);
	ops.pf = NFPROTO_ARP;
	ops.hooknum = NF_ARP_NUMHOOKS;
	assert_int_equal(nf_register_net_hook(f->net, &ops), -EOPNOTSUPP);

	ops = ops_of(&p, 0);
	ops.pf = NFPROTO_INET;
	assert_int_equal(nf_register_net_hook(f->net, &ops), 0);
	assert_non_null(nf_hook_entries_head(f->net, NFPROTO_IPV4, NF_INET_FORWARD, NULL));
	assert_non_null(nf_hook_entries_head(f->net, NFPROTO_IPV6, NF_INET_FORWARD, NULL));
	nf_unregister_net_hook(f->net, &ops);
	assert_null(nf_hook_entries_head(f->net, NFPROTO_IPV6, NF_INET_FORWARD, NULL));
	/* Twice is harmless. */
	nf_unregister_net_hook(f->net, &ops);
}

static void a_list_keeps_order_and_survivors(void **state)
{
	struct fixture *f = *state;
	struct probe p = {f, 'a'};
	struct nf_hook_ops ops = ops_of(&p, 0);
	struct skb_vec v = {.count = 3};

	current = f;
	assert_int_equal(nf_register_net_hook(f->net, &ops), 0);
	for (u32 i = 0; i < v.count; i++)
		v.skb[i] = net_alloc_skb(net_shard0(f->net), 10, NULL);
	f->order[0] = '\0';
	NF_HOOK_LIST(NFPROTO_IPV4, NF_INET_FORWARD, f->net, NULL, &v, NULL, NULL, okfn);
	assert_string_equal(f->order, "aaa");
	assert_int_equal(v.count, 3);
	f->verdict[0] = NF_DROP;
	NF_HOOK_LIST(NFPROTO_IPV4, NF_INET_FORWARD, f->net, NULL, &v, NULL, NULL, okfn);
	assert_int_equal(v.count, 0);
	nf_unregister_net_hook(f->net, &ops);
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(hooks_run_by_priority_newest_first),
		T(verdicts_and_errno),
		T(a_queued_packet_returns_behind_its_hook),
		T(unregistering_drops_what_the_hook_queued),
		T(packets_made_inside_run_inline),
		T(families_and_bad_hooks),
		T(a_list_keeps_order_and_survivors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
