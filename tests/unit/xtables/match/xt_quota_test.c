// SPDX-License-Identifier: GPL-2.0-or-later
/* Bytes that may pass. */
#include "match_test.h"

#include <linux/netfilter/xt_quota.h>

static const struct {
	const char *what;
	u32 flags;
	u64 quota;
	u32 payload[5]; /* of packets with 40 bytes of headers */
	const char *answers;
} rows[] = {
	{"three of 40", 0, 120, {0, 0, 0, 0, 0}, "yyynn"},
	{"two and a bit", 0, 119, {0, 0, 0, 0, 0}, "yynnn"},
	{"one that is too large ends it for small ones", 0, 100, {0, 100, 0, 0, 0}, "ynnnn"},
	{"exactly", 0, 140, {100, 0, 0, 0, 0}, "ynnnn"},
	{"nothing", 0, 0, {0, 0, 0, 0, 0}, "nnnnn"},
	{"inverted", XT_QUOTA_INVERT, 80, {0, 0, 0, 0, 0}, "nnyyy"},
	{"more than 32 bits", 0, 1ull << 40, {0, 0, 0, 0, 0}, "yyyyy"},
};

static void matching(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct xt_quota_info info = {.flags = rows[i].flags, .quota = rows[i].quota};
		char got[6] = "";

		assert_int_equal(test_match_check(*state, xt_quota_mt, &info, 1, NULL), 0);
		for (int n = 0; n < 5; n++) {
			const struct pkt p = {.payload = rows[i].payload[n]};

			got[n] = test_match_pkt(*state, xt_quota_mt, &info, &p) ? 'y' : 'n';
		}
		test_match_destroy(*state, xt_quota_mt, &info);
		if (strcmp(got, rows[i].answers))
			fail_msg("%s: %s, wanted %s", rows[i].what, got, rows[i].answers);
		/* What user space reads back is what it wrote. */
		assert_int_equal(info.quota, rows[i].quota);
	}
}

static void checkentry(void **state)
{
	struct xt_quota_info info = {.flags = 2};

	assert_int_equal(test_match_check(*state, xt_quota_mt, &info, 1, NULL), -EINVAL);
	assert_int_equal(xt_quota_mt->usersize, 16);
	assert_int_equal(xt_quota_mt->matchsize, 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
