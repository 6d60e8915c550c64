/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hash table from keys of any kind to 32-bit ids, made for vectors of look-ups: connection
 * tracking, IP sets and IPVS stand on it.
 *
 *	hash[7] seq | id[7] next	one bucket, one cache line
 *
 * A look-up reads one line, compares seven hashes at once, and asks the owner's match function only
 * about ids whose whole 32-bit hash agrees: a miss follows no pointer.  With a look-ahead
 * (flow_table_prefetch()) over a vector the line is there when it is needed.
 *
 * Growth has no pause: by linear hashing an insertion now and then splits one bucket, whose entries
 * are told apart by the hashes that stand in it.  What does not fit a bucket goes on in an overflow
 * bucket.  The table never shrinks and never moves: its address space is reserved for @max_entries
 * and used as it fills.
 *
 * Ids are the owner's, 1 … UINT32_MAX; 0 is nobody.  The same id may stand in the table several
 * times under different hashes (a connection by its two tuples).
 *
 * Locking: one writer at a time.  The writer's own thread reads by flow_table_lookup(); others read
 * at the same time, without a lock, by flow_table_lookup_rcu(), and whatever an id stands for must
 * then live until a grace period after it was removed.
 */
#ifndef QUINTET_BASE_FLOW_TABLE_H
#define QUINTET_BASE_FLOW_TABLE_H

#include "base/types.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define FLOW_BUCKET_SLOTS 7u
#define FLOW_BUCKET_LOAD  4u /* entries a bucket above which the table grows */

struct flow_bucket {
	u32 hash[FLOW_BUCKET_SLOTS];
	u32 seq; /* odd while a writer is in the chain that begins here */
	u32 id[FLOW_BUCKET_SLOTS]; /* 0: free */
	u32 next; /* overflow bucket + 1; 0: none */
} __cacheline_aligned;
_Static_assert(sizeof(struct flow_bucket) == CACHE_LINE, "one line");

struct flow_table {
	/* Read for every look-up */
	struct flow_bucket *bucket;
	struct flow_bucket *overflow;
	u32 buckets; /* in use; shape of the table; readers: acquire */

	/* Writer's */
	u32 entries;
	u32 max_buckets, max_overflow; /* reserved */
	u32 overflow_made; /* overflow buckets that were ever used */
	u32 overflow_free; /* list of returned ones, by next; index + 1 */
	u32 overflow_used;
};

/**
 * flow_match_fn - is @id what @key looks for?
 *
 * Called with ids whose hash agrees.  A reader beside a writer may be asked about an id that is
 * being removed.
 */
typedef bool (*flow_match_fn)(const void *ctx, u32 id, const void *key);

/**
 * flow_table_init() - an empty table
 * @max_entries: how many it must be able to hold; address space for them is reserved
 *
 * => -ENOMEM
 */
int __must_check flow_table_init(struct flow_table *t, u32 max_entries);
/** flow_table_destroy() - readers are gone */
void flow_table_destroy(struct flow_table *t);
/** flow_table_insert() - does not look whether it is there; => -ENOSPC: the table is full */
int __must_check flow_table_insert(struct flow_table *t, u32 hash, u32 id);
/** flow_table_remove() - => was it there? */
bool flow_table_remove(struct flow_table *t, u32 hash, u32 id);
/** flow_table_clear() - forget all entries, keep the memory */
void flow_table_clear(struct flow_table *t);
/** flow_table_bytes() - memory in use, bytes */
size_t flow_table_bytes(const struct flow_table *t);

/** struct flow_cursor - where a walk stands; zero-initialised it is at the beginning */
struct flow_cursor {
	u32 bucket;
	u32 pos; /* slot, counted along the bucket's chain */
};
/**
 * flow_table_next() - the next id, 0 at the end
 *
 * The table may change between calls: entries that stay are met at least once, and once only unless
 * the table grew meanwhile.
 */
u32 flow_table_next(const struct flow_table *t, struct flow_cursor *c);

/* ---- look-ups ---- */

/* The bucket of @hash in a table of @buckets. */
static inline u32 flow_table_index(u32 buckets, u32 hash)
{
	u32 half = 1u << (31 - __builtin_clz(buckets));
	u32 i = hash & (2 * half - 1);

	return i < buckets ? i : i & (half - 1);
}
static inline const struct flow_bucket *flow_table_bucket(const struct flow_table *t, u32 hash)
{
	return &t->bucket[flow_table_index(t->buckets, hash)];
}
/** flow_table_prefetch() - @hash will be looked up soon */
static inline void flow_table_prefetch(const struct flow_table *t, u32 hash)
{
	__builtin_prefetch(flow_table_bucket(t, hash));
}

/* Bits of the slots whose hash is @hash; free slots may be among them. */
static inline u32 flow_bucket_hits(const struct flow_bucket *b, u32 hash)
{
#ifdef __SSE2__
	__m128i h = _mm_set1_epi32((int)hash);
	__m128i lo = _mm_cmpeq_epi32(h, _mm_load_si128((const __m128i *)&b->hash[0]));
	__m128i hi = _mm_cmpeq_epi32(h, _mm_load_si128((const __m128i *)&b->hash[4]));

	return ((u32)_mm_movemask_ps(_mm_castsi128_ps(lo)) |
		(u32)_mm_movemask_ps(_mm_castsi128_ps(hi)) << 4) &
	       0x7f;
#else
	u32 hits = 0;

	for (u32 i = 0; i < FLOW_BUCKET_SLOTS; i++)
		hits |= (u32)(b->hash[i] == hash) << i;
	return hits;
#endif
}

/** flow_table_lookup() - the writer's thread; @match is best a function that can be inlined */
static inline __attribute__((always_inline)) u32 flow_table_lookup(const struct flow_table *t,
								   u32 hash, flow_match_fn match,
								   const void *ctx, const void *key)
{
	const struct flow_bucket *b = flow_table_bucket(t, hash);

	for (;;) {
		for (u32 hits = flow_bucket_hits(b, hash); hits; hits &= hits - 1) {
			u32 id = b->id[__builtin_ctz(hits)];

			if (likely(id && match(ctx, id, key)))
				return id;
		}
		if (likely(!b->next))
			return 0;
		b = &t->overflow[b->next - 1];
	}
}

/** flow_table_lookup_rcu() - beside a writer; inside a read section */
u32 flow_table_lookup_rcu(const struct flow_table *t, u32 hash, flow_match_fn match,
			  const void *ctx, const void *key);

#endif
