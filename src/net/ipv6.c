// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Classes of IPv6 addresses (RFC 4291), the pseudo header's checksum (RFC 8200, 8.1), and the walk
 * over extension headers in its two forms: to the upper layer, and to a header that is looked for.
 */
#include "net/ipv6.h"

#include <errno.h>

bool ipv6_prefix_equal(const struct in6_addr *a, const struct in6_addr *b, unsigned int bits)
{
	unsigned int words = bits / 32, rest = bits % 32;

	for (unsigned int i = 0; i < words; i++)
		if (a->s6_addr32[i] != b->s6_addr32[i])
			return false;
	return !rest || !((a->s6_addr32[words] ^ b->s6_addr32[words]) & htonl(~0u << (32 - rest)));
}

void ipv6_addr_prefix(struct in6_addr *pfx, const struct in6_addr *a, unsigned int bits)
{
	for (unsigned int i = 0; i < 4; i++) {
		unsigned int n = bits > i * 32 ? bits - i * 32 : 0;

		pfx->s6_addr32[i] = n >= 32 ? a->s6_addr32[i]
				    : n	    ? a->s6_addr32[i] & htonl(~0u << (32 - n))
					    : 0;
	}
}

#define SCOPE(x) ((u32)(x) << 16)

static u32 multicast_type(const struct in6_addr *a)
{
	u32 scope = a->s6_addr[1] & 0xf, type = IPV6_ADDR_MULTICAST | SCOPE(scope);

	if (scope == IPV6_ADDR_SCOPE_NODELOCAL)
		type |= IPV6_ADDR_LOOPBACK;
	else if (scope == IPV6_ADDR_SCOPE_LINKLOCAL)
		type |= IPV6_ADDR_LINKLOCAL;
	else if (scope == IPV6_ADDR_SCOPE_SITELOCAL)
		type |= IPV6_ADDR_SITELOCAL;
	return type;
}

/* Of the addresses whose first half is zero. */
static u32 low_type(const struct in6_addr *a)
{
	if (!a->s6_addr32[2]) {
		if (!a->s6_addr32[3])
			return IPV6_ADDR_ANY;
		if (a->s6_addr32[3] == htonl(1))
			return IPV6_ADDR_LOOPBACK | IPV6_ADDR_UNICAST |
			       SCOPE(IPV6_ADDR_SCOPE_LINKLOCAL);
		return IPV6_ADDR_COMPATv4 | IPV6_ADDR_UNICAST | SCOPE(IPV6_ADDR_SCOPE_GLOBAL);
	}
	if (a->s6_addr32[2] == htonl(0xffff))
		return IPV6_ADDR_MAPPED | SCOPE(IPV6_ADDR_SCOPE_GLOBAL);
	return IPV6_ADDR_UNICAST | SCOPE(IPV6_ADDR_SCOPE_GLOBAL);
}

u32 __ipv6_addr_type(const struct in6_addr *a)
{
	u32 top = ntohl(a->s6_addr32[0]);

	if (top >> 24 == 0xff)
		return multicast_type(a);
	if (top >> 22 == 0xfe80 >> 6)
		return IPV6_ADDR_LINKLOCAL | IPV6_ADDR_UNICAST | SCOPE(IPV6_ADDR_SCOPE_LINKLOCAL);
	if (top >> 22 == 0xfec0 >> 6)
		return IPV6_ADDR_SITELOCAL | IPV6_ADDR_UNICAST | SCOPE(IPV6_ADDR_SCOPE_SITELOCAL);
	if (top >> 25 == 0xfc >> 1)
		return IPV6_ADDR_UNICAST | SCOPE(IPV6_ADDR_SCOPE_GLOBAL);
	if (!(a->s6_addr32[0] | a->s6_addr32[1]))
		return low_type(a);
	return IPV6_ADDR_UNICAST | SCOPE(IPV6_ADDR_SCOPE_GLOBAL);
}

__sum16 csum_ipv6_magic(const struct in6_addr *saddr, const struct in6_addr *daddr, u32 len,
			u8 proto, __wsum sum)
{
	u64 s = (u32)sum;

	for (unsigned int i = 0; i < 4; i++)
		s += (u64)saddr->s6_addr32[i] + daddr->s6_addr32[i];
	s += htonl(len);
	s += htonl(proto);
	s = (s & 0xffffffff) + (s >> 32);
	s = (s & 0xffffffff) + (s >> 32);
	return csum_fold((__wsum)s);
}

/* The length in bytes of an extension header that begins with @h. */
static unsigned int ext_len(u8 nexthdr, const struct ipv6_opt_hdr *h)
{
	if (nexthdr == NEXTHDR_FRAGMENT)
		return 8;
	return nexthdr == NEXTHDR_AUTH ? (h->hdrlen + 2u) * 4 : (h->hdrlen + 1u) * 8;
}

/* The offset field of the fragment header at @start; NULL: cut short. */
static const __be16 *frag_field(const struct sk_buff *skb, unsigned int start, __be16 *buf)
{
	return skb_header_pointer(skb, start + 2, sizeof(*buf), buf);
}

int ipv6_skip_exthdr(const struct sk_buff *skb, int start, u8 *nexthdrp, __be16 *frag_off)
{
	u8 nexthdr = *nexthdrp;

	*frag_off = 0;
	while (ipv6_ext_hdr(nexthdr)) {
		struct ipv6_opt_hdr buf;
		const struct ipv6_opt_hdr *h;

		if (nexthdr == NEXTHDR_NONE)
			return -1;
		h = skb_header_pointer(skb, (u32)start, sizeof(buf), &buf);
		if (!h)
			return -1;
		if (nexthdr == NEXTHDR_FRAGMENT) {
			__be16 fbuf;
			const __be16 *f = frag_field(skb, (u32)start, &fbuf);

			if (!f)
				return -1;
			*frag_off = *f;
			if (ntohs(*f) & ~7)
				break;
		}
		start += (int)ext_len(nexthdr, h);
		nexthdr = h->nexthdr;
	}
	*nexthdrp = nexthdr;
	return start;
}

/* A routing header whose segments are used up; @err: cut short. */
static bool used_up(const struct sk_buff *skb, unsigned int start, int *err)
{
	struct ipv6_rt_hdr buf;
	const struct ipv6_rt_hdr *rh = skb_header_pointer(skb, start, sizeof(buf), &buf);

	*err = rh ? 0 : -EBADMSG;
	return rh && !rh->segments_left;
}

/* Does another header's number stand in a header of this number? */
static bool is_chain(u8 nexthdr)
{
	return ipv6_ext_hdr(nexthdr) && nexthdr != NEXTHDR_NONE;
}

int ipv6_find_hdr(const struct sk_buff *skb, unsigned int *offset, int target,
		  unsigned short *fragoff, int *flags)
{
	unsigned int start = (unsigned int)skb_network_offset(skb) + sizeof(struct ipv6hdr);
	u8 nexthdr = ipv6_hdr(skb)->nexthdr;
	int want = flags ? *flags : 0;

	if (fragoff)
		*fragoff = 0;
	if (*offset) {
		struct ipv6hdr buf;
		const struct ipv6hdr *h = skb_header_pointer(skb, *offset, sizeof(buf), &buf);

		if (!h || h->version != 6)
			return -EBADMSG;
		start = *offset + sizeof(*h);
		nexthdr = h->nexthdr;
	}
	for (;;) {
		struct ipv6_opt_hdr buf;
		const struct ipv6_opt_hdr *h;
		bool found = nexthdr == target;
		int err = 0;

		if (!is_chain(nexthdr)) {
			if (target >= 0 && !found)
				return -ENOENT;
			break;
		}
		h = skb_header_pointer(skb, start, sizeof(buf), &buf);
		if (!h)
			return -EBADMSG;
		if (nexthdr == NEXTHDR_ROUTING && used_up(skb, start, &err) &&
		    (want & IP6_FH_F_SKIP_RH))
			found = false;
		if (err)
			return err;
		if (nexthdr == NEXTHDR_FRAGMENT) {
			__be16 fbuf;
			const __be16 *f = frag_field(skb, start, &fbuf);
			u16 off;

			if (flags)
				*flags |= IP6_FH_F_FRAG;
			if (!f)
				return -EBADMSG;
			off = ntohs(*f) & ~7;
			/* Behind a later fragment's header stands no header, only its number. */
			if (off && !found && (target >= 0 || is_chain(h->nexthdr)))
				return -ENOENT;
			if (off && fragoff)
				*fragoff = off;
			if (off && !found)
				return h->nexthdr;
		}
		if (found || (nexthdr == NEXTHDR_AUTH && target < 0 && (want & IP6_FH_F_AUTH)))
			break;
		start += ext_len(nexthdr, h);
		nexthdr = h->nexthdr;
	}
	*offset = start;
	return nexthdr;
}
