// SPDX-License-Identifier: GPL-2.0-or-later
/* The bridge's own device: one more port, behind which is our stack. */
#include "path/bridge/br_private.h"

#include "net/rtnl.h"

#include <stdlib.h>

enum { USER_HZ = 100 };

/* ---- frames that our stack sends ---- */

static void br_dev_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct net_bridge *br = dev->priv;
	const struct net_bridge_fdb_entry *f;
	const u8 *dest;

	skb_reset_mac_header(skb);
	skb_pull(skb, ETH_HLEN);
	skb_dst_drop(skb);
	dest = eth_hdr(skb)->h_dest;
	if (is_broadcast_ether_addr(dest))
		br_flood(br, skb, BR_PKT_BROADCAST, false, true);
	else if (dest[0] & 1)
		br_flood(br, skb, BR_PKT_MULTICAST, false, true);
	else if ((f = br_fdb_find(br, dest)))
		br_forward(f->dst, skb, false, true);
	else
		br_flood(br, skb, BR_PKT_UNICAST, false, true);
}

static int br_dev_open(struct net_device *dev)
{
	return 0;
}

static int br_set_mac_address(struct net_device *dev, const u8 *addr)
{
	struct net_bridge *br = dev->priv;

	br_fdb_delete_by_port(br, NULL, true);
	br->own_address = true;
	return br_fdb_local(br, NULL, addr);
}

static int br_change_mtu(struct net_device *dev, int mtu)
{
	((struct net_bridge *)dev->priv)->own_mtu = true;
	return 0;
}

static void br_dev_uninit(struct net_device *dev)
{
	struct net_bridge *br = dev->priv;

	br_fdb_flush(br);
	rcu_defer_flush(&dev->net->garbage);
	free(br);
	dev->priv = NULL;
}

static const struct net_device_ops br_netdev_ops = {
	.ndo_start_xmit = br_dev_xmit,
	.ndo_open = br_dev_open,
	.ndo_set_mac_address = br_set_mac_address,
	.ndo_change_mtu = br_change_mtu,
	.ndo_uninit = br_dev_uninit,
	.ndo_add_slave = br_add_if,
	.ndo_del_slave = br_del_if,
};

bool netif_is_bridge_master(const struct net_device *dev)
{
	return dev->ops == &br_netdev_ops;
}

/* ---- making ---- */

static int br_changelink(struct net_device *dev, struct attrs data, struct netlink_ext_ack *extack)
{
	struct net_bridge *br = dev->priv;
	u32 n;
	u16 mask;
	u8 on;

	if (attrs_get(data, IFLA_BR_STP_STATE, &n, sizeof(n)) && n) {
		NL_SET_ERR_MSG(extack, "The spanning tree protocol is not there");
		return -EOPNOTSUPP;
	}
	if (attrs_get(data, IFLA_BR_GROUP_FWD_MASK, &mask, sizeof(mask))) {
		if (mask & 0x0007)
			return -EINVAL;
		br->group_fwd_mask = mask;
	}
	if (attrs_get(data, IFLA_BR_MCAST_SNOOPING, &on, sizeof(on)))
		br->mcast_snooping = on;
	if (attrs_get(data, IFLA_BR_AGEING_TIME, &n, sizeof(n)))
		br->ageing_time = (u64)n * HZ / USER_HZ;
	if (attrs_get(data, IFLA_BR_FORWARD_DELAY, &n, sizeof(n)))
		br->forward_delay = n;
	attrs_get(data, IFLA_BR_PRIORITY, &br->priority, sizeof(br->priority));
	return 0;
}

static int br_dev_newlink(const struct rtnl_link_params *p, struct net_device **out)
{
	struct net_device *dev = alloc_etherdev(p->net, p->name, &br_netdev_ops);
	struct net_bridge *br = calloc(1, sizeof(*br));
	int err = -ENOMEM;

	if (!dev || !br)
		goto fail;
	*br = (struct net_bridge){.dev = dev,
				  .ageing_time = 300 * HZ,
				  .forward_delay = 15 * USER_HZ,
				  .hello_time = 2 * USER_HZ,
				  .max_age = 20 * USER_HZ,
				  .mcast_snooping = true,
				  .priority = 0x8000};
	dev->priv = br;
	dev->noqueue = true;
	dev->features = NETIF_F_ALL | NETIF_F_HW_VLAN_TX;
	dev->carrier = false;
	dev->operstate = IF_OPER_DOWN;
	dev->rtnl_link_ops = bridge_link_ops();
	eth_hw_addr_random(dev);
	err = br_changelink(dev, p->data, p->extack);
	if (!err)
		err = register_netdevice(dev);
	if (err)
		goto fail;
	*out = dev;
	return 0;
fail:
	free(br);
	if (dev)
		free_netdev(dev);
	return err;
}

/* ---- showing ---- */

static void br_fill_info(const struct net_device *dev, struct attr_buf *out)
{
	const struct net_bridge *br = dev->priv;
	struct ifla_bridge_id id = {.prio = {(u8)(br->priority >> 8), (u8)br->priority}};

	memcpy(id.addr, dev->dev_addr, ETH_ALEN);
	attr_put_u32(out, IFLA_BR_FORWARD_DELAY, br->forward_delay);
	attr_put_u32(out, IFLA_BR_HELLO_TIME, br->hello_time);
	attr_put_u32(out, IFLA_BR_MAX_AGE, br->max_age);
	attr_put_u32(out, IFLA_BR_AGEING_TIME, (u32)(br->ageing_time * USER_HZ / HZ));
	attr_put_u32(out, IFLA_BR_STP_STATE, 0);
	attr_put_u16(out, IFLA_BR_PRIORITY, br->priority);
	attr_put_u8(out, IFLA_BR_VLAN_FILTERING, 0);
	attr_put_u16(out, IFLA_BR_GROUP_FWD_MASK, br->group_fwd_mask);
	attr_put_u8(out, IFLA_BR_MCAST_SNOOPING, br->mcast_snooping);
	attr_put(out, IFLA_BR_BRIDGE_ID, &id, sizeof(id));
	attr_put(out, IFLA_BR_ROOT_ID, &id, sizeof(id));
}

static void br_port_fill(const struct net_device *dev, struct attr_buf *out)
{
	const struct net_bridge_port *p = br_port_get_rcu(dev);

	if (!p)
		return;
	attr_put_u8(out, IFLA_BRPORT_STATE, p->state);
	attr_put_u16(out, IFLA_BRPORT_PRIORITY, p->priority);
	attr_put_u32(out, IFLA_BRPORT_COST, p->path_cost);
	attr_put_u8(out, IFLA_BRPORT_MODE, !!(p->flags & BR_HAIRPIN_MODE));
	attr_put_u8(out, IFLA_BRPORT_LEARNING, !!(p->flags & BR_LEARNING));
	attr_put_u8(out, IFLA_BRPORT_UNICAST_FLOOD, !!(p->flags & BR_FLOOD));
	attr_put_u8(out, IFLA_BRPORT_MCAST_FLOOD, !!(p->flags & BR_MCAST_FLOOD));
	attr_put_u8(out, IFLA_BRPORT_BCAST_FLOOD, !!(p->flags & BR_BCAST_FLOOD));
	attr_put_u16(out, IFLA_BRPORT_NO, p->port_no);
}

const struct rtnl_link_ops *bridge_link_ops(void)
{
	static const struct rtnl_link_ops ops = {
		.kind = "bridge",
		.newlink = br_dev_newlink,
		.changelink = br_changelink,
		.fill_info = br_fill_info,
		.fill_slave = br_port_fill,
	};

	return &ops;
}
