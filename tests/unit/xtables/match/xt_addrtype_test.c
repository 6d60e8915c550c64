// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What an address is, by a fake routing table: 10.0.0.T has type T, and on a device of its own it
 * is unicast.
 */
#include "match_test.h"
#include "net/ip_fib.h"

#include <linux/netfilter/xt_addrtype.h>

unsigned int inet_dev_addr_type(struct net *net, const struct net_device *dev, __be32 addr)
{
	return dev ? RTN_UNICAST : ntohl(addr) & 0xff;
}

#define T(type) (1u << (type))
#define UNI	T(RTN_UNICAST)
#define LOC	T(RTN_LOCAL)
#define BRD	T(RTN_BROADCAST)

static const struct {
	const char *what;
	u8 src, dst; /* types */
	struct xt_addrtype_info info; /* source, dest, inversions */
	int answer;
} rows0[] = {
	{"src local", RTN_LOCAL, RTN_UNICAST, {LOC, 0, 0, 0}, YES},
	{"src not local", RTN_UNICAST, RTN_LOCAL, {LOC, 0, 0, 0}, NO},
	{"dst one of two", RTN_UNICAST, RTN_BROADCAST, {0, LOC | BRD, 0, 0}, YES},
	{"dst none of two", RTN_UNICAST, RTN_UNICAST, {0, LOC | BRD, 0, 0}, NO},
	{"both", RTN_LOCAL, RTN_UNICAST, {LOC, UNI, 0, 0}, YES},
	{"both, dst differs", RTN_LOCAL, RTN_LOCAL, {LOC, UNI, 0, 0}, NO},
	{"! src", RTN_LOCAL, RTN_UNICAST, {LOC, 0, 1, 0}, NO},
	{"! dst", RTN_LOCAL, RTN_UNICAST, {0, LOC, 0, 1}, YES},
	{"no question", RTN_LOCAL, RTN_UNICAST, {0, 0, 1, 1}, YES},
	{"an inversion of 2 inverts nothing", RTN_LOCAL, RTN_UNICAST, {LOC, 0, 2, 0}, YES},
	{"nor does it let others in", RTN_UNICAST, RTN_UNICAST, {LOC, 0, 2, 0}, NO},
	{"type 0 can be asked for", RTN_UNSPEC, RTN_UNICAST, {T(RTN_UNSPEC), 0, 0, 0}, YES},
	{"the last type", RTN_XRESOLVE, RTN_UNICAST, {T(RTN_XRESOLVE), 0, 0, 0}, YES},
};

static struct pkt packet(u8 src, u8 dst)
{
	return (struct pkt){.saddr = htonl(0x0a000000 | src), .daddr = htonl(0x0a000000 | dst)};
}

static void revision0(void **state)
{
	const struct xt_match *m = test_find_match(xt_addrtype_mt, "addrtype", 0, NFPROTO_IPV4);

	for (size_t i = 0; i < ARRAY_SIZE(rows0); i++) {
		const struct pkt p = packet(rows0[i].src, rows0[i].dst);

		expect_row(rows0[i].what, test_match_pkt(*state, m, &rows0[i].info, &p),
			   rows0[i].answer);
	}
}

#define IN	XT_ADDRTYPE_LIMIT_IFACE_IN
#define OUT	XT_ADDRTYPE_LIMIT_IFACE_OUT
#define NOT_SRC XT_ADDRTYPE_INVERT_SOURCE
#define NOT_DST XT_ADDRTYPE_INVERT_DEST

static const struct {
	const char *what;
	u8 src, dst;
	struct xt_addrtype_info_v1 info; /* source, dest, flags */
	unsigned int hook;
	int answer;
} rows1[] = {
	{"src local", RTN_LOCAL, RTN_UNICAST, {LOC, 0, 0}, NF_INET_FORWARD, YES},
	{"! src local", RTN_LOCAL, RTN_UNICAST, {LOC, 0, NOT_SRC}, NF_INET_FORWARD, NO},
	{"! dst local", RTN_LOCAL, RTN_UNICAST, {0, LOC, NOT_DST}, NF_INET_FORWARD, YES},
	{"on the device it came by", RTN_LOCAL, RTN_LOCAL, {0, LOC, IN}, NF_INET_LOCAL_IN, NO},
	{"on it: unicast", RTN_LOCAL, RTN_LOCAL, {0, UNI, IN}, NF_INET_LOCAL_IN, YES},
	{"on the device it leaves by",
	 RTN_LOCAL,
	 RTN_LOCAL,
	 {UNI, 0, OUT},
	 NF_INET_POST_ROUTING,
	 YES},
	{"no such device here: anywhere",
	 RTN_LOCAL,
	 RTN_LOCAL,
	 {LOC, 0, IN},
	 NF_INET_LOCAL_OUT,
	 YES},
};

static void revision1(void **state)
{
	const struct xt_match *m = test_find_match(xt_addrtype_mt, "addrtype", 1, NFPROTO_IPV4);

	for (size_t i = 0; i < ARRAY_SIZE(rows1); i++) {
		const struct pkt p = packet(rows1[i].src, rows1[i].dst);
		struct sk_buff *skb = test_skb(*state, &p);

		expect_row(rows1[i].what, test_match(*state, m, &rows1[i].info, skb, rows1[i].hook),
			   rows1[i].answer);
		consume_skb(skb);
	}
}

static const struct {
	u32 flags;
	unsigned int hooks;
	int err;
} checks[] = {
	{0, 0x1f, 0},
	{IN | OUT, 1 << NF_INET_FORWARD, -EINVAL},
	{IN, 1 << NF_INET_FORWARD, 0},
	{OUT, 1 << NF_INET_FORWARD, 0},
	{IN, 1 << NF_INET_PRE_ROUTING | 1 << NF_INET_LOCAL_IN, 0},
	{OUT, 1 << NF_INET_POST_ROUTING | 1 << NF_INET_LOCAL_OUT, 0},
	{OUT, 1 << NF_INET_PRE_ROUTING, -EINVAL},
	{OUT, 1 << NF_INET_LOCAL_IN | 1 << NF_INET_FORWARD, -EINVAL},
	{IN, 1 << NF_INET_POST_ROUTING, -EINVAL},
	{IN, 1 << NF_INET_LOCAL_OUT | 1 << NF_INET_FORWARD, -EINVAL},
	{0xf0 | NOT_SRC, 0x1f, 0},
};

static void checkentry(void **state)
{
	const struct xt_match *m = test_find_match(xt_addrtype_mt, "addrtype", 1, NFPROTO_IPV4);

	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct xt_addrtype_info_v1 info = {.flags = checks[i].flags};
		char what[32];

		snprintf(what, sizeof(what), "check %zu", i);
		expect_row(what, test_match_check(*state, m, &info, checks[i].hooks, NULL),
			   checks[i].err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(revision0), TEST(revision1), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
