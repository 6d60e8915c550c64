// SPDX-License-Identifier: GPL-2.0-or-later
/* ICMP types and codes; sport and dport of a packet are its type and code here. */
#include "match_test.h"

static const struct {
	const char *what;
	struct pkt pkt;
	struct ipt_icmp info;
	int answer;
} rows[] = {
	{"echo request", {.sport = 8}, {8, {0, 255}, 0}, YES},
	{"echo reply is no request", {.sport = 0}, {8, {0, 255}, 0}, NO},
	{"any type", {.sport = 17, .dport = 3}, {255, {0, 255}, 0}, YES},
	{"any type ignores codes", {.sport = 17, .dport = 3}, {255, {9, 9}, 0}, YES},
	{"! any", {.sport = 17}, {255, {0, 255}, 1}, NO},
	{"code", {.sport = 3, .dport = 4}, {3, {4, 4}, 0}, YES},
	{"code below", {.sport = 3, .dport = 3}, {3, {4, 4}, 0}, NO},
	{"code above", {.sport = 3, .dport = 5}, {3, {4, 4}, 0}, NO},
	{"! type and code", {.sport = 3, .dport = 4}, {3, {4, 4}, 1}, NO},
	{"! type, other code", {.sport = 3, .dport = 5}, {3, {4, 4}, 1}, YES},
	{"type 255 on the wire", {.sport = 255}, {8, {0, 255}, 0}, NO},
	{"cut", {.sport = 8, .cut = 27}, {255, {0, 255}, 0}, DROP},
	{"cut, inverted", {.sport = 8, .cut = 20}, {255, {0, 255}, 1}, DROP},
	{"fragment", {.sport = 8, .frag_off = 1}, {255, {0, 255}, 0}, NO},
	{"IP options", {.sport = 8, .ihl = 15}, {8, {0, 0}, 0}, YES},
};

static void matching(void **state)
{
	const struct xt_match *m = test_find_match(xt_icmp_mt, "icmp", 0, NFPROTO_IPV4);

	assert_int_equal(m->proto, IPPROTO_ICMP);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct pkt p = rows[i].pkt;

		p.proto = IPPROTO_ICMP;
		expect_row(rows[i].what, test_match_pkt(*state, m, &rows[i].info, &p),
			   rows[i].answer);
	}
}

static void checkentry(void **state)
{
	for (unsigned int inv = 0; inv < 256; inv++) {
		struct ipt_icmp info = {.invflags = (u8)inv};

		assert_int_equal(test_match_check(*state, xt_icmp_mt, &info, 1, NULL),
				 inv > 1 ? -EINVAL : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
