// SPDX-License-Identifier: GPL-2.0-or-later
/* Every n-th packet, from a given one; probability; what is refused. */
#include "match_test.h"

#include <linux/netfilter/xt_statistic.h>

#define NTH(every_, count_, flags_)                             \
	{                                                       \
		.mode = XT_STATISTIC_MODE_NTH, .flags = flags_, \
		.u.nth = {.every = every_, .count = count_},    \
	}

static const struct {
	const char *what;
	struct xt_statistic_info info;
	const char *answers; /* of packets in a row */
} rows[] = {
	/* iptables turns "--every 3 --packet 0" into every 2, count 2. */
	{"every 3, from the first", NTH(2, 2, 0), "ynnynnyn"},
	{"every 3, from the second", NTH(2, 1, 0), "nynnynny"},
	{"every 3, from the third", NTH(2, 0, 0), "nnynnyn"},
	{"inverted", NTH(2, 2, 1), "nyynyy"},
	{"every packet", NTH(0, 0, 0), "yyyy"},
	{"a count beyond runs until it wraps", NTH(2, 0xfffffffe, 0), "nynnyn"},
};

static void nth(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct xt_statistic_info info = rows[i].info;
		char got[16] = "";

		assert_int_equal(test_match_check(*state, xt_statistic_mt, &info, 1, NULL), 0);
		for (size_t n = 0; n < strlen(rows[i].answers); n++)
			got[n] = test_match_pkt(*state, xt_statistic_mt, &info, &(struct pkt){})
					 ? 'y'
					 : 'n';
		test_match_destroy(*state, xt_statistic_mt, &info);
		assert_string_equal(got, rows[i].answers);
	}
}

static void probability(void **state)
{
	static const struct {
		u32 probability;
		u16 flags;
		unsigned int at_least, at_most; /* of 4000 */
	} p[] = {
		{0, 0, 0, 0},
		{0, 1, 4000, 4000},
		{0x80000000, 0, 4000, 4000},
		{0x40000000, 0, 1850, 2150},
		{0x40000000, 1, 1850, 2150},
		{0x0ccccccd, 0, 320, 480},
	};

	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		struct xt_statistic_info info = {.mode = XT_STATISTIC_MODE_RANDOM,
						 .flags = p[i].flags,
						 .u.random.probability = p[i].probability};
		unsigned int yes = 0;

		assert_int_equal(test_match_check(*state, xt_statistic_mt, &info, 1, NULL), 0);
		for (int n = 0; n < 4000; n++)
			yes += test_match_pkt(*state, xt_statistic_mt, &info, &(struct pkt){});
		test_match_destroy(*state, xt_statistic_mt, &info);
		assert_in_range(yes, p[i].at_least, p[i].at_most);
	}
}

static void checkentry(void **state)
{
	struct xt_statistic_info mode = {.mode = 2}, flags = {.flags = 2};

	assert_int_equal(test_match_check(*state, xt_statistic_mt, &mode, 1, NULL), -EINVAL);
	assert_int_equal(test_match_check(*state, xt_statistic_mt, &flags, 1, NULL), -EINVAL);
	assert_int_equal(xt_statistic_mt->usersize, 16);
	assert_int_equal(xt_statistic_mt->matchsize, 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(nth), TEST(probability), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
