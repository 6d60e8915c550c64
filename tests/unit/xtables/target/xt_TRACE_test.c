// SPDX-License-Identifier: GPL-2.0-or-later
/* TRACE marks the packet and lets it go on. */
#include "target_test.h"

static void marks(void **state)
{
	const struct xt_target *t = test_find_target(xt_TRACE_tg, "TRACE", 0, NFPROTO_IPV4);
	struct sk_buff *skb = test_skb(*state, &(struct pkt){});

	assert_string_equal(t->table, "raw");
	assert_int_equal(t->targetsize, 0);
	assert_int_equal(skb->nf_trace, 0);
	assert_int_equal(test_target(*state, t, NULL, skb, NF_INET_PRE_ROUTING), XT_CONTINUE);
	assert_int_equal(skb->nf_trace, 1);
	consume_skb(skb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(marks)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
