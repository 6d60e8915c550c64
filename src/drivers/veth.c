// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * veth: a cable with a device at each end (kernel: drivers/net/veth.c).
 *
 * What is sent into one end comes in at the other, when the packet that is being handled is
 * through.  An end has carrier while both are up.  Both ends go away together.
 */
#include "drivers/drivers.h"
#include "net/ip_fib.h"
#include "net/nlattr.h"
#include "net/output.h"
#include "net/rtnl.h"

#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <stdio.h>

static struct net_device *peer_of(const struct net_device *dev)
{
	return rcu_dereference(((struct net_device *)dev)->priv);
}

/* As the kernel's is_skb_forwardable(): a tag more than the MTU is allowed. */
static bool fits(const struct net_device *rcv, const struct sk_buff *skb)
{
	return netif_running(rcv) &&
	       (skb->len <= rcv->mtu + rcv->hard_header_len + 4u || skb_is_gso(skb));
}

/* What a packet forgets on its way out of a stack; mark and priority stay in one namespace. */
static void scrub(struct sk_buff *skb)
{
	skb_dst_drop(skb);
	if (skb->sk)
		sock_put(skb->sk);
	skb->sk = NULL;
	skb->tstamp_ns = skb->shard->clock.real_ns;
	skb->pkt_type = PACKET_HOST;
	skb->skb_iif = 0;
	skb->nf_trace = skb->local_df = skb->forwarded = skb->ip_opt = skb->redirect = 0;
	skb->frag_max_size = 0;
}

static void veth_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct net_device *rcv = peer_of(dev);

	if (unlikely(!rcv || !fits(rcv, skb))) {
		dev->stats.tx_packets--;
		dev->stats.tx_bytes -= skb->len;
		dev->stats.tx_dropped++;
		kfree_skb_reason(skb, rcv ? SKB_DROP_REASON_DEV_READY : SKB_DROP_REASON_DEV_HDR);
		return;
	}
	scrub(skb);
	skb->dev = rcv;
	netif_rx(skb);
}

static int veth_open(struct net_device *dev)
{
	struct net_device *peer = peer_of(dev);

	if (!peer)
		return -ENOTCONN;
	if (netif_running(peer)) {
		netif_carrier_set(dev, true);
		netif_carrier_set(peer, true);
	}
	return 0;
}

static void veth_stop(struct net_device *dev)
{
	struct net_device *peer = peer_of(dev);

	netif_carrier_set(dev, false);
	if (peer)
		netif_carrier_set(peer, false);
}

/* One end goes with its namespace: the other one is left without. */
static void veth_uninit(struct net_device *dev)
{
	struct net_device *peer = peer_of(dev);

	if (peer)
		rcu_assign_pointer(peer->priv, NULL);
}

static int veth_iflink(const struct net_device *dev)
{
	const struct net_device *peer = peer_of(dev);

	return peer ? peer->ifindex : 0;
}

static const struct net_device_ops veth_ops = {
	.ndo_start_xmit = veth_xmit,
	.ndo_open = veth_open,
	.ndo_stop = veth_stop,
	.ndo_get_iflink = veth_iflink,
	.ndo_uninit = veth_uninit,
};

static struct net_device *veth_alloc(struct net *net, const char *name, const u8 *addr)
{
	struct net_device *dev = alloc_etherdev(net, name, &veth_ops);

	if (!dev)
		return NULL;
	if (addr)
		memcpy(dev->dev_addr, addr, ETH_ALEN);
	else
		eth_hw_addr_random(dev);
	dev->noqueue = true;
	dev->features = NETIF_F_ALL | NETIF_F_HW_VLAN_TX;
	dev->carrier = false;
	dev->operstate = IF_OPER_DOWN;
	dev->rtnl_link_ops = veth_link_ops();
	return dev;
}

/* struct peer_wish - what VETH_INFO_PEER says about the other end */
struct peer_wish {
	char name[IFNAMSIZ];
	u8 addr[ETH_ALEN];
	bool has_addr;
	int ifindex;
	u32 mtu, flags;
};

static int read_peer(struct attrs data, const struct rtnl_link_params *p, struct peer_wish *w)
{
	struct attrs peer, a;
	struct ifinfomsg ifm = {0};

	snprintf(w->name, sizeof(w->name), "veth%%d");
	if (!attrs_find(data, VETH_INFO_PEER, &peer))
		return 0;
	if (peer.len < sizeof(ifm))
		return -EINVAL;
	memcpy(&ifm, peer.data, sizeof(ifm));
	w->ifindex = ifm.ifi_index;
	w->flags = ifm.ifi_flags;
	peer.data += sizeof(ifm);
	peer.len -= sizeof(ifm);
	if (attrs_find(peer, IFLA_NET_NS_PID, &a) || attrs_find(peer, IFLA_NET_NS_FD, &a))
		return -EOPNOTSUPP;
	if (attrs_find(peer, IFLA_IFNAME, &a)) {
		if (!a.len || a.len > IFNAMSIZ)
			return -ERANGE;
		memset(w->name, 0, sizeof(w->name));
		memcpy(w->name, a.data, a.len - !a.data[a.len - 1]);
		if (strnlen(w->name, IFNAMSIZ) == IFNAMSIZ)
			return -ERANGE;
	}
	w->has_addr = attrs_get(peer, IFLA_ADDRESS, w->addr, ETH_ALEN);
	attrs_get(peer, IFLA_MTU, &w->mtu, sizeof(w->mtu));
	if (w->has_addr && !is_valid_ether_addr(w->addr))
		return -EADDRNOTAVAIL;
	return 0;
}

/* The peer is registered first, and so has the lower number. */
static int veth_newlink(const struct rtnl_link_params *p, struct net_device **out)
{
	struct peer_wish w = {0};
	struct net_device *peer, *dev;
	int err = read_peer(p->data, p, &w);

	if (err)
		return err;
	peer = veth_alloc(p->net, w.name, w.has_addr ? w.addr : NULL);
	dev = veth_alloc(p->net, p->name, p->address);
	if (!peer || !dev) {
		err = -ENOMEM;
		goto fail;
	}
	peer->ifindex = w.ifindex;
	if (w.mtu)
		peer->mtu = w.mtu;
	err = register_netdevice(peer);
	if (err)
		goto fail;
	err = register_netdevice(dev);
	if (err) {
		unregister_netdevice(peer);
		peer = NULL;
		goto fail;
	}
	rcu_assign_pointer(dev->priv, peer);
	rcu_assign_pointer(peer->priv, dev);
	*out = dev;
	return w.flags & IFF_UP ? dev_open(peer) : 0;
fail:
	if (peer)
		free_netdev(peer);
	if (dev)
		free_netdev(dev);
	return err;
}

static void veth_dellink(struct net_device *dev)
{
	struct net_device *peer = peer_of(dev);

	dev_close(dev);
	if (peer)
		dev_close(peer);
	rcu_assign_pointer(dev->priv, NULL);
	if (peer)
		rcu_assign_pointer(peer->priv, NULL);
	unregister_netdevice(dev);
	if (peer)
		unregister_netdevice(peer);
}

const struct rtnl_link_ops *veth_link_ops(void)
{
	static const struct rtnl_link_ops ops = {
		.kind = "veth", .newlink = veth_newlink, .dellink = veth_dellink};

	return &ops;
}
