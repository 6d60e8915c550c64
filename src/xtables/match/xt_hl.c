// SPDX-License-Identifier: GPL-2.0-or-later
/* -m ttl: the time to live against a number. */
#include "xtables/match/match_internal.h"

#include <linux/netfilter_ipv4/ipt_ttl.h>

static bool ttl_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct ipt_ttl_info *info = par->matchinfo;
	u8 ttl = ip_hdr(skb)->ttl;

	switch (info->mode) {
	case IPT_TTL_EQ:
		return ttl == info->ttl || xt_mismatch(par, "ttl", "%u|%u", ttl, info->ttl);
	case IPT_TTL_NE:
		return ttl != info->ttl || xt_mismatch(par, "ttl", "%u|! %u", ttl, info->ttl);
	case IPT_TTL_LT:
		return ttl < info->ttl || xt_mismatch(par, "ttl", "%u|< %u", ttl, info->ttl);
	case IPT_TTL_GT:
		return ttl > info->ttl || xt_mismatch(par, "ttl", "%u|> %u", ttl, info->ttl);
	}
	/* The kernel lets an unknown mode in; it matches nothing. */
	return xt_mismatch(par, "ttl mode", "%u|0 to 3", info->mode);
}

const struct xt_match xt_hl_mt[] = {
	{
		.name = "ttl",
		.family = NFPROTO_IPV4,
		.match = ttl_mt,
		.matchsize = sizeof(struct ipt_ttl_info),
		.flags = XT_PURE | XT_NO_DROP,
	},
	{},
};
