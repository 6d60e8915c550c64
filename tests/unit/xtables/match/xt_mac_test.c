// SPDX-License-Identifier: GPL-2.0-or-later
/* The Ethernet source, and packets that have none. */
#include "match_test.h"

#include <linux/netfilter/xt_mac.h>

#define A                        \
	{                        \
		2, 0, 0, 0, 0, 1 \
	}
#define B                        \
	{                        \
		2, 0, 0, 0, 0, 2 \
	}

enum header { ETHER, NO_DEVICE, OTHER_DEVICE, NOT_SET, TOO_NEAR };

static const struct {
	const char *what;
	enum header header;
	struct xt_mac_info info;
	int answer;
} rows[] = {
	{"equal", ETHER, {A, 0}, YES},
	{"other", ETHER, {B, 0}, NO},
	{"! equal", ETHER, {A, 1}, NO},
	{"! other", ETHER, {B, 1}, YES},
	{"no device", NO_DEVICE, {A, 0}, NO},
	{"no device, inverted", NO_DEVICE, {A, 1}, NO},
	{"not Ethernet", OTHER_DEVICE, {A, 0}, NO},
	{"not Ethernet, inverted", OTHER_DEVICE, {A, 1}, NO},
	{"no header", NOT_SET, {A, 1}, NO},
	{"half a header", TOO_NEAR, {A, 1}, NO},
};

static void matching(void **state)
{
	const struct xt_match *m = test_find_match(xt_mac_mt, "mac", 0, NFPROTO_IPV4);

	assert_int_equal(m->hooks,
			 1 << NF_INET_PRE_ROUTING | 1 << NF_INET_LOCAL_IN | 1 << NF_INET_FORWARD);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sk_buff *skb = test_skb(*state, &(struct pkt){});
		struct net_device *dev = test_device(*state);

		memcpy(eth_hdr(skb)->h_source, (u8[])A, ETH_ALEN);
		dev->type = rows[i].header == OTHER_DEVICE ? ARPHRD_LOOPBACK : ARPHRD_ETHER;
		if (rows[i].header == NO_DEVICE)
			skb->dev = NULL;
		if (rows[i].header == NOT_SET)
			skb->mac_header = SKB_NO_HEADER;
		if (rows[i].header == TOO_NEAR)
			skb->mac_header += 1;
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
