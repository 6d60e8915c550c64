// SPDX-License-Identifier: GPL-2.0-or-later
/* The text files of /proc/net about IPv6: if_inet6, ipv6_route, igmp6, anycast6, rt6_stats. */
#include "abi/procfs/procfs.h"

#include "net/fib6.h"

static void put_addr(FILE *out, const struct in6_addr *a)
{
	for (int i = 0; i < 16; i++)
		fprintf(out, "%02x", a->s6_addr[i]);
}

/* The scope's bits of __ipv6_addr_type(), as if_inet6 shows them. */
static u32 shown_scope(const struct in6_addr *a)
{
	return ipv6_addr_type(a) & IPV6_ADDR_SCOPE_MASK;
}

static int if_inet6_show(struct net *net, FILE *out, void *priv)
{
	struct net_device *dev;

	for_each_netdev (net, dev) {
		if (!dev->ip6_ptr)
			continue;
		for_each_ifa6(ifa, dev->ip6_ptr)
		{
			put_addr(out, &ifa->addr);
			fprintf(out, " %02x %02x %02x %02x %8s\n", dev->ifindex, ifa->prefix_len,
				shown_scope(&ifa->addr), (u8)ifa->flags, dev->name);
		}
	}
	return 0;
}

/* ---- ipv6_route ---- */

static void route_line(FILE *out, const struct in6_addr *dst, u8 plen, const struct in6_addr *gw,
		       u32 metric, u32 flags, const char *dev)
{
	static const struct in6_addr none;

	put_addr(out, dst);
	fprintf(out, " %02x ", plen);
	put_addr(out, &none);
	fputs(" 00 ", out);
	put_addr(out, gw ? gw : &none);
	/* References are counted for the tables only, uses not at all. */
	fprintf(out, " %08x %08x %08x %08x %8s\n", metric, 1, 0, flags, dev);
}

static void table_lines(FILE *out, const struct fib6_table *tb)
{
	struct fib6_leaf *l = fib6_trie_next(tb->trie, NULL, 0);
	struct in6_addr root = {0};

	for (; l; l = fib6_trie_next(tb->trie, &l->key, l->plen))
		for (struct fib6_info *f = l->first; f; f = f->next)
			route_line(out, &l->key, l->plen,
				   f->rt->has_gateway ? &f->rt->rt6i_gateway : NULL, f->metric,
				   f->flags, f->nh_dev->name);
	/* A table without a default route has the null entry in its place. */
	if (!fib6_trie_find(tb->trie, &root, 0))
		route_line(out, &root, 0, NULL, UINT32_MAX, RTF_REJECT | RTF_NONEXTHOP, "lo");
}

static int ipv6_route_show(struct net *net, FILE *out, void *priv)
{
	for (struct fib6_table *tb = fib6_next_table(net, NULL); tb; tb = fib6_next_table(net, tb))
		table_lines(out, tb);
	return 0;
}

/* ---- groups ---- */

static u64 clock_left(struct net *net, const struct ifmcaddr6 *mc)
{
	u64 now = net_shard0(net)->clock.jiffies;

	if (!(mc->mca_flags & MAF_TIMER_RUNNING) || mc->mca_timer.expires <= now)
		return 0;
	return (mc->mca_timer.expires - now) * 100 / HZ;
}

static int igmp6_show(struct net *net, FILE *out, void *priv)
{
	struct net_device *dev;

	for_each_netdev (net, dev) {
		struct ifmcaddr6 *mc = dev->ip6_ptr ? dev->ip6_ptr->mc_list : NULL;

		for (; mc; mc = mc->next) {
			fprintf(out, "%-4d %-15s ", dev->ifindex, dev->name);
			put_addr(out, &mc->mca_addr);
			fprintf(out, " %5u %08X %llu\n", mc->mca_users, mc->mca_flags,
				(unsigned long long)clock_left(net, mc));
		}
	}
	return 0;
}

static int anycast6_show(struct net *net, FILE *out, void *priv)
{
	struct net_device *dev;

	for_each_netdev (net, dev) {
		struct ifacaddr6 *ac = dev->ip6_ptr ? dev->ip6_ptr->ac_list : NULL;

		for (; ac; ac = ac->next) {
			fprintf(out, "%-4d %-15s ", dev->ifindex, dev->name);
			put_addr(out, &ac->aca_addr);
			fprintf(out, " %5u\n", ac->aca_users);
		}
	}
	return 0;
}

static int rt6_stats_show(struct net *net, FILE *out, void *priv)
{
	const struct fib6_state *st = fib6_state(net);
	unsigned int prefixes = 0;

	for (struct fib6_table *tb = fib6_next_table(net, NULL); tb; tb = fib6_next_table(net, tb))
		for (struct fib6_leaf *l = fib6_trie_next(tb->trie, NULL, 0); l;
		     l = fib6_trie_next(tb->trie, &l->key, l->plen))
			prefixes++;
	fprintf(out, "%04x %04x %04x %04x %04x %04x %04x\n", prefixes, prefixes,
		(unsigned int)st->adds, (unsigned int)st->entries, 0u, 0u, 0u);
	return 0;
}

static const struct {
	const char *path;
	struct proc_ops ops;
} files[] = {
	{"/proc/net/if_inet6", {.show = if_inet6_show}},
	{"/proc/net/ipv6_route", {.show = ipv6_route_show}},
	{"/proc/net/igmp6", {.show = igmp6_show}},
	{"/proc/net/anycast6", {.show = anycast6_show}},
	{"/proc/net/rt6_stats", {.show = rt6_stats_show}},
};

int proc_net6_net_init(struct net *net)
{
	int err = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(files) && !err; i++)
		err = proc_register(net, files[i].path, 0444, &files[i].ops, NULL);
	return err;
}
