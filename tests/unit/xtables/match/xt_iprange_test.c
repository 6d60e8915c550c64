// SPDX-License-Identifier: GPL-2.0-or-later
/* Ranges of addresses: bounds, sign bit, inversion of each side. */
#include "match_test.h"

#include <linux/netfilter/xt_iprange.h>

#define R(f, a, b) .flags = f, .src_min.ip = a, .src_max.ip = b, .dst_min.ip = a, .dst_max.ip = b

static const struct {
	const char *what;
	u8 src, dst; /* last byte of 10.0.0.0/24 */
	u8 flags, min, max;
	int answer;
} rows[] = {
	{"src in", 5, 9, IPRANGE_SRC, 4, 6, YES},
	{"src low bound", 4, 9, IPRANGE_SRC, 4, 6, YES},
	{"src high bound", 6, 9, IPRANGE_SRC, 4, 6, YES},
	{"src below", 3, 5, IPRANGE_SRC, 4, 6, NO},
	{"src above", 7, 5, IPRANGE_SRC, 4, 6, NO},
	{"! src in", 5, 9, IPRANGE_SRC | IPRANGE_SRC_INV, 4, 6, NO},
	{"! src below", 3, 9, IPRANGE_SRC | IPRANGE_SRC_INV, 4, 6, YES},
	{"! src above", 7, 9, IPRANGE_SRC | IPRANGE_SRC_INV, 4, 6, YES},
	{"dst in", 9, 5, IPRANGE_DST, 4, 6, YES},
	{"dst above", 5, 7, IPRANGE_DST, 4, 6, NO},
	{"! dst", 5, 5, IPRANGE_DST | IPRANGE_DST_INV, 4, 6, NO},
	{"both", 5, 5, IPRANGE_SRC | IPRANGE_DST, 4, 6, YES},
	{"both, dst out", 5, 7, IPRANGE_SRC | IPRANGE_DST, 4, 6, NO},
	{"src, ! dst", 5, 7, IPRANGE_SRC | IPRANGE_DST | IPRANGE_DST_INV, 4, 6, YES},
	{"neither asked", 1, 2, 0, 4, 6, YES},
	{"inversion without a question", 5, 5, IPRANGE_SRC_INV | IPRANGE_DST_INV, 4, 6, YES},
	{"bounds the wrong way round", 5, 5, IPRANGE_SRC, 6, 4, NO},
};

static void matching(void **state)
{
	const struct xt_match *m = test_find_match(xt_iprange_mt, "iprange", 1, NFPROTO_IPV4);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct xt_iprange_mtinfo info = {
			R(rows[i].flags, IP4(10, 0, 0, rows[i].min), IP4(10, 0, 0, rows[i].max))};
		const struct pkt p = {.saddr = IP4(10, 0, 0, rows[i].src),
				      .daddr = IP4(10, 0, 0, rows[i].dst)};

		expect_row(rows[i].what, test_match_pkt(*state, m, &info, &p), rows[i].answer);
	}
}

static void unsigned_and_in_host_order(void **state)
{
	const struct xt_iprange_mtinfo info = {
		R(IPRANGE_SRC, IP4(10, 255, 0, 1), IP4(200, 0, 0, 1))};

	expect_row("across 128",
		   test_match_pkt(*state, xt_iprange_mt, &info,
				  &(struct pkt){.saddr = IP4(127, 0, 0, 255)}),
		   YES);
	expect_row("10.1 < 10.255",
		   test_match_pkt(*state, xt_iprange_mt, &info,
				  &(struct pkt){.saddr = IP4(10, 1, 255, 255)}),
		   NO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(unsigned_and_in_host_order)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
