// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m rt: the routing header: its type, segments left, length, and, of type 0, the addresses: exactly
 * those, or with --rt-0-not-strict those in that order among others.
 */
#include "xtables/match/ext_hdr.h"

#include <linux/netfilter_ipv6/ip6t_rt.h>

#define RT0_RESERVED 4u /* offset */
#define RT0_ADDRS    8u

static bool head_fits(const struct xt_action_param *par, const struct ipv6_rt_hdr *rh, u32 len)
{
	const struct ip6t_rt *info = par->matchinfo;

	if (!number_fits(par, "segments left", rh->segments_left, info->segsleft[0],
			 info->segsleft[1], info->invflags & IP6T_RT_INV_SGS))
		return false;
	if (info->flags & IP6T_RT_LEN &&
	    !hdr_len_fits(par, len, info->hdrlen, info->invflags & IP6T_RT_INV_LEN))
		return false;
	return !(info->flags & IP6T_RT_TYP) ||
	       number_fits(par, "type", rh->type, info->rt_type, info->rt_type,
			   info->invflags & IP6T_RT_INV_TYP);
}

/* The @n-th address of the header at @at; NULL: cut short, drop the packet. */
static const struct in6_addr *address(const struct sk_buff *skb, struct xt_action_param *par,
				      unsigned int at, u32 n, struct in6_addr *buf)
{
	const struct in6_addr *a =
		skb_header_pointer(skb, at + RT0_ADDRS + n * (u32)sizeof(*buf), sizeof(*buf), buf);

	if (!a)
		par->hotdrop = true;
	return a;
}

static bool wrong_addresses(const struct xt_action_param *par, u32 n)
{
	return xt_mismatch(par, "addresses", "%u fit|%u", n,
			   ((const struct ip6t_rt *)par->matchinfo)->addrnr);
}

/* @count: addresses in the header */
static bool all_fit(const struct sk_buff *skb, struct xt_action_param *par, unsigned int at,
		    u32 count)
{
	const struct ip6t_rt *info = par->matchinfo;
	struct in6_addr buf;
	u32 n;

	for (n = 0; n < info->addrnr; n++) {
		const struct in6_addr *a = address(skb, par, at, n, &buf);

		if (!a || !ipv6_addr_equal(a, &info->addrs[n]))
			return wrong_addresses(par, n);
	}
	return n == count || wrong_addresses(par, n);
}

static bool some_fit(const struct sk_buff *skb, struct xt_action_param *par, unsigned int at,
		     u32 count)
{
	const struct ip6t_rt *info = par->matchinfo;
	struct in6_addr buf;
	u32 fit = 0;

	for (u32 n = 0; n < count && (!n || fit < info->addrnr); n++) {
		const struct in6_addr *a = address(skb, par, at, n, &buf);

		if (!a)
			return wrong_addresses(par, fit);
		fit += fit < info->addrnr && ipv6_addr_equal(a, &info->addrs[fit]);
	}
	return fit == info->addrnr || wrong_addresses(par, fit);
}

static bool addresses_fit(const struct sk_buff *skb, struct xt_action_param *par, unsigned int at,
			  u32 len)
{
	const struct ip6t_rt *info = par->matchinfo;
	u32 count = (len - RT0_ADDRS) / (u32)sizeof(struct in6_addr);

	/* More addresses than there is room for are accepted in a rule, and fit nothing. */
	if (info->addrnr > count || info->addrnr > IP6T_RT_HOPS)
		return wrong_addresses(par, 0);
	return info->flags & IP6T_RT_FST_NSTRICT ? some_fit(skb, par, at, count)
						 : all_fit(skb, par, at, count);
}

static bool rt_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct ip6t_rt *info = par->matchinfo;
	const struct ipv6_rt_hdr *rh;
	struct ipv6_rt_hdr buf;
	const __be32 *reserved;
	__be32 reserved_buf;
	unsigned int at;
	u32 len;

	rh = find_ext_hdr(skb, par, NEXTHDR_ROUTING, &at, sizeof(buf), &buf);
	if (!rh)
		return false;
	len = opt_len((const struct ipv6_opt_hdr *)rh);
	if (skb->len - at < len)
		return xt_mismatch(par, "header", "cut|%u bytes", len);
	if (!head_fits(par, rh, len))
		return false;
	if (info->flags & IP6T_RT_RES) {
		reserved = skb_header_pointer(skb, at + RT0_RESERVED, sizeof(reserved_buf),
					      &reserved_buf);
		par->hotdrop |= !reserved;
		if (!reserved || *reserved)
			return xt_mismatch(par, "reserved", "set|0");
	}
	return !(info->flags & IP6T_RT_FST) || addresses_fit(skb, par, at, len);
}

static int rt_mt6_check(const struct xt_mtchk_param *par)
{
	const struct ip6t_rt *info = par->matchinfo;

	if (info->flags & (IP6T_RT_RES | IP6T_RT_FST_MASK) &&
	    (!(info->flags & IP6T_RT_TYP) || info->rt_type || info->invflags & IP6T_RT_INV_TYP))
		return -EINVAL;
	return unknown_flags(info->invflags, IP6T_RT_INV_MASK);
}

const struct xt_match ip6t_rt_mt[] = {
	{
		.name = "rt",
		.family = NFPROTO_IPV6,
		.match = rt_mt6,
		.checkentry = rt_mt6_check,
		.matchsize = sizeof(struct ip6t_rt),
		.flags = XT_PURE,
	},
	{},
};
