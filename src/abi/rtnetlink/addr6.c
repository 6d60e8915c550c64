// SPDX-License-Identifier: GPL-2.0-or-later
/* RTM_*ADDR, RTM_GETMULTICAST, RTM_GETANYCAST for IPv6. */
#include "abi/rtnetlink/rtnetlink.h"

#include "net/if_inet6.h"

#ifndef IFA_PROTO
#define IFA_PROTO 11
#endif
#define ADDR_MAX 11

static const struct nl_policy addr_policy[ADDR_MAX + 1] = {
	[IFA_ADDRESS] = {NL_EXACT, sizeof(struct in6_addr)},
	[IFA_LOCAL] = {NL_EXACT, sizeof(struct in6_addr)},
	[IFA_CACHEINFO] = {NL_EXACT, sizeof(struct ifa_cacheinfo)},
	[IFA_FLAGS] = {NL_U32},
	[IFA_RT_PRIORITY] = {NL_U32},
	[IFA_PROTO] = {NL_U8},
};

/* ---- showing ---- */

static u32 left_of(u32 lifetime, u32 age)
{
	if (lifetime == UINT32_MAX)
		return lifetime;
	return lifetime > age ? lifetime - age : 0;
}

static struct ifa_cacheinfo cacheinfo(const struct inet6_ifaddr *ifa)
{
	struct net *net = ifa->idev->dev->net;
	u32 age = (u32)((net_shard0(net)->clock.jiffies - ifa->tstamp) / HZ);
	bool forever = ifa->flags & IFA_F_PERMANENT && ifa->prefered_lft == UINT32_MAX;
	u32 preferred = forever ? UINT32_MAX : ifa->prefered_lft;
	/* The valid lifetime is only counted where the preferred one is. */
	bool counts = preferred != UINT32_MAX;

	return (struct ifa_cacheinfo){
		.ifa_prefered = left_of(preferred, age),
		.ifa_valid = forever  ? UINT32_MAX
			     : counts ? left_of(ifa->valid_lft, age)
				      : ifa->valid_lft,
		.cstamp = rtnl_clock(ifa->cstamp),
		.tstamp = rtnl_clock(ifa->tstamp),
	};
}

static void fill_addr(struct nl_out *out, const struct inet6_ifaddr *ifa, int type, u16 flags,
		      u32 portid, u32 seq)
{
	struct ifaddrmsg *ifm = nl_begin(out, (u16)type, flags, portid, seq, sizeof(*ifm));
	struct ifa_cacheinfo ci = cacheinfo(ifa);

	if (!ifm)
		return;
	ifm->ifa_family = AF_INET6;
	ifm->ifa_prefixlen = (u8)ifa->prefix_len;
	ifm->ifa_flags = (u8)ifa->flags;
	ifm->ifa_scope = ifa->scope;
	ifm->ifa_index = (u32)ifa->idev->dev->ifindex;
	if (!ipv6_addr_any(&ifa->peer_addr)) {
		nl_put(out, IFA_LOCAL, &ifa->addr, sizeof(ifa->addr));
		nl_put(out, IFA_ADDRESS, &ifa->peer_addr, sizeof(ifa->peer_addr));
	} else {
		nl_put(out, IFA_ADDRESS, &ifa->addr, sizeof(ifa->addr));
	}
	if (ifa->rt_priority)
		nl_put_u32(out, IFA_RT_PRIORITY, ifa->rt_priority);
	nl_put(out, IFA_CACHEINFO, &ci, sizeof(ci));
	nl_put_u32(out, IFA_FLAGS, ifa->flags);
	if (ifa->ifa_proto)
		nl_put_u8(out, IFA_PROTO, ifa->ifa_proto);
	nl_end(out);
}

void rtnl_addr6_event(struct inet6_ifaddr *ifa, int type, const struct nl_info *info)
{
	u8 buf[512];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};

	fill_addr(&out, ifa, type, 0, info ? info->portid : 0, info ? info->seq : 0);
	netlink_notify(ifa->idev->dev->net, NETLINK_ROUTE, RTNLGRP_IPV6_IFADDR, &out, info);
}

/* A group or an anycast address. */
static void fill_other(struct nl_out *out, struct nl_dump *d, const struct inet6_dev *idev,
		       const struct in6_addr *addr, int type, u16 attr, u64 cstamp, u64 tstamp)
{
	struct ifaddrmsg *ifm = nl_begin(out, (u16)type, NLM_F_MULTI | d->answer_flags, d->portid,
					 d->seq, sizeof(*ifm));
	struct ifa_cacheinfo ci = {.ifa_prefered = UINT32_MAX,
				   .ifa_valid = UINT32_MAX,
				   .cstamp = rtnl_clock(cstamp),
				   .tstamp = rtnl_clock(tstamp)};

	if (!ifm)
		return;
	ifm->ifa_family = AF_INET6;
	ifm->ifa_prefixlen = 128;
	ifm->ifa_flags = IFA_F_PERMANENT;
	ifm->ifa_scope = ipv6_addr_scope(addr) == IPV6_ADDR_SCOPE_SITELOCAL ? RT_SCOPE_SITE
									    : RT_SCOPE_UNIVERSE;
	ifm->ifa_index = (u32)idev->dev->ifindex;
	nl_put(out, attr, addr, sizeof(*addr));
	nl_put(out, IFA_CACHEINFO, &ci, sizeof(ci));
	nl_end(out);
}

/* ctx: the device that is being shown, how many of its addresses were, only this device, what */
enum { ADDR_DEV, ADDR_COUNT, ADDR_ONLY, ADDR_WHAT };

/* Show the @n-th of the device's; => false: it has no more. */
static bool fill_nth(struct nl_dump *d, struct nl_out *out, const struct inet6_dev *idev, u64 n)
{
	struct inet6_ifaddr *ifa = rcu_dereference(((struct inet6_dev *)idev)->addr_list);
	struct ifmcaddr6 *mc = idev->mc_list;
	struct ifacaddr6 *ac = idev->ac_list;

	switch (d->ctx[ADDR_WHAT]) {
	case RTM_GETMULTICAST:
		for (; mc && n; n--)
			mc = mc->next;
		if (mc)
			fill_other(out, d, idev, &mc->mca_addr, RTM_GETMULTICAST, IFA_MULTICAST,
				   mc->mca_cstamp, mc->mca_tstamp);
		return mc;
	case RTM_GETANYCAST:
		for (; ac && n; n--)
			ac = ac->next;
		if (ac)
			fill_other(out, d, idev, &ac->aca_addr, RTM_GETANYCAST, IFA_ANYCAST,
				   ac->aca_cstamp, ac->aca_cstamp);
		return ac;
	default:
		for (; ifa && n; n--)
			ifa = ifa->if_next;
		if (ifa)
			fill_addr(out, ifa, RTM_NEWADDR, NLM_F_MULTI | d->answer_flags, d->portid,
				  d->seq);
		return ifa;
	}
}

static struct net_device *dev_from(struct net *net, int ifindex)
{
	struct net_device *dev;

	for_each_netdev (net, dev)
		if (dev->ifindex >= ifindex)
			return dev;
	return NULL;
}

int rtnl_dump_addr6(struct nl_dump *d, struct nl_out *out)
{
	struct net_device *dev;

	while ((dev = dev_from(d->net, (int)d->ctx[ADDR_DEV]))) {
		if (d->ctx[ADDR_ONLY] && dev->ifindex != (int)d->ctx[ADDR_ONLY])
			return 0;
		if (dev->ifindex != (int)d->ctx[ADDR_DEV])
			d->ctx[ADDR_COUNT] = 0;
		d->ctx[ADDR_DEV] = (u64)dev->ifindex;
		if (dev->ip6_ptr && fill_nth(d, out, dev->ip6_ptr, d->ctx[ADDR_COUNT]++))
			return 1;
		d->ctx[ADDR_DEV]++;
		d->ctx[ADDR_COUNT] = 0;
	}
	return 0;
}

int rtnl_addr6_filter(struct net *net, const struct nlmsghdr *nlh, bool strict, u64 *ctx,
		      u16 *filtered, struct netlink_ext_ack *extack)
{
	const struct ifaddrmsg *ifm = nl_payload(nlh);

	ctx[ADDR_WHAT] = nlh->nlmsg_type;
	if (!strict || nl_payload_len(nlh) < (int)sizeof(*ifm))
		return 0;
	if (ifm->ifa_prefixlen || ifm->ifa_flags || ifm->ifa_scope) {
		NL_SET_ERR_MSG(extack, "ipv6: Invalid values in header for address dump request");
		return -EINVAL;
	}
	if (!ifm->ifa_index)
		return 0;
	if (!dev_get_by_index(net, (int)ifm->ifa_index))
		return -ENODEV;
	ctx[ADDR_DEV] = ctx[ADDR_ONLY] = ifm->ifa_index;
	*filtered = NLM_F_DUMP_FILTERED;
	return 0;
}

int rtnl_dumpaddr6(struct nl_request *req)
{
	u64 ctx[ARRAY_SIZE(((struct nl_dump *)0)->ctx)] = {0};
	u16 filtered = 0;
	int err = rtnl_addr6_filter(req->net, req->nlh, req->strict, ctx, &filtered, req->extack);

	return err ? err : netlink_dump_start(req, rtnl_dump_addr6, ctx, filtered);
}

/* ---- asking for one ---- */

/* The address that is meant, and with both attributes the peer. */
static const struct nlattr *local_of(const struct nlattr **tb, const struct nlattr **peer)
{
	const struct nlattr *a = tb[IFA_ADDRESS], *l = tb[IFA_LOCAL];

	*peer = NULL;
	if (!l)
		return a;
	if (a && memcmp(nla_data(a), nla_data(l), sizeof(struct in6_addr)))
		*peer = a;
	return l;
}

int rtnl_getaddr6(struct nl_request *req)
{
	const struct ifaddrmsg *ifm = rtnl_header(req, sizeof(*ifm));
	const struct nlattr *tb[ADDR_MAX + 1], *addr, *peer;
	const struct inet6_ifaddr *ifa;
	struct in6_addr want;
	u8 buf[512];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};
	struct net_device *dev;
	int err = rtnl_attrs(req, sizeof(*ifm), tb, ADDR_MAX, addr_policy);

	if (err)
		return err;
	addr = local_of(tb, &peer);
	if (!addr)
		return -EINVAL;
	memcpy(&want, nla_data(addr), sizeof(want));
	dev = ifm->ifa_index ? dev_get_by_index(req->net, (int)ifm->ifa_index) : NULL;
	ifa = ipv6_get_ifaddr(req->net, &want, dev, true);
	if (!ifa)
		return -EADDRNOTAVAIL;
	fill_addr(&out, ifa, RTM_NEWADDR, 0, req->portid, req->nlh->nlmsg_seq);
	return netlink_reply(req, &out);
}

/* ---- changing ---- */

#define IFA_ASKED                                                                       \
	(IFA_F_NODAD | IFA_F_HOMEADDRESS | IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE | \
	 IFA_F_MCAUTOJOIN | IFA_F_OPTIMISTIC)

static int read_config(struct nl_request *req, const struct nlattr **tb, struct ifa6_config *cfg)
{
	const struct ifaddrmsg *ifm = rtnl_header(req, sizeof(*ifm));
	const struct nlattr *peer, *addr = local_of(tb, &peer);
	struct ifa_cacheinfo ci;

	if (!addr)
		return -EINVAL;
	*cfg = (struct ifa6_config){
		.plen = ifm->ifa_prefixlen,
		.ifa_flags = tb[IFA_FLAGS] ? nla_u32(tb[IFA_FLAGS]) : ifm->ifa_flags,
		.rt_priority = tb[IFA_RT_PRIORITY] ? nla_u32(tb[IFA_RT_PRIORITY]) : 0,
		.ifa_proto = tb[IFA_PROTO] ? nla_u8(tb[IFA_PROTO]) : 0,
		.valid_lft = UINT32_MAX,
		.preferred_lft = UINT32_MAX,
		.has_peer = peer != NULL,
	};
	memcpy(&cfg->pfx, nla_data(addr), sizeof(cfg->pfx));
	if (peer)
		memcpy(&cfg->peer_pfx, nla_data(peer), sizeof(cfg->peer_pfx));
	cfg->ifa_flags &= IFA_ASKED;
	if (tb[IFA_CACHEINFO]) {
		memcpy(&ci, nla_data(tb[IFA_CACHEINFO]), sizeof(ci));
		cfg->valid_lft = ci.ifa_valid;
		cfg->preferred_lft = ci.ifa_prefered;
	}
	return 0;
}

static bool allows_optimistic(const struct inet6_dev *idev)
{
	return IPV6_DEVCONF_ALL(idev->dev->net, OPTIMISTIC_DAD) ||
	       IN6_DEV_CONF_GET(idev, OPTIMISTIC_DAD);
}

static int check_flags(const struct inet6_dev *idev, struct ifa6_config *cfg,
		       struct netlink_ext_ack *extack)
{
	u32 both = IFA_F_NODAD | IFA_F_OPTIMISTIC;

	if (!allows_optimistic(idev))
		cfg->ifa_flags &= ~(u32)IFA_F_OPTIMISTIC;
	if ((cfg->ifa_flags & both) != both)
		return 0;
	NL_SET_ERR_MSG(extack, "IFA_F_NODAD and IFA_F_OPTIMISTIC are mutually exclusive");
	return -EINVAL;
}

static struct net_device *find_dev(struct nl_request *req)
{
	const struct ifaddrmsg *ifm = rtnl_header(req, sizeof(*ifm));
	struct net_device *dev = dev_get_by_index(req->net, (int)ifm->ifa_index);

	if (!dev)
		NL_SET_ERR_MSG(req->extack, "Unable to find the interface");
	return dev;
}

int rtnl_newaddr6(struct nl_request *req)
{
	struct nl_info info = nl_request_info(req);
	const struct nlattr *tb[ADDR_MAX + 1];
	struct ifa6_config cfg;
	struct inet6_ifaddr *ifa;
	struct net_device *dev;
	struct inet6_dev *idev;
	int err = rtnl_attrs(req, sizeof(struct ifaddrmsg), tb, ADDR_MAX, addr_policy);

	if (!err)
		err = read_config(req, tb, &cfg);
	if (err)
		return err;
	dev = find_dev(req);
	if (!dev)
		return -ENODEV;
	idev = ipv6_find_idev(dev, &err);
	if (!idev)
		return err;
	err = check_flags(idev, &cfg, req->extack);
	if (err)
		return err;
	ifa = ipv6_get_ifaddr(req->net, &cfg.pfx, dev, true);
	if (!ifa)
		return inet6_addr_add(dev, &cfg, &info, req->extack);
	if (req->nlh->nlmsg_flags & NLM_F_EXCL || !(req->nlh->nlmsg_flags & NLM_F_REPLACE)) {
		NL_SET_ERR_MSG(req->extack, "ipv6: address already assigned");
		return -EEXIST;
	}
	return inet6_addr_modify(ifa, &cfg, &info);
}

int rtnl_deladdr6(struct nl_request *req)
{
	const struct ifaddrmsg *ifm = rtnl_header(req, sizeof(*ifm));
	struct nl_info info = nl_request_info(req);
	const struct nlattr *tb[ADDR_MAX + 1], *addr, *peer;
	struct net_device *dev;
	struct in6_addr pfx;
	int err = rtnl_attrs(req, sizeof(*ifm), tb, ADDR_MAX, addr_policy);

	if (err)
		return err;
	addr = local_of(tb, &peer);
	if (!addr)
		return -EINVAL;
	dev = find_dev(req);
	if (!dev)
		return -ENODEV;
	memcpy(&pfx, nla_data(addr), sizeof(pfx));
	return inet6_addr_del(dev, tb[IFA_FLAGS] ? nla_u32(tb[IFA_FLAGS]) : ifm->ifa_flags, &pfx,
			      ifm->ifa_prefixlen, &info, req->extack);
}
