// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Blobs of IPT_SO_SET_REPLACE, then packets through what was accepted.
 *
 *	byte 0		bit 0: size, length and num_counters are made right, so that entries are reached
 *	byte 1		which of the tables
 *	bytes 2, 3	length of the packet
 *	then		the packet from its IP header on, then struct ipt_replace and the entries
 *
 * A packet comes before the tables with a sound IP header, as ip_rcv lets no other through.  It
 * runs through the reference, with a story and without, and through the compiled form.
 */
#include "abi/sockopt/ip_tables.h"
#include "assembly/namespace.h"
#include "net/ip_fib.h"
#include "xtables/family/ip_tables.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEADER 4u

static struct sk_buff *make_packet(struct net *net, const uint8_t *bytes, u32 len)
{
	struct net_shard *shard = net_shard0(net);
	struct sk_buff *skb = alloc_skb(shard, &shard->pool, 2048);
	struct iphdr *ip;

	if (!skb)
		return NULL;
	memset(skb->data - ETH_HLEN, 0, ETH_HLEN);
	ip = skb_put(skb, max_t(u32, len, sizeof(*ip)));
	memset(ip, 0, sizeof(*ip));
	memcpy(ip, bytes, len);
	ip->version = 4;
	if (ip->ihl < 5 || ip_hdrlen(skb) > skb->len)
		ip->ihl = 5;
	skb_reset_network_header(skb);
	ip = ip_hdr(skb);
	if (ip->ihl < 5 || ip->ihl * 4u > skb->len)
		ip->ihl = 5;
	ip->tot_len = htons((u16)skb->len);
	skb->mac_header = (u16)(skb->network_header - ETH_HLEN);
	skb_set_transport_header(skb, ip->ihl * 4);
	skb->protocol = htons(ETH_P_IP);
	skb->dev = net->loopback_dev;
	return skb;
}

enum way { LINEAR, STORY, COMPILED };

static void run_packet(const struct xt_table *t, unsigned int hook, const uint8_t *bytes, u32 len,
		       enum way way, struct trace_story *story)
{
	struct net_device *lo = t->net->loopback_dev;
	const struct nf_hook_state state = {
		.hook = (u8)hook,
		.pf = NFPROTO_IPV4,
		.net = t->net,
		.in = hook < NF_INET_LOCAL_OUT ? lo : NULL,
		.out = hook == NF_INET_PRE_ROUTING || hook == NF_INET_LOCAL_IN ? NULL : lo};
	struct sk_buff *skb = make_packet(t->net, bytes, len);
	unsigned int verdict;

	if (!skb)
		return;
	/* Behind routing every packet has a route; this one leaves by lo. */
	if (hook != NF_INET_PRE_ROUTING)
		skb->rt = rt_error_get(t->net, ENETUNREACH);
	skb->story = way == STORY ? story : NULL;
	verdict = way == LINEAR ? xt_run_linear(t, xt_table_private(t), skb, &state)
				: xt_do_table((void *)t, skb, &state);
	skb->story = NULL;
	if ((verdict & NF_VERDICT_MASK) != NF_STOLEN)
		consume_skb(skb);
	trace_story_clear(story);
}

static void run_packets(const struct xt_table *t, const uint8_t *bytes, u32 len)
{
	struct trace_story *story = trace_story_create(4096);

	rcu_lock();
	for (unsigned int hook = 0; hook < XT_NUM_HOOKS && story; hook++)
		if (t->valid_hooks & 1u << hook)
			for (enum way way = LINEAR; way <= COMPILED; way++)
				run_packet(t, hook, bytes, len, way, story);
	rcu_unlock();
	trace_story_destroy(story);
}

static void get_entries(struct net *net, const struct xt_table *t)
{
	int len = (int)(sizeof(struct ipt_get_entries) + xt_table_private(t)->size);
	struct ipt_get_entries *get = calloc(1, (size_t)len);

	memcpy(get->name, t->name, strlen(t->name));
	get->size = xt_table_private(t)->size;
	if (ipt_getsockopt(net, ep_user_local(), IPT_SO_GET_ENTRIES, (uintptr_t)get, &len))
		abort();
	free(get);
}

static void try_blob(struct net *net, uint8_t *req, size_t len, bool fix, struct xt_table *t,
		     const uint8_t *packet, u32 packet_len)
{
	struct ipt_replace *head = (struct ipt_replace *)req;
	struct xt_counters *old = calloc(xt_table_private(t)->number, sizeof(*old));

	if (len >= sizeof(*head)) {
		head->counters = old;
		if (fix) {
			head->num_counters = xt_table_private(t)->number;
			head->size = (u32)(len - sizeof(*head));
			head->valid_hooks = t->valid_hooks;
			memset(head->name, 0, sizeof(head->name));
			memcpy(head->name, t->name, strlen(t->name));
		} else if (head->num_counters > xt_table_private(t)->number) {
			/* The old counters' room is ours; other tables have no more rules. */
			head->counters = NULL;
		}
	}
	if (!ipt_setsockopt(net, ep_user_local(), IPT_SO_SET_REPLACE, (uintptr_t)req, (u32)len)) {
		run_packets(t, packet, packet_len);
		get_entries(net, t);
	}
	free(old);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const tables[] = {"filter", "mangle", "raw", "security"};
	const struct quintet_env env = {.seed = 1};
	struct xt_table *t;
	struct net *net;
	u32 packet_len;
	uint8_t *req;

	if (size < HEADER)
		return 0;
	packet_len = min_t(u32, get_unaligned_be16(data + 2), 1500);
	if (size < HEADER + packet_len)
		return 0;
	rcu_thread_enter();
	net = namespace_create(&env);
	if (!net || xt_find_table(net, NFPROTO_IPV4, tables[data[1] & 3], &t))
		abort();
	/* Memory of its own, so that a read beyond it is seen. */
	req = malloc(size - HEADER - packet_len + 1);
	memcpy(req, data + HEADER + packet_len, size - HEADER - packet_len);
	try_blob(net, req, size - HEADER - packet_len, data[0] & 1, t, data + HEADER, packet_len);
	free(req);
	namespace_destroy(net);
	rcu_thread_exit();
	return 0;
}
