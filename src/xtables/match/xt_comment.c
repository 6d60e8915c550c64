// SPDX-License-Identifier: GPL-2.0-or-later
/* -m comment: a note to the reader; every packet matches. */
#include "xtables/match/match_internal.h"

#include <linux/netfilter/xt_comment.h>

static bool comment_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	return true;
}

const struct xt_match xt_comment_mt[] = {
	{
		.name = "comment",
		.family = NFPROTO_UNSPEC,
		.match = comment_mt,
		.matchsize = sizeof(struct xt_comment_info),
		.flags = XT_PURE | XT_NO_DROP,
		.compile = XT_COMPILE_TRUE,
	},
	{},
};
