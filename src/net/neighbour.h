/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Neighbours: the link-layer addresses of next hops (IPv4: ARP).
 *
 * Entries are found under RCU by (device, address).  Static ones (permanent, noarp) come by
 * rtnetlink; others are resolved by ARP, with the kernel's states and timers as far as they are
 * delivered; see docs/differences.md.
 */
#ifndef QUINTET_NET_NEIGHBOUR_H
#define QUINTET_NET_NEIGHBOUR_H

#include "net/netdevice.h"

#include <linux/neighbour.h>

struct rtable;

/* net/ipv4/neigh/{default,DEV}/NAME; times in jiffies */
enum neigh_parm {
	NEIGH_MCAST_PROBES,
	NEIGH_UCAST_PROBES,
	NEIGH_APP_PROBES,
	NEIGH_MCAST_REPROBES,
	NEIGH_RETRANS_TIME,
	NEIGH_BASE_REACHABLE_TIME,
	NEIGH_DELAY_PROBE_TIME,
	NEIGH_INTERVAL_PROBE_TIME,
	NEIGH_GC_STALETIME,
	NEIGH_QUEUE_LEN_BYTES,
	NEIGH_PROXY_QLEN,
	NEIGH_ANYCAST_DELAY,
	NEIGH_PROXY_DELAY,
	NEIGH_LOCKTIME,
	NEIGH_PARM_MAX
};

/** struct neigh_parms - a device's settings, or the defaults */
struct neigh_parms {
	u32 data[NEIGH_PARM_MAX]; /* READ_ONCE */
	u32 set; /* bits of those that were written: the default no longer reaches them */
	u32 reachable_time; /* around the base time, chosen anew every 300 s */
	int ifindex; /* 0: the defaults */
	struct neigh_parms *next; /* RCU */
};
/** neigh_parms() - @dev's, or with NULL the defaults */
struct neigh_parms *neigh_parms(struct net *net, const struct net_device *dev);
/** neigh_parm_set() - write one; the defaults spread to devices that have not their own */
void neigh_parm_set(struct net *net, const struct net_device *dev, enum neigh_parm which,
		    u32 value);
/** struct neigh_limits - net/ipv4/neigh/default/gc_* */
struct neigh_limits {
	int gc_thresh1, gc_thresh2, gc_thresh3;
	int gc_interval; /* s */
};
struct neigh_limits *neigh_limits(struct net *net);

struct neighbour {
	struct neighbour *next; /* RCU: hash chain */
	struct net_device *dev;
	__be32 primary_key;
	u8 nud_state; /* NUD_* */
	u8 type; /* RTN_* */
	u8 flags; /* NTF_* */
	u8 protocol;
	u8 ha[MAX_ADDR_LEN] __attribute__((aligned(8)));
	/* The Ethernet header as it goes out, and whether it may be used at once: valid is written
	 * last and read first.  hh[2..15]: destination, source, ETH_P_IP. */
	u8 hh[16] __attribute__((aligned(16)));
	u32 hh_valid;
	u32 refs;
	struct net_shard *shard; /* whose thread runs its timer */
	struct timer_list timer;
	u32 probes;
	u64 confirmed, updated, used; /* jiffies */
	struct sk_buff_head arp_queue; /* packets that wait */
	u32 arp_queue_len_bytes;
	bool dead;
};

/** neigh_lookup() - borrowed under RCU; NULL: none */
struct neighbour *neigh_lookup(struct net *net, const struct net_device *dev, __be32 addr);
/** neigh_create() - find or make; NULL: the table is full or no memory */
struct neighbour *neigh_create(struct net_device *dev, __be32 addr);
/** neigh_create_static() - as neigh_create(), for entries that are configured: no limit counts */
struct neighbour *neigh_create_static(struct net_device *dev, __be32 addr);
/** neigh_state_name() - "REACHABLE" */
const char *neigh_state_name(u8 state);
/** neigh_update() - a new address and state, from ARP or rtnetlink; sends what waited
 * @flags: NEIGH_UPDATE_F_*; => 0, -EPERM (permanent, and not from rtnetlink), -EINVAL */
int neigh_update(struct neighbour *n, const u8 *lladdr, u8 state, u32 flags);
#define NEIGH_UPDATE_F_OVERRIDE	     1u
#define NEIGH_UPDATE_F_ADMIN	     2u
#define NEIGH_UPDATE_F_WEAK_OVERRIDE 4u /* another address: take it as STALE only */
/** neigh_delete() - => 0, -ENOENT */
int neigh_delete(struct net_device *dev, __be32 addr);
/** neigh_event_send() - somebody wants to send by it: starts resolving if needed; borrows nothing
 *
 * => true: not usable yet, and @skb, if given, was queued or dropped (owned) */
bool neigh_event_send(struct neighbour *n, struct sk_buff *skb);
void neigh_hold(struct neighbour *n);
void neigh_put(struct neighbour *n);
/** neigh_for_route() - the neighbour of @rt's gateway, or of @daddr when it has none; cached in
 * @rt; borrowed under RCU; NULL: no memory or the table is full */
struct neighbour *neigh_for_route(struct rtable *rt, __be32 daddr);
/** neigh_next() - in the table's order: after (@bucket, @index), which are moved on; NULL: no more
 */
struct neighbour *neigh_next(struct net *net, u32 *bucket, u32 *index);
u32 neigh_entries(struct net *net);
/** neigh_changeaddr() - @dev has another address: forget what was learned */
void neigh_changeaddr(struct net_device *dev);

int __must_check neigh_net_init(struct net *net);
void neigh_net_exit(struct net *net);
/**
 * neigh_output() - give the packet its link-layer header and its device; owns @skb
 *
 * skb->data is at the network header.  Resolved: the header is put in front and dev_queue_xmit()
 * follows.  Not resolved: it waits in arp_queue and an ARP request goes out.
 */
void neigh_output(struct neighbour *n, struct sk_buff *skb);

/* What the table asks of ARP (path/arp registers it). */
struct neigh_ops {
	void (*solicit)(struct neighbour *n, struct sk_buff *skb);
	/* The packet's next hop did not answer: an ICMP host unreachable; owns @skb */
	void (*error_report)(struct neighbour *n, struct sk_buff *skb);
};
void neigh_set_ops(struct net *net, const struct neigh_ops *ops);

#endif
