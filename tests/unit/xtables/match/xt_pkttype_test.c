// SPDX-License-Identifier: GPL-2.0-or-later
/* Link-layer types, and what a looped-back copy counts as. */
#include "match_test.h"

#include <linux/netfilter/xt_pkttype.h>

static const struct {
	const char *what;
	u8 have;
	__be32 daddr;
	struct xt_pkttype_info info;
	int answer;
} rows[] = {
	{"host", PACKET_HOST, 0, {PACKET_HOST, 0}, YES},
	{"host is no broadcast", PACKET_HOST, 0, {PACKET_BROADCAST, 0}, NO},
	{"broadcast", PACKET_BROADCAST, 0, {PACKET_BROADCAST, 0}, YES},
	{"multicast", PACKET_MULTICAST, 0, {PACKET_MULTICAST, 0}, YES},
	{"otherhost", PACKET_OTHERHOST, 0, {PACKET_OTHERHOST, 0}, YES},
	{"! host", PACKET_HOST, 0, {PACKET_HOST, 1}, NO},
	{"! broadcast", PACKET_HOST, 0, {PACKET_BROADCAST, 1}, YES},
	{"looped, group", PACKET_LOOPBACK, IP4(224, 0, 0, 1), {PACKET_MULTICAST, 0}, YES},
	{"looped, last group", PACKET_LOOPBACK, IP4(239, 9, 9, 9), {PACKET_MULTICAST, 0}, YES},
	{"looped, beyond groups", PACKET_LOOPBACK, IP4(240, 0, 0, 1), {PACKET_MULTICAST, 0}, NO},
	{"looped, else", PACKET_LOOPBACK, IP4(255, 255, 255, 255), {PACKET_BROADCAST, 0}, YES},
	{"looped is never loopback", PACKET_LOOPBACK, 0, {PACKET_LOOPBACK, 0}, NO},
	{"an inversion of 2 matches all", PACKET_HOST, 0, {PACKET_HOST, 2}, YES},
};

static void matching(void **state)
{
	const struct xt_match *m = test_find_match(xt_pkttype_mt, "pkttype", 0, NFPROTO_IPV4);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sk_buff *skb = test_skb(*state, &(struct pkt){.daddr = rows[i].daddr});

		skb->pkt_type = rows[i].have;
		expect_row(rows[i].what,
			   test_match(*state, m, &rows[i].info, skb, NF_INET_PRE_ROUTING),
			   rows[i].answer);
		consume_skb(skb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
