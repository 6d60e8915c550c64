// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv6's table that changes packets.  A packet of our own whose addresses, mark, hop limit or first
 * word (traffic class, flow label) it changed is routed again: its route was found before LOCAL_OUT.
 */
#include "net/ip6_route.h"
#include "xtables/table/table_internal.h"

static bool route_may_differ(const struct ipv6hdr *a, const struct ipv6hdr *b)
{
	return !ipv6_addr_equal(&a->saddr, &b->saddr) || !ipv6_addr_equal(&a->daddr, &b->daddr) ||
	       a->hop_limit != b->hop_limit || memcmp(a, b, sizeof(__be32)) != 0;
}

static unsigned int mangle_out(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	const struct ipv6hdr before = *ipv6_hdr(skb);
	u32 mark = skb->mark;
	unsigned int verdict = xt_do_table(priv, skb, state);
	int err;

	if ((verdict & NF_VERDICT_MASK) == NF_DROP || (verdict & NF_VERDICT_MASK) == NF_STOLEN)
		return verdict;
	if (skb->mark == mark && !route_may_differ(&before, ipv6_hdr(skb)))
		return verdict;
	err = ip6_route_me_harder(state->net, state->sk, skb);
	return err < 0 ? NF_DROP_ERR(err) : verdict;
}

static unsigned int mangle_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	return state->hook == NF_INET_LOCAL_OUT ? mangle_out(priv, skb, state)
						: xt_do_table(priv, skb, state);
}

#define HOOKS ((1u << NF_INET_NUMHOOKS) - 1)

const struct xt_table_template ip6table_mangle =
	XT_TABLE_TEMPLATE(ip6_tables_family, "mangle", HOOKS, NF_IP6_PRI_MANGLE, mangle_hook);
