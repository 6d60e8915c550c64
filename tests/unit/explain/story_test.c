// SPDX-License-Identifier: GPL-2.0-or-later
/* Names and fates of the packets in a story. */
#include "stories.h"

static void names_follow_appearance(void **state)
{
	struct story s = {.log = rejected_syn(), .number = 3};
	char label[40];

	assert_int_equal(story_root(&s), 70);
	story_label(&s, 70, label, sizeof(label));
	assert_string_equal(label, "3");
	story_label(&s, 75, label, sizeof(label));
	assert_string_equal(label, "3.1");
	trace_story_destroy((struct trace_story *)s.log);
}

static void fates(void **state)
{
	struct trace_story *log = trace_story_create(100);
	struct story s = {.log = log, .number = 1};
	const struct trace_event *end;

	assert_int_equal(story_root(&s), 0);
	SAY(log, 1, begin, .origin = "wire");
	assert_int_equal(story_fate(&s, 1, &end), STORY_UNKNOWN);
	assert_null(end);
	assert_false(story_waits(&s));
	SAY(log, 1, wait, .where = "neigh");
	assert_int_equal(story_fate(&s, 1, &end), STORY_WAITING);
	assert_true(story_waits(&s));
	SAY(log, 2, deliver, .protocol = "udp", .to = "socket");
	assert_true(story_waits(&s));
	SAY(log, 1, xmit, .dev = "eth1");
	assert_int_equal(story_fate(&s, 1, &end), STORY_SENT);
	assert_string_equal(end->xmit.dev, "eth1");
	assert_false(story_waits(&s));
	assert_int_equal(story_fate(&s, 2, NULL), STORY_DELIVERED);
	SAY(log, 3, drop, .reason = SKB_DROP_REASON_LOCAL_SINK);
	assert_int_equal(story_fate(&s, 3, NULL), STORY_DELIVERED);
	SAY(log, 4, drop, .reason = SKB_DROP_REASON_IP_CSUM);
	assert_int_equal(story_fate(&s, 4, NULL), STORY_DROPPED);
	trace_story_destroy(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_follow_appearance),
		cmocka_unit_test(fates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
