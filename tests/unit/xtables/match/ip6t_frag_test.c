// SPDX-License-Identifier: GPL-2.0-or-later
/* The fragment header. */
#include "match_test.h"

#include <linux/netfilter_ipv6/ip6t_frag.h>

/* Next header, reserved, offset and flags, identification 77. */
static const u8 first[] = {IPPROTO_TCP, 0, 0, 1, 0, 0, 0, 77},
		later[] = {IPPROTO_TCP, 0, 0, 9, 0, 0, 0, 77},
		last[] = {IPPROTO_TCP, 0, 0, 16, 0, 0, 0, 77},
		odd[] = {IPPROTO_TCP, 1, 0, 0, 0, 0, 0, 77},
		odd_bits[] = {IPPROTO_TCP, 0, 0, 6, 0, 0, 0, 77};

#define FRAG(bytes, ...)                                                                           \
	{                                                                                          \
		.v6 = true, .ext = bytes, .ext_len = 8, .ext_first = NEXTHDR_FRAGMENT, __VA_ARGS__ \
	}
#define ANY            \
	{              \
		0, ~0u \
	}

static const struct {
	const char *what;
	struct pkt pkt;
	struct ip6t_frag info;
	int answer;
} rows[] = {
	{"a fragment", FRAG(first), {.ids = ANY}, YES},
	{"no fragment", {.v6 = true}, {.ids = ANY}, NO},
	{"the id", FRAG(later), {.ids = {77, 77}}, YES},
	{"! the id", FRAG(later), {.ids = {77, 77}, .invflags = IP6T_FRAG_INV_IDS}, NO},
	{"another id", FRAG(later), {.ids = {78, 99}}, NO},
	{"the first", FRAG(first), {.ids = ANY, .flags = IP6T_FRAG_FST}, YES},
	{"not the first", FRAG(later), {.ids = ANY, .flags = IP6T_FRAG_FST}, NO},
	{"more", FRAG(later), {.ids = ANY, .flags = IP6T_FRAG_MF}, YES},
	{"more, the last", FRAG(last), {.ids = ANY, .flags = IP6T_FRAG_MF}, NO},
	{"the last", FRAG(last), {.ids = ANY, .flags = IP6T_FRAG_NMF}, YES},
	{"not the last", FRAG(later), {.ids = ANY, .flags = IP6T_FRAG_NMF}, NO},
	{"reserved byte", FRAG(odd), {.ids = ANY, .flags = IP6T_FRAG_RES}, NO},
	{"reserved bits", FRAG(odd_bits), {.ids = ANY, .flags = IP6T_FRAG_RES}, NO},
	{"nothing reserved", FRAG(first), {.ids = ANY, .flags = IP6T_FRAG_RES}, YES},
	{"length does not count",
	 FRAG(first),
	 {.ids = ANY, .flags = IP6T_FRAG_LEN, .hdrlen = 99},
	 YES},
	{"cut", FRAG(first, .cut = 47), {.ids = ANY}, DROP},
};

static void matching(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_row(rows[i].what,
			   test_match_pkt(*state, ip6t_frag_mt, &rows[i].info, &rows[i].pkt),
			   rows[i].answer);
}

static void checkentry(void **state)
{
	struct ip6t_frag info = {.invflags = 4};

	assert_int_equal(test_match_check(*state, ip6t_frag_mt, &info, 1, NULL), -EINVAL);
	info.invflags = 3;
	assert_int_equal(test_match_check(*state, ip6t_frag_mt, &info, 1, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
