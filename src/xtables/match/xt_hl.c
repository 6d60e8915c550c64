// SPDX-License-Identifier: GPL-2.0-or-later
/* -m ttl, -m hl: the time to live or the hop limit against a number. */
#include "net/ipv6.h"
#include "xtables/match/match_internal.h"

#include <linux/netfilter_ipv4/ipt_ttl.h>
#include <linux/netfilter_ipv6/ip6t_hl.h>

static_assert(sizeof(struct ip6t_hl_info) == sizeof(struct ipt_ttl_info) &&
		      (int)IP6T_HL_EQ == IPT_TTL_EQ && (int)IP6T_HL_GT == IPT_TTL_GT,
	      "both families' rules read alike");

static bool compare(const struct xt_action_param *par, const char *field, u8 have)
{
	const struct ipt_ttl_info *info = par->matchinfo;
	u8 want = info->ttl;

	switch (info->mode) {
	case IPT_TTL_EQ:
		return have == want || xt_mismatch(par, field, "%u|%u", have, want);
	case IPT_TTL_NE:
		return have != want || xt_mismatch(par, field, "%u|! %u", have, want);
	case IPT_TTL_LT:
		return have < want || xt_mismatch(par, field, "%u|< %u", have, want);
	case IPT_TTL_GT:
		return have > want || xt_mismatch(par, field, "%u|> %u", have, want);
	}
	/* The kernel lets an unknown mode in; it matches nothing. */
	return xt_mismatch(par, "mode", "%u|0 to 3", info->mode);
}

static bool ttl_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	return compare(par, "ttl", ip_hdr(skb)->ttl);
}

static bool hl_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	return compare(par, "hl", ipv6_hdr(skb)->hop_limit);
}

#define HL_MT(name_, family_, match_)                                                    \
	{                                                                                \
		.name = name_, .family = family_, .match = match_,                       \
		.matchsize = sizeof(struct ipt_ttl_info), .flags = XT_PURE | XT_NO_DROP, \
	}

const struct xt_match xt_hl_mt[] = {
	HL_MT("ttl", NFPROTO_IPV4, ttl_mt),
	HL_MT("hl", NFPROTO_IPV6, hl_mt6),
	{},
};
