// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What ICMP errors about our own packets teach the routes (kernel: net/ipv4/route.c): a path's MTU
 * (RFC 1191) and a better router on the link (RFC 1122, 3.3.1.2).
 *
 * Both become an exception of the next hop that is used for the destination, for a time.  An MTU
 * below min_pmtu is not believed: min_pmtu is taken and locked, that is, DF is not relied on.  A
 * redirect must come from the router in use and name one that is allowed: see redirect_allowed().
 */
#include "net/neighbour.h"
#include "path/ipv4/ip_internal.h"

#define NUD_THERE (NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | NUD_STALE | NUD_DELAY)

/* The flow of the packet that is quoted at data. */
static struct flowi4 flow_of(const struct sk_buff *skb, u8 protocol)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;

	return (struct flowi4){.daddr = iph->daddr,
			       .saddr = iph->saddr,
			       .flowi4_tos = iph->tos & INET_DSCP_MASK,
			       .flowi4_proto = protocol,
			       .flowi4_mark = IP4_REPLY_MARK(skb_net(skb), skb->mark)};
}

static void trace_learnt(struct sk_buff *skb, const char *what, __be32 about, u32 value)
{
	struct trace_event ev = {.type = TRACE_note};
	const u8 *a = (const u8 *)&about, *v = (const u8 *)&value;

	trace_text(ev.note.by, sizeof(ev.note.by), "route");
	if (!strcmp(what, "mtu"))
		trace_text(ev.note.text, sizeof(ev.note.text), "learnt of %u.%u.%u.%u: mtu %u",
			   a[0], a[1], a[2], a[3], value);
	else
		trace_text(ev.note.text, sizeof(ev.note.text),
			   "learnt of %u.%u.%u.%u: via %u.%u.%u.%u", a[0], a[1], a[2], a[3], v[0],
			   v[1], v[2], v[3]);
	skb_trace(skb, &ev);
}

void ip_rt_update_pmtu(struct sk_buff *skb, u32 mtu, u8 protocol)
{
	struct net *net = skb_net(skb);
	struct flowi4 fl = flow_of(skb, protocol);
	u32 old, min_pmtu = (u32)READ_ONCE(net->ipv4.sysctl_ip_rt_min_pmtu);
	u64 now = skb_jiffies(skb), lasts = (u64)READ_ONCE(net->ipv4.sysctl_ip_rt_mtu_expires);
	struct fib_result res;
	struct rtable *rt;
	bool lock;

	if (path_route_output_key(net, &fl, &rt) || ip_mtu_locked(rt))
		return;
	old = ip_dst_mtu(rt);
	if (old < mtu)
		return;
	lock = mtu < min_pmtu;
	if (lock)
		mtu = min_t(u32, old, min_pmtu);
	if (rt->rt_pmtu == mtu && !lock && time_before(now, rt->expires - lasts / 2))
		return;
	if (fib_lookup(net, &fl, &res))
		return;
	update_or_create_fnhe(res.rt, fl.daddr, 0, mtu, lock, now + lasts);
	if (unlikely(skb->story))
		trace_learnt(skb, "mtu", fl.daddr, mtu);
}

/* ---- redirects ---- */

/* A router listens to other routers only if both switches say so. */
static bool rx_redirects(const struct in_device *in_dev)
{
	return IN_DEV_FORWARD(in_dev) ? IN_DEV_ANDCONF(in_dev, ACCEPT_REDIRECTS)
				      : IN_DEV_ORCONF(in_dev, ACCEPT_REDIRECTS);
}

static bool redirect_allowed(struct net *net, const struct net_device *dev, __be32 new_gw,
			     __be32 old_gw)
{
	struct in_device *in_dev = in_dev_get_rcu(dev);

	if (!in_dev || new_gw == old_gw || !rx_redirects(in_dev) || ipv4_is_multicast(new_gw) ||
	    ipv4_is_lbcast(new_gw) || ipv4_is_zeronet(new_gw))
		return false;
	if (IN_DEV_ORCONF(in_dev, SHARED_MEDIA))
		return inet_addr_type(net, new_gw) == RTN_UNICAST;
	return addr_onlink(in_dev, new_gw, old_gw) && !(IN_DEV_ORCONF(in_dev, SECURE_REDIRECTS) &&
							!ip_fib_check_default(net, new_gw, dev));
}

void ip_rt_redirect(struct sk_buff *skb, const struct icmphdr *icmph, u8 protocol)
{
	struct net *net = skb_net(skb);
	struct flowi4 fl = flow_of(skb, protocol);
	__be32 new_gw = icmph->un.gateway, old_gw = ip_hdr(skb)->saddr;
	u64 lasts = (u64)READ_ONCE(net->ipv4.sysctl_ip_rt_gc_timeout);
	struct neighbour *n;
	struct fib_result res;
	struct rtable *rt;

	if ((icmph->code & 7) > ICMP_REDIR_HOSTTOS || path_route_output_key(net, &fl, &rt))
		return;
	if (!rt->rt_gateway || rt->rt_gateway != old_gw ||
	    !redirect_allowed(net, skb->dev, new_gw, old_gw))
		return;
	n = neigh_create(arp_tbl(net), &new_gw, rt->dev);
	if (!n)
		return;
	/* It is used only when it is known to be there. */
	if (!(READ_ONCE(n->nud_state) & NUD_THERE)) {
		neigh_event_send(n, NULL);
		return;
	}
	if (fib_lookup(net, &fl, &res))
		return;
	update_or_create_fnhe(res.rt, fl.daddr, new_gw, 0, false, skb_jiffies(skb) + lasts);
	if (unlikely(skb->story))
		trace_learnt(skb, "gateway", fl.daddr, new_gw);
}
