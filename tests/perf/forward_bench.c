// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What forwarding a packet costs without a rule: 64-byte frames from memory, through the whole
 * path, to a device that frees them.
 *
 *	forward_bench [PACKETS [FLOWS [VECTOR]]]
 *
 * Two figures: gross, and net of making and freeing the packets, which is measured by itself.
 * Under callgrind a few thousand packets are enough.
 */
#include "assembly/namespace.h"
#include "net/fib.h"
#include "net/neighbour.h"
#include "net/output.h"

#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FRAME = 60, MAX_FLOWS = 1 << 20 };

struct bench {
	struct net *net;
	struct net_device *eth0, *eth1;
	u32 flows, vector;
	u8 frame[FRAME];
};

static void sink(struct sk_buff *skb, struct net_device *dev)
{
	consume_skb(skb);
}

static const struct net_device_ops sink_ops = {.ndo_start_xmit = sink};

static struct net_device *port(struct bench *b, const char *name, const char *addr, u8 n)
{
	struct net_device *dev = alloc_etherdev(b->net, name, &sink_ops);
	struct in_ifaddr ifa = {.ifa_local = inet_addr(addr),
				.ifa_address = inet_addr(addr),
				.ifa_prefixlen = 16,
				.ifa_mask = inet_make_mask(16),
				.ifa_valid_lft = UINT32_MAX,
				.ifa_preferred_lft = UINT32_MAX};

	dev->dev_addr[0] = 2;
	dev->dev_addr[5] = n;
	if (register_netdevice(dev) || dev_open(dev) || inet_addr_add(dev, &ifa))
		abort();
	return dev;
}

static void gateway(struct bench *b)
{
	static const u8 mac[ETH_ALEN] = {2, 0, 0, 0, 1, 2};
	struct fib_config cfg = {.fc_type = RTN_UNICAST,
				 .fc_table = RT_TABLE_MAIN,
				 .fc_protocol = RTPROT_STATIC,
				 .fc_gw = inet_addr("10.1.0.1"),
				 .fc_nlflags = NLM_F_CREATE};
	struct neighbour *n =
		neigh_create_static(arp_tbl(b->net), &(__be32){inet_addr("10.1.0.1")}, b->eth1);

	if (!n ||
	    neigh_update(n, mac, NUD_PERMANENT, NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_ADMIN, 0))
		abort();
	if (fib_table_insert(b->net, fib_new_table(b->net, RT_TABLE_MAIN), &cfg, NULL))
		abort();
}

static void set_up(struct bench *b)
{
	const struct quintet_env env = {.seed = 1};
	static const u8 head[] = {2,  0, 0, 0, 0, 1,  2,  0, 0, 0,  1, 1, 8, 0,	  0x45, 0, 0,
				  46, 0, 7, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 198, 18,	0, 0};

	b->net = namespace_create(&env);
	if (!b->net)
		abort();
	rcu_lock();
	inet_conf_set(b->net, NULL, IPV4_DEVCONF_FORWARDING, 1);
	inet_conf_set(b->net, (void *)-1, IPV4_DEVCONF_FORWARDING, 1);
	b->eth0 = port(b, "eth0", "10.0.0.254", 1);
	b->eth1 = port(b, "eth1", "10.1.0.254", 2);
	gateway(b);
	rcu_unlock();
	memcpy(b->frame, head, sizeof(head));
}

static struct sk_buff *make(struct bench *b, u64 i)
{
	struct net_shard *shard = net_shard0(b->net);
	struct sk_buff *skb = netdev_alloc_skb(shard, b->eth0, FRAME);
	u8 *p = skb_put(skb, FRAME);
	u32 flow = (u32)(i % b->flows);
	u16 sum;

	memcpy(p, b->frame, FRAME);
	p[31] = (u8)(flow >> 16);
	p[32] = (u8)(flow >> 8);
	p[33] = (u8)flow;
	sum = ip_fast_csum(p + 14, 5);
	memcpy(p + 24, &sum, 2);
	return skb;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double run(struct bench *b, u64 packets, bool through)
{
	double start = now();

	for (u64 i = 0; i < packets; i += b->vector) {
		struct skb_vec v = {.count = b->vector};

		for (u32 k = 0; k < b->vector; k++)
			v.skb[k] = make(b, i + k);
		if (through)
			netif_receive_skb_vec(net_shard0(b->net), &v);
		else
			for (u32 k = 0; k < b->vector; k++)
				consume_skb(v.skb[k]);
	}
	return (now() - start) / (double)packets;
}

int main(int argc, char **argv)
{
	struct bench b = {.flows = argc > 2 ? (u32)atoi(argv[2]) : 1,
			  .vector = argc > 3 ? (u32)atoi(argv[3]) : SKB_VEC_MAX};
	u64 packets = argc > 1 ? (u64)atoll(argv[1]) : 5000000;
	double gross, around;

	if (!b.flows || b.flows > MAX_FLOWS || !b.vector || b.vector > SKB_VEC_MAX)
		return 2;
	rcu_thread_enter();
	set_up(&b);
	run(&b, packets / 10, true);
	around = run(&b, packets, false);
	gross = run(&b, packets, true);
	printf("forward, no rules, %u flows, vectors of %u: %.1f ns gross, %.1f ns net a packet\n",
	       b.flows, b.vector, gross, gross - around);
	printf("%llu packets left by eth1\n", (unsigned long long)b.eth1->stats.tx_packets);
	namespace_destroy(b.net);
	rcu_thread_exit();
	return 0;
}
