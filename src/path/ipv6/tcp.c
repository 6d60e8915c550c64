// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * TCP over IPv6 without sockets (RFC 9293, 3.5.2): every segment meets a closed port and is reset.
 *
 * A reset is never answered, nor is a segment to a group or an anycast address, to somebody else,
 * or with a wrong checksum.
 */
#include "path/ipv6/ip6_internal.h"

enum { REFLECT_TCP_RESET = 2 }; /* net.ipv6.flowlabel_reflect */

static bool tcp_checksum_ok(const struct sk_buff *skb)
{
	const struct ipv6hdr *h = ipv6_hdr(skb);

	return skb_csum_unnecessary(skb) ||
	       !csum_ipv6_magic(&h->saddr, &h->daddr, skb->len, IPPROTO_TCP,
				skb_checksum(skb, 0, skb->len, 0));
}

static void tcp_fill_reset(struct tcphdr *rep, const struct tcphdr *th, u32 len)
{
	*rep = (struct tcphdr){.source = th->dest, .dest = th->source, .doff = 5, .rst = 1};
	if (th->ack) {
		rep->seq = th->ack_seq;
	} else {
		rep->ack = 1;
		rep->ack_seq =
			htonl(ntohl(th->seq) + th->syn + th->fin + len - ((u32)th->doff << 2));
	}
}

/* An answer to an address that counts on one link only goes back where the question came from. */
static int strict_oif(const struct sk_buff *skb, const struct in6_addr *daddr)
{
	u32 strict = IPV6_ADDR_MULTICAST | IPV6_ADDR_LINKLOCAL | IPV6_ADDR_LOOPBACK;

	return ipv6_addr_type(daddr) & strict ? IP6CB(skb)->iif : 0;
}

/* => NULL when it went out */
static const char *tcp_v6_send_reset(struct sk_buff *skb, const struct tcphdr *th)
{
	const struct ipv6hdr *h = ipv6_hdr(skb);
	struct net *net = skb_net(skb);
	struct flowi6 fl6 = {.flowi6_oif = strict_oif(skb, &h->saddr),
			     .flowi6_mark = IP6_REPLY_MARK(net, skb->mark),
			     .flowi6_proto = IPPROTO_TCP,
			     .daddr = h->saddr,
			     .saddr = h->daddr,
			     .fl6_sport = th->dest,
			     .fl6_dport = th->source};
	struct rt6_info *rt;
	struct sk_buff *out;
	struct tcphdr *rep;

	if (th->rst)
		return "a reset is not answered";
	if (!(skb->rt6->rt6i_flags & RTF_LOCAL))
		return "not to an address of ours";
	if (READ_ONCE(net->ipv6.sysctl_flowlabel_reflect) & REFLECT_TCP_RESET)
		fl6.flowlabel = ip6_flowlabel(h);
	if (path6_route_output(net, NULL, &fl6, &rt))
		return "no route back";

	struct ip6_made m = {.saddr = fl6.saddr,
			     .daddr = fl6.daddr,
			     .tclass = ipv6_get_dsfield(h) & 0xfc,
			     .protocol = IPPROTO_TCP,
			     .hop_limit = -1,
			     .flowlabel = fl6.flowlabel,
			     .ports = (u32)th->dest << 16 | th->source,
			     .mark = fl6.flowi6_mark,
			     .sk = path6_shard(skb->shard)->tcp_sk};

	out = ip6_make_skb(skb->shard, skb, &m, rt, sizeof(*rep));
	if (!out)
		return "no memory";
	rep = (struct tcphdr *)skb_transport_header(out);
	tcp_fill_reset(rep, th, skb->len);
	rep->check = csum_ipv6_magic(&m.saddr, &m.daddr, sizeof(*rep), IPPROTO_TCP,
				     csum_partial(rep, sizeof(*rep), 0));
	if (unlikely(skb->story))
		icmpv6_trace(skb, "tcp reset", &m.daddr, true, "");
	TCP_INC_STATS(skb->shard, TCP_MIB_OUTSEGS);
	TCP_INC_STATS(skb->shard, TCP_MIB_OUTRSTS);
	IP6_INC_STATS(skb->shard, rt->rt6i_idev, IPSTATS_MIB_OUTREQUESTS);
	path6_local_out(net, out->sk, out);
	return NULL;
}

static enum skb_drop_reason tcp_check(struct sk_buff *skb)
{
	const struct tcphdr *th;

	if (!pskb_may_pull(skb, sizeof(*th)))
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	th = (const struct tcphdr *)skb->data;
	if (th->doff < sizeof(*th) / 4) {
		TCP_INC_STATS(skb->shard, TCP_MIB_INERRS);
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	}
	if (!pskb_may_pull(skb, th->doff * 4u))
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	if (!tcp_checksum_ok(skb)) {
		TCP_INC_STATS(skb->shard, TCP_MIB_CSUMERRORS);
		TCP_INC_STATS(skb->shard, TCP_MIB_INERRS);
		return SKB_DROP_REASON_TCP_CSUM;
	}
	return SKB_CONSUMED;
}

static enum skb_drop_reason tcp_handle(struct sk_buff *skb)
{
	enum skb_drop_reason reason;
	const char *why;

	if (skb->pkt_type != PACKET_HOST)
		return SKB_DROP_REASON_NO_SOCKET;
	TCP_INC_STATS(skb->shard, TCP_MIB_INSEGS);
	reason = tcp_check(skb);
	if (reason)
		return reason;
	if (unlikely(skb->story))
		deliver6_trace(skb, "tcp", "nobody");
	why = tcp_v6_send_reset(skb, (const struct tcphdr *)skb->data);
	if (unlikely(skb->story) && why)
		icmpv6_trace(skb, "tcp reset", &ipv6_hdr(skb)->saddr, false, why);
	return SKB_DROP_REASON_NO_SOCKET;
}

int tcp_v6_rcv(struct sk_buff *skb)
{
	kfree_skb_reason(skb, tcp_handle(skb));
	return 0;
}
