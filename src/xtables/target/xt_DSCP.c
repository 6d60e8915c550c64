// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -j DSCP sets the upper six bits of the type-of-service byte (IPv6: traffic class) and keeps the ECN bits; -j TOS
 * changes any of its bits, by mask and value as MARK does.
 */
#include "net/ipv6.h"
#include "xtables/target/target_internal.h"

#include <linux/netfilter/xt_DSCP.h>

static u8 get_tos(const struct sk_buff *skb, const struct xt_action_param *par)
{
	return xt_family(par) == NFPROTO_IPV6 ? ipv6_get_dsfield(ipv6_hdr(skb)) : ip_hdr(skb)->tos;
}

static void put_tos4(struct iphdr *iph, u8 tos)
{
	csum_replace2(&iph->check, htons(iph->tos), htons(tos));
	iph->tos = tos;
}

/* The traffic class stands across the first two bytes; no sum covers it. */
static void put_tos6(struct ipv6hdr *iph, u8 tos)
{
	ip6_flow_hdr(iph, tos, ip6_flowlabel(iph));
}

/* A packet that is right already is not written to: it may be shared. */
static unsigned int set_tos(struct sk_buff *skb, const struct xt_action_param *par, const char *by,
			    u8 tos)
{
	bool v6 = xt_family(par) == NFPROTO_IPV6;
	u8 old = get_tos(skb, par);

	if (tos == old)
		return XT_CONTINUE;
	if (skb_ensure_writable(skb, v6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr)))
		return NF_DROP;
	if (v6)
		put_tos6(ipv6_hdr(skb), tos);
	else
		put_tos4(ip_hdr(skb), tos);
	if (unlikely(skb->story))
		target_changed(skb, by, "tos", true, old, tos);
	return XT_CONTINUE;
}

static unsigned int dscp_tg(struct sk_buff *skb, const struct xt_action_param *par)
{
	const struct xt_DSCP_info *info = par->targinfo;
	u8 ecn = get_tos(skb, par) & (u8)~XT_DSCP_MASK;

	return set_tos(skb, par, "DSCP", (u8)(info->dscp << XT_DSCP_SHIFT | ecn));
}

static int dscp_tg_check(const struct xt_tgchk_param *par)
{
	const struct xt_DSCP_info *info = par->targinfo;

	return info->dscp > XT_DSCP_MAX ? -EDOM : 0;
}

static unsigned int tos_tg(struct sk_buff *skb, const struct xt_action_param *par)
{
	const struct xt_tos_target_info *info = par->targinfo;

	return set_tos(skb, par, "TOS",
		       (u8)((get_tos(skb, par) & ~info->tos_mask) ^ info->tos_value));
}

#define DSCP_TG(family_)                                                                           \
	{                                                                                          \
		.name = "DSCP", .family = family_, .target = dscp_tg, .checkentry = dscp_tg_check, \
		.targetsize = sizeof(struct xt_DSCP_info), .table = "mangle",                      \
	}
#define TOS_TG(family_)                                                             \
	{                                                                           \
		.name = "TOS", .revision = 1, .family = family_, .target = tos_tg,  \
		.targetsize = sizeof(struct xt_tos_target_info), .table = "mangle", \
	}

const struct xt_target xt_DSCP_tg[] = {
	DSCP_TG(NFPROTO_IPV4),
	DSCP_TG(NFPROTO_IPV6),
	TOS_TG(NFPROTO_IPV4),
	TOS_TG(NFPROTO_IPV6),
	{},
};
