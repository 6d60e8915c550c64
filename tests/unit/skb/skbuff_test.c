// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The packet: room, sharing, copy on write, pieces, the pool's limit.
 */
#include "skb/skbuff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static int setup(void **state)
{
	struct skb_pool *pool = calloc(1, sizeof(*pool));

	skb_pool_init(pool, 0);
	*state = pool;
	return 0;
}

static int teardown(void **state)
{
	struct skb_pool *pool = *state;

	assert_int_equal(pool->heads.in_use, 0);
	assert_int_equal(pool->blocks.in_use, 0);
	skb_pool_destroy(pool);
	free(pool);
	return 0;
}

static struct sk_buff *packet(struct skb_pool *pool, u32 len)
{
	struct sk_buff *skb = alloc_skb(NULL, pool, len);
	u8 *p = skb_put(skb, len);

	for (u32 i = 0; i < len; i++)
		p[i] = (u8)i;
	skb_reset_network_header(skb);
	return skb;
}

static void room(void **state)
{
	struct sk_buff *skb = packet(*state, 100);

	assert_int_equal(skb_headroom(skb), SKB_HEADROOM);
	assert_int_equal(skb_headlen(skb), 100);
	skb_push(skb, 14);
	skb_reset_mac_header(skb);
	assert_int_equal(skb_network_offset(skb), 14);
	skb_pull(skb, 14);
	assert_int_equal(skb->data[0], 0);
	assert_true(pskb_may_pull(skb, 100));
	assert_false(pskb_may_pull(skb, 101));
	assert_null(skb_header_pointer(skb, 99, 2, NULL));
	assert_null(skb_header_pointer(skb, 0xffffffff, 2, NULL));
	assert_ptr_equal(skb_header_pointer(skb, 98, 2, NULL), skb->data + 98);
	skb_trim(skb, 10);
	assert_int_equal(skb->len, 10);
	consume_skb(skb);
	assert_null(alloc_skb(NULL, *state, SKB_MAX_LEN + 1));
}

static void a_clone_shares_until_someone_writes(void **state)
{
	struct sk_buff *a = packet(*state, 50), *b;

	skb_push(a, 14);
	memset(a->data, 0xee, 14);
	skb_reset_mac_header(a);
	skb_pull(a, 14);
	b = skb_clone(a);
	assert_ptr_equal(a->data, b->data);
	assert_int_not_equal(a->id, b->id);
	assert_int_equal(a->cause, b->cause);
	assert_int_equal(skb_ensure_writable(b, 51), -EINVAL);
	assert_int_equal(skb_ensure_writable(b, 50), 0);
	assert_ptr_not_equal(a->data, b->data);
	b->data[0] = 99;
	assert_int_equal(a->data[0], 0);
	assert_int_equal(skb_mac_header(b)[0], 0xee);
	assert_int_equal(skb_network_header(b)[1], 1);
	/* The last user writes in place. */
	consume_skb(a);
	assert_int_equal(skb_ensure_writable(b, 50), 0);
	consume_skb(b);
}

static void a_copy_has_bytes_of_its_own(void **state)
{
	struct sk_buff *a = packet(*state, 3000), *b;

	skb_set_transport_header(a, 20);
	b = skb_copy(a, 200);
	assert_non_null(b);
	assert_int_equal(skb_headroom(b), 200);
	assert_memory_equal(a->data, b->data, 3000);
	assert_int_equal(skb_transport_header(b) - skb_network_header(b), 20);
	consume_skb(a);
	consume_skb(b);
}

static void growing_keeps_the_bytes(void **state)
{
	struct sk_buff *skb = packet(*state, 1500);

	assert_int_equal(skb_expand_tail(skb, 3000), 0);
	assert_true(skb_tailroom(skb) >= 3000);
	assert_int_equal(skb->data[1499], (u8)1499);
	assert_int_equal(skb_cow_head(skb, 1000), 0);
	assert_true(skb_headroom(skb) >= 1000);
	assert_int_equal(skb_network_offset(skb), 0);
	assert_int_equal(skb->data[1499], (u8)1499);
	consume_skb(skb);
}

static void pieces_count_as_one_packet(void **state)
{
	struct sk_buff *skb = packet(*state, 33), *f = packet(*state, 21);
	u8 flat[54], out[54];

	memcpy(flat, skb->data, 33);
	memcpy(flat + 33, f->data, 21);
	skb->frag_list = f;
	skb->data_len = 21;
	skb->len += 21;
	for (u32 off = 0; off < 54; off++)
		for (u32 len = 0; off + len <= 54; len++) {
			assert_int_equal(skb_copy_bits(skb, off, out, len), 0);
			assert_memory_equal(out, flat + off, len);
			assert_int_equal(csum_fold(skb_checksum(skb, off, len, 0)),
					 csum_fold(csum_partial(flat + off, len, 0)));
		}
	assert_int_equal(skb_copy_bits(skb, 50, out, 5), -EFAULT);
	assert_true(pskb_may_pull(skb, 34));
	assert_int_equal(skb_headlen(skb), 34);
	assert_memory_equal(skb->data, flat, 34);
	assert_false(pskb_may_pull(skb, 55));
	consume_skb(skb);
}

/* 33 + 21 + 0 + 10 bytes, each piece counting from 0; @flat gets them in one piece. */
static struct sk_buff *in_pieces(struct skb_pool *pool, u8 flat[64])
{
	static const u32 piece[] = {21, 0, 10};
	struct sk_buff *skb = packet(pool, 33), **last = &skb->frag_list;

	for (u32 i = 0; i < ARRAY_SIZE(piece); i++) {
		*last = packet(pool, piece[i]);
		last = &(*last)->next;
		skb->len += piece[i];
		skb->data_len += piece[i];
	}
	assert_int_equal(skb_copy_bits(skb, 0, flat, 64), 0);
	return skb;
}

static void check_bytes(const struct sk_buff *skb, const u8 *flat, u32 len)
{
	u8 out[64];
	u32 pieces = 0;
	struct sk_buff *f;

	assert_int_equal(skb->len, len);
	assert_int_equal(skb_copy_bits(skb, 0, out, len), 0);
	assert_memory_equal(out, flat, len);
	skb_walk_frags (skb, f)
		pieces += f->len;
	assert_int_equal(pieces, skb->data_len);
}

static void pulling_takes_from_the_pieces(void **state)
{
	u8 flat[64];

	for (u32 n = 0; n <= 65; n++) {
		struct sk_buff *skb = in_pieces(*state, flat);

		assert_int_equal(pskb_may_pull(skb, n), n <= 64);
		check_bytes(skb, flat, 64);
		if (n <= 64)
			assert_memory_equal(skb->data, flat, n);
		if (n == 64)
			assert_null(skb->frag_list);
		consume_skb(skb);
	}
}

static void trimming_cuts_the_pieces(void **state)
{
	u8 flat[64];

	for (u32 n = 0; n <= 65; n++) {
		struct sk_buff *skb = in_pieces(*state, flat);

		skb_trim(skb, n);
		check_bytes(skb, flat, n < 64 ? n : 64);
		if (n <= 33)
			assert_false(skb_has_frag_list(skb));
		consume_skb(skb);
	}
}

static void a_header_in_two_pieces_is_copied(void **state)
{
	u8 flat[64], buf[20];
	struct sk_buff *skb = in_pieces(*state, flat);

	assert_ptr_equal(skb_header_pointer(skb, 13, 20, buf), skb->data + 13);
	assert_ptr_equal(skb_header_pointer(skb, 20, 20, buf), buf);
	assert_memory_equal(buf, flat + 20, 20);
	assert_null(skb_header_pointer(skb, 20, 20, NULL));
	assert_null(skb_header_pointer(skb, 45, 20, buf));
	consume_skb(skb);
}

static void a_clone_shares_the_pieces(void **state)
{
	u8 flat[64];
	struct sk_buff *a = in_pieces(*state, flat), *b = skb_clone(a);

	assert_ptr_equal(a->frag_list->data, b->frag_list->data);
	assert_ptr_not_equal(a->frag_list, b->frag_list);
	assert_true(skb_cloned(a) && skb_cloned(b) && skb_cloned(b->frag_list));
	assert_int_equal(skb_ensure_writable(b, 60), 0);
	memset(b->data, 0xee, 60);
	check_bytes(a, flat, 64);
	skb_trim(a, 40);
	assert_int_equal(b->len, 64);
	consume_skb(a);
	assert_false(skb_cloned(b));
	assert_int_equal(skb_linearize(b), 0);
	assert_int_equal(skb_headlen(b), 64);
	assert_memory_equal(b->data + 60, flat + 60, 4);
	consume_skb(b);
}

static void a_copy_is_linear(void **state)
{
	u8 flat[64];
	struct sk_buff *a = in_pieces(*state, flat), *b = skb_copy(a, SKB_HEADROOM);

	assert_false(skb_has_frag_list(b));
	check_bytes(b, flat, 64);
	memset(b->data, 0, 64);
	check_bytes(a, flat, 64);
	consume_skb(a);
	consume_skb(b);
}

static void the_pool_has_a_limit(void **state)
{
	struct skb_pool pool;
	struct sk_buff *first = NULL, *skb;
	unsigned int n = 0;

	skb_pool_init(&pool, 512);
	while ((skb = alloc_skb(NULL, &pool, 64))) {
		skb->next = first;
		first = skb;
		n++;
	}
	assert_int_equal(n, 512);
	while ((skb = first)) {
		first = skb->next;
		consume_skb(skb);
	}
	assert_non_null(skb = alloc_skb(NULL, &pool, 64));
	consume_skb(skb);
	skb_pool_destroy(&pool);
}

static void references_keep_it(void **state)
{
	struct sk_buff *skb = packet(*state, 10);

	skb_get(skb);
	kfree_skb_reason(skb, SKB_DROP_REASON_NETFILTER_DROP);
	assert_int_equal(skb->users, 1);
	consume_skb(skb);
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(room),
		T(a_clone_shares_until_someone_writes),
		T(a_copy_has_bytes_of_its_own),
		T(growing_keeps_the_bytes),
		T(pieces_count_as_one_packet),
		T(pulling_takes_from_the_pieces),
		T(trimming_cuts_the_pieces),
		T(a_header_in_two_pieces_is_copied),
		T(a_clone_shares_the_pieces),
		T(a_copy_is_linear),
		T(the_pool_has_a_limit),
		T(references_keep_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
