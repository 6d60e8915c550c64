// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proxies: addresses that this host answers for (`ip neigh add proxy ADDR dev DEV`), and answers
 * of a proxy that wait.
 *
 * An entry is about one device, or about all.  It has no state and no link-layer address.  A proxy
 * asked by a broadcast waits a random time below proxy_delay, so that the true owner is first
 * (RFC 4861, 7.2.8): the question is queued, and handed to its protocol again (proxy_redo).  At most
 * proxy_qlen of them wait.  One timer a table; a question waits at least as long as those before it.
 *
 * Entries are changed by the owner's thread under the table's lock and read under RCU.
 */
#include "net/neigh_internal.h"

#include "net/ip_fib.h"

#include <stdlib.h>

/* ---- entries ---- */

static bool is(const struct neigh_table *tbl, const struct pneigh_entry *pn, const void *pkey)
{
	return !memcmp(pn->key, pkey, tbl->key_len);
}

struct pneigh_entry *pneigh_lookup(const struct neigh_table *tbl, const void *pkey,
				   const struct net_device *dev)
{
	struct pneigh_entry *pn = rcu_dereference(((struct neigh_table *)tbl)->proxies);

	for (; pn; pn = rcu_dereference(pn->next))
		if (is(tbl, pn, pkey) && (pn->dev == dev || !pn->dev))
			return pn;
	return NULL;
}

struct pneigh_entry *pneigh_create(struct neigh_table *tbl, const void *pkey,
				   struct net_device *dev)
{
	struct pneigh_entry *pn = pneigh_lookup(tbl, pkey, dev);

	if (pn)
		return pn;
	pn = calloc(1, sizeof(*pn));
	if (!pn)
		return NULL;
	memcpy(pn->key, pkey, tbl->key_len);
	pn->dev = dev;
	pthread_mutex_lock(&tbl->lock);
	pn->next = tbl->proxies;
	rcu_assign_pointer(tbl->proxies, pn);
	pthread_mutex_unlock(&tbl->lock);
	if (tbl->ops && tbl->ops->pconstructor)
		tbl->ops->pconstructor(pn);
	return pn;
}

static void unlink_proxy(struct neigh_table *tbl, struct pneigh_entry **at)
{
	struct pneigh_entry *pn = *at;

	rcu_assign_pointer(*at, pn->next);
	if (tbl->ops && tbl->ops->pdestructor)
		tbl->ops->pdestructor(pn);
	rcu_defer(&tbl->net->garbage, free, pn);
}

int pneigh_delete(struct neigh_table *tbl, const void *pkey, struct net_device *dev)
{
	struct pneigh_entry **at;
	int err = -ENOENT;

	pthread_mutex_lock(&tbl->lock);
	for (at = &tbl->proxies; *at; at = &(*at)->next) {
		if (!is(tbl, *at, pkey) || (*at)->dev != dev)
			continue;
		unlink_proxy(tbl, at);
		err = 0;
		break;
	}
	pthread_mutex_unlock(&tbl->lock);
	return err;
}

/* The entries of @dev (NULL: all); the lock is held. */
void neigh_proxy_flush(struct neigh_table *tbl, const struct net_device *dev)
{
	struct pneigh_entry **at = &tbl->proxies;

	while (*at)
		if (!dev || (*at)->dev == dev)
			unlink_proxy(tbl, at);
		else
			at = &(*at)->next;
}

struct pneigh_entry *pneigh_next(struct neigh_table *tbl, u32 index)
{
	struct pneigh_entry *pn = rcu_dereference(tbl->proxies);

	while (pn && index--)
		pn = rcu_dereference(pn->next);
	return pn;
}

/* ---- answers that wait ---- */

struct proxy_item {
	struct proxy_item *next;
	struct sk_buff *skb; /* a reference */
	u64 when; /* jiffies */
};

static void item_end(struct neigh_table *tbl, struct proxy_item **at)
{
	struct proxy_item *item = *at;

	*at = item->next;
	tbl->proxy_qlen--;
	consume_skb(item->skb);
	free(item);
}

static void proxy_process(struct timer_list *t)
{
	struct neigh_table *tbl = container_of(t, struct neigh_table, proxy_timer);
	struct net_shard *shard = net_shard0(tbl->net);
	struct proxy_item **at = &tbl->proxy_queue;
	u64 now = shard->clock.jiffies;

	while (*at && time_before_eq((*at)->when, now)) {
		struct sk_buff *skb = (*at)->skb;

		if (tbl->ops && tbl->ops->proxy_redo && netif_running(skb->dev))
			tbl->ops->proxy_redo(skb);
		item_end(tbl, at);
	}
	if (*at)
		mod_timer(&shard->timers, t, (*at)->when);
}

/* Behind those that are due before it. */
static void insert(struct neigh_table *tbl, struct proxy_item *item)
{
	struct proxy_item **at = &tbl->proxy_queue;

	while (*at && time_before_eq((*at)->when, item->when))
		at = &(*at)->next;
	item->next = *at;
	*at = item;
	tbl->proxy_qlen++;
}

bool pneigh_enqueue(struct neigh_table *tbl, struct sk_buff *skb)
{
	u32 delay = neigh_parm(tbl, skb->dev, NEIGH_PROXY_DELAY);
	struct net_shard *shard = net_shard0(tbl->net);
	struct proxy_item *item;

	if (tbl->proxy_qlen > neigh_parm(tbl, skb->dev, NEIGH_PROXY_QLEN))
		return false;
	item = malloc(sizeof(*item));
	if (!item)
		return false;
	skb_get(skb);
	skb_dst_drop(skb);
	item->skb = skb;
	item->when = shard->clock.jiffies + (delay ? prandom_below(&shard->random, delay) : 0);
	insert(tbl, item);
	mod_timer(&shard->timers, &tbl->proxy_timer, tbl->proxy_queue->when);
	return true;
}

void neigh_proxy_purge(struct neigh_table *tbl, const struct net_device *dev)
{
	struct proxy_item **at = &tbl->proxy_queue;

	while (*at)
		if (!dev || (*at)->skb->dev == dev)
			item_end(tbl, at);
		else
			at = &(*at)->next;
	if (!tbl->proxy_queue)
		del_timer(&net_shard0(tbl->net)->timers, &tbl->proxy_timer);
}

void neigh_proxy_init(struct neigh_table *tbl)
{
	timer_setup(&tbl->proxy_timer, proxy_process);
}
