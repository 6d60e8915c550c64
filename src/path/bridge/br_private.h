/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bridge: ports, a table of who is behind which, and the bridge's own device as one more port
 * (kernel: net/bridge).
 *
 *	port ── br_handle_frame ── PRE_ROUTING ── br_handle_frame_finish
 *	                                             ├─ for us ──► LOCAL_IN ──► up, as from the bridge
 *	                                             └─ others ──► FORWARD ── POST_ROUTING ── port
 *	bridge device ── br_dev_xmit ───────────────── LOCAL_OUT ── POST_ROUTING ── port
 *
 * The spanning tree protocol is off, so that a port forwards from the moment it is up.  The table
 * is written by the shard that has the packet; ports by the owner's thread.
 */
#ifndef QUINTET_PATH_BRIDGE_BR_PRIVATE_H
#define QUINTET_PATH_BRIDGE_BR_PRIVATE_H

#include "nf/netfilter.h"
#include "path/path_internal.h"

enum { BR_HASH_SIZE = 256, BR_MAX_PORTS = 1024 };
enum { BR_STATE_DISABLED, BR_STATE_LISTENING, BR_STATE_LEARNING, BR_STATE_FORWARDING };

/* net_bridge_port.flags */
enum {
	BR_HAIRPIN_MODE = 1 << 0,
	BR_LEARNING = 1 << 1,
	BR_FLOOD = 1 << 2,
	BR_MCAST_FLOOD = 1 << 3,
	BR_BCAST_FLOOD = 1 << 4,
};

/**
 * struct net_bridge_fdb_entry - where a MAC address is
 * @dst: its port, NULL: the bridge itself
 * @is_local: the address is ours; @is_static: it does not age
 * @updated, @used: jiffies
 */
struct net_bridge_fdb_entry {
	struct net_bridge_fdb_entry *next;
	struct net_bridge_port *dst;
	u8 addr[ETH_ALEN];
	bool is_local, is_static;
	u64 updated, used;
};

struct net_bridge_port {
	struct net_bridge_port *next; /* newest first, as the kernel floods */
	struct net_bridge *br;
	struct net_device *dev;
	u16 port_no;
	u8 state;
	u8 priority;
	u32 path_cost;
	u32 flags;
};

/**
 * struct net_bridge - net_device.priv of a bridge
 * @ageing_time: jiffies
 * @group_fwd_mask: reserved addresses 01:80:c2:00:00:0X that are forwarded
 * @own_address, @own_mtu: given by the user, no longer the ports'
 */
struct net_bridge {
	struct net_device *dev;
	struct net_bridge_port *ports;
	struct net_bridge_fdb_entry *hash[BR_HASH_SIZE];
	u64 ageing_time;
	u32 forward_delay, hello_time, max_age; /* USER_HZ */
	u16 priority, group_fwd_mask;
	bool own_address, own_mtu;
	bool mcast_snooping; /* kept and shown; multicast goes to all ports either way */
};

static inline struct net_bridge_port *br_port_get_rcu(const struct net_device *dev)
{
	return rcu_dereference(((struct net_device *)dev)->rx_handler_data);
}

/* br_device.c */
bool netif_is_bridge_master(const struct net_device *dev);
/* br_if.c */
int br_add_if(struct net_device *master, struct net_device *dev, struct netlink_ext_ack *extack);
int br_del_if(struct net_device *master, struct net_device *dev);
void br_port_state_selection(struct net_bridge *br);
/* br_fdb.c */
struct net_bridge_fdb_entry *br_fdb_find(struct net_bridge *br, const u8 *addr);
/** br_fdb_update() - @addr was seen behind @source */
void br_fdb_update(struct net_bridge *br, struct net_bridge_port *source, const u8 *addr);
/** br_fdb_local() - @addr is ours, on @port (NULL: the bridge's own); => 0, -ENOMEM */
int __must_check br_fdb_local(struct net_bridge *br, struct net_bridge_port *port, const u8 *addr);
/** br_fdb_delete_by_port() - forget what is behind @port; with @all local and static ones, too */
void br_fdb_delete_by_port(struct net_bridge *br, const struct net_bridge_port *port, bool all);
void br_fdb_flush(struct net_bridge *br);
/* br_forward.c */
/** br_forward() - to one port; with @local_rcv the caller keeps @skb */
void br_forward(struct net_bridge_port *to, struct sk_buff *skb, bool local_rcv, bool local_orig);
enum br_pkt_type { BR_PKT_UNICAST, BR_PKT_MULTICAST, BR_PKT_BROADCAST };
void br_flood(struct net_bridge *br, struct sk_buff *skb, enum br_pkt_type type, bool local_rcv,
	      bool local_orig);
/* br_input.c */
enum rx_handler_result br_handle_frame(struct sk_buff *skb);

#endif
