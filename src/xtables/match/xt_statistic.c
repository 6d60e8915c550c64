// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m statistic: every n-th packet, or each with a probability.
 *
 * nth counts 0 … every and round again, matching at 0; the count begins
 * where the tool says (nth.count, which it works out from --packet).  It is
 * shared by all shards.  random draws 31 bits from the shard's generator.
 */
#include "xtables/match/match_internal.h"

#include <linux/netfilter/xt_statistic.h>
#include <stdlib.h>

struct xt_statistic_priv {
	u32 count; /* atomic */
};

static u32 next_count(struct xt_statistic_priv *priv, u32 every)
{
	u32 old = READ_ONCE(priv->count), next;

	do
		next = old == every ? 0 : old + 1;
	while (!__atomic_compare_exchange_n(&priv->count, &old, next, false, __ATOMIC_RELAXED,
					    __ATOMIC_RELAXED));
	return next;
}

static bool random_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_statistic_info *info = par->matchinfo;
	bool invert = info->flags & XT_STATISTIC_INVERT;
	u32 drawn = prandom_u32(&skb->shard->random) & 0x7fffffff;

	if ((drawn < info->u.random.probability) != invert)
		return true;
	return xt_mismatch(par, "random", "%u|%s< %u", drawn, XT_NOT(invert),
			   info->u.random.probability);
}

static bool nth_mt(struct xt_action_param *par)
{
	const struct xt_statistic_info *info = par->matchinfo;
	bool invert = info->flags & XT_STATISTIC_INVERT;
	u32 count = next_count(info->master, info->u.nth.every);

	if (!count != invert)
		return true;
	return xt_mismatch(par, "nth", "%u|%s0 of %u", count, XT_NOT(invert), info->u.nth.every);
}

static bool statistic_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_statistic_info *info = par->matchinfo;

	return info->mode == XT_STATISTIC_MODE_RANDOM ? random_mt(skb, par) : nth_mt(par);
}

static int statistic_mt_check(const struct xt_mtchk_param *par)
{
	struct xt_statistic_info *info = par->matchinfo;

	if (info->mode > XT_STATISTIC_MODE_MAX || info->flags & ~XT_STATISTIC_MASK)
		return -EINVAL;
	info->master = malloc(sizeof(*info->master));
	if (!info->master)
		return -ENOMEM;
	info->master->count = info->u.nth.count;
	return 0;
}

static void statistic_mt_destroy(const struct xt_mtdtor_param *par)
{
	const struct xt_statistic_info *info = par->matchinfo;

	free(info->master);
}

static_assert(XT_STATISTIC_MODE_MAX == XT_STATISTIC_MODE_NTH, "two modes");

const struct xt_match xt_statistic_mt[] = {
	{
		.name = "statistic",
		.family = NFPROTO_UNSPEC,
		.match = statistic_mt,
		.checkentry = statistic_mt_check,
		.destroy = statistic_mt_destroy,
		.matchsize = sizeof(struct xt_statistic_info),
		.usersize = offsetof(struct xt_statistic_info, master),
		.flags = XT_NO_DROP,
	},
	{},
};
