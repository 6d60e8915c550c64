// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv4 in: from the device to the forwarding path or to a protocol of this host.
 *
 *	ip_rcv                    header checks, each with its reason
 *	 PRE_ROUTING
 *	ip_rcv_finish             route, options
 *	 ├─ ip_local_deliver      fragments wait until their datagram is whole (ip_fragment.c)
 *	 │   LOCAL_IN
 *	 │  ip_local_deliver_finish → ip_protocol_deliver_rcu → the protocol's handler
 *	 ├─ ip_forward            ip_forward.c
 *	 └─ ip_error              route.c
 *
 * A packet that comes back by lo still has the route that it was sent by, and keeps it.
 */
#include "net/inet_frag.h"
#include "net/local_port.h"
#include "nf/netfilter.h"
#include "path/ipv4/ip_internal.h"

/* ---- to a protocol ---- */

void deliver_trace(struct sk_buff *skb, const char *protocol, const char *to)
{
	struct trace_event ev = {.type = TRACE_deliver};

	trace_text(ev.deliver.protocol, sizeof(ev.deliver.protocol), "%s", protocol);
	trace_text(ev.deliver.to, sizeof(ev.deliver.to), "%s", to);
	skb_trace(skb, &ev);
}

static void no_protocol(struct sk_buff *skb, u8 protocol)
{
	if (unlikely(skb->story)) {
		char name[16];

		trace_text(name, sizeof(name), "%u", protocol);
		deliver_trace(skb, name, "nobody");
	}
	IP_INC_STATS(skb->shard, IPSTATS_MIB_INUNKNOWNPROTOS);
	path_icmp_send(skb, ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, 0);
	kfree_skb_reason(skb, SKB_DROP_REASON_IP_NOPROTO);
}

void ip_protocol_deliver_rcu(struct sk_buff *skb, u8 protocol)
{
	struct netns_path *path = net_path(skb_net(skb));
	struct net_shard *shard = skb->shard;

	for (;;) {
		const struct net_protocol *p = rcu_dereference(path->inet_protos[protocol]);
		int ret;

		if (!p) {
			no_protocol(skb, protocol);
			return;
		}
		ret = p->handler(skb);
		if (ret >= 0) {
			IP_INC_STATS(shard, IPSTATS_MIB_INDELIVERS);
			return;
		}
		protocol = (u8)-ret;
	}
}

static int ip_local_deliver_finish(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	u8 protocol = ip_hdr(skb)->protocol;
	struct local_port *port = rcu_dereference(net->local_port);

	if (unlikely(port) && port->deliver(port, skb))
		return 0;
	skb_pull(skb, ip_hdrlen(skb));
	ip_protocol_deliver_rcu(skb, protocol);
	return 0;
}

void ip_local_deliver(struct sk_buff *skb)
{
	struct net *net = skb_net(skb);

	if (unlikely(ip_is_fragment(ip_hdr(skb))) && path_defrag(net, skb, IP_DEFRAG_LOCAL_DELIVER))
		return;
	NF_HOOK(NFPROTO_IPV4, NF_INET_LOCAL_IN, net, NULL, skb, skb->dev, NULL,
		ip_local_deliver_finish);
}

/* ---- from a device ---- */

static inline void dst_input(struct sk_buff *skb)
{
	const struct rtable *rt = skb->rt;

	if (unlikely(rt->rt_error))
		ip_error(skb);
	else if (rt->rt_flags & RT_INPUT_LOCAL)
		ip_local_deliver(skb);
	else
		ip_forward(skb);
}

/* A unicast that everybody on the link got. */
static bool unicast_in_l2_multicast(const struct sk_buff *skb, const struct net_device *dev)
{
	const struct in_device *in_dev = in_dev_get_rcu(dev);

	return (skb->pkt_type == PACKET_BROADCAST || skb->pkt_type == PACKET_MULTICAST) &&
	       !rt_is_group(skb->rt) && in_dev &&
	       IN_DEV_ORCONF(in_dev, DROP_UNICAST_IN_L2_MULTICAST);
}

static void count_group(const struct sk_buff *skb)
{
	if (skb->rt->rt_type == RTN_MULTICAST) {
		IP_INC_STATS(skb->shard, IPSTATS_MIB_INMCASTPKTS);
		IP_ADD_STATS(skb->shard, IPSTATS_MIB_INMCASTOCTETS, skb->len);
	} else {
		IP_INC_STATS(skb->shard, IPSTATS_MIB_INBCASTPKTS);
		IP_ADD_STATS(skb->shard, IPSTATS_MIB_INBCASTOCTETS, skb->len);
	}
}

static int ip_rcv_finish(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct net_device *dev = skb->dev;
	enum skb_drop_reason reason;

	if (likely(!skb->rt)) {
		reason = ip_route_input_noref(skb, iph->daddr, iph->saddr, iph->tos, dev);
		if (unlikely(reason)) {
			if (reason == SKB_DROP_REASON_IP_RPFILTER)
				NET_INC_STATS(skb->shard, LINUX_MIB_IPRPFILTER);
			goto dropped;
		}
	}
	if (unlikely(iph->ihl > 5)) {
		reason = ip_rcv_options(skb, dev);
		if (reason)
			goto dropped;
	}
	if (unlikely(rt_is_group(skb->rt)))
		count_group(skb);
	if (unlikely(skb->pkt_type != PACKET_HOST) && unicast_in_l2_multicast(skb, dev)) {
		reason = SKB_DROP_REASON_UNICAST_IN_L2_MULTICAST;
		goto dropped;
	}
	dst_input(skb);
	return 0;
dropped:
	kfree_skb_reason(skb, reason);
	return 0;
}

static enum skb_drop_reason bad_header(struct sk_buff *skb, enum skb_drop_reason reason)
{
	if (reason == SKB_DROP_REASON_IP_CSUM)
		IP_INC_STATS(skb->shard, IPSTATS_MIB_CSUMERRORS);
	IP_INC_STATS(skb->shard, reason == SKB_DROP_REASON_PKT_TOO_SMALL
					 ? IPSTATS_MIB_INTRUNCATEDPKTS
					 : IPSTATS_MIB_INHDRERRORS);
	return reason;
}

/* The header may be trusted afterwards, and nothing follows the datagram. */
static inline enum skb_drop_reason ip_rcv_core(struct sk_buff *skb)
{
	const struct iphdr *iph;
	u32 len;

	if (unlikely(skb->pkt_type == PACKET_OTHERHOST))
		return SKB_DROP_REASON_OTHERHOST;
	IP_INC_STATS(skb->shard, IPSTATS_MIB_INPKTS);
	IP_ADD_STATS(skb->shard, IPSTATS_MIB_INOCTETS, skb->len);
	if (unlikely(!pskb_may_pull(skb, sizeof(*iph))))
		return bad_header(skb, SKB_DROP_REASON_IP_INHDR);
	iph = ip_hdr(skb);
	if (unlikely(iph->ihl < 5 || iph->version != 4))
		return bad_header(skb, SKB_DROP_REASON_IP_INHDR);
	IP_ADD_STATS(skb->shard, IPSTATS_MIB_NOECTPKTS + (iph->tos & 3),
		     skb->gso_segs ? skb->gso_segs : 1);
	if (unlikely(!pskb_may_pull(skb, iph->ihl * 4u)))
		return bad_header(skb, SKB_DROP_REASON_IP_INHDR);
	iph = ip_hdr(skb);
	if (unlikely(ip_fast_csum((const u8 *)iph, iph->ihl)))
		return bad_header(skb, SKB_DROP_REASON_IP_CSUM);
	len = ntohs(iph->tot_len);
	if (unlikely(skb->len < len))
		return bad_header(skb, SKB_DROP_REASON_PKT_TOO_SMALL);
	if (unlikely(len < iph->ihl * 4u))
		return bad_header(skb, SKB_DROP_REASON_IP_INHDR);
	skb_trim(skb, len);
	skb->transport_header = (u16)(skb->network_header + iph->ihl * 4u);
	skb->ip_opt = skb->forwarded = skb->redirect = 0;
	skb->defragged = skb->frag_pmtu = skb->doing_frags = 0;
	if (unlikely(skb->sk)) {
		sock_put(skb->sk);
		skb->sk = NULL;
	}
	return SKB_CONSUMED;
}

void ip_rcv(struct sk_buff *skb, struct net_device *dev)
{
	enum skb_drop_reason reason = ip_rcv_core(skb);

	if (unlikely(reason)) {
		kfree_skb_reason(skb, reason);
		return;
	}
	NF_HOOK(NFPROTO_IPV4, NF_INET_PRE_ROUTING, skb_net(skb), NULL, skb, dev, NULL,
		ip_rcv_finish);
}
