// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vlan: a device for the frames that carry one tag on another device (kernel: net/8021q).
 *
 * What it sends gets its tag and goes out by the device below, with a priority from its egress map;
 * what comes in is taken by path/netdev, which finds it in the group of the device below.  Up and
 * down, carrier, MTU and address follow that device.
 */
#include "drivers/drivers.h"
#include "net/if_vlan.h"
#include "net/nlattr.h"
#include "net/output.h"
#include "net/rtnl.h"

#include <linux/if_vlan.h>
#include <stdlib.h>

static struct vlan_dev *vlan_of(const struct net_device *dev)
{
	return dev->priv;
}

/* ---- frames ---- */

static u16 egress_priority(const struct vlan_dev *v, u32 priority)
{
	for (const struct vlan_prio *p = v->egress; p; p = p->next)
		if (p->from == priority)
			return (u16)(p->to << VLAN_PRIO_SHIFT);
	return 0;
}

static void vlan_xmit(struct sk_buff *skb, struct net_device *dev)
{
	const struct vlan_dev *v = vlan_of(dev);

	skb->vlan_proto = v->proto;
	skb->vlan_tci = v->vid | egress_priority(v, skb->priority);
	skb->dev = v->real_dev;
	dev_queue_xmit(skb);
}

/* ---- following the device below ---- */

static int vlan_open(struct net_device *dev)
{
	const struct vlan_dev *v = vlan_of(dev);

	if (!netif_running(v->real_dev) && !(v->flags & VLAN_FLAG_LOOSE_BINDING))
		return -ENETDOWN;
	netif_carrier_set(dev, v->real_dev->carrier);
	return 0;
}

static void vlan_stop(struct net_device *dev)
{
	if (!(vlan_of(dev)->flags & VLAN_FLAG_BRIDGE_BINDING))
		netif_carrier_set(dev, false);
}

static int vlan_change_mtu(struct net_device *dev, int mtu)
{
	return (unsigned int)mtu > vlan_of(dev)->real_dev->mtu ? -ERANGE : 0;
}

static int vlan_iflink(const struct net_device *dev)
{
	return vlan_of(dev)->real_dev->ifindex;
}

static void vlan_uninit(struct net_device *dev)
{
	struct vlan_dev *v = vlan_of(dev);
	struct vlan_group *g = v->real_dev->vlan_group;
	struct vlan_prio *next;

	if (g)
		rcu_assign_pointer(g->dev[v->proto == htons(ETH_P_8021AD)][v->vid], NULL);
	rcu_wait();
	for (struct vlan_prio *p = v->egress; p; p = next) {
		next = p->next;
		free(p);
	}
	free(v);
	dev->priv = NULL;
}

static const struct net_device_ops vlan_ops = {
	.ndo_start_xmit = vlan_xmit,
	.ndo_open = vlan_open,
	.ndo_stop = vlan_stop,
	.ndo_change_mtu = vlan_change_mtu,
	.ndo_get_iflink = vlan_iflink,
	.ndo_uninit = vlan_uninit,
};

static void follow(struct net_device *vlan, struct net_device *real, enum netdev_event event)
{
	struct vlan_dev *v = vlan_of(vlan);
	bool loose = v->flags & VLAN_FLAG_LOOSE_BINDING;

	if (event == NETDEV_DOWN && !loose) {
		dev_close(vlan);
	} else if (event == NETDEV_UP && !loose && !netif_running(vlan)) {
		if (dev_open(vlan))
			return;
		netif_stacked_transfer_operstate(real, vlan);
	} else if (event == NETDEV_CHANGE) {
		netif_stacked_transfer_operstate(real, vlan);
	} else if (event == NETDEV_CHANGEMTU && vlan->mtu > real->mtu) {
		if (dev_set_mtu(vlan, (int)real->mtu))
			return;
	} else if (event == NETDEV_UNREGISTER) {
		unregister_netdevice(vlan);
	}
}

static void vlan_event(struct net_device *real, enum netdev_event event)
{
	struct vlan_group *g = real->vlan_group;

	if (!g)
		return;
	for (unsigned int i = 0; i < 2 * VLAN_VIDS; i++)
		if (g->dev[i / VLAN_VIDS][i % VLAN_VIDS])
			follow(g->dev[i / VLAN_VIDS][i % VLAN_VIDS], real, event);
	if (event == NETDEV_UNREGISTER) {
		rcu_assign_pointer(real->vlan_group, NULL);
		rcu_defer(&real->net->garbage, free, g);
	}
}

int vlan_net_init(struct net *net)
{
	return register_netdevice_notifier(net, vlan_event);
}

/* ---- making ---- */

static void change_map(struct vlan_dev *v, struct attrs list, bool ingress)
{
	struct ifla_vlan_qos_mapping m;
	struct vlan_prio *p;
	struct attrs a;

	while (attrs_next(&list, &a)) {
		if (a.len < sizeof(m))
			continue;
		memcpy(&m, a.data, sizeof(m));
		if (ingress) {
			v->ingress[m.from & 7] = m.to;
			continue;
		}
		for (p = v->egress; p && p->from != m.from; p = p->next)
			;
		if (!p && (p = calloc(1, sizeof(*p)))) {
			p->from = m.from;
			p->next = v->egress;
			rcu_assign_pointer(v->egress, p);
		}
		if (p)
			p->to = m.to & 7;
	}
}

static int vlan_changelink(struct net_device *dev, struct attrs data,
			   struct netlink_ext_ack *extack)
{
	struct vlan_dev *v = vlan_of(dev);
	struct ifla_vlan_flags flags;
	struct attrs map;

	if (attrs_get(data, IFLA_VLAN_FLAGS, &flags, sizeof(flags))) {
		if (flags.mask &
		    ~(u32)(VLAN_FLAG_REORDER_HDR | VLAN_FLAG_GVRP | VLAN_FLAG_LOOSE_BINDING |
			   VLAN_FLAG_MVRP | VLAN_FLAG_BRIDGE_BINDING))
			return -EINVAL;
		v->flags = (v->flags & ~flags.mask) | (flags.flags & flags.mask);
	}
	if (attrs_find(data, IFLA_VLAN_INGRESS_QOS, &map))
		change_map(v, map, true);
	if (attrs_find(data, IFLA_VLAN_EGRESS_QOS, &map))
		change_map(v, map, false);
	return 0;
}

static int refuse(struct netlink_ext_ack *extack, const char *text, int err)
{
	NL_SET_ERR_MSG(extack, text);
	return err;
}

static int vlan_validate(const struct rtnl_link_params *p, u16 *vid, __be16 *proto)
{
	*proto = htons(ETH_P_8021Q);
	attrs_get(p->data, IFLA_VLAN_PROTOCOL, proto, sizeof(*proto));
	if (!p->data.data)
		return refuse(p->extack, "8021q: VLAN properties not specified", -EINVAL);
	if (!eth_type_vlan(*proto))
		return refuse(p->extack, "8021q: Invalid VLAN protocol", -EPROTONOSUPPORT);
	if (!attrs_get(p->data, IFLA_VLAN_ID, vid, sizeof(*vid)))
		return refuse(p->extack, "8021q: VLAN id not specified", -EINVAL);
	if (*vid >= VLAN_VID_MASK)
		return refuse(p->extack, "8021q: Invalid VLAN id", -ERANGE);
	if (!p->has_link)
		return refuse(p->extack, "8021q: link not specified", -EINVAL);
	if (!p->link)
		return refuse(p->extack, "8021q: link does not exist", -ENODEV);
	if (p->link->type == ARPHRD_LOOPBACK)
		return refuse(p->extack, "8021q: VLANs not supported on device", -EOPNOTSUPP);
	if (vlan_find_dev(p->link, *proto, *vid))
		return refuse(p->extack, "8021q: VLAN device already exists", -EEXIST);
	return p->mtu > p->link->mtu ? -EINVAL : 0;
}

static int group_of(struct net_device *real)
{
	struct vlan_group *g;

	if (real->vlan_group)
		return 0;
	g = calloc(1, sizeof(*g));
	if (!g)
		return -ENOMEM;
	rcu_assign_pointer(real->vlan_group, g);
	return 0;
}

static void like_the_one_below(struct net_device *dev, const struct net_device *real)
{
	dev->flags = real->flags &
		     ~(unsigned int)(IFF_UP | IFF_PROMISC | IFF_ALLMULTI | IFF_MASTER | IFF_SLAVE);
	dev->mtu = real->mtu;
	dev->min_mtu = 0;
	dev->max_mtu = 65535;
	dev->noqueue = true;
	dev->features = NETIF_F_ALL;
	dev->carrier = false;
	dev->operstate = IF_OPER_DOWN;
	memcpy(dev->dev_addr, real->dev_addr, ETH_ALEN);
	memcpy(dev->broadcast, real->broadcast, ETH_ALEN);
}

static int vlan_newlink(const struct rtnl_link_params *p, struct net_device **out)
{
	struct vlan_dev *v;
	struct net_device *dev;
	__be16 proto;
	u16 vid;
	int err = vlan_validate(p, &vid, &proto);

	if (err)
		return err;
	dev = alloc_etherdev(p->net, p->name, &vlan_ops);
	v = calloc(1, sizeof(*v));
	if (!dev || !v || group_of(p->link)) {
		err = -ENOMEM;
		goto fail;
	}
	*v = (struct vlan_dev){
		.real_dev = p->link, .proto = proto, .vid = vid, .flags = VLAN_FLAG_REORDER_HDR};
	dev->priv = v;
	dev->rtnl_link_ops = vlan_link_ops();
	like_the_one_below(dev, p->link);
	err = vlan_changelink(dev, p->data, p->extack);
	if (!err)
		err = register_netdevice(dev);
	if (err)
		goto fail;
	rcu_assign_pointer(p->link->vlan_group->dev[proto == htons(ETH_P_8021AD)][vid], dev);
	netif_stacked_transfer_operstate(p->link, dev);
	*out = dev;
	return 0;
fail:
	free(v);
	if (dev)
		free_netdev(dev);
	return err;
}

/* ---- showing ---- */

static void put_mapping(struct attr_buf *list, u32 from, u32 to)
{
	struct ifla_vlan_qos_mapping m = {.from = from, .to = to};

	if (to)
		attr_put(list, IFLA_VLAN_QOS_MAPPING, &m, sizeof(m));
}

static void vlan_fill_info(const struct net_device *dev, struct attr_buf *out)
{
	const struct vlan_dev *v = vlan_of(dev);
	struct ifla_vlan_flags f = {.flags = v->flags, .mask = ~0u};
	struct attr_buf list = {0};

	attr_put_u16(out, IFLA_VLAN_PROTOCOL, v->proto);
	attr_put_u16(out, IFLA_VLAN_ID, v->vid);
	attr_put(out, IFLA_VLAN_FLAGS, &f, sizeof(f));
	for (u32 i = 0; i < ARRAY_SIZE(v->ingress); i++)
		put_mapping(&list, i, v->ingress[i]);
	if (list.len)
		attr_put(out, IFLA_VLAN_INGRESS_QOS, list.buf, list.len);
	list.len = 0;
	for (const struct vlan_prio *p = v->egress; p; p = p->next)
		put_mapping(&list, p->from, p->to);
	if (list.len)
		attr_put(out, IFLA_VLAN_EGRESS_QOS, list.buf, list.len);
}

const struct rtnl_link_ops *vlan_link_ops(void)
{
	static const struct rtnl_link_ops ops = {
		.kind = "vlan",
		.newlink = vlan_newlink,
		.changelink = vlan_changelink,
		.fill_info = vlan_fill_info,
	};

	return &ops;
}
