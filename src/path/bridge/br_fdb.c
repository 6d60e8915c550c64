// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The forwarding table of a bridge.  An entry that was not refreshed for ageing_time is treated as
 * gone, and taken away when its place in the table is next written to.
 */
#include "path/bridge/br_private.h"

#include <stdlib.h>

static u64 now(const struct net_bridge *br)
{
	return net_shard0(br->dev->net)->clock.jiffies;
}

static struct net_bridge_fdb_entry **bucket(struct net_bridge *br, const u8 *addr)
{
	u32 h = 0;

	for (unsigned int i = 0; i < ETH_ALEN; i++)
		h = h * 31 + addr[i];
	return &br->hash[h % BR_HASH_SIZE];
}

static bool has_expired(const struct net_bridge *br, const struct net_bridge_fdb_entry *f)
{
	return !f->is_static && f->updated + br->ageing_time <= now(br);
}

static void unlink_entry(struct net_bridge *br, struct net_bridge_fdb_entry **at)
{
	struct net_bridge_fdb_entry *f = *at;

	rcu_assign_pointer(*at, f->next);
	rcu_defer(&br->dev->net->garbage, free, f);
}

static void sweep(struct net_bridge *br, struct net_bridge_fdb_entry **at)
{
	while (*at)
		if (has_expired(br, *at))
			unlink_entry(br, at);
		else
			at = &(*at)->next;
}

struct net_bridge_fdb_entry *br_fdb_find(struct net_bridge *br, const u8 *addr)
{
	struct net_bridge_fdb_entry *f;

	for (f = rcu_dereference(*bucket(br, addr)); f; f = rcu_dereference(f->next))
		if (!memcmp(f->addr, addr, ETH_ALEN))
			return has_expired(br, f) ? NULL : f;
	return NULL;
}

static struct net_bridge_fdb_entry *add(struct net_bridge *br, struct net_bridge_port *port,
					const u8 *addr, bool local)
{
	struct net_bridge_fdb_entry **at = bucket(br, addr), *f;

	sweep(br, at);
	f = calloc(1, sizeof(*f));
	if (!f)
		return NULL;
	f->dst = port;
	memcpy(f->addr, addr, ETH_ALEN);
	f->is_local = f->is_static = local;
	f->updated = f->used = now(br);
	f->next = *at;
	rcu_assign_pointer(*at, f);
	return f;
}

void br_fdb_update(struct net_bridge *br, struct net_bridge_port *source, const u8 *addr)
{
	struct net_bridge_fdb_entry *f = br_fdb_find(br, addr);

	if (!f) {
		add(br, source, addr, false);
		return;
	}
	if (f->is_local) /* somebody uses our address */
		return;
	WRITE_ONCE(f->dst, source);
	f->updated = now(br);
}

int br_fdb_local(struct net_bridge *br, struct net_bridge_port *port, const u8 *addr)
{
	struct net_bridge_fdb_entry *f = br_fdb_find(br, addr);

	if (!f)
		return add(br, port, addr, true) ? 0 : -ENOMEM;
	if (!f->is_local) {
		f->dst = port;
		f->is_local = f->is_static = true;
	}
	return 0;
}

void br_fdb_delete_by_port(struct net_bridge *br, const struct net_bridge_port *port, bool all)
{
	for (unsigned int i = 0; i < BR_HASH_SIZE; i++)
		for (struct net_bridge_fdb_entry **at = &br->hash[i]; *at;)
			if ((*at)->dst == port && (all || !(*at)->is_static))
				unlink_entry(br, at);
			else
				at = &(*at)->next;
}

void br_fdb_flush(struct net_bridge *br)
{
	for (unsigned int i = 0; i < BR_HASH_SIZE; i++)
		while (br->hash[i])
			unlink_entry(br, &br->hash[i]);
}
