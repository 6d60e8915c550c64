// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m mac: the Ethernet source address of a packet that came in.
 *
 * Packets without an Ethernet header (made here, or from a device of another kind) never match,
 * not even an inverted rule.
 */
#include "xtables/match/match_internal.h"

#include <linux/netfilter/xt_mac.h>

#define MAC_FMT	   "%02x:%02x:%02x:%02x:%02x:%02x"
#define MAC_ARG(m) (m)[0], (m)[1], (m)[2], (m)[3], (m)[4], (m)[5]

static bool has_ether_header(const struct sk_buff *skb)
{
	return skb->dev && skb->dev->type == ARPHRD_ETHER && skb_mac_header_was_set(skb) &&
	       skb_mac_header(skb) + ETH_HLEN <= skb->data;
}

static bool mac_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_mac_info *info = par->matchinfo;
	const u8 *have;

	if (!has_ether_header(skb))
		return xt_mismatch(par, "mac-source", "none|%s" MAC_FMT, XT_NOT(info->invert),
				   MAC_ARG(info->srcaddr));
	have = eth_hdr(skb)->h_source;
	if (!memcmp(have, info->srcaddr, ETH_ALEN) ^ info->invert)
		return true;
	return xt_mismatch(par, "mac-source", MAC_FMT "|%s" MAC_FMT, MAC_ARG(have),
			   XT_NOT(info->invert), MAC_ARG(info->srcaddr));
}

const struct xt_match xt_mac_mt[] = {
	{
		.name = "mac",
		.family = NFPROTO_UNSPEC,
		.match = mac_mt,
		.matchsize = sizeof(struct xt_mac_info),
		.hooks = 1 << NF_INET_PRE_ROUTING | 1 << NF_INET_LOCAL_IN | 1 << NF_INET_FORWARD,
		.flags = XT_PURE | XT_NO_DROP,
	},
	{},
};
