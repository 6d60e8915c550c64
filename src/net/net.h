/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A network namespace, and the shards that its packets run in.
 *
 * All state hangs off struct net.  Configuration (devices, addresses, routes, hooks, tables) is
 * changed by one thread, the namespace's owner, and published by RCU.  Packets run in shards; a
 * shard belongs to one thread, which may be the owner's.  With one shard the behaviour is exactly
 * the kernel's.
 *
 * Features keep their per-namespace state in a slot (enum net_slot) that their init function fills.
 */
#ifndef QUINTET_NET_NET_H
#define QUINTET_NET_NET_H

#include "base/clock.h"
#include "base/log.h"
#include "base/prandom.h"
#include "base/rcu.h"
#include "base/rcu_defer.h"
#include "base/timer.h"
#include "base/types.h"
#include "net/mib.h"
#include "net/netns_ipv4.h"
#include "net/netns_ipv6.h"
#include "skb/skbuff.h"

#include <quintet/net_env.h>
#include <urcu/list.h>

#define NET_MAX_SHARDS	16
#define NET_NFPROTO_MAX 13 /* NFPROTO_NUMPROTO */
#define NET_NFHOOK_MAX	8

struct net_device;
struct fib_table;
struct nf_hook_entries;
struct net_path_ops;
struct local_port;

/* One for each module that keeps state in a namespace. */
enum net_slot {
	NET_SLOT_FIB,
	NET_SLOT_RULES,
	NET_SLOT_NEIGH,
	NET_SLOT_NEIGH6,
	NET_SLOT_NF_QUEUE,
	NET_SLOT_NF_LOG,
	NET_SLOT_XTABLES,
	NET_SLOT_PATH,
	NET_SLOT_ABI,
	NET_SLOT_RTNETLINK,
	NET_SLOT_PROCFS,
	NET_SLOT_EXPLAIN,
	NET_SLOT_HOST,
	NET_SLOT_NETDEV,
	NET_SLOT_DEVINET,
	NET_SLOT_SYSCTL,
	NET_SLOT_FIB6,
	NET_SLOT_RULES6,
	NET_SLOT_ADDRCONF,
	NET_SLOT_ADDRLABEL,
	NET_SLOT_PATH6,
	NET_SLOT_FRAG,
	NET_SLOT_FRAG6,
	NET_SLOT_MIB,
	NET_SLOT_MLD,
	NET_SLOT_BRIDGE,
	NET_SLOT_CONNTRACK,
	NET_SLOT_NAT,
	NET_SLOT_MAX = 48
};

/**
 * struct net_shard - what one thread needs to run packets
 * @clock: told by net_advance()
 * @depth: packets made inside packets made inside …
 * @running: id of the packet from outside that is being handled, for hosts that feed vectors
 */
struct net_shard {
	struct net *net;
	u32 id;
	u32 depth;
	u64 running;
	struct net_clock clock;
	struct timer_base timers;
	struct skb_pool pool;
	struct prandom random;
	struct sk_buff_head backlog; /* netif_rx(): packets that loop back, see path/netdev */
	bool in_backlog;
	u16 ip_ident; /* for datagrams made here */
	void *slot[NET_SLOT_MAX]; /* per-shard state of features */
	struct net_mib mib;
};

struct net {
	/* Immutable */
	struct quintet_env env;
	struct log_sink log;
	u32 nr_shards;
	struct net_shard *shard[NET_MAX_SHARDS];

	/* Owner's thread writes, packets read by RCU */
	struct cds_list_head dev_base; /* net_device.dev_list, in order of ifindex */
	struct net_device **dev_index; /* by ifindex, [dev_index_size] */
	u32 dev_index_size;
	int next_ifindex;
	struct net_device *loopback_dev;
	struct netns_ipv4 ipv4;
	struct netns_ipv6 ipv6;
	/* [family as in NFPROTO_*][hook]; NULL: no hook registered */
	struct nf_hook_entries *hooks[NET_NFPROTO_MAX][NET_NFHOOK_MAX];
	const struct net_path_ops *path_ops; /* NULL: packets are dropped */
	struct local_port *local_port; /* programs' sockets; NULL: nobody listens */

	/* Owner's thread */
	u32 defrag_users_ipv4; /* see nf/nf_defrag.h */
	struct rcu_defer garbage; /* unpublished, waits for readers */
	const struct rtnl_events *rtnl_events; /* see rtnl.h; NULL: nobody listens */
	u64 generation; /* of the configuration; each commit adds one */
	void *slot[NET_SLOT_MAX];
};

/**
 * net_create() - an empty namespace: one shard, no device, no hook, no table
 *
 * `namespace_create()` of assembly/ gives one with everything in it.  => NULL without memory.
 */
struct net *net_create(const struct quintet_env *env, unsigned int shards);
void net_destroy(struct net *net);

/** net_advance() - tell the time (monotonic): runs due timers, each at its jiffy, moves the clocks
 */
void net_advance(struct net *net, u64 mono_ns);
/** net_next_timer() - monotonic ns of the next timer at the latest, UINT64_MAX: none */
u64 net_next_timer(const struct net *net);

static inline struct net_shard *net_shard0(struct net *net)
{
	return net->shard[0];
}
static inline struct net *skb_net(const struct sk_buff *skb)
{
	return skb->shard->net;
}
static inline u64 skb_jiffies(const struct sk_buff *skb)
{
	return skb->shard->clock.jiffies;
}
/** net_set_observer() - be told of every packet that is dropped; NULL: nobody */
void net_set_observer(struct net *net, const struct skb_observer *observer);
/** net_alloc_skb() - a packet made here; told to belong to @cause's story if that is not NULL */
struct sk_buff *net_alloc_skb(struct net_shard *shard, u32 size, const struct sk_buff *cause);

#endif
