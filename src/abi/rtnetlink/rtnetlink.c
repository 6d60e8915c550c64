// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * NETLINK_ROUTE: finds who answers a request, as the kernel does it: by family, else by AF_UNSPEC;
 * everything but a GET needs the capability.
 */
#include "abi/rtnetlink/rtnetlink.h"

#include "abi/abi_internal.h"

#include <stdlib.h>

static int dump_nothing_next(struct nl_dump *d, struct nl_out *out)
{
	return 0;
}

/* A table that exists, and is empty: next-hop objects. */
static int dump_nothing(struct nl_request *req)
{
	return netlink_dump_start(req, dump_nothing_next, NULL, 0);
}

static int no_such_nexthop(struct nl_request *req)
{
	NL_SET_ERR_MSG(req->extack, "Nexthop id does not exist");
	return -ENOENT;
}

static const struct rtnl_handler handlers[] = {
	{AF_UNSPEC, RTM_GETLINK, rtnl_getlink, rtnl_dumplink},
	{AF_UNSPEC, RTM_NEWLINK, rtnl_newlink, NULL},
	{AF_UNSPEC, RTM_SETLINK, rtnl_setlink, NULL},
	{AF_UNSPEC, RTM_DELLINK, rtnl_dellink, NULL},
	{AF_INET, RTM_NEWADDR, rtnl_newaddr, NULL},
	{AF_INET, RTM_DELADDR, rtnl_deladdr, NULL},
	{AF_INET, RTM_GETADDR, NULL, rtnl_dumpaddr},
	{AF_UNSPEC, RTM_GETADDR, NULL, rtnl_dumpaddr},
	{AF_INET6, RTM_NEWADDR, rtnl_newaddr6, NULL},
	{AF_INET6, RTM_DELADDR, rtnl_deladdr6, NULL},
	{AF_INET6, RTM_GETADDR, rtnl_getaddr6, rtnl_dumpaddr6},
	{AF_INET6, RTM_GETMULTICAST, NULL, rtnl_dumpaddr6},
	{AF_INET6, RTM_GETANYCAST, NULL, rtnl_dumpaddr6},
	{AF_INET6, RTM_GETLINK, NULL, rtnl_dumplink6},
	{AF_INET6, RTM_NEWROUTE, rtnl_newroute6, NULL},
	{AF_INET6, RTM_DELROUTE, rtnl_delroute6, NULL},
	{AF_INET6, RTM_GETROUTE, rtnl_getroute6, rtnl_dumproute6},
	{AF_INET6, RTM_NEWADDRLABEL, rtnl_newaddrlabel, NULL},
	{AF_INET6, RTM_DELADDRLABEL, rtnl_deladdrlabel, NULL},
	{AF_INET6, RTM_GETADDRLABEL, rtnl_getaddrlabel, rtnl_dumpaddrlabel},
	{AF_UNSPEC, RTM_GETADDRLABEL, NULL, rtnl_dumpaddrlabel},
	{AF_INET6, RTM_GETNETCONF, rtnl_getnetconf, rtnl_dumpnetconf},
	{AF_INET, RTM_NEWROUTE, rtnl_newroute, NULL},
	{AF_INET, RTM_DELROUTE, rtnl_delroute, NULL},
	{AF_INET, RTM_GETROUTE, rtnl_getroute, rtnl_dumproute},
	{AF_UNSPEC, RTM_GETROUTE, NULL, rtnl_dumproute},
	{AF_UNSPEC, RTM_NEWRULE, rtnl_newrule, NULL},
	{AF_UNSPEC, RTM_DELRULE, rtnl_delrule, NULL},
	{AF_UNSPEC, RTM_GETRULE, NULL, rtnl_dumprule},
	{AF_UNSPEC, RTM_NEWNEIGH, rtnl_newneigh, NULL},
	{AF_UNSPEC, RTM_DELNEIGH, rtnl_delneigh, NULL},
	{AF_UNSPEC, RTM_GETNEIGH, rtnl_getneigh, rtnl_dumpneigh},
	{AF_UNSPEC, RTM_GETNEIGHTBL, NULL, rtnl_dumpneightbl},
	{AF_UNSPEC, RTM_SETNEIGHTBL, rtnl_setneightbl, NULL},
	{AF_INET, RTM_GETNETCONF, rtnl_getnetconf, rtnl_dumpnetconf},
	{AF_UNSPEC, RTM_GETNETCONF, NULL, rtnl_dumpnetconf},
	{AF_UNSPEC, RTM_GETNEXTHOP, no_such_nexthop, dump_nothing},
};

typedef int (*rtnl_fn)(struct nl_request *req);

/* The family's own, or what serves those without one. */
static rtnl_fn find_handler(u8 family, u16 type, bool dump)
{
	rtnl_fn fallback = NULL;

	for (unsigned int i = 0; i < ARRAY_SIZE(handlers); i++) {
		rtnl_fn fn = dump ? handlers[i].dumpit : handlers[i].doit;

		if (handlers[i].type != type || !fn)
			continue;
		if (handlers[i].family == family)
			return fn;
		if (handlers[i].family == AF_UNSPEC)
			fallback = fn;
	}
	return fallback;
}

static int rtnetlink_rcv(struct nl_request *req)
{
	const struct nlmsghdr *nlh = req->nlh;
	rtnl_fn fn;
	bool get = (nlh->nlmsg_type & 3) == 2;

	if (nlh->nlmsg_type > RTM_MAX)
		return -EOPNOTSUPP;
	if (nlh->nlmsg_len < NLMSG_HDRLEN + sizeof(struct rtgenmsg))
		return 0;
	if (!get && !req->user->cap_net_admin)
		return -EPERM;
	fn = find_handler(*(const u8 *)nl_payload(nlh), nlh->nlmsg_type,
			  get && (nlh->nlmsg_flags & NLM_F_DUMP));
	return fn ? fn(req) : -EOPNOTSUPP;
}

#define BOTH_PHASE (ARRAY_SIZE(((struct nl_dump *)0)->ctx) - 1)

int rtnl_dump_both(struct nl_dump *d, struct nl_out *out, const struct rtnl_both *both)
{
	int ret;

	if (d->ctx[BOTH_PHASE])
		return both->next6(d, out);
	ret = both->next4(d, out);
	if (ret)
		return ret;
	memset(d->ctx, 0, sizeof(d->ctx));
	d->ctx[BOTH_PHASE] = 1;
	ret = both->filter6(d->net, d->req, d->strict, d->ctx, &d->answer_flags, &d->extack);
	return ret ? ret : both->next6(d, out);
}

const void *rtnl_header(const struct nl_request *req, size_t len)
{
	return nl_payload_len(req->nlh) >= (int)len ? nl_payload(req->nlh) : NULL;
}

int rtnl_attrs(struct nl_request *req, size_t hdrlen, const struct nlattr **tb, int max,
	       const struct nl_policy *policy)
{
	size_t skip = NLMSG_ALIGN(hdrlen);

	if (nl_payload_len(req->nlh) < (int)hdrlen) {
		NL_SET_ERR_MSG(req->extack, "Invalid header length");
		return -EINVAL;
	}
	return nl_parse(tb, max, (const char *)nl_payload(req->nlh) + skip,
			nl_payload_len(req->nlh) - (int)skip, policy, false, req->extack);
}

static const struct rtnl_events events = {
	.link = rtnl_link_event,
	.addr = rtnl_addr_event,
	.route = rtnl_route_event,
	.rule = rtnl_rule_event,
	.neigh = rtnl_neigh_event,
	.netconf = rtnl_netconf_event,
	.addr6 = rtnl_addr6_event,
	.route6 = rtnl_route6_event,
	.netconf6 = rtnl_netconf6_event,
	.ifinfo6 = rtnl_ifinfo6_event,
};

static const struct nl_family family = {
	.protocol = NETLINK_ROUTE,
	.groups = RTNLGRP_MAX,
	.rcv = rtnetlink_rcv,
};

int rtnetlink_net_init(struct net *net)
{
	struct rtnl_state *st = calloc(1, sizeof(*st));
	int err;

	if (!st)
		return -ENOMEM;
	net->slot[NET_SLOT_RTNETLINK] = st;
	err = netlink_register(net, &family);
	if (err) {
		rtnetlink_net_exit(net);
		return err;
	}
	net->rtnl_events = &events;
	return 0;
}

void rtnetlink_net_exit(struct net *net)
{
	net->rtnl_events = NULL;
	free(net->slot[NET_SLOT_RTNETLINK]);
	net->slot[NET_SLOT_RTNETLINK] = NULL;
}
