/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The frame that the tests of targets share. */
#ifndef QUINTET_TESTS_UNIT_XTABLES_TARGET_TARGET_TEST_H
#define QUINTET_TESTS_UNIT_XTABLES_TARGET_TARGET_TEST_H

#include "skb_helper.h"
#include "xtables/target/targets.h"

#define expect_row(what, got, wanted)                                      \
	do {                                                               \
		long g_ = (long)(got), w_ = (long)(wanted);                \
		if (g_ != w_)                                              \
			fail_msg("%s: got %ld, wanted %ld", what, g_, w_); \
	} while (0)

#define TEST(f) cmocka_unit_test_setup_teardown(f, test_net_setup, test_net_teardown)

/* The one event of a packet's story: a change of @field from @from to @to. */
static inline void expect_change(const struct trace_story *story, const char *field,
				 const char *from, const char *to)
{
	assert_int_equal(story->count, 1);
	assert_int_equal(story->event[0].type, TRACE_change);
	assert_string_equal(story->event[0].change.field, field);
	assert_string_equal(story->event[0].change.from, from);
	assert_string_equal(story->event[0].change.to, to);
}

#endif
