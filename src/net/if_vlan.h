/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 802.1Q and 802.1ad: a tag on a packet, and the devices that stand on another one for a tag.
 *
 * A received tag is taken out of the frame and kept beside it (skb->vlan_tci); one that is to be
 * sent is put back into the frame by path/netdev, unless the device carries it beside the frame
 * (NETIF_F_HW_VLAN_TX), as veth and bridges do.
 */
#ifndef QUINTET_NET_IF_VLAN_H
#define QUINTET_NET_IF_VLAN_H

#include "net/netdevice.h"

enum { VLAN_HLEN = 4, VLAN_VIDS = 4096, VLAN_VID_MASK = 0xfff, VLAN_PRIO_SHIFT = 13 };

static inline bool eth_type_vlan(__be16 proto)
{
	return proto == htons(ETH_P_8021Q) || proto == htons(ETH_P_8021AD);
}

/** struct vlan_prio - a rule of ingress-qos-map or egress-qos-map, newest last */
struct vlan_prio {
	struct vlan_prio *next;
	u32 from, to;
};

/**
 * struct vlan_dev - what a vlan device keeps; net_device.priv
 * @real_dev: what it stands on
 * @flags: VLAN_FLAG_*
 * @ingress: skb->priority by the tag's priority
 * @egress: the tag's priority by skb->priority
 */
struct vlan_dev {
	struct net_device *real_dev;
	__be16 proto;
	u16 vid;
	u32 flags;
	u32 ingress[8];
	struct vlan_prio *egress;
};

/** struct vlan_group - the vlan devices of a device, by tag: 802.1Q, 802.1ad; RCU */
struct vlan_group {
	struct net_device *dev[2][VLAN_VIDS];
};

/** vlan_find_dev() - the device for a tag on @real_dev; borrowed; NULL: none */
static inline struct net_device *vlan_find_dev(const struct net_device *real_dev, __be16 proto,
					       u16 vid)
{
	struct vlan_group *g = rcu_dereference(real_dev->vlan_group);

	return g ? rcu_dereference(g->dev[proto == htons(ETH_P_8021AD)][vid & VLAN_VID_MASK])
		 : NULL;
}

#endif
