// SPDX-License-Identifier: GPL-2.0-or-later
/* A comment matches everything and hides nothing from user space. */
#include "match_test.h"

#include <linux/netfilter/xt_comment.h>

static void matching(void **state)
{
	const struct xt_match *m = test_find_match(xt_comment_mt, "comment", 0, NFPROTO_IPV4);
	const struct xt_comment_info info = {"no terminator is asked for"};

	assert_int_equal(m->matchsize, 256);
	assert_int_equal(m->usersize, 0);
	assert_int_equal(test_match_pkt(*state, m, &info, &(struct pkt){}), YES);
	assert_int_equal(test_match_pkt(*state, m, &info, &(struct pkt){.frag_off = 9, .cut = 20}),
			 YES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
