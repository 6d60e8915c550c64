// SPDX-License-Identifier: GPL-2.0-or-later
/* The Internet checksum; see csum.h.  Sums 8 bytes at a time with the carry folded at the end. */
#include "base/csum.h"

static u64 add64(u64 a, u64 b)
{
	a += b;
	return a + (a < b);
}

__wsum csum_partial(const void *buf, size_t len, __wsum wsum)
{
	const u8 *p = buf;
	u64 sum = (u32)wsum, w;

	for (; len >= 8; len -= 8, p += 8) {
		memcpy(&w, p, 8);
		sum = add64(sum, w);
	}
	if (len) {
		w = 0;
		memcpy(&w, p, len);
		sum = add64(sum, w);
	}
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffffffff) + (sum >> 32);
	return (__wsum)(u32)sum;
}

__sum16 ip_fast_csum(const void *iph, unsigned int ihl)
{
	return csum_fold(csum_partial(iph, ihl * 4, 0));
}

__wsum csum_tcpudp_nofold(__be32 saddr, __be32 daddr, u32 len, u8 proto, __wsum wsum)
{
	u64 sum = (u32)wsum;

	sum += (u32)saddr;
	sum += (u32)daddr;
	sum += htonl(len + proto);
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffffffff) + (sum >> 32);
	return (__wsum)(u32)sum;
}
