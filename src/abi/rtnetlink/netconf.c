// SPDX-License-Identifier: GPL-2.0-or-later
/* RTM_GETNETCONF: the settings of conf/ that `ip netconf` shows. */
#include "abi/rtnetlink/rtnetlink.h"

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

static void fill_netconf(struct nl_out *out, int ifindex, const struct ipv4_devconf *cnf, u16 flags,
			 u32 portid, u32 seq)
{
	struct netconfmsg *ncm = nl_begin(out, RTM_NEWNETCONF, flags, portid, seq, sizeof(*ncm));

	if (!ncm)
		return;
	ncm->ncm_family = AF_INET;
	nl_put_u32(out, NETCONFA_IFINDEX, (u32)ifindex);
	nl_put_u32(out, NETCONFA_FORWARDING, (u32)IPV4_DEVCONF(*cnf, FORWARDING));
	nl_put_u32(out, NETCONFA_RP_FILTER, (u32)IPV4_DEVCONF(*cnf, RP_FILTER));
	nl_put_u32(out, NETCONFA_MC_FORWARDING, (u32)IPV4_DEVCONF(*cnf, MC_FORWARDING));
	nl_put_u32(out, NETCONFA_BC_FORWARDING, (u32)IPV4_DEVCONF(*cnf, BC_FORWARDING));
	nl_put_u32(out, NETCONFA_PROXY_NEIGH, (u32)IPV4_DEVCONF(*cnf, PROXY_ARP));
	nl_put_u32(out, NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN,
		   (u32)IPV4_DEVCONF(*cnf, IGNORE_ROUTES_WITH_LINKDOWN));
	nl_end(out);
}

void rtnl_netconf_event(struct net *net, int ifindex, int attr, int value)
{
	const struct ipv4_devconf *cnf = conf_of(net, ifindex);
	u8 buf[256];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};

	if (!cnf || !netlink_has_listeners(net, NETLINK_ROUTE, RTNLGRP_IPV4_NETCONF))
		return;
	fill_netconf(&out, ifindex, cnf, 0, 0, 0);
	netlink_notify(net, NETLINK_ROUTE, RTNLGRP_IPV4_NETCONF, &out, NULL);
}

int rtnl_getnetconf(struct nl_request *req)
{
	static const struct nl_policy policy[NETCONFA_MAX + 1] = {[NETCONFA_IFINDEX] = {NL_U32}};
	const struct nlattr *tb[NETCONFA_MAX + 1];
	const struct ipv4_devconf *cnf;
	u8 buf[256];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};
	int ifindex, err = rtnl_attrs(req, sizeof(struct netconfmsg), tb, NETCONFA_MAX, policy);

	if (err)
		return err;
	if (!tb[NETCONFA_IFINDEX])
		return -EINVAL;
	ifindex = (int)nla_u32(tb[NETCONFA_IFINDEX]);
	cnf = conf_of(req->net, ifindex);
	if (!cnf)
		return -ENODEV;
	fill_netconf(&out, ifindex, cnf, 0, req->portid, req->nlh->nlmsg_seq);
	return netlink_reply(req, &out);
}

/* ctx[0]: the last ifindex; devices, then all, then default */
static int dump_netconf(struct nl_dump *d, struct nl_out *out)
{
	int last = (int)d->ctx[0], ifindex = 0;
	struct net_device *dev;

	if (last == NETCONFA_IFINDEX_DEFAULT)
		return 0;
	if (last == NETCONFA_IFINDEX_ALL)
		ifindex = NETCONFA_IFINDEX_DEFAULT;
	else
		for_each_netdev (d->net, dev)
			if (dev->ifindex > last && dev->ip_ptr) {
				ifindex = dev->ifindex;
				break;
			}
	if (!ifindex)
		ifindex = NETCONFA_IFINDEX_ALL;
	d->ctx[0] = (u64)(s64)ifindex;
	fill_netconf(out, ifindex, conf_of(d->net, ifindex), NLM_F_MULTI, d->portid, d->seq);
	return 1;
}

int rtnl_dumpnetconf(struct nl_request *req)
{
	return netlink_dump_start(req, dump_netconf, NULL, 0);
}
