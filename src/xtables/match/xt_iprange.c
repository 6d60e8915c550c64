// SPDX-License-Identifier: GPL-2.0-or-later
/* -m iprange: source and destination address between two bounds, each on its own and inverted. */
#include "xtables/match/match_internal.h"

#include <linux/netfilter/xt_iprange.h>

static bool in_range(struct xt_action_param *par, const char *field, __be32 addr, __be32 min,
		     __be32 max, bool invert)
{
	if ((ntohl(addr) >= ntohl(min) && ntohl(addr) <= ntohl(max)) != invert)
		return true;
	return xt_mismatch(par, field, IP_FMT "|%s" IP_FMT "-" IP_FMT, IP_ARG(addr), XT_NOT(invert),
			   IP_ARG(min), IP_ARG(max));
}

static bool iprange_mt4(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_iprange_mtinfo *info = par->matchinfo;
	const struct iphdr *iph = ip_hdr(skb);

	if (info->flags & IPRANGE_SRC && !in_range(par, "src-range", iph->saddr, info->src_min.ip,
						   info->src_max.ip, info->flags & IPRANGE_SRC_INV))
		return false;
	return !(info->flags & IPRANGE_DST) ||
	       in_range(par, "dst-range", iph->daddr, info->dst_min.ip, info->dst_max.ip,
			info->flags & IPRANGE_DST_INV);
}

const struct xt_match xt_iprange_mt[] = {
	{
		.name = "iprange",
		.revision = 1,
		.family = NFPROTO_IPV4,
		.match = iprange_mt4,
		.matchsize = sizeof(struct xt_iprange_mtinfo),
		.flags = XT_PURE | XT_NO_DROP,
	},
	{},
};
