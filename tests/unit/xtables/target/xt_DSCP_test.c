// SPDX-License-Identifier: GPL-2.0-or-later
/* The type-of-service byte by DSCP and TOS; the header's checksum follows; a clone is spared. */
#include "target_test.h"

#include <linux/netfilter/xt_DSCP.h>

static void change_every_value(void **state)
{
	const struct xt_target *d = test_find_target(xt_DSCP_tg, "DSCP", 0, NFPROTO_IPV4);
	const struct xt_target *t = test_find_target(xt_DSCP_tg, "TOS", 1, NFPROTO_IPV4);

	for (unsigned int tos = 0; tos < 256; tos++) {
		struct sk_buff *skb = test_skb(*state, &(struct pkt){.tos = (u8)tos, .id = 999});

		for (unsigned int v = 0; v < 64; v++) {
			const struct xt_DSCP_info info = {.dscp = (u8)v};

			expect_row("DSCP", test_target(*state, d, &info, skb, 0), XT_CONTINUE);
			expect_row("dscp and ecn", ip_hdr(skb)->tos, v << 2 | (tos & 3));
			assert_true(test_ip_csum_ok(skb));
		}
		for (unsigned int v = 0; v < 256; v++) {
			const struct xt_tos_target_info info = {.tos_value = (u8)v,
								.tos_mask = 0xff};

			expect_row("TOS", test_target(*state, t, &info, skb, 0), XT_CONTINUE);
			expect_row("tos", ip_hdr(skb)->tos, v);
			assert_true(test_ip_csum_ok(skb));
			assert_int_not_equal(ip_hdr(skb)->check, 0xffff);
		}
		consume_skb(skb);
	}
}

static const struct {
	u8 before;
	struct xt_tos_target_info info; /* value, mask */
	u8 after;
} masked[] = {
	{0xff, {0x10, 0x3f}, 0xd0}, {0x03, {0xb8, 0xfc}, 0xbb}, {0x55, {0xff, 0x00}, 0xaa},
	{0x55, {0x00, 0x00}, 0x55}, {0xf0, {0x0f, 0xf0}, 0x0f},
};

static void tos_under_a_mask(void **state)
{
	const struct xt_target *t = test_find_target(xt_DSCP_tg, "TOS", 1, NFPROTO_IPV4);

	for (size_t i = 0; i < ARRAY_SIZE(masked); i++) {
		struct sk_buff *skb = test_skb(*state, &(struct pkt){.tos = masked[i].before});

		test_target(*state, t, &masked[i].info, skb, 0);
		expect_row("tos", ip_hdr(skb)->tos, masked[i].after);
		consume_skb(skb);
	}
}

/* The class changes, version and flow label stay. */
static void traffic_class(void **state)
{
	const struct xt_target *d = test_find_target(xt_DSCP_tg, "DSCP", 0, NFPROTO_IPV6);
	const struct xt_target *t = test_find_target(xt_DSCP_tg, "TOS", 1, NFPROTO_IPV6);

	for (unsigned int value = 0; value < 64; value++) {
		struct sk_buff *skb = test_skb(*state, &(struct pkt){.v6 = true, .tos = 0x52});
		const struct xt_DSCP_info dscp = {.dscp = (u8)value};
		const struct xt_tos_target_info tos = {.tos_value = (u8)value, .tos_mask = 0xff};

		*(__be32 *)skb->data |= htonl(0xabcde);
		assert_int_equal(test_target(*state, d, &dscp, skb, 0), XT_CONTINUE);
		assert_int_equal(ntohl(*(__be32 *)skb->data), 0x600abcde | (value << 2 | 2) << 20);
		assert_int_equal(test_target(*state, t, &tos, skb, 0), XT_CONTINUE);
		assert_int_equal(ntohl(*(__be32 *)skb->data), 0x600abcde | value << 20);
		consume_skb(skb);
	}
}

static void a_clone_keeps_its_byte(void **state)
{
	const struct xt_target *d = test_find_target(xt_DSCP_tg, "DSCP", 0, NFPROTO_IPV4);
	struct sk_buff *a = test_skb(*state, &(struct pkt){.tos = 0xb8}), *b = skb_clone(a);
	const struct xt_DSCP_info same = {.dscp = 46}, other = {.dscp = 10};

	test_target(*state, d, &same, b, 0);
	assert_ptr_equal(ip_hdr(a), ip_hdr(b));
	test_target(*state, d, &other, b, 0);
	assert_ptr_not_equal(ip_hdr(a), ip_hdr(b));
	assert_int_equal(ip_hdr(a)->tos, 0xb8);
	assert_int_equal(ip_hdr(b)->tos, 10 << 2);
	assert_true(test_ip_csum_ok(a) && test_ip_csum_ok(b));
	consume_skb(a);
	consume_skb(b);
}

static void tells(void **state)
{
	const struct xt_target *d = test_find_target(xt_DSCP_tg, "DSCP", 0, NFPROTO_IPV4);
	struct sk_buff *skb = test_skb(*state, &(struct pkt){.tos = 0x10});
	const struct xt_DSCP_info info = {.dscp = 46};

	skb->story = trace_story_create(10);
	test_target(*state, d, &info, skb, 0);
	expect_change(skb->story, "tos", "0x10", "0xb8");
	trace_story_destroy(skb->story);
	skb->story = NULL;
	consume_skb(skb);
}

static void checkentry(void **state)
{
	const struct xt_target *d = test_find_target(xt_DSCP_tg, "DSCP", 0, NFPROTO_IPV4);

	assert_string_equal(d->table, "mangle");
	for (unsigned int v = 0; v < 256; v++) {
		struct xt_DSCP_info info = {.dscp = (u8)v};

		expect_row("check", test_target_check(*state, d, &info, 1, NULL),
			   v > 63 ? -EDOM : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(change_every_value),
					   TEST(tos_under_a_mask),
					   TEST(traffic_class),
					   TEST(a_clone_keeps_its_byte),
					   TEST(tells),
					   TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
