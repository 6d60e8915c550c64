// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which of our addresses is the source of a packet (RFC 6724, 5; kernel: ipv6_dev_get_saddr).
 *
 * Every candidate is measured by each rule in turn; the first rule that tells two apart decides.  A
 * link-local or multicast destination takes the outgoing device's addresses only.
 */
#include "net/if_inet6.h"

#include <linux/rtnetlink.h>

/** struct saddr_dst - what the candidates are measured against */
struct saddr_dst {
	struct net *net;
	const struct in6_addr *addr;
	int ifindex;
	int scope;
	u32 label;
	unsigned int prefs;
};

enum saddr_rule {
	RULE_SAME, /* 1: the destination itself */
	RULE_SCOPE, /* 2: narrow, but wide enough */
	RULE_PREFERRED, /* 3: not deprecated, not optimistic */
	RULE_OIF, /* 5: of the outgoing device */
	RULE_LABEL, /* 6: the same label */
	RULE_PRIVACY, /* 7: temporary or public, as is asked for */
	RULE_PREFIX, /* 8: the longest common prefix */
	RULE_MAX
};

static int common_bits(const struct in6_addr *a, const struct in6_addr *b)
{
	for (int i = 0; i < 4; i++) {
		u32 x = ntohl(a->s6_addr32[i] ^ b->s6_addr32[i]);

		if (x)
			return 32 * i + __builtin_clz(x);
	}
	return 128;
}

static int measure_scope(const struct in6_addr *a, int wanted)
{
	int scope = ipv6_addr_scope(a);

	return scope >= wanted ? -scope : scope - 128;
}

static int measure_privacy(const struct inet6_ifaddr *ifa, const struct saddr_dst *dst)
{
	bool temporary = dst->prefs & IPV6_PREFER_SRC_TMP_ ||
			 (!(dst->prefs & IPV6_PREFER_SRC_PUBLIC_) &&
			  IN6_DEV_CONF_GET(ifa->idev, USE_TEMPADDR) >= 2);

	return !(ifa->flags & IFA_F_TEMPORARY) != temporary;
}

/* How well @ifa does by @rule: more is better. */
static int measure(const struct inet6_ifaddr *ifa, const struct saddr_dst *dst,
		   enum saddr_rule rule)
{
	int bits;

	switch (rule) {
	case RULE_SAME:
		return ipv6_addr_equal(&ifa->addr, dst->addr);
	case RULE_SCOPE:
		return measure_scope(&ifa->addr, dst->scope);
	case RULE_PREFERRED:
		return !(ifa->flags & (IFA_F_DEPRECATED | IFA_F_OPTIMISTIC));
	case RULE_OIF:
		return !dst->ifindex || dst->ifindex == ifa->idev->dev->ifindex;
	case RULE_LABEL:
		return ipv6_addr_label(dst->net, &ifa->addr, ifa->idev->dev->ifindex) == dst->label;
	case RULE_PRIVACY:
		return measure_privacy(ifa, dst);
	case RULE_PREFIX:
		bits = common_bits(&ifa->addr, dst->addr);
		return bits > (int)ifa->prefix_len ? (int)ifa->prefix_len : bits;
	default:
		return 0;
	}
}

static bool is_candidate(const struct inet6_ifaddr *ifa)
{
	u32 flags = READ_ONCE(((struct inet6_ifaddr *)ifa)->flags);

	if (flags & IFA_F_TENTATIVE && !(flags & IFA_F_OPTIMISTIC))
		return false;
	return !ipv6_addr_any(&ifa->addr) && !ipv6_addr_is_multicast(&ifa->addr);
}

static bool is_better(const struct inet6_ifaddr *a, const struct inet6_ifaddr *best,
		      const struct saddr_dst *dst)
{
	for (enum saddr_rule rule = 0; best && rule < RULE_MAX; rule++) {
		int d = measure(a, dst, rule) - measure(best, dst, rule);

		if (d)
			return d > 0;
	}
	return !best;
}

static void look_at(struct inet6_dev *idev, const struct saddr_dst *dst, struct inet6_ifaddr **best)
{
	for_each_ifa6(ifa, idev) if (is_candidate(ifa) && is_better(ifa, *best, dst)) *best = ifa;
}

/* Only the outgoing device's own addresses will do. */
static bool own_only(const struct inet6_dev *idev, const struct in6_addr *daddr)
{
	u32 type = __ipv6_addr_type(daddr);

	return type & IPV6_ADDR_MULTICAST || ipv6_addr_scope(daddr) <= IPV6_ADDR_SCOPE_LINKLOCAL ||
	       (idev && IN6_DEV_CONF_GET(idev, USE_OIF_ADDRS_ONLY));
}

int ipv6_dev_get_saddr(struct net *net, const struct net_device *dst_dev,
		       const struct in6_addr *daddr, unsigned int prefs, struct in6_addr *saddr)
{
	struct inet6_dev *idev = dst_dev ? __in6_dev_get(dst_dev) : NULL;
	struct saddr_dst dst = {
		.net = net,
		.addr = daddr,
		.ifindex = dst_dev ? dst_dev->ifindex : 0,
		.scope = ipv6_addr_scope(daddr),
		.prefs = prefs,
	};
	struct inet6_ifaddr *best = NULL;
	struct net_device *dev;

	dst.label = ipv6_addr_label(net, daddr, dst.ifindex);
	if (dst_dev && own_only(idev, daddr)) {
		if (idev)
			look_at(idev, &dst, &best);
	} else {
		for_each_netdev (net, dev) {
			struct inet6_dev *each = __in6_dev_get(dev);

			if (each)
				look_at(each, &dst, &best);
		}
	}
	if (!best)
		return -EADDRNOTAVAIL;
	*saddr = best->addr;
	return 0;
}
