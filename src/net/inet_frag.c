// SPDX-License-Identifier: GPL-2.0-or-later
/* See inet_frag.h. */
#include "net/inet_frag.h"

#include <stdlib.h>

enum { FIRST_BUCKETS = 64, QUEUES_A_CHUNK = 32, FIRST_RUNS = 4 };

/* What the kernel charges beyond a frame's bytes: a sk_buff, its shared info, a driver's headroom. */
enum { SKB_OVERHEAD = 256 + 320, DRIVER_PAD = 66 };

/**
 * struct frag_run - bytes @offset to @end without a gap, in the order of their arrival
 * @head, @tail: its fragments, by sk_buff.next
 */
struct frag_run {
	u32 offset, end;
	struct sk_buff *head, *tail;
};

/**
 * struct fqdir - the datagrams of a family that wait in a shard
 * @seed: nobody outside can aim at a bucket
 */
struct fqdir {
	struct net_shard *shard;
	const struct inet_frags *f;
	const struct inet_frag_limits *limits;
	struct inet_frag_queue **bucket; /* [buckets], a power of two */
	u32 buckets, count;
	unsigned long mem;
	u64 seed;
	struct pool queues;
};

#define NOT_ECT IPFRAG_ECN_NOT_ECT
#define ECT_0	IPFRAG_ECN_ECT_0
#define ECT_1	IPFRAG_ECN_ECT_1
#define CE	IPFRAG_ECN_CE
/* Nothing is or-ed in when all agree, or when both ECTs were seen; CE wins over ECT; what is not
 * capable of ECN goes with nothing else. */
const u8 ip_frag_ecn_table[16] = {
	[CE | ECT_0] = 3,
	[CE | ECT_1] = 3,
	[CE | ECT_0 | ECT_1] = 3,
	[NOT_ECT | CE] = IPFRAG_ECN_INVALID,
	[NOT_ECT | ECT_0] = IPFRAG_ECN_INVALID,
	[NOT_ECT | ECT_1] = IPFRAG_ECN_INVALID,
	[NOT_ECT | ECT_0 | ECT_1] = IPFRAG_ECN_INVALID,
	[NOT_ECT | CE | ECT_0] = IPFRAG_ECN_INVALID,
	[NOT_ECT | CE | ECT_1] = IPFRAG_ECN_INVALID,
	[NOT_ECT | CE | ECT_0 | ECT_1] = IPFRAG_ECN_INVALID,
};
#undef NOT_ECT
#undef ECT_0
#undef ECT_1
#undef CE

/* ---- the table ---- */

struct fqdir *fqdir_create(struct net_shard *shard, const struct inet_frags *f,
			   const struct inet_frag_limits *limits)
{
	struct fqdir *d = calloc(1, sizeof(*d));

	if (!d)
		return NULL;
	d->bucket = calloc(FIRST_BUCKETS, sizeof(*d->bucket));
	if (!d->bucket) {
		free(d);
		return NULL;
	}
	d->buckets = FIRST_BUCKETS;
	d->shard = shard;
	d->f = f;
	d->limits = limits;
	d->seed = prandom_u64(&shard->random);
	pool_init(&d->queues, f->qsize, QUEUES_A_CHUNK, 0);
	return d;
}

void fqdir_destroy(struct fqdir *d)
{
	if (!d)
		return;
	for (u32 i = 0; i < d->buckets; i++)
		while (d->bucket[i])
			inet_frag_kill(d->bucket[i], SKB_CONSUMED);
	pool_destroy(&d->queues);
	free(d->bucket);
	free(d);
}

struct net_shard *fqdir_shard(const struct fqdir *d)
{
	return d->shard;
}

const struct inet_frag_limits *fqdir_limits(const struct fqdir *d)
{
	return d->limits;
}

unsigned long frag_mem_limit(const struct fqdir *d)
{
	return d->mem;
}

u32 fqdir_count(const struct fqdir *d)
{
	return d->count;
}

static u64 key_hash(const struct fqdir *d, const union inet_frag_key *key)
{
	u64 h = d->seed, word;

	for (u32 at = 0; at < d->f->key_size; at += 4) {
		u32 w;

		memcpy(&w, (const u8 *)key + at, 4);
		word = (h ^ w) * 0x9e3779b97f4a7c15ull;
		h = (word ^ word >> 29) + d->seed;
	}
	return h ^ h >> 32;
}

/* Twice the buckets when there is a queue for each; without memory the chains grow instead. */
static void grow(struct fqdir *d)
{
	u32 n = d->buckets * 2;
	struct inet_frag_queue **bigger, *q, *next;

	if (d->count < d->buckets || !(bigger = calloc(n, sizeof(*bigger))))
		return;
	for (u32 i = 0; i < d->buckets; i++)
		for (q = d->bucket[i]; q; q = next) {
			next = q->next;
			q->next = bigger[q->hash & (n - 1)];
			bigger[q->hash & (n - 1)] = q;
		}
	free(d->bucket);
	d->bucket = bigger;
	d->buckets = n;
}

static void expired(struct timer_list *t)
{
	struct inet_frag_queue *q = container_of(t, struct inet_frag_queue, timer);

	q->fqdir->f->expire(q);
}

static void start_timer(struct inet_frag_queue *q)
{
	struct net_shard *shard = q->fqdir->shard;
	u64 now = shard->clock.jiffies;
	int timeout = READ_ONCE(((struct inet_frag_limits *)q->fqdir->limits)->timeout);

	mod_timer(&shard->timers, &q->timer, timer_round(now, now + (u64)(s64)timeout));
}

static void charge(struct inet_frag_queue *q, u32 bytes)
{
	q->mem += bytes;
	q->fqdir->mem += bytes;
}

static struct inet_frag_queue *create(struct fqdir *d, const union inet_frag_key *key, u64 hash)
{
	struct inet_frag_queue *q = pool_alloc(&d->queues);

	if (!q)
		return NULL;
	memset(q, 0, d->f->qsize);
	q->fqdir = d;
	q->hash = hash;
	memcpy(&q->key, key, d->f->key_size);
	timer_setup(&q->timer, expired);
	start_timer(q);
	charge(q, d->f->charge);
	d->count++;
	grow(d);
	q->next = d->bucket[hash & (d->buckets - 1)];
	d->bucket[hash & (d->buckets - 1)] = q;
	return q;
}

struct inet_frag_queue *inet_frag_find(struct fqdir *d, const union inet_frag_key *key)
{
	unsigned long high = READ_ONCE(((struct inet_frag_limits *)d->limits)->high_thresh);
	struct inet_frag_queue *q;
	u64 hash;

	if (!high || d->mem > high / d->shard->net->nr_shards)
		return NULL;
	hash = key_hash(d, key);
	for (q = d->bucket[hash & (d->buckets - 1)]; q; q = q->next)
		if (q->hash == hash && !memcmp(&q->key, key, d->f->key_size))
			return q;
	return create(d, key, hash);
}

static void unlink_queue(struct inet_frag_queue *q)
{
	struct fqdir *d = q->fqdir;
	struct inet_frag_queue **p = &d->bucket[q->hash & (d->buckets - 1)];

	while (*p != q)
		p = &(*p)->next;
	*p = q->next;
	d->count--;
}

/* ---- fragments ---- */

static void end_skb(struct sk_buff *skb, enum skb_drop_reason reason)
{
	if (reason == SKB_CONSUMED)
		consume_skb(skb);
	else
		kfree_skb_reason(skb, reason);
}

static void purge(struct inet_frag_queue *q, enum skb_drop_reason reason)
{
	struct sk_buff *skb, *next;

	for (u32 i = 0; i < q->nr_runs; i++)
		for (skb = q->run[i].head; skb; skb = next) {
			next = skb->next;
			skb->next = NULL;
			end_skb(skb, reason);
		}
	q->nr_runs = 0;
}

void inet_frag_kill(struct inet_frag_queue *q, enum skb_drop_reason reason)
{
	struct fqdir *d = q->fqdir;

	del_timer(&d->shard->timers, &q->timer);
	unlink_queue(q);
	purge(q, reason);
	d->mem -= q->mem;
	free(q->run);
	pool_free(&d->queues, q);
}

void inet_frag_reinit(struct inet_frag_queue *q, enum skb_drop_reason reason)
{
	u32 fragments = q->mem - q->fqdir->f->charge;

	start_timer(q);
	purge(q, reason);
	q->mem -= fragments;
	q->fqdir->mem -= fragments;
	q->flags = 0;
	q->len = q->meat = 0;
	q->iif = 0;
	q->ecn = 0;
}

/* What the kernel's sk_buff for such a frame weighs: the frame as it came by a TAP. */
static u32 truesize(const struct sk_buff *skb)
{
	u32 headers = (u32)(skb->data - skb_network_header(skb)) + ETH_HLEN;

	return ALIGN_UP(headers + skb->len + DRIVER_PAD, (u32)CACHE_LINE) + SKB_OVERHEAD;
}

/* A run of its own at place @i of the array. */
static int run_create(struct inet_frag_queue *q, u32 i, struct sk_buff *skb, u32 offset, u32 end)
{
	if (q->nr_runs == q->runs_room) {
		u32 room = q->runs_room ? q->runs_room * 2 : FIRST_RUNS;
		struct frag_run *bigger = realloc(q->run, room * sizeof(*bigger));

		if (!bigger)
			return IPFRAG_NOMEM;
		q->run = bigger;
		q->runs_room = room;
	}
	memmove(&q->run[i + 1], &q->run[i], (q->nr_runs - i) * sizeof(q->run[0]));
	q->run[i] = (struct frag_run){.offset = offset, .end = end, .head = skb, .tail = skb};
	q->nr_runs++;
	return IPFRAG_OK;
}

static int insert_behind(struct inet_frag_queue *q, struct sk_buff *skb, u32 offset, u32 end)
{
	struct frag_run *last = &q->run[q->nr_runs - 1];

	if (offset < last->end)
		return IPFRAG_OVERLAP;
	if (offset > last->end)
		return run_create(q, q->nr_runs, skb, offset, end);
	last->tail->next = skb;
	last->tail = skb;
	last->end = end;
	return IPFRAG_OK;
}

static int insert_between(struct inet_frag_queue *q, struct sk_buff *skb, u32 offset, u32 end)
{
	u32 lo = 0, hi = q->nr_runs;

	while (lo < hi) {
		u32 mid = (lo + hi) / 2;
		const struct frag_run *r = &q->run[mid];

		if (end <= r->offset)
			hi = mid;
		else if (offset >= r->end)
			lo = mid + 1;
		else
			return offset >= r->offset && end <= r->end ? IPFRAG_DUP : IPFRAG_OVERLAP;
	}
	return run_create(q, lo, skb, offset, end);
}

int inet_frag_queue_insert(struct inet_frag_queue *q, struct sk_buff *skb, u32 offset, u32 end)
{
	int ret;

	skb->next = NULL;
	if (!q->nr_runs)
		ret = run_create(q, 0, skb, offset, end);
	else if (q->run[q->nr_runs - 1].end < end)
		ret = insert_behind(q, skb, offset, end);
	else
		ret = insert_between(q, skb, offset, end);
	if (ret)
		return ret;
	q->meat += skb->len;
	q->stamp = skb->tstamp_ns;
	if (!offset)
		q->flags |= INET_FRAG_FIRST_IN;
	charge(q, truesize(skb));
	return IPFRAG_OK;
}

struct sk_buff *inet_frag_first(const struct inet_frag_queue *q)
{
	return q->nr_runs ? q->run[0].head : NULL;
}

struct sk_buff *inet_frag_pull_head(struct inet_frag_queue *q)
{
	struct frag_run *r = q->run;
	struct sk_buff *skb;

	if (!q->nr_runs)
		return NULL;
	skb = r->head;
	r->head = skb->next;
	skb->next = NULL;
	if (!r->head)
		memmove(r, r + 1, --q->nr_runs * sizeof(*r));
	return skb;
}

/* ---- the whole ---- */

/* @a and @b change places, but for who they are: id, story, device, route, references. */
static void swap_contents(struct sk_buff *a, struct sk_buff *b)
{
	struct sk_buff t = *a;

	*a = *b;
	*b = t;
#define KEEP(field)                  \
	do {                         \
		t.field = a->field;  \
		a->field = b->field; \
		b->field = t.field;  \
	} while (0)
	KEEP(id);
	KEEP(cause);
	KEEP(story);
	KEEP(users);
	KEEP(next);
	KEEP(rt);
	KEEP(dev);
	KEEP(pool);
	KEEP(shard);
#undef KEEP
	bool refd = a->rt_refd;

	a->rt_refd = b->rt_refd;
	b->rt_refd = refd;
}

/* All fragments in one list. */
static struct sk_buff *chain_runs(struct inet_frag_queue *q)
{
	for (u32 i = 0; i + 1 < q->nr_runs; i++)
		q->run[i].tail->next = q->run[i + 1].head;
	return q->run[0].head;
}

/* @skb is the first of the list, where the first's buffer takes its place. */
static void move_to_front(struct sk_buff *head, struct sk_buff *skb)
{
	struct sk_buff *before = head, *rest = head->next;

	while (before->next != skb)
		before = before->next;
	swap_contents(skb, head);
	/* next stayed with the buffers: head stands first, skb where it came. */
	head->next = skb->next;
	if (before != head)
		before->next = head;
	skb->next = before != head ? rest : head;
}

void inet_frag_reasm(struct inet_frag_queue *q, struct sk_buff *skb)
{
	struct sk_buff *head = chain_runs(q), *f;

	if (head != skb)
		move_to_front(head, skb);
	skb->tstamp_ns = q->stamp;
	skb_push(skb, (u32)(skb->data - skb_network_header(skb)));
	skb->frag_list = skb->next;
	skb->next = NULL;
	skb_walk_frags (skb, f) {
		skb->len += f->len;
		skb->data_len += f->len;
		if (f->ip_summed != skb->ip_summed)
			skb->ip_summed = CHECKSUM_NONE;
	}
	/* A sum over one piece says nothing about the whole. */
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->ip_summed = CHECKSUM_NONE;
	q->nr_runs = 0;
}
