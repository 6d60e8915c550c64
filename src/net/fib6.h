/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPv6 routes from the side of who configures them.  What the packet path needs stands in
 * ip6_fib.h; this is to it what fib.h is to ip_fib.h.
 *
 * Owner's thread, except where a comment says "under RCU".
 */
#ifndef QUINTET_NET_FIB6_H
#define QUINTET_NET_FIB6_H

#include "net/ip6_fib.h"
#include "net/ip6_trie.h"

/**
 * struct fib6_info - one route, one way out
 *
 * Routes of a prefix stand in a list by metric, then by age.  Routes with a gateway and the same
 * metric are each other's siblings: together they are a multipath route.  Source prefixes are
 * refused, as by a kernel without IPV6_SUBTREES.
 */
struct fib6_info {
	struct fib6_info *next; /* RCU */
	/* Immutable once published */
	struct fib6_leaf *leaf;
	struct fib6_table *table;
	struct rt6_info *rt; /* owned; its prefsrc may be taken away */
	struct net_device *nh_dev; /* rt->dev but for local routes, which leave by the loopback */
	u32 *metrics; /* owned, [RTAX_MAX]; NULL: none */
	u32 metric;
	u8 type, protocol;
	/* READ_ONCE */
	u32 flags; /* RTF_* */
	u32 nh_flags; /* RTNH_F_* */
	int weight; /* 1 … 256 */
	u64 expires; /* jiffies; with RTF_EXPIRES */
};

struct fib6_table {
	struct cds_list_head list; /* in dump order */
	u32 id;
	u64 routes;
	struct fib6_trie *trie;
};

/** struct fib6_state - @neigh_failed: is the neighbour known not to answer? NULL: never; RCU */
struct fib6_state {
	struct net *net;
	struct cds_list_head tables; /* RCU */
	struct fib6_table *local, *main;
	struct rt6_info *rt_error[4];
	struct timer_list gc_timer; /* routes that expire */
	u64 entries;
	u64 adds; /* ever, for rt6_stats */
	bool has_custom_rules;
	bool (*neigh_failed)(struct net_device *dev, const struct in6_addr *addr);
};
static inline struct fib6_state *fib6_state(struct net *net)
{
	return net->slot[NET_SLOT_FIB6];
}

/** fib6_get_table() - under RCU; NULL: none */
struct fib6_table *fib6_get_table(struct net *net, u32 id);
struct fib6_table *fib6_new_table(struct net *net, u32 id);
/** fib6_next_table() - in dump order; NULL: the first; => NULL: no more */
struct fib6_table *fib6_next_table(struct net *net, const struct fib6_table *tb);

/** fib6_prop_error() - the errno (negative) of a route type that refuses, else 0 */
int fib6_prop_error(u8 type);
/** rt6_qualify_for_ecmp() - may it have siblings? */
static inline bool rt6_qualify_for_ecmp(const struct fib6_info *f6i)
{
	return f6i->rt->has_gateway && !(f6i->flags & (RTF_ADDRCONF | RTF_DYNAMIC));
}
/** fib6_siblings() - @b belongs to the multipath route that @a is of */
static inline bool fib6_siblings(const struct fib6_info *a, const struct fib6_info *b)
{
	return a->metric == b->metric && rt6_qualify_for_ecmp(a) && rt6_qualify_for_ecmp(b);
}
/** fib6_nsiblings() - how many others */
int fib6_nsiblings(const struct fib6_info *f6i);
/** fib6_expired() - its time is over */
bool fib6_expired(const struct fib6_info *f6i);

/** fib6_add() - put @f6i, whose leaf is not set, into its table at @dst; takes it over, also when it
 * fails; @nlflags: NLM_F_*; => the kernel's errno */
int __must_check fib6_add(struct net *net, struct fib6_table *tb, const struct in6_addr *dst,
			  u8 plen, struct fib6_info *f6i, u16 nlflags, const struct nl_info *info,
			  struct netlink_ext_ack *extack);
/** fib6_del() - take @f6i out; tells listeners */
void fib6_del(struct net *net, struct fib6_info *f6i, const struct nl_info *info);
/** fib6_info_free() - one that was never added */
void fib6_info_free(struct fib6_info *f6i);
/** fib6_clean_all() - @fn looks at every route of every table; => those it wants deleted
 * @skip_notify: nobody is told */
void fib6_clean_all(struct net *net, bool (*fn)(struct fib6_info *f6i, void *ctx), void *ctx,
		    bool skip_notify);
/** fib6_start_gc() - an expiring route came */
void fib6_start_gc(struct net *net);

/** ip6_route_info_create() - check @cfg and make its route; => NULL and *@err, with words */
struct fib6_info *ip6_route_info_create(struct net *net, const struct fib6_config *cfg, int *err,
					struct netlink_ext_ack *extack);
/** ip6_route_multipath_add(), ip6_route_multipath_del() - cfg->fc_mp is a list of next hops */
int __must_check ip6_route_multipath_add(struct net *net, const struct fib6_config *cfg,
					 struct netlink_ext_ack *extack);
int __must_check ip6_route_multipath_del(struct net *net, const struct fib6_config *cfg,
					 struct netlink_ext_ack *extack);

/* addresses' routes */

/** addrconf_f6i_add() - the route that delivers @addr on @idev here; => it, NULL: no memory */
struct fib6_info *addrconf_f6i_add(struct inet6_dev *idev, const struct in6_addr *addr,
				   bool anycast);
/** addrconf_prefix_route() - @plen bits of @pfx are on @dev's link; @metric 0: 256 */
void addrconf_prefix_route(const struct in6_addr *pfx, u8 plen, u32 metric, struct net_device *dev,
			   u64 expires, u32 flags);
/** addrconf_get_prefix_route() - the route of exactly this prefix on @dev without gateway */
struct fib6_info *addrconf_get_prefix_route(const struct in6_addr *pfx, u8 plen,
					    const struct net_device *dev, u32 flags, u32 noflags);

#endif
