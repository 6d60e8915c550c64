/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rooms of path/ share: state of a namespace and of a shard, and the ways between them. */
#ifndef QUINTET_PATH_PATH_INTERNAL_H
#define QUINTET_PATH_PATH_INTERNAL_H

#include "net/ip_fib.h"
#include "net/output.h"
#include "path/path.h"

struct fqdir;
struct inet_peer_base;

/**
 * struct netns_path - a namespace's
 * @inet_protos: RCU
 * @rt_local: what is for this host, and what it sends to itself: by lo
 * @rt_lo: unicast routes out of lo, which end here without being an address of ours
 * @rt_broadcast, @rt_multicast: received ones that are delivered here
 * @rt_error: no way to go; enum path_error
 */
struct netns_path {
	const struct net_protocol *inet_protos[256];
	struct rtable rt_local, rt_lo, rt_broadcast, rt_multicast;
	struct rtable rt_error[4];
};

/**
 * struct path_shard - a shard's; per shard
 * @icmp_sk, @tcp_sk: the stack's own sockets, which -m owner can tell from none
 * @icmp_busy: an ICMP message is on its way out; it causes no other
 * @icmp_credit, @icmp_stamp: the budget of icmp_msgs_per_sec and when (jiffies) it last grew
 */
struct path_shard {
	struct sock *icmp_sk, *tcp_sk;
	bool icmp_busy;
	int icmp_credit;
	u64 icmp_stamp;
	struct inet_peer_base *peers;
	struct fqdir *frags4; /* owned */
};

static inline struct netns_path *net_path(const struct net *net)
{
	return net->slot[NET_SLOT_PATH];
}
static inline struct path_shard *path_shard(const struct net_shard *shard)
{
	return shard->slot[NET_SLOT_PATH];
}

/* ---- the ways in and out; each owns its packet ---- */

/** ip_rcv() - an IPv4 packet from @dev; skb->data at its header */
void ip_rcv(struct sk_buff *skb, struct net_device *dev);
/** arp_rcv() - likewise for ARP */
void arp_rcv(struct sk_buff *skb, struct net_device *dev);
/** path_receive(), path_xmit() - struct net_path_ops */
void path_receive(struct net_shard *shard, struct skb_vec *vec);
void path_xmit(struct sk_buff *skb);

#endif
