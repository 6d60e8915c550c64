// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Extension headers of packets that are for us (RFC 8200, 4): hop-by-hop and destination options,
 * routing headers.  Hop-by-hop options are read before routing, all others after LOCAL_IN.
 *
 * Options are type, length, value.  The two upper bits of an unknown type say what is to become of
 * the packet: pass over, drop, drop and say so, drop and say so unless it was to a group.  Padding
 * is at most seven bytes in one go, and zero.
 *
 * Routing headers are followed by nobody here: type 0 is deprecated (RFC 5095), type 2 needs Mobile
 * IPv6, which is not configured; segment routing (types 3 and 4) is off as long as seg6_enabled and
 * rpl_seg_enabled are, and cannot be turned on.  One whose segments are used up is passed over.
 */
#include "path/ipv6/ip6_internal.h"

enum { TLV_PAD1 = 0, TLV_PADN = 1, TLV_ROUTERALERT = 5, TLV_CALIPSO = 7, TLV_IOAM = 49 };
enum { TLV_JUMBO = 194, MAX_PADDING = 7, SRCRT_RPL = 3, SRCRT_SEG6 = 4 };

static bool bad(struct sk_buff *skb, enum skb_drop_reason reason)
{
	kfree_skb_reason(skb, reason);
	return false;
}

static struct inet6_dev *idev_of(const struct sk_buff *skb)
{
	return __in6_dev_get(skb->dev);
}

/* ---- options; each returns whether the packet is still there ---- */

static bool tlv_unknown(struct sk_buff *skb, u32 off, bool allowed)
{
	u8 action = skb_network_header(skb)[off] >> 6;

	if (!allowed)
		return bad(skb, SKB_DROP_REASON_UNHANDLED_PROTO);
	if (!action)
		return true;
	if (action == 1 || (action == 3 && ipv6_addr_is_multicast(&ipv6_hdr(skb)->daddr)))
		return bad(skb, SKB_DROP_REASON_UNHANDLED_PROTO);
	icmpv6_param_prob_reason(skb, ICMPV6_UNK_OPTION, off, SKB_DROP_REASON_UNHANDLED_PROTO);
	return false;
}

static bool hop_ra(struct sk_buff *skb, u32 off)
{
	const u8 *nh = skb_network_header(skb);

	if (nh[off + 1] != 2)
		return bad(skb, SKB_DROP_REASON_IP_INHDR);
	IP6CB(skb)->flags |= IP6SKB_ROUTERALERT;
	memcpy(&IP6CB(skb)->ra, nh + off + 2, sizeof(IP6CB(skb)->ra));
	return true;
}

static bool hop_jumbo(struct sk_buff *skb, u32 off)
{
	const u8 *nh = skb_network_header(skb);
	u32 len;

	if (nh[off + 1] != 4 || (off & 3) != 2)
		return bad(skb, SKB_DROP_REASON_IP_INHDR);
	len = get_unaligned_be32(nh + off + 2);
	if (len <= IPV6_MAXPLEN || ipv6_hdr(skb)->payload_len) {
		IP6_INC_STATS(skb->shard, idev_of(skb), IPSTATS_MIB_INHDRERRORS);
		icmpv6_param_prob_reason(skb, ICMPV6_HDR_FIELD, len <= IPV6_MAXPLEN ? off + 2 : off,
					 SKB_DROP_REASON_IP_INHDR);
		return false;
	}
	if (len > skb->len - sizeof(struct ipv6hdr)) {
		IP6_INC_STATS(skb->shard, idev_of(skb), IPSTATS_MIB_INTRUNCATEDPKTS);
		return bad(skb, SKB_DROP_REASON_PKT_TOO_SMALL);
	}
	skb_trim(skb, len + (u32)sizeof(struct ipv6hdr));
	IP6CB(skb)->flags |= IP6SKB_JUMBOGRAM;
	return true;
}

/* A label, which nobody reads here; its category bitmap, counted in words, is to fit. */
static bool hop_calipso(struct sk_buff *skb, u32 off)
{
	const u8 *nh = skb_network_header(skb);

	if (nh[off + 1] < 8 || nh[off + 6] * 4u + 8 > nh[off + 1])
		return bad(skb, SKB_DROP_REASON_IP_INHDR);
	return true;
}

static bool hop_option(struct sk_buff *skb, u32 off, bool unknown_allowed)
{
	switch (skb_network_header(skb)[off]) {
	case TLV_ROUTERALERT:
		return hop_ra(skb, off);
	case TLV_JUMBO:
		return hop_jumbo(skb, off);
	case TLV_IOAM: /* no namespace of it can be made here: what is in place is passed over */
		return off & 3 ? bad(skb, SKB_DROP_REASON_IP_INHDR) : true;
	case TLV_CALIPSO:
		return hop_calipso(skb, off);
	default:
		return tlv_unknown(skb, off, unknown_allowed);
	}
}

/**
 * struct tlv_walk - a walk over the options of one header
 * @off, @len: from the network header; what is left
 * @count: options that may still come; padding does not count
 */
struct tlv_walk {
	u32 off, len;
	int count;
	u32 padding;
	bool hop, unknown_allowed;
};

/* => bytes of a padding that is right, 0: it is wrong */
static u32 padding_len(const struct tlv_walk *w, const u8 *nh)
{
	u32 n = nh[w->off] == TLV_PAD1 ? 1 : nh[w->off + 1] + 2u;

	if (w->padding + n > MAX_PADDING)
		return 0;
	for (u32 i = 2; i < n; i++)
		if (nh[w->off + i])
			return 0;
	return n;
}

/* The length of the option at w->off; 0: it does not fit into the header. */
static u32 option_len(const struct tlv_walk *w, const u8 *nh)
{
	u32 n;

	if (nh[w->off] == TLV_PAD1)
		return 1;
	if (w->len < 2)
		return 0;
	n = nh[w->off + 1] + 2u;
	return n <= w->len ? n : 0;
}

static bool parse_one(struct sk_buff *skb, struct tlv_walk *w)
{
	const u8 *nh = skb_network_header(skb);
	u32 n = option_len(w, nh);

	if (!n)
		return bad(skb, SKB_DROP_REASON_IP_INHDR);
	if (nh[w->off] <= TLV_PADN) {
		if (!padding_len(w, nh))
			return bad(skb, SKB_DROP_REASON_IP_INHDR);
		w->padding += n;
	} else {
		if (w->count-- <= 0)
			return bad(skb, SKB_DROP_REASON_IP_INHDR);
		if (!(w->hop ? hop_option(skb, w->off, w->unknown_allowed)
			     : tlv_unknown(skb, w->off, w->unknown_allowed)))
			return false;
		w->padding = 0;
	}
	w->off += n;
	w->len -= n;
	return true;
}

/* Of the header at transport, which is there in full; @max: a negative one allows none unknown. */
static bool ip6_parse_tlv(struct sk_buff *skb, bool hop, int max)
{
	struct tlv_walk w = {.off = (u32)(skb->transport_header - skb->network_header) + 2,
			     .len = (skb_transport_header(skb)[1] + 1u) * 8 - 2,
			     .count = max < 0 ? -max : max,
			     .hop = hop,
			     .unknown_allowed = max >= 0};

	while (w.len)
		if (!parse_one(skb, &w))
			return false;
	return true;
}

/* The length of the header at transport; 0: it is not there in full. */
static u32 ext_header_len(struct sk_buff *skb)
{
	u32 at = (u32)(skb_transport_header(skb) - skb->data), len;

	if (!pskb_may_pull(skb, at + 8))
		return 0;
	len = (skb_transport_header(skb)[1] + 1u) * 8;
	return pskb_may_pull(skb, at + len) ? len : 0;
}

static int gone(struct sk_buff *skb, enum skb_drop_reason reason, enum ipstats_mib mib)
{
	IP6_INC_STATS(skb->shard, idev_of(skb), mib);
	kfree_skb_reason(skb, reason);
	return -1;
}

int ipv6_parse_hopopts(struct sk_buff *skb)
{
	struct netns_ipv6 *v6 = &skb_net(skb)->ipv6;
	struct inet6_dev *idev = idev_of(skb);
	struct net_shard *shard = skb->shard;
	u32 len = ext_header_len(skb);

	if (!len || (int)len > READ_ONCE(v6->sysctl_max_hbh_opts_len))
		return gone(skb, SKB_DROP_REASON_IP_INHDR, IPSTATS_MIB_INHDRERRORS);
	IP6CB(skb)->flags |= IP6SKB_HOPBYHOP;
	if (!ip6_parse_tlv(skb, true, READ_ONCE(v6->sysctl_max_hbh_opts_cnt))) {
		IP6_INC_STATS(shard, idev, IPSTATS_MIB_INHDRERRORS);
		return -1;
	}
	skb->transport_header = (u16)(skb->transport_header + len);
	IP6CB(skb)->nhoff = sizeof(struct ipv6hdr);
	return 1;
}

static int ipv6_destopt_rcv(struct sk_buff *skb)
{
	struct netns_ipv6 *v6 = &skb_net(skb)->ipv6;
	struct inet6_skb_parm *opt = IP6CB(skb);
	struct inet6_dev *idev = idev_of(skb);
	struct net_shard *shard = skb->shard;
	u32 len = ext_header_len(skb);

	if (!len || (int)len > READ_ONCE(v6->sysctl_max_dst_opts_len))
		return gone(skb, SKB_DROP_REASON_IP_INHDR, IPSTATS_MIB_INHDRERRORS) + 1;
	opt->lastopt = opt->dst1 = (u16)(skb->transport_header - skb->network_header);
	if (!ip6_parse_tlv(skb, false, READ_ONCE(v6->sysctl_max_dst_opts_cnt))) {
		IP6_INC_STATS(shard, idev, IPSTATS_MIB_INHDRERRORS);
		return 0;
	}
	skb->transport_header = (u16)(skb->transport_header + len);
	opt->nhoff = opt->dst1;
	return 1;
}

/* ---- routing headers ---- */

static int rthdr_pass_over(struct sk_buff *skb, u32 len)
{
	struct inet6_skb_parm *opt = IP6CB(skb);

	opt->lastopt = opt->srcrt = (u16)(skb->transport_header - skb->network_header);
	opt->dst0 = opt->dst1;
	opt->dst1 = 0;
	opt->nhoff = opt->srcrt;
	skb->transport_header = (u16)(skb->transport_header + len);
	return 1;
}

static int ipv6_rthdr_rcv(struct sk_buff *skb)
{
	u32 len = ext_header_len(skb), at = (u32)(skb->transport_header - skb->network_header);
	const struct ipv6_rt_hdr *h = (const struct ipv6_rt_hdr *)skb_transport_header(skb);

	if (!len)
		return gone(skb, SKB_DROP_REASON_IP_INHDR, IPSTATS_MIB_INHDRERRORS) + 1;
	if (ipv6_addr_is_multicast(&ipv6_hdr(skb)->daddr) || skb->pkt_type != PACKET_HOST)
		return gone(skb, SKB_DROP_REASON_IP_INADDRERRORS, IPSTATS_MIB_INADDRERRORS) + 1;
	if (h->type == SRCRT_RPL || h->type == SRCRT_SEG6) {
		kfree_skb_reason(skb, SKB_DROP_REASON_IPV6_BAD_EXTHDR);
		return 0;
	}
	if (!h->segments_left)
		return rthdr_pass_over(skb, len);
	IP6_INC_STATS(skb->shard, idev_of(skb), IPSTATS_MIB_INHDRERRORS);
	icmpv6_param_prob_reason(skb, ICMPV6_HDR_FIELD, at + offsetof(struct ipv6_rt_hdr, type),
				 SKB_DROP_REASON_IPV6_BAD_EXTHDR);
	return 0;
}

/* "No next header": the end. */
static int nodata_rcv(struct sk_buff *skb)
{
	if (unlikely(skb->story))
		deliver6_trace(skb, "no next header", "nobody");
	kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
	return 0;
}

static const struct inet6_protocol rthdr_protocol = {ipv6_rthdr_rcv, INET6_PROTO_NOPOLICY};
static const struct inet6_protocol destopt_protocol = {ipv6_destopt_rcv, INET6_PROTO_NOPOLICY};
static const struct inet6_protocol nodata_protocol = {nodata_rcv, INET6_PROTO_NOPOLICY};

void exthdrs_net_init(struct net *net)
{
	struct netns_path6 *path = net_path6(net);

	path->inet6_protos[NEXTHDR_ROUTING] = &rthdr_protocol;
	path->inet6_protos[NEXTHDR_DEST] = &destopt_protocol;
	path->inet6_protos[NEXTHDR_NONE] = &nodata_protocol;
}
