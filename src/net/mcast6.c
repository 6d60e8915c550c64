// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The groups that a device has joined, and its anycast addresses (kernel: mcast, anycast).
 *
 * Both are lists with the youngest first, changed by the owner's thread and read under RCU.  What
 * MLD says about a group is path/ipv6's, which is told through struct addrconf_ops.
 */
#include "net/addrconf_internal.h"

#include <stdlib.h>

/* ---- groups ---- */

static struct ifmcaddr6 *find_group(const struct inet6_dev *idev, const struct in6_addr *addr)
{
	struct ifmcaddr6 *mc = rcu_dereference(((struct inet6_dev *)idev)->mc_list);

	for (; mc; mc = rcu_dereference(mc->next))
		if (ipv6_addr_equal(&mc->mca_addr, addr))
			return mc;
	return NULL;
}

static bool is_ll_all_nodes(const struct in6_addr *a)
{
	return a->s6_addr32[0] == htonl(0xff020000) && !a->s6_addr32[1] && !a->s6_addr32[2] &&
	       a->s6_addr32[3] == htonl(1);
}

static bool is_local_scope(const struct in6_addr *a)
{
	return (a->s6_addr[1] & 0xf) < IPV6_ADDR_SCOPE_LINKLOCAL;
}

static void group_added(struct ifmcaddr6 *mc)
{
	struct net_device *dev = mc->idev->dev;
	const struct addrconf_ops *ops = addrconf_state(dev->net)->ops;

	if (is_local_scope(&mc->mca_addr))
		return;
	mc->mca_flags |= MAF_LOADED;
	if ((dev->flags & IFF_UP) && !(mc->mca_flags & MAF_NOREPORT) && ops && ops->group_added)
		ops->group_added(mc);
}

static void group_dropped(struct ifmcaddr6 *mc)
{
	const struct addrconf_ops *ops = addrconf_state(mc->idev->dev->net)->ops;

	if (is_local_scope(&mc->mca_addr))
		return;
	mc->mca_flags &= (u8)~MAF_LOADED;
	if (!(mc->mca_flags & MAF_NOREPORT) && ops && ops->group_dropped)
		ops->group_dropped(mc);
}

int ipv6_dev_mc_inc(struct net_device *dev, const struct in6_addr *addr)
{
	struct inet6_dev *idev = dev->ip6_ptr;
	struct ifmcaddr6 *mc;

	if (!idev)
		return -EINVAL;
	mc = find_group(idev, addr);
	if (mc) {
		mc->mca_users++;
		return 0;
	}
	mc = calloc(1, sizeof(*mc));
	if (!mc)
		return -ENOMEM;
	mc->mca_addr = *addr;
	mc->idev = idev;
	mc->mca_users = 1;
	mc->mca_cstamp = mc->mca_tstamp = net_jiffies(dev->net);
	if (is_ll_all_nodes(addr) || is_local_scope(addr))
		mc->mca_flags |= MAF_NOREPORT;
	mc->next = idev->mc_list;
	rcu_assign_pointer(idev->mc_list, mc);
	group_added(mc);
	return 0;
}

static void free_group(struct ifmcaddr6 *mc)
{
	struct net *net = mc->idev->dev->net;

	if (timer_pending(&mc->mca_timer))
		del_timer(&net_shard0(net)->timers, &mc->mca_timer);
	rcu_defer(&net->garbage, free, mc);
}

int ipv6_dev_mc_dec(struct net_device *dev, const struct in6_addr *addr)
{
	struct inet6_dev *idev = dev->ip6_ptr;

	if (!idev)
		return -ENODEV;
	for (struct ifmcaddr6 **p = &idev->mc_list; *p; p = &(*p)->next) {
		struct ifmcaddr6 *mc = *p;

		if (!ipv6_addr_equal(&mc->mca_addr, addr))
			continue;
		if (--mc->mca_users)
			return 0;
		rcu_assign_pointer(*p, mc->next);
		group_dropped(mc);
		free_group(mc);
		return 0;
	}
	return -ENOENT;
}

bool ipv6_chk_mcast_addr(struct net_device *dev, const struct in6_addr *group)
{
	struct inet6_dev *idev = __in6_dev_get(dev);

	return idev && find_group(idev, group);
}

void ipv6_mc_up(struct inet6_dev *idev)
{
	for (struct ifmcaddr6 *mc = idev->mc_list; mc; mc = mc->next)
		group_added(mc);
}

void ipv6_mc_down(struct inet6_dev *idev)
{
	const struct addrconf_ops *ops = addrconf_state(idev->dev->net)->ops;

	for (struct ifmcaddr6 *mc = idev->mc_list; mc; mc = mc->next)
		group_dropped(mc);
	if (ops && ops->groups_stopped)
		ops->groups_stopped(idev->dev);
}

void ipv6_mc_destroy_dev(struct inet6_dev *idev)
{
	struct ifmcaddr6 *mc = idev->mc_list;

	rcu_assign_pointer(idev->mc_list, NULL);
	while (mc) {
		struct ifmcaddr6 *next = mc->next;

		group_dropped(mc);
		free_group(mc);
		mc = next;
	}
}

/* ---- anycast ---- */

bool ipv6_chk_acast_addr(struct net *net, const struct net_device *dev, const struct in6_addr *addr)
{
	struct net_device *d;

	if (dev) {
		struct inet6_dev *idev = __in6_dev_get(dev);
		struct ifacaddr6 *ac = idev ? rcu_dereference(idev->ac_list) : NULL;

		for (; ac; ac = rcu_dereference(ac->next))
			if (ipv6_addr_equal(&ac->aca_addr, addr))
				return true;
		return false;
	}
	for_each_netdev (net, d)
		if (ipv6_chk_acast_addr(net, d, addr))
			return true;
	return false;
}

static void join_solicited(struct net_device *dev, const struct in6_addr *addr, bool join)
{
	struct in6_addr group;

	if (dev->flags & (IFF_LOOPBACK | IFF_NOARP))
		return;
	addrconf_addr_solict_mult(addr, &group);
	if (join)
		ipv6_dev_mc_inc(dev, &group);
	else
		ipv6_dev_mc_dec(dev, &group);
}

int ipv6_dev_ac_inc(struct inet6_dev *idev, const struct in6_addr *addr)
{
	struct ifacaddr6 *ac;

	if (idev->dead)
		return -ENODEV;
	for (ac = idev->ac_list; ac; ac = ac->next)
		if (ipv6_addr_equal(&ac->aca_addr, addr)) {
			ac->aca_users++;
			return 0;
		}
	ac = calloc(1, sizeof(*ac));
	if (!ac)
		return -ENOMEM;
	ac->aca_addr = *addr;
	ac->idev = idev;
	ac->aca_users = 1;
	ac->aca_cstamp = net_jiffies(idev->dev->net);
	ac->next = idev->ac_list;
	rcu_assign_pointer(idev->ac_list, ac);
	addrconf_f6i_add(idev, addr, true);
	join_solicited(idev->dev, addr, true);
	return 0;
}

static void delete_route(struct inet6_dev *idev, const struct in6_addr *addr)
{
	struct fib6_state *st = fib6_state(idev->dev->net);
	struct fib6_leaf *l = fib6_trie_find(st->local->trie, addr, 128);

	for (struct fib6_info *f = l ? l->first : NULL; f; f = f->next)
		if (f->nh_dev == idev->dev && f->flags & RTF_ANYCAST) {
			fib6_del(idev->dev->net, f, NULL);
			return;
		}
}

int ipv6_dev_ac_dec(struct inet6_dev *idev, const struct in6_addr *addr)
{
	for (struct ifacaddr6 **p = &idev->ac_list; *p; p = &(*p)->next) {
		struct ifacaddr6 *ac = *p;

		if (!ipv6_addr_equal(&ac->aca_addr, addr))
			continue;
		if (--ac->aca_users)
			return 0;
		rcu_assign_pointer(*p, ac->next);
		join_solicited(idev->dev, addr, false);
		delete_route(idev, addr);
		rcu_defer(&idev->dev->net->garbage, free, ac);
		return 0;
	}
	return -ENOENT;
}

void ipv6_ac_destroy_dev(struct inet6_dev *idev)
{
	while (idev->ac_list) {
		idev->ac_list->aca_users = 1;
		ipv6_dev_ac_dec(idev, &idev->ac_list->aca_addr);
	}
}
