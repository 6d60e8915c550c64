// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv4 out: LOCAL_OUT for what begins here, POST_ROUTING for all, the MTU, the next hop.
 *
 *	__ip_local_out            length, checksum, LOCAL_OUT
 *	dst_output ┬ ip_output    POST_ROUTING
 *	           └ ip_mc_output likewise, and a copy of broadcasts and joined groups comes back
 *	ip_finish_output          what is larger than the MTU is cut into pieces (ip_do_fragment.c)
 *	ip_finish_output2         the neighbour, or at once by its header that is ready
 */
#include "net/neighbour.h"
#include "nf/netfilter.h"
#include "path/ipv4/ip_internal.h"

enum { MAX_DEPTH = 16 }; /* packets sent while packets are sent */

/* A macro, so that the story names the function that dropped. */
#define ip_drop(skb, reason, err) (kfree_skb_reason(skb, reason), (err))

static void count_out(const struct sk_buff *skb)
{
	struct net_shard *shard = skb->shard;

	if (skb->rt->rt_type == RTN_MULTICAST) {
		IP_INC_STATS(shard, IPSTATS_MIB_OUTMCASTPKTS);
		IP_ADD_STATS(shard, IPSTATS_MIB_OUTMCASTOCTETS, skb->len);
	} else {
		IP_INC_STATS(shard, IPSTATS_MIB_OUTBCASTPKTS);
		IP_ADD_STATS(shard, IPSTATS_MIB_OUTBCASTOCTETS, skb->len);
	}
}

static int ip_finish_output2(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct rtable *rt = skb->rt;
	struct neighbour *n;

	if (unlikely(rt_is_group(rt)))
		count_out(skb);
	IP_INC_STATS(skb->shard, IPSTATS_MIB_OUTPKTS);
	IP_ADD_STATS(skb->shard, IPSTATS_MIB_OUTOCTETS, skb->len);

	if (unlikely(!rt->dev->hard_header_len)) {
		path_xmit(skb);
		return 0;
	}
	if (unlikely(skb_headroom(skb) < rt->dev->hard_header_len) &&
	    skb_cow_head(skb, rt->dev->hard_header_len))
		return ip_drop(skb, SKB_DROP_REASON_NOMEM, -ENOMEM);
	n = neigh_for_route(rt, ip_hdr(skb)->daddr);
	if (unlikely(!n))
		return ip_drop(skb, SKB_DROP_REASON_NEIGH_CREATEFAIL, -ENOBUFS);
	neigh_output(n, skb);
	return 0;
}

static int ip_finish_output(struct net *net, struct sock *sk, struct sk_buff *skb);

/* Each packet that this one stands for goes its own way: it does not fit. */
static int ip_finish_output_segments(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *segs, *next;
	int err = 0, e;

	if (skb_gso_segment(skb, NETIF_F_HW_CSUM, &segs))
		return ip_drop(skb, SKB_DROP_REASON_SKB_GSO_SEG, -EINVAL);
	for (; segs; segs = next) {
		next = segs->next;
		segs->next = NULL;
		e = ip_finish_output(net, sk, segs);
		err = err ? err : e;
	}
	consume_skb(skb);
	return err;
}

static int ip_finish_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	u32 mtu = ip_skb_dst_mtu(skb);

	if (likely(skb->len <= mtu && !skb->defragged))
		return ip_finish_output2(net, sk, skb);
	if (unlikely(skb_is_gso(skb)))
		return skb_gso_validate_network_len(skb, mtu)
			       ? ip_finish_output2(net, sk, skb)
			       : ip_finish_output_segments(net, sk, skb);
	return ip_fragment(net, sk, skb, mtu, ip_finish_output2);
}

static int ip_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct net_device *dev = skb->rt->dev, *indev = skb->dev;

	skb->dev = dev;
	skb->protocol = htons(ETH_P_IP);
	return NF_HOOK(NFPROTO_IPV4, NF_INET_POST_ROUTING, net, sk, skb, indev, dev,
		       ip_finish_output);
}

/* The copy that our own listeners get: it comes in by the device that the other goes out by. */
static int ip_mc_finish_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	skb->pkt_type = PACKET_LOOPBACK;
	skb_dst_force(skb);
	netif_rx(skb);
	return 0;
}

static void ip_mc_loopback(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *copy = skb_clone(skb);

	if (copy)
		NF_HOOK(NFPROTO_IPV4, NF_INET_POST_ROUTING, net, sk, copy, NULL, copy->dev,
			ip_mc_finish_output);
}

static int ip_mc_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct rtable *rt = skb->rt;

	skb->dev = rt->dev;
	skb->protocol = htons(ETH_P_IP);
	ip_mc_loopback(net, sk, skb);
	/* TTL 0 means: not beyond this host. */
	if (rt->rt_type == RTN_MULTICAST && !ip_hdr(skb)->ttl)
		return ip_drop(skb, SKB_DROP_REASON_IP_TTL_EXPIRED, 0);
	return NF_HOOK(NFPROTO_IPV4, NF_INET_POST_ROUTING, net, sk, skb, NULL, skb->dev,
		       ip_finish_output);
}

int dst_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	const struct rtable *rt = skb->rt;

	if (likely(rt->rt_type == RTN_UNICAST))
		return ip_output(net, sk, skb);
	if (unlikely(rt->rt_error))
		return ip_drop(skb, SKB_DROP_REASON_IP_OUTNOROUTES, -rt->rt_error);
	if (rt_is_group(rt) && (rt->rt_flags & RT_INPUT_LOCAL) && !(rt->dev->flags & IFF_LOOPBACK))
		return ip_mc_output(net, sk, skb);
	return ip_output(net, sk, skb);
}

/* ---- what begins here ---- */

int __ip_local_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct iphdr *iph = ip_hdr(skb);

	IP_INC_STATS(skb->shard, IPSTATS_MIB_OUTREQUESTS);
	iph->tot_len = htons((u16)skb->len);
	ip_send_check(iph);
	skb->protocol = htons(ETH_P_IP);
	return nf_hook(NFPROTO_IPV4, NF_INET_LOCAL_OUT, net, sk, skb, NULL, skb->rt->dev,
		       dst_output);
}

/* LOCAL_OUT of @begin, then by the route, unless packets make packets without end. */
static int send_nested(struct net *net, struct sock *sk, struct sk_buff *skb,
		       int (*begin)(struct net *, struct sock *, struct sk_buff *))
{
	struct net_shard *shard = skb->shard;
	int err;

	if (unlikely(shard->depth >= MAX_DEPTH))
		return ip_drop(skb, SKB_DROP_REASON_RECURSION_LIMIT, -ELOOP);
	shard->depth++;
	err = begin(net, sk, skb);
	if (likely(err == 1))
		err = dst_output(net, sk, skb);
	shard->depth--;
	return err;
}

int path_local_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return send_nested(net, sk, skb, __ip_local_out);
}

void ip_send_skb(struct sk_buff *skb)
{
	struct net_shard *shard = skb->shard;

	if (path_local_out(shard->net, skb->sk, skb))
		IP_INC_STATS(shard, IPSTATS_MIB_OUTDISCARDS);
}

static int raw_out_hook(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return nf_hook(NFPROTO_IPV4, NF_INET_LOCAL_OUT, net, sk, skb, NULL, skb->rt->dev,
		       dst_output);
}

int path_send_raw(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct net_shard *shard = skb->shard;
	const struct iphdr *iph = ip_hdr(skb);
	int err;

	if (iph->protocol == IPPROTO_ICMP && skb->len > iph->ihl * 4u) {
		ICMPMSGOUT_INC_STATS(shard, skb->data[iph->ihl * 4u]);
		ICMP_INC_STATS(shard, ICMP_MIB_OUTMSGS);
	}
	err = send_nested(net, sk, skb, raw_out_hook);
	if (err)
		IP_INC_STATS(shard, IPSTATS_MIB_OUTDISCARDS);
	return err;
}

struct sk_buff *ip_make_skb(struct net_shard *shard, const struct sk_buff *cause,
			    const struct ip_made *m, struct rtable *rt, u32 len)
{
	u32 optlen = m->opt ? m->opt->opt.optlen : 0, hlen = sizeof(struct iphdr) + optlen;
	struct sk_buff *skb = net_alloc_skb(shard, hlen + len, cause);
	struct iphdr *iph;

	if (!skb)
		return NULL;
	iph = skb_put(skb, hlen + len);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, (int)hlen);
	*iph = (struct iphdr){.version = 4,
			      .ihl = hlen / 4,
			      .tos = m->tos,
			      .id = m->df ? 0 : htons(shard->ip_ident++),
			      .frag_off = m->df ? htons(IP_DF) : 0,
			      .ttl = (u8)READ_ONCE(shard->net->ipv4.sysctl_ip_default_ttl),
			      .protocol = m->protocol,
			      .saddr = m->fl.saddr,
			      .daddr = m->fl.daddr};
	skb->mark = m->fl.flowi4_mark;
	skb->sk = sock_get(m->sk);
	skb_dst_set(skb, rt);
	if (optlen)
		ip_options_build(skb, m->opt, m->addr);
	return skb;
}
