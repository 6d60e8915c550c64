// SPDX-License-Identifier: GPL-2.0-or-later
/* The token bucket: burst, refill, cap, the refused rates and what user space sees. */
#include "match_test.h"

#include <linux/netfilter/xt_limit.h>

#define SECOND		NSEC_PER_SEC
#define PER(seconds, n) ((u32)((seconds)*XT_LIMIT_SCALE / (n)))

static struct xt_rateinfo loaded(struct net *net, u32 avg, u32 burst)
{
	struct xt_rateinfo r = {.avg = avg, .burst = burst};

	assert_int_equal(test_match_check(net, xt_limit_mt, &r, 1, NULL), 0);
	return r;
}

/* How many of @n packets match at one moment. */
static unsigned int matched(struct net *net, const struct xt_rateinfo *r, unsigned int n)
{
	unsigned int yes = 0;

	while (n--)
		yes += test_match_pkt(net, xt_limit_mt, r, &(struct pkt){}) == YES;
	return yes;
}

static void wait_ns(struct net *net, u64 ns)
{
	net_advance(net, net_shard0(net)->clock.mono_ns + ns);
}

static const struct {
	const char *what;
	u32 avg, burst;
	struct {
		u64 wait;
		unsigned int sent, matched;
	} step[4];
} rows[] = {
	{"3/hour, burst 5 (the tool's default)",
	 PER(3600ull, 3),
	 5,
	 {{0, 10, 5}, {1199 * SECOND, 1, 0}, {1 * SECOND, 2, 1}, {24 * 3600 * SECOND, 9, 5}}},
	{"10/second, burst 1",
	 PER(1ull, 10),
	 1,
	 {{0, 3, 1}, {99 * SECOND / 1000, 1, 0}, {1 * SECOND / 1000, 1, 1}, {10 * SECOND, 5, 1}}},
	{"1/second, burst 3",
	 PER(1ull, 1),
	 3,
	 {{0, 4, 3}, {1 * SECOND, 2, 1}, {2 * SECOND, 3, 2}, {3 * SECOND, 4, 3}}},
	{"10000/second: more than a jiffy can tell",
	 1,
	 2,
	 {{0, 5, 2}, {0, 1, 0}, {4 * SECOND / 1000, 5, 2}, {8 * SECOND / 1000, 5, 2}}},
	{"1/day, burst 1",
	 PER(86400ull, 1),
	 1,
	 {{0, 2, 1}, {86399 * SECOND, 1, 0}, {1 * SECOND, 1, 1}, {86400 * SECOND, 2, 1}}},
};

static void buckets(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct xt_rateinfo r = loaded(*state, rows[i].avg, rows[i].burst);

		for (size_t s = 0; s < ARRAY_SIZE(rows[i].step); s++) {
			char what[80];

			wait_ns(*state, rows[i].step[s].wait);
			snprintf(what, sizeof(what), "%s, step %zu", rows[i].what, s);
			expect_row(what, matched(*state, &r, rows[i].step[s].sent),
				   rows[i].step[s].matched);
		}
		test_match_destroy(*state, xt_limit_mt, &r);
	}
}

/* 37 hours are 2^32 credits: what is beyond them is lost, as in the kernel. */
static void credit_wraps(void **state)
{
	struct xt_rateinfo r = loaded(*state, PER(86400ull, 1), 1);

	assert_int_equal(matched(*state, &r, 1), 1);
	wait_ns(*state, ((1ull << 32) / 128) * JIFFY_NS);
	assert_int_equal(matched(*state, &r, 1), 0);
	test_match_destroy(*state, xt_limit_mt, &r);
}

static const struct {
	u32 avg, burst;
	int err;
} checks[] = {
	{10000, 5, 0},
	{10000, 0, -ERANGE},
	{0, 5, 0}, /* every packet: cost 0 */
	{PER(86400ull, 1), 1, 0},
	/* The kernel says so: a day's credits fill 32 bits. */
	{PER(86400ull, 1), 2, -ERANGE},
	{PER(86400ull, 3), 5, -ERANGE},
	{PER(86400ull, 5), 5, 0},
	{0xffffffff, 1, 0},
	{0xffffffff, 2, 0}, /* the product wraps, what is left is still not less */
	{0xffffffff, 0x80000000, 0},
};

static void checkentry(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct xt_rateinfo r = {.avg = checks[i].avg, .burst = checks[i].burst};
		char what[32];
		int err = test_match_check(*state, xt_limit_mt, &r, 1, NULL);

		snprintf(what, sizeof(what), "check %zu", i);
		if (!err)
			test_match_destroy(*state, xt_limit_mt, &r);
		expect_row(what, err, checks[i].err);
	}
}

static void private_fields(void **state)
{
	/* A tool that sends back what it once read keeps its cost; the bucket is filled anyway. */
	struct xt_rateinfo r = {.avg = 10000, .burst = 2, .cost = 32000, .credit_cap = 64000};

	assert_int_equal(xt_limit_mt->usersize, 8);
	assert_int_equal(xt_limit_mt->matchsize, 40);
	assert_int_equal(test_match_check(*state, xt_limit_mt, &r, 1, NULL), 0);
	assert_int_equal(r.cost, 32000);
	assert_int_equal(r.credit_cap, 64000);
	assert_int_equal(matched(*state, &r, 5), 2);
	test_match_destroy(*state, xt_limit_mt, &r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(buckets), TEST(credit_wraps), TEST(checkentry),
					   TEST(private_fields)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
