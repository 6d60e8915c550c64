// SPDX-License-Identifier: GPL-2.0-or-later
/* See fnhe.h.  A bucket that grows too long loses the exception that was told of longest ago. */
#include "net/fnhe.h"

#include <stdlib.h>

enum { FNHE_BUCKETS = 256, FNHE_RECLAIM_DEPTH = 5 };

/** struct fib_nh_exception - immutable but for rt's MTU, gateway and expiry, and stamp */
struct fib_nh_exception {
	struct fib_nh_exception *next; /* RCU */
	__be32 daddr;
	u64 stamp; /* when it was told of last */
	u32 genid;
	struct rtable *rt; /* a reference */
};

struct fnhe_table {
	struct fib_nh_exception *bucket[FNHE_BUCKETS]; /* RCU */
};

static u32 fnhe_hash(__be32 daddr)
{
	return ((u32)daddr * 0x9e3779b1u) >> 24;
}

static struct fib_nh_exception *find(struct fnhe_table *t, __be32 daddr)
{
	struct fib_nh_exception *e = rcu_dereference(t->bucket[fnhe_hash(daddr)]);

	while (e && e->daddr != daddr)
		e = rcu_dereference(e->next);
	return e;
}

struct rtable *__rt_exception(struct rtable *rt, __be32 daddr)
{
	struct fib_nh_exception *e = find(rcu_dereference(rt->exceptions), daddr);
	u64 now = net_shard0(rt->dev->net)->clock.jiffies;

	if (!e || e->genid != READ_ONCE(rt->dev->net->ipv4.fnhe_genid))
		return rt;
	return time_after(now, READ_ONCE(e->rt->expires)) ? rt : rcu_dereference(e->rt);
}

static void exception_free(void *p)
{
	struct fib_nh_exception *e = p;

	rt_put(e->rt);
	free(e);
}

void fnhe_free(struct fnhe_table *t)
{
	struct fib_nh_exception *e, *next;

	if (!t)
		return;
	for (u32 i = 0; i < FNHE_BUCKETS; i++)
		for (e = t->bucket[i]; e; e = next) {
			next = e->next;
			exception_free(e);
		}
	free(t);
}

/* A route like the next hop's, for one destination. */
static struct rtable *route_like(const struct rtable *nh)
{
	struct rtable *rt = rt_alloc(nh->dev, nh->rt_type, nh->rt_flags);

	if (!rt)
		return NULL;
	rt->rt_uses_gateway = nh->rt_uses_gateway;
	rt->rt_gateway = nh->rt_gateway;
	rt->prefsrc = nh->prefsrc;
	rt->table = nh->table;
	rt->rt_mtu = nh->rt_mtu;
	rt->mtu_locked = nh->mtu_locked;
	return rt;
}

static void forget_oldest(struct net *net, struct fib_nh_exception **bucket)
{
	struct fib_nh_exception **p, **oldest = bucket, *e;

	assert(*bucket);
	for (p = bucket; *p; p = &(*p)->next)
		if ((*p)->stamp < (*oldest)->stamp)
			oldest = p;
	e = *oldest;
	rcu_assign_pointer(*oldest, e->next);
	rcu_defer(&net->garbage, exception_free, e);
}

static struct fib_nh_exception *create(struct rtable *nh, __be32 daddr)
{
	struct fnhe_table *t = nh->exceptions;
	struct fib_nh_exception *e, **bucket;
	u32 depth = 0;

	if (!t) {
		t = calloc(1, sizeof(*t));
		if (!t)
			return NULL;
		rcu_assign_pointer(nh->exceptions, t);
	}
	bucket = &t->bucket[fnhe_hash(daddr)];
	for (e = *bucket; e; e = e->next)
		depth++;
	for (; depth > 2 * FNHE_RECLAIM_DEPTH; depth--)
		forget_oldest(nh->dev->net, bucket);
	e = calloc(1, sizeof(*e));
	if (!e)
		return NULL;
	e->daddr = daddr;
	e->rt = route_like(nh);
	if (!e->rt) {
		free(e);
		return NULL;
	}
	e->next = *bucket;
	return e;
}

static void put_route(void *rt)
{
	rt_put(rt);
}

static void replace_route(struct fib_nh_exception *e, struct rtable *rt)
{
	struct rtable *old = e->rt;

	rcu_assign_pointer(e->rt, rt);
	rcu_defer(&rt->dev->net->garbage, put_route, old);
}

/* What was learnt has been flushed. */
static bool begin_anew(const struct rtable *nh, struct fib_nh_exception *e)
{
	struct rtable *rt = route_like(nh);

	if (rt)
		replace_route(e, rt);
	return rt;
}

/* Another router has another neighbour entry: the route is made anew. */
static bool change_gateway(struct fib_nh_exception *e, __be32 gw)
{
	struct rtable *rt = route_like(e->rt);

	if (!rt)
		return false;
	rt->rt_pmtu = e->rt->rt_pmtu;
	rt->rt_mtu_locked = e->rt->rt_mtu_locked;
	rt->rt_redirected = true;
	rt->rt_uses_gateway = 1;
	rt->rt_gateway = gw;
	replace_route(e, rt);
	return true;
}

void update_or_create_fnhe(struct rtable *nh, __be32 daddr, __be32 gw, u32 pmtu, bool lock,
			   u64 expires)
{
	struct fib_nh_exception *e = nh->exceptions ? find(nh->exceptions, daddr) : NULL;
	u32 genid = nh->dev->net->ipv4.fnhe_genid;
	bool fresh = !e;

	if (e && e->genid != genid && !begin_anew(nh, e))
		return;
	if (fresh)
		e = create(nh, daddr);
	if (!e)
		return;
	if (gw && !change_gateway(e, gw)) {
		if (fresh)
			exception_free(e);
		return;
	}
	if (pmtu) {
		WRITE_ONCE(e->rt->rt_pmtu, pmtu);
		WRITE_ONCE(e->rt->rt_mtu_locked, lock);
	}
	WRITE_ONCE(e->rt->expires, expires ? expires : 1);
	e->stamp = expires;
	WRITE_ONCE(e->genid, genid);
	if (fresh)
		rcu_assign_pointer(nh->exceptions->bucket[fnhe_hash(daddr)], e);
}
