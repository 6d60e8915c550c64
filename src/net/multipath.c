// SPDX-License-Identifier: GPL-2.0-or-later
/* The hash of a flow that chooses among several next hops; see multipath.h. */
#include "net/multipath.h"

enum { BY_ADDRESSES, BY_PORTS, BY_INNER, BY_FIELDS };
/* The bits of fib_multipath_hash_fields, as ip-sysctl numbers them. */
enum {
	FIELD_SRC_IP = 1,
	FIELD_DST_IP = 2,
	FIELD_IP_PROTO = 4,
	FIELD_FLOWLABEL = 8,
	FIELD_SRC_PORT = 16,
	FIELD_DST_PORT = 32,
};

static u32 fields_of(int policy, int own)
{
	switch (policy) {
	case BY_PORTS:
		return FIELD_SRC_IP | FIELD_DST_IP | FIELD_IP_PROTO | FIELD_SRC_PORT |
		       FIELD_DST_PORT;
	case BY_FIELDS:
		return (u32)own;
	default:
		return FIELD_SRC_IP | FIELD_DST_IP;
	}
}

static u64 mix(u64 h, u64 v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15ull;
	return h ^ h >> 29;
}

static u64 mix_addr(u64 h, const struct in6_addr *a)
{
	u64 half[2];

	memcpy(half, a, sizeof(half));
	return mix(mix(h, half[0]), half[1]);
}

static u32 finish(u64 h)
{
	u32 v = (u32)(mix(h, h >> 31) >> 32);

	return v ? v : 1;
}

u32 fib_multipath_hash(const struct net *net, const struct flowi4 *fl)
{
	u32 f = fields_of(READ_ONCE(((struct net *)net)->ipv4.sysctl_fib_multipath_hash_policy),
			  READ_ONCE(((struct net *)net)->ipv4.sysctl_fib_multipath_hash_fields));
	u64 h = 4;

	h = mix(h, f & FIELD_SRC_IP ? fl->saddr : 0);
	h = mix(h, f & FIELD_DST_IP ? fl->daddr : 0);
	h = mix(h, f & FIELD_IP_PROTO ? fl->flowi4_proto : 0);
	h = mix(h, f & FIELD_SRC_PORT ? fl->fl4_sport : 0);
	return finish(mix(h, f & FIELD_DST_PORT ? fl->fl4_dport : 0));
}

u32 rt6_multipath_hash(const struct net *net, const struct flowi6 *fl6)
{
	int policy = READ_ONCE(((struct net *)net)->ipv6.sysctl_fib_multipath_hash_policy);
	u32 f = fields_of(policy,
			  READ_ONCE(((struct net *)net)->ipv6.sysctl_fib_multipath_hash_fields));
	u64 h = 6;

	if (policy == BY_ADDRESSES || policy == BY_INNER)
		f |= FIELD_FLOWLABEL | FIELD_IP_PROTO;
	if (f & FIELD_SRC_IP)
		h = mix_addr(h, &fl6->saddr);
	if (f & FIELD_DST_IP)
		h = mix_addr(h, &fl6->daddr);
	h = mix(h, f & FIELD_IP_PROTO ? fl6->flowi6_proto : 0);
	h = mix(h, f & FIELD_FLOWLABEL ? fl6->flowlabel & IPV6_FLOWLABEL_MASK : 0);
	h = mix(h, f & FIELD_SRC_PORT ? fl6->fl6_sport : 0);
	return finish(mix(h, f & FIELD_DST_PORT ? fl6->fl6_dport : 0));
}
