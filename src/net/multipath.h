/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which next hop of several: a hash of the flow, by fib_multipath_hash_policy.
 *
 * 0: addresses (IPv6: and flow label, protocol); 1: and ports; 2: as 0 (the headers inside a tunnel
 * are not looked at); 3: the fields of fib_multipath_hash_fields.  The same flow always goes the
 * same way, and flows spread by weight.  The hash is our own: which way a flow goes is not the
 * kernel's choice.
 */
#ifndef QUINTET_NET_MULTIPATH_H
#define QUINTET_NET_MULTIPATH_H

#include "net/ip6_fib.h"
#include "net/ip_fib.h"

/** fib_multipath_hash(), rt6_multipath_hash() - never 0 */
u32 fib_multipath_hash(const struct net *net, const struct flowi4 *fl);
u32 rt6_multipath_hash(const struct net *net, const struct flowi6 *fl6);

/* @hash's place among @total parts of equal size. */
static inline u32 multipath_point(u32 hash, u32 total)
{
	return (u32)(((u64)hash * total) >> 32);
}

#endif
