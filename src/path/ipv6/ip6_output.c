// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv6 out: LOCAL_OUT for what begins here, POST_ROUTING for all, the MTU, the next hop.
 *
 *	__ip6_local_out           payload length, LOCAL_OUT
 *	ip6_dst_output → ip6_output   POST_ROUTING
 *	ip6_finish_output         what is larger than the MTU ends or is cut here
 *	ip6_finish_output2        a copy of joined groups comes back; the neighbour
 */
#include "net/neighbour.h"
#include "nf/netfilter.h"
#include "path/ipv6/ip6_internal.h"

enum { MAX_DEPTH = 16 }; /* packets sent while packets are sent */

static int ip6_drop(struct sk_buff *skb, enum skb_drop_reason reason, int err)
{
	kfree_skb_reason(skb, reason);
	return err;
}

/* ---- groups ---- */

/* The copy that our own listeners get: it comes in by the device that the other goes out by. */
static int dev_loopback_xmit(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	skb->pkt_type = PACKET_LOOPBACK;
	skb_dst_force(skb);
	netif_rx(skb);
	return 0;
}

static void loop_back(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *copy = skb_clone(skb);

	if (copy)
		NF_HOOK(NFPROTO_IPV6, NF_INET_POST_ROUTING, net, sk, copy, NULL, copy->dev,
			dev_loopback_xmit);
}

/* => does it leave this host? If not it is gone. */
static bool multicast_leaves(struct net *net, struct sock *sk, struct sk_buff *skb,
			     struct net_device *dev)
{
	const struct ipv6hdr *h = ipv6_hdr(skb);

	if (dev->flags & IFF_LOOPBACK)
		return true;
	if (ipv6_chk_mcast_addr(dev, &h->daddr)) {
		loop_back(net, sk, skb);
		h = ipv6_hdr(skb);
		if (!h->hop_limit) {
			ip6_drop(skb, SKB_DROP_REASON_IP_TTL_EXPIRED, 0);
			return false;
		}
	}
	if ((h->daddr.s6_addr[1] & 0xf) <= IPV6_ADDR_SCOPE_NODELOCAL) {
		ip6_drop(skb, SKB_DROP_REASON_IP_INADDRERRORS, 0);
		return false;
	}
	return true;
}

/* ---- the way ---- */

static int ip6_finish_output2(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct rt6_info *rt = skb->rt6;
	struct net_device *dev = rt->dev;
	const struct in6_addr *daddr;
	struct neighbour *n;

	if (unlikely(ipv6_addr_is_multicast(&ipv6_hdr(skb)->daddr)) &&
	    !multicast_leaves(net, sk, skb, dev))
		return 0;
	if (unlikely(!dev->hard_header_len)) {
		path_xmit(skb);
		return 0;
	}
	if (unlikely(skb_headroom(skb) < dev->hard_header_len) &&
	    skb_cow_head(skb, dev->hard_header_len))
		return ip6_drop(skb, SKB_DROP_REASON_NOMEM, -ENOMEM);
	daddr = &ipv6_hdr(skb)->daddr;
	n = neigh_for_dst(nd_tbl(net), rt->has_gateway ? &rt->neigh_cache : NULL,
			  rt6_nexthop(rt, daddr), dev);
	if (unlikely(!n))
		return ip6_drop(skb, SKB_DROP_REASON_NEIGH_CREATEFAIL, -EINVAL);
	neigh_output(n, skb);
	return 0;
}

/* What is forwarded may not be cut, and what begins here is not yet. */
static int too_big(struct sk_buff *skb, u32 mtu)
{
	skb->dev = skb->rt6->dev;
	path_icmpv6_send(skb, ICMPV6_PKT_TOOBIG, 0, mtu);
	return ip6_drop(skb, SKB_DROP_REASON_PKT_TOO_BIG, -EMSGSIZE);
}

static int ip6_finish_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	u32 mtu = ip6_dst_mtu(skb->rt6), limit = IP6CB(skb)->frag_max_size;

	if (likely(skb->len <= mtu && (!limit || skb->len <= limit)))
		return ip6_finish_output2(net, sk, skb);
	return too_big(skb, mtu);
}

static int ip6_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct net_device *dev = skb->rt6->dev, *indev = skb->dev;
	const struct inet6_dev *idev = skb->rt6->rt6i_idev;

	skb->protocol = htons(ETH_P_IPV6);
	skb->dev = dev;
	if (unlikely(!idev || IN6_DEV_CONF_GET((struct inet6_dev *)idev, DISABLE_IPV6)))
		return ip6_drop(skb, SKB_DROP_REASON_IPV6DISABLED, 0);
	return NF_HOOK_COND(NFPROTO_IPV6, NF_INET_POST_ROUTING, net, sk, skb, indev, dev,
			    ip6_finish_output, !(IP6CB(skb)->flags & IP6SKB_REROUTED));
}

int ip6_dst_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	if (unlikely(skb->rt6->rt6_error))
		return ip6_route_error(skb, true);
	return ip6_output(net, sk, skb);
}

/* ---- what begins here ---- */

int __ip6_local_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	u32 len = skb->len - (u32)sizeof(struct ipv6hdr);

	ipv6_hdr(skb)->payload_len = len > IPV6_MAXPLEN ? 0 : htons((u16)len);
	IP6CB(skb)->nhoff = offsetof(struct ipv6hdr, nexthdr);
	skb->protocol = htons(ETH_P_IPV6);
	return nf_hook(NFPROTO_IPV6, NF_INET_LOCAL_OUT, net, sk, skb, NULL, skb->rt6->dev,
		       ip6_dst_output);
}

int path6_local_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct net_shard *shard = skb->shard;
	int err;

	if (unlikely(shard->depth >= MAX_DEPTH))
		return ip6_drop(skb, SKB_DROP_REASON_RECURSION_LIMIT, -ELOOP);
	shard->depth++;
	err = __ip6_local_out(net, sk, skb);
	if (likely(err == 1))
		err = ip6_dst_output(net, sk, skb);
	shard->depth--;
	return err;
}

int path6_send_raw(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	IP6_INC_STATS(skb->shard, skb->rt6->rt6i_idev, IPSTATS_MIB_OUTREQUESTS);
	return NF_HOOK(NFPROTO_IPV6, NF_INET_LOCAL_OUT, net, sk, skb, NULL, skb->rt6->dev,
		       ip6_dst_output);
}

int ip6_dst_hoplimit(const struct rt6_info *rt)
{
	const struct inet6_dev *idev = __in6_dev_get(rt->dev);

	if (rt->hoplimit > 0)
		return rt->hoplimit;
	if (idev)
		return IN6_DEV_CONF_GET((struct inet6_dev *)idev, HOPLIMIT);
	return IPV6_DEVCONF_ALL(rt->dev->net, HOPLIMIT);
}

/* A label for packets that were given none, the same for all of a flow (RFC 6437). */
static __be32 ip6_make_flowlabel(struct net_shard *shard, const struct ip6_made *m)
{
	const struct netns_ipv6 *v6 = &shard->net->ipv6;
	u32 hash = net_path6(shard->net)->flowlabel_secret;

	if (m->flowlabel || !READ_ONCE(((struct netns_ipv6 *)v6)->sysctl_auto_flowlabels))
		return m->flowlabel;
	for (unsigned int i = 0; i < 4; i++)
		hash = (hash ^ m->saddr.s6_addr32[i] ^ (hash >> 15)) * 0x85ebca6bu;
	for (unsigned int i = 0; i < 4; i++)
		hash = (hash ^ m->daddr.s6_addr32[i] ^ (hash >> 13)) * 0xc2b2ae35u;
	hash = (hash ^ m->protocol ^ m->ports ^ (hash >> 16)) * 0x9e3779b1u;
	if (READ_ONCE(((struct netns_ipv6 *)v6)->sysctl_flowlabel_state_ranges))
		hash |= 0x00080000u << 12;
	return htonl(hash >> 12);
}

struct sk_buff *ip6_make_skb(struct net_shard *shard, const struct sk_buff *cause,
			     const struct ip6_made *m, struct rt6_info *rt, u32 len)
{
	struct sk_buff *skb = net_alloc_skb(shard, (u32)sizeof(struct ipv6hdr) + len, cause);
	struct ipv6hdr *h;

	if (!skb)
		return NULL;
	h = skb_put(skb, (u32)sizeof(*h) + len);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, sizeof(*h));
	ip6_flow_hdr(h, m->tclass, ip6_make_flowlabel(shard, m));
	h->payload_len = 0;
	h->nexthdr = m->protocol;
	h->hop_limit = (u8)(m->hop_limit < 0 ? ip6_dst_hoplimit(rt) : m->hop_limit);
	h->saddr = m->saddr;
	h->daddr = m->daddr;
	*IP6CB(skb) = (struct inet6_skb_parm){.nhoff = offsetof(struct ipv6hdr, nexthdr)};
	skb->mark = m->mark;
	skb->sk = sock_get(m->sk);
	skb_rt6_set(skb, rt);
	return skb;
}
