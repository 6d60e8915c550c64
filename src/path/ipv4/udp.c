// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UDP (RFC 768) and UDP-Lite (RFC 3828) without sockets: every port is closed.
 *
 * A datagram with a good checksum to an address of ours has a port unreachable; broadcasts, groups
 * and broken ones have none.  What the UDP length leaves out is cut off and not quoted.
 */
#include "path/ipv4/ip_internal.h"

static enum skb_drop_reason udp_checksum(struct sk_buff *skb)
{
	const struct udphdr *uh = (const struct udphdr *)skb->data;
	const struct iphdr *iph = ip_hdr(skb);
	__wsum sum;

	if (!uh->check || skb_csum_unnecessary(skb))
		return SKB_CONSUMED;
	sum = csum_tcpudp_nofold(iph->saddr, iph->daddr, skb->len, IPPROTO_UDP, 0);
	if (csum_fold(skb_checksum(skb, 0, skb->len, sum)))
		return SKB_DROP_REASON_UDP_CSUM;
	return SKB_CONSUMED;
}

static enum skb_drop_reason udp_trim(struct sk_buff *skb)
{
	const struct udphdr *uh = (const struct udphdr *)skb->data;
	u32 ulen = ntohs(uh->len);

	if (ulen < sizeof(*uh) || ulen > skb->len)
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	skb_trim(skb, ulen);
	return SKB_CONSUMED;
}

/* The length field says how much the checksum, which must be there, covers. */
static enum skb_drop_reason udplite_checksum(struct sk_buff *skb)
{
	const struct udphdr *uh = (const struct udphdr *)skb->data;
	const struct iphdr *iph = ip_hdr(skb);
	u32 cover = ntohs(uh->len) ? ntohs(uh->len) : skb->len;
	__wsum sum;

	if (!uh->check)
		return SKB_DROP_REASON_UDP_CSUM;
	if (cover < sizeof(*uh) || cover > skb->len)
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	sum = csum_tcpudp_nofold(iph->saddr, iph->daddr, skb->len, IPPROTO_UDPLITE, 0);
	if (csum_fold(skb_checksum(skb, 0, cover, sum)))
		return SKB_DROP_REASON_UDP_CSUM;
	return SKB_CONSUMED;
}

/* What a datagram that ends here counts; @mib: of its protocol; @group: to many. */
static void udp_count(u64 *mib, bool group, enum skb_drop_reason reason)
{
	if (reason == SKB_DROP_REASON_UDP_CSUM)
		mib[UDP_MIB_CSUMERRORS]++;
	if (reason != SKB_DROP_REASON_NO_SOCKET)
		mib[UDP_MIB_INERRORS]++;
	else
		mib[group ? UDP_MIB_IGNOREDMULTI : UDP_MIB_NOPORTS]++;
}

static enum skb_drop_reason udp_closed(struct sk_buff *skb, const char *protocol)
{
	if (unlikely(skb->story))
		deliver_trace(skb, protocol, "nobody");
	path_icmp_send(skb, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
	return SKB_DROP_REASON_NO_SOCKET;
}

int udp_rcv(struct sk_buff *skb)
{
	enum skb_drop_reason reason = SKB_DROP_REASON_PKT_TOO_SMALL;

	if (pskb_may_pull(skb, sizeof(struct udphdr)))
		reason = udp_trim(skb);
	if (!reason)
		reason = udp_checksum(skb);
	if (!reason)
		reason = udp_closed(skb, "udp");
	udp_count(skb->shard->mib.udp, rt_is_group(skb->rt), reason);
	kfree_skb_reason(skb, reason);
	return 0;
}

int udplite_rcv(struct sk_buff *skb)
{
	enum skb_drop_reason reason = SKB_DROP_REASON_PKT_TOO_SMALL;

	if (pskb_may_pull(skb, sizeof(struct udphdr)))
		reason = udplite_checksum(skb);
	if (!reason)
		reason = udp_closed(skb, "udplite");
	udp_count(skb->shard->mib.udplite, rt_is_group(skb->rt), reason);
	kfree_skb_reason(skb, reason);
	return 0;
}
