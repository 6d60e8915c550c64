// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ICMPv6 errors and TCP resets for packets that a rule refuses (kernel: nf_reject_ipv6.c).
 *
 * No answer is given to what may be forged or broken: later fragments, resets, packets whose headers
 * are cut short or whose checksum is wrong; no reset to or from anything but a unicast address.
 * icmpv6_send() adds its own rules.
 */
#include "xtables/target/nf_reject_ipv6.h"

#include "net/ip6_route.h"
#include "net/output.h"
#include "xtables/target/nf_reject.h"

#include <linux/icmpv6.h>

static void no_reply(const struct sk_buff *skb, const char *kind, const char *why)
{
	nf_reject_told(skb, kind, why, trace_ip6(&ipv6_hdr(skb)->saddr));
}

/* The upper layer's offset, its number in *@proto; negative: none, or a later fragment. */
static int upper_layer(const struct sk_buff *skb, u8 *proto)
{
	__be16 frag_off;
	int thoff;

	*proto = ipv6_hdr(skb)->nexthdr;
	thoff = ipv6_skip_exthdr(skb, skb_network_offset(skb) + (int)sizeof(struct ipv6hdr), proto,
				 &frag_off);
	if (thoff >= (int)skb->len || ntohs(frag_off) & ~7)
		return -1;
	return thoff;
}

static bool checksum_right(const struct sk_buff *skb, int thoff, u8 proto)
{
	const struct ipv6hdr *ip6 = ipv6_hdr(skb);
	u32 len = skb->len - (u32)thoff;

	return skb_csum_unnecessary(skb) || !csum_ipv6_magic(&ip6->saddr, &ip6->daddr, len, proto,
							     skb_checksum(skb, (u32)thoff, len, 0));
}

void nf_send_unreach6(struct sk_buff *skb, u8 code, unsigned int hook)
{
	u8 proto;
	int thoff = upper_layer(skb, &proto);

	if (!skb_csum_unnecessary(skb)) {
		if (thoff < 0) {
			no_reply(skb, "icmpv6 unreachable", "no upper layer, or a later fragment");
			return;
		}
		if (nf_reject_verify_csum(skb, (u32)thoff, proto) &&
		    !checksum_right(skb, thoff, proto)) {
			no_reply(skb, "icmpv6 unreachable", "its checksum is wrong");
			return;
		}
	}
	if (hook == NF_INET_LOCAL_OUT && !skb->dev)
		skb->dev = skb_net(skb)->loopback_dev;
	icmpv6_send(skb, ICMPV6_DEST_UNREACH, code, 0);
}

static bool is_unicast(const struct in6_addr *addr)
{
	return ipv6_addr_type(addr) & IPV6_ADDR_UNICAST;
}

/* The header to answer and the length of its segment, or NULL and the reason. */
static const struct tcphdr *tcp_to_reset(const struct sk_buff *skb, struct tcphdr *buf, u32 *len,
					 const char **why)
{
	const struct ipv6hdr *ip6 = ipv6_hdr(skb);
	const struct tcphdr *th;
	u8 proto;
	int thoff;

	*why = "a broadcast or multicast";
	if (!is_unicast(&ip6->saddr) || !is_unicast(&ip6->daddr))
		return NULL;
	*why = "not TCP, or a later fragment";
	thoff = upper_layer(skb, &proto);
	if (thoff < 0 || proto != IPPROTO_TCP)
		return NULL;
	*why = "it ends inside its header";
	*len = skb->len - (u32)thoff;
	th = skb_header_pointer(skb, (u32)thoff, sizeof(*buf), buf);
	if (!th)
		return NULL;
	*why = "a reset itself";
	if (th->rst)
		return NULL;
	*why = "its checksum is wrong";
	return checksum_right(skb, thoff, IPPROTO_TCP) ? th : NULL;
}

static void put_ipv6hdr(struct sk_buff *nskb, const struct sk_buff *old, int hops)
{
	struct ipv6hdr *ip6 = skb_put(nskb, sizeof(*ip6));

	skb_reset_network_header(nskb);
	*ip6 = (struct ipv6hdr){.payload_len = htons(sizeof(struct tcphdr)),
				.nexthdr = IPPROTO_TCP,
				.hop_limit = (u8)hops,
				.saddr = ipv6_hdr(old)->daddr,
				.daddr = ipv6_hdr(old)->saddr};
	ip6_flow_hdr(ip6, 0, 0);
	nskb->protocol = htons(ETH_P_IPV6);
}

/* The route's hop limit, else the device's, else the namespace's. */
static int hop_limit(struct net *net, const struct rt6_info *rt)
{
	struct inet6_dev *idev = __in6_dev_get(rt->dev);

	if (rt->hoplimit > 0)
		return rt->hoplimit;
	if (idev)
		return IN6_DEV_CONF_GET(idev, HOPLIMIT);
	return net->ipv6.devconf_all ? IPV6_DEVCONF_ALL(net, HOPLIMIT) : IPV6_DEFAULT_HOPLIMIT;
}

static struct sk_buff *make_reset(struct sk_buff *old, const struct tcphdr *oth, u32 len,
				  struct rt6_info *rt, u32 mark)
{
	struct sk_buff *nskb =
		net_alloc_skb(old->shard, sizeof(struct ipv6hdr) + sizeof(struct tcphdr), old);
	struct tcphdr *th;

	if (!nskb)
		return NULL;
	nskb->mark = mark;
	put_ipv6hdr(nskb, old, hop_limit(skb_net(old), rt));
	th = nf_reject_tcphdr_put(nskb, oth, len);
	th->check = csum_ipv6_magic(&ipv6_hdr(nskb)->saddr, &ipv6_hdr(nskb)->daddr, sizeof(*th),
				    IPPROTO_TCP, csum_partial(th, sizeof(*th), 0));
	nskb->rt6 = rt;
	return nskb;
}

void nf_send_reset6(struct net *net, struct sock *sk, struct sk_buff *skb, unsigned int hook)
{
	u32 mark = READ_ONCE(net->ipv6.sysctl_fwmark_reflect) ? skb->mark : 0, len = 0;
	const struct tcphdr *th;
	struct sk_buff *nskb;
	struct rt6_info *rt;
	struct tcphdr buf;
	const char *why;

	th = tcp_to_reset(skb, &buf, &len, &why);
	if (!th) {
		no_reply(skb, "tcp reset", why);
		return;
	}
	struct flowi6 fl6 = {.flowi6_proto = IPPROTO_TCP,
			     .flowi6_mark = mark,
			     .saddr = ipv6_hdr(skb)->daddr,
			     .daddr = ipv6_hdr(skb)->saddr,
			     .fl6_sport = th->dest,
			     .fl6_dport = th->source};

	if (ip6_route_output(net, NULL, &fl6, &rt)) {
		no_reply(skb, "tcp reset", "no route to its sender");
		return;
	}
	nskb = make_reset(skb, th, len, rt, mark);
	if (!nskb)
		return;
	if (unlikely(skb->story))
		TRACE(skb, reply, .kind = "tcp reset", .to = trace_ip6(&ipv6_hdr(nskb)->daddr),
		      .made = 1);
	ip6_local_out(net, nskb->sk, nskb);
}
