// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m pkttype: to whom the link layer addressed the packet.
 *
 * A copy that the stack looped back to itself was never on a link: it counts as multicast when its
 * address is one, else as broadcast.
 */
#include "xtables/match/match_internal.h"

#include <linux/netfilter/xt_pkttype.h>

static bool to_multicast(const struct sk_buff *skb, u8 family)
{
	if (family == NFPROTO_IPV4)
		return (ip_hdr(skb)->daddr & htonl(0xf0000000)) == htonl(0xe0000000);
	/* IPv6: the destination's first byte, 24 bytes into the header. */
	return family == NFPROTO_IPV6 && skb_network_header(skb)[24] == 0xff;
}

static const char *type_name(int type)
{
	static const char *const names[] = {"unicast", "broadcast", "multicast", "otherhost"};

	return type >= 0 && type < 4 ? names[type] : "?";
}

static bool pkttype_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_pkttype_info *info = par->matchinfo;
	int type = skb->pkt_type;

	if (type == PACKET_LOOPBACK)
		type = to_multicast(skb, xt_family(par)) ? PACKET_MULTICAST : PACKET_BROADCAST;
	/* Inversion is a number: with 2 every packet matches, as in the kernel. */
	if ((type == info->pkttype) ^ info->invert)
		return true;
	return xt_mismatch(par, "pkt-type", "%s|%s%s", type_name(type), XT_NOT(info->invert),
			   type_name(info->pkttype));
}

const struct xt_match xt_pkttype_mt[] = {
	{
		.name = "pkttype",
		.family = NFPROTO_UNSPEC,
		.match = pkttype_mt,
		.matchsize = sizeof(struct xt_pkttype_info),
		.flags = XT_PURE | XT_NO_DROP,
	},
	{},
};
