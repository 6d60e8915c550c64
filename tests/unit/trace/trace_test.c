// SPDX-License-Identifier: GPL-2.0-or-later
/* Addresses of events, as text and back. */
#include "trace/trace.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void addresses_as_text_and_back(void **state)
{
	static const struct {
		const char *text;
		u32 family;
	} rows[] = {
		{"", 0},
		{"10.0.0.1", AF_INET},
		{"0.0.0.0", AF_INET},
		{"::", AF_INET6},
		{"2001:db8::1", AF_INET6},
		{"::ffff:10.0.0.1", AF_INET6},
		{"fd00:1111:2222:3333:4444:5555:6666:7777", AF_INET6},
	};
	char buf[TRACE_ADDR_LEN];
	struct trace_addr a;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(trace_addr_parse(rows[i].text, &a), 0);
		assert_int_equal(a.family, rows[i].family);
		assert_string_equal(trace_addr_text(&a, buf), rows[i].text);
	}
	assert_int_equal(trace_addr_parse("10.0.0", &a), -EINVAL);
	assert_int_equal(trace_addr_parse("2001:db8::g", &a), -EINVAL);
}

static void an_unspecified_address_can_mean_none(void **state)
{
	const struct in6_addr any = {.s6_addr = {0}}, one = {.s6_addr = {[15] = 1}};

	assert_int_equal(trace_ip4_unless_any(0).family, 0);
	assert_int_equal(trace_ip4_unless_any(htonl(1)).v4, htonl(1));
	assert_int_equal(trace_ip6_unless_any(&any).family, 0);
	assert_int_equal(trace_ip6(&any).family, AF_INET6);
	assert_int_equal(trace_ip6_unless_any(&one).v6.s6_addr[15], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_as_text_and_back),
		cmocka_unit_test(an_unspecified_address_can_mean_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
