// SPDX-License-Identifier: GPL-2.0-or-later
/* Hop-by-hop and destination options. */
#include "match_test.h"

#include <linux/netfilter_ipv6/ip6t_opts.h>

/* Router alert (5, 2 bytes), Pad1 twice; 16 bytes: option 9 of 3, Pad1, PadN of 5, and a tail. */
static const u8 alert[] = {IPPROTO_TCP, 0, 5, 2, 0, 0, 0, 0},
		more[] = {IPPROTO_TCP, 1, 9, 3, 1, 2, 3, 0, 1, 5, 0, 0, 0, 0, 0, 7};

#define HBH(bytes, ...)                                                                       \
	{                                                                                     \
		.v6 = true, .ext = bytes, .ext_len = sizeof(bytes), .ext_first = NEXTHDR_HOP, \
		__VA_ARGS__                                                                   \
	}
#define OPT(type, len) ((type) << 8 | (len))

static const struct {
	const char *what;
	struct pkt pkt;
	struct ip6t_opts info;
	int answer;
} rows[] = {
	{"there", HBH(alert), {}, YES},
	{"not there", {.v6 = true}, {}, NO},
	{"length", HBH(alert), {.flags = 1, .hdrlen = 8}, YES},
	{"another length", HBH(alert), {.flags = 1, .hdrlen = 16}, NO},
	{"! another length", HBH(alert), {.flags = 1, .hdrlen = 16, .invflags = 1}, YES},
	{"option", HBH(alert), {.flags = 2, .optsnr = 1, .opts = {OPT(5, 2)}}, YES},
	{"option of any length", HBH(alert), {.flags = 2, .optsnr = 1, .opts = {OPT(5, 255)}}, YES},
	{"another option", HBH(alert), {.flags = 2, .optsnr = 1, .opts = {OPT(4, 2)}}, NO},
	{"another length of it", HBH(alert), {.flags = 2, .optsnr = 1, .opts = {OPT(5, 3)}}, NO},
	{"then Pad1s", HBH(alert), {.flags = 2, .optsnr = 3, .opts = {OPT(5, 2), 0, 0}}, YES},
	{"one too many", HBH(alert), {.flags = 2, .optsnr = 4, .opts = {OPT(5, 2), 0, 0, 0}}, NO},
	{"in order", HBH(more), {.flags = 2, .optsnr = 3, .opts = {OPT(9, 3), 0, OPT(1, 5)}}, YES},
	{"out of order", HBH(more), {.flags = 2, .optsnr = 2, .opts = {0, OPT(9, 3)}}, NO},
	{"more than a rule has room for",
	 HBH(alert),
	 {.flags = 2, .optsnr = 17, .opts = {OPT(5, 2)}},
	 NO},
	{"header longer than packet", HBH(more, .cut = 40 + 12), {}, NO},
	{"cut", HBH(alert, .cut = 41), {}, DROP},
};

static void matching(void **state)
{
	const struct xt_match *hbh = test_find_match(ip6t_hbh_mt, "hbh", 0, NFPROTO_IPV6);
	const struct xt_match *dst = test_find_match(ip6t_hbh_mt, "dst", 0, NFPROTO_IPV6);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct pkt p = rows[i].pkt;

		expect_row(rows[i].what, test_match_pkt(*state, hbh, &rows[i].info, &p),
			   rows[i].answer);
		if (!p.ext_len)
			continue;
		p.ext_first = NEXTHDR_DEST;
		expect_row(rows[i].what, test_match_pkt(*state, dst, &rows[i].info, &p),
			   rows[i].answer);
		if (!p.cut)
			expect_row("dst is no hbh", test_match_pkt(*state, hbh, &rows[i].info, &p),
				   NO);
	}
}

static void checkentry(void **state)
{
	struct ip6t_opts info = {.invflags = 2};

	assert_int_equal(test_match_check(*state, ip6t_hbh_mt, &info, 1, NULL), -EINVAL);
	info = (struct ip6t_opts){.flags = IP6T_OPTS_NSTRICT};
	assert_int_equal(test_match_check(*state, ip6t_hbh_mt, &info, 1, NULL), -EINVAL);
	info.flags = 3;
	assert_int_equal(test_match_check(*state, ip6t_hbh_mt, &info, 1, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
