// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m addrtype: what an address is to the routing tables: unicast, local, broadcast, multicast, …
 *
 * Revision 1 can ask whether it is that on the packet's own device (--limit-iface-in, -out), which
 * only hooks that have such a device allow.
 */
#include "net/ip6_route.h"
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

static const struct net_device *limit_dev(const struct xt_action_param *par)
{
	const struct xt_addrtype_info_v1 *info = par->matchinfo;

	if (info->flags & XT_ADDRTYPE_LIMIT_IFACE_IN)
		return xt_in(par);
	return info->flags & XT_ADDRTYPE_LIMIT_IFACE_OUT ? xt_out(par) : NULL;
}

static bool addrtype_mt_v1(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_addrtype_info_v1 *info = par->matchinfo;
	const struct iphdr *iph = ip_hdr(skb);
	const struct net_device *dev = limit_dev(par);

	if (info->source && !type_in(par, "src-type", dev, iph->saddr, info->source,
				     !!(info->flags & XT_ADDRTYPE_INVERT_SOURCE)))
		return false;
	return !info->dest || type_in(par, "dst-type", dev, iph->daddr, info->dest,
				      !!(info->flags & XT_ADDRTYPE_INVERT_DEST));
}

/* Is it an address of @dev, and not one that is still being tried out? */
static bool is_address_of(const struct net_device *dev, const struct in6_addr *addr)
{
	const struct inet6_dev *idev = __in6_dev_get(dev);

	if (!idev)
		return false;
	for_each_ifa6(ifa, (struct inet6_dev *)idev)
	{
		u32 flags = READ_ONCE(ifa->flags);

		if (ipv6_addr_equal(&ifa->addr, addr) &&
		    (!(flags & IFA_F_TENTATIVE) || flags & IFA_F_OPTIMISTIC))
			return true;
	}
	return false;
}

/* What the routing tables say of @addr, as far as @mask asks: bits of XT_ADDRTYPE_*. */
static u16 route_types6(struct net *net, const struct net_device *dev, const struct in6_addr *addr,
			u16 mask)
{
	struct flowi6 fl = {.daddr = *addr, .flowi6_oif = dev ? dev->ifindex : 0};
	struct rt6_info *rt;
	u16 types = 0;

	if (dev && mask & XT_ADDRTYPE_LOCAL && is_address_of(dev, addr))
		types = XT_ADDRTYPE_LOCAL;
	if (ip6_route_output(net, NULL, &fl, &rt))
		return XT_ADDRTYPE_UNREACHABLE;
	if (!dev && rt->rt6i_flags & RTF_LOCAL)
		types |= XT_ADDRTYPE_LOCAL;
	if (rt->rt6i_flags & RTF_ANYCAST)
		types |= XT_ADDRTYPE_ANYCAST;
	return types;
}

/* Of an address itself all that a rule asks must be so; of its route one thing is enough. */
static bool is_type6(struct net *net, const struct net_device *dev, const struct in6_addr *addr,
		     u16 mask)
{
	u32 type = ipv6_addr_type(addr);

	if (mask & XT_ADDRTYPE_MULTICAST && !(type & IPV6_ADDR_MULTICAST))
		return false;
	if (mask & XT_ADDRTYPE_UNICAST && !(type & IPV6_ADDR_UNICAST))
		return false;
	if (mask & XT_ADDRTYPE_UNSPEC && type != IPV6_ADDR_ANY)
		return false;
	mask &= XT_ADDRTYPE_ANYCAST | XT_ADDRTYPE_LOCAL | XT_ADDRTYPE_UNREACHABLE;
	return !mask || mask & route_types6(net, dev, addr, mask);
}

static bool type_in6(struct xt_action_param *par, const char *field, const struct net_device *dev,
		     const struct in6_addr *addr, u16 mask, bool invert)
{
	char text[INET6_ADDRSTRLEN];

	if (is_type6(xt_net(par), dev, addr, mask) != invert)
		return true;
	if (likely(!par->why))
		return false;
	return xt_mismatch(par, field, "%s|%stypes 0x%x",
			   inet_ntop(AF_INET6, addr, text, sizeof(text)), XT_NOT(invert), mask);
}

static bool addrtype_mt6(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_addrtype_info_v1 *info = par->matchinfo;
	const struct ipv6hdr *iph = ipv6_hdr(skb);
	const struct net_device *dev = limit_dev(par);

	if (info->source && !type_in6(par, "src-type", dev, &iph->saddr, info->source,
				      info->flags & XT_ADDRTYPE_INVERT_SOURCE))
		return false;
	return !info->dest || type_in6(par, "dst-type", dev, &iph->daddr, info->dest,
				       info->flags & XT_ADDRTYPE_INVERT_DEST);
}

static int addrtype_mt_check_v1(const struct xt_mtchk_param *par)
{
	const unsigned int without_out = 1 << NF_INET_PRE_ROUTING | 1 << NF_INET_LOCAL_IN;
	const unsigned int without_in = 1 << NF_INET_POST_ROUTING | 1 << NF_INET_LOCAL_OUT;
	const struct xt_addrtype_info_v1 *info = par->matchinfo;
	bool in = info->flags & XT_ADDRTYPE_LIMIT_IFACE_IN;
	bool out = info->flags & XT_ADDRTYPE_LIMIT_IFACE_OUT;
	u16 types;

	if (in && out)
		return -EINVAL;
	if (out && par->hook_mask & without_out)
		return -EINVAL;
	if (in && par->hook_mask & without_in)
		return -EINVAL;
	/* Of what IPv6 has no word for, or none that can be asked. */
	types = info->source | info->dest;
	if (par->family == NFPROTO_IPV6 &&
	    (types & (XT_ADDRTYPE_BLACKHOLE | XT_ADDRTYPE_BROADCAST) ||
	     types >= XT_ADDRTYPE_PROHIBIT))
		return -EINVAL;
	return 0;
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
	{
		.name = "addrtype",
		.revision = 1,
		.family = NFPROTO_IPV6,
		.match = addrtype_mt6,
		.checkentry = addrtype_mt_check_v1,
		.matchsize = sizeof(struct xt_addrtype_info_v1),
		.flags = XT_PURE | XT_NO_DROP,
	},
	{},
};
