// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The one registration list.  A new match, target, device, netlink subsystem or proc file is a row
 * here; nothing registers itself.
 */
#include "assembly/modules.h"

#include "net/fib.h"
#include "net/neighbour.h"
#include "nf/nf_queue.h"

static int nothing(struct net *net)
{
	return 0;
}

/* From the foundation up; taken down in the reverse order. */
const struct net_module net_modules[] = {
	{"netdev", netdev_net_init, netdev_net_exit},
	{"devinet", devinet_net_init, devinet_net_exit},
	{"fib", fib_net_init, fib_net_exit},
	{"neigh", neigh_net_init, neigh_net_exit},
	{"nf_queue", nothing, nf_queue_exit},
};
const unsigned int net_modules_count = ARRAY_SIZE(net_modules);
