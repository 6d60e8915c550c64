// SPDX-License-Identifier: GPL-2.0-or-later
/* What several hooks need to know of a packet (kernel: net/netfilter/utils.c). */
#include "nf/netfilter.h"

/* The sum runs over the IP header too: a right header adds nothing to it. */
__sum16 nf_ip_checksum(const struct sk_buff *skb, unsigned int hook, unsigned int dataoff,
		       u8 protocol)
{
	const struct iphdr *iph = ip_hdr(skb);
	__wsum sum = 0;

	if (skb_csum_unnecessary(skb))
		return 0;
	if (protocol == IPPROTO_TCP || protocol == IPPROTO_UDP)
		sum = csum_tcpudp_nofold(iph->saddr, iph->daddr, skb->len - dataoff, protocol, 0);
	return csum_fold(skb_checksum(skb, 0, skb->len, sum));
}
