/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Network devices: what packets come in by and leave by.
 *
 * A device is made by its driver (drivers/, io/), registered by the owner's thread and found under
 * RCU.  Unregistering takes addresses, routes and neighbours with it (netdev notifiers), waits for
 * readers and calls ndo_uninit.
 */
#ifndef QUINTET_NET_NETDEVICE_H
#define QUINTET_NET_NETDEVICE_H

#include "net/net.h"
#include "net/nlattr.h"
#include "skb/gso.h"

#include <linux/if.h>
#include <linux/if_link.h>
#include <urcu/rculist.h>

#undef MAX_ADDR_LEN /* glibc: 7 */
#define MAX_ADDR_LEN 32

struct attr_buf;
struct in_device;
struct netlink_ext_ack;
struct vlan_group;
struct inet6_dev;
struct neighbour;

/**
 * struct net_device_ops - a driver
 * @ndo_start_xmit: takes the packet; @skb->data is at the link-layer header; owns @skb
 * @ndo_open, @ndo_stop: the device goes up or down; may be NULL
 * @ndo_uninit: the last thing before the device is freed; may be NULL
 */
struct net_device_ops {
	void (*ndo_start_xmit)(struct sk_buff *skb, struct net_device *dev);
	int (*ndo_open)(struct net_device *dev);
	void (*ndo_stop)(struct net_device *dev);
	int (*ndo_set_mac_address)(struct net_device *dev, const u8 *addr);
	int (*ndo_change_mtu)(struct net_device *dev, int mtu);
	void (*ndo_uninit)(struct net_device *dev);
	/* The device that it stands on or is joined with (IFLA_LINK); NULL: itself */
	int (*ndo_get_iflink)(const struct net_device *dev);
	/* What @dev sends and receives is to go through a bridge, or not any more */
	int (*ndo_add_slave)(struct net_device *master, struct net_device *dev,
			     struct netlink_ext_ack *extack);
	int (*ndo_del_slave)(struct net_device *master, struct net_device *dev);
};

/**
 * struct rtnl_link_params - what `ip link add` asks for; borrowed
 * @link: the device of IFLA_LINK, NULL: none was named (@has_link false) or it does not exist
 * @address, @mtu: NULL and 0: the kind's own
 * @data: IFLA_INFO_DATA
 */
struct rtnl_link_params {
	struct net *net;
	const char *name;
	struct net_device *link;
	bool has_link;
	const u8 *address;
	u32 mtu;
	struct attrs data;
	struct netlink_ext_ack *extack;
};

/**
 * struct rtnl_link_ops - a kind that `ip link add … type KIND` makes
 * @newlink: => 0 and the registered device in *@dev
 * @changelink: `ip link set … type KIND`; NULL: -EOPNOTSUPP
 * @dellink: NULL: unregister_netdevice()
 * @fill_info, @fill_slave: IFLA_INFO_DATA, and IFLA_INFO_SLAVE_DATA of a device below it
 */
struct rtnl_link_ops {
	const char *kind;
	int (*newlink)(const struct rtnl_link_params *p, struct net_device **dev);
	int (*changelink)(struct net_device *dev, struct attrs data,
			  struct netlink_ext_ack *extack);
	void (*dellink)(struct net_device *dev);
	void (*fill_info)(const struct net_device *dev, struct attr_buf *out);
	void (*fill_slave)(const struct net_device *dev, struct attr_buf *out);
};

/* What a device's rx handler says of a frame. */
enum rx_handler_result {
	RX_HANDLER_CONSUMED,
	RX_HANDLER_PASS, /* nothing of mine: go on */
};

/* ip -s link; one writer (the shard), read with READ_ONCE. */
struct net_device_stats64 {
	u64 rx_packets, tx_packets, rx_bytes, tx_bytes;
	u64 rx_errors, tx_errors, rx_dropped, tx_dropped;
	u64 multicast, rx_nohandler;
};

struct net_device {
	/* Read for every packet */
	char name[IFNAMSIZ]; /* zero-padded, so that rules may compare words */
	int ifindex;
	unsigned int flags; /* IFF_* */
	unsigned int mtu;
	u16 type; /* ARPHRD_* */
	u16 hard_header_len;
	u16 features; /* NETIF_F_*: what it can take unfinished */
	u8 addr_len;
	u8 dev_addr[MAX_ADDR_LEN];
	u8 broadcast[MAX_ADDR_LEN];
	const struct net_device_ops *ops;
	struct net *net;
	struct in_device *ip_ptr; /* RCU; NULL: no IPv4 */
	struct inet6_dev *ip6_ptr; /* RCU; NULL: no IPv6 */
	struct net_device *master; /* bridge it is a port of */
	/* The device's own hooks: see nf/netfilter.h */
	struct nf_hook_entries *nf_hooks_ingress, *nf_hooks_egress;
	void *priv; /* the driver's */
	/* RCU: takes frames before any protocol does; a bridge's port */
	enum rx_handler_result (*rx_handler)(struct sk_buff *skb);
	void *rx_handler_data;
	struct vlan_group *vlan_group; /* RCU; NULL: no vlan device stands on it */

	/* Written by the shard */
	struct net_device_stats64 stats;

	/* Owner's thread */
	struct cds_list_head dev_list;
	const struct rtnl_link_ops *rtnl_link_ops; /* NULL: no kind */
	char ifalias[256];
	unsigned int tx_queue_len;
	unsigned int group;
	unsigned int min_mtu, max_mtu;
	u8 operstate; /* IF_OPER_* */
	u8 link_mode;
	bool carrier;
	bool noqueue; /* a virtual device: no queueing discipline, nothing waits */
	const char *qdisc; /* name, as it is shown: "noop" until it is first up */
	unsigned int promiscuity, allmulti;
	u8 perm_addr[MAX_ADDR_LEN];
	u32 carrier_changes;
	bool registered;
};

/** alloc_etherdev() - an Ethernet device with the kernel's defaults, not registered; NULL: no
 * memory */
struct net_device *alloc_etherdev(struct net *net, const char *name,
				  const struct net_device_ops *ops);
/** alloc_netdev() - likewise for another type (ARPHRD_LOOPBACK, ARPHRD_NONE) */
struct net_device *alloc_netdev(struct net *net, const char *name, u16 type,
				const struct net_device_ops *ops);
/**
 * register_netdevice() - make it visible, with the next ifindex (or dev->ifindex if set)
 *
 * A name with "%d" gets the lowest free number.  => -EEXIST, -EINVAL (name), -ENOMEM, -EBUSY
 * (ifindex)
 */
int __must_check register_netdevice(struct net_device *dev);
/** unregister_netdevice() - takes it away and frees it */
void unregister_netdevice(struct net_device *dev);
/** free_netdev() - a device that was never registered */
void free_netdev(struct net_device *dev);

/* Borrowed under RCU or by the owner's thread; NULL: none */
struct net_device *dev_get_by_index(struct net *net, int ifindex);
struct net_device *dev_get_by_name(struct net *net, const char *name);
bool dev_valid_name(const char *name);

int __must_check dev_open(struct net_device *dev);
void dev_close(struct net_device *dev);
int __must_check dev_change_flags(struct net_device *dev, unsigned int flags, unsigned int mask);
int __must_check dev_set_mtu(struct net_device *dev, int mtu);
/* As dev_set_mtu(); says why it is refused. */
struct netlink_ext_ack;
int __must_check dev_set_mtu_ext(struct net_device *dev, int mtu, struct netlink_ext_ack *extack);
/** dev_get_flags() - flags as programs see them: IFF_RUNNING, IFF_LOWER_UP, IFF_DORMANT worked out
 */
unsigned int dev_get_flags(const struct net_device *dev);
int __must_check dev_set_mac_address(struct net_device *dev, const u8 *addr);
int __must_check dev_change_name(struct net_device *dev, const char *name);
void netif_carrier_set(struct net_device *dev, bool on);

static inline bool is_valid_ether_addr(const u8 *a)
{
	return !(a[0] & 1) && (a[0] | a[1] | a[2] | a[3] | a[4] | a[5]);
}
static inline bool is_broadcast_ether_addr(const u8 *a)
{
	return (a[0] & a[1] & a[2] & a[3] & a[4] & a[5]) == 0xff;
}
/** eth_hw_addr_random() - a locally administered address that no other device has */
void eth_hw_addr_random(struct net_device *dev);
/** dev_get_iflink() - IFLA_LINK; its own number when it stands on nothing */
int dev_get_iflink(const struct net_device *dev);
/** netif_stacked_transfer_operstate() - carrier of what @dev stands on becomes its own */
static inline void netif_stacked_transfer_operstate(const struct net_device *lower,
						    struct net_device *dev)
{
	netif_carrier_set(dev, lower->carrier);
}

static inline bool netif_running(const struct net_device *dev)
{
	return READ_ONCE(((struct net_device *)dev)->flags) & IFF_UP;
}

/**
 * netdev_alloc_skb() - an empty packet that came in by @dev, for a frame of @size bytes
 *
 * Placed so that the header behind the link-layer header is aligned to four bytes, which all that
 * reads headers relies on (kernel: NET_IP_ALIGN).  => NULL as alloc_skb().
 */
static inline struct sk_buff *netdev_alloc_skb(struct net_shard *shard, struct net_device *dev,
					       u32 size)
{
	u32 align = -(u32)dev->hard_header_len & 3;
	struct sk_buff *skb = alloc_skb(shard, &shard->pool, size + align);

	if (unlikely(!skb))
		return NULL;
	skb_reserve(skb, align);
	skb->dev = dev;
	return skb;
}

/* ---- what happens to devices, for those who keep things on them ---- */

enum netdev_event {
	NETDEV_REGISTER,
	NETDEV_UP,
	NETDEV_DOWN, /* after IFF_UP is off */
	NETDEV_CHANGE, /* flags, carrier, other attributes */
	NETDEV_CHANGEMTU,
	NETDEV_CHANGEADDR,
	NETDEV_CHANGENAME,
	NETDEV_UNREGISTER, /* before it is unlinked */
};

/* The fixed receivers, in order (devinet, fib, neigh, nf, rtnetlink …); lower ones are called
 * first. */
typedef void (*netdev_notifier_fn)(struct net_device *dev, enum netdev_event event);
int __must_check register_netdevice_notifier(struct net *net, netdev_notifier_fn fn);
void unregister_netdevice_notifier(struct net *net, netdev_notifier_fn fn);
/** call_netdevice_notifiers() - tell them all */
void call_netdevice_notifiers(struct net_device *dev, enum netdev_event event);

int __must_check netdev_net_init(struct net *net);
/** netdev_net_exit() - unregisters every device, the loopback last */
void netdev_net_exit(struct net *net);

/* The device behind @dev in the list, the first one for NULL; NULL at the end. */
static inline struct net_device *netdev_next(const struct net *net, const struct net_device *dev)
{
	struct cds_list_head *next =
		dev ? rcu_dereference(dev->dev_list.next) : rcu_dereference(net->dev_base.next);

	return next == &net->dev_base ? NULL : cds_list_entry(next, struct net_device, dev_list);
}

/* Not urcu's macro: that takes the list's head for a device, which is aligned otherwise. */
#define for_each_netdev(net, d) for ((d) = netdev_next(net, NULL); (d); (d) = netdev_next(net, d))

#endif
