// SPDX-License-Identifier: GPL-2.0-or-later
/* Classes of IPv6 addresses, and the walks over extension headers. */
#include "net/ipv6.h"

#include "net/net.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct in6_addr a6(const char *text)
{
	struct in6_addr a;

	assert_int_equal(inet_pton(AF_INET6, text, &a), 1);
	return a;
}

static void test_types(void **state)
{
	static const struct {
		const char *addr;
		u32 type;
		int scope;
	} rows[] = {
		{"::", IPV6_ADDR_ANY, 0},
		{"::1", IPV6_ADDR_LOOPBACK | IPV6_ADDR_UNICAST, 2},
		{"::2", IPV6_ADDR_COMPATv4 | IPV6_ADDR_UNICAST, 14},
		{"::ffff:1.2.3.4", IPV6_ADDR_MAPPED, 14},
		{"2001:db8::1", IPV6_ADDR_UNICAST, 14},
		{"fd00::1", IPV6_ADDR_UNICAST, 14},
		{"fe80::1", IPV6_ADDR_LINKLOCAL | IPV6_ADDR_UNICAST, 2},
		{"febf::1", IPV6_ADDR_LINKLOCAL | IPV6_ADDR_UNICAST, 2},
		{"fec0::1", IPV6_ADDR_SITELOCAL | IPV6_ADDR_UNICAST, 5},
		{"ff01::1", IPV6_ADDR_MULTICAST | IPV6_ADDR_LOOPBACK, 1},
		{"ff02::1", IPV6_ADDR_MULTICAST | IPV6_ADDR_LINKLOCAL, 2},
		{"ff05::1", IPV6_ADDR_MULTICAST | IPV6_ADDR_SITELOCAL, 5},
		{"ff0e::1", IPV6_ADDR_MULTICAST, 14},
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		struct in6_addr a = a6(rows[i].addr);

		print_message("%s\n", rows[i].addr);
		assert_int_equal(ipv6_addr_type(&a), rows[i].type);
		assert_int_equal(ipv6_addr_scope(&a), rows[i].scope);
	}
}

static void test_prefixes(void **state)
{
	struct in6_addr a = a6("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"), p;

	for (unsigned int bits = 0; bits <= 128; bits++) {
		ipv6_addr_prefix(&p, &a, bits);
		assert_true(ipv6_prefix_equal(&a, &p, bits));
		if (bits >= 32 && bits < 128)
			assert_false(ipv6_prefix_equal(&a, &p, bits + 1));
	}
	ipv6_addr_prefix(&p, &a, 33);
	a = a6("2001:db8:8000::");
	assert_true(ipv6_addr_equal(&a, &p));
}

/* A chain of headers is written as their numbers' row: the fixed header's first. */
struct walk_row {
	const char *what;
	u8 first; /* next header of the fixed header */
	u8 bytes[32];
	u8 len;
	int target;
	int flags;
	int want; /* ipv6_find_hdr()'s result */
	unsigned int offset; /* where, if want >= 0 and not a later fragment's */
	u16 fragoff;
};

static void test_find_hdr(void **state)
{
	static const struct walk_row rows[] = {
		{"plain TCP", 6, {0}, 20, -1, 0, 6, 40, 0},
		{"TCP is not UDP", 6, {0}, 20, 17, 0, -ENOENT, 0, 0},
		{"behind hop-by-hop", 0, {6, 0}, 28, -1, 0, 6, 48, 0},
		{"hop-by-hop itself", 0, {6, 0}, 28, 0, 0, 0, 40, 0},
		{"first fragment", 44, {17, 0, 0, 1}, 16, -1, 0, 17, 48, 0},
		{"later fragment", 44, {17, 0, 0, 8}, 16, -1, 0, 17, 0, 8},
		{"later fragment, looking for TCP", 44, {17, 0, 0, 8}, 16, 6, 0, -ENOENT, 0, 0},
		{"the fragment header of a later one", 44, {17, 0, 0, 8}, 16, 44, 0, 44, 40, 8},
		{"later fragment of a chain", 44, {60, 0, 0, 8}, 16, -1, 0, -ENOENT, 0, 0},
		{"used-up routing header",
		 43,
		 {6, 0, 0, 0},
		 28,
		 43,
		 IP6_FH_F_SKIP_RH,
		 -ENOENT,
		 0,
		 0},
		{"routing header", 43, {6, 0, 0, 1}, 28, 43, IP6_FH_F_SKIP_RH, 43, 40, 0},
		{"AH in words of four", 51, {6, 1}, 32, -1, 0, 6, 52, 0},
		{"stop at AH", 51, {6, 1}, 32, -1, IP6_FH_F_AUTH, 51, 40, 0},
		{"no next header", 59, {0}, 8, -1, 0, 59, 40, 0},
		{"cut short", 0, {6}, 1, -1, 0, -EBADMSG, 0, 0},
	};
	struct net *net = net_create(&(struct quintet_env){0}, 1);

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct walk_row *r = &rows[i];
		struct sk_buff *skb = net_alloc_skb(net_shard0(net), 128, NULL);
		struct ipv6hdr *h = skb_put(skb, sizeof(*h));
		unsigned int offset = 0;
		unsigned short fragoff = 0xffff;
		int flags = r->flags, got;

		memset(h, 0, sizeof(*h));
		h->version = 6;
		h->nexthdr = r->first;
		memcpy(skb_put(skb, r->len), r->bytes, r->len);
		skb_reset_network_header(skb);
		got = ipv6_find_hdr(skb, &offset, r->target, &fragoff, &flags);
		print_message("%s: %d at %u\n", r->what, got, offset);
		assert_int_equal(got, r->want);
		if (got >= 0)
			assert_int_equal(offset, r->offset);
		assert_int_equal(fragoff, r->fragoff);
		consume_skb(skb);
	}
	net_destroy(net);
}

/* RFC 8200's pseudo header over a UDP datagram whose sum tshark calls right. */
static void test_csum(void **state)
{
	struct in6_addr s = a6("fe80::1"), d = a6("ff02::2");
	u8 rs[8] = {133};
	__sum16 sum =
		csum_ipv6_magic(&s, &d, sizeof(rs), NEXTHDR_ICMP, csum_partial(rs, sizeof(rs), 0));

	memcpy(rs + 2, &sum, 2);
	assert_int_equal(csum_ipv6_magic(&s, &d, sizeof(rs), NEXTHDR_ICMP,
					 csum_partial(rs, sizeof(rs), 0)),
			 0);
	/* By hand: fe80+0001+ff02+0002+0008+003a+8500 = 282c7, so ~82c9. */
	assert_int_equal(ntohs(sum), 0x7d36);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_find_hdr),
		cmocka_unit_test(test_csum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
