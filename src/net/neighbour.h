/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Neighbours: the link-layer addresses of next hops.
 *
 * A namespace has a table for each family, arp_tbl() and nd_tbl(), which differ in the length of
 * their keys, in what an address means by itself (groups, broadcasts) and in the protocol that
 * asks.  Entries are found under RCU by (device, address).  Static ones (permanent, noarp) come by
 * rtnetlink; others are resolved, with the states and timers of RFC 4861 as the kernel runs them
 * (neigh_state.c).
 */
#ifndef QUINTET_NET_NEIGHBOUR_H
#define QUINTET_NET_NEIGHBOUR_H

#include "net/netdevice.h"

#include <linux/neighbour.h>

struct neigh_table;
struct pneigh_entry;
struct rtable;

#define NEIGH_KEY_MAX 16

/* neighbour.flags: NTF_* of the header, and above them those of NDA_FLAGS_EXT. */
#define NTF_EXT_SHIFT 8
#define NTF_MANAGED   (NTF_EXT_MANAGED << NTF_EXT_SHIFT)

/* net/{ipv4,ipv6}/neigh/{default,DEV}/NAME; times in jiffies */
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
	bool noarp; /* the device had IFF_NOARP when it last told of a change */
	struct neigh_parms *next; /* RCU */
};
/** neigh_parms() - @dev's, or with NULL the defaults */
struct neigh_parms *neigh_parms(const struct neigh_table *tbl, const struct net_device *dev);
/** neigh_parm_set() - write one; the defaults spread to devices that have not their own */
void neigh_parm_set(struct neigh_table *tbl, const struct net_device *dev, enum neigh_parm which,
		    u32 value);
/** neigh_parms_at() - the settings that there are: 0 the defaults, then devices'; NULL: no more */
struct neigh_parms *neigh_parms_at(struct neigh_table *tbl, u32 index);
static inline u32 neigh_parm(const struct neigh_table *tbl, const struct net_device *dev,
			     enum neigh_parm which)
{
	return READ_ONCE(neigh_parms(tbl, dev)->data[which]);
}

/** struct neigh_limits - net/{ipv4,ipv6}/neigh/default/gc_* */
struct neigh_limits {
	int gc_thresh1, gc_thresh2, gc_thresh3;
	int gc_interval; /* s */
};
struct neigh_limits *neigh_limits(struct neigh_table *tbl);

struct neighbour {
	struct neighbour *next; /* RCU: hash chain */
	struct net_device *dev;
	struct neigh_table *tbl;
	u8 primary_key[NEIGH_KEY_MAX] __attribute__((aligned(8))); /* behind tbl's key: zeros */
	u8 nud_state; /* NUD_* */
	u8 type; /* RTN_* */
	u8 protocol; /* RTPROT_* of who made it, 0: nobody said */
	bool dead; /* off the table */
	u32 flags; /* NTF_*, and NTF_EXT_* above NTF_EXT_SHIFT */
	u8 ha[MAX_ADDR_LEN] __attribute__((aligned(8)));
	/* The Ethernet header as it goes out, and whether it may be used at once: valid is written
	 * last and read first.  hh[2..15]: destination, source, the table's ethertype. */
	u8 hh[16] __attribute__((aligned(16)));
	u32 hh_valid;
	u32 refs;
	struct net_shard *shard; /* whose thread runs its timer */
	struct timer_list timer;
	u32 probes;
	u64 confirmed, updated, used; /* jiffies */
	struct sk_buff_head arp_queue; /* packets that wait */
	u32 arp_queue_len_bytes;
	struct cds_list_head
		gc_list; /* those that may be collected, the eldest first; else empty */
};

/* ---- the tables ---- */

/** arp_tbl() - IPv4's, keys are __be32; nd_tbl() - IPv6's, keys are struct in6_addr */
static inline struct neigh_table *arp_tbl(const struct net *net)
{
	return net->slot[NET_SLOT_NEIGH];
}
static inline struct neigh_table *nd_tbl(const struct net *net)
{
	return net->slot[NET_SLOT_NEIGH6];
}
/** neigh_find_table() - of AF_INET or AF_INET6; NULL: another family */
struct neigh_table *neigh_find_table(const struct net *net, int family);
/** neigh_family(), neigh_key_len() - AF_INET and 4, or AF_INET6 and 16 */
int neigh_family(const struct neigh_table *tbl);
u32 neigh_key_len(const struct neigh_table *tbl);

/**
 * struct neigh_ops - what a table asks of its protocol (path/arp, path/ipv6/ndisc)
 * @solicit: ask for @n; @skb: the packet that waits, or NULL; borrowed
 * @error_report: @skb's next hop did not answer, its sender is to be told; owns @skb
 * @pconstructor, @pdestructor: a proxy entry comes or goes; owner's thread; may be NULL
 * @proxy_redo: the time of pneigh_enqueue()'s question @skb has come; borrowed
 */
struct neigh_ops {
	void (*solicit)(struct neighbour *n, struct sk_buff *skb);
	void (*error_report)(struct neighbour *n, struct sk_buff *skb);
	void (*pconstructor)(struct pneigh_entry *pn);
	void (*pdestructor)(struct pneigh_entry *pn);
	void (*proxy_redo)(struct sk_buff *skb);
};
/** neigh_set_ops() - NULL: nobody asks, entries fail */
void neigh_set_ops(struct neigh_table *tbl, const struct neigh_ops *ops);

int __must_check neigh_net_init(struct net *net);
void neigh_net_exit(struct net *net);

/* ---- entries; @pkey: neigh_key_len() bytes, network byte order ---- */

/** neigh_lookup() - borrowed under RCU; NULL: none */
struct neighbour *neigh_lookup(const struct neigh_table *tbl, const void *pkey,
			       const struct net_device *dev);
/** neigh_create() - find or make; NULL: the table is full or no memory */
struct neighbour *neigh_create(struct neigh_table *tbl, const void *pkey, struct net_device *dev);
/** neigh_create_static() - as neigh_create(), for entries that are configured: no limit counts and
 * none is collected */
struct neighbour *neigh_create_static(struct neigh_table *tbl, const void *pkey,
				      struct net_device *dev);
/** neigh_delete() - => 0, -ENOENT */
int neigh_delete(struct neigh_table *tbl, const void *pkey, struct net_device *dev);
/** neigh_carrier_down() - @dev lost its link: forget all but what is permanent */
void neigh_carrier_down(struct neigh_table *tbl, struct net_device *dev);
/** neigh_next() - in the table's order: after (@bucket, @index), which are moved on; NULL: no more
 */
struct neighbour *neigh_next(struct neigh_table *tbl, u32 *bucket, u32 *index);
u32 neigh_entries(const struct neigh_table *tbl);
/** neigh_table_config() - fill in what `ip ntable` shows, but for the size of an entry */
void neigh_table_config(const struct neigh_table *tbl, struct ndt_config *config);
void neigh_hold(struct neighbour *n);
void neigh_put(struct neighbour *n);
/** neigh_changeaddr() - @dev has another address: forget what was learned, in both tables */
void neigh_changeaddr(struct net_device *dev);

/* ---- states ---- */

/** neigh_state_name() - "REACHABLE" */
const char *neigh_state_name(u8 state);
/**
 * neigh_update() - a new address and state, from the protocol or rtnetlink; sends what waited
 * @lladdr: NULL: the news carry none
 * @flags: NEIGH_UPDATE_F_*
 * @nlmsg_pid: who asked, for `ip monitor`; 0: a packet
 *
 * => 0, -EPERM (permanent, and not from rtnetlink; or dead), -EINVAL
 */
int neigh_update(struct neighbour *n, const u8 *lladdr, u8 state, u32 flags, u32 nlmsg_pid);
#define NEIGH_UPDATE_F_OVERRIDE		 1u
#define NEIGH_UPDATE_F_WEAK_OVERRIDE	 2u /* another address: take it as STALE only */
#define NEIGH_UPDATE_F_OVERRIDE_ISROUTER 4u /* F_ISROUTER says whether it is a router */
#define NEIGH_UPDATE_F_USE		 8u /* rtnetlink's "use": the state stays */
#define NEIGH_UPDATE_F_MANAGED		 16u
#define NEIGH_UPDATE_F_EXT_LEARNED	 32u
#define NEIGH_UPDATE_F_ISROUTER		 64u
#define NEIGH_UPDATE_F_ADMIN		 128u
/** neigh_event_send() - somebody wants to send by it: starts resolving if needed; borrows nothing
 *
 * => true: not usable yet, and @skb, if given, was queued or dropped (owned) */
bool neigh_event_send(struct neighbour *n, struct sk_buff *skb);

/** neigh_probe_kind() - how the next question about @n goes out: at the address that it had
 * (ucast_solicit times), by a program that listens to `ip monitor neigh` (app_solicit), or to all */
enum neigh_probe { NEIGH_PROBE_UNICAST, NEIGH_PROBE_APP, NEIGH_PROBE_MULTICAST };
enum neigh_probe neigh_probe_kind(const struct neighbour *n);
/** neigh_app_ns() - ask programs (RTM_GETNEIGH) */
void neigh_app_ns(struct neighbour *n);

/* ---- proxies (neigh_proxy.c) ---- */

/** struct pneigh_entry - an address that we answer for */
struct pneigh_entry {
	struct pneigh_entry *next; /* RCU */
	struct net_device *dev; /* asked by this device; NULL: by any */
	u32 flags; /* NTF_* as they were given */
	u8 protocol;
	u8 key[NEIGH_KEY_MAX];
};
/** pneigh_lookup() - of @dev or of all devices; borrowed under RCU; NULL: none */
struct pneigh_entry *pneigh_lookup(const struct neigh_table *tbl, const void *pkey,
				   const struct net_device *dev);
/** pneigh_create() - find or make; NULL: no memory */
struct pneigh_entry *pneigh_create(struct neigh_table *tbl, const void *pkey,
				   struct net_device *dev);
/** pneigh_delete() - @dev NULL: the entry of all devices; => 0, -ENOENT */
int pneigh_delete(struct neigh_table *tbl, const void *pkey, struct net_device *dev);
/** pneigh_next() - the entry at @index, in the order that they are shown; NULL: no more */
struct pneigh_entry *pneigh_next(struct neigh_table *tbl, u32 index);
/** pneigh_enqueue() - ask again (ops->proxy_redo) after a random time below proxy_delay
 *
 * Takes a reference of its own; the route is dropped.  => false: too many wait */
bool pneigh_enqueue(struct neigh_table *tbl, struct sk_buff *skb);

/* ---- sending ---- */

/**
 * neigh_for_dst() - the neighbour that a route sends by
 * @cache: where the route keeps it (a reference, dropped by neigh_put()); NULL: it keeps none
 * @nexthop: the gateway, or the destination of a route without one
 *
 * A route with a gateway keeps its neighbour; one without has as many as destinations.
 * => borrowed under RCU; NULL: no memory or the table is full
 */
struct neighbour *neigh_for_dst(struct neigh_table *tbl, void **cache, const void *nexthop,
				struct net_device *dev);
/** neigh_for_route() - likewise for an IPv4 route and a packet to @daddr */
struct neighbour *neigh_for_route(struct rtable *rt, __be32 daddr);
/**
 * neigh_output() - give the packet its link-layer header and its device; owns @skb
 *
 * skb->data is at the network header.  Resolved: the header is put in front and dev_queue_xmit()
 * follows.  Not resolved: it waits in arp_queue and a request goes out.
 */
void neigh_output(struct neighbour *n, struct sk_buff *skb);

#endif
