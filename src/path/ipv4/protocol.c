// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who gets what is delivered to this host, by IP protocol.
 *
 * A program's sockets come later and will take a protocol's place by inet_add_protocol(); until
 * then the answers are those of a kernel on which nobody listens: resets and unreachable ports.
 * Tunnels without an end are closed ports, too; IGMP, GRE and SCTP are silent.
 */
#include "base/rcu.h"
#include "path/ipv4/ip_internal.h"

#ifndef IPPROTO_UDPLITE
#define IPPROTO_UDPLITE 136
#endif

static int silent_rcv(struct sk_buff *skb)
{
	if (unlikely(skb->story))
		deliver_trace(skb, "other", "nobody");
	kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
	return 0;
}

/* A tunnelled packet needs room for the header of what is inside. */
static int tunnel_rcv(struct sk_buff *skb, u32 inner)
{
	if (unlikely(skb->story))
		deliver_trace(skb, "tunnel", "nobody");
	if (!pskb_may_pull(skb, inner)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_PKT_TOO_SMALL);
		return 0;
	}
	path_icmp_send(skb, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
	kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
	return 0;
}

static int tunnel4_rcv(struct sk_buff *skb)
{
	return tunnel_rcv(skb, sizeof(struct iphdr));
}

static int tunnel64_rcv(struct sk_buff *skb)
{
	return tunnel_rcv(skb, 40);
}

static const struct net_protocol icmp_protocol = {.handler = icmp_rcv};
static const struct net_protocol tcp_protocol = {.handler = tcp_v4_rcv};
static const struct net_protocol udp_protocol = {.handler = udp_rcv};
static const struct net_protocol udplite_protocol = {.handler = udplite_rcv};
static const struct net_protocol tunnel4_protocol = {.handler = tunnel4_rcv};
static const struct net_protocol tunnel64_protocol = {.handler = tunnel64_rcv};
static const struct net_protocol silent_protocol = {.handler = silent_rcv};

void inet_protos_net_init(struct netns_path *path)
{
	path->inet_protos[IPPROTO_ICMP] = &icmp_protocol;
	path->inet_protos[IPPROTO_IGMP] = &silent_protocol;
	path->inet_protos[IPPROTO_IPIP] = &tunnel4_protocol;
	path->inet_protos[IPPROTO_TCP] = &tcp_protocol;
	path->inet_protos[IPPROTO_UDP] = &udp_protocol;
	path->inet_protos[IPPROTO_IPV6] = &tunnel64_protocol;
	path->inet_protos[IPPROTO_GRE] = &silent_protocol;
	path->inet_protos[IPPROTO_SCTP] = &silent_protocol;
	path->inet_protos[IPPROTO_UDPLITE] = &udplite_protocol;
}

int inet_add_protocol(struct net *net, const struct net_protocol *prot, unsigned int protocol)
{
	struct netns_path *path = net_path(net);

	if (protocol >= ARRAY_SIZE(path->inet_protos))
		return -EINVAL;
	if (path->inet_protos[protocol])
		return -EEXIST;
	rcu_assign_pointer(path->inet_protos[protocol], prot);
	return 0;
}

int inet_del_protocol(struct net *net, const struct net_protocol *prot, unsigned int protocol)
{
	struct netns_path *path = net_path(net);

	if (protocol >= ARRAY_SIZE(path->inet_protos))
		return -EINVAL;
	if (path->inet_protos[protocol] != prot)
		return -ENOENT;
	rcu_assign_pointer(path->inet_protos[protocol], NULL);
	rcu_wait();
	return 0;
}
