// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m addrtype: what an address is to the routing tables: unicast, local, broadcast, multicast, …
 *
 * Revision 1 can ask whether it is that on the packet's own device (--limit-iface-in, -out), which
 * only hooks that have such a device allow.
 */
#include "net/ip_fib.h"
#include "xtables/match/match_internal.h"

#include <linux/netfilter/xt_addrtype.h>

/* Is @addr one of the types in @mask?  @dev NULL: wherever it is. */
static bool type_in(struct xt_action_param *par, const char *field, const struct net_device *dev,
		    __be32 addr, u16 mask, u32 invert)
{
	unsigned int type = inet_dev_addr_type(xt_net(par), dev, addr);

	/* In revision 0 inversion is a word of which only bit 0 counts. */
	if ((!!(mask & 1u << type) ^ invert) & 1)
		return true;
	return xt_mismatch(par, field, IP_FMT " type %u|%stypes 0x%x", IP_ARG(addr), type,
			   XT_NOT(invert), mask);
}

static bool addrtype_mt_v0(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_addrtype_info *info = par->matchinfo;
	const struct iphdr *iph = ip_hdr(skb);

	if (info->source &&
	    !type_in(par, "src-type", NULL, iph->saddr, info->source, info->invert_source))
		return false;
	return !info->dest ||
	       type_in(par, "dst-type", NULL, iph->daddr, info->dest, info->invert_dest);
}

static bool addrtype_mt_v1(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_addrtype_info_v1 *info = par->matchinfo;
	const struct iphdr *iph = ip_hdr(skb);
	const struct net_device *dev = NULL;

	if (info->flags & XT_ADDRTYPE_LIMIT_IFACE_IN)
		dev = xt_in(par);
	else if (info->flags & XT_ADDRTYPE_LIMIT_IFACE_OUT)
		dev = xt_out(par);
	if (info->source && !type_in(par, "src-type", dev, iph->saddr, info->source,
				     !!(info->flags & XT_ADDRTYPE_INVERT_SOURCE)))
		return false;
	return !info->dest || type_in(par, "dst-type", dev, iph->daddr, info->dest,
				      !!(info->flags & XT_ADDRTYPE_INVERT_DEST));
}

static int addrtype_mt_check_v1(const struct xt_mtchk_param *par)
{
	const unsigned int without_out = 1 << NF_INET_PRE_ROUTING | 1 << NF_INET_LOCAL_IN;
	const unsigned int without_in = 1 << NF_INET_POST_ROUTING | 1 << NF_INET_LOCAL_OUT;
	const struct xt_addrtype_info_v1 *info = par->matchinfo;
	bool in = info->flags & XT_ADDRTYPE_LIMIT_IFACE_IN;
	bool out = info->flags & XT_ADDRTYPE_LIMIT_IFACE_OUT;

	if (in && out)
		return -EINVAL;
	if (out && par->hook_mask & without_out)
		return -EINVAL;
	return in && par->hook_mask & without_in ? -EINVAL : 0;
}

const struct xt_match xt_addrtype_mt[] = {
	{
		.name = "addrtype",
		.family = NFPROTO_IPV4,
		.match = addrtype_mt_v0,
		.matchsize = sizeof(struct xt_addrtype_info),
		.flags = XT_PURE | XT_NO_DROP,
	},
	{
		.name = "addrtype",
		.revision = 1,
		.family = NFPROTO_IPV4,
		.match = addrtype_mt_v1,
		.checkentry = addrtype_mt_check_v1,
		.matchsize = sizeof(struct xt_addrtype_info_v1),
		.flags = XT_PURE | XT_NO_DROP,
	},
	{},
};
