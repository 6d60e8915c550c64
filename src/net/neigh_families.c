// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What makes the two tables: the settings that they begin with, and the addresses that nobody need
 * be asked about.
 *
 * A device without a link-layer header has no address to ask for.  A group's address follows from
 * the group (RFC 1112, RFC 2464).  On devices without ARP everybody has the device's own address,
 * on a point-to-point one the broadcast address does.
 */
#include "net/neigh_internal.h"

#include "net/ip_fib.h"

#include <linux/in.h>
#include <linux/in6.h>

/* => true: the device decides, whatever the address is */
static bool without_address(struct neighbour *n)
{
	if (n->dev->hard_header_len)
		return false;
	n->nud_state = NUD_NOARP;
	return true;
}

static void known_as(struct neighbour *n, const u8 *lladdr)
{
	memcpy(n->ha, lladdr, n->dev->addr_len);
	neigh_set_state(n, NUD_NOARP);
}

static void arp_constructor(struct neighbour *n)
{
	const struct net_device *dev = n->dev;
	__be32 key;
	u32 k;

	memcpy(&key, n->primary_key, 4);
	k = ntohl(key);
	n->type = (u8)inet_addr_type_dev_table(dev->net, dev, key);
	if (without_address(n))
		return;
	if (n->type == RTN_MULTICAST) {
		const u8 group[] = {0x01, 0, 0x5e, (u8)(k >> 16 & 0x7f), (u8)(k >> 8), (u8)k};

		known_as(n, group);
	} else if (dev->flags & (IFF_NOARP | IFF_LOOPBACK)) {
		known_as(n, dev->dev_addr);
	} else if (n->type == RTN_BROADCAST || (dev->flags & IFF_POINTOPOINT)) {
		known_as(n, dev->broadcast);
	}
}

static void ndisc_constructor(struct neighbour *n)
{
	const struct net_device *dev = n->dev;
	const u8 *key = n->primary_key;
	bool multicast = key[0] == 0xff;

	n->type = multicast ? RTN_MULTICAST : RTN_UNICAST;
	if (without_address(n))
		return;
	if (multicast) {
		const u8 group[] = {0x33, 0x33, key[12], key[13], key[14], key[15]};

		known_as(n, group);
	} else if (dev->flags & (IFF_NOARP | IFF_LOOPBACK)) {
		if (dev->flags & IFF_LOOPBACK)
			n->type = RTN_LOCAL;
		known_as(n, dev->dev_addr);
	} else if (dev->flags & IFF_POINTOPOINT) {
		known_as(n, dev->broadcast);
	}
}

const struct neigh_table_desc arp_table_desc = {
	.family = AF_INET,
	.key_len = 4,
	.protocol = ETH_P_IP,
	.constructor = arp_constructor,
	.parms = {[NEIGH_MCAST_PROBES] = 3,
		  [NEIGH_UCAST_PROBES] = 3,
		  [NEIGH_RETRANS_TIME] = HZ,
		  [NEIGH_BASE_REACHABLE_TIME] = 30 * HZ,
		  [NEIGH_DELAY_PROBE_TIME] = 5 * HZ,
		  [NEIGH_INTERVAL_PROBE_TIME] = 5 * HZ,
		  [NEIGH_GC_STALETIME] = 60 * HZ,
		  [NEIGH_QUEUE_LEN_BYTES] = 212992,
		  [NEIGH_PROXY_QLEN] = 64,
		  [NEIGH_ANYCAST_DELAY] = HZ,
		  [NEIGH_PROXY_DELAY] = 8 * HZ / 10,
		  [NEIGH_LOCKTIME] = HZ},
	.limits = {128, 512, 1024, 30},
};

const struct neigh_table_desc nd_table_desc = {
	.family = AF_INET6,
	.key_len = 16,
	.protocol = ETH_P_IPV6,
	.constructor = ndisc_constructor,
	.parms = {[NEIGH_MCAST_PROBES] = 3,
		  [NEIGH_UCAST_PROBES] = 3,
		  [NEIGH_RETRANS_TIME] = HZ,
		  [NEIGH_BASE_REACHABLE_TIME] = 30 * HZ,
		  [NEIGH_DELAY_PROBE_TIME] = 5 * HZ,
		  [NEIGH_INTERVAL_PROBE_TIME] = 5 * HZ,
		  [NEIGH_GC_STALETIME] = 60 * HZ,
		  [NEIGH_QUEUE_LEN_BYTES] = 212992,
		  [NEIGH_PROXY_QLEN] = 64,
		  [NEIGH_ANYCAST_DELAY] = HZ,
		  [NEIGH_PROXY_DELAY] = 8 * HZ / 10},
	.limits = {128, 512, 1024, 30},
};
