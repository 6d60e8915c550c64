// SPDX-License-Identifier: GPL-2.0-or-later
/* Out of the ports of a bridge: one, or all of them. */
#include "path/bridge/br_private.h"

/* The frame leaves, with its link-layer header; a tag more than the MTU is allowed. */
static int br_dev_queue_push_xmit(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	const struct net_device *dev = skb->dev;

	skb_push(skb, ETH_HLEN);
	if (!netif_running(dev) ||
	    (skb->len > dev->mtu + dev->hard_header_len + 4u && !skb_is_gso(skb))) {
		kfree_skb_reason(skb, SKB_DROP_REASON_PKT_TOO_BIG);
		return 0;
	}
	path_xmit(skb);
	return 0;
}

static int br_forward_finish(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return NF_HOOK(NFPROTO_BRIDGE, NF_BR_POST_ROUTING, net, sk, skb, NULL, skb->dev,
		       br_dev_queue_push_xmit);
}

static void __br_forward(struct net_bridge_port *to, struct sk_buff *skb, bool local_orig)
{
	struct net_device *in = local_orig ? NULL : skb->dev;

	skb->dev = to->dev;
	NF_HOOK(NFPROTO_BRIDGE, local_orig ? NF_BR_LOCAL_OUT : NF_BR_FORWARD, skb_net(skb), NULL,
		skb, in, to->dev, br_forward_finish);
}

static bool should_deliver(const struct net_bridge_port *p, const struct sk_buff *skb)
{
	return ((p->flags & BR_HAIRPIN_MODE) || skb->dev != p->dev) &&
	       p->state == BR_STATE_FORWARDING;
}

static void deliver_clone(struct net_bridge_port *to, struct sk_buff *skb, bool local_orig)
{
	struct sk_buff *copy = skb_clone(skb);

	if (copy)
		__br_forward(to, copy, local_orig);
	else
		skb->dev->stats.tx_dropped++;
}

void br_forward(struct net_bridge_port *to, struct sk_buff *skb, bool local_rcv, bool local_orig)
{
	if (!to || !should_deliver(to, skb)) {
		if (!local_rcv)
			kfree_skb_reason(skb, SKB_DROP_REASON_BRIDGE_NO_EGRESS_PORT);
	} else if (local_rcv) {
		deliver_clone(to, skb, local_orig);
	} else {
		__br_forward(to, skb, local_orig);
	}
}

static bool floods(const struct net_bridge_port *p, const struct sk_buff *skb,
		   enum br_pkt_type type)
{
	static const u32 flag[] = {BR_FLOOD, BR_MCAST_FLOOD, BR_BCAST_FLOOD};

	/* What the bridge itself sends to all is not held back. */
	if (type != BR_PKT_UNICAST && skb->dev == p->br->dev)
		return true;
	return p->flags & flag[type];
}

void br_flood(struct net_bridge *br, struct sk_buff *skb, enum br_pkt_type type, bool local_rcv,
	      bool local_orig)
{
	struct net_bridge_port *p, *last = NULL;

	for (p = rcu_dereference(br->ports); p; p = rcu_dereference(p->next)) {
		if (!floods(p, skb, type) || !should_deliver(p, skb))
			continue;
		if (last)
			deliver_clone(last, skb, local_orig);
		last = p;
	}
	if (last && local_rcv)
		deliver_clone(last, skb, local_orig);
	else if (last)
		__br_forward(last, skb, local_orig);
	else if (!local_rcv)
		kfree_skb_reason(skb, SKB_DROP_REASON_BRIDGE_NO_EGRESS_PORT);
}
