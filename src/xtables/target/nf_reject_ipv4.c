// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ICMP errors and TCP resets for packets that a rule refuses (kernel: nf_reject_ipv4.c).
 *
 * No answer is given to what may be forged or broken: later fragments, resets, packets whose
 * checksum is wrong.  icmp_send() adds its own rules: none for broadcasts, none for ICMP errors.
 */
#include "xtables/target/nf_reject_ipv4.h"

#include "net/output.h"
#include "net/route.h"
#include "xtables/target/nf_reject.h"

#define IP_DF	  0x4000
#define IP_OFFSET 0x1fff

static void no_reply(struct sk_buff *skb, const char *kind, const char *why)
{
	nf_reject_told(skb, kind, why, trace_ip4(ip_hdr(skb)->saddr));
}

static bool later_fragment(const struct sk_buff *skb)
{
	return ip_hdr(skb)->frag_off & htons(IP_OFFSET);
}

void nf_send_unreach(struct sk_buff *skb, int code, unsigned int hook)
{
	u8 proto = ip_hdr(skb)->protocol;

	if (later_fragment(skb)) {
		no_reply(skb, "icmp unreachable", "a later fragment");
		return;
	}
	if (!skb_csum_unnecessary(skb) && nf_reject_verify_csum(skb, ip_hdrlen(skb), proto) &&
	    nf_ip_checksum(skb, hook, ip_hdrlen(skb), proto)) {
		no_reply(skb, "icmp unreachable", "its checksum is wrong");
		return;
	}
	icmp_send(skb, ICMP_DEST_UNREACH, code, 0);
}

/* The header to answer, or NULL and the reason. */
static const struct tcphdr *tcp_to_reset(struct sk_buff *skb, struct tcphdr *buf, unsigned int hook,
					 const char **why)
{
	const struct tcphdr *th;

	*why = "a later fragment";
	if (later_fragment(skb))
		return NULL;
	*why = "not TCP";
	if (ip_hdr(skb)->protocol != IPPROTO_TCP)
		return NULL;
	*why = "it ends inside its header";
	th = skb_header_pointer(skb, ip_hdrlen(skb), sizeof(*buf), buf);
	if (!th)
		return NULL;
	*why = "a reset itself";
	if (th->rst)
		return NULL;
	*why = "its checksum is wrong";
	if (nf_ip_checksum(skb, hook, ip_hdrlen(skb), IPPROTO_TCP))
		return NULL;
	*why = "a broadcast or multicast";
	if (skb->rt && (skb->rt->rt_type == RTN_BROADCAST || skb->rt->rt_type == RTN_MULTICAST))
		return NULL;
	return th;
}

static void put_iphdr(struct sk_buff *nskb, const struct sk_buff *old, u8 ttl)
{
	struct iphdr *iph = skb_put(nskb, sizeof(*iph));

	skb_reset_network_header(nskb);
	*iph = (struct iphdr){.version = 4,
			      .ihl = sizeof(*iph) / 4,
			      .frag_off = htons(IP_DF),
			      .ttl = ttl,
			      .protocol = IPPROTO_TCP,
			      .saddr = ip_hdr(old)->daddr,
			      .daddr = ip_hdr(old)->saddr};
	nskb->protocol = htons(ETH_P_IP);
}

static void put_tcphdr(struct sk_buff *nskb, const struct sk_buff *old, const struct tcphdr *oth)
{
	const struct iphdr *iph = ip_hdr(nskb);
	struct tcphdr *th = nf_reject_tcphdr_put(nskb, oth, old->len - ip_hdrlen(old));

	/* Left open for the device; who gets it here, sees the pseudo header's sum only. */
	th->check =
		(__sum16)~csum_tcpudp_magic(iph->saddr, iph->daddr, sizeof(*th), IPPROTO_TCP, 0);
	nskb->ip_summed = CHECKSUM_PARTIAL;
	nskb->csum_start = (u16)((u8 *)th - nskb->head);
	nskb->csum_offset = offsetof(struct tcphdr, check);
}

static struct sk_buff *make_reset(struct net *net, struct sk_buff *old, const struct tcphdr *oth)
{
	struct sk_buff *nskb =
		net_alloc_skb(old->shard, sizeof(struct iphdr) + sizeof(struct tcphdr), old);

	if (!nskb)
		return NULL;
	nskb->mark = READ_ONCE(net->ipv4.sysctl_fwmark_reflect) ? old->mark : 0;
	put_iphdr(nskb, old, (u8)READ_ONCE(net->ipv4.sysctl_ip_default_ttl));
	put_tcphdr(nskb, old, oth);
	/* Re-routing starts from a route: that of the packet which is answered. */
	skb_dst_set(nskb, old->rt);
	return nskb;
}

void nf_send_reset(struct net *net, struct sock *sk, struct sk_buff *skb, unsigned int hook)
{
	const struct tcphdr *th;
	struct sk_buff *nskb;
	struct tcphdr buf;
	const char *why;

	th = tcp_to_reset(skb, &buf, hook, &why);
	if (!th) {
		no_reply(skb, "tcp reset", why);
		return;
	}
	nskb = make_reset(net, skb, th);
	if (!nskb)
		return;
	if (unlikely(skb->story))
		TRACE(skb, reply, .kind = "tcp reset", .to = trace_ip4(ip_hdr(nskb)->daddr),
		      .made = 1);
	if (ip_route_me_harder(net, sk, nskb, RTN_UNSPEC)) {
		kfree_skb_reason(nskb, SKB_DROP_REASON_IP_OUTNOROUTES);
		return;
	}
	ip_local_out(net, nskb->sk, nskb);
}
