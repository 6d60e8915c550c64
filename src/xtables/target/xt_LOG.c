// SPDX-License-Identifier: GPL-2.0-or-later
/* -j LOG: a line about the packet to the namespace's log; the packet goes on. */
#include "nf/nf_log.h"
#include "xtables/target/target_internal.h"

#include <linux/netfilter/xt_LOG.h>

#define LOG_LEVELS 8

static unsigned int log_tg(struct sk_buff *skb, const struct xt_action_param *par)
{
	const struct xt_log_info *info = par->targinfo;

	nf_log_packet(xt_net(par), xt_family(par), xt_hooknum(par), skb, xt_in(par), xt_out(par),
		      "LOG", info->level, info->logflags, info->prefix);
	return XT_CONTINUE;
}

static int log_tg_check(const struct xt_tgchk_param *par)
{
	const struct xt_log_info *info = par->targinfo;

	if (par->family != NFPROTO_IPV4 && par->family != NFPROTO_IPV6)
		return -EINVAL;
	if (info->level >= LOG_LEVELS)
		return -EINVAL;
	return info->prefix[sizeof(info->prefix) - 1] ? -EINVAL : 0;
}

#define LOG_TG(family_)                                                                         \
	{                                                                                       \
		.name = "LOG", .family = family_, .target = log_tg, .checkentry = log_tg_check, \
		.targetsize = sizeof(struct xt_log_info),                                       \
	}

const struct xt_target xt_LOG_tg[] = {
	LOG_TG(NFPROTO_IPV4),
	LOG_TG(NFPROTO_IPV6),
	{},
};
