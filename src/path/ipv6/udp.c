// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * UDP (RFC 768) and UDP-Lite (RFC 3828) over IPv6 without sockets: every port is closed.
 *
 * A datagram with a good checksum to an address of ours has a port unreachable; groups and broken
 * ones have none.  A length of 0 is that of the packet (RFC 2675).  A checksum there must be.  What
 * the UDP length leaves out is cut off and not quoted.
 */
#include "path/ipv6/ip6_internal.h"

static bool checksum_ok(const struct sk_buff *skb, u32 cover, u8 protocol)
{
	const struct ipv6hdr *h = ipv6_hdr(skb);

	return skb_csum_unnecessary(skb) ||
	       !csum_ipv6_magic(&h->saddr, &h->daddr, skb->len, protocol,
				skb_checksum(skb, 0, cover, 0));
}

static enum skb_drop_reason udp_check(struct sk_buff *skb)
{
	const struct udphdr *uh = (const struct udphdr *)skb->data;
	u32 ulen = ntohs(uh->len) ? ntohs(uh->len) : skb->len;

	if (ulen < sizeof(*uh) || ulen > skb->len)
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	skb_trim(skb, ulen);
	if (!uh->check || !checksum_ok(skb, skb->len, IPPROTO_UDP))
		return SKB_DROP_REASON_UDP_CSUM;
	return SKB_CONSUMED;
}

/* The length field says how much the checksum, which must be there, covers. */
static enum skb_drop_reason udplite_check(struct sk_buff *skb)
{
	const struct udphdr *uh = (const struct udphdr *)skb->data;
	u32 cover = ntohs(uh->len) ? ntohs(uh->len) : skb->len;

	if (ntohs(uh->len) > skb->len)
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	if (!uh->check || cover < sizeof(*uh) || !checksum_ok(skb, cover, IPPROTO_UDPLITE))
		return SKB_DROP_REASON_UDP_CSUM;
	return SKB_CONSUMED;
}

static enum skb_drop_reason udp_closed(struct sk_buff *skb, const char *protocol)
{
	if (unlikely(skb->story))
		deliver6_trace(skb, protocol, "nobody");
	path_icmpv6_send(skb, ICMPV6_DEST_UNREACH, ICMPV6_PORT_UNREACH, 0);
	return SKB_DROP_REASON_NO_SOCKET;
}

/* What a datagram that ends here counts; @mib: of its protocol. */
static void udp_count(u64 *mib, enum skb_drop_reason reason)
{
	if (reason == SKB_DROP_REASON_UDP_CSUM)
		mib[UDP_MIB_CSUMERRORS]++;
	mib[reason == SKB_DROP_REASON_NO_SOCKET ? UDP_MIB_NOPORTS : UDP_MIB_INERRORS]++;
}

static void udp_end(struct sk_buff *skb, enum skb_drop_reason reason, const char *protocol,
		    u64 *mib)
{
	if (!reason && ipv6_addr_is_multicast(&ipv6_hdr(skb)->daddr)) {
		if (unlikely(skb->story))
			deliver6_trace(skb, protocol, "nobody");
		mib[UDP_MIB_IGNOREDMULTI]++;
		kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
		return;
	}
	if (!reason)
		reason = udp_closed(skb, protocol);
	udp_count(mib, reason);
	kfree_skb_reason(skb, reason);
}

int udpv6_rcv(struct sk_buff *skb)
{
	enum skb_drop_reason reason = SKB_DROP_REASON_PKT_TOO_SMALL;

	if (pskb_may_pull(skb, sizeof(struct udphdr)))
		reason = udp_check(skb);
	udp_end(skb, reason, "udp", skb->shard->mib.udp6);
	return 0;
}

int udplitev6_rcv(struct sk_buff *skb)
{
	enum skb_drop_reason reason = SKB_DROP_REASON_PKT_TOO_SMALL;

	if (pskb_may_pull(skb, sizeof(struct udphdr)))
		reason = udplite_check(skb);
	udp_end(skb, reason, "udplite", skb->shard->mib.udplite6);
	return 0;
}
