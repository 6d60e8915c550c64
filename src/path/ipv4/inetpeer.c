// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is remembered of other hosts: how many errors and redirects they had (kernel: inetpeer.c).
 *
 * A set-associative table of a fixed size, made when the first error is sent.  A set that is full
 * forgets the one that was quiet for longest.  A host that was quiet for a minute has all its
 * tokens back, so forgetting it changes nothing; the kernel, too, forgets under pressure.
 */
#include "path/ipv4/ip_internal.h"

#include <stdlib.h>

enum { PEER_SETS = 16384, PEER_WAYS = 4, XRLIM_BURST_FACTOR = 6 };

struct inet_peer_base {
	struct inet_peer peer[PEER_SETS][PEER_WAYS];
};

struct inet_peer_base *inet_peer_base_create(void)
{
	return calloc(1, sizeof(struct inet_peer_base));
}

void inet_peer_base_destroy(struct inet_peer_base *base)
{
	free(base);
}

static u32 peer_hash(__be32 addr)
{
	return ((u32)addr * 0x9e3779b1u) >> 18;
}

struct inet_peer *inet_getpeer_v4(struct net_shard *shard, __be32 addr)
{
	struct path_shard *ps = path_shard(shard);
	struct inet_peer *set, *victim;

	if (unlikely(!ps->peers))
		ps->peers = inet_peer_base_create();
	if (unlikely(!ps->peers))
		return NULL;
	set = ps->peers->peer[peer_hash(addr)];
	victim = &set[0];
	for (u32 i = 0; i < PEER_WAYS; i++) {
		if (set[i].rate_last && set[i].addr == addr)
			return &set[i];
		if (set[i].rate_last < victim->rate_last)
			victim = &set[i];
	}
	*victim = (struct inet_peer){.addr = addr, .rate_last = shard->clock.jiffies - 60 * HZ};
	return victim;
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
