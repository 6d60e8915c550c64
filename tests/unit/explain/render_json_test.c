// SPDX-License-Identifier: GPL-2.0-or-later
/* JSON lines: their form, and that they come back as the events they were. */
#include "stories.h"

static void lines_have_names_and_fields(void **state)
{
	struct trace_story *log = rejected_syn();
	struct story s = {.log = log, .number = 3};
	char *text = rendered(&s, NULL);

	assert_non_null(strstr(
		text, "{\"packet\":\"3\",\"event\":\"mismatch\",\"time_ns\":1700000000000000000,"
		      "\"table\":\"filter\",\"chain\":\"FORWARD\",\"rule\":1,\"match\":\"ip\","
		      "\"field\":\"source\",\"have\":\"10.0.0.5\",\"want\":\"10.9.0.0/16\"}\n"));
	assert_non_null(strstr(text, "{\"packet\":\"3.1\",\"event\":\"begin\""));
	assert_non_null(strstr(text, "\"parent\":\"3\""));
	assert_non_null(strstr(text, "\"gateway\":\"10.1.0.1\""));
	assert_non_null(strstr(text, "\"src\":null"));
	assert_non_null(strstr(text, "\"reason\":\"NETFILTER_DROP\",\"where\":\"FORWARD\","
				     "\"text\":\"a rule or a hook dropped it\""));
	free(text);
	trace_story_destroy(log);
}

static void bytes_that_are_not_text_do_no_harm(void **state)
{
	struct trace_story *log = trace_story_create(10);
	struct story s = {.log = log, .number = 1};
	char *text;

	SAY(log, 1, log, .by = "LOG", .prefix = "\xff\"\n", .text = "x");
	log->lost = 5;
	text = rendered(&s, NULL);
	assert_non_null(strstr(text, "\"prefix\":\"?\\\"\\n\""));
	assert_non_null(strstr(text, "{\"packet\":\"1\",\"event\":\"lost\",\"events\":5}\n"));
	free(text);
	trace_story_destroy(log);
}

static void a_story_survives_the_way_through_json(void **state)
{
	struct trace_story *log = rejected_syn(), *back = trace_story_create(1000);
	struct story s = {.log = log, .number = 3}, t = {.log = back};
	struct text_style style = {.ascii = true};
	char *json = rendered(&s, NULL), *again, *one, *two;

	assert_int_equal(story_parse_json(json, back, &t.number), 0);
	assert_int_equal(t.number, 3);
	assert_int_equal(back->count, log->count);
	again = rendered(&t, NULL);
	assert_string_equal(again, json);
	one = rendered(&s, &style);
	two = rendered(&t, &style);
	assert_string_equal(one, two);
	free(json);
	free(again);
	free(one);
	free(two);
	trace_story_destroy(log);
	trace_story_destroy(back);
}

static void faulty_lines_are_refused(void **state)
{
	static const char *const rows[] = {
		"x",
		"{}",
		"[]",
		"{\"packet\":\"1\",\"event\":\"nonsense\"}",
		"{\"event\":\"drop\"}",
		"{\"packet\":1,\"event\":\"drop\"}",
	};
	struct trace_story *log = trace_story_create(10);
	u64 number;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(story_parse_json(rows[i], log, &number), -EBADMSG);
	assert_int_equal(log->count, 0);
	/* Too long for its field: cut, and ended */
	assert_int_equal(story_parse_json("{\"packet\":\"1\",\"event\":\"wait\",\"where\":"
					  "\"0123456789012345678901234567890123456789\"}",
					  log, &number),
			 0);
	assert_int_equal(strlen(log->event[0].wait.where), 31);
	trace_story_destroy(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_have_names_and_fields),
		cmocka_unit_test(bytes_that_are_not_text_do_no_harm),
		cmocka_unit_test(a_story_survives_the_way_through_json),
		cmocka_unit_test(faulty_lines_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
