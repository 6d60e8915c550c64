// SPDX-License-Identifier: GPL-2.0-or-later
/* DSCP and the whole type-of-service byte. */
#include "match_test.h"

#include <linux/netfilter/xt_dscp.h>

static const struct {
	u8 tos;
	struct xt_dscp_info info;
	int answer;
} dscp_rows[] = {
	{0xb8, {46, 0}, YES}, {0xbb, {46, 0}, YES}, {0xbc, {46, 0}, NO}, {0xb8, {46, 1}, NO},
	{0, {46, 1}, YES},    {0, {0, 0}, YES},	    {3, {0, 0}, YES},	 {0xff, {63, 0}, YES},
	{0xb8, {46, 7}, NO}, /* any inversion byte inverts */
};

static void dscp(void **state)
{
	const struct xt_match *m = test_find_match(xt_dscp_mt, "dscp", 0, NFPROTO_IPV4);

	for (size_t i = 0; i < ARRAY_SIZE(dscp_rows); i++)
		expect_row("dscp",
			   test_match_pkt(*state, m, &dscp_rows[i].info,
					  &(struct pkt){.tos = dscp_rows[i].tos}),
			   dscp_rows[i].answer);
	for (unsigned int d = 0; d < 256; d++) {
		struct xt_dscp_info info = {.dscp = (u8)d};

		expect_row("check", test_match_check(*state, m, &info, 1, NULL),
			   d > 63 ? -EDOM : 0);
	}
}

static const struct {
	u8 tos;
	struct xt_tos_match_info info; /* mask, value, invert */
	int answer;
} tos_rows[] = {
	{0x10, {0x3f, 0x10, 0}, YES}, {0xd0, {0x3f, 0x10, 0}, YES}, {0x11, {0x3f, 0x10, 0}, NO},
	{0x11, {0x3f, 0x10, 1}, YES}, {0xff, {0xff, 0xff, 0}, YES}, {0xff, {0, 0, 0}, YES},
	{0xff, {0x0f, 0x10, 0}, NO},  {0x10, {0x3f, 0x10, 2}, NO},
};

static void tos(void **state)
{
	const struct xt_match *m = test_find_match(xt_dscp_mt, "tos", 1, NFPROTO_IPV4);

	for (size_t i = 0; i < ARRAY_SIZE(tos_rows); i++)
		expect_row("tos",
			   test_match_pkt(*state, m, &tos_rows[i].info,
					  &(struct pkt){.tos = tos_rows[i].tos}),
			   tos_rows[i].answer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(dscp), TEST(tos)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
