// SPDX-License-Identifier: GPL-2.0-or-later
/* Mobility headers. */
#include "match_test.h"

#include <linux/netfilter_ipv6/ip6t_mh.h>

static const u8 binding[] = {NEXTHDR_NONE, 0, 5, 0, 0, 0, 0, 0},
		not_last[] = {IPPROTO_TCP, 0, 5, 0, 0, 0, 0, 0};

#define MH(bytes, ...)                                                                       \
	{                                                                                    \
		.v6 = true, .proto = NEXTHDR_MOBILITY, .l4 = bytes, .l4_len = 8, __VA_ARGS__ \
	}

static const struct {
	const char *what;
	struct pkt pkt;
	struct ip6t_mh info; /* types, inverted */
	int answer;
} rows[] = {
	{"any", MH(binding), {{0, 255}, 0}, YES},
	{"the type", MH(binding), {{5, 5}, 0}, YES},
	{"! the type", MH(binding), {{5, 5}, 1}, NO},
	{"below", MH(binding), {{6, 9}, 0}, NO},
	{"not the last header", MH(not_last), {{0, 255}, 0}, DROP},
	{"cut", MH(binding, .cut = 45), {{0, 255}, 0}, DROP},
};

static void matching(void **state)
{
	assert_int_equal(ip6t_mh_mt->proto, NEXTHDR_MOBILITY);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_row(rows[i].what,
			   test_match_pkt(*state, ip6t_mh_mt, &rows[i].info, &rows[i].pkt),
			   rows[i].answer);
}

static void checkentry(void **state)
{
	struct ip6t_mh info = {.invflags = 2};

	assert_int_equal(test_match_check(*state, ip6t_mh_mt, &info, 1, NULL), -EINVAL);
	info.invflags = 1;
	assert_int_equal(test_match_check(*state, ip6t_mh_mt, &info, 1, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
