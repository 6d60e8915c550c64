// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The neighbour tables: entries found, made and ended.
 *
 * A table is a hash of chains, found under RCU; a reader that meets a chain while the table grows
 * may miss an entry, and then takes the lock and looks again.  Changes hold the table's lock.
 * Entries have references: the table's, the armed timer's, and those of routes.
 *
 * Room: below gc_thresh1 nothing is collected; above gc_thresh2 entries that nothing was learned of
 * for 5 s go when another is made, at most every 5 s; above gc_thresh3 one is only made in place of
 * another.  Permanent and external entries count for none of it.
 */
#include "net/neigh_internal.h"

#include "net/rtnl.h"

#include <stdlib.h>

struct neigh_table *neigh_find_table(const struct net *net, int family)
{
	switch (family) {
	case AF_INET:
		return arp_tbl(net);
	case AF_INET6:
		return nd_tbl(net);
	default:
		return NULL;
	}
}

int neigh_family(const struct neigh_table *tbl)
{
	return tbl->desc->family;
}

u32 neigh_key_len(const struct neigh_table *tbl)
{
	return tbl->key_len;
}

void neigh_table_config(const struct neigh_table *tbl, struct ndt_config *config)
{
	u64 now = net_shard0(tbl->net)->clock.jiffies;

	config->ndtc_key_len = (u16)tbl->key_len;
	config->ndtc_entries = neigh_entries(tbl);
	config->ndtc_last_flush = (u32)((now - tbl->last_flush) * 1000 / HZ);
	config->ndtc_last_rand = (u32)((now - tbl->last_rand) * 1000 / HZ);
	config->ndtc_hash_mask = tbl->hash->buckets - 1;
	config->ndtc_proxy_qlen = tbl->proxy_qlen;
}

void neigh_set_ops(struct neigh_table *tbl, const struct neigh_ops *ops)
{
	tbl->ops = ops;
}

/* ---- references ---- */

void neigh_hold(struct neighbour *n)
{
	__atomic_add_fetch(&n->refs, 1, __ATOMIC_RELAXED);
}

void neigh_put(struct neighbour *n)
{
	if (!__atomic_sub_fetch(&n->refs, 1, __ATOMIC_ACQ_REL))
		free(n);
}

static void deferred_put(void *n)
{
	neigh_put(n);
}

/* ---- the hash ---- */

static u32 mix(u32 h)
{
	h *= 0x85ebca6bu;
	return h ^ h >> 13 ^ h >> 24;
}

static u32 key_hash(u32 key_len, const struct net_device *dev, const void *pkey)
{
	u32 w[NEIGH_KEY_MAX / 4], h = (u32)dev->ifindex * 0x9e3779b1u;

	if (likely(key_len == 4)) {
		memcpy(w, pkey, 4);
		return mix(h ^ w[0]);
	}
	memcpy(w, pkey, sizeof(w));
	return mix(mix(mix(mix(h ^ w[0]) ^ w[1]) ^ w[2]) ^ w[3]);
}

static bool key_equal(u32 key_len, const struct neighbour *n, const void *pkey)
{
	if (likely(key_len == 4))
		return !memcmp(n->primary_key, pkey, 4);
	return !memcmp(n->primary_key, pkey, NEIGH_KEY_MAX);
}

struct neighbour *neigh_lookup(const struct neigh_table *tbl, const void *pkey,
			       const struct net_device *dev)
{
	u32 len = tbl->key_len;
	struct neigh_hash *h = rcu_dereference(((struct neigh_table *)tbl)->hash);
	struct neighbour *n =
		rcu_dereference(h->chain[key_hash(len, dev, pkey) & (h->buckets - 1)]);

	for (; n; n = rcu_dereference(n->next))
		if (key_equal(len, n, pkey) && n->dev == dev)
			return n;
	return NULL;
}

static struct neigh_hash *hash_alloc(u32 buckets)
{
	struct neigh_hash *h = calloc(1, sizeof(*h) + buckets * sizeof(h->chain[0]));

	if (h)
		h->buckets = buckets;
	return h;
}

static void hash_grow(struct neigh_table *tbl)
{
	struct neigh_hash *old = tbl->hash, *h = hash_alloc(old->buckets * 2);

	if (!h)
		return;
	for (u32 b = 0; b < old->buckets; b++) {
		struct neighbour *n = old->chain[b], *next;

		for (; n; n = next) {
			u32 to = key_hash(tbl->key_len, n->dev, n->primary_key) & (h->buckets - 1);

			next = n->next;
			rcu_assign_pointer(n->next, h->chain[to]);
			h->chain[to] = n;
		}
	}
	rcu_assign_pointer(tbl->hash, h);
	rcu_defer(&tbl->net->garbage, free, old);
}

/* ---- making and ending ---- */

static void gc_list_del(struct neighbour *n)
{
	if (cds_list_empty(&n->gc_list))
		return;
	cds_list_del(&n->gc_list);
	CDS_INIT_LIST_HEAD(&n->gc_list);
	n->tbl->gc_entries--;
}

static void gc_list_add(struct neighbour *n)
{
	cds_list_add_tail(&n->gc_list, &n->tbl->gc_list);
	n->tbl->gc_entries++;
}

void neigh_update_gc_list(struct neighbour *n)
{
	bool exempt = (n->nud_state & NUD_PERMANENT) || (n->flags & NTF_EXT_LEARNED);

	pthread_mutex_lock(&n->tbl->lock);
	if (exempt)
		gc_list_del(n);
	else if (cds_list_empty(&n->gc_list) && !n->dead)
		gc_list_add(n);
	pthread_mutex_unlock(&n->tbl->lock);
}

/* Off the table; the lock is held.  Whoever still holds it finds it dead. */
static void unlink_neigh(struct neigh_table *tbl, struct neighbour **at)
{
	struct neighbour *n = *at;

	rcu_assign_pointer(*at, n->next);
	gc_list_del(n);
	if (n->flags & NTF_MANAGED)
		tbl->managed--;
	n->dead = true;
	neigh_hh_invalidate(n);
	tbl->entries--;
	neigh_disarm(n);
	neigh_purge_queue(n);
	rtnl_event(tbl->net, neigh, tbl->net, n, RTM_DELNEIGH, NULL);
	rcu_defer(&tbl->net->garbage, deferred_put, n);
}

static struct neighbour **place_of(struct neigh_table *tbl, const void *pkey,
				   const struct net_device *dev)
{
	struct neighbour **at =
		&tbl->hash->chain[key_hash(tbl->key_len, dev, pkey) & (tbl->hash->buckets - 1)];

	while (*at && (!key_equal(tbl->key_len, *at, pkey) || (*at)->dev != dev))
		at = &(*at)->next;
	return at;
}

/* Is it dispensable? Nothing waits for it, and it failed, costs nothing to make again, or is old. */
static bool may_force(const struct neighbour *n, u64 now)
{
	if (timer_pending(&n->timer))
		return false;
	return (n->nud_state & (NUD_FAILED | NUD_NOARP)) || n->type == RTN_MULTICAST ||
	       time_before(n->updated, now - 5 * HZ);
}

/* Make room down to gc_thresh2, the eldest first.  => how many went */
static u32 forced_gc(struct neigh_table *tbl, u64 now)
{
	u32 gone = 0, max = tbl->gc_entries - (u32)tbl->limits.gc_thresh2;
	struct cds_list_head *at, *next;

	tbl->last_flush = now;
	if ((int)tbl->gc_entries <= tbl->limits.gc_thresh2)
		return 0;
	cds_list_for_each_safe(at, next, &tbl->gc_list)
	{
		struct neighbour *n = cds_list_entry(at, struct neighbour, gc_list);

		if (!may_force(n, now))
			continue;
		unlink_neigh(tbl, place_of(tbl, n->primary_key, n->dev));
		if (++gone >= max)
			break;
	}
	return gone;
}

static bool table_full(struct neigh_table *tbl, u64 now)
{
	int entries = (int)tbl->gc_entries;

	if (entries < tbl->limits.gc_thresh3 &&
	    (entries < tbl->limits.gc_thresh2 || !time_after(now, tbl->last_flush + 5 * HZ)))
		return false;
	return !forced_gc(tbl, now) && entries >= tbl->limits.gc_thresh3;
}

static struct neighbour *neigh_alloc(struct neigh_table *tbl, const void *pkey,
				     struct net_device *dev)
{
	struct neighbour *n = aligned_alloc(16, ALIGN_UP(sizeof(*n), 16));

	if (!n)
		return NULL;
	memset(n, 0, sizeof(*n));
	n->tbl = tbl;
	n->dev = dev;
	memcpy(n->primary_key, pkey, tbl->key_len);
	n->refs = 1;
	n->shard = net_shard0(dev->net);
	n->nud_state = NUD_NONE;
	n->updated = n->used = neigh_now(n);
	n->confirmed = n->used - neigh_n_parm(n, NEIGH_BASE_REACHABLE_TIME) * 2;
	skb_queue_head_init(&n->arp_queue);
	CDS_INIT_LIST_HEAD(&n->gc_list);
	timer_setup(&n->timer, neigh_timer);
	tbl->desc->constructor(n);
	return n;
}

static struct neighbour *insert_new(struct neigh_table *tbl, const void *pkey,
				    struct net_device *dev, bool exempt)
{
	struct neighbour *n = neigh_lookup(tbl, pkey, dev);
	u32 b;

	if (n)
		return n;
	exempt |= (dev->flags & IFF_LOOPBACK) != 0;
	if (!exempt && table_full(tbl, net_shard0(tbl->net)->clock.jiffies))
		return NULL;
	n = neigh_alloc(tbl, pkey, dev);
	if (!n)
		return NULL;
	if (tbl->entries >= tbl->hash->buckets)
		hash_grow(tbl);
	b = key_hash(tbl->key_len, dev, pkey) & (tbl->hash->buckets - 1);
	n->next = tbl->hash->chain[b];
	rcu_assign_pointer(tbl->hash->chain[b], n);
	tbl->entries++;
	if (!exempt)
		gc_list_add(n);
	return n;
}

static struct neighbour *create(struct neigh_table *tbl, const void *pkey, struct net_device *dev,
				bool exempt)
{
	struct neighbour *n = neigh_lookup(tbl, pkey, dev);

	if (n)
		return n;
	pthread_mutex_lock(&tbl->lock);
	n = insert_new(tbl, pkey, dev, exempt);
	pthread_mutex_unlock(&tbl->lock);
	return n;
}

struct neighbour *neigh_create(struct neigh_table *tbl, const void *pkey, struct net_device *dev)
{
	return create(tbl, pkey, dev, false);
}

struct neighbour *neigh_create_static(struct neigh_table *tbl, const void *pkey,
				      struct net_device *dev)
{
	return create(tbl, pkey, dev, true);
}

/* Take every entry of @dev (NULL: all), or all but what was set to stay. */
static void flush_dev(struct neigh_table *tbl, const struct net_device *dev, bool skip_perm)
{
	for (u32 b = 0; b < tbl->hash->buckets; b++) {
		struct neighbour **at = &tbl->hash->chain[b];

		while (*at) {
			const struct neighbour *n = *at;

			if ((dev && n->dev != dev) || (skip_perm && (n->nud_state & NUD_PERMANENT)))
				at = &(*at)->next;
			else
				unlink_neigh(tbl, at);
		}
	}
}

/* The device goes down: its entries, its proxies, and what waits at it. */
static void ifdown(struct neigh_table *tbl, const struct net_device *dev, bool skip_perm)
{
	pthread_mutex_lock(&tbl->lock);
	flush_dev(tbl, dev, skip_perm);
	neigh_proxy_flush(tbl, dev);
	pthread_mutex_unlock(&tbl->lock);
	neigh_proxy_purge(tbl, dev);
}

void neigh_carrier_down(struct neigh_table *tbl, struct net_device *dev)
{
	ifdown(tbl, dev, true);
}

int neigh_delete(struct neigh_table *tbl, const void *pkey, struct net_device *dev)
{
	struct neighbour **at;

	pthread_mutex_lock(&tbl->lock);
	at = place_of(tbl, pkey, dev);
	if (*at)
		unlink_neigh(tbl, at);
	else
		at = NULL;
	pthread_mutex_unlock(&tbl->lock);
	return at ? 0 : -ENOENT;
}

struct neighbour *neigh_next(struct neigh_table *tbl, u32 *bucket, u32 *index)
{
	struct neigh_hash *h = rcu_dereference(tbl->hash);

	for (; *bucket < h->buckets; (*bucket)++, *index = 0) {
		struct neighbour *n = rcu_dereference(h->chain[*bucket]);

		for (u32 i = 0; n && i < *index; i++)
			n = rcu_dereference(n->next);
		if (n) {
			(*index)++;
			return n;
		}
	}
	return NULL;
}

u32 neigh_entries(const struct neigh_table *tbl)
{
	return READ_ONCE(((struct neigh_table *)tbl)->entries);
}

/* ---- housekeeping ---- */

/* Of no use: failed, or unused for gc_stale_time. */
static bool may_age(const struct neighbour *n, u64 now)
{
	u64 last = time_before(n->used, n->confirmed) ? n->confirmed : n->used;

	if ((n->nud_state & (NUD_PERMANENT | NUD_IN_TIMER)) || (n->flags & NTF_EXT_LEARNED))
		return false;
	return n->nud_state == NUD_FAILED ||
	       !time_before(now, last + neigh_n_parm(n, NEIGH_GC_STALETIME));
}

static void periodic_gc(struct neigh_table *tbl, u64 now)
{
	for (u32 b = 0; b < tbl->hash->buckets; b++) {
		struct neighbour **at = &tbl->hash->chain[b];

		while (*at)
			if (may_age(*at, now))
				unlink_neigh(tbl, at);
			else
				at = &(*at)->next;
	}
}

static void gc_timer(struct timer_list *t)
{
	struct neigh_table *tbl = container_of(t, struct neigh_table, gc_timer);
	struct net_shard *shard = net_shard0(tbl->net);
	u64 now = shard->clock.jiffies;

	if (time_after(now, tbl->last_rand + 300 * HZ)) {
		tbl->last_rand = now;
		neigh_parms_randomise(tbl);
	}
	pthread_mutex_lock(&tbl->lock);
	if ((int)tbl->entries >= tbl->limits.gc_thresh1)
		periodic_gc(tbl, now);
	pthread_mutex_unlock(&tbl->lock);
	mod_timer(&shard->timers, t, now + tbl->dflt.data[NEIGH_BASE_REACHABLE_TIME] / 2);
}

static void forget(struct neigh_table *tbl, const struct net_device *dev)
{
	pthread_mutex_lock(&tbl->lock);
	flush_dev(tbl, dev, false);
	pthread_mutex_unlock(&tbl->lock);
}

void neigh_changeaddr(struct net_device *dev)
{
	forget(arp_tbl(dev->net), dev);
	forget(nd_tbl(dev->net), dev);
}

/* ARP is switched on or off: what the addresses meant no longer holds. */
static void noarp_change(struct neigh_table *tbl, const struct net_device *dev)
{
	struct neigh_parms *p = neigh_parms(tbl, dev);
	bool noarp = (dev->flags & IFF_NOARP) != 0;

	if (p->ifindex != dev->ifindex || p->noarp == noarp)
		return;
	p->noarp = noarp;
	forget(tbl, dev);
}

static void table_event(struct neigh_table *tbl, struct net_device *dev, enum netdev_event event)
{
	switch (event) {
	case NETDEV_REGISTER:
		neigh_parms_add(tbl, dev);
		break;
	case NETDEV_DOWN:
		ifdown(tbl, dev, false);
		break;
	case NETDEV_CHANGE:
		noarp_change(tbl, dev);
		break;
	case NETDEV_CHANGEADDR:
		forget(tbl, dev);
		break;
	case NETDEV_UNREGISTER:
		ifdown(tbl, dev, false);
		neigh_parms_del(tbl, dev);
		break;
	default:
		break;
	}
}

static void neigh_netdev_event(struct net_device *dev, enum netdev_event event)
{
	table_event(arp_tbl(dev->net), dev, event);
	table_event(nd_tbl(dev->net), dev, event);
}

/* ---- life ---- */

static struct neigh_table *table_create(struct net *net, const struct neigh_table_desc *desc)
{
	struct neigh_table *tbl = calloc(1, sizeof(*tbl));
	struct net_shard *shard = net_shard0(net);

	if (!tbl)
		return NULL;
	tbl->desc = desc;
	tbl->net = net;
	tbl->key_len = desc->key_len;
	tbl->hash = hash_alloc(16);
	if (!tbl->hash) {
		free(tbl);
		return NULL;
	}
	pthread_mutex_init(&tbl->lock, NULL);
	CDS_INIT_LIST_HEAD(&tbl->gc_list);
	neigh_parms_init(tbl);
	neigh_proxy_init(tbl);
	timer_setup(&tbl->managed_timer, neigh_managed_timer);
	tbl->last_rand = tbl->last_flush = shard->clock.jiffies;
	timer_setup(&tbl->gc_timer, gc_timer);
	mod_timer(&shard->timers, &tbl->gc_timer,
		  shard->clock.jiffies + tbl->dflt.data[NEIGH_BASE_REACHABLE_TIME] / 2);
	return tbl;
}

static void table_destroy(struct neigh_table *tbl)
{
	if (!tbl)
		return;
	ifdown(tbl, NULL, false);
	del_timer(&net_shard0(tbl->net)->timers, &tbl->gc_timer);
	del_timer(&net_shard0(tbl->net)->timers, &tbl->managed_timer);
	rcu_defer_flush(&tbl->net->garbage);
	neigh_parms_exit(tbl);
	pthread_mutex_destroy(&tbl->lock);
	free(tbl->hash);
	free(tbl);
}

int neigh_net_init(struct net *net)
{
	int err;

	net->slot[NET_SLOT_NEIGH] = table_create(net, &arp_table_desc);
	net->slot[NET_SLOT_NEIGH6] = table_create(net, &nd_table_desc);
	err = arp_tbl(net) && nd_tbl(net) ? register_netdevice_notifier(net, neigh_netdev_event)
					  : -ENOMEM;
	if (err)
		neigh_net_exit(net);
	return err;
}

void neigh_net_exit(struct net *net)
{
	if (!arp_tbl(net) && !nd_tbl(net))
		return;
	unregister_netdevice_notifier(net, neigh_netdev_event);
	table_destroy(nd_tbl(net));
	table_destroy(arp_tbl(net));
	net->slot[NET_SLOT_NEIGH] = net->slot[NET_SLOT_NEIGH6] = NULL;
}
