// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * TCP without sockets (RFC 9293, 3.5.2): every segment meets a closed port and is reset.
 *
 * A reset is never answered, nor is a segment to a broadcast, to somebody else, or with a wrong
 * checksum.
 */
#include "path/ipv4/ip_internal.h"

static bool tcp_checksum_ok(const struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	__wsum sum;

	if (skb_csum_unnecessary(skb))
		return true;
	sum = csum_tcpudp_nofold(iph->saddr, iph->daddr, skb->len, IPPROTO_TCP, 0);
	return !csum_fold(skb_checksum(skb, 0, skb->len, sum));
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

/* => NULL when it went out */
static const char *tcp_v4_send_reset(struct sk_buff *skb, const struct tcphdr *th)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct net *net = skb_net(skb);
	struct ip_options_data opt;
	struct rtable *rt;
	struct sk_buff *out;
	struct tcphdr *rep;

	if (th->rst)
		return "a reset is not answered";
	if (skb->rt->rt_type != RTN_LOCAL)
		return "not to an address of ours";
	/* Counted whether a way is found or not. */
	TCP_INC_STATS(skb->shard, TCP_MIB_OUTSEGS);
	TCP_INC_STATS(skb->shard, TCP_MIB_OUTRSTS);
	if (ip_options_echo(&opt, skb, skb->ip_opt ? IPCB(skb) : NULL))
		return "options that cannot be answered";

	struct ip_made m = {.addr = iph->saddr,
			    .tos = iph->tos & INET_DSCP_MASK,
			    .protocol = IPPROTO_TCP,
			    .df = true,
			    .opt = &opt,
			    .sk = path_shard(skb->shard)->tcp_sk,
			    .fl = {.daddr = opt.opt.srr ? opt.opt.faddr : iph->saddr,
				   .saddr = iph->daddr,
				   .flowi4_mark = IP4_REPLY_MARK(net, skb->mark),
				   .flowi4_tos = iph->tos,
				   .flowi4_proto = IPPROTO_TCP,
				   .fl4_sport = th->dest,
				   .fl4_dport = th->source}};

	if (path_route_output_key(net, &m.fl, &rt))
		return "no route back";
	out = ip_make_skb(skb->shard, skb, &m, rt, sizeof(*rep));
	if (!out)
		return "no memory";
	rep = (struct tcphdr *)skb_transport_header(out);
	tcp_fill_reset(rep, th, skb->len);
	rep->check = csum_tcpudp_magic(m.fl.saddr, m.addr, sizeof(*rep), IPPROTO_TCP,
				       csum_partial(rep, sizeof(*rep), 0));
	if (unlikely(skb->story))
		icmp_trace(skb, "tcp reset", m.addr, true, "");
	ip_send_skb(out);
	return NULL;
}

static enum skb_drop_reason tcp_handle(struct sk_buff *skb)
{
	const struct tcphdr *th;
	const char *why;

	if (skb->pkt_type != PACKET_HOST)
		return SKB_DROP_REASON_NO_SOCKET;
	TCP_INC_STATS(skb->shard, TCP_MIB_INSEGS);
	if (!pskb_may_pull(skb, sizeof(*th)))
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	th = (const struct tcphdr *)skb->data;
	if (th->doff < sizeof(*th) / 4) {
		TCP_INC_STATS(skb->shard, TCP_MIB_INERRS);
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	}
	if (!pskb_may_pull(skb, th->doff * 4u))
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	th = (const struct tcphdr *)skb->data;
	if (!tcp_checksum_ok(skb)) {
		TCP_INC_STATS(skb->shard, TCP_MIB_CSUMERRORS);
		TCP_INC_STATS(skb->shard, TCP_MIB_INERRS);
		return SKB_DROP_REASON_TCP_CSUM;
	}
	if (unlikely(skb->story))
		deliver_trace(skb, "tcp", "nobody");
	why = tcp_v4_send_reset(skb, th);
	if (unlikely(skb->story) && why)
		icmp_trace(skb, "tcp reset", ip_hdr(skb)->saddr, false, why);
	return SKB_DROP_REASON_NO_SOCKET;
}

int tcp_v4_rcv(struct sk_buff *skb)
{
	kfree_skb_reason(skb, tcp_handle(skb));
	return 0;
}
