/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What addrconf.c (devices), inet6addr.c (addresses), ipv6_devconf.c (settings) share. */
#ifndef QUINTET_NET_ADDRCONF_INTERNAL_H
#define QUINTET_NET_ADDRCONF_INTERNAL_H

#include "net/fib6.h"
#include "net/rtnl.h"

#define ADDR6_HASH_BITS	   8
#define INFINITY_LIFE_TIME UINT32_MAX
#define IPV6_MIN_MTU_	   1280u

#ifndef IFAPROT_KERNEL_LO
#define IFAPROT_KERNEL_LO 1
#define IFAPROT_KERNEL_LL 3
#endif

/** struct addrconf_state - @hash: every address of the namespace; RCU */
struct addrconf_state {
	struct net *net;
	struct inet6_ifaddr *hash[1 << ADDR6_HASH_BITS];
	struct timer_list lifetime_timer;
	const struct addrconf_ops *ops;
};
static inline struct addrconf_state *addrconf_state(const struct net *net)
{
	return net->slot[NET_SLOT_ADDRCONF];
}
static inline u64 net_jiffies(struct net *net)
{
	return net_shard0(net)->clock.jiffies;
}

/* inet6addr.c */

/** ipv6_add_addr() - on the list, tentative, without routes; NULL and *@err */
struct inet6_ifaddr *ipv6_add_addr(struct inet6_dev *idev, const struct ifa6_config *cfg, int *err,
				   struct netlink_ext_ack *extack);
void ipv6_del_addr(struct inet6_ifaddr *ifa, const struct nl_info *info);
/** ipv6_ifa_notify() - tell; @event RTM_NEWADDR: it is valid, its routes come; RTM_DELADDR: they go;
 * 0: only tell */
void ipv6_ifa_notify(int event, struct inet6_ifaddr *ifa, const struct nl_info *info);
/** addrconf_dad_start() - find out whether it is ours alone; that may be at once */
void addrconf_dad_start(struct inet6_ifaddr *ifa);
/** addrconf_dad_run() - the link is ready: go on with what waits */
void addrconf_dad_run(struct inet6_dev *idev);
void addrconf_verify(struct net *net);
/** ipv6_idev_down() - addresses of a device that goes down (or away: @unregister) */
void ipv6_idev_down(struct inet6_dev *idev, bool unregister);
/** addrconf_permanent_addr() - addresses that were kept while it was down come back */
void addrconf_permanent_addr(struct inet6_dev *idev);
void addrconf_join_anycast(struct inet6_ifaddr *ifa);
void addrconf_leave_anycast(struct inet6_ifaddr *ifa);
void addrconf_rs_timer_stop(struct inet6_dev *idev);
void inet6addr_init(struct addrconf_state *st);

/* mcast6.c */
void ipv6_mc_destroy_dev(struct inet6_dev *idev);
void ipv6_ac_destroy_dev(struct inet6_dev *idev);
/** ipv6_mc_up(), ipv6_mc_down() - the link can report its groups, or not any more */
void ipv6_mc_up(struct inet6_dev *idev);
void ipv6_mc_down(struct inet6_dev *idev);

/* addrconf.c */
void addrconf_dev_up(struct net_device *dev);
void addrconf_dev_down(struct net_device *dev);
/** addrconf_init_auto_addrs() - make the link-local address that the device's mode says */
void addrconf_init_auto_addrs(struct net_device *dev);
struct inet6_dev *addrconf_add_dev(struct net_device *dev, int *err,
				   struct netlink_ext_ack *extack);

/* ipv6_devconf.c */
int __must_check inet6_devconf_init(struct net *net);
void inet6_devconf_exit(struct net *net);

/* addrgen6.c: interface identifiers, the last eight bytes of @addr; => false: none can be made */
bool ipv6_generate_eui64(struct in6_addr *addr, const struct net_device *dev);
bool ipv6_generate_stable_address(struct in6_addr *addr, u8 dad_count, struct inet6_dev *idev);

#endif
