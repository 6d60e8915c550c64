// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The life and the bytes of a packet; see skbuff.h.
 *
 * A sk_buff and its block come from two pools of the shard, last in first out, so that a packet
 * meets memory that its predecessor has warmed.  A block knows how many sk_buffs use it; writing
 * to a shared one copies it first.
 */
#include "skb/skbuff.h"

#include <stdlib.h>

_Static_assert(sizeof(struct sk_buff) <= 5 * CACHE_LINE, "sk_buff has grown");

enum { HEADS_A_CHUNK = 256, BLOCKS_A_CHUNK = 256, LARGE_A_CHUNK = 8 };

void skb_pool_init(struct skb_pool *pool, u64 limit)
{
	*pool = (struct skb_pool){.next_id = 1};
	pool_init(&pool->heads, sizeof(struct sk_buff), HEADS_A_CHUNK, limit);
	pool_init(&pool->blocks, sizeof(struct skb_data) + SKB_BLOCK_DATA, BLOCKS_A_CHUNK, limit);
	pool_init(&pool->large, sizeof(struct skb_data) + SKB_LARGE_DATA, LARGE_A_CHUNK, limit);
}

void skb_pool_destroy(struct skb_pool *pool)
{
	pool_destroy(&pool->heads);
	pool_destroy(&pool->blocks);
	pool_destroy(&pool->large);
}

static struct skb_data *block_alloc(struct skb_pool *pool, u32 size)
{
	bool large = size > SKB_BLOCK_DATA;
	struct pool *from = large ? &pool->large : &pool->blocks;
	struct skb_data *b;

	if (unlikely(size > SKB_LARGE_DATA))
		return NULL;
	b = pool_alloc(from);
	if (unlikely(!b))
		return NULL;
	b->pool = from;
	b->size = large ? SKB_LARGE_DATA : SKB_BLOCK_DATA;
	b->refs = 1;
	return b;
}

static void block_put(struct skb_data *b)
{
	if (!--b->refs)
		pool_free(b->pool, b);
}

static void skb_set_block(struct sk_buff *skb, struct skb_data *b, u32 headroom)
{
	skb->block = b;
	skb->head = b->bytes;
	skb->data = b->bytes + headroom;
	skb->end = b->size;
}

/* By cache lines: one memset of the whole is a string instruction, which is slow to start. */
static inline void skb_clear(struct sk_buff *skb)
{
#pragma GCC unroll 8
	for (size_t at = 0; at < sizeof(*skb); at += CACHE_LINE)
		memset((u8 *)skb + at, 0, CACHE_LINE);
}

struct sk_buff *alloc_skb(struct net_shard *shard, struct skb_pool *pool, u32 size)
{
	struct sk_buff *skb;
	struct skb_data *b;

	if (unlikely(size > SKB_MAX_LEN))
		return NULL;
	skb = pool_alloc(&pool->heads);
	if (unlikely(!skb))
		return NULL;
	b = block_alloc(pool, SKB_HEADROOM + size);
	if (unlikely(!b)) {
		pool_free(&pool->heads, skb);
		return NULL;
	}
	skb_clear(skb);
	skb_set_block(skb, b, SKB_HEADROOM);
	skb->mac_header = skb->transport_header = SKB_NO_HEADER;
	skb->shard = shard;
	skb->pool = pool;
	skb->users = 1;
	skb->id = skb->cause = pool->next_id++;
	return skb;
}

/* The metadata of @skb in a new sk_buff, without a block. */
static struct sk_buff *copy_head(const struct sk_buff *skb)
{
	struct sk_buff *n = pool_alloc(&skb->pool->heads);

	if (!n)
		return NULL;
	*n = *skb;
	n->users = 1;
	n->next = NULL;
	n->frag_list = NULL;
	n->data_len = 0;
	n->id = skb->pool->next_id++;
	sock_get(n->sk);
	if (n->rt_refd)
		dst_hold((struct dst_entry *)n->rt);
	return n;
}

/* => the pieces of @skb over the same bytes, as the pieces of @n; false: no memory, and @n has some */
static bool clone_frag_list(struct sk_buff *n, struct sk_buff *skb)
{
	struct sk_buff *f, **last = &n->frag_list;

	skb_walk_frags (skb, f) {
		*last = skb_clone(f);
		if (!*last)
			return false;
		last = &(*last)->next;
	}
	n->data_len = skb->data_len;
	return true;
}

struct sk_buff *skb_clone(struct sk_buff *skb)
{
	struct sk_buff *n = copy_head(skb);

	if (!n)
		return NULL;
	n->block->refs++;
	n->cloned = skb->cloned = 1;
	if (likely(!skb->frag_list) || clone_frag_list(n, skb))
		return n;
	consume_skb(n);
	return NULL;
}

struct sk_buff *skb_copy(const struct sk_buff *skb, u32 headroom)
{
	struct sk_buff *n = copy_head(skb);
	struct skb_data *b;
	u32 shift;

	if (!n)
		return NULL;
	b = block_alloc(skb->pool, headroom + skb->len);
	if (!b) {
		n->block = NULL;
		consume_skb(n);
		return NULL;
	}
	shift = headroom - skb_headroom(skb);
	skb_set_block(n, b, headroom);
	n->cloned = 0;
	if (n->mac_header != SKB_NO_HEADER)
		n->mac_header = (u16)(n->mac_header + shift);
	n->network_header = (u16)(n->network_header + shift);
	if (n->transport_header != SKB_NO_HEADER)
		n->transport_header = (u16)(n->transport_header + shift);
	n->csum_start = (u16)(n->csum_start + shift);
	skb_copy_bits(skb, 0, n->data, skb->len);
	/* The link-layer header stands before data on the way up. */
	if (skb->mac_header != SKB_NO_HEADER && skb_mac_header(skb) < skb->data) {
		u32 n_mac = (u32)(skb->data - skb_mac_header(skb));

		if (n_mac <= headroom)
			memcpy(n->data - n_mac, skb_mac_header(skb), n_mac);
		else
			n->mac_header = SKB_NO_HEADER;
	}
	return n;
}

struct sk_buff *skb_copy_headers(const struct sk_buff *skb, u32 len, u32 room)
{
	u32 headroom = skb_headroom(skb);
	struct sk_buff *n = len <= skb_headlen(skb) ? copy_head(skb) : NULL;

	if (!n)
		return NULL;
	n->block = block_alloc(skb->pool, headroom + len + room);
	if (!n->block) {
		consume_skb(n);
		return NULL;
	}
	skb_set_block(n, n->block, headroom);
	n->cloned = 0;
	n->len = len;
	memcpy(n->head, skb->head, headroom + len);
	return n;
}

static void free_frag_list(struct sk_buff **list)
{
	struct sk_buff *f, *next;

	for (f = *list; f; f = next) {
		next = f->next;
		consume_skb(f);
	}
	*list = NULL;
}

static void skb_free(struct sk_buff *skb)
{
	if (unlikely(skb->frag_list))
		free_frag_list(&skb->frag_list);
	if (unlikely(skb->rt_refd))
		dst_put((struct dst_entry *)skb->rt);
	if (unlikely(skb->sk))
		sock_put(skb->sk);
	if (likely(skb->block))
		block_put(skb->block);
	pool_free(&skb->pool->heads, skb);
}

void consume_skb(struct sk_buff *skb)
{
	if (!skb || --skb->users)
		return;
	skb_free(skb);
}

static void trace_drop(const struct sk_buff *skb, enum skb_drop_reason reason, const char *where)
{
	struct trace_event ev = {.type = TRACE_drop, .drop.reason = reason};

	trace_text(ev.drop.where, sizeof(ev.drop.where), "%s", where);
	skb_trace(skb, &ev);
}

void kfree_skb_at(struct sk_buff *skb, enum skb_drop_reason reason, const char *where)
{
	if (!skb || --skb->users)
		return;
	if (unlikely(skb->story))
		trace_drop(skb, reason, where);
	if (unlikely(skb->pool->observer))
		skb->pool->observer->dropped(skb->pool->observer->ctx, skb, reason);
	skb_free(skb);
}

/* ---- bytes ---- */

/* Move the packet to a block of its own with @headroom before and @tailroom behind it. */
static int reallocate(struct sk_buff *skb, u32 headroom, u32 tailroom)
{
	u32 old = skb_headroom(skb), shift = headroom - old, headlen = skb_headlen(skb);
	struct skb_data *b = block_alloc(skb->pool, headroom + headlen + tailroom);
	u32 keep = old < headroom ? old : headroom;

	if (!b)
		return -ENOMEM;
	memcpy(b->bytes + headroom - keep, skb->data - keep, keep + headlen);
	block_put(skb->block);
	skb_set_block(skb, b, headroom);
	if (skb->mac_header != SKB_NO_HEADER)
		skb->mac_header = (u16)(skb->mac_header + shift);
	skb->network_header = (u16)(skb->network_header + shift);
	if (skb->transport_header != SKB_NO_HEADER)
		skb->transport_header = (u16)(skb->transport_header + shift);
	skb->csum_start = (u16)(skb->csum_start + shift);
	skb->cloned = 0;
	return 0;
}

/* What room there is behind the packet is kept, as far as a block goes. */
static u32 some_tail(const struct sk_buff *skb)
{
	return min_t(u32, skb_tailroom(skb), 64);
}

int skb_ensure_writable(struct sk_buff *skb, u32 len)
{
	if (unlikely(len > skb_headlen(skb))) {
		if (len > skb->len)
			return -EINVAL;
		if (__pskb_pull_tail(skb, len - skb_headlen(skb)))
			return -ENOMEM;
	}
	if (likely(!skb_cloned(skb)))
		return 0;
	return reallocate(skb, max_t(u32, skb_headroom(skb), SKB_HEADROOM), some_tail(skb));
}

int skb_cow_head(struct sk_buff *skb, u32 headroom)
{
	if (likely(!skb_cloned(skb) && skb_headroom(skb) >= headroom))
		return 0;
	return reallocate(skb, max_t(u32, skb_headroom(skb), headroom), some_tail(skb));
}

int skb_expand_tail(struct sk_buff *skb, u32 n)
{
	if (!skb_cloned(skb) && skb_tailroom(skb) >= n)
		return 0;
	return reallocate(skb, skb_headroom(skb), n);
}

/* The first @n bytes of the pieces are gone: they stand elsewhere, or are not wanted. */
static void eat_frag_list(struct sk_buff *skb, u32 n)
{
	struct sk_buff *f;

	while (n) {
		f = skb->frag_list;
		if (f->len > n) {
			/* A piece has no pieces of its own, and its head is nobody else's. */
			skb_pull(f, n);
			return;
		}
		n -= f->len;
		skb->frag_list = f->next;
		consume_skb(f);
	}
}

int __pskb_pull_tail(struct sk_buff *skb, u32 delta)
{
	u32 at = skb_headlen(skb);

	if (delta > skb->data_len)
		return -EINVAL;
	if (skb_expand_tail(skb, delta))
		return -ENOMEM;
	skb_copy_bits(skb, at, skb->data + at, delta);
	eat_frag_list(skb, delta);
	skb->data_len -= delta;
	/* Pieces of no length have nothing that could be pulled. */
	if (!skb->data_len)
		free_frag_list(&skb->frag_list);
	return 0;
}

void ___pskb_trim(struct sk_buff *skb, u32 len)
{
	struct sk_buff **f = &skb->frag_list;
	u32 left = len > skb_headlen(skb) ? len - skb_headlen(skb) : 0;

	if (len < skb_headlen(skb))
		skb->len = len;
	else
		skb->len = skb_headlen(skb) + left;
	skb->data_len = left;
	while (*f && left) {
		if ((*f)->len > left)
			(*f)->len = left;
		left -= (*f)->len;
		f = &(*f)->next;
	}
	free_frag_list(f);
}

int skb_copy_bits(const struct sk_buff *skb, u32 offset, void *to, u32 len)
{
	const struct sk_buff *f;
	u32 n;

	if (offset > skb->len || len > skb->len - offset)
		return -EFAULT;
	if (offset < skb_headlen(skb)) {
		n = min_t(u32, len, skb_headlen(skb) - offset);
		memcpy(to, skb->data + offset, n);
		to = (u8 *)to + n;
		len -= n;
		offset = 0;
	} else {
		offset -= skb_headlen(skb);
	}
	for (f = skb->frag_list; f && len; f = f->next) {
		if (offset >= f->len) {
			offset -= f->len;
			continue;
		}
		n = min_t(u32, len, f->len - offset);
		memcpy(to, f->data + offset, n);
		to = (u8 *)to + n;
		len -= n;
		offset = 0;
	}
	return len ? -EFAULT : 0;
}

/* The sum of a piece that begins at an odd offset stands byte-swapped in the whole's. */
static __wsum csum_block_add(__wsum sum, __wsum piece, u32 offset)
{
	u32 p = (u32)piece;

	if (offset & 1)
		p = (p << 8 & 0xff00ff00) | (p >> 8 & 0x00ff00ff);
	return csum_add(sum, (__wsum)p);
}

__wsum skb_checksum(const struct sk_buff *skb, u32 offset, u32 len, __wsum csum)
{
	const struct sk_buff *f;
	u32 n, done = 0;

	if (offset < skb_headlen(skb)) {
		n = min_t(u32, len, skb_headlen(skb) - offset);
		csum = csum_partial(skb->data + offset, n, csum);
		done = n;
		offset = 0;
	} else {
		offset -= skb_headlen(skb);
	}
	for (f = skb->frag_list; f && done < len; f = f->next) {
		if (offset >= f->len) {
			offset -= f->len;
			continue;
		}
		n = min_t(u32, len - done, f->len - offset);
		csum = csum_block_add(csum, csum_partial(f->data + offset, n, 0), done);
		done += n;
		offset = 0;
	}
	return csum;
}

void skb_trace(const struct sk_buff *skb, struct trace_event *ev)
{
	ev->packet = skb->id;
	trace_append(skb->story, ev);
}
