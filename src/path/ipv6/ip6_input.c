// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv6 in: from the device to the forwarding path or to a protocol of this host.
 *
 *	ipv6_rcv                  header checks, each with its reason; hop-by-hop options
 *	 PRE_ROUTING
 *	ip6_rcv_finish            route
 *	 ├─ ip6_input             LOCAL_IN, with all other extension headers still unread
 *	 │  ip6_input_finish → ip6_protocol_deliver_rcu → one handler a header
 *	 ├─ ip6_mc_input          a group: if the device has joined it
 *	 ├─ ip6_forward           ip6_forward.c
 *	 └─ ip6_route_error       route.c
 *
 * A packet that comes back by lo still has the route that it was sent by, and keeps it.
 */
#include "net/fib6.h"
#include "nf/netfilter.h"
#include "path/ipv6/ip6_internal.h"

static void drop(struct sk_buff *skb, enum skb_drop_reason reason)
{
	kfree_skb_reason(skb, reason);
}

/* ---- to a protocol ---- */

void deliver6_trace(struct sk_buff *skb, const char *protocol, const char *to)
{
	struct trace_event ev = {.type = TRACE_deliver};

	trace_text(ev.deliver.protocol, sizeof(ev.deliver.protocol), "%s", protocol);
	trace_text(ev.deliver.to, sizeof(ev.deliver.to), "%s", to);
	skb_trace(skb, &ev);
}

static void no_protocol(struct sk_buff *skb, u8 nexthdr, u32 nhoff)
{
	if (unlikely(skb->story)) {
		char name[16];

		trace_text(name, sizeof(name), "%u", nexthdr);
		deliver6_trace(skb, name, "nobody");
	}
	path_icmpv6_send(skb, ICMPV6_PARAMPROB, ICMPV6_UNK_NEXTHDR, nhoff);
	drop(skb, SKB_DROP_REASON_IP_NOPROTO);
}

/* MLD messages may be to groups that nobody has joined: routers listen to all of them. */
static bool is_mld(const struct sk_buff *skb, u8 nexthdr)
{
	struct icmp6hdr buf;
	const struct icmp6hdr *h;

	if (nexthdr != NEXTHDR_ICMP)
		return false;
	h = skb_header_pointer(skb, 0, sizeof(buf), &buf);
	if (!h)
		return false;
	return (h->icmp6_type >= ICMPV6_MGM_QUERY && h->icmp6_type <= ICMPV6_MGM_REDUCTION) ||
	       h->icmp6_type == ICMPV6_MLD2_REPORT;
}

static bool for_a_strange_group(const struct sk_buff *skb, u8 nexthdr)
{
	const struct in6_addr *daddr = &ipv6_hdr(skb)->daddr;

	return ipv6_addr_is_multicast(daddr) && !ipv6_chk_mcast_addr(skb->dev, daddr) &&
	       !is_mld(skb, nexthdr);
}

/* The upper layer's header is at data, and is found once: no extension header follows it. */
void ip6_protocol_deliver_rcu(struct sk_buff *skb, int nexthdr, bool have_final)
{
	const struct netns_path6 *path = net_path6(skb_net(skb));

	for (;;) {
		u32 nhoff = IP6CB(skb)->nhoff;
		const struct inet6_protocol *p;
		int ret;

		if (!have_final) {
			u32 offset = (u32)(skb_transport_header(skb) - skb->data);

			if (!pskb_may_pull(skb, offset)) {
				drop(skb, SKB_DROP_REASON_HDR_TRUNC);
				return;
			}
			skb_pull(skb, offset);
			nexthdr = skb_network_header(skb)[nhoff];
		}
		p = rcu_dereference(path->inet6_protos[nexthdr]);
		if (!p) {
			no_protocol(skb, (u8)nexthdr, nhoff);
			return;
		}
		if (have_final && !(p->flags & INET6_PROTO_FINAL)) {
			drop(skb, SKB_DROP_REASON_IP_NOPROTO);
			return;
		}
		if (p->flags & INET6_PROTO_FINAL) {
			if (!have_final && for_a_strange_group(skb, (u8)nexthdr)) {
				drop(skb, SKB_DROP_REASON_IP_INADDRERRORS);
				return;
			}
			have_final = true;
		}
		ret = p->handler(skb);
		if (ret <= 0)
			return;
		if (have_final)
			nexthdr = ret;
	}
}

static int ip6_input_finish(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	ip6_protocol_deliver_rcu(skb, 0, false);
	return 0;
}

int ip6_input(struct sk_buff *skb)
{
	return NF_HOOK(NFPROTO_IPV6, NF_INET_LOCAL_IN, skb_net(skb), NULL, skb, skb->dev, NULL,
		       ip6_input_finish);
}

static void ip6_mc_input(struct sk_buff *skb)
{
	if (likely(ipv6_chk_mcast_addr(skb->dev, &ipv6_hdr(skb)->daddr)))
		ip6_input(skb);
	else
		drop(skb, SKB_DROP_REASON_MULTICAST);
}

/* ---- from a device ---- */

/* A group's packet is delivered only by a route to groups; by any other it would be forwarded. */
static bool to_group(const struct sk_buff *skb)
{
	const struct fib6_info *from = skb->rt6->from;

	return ipv6_addr_is_multicast(&ipv6_hdr(skb)->daddr) && from &&
	       ipv6_addr_is_multicast(&from->leaf->key);
}

void ip6_dst_input(struct sk_buff *skb)
{
	const struct rt6_info *rt = skb->rt6;

	if (unlikely(rt->rt6_error))
		ip6_route_error(skb, false);
	else if (unlikely(rt6_is_local(rt)))
		ip6_input(skb);
	else if (unlikely(to_group(skb)))
		ip6_mc_input(skb);
	else
		ip6_forward(skb);
}

static int ip6_rcv_finish(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	if (likely(!skb->rt6))
		ip6_route_input(skb);
	ip6_dst_input(skb);
	return 0;
}

/* Addresses that may not be in a packet on a wire, or not in this one. */
static enum skb_drop_reason check_addresses(const struct sk_buff *skb, const struct ipv6hdr *h,
					    const struct net_device *dev,
					    const struct inet6_dev *idev)
{
	bool lo = dev->flags & IFF_LOOPBACK, group = ipv6_addr_is_multicast(&h->daddr);
	u8 scope = h->daddr.s6_addr[1] & 0xf;

	if ((ipv6_addr_loopback(&h->saddr) || ipv6_addr_loopback(&h->daddr)) && !lo)
		return SKB_DROP_REASON_IP_INHDR;
	if (group && !lo && skb->pkt_type != PACKET_LOOPBACK && scope == IPV6_ADDR_SCOPE_NODELOCAL)
		return SKB_DROP_REASON_IP_INHDR;
	if (!group && (skb->pkt_type == PACKET_BROADCAST || skb->pkt_type == PACKET_MULTICAST) &&
	    IN6_DEV_CONF_GET((struct inet6_dev *)idev, DROP_UNICAST_IN_L2_MULTICAST))
		return SKB_DROP_REASON_UNICAST_IN_L2_MULTICAST;
	if ((group && !scope) || ipv6_addr_is_multicast(&h->saddr))
		return SKB_DROP_REASON_IP_INHDR;
	return SKB_CONSUMED;
}

/* A length of 0 before hop-by-hop options: a jumbogram says its length there. */
static inline enum skb_drop_reason trim(struct sk_buff *skb, const struct ipv6hdr *h)
{
	u32 len = ntohs(h->payload_len);

	if (unlikely(!len && h->nexthdr == NEXTHDR_HOP))
		return SKB_CONSUMED;
	if (unlikely(len + sizeof(*h) > skb->len))
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	skb_trim(skb, len + (u32)sizeof(*h));
	return SKB_CONSUMED;
}

static inline void init_cb(struct sk_buff *skb, const struct net_device *dev)
{
	struct inet6_skb_parm *opt = IP6CB(skb);
	const struct rt6_info *rt = skb->rt6;

	*opt = (struct inet6_skb_parm){.iif = dev->ifindex,
				       .nhoff = offsetof(struct ipv6hdr, nexthdr)};
	if (unlikely(rt && rt->rt6i_idev))
		opt->iif = rt->rt6i_idev->dev->ifindex;
}

/* The header may be trusted afterwards, and nothing follows the datagram. */
static inline enum skb_drop_reason ip6_rcv_core(struct sk_buff *skb, struct net_device *dev)
{
	struct inet6_dev *idev = __in6_dev_get(dev);
	enum skb_drop_reason reason;
	const struct ipv6hdr *h;

	if (unlikely(skb->pkt_type == PACKET_OTHERHOST))
		return SKB_DROP_REASON_OTHERHOST;
	if (unlikely(!idev || IN6_DEV_CONF_GET(idev, DISABLE_IPV6)))
		return SKB_DROP_REASON_IPV6DISABLED;
	init_cb(skb, dev);
	if (unlikely(!pskb_may_pull(skb, sizeof(*h))))
		return SKB_DROP_REASON_IP_INHDR;
	h = ipv6_hdr(skb);
	if (unlikely(h->version != 6))
		return SKB_DROP_REASON_UNHANDLED_PROTO;
	reason = check_addresses(skb, h, dev, idev);
	if (unlikely(reason))
		return reason;
	skb->transport_header = (u16)(skb->network_header + sizeof(*h));
	skb->forwarded = skb->redirect = skb->ip_opt = 0;
	return trim(skb, h);
}

void ipv6_rcv(struct sk_buff *skb, struct net_device *dev)
{
	enum skb_drop_reason reason = ip6_rcv_core(skb, dev);

	if (unlikely(reason)) {
		drop(skb, reason);
		return;
	}
	if (unlikely(ipv6_hdr(skb)->nexthdr == NEXTHDR_HOP) && ipv6_parse_hopopts(skb) < 0)
		return;
	if (unlikely(skb->sk)) {
		sock_put(skb->sk);
		skb->sk = NULL;
	}
	NF_HOOK(NFPROTO_IPV6, NF_INET_PRE_ROUTING, skb_net(skb), NULL, skb, dev, NULL,
		ip6_rcv_finish);
}
