// SPDX-License-Identifier: GPL-2.0-or-later
/* The four comparisons of the time to live, at their bounds. */
#include "match_test.h"

#include <linux/netfilter_ipv4/ipt_ttl.h>

static const struct {
	u8 ttl;
	struct ipt_ttl_info info;
	int answer;
} rows[] = {
	{64, {IPT_TTL_EQ, 64}, YES}, {63, {IPT_TTL_EQ, 64}, NO},  {64, {IPT_TTL_NE, 64}, NO},
	{63, {IPT_TTL_NE, 64}, YES}, {63, {IPT_TTL_LT, 64}, YES}, {64, {IPT_TTL_LT, 64}, NO},
	{65, {IPT_TTL_LT, 64}, NO},  {65, {IPT_TTL_GT, 64}, YES}, {64, {IPT_TTL_GT, 64}, NO},
	{63, {IPT_TTL_GT, 64}, NO},  {255, {IPT_TTL_GT, 0}, YES}, {1, {IPT_TTL_LT, 0}, NO},
	{64, {4, 64}, NO}, /* an unknown mode matches nothing */
};

static void matching(void **state)
{
	const struct xt_match *m = test_find_match(xt_hl_mt, "ttl", 0, NFPROTO_IPV4);

	assert_null(m->checkentry);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct pkt p = {.ttl = rows[i].ttl};
		char what[32];

		snprintf(what, sizeof(what), "row %zu", i);
		expect_row(what, test_match_pkt(*state, m, &rows[i].info, &p), rows[i].answer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
