// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The neighbour tables: entries found, made and ended.
 *
 * A table is a hash of chains, found under RCU; a reader that meets a chain while the table grows
 * may miss an entry, and then takes the lock and looks again.  Changes hold the table's lock.
 * Entries have references: the table's, the armed timer's, and those of routes.
 *
 * Room: below gc_thresh1 nothing is collected; above gc_thresh2 entries that were not used lately
 * go when another is made, at most every 5 s; above gc_thresh3 none can be made.
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

static bool may_collect(const struct neighbour *n)
{
	return !(n->nud_state & (NUD_PERMANENT | NUD_NOARP)) && !(n->flags & NTF_EXT_LEARNED) &&
	       n->arp_queue.qlen == 0;
}

/* Off the table; the lock is held. */
static void unlink_neigh(struct neigh_table *tbl, struct neighbour **at)
{
	struct neighbour *n = *at;

	rcu_assign_pointer(*at, n->next);
	n->dead = true;
	neigh_hh_invalidate(n);
	tbl->entries--;
	neigh_disarm(n);
	neigh_purge_queue(n);
	if (!(n->nud_state & NUD_VALID))
		n->nud_state = NUD_FAILED;
	rtnl_event(tbl->net, neigh, tbl->net, n, RTM_DELNEIGH, NULL);
	rcu_defer(&tbl->net->garbage, deferred_put, n);
}

/* Make room: entries that nobody used lately. => how many went */
static int forced_gc(struct neigh_table *tbl, u64 now)
{
	int gone = 0;

	for (u32 b = 0; b < tbl->hash->buckets; b++) {
		struct neighbour **at = &tbl->hash->chain[b];

		while (*at) {
			struct neighbour *n = *at;

			if (!may_collect(n) || time_before(now, n->used + 5 * HZ) ||
			    (n->nud_state & NUD_INCOMPLETE)) {
				at = &n->next;
				continue;
			}
			unlink_neigh(tbl, at);
			gone++;
		}
	}
	return gone;
}

static bool table_full(struct neigh_table *tbl, u64 now)
{
	if ((int)tbl->entries < tbl->limits.gc_thresh3 &&
	    ((int)tbl->entries < tbl->limits.gc_thresh2 ||
	     time_before(now, tbl->last_flush + 5 * HZ)))
		return false;
	tbl->last_flush = now;
	forced_gc(tbl, now);
	return (int)tbl->entries >= tbl->limits.gc_thresh3;
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
	timer_setup(&n->timer, neigh_timer);
	tbl->desc->constructor(n);
	return n;
}

static struct neighbour *insert_new(struct neigh_table *tbl, const void *pkey,
				    struct net_device *dev, bool admin)
{
	struct neighbour *n = neigh_lookup(tbl, pkey, dev);
	u32 b;

	if (n)
		return n;
	if (!admin && table_full(tbl, net_shard0(tbl->net)->clock.jiffies))
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
	return n;
}

static struct neighbour *create(struct neigh_table *tbl, const void *pkey, struct net_device *dev,
				bool admin)
{
	struct neighbour *n = neigh_lookup(tbl, pkey, dev);

	if (n)
		return n;
	pthread_mutex_lock(&tbl->lock);
	n = insert_new(tbl, pkey, dev, admin);
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

/* Take every entry of @dev (NULL: all) that @keep_permanent allows. */
static void flush_dev(struct neigh_table *tbl, const struct net_device *dev, bool keep_permanent)
{
	pthread_mutex_lock(&tbl->lock);
	for (u32 b = 0; b < tbl->hash->buckets; b++) {
		struct neighbour **at = &tbl->hash->chain[b];

		while (*at) {
			struct neighbour *n = *at;

			if ((dev && n->dev != dev) ||
			    (keep_permanent && (n->nud_state & NUD_PERMANENT)))
				at = &n->next;
			else
				unlink_neigh(tbl, at);
		}
	}
	pthread_mutex_unlock(&tbl->lock);
}

int neigh_delete(struct neigh_table *tbl, const void *pkey, struct net_device *dev)
{
	struct neighbour **at;

	pthread_mutex_lock(&tbl->lock);
	at = &tbl->hash->chain[key_hash(tbl->key_len, dev, pkey) & (tbl->hash->buckets - 1)];
	while (*at && (!key_equal(tbl->key_len, *at, pkey) || (*at)->dev != dev))
		at = &(*at)->next;
	if (!*at) {
		pthread_mutex_unlock(&tbl->lock);
		return -ENOENT;
	}
	unlink_neigh(tbl, at);
	pthread_mutex_unlock(&tbl->lock);
	return 0;
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

/* Entries that are of no use: failed, or stale and unused for gc_stale_time. */
static void periodic_gc(struct neigh_table *tbl, u64 now)
{
	for (u32 b = 0; b < tbl->hash->buckets; b++) {
		struct neighbour **at = &tbl->hash->chain[b];

		while (*at) {
			struct neighbour *n = *at;
			u64 last = time_before(n->used, n->confirmed) ? n->confirmed : n->used;

			if (may_collect(n) && !(n->nud_state & NUD_IN_TIMER) && n->refs == 1 &&
			    (n->nud_state == NUD_FAILED ||
			     !time_before(now, last + neigh_n_parm(n, NEIGH_GC_STALETIME))))
				unlink_neigh(tbl, at);
			else
				at = &n->next;
		}
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

void neigh_changeaddr(struct net_device *dev)
{
	flush_dev(arp_tbl(dev->net), dev, false);
	flush_dev(nd_tbl(dev->net), dev, false);
}

static void table_event(struct neigh_table *tbl, struct net_device *dev, enum netdev_event event)
{
	switch (event) {
	case NETDEV_REGISTER:
		neigh_parms_add(tbl, dev);
		break;
	case NETDEV_DOWN:
	case NETDEV_CHANGEADDR:
		flush_dev(tbl, dev, false);
		break;
	case NETDEV_CHANGE:
		if (!dev->carrier)
			flush_dev(tbl, dev, true);
		break;
	case NETDEV_UNREGISTER:
		flush_dev(tbl, dev, false);
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
	neigh_parms_init(tbl);
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
	flush_dev(tbl, NULL, false);
	del_timer(&net_shard0(tbl->net)->timers, &tbl->gc_timer);
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
