/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPv4 routes: tables with longest-prefix match, rules that choose the table, and the result of a
 * look-up as a packet carries it.
 *
 * Tables are changed by the owner's thread and read under RCU.  Sized for a million routes.
 */
#ifndef QUINTET_NET_IP_FIB_H
#define QUINTET_NET_IP_FIB_H

#include "net/inetdevice.h"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

/* A flow's key for a look-up; addresses in network byte order. */
struct flowi4 {
	int flowi4_oif, flowi4_iif;
	u32 flowi4_mark;
	u8 flowi4_tos; /* as in the header; look-ups use the DSCP bits that the kernel uses */
	u8 flowi4_scope, flowi4_proto, flowi4_flags;
	__be32 saddr, daddr;
	__be16 fl4_sport, fl4_dport;
	u32 flowi4_uid;
};
#define FLOWI_FLAG_ANYSRC 1

struct fnhe_table;

/**
 * struct rtable - what a packet's sk_buff.rt points to
 *
 * Immutable but for prefsrc and neigh_cache.  It belongs to a next hop, which many routes may share
 * (a route's prefix is in the fib_result), or to a device (in_device.rt_…: on-link output without a
 * route, multicast, limited broadcast), or to the namespace (rt_error_get()); it lives under RCU.
 * Whoever keeps a packet beyond its vector takes a reference by rt_hold().
 *
 * For RTN_LOCAL dev is the loopback device (the device that has the address is fib_result.dev); for
 * all others it is the next hop's device.
 */
struct rtable {
	struct dst_entry dst; /* first: how sk_buffs hold it; release may be NULL */
	u8 rt_type; /* RTN_UNICAST, RTN_LOCAL, RTN_BROADCAST, RTN_MULTICAST, RTN_UNREACHABLE … */
	u8 rt_flags; /* RTF_… below */
	u8 rt_uses_gateway;
	__be32 rt_gateway; /* next hop, 0: the destination itself */
	/* The route's src, else the address that the device had for it when addresses last changed
	 * (READ_ONCE); 0: none. */
	__be32 prefsrc;
	u32 table; /* RT_TABLE_* */
	u32 rt_mtu; /* the route's mtu metric, 0: the device's */
	bool mtu_locked; /* the metric is: no other MTU is learnt */
	/* Learnt by ICMP, in exceptions only (fnhe.h); jiffies. */
	bool rt_mtu_locked, rt_redirected;
	u32 rt_pmtu;
	u64 expires; /* 0: never */
	struct fnhe_table
		*exceptions; /* RCU; of a next hop's route: what it learnt; NULL: nothing */
	int rt_error; /* errno (positive) of an error route, else 0 */
	struct net_device *dev; /* where it leaves by */
	void *neigh_cache; /* struct neighbour of rt_gateway; net/neigh's */
};
#define RT_INPUT_LOCAL	1u /* deliver here */
#define RT_LOCALLY_SEEN 2u

static inline void rt_hold(struct rtable *rt)
{
	dst_hold(&rt->dst);
}
static inline void rt_put(struct rtable *rt)
{
	dst_put(&rt->dst);
}
/** rt_alloc() - a route of @dev with one reference, the caller's; NULL: no memory */
struct rtable *rt_alloc(struct net_device *dev, u8 type, u8 flags);
/** rt_error_get() - the route that answers with @error (positive errno: ENETUNREACH, EHOSTUNREACH,
 * EACCES, EINVAL); its dev is the loopback device; borrowed, NULL: another errno or no loopback */
struct rtable *rt_error_get(struct net *net, int error);
/** skb_dst_force() - the packet will outlive its vector: hold its route */
static inline void skb_dst_force(struct sk_buff *skb)
{
	if (skb->rt && !skb->rt_refd) {
		rt_hold(skb->rt);
		skb->rt_refd = 1;
	}
}
static inline void skb_dst_drop(struct sk_buff *skb)
{
	if (skb->rt_refd)
		rt_put(skb->rt);
	skb->rt = NULL;
	skb->rt_refd = 0;
}
static inline void skb_dst_set(struct sk_buff *skb, struct rtable *rt)
{
	skb_dst_drop(skb);
	skb->rt = rt;
}
static inline u32 rt_mtu(const struct rtable *rt)
{
	u32 dev = READ_ONCE(rt->dev->mtu);

	return rt->rt_mtu && (rt->rt_mtu < dev || rt->mtu_locked) ? rt->rt_mtu : dev;
}

struct fib_info;

/** struct fib_result - what fib_lookup() found; borrowed under RCU */
struct fib_result {
	u8 type;
	u8 scope;
	u8 prefixlen;
	u8 tos;
	u32 table;
	__be32 prefix;
	struct rtable *rt; /* of the chosen next hop */
	struct net_device *dev; /* its device */
	u32 nh_scope;
	u32 tclassid;
	struct fib_info *fi; /* see fib.h */
};

/**
 * fib_lookup() - through the rules, in their tables
 *
 * => 0; the route's or rule's error: -ENETUNREACH (no route), -EHOSTUNREACH (unreachable), -EACCES
 *    (prohibit), -EINVAL (blackhole).
 */
int fib_lookup(struct net *net, const struct flowi4 *fl, struct fib_result *res);
/** fib_lookup_table() - in one table only; => as fib_lookup(), -EAGAIN: nothing matches or throw */
int fib_lookup_table(struct net *net, u32 table, const struct flowi4 *fl, struct fib_result *res);
/** inet_addr_type() - RTN_UNICAST, RTN_LOCAL, RTN_BROADCAST, RTN_MULTICAST, by table local;
 * @dev: only addresses of that device, NULL: any (kernel: inet_addr_type, inet_dev_addr_type) */
unsigned int inet_addr_type(struct net *net, __be32 addr);
unsigned int inet_dev_addr_type(struct net *net, const struct net_device *dev, __be32 addr);
/** inet_addr_type_dev_table() - @dev chooses the table (VRF), not the address */
unsigned int inet_addr_type_dev_table(struct net *net, const struct net_device *dev, __be32 addr);
/**
 * fib_route_plain() - the common case of routing in one go: from @dev to another device
 *
 * No rule, no rp_filter, no local source, a route without conditions: then it is what fib_lookup()
 * and fib_validate_source() would say.  @src and @dst are unicast addresses.  => NULL: ask them
 */
struct rtable *fib_route_plain(const struct net_device *dev, struct in_device *idev, __be32 src,
			       __be32 dst);
/** fib_prefetch() - @vec is about to be routed: where table main outgrows the caches, what the
 * look-ups will read is on its way; no other effect; under RCU */
void fib_prefetch(struct net *net, const struct skb_vec *vec);
/** ip_fib_check_default() - does any route lead by @gw on @dev?  Owner's thread */
bool ip_fib_check_default(struct net *net, __be32 gw, const struct net_device *dev);
/**
 * fib_validate_source() - may a packet from @src to @dst come in by @dev? (rp_filter, martians)
 *
 * => 0 or 1 (1: the source is on-link of @dev), -EINVAL martian, -EXDEV rp_filter.
 */
int fib_validate_source(const struct sk_buff *skb, __be32 src, __be32 dst, u8 tos, int oif,
			struct net_device *dev, struct in_device *idev, u32 *itag);

#endif
