/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of path/ipv4 use of one another; see each file's story. */
#ifndef QUINTET_PATH_IPV4_IP_INTERNAL_H
#define QUINTET_PATH_IPV4_IP_INTERNAL_H

#include "net/fnhe.h"
#include "net/route.h"
#include "path/path_internal.h"

#define IP_DF	       0x4000
#define IP_MF	       0x2000
#define IP_OFFSET      0x1fff
#define IP_MAX_MTU     0xfff0u

#define INET_DSCP_MASK 0xfc

/** addr_onlink() - are @a and @b (0: only @a) in one network of the device? (kernel:
 * inet_addr_onlink) */
bool addr_onlink(const struct in_device *in_dev, __be32 a, __be32 b);

static inline bool ipv4_is_multicast(__be32 a)
{
	return (a & htonl(0xf0000000)) == htonl(0xe0000000);
}
static inline bool ipv4_is_local_multicast(__be32 a)
{
	return (a & htonl(0xffffff00)) == htonl(0xe0000000);
}
static inline bool ipv4_is_lbcast(__be32 a)
{
	return a == htonl(0xffffffff);
}
static inline bool ipv4_is_loopback(__be32 a)
{
	return (a & htonl(0xff000000)) == htonl(0x7f000000);
}
static inline bool ipv4_is_zeronet(__be32 a)
{
	return a == 0;
}
static inline bool ip_is_fragment(const struct iphdr *iph)
{
	return (iph->frag_off & htons(IP_MF | IP_OFFSET)) != 0;
}

/* ---- options ---- */

/**
 * struct ip_options - what a header's options ask for
 * @faddr: source route: the first hop of a packet that answers
 * @nexthop: source route: the address that it goes to from here
 * @optlen: bytes of options
 * @srr, @rr, @ts, @router_alert, @cipso: offset of the option from the IP header, 0: none
 * @is_changed: the header checksum is to be made anew
 * @srr_is_hit: we are a hop of the source route
 * @rr_needaddr, @ts_needaddr, @ts_needtime: a place was reserved that is filled on the way out
 */
struct ip_options {
	__be32 faddr, nexthop;
	u8 optlen, srr, rr, ts, router_alert, cipso;
	u8 is_strictroute : 1, srr_is_hit : 1, is_changed : 1;
	u8 rr_needaddr : 1, ts_needtime : 1, ts_needaddr : 1;
};
#define IP_OPTIONS_MAX 40

/** struct ip_options_data - options of a packet that is to be made: what and where, and the bytes
 */
struct ip_options_data {
	struct ip_options opt;
	u8 data[IP_OPTIONS_MAX];
};

_Static_assert(sizeof(struct ip_options) <= sizeof(((struct sk_buff *)0)->opt), "skb->opt");

/** IPCB() - the packet's options; meaningful if skb->ip_opt */
static inline struct ip_options *IPCB(const struct sk_buff *skb)
{
	return (struct ip_options *)skb->opt;
}

/**
 * ip_options_compile() - read the options of @skb's header into @opt, whose optlen is set
 *
 * Fills in addresses and times where they are asked for; the header must be writable.  => 0, or
 * -EINVAL with the offset of the fault from the header in *@fault.
 */
int ip_options_compile(struct sk_buff *skb, struct ip_options *opt, u8 *fault);
/** ip_rcv_options() - options of a received, routed packet, source route included; => SKB_CONSUMED
 * or why it is to be dropped (told to the sender where that is due) */
enum skb_drop_reason ip_rcv_options(struct sk_buff *skb, struct net_device *dev);
/** ip_forward_options() - on the way out of a forwarded packet; rewrites header and checksum */
void ip_forward_options(struct sk_buff *skb);
/** ip_options_fragment() - of @skb's options only those stay that belong into every fragment */
void ip_options_fragment(struct sk_buff *skb);
/** ip_options_echo() - options for the answer to @skb, whose options are @sopt; => 0, -EINVAL */
int ip_options_echo(struct ip_options_data *d, const struct sk_buff *skb,
		    const struct ip_options *sopt);
/** ip_options_build() - put @d behind @skb's IP header, which goes by @rt in the end to @daddr */
void ip_options_build(struct sk_buff *skb, const struct ip_options_data *d, __be32 daddr);
/** inet_current_timestamp() - ms since midnight UTC */
__be32 inet_current_timestamp(const struct net_shard *shard);

/* ---- route.c ---- */

/* net/route.h's functions of these names, without the way through struct net_path_ops */
int path_route_output_key(struct net *net, struct flowi4 *fl, struct rtable **rt);
int path_route_me_harder(struct net *net, struct sock *sk, struct sk_buff *skb,
			 unsigned int addr_type);

/** ip_route_net_init() - the routes that no table holds; after lo */
void ip_route_net_init(struct net *net);
/** ip_error() - the packet's route is an error; answers and drops it */
void ip_error(struct sk_buff *skb);
/** ip_rt_send_redirect() - tell the sender of the shorter way, as often as is fit */
void ip_rt_send_redirect(struct sk_buff *skb);
/** ip_rt_get_source() - our address on a forwarded packet's way out, for record route */
__be32 ip_rt_get_source(struct sk_buff *skb);
/** ip_rt_update_pmtu(), ip_rt_redirect() - an ICMP error @skb, at the header of the packet of ours
 * that it quotes, tells of a smaller MTU or a better router (kernel: ipv4_update_pmtu,
 * ipv4_redirect) */
void ip_rt_update_pmtu(struct sk_buff *skb, u32 mtu, u8 protocol);
void ip_rt_redirect(struct sk_buff *skb, const struct icmphdr *icmph, u8 protocol);
/** fib_compute_spec_dst() - the address by which we answer @skb */
__be32 fib_compute_spec_dst(const struct sk_buff *skb);

static inline __be32 rt_nexthop(const struct rtable *rt, __be32 daddr)
{
	return rt->rt_gateway ? rt->rt_gateway : daddr;
}
/** ip_mtu_locked() - nothing but the route's own MTU counts */
static inline bool ip_mtu_locked(const struct rtable *rt)
{
	return rt->mtu_locked || rt->rt_mtu_locked;
}
/** ip_dst_mtu_maybe_forward() - of @rt, for a packet that is passed on or that begins here: what
 * was learnt of the path concerns the former only if net.ipv4.ip_forward_use_pmtu says so */
static inline u32 ip_dst_mtu_maybe_forward(const struct rtable *rt, bool forwarding)
{
	u32 mtu = rt->rt_mtu;

	if (unlikely(rt->expires) &&
	    (!forwarding || ip_mtu_locked(rt) ||
	     READ_ONCE(rt->dev->net->ipv4.sysctl_ip_fwd_use_pmtu)) &&
	    rt_pmtu(rt))
		mtu = rt_pmtu(rt);
	else if (likely(!mtu)) {
		mtu = READ_ONCE(rt->dev->mtu);
		if (unlikely(ip_mtu_locked(rt)) && rt->rt_uses_gateway && mtu > 576)
			mtu = 576;
	}
	return mtu < IP_MAX_MTU ? mtu : IP_MAX_MTU;
}
/* dst_mtu() for what begins here */
static inline u32 ip_dst_mtu(const struct rtable *rt)
{
	return ip_dst_mtu_maybe_forward(rt, false);
}
static inline bool rt_is_group(const struct rtable *rt)
{
	return rt->rt_type == RTN_BROADCAST || rt->rt_type == RTN_MULTICAST;
}

/* ---- the way ---- */

void ip_local_deliver(struct sk_buff *skb);
void ip_protocol_deliver_rcu(struct sk_buff *skb, u8 protocol);
void ip_forward(struct sk_buff *skb);

/** ip4_frags_shard_init() - the fragments that wait in a shard; => 0, -ENOMEM */
int __must_check ip4_frags_shard_init(struct net_shard *shard);
/** path_defrag() - struct net_path_ops' ip_defrag */
int path_defrag(struct net *net, struct sk_buff *skb, u32 user);
/** ip_skb_dst_mtu() - of the way that @skb is about to go */
u32 ip_skb_dst_mtu(const struct sk_buff *skb);
/** ip_fragment() - @skb is larger than @mtu, or came in pieces: cut it and give each piece to
 * @output, or answer that it must not be cut; owns it */
int ip_fragment(struct net *net, struct sock *sk, struct sk_buff *skb, u32 mtu,
		int (*output)(struct net *net, struct sock *sk, struct sk_buff *skb));
/** dst_output() - send a packet by its route (an okfn) */
int dst_output(struct net *net, struct sock *sk, struct sk_buff *skb);
/** __ip_local_out() - length, checksum and LOCAL_OUT; => 1: the caller goes on by dst_output() */
int __ip_local_out(struct net *net, struct sock *sk, struct sk_buff *skb);
int path_local_out(struct net *net, struct sock *sk, struct sk_buff *skb);
/** ip_send_skb() - path_local_out(), and what is refused on the way counts as discarded */
void ip_send_skb(struct sk_buff *skb);
/** path_send_raw() - struct net_path_ops' ip_send_raw */
int path_send_raw(struct net *net, struct sock *sk, struct sk_buff *skb);

static inline void ip_send_check(struct iphdr *iph)
{
	iph->check = 0;
	iph->check = ip_fast_csum((const u8 *)iph, iph->ihl);
}

/**
 * struct ip_made - a packet that the stack makes in answer to another one
 * @addr: its final destination, when a source route leads there by fl.daddr
 */
struct ip_made {
	struct flowi4 fl;
	__be32 addr;
	u8 tos, protocol;
	bool df;
	const struct ip_options_data *opt; /* NULL: none */
	struct sock *sk;
};
/**
 * ip_make_skb() - its buffer, with IP header and options, and @len bytes to fill behind them
 *
 * => NULL without memory.  The transport header is set, the route is @rt.
 */
struct sk_buff *ip_make_skb(struct net_shard *shard, const struct sk_buff *cause,
			    const struct ip_made *m, struct rtable *rt, u32 len);

/* ---- local protocols ---- */

void icmp_trace(struct sk_buff *skb, const char *kind, __be32 to, bool made, const char *why);
/** deliver_trace() - the packet reached a local protocol; call it guarded by skb->story */
void deliver_trace(struct sk_buff *skb, const char *protocol, const char *to);
int icmp_rcv(struct sk_buff *skb);
/** path_icmp_send() - struct net_path_ops' icmp_send */
void path_icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info);
/** __icmp_send() - with the options @opt of @skb_in, which need not be those in its opt */
void __icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info,
		 const struct ip_options *opt);
int tcp_v4_rcv(struct sk_buff *skb);
int udp_rcv(struct sk_buff *skb);
int udplite_rcv(struct sk_buff *skb);
/** inet_protos_net_init() - what a kernel without sockets answers */
void inet_protos_net_init(struct netns_path *path);

/* The mark of an answer: the packet's, if net.ipv4.fwmark_reflect says so. */
static inline u32 IP4_REPLY_MARK(const struct net *net, u32 mark)
{
	return READ_ONCE(((struct net *)net)->ipv4.sysctl_fwmark_reflect) ? mark : 0;
}

#endif
