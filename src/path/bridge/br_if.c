// SPDX-License-Identifier: GPL-2.0-or-later
/* Ports of a bridge: added, removed, followed (kernel: net/bridge/br_if.c, br_stp_if.c). */
#include "path/bridge/br_private.h"

#include "net/rtnl.h"

#include <stdlib.h>

/* With the spanning tree off a port is either out of use or forwards. */
void br_port_state_selection(struct net_bridge *br)
{
	bool live = false;

	for (struct net_bridge_port *p = br->ports; p; p = p->next) {
		bool on = netif_running(br->dev) && netif_running(p->dev) && p->dev->carrier;

		p->state = on ? BR_STATE_FORWARDING : BR_STATE_DISABLED;
		if (!on)
			br_fdb_delete_by_port(br, p, false);
		live |= on;
	}
	netif_carrier_set(br->dev, live);
}

/* The bridge's address is its ports' lowest, unless it was given one. */
static void recalculate_address(struct net_bridge *br)
{
	static const u8 none[ETH_ALEN];
	const u8 *lowest = none;

	if (br->own_address)
		return;
	for (const struct net_bridge_port *p = br->ports; p; p = p->next)
		if (lowest == none || memcmp(p->dev->dev_addr, lowest, ETH_ALEN) < 0)
			lowest = p->dev->dev_addr;
	if (!memcmp(br->dev->dev_addr, lowest, ETH_ALEN))
		return;
	memcpy(br->dev->dev_addr, lowest, ETH_ALEN);
	call_netdevice_notifiers(br->dev, NETDEV_CHANGEADDR);
}

static void adjust_mtu(struct net_bridge *br)
{
	unsigned int mtu = br->ports ? ~0u : 1500;

	if (br->own_mtu)
		return;
	for (const struct net_bridge_port *p = br->ports; p; p = p->next)
		mtu = min_t(unsigned int, mtu, p->dev->mtu);
	if (!dev_set_mtu(br->dev, (int)mtu))
		br->own_mtu = false;
}

static u16 free_port_no(const struct net_bridge *br)
{
	for (unsigned int n = 1; n < BR_MAX_PORTS; n++) {
		const struct net_bridge_port *p = br->ports;

		while (p && p->port_no != n)
			p = p->next;
		if (!p)
			return (u16)n;
	}
	return 0;
}

static int refuse(struct netlink_ext_ack *extack, const char *text, int err)
{
	NL_SET_ERR_MSG(extack, text);
	return err;
}

static int may_be_port(const struct net_device *dev, struct netlink_ext_ack *extack)
{
	if ((dev->flags & IFF_LOOPBACK) || dev->type != ARPHRD_ETHER ||
	    !is_valid_ether_addr(dev->dev_addr))
		return -EINVAL;
	if (netif_is_bridge_master(dev))
		return refuse(extack, "Can not enslave a bridge to a bridge", -ELOOP);
	return dev->master || dev->rx_handler ? -EBUSY : 0;
}

/* With two ports every frame must be heard, whomever it is for. */
static void manage_promisc(struct net_bridge *br)
{
	for (struct net_bridge_port *p = br->ports; p; p = p->next)
		p->dev->promiscuity = br->ports->next ? 1 : 0;
}

int br_add_if(struct net_device *master, struct net_device *dev, struct netlink_ext_ack *extack)
{
	struct net_bridge *br = master->priv;
	int err = may_be_port(dev, extack);
	struct net_bridge_port *p;

	if (err)
		return err;
	p = calloc(1, sizeof(*p));
	if (!p)
		return -ENOMEM;
	*p = (struct net_bridge_port){
		.next = br->ports,
		.br = br,
		.dev = dev,
		.port_no = free_port_no(br),
		.priority = 32,
		.path_cost = 100,
		.flags = BR_LEARNING | BR_FLOOD | BR_MCAST_FLOOD | BR_BCAST_FLOOD,
	};
	if (!p->port_no || br_fdb_local(br, p, dev->dev_addr)) {
		err = p->port_no ? -ENOMEM : -EXFULL;
		free(p);
		return err;
	}
	dev->master = master;
	dev->allmulti++;
	rcu_assign_pointer(dev->rx_handler_data, p);
	rcu_assign_pointer(dev->rx_handler, br_handle_frame);
	rcu_assign_pointer(br->ports, p);
	recalculate_address(br);
	adjust_mtu(br);
	manage_promisc(br);
	br_port_state_selection(br);
	rtnl_event(dev->net, link, dev, RTM_NEWLINK, 0);
	return 0;
}

int br_del_if(struct net_device *master, struct net_device *dev)
{
	struct net_bridge *br = master->priv;
	struct net_bridge_port **at = &br->ports, *p = br_port_get_rcu(dev);

	if (!p || p->br != br)
		return -EINVAL;
	while (*at && *at != p)
		at = &(*at)->next;
	assert(*at);
	rcu_assign_pointer(*at, p->next);
	rcu_assign_pointer(dev->rx_handler, NULL);
	rcu_assign_pointer(dev->rx_handler_data, NULL);
	dev->master = NULL;
	dev->allmulti--;
	dev->promiscuity = 0;
	br_fdb_delete_by_port(br, p, true);
	rcu_defer(&dev->net->garbage, free, p);
	recalculate_address(br);
	adjust_mtu(br);
	if (br->ports)
		manage_promisc(br);
	br_port_state_selection(br);
	rtnl_event(dev->net, link, dev, RTM_NEWLINK, 0);
	return 0;
}

static void address_changed(struct net_bridge_port *p)
{
	br_fdb_delete_by_port(p->br, p, true);
	(void)!br_fdb_local(p->br, p, p->dev->dev_addr);
	recalculate_address(p->br);
}

static void bridge_event(struct net_bridge *br, enum netdev_event event)
{
	if (event == NETDEV_UP || event == NETDEV_DOWN)
		br_port_state_selection(br);
	while (event == NETDEV_UNREGISTER && br->ports)
		(void)br_del_if(br->dev, br->ports->dev);
}

static void port_event(struct net_device *dev, enum netdev_event event)
{
	struct net_bridge_port *p;

	if (netif_is_bridge_master(dev))
		bridge_event(dev->priv, event);
	if (dev->rx_handler != br_handle_frame)
		return;
	p = br_port_get_rcu(dev);
	if (event == NETDEV_UNREGISTER)
		(void)br_del_if(p->br->dev, dev);
	else if (event == NETDEV_CHANGEADDR)
		address_changed(p);
	else if (event == NETDEV_CHANGEMTU)
		adjust_mtu(p->br);
	else if (event == NETDEV_UP || event == NETDEV_DOWN || event == NETDEV_CHANGE)
		br_port_state_selection(p->br);
}

int bridge_net_init(struct net *net)
{
	return register_netdevice_notifier(net, port_event);
}
