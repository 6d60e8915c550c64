// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -j MARK: clear the bits of a mask in the packet's mark, then turn over those of a value; the
 * tool's --set-mark, --and-mark, --or-mark and --xor-mark are all that.
 */
#include "xtables/target/target_internal.h"

#include <linux/netfilter/xt_mark.h>

static unsigned int mark_tg(struct sk_buff *skb, const struct xt_action_param *par)
{
	const struct xt_mark_tginfo2 *info = par->targinfo;
	u32 mark = (skb->mark & ~info->mask) ^ info->mark;

	if (unlikely(skb->story))
		target_changed(skb, "MARK", "mark", true, skb->mark, mark);
	skb->mark = mark;
	return XT_CONTINUE;
}

const struct xt_target xt_MARK_tg[] = {
	{
		.name = "MARK",
		.revision = 2,
		.family = NFPROTO_UNSPEC,
		.target = mark_tg,
		.targetsize = sizeof(struct xt_mark_tginfo2),
	},
	{},
};
