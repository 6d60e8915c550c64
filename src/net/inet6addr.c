// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv6 addresses of devices: added, found to be ours alone, expired, deleted (kernel: the half of
 * addrconf that is about addresses).
 *
 * A new address is tentative.  Duplicate address detection (RFC 4862) sends dad_transmits probes
 * from a random moment of the first second on; when the last one stays without answer the address
 * is valid: its local route is made, and it is told again.  Where nothing has to be detected (lo,
 * nodad, accept_dad 0) that happens at once.
 *
 * A device's list is in order of scope, wide ones first, and of equal ones the youngest first.
 * Listeners are told of an address before its routes come or go, as in the kernel.  Lifetimes are
 * counted by one timer of the namespace.
 */
#include "net/addrconf_internal.h"

#include "net/neighbour.h"

#include <linux/netlink.h>
#include <stdlib.h>

/* ---- the hash ---- */

static struct inet6_ifaddr **addr_bucket(const struct net *net, const struct in6_addr *a)
{
	u32 h = a->s6_addr32[0] ^ a->s6_addr32[1] ^ a->s6_addr32[2] ^ a->s6_addr32[3];

	return &addrconf_state(net)->hash[h * 0x61c88647u >> (32 - ADDR6_HASH_BITS)];
}

struct inet6_ifaddr *ipv6_get_ifaddr(struct net *net, const struct in6_addr *addr,
				     const struct net_device *dev, bool strict)
{
	struct inet6_ifaddr *ifa = rcu_dereference(*addr_bucket(net, addr));

	for (; unlikely(ifa); ifa = rcu_dereference(ifa->hash_next)) {
		if (!ipv6_addr_equal(&ifa->addr, addr))
			continue;
		/* Link-local addresses are of their link only when the asker says so. */
		if (!dev || ifa->idev->dev == dev || (!strict && ifa->scope < RT_SCOPE_LINK))
			return ifa;
	}
	return NULL;
}

bool ipv6_chk_addr(struct net *net, const struct in6_addr *addr, const struct net_device *dev,
		   bool strict)
{
	struct inet6_ifaddr *ifa = rcu_dereference(*addr_bucket(net, addr));

	for (; unlikely(ifa); ifa = rcu_dereference(ifa->hash_next)) {
		u32 flags = READ_ONCE(ifa->flags);

		if (!ipv6_addr_equal(&ifa->addr, addr) ||
		    ((flags & IFA_F_TENTATIVE) && !(flags & IFA_F_OPTIMISTIC)))
			continue;
		if (!dev || ifa->idev->dev == dev || (!strict && ifa->scope < RT_SCOPE_LINK))
			return true;
	}
	return false;
}

static void hash_add(struct inet6_ifaddr *ifa)
{
	struct inet6_ifaddr **bucket = addr_bucket(ifa->idev->dev->net, &ifa->addr);

	ifa->hash_next = *bucket;
	rcu_assign_pointer(*bucket, ifa);
}

static void hash_del(struct inet6_ifaddr *ifa)
{
	struct inet6_ifaddr **at = addr_bucket(ifa->idev->dev->net, &ifa->addr);

	while (*at && *at != ifa)
		at = &(*at)->hash_next;
	if (*at)
		rcu_assign_pointer(*at, ifa->hash_next);
}

int ipv6_get_lladdr(struct net_device *dev, struct in6_addr *addr, u32 banned)
{
	struct inet6_dev *idev = __in6_dev_get(dev);

	if (!idev)
		return -EADDRNOTAVAIL;
	for_each_ifa6(ifa, idev)
	{
		if (ifa->scope != RT_SCOPE_LINK || READ_ONCE(ifa->flags) & banned)
			continue;
		*addr = ifa->addr;
		return 0;
	}
	return -EADDRNOTAVAIL;
}

/* ---- routes of an address ---- */

void addrconf_join_anycast(struct inet6_ifaddr *ifa)
{
	struct in6_addr routers;

	if (ifa->prefix_len >= 127)
		return;
	ipv6_addr_prefix(&routers, &ifa->addr, ifa->prefix_len);
	if (!ipv6_addr_any(&routers))
		ipv6_dev_ac_inc(ifa->idev, &routers);
}

void addrconf_leave_anycast(struct inet6_ifaddr *ifa)
{
	struct in6_addr routers;

	if (ifa->prefix_len >= 127)
		return;
	ipv6_addr_prefix(&routers, &ifa->addr, ifa->prefix_len);
	if (!ipv6_addr_any(&routers))
		ipv6_dev_ac_dec(ifa->idev, &routers);
}

static void solicited_group(struct inet6_ifaddr *ifa, bool join)
{
	struct net_device *dev = ifa->idev->dev;
	struct in6_addr group;

	if (dev->flags & (IFF_LOOPBACK | IFF_NOARP))
		return;
	addrconf_addr_solict_mult(&ifa->addr, &group);
	if (join)
		ipv6_dev_mc_inc(dev, &group);
	else
		ipv6_dev_mc_dec(dev, &group);
}

static struct fib6_info *local_route(const struct inet6_ifaddr *ifa)
{
	struct fib6_state *st = fib6_state(ifa->idev->dev->net);
	struct fib6_leaf *l = fib6_trie_find(st->local->trie, &ifa->addr, 128);

	for (struct fib6_info *f = l ? l->first : NULL; f; f = f->next)
		if (f->nh_dev == ifa->idev->dev && f->flags & RTF_LOCAL &&
		    f->protocol == RTPROT_KERNEL)
			return f;
	return NULL;
}

static void del_prefix_route(const struct in6_addr *pfx, u8 plen, struct net_device *dev)
{
	struct fib6_info *f6i = addrconf_get_prefix_route(pfx, plen, dev, 0, RTF_DEFAULT);

	if (f6i)
		fib6_del(dev->net, f6i, NULL);
}

void ipv6_ifa_notify(int event, struct inet6_ifaddr *ifa, const struct nl_info *info)
{
	struct inet6_dev *idev = ifa->idev;
	struct net *net = idev->dev->net;
	struct fib6_info *f6i;

	rtnl_event(net, addr6, ifa, event ? event : RTM_NEWADDR, info);
	if (event == RTM_NEWADDR) {
		if (!local_route(ifa))
			addrconf_f6i_add(idev, &ifa->addr, false);
		if (IN6_DEV_CONF_GET(idev, FORWARDING))
			addrconf_join_anycast(ifa);
		if (!ipv6_addr_any(&ifa->peer_addr))
			addrconf_prefix_route(&ifa->peer_addr, 128, ifa->rt_priority, idev->dev, 0,
					      0);
	} else if (event == RTM_DELADDR) {
		if (IN6_DEV_CONF_GET(idev, FORWARDING))
			addrconf_leave_anycast(ifa);
		solicited_group(ifa, false);
		if (!ipv6_addr_any(&ifa->peer_addr))
			del_prefix_route(&ifa->peer_addr, 128, idev->dev);
		f6i = local_route(ifa);
		if (f6i)
			fib6_del(net, f6i, NULL);
	}
}

/* ---- duplicate address detection ---- */

static void dad_timer_at(struct inet6_ifaddr *ifa, u64 delay)
{
	struct net_shard *shard = net_shard0(ifa->idev->dev->net);
	u64 now = shard->clock.jiffies;

	mod_timer(&shard->timers, &ifa->dad_timer, timer_round(now, now + delay));
}

static void dad_timer_stop(struct inet6_ifaddr *ifa)
{
	del_timer(&net_shard0(ifa->idev->dev->net)->timers, &ifa->dad_timer);
}

/* Ask for routers once the link-local address is there. */
static bool wants_routers(const struct inet6_ifaddr *ifa)
{
	const struct inet6_dev *idev = ifa->idev;

	return ifa->scope == RT_SCOPE_LINK && ipv6_accept_ra(idev) &&
	       IN6_DEV_CONF_GET(idev, RTR_SOLICITS) && !(idev->dev->flags & IFF_LOOPBACK);
}

static u64 jittered(struct net *net, u64 jiffies, u32 low, u32 high)
{
	u32 factor = low + prandom_below(&net_shard0(net)->random, high - low);

	return jiffies * factor / 1000;
}

static void start_soliciting(struct inet6_ifaddr *ifa)
{
	struct inet6_dev *idev = ifa->idev;
	struct net_shard *shard = net_shard0(idev->dev->net);
	const struct addrconf_ops *ops = addrconf_state(idev->dev->net)->ops;

	if (ops && ops->send_rs)
		ops->send_rs(idev->dev, &ifa->addr);
	idev->if_flags |= IF_RS_SENT;
	idev->rs_probes = 1;
	idev->rs_interval = jittered(idev->dev->net,
				     (u64)IN6_DEV_CONF_GET(idev, RTR_SOLICIT_INTERVAL), 900, 1100);
	mod_timer(&shard->timers, &idev->rs_timer,
		  timer_round(shard->clock.jiffies, shard->clock.jiffies + idev->rs_interval));
}

static void dad_completed(struct inet6_ifaddr *ifa, bool was_tentative)
{
	struct inet6_dev *idev = ifa->idev;
	const struct addrconf_ops *ops = addrconf_state(idev->dev->net)->ops;
	struct in6_addr all_nodes = {.s6_addr32 = {htonl(0xff020000), 0, 0, htonl(1)}};

	dad_timer_stop(ifa);
	ifa->state = INET6_IFADDR_STATE_POSTDAD;
	ifa->flags &= ~(u32)(IFA_F_TENTATIVE | IFA_F_OPTIMISTIC | IFA_F_DADFAILED);
	ipv6_ifa_notify(RTM_NEWADDR, ifa, NULL);
	if (was_tentative && ops && ops->send_na &&
	    (IN6_DEV_CONF_GET(idev, NDISC_NOTIFY) ||
	     IPV6_DEVCONF_ALL(idev->dev->net, NDISC_NOTIFY)))
		ops->send_na(idev->dev, &all_nodes, &ifa->addr,
			     IN6_DEV_CONF_GET(idev, FORWARDING) != 0, false, true);
	if (wants_routers(ifa))
		start_soliciting(ifa);
}

static bool needs_no_dad(const struct inet6_ifaddr *ifa)
{
	const struct inet6_dev *idev = ifa->idev;

	return idev->dev->flags & (IFF_NOARP | IFF_LOOPBACK) ||
	       (IPV6_DEVCONF_ALL(idev->dev->net, ACCEPT_DAD) < 1 &&
		IN6_DEV_CONF_GET(idev, ACCEPT_DAD) < 1) ||
	       !(ifa->flags & IFA_F_TENTATIVE) || ifa->flags & IFA_F_NODAD;
}

static bool uses_optimistic(const struct inet6_dev *idev)
{
	return IN6_DEV_CONF_GET(idev, OPTIMISTIC_DAD) ||
	       IPV6_DEVCONF_ALL(idev->dev->net, OPTIMISTIC_DAD);
}

/* The first probe goes at a random moment, so that hosts that boot together do not collide. */
static void dad_kick(struct inet6_ifaddr *ifa)
{
	struct inet6_dev *idev = ifa->idev;
	struct prandom *rnd = &net_shard0(idev->dev->net)->random;
	int delay = IN6_DEV_CONF_GET(idev, RTR_SOLICIT_DELAY);
	u32 wait = 0;

	if (!(ifa->flags & IFA_F_OPTIMISTIC))
		wait = prandom_below(rnd, delay > 0 ? (u32)delay : 1);
	if (IN6_DEV_CONF_GET(idev, ENHANCED_DAD) || IPV6_DEVCONF_ALL(idev->dev->net, ENHANCED_DAD))
		do
			ifa->dad_nonce = prandom_u64(rnd) >> 16;
		while (!ifa->dad_nonce);
	ifa->dad_probes = (u8)IN6_DEV_CONF_GET(idev, DAD_TRANSMITS);
	dad_timer_at(ifa, wait);
}

void addrconf_dad_start(struct inet6_ifaddr *ifa)
{
	struct inet6_dev *idev = ifa->idev;

	if (ifa->state == INET6_IFADDR_STATE_DEAD)
		return;
	ifa->state = INET6_IFADDR_STATE_DAD;
	solicited_group(ifa, true);
	if (needs_no_dad(ifa)) {
		bool tentative = ifa->flags & IFA_F_TENTATIVE && !(ifa->flags & IFA_F_OPTIMISTIC);

		dad_completed(ifa, tentative);
		return;
	}
	/* Not ready: it waits for the link; see addrconf_dad_run(). */
	if (!(idev->if_flags & IF_READY))
		return;
	if (ifa->flags & IFA_F_OPTIMISTIC && !local_route(ifa)) {
		addrconf_f6i_add(idev, &ifa->addr, false);
		if (uses_optimistic(idev) && IN6_DEV_CONF_GET(idev, USE_OPTIMISTIC))
			ipv6_ifa_notify(0, ifa, NULL);
	}
	dad_kick(ifa);
}

void addrconf_dad_run(struct inet6_dev *idev)
{
	for_each_ifa6(ifa, idev) if (ifa->flags & IFA_F_TENTATIVE &&
				     ifa->state == INET6_IFADDR_STATE_DAD) dad_kick(ifa);
}

static u64 retrans_time(const struct net_device *dev)
{
	const struct neigh_table *tbl = nd_tbl(dev->net);
	u64 t = tbl ? neigh_parm(tbl, dev, NEIGH_RETRANS_TIME) : HZ;

	return t > HZ / 100 ? t : HZ / 100;
}

static void dad_timer(struct timer_list *t)
{
	struct inet6_ifaddr *ifa = container_of(t, struct inet6_ifaddr, dad_timer);
	struct net_device *dev = ifa->idev->dev;
	const struct addrconf_ops *ops = addrconf_state(dev->net)->ops;
	struct in6_addr group, none = {0};

	if (ifa->idev->dead || !(ifa->idev->if_flags & IF_READY) ||
	    ifa->state != INET6_IFADDR_STATE_DAD)
		return;
	if (!ifa->dad_probes) {
		dad_completed(ifa, true);
		return;
	}
	ifa->dad_probes--;
	dad_timer_at(ifa, retrans_time(dev));
	addrconf_addr_solict_mult(&ifa->addr, &group);
	if (ops && ops->send_ns)
		ops->send_ns(dev, &ifa->addr, &group, &none, ifa->dad_nonce);
}

static void dad_stop(struct inet6_ifaddr *ifa)
{
	dad_timer_stop(ifa);
	if (!(ifa->flags & IFA_F_PERMANENT)) {
		ipv6_del_addr(ifa, NULL);
		return;
	}
	ifa->flags |= IFA_F_TENTATIVE | IFA_F_DADFAILED;
	ipv6_ifa_notify(0, ifa, NULL);
}

/* accept_dad 2: a link-local address made of the MAC that is somebody else's means that the MAC is:
 * IPv6 keeps away from the link. */
static bool mac_is_doubled(const struct inet6_ifaddr *ifa)
{
	const struct inet6_dev *idev = ifa->idev;
	struct in6_addr eui = {.s6_addr32 = {htonl(0xfe800000)}};
	int accept = IPV6_DEVCONF_ALL(idev->dev->net, ACCEPT_DAD);

	if (IN6_DEV_CONF_GET(idev, ACCEPT_DAD) > accept)
		accept = IN6_DEV_CONF_GET(idev, ACCEPT_DAD);
	return accept > 1 && ipv6_generate_eui64(&eui, idev->dev) &&
	       ipv6_addr_equal(&ifa->addr, &eui);
}

/* A stable identifier that is taken: the next one. */
static void next_stable_address(struct inet6_ifaddr *ifa)
{
	struct inet6_dev *idev = ifa->idev;
	struct ifa6_config cfg = {
		.pfx = ifa->addr,
		.plen = ifa->prefix_len,
		.valid_lft = ifa->valid_lft,
		.preferred_lft = ifa->prefered_lft,
		.ifa_flags = ifa->flags & (IFA_F_PERMANENT | IFA_F_STABLE_PRIVACY),
		.ifa_proto = ifa->ifa_proto,
	};
	struct inet6_ifaddr *fresh;
	int err;

	if (ifa->dad_count + 1 > READ_ONCE(idev->dev->net->ipv6.sysctl_idgen_retries) ||
	    !ipv6_generate_stable_address(&cfg.pfx, ifa->dad_count + 1, idev))
		return;
	fresh = ipv6_add_addr(idev, &cfg, &err, NULL);
	if (!fresh)
		return;
	fresh->dad_count = ifa->dad_count + 1;
	addrconf_dad_start(fresh);
}

void addrconf_dad_failure(struct sk_buff *skb, struct inet6_ifaddr *ifa)
{
	struct inet6_dev *idev = ifa->idev;

	if (ifa->state != INET6_IFADDR_STATE_DAD)
		return;
	ifa->state = INET6_IFADDR_STATE_ERRDAD;
	log_line(&idev->dev->net->log, LOG_INFO_, "%s: IPv6 duplicate address detected",
		 idev->dev->name);
	if (ifa->flags & IFA_F_STABLE_PRIVACY)
		next_stable_address(ifa);
	if (mac_is_doubled(ifa)) {
		WRITE_ONCE(idev->cnf.data[DEVCONF_DISABLE_IPV6], 1);
		dad_stop(ifa);
		addrconf_dev_down(idev->dev);
		return;
	}
	dad_stop(ifa);
}

/* ---- adding ---- */

static u8 scope_of(const struct in6_addr *a)
{
	u32 type = ipv6_addr_type(a);

	if (type & IPV6_ADDR_LOOPBACK)
		return RT_SCOPE_HOST;
	if (type & IPV6_ADDR_LINKLOCAL)
		return RT_SCOPE_LINK;
	return type & IPV6_ADDR_SITELOCAL ? RT_SCOPE_SITE : RT_SCOPE_UNIVERSE;
}

static int check_addr(const struct inet6_dev *idev, const struct ifa6_config *cfg,
		      struct netlink_ext_ack *extack)
{
	u32 type = ipv6_addr_type(&cfg->pfx);
	const char *why = NULL;

	if (type == IPV6_ADDR_ANY)
		why = "ipv6: Invalid address";
	else if (type & IPV6_ADDR_MULTICAST && !(cfg->ifa_flags & IFA_F_MCAUTOJOIN))
		why = "ipv6: Cannot assign multicast address without \"IFA_F_MCAUTOJOIN\" flag";
	else if (!(idev->dev->flags & IFF_LOOPBACK) && type & IPV6_ADDR_LOOPBACK)
		why = "ipv6: Cannot assign loopback address on this device";
	if (why) {
		NL_SET_ERR_MSG(extack, why);
		return -EADDRNOTAVAIL;
	}
	if (idev->dead) {
		NL_SET_ERR_MSG(extack, "ipv6: device is going away");
		return -ENODEV;
	}
	if (IN6_DEV_CONF_GET(idev, DISABLE_IPV6)) {
		NL_SET_ERR_MSG(extack, "ipv6: IPv6 is disabled on this device");
		return -EACCES;
	}
	if (ipv6_get_ifaddr(idev->dev->net, &cfg->pfx, idev->dev, true)) {
		NL_SET_ERR_MSG(extack, "ipv6: address already assigned");
		return -EEXIST;
	}
	return 0;
}

static void list_add(struct inet6_dev *idev, struct inet6_ifaddr *ifa)
{
	struct inet6_ifaddr **p = &idev->addr_list;
	int scope = ipv6_addr_scope(&ifa->addr);

	while (*p && ipv6_addr_scope(&(*p)->addr) > scope)
		p = &(*p)->if_next;
	ifa->if_next = *p;
	rcu_assign_pointer(*p, ifa);
}

struct inet6_ifaddr *ipv6_add_addr(struct inet6_dev *idev, const struct ifa6_config *cfg, int *err,
				   struct netlink_ext_ack *extack)
{
	struct inet6_ifaddr *ifa;

	*err = check_addr(idev, cfg, extack);
	if (*err)
		return NULL;
	ifa = calloc(1, sizeof(*ifa));
	if (!ifa) {
		*err = -ENOBUFS;
		return NULL;
	}
	ifa->addr = cfg->pfx;
	if (cfg->has_peer)
		ifa->peer_addr = cfg->peer_pfx;
	ifa->idev = idev;
	ifa->prefix_len = cfg->plen;
	ifa->rt_priority = cfg->rt_priority;
	ifa->flags = cfg->ifa_flags | (cfg->ifa_flags & IFA_F_NODAD ? 0 : IFA_F_TENTATIVE);
	ifa->scope = scope_of(&cfg->pfx);
	ifa->ifa_proto = cfg->ifa_proto;
	ifa->valid_lft = cfg->valid_lft;
	ifa->prefered_lft = cfg->preferred_lft;
	ifa->cstamp = ifa->tstamp = net_jiffies(idev->dev->net);
	timer_setup(&ifa->dad_timer, dad_timer);
	hash_add(ifa);
	list_add(idev, ifa);
	return ifa;
}

static int check_lifetimes(const struct ifa6_config *cfg, struct netlink_ext_ack *extack)
{
	if (cfg->valid_lft && cfg->preferred_lft <= cfg->valid_lft)
		return 0;
	NL_SET_ERR_MSG(extack, "ipv6: address lifetime invalid");
	return -EINVAL;
}

static int check_add(const struct ifa6_config *cfg, struct netlink_ext_ack *extack)
{
	if (cfg->plen > 128) {
		NL_SET_ERR_MSG(extack, "ipv6: Invalid prefix length");
		return -EINVAL;
	}
	if (cfg->ifa_flags & IFA_F_MANAGETEMPADDR && cfg->plen != 64) {
		NL_SET_ERR_MSG(extack, "ipv6: address with \"mngtmpaddr\" flag must have a prefix "
				       "length of 64");
		return -EINVAL;
	}
	return check_lifetimes(cfg, extack);
}

/* Flags that say how long it lives. */
static u32 lifetime_flags(const struct ifa6_config *cfg)
{
	return (cfg->valid_lft == INFINITY_LIFE_TIME ? IFA_F_PERMANENT : 0) |
	       (cfg->preferred_lft ? 0 : IFA_F_DEPRECATED);
}

/* When its prefix route ends: with it. */
static u64 route_expires(struct net *net, u32 valid_lft, u32 *flags)
{
	*flags = valid_lft == INFINITY_LIFE_TIME ? 0 : RTF_EXPIRES;
	return *flags ? net_jiffies(net) + (u64)valid_lft * HZ : 0;
}

int inet6_addr_add(struct net_device *dev, const struct ifa6_config *given,
		   const struct nl_info *info, struct netlink_ext_ack *extack)
{
	struct ifa6_config cfg = *given;
	struct inet6_ifaddr *ifa;
	struct inet6_dev *idev;
	u32 flags;
	u64 expires;
	int err = check_add(&cfg, extack);

	if (err)
		return err;
	idev = addrconf_add_dev(dev, &err, extack);
	if (!idev)
		return err;
	cfg.ifa_flags |= lifetime_flags(&cfg);
	expires = route_expires(dev->net, cfg.valid_lft, &flags);
	ifa = ipv6_add_addr(idev, &cfg, &err, extack);
	if (!ifa)
		return err;
	if (!(cfg.ifa_flags & IFA_F_NOPREFIXROUTE))
		addrconf_prefix_route(&ifa->addr, (u8)ifa->prefix_len, ifa->rt_priority, dev,
				      expires, flags);
	ipv6_ifa_notify(0, ifa, info);
	ifa->flags &= ~(u32)IFA_F_OPTIMISTIC | (given->ifa_flags & IFA_F_OPTIMISTIC);
	addrconf_dad_start(ifa);
	addrconf_verify(dev->net);
	return 0;
}

/* ---- changing ---- */

/* The prefix route follows the address's metric and lifetime. */
static void modify_prefix_route(struct inet6_ifaddr *ifa)
{
	bool peer = !ipv6_addr_any(&ifa->peer_addr);
	const struct in6_addr *pfx = peer ? &ifa->peer_addr : &ifa->addr;
	u8 plen = peer ? 128 : (u8)ifa->prefix_len;
	struct net_device *dev = ifa->idev->dev;
	struct fib6_info *f6i = addrconf_get_prefix_route(pfx, plen, dev, 0, RTF_DEFAULT);
	u32 metric = ifa->rt_priority ? ifa->rt_priority : IP6_RT_PRIO_ADDRCONF, flags;
	u64 expires = route_expires(dev->net, ifa->valid_lft, &flags);

	if (f6i && f6i->metric == metric) {
		WRITE_ONCE(f6i->expires, expires);
		WRITE_ONCE(f6i->flags, (f6i->flags & ~(u32)RTF_EXPIRES) | flags);
		if (flags)
			fib6_start_gc(dev->net);
		return;
	}
	if (f6i)
		fib6_del(dev->net, f6i, NULL);
	addrconf_prefix_route(pfx, plen, ifa->rt_priority, dev, expires, flags);
}

#define IFA_SETTABLE                                                            \
	(IFA_F_DEPRECATED | IFA_F_PERMANENT | IFA_F_NODAD | IFA_F_HOMEADDRESS | \
	 IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE)

static void change_peer(struct inet6_ifaddr *ifa, const struct ifa6_config *cfg)
{
	if (!cfg->has_peer || ipv6_addr_equal(&ifa->peer_addr, &cfg->peer_pfx))
		return;
	if (!ipv6_addr_any(&ifa->peer_addr))
		del_prefix_route(&ifa->peer_addr, 128, ifa->idev->dev);
	ifa->peer_addr = cfg->peer_pfx;
}

int inet6_addr_modify(struct inet6_ifaddr *ifa, const struct ifa6_config *cfg,
		      const struct nl_info *info)
{
	bool had_route = ifa->flags & IFA_F_PERMANENT && !(ifa->flags & IFA_F_NOPREFIXROUTE);
	int err = check_lifetimes(cfg, NULL);

	if (err)
		return err;
	if (cfg->ifa_flags & IFA_F_MANAGETEMPADDR &&
	    (ifa->flags & IFA_F_TEMPORARY || ifa->prefix_len != 64))
		return -EINVAL;
	ifa->flags = (ifa->flags & ~(u32)IFA_SETTABLE) |
		     (cfg->ifa_flags & IFA_SETTABLE & ~(u32)(IFA_F_DEPRECATED | IFA_F_PERMANENT)) |
		     lifetime_flags(cfg);
	ifa->tstamp = net_jiffies(ifa->idev->dev->net);
	ifa->valid_lft = cfg->valid_lft;
	ifa->prefered_lft = cfg->preferred_lft;
	ifa->ifa_proto = cfg->ifa_proto;
	if (cfg->rt_priority)
		ifa->rt_priority = cfg->rt_priority;
	change_peer(ifa, cfg);
	if (!(ifa->flags & IFA_F_TENTATIVE))
		ipv6_ifa_notify(0, ifa, info);
	if (!(cfg->ifa_flags & IFA_F_NOPREFIXROUTE))
		modify_prefix_route(ifa);
	else if (had_route)
		del_prefix_route(&ifa->addr, (u8)ifa->prefix_len, ifa->idev->dev);
	addrconf_verify(ifa->idev->dev->net);
	return 0;
}

/* ---- deleting ---- */

/* What becomes of the prefix route when @ifp goes: it stays while another address implies it. */
static bool prefix_still_used(const struct inet6_ifaddr *ifp)
{
	for_each_ifa6(ifa, ifp->idev)
	{
		if (ifa == ifp || ifa->prefix_len != ifp->prefix_len ||
		    !ipv6_prefix_equal(&ifa->addr, &ifp->addr, ifp->prefix_len))
			continue;
		if (ifa->flags & (IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE))
			return true;
	}
	return false;
}

static void list_del(struct inet6_ifaddr *ifa)
{
	struct inet6_ifaddr **p = &ifa->idev->addr_list;

	while (*p && *p != ifa)
		p = &(*p)->if_next;
	if (*p)
		rcu_assign_pointer(*p, ifa->if_next);
}

static void ifa_free(struct inet6_ifaddr *ifa)
{
	dad_timer_stop(ifa);
	rcu_defer(&ifa->idev->dev->net->garbage, free, ifa);
}

void ipv6_del_addr(struct inet6_ifaddr *ifa, const struct nl_info *info)
{
	bool had_route = ifa->flags & IFA_F_PERMANENT && !(ifa->flags & IFA_F_NOPREFIXROUTE);
	bool route_goes = had_route && !prefix_still_used(ifa);

	ifa->state = INET6_IFADDR_STATE_DEAD;
	hash_del(ifa);
	list_del(ifa);
	ipv6_ifa_notify(RTM_DELADDR, ifa, info);
	if (route_goes)
		del_prefix_route(&ifa->addr, (u8)ifa->prefix_len, ifa->idev->dev);
	rt6_remove_prefsrc(ifa);
	ifa_free(ifa);
}

int inet6_addr_del(struct net_device *dev, u32 ifa_flags, const struct in6_addr *addr, u32 plen,
		   const struct nl_info *info, struct netlink_ext_ack *extack)
{
	if (plen > 128) {
		NL_SET_ERR_MSG(extack, "ipv6: Invalid prefix length");
		return -EINVAL;
	}
	if (!dev->ip6_ptr) {
		NL_SET_ERR_MSG(extack, "ipv6: IPv6 is disabled on this device");
		return -ENXIO;
	}
	for_each_ifa6(ifa, dev->ip6_ptr)
	{
		if (ifa->prefix_len != plen || !ipv6_addr_equal(&ifa->addr, addr))
			continue;
		ipv6_del_addr(ifa, info);
		return 0;
	}
	NL_SET_ERR_MSG(extack, "ipv6: address not found");
	return -EADDRNOTAVAIL;
}

/* ---- lifetimes ---- */

static u64 ifa_next_event(const struct inet6_ifaddr *ifa)
{
	if (ifa->flags & IFA_F_PERMANENT && ifa->prefered_lft == INFINITY_LIFE_TIME)
		return UINT64_MAX;
	if (ifa->prefered_lft != INFINITY_LIFE_TIME && !(ifa->flags & IFA_F_DEPRECATED))
		return ifa->tstamp + (u64)ifa->prefered_lft * HZ;
	if (ifa->valid_lft != INFINITY_LIFE_TIME)
		return ifa->tstamp + (u64)ifa->valid_lft * HZ;
	return UINT64_MAX;
}

/* => true when the list changed and has to be looked at from its beginning */
static bool check_lifetime(struct inet6_ifaddr *ifa, u64 now)
{
	u64 age = (now - ifa->tstamp) / HZ;

	if (ifa->flags & IFA_F_PERMANENT && ifa->prefered_lft == INFINITY_LIFE_TIME)
		return false;
	if (ifa->valid_lft != INFINITY_LIFE_TIME && age >= ifa->valid_lft) {
		ipv6_del_addr(ifa, NULL);
		return true;
	}
	if (ifa->prefered_lft == INFINITY_LIFE_TIME || ifa->flags & IFA_F_DEPRECATED ||
	    age < ifa->prefered_lft)
		return false;
	WRITE_ONCE(ifa->flags, ifa->flags | IFA_F_DEPRECATED);
	ipv6_ifa_notify(0, ifa, NULL);
	return false;
}

void addrconf_verify(struct net *net)
{
	struct net_shard *shard = net_shard0(net);
	u64 next = UINT64_MAX, now = shard->clock.jiffies;
	struct net_device *dev;

	for_each_netdev (net, dev) {
		struct inet6_ifaddr *ifa = dev->ip6_ptr ? dev->ip6_ptr->addr_list : NULL;

		while (ifa) {
			if (check_lifetime(ifa, now)) {
				ifa = dev->ip6_ptr->addr_list;
				continue;
			}
			if (ifa_next_event(ifa) < next)
				next = ifa_next_event(ifa);
			ifa = ifa->if_next;
		}
	}
	if (next != UINT64_MAX)
		mod_timer(&shard->timers, &addrconf_state(net)->lifetime_timer, next);
}

static void lifetime_timer(struct timer_list *t)
{
	addrconf_verify(container_of(t, struct addrconf_state, lifetime_timer)->net);
}

void inet6addr_init(struct addrconf_state *st)
{
	timer_setup(&st->lifetime_timer, lifetime_timer);
}

/* ---- a device goes down and comes up ---- */

static bool is_kept(const struct inet6_ifaddr *ifa, bool keep)
{
	return keep && ifa->flags & IFA_F_PERMANENT && ifa->scope != RT_SCOPE_HOST &&
	       ifa->scope != RT_SCOPE_LINK;
}

static void put_to_sleep(struct inet6_ifaddr *ifa)
{
	struct fib6_info *f6i = local_route(ifa);

	dad_timer_stop(ifa);
	ifa->state = INET6_IFADDR_STATE_PREDAD;
	if (!(ifa->flags & IFA_F_NODAD))
		ifa->flags |= IFA_F_TENTATIVE;
	if (f6i)
		fib6_del(ifa->idev->dev->net, f6i, NULL);
	if (IN6_DEV_CONF_GET(ifa->idev, FORWARDING))
		addrconf_leave_anycast(ifa);
	solicited_group(ifa, false);
}

void ipv6_idev_down(struct inet6_dev *idev, bool unregister)
{
	int all = IPV6_DEVCONF_ALL(idev->dev->net, KEEP_ADDR_ON_DOWN);
	int own = IN6_DEV_CONF_GET(idev, KEEP_ADDR_ON_DOWN);
	bool keep =
		!unregister && !IN6_DEV_CONF_GET(idev, DISABLE_IPV6) && (all ? all > 0 : own > 0);
	struct inet6_ifaddr *ifa = idev->addr_list, *next;

	for (; ifa; ifa = next) {
		next = ifa->if_next;
		if (is_kept(ifa, keep)) {
			put_to_sleep(ifa);
			continue;
		}
		ifa->state = INET6_IFADDR_STATE_DEAD;
		hash_del(ifa);
		ipv6_ifa_notify(RTM_DELADDR, ifa, NULL);
		list_del(ifa);
		ifa_free(ifa);
	}
}

void addrconf_permanent_addr(struct inet6_dev *idev)
{
	for_each_ifa6(ifa, idev)
	{
		if (!(ifa->flags & IFA_F_PERMANENT))
			continue;
		if (!(ifa->flags & IFA_F_NOPREFIXROUTE))
			addrconf_prefix_route(&ifa->addr, (u8)ifa->prefix_len, ifa->rt_priority,
					      idev->dev, 0, 0);
		if (ifa->state == INET6_IFADDR_STATE_PREDAD)
			addrconf_dad_start(ifa);
	}
}
