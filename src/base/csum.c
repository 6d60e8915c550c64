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

static u64 word_at(const u8 *p)
{
	u32 w;

	memcpy(&w, p, 4);
	return w;
}

/* Headers are short and their length is a multiple of four: 32-bit words cannot overflow 64. */
__sum16 ip_fast_csum(const void *iph, unsigned int ihl)
{
	const u8 *p = iph;
	u64 sum = word_at(p) + word_at(p + 4) + word_at(p + 8) + word_at(p + 12) + word_at(p + 16);

	for (unsigned int i = 5; i < ihl; i++)
		sum += word_at(p + i * 4u);
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffffffff) + (sum >> 32);
	return csum_fold((__wsum)(u32)sum);
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
