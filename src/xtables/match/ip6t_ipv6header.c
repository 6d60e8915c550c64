// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m ipv6header: which extension headers there are: exactly those of the rule, or with --soft at
 * least those.
 *
 * The chain is followed header by header; ESP and "no next header" end it.
 */
#include "xtables/match/ext_hdr.h"

#include <linux/netfilter_ipv6/ip6t_ipv6header.h>

/* The rule's bit of a header; 0: not an extension header, for this match. */
static u8 header_bit(u8 nexthdr)
{
	switch (nexthdr) {
	case NEXTHDR_HOP:
		return MASK_HOPOPTS;
	case NEXTHDR_DEST:
		return MASK_DSTOPTS;
	case NEXTHDR_ROUTING:
		return MASK_ROUTING;
	case NEXTHDR_FRAGMENT:
		return MASK_FRAGMENT;
	case NEXTHDR_AUTH:
		return MASK_AH;
	case NEXTHDR_ESP:
		return MASK_ESP;
	case NEXTHDR_NONE:
		return MASK_NONE;
	}
	return 0;
}

static u32 header_len(u8 nexthdr, const struct ipv6_opt_hdr *h)
{
	if (nexthdr == NEXTHDR_FRAGMENT)
		return 8;
	return nexthdr == NEXTHDR_AUTH ? (h->hdrlen + 2u) * 4 : opt_len(h);
}

/* => false: the chain is cut short */
static bool collect(const struct sk_buff *skb, u8 *found)
{
	u32 at = (u32)skb_network_offset(skb) + (u32)sizeof(struct ipv6hdr);
	u8 nexthdr = ipv6_hdr(skb)->nexthdr;

	*found = 0;
	while (header_bit(nexthdr)) {
		const struct ipv6_opt_hdr *h;
		struct ipv6_opt_hdr buf;

		if (nexthdr == NEXTHDR_NONE) {
			*found |= MASK_NONE;
			return true;
		}
		h = skb_header_pointer(skb, at, sizeof(buf), &buf);
		if (!h)
			return false;
		*found |= header_bit(nexthdr);
		if (nexthdr == NEXTHDR_ESP)
			return true;
		at += header_len(nexthdr, h);
		nexthdr = h->nexthdr;
		if (at > skb->len)
			break;
	}
	if (nexthdr != NEXTHDR_NONE && nexthdr != NEXTHDR_ESP)
		*found |= MASK_PROTO;
	return true;
}

static bool ipv6header_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct ip6t_ipv6header_info *info = par->matchinfo;
	bool fits;
	u8 found;

	if (!collect(skb, &found))
		return xt_mismatch(par, "headers", "cut|whole");
	if (info->modeflag)
		fits = !((found ^ info->matchflags ^ info->invflags) & info->matchflags);
	else
		fits = (found == info->matchflags) != !!info->invflags;
	return fits || xt_mismatch(par, "headers", "0x%02x|%s0x%02x", found, XT_NOT(info->invflags),
				   info->matchflags);
}

static int ipv6header_mt6_check(const struct xt_mtchk_param *par)
{
	const struct ip6t_ipv6header_info *info = par->matchinfo;

	/* Without --soft the rule is inverted as a whole. */
	return !info->modeflag && info->invflags && info->invflags != 0xff ? -EINVAL : 0;
}

const struct xt_match ip6t_ipv6header_mt[] = {
	{
		.name = "ipv6header",
		.family = NFPROTO_IPV6,
		.match = ipv6header_mt6,
		.checkentry = ipv6header_mt6_check,
		.matchsize = sizeof(struct ip6t_ipv6header_info),
		.flags = XT_PURE | XT_NO_DROP,
	},
	{},
};
