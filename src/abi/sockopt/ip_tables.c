// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iptables-legacy's and ip6tables-legacy's sockopts: bytes of the program to calls of
 * xtables/xt_table.h, and back.
 *
 * Both speak in the same structures; the level, the numbers of two questions and the entries inside
 * are other ones.
 *
 * What is checked here is what can be told without reading entries: lengths, overflows, names.  The
 * order is the kernel's, as the errno shows it.
 */
#include "abi/sockopt/ip_tables.h"

#include "abi/proc.h"
#include "abi/sockopt.h"
#include "xtables/family/ip6_tables.h"
#include "xtables/family/ip_tables.h"

#include <limits.h>
#include <stdlib.h>

/* The numbers are equal, which is what is asserted: NOLINTBEGIN(misc-redundant-expression) */
static_assert(sizeof(struct ipt_replace) == sizeof(struct ip6t_replace) &&
		      offsetof(struct ipt_replace, counters) ==
			      offsetof(struct ip6t_replace, counters) &&
		      sizeof(struct ipt_getinfo) == sizeof(struct ip6t_getinfo) &&
		      sizeof(struct ipt_get_entries) == sizeof(struct ip6t_get_entries) &&
		      (int)IPT_SO_SET_REPLACE == IP6T_SO_SET_REPLACE &&
		      (int)IPT_SO_SET_ADD_COUNTERS == IP6T_SO_SET_ADD_COUNTERS &&
		      (int)IPT_SO_GET_INFO == IP6T_SO_GET_INFO &&
		      (int)IPT_SO_GET_ENTRIES == IP6T_SO_GET_ENTRIES,
	      "ip6_tables.h says what ip_tables.h says");
/* NOLINTEND(misc-redundant-expression) */

/* A caller and its answer's place. */
struct call {
	struct net *net;
	const struct xt_family *family;
	const struct ep_user *user;
	uint64_t optval;
	uint32_t optlen;
};

static int read_user(const struct call *c, void *dst, uint64_t offset, size_t len)
{
	return c->user->copy_from(c->user->ctx, dst, c->optval + offset, len);
}

static int write_user(const struct call *c, uint64_t offset, const void *src, size_t len)
{
	return c->user->copy_to(c->user->ctx, c->optval + offset, src, len);
}

static int find_table(const struct call *c, const char *name, struct xt_table **t)
{
	return xt_find_table(c->net, c->family->nfproto, name, t);
}

/* ---- replace ---- */

static int check_replace(const struct call *c, struct ipt_replace *head)
{
	if (c->optlen < sizeof(*head))
		return -EINVAL;
	if (read_user(c, head, 0, sizeof(*head)))
		return -EFAULT;
	if (head->num_counters >= INT_MAX / sizeof(struct xt_counters))
		return -ENOMEM;
	if (head->num_counters == 0)
		return -EINVAL;
	if (c->optlen < (uint64_t)head->size + sizeof(*head))
		return -EINVAL;
	head->name[sizeof(head->name) - 1] = '\0';
	return 0;
}

static int read_entries(const struct call *c, const struct ipt_replace *head, u8 **entries)
{
	if (head->size >= XT_MAX_TABLE_SIZE - 64)
		return -ENOMEM;
	*entries = malloc(head->size ? head->size : 1);
	if (!*entries)
		return -ENOMEM;
	if (read_user(c, *entries, sizeof(*head), head->size)) {
		free(*entries);
		return -EFAULT;
	}
	return 0;
}

/* The counters of the old rules go to the program; that it cannot take them is no error: the new
 * table is in place. */
static void give_old_counters(const struct call *c, const struct ipt_replace *head,
			      const struct xt_table_info *old, struct xt_counters *sum)
{
	xt_get_counters(old, sum);
	if (c->user->copy_to(c->user->ctx, (uintptr_t)head->counters, sum,
			     sizeof(*sum) * head->num_counters))
		log_line(&c->net->log, LOG_WARNING_,
			 "%s: counters copy to user failed while replacing table",
			 c->family->nfproto == NFPROTO_IPV6 ? "ip6tables" : "iptables");
}

/* => on failure @info is still the caller's */
static int commit(const struct call *c, const struct ipt_replace *head, struct xt_table_info *info)
{
	struct xt_counters *sum;
	struct xt_table_info *old;
	struct xt_table *t;
	int err;

	if (head->num_counters > XT_MAX_TABLE_SIZE / sizeof(*sum))
		return -ENOMEM;
	err = find_table(c, head->name, &t);
	if (err)
		return err;
	if (head->valid_hooks != t->valid_hooks)
		return -EINVAL;
	if (head->num_counters != xt_table_private(t)->number)
		return -EAGAIN;
	sum = calloc(head->num_counters, sizeof(*sum));
	if (!sum)
		return -ENOMEM;
	err = xt_replace_table(t, head->num_counters, info, &old);
	if (!err) {
		give_old_counters(c, head, old, sum);
		xt_table_info_destroy(old);
	}
	free(sum);
	return err;
}

static int do_replace(const struct call *c)
{
	struct ipt_replace head;
	struct xt_table_info *info;
	struct xt_repl repl = {
		.table = head.name, .hook_entry = head.hook_entry, .underflow = head.underflow};
	u8 *entries;
	int err = check_replace(c, &head);

	if (err)
		return err;
	err = read_entries(c, &head, &entries);
	if (err)
		return err;
	repl.valid_hooks = head.valid_hooks;
	repl.num_entries = head.num_entries;
	repl.size = head.size;
	err = xt_translate(c->net, c->family, &repl, entries, &info);
	if (err)
		return err;
	err = commit(c, &head, info);
	if (err)
		xt_table_info_destroy(info);
	return err;
}

/* ---- counters ---- */

static int add_counters(const struct call *c, const struct xt_counters_info *head,
			const struct xt_counters *add)
{
	struct xt_table *t;
	int err = find_table(c, head->name, &t);

	if (err)
		return err;
	if (xt_table_private(t)->number != head->num_counters)
		return -EINVAL;
	xt_add_counters(xt_table_private(t), add);
	return 0;
}

static int do_add_counters(const struct call *c)
{
	struct xt_counters_info head;
	struct xt_counters *add;
	size_t len;
	int err;

	if (c->optlen <= sizeof(head))
		return -EINVAL;
	if (read_user(c, &head, 0, sizeof(head)))
		return -EFAULT;
	head.name[sizeof(head.name) - 1] = '\0';
	len = c->optlen - sizeof(head);
	if ((uint64_t)head.num_counters * sizeof(*add) != len)
		return -EINVAL;
	add = malloc(len);
	if (!add)
		return -ENOMEM;
	err = read_user(c, add, sizeof(head), len) ? -EFAULT : add_counters(c, &head, add);
	free(add);
	return err;
}

static int set_option(const struct call *c, int optname)
{
	if (!c->user->cap_net_admin)
		return -EPERM;
	switch (optname) {
	case IPT_SO_SET_REPLACE:
		return do_replace(c);
	case IPT_SO_SET_ADD_COUNTERS:
		return do_add_counters(c);
	default:
		return -EINVAL;
	}
}

/* ---- questions ---- */

static int get_info(const struct call *c)
{
	struct ipt_getinfo info = {0};
	const struct xt_table_info *private;
	struct xt_table *t;
	int err;

	if (c->optlen != sizeof(info))
		return -EINVAL;
	if (read_user(c, info.name, 0, sizeof(info.name)))
		return -EFAULT;
	info.name[sizeof(info.name) - 1] = '\0';
	err = find_table(c, info.name, &t);
	if (err)
		return err;
	/* What stood behind the name's end is not sent back. */
	memset(info.name, 0, sizeof(info.name));
	memcpy(info.name, t->name, strlen(t->name));
	private = xt_table_private(t);
	info.valid_hooks = t->valid_hooks;
	memcpy(info.hook_entry, private->hook_entry, sizeof(info.hook_entry));
	memcpy(info.underflow, private->underflow, sizeof(info.underflow));
	info.num_entries = private->number;
	info.size = private->size;
	return write_user(c, 0, &info, sizeof(info)) ? -EFAULT : 0;
}

static int send_entries(const struct call *c, const struct xt_table_info *info)
{
	u8 *copy = malloc(info->size);
	int err;

	if (!copy)
		return -ENOMEM;
	err = xt_copy_entries(info, copy);
	if (!err && write_user(c, sizeof(struct ipt_get_entries), copy, info->size))
		err = -EFAULT;
	free(copy);
	return err;
}

static int get_entries(const struct call *c)
{
	struct ipt_get_entries get;
	struct xt_table *t;
	int err;

	if (c->optlen < sizeof(get))
		return -EINVAL;
	if (read_user(c, &get, 0, sizeof(get)))
		return -EFAULT;
	if (c->optlen != sizeof(get) + (uint64_t)get.size)
		return -EINVAL;
	get.name[sizeof(get.name) - 1] = '\0';
	err = find_table(c, get.name, &t);
	if (err)
		return err;
	if (get.size != xt_table_private(t)->size)
		return -EAGAIN;
	return send_entries(c, xt_table_private(t));
}

static int get_revision(const struct call *c, bool target)
{
	struct xt_get_revision rev;
	int best;

	if (c->optlen != sizeof(rev))
		return -EINVAL;
	if (read_user(c, &rev, 0, sizeof(rev)))
		return -EFAULT;
	rev.name[sizeof(rev.name) - 1] = '\0';
	best = xt_find_revision(c->net, c->family->nfproto, rev.name, rev.revision, target);
	return best < 0 ? best : 0;
}

/* @match, @target: the family's numbers of those two questions */
static int get_option(const struct call *c, int optname, int match, int target)
{
	if (!c->user->cap_net_admin)
		return -EPERM;
	if (optname == match || optname == target)
		return get_revision(c, optname == target);
	switch (optname) {
	case IPT_SO_GET_INFO:
		return get_info(c);
	case IPT_SO_GET_ENTRIES:
		return get_entries(c);
	default:
		return -EINVAL;
	}
}

/* ---- the two families ---- */

#define CALL(family_, optlen_)                      \
	(&(const struct call){.net = net,           \
			      .family = &(family_), \
			      .user = user,         \
			      .optval = optval,     \
			      .optlen = (optlen_)})

int ipt_setsockopt(struct net *net, const struct ep_user *user, int optname, uint64_t optval,
		   uint32_t optlen)
{
	return set_option(CALL(ip_tables_family, optlen), optname);
}

int ip6t_setsockopt(struct net *net, const struct ep_user *user, int optname, uint64_t optval,
		    uint32_t optlen)
{
	return set_option(CALL(ip6_tables_family, optlen), optname);
}

int ipt_getsockopt(struct net *net, const struct ep_user *user, int optname, uint64_t optval,
		   int *optlen)
{
	return get_option(CALL(ip_tables_family, (uint32_t)*optlen), optname,
			  IPT_SO_GET_REVISION_MATCH, IPT_SO_GET_REVISION_TARGET);
}

int ip6t_getsockopt(struct net *net, const struct ep_user *user, int optname, uint64_t optval,
		    int *optlen)
{
	return get_option(CALL(ip6_tables_family, (uint32_t)*optlen), optname,
			  IP6T_SO_GET_REVISION_MATCH, IP6T_SO_GET_REVISION_TARGET);
}

/* ---- where the namespace finds them ---- */

/* A file of /proc/net: whose names, and which. */
struct names_file {
	const char *path;
	u8 family;
	const char *what;
};

static int names_show(struct net *net, FILE *out, void *priv)
{
	const struct names_file *file = priv;
	char *text = xt_proc_names(net, file->family, file->what);

	if (!text)
		return -ENOMEM;
	fputs(text, out);
	free(text);
	return 0;
}

static const struct proc_ops names_ops = {.show = names_show};

static const struct names_file names_files[] = {
	{"/proc/net/ip_tables_names", NFPROTO_IPV4, "names"},
	{"/proc/net/ip_tables_matches", NFPROTO_IPV4, "matches"},
	{"/proc/net/ip_tables_targets", NFPROTO_IPV4, "targets"},
	{"/proc/net/ip6_tables_names", NFPROTO_IPV6, "names"},
	{"/proc/net/ip6_tables_matches", NFPROTO_IPV6, "matches"},
	{"/proc/net/ip6_tables_targets", NFPROTO_IPV6, "targets"},
};

static const struct ep_sockopt_ops ipt_sockopts = {
	.level = IPPROTO_IP,
	.set_min = IPT_BASE_CTL,
	.set_max = IPT_SO_SET_MAX + 1,
	.get_min = IPT_BASE_CTL,
	.get_max = IPT_SO_GET_MAX + 1,
	.set = ipt_setsockopt,
	.get = ipt_getsockopt,
};

static const struct ep_sockopt_ops ip6t_sockopts = {
	.level = IPPROTO_IPV6,
	.set_min = IP6T_BASE_CTL,
	.set_max = IP6T_SO_SET_MAX + 1,
	.get_min = IP6T_BASE_CTL,
	.get_max = IP6T_SO_GET_MAX + 1,
	.set = ip6t_setsockopt,
	.get = ip6t_getsockopt,
};

int ip_tables_abi_init(struct net *net)
{
	int err = ep_register_sockopt(net, &ipt_sockopts);

	if (!err)
		err = ep_register_sockopt(net, &ip6t_sockopts);
	for (size_t i = 0; i < ARRAY_SIZE(names_files) && !err; i++)
		err = proc_register(net, names_files[i].path, 0440, &names_ops,
				    (void *)&names_files[i]);
	return err;
}
