/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of neighbour discovery share: ndisc.c, ndisc_opts.c, ndisc_send.c,
 * ndisc_router.c; and how mcast.c sends. */
#ifndef QUINTET_PATH_IPV6_NDISC_H
#define QUINTET_PATH_IPV6_NDISC_H

#include "net/neighbour.h"
#include "path/ipv6/ip6_internal.h"

#define NDISC_ROUTER_SOLICITATION     133
#define NDISC_ROUTER_ADVERTISEMENT    134
#define NDISC_NEIGHBOUR_SOLICITATION  135
#define NDISC_NEIGHBOUR_ADVERTISEMENT 136
#define NDISC_REDIRECT		      137

/* Options (RFC 4861, 4191, 3971). */
enum {
	ND_OPT_SOURCE_LL_ADDR = 1,
	ND_OPT_TARGET_LL_ADDR = 2,
	ND_OPT_PREFIX_INFO = 3,
	ND_OPT_REDIRECT_HDR = 4,
	ND_OPT_MTU = 5,
	ND_OPT_NONCE = 14,
	ND_OPT_ROUTE_INFO = 24,
	ND_OPT_ARRAY_MAX,
};

/** struct nd_opt_hdr - an option; @nd_opt_len in units of eight bytes, this header included */
struct nd_opt_hdr {
	u8 nd_opt_type, nd_opt_len;
};

/** struct nd_msg - a solicitation or advertisement of a neighbour, before its options */
struct nd_msg {
	struct icmp6hdr icmph;
	struct in6_addr target;
	u8 opt[];
};

/** struct rd_msg - a redirect, before its options */
struct rd_msg {
	struct icmp6hdr icmph;
	struct in6_addr target, dest;
	u8 opt[];
};

/** struct ndisc_options - the first option of each type of a message; NULL: none; they point into
 * the message, where each lies whole */
struct ndisc_options {
	const struct nd_opt_hdr *opt[ND_OPT_ARRAY_MAX];
};
/** ndisc_parse_options() - read @len bytes of options; => false: malformed (an option of length 0 or
 * one that ends behind the message) */
bool ndisc_parse_options(const u8 *p, u32 len, struct ndisc_options *ndopts);
/** ndisc_opt_addr_data() - the link-layer address in @opt; NULL: not as long as @dev's */
const u8 *ndisc_opt_addr_data(const struct nd_opt_hdr *opt, const struct net_device *dev);
/** ndisc_opt_addr_space() - bytes of an option with @dev's address */
static inline u32 ndisc_opt_addr_space(const struct net_device *dev)
{
	return dev->addr_len ? ALIGN_UP(dev->addr_len + 2u, 8u) : 0;
}

/* From the ICMPv6 header on, wherever the caller has read to. */
static inline void icmp6_to_header(struct sk_buff *skb)
{
	if (skb->data > skb_transport_header(skb))
		skb_push(skb, (u32)(skb->data - skb_transport_header(skb)));
}

/** ndisc_ifaddr() - @addr on @dev, tentative or not; borrowed under RCU; NULL: not there */
struct inet6_ifaddr *ndisc_ifaddr(const struct net_device *dev, const struct in6_addr *addr);

/** struct icmp6_link_msg - an ICMPv6 message to the link, whatever the routes say */
struct icmp6_link_msg {
	struct net_shard *shard;
	const struct sk_buff *cause; /* NULL: a timer or a command */
	struct net_device *dev;
	struct in6_addr saddr, daddr;
	u8 hop_limit;
	bool router_alert; /* with the hop-by-hop option that MLD has */
};
/** icmp6_link_alloc() - its buffer; the message's @len zeroed bytes are at the transport header;
 * NULL: no memory */
struct sk_buff *icmp6_link_alloc(const struct icmp6_link_msg *m, u32 len);
/** icmp6_link_send() - checksum, LOCAL_OUT, POST_ROUTING, the neighbour; owns @skb */
void icmp6_link_send(struct sk_buff *skb);

/** ndisc_send_rs() - a solicitation of routers */
void ndisc_send_rs(struct net_device *dev, const struct in6_addr *saddr);
/** ndisc_send_unsol_na() - tell the link of every address of @dev */
void ndisc_send_unsol_na(struct net_device *dev);

/* ndisc_router.c; each borrows a linear @skb whose data is at the ICMPv6 header */
enum skb_drop_reason ndisc_recv_rs(struct sk_buff *skb);
enum skb_drop_reason ndisc_router_discovery(struct sk_buff *skb);
enum skb_drop_reason ndisc_redirect_rcv(struct sk_buff *skb);
/** ndisc_learn() - what @skb says of the neighbour @addr, which is made if it is not known */
void ndisc_learn(struct sk_buff *skb, const u8 *lladdr, u32 flags);

#endif
