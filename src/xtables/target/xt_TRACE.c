// SPDX-License-Identifier: GPL-2.0-or-later
/* -j TRACE: from here on the evaluator logs every rule that the packet meets. */
#include "xtables/target/target_internal.h"

static unsigned int trace_tg(struct sk_buff *skb, const struct xt_action_param *par)
{
	skb->nf_trace = 1;
	return XT_CONTINUE;
}

#define TRACE_TG(family_)                                                               \
	{                                                                               \
		.name = "TRACE", .family = family_, .target = trace_tg, .table = "raw", \
	}

const struct xt_target xt_TRACE_tg[] = {
	TRACE_TG(NFPROTO_IPV4),
	TRACE_TG(NFPROTO_IPV6),
	{},
};
