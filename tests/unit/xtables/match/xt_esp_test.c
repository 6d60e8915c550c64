// SPDX-License-Identifier: GPL-2.0-or-later
/* The SPI of ESP, in both families. */
#include "match_test.h"

#include <linux/netfilter/xt_esp.h>

static const u8 esp[] = {0, 0, 0x12, 0x34, 0, 0, 0, 9};

#define ESP(...)                                                                    \
	{                                                                           \
		.proto = IPPROTO_ESP, .l4 = esp, .l4_len = sizeof(esp), __VA_ARGS__ \
	}

static const struct {
	const char *what;
	struct pkt pkt;
	struct xt_esp info;
	int answer;
} rows[] = {
	{"any SPI", ESP(), {.spis = {0, ~0u}}, YES},
	{"the SPI", ESP(), {.spis = {0x1234, 0x1234}}, YES},
	{"! the SPI", ESP(), {.spis = {0x1234, 0x1234}, .invflags = 1}, NO},
	{"below", ESP(), {.spis = {0x1235, ~0u}}, NO},
	{"cut", ESP(.cut = 27), {.spis = {0, ~0u}}, DROP},
	{"a later fragment", ESP(.frag_off = 3), {.spis = {0, ~0u}}, NO},
	{"IPv6", ESP(.v6 = true), {.spis = {0x1234, 0x1234}}, YES},
	{"IPv6, above", ESP(.v6 = true), {.spis = {0, 0x1233}}, NO},
	{"IPv6, cut", ESP(.v6 = true, .cut = 47), {.spis = {0, ~0u}}, DROP},
};

static void matching(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct xt_match *m = test_find_match(
			xt_esp_mt, "esp", 0, rows[i].pkt.v6 ? NFPROTO_IPV6 : NFPROTO_IPV4);

		assert_int_equal(m->proto, IPPROTO_ESP);
		expect_row(rows[i].what, test_match_pkt(*state, m, &rows[i].info, &rows[i].pkt),
			   rows[i].answer);
	}
}

static void checkentry(void **state)
{
	struct xt_esp info = {.invflags = 2};

	assert_int_equal(test_match_check(*state, xt_esp_mt, &info, 1, NULL), -EINVAL);
	info.invflags = 1;
	assert_int_equal(test_match_check(*state, xt_esp_mt, &info, 1, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
