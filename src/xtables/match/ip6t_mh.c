// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m mh: the type of a mobility header.  It is the last header by RFC 6275: one that names another
 * behind it is dropped at once.
 */
#include "xtables/match/ext_hdr.h"

#include <linux/netfilter_ipv6/ip6t_mh.h>

struct mobility_hdr {
	u8 proto, hdrlen, type, reserved;
	__be16 checksum;
};

static bool mh_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct ip6t_mh *info = par->matchinfo;
	const struct mobility_hdr *mh;
	struct mobility_hdr buf;

	if (par->fragoff)
		return xt_mismatch(par, "fragment", "%u|0", par->fragoff);
	mh = skb_header_pointer(skb, par->thoff, sizeof(buf), &buf);
	if (!mh || mh->proto != NEXTHDR_NONE) {
		par->hotdrop = true;
		return xt_mismatch(par, "header", "%s|the last", mh ? "not the last" : "cut");
	}
	return number_fits(par, "type", mh->type, info->types[0], info->types[1],
			   info->invflags & IP6T_MH_INV_TYPE);
}

static int mh_mt6_check(const struct xt_mtchk_param *par)
{
	return unknown_flags(((const struct ip6t_mh *)par->matchinfo)->invflags, IP6T_MH_INV_MASK);
}

const struct xt_match ip6t_mh_mt[] = {
	{
		.name = "mh",
		.family = NFPROTO_IPV6,
		.proto = NEXTHDR_MOBILITY,
		.match = mh_mt6,
		.checkentry = mh_mt6_check,
		.matchsize = sizeof(struct ip6t_mh),
		.flags = XT_PURE,
	},
	{},
};
