// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Into the path and back: the slots that path/ fills, and the order in which packets run.
 *
 * Packets of a vector run to completion one after the other.  A packet that loops back (netif_rx)
 * waits in the shard's backlog until the one that made it is through, as a softirq would have it.
 */
#include "net/output.h"

#include "net/ip6_route.h"
#include "net/route.h"

static void no_receive(struct net_shard *shard, struct skb_vec *vec)
{
	for (u32 i = 0; i < vec->count; i++)
		kfree_skb_reason(vec->skb[i], SKB_DROP_REASON_UNHANDLED_PROTO);
}

static void no_xmit(struct sk_buff *skb)
{
	kfree_skb_reason(skb, SKB_DROP_REASON_DEV_READY);
}

static int no_local_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	kfree_skb_reason(skb, SKB_DROP_REASON_IP_OUTNOROUTES);
	return -ENETDOWN;
}

static void no_icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info)
{
}

static int no_defrag(struct net *net, struct sk_buff *skb, u32 user)
{
	kfree_skb_reason(skb, SKB_DROP_REASON_UNHANDLED_PROTO);
	return -ENOMEM;
}

static int no_route(struct net *net, struct sock *sk, struct sk_buff *skb, unsigned int addr_type)
{
	return -ENETUNREACH;
}

static int no_output_route(struct net *net, struct flowi4 *fl, struct rtable **rt)
{
	return -ENETUNREACH;
}

static void no_icmpv6_send(struct sk_buff *skb_in, u8 type, u8 code, u32 info)
{
}

static int no_output_route6(struct net *net, struct sock *sk, struct flowi6 *fl6,
			    struct rt6_info **rt)
{
	return -ENETUNREACH;
}

static int no_route6(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return -ENETUNREACH;
}

/* A namespace without a path drops. */
static const struct net_path_ops no_path = {
	.receive = no_receive,
	.dev_queue_xmit = no_xmit,
	.ip_local_out = no_local_out,
	.ip_send_raw = no_local_out,
	.icmp_send = no_icmp_send,
	.ip_defrag = no_defrag,
	.ip_route_output_key = no_output_route,
	.ip_route_me_harder = no_route,
	.ip6_local_out = no_local_out,
	.ip6_send_raw = no_local_out,
	.icmpv6_send = no_icmpv6_send,
	.ip6_route_output = no_output_route6,
	.ip6_route_me_harder = no_route6,
};

void net_set_path_ops(struct net *net, const struct net_path_ops *ops)
{
	net->path_ops = ops ? ops : &no_path;
}

const struct net_path_ops *net_path_ops(const struct net *net)
{
	return likely(net->path_ops) ? net->path_ops : &no_path;
}

int ip_route_output_key(struct net *net, struct flowi4 *fl, struct rtable **rt)
{
	return net_path_ops(net)->ip_route_output_key(net, fl, rt);
}

int ip_route_me_harder(struct net *net, struct sock *sk, struct sk_buff *skb,
		       unsigned int addr_type)
{
	return net_path_ops(net)->ip_route_me_harder(net, sk, skb, addr_type);
}

int ip6_route_output(struct net *net, struct sock *sk, struct flowi6 *fl6, struct rt6_info **rt)
{
	return net_path_ops(net)->ip6_route_output(net, sk, fl6, rt);
}

int ip6_route_me_harder(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return net_path_ops(net)->ip6_route_me_harder(net, sk, skb);
}

/* The backlog is run by whoever is outermost; a packet in it may add more. */
static void run_backlog(struct net_shard *shard)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&shard->backlog))) {
		struct skb_vec v = {.count = 1, .skb = {skb}};

		net_path_ops(shard->net)->receive(shard, &v);
	}
}

void net_run_backlog(struct net_shard *shard)
{
	if (shard->in_backlog || !shard->backlog.qlen)
		return;
	rcu_lock();
	shard->in_backlog = true;
	run_backlog(shard);
	shard->in_backlog = false;
	rcu_unlock();
}

void net_run_backlog_nested(struct net_shard *shard)
{
	if (unlikely(shard->backlog.qlen))
		run_backlog(shard);
}

void netif_receive_skb_vec(struct net_shard *shard, struct skb_vec *vec)
{
	rcu_lock();
	shard->in_backlog = true;
	net_path_ops(shard->net)->receive(shard, vec);
	shard->in_backlog = false;
	rcu_unlock();
	net_run_backlog(shard);
}

void netif_rx(struct sk_buff *skb)
{
	struct net_shard *shard = skb->shard;

	skb_queue_tail(&shard->backlog, skb);
	if (!shard->in_backlog)
		net_run_backlog(shard);
}
