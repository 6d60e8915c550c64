// SPDX-License-Identifier: GPL-2.0-or-later
/* Which extension headers there are. */
#include "match_test.h"

#include <linux/netfilter_ipv6/ip6t_ipv6header.h>

/* Hop-by-hop, then a fragment header; ESP at once; nothing at all. */
static const u8 two[] = {NEXTHDR_FRAGMENT, 0, 1, 4, 0, 0, 0, 0, IPPROTO_TCP, 0, 0, 0, 0, 0, 0, 1};

#define TWO(...)                                                                          \
	{                                                                                 \
		.v6 = true, .ext = two, .ext_len = sizeof(two), .ext_first = NEXTHDR_HOP, \
		__VA_ARGS__                                                               \
	}
#define PLAIN              \
	{                  \
		.v6 = true \
	}
#define HEADERS (MASK_HOPOPTS | MASK_FRAGMENT | MASK_PROTO)

static const struct {
	const char *what;
	struct pkt pkt;
	struct ip6t_ipv6header_info info; /* headers, inverted, soft */
	int answer;
} rows[] = {
	{"exactly", TWO(), {HEADERS, 0, 0}, YES},
	{"one is missing", TWO(), {HEADERS | MASK_AH, 0, 0}, NO},
	{"one too many", TWO(), {MASK_HOPOPTS | MASK_PROTO, 0, 0}, NO},
	{"! exactly", TWO(), {HEADERS, 0xff, 0}, NO},
	{"! others", TWO(), {MASK_AH, 0xff, 0}, YES},
	{"soft", TWO(), {MASK_HOPOPTS, 0, 1}, YES},
	{"soft, missing", TWO(), {MASK_HOPOPTS | MASK_AH, 0, 1}, NO},
	{"soft, ! missing", TWO(), {MASK_HOPOPTS | MASK_AH, MASK_AH, 1}, YES},
	{"no extension header", PLAIN, {MASK_PROTO, 0, 0}, YES},
	{"ESP", {.v6 = true, .proto = NEXTHDR_ESP}, {MASK_ESP, 0, 0}, YES},
	{"none", {.v6 = true, .proto = NEXTHDR_NONE}, {MASK_NONE, 0, 0}, YES},
	{"cut", TWO(.cut = 41), {MASK_HOPOPTS, 0xff, 0}, NO},
	{"cut behind a header", TWO(.cut = 47), {MASK_HOPOPTS | MASK_PROTO, 0, 0}, YES},
};

static void matching(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_row(rows[i].what,
			   test_match_pkt(*state, ip6t_ipv6header_mt, &rows[i].info, &rows[i].pkt),
			   rows[i].answer);
}

static void checkentry(void **state)
{
	for (unsigned int inv = 0; inv < 256; inv++) {
		struct ip6t_ipv6header_info hard = {0, (u8)inv, 0}, soft = {0, (u8)inv, 1};

		assert_int_equal(test_match_check(*state, ip6t_ipv6header_mt, &hard, 1, NULL),
				 inv == 0 || inv == 255 ? 0 : -EINVAL);
		assert_int_equal(test_match_check(*state, ip6t_ipv6header_mt, &soft, 1, NULL), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
