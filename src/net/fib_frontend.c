// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Routes as the rest of the stack meets them (kernel: fib_frontend): the questions that packets
 * ask, and the routes that follow addresses and devices.
 *
 * An address implies routes: itself in table local, its subnet in main, its broadcast addresses.
 * implied_routes() lists them once; adding an address adds them, and deleting one deletes those
 * that no other address of the device implies as well.
 */
#include "net/fib.h"

#include "net/rtnl.h"

#include <linux/in.h>
#include <linux/netlink.h>
#include <stdlib.h>

/* ---- questions ---- */

/* Of 0.0.0.0/8 only the address itself is special. */
static bool is_zeronet(__be32 a)
{
	return !a;
}

static unsigned int addr_type(struct net *net, const struct net_device *dev, __be32 addr,
			      struct fib_table *tb)
{
	struct flowi4 fl = {.daddr = addr};
	struct fib_result res;

	if (is_zeronet(addr) || addr == INADDR_BROADCAST)
		return RTN_BROADCAST;
	if (IN_MULTICAST(ntohl(addr)))
		return RTN_MULTICAST;
	if (!tb)
		return RTN_BROADCAST;
	if (fib_table_lookup(tb, &fl, &res, 0))
		return RTN_UNICAST;
	return !dev || dev == res.fi->fib_nh[0].nh_dev ? res.type : RTN_UNICAST;
}

unsigned int inet_addr_type(struct net *net, __be32 addr)
{
	return addr_type(net, NULL, addr, fib_get_table(net, RT_TABLE_LOCAL));
}

unsigned int inet_dev_addr_type(struct net *net, const struct net_device *dev, __be32 addr)
{
	return addr_type(net, dev, addr, fib_get_table(net, RT_TABLE_LOCAL));
}

/* Without VRF every device's table is local. */
unsigned int inet_addr_type_dev_table(struct net *net, const struct net_device *dev, __be32 addr)
{
	return addr_type(net, NULL, addr, fib_get_table(net, RT_TABLE_LOCAL));
}

int fib_lookup(struct net *net, const struct flowi4 *fl, struct fib_result *res)
{
	return fib_rules_lookup(net, fl, res, 0);
}

static bool nh_uses_dev(const struct fib_info *fi, const struct net_device *dev)
{
	for (int i = 0; i < fi->fib_nhs; i++)
		if (fi->fib_nh[i].nh_dev == dev)
			return true;
	return false;
}

/* The full check: the route back to @src. */
static int validate_by_route(const struct sk_buff *skb, __be32 src, __be32 dst, u8 tos, int oif,
			     struct net_device *dev, int rpf, struct in_device *idev, u32 *itag)
{
	struct net *net = dev->net;
	struct fib_result res;
	struct flowi4 fl = {
		.flowi4_iif = oif ? oif : 1,
		.daddr = src,
		.saddr = dst,
		.flowi4_tos = tos,
		.flowi4_mark = IN_DEV_ORCONF(idev, SRC_VMARK) ? skb->mark : 0,
	};

	*itag = 0;
	if (fib_rules_lookup(net, &fl, &res, 0))
		return rpf ? -EXDEV : 0;
	if (res.type != RTN_UNICAST &&
	    (res.type != RTN_LOCAL || !IN_DEV_ORCONF(idev, ACCEPT_LOCAL)))
		return -EINVAL;
	*itag = res.tclassid;
	if (nh_uses_dev(res.fi, dev) || (res.type == RTN_LOCAL && dev == net->loopback_dev))
		return res.nh_scope >= RT_SCOPE_HOST;
	if (!idev->ifa_list)
		return rpf ? -EXDEV : 0;
	if (rpf == 1)
		return -EXDEV;
	fl.flowi4_oif = dev->ifindex;
	if (fib_rules_lookup(net, &fl, &res, FIB_LOOKUP_IGNORE_LINKSTATE) ||
	    res.type != RTN_UNICAST)
		return 0;
	return res.nh_scope >= RT_SCOPE_HOST;
}

int fib_validate_source(const struct sk_buff *skb, __be32 src, __be32 dst, u8 tos, int oif,
			struct net_device *dev, struct in_device *idev, u32 *itag)
{
	struct fib_state *st = fib_state(dev->net);
	int rpf = IN_DEV_MAXCONF(idev, RP_FILTER);

	if (!rpf && (dev->ifindex != oif || !IN_DEV_ORCONF(idev, SEND_REDIRECTS))) {
		*itag = 0;
		if (IN_DEV_ORCONF(idev, ACCEPT_LOCAL))
			return 0;
		if (!READ_ONCE(st->has_custom_rules) && !READ_ONCE(st->has_custom_local_routes))
			return inet_lookup_ifaddr(dev->net, src) ? -EINVAL : 0;
	}
	return validate_by_route(skb, src, dst, tos, oif, dev, rpf, idev, itag);
}

/* Nothing but a look at our own addresses stands between a source and its acceptance. */
static inline bool source_is_plain(struct net *net, struct in_device *idev, __be32 src)
{
	return !(IPV4_DEVCONF_ALL(net, RP_FILTER) | IN_DEV_CONF_GET(idev, RP_FILTER) |
		 IPV4_DEVCONF_ALL(net, ACCEPT_LOCAL) | IN_DEV_CONF_GET(idev, ACCEPT_LOCAL)) &&
	       !inet_lookup_ifaddr(net, src);
}

struct rtable *fib_route_plain(const struct net_device *dev, struct in_device *idev, __be32 src,
			       __be32 dst)
{
	struct net *net = dev->net;
	struct fib_state *st = fib_state(net);
	struct fib_table *tb = rcu_dereference(st->tb_main);
	const struct fib_nh *nh;

	if (unlikely(READ_ONCE(st->has_custom_rules) | READ_ONCE(st->has_custom_local_routes) ||
		     !tb || !source_is_plain(net, idev, src)))
		return NULL;
	nh = fib_trie_plain(rcu_dereference(tb->trie), dst);
	if (unlikely(!nh || nh->nh_dev == dev || !in_dev_get_rcu(nh->nh_dev)))
		return NULL;
	return nh->rt;
}

/* ---- looking ahead ---- */

#define FIB_CACHED (256u * 1024) /* bytes of nodes that stay in the caches by themselves */

static_assert(SKB_VEC_MAX <= FIB_PREFETCH_MAX, "a vector is looked up at once");

void fib_prefetch(struct net *net, const struct skb_vec *vec)
{
	const struct fib_table *tb = rcu_dereference(fib_state(net)->tb_main);
	const struct fib_trie *t = tb ? rcu_dereference(((struct fib_table *)tb)->trie) : NULL;
	u32 key[FIB_PREFETCH_MAX];
	unsigned int n = 0;

	if (likely(!t || fib_trie_bytes(t) < FIB_CACHED))
		return;
	/* Whatever stands where IPv4 has its destination: a guess costs nothing but time. */
	for (u32 i = 0; i < vec->count; i++) {
		const struct sk_buff *skb = vec->skb[i];
		u32 at = skb->dev->hard_header_len + (u32)offsetof(struct iphdr, daddr);

		if (skb_headlen(skb) >= at + 4)
			key[n++] = get_unaligned_be32(skb->data + at);
	}
	fib_trie_prefetch(t, key, n);
}

/* ---- routes that follow addresses ---- */

struct implied {
	__be32 dst, prefsrc;
	u32 priority;
	u8 len, type;
};
#define IMPLIED_MAX 4

static struct in_ifaddr *primary_of(struct in_ifaddr *ifa)
{
	if (!(ifa->ifa_flags & IFA_F_SECONDARY))
		return ifa;
	return inet_ifa_byprefix(ifa->ifa_dev, ifa->ifa_address & ifa->ifa_mask, ifa->ifa_mask);
}

/* The routes of @ifa, whose subnet's primary address is @prim, in the order of their making. */
static int implied_routes(const struct in_ifaddr *ifa, const struct in_ifaddr *prim,
			  struct implied r[IMPLIED_MAX])
{
	const struct net_device *dev = ifa->ifa_dev->dev;
	__be32 subnet = ifa->ifa_address & ifa->ifa_mask;
	__be32 src = prim->ifa_local;
	int n = 0;

	r[n++] = (struct implied){ifa->ifa_local, src, 0, 32, RTN_LOCAL};
	if (!(dev->flags & IFF_UP))
		return n;
	if (ifa->ifa_broadcast && ifa->ifa_broadcast != INADDR_BROADCAST)
		r[n++] = (struct implied){ifa->ifa_broadcast, src, 0, 32, RTN_BROADCAST};
	if (is_zeronet(subnet) || (ifa->ifa_flags & IFA_F_SECONDARY) ||
	    (subnet == ifa->ifa_local && ifa->ifa_prefixlen == 32))
		return n;
	if (!(ifa->ifa_flags & IFA_F_NOPREFIXROUTE) &&
	    (subnet != ifa->ifa_local || ifa->ifa_prefixlen < 32))
		r[n++] = (struct implied){subnet, src, ifa->ifa_rt_priority, ifa->ifa_prefixlen,
					  dev->flags & IFF_LOOPBACK ? RTN_LOCAL : RTN_UNICAST};
	if (ifa->ifa_prefixlen < 31)
		r[n++] = (struct implied){subnet | ~ifa->ifa_mask, src, 0, 32, RTN_BROADCAST};
	return n;
}

static void change_implied(const struct in_ifaddr *ifa, const struct implied *r, bool add)
{
	struct net *net = ifa->ifa_dev->dev->net;
	struct fib_config cfg = {
		.fc_protocol = RTPROT_KERNEL,
		.fc_type = r->type,
		.fc_table = r->type == RTN_UNICAST ? RT_TABLE_MAIN : RT_TABLE_LOCAL,
		.fc_dst = r->dst,
		.fc_dst_len = r->len,
		.fc_prefsrc = r->prefsrc,
		.fc_priority = r->priority,
		.fc_oif = ifa->ifa_dev->dev->ifindex,
		.fc_nlflags = NLM_F_CREATE | NLM_F_APPEND,
		.fc_scope = r->type == RTN_LOCAL ? RT_SCOPE_HOST : RT_SCOPE_LINK,
	};
	struct fib_table *tb = fib_new_table(net, cfg.fc_table);
	int err;

	if (!tb)
		return;
	/* It may be there (another address implies it), or be gone with its device. */
	err = add ? fib_table_insert(net, tb, &cfg, NULL) : fib_table_delete(net, tb, &cfg, NULL);
	if (err == -ENOBUFS || err == -ENOMEM)
		log_line(&net->log, LOG_ERR_, "no memory for a route of %s",
			 ifa->ifa_dev->dev->name);
}

void fib_add_ifaddr(struct in_ifaddr *ifa)
{
	struct in_ifaddr *prim = primary_of(ifa);
	struct implied r[IMPLIED_MAX];
	int n;

	if (!fib_state(ifa->ifa_dev->dev->net) || !prim)
		return;
	n = implied_routes(ifa, prim, r);
	for (int i = 0; i < n; i++)
		change_implied(ifa, &r[i], true);
}

static bool implied_same(const struct implied *a, const struct implied *b)
{
	return a->dst == b->dst && a->prefsrc == b->prefsrc && a->priority == b->priority &&
	       a->len == b->len && a->type == b->type;
}

/* Does another address of the device imply @r too?  @iprim's subnet is going as a whole. */
static bool still_implied(const struct in_ifaddr *ifa, const struct in_ifaddr *iprim,
			  const struct implied *r)
{
	for_each_ifa(other, ifa->ifa_dev)
	{
		struct in_ifaddr *prim;
		struct implied o[IMPLIED_MAX];
		int n;

		if (other == ifa)
			continue;
		if (iprim && other->ifa_mask == iprim->ifa_mask &&
		    inet_ifa_match(other->ifa_address, iprim))
			continue;
		prim = primary_of(other);
		n = prim ? implied_routes(other, prim, o) : 0;
		while (n--)
			if (implied_same(&o[n], r))
				return true;
	}
	return false;
}

/* The order in which the kernel deletes: subnet, broadcasts, the address. */
static int delete_rank(const struct implied *r)
{
	if (r->len < 32 || r->type == RTN_UNICAST)
		return 0;
	return r->type == RTN_BROADCAST ? 1 : 2;
}

void fib_del_ifaddr(struct in_ifaddr *ifa, struct in_ifaddr *iprim)
{
	struct in_ifaddr *prim = iprim ? iprim : primary_of(ifa);
	struct net *net = ifa->ifa_dev->dev->net;
	struct implied r[IMPLIED_MAX];
	int n;

	if (!fib_state(net))
		return;
	n = implied_routes(ifa, prim ? prim : ifa, r);
	for (int rank = 0; rank < 3; rank++)
		for (int i = 0; i < n; i++)
			if (delete_rank(&r[i]) == rank && !still_implied(ifa, iprim, &r[i]))
				change_implied(ifa, &r[i], false);
	/* Routes that name it as their source go with the address. */
	if (!iprim && inet_addr_type(net, ifa->ifa_local) != RTN_LOCAL &&
	    fib_sync_down_addr(net, ifa->ifa_local))
		fib_flush(net);
}

void fib_modify_prefix_metric(struct in_ifaddr *ifa, u32 metric)
{
	struct in_ifaddr *prim = primary_of(ifa);
	struct implied r[IMPLIED_MAX];
	int n = prim ? implied_routes(ifa, prim, r) : 0;

	ifa->ifa_rt_priority = metric;
	for (int i = 0; i < n; i++) {
		struct implied moved = r[i];

		if (r[i].dst != (ifa->ifa_address & ifa->ifa_mask) || r[i].type == RTN_BROADCAST ||
		    (r[i].type == RTN_LOCAL && r[i].len == 32))
			continue;
		moved.priority = metric;
		change_implied(ifa, &moved, true);
		change_implied(ifa, &r[i], false);
	}
}

/* ---- devices ---- */

void fib_disable_ip(struct net_device *dev, bool force)
{
	if (fib_state(dev->net) && fib_sync_down_dev(dev, false, force))
		fib_flush(dev->net);
}

static void fib_device_up(struct net_device *dev)
{
	struct in_device *in_dev = dev->ip_ptr;

	if (!in_dev)
		return;
	for_each_ifa(ifa, in_dev) fib_add_ifaddr(ifa);
	fib_sync_up(dev, RTNH_F_DEAD);
	fib_addresses_changed(dev->net);
}

static void fib_netdev_event(struct net_device *dev, enum netdev_event event)
{
	switch (event) {
	case NETDEV_UP:
		fib_device_up(dev);
		break;
	case NETDEV_DOWN:
		fib_disable_ip(dev, false);
		break;
	case NETDEV_CHANGE:
		if (dev->carrier)
			fib_sync_up(dev, RTNH_F_LINKDOWN);
		else
			fib_sync_down_dev(dev, true, false);
		break;
	case NETDEV_UNREGISTER:
		fib_disable_ip(dev, true);
		break;
	default:
		break;
	}
}

/* ---- the namespace ---- */

int fib_net_init(struct net *net)
{
	struct fib_state *st = calloc(1, sizeof(*st));
	int err;

	if (!st)
		return -ENOMEM;
	st->net = net;
	CDS_INIT_LIST_HEAD(&st->tables);
	CDS_INIT_LIST_HEAD(&st->infos);
	net->slot[NET_SLOT_FIB] = st;
	err = fib4_rules_net_init(net);
	if (!err)
		err = register_netdevice_notifier(net, fib_netdev_event);
	if (err)
		fib_net_exit(net);
	return err;
}

void fib_net_exit(struct net *net)
{
	if (!fib_state(net))
		return;
	unregister_netdevice_notifier(net, fib_netdev_event);
	fib_tables_exit(net);
	fib4_rules_net_exit(net);
}
