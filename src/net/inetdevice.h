/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPv4 addresses of a device, and its settings under net/ipv4/conf/. */
#ifndef QUINTET_NET_INETDEVICE_H
#define QUINTET_NET_INETDEVICE_H

#include "net/netdevice.h"

#include <linux/if_addr.h>
#include <linux/ip.h> /* IPV4_DEVCONF_* */
#include <linux/rtnetlink.h>

/* data[IPV4_DEVCONF_X - 1], as in the kernel */
struct ipv4_devconf {
	int data[IPV4_DEVCONF_MAX];
	u64 set; /* bits of those that were written: "default" no longer reaches them */
};

/** struct in_ifaddr - one address; immutable once published, except the lifetimes */
struct in_ifaddr {
	struct in_ifaddr *ifa_next; /* RCU: primary ones first, secondary ones behind their own */
	struct in_ifaddr *hash_next; /* RCU: addresses of the namespace with the same hash */
	struct in_device *ifa_dev;
	__be32 ifa_local, ifa_address, ifa_mask, ifa_broadcast;
	u32 ifa_rt_priority;
	u32 ifa_flags;
	u8 ifa_prefixlen, ifa_scope, ifa_proto;
	char ifa_label[IFNAMSIZ];
	u32 ifa_valid_lft, ifa_preferred_lft; /* seconds, UINT32_MAX: for ever */
	u64 ifa_cstamp, ifa_tstamp; /* jiffies */
};

struct ip_mc_list {
	struct ip_mc_list *next;
	__be32 multiaddr;
	u32 users;
};

struct rtable;

struct in_device {
	struct net_device *dev;
	/* Routes that no table holds; see rtable in ip_fib.h */
	struct rtable *rt_onlink; /* output with an oif and no route: on the link */
	struct rtable *rt_multicast; /* to a group */
	struct rtable *rt_multicast_local; /* to a group that is joined here: deliver, too */
	struct rtable *rt_broadcast; /* 255.255.255.255 and 0.0.0.0 */
	struct rtable *rt_bc_forward; /* a directed broadcast passed on: bc_forwarding */
	struct in_ifaddr *ifa_list; /* RCU */
	struct ip_mc_list *mc_list; /* RCU; groups joined on the device: 224.0.0.1 when up */
	struct ipv4_devconf cnf;
};

static inline struct in_device *in_dev_get_rcu(const struct net_device *dev)
{
	return rcu_dereference(((struct net_device *)dev)->ip_ptr);
}

#define IPV4_DEVCONF(cnf, attr)	      READ_ONCE((cnf).data[IPV4_DEVCONF_##attr - 1])
#define IPV4_DEVCONF_ALL(net_, attr)  IPV4_DEVCONF(*(net_)->ipv4.devconf_all, attr)
#define IN_DEV_CONF_GET(in_dev, attr) IPV4_DEVCONF((in_dev)->cnf, attr)
/* The three ways in which "all" and the device's own value combine; see ip-sysctl. */
#define IN_DEV_ANDCONF(in_dev, attr) \
	(IPV4_DEVCONF_ALL((in_dev)->dev->net, attr) && IN_DEV_CONF_GET(in_dev, attr))
#define IN_DEV_ORCONF(in_dev, attr) \
	(IPV4_DEVCONF_ALL((in_dev)->dev->net, attr) || IN_DEV_CONF_GET(in_dev, attr))
#define IN_DEV_MAXCONF(in_dev, attr) \
	max_t(int, IPV4_DEVCONF_ALL((in_dev)->dev->net, attr), IN_DEV_CONF_GET(in_dev, attr))
#define IN_DEV_FORWARD(in_dev) IN_DEV_CONF_GET(in_dev, FORWARDING)

static inline bool inet_ifa_match(__be32 addr, const struct in_ifaddr *ifa)
{
	return !((addr ^ ifa->ifa_address) & ifa->ifa_mask);
}
static inline __be32 inet_make_mask(int plen)
{
	return plen ? htonl(~0u << (32 - plen)) : 0;
}

/* Owner's thread; the kernel's errors: -EEXIST, -EADDRNOTAVAIL, -ENOBUFS, -EINVAL. */
int __must_check inet_addr_add(struct net_device *dev, const struct in_ifaddr *ifa);
int __must_check inet_addr_del(struct net_device *dev, const struct in_ifaddr *match, bool label);
struct nl_info;
struct netlink_ext_ack;
/** inet_insert_ifa() - as inet_addr_add(), and says why not; tells listeners on behalf of @info */
int __must_check inet_insert_ifa(struct net_device *dev, const struct in_ifaddr *ifa,
				 const struct nl_info *info, struct netlink_ext_ack *extack);
/** inet_del_ifa() - take @ifa, which is on its device's list, away; secondaries go with it or are
 * promoted */
void inet_del_ifa(struct in_ifaddr *ifa, const struct nl_info *info);
/** inet_ifa_changed() - lifetimes, flags or metric of @ifa were written: arm its timer, tell */
void inet_ifa_changed(struct in_ifaddr *ifa, const struct nl_info *info);
/** inet_ifa_byprefix() - the primary address of a subnet */
struct in_ifaddr *inet_ifa_byprefix(struct in_device *in_dev, __be32 prefix, __be32 mask);
/** in_dev_create() - IPv4 on a device that lost it; NULL: no memory */
struct in_device *in_dev_create(struct net_device *dev);
/** devinet_name() - "rp_filter" for IPV4_DEVCONF_RP_FILTER; NULL: not in use */
const char *devinet_name(int attr);

int __must_check devinet_net_init(struct net *net);
void devinet_net_exit(struct net *net);

#define for_each_ifa(ifa, in_dev)                                              \
	for (struct in_ifaddr *ifa = rcu_dereference((in_dev)->ifa_list); ifa; \
	     ifa = rcu_dereference(ifa->ifa_next))

/** inet_lookup_ifaddr() - whose address is it? One probe of a hash; under RCU; NULL: nobody's */
struct in_ifaddr *inet_lookup_ifaddr(struct net *net, __be32 addr);
/** inet_select_addr() - the source address for @dst out of @dev, at most @scope; 0: none */
__be32 inet_select_addr(const struct net_device *dev, __be32 dst, int scope);
/** inet_confirm_addr() - an address of ours that fits, for ARP */
__be32 inet_confirm_addr(struct net *net, struct in_device *in_dev, __be32 dst, __be32 local,
			 int scope);
/** ip_check_mc() - has @in_dev joined @group? */
bool ip_check_mc(struct in_device *in_dev, __be32 group);
/** inet_conf_set() - a write to net/ipv4/conf/{all,default,DEV}/NAME, with the kernel's side
 * effects (ip_forward and conf/all/forwarding set every device).  @dev: NULL all, (void *)-1
 * default */
int inet_conf_set(struct net *net, struct net_device *dev, int attr, int value);

#endif
