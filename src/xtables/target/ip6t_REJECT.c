// SPDX-License-Identifier: GPL-2.0-or-later
/* -j REJECT of IPv6: drop the packet and say so, by an ICMPv6 error or a TCP reset. */
#include "xtables/target/nf_reject_ipv6.h"
#include "xtables/target/targets.h"

#include <linux/icmpv6.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <linux/netfilter_ipv6/ip6t_REJECT.h>

/* The ICMPv6 code of each way to refuse; -1: none */
static int icmp6_code(u32 with)
{
	static const int code[] = {
		[IP6T_ICMP6_NO_ROUTE] = ICMPV6_NOROUTE,
		[IP6T_ICMP6_ADM_PROHIBITED] = ICMPV6_ADM_PROHIBITED,
		[IP6T_ICMP6_NOT_NEIGHBOUR] = ICMPV6_NOT_NEIGHBOUR,
		[IP6T_ICMP6_ADDR_UNREACH] = ICMPV6_ADDR_UNREACH,
		[IP6T_ICMP6_PORT_UNREACH] = ICMPV6_PORT_UNREACH,
		[IP6T_ICMP6_ECHOREPLY] = -1,
		[IP6T_TCP_RESET] = -1,
		[IP6T_ICMP6_POLICY_FAIL] = ICMPV6_POLICY_FAIL,
		[IP6T_ICMP6_REJECT_ROUTE] = ICMPV6_REJECT_ROUTE,
	};

	return with < ARRAY_SIZE(code) ? code[with] : -1;
}

static unsigned int reject_tg6(struct sk_buff *skb, const struct xt_action_param *par)
{
	const struct ip6t_reject_info *info = par->targinfo;
	int code = icmp6_code(info->with);

	if (info->with == IP6T_TCP_RESET)
		nf_send_reset6(xt_net(par), par->state->sk, skb, xt_hooknum(par));
	else if (code >= 0)
		nf_send_unreach6(skb, (u8)code, xt_hooknum(par));
	return NF_DROP;
}

static int reject_tg6_check(const struct xt_tgchk_param *par)
{
	const struct ip6t_reject_info *info = par->targinfo;
	const struct ip6t_entry *e = par->entryinfo;

	if (info->with == IP6T_ICMP6_ECHOREPLY)
		return -EINVAL;
	if (info->with != IP6T_TCP_RESET)
		return 0;
	return !(e->ipv6.flags & IP6T_F_PROTO) || e->ipv6.proto != IPPROTO_TCP ||
			       e->ipv6.invflags & XT_INV_PROTO
		       ? -EINVAL
		       : 0;
}

const struct xt_target ip6t_REJECT_tg[] = {
	{
		.name = "REJECT",
		.family = NFPROTO_IPV6,
		.target = reject_tg6,
		.checkentry = reject_tg6_check,
		.targetsize = sizeof(struct ip6t_reject_info),
		.table = "filter",
		.hooks = 1 << NF_INET_LOCAL_IN | 1 << NF_INET_FORWARD | 1 << NF_INET_LOCAL_OUT,
	},
	{},
};
