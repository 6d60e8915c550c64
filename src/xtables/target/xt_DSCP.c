// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -j DSCP sets the upper six bits of the type-of-service byte and keeps the ECN bits; -j TOS
 * changes any of its bits, by mask and value as MARK does.
 */
#include "xtables/target/target_internal.h"

#include <linux/netfilter/xt_DSCP.h>

/* A packet that is right already is not written to: it may be shared. */
static unsigned int set_tos(struct sk_buff *skb, const char *by, u8 tos)
{
	u8 old = ip_hdr(skb)->tos;
	struct iphdr *iph;

	if (tos == old)
		return XT_CONTINUE;
	if (skb_ensure_writable(skb, sizeof(*iph)))
		return NF_DROP;
	iph = ip_hdr(skb);
	csum_replace2(&iph->check, htons(old), htons(tos));
	iph->tos = tos;
	if (unlikely(skb->story))
		target_changed(skb, by, "tos", true, old, tos);
	return XT_CONTINUE;
}

static unsigned int dscp_tg(struct sk_buff *skb, const struct xt_action_param *par)
{
	const struct xt_DSCP_info *info = par->targinfo;
	u8 ecn = ip_hdr(skb)->tos & (u8)~XT_DSCP_MASK;

	return set_tos(skb, "DSCP", (u8)(info->dscp << XT_DSCP_SHIFT | ecn));
}

static int dscp_tg_check(const struct xt_tgchk_param *par)
{
	const struct xt_DSCP_info *info = par->targinfo;

	return info->dscp > XT_DSCP_MAX ? -EDOM : 0;
}

static unsigned int tos_tg(struct sk_buff *skb, const struct xt_action_param *par)
{
	const struct xt_tos_target_info *info = par->targinfo;

	return set_tos(skb, "TOS", (u8)((ip_hdr(skb)->tos & ~info->tos_mask) ^ info->tos_value));
}

const struct xt_target xt_DSCP_tg[] = {
	{
		.name = "DSCP",
		.family = NFPROTO_IPV4,
		.target = dscp_tg,
		.checkentry = dscp_tg_check,
		.targetsize = sizeof(struct xt_DSCP_info),
		.table = "mangle",
	},
	{
		.name = "TOS",
		.revision = 1,
		.family = NFPROTO_IPV4,
		.target = tos_tg,
		.targetsize = sizeof(struct xt_tos_target_info),
		.table = "mangle",
	},
	{},
};
