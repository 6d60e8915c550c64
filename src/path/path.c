// SPDX-License-Identifier: GPL-2.0-or-later
/* path/'s life in a namespace: its state, and the ways into it that lower layers use. */
#include "path/path.h"

#include "base/rcu.h"
#include "net/inet_frag.h"
#include "path/ipv4/ip_internal.h"
#include "path/ipv6/ip6_internal.h"

#include <stdlib.h>

static const struct net_path_ops path_ops = {
	.receive = path_receive,
	.dev_queue_xmit = path_xmit,
	.ip_local_out = path_local_out,
	.ip_send_raw = path_send_raw,
	.icmp_send = path_icmp_send,
	.ip_defrag = path_defrag,
	.ip_route_output_key = path_route_output_key,
	.ip_route_me_harder = path_route_me_harder,
	.ip6_local_out = path6_local_out,
	.ip6_send_raw = path6_send_raw,
	.icmpv6_send = path_icmpv6_send,
	.ip6_route_output = path6_route_output,
	.ip6_route_me_harder = path6_route_me_harder,
};

struct sock *path_kernel_sock(u16 family, u8 protocol)
{
	struct sock *sk = calloc(1, sizeof(*sk));

	if (sk)
		*sk = (struct sock){.refs = 1, .family = family, .protocol = protocol};
	return sk;
}

static int path_shard_init(struct net_shard *shard)
{
	struct path_shard *ps = calloc(1, sizeof(*ps));

	if (!ps)
		return -ENOMEM;
	shard->slot[NET_SLOT_PATH] = ps;
	ps->icmp_sk = path_kernel_sock(AF_INET, IPPROTO_ICMP);
	ps->tcp_sk = path_kernel_sock(AF_INET, IPPROTO_TCP);
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
	inet_peer_base_destroy(ps->peers6);
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
	if (path6_net_init(net)) {
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
	path6_net_exit(net);
	for (u32 i = 0; i < net->nr_shards; i++)
		path_shard_exit(net->shard[i]);
	free(net->slot[NET_SLOT_PATH]);
	net->slot[NET_SLOT_PATH] = NULL;
}
