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
 * @peers, @peers6: hosts of each family, made when the first error is sent
 * @icmp_sk, @tcp_sk: the stack's own sockets, which -m owner can tell from none
 * @icmp_busy: an ICMP message is on its way out; it causes no other
 * @icmp_credit, @icmp_stamp: the budget of icmp_msgs_per_sec and when (jiffies) it last grew
 */
struct path_shard {
	struct sock *icmp_sk, *tcp_sk;
	bool icmp_busy;
	int icmp_credit;
	u64 icmp_stamp;
	struct inet_peer_base *peers, *peers6;
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

/** path_kernel_sock() - a socket of the stack's own; NULL: no memory */
struct sock *path_kernel_sock(u16 family, u8 protocol);

/* ---- how often errors go out (ipv4/icmp.c, both families) ---- */

/** icmp_global_allow() - is there budget left (icmp_msgs_per_sec)? */
bool icmp_global_allow(struct net_shard *shard);
/** icmp_global_consume() - a limited message goes out */
void icmp_global_consume(struct net_shard *shard);

/* ---- inetpeer.c ---- */

/** struct inet_peer - what is remembered of a host that errors went to; a shard's */
struct inet_peer {
	struct in6_addr addr; /* IPv4: in the last word */
	u32 n_redirects;
	u32 rid; /* fragments that came from it */
	u64 rate_tokens, rate_last; /* jiffies */
};
void inet_peer_base_destroy(struct inet_peer_base *base);
/** inet_getpeer_v4(), inet_getpeer_v6() - found or made; NULL: no memory */
struct inet_peer *inet_getpeer_v4(struct net_shard *shard, __be32 addr);
struct inet_peer *inet_getpeer_v6(struct net_shard *shard, const struct in6_addr *addr);
/** inet_peer_xrlim_allow() - one message every @timeout jiffies, six at once */
bool inet_peer_xrlim_allow(struct net_shard *shard, struct inet_peer *peer, u64 timeout);

/* ---- the ways in and out; each owns its packet ---- */

/** ip_rcv() - an IPv4 packet from @dev; skb->data at its header */
void ip_rcv(struct sk_buff *skb, struct net_device *dev);
/** ipv6_rcv() - an IPv6 packet; likewise */
void ipv6_rcv(struct sk_buff *skb, struct net_device *dev);
/** arp_rcv() - likewise for ARP */
void arp_rcv(struct sk_buff *skb, struct net_device *dev);
/** path_receive(), path_xmit() - struct net_path_ops */
void path_receive(struct net_shard *shard, struct skb_vec *vec);
void path_xmit(struct sk_buff *skb);
/** path_receive_again() - a packet goes up as received by skb->dev; data at its network header */
void path_receive_again(struct sk_buff *skb);

#endif
