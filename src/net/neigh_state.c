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

/* ---- the machine ---- */

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

static void solicit(struct neighbour *n)
{
	const struct neigh_ops *ops = n->tbl->ops;

	n->probes++;
	if (ops && ops->solicit)
		ops->solicit(n, skb_peek_tail(&n->arp_queue));
}

/* Nobody answers: whoever waits is told. */
static void failed(struct neighbour *n)
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

/* Time ran out in REACHABLE: was it used lately? => when to look again, 0: need not */
static u64 leave_reachable(struct neighbour *n, u64 now)
{
	u32 reachable = neigh_parms(n->tbl, n->dev)->reachable_time;

	if (time_before_eq(now, n->confirmed + reachable))
		return n->confirmed + reachable;
	n->updated = now;
	if (time_before_eq(now, n->used + parm(n, NEIGH_DELAY_PROBE_TIME))) {
		neigh_set_state(n, NUD_DELAY);
		return now + parm(n, NEIGH_DELAY_PROBE_TIME);
	}
	neigh_set_state(n, NUD_STALE);
	notify(n, 0);
	return 0;
}

static u64 leave_delay(struct neighbour *n, u64 now)
{
	n->updated = now;
	if (time_before_eq(now, n->confirmed + parm(n, NEIGH_DELAY_PROBE_TIME))) {
		neigh_set_state(n, NUD_REACHABLE);
		notify(n, 0);
		return n->confirmed + neigh_parms(n->tbl, n->dev)->reachable_time;
	}
	neigh_set_state(n, NUD_PROBE);
	n->probes = 0;
	notify(n, 0);
	return now + parm(n, NEIGH_RETRANS_TIME);
}

static u64 at_least(u64 when, u64 now)
{
	return time_before(when, now + HZ / 100) ? now + HZ / 100 : when;
}

void neigh_timer(struct timer_list *t)
{
	struct neighbour *n = container_of(t, struct neighbour, timer);
	u64 now = neigh_now(n), next = 0;

	if (n->dead || !(n->nud_state & NUD_IN_TIMER))
		goto out;
	if (n->nud_state & NUD_REACHABLE)
		next = leave_reachable(n, now);
	else if (n->nud_state & NUD_DELAY)
		next = leave_delay(n, now);
	else
		next = now + parm(n, NEIGH_RETRANS_TIME);

	if ((n->nud_state & (NUD_INCOMPLETE | NUD_PROBE)) && n->probes >= max_probes(n)) {
		neigh_set_state(n, NUD_FAILED);
		failed(n);
		notify(n, 0);
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
		neigh_set_state(n, NUD_FAILED);
		n->updated = now;
		return false;
	}
	n->probes = parm(n, NEIGH_UCAST_PROBES);
	neigh_disarm(n);
	neigh_set_state(n, NUD_INCOMPLETE);
	n->updated = now;
	arm(n, now + (retrans > HZ / 100 ? retrans : HZ / 100));
	return true;
}

bool neigh_event_send(struct neighbour *n, struct sk_buff *skb)
{
	u64 now = neigh_now(n);
	bool probe = false;

	n->used = now;
	if (n->nud_state & (NUD_CONNECTED | NUD_DELAY | NUD_PROBE))
		return false;
	if (n->dead)
		goto drop;
	if (n->nud_state & NUD_STALE) {
		neigh_disarm(n);
		neigh_set_state(n, NUD_DELAY);
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
static int update_invalid(struct neighbour *n, u8 state, u8 old, u32 nlmsg_pid)
{
	neigh_disarm(n);
	if (old & NUD_CONNECTED)
		neigh_hh_invalidate(n);
	neigh_set_state(n, state);
	if ((old & (NUD_INCOMPLETE | NUD_PROBE)) && (state & NUD_FAILED))
		failed(n);
	if (state & NUD_FAILED)
		neigh_purge_queue(n);
	notify(n, nlmsg_pid);
	return 0;
}

static u64 first_look(const struct neighbour *n, u8 state, u64 now)
{
	return now + (state & NUD_REACHABLE ? neigh_parms(n->tbl, n->dev)->reachable_time : 0);
}

static void change_state(struct neighbour *n, u8 state, u64 now)
{
	if (state == n->nud_state)
		return;
	neigh_disarm(n);
	if (state & NUD_PROBE)
		n->probes = 0;
	neigh_set_state(n, state);
	if (state & NUD_DELAY)
		arm(n, now + parm(n, NEIGH_DELAY_PROBE_TIME));
	else if (state & NUD_IN_TIMER)
		arm(n, first_look(n, state, now));
}

int neigh_update(struct neighbour *n, const u8 *lladdr, u8 state, u32 flags, u32 nlmsg_pid)
{
	u64 now = neigh_now(n);
	u8 old = n->nud_state;
	bool other, told = false;
	int err;

	if (!(flags & NEIGH_UPDATE_F_ADMIN) && (old & (NUD_NOARP | NUD_PERMANENT)))
		return -EPERM;
	if (n->dead)
		return -EPERM;
	if (!(state & NUD_VALID))
		return update_invalid(n, state, old, nlmsg_pid);
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
		neigh_hh_invalidate(n);
		memcpy(n->ha, lladdr, n->dev->addr_len);
		if (!(state & NUD_CONNECTED))
			n->confirmed = now - parm(n, NEIGH_BASE_REACHABLE_TIME) * 2;
		told = true;
	}
	neigh_set_state(n, state);
	if (!(old & NUD_VALID))
		neigh_send_waiting(n);
	if (told)
		notify(n, nlmsg_pid);
	return 0;
}
