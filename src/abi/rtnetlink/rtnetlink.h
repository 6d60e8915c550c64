/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NETLINK_ROUTE: what `ip` speaks.  One file each for links, addresses, routes, rules, neighbours.
 */
#ifndef QUINTET_ABI_RTNETLINK_H
#define QUINTET_ABI_RTNETLINK_H

#include "abi/netlink.h"
#include "net/fib.h"
#include "net/neighbour.h"

#include <linux/rtnetlink.h>

/** struct rtnl_handler - what answers a message type; @family AF_UNSPEC serves those without one of
 * their own */
struct rtnl_handler {
	u8 family;
	u16 type;
	int (*doit)(struct nl_request *req); /* NULL: -EOPNOTSUPP */
	int (*dumpit)(struct nl_request *req); /* with NLM_F_DUMP; NULL: -EOPNOTSUPP */
};

/* link.c */
int rtnl_getlink(struct nl_request *req);
int rtnl_dumplink(struct nl_request *req);
int rtnl_newlink(struct nl_request *req);
int rtnl_setlink(struct nl_request *req);
int rtnl_dellink(struct nl_request *req);
void rtnl_link_event(struct net_device *dev, int type, unsigned int change);
/** rtnl_link_register() - a kind for `ip link add … type KIND`; => 0 or -ENOSPC */
int __must_check rtnl_link_register(struct net *net, const struct rtnl_link_ops *ops);
/* addr.c */
int rtnl_newaddr(struct nl_request *req);
int rtnl_deladdr(struct nl_request *req);
int rtnl_dumpaddr(struct nl_request *req);
void rtnl_addr_event(struct in_ifaddr *ifa, int type, const struct nl_info *info);
/* route.c */
int rtnl_newroute(struct nl_request *req);
int rtnl_delroute(struct nl_request *req);
int rtnl_getroute(struct nl_request *req);
int rtnl_dumproute(struct nl_request *req);
void rtnl_route_event(struct net *net, const struct fib_rt_info *fri, int type,
		      const struct nl_info *info, u16 nlflags);
/** rtnl_fill_route() - one route as a message */
void rtnl_fill_route(struct nl_out *out, const struct fib_rt_info *fri, int type, u16 flags,
		     u32 portid, u32 seq);
/* route_get.c */
int rtnl_route_get(struct nl_request *req, const struct nlattr **tb);
extern const struct nl_policy rtnl_route_policy[RTA_MAX + 1];
/* rule.c */
int rtnl_newrule(struct nl_request *req);
int rtnl_delrule(struct nl_request *req);
int rtnl_dumprule(struct nl_request *req);
void rtnl_rule_event(struct net *net, const struct fib_rule *rule, int type,
		     const struct nl_info *info);
/* neigh.c */
int rtnl_newneigh(struct nl_request *req);
int rtnl_delneigh(struct nl_request *req);
int rtnl_getneigh(struct nl_request *req);
int rtnl_dumpneigh(struct nl_request *req);
void rtnl_neigh_event(struct net *net, const struct neighbour *n, int type,
		      const struct nl_info *info);
/* neightbl.c */
int rtnl_dumpneightbl(struct nl_request *req);
int rtnl_setneightbl(struct nl_request *req);
/* netconf.c */
int rtnl_getnetconf(struct nl_request *req);
int rtnl_dumpnetconf(struct nl_request *req);
void rtnl_netconf_event(struct net *net, int ifindex, int attr, int value);

/** rtnl_header() - the family's own header of a request, at least @len bytes; NULL: shorter */
const void *rtnl_header(const struct nl_request *req, size_t len);
/** rtnl_attrs() - parse what stands behind a header of @hdrlen bytes */
int rtnl_attrs(struct nl_request *req, size_t hdrlen, const struct nlattr **tb, int max,
	       const struct nl_policy *policy);
/** rtnl_clock() - jiffies as rtnetlink shows them: 1/100 s */
static inline u32 rtnl_clock(u64 jiffies)
{
	return (u32)((jiffies - INITIAL_JIFFIES) * 100 / HZ);
}

/** struct rtnl_state - the namespace's kinds of links */
#define RTNL_MAX_KINDS 8
struct rtnl_state {
	const struct rtnl_link_ops *kind[RTNL_MAX_KINDS];
	unsigned int kinds;
};

int __must_check rtnetlink_net_init(struct net *net);
void rtnetlink_net_exit(struct net *net);

#endif
