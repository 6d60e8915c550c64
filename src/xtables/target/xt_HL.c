// SPDX-License-Identifier: GPL-2.0-or-later
/* -j TTL, -j HL: set, raise or lower the time to live or the hop limit; it stays between 0 and 255. */
#include "net/ipv6.h"
#include "xtables/target/target_internal.h"

#include <linux/netfilter_ipv4/ipt_TTL.h>
#include <linux/netfilter_ipv6/ip6t_HL.h>

static_assert(sizeof(struct ip6t_HL_info) == sizeof(struct ipt_TTL_info) &&
		      (int)IP6T_HL_SET == IPT_TTL_SET && (int)IP6T_HL_INC == IPT_TTL_INC &&
		      (int)IP6T_HL_MAXMODE == IPT_TTL_MAXMODE,
	      "both families' rules read alike");

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

static void tell(const struct sk_buff *skb, const char *by, const char *field, u8 old, u8 ttl)
{
	if (unlikely(skb->story))
		target_changed(skb, by, field, false, old, ttl);
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
	tell(skb, "TTL", "ttl", old, ttl);
	return XT_CONTINUE;
}

static unsigned int hl_tg6(struct sk_buff *skb, const struct xt_action_param *par)
{
	u8 old, hl;

	if (skb_ensure_writable(skb, sizeof(struct ipv6hdr)))
		return NF_DROP;
	old = ipv6_hdr(skb)->hop_limit;
	hl = new_ttl(par->targinfo, old);
	ipv6_hdr(skb)->hop_limit = hl;
	if (hl != old)
		tell(skb, "HL", "hl", old, hl);
	return XT_CONTINUE;
}

static int ttl_tg_check(const struct xt_tgchk_param *par)
{
	const struct ipt_TTL_info *info = par->targinfo;

	if (info->mode > IPT_TTL_MAXMODE)
		return -EINVAL;
	return info->mode != IPT_TTL_SET && !info->ttl ? -EINVAL : 0;
}

#define HL_TG(name_, family_, target_)                                                           \
	{                                                                                        \
		.name = name_, .family = family_, .target = target_, .checkentry = ttl_tg_check, \
		.targetsize = sizeof(struct ipt_TTL_info), .table = "mangle",                    \
	}

const struct xt_target xt_HL_tg[] = {
	HL_TG("TTL", NFPROTO_IPV4, ttl_tg),
	HL_TG("HL", NFPROTO_IPV6, hl_tg6),
	{},
};
