/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What configuration changes tell upwards, and what a change is told by: the slot that
 * abi/rtnetlink fills so that `ip monitor` hears of them, and the text of an error.
 *
 * Owner's thread only.
 */
#ifndef QUINTET_NET_RTNL_H
#define QUINTET_NET_RTNL_H

#include "net/ip_fib.h"
#include "net/neighbour.h"

struct fib_rule;
struct fib_rt_info;
struct fib6_info;
struct inet6_ifaddr;
struct inet6_dev;

/**
 * struct netlink_ext_ack - why a request failed, for people
 * @msg: a literal, NULL: the errno says enough
 * @bad_attr: the attribute of the request that it is about, or NULL
 */
struct netlink_ext_ack {
	const char *msg;
	const void *bad_attr;
};
/* @extack may be NULL. */
static inline void nl_set_err(struct netlink_ext_ack *extack, const char *msg)
{
	if (extack)
		extack->msg = msg;
}
#define NL_SET_ERR_MSG(extack, text) nl_set_err(extack, text)

/** struct nl_info - the request that causes a change; zeros: nobody asked */
struct nl_info {
	u32 portid, seq;
	u16 nlmsg_flags;
	bool skip_notify;
};

/** struct rtnl_events - @type: RTM_NEW… or RTM_DEL…; @info may be NULL */
struct rtnl_events {
	void (*link)(struct net_device *dev, int type, unsigned int change);
	void (*addr)(struct in_ifaddr *ifa, int type, const struct nl_info *info);
	void (*route)(struct net *net, const struct fib_rt_info *fri, int type,
		      const struct nl_info *info, u16 nlflags);
	void (*rule)(struct net *net, const struct fib_rule *rule, int type,
		     const struct nl_info *info);
	void (*neigh)(struct net *net, const struct neighbour *n, int type,
		      const struct nl_info *info);
	void (*netconf)(struct net *net, int ifindex, int attr, int value);
	void (*addr6)(struct inet6_ifaddr *ifa, int type, const struct nl_info *info);
	/* @alone: as one way out, though it may have siblings */
	void (*route6)(struct net *net, const struct fib6_info *f6i, int type,
		       const struct nl_info *info, u16 nlflags, bool alone);
	void (*netconf6)(struct net *net, int ifindex, int attr, int value);
	void (*ifinfo6)(struct inet6_dev *idev, int type);
};

/* Each does nothing while nobody fills the slot. */
#define rtnl_event(net_, kind, ...)                                   \
	do {                                                          \
		if ((net_)->rtnl_events && (net_)->rtnl_events->kind) \
			(net_)->rtnl_events->kind(__VA_ARGS__);       \
	} while (0)

#endif
