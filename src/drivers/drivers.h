/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The devices that need nothing outside: lo and dummy. */
#ifndef QUINTET_DRIVERS_DRIVERS_H
#define QUINTET_DRIVERS_DRIVERS_H

#include "net/netdevice.h"

/** loopback_net_init() - lo, which every namespace has, down; => 0 or a negative errno */
int loopback_net_init(struct net *net);

/** dummy_link_ops() - `ip link add NAME type dummy`: a device that swallows what it is given */
const struct rtnl_link_ops *dummy_link_ops(void);

#endif
