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
/** rtnl_read_metrics() - RTA_METRICS; @header: bytes of IP header that advmss leaves out */
int rtnl_read_metrics(const struct nlattr *a, u32 metrics[RTAX_MAX], u32 header,
		      struct netlink_ext_ack *extack);
/* addr6.c, route6.c: handlers; what the dump of both families goes on with; and its filter */
int rtnl_newaddr6(struct nl_request *req);
int rtnl_deladdr6(struct nl_request *req);
int rtnl_getaddr6(struct nl_request *req);
int rtnl_dumpaddr6(struct nl_request *req);
int rtnl_dump_addr6(struct nl_dump *d, struct nl_out *out);
int rtnl_addr6_filter(struct net *net, const struct nlmsghdr *nlh, bool strict, u64 *ctx,
		      u16 *filtered, struct netlink_ext_ack *extack);
void rtnl_addr6_event(struct inet6_ifaddr *ifa, int type, const struct nl_info *info);
int rtnl_newroute6(struct nl_request *req);
int rtnl_delroute6(struct nl_request *req);
int rtnl_getroute6(struct nl_request *req);
int rtnl_dumproute6(struct nl_request *req);
int rtnl_dump_route6(struct nl_dump *d, struct nl_out *out);
int rtnl_route6_filter(struct net *net, const struct nlmsghdr *nlh, bool strict, u64 *ctx,
		       u16 *filtered, struct netlink_ext_ack *extack);
void rtnl_route6_event(struct net *net, const struct fib6_info *f6i, int type,
		       const struct nl_info *info, u16 nlflags, bool alone);
/* addrlabel.c */
int rtnl_newaddrlabel(struct nl_request *req);
int rtnl_deladdrlabel(struct nl_request *req);
int rtnl_getaddrlabel(struct nl_request *req);
int rtnl_dumpaddrlabel(struct nl_request *req);
/* link6.c: the IPv6 part of a link */
void rtnl_fill_link6(struct nl_out *out, const struct net_device *dev);
int rtnl_set_link6(struct net_device *dev, const struct nlattr *spec,
		   struct netlink_ext_ack *extack);
int rtnl_dumplink6(struct nl_request *req);
void rtnl_ifinfo6_event(struct inet6_dev *idev, int type);
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
void rtnl_netconf6_event(struct net *net, int ifindex, int attr, int value);

/**
 * struct rtnl_both - a dump of IPv4's, then of IPv6's
 * @filter6: makes the context of the second from the request; errors end the dump
 */
struct rtnl_both {
	int (*next4)(struct nl_dump *d, struct nl_out *out);
	int (*next6)(struct nl_dump *d, struct nl_out *out);
	int (*filter6)(struct net *net, const struct nlmsghdr *nlh, bool strict, u64 *ctx,
		       u16 *filtered, struct netlink_ext_ack *extack);
};
/** rtnl_dump_both() - for the next function of such a dump; its last word of context is used */
int rtnl_dump_both(struct nl_dump *d, struct nl_out *out, const struct rtnl_both *both);

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
