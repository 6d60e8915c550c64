// SPDX-License-Identifier: GPL-2.0-or-later
/* -m mark: the packet's mark under a mask. */
#include "xtables/match/match_internal.h"

#include <linux/netfilter/xt_mark.h>

static bool mark_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_mark_mtinfo1 *info = par->matchinfo;

	/* Inversion is a byte: with 2 every packet matches, as in the kernel. */
	if (((skb->mark & info->mask) == info->mark) ^ info->invert)
		return true;
	return xt_mismatch(par, "mark", "0x%x|%s%s", skb->mark, XT_NOT(info->invert),
			   xt_mask_text(XT_TEXT, info->mark, info->mask));
}

const struct xt_match xt_mark_mt[] = {
	{
		.name = "mark",
		.revision = 1,
		.family = NFPROTO_UNSPEC,
		.match = mark_mt,
		.matchsize = sizeof(struct xt_mark_mtinfo1),
		.flags = XT_PURE | XT_NO_DROP,
	},
	{},
};
