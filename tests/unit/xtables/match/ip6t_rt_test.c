// SPDX-License-Identifier: GPL-2.0-or-later
/* The routing header. */
#include "match_test.h"

#include <linux/netfilter_ipv6/ip6t_rt.h>

/* Type 0, one segment left, two addresses ::1 and ::2; type 2 without reserved zeros. */
static const u8 rt0[40] = {IPPROTO_TCP, 4, 0, 1, [23] = 1, [39] = 2};
static const u8 rt2[8] = {IPPROTO_TCP, 0, 2, 0, 1};

#define RT(bytes, ...)                                                                            \
	{                                                                                         \
		.v6 = true, .ext = bytes, .ext_len = sizeof(bytes), .ext_first = NEXTHDR_ROUTING, \
		__VA_ARGS__                                                                       \
	}
#define SGS .segsleft = {0, ~0u}
#define ONE IP6(0, 0, 0, 0, 0, 0, 0, 1)
#define TWO IP6(0, 0, 0, 0, 0, 0, 0, 2)

static const struct {
	const char *what;
	struct pkt pkt;
	struct ip6t_rt info;
	int answer;
} rows[] = {
	{"there", RT(rt0), {SGS}, YES},
	{"not there", {.v6 = true}, {SGS}, NO},
	{"segments left", RT(rt0), {.segsleft = {1, 1}}, YES},
	{"! segments left", RT(rt0), {.segsleft = {1, 1}, .invflags = IP6T_RT_INV_SGS}, NO},
	{"type", RT(rt2), {SGS, .flags = IP6T_RT_TYP, .rt_type = 2}, YES},
	{"another type", RT(rt0), {SGS, .flags = IP6T_RT_TYP, .rt_type = 2}, NO},
	{"! type",
	 RT(rt0),
	 {SGS, .flags = IP6T_RT_TYP, .rt_type = 2, .invflags = IP6T_RT_INV_TYP},
	 YES},
	{"length", RT(rt0), {SGS, .flags = IP6T_RT_LEN, .hdrlen = 40}, YES},
	{"another length", RT(rt2), {SGS, .flags = IP6T_RT_LEN, .hdrlen = 40}, NO},
	{"reserved zero", RT(rt0), {SGS, .flags = IP6T_RT_RES}, YES},
	{"reserved not zero", RT(rt2), {SGS, .flags = IP6T_RT_RES}, NO},
	{"addresses", RT(rt0), {SGS, .flags = IP6T_RT_FST, .addrnr = 2, .addrs = {ONE, TWO}}, YES},
	{"not all", RT(rt0), {SGS, .flags = IP6T_RT_FST, .addrnr = 1, .addrs = {ONE}}, NO},
	{"out of order",
	 RT(rt0),
	 {SGS, .flags = IP6T_RT_FST, .addrnr = 2, .addrs = {TWO, ONE}},
	 NO},
	{"some",
	 RT(rt0),
	 {SGS, .flags = IP6T_RT_FST | IP6T_RT_FST_NSTRICT, .addrnr = 1, .addrs = {TWO}},
	 YES},
	{"some, out of order",
	 RT(rt0),
	 {SGS, .flags = IP6T_RT_FST | IP6T_RT_FST_NSTRICT, .addrnr = 2, .addrs = {TWO, ONE}},
	 NO},
	{"none asked for", RT(rt0), {SGS, .flags = IP6T_RT_FST | IP6T_RT_FST_NSTRICT}, YES},
	{"more than there are",
	 RT(rt2),
	 {SGS, .flags = IP6T_RT_FST, .addrnr = 1, .addrs = {ONE}},
	 NO},
	{"more than a rule has room for", RT(rt0), {SGS, .flags = IP6T_RT_FST, .addrnr = 17}, NO},
	{"header longer than packet", RT(rt0, .cut = 60), {SGS}, NO},
	{"cut", RT(rt0, .cut = 43), {SGS}, DROP},
};

static void matching(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_row(rows[i].what,
			   test_match_pkt(*state, ip6t_rt_mt, &rows[i].info, &rows[i].pkt),
			   rows[i].answer);
}

static const struct {
	struct ip6t_rt info;
	int err;
} checks[] = {
	{{.invflags = 7}, 0},
	{{.invflags = 8}, -EINVAL},
	{{.flags = IP6T_RT_RES}, -EINVAL},
	{{.flags = IP6T_RT_RES | IP6T_RT_TYP}, 0},
	{{.flags = IP6T_RT_RES | IP6T_RT_TYP, .rt_type = 2}, -EINVAL},
	{{.flags = IP6T_RT_FST | IP6T_RT_TYP, .invflags = IP6T_RT_INV_TYP}, -EINVAL},
	{{.flags = IP6T_RT_FST_NSTRICT}, -EINVAL},
};

static void checkentry(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct ip6t_rt info = checks[i].info;

		assert_int_equal(test_match_check(*state, ip6t_rt_mt, &info, 1, NULL),
				 checks[i].err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
