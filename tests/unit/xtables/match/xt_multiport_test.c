// SPDX-License-Identifier: GPL-2.0-or-later
/* Lists of ports and ranges, either side, inverted; which rules may use it. */
#include "match_test.h"

#include <linux/netfilter/xt_multiport.h>

#define SRC XT_MULTIPORT_SOURCE
#define DST XT_MULTIPORT_DESTINATION
#define ANY XT_MULTIPORT_EITHER

static const struct {
	const char *what;
	struct pkt pkt;
	struct xt_multiport_v1 info;
	int answer;
} rows[] = {
	{"second of three", {.dport = 80}, {DST, 3, {22, 80, 443}}, YES},
	{"none of three", {.dport = 81}, {DST, 3, {22, 80, 443}}, NO},
	{"source does not count", {.sport = 80, .dport = 1}, {DST, 1, {80}}, NO},
	{"source", {.sport = 80, .dport = 1}, {SRC, 1, {80}}, YES},
	{"either: source", {.sport = 80, .dport = 1}, {ANY, 1, {80}}, YES},
	{"either: destination", {.sport = 1, .dport = 80}, {ANY, 1, {80}}, YES},
	{"either: none", {.sport = 1, .dport = 2}, {ANY, 1, {80}}, NO},
	{"range low", {.dport = 100}, {DST, 2, {100, 200}, {1}}, YES},
	{"range high", {.dport = 200}, {DST, 2, {100, 200}, {1}}, YES},
	{"range above", {.dport = 201}, {DST, 2, {100, 200}, {1}}, NO},
	{"range, then port", {.dport = 300}, {DST, 3, {100, 200, 300}, {1}}, YES},
	{"a range's end is no port", {.dport = 150}, {DST, 3, {1, 100, 200}, {0, 1}}, YES},
	{"inverted, in list", {.dport = 80}, {DST, 1, {80}, {}, 1}, NO},
	{"inverted, not in list", {.dport = 81}, {DST, 1, {80}, {}, 1}, YES},
	{"empty list", {.dport = 0}, {DST, 0, {0}}, NO},
	{"empty list inverted", {.dport = 0}, {DST, 0, {0}, {}, 1}, YES},
	{"all fifteen",
	 {.dport = 15},
	 {DST, 15, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}},
	 YES},
	{"a range from the last place ends in the flags",
	 {.dport = 1000},
	 {DST,
	  15,
	  {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 900},
	  {0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
	 YES},
	{"cut", {.cut = 23}, {DST, 1, {80}}, DROP},
	{"both ports are there", {.cut = 24, .dport = 80}, {DST, 1, {80}}, YES},
	{"fragment", {.frag_off = 1, .dport = 80}, {DST, 1, {80}}, NO},
	{"fragment, inverted", {.frag_off = 1, .dport = 80}, {DST, 1, {80}, {}, 1}, NO},
};

static void matching(void **state)
{
	const struct xt_match *m = test_find_match(xt_multiport_mt, "multiport", 1, NFPROTO_IPV4);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_row(rows[i].what, test_match_pkt(*state, m, &rows[i].info, &rows[i].pkt),
			   rows[i].answer);
}

static const struct {
	const char *what;
	u16 proto;
	u8 ip_invflags;
	struct xt_multiport_v1 info;
	int err;
} checks[] = {
	{"tcp", IPPROTO_TCP, 0, {DST, 15}, 0},
	{"udp", IPPROTO_UDP, 0, {SRC, 0}, 0},
	{"udplite", IPPROTO_UDPLITE, 0, {ANY, 1}, 0},
	{"sctp", IPPROTO_SCTP, 0, {DST, 1}, 0},
	{"dccp", IPPROTO_DCCP, 0, {DST, 1}, 0},
	{"icmp", IPPROTO_ICMP, 0, {DST, 1}, -EINVAL},
	{"any protocol", 0, 0, {DST, 1}, -EINVAL},
	{"! tcp", IPPROTO_TCP, XT_INV_PROTO, {DST, 1}, -EINVAL},
	{"other inversions", IPPROTO_TCP, IPT_INV_SRCIP, {DST, 1}, 0},
	{"unknown flags", IPPROTO_TCP, 0, {3, 1}, -EINVAL},
	{"sixteen", IPPROTO_TCP, 0, {DST, 16}, -EINVAL},
	{"a range", IPPROTO_TCP, 0, {DST, 2, {5, 5}, {1}}, 0},
	{"a range without end", IPPROTO_TCP, 0, {DST, 2, {1, 5}, {0, 1}}, -EINVAL},
	{"the last of fifteen begins a range", IPPROTO_TCP, 0, {DST, 15, {0}, {[14] = 1}}, -EINVAL},
	{"a range that ends below", IPPROTO_TCP, 0, {DST, 2, {6, 5}, {1}}, -EINVAL},
	{"an end that begins another", IPPROTO_TCP, 0, {DST, 3, {1, 2, 3}, {1, 1}}, -EINVAL},
};

static void checkentry(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct xt_multiport_v1 info = checks[i].info;
		const struct ipt_ip ip = {.proto = checks[i].proto,
					  .invflags = checks[i].ip_invflags};

		expect_row(checks[i].what, test_match_check(*state, xt_multiport_mt, &info, 1, &ip),
			   checks[i].err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
