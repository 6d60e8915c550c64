// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m frag: the fragment header: its identification, and whether it is the first, has more behind it,
 * or is the last.  The length that a rule may name is not looked at: it is always eight.
 */
#include "xtables/match/ext_hdr.h"

#include <linux/netfilter_ipv6/ip6t_frag.h>

#define IP6_MF	     0x0001
#define IP6_OFFSET   0xfff8
#define IP6_FRAG_RES 0x0006

struct frag_hdr {
	u8 nexthdr, reserved;
	__be16 frag_off;
	__be32 identification;
};

static bool reserved_bits(const struct frag_hdr *fh)
{
	return fh->reserved || ntohs(fh->frag_off) & IP6_FRAG_RES;
}

static bool frag_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct ip6t_frag *info = par->matchinfo;
	const struct frag_hdr *fh;
	struct frag_hdr buf;
	unsigned int at;
	u16 off;

	fh = find_ext_hdr(skb, par, NEXTHDR_FRAGMENT, &at, sizeof(buf), &buf);
	if (!fh)
		return false;
	off = ntohs(fh->frag_off);
	if (!number_fits(par, "id", ntohl(fh->identification), info->ids[0], info->ids[1],
			 info->invflags & IP6T_FRAG_INV_IDS))
		return false;
	if (info->flags & IP6T_FRAG_RES && reserved_bits(fh))
		return xt_mismatch(par, "reserved", "set|0");
	if (info->flags & IP6T_FRAG_FST && off & IP6_OFFSET)
		return xt_mismatch(par, "offset", "%u|0", off & IP6_OFFSET);
	if (info->flags & IP6T_FRAG_MF && !(off & IP6_MF))
		return xt_mismatch(par, "more", "no|yes");
	return !(info->flags & IP6T_FRAG_NMF && off & IP6_MF) || xt_mismatch(par, "more", "yes|no");
}

static int frag_mt6_check(const struct xt_mtchk_param *par)
{
	return unknown_flags(((const struct ip6t_frag *)par->matchinfo)->invflags,
			     IP6T_FRAG_INV_MASK);
}

const struct xt_match ip6t_frag_mt[] = {
	{
		.name = "frag",
		.family = NFPROTO_IPV6,
		.match = frag_mt6,
		.checkentry = frag_mt6_check,
		.matchsize = sizeof(struct ip6t_frag),
		.flags = XT_PURE,
	},
	{},
};
