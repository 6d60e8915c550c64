// SPDX-License-Identifier: GPL-2.0-or-later
/* The socket ioctls about devices (0x89xx) that tools still use; see netdevice(7). */
#include "abi/abi_internal.h"
#include "net/inetdevice.h"

#include <linux/sockios.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <stdlib.h>

/* struct ifreq: a name and a union of 24 bytes, whose address form is a sockaddr. */
struct if_request {
	char name[IFNAMSIZ];
	union {
		struct sockaddr addr;
		struct sockaddr_in in;
		short flags;
		int value;
		u8 bytes[24];
	};
};
_Static_assert(sizeof(struct if_request) == 40, "struct ifreq of a 64-bit program");

static void put_hwaddr(struct if_request *r, const struct net_device *dev, const u8 *addr)
{
	memset(&r->addr, 0, sizeof(r->addr));
	r->addr.sa_family = dev->type;
	memcpy(r->addr.sa_data, addr, min_t(size_t, dev->addr_len, sizeof(r->addr.sa_data)));
}

/* The address that a label means: "eth0:1", or the device's first one. */
static const struct in_ifaddr *labelled(const struct net_device *dev, const char *label)
{
	struct in_device *in_dev = dev->ip_ptr;

	if (!in_dev)
		return NULL;
	for_each_ifa(ifa, in_dev) if (!strncmp(ifa->ifa_label, label, IFNAMSIZ)) return ifa;
	return NULL;
}

static int get_inet(const struct net_device *dev, unsigned int cmd, const char *label,
		    struct if_request *r)
{
	const struct in_ifaddr *ifa = labelled(dev, label);

	if (!ifa)
		return -EADDRNOTAVAIL;
	memset(r->bytes, 0, sizeof(r->bytes));
	r->in.sin_family = AF_INET;
	r->in.sin_addr.s_addr = cmd == SIOCGIFADDR	? ifa->ifa_local
				: cmd == SIOCGIFBRDADDR ? ifa->ifa_broadcast
				: cmd == SIOCGIFDSTADDR ? ifa->ifa_address
							: ifa->ifa_mask;
	return 0;
}

static int get_request(struct net_device *dev, unsigned int cmd, const char *label,
		       struct if_request *r)
{
	switch (cmd) {
	case SIOCGIFFLAGS:
		r->flags = (short)dev_get_flags(dev);
		return 0;
	case SIOCGIFMETRIC:
		r->value = 0;
		return 0;
	case SIOCGIFMTU:
		r->value = (int)dev->mtu;
		return 0;
	case SIOCGIFINDEX:
		r->value = dev->ifindex;
		return 0;
	case SIOCGIFTXQLEN:
		r->value = (int)dev->tx_queue_len;
		return 0;
	case SIOCGIFHWADDR:
		put_hwaddr(r, dev, dev->dev_addr);
		return 0;
	case SIOCGIFADDR:
	case SIOCGIFBRDADDR:
	case SIOCGIFDSTADDR:
	case SIOCGIFNETMASK:
		return get_inet(dev, cmd, label, r);
	default:
		return -EOPNOTSUPP; /* SIOCETHTOOL and the like: no driver of ours answers */
	}
}

static int set_request(struct net_device *dev, unsigned int cmd, const struct if_request *r)
{
	switch (cmd) {
	case SIOCSIFFLAGS:
		return dev_change_flags(dev, (unsigned int)(unsigned short)r->flags, 0xffff);
	case SIOCSIFMTU:
		return dev_set_mtu(dev, r->value);
	case SIOCSIFHWADDR:
		if (r->addr.sa_family != dev->type)
			return -EINVAL;
		return dev_set_mac_address(dev, (const u8 *)r->addr.sa_data);
	case SIOCSIFTXQLEN:
		if (r->value < 0)
			return -EINVAL;
		dev->tx_queue_len = (unsigned int)r->value;
		return 0;
	case SIOCSIFNAME: {
		char name[IFNAMSIZ];

		memcpy(name, r->bytes, IFNAMSIZ);
		name[IFNAMSIZ - 1] = '\0';
		return dev_change_name(dev, name);
	}
	default:
		return -EOPNOTSUPP;
	}
}

static bool is_set(unsigned int cmd)
{
	return cmd == SIOCSIFFLAGS || cmd == SIOCSIFMTU || cmd == SIOCSIFHWADDR ||
	       cmd == SIOCSIFTXQLEN || cmd == SIOCSIFNAME;
}

static int get_name(struct net *net, const struct ep_user *user, u64 arg)
{
	struct if_request r;
	struct net_device *dev;

	if (user->copy_from(user->ctx, &r, arg, sizeof(r)))
		return -EFAULT;
	dev = dev_get_by_index(net, r.value);
	if (!dev)
		return -ENODEV;
	memcpy(r.name, dev->name, IFNAMSIZ);
	return user->copy_to(user->ctx, arg, &r, sizeof(r)) ? -EFAULT : 0;
}

/* struct ifconf of a 64-bit program */
struct if_conf {
	int len;
	u32 pad;
	u64 buf;
};

static int get_conf(struct net *net, const struct ep_user *user, u64 arg)
{
	struct if_conf conf;
	struct net_device *dev;
	int used = 0;

	if (user->copy_from(user->ctx, &conf, arg, sizeof(conf)))
		return -EFAULT;
	for_each_netdev (net, dev) {
		struct in_device *in_dev = dev->ip_ptr;

		if (!in_dev)
			continue;
		for_each_ifa(ifa, in_dev)
		{
			struct if_request r = {0};

			memcpy(r.name, ifa->ifa_label, IFNAMSIZ);
			r.in.sin_family = AF_INET;
			r.in.sin_addr.s_addr = ifa->ifa_local;
			if (conf.buf) {
				if (conf.len - used < (int)sizeof(r))
					break;
				if (user->copy_to(user->ctx, conf.buf + (u64)used, &r, sizeof(r)))
					return -EFAULT;
			}
			used += (int)sizeof(r);
		}
	}
	conf.len = used;
	return user->copy_to(user->ctx, arg, &conf, sizeof(conf)) ? -EFAULT : 0;
}

int netdev_ioctl(struct net *net, const struct ep_user *user, unsigned int cmd, u64 arg)
{
	struct if_request r;
	struct net_device *dev;
	char label[IFNAMSIZ], *colon;
	int err;

	if (cmd < 0x8900 || cmd > 0x89ff)
		return -ENOTTY;
	if (cmd == SIOCGIFNAME)
		return get_name(net, user, arg);
	if (cmd == SIOCGIFCONF)
		return get_conf(net, user, arg);
	if (user->copy_from(user->ctx, &r, arg, sizeof(r)))
		return -EFAULT;
	r.name[IFNAMSIZ - 1] = '\0';
	memcpy(label, r.name, IFNAMSIZ);
	colon = strchr(r.name, ':');
	if (colon)
		*colon = '\0';
	if (is_set(cmd) && !user->cap_net_admin)
		return -EPERM;
	dev = dev_get_by_name(net, r.name);
	if (!dev)
		return -ENODEV;
	if (is_set(cmd))
		return set_request(dev, cmd, &r);
	err = get_request(dev, cmd, label, &r);
	if (err)
		return err;
	memcpy(r.name, label, IFNAMSIZ);
	return user->copy_to(user->ctx, arg, &r, sizeof(r)) ? -EFAULT : 0;
}
