// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Routing a packet (kernel: net/ipv4/route.c): what stands around fib_lookup().
 *
 * In: martians are told apart, then the tables are asked, then the source (rp_filter).  The
 * outcome is the next hop's own struct rtable, or one of the namespace's: for this host, for a
 * broadcast or a group that is delivered here, for an error.  An error route is not a drop: the
 * packet goes on to ip_error(), which may answer it.
 *
 * Out: the source address is chosen or checked, then likewise.  What goes to this host goes by lo.
 */
#include "net/route.h"
#include "path/ipv4/ip_internal.h"

#include <stdio.h>

enum path_error { ERR_HOST, ERR_NET, ERR_PROHIBIT, ERR_BLACKHOLE };

/* Jiffies; the kernel's constants. */
enum {
	IP_RT_ERROR_COST = HZ,
	IP_RT_ERROR_BURST = 5 * HZ,
	IP_RT_REDIRECT_LOAD = HZ / 50,
	IP_RT_REDIRECT_NUMBER = 9,
	IP_RT_REDIRECT_SILENCE = (HZ / 50) << (IP_RT_REDIRECT_NUMBER + 1),
};

static const int path_errno[] = {
	[ERR_HOST] = EHOSTUNREACH,
	[ERR_NET] = ENETUNREACH,
	[ERR_PROHIBIT] = EACCES,
	[ERR_BLACKHOLE] = EINVAL,
};

void ip_route_net_init(struct net *net)
{
	struct netns_path *p = net_path(net);
	struct rtable local = {.dst.refs = 1, .dev = net->loopback_dev, .rt_flags = RT_INPUT_LOCAL};

	p->rt_local = p->rt_lo = p->rt_broadcast = p->rt_multicast = local;
	p->rt_local.rt_type = RTN_LOCAL;
	p->rt_lo.rt_type = RTN_UNICAST;
	p->rt_broadcast.rt_type = RTN_BROADCAST;
	p->rt_multicast.rt_type = RTN_MULTICAST;
	for (u32 i = 0; i < ARRAY_SIZE(p->rt_error); i++)
		p->rt_error[i] = (struct rtable){.dst.refs = 1,
						 .dev = net->loopback_dev,
						 .rt_type = RTN_UNREACHABLE,
						 .rt_error = path_errno[i]};
}

/* ---- stories ---- */

static const char *route_type_name(u8 type)
{
	static const char *const name[] = {"unspec",   "unicast",   "local",	 "broadcast",
					   "anycast",  "multicast", "blackhole", "unreachable",
					   "prohibit", "throw",	    "nat"};

	return type < ARRAY_SIZE(name) ? name[type] : "?";
}

static void trace_route(const struct sk_buff *skb, const char *direction, __be32 saddr,
			__be32 daddr, u8 tos, const struct rtable *rt, const struct fib_result *res,
			const char *result)
{
	struct trace_event ev = {.type = TRACE_route};

	trace_text(ev.route.direction, sizeof(ev.route.direction), "%s", direction);
	trace_text(ev.route.result, sizeof(ev.route.result), "%s", result);
	ev.route.saddr = trace_ip4(saddr);
	ev.route.daddr = trace_ip4(daddr);
	ev.route.tos = tos;
	ev.route.mark = skb->mark;
	if (rt) {
		trace_text(ev.route.type, sizeof(ev.route.type), "%s",
			   route_type_name(rt->rt_type));
		trace_text(ev.route.dev, sizeof(ev.route.dev), "%s", rt->dev ? rt->dev->name : "");
		ev.route.table = rt->table;
		ev.route.gateway = trace_ip4_unless_any(rt->rt_gateway);
		ev.route.src = trace_ip4_unless_any(rt->prefsrc);
	}
	if (res) {
		const u8 *p = (const u8 *)&res->prefix;

		trace_text(ev.route.prefix, sizeof(ev.route.prefix), "%u.%u.%u.%u/%u", p[0], p[1],
			   p[2], p[3], res->prefixlen);
		ev.route.table = res->table;
	}
	skb_trace(skb, &ev);
}

void route_trace(struct sk_buff *skb, const char *direction, __be32 saddr, __be32 daddr, u8 tos,
		 const struct rtable *rt, const char *result)
{
	trace_route(skb, direction, saddr, daddr, tos, rt, NULL, result);
}

/* ---- in ---- */

/* A look-up on its way to an answer. */
struct route_input {
	struct sk_buff *skb;
	struct net *net;
	struct netns_path *path;
	struct net_device *dev;
	struct in_device *in_dev;
	__be32 daddr, saddr;
	u8 tos;
};

static enum skb_drop_reason input_drop(const struct route_input *in, enum skb_drop_reason reason)
{
	if (unlikely(in->skb->story))
		route_trace(in->skb, "input", in->saddr, in->daddr, in->tos, NULL,
			    drop_reason_text(reason));
	return reason;
}

/* @res: the look-up, NULL: no table was asked */
static enum skb_drop_reason input_done(const struct route_input *in, struct rtable *rt,
				       const struct fib_result *res)
{
	skb_dst_set(in->skb, rt);
	if (unlikely(in->skb->story))
		trace_route(in->skb, "input", in->saddr, in->daddr, in->tos, res ? res->rt : rt,
			    res, "");
	return SKB_CONSUMED;
}

static enum skb_drop_reason martian_source(const struct route_input *in, int err)
{
	return input_drop(in, err == -EXDEV ? SKB_DROP_REASON_IP_RPFILTER
					    : SKB_DROP_REASON_IP_INVALID_SOURCE);
}

static enum skb_drop_reason no_route(const struct route_input *in, int err)
{
	enum path_error e = ERR_HOST;

	while (e < ERR_BLACKHOLE && path_errno[e] != -err)
		e++;
	skb_dst_set(in->skb, &in->path->rt_error[e]);
	if (unlikely(in->skb->story))
		route_trace(in->skb, "input", in->saddr, in->daddr, in->tos, &in->path->rt_error[e],
			    strerror(-err));
	return SKB_CONSUMED;
}

static int validate_source(const struct route_input *in, __be32 daddr, int oif)
{
	u32 itag;

	return fib_validate_source(in->skb, in->saddr, daddr, in->tos, oif, in->dev, in->in_dev,
				   &itag);
}

static enum skb_drop_reason input_broadcast(const struct route_input *in,
					    const struct fib_result *res)
{
	int err;

	if (in->skb->protocol != htons(ETH_P_IP))
		return input_drop(in, SKB_DROP_REASON_IP_INVALID_DEST);
	if (!ipv4_is_zeronet(in->saddr)) {
		err = validate_source(in, 0, 0);
		if (err < 0)
			return martian_source(in, err);
	}
	return input_done(in, &in->path->rt_broadcast, res);
}

static enum skb_drop_reason input_local(const struct route_input *in, const struct fib_result *res)
{
	int err = validate_source(in, in->daddr, 0);

	if (unlikely(err < 0))
		return martian_source(in, err);
	return input_done(in, &in->path->rt_local, res);
}

bool addr_onlink(const struct in_device *in_dev, __be32 a, __be32 b)
{
	const struct in_ifaddr *ifa = rcu_dereference(((struct in_device *)in_dev)->ifa_list);

	for (; ifa; ifa = rcu_dereference(((struct in_ifaddr *)ifa)->ifa_next))
		if (!(ifa->ifa_flags & IFA_F_SECONDARY) && inet_ifa_match(a, ifa) &&
		    (!b || inet_ifa_match(b, ifa)))
			return true;
	return false;
}

/* It goes out where it came in, from a sender who could have sent it to the next hop itself. */
static __noinline enum skb_drop_reason same_device(const struct route_input *in,
						   const struct fib_result *res, bool onlink)
{
	if (onlink && IN_DEV_ORCONF(in->in_dev, SEND_REDIRECTS) &&
	    (IN_DEV_ORCONF(in->in_dev, SHARED_MEDIA) ||
	     addr_onlink(in->in_dev, in->saddr, res->rt->rt_gateway)))
		in->skb->redirect = 1;
	if (in->skb->protocol != htons(ETH_P_IP) && !IN_DEV_ORCONF(in->in_dev, PROXY_ARP_PVLAN))
		return SKB_DROP_REASON_IP_INVALID_DEST;
	return SKB_CONSUMED;
}

static inline enum skb_drop_reason ip_mkroute_input(const struct route_input *in,
						    const struct fib_result *res)
{
	enum skb_drop_reason reason;
	int err;

	if (unlikely(!in_dev_get_rcu(res->dev)))
		return input_drop(in, SKB_DROP_REASON_IP_INVALID_DEST);
	err = validate_source(in, in->daddr, res->dev->ifindex);
	if (unlikely(err < 0))
		return martian_source(in, err);
	if (unlikely(res->dev == in->dev)) {
		reason = same_device(in, res, err > 0);
		if (reason)
			return input_drop(in, reason);
	}
	return input_done(in, rt_exception(res->rt, in->daddr), res);
}

/* bc_forwarding: a directed broadcast leaves by the device whose network it is for. */
static enum skb_drop_reason forward_broadcast(const struct route_input *in, struct fib_result *res)
{
	const struct in_device *out_dev = in_dev_get_rcu(res->dev);

	if (out_dev)
		res->rt = out_dev->rt_bc_forward;
	return ip_mkroute_input(in, res);
}

static enum skb_drop_reason ip_route_input_mc(const struct route_input *in)
{
	const struct iphdr *iph = ip_hdr(in->skb);
	int err;

	if (!ip_check_mc(in->in_dev, in->daddr))
		return input_drop(in, SKB_DROP_REASON_MULTICAST);
	if (ipv4_is_multicast(in->saddr) || ipv4_is_lbcast(in->saddr) ||
	    in->skb->protocol != htons(ETH_P_IP))
		return input_drop(in, SKB_DROP_REASON_IP_INVALID_SOURCE);
	if (ipv4_is_loopback(in->saddr) && !IN_DEV_ORCONF(in->in_dev, ROUTE_LOCALNET))
		return input_drop(in, SKB_DROP_REASON_IP_LOCALNET);
	if (ipv4_is_zeronet(in->saddr)) {
		if (!ipv4_is_local_multicast(in->daddr) && iph->protocol != IPPROTO_IGMP)
			return input_drop(in, SKB_DROP_REASON_IP_INVALID_SOURCE);
	} else {
		err = validate_source(in, 0, 0);
		if (err < 0)
			return martian_source(in, err);
	}
	return input_done(in, &in->path->rt_multicast, NULL);
}

/* Addresses that no table has a say in. */
static enum skb_drop_reason weird_martian(const struct route_input *in)
{
	if (ipv4_is_zeronet(in->saddr))
		return SKB_DROP_REASON_IP_INVALID_SOURCE;
	if (ipv4_is_zeronet(in->daddr))
		return SKB_DROP_REASON_IP_INVALID_DEST;
	if ((ipv4_is_loopback(in->daddr) || ipv4_is_loopback(in->saddr)) &&
	    !IN_DEV_ORCONF(in->in_dev, ROUTE_LOCALNET))
		return SKB_DROP_REASON_IP_LOCALNET;
	return SKB_CONSUMED;
}

static enum skb_drop_reason ip_route_input_slow(const struct route_input *in)
{
	struct flowi4 fl = {.flowi4_iif = in->dev->ifindex,
			    .flowi4_mark = in->skb->mark,
			    .flowi4_tos = in->tos,
			    .saddr = in->saddr,
			    .daddr = in->daddr};
	struct fib_result res;
	enum skb_drop_reason reason;
	int err;

	if (unlikely(ipv4_is_multicast(in->saddr) || ipv4_is_lbcast(in->saddr)))
		return input_drop(in, SKB_DROP_REASON_IP_INVALID_SOURCE);
	if (unlikely(ipv4_is_lbcast(in->daddr) || (!in->saddr && !in->daddr)))
		return input_broadcast(in, NULL);
	reason = weird_martian(in);
	if (unlikely(reason))
		return input_drop(in, reason);

	err = fib_lookup(in->net, &fl, &res);
	if (unlikely(err))
		return no_route(in, IN_DEV_FORWARD(in->in_dev) ? err : -EHOSTUNREACH);
	if (likely(res.type == RTN_UNICAST)) {
		if (unlikely(!IN_DEV_FORWARD(in->in_dev)))
			return no_route(in, -EHOSTUNREACH);
		return ip_mkroute_input(in, &res);
	}
	if (res.type == RTN_LOCAL)
		return input_local(in, &res);
	if (res.type == RTN_BROADCAST) {
		if (IN_DEV_ANDCONF(in->in_dev, BC_FORWARDING))
			return forward_broadcast(in, &res);
		return input_broadcast(in, &res);
	}
	if (!IN_DEV_FORWARD(in->in_dev))
		return no_route(in, -EHOSTUNREACH);
	return input_drop(in, SKB_DROP_REASON_IP_INVALID_DEST);
}

/* Neither 0/8, 127/8, a group, class E nor the limited broadcast: only the tables can object. */
static inline bool plain_address(__be32 addr)
{
	u8 first;

	memcpy(&first, &addr, 1);
	return (u8)(first - 1) < 223 && first != 127;
}

static __noinline enum skb_drop_reason ip_route_input_rcu(struct sk_buff *skb, __be32 daddr,
							  __be32 saddr, u8 tos,
							  struct net_device *dev,
							  struct in_device *in_dev)
{
	struct route_input in = {.skb = skb,
				 .net = skb_net(skb),
				 .path = net_path(skb_net(skb)),
				 .dev = dev,
				 .in_dev = in_dev,
				 .daddr = daddr,
				 .saddr = saddr,
				 .tos = tos};

	if (unlikely(ipv4_is_multicast(daddr)))
		return ip_route_input_mc(&in);
	return ip_route_input_slow(&in);
}

enum skb_drop_reason ip_route_input_noref(struct sk_buff *skb, __be32 daddr, __be32 saddr, u8 tos,
					  struct net_device *dev)
{
	struct in_device *in_dev = in_dev_get_rcu(dev);
	struct rtable *rt = NULL;

	if (unlikely(!in_dev))
		return SKB_DROP_REASON_NOT_IPV4;
	/* The common case in one go: forwarded between two devices, and nobody wants to know why. */
	if (likely(plain_address(daddr) && plain_address(saddr) && IN_DEV_FORWARD(in_dev) &&
		   !skb->story))
		rt = fib_route_plain(dev, in_dev, saddr, daddr);
	if (unlikely(!rt))
		return ip_route_input_rcu(skb, daddr, saddr, tos & INET_DSCP_MASK, dev, in_dev);
	skb_dst_set(skb, rt_exception(rt, daddr));
	return SKB_CONSUMED;
}

/* ---- errors and redirects ---- */

/* Five answers at once, then one a second; the tokens are those of icmp_ratelimit, too. */
static bool error_allowed(struct net_shard *shard, __be32 addr)
{
	struct inet_peer *peer = inet_getpeer_v4(shard, addr);
	u64 now = shard->clock.jiffies;

	if (!peer)
		return true;
	peer->rate_tokens += now - peer->rate_last;
	if (peer->rate_tokens > IP_RT_ERROR_BURST)
		peer->rate_tokens = IP_RT_ERROR_BURST;
	peer->rate_last = now;
	if (peer->rate_tokens < IP_RT_ERROR_COST)
		return false;
	peer->rate_tokens -= IP_RT_ERROR_COST;
	return true;
}

struct route_error {
	int code; /* of ICMP_DEST_UNREACH; -1: said to nobody */
	enum skb_drop_reason reason;
};

static struct route_error route_error(int err, bool forwarding)
{
	if (!forwarding)
		return (struct route_error){-1, SKB_DROP_REASON_IP_NOT_FORWARDING};
	switch (err) {
	case EHOSTUNREACH:
		return (struct route_error){ICMP_HOST_UNREACH, SKB_DROP_REASON_IP_UNREACHABLE};
	case ENETUNREACH:
		return (struct route_error){ICMP_NET_UNREACH, SKB_DROP_REASON_IP_INNOROUTES};
	case EACCES:
		return (struct route_error){ICMP_PKT_FILTERED, SKB_DROP_REASON_IP_PROHIBIT};
	default:
		return (struct route_error){-1, SKB_DROP_REASON_IP_BLACKHOLE};
	}
}

/* What no way to go counts as, depending on whether anything is passed on at all. */
static void count_error(struct sk_buff *skb, bool forwarding)
{
	if (skb->rt->rt_error == ENETUNREACH)
		IP_INC_STATS(skb->shard, IPSTATS_MIB_INNOROUTES);
	else if (skb->rt->rt_error == EHOSTUNREACH && !forwarding)
		IP_INC_STATS(skb->shard, IPSTATS_MIB_INADDRERRORS);
}

void ip_error(struct sk_buff *skb)
{
	const struct in_device *in_dev = in_dev_get_rcu(skb->dev);
	struct route_error e = route_error(skb->rt->rt_error, in_dev && IN_DEV_FORWARD(in_dev));

	count_error(skb, in_dev && IN_DEV_FORWARD(in_dev));
	if (e.code >= 0) {
		if (error_allowed(skb->shard, ip_hdr(skb)->saddr))
			path_icmp_send(skb, ICMP_DEST_UNREACH, e.code, 0);
		else if (unlikely(skb->story))
			icmp_trace(skb, "icmp unreachable", ip_hdr(skb)->saddr, false,
				   "route errors: one a second to a host");
	}
	kfree_skb_reason(skb, e.reason);
}

void ip_rt_send_redirect(struct sk_buff *skb)
{
	const struct in_device *in_dev = in_dev_get_rcu(skb->rt->dev);
	__be32 gw = rt_nexthop(skb->rt, ip_hdr(skb)->daddr);
	struct inet_peer *peer;
	u64 now = skb_jiffies(skb);

	if (!in_dev || !IN_DEV_ORCONF(in_dev, SEND_REDIRECTS))
		return;
	peer = inet_getpeer_v4(skb->shard, ip_hdr(skb)->saddr);
	if (!peer)
		return;
	if (time_after(now, peer->rate_last + IP_RT_REDIRECT_SILENCE)) {
		peer->rate_tokens = 0;
		peer->n_redirects = 0;
	}
	if (peer->n_redirects >= IP_RT_REDIRECT_NUMBER) {
		peer->rate_last = now;
		return;
	}
	if (peer->n_redirects &&
	    !time_after(now, peer->rate_last + ((u64)IP_RT_REDIRECT_LOAD << peer->n_redirects)))
		return;
	path_icmp_send(skb, ICMP_REDIRECT, ICMP_REDIR_HOST, gw);
	peer->rate_last = now;
	peer->n_redirects++;
}

/* ---- addresses ---- */

static __be32 fib_result_prefsrc(const struct fib_result *res)
{
	if (res->rt->prefsrc)
		return res->rt->prefsrc;
	return inet_select_addr(res->dev, res->rt->rt_gateway, res->scope);
}

__be32 fib_compute_spec_dst(const struct sk_buff *skb)
{
	const struct in_device *in_dev = in_dev_get_rcu(skb->dev);
	const struct iphdr *iph = ip_hdr(skb);
	struct fib_result res;

	if (!rt_is_group(skb->rt) && (skb->rt->rt_flags & RT_INPUT_LOCAL))
		return iph->daddr;
	if (ipv4_is_zeronet(iph->saddr))
		return inet_select_addr(skb->dev, iph->saddr, RT_SCOPE_LINK);

	struct flowi4 fl = {.flowi4_iif = skb_net(skb)->loopback_dev->ifindex,
			    .daddr = iph->saddr,
			    .flowi4_tos = iph->tos & INET_DSCP_MASK};

	if (in_dev && IN_DEV_ORCONF(in_dev, SRC_VMARK))
		fl.flowi4_mark = skb->mark;
	if (!fib_lookup(skb_net(skb), &fl, &res))
		return fib_result_prefsrc(&res);
	return inet_select_addr(skb->dev, iph->saddr, RT_SCOPE_UNIVERSE);
}

__be32 ip_rt_get_source(struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct flowi4 fl = {.daddr = iph->daddr,
			    .saddr = iph->saddr,
			    .flowi4_tos = iph->tos & INET_DSCP_MASK,
			    .flowi4_oif = skb->rt->dev->ifindex,
			    .flowi4_iif = skb->skb_iif,
			    .flowi4_mark = skb->mark};
	struct fib_result res;

	if (!fib_lookup(skb_net(skb), &fl, &res))
		return fib_result_prefsrc(&res);
	return inet_select_addr(skb->rt->dev, rt_nexthop(skb->rt, iph->daddr), RT_SCOPE_UNIVERSE);
}

/* ---- out ---- */

/* The route of a look-up that ended at @dev with @type; @found: the next hop's, or NULL. */
static int mkroute_output(struct net *net, struct flowi4 *fl, struct net_device *dev, u8 type,
			  struct rtable *found, struct rtable **rt)
{
	struct in_device *in_dev = in_dev_get_rcu(dev);
	bool lo = dev->flags & IFF_LOOPBACK;

	if (!in_dev)
		return -EINVAL;
	if (ipv4_is_loopback(fl->saddr) && !lo && !IN_DEV_ORCONF(in_dev, ROUTE_LOCALNET))
		return -EINVAL;
	if (ipv4_is_lbcast(fl->daddr))
		type = RTN_BROADCAST;
	else if (ipv4_is_multicast(fl->daddr))
		type = RTN_MULTICAST;
	else if (ipv4_is_zeronet(fl->daddr))
		return -EINVAL;

	switch (type) {
	case RTN_LOCAL:
		*rt = &net_path(net)->rt_local;
		break;
	case RTN_BROADCAST:
		*rt = in_dev->rt_broadcast;
		break;
	case RTN_MULTICAST:
		*rt = ip_check_mc(in_dev, fl->daddr) ? in_dev->rt_multicast_local
						     : in_dev->rt_multicast;
		break;
	default:
		if (lo)
			*rt = &net_path(net)->rt_lo;
		else
			*rt = found ? rt_exception(found, fl->daddr) : in_dev->rt_onlink;
	}
	return *rt ? 0 : -ENOBUFS;
}

/* => 0: look on; 1: the way is *@dev, without asking the tables; a negative errno */
static int output_source(struct net *net, struct flowi4 *fl, struct net_device **dev)
{
	struct fib_result res;
	struct flowi4 own = {.daddr = fl->saddr};

	if (!fl->saddr)
		return 0;
	if (ipv4_is_multicast(fl->saddr) || ipv4_is_lbcast(fl->saddr))
		return -EINVAL;
	if (!fl->flowi4_oif && (ipv4_is_multicast(fl->daddr) || ipv4_is_lbcast(fl->daddr))) {
		/* Groups leave by the device whose address is the source. */
		if (fib_lookup_table(net, RT_TABLE_LOCAL, &own, &res) || res.type != RTN_LOCAL)
			return -ENETUNREACH;
		*dev = res.dev;
		fl->flowi4_oif = res.dev->ifindex;
		return 1;
	}
	if (!(fl->flowi4_flags & FLOWI_FLAG_ANYSRC) && inet_addr_type(net, fl->saddr) != RTN_LOCAL)
		return -ENETUNREACH;
	return 0;
}

/* Likewise, for a flow that is bound to a device. */
static int output_oif(struct net *net, struct flowi4 *fl, struct net_device **dev)
{
	if (!fl->flowi4_oif)
		return 0;
	*dev = dev_get_by_index(net, fl->flowi4_oif);
	if (!*dev)
		return -ENODEV;
	if (!netif_running(*dev) || !in_dev_get_rcu(*dev))
		return -ENETUNREACH;
	if (ipv4_is_local_multicast(fl->daddr) || ipv4_is_lbcast(fl->daddr) ||
	    fl->flowi4_proto == IPPROTO_IGMP) {
		if (!fl->saddr)
			fl->saddr = inet_select_addr(*dev, 0, RT_SCOPE_LINK);
		return 1;
	}
	if (!fl->saddr) {
		if (ipv4_is_multicast(fl->daddr))
			fl->saddr = inet_select_addr(*dev, 0, fl->flowi4_scope);
		else if (!fl->daddr)
			fl->saddr = inet_select_addr(*dev, 0, RT_SCOPE_HOST);
	}
	return 0;
}

/* No route, but a device: whatever it is, it is taken to be on the link. */
static int output_onlink(struct net *net, struct flowi4 *fl, struct net_device *dev,
			 struct rtable **rt)
{
	if (!fl->saddr)
		fl->saddr = inet_select_addr(dev, 0, RT_SCOPE_LINK);
	return mkroute_output(net, fl, dev, RTN_UNICAST, NULL, rt);
}

static int output_to_self(struct net *net, struct flowi4 *fl, struct rtable **rt)
{
	if (!fl->saddr)
		fl->saddr = htonl(INADDR_LOOPBACK);
	fl->daddr = fl->saddr;
	fl->flowi4_oif = net->loopback_dev->ifindex;
	return mkroute_output(net, fl, net->loopback_dev, RTN_LOCAL, NULL, rt);
}

static int output_lookup(struct net *net, struct flowi4 *fl, struct net_device *dev,
			 struct rtable **rt)
{
	struct fib_result res;
	int err = fib_lookup(net, fl, &res);

	if (err)
		return fl->flowi4_oif ? output_onlink(net, fl, dev, rt) : err;
	if (res.type == RTN_LOCAL) {
		if (!fl->saddr)
			fl->saddr = res.rt->prefsrc ? res.rt->prefsrc : fl->daddr;
		fl->flowi4_oif = net->loopback_dev->ifindex;
		return mkroute_output(net, fl, net->loopback_dev, RTN_LOCAL, NULL, rt);
	}
	if (!fl->saddr)
		fl->saddr = fib_result_prefsrc(&res);
	return mkroute_output(net, fl, res.dev, res.type, res.rt, rt);
}

int path_route_output_key(struct net *net, struct flowi4 *fl, struct rtable **rt)
{
	struct net_device *dev = NULL;
	int ret;

	fl->flowi4_iif = net->loopback_dev->ifindex;
	fl->flowi4_tos &= INET_DSCP_MASK;
	ret = output_source(net, fl, &dev);
	if (!ret)
		ret = output_oif(net, fl, &dev);
	if (ret < 0)
		return ret;
	if (ret)
		return mkroute_output(net, fl, dev, RTN_UNICAST, NULL, rt);
	if (!fl->daddr)
		return output_to_self(net, fl, rt);
	return output_lookup(net, fl, dev, rt);
}

int path_route_me_harder(struct net *net, struct sock *sk, struct sk_buff *skb,
			 unsigned int addr_type)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct flowi4 fl = {.daddr = iph->daddr,
			    .saddr = iph->saddr,
			    .flowi4_tos = iph->tos,
			    .flowi4_mark = skb->mark,
			    .flowi4_uid = sk ? sk->uid : 0};
	struct rtable *rt;
	int err;

	if (addr_type == RTN_UNSPEC)
		addr_type = inet_addr_type_dev_table(net, skb->rt->dev, iph->saddr);
	if (addr_type == RTN_LOCAL || addr_type == RTN_UNICAST)
		fl.flowi4_flags = FLOWI_FLAG_ANYSRC;
	else
		fl.saddr = 0;
	err = path_route_output_key(net, &fl, &rt);
	if (unlikely(skb->story))
		route_trace(skb, "output", fl.saddr, fl.daddr, fl.flowi4_tos, err ? NULL : rt,
			    err ? strerror(-err) : "");
	if (err)
		return err;
	skb_dst_set(skb, rt);
	if (skb_headroom(skb) < rt->dev->hard_header_len)
		return skb_cow_head(skb, rt->dev->hard_header_len);
	return 0;
}
