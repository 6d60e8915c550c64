/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ways into the path that lower and sideways layers use: io receives, REJECT and ARP send.
 *
 * path/ fills the slots when it is registered with a namespace; before that packets are dropped.
 */
#ifndef QUINTET_NET_OUTPUT_H
#define QUINTET_NET_OUTPUT_H

#include "net/netdevice.h"

struct flowi4;
struct flowi6;

/**
 * struct net_path_ops - what path/ gives
 * @receive: a vector of frames that came in on their skb->dev; skb->data at the link-layer header
 *	(or at the network header on a device without one); owns them; the caller holds the RCU lock
 * @dev_queue_xmit: a frame with its link-layer header, to skb->dev; EGRESS hook; owns it
 * @ip_local_out: a complete IPv4 packet with skb->rt set; owns it; => 0 or -errno
 * @ip_send_raw: likewise, of a raw socket that wrote its own header: LOCAL_OUT, no request counted
 * @icmp_send: answer @skb_in by an ICMP error; borrows it (kernel: __icmp_send)
 * @ip_defrag: put the IPv4 fragment @skb to the others that wait for @user (enum ip_defrag_users,
 *	net/inet_frag.h); => 0: @skb is the whole datagram; else it is gone: -EINPROGRESS it waits
 * @ip_route_output_key, @ip_route_me_harder: see net/route.h, whose functions of these names call
 *	them
 * @ip6_local_out, @icmpv6_send: likewise for IPv6; @info: the MTU or the pointer, host order
 * @ip6_send_raw: likewise, for a header that a program wrote: nothing in it is filled in
 * @ip6_route_output, @ip6_route_me_harder: see net/ip6_route.h
 */
struct net_path_ops {
	void (*receive)(struct net_shard *shard, struct skb_vec *vec);
	void (*dev_queue_xmit)(struct sk_buff *skb);
	int (*ip_local_out)(struct net *net, struct sock *sk, struct sk_buff *skb);
	int (*ip_send_raw)(struct net *net, struct sock *sk, struct sk_buff *skb);
	void (*icmp_send)(struct sk_buff *skb_in, int type, int code, __be32 info);
	int (*ip_defrag)(struct net *net, struct sk_buff *skb, u32 user);
	int (*ip_route_output_key)(struct net *net, struct flowi4 *fl, struct rtable **rt);
	int (*ip_route_me_harder)(struct net *net, struct sock *sk, struct sk_buff *skb,
				  unsigned int addr_type);
	int (*ip6_local_out)(struct net *net, struct sock *sk, struct sk_buff *skb);
	int (*ip6_send_raw)(struct net *net, struct sock *sk, struct sk_buff *skb);
	void (*icmpv6_send)(struct sk_buff *skb_in, u8 type, u8 code, u32 info);
	int (*ip6_route_output)(struct net *net, struct sock *sk, struct flowi6 *fl6,
				struct rt6_info **rt);
	int (*ip6_route_me_harder)(struct net *net, struct sock *sk, struct sk_buff *skb);
};

void net_set_path_ops(struct net *net, const struct net_path_ops *ops);
const struct net_path_ops *net_path_ops(const struct net *net);

/** netif_receive_skb_vec() - frames in; runs everything to its end, backlog included */
void netif_receive_skb_vec(struct net_shard *shard, struct skb_vec *vec);
static inline void netif_receive_skb(struct sk_buff *skb)
{
	struct skb_vec v = {.count = 1, .skb = {skb}};

	netif_receive_skb_vec(skb->shard, &v);
}
/**
 * netif_rx() - a frame that loops back: handled when the current packet is through; owns it
 *
 * path/ runs the backlog between the packets of a vector (net_run_backlog_nested()), so that what
 * one packet loops back is through before the next one begins.
 */
void netif_rx(struct sk_buff *skb);
/** net_run_backlog() - run what loops back, unless somebody further out does */
void net_run_backlog(struct net_shard *shard);
/** net_run_backlog_nested() - likewise, for the receive function between two packets */
void net_run_backlog_nested(struct net_shard *shard);

static inline void dev_queue_xmit(struct sk_buff *skb)
{
	net_path_ops(skb_net(skb))->dev_queue_xmit(skb);
}
static inline int ip_local_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return net_path_ops(net)->ip_local_out(net, sk, skb);
}
static inline int ip_send_raw(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return net_path_ops(net)->ip_send_raw(net, sk, skb);
}
static inline void icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info)
{
	net_path_ops(skb_net(skb_in))->icmp_send(skb_in, type, code, info);
}
static inline int ip6_local_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	return net_path_ops(net)->ip6_local_out(net, sk, skb);
}
static inline void icmpv6_send(struct sk_buff *skb_in, u8 type, u8 code, u32 info)
{
	net_path_ops(skb_net(skb_in))->icmpv6_send(skb_in, type, code, info);
}
static inline int ip_defrag(struct net *net, struct sk_buff *skb, u32 user)
{
	return net_path_ops(net)->ip_defrag(net, skb, user);
}

#endif
