/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPv6 routes: tables with longest-prefix match, rules that choose the table, and the result of a
 * look-up as a packet carries it.  Counterpart of ip_fib.h, with the kernel's IPv6 semantics: routes
 * of a prefix are ordered by metric, routers are scored by reachability, local addresses and groups
 * are routes of table local.
 *
 * Tables are changed by the owner's thread and read under RCU.  Sized for a million routes.
 */
#ifndef QUINTET_NET_IP6_FIB_H
#define QUINTET_NET_IP6_FIB_H

#include "net/if_inet6.h"

#include <linux/fib_rules.h>
#include <linux/ipv6_route.h>
#include <linux/route.h>
#include <linux/rtnetlink.h>

struct fib6_info;
struct nl_info;
struct netlink_ext_ack;

/* A flow's key for a look-up; addresses in network byte order. */
struct flowi6 {
	int flowi6_oif, flowi6_iif;
	u32 flowi6_mark;
	u8 flowi6_tos, flowi6_scope, flowi6_proto, flowi6_flags;
	u32 flowi6_uid;
	struct in6_addr daddr, saddr;
	__be32 flowlabel; /* with traffic class (IPV6_FLOWINFO_MASK) */
	__be16 fl6_sport, fl6_dport;
	u32 mp_hash;
};

/* Flags of look-ups, as the kernel's. */
#define RT6_LOOKUP_F_IFACE	      0x00000001
#define RT6_LOOKUP_F_REACHABLE	      0x00000002
#define RT6_LOOKUP_F_HAS_SADDR	      0x00000004
#define RT6_LOOKUP_F_SRCPREF_TMP      0x00000008
#define RT6_LOOKUP_F_SRCPREF_PUBLIC   0x00000010
#define RT6_LOOKUP_F_SRCPREF_COA      0x00000020
#define RT6_LOOKUP_F_IGNORE_LINKSTATE 0x00000040
/* Ours: the packet comes in, and routes by flowi6_iif, where it came in by, are better than others
 * (the kernel's ip6_pol_route_input()); without it that is flowi6_oif. */
#define RT6_LOOKUP_F_INPUT	      0x00000100

/**
 * struct rt6_info - what a packet's sk_buff.rt6 points to
 *
 * Immutable but for neigh_cache.  It belongs to a next hop (many prefixes may share a fib6_info in
 * the future; today each has its own), to a device, or to the namespace (error routes); lives under
 * RCU.  Whoever keeps a packet beyond its vector calls skb_dst_force().
 */
struct rt6_info {
	struct dst_entry dst; /* first */
	u8 rt6i_type; /* RTN_UNICAST, RTN_LOCAL, RTN_ANYCAST, RTN_MULTICAST, RTN_UNREACHABLE … */
	u8 rt6i_protocol;
	bool has_gateway;
	bool mtu_locked;
	u32 rt6i_flags; /* RTF_* of linux/ipv6_route.h: RTF_LOCAL, RTF_ANYCAST, RTF_GATEWAY … */
	struct in6_addr rt6i_gateway; /* next hop; meaningful if has_gateway */
	struct in6_addr prefsrc; /* unspecified: none; goes with its address */
	u32 table;
	u32 rt6_mtu; /* the route's mtu metric or the exception's; 0: the device's */
	int hoplimit; /* the route's metric; -1: the device's */
	int rt6_error; /* errno (positive) of an error route, else 0 */
	/* Where it leaves by; loopback for what is delivered here. */
	struct net_device *dev;
	/* The device that has the address, for local and anycast routes; else as dev. */
	struct inet6_dev *rt6i_idev;
	struct fib6_info *from; /* borrowed under RCU; NULL: no table's */
	void *neigh_cache; /* struct neighbour of rt6i_gateway; net/neigh's */
};
/* The packet is for this host. */
static inline bool rt6_is_local(const struct rt6_info *rt)
{
	return (rt->rt6i_flags & (RTF_LOCAL | RTF_ANYCAST)) != 0;
}
static inline const struct in6_addr *rt6_nexthop(const struct rt6_info *rt,
						 const struct in6_addr *daddr)
{
	return rt->has_gateway ? &rt->rt6i_gateway : daddr;
}
/** rt6_alloc() - with one reference, the caller's; NULL: no memory */
struct rt6_info *rt6_alloc(struct net_device *dev, u8 type, u32 flags);
static inline void rt6_put(struct rt6_info *rt)
{
	dst_put(&rt->dst);
}
/** rt6_error_get() - the route that answers with @error (positive: ENETUNREACH, EHOSTUNREACH, EACCES,
 * EINVAL); its dev is the loopback device; borrowed, NULL: no loopback */
struct rt6_info *rt6_error_get(struct net *net, int error);
/** ip6_dst_mtu() - what may leave by @rt in one piece, bytes, at least 1280 */
u32 ip6_dst_mtu(const struct rt6_info *rt);

/** struct fib6_result - borrowed under RCU */
struct fib6_result {
	struct rt6_info *rt;
	struct fib6_info *f6i;
	u8 fib6_type;
	u8 plen;
	u32 table;
};

/**
 * fib6_lookup() - through the rules, in their tables
 * @flags: RT6_LOOKUP_F_*
 *
 * Of a multipath route the sibling that fl6->mp_hash, or with 0 a hash of the flow, chooses.
 *
 * => 0 and @res; -ENETUNREACH (nothing, unreachable rule), -EACCES, -EINVAL by a rule, and res->rt
 *    then is the error's route (NULL without loopback).  Error routes are results with
 *    rt->rt6_error, as in the kernel.
 */
int fib6_lookup(struct net *net, const struct flowi6 *fl6, struct fib6_result *res, int flags);
/** fib6_table_lookup() - in one table; => 0, -EAGAIN: nothing there (a throw route is a result) */
int fib6_table_lookup(struct net *net, u32 table, const struct flowi6 *fl6, struct fib6_result *res,
		      int flags);

/** struct fib6_config - a route as it is asked for (RTM_NEWROUTE, addrconf) */
struct fib6_config {
	u32 fc_table, fc_metric, fc_flags; /* RTF_* */
	u8 fc_dst_len, fc_src_len, fc_type, fc_protocol, fc_pref;
	bool fc_delete_all_nh, fc_ignore_dev_down, fc_has_metrics;
	int fc_ifindex;
	struct in6_addr fc_dst, fc_src, fc_prefsrc, fc_gateway;
	u32 fc_metrics[RTAX_MAX]; /* [RTAX_X - 1] */
	u64 fc_expires; /* jiffies; with RTF_EXPIRES */
	const void *fc_mp;
	int fc_mp_len;
	u16 fc_nlflags;
	const struct nl_info *fc_nlinfo; /* may be NULL */
};
/** ip6_route_add(), ip6_route_del() - owner's thread; the kernel's errors and words */
int __must_check ip6_route_add(struct net *net, const struct fib6_config *cfg,
			       struct netlink_ext_ack *extack);
int __must_check ip6_route_del(struct net *net, const struct fib6_config *cfg,
			       struct netlink_ext_ack *extack);
/** rt6_sync_up() - next hops by @dev live again: @flags (RTNH_F_DEAD, RTNH_F_LINKDOWN) go */
void rt6_sync_up(struct net_device *dev, u32 flags);
/** rt6_sync_down_dev() - the carrier went (@carrier_only), or the device: routes that only it
 * carries go */
void rt6_sync_down_dev(struct net_device *dev, bool carrier_only);
/** rt6_remove_prefsrc() - an address goes */
void rt6_remove_prefsrc(struct inet6_ifaddr *ifp);

int __must_check fib6_net_init(struct net *net);
void fib6_net_exit(struct net *net);

#endif
