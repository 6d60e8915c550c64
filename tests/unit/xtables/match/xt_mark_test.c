// SPDX-License-Identifier: GPL-2.0-or-later
/* The mark under a mask. */
#include "match_test.h"

#include <linux/netfilter/xt_mark.h>

static const struct {
	u32 mark;
	struct xt_mark_mtinfo1 info;
	int answer;
} rows[] = {
	{0, {0, 0xffffffff, 0}, YES},
	{1, {1, 0xffffffff, 0}, YES},
	{2, {1, 0xffffffff, 0}, NO},
	{0x12345678, {0x5600, 0xff00, 0}, YES},
	{0x12345678, {0x5700, 0xff00, 0}, NO},
	{1, {1, 0xffffffff, 1}, NO},
	{2, {1, 0xffffffff, 1}, YES},
	{0xffffffff, {0xffffffff, 0xffffffff, 0}, YES},
	{5, {0, 0, 0}, YES},
	/* Bits outside the mask can never be met. */
	{3, {3, 1, 0}, NO},
	{3, {3, 1, 1}, YES},
	/* The kernel's exclusive or with a byte. */
	{1, {1, 0xffffffff, 2}, YES},
	{2, {1, 0xffffffff, 2}, YES},
};

static void matching(void **state)
{
	const struct xt_match *m = test_find_match(xt_mark_mt, "mark", 1, NFPROTO_IPV4);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sk_buff *skb = test_skb(*state, &(struct pkt){});
		char what[32];

		skb->mark = rows[i].mark;
		snprintf(what, sizeof(what), "row %zu", i);
		expect_row(what, test_match(*state, m, &rows[i].info, skb, NF_INET_LOCAL_OUT),
			   rows[i].answer);
		consume_skb(skb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
