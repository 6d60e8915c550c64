// SPDX-License-Identifier: GPL-2.0-or-later
/* Set, and, or, xor: all of them a mask and a value. */
#include "target_test.h"

#include <linux/netfilter/xt_mark.h>

static const struct {
	u32 before;
	struct xt_mark_tginfo2 info; /* mark, mask */
	u32 after;
} rows[] = {
	{0, {7, 0xffffffff}, 7},
	{0xff, {7, 0xffffffff}, 7},
	{0x1234, {0x0056, 0x00ff}, 0x1256},
	{0x1234, {0, ~0x00ffu}, 0x34}, /* --and-mark 0xff */
	{0x1200, {0x34, 0x34}, 0x1234}, /* --or-mark 0x34 */
	{0x1234, {0x00ff, 0}, 0x12cb}, /* --xor-mark 0xff */
	{0xffffffff, {0xffffffff, 0}, 0},
};

static void marks(void **state)
{
	const struct xt_target *t = test_find_target(xt_MARK_tg, "MARK", 2, NFPROTO_IPV4);
	struct trace_story *story = trace_story_create(10);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sk_buff *skb = test_skb(*state, &(struct pkt){});

		skb->mark = rows[i].before;
		assert_int_equal(test_target(*state, t, &rows[i].info, skb, NF_INET_PRE_ROUTING),
				 XT_CONTINUE);
		expect_row("mark", skb->mark, rows[i].after);
		skb->story = story;
		test_target(*state, t, &rows[i].info, skb, NF_INET_PRE_ROUTING);
		assert_int_equal(story->count, 1);
		trace_story_clear(story);
		consume_skb(skb);
	}
	trace_story_destroy(story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(marks)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
