// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What routes cost: loading them, keeping them, looking them up, forwarding by them.
 *
 *	fib_bench [ROUTES [PACKETS]]
 *
 * The routes are seeded and distinct, their lengths as common as in an Internet table, spread over
 * sixteen next hops.  Destinations are addresses of random routes, so that every look-up goes
 * somewhere else: the worst that a cache can meet.  Three ways are timed: look-ups one after the
 * other, each waiting for the last; look-ups of vectors of 64 that are looked ahead for; packets
 * through the whole path, with ten routes and with all of them.  Fails unless every packet left.
 */
#include "assembly/namespace.h"
#include "base/prandom.h"
#include "net/fib.h"
#include "net/neighbour.h"
#include "net/output.h"

#include <linux/netlink.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FRAME = 60, HOPS = 16, DESTINATIONS = 1 << 20, FEW = 10 };

struct bench {
	struct net *net;
	struct net_device *eth0, *eth1;
	struct prandom random;
	u32 routes;
	u32 *route; /* prefixes, host byte order */
	u8 *plen;
	u32 *dst; /* [DESTINATIONS] */
	u8 frame[FRAME];
};

static void need(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "fib_bench: %s\n", what);
	exit(3);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* ---- the namespace ---- */

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

	need(dev, "memory");
	dev->dev_addr[0] = 2;
	dev->dev_addr[5] = n;
	need(!register_netdevice(dev) && !dev_open(dev) && !inet_addr_add(dev, &ifa), name);
	return dev;
}

static __be32 hop(u32 i)
{
	return htonl(0x0a010001u + i % HOPS);
}

static void set_up(struct bench *b)
{
	const struct quintet_env env = {.seed = 1};
	static const u8 mac[ETH_ALEN] = {2, 0, 0, 0, 1, 2};

	b->net = namespace_create(&env);
	need(b->net, "namespace");
	inet_conf_set(b->net, NULL, IPV4_DEVCONF_FORWARDING, 1);
	inet_conf_set(b->net, (void *)-1, IPV4_DEVCONF_FORWARDING, 1);
	b->eth0 = port(b, "eth0", "10.0.0.254", 1);
	b->eth1 = port(b, "eth1", "10.1.0.254", 2);
	for (u32 i = 0; i < HOPS; i++) {
		__be32 addr = hop(i);
		struct neighbour *n = neigh_create_static(arp_tbl(b->net), &addr, b->eth1);

		need(n && !neigh_update(n, mac, NUD_PERMANENT,
					NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_ADMIN, 0),
		     "neighbour");
	}
}

/* ---- routes ---- */

/* Of a thousand: the lengths of an Internet table, with a few host routes. */
static u8 random_plen(struct prandom *r)
{
	static const struct {
		u8 plen;
		u16 upto;
	} mix[] = {{24, 590}, {23, 690}, {22, 800}, {21, 850}, {20, 895}, {19, 925},
		   {18, 940}, {17, 950}, {16, 965}, {25, 970}, {28, 980}, {32, 1000}};
	u32 at = prandom_below(r, 1000), i = 0;

	while (at >= mix[i].upto)
		i++;
	return mix[i].plen;
}

/* 11.0.0.0 to 222.255.255.255, but for 127/8: nothing that the path treats as special. */
static u32 random_prefix(struct prandom *r, u8 plen)
{
	u32 first = 11 + prandom_below(r, 212);

	if (first == 127)
		first = 128;
	return (first << 24 | (prandom_u32(r) & 0xffffff)) & ntohl(inet_make_mask(plen));
}

static int add_route(struct bench *b, u32 key, u8 plen, u32 i)
{
	struct fib_config cfg = {.fc_type = RTN_UNICAST,
				 .fc_table = RT_TABLE_MAIN,
				 .fc_protocol = RTPROT_STATIC,
				 .fc_dst = htonl(key),
				 .fc_dst_len = plen,
				 .fc_gw = hop(i),
				 .fc_nlflags = NLM_F_CREATE | NLM_F_EXCL};

	return fib_table_insert(b->net, fib_new_table(b->net, RT_TABLE_MAIN), &cfg, NULL);
}

static void load(struct bench *b)
{
	b->route = malloc(b->routes * sizeof(*b->route));
	b->plen = malloc(b->routes);
	need(b->route && b->plen, "memory");
	for (u32 i = 0; i < b->routes;) {
		u8 plen = random_plen(&b->random);
		u32 key = random_prefix(&b->random, plen);
		int err = add_route(b, key, plen, i);

		if (err == -EEXIST)
			continue;
		need(!err, "route");
		b->route[i] = key;
		b->plen[i++] = plen;
	}
}

static void choose_destinations(struct bench *b)
{
	b->dst = malloc(DESTINATIONS * sizeof(*b->dst));
	need(b->dst, "memory");
	for (u32 i = 0; i < DESTINATIONS; i++) {
		u32 at = prandom_below(&b->random, b->routes);

		b->dst[i] = b->route[at] |
			    (prandom_u32(&b->random) & ~ntohl(inet_make_mask(b->plen[at])));
	}
}

/* ---- what is timed; each gives ns ---- */

/* The next destination hangs on the last answer, so that no look-up begins before it. */
static double single(struct bench *b, u64 lookups)
{
	struct fib_result res;
	u32 at = 0;
	double start = now();

	rcu_lock();
	for (u64 i = 0; i < lookups; i++) {
		struct flowi4 fl = {.daddr = htonl(b->dst[at])};

		need(!fib_lookup(b->net, &fl, &res), "no route");
		at = (at + 1 + (res.type == RTN_LOCAL)) & (DESTINATIONS - 1);
	}
	rcu_unlock();
	return (now() - start) / (double)lookups;
}

static double ahead(struct bench *b, u64 lookups)
{
	struct fib_trie *t = fib_new_table(b->net, RT_TABLE_MAIN)->trie;
	double start = now();

	rcu_lock();
	for (u64 i = 0; i < lookups; i += SKB_VEC_MAX) {
		const u32 *dst = b->dst + (i & (DESTINATIONS - 1));

		fib_trie_prefetch(t, dst, SKB_VEC_MAX);
		for (u32 k = 0; k < SKB_VEC_MAX; k++)
			need(fib_trie_plain(t, htonl(dst[k])), "no route");
	}
	rcu_unlock();
	return (now() - start) / (double)lookups;
}

static struct sk_buff *make(struct bench *b, u32 dst)
{
	static const u8 head[] = {2, 0, 0,  0, 0, 1, 2, 0,  0,	0, 1, 1,  8, 0, 0x45,
				  0, 0, 46, 0, 7, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1};
	struct sk_buff *skb = netdev_alloc_skb(net_shard0(b->net), b->eth0, FRAME);
	u8 *p = skb_put(skb, FRAME);
	u16 sum;

	memcpy(p, b->frame, FRAME);
	memcpy(p, head, sizeof(head));
	put_unaligned_be32(dst, p + 30);
	sum = ip_fast_csum(p + 14, 5);
	memcpy(p + 24, &sum, 2);
	return skb;
}

static double forward(struct bench *b, u64 packets)
{
	u64 before = b->eth1->stats.tx_packets;
	double start = now(), ns;

	for (u64 i = 0; i < packets; i += SKB_VEC_MAX) {
		struct skb_vec v = {.count = SKB_VEC_MAX};

		for (u32 k = 0; k < SKB_VEC_MAX; k++)
			v.skb[k] = make(b, b->dst[(i + k) & (DESTINATIONS - 1)]);
		netif_receive_skb_vec(net_shard0(b->net), &v);
	}
	ns = (now() - start) / (double)packets;
	need(b->eth1->stats.tx_packets - before == packets, "not every packet left");
	return ns;
}

static double megabytes(size_t bytes)
{
	return (double)bytes / (1024 * 1024);
}

/* @report: say it; => forwarding */
static double measure(u32 routes, u64 packets, bool report)
{
	struct bench b = {.routes = routes};
	size_t before;
	double start, took, ns;

	prandom_seed(&b.random, 1);
	set_up(&b);
	before = mallinfo2().uordblks + mallinfo2().hblkhd;
	start = now();
	load(&b);
	took = now() - start;
	if (report)
		printf("%u routes: %.2f s to load, %.1f MB, %.1f MB of them nodes\n", routes,
		       took / 1e9,
		       megabytes(mallinfo2().uordblks + mallinfo2().hblkhd - before -
				 routes * (sizeof(*b.route) + 1)),
		       megabytes(fib_trie_bytes(fib_new_table(b.net, RT_TABLE_MAIN)->trie)));
	choose_destinations(&b);
	if (report) {
		printf("look-ups one after the other: %.1f ns\n", single(&b, packets));
		printf("look-ups of vectors of 64:    %.1f ns\n", ahead(&b, packets));
	}
	forward(&b, packets / 8);
	ns = forward(&b, packets);
	printf("forwarding by %u routes: %.1f ns a packet, packets made and freed\n", routes, ns);
	free(b.dst);
	free(b.route);
	free(b.plen);
	namespace_destroy(b.net);
	return ns;
}

int main(int argc, char **argv)
{
	u32 routes = argc > 1 ? (u32)atoi(argv[1]) : 1000000;
	u64 packets = argc > 2 ? (u64)atoll(argv[2]) : 2000000;
	double few, many;

	packets = (packets + 8 * SKB_VEC_MAX - 1) / (8 * SKB_VEC_MAX) * (8 * SKB_VEC_MAX);
	if (routes < FEW || !packets)
		return 2;
	rcu_thread_enter();
	few = measure(FEW, packets, false);
	many = measure(routes, packets, true);
	printf("ratio: %.2f\n", many / few);
	rcu_thread_exit();
	return 0;
}
