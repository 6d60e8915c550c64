/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The devices that need nothing outside. */
#ifndef QUINTET_DRIVERS_DRIVERS_H
#define QUINTET_DRIVERS_DRIVERS_H

#include "net/netdevice.h"

/** loopback_net_init() - lo, which every namespace has, down; => 0 or a negative errno */
int loopback_net_init(struct net *net);

/** dummy_link_ops() - `ip link add NAME type dummy`: a device that swallows what it is given */
const struct rtnl_link_ops *dummy_link_ops(void);
/** veth_link_ops() - a pair of devices, each the other's wire */
const struct rtnl_link_ops *veth_link_ops(void);
/** vlan_link_ops() - a device for the frames with a tag on another one */
const struct rtnl_link_ops *vlan_link_ops(void);
/** vlan_net_init() - vlan devices follow what happens below them; => 0 or a negative errno */
int __must_check vlan_net_init(struct net *net);

#endif
