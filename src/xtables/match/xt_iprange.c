// SPDX-License-Identifier: GPL-2.0-or-later
/* -m iprange: source and destination address between two bounds, each on its own and inverted. */
#include "net/ipv6.h"
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

static int addr6_cmp(const struct in6_addr *a, const union nf_inet_addr *b)
{
	return memcmp(a, &b->in6, sizeof(*a));
}

static bool in_range6(struct xt_action_param *par, const char *field, const struct in6_addr *addr,
		      const union nf_inet_addr *min, const union nf_inet_addr *max, bool invert)
{
	char text[3][INET6_ADDRSTRLEN];

	if ((addr6_cmp(addr, min) >= 0 && addr6_cmp(addr, max) <= 0) != invert)
		return true;
	if (likely(!par->why))
		return false;
	inet_ntop(AF_INET6, addr, text[0], sizeof(text[0]));
	inet_ntop(AF_INET6, &min->in6, text[1], sizeof(text[1]));
	inet_ntop(AF_INET6, &max->in6, text[2], sizeof(text[2]));
	return xt_mismatch(par, field, "%s|%s%s-%s", text[0], XT_NOT(invert), text[1], text[2]);
}

static bool iprange_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_iprange_mtinfo *info = par->matchinfo;
	const struct ipv6hdr *iph = ipv6_hdr(skb);

	if (info->flags & IPRANGE_SRC && !in_range6(par, "src-range", &iph->saddr, &info->src_min,
						    &info->src_max, info->flags & IPRANGE_SRC_INV))
		return false;
	return !(info->flags & IPRANGE_DST) ||
	       in_range6(par, "dst-range", &iph->daddr, &info->dst_min, &info->dst_max,
			 info->flags & IPRANGE_DST_INV);
}

#define IPRANGE_MT(family_, match_)                                                           \
	{                                                                                     \
		.name = "iprange", .revision = 1, .family = family_, .match = match_,         \
		.matchsize = sizeof(struct xt_iprange_mtinfo), .flags = XT_PURE | XT_NO_DROP, \
	}

const struct xt_match xt_iprange_mt[] = {
	IPRANGE_MT(NFPROTO_IPV4, iprange_mt4),
	IPRANGE_MT(NFPROTO_IPV6, iprange_mt6),
	{},
};
