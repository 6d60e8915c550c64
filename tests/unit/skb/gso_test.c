// SPDX-License-Identifier: GPL-2.0-or-later
/* A packet that stands for many is cut as a card would cut it. */
#include "skb/gso.h"

#include <linux/ipv6.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { FIN = 1, PSH = 8, ACK = 0x10, CWR = 0x80 };

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
	assert_int_equal(pool->blocks.in_use + pool->large.in_use, 0);
	skb_pool_destroy(pool);
	free(pool);
	return 0;
}

struct shape {
	const char *name;
	u8 version;
	u16 gso_type;
	u16 mss;
	u32 payload;
	u32 features;
	u32 segments;
};

static bool is_tcp(const struct shape *s)
{
	return !(s->gso_type & SKB_GSO_UDP_L4);
}

static u32 network_len(const struct shape *s)
{
	return s->version == 4 ? 20 : 40;
}

static u32 headers_of(const struct shape *s)
{
	return ETH_HLEN + network_len(s) + (is_tcp(s) ? 20 : 8);
}

/* Payload byte n is n, so that what arrives can be checked. */
static struct sk_buff *build(struct skb_pool *pool, const struct shape *s)
{
	u32 hlen = headers_of(s);
	struct sk_buff *skb = alloc_skb(NULL, pool, hlen + s->payload);
	u8 *b = skb_put(skb, hlen + s->payload), *ip = b + ETH_HLEN, *l4 = ip + network_len(s);

	memset(b, 0, hlen);
	ip[0] = s->version == 4 ? 0x45 : 0x60;
	ip[5] = 7; /* IPv4: id 7 */
	ip[s->version == 4 ? 9 : 6] = is_tcp(s) ? IPPROTO_TCP : IPPROTO_UDP;
	ip[12] = 10;
	if (is_tcp(s)) {
		l4[7] = 100;
		l4[12] = 5 << 4;
		l4[13] = FIN | PSH | ACK | CWR;
	}
	for (u32 i = 0; i < s->payload; i++)
		b[hlen + i] = (u8)i;
	skb_reset_mac_header(skb);
	skb->network_header = (u16)(skb->mac_header + ETH_HLEN);
	skb->gso_size = s->mss;
	skb->gso_type = s->gso_type;
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = (u16)(l4 - skb->head);
	skb->csum_offset = is_tcp(s) ? 16 : 6;
	return skb;
}

static u32 get(const u8 *p, unsigned int bytes)
{
	u32 v = 0;

	while (bytes--)
		v = v << 8 | *p++;
	return v;
}

static void check_sum(const struct shape *s, const struct sk_buff *seg)
{
	const u8 *ip = seg->data + ETH_HLEN;
	u32 l4 = ETH_HLEN + network_len(s), len = seg->len - l4;
	__wsum pseudo = csum_add((__wsum)htonl(len), (__wsum)htonl(is_tcp(s) ? 6 : 17));

	pseudo = s->version == 4 ? csum_partial(ip + 12, 8, pseudo)
				 : csum_partial(ip + 8, 32, pseudo);
	assert_int_equal(csum_fold(skb_checksum(seg, l4, len, pseudo)), 0);
}

static void check_segment(const struct shape *s, const struct sk_buff *seg, u32 n)
{
	u32 hlen = headers_of(s), done = n * s->mss, len = seg->len - hlen;
	const u8 *ip = seg->data + ETH_HLEN, *l4 = ip + network_len(s);
	bool last = n + 1 == s->segments;

	assert_int_equal(len, last ? s->payload - done : s->mss);
	assert_int_equal(seg->gso_size, 0);
	if (s->version == 4) {
		assert_int_equal(get(ip + 2, 2), seg->len - ETH_HLEN);
		assert_int_equal(get(ip + 4, 2), 7 + (s->gso_type & SKB_GSO_TCP_FIXEDID ? 0 : n));
		assert_int_equal(ip_fast_csum(ip, 5), 0);
	} else {
		assert_int_equal(get(ip + 4, 2), seg->len - ETH_HLEN - 40);
	}
	for (u32 i = 0; i < len; i++)
		assert_int_equal(seg->data[hlen + i], (u8)(done + i));
	if (is_tcp(s)) {
		u32 cwr = n && (s->gso_type & SKB_GSO_TCP_ECN) ? 0 : CWR;

		assert_int_equal(get(l4 + 4, 4), 100 + done);
		assert_int_equal(l4[13], ACK | cwr | (last ? FIN | PSH : 0));
	} else {
		assert_int_equal(get(l4 + 4, 2), 8 + len);
	}
	assert_int_equal(seg->ip_summed,
			 s->features & NETIF_F_HW_CSUM ? CHECKSUM_PARTIAL : CHECKSUM_NONE);
	if (!(s->features & NETIF_F_HW_CSUM))
		check_sum(s, seg);
}

static const struct shape shapes[] = {
	{"tcp4", 4, SKB_GSO_TCPV4, 1448, 5000, 0, 4},
	{"tcp4 whole segments", 4, SKB_GSO_TCPV4, 100, 300, 0, 3},
	{"tcp4 the card sums", 4, SKB_GSO_TCPV4, 1448, 5000, NETIF_F_HW_CSUM, 4},
	{"tcp4 ecn", 4, SKB_GSO_TCPV4 | SKB_GSO_TCP_ECN, 1000, 2500, 0, 3},
	{"tcp4 fixed id", 4, SKB_GSO_TCPV4 | SKB_GSO_TCP_FIXEDID, 1000, 2500, 0, 3},
	{"tcp6", 6, SKB_GSO_TCPV6, 1428, 60000, 0, 43},
	{"udp4", 4, SKB_GSO_UDP_L4, 1200, 3601, 0, 4},
	{"udp6", 6, SKB_GSO_UDP_L4, 1200, 3601, 0, 4},
	{"one byte each", 4, SKB_GSO_UDP_L4, 1, 9, 0, 9},
};

static void segments(void **state)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(shapes); i++) {
		const struct shape *s = &shapes[i];
		struct sk_buff *skb = build(*state, s), *seg, *next;
		u32 n = 0;

		assert_int_equal(skb_gso_headers(skb), headers_of(s) - ETH_HLEN);
		assert_true(skb_gso_validate_network_len(skb, headers_of(s) - ETH_HLEN + s->mss));
		assert_false(
			skb_gso_validate_network_len(skb, headers_of(s) - ETH_HLEN + s->mss - 1));
		assert_int_equal(skb_gso_segment(skb, s->features, &seg), 0);
		for (; seg; seg = next) {
			next = seg->next;
			check_segment(s, seg, n++);
			consume_skb(seg);
		}
		assert_int_equal(n, s->segments);
		consume_skb(skb);
	}
}

/* What a header claims and the packet does not hold. */
static void refused(void **state)
{
	static const struct {
		u32 at, value;
	} lies[] = {
		{ETH_HLEN, 0x41}, /* IHL of 4 bytes */
		{ETH_HLEN, 0x60}, /* IPv6 in a TCPv4 packet */
		{ETH_HLEN + 9, IPPROTO_ICMP},
		{ETH_HLEN + 20 + 12, 4 << 4}, /* data offset below a header */
		{ETH_HLEN + 20 + 12, 15 << 4}, /* and beyond the packet */
	};
	static const struct shape s = {"", 4, SKB_GSO_TCPV4, 10, 39, 0, 0};

	for (unsigned int i = 0; i < ARRAY_SIZE(lies); i++) {
		struct sk_buff *skb = build(*state, &s), *seg;

		skb->data[lies[i].at] = (u8)lies[i].value;
		assert_int_equal(skb_gso_segment(skb, 0, &seg), -EINVAL);
		assert_null(seg);
		assert_int_equal(skb_gso_headers(skb), 0);
		consume_skb(skb);
	}
}

static void checksum_help(void **state)
{
	static const struct shape s = {"", 4, SKB_GSO_TCPV4, 10, 39, 0, 0};
	struct sk_buff *skb = build(*state, &s);

	skb->csum_start = (u16)(skb_headroom(skb) + skb->len - 1);
	assert_int_equal(skb_checksum_help(skb), -EINVAL);
	skb->csum_start = (u16)(skb_headroom(skb) + ETH_HLEN + 20);
	assert_int_equal(skb_checksum_help(skb), 0);
	assert_int_equal(skb->ip_summed, CHECKSUM_NONE);
	assert_int_equal(skb_checksum_help(skb), 0);
	consume_skb(skb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(segments, setup, teardown),
		cmocka_unit_test_setup_teardown(refused, setup, teardown),
		cmocka_unit_test_setup_teardown(checksum_help, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
