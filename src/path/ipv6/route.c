// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Routing an IPv6 packet (kernel: net/ipv6/route.c): what stands around fib6_lookup().
 *
 * In: groups, link-local and loopback addresses are looked up on the device that the packet came in
 * by and nowhere else.  There is no rp_filter and there are no martians in the IPv4 sense; what no
 * route leads to has an error route, and ip6_route_error() answers.
 *
 * Out: the route first, then by it the source address (RFC 6724, or the route's own), then the
 * route again for that source, since rules and routes may depend on it.
 */
#include "net/fib6.h"
#include "path/ipv6/ip6_internal.h"

#include <stdio.h>

static u32 strict_flag(const struct in6_addr *daddr)
{
	u32 types = IPV6_ADDR_MULTICAST | IPV6_ADDR_LINKLOCAL | IPV6_ADDR_LOOPBACK;

	return ipv6_addr_type(daddr) & types ? RT6_LOOKUP_F_IFACE : 0;
}

/* A host, which does not forward, looks for routers that answer. */
static u32 reachable_flag(struct net *net)
{
	return IPV6_DEVCONF_ALL(net, FORWARDING) ? 0 : RT6_LOOKUP_F_REACHABLE;
}

/* ---- stories ---- */

static const char *route_type_name(u8 type)
{
	static const char *const name[] = {"unspec",   "unicast",   "local",	 "broadcast",
					   "anycast",  "multicast", "blackhole", "unreachable",
					   "prohibit", "throw",	    "nat"};

	return type < ARRAY_SIZE(name) ? name[type] : "?";
}

static void trace_prefix(struct trace_event *ev, const struct fib6_info *f6i)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(AF_INET6, &f6i->leaf->key, text, sizeof(text));
	trace_text(ev->route.prefix, sizeof(ev->route.prefix), "%s/%u", text, f6i->leaf->plen);
}

void route6_trace(struct sk_buff *skb, const char *direction, const struct flowi6 *fl6,
		  const struct rt6_info *rt, const char *result)
{
	struct trace_event ev = {.type = TRACE_route};

	trace_text(ev.route.direction, sizeof(ev.route.direction), "%s", direction);
	trace_text(ev.route.result, sizeof(ev.route.result), "%s", result);
	ev.route.saddr = trace_ip6(&fl6->saddr);
	ev.route.daddr = trace_ip6(&fl6->daddr);
	ev.route.tos = ntohl(fl6->flowlabel) >> 20;
	ev.route.mark = fl6->flowi6_mark;
	if (rt) {
		trace_text(ev.route.type, sizeof(ev.route.type), "%s",
			   route_type_name(rt->rt6i_type));
		trace_text(ev.route.dev, sizeof(ev.route.dev), "%s", rt->dev ? rt->dev->name : "");
		ev.route.table = rt->table;
		if (rt->has_gateway)
			ev.route.gateway = trace_ip6(&rt->rt6i_gateway);
		ev.route.src = trace_ip6_unless_any(&rt->prefsrc);
		if (rt->from)
			trace_prefix(&ev, rt->from);
	}
	skb_trace(skb, &ev);
}

/* ---- in ---- */

static struct rt6_info *lookup(struct net *net, const struct flowi6 *fl6, u32 flags)
{
	struct fib6_result res;
	int err = fib6_lookup(net, fl6, &res, (int)flags);

	return likely(!err) ? res.rt : rt6_error_get(net, -err);
}

static inline bool plain_unicast(const struct in6_addr *a)
{
	return a->s6_addr32[0] && a->s6_addr[0] < 0xfe;
}

void ip6_route_input(struct sk_buff *skb)
{
	struct net *net = skb_net(skb);
	const struct ipv6hdr *h = ipv6_hdr(skb);
	struct flowi6 fl6 = {.flowi6_iif = skb->dev->ifindex,
			     .flowi6_mark = skb->mark,
			     .flowi6_proto = h->nexthdr,
			     .flowi6_tos = ipv6_get_dsfield(h),
			     .daddr = h->daddr,
			     .saddr = h->saddr,
			     .flowlabel = ip6_flowinfo(h)};
	u32 flags = RT6_LOOKUP_F_INPUT | RT6_LOOKUP_F_HAS_SADDR | reachable_flag(net);
	struct rt6_info *rt;

	if (unlikely(!plain_unicast(&h->daddr)))
		flags |= strict_flag(&h->daddr);
	rt = lookup(net, &fl6, flags);
	skb_rt6_set(skb, rt);
	if (unlikely(skb->story))
		route6_trace(skb, "input", &fl6, rt, rt->rt6_error ? strerror(rt->rt6_error) : "");
}

/* ---- errors ---- */

struct route_answer {
	int code; /* of ICMPV6_DEST_UNREACH; -1: said to nobody */
	enum skb_drop_reason reason;
};

static struct route_answer answer_for(const struct rt6_info *rt, bool out)
{
	switch (rt->rt6_error) {
	case EINVAL:
		return (struct route_answer){-1, SKB_DROP_REASON_IP_BLACKHOLE};
	case EACCES:
		return (struct route_answer){ICMPV6_ADM_PROHIBITED, SKB_DROP_REASON_IP_PROHIBIT};
	case EHOSTUNREACH:
		return (struct route_answer){ICMPV6_NOROUTE, SKB_DROP_REASON_IP_UNREACHABLE};
	default:
		return (struct route_answer){ICMPV6_NOROUTE, out ? SKB_DROP_REASON_IP_OUTNOROUTES
								 : SKB_DROP_REASON_IP_INNOROUTES};
	}
}

static void count_no_route(const struct sk_buff *skb, bool out)
{
	struct net_device *dev = dev_get_by_index(skb_net(skb), IP6CB(skb)->iif);
	struct inet6_dev *idev = dev ? __in6_dev_get(dev) : NULL;

	if (out)
		IP6_INC_STATS(skb->shard, idev, IPSTATS_MIB_OUTNOROUTES);
	else if (ipv6_addr_any(&ipv6_hdr(skb)->daddr))
		IP6_INC_STATS(skb->shard, idev, IPSTATS_MIB_INADDRERRORS);
	else
		IP6_INC_STATS(skb->shard, idev, IPSTATS_MIB_INNOROUTES);
}

int ip6_route_error(struct sk_buff *skb, bool out)
{
	const struct rt6_info *rt = skb->rt6;
	struct route_answer a = answer_for(rt, out);
	int err = -rt->rt6_error;

	if (out)
		skb->dev = rt->dev;
	if (a.code >= 0) {
		count_no_route(skb, out);
		path_icmpv6_send(skb, ICMPV6_DEST_UNREACH, (u8)a.code, 0);
	}
	kfree_skb_reason(skb, a.reason);
	return out ? err : 0;
}

/* ---- out ---- */

/* The source for @daddr by @rt, which may be NULL: the route's own, or the best of all. */
static int get_saddr(struct net *net, const struct rt6_info *rt, struct flowi6 *fl6)
{
	const struct net_device *dev = NULL;

	if (rt && !ipv6_addr_any(&rt->prefsrc)) {
		fl6->saddr = rt->prefsrc;
		return 0;
	}
	if (rt && rt->from)
		dev = rt->from->nh_dev;
	return ipv6_dev_get_saddr(net, dev, &fl6->daddr, 0, &fl6->saddr);
}

static struct rt6_info *output_lookup(struct net *net, struct flowi6 *fl6, u32 flags)
{
	bool any_src = ipv6_addr_any(&fl6->saddr);

	fl6->flowi6_iif = net->loopback_dev->ifindex;
	flags |= strict_flag(&fl6->daddr) | reachable_flag(net);
	if (fl6->flowi6_oif && any_src)
		flags |= RT6_LOOKUP_F_IFACE;
	if (!any_src)
		flags |= RT6_LOOKUP_F_HAS_SADDR;
	return lookup(net, fl6, flags);
}

struct rt6_info *path6_route_key(struct net *net, struct flowi6 *fl6)
{
	return output_lookup(net, fl6, 0);
}

int path6_route_output(struct net *net, struct sock *sk, struct flowi6 *fl6, struct rt6_info **rt)
{
	u32 flags = 0;
	int err;

	*rt = NULL;
	if (ipv6_addr_any(&fl6->saddr)) {
		*rt = output_lookup(net, fl6, 0);
		err = get_saddr(net, (*rt)->rt6_error ? NULL : *rt, fl6);
		if (err)
			return err;
		/* A route that needs a source is found only with one. */
		if ((*rt)->rt6_error)
			*rt = NULL;
		if (fl6->flowi6_oif)
			flags |= RT6_LOOKUP_F_IFACE;
	}
	if (!*rt)
		*rt = output_lookup(net, fl6, flags);
	if ((*rt)->rt6_error)
		return -(*rt)->rt6_error;
	if (ipv6_addr_v4mapped(&fl6->saddr) &&
	    !(ipv6_addr_v4mapped(&fl6->daddr) || ipv6_addr_any(&fl6->daddr)))
		return -EAFNOSUPPORT;
	return 0;
}

int path6_route_me_harder(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	const struct ipv6hdr *h = ipv6_hdr(skb);
	u32 strict = ipv6_addr_type(&h->daddr) & (IPV6_ADDR_MULTICAST | IPV6_ADDR_LINKLOCAL);
	struct flowi6 fl6 = {.flowi6_oif = strict ? skb->rt6->dev->ifindex : 0,
			     .flowi6_mark = skb->mark,
			     .flowi6_uid = sk ? sk->uid : 0,
			     .daddr = h->daddr,
			     .saddr = h->saddr};
	struct rt6_info *rt = path6_route_key(net, &fl6);

	if (unlikely(skb->story))
		route6_trace(skb, "output", &fl6, rt, rt->rt6_error ? strerror(rt->rt6_error) : "");
	if (rt->rt6_error) {
		IP6_INC_STATS(skb->shard, rt->rt6i_idev, IPSTATS_MIB_OUTNOROUTES);
		return -rt->rt6_error;
	}
	skb_rt6_set(skb, rt);
	if (skb_headroom(skb) < rt->dev->hard_header_len)
		return skb_cow_head(skb, rt->dev->hard_header_len);
	return 0;
}
