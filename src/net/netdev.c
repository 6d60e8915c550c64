// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Network devices: registration, names and numbers, up and down.
 *
 * The list is kept in order of ifindex and the array dev_index finds a device by number; both are
 * changed by the owner's thread and read under RCU.  Whoever keeps things on devices registers a
 * notifier; they are called in the order of registration, which is the order of the modules
 * (addresses, routes, neighbours, netfilter).
 *
 * Listeners (rtnetlink) are told before the notifiers where the kernel does so: a link goes up,
 * then its routes come.
 */
#include "net/netdevice.h"

#include "net/rtnl.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <urcu/rculist.h>

#define MAX_NOTIFIERS 32

struct netdev_state {
	netdev_notifier_fn notifier[MAX_NOTIFIERS];
	unsigned int notifiers;
};

static struct netdev_state *netdev_state(struct net *net)
{
	return net->slot[NET_SLOT_NETDEV];
}

int register_netdevice_notifier(struct net *net, netdev_notifier_fn fn)
{
	struct netdev_state *st = netdev_state(net);
	struct net_device *dev;

	if (st->notifiers == MAX_NOTIFIERS)
		return -ENOSPC;
	st->notifier[st->notifiers++] = fn;
	for_each_netdev (net, dev) {
		fn(dev, NETDEV_REGISTER);
		if (dev->flags & IFF_UP)
			fn(dev, NETDEV_UP);
	}
	return 0;
}

void unregister_netdevice_notifier(struct net *net, netdev_notifier_fn fn)
{
	struct netdev_state *st = netdev_state(net);

	for (unsigned int i = 0; i < st->notifiers; i++) {
		if (st->notifier[i] != fn)
			continue;
		memmove(st->notifier + i, st->notifier + i + 1,
			(st->notifiers - i - 1) * sizeof(fn));
		st->notifiers--;
		return;
	}
}

void call_netdevice_notifiers(struct net_device *dev, enum netdev_event event)
{
	struct netdev_state *st = netdev_state(dev->net);

	for (unsigned int i = 0; i < st->notifiers; i++)
		st->notifier[i](dev, event);
}

/* ---- making ---- */

struct net_device *alloc_netdev(struct net *net, const char *name, u16 type,
				const struct net_device_ops *ops)
{
	struct net_device *dev = aligned_alloc(CACHE_LINE, ALIGN_UP(sizeof(*dev), CACHE_LINE));

	if (!dev)
		return NULL;
	memset(dev, 0, sizeof(*dev));
	snprintf(dev->name, sizeof(dev->name), "%s", name);
	dev->net = net;
	dev->type = type;
	dev->ops = ops;
	dev->mtu = 1500;
	dev->tx_queue_len = 1000;
	dev->carrier = true;
	dev->qdisc = "noop";
	CDS_INIT_LIST_HEAD(&dev->dev_list);
	if (type == ARPHRD_LOOPBACK) {
		dev->flags = IFF_LOOPBACK;
		dev->mtu = 65536;
		dev->hard_header_len = ETH_HLEN;
		dev->addr_len = ETH_ALEN;
		dev->noqueue = true;
	}
	return dev;
}

struct net_device *alloc_etherdev(struct net *net, const char *name,
				  const struct net_device_ops *ops)
{
	struct net_device *dev = alloc_netdev(net, name, ARPHRD_ETHER, ops);

	if (!dev)
		return NULL;
	dev->flags = IFF_BROADCAST | IFF_MULTICAST;
	dev->hard_header_len = ETH_HLEN;
	dev->addr_len = ETH_ALEN;
	dev->min_mtu = 68;
	dev->max_mtu = 65535;
	memset(dev->broadcast, 0xff, ETH_ALEN);
	return dev;
}

void eth_hw_addr_random(struct net_device *dev)
{
	u64 r = prandom_u64(&net_shard0(dev->net)->random);

	memcpy(dev->dev_addr, &r, ETH_ALEN);
	dev->dev_addr[0] = (u8)((dev->dev_addr[0] & 0xfe) | 2);
}

void free_netdev(struct net_device *dev)
{
	free(dev);
}

/* ---- names ---- */

bool dev_valid_name(const char *name)
{
	if (!*name || strnlen(name, IFNAMSIZ) == IFNAMSIZ)
		return false;
	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return false;
	for (; *name; name++)
		if (*name == '/' || *name == ':' || isspace((unsigned char)*name))
			return false;
	return true;
}

/* Is @fmt an ordinary name, or one with a single "%d"? */
static int name_has_number(const char *fmt)
{
	const char *p = strchr(fmt, '%');

	if (!p)
		return 0;
	return p[1] == 'd' && !strchr(p + 2, '%') ? 1 : -EINVAL;
}

/* The lowest number that makes @fmt a free name. */
static int name_by_number(struct net *net, const char *fmt, char name[IFNAMSIZ])
{
	int prefix = (int)(strchr(fmt, '%') - fmt);

	for (int i = 0; i < 32768; i++) {
		int n = snprintf(name, IFNAMSIZ, "%.*s%d%s", prefix, fmt, i, fmt + prefix + 2);

		if (n >= IFNAMSIZ)
			return -EINVAL;
		if (!dev_get_by_name(net, name))
			return 0;
	}
	return -ENFILE;
}

static int name_choose(struct net *net, const char *want, char name[IFNAMSIZ])
{
	char out[IFNAMSIZ] = "";
	int err;

	if (!dev_valid_name(want))
		return -EINVAL;
	err = name_has_number(want);
	if (err < 0)
		return err;
	if (err) {
		err = name_by_number(net, want, out);
		if (err)
			return err;
		/* Rules compare whole words: nothing may stand behind the NUL. */
		memset(name, 0, IFNAMSIZ);
		memcpy(name, out, strlen(out));
		return 0;
	}
	if (dev_get_by_name(net, want))
		return -EEXIST;
	memcpy(out, want, strlen(want));
	memcpy(name, out, IFNAMSIZ);
	return 0;
}

/* ---- finding ---- */

struct net_device *dev_get_by_index(struct net *net, int ifindex)
{
	struct net_device **index = rcu_dereference(net->dev_index);

	if (ifindex <= 0 || (u32)ifindex >= READ_ONCE(net->dev_index_size))
		return NULL;
	return rcu_dereference(index[ifindex]);
}

struct net_device *dev_get_by_name(struct net *net, const char *name)
{
	struct net_device *dev;

	for_each_netdev (net, dev)
		if (!strncmp(dev->name, name, IFNAMSIZ))
			return dev;
	return NULL;
}

/* Room for @ifindex in dev_index.  The size grows after the array that has it is published. */
static int index_reserve(struct net *net, int ifindex)
{
	u32 size = net->dev_index_size ? net->dev_index_size : 16;
	struct net_device **bigger, **old = net->dev_index;

	if ((u32)ifindex < net->dev_index_size)
		return 0;
	while (size <= (u32)ifindex)
		size *= 2;
	bigger = calloc(size, sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	if (old)
		memcpy(bigger, old, net->dev_index_size * sizeof(*old));
	rcu_assign_pointer(net->dev_index, bigger);
	__atomic_store_n(&net->dev_index_size, size, __ATOMIC_RELEASE);
	if (old)
		rcu_defer(&net->garbage, free, old);
	return 0;
}

/* Devices asked for by number are for tests and saved namespaces; the array is by number. */
#define MAX_IFINDEX (1 << 20)

static int ifindex_choose(struct net *net, int want)
{
	if (want < 0 || want >= MAX_IFINDEX)
		return -EINVAL;
	if (want)
		return dev_get_by_index(net, want) ? -EBUSY : want;
	if (net->next_ifindex < 1)
		net->next_ifindex = 1;
	while (dev_get_by_index(net, net->next_ifindex))
		net->next_ifindex++;
	return net->next_ifindex >= MAX_IFINDEX ? -ENOSPC : net->next_ifindex++;
}

/* The list is in order of ifindex, so that dumps are, too. */
static void list_insert(struct net *net, struct net_device *dev)
{
	struct cds_list_head *at = net->dev_base.prev;

	while (at != &net->dev_base &&
	       caa_container_of(at, struct net_device, dev_list)->ifindex > dev->ifindex)
		at = at->prev;
	cds_list_add_rcu(&dev->dev_list, at);
}

int register_netdevice(struct net_device *dev)
{
	struct net *net = dev->net;
	char name[IFNAMSIZ];
	int err = name_choose(net, dev->name, name);

	if (err)
		return err;
	err = ifindex_choose(net, dev->ifindex);
	if (err < 0)
		return err;
	dev->ifindex = err;
	err = index_reserve(net, dev->ifindex);
	if (err)
		return err;
	memcpy(dev->name, name, IFNAMSIZ);
	if (!memcmp(dev->perm_addr, (u8[MAX_ADDR_LEN]){0}, MAX_ADDR_LEN))
		memcpy(dev->perm_addr, dev->dev_addr, MAX_ADDR_LEN);
	dev->registered = true;
	rcu_assign_pointer(net->dev_index[dev->ifindex], dev);
	list_insert(net, dev);
	if (dev->type == ARPHRD_LOOPBACK && !net->loopback_dev)
		rcu_assign_pointer(net->loopback_dev, dev);
	call_netdevice_notifiers(dev, NETDEV_REGISTER);
	rtnl_event(net, link, dev, RTM_NEWLINK, ~0u);
	return 0;
}

void unregister_netdevice(struct net_device *dev)
{
	struct net *net = dev->net;

	dev_close(dev);
	call_netdevice_notifiers(dev, NETDEV_UNREGISTER);
	rtnl_event(net, link, dev, RTM_DELLINK, ~0u);
	rcu_assign_pointer(net->dev_index[dev->ifindex], NULL);
	cds_list_del_rcu(&dev->dev_list);
	if (net->loopback_dev == dev)
		rcu_assign_pointer(net->loopback_dev, NULL);
	dev->registered = false;
	rcu_wait();
	rcu_defer_flush(&net->garbage);
	if (dev->ops && dev->ops->ndo_uninit)
		dev->ops->ndo_uninit(dev);
	free_netdev(dev);
}

/* ---- up, down and attributes ---- */

unsigned int dev_get_flags(const struct net_device *dev)
{
	unsigned int flags = dev->flags & ~(IFF_RUNNING | IFF_LOWER_UP | IFF_DORMANT);

	if (!netif_running(dev))
		return flags;
	if (dev->operstate == IF_OPER_UP || dev->operstate == IF_OPER_UNKNOWN)
		flags |= IFF_RUNNING;
	if (dev->carrier)
		flags |= IFF_LOWER_UP;
	if (dev->operstate == IF_OPER_DORMANT)
		flags |= IFF_DORMANT;
	return flags;
}

int dev_get_iflink(const struct net_device *dev)
{
	return dev->ops && dev->ops->ndo_get_iflink ? dev->ops->ndo_get_iflink(dev) : dev->ifindex;
}

/* Without carrier: because what it stands on has none? */
static u8 default_operstate(const struct net_device *dev)
{
	int iflink = dev_get_iflink(dev);
	const struct net_device *lower;

	if (dev->carrier)
		return IF_OPER_UP;
	lower = iflink == dev->ifindex ? NULL : dev_get_by_index(dev->net, iflink);
	return lower && !lower->carrier ? IF_OPER_LOWERLAYERDOWN : IF_OPER_DOWN;
}

static int open_quietly(struct net_device *dev)
{
	int err = dev->ops && dev->ops->ndo_open ? dev->ops->ndo_open(dev) : 0;

	if (err)
		return err;
	if (!strcmp(dev->qdisc, "noop"))
		dev->qdisc = dev->noqueue || !dev->tx_queue_len ? "noqueue" : "pfifo_fast";
	WRITE_ONCE(dev->flags, dev->flags | IFF_UP);
	if (!dev->carrier)
		dev->operstate = default_operstate(dev);
	return 0;
}

static void close_quietly(struct net_device *dev)
{
	WRITE_ONCE(dev->flags, dev->flags & ~IFF_UP);
	if (dev->ops && dev->ops->ndo_stop)
		dev->ops->ndo_stop(dev);
}

/* Tell of a change from @old: first who listens, then who keeps things on the device. */
static void flags_changed(struct net_device *dev, unsigned int old)
{
	unsigned int change = dev->flags ^ old;

	if (change)
		rtnl_event(dev->net, link, dev, RTM_NEWLINK, change);
	if (change & IFF_UP)
		call_netdevice_notifiers(dev, dev->flags & IFF_UP ? NETDEV_UP : NETDEV_DOWN);
	if ((dev->flags & IFF_UP) && (change & ~(unsigned int)IFF_UP))
		call_netdevice_notifiers(dev, NETDEV_CHANGE);
}

int dev_open(struct net_device *dev)
{
	unsigned int old = dev->flags;
	int err;

	if (old & IFF_UP)
		return 0;
	err = open_quietly(dev);
	if (!err)
		flags_changed(dev, old);
	return err;
}

void dev_close(struct net_device *dev)
{
	unsigned int old = dev->flags;

	if (!(old & IFF_UP))
		return;
	close_quietly(dev);
	flags_changed(dev, old);
}

#define FLAGS_SETTABLE                                                                        \
	(IFF_DEBUG | IFF_NOTRAILERS | IFF_NOARP | IFF_DYNAMIC | IFF_MULTICAST | IFF_PORTSEL | \
	 IFF_AUTOMEDIA)

static void count_flag(struct net_device *dev, unsigned int flags, unsigned int flag,
		       unsigned int *count)
{
	if (!((dev->flags ^ flags) & flag))
		return;
	WRITE_ONCE(dev->flags, dev->flags ^ flag);
	*count += flags & flag ? 1 : -1u;
}

int dev_change_flags(struct net_device *dev, unsigned int flags, unsigned int mask)
{
	unsigned int old = dev->flags;
	int err = 0;

	flags = (dev->flags & ~mask) | (flags & mask);
	WRITE_ONCE(dev->flags, (flags & FLAGS_SETTABLE) | (dev->flags & ~FLAGS_SETTABLE));
	if ((old ^ flags) & IFF_UP) {
		if (old & IFF_UP)
			close_quietly(dev);
		else
			err = open_quietly(dev);
	}
	count_flag(dev, flags, IFF_PROMISC, &dev->promiscuity);
	count_flag(dev, flags, IFF_ALLMULTI, &dev->allmulti);
	flags_changed(dev, old);
	return err;
}

int dev_set_mtu_ext(struct net_device *dev, int mtu, struct netlink_ext_ack *extack)
{
	int err;

	if (mtu == (int)dev->mtu)
		return 0;
	if (mtu < 0 || mtu < (int)dev->min_mtu) {
		NL_SET_ERR_MSG(extack, "mtu less than device minimum");
		return -EINVAL;
	}
	if (dev->max_mtu && mtu > (int)dev->max_mtu) {
		NL_SET_ERR_MSG(extack, "mtu greater than device maximum");
		return -EINVAL;
	}
	err = dev->ops && dev->ops->ndo_change_mtu ? dev->ops->ndo_change_mtu(dev, mtu) : 0;
	if (err)
		return err;
	WRITE_ONCE(dev->mtu, (unsigned int)mtu);
	call_netdevice_notifiers(dev, NETDEV_CHANGEMTU);
	return 0;
}

int dev_set_mtu(struct net_device *dev, int mtu)
{
	return dev_set_mtu_ext(dev, mtu, NULL);
}

int dev_set_mac_address(struct net_device *dev, const u8 *addr)
{
	int err;

	if (!dev->addr_len)
		return -EOPNOTSUPP;
	if (dev->addr_len == ETH_ALEN &&
	    ((addr[0] & 1) || !memcmp(addr, (u8[ETH_ALEN]){0}, ETH_ALEN)))
		return -EADDRNOTAVAIL;
	err = dev->ops && dev->ops->ndo_set_mac_address ? dev->ops->ndo_set_mac_address(dev, addr)
							: 0;
	if (err)
		return err;
	memcpy(dev->dev_addr, addr, dev->addr_len);
	call_netdevice_notifiers(dev, NETDEV_CHANGEADDR);
	return 0;
}

int dev_change_name(struct net_device *dev, const char *want)
{
	char name[IFNAMSIZ];
	int err;

	if (!strncmp(want, dev->name, IFNAMSIZ))
		return 0;
	err = name_choose(dev->net, want, name);
	if (err)
		return err;
	memcpy(dev->name, name, IFNAMSIZ);
	call_netdevice_notifiers(dev, NETDEV_CHANGENAME);
	return 0;
}

void netif_carrier_set(struct net_device *dev, bool on)
{
	if (dev->carrier == on)
		return;
	dev->carrier = on;
	dev->carrier_changes++;
	dev->operstate = default_operstate(dev);
	if (!dev->registered)
		return;
	if (netif_running(dev))
		call_netdevice_notifiers(dev, NETDEV_CHANGE);
	rtnl_event(dev->net, link, dev, RTM_NEWLINK, 0);
}

/* ---- the namespace ---- */

int netdev_net_init(struct net *net)
{
	struct netdev_state *st = calloc(1, sizeof(*st));

	if (!st)
		return -ENOMEM;
	net->slot[NET_SLOT_NETDEV] = st;
	CDS_INIT_LIST_HEAD(&net->dev_base);
	if (!net->next_ifindex)
		net->next_ifindex = 1;
	return 0;
}

void netdev_net_exit(struct net *net)
{
	if (!netdev_state(net))
		return;
	while (!cds_list_empty(&net->dev_base))
		unregister_netdevice(
			caa_container_of(net->dev_base.prev, struct net_device, dev_list));
	free(net->dev_index);
	net->dev_index = NULL;
	net->dev_index_size = 0;
	rcu_defer_destroy(&net->garbage);
	free(netdev_state(net));
	net->slot[NET_SLOT_NETDEV] = NULL;
}
