// SPDX-License-Identifier: GPL-2.0-or-later
/* The SPI of AH in IPv4. */
#include "match_test.h"

#include <linux/netfilter_ipv4/ipt_ah.h>

static const u8 ah[] = {IPPROTO_TCP, 4, 0, 0, 0, 0, 0x12, 0x34, 0, 0, 0, 9};

#define AH(...)                                                                  \
	{                                                                        \
		.proto = IPPROTO_AH, .l4 = ah, .l4_len = sizeof(ah), __VA_ARGS__ \
	}

static const struct {
	const char *what;
	struct pkt pkt;
	struct ipt_ah info;
	int answer;
} rows[] = {
	{"any SPI", AH(), {.spis = {0, ~0u}}, YES},
	{"in range", AH(), {.spis = {0x1000, 0x1234}}, YES},
	{"above", AH(), {.spis = {0, 0x1233}}, NO},
	{"! above", AH(), {.spis = {0, 0x1233}, .invflags = IPT_AH_INV_SPI}, YES},
	{"cut", AH(.cut = 31), {.spis = {0, ~0u}}, DROP},
	{"a later fragment", AH(.frag_off = 3), {.spis = {0, ~0u}}, NO},
};

static void matching(void **state)
{
	assert_int_equal(ipt_ah_mt->proto, IPPROTO_AH);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_row(rows[i].what,
			   test_match_pkt(*state, ipt_ah_mt, &rows[i].info, &rows[i].pkt),
			   rows[i].answer);
}

static void checkentry(void **state)
{
	struct ipt_ah info = {.invflags = 2};

	assert_int_equal(test_match_check(*state, ipt_ah_mt, &info, 1, NULL), -EINVAL);
	info.invflags = 1;
	assert_int_equal(test_match_check(*state, ipt_ah_mt, &info, 1, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
