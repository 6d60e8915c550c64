// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * 10,000 table replaces by one thread while another passes packets.
 *
 * Every packet must be counted by exactly one of the tables that were in place: the counters of
 * all replaced tables and of the last one add up to the packets, in packets and in bytes.  Run it
 * under ThreadSanitizer: it must be silent.
 *
 * The two rule sets differ in length and order, so that a packet that saw half of each would be
 * counted twice or not at all.
 */
#include "table_helper.h"

#include <linux/netfilter/xt_tcpudp.h>
#include <pthread.h>

#define REPLACES 10000u

struct stress {
	struct net *net;
	struct xt_table *table;
	bool stop; /* atomic */
	/* the packet thread's */
	u64 packets, bytes;
};

/* INPUT: @filler rules that do not fit; port 80 to a chain that accepts; policy DROP. */
static void make_set(struct ipt_blob *b, unsigned int filler)
{
	const struct xt_tcp port1 = {.spts = {0, 0xffff}, .dpts = {1, 1}};
	const struct xt_tcp port80 = {.spts = {0, 0xffff}, .dpts = {80, 80}};
	u32 jump, chain;

	blob_begin(b, "filter", FILTER_HOOKS);
	blob_hook(b, NF_INET_LOCAL_IN);
	for (unsigned int i = 0; i < filler; i++) {
		blob_entry_at(b, blob_entry(b))->ip.proto = IPPROTO_TCP;
		blob_match(b, "tcp", 0, &port1, sizeof(port1));
		blob_standard(b, VERDICT(NF_ACCEPT));
	}
	blob_entry_at(b, blob_entry(b))->ip.proto = IPPROTO_TCP;
	blob_match(b, "tcp", 0, &port80, sizeof(port80));
	jump = b->head.size + 32;
	blob_standard(b, 1);
	blob_policy(b, NF_INET_LOCAL_IN, VERDICT(NF_DROP));
	blob_hook(b, NF_INET_FORWARD);
	blob_policy(b, NF_INET_FORWARD, VERDICT(NF_ACCEPT));
	blob_hook(b, NF_INET_LOCAL_OUT);
	blob_policy(b, NF_INET_LOCAL_OUT, VERDICT(NF_ACCEPT));
	chain = blob_chain(b, "web");
	blob_verdict(b, VERDICT(NF_ACCEPT));
	blob_verdict(b, XT_RETURN);
	blob_chain(b, "ERROR");
	memcpy(b->entries + jump, &chain, sizeof(chain));
}

static void *pass_packets(void *arg)
{
	struct stress *s = arg;
	const struct nf_hook_state state = {
		.hook = NF_INET_LOCAL_IN, .pf = NFPROTO_IPV4, .net = s->net};
	const struct pkt web = {.dport = 80}, other = {.dport = 443, .payload = 100};
	struct sk_buff *skb[2];

	rcu_thread_enter();
	skb[0] = test_skb(s->net, &web);
	skb[1] = test_skb(s->net, &other);
	while (!READ_ONCE(s->stop)) {
		rcu_lock();
		for (unsigned int i = 0; i < 64; i++) {
			unsigned int verdict = xt_do_table(s->table, skb[i & 1], &state);

			if (verdict != (i & 1 ? NF_DROP : NF_ACCEPT))
				abort();
			s->packets++;
			s->bytes += skb[i & 1]->len;
		}
		rcu_unlock();
	}
	consume_skb(skb[0]);
	consume_skb(skb[1]);
	rcu_thread_exit();
	return NULL;
}

/* What the rules that end a packet's way through INPUT have counted. */
static void add_up(const struct xt_table_info *info, u64 *packets, u64 *bytes)
{
	struct xt_counters *sum = calloc(info->number, sizeof(*sum));

	xt_get_counters(info, sum);
	for (u32 rule = 0; rule < info->number; rule++) {
		const struct xt_entry_target *t =
			xt_entry_target(info->family, xt_entry_at(info, rule));

		if (xt_is_standard(t) && xt_verdict(t) < 0 && xt_verdict(t) != XT_RETURN) {
			*packets += sum[rule].pcnt;
			*bytes += sum[rule].bcnt;
		}
	}
	free(sum);
}

static void replace_once(struct stress *s, const struct ipt_blob *b, u64 *packets, u64 *bytes)
{
	struct xt_table_info *info, *old;

	assert_int_equal(test_translate(s->net, b, &info), 0);
	assert_int_equal(xt_replace_table(s->table, xt_table_private(s->table)->number, info, &old),
			 0);
	add_up(old, packets, bytes);
	xt_table_info_destroy(old);
}

static void test_stress(void **state)
{
	struct stress s = {.net = *state};
	struct ipt_blob *b[2] = {calloc(1, sizeof(**b)), calloc(1, sizeof(**b))};
	u64 packets = 0, bytes = 0;
	pthread_t thread;

	assert_int_equal(test_tables_init(s.net), 0);
	assert_int_equal(xt_find_table(s.net, NFPROTO_IPV4, "filter", &s.table), 0);
	make_set(b[0], 0);
	make_set(b[1], 30); /* long enough for an index */
	replace_once(&s, b[0], &packets, &bytes);
	assert_int_equal(packets, 0);
	assert_int_equal(pthread_create(&thread, NULL, pass_packets, &s), 0);
	for (unsigned int i = 0; i < REPLACES; i++)
		replace_once(&s, b[~i & 1], &packets, &bytes);
	WRITE_ONCE(s.stop, true);
	pthread_join(thread, NULL);
	add_up(xt_table_private(s.table), &packets, &bytes);
	printf("%u replaces, %llu packets\n", REPLACES, (unsigned long long)s.packets);
	assert_int_equal(packets, s.packets);
	assert_int_equal(bytes, s.bytes);
	assert_true(s.packets > REPLACES);
	xt_net_exit(s.net);
	free(b[0]);
	free(b[1]);
}

static int setup(void **state)
{
	rcu_thread_enter();
	return test_net_setup(state);
}

static int teardown(void **state)
{
	int err = test_net_teardown(state);

	rcu_thread_exit();
	return err;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_stress, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
