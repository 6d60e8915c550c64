// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iptables-legacy's sockopts: bytes of the program to calls of xtables/xt_table.h, and back.
 *
 * What is checked here is what can be told without reading entries: lengths, overflows, names.  The
 * order is the kernel's, as the errno shows it.
 */
#include "abi/sockopt/ip_tables.h"

#include "abi/proc.h"
#include "abi/sockopt.h"
#include "xtables/family/ip_tables.h"

#include <limits.h>
#include <stdlib.h>

/* A caller and its answer's place. */
struct call {
	struct net *net;
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
	return xt_find_table(c->net, NFPROTO_IPV4, name, t);
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
			 "iptables: counters copy to user failed while replacing table");
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
	err = xt_translate(c->net, &ip_tables_family, &repl, entries, &info);
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

int ipt_setsockopt(struct net *net, const struct ep_user *user, int optname, uint64_t optval,
		   uint32_t optlen)
{
	const struct call c = {.net = net, .user = user, .optval = optval, .optlen = optlen};

	if (!user->cap_net_admin)
		return -EPERM;
	switch (optname) {
	case IPT_SO_SET_REPLACE:
		return do_replace(&c);
	case IPT_SO_SET_ADD_COUNTERS:
		return do_add_counters(&c);
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
	best = xt_find_revision(c->net, NFPROTO_IPV4, rev.name, rev.revision, target);
	return best < 0 ? best : 0;
}

int ipt_getsockopt(struct net *net, const struct ep_user *user, int optname, uint64_t optval,
		   int *optlen)
{
	const struct call c = {
		.net = net, .user = user, .optval = optval, .optlen = (uint32_t)*optlen};

	if (!user->cap_net_admin)
		return -EPERM;
	switch (optname) {
	case IPT_SO_GET_INFO:
		return get_info(&c);
	case IPT_SO_GET_ENTRIES:
		return get_entries(&c);
	case IPT_SO_GET_REVISION_MATCH:
		return get_revision(&c, false);
	case IPT_SO_GET_REVISION_TARGET:
		return get_revision(&c, true);
	default:
		return -EINVAL;
	}
}

/* ---- where the namespace finds them ---- */

static int names_show(struct net *net, FILE *out, void *priv)
{
	char *text = xt_proc_names(net, NFPROTO_IPV4, priv);

	if (!text)
		return -ENOMEM;
	fputs(text, out);
	free(text);
	return 0;
}

static const struct proc_ops names_ops = {.show = names_show};

static const struct ep_sockopt_ops ipt_sockopts = {
	.level = IPPROTO_IP,
	.set_min = IPT_BASE_CTL,
	.set_max = IPT_SO_SET_MAX + 1,
	.get_min = IPT_BASE_CTL,
	.get_max = IPT_SO_GET_MAX + 1,
	.set = ipt_setsockopt,
	.get = ipt_getsockopt,
};

int ip_tables_abi_init(struct net *net)
{
	static const char *const what[] = {"names", "matches", "targets"};
	int err = ep_register_sockopt(net, &ipt_sockopts);

	for (size_t i = 0; i < ARRAY_SIZE(what) && !err; i++) {
		char path[64];

		snprintf(path, sizeof(path), "/proc/net/ip_tables_%s", what[i]);
		err = proc_register(net, path, 0440, &names_ops, (void *)what[i]);
	}
	return err;
}
