// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who gets what stands behind a next-header number; and path/ipv6's life in a namespace.
 *
 * A program's sockets come later and will take a protocol's place by inet6_add_protocol(); until
 * then the answers are those of a kernel on which nobody listens: resets and unreachable ports.
 * Tunnels without an end are closed ports, too; SCTP is silent.  A number that nobody has is a
 * parameter problem (RFC 8200, 4).
 */
#include "base/rcu.h"
#include "path/ipv6/ip6_internal.h"

#include <stdlib.h>

static int silent_rcv(struct sk_buff *skb)
{
	if (unlikely(skb->story))
		deliver6_trace(skb, "other", "nobody");
	kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
	return 0;
}

/* A tunnelled packet needs room for the header of what is inside. */
static int tunnel_rcv(struct sk_buff *skb, u32 inner)
{
	if (unlikely(skb->story))
		deliver6_trace(skb, "tunnel", "nobody");
	if (!pskb_may_pull(skb, inner)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_PKT_TOO_SMALL);
		return 0;
	}
	path_icmpv6_send(skb, ICMPV6_DEST_UNREACH, ICMPV6_PORT_UNREACH, 0);
	kfree_skb_reason(skb, SKB_DROP_REASON_NO_SOCKET);
	return 0;
}

static int tunnel46_rcv(struct sk_buff *skb)
{
	return tunnel_rcv(skb, sizeof(struct iphdr));
}

static int tunnel6_rcv(struct sk_buff *skb)
{
	return tunnel_rcv(skb, sizeof(struct ipv6hdr));
}

#define FINAL (INET6_PROTO_NOPOLICY | INET6_PROTO_FINAL)
static const struct inet6_protocol icmpv6_protocol = {icmpv6_rcv, FINAL};
static const struct inet6_protocol tcpv6_protocol = {tcp_v6_rcv, FINAL};
static const struct inet6_protocol udpv6_protocol = {udpv6_rcv, FINAL};
static const struct inet6_protocol udplitev6_protocol = {udplitev6_rcv, FINAL};
static const struct inet6_protocol tunnel46_protocol = {tunnel46_rcv, FINAL};
static const struct inet6_protocol tunnel6_protocol = {tunnel6_rcv, FINAL};
static const struct inet6_protocol silent_protocol = {silent_rcv, FINAL};

void inet6_protos_net_init(struct net *net)
{
	struct netns_path6 *path = net_path6(net);

	path->inet6_protos[IPPROTO_IPIP] = &tunnel46_protocol;
	path->inet6_protos[IPPROTO_TCP] = &tcpv6_protocol;
	path->inet6_protos[IPPROTO_UDP] = &udpv6_protocol;
	path->inet6_protos[IPPROTO_IPV6] = &tunnel6_protocol;
	path->inet6_protos[IPPROTO_ICMPV6] = &icmpv6_protocol;
	path->inet6_protos[IPPROTO_SCTP] = &silent_protocol;
	path->inet6_protos[IPPROTO_UDPLITE] = &udplitev6_protocol;
}

int inet6_add_protocol(struct net *net, const struct inet6_protocol *prot, u8 protocol)
{
	struct netns_path6 *path = net_path6(net);

	if (path->inet6_protos[protocol])
		return -EEXIST;
	rcu_assign_pointer(path->inet6_protos[protocol], prot);
	return 0;
}

int inet6_del_protocol(struct net *net, const struct inet6_protocol *prot, u8 protocol)
{
	struct netns_path6 *path = net_path6(net);

	if (path->inet6_protos[protocol] != prot)
		return -ENOENT;
	rcu_assign_pointer(path->inet6_protos[protocol], NULL);
	rcu_wait();
	return 0;
}

/* ---- life ---- */

static int path6_shard_init(struct net_shard *shard)
{
	struct path6_shard *ps = calloc(1, sizeof(*ps));

	if (!ps)
		return -ENOMEM;
	shard->slot[NET_SLOT_PATH6] = ps;
	ps->icmp_sk = path_kernel_sock(AF_INET6, IPPROTO_ICMPV6);
	ps->tcp_sk = path_kernel_sock(AF_INET6, IPPROTO_TCP);
	return ps->icmp_sk && ps->tcp_sk ? 0 : -ENOMEM;
}

static void path6_shard_exit(struct net_shard *shard)
{
	struct path6_shard *ps = path6_shard(shard);

	if (!ps)
		return;
	if (ps->icmp_sk)
		sock_put(ps->icmp_sk);
	if (ps->tcp_sk)
		sock_put(ps->tcp_sk);
	free(ps);
	shard->slot[NET_SLOT_PATH6] = NULL;
}

int path6_net_init(struct net *net)
{
	struct netns_path6 *path = calloc(1, sizeof(*path));

	if (!path)
		return -ENOMEM;
	net->slot[NET_SLOT_PATH6] = path;
	path->flowlabel_secret = prandom_u32(&net_shard0(net)->random);
	for (u32 i = 0; i < net->nr_shards; i++)
		if (path6_shard_init(net->shard[i]))
			return -ENOMEM;
	exthdrs_net_init(net);
	inet6_protos_net_init(net);
	return 0;
}

void path6_net_exit(struct net *net)
{
	for (u32 i = 0; i < net->nr_shards; i++)
		path6_shard_exit(net->shard[i]);
	free(net->slot[NET_SLOT_PATH6]);
	net->slot[NET_SLOT_PATH6] = NULL;
}
