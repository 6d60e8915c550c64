// SPDX-License-Identifier: GPL-2.0-or-later
/* The calendar: dates, hours over midnight, weekdays, leap days, the kernel's time zone. */
#include "match_test.h"

#include <linux/netfilter/xt_time.h>
#include <time.h>

#define DAY  86400u
#define H(h) ((h)*3600u)
#define ALL                                                           \
	.date_stop = UINT32_MAX, .daytime_stop = XT_TIME_MAX_DAYTIME, \
	.monthdays_match = XT_TIME_ALL_MONTHDAYS, .weekdays_match = XT_TIME_ALL_WEEKDAYS
#define HOURS(a, b)                                                     \
	.date_stop = UINT32_MAX, .daytime_start = a, .daytime_stop = b, \
	.monthdays_match = XT_TIME_ALL_MONTHDAYS

#define ON_DAYS(days)                                                                          \
	.date_stop = UINT32_MAX, .daytime_stop = XT_TIME_MAX_DAYTIME, .monthdays_match = days, \
	.weekdays_match = XT_TIME_ALL_WEEKDAYS

enum { MON = 1, TUE, WED, THU, FRI, SAT, SUN };

/* TEST_REAL_S is 2023-11-14 22:13:20, a Tuesday; @at is added to that day's midnight. */
#define MIDNIGHT (1700000000 - 1700000000 % 86400)

static const struct {
	const char *what;
	s64 at;
	int west;
	struct xt_time_info info;
	int answer;
} rows[] = {
	{"always", 0, 0, {ALL}, YES},
	{"date_start is in", 100, 0, {ALL, .date_start = MIDNIGHT + 100}, YES},
	{"before date_start", 99, 0, {ALL, .date_start = MIDNIGHT + 100}, NO},
	{"daytime bounds are in: low",
	 H(8),
	 0,
	 {HOURS(H(8), H(9)), .weekdays_match = XT_TIME_ALL_WEEKDAYS},
	 YES},
	{"high", H(9), 0, {HOURS(H(8), H(9)), .weekdays_match = XT_TIME_ALL_WEEKDAYS}, YES},
	{"above", H(9) + 1, 0, {HOURS(H(8), H(9)), .weekdays_match = XT_TIME_ALL_WEEKDAYS}, NO},
	{"below", H(8) - 1, 0, {HOURS(H(8), H(9)), .weekdays_match = XT_TIME_ALL_WEEKDAYS}, NO},
	{"over midnight, before",
	 H(23) + 1,
	 0,
	 {HOURS(H(23), H(1)), .weekdays_match = XT_TIME_ALL_WEEKDAYS},
	 YES},
	{"over midnight, behind",
	 H(1),
	 0,
	 {HOURS(H(23), H(1)), .weekdays_match = XT_TIME_ALL_WEEKDAYS},
	 YES},
	{"over midnight, outside",
	 H(2),
	 0,
	 {HOURS(H(23), H(1)), .weekdays_match = XT_TIME_ALL_WEEKDAYS},
	 NO},
	{"start and stop equal: the whole day",
	 H(5),
	 0,
	 {HOURS(H(8), H(8)), .weekdays_match = XT_TIME_ALL_WEEKDAYS},
	 YES},
	{"Tuesday", 0, 0, {HOURS(0, DAY - 1), .weekdays_match = 1 << TUE}, YES},
	{"the second before is Monday", -1, 0, {HOURS(0, DAY - 1), .weekdays_match = 1 << TUE}, NO},
	{"it is", -1, 0, {HOURS(0, DAY - 1), .weekdays_match = 1 << MON}, YES},
	{"Sunday is 7", 5 * (s64)DAY, 0, {HOURS(0, DAY - 1), .weekdays_match = 1 << SUN}, YES},
	{"Monday night goes on in Tuesday: not by itself",
	 H(1),
	 0,
	 {HOURS(H(23), H(2)), .weekdays_match = 1 << MON},
	 NO},
	{"contiguous: it does",
	 H(1),
	 0,
	 {HOURS(H(23), H(2)), .weekdays_match = 1 << MON, .flags = XT_TIME_CONTIGUOUS},
	 YES},
	{"contiguous: before midnight the day is its own",
	 H(23),
	 0,
	 {HOURS(H(23), H(2)), .weekdays_match = 1 << TUE, .flags = XT_TIME_CONTIGUOUS},
	 YES},
	{"an hour west it is Monday still",
	 H(0) + 10,
	 60,
	 {HOURS(0, DAY - 1), .weekdays_match = 1 << MON, .flags = XT_TIME_LOCAL_TZ},
	 YES},
	{"but not in UTC", H(0) + 10, 60, {HOURS(0, DAY - 1), .weekdays_match = 1 << MON}, NO},
	{"east",
	 H(23),
	 -120,
	 {HOURS(0, DAY - 1), .weekdays_match = 1 << WED, .flags = XT_TIME_LOCAL_TZ},
	 YES},
	{"14th", 0, 0, {ON_DAYS(1 << 14)}, YES},
	{"13th", 0, 0, {ON_DAYS(1 << 13)}, NO},
};

static void set_time(struct net *net, s64 real_s)
{
	net_shard0(net)->clock.real_ns = (u64)real_s * NSEC_PER_SEC;
}

static void matching(void **state)
{
	struct net *net = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct xt_time_info info = rows[i].info;

		set_time(net, MIDNIGHT + rows[i].at);
		net->env.tz_minuteswest = rows[i].west;
		assert_int_equal(test_match_check(net, xt_time_mt, &info, 1, NULL), 0);
		expect_row(rows[i].what, test_match_pkt(net, xt_time_mt, &info, &(struct pkt){}),
			   rows[i].answer);
	}
}

/* Each day of 1970 to 2105 by libc's calendar. */
static void whole_calendar(void **state)
{
	struct sk_buff *skb = test_skb(*state, &(struct pkt){});

	for (s64 day = 0; day < 49600; day++) {
		time_t t = (time_t)day * DAY + 43200;
		struct tm tm;
		struct xt_time_info info = {ALL};

		gmtime_r(&t, &tm);
		info.weekdays_match = (u8)(1 << (tm.tm_wday ? tm.tm_wday : 7));
		info.monthdays_match = 1u << tm.tm_mday;
		set_time(*state, t);
		expect_row("day", test_match(*state, xt_time_mt, &info, skb, 0), YES);
		info.monthdays_match = ~info.monthdays_match;
		expect_row("other days", test_match(*state, xt_time_mt, &info, skb, 0), NO);
	}
	consume_skb(skb);
}

static const struct {
	struct xt_time_info info;
	int err;
} checks[] = {
	{{ALL}, 0},
	{{HOURS(0, DAY)}, -EDOM},
	{{HOURS(DAY, 0)}, -EDOM},
	{{ALL, .flags = 4}, -EINVAL},
	{{HOURS(1, 2), .flags = XT_TIME_CONTIGUOUS}, -EINVAL},
	{{HOURS(2, 1), .flags = XT_TIME_CONTIGUOUS}, 0},
	{{HOURS(2, 2), .flags = XT_TIME_CONTIGUOUS}, 0},
	{{HOURS(DAY, 0), .flags = 4}, -EDOM},
};

static void checkentry(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct xt_time_info info = checks[i].info;

		expect_row("check", test_match_check(*state, xt_time_mt, &info, 1, NULL),
			   checks[i].err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(whole_calendar), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
