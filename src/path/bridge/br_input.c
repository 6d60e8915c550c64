// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames from the ports of a bridge (kernel: net/bridge/br_input.c).
 *
 * Multicast goes to all ports, and to us: the kernel's snooping does the same until it has seen a
 * querier.
 */
#include "path/bridge/br_private.h"

static int br_netif_receive_skb(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	path_receive_again(skb);
	return 0;
}

/* Up to our own stack, as if it had come in by the bridge's device. */
static void br_pass_frame_up(struct net_bridge *br, struct sk_buff *skb)
{
	struct net_device *in = skb->dev;

	br->dev->stats.rx_packets++;
	br->dev->stats.rx_bytes += skb->len;
	skb->dev = br->dev;
	NF_HOOK(NFPROTO_BRIDGE, NF_BR_LOCAL_IN, skb_net(skb), NULL, skb, in, NULL,
		br_netif_receive_skb);
}

static bool learns(const struct net_bridge_port *p)
{
	return (p->flags & BR_LEARNING) &&
	       (p->state == BR_STATE_LEARNING || p->state == BR_STATE_FORWARDING);
}

static void flood(struct net_bridge *br, struct sk_buff *skb, const u8 *dest)
{
	bool unicast = !(dest[0] & 1), broadcast = !unicast && is_broadcast_ether_addr(dest);
	bool local = !unicast || (br->dev->flags & IFF_PROMISC);

	if (!unicast && !broadcast)
		br->dev->stats.multicast++;
	br_flood(br, skb,
		 unicast     ? BR_PKT_UNICAST
		 : broadcast ? BR_PKT_BROADCAST
			     : BR_PKT_MULTICAST,
		 local, false);
	if (local)
		br_pass_frame_up(br, skb);
}

static int br_handle_frame_finish(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct net_bridge_port *p = br_port_get_rcu(skb->dev);
	const struct net_bridge_fdb_entry *f;
	struct net_bridge *br;
	const u8 *dest;

	if (!p || p->state == BR_STATE_DISABLED) {
		kfree_skb_reason(skb, SKB_DROP_REASON_BRIDGE_INGRESS_STP_STATE);
		return 0;
	}
	br = p->br;
	dest = eth_hdr(skb)->h_dest;
	if (learns(p))
		br_fdb_update(br, p, eth_hdr(skb)->h_source);
	f = dest[0] & 1 ? NULL : br_fdb_find(br, dest);
	if (!f)
		flood(br, skb, dest);
	else if (f->is_local)
		br_pass_frame_up(br, skb);
	else if (br->dev->flags & IFF_PROMISC) {
		br_forward(f->dst, skb, true, false);
		br_pass_frame_up(br, skb);
	} else
		br_forward(f->dst, skb, false, false);
	return 0;
}

/* Addresses that mean: this link and no further (IEEE 802.1D table 7-10). */
static bool is_link_local_ether_addr(const u8 *a)
{
	static const u8 reserved[] = {0x01, 0x80, 0xc2, 0, 0};

	return !memcmp(a, reserved, sizeof(reserved)) && !(a[5] & 0xf0);
}

static int br_handle_local_finish(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct net_bridge_port *p = br_port_get_rcu(skb->dev);

	if (p && learns(p))
		br_fdb_update(p->br, p, eth_hdr(skb)->h_source);
	return 1;
}

/* What is forwarded although it is for the link only: the bridge group while STP is off, and what
 * group_fwd_mask names. */
static bool link_local_goes_on(const struct net_bridge *br, u8 last)
{
	return !last || (last != 1 && (br->group_fwd_mask & 1u << last));
}

enum rx_handler_result br_handle_frame(struct sk_buff *skb)
{
	struct net_bridge_port *p = br_port_get_rcu(skb->dev);
	const u8 *dest = eth_hdr(skb)->h_dest;

	if (skb->pkt_type == PACKET_LOOPBACK)
		return RX_HANDLER_PASS;
	if (!is_valid_ether_addr(eth_hdr(skb)->h_source)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_MAC_INVALID_SOURCE);
		return RX_HANDLER_CONSUMED;
	}
	if (p->state == BR_STATE_DISABLED) {
		kfree_skb_reason(skb, SKB_DROP_REASON_BRIDGE_INGRESS_STP_STATE);
		return RX_HANDLER_CONSUMED;
	}
	if (unlikely(is_link_local_ether_addr(dest)) && !link_local_goes_on(p->br, dest[5])) {
		if (dest[5] == 1) { /* pause frames */
			kfree_skb_reason(skb, SKB_DROP_REASON_MAC_IEEE_MAC_CONTROL);
			return RX_HANDLER_CONSUMED;
		}
		return NF_HOOK(NFPROTO_BRIDGE, NF_BR_LOCAL_IN, skb_net(skb), NULL, skb, skb->dev,
			       NULL, br_handle_local_finish) == 1
			       ? RX_HANDLER_PASS
			       : RX_HANDLER_CONSUMED;
	}
	if (!memcmp(p->br->dev->dev_addr, dest, ETH_ALEN))
		skb->pkt_type = PACKET_HOST;
	NF_HOOK(NFPROTO_BRIDGE, NF_BR_PRE_ROUTING, skb_net(skb), NULL, skb, skb->dev, NULL,
		br_handle_frame_finish);
	return RX_HANDLER_CONSUMED;
}
