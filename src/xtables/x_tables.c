// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The registry of a namespace's matches, targets and tables, and the checks that every match and
 * target passes before its own; see x_tables.h and xt_table.h.
 *
 * Matches and targets stand in lists by family, the newest first, as the kernel's do: that order
 * shows in /proc.  A look-up goes through the family's list, then through that for every family
 * (NFPROTO_UNSPEC), and its error is the second one's, which is why a wrong revision is ENOENT for
 * some names and EPROTOTYPE for others.
 *
 * The built-in targets are here: the standard one, whose name is empty and which has no function
 * (the evaluators know it), and ERROR.
 */
#include "xtables/x_tables.h"

#include "xtables/xt_table.h"

#include <stdio.h>
#include <stdlib.h>

/* A list by family of const struct xt_match * or xt_target *, oldest first. */
struct ext_list {
	const void **item;
	u32 count, room;
};

struct xt_net {
	struct ext_list match[NFPROTO_NUMPROTO], target[NFPROTO_NUMPROTO];
	struct ext_list templates; /* const struct xt_table_template * */
	struct xt_table *tables[NFPROTO_NUMPROTO]; /* newest first */
};

static struct xt_net *xt_pernet(const struct net *net)
{
	return net->slot[NET_SLOT_XTABLES];
}

static int list_add(struct ext_list *l, const void *item)
{
	if (l->count == l->room) {
		u32 room = l->room ? l->room * 2 : 16;
		const void **bigger = realloc(l->item, room * sizeof(*bigger));

		if (!bigger)
			return -ENOMEM;
		l->item = bigger;
		l->room = room;
	}
	l->item[l->count++] = item;
	return 0;
}

int xt_register_match(struct net *net, const struct xt_match *match)
{
	assert(match->family < NFPROTO_NUMPROTO && match->match);
	return list_add(&xt_pernet(net)->match[match->family], match);
}

int xt_register_target(struct net *net, const struct xt_target *target)
{
	assert(target->family < NFPROTO_NUMPROTO);
	return list_add(&xt_pernet(net)->target[target->family], target);
}

/* ---- look-up ---- */

static const char *match_name(const void *item, u8 *revision)
{
	const struct xt_match *m = item;

	*revision = m->revision;
	return m->name;
}

static const char *target_name(const void *item, u8 *revision)
{
	const struct xt_target *t = item;

	*revision = t->revision;
	return t->name;
}

typedef const char *(*name_fn)(const void *item, u8 *revision);

/* The newest of that name and revision; *@other: the name is there in another revision. */
static const void *list_find(const struct ext_list *l, name_fn name_of, const char *name,
			     u8 revision, bool *other)
{
	*other = false;
	for (u32 i = l->count; i-- > 0;) {
		u8 rev;
		const char *n = name_of(l->item[i], &rev);

		if (n[0] != name[0] || strcmp(n, name) != 0)
			continue;
		if (rev == revision)
			return l->item[i];
		*other = true;
	}
	return NULL;
}

static int find_ext(const struct ext_list *lists, u8 family, name_fn name_of, const char *name,
		    u8 revision, const void **item)
{
	bool other;

	*item = list_find(&lists[family], name_of, name, revision, &other);
	if (!*item && family != NFPROTO_UNSPEC)
		*item = list_find(&lists[NFPROTO_UNSPEC], name_of, name, revision, &other);
	if (*item)
		return 0;
	return other ? -EPROTOTYPE : -ENOENT;
}

static bool name_terminated(const char *name)
{
	return strnlen(name, XT_EXTENSION_MAXNAMELEN) < XT_EXTENSION_MAXNAMELEN;
}

int xt_find_match(struct net *net, u8 family, const char *name, u8 revision,
		  const struct xt_match **match)
{
	if (!name_terminated(name))
		return -EINVAL;
	return find_ext(xt_pernet(net)->match, family, match_name, name, revision,
			(const void **)match);
}

int xt_find_target(struct net *net, u8 family, const char *name, u8 revision,
		   const struct xt_target **target)
{
	if (!name_terminated(name))
		return -EINVAL;
	return find_ext(xt_pernet(net)->target, family, target_name, name, revision,
			(const void **)target);
}

/* The highest revision in @l of that name goes to *@best; => is the one asked for there? */
static bool list_revision(const struct ext_list *l, name_fn name_of, const char *name, u8 revision,
			  int *best)
{
	bool have = false;

	for (u32 i = 0; i < l->count; i++) {
		u8 rev;

		if (strcmp(name_of(l->item[i], &rev), name) != 0)
			continue;
		if (rev > *best)
			*best = rev;
		have |= rev == revision;
	}
	return have;
}

int xt_find_revision(struct net *net, u8 family, const char *name, u8 revision, bool target)
{
	const struct ext_list *lists = target ? xt_pernet(net)->target : xt_pernet(net)->match;
	name_fn name_of = target ? target_name : match_name;
	int best = -1;
	bool have = list_revision(&lists[family], name_of, name, revision, &best);

	if (!have && family != NFPROTO_UNSPEC)
		have = list_revision(&lists[NFPROTO_UNSPEC], name_of, name, revision, &best);
	if (best < 0)
		return -ENOENT;
	return have ? best : -EPROTONOSUPPORT;
}

/* ---- the checks before checkentry ---- */

int xt_check_match(struct xt_mtchk_param *par, unsigned int size, u16 proto, bool inv_proto)
{
	const struct xt_match *m = par->match;
	int ret;

	if (XT_ALIGN(m->matchsize) != size)
		return -EINVAL;
	if (m->table && strcmp(m->table, par->table) != 0)
		return -EINVAL;
	if (m->hooks && (par->hook_mask & ~m->hooks))
		return -EINVAL;
	if (m->proto && (m->proto != proto || inv_proto))
		return -EINVAL;
	if (!m->checkentry)
		return 0;
	ret = m->checkentry(par);
	return ret > 0 ? -EIO : ret;
}

int xt_check_target(struct xt_tgchk_param *par, unsigned int size, u16 proto, bool inv_proto)
{
	const struct xt_target *t = par->target;
	int ret;

	if (XT_ALIGN(t->targetsize) != size)
		return -EINVAL;
	if (t->table && strcmp(t->table, par->table) != 0)
		return -EINVAL;
	if (t->hooks && (par->hook_mask & ~t->hooks))
		return -EINVAL;
	if (t->proto && (t->proto != proto || inv_proto))
		return -EINVAL;
	if (!t->checkentry)
		return 0;
	ret = t->checkentry(par);
	return ret > 0 ? -EIO : ret;
}

/* ---- tables ---- */

int xt_register_template(struct net *net, const struct xt_table_template *t)
{
	return list_add(&xt_pernet(net)->templates, t);
}

static void table_destroy(struct xt_table *t)
{
	nf_unregister_net_hooks(t->net, t->ops, t->nr_ops);
	rcu_wait();
	xt_table_info_destroy(xt_table_private(t));
	free(t);
}

static void fill_ops(struct xt_table *t)
{
	for (unsigned int hook = 0; hook < XT_NUM_HOOKS; hook++)
		if (t->valid_hooks & 1u << hook)
			t->ops[t->nr_ops++] =
				(struct nf_hook_ops){.hook = t->template->hook,
						     .priv = t,
						     .pf = t->family->nfproto,
						     .hooknum = hook,
						     .priority = t->template->priority,
						     .name = t->name};
}

static int table_create(struct net *net, const struct xt_table_template *tmpl,
			struct xt_table **table)
{
	struct xt_net *xn = xt_pernet(net);
	struct xt_table *t = calloc(1, sizeof(*t));
	int err;

	if (!t)
		return -ENOMEM;
	t->template = tmpl;
	t->family = tmpl->family;
	t->net = net;
	t->name = tmpl->name;
	t->valid_hooks = tmpl->valid_hooks;
	err = xt_initial(net, tmpl, &t->private);
	if (err)
		goto err_free;
	fill_ops(t);
	err = nf_register_net_hooks(net, t->ops, t->nr_ops);
	if (err)
		goto err_info;
	t->next = xn->tables[t->family->nfproto];
	xn->tables[t->family->nfproto] = t;
	*table = t;
	return 0;

err_info:
	xt_table_info_destroy(t->private);
err_free:
	free(t);
	return err;
}

int xt_find_table(struct net *net, u8 family, const char *name, struct xt_table **table)
{
	struct xt_net *xn = xt_pernet(net);

	for (struct xt_table *t = xn->tables[family]; t; t = t->next)
		if (strcmp(t->name, name) == 0) {
			*table = t;
			return 0;
		}
	for (u32 i = 0; i < xn->templates.count; i++) {
		const struct xt_table_template *tmpl = xn->templates.item[i];

		if (tmpl->family->nfproto == family && strcmp(tmpl->name, name) == 0)
			return table_create(net, tmpl, table);
	}
	return -ENOENT;
}

int xt_replace_table(struct xt_table *table, unsigned int num_counters, struct xt_table_info *info,
		     struct xt_table_info **old)
{
	*old = xt_table_private(table);
	if (num_counters != (*old)->number)
		return -EAGAIN;
	rcu_assign_pointer(table->private, info);
	table->net->generation++;
	rcu_wait();
	return 0;
}

unsigned int xt_do_table(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	const struct xt_table *t = priv;
	const struct xt_table_info *info = rcu_dereference(((struct xt_table *)priv)->private);

	if (unlikely(skb->story))
		return xt_run_linear(t, info, skb, state);
	return t->family->run(t, info, skb, state);
}

/* ---- /proc ---- */

static void print_list(FILE *out, const struct ext_list *l, name_fn name_of)
{
	for (u32 i = l->count; i-- > 0;) {
		u8 rev;
		const char *name = name_of(l->item[i], &rev);

		if (name[0])
			fprintf(out, "%s\n", name);
	}
}

char *xt_proc_names(struct net *net, u8 family, const char *what)
{
	const struct xt_net *xn = xt_pernet(net);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	if (strcmp(what, "names") == 0) {
		for (const struct xt_table *t = xn->tables[family]; t; t = t->next)
			fprintf(out, "%s\n", t->name);
	} else if (strcmp(what, "matches") == 0) {
		print_list(out, &xn->match[NFPROTO_UNSPEC], match_name);
		print_list(out, &xn->match[family], match_name);
	} else {
		print_list(out, &xn->target[NFPROTO_UNSPEC], target_name);
		print_list(out, &xn->target[family], target_name);
	}
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

/* ---- life ---- */

int xt_net_init(struct net *net)
{
	net->slot[NET_SLOT_XTABLES] = calloc(1, sizeof(struct xt_net));
	return net->slot[NET_SLOT_XTABLES] ? 0 : -ENOMEM;
}

void xt_net_exit(struct net *net)
{
	struct xt_net *xn = xt_pernet(net);

	for (unsigned int f = 0; f < NFPROTO_NUMPROTO; f++) {
		struct xt_table *t, *next;

		for (t = xn->tables[f]; t; t = next) {
			next = t->next;
			table_destroy(t);
		}
		free(xn->match[f].item);
		free(xn->target[f].item);
	}
	free(xn->templates.item);
	free(xn);
	net->slot[NET_SLOT_XTABLES] = NULL;
}
