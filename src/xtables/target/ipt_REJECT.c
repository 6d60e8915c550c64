// SPDX-License-Identifier: GPL-2.0-or-later
/* -j REJECT: drop the packet and say so, by an ICMP error or a TCP reset. */
#include "xtables/target/nf_reject_ipv4.h"
#include "xtables/target/targets.h"

#include <linux/netfilter_ipv4/ipt_REJECT.h>

/* The ICMP code of each way to refuse; -1: none */
static int icmp_code(enum ipt_reject_with with)
{
	switch (with) {
	case IPT_ICMP_NET_UNREACHABLE:
		return ICMP_NET_UNREACH;
	case IPT_ICMP_HOST_UNREACHABLE:
		return ICMP_HOST_UNREACH;
	case IPT_ICMP_PROT_UNREACHABLE:
		return ICMP_PROT_UNREACH;
	case IPT_ICMP_PORT_UNREACHABLE:
		return ICMP_PORT_UNREACH;
	case IPT_ICMP_NET_PROHIBITED:
		return ICMP_NET_ANO;
	case IPT_ICMP_HOST_PROHIBITED:
		return ICMP_HOST_ANO;
	case IPT_ICMP_ADMIN_PROHIBITED:
		return ICMP_PKT_FILTERED;
	case IPT_ICMP_ECHOREPLY:
	case IPT_TCP_RESET:
		break;
	}
	return -1;
}

static unsigned int reject_tg(struct sk_buff *skb, const struct xt_action_param *par)
{
	const struct ipt_reject_info *info = par->targinfo;
	int code = icmp_code(info->with);

	if (info->with == IPT_TCP_RESET)
		nf_send_reset(xt_net(par), par->state->sk, skb, xt_hooknum(par));
	else if (code >= 0)
		nf_send_unreach(skb, code, xt_hooknum(par));
	return NF_DROP;
}

static int reject_tg_check(const struct xt_tgchk_param *par)
{
	const struct ipt_reject_info *info = par->targinfo;
	const struct ipt_entry *e = par->entryinfo;

	if (info->with == IPT_ICMP_ECHOREPLY)
		return -EINVAL;
	if (info->with == IPT_TCP_RESET &&
	    (e->ip.proto != IPPROTO_TCP || e->ip.invflags & XT_INV_PROTO))
		return -EINVAL;
	return 0;
}

const struct xt_target ipt_REJECT_tg[] = {
	{
		.name = "REJECT",
		.family = NFPROTO_IPV4,
		.target = reject_tg,
		.checkentry = reject_tg_check,
		.targetsize = sizeof(struct ipt_reject_info),
		.table = "filter",
		.hooks = 1 << NF_INET_LOCAL_IN | 1 << NF_INET_FORWARD | 1 << NF_INET_LOCAL_OUT,
	},
	{},
};
