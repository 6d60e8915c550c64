// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A namespace's life, its shards and its time; see net.h.
 *
 * Time moves in one place, net_advance().  Timers due on the way run at their own jiffy, with the
 * shard's clock set to it, so that a long step gives the same results as many short ones.
 */
#include "net/net.h"
#include "net/output.h"

#include <stdlib.h>

static struct net_shard *shard_create(struct net *net, u32 id)
{
	struct net_shard *s = aligned_alloc(CACHE_LINE, ALIGN_UP(sizeof(*s), (size_t)CACHE_LINE));

	if (!s)
		return NULL;
	memset(s, 0, sizeof(*s));
	s->net = net;
	s->id = id;
	net_clock_init(&s->clock, net->env.start_mono_ns, net->env.start_real_ns);
	timer_base_init(&s->timers, s->clock.jiffies);
	skb_pool_init(&s->pool, 0);
	prandom_seed(&s->random, net->env.seed + id);
	skb_queue_head_init(&s->backlog);
	s->ip_ident = (u16)prandom_u32(&s->random);
	return s;
}

static void shard_destroy(struct net_shard *s)
{
	struct sk_buff *skb;

	if (!s)
		return;
	while ((skb = skb_dequeue(&s->backlog)))
		consume_skb(skb);
	skb_pool_destroy(&s->pool);
	free(s);
}

struct net *net_create(const struct quintet_env *env, unsigned int shards)
{
	struct net *net;

	if (!shards || shards > NET_MAX_SHARDS)
		return NULL;
	net = aligned_alloc(CACHE_LINE, ALIGN_UP(sizeof(*net), (size_t)CACHE_LINE));
	if (!net)
		return NULL;
	memset(net, 0, sizeof(*net));
	net->env = *env;
	net->log = (struct log_sink){.line = env->log, .ctx = env->ctx};
	net->next_ifindex = 1;
	CDS_INIT_LIST_HEAD(&net->dev_base);
	for (u32 i = 0; i < shards; i++) {
		net->shard[i] = shard_create(net, i);
		if (!net->shard[i]) {
			net_destroy(net);
			return NULL;
		}
		net->nr_shards++;
	}
	return net;
}

void net_destroy(struct net *net)
{
	if (!net)
		return;
	for (u32 i = 0; i < net->nr_shards; i++)
		shard_destroy(net->shard[i]);
	free(net->dev_index);
	free(net);
}

/* ---- time ---- */

static void tick(void *ctx, u64 jiffies)
{
	struct net_shard *s = ctx;
	u64 at = s->clock.start_ns + (jiffies - INITIAL_JIFFIES) * JIFFY_NS;

	net_clock_advance(&s->clock, at);
}

static void shard_advance(struct net_shard *s, u64 mono_ns)
{
	u64 jiffies;

	if (mono_ns <= s->clock.mono_ns)
		return;
	jiffies = INITIAL_JIFFIES + (mono_ns - s->clock.start_ns) / JIFFY_NS;
	if (jiffies > s->timers.now) {
		rcu_lock();
		timer_advance(&s->timers, jiffies, tick, s);
		rcu_unlock();
		net_run_backlog(s);
	}
	net_clock_advance(&s->clock, mono_ns);
}

void net_advance(struct net *net, u64 mono_ns)
{
	for (u32 i = 0; i < net->nr_shards; i++)
		shard_advance(net->shard[i], mono_ns);
}

u64 net_next_timer(const struct net *net)
{
	u64 next = UINT64_MAX;

	for (u32 i = 0; i < net->nr_shards; i++) {
		const struct net_shard *s = net->shard[i];
		u64 j = timer_next(&s->timers), ns;

		if (j == UINT64_MAX)
			continue;
		ns = s->clock.start_ns + (j - INITIAL_JIFFIES) * JIFFY_NS;
		if (ns < next)
			next = ns;
	}
	return next;
}

/* ---- packets ---- */

void net_set_observer(struct net *net, const struct skb_observer *observer)
{
	for (u32 i = 0; i < net->nr_shards; i++)
		net->shard[i]->pool.observer = observer;
}

struct sk_buff *net_alloc_skb(struct net_shard *shard, u32 size, const struct sk_buff *cause)
{
	struct sk_buff *skb = alloc_skb(shard, &shard->pool, size);

	if (!skb)
		return NULL;
	skb->made = 1;
	if (!cause) {
		skb->cause = 0;
		return skb;
	}
	skb->cause = cause->cause;
	skb->story = cause->story;
	if (unlikely(skb->story))
		TRACE(skb, begin, .origin = "made", .parent = cause->id);
	return skb;
}
