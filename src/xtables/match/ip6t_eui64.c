// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m eui64: is the source address's lower half made of the Ethernet source address (RFC 4291,
 * appendix A)?
 */
#include "xtables/match/ext_hdr.h"

static bool has_ether_header(const struct sk_buff *skb)
{
	return skb_mac_header_was_set(skb) && skb_mac_header(skb) + ETH_HLEN <= skb->data;
}

static bool eui64_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	const u8 *mac, *have = ipv6_hdr(skb)->saddr.s6_addr + 8;

	if (!has_ether_header(skb)) {
		par->hotdrop = par->fragoff;
		return xt_mismatch(par, "eui64", "no Ethernet header|one");
	}
	mac = eth_hdr(skb)->h_source;
	const u8 want[8] = {mac[0] ^ 2, mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]};

	if (eth_hdr(skb)->h_proto == htons(ETH_P_IPV6) && !memcmp(have, want, sizeof(want)))
		return true;
	return xt_mismatch(par, "eui64", "%02x%02x:%02x%02x:%02x%02x:%02x%02x|its MAC's", have[0],
			   have[1], have[2], have[3], have[4], have[5], have[6], have[7]);
}

const struct xt_match ip6t_eui64_mt[] = {
	{
		.name = "eui64",
		.family = NFPROTO_IPV6,
		.match = eui64_mt6,
		.matchsize = sizeof(int),
		.hooks = 1 << NF_INET_PRE_ROUTING | 1 << NF_INET_LOCAL_IN | 1 << NF_INET_FORWARD,
		.flags = XT_PURE,
	},
	{},
};
