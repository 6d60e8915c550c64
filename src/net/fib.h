/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPv4 routes from the side of who configures them: tables, next hops and rules.  What the packet
 * path needs stands in ip_fib.h.
 *
 * Owner's thread, except where a comment says "under RCU".
 */
#ifndef QUINTET_NET_FIB_H
#define QUINTET_NET_FIB_H

#include "net/fib_rules.h"
#include "net/ip_fib.h"

struct nl_info;
struct netlink_ext_ack;
struct fib_leaf;
struct fib_trie;

/* The bits of the TOS field that choose routes and rules (kernel: RT_TOS). */
#define FIB_TOS_MASK 0x1cu

/* ---- next hops ---- */

/** struct fib_nh - one way out; immutable but for flags and nh_saddr */
struct fib_nh {
	struct net_device *nh_dev; /* NULL: an error route */
	int nh_oif;
	__be32 nh_gw; /* 0: none */
	__be32 nh_saddr; /* source for packets made here, if the route names none */
	u32 nh_tclassid;
	u32 nh_flags; /* RTNH_F_* */
	int nh_weight; /* 1 … 256 */
	u8 nh_scope;
	struct rtable *rt; /* owned */
	struct fib_info *parent;
};

/**
 * struct fib_info - what many prefixes may share: type, source, metrics and next hops
 * @refs: aliases that use it
 */
struct fib_info {
	struct cds_list_head hash; /* of the table of all of them */
	struct cds_list_head list; /* all of the namespace's */
	struct net *net;
	u32 refs;
	u32 fib_flags; /* RTNH_F_DEAD, RTNH_F_LINKDOWN */
	u8 fib_protocol, fib_scope, fib_type;
	bool pfsrc_removed;
	__be32 fib_prefsrc;
	u32 fib_tb_id;
	u32 fib_priority;
	u32 fib_metrics[RTAX_MAX]; /* [RTAX_X - 1] */
	bool has_metrics;
	int fib_nhs;
	struct fib_nh fib_nh[];
};

/** struct fib_alias - one route: a prefix's leaf has a list of them, by table (higher first), TOS
 * (higher first), priority (lower first) */
struct fib_alias {
	struct fib_alias *next; /* RCU */
	struct fib_info *fa_info; /* a reference */
	u32 tb_id;
	u8 fa_tos, fa_type, fa_plen;
};

/** struct fib_config - a route as it is asked for; zeros mean "not given" as in rtnetlink */
struct fib_config {
	u8 fc_dst_len, fc_tos, fc_protocol, fc_scope, fc_type;
	u32 fc_table;
	__be32 fc_dst, fc_gw, fc_prefsrc;
	int fc_oif;
	u32 fc_flags; /* RTNH_F_ONLINK */
	u32 fc_priority;
	u32 fc_flow;
	u32 fc_metrics[RTAX_MAX];
	bool fc_has_metrics;
	const void *fc_mp; /* struct rtnexthop list, attributes checked for length */
	int fc_mp_len;
	u16 fc_nlflags; /* NLM_F_CREATE, EXCL, REPLACE, APPEND */
	const struct nl_info *fc_nlinfo; /* may be NULL */
};

/** struct fib_rt_info - a route as it is told */
struct fib_rt_info {
	const struct fib_info *fi;
	u32 tb_id;
	__be32 dst;
	u8 dst_len, tos, type;
};

/** fib_props_error() - the errno (negative) of a route type that refuses, else 0 */
int fib_props_error(u8 type);

/** fib_create_info() - check @cfg and find or make its fib_info, with a reference; NULL and *@err:
 * the kernel's errno, and its words in @extack */
struct fib_info *fib_create_info(struct net *net, const struct fib_config *cfg, int *err,
				 struct netlink_ext_ack *extack);
void fib_release_info(struct fib_info *fi);
/** fib_nh_match() - would deleting @cfg mean a route with @fi? */
bool fib_nh_match(const struct fib_config *cfg, const struct fib_info *fi);
bool fib_metrics_match(const struct fib_config *cfg, const struct fib_info *fi);
/** fib_result_fill() - @res of a route found, next hop @nhsel; under RCU */
void fib_result_fill(struct fib_result *res, const struct fib_alias *fa, const struct fib_leaf *l,
		     int nhsel);
/** fib_addresses_changed() - choose the source addresses of all next hops anew */
void fib_addresses_changed(struct net *net);
/* A device goes down, comes up, loses its carrier; an address goes.  => routes that died */
int fib_sync_down_dev(struct net_device *dev, bool carrier_only, bool force);
int fib_sync_up(struct net_device *dev, u32 flags);
int fib_sync_down_addr(struct net *net, __be32 local);

/* ---- longest-prefix match ---- */

/** struct fib_leaf - a prefix */
struct fib_leaf {
	u32 key; /* host byte order, zeros behind plen */
	u8 plen;
	struct fib_alias *first; /* RCU */
};

struct fib_trie *fib_trie_create(struct net *net);
/** fib_trie_destroy() - no leaf may be left; readers are gone */
void fib_trie_destroy(struct fib_trie *t);
/** fib_trie_find() - the leaf of exactly this prefix; under RCU */
struct fib_leaf *fib_trie_find(const struct fib_trie *t, u32 key, u8 plen);
/** fib_trie_insert() - @leaf is not there yet and belongs to the trie then; => 0, -ENOMEM */
int __must_check fib_trie_insert(struct fib_trie *t, struct fib_leaf *leaf);
/** fib_trie_remove() - takes it out; the caller frees it after a grace period; => 0, -ENOMEM: it
 * stays, and matches nothing while it has no alias */
int __must_check fib_trie_remove(struct fib_trie *t, struct fib_leaf *leaf);
/** fib_trie_next() - the first leaf behind (@key, @plen) in order of key, longer prefixes first;
 * the first of all: plen 33, key 0 */
struct fib_leaf *fib_trie_next(const struct fib_trie *t, u32 key, u8 plen);
/**
 * fib_trie_walk() - every leaf that covers @key, the longest prefix first, until @fn says stop
 * @fn: => 1 to go on, anything else is the result
 *
 * => @fn's result, 1 when none is left.  Under RCU.
 */
int fib_trie_walk(const struct fib_trie *t, u32 key,
		  int (*fn)(const struct fib_leaf *leaf, void *ctx), void *ctx);
/** fib_trie_longest() - the longest prefix that covers @key, whatever its routes; NULL: none; under
 * RCU */
const struct fib_leaf *fib_trie_longest(const struct fib_trie *t, u32 key);
/** fib_trie_lookup() - fib_table_lookup's walk, made for speed; => as fib_lookup_table() */
int fib_trie_lookup(const struct fib_trie *t, const struct flowi4 *fl, struct fib_result *res,
		    unsigned int flags);
#define FIB_LOOKUP_IGNORE_LINKSTATE 1u
/** fib_trie_plain() - the next hop for @daddr, if the longest prefix's first route is a unicast one
 * for every TOS with a single next hop that is alive; NULL: ask fib_trie_lookup() */
const struct fib_nh *fib_trie_plain(const struct fib_trie *t, __be32 daddr);
/** fib_trie_prefetch() - @n look-ups of @key (host byte order) are about to come: what they will
 * read is on its way into the cache; nothing else happens.  At most FIB_PREFETCH_MAX; under RCU */
void fib_trie_prefetch(const struct fib_trie *t, const u32 *key, unsigned int n);
#define FIB_PREFETCH_MAX 64u
/** fib_trie_bytes() - memory of nodes */
size_t fib_trie_bytes(const struct fib_trie *t);

/* ---- tables ---- */

/** struct fib_table - local and main share a trie until the first rule of one's own, as in the
 * kernel: a longer prefix in main then wins over local */
struct fib_table {
	struct cds_list_head list; /* in order of the hash that the kernel dumps by */
	u32 tb_id;
	u32 tb_aliases; /* of this id */
	struct fib_trie *trie;
};

struct fib_state {
	struct net *net;
	struct cds_list_head tables; /* RCU */
	struct fib_table *tb_main, *tb_local, *tb_default; /* RCU */
	struct cds_list_head *info_hash; /* [info_buckets] */
	u32 info_buckets, info_count;
	struct cds_list_head infos;
	struct rtable *rt_error[4];
	bool has_custom_rules;
	bool has_custom_local_routes; /* somebody added routes of type local */
};

static inline struct fib_state *fib_state(struct net *net)
{
	return net->slot[NET_SLOT_FIB];
}
/** fib_get_table() - under RCU; NULL: no such table */
struct fib_table *fib_get_table(struct net *net, u32 id);
struct fib_table *fib_new_table(struct net *net, u32 id);
/** fib_next_table() - in dump order; @id 0: the first; NULL: no more */
struct fib_table *fib_next_table(struct net *net, u32 id);
int fib_table_lookup(struct fib_table *tb, const struct flowi4 *fl, struct fib_result *res,
		     unsigned int flags);
int __must_check fib_table_insert(struct net *net, struct fib_table *tb,
				  const struct fib_config *cfg, struct netlink_ext_ack *extack);
int __must_check fib_table_delete(struct net *net, struct fib_table *tb,
				  const struct fib_config *cfg, struct netlink_ext_ack *extack);
/** fib_flush() - drop the routes whose next hops are all dead */
int fib_flush(struct net *net);
/** fib_unmerge() - give local and main their own tries */
int __must_check fib_unmerge(struct net *net);

/* ---- addresses ---- */

void fib_add_ifaddr(struct in_ifaddr *ifa);
/** fib_del_ifaddr() - the routes that only @ifa needs; @iprim: the primary address that goes with
 * its subnet, or NULL */
void fib_del_ifaddr(struct in_ifaddr *ifa, struct in_ifaddr *iprim);
/** fib_modify_prefix_metric() - the subnet's route gets another metric, and @ifa with it */
void fib_modify_prefix_metric(struct in_ifaddr *ifa, u32 metric);
void fib_disable_ip(struct net_device *dev, bool force);

/* fib_table.c, for fib_net_exit() */
void fib_tables_exit(struct net *net);
int __must_check fib_net_init(struct net *net);
void fib_net_exit(struct net *net);

#endif
