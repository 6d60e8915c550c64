/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The frame that the tests of matches share: a table of packet × info → answer. */
#ifndef QUINTET_TESTS_UNIT_XTABLES_MATCH_MATCH_TEST_H
#define QUINTET_TESTS_UNIT_XTABLES_MATCH_MATCH_TEST_H

#include "skb_helper.h"
#include "xtables/match/matches.h"

/* One row: fails with its name when the answer differs. */
#define expect_row(what, got, wanted)                                      \
	do {                                                               \
		long g_ = (long)(got), w_ = (long)(wanted);                \
		if (g_ != w_)                                              \
			fail_msg("%s: got %ld, wanted %ld", what, g_, w_); \
	} while (0)

#define TEST(f) cmocka_unit_test_setup_teardown(f, test_net_setup, test_net_teardown)

#endif
