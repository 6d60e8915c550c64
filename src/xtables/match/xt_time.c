// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m time: the wall clock against dates, hours, weekdays and days of the month.
 *
 * Times are UTC, or the kernel's time zone with --kerneltz (quintet_env.tz_minuteswest).  A span of
 * hours whose start is not before its stop goes over midnight; --contiguous then counts the hours
 * behind midnight to the day on which the span began.
 *
 * The day of the month comes from the day number by the civil calendar: years begin in March, so
 * that the leap day is a year's last and the months' lengths repeat every five.
 */
#include "xtables/match/match_internal.h"

#include <linux/netfilter/xt_time.h>

#define SECONDS_PER_DAY 86400

/* Monday 1 … Sunday 7; 1970-01-01 was a Thursday. */
static unsigned int weekday(s64 day)
{
	s64 w = (day + 3) % 7;

	return (unsigned int)(w < 0 ? w + 7 : w) + 1;
}

static unsigned int monthday(s64 day)
{
	s64 from = day + 719468; /* since 0000-03-01 */
	s64 era = (from >= 0 ? from : from - 146096) / 146097;
	s64 doe = from - era * 146097; /* day of the 400 years */
	s64 yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	s64 doy = doe - (365 * yoe + yoe / 4 - yoe / 100); /* day of the year, from March 1 */

	return (unsigned int)(doy - (153 * ((5 * doy + 2) / 153) + 2) / 5 + 1);
}

static bool in_hours(const struct xt_time_info *info, u32 second)
{
	if (info->daytime_start < info->daytime_stop)
		return second >= info->daytime_start && second <= info->daytime_stop;
	return second >= info->daytime_start || second <= info->daytime_stop;
}

static bool on_day(struct xt_action_param *par, s64 day)
{
	const struct xt_time_info *info = par->matchinfo;
	unsigned int w = weekday(day), m;

	if (!(info->weekdays_match & 1u << w))
		return xt_mismatch(par, "weekdays", "%u|0x%02x", w, info->weekdays_match);
	if (info->monthdays_match == XT_TIME_ALL_MONTHDAYS)
		return true;
	m = monthday(day);
	return info->monthdays_match & 1u << m ||
	       xt_mismatch(par, "monthdays", "%u|0x%08x", m, info->monthdays_match);
}

static bool time_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_time_info *info = par->matchinfo;
	s64 now = (s64)(skb->shard->clock.real_ns / NSEC_PER_SEC);
	u32 second;

	if (info->flags & XT_TIME_LOCAL_TZ)
		now -= 60 * (s64)xt_net(par)->env.tz_minuteswest;
	if (now < info->date_start || now > info->date_stop)
		return xt_mismatch(par, "date", "%lld|%u:%u", (long long)now, info->date_start,
				   info->date_stop);
	second = (u32)(now % SECONDS_PER_DAY);
	if (!in_hours(info, second))
		return xt_mismatch(par, "daytime", "%u|%u:%u", second, info->daytime_start,
				   info->daytime_stop);
	if (info->flags & XT_TIME_CONTIGUOUS && second <= info->daytime_stop)
		now -= SECONDS_PER_DAY;
	return on_day(par, now >= 0 ? now / SECONDS_PER_DAY : -1);
}

static int time_mt_check(const struct xt_mtchk_param *par)
{
	const struct xt_time_info *info = par->matchinfo;

	if (info->daytime_start > XT_TIME_MAX_DAYTIME || info->daytime_stop > XT_TIME_MAX_DAYTIME)
		return -EDOM;
	if (info->flags & ~XT_TIME_ALL_FLAGS)
		return -EINVAL;
	/* A span within one day has no day that it began on before. */
	if (info->flags & XT_TIME_CONTIGUOUS && info->daytime_start < info->daytime_stop)
		return -EINVAL;
	return 0;
}

const struct xt_match xt_time_mt[] = {
	{
		.name = "time",
		.family = NFPROTO_UNSPEC,
		.match = time_mt,
		.checkentry = time_mt_check,
		.matchsize = sizeof(struct xt_time_info),
		.flags = XT_NO_DROP,
	},
	{},
};
