/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPv6 addresses of a device, its groups, and its settings under net/ipv6/conf/.
 *
 * addrconf.c (net/) owns addresses and settings; path/ipv6 sends what they ask for (DAD probes,
 * router solicitations, group reports) through struct addrconf_ops.
 */
#ifndef QUINTET_NET_IF_INET6_H
#define QUINTET_NET_IF_INET6_H

#include "net/ipv6.h"
#include "net/netdevice.h"

#include <linux/if_addr.h>

/* data[DEVCONF_X], as in the kernel */
struct ipv6_devconf {
	int data[DEVCONF_MAX];
	u64 set; /* bits of those that were written */
};

/* inet6_ifaddr.state */
enum {
	INET6_IFADDR_STATE_PREDAD,
	INET6_IFADDR_STATE_DAD, /* tentative: probes are on their way */
	INET6_IFADDR_STATE_POSTDAD,
	INET6_IFADDR_STATE_ERRDAD, /* somebody else has it */
	INET6_IFADDR_STATE_DEAD,
};

/** struct inet6_ifaddr - one address; found under RCU */
struct inet6_ifaddr {
	struct in6_addr addr;
	struct in6_addr peer_addr; /* of a point-to-point address; unspecified: none */
	struct inet6_ifaddr *if_next; /* RCU: of the device, in the kernel's order (by scope) */
	struct inet6_ifaddr *hash_next; /* RCU: of the namespace */
	struct inet6_dev *idev;
	u32 prefix_len, rt_priority;
	u32 flags; /* IFA_F_*; READ_ONCE */
	u16 scope; /* as ipv6_addr_scope() says it in rtnetlink: IFA_LINK … */
	u8 state;
	u8 ifa_proto;
	u8 dad_probes; /* left */
	u64 dad_nonce;
	u32 valid_lft, prefered_lft; /* seconds, UINT32_MAX: for ever */
	u64 cstamp, tstamp; /* jiffies */
	struct timer_list dad_timer;
};

/** struct ifmcaddr6 - a group joined on a device */
struct ifmcaddr6 {
	struct in6_addr mca_addr;
	struct ifmcaddr6 *next; /* RCU */
	struct inet6_dev *idev;
	u32 mca_users;
	u8 mca_flags, mca_crcount;
	u64 mca_cstamp;
	struct timer_list mca_timer; /* a report is due */
};

/** struct ifacaddr6 - an anycast address (the subnet routers' of a forwarding device) */
struct ifacaddr6 {
	struct in6_addr aca_addr;
	struct ifacaddr6 *next; /* RCU */
	u32 aca_users;
};

#define IF_RA_OTHERCONF 0x80
#define IF_RA_MANAGED	0x40
#define IF_RA_RCVD	0x20
#define IF_RS_SENT	0x10
#define IF_READY	0x80000000u

struct inet6_dev {
	struct net_device *dev;
	struct inet6_ifaddr *addr_list; /* RCU */
	struct ifmcaddr6 *mc_list; /* RCU */
	struct ifacaddr6 *ac_list; /* RCU */
	struct ipv6_devconf cnf;
	struct in6_addr token;
	u32 if_flags; /* IF_* */
	u32 tstamp; /* jiffies, of the last change, for IFLA_INET6_CACHEINFO */
	int hop_limit; /* -1: the setting's */
	u8 dead;
	/* MLD state, mcast.c's */
	u64 mc_v1_seen, mc_maxdelay;
	u8 mc_qrv;
	struct timer_list rs_timer;
	u8 rs_probes;
	void *mcast; /* mcast.c's own */
	struct inet6_mib mib;
};

static inline struct inet6_dev *__in6_dev_get(const struct net_device *dev)
{
	return rcu_dereference(((struct net_device *)dev)->ip6_ptr);
}
#define IPV6_DEVCONF(cnf, attr)	     READ_ONCE((cnf).data[DEVCONF_##attr])
#define IPV6_DEVCONF_ALL(net_, attr) IPV6_DEVCONF(*(net_)->ipv6.devconf_all, attr)
#define IN6_DEV_CONF_GET(idev, attr) IPV6_DEVCONF((idev)->cnf, attr)

#define for_each_ifa6(ifa, idev)                                                 \
	for (struct inet6_ifaddr *ifa = rcu_dereference((idev)->addr_list); ifa; \
	     ifa = rcu_dereference(ifa->if_next))

/* ---- addresses: owner's thread ---- */

struct nl_info;
struct netlink_ext_ack;

/** struct ifa6_config - an address as it is asked for */
struct ifa6_config {
	struct in6_addr pfx, peer_pfx;
	bool has_peer;
	u32 ifa_flags, rt_priority, valid_lft, preferred_lft;
	u8 plen, scope, ifa_proto;
};
/** inet6_addr_add() - => the kernel's -EEXIST, -EACCES (disable_ipv6), -ENODEV, -EINVAL, -ENOBUFS */
int __must_check inet6_addr_add(struct net_device *dev, const struct ifa6_config *cfg,
				const struct nl_info *info, struct netlink_ext_ack *extack);
/** inet6_addr_modify() - lifetimes, flags, metric of an address that is there */
int __must_check inet6_addr_modify(struct inet6_ifaddr *ifa, const struct ifa6_config *cfg,
				   const struct nl_info *info);
/** inet6_addr_del() - => -EADDRNOTAVAIL, -ENXIO */
int __must_check inet6_addr_del(struct net_device *dev, u32 ifa_flags, const struct in6_addr *addr,
				u32 plen, const struct nl_info *info,
				struct netlink_ext_ack *extack);
/** inet6_conf_set() - a write to net/ipv6/conf/{all,default,DEV}/NAME with the kernel's side effects
 * (forwarding joins ff02::2 and routers' anycast, disable_ipv6 takes addresses away …)
 * @dev: NULL all, (void *)-1 default */
int inet6_conf_set(struct net *net, struct net_device *dev, int attr, int value);
/** addrconf_name() - "accept_ra" for DEVCONF_ACCEPT_RA; NULL: not in use */
const char *addrconf_name(int attr);
/** addrconf_dad_failure() - a probe was answered: @ifa is somebody else's */
void addrconf_dad_failure(struct sk_buff *skb, struct inet6_ifaddr *ifa);

int __must_check addrconf_net_init(struct net *net);
void addrconf_net_exit(struct net *net);

/* ---- look-ups: under RCU ---- */

/** ipv6_chk_addr() - is it ours? @strict: also tentative ones count as not (kernel: IFA_F_TENTATIVE);
 * @dev: on that device only, NULL: any */
bool ipv6_chk_addr(struct net *net, const struct in6_addr *addr, const struct net_device *dev,
		   bool strict);
/** ipv6_get_ifaddr() - borrowed; NULL: not ours */
struct inet6_ifaddr *ipv6_get_ifaddr(struct net *net, const struct in6_addr *addr,
				     const struct net_device *dev, bool strict);
/** ipv6_dev_get_saddr() - RFC 6724's source address; => 0, -EADDRNOTAVAIL */
int ipv6_dev_get_saddr(struct net *net, const struct net_device *dst_dev,
		       const struct in6_addr *daddr, unsigned int prefs, struct in6_addr *saddr);
/** ipv6_get_lladdr() - a link-local address of @dev without @banned flags; => 0, -EADDRNOTAVAIL */
int ipv6_get_lladdr(struct net_device *dev, struct in6_addr *addr, u32 banned);
/** ipv6_chk_mcast_addr() - has @dev joined @group? */
bool ipv6_chk_mcast_addr(struct net_device *dev, const struct in6_addr *group);
bool ipv6_chk_acast_addr(struct net *net, const struct net_device *dev,
			 const struct in6_addr *addr);

/* ---- groups: owner's thread; net/mcast6.c keeps the lists, path/ipv6/mcast.c sends reports ---- */

int ipv6_dev_mc_inc(struct net_device *dev, const struct in6_addr *addr);
int ipv6_dev_mc_dec(struct net_device *dev, const struct in6_addr *addr);
int ipv6_dev_ac_inc(struct inet6_dev *idev, const struct in6_addr *addr);
int ipv6_dev_ac_dec(struct inet6_dev *idev, const struct in6_addr *addr);

/**
 * struct addrconf_ops - what addresses and groups ask of path/ipv6, which fills the slot
 * @send_ns: a probe for @target (DAD: @saddr unspecified), nonce 0: none
 * @send_na: an unsolicited advertisement (ndisc_notify)
 * @send_rs: a router solicitation
 * @group_added, @group_dropped: MLD
 */
struct addrconf_ops {
	void (*send_ns)(struct net_device *dev, const struct in6_addr *target,
			const struct in6_addr *daddr, const struct in6_addr *saddr, u64 nonce);
	void (*send_na)(struct net_device *dev, const struct in6_addr *daddr,
			const struct in6_addr *target, bool router, bool solicited, bool override);
	void (*send_rs)(struct net_device *dev, const struct in6_addr *saddr);
	void (*group_added)(struct ifmcaddr6 *mc);
	void (*group_dropped)(struct ifmcaddr6 *mc);
};
void addrconf_set_ops(struct net *net, const struct addrconf_ops *ops);

#endif
