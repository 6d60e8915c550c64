// SPDX-License-Identifier: GPL-2.0-or-later
/* -m dscp: the upper six bits of the type-of-service byte; -m tos: the byte under a mask. */
#include "xtables/match/match_internal.h"

#include <linux/ipv6.h>
#include <linux/netfilter/xt_dscp.h>

static u8 dsfield(const struct sk_buff *skb, const struct xt_action_param *par)
{
	if (xt_family(par) == NFPROTO_IPV4)
		return ip_hdr(skb)->tos;
	return (u8)(get_unaligned_be16(skb_network_header(skb)) >> 4);
}

static bool dscp_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_dscp_info *info = par->matchinfo;
	u8 dscp = dsfield(skb, par) >> XT_DSCP_SHIFT;

	if ((dscp == info->dscp) ^ !!info->invert)
		return true;
	return xt_mismatch(par, "dscp", "0x%02x|%s0x%02x", dscp, XT_NOT(info->invert), info->dscp);
}

static int dscp_mt_check(const struct xt_mtchk_param *par)
{
	const struct xt_dscp_info *info = par->matchinfo;

	return info->dscp > XT_DSCP_MAX ? -EDOM : 0;
}

static bool tos_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_tos_match_info *info = par->matchinfo;
	u8 tos = dsfield(skb, par);

	if (((tos & info->tos_mask) == info->tos_value) ^ !!info->invert)
		return true;
	return xt_mismatch(par, "tos", "0x%02x|%s0x%02x/0x%02x", tos, XT_NOT(info->invert),
			   info->tos_value, info->tos_mask);
}

#define DSCP_MT(family_)                                                                          \
	{                                                                                         \
		.name = "dscp", .family = family_, .match = dscp_mt, .checkentry = dscp_mt_check, \
		.matchsize = sizeof(struct xt_dscp_info), .flags = XT_PURE | XT_NO_DROP,          \
	}
#define TOS_MT(family_)                                                                       \
	{                                                                                     \
		.name = "tos", .revision = 1, .family = family_, .match = tos_mt,             \
		.matchsize = sizeof(struct xt_tos_match_info), .flags = XT_PURE | XT_NO_DROP, \
	}

const struct xt_match xt_dscp_mt[] = {
	DSCP_MT(NFPROTO_IPV4),
	DSCP_MT(NFPROTO_IPV6),
	TOS_MT(NFPROTO_IPV4),
	TOS_MT(NFPROTO_IPV6),
	{},
};
