// SPDX-License-Identifier: GPL-2.0-or-later
/* -m ah of IPv6: the authentication header's SPI, length and reserved bytes, wherever it stands. */
#include "xtables/match/ah.h"
#include "xtables/match/ext_hdr.h"

#include <linux/netfilter_ipv6/ip6t_ah.h>

static bool ah_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct ip6t_ah *info = par->matchinfo;
	const struct auth_hdr *ah;
	struct auth_hdr buf;
	unsigned int at;

	ah = find_ext_hdr(skb, par, NEXTHDR_AUTH, &at, sizeof(buf), &buf);
	if (!ah)
		return false;
	if (!number_fits(par, "spi", ntohl(ah->spi), info->spis[0], info->spis[1],
			 info->invflags & IP6T_AH_INV_SPI))
		return false;
	if (info->hdrlen && !hdr_len_fits(par, (ah->hdrlen + 2u) * 4, info->hdrlen,
					  info->invflags & IP6T_AH_INV_LEN))
		return false;
	return !(info->hdrres && ah->reserved) ||
	       xt_mismatch(par, "reserved", "0x%04x|0", ntohs(ah->reserved));
}

static int ah_mt6_check(const struct xt_mtchk_param *par)
{
	return unknown_flags(((const struct ip6t_ah *)par->matchinfo)->invflags, IP6T_AH_INV_MASK);
}

const struct xt_match ip6t_ah_mt[] = {
	{
		.name = "ah",
		.family = NFPROTO_IPV6,
		.match = ah_mt6,
		.checkentry = ah_mt6_check,
		.matchsize = sizeof(struct ip6t_ah),
		.flags = XT_PURE,
	},
	{},
};
