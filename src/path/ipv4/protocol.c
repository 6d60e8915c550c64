// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who gets what is delivered to this host, by IP protocol; and path/'s life in a namespace.
 *
 * A program's sockets come later and will take a protocol's place by inet_add_protocol(); until
 * then the answers are those of a kernel on which nobody listens: resets and unreachable ports.
 * Tunnels without an end are closed ports, too; IGMP, GRE and SCTP are silent.
 */
#include "base/rcu.h"
#include "net/inet_frag.h"
#include "path/ipv4/ip_internal.h"

#include <stdlib.h>

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

/* ---- life ---- */

static const struct net_path_ops path_ops = {
	.receive = path_receive,
	.dev_queue_xmit = path_xmit,
	.ip_local_out = path_local_out,
	.ip_send_raw = path_send_raw,
	.icmp_send = path_icmp_send,
	.ip_defrag = path_defrag,
	.ip_route_output_key = path_route_output_key,
	.ip_route_me_harder = path_route_me_harder,
};

static struct sock *kernel_sock(u8 protocol)
{
	struct sock *sk = calloc(1, sizeof(*sk));

	if (sk)
		*sk = (struct sock){.refs = 1, .family = AF_INET, .protocol = protocol};
	return sk;
}

static int path_shard_init(struct net_shard *shard)
{
	struct path_shard *ps = calloc(1, sizeof(*ps));

	if (!ps)
		return -ENOMEM;
	shard->slot[NET_SLOT_PATH] = ps;
	ps->icmp_sk = kernel_sock(IPPROTO_ICMP);
	ps->tcp_sk = kernel_sock(IPPROTO_TCP);
	if (!ps->icmp_sk || !ps->tcp_sk)
		return -ENOMEM;
	return ip4_frags_shard_init(shard);
}

static void path_shard_exit(struct net_shard *shard)
{
	struct path_shard *ps = path_shard(shard);

	if (!ps)
		return;
	if (ps->icmp_sk)
		sock_put(ps->icmp_sk);
	if (ps->tcp_sk)
		sock_put(ps->tcp_sk);
	fqdir_destroy(ps->frags4);
	inet_peer_base_destroy(ps->peers);
	free(ps);
	shard->slot[NET_SLOT_PATH] = NULL;
}

int path_net_init(struct net *net)
{
	struct netns_path *path = calloc(1, sizeof(*path));

	if (!path)
		return -ENOMEM;
	net->slot[NET_SLOT_PATH] = path;
	for (u32 i = 0; i < net->nr_shards; i++)
		if (path_shard_init(net->shard[i])) {
			path_net_exit(net);
			return -ENOMEM;
		}
	ip_route_net_init(net);
	inet_protos_net_init(path);
	net_set_path_ops(net, &path_ops);
	return 0;
}

void path_net_exit(struct net *net)
{
	net_set_path_ops(net, NULL);
	rcu_wait();
	for (u32 i = 0; i < net->nr_shards; i++)
		path_shard_exit(net->shard[i]);
	free(net->slot[NET_SLOT_PATH]);
	net->slot[NET_SLOT_PATH] = NULL;
}
