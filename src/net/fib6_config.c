// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv6 routes as they are asked for: is the next hop one, and what does the request mean (kernel:
 * the configuring half of ip6_route)?
 *
 * A gateway has to be a neighbour: link-local with a device, or an address that a route without
 * gateway reaches.  A route by the loopback device would go round in circles and becomes a reject
 * route, except for what is local.  Several next hops are several routes that are siblings.
 */
#include "net/fib6.h"

#include "net/rtnl.h"

#include <linux/netlink.h>
#include <stdlib.h>

/* ---- gateways ---- */

static bool is_local_to(struct net *net, const struct in6_addr *addr, const struct net_device *dev,
			bool any_dev)
{
	return ipv6_get_ifaddr(net, addr, any_dev ? NULL : dev, false) != NULL;
}

static int gateway_onlink(struct net *net, const struct fib6_config *cfg,
			  const struct net_device *dev, struct netlink_ext_ack *extack)
{
	struct flowi6 fl6 = {.flowi6_oif = cfg->fc_ifindex, .daddr = cfg->fc_gateway};
	struct fib6_result res;

	if (fib6_table_lookup(net, RT_TABLE_MAIN, &fl6, &res, RT6_LOOKUP_F_IGNORE_LINKSTATE))
		return 0;
	if (res.f6i->flags & RTF_REJECT || ipv6_addr_any(&res.f6i->leaf->key))
		return 0;
	if (res.fib6_type == RTN_UNICAST && res.f6i->nh_dev == dev)
		return 0;
	NL_SET_ERR_MSG(extack, "Nexthop has invalid gateway or device mismatch");
	return -EINVAL;
}

static bool reaches_gateway(int err, const struct fib6_result *res)
{
	return !err && !(res->f6i->flags & RTF_REJECT) && !res->rt->has_gateway;
}

/* By which device is the gateway a neighbour? In the route's own table, else by the rules. */
static int gateway_reachable(struct net *net, const struct fib6_config *cfg,
			     struct net_device **dev)
{
	struct flowi6 fl6 = {
		.flowi6_oif = cfg->fc_ifindex, .daddr = cfg->fc_gateway, .saddr = cfg->fc_prefsrc};
	struct fib6_result res;
	int flags = RT6_LOOKUP_F_IFACE | RT6_LOOKUP_F_IGNORE_LINKSTATE;
	bool found = false;

	if (cfg->fc_table)
		found = reaches_gateway(fib6_table_lookup(net, cfg->fc_table, &fl6, &res, flags),
					&res) &&
			(!*dev || *dev == res.f6i->nh_dev);
	if (!found) {
		memset(&fl6.saddr, 0, sizeof(fl6.saddr));
		if (!reaches_gateway(fib6_lookup(net, &fl6, &res, RT6_LOOKUP_F_IFACE), &res))
			return -EHOSTUNREACH;
	}
	if (*dev)
		return *dev == res.f6i->nh_dev ? 0 : -EHOSTUNREACH;
	*dev = res.f6i->nh_dev;
	return 0;
}

static int local_gateway(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack, "Gateway can not be a local address");
	return -EINVAL;
}

static int check_gateway(struct net *net, const struct fib6_config *cfg, struct net_device **dev,
			 struct netlink_ext_ack *extack)
{
	u32 type = ipv6_addr_type(&cfg->fc_gateway);
	bool linklocal = type & IPV6_ADDR_LINKLOCAL, given = *dev != NULL;
	int err;

	/* A link-local address may be somebody else's on another link. */
	if (given && is_local_to(net, &cfg->fc_gateway, *dev, !linklocal))
		return local_gateway(extack);
	if (type != (IPV6_ADDR_LINKLOCAL | IPV6_ADDR_UNICAST)) {
		if (!(type & (IPV6_ADDR_UNICAST | IPV6_ADDR_MAPPED))) {
			NL_SET_ERR_MSG(extack, "Invalid gateway address");
			return -EINVAL;
		}
		err = cfg->fc_flags & RTNH_F_ONLINK ? gateway_onlink(net, cfg, *dev, extack)
						    : gateway_reachable(net, cfg, dev);
		if (err)
			return err;
	}
	if (!*dev) {
		NL_SET_ERR_MSG(extack, "Egress device not specified");
		return -EINVAL;
	}
	if ((*dev)->flags & IFF_LOOPBACK) {
		NL_SET_ERR_MSG(extack, "Egress device can not be loopback device for this route");
		return -EINVAL;
	}
	if (!given && is_local_to(net, &cfg->fc_gateway, *dev, !linklocal))
		return local_gateway(extack);
	return 0;
}

/* ---- next hops ---- */

static bool is_reject(u32 flags, const struct net_device *dev, u32 type)
{
	return flags & RTF_REJECT ||
	       (dev && (dev->flags & IFF_LOOPBACK) && !(type & IPV6_ADDR_LOOPBACK) &&
		!(flags & (RTF_ANYCAST | RTF_LOCAL)));
}

static int find_device(struct net *net, const struct fib6_config *cfg, struct net_device **dev,
		       struct netlink_ext_ack *extack)
{
	*dev = NULL;
	if (cfg->fc_ifindex) {
		*dev = dev_get_by_index(net, cfg->fc_ifindex);
		if (!*dev || !(*dev)->ip6_ptr)
			return -ENODEV;
	}
	if (!(cfg->fc_flags & RTNH_F_ONLINK))
		return 0;
	if (!*dev) {
		NL_SET_ERR_MSG(extack, "Nexthop device required for onlink");
		return -ENODEV;
	}
	if (!netif_running(*dev)) {
		NL_SET_ERR_MSG(extack, "Nexthop device is not up");
		return -ENETDOWN;
	}
	return 0;
}

static int check_device(const struct fib6_config *cfg, const struct net_device *dev,
			struct netlink_ext_ack *extack)
{
	if (!dev || !dev->ip6_ptr)
		return -ENODEV;
	if (IN6_DEV_CONF_GET(dev->ip6_ptr, DISABLE_IPV6)) {
		NL_SET_ERR_MSG(extack, "IPv6 is disabled on nexthop device");
		return -EACCES;
	}
	if (!netif_running(dev) && !cfg->fc_ignore_dev_down) {
		NL_SET_ERR_MSG(extack, "Nexthop device is not up");
		return -ENETDOWN;
	}
	return 0;
}

/** struct nexthop - what fib6_nh_init() of the kernel works out */
struct nexthop {
	struct net_device *dev;
	u32 flags;
	bool reject;
};

static int find_nexthop(struct net *net, const struct fib6_config *cfg, struct nexthop *nh,
			struct netlink_ext_ack *extack)
{
	int err = find_device(net, cfg, &nh->dev, extack);

	if (err)
		return err;
	nh->flags = cfg->fc_flags & RTNH_F_ONLINK;
	nh->reject = is_reject(cfg->fc_flags, nh->dev, ipv6_addr_type(&cfg->fc_dst));
	if (nh->reject) {
		nh->dev = net->loopback_dev;
		return nh->dev && nh->dev->ip6_ptr ? 0 : -ENODEV;
	}
	if (cfg->fc_flags & RTF_GATEWAY) {
		err = check_gateway(net, cfg, &nh->dev, extack);
		if (err)
			return err;
	}
	err = check_device(cfg, nh->dev, extack);
	if (!err && !(cfg->fc_flags & (RTF_LOCAL | RTF_ANYCAST)) && !nh->dev->carrier)
		nh->flags |= RTNH_F_LINKDOWN;
	return err;
}

/* ---- making ---- */

static int check_config(const struct fib6_config *cfg, struct netlink_ext_ack *extack)
{
	const char *why = NULL;

	if (cfg->fc_flags & RTF_PCPU)
		why = "Userspace can not set RTF_PCPU";
	else if (cfg->fc_flags & RTF_CACHE)
		why = "Userspace can not set RTF_CACHE";
	else if (cfg->fc_type > RTN_MAX)
		why = "Invalid route type";
	else if (cfg->fc_dst_len > 128)
		why = "Invalid prefix length";
	else if (cfg->fc_src_len > 128)
		why = "Invalid source address length";
	else if (cfg->fc_src_len)
		why = "Specifying source address requires IPV6_SUBTREES to be enabled";
	if (!why)
		return 0;
	NL_SET_ERR_MSG(extack, why);
	return -EINVAL;
}

static int copy_metrics(struct fib6_info *f6i, const struct fib6_config *cfg)
{
	struct rt6_info *rt = f6i->rt;
	u32 lock = cfg->fc_metrics[RTAX_LOCK - 1];

	if (!cfg->fc_has_metrics)
		return 0;
	f6i->metrics = malloc(sizeof(cfg->fc_metrics));
	if (!f6i->metrics)
		return -ENOMEM;
	memcpy(f6i->metrics, cfg->fc_metrics, sizeof(cfg->fc_metrics));
	rt->rt6_mtu = cfg->fc_metrics[RTAX_MTU - 1];
	rt->mtu_locked = lock & 1u << RTAX_MTU;
	if (cfg->fc_metrics[RTAX_HOPLIMIT - 1])
		rt->hoplimit = (int)cfg->fc_metrics[RTAX_HOPLIMIT - 1];
	return 0;
}

/* What is for this host leaves by the loopback, unless its address means something on one link
 * only. */
static struct net_device *leaving_by(struct net *net, const struct fib6_config *cfg,
				     struct net_device *dev)
{
	u32 strict = IPV6_ADDR_MULTICAST | IPV6_ADDR_LINKLOCAL | IPV6_ADDR_LOOPBACK;

	if (!(cfg->fc_flags & (RTF_LOCAL | RTF_ANYCAST)) || !net->loopback_dev ||
	    ipv6_addr_type(&cfg->fc_dst) & strict)
		return dev;
	return net->loopback_dev;
}

static struct rt6_info *make_rt6(struct net *net, const struct fib6_config *cfg,
				 const struct nexthop *nh, u32 flags)
{
	u8 type = cfg->fc_type ? cfg->fc_type : RTN_UNICAST;
	struct rt6_info *rt = rt6_alloc(leaving_by(net, cfg, nh->dev), type, flags);

	if (!rt)
		return NULL;
	rt->rt6i_protocol = cfg->fc_protocol;
	rt->rt6i_idev = nh->dev->ip6_ptr;
	rt->table = cfg->fc_table;
	rt->prefsrc = cfg->fc_prefsrc;
	rt->rt6_error = -fib6_prop_error(type);
	rt->has_gateway = !nh->reject && (cfg->fc_flags & RTF_GATEWAY);
	if (rt->has_gateway)
		rt->rt6i_gateway = cfg->fc_gateway;
	return rt;
}

static struct fib6_info *make_info(struct net *net, const struct fib6_config *cfg,
				   const struct nexthop *nh)
{
	u32 flags = nh->reject ? RTF_REJECT | RTF_NONEXTHOP : cfg->fc_flags;
	struct fib6_info *f6i = calloc(1, sizeof(*f6i));

	if (!f6i)
		return NULL;
	f6i->rt = make_rt6(net, cfg, nh, flags);
	if (!f6i->rt || copy_metrics(f6i, cfg)) {
		if (f6i->rt)
			rt6_put(f6i->rt);
		free(f6i);
		return NULL;
	}
	f6i->rt->from = f6i;
	f6i->nh_dev = nh->dev;
	f6i->nh_flags = nh->flags;
	f6i->weight = 1;
	f6i->metric = cfg->fc_metric;
	f6i->type = f6i->rt->rt6i_type;
	f6i->protocol = cfg->fc_protocol ? cfg->fc_protocol : RTPROT_BOOT;
	f6i->flags = flags | (cfg->fc_flags & RTF_EXPIRES);
	f6i->expires = cfg->fc_expires;
	return f6i;
}

struct fib6_info *ip6_route_info_create(struct net *net, const struct fib6_config *cfg, int *err,
					struct netlink_ext_ack *extack)
{
	struct nexthop nh = {0};
	struct fib6_info *f6i;

	*err = check_config(cfg, extack);
	if (!*err && !fib6_new_table(net, cfg->fc_table))
		*err = -ENOBUFS;
	if (!*err)
		*err = find_nexthop(net, cfg, &nh, extack);
	if (!*err && !ipv6_addr_any(&cfg->fc_prefsrc) &&
	    !ipv6_chk_addr(net, &cfg->fc_prefsrc, nh.dev, false)) {
		NL_SET_ERR_MSG(extack, "Invalid source address");
		*err = -EINVAL;
	}
	if (*err)
		return NULL;
	f6i = make_info(net, cfg, &nh);
	if (!f6i)
		*err = -ENOMEM;
	return f6i;
}

static int insert(struct net *net, const struct fib6_config *cfg, struct fib6_info *f6i,
		  u16 nlflags, const struct nl_info *info, struct netlink_ext_ack *extack)
{
	struct in6_addr dst;

	ipv6_addr_prefix(&dst, &cfg->fc_dst, cfg->fc_dst_len);
	return fib6_add(net, fib6_get_table(net, cfg->fc_table), &dst, cfg->fc_dst_len, f6i,
			nlflags, info, extack);
}

int ip6_route_add(struct net *net, const struct fib6_config *cfg, struct netlink_ext_ack *extack)
{
	struct fib6_info *f6i;
	int err;

	rcu_lock();
	f6i = ip6_route_info_create(net, cfg, &err, extack);
	rcu_unlock();
	if (!f6i)
		return err;
	return insert(net, cfg, f6i, cfg->fc_nlflags, cfg->fc_nlinfo, extack);
}

/* ---- deleting ---- */

static bool delete_means(const struct fib6_info *f6i, const struct fib6_config *cfg)
{
	return (!cfg->fc_ifindex || f6i->nh_dev->ifindex == cfg->fc_ifindex) &&
	       (!(cfg->fc_flags & RTF_GATEWAY) ||
		(f6i->rt->has_gateway &&
		 ipv6_addr_equal(&f6i->rt->rt6i_gateway, &cfg->fc_gateway))) &&
	       (!cfg->fc_metric || f6i->metric == cfg->fc_metric) &&
	       (!cfg->fc_protocol || f6i->protocol == cfg->fc_protocol);
}

/* All of a multipath route, told as one. */
static void delete_group(struct net *net, struct fib6_info *f6i, const struct nl_info *info)
{
	struct nl_info quiet = info ? *info : (struct nl_info){0};
	struct fib6_info *f = f6i->leaf->first, *next;

	if (!quiet.skip_notify)
		rtnl_event(net, route6, net, f6i, RTM_DELROUTE, info, 0, false);
	quiet.skip_notify = true;
	for (; f; f = next) {
		next = f->next;
		if (f != f6i && fib6_siblings(f6i, f))
			fib6_del(net, f, &quiet);
	}
	fib6_del(net, f6i, &quiet);
}

int ip6_route_del(struct net *net, const struct fib6_config *cfg, struct netlink_ext_ack *extack)
{
	struct fib6_table *tb = fib6_get_table(net, cfg->fc_table);
	struct in6_addr dst;
	struct fib6_leaf *l;

	if (!tb) {
		NL_SET_ERR_MSG(extack, "FIB table does not exist");
		return -ESRCH;
	}
	if (cfg->fc_dst_len > 128 || cfg->fc_src_len)
		return -ESRCH;
	ipv6_addr_prefix(&dst, &cfg->fc_dst, cfg->fc_dst_len);
	l = fib6_trie_find(tb->trie, &dst, cfg->fc_dst_len);
	for (struct fib6_info *f = l ? l->first : NULL; f; f = f->next) {
		if (!delete_means(f, cfg))
			continue;
		if (!(cfg->fc_flags & RTF_GATEWAY) && cfg->fc_delete_all_nh && fib6_nsiblings(f))
			delete_group(net, f, cfg->fc_nlinfo);
		else
			fib6_del(net, f, cfg->fc_nlinfo);
		return 0;
	}
	return -ESRCH;
}

/* ---- several next hops ---- */

static bool rtnh_ok(const struct rtnexthop *rtnh, int left)
{
	return left >= (int)sizeof(*rtnh) && rtnh->rtnh_len >= sizeof(*rtnh) &&
	       rtnh->rtnh_len <= left;
}

static const struct rtnexthop *rtnh_next(const struct rtnexthop *rtnh, int *left)
{
	int len = RTNH_ALIGN(rtnh->rtnh_len);

	*left -= len;
	return (const void *)((const char *)rtnh + len);
}

static int read_nexthop(const struct rtnexthop *rtnh, struct fib6_config *cfg,
			struct netlink_ext_ack *extack)
{
	const struct rtattr *a = RTNH_DATA(rtnh);
	int left = rtnh->rtnh_len - (int)RTNH_LENGTH(0);

	if (rtnh->rtnh_ifindex)
		cfg->fc_ifindex = rtnh->rtnh_ifindex;
	cfg->fc_flags |= rtnh->rtnh_flags & RTNH_F_ONLINK;
	for (; RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		if (a->rta_type != RTA_GATEWAY)
			continue;
		if (RTA_PAYLOAD(a) < sizeof(cfg->fc_gateway)) {
			NL_SET_ERR_MSG(extack, "Invalid IPv6 address in RTA_GATEWAY");
			return -EINVAL;
		}
		memcpy(&cfg->fc_gateway, RTA_DATA(a), sizeof(cfg->fc_gateway));
		cfg->fc_flags |= RTF_GATEWAY;
	}
	return 0;
}

static struct fib6_info *make_sibling(struct net *net, const struct rtnexthop *rtnh,
				      struct fib6_config *cfg, int *err,
				      struct netlink_ext_ack *extack)
{
	struct fib6_info *f6i;

	*err = read_nexthop(rtnh, cfg, extack);
	if (*err)
		return NULL;
	rcu_lock();
	f6i = ip6_route_info_create(net, cfg, err, extack);
	rcu_unlock();
	if (!f6i)
		return NULL;
	f6i->weight = rtnh->rtnh_hops + 1;
	if (rt6_qualify_for_ecmp(f6i))
		return f6i;
	fib6_info_free(f6i);
	NL_SET_ERR_MSG(extack,
		       "Device only routes can not be added for IPv6 using the multipath API.");
	*err = -EINVAL;
	return NULL;
}

static bool named_before(const struct fib6_info *list, const struct fib6_info *f6i)
{
	for (; list; list = list->next)
		if (list->nh_dev == f6i->nh_dev &&
		    ipv6_addr_equal(&list->rt->rt6i_gateway, &f6i->rt->rt6i_gateway))
			return true;
	return false;
}

static void free_list(struct fib6_info *list)
{
	while (list) {
		struct fib6_info *next = list->next;

		fib6_info_free(list);
		list = next;
	}
}

/* All of them are made before the first is added. */
static struct fib6_info *make_siblings(struct net *net, const struct fib6_config *cfg, int *err,
				       struct netlink_ext_ack *extack)
{
	const struct rtnexthop *rtnh = cfg->fc_mp;
	struct fib6_info *list = NULL, **end = &list, *f6i;
	int left = cfg->fc_mp_len;

	*err = 0;
	for (; rtnh_ok(rtnh, left); rtnh = rtnh_next(rtnh, &left)) {
		struct fib6_config one = *cfg;

		f6i = make_sibling(net, rtnh, &one, err, extack);
		if (f6i && named_before(list, f6i)) {
			fib6_info_free(f6i);
			f6i = NULL;
			*err = -EEXIST;
		}
		if (!f6i) {
			free_list(list);
			return NULL;
		}
		*end = f6i;
		end = &f6i->next;
	}
	if (!list) {
		NL_SET_ERR_MSG(extack, "Invalid nexthop configuration - no valid nexthops");
		*err = -EINVAL;
	}
	return list;
}

static void take_back(struct net *net, struct fib6_info **added, int n)
{
	struct nl_info quiet = {.skip_notify = true};

	while (n--)
		fib6_del(net, added[n], &quiet);
}

#define MAX_NEXTHOPS 1024

int ip6_route_multipath_add(struct net *net, const struct fib6_config *cfg,
			    struct netlink_ext_ack *extack)
{
	struct nl_info quiet = {.skip_notify = true};
	struct fib6_info *list, *next, *added[MAX_NEXTHOPS] = {NULL};
	u16 nlflags = cfg->fc_nlflags;
	int n = 0, err;

	list = make_siblings(net, cfg, &err, extack);
	for (; list && !err; list = next) {
		next = list->next;
		list->next = NULL;
		if (n == MAX_NEXTHOPS) {
			list->next = next;
			err = -ENOSPC;
			break;
		}
		added[n] = list;
		err = insert(net, cfg, list, nlflags, &quiet, extack);
		n += !err;
		/* The first one replaces or must be new; the others join it. */
		nlflags = (u16)((nlflags & ~(NLM_F_EXCL | NLM_F_REPLACE)) | NLM_F_CREATE);
	}
	if (err) {
		free_list(list);
		take_back(net, added, n);
		return err;
	}
	if (!cfg->fc_nlinfo || !cfg->fc_nlinfo->skip_notify)
		rtnl_event(net, route6, net, added[0], RTM_NEWROUTE, cfg->fc_nlinfo,
			   cfg->fc_nlflags & NLM_F_REPLACE ? NLM_F_CREATE | NLM_F_REPLACE
							   : NLM_F_CREATE,
			   false);
	return 0;
}

int ip6_route_multipath_del(struct net *net, const struct fib6_config *cfg,
			    struct netlink_ext_ack *extack)
{
	const struct rtnexthop *rtnh = cfg->fc_mp;
	int left = cfg->fc_mp_len, last = 0, err;

	for (; rtnh_ok(rtnh, left); rtnh = rtnh_next(rtnh, &left)) {
		struct fib6_config one = *cfg;

		err = read_nexthop(rtnh, &one, extack);
		if (err)
			return err;
		err = ip6_route_del(net, &one, extack);
		if (err)
			last = err;
	}
	return last;
}

/* ---- routes of addresses ---- */

void addrconf_prefix_route(const struct in6_addr *pfx, u8 plen, u32 metric, struct net_device *dev,
			   u64 expires, u32 flags)
{
	struct fib6_config cfg = {
		.fc_table = RT_TABLE_MAIN,
		.fc_metric = metric ? metric : IP6_RT_PRIO_ADDRCONF,
		.fc_ifindex = dev->ifindex,
		.fc_dst = *pfx,
		.fc_dst_len = plen,
		.fc_flags = RTF_UP | flags,
		.fc_expires = expires,
		.fc_protocol = RTPROT_KERNEL,
		.fc_type = RTN_UNICAST,
		.fc_nlflags = NLM_F_CREATE,
	};

	/* It may be there already. */
	if (fib6_state(dev->net) && ip6_route_add(dev->net, &cfg, NULL) == -ENOMEM)
		log_line(&dev->net->log, LOG_ERR_, "no memory for a route of %s", dev->name);
}

struct fib6_info *addrconf_get_prefix_route(const struct in6_addr *pfx, u8 plen,
					    const struct net_device *dev, u32 flags, u32 noflags)
{
	struct in6_addr dst;
	struct fib6_leaf *l;

	ipv6_addr_prefix(&dst, pfx, plen);
	l = fib6_trie_find(fib6_state(dev->net)->main->trie, &dst, plen);
	for (struct fib6_info *f = l ? l->first : NULL; f; f = f->next)
		if (f->nh_dev == dev && !f->rt->has_gateway && (f->flags & flags) == flags &&
		    !(f->flags & noflags))
			return f;
	return NULL;
}

struct fib6_info *addrconf_f6i_add(struct inet6_dev *idev, const struct in6_addr *addr,
				   bool anycast)
{
	struct net *net = idev->dev->net;
	struct fib6_config cfg = {
		.fc_table = RT_TABLE_LOCAL,
		.fc_ifindex = idev->dev->ifindex,
		.fc_dst = *addr,
		.fc_dst_len = 128,
		.fc_flags = RTF_UP | RTF_NONEXTHOP | (anycast ? RTF_ANYCAST : RTF_LOCAL),
		.fc_type = anycast ? RTN_ANYCAST : RTN_LOCAL,
		.fc_protocol = RTPROT_KERNEL,
		.fc_ignore_dev_down = true,
		.fc_nlflags = NLM_F_CREATE,
	};
	struct fib6_info *f6i;
	int err;

	f6i = ip6_route_info_create(net, &cfg, &err, NULL);
	if (!f6i)
		return NULL;
	return insert(net, &cfg, f6i, NLM_F_CREATE, NULL, NULL) ? NULL : f6i;
}
