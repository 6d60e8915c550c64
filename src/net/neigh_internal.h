/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the neighbour tables share: neigh_table.c, neigh_state.c, neigh_parms.c,
 * neigh_output.c, neigh_proxy.c. */
#ifndef QUINTET_NET_NEIGH_INTERNAL_H
#define QUINTET_NET_NEIGH_INTERNAL_H

#include "net/neighbour.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <pthread.h>

#define NUD_IN_TIMER  (NUD_INCOMPLETE | NUD_REACHABLE | NUD_DELAY | NUD_PROBE)
#define NUD_VALID     (NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | NUD_STALE | NUD_DELAY)
#define NUD_CONNECTED (NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE)

/**
 * struct neigh_table_desc - what makes a family's table; static const
 * @constructor: what an address means by itself: sets type, and state and ha where nobody need be
 *	asked
 */
struct neigh_table_desc {
	int family;
	u32 key_len;
	u16 protocol; /* ETH_P_* of the header */
	void (*constructor)(struct neighbour *n);
	u32 parms[NEIGH_PARM_MAX];
	struct neigh_limits limits;
};

struct proxy_item;

struct neigh_hash {
	u32 buckets; /* a power of two */
	struct neighbour *chain[];
};

struct neigh_table {
	const struct neigh_table_desc *desc;
	struct net *net;
	u32 key_len;
	struct neigh_hash *hash; /* RCU */
	pthread_mutex_t lock;
	const struct neigh_ops *ops;
	u32 entries, gc_entries; /* all; those in gc_list */
	struct cds_list_head gc_list; /* neighbour.gc_list */
	u32 managed; /* entries with NTF_EXT_MANAGED */
	struct neigh_limits limits;
	struct neigh_parms dflt;
	struct neigh_parms *parms; /* RCU, of devices */
	struct pneigh_entry *proxies; /* RCU */
	struct proxy_item *proxy_queue; /* by time */
	u32 proxy_qlen;
	struct timer_list gc_timer, managed_timer, proxy_timer;
	u64 last_rand, last_flush;
};

extern const struct neigh_table_desc arp_table_desc, nd_table_desc; /* neigh_families.c */

static inline u32 neigh_n_parm(const struct neighbour *n, enum neigh_parm which)
{
	return neigh_parm(n->tbl, n->dev, which);
}
static inline u64 neigh_now(const struct neighbour *n)
{
	return n->shard->clock.jiffies;
}

/* neigh_parms.c */
void neigh_parms_init(struct neigh_table *tbl);
void neigh_parms_add(struct neigh_table *tbl, const struct net_device *dev);
void neigh_parms_del(struct neigh_table *tbl, const struct net_device *dev);
void neigh_parms_exit(struct neigh_table *tbl);
/** neigh_parms_randomise() - new reachable times for all */
void neigh_parms_randomise(struct neigh_table *tbl);

/* neigh_state.c */
void neigh_timer(struct timer_list *t);
/** neigh_disarm() - no timer, and its reference dropped */
void neigh_disarm(struct neighbour *n);
void neigh_purge_queue(struct neighbour *n);
void neigh_set_state(struct neighbour *n, u8 state);

/** neigh_arm() - the timer, at @when as the kernel's wheel would run it */
void neigh_arm(struct neighbour *n, u64 when);
void neigh_managed_timer(struct timer_list *t);

/* neigh_table.c */
/** neigh_update_gc_list() - the entry became permanent or external, or no longer is */
void neigh_update_gc_list(struct neighbour *n);

/* neigh_proxy.c */
void neigh_proxy_init(struct neigh_table *tbl);
/** neigh_proxy_flush() - the entries of @dev, NULL: all; the table's lock is held */
void neigh_proxy_flush(struct neigh_table *tbl, const struct net_device *dev);
/** neigh_proxy_purge() - the questions of @dev that wait, NULL: all */
void neigh_proxy_purge(struct neigh_table *tbl, const struct net_device *dev);

/* neigh_output.c */
void neigh_hh_invalidate(struct neighbour *n);
void neigh_hh_build(struct neighbour *n);
/** neigh_frame_out() - by the address in ha; owns @skb */
void neigh_frame_out(struct neighbour *n, struct sk_buff *skb);
void neigh_send_waiting(struct neighbour *n);

#endif
