// SPDX-License-Identifier: GPL-2.0-or-later
/* RTM_*LINK: devices shown, made, changed and taken away. */
#include "abi/rtnetlink/rtnetlink.h"

#include "net/inetdevice.h"

#include <linux/if_link.h>
#include <stdio.h>
#include <stdlib.h>

static const struct nl_policy link_policy[IFLA_MAX + 1] = {
	[IFLA_IFNAME] = {NL_STRING, IFNAMSIZ - 1},
	[IFLA_ADDRESS] = {NL_MAX, MAX_ADDR_LEN},
	[IFLA_BROADCAST] = {NL_MAX, MAX_ADDR_LEN},
	[IFLA_MTU] = {NL_U32},
	[IFLA_TXQLEN] = {NL_U32},
	[IFLA_MASTER] = {NL_U32},
	[IFLA_LINK] = {NL_U32},
	[IFLA_GROUP] = {NL_U32},
	[IFLA_OPERSTATE] = {NL_U8},
	[IFLA_LINKMODE] = {NL_U8},
	[IFLA_LINKINFO] = {NL_NESTED},
	[IFLA_IFALIAS] = {NL_STRING, 255},
	[IFLA_ALT_IFNAME] = {NL_STRING, 127},
	[IFLA_EXT_MASK] = {NL_U32},
	[IFLA_CARRIER] = {NL_U8},
};

static struct rtnl_state *rtnl_state(struct net *net)
{
	return net->slot[NET_SLOT_RTNETLINK];
}

int rtnl_link_register(struct net *net, const struct rtnl_link_ops *ops)
{
	struct rtnl_state *st = rtnl_state(net);

	if (st->kinds == RTNL_MAX_KINDS)
		return -ENOSPC;
	st->kind[st->kinds++] = ops;
	return 0;
}

static const struct rtnl_link_ops *find_kind(struct net *net, const char *kind)
{
	struct rtnl_state *st = rtnl_state(net);

	for (unsigned int i = 0; i < st->kinds; i++)
		if (!strcmp(st->kind[i]->kind, kind))
			return st->kind[i];
	return NULL;
}

/* ---- showing ---- */

static void fill_stats(struct nl_out *out, const struct net_device *dev)
{
	const struct net_device_stats64 *s = &dev->stats;
	struct rtnl_link_stats64 st = {
		.rx_packets = READ_ONCE(s->rx_packets),
		.tx_packets = READ_ONCE(s->tx_packets),
		.rx_bytes = READ_ONCE(s->rx_bytes),
		.tx_bytes = READ_ONCE(s->tx_bytes),
		.rx_errors = READ_ONCE(s->rx_errors),
		.tx_errors = READ_ONCE(s->tx_errors),
		.rx_dropped = READ_ONCE(s->rx_dropped),
		.tx_dropped = READ_ONCE(s->tx_dropped),
		.multicast = READ_ONCE(s->multicast),
		.rx_nohandler = READ_ONCE(s->rx_nohandler),
	};

	nl_put(out, IFLA_STATS64, &st, sizeof(st));
}

/* The settings of conf/DEV/ in the order of their numbers. */
static void fill_af_spec(struct nl_out *out, const struct net_device *dev)
{
	const struct in_device *in_dev = in_dev_get_rcu(dev);
	u32 spec, inet;

	if (!in_dev && !dev->ip6_ptr)
		return;
	spec = nl_nest(out, IFLA_AF_SPEC);
	if (in_dev) {
		inet = nl_nest(out, AF_INET);
		nl_put(out, IFLA_INET_CONF, in_dev->cnf.data, sizeof(in_dev->cnf.data));
		nl_nest_end(out, inet);
	}
	rtnl_fill_link6(out, dev);
	nl_nest_end(out, spec);
}

static void fill_names(struct nl_out *out, const struct net_device *dev)
{
	nl_put_str(out, IFLA_IFNAME, dev->name);
	nl_put_u32(out, IFLA_TXQLEN, dev->tx_queue_len);
	nl_put_u8(out, IFLA_OPERSTATE, netif_running(dev) ? dev->operstate : IF_OPER_DOWN);
	nl_put_u8(out, IFLA_LINKMODE, dev->link_mode);
	nl_put_u32(out, IFLA_MTU, dev->mtu);
	nl_put_u32(out, IFLA_MIN_MTU, dev->min_mtu);
	nl_put_u32(out, IFLA_MAX_MTU, dev->max_mtu);
	nl_put_u32(out, IFLA_GROUP, dev->group);
	nl_put_u32(out, IFLA_PROMISCUITY, dev->promiscuity);
}

#define IFLA_ALLMULTI_ 61 /* 6.0 */

static void fill_queues(struct nl_out *out, const struct net_device *dev)
{
	bool lo = dev->type == ARPHRD_LOOPBACK;

	nl_put_u32(out, IFLA_ALLMULTI_, dev->allmulti);
	nl_put_u32(out, IFLA_NUM_TX_QUEUES, 1);
	nl_put_u32(out, IFLA_NUM_RX_QUEUES, 1);
	nl_put_u32(out, IFLA_GSO_MAX_SEGS, 65535);
	nl_put_u32(out, IFLA_GSO_MAX_SIZE, 65536);
	nl_put_u32(out, IFLA_GRO_MAX_SIZE, 65536);
	nl_put_u32(out, IFLA_TSO_MAX_SIZE, lo ? 524280 : 65536);
	nl_put_u32(out, IFLA_TSO_MAX_SEGS, 65535);
	if (dev->master)
		nl_put_u32(out, IFLA_MASTER, (u32)dev->master->ifindex);
	if (dev_get_iflink(dev) != dev->ifindex)
		nl_put_u32(out, IFLA_LINK, (u32)dev_get_iflink(dev));
	nl_put_u8(out, IFLA_CARRIER, dev->carrier);
	nl_put_str(out, IFLA_QDISC, dev->qdisc);
	if (dev->ifalias[0])
		nl_put_str(out, IFLA_IFALIAS, dev->ifalias);
	nl_put_u32(out, IFLA_CARRIER_CHANGES, dev->carrier_changes);
	nl_put_u8(out, IFLA_PROTO_DOWN, 0);
}

static void fill_hardware(struct nl_out *out, const struct net_device *dev)
{
	struct rtnl_link_ifmap map = {0};

	nl_put(out, IFLA_MAP, &map, sizeof(map));
	if (!dev->addr_len)
		return;
	nl_put(out, IFLA_ADDRESS, dev->dev_addr, dev->addr_len);
	nl_put(out, IFLA_BROADCAST, dev->broadcast, dev->addr_len);
}

static void put_attrs(struct nl_out *out, u16 type, const struct attr_buf *attrs)
{
	u32 nest = nl_nest(out, type);

	if (attrs->len)
		nl_put_raw(out, attrs->buf, attrs->len);
	nl_nest_end(out, nest);
}

/* The kind, what it knows of the device, and what the one above knows of it. */
static void fill_info(struct nl_out *out, const struct net_device *dev)
{
	const struct rtnl_link_ops *own = dev->rtnl_link_ops;
	const struct rtnl_link_ops *above = dev->master ? dev->master->rtnl_link_ops : NULL;
	struct attr_buf attrs = {.len = 0};
	u32 nest;

	if (!own && !above)
		return;
	nest = nl_nest(out, IFLA_LINKINFO);
	if (own)
		nl_put_str(out, IFLA_INFO_KIND, own->kind);
	if (own && own->fill_info) {
		own->fill_info(dev, &attrs);
		put_attrs(out, IFLA_INFO_DATA, &attrs);
	}
	if (above && above->fill_slave) {
		attrs.len = 0;
		above->fill_slave(dev, &attrs);
		nl_put_str(out, IFLA_INFO_SLAVE_KIND, above->kind);
		put_attrs(out, IFLA_INFO_SLAVE_DATA, &attrs);
	}
	nl_nest_end(out, nest);
}

static void fill_link(struct nl_out *out, const struct net_device *dev, int type, u16 flags,
		      u32 portid, u32 seq, unsigned int change)
{
	struct ifinfomsg *ifm = nl_begin(out, (u16)type, flags, portid, seq, sizeof(*ifm));

	if (!ifm)
		return;
	ifm->ifi_type = dev->type;
	ifm->ifi_index = dev->ifindex;
	ifm->ifi_flags = dev_get_flags(dev);
	ifm->ifi_change = change;
	fill_names(out, dev);
	fill_queues(out, dev);
	fill_hardware(out, dev);
	fill_stats(out, dev);
	fill_info(out, dev);
	fill_af_spec(out, dev);
	nl_end(out);
}

#define LINK_ROOM 4096u

void rtnl_link_event(struct net_device *dev, int type, unsigned int change)
{
	u8 buf[LINK_ROOM];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};

	if (!netlink_has_listeners(dev->net, NETLINK_ROUTE, RTNLGRP_LINK))
		return;
	fill_link(&out, dev, type, 0, 0, 0, change);
	netlink_notify(dev->net, NETLINK_ROUTE, RTNLGRP_LINK, &out, NULL);
}

/* ---- finding ---- */

static struct net_device *link_of(struct net *net, const struct ifinfomsg *ifm,
				  const struct nlattr **tb, int *err)
{
	char name[128];
	const struct nlattr *a = tb[IFLA_IFNAME] ? tb[IFLA_IFNAME] : tb[IFLA_ALT_IFNAME];
	struct net_device *dev = NULL;

	*err = -EINVAL;
	if (ifm->ifi_index > 0) {
		*err = -ENODEV;
		dev = dev_get_by_index(net, ifm->ifi_index);
	} else if (a && nla_string(name, sizeof(name), a)) {
		*err = -ENODEV;
		dev = dev_get_by_name(net, name);
	}
	return dev;
}

int rtnl_getlink(struct nl_request *req)
{
	const struct ifinfomsg *ifm = rtnl_header(req, sizeof(*ifm));
	const struct nlattr *tb[IFLA_MAX + 1];
	u8 buf[LINK_ROOM];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};
	struct net_device *dev;
	int err = rtnl_attrs(req, sizeof(*ifm), tb, IFLA_MAX, link_policy);

	if (err)
		return err;
	dev = link_of(req->net, ifm, tb, &err);
	if (!dev)
		return err;
	fill_link(&out, dev, RTM_NEWLINK, 0, req->portid, req->nlh->nlmsg_seq, 0);
	return netlink_reply(req, &out);
}

/* ctx: the last ifindex shown, master, which kind */
enum { LINK_LAST, LINK_MASTER, LINK_KIND };

static struct net_device *link_after(struct net *net, int ifindex)
{
	struct net_device *dev;

	for_each_netdev (net, dev)
		if (dev->ifindex > ifindex)
			return dev;
	return NULL;
}

static bool link_wanted(const struct nl_dump *d, const struct net_device *dev)
{
	const struct rtnl_link_ops *kind = (void *)(uintptr_t)d->ctx[LINK_KIND];

	if (d->ctx[LINK_MASTER] &&
	    (!dev->master || dev->master->ifindex != (int)d->ctx[LINK_MASTER]))
		return false;
	return !kind || dev->rtnl_link_ops == kind;
}

static int dump_link(struct nl_dump *d, struct nl_out *out)
{
	struct net_device *dev = link_after(d->net, (int)d->ctx[LINK_LAST]);

	while (dev && !link_wanted(d, dev))
		dev = link_after(d->net, dev->ifindex);
	if (!dev)
		return 0;
	d->ctx[LINK_LAST] = (u64)dev->ifindex;
	fill_link(out, dev, RTM_NEWLINK, NLM_F_MULTI | d->answer_flags, d->portid, d->seq, 0);
	return 1;
}

static struct attrs attrs_of(const struct nlattr *a)
{
	return a ? (struct attrs){nla_data(a), (size_t)nla_len(a)} : (struct attrs){0};
}

static bool info_kind(const struct nlattr *info, char *kind, size_t size,
		      const struct nlattr **data)
{
	static const struct nl_policy policy[IFLA_INFO_MAX + 1] = {
		[IFLA_INFO_KIND] = {NL_STRING, 63}};
	const struct nlattr *tb[IFLA_INFO_MAX + 1];

	if (!info ||
	    nl_parse(tb, IFLA_INFO_MAX, nla_data(info), nla_len(info), policy, false, NULL) ||
	    !tb[IFLA_INFO_KIND])
		return false;
	if (data)
		*data = tb[IFLA_INFO_DATA];
	return nla_string(kind, size, tb[IFLA_INFO_KIND]);
}

int rtnl_dumplink(struct nl_request *req)
{
	const struct nlattr *tb[IFLA_MAX + 1] = {NULL};
	u64 ctx[ARRAY_SIZE(((struct nl_dump *)0)->ctx)] = {0};
	char kind[64];
	u16 filtered = 0;
	int err = 0;

	/* Old programs send a shorter header, and no attributes. */
	if (nl_payload_len(req->nlh) >= (int)sizeof(struct ifinfomsg))
		err = rtnl_attrs(req, sizeof(struct ifinfomsg), tb, IFLA_MAX, link_policy);
	if (err)
		return err;
	if (tb[IFLA_MASTER]) {
		ctx[LINK_MASTER] = nla_u32(tb[IFLA_MASTER]);
		filtered = NLM_F_DUMP_FILTERED;
	}
	if (info_kind(tb[IFLA_LINKINFO], kind, sizeof(kind), NULL)) {
		ctx[LINK_KIND] = (u64)(uintptr_t)find_kind(req->net, kind);
		filtered = NLM_F_DUMP_FILTERED;
	}
	return netlink_dump_start(req, dump_link, ctx, filtered);
}

/* ---- changing ---- */

static int check_lengths(const struct net_device *dev, const struct nlattr **tb)
{
	if (tb[IFLA_ADDRESS] && nla_len(tb[IFLA_ADDRESS]) < dev->addr_len)
		return -EINVAL;
	if (tb[IFLA_BROADCAST] && nla_len(tb[IFLA_BROADCAST]) < dev->addr_len)
		return -EINVAL;
	return 0;
}

static int set_name(struct net_device *dev, const struct ifinfomsg *ifm, const struct nlattr **tb)
{
	char name[IFNAMSIZ] = "";

	if (!tb[IFLA_IFNAME] || ifm->ifi_index <= 0)
		return 0;
	if (!nla_string(name, sizeof(name), tb[IFLA_IFNAME]))
		return -ERANGE;
	return *name ? dev_change_name(dev, name) : 0;
}

static int set_alias(struct net_device *dev, const struct nlattr *a)
{
	return a && !nla_string(dev->ifalias, sizeof(dev->ifalias), a) ? -EINVAL : 0;
}

static int set_hardware(struct net_device *dev, const struct nlattr **tb,
			struct netlink_ext_ack *extack)
{
	u8 addr[MAX_ADDR_LEN] = {0};
	int err = 0;

	if (tb[IFLA_ADDRESS]) {
		memcpy(addr, nla_data(tb[IFLA_ADDRESS]), (size_t)nla_len(tb[IFLA_ADDRESS]));
		err = dev_set_mac_address(dev, addr);
	}
	if (!err && tb[IFLA_MTU])
		err = dev_set_mtu_ext(dev, (int)nla_u32(tb[IFLA_MTU]), extack);
	return err;
}

static int set_flags(struct net_device *dev, const struct ifinfomsg *ifm)
{
	unsigned int mask = ifm->ifi_change ? ifm->ifi_change : ~0u;

	if (!ifm->ifi_flags && !ifm->ifi_change)
		return 0;
	return dev_change_flags(dev, ifm->ifi_flags, mask);
}

static bool anything_else(const struct nlattr **tb, const struct ifinfomsg *ifm)
{
	return tb[IFLA_ADDRESS] || tb[IFLA_MTU] || tb[IFLA_GROUP] || tb[IFLA_IFALIAS] ||
	       tb[IFLA_BROADCAST] || tb[IFLA_TXQLEN] || tb[IFLA_LINKMODE] || tb[IFLA_AF_SPEC] ||
	       (tb[IFLA_IFNAME] && ifm->ifi_index > 0);
}

static int unsupported(const struct nlattr **tb)
{
	return tb[IFLA_NET_NS_PID] || tb[IFLA_NET_NS_FD] || tb[IFLA_VFINFO_LIST] || tb[IFLA_XDP]
		       ? -EOPNOTSUPP
		       : 0;
}

static int set_master(struct net_device *dev, int ifindex, struct netlink_ext_ack *extack)
{
	struct net_device *old = dev->master, *master = NULL;
	int err = 0;

	if (old && old->ifindex == ifindex)
		return 0;
	if (old)
		err = old->ops->ndo_del_slave ? old->ops->ndo_del_slave(old, dev) : -EOPNOTSUPP;
	if (err || !ifindex)
		return err;
	master = dev_get_by_index(dev->net, ifindex);
	if (!master)
		return -EINVAL;
	return master->ops->ndo_add_slave ? master->ops->ndo_add_slave(master, dev, extack)
					  : -EOPNOTSUPP;
}

/* What `type KIND …` behind `ip link set` says. */
static int set_kind(struct net_device *dev, const struct nlattr **tb,
		    struct netlink_ext_ack *extack)
{
	const struct rtnl_link_ops *ops = dev->rtnl_link_ops;
	const struct nlattr *data = NULL;
	char kind[64];

	if (!info_kind(tb[IFLA_LINKINFO], kind, sizeof(kind), &data))
		return 0;
	if (!ops || strcmp(ops->kind, kind))
		return -EOPNOTSUPP;
	if (!data)
		return 0;
	return ops->changelink ? ops->changelink(dev, attrs_of(data), extack) : -EOPNOTSUPP;
}

static int change_link(struct nl_request *req, struct net_device *dev, const struct ifinfomsg *ifm,
		       const struct nlattr **tb)
{
	int err = check_lengths(dev, tb);

	if (!err)
		err = unsupported(tb);
	if (!err)
		err = set_hardware(dev, tb, req->extack);
	if (!err && tb[IFLA_GROUP])
		dev->group = nla_u32(tb[IFLA_GROUP]);
	if (!err)
		err = set_name(dev, ifm, tb);
	if (!err)
		err = set_alias(dev, tb[IFLA_IFALIAS]);
	if (!err && tb[IFLA_BROADCAST])
		memcpy(dev->broadcast, nla_data(tb[IFLA_BROADCAST]), dev->addr_len);
	if (!err && tb[IFLA_MASTER])
		err = set_master(dev, (int)nla_u32(tb[IFLA_MASTER]), req->extack);
	if (!err)
		err = set_flags(dev, ifm);
	if (!err && tb[IFLA_CARRIER])
		netif_carrier_set(dev, nla_u8(tb[IFLA_CARRIER]));
	if (!err && tb[IFLA_TXQLEN]) {
		if ((int)nla_u32(tb[IFLA_TXQLEN]) < 0)
			return -ERANGE;
		dev->tx_queue_len = nla_u32(tb[IFLA_TXQLEN]);
	}
	if (!err && tb[IFLA_LINKMODE])
		dev->link_mode = nla_u8(tb[IFLA_LINKMODE]);
	if (!err && tb[IFLA_AF_SPEC])
		err = rtnl_set_link6(dev, tb[IFLA_AF_SPEC], req->extack);
	if (!err && anything_else(tb, ifm))
		rtnl_link_event(dev, RTM_NEWLINK, 0);
	return err;
}

static void delete_link(struct net_device *dev)
{
	if (dev->rtnl_link_ops->dellink)
		dev->rtnl_link_ops->dellink(dev);
	else
		unregister_netdevice(dev);
}

static int make_link(struct nl_request *req, const struct ifinfomsg *ifm, const struct nlattr **tb)
{
	const struct rtnl_link_ops *ops = NULL;
	const struct nlattr *data = NULL;
	struct net_device *dev = NULL;
	struct ifinfomsg set = *ifm;
	struct rtnl_link_params p;
	char kind[64] = "", name[IFNAMSIZ] = "";
	int err;

	if (info_kind(tb[IFLA_LINKINFO], kind, sizeof(kind), &data))
		ops = find_kind(req->net, kind);
	if (!ops) {
		NL_SET_ERR_MSG(req->extack, "Unknown device type");
		return -EOPNOTSUPP;
	}
	if (tb[IFLA_IFNAME] && !nla_string(name, sizeof(name), tb[IFLA_IFNAME]))
		return -ERANGE;
	if (!*name)
		snprintf(name, sizeof(name), "%.12s%%d", kind);
	if (tb[IFLA_ADDRESS] && (nla_len(tb[IFLA_ADDRESS]) < ETH_ALEN ||
				 !is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS]))))
		return nla_len(tb[IFLA_ADDRESS]) < ETH_ALEN ? -EINVAL : -EADDRNOTAVAIL;
	p = (struct rtnl_link_params){
		.net = req->net,
		.name = name,
		.has_link = tb[IFLA_LINK],
		.link = tb[IFLA_LINK] ? dev_get_by_index(req->net, (int)nla_u32(tb[IFLA_LINK]))
				      : NULL,
		.address = tb[IFLA_ADDRESS] ? nla_data(tb[IFLA_ADDRESS]) : NULL,
		.mtu = tb[IFLA_MTU] ? nla_u32(tb[IFLA_MTU]) : 0,
		.data = attrs_of(data),
		.extack = req->extack,
	};
	err = ops->newlink(&p, &dev);
	if (err)
		return err;
	set.ifi_index = 0;
	tb[IFLA_IFNAME] = tb[IFLA_LINKINFO] = NULL;
	err = change_link(req, dev, &set, tb);
	if (err)
		delete_link(dev);
	return err;
}

int rtnl_newlink(struct nl_request *req)
{
	const struct ifinfomsg *ifm = rtnl_header(req, sizeof(*ifm));
	const struct nlattr *tb[IFLA_MAX + 1];
	struct net_device *dev;
	int err = rtnl_attrs(req, sizeof(*ifm), tb, IFLA_MAX, link_policy), none;

	if (err)
		return err;
	if (ifm->ifi_index < 0) {
		NL_SET_ERR_MSG(req->extack, "ifindex can't be negative");
		return -EINVAL;
	}
	dev = link_of(req->net, ifm, tb, &none);
	if (dev) {
		if (req->nlh->nlmsg_flags & NLM_F_EXCL)
			return -EEXIST;
		if (req->nlh->nlmsg_flags & NLM_F_REPLACE)
			return -EOPNOTSUPP;
		err = set_kind(dev, tb, req->extack);
		return err ? err : change_link(req, dev, ifm, tb);
	}
	if (!(req->nlh->nlmsg_flags & NLM_F_CREATE))
		return -ENODEV;
	return make_link(req, ifm, tb);
}

int rtnl_setlink(struct nl_request *req)
{
	const struct ifinfomsg *ifm = rtnl_header(req, sizeof(*ifm));
	const struct nlattr *tb[IFLA_MAX + 1];
	struct net_device *dev;
	int err = rtnl_attrs(req, sizeof(*ifm), tb, IFLA_MAX, link_policy);

	if (err)
		return err;
	dev = link_of(req->net, ifm, tb, &err);
	return dev ? change_link(req, dev, ifm, tb) : err;
}

int rtnl_dellink(struct nl_request *req)
{
	const struct ifinfomsg *ifm = rtnl_header(req, sizeof(*ifm));
	const struct nlattr *tb[IFLA_MAX + 1];
	struct net_device *dev;
	int err = rtnl_attrs(req, sizeof(*ifm), tb, IFLA_MAX, link_policy);

	if (err)
		return err;
	dev = link_of(req->net, ifm, tb, &err);
	if (!dev)
		return err;
	if (!dev->rtnl_link_ops)
		return -EOPNOTSUPP;
	delete_link(dev);
	return 0;
}
