// SPDX-License-Identifier: GPL-2.0-or-later
/* -j TTL: set, raise or lower the time to live, which stays between 0 and 255. */
#include "xtables/target/target_internal.h"

#include <linux/netfilter_ipv4/ipt_TTL.h>

static u8 new_ttl(const struct ipt_TTL_info *info, u8 ttl)
{
	switch (info->mode) {
	case IPT_TTL_SET:
		return info->ttl;
	case IPT_TTL_INC:
		return (u8)min_t(unsigned int, ttl + info->ttl, 255);
	case IPT_TTL_DEC:
		return ttl > info->ttl ? (u8)(ttl - info->ttl) : 0;
	}
	return ttl;
}

static unsigned int ttl_tg(struct sk_buff *skb, const struct xt_action_param *par)
{
	u8 old, ttl;
	struct iphdr *iph;

	if (skb_ensure_writable(skb, sizeof(*iph)))
		return NF_DROP;
	iph = ip_hdr(skb);
	old = iph->ttl;
	ttl = new_ttl(par->targinfo, old);
	if (ttl == old)
		return XT_CONTINUE;
	csum_replace2(&iph->check, htons((u16)(old << 8)), htons((u16)(ttl << 8)));
	iph->ttl = ttl;
	if (unlikely(skb->story))
		target_changed(skb, "TTL", "ttl", false, old, ttl);
	return XT_CONTINUE;
}

static int ttl_tg_check(const struct xt_tgchk_param *par)
{
	const struct ipt_TTL_info *info = par->targinfo;

	if (info->mode > IPT_TTL_MAXMODE)
		return -EINVAL;
	return info->mode != IPT_TTL_SET && !info->ttl ? -EINVAL : 0;
}

const struct xt_target xt_HL_tg[] = {
	{
		.name = "TTL",
		.family = NFPROTO_IPV4,
		.target = ttl_tg,
		.checkentry = ttl_tg_check,
		.targetsize = sizeof(struct ipt_TTL_info),
		.table = "mangle",
	},
	{},
};
