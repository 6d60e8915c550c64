// SPDX-License-Identifier: GPL-2.0-or-later
/* -m ah of IPv4: the SPI of an authentication header; later fragments have none. */
#include "xtables/match/ah.h"
#include "xtables/match/ext_hdr.h"

#include <linux/netfilter_ipv4/ipt_ah.h>

static bool ah_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct ipt_ah *info = par->matchinfo;
	const struct auth_hdr *ah;
	struct auth_hdr buf;

	if (par->fragoff)
		return xt_mismatch(par, "fragment", "%u|0", par->fragoff);
	ah = skb_header_pointer(skb, par->thoff, sizeof(buf), &buf);
	if (!ah) {
		par->hotdrop = true;
		return xt_mismatch(par, "header", "cut|%zu bytes", sizeof(buf));
	}
	return number_fits(par, "spi", ntohl(ah->spi), info->spis[0], info->spis[1],
			   info->invflags & IPT_AH_INV_SPI);
}

static int ah_mt_check(const struct xt_mtchk_param *par)
{
	return unknown_flags(((const struct ipt_ah *)par->matchinfo)->invflags, IPT_AH_INV_MASK);
}

const struct xt_match ipt_ah_mt[] = {
	{
		.name = "ah",
		.family = NFPROTO_IPV4,
		.proto = IPPROTO_AH,
		.match = ah_mt,
		.checkentry = ah_mt_check,
		.matchsize = sizeof(struct ipt_ah),
		.flags = XT_PURE,
	},
	{},
};
