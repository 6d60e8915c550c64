/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Internet checksum (RFC 1071) and its incremental form (RFC 1624).
 *
 * A __wsum is an unfolded 32-bit ones' complement sum in network byte order of its halves, as in
 * the kernel; a __sum16 is the folded, complemented value that stands in a header.
 */
#ifndef QUINTET_BASE_CSUM_H
#define QUINTET_BASE_CSUM_H

#include "base/types.h"

/* Sum of @len bytes at any alignment, added to @sum. */
__wsum csum_partial(const void *buf, size_t len, __wsum sum);

static inline __wsum csum_add(__wsum a, __wsum b)
{
	u32 s = (u32)a + (u32)b;

	return (__wsum)(s + (s < (u32)b));
}

static inline __wsum csum_sub(__wsum a, __wsum b)
{
	return csum_add(a, (__wsum) ~(u32)b);
}

static inline __sum16 csum_fold(__wsum sum)
{
	u32 s = (u32)sum;

	s = (s & 0xffff) + (s >> 16);
	s = (s & 0xffff) + (s >> 16);
	return (__sum16)~s;
}

static inline __wsum csum_unfold(__sum16 n)
{
	return (__wsum)(u32)n;
}

/* Checksum of an IPv4 header of @ihl 32-bit words, at least 5; over a received one: 0 if right. */
__sum16 ip_fast_csum(const void *iph, unsigned int ihl);

__wsum csum_tcpudp_nofold(__be32 saddr, __be32 daddr, u32 len, u8 proto, __wsum sum);

static inline __sum16 csum_tcpudp_magic(__be32 saddr, __be32 daddr, u32 len, u8 proto, __wsum sum)
{
	return csum_fold(csum_tcpudp_nofold(saddr, daddr, len, proto, sum));
}

/* @sum covered @from; make it cover @to. */
static inline void csum_replace4(__sum16 *sum, __be32 from, __be32 to)
{
	__wsum t = csum_sub((__wsum)(u32)(u16) ~*sum, (__wsum)from);

	*sum = csum_fold(csum_add(t, (__wsum)to));
}

static inline void csum_replace2(__sum16 *sum, __be16 from, __be16 to)
{
	csum_replace4(sum, (__be32)from, (__be32)to);
}

#endif
