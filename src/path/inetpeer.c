// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is remembered of other hosts: how many errors and redirects they had (kernel: inetpeer.c).
 *
 * For each family a set-associative table of a fixed size, made when the first error is sent.  A
 * set that is full forgets the one that was quiet for longest.  A host that was quiet for a minute
 * has all its tokens back, so forgetting it changes nothing; the kernel, too, forgets under
 * pressure.
 */
#include "path/path_internal.h"

#include <stdlib.h>

enum { PEER_SET_BITS = 14, PEER_WAYS = 4, XRLIM_BURST_FACTOR = 6 };

struct inet_peer_base {
	struct inet_peer peer[1 << PEER_SET_BITS][PEER_WAYS];
};

void inet_peer_base_destroy(struct inet_peer_base *base)
{
	free(base);
}

static u32 peer_hash(const struct in6_addr *addr)
{
	const u32 *w = addr->s6_addr32;
	u32 h = ((w[0] * 0x9e3779b1u ^ w[1]) * 0x85ebca6bu ^ w[2]) * 0xc2b2ae35u ^ w[3];

	return (h * 0x9e3779b1u) >> (32 - PEER_SET_BITS);
}

static struct inet_peer *getpeer(struct net_shard *shard, struct inet_peer_base **base,
				 const struct in6_addr *addr)
{
	struct inet_peer *set, *victim;

	if (unlikely(!*base))
		*base = calloc(1, sizeof(**base));
	if (unlikely(!*base))
		return NULL;
	set = (*base)->peer[peer_hash(addr)];
	victim = &set[0];
	for (u32 i = 0; i < PEER_WAYS; i++) {
		if (set[i].rate_last && !memcmp(&set[i].addr, addr, sizeof(*addr)))
			return &set[i];
		if (set[i].rate_last < victim->rate_last)
			victim = &set[i];
	}
	*victim = (struct inet_peer){.addr = *addr, .rate_last = shard->clock.jiffies - 60 * HZ};
	return victim;
}

struct inet_peer *inet_getpeer_v4(struct net_shard *shard, __be32 addr)
{
	const struct in6_addr key = {.s6_addr32 = {0, 0, 0, addr}};

	return getpeer(shard, &path_shard(shard)->peers, &key);
}

struct inet_peer *inet_getpeer_v6(struct net_shard *shard, const struct in6_addr *addr)
{
	return getpeer(shard, &path_shard(shard)->peers6, addr);
}

bool inet_peer_xrlim_allow(struct net_shard *shard, struct inet_peer *peer, u64 timeout)
{
	u64 now = shard->clock.jiffies, token;
	bool allow;

	if (!peer)
		return true;
	token = peer->rate_tokens + (now - peer->rate_last);
	if (token > XRLIM_BURST_FACTOR * timeout)
		token = XRLIM_BURST_FACTOR * timeout;
	allow = token >= timeout;
	peer->rate_tokens = allow ? token - timeout : token;
	peer->rate_last = now;
	return allow;
}
