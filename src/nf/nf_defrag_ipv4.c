// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The hooks that put IPv4 fragments together (kernel: nf_defrag_ipv4); see nf_defrag.h.
 *
 * What is put together may be cut again on its way out although it has DF (local_df): the sender's
 * fragments had the size that they leave with.  Packets that a connection is known for, or that are
 * not to be tracked, are left alone.
 */
#include "nf/nf_defrag.h"

#include "net/inet_frag.h"
#include "net/output.h"
#include "nf/netfilter.h"

#define FRAGMENT_BITS htons(0x3fff) /* IP_MF | IP_OFFSET */

static unsigned int ipv4_conntrack_defrag(void *priv, struct sk_buff *skb,
					  const struct nf_hook_state *state)
{
	u32 user = state->hook == NF_INET_PRE_ROUTING ? IP_DEFRAG_CONNTRACK_IN
						      : IP_DEFRAG_CONNTRACK_OUT;

	if (likely(!(ip_hdr(skb)->frag_off & FRAGMENT_BITS)) || skb->_nfct)
		return NF_ACCEPT;
	if (ip_defrag(state->net, skb, user))
		return NF_STOLEN;
	skb->local_df = 1;
	return NF_ACCEPT;
}

static const struct nf_hook_ops ipv4_defrag_ops[] = {
	{
		.hook = ipv4_conntrack_defrag,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = NF_IP_PRI_CONNTRACK_DEFRAG,
		.name = "defrag",
	},
	{
		.hook = ipv4_conntrack_defrag,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NF_IP_PRI_CONNTRACK_DEFRAG,
		.name = "defrag",
	},
};

int nf_defrag_ipv4_enable(struct net *net)
{
	int err = 0;

	if (!net->defrag_users_ipv4)
		err = nf_register_net_hooks(net, ipv4_defrag_ops, ARRAY_SIZE(ipv4_defrag_ops));
	if (!err)
		net->defrag_users_ipv4++;
	return err;
}

void nf_defrag_ipv4_disable(struct net *net)
{
	assert(net->defrag_users_ipv4);
	if (!--net->defrag_users_ipv4)
		nf_unregister_net_hooks(net, ipv4_defrag_ops, ARRAY_SIZE(ipv4_defrag_ops));
}
