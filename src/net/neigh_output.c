// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames by a neighbour.
 *
 * The way of nearly every packet computes nothing: hh holds the Ethernet header as it goes out,
 * valid while hh_valid.  In states that are valid but not connected the packet must be noticed
 * first (neigh_event_send()), and the header is put together from ha.
 */
#include "net/neigh_internal.h"

#include "net/ip_fib.h"
#include "net/output.h"

#include <stdio.h>

/* ---- the prebuilt header ---- */

void neigh_hh_invalidate(struct neighbour *n)
{
	__atomic_store_n(&n->hh_valid, 0, __ATOMIC_RELEASE);
}

void neigh_hh_build(struct neighbour *n)
{
	if (n->dev->type != ARPHRD_ETHER && n->dev->type != ARPHRD_LOOPBACK)
		return;
	memcpy(n->hh + 2, n->ha, ETH_ALEN);
	memcpy(n->hh + 8, n->dev->dev_addr, ETH_ALEN);
	put_unaligned_be16(n->tbl->desc->protocol, n->hh + 14);
	__atomic_store_n(&n->hh_valid, 1, __ATOMIC_RELEASE);
}

/* ---- sending ---- */

void neigh_frame_out(struct neighbour *n, struct sk_buff *skb)
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

void neigh_send_waiting(struct neighbour *n)
{
	struct sk_buff *skb;

	while ((n->nud_state & NUD_VALID) && (skb = skb_dequeue(&n->arp_queue)))
		if ((n->nud_state & NUD_CONNECTED) || !neigh_event_send(n, skb))
			neigh_frame_out(n, skb);
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
	ev.neigh.addr.family = (u32)neigh_family(n->tbl);
	memcpy(&ev.neigh.addr.v6, n->primary_key, sizeof(ev.neigh.addr.v6));
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
		neigh_frame_out(n, skb);
}

/* ---- the neighbour of a route ---- */

static void deferred_put(void *n)
{
	neigh_put(n);
}

struct neighbour *neigh_for_dst(struct neigh_table *tbl, void **cache, const void *nexthop,
				struct net_device *dev)
{
	struct neighbour *n, *old;

	if (!cache)
		return neigh_create(tbl, nexthop, dev);
	n = rcu_dereference(*(struct neighbour **)cache);
	if (likely(n && !n->dead))
		return n;
	n = neigh_create(tbl, nexthop, dev);
	if (!n)
		return NULL;
	neigh_hold(n);
	old = __atomic_exchange_n((struct neighbour **)cache, n, __ATOMIC_ACQ_REL);
	if (old)
		rcu_defer(&dev->net->garbage, deferred_put, old);
	return n;
}

struct neighbour *neigh_for_route(struct rtable *rt, __be32 daddr)
{
	if (likely(rt->rt_gateway))
		return neigh_for_dst(arp_tbl(rt->dev->net), &rt->neigh_cache, &rt->rt_gateway,
				     rt->dev);
	/* On a device without link-layer addresses one entry serves everybody. */
	if (rt->dev->flags & (IFF_LOOPBACK | IFF_POINTOPOINT))
		daddr = 0;
	return neigh_create(arp_tbl(rt->dev->net), &daddr, rt->dev);
}
