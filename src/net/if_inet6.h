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

/* Settings without a number in linux/ipv6.h, behind those that IFLA_INET6_CONF tells. */
enum {
	DEVCONF_RA_HONOR_PIO_LIFE = DEVCONF_MAX,
	DEVCONF_RA_HONOR_PIO_PFLAG,
	DEVCONF_REGEN_MIN_ADVANCE,
	DEVCONF_ALL_MAX
};

/** struct ipv6_devconf - data[DEVCONF_X], as in the kernel; READ_ONCE */
struct ipv6_devconf {
	int data[DEVCONF_ALL_MAX];
	struct in6_addr stable_secret;
	bool secret_initialized;
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
	u8 scope; /* RT_SCOPE_* */
	u8 state;
	u8 ifa_proto;
	u8 dad_probes; /* left */
	u8 dad_count; /* how often its identifier was somebody else's */
	u64 dad_nonce;
	u32 valid_lft, prefered_lft; /* seconds, UINT32_MAX: for ever */
	u64 cstamp, tstamp; /* jiffies */
	struct timer_list dad_timer;
};

/* mca_flags */
#define MAF_TIMER_RUNNING 0x01 /* set by path/ipv6/mcast.c */
#define MAF_LAST_REPORTER 0x02
#define MAF_LOADED	  0x04 /* the device listens */
#define MAF_NOREPORT	  0x08 /* never reported */

/** struct ifmcaddr6 - a group joined on a device; the youngest stands first */
struct ifmcaddr6 {
	struct in6_addr mca_addr;
	struct ifmcaddr6 *next; /* RCU */
	struct inet6_dev *idev;
	u32 mca_users;
	u8 mca_flags, mca_crcount;
	u64 mca_cstamp, mca_tstamp; /* jiffies */
	struct timer_list mca_timer; /* a report is due */
};

/** struct ifacaddr6 - an anycast address (the subnet routers' of a forwarding device) */
struct ifacaddr6 {
	struct in6_addr aca_addr;
	struct ifacaddr6 *next; /* RCU */
	struct inet6_dev *idev;
	u32 aca_users;
	u64 aca_cstamp; /* jiffies */
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
	u64 tstamp; /* jiffies, of the last change, for IFLA_INET6_CACHEINFO */
	int hop_limit; /* -1: the setting's */
	u8 dead;
	/* MLD state, mcast.c's */
	u64 mc_v1_seen, mc_maxdelay;
	u8 mc_qrv;
	struct timer_list rs_timer;
	u64 rs_interval; /* jiffies */
	int rs_probes;
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
	u32 plen;
	u8 ifa_proto;
};
/** inet6_addr_add() - => the kernel's -EEXIST, -EACCES (disable_ipv6), -ENODEV, -EINVAL, -ENOBUFS */
int __must_check inet6_addr_add(struct net_device *dev, const struct ifa6_config *cfg,
				const struct nl_info *info, struct netlink_ext_ack *extack);
/** inet6_addr_modify() - lifetimes, flags, metric of an address that is there */
int __must_check inet6_addr_modify(struct inet6_ifaddr *ifa, const struct ifa6_config *cfg,
				   const struct nl_info *info);
/** ipv6_find_idev() - @dev's, made if it can have one; NULL and *@err: -EINVAL (MTU), -ENOBUFS */
struct inet6_dev *ipv6_find_idev(struct net_device *dev, int *err);
/** inet6_addr_del() - => -EADDRNOTAVAIL, -ENXIO */
int __must_check inet6_addr_del(struct net_device *dev, u32 ifa_flags, const struct in6_addr *addr,
				u32 plen, const struct nl_info *info,
				struct netlink_ext_ack *extack);
/** inet6_conf_set() - a write to net/ipv6/conf/{all,default,DEV}/NAME with the kernel's side effects
 * (forwarding joins ff02::2 and routers' anycast, disable_ipv6 takes addresses away …)
 * @dev: NULL all, (void *)-1 default */
int inet6_conf_set(struct net *net, struct net_device *dev, int attr, int value);
/** inet6_conf_secret() - a write to stable_secret; @dev as above; => 0, -EIO for all */
int inet6_conf_secret(struct net *net, struct net_device *dev, const struct in6_addr *secret);
/** inet6_devconf() - the settings of @dev, as above; NULL: it has none */
struct ipv6_devconf *inet6_devconf(struct net *net, struct net_device *dev);
/** addrconf_name() - "accept_ra" for DEVCONF_ACCEPT_RA; NULL: not in use */
const char *addrconf_name(int attr);
/** inet6_valid_gen_mode() - may @mode (IN6_ADDR_GEN_MODE_*) be chosen for @cnf? => 0, -EINVAL */
int inet6_valid_gen_mode(struct net *net, const struct ipv6_devconf *cnf, int mode);
/** inet6_set_token() - the interface identifier for addresses learnt from routers */
int inet6_set_token(struct inet6_dev *idev, const struct in6_addr *token,
		    struct netlink_ext_ack *extack);
/** inet6_accept_ra() - does @idev listen to routers? */
bool ipv6_accept_ra(const struct inet6_dev *idev);
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
#define IPV6_PREFER_SRC_TMP_	0x0001u
#define IPV6_PREFER_SRC_PUBLIC_ 0x0002u
/** ipv6_dev_get_saddr() - RFC 6724's source address; @prefs: IPV6_PREFER_SRC_*; => 0,
 * -EADDRNOTAVAIL */
int ipv6_dev_get_saddr(struct net *net, const struct net_device *dst_dev,
		       const struct in6_addr *daddr, unsigned int prefs, struct in6_addr *saddr);
/** ipv6_get_lladdr() - a link-local address of @dev without @banned flags; => 0, -EADDRNOTAVAIL */
int ipv6_get_lladdr(struct net_device *dev, struct in6_addr *addr, u32 banned);
/** ipv6_chk_mcast_addr() - has @dev joined @group? */
bool ipv6_chk_mcast_addr(struct net_device *dev, const struct in6_addr *group);
bool ipv6_chk_acast_addr(struct net *net, const struct net_device *dev,
			 const struct in6_addr *addr);

/* ---- labels of prefixes, for choosing addresses (addrlabel.c) ---- */

struct ip6addrlbl_entry {
	struct in6_addr prefix;
	struct ip6addrlbl_entry *next; /* RCU; longer prefixes first */
	int prefixlen, ifindex; /* ifindex 0: any */
	u32 label;
};
/** ipv6_addr_label() - under RCU; IPV6_ADDR_LABEL_DEFAULT_: none */
u32 ipv6_addr_label(struct net *net, const struct in6_addr *addr, int ifindex);
#define IPV6_ADDR_LABEL_DEFAULT_ 0xffffffffu
struct ip6addrlbl_entry *ip6addrlbl_first(struct net *net);
/** ip6addrlbl_add() - => 0, -EEXIST unless @replace, -EINVAL, -ENOMEM */
int __must_check ip6addrlbl_add(struct net *net, const struct in6_addr *prefix, int prefixlen,
				int ifindex, u32 label, bool replace);
/** ip6addrlbl_del() - => 0, -ESRCH */
int __must_check ip6addrlbl_del(struct net *net, const struct in6_addr *prefix, int prefixlen,
				int ifindex);
int __must_check addrlabel_net_init(struct net *net);
void addrlabel_net_exit(struct net *net);

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
 * @groups_stopped: IPv6 is down on the device: nothing is reported any more
 */
struct addrconf_ops {
	void (*send_ns)(struct net_device *dev, const struct in6_addr *target,
			const struct in6_addr *daddr, const struct in6_addr *saddr, u64 nonce);
	void (*send_na)(struct net_device *dev, const struct in6_addr *daddr,
			const struct in6_addr *target, bool router, bool solicited, bool override);
	void (*send_rs)(struct net_device *dev, const struct in6_addr *saddr);
	void (*group_added)(struct ifmcaddr6 *mc);
	void (*group_dropped)(struct ifmcaddr6 *mc);
	void (*groups_stopped)(struct net_device *dev);
};
void addrconf_set_ops(struct net *net, const struct addrconf_ops *ops);

#endif
