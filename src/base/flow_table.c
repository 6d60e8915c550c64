// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table behind flow_table.h: linear hashing (Litwin, 1980) over one-line buckets.
 *
 * A table of n buckets, 2^L <= n < 2^(L+1), looks at L+1 bits of a hash, and where that names a
 * bucket that is not there yet, at L.  Growing by one makes bucket n and moves there what bucket
 * n - 2^L holds for it.
 *
 * Readers beside the writer.  Every change is made between two increments of the seq of the bucket
 * at which the chain begins; a split changes the source's chain, then publishes the new number of
 * buckets.  A reader who hit nothing believes it only if seq and the number of buckets are what
 * they were before it looked.
 */
#include "base/flow_table.h"

#include <sys/mman.h>

enum { MIN_BUCKETS = 2, HUGE_FROM = 1 << 15 };

static void *reserve(size_t count)
{
	size_t size = count * sizeof(struct flow_bucket);
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	if (count >= HUGE_FROM)
		madvise(p, size, MADV_HUGEPAGE); /* a hint: fewer TLB misses */
	return p;
}

int flow_table_init(struct flow_table *t, u32 max_entries)
{
	u64 buckets = (u64)max_entries / FLOW_BUCKET_LOAD + MIN_BUCKETS;
	u64 overflow = buckets / 2 + 64;

	*t = (struct flow_table){
		.buckets = MIN_BUCKETS, .max_buckets = (u32)buckets, .max_overflow = (u32)overflow};
	t->bucket = reserve(buckets);
	t->overflow = reserve(overflow);
	if (t->bucket && t->overflow)
		return 0;
	flow_table_destroy(t);
	return -ENOMEM;
}

void flow_table_destroy(struct flow_table *t)
{
	if (t->bucket)
		munmap(t->bucket, t->max_buckets * sizeof(*t->bucket));
	if (t->overflow)
		munmap(t->overflow, t->max_overflow * sizeof(*t->overflow));
	*t = (struct flow_table){0};
}

size_t flow_table_bytes(const struct flow_table *t)
{
	return ((size_t)t->buckets + t->overflow_made) * sizeof(struct flow_bucket);
}

/* ---- what readers see ---- */

/* A store that no reader sees before the seq that announced it. */
#define PUBLISH(x, v) __atomic_store_n(&(x), (v), __ATOMIC_RELEASE)

static void write_begin(struct flow_bucket *b)
{
	WRITE_ONCE(b->seq, b->seq + 1);
}

static void write_end(struct flow_bucket *b)
{
	PUBLISH(b->seq, b->seq + 1);
}

static void set_slot(struct flow_bucket *b, u32 i, u32 hash, u32 id)
{
	PUBLISH(b->hash[i], hash);
	/* Who sees the id sees what the owner wrote of it. */
	PUBLISH(b->id[i], id);
}

static u32 chain_lookup(const struct flow_table *t, const struct flow_bucket *b, u32 hash,
			flow_match_fn match, const void *ctx, const void *key)
{
	/* A chain that changes meanwhile may lead anywhere, but not for ever. */
	for (u32 steps = 0; steps <= t->max_overflow; steps++) {
		u32 next;

		for (u32 i = 0; i < FLOW_BUCKET_SLOTS; i++) {
			u32 id;

			if (__atomic_load_n(&b->hash[i], __ATOMIC_ACQUIRE) != hash)
				continue;
			id = __atomic_load_n(&b->id[i], __ATOMIC_ACQUIRE);
			if (id && match(ctx, id, key))
				return id;
		}
		next = __atomic_load_n(&b->next, __ATOMIC_ACQUIRE);
		if (likely(!next))
			return 0;
		b = &t->overflow[next - 1];
	}
	return 0;
}

u32 flow_table_lookup_rcu(const struct flow_table *t, u32 hash, flow_match_fn match,
			  const void *ctx, const void *key)
{
	for (;;) {
		u32 buckets = __atomic_load_n(&t->buckets, __ATOMIC_ACQUIRE);
		const struct flow_bucket *b = &t->bucket[flow_table_index(buckets, hash)];
		u32 seq = __atomic_load_n(&b->seq, __ATOMIC_ACQUIRE);
		u32 id = chain_lookup(t, b, hash, match, ctx, key);

		if (id)
			return id;
		if (likely(!(seq & 1) && READ_ONCE(b->seq) == seq &&
			   READ_ONCE(t->buckets) == buckets))
			return 0;
	}
}

/* ---- overflow ---- */

/* => index + 1, 0: none left */
static u32 overflow_get(struct flow_table *t)
{
	u32 at = t->overflow_free;

	if (at) {
		t->overflow_free = t->overflow[at - 1].next;
	} else {
		if (t->overflow_made == t->max_overflow)
			return 0;
		at = ++t->overflow_made;
	}
	t->overflow_used++;
	PUBLISH(t->overflow[at - 1].next, 0);
	return at;
}

static void overflow_put(struct flow_table *t, u32 at)
{
	PUBLISH(t->overflow[at - 1].next, t->overflow_free);
	t->overflow_free = at;
	t->overflow_used--;
}

static bool bucket_empty(const struct flow_bucket *b)
{
	u32 any = 0;

	for (u32 i = 0; i < FLOW_BUCKET_SLOTS; i++)
		any |= b->id[i];
	return !any;
}

/*
 * Give back the overflow buckets behind the last one that holds something; inside a write.  Those
 * in between stay, so that a walk's position does not move.
 */
static void chain_trim(struct flow_table *t, struct flow_bucket *head)
{
	struct flow_bucket *last = head;
	u32 at;

	for (struct flow_bucket *b = head; b->next;) {
		b = &t->overflow[b->next - 1];
		if (!bucket_empty(b))
			last = b;
	}
	at = last->next;
	PUBLISH(last->next, 0);
	while (at) {
		u32 next = t->overflow[at - 1].next;

		overflow_put(t, at);
		at = next;
	}
}

static u32 chain_length(const struct flow_table *t, const struct flow_bucket *head)
{
	u32 n = 0;

	for (const struct flow_bucket *b = head; b->next; b = &t->overflow[b->next - 1])
		n++;
	return n;
}

/* ---- change ---- */

/* A free slot of the chain @head, made if need be; NULL: no room */
static struct flow_bucket *chain_room(struct flow_table *t, struct flow_bucket *head, u32 *slot)
{
	struct flow_bucket *b = head;

	for (;;) {
		for (u32 i = 0; i < FLOW_BUCKET_SLOTS; i++)
			if (!b->id[i]) {
				*slot = i;
				return b;
			}
		if (!b->next) {
			u32 at = overflow_get(t);

			if (!at)
				return NULL;
			PUBLISH(b->next, at);
		}
		b = &t->overflow[b->next - 1];
	}
}

static int chain_add(struct flow_table *t, struct flow_bucket *head, u32 hash, u32 id)
{
	u32 slot;
	struct flow_bucket *b = chain_room(t, head, &slot);

	if (!b)
		return -ENOSPC;
	set_slot(b, slot, hash, id);
	return 0;
}

/* One bucket more.  Without an overflow bucket for what moves the table stays as it is. */
static void grow(struct flow_table *t)
{
	u32 n = t->buckets, half = 1u << (31 - __builtin_clz(n)), mask = 2 * half - 1;
	struct flow_bucket *from = &t->bucket[n - half], *to = &t->bucket[n];

	if (n == t->max_buckets || t->max_overflow - t->overflow_used < chain_length(t, from))
		return;
	write_begin(from);
	write_begin(to);
	for (struct flow_bucket *b = from;; b = &t->overflow[b->next - 1]) {
		for (u32 i = 0; i < FLOW_BUCKET_SLOTS; i++) {
			if (!b->id[i] || (b->hash[i] & mask) != n)
				continue;
			if (chain_add(t, to, b->hash[i], b->id[i]))
				assert(!"an overflow bucket was there a moment ago");
			PUBLISH(b->id[i], 0);
		}
		if (!b->next)
			break;
	}
	chain_trim(t, from);
	write_end(to);
	PUBLISH(t->buckets, n + 1);
	write_end(from);
}

int flow_table_insert(struct flow_table *t, u32 hash, u32 id)
{
	struct flow_bucket *head;
	int err;

	assert(id);
	if (t->entries >= t->buckets * FLOW_BUCKET_LOAD)
		grow(t);
	head = &t->bucket[flow_table_index(t->buckets, hash)];
	write_begin(head);
	err = chain_add(t, head, hash, id);
	write_end(head);
	if (!err)
		t->entries++;
	return err;
}

bool flow_table_remove(struct flow_table *t, u32 hash, u32 id)
{
	struct flow_bucket *head = &t->bucket[flow_table_index(t->buckets, hash)], *b = head;

	for (;;) {
		for (u32 i = 0; i < FLOW_BUCKET_SLOTS; i++) {
			if (b->hash[i] != hash || b->id[i] != id)
				continue;
			write_begin(head);
			PUBLISH(b->id[i], 0);
			if (unlikely(head->next))
				chain_trim(t, head);
			write_end(head);
			t->entries--;
			return true;
		}
		if (!b->next)
			return false;
		b = &t->overflow[b->next - 1];
	}
}

void flow_table_clear(struct flow_table *t)
{
	for (u32 n = 0; n < t->buckets; n++) {
		struct flow_bucket *head = &t->bucket[n];

		write_begin(head);
		for (struct flow_bucket *b = head;; b = &t->overflow[b->next - 1]) {
			for (u32 i = 0; i < FLOW_BUCKET_SLOTS; i++)
				PUBLISH(b->id[i], 0);
			if (!b->next)
				break;
		}
		chain_trim(t, head);
		write_end(head);
	}
	t->entries = 0;
}

u32 flow_table_next(const struct flow_table *t, struct flow_cursor *c)
{
	for (; c->bucket < t->buckets; c->bucket++, c->pos = 0) {
		const struct flow_bucket *b = &t->bucket[c->bucket];

		for (u32 base = 0;; base += FLOW_BUCKET_SLOTS) {
			while (c->pos < base + FLOW_BUCKET_SLOTS) {
				u32 id = c->pos < base ? 0 : b->id[c->pos - base];

				c->pos++;
				if (id)
					return id;
			}
			if (!b->next)
				break;
			b = &t->overflow[b->next - 1];
		}
	}
	return 0;
}
