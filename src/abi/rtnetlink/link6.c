// SPDX-License-Identifier: GPL-2.0-or-later
/* What IPv6 says about links: its part of IFLA_AF_SPEC, and AF_INET6's own dump of links. */
#include "abi/rtnetlink/rtnetlink.h"

#include "net/if_inet6.h"

#include <linux/if_link.h>

static struct ifla_cacheinfo cacheinfo(const struct inet6_dev *idev)
{
	return (struct ifla_cacheinfo){
		.max_reasm_len = 65535, /* IPV6_MAXPLEN */
		.tstamp = rtnl_clock(idev->tstamp),
		.reachable_time = 30000,
		.retrans_time = 1000,
	};
}

/* The settings in the order of their numbers, times in ms. */
static void fill_conf(struct nl_out *out, const struct ipv6_devconf *cnf)
{
	static const u8 times[] = {
		DEVCONF_RTR_SOLICIT_INTERVAL,
		DEVCONF_RTR_SOLICIT_MAX_INTERVAL,
		DEVCONF_RTR_SOLICIT_DELAY,
		DEVCONF_RTR_PROBE_INTERVAL,
		DEVCONF_MLDV1_UNSOLICITED_REPORT_INTERVAL,
		DEVCONF_MLDV2_UNSOLICITED_REPORT_INTERVAL,
	};
	s32 data[DEVCONF_MAX];

	memcpy(data, cnf->data, sizeof(data));
	for (unsigned int i = 0; i < ARRAY_SIZE(times); i++)
		data[times[i]] = (s32)jiffies_to_msecs((u64)data[times[i]]);
	nl_put(out, IFLA_INET6_CONF, data, sizeof(data));
}

static void fill_ifla6(struct nl_out *out, const struct inet6_dev *idev)
{
	struct ifla_cacheinfo ci = cacheinfo(idev);

	nl_put_u32(out, IFLA_INET6_FLAGS, idev->if_flags);
	nl_put(out, IFLA_INET6_CACHEINFO, &ci, sizeof(ci));
	fill_conf(out, &idev->cnf);
	nl_put(out, IFLA_INET6_TOKEN, &idev->token, sizeof(idev->token));
	nl_put_u8(out, IFLA_INET6_ADDR_GEN_MODE, (u8)IN6_DEV_CONF_GET(idev, ADDR_GEN_MODE));
}

void rtnl_fill_link6(struct nl_out *out, const struct net_device *dev)
{
	const struct inet6_dev *idev = __in6_dev_get(dev);
	u32 nest;

	if (!idev)
		return;
	nest = nl_nest(out, AF_INET6);
	fill_ifla6(out, idev);
	nl_nest_end(out, nest);
}

/* ---- setting ---- */

static int set_inet6(struct inet6_dev *idev, const struct nlattr *a, struct netlink_ext_ack *extack)
{
	static const struct nl_policy policy[IFLA_INET6_MAX + 1] = {
		[IFLA_INET6_TOKEN] = {NL_EXACT, sizeof(struct in6_addr)},
		[IFLA_INET6_ADDR_GEN_MODE] = {NL_U8},
	};
	const struct nlattr *tb[IFLA_INET6_MAX + 1];
	struct net *net = idev->dev->net;
	struct in6_addr token;
	int err = nl_parse(tb, IFLA_INET6_MAX, nla_data(a), nla_len(a), policy, false, extack);
	int mode;

	if (err)
		return err;
	if (!tb[IFLA_INET6_TOKEN] && !tb[IFLA_INET6_ADDR_GEN_MODE])
		return -EINVAL;
	if (tb[IFLA_INET6_TOKEN]) {
		memcpy(&token, nla_data(tb[IFLA_INET6_TOKEN]), sizeof(token));
		err = inet6_set_token(idev, &token, extack);
		if (err)
			return err;
	}
	if (!tb[IFLA_INET6_ADDR_GEN_MODE])
		return 0;
	mode = nla_u8(tb[IFLA_INET6_ADDR_GEN_MODE]);
	if (inet6_valid_gen_mode(net, &idev->cnf, mode))
		return -EINVAL;
	WRITE_ONCE(idev->cnf.data[DEVCONF_ADDR_GEN_MODE], mode);
	return 0;
}

int rtnl_set_link6(struct net_device *dev, const struct nlattr *spec,
		   struct netlink_ext_ack *extack)
{
	const char *p = nla_data(spec);
	int left = nla_len(spec);

	while (left >= NLA_HDRLEN) {
		const struct nlattr *a = (const void *)p;

		if (a->nla_len < NLA_HDRLEN || a->nla_len > left)
			return -EINVAL;
		if ((a->nla_type & NLA_TYPE_MASK) == AF_INET6)
			return dev->ip6_ptr ? set_inet6(dev->ip6_ptr, a, extack) : -EAFNOSUPPORT;
		p += NLA_ALIGN(a->nla_len);
		left -= NLA_ALIGN(a->nla_len);
	}
	return 0;
}

/* ---- AF_INET6's own messages ---- */

static void fill_ifinfo(struct nl_out *out, const struct inet6_dev *idev, int type, u16 flags,
			u32 portid, u32 seq)
{
	const struct net_device *dev = idev->dev;
	struct ifinfomsg *ifm = nl_begin(out, (u16)type, flags, portid, seq, sizeof(*ifm));
	u32 nest;

	if (!ifm)
		return;
	ifm->ifi_family = AF_INET6;
	ifm->ifi_type = dev->type;
	ifm->ifi_index = dev->ifindex;
	ifm->ifi_flags = dev_get_flags(dev);
	nl_put_str(out, IFLA_IFNAME, dev->name);
	if (dev->addr_len)
		nl_put(out, IFLA_ADDRESS, dev->dev_addr, dev->addr_len);
	nl_put_u32(out, IFLA_MTU, dev->mtu);
	nl_put_u8(out, IFLA_OPERSTATE, netif_running(dev) ? dev->operstate : IF_OPER_DOWN);
	nest = nl_nest(out, IFLA_PROTINFO);
	fill_ifla6(out, idev);
	nl_nest_end(out, nest);
	nl_end(out);
}

#define IFINFO_ROOM 1024u

void rtnl_ifinfo6_event(struct inet6_dev *idev, int type)
{
	struct net *net = idev->dev->net;
	u8 buf[IFINFO_ROOM];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};

	if (!netlink_has_listeners(net, NETLINK_ROUTE, RTNLGRP_IPV6_IFINFO))
		return;
	fill_ifinfo(&out, idev, type, 0, 0, 0);
	netlink_notify(net, NETLINK_ROUTE, RTNLGRP_IPV6_IFINFO, &out, NULL);
}

/* ctx: the last ifindex shown */
static int dump_ifinfo(struct nl_dump *d, struct nl_out *out)
{
	struct net_device *dev;

	for_each_netdev (d->net, dev) {
		if (dev->ifindex <= (int)d->ctx[0] || !dev->ip6_ptr)
			continue;
		d->ctx[0] = (u64)dev->ifindex;
		fill_ifinfo(out, dev->ip6_ptr, RTM_NEWLINK, NLM_F_MULTI, d->portid, d->seq);
		return 1;
	}
	return 0;
}

int rtnl_dumplink6(struct nl_request *req)
{
	return netlink_dump_start(req, dump_ifinfo, NULL, 0);
}
