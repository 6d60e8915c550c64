/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a next hop has learnt of single destinations (kernel: fib_nh_exception): a smaller path MTU,
 * or a better router on the same link.
 *
 * An exception has a struct rtable of its own, made after the next hop's, which packets to its
 * destination carry instead.  It ends with its time or with the next hop.  Read under RCU; changed
 * by the thread of the shard whose packet taught it, which with one shard is the owner's.
 */
#ifndef QUINTET_NET_FNHE_H
#define QUINTET_NET_FNHE_H

#include "net/ip_fib.h"

/** rt_exception() - the route to @daddr: @rt's exception for it if there is one that has not
 * expired, else @rt; under RCU */
struct rtable *__rt_exception(struct rtable *rt, __be32 daddr);
static inline struct rtable *rt_exception(struct rtable *rt, __be32 daddr)
{
	return likely(!rcu_dereference(rt->exceptions)) ? rt : __rt_exception(rt, daddr);
}
/**
 * update_or_create_fnhe() - @rt, a next hop's, learns of @daddr
 * @gw: the better router; 0: what is known stays
 * @pmtu: the smaller MTU; 0: what is known stays
 * @lock: the MTU was too small to be believed
 * @expires: jiffies
 *
 * Without memory nothing is learnt.
 */
void update_or_create_fnhe(struct rtable *rt, __be32 daddr, __be32 gw, u32 pmtu, bool lock,
			   u64 expires);
/** fnhe_free() - all of a next hop's; packets hold the routes that they use; NULL is fine */
void fnhe_free(struct fnhe_table *t);

/** rt_pmtu() - the path MTU that was learnt of @rt, 0: none, or not any more */
static inline u32 rt_pmtu(const struct rtable *rt)
{
	return unlikely(rt->expires) && rt->rt_pmtu &&
			       time_before(net_shard0(rt->dev->net)->clock.jiffies, rt->expires)
		       ? rt->rt_pmtu
		       : 0;
}

#endif
