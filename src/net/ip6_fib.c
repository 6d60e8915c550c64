// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv6 routing tables: what adding, replacing and deleting mean, and which route a look-up takes
 * (kernel: ip6_fib and the look-up half of its route.c).
 *
 * A table is a trie of prefixes.  A prefix's routes stand in a list, by metric and age; see struct
 * fib6_info.  A look-up takes the longest prefix first and there the lowest metric;
 * among routes of one metric the best score wins (the device that is asked for, the router's
 * preference, routers that answer), and of a multipath route the flow's hash chooses a sibling.  If
 * nothing fits, shorter prefixes are tried.
 *
 * Routes that expire match no more at once, and are taken out by a timer that runs as often as
 * route/gc_interval says.
 */
#include "net/ip6_fib.h"

#include "net/fib6.h"
#include "net/fib_rules.h"
#include "net/multipath.h"
#include "net/neighbour.h"
#include "net/rtnl.h"

#include <linux/netlink.h>
#include <stdlib.h>
#include <urcu/rculist.h>

/* ---- what packets carry ---- */

static void rt6_free(struct dst_entry *dst)
{
	struct rt6_info *rt = container_of(dst, struct rt6_info, dst);

	if (rt->neigh_cache)
		neigh_put(rt->neigh_cache);
	free(rt);
}

struct rt6_info *rt6_alloc(struct net_device *dev, u8 type, u32 flags)
{
	struct rt6_info *rt = calloc(1, sizeof(*rt));

	if (!rt)
		return NULL;
	rt->dst.refs = 1;
	rt->dst.release = rt6_free;
	rt->rt6i_type = type;
	rt->rt6i_flags = flags;
	rt->dev = dev;
	rt->rt6i_idev = dev ? __in6_dev_get(dev) : NULL;
	rt->hoplimit = -1;
	return rt;
}

static int error_index(int error)
{
	static const int known[] = {ENETUNREACH, EHOSTUNREACH, EACCES, EINVAL};

	for (unsigned int i = 0; i < ARRAY_SIZE(known); i++)
		if (known[i] == error)
			return (int)i;
	return -1;
}

struct rt6_info *rt6_error_get(struct net *net, int error)
{
	static const u8 type[] = {RTN_UNREACHABLE, RTN_UNREACHABLE, RTN_PROHIBIT, RTN_BLACKHOLE};
	struct net_device *lo = rcu_dereference(net->loopback_dev);
	struct rt6_info *rt, *none = NULL, **slot;
	int i = error_index(error);

	if (i < 0 || !lo)
		return NULL;
	slot = &fib6_state(net)->rt_error[i];
	rt = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
	if (rt)
		return rt;
	rt = rt6_alloc(lo, type[i], RTF_REJECT | RTF_NONEXTHOP);
	if (!rt)
		return NULL;
	rt->rt6_error = error;
	if (!__atomic_compare_exchange_n(slot, &none, rt, false, __ATOMIC_ACQ_REL,
					 __ATOMIC_ACQUIRE)) {
		rt6_put(rt);
		rt = none;
	}
	return rt;
}

#define IPV6_MIN_MTU_ 1280u

u32 ip6_dst_mtu(const struct rt6_info *rt)
{
	const struct inet6_dev *idev = rt->dev ? __in6_dev_get(rt->dev) : NULL;
	u32 dev = idev ? (u32)IN6_DEV_CONF_GET(idev, MTU6) : IPV6_MIN_MTU_;
	u32 mtu = rt->rt6_mtu && (rt->rt6_mtu < dev || rt->mtu_locked) ? rt->rt6_mtu : dev;

	return mtu < IPV6_MIN_MTU_ ? IPV6_MIN_MTU_ : mtu;
}

/* ---- tables ---- */

struct fib6_table *fib6_get_table(struct net *net, u32 id)
{
	struct fib6_state *st = fib6_state(net);
	struct fib6_table *tb;

	if (id == RT_TABLE_LOCAL)
		return st->local;
	if (id == RT_TABLE_MAIN || !id)
		return st->main;
	cds_list_for_each_entry_rcu (tb, &st->tables, list)
		if (tb->id == id)
			return tb;
	return NULL;
}

/* Dumps go by the kernel's hash: the low byte of the id, the youngest first. */
static void table_link(struct fib6_state *st, struct fib6_table *tb)
{
	struct cds_list_head *at = &st->tables;
	struct fib6_table *other;

	cds_list_for_each_entry (other, &st->tables, list) {
		if ((other->id & 255) >= (tb->id & 255))
			break;
		at = &other->list;
	}
	cds_list_add_rcu(&tb->list, at);
}

static struct fib6_table *table_create(struct fib6_state *st, u32 id)
{
	struct fib6_table *tb = calloc(1, sizeof(*tb));

	if (!tb)
		return NULL;
	tb->id = id;
	tb->trie = fib6_trie_create(st->net);
	if (!tb->trie) {
		free(tb);
		return NULL;
	}
	table_link(st, tb);
	return tb;
}

struct fib6_table *fib6_new_table(struct net *net, u32 id)
{
	struct fib6_table *tb = fib6_get_table(net, id);

	return tb ? tb : table_create(fib6_state(net), id);
}

struct fib6_table *fib6_next_table(struct net *net, const struct fib6_table *tb)
{
	struct cds_list_head *head = &fib6_state(net)->tables;
	struct cds_list_head *at = tb ? (struct cds_list_head *)&tb->list : head;
	struct cds_list_head *next = rcu_dereference(at->next);

	return next == head ? NULL : caa_container_of(next, struct fib6_table, list);
}

/* ---- routes by themselves ---- */

int fib6_prop_error(u8 type)
{
	switch (type) {
	case RTN_BLACKHOLE:
	case RTN_NAT:
	case RTN_XRESOLVE:
		return -EINVAL;
	case RTN_UNREACHABLE:
		return -EHOSTUNREACH;
	case RTN_PROHIBIT:
		return -EACCES;
	case RTN_THROW:
		return -EAGAIN;
	default:
		return 0;
	}
}

bool fib6_expired(const struct fib6_info *f6i)
{
	struct net *net = f6i->rt->dev->net;

	return (READ_ONCE(((struct fib6_info *)f6i)->flags) & RTF_EXPIRES) &&
	       time_after(net_shard0(net)->clock.jiffies,
			  READ_ONCE(((struct fib6_info *)f6i)->expires));
}

int fib6_nsiblings(const struct fib6_info *f6i)
{
	int n = 0;

	if (!rt6_qualify_for_ecmp(f6i))
		return 0;
	for (struct fib6_info *o = rcu_dereference(f6i->leaf->first); o;
	     o = rcu_dereference(o->next))
		n += o != f6i && fib6_siblings(f6i, o);
	return n;
}

void fib6_info_free(struct fib6_info *f6i)
{
	rt6_put(f6i->rt);
	free(f6i->metrics);
	free(f6i);
}

static void info_free(void *p)
{
	fib6_info_free(p);
}

/* ---- looking up ---- */

struct lookup {
	const struct flowi6 *fl6;
	struct fib6_result *res;
	struct net *net;
	int oif; /* the device that is better than others, 0: none */
	int flags;
};

static bool ignores_linkdown(const struct fib6_info *f6i)
{
	struct inet6_dev *idev = __in6_dev_get(f6i->nh_dev);

	return idev && IN6_DEV_CONF_GET(idev, IGNORE_ROUTES_WITH_LINKDOWN);
}

static bool nh_usable(const struct fib6_info *f6i, int flags)
{
	u32 nh = READ_ONCE(((struct fib6_info *)f6i)->nh_flags);

	if (nh & RTNH_F_DEAD)
		return false;
	if ((nh & RTNH_F_LINKDOWN) && !(flags & RT6_LOOKUP_F_IGNORE_LINKSTATE) &&
	    ignores_linkdown(f6i))
		return false;
	return !fib6_expired(f6i);
}

/* RTF_PREF's two bits: low is 3, medium 0, high 1. */
static int router_pref(u32 flags)
{
	return (int)((flags >> 27 & 3) ^ 2);
}

/* How good is @f6i for the flow? Negative: not at all. */
static int score(const struct lookup *lk, const struct fib6_info *f6i)
{
	bool (*failed)(struct net_device *, const struct in6_addr *);
	int m = !lk->oif || f6i->nh_dev->ifindex == lk->oif ? 2 : 0;

	if (!m && (lk->flags & RT6_LOOKUP_F_IFACE))
		return -1;
	m |= router_pref(f6i->flags) << 2;
	if (!(lk->flags & RT6_LOOKUP_F_REACHABLE) || !f6i->rt->has_gateway)
		return m;
	failed = rcu_dereference(fib6_state(lk->net)->neigh_failed);
	return failed && failed(f6i->nh_dev, &f6i->rt->rt6i_gateway) ? -1 : m;
}

/* The best of the routes from @start on.  The first metric has the word; only when none of its
 * routes can be used all others are asked. */
static struct fib6_info *select_route(const struct lookup *lk, struct fib6_info *start)
{
	struct fib6_info *best = NULL;
	int best_score = -1;

	for (struct fib6_info *f = start; f; f = rcu_dereference(f->next)) {
		int m;

		if (best && f->metric != start->metric && best->metric == start->metric)
			break;
		m = nh_usable(f, lk->flags) ? score(lk, f) : -1;
		if (m <= best_score)
			continue;
		best = f;
		best_score = m;
	}
	return best;
}

static struct fib6_info *select_sibling(const struct lookup *lk, struct fib6_info *match)
{
	struct fib6_info *first = rcu_dereference(match->leaf->first);
	u32 total = 0, point;

	for (struct fib6_info *f = first; f; f = rcu_dereference(f->next))
		if (fib6_siblings(match, f) && nh_usable(f, lk->flags))
			total += (u32)f->weight;
	point = multipath_point(
		lk->fl6->mp_hash ? lk->fl6->mp_hash : rt6_multipath_hash(lk->net, lk->fl6), total);
	for (struct fib6_info *f = first; f; f = rcu_dereference(f->next)) {
		if (!fib6_siblings(match, f) || !nh_usable(f, lk->flags))
			continue;
		if (point < (u32)f->weight)
			return score(lk, f) < 0 ? match : f;
		point -= (u32)f->weight;
	}
	return match;
}

static int leaf_check(const struct fib6_leaf *l, void *ctx)
{
	struct lookup *lk = ctx;
	struct fib6_info *f = rcu_dereference(((struct fib6_leaf *)l)->first);
	struct fib6_info *best = f ? select_route(lk, f) : NULL;

	if (!best)
		return 1;
	if (rt6_qualify_for_ecmp(best) && !lk->fl6->flowi6_oif)
		best = select_sibling(lk, best);
	*lk->res = (struct fib6_result){best->rt, best, best->type, l->plen, best->table->id};
	return 0;
}

static int table_lookup(struct net *net, const struct fib6_table *tb, const struct flowi6 *fl6,
			struct fib6_result *res, int flags)
{
	int oif = flags & RT6_LOOKUP_F_INPUT ? fl6->flowi6_iif : fl6->flowi6_oif;
	struct lookup lk = {fl6, res, net, oif, flags};
	int ret = fib6_trie_walk(tb->trie, &fl6->daddr, leaf_check, &lk);

	/* Better a router that may be gone than none. */
	if (ret == 1 && (flags & RT6_LOOKUP_F_REACHABLE)) {
		lk.flags &= ~RT6_LOOKUP_F_REACHABLE;
		ret = fib6_trie_walk(tb->trie, &fl6->daddr, leaf_check, &lk);
	}
	return ret ? -EAGAIN : 0;
}

/* A host looks for routers that answer; a router does not. */
static int lookup_flags(struct net *net, int flags)
{
	return IPV6_DEVCONF_ALL(net, FORWARDING) ? flags : flags | RT6_LOOKUP_F_REACHABLE;
}

int fib6_table_lookup(struct net *net, u32 table, const struct flowi6 *fl6, struct fib6_result *res,
		      int flags)
{
	struct fib6_table *tb = fib6_get_table(net, table);

	return tb ? table_lookup(net, tb, fl6, res, lookup_flags(net, flags)) : -EAGAIN;
}

static bool is_answer(int err, const struct fib6_result *res)
{
	return !err && res->rt->rt6_error != EAGAIN;
}

int fib6_lookup(struct net *net, const struct flowi6 *fl6, struct fib6_result *res, int flags)
{
	struct fib6_state *st = fib6_state(net);
	int err;

	flags = lookup_flags(net, flags);
	if (unlikely(READ_ONCE(st->has_custom_rules))) {
		err = fib6_rules_lookup(net, fl6, res, flags);
	} else {
		if (is_answer(table_lookup(net, st->local, fl6, res, flags), res))
			return 0;
		if (is_answer(table_lookup(net, st->main, fl6, res, flags), res))
			return 0;
		err = -ENETUNREACH;
	}
	if (err)
		*res = (struct fib6_result){.rt = rt6_error_get(net, -err)};
	return err;
}

/* ---- adding ---- */

static void tell(struct net *net, struct fib6_info *f6i, int type, const struct nl_info *info,
		 u16 nlflags, bool alone)
{
	if (!info || !info->skip_notify)
		rtnl_event(net, route6, net, f6i, type, info, nlflags, alone);
}

static bool same_nexthop(const struct fib6_info *a, const struct fib6_info *b)
{
	return a->nh_dev == b->nh_dev && a->rt->has_gateway == b->rt->has_gateway &&
	       ipv6_addr_equal(&a->rt->rt6i_gateway, &b->rt->rt6i_gateway);
}

/* The same route again: it is refused, but how long the old one lives is the new one's word. */
static void take_lifetime(struct net *net, struct fib6_info *old, const struct fib6_info *f6i)
{
	if (!(old->flags & RTF_EXPIRES))
		return;
	if (f6i->flags & RTF_EXPIRES) {
		WRITE_ONCE(old->expires, f6i->expires);
		fib6_start_gc(net);
	} else {
		WRITE_ONCE(old->flags, old->flags & ~(u32)RTF_EXPIRES);
	}
}

/** struct place - where a route goes; @replace: instead of what stands there */
struct place {
	struct fib6_info **at;
	bool replace;
};

static int find_place(struct net *net, struct fib6_leaf *l, struct fib6_info *f6i, u16 nlflags,
		      struct place *pl)
{
	bool ecmp = rt6_qualify_for_ecmp(f6i);
	struct fib6_info **p = &l->first, **fallback = NULL;

	*pl = (struct place){0};
	for (; *p && (*p)->metric <= f6i->metric; p = &(*p)->next) {
		if ((*p)->metric != f6i->metric)
			continue;
		if (nlflags & NLM_F_EXCL)
			return -EEXIST;
		if (nlflags & NLM_F_REPLACE) {
			if (ecmp == rt6_qualify_for_ecmp(*p)) {
				*pl = (struct place){p, true};
				return 0;
			}
			if (!fallback)
				fallback = p;
			continue;
		}
		if (same_nexthop(*p, f6i)) {
			take_lifetime(net, *p, f6i);
			return -EEXIST;
		}
	}
	*pl = fallback ? (struct place){fallback, true} : (struct place){p, false};
	return 0;
}

static void retire(struct net *net, struct fib6_info *f6i)
{
	f6i->table->routes--;
	fib6_state(net)->entries--;
	rcu_defer(&net->garbage, info_free, f6i);
}

static void replace_at(struct net *net, struct place *pl, struct fib6_info *f6i,
		       const struct nl_info *info)
{
	struct fib6_info *old = *pl->at;
	bool group = rt6_qualify_for_ecmp(old);

	rcu_assign_pointer(f6i->next, old->next);
	rcu_assign_pointer(*pl->at, f6i);
	retire(net, old);
	/* What replaces a multipath route replaces all of it. */
	for (struct fib6_info **p = &f6i->next; group && *p;) {
		struct fib6_info *f = *p;

		if (f->metric != f6i->metric || !rt6_qualify_for_ecmp(f)) {
			p = &f->next;
			continue;
		}
		rcu_assign_pointer(*p, f->next);
		retire(net, f);
	}
	tell(net, f6i, RTM_NEWROUTE, info, NLM_F_REPLACE, false);
}

static int add_leaf(struct fib6_table *tb, const struct in6_addr *dst, u8 plen,
		    struct fib6_info *f6i)
{
	struct fib6_leaf *l = calloc(1, sizeof(*l));

	if (!l)
		return -ENOMEM;
	l->key = *dst;
	l->plen = plen;
	l->first = f6i;
	f6i->leaf = l;
	if (!fib6_trie_insert(tb->trie, l))
		return 0;
	free(l);
	return -ENOMEM;
}

/* @l NULL: no route has this prefix */
static int add_route(struct net *net, struct fib6_table *tb, struct fib6_leaf *l,
		     const struct in6_addr *dst, u8 plen, struct fib6_info *f6i, u16 nlflags,
		     const struct nl_info *info, struct netlink_ext_ack *extack)
{
	bool must_exist = (nlflags & (NLM_F_REPLACE | NLM_F_CREATE)) == NLM_F_REPLACE;
	struct place pl = {0};
	int err = l ? find_place(net, l, f6i, nlflags, &pl) : 0;

	if (err)
		return err;
	if (!pl.replace && must_exist) {
		if (!l)
			NL_SET_ERR_MSG(extack, "Can not replace route - no match found");
		return -ENOENT;
	}
	f6i->table = tb;
	f6i->leaf = l;
	if (!l) {
		err = add_leaf(tb, dst, plen, f6i);
		if (err)
			return err;
	} else if (!pl.replace) {
		f6i->next = *pl.at;
		rcu_assign_pointer(*pl.at, f6i);
	}
	tb->routes++;
	fib6_state(net)->entries++;
	fib6_state(net)->adds++;
	if (pl.replace)
		replace_at(net, &pl, f6i, info);
	else
		tell(net, f6i, RTM_NEWROUTE, info, NLM_F_CREATE, false);
	return 0;
}

int fib6_add(struct net *net, struct fib6_table *tb, const struct in6_addr *dst, u8 plen,
	     struct fib6_info *f6i, u16 nlflags, const struct nl_info *info,
	     struct netlink_ext_ack *extack)
{
	struct fib6_leaf *l = fib6_trie_find(tb->trie, dst, plen);
	int err = add_route(net, tb, l, dst, plen, f6i, nlflags, info, extack);

	if (err)
		fib6_info_free(f6i);
	else if (f6i->flags & RTF_EXPIRES)
		fib6_start_gc(net);
	return err;
}

/* ---- deleting ---- */

static void leaf_free(void *p)
{
	free(p);
}

void fib6_del(struct net *net, struct fib6_info *f6i, const struct nl_info *info)
{
	struct fib6_leaf *l = f6i->leaf;
	struct fib6_info **p = &l->first;

	while (*p != f6i)
		p = &(*p)->next;
	rcu_assign_pointer(*p, f6i->next);
	tell(net, f6i, RTM_DELROUTE, info, 0, true);
	if (!l->first && !fib6_trie_remove(f6i->table->trie, l))
		rcu_defer(&net->garbage, leaf_free, l);
	retire(net, f6i);
}

static void clean_table(struct net *net, struct fib6_table *tb,
			bool (*fn)(struct fib6_info *f6i, void *ctx), void *ctx,
			const struct nl_info *info)
{
	struct fib6_leaf *l = fib6_trie_next(tb->trie, NULL, 0);

	while (l) {
		struct in6_addr key = l->key;
		u8 plen = l->plen;

		for (struct fib6_info *f = l->first, *next; f; f = next) {
			next = f->next;
			if (fn(f, ctx))
				fib6_del(net, f, info);
		}
		l = fib6_trie_next(tb->trie, &key, plen);
	}
}

void fib6_clean_all(struct net *net, bool (*fn)(struct fib6_info *f6i, void *ctx), void *ctx,
		    bool skip_notify)
{
	struct nl_info quiet = {.skip_notify = skip_notify};
	struct fib6_table *tb;

	cds_list_for_each_entry (tb, &fib6_state(net)->tables, list)
		clean_table(net, tb, fn, ctx, &quiet);
}

/* ---- time ---- */

struct ageing {
	struct net *net;
	bool more;
};

static bool age_route(struct fib6_info *f6i, void *ctx)
{
	struct ageing *a = ctx;

	if (!(f6i->flags & RTF_EXPIRES))
		return false;
	if (fib6_expired(f6i))
		return true;
	a->more = true;
	return false;
}

void fib6_start_gc(struct net *net)
{
	struct fib6_state *st = fib6_state(net);
	struct net_shard *shard = net_shard0(net);
	u64 interval = (u64)(u32)READ_ONCE(net->ipv6.sysctl_ip6_rt_gc_interval) * HZ;

	if (!timer_pending(&st->gc_timer))
		mod_timer(&shard->timers, &st->gc_timer, shard->clock.jiffies + interval);
}

static void gc_timer(struct timer_list *t)
{
	struct net *net = container_of(t, struct fib6_state, gc_timer)->net;
	struct ageing a = {.net = net};

	fib6_clean_all(net, age_route, &a, false);
	if (a.more)
		fib6_start_gc(net);
}

/* ---- devices and addresses ---- */

struct dev_change {
	struct net_device *dev;
	bool carrier_only;
};

static bool all_dead(const struct fib6_info *f6i)
{
	for (struct fib6_info *o = f6i->leaf->first; o; o = o->next)
		if (fib6_siblings(f6i, o) && !(o->nh_flags & RTNH_F_DEAD))
			return false;
	return true;
}

static bool down_route(struct fib6_info *f6i, void *ctx)
{
	const struct dev_change *c = ctx;

	if (f6i->nh_dev != c->dev || (f6i->flags & RTF_REJECT && f6i->metric == UINT32_MAX))
		return false;
	if (c->carrier_only) {
		if (!(f6i->flags & (RTF_LOCAL | RTF_ANYCAST)))
			WRITE_ONCE(f6i->nh_flags, f6i->nh_flags | RTNH_F_LINKDOWN);
		return false;
	}
	if (!c->dev->registered || !fib6_nsiblings(f6i))
		return true;
	WRITE_ONCE(f6i->nh_flags, f6i->nh_flags | RTNH_F_DEAD | RTNH_F_LINKDOWN);
	return false;
}

/* Multipath routes of which no next hop is left. */
static bool dead_group(struct fib6_info *f6i, void *ctx)
{
	return (f6i->nh_flags & RTNH_F_DEAD) && all_dead(f6i);
}

void rt6_sync_down_dev(struct net_device *dev, bool carrier_only)
{
	struct dev_change c = {dev, carrier_only};
	bool quiet = READ_ONCE(dev->net->ipv6.sysctl_skip_notify_on_dev_down);

	if (!fib6_state(dev->net))
		return;
	fib6_clean_all(dev->net, down_route, &c, quiet);
	if (!carrier_only)
		fib6_clean_all(dev->net, dead_group, NULL, quiet);
}

struct up_change {
	struct net_device *dev;
	u32 flags;
};

static bool up_route(struct fib6_info *f6i, void *ctx)
{
	const struct up_change *c = ctx;

	if (f6i->nh_dev == c->dev)
		WRITE_ONCE(f6i->nh_flags, f6i->nh_flags & ~c->flags);
	return false;
}

void rt6_sync_up(struct net_device *dev, u32 flags)
{
	struct up_change c = {dev, flags};

	if (dev->carrier)
		c.flags |= RTNH_F_LINKDOWN;
	if (fib6_state(dev->net))
		fib6_clean_all(dev->net, up_route, &c, true);
}

static bool drop_prefsrc(struct fib6_info *f6i, void *ctx)
{
	const struct inet6_ifaddr *ifp = ctx;

	/* Another device may still have it; the kernel asks for the route's own only. */
	if (f6i->nh_dev == ifp->idev->dev && ipv6_addr_equal(&f6i->rt->prefsrc, &ifp->addr))
		memset(&f6i->rt->prefsrc, 0, sizeof(f6i->rt->prefsrc));
	return false;
}

void rt6_remove_prefsrc(struct inet6_ifaddr *ifp)
{
	fib6_clean_all(ifp->idev->dev->net, drop_prefsrc, ifp, true);
}

/* ---- the namespace ---- */

static bool any_route(struct fib6_info *f6i, void *ctx)
{
	return true;
}

int fib6_net_init(struct net *net)
{
	struct fib6_state *st = calloc(1, sizeof(*st));
	int err;

	if (!st)
		return -ENOMEM;
	st->net = net;
	CDS_INIT_LIST_HEAD(&st->tables);
	timer_setup(&st->gc_timer, gc_timer);
	net->slot[NET_SLOT_FIB6] = st;
	st->local = table_create(st, RT_TABLE_LOCAL);
	st->main = table_create(st, RT_TABLE_MAIN);
	err = st->local && st->main ? fib6_rules_net_init(net) : -ENOMEM;
	if (err)
		fib6_net_exit(net);
	return err;
}

void fib6_net_exit(struct net *net)
{
	struct fib6_state *st = fib6_state(net);
	struct fib6_table *tb, *next;

	if (!st)
		return;
	del_timer(&net_shard0(net)->timers, &st->gc_timer);
	fib6_clean_all(net, any_route, NULL, true);
	fib6_rules_net_exit(net);
	rcu_defer_flush(&net->garbage);
	cds_list_for_each_entry_safe (tb, next, &st->tables, list) {
		fib6_trie_destroy(tb->trie);
		free(tb);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(st->rt_error); i++)
		if (st->rt_error[i])
			rt6_put(st->rt_error[i]);
	free(st);
	net->slot[NET_SLOT_FIB6] = NULL;
}
