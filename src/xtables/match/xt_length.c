// SPDX-License-Identifier: GPL-2.0-or-later
/* -m length: the IP packet's length, headers included, between two bounds. */
#include "xtables/match/match_internal.h"

#include <linux/ipv6.h>
#include <linux/netfilter/xt_length.h>

static bool in_bounds(struct xt_action_param *par, u32 len)
{
	const struct xt_length_info *info = par->matchinfo;

	if ((len >= info->min && len <= info->max) ^ info->invert)
		return true;
	return xt_mismatch(par, "length", "%u|%s%s", len, XT_NOT(info->invert),
			   xt_range_text(XT_TEXT, info->min, ':', info->max));
}

static bool length_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	return in_bounds(par, ntohs(ip_hdr(skb)->tot_len));
}

static bool length_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct ipv6hdr *ip6 = (const struct ipv6hdr *)skb_network_header(skb);

	return in_bounds(par, ntohs(ip6->payload_len) + (u32)sizeof(*ip6));
}

const struct xt_match xt_length_mt[] = {
	{
		.name = "length",
		.family = NFPROTO_IPV4,
		.match = length_mt,
		.matchsize = sizeof(struct xt_length_info),
		.flags = XT_PURE | XT_NO_DROP,
	},
	{
		.name = "length",
		.family = NFPROTO_IPV6,
		.match = length_mt6,
		.matchsize = sizeof(struct xt_length_info),
		.flags = XT_PURE | XT_NO_DROP,
	},
	{},
};
