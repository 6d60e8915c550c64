// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv4 through: the time to live, the MTU of the way out, FORWARD, options.
 *
 * What must not pass is answered here: time exceeded, fragmentation needed, source route failed.
 * The redirect, too, that tells a sender of the shorter way.
 */
#include "nf/netfilter.h"
#include "path/ipv4/ip_internal.h"

static int ip_forward_finish(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	if (unlikely(skb->ip_opt && IPCB(skb)->optlen))
		ip_forward_options(skb);
	return dst_output(net, sk, skb);
}

static bool ip_exceeds_mtu(const struct sk_buff *skb, u32 mtu)
{
	if (likely(skb->len <= mtu))
		return false;
	if (!(ip_hdr(skb)->frag_off & htons(IP_DF)) || skb->local_df)
		return false;
	if (skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu))
		return false;
	/* Reassembled from pieces that fit. */
	return !skb->defragged || skb->frag_max_size > mtu;
}

static void trace_ttl(struct sk_buff *skb, u8 ttl)
{
	struct trace_event ev = {.type = TRACE_change};

	trace_text(ev.change.by, sizeof(ev.change.by), "ip_forward");
	trace_text(ev.change.field, sizeof(ev.change.field), "ttl");
	trace_text(ev.change.from, sizeof(ev.change.from), "%u", ttl);
	trace_text(ev.change.to, sizeof(ev.change.to), "%u", ttl - 1u);
	skb_trace(skb, &ev);
}

/* RFC 1141: the checksum rises by what the word falls. */
static inline void ip_decrease_ttl(struct iphdr *iph)
{
	u32 check = (u32)iph->check + (u32)htons(0x0100);

	iph->check = (__sum16)(check + (check >= 0xffff));
	iph->ttl--;
}

/* The four classes of a band queue by the old TOS bits (rt_tos2priority). */
static u32 tos2priority(u8 tos)
{
	static const u8 priority[16] = {0, 1, 0, 0, 2, 2, 2, 2, 6, 6, 6, 6, 4, 4, 4, 4};

	return priority[(tos & 0x1e) >> 1];
}

void ip_forward(struct sk_buff *skb)
{
	struct net *net = skb_net(skb);
	struct rtable *rt = skb->rt;
	enum skb_drop_reason reason = SKB_DROP_REASON_NOT_SPECIFIED;
	u32 mtu;

	/* A datagram that came in a link-layer broadcast is not passed on. */
	if (unlikely(skb->pkt_type != PACKET_HOST)) {
		reason = SKB_DROP_REASON_UNICAST_IN_L2_MULTICAST;
		goto dropped;
	}
	if (unlikely(skb->sk))
		goto dropped;
	if (unlikely(ip_hdr(skb)->ttl <= 1)) {
		IP_INC_STATS(skb->shard, IPSTATS_MIB_INHDRERRORS);
		path_icmp_send(skb, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
		reason = SKB_DROP_REASON_IP_TTL_EXPIRED;
		goto dropped;
	}
	if (unlikely(skb->ip_opt && IPCB(skb)->is_strictroute && rt->rt_uses_gateway)) {
		path_icmp_send(skb, ICMP_DEST_UNREACH, ICMP_SR_FAILED, 0);
		reason = SKB_DROP_REASON_IP_STRICT_SOURCE_ROUTE;
		goto dropped;
	}
	IP_INC_STATS(skb->shard, IPSTATS_MIB_OUTFORWDATAGRAMS);
	skb->forwarded = 1;
	mtu = ip_dst_mtu_maybe_forward(rt, true);
	if (unlikely(ip_exceeds_mtu(skb, mtu))) {
		IP_INC_STATS(skb->shard, IPSTATS_MIB_FRAGFAILS);
		path_icmp_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(mtu));
		reason = SKB_DROP_REASON_PKT_TOO_BIG;
		goto dropped;
	}
	if (unlikely(skb_ensure_writable(skb, ip_hdrlen(skb)))) {
		reason = SKB_DROP_REASON_NOMEM;
		goto dropped;
	}
	if (unlikely(skb->story))
		trace_ttl(skb, ip_hdr(skb)->ttl);
	ip_decrease_ttl(ip_hdr(skb));
	if (unlikely(skb->redirect) && !(skb->ip_opt && IPCB(skb)->srr))
		ip_rt_send_redirect(skb);
	if (READ_ONCE(net->ipv4.sysctl_ip_forward_update_priority))
		skb->priority = tos2priority(ip_hdr(skb)->tos);
	NF_HOOK(NFPROTO_IPV4, NF_INET_FORWARD, net, NULL, skb, skb->dev, rt->dev,
		ip_forward_finish);
	return;
dropped:
	kfree_skb_reason(skb, reason);
}
