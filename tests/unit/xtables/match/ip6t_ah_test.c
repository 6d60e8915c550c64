// SPDX-License-Identifier: GPL-2.0-or-later
/* The authentication header in IPv6, wherever it stands in the chain. */
#include "match_test.h"

#include <linux/netfilter_ipv6/ip6t_ah.h>

/* A destination options header, then AH with SPI 0x1234 and 24 bytes. */
static const u8 chain[] = {NEXTHDR_AUTH, 0, 1, 4, 0, 0, 0, 0, IPPROTO_TCP, 4, 0, 0, 0, 0, 0x12,
			   0x34,	 0, 0, 0, 9, 1, 2, 3, 4,	   5, 6, 7, 8, 9, 10,
			   11,		 12};
static const u8 odd[] = {IPPROTO_TCP, 1, 0, 1, 0, 0, 0x12, 0x34, 0, 0, 0, 9};

#define AH(...)                                                                                \
	{                                                                                      \
		.v6 = true, .ext = chain, .ext_len = sizeof(chain), .ext_first = NEXTHDR_DEST, \
		__VA_ARGS__                                                                    \
	}
#define ODD(...)                                                                           \
	{                                                                                  \
		.v6 = true, .ext = odd, .ext_len = sizeof(odd), .ext_first = NEXTHDR_AUTH, \
		__VA_ARGS__                                                                \
	}

static const struct {
	const char *what;
	struct pkt pkt;
	struct ip6t_ah info;
	int answer;
} rows[] = {
	{"any SPI", AH(), {.spis = {0, ~0u}}, YES},
	{"the SPI", AH(), {.spis = {0x1234, 0x1234}}, YES},
	{"below", AH(), {.spis = {0x1235, ~0u}}, NO},
	{"! the SPI", AH(), {.spis = {0x1234, 0x1234}, .invflags = IP6T_AH_INV_SPI}, NO},
	{"length", AH(), {.spis = {0, ~0u}, .hdrlen = 24}, YES},
	{"another length", AH(), {.spis = {0, ~0u}, .hdrlen = 20}, NO},
	{"! another length",
	 AH(),
	 {.spis = {0, ~0u}, .hdrlen = 20, .invflags = IP6T_AH_INV_LEN},
	 YES},
	{"reserved is zero", AH(), {.spis = {0, ~0u}, .hdrres = 1}, YES},
	{"reserved is not zero", ODD(), {.spis = {0, ~0u}, .hdrres = 1}, NO},
	{"nobody asks for reserved", ODD(), {.spis = {0, ~0u}}, YES},
	{"no AH", {.v6 = true}, {.spis = {0, ~0u}}, NO},
	{"cut inside", AH(.cut = 40 + 8 + 8), {.spis = {0, ~0u}}, DROP},
	{"cut before", AH(.cut = 40 + 8), {.spis = {0, ~0u}}, DROP},
};

static void matching(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_row(rows[i].what,
			   test_match_pkt(*state, ip6t_ah_mt, &rows[i].info, &rows[i].pkt),
			   rows[i].answer);
}

static void checkentry(void **state)
{
	for (unsigned int inv = 0; inv < 256; inv++) {
		struct ip6t_ah info = {.invflags = (u8)inv};

		assert_int_equal(test_match_check(*state, ip6t_ah_mt, &info, 1, NULL),
				 inv > 3 ? -EINVAL : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
