// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The states of a neighbour (RFC 4861's, as the kernel runs them for both families).
 *
 *	NONE --send--> INCOMPLETE --answer--> REACHABLE --time--> STALE --send--> DELAY --time--> PROBE
 *	                   |                     ^  ^                               |             |  |
 *	                   |                     |  +---------- confirmed ----------+             |  |
 *	                   |                     +------------------- answer --------------------+  |
 *	                   +--- no answer ---> FAILED <------------- no answer --------------------+
 *
 *	PERMANENT, NOARP: set by rtnetlink, or by the kind of address; no timer.
 *
 * Four things move an entry: a packet that wants to leave (neigh_event_send), news of its address
 * (neigh_update), its timer (neigh_timer), and its end (neigh_table.c).  The state belongs to the
 * thread of the entry's shard, in whose wheel the timer stands; an armed timer holds a reference.
 */
#include "net/neigh_internal.h"

#include "net/rtnl.h"

static u32 parm(const struct neighbour *n, enum neigh_parm which)
{
	return neigh_n_parm(n, which);
}

void neigh_purge_queue(struct neighbour *n)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&n->arp_queue)))
		kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_FAILED);
	n->arp_queue_len_bytes = 0;
}

/* Usable at once when connected; in other valid states a packet sent must be noticed first. */
void neigh_set_state(struct neighbour *n, u8 state)
{
	n->nud_state = state;
	if (state & NUD_CONNECTED)
		neigh_hh_build(n);
	else
		neigh_hh_invalidate(n);
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

/* ---- small moves ---- */

static u32 retrans(const struct neighbour *n)
{
	u32 t = parm(n, NEIGH_RETRANS_TIME);

	return t > HZ / 100 ? t : HZ / 100;
}

static u32 reachable_time(const struct neighbour *n)
{
	return READ_ONCE(neigh_parms(n->tbl, n->dev)->reachable_time);
}

static u32 max_probes(const struct neighbour *n)
{
	return parm(n, NEIGH_UCAST_PROBES) + parm(n, NEIGH_APP_PROBES) +
	       (n->nud_state & NUD_PROBE ? parm(n, NEIGH_MCAST_REPROBES)
					 : parm(n, NEIGH_MCAST_PROBES));
}

enum neigh_probe neigh_probe_kind(const struct neighbour *n)
{
	if (n->probes < parm(n, NEIGH_UCAST_PROBES))
		return NEIGH_PROBE_UNICAST;
	if (n->probes < parm(n, NEIGH_UCAST_PROBES) + parm(n, NEIGH_APP_PROBES))
		return NEIGH_PROBE_APP;
	return NEIGH_PROBE_MULTICAST;
}

void neigh_arm(struct neighbour *n, u64 when)
{
	struct timer_base *timers = &n->shard->timers;

	if (!mod_timer(timers, &n->timer, timer_round(timers->now, when)))
		neigh_hold(n);
}

void neigh_disarm(struct neighbour *n)
{
	if (del_timer(&n->shard->timers, &n->timer))
		neigh_put(n);
}

static void notify(struct neighbour *n, u32 portid)
{
	const struct nl_info by = {.portid = portid};

	rtnl_event(n->dev->net, neigh, n->dev->net, n, RTM_NEWNEIGH, &by);
}

void neigh_app_ns(struct neighbour *n)
{
	const struct nl_info ask = {.nlmsg_flags = NLM_F_REQUEST};

	rtnl_event(n->dev->net, neigh, n->dev->net, n, RTM_GETNEIGH, &ask);
}

/* The question names the packet that came last. */
static void solicit(struct neighbour *n)
{
	if (n->tbl->ops && n->tbl->ops->solicit)
		n->tbl->ops->solicit(n, skb_peek_tail(&n->arp_queue));
	n->probes++;
}

/* Nobody answers: whoever waits is told, in the order of coming. */
static void invalidate(struct neighbour *n)
{
	const struct neigh_ops *ops = n->tbl->ops;
	struct sk_buff *skb;

	n->updated = neigh_now(n);
	while (n->nud_state == NUD_FAILED && (skb = skb_dequeue(&n->arp_queue))) {
		if (ops && ops->error_report)
			ops->error_report(n, skb);
		else
			kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_FAILED);
	}
	neigh_purge_queue(n);
}

static void enter(struct neighbour *n, u8 state, u64 now)
{
	neigh_set_state(n, state);
	n->updated = now;
}

/* ---- the timer ---- */

/* Time ran out in REACHABLE: was it used lately? => when to look again, 0: need not */
static u64 leave_reachable(struct neighbour *n, u64 now)
{
	u32 reachable = reachable_time(n), delay = parm(n, NEIGH_DELAY_PROBE_TIME);

	if (time_before_eq(now, n->confirmed + reachable))
		return n->confirmed + reachable;
	if (time_before_eq(now, n->used + delay)) {
		enter(n, NUD_DELAY, now);
		return now + delay;
	}
	enter(n, NUD_STALE, now);
	notify(n, 0);
	return 0;
}

static u64 leave_delay(struct neighbour *n, u64 now)
{
	if (time_before_eq(now, n->confirmed + parm(n, NEIGH_DELAY_PROBE_TIME))) {
		enter(n, NUD_REACHABLE, now);
		notify(n, 0);
		return n->confirmed + reachable_time(n);
	}
	enter(n, NUD_PROBE, now);
	n->probes = 0;
	/* The first question is out before programs hear of it, as below. */
	return now + retrans(n);
}

static u64 at_least(u64 when, u64 now)
{
	return time_before(when, now + HZ / 100) ? now + HZ / 100 : when;
}

static void run_timer(struct neighbour *n, u64 now)
{
	u8 before = n->nud_state;
	u64 next;

	if (before & NUD_REACHABLE)
		next = leave_reachable(n, now);
	else if (before & NUD_DELAY)
		next = leave_delay(n, now);
	else
		next = now + retrans(n);
	if ((n->nud_state & (NUD_INCOMPLETE | NUD_PROBE)) && n->probes >= max_probes(n)) {
		neigh_set_state(n, NUD_FAILED);
		invalidate(n);
		notify(n, 0);
		return;
	}
	if (n->nud_state & NUD_IN_TIMER)
		neigh_arm(n, at_least(next, now));
	if (n->nud_state & (NUD_INCOMPLETE | NUD_PROBE))
		solicit(n);
	if ((before & NUD_DELAY) && (n->nud_state & NUD_PROBE))
		notify(n, 0);
}

void neigh_timer(struct timer_list *t)
{
	struct neighbour *n = container_of(t, struct neighbour, timer);

	if (!n->dead && (n->nud_state & NUD_IN_TIMER))
		run_timer(n, neigh_now(n));
	neigh_put(n);
}

/* ---- somebody wants to send ---- */

/* What the kernel charges for a packet that a TAP brought: its frame in whole cache lines behind 66
 * bytes of headroom, and 576 bytes of sk_buff and skb_shared_info. */
static u32 truesize(const struct sk_buff *skb)
{
	return ALIGN_UP(skb->len + ETH_HLEN + 66, 64) + 576;
}

static void queue_packet(struct neighbour *n, struct sk_buff *skb)
{
	u32 room = parm(n, NEIGH_QUEUE_LEN_BYTES), size = truesize(skb);

	while (n->arp_queue.first && n->arp_queue_len_bytes + size > room) {
		struct sk_buff *old = skb_dequeue(&n->arp_queue);

		n->arp_queue_len_bytes -= truesize(old);
		kfree_skb_reason(old, SKB_DROP_REASON_NEIGH_QUEUEFULL);
	}
	skb_dst_force(skb);
	if (unlikely(skb->story))
		TRACE(skb, wait, .where = "neigh");
	skb_queue_tail(&n->arp_queue, skb);
	n->arp_queue_len_bytes += size;
}

/* => false: nobody may be asked */
static bool begin_resolving(struct neighbour *n, u64 now, bool at_once)
{
	if (!(parm(n, NEIGH_MCAST_PROBES) + parm(n, NEIGH_APP_PROBES))) {
		enter(n, NUD_FAILED, now);
		return false;
	}
	n->probes = parm(n, NEIGH_UCAST_PROBES);
	neigh_disarm(n);
	enter(n, NUD_INCOMPLETE, now);
	neigh_arm(n, at_once ? now + retrans(n) : now + 1);
	return true;
}

static void begin_delay(struct neighbour *n, u64 now)
{
	neigh_disarm(n);
	enter(n, NUD_DELAY, now);
	neigh_arm(n, now + parm(n, NEIGH_DELAY_PROBE_TIME));
}

/* @at_once: the first question goes out now, not with the next jiffy */
static bool event_send(struct neighbour *n, struct sk_buff *skb, bool at_once)
{
	u64 now = neigh_now(n);
	bool asked = false;

	if (n->nud_state & (NUD_CONNECTED | NUD_DELAY | NUD_PROBE))
		return false;
	if (n->dead)
		goto drop;
	if (n->nud_state & NUD_STALE) {
		begin_delay(n, now);
		return false;
	}
	if (!(n->nud_state & NUD_INCOMPLETE)) {
		if (!begin_resolving(n, now, at_once))
			goto drop;
		asked = at_once;
	}
	if (skb)
		queue_packet(n, skb);
	if (asked)
		solicit(n);
	return true;
drop:
	if (skb)
		kfree_skb_reason(skb, SKB_DROP_REASON_NEIGH_FAILED);
	return true;
}

bool neigh_event_send(struct neighbour *n, struct sk_buff *skb)
{
	n->used = neigh_now(n);
	return event_send(n, skb, true);
}

/* Managed entries are kept resolved, whether anybody sends or not. */
void neigh_managed_timer(struct timer_list *t)
{
	struct neigh_table *tbl = container_of(t, struct neigh_table, managed_timer);
	struct net_shard *shard = net_shard0(tbl->net);
	u32 bucket = 0, index = 0;
	struct neighbour *n;

	if (!tbl->managed)
		return;
	while ((n = neigh_next(tbl, &bucket, &index)))
		if (n->flags & NTF_MANAGED) {
			n->used = neigh_now(n);
			event_send(n, NULL, false);
		}
	mod_timer(&shard->timers, t,
		  shard->clock.jiffies + tbl->dflt.data[NEIGH_INTERVAL_PROBE_TIME]);
}

/* ---- news ---- */

/* One piece of news, as it is worked out. */
struct neigh_news {
	const u8 *lladdr; /* the entry's own ha: no other address */
	u8 old, state;
	u32 flags; /* NEIGH_UPDATE_F_* */
	bool update_isrouter, gc_update, told;
};

static void set_flag(struct neighbour *n, struct neigh_news *news, u32 flag, bool on)
{
	if (!(n->flags & flag) == !on)
		return;
	n->flags ^= flag;
	news->told = true;
	if (flag == NTF_EXT_LEARNED)
		news->gc_update = true;
	if (flag == NTF_MANAGED) {
		struct net_shard *shard = net_shard0(n->tbl->net);

		n->tbl->managed += on ? 1 : -1;
		if (on && !timer_pending(&n->tbl->managed_timer))
			mod_timer(&shard->timers, &n->tbl->managed_timer,
				  shard->clock.jiffies +
					  n->tbl->dflt.data[NEIGH_INTERVAL_PROBE_TIME]);
	}
}

/* The news make the entry invalid. */
static void update_invalid(struct neighbour *n, struct neigh_news *news)
{
	neigh_disarm(n);
	neigh_set_state(n, news->state);
	news->told |= (news->old & NUD_VALID) != 0;
	if ((news->old & (NUD_INCOMPLETE | NUD_PROBE)) && (news->state & NUD_FAILED)) {
		invalidate(n);
		news->told = true;
	}
}

/* Which address is meant: the news' own, or the known one when they carry the same or none. */
static int news_address(const struct neighbour *n, struct neigh_news *news)
{
	bool known = (news->old & NUD_VALID) != 0;

	if (n->dev->addr_len && !news->lladdr && !known)
		return -EINVAL;
	if (!n->dev->addr_len || !news->lladdr ||
	    (known && !memcmp(news->lladdr, n->ha, n->dev->addr_len)))
		news->lladdr = n->ha;
	return 0;
}

/* What is known already may weigh more than the news.  => false: they are not believed */
static bool news_weigh(const struct neighbour *n, struct neigh_news *news)
{
	if (!(news->old & NUD_VALID))
		return true;
	if (news->lladdr != n->ha && !(news->flags & NEIGH_UPDATE_F_OVERRIDE)) {
		news->update_isrouter = false;
		if (!(news->flags & NEIGH_UPDATE_F_WEAK_OVERRIDE) || !(news->old & NUD_CONNECTED))
			return false;
		news->lladdr = n->ha;
		news->state = NUD_STALE;
	} else if (news->lladdr == n->ha && news->state == NUD_STALE &&
		   !(news->flags & NEIGH_UPDATE_F_ADMIN)) {
		news->state = news->old; /* a weaker word about what is known better */
	}
	return true;
}

static void take_state(struct neighbour *n, struct neigh_news *news, u64 now)
{
	if (news->state == news->old)
		return;
	neigh_disarm(n);
	if (news->state & NUD_PROBE)
		n->probes = 0;
	n->nud_state = news->state;
	if (news->state & NUD_IN_TIMER)
		neigh_arm(n, now + (news->state & NUD_REACHABLE ? reachable_time(n) : 0));
	news->told = true;
}

static void take_address(struct neighbour *n, struct neigh_news *news, u64 now)
{
	if (news->lladdr == n->ha)
		return;
	neigh_hh_invalidate(n);
	memcpy(n->ha, news->lladdr, n->dev->addr_len);
	if (!(news->state & NUD_CONNECTED))
		n->confirmed = now - parm(n, NEIGH_BASE_REACHABLE_TIME) * 2;
	news->told = true;
}

static void update_valid(struct neighbour *n, struct neigh_news *news)
{
	u64 now = neigh_now(n);

	if (news->state & NUD_CONNECTED)
		n->confirmed = now;
	if (!news_weigh(n, news))
		return;
	if (news->state != news->old || news->lladdr != n->ha)
		n->updated = now;
	take_state(n, news, now);
	take_address(n, news, now);
	neigh_set_state(n, news->state);
	if (!(news->old & NUD_VALID))
		neigh_send_waiting(n);
}

static int update(struct neighbour *n, struct neigh_news *news)
{
	int err;

	if (news->flags & NEIGH_UPDATE_F_ADMIN) {
		set_flag(n, news, NTF_EXT_LEARNED, news->flags & NEIGH_UPDATE_F_EXT_LEARNED);
		set_flag(n, news, NTF_MANAGED, news->flags & NEIGH_UPDATE_F_MANAGED);
	}
	if (news->flags & (NEIGH_UPDATE_F_USE | NEIGH_UPDATE_F_MANAGED)) {
		neigh_set_state(n, news->old & ~NUD_PERMANENT);
		return 0;
	}
	if (!(news->state & NUD_VALID)) {
		update_invalid(n, news);
		return 0;
	}
	err = news_address(n, news);
	if (err)
		return err;
	news->update_isrouter = news->flags & NEIGH_UPDATE_F_OVERRIDE_ISROUTER;
	update_valid(n, news);
	return 0;
}

int neigh_update(struct neighbour *n, const u8 *lladdr, u8 state, u32 flags, u32 nlmsg_pid)
{
	struct neigh_news news = {
		.lladdr = lladdr, .old = n->nud_state, .state = state, .flags = flags};
	int err;

	if (n->dead ||
	    (!(flags & NEIGH_UPDATE_F_ADMIN) && (news.old & (NUD_NOARP | NUD_PERMANENT))))
		return -EPERM;
	err = update(n, &news);
	if (news.update_isrouter)
		set_flag(n, &news, NTF_ROUTER, flags & NEIGH_UPDATE_F_ISROUTER);
	if (((n->nud_state ^ news.old) & NUD_PERMANENT) || news.gc_update)
		neigh_update_gc_list(n);
	if (news.told)
		notify(n, nlmsg_pid);
	return err;
}
