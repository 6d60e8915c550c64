// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From a blob to a checked rule set; see xt_table.h.
 *
 * A blob comes from outside and is believed in nothing.  It is checked in three passes, in the
 * order in which the kernel checks, because the errno of a blob with two faults depends on it:
 *
 *	check_entries()	sizes, places and names of everything; where the hooks begin and end
 *	mark_chains()	which hooks reach each rule; loops, jumps to nowhere, chains without an end
 *	bind_entries()	find every match and target, and have them check their data
 *
 * The first two passes read fields that may be unaligned, so they read by memcpy; when the third is
 * through, every match and target stands where its struct may be used.
 */
#include "xtables/xt_table.h"

#include <stdlib.h>

/* ---- reading ---- */

static const char *target_name(const struct xt_entry_target *t)
{
	return (const char *)t + offsetof(struct xt_entry_target, u.user.name);
}

static bool named(const struct xt_entry_target *t, const char *name)
{
	return strncmp(target_name(t), name, XT_EXTENSION_MAXNAMELEN) == 0;
}

bool xt_is_error(const struct xt_entry_target *t)
{
	return strcmp(t->u.kernel.target->name, XT_ERROR_TARGET) == 0;
}

bool xt_unconditional(const struct xt_family *f, const void *e)
{
	const u8 *head = e;

	if (xt_entry_u16(e, f->target_offset) != f->entry_size)
		return false;
	return head[0] == 0 && memcmp(head, head + 1, f->head_size - 1u) == 0;
}

u32 xt_rule_at(const struct xt_table_info *info, u32 offset)
{
	u32 low = 0, high = info->number;

	while (low < high) {
		u32 mid = low + (high - low) / 2;

		if (info->offset[mid] == offset)
			return mid;
		if (info->offset[mid] < offset)
			low = mid + 1;
		else
			high = mid;
	}
	return XT_NO_HOOK;
}

static u32 *comefrom(const struct xt_table_info *info, u32 rule)
{
	return (u32 *)(info->entries + info->offset[rule] + info->family->comefrom);
}

/* ---- first pass: places ---- */

static bool verdict_ok(int verdict)
{
	switch (verdict) {
	case XT_RETURN:
	case -NF_ACCEPT - 1:
	case -NF_DROP - 1:
	case -NF_QUEUE - 1:
		return true;
	default:
		return verdict > 0;
	}
}

static bool standard_ok(const struct xt_entry_target *t, u32 target_offset, u32 next_offset)
{
	return XT_ALIGN(target_offset + sizeof(struct xt_standard_target)) == next_offset &&
	       verdict_ok(xt_verdict(t));
}

static bool error_ok(const struct xt_entry_target *t)
{
	const char *name = (const char *)t + offsetof(struct xt_error_target, errorname);

	return xt_entry_u16(t, 0) == sizeof(struct xt_error_target) &&
	       strnlen(name, XT_FUNCTION_MAXNAMELEN) < XT_FUNCTION_MAXNAMELEN;
}

/* The matches fill the room up to the target, each whole and aligned. */
static bool matches_ok(const u8 *first, const u8 *target)
{
	const u8 *m = first;

	while (m < target) {
		u32 size;

		if ((uintptr_t)m % __alignof__(struct xt_entry_match) ||
		    (size_t)(target - m) < sizeof(struct xt_entry_match))
			return false;
		size = xt_entry_u16(m, 0);
		if (size < sizeof(struct xt_entry_match) || size > (size_t)(target - m))
			return false;
		m += size;
	}
	return true;
}

static bool entry_ok(const struct xt_family *f, const u8 *e, const u8 *limit)
{
	u32 target_offset, next_offset, target_size;
	const struct xt_entry_target *t;

	if ((uintptr_t)e % 8 || (size_t)(limit - e) <= f->entry_size)
		return false;
	target_offset = xt_entry_u16(e, f->target_offset);
	next_offset = xt_entry_u16(e, f->next_offset);
	if (next_offset > (size_t)(limit - e) || next_offset < f->entry_size + sizeof(*t) ||
	    !f->head_ok(e))
		return false;
	if (target_offset < f->entry_size || target_offset + sizeof(*t) > next_offset)
		return false;
	t = xt_entry_target(f, e);
	target_size = xt_entry_u16(t, 0);
	if (target_size < sizeof(*t) || target_offset + target_size > next_offset)
		return false;
	if (named(t, XT_STANDARD_TARGET) && !standard_ok(t, target_offset, next_offset))
		return false;
	if (named(t, XT_ERROR_TARGET) && !error_ok(t))
		return false;
	return matches_ok(e + f->entry_size, e + target_offset);
}

/* A policy: unconditional, ACCEPT or DROP. */
static bool underflow_ok(const struct xt_family *f, const u8 *e)
{
	const struct xt_entry_target *t = xt_entry_target(f, e);

	if (!xt_unconditional(f, e) || !named(t, XT_STANDARD_TARGET))
		return false;
	return xt_verdict(t) == -NF_DROP - 1 || xt_verdict(t) == -NF_ACCEPT - 1;
}

static int note_hooks(struct xt_table_info *info, const struct xt_repl *repl, u32 rule, u32 offset)
{
	for (unsigned int h = 0; h < XT_NUM_HOOKS; h++) {
		if (!(repl->valid_hooks & 1u << h))
			continue;
		if (repl->hook_entry[h] == offset) {
			info->hook_entry[h] = offset;
			info->hook_rule[h] = rule;
		}
		if (repl->underflow[h] == offset) {
			if (!underflow_ok(info->family, info->entries + offset))
				return -EINVAL;
			info->underflow[h] = offset;
			info->policy_rule[h] = rule;
		}
	}
	return 0;
}

static int check_entries(struct xt_table_info *info, const struct xt_repl *repl)
{
	const struct xt_family *f = info->family;
	u32 rule = 0, offset = 0;

	while (offset < info->size) {
		u8 *e = info->entries + offset;
		int err;

		if (!entry_ok(f, e, info->entries + info->size))
			return -EINVAL;
		err = note_hooks(info, repl, rule, offset);
		if (err)
			return err;
		memset(e + f->counters, 0, sizeof(struct xt_counters));
		memset(e + f->comefrom, 0, sizeof(u32));
		if (rule < info->number)
			info->offset[rule] = offset;
		if (named(xt_entry_target(f, e), XT_ERROR_TARGET))
			info->stacksize++;
		rule++;
		offset += xt_entry_u16(e, f->next_offset);
	}
	return rule == info->number ? 0 : -EINVAL;
}

/* Every hook of the table begins and ends somewhere, in the order of the hooks. */
static int check_hooks(const struct xt_table_info *info, unsigned int valid_hooks)
{
	int last = -1;

	for (unsigned int h = 0; h < XT_NUM_HOOKS; h++) {
		if (!(valid_hooks & 1u << h))
			continue;
		if (info->hook_entry[h] == XT_NO_HOOK || info->underflow[h] == XT_NO_HOOK)
			return -EINVAL;
		if (last >= 0 && (info->underflow[last] >= info->underflow[h] ||
				  info->hook_entry[last] >= info->hook_entry[h]))
			return -EINVAL;
		last = (int)h;
	}
	return 0;
}

/* ---- second pass: chains ---- */

#define ON_PATH (1u << XT_NUM_HOOKS) /* in comefrom, while the walk is below that rule */

/* Nothing comes behind it: an unconditional verdict. */
static bool ends_chain(const struct xt_table_info *info, u32 rule)
{
	const void *e = xt_entry_at(info, rule);
	const struct xt_entry_target *t = xt_entry_target(info->family, e);

	return xt_unconditional(info->family, e) && named(t, XT_STANDARD_TARGET) &&
	       xt_verdict(t) < 0;
}

/* The rule to go on with when @rule is entered and not the end: a jump's destination or the next
 * one; XT_NO_HOOK: there is none. */
static u32 go_on(const struct xt_table_info *info, u32 rule)
{
	const struct xt_entry_target *t = xt_entry_target(info->family, xt_entry_at(info, rule));

	if (named(t, XT_STANDARD_TARGET) && xt_verdict(t) >= 0)
		return xt_rule_at(info, (u32)xt_verdict(t));
	return rule + 1 < info->number ? rule + 1 : XT_NO_HOOK;
}

/* Back through rules that were simply fallen through, to the last jump; XT_NO_HOOK: to the start.
 */
static u32 unwind(const struct xt_table_info *info, const u32 *back, u32 rule)
{
	for (;;) {
		u32 from = back[rule];

		*comefrom(info, rule) &= ~ON_PATH;
		if (from == rule)
			return XT_NO_HOOK;
		if (rule != from + 1)
			return from;
		rule = from;
	}
}

/* Walks everything that a hook reaches, and leaves the hook's bit in comefrom.  Each rule is walked
 * once a hook.  => false: a loop, a jump into the middle of a rule, or off the end. */
static bool mark_hook(const struct xt_table_info *info, u32 *back, unsigned int hook)
{
	u32 rule = info->hook_rule[hook];

	back[rule] = rule;
	for (;;) {
		u32 *mark = comefrom(info, rule);
		bool seen = *mark & 1u << hook;
		u32 next;

		if (*mark & ON_PATH)
			return false;
		*mark |= 1u << hook | ON_PATH;
		if (seen || ends_chain(info, rule)) {
			rule = unwind(info, back, rule);
			if (rule == XT_NO_HOOK)
				return true;
			next = rule + 1 < info->number ? rule + 1 : XT_NO_HOOK;
		} else {
			next = go_on(info, rule);
		}
		if (next == XT_NO_HOOK)
			return false;
		back[next] = rule;
		rule = next;
	}
}

static int mark_chains(const struct xt_table_info *info, unsigned int valid_hooks)
{
	u32 *back = calloc(info->number + 1, sizeof(*back));
	int err = 0;

	if (!back)
		return -ENOMEM;
	for (unsigned int h = 0; h < XT_NUM_HOOKS && !err; h++)
		if (valid_hooks & 1u << h && !mark_hook(info, back, h))
			err = -ELOOP;
	free(back);
	return err;
}

/* ---- third pass: matches and targets ---- */

static void destroy_match(struct net *net, const struct xt_family *f, struct xt_entry_match *m)
{
	const struct xt_mtdtor_param par = {
		.net = net, .match = m->u.kernel.match, .matchinfo = m->data, .family = f->nfproto};

	if (par.match->destroy)
		par.match->destroy(&par);
}

static void destroy_target(struct net *net, const struct xt_family *f, struct xt_entry_target *t)
{
	const struct xt_tgdtor_param par = {.net = net,
					    .target = t->u.kernel.target,
					    .targinfo = t->data,
					    .family = f->nfproto};

	if (par.target->destroy)
		par.target->destroy(&par);
}

static void destroy_matches(struct net *net, const struct xt_family *f, void *e, unsigned int count)
{
	struct xt_entry_match *m;

	xt_for_each_match(m, f, e)
	{
		if (count-- == 0)
			break;
		destroy_match(net, f, m);
	}
}

static int bind_match(const struct xt_family *f, struct xt_mtchk_param *par,
		      struct xt_entry_match *m)
{
	bool inv;
	u16 proto;
	int err = xt_find_match(par->net, f->nfproto, m->u.user.name, m->u.user.revision,
				&par->match);

	if (err)
		return err;
	m->u.kernel.match = (struct xt_match *)par->match;
	par->matchinfo = m->data;
	f->head_proto(par->entryinfo, &proto, &inv);
	return xt_check_match(par, m->u.match_size - (unsigned int)sizeof(*m), proto, inv);
}

static int bind_target(const struct xt_family *f, struct xt_tgchk_param *par,
		       struct xt_entry_target *t)
{
	bool inv;
	u16 proto;
	u8 revision = *((const u8 *)t + offsetof(struct xt_entry_target, u.user.revision));
	int err = xt_find_target(par->net, f->nfproto, target_name(t), revision, &par->target);

	if (err)
		return err;
	t->u.kernel.target = (struct xt_target *)par->target;
	par->targinfo = t->data;
	f->head_proto(par->entryinfo, &proto, &inv);
	return xt_check_target(par, t->u.target_size - (unsigned int)sizeof(*t), proto, inv);
}

static int bind_entry(struct xt_table_info *info, const char *table, u32 rule)
{
	const struct xt_family *f = info->family;
	void *e = info->entries + info->offset[rule];
	struct xt_mtchk_param mt = {.net = info->net,
				    .table = table,
				    .entryinfo = e,
				    .hook_mask = *comefrom(info, rule),
				    .family = f->nfproto};
	struct xt_tgchk_param tg = {.net = info->net,
				    .table = table,
				    .entryinfo = e,
				    .hook_mask = *comefrom(info, rule),
				    .family = f->nfproto};
	struct xt_entry_match *m;
	unsigned int bound = 0;
	int err;

	xt_for_each_match(m, f, e)
	{
		err = bind_match(f, &mt, m);
		if (err)
			goto unwind;
		bound++;
	}
	err = bind_target(f, &tg, xt_entry_target(f, e));
	if (!err)
		return 0;
unwind:
	destroy_matches(info->net, f, e, bound);
	return err;
}

static void destroy_entries(struct xt_table_info *info, u32 count)
{
	for (u32 rule = 0; rule < count; rule++) {
		void *e = info->entries + info->offset[rule];

		destroy_matches(info->net, info->family, e, ~0u);
		destroy_target(info->net, info->family, xt_entry_target(info->family, e));
	}
}

static int bind_entries(struct xt_table_info *info, const char *table)
{
	for (u32 rule = 0; rule < info->number; rule++) {
		int err = bind_entry(info, table, rule);

		if (err) {
			destroy_entries(info, rule);
			return err;
		}
	}
	return 0;
}

/* ---- the whole ---- */

/* The info without its matches and targets. */
static void info_free(struct xt_table_info *info)
{
	for (u32 row = 0; row < info->nr_rows; row++)
		free(info->counters[row]);
	free(info->offset);
	free(info->entries);
	free(info);
}

void xt_program_free(struct xt_program *program);

void xt_table_info_destroy(struct xt_table_info *info)
{
	if (!info)
		return;
	destroy_entries(info, info->number);
	xt_program_free(info->program);
	info_free(info);
}

static struct xt_table_info *info_alloc(struct net *net, const struct xt_family *f,
					const struct xt_repl *repl, u8 *entries)
{
	struct xt_table_info *info = calloc(1, sizeof(*info));
	/* More entries than fit are refused below; no memory is spent on the claim. */
	u32 most = min_t(u32, repl->num_entries, repl->size / f->entry_size + 1);

	if (!info) {
		free(entries);
		return NULL;
	}
	info->family = f;
	info->net = net;
	info->entries = entries;
	info->size = repl->size;
	info->number = repl->num_entries;
	for (unsigned int h = 0; h < XT_NUM_HOOKS; h++) {
		info->hook_entry[h] = info->underflow[h] = XT_NO_HOOK;
		info->hook_rule[h] = info->policy_rule[h] = XT_NO_HOOK;
	}
	info->offset = calloc(most + 1, sizeof(*info->offset));
	if (!info->offset) {
		info_free(info);
		return NULL;
	}
	return info;
}

static int alloc_counters(struct xt_table_info *info)
{
	for (u32 row = 0; row <= info->net->nr_shards; row++) {
		info->counters[row] = calloc(info->number, sizeof(struct xt_counters));
		if (!info->counters[row])
			return -ENOMEM;
		info->nr_rows++;
	}
	return 0;
}

int xt_translate(struct net *net, const struct xt_family *f, const struct xt_repl *repl,
		 u8 *entries, struct xt_table_info **result)
{
	struct xt_table_info *info;
	int err;

	if (repl->num_entries > XT_MAX_TABLE_SIZE / sizeof(u32)) {
		free(entries);
		return -ENOMEM;
	}
	info = info_alloc(net, f, repl, entries);
	if (!info)
		return -ENOMEM;
	err = check_entries(info, repl);
	if (!err)
		err = check_hooks(info, repl->valid_hooks);
	if (!err)
		err = mark_chains(info, repl->valid_hooks);
	if (!err)
		err = alloc_counters(info);
	if (!err)
		err = bind_entries(info, repl->table);
	if (err) {
		info_free(info);
		return err;
	}
	err = f->compile(info);
	if (err) {
		xt_table_info_destroy(info);
		return err;
	}
	*result = info;
	return 0;
}

/* ---- counters and the way back to user space ---- */

void xt_get_counters(const struct xt_table_info *info, struct xt_counters *sum)
{
	memset(sum, 0, info->number * sizeof(*sum));
	for (u32 row = 0; row < info->nr_rows; row++)
		for (u32 rule = 0; rule < info->number; rule++) {
			sum[rule].pcnt += READ_ONCE(info->counters[row][rule].pcnt);
			sum[rule].bcnt += READ_ONCE(info->counters[row][rule].bcnt);
		}
}

void xt_add_counters(struct xt_table_info *info, const struct xt_counters *add)
{
	struct xt_counters *row = info->counters[info->nr_rows - 1];

	for (u32 rule = 0; rule < info->number; rule++) {
		row[rule].pcnt += add[rule].pcnt;
		row[rule].bcnt += add[rule].bcnt;
	}
}

static void copy_name(char *dst, const char *name)
{
	memcpy(dst, name, strlen(name) + 1);
}

static void copy_data(u8 *dst, const void *src, u32 size, u32 usersize)
{
	memcpy(dst, src, usersize ? usersize : size);
}

/* @dst is zero: so is what stands behind a name and behind what userspace may see of the data. */
static void copy_match(const struct xt_entry_match *m, struct xt_entry_match *dst)
{
	const struct xt_match *match = m->u.kernel.match;

	dst->u.user.match_size = m->u.match_size;
	dst->u.user.revision = match->revision;
	copy_name(dst->u.user.name, match->name);
	copy_data(dst->data, m->data, match->matchsize, match->usersize);
}

static void copy_target(const struct xt_entry_target *t, struct xt_entry_target *dst)
{
	const struct xt_target *target = t->u.kernel.target;

	dst->u.user.target_size = t->u.target_size;
	dst->u.user.revision = target->revision;
	copy_name(dst->u.user.name, target->name);
	copy_data(dst->data, t->data, target->targetsize, target->usersize);
}

int xt_copy_entries(const struct xt_table_info *info, u8 *dst)
{
	const struct xt_family *f = info->family;
	struct xt_counters *sum = calloc(info->number, sizeof(*sum));

	if (!sum)
		return -ENOMEM;
	xt_get_counters(info, sum);
	memset(dst, 0, info->size);
	for (u32 rule = 0; rule < info->number; rule++) {
		u32 at = info->offset[rule];
		const u8 *e = info->entries + at;
		const struct xt_entry_match *m;

		memcpy(dst + at, e, f->entry_size);
		memcpy(dst + at + f->counters, &sum[rule], sizeof(sum[rule]));
		xt_for_each_match(m, f, e)
			copy_match(m, (struct xt_entry_match *)(dst + at + ((u8 *)m - e)));
		copy_target(xt_entry_target(f, e), xt_entry_target(f, dst + at));
	}
	free(sum);
	return 0;
}

/* ---- names for people ---- */

const char *xt_hook_chain(unsigned int hook)
{
	static const char *const name[XT_NUM_HOOKS] = {"PREROUTING", "INPUT", "FORWARD", "OUTPUT",
						       "POSTROUTING"};

	return hook < XT_NUM_HOOKS ? name[hook] : "?";
}

/* The base chain that a rule belongs to: the hook with the last entry at or before it. */
static bool base_chain(const struct xt_table_info *info, u32 rule, struct xt_where *w)
{
	int best = -1;

	for (unsigned int h = 0; h < XT_NUM_HOOKS; h++)
		if (info->hook_rule[h] != XT_NO_HOOK && info->hook_rule[h] <= rule &&
		    rule <= info->policy_rule[h])
			best = (int)h;
	if (best < 0)
		return false;
	w->chain = xt_hook_chain((unsigned int)best);
	w->rule = rule - info->hook_rule[best] + 1;
	w->base = true;
	w->tail = rule == info->policy_rule[best];
	return true;
}

static const struct xt_entry_target *rule_target(const struct xt_table_info *info, u32 rule)
{
	return xt_entry_target(info->family, xt_entry_at(info, rule));
}

void xt_rule_where(const struct xt_table_info *info, u32 rule, struct xt_where *w)
{
	u32 head = rule;

	if (base_chain(info, rule, w))
		return;
	while (head > 0 && !xt_is_error(rule_target(info, head)))
		head--;
	w->chain = xt_is_error(rule_target(info, head))
			   ? (const char *)rule_target(info, head)->data
			   : "?";
	w->rule = rule - head;
	w->base = false;
	w->tail = rule + 1 >= info->number || xt_is_error(rule_target(info, rule + 1));
}
