// SPDX-License-Identifier: GPL-2.0-or-later
/* Addresses made of MAC addresses. */
#include "match_test.h"

static int ask(struct net *net, const struct in6_addr *saddr, u16 h_proto, bool mac)
{
	static const u8 source[ETH_ALEN] = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55};
	struct sk_buff *skb = test_skb(net, &(struct pkt){.v6 = true, .saddr6 = *saddr});
	int info = 0, answer;

	memcpy(eth_hdr(skb)->h_source, source, ETH_ALEN);
	eth_hdr(skb)->h_proto = htons(h_proto);
	if (!mac)
		skb->mac_header = SKB_NO_HEADER;
	answer = test_match(net, ip6t_eui64_mt, &info, skb, NF_INET_PRE_ROUTING);
	consume_skb(skb);
	return answer;
}

static void matching(void **state)
{
	const struct in6_addr made = IP6(0xfe80, 0, 0, 0, 0x0011, 0x22ff, 0xfe33, 0x4455);
	const struct in6_addr other = IP6(0xfe80, 0, 0, 0, 0x0211, 0x22ff, 0xfe33, 0x4455);

	assert_int_equal(ask(*state, &made, ETH_P_IPV6, true), YES);
	assert_int_equal(ask(*state, &other, ETH_P_IPV6, true), NO);
	assert_int_equal(ask(*state, &made, ETH_P_8021Q, true), NO);
	assert_int_equal(ask(*state, &made, ETH_P_IPV6, false), NO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
