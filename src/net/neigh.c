// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Neighbours of IPv4 next hops, and the state machine that keeps them (RFC 4861's, as the kernel
 * runs it for ARP).
 *
 *	NONE --send--> INCOMPLETE --answer--> REACHABLE --time--> STALE --send--> DELAY --time--> PROBE
 *	                   |                     ^  ^                               |             |  |
 *	                   |                     |  +---------- confirmed ----------+             |  |
 *	                   |                     +------------------- answer --------------------+  |
 *	                   +--- no answer ---> FAILED <------------- no answer --------------------+
 *
 *	PERMANENT, NOARP: set by rtnetlink, or by the kind of address; no timer.
 *
 * The table is a hash of chains, found under RCU; a reader that meets a chain while the table grows
 * may miss an entry, and then takes the lock and looks again.  Changes hold the table's lock; the
 * state of an entry belongs to the thread of its shard.  An entry's timer stands in that shard's
 * wheel.  Entries have references: the table's, the armed timer's, and those of rtables.
 *
 * Where the frame goes out nothing is computed: hh holds the Ethernet header, valid while hh_valid.
 */
#include "net/neighbour.h"

#include "net/fib.h"
#include "net/output.h"
#include "net/rtnl.h"

#include <linux/in.h>
#include <linux/netlink.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define NUD_IN_TIMER  (NUD_INCOMPLETE | NUD_REACHABLE | NUD_DELAY | NUD_PROBE)
#define NUD_VALID     (NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | NUD_STALE | NUD_DELAY)
#define NUD_CONNECTED (NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE)

struct neigh_hash {
	u32 buckets; /* a power of two */
	struct neighbour *chain[];
};

struct neigh_table {
	struct net *net;
	struct neigh_hash *hash; /* RCU */
	pthread_mutex_t lock;
	const struct neigh_ops *ops;
	u32 entries; /* all */
	u32 gc_entries; /* those that may be collected */
	struct neigh_limits limits;
	struct neigh_parms dflt;
	struct neigh_parms *parms; /* RCU, of devices */
	struct timer_list gc_timer;
	u64 last_rand, last_flush;
};

static struct neigh_table *neigh_table(const struct net *net)
{
	return net->slot[NET_SLOT_NEIGH];
}

static u32 parm(const struct neighbour *n, enum neigh_parm which)
{
	return READ_ONCE(neigh_parms(n->dev->net, n->dev)->data[which]);
}

static u64 now_of(const struct neighbour *n)
{
	return n->shard->clock.jiffies;
}

/* ---- settings ---- */

struct neigh_parms *neigh_parms(struct net *net, const struct net_device *dev)
{
	struct neigh_table *tbl = neigh_table(net);
	struct neigh_parms *p = dev ? rcu_dereference(tbl->parms) : NULL;

	for (; p; p = rcu_dereference(p->next))
		if (p->ifindex == dev->ifindex)
			return p;
	return &tbl->dflt;
}

struct neigh_limits *neigh_limits(struct net *net)
{
	return &neigh_table(net)->limits;
}

/* Between half and one and a half of the base time, so that neighbours do not fall due together. */
static u32 random_reachable(struct net *net, const struct neigh_parms *p)
{
	u32 base = p->data[NEIGH_BASE_REACHABLE_TIME];

	return base ? prandom_below(&net_shard0(net)->random, base) + base / 2 : 0;
}

static void parm_write(struct net *net, struct neigh_parms *p, enum neigh_parm which, u32 value)
{
	WRITE_ONCE(p->data[which], value);
	if (which == NEIGH_BASE_REACHABLE_TIME)
		p->reachable_time = random_reachable(net, p);
}

void neigh_parm_set(struct net *net, const struct net_device *dev, enum neigh_parm which, u32 value)
{
	struct neigh_parms *p = neigh_parms(net, dev);

	parm_write(net, p, which, value);
	p->set |= 1u << which;
	if (dev)
		return;
	for (p = neigh_table(net)->parms; p; p = p->next)
		if (!(p->set & 1u << which))
			parm_write(net, p, which, value);
}

static void parms_add(struct net_device *dev)
{
	struct neigh_table *tbl = neigh_table(dev->net);
	struct neigh_parms *p = malloc(sizeof(*p));

	if (!p)
		return; /* the defaults serve it */
	*p = tbl->dflt;
	p->set = 0;
	p->ifindex = dev->ifindex;
	p->reachable_time = random_reachable(dev->net, p);
	p->next = tbl->parms;
	rcu_assign_pointer(tbl->parms, p);
}

static void parms_del(struct net_device *dev)
{
	struct neigh_parms **at = &neigh_table(dev->net)->parms, *p;

	while (*at && (*at)->ifindex != dev->ifindex)
		at = &(*at)->next;
	p = *at;
	if (!p)
		return;
	rcu_assign_pointer(*at, p->next);
	rcu_defer(&dev->net->garbage, free, p);
}

/* ---- references ---- */

void neigh_hold(struct neighbour *n)
{
	__atomic_add_fetch(&n->refs, 1, __ATOMIC_RELAXED);
}

static void purge_queue(struct neighbour *n)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&n->arp_queue)))
		kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_FAILED);
	n->arp_queue_len_bytes = 0;
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

static u32 key_hash(const struct net_device *dev, __be32 addr)
{
	u32 h = addr ^ (u32)dev->ifindex * 0x9e3779b1u;

	h *= 0x85ebca6bu;
	return h ^ h >> 13 ^ h >> 24;
}

struct neighbour *neigh_lookup(struct net *net, const struct net_device *dev, __be32 addr)
{
	struct neigh_hash *h = rcu_dereference(neigh_table(net)->hash);
	struct neighbour *n = rcu_dereference(h->chain[key_hash(dev, addr) & (h->buckets - 1)]);

	for (; n; n = rcu_dereference(n->next))
		if (n->primary_key == addr && n->dev == dev)
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
			u32 to = key_hash(n->dev, n->primary_key) & (h->buckets - 1);

			next = n->next;
			rcu_assign_pointer(n->next, h->chain[to]);
			h->chain[to] = n;
		}
	}
	rcu_assign_pointer(tbl->hash, h);
	rcu_defer(&tbl->net->garbage, free, old);
}

/* ---- the prebuilt header ---- */

static void hh_invalidate(struct neighbour *n)
{
	__atomic_store_n(&n->hh_valid, 0, __ATOMIC_RELEASE);
}

static void hh_build(struct neighbour *n)
{
	if (n->dev->type != ARPHRD_ETHER && n->dev->type != ARPHRD_LOOPBACK)
		return;
	memcpy(n->hh + 2, n->ha, ETH_ALEN);
	memcpy(n->hh + 8, n->dev->dev_addr, ETH_ALEN);
	put_unaligned_be16(ETH_P_IP, n->hh + 14);
	__atomic_store_n(&n->hh_valid, 1, __ATOMIC_RELEASE);
}

/* Usable at once when connected; in other valid states a packet sent must be noticed first. */
static void set_state(struct neighbour *n, u8 state)
{
	n->nud_state = state;
	if (state & NUD_CONNECTED)
		hh_build(n);
	else
		hh_invalidate(n);
}

/* ---- sending ---- */

static void frame_out(struct neighbour *n, struct sk_buff *skb)
{
	skb->dev = n->dev;
	if (n->dev->hard_header_len) {
		if (skb_headroom(skb) < 16 && skb_cow_head(skb, 16)) {
			kfree_skb_reason(skb, SKB_DROP_REASON_NOMEM);
			return;
		}
		memcpy(skb->data - ETH_HLEN, n->ha, ETH_ALEN);
		memcpy(skb->data - ETH_HLEN + ETH_ALEN, n->dev->dev_addr, ETH_ALEN);
		memcpy(skb->data - 2, &skb->protocol, 2);
		skb_push(skb, ETH_HLEN);
	}
	skb_reset_mac_header(skb);
	dev_queue_xmit(skb);
}

static void send_waiting(struct neighbour *n)
{
	struct sk_buff *skb;

	while ((n->nud_state & NUD_VALID) && (skb = skb_dequeue(&n->arp_queue)))
		frame_out(n, skb);
	if (n->nud_state & NUD_VALID)
		n->arp_queue_len_bytes = 0;
}

static void trace_neigh(struct neighbour *n, struct sk_buff *skb)
{
	char mac[24] = "", state[16];
	struct trace_event ev = {.type = TRACE_neigh};

	if (n->nud_state & NUD_VALID)
		snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x", n->ha[0], n->ha[1],
			 n->ha[2], n->ha[3], n->ha[4], n->ha[5]);
	snprintf(state, sizeof(state), "%s", neigh_state_name(n->nud_state));
	memcpy(ev.neigh.dev, n->dev->name, IFNAMSIZ);
	ev.neigh.addr = n->primary_key;
	memcpy(ev.neigh.lladdr, mac, sizeof(mac));
	memcpy(ev.neigh.state, state, sizeof(state));
	skb_trace(skb, &ev);
}

void neigh_output(struct neighbour *n, struct sk_buff *skb)
{
	if (unlikely(skb->story))
		trace_neigh(n, skb);
	if (likely(__atomic_load_n(&n->hh_valid, __ATOMIC_ACQUIRE)) &&
	    likely(skb_headroom(skb) >= 16)) {
		/* Sixteen bytes in one move; the first two are spare headroom. */
		memcpy(skb->data - 16, n->hh, 16);
		skb_push(skb, ETH_HLEN);
		skb_reset_mac_header(skb);
		skb->dev = n->dev;
		n->used = skb_jiffies(skb);
		dev_queue_xmit(skb);
		return;
	}
	if (!neigh_event_send(n, skb))
		frame_out(n, skb);
}

const char *neigh_state_name(u8 state)
{
	switch (state) {
	case NUD_INCOMPLETE:
		return "INCOMPLETE";
	case NUD_REACHABLE:
		return "REACHABLE";
	case NUD_STALE:
		return "STALE";
	case NUD_DELAY:
		return "DELAY";
	case NUD_PROBE:
		return "PROBE";
	case NUD_FAILED:
		return "FAILED";
	case NUD_NOARP:
		return "NOARP";
	case NUD_PERMANENT:
		return "PERMANENT";
	default:
		return "NONE";
	}
}

/* ---- the state machine ---- */

static u32 max_probes(const struct neighbour *n)
{
	return parm(n, NEIGH_UCAST_PROBES) + parm(n, NEIGH_APP_PROBES) +
	       (n->nud_state & NUD_PROBE ? parm(n, NEIGH_MCAST_REPROBES)
					 : parm(n, NEIGH_MCAST_PROBES));
}

static void arm(struct neighbour *n, u64 when)
{
	struct timer_base *timers = &n->shard->timers;

	if (!mod_timer(timers, &n->timer, timer_round(timers->now, when)))
		neigh_hold(n);
}

static void disarm(struct neighbour *n)
{
	if (del_timer(&n->shard->timers, &n->timer))
		neigh_put(n);
}

static void notify(struct neighbour *n, const struct nl_info *info)
{
	rtnl_event(n->dev->net, neigh, n->dev->net, n, RTM_NEWNEIGH, info);
}

static void solicit(struct neighbour *n)
{
	const struct neigh_ops *ops = neigh_table(n->dev->net)->ops;

	n->probes++;
	if (ops && ops->solicit)
		ops->solicit(n, n->arp_queue.first);
}

/* Nobody answers: whoever waits is told. */
static void failed(struct neighbour *n)
{
	const struct neigh_ops *ops = neigh_table(n->dev->net)->ops;
	struct sk_buff *skb;

	n->updated = now_of(n);
	while (n->nud_state == NUD_FAILED && (skb = skb_dequeue(&n->arp_queue))) {
		if (ops && ops->error_report)
			ops->error_report(n, skb);
		else
			kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_FAILED);
	}
	purge_queue(n);
}

/* Time ran out in REACHABLE: was it used lately? => when to look again, 0: need not */
static u64 leave_reachable(struct neighbour *n, u64 now)
{
	u32 reachable = neigh_parms(n->dev->net, n->dev)->reachable_time;

	if (time_before_eq(now, n->confirmed + reachable))
		return n->confirmed + reachable;
	n->updated = now;
	if (time_before_eq(now, n->used + parm(n, NEIGH_DELAY_PROBE_TIME))) {
		set_state(n, NUD_DELAY);
		return now + parm(n, NEIGH_DELAY_PROBE_TIME);
	}
	set_state(n, NUD_STALE);
	notify(n, NULL);
	return 0;
}

static u64 leave_delay(struct neighbour *n, u64 now)
{
	n->updated = now;
	if (time_before_eq(now, n->confirmed + parm(n, NEIGH_DELAY_PROBE_TIME))) {
		set_state(n, NUD_REACHABLE);
		notify(n, NULL);
		return n->confirmed + neigh_parms(n->dev->net, n->dev)->reachable_time;
	}
	set_state(n, NUD_PROBE);
	n->probes = 0;
	notify(n, NULL);
	return now + parm(n, NEIGH_RETRANS_TIME);
}

static u64 at_least(u64 when, u64 now)
{
	return time_before(when, now + HZ / 100) ? now + HZ / 100 : when;
}

static void neigh_timer(struct timer_list *t)
{
	struct neighbour *n = container_of(t, struct neighbour, timer);
	u64 now = now_of(n), next = 0;

	if (n->dead || !(n->nud_state & NUD_IN_TIMER))
		goto out;
	if (n->nud_state & NUD_REACHABLE)
		next = leave_reachable(n, now);
	else if (n->nud_state & NUD_DELAY)
		next = leave_delay(n, now);
	else
		next = now + parm(n, NEIGH_RETRANS_TIME);

	if ((n->nud_state & (NUD_INCOMPLETE | NUD_PROBE)) && n->probes >= max_probes(n)) {
		set_state(n, NUD_FAILED);
		failed(n);
		notify(n, NULL);
		goto out;
	}
	if (n->nud_state & NUD_IN_TIMER)
		arm(n, at_least(next, now));
	if (n->nud_state & (NUD_INCOMPLETE | NUD_PROBE))
		solicit(n);
out:
	neigh_put(n);
}

static void queue_packet(struct neighbour *n, struct sk_buff *skb)
{
	u32 room = parm(n, NEIGH_QUEUE_LEN_BYTES);

	/* Counted as in the kernel: a packet is charged with its whole buffer. */
	while (n->arp_queue.first && n->arp_queue_len_bytes + skb->end > room) {
		struct sk_buff *old = skb_dequeue(&n->arp_queue);

		n->arp_queue_len_bytes -= old->end;
		kfree_skb_reason(old, SKB_DROP_REASON_NEIGH_QUEUEFULL);
	}
	skb_dst_force(skb);
	if (unlikely(skb->story))
		TRACE(skb, wait, .where = "neigh");
	skb_queue_tail(&n->arp_queue, skb);
	n->arp_queue_len_bytes += skb->end;
}

/* => true: the first probe is to go out now */
static bool begin_resolving(struct neighbour *n, u64 now)
{
	u32 retrans = parm(n, NEIGH_RETRANS_TIME);

	if (!(parm(n, NEIGH_MCAST_PROBES) + parm(n, NEIGH_APP_PROBES))) {
		set_state(n, NUD_FAILED);
		n->updated = now;
		return false;
	}
	n->probes = parm(n, NEIGH_UCAST_PROBES);
	disarm(n);
	set_state(n, NUD_INCOMPLETE);
	n->updated = now;
	arm(n, now + (retrans > HZ / 100 ? retrans : HZ / 100));
	return true;
}

bool neigh_event_send(struct neighbour *n, struct sk_buff *skb)
{
	u64 now = now_of(n);
	bool probe = false;

	n->used = now;
	if (n->nud_state & (NUD_CONNECTED | NUD_DELAY | NUD_PROBE))
		return false;
	if (n->dead)
		goto drop;
	if (n->nud_state & NUD_STALE) {
		disarm(n);
		set_state(n, NUD_DELAY);
		n->updated = now;
		arm(n, now + parm(n, NEIGH_DELAY_PROBE_TIME));
		return false;
	}
	if (!(n->nud_state & NUD_INCOMPLETE)) {
		probe = begin_resolving(n, now);
		if (!probe)
			goto drop;
	}
	if (skb)
		queue_packet(n, skb);
	if (probe)
		solicit(n);
	return true;
drop:
	if (skb)
		kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_FAILED);
	return true;
}

/* Does the news carry another address? Fills in the known one when it carries none. */
static int news_address(const struct neighbour *n, const u8 **lladdr, u8 state)
{
	if (!n->dev->addr_len) {
		*lladdr = n->ha;
		return 0;
	}
	if (*lladdr)
		return 0;
	if (!(n->nud_state & NUD_VALID))
		return state & NUD_VALID ? -EINVAL : 0;
	*lladdr = n->ha;
	return 0;
}

/* The news make the entry invalid, or say nothing of an address. */
static int update_invalid(struct neighbour *n, u8 state, u8 old)
{
	disarm(n);
	if (old & NUD_CONNECTED)
		hh_invalidate(n);
	set_state(n, state);
	if ((old & (NUD_INCOMPLETE | NUD_PROBE)) && (state & NUD_FAILED))
		failed(n);
	if (state & NUD_FAILED)
		purge_queue(n);
	notify(n, NULL);
	return 0;
}

static u64 first_look(const struct neighbour *n, u8 state, u64 now)
{
	return now + (state & NUD_REACHABLE ? neigh_parms(n->dev->net, n->dev)->reachable_time : 0);
}

static void change_state(struct neighbour *n, u8 state, u64 now)
{
	if (state == n->nud_state)
		return;
	disarm(n);
	if (state & NUD_PROBE)
		n->probes = 0;
	set_state(n, state);
	if (state & NUD_DELAY)
		arm(n, now + parm(n, NEIGH_DELAY_PROBE_TIME));
	else if (state & NUD_IN_TIMER)
		arm(n, first_look(n, state, now));
}

int neigh_update(struct neighbour *n, const u8 *lladdr, u8 state, u32 flags)
{
	u64 now = now_of(n);
	u8 old = n->nud_state;
	bool other, told = false;
	int err;

	if (!(flags & NEIGH_UPDATE_F_ADMIN) && (old & (NUD_NOARP | NUD_PERMANENT)))
		return -EPERM;
	if (n->dead)
		return -EPERM;
	if (!(state & NUD_VALID))
		return update_invalid(n, state, old);
	err = news_address(n, &lladdr, state);
	if (err)
		return err;
	other = n->dev->addr_len && memcmp(lladdr, n->ha, n->dev->addr_len);
	if (state & NUD_CONNECTED)
		n->confirmed = now;
	if ((old & NUD_VALID) && other && !(flags & NEIGH_UPDATE_F_OVERRIDE)) {
		if (!(flags & NEIGH_UPDATE_F_WEAK_OVERRIDE) || !(old & NUD_CONNECTED))
			return 0;
		lladdr = n->ha;
		other = false;
		state = NUD_STALE;
	} else if ((old & NUD_VALID) && !other && state == NUD_STALE && (old & NUD_CONNECTED) &&
		   !(flags & NEIGH_UPDATE_F_ADMIN)) {
		state = old; /* a weaker word about what is known better */
	}
	if (state != old || other)
		n->updated = now;
	if (state != old) {
		change_state(n, state, now);
		told = true;
	}
	if (other) {
		hh_invalidate(n);
		memcpy(n->ha, lladdr, n->dev->addr_len);
		if (!(state & NUD_CONNECTED))
			n->confirmed = now - parm(n, NEIGH_BASE_REACHABLE_TIME) * 2;
		told = true;
	}
	set_state(n, state);
	if (!(old & NUD_VALID))
		send_waiting(n);
	if (told)
		notify(n, NULL);
	return 0;
}

/* ---- making and ending ---- */

/* Some addresses need no asking (RFC 1112 for groups; broadcasts; devices without ARP). */
static void arp_construct(struct neighbour *n)
{
	const struct net_device *dev = n->dev;
	u32 key = ntohl(n->primary_key);

	n->type = (u8)inet_addr_type_dev_table(dev->net, dev, n->primary_key);
	if (!dev->hard_header_len) {
		n->nud_state = NUD_NOARP;
		return;
	}
	if (n->type == RTN_MULTICAST) {
		const u8 group[] = {0x01, 0, 0x5e, (u8)(key >> 16 & 0x7f), (u8)(key >> 8), (u8)key};

		memcpy(n->ha, group, sizeof(group));
		set_state(n, NUD_NOARP);
	} else if (dev->flags & (IFF_NOARP | IFF_LOOPBACK)) {
		memcpy(n->ha, dev->dev_addr, dev->addr_len);
		set_state(n, NUD_NOARP);
	} else if (n->type == RTN_BROADCAST || (dev->flags & IFF_POINTOPOINT)) {
		memcpy(n->ha, dev->broadcast, dev->addr_len);
		set_state(n, NUD_NOARP);
	}
}

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
	hh_invalidate(n);
	tbl->entries--;
	disarm(n);
	purge_queue(n);
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

static struct neighbour *neigh_alloc(struct net_device *dev, __be32 addr)
{
	struct neighbour *n = aligned_alloc(16, ALIGN_UP(sizeof(*n), 16));

	if (!n)
		return NULL;
	memset(n, 0, sizeof(*n));
	n->dev = dev;
	n->primary_key = addr;
	n->refs = 1;
	n->shard = net_shard0(dev->net);
	n->nud_state = NUD_NONE;
	n->updated = n->used = now_of(n);
	n->confirmed = n->used - neigh_parms(dev->net, dev)->data[NEIGH_BASE_REACHABLE_TIME] * 2;
	skb_queue_head_init(&n->arp_queue);
	timer_setup(&n->timer, neigh_timer);
	arp_construct(n);
	return n;
}

static struct neighbour *insert_new(struct neigh_table *tbl, struct net_device *dev, __be32 addr,
				    bool admin)
{
	struct neighbour *n = neigh_lookup(tbl->net, dev, addr);
	u32 b;

	if (n)
		return n;
	if (!admin && table_full(tbl, net_shard0(tbl->net)->clock.jiffies))
		return NULL;
	n = neigh_alloc(dev, addr);
	if (!n)
		return NULL;
	if (tbl->entries >= tbl->hash->buckets)
		hash_grow(tbl);
	b = key_hash(dev, addr) & (tbl->hash->buckets - 1);
	n->next = tbl->hash->chain[b];
	rcu_assign_pointer(tbl->hash->chain[b], n);
	tbl->entries++;
	return n;
}

static struct neighbour *create(struct net_device *dev, __be32 addr, bool admin)
{
	struct neigh_table *tbl = neigh_table(dev->net);
	struct neighbour *n = neigh_lookup(dev->net, dev, addr);

	if (n)
		return n;
	pthread_mutex_lock(&tbl->lock);
	n = insert_new(tbl, dev, addr, admin);
	pthread_mutex_unlock(&tbl->lock);
	return n;
}

struct neighbour *neigh_create(struct net_device *dev, __be32 addr)
{
	return create(dev, addr, false);
}

struct neighbour *neigh_create_static(struct net_device *dev, __be32 addr)
{
	return create(dev, addr, true);
}

struct neighbour *neigh_for_route(struct rtable *rt, __be32 daddr)
{
	struct neighbour *n, *old;

	if (!rt->rt_gateway) {
		/* On a device without link-layer addresses one entry serves everybody. */
		if (rt->dev->flags & (IFF_LOOPBACK | IFF_POINTOPOINT))
			daddr = 0;
		return neigh_create(rt->dev, daddr);
	}
	n = rcu_dereference(rt->neigh_cache);
	if (likely(n && !n->dead))
		return n;
	n = neigh_create(rt->dev, rt->rt_gateway);
	if (!n)
		return NULL;
	neigh_hold(n);
	old = __atomic_exchange_n((struct neighbour **)&rt->neigh_cache, n, __ATOMIC_ACQ_REL);
	if (old)
		rcu_defer(&n->dev->net->garbage, deferred_put, old);
	return n;
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

int neigh_delete(struct net_device *dev, __be32 addr)
{
	struct neigh_table *tbl = neigh_table(dev->net);
	struct neighbour **at;

	pthread_mutex_lock(&tbl->lock);
	at = &tbl->hash->chain[key_hash(dev, addr) & (tbl->hash->buckets - 1)];
	while (*at && ((*at)->primary_key != addr || (*at)->dev != dev))
		at = &(*at)->next;
	if (!*at) {
		pthread_mutex_unlock(&tbl->lock);
		return -ENOENT;
	}
	unlink_neigh(tbl, at);
	pthread_mutex_unlock(&tbl->lock);
	return 0;
}

struct neighbour *neigh_next(struct net *net, u32 *bucket, u32 *index)
{
	struct neigh_hash *h = rcu_dereference(neigh_table(net)->hash);

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

u32 neigh_entries(struct net *net)
{
	return READ_ONCE(neigh_table(net)->entries);
}

void neigh_set_ops(struct net *net, const struct neigh_ops *ops)
{
	neigh_table(net)->ops = ops;
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
			     !time_before(now, last + parm(n, NEIGH_GC_STALETIME))))
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
		tbl->dflt.reachable_time = random_reachable(tbl->net, &tbl->dflt);
		for (struct neigh_parms *p = tbl->parms; p; p = p->next)
			p->reachable_time = random_reachable(tbl->net, p);
	}
	pthread_mutex_lock(&tbl->lock);
	if ((int)tbl->entries >= tbl->limits.gc_thresh1)
		periodic_gc(tbl, now);
	pthread_mutex_unlock(&tbl->lock);
	mod_timer(&shard->timers, t, now + tbl->dflt.data[NEIGH_BASE_REACHABLE_TIME] / 2);
}

void neigh_changeaddr(struct net_device *dev)
{
	flush_dev(neigh_table(dev->net), dev, false);
}

static void neigh_netdev_event(struct net_device *dev, enum netdev_event event)
{
	struct neigh_table *tbl = neigh_table(dev->net);

	switch (event) {
	case NETDEV_REGISTER:
		parms_add(dev);
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
		parms_del(dev);
		break;
	default:
		break;
	}
}

static const u32 parm_defaults[NEIGH_PARM_MAX] = {
	[NEIGH_MCAST_PROBES] = 3,	   [NEIGH_UCAST_PROBES] = 3,
	[NEIGH_RETRANS_TIME] = HZ,	   [NEIGH_BASE_REACHABLE_TIME] = 30 * HZ,
	[NEIGH_DELAY_PROBE_TIME] = 5 * HZ, [NEIGH_INTERVAL_PROBE_TIME] = 5 * HZ,
	[NEIGH_GC_STALETIME] = 60 * HZ,	   [NEIGH_QUEUE_LEN_BYTES] = 212992,
	[NEIGH_PROXY_QLEN] = 64,	   [NEIGH_ANYCAST_DELAY] = HZ,
	[NEIGH_PROXY_DELAY] = 8 * HZ / 10, [NEIGH_LOCKTIME] = HZ,
};

int neigh_net_init(struct net *net)
{
	struct neigh_table *tbl = calloc(1, sizeof(*tbl));
	struct net_shard *shard = net_shard0(net);

	if (!tbl)
		return -ENOMEM;
	tbl->net = net;
	tbl->hash = hash_alloc(16);
	if (!tbl->hash) {
		free(tbl);
		return -ENOMEM;
	}
	pthread_mutex_init(&tbl->lock, NULL);
	tbl->limits = (struct neigh_limits){128, 512, 1024, 30};
	memcpy(tbl->dflt.data, parm_defaults, sizeof(parm_defaults));
	net->slot[NET_SLOT_NEIGH] = tbl;
	tbl->dflt.reachable_time = random_reachable(net, &tbl->dflt);
	tbl->last_rand = tbl->last_flush = shard->clock.jiffies;
	timer_setup(&tbl->gc_timer, gc_timer);
	mod_timer(&shard->timers, &tbl->gc_timer, shard->clock.jiffies + 15 * HZ);
	return register_netdevice_notifier(net, neigh_netdev_event);
}

void neigh_net_exit(struct net *net)
{
	struct neigh_table *tbl = neigh_table(net);
	struct neigh_parms *p;

	if (!tbl)
		return;
	unregister_netdevice_notifier(net, neigh_netdev_event);
	flush_dev(tbl, NULL, false);
	del_timer(&net_shard0(net)->timers, &tbl->gc_timer);
	rcu_defer_flush(&net->garbage);
	while ((p = tbl->parms)) {
		tbl->parms = p->next;
		free(p);
	}
	pthread_mutex_destroy(&tbl->lock);
	free(tbl->hash);
	free(tbl);
	net->slot[NET_SLOT_NEIGH] = NULL;
}
