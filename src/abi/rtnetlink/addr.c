// SPDX-License-Identifier: GPL-2.0-or-later
/* RTM_*ADDR: IPv4 addresses. */
#include "abi/rtnetlink/rtnetlink.h"

#include "net/inetdevice.h"

#ifndef IFA_PROTO
#define IFA_PROTO 11
#endif
#define ADDR_MAX 11

static const struct nl_policy addr_policy[ADDR_MAX + 1] = {
	[IFA_LOCAL] = {NL_U32},	      [IFA_ADDRESS] = {NL_U32},
	[IFA_BROADCAST] = {NL_U32},   [IFA_LABEL] = {NL_STRING, IFNAMSIZ - 1},
	[IFA_FLAGS] = {NL_U32},	      [IFA_CACHEINFO] = {NL_EXACT, sizeof(struct ifa_cacheinfo)},
	[IFA_RT_PRIORITY] = {NL_U32}, [IFA_PROTO] = {NL_U8},
};

/* ---- showing ---- */

static u32 left_of(u32 lifetime, u32 age)
{
	if (lifetime == UINT32_MAX)
		return lifetime;
	return lifetime > age ? lifetime - age : 0;
}

static void fill_addr(struct nl_out *out, const struct in_ifaddr *ifa, int type, u16 flags,
		      u32 portid, u32 seq)
{
	const struct net_device *dev = ifa->ifa_dev->dev;
	u32 age = (u32)((net_shard0(dev->net)->clock.jiffies - ifa->ifa_tstamp) / HZ);
	bool forever = ifa->ifa_flags & IFA_F_PERMANENT;
	struct ifaddrmsg *ifm = nl_begin(out, (u16)type, flags, portid, seq, sizeof(*ifm));
	struct ifa_cacheinfo ci = {
		.ifa_prefered = forever ? UINT32_MAX : left_of(ifa->ifa_preferred_lft, age),
		.ifa_valid = forever ? UINT32_MAX : left_of(ifa->ifa_valid_lft, age),
		.cstamp = rtnl_clock(ifa->ifa_cstamp),
		.tstamp = rtnl_clock(ifa->ifa_tstamp),
	};

	if (!ifm)
		return;
	ifm->ifa_family = AF_INET;
	ifm->ifa_prefixlen = ifa->ifa_prefixlen;
	ifm->ifa_flags = (u8)ifa->ifa_flags;
	ifm->ifa_scope = ifa->ifa_scope;
	ifm->ifa_index = (u32)dev->ifindex;
	if (ifa->ifa_address)
		nl_put_u32(out, IFA_ADDRESS, ifa->ifa_address);
	if (ifa->ifa_local)
		nl_put_u32(out, IFA_LOCAL, ifa->ifa_local);
	if (ifa->ifa_broadcast)
		nl_put_u32(out, IFA_BROADCAST, ifa->ifa_broadcast);
	if (ifa->ifa_label[0])
		nl_put_str(out, IFA_LABEL, ifa->ifa_label);
	if (ifa->ifa_proto)
		nl_put_u8(out, IFA_PROTO, ifa->ifa_proto);
	nl_put_u32(out, IFA_FLAGS, ifa->ifa_flags);
	if (ifa->ifa_rt_priority)
		nl_put_u32(out, IFA_RT_PRIORITY, ifa->ifa_rt_priority);
	nl_put(out, IFA_CACHEINFO, &ci, sizeof(ci));
	nl_end(out);
}

void rtnl_addr_event(struct in_ifaddr *ifa, int type, const struct nl_info *info)
{
	struct net *net = ifa->ifa_dev->dev->net;
	u8 buf[512];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};

	fill_addr(&out, ifa, type, 0, info ? info->portid : 0, info ? info->seq : 0);
	netlink_notify(net, NETLINK_ROUTE, RTNLGRP_IPV4_IFADDR, &out, info);
}

/* ctx: the device that is being shown, how many of its addresses were, only this device */
enum { ADDR_DEV, ADDR_COUNT, ADDR_ONLY };

static const struct in_ifaddr *nth_address(const struct net_device *dev, u64 n)
{
	struct in_device *in_dev = in_dev_get_rcu(dev);

	if (!in_dev)
		return NULL;
	for_each_ifa(ifa, in_dev) if (!n--) return ifa;
	return NULL;
}

static struct net_device *dev_from(struct net *net, int ifindex)
{
	struct net_device *dev;

	for_each_netdev (net, dev)
		if (dev->ifindex >= ifindex)
			return dev;
	return NULL;
}

static int dump_addr(struct nl_dump *d, struct nl_out *out)
{
	struct net_device *dev;

	while ((dev = dev_from(d->net, (int)d->ctx[ADDR_DEV]))) {
		const struct in_ifaddr *ifa;

		if (d->ctx[ADDR_ONLY] && dev->ifindex != (int)d->ctx[ADDR_ONLY])
			return 0;
		if (dev->ifindex != (int)d->ctx[ADDR_DEV])
			d->ctx[ADDR_COUNT] = 0;
		d->ctx[ADDR_DEV] = (u64)dev->ifindex;
		ifa = nth_address(dev, d->ctx[ADDR_COUNT]++);
		if (ifa) {
			fill_addr(out, ifa, RTM_NEWADDR, NLM_F_MULTI | d->answer_flags, d->portid,
				  d->seq);
			return 1;
		}
		d->ctx[ADDR_DEV]++;
		d->ctx[ADDR_COUNT] = 0;
	}
	return 0;
}

static int dump_all(struct nl_dump *d, struct nl_out *out)
{
	static const struct rtnl_both both = {dump_addr, rtnl_dump_addr6, rtnl_addr6_filter};

	return rtnl_dump_both(d, out, &both);
}

int rtnl_dumpaddr(struct nl_request *req)
{
	const struct ifaddrmsg *ifm = rtnl_header(req, sizeof(*ifm));
	u64 ctx[ARRAY_SIZE(((struct nl_dump *)0)->ctx)] = {0};
	u8 family = *(const u8 *)nl_payload(req->nlh);
	int (*next)(struct nl_dump *, struct nl_out *) = family == AF_INET ? dump_addr : dump_all;

	if (!req->strict || !ifm)
		return netlink_dump_start(req, next, NULL, 0);
	if (ifm->ifa_prefixlen || ifm->ifa_flags || ifm->ifa_scope) {
		NL_SET_ERR_MSG(req->extack,
			       "ipv4: Invalid values in header for address dump request");
		return -EINVAL;
	}
	if (!ifm->ifa_index)
		return netlink_dump_start(req, next, NULL, 0);
	if (!dev_get_by_index(req->net, (int)ifm->ifa_index))
		return -ENODEV;
	ctx[ADDR_DEV] = ctx[ADDR_ONLY] = ifm->ifa_index;
	return netlink_dump_start(req, next, ctx, NLM_F_DUMP_FILTERED);
}

/* ---- changing ---- */

static int read_lifetimes(struct nl_request *req, const struct nlattr *a, struct in_ifaddr *ifa)
{
	struct ifa_cacheinfo ci;

	ifa->ifa_valid_lft = ifa->ifa_preferred_lft = UINT32_MAX;
	if (a) {
		memcpy(&ci, nla_data(a), sizeof(ci));
		if (!ci.ifa_valid || ci.ifa_prefered > ci.ifa_valid) {
			NL_SET_ERR_MSG(req->extack, "ipv4: address lifetime invalid");
			return -EINVAL;
		}
		ifa->ifa_valid_lft = ci.ifa_valid;
		ifa->ifa_preferred_lft = ci.ifa_prefered;
	}
	ifa->ifa_flags &= ~(u32)(IFA_F_PERMANENT | IFA_F_DEPRECATED);
	if (ifa->ifa_valid_lft == UINT32_MAX)
		ifa->ifa_flags |= IFA_F_PERMANENT;
	if (!ifa->ifa_preferred_lft)
		ifa->ifa_flags |= IFA_F_DEPRECATED;
	return 0;
}

static u32 attr_u32(const struct nlattr *a, u32 otherwise)
{
	return a ? nla_u32(a) : otherwise;
}

/* => the device, or NULL and *@err */
static struct net_device *read_addr(struct nl_request *req, struct in_ifaddr *ifa, int *err)
{
	const struct ifaddrmsg *ifm = rtnl_header(req, sizeof(*ifm));
	const struct nlattr *tb[ADDR_MAX + 1];
	struct net_device *dev;

	*err = rtnl_attrs(req, sizeof(*ifm), tb, ADDR_MAX, addr_policy);
	if (*err)
		return NULL;
	*err = -EINVAL;
	if (ifm->ifa_prefixlen > 32) {
		NL_SET_ERR_MSG(req->extack, "ipv4: Invalid prefix length");
		return NULL;
	}
	if (!tb[IFA_LOCAL]) {
		NL_SET_ERR_MSG(req->extack, "ipv4: Local address is not supplied");
		return NULL;
	}
	dev = dev_get_by_index(req->net, (int)ifm->ifa_index);
	*err = -ENODEV;
	if (!dev) {
		NL_SET_ERR_MSG(req->extack, "ipv4: Device not found");
		return NULL;
	}
	*err = -ENOBUFS;
	if (!dev->ip_ptr)
		return NULL;
	*ifa = (struct in_ifaddr){
		.ifa_prefixlen = ifm->ifa_prefixlen,
		.ifa_scope = ifm->ifa_scope,
		.ifa_flags = attr_u32(tb[IFA_FLAGS], ifm->ifa_flags),
		.ifa_local = nla_u32(tb[IFA_LOCAL]),
		.ifa_address = attr_u32(tb[IFA_ADDRESS], nla_u32(tb[IFA_LOCAL])),
		.ifa_broadcast = attr_u32(tb[IFA_BROADCAST], 0),
		.ifa_rt_priority = attr_u32(tb[IFA_RT_PRIORITY], 0),
		.ifa_proto = tb[IFA_PROTO] ? nla_u8(tb[IFA_PROTO]) : 0,
	};
	if (!tb[IFA_LABEL] || !nla_string(ifa->ifa_label, IFNAMSIZ, tb[IFA_LABEL]))
		memcpy(ifa->ifa_label, dev->name, IFNAMSIZ);
	*err = read_lifetimes(req, tb[IFA_CACHEINFO], ifa);
	return *err ? NULL : dev;
}

static struct in_ifaddr *find_same(struct net_device *dev, const struct in_ifaddr *want)
{
	__be32 mask = inet_make_mask(want->ifa_prefixlen);

	for_each_ifa(ifa, dev->ip_ptr) if (ifa->ifa_mask == mask &&
					   inet_ifa_match(want->ifa_address, ifa) &&
					   ifa->ifa_local == want->ifa_local) return ifa;
	return NULL;
}

#define IFA_KEPT (IFA_F_SECONDARY | IFA_F_NOPREFIXROUTE)

static void refresh(struct in_ifaddr *ifa, const struct in_ifaddr *from, const struct nl_info *info)
{
	struct net *net = ifa->ifa_dev->dev->net;

	if (ifa->ifa_rt_priority != from->ifa_rt_priority)
		fib_modify_prefix_metric(ifa, from->ifa_rt_priority);
	ifa->ifa_proto = from->ifa_proto;
	ifa->ifa_valid_lft = from->ifa_valid_lft;
	ifa->ifa_preferred_lft = from->ifa_preferred_lft;
	ifa->ifa_flags = (ifa->ifa_flags & IFA_KEPT) | (from->ifa_flags & ~(u32)IFA_KEPT);
	ifa->ifa_tstamp = net_shard0(net)->clock.jiffies;
	inet_ifa_changed(ifa, info);
}

int rtnl_newaddr(struct nl_request *req)
{
	struct nl_info info = nl_request_info(req);
	struct in_ifaddr ifa, *old;
	int err;
	struct net_device *dev = read_addr(req, &ifa, &err);

	if (!dev)
		return err;
	dev->ip_ptr->cnf.set = ~0ull;
	old = find_same(dev, &ifa);
	if (!old)
		return inet_insert_ifa(dev, &ifa, &info, req->extack);
	if ((req->nlh->nlmsg_flags & NLM_F_EXCL) || !(req->nlh->nlmsg_flags & NLM_F_REPLACE)) {
		NL_SET_ERR_MSG(req->extack, "ipv4: Address already assigned");
		return -EEXIST;
	}
	refresh(old, &ifa, &info);
	return 0;
}

static bool delete_means(const struct in_ifaddr *ifa, const struct ifaddrmsg *ifm,
			 const struct nlattr **tb)
{
	char label[IFNAMSIZ];

	if (tb[IFA_LOCAL] && ifa->ifa_local != nla_u32(tb[IFA_LOCAL]))
		return false;
	if (tb[IFA_LABEL] &&
	    (!nla_string(label, sizeof(label), tb[IFA_LABEL]) || strcmp(label, ifa->ifa_label)))
		return false;
	return !tb[IFA_ADDRESS] || (ifm->ifa_prefixlen == ifa->ifa_prefixlen &&
				    inet_ifa_match(nla_u32(tb[IFA_ADDRESS]), ifa));
}

int rtnl_deladdr(struct nl_request *req)
{
	const struct ifaddrmsg *ifm = rtnl_header(req, sizeof(*ifm));
	struct nl_info info = nl_request_info(req);
	const struct nlattr *tb[ADDR_MAX + 1];
	struct net_device *dev;
	int err = rtnl_attrs(req, sizeof(*ifm), tb, ADDR_MAX, addr_policy);

	if (err)
		return err;
	dev = dev_get_by_index(req->net, (int)ifm->ifa_index);
	if (!dev || !dev->ip_ptr) {
		NL_SET_ERR_MSG(req->extack, "ipv4: Device not found");
		return -ENODEV;
	}
	for_each_ifa(ifa, dev->ip_ptr)
	{
		if (!delete_means(ifa, ifm, tb))
			continue;
		inet_del_ifa(ifa, &info);
		return 0;
	}
	NL_SET_ERR_MSG(req->extack, "ipv4: Address not found");
	return -EADDRNOTAVAIL;
}
