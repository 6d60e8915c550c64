// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv4 addresses of devices (kernel: devinet).
 *
 * A device gets its in_device when it is registered and loses it when it goes, or when its MTU
 * falls below 68.  Its list holds the primary addresses first, in order of scope, and behind them
 * the secondary ones: those whose subnet an earlier address has already.  Deleting a primary one
 * deletes its secondaries, or with promote_secondaries makes the first of them primary.  Routes
 * follow through fib_add_ifaddr() and fib_del_ifaddr(); listeners are told first, as in the kernel.
 *
 * Lifetimes are counted by one timer of the namespace on the first shard's wheel.
 */
#include "net/inetdevice.h"

#include "net/fib.h"
#include "net/rtnl.h"

#include <limits.h>
#include <linux/netconf.h>
#include <stdio.h>
#include <stdlib.h>
#include <urcu/rculist.h>

#define IPV4_MIN_MTU	   68u
#define IGMP_ALL_HOSTS	   htonl(0xe0000001u)
#define INFINITY_LIFE_TIME UINT32_MAX

enum { ADDR_HASH_BITS = 8 };

/** struct devinet_state - @addr_hash: every address by its local part; RCU */
struct devinet_state {
	struct net *net;
	struct in_ifaddr *addr_hash[1 << ADDR_HASH_BITS];
	struct timer_list lifetime_timer;
};

static struct devinet_state *devinet_state(struct net *net)
{
	return net->slot[NET_SLOT_DEVINET];
}

/* ---- addresses by themselves ---- */

static struct in_ifaddr **addr_bucket(struct net *net, __be32 addr)
{
	return &devinet_state(net)->addr_hash[addr * 0x61c88647u >> (32 - ADDR_HASH_BITS)];
}

struct in_ifaddr *inet_lookup_ifaddr(struct net *net, __be32 addr)
{
	struct in_ifaddr *ifa = rcu_dereference(*addr_bucket(net, addr));

	while (unlikely(ifa) && ifa->ifa_local != addr)
		ifa = rcu_dereference(ifa->hash_next);
	return ifa;
}

static void addr_hash_add(struct net *net, struct in_ifaddr *ifa)
{
	struct in_ifaddr **bucket = addr_bucket(net, ifa->ifa_local);

	ifa->hash_next = *bucket;
	rcu_assign_pointer(*bucket, ifa);
}

static void addr_hash_del(struct net *net, struct in_ifaddr *ifa)
{
	struct in_ifaddr **at = addr_bucket(net, ifa->ifa_local);

	while (*at != ifa)
		at = &(*at)->hash_next;
	rcu_assign_pointer(*at, ifa->hash_next);
}

/* ---- groups ---- */

bool ip_check_mc(struct in_device *in_dev, __be32 group)
{
	struct ip_mc_list *mc = in_dev ? rcu_dereference(in_dev->mc_list) : NULL;

	for (; mc; mc = rcu_dereference(mc->next))
		if (mc->multiaddr == group)
			return true;
	return false;
}

static void mc_join(struct in_device *in_dev, __be32 group)
{
	struct ip_mc_list *mc;

	if (ip_check_mc(in_dev, group))
		return;
	mc = calloc(1, sizeof(*mc));
	if (!mc)
		return;
	mc->multiaddr = group;
	mc->users = 1;
	mc->next = in_dev->mc_list;
	rcu_assign_pointer(in_dev->mc_list, mc);
}

static void mc_leave_all(struct in_device *in_dev)
{
	struct ip_mc_list *mc = in_dev->mc_list;

	rcu_assign_pointer(in_dev->mc_list, NULL);
	while (mc) {
		struct ip_mc_list *next = mc->next;

		rcu_defer(&in_dev->dev->net->garbage, free, mc);
		mc = next;
	}
}

/* ---- in_device ---- */

static void put_rtable(void *rt)
{
	rt_put(rt);
}

static void in_dev_put_routes(struct in_device *in_dev)
{
	struct rtable *rt[] = {in_dev->rt_onlink, in_dev->rt_multicast, in_dev->rt_multicast_local,
			       in_dev->rt_broadcast, in_dev->rt_bc_forward};

	for (unsigned int i = 0; i < ARRAY_SIZE(rt); i++)
		if (rt[i])
			rcu_defer(&in_dev->dev->net->garbage, put_rtable, rt[i]);
}

struct in_device *in_dev_create(struct net_device *dev)
{
	struct in_device *in_dev = calloc(1, sizeof(*in_dev));

	if (!in_dev)
		return NULL;
	in_dev->dev = dev;
	in_dev->cnf = *dev->net->ipv4.devconf_dflt;
	in_dev->cnf.set = 0;
	if (dev->flags & IFF_LOOPBACK) {
		in_dev->cnf.data[IPV4_DEVCONF_NOXFRM - 1] = 1;
		in_dev->cnf.data[IPV4_DEVCONF_NOPOLICY - 1] = 1;
	}
	in_dev->rt_onlink = rt_alloc(dev, RTN_UNICAST, 0);
	in_dev->rt_multicast = rt_alloc(dev, RTN_MULTICAST, 0);
	in_dev->rt_multicast_local = rt_alloc(dev, RTN_MULTICAST, RT_INPUT_LOCAL);
	in_dev->rt_broadcast = rt_alloc(dev, RTN_BROADCAST, RT_INPUT_LOCAL);
	in_dev->rt_bc_forward = rt_alloc(dev, RTN_BROADCAST, 0);
	if (!in_dev->rt_onlink || !in_dev->rt_multicast || !in_dev->rt_multicast_local ||
	    !in_dev->rt_broadcast || !in_dev->rt_bc_forward) {
		in_dev_put_routes(in_dev);
		free(in_dev);
		return NULL;
	}
	if (dev->flags & IFF_UP)
		mc_join(in_dev, IGMP_ALL_HOSTS);
	rcu_assign_pointer(dev->ip_ptr, in_dev);
	return in_dev;
}

static void in_dev_destroy(struct in_device *in_dev)
{
	struct net_device *dev = in_dev->dev;

	mc_leave_all(in_dev);
	while (in_dev->ifa_list)
		inet_del_ifa(in_dev->ifa_list, NULL);
	rcu_assign_pointer(dev->ip_ptr, NULL);
	fib_disable_ip(dev, true);
	in_dev_put_routes(in_dev);
	rcu_defer(&dev->net->garbage, free, in_dev);
}

/* ---- looking at addresses ---- */

struct in_ifaddr *inet_ifa_byprefix(struct in_device *in_dev, __be32 prefix, __be32 mask)
{
	for_each_ifa(ifa,
		     in_dev) if (ifa->ifa_mask == mask && inet_ifa_match(prefix, ifa)) return ifa;
	return NULL;
}

static int localnet_scope(const struct in_device *in_dev)
{
	return IN_DEV_ORCONF((struct in_device *)in_dev, ROUTE_LOCALNET) ? RT_SCOPE_LINK
									 : RT_SCOPE_HOST;
}

static int ifa_min_scope(const struct in_ifaddr *ifa, int localnet)
{
	return ifa->ifa_scope < localnet ? ifa->ifa_scope : localnet;
}

/* One of @in_dev's primary addresses that fits @scope, the one on @dst's subnet if there is. */
static __be32 select_here(struct in_device *in_dev, __be32 dst, int scope)
{
	int localnet = localnet_scope(in_dev);
	__be32 addr = 0;

	for_each_ifa(ifa, in_dev)
	{
		if ((ifa->ifa_flags & IFA_F_SECONDARY) || ifa_min_scope(ifa, localnet) > scope)
			continue;
		if (!dst || inet_ifa_match(dst, ifa))
			return ifa->ifa_local;
		if (!addr)
			addr = ifa->ifa_local;
	}
	return addr;
}

__be32 inet_select_addr(const struct net_device *dev, __be32 dst, int scope)
{
	struct in_device *in_dev = in_dev_get_rcu(dev);
	__be32 addr = in_dev ? select_here(in_dev, dst, scope) : 0;
	struct net_device *other;

	if (addr)
		return addr;
	/* An unnumbered device borrows another one's address. */
	for_each_netdev (dev->net, other) {
		in_dev = in_dev_get_rcu(other);
		if (!in_dev)
			continue;
		for_each_ifa(ifa, in_dev) if (!(ifa->ifa_flags & IFA_F_SECONDARY) &&
					      ifa->ifa_scope != RT_SCOPE_LINK &&
					      ifa->ifa_scope <= scope) return ifa->ifa_local;
	}
	return 0;
}

/* Is there an address that equals @local (0: any) within @scope, on a subnet with both? */
static __be32 confirm_here(struct in_device *in_dev, __be32 dst, __be32 local, int scope)
{
	int localnet = localnet_scope(in_dev);
	bool same = false;
	__be32 addr = 0;

	for_each_ifa(ifa, in_dev)
	{
		bool fits = ifa_min_scope(ifa, localnet) <= scope;

		if (!addr && fits && (!local || local == ifa->ifa_local)) {
			addr = ifa->ifa_local;
			if (same)
				break;
		}
		if (same)
			continue;
		same = (!local || inet_ifa_match(local, ifa)) && (!dst || inet_ifa_match(dst, ifa));
		if (!same || !addr)
			continue;
		if (local || !dst || inet_ifa_match(addr, ifa))
			break;
		if (fits) {
			addr = ifa->ifa_local;
			break;
		}
		same = false;
	}
	return same ? addr : 0;
}

__be32 inet_confirm_addr(struct net *net, struct in_device *in_dev, __be32 dst, __be32 local,
			 int scope)
{
	struct net_device *dev;
	__be32 addr;

	if (in_dev)
		return confirm_here(in_dev, dst, local, scope);
	for_each_netdev (net, dev) {
		in_dev = in_dev_get_rcu(dev);
		addr = in_dev ? confirm_here(in_dev, dst, local, scope) : 0;
		if (addr)
			return addr;
	}
	return 0;
}

/* ---- lifetimes ---- */

static u64 ifa_age(const struct in_ifaddr *ifa, u64 now)
{
	return (now - ifa->ifa_tstamp) / HZ;
}

/* The jiffy at which something happens to @ifa next, UINT64_MAX: never. */
static u64 ifa_next_event(const struct in_ifaddr *ifa)
{
	if (ifa->ifa_flags & IFA_F_PERMANENT)
		return UINT64_MAX;
	if (ifa->ifa_preferred_lft != INFINITY_LIFE_TIME && !(ifa->ifa_flags & IFA_F_DEPRECATED))
		return ifa->ifa_tstamp + (u64)ifa->ifa_preferred_lft * HZ;
	if (ifa->ifa_valid_lft != INFINITY_LIFE_TIME)
		return ifa->ifa_tstamp + (u64)ifa->ifa_valid_lft * HZ;
	return UINT64_MAX;
}

/* => true when the list changed and has to be looked at from its beginning */
static bool ifa_check_lifetime(struct in_ifaddr *ifa, u64 now)
{
	if (ifa->ifa_flags & IFA_F_PERMANENT)
		return false;
	if (ifa->ifa_valid_lft != INFINITY_LIFE_TIME && ifa_age(ifa, now) >= ifa->ifa_valid_lft) {
		inet_del_ifa(ifa, NULL);
		return true;
	}
	if (ifa->ifa_preferred_lft == INFINITY_LIFE_TIME || (ifa->ifa_flags & IFA_F_DEPRECATED) ||
	    ifa_age(ifa, now) < ifa->ifa_preferred_lft)
		return false;
	WRITE_ONCE(ifa->ifa_flags, ifa->ifa_flags | IFA_F_DEPRECATED);
	rtnl_event(ifa->ifa_dev->dev->net, addr, ifa, RTM_NEWADDR, NULL);
	return false;
}

static void lifetimes_run(struct net *net)
{
	struct net_shard *shard = net_shard0(net);
	u64 next = UINT64_MAX, now = shard->clock.jiffies;
	struct net_device *dev;

	for_each_netdev (net, dev) {
		struct in_device *in_dev = dev->ip_ptr;
		struct in_ifaddr *ifa = in_dev ? in_dev->ifa_list : NULL;

		while (ifa) {
			if (ifa_check_lifetime(ifa, now)) {
				ifa = in_dev->ifa_list;
				continue;
			}
			if (ifa_next_event(ifa) < next)
				next = ifa_next_event(ifa);
			ifa = ifa->ifa_next;
		}
	}
	if (next != UINT64_MAX)
		mod_timer(&shard->timers, &devinet_state(net)->lifetime_timer, next);
}

static void lifetime_timer(struct timer_list *t)
{
	lifetimes_run(container_of(t, struct devinet_state, lifetime_timer)->net);
}

void inet_ifa_changed(struct in_ifaddr *ifa, const struct nl_info *info)
{
	struct net *net = ifa->ifa_dev->dev->net;

	rtnl_event(net, addr, ifa, RTM_NEWADDR, info);
	lifetimes_run(net);
}

/* ---- adding ---- */

/* Where a new address goes, and whether an earlier one of its subnet makes it secondary. */
static int find_place(struct in_device *in_dev, struct in_ifaddr *ifa, struct in_ifaddr ***place,
		      struct netlink_ext_ack *extack)
{
	struct in_ifaddr **last_primary = &in_dev->ifa_list, **p = &in_dev->ifa_list;

	ifa->ifa_flags &= ~(u32)IFA_F_SECONDARY;
	for (; *p; p = &(*p)->ifa_next) {
		struct in_ifaddr *other = *p;

		if (!(other->ifa_flags & IFA_F_SECONDARY) && ifa->ifa_scope <= other->ifa_scope)
			last_primary = &other->ifa_next;
		if (other->ifa_mask != ifa->ifa_mask || !inet_ifa_match(other->ifa_address, ifa))
			continue;
		if (other->ifa_local == ifa->ifa_local) {
			NL_SET_ERR_MSG(extack, "ipv4: Address already assigned");
			return -EEXIST;
		}
		if (other->ifa_scope != ifa->ifa_scope) {
			NL_SET_ERR_MSG(extack, "ipv4: Invalid scope value");
			return -EINVAL;
		}
		ifa->ifa_flags |= IFA_F_SECONDARY;
	}
	*place = ifa->ifa_flags & IFA_F_SECONDARY ? p : last_primary;
	return 0;
}

int inet_insert_ifa(struct net_device *dev, const struct in_ifaddr *from,
		    const struct nl_info *info, struct netlink_ext_ack *extack)
{
	struct in_device *in_dev = dev->ip_ptr ? dev->ip_ptr : in_dev_create(dev);
	struct net *net = dev->net;
	struct in_ifaddr *ifa, **place;
	int err;

	if (!in_dev)
		return -ENOBUFS;
	in_dev->cnf.set = ~0ull;
	if (!from->ifa_local)
		return 0;
	ifa = malloc(sizeof(*ifa));
	if (!ifa)
		return -ENOBUFS;
	*ifa = *from;
	ifa->ifa_dev = in_dev;
	ifa->ifa_mask = inet_make_mask(ifa->ifa_prefixlen);
	ifa->ifa_cstamp = ifa->ifa_tstamp = net_shard0(net)->clock.jiffies;
	err = find_place(in_dev, ifa, &place, extack);
	if (err) {
		free(ifa);
		return err;
	}
	addr_hash_add(net, ifa);
	ifa->ifa_next = *place;
	rcu_assign_pointer(*place, ifa);
	rtnl_event(net, addr, ifa, RTM_NEWADDR, info);
	fib_add_ifaddr(ifa);
	fib_addresses_changed(net);
	lifetimes_run(net);
	return 0;
}

int inet_addr_add(struct net_device *dev, const struct in_ifaddr *ifa)
{
	struct in_ifaddr full = *ifa;

	if (!full.ifa_address)
		full.ifa_address = full.ifa_local;
	if (!full.ifa_label[0])
		memcpy(full.ifa_label, dev->name, IFNAMSIZ);
	if (!full.ifa_valid_lft)
		full.ifa_valid_lft = full.ifa_preferred_lft = INFINITY_LIFE_TIME;
	if (full.ifa_valid_lft == INFINITY_LIFE_TIME)
		full.ifa_flags |= IFA_F_PERMANENT;
	if (full.ifa_prefixlen > 32)
		return -EINVAL;
	return inet_insert_ifa(dev, &full, NULL, NULL);
}

/* ---- deleting ---- */

static bool same_subnet(const struct in_ifaddr *a, const struct in_ifaddr *b)
{
	return a->ifa_mask == b->ifa_mask && inet_ifa_match(a->ifa_address, b);
}

static void ifa_unlink(struct in_device *in_dev, struct in_ifaddr *ifa)
{
	struct in_ifaddr **p = &in_dev->ifa_list;

	while (*p != ifa)
		p = &(*p)->ifa_next;
	rcu_assign_pointer(*p, ifa->ifa_next);
}

/* The address is off the list: listeners and routes hear of it, then it is freed. */
static void ifa_gone(struct in_ifaddr *ifa, const struct nl_info *info)
{
	struct net_device *dev = ifa->ifa_dev->dev;

	rtnl_event(dev->net, addr, ifa, RTM_DELADDR, info);
	fib_del_ifaddr(ifa, NULL);
	fib_addresses_changed(dev->net);
	if (!ifa->ifa_dev->ifa_list)
		fib_disable_ip(dev, true);
	addr_hash_del(dev->net, ifa);
	rcu_defer(&dev->net->garbage, free, ifa);
}

static struct in_ifaddr *first_secondary_of(struct in_ifaddr *prim)
{
	for (struct in_ifaddr *ifa = prim->ifa_next; ifa; ifa = ifa->ifa_next)
		if ((ifa->ifa_flags & IFA_F_SECONDARY) && same_subnet(prim, ifa))
			return ifa;
	return NULL;
}

static void delete_secondaries(struct in_ifaddr *prim, const struct nl_info *info)
{
	struct in_ifaddr *ifa;

	while ((ifa = first_secondary_of(prim))) {
		ifa_unlink(prim->ifa_dev, ifa);
		ifa_gone(ifa, info);
	}
}

/* @heir becomes primary: it moves behind the last primary address of at least its scope. */
static void make_primary(struct in_device *in_dev, struct in_ifaddr *heir)
{
	struct in_ifaddr **place = &in_dev->ifa_list;

	ifa_unlink(in_dev, heir);
	for (struct in_ifaddr **p = &in_dev->ifa_list; *p; p = &(*p)->ifa_next)
		if (!((*p)->ifa_flags & IFA_F_SECONDARY) && heir->ifa_scope <= (*p)->ifa_scope)
			place = &(*p)->ifa_next;
	/* A reader that stood on heir goes on with what followed it or with a primary address:
	 * it may see one twice, it never loses the list. */
	rcu_assign_pointer(heir->ifa_next, *place);
	WRITE_ONCE(heir->ifa_flags, heir->ifa_flags & ~(u32)IFA_F_SECONDARY);
	rcu_assign_pointer(*place, heir);
}

void inet_del_ifa(struct in_ifaddr *ifa, const struct nl_info *info)
{
	struct in_device *in_dev = ifa->ifa_dev;
	struct net *net = in_dev->dev->net;
	struct in_ifaddr *heir = NULL;

	if (!(ifa->ifa_flags & IFA_F_SECONDARY)) {
		if (IN_DEV_ORCONF(in_dev, PROMOTE_SECONDARIES))
			heir = first_secondary_of(ifa);
		else
			delete_secondaries(ifa, info);
	}
	/* The heirs' routes carry the old primary address as their source. */
	if (heir)
		for (struct in_ifaddr *s = heir; s; s = s->ifa_next)
			if (same_subnet(ifa, s))
				fib_del_ifaddr(s, ifa);
	ifa_unlink(in_dev, ifa);
	if (!heir) {
		ifa_gone(ifa, info);
		return;
	}
	struct in_ifaddr *rest = heir->ifa_next;

	rtnl_event(net, addr, ifa, RTM_DELADDR, info);
	fib_del_ifaddr(ifa, NULL);
	make_primary(in_dev, heir);
	rtnl_event(net, addr, heir, RTM_NEWADDR, info);
	fib_add_ifaddr(heir);
	for (; rest; rest = rest->ifa_next)
		if (rest != heir && same_subnet(heir, rest))
			fib_add_ifaddr(rest);
	fib_addresses_changed(net);
	addr_hash_del(net, ifa);
	rcu_defer(&net->garbage, free, ifa);
}

int inet_addr_del(struct net_device *dev, const struct in_ifaddr *match, bool label)
{
	struct in_device *in_dev = dev->ip_ptr;

	if (!in_dev)
		return -EADDRNOTAVAIL;
	for_each_ifa(ifa, in_dev)
	{
		if (match->ifa_local != ifa->ifa_local ||
		    match->ifa_prefixlen != ifa->ifa_prefixlen)
			continue;
		if (label && strncmp(match->ifa_label, ifa->ifa_label, IFNAMSIZ))
			continue;
		inet_del_ifa(ifa, NULL);
		return 0;
	}
	return -EADDRNOTAVAIL;
}

/* ---- devices ---- */

static void loopback_address(struct net_device *dev)
{
	struct in_ifaddr ifa = {
		.ifa_local = htonl(INADDR_LOOPBACK),
		.ifa_prefixlen = 8,
		.ifa_scope = RT_SCOPE_HOST,
	};

	if (inet_addr_add(dev, &ifa))
		log_line(&dev->net->log, LOG_WARNING_, "%s: no memory for 127.0.0.1", dev->name);
}

/* The first address takes the device's name as its label; each other keeps what stands behind the
 * colon in its own, or gets its number. */
static void rename_labels(struct net_device *dev, struct in_device *in_dev)
{
	unsigned int n = 0;

	for_each_ifa(ifa, in_dev)
	{
		char suffix[IFNAMSIZ + 12] = "", *colon = strchr(ifa->ifa_label, ':');
		size_t room;

		if (n++) {
			if (colon)
				snprintf(suffix, sizeof(suffix), "%s", colon);
			else
				snprintf(suffix, sizeof(suffix), ":%u", n);
		}
		memcpy(ifa->ifa_label, dev->name, IFNAMSIZ);
		room = IFNAMSIZ - 1 - strlen(suffix);
		if (strlen(ifa->ifa_label) < room)
			room = strlen(ifa->ifa_label);
		memcpy(ifa->ifa_label + room, suffix, strlen(suffix) + 1);
	}
}

static void devinet_event(struct net_device *dev, enum netdev_event event)
{
	struct in_device *in_dev = dev->ip_ptr;

	if (!in_dev) {
		if (event == NETDEV_REGISTER || (event == NETDEV_CHANGEMTU && dev->mtu >= 68))
			in_dev_create(dev);
		return;
	}
	switch (event) {
	case NETDEV_UP:
		if ((dev->flags & IFF_LOOPBACK) && !in_dev->ifa_list)
			loopback_address(dev);
		mc_join(in_dev, IGMP_ALL_HOSTS);
		break;
	case NETDEV_DOWN:
		mc_leave_all(in_dev);
		break;
	case NETDEV_CHANGEMTU:
		if (dev->mtu < IPV4_MIN_MTU)
			in_dev_destroy(in_dev);
		break;
	case NETDEV_CHANGENAME:
		rename_labels(dev, in_dev);
		break;
	case NETDEV_UNREGISTER:
		in_dev_destroy(in_dev);
		break;
	default:
		break;
	}
}

/* ---- settings ---- */

/* clang-format off */
static const char *const devconf_name[IPV4_DEVCONF_MAX + 1] = {
	[IPV4_DEVCONF_FORWARDING] = "forwarding",
	[IPV4_DEVCONF_MC_FORWARDING] = "mc_forwarding",
	[IPV4_DEVCONF_PROXY_ARP] = "proxy_arp",
	[IPV4_DEVCONF_ACCEPT_REDIRECTS] = "accept_redirects",
	[IPV4_DEVCONF_SECURE_REDIRECTS] = "secure_redirects",
	[IPV4_DEVCONF_SEND_REDIRECTS] = "send_redirects",
	[IPV4_DEVCONF_SHARED_MEDIA] = "shared_media",
	[IPV4_DEVCONF_RP_FILTER] = "rp_filter",
	[IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE] = "accept_source_route",
	[IPV4_DEVCONF_BOOTP_RELAY] = "bootp_relay",
	[IPV4_DEVCONF_LOG_MARTIANS] = "log_martians",
	[IPV4_DEVCONF_TAG] = "tag",
	[IPV4_DEVCONF_ARPFILTER] = "arp_filter",
	[IPV4_DEVCONF_MEDIUM_ID] = "medium_id",
	[IPV4_DEVCONF_NOXFRM] = "disable_xfrm",
	[IPV4_DEVCONF_NOPOLICY] = "disable_policy",
	[IPV4_DEVCONF_FORCE_IGMP_VERSION] = "force_igmp_version",
	[IPV4_DEVCONF_ARP_ANNOUNCE] = "arp_announce",
	[IPV4_DEVCONF_ARP_IGNORE] = "arp_ignore",
	[IPV4_DEVCONF_PROMOTE_SECONDARIES] = "promote_secondaries",
	[IPV4_DEVCONF_ARP_ACCEPT] = "arp_accept",
	[IPV4_DEVCONF_ARP_NOTIFY] = "arp_notify",
	[IPV4_DEVCONF_ACCEPT_LOCAL] = "accept_local",
	[IPV4_DEVCONF_SRC_VMARK] = "src_valid_mark",
	[IPV4_DEVCONF_PROXY_ARP_PVLAN] = "proxy_arp_pvlan",
	[IPV4_DEVCONF_ROUTE_LOCALNET] = "route_localnet",
	[IPV4_DEVCONF_IGMPV2_UNSOLICITED_REPORT_INTERVAL] = "igmpv2_unsolicited_report_interval",
	[IPV4_DEVCONF_IGMPV3_UNSOLICITED_REPORT_INTERVAL] = "igmpv3_unsolicited_report_interval",
	[IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN] = "ignore_routes_with_linkdown",
	[IPV4_DEVCONF_DROP_UNICAST_IN_L2_MULTICAST] = "drop_unicast_in_l2_multicast",
	[IPV4_DEVCONF_DROP_GRATUITOUS_ARP] = "drop_gratuitous_arp",
	[IPV4_DEVCONF_BC_FORWARDING] = "bc_forwarding",
	[IPV4_DEVCONF_ARP_EVICT_NOCARRIER] = "arp_evict_nocarrier",
};
/* clang-format on */

const char *devinet_name(int attr)
{
	return attr > 0 && attr <= IPV4_DEVCONF_MAX ? devconf_name[attr] : NULL;
}

static void conf_write(struct ipv4_devconf *cnf, int attr, int value)
{
	WRITE_ONCE(cnf->data[attr - 1], value);
}

static void conf_write_own(struct in_device *in_dev, int attr, int value)
{
	in_dev->cnf.set |= 1ull << (attr - 1);
	conf_write(&in_dev->cnf, attr, value);
}

/* conf/all/forwarding and ip_forward: the host becomes a router, or a host again. */
static void forward_all(struct net *net, int on)
{
	struct net_device *dev;

	conf_write(net->ipv4.devconf_all, IPV4_DEVCONF_ACCEPT_REDIRECTS, !on);
	conf_write(net->ipv4.devconf_dflt, IPV4_DEVCONF_FORWARDING, on);
	rtnl_event(net, netconf, net, NETCONFA_IFINDEX_ALL, NETCONFA_FORWARDING, on);
	for_each_netdev (net, dev) {
		if (!dev->ip_ptr)
			continue;
		conf_write_own(dev->ip_ptr, IPV4_DEVCONF_FORWARDING, on);
		rtnl_event(net, netconf, net, dev->ifindex, NETCONFA_FORWARDING, on);
	}
}

/* A new default reaches the devices on which nobody has set the value, or an address. */
static void default_spreads(struct net *net, int attr, int value)
{
	struct net_device *dev;

	for_each_netdev (net, dev)
		if (dev->ip_ptr && !(dev->ip_ptr->cnf.set & (1ull << (attr - 1))))
			conf_write(&dev->ip_ptr->cnf, attr, value);
}

int inet_conf_set(struct net *net, struct net_device *dev, int attr, int value)
{
	if (!devinet_name(attr))
		return -EINVAL;
	if (!dev) {
		int old = net->ipv4.devconf_all->data[attr - 1];

		conf_write(net->ipv4.devconf_all, attr, value);
		if (attr == IPV4_DEVCONF_FORWARDING && old != value)
			forward_all(net, value);
		return 0;
	}
	if (dev == (void *)-1) {
		conf_write(net->ipv4.devconf_dflt, attr, value);
		if (attr != IPV4_DEVCONF_FORWARDING)
			default_spreads(net, attr, value);
		return 0;
	}
	if (!dev->ip_ptr)
		return -ENOENT;
	if (attr == IPV4_DEVCONF_FORWARDING)
		conf_write(&dev->ip_ptr->cnf, attr, value);
	else
		conf_write_own(dev->ip_ptr, attr, value);
	return 0;
}

/* ---- the namespace ---- */

static void devconf_defaults(struct ipv4_devconf *cnf, bool dflt)
{
	static const int one[] = {
		IPV4_DEVCONF_ACCEPT_REDIRECTS,	  IPV4_DEVCONF_SECURE_REDIRECTS,
		IPV4_DEVCONF_SEND_REDIRECTS,	  IPV4_DEVCONF_SHARED_MEDIA,
		IPV4_DEVCONF_ARP_EVICT_NOCARRIER,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(one); i++)
		cnf->data[one[i] - 1] = 1;
	cnf->data[IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE - 1] = dflt;
	cnf->data[IPV4_DEVCONF_IGMPV2_UNSOLICITED_REPORT_INTERVAL - 1] = 10000;
	cnf->data[IPV4_DEVCONF_IGMPV3_UNSOLICITED_REPORT_INTERVAL - 1] = 1000;
}

int devinet_net_init(struct net *net)
{
	struct devinet_state *st = calloc(1, sizeof(*st));
	int err;

	netns_ipv4_init(&net->ipv4);
	net->ipv4.devconf_all = calloc(1, sizeof(struct ipv4_devconf));
	net->ipv4.devconf_dflt = calloc(1, sizeof(struct ipv4_devconf));
	net->slot[NET_SLOT_DEVINET] = st;
	if (!st || !net->ipv4.devconf_all || !net->ipv4.devconf_dflt) {
		devinet_net_exit(net);
		return -ENOMEM;
	}
	devconf_defaults(net->ipv4.devconf_all, false);
	devconf_defaults(net->ipv4.devconf_dflt, true);
	st->net = net;
	timer_setup(&st->lifetime_timer, lifetime_timer);
	err = register_netdevice_notifier(net, devinet_event);
	if (err)
		devinet_net_exit(net);
	return err;
}

void devinet_net_exit(struct net *net)
{
	struct devinet_state *st = devinet_state(net);
	struct net_device *dev;

	if (st) {
		unregister_netdevice_notifier(net, devinet_event);
		for_each_netdev (net, dev)
			if (dev->ip_ptr)
				in_dev_destroy(dev->ip_ptr);
		del_timer(&net_shard0(net)->timers, &st->lifetime_timer);
	}
	net->slot[NET_SLOT_DEVINET] = NULL;
	free(st);
	rcu_defer_flush(&net->garbage);
	free(net->ipv4.devconf_all);
	free(net->ipv4.devconf_dflt);
	net->ipv4.devconf_all = net->ipv4.devconf_dflt = NULL;
}
