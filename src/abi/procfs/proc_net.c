// SPDX-License-Identifier: GPL-2.0-or-later
/* The text files of /proc/net: dev, route, arp, and the counters. */
#include "abi/procfs/procfs.h"

#include "net/fib.h"
#include "net/neighbour.h"

#include <linux/netlink.h>
#include <linux/route.h>
#include <stdlib.h>

/* ---- dev ---- */

static int dev_show(struct net *net, FILE *out, void *priv)
{
	struct net_device *dev;

	fputs("Inter-|   Receive                                                |  Transmit\n"
	      " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets "
	      "errs drop fifo colls carrier compressed\n",
	      out);
	for_each_netdev (net, dev) {
		const struct net_device_stats64 *s = &dev->stats;

		fprintf(out,
			"%6s: %7llu %7llu %4llu %4llu %4u %5u %10u %9llu %8llu %7llu %4llu %4llu "
			"%4u %5u %7u %10u\n",
			dev->name, (unsigned long long)READ_ONCE(s->rx_bytes),
			(unsigned long long)READ_ONCE(s->rx_packets),
			(unsigned long long)READ_ONCE(s->rx_errors),
			(unsigned long long)READ_ONCE(s->rx_dropped), 0u, 0u, 0u,
			(unsigned long long)READ_ONCE(s->multicast),
			(unsigned long long)READ_ONCE(s->tx_bytes),
			(unsigned long long)READ_ONCE(s->tx_packets),
			(unsigned long long)READ_ONCE(s->tx_errors),
			(unsigned long long)READ_ONCE(s->tx_dropped), 0u, 0u, 0u, 0u);
	}
	return 0;
}

/* ---- route ---- */

static unsigned int route_flags(const struct fib_alias *fa, const struct fib_leaf *l)
{
	unsigned int flags = 0;

	if (fa->fa_type == RTN_UNREACHABLE || fa->fa_type == RTN_PROHIBIT)
		flags = RTF_REJECT;
	if (fa->fa_info->fib_nh[0].nh_gw)
		flags |= RTF_GATEWAY;
	if (l->plen == 32)
		flags |= RTF_HOST;
	return flags | RTF_UP;
}

static void route_line(FILE *out, const struct fib_leaf *l, const struct fib_alias *fa)
{
	const struct fib_info *fi = fa->fa_info;
	const struct fib_nh *nh = &fi->fib_nh[0];
	u32 advmss = fi->fib_metrics[RTAX_ADVMSS - 1];
	char line[160];

	snprintf(line, sizeof(line), "%s\t%08X\t%08X\t%04X\t%d\t%u\t%u\t%08X\t%d\t%u\t%u",
		 nh->nh_dev ? nh->nh_dev->name : "*", htonl(l->key), nh->nh_gw, route_flags(fa, l),
		 0, 0, fi->fib_priority, inet_make_mask(l->plen), advmss ? (int)advmss + 40 : 0,
		 fi->fib_metrics[RTAX_WINDOW - 1], fi->fib_metrics[RTAX_RTT - 1] >> 3);
	fprintf(out, "%-127s\n", line);
}

static int route_show(struct net *net, FILE *out, void *priv)
{
	struct fib_table *tb = fib_get_table(net, RT_TABLE_MAIN);

	fprintf(out, "%-127s\n",
		"Iface\tDestination\tGateway "
		"\tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT");
	for (struct fib_leaf *l = tb ? fib_trie_next(tb->trie, 0, 33) : NULL; l;
	     l = fib_trie_next(tb->trie, l->key, l->plen))
		for (struct fib_alias *fa = l->first; fa; fa = fa->next)
			if (fa->tb_id == RT_TABLE_MAIN && fa->fa_type != RTN_BROADCAST &&
			    fa->fa_type != RTN_MULTICAST)
				route_line(out, l, fa);
	return 0;
}

/* ---- arp ---- */

#define ATF_COM_  0x02
#define ATF_PERM_ 0x04

static int arp_show(struct net *net, FILE *out, void *priv)
{
	u32 bucket = 0, index = 0;
	struct neighbour *n;

	fputs("IP address       HW type     Flags       HW address            Mask     Device\n",
	      out);
	while ((n = neigh_next(arp_tbl(net), &bucket, &index))) {
		struct in_addr a;
		char mac[24] = "00:00:00:00:00:00";
		unsigned int flags = 0;

		if (n->nud_state & NUD_NOARP)
			continue;
		memcpy(&a, n->primary_key, sizeof(a));
		if (n->nud_state & NUD_PERMANENT)
			flags = ATF_PERM_ | ATF_COM_;
		else if (n->nud_state & (NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE))
			flags = ATF_COM_;
		snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x", n->ha[0], n->ha[1],
			 n->ha[2], n->ha[3], n->ha[4], n->ha[5]);
		fprintf(out, "%-16s 0x%-10x0x%-10x%-17s     %s        %s\n", inet_ntoa(a),
			n->dev->type, flags, mac, "*", n->dev->name);
	}
	return 0;
}

static const struct proc_ops dev_ops = {.show = dev_show};
static const struct proc_ops route_ops = {.show = route_show};
static const struct proc_ops arp_ops = {.show = arp_show};

int proc_net_net_init(struct net *net)
{
	int err = proc_register(net, "/proc/net/dev", 0444, &dev_ops, NULL);

	if (!err)
		err = proc_register(net, "/proc/net/route", 0444, &route_ops, NULL);
	if (!err)
		err = proc_register(net, "/proc/net/arp", 0444, &arp_ops, NULL);
	return err;
}
