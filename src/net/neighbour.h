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
/** neigh_update() - a new address and state, from ARP or rtnetlink; sends what waited
 * @flags: NEIGH_UPDATE_F_*; => 0, -EPERM (permanent, and not from rtnetlink), -EINVAL */
int neigh_update(struct neighbour *n, const u8 *lladdr, u8 state, u32 flags);
#define NEIGH_UPDATE_F_OVERRIDE 1u
#define NEIGH_UPDATE_F_ADMIN	2u
int neigh_delete(struct net_device *dev, __be32 addr);
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
