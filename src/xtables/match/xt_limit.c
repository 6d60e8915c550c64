// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m limit: a token bucket.
 *
 * Credit grows by CREDITS_PER_JIFFY each jiffy up to credit_cap (the burst); a packet that matches
 * takes cost from it.  User space gives avg as 10000ths of a second a packet.  All sums are 32 bits
 * wide and wrap as the kernel's do: a bucket that nobody asks for 37 hours wraps.
 *
 * The bucket is shared by every copy of the rule and by all shards: prev is claimed by an exchange,
 * so that each jiffy is credited once, and credit moves by compare and exchange.
 */
#include "xtables/match/match_internal.h"

#include <linux/netfilter/xt_limit.h>
#include <stdlib.h>

struct xt_limit_priv {
	unsigned long prev; /* jiffies up to which credit was given; atomic */
	u32 credit; /* atomic */
};

/* The largest power of two that lets a day's credits of a full bucket fit into 32 bits. */
#define CREDITS_PER_JIFFY 128u
static_assert((u64)CREDITS_PER_JIFFY * HZ * 60 * 60 * 24 <= UINT32_MAX &&
		      (u64)CREDITS_PER_JIFFY * 2 * HZ * 60 * 60 * 24 > UINT32_MAX,
	      "CREDITS_PER_JIFFY follows HZ");

/* Multiplies last where multiplying first would wrap. */
static u32 user2credits(u32 user)
{
	if (user > UINT32_MAX / (HZ * CREDITS_PER_JIFFY))
		return user / XT_LIMIT_SCALE * HZ * CREDITS_PER_JIFFY;
	return user * HZ * CREDITS_PER_JIFFY / XT_LIMIT_SCALE;
}

static bool limit_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_rateinfo *r = par->matchinfo;
	struct xt_limit_priv *priv = r->master;
	unsigned long now = skb_jiffies(skb);
	u32 old, credit, grown;

	if (READ_ONCE(priv->credit) < r->cost && READ_ONCE(priv->prev) == now)
		return xt_mismatch(par, "credit", "%u|%u", READ_ONCE(priv->credit), r->cost);
	grown = (u32)(now - __atomic_exchange_n(&priv->prev, now, __ATOMIC_RELAXED)) *
		CREDITS_PER_JIFFY;
	old = READ_ONCE(priv->credit);
	do {
		credit = min_t(u32, old + grown, r->credit_cap);
		if (credit >= r->cost)
			credit -= r->cost;
	} while (!__atomic_compare_exchange_n(&priv->credit, &old, credit, false, __ATOMIC_RELAXED,
					      __ATOMIC_RELAXED));
	if (min_t(u32, old + grown, r->credit_cap) >= r->cost)
		return true;
	return xt_mismatch(par, "credit", "%u|%u", credit, r->cost);
}

static int limit_mt_check(const struct xt_mtchk_param *par)
{
	struct xt_rateinfo *r = par->matchinfo;
	struct xt_limit_priv *priv;

	/* The product itself wraps too: a large burst of a slow rate is refused for it. */
	if (!r->burst || user2credits(r->avg * r->burst) < user2credits(r->avg))
		return -ERANGE;
	priv = malloc(sizeof(*priv));
	if (!priv)
		return -ENOMEM;
	priv->prev = net_shard0(par->net)->clock.jiffies;
	priv->credit = user2credits(r->avg * r->burst);
	r->master = priv;
	/* Not zero when the rule was loaded before and came back unchanged. */
	if (!r->cost) {
		r->credit_cap = priv->credit;
		r->cost = user2credits(r->avg);
	}
	return 0;
}

static void limit_mt_destroy(const struct xt_mtdtor_param *par)
{
	const struct xt_rateinfo *r = par->matchinfo;

	free(r->master);
}

const struct xt_match xt_limit_mt[] = {
	{
		.name = "limit",
		.family = NFPROTO_UNSPEC,
		.match = limit_mt,
		.checkentry = limit_mt_check,
		.destroy = limit_mt_destroy,
		.matchsize = sizeof(struct xt_rateinfo),
		.usersize = offsetof(struct xt_rateinfo, prev),
		.flags = XT_NO_DROP,
	},
	{},
};
