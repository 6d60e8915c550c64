/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of path/ipv6 use of one another; see each file's story.
 *
 *	ip6_input.c	ipv6_rcv, ip6_rcv_finish, ip6_input(_finish)
 *	exthdrs.c	hop-by-hop, destination options, routing headers
 *	ip6_forward.c	ip6_forward(_finish)
 *	ip6_output.c	ip6_output, ip6_finish_output(2), ip6_local_out, ip6_fragment's caller
 *	ip6_fragment.c	cut; reassembly.c: put together
 *	icmp.c		errors and their rules, echo; ndisc.c: neighbours; mcast.c: groups
 *	route.c		ip6_route_input, ip6_route_output, what error routes answer
 *	protocol.c, tcp.c, udp.c: what a kernel without sockets answers
 */
#ifndef QUINTET_PATH_IPV6_IP6_INTERNAL_H
#define QUINTET_PATH_IPV6_IP6_INTERNAL_H

#include "net/ip6_route.h"
#include "path/path_internal.h"

#include <linux/icmpv6.h>

#define INET6_PROTO_NOPOLICY 1u
#define INET6_PROTO_FINAL    2u /* the upper layer; not set: an extension header, more may follow */

/**
 * struct inet6_protocol - who gets what stands behind a next-header number
 * @handler: skb->data is at that header, IP6CB(skb)->nhoff where its number stands; owns @skb.
 *	=> 0: done; > 0: go on with the next header at nhoff (extension headers; @skb still the
 *	caller's); < 0: the handler of that protocol number (negated) is to have it
 */
struct inet6_protocol {
	int (*handler)(struct sk_buff *skb);
	unsigned int flags;
};
int __must_check inet6_add_protocol(struct net *net, const struct inet6_protocol *prot,
				    u8 protocol);
int inet6_del_protocol(struct net *net, const struct inet6_protocol *prot, u8 protocol);

/** struct netns_path6 - a namespace's; NET_SLOT_PATH6 */
struct netns_path6 {
	const struct inet6_protocol *inet6_protos[256]; /* RCU */
	u32 flowlabel_secret; /* goes into the labels of what is made here */
};
/**
 * struct path6_shard - a shard's; NET_SLOT_PATH6
 * @icmp_sk, @tcp_sk: the stack's own sockets
 * @icmp_busy: an ICMPv6 message is on its way out; it causes no other
 */
struct path6_shard {
	struct sock *icmp_sk, *tcp_sk;
	bool icmp_busy;
};
static inline struct path6_shard *path6_shard(const struct net_shard *shard)
{
	return shard->slot[NET_SLOT_PATH6];
}
/** path6_net_init() - path/ipv6 without its modules ndisc, mcast, fragments; => 0, -ENOMEM, then
 * path6_net_exit() */
int __must_check path6_net_init(struct net *net);
void path6_net_exit(struct net *net);
static inline struct netns_path6 *net_path6(const struct net *net)
{
	return net->slot[NET_SLOT_PATH6];
}

/* ---- the way; each owns its packet ---- */

/** ip6_input() - LOCAL_IN, then ip6_protocol_deliver_rcu() */
int ip6_input(struct sk_buff *skb);
/** ip6_protocol_deliver_rcu() - walk the headers from @nexthdr, or with @have_final from where an
 * earlier walk stopped */
void ip6_protocol_deliver_rcu(struct sk_buff *skb, int nexthdr, bool have_final);
int ip6_forward(struct sk_buff *skb);
/** ip6_dst_input(), ip6_dst_output() - by the packet's route */
void ip6_dst_input(struct sk_buff *skb);
int ip6_dst_output(struct net *net, struct sock *sk, struct sk_buff *skb);
/** __ip6_local_out() - payload length and LOCAL_OUT; => 1: the caller goes on */
int __ip6_local_out(struct net *net, struct sock *sk, struct sk_buff *skb);
int path6_local_out(struct net *net, struct sock *sk, struct sk_buff *skb);
int path6_send_raw(struct net *net, struct sock *sk, struct sk_buff *skb);

/** struct ip6_made - a packet that the stack makes */
struct ip6_made {
	struct in6_addr saddr, daddr;
	u8 tclass, protocol;
	int hop_limit; /* -1: the route's */
	__be32 flowlabel; /* 0: one is made, if net.ipv6.auto_flowlabels */
	u32 ports; /* of the flow, for the label */
	u32 mark;
	struct sock *sk;
};
/** ip6_make_skb() - its buffer, with IPv6 header, and @len bytes to fill behind it; transport header
 * set, the route is @rt; => NULL without memory */
struct sk_buff *ip6_make_skb(struct net_shard *shard, const struct sk_buff *cause,
			     const struct ip6_made *m, struct rt6_info *rt, u32 len);

/* ---- extension headers ---- */

/** ipv6_parse_hopopts() - of a received packet, its header at transport; => -1: gone, else 1 */
int ipv6_parse_hopopts(struct sk_buff *skb);
void exthdrs_net_init(struct net *net);

/* ---- fragments (ip6_fragment.c, reassembly.c) ---- */

/** ip6_fragment() - cut @skb to the route's MTU and give each piece to @output; owns @skb */
int ip6_fragment(struct net *net, struct sock *sk, struct sk_buff *skb,
		 int (*output)(struct net *, struct sock *, struct sk_buff *));
int ipv6_frag_net_init(struct net *net);
void ipv6_frag_net_exit(struct net *net);

/* ---- ICMPv6, neighbours, groups ---- */

/** path_icmpv6_send() - struct net_path_ops' icmpv6_send: an error about @skb, borrowed */
void path_icmpv6_send(struct sk_buff *skb, u8 type, u8 code, u32 info);
/** icmpv6_param_prob_reason() - parameter problem at @pos, and @skb is dropped; owns it */
void icmpv6_param_prob_reason(struct sk_buff *skb, u8 code, u32 pos, enum skb_drop_reason reason);
int icmpv6_rcv(struct sk_buff *skb);
/** icmpv6_trace() - put an ICMPv6 message into the story; guarded by skb->story */
void icmpv6_trace(struct sk_buff *skb, const char *kind, const struct in6_addr *to, bool made,
		  const char *why);
/** ndisc_rcv() - types 133 … 137, checksum right, hop limit not yet looked at; borrows @skb, whose
 * data ends up at the ICMPv6 header; => SKB_CONSUMED or why it is to be dropped */
enum skb_drop_reason ndisc_rcv(struct sk_buff *skb);
void ndisc_send_ns(struct net_device *dev, const struct in6_addr *target,
		   const struct in6_addr *daddr, const struct in6_addr *saddr, u64 nonce);
void ndisc_send_na(struct net_device *dev, const struct in6_addr *daddr,
		   const struct in6_addr *target, bool router, bool solicited, bool override,
		   bool inc_opt);
/** ndisc_send_redirect() - tell the sender of @skb the shorter way to @target */
void ndisc_send_redirect(struct sk_buff *skb, const struct in6_addr *target);
/** igmp6_event_query(), igmp6_event_report() - MLD messages for us, borrowed: caller frees */
void igmp6_event_query(struct sk_buff *skb);
void igmp6_event_report(struct sk_buff *skb);
/** igmp6_group_added(), igmp6_group_dropped() - struct addrconf_ops': a device's groups change */
void igmp6_group_added(struct ifmcaddr6 *mc);
void igmp6_group_dropped(struct ifmcaddr6 *mc);
/** igmp6_stopped() - likewise: IPv6 is down on @dev, after its groups were dropped */
void igmp6_stopped(struct net_device *dev);

/* ---- routes ---- */

/** skb_rt6_set() - @rt is borrowed under RCU */
static inline void skb_rt6_set(struct sk_buff *skb, struct rt6_info *rt)
{
	skb_dst_drop(skb);
	skb->rt6 = rt;
}
/** path6_route_key() - the route for @fl6 as it is, without choosing a source; never NULL, may be an
 * error's (kernel: ip6_route_output) */
struct rt6_info *path6_route_key(struct net *net, struct flowi6 *fl6);
int path6_route_output(struct net *net, struct sock *sk, struct flowi6 *fl6, struct rt6_info **rt);
int path6_route_me_harder(struct net *net, struct sock *sk, struct sk_buff *skb);
/** ip6_route_error() - the packet's route is an error; answers and drops it
 * @out: it was going out, not in; => then the negative errno, else 0 */
int ip6_route_error(struct sk_buff *skb, bool out);

/* ---- local protocols ---- */

int tcp_v6_rcv(struct sk_buff *skb);
int udpv6_rcv(struct sk_buff *skb);
int udplitev6_rcv(struct sk_buff *skb);
void inet6_protos_net_init(struct net *net);
/** deliver6_trace() - the packet reached a local protocol; call it guarded by skb->story */
void deliver6_trace(struct sk_buff *skb, const char *protocol, const char *to);

/* The mark of an answer: the packet's, if net.ipv6.fwmark_reflect says so. */
static inline u32 IP6_REPLY_MARK(const struct net *net, u32 mark)
{
	return READ_ONCE(((struct net *)net)->ipv6.sysctl_fwmark_reflect) ? mark : 0;
}

#endif
