// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m icmp, -m icmp6: type and range of codes; of icmp type 255 stands for any.
 *
 * Later fragments never match; a packet that ends inside the 8 bytes of the header is dropped.
 */
#include "xtables/match/match_internal.h"

#include <linux/netfilter_ipv6/ip6_tables.h>
#include <stdio.h>

#define ICMP_ANY_TYPE 0xff

/* As iptables prints it: "8", "3/1". */
static const char *wanted_text(char text[32], const struct ipt_icmp *info, u8 family)
{
	if (info->type == ICMP_ANY_TYPE && family == NFPROTO_IPV4)
		return "any";
	if (!info->code[0] && info->code[1] == 255)
		snprintf(text, 32, "%u", info->type);
	else
		snprintf(text, 32, "%u/%u", info->type, info->code[0]);
	return text;
}

static_assert(sizeof(struct ipt_icmp) == sizeof(struct ip6t_icmp) &&
		      offsetof(struct ipt_icmp, code) == offsetof(struct ip6t_icmp, code) &&
		      offsetof(struct ipt_icmp, invflags) == offsetof(struct ip6t_icmp, invflags) &&
		      IPT_ICMP_INV == IP6T_ICMP_INV,
	      "both families' rules read alike; so do both headers' first eight bytes");

static bool type_fits(const struct ipt_icmp *info, const struct icmphdr *ih)
{
	return info->type == ih->type && ih->code >= info->code[0] && ih->code <= info->code[1];
}

static const struct icmphdr *icmp_header(const struct sk_buff *skb, struct xt_action_param *par,
					 struct icmphdr *buf)
{
	const struct icmphdr *ih;

	if (par->fragoff) {
		xt_mismatch(par, "fragment", "%u|0", par->fragoff);
		return NULL;
	}
	ih = skb_header_pointer(skb, par->thoff, sizeof(*buf), buf);
	if (!ih) {
		par->hotdrop = true;
		xt_mismatch(par, "header", "cut|%zu bytes", sizeof(*buf));
	}
	return ih;
}

static bool answer(const struct xt_action_param *par, const struct icmphdr *ih, bool fits)
{
	const struct ipt_icmp *info = par->matchinfo;
	bool invert = info->invflags & IPT_ICMP_INV;

	if (fits != invert)
		return true;
	return xt_mismatch(par, "icmp-type", "%u/%u|%s%s", ih->type, ih->code, XT_NOT(invert),
			   wanted_text(XT_TEXT, info, xt_family(par)));
}

static bool icmp_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct ipt_icmp *info = par->matchinfo;
	struct icmphdr buf;
	const struct icmphdr *ih = icmp_header(skb, par, &buf);

	return ih && answer(par, ih, info->type == ICMP_ANY_TYPE || type_fits(info, ih));
}

static bool icmp6_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	struct icmphdr buf;
	const struct icmphdr *ih = icmp_header(skb, par, &buf);

	return ih && answer(par, ih, type_fits(par->matchinfo, ih));
}

static int icmp_mt_check(const struct xt_mtchk_param *par)
{
	const struct ipt_icmp *info = par->matchinfo;

	return info->invflags & ~IPT_ICMP_INV ? -EINVAL : 0;
}

#define ICMP_MT(name_, family_, proto_, match_)                                     \
	{                                                                           \
		.name = name_, .family = family_, .proto = proto_, .match = match_, \
		.checkentry = icmp_mt_check, .matchsize = sizeof(struct ipt_icmp),  \
		.flags = XT_PURE,                                                   \
	}

const struct xt_match xt_icmp_mt[] = {
	ICMP_MT("icmp", NFPROTO_IPV4, IPPROTO_ICMP, icmp_mt),
	ICMP_MT("icmp6", NFPROTO_IPV6, IPPROTO_ICMPV6, icmp6_mt),
	{},
};
