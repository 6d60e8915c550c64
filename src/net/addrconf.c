// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv6 on devices: what comes and goes with them (kernel: the other half of addrconf).
 *
 * A device gets its inet6_dev when it is registered with an MTU of 1280 at least, and loses it when
 * it goes or its MTU falls below.  When its link is up it gets the route to all groups and, by
 * addr_gen_mode, a link-local address; lo gets ::1.  When it goes down its routes and addresses go,
 * but for permanent ones under keep_addr_on_down.  A device that forwards is in the routers' groups
 * and has the routers' anycast address of each of its subnets.
 *
 * addresses: inet6addr.c; settings: ipv6_devconf.c; groups: mcast6.c.
 */
#include "net/addrconf_internal.h"

#include <linux/netlink.h>
#include <stdlib.h>

static const struct in6_addr ifl_allnodes = {.s6_addr = {0xff, 0x01, [15] = 1}};
static const struct in6_addr ll_allnodes = {.s6_addr = {0xff, 0x02, [15] = 1}};
static const struct in6_addr ll_allrouters = {.s6_addr = {0xff, 0x02, [15] = 2}};

void addrconf_set_ops(struct net *net, const struct addrconf_ops *ops)
{
	addrconf_state(net)->ops = ops;
}

bool ipv6_accept_ra(const struct inet6_dev *idev)
{
	int ra = IN6_DEV_CONF_GET(idev, ACCEPT_RA);

	/* A router listens to routers only when it is told to. */
	return IN6_DEV_CONF_GET(idev, FORWARDING) ? ra == 2 : ra != 0;
}

static bool link_ready(const struct net_device *dev)
{
	return netif_running(dev) && dev->carrier;
}

/* ---- router solicitations ---- */

static u64 next_interval(struct inet6_dev *idev)
{
	struct prandom *rnd = &net_shard0(idev->dev->net)->random;
	u64 max = (u64)IN6_DEV_CONF_GET(idev, RTR_SOLICIT_MAX_INTERVAL);
	u64 next = idev->rs_interval * (1900 + prandom_below(rnd, 200)) / 1000;

	return next > max ? max * (900 + prandom_below(rnd, 200)) / 1000 : next;
}

static void rs_timer(struct timer_list *t)
{
	struct inet6_dev *idev = container_of(t, struct inet6_dev, rs_timer);
	struct net_shard *shard = net_shard0(idev->dev->net);
	const struct addrconf_ops *ops = addrconf_state(idev->dev->net)->ops;
	int limit = IN6_DEV_CONF_GET(idev, RTR_SOLICITS);
	struct in6_addr ll;

	if (idev->dead || !(idev->if_flags & IF_READY) || !ipv6_accept_ra(idev) ||
	    idev->if_flags & IF_RA_RCVD || (limit >= 0 && idev->rs_probes++ >= limit) ||
	    ipv6_get_lladdr(idev->dev, &ll, IFA_F_TENTATIVE))
		return;
	if (ops && ops->send_rs)
		ops->send_rs(idev->dev, &ll);
	idev->rs_interval = next_interval(idev);
	mod_timer(&shard->timers, t,
		  timer_round(shard->clock.jiffies, shard->clock.jiffies + idev->rs_interval));
}

void addrconf_rs_timer_stop(struct inet6_dev *idev)
{
	del_timer(&net_shard0(idev->dev->net)->timers, &idev->rs_timer);
}

/* ---- inet6_dev ---- */

static struct inet6_dev *ipv6_add_dev(struct net_device *dev, int *err)
{
	struct inet6_dev *idev;

	*err = -EINVAL;
	if (dev->mtu < IPV6_MIN_MTU_)
		return NULL;
	idev = calloc(1, sizeof(*idev));
	*err = -ENOBUFS;
	if (!idev)
		return NULL;
	idev->dev = dev;
	idev->cnf = *dev->net->ipv6.devconf_dflt;
	idev->cnf.secret_initialized = false;
	idev->cnf.data[DEVCONF_MTU6] = (int)dev->mtu;
	if (dev->flags & (IFF_NOARP | IFF_LOOPBACK))
		idev->cnf.data[DEVCONF_ACCEPT_DAD] = -1;
	if (dev->flags & IFF_LOOPBACK || dev->type == ARPHRD_NONE)
		idev->cnf.data[DEVCONF_USE_TEMPADDR] = -1;
	idev->hop_limit = -1;
	idev->tstamp = net_jiffies(dev->net);
	timer_setup(&idev->rs_timer, rs_timer);
	if (link_ready(dev))
		idev->if_flags |= IF_READY;
	rcu_assign_pointer(dev->ip6_ptr, idev);
	ipv6_dev_mc_inc(dev, &ifl_allnodes);
	ipv6_dev_mc_inc(dev, &ll_allnodes);
	if (IN6_DEV_CONF_GET(idev, FORWARDING) && dev->flags & IFF_MULTICAST)
		ipv6_dev_mc_inc(dev, &ll_allrouters);
	rtnl_event(dev->net, netconf6, dev->net, dev->ifindex, -1, 0);
	return idev;
}

struct inet6_dev *ipv6_find_idev(struct net_device *dev, int *err)
{
	struct inet6_dev *idev = dev->ip6_ptr ? dev->ip6_ptr : ipv6_add_dev(dev, err);

	if (idev && dev->flags & IFF_UP)
		ipv6_mc_up(idev);
	return idev;
}

static void add_mroute(struct net_device *dev)
{
	struct fib6_config cfg = {
		.fc_table = RT_TABLE_LOCAL,
		.fc_metric = IP6_RT_PRIO_ADDRCONF,
		.fc_ifindex = dev->ifindex,
		.fc_dst = {.s6_addr = {0xff}},
		.fc_dst_len = 8,
		.fc_flags = RTF_UP,
		.fc_type = RTN_MULTICAST,
		.fc_protocol = RTPROT_KERNEL,
		.fc_nlflags = NLM_F_CREATE,
	};

	if (fib6_state(dev->net) && ip6_route_add(dev->net, &cfg, NULL) == -ENOMEM)
		log_line(&dev->net->log, LOG_ERR_, "no memory for a route of %s", dev->name);
}

struct inet6_dev *addrconf_add_dev(struct net_device *dev, int *err, struct netlink_ext_ack *extack)
{
	struct inet6_dev *idev = ipv6_find_idev(dev, err);

	if (!idev) {
		NL_SET_ERR_MSG(extack, "ipv6: IPv6 is not enabled on this device");
		return NULL;
	}
	if (IN6_DEV_CONF_GET(idev, DISABLE_IPV6)) {
		NL_SET_ERR_MSG(extack, "ipv6: IPv6 is disabled on this device");
		*err = -EACCES;
		return NULL;
	}
	if (!(dev->flags & IFF_LOOPBACK))
		add_mroute(dev);
	return idev;
}

/* ---- addresses that come by themselves ---- */

static void init_loopback(struct net_device *dev)
{
	struct ifa6_config cfg = {
		.pfx = IN6ADDR_LOOPBACK_INIT,
		.plen = 128,
		.ifa_flags = IFA_F_PERMANENT,
		.valid_lft = INFINITY_LIFE_TIME,
		.preferred_lft = INFINITY_LIFE_TIME,
		.ifa_proto = IFAPROT_KERNEL_LO,
	};
	struct inet6_ifaddr *ifa;
	int err;
	struct inet6_dev *idev = ipv6_find_idev(dev, &err);

	ifa = idev ? ipv6_add_addr(idev, &cfg, &err, NULL) : NULL;
	if (!ifa)
		return;
	ifa->flags &= ~(u32)IFA_F_TENTATIVE;
	ipv6_ifa_notify(RTM_NEWADDR, ifa, NULL);
}

static void add_linklocal(struct inet6_dev *idev, const struct in6_addr *addr, u32 flags)
{
	struct ifa6_config cfg = {
		.pfx = *addr,
		.plen = 64,
		.ifa_flags = flags | IFA_F_PERMANENT,
		.valid_lft = INFINITY_LIFE_TIME,
		.preferred_lft = INFINITY_LIFE_TIME,
		.ifa_proto = IFAPROT_KERNEL_LL,
	};
	struct inet6_ifaddr *ifa;
	int err;

	if ((IN6_DEV_CONF_GET(idev, OPTIMISTIC_DAD) ||
	     IPV6_DEVCONF_ALL(idev->dev->net, OPTIMISTIC_DAD)) &&
	    !IN6_DEV_CONF_GET(idev, FORWARDING))
		cfg.ifa_flags |= IFA_F_OPTIMISTIC;
	ifa = ipv6_add_addr(idev, &cfg, &err, NULL);
	if (!ifa)
		return;
	addrconf_prefix_route(&ifa->addr, 64, 0, idev->dev, 0, 0);
	addrconf_dad_start(ifa);
}

static void choose_secret(struct inet6_dev *idev)
{
	struct prandom *rnd = &net_shard0(idev->dev->net)->random;

	if (idev->cnf.secret_initialized)
		return;
	for (int i = 0; i < 4; i++)
		idev->cnf.stable_secret.s6_addr32[i] = prandom_u32(rnd);
	idev->cnf.secret_initialized = true;
}

static void generate_linklocal(struct inet6_dev *idev)
{
	struct in6_addr addr = {.s6_addr32 = {htonl(0xfe800000)}};

	switch (IN6_DEV_CONF_GET(idev, ADDR_GEN_MODE)) {
	case IN6_ADDR_GEN_MODE_RANDOM:
		choose_secret(idev);
		__attribute__((fallthrough));
	case IN6_ADDR_GEN_MODE_STABLE_PRIVACY:
		if (ipv6_generate_stable_address(&addr, 0, idev))
			add_linklocal(idev, &addr, IFA_F_STABLE_PRIVACY);
		break;
	case IN6_ADDR_GEN_MODE_EUI64:
		if (ipv6_generate_eui64(&addr, idev->dev))
			add_linklocal(idev, &addr, 0);
		break;
	default:
		break;
	}
}

static void dev_config(struct net_device *dev)
{
	struct inet6_dev *idev;
	int err;

	if (dev->type != ARPHRD_ETHER && dev->type != ARPHRD_NONE) {
		idev = dev->ip6_ptr;
		if (idev && dev->flags & IFF_UP && dev->flags & IFF_MULTICAST)
			ipv6_mc_up(idev);
		return;
	}
	idev = addrconf_add_dev(dev, &err, NULL);
	if (!idev)
		return;
	if (dev->type == ARPHRD_NONE &&
	    IN6_DEV_CONF_GET(idev, ADDR_GEN_MODE) == IN6_ADDR_GEN_MODE_EUI64)
		idev->cnf.data[DEVCONF_ADDR_GEN_MODE] = IN6_ADDR_GEN_MODE_RANDOM;
	generate_linklocal(idev);
}

void addrconf_init_auto_addrs(struct net_device *dev)
{
	if (!netif_running(dev))
		return;
	if (dev->flags & IFF_LOOPBACK)
		init_loopback(dev);
	else
		dev_config(dev);
}

/* ---- up and down ---- */

static void ifdown(struct net_device *dev, bool unregister)
{
	struct inet6_dev *idev = dev->ip6_ptr;

	if (fib6_state(dev->net))
		rt6_sync_down_dev(dev, false);
	if (!idev)
		return;
	addrconf_rs_timer_stop(idev);
	if (unregister)
		idev->dead = 1;
	else
		idev->if_flags &= ~(IF_RS_SENT | IF_RA_RCVD | IF_READY);
	ipv6_idev_down(idev, unregister);
	idev->tstamp = net_jiffies(dev->net);
	if (!unregister) {
		ipv6_mc_down(idev);
		return;
	}
	ipv6_ac_destroy_dev(idev);
	ipv6_mc_destroy_dev(idev);
	rcu_assign_pointer(dev->ip6_ptr, NULL);
	rcu_defer(&dev->net->garbage, free, idev);
}

/* The link is ready for the first time since it went up. */
static void configure(struct net_device *dev)
{
	struct inet6_dev *idev;

	addrconf_init_auto_addrs(dev);
	idev = dev->ip6_ptr;
	if (!idev)
		return;
	addrconf_dad_run(idev);
	rt6_sync_up(dev, RTNH_F_DEAD);
	if ((unsigned int)idev->cnf.data[DEVCONF_MTU6] != dev->mtu && dev->mtu >= IPV6_MIN_MTU_)
		WRITE_ONCE(idev->cnf.data[DEVCONF_MTU6], (int)dev->mtu);
	idev->tstamp = net_jiffies(dev->net);
	rtnl_event(dev->net, ifinfo6, idev, RTM_NEWLINK);
	if (dev->mtu < IPV6_MIN_MTU_)
		ifdown(dev, !(dev->flags & IFF_LOOPBACK));
}

void addrconf_dev_up(struct net_device *dev)
{
	struct inet6_dev *idev = dev->ip6_ptr;
	int err;

	if (idev && IN6_DEV_CONF_GET(idev, DISABLE_IPV6))
		return;
	if (idev)
		addrconf_permanent_addr(idev);
	if (!link_ready(dev))
		return;
	if (!idev)
		idev = ipv6_add_dev(dev, &err);
	if (idev) {
		idev->if_flags |= IF_READY;
		ipv6_mc_up(idev);
	}
	configure(dev);
}

void addrconf_dev_down(struct net_device *dev)
{
	ifdown(dev, false);
}

static void dev_change(struct net_device *dev)
{
	struct inet6_dev *idev = dev->ip6_ptr;
	int err;

	if (idev && IN6_DEV_CONF_GET(idev, DISABLE_IPV6))
		return;
	if (!link_ready(dev)) {
		rt6_sync_down_dev(dev, true);
		return;
	}
	if (idev && idev->if_flags & IF_READY) {
		ipv6_mc_up(idev);
		rt6_sync_up(dev, RTNH_F_LINKDOWN);
		return;
	}
	if (!idev)
		idev = ipv6_add_dev(dev, &err);
	if (idev)
		idev->if_flags |= IF_READY;
	configure(dev);
}

static void dev_changemtu(struct net_device *dev)
{
	struct inet6_dev *idev = dev->ip6_ptr;
	int err;

	if (dev->mtu < IPV6_MIN_MTU_) {
		if (idev)
			ifdown(dev, !(dev->flags & IFF_LOOPBACK));
		return;
	}
	if (idev) {
		WRITE_ONCE(idev->cnf.data[DEVCONF_MTU6], (int)dev->mtu);
		return;
	}
	idev = ipv6_add_dev(dev, &err);
	if (idev && idev->if_flags & IF_READY)
		addrconf_dev_up(dev);
}

static void addrconf_event(struct net_device *dev, enum netdev_event event)
{
	int err;

	switch (event) {
	case NETDEV_REGISTER:
		if (!dev->ip6_ptr && dev->mtu >= IPV6_MIN_MTU_)
			ipv6_add_dev(dev, &err);
		break;
	case NETDEV_UP:
		addrconf_dev_up(dev);
		break;
	case NETDEV_DOWN:
		ifdown(dev, false);
		break;
	case NETDEV_CHANGE:
		dev_change(dev);
		break;
	case NETDEV_CHANGEMTU:
		dev_changemtu(dev);
		break;
	case NETDEV_UNREGISTER:
		ifdown(dev, true);
		break;
	default:
		break;
	}
}

/* ---- the namespace ---- */

int addrconf_net_init(struct net *net)
{
	struct addrconf_state *st = calloc(1, sizeof(*st));
	int err;

	netns_ipv6_init(&net->ipv6);
	net->slot[NET_SLOT_ADDRCONF] = st;
	err = st ? inet6_devconf_init(net) : -ENOMEM;
	if (!err)
		err = addrlabel_net_init(net);
	if (!err)
		err = fib6_net_init(net);
	if (!err) {
		st->net = net;
		inet6addr_init(st);
		err = register_netdevice_notifier(net, addrconf_event);
	}
	if (err)
		addrconf_net_exit(net);
	return err;
}

void addrconf_net_exit(struct net *net)
{
	struct addrconf_state *st = addrconf_state(net);
	struct net_device *dev;

	if (!st)
		return;
	unregister_netdevice_notifier(net, addrconf_event);
	for_each_netdev (net, dev)
		if (dev->ip6_ptr)
			ifdown(dev, true);
	if (st->net)
		del_timer(&net_shard0(net)->timers, &st->lifetime_timer);
	rcu_defer_flush(&net->garbage);
	fib6_net_exit(net);
	addrlabel_net_exit(net);
	inet6_devconf_exit(net);
	net->slot[NET_SLOT_ADDRCONF] = NULL;
	free(st);
}
