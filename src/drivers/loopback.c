// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lo: what is sent comes back in, when the packet that is being handled is through.
 *
 * The packet keeps the route that it was sent by, so it is not routed again, and loses its socket.
 * lo counts its bytes without their link-layer header, as in the kernel.
 */
#include "drivers/drivers.h"
#include "net/ip_fib.h"
#include "net/output.h"

enum { LOOPBACK_MTU = 65536 };

static void loopback_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev->stats.tx_bytes -= ETH_HLEN;
	dev->stats.rx_bytes -= ETH_HLEN;
	if (skb->sk) {
		sock_put(skb->sk);
		skb->sk = NULL;
	}
	skb->tstamp_ns = 0;
	skb->pkt_type = PACKET_HOST;
	skb_dst_force(skb);
	netif_rx(skb);
}

static const struct net_device_ops loopback_ops = {
	.ndo_start_xmit = loopback_xmit,
};

int loopback_net_init(struct net *net)
{
	struct net_device *dev = alloc_netdev(net, "lo", ARPHRD_LOOPBACK, &loopback_ops);
	int err;

	if (!dev)
		return -ENOMEM;
	dev->mtu = LOOPBACK_MTU;
	dev->features = NETIF_F_ALL;
	dev->flags = IFF_LOOPBACK;
	dev->hard_header_len = ETH_HLEN;
	dev->addr_len = ETH_ALEN;
	err = register_netdevice(dev);
	if (err) {
		free_netdev(dev);
		return err;
	}
	net->loopback_dev = dev;
	return 0;
}
