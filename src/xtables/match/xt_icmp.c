// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m icmp: type and range of codes; type 255 stands for any.
 *
 * Later fragments never match; a packet that ends inside the 8 bytes of the header is dropped.
 */
#include "xtables/match/match_internal.h"

#include <stdio.h>

#define ICMP_ANY_TYPE 0xff

/* As iptables prints it: "8", "3/1". */
static const char *wanted_text(char text[32], const struct ipt_icmp *info)
{
	if (info->type == ICMP_ANY_TYPE)
		return "any";
	if (!info->code[0] && info->code[1] == 255)
		snprintf(text, 32, "%u", info->type);
	else
		snprintf(text, 32, "%u/%u", info->type, info->code[0]);
	return text;
}

static bool icmp_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct ipt_icmp *info = par->matchinfo;
	bool invert = info->invflags & IPT_ICMP_INV, fits;
	const struct icmphdr *ih;
	struct icmphdr buf;

	if (par->fragoff)
		return xt_mismatch(par, "fragment", "%u|0", par->fragoff);
	ih = skb_header_pointer(skb, par->thoff, sizeof(buf), &buf);
	if (!ih) {
		par->hotdrop = true;
		return xt_mismatch(par, "header", "cut|%zu bytes", sizeof(buf));
	}
	fits = info->type == ICMP_ANY_TYPE ||
	       (info->type == ih->type && ih->code >= info->code[0] && ih->code <= info->code[1]);
	if (fits != invert)
		return true;
	return xt_mismatch(par, "icmp-type", "%u/%u|%s%s", ih->type, ih->code, XT_NOT(invert),
			   wanted_text(XT_TEXT, info));
}

static int icmp_mt_check(const struct xt_mtchk_param *par)
{
	const struct ipt_icmp *info = par->matchinfo;

	return info->invflags & ~IPT_ICMP_INV ? -EINVAL : 0;
}

const struct xt_match xt_icmp_mt[] = {
	{
		.name = "icmp",
		.family = NFPROTO_IPV4,
		.proto = IPPROTO_ICMP,
		.match = icmp_mt,
		.checkentry = icmp_mt_check,
		.matchsize = sizeof(struct ipt_icmp),
		.flags = XT_PURE,
	},
	{},
};
