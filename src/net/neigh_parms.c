// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The settings of a neighbour table, net/{ipv4,ipv6}/neigh: the defaults, and a copy for each
 * device.  What was written to the defaults reaches the devices that have no value of their own.
 *
 * Written by the owner's thread; lists of devices are read under RCU, values by READ_ONCE.
 */
#include "net/neigh_internal.h"

#include <stdlib.h>

struct neigh_parms *neigh_parms(const struct neigh_table *tbl, const struct net_device *dev)
{
	struct neigh_parms *p = dev ? rcu_dereference(((struct neigh_table *)tbl)->parms) : NULL;

	for (; p; p = rcu_dereference(p->next))
		if (p->ifindex == dev->ifindex)
			return p;
	return (struct neigh_parms *)&tbl->dflt;
}

struct neigh_parms *neigh_parms_at(struct neigh_table *tbl, u32 index)
{
	struct neigh_parms *p;

	if (!index)
		return &tbl->dflt;
	p = rcu_dereference(tbl->parms);
	while (p && --index)
		p = rcu_dereference(p->next);
	return p;
}

struct neigh_limits *neigh_limits(struct neigh_table *tbl)
{
	return &tbl->limits;
}

/* Between half and one and a half of the base time, so that neighbours do not fall due together. */
static u32 random_reachable(struct net *net, const struct neigh_parms *p)
{
	u32 base = p->data[NEIGH_BASE_REACHABLE_TIME];

	return base ? prandom_below(&net_shard0(net)->random, base) + base / 2 : 0;
}

void neigh_parms_randomise(struct neigh_table *tbl)
{
	tbl->dflt.reachable_time = random_reachable(tbl->net, &tbl->dflt);
	for (struct neigh_parms *p = tbl->parms; p; p = p->next)
		p->reachable_time = random_reachable(tbl->net, p);
}

static void parm_write(struct neigh_table *tbl, struct neigh_parms *p, enum neigh_parm which,
		       u32 value)
{
	WRITE_ONCE(p->data[which], value);
	if (which == NEIGH_BASE_REACHABLE_TIME)
		p->reachable_time = random_reachable(tbl->net, p);
}

void neigh_parm_set(struct neigh_table *tbl, const struct net_device *dev, enum neigh_parm which,
		    u32 value)
{
	struct neigh_parms *p = neigh_parms(tbl, dev);

	parm_write(tbl, p, which, value);
	p->set |= 1u << which;
	if (dev)
		return;
	for (p = tbl->parms; p; p = p->next)
		if (!(p->set & 1u << which))
			parm_write(tbl, p, which, value);
}

void neigh_parms_add(struct neigh_table *tbl, const struct net_device *dev)
{
	struct neigh_parms *p = malloc(sizeof(*p));

	if (!p)
		return; /* the defaults serve it */
	*p = tbl->dflt;
	p->set = 0;
	p->ifindex = dev->ifindex;
	p->noarp = (dev->flags & IFF_NOARP) != 0;
	p->reachable_time = random_reachable(tbl->net, p);
	p->next = tbl->parms;
	rcu_assign_pointer(tbl->parms, p);
}

void neigh_parms_del(struct neigh_table *tbl, const struct net_device *dev)
{
	struct neigh_parms **at = &tbl->parms, *p;

	while (*at && (*at)->ifindex != dev->ifindex)
		at = &(*at)->next;
	p = *at;
	if (!p)
		return;
	rcu_assign_pointer(*at, p->next);
	rcu_defer(&tbl->net->garbage, free, p);
}

void neigh_parms_init(struct neigh_table *tbl)
{
	tbl->limits = tbl->desc->limits;
	memcpy(tbl->dflt.data, tbl->desc->parms, sizeof(tbl->dflt.data));
	tbl->dflt.reachable_time = random_reachable(tbl->net, &tbl->dflt);
}

void neigh_parms_exit(struct neigh_table *tbl)
{
	struct neigh_parms *p;

	while ((p = tbl->parms)) {
		tbl->parms = p->next;
		free(p);
	}
}
