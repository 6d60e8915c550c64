// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Interface identifiers of generated addresses: EUI-64 (RFC 4291, appendix A) and stable privacy
 * (RFC 7217, with the kernel's function, one SHA-1 block, so that a secret gives the same address).
 */
#include "net/addrconf_internal.h"

bool ipv6_generate_eui64(struct in6_addr *addr, const struct net_device *dev)
{
	u8 *eui = addr->s6_addr + 8;

	if (dev->addr_len != 6)
		return false;
	memcpy(eui, dev->dev_addr, 3);
	memcpy(eui + 5, dev->dev_addr + 3, 3);
	eui[3] = 0xff;
	eui[4] = 0xfe;
	eui[0] ^= 2;
	return true;
}

/* ---- SHA-1 of a single block, without the length that ends a message (RFC 3174) ---- */

static u32 rol(u32 v, int n)
{
	return v << n | v >> (32 - n);
}

static u32 sha1_choose(int round, u32 b, u32 c, u32 d)
{
	if (round < 20)
		return ((b & c) | (~b & d)) + 0x5a827999;
	if (round < 40)
		return (b ^ c ^ d) + 0x6ed9eba1;
	if (round < 60)
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
	return (b ^ c ^ d) + 0xca62c1d6;
}

static void sha1_block(u32 h[5], const u8 block[64])
{
	u32 w[80], s[5];

	for (int i = 0; i < 16; i++)
		w[i] = get_unaligned_be32(block + 4 * i);
	for (int i = 16; i < 80; i++)
		w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	memcpy(s, h, sizeof(s));
	for (int i = 0; i < 80; i++) {
		u32 next = rol(s[0], 5) + sha1_choose(i, s[1], s[2], s[3]) + s[4] + w[i];

		memmove(s + 1, s, 4 * sizeof(s[0]));
		s[0] = next;
		s[2] = rol(s[2], 30);
	}
	for (int i = 0; i < 5; i++)
		h[i] += s[i];
}

/* ---- stable privacy ---- */

/* Identifiers that mean something else: subnet-router anycast, and RFC 2526's and 5453's. */
static bool is_reserved(const struct in6_addr *a)
{
	u32 hi = ntohl(a->s6_addr32[2]), lo = ntohl(a->s6_addr32[3]);

	return (!hi && !lo) || (hi == 0x02005eff && (lo & 0xfe000000) == 0xfe000000) ||
	       (hi == 0xfdffffff && lo >= 0xffffff80);
}

struct identity {
	struct in6_addr secret;
	__be32 prefix[2];
	u8 hwaddr[MAX_ADDR_LEN];
	u8 dad_count;
	u8 zeros[7];
} __attribute__((packed));
_Static_assert(sizeof(struct identity) == 64, "one block");

bool ipv6_generate_stable_address(struct in6_addr *addr, u8 dad_count, struct inet6_dev *idev)
{
	const struct ipv6_devconf *dflt = idev->dev->net->ipv6.devconf_dflt;
	const struct ipv6_devconf *cnf = idev->cnf.secret_initialized ? &idev->cnf : dflt;
	struct identity id = {.secret = cnf->stable_secret,
			      .prefix = {addr->s6_addr32[0], addr->s6_addr32[1]}};
	int retries = idev->dev->net->ipv6.sysctl_idgen_retries;

	if (!cnf->secret_initialized)
		return false;
	memcpy(id.hwaddr, idev->dev->perm_addr, idev->dev->addr_len);
	for (int count = dad_count; count <= retries; count++) {
		u32 h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

		id.dad_count = (u8)count;
		sha1_block(h, (const u8 *)&id);
		/* The words are taken as they lie in memory. */
		addr->s6_addr32[2] = h[0];
		addr->s6_addr32[3] = h[1];
		if (!is_reserved(addr))
			return true;
	}
	return false;
}
