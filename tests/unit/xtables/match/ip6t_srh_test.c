// SPDX-License-Identifier: GPL-2.0-or-later
/* The segment routing header. */
#include "match_test.h"

#include <linux/netfilter_ipv6/ip6t_srh.h>

/* Type 4, one of two segments left, last entry 1, tag 0x1234, segments ::1 (the last) and ::2. */
static const u8 srh[40] = {IPPROTO_TCP, 4, 4, 1, 1, 0, 0x12, 0x34, [23] = 1, [39] = 2};
static const u8 other_type[40] = {IPPROTO_TCP, 4, 0, 1, 1};
static const u8 too_many[40] = {IPPROTO_TCP, 4, 4, 2, 1};

#define SRH(bytes, ...)                                                                            \
	{                                                                                          \
		.v6 = true, .ext = bytes, .ext_len = 40, .ext_first = NEXTHDR_ROUTING, __VA_ARGS__ \
	}
#define ASK(f, ...)                                   \
	{                                             \
		.mt_flags = IP6T_SRH_##f, __VA_ARGS__ \
	}
#define NOT(f, ...)                                                                \
	{                                                                          \
		.mt_flags = IP6T_SRH_##f, .mt_invflags = IP6T_SRH_##f, __VA_ARGS__ \
	}

static const struct {
	const char *what;
	struct pkt pkt;
	struct ip6t_srh info;
	int answer;
} rows[] = {
	{"there", SRH(srh), {}, YES},
	{"not there", {.v6 = true}, {}, NO},
	{"another type", SRH(other_type), {}, NO},
	{"more left than there are", SRH(too_many), {}, NO},
	{"cut", SRH(srh, .cut = 79), {}, NO},
	{"next header", SRH(srh), ASK(NEXTHDR, .next_hdr = IPPROTO_TCP), YES},
	{"! next header", SRH(srh), NOT(NEXTHDR, .next_hdr = IPPROTO_TCP), NO},
	{"length", SRH(srh), ASK(LEN_EQ, .hdr_len = 4), YES},
	{"longer", SRH(srh), ASK(LEN_GT, .hdr_len = 4), NO},
	{"longer than 3", SRH(srh), ASK(LEN_GT, .hdr_len = 3), YES},
	{"shorter", SRH(srh), ASK(LEN_LT, .hdr_len = 5), YES},
	{"! shorter", SRH(srh), NOT(LEN_LT, .hdr_len = 5), NO},
	{"segments left", SRH(srh), ASK(SEGS_EQ, .segs_left = 1), YES},
	{"more segments left", SRH(srh), ASK(SEGS_GT, .segs_left = 0), YES},
	{"fewer segments left", SRH(srh), ASK(SEGS_LT, .segs_left = 1), NO},
	{"last entry", SRH(srh), ASK(LAST_EQ, .last_entry = 1), YES},
	{"! last entry", SRH(srh), NOT(LAST_EQ, .last_entry = 1), NO},
	{"last entry above", SRH(srh), ASK(LAST_GT, .last_entry = 0), YES},
	{"last entry below", SRH(srh), ASK(LAST_LT, .last_entry = 1), NO},
	{"tag", SRH(srh), ASK(TAG, .tag = __constant_htons(0x1234)), YES},
	{"another tag", SRH(srh), ASK(TAG, .tag = 0x1), NO},
};

static void revision0(void **state)
{
	const struct xt_match *m = test_find_match(ip6t_srh_mt, "srh", 0, NFPROTO_IPV6);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_row(rows[i].what, test_match_pkt(*state, m, &rows[i].info, &rows[i].pkt),
			   rows[i].answer);
}

#define ONES   IP6(0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff)
#define SID(n) IP6(0, 0, 0, 0, 0, 0, 0, n)

static const u8 begun[40] = {IPPROTO_TCP, 4, 4, 0, 1, 0, 0, 0, [23] = 1, [39] = 2};

static const struct {
	const char *what;
	struct pkt pkt;
	struct ip6t_srh1 info;
	int answer;
} sid_rows[] = {
	{"next", SRH(srh), ASK(NSID, .nsid_addr = SID(1), .nsid_msk = ONES), YES},
	{"another next", SRH(srh), ASK(NSID, .nsid_addr = SID(2), .nsid_msk = ONES), NO},
	{"! another next", SRH(srh), NOT(NSID, .nsid_addr = SID(2), .nsid_msk = ONES), YES},
	{"no next", SRH(begun), ASK(NSID), NO},
	{"last", SRH(srh), ASK(LSID, .lsid_addr = SID(1), .lsid_msk = ONES), YES},
	{"last under a mask", SRH(srh), ASK(LSID, .lsid_addr = SID(0xf1), .lsid_msk = SID(0xf)),
	 YES},
	{"no previous", SRH(srh), ASK(PSID), NO},
	{"previous", SRH(begun), ASK(PSID, .psid_addr = SID(2), .psid_msk = ONES), YES},
	{"! previous", SRH(begun), NOT(PSID, .psid_addr = SID(2), .psid_msk = ONES), NO},
	{"a number too", SRH(srh), ASK(LEN_EQ, .hdr_len = 3), NO},
};

static void revision1(void **state)
{
	const struct xt_match *m = test_find_match(ip6t_srh_mt, "srh", 1, NFPROTO_IPV6);

	for (size_t i = 0; i < ARRAY_SIZE(sid_rows); i++)
		expect_row(sid_rows[i].what,
			   test_match_pkt(*state, m, &sid_rows[i].info, &sid_rows[i].pkt),
			   sid_rows[i].answer);
}

static void checkentry(void **state)
{
	struct ip6t_srh info = {.mt_flags = 0x4000};
	struct ip6t_srh1 info1 = {.mt_invflags = 0x4000};

	assert_int_equal(test_match_check(*state, &ip6t_srh_mt[0], &info, 1, NULL), -EINVAL);
	assert_int_equal(test_match_check(*state, &ip6t_srh_mt[1], &info1, 1, NULL), -EINVAL);
	info.mt_flags = info1.mt_invflags = 0x3fff;
	assert_int_equal(test_match_check(*state, &ip6t_srh_mt[0], &info, 1, NULL), 0);
	assert_int_equal(test_match_check(*state, &ip6t_srh_mt[1], &info1, 1, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(revision0), TEST(revision1), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
