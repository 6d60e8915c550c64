// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames in and out of devices (kernel: net/core/dev.c, net/ethernet/eth.c).
 *
 * In: a vector is looked over first, so that what its packets will need is on its way into the
 * cache (their headers are there: whoever made the packets has just written them); then each frame runs to its end before the next begins, what it loops back included.  A frame is
 * told apart by its link-layer destination and its type, passes the device's INGRESS hook, and
 * goes to its protocol.
 *
 * Out: the device's EGRESS hook, then the driver.
 *
 * A tag is taken out of the frame (vlan.c); then the packet belongs to the vlan device for it, or
 * to nobody, unless it says no more than a priority.  A port of a bridge gives its frames to it.
 */
#include "nf/netfilter.h"
#include "path/netdev/vlan.h"
#include "path/path_internal.h"

#include <linux/if_ether.h>

static inline bool same_mac(const u8 *a, const u8 *b)
{
	u32 a4, b4;
	u16 a2, b2;

	memcpy(&a4, a, 4);
	memcpy(&b4, b, 4);
	memcpy(&a2, a + 4, 2);
	memcpy(&b2, b + 4, 2);
	return !((a4 ^ b4) | (u32)(a2 ^ b2));
}

static u8 eth_pkt_type(const struct ethhdr *eth, const struct net_device *dev)
{
	if (!(eth->h_dest[0] & 1))
		return PACKET_OTHERHOST;
	return same_mac(eth->h_dest, dev->broadcast) ? PACKET_BROADCAST : PACKET_MULTICAST;
}

/* A length instead of a type: raw IPX or 802.2. */
static __be16 eth_length_proto(const struct sk_buff *skb)
{
	if (skb_headlen(skb) >= 2 && skb->data[0] == 0xff && skb->data[1] == 0xff)
		return htons(ETH_P_802_3);
	return htons(ETH_P_802_2);
}

/* To the network header: sets pkt_type, protocol and the MAC header. */
static inline void eth_type_trans(struct sk_buff *skb, const struct net_device *dev)
{
	const struct ethhdr *eth = (const struct ethhdr *)skb->data;

	skb_reset_mac_header(skb);
	skb_pull(skb, ETH_HLEN);
	skb->mac_len = ETH_HLEN;
	if (unlikely(!same_mac(eth->h_dest, dev->dev_addr)))
		skb->pkt_type = eth_pkt_type(eth, dev);
	if (likely(ntohs(eth->h_proto) >= ETH_P_802_3_MIN))
		skb->protocol = eth->h_proto;
	else
		skb->protocol = eth_length_proto(skb);
}

/* A packet on a device without link-layer header says by its first byte what it is. */
static __be16 raw_protocol(struct sk_buff *skb)
{
	if (!pskb_may_pull(skb, 1))
		return 0;
	switch (skb->data[0] >> 4) {
	case 4:
		return htons(ETH_P_IP);
	case 6:
		return htons(ETH_P_IPV6);
	default:
		return 0;
	}
}

static int netdev_hook(struct sk_buff *skb, unsigned int hook, struct nf_hook_entries *e,
		       struct net_device *in, struct net_device *out)
{
	struct nf_hook_state state = {
		.hook = (u8)hook, .pf = NFPROTO_NETDEV, .in = in, .out = out, .net = skb_net(skb)};

	return nf_hook_slow(skb, &state, e, 0);
}

static void deliver(struct sk_buff *skb, struct net_device *dev)
{
	switch (skb->protocol) {
	case __constant_htons(ETH_P_IP):
		ip_rcv(skb, dev);
		return;
	case __constant_htons(ETH_P_IPV6):
		ipv6_rcv(skb, dev);
		return;
	case __constant_htons(ETH_P_ARP):
		arp_rcv(skb, dev);
		return;
	default:
		dev->stats.rx_dropped++;
		kfree_skb_reason(skb, SKB_DROP_REASON_UNHANDLED_PROTO);
	}
}

/* From the link-layer header to the network header; => false: no frame, or none for us. */
static inline bool read_frame(struct sk_buff *skb, struct net_device *dev)
{
	dev->stats.rx_packets++;
	dev->stats.rx_bytes += skb->len;
	if (unlikely(!dev->hard_header_len)) {
		skb_reset_mac_header(skb);
		skb->protocol = raw_protocol(skb);
		return true;
	}
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN))) {
		dev->stats.rx_errors++;
		kfree_skb_reason(skb, SKB_DROP_REASON_PKT_TOO_SMALL);
		return false;
	}
	eth_type_trans(skb, dev);
	return true;
}

enum tag_fate { TAG_NOBODYS, TAG_TAKEN, TAG_GONE };

/* A packet with a tag is the vlan device's for it, if there is one. */
static __noinline enum tag_fate take_tagged(struct sk_buff *skb)
{
	struct net_device *vlan = vlan_find_dev(skb->dev, skb->vlan_proto, skb->vlan_tci);

	if (!vlan)
		return TAG_NOBODYS;
	return vlan_do_receive(skb, vlan) ? TAG_TAKEN : TAG_GONE;
}

/* A tag that no vlan device took: the packet is for somebody else, unless the tag says nothing but
 * a priority; then it counts what stands behind it, which may be a tag again. */
static __noinline enum tag_fate untaken_tag(struct sk_buff *skb)
{
	enum tag_fate fate = TAG_NOBODYS;

	while (skb->vlan_proto && fate == TAG_NOBODYS) {
		bool priority = !(skb->vlan_tci & VLAN_VID_MASK);

		skb->vlan_proto = 0;
		if (!priority)
			skb->pkt_type = PACKET_OTHERHOST;
		else if (eth_type_vlan(skb->protocol))
			fate = skb_vlan_untag(skb) ? take_tagged(skb) : TAG_GONE;
	}
	return fate;
}

/* Up from the link layer (kernel: __netif_receive_skb_core); data at the network header. */
static inline void receive_on(struct sk_buff *skb, struct net_device *dev)
{
	struct nf_hook_entries *ingress;
	enum tag_fate fate;

again:
	skb->skb_iif = dev->ifindex;
	if (unlikely(eth_type_vlan(skb->protocol)) && !skb_vlan_untag(skb))
		return;
	skb_reset_network_header(skb);
	ingress = rcu_dereference(dev->nf_hooks_ingress);
	if (unlikely(ingress) && netdev_hook(skb, NF_NETDEV_INGRESS, ingress, dev, NULL) != 1)
		return;
	fate = unlikely(skb->vlan_proto) ? take_tagged(skb) : TAG_NOBODYS;
	if (likely(fate == TAG_NOBODYS)) {
		if (unlikely(rcu_dereference(dev->rx_handler)) &&
		    dev->rx_handler(skb) == RX_HANDLER_CONSUMED)
			return;
		fate = unlikely(skb->vlan_proto) ? untaken_tag(skb) : TAG_NOBODYS;
	}
	if (unlikely(fate == TAG_GONE))
		return;
	if (unlikely(fate == TAG_TAKEN)) {
		dev = skb->dev;
		goto again;
	}
	skb_reset_network_header(skb);
	deliver(skb, dev);
}

static inline void receive_one(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;

	if (unlikely(!netif_running(dev))) {
		kfree_skb_reason(skb, SKB_DROP_REASON_DEV_READY);
		return;
	}
	if (unlikely(skb->pkt_type == PACKET_LOOPBACK)) {
		skb_reset_mac_header(skb);
		skb->mac_len = 0;
	} else if (!read_frame(skb, dev)) {
		return;
	}
	receive_on(skb, dev);
}

void path_receive_again(struct sk_buff *skb)
{
	receive_on(skb, skb->dev);
}

void path_receive(struct net_shard *shard, struct skb_vec *vec)
{
	const u32 n = vec->count;

	if (n > 1) {
		fib_prefetch(shard->net, vec);
		nf_hook_prefetch(shard->net, NFPROTO_IPV4, NF_INET_PRE_ROUTING, vec);
	}
	for (u32 i = 0; i < n; i++) {
		if (vec->skb[i]->id == vec->skb[i]->cause)
			shard->running = vec->skb[i]->id;
		receive_one(vec->skb[i]);
		net_run_backlog_nested(shard);
	}
}

/* ---- out ---- */

static void trace_xmit(struct sk_buff *skb)
{
	struct trace_event ev = {.type = TRACE_xmit};

	trace_text(ev.xmit.dev, sizeof(ev.xmit.dev), "%s", skb->dev->name);
	ev.xmit.len = skb->len;
	skb_summary(skb, ev.xmit.summary, sizeof(ev.xmit.summary));
	skb_trace(skb, &ev);
}

static void xmit_one(struct sk_buff *skb, struct net_device *dev)
{
	if (unlikely(skb->story))
		trace_xmit(skb);
	dev->stats.tx_packets++;
	dev->stats.tx_bytes += skb->len;
	dev->ops->ndo_start_xmit(skb, dev);
}

static void xmit_dropped(struct sk_buff *skb, struct net_device *dev, enum skb_drop_reason reason)
{
	dev->stats.tx_dropped++;
	kfree_skb_at(skb, reason, "dev_queue_xmit");
}

/* What the device cannot do itself is done here (kernel: validate_xmit_skb). */
static __noinline void xmit_unfinished(struct sk_buff *skb, struct net_device *dev)
{
	struct sk_buff *segs, *next;

	if (skb_gso_ok(skb, dev->features)) {
		xmit_one(skb, dev);
	} else if (!skb_is_gso(skb)) {
		if (skb_checksum_help(skb))
			xmit_dropped(skb, dev, SKB_DROP_REASON_SKB_CSUM);
		else
			xmit_one(skb, dev);
	} else if (skb_gso_segment(skb, dev->features, &segs)) {
		xmit_dropped(skb, dev, SKB_DROP_REASON_SKB_GSO_SEG);
	} else {
		for (; segs; segs = next) {
			next = segs->next;
			segs->next = NULL;
			xmit_one(segs, dev);
		}
		consume_skb(skb);
	}
}

void path_xmit(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;
	struct nf_hook_entries *egress = rcu_dereference(dev->nf_hooks_egress);

	if (unlikely(egress) && netdev_hook(skb, NF_NETDEV_EGRESS, egress, NULL, dev) != 1)
		return;
	if (unlikely(!netif_running(dev)))
		xmit_dropped(skb, dev, SKB_DROP_REASON_TX_DOWN);
	else if (unlikely(skb->vlan_proto) && !(dev->features & NETIF_F_HW_VLAN_TX) &&
		 skb_vlan_push(skb))
		xmit_dropped(skb, dev, SKB_DROP_REASON_NOMEM);
	else if (unlikely(skb_is_gso(skb) || skb->ip_summed == CHECKSUM_PARTIAL))
		xmit_unfinished(skb, dev);
	else
		xmit_one(skb, dev);
}
