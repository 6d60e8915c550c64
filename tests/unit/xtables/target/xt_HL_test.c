// SPDX-License-Identifier: GPL-2.0-or-later
/* The time to live, set, raised and lowered to its bounds. */
#include "target_test.h"

#include <linux/netfilter_ipv4/ipt_TTL.h>

static const struct {
	u8 before;
	struct ipt_TTL_info info;
	u8 after;
} rows[] = {
	{64, {IPT_TTL_SET, 1}, 1},    {64, {IPT_TTL_SET, 0}, 0},    {64, {IPT_TTL_SET, 64}, 64},
	{64, {IPT_TTL_INC, 1}, 65},   {255, {IPT_TTL_INC, 1}, 255}, {254, {IPT_TTL_INC, 2}, 255},
	{1, {IPT_TTL_INC, 255}, 255}, {64, {IPT_TTL_DEC, 1}, 63},   {1, {IPT_TTL_DEC, 1}, 0},
	{1, {IPT_TTL_DEC, 2}, 0},     {255, {IPT_TTL_DEC, 255}, 0}, {254, {IPT_TTL_DEC, 255}, 0},
};

static void changes(void **state)
{
	const struct xt_target *t = test_find_target(xt_HL_tg, "TTL", 0, NFPROTO_IPV4);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sk_buff *skb = test_skb(*state, &(struct pkt){.ttl = rows[i].before});

		expect_row("verdict", test_target(*state, t, &rows[i].info, skb, 0), XT_CONTINUE);
		expect_row("ttl", ip_hdr(skb)->ttl, rows[i].after);
		assert_true(test_ip_csum_ok(skb));
		assert_true(test_l4_csum_ok(skb));
		consume_skb(skb);
	}
}

static void ipv6(void **state)
{
	const struct xt_target *t = test_find_target(xt_HL_tg, "HL", 0, NFPROTO_IPV6);

	assert_string_equal(t->table, "mangle");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sk_buff *skb =
			test_skb(*state, &(struct pkt){.v6 = true, .ttl = rows[i].before});

		expect_row("verdict", test_target(*state, t, &rows[i].info, skb, 0), XT_CONTINUE);
		expect_row("hop limit", ipv6_hdr(skb)->hop_limit, rows[i].after);
		assert_true(test_l4_csum_ok(skb));
		consume_skb(skb);
	}
}

static void tells_once(void **state)
{
	struct sk_buff *skb = test_skb(*state, &(struct pkt){.ttl = 64});
	const struct ipt_TTL_info info = {IPT_TTL_SET, 9};

	skb->story = trace_story_create(10);
	test_target(*state, xt_HL_tg, &info, skb, 0);
	test_target(*state, xt_HL_tg, &info, skb, 0);
	expect_change(skb->story, "ttl", "64", "9");
	trace_story_destroy(skb->story);
	skb->story = NULL;
	consume_skb(skb);
}

static const struct {
	struct ipt_TTL_info info;
	int err;
} checks[] = {
	{{IPT_TTL_SET, 0}, 0},	     {{IPT_TTL_SET, 255}, 0}, {{IPT_TTL_INC, 0}, -EINVAL},
	{{IPT_TTL_DEC, 0}, -EINVAL}, {{IPT_TTL_INC, 1}, 0},   {{IPT_TTL_DEC, 255}, 0},
	{{3, 1}, -EINVAL},	     {{255, 1}, -EINVAL},
};

static void checkentry(void **state)
{
	assert_string_equal(xt_HL_tg->table, "mangle");
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct ipt_TTL_info info = checks[i].info;

		expect_row("check", test_target_check(*state, xt_HL_tg, &info, 1, NULL),
			   checks[i].err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(changes), TEST(ipv6), TEST(tells_once),
					   TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
