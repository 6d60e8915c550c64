// SPDX-License-Identifier: GPL-2.0-or-later
/* dummy: a device with addresses and routes, and nothing behind it. */
#include "drivers/drivers.h"

static void dummy_xmit(struct sk_buff *skb, struct net_device *dev)
{
	consume_skb(skb);
}

static const struct net_device_ops dummy_ops = {
	.ndo_start_xmit = dummy_xmit,
};

static int dummy_newlink(const struct rtnl_link_params *p, struct net_device **out)
{
	struct net_device *dev = alloc_etherdev(p->net, p->name, &dummy_ops);
	int err;

	if (!dev)
		return -ENOMEM;
	eth_hw_addr_random(dev);
	dev->flags |= IFF_NOARP;
	dev->flags &= ~(unsigned int)IFF_MULTICAST;
	dev->min_mtu = 0;
	dev->max_mtu = 0;
	dev->noqueue = true;
	dev->features = NETIF_F_ALL;
	dev->rtnl_link_ops = dummy_link_ops();
	err = register_netdevice(dev);
	if (err) {
		free_netdev(dev);
		return err;
	}
	*out = dev;
	return 0;
}

const struct rtnl_link_ops *dummy_link_ops(void)
{
	static const struct rtnl_link_ops ops = {.kind = "dummy", .newlink = dummy_newlink};

	return &ops;
}
