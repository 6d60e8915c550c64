// SPDX-License-Identifier: GPL-2.0-or-later
/* RTM_GETNETCONF: the settings of conf/ that `ip netconf` shows, of both families. */
#include "abi/rtnetlink/rtnetlink.h"

#include "net/if_inet6.h"

#include <linux/netconf.h>

static const struct ipv4_devconf *conf_of(struct net *net, int ifindex)
{
	struct net_device *dev;

	if (ifindex == NETCONFA_IFINDEX_ALL)
		return net->ipv4.devconf_all;
	if (ifindex == NETCONFA_IFINDEX_DEFAULT)
		return net->ipv4.devconf_dflt;
	dev = dev_get_by_index(net, ifindex);
	return dev && dev->ip_ptr ? &dev->ip_ptr->cnf : NULL;
}

static const struct ipv6_devconf *conf6_of(struct net *net, int ifindex)
{
	struct net_device *dev;

	if (ifindex == NETCONFA_IFINDEX_ALL)
		return net->ipv6.devconf_all;
	if (ifindex == NETCONFA_IFINDEX_DEFAULT)
		return net->ipv6.devconf_dflt;
	dev = dev_get_by_index(net, ifindex);
	return dev && dev->ip6_ptr ? &dev->ip6_ptr->cnf : NULL;
}

static bool conf_exists(struct net *net, int family, int ifindex)
{
	return family == AF_INET6 ? conf6_of(net, ifindex) != NULL : conf_of(net, ifindex) != NULL;
}

static void fill_ipv4(struct nl_out *out, const struct ipv4_devconf *cnf)
{
	nl_put_u32(out, NETCONFA_FORWARDING, (u32)IPV4_DEVCONF(*cnf, FORWARDING));
	nl_put_u32(out, NETCONFA_RP_FILTER, (u32)IPV4_DEVCONF(*cnf, RP_FILTER));
	nl_put_u32(out, NETCONFA_MC_FORWARDING, (u32)IPV4_DEVCONF(*cnf, MC_FORWARDING));
	nl_put_u32(out, NETCONFA_BC_FORWARDING, (u32)IPV4_DEVCONF(*cnf, BC_FORWARDING));
	nl_put_u32(out, NETCONFA_PROXY_NEIGH, (u32)IPV4_DEVCONF(*cnf, PROXY_ARP));
	nl_put_u32(out, NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN,
		   (u32)IPV4_DEVCONF(*cnf, IGNORE_ROUTES_WITH_LINKDOWN));
}

static void fill_ipv6(struct nl_out *out, const struct ipv6_devconf *cnf)
{
	nl_put_u32(out, NETCONFA_FORWARDING, (u32)IPV6_DEVCONF(*cnf, FORWARDING));
	nl_put_u32(out, NETCONFA_PROXY_NEIGH, (u32)IPV6_DEVCONF(*cnf, PROXY_NDP));
	nl_put_u32(out, NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN,
		   (u32)IPV6_DEVCONF(*cnf, IGNORE_ROUTES_WITH_LINKDOWN));
}

/** struct told - how a message is addressed */
struct told {
	u16 flags;
	u32 portid, seq;
};

/* The caller has seen that there are such settings. */
static void fill_netconf(struct nl_out *out, struct net *net, int family, int ifindex,
			 const struct told *t)
{
	struct netconfmsg *ncm =
		nl_begin(out, RTM_NEWNETCONF, t->flags, t->portid, t->seq, sizeof(*ncm));

	if (!ncm)
		return;
	ncm->ncm_family = (u8)family;
	nl_put_u32(out, NETCONFA_IFINDEX, (u32)ifindex);
	if (family == AF_INET6)
		fill_ipv6(out, conf6_of(net, ifindex));
	else
		fill_ipv4(out, conf_of(net, ifindex));
	nl_end(out);
}

static void tell(struct net *net, int family, u32 group, int ifindex)
{
	static const struct told t;
	u8 buf[256];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};

	if (!conf_exists(net, family, ifindex) || !netlink_has_listeners(net, NETLINK_ROUTE, group))
		return;
	fill_netconf(&out, net, family, ifindex, &t);
	netlink_notify(net, NETLINK_ROUTE, group, &out, NULL);
}

void rtnl_netconf_event(struct net *net, int ifindex, int attr, int value)
{
	tell(net, AF_INET, RTNLGRP_IPV4_NETCONF, ifindex);
}

void rtnl_netconf6_event(struct net *net, int ifindex, int attr, int value)
{
	tell(net, AF_INET6, RTNLGRP_IPV6_NETCONF, ifindex);
}

int rtnl_getnetconf(struct nl_request *req)
{
	static const struct nl_policy policy[NETCONFA_MAX + 1] = {[NETCONFA_IFINDEX] = {NL_U32}};
	struct told t = {0, req->portid, req->nlh->nlmsg_seq};
	int family = *(const u8 *)nl_payload(req->nlh);
	const struct nlattr *tb[NETCONFA_MAX + 1];
	u8 buf[256];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};
	int ifindex, err = rtnl_attrs(req, sizeof(struct netconfmsg), tb, NETCONFA_MAX, policy);

	if (err)
		return err;
	if (!tb[NETCONFA_IFINDEX])
		return -EINVAL;
	ifindex = (int)nla_u32(tb[NETCONFA_IFINDEX]);
	if (!conf_exists(req->net, family, ifindex))
		return family == AF_INET6 ? -EINVAL : -ENODEV;
	fill_netconf(&out, req->net, family, ifindex, &t);
	return netlink_reply(req, &out);
}

/* ctx: the last ifindex (devices, then all, then default), the family */
enum { NC_LAST, NC_FAMILY };

static int ifindex_after(struct nl_dump *d, int last)
{
	struct net_device *dev;

	if (last == NETCONFA_IFINDEX_ALL)
		return NETCONFA_IFINDEX_DEFAULT;
	for_each_netdev (d->net, dev)
		if (dev->ifindex > last &&
		    conf_exists(d->net, (int)d->ctx[NC_FAMILY], dev->ifindex))
			return dev->ifindex;
	return NETCONFA_IFINDEX_ALL;
}

static int dump_netconf(struct nl_dump *d, struct nl_out *out)
{
	struct told t = {NLM_F_MULTI, d->portid, d->seq};
	int last = (int)d->ctx[NC_LAST];

	if (last == NETCONFA_IFINDEX_DEFAULT)
		return 0;
	last = ifindex_after(d, last);
	d->ctx[NC_LAST] = (u64)(s64)last;
	fill_netconf(out, d->net, (int)d->ctx[NC_FAMILY], last, &t);
	return 1;
}

static int filter6(struct net *net, const struct nlmsghdr *nlh, bool strict, u64 *ctx,
		   u16 *filtered, struct netlink_ext_ack *extack)
{
	ctx[NC_FAMILY] = AF_INET6;
	return 0;
}

static int dump_all(struct nl_dump *d, struct nl_out *out)
{
	static const struct rtnl_both both = {dump_netconf, dump_netconf, filter6};

	return rtnl_dump_both(d, out, &both);
}

int rtnl_dumpnetconf(struct nl_request *req)
{
	int family = *(const u8 *)nl_payload(req->nlh);
	u64 ctx[ARRAY_SIZE(((struct nl_dump *)0)->ctx)] = {0};

	ctx[NC_FAMILY] = family == AF_UNSPEC ? AF_INET : (u64)family;
	return netlink_dump_start(req, family == AF_UNSPEC ? dump_all : dump_netconf, ctx, 0);
}
