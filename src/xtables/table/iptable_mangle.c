// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table that changes packets.  A packet of our own whose mark, TOS or addresses it changed is
 * routed again: its route was found before LOCAL_OUT.
 */
#include "xtables/table/table_internal.h"

#include "net/route.h"

static unsigned int mangle_out(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	const struct iphdr before = *ip_hdr(skb), *ip;
	u32 mark = skb->mark;
	unsigned int verdict = xt_do_table(priv, skb, state);
	int err;

	if ((verdict & NF_VERDICT_MASK) == NF_DROP || (verdict & NF_VERDICT_MASK) == NF_STOLEN)
		return verdict;
	ip = ip_hdr(skb);
	if (ip->saddr == before.saddr && ip->daddr == before.daddr && ip->tos == before.tos &&
	    skb->mark == mark)
		return verdict;
	err = ip_route_me_harder(state->net, state->sk, skb, RTN_UNSPEC);
	return err < 0 ? NF_DROP_ERR(err) : verdict;
}

static unsigned int mangle_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	return state->hook == NF_INET_LOCAL_OUT ? mangle_out(priv, skb, state)
						: xt_do_table(priv, skb, state);
}

#define HOOKS ((1u << NF_INET_NUMHOOKS) - 1)

const struct xt_table_template iptable_mangle =
	XT_TABLE_TEMPLATE(ip_tables_family, "mangle", HOOKS, NF_IP_PRI_MANGLE, mangle_hook);
