// SPDX-License-Identifier: GPL-2.0-or-later
/* Of every family: device names, the built-in targets, the rule set that a table begins with. */
#include "xtables/family/family_internal.h"

#include <stdlib.h>

/* ---- device names ---- */

static bool name_differs(const char *name, const char *want, const unsigned char *mask)
{
	for (unsigned int i = 0; i < IFNAMSIZ; i++)
		if ((name[i] ^ want[i]) & mask[i])
			return true;
	return false;
}

bool xt_iface_fits(const struct xt_action_param *par, const char *field,
		   const struct net_device *dev, const char *want, const unsigned char *mask,
		   bool inv)
{
	static const char nodev[IFNAMSIZ];
	bool whole = false;
	int len = 0;

	if (name_differs(dev ? dev->name : nodev, want, mask) == inv)
		return true;
	while (len < IFNAMSIZ && mask[len] && !whole) {
		whole = !want[len];
		len += !whole;
	}
	return xt_mismatch(par, field, "%s|%s%.*s%s", dev ? dev->name : "", inv ? "! " : "", len,
			   want, whole ? "" : "+");
}

/* ---- the built-in targets ---- */

static unsigned int error_tg(struct sk_buff *skb, const struct xt_action_param *par)
{
	log_line(&xt_net(par)->log, LOG_INFO_, "%s: error: `%s'",
		 xt_family(par) == NFPROTO_IPV6 ? "ip6_tables" : "ip_tables",
		 (const char *)par->targinfo);
	return NF_DROP;
}

#define BUILTIN_TARGETS(family_)                                                    \
	{.name = XT_STANDARD_TARGET, .family = family_, .targetsize = sizeof(int)}, \
	{                                                                           \
		.name = XT_ERROR_TARGET, .family = family_, .target = error_tg,     \
		.targetsize = XT_FUNCTION_MAXNAMELEN                                \
	}

static const struct xt_target builtin_targets[] = {
	BUILTIN_TARGETS(NFPROTO_IPV4),
	BUILTIN_TARGETS(NFPROTO_IPV6),
};

int xt_family_init(struct net *net, const struct xt_family *f,
		   const struct xt_table_template *const *tables, unsigned int count)
{
	int err = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(builtin_targets) && !err; i++)
		if (builtin_targets[i].family == f->nfproto)
			err = xt_register_target(net, &builtin_targets[i]);
	for (unsigned int i = 0; i < count && !err; i++)
		err = xt_register_template(net, tables[i]);
	return err;
}

/* ---- the first rule set ---- */

/* An entry at @e whose target has @size bytes; => its target */
static void *put_entry(const struct xt_family *f, u8 *e, u16 size, const char *name)
{
	const u16 target_offset = f->entry_size, next_offset = (u16)(target_offset + size);
	struct xt_entry_target *t = (struct xt_entry_target *)(e + target_offset);

	memcpy(e + f->target_offset, &target_offset, sizeof(target_offset));
	memcpy(e + f->next_offset, &next_offset, sizeof(next_offset));
	t->u.user.target_size = size;
	memcpy(t->u.user.name, name, strlen(name) + 1);
	return t;
}

static u32 put_accept(const struct xt_family *f, u8 *e)
{
	struct xt_standard_target *t = put_entry(f, e, sizeof(*t), XT_STANDARD_TARGET);

	t->verdict = -NF_ACCEPT - 1;
	return (u32)(f->entry_size + sizeof(*t));
}

static u32 put_error(const struct xt_family *f, u8 *e)
{
	struct xt_error_target *t = put_entry(f, e, sizeof(*t), XT_ERROR_TARGET);

	memcpy(t->errorname, XT_ERROR_TARGET, sizeof(XT_ERROR_TARGET));
	return (u32)(f->entry_size + sizeof(*t));
}

int xt_initial(struct net *net, const struct xt_table_template *t, struct xt_table_info **info)
{
	const struct xt_family *f = t->family;
	unsigned int at[XT_NUM_HOOKS] = {0};
	struct xt_repl repl = {.table = t->name,
			       .valid_hooks = t->valid_hooks,
			       .num_entries = 1,
			       .hook_entry = at,
			       .underflow = at};
	u8 *blob = calloc(XT_NUM_HOOKS + 1, f->entry_size + sizeof(struct xt_error_target));

	if (!blob)
		return -ENOMEM;
	for (unsigned int h = 0; h < XT_NUM_HOOKS; h++)
		if (t->valid_hooks & 1u << h) {
			at[h] = repl.size;
			repl.size += put_accept(f, blob + repl.size);
			repl.num_entries++;
		}
	repl.size += put_error(f, blob + repl.size);
	return xt_translate(net, f, &repl, blob, info);
}
