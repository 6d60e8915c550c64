/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPv6 addresses and headers: what every layer that sees IPv6 needs.
 *
 * Addresses are in network byte order.  Scopes are RFC 4291's, in the kernel's numbers.
 */
#ifndef QUINTET_NET_IPV6_H
#define QUINTET_NET_IPV6_H

#include "skb/skbuff.h"

#include <linux/in6.h>
#include <linux/ipv6.h>

#define IPV6_MAXPLEN	       65535u
#define IPV6_DEFAULT_HOPLIMIT  64
#define IPV6_DEFAULT_MCASTHOPS 1
#define IPV6_FLOWINFO_MASK     htonl(0x0fffffff)
#define IPV6_FLOWLABEL_MASK    htonl(0x000fffff)
#define IPV6_TCLASS_MASK       htonl(0x0ff00000)

#ifndef NEXTHDR_HOP
#define NEXTHDR_HOP	 0
#define NEXTHDR_IPV4	 4
#define NEXTHDR_TCP	 6
#define NEXTHDR_UDP	 17
#define NEXTHDR_IPV6	 41
#define NEXTHDR_ROUTING	 43
#define NEXTHDR_FRAGMENT 44
#define NEXTHDR_GRE	 47
#define NEXTHDR_ESP	 50
#define NEXTHDR_AUTH	 51
#define NEXTHDR_ICMP	 58
#define NEXTHDR_NONE	 59
#define NEXTHDR_DEST	 60
#define NEXTHDR_SCTP	 132
#define NEXTHDR_MOBILITY 135
#endif

/* The kernel's classes of addresses (__ipv6_addr_type()); the scope of multicast is in bits 16-19. */
#define IPV6_ADDR_ANY		  0x0000u
#define IPV6_ADDR_UNICAST	  0x0001u
#define IPV6_ADDR_MULTICAST	  0x0002u
#define IPV6_ADDR_LOOPBACK	  0x0010u
#define IPV6_ADDR_LINKLOCAL	  0x0020u
#define IPV6_ADDR_SITELOCAL	  0x0040u
#define IPV6_ADDR_COMPATv4	  0x0080u
#define IPV6_ADDR_SCOPE_MASK	  0x00f0u
#define IPV6_ADDR_MAPPED	  0x1000u

#define IPV6_ADDR_SCOPE_NODELOCAL 0x01
#define IPV6_ADDR_SCOPE_LINKLOCAL 0x02
#define IPV6_ADDR_SCOPE_SITELOCAL 0x05
#define IPV6_ADDR_SCOPE_ORGLOCAL  0x08
#define IPV6_ADDR_SCOPE_GLOBAL	  0x0e

static inline struct ipv6hdr *ipv6_hdr(const struct sk_buff *skb)
{
	return (struct ipv6hdr *)skb_network_header(skb);
}
static inline bool ipv6_addr_equal(const struct in6_addr *a, const struct in6_addr *b)
{
	const u32 *x = a->s6_addr32, *y = b->s6_addr32;

	return !((x[0] ^ y[0]) | (x[1] ^ y[1]) | (x[2] ^ y[2]) | (x[3] ^ y[3]));
}
static inline bool ipv6_addr_any(const struct in6_addr *a)
{
	return !(a->s6_addr32[0] | a->s6_addr32[1] | a->s6_addr32[2] | a->s6_addr32[3]);
}
static inline bool ipv6_addr_loopback(const struct in6_addr *a)
{
	return !(a->s6_addr32[0] | a->s6_addr32[1] | a->s6_addr32[2] |
		 (a->s6_addr32[3] ^ htonl(1)));
}
static inline bool ipv6_addr_is_multicast(const struct in6_addr *a)
{
	return a->s6_addr[0] == 0xff;
}
static inline bool ipv6_addr_is_linklocal(const struct in6_addr *a)
{
	return a->s6_addr[0] == 0xfe && (a->s6_addr[1] & 0xc0) == 0x80;
}
static inline bool ipv6_addr_v4mapped(const struct in6_addr *a)
{
	return !(a->s6_addr32[0] | a->s6_addr32[1] | (a->s6_addr32[2] ^ htonl(0xffff)));
}
/** ipv6_prefix_equal() - do the first @bits (0 … 128) agree? */
bool ipv6_prefix_equal(const struct in6_addr *a, const struct in6_addr *b, unsigned int bits);
/** ipv6_addr_prefix() - @a with zeros behind the first @bits */
void ipv6_addr_prefix(struct in6_addr *pfx, const struct in6_addr *a, unsigned int bits);
/** __ipv6_addr_type() - IPV6_ADDR_*, and the scope in bits 16-19 for all but the unspecified one */
u32 __ipv6_addr_type(const struct in6_addr *a);
static inline u32 ipv6_addr_type(const struct in6_addr *a)
{
	return __ipv6_addr_type(a) & 0xffff;
}
/** ipv6_addr_scope() - 0x01 … 0x0e */
static inline int ipv6_addr_scope(const struct in6_addr *a)
{
	return (int)(__ipv6_addr_type(a) >> 16) & 0xf;
}
/** addrconf_addr_solict_mult() - the solicited-node group ff02::1:ffXX:XXXX of @a */
static inline void addrconf_addr_solict_mult(const struct in6_addr *a, struct in6_addr *group)
{
	*group = (struct in6_addr){
		.s6_addr32 = {htonl(0xff020000), 0, htonl(1), htonl(0xff000000) | a->s6_addr32[3]}};
}
/** ipv6_eth_mc_map() - 33:33 and the last four bytes */
static inline void ipv6_eth_mc_map(const struct in6_addr *a, u8 mac[6])
{
	mac[0] = mac[1] = 0x33;
	memcpy(mac + 2, &a->s6_addr32[3], 4);
}

/* Version 6, traffic class and flow label of a header. */
static inline void ip6_flow_hdr(struct ipv6hdr *h, u8 tclass, __be32 flowlabel)
{
	*(__be32 *)h = htonl(0x60000000u | (u32)tclass << 20) | flowlabel;
}
static inline u8 ipv6_get_dsfield(const struct ipv6hdr *h)
{
	return (u8)(ntohl(*(const __be32 *)h) >> 20);
}
static inline __be32 ip6_flowlabel(const struct ipv6hdr *h)
{
	return *(const __be32 *)h & IPV6_FLOWLABEL_MASK;
}
static inline __be32 ip6_flowinfo(const struct ipv6hdr *h)
{
	return *(const __be32 *)h & IPV6_FLOWINFO_MASK;
}

/** csum_ipv6_magic() - pseudo header of @len bytes of @proto folded into @sum, complemented */
__sum16 csum_ipv6_magic(const struct in6_addr *saddr, const struct in6_addr *daddr, u32 len,
			u8 proto, __wsum sum);

/**
 * struct inet6_skb_parm - IP6CB(): the IPv6 layer's control block of a packet (in sk_buff.opt)
 *
 * Valid from ipv6_rcv() or __ip6_local_out() on; zeroed by whoever makes the packet.
 */
struct inet6_skb_parm {
	int iif; /* the device it came in by, 0: made here */
	u16 ra; /* Router Alert option: its offset, 0: none */
	u16 dst0; /* first destination options header, from the network header; 0: none */
	u16 srcrt;
	u16 dst1;
	u16 lastopt;
	u16 nhoff; /* where the next header's number stands, from the network header */
	u16 flags; /* IP6SKB_* */
	u16 dsthao; /* Home Address option */
	u16 frag_max_size;
};
#define IP6SKB_FORWARDED   2
#define IP6SKB_REROUTED	   4
#define IP6SKB_ROUTERALERT 8
#define IP6SKB_FRAGMENTED  16
#define IP6SKB_HOPBYHOP	   32
#define IP6SKB_JUMBOGRAM   128

_Static_assert(sizeof(struct inet6_skb_parm) <= sizeof(((struct sk_buff *)0)->opt), "skb->opt");
static inline struct inet6_skb_parm *IP6CB(const struct sk_buff *skb)
{
	return (struct inet6_skb_parm *)skb->opt;
}

/** ipv6_ext_hdr() - is @nexthdr an extension header that the walk knows? (not ESP) */
static inline bool ipv6_ext_hdr(u8 nexthdr)
{
	return nexthdr == NEXTHDR_HOP || nexthdr == NEXTHDR_ROUTING ||
	       nexthdr == NEXTHDR_FRAGMENT || nexthdr == NEXTHDR_AUTH || nexthdr == NEXTHDR_NONE ||
	       nexthdr == NEXTHDR_DEST;
}
/**
 * ipv6_skip_exthdr() - the first header behind @start that is no extension header
 * @start: offset from skb->data of the header whose number is *@nexthdr
 * @frag_off: 0, or the fragment header's offset field (network order) if one was met; behind a
 *	fragment that is not the first nothing is looked at
 *
 * => its offset, and its number in *@nexthdr; -1: cut short
 */
int ipv6_skip_exthdr(const struct sk_buff *skb, int start, u8 *nexthdr, __be16 *frag_off);

enum {
	IP6_FH_F_FRAG = 1, /* in, with a target: a fragment header may end the walk; out: met one */
	IP6_FH_F_AUTH = 2, /* stop at AH */
	IP6_FH_F_SKIP_RH = 4, /* go on behind a routing header with segments left 0 */
};
/**
 * ipv6_find_hdr() - find the header @target, or with -1 the transport header
 * @offset: in: where to begin (0: at the network header, from skb->data); out: where it stands
 * @fragoff: out, may be NULL: fragment offset (8-byte units, in bytes) of a later fragment
 * @flags: IP6_FH_F_*, in and out; may be NULL
 *
 * => the number of the header found; -ENOENT: not there; -EBADMSG: cut short
 */
int ipv6_find_hdr(const struct sk_buff *skb, unsigned int *offset, int target,
		  unsigned short *fragoff, int *flags);

#endif
