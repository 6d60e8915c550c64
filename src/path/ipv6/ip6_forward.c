// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv6 through: the hop limit, the scope of the source, the MTU of the way out, FORWARD.
 *
 * What must not pass is answered here: time exceeded, beyond the scope of its source, too big.
 * What goes out where it came in stays on its link, and may have a source that counts only there.
 */
#include "nf/netfilter.h"
#include "path/ipv6/ip6_internal.h"

static int ip6_forward_finish(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return ip6_dst_output(net, sk, skb);
}

/* Only a metric that is locked counts here; the others are for what begins at this host. */
static u32 forward_mtu(const struct rt6_info *rt)
{
	const struct inet6_dev *idev = __in6_dev_get(rt->dev);
	u32 mtu = IPV6_MIN_MTU;

	if (unlikely(rt->mtu_locked && rt->rt6_mtu))
		mtu = rt->rt6_mtu;
	else if (likely(idev))
		mtu = (u32)IN6_DEV_CONF_GET((struct inet6_dev *)idev, MTU6);
	return mtu < IPV6_MIN_MTU ? IPV6_MIN_MTU : mtu;
}

static bool ip6_pkt_too_big(const struct sk_buff *skb, u32 mtu)
{
	if (likely(skb->len <= mtu))
		return false;
	/* Reassembled from pieces that fit. */
	if (IP6CB(skb)->frag_max_size && IP6CB(skb)->frag_max_size <= mtu)
		return false;
	return !skb->local_df;
}

static void trace_hop_limit(struct sk_buff *skb, u8 limit)
{
	struct trace_event ev = {.type = TRACE_change};

	trace_text(ev.change.by, sizeof(ev.change.by), "ip6_forward");
	trace_text(ev.change.field, sizeof(ev.change.field), "hop limit");
	trace_text(ev.change.from, sizeof(ev.change.from), "%u", limit);
	trace_text(ev.change.to, sizeof(ev.change.to), "%u", limit - 1u);
	skb_trace(skb, &ev);
}

/* Sources that may not leave their link, or that are no sources at all. */
static enum skb_drop_reason check_source(struct sk_buff *skb)
{
	u32 type = ipv6_addr_type(&ipv6_hdr(skb)->saddr);

	if (type == IPV6_ADDR_ANY || (type & (IPV6_ADDR_MULTICAST | IPV6_ADDR_LOOPBACK)))
		return SKB_DROP_REASON_IP_INADDRERRORS;
	if (type & IPV6_ADDR_LINKLOCAL) {
		path_icmpv6_send(skb, ICMPV6_DEST_UNREACH, ICMPV6_NOT_NEIGHBOUR, 0);
		return SKB_DROP_REASON_IP_INADDRERRORS;
	}
	return SKB_CONSUMED;
}

/* The plain case of check_source() in two words: neither zero nor ff.., nor fe80::/10. */
static inline bool plain_source(const struct in6_addr *a)
{
	return a->s6_addr32[0] && a->s6_addr[0] < 0xfe;
}

static enum skb_drop_reason ip6_forward_check(struct sk_buff *skb)
{
	struct net *net = skb_net(skb);

	if (unlikely(!IPV6_DEVCONF_ALL(net, FORWARDING)))
		return SKB_DROP_REASON_IP_INADDRERRORS;
	if (unlikely(skb->pkt_type != PACKET_HOST))
		return SKB_DROP_REASON_UNICAST_IN_L2_MULTICAST;
	if (unlikely(skb->sk))
		return SKB_DROP_REASON_NOT_SPECIFIED;
	if (unlikely(ipv6_hdr(skb)->hop_limit <= 1)) {
		path_icmpv6_send(skb, ICMPV6_TIME_EXCEED, ICMPV6_EXC_HOPLIMIT, 0);
		return SKB_DROP_REASON_IP_INHDR;
	}
	return SKB_CONSUMED;
}

int ip6_forward(struct sk_buff *skb)
{
	struct rt6_info *rt = skb->rt6;
	enum skb_drop_reason reason = ip6_forward_check(skb);
	u32 mtu;

	if (unlikely(reason))
		goto dropped;
	if (unlikely(!plain_source(&ipv6_hdr(skb)->saddr)) &&
	    (IP6CB(skb)->iif != rt->dev->ifindex || IP6CB(skb)->srcrt))
		reason = check_source(skb);
	if (unlikely(reason))
		goto dropped;
	mtu = forward_mtu(rt);
	if (unlikely(ip6_pkt_too_big(skb, mtu))) {
		/* The answer's source is to be the address of the way out. */
		skb->dev = rt->dev;
		path_icmpv6_send(skb, ICMPV6_PKT_TOOBIG, 0, mtu);
		reason = SKB_DROP_REASON_PKT_TOO_BIG;
		goto dropped;
	}
	if (unlikely(skb_cow_head(skb, rt->dev->hard_header_len))) {
		reason = SKB_DROP_REASON_NOMEM;
		goto dropped;
	}
	if (unlikely(skb->story))
		trace_hop_limit(skb, ipv6_hdr(skb)->hop_limit);
	ipv6_hdr(skb)->hop_limit--;
	return NF_HOOK(NFPROTO_IPV6, NF_INET_FORWARD, skb_net(skb), NULL, skb, skb->dev, rt->dev,
		       ip6_forward_finish);
dropped:
	kfree_skb_reason(skb, reason);
	return -EINVAL;
}
