// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Routing tables: which route of a prefix comes first, what adding, replacing and deleting mean.
 *
 * A table is a trie of prefixes; each prefix's leaf has a list of aliases sorted by table (local
 * before main where they share a trie), TOS (exact ones first), priority (small ones first), and
 * by age.  Every change is published by one pointer.
 */
#include "net/fib.h"

#include "net/rtnl.h"

#include <linux/netlink.h>
#include <stdlib.h>
#include <urcu/rculist.h>

/* ---- tables ---- */

struct fib_table *fib_get_table(struct net *net, u32 id)
{
	struct fib_state *st = fib_state(net);
	struct fib_table *tb;

	switch (id) {
	case RT_TABLE_UNSPEC:
	case RT_TABLE_MAIN:
		return rcu_dereference(st->tb_main);
	case RT_TABLE_LOCAL:
		return rcu_dereference(st->tb_local);
	case RT_TABLE_DEFAULT:
		return rcu_dereference(st->tb_default);
	}
	cds_list_for_each_entry_rcu (tb, &st->tables, list)
		if (tb->tb_id == id)
			return tb;
	return NULL;
}

/* Dumps go by the kernel's hash: the low byte of the id, the youngest first. */
static void table_link(struct fib_state *st, struct fib_table *tb)
{
	struct cds_list_head *at = &st->tables;
	struct fib_table *other;

	cds_list_for_each_entry (other, &st->tables, list) {
		if ((other->tb_id & 255) >= (tb->tb_id & 255))
			break;
		at = &other->list;
	}
	cds_list_add_rcu(&tb->list, at);
}

struct fib_table *fib_new_table(struct net *net, u32 id)
{
	struct fib_state *st = fib_state(net);
	struct fib_table *share = NULL, *tb = fib_get_table(net, id);

	if (!id)
		id = RT_TABLE_MAIN;
	if (tb)
		return tb;
	if (id == RT_TABLE_LOCAL && !st->has_custom_rules)
		share = fib_new_table(net, RT_TABLE_MAIN);
	tb = calloc(1, sizeof(*tb));
	if (!tb)
		return NULL;
	tb->tb_id = id;
	tb->trie = share ? share->trie : fib_trie_create(net);
	if (!tb->trie) {
		free(tb);
		return NULL;
	}
	table_link(st, tb);
	if (id == RT_TABLE_MAIN)
		rcu_assign_pointer(st->tb_main, tb);
	else if (id == RT_TABLE_LOCAL)
		rcu_assign_pointer(st->tb_local, tb);
	else if (id == RT_TABLE_DEFAULT)
		rcu_assign_pointer(st->tb_default, tb);
	return tb;
}

struct fib_table *fib_next_table(struct net *net, u32 id)
{
	struct fib_state *st = fib_state(net);
	struct fib_table *tb, *found = NULL;
	bool next = !id;

	cds_list_for_each_entry_rcu (tb, &st->tables, list) {
		if (next && !found)
			found = tb;
		next = next || tb->tb_id == id;
	}
	return found;
}

int fib_table_lookup(struct fib_table *tb, const struct flowi4 *fl, struct fib_result *res,
		     unsigned int flags)
{
	return fib_trie_lookup(rcu_dereference(tb->trie), fl, res, flags);
}

int fib_lookup_table(struct net *net, u32 table, const struct flowi4 *fl, struct fib_result *res)
{
	struct fib_table *tb = fib_get_table(net, table);

	return tb ? fib_table_lookup(tb, fl, res, 0) : -EAGAIN;
}

/* ---- aliases ---- */

/* Does @fa stand before a route with these? */
static bool alias_before(const struct fib_alias *fa, u32 tb_id, u8 tos, u32 prio)
{
	if (fa->tb_id != tb_id)
		return fa->tb_id > tb_id;
	if (fa->fa_tos != tos)
		return fa->fa_tos > tos;
	return fa->fa_info->fib_priority < prio;
}

static bool alias_group(const struct fib_alias *fa, u32 tb_id, u8 tos, u32 prio)
{
	return fa && fa->tb_id == tb_id && fa->fa_tos == tos && fa->fa_info->fib_priority == prio;
}

static void alias_free(void *p)
{
	free(p);
}

/* @fa is off its list: it and its reference go when readers have left. */
static void alias_retire(struct net *net, struct fib_alias *fa)
{
	struct fib_info *fi = fa->fa_info;

	rcu_defer(&net->garbage, alias_free, fa);
	fib_release_info(fi);
}

static void tell(struct net *net, int type, const struct fib_leaf *l, const struct fib_alias *fa,
		 const struct nl_info *info, u16 nlflags)
{
	struct fib_rt_info fri = {
		.fi = fa->fa_info,
		.tb_id = fa->tb_id,
		.dst = htonl(l->key),
		.dst_len = l->plen,
		.tos = fa->fa_tos,
		.type = fa->fa_type,
	};

	if (!info || !info->skip_notify)
		rtnl_event(net, route, net, &fri, type, info, nlflags);
}

static struct fib_alias *alias_alloc(const struct fib_config *cfg, u32 tb_id, struct fib_info *fi)
{
	struct fib_alias *fa = malloc(sizeof(*fa));

	if (fa)
		*fa = (struct fib_alias){
			.fa_info = fi,
			.tb_id = tb_id,
			.fa_tos = cfg->fc_tos,
			.fa_type = cfg->fc_type,
			.fa_plen = cfg->fc_dst_len,
		};
	return fa;
}

static bool prefix_valid(const struct fib_config *cfg, struct netlink_ext_ack *extack)
{
	if (cfg->fc_dst_len > 32) {
		NL_SET_ERR_MSG(extack, "Invalid prefix length");
		return false;
	}
	if (cfg->fc_dst & ~inet_make_mask(cfg->fc_dst_len)) {
		NL_SET_ERR_MSG(extack, "Invalid prefix for given prefix length");
		return false;
	}
	return true;
}

/* A leaf whose first alias is there: publishing it publishes the route. */
static int insert_leaf(struct fib_table *tb, u32 key, struct fib_alias *fa)
{
	struct fib_leaf *l = calloc(1, sizeof(*l));
	int err;

	if (!l)
		return -ENOBUFS;
	l->key = key;
	l->plen = fa->fa_plen;
	l->first = fa;
	err = fib_trie_insert(tb->trie, l);
	if (err)
		free(l);
	return err ? -ENOBUFS : 0;
}

static void insert_alias(struct fib_alias **at, struct fib_alias *fa)
{
	fa->next = *at;
	rcu_assign_pointer(*at, fa);
}

/* ---- adding ---- */

/* Where the routes of this (table, TOS, priority) begin or would begin. */
static struct fib_alias **group_start(struct fib_leaf *l, u32 tb_id, u8 tos, u32 prio)
{
	struct fib_alias **p = &l->first;

	while (*p && alias_before(*p, tb_id, tos, prio))
		p = &(*p)->next;
	return p;
}

/* The same route, and the end of its group. */
static struct fib_alias **group_find(struct fib_alias **start, u32 tb_id,
				     const struct fib_config *cfg, const struct fib_info *fi,
				     struct fib_alias **same)
{
	struct fib_alias **p = start;

	*same = NULL;
	for (; alias_group(*p, tb_id, cfg->fc_tos, fi->fib_priority); p = &(*p)->next)
		if (!*same && (*p)->fa_type == cfg->fc_type && (*p)->fa_info == fi)
			*same = *p;
	return p;
}

static int replace_alias(struct net *net, struct fib_leaf *l, struct fib_alias **at,
			 struct fib_alias *fa, const struct nl_info *info)
{
	struct fib_alias *old = *at;

	fa->next = old->next;
	rcu_assign_pointer(*at, fa);
	alias_retire(net, old);
	tell(net, RTM_NEWROUTE, l, fa, info, NLM_F_REPLACE);
	return 0;
}

/* The kernel's rules for an existing group; => 1: go on and insert at *@at with *@nlflags */
static int check_group(struct net *net, struct fib_leaf *l, struct fib_alias ***at,
		       const struct fib_config *cfg, struct fib_table *tb, struct fib_info *fi,
		       u16 *nlflags)
{
	struct fib_alias **start = *at, **end, *same, *fa;

	if (cfg->fc_nlflags & NLM_F_EXCL)
		return -EEXIST;
	end = group_find(start, tb->tb_id, cfg, fi, &same);
	if (cfg->fc_nlflags & NLM_F_REPLACE) {
		if (same)
			return same == *start ? 0 : -EEXIST;
		fa = alias_alloc(cfg, tb->tb_id, fi);
		if (!fa)
			return -ENOBUFS;
		fi->refs++;
		return replace_alias(net, l, start, fa, cfg->fc_nlinfo);
	}
	if (same)
		return -EEXIST;
	if (cfg->fc_nlflags & NLM_F_APPEND) {
		*nlflags |= NLM_F_APPEND;
		*at = end;
	}
	return 1;
}

static int insert_route(struct net *net, struct fib_table *tb, const struct fib_config *cfg,
			struct fib_info *fi)
{
	u32 key = ntohl(cfg->fc_dst);
	struct fib_leaf *l = fib_trie_find(tb->trie, key, cfg->fc_dst_len);
	struct fib_alias **at = NULL, *fa;
	u16 nlflags = NLM_F_CREATE;
	int err;

	if (l) {
		at = group_start(l, tb->tb_id, cfg->fc_tos, fi->fib_priority);
		if (alias_group(*at, tb->tb_id, cfg->fc_tos, fi->fib_priority)) {
			err = check_group(net, l, &at, cfg, tb, fi, &nlflags);
			if (err <= 0)
				return err;
		}
	}
	if (!(cfg->fc_nlflags & NLM_F_CREATE))
		return -ENOENT;
	fa = alias_alloc(cfg, tb->tb_id, fi);
	if (!fa)
		return -ENOBUFS;
	if (l) {
		insert_alias(at, fa);
	} else {
		err = insert_leaf(tb, key, fa);
		if (err) {
			free(fa);
			return err;
		}
		l = fib_trie_find(tb->trie, key, cfg->fc_dst_len);
	}
	fi->refs++;
	tb->tb_aliases++;
	tell(net, RTM_NEWROUTE, l, fa, cfg->fc_nlinfo, nlflags);
	return 0;
}

int fib_table_insert(struct net *net, struct fib_table *tb, const struct fib_config *cfg,
		     struct netlink_ext_ack *extack)
{
	struct fib_info *fi;
	int err = 0;

	if (!prefix_valid(cfg, extack))
		return -EINVAL;
	fi = fib_create_info(net, cfg, &err, extack);
	if (!fi)
		return err;
	err = insert_route(net, tb, cfg, fi);
	fib_release_info(fi);
	return err;
}

/* ---- deleting ---- */

static bool delete_matches(const struct fib_alias *fa, const struct fib_config *cfg)
{
	const struct fib_info *fi = fa->fa_info;

	return (!cfg->fc_type || fa->fa_type == cfg->fc_type) &&
	       (cfg->fc_scope == RT_SCOPE_NOWHERE || fi->fib_scope == cfg->fc_scope) &&
	       (!cfg->fc_prefsrc || fi->fib_prefsrc == cfg->fc_prefsrc) &&
	       (!cfg->fc_protocol || fi->fib_protocol == cfg->fc_protocol) &&
	       fib_nh_match(cfg, fi) && fib_metrics_match(cfg, fi);
}

static void leaf_free(void *p)
{
	free(p);
}

/* Take the last alias, or the leaf with it. */
static void unlink_alias(struct net *net, struct fib_table *tb, struct fib_leaf *l,
			 struct fib_alias **at)
{
	struct fib_alias *fa = *at;

	rcu_assign_pointer(*at, fa->next);
	if (!l->first && !fib_trie_remove(tb->trie, l))
		rcu_defer(&net->garbage, leaf_free, l);
	alias_retire(net, fa);
}

int fib_table_delete(struct net *net, struct fib_table *tb, const struct fib_config *cfg,
		     struct netlink_ext_ack *extack)
{
	struct fib_alias **p;
	struct fib_leaf *l;

	if (!prefix_valid(cfg, extack))
		return -EINVAL;
	l = fib_trie_find(tb->trie, ntohl(cfg->fc_dst), cfg->fc_dst_len);
	if (!l)
		return -ESRCH;
	for (p = group_start(l, tb->tb_id, cfg->fc_tos, 0); *p; p = &(*p)->next) {
		if ((*p)->tb_id != tb->tb_id || (*p)->fa_tos != cfg->fc_tos)
			break;
		if (!delete_matches(*p, cfg))
			continue;
		tell(net, RTM_DELROUTE, l, *p, cfg->fc_nlinfo, 0);
		tb->tb_aliases--;
		unlink_alias(net, tb, l, p);
		return 0;
	}
	return -ESRCH;
}

/* Error routes have no next hop that could die; they stay. */
static bool alias_is_dead(const struct fib_alias *fa)
{
	return (fa->fa_info->fib_flags & RTNH_F_DEAD) && !fib_props_error(fa->fa_type);
}

static int flush_table(struct net *net, struct fib_table *tb, bool all)
{
	struct fib_leaf *l = fib_trie_next(tb->trie, 0, 33);
	int found = 0;

	while (l) {
		u32 key = l->key;
		u8 plen = l->plen;
		struct fib_alias **p = &l->first;

		while (*p) {
			bool last = !(*p)->next && p == &l->first;

			if ((*p)->tb_id != tb->tb_id || (!all && !alias_is_dead(*p))) {
				p = &(*p)->next;
				continue;
			}
			tb->tb_aliases--;
			unlink_alias(net, tb, l, p);
			found++;
			if (last)
				break;
		}
		l = fib_trie_next(tb->trie, key, plen);
	}
	return found;
}

int fib_flush(struct net *net)
{
	struct fib_table *tb;
	int found = 0;

	cds_list_for_each_entry (tb, &fib_state(net)->tables, list)
		if (tb->tb_aliases)
			found += flush_table(net, tb, false);
	return found;
}

/* ---- local and main part ---- */

/* Copy table @tb_id's routes of @from to @to; the fib_infos are shared. */
static int copy_routes(struct fib_trie *from, struct fib_table *to)
{
	for (struct fib_leaf *l = fib_trie_next(from, 0, 33); l;
	     l = fib_trie_next(from, l->key, l->plen)) {
		struct fib_alias **at = NULL;

		for (struct fib_alias *fa = l->first; fa; fa = fa->next) {
			struct fib_alias *copy;

			if (fa->tb_id != to->tb_id)
				continue;
			copy = malloc(sizeof(*copy));
			if (!copy)
				return -ENOMEM;
			*copy = *fa;
			copy->next = NULL;
			if (at)
				insert_alias(at, copy);
			else if (insert_leaf(to, l->key, copy)) {
				free(copy);
				return -ENOMEM;
			}
			copy->fa_info->refs++;
			at = &copy->next;
			to->tb_aliases++;
		}
	}
	return 0;
}

int fib_unmerge(struct net *net)
{
	struct fib_table *local, *main_ = fib_new_table(net, RT_TABLE_MAIN);
	struct fib_table own = {.tb_id = RT_TABLE_LOCAL};
	u32 aliases;

	local = fib_get_table(net, RT_TABLE_LOCAL);
	if (!main_)
		return -ENOMEM;
	if (!local || local->trie != main_->trie)
		return 0;
	own.trie = fib_trie_create(net);
	if (!own.trie)
		return -ENOMEM;
	if (copy_routes(main_->trie, &own)) {
		flush_table(net, &own, true);
		fib_trie_destroy(own.trie);
		return -ENOMEM;
	}
	/* Readers see the local routes in one of the two tries or in both. */
	aliases = own.tb_aliases;
	own.trie = __atomic_exchange_n(&local->trie, own.trie, __ATOMIC_ACQ_REL);
	flush_table(net, &own, true);
	local->tb_aliases = aliases;
	return 0;
}

/* ---- the namespace ---- */

static void free_tables(struct fib_state *st)
{
	struct fib_table *tb, *next;

	cds_list_for_each_entry (tb, &st->tables, list)
		flush_table(st->net, tb, true);
	rcu_defer_flush(&st->net->garbage);
	if (st->tb_local && st->tb_main && st->tb_local->trie == st->tb_main->trie)
		st->tb_local->trie = NULL;
	cds_list_for_each_entry_safe (tb, next, &st->tables, list) {
		fib_trie_destroy(tb->trie);
		free(tb);
	}
}

void fib_tables_exit(struct net *net)
{
	struct fib_state *st = fib_state(net);

	free_tables(st);
	for (unsigned int i = 0; i < ARRAY_SIZE(st->rt_error); i++)
		if (st->rt_error[i])
			rt_put(st->rt_error[i]);
	rcu_defer_flush(&net->garbage);
	free(st->info_hash);
	free(st);
	net->slot[NET_SLOT_FIB] = NULL;
}
