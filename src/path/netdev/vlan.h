/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags in and out of frames; see net/if_vlan.h. */
#ifndef QUINTET_PATH_NETDEV_VLAN_H
#define QUINTET_PATH_NETDEV_VLAN_H

#include "net/if_vlan.h"

/**
 * skb_vlan_untag() - the tag that @skb, at its tag, begins with goes beside the frame
 *
 * The frame is as if it had never had it.  => false: the packet was cut short, and is gone.
 */
bool skb_vlan_untag(struct sk_buff *skb);
/** skb_vlan_push() - the tag beside the frame into it; @skb at the link-layer header; => 0, -ENOMEM */
int __must_check skb_vlan_push(struct sk_buff *skb);
/** vlan_do_receive() - a packet with @vlan's tag is @vlan's; => false: it is down, the packet gone */
bool vlan_do_receive(struct sk_buff *skb, struct net_device *vlan);

#endif
