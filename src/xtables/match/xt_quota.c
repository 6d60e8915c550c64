// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m quota: packets match until their bytes have used up the quota.
 *
 * The first packet that is larger than what is left ends it: smaller ones behind it don't match
 * either.  The quota is shared by all shards.
 */
#include "xtables/match/match_internal.h"

#include <linux/netfilter/xt_quota.h>
#include <stdlib.h>

struct xt_quota_priv {
	u64 left; /* bytes; atomic */
};

static bool quota_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_quota_info *info = par->matchinfo;
	bool invert = info->flags & XT_QUOTA_INVERT;
	u64 old = READ_ONCE(info->master->left), left;

	do
		left = old >= skb->len ? old - skb->len : 0;
	while (!__atomic_compare_exchange_n(&info->master->left, &old, left, false,
					    __ATOMIC_RELAXED, __ATOMIC_RELAXED));
	if ((old >= skb->len) != invert)
		return true;
	return xt_mismatch(par, "quota", "%llu left|%s%u", (unsigned long long)old, XT_NOT(invert),
			   skb->len);
}

static int quota_mt_check(const struct xt_mtchk_param *par)
{
	struct xt_quota_info *info = par->matchinfo;

	if (info->flags & ~XT_QUOTA_MASK)
		return -EINVAL;
	info->master = malloc(sizeof(*info->master));
	if (!info->master)
		return -ENOMEM;
	info->master->left = info->quota;
	return 0;
}

static void quota_mt_destroy(const struct xt_mtdtor_param *par)
{
	const struct xt_quota_info *info = par->matchinfo;

	free(info->master);
}

const struct xt_match xt_quota_mt[] = {
	{
		.name = "quota",
		.family = NFPROTO_UNSPEC,
		.match = quota_mt,
		.checkentry = quota_mt_check,
		.destroy = quota_mt_destroy,
		.matchsize = sizeof(struct xt_quota_info),
		.usersize = offsetof(struct xt_quota_info, master),
		.flags = XT_NO_DROP,
	},
	{},
};
